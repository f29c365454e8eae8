/* metrics.c - counters of a worker, in memory that all processes of its pool share. Floor: base. */
#include "base/metrics_private.h"

#include "base/date.h"
#include "base/log.h"

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

struct metrics_head *metrics_head(void)
{
	return area;
}

struct metrics_slot *metrics_slot(int i)
{
	if (!area || i < 0 || i >= area->slots)
		return &nobody;
	return (struct metrics_slot *)((char *)area + metrics_head_size(area->routes) +
				       (size_t)i * metrics_slot_size(area->routes));
}

const struct metrics_head *metrics_unfiled(size_t *size_r)
{
	*size_r = area_size;
	return *area_path ? NULL : area;
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
	area_size = metrics_size(routes, slots);
	bool file = run_dir && map_file(run_dir, pool, area_size);
	if (!file) {
		*area_path = 0;
		area = mmap(NULL, area_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (area == MAP_FAILED)
			abort();
	}
	memcpy(area->magic, METRICS_MAGIC, sizeof(area->magic));
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
