/* loan.c - loans and their charges. Floor: store. (Tariffs: tariff.c.) */
#include "store/loan.h"

#include "base/uuid.h"
#include "store/account.h"
#include "store/hold.h"

#include <string.h>

#define L struct loan
#define COLUMNS                                                                                              \
	"l.id, l.copy_id, l.work_id, l.person_id, l.uuid, c.uuid AS copy, w.uuid AS work, "                  \
	"p.uuid AS person, w.title, w.kind, COALESCE(l.type, w.type, 'R') AS type, a.uuid AS charge, "       \
	"l.out_at, "                                                                                         \
	"l.due_at, l.returned_at, l.renewals, l.tariff_version, l.days, l.charge_minor, l.first_days, "      \
	"l.first_rate_minor, l.after_rate_minor, l.least_minor, l.version "
#define TABLES                                                                                               \
	"FROM loan l JOIN work w ON w.id = l.work_id JOIN person p ON p.id = l.person_id "                   \
	"LEFT JOIN copy c ON c.id = l.copy_id LEFT JOIN account_line a ON a.charged_loan = l.id "
#define SELECT "SELECT " COLUMNS TABLES
/* With what a return needs to know besides; and, where nobody is told of the people and copies, with no more than that. */
#define RETURN_COLUMNS                                                                                       \
	", t.type AS tariff_type, t.first_days AS tariff_days, t.first_rate_minor AS tariff_first, "         \
	"t.after_rate_minor AS tariff_after, t.least_minor AS tariff_least, "                                \
	"IF(q.id IS NULL, w.queue, NULL) AS queue "
#define RETURN_TABLES                                                                                        \
	"LEFT JOIN hold q ON q.work_id = l.work_id AND q.position = 1 "                                      \
	"LEFT JOIN tariff t ON t.version = l.tariff_version AND t.type = COALESCE(l.type, w.type, 'R') "
#define RETURN "SELECT " COLUMNS RETURN_COLUMNS TABLES RETURN_TABLES
#define RETURN_BARE                                                                                          \
	"SELECT l.id, l.copy_id, l.work_id, l.person_id, l.uuid, w.title, w.kind, "                          \
	"COALESCE(l.type, w.type, 'R') AS type, l.out_at, l.returned_at, l.charge_minor, "                   \
	"l.version" RETURN_COLUMNS "FROM loan l JOIN work w ON w.id = l.work_id " RETURN_TABLES

static const struct field out[] = {
    FIELD_INT(L, id, "id", 0, 0, 0),
    FIELD_INT(L, copy_id, "copy_id", 0, 0, 0),
    FIELD_INT(L, work_id, "work_id", 0, 0, 0),
    FIELD_INT(L, person_id, "person_id", 0, 0, 0),
    FIELD_UUID(L, uuid, "uuid", 0),
    FIELD_UUID(L, copy, "copy", 0),
    FIELD_UUID(L, work, "work", 0),
    FIELD_UUID(L, person, "person", 0),
    FIELD_TEXT(L, title, "title", 0, 0, 0),
    FIELD_TEXT(L, kind, "kind", 0, 0, 0),
    FIELD_TEXT(L, type, "type", 0, 0, 0),
    FIELD_UUID(L, charge, "charge", 0),
    FIELD_TIME(L, out_at, "out_at", 0),
    FIELD_TIME(L, due_at, "due_at", 0),
    FIELD_TIME(L, returned_at, "returned_at", 0),
    FIELD_INT(L, renewals, "renewals", 0, 0, 0),
    FIELD_INT(L, tariff_version, "tariff_version", 0, 0, 0),
    FIELD_INT(L, days, "days", 0, 0, 0),
    FIELD_INT(L, charge_minor, "charge_minor", 0, 0, 0),
    FIELD_INT(L, first_days, "first_days", 0, 0, 0),
    FIELD_INT(L, first_rate_minor, "first_rate_minor", 0, 0, 0),
    FIELD_INT(L, after_rate_minor, "after_rate_minor", 0, 0, 0),
    FIELD_INT(L, least_minor, "least_minor", 0, 0, 0),
    FIELD_INT(L, version, "version", 0, 0, 0),
    FIELD_TEXT(L, tariff.type, "tariff_type", 0, 0, 0),
    FIELD_INT(L, tariff.first_days, "tariff_days", 0, 0, 0),
    FIELD_INT(L, tariff.first_rate_minor, "tariff_first", 0, 0, 0),
    FIELD_INT(L, tariff.after_rate_minor, "tariff_after", 0, 0, 0),
    FIELD_INT(L, tariff.least_minor, "tariff_least", 0, 0, 0),
    FIELD_INT(L, queue, "queue", 0, 0, 0),
    FIELD_END,
};

static const struct field insert_in[] = {
    FIELD_UUID(L, uuid, "uuid", 0),
    FIELD_INT(L, copy_id, "copy_id", 0, 0, 0),
    FIELD_INT(L, work_id, "work_id", 0, 0, 0),
    FIELD_INT(L, person_id, "person_id", 0, 0, 0),
    FIELD_TIME(L, out_at, "out_at", 0),
    FIELD_TIME(L, due_at, "due_at", 0),
    FIELD_END,
};
static const struct field insert_taken_in[] = {
    FIELD_UUID(L, uuid, "uuid", 0),
    FIELD_INT(L, work_id, "work_id", 0, 0, 0),
    FIELD_INT(L, person_id, "person_id", 0, 0, 0),
    FIELD_TIME(L, out_at, "out_at", 0),
    FIELD_TIME(L, due_at, "due_at", 0),
    FIELD_END,
};
#define CLOSE_FIELDS                                                                                         \
	FIELD_TIME(L, returned_at, "returned_at", 0), FIELD_TEXT(L, type, "type", 0, 0, 0),                  \
	    FIELD_INT(L, first_days, "first_days", 0, 0, 0),                                                 \
	    FIELD_INT(L, first_rate_minor, "first_rate_minor", 0, 0, 0),                                     \
	    FIELD_INT(L, after_rate_minor, "after_rate_minor", 0, 0, 0),                                     \
	    FIELD_INT(L, least_minor, "least_minor", 0, 0, 0), FIELD_INT(L, days, "days", 0, 0, 0),          \
	    FIELD_INT(L, charge_minor, "charge_minor", 0, 0, 0), FIELD_INT(L, id, "id", 0, 0, 0),            \
	    FIELD_INT(L, version, "version", 0, 0, 0)
static const struct field close_in[] = {CLOSE_FIELDS, FIELD_END};
static const struct field close_owing_in[] = {CLOSE_FIELDS, FIELD_INT(L, person_id, "person_id", 0, 0, 0),
					      FIELD_END};
static const struct field renew_in[] = {
    FIELD_TIME(L, due_at, "due_at", 0),
    FIELD_INT(L, id, "id", 0, 0, 0),
    FIELD_INT(L, version, "version", 0, 0, 0),
    FIELD_END,
};

struct take {
	int64_t copy_id, work_id, person_id;
};
#define T	       struct take
#define TAKE_COPY_ID   FIELD_INT(T, copy_id, "copy_id", 0, 0, 0)
#define TAKE_WORK_ID   FIELD_INT(T, work_id, "work_id", 0, 0, 0)
#define TAKE_PERSON_ID FIELD_INT(T, person_id, "person_id", 0, 0, 0)
static const struct field take_any_in[] = {TAKE_WORK_ID, TAKE_WORK_ID, TAKE_PERSON_ID, FIELD_END};
static const struct field take_in[] = {TAKE_WORK_ID, TAKE_COPY_ID, TAKE_WORK_ID, TAKE_PERSON_ID, FIELD_END};
static const struct field take_held_in[] = {TAKE_WORK_ID, TAKE_COPY_ID, TAKE_COPY_ID, FIELD_END};

struct charge_line {
	const char *uuid, *actor;
	int64_t person_id, amount_minor, loan_id;
};
static const struct field charge_in[] = {
    FIELD_UUID(struct charge_line, uuid, "uuid", 0),
    FIELD_INT(struct charge_line, person_id, "person_id", 0, 0, 0),
    FIELD_INT(struct charge_line, amount_minor, "amount_minor", 0, 0, 0),
    FIELD_INT(struct charge_line, loan_id, "loan_id", 0, 0, 0),
    FIELD_TEXT(struct charge_line, actor, "actor", 0, 0, 0),
    FIELD_END,
};

/* Parameters that are NULL let every row through; the optimizer takes them out, so that the rest finds its index. */
#define F struct loan_filter
#define WHOSE                                                                                                \
	"(? IS NULL OR l.person_id = (SELECT x.id FROM person x WHERE x.uuid = ?)) "                         \
	"AND (? IS NULL OR l.work_id = (SELECT y.id FROM work y WHERE y.uuid = ?)) AND l.id > ? "
#define FILTER                                                                                               \
	"WHERE " WHOSE "AND (? IS NULL OR (l.returned_at IS NULL) = ?) "                                     \
	"AND (? IS NULL OR (l.returned_at IS NULL AND l.due_at < ?) <> ?) "
#define OPEN_FILTER "WHERE " WHOSE "AND l.returned_at IS NULL AND l.due_at < COALESCE(?, '9999-12-31') "
/* The ids of the page first: what is skipped or sorted is not joined. */
#define PAGE_OF(filter)                                                                                      \
	SELECT "JOIN (SELECT l.id FROM loan l " filter "ORDER BY l.id LIMIT ? OFFSET ?) k ON k.id = l.id "   \
	       "ORDER BY l.id"
#define WHOSE_FIELDS                                                                                         \
	FIELD_UUID(F, person, "person", 0), FIELD_UUID(F, person, "person", 0),                              \
	    FIELD_UUID(F, work, "work", 0), FIELD_UUID(F, work, "work", 0),                                  \
	    FIELD_INT(F, after_id, "after_id", 0, 0, 0)
#define FILTER_FIELDS                                                                                        \
	WHOSE_FIELDS, FIELD_INT(F, open, "open", 0, 0, 0), FIELD_INT(F, open, "open", 0, 0, 0),              \
	    FIELD_TIME(F, overdue_at, "overdue_at", 0), FIELD_TIME(F, overdue_at, "overdue_at", 0),          \
	    FIELD_BOOL(F, not_overdue, "not_overdue", 0)
#define LIMIT_FIELDS FIELD_INT(F, limit, "limit", 0, 0, 0), FIELD_INT(F, offset, "offset", 0, 0, 0)
static const struct field count_in[] = {FILTER_FIELDS, FIELD_END};
static const struct field list_in[] = {FILTER_FIELDS, LIMIT_FIELDS, FIELD_END};
static const struct field open_count_in[] = {WHOSE_FIELDS, FIELD_TIME(F, overdue_at, "overdue_at", 0),
					     FIELD_END};
static const struct field open_list_in[] = {WHOSE_FIELDS, FIELD_TIME(F, overdue_at, "overdue_at", 0),
					    LIMIT_FIELDS, FIELD_END};
struct count {
	int64_t n;
};
static const struct field count_out[] = {FIELD_INT(struct count, n, "n", 0, 0, 0), FIELD_END};

#define K struct loan_asked
static const struct field ask_in[] = {
    FIELD_TIME(K, now, "now", 0),   FIELD_UUID(K, person, "person", 0), FIELD_UUID(K, copy, "copy", 0),
    FIELD_UUID(K, copy, "copy", 0), FIELD_UUID(K, work, "work", 0),	FIELD_END,
};
static const struct field ask_out[] = {
    FIELD_INT(K, person_id, "person_id", 0, 0, 0),
    FIELD_INT(K, work_id, "work_id", 0, 0, 0),
    FIELD_INT(K, copy_id, "copy_id", 0, 0, 0),
    FIELD_BOOL(K, facts.active, "active", 0),
    FIELD_BOOL(K, facts.copy_taken, "copy_taken", 0),
    FIELD_BOOL(K, facts.tariff, "tariff", 0),
    FIELD_TEXT(K, facts.type, "type", 0, 0, 0),
    FIELD_INT(K, facts.free_copies, "free_copies", 0, 0, 0),
    FIELD_INT(K, facts.same_work, "same_work", 0, 0, 0),
    FIELD_INT(K, facts.overdue, "overdue", 0, 0, 0),
    FIELD_INT(K, facts.owed_minor, "owed_minor", 0, 0, 0),
    FIELD_UUID(K, facts.hold, "hold", 0),
    FIELD_BOOL(K, facts.hold_ready, "hold_ready", 0),
    FIELD_BOOL(K, facts.copy_kept, "copy_kept", 0),
    FIELD_END,
};

#define R struct rental
static const struct field rental_out[] = {
    FIELD_UUID(R, uuid, "uuid", 0),
    FIELD_UUID(R, work, "work", 0),
    FIELD_TEXT(R, title, "title", 0, 0, 0),
    FIELD_TEXT(R, creator, "creator", 0, 0, 0),
    FIELD_TEXT(R, isbn, "isbn", 0, 0, 0),
    FIELD_UUID(R, copy, "copy", 0),
    FIELD_TEXT(R, type, "type", 0, 0, 0),
    FIELD_UUID(R, person, "person", 0),
    FIELD_TEXT(R, first_name, "first_name", 0, 0, 0),
    FIELD_TEXT(R, last_name, "last_name", 0, 0, 0),
    FIELD_TEXT(R, email, "email", 0, 0, 0),
    FIELD_TEXT(R, card_number, "card_number", 0, 0, 0),
    FIELD_TIME(R, out_at, "out_at", 0),
    FIELD_TIME(R, due_at, "due_at", 0),
    FIELD_INT(R, renewals, "renewals", 0, 0, 0),
    FIELD_END,
};
struct due {
	int64_t before;
};
static const struct field due_in[] = {FIELD_TIME(struct due, before, "before", 0), FIELD_END};
/* In the order of the index, so that nothing is sorted and the first row comes at once. */
#define RENTALS                                                                                              \
	"SELECT STRAIGHT_JOIN l.uuid, w.uuid AS work, w.title, w.creator, w.isbn, c.uuid AS copy, "          \
	"COALESCE(w.type, 'R') AS type, p.uuid AS person, p.first_name, p.last_name, p.email, "              \
	"p.card_number, l.out_at, l.due_at, l.renewals FROM loan l FORCE INDEX (loan_due) "                  \
	"JOIN work w ON w.id = l.work_id JOIN person p ON p.id = l.person_id "                               \
	"LEFT JOIN copy c ON c.id = l.copy_id WHERE l.returned_at IS NULL "

enum {
	TAKE_ANY,
	TAKE,
	TAKE_HELD,
	TAKE_KEPT,
	INSERT,
	INSERT_TAKEN,
	BY_UUID,
	BY_ID,
	LOOK,
	LOOK_ID,
	LOCK,
	LOCK_ID,
	CLOSE,
	CLOSE_OWING,
	CHARGE,
	RENEW,
	LIST,
	COUNT,
	OPEN_LIST,
	OPEN_COUNT,
	ASK,
	BY_CHARGE,
	OF_VERSION,
	RENTALS_ALL,
	RENTALS_DUE
};

/*
 * The work is locked first, as hold.h says: the subquery is a constant. Who has a hold on the work is lent a copy in
 * another way; whether there is one is read without a lock, before the work's is got.
 */
#define LEND                                                                                                 \
	"UPDATE copy FORCE INDEX (copy_work) SET taken_by = 'loan', id = LAST_INSERT_ID(id) WHERE work_id "  \
	"= "                                                                                                 \
	"(SELECT w.id FROM work w WHERE w.id = ? FOR UPDATE) "
#define WITHOUT_HOLD "AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.open_work = ? AND h.person_id = ?) "

#define CLOSE_LOAN                                                                                           \
	"UPDATE loan SET returned_at = ?, type = ?, first_days = ?, first_rate_minor = ?, "                  \
	"after_rate_minor = ?, least_minor = ?, days = ?, charge_minor = ?, version = version + 1 "          \
	"WHERE id = ? AND version = ? AND returned_at IS NULL "

const struct statement loan_statements[] = {
    /* LAST_INSERT_ID(id) hands the copy's id on without another look. */
    [TAKE_ANY] = {"loan take any copy", LEND "AND taken_by IS NULL " WITHOUT_HOLD "ORDER BY id LIMIT 1",
		  take_any_in, NULL, WRITES},
    [TAKE] = {"loan take copy", LEND "AND id = ? AND taken_by IS NULL " WITHOUT_HOLD, take_in, NULL, WRITES},
    [TAKE_HELD] = {"loan take copy for a hold",
		   LEND "AND taken_by IS NULL AND (? IS NULL OR id = ?) ORDER BY id LIMIT 1", take_held_in,
		   NULL, NUMBERS},
    [TAKE_KEPT] = {"loan take kept copy",
		   "UPDATE copy SET taken_by = 'loan' WHERE id = ? AND taken_by = 'hold'", by_id_in, NULL,
		   WRITES},
    /* A subquery: INSERT ... SELECT ?, MAX(version) fails with 1140 when it is executed a second time. */
    [INSERT] = {"loan insert",
		"INSERT INTO loan (uuid, copy_id, work_id, person_id, out_at, due_at, tariff_version) "
		"VALUES (?, ?, ?, ?, ?, ?, (SELECT MAX(version) FROM tariff_version))",
		insert_in, NULL, NUMBERS},
    /* Of the copy that was taken just now, to somebody who is not removed at this moment. */
    [INSERT_TAKEN] =
	{"loan insert of a taken copy",
	 "INSERT INTO loan (uuid, copy_id, work_id, person_id, out_at, due_at, tariff_version) "
	 "VALUES (?, LAST_INSERT_ID(), ?, (SELECT p.id FROM person p WHERE p.id = ? AND p.removed = 0 "
	 "LOCK IN SHARE MODE), ?, ?, (SELECT MAX(version) FROM tariff_version))",
	 insert_taken_in, NULL, NUMBERS},
    [BY_UUID] = {"loan by uuid", SELECT "WHERE l.uuid = ?", by_text_in, out, READS},
    [BY_ID] = {"loan by id", SELECT "WHERE l.id = ?", by_id_in, out, READS},
    [LOOK] = {"loan look", RETURN "WHERE l.uuid = ?", by_text_in, out, READS},
    [LOOK_ID] = {"loan look by id", RETURN_BARE "WHERE l.id = ?", by_id_in, out, READS},
    /*
     * Only the loan is locked: FOR UPDATE over the join would lock the work and the person as well. The subquery is a
     * constant, so the lock is got before anything is read.
     */
    [LOCK] = {"loan lock", RETURN "WHERE l.id = (SELECT x.id FROM loan x WHERE x.uuid = ? FOR UPDATE)",
	      by_text_in, out, LOCKS},
    [LOCK_ID] = {"loan lock by id",
		 RETURN_BARE "WHERE l.id = (SELECT x.id FROM loan x WHERE x.id = ? FOR UPDATE)", by_id_in,
		 out, LOCKS},
    [CLOSE] = {"loan close", CLOSE_LOAN, close_in, NULL, WRITES},
    /* Behind the charge, which waits for whoever pays at this moment, so that no money of theirs is left unused. */
    [CLOSE_OWING] = {"loan close, owing",
		     CLOSE_LOAN
		     "AND NOT EXISTS (SELECT 1 FROM account_line l WHERE l.person_id = ? AND " ACCOUNT_UNUSED
		     ")",
		     close_owing_in, NULL, WRITES},
    [CHARGE] = {"loan charge",
		"INSERT INTO account_line (uuid, person_id, kind, amount_minor, loan_id, created_by) "
		"VALUES (?, ?, 'charge', ?, ?, ?)",
		charge_in, NULL, WRITES},
    [RENEW] = {"loan renew",
	       "UPDATE loan SET due_at = ?, renewals = renewals + 1, version = version + 1 "
	       "WHERE id = ? AND version = ? AND returned_at IS NULL",
	       renew_in, NULL, WRITES},
    [LIST] = {"loan list", PAGE_OF(FILTER), list_in, out, READS},
    [COUNT] = {"loan count", "SELECT COUNT(*) AS n FROM loan l " FILTER, count_in, count_out, READS},
    /* Open loans are few beside the closed ones, and have an index. */
    [OPEN_LIST] = {"loan open list", PAGE_OF(OPEN_FILTER), open_list_in, out, READS},
    [OPEN_COUNT] = {"loan open count", "SELECT COUNT(*) AS n FROM loan l " OPEN_FILTER, open_count_in,
		    count_out, READS},
    [ASK] =
	{"loan ask",
	 "SELECT p.id AS person_id, p.active, w.id AS work_id, c.id AS copy_id, c.taken_by IS NOT NULL AS "
	 "copy_taken, COALESCE(w.type, 'R') AS type, EXISTS (SELECT 1 FROM tariff t WHERE t.version = "
	 "(SELECT MAX(version) FROM tariff_version) AND t.type = COALESCE(w.type, 'R')) AS tariff, "
	 "(SELECT COUNT(*) FROM copy f WHERE f.work_id = w.id AND f.taken_by IS NULL) AS free_copies, "
	 "(SELECT COUNT(*) FROM loan l WHERE l.person_id = p.id AND l.returned_at IS NULL AND "
	 "l.work_id = w.id) AS same_work, (SELECT COUNT(*) FROM loan l WHERE l.person_id = p.id AND "
	 "l.returned_at IS NULL AND l.due_at < ?) AS overdue, "
	 "(SELECT CAST(COALESCE(SUM(a.amount_minor), 0) AS SIGNED) FROM account_line a "
	 "WHERE a.person_id = p.id) AS owed_minor, h.uuid AS hold, h.state = 'ready' AS hold_ready, "
	 "h.copy_id = c.id AS copy_kept FROM (SELECT 1 AS one) AS o "
	 "LEFT JOIN person p ON p.uuid = ? AND p.removed = 0 LEFT JOIN copy c ON c.uuid = ? "
	 "LEFT JOIN work w ON w.withdrawn = 0 AND "
	 "w.id = IF(? IS NULL, (SELECT x.id FROM work x WHERE x.uuid = ?), c.work_id) "
	 "LEFT JOIN hold h ON h.open_work = w.id AND h.person_id = p.id",
	 ask_in, ask_out, READS},
    [BY_CHARGE] = {"loan by charge", SELECT "WHERE a.uuid = ?", by_text_in, out, READS},
    [OF_VERSION] = {"loan of version",
		    SELECT "WHERE l.tariff_version = ? AND l.returned_at IS NULL ORDER BY l.id", by_id_in,
		    out, READS},
    [RENTALS_ALL] = {"loan rentals", RENTALS "ORDER BY l.due_at, l.id", no_fields, rental_out, FLOWS},
    [RENTALS_DUE] = {"loan rentals due", RENTALS "AND l.due_at < ? ORDER BY l.due_at, l.id", due_in,
		     rental_out, FLOWS},
};
const int loan_statement_count = sizeof(loan_statements) / sizeof(loan_statements[0]);
#define S loan_statements

/* The copy is taken; now there is a loan of it. */
static enum err insert(struct db *db, const struct statement *s, L *l)
{
	char uuid[UUID_TEXT];
	uuid_random(uuid);
	l->uuid = arena_strdup(db_arena(db), uuid);
	enum err e = stmt_run(db, s, l, NULL);
	l->id = e ? NIL_INT : stmt_last_id(db);
	return e == ERR_CONFLICT ? ERR_REFUSED : e; /* the second guard: loan_open_copy */
}

/* The copy that is kept for the person, unless another one is named; otherwise a free one. h NULL: no hold. */
static enum err take_for_hold(struct db *db, const struct hold *h, L *l)
{
	T t = {.copy_id = l->copy_id, .work_id = l->work_id};
	if (h && h->copy_id != NIL_INT && (l->copy_id == NIL_INT || l->copy_id == h->copy_id)) {
		l->copy_id = h->copy_id;
		return stmt_touch(db, &S[TAKE_KEPT], &(struct by_id){h->copy_id}, ERR_REFUSED);
	}
	enum err e = stmt_touch(db, &S[TAKE_HELD], &t, ERR_REFUSED);
	l->copy_id = e ? NIL_INT : stmt_last_id(db);
	return e;
}

/*
 * Whoever has a hold on the work, and borrows it: the hold is fulfilled. Without a hold there was no free copy, or a hold
 * ended at this moment; the work is locked now, so the second look decides.
 */
static enum err lend_for_hold(struct db *db, L *l)
{
	struct hold h;
	enum err e = store_hold_lock_of(db, l->work_id, l->person_id, &h);
	bool held = !e;
	if (e && e != ERR_NOT_FOUND)
		return e;
	e = take_for_hold(db, held ? &h : NULL, l);
	if (!e)
		e = insert(db, &S[INSERT], l);
	if (e || !held)
		return e;
	e = store_hold_close(db, &h, "fulfilled", NULL, l->id, l->out_at);
	if (e || h.copy_id == NIL_INT || h.copy_id == l->copy_id)
		return e;
	return store_hold_pass_on(db, h.work_id, h.copy_id, "hold", l->out_at); /* another copy was named */
}

enum err store_loan_checkout(struct db *db, int64_t work_id, int64_t copy_id, int64_t person_id,
			     int64_t out_at, int64_t due_at, struct loan *l_r)
{
	int64_t n = 0;
	T t = {copy_id, work_id, person_id};
	L l = {.copy_id = copy_id,
	       .work_id = work_id,
	       .person_id = person_id,
	       .out_at = out_at,
	       .due_at = due_at,
	       .returned_at = NIL_INT};
	enum err e = stmt_expect(db, &S[copy_id == NIL_INT ? TAKE_ANY : TAKE], &t, &n);
	if (!e)
		e = n ? insert(db, &S[INSERT_TAKEN], &l) : lend_for_hold(db, &l);
	*l_r = l;
	return e;
}

enum err store_loan_by_id(struct db *db, int64_t id, struct loan *l_r)
{
	return stmt_one(db, &S[BY_ID], &(struct by_id){id}, l_r);
}

enum err store_loan_by_uuid(struct db *db, const char *uuid, struct loan *l_r)
{
	return stmt_one(db, &S[BY_UUID], &(struct by_text){uuid}, l_r);
}

enum err store_loan_lock(struct db *db, const char *uuid, struct loan *l_r)
{
	return stmt_one(db, &S[db_trusts(db) ? LOOK : LOCK], &(struct by_text){uuid}, l_r);
}

enum err store_loan_lock_id(struct db *db, int64_t id, struct loan *l_r)
{
	return stmt_one(db, &S[db_trusts(db) ? LOOK_ID : LOCK_ID], &(struct by_id){id}, l_r);
}

static enum err charge(struct db *db, L *l, const char *actor)
{
	char uuid[UUID_TEXT];
	uuid_random(uuid);
	struct charge_line line = {uuid, actor, l->person_id, l->charge_minor, l->id};
	l->charge = arena_strdup(db_arena(db), uuid);
	enum err e = stmt_expect(db, &S[CHARGE], &line, NULL);
	return e || db_trusts(db) ? e : store_account_use_credit(db, l->person_id);
}

enum err store_loan_close(struct db *db, struct loan *l, const struct charge *c, int64_t returned_at,
			  const char *actor, int64_t now)
{
	const struct tariff *t = &l->tariff;
	l->returned_at = returned_at;
	l->type = t->type;
	l->first_days = t->first_days;
	l->first_rate_minor = t->first_rate_minor;
	l->after_rate_minor = t->after_rate_minor;
	l->least_minor = t->least_minor;
	l->days = c->days;
	l->charge_minor = c->total_minor;
	enum err e = c->total_minor ? charge(db, l, actor) : ERR_NONE;
	/* In the order in which a loan is made: the person, the work and its copy, the loan. */
	if (!e && l->copy_id != NIL_INT)
		e = store_hold_offer(db, l->work_id, l->copy_id, "loan", l->queue, now);
	/* Trusted, nobody has looked for money that is not used yet: there is none, or all of it is run again. */
	bool owing = c->total_minor && db_trusts(db);
	return e ? e : stmt_touch(db, &S[owing ? CLOSE_OWING : CLOSE], l, ERR_CONFLICT);
}

enum err store_loan_renew(struct db *db, const struct loan *l, int64_t due_at)
{
	L fresh = {.id = l->id, .version = l->version, .due_at = due_at};
	return stmt_touch(db, &S[RENEW], &fresh, ERR_CONFLICT);
}

/* Are only open loans asked for? */
static bool open_only(const struct loan_filter *f)
{
	bool overdue = f->overdue_at != NIL_INT && !f->not_overdue;
	return overdue ? f->open != 0 : f->open == 1 && f->overdue_at == NIL_INT;
}

enum err store_loan_list(struct db *db, const struct loan_filter *f, struct rows *rows_r)
{
	return stmt_open(db, &S[open_only(f) ? OPEN_LIST : LIST], f, rows_r);
}

enum err store_loan_count(struct db *db, const struct loan_filter *f, int64_t *count_r)
{
	struct count c;
	enum err e = stmt_one(db, &S[open_only(f) ? OPEN_COUNT : COUNT], f, &c);
	*count_r = e ? 0 : c.n;
	return e;
}

enum err store_loan_ask(struct db *db, struct loan_asked *a)
{
	K found;
	enum err e = stmt_one(db, &S[ASK], a, &found);
	if (e)
		return e;
	a->person_id = found.person_id;
	a->work_id = found.work_id;
	a->copy_id = found.copy_id;
	a->facts = found.facts;
	a->facts.copy_named = a->copy != NULL;
	return ERR_NONE;
}

enum err store_loan_by_charge(struct db *db, const char *line, struct loan *l_r)
{
	return stmt_one(db, &S[BY_CHARGE], &(struct by_text){line}, l_r);
}

enum err store_loan_of_version(struct db *db, int64_t version, struct rows *rows_r)
{
	return stmt_open(db, &S[OF_VERSION], &(struct by_id){version}, rows_r);
}

enum err store_loan_rentals(struct db *db, int64_t due_before, struct rows *rows_r)
{
	return stmt_open(db, &S[due_before == NIL_INT ? RENTALS_ALL : RENTALS_DUE], &(struct due){due_before},
			 rows_r);
}
