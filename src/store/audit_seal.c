/* audit_seal.c - the chain of hashes over committed rows of the audit. Floor: store. */
#include "store/audit.h"

#include "base/secret.h"

#include <stdio.h>
#include <string.h>

enum { BATCH = 1000 };

#define E struct audit_sealed
#define ROW                                                                                                  \
	FIELD_INT(E, a.id, "id", 0, 0, 0), FIELD_TIME(E, a.at, "at", 0),                                     \
	    FIELD_TEXT(E, a.actor, "actor", 0, 0, 0), FIELD_TEXT(E, a.role, "role", 0, 0, 0),                \
	    FIELD_TEXT(E, a.request_id, "request_id", 0, 0, 0), FIELD_TEXT(E, a.method, "method", 0, 0, 0),  \
	    FIELD_TEXT(E, a.route, "route", 0, 0, 0), FIELD_TEXT(E, a.target, "target", 0, 0, 0),            \
	    FIELD_TEXT(E, a.subject, "subject", 0, 0, 0),                                                    \
	    FIELD_TEXT(E, a.subject_id, "subject_id", 0, 0, 0),                                              \
	    FIELD_TEXT(E, a.before, "before_state", 0, 0, 0), FIELD_TEXT(E, a.after, "after_state", 0, 0, 0)
/* The order in which the columns are hashed is that of this table; it stays for ever. */
static const struct field row_out[] = {ROW, FIELD_END};
static const struct field sealed_out[] = {
    ROW,
    FIELD_INT(E, no, "no", 0, 0, 0),
    FIELD_INT(E, audit_id, "audit_id", 0, 0, 0),
    FIELD_TEXT(E, previous, "previous", 0, 0, 0),
    FIELD_TEXT(E, hash, "hash", 0, 0, 0),
    FIELD_END,
};

struct end {
	int64_t no, sealed_at, first_id, n;
	const char *hash;
};
#define N struct end
static const struct field end_out[] = {
    FIELD_INT(N, no, "no", 0, 0, 0),
    FIELD_TIME(N, sealed_at, "sealed_at", 0),
    FIELD_TEXT(N, hash, "hash", 0, 0, 0),
    FIELD_END,
};
static const struct field first_in[] = {FIELD_TIME(N, sealed_at, "sealed_at", 0), FIELD_END};
static const struct field first_out[] = {FIELD_INT(N, first_id, "first_id", 0, 0, 0), FIELD_END};
static const struct field number_out[] = {FIELD_INT(N, n, "n", 0, 0, 0), FIELD_END};

struct range {
	int64_t after_id, last_id;
	const char *seals;
};
static const struct field next_in[] = {
    FIELD_INT(struct range, after_id, "after_id", 0, 0, 0),
    FIELD_INT(struct range, last_id, "limit", 0, 0, 0),
    FIELD_END,
};
static const struct field range_in[] = {
    FIELD_INT(struct range, after_id, "after_id", 0, 0, 0),
    FIELD_INT(struct range, last_id, "last_id", 0, 0, 0),
    FIELD_END,
};
static const struct field seal_in[] = {
    FIELD_INT(struct range, after_id, "after_no", 0, 0, 0),
    FIELD_TEXT(struct range, seals, "seals", 0, 0, 0),
    FIELD_END,
};

enum { LOCK, END, FIRST, NEXT, SEAL, SEALED, UNSEALED, LAST };

#define COLUMNS                                                                                              \
	"a.id, a.at, a.actor, a.role, a.request_id, a.method, a.route, a.target, a.subject, a.subject_id, "  \
	"a.before_state, a.after_state"
#define BARE "FROM audit a LEFT JOIN audit_seal s ON s.audit_id = a.id WHERE s.no IS NULL AND a.id > ? "

const struct statement audit_seal_statements[] = {
    [LOCK] = {"audit sealer", "SELECT GET_LOCK(CONCAT('carrel audit ', DATABASE()), 0) AS n", no_fields,
	      number_out, READS},
    [END] = {"audit chain", "SELECT no, hash, sealed_at FROM audit_seal ORDER BY no DESC LIMIT 1", no_fields,
	     end_out, READS},
    [FIRST] = {"audit first unsealed", "SELECT MIN(id) AS first_id FROM audit WHERE at >= ?", first_in,
	       first_out, READS},
    [NEXT] = {"audit next unsealed", "SELECT " COLUMNS " " BARE "ORDER BY a.id LIMIT ?", next_in, row_out,
	      FLOWS},
    /* All or none of a batch: one statement. */
    [SEAL] = {"audit seal",
	      "INSERT INTO audit_seal (no, audit_id, previous, hash) SELECT ? + j.i, j.a, j.p, j.h FROM "
	      "JSON_TABLE(?, '$[*]' COLUMNS (i FOR ORDINALITY, a BIGINT UNSIGNED PATH '$[0]', "
	      "p CHAR(64) PATH '$[1]', h CHAR(64) PATH '$[2]')) j",
	      seal_in, NULL, WRITES},
    [SEALED] = {"audit sealed",
		"SELECT " COLUMNS ", s.no, s.audit_id, s.previous, s.hash FROM audit_seal s "
		"FORCE INDEX FOR ORDER BY (PRIMARY) LEFT JOIN audit a ON a.id = s.audit_id ORDER BY s.no",
		no_fields, sealed_out, FLOWS},
    [UNSEALED] = {"audit unsealed", "SELECT a.id, a.at " BARE "AND a.id <= ? ORDER BY a.id", range_in,
		  row_out, FLOWS},
    [LAST] = {"audit last", "SELECT COALESCE(MAX(id), 0) AS n FROM audit", no_fields, number_out, READS},
};
const int audit_seal_statement_count = sizeof(audit_seal_statements) / sizeof(audit_seal_statements[0]);
#define S audit_seal_statements

/* Each column with its length before it, so that no two rows give the same text. */
void store_audit_hash(struct arena *a, const char *previous, const struct audit *row, char hash_r[AUDIT_HASH])
{
	struct audit_sealed e = {.a = *row};
	struct buf b;
	buf_init(&b, a, 1024);
	buf_puts(&b, previous);
	for (const struct field *f = row_out; f->name; f++) {
		char number[24];
		const char *text = number;
		if (field_is_text(f))
			text = field_text(f, &e);
		else
			snprintf(number, sizeof(number), "%lld", (long long)field_int(f, &e));
		if (text)
			buf_printf(&b, "%zu:%s,", strlen(text), text);
		else
			buf_puts(&b, "-,");
	}
	secret_sha256(b.data, b.len, hash_r);
}

enum err store_audit_sealer(struct db *db)
{
	N n;
	enum err e = stmt_one(db, &S[LOCK], NULL, &n);
	return e ? e : n.n == 1 ? ERR_NONE : ERR_REFUSED;
}

/* Rows that began long before the last seal have theirs, or were rolled back: the search begins behind them. */
enum err store_audit_chain(struct db *db, struct audit_chain *c)
{
	N end, first;
	*c = (struct audit_chain){.sealed_at = NIL_INT};
	memset(c->hash, '0', AUDIT_HASH - 1);
	enum err e = stmt_one(db, &S[END], NULL, &end);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_NONE : e;
	c->no = end.no;
	c->sealed_at = end.sealed_at;
	snprintf(c->hash, sizeof(c->hash), "%s", end.hash);
	end.sealed_at -= AUDIT_LATE;
	e = stmt_one(db, &S[FIRST], &end, &first);
	c->after_id = e ? 0 : first.first_id == NIL_INT ? INT64_MAX : first.first_id - 1;
	return e;
}

/* Hashes what comes off the wire, row by row; only the seals are kept. */
static enum err next_seals(struct db *db, struct audit_chain *c, struct buf *seals, int64_t *n_r)
{
	struct range range = {.after_id = c->after_id, .last_id = BATCH};
	struct rows rows;
	struct audit_sealed row;
	enum err e = stmt_open(db, &S[NEXT], &range, &rows);
	struct arena_mark mark = arena_mark(db_arena(db));
	while (!e && !(e = stmt_next(&rows, &row))) {
		char hash[AUDIT_HASH];
		store_audit_hash(db_arena(db), c->hash, &row.a, hash);
		buf_printf(seals, "%s[%lld,\"%s\",\"%s\"]", seals->len > 1 ? "," : "", (long long)row.a.id,
			   c->hash, hash);
		memcpy(c->hash, hash, sizeof(hash));
		c->after_id = row.a.id;
		++*n_r;
		arena_release(db_arena(db), mark);
	}
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err store_audit_seal(struct db *db, struct audit_chain *c, int64_t *sealed_r)
{
	struct arena_mark mark = arena_mark(db_arena(db));
	struct buf seals;
	*sealed_r = 0;
	/* All the room at once: what comes behind it in the arena is forgotten row by row. */
	buf_init(&seals, db_arena(db), BATCH * (2 * AUDIT_HASH + 32));
	buf_putc(&seals, '[');
	enum err e = next_seals(db, c, &seals, sealed_r);
	buf_putc(&seals, ']');
	if (!e && *sealed_r)
		e = stmt_run(db, &S[SEAL], &(struct range){.after_id = c->no, .seals = seals.data}, NULL);
	arena_release(db_arena(db), mark);
	c->no += e ? 0 : *sealed_r;
	return e;
}

enum err store_audit_sealed(struct db *db, struct rows *rows_r)
{
	return stmt_open(db, &S[SEALED], NULL, rows_r);
}

enum err store_audit_unsealed(struct db *db, int64_t after_id, int64_t last_id, struct rows *rows_r)
{
	return stmt_open(db, &S[UNSEALED], &(struct range){.after_id = after_id, .last_id = last_id}, rows_r);
}

enum err store_audit_last(struct db *db, int64_t *id_r)
{
	N n;
	enum err e = stmt_one(db, &S[LAST], NULL, &n);
	*id_r = e ? 0 : n.n;
	return e;
}
