/* loan.c - loans: lent, renewed, brought back and charged. Floor: store. (What is read of them: loan_list.c; tariffs: tariff.c.) */
#include "store/loan_private.h"

#include "base/uuid.h"
#include "store/account.h"
#include "store/copy.h"
#include "store/hold.h"

#include <string.h>

#define L struct loan
/* With what a return needs to know besides; and, where nobody is told of the people and copies, with no more than that. */
#define RETURN_COLUMNS                                                                                       \
	", t.type AS tariff_type, t.first_days AS tariff_days, t.first_rate_minor AS tariff_first, "         \
	"t.after_rate_minor AS tariff_after, t.least_minor AS tariff_least, "                                \
	"IF(q.id IS NULL, w.queue, NULL) AS queue "
#define RETURN_TABLES                                                                                        \
	"LEFT JOIN hold q ON q.work_id = l.work_id AND q.position = 1 "                                      \
	"LEFT JOIN tariff t ON t.version = l.tariff_version AND t.type = COALESCE(l.type, w.type, 'R') "
#define RETURN "SELECT " LOAN_COLUMNS RETURN_COLUMNS LOAN_TABLES RETURN_TABLES
#define RETURN_BARE                                                                                          \
	"SELECT l.id, l.copy_id, l.work_id, l.person_id, l.uuid, w.title, w.kind, "                          \
	"COALESCE(l.type, w.type, 'R') AS type, l.out_at, l.returned_at, l.charge_minor, "                   \
	"l.version" RETURN_COLUMNS "FROM loan l JOIN work w ON w.id = l.work_id " RETURN_TABLES

static const struct field insert_in[] = {
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

enum {
	TAKE_ANY,
	TAKE,
	TAKE_HELD,
	TAKE_KEPT,
	INSERT,
	LOOK,
	LOOK_ID,
	LOCK,
	LOCK_ID,
	CLOSE,
	CLOSE_OWING,
	CHARGE,
	RENEW,
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
    [TAKE_ANY] = {"loan take any copy", LEND "AND taken_by IS NULL " WITHOUT_HOLD COPY_FIRST, take_any_in,
		  NULL, WRITES},
    [TAKE] = {"loan take copy", LEND "AND id = ? AND taken_by IS NULL " WITHOUT_HOLD, take_in, NULL, WRITES},
    [TAKE_HELD] = {"loan take copy for a hold",
		   LEND "AND taken_by IS NULL AND (? IS NULL OR id = ?) " COPY_FIRST, take_held_in, NULL,
		   NUMBERS},
    [TAKE_KEPT] =
	{"loan take kept copy",
	 "UPDATE copy SET taken_by = 'loan', id = LAST_INSERT_ID(id) WHERE id = ? AND taken_by = 'hold'",
	 by_id_in, NULL, WRITES},
    /*
     * Of the copy that was taken just now, to somebody who is not removed at this moment. A subquery: INSERT ... SELECT ?,
     * MAX(version) fails with 1140 when it is executed a second time.
     */
    [INSERT] = {"loan insert",
		"INSERT INTO loan (uuid, copy_id, work_id, person_id, out_at, due_at, tariff_version) "
		"VALUES (?, LAST_INSERT_ID(), ?, (SELECT p.id FROM person p WHERE p.id = ? AND p.removed = 0 "
		"LOCK IN SHARE MODE), ?, ?, (SELECT MAX(version) FROM tariff_version))",
		insert_in, NULL, NUMBERS},
    [LOOK] = {"loan look", RETURN "WHERE l.uuid = ?", by_text_in, loan_out, READS},
    [LOOK_ID] = {"loan look by id", RETURN_BARE "WHERE l.id = ?", by_id_in, loan_out, READS},
    /*
     * Only the loan is locked: FOR UPDATE over the join would lock the work and the person as well. The subquery is a
     * constant, so the lock is got before anything is read.
     */
    [LOCK] = {"loan lock", RETURN "WHERE l.id = (SELECT x.id FROM loan x WHERE x.uuid = ? FOR UPDATE)",
	      by_text_in, loan_out, LOCKS},
    [LOCK_ID] = {"loan lock by id",
		 RETURN_BARE "WHERE l.id = (SELECT x.id FROM loan x WHERE x.id = ? FOR UPDATE)", by_id_in,
		 loan_out, LOCKS},
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
};
const int loan_statement_count = sizeof(loan_statements) / sizeof(loan_statements[0]);
#define S loan_statements

/* The copy is taken; now there is a loan of it. */
static enum err insert(struct db *db, L *l)
{
	char uuid[UUID_TEXT];
	uuid_random(uuid);
	l->uuid = arena_strdup(db_arena(db), uuid);
	enum err e = stmt_run(db, &S[INSERT], l, NULL);
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
		e = insert(db, l);
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
		e = n ? insert(db, &l) : lend_for_hold(db, &l);
	*l_r = l;
	return e;
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
	/* The order of locks: the person, by the charge; the work and its copy; the loan. */
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
