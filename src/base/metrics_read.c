/* metrics_read.c - what the workers of all pools counted, from the files of their masters. Floor: base. */
#include "base/metrics_private.h"

#include "base/date.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bool metrics_pool_name(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_");
	return len && len < METRICS_POOL && !name[len];
}

static void add_route(struct metrics_route *to, const struct metrics_route *from)
{
	uint64_t *t = (uint64_t *)to;
	const uint64_t *f = (const uint64_t *)from;
	for (size_t i = 0; i < sizeof(*to) / sizeof(*t); i++)
		t[i] += f[i];
}

static void add_sums(struct metrics_sums *to, const struct metrics_sums *from)
{
	uint64_t *t = (uint64_t *)to;
	const uint64_t *f = (const uint64_t *)from;
	for (size_t i = 0; i < sizeof(*to) / sizeof(*t); i++)
		t[i] += f[i];
}

static void add_slot(struct metrics_pool *p, const struct metrics_slot *s, int64_t now)
{
	add_sums(&p->sums, &s->sums);
	for (int64_t i = 0; i < p->head->routes; i++)
		add_route(&p->routes[i], &s->routes[i]);
	if (s->max_rss > p->max_rss)
		p->max_rss = s->max_rss;
	if (s->omdb_open_until - now > p->omdb_open_for)
		p->omdb_open_for = s->omdb_open_until - now;
	if (!p->alive || s->pid <= 0)
		return;
	p->living++;
	p->ready += s->ready > 0;
	if (s->busy_since <= 0)
		return;
	p->busy++;
	if (now - s->busy_since > p->busy_longest)
		p->busy_longest = now - s->busy_since;
	p->stuck += p->head->stuck_after > 0 && now - s->progress > p->head->stuck_after;
}

/* Is it a head of ours, with so many bytes behind it? */
static bool is_whole(const struct metrics_head *h, size_t size)
{
	return !memcmp(h->magic, METRICS_MAGIC, sizeof(h->magic)) && h->routes > 0 && h->routes < 4096 &&
	       h->slots > 0 && h->slots < 4096 && size == metrics_size(h->routes, h->slots);
}

/* A file, or our own area. */
struct source {
	int fd;
	const struct metrics_head *own; /* NULL: it is the file */
	size_t size;
	bool alive;
};

static bool fetch(const struct source *s, void *to, size_t at, size_t size)
{
	if (!s->own)
		return pread(s->fd, to, size, (off_t)at) == (ssize_t)size;
	memcpy(to, (const char *)s->own + at, size);
	return true;
}

static struct metrics_head *fetch_head(struct arena *a, const struct source *s)
{
	struct metrics_head first, *h;
	if (s->size < sizeof(first) || !fetch(s, &first, 0, sizeof(first)) || !is_whole(&first, s->size))
		return NULL;
	h = arena_alloc(a, metrics_head_size(first.routes));
	if (!fetch(s, h, 0, metrics_head_size(first.routes)) || h->routes != first.routes ||
	    h->slots != first.slots)
		return NULL;
	h->pool[sizeof(h->pool) - 1] = h->version[sizeof(h->version) - 1] = 0;
	for (int64_t i = 0; i < h->routes; i++)
		h->names[i].method[METRICS_METHOD - 1] = h->names[i].pattern[METRICS_PATTERN - 1] = 0;
	return metrics_pool_name(h->pool) ? h : NULL;
}

static bool sum_up(struct arena *a, const struct source *s, struct metrics_pool *p)
{
	int64_t now = date_clock();
	struct metrics_head *h = fetch_head(a, s);
	if (!h)
		return false;
	*p = (struct metrics_pool){.head = h, .alive = s->alive};
	p->routes = arena_zalloc(a, (size_t)h->routes * sizeof(*p->routes));
	struct arena_mark mark = arena_mark(a);
	size_t size = metrics_slot_size(h->routes), at = metrics_head_size(h->routes);
	struct metrics_slot *slot = arena_alloc(a, size);
	bool fine = true;
	for (int64_t i = 0; i < h->slots && fine; i++, at += size)
		if ((fine = fetch(s, slot, at, size)))
			add_slot(p, slot, now);
	arena_release(a, mark);
	return fine;
}

static bool read_file(struct arena *a, int dir, const char *name, struct metrics_pool *p)
{
	struct stat st;
	struct source s = {.fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
	if (s.fd < 0)
		return false;
	bool fine = !fstat(s.fd, &st) && S_ISREG(st.st_mode);
	if (fine) {
		s.size = (size_t)st.st_size;
		s.alive = flock(s.fd, LOCK_SH | LOCK_NB) && errno == EWOULDBLOCK;
		fine = sum_up(a, &s, p);
	}
	close(s.fd);
	size_t len = fine ? strlen(p->head->pool) : 0; /* no pool twice */
	return fine && !strncmp(name, p->head->pool, len) && !strcmp(name + len, ".metrics");
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_ours(const char *name)
{
	size_t len = strlen(name);
	return len > 8 && *name != '.' && !strcmp(name + len - 8, ".metrics");
}

/* The names in order, as many as are asked for. */
static int list(struct arena *a, DIR *dir, const char *names[METRICS_POOLS])
{
	const struct dirent *entry;
	int n = 0;
	while (n < METRICS_POOLS && (entry = readdir(dir)))
		if (is_ours(entry->d_name))
			names[n++] = arena_strdup(a, entry->d_name);
	qsort(names, (size_t)n, sizeof(*names), by_name);
	return n;
}

void metrics_read(struct arena *a, const char *run_dir, struct metrics_pools *pools_r)
{
	const char *names[METRICS_POOLS];
	DIR *dir = opendir(run_dir);
	pools_r->v = arena_alloc(a, (METRICS_POOLS + 1) * sizeof(*pools_r->v));
	pools_r->n = pools_r->unreadable = 0;
	int found = dir ? list(a, dir, names) : 0;
	for (int i = 0; i < found; i++) {
		if (read_file(a, dirfd(dir), names[i], &pools_r->v[pools_r->n]))
			pools_r->n++;
		else
			pools_r->unreadable++;
	}
	if (dir)
		closedir(dir);
	struct source own = {.fd = -1, .alive = true};
	own.own = metrics_unfiled(&own.size);
	if (own.own && sum_up(a, &own, &pools_r->v[pools_r->n]))
		pools_r->n++;
}

double metrics_quantile(const uint64_t bucket[METRICS_BUCKETS], double part)
{
	uint64_t all = 0, below = 0;
	for (int i = 0; i < METRICS_BUCKETS; i++)
		all += bucket[i];
	double wanted = part * (double)all;
	for (int i = 0; all && i < METRICS_BUCKETS - 1; i++) {
		double low = i ? (double)metrics_bounds[i - 1] : 0, high = (double)metrics_bounds[i];
		if (bucket[i] && (double)(below + bucket[i]) >= wanted)
			return low + (high - low) * (wanted - (double)below) / (double)bucket[i];
		below += bucket[i];
	}
	return all ? (double)metrics_bounds[METRICS_BUCKETS - 2] : 0;
}
