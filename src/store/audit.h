/* audit.h - who changed what, and the chain of hashes over it. Floor: store. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "store/stmt.h"

/* One act. before, after: JSON, or NULL. id and at come out only: the database makes them. */
struct audit {
	int64_t id, at;
	const char *actor, *role, *request_id, *method, *route, *target, *subject, *subject_id;
	const char *before, *after;
	bool
	    of_last_list; /* goes in only: subject_id is that of the list the statement before was about (list.c) */
};
/* NULL and NIL_INT: any. from <= at < to; below_id: INT64_MAX, or the last id of the page before. */
struct audit_filter {
	const char *actor, *request_id, *subject, *subject_id;
	int64_t from, to, below_id, limit, offset;
};

/* Within the act's transaction. */
enum err store_audit_insert(struct db *db, const struct audit *a) MUST_CHECK;
/* The newest first. */
enum err store_audit_list(struct db *db, const struct audit_filter *f, struct rows *rows_r) MUST_CHECK;
enum err store_audit_count(struct db *db, const struct audit_filter *f, int64_t *count_r) MUST_CHECK;

enum { AUDIT_HASH = 65 };
/* The end of the chain: the last seal's number, hash and time (0, zeros and NIL_INT of none), and where to look on. */
struct audit_chain {
	int64_t no, sealed_at, after_id;
	char hash[AUDIT_HASH];
};
/* Makes this connection the sealer until it ends. ERR_REFUSED: another one is. */
enum err store_audit_sealer(struct db *db) MUST_CHECK;
enum err store_audit_chain(struct db *db, struct audit_chain *c_r) MUST_CHECK;
/*
 * Seals the next rows that are committed and were not sealed, in order of id, and moves the chain's end; *sealed_r is 0
 * when there are no more. Memory is that of one row. ERR_CONFLICT: somebody else sealed meanwhile, ask for the chain anew.
 */
enum err store_audit_seal(struct db *db, struct audit_chain *c, int64_t *sealed_r) MUST_CHECK;

/* A seal and its row; a.id is NIL_INT when the row is not there. */
struct audit_sealed {
	int64_t no, audit_id;
	const char *previous, *hash;
	struct audit a;
};
/* All seals by number; the rows flow. */
enum err store_audit_sealed(struct db *db, struct rows *rows_r) MUST_CHECK;
/* The rows (id and at alone) without a seal whose ids are above after_id and up to last_id. They flow. */
enum err store_audit_unsealed(struct db *db, int64_t after_id, int64_t last_id,
			      struct rows *rows_r) MUST_CHECK;
/* The highest id there is, 0: none. */
enum err store_audit_last(struct db *db, int64_t *id_r) MUST_CHECK;
/* What the hash of a row behind that of the one before must be. */
void store_audit_hash(struct arena *a, const char *previous, const struct audit *row,
		      char hash_r[AUDIT_HASH]);

/* A transaction is over long before; what has no seal then was not there when its time was sealed (microseconds). */
#define AUDIT_LATE (INT64_C(3600) * 1000000)

extern const struct statement audit_statements[], audit_seal_statements[];
extern const int audit_statement_count, audit_seal_statement_count;

#endif
