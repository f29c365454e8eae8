/* metrics.h - counters that the workers of a pool write and anybody on this machine may read. Floor: base. */
#ifndef BASE_METRICS_H
#define BASE_METRICS_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * A file RUN_DIR/POOL.metrics, mapped by the master and its workers: a head, the names of the routes, then a slot for
 * each worker, written by that worker alone, without a lock. A slot outlives its worker and goes on with the next one,
 * so that counters never go back while the master lives. Times are date_clock()'s, one clock for all processes.
 */
enum {
	METRICS_BUCKETS = 15,  /* of latency; the last has no bound */
	METRICS_STATUSES = 27, /* the last is any other */
	METRICS_METHOD = 8,
	METRICS_PATTERN = 56,
	METRICS_POOL = 32,
};
/* Upper bounds in microseconds, of all but the last bucket; what statuses there are, 0 for any other. */
extern const int64_t metrics_bounds[METRICS_BUCKETS - 1];
extern const int metrics_statuses[METRICS_STATUSES];

/* What was served of one route. */
struct metrics_route {
	uint64_t status[METRICS_STATUSES], bucket[METRICS_BUCKETS];
	uint64_t micros, cpu_micros, statements;
};

/* Of all routes together; each is a sum over time. */
struct metrics_sums {
	uint64_t requests, statements, round_trips;
	uint64_t reruns; /* transactions run again: a deadlock, a lock wait */
	uint64_t connects, connect_failures, lost;
	uint64_t errors[ERR_COUNT]; /* of the database, by what they mean */
	uint64_t omdb_asked, omdb_failed;
};

struct metrics_slot {
	struct metrics_sums sums;
	int64_t pid;	    /* whose it is, 0: nobody's; written by the master, as started */
	int64_t started;    /* when that one was */
	int64_t ready;	    /* it has looked at the database, and serves */
	int64_t busy_since; /* of the request at hand; 0: none */
	int64_t progress;   /* when that got on: it began, or sent a part of its answer */
	int64_t max_rss;    /* bytes, the most of any worker */
	int64_t omdb_open_until;
	int64_t cpu_micros;	       /* of the worker, at the end of its last request */
	struct metrics_route routes[]; /* the first: no row of the table */
};

struct metrics_route_name {
	char method[METRICS_METHOD], pattern[METRICS_PATTERN];
};

struct metrics_head {
	char magic[8];
	char pool[METRICS_POOL], version[32];
	int64_t routes, slots, workers;	     /* workers: how many there are to be */
	int64_t master, started, started_at; /* started_at: UTC microseconds */
	uint64_t starts, restarts;	     /* of workers; restarts: of those, instead of one that died */
	uint64_t reloads, reloads_refused;
	int64_t stuck_after; /* microseconds without progress after which a worker counts as stuck */
	struct metrics_route_name names[];
};

/*
 * ---- who writes ----
 * Makes the area of a pool, for so many slots: the file, or without a directory, or when that cannot be written (said
 * once), memory that only this process and its children see. names are the route table's, of which the first is for
 * no row. The file goes with metrics_close.
 */
void metrics_open(const char *run_dir, const char *pool, int workers, int slots,
		  const struct metrics_route_name *names, int routes);
void metrics_close(void);
/* NULL before metrics_open; i from 0. */
struct metrics_head *metrics_head(void);
struct metrics_slot *metrics_slot(int i);
/* In a worker: from now on what is counted goes to the i-th slot. */
void metrics_take(int i);
/* Never NULL: before metrics_take it counts for nobody. */
extern struct metrics_slot *metrics;

/* A request began, got on, and was answered; route is its place in the names, what it cost is told. */
struct metrics_served {
	int route, status;
	int64_t micros;
	unsigned statements, round_trips;
};
void metrics_begin(int64_t now);
void metrics_progress(int64_t now);
void metrics_end(const struct metrics_served *served);

/*
 * ---- who reads ----
 * A pool as it is: its head and slots copied into the arena, whole and checked, whatever the file held.
 */
struct metrics_pool {
	struct metrics_head *head; /* pool, version and names end with NUL */
	bool alive;		   /* its master is; otherwise it left the file behind */
	struct metrics_sums sums;
	struct metrics_route *routes; /* head->routes of them, over all workers */
	int living, busy, ready, stuck;
	int64_t max_rss, busy_longest, omdb_open_for; /* microseconds; 0: none */
};
struct metrics_pools {
	struct metrics_pool *v;
	int n;
	int unreadable; /* files that are there, but none of ours, or not for us */
};
enum { METRICS_POOLS = 64 };
/* Every *.metrics of a directory, in order of name, and this process's own area when no file has it. */
void metrics_read(struct arena *a, const char *run_dir, struct metrics_pools *pools_r);
/* How long the slowest of the fastest part (0.99) took, in microseconds; 0 when there was none. */
double metrics_quantile(const uint64_t bucket[METRICS_BUCKETS], double part);
/* The name of a pool: 1 to 31 of a-z, 0-9, - and _. */
bool metrics_pool_name(const char *name);

#endif
