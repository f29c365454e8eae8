/* metrics.c - counters of a worker, in memory that all processes of its pool share. Floor: base. */
#include "base/metrics.h"

#include "base/date.h"
#include "base/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAGIC "carrelM1"
/* Requests between two looks at the memory in use: a system call. */
enum { LOOK_EVERY = 64 };

const int64_t metrics_bounds[METRICS_BUCKETS - 1] = {
    500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000};
const int metrics_statuses[METRICS_STATUSES] = {200, 201, 202, 204, 301, 304, 308, 400, 401,
						403, 404, 405, 406, 409, 412, 413, 415, 418,
						422, 428, 429, 500, 501, 502, 503, 504, 0};

static struct metrics_slot nobody;
struct metrics_slot *metrics = &nobody;

static struct metrics_head *area;
static size_t area_size;
static char area_path[512]; /* "": no file has it */
static int area_fd = -1;

/* ---- the area ---- */

static size_t slot_size(int64_t routes)
{
	size_t size = sizeof(struct metrics_slot) + (size_t)routes * sizeof(struct metrics_route);
	return (size + 63) / 64 * 64; /* no two workers write to one cache line */
}

static size_t head_size(int64_t routes)
{
	size_t size = sizeof(struct metrics_head) + (size_t)routes * sizeof(struct metrics_route_name);
	return (size + 63) / 64 * 64;
}

struct metrics_head *metrics_head(void)
{
	return area;
}

struct metrics_slot *metrics_slot(int i)
{
	if (!area || i < 0 || i >= area->slots)
		return &nobody;
	return (struct metrics_slot *)((char *)area + head_size(area->routes) +
				       (size_t)i * slot_size(area->routes));
}

/*
 * Beside, and renamed: who reads sees it whole. Its room is taken now, as a full disk would end a worker later. The
 * lock tells who reads that the master lives, and a second master that the name is taken.
 */
static const char *make_file(const char *fresh, const char *path, size_t size)
{
	int old = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool taken = old >= 0 && flock(old, LOCK_SH | LOCK_NB) && errno == EWOULDBLOCK;
	if (old >= 0)
		close(old);
	if (taken)
		return "another master has this name; see --pool";
	unlink(fresh);
	area_fd = open(fresh, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (area_fd < 0)
		return strerror(errno);
	int failed = posix_fallocate(area_fd, 0, (off_t)size);
	if (failed)
		return strerror(failed);
	area = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, area_fd, 0);
	if (area == MAP_FAILED || flock(area_fd, LOCK_EX | LOCK_NB)) {
		area = area == MAP_FAILED ? NULL : area;
		return strerror(errno);
	}
	return NULL;
}

static bool map_file(const char *run_dir, const char *pool, size_t size)
{
	char fresh[sizeof(area_path) + 8];
	if (snprintf(area_path, sizeof(area_path), "%s/%s.metrics", run_dir, pool) >= (int)sizeof(area_path))
		return false;
	snprintf(fresh, sizeof(fresh), "%s.new", area_path);
	const char *wrong = make_file(fresh, area_path, size);
	if (!wrong)
		return true;
	log_warn("%s: %s: metrics of this pool are seen by its own workers only", area_path, wrong);
	if (area)
		munmap(area, size);
	if (area_fd >= 0) {
		close(area_fd);
		unlink(fresh);
	}
	area = NULL;
	area_fd = -1;
	return false;
}

static void publish(void)
{
	char fresh[sizeof(area_path) + 8];
	snprintf(fresh, sizeof(fresh), "%s.new", area_path);
	if (!rename(fresh, area_path))
		return;
	log_warn("%s: %s", area_path, strerror(errno));
	unlink(fresh);
	*area_path = 0;
}

void metrics_open(const char *run_dir, const char *pool, int workers, int slots,
		  const struct metrics_route_name *names, int routes)
{
	area_size = head_size(routes) + (size_t)slots * slot_size(routes);
	bool file = run_dir && map_file(run_dir, pool, area_size);
	if (!file) {
		*area_path = 0;
		area = mmap(NULL, area_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (area == MAP_FAILED)
			abort();
	}
	memcpy(area->magic, MAGIC, sizeof(area->magic));
	snprintf(area->pool, sizeof(area->pool), "%s", pool);
	snprintf(area->version, sizeof(area->version), "%s", CARREL_VERSION);
	area->routes = routes;
	area->slots = slots;
	area->workers = workers;
	area->master = getpid();
	area->started = date_clock();
	area->started_at = date_now();
	memcpy(area->names, names, (size_t)routes * sizeof(*names));
	if (file)
		publish();
}

void metrics_close(void)
{
	struct stat mine, there;
	if (!area)
		return;
	/* Only our own file: another master may have taken the name meanwhile. */
	if (*area_path && !fstat(area_fd, &mine) && !stat(area_path, &there) && mine.st_ino == there.st_ino &&
	    mine.st_dev == there.st_dev)
		unlink(area_path);
	if (area_fd >= 0)
		close(area_fd);
	munmap(area, area_size);
	area = NULL;
	area_fd = -1;
	*area_path = 0;
	metrics = &nobody;
}

/* ---- who writes ---- */

void metrics_take(int i)
{
	if (area_fd >= 0)
		close(area_fd); /* the lock on it is the master's life */
	area_fd = -1;
	metrics = metrics_slot(i);
	metrics->cpu_micros = metrics->busy_since = metrics->progress = metrics->ready = 0;
	metrics->pid = getpid();
	metrics->started = date_clock();
}

static int64_t cpu_now(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

void metrics_begin(int64_t now)
{
	if (!metrics->cpu_micros)
		metrics->cpu_micros = cpu_now();
	metrics->progress = now;
	metrics->busy_since = now;
}

void metrics_progress(int64_t now)
{
	metrics->progress = now;
}

static int bucket_of(int64_t micros)
{
	int i = 0;
	while (i < METRICS_BUCKETS - 1 && micros > metrics_bounds[i])
		i++;
	return i;
}

static int status_of(int status)
{
	int i = 0;
	while (i < METRICS_STATUSES - 1 && metrics_statuses[i] != status)
		i++;
	return i;
}

static void look_at_memory(void)
{
	struct rusage usage;
	if (!getrusage(RUSAGE_SELF, &usage) && usage.ru_maxrss * 1024 > metrics->max_rss)
		metrics->max_rss = usage.ru_maxrss * 1024;
}

void metrics_end(const struct metrics_served *s)
{
	struct metrics_slot *m = metrics;
	if (m == &nobody || s->route < 0 || s->route >= area->routes)
		return;
	struct metrics_route *r = &m->routes[s->route];
	int64_t cpu = cpu_now();
	r->cpu_micros += (uint64_t)(cpu - m->cpu_micros);
	m->cpu_micros = cpu;
	r->status[status_of(s->status)]++;
	r->bucket[bucket_of(s->micros)]++;
	r->micros += (uint64_t)s->micros;
	r->statements += s->statements;
	m->sums.statements += s->statements;
	m->sums.round_trips += s->round_trips;
	if (m->sums.requests++ % LOOK_EVERY == 0)
		look_at_memory();
	m->busy_since = 0;
}

/* ---- who reads ---- */

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
	return !memcmp(h->magic, MAGIC, sizeof(h->magic)) && h->routes > 0 && h->routes < 4096 &&
	       h->slots > 0 && h->slots < 4096 &&
	       size == head_size(h->routes) + (size_t)h->slots * slot_size(h->routes);
}

/* A file, or with fd -1 our own area. */
struct source {
	int fd;
	size_t size;
	bool alive;
};

static bool fetch(const struct source *s, void *to, size_t at, size_t size)
{
	if (s->fd >= 0)
		return pread(s->fd, to, size, (off_t)at) == (ssize_t)size;
	memcpy(to, (const char *)area + at, size);
	return true;
}

static struct metrics_head *fetch_head(struct arena *a, const struct source *s)
{
	struct metrics_head first, *h;
	if (s->size < sizeof(first) || !fetch(s, &first, 0, sizeof(first)) || !is_whole(&first, s->size))
		return NULL;
	h = arena_alloc(a, head_size(first.routes));
	if (!fetch(s, h, 0, head_size(first.routes)) || h->routes != first.routes || h->slots != first.slots)
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
	size_t size = slot_size(h->routes), at = head_size(h->routes);
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
	if (!area || *area_path)
		return;
	struct source own = {.fd = -1, .size = area_size, .alive = true};
	if (sum_up(a, &own, &pools_r->v[pools_r->n]))
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
