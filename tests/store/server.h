/* server.h - a private MariaDB with our schema, for one test program. */
#ifndef STORE_SERVER_H
#define STORE_SERVER_H

#include "base/conf.h"

#include "store/work.h"

#include <stdint.h>

/*
 * Installs and starts it in a directory of its own under /tmp, and migrates. However the program ends, the server ends
 * with it and the directory goes. Bails out of the test when something is missing.
 */
void server_open(void);
const struct conf *server_conf(void);
/* A file in that directory: "sock", "carrel.conf". */
const char *server_path(const char *name);
/* "/path/carrelctl -c /path/carrel.conf", for the shell. */
const char *server_ctl(void);

/* Ends the server by a signal and waits for its end; starts it again. */
void server_stop(int signal);
void server_start(void);
/* SIGSTOP and SIGCONT. */
void server_signal(int signal);

/* Deletes all rows of all our tables; starts the server first where a test left it stopped. */
void server_clean(void);

/*
 * Runs SQL through the mariadb client, so not through the code under test. What it printed: rows parted by line
 * breaks, columns by tabs, NULL as "NULL"; good until the eighth call after. An error of the server fails the test.
 */
const char *server_sql(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int64_t server_number(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The same as in store/work.h, in a transaction of its own where there is none. */
enum err server_insert(struct db *db, struct work *w) MUST_CHECK;
enum err server_insert_bare(struct db *db, struct work *w) MUST_CHECK;
enum err server_update(struct db *db, struct work *w) MUST_CHECK;
enum err server_delete(struct db *db, int64_t id) MUST_CHECK;
/* After works that SQL wrote. */
void server_recount(void);

#endif
