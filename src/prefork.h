/* prefork.h - the small master: forks workers on fd 0, replaces the dead, passes signals on. Top floor. */
#ifndef PREFORK_H
#define PREFORK_H

#include "base/conf.h"

enum { EXIT_CONFIG = 78 }; /* as sysexits.h: configuration or schema is wrong */

/*
 * Keeps `count` workers alive until TERM; holds no database and no TLS itself. A worker that dies is replaced at
 * once, one that dies within a second of its start with a growing delay. TERM: all drain, KILL after drain_seconds;
 * a second TERM: at once. HUP: the file at path is read; when it is wrong the old settings stay, otherwise new
 * workers start with it and the old ones drain. worker runs in the child and gives its exit code. conf is replaced
 * on HUP. Gives the exit code of the process.
 */
int prefork_run(const char *path, struct conf *conf, int count, int (*worker)(const struct conf *conf));

#endif
