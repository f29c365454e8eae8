/* account.c - the ledger of a person. Floor: store. */
#include "store/account.h"

#include "base/uuid.h"

#include <string.h>

#define CREDIT_USED ACCOUNT_USED("credit")
#define DEBIT_USED  ACCOUNT_USED("debit")

#define L struct line
#define SELECT                                                                                               \
	"SELECT l.id, l.person_id, l.loan_id, l.uuid, p.uuid AS person, n.uuid AS loan, v.uuid AS voids, "   \
	"b.uuid AS voided_by, l.kind, l.note, l.created_by, l.amount_minor, IF(l.amount_minor > 0, "         \
	"l.amount_minor - " DEBIT_USED ", l.amount_minor + " CREDIT_USED ") AS open_minor, l.created_at "    \
	"FROM account_line l JOIN person p ON p.id = l.person_id LEFT JOIN loan n ON n.id = l.loan_id "      \
	"LEFT JOIN account_line v ON v.id = l.voids_id LEFT JOIN account_line b ON b.voids_id = l.id "

static const struct field out[] = {
    FIELD_INT(L, id, "id", 0, 0, 0),
    FIELD_INT(L, person_id, "person_id", 0, 0, 0),
    FIELD_INT(L, loan_id, "loan_id", 0, 0, 0),
    FIELD_UUID(L, uuid, "uuid", 0),
    FIELD_UUID(L, person, "person", 0),
    FIELD_UUID(L, loan, "loan", 0),
    FIELD_UUID(L, voids, "voids", 0),
    FIELD_UUID(L, voided_by, "voided_by", 0),
    FIELD_TEXT(L, kind, "kind", 0, 0, 0),
    FIELD_TEXT(L, note, "note", 0, 0, 0),
    FIELD_TEXT(L, created_by, "created_by", 0, 0, 0),
    FIELD_INT(L, amount_minor, "amount_minor", 0, 0, 0),
    FIELD_INT(L, open_minor, "open_minor", 0, 0, 0),
    FIELD_TIME(L, created_at, "created_at", 0),
    FIELD_END,
};
static const struct field insert_in[] = {
    FIELD_UUID(L, uuid, "uuid", 0),
    FIELD_INT(L, person_id, "person_id", 0, 0, 0),
    FIELD_TEXT(L, kind, "kind", 0, 0, 0),
    FIELD_INT(L, amount_minor, "amount_minor", 0, 0, 0),
    FIELD_TEXT(L, note, "note", 0, 0, 0),
    FIELD_TEXT(L, created_by, "created_by", 0, 0, 0),
    FIELD_END,
};
/* A void: id is the line's that it reverses. */
static const struct field void_in[] = {
    FIELD_UUID(L, uuid, "uuid", 0),
    FIELD_INT(L, person_id, "person_id", 0, 0, 0),
    FIELD_INT(L, amount_minor, "amount_minor", 0, 0, 0),
    FIELD_INT(L, id, "id", 0, 0, 0),
    FIELD_TEXT(L, note, "note", 0, 0, 0),
    FIELD_TEXT(L, created_by, "created_by", 0, 0, 0),
    FIELD_END,
};

#define A struct account
static const struct field account_out[] = {
    FIELD_INT(A, person_id, "person_id", 0, 0, 0),
    FIELD_INT(A, balance_minor, "balance_minor", 0, 0, 0),
    FIELD_INT(A, lines, "n", 0, 0, 0),
    FIELD_INT(A, last_offset, "last_offset", 0, 0, 0),
    FIELD_END,
};

#define O struct offset
static const struct field offset_out[] = {
    FIELD_INT(O, id, "n", 0, 0, 0),
    FIELD_INT(O, line_id, "line_id", 0, 0, 0),
    FIELD_INT(O, amount_minor, "amount_minor", 0, 0, 0),
    FIELD_UUID(O, other, "other", 0),
    FIELD_UUID(O, credit, "credit", 0),
    FIELD_UUID(O, debit, "debit", 0),
    FIELD_END,
};

/* Numbers of a statement, in the order it asks for them. */
struct numbers {
	int64_t a, b, c;
};
#define N struct numbers
static const struct field two_in[] = {
    FIELD_INT(N, a, "a", 0, 0, 0),
    FIELD_INT(N, b, "b", 0, 0, 0),
    FIELD_END,
};
static const struct field twice_in[] = {
    FIELD_INT(N, a, "a", 0, 0, 0),
    FIELD_INT(N, a, "a", 0, 0, 0),
    FIELD_END,
};
static const struct field offset_in[] = {
    FIELD_INT(N, a, "a", 0, 0, 0),
    FIELD_INT(N, b, "b", 0, 0, 0),
    FIELD_INT(N, c, "c", 0, 0, 0),
    FIELD_END,
};
#define PAGE_FIELDS                                                                                          \
	FIELD_INT(N, a, "person_id", 0, 0, 0), FIELD_INT(N, b, "limit", 0, 0, 0),                            \
	    FIELD_INT(N, c, "offset", 0, 0, 0)
static const struct field page_in[] = {PAGE_FIELDS, FIELD_END};
static const struct field pages_in[] = {PAGE_FIELDS, PAGE_FIELDS, FIELD_END};
static const struct field settle_in[] = {
    FIELD_INT(N, a, "person_id", 0, 0, 0),
    FIELD_INT(N, a, "person_id", 0, 0, 0),
    FIELD_INT(N, b, "first_id", 0, 0, 0),
    FIELD_INT(N, b, "first_id", 0, 0, 0),
    FIELD_END,
};

enum {
	FIND,
	LOCK,
	LOCK_ID,
	INSERT,
	SETTLE,
	CREDIT,
	VOID,
	REVERSE,
	OFFSET,
	BY_UUID,
	LINES,
	OFFSETS,
	NEW_OFFSETS
};

#define PAGE "(SELECT id FROM account_line WHERE person_id = ? ORDER BY id LIMIT ? OFFSET ?) l "
/* Open lines as pieces of one long stretch of money, one behind the other. */
#define STRETCH(from, order)                                                                                 \
	"(SELECT id, SUM(open) OVER (ORDER BY " order ") - open AS lo, SUM(open) OVER (ORDER BY " order      \
	") AS hi FROM " from " WHERE open > 0)"
#define CREDIT_STRETCH STRETCH("credit", "id")
#define DEBIT_STRETCH  STRETCH("debit", "id <=> ? DESC, id")

const struct statement account_statements[] = {
    [FIND] = {"account find",
	      "SELECT p.id AS person_id, CAST(COALESCE(SUM(l.amount_minor), 0) AS SIGNED) AS balance_minor, "
	      "COUNT(l.id) AS n, (SELECT COALESCE(MAX(id), 0) FROM account_offset) AS last_offset "
	      "FROM person p LEFT JOIN account_line l ON l.person_id = p.id "
	      "WHERE p.uuid = ? AND p.removed = 0 GROUP BY p.id",
	      by_text_in, account_out, READS},
    /* A write and no lock alone: on a cluster only a write keeps another node's act away. */
    [LOCK] = {"account lock", "UPDATE person SET ledger = ledger + 1 WHERE uuid = ? AND removed = 0",
	      by_text_in, NULL, WRITES},
    [LOCK_ID] = {"account lock by id", "UPDATE person SET ledger = ledger + 1 WHERE id = ?", by_id_in, NULL,
		 WRITES},
    [INSERT] = {"account insert",
		"INSERT INTO account_line (uuid, person_id, kind, amount_minor, note, created_by) "
		"VALUES (?, ?, ?, ?, ?, ?)",
		insert_in, NULL, NUMBERS},
    /* Both sides laid out as stretches: where a credit and a debit overlap, one pays the other. */
    [SETTLE] = {"account settle",
		"INSERT INTO account_offset (credit_id, debit_id, amount_minor) WITH credit AS "
		"(SELECT l.id, -l.amount_minor - " CREDIT_USED " AS open FROM account_line l "
		"WHERE l.person_id = ? AND l.amount_minor < 0), debit AS "
		"(SELECT l.id, l.amount_minor - " DEBIT_USED " AS open FROM account_line l "
		"WHERE l.person_id = ? AND l.amount_minor > 0), c AS " CREDIT_STRETCH ", d AS " DEBIT_STRETCH
		"SELECT c.id, d.id, LEAST(c.hi, d.hi) - GREATEST(c.lo, d.lo) FROM c "
		"JOIN d ON c.lo < d.hi AND d.lo < c.hi",
		settle_in, NULL, WRITES},
    /* The void of a debit is no credit: it stands against that debit whole. */
    [CREDIT] = {"account credit",
		"SELECT COUNT(*) AS n FROM account_line l WHERE l.person_id = ? AND " ACCOUNT_UNUSED,
		by_id_in, account_out, READS},
    [VOID] = {"account void",
	      "INSERT INTO account_line (uuid, person_id, kind, amount_minor, voids_id, note, created_by) "
	      "VALUES (?, ?, 'void', ?, ?, ?, ?)",
	      void_in, NULL, NUMBERS},
    [REVERSE] = {"account reverse",
		 "INSERT INTO account_offset (credit_id, debit_id, amount_minor, reverses_id) "
		 "SELECT o.credit_id, o.debit_id, -o.amount_minor, o.id FROM account_offset o "
		 "LEFT JOIN account_offset r ON r.reverses_id = o.id "
		 "WHERE (o.credit_id = ? OR o.debit_id = ?) AND o.amount_minor > 0 AND r.id IS NULL",
		 twice_in, NULL, WRITES},
    [OFFSET] = {"account offset",
		"INSERT INTO account_offset (credit_id, debit_id, amount_minor) VALUES (?, ?, ?)", offset_in,
		NULL, WRITES},
    [BY_UUID] = {"account line by uuid", SELECT "WHERE l.uuid = ?", by_text_in, out, READS},
    [LINES] = {"account lines", SELECT "WHERE l.person_id = ? ORDER BY l.id LIMIT ? OFFSET ?", page_in, out,
	       READS},
    [OFFSETS] = {"account offsets",
		 "SELECT l.id AS line_id, o.amount_minor, d.uuid AS other, o.id AS n FROM " PAGE
		 "JOIN account_offset o ON o.credit_id = l.id JOIN account_line d ON d.id = o.debit_id "
		 "UNION ALL SELECT l.id, o.amount_minor, c.uuid, o.id FROM " PAGE
		 "JOIN account_offset o ON o.debit_id = l.id JOIN account_line c ON c.id = o.credit_id "
		 "ORDER BY line_id, n",
		 pages_in, offset_out, READS},
    [NEW_OFFSETS] = {"account new offsets",
		     "SELECT o.amount_minor, c.uuid AS credit, d.uuid AS debit FROM account_offset o "
		     "JOIN account_line c ON c.id = o.credit_id JOIN account_line d ON d.id = o.debit_id "
		     "WHERE o.id > ? AND c.person_id = ? ORDER BY o.id",
		     two_in, offset_out, READS},
};
const int account_statement_count = sizeof(account_statements) / sizeof(account_statements[0]);
#define S account_statements

enum err store_account_find(struct db *db, const char *person, struct account *a_r)
{
	return stmt_one(db, &S[FIND], &(struct by_text){person}, a_r);
}

enum err store_account_lock(struct db *db, const char *person, struct account *a_r)
{
	int64_t n = 0;
	enum err e = stmt_run(db, &S[LOCK], &(struct by_text){person}, &n);
	if (e)
		return e;
	return n ? store_account_find(db, person, a_r) : ERR_NOT_FOUND;
}

enum err store_account_insert(struct db *db, struct line *l)
{
	char uuid[UUID_TEXT];
	uuid_random(uuid);
	l->uuid = arena_strdup(db_arena(db), uuid);
	enum err e = stmt_run(db, &S[INSERT], l, NULL);
	if (!e)
		l->id = stmt_last_id(db);
	return e;
}

enum err store_account_settle(struct db *db, int64_t person_id, int64_t first_id)
{
	return stmt_run(db, &S[SETTLE], &(N){.a = person_id, .b = first_id}, NULL);
}

enum err store_account_use_credit(struct db *db, int64_t person_id)
{
	A credit;
	struct by_id by = {person_id};
	enum err e = stmt_one(db, &S[CREDIT], &by, &credit);
	if (e || !credit.lines)
		return e;
	e = stmt_run(db, &S[LOCK_ID], &by, NULL);
	return e ? e : store_account_settle(db, person_id, NIL_INT);
}

enum err store_account_void(struct db *db, const struct line *l, const char *note, const char *actor,
			    struct line *v_r)
{
	char uuid[UUID_TEXT];
	uuid_random(uuid);
	*v_r = (L){
	    .id = l->id,
	    .person_id = l->person_id,
	    .uuid = arena_strdup(db_arena(db), uuid),
	    .amount_minor = -l->amount_minor,
	    .note = note,
	    .created_by = actor,
	};
	enum err e = stmt_run(db, &S[VOID], v_r, NULL);
	if (e)
		return e;
	v_r->id = stmt_last_id(db);
	e = stmt_run(db, &S[REVERSE], &(N){.a = l->id}, NULL);
	if (e)
		return e;
	const struct line *credit = l->amount_minor < 0 ? l : v_r, *debit = l->amount_minor < 0 ? v_r : l;
	e = stmt_run(db, &S[OFFSET], &(N){credit->id, debit->id, debit->amount_minor}, NULL);
	return e ? e : store_account_settle(db, l->person_id, NIL_INT);
}

enum err store_account_line(struct db *db, const char *uuid, struct line *l_r)
{
	return stmt_one(db, &S[BY_UUID], &(struct by_text){uuid}, l_r);
}

enum err store_account_lines(struct db *db, int64_t person_id, int64_t limit, int64_t offset,
			     struct rows *rows_r)
{
	return stmt_open(db, &S[LINES], &(N){person_id, limit, offset}, rows_r);
}

enum err store_account_offsets(struct db *db, int64_t person_id, int64_t limit, int64_t offset,
			       struct rows *rows_r)
{
	return stmt_open(db, &S[OFFSETS], &(N){person_id, limit, offset}, rows_r);
}

enum err store_account_new_offsets(struct db *db, int64_t person_id, int64_t after, struct rows *rows_r)
{
	return stmt_open(db, &S[NEW_OFFSETS], &(N){after, person_id, 0}, rows_r);
}
