/*
 * db.h - one connection to MariaDB: made when needed, dropped when lost, its transactions and what it cost.
 * Floor: store.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/arena.h"
#include "base/conf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct db;

/* What the request at hand cost so far. Round trips are statements plus BEGIN, COMMIT, ROLLBACK; preparing, once per
 * statement and connection, is not counted. */
struct db_cost {
	unsigned statements, round_trips;
	unsigned vain; /* of the statements: went together and failed, so that not all of them were run */
	int64_t micros;
};

/* Makes the handle; connects to nothing yet. The conf must stay valid. */
void db_open(struct db **db_r, const struct conf *conf);
/* Closes the connection and frees; *db becomes NULL. */
void db_close(struct db **db);

/*
 * Begins a request: rows and texts go to this arena, the cost is counted from zero. A connection that the server has
 * closed meanwhile is noticed here, before anything is sent on it, so that no write becomes uncertain by it.
 */
void db_request(struct db *db, struct arena *arena);
const struct db_cost *db_cost(const struct db *db);
/* Where rows and texts of this request go. */
struct arena *db_arena(struct db *db);

/* Connects if there is no connection. ERR_AWAY; for a moment after a failure it answers so without trying. */
enum err db_connect(struct db *db) MUST_CHECK;

/*
 * One transaction. db_commit: ERR_RETRY, nothing happened, run it all again; ERR_UNCERTAIN, the connection was lost
 * under the COMMIT and nobody knows; ERR_AWAY. db_rollback never fails: a connection on which it does is dropped.
 */
enum err db_begin(struct db *db) MUST_CHECK;
enum err db_commit(struct db *db) MUST_CHECK;
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);

/*
 * Trust: in this transaction what stmt_expect is given is taken for done, and goes to the server with the COMMIT. Where it
 * proves otherwise nothing happened: ERR_RETRY, and the trust is gone, so that the act run again learns step by step what
 * is the matter. Set after db_begin, by whoever runs the act again.
 */
void db_trust(struct db *db, bool trust);
bool db_trusts(const struct db *db);

/* After ERR_CONFLICT: the name of the UNIQUE key that was hit, otherwise "". */
const char *db_conflict_key(const struct db *db);

#endif
