/* hold.c - holds: acts on a queue and on copies that are kept. Floor: store. (What is read of them, and orders: queue.c.) */
#include "store/hold_private.h"

#include "base/uuid.h"
#include "store/copy.h"

#include <string.h>

/* What the statements below take; each binds what it needs of it. */
struct act {
	int64_t id, work_id, person_id, copy_id, loan_id, position, queue, now, pickup_until;
	const char *uuid, *state, *reason, *until, *from;
};
#define A	     struct act
#define ID	     FIELD_INT(A, id, "id", 0, 0, 0)
#define WORK_ID	     FIELD_INT(A, work_id, "work_id", 0, 0, 0)
#define PERSON_ID    FIELD_INT(A, person_id, "person_id", 0, 0, 0)
#define COPY_ID	     FIELD_INT(A, copy_id, "copy_id", 0, 0, 0)
#define LOAN_ID	     FIELD_INT(A, loan_id, "loan_id", 0, 0, 0)
#define POSITION     FIELD_INT(A, position, "position", 0, 0, 0)
#define QUEUE	     FIELD_INT(A, queue, "queue", 0, 0, 0)
#define NOW	     FIELD_TIME(A, now, "now", 0)
#define PICKUP_UNTIL FIELD_TIME(A, pickup_until, "pickup_until", 0)
#define UUID	     FIELD_UUID(A, uuid, "uuid", 0)
#define STATE	     FIELD_TEXT(A, state, "state", 0, 0, 0)
#define REASON	     FIELD_TEXT(A, reason, "reason", 0, 0, 0)
#define UNTIL	     FIELD_DATE(A, until, "until", 0)
#define FROM	     FIELD_TEXT(A, from, "from", 0, 0, 0)
static const struct field pending_in[] = {UUID, WORK_ID, PERSON_ID, WORK_ID, UNTIL, NOW, FIELD_END};
static const struct field kept_in[] = {UUID, WORK_ID, PERSON_ID, COPY_ID, PICKUP_UNTIL, NOW, NOW, FIELD_END};
static const struct field kept_taken_in[] = {UUID, WORK_ID, PERSON_ID, PICKUP_UNTIL, NOW, NOW, FIELD_END};
static const struct field raise_from_in[] = {WORK_ID, QUEUE, FIELD_END};
static const struct field fair_in[] = {WORK_ID, WORK_ID, NOW, FIELD_END};
static const struct field next_in[] = {WORK_ID, NOW, FIELD_END};
static const struct field change_in[] = {COPY_ID, FROM, FIELD_END};
static const struct field ready_in[] = {COPY_ID, NOW, PICKUP_UNTIL, ID, FIELD_END};
static const struct field shift_in[] = {WORK_ID, POSITION, FIELD_END};
static const struct field close_in[] = {STATE, REASON, LOAN_ID, NOW, ID, FIELD_END};
static const struct field suspend_in[] = {UNTIL, ID, FIELD_END};
static const struct field keep_in[] = {PICKUP_UNTIL, ID, FIELD_END};
static const struct field drop_in[] = {REASON, NOW, WORK_ID, FIELD_END};
static const struct field now_in[] = {NOW, FIELD_END};
static const struct field of_person_in[] = {WORK_ID, PERSON_ID, FIELD_END};
static const struct field uuid_out[] = {UUID, FIELD_END};
static const struct field work_out[] = {WORK_ID, FIELD_END};
static const struct field next_out[] = {ID, POSITION, COPY_ID, FIELD_END};

enum {
	RAISE,
	RAISE_FROM,
	RAISE_OF_HOLD,
	TAKE,
	TAKE_FAIR,
	PENDING,
	KEPT,
	KEPT_TAKEN,
	NEXT,
	PASS_ON,
	GIVE_BACK,
	TAKE_COPY,
	READY,
	SHIFT,
	BY_ID,
	BY_UUID,
	OLDEST_READY,
	OF_PERSON,
	CLOSE,
	SUSPEND,
	KEEP,
	DROP,
	DROP_COPIES,
	NEXT_OF_PERSON,
	NEXT_EXPIRED,
	NEXT_WAITING
};

/*
 * The indexes are named where rows are locked: in a small table the server may look through another one, and lock what
 * belongs to other works.
 */
/* Waits, and is not suspended on the day of a time. */
#define ELIGIBLE "h.state = 'pending' AND (h.suspended_until IS NULL OR h.suspended_until <= DATE(?)) "
#define TAKE_ANY                                                                                             \
	"UPDATE copy FORCE INDEX (copy_work) SET taken_by = 'hold', id = LAST_INSERT_ID(id) WHERE work_id "  \
	"= "                                                                                                 \
	"(SELECT w.id FROM work w WHERE w.id = ? FOR UPDATE) AND taken_by IS NULL "
#define FREE_COPY "c.work_id = h.work_id AND c.taken_by IS NULL"

#define INSERT_READY(copy)                                                                                   \
	"INSERT INTO hold (uuid, work_id, person_id, state, copy_id, pickup_until, placed_at, ready_at) "    \
	"VALUES (?, ?, (SELECT p.id FROM person p WHERE p.id = ? AND p.removed = 0 LOCK IN SHARE MODE), "    \
	"'ready', " copy ", ?, ?, ?)"

const struct statement hold_statements[] = {
    [RAISE] = {"hold raise queue",
	       "UPDATE work FORCE INDEX (PRIMARY) SET queue = queue + 1 WHERE id = ? AND withdrawn = 0",
	       by_id_in, NULL, WRITES},
    [RAISE_FROM] = {"hold raise queue from",
		    "UPDATE work FORCE INDEX (PRIMARY) SET queue = queue + 1 WHERE id = ? AND queue = ?",
		    raise_from_in, NULL, WRITES},
    [RAISE_OF_HOLD] = {"hold raise its queue",
		       "UPDATE work SET queue = queue + 1 WHERE id = (SELECT h.work_id FROM hold h WHERE "
		       "h.uuid = ?)",
		       by_text_in, NULL, WRITES},
    /*
     * The work is locked before a copy is looked for: the subquery is a constant. LAST_INSERT_ID(id) hands the copy's
     * id back without another look.
     */
    [TAKE] = {"hold take any copy", TAKE_ANY COPY_FIRST, by_id_in, NULL, WRITES},
    [TAKE_FAIR] =
	{"hold take copy nobody waits for",
	 TAKE_ANY
	 "AND NOT EXISTS (SELECT 1 FROM hold h FORCE INDEX (hold_open) WHERE h.open_work = ? AND " ELIGIBLE
	 ") " COPY_FIRST,
	 fair_in, NULL, NUMBERS},
    [PENDING] = {"hold insert pending",
		 "INSERT INTO hold (uuid, work_id, person_id, state, position, suspended_until, placed_at) "
		 "VALUES (?, ?, ?, 'pending', (SELECT COALESCE(MAX(q.position), 0) + 1 FROM hold q "
		 "WHERE q.work_id = ?), ?, ?)",
		 pending_in, NULL, NUMBERS},
    /* Who is deleted at this moment is waited for, and is nobody then. */
    [KEPT] = {"hold insert ready", INSERT_READY("?"), kept_in, NULL, NUMBERS},
    [KEPT_TAKEN] = {"hold insert ready of copy taken", INSERT_READY("LAST_INSERT_ID()"), kept_taken_in, NULL,
		    WRITES},
    [NEXT] =
	{"hold next",
	 "SELECT h.id, h.position, (SELECT c.id FROM copy c WHERE " FREE_COPY
	 " ORDER BY c.id LIMIT 1) AS copy_id FROM hold h WHERE h.work_id = ? AND h.position > 0 AND " ELIGIBLE
	 "ORDER BY h.position LIMIT 1",
	 next_in, next_out, READS},
    [PASS_ON] = {"hold pass copy on", "UPDATE copy SET taken_by = 'hold' WHERE id = ? AND taken_by = ?",
		 change_in, NULL, WRITES},
    [GIVE_BACK] = {"hold give copy back", "UPDATE copy SET taken_by = NULL WHERE id = ? AND taken_by = ?",
		   change_in, NULL, WRITES},
    [TAKE_COPY] = {"hold take copy", "UPDATE copy SET taken_by = 'hold' WHERE id = ? AND taken_by IS NULL",
		   by_id_in, NULL, WRITES},
    [READY] =
	{"hold ready",
	 "UPDATE hold SET state = 'ready', position = NULL, copy_id = ?, ready_at = ?, pickup_until = ?, "
	 "suspended_until = NULL, version = version + 1 WHERE id = ? AND state = 'pending'",
	 ready_in, NULL, WRITES},
    /* In this order no place is taken twice on the way. */
    [SHIFT] = {"hold move up",
	       "UPDATE hold FORCE INDEX (hold_position) SET position = position - 1 WHERE work_id = ? AND "
	       "position > ? ORDER BY position",
	       shift_in, NULL, WRITES},
    [BY_ID] = {"hold by id", HOLD_SELECT "WHERE h.id = ?", by_id_in, hold_out, READS},
    [BY_UUID] = {"hold by uuid", HOLD_SELECT "WHERE h.uuid = ?", by_text_in, hold_out, READS},
    [OLDEST_READY] = {"hold oldest ready",
		      HOLD_SELECT
		      "WHERE h.work_id = ? AND h.state = 'ready' ORDER BY h.ready_at, h.id LIMIT 1",
		      by_id_in, hold_out, READS},
    [OF_PERSON] = {"hold of person", HOLD_SELECT "WHERE h.open_work = ? AND h.person_id = ?", of_person_in,
		   hold_out, READS},
    [CLOSE] = {"hold close",
	       "UPDATE hold SET state = ?, reason = ?, loan_id = ?, closed_at = ?, position = NULL, "
	       "version = version + 1 WHERE id = ? AND state IN ('pending', 'ready')",
	       close_in, NULL, WRITES},
    [SUSPEND] = {"hold suspend",
		 "UPDATE hold SET suspended_until = ?, version = version + 1 WHERE id = ? AND "
		 "state = 'pending'",
		 suspend_in, NULL, WRITES},
    [KEEP] = {"hold keep",
	      "UPDATE hold SET pickup_until = ?, version = version + 1 WHERE id = ? AND state = 'ready'",
	      keep_in, NULL, WRITES},
    [DROP] = {"hold drop of work",
	      "UPDATE hold SET state = 'cancelled', reason = ?, closed_at = ?, position = NULL, "
	      "version = version + 1 WHERE open_work = ?",
	      drop_in, NULL, WRITES},
    [DROP_COPIES] = {"hold drop kept copies",
		     "UPDATE copy SET taken_by = NULL WHERE work_id = ? AND taken_by = 'hold'", by_id_in,
		     NULL, WRITES},
    [NEXT_OF_PERSON] = {"hold next of person",
			"SELECT uuid FROM hold WHERE person_id = ? AND state IN ('pending', 'ready') "
			"ORDER BY work_id LIMIT 1",
			by_id_in, uuid_out, READS},
    [NEXT_EXPIRED] = {"hold next expired",
		      "SELECT uuid FROM hold WHERE state = 'ready' AND pickup_until <= ? "
		      "ORDER BY pickup_until, id LIMIT 1",
		      now_in, uuid_out, READS},
    /* Not EXISTS: that would first gather all free copies of the library; this costs by who waits. */
    [NEXT_WAITING] = {"hold next waiting",
		      "SELECT h.work_id FROM hold h FORCE INDEX (hold_state) STRAIGHT_JOIN copy c "
		      "FORCE INDEX (copy_work) ON " FREE_COPY " WHERE " ELIGIBLE "ORDER BY h.id LIMIT 1",
		      now_in, work_out, READS},
};
const int hold_statement_count = sizeof(hold_statements) / sizeof(hold_statements[0]);
#define S hold_statements

enum err hold_raise(struct db *db, int64_t work_id)
{
	return stmt_touch(db, &S[RAISE], &(struct by_id){work_id}, ERR_NO_SUCH);
}

/* ---- a copy comes to a hold ---- */

/* The copy belongs to the hold now; those behind it move up. */
static enum err make_ready(struct db *db, const A *next, int64_t work_id, int64_t now)
{
	A a = {.id = next->id,
	       .work_id = work_id,
	       .copy_id = next->copy_id,
	       .position = next->position,
	       .now = now,
	       .pickup_until = hold_pickup(now)};
	enum err e = stmt_touch(db, &S[READY], &a, ERR_RETRY);
	return e ? e : stmt_run(db, &S[SHIFT], &a, NULL);
}

/* The queue is raised. */
static enum err give_out(struct db *db, int64_t work_id, int64_t now, int *given_r)
{
	A next, a = {.work_id = work_id, .now = now};
	enum err e;
	*given_r = 0;
	while (!(e = stmt_one(db, &S[NEXT], &a, &next)) && next.copy_id != NIL_INT) {
		e = stmt_touch(db, &S[TAKE_COPY], &(struct by_id){next.copy_id}, ERR_RETRY);
		if (!e)
			e = make_ready(db, &next, work_id, now);
		if (e)
			return e;
		++*given_r;
	}
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err store_hold_give(struct db *db, int64_t work_id, int64_t now, int *given_r)
{
	enum err e = hold_raise(db, work_id);
	*given_r = 0;
	return e ? e : give_out(db, work_id, now, given_r);
}

enum err store_hold_pass_on(struct db *db, int64_t work_id, int64_t copy_id, const char *taken_by,
			    int64_t now)
{
	A next, a = {.work_id = work_id, .copy_id = copy_id, .from = taken_by, .now = now};
	enum err e = stmt_one(db, &S[NEXT], &a, &next);
	if (e == ERR_NOT_FOUND)
		return stmt_touch(db, &S[GIVE_BACK], &a, ERR_CONFLICT);
	if (!e)
		e = stmt_touch(db, &S[PASS_ON], &a, ERR_CONFLICT);
	next.copy_id = copy_id;
	return e ? e : make_ready(db, &next, work_id, now);
}

/* Nobody waited when the queue had that number, so nobody waits while it has. none: the error when it has another. */
static enum err give_back(struct db *db, const A *a, enum err none)
{
	enum err e = stmt_touch(db, &S[RAISE_FROM], a, none);
	return e ? e : stmt_touch(db, &S[GIVE_BACK], a, ERR_RETRY);
}

enum err store_hold_offer(struct db *db, int64_t work_id, int64_t copy_id, const char *taken_by,
			  int64_t queue, int64_t now)
{
	A a = {.work_id = work_id, .copy_id = copy_id, .from = taken_by, .queue = queue, .now = now};
	if (queue != NIL_INT && db_trusts(db))
		return give_back(db, &a, ERR_RETRY);
	enum err e = hold_raise(db, work_id);
	return e ? e : store_hold_pass_on(db, work_id, copy_id, taken_by, now);
}

/* ---- placing ---- */

/* A free copy, if there is one that nobody else waits for; copy_id NIL_INT: there is none. The queue is raised. */
static enum err take_fairly(struct db *db, A *a)
{
	int64_t n = 0;
	int given = 0;
	enum err e = stmt_run(db, &S[TAKE_FAIR], a, &n);
	/* Those whose suspension has just ended come first. */
	if (!e && !n)
		e = give_out(db, a->work_id, a->now, &given);
	if (!e && given)
		e = stmt_run(db, &S[TAKE_FAIR], a, &n);
	a->copy_id = n ? stmt_last_id(db) : NIL_INT;
	return e;
}

enum err store_hold_take(struct db *db, int64_t work_id, int64_t person_id, int64_t now, const char **uuid_r)
{
	char uuid[UUID_TEXT];
	uuid_random(uuid);
	*uuid_r = arena_strdup(db_arena(db), uuid);
	A a = {
	    .uuid = *uuid_r, .work_id = work_id, .person_id = person_id, .now = now, .pickup_until = NIL_INT};
	enum err e = stmt_touch(db, &S[TAKE], &(struct by_id){work_id}, ERR_REFUSED);
	return e ? e : stmt_expect(db, &S[KEPT_TAKEN], &a, NULL);
}

enum err store_hold_place(struct db *db, int64_t work_id, int64_t person_id, const char *suspended_until,
			  int64_t now, int64_t pickup_until, struct hold *h_r)
{
	char uuid[UUID_TEXT];
	uuid_random(uuid);
	A a = {.uuid = uuid,
	       .work_id = work_id,
	       .person_id = person_id,
	       .copy_id = NIL_INT,
	       .until = suspended_until,
	       .now = now,
	       .pickup_until = pickup_until};
	enum err e = hold_raise(db, work_id);
	if (!e && !suspended_until)
		e = take_fairly(db, &a);
	if (!e && a.copy_id != NIL_INT)
		e = stmt_run(db, &S[KEPT], &a, NULL);
	else if (!e)
		e = stmt_run(db, &S[PENDING], &a, NULL);
	return e ? e : stmt_one(db, &S[BY_ID], &(struct by_id){stmt_last_id(db)}, h_r);
}

/* ---- one hold ---- */

enum err store_hold_by_uuid(struct db *db, const char *uuid, struct hold *h_r)
{
	return stmt_one(db, &S[BY_UUID], &(struct by_text){uuid}, h_r);
}

enum err store_hold_lock(struct db *db, const char *uuid, struct hold *h_r)
{
	enum err e = stmt_touch(db, &S[RAISE_OF_HOLD], &(struct by_text){uuid}, ERR_NOT_FOUND);
	return e ? e : store_hold_by_uuid(db, uuid, h_r);
}

enum err store_hold_lock_ready(struct db *db, int64_t work_id, struct hold *h_r)
{
	enum err e = stmt_touch(db, &S[RAISE], &(struct by_id){work_id}, ERR_NOT_FOUND);
	return e ? e : stmt_one(db, &S[OLDEST_READY], &(struct by_id){work_id}, h_r);
}

enum err store_hold_lock_of(struct db *db, int64_t work_id, int64_t person_id, struct hold *h_r)
{
	A a = {.work_id = work_id, .person_id = person_id};
	enum err e = stmt_touch(db, &S[RAISE], &(struct by_id){work_id}, ERR_NOT_FOUND);
	return e ? e : stmt_one(db, &S[OF_PERSON], &a, h_r);
}

enum err store_hold_close(struct db *db, const struct hold *h, const char *state, const char *reason,
			  int64_t loan_id, int64_t now)
{
	A a = {.id = h->id,
	       .work_id = h->work_id,
	       .position = h->position,
	       .state = state,
	       .reason = reason,
	       .loan_id = loan_id,
	       .now = now};
	enum err e = stmt_touch(db, &S[CLOSE], &a, ERR_CONFLICT);
	if (e)
		return e;
	if (h->position != NIL_INT)
		return stmt_run(db, &S[SHIFT], &a, NULL);
	return loan_id == NIL_INT ? store_hold_pass_on(db, h->work_id, h->copy_id, "hold", now) : ERR_NONE;
}

enum err store_hold_release(struct db *db, const struct hold *h, int64_t queue, const char *state,
			    int64_t now)
{
	A a = {.id = h->id,
	       .work_id = h->work_id,
	       .copy_id = h->copy_id,
	       .queue = queue,
	       .from = "hold",
	       .state = state,
	       .loan_id = NIL_INT,
	       .now = now};
	/* The work first, as in all acts on a queue. */
	enum err e = queue == NIL_INT ? ERR_REFUSED : give_back(db, &a, ERR_REFUSED);
	return e ? e : stmt_touch(db, &S[CLOSE], &a, ERR_RETRY);
}

enum err store_hold_suspend(struct db *db, const struct hold *h, const char *until, int64_t now)
{
	int given;
	A a = {.id = h->id, .until = until};
	enum err e = stmt_touch(db, &S[SUSPEND], &a, ERR_CONFLICT);
	return e ? e : give_out(db, h->work_id, now, &given);
}

enum err store_hold_keep(struct db *db, const struct hold *h, int64_t pickup_until)
{
	A a = {.id = h->id, .pickup_until = pickup_until};
	return stmt_touch(db, &S[KEEP], &a, ERR_CONFLICT);
}

/* ---- ends ---- */

enum err store_hold_drop_work(struct db *db, int64_t work_id, const char *reason, int64_t now)
{
	int64_t n = 0;
	A a = {.work_id = work_id, .reason = reason, .now = now};
	enum err e = stmt_run(db, &S[DROP], &a, &n);
	return e || !n ? e : stmt_run(db, &S[DROP_COPIES], &(struct by_id){work_id}, NULL);
}

enum err store_hold_drop_person(struct db *db, int64_t person_id, const char *reason, int64_t now)
{
	A found;
	struct hold h;
	enum err e;
	/* One by one, as each has a queue of its own; by work, so that two such ends do not wait for one another. */
	while (!(e = stmt_one(db, &S[NEXT_OF_PERSON], &(struct by_id){person_id}, &found))) {
		e = store_hold_lock(db, found.uuid, &h);
		if (!e)
			e = store_hold_close(db, &h, "cancelled", reason, NIL_INT, now);
		if (e && e != ERR_CONFLICT && e != ERR_NOT_FOUND)
			return e;
	}
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err store_hold_next_expired(struct db *db, int64_t now, const char **uuid_r)
{
	A found = {.uuid = NULL};
	enum err e = stmt_one(db, &S[NEXT_EXPIRED], &(A){.now = now}, &found);
	*uuid_r = e ? NULL : found.uuid;
	return e;
}

enum err store_hold_next_waiting(struct db *db, int64_t now, int64_t *work_id_r)
{
	A found;
	enum err e = stmt_one(db, &S[NEXT_WAITING], &(A){.now = now}, &found);
	*work_id_r = e ? NIL_INT : found.work_id;
	return e;
}
