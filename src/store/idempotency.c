/* idempotency.c - the first answer to a request that may be sent again. Floor: store. */
#include "store/idempotency.h"

#include "store/shelf.h"

#define K struct idempotency

static const struct field claim_in[] = {
    FIELD_TEXT(K, caller, "caller", 0, 0, 0),
    FIELD_TEXT(K, route, "route", 0, 0, 0),
    FIELD_TEXT(K, key, "key", 0, 0, 0),
    FIELD_TEXT(K, body_hash, "body_hash", 0, 0, 0),
    FIELD_END,
};
static const struct field find_in[] = {
    FIELD_TEXT(K, caller, "caller", 0, 0, 0),
    FIELD_TEXT(K, route, "route", 0, 0, 0),
    FIELD_TEXT(K, key, "key", 0, 0, 0),
    FIELD_END,
};
static const struct field find_out[] = {
    FIELD_INT(K, id, "id", 0, 0, 0),	     FIELD_TEXT(K, body_hash, "body_hash", 0, 0, 0),
    FIELD_INT(K, status, "status", 0, 0, 0), FIELD_TEXT(K, headers, "headers", 0, 0, 0),
    FIELD_TEXT(K, body, "body", 0, 0, 0),    FIELD_END,
};
static const struct field held_out[] = {FIELD_INT(K, id, "id", 0, 0, 0), FIELD_END};
static const struct field keep_in[] = {
    FIELD_INT(K, status, "status", 0, 0, 0),
    FIELD_TEXT(K, headers, "headers", 0, 0, 0),
    FIELD_TEXT(K, body, "body", 0, 0, 0),
    FIELD_INT(K, id, "id", 0, 0, 0),
    FIELD_END,
};

enum { EXPIRE, CLAIM, HELD, SAVE, UNDO, FIND, KEEP };

const struct statement idempotency_statements[] = {
    /* A key of yesterday is free again: the nightly purge is for the space alone. */
    [EXPIRE] = {"idempotency expire",
		"DELETE FROM idempotency_key WHERE caller = ? AND route = ? AND key_text = ? "
		"AND created_at < CURRENT_TIMESTAMP(6) - INTERVAL 24 HOUR",
		find_in, NULL, WRITES},
    [CLAIM] = {"idempotency claim",
	       "SET STATEMENT innodb_lock_wait_timeout = 0 FOR "
	       "INSERT INTO idempotency_key (caller, route, key_text, body_hash) VALUES (?, ?, ?, ?)",
	       claim_in, NULL, NUMBERS},
    [HELD] = {"idempotency held",
	      "SELECT id FROM idempotency_key WHERE caller = ? AND route = ? AND key_text = ? "
	      "LOCK IN SHARE MODE NOWAIT",
	      find_in, held_out, LOCKS},
    [SAVE] = {"idempotency savepoint", "SAVEPOINT act", no_fields, NULL, WRITES},
    [UNDO] = {"idempotency undo", "ROLLBACK TO SAVEPOINT act", no_fields, NULL, WRITES},
    [FIND] = {"idempotency find",
	      "SELECT id, body_hash, status, headers, body FROM idempotency_key "
	      "WHERE caller = ? AND route = ? AND key_text = ?",
	      find_in, find_out, READS},
    [KEEP] = {"idempotency keep", "UPDATE idempotency_key SET status = ?, headers = ?, body = ? WHERE id = ?",
	      keep_in, NULL, WRITES},
};
const int idempotency_statement_count = sizeof(idempotency_statements) / sizeof(idempotency_statements[0]);
#define S idempotency_statements

/*
 * Somebody was in the way of a claim. An insert waits for a lock on the gap it falls into as well, and one that meets
 * its key holds the gap before it: a neighbour need not be the same key. The row alone is asked: a claim has it locked
 * (refused), and none or one that was committed just now is worth another attempt.
 */
static enum err in_the_way(struct db *db, const struct idempotency *k)
{
	struct idempotency held = {0};
	enum err e = stmt_one(db, &S[HELD], k, &held);
	return e == ERR_RETRY ? ERR_REFUSED : e && e != ERR_NOT_FOUND ? e : ERR_RETRY;
}

enum err store_idempotency_claim(struct db *db, struct idempotency *k)
{
	enum err e = stmt_run(db, &S[CLAIM], k, NULL);
	if (e == ERR_CONFLICT) {
		int64_t expired = 0;
		e = stmt_run(db, &S[EXPIRE], k, &expired);
		if (!e)
			e = expired ? stmt_run(db, &S[CLAIM], k, NULL) : ERR_CONFLICT;
	}
	if (e == ERR_RETRY) /* 1205 at once, or 1213 */
		return in_the_way(db, k);
	if (e)
		return e;
	k->id = stmt_last_id(db);
	return stmt_run(db, &S[SAVE], NULL, NULL);
}

enum err store_idempotency_find(struct db *db, struct idempotency *k)
{
	K found = *k;
	enum err e = stmt_one(db, &S[FIND], k, &found);
	if (e)
		return e;
	found.caller = k->caller;
	found.route = k->route;
	found.key = k->key;
	*k = found;
	return ERR_NONE;
}

enum err store_idempotency_undo(struct db *db)
{
	shelf_undo(db);
	return stmt_run(db, &S[UNDO], NULL, NULL);
}

enum err store_idempotency_keep(struct db *db, const struct idempotency *k)
{
	return stmt_put(db, &S[KEEP], k);
}
