/* idempotency.h - the first answer to a request that may be sent again. Floor: store. */
#ifndef STORE_IDEMPOTENCY_H
#define STORE_IDEMPOTENCY_H

#include "store/stmt.h"

/* A key belongs to its caller and route; body_hash is SHA-256 of what came with it. */
struct idempotency {
	int64_t id;
	const char *caller, *route, *key, *body_hash;
	int64_t status; /* NIL_INT until the act is done */
	const char *headers, *body;
};

/*
 * Within the act's transaction, before the act: claims the key. ERR_NONE: ours, and a savepoint stands behind it.
 * ERR_CONFLICT: it was used before; store_idempotency_find tells by what. ERR_REFUSED: a request with the same key is
 * still running (InnoDB's lock tells, without waiting). ERR_RETRY: another key's was in the way.
 */
enum err store_idempotency_claim(struct db *db, struct idempotency *k) MUST_CHECK;
/* The row of a used key: body_hash, status, headers, body. */
enum err store_idempotency_find(struct db *db, struct idempotency *k) MUST_CHECK;
/* Undoes the act but keeps the key. */
enum err store_idempotency_undo(struct db *db) MUST_CHECK;
/* Writes the answer; then the transaction is committed. */
enum err store_idempotency_keep(struct db *db, const struct idempotency *k) MUST_CHECK;

extern const struct statement idempotency_statements[];
extern const int idempotency_statement_count;

#endif
