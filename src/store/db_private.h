/* db_private.h - what db.c and stmt.c share; nobody else includes this or mysql.h. Floor: store. */
#ifndef STORE_DB_PRIVATE_H
#define STORE_DB_PRIVATE_H

#include "store/db.h"
#include "store/stmt.h"

#include <mysql.h>

enum { STMT_SLOTS = 512 }; /* a power of two, at least twice the statements there are */

/* What one result column needs while it is fetched. */
struct cell {
	const struct field *field;
	int64_t number;
	MYSQL_TIME time;
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

struct db {
	const struct conf *conf;
	struct arena *arena;
	MYSQL *mysql; /* NULL when not connected */
	struct prepared slots[STMT_SLOTS];
	int64_t retry_at; /* date_clock() before which no connection is tried */
	bool transaction;
	bool flowing;	 /* rows of a statement are on the wire */
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
void db_drop(struct db *db);
void stmt_forget(struct db *db); /* closes every prepared statement */
bool db_is_lost(unsigned number);

#endif
