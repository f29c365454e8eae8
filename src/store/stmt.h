/* stmt.h - statements as constant rows, prepared once per connection, bound and fetched by field table. Floor: store. */
#ifndef STORE_STMT_H
#define STORE_STMT_H

#include "base/field.h"
#include "store/db.h"

enum statement_kind {
	WRITES,
	NUMBERS, /* writes, and stmt_last_id is asked afterwards */
	/*
	 * Changes nothing: may be sent again on a new connection, and before the server knows of a transaction. READ
	 * COMMITTED: no statement sees more, or less, for having come behind its begin.
	 */
	READS,
	LOCKS, /* reads, and holds what it reads until the transaction ends */
	FLOWS, /* reads rows off the wire one by one, in constant memory; until the last no other statement runs */
};

/*
 * in: one field per '?', in order. out: result columns are matched to these by name when prepared; a column without
 * a field is ERR_SCHEMA, a field without a column gets no value (NULL, NIL_INT, false).
 */
struct statement {
	const char *name, *sql;
	const struct field *in, *out;
	enum statement_kind kind;
};

/* Runs a statement that gives no rows. affected_r (may be NULL): rows matched, changed or not; inserted, deleted. */
enum err stmt_run(struct db *db, const struct statement *s, const void *in, int64_t *affected_r) MUST_CHECK;
/*
 * One whose outcome nobody looks at: it goes to the server with the next statement of the transaction, or with its COMMIT,
 * which then fails if it does. Takes a copy of `in`.
 */
enum err stmt_put(struct db *db, const struct statement *s, const void *in) MUST_CHECK;
/*
 * stmt_run, for one that is expected to go well: where the transaction is trusted (db_trust) it is put off like that, and
 * taken to have touched a row; affected_r NULL: it need not touch one. An act that asks the database something afterwards
 * learns of it there. One that NUMBERS is run.
 */
enum err stmt_expect(struct db *db, const struct statement *s, const void *in,
		     int64_t *affected_r) MUST_CHECK;
/* stmt_expect, and the error when it touched no row. */
enum err stmt_touch(struct db *db, const struct statement *s, const void *in, enum err none) MUST_CHECK;
/* A statement that gives one number as n, with count_out. *count_r: it, 0 on an error. */
enum err stmt_count(struct db *db, const struct statement *s, const void *in, int64_t *count_r) MUST_CHECK;
/* The first row into out; its texts live in the request's arena. ERR_NOT_FOUND when there is none. */
enum err stmt_one(struct db *db, const struct statement *s, const void *in, void *out) MUST_CHECK;

/*
 * Many rows: open, then next until ERR_NOT_FOUND, which also closes. The rows wait in the client's memory, so other
 * statements may run between, unless the statement flows (then there is no count either). stmt_close ends early; it
 * does nothing on one that has ended.
 */
struct rows {
	struct db *db;
	struct prepared *p;
	int64_t count; /* rows in all */
};
enum err stmt_open(struct db *db, const struct statement *s, const void *in, struct rows *rows_r) MUST_CHECK;
enum err stmt_next(struct rows *rows, void *out) MUST_CHECK;
void stmt_close(struct rows *rows);

/* AUTO_INCREMENT of the last INSERT, or what it gave to LAST_INSERT_ID(n); only behind a statement that NUMBERS. */
int64_t stmt_last_id(struct db *db);

/* Prepares every statement there is. ERR_SCHEMA: the database is not what this program expects (logged). */
enum err stmt_prepare_all(struct db *db) MUST_CHECK;

/* The statements of the resource files, for stmt_prepare_all and the tests; ended by {NULL}. */
struct statement_table {
	const char *resource;
	const struct statement *rows;
	int count;
};
const struct statement_table *stmt_tables(void);

/* Common in-shapes. */
struct by_id {
	int64_t id;
};
struct by_text {
	const char *text;
};
struct by_two {
	const char *one, *two;
};
extern const struct field by_id_in[], by_text_in[], by_two_in[], no_fields[], count_out[];

#endif
