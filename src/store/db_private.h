/* db_private.h - what db.c and stmt.c share; nobody else includes this or mysql.h. Floor: store. */
#ifndef STORE_DB_PRIVATE_H
#define STORE_DB_PRIVATE_H

#include "store/db.h"
#include "store/stmt.h"

#include <mysql.h>

enum { STMT_SLOTS = 1024 }; /* a power of two, at least twice the statements and batches there may be */

/* The columns whose texts come with their row, where they are no longer than so many bytes. */
enum { TEXT_CELLS = 32, TEXT_CELL = 128 };

/* What one result column needs while it is fetched. */
struct cell {
	const struct field *field;
	int64_t number;
	MYSQL_TIME time;
	bool date; /* a text in the answer, a date in the table: it comes in time */
	unsigned long length;
	my_bool null, error;
};

struct prepared {
	const struct statement *statement;
	MYSQL_STMT *stmt;
	unsigned params, columns;
	struct cell *cells;	/* one per column */
	MYSQL_BIND *bind;	/* parameters, then columns */
	int64_t *numbers;	/* values of integer parameters */
	MYSQL_TIME *times;	/* values of time parameters */
	unsigned long *lengths; /* of text parameters */
	bool open;		/* rows are waiting */
};

/* Statements of a transaction that are sent together (batch.c). */
enum { BATCH_PARTS = 8, BATCHES = 128 }; /* of one, and those a connection keeps */
struct batch_part {
	const struct statement *statement;
	const void *in;
	bool must; /* touch a row, or all of it fails */
};
struct batch_parts {
	int count;
	struct batch_part all[BATCH_PARTS];
};
struct batch;

struct db {
	const struct conf *conf;
	struct arena *arena;
	MYSQL *mysql; /* NULL when not connected */
	struct prepared slots[STMT_SLOTS];
	int64_t retry_at; /* date_clock() before which no connection is tried */
	bool transaction;
	bool unbegun;		  /* the server has not been told of it yet */
	bool trust;		  /* see db_trust */
	struct batch_parts later; /* what goes with the next statement or the COMMIT */
	struct batch *batches;	  /* sequences that were sent */
	int batch_count;
	bool flowing; /* rows of a statement are on the wire */
	/* Short texts of the row that is being fetched. */
	char texts[TEXT_CELLS][TEXT_CELL];
	int64_t last_id; /* AUTO_INCREMENT of the last INSERT */
	char conflict_key[65];
	struct db_cost cost;
	struct shelf_move *moves; /* works that came and went in this transaction; shelf_move.c */
	struct shelves *shelves;  /* what shelf.c remembers; NULL: nothing */
};

/* What an error number means; the one place that knows. Drops the connection when it is lost. */
enum err db_failed(struct db *db, unsigned number, const char *message, const char *what);
/*
 * Sends text that is no constant row: of our own SQL files, or what cannot be prepared, with checked names in it; never
 * anything from a request. number_r (may be NULL): the digit that its first row begins with, NIL_INT without one.
 */
enum err db_text(struct db *db, const char *sql, int64_t *number_r) MUST_CHECK;
/* Sends a command without parameters. */
enum err db_command(struct db *db, const char *sql);
/* Tells the server of the transaction, if that is due. */
enum err db_begin_now(struct db *db);
void db_drop(struct db *db);
void stmt_forget(struct db *db); /* closes every prepared statement */
bool db_is_lost(unsigned number);

/* Prepares a statement with so many parameters, and executes it with the values of its parts. p_r: the statement prepared. */
enum err stmt_prepare(struct db *db, const struct statement *s, int params, struct prepared **p_r);
enum err stmt_send(struct db *db, const struct statement *s, const struct batch_parts *parts,
		   struct prepared **p_r);

/* The first statement of a transaction, with its begin. */
enum err batch_begin(struct db *db, const struct statement *s, const void *in, struct prepared **p_r);
/* What was put off, with the COMMIT or before another statement. */
enum err batch_send(struct db *db, bool commits);
void batches_free(struct db *db);

#endif
