/* prefork.h - the small master: forks workers on fd 0, replaces the dead, passes signals on. Top floor. */
#ifndef PREFORK_H
#define PREFORK_H

#include "base/conf.h"
#include "base/metrics.h"

enum { EXIT_CONFIG = 78 }; /* as sysexits.h: configuration or schema is wrong */

/* A pool of workers on one socket. */
struct pool {
	const char *path;	    /* of carrel.conf */
	struct conf *conf;	    /* as read from it; replaced on HUP */
	const char *program, *name; /* in the log; the pool's */
	int workers;
	int (*worker)(const struct conf *conf); /* runs in the child and gives its exit code */
	const struct metrics_route_name *names;
	int routes; /* names of them */
};

/*
 * Keeps so many workers alive until TERM; holds no database and no TLS itself. A worker that dies is replaced at
 * once, one that dies within a second of its start with a growing delay. TERM: all drain, KILL after drain_seconds;
 * a second TERM: at once. HUP: the file at path is read; when it is wrong the old settings stay, otherwise new
 * workers start with it and the old ones drain. Gives the exit code of the process.
 * systemd (sd_notify) is told READY=1 once a worker has marked its slot ready, that is has looked at the database and
 * serves, with it or without; and WATCHDOG=1 as long as not every worker is stuck: at one request that has not got on
 * for six times db_read_timeout, which is what a transaction and its reruns may wait, and omdb_timeout.
 */
int prefork_run(const struct pool *pool);

#endif
