/* test_hold.c - holds against a real database: every verb, every refusal, and what must be so after each of them. */
#include "check.h"

#include "base/date.h"
#include "store/book.h"
#include "store/copy.h"
#include "store/hold.h"
#include "store/loan.h"
#include "store/person.h"
#include "store/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY "00000000-0000-4000-8000-000000000000"
#define DAY    ((int64_t)86400 * 1000000)
/* Works 1 (one copy: 11), 2 (two copies: 21, 22) and 3 (no copy); people 1 to 6. */
#define P(n) "00000000-0000-4000-8000-00000000010" #n
#define W(n) "00000000-0000-4000-8000-00000000020" #n
#define C(n) "00000000-0000-4000-8000-0000000003" #n

static struct db *db, *other;
static struct arena arena;
static int64_t now;

static int begin(void **state)
{
	(void)state;
	server_clean();
	server_sql(
	    "INSERT INTO person (id, uuid, first_name) SELECT seq, CONCAT('" P() "', seq), seq FROM "
										 "seq_1_to_6;"
										 "INSERT INTO work (id, "
										 "uuid, kind, title) SELECT "
										 "seq, CONCAT('" W() "', "
												     "seq), "
												     "'book',"
												     " "
												     "CONCAT("
												     "'work "
												     "', "
												     "seq) "
												     "FROM "
												     "seq_1_"
												     "to_3;"
												     "INSERT "
												     "INTO "
												     "copy "
												     "(id, "
												     "uuid, "
												     "work_"
												     "id) "
												     "VALUES "
												     "(11, "
												     "'" C(11) "', 1), (21, '" C(
													 21) "', 2), "
													     "(22, '" C(
														 22) "', 2)");
	arena_init(&arena);
	db_open(&db, server_conf());
	db_open(&other, server_conf());
	db_request(db, &arena);
	db_request(other, &arena);
	now = date_now();
	return 0;
}

static int end(void **state)
{
	(void)state;
	db_close(&db);
	db_close(&other);
	arena_clear(&arena);
	return 0;
}

static void begun(void)
{
	OK(db_begin(db));
}

/* In a transaction that is kept, or undone when it is not ERR_NONE. */
static enum err ended(enum err e)
{
	if (!e)
		return db_commit(db);
	db_rollback(db);
	return e;
}
#define DO(call)	 (begun(), ended(call))
#define DONE(call)	 IS(ERR_NONE, DO(call))
#define REFUSED(e, call) IS(e, DO(call))

static const char *today(int days)
{
	char text[DATE_RFC3339];
	date_rfc3339(now + days * DAY, text);
	return arena_strndup(&arena, text, 10);
}

static enum err try_place(int64_t work, int64_t person, const char *until, struct hold *h_r)
{
	return store_hold_place(db, work, person, until, now, now + DAY, h_r);
}

static struct hold place(int64_t work, int64_t person, const char *until)
{
	struct hold h;
	DONE(try_place(work, person, until, &h));
	IS_SOUND();
	return h;
}

/* "person state position" of the open holds of a work, in the order of its queue. */
static void queue_is(int line, const char *want, int64_t work)
{
	const char *got =
	    server_sql("SELECT person_id, state, position FROM hold WHERE open_work = %lld ORDER BY "
		       "state = 'pending', position, ready_at, id",
		       (long long)work);
	is_text(want, got, "the queue", line);
	is_sound(line);
}
#define QUEUE_IS(want, work) queue_is(__LINE__, want, work)
#define STATE_IS(want, h)    SQL_IS(want, "SELECT state FROM hold WHERE uuid = '%s'", (h).uuid)

/* ---- placing ---- */

static void a_free_copy_is_kept(void **state)
{
	(void)state;
	struct hold h = place(1, 1, NULL);
	TEXT_IS("ready", h.state);
	TEXT_IS(C(11), h.copy);
	TEXT_IS(W(1), h.work);
	TEXT_IS(P(1), h.person);
	TEXT_IS("work 1", h.title);
	TEXT_IS("book", h.kind);
	TEXT_IS(NULL, h.suspended_until);
	assert_int_equal(h.copy_id, 11);
	assert_true(h.position == NIL_INT && h.closed_at == NIL_INT);
	assert_true(h.pickup_until == now + DAY && h.placed_at == now && h.ready_at == now);
	assert_int_equal(h.version, 1);
	assert_true(stmt_last_id(db) == h.id);
}

static void others_wait_in_line(void **state)
{
	(void)state;
	place(1, 1, NULL);
	struct hold h = place(1, 2, NULL);
	TEXT_IS("pending", h.state);
	TEXT_IS(NULL, h.copy);
	assert_int_equal(h.position, 1);
	assert_true(h.pickup_until == NIL_INT && h.ready_at == NIL_INT && h.copy_id == NIL_INT);
	assert_int_equal(place(1, 3, NULL).position, 2);
	/* Another work has a queue of its own, one without copies, too. */
	assert_int_equal(place(3, 3, NULL).position, 1);
	QUEUE_IS("1\tready\tNULL\n2\tpending\t1\n3\tpending\t2", 1);
}

static void one_open_hold_each(void **state)
{
	struct hold h;
	(void)state;
	place(2, 1, NULL);
	REFUSED(ERR_CONFLICT, try_place(2, 1, NULL, &h));
	TEXT_IS("hold_open", db_conflict_key(db));
	place(1, 1, NULL);
	place(1, 2, NULL);
	REFUSED(ERR_CONFLICT, try_place(1, 2, NULL, &h));
	QUEUE_IS("1\tready\tNULL", 2);
	QUEUE_IS("1\tready\tNULL\n2\tpending\t1", 1);
	REFUSED(ERR_NO_SUCH, try_place(99, 1, NULL, &h));
	REFUSED(ERR_NO_SUCH, try_place(1, 99, NULL, &h));
	QUEUE_IS("1\tready\tNULL\n2\tpending\t1", 1);
}

static void the_suspended_let_others_pass(void **state)
{
	(void)state;
	struct hold h = place(1, 1, today(5));
	TEXT_IS("pending", h.state);
	TEXT_IS(today(5), h.suspended_until);
	TEXT_IS("ready", place(1, 2, NULL).state);
	QUEUE_IS("2\tready\tNULL\n1\tpending\t1", 1);
	/* A day that has come already suspends nobody. */
	place(2, 1, today(1));
	server_sql("UPDATE hold SET suspended_until = '%s'", today(0));
	h = place(2, 3, NULL);
	TEXT_IS("ready", h.state);
	QUEUE_IS("1\tready\tNULL\n3\tready\tNULL", 2);
	SQL_IS("1\t21\n3\t22", "SELECT person_id, copy_id FROM hold WHERE work_id = 2 ORDER BY person_id");
}

static void who_waited_longer_gets_the_last_copy(void **state)
{
	(void)state;
	place(1, 1, today(1));
	server_sql("UPDATE hold SET suspended_until = '%s'", today(-1));
	TEXT_IS("pending", place(1, 2, NULL).state);
	QUEUE_IS("1\tready\tNULL\n2\tpending\t1", 1);
	SQL_IS("1", "SELECT pickup_until > NOW() + INTERVAL 6 DAY FROM hold WHERE person_id = 1");
}

static void taking_waits_for_nothing(void **state)
{
	const char *taken;
	(void)state;
	DONE(store_hold_take(db, 2, 1, now, &taken));
	SQL_IS("ready\t21\tNULL\tNULL",
	       "SELECT state, copy_id, pickup_until, position FROM hold WHERE uuid = '%s'", taken);
	REFUSED(ERR_CONFLICT, store_hold_take(db, 2, 1, now, &taken));
	IS_SOUND();
	DONE(store_hold_take(db, 2, 2, now, &taken));
	REFUSED(ERR_REFUSED, store_hold_take(db, 2, 3, now, &taken));
	REFUSED(ERR_REFUSED, store_hold_take(db, 2, 1, now, &taken));
	REFUSED(ERR_REFUSED, store_hold_take(db, 3, 1, now, &taken));
	REFUSED(ERR_REFUSED, store_hold_take(db, 99, 1, now, &taken));
	REFUSED(ERR_NO_SUCH, store_hold_take(db, 1, 99, now, &taken));
	QUEUE_IS("1\tready\tNULL\n2\tready\tNULL", 2);
	QUEUE_IS("", 1);
}

/* ---- a copy comes free ---- */

static enum err offer(int64_t copy, const char *from)
{
	return store_hold_offer(db, copy < 20 ? 1 : 2, copy, from, NIL_INT, now);
}

static void nobody_waits(void **state)
{
	(void)state;
	server_sql("UPDATE copy SET taken_by = 'loan' WHERE id = 11; UPDATE copy SET taken_by = 'hold' WHERE "
		   "id = 21");
	IS(ERR_NONE, stmt_prepare_all(db));
	db_request(db, &arena);
	DONE(offer(11, "loan"));
	assert_int_equal(db_cost(db)->statements, 3); /* the queue, who waits, the copy */
	DONE(offer(21, "hold"));
	SQL_IS("3", "SELECT COUNT(*) FROM copy WHERE taken_by IS NULL");
	SQL_IS("1\n1\n0", "SELECT queue FROM work ORDER BY id");
	/* Only what was taken so. */
	REFUSED(ERR_CONFLICT, offer(11, "loan"));
	server_sql("UPDATE copy SET taken_by = 'hold' WHERE id = 11");
	REFUSED(ERR_CONFLICT, offer(11, "loan"));
	SQL_IS("hold", "SELECT taken_by FROM copy WHERE id = 11");
	REFUSED(ERR_CONFLICT, offer(99, "loan"));
}

/* Trusted, and nobody waited when the queue was looked at: two statements, unless it has changed since. */
static void nobody_waited(void **state)
{
	(void)state;
	server_sql("UPDATE copy SET taken_by = 'loan' WHERE id = 11; UPDATE work SET queue = 7 WHERE id = 1");
	for (int i = 0; i < 3; i++) {
		db_request(db, &arena);
		OK(db_begin(db));
		db_trust(db, true);
		OK(store_hold_offer(db, 1, 11, "loan", i ? 7 : 6, now));
		IS(i == 1 ? ERR_NONE : ERR_RETRY, db_commit(db));
		assert_int_equal(db_cost(db)->statements, 2);
		SQL_IS(i == 1 ? "NULL" : "loan", "SELECT taken_by FROM copy WHERE id = 11");
		SQL_IS(i ? "8" : "7", "SELECT queue FROM work WHERE id = 1");
		server_sql("UPDATE copy SET taken_by = 'loan' WHERE id = 11");
	}
	server_sql("UPDATE copy SET taken_by = NULL WHERE id = 11");
	/* A reservation that was read without a lock. */
	struct hold h = place(2, 1, NULL);
	SQL_IS("1", "SELECT queue FROM work WHERE id = 2");
	REFUSED(ERR_REFUSED, store_hold_release(db, &h, NIL_INT, "fulfilled", now));
	REFUSED(ERR_REFUSED, store_hold_release(db, &h, 0, "fulfilled", now));
	DONE(store_hold_release(db, &h, 1, "fulfilled", now));
	SQL_IS("fulfilled", "SELECT state FROM hold WHERE uuid = '%s'", h.uuid);
}

/* A loan of the copy, as far as a copy knows of it. */
static void lend(int copy)
{
	server_sql("UPDATE copy SET taken_by = 'loan' WHERE id = %d;"
		   "INSERT INTO loan (uuid, copy_id, work_id, person_id, out_at, due_at, tariff_version) "
		   "SELECT UUID(), "
		   "id, work_id, 6, NOW(), NOW(), 1 FROM copy WHERE id = %d",
		   copy, copy);
}

static void give_back(int copy)
{
	server_sql("UPDATE loan SET returned_at = NOW(), charge_minor = 0 WHERE copy_id = %d", copy);
	DONE(offer(copy, "loan"));
}

static void the_first_one_gets_it(void **state)
{
	(void)state;
	lend(11);
	place(1, 1, NULL);
	place(1, 2, NULL);
	place(1, 3, NULL);
	give_back(11);
	QUEUE_IS("1\tready\tNULL\n2\tpending\t1\n3\tpending\t2", 1);
	SQL_IS("11\t2\t1",
	       "SELECT copy_id, version, pickup_until = ready_at + INTERVAL 7 DAY FROM hold WHERE "
	       "person_id = 1");
	/* Places are not part of a hold's version. */
	SQL_IS("1\n1", "SELECT version FROM hold WHERE state = 'pending'");
}

static void the_suspended_are_passed_over(void **state)
{
	(void)state;
	lend(11);
	place(1, 1, today(1));
	place(1, 2, today(400));
	place(1, 3, NULL);
	place(1, 4, NULL);
	give_back(11);
	QUEUE_IS("3\tready\tNULL\n1\tpending\t1\n2\tpending\t2\n4\tpending\t3", 1);
	/* Of those that count again the first one. */
	server_sql("UPDATE hold SET suspended_until = '%s' WHERE person_id = 2", today(0));
	struct hold h;
	DONE(store_hold_lock_ready(db, 1, &h));
	DONE(store_hold_close(db, &h, "fulfilled", NULL, NIL_INT, now));
	QUEUE_IS("2\tready\tNULL\n1\tpending\t1\n4\tpending\t2", 1);
	/* All suspended: the copy is free. */
	server_sql("UPDATE hold SET suspended_until = '%s' WHERE person_id = 4", today(9));
	DONE(store_hold_lock_ready(db, 1, &h));
	DONE(store_hold_close(db, &h, "cancelled", "r", NIL_INT, now));
	QUEUE_IS("1\tpending\t1\n4\tpending\t2", 1);
	SQL_IS("NULL", "SELECT taken_by FROM copy WHERE id = 11");
}

static void a_new_copy_is_offered(void **state)
{
	struct copy c;
	(void)state;
	DONE(store_copy_insert(db, W(1), now, &c));
	TEXT_IS(NULL, c.taken_by);
	place(3, 1, NULL);
	place(3, 2, NULL);
	DONE(store_copy_insert(db, W(3), now, &c));
	TEXT_IS("hold", c.taken_by);
	TEXT_IS(W(3), c.work);
	QUEUE_IS("1\tready\tNULL\n2\tpending\t1", 3);
	REFUSED(ERR_NOT_FOUND, store_copy_insert(db, NOBODY, now, &c));
	REFUSED(ERR_NOT_FOUND, store_copy_delete(db, server_sql("SELECT uuid FROM copy WHERE work_id = 3")));
	DONE(store_copy_delete(db, C(21)));
}

/* ---- one hold ends ---- */

static void those_behind_move_up(void **state)
{
	struct hold h[4];
	(void)state;
	place(1, 5, NULL);
	for (int i = 0; i < 4; i++)
		h[i] = place(1, i + 1, NULL);
	DONE(store_hold_lock(db, h[1].uuid, &h[1]));
	DONE(store_hold_close(db, &h[1], "cancelled", "not any more", NIL_INT, now));
	QUEUE_IS("5\tready\tNULL\n1\tpending\t1\n3\tpending\t2\n4\tpending\t3", 1);
	OK(store_hold_by_uuid(db, h[1].uuid, &h[1]));
	TEXT_IS("cancelled", h[1].state);
	TEXT_IS("not any more", h[1].reason);
	assert_true(h[1].closed_at == now && h[1].position == NIL_INT);
	assert_int_equal(h[1].version, 2);
	/* What has ended does not end again, and its person may ask again. */
	REFUSED(ERR_CONFLICT, store_hold_close(db, &h[1], "expired", NULL, NIL_INT, now));
	assert_int_equal(place(1, 2, NULL).position, 4);
	DONE(store_hold_lock(db, h[0].uuid, &h[0]));
	DONE(store_hold_close(db, &h[0], "cancelled", NULL, NIL_INT, now));
	QUEUE_IS("5\tready\tNULL\n3\tpending\t1\n4\tpending\t2\n2\tpending\t3", 1);
}

static void what_was_kept_is_offered_on(void **state)
{
	struct hold h = place(1, 1, NULL), next = place(1, 2, NULL);
	(void)state;
	DONE(store_hold_lock(db, h.uuid, &h));
	DONE(store_hold_close(db, &h, "expired", NULL, NIL_INT, now));
	STATE_IS("expired", h);
	QUEUE_IS("2\tready\tNULL", 1);
	/* Its copy stays in its history. */
	SQL_IS("11", "SELECT copy_id FROM hold WHERE uuid = '%s'", h.uuid);
	DONE(store_hold_lock_ready(db, 1, &next));
	assert_int_equal(next.person_id, 2);
	DONE(store_hold_close(db, &next, "fulfilled", NULL, NIL_INT, now));
	SQL_IS("NULL", "SELECT taken_by FROM copy WHERE id = 11");
	REFUSED(ERR_NOT_FOUND, store_hold_lock_ready(db, 1, &h));
	REFUSED(ERR_NOT_FOUND, store_hold_lock(db, NOBODY, &h));
	REFUSED(ERR_NOT_FOUND, store_hold_lock_ready(db, 99, &h));
	IS(ERR_NOT_FOUND, store_hold_by_uuid(db, NOBODY, &h));
}

static void the_oldest_ready_comes_first(void **state)
{
	struct hold h;
	(void)state;
	place(2, 3, NULL);
	now++;
	place(2, 1, NULL);
	DONE(store_hold_lock_ready(db, 2, &h));
	assert_int_equal(h.person_id, 3);
	DONE(store_hold_lock_of(db, 2, 1, &h));
	TEXT_IS("ready", h.state);
	REFUSED(ERR_NOT_FOUND, store_hold_lock_of(db, 2, 2, &h));
}

static void keeping(void **state)
{
	struct hold h = place(1, 1, NULL), waits = place(1, 2, NULL);
	(void)state;
	DONE(store_hold_keep(db, &h, now + 3 * DAY));
	OK(store_hold_by_uuid(db, h.uuid, &h));
	assert_true(h.pickup_until == now + 3 * DAY && h.version == 2);
	DONE(store_hold_keep(db, &h, NIL_INT));
	OK(store_hold_by_uuid(db, h.uuid, &h));
	assert_true(h.pickup_until == NIL_INT && h.version == 3);
	REFUSED(ERR_CONFLICT, store_hold_keep(db, &waits, now));
}

/* ---- suspending ---- */

static void suspending_and_resuming(void **state)
{
	struct hold ready = place(1, 1, NULL), h = place(1, 2, NULL), next = place(1, 3, NULL);
	(void)state;
	DONE(store_hold_suspend(db, &h, today(3), now));
	SQL_IS("3", "SELECT DATEDIFF(suspended_until, '%s') FROM hold WHERE uuid = '%s'", today(0), h.uuid);
	DONE(store_hold_lock(db, ready.uuid, &ready));
	DONE(store_hold_close(db, &ready, "cancelled", NULL, NIL_INT, now));
	QUEUE_IS("3\tready\tNULL\n2\tpending\t1", 1);
	DONE(store_hold_lock(db, next.uuid, &next));
	DONE(store_hold_close(db, &next, "cancelled", NULL, NIL_INT, now));
	QUEUE_IS("2\tpending\t1", 1);
	DONE(store_hold_suspend(db, &h, today(4), now));
	QUEUE_IS("2\tpending\t1", 1);
	DONE(store_hold_suspend(db, &h, NULL, now));
	QUEUE_IS("2\tready\tNULL", 1);
	SQL_IS("NULL", "SELECT suspended_until FROM hold WHERE uuid = '%s'", h.uuid);
	REFUSED(ERR_CONFLICT, store_hold_suspend(db, &h, today(3), now));
	REFUSED(ERR_CONFLICT, store_hold_suspend(db, &next, NULL, now));
}

static void resuming_does_not_jump_the_queue(void **state)
{
	struct hold one = place(1, 1, today(9)), two = place(1, 2, today(9));
	(void)state;
	server_sql("UPDATE hold SET suspended_until = '%s' WHERE person_id = 1", today(0));
	DONE(store_hold_suspend(db, &two, NULL, now));
	QUEUE_IS("1\tready\tNULL\n2\tpending\t1", 1);
	STATE_IS("ready", one);
}

static void what_is_due_is_found(void **state)
{
	struct hold h;
	const char *uuid;
	int64_t work;
	int given;
	(void)state;
	place(1, 1, NULL);
	place(2, 2, NULL);
	IS(ERR_NOT_FOUND, store_hold_next_expired(db, now + DAY - 1, &uuid));
	TEXT_IS(NULL, uuid);
	OK(store_hold_next_expired(db, now + DAY, &uuid));
	DONE(store_hold_lock(db, uuid, &h));
	DONE(store_hold_keep(db, &h, NIL_INT));
	OK(store_hold_next_expired(db, now + DAY, &uuid));
	assert_string_not_equal(h.uuid, uuid);
	DONE(store_hold_lock(db, uuid, &h));
	DONE(store_hold_close(db, &h, "expired", NULL, NIL_INT, now));
	IS(ERR_NOT_FOUND, store_hold_next_expired(db, now + 400 * DAY, &uuid));
	/* Suspensions that end. */
	IS(ERR_NOT_FOUND, store_hold_next_waiting(db, now, &work));
	for (int i = 3; i < 6; i++)
		place(2, i, today(2));
	place(1, 3, today(1));
	IS(ERR_NOT_FOUND, store_hold_next_waiting(db, now + DAY, &work));
	OK(store_hold_next_waiting(db, now + 2 * DAY, &work));
	assert_int_equal(work, 2);
	DONE(store_hold_give(db, 2, now + 2 * DAY, &given));
	assert_int_equal(given, 2);
	SQL_IS("3\tready\tNULL\n4\tready\tNULL\n5\tpending\t1",
	       "SELECT person_id, state, position FROM hold WHERE open_work = 2 ORDER BY id");
	IS(ERR_NOT_FOUND, store_hold_next_waiting(db, now + 2 * DAY, &work));
	DONE(store_hold_give(db, 2, now + 2 * DAY, &given));
	assert_int_equal(given, 0);
	IS_SOUND();
}

/* ---- the queue ---- */

static const char *ids(const struct hold *h[], int n)
{
	struct buf b;
	buf_init(&b, &arena, 256);
	for (int i = 0; i < n; i++)
		buf_printf(&b, "%s\"%s\"", i ? "," : "[", h[i]->uuid);
	buf_puts(&b, "]");
	return b.data;
}

static void the_queue_is_read(void **state)
{
	struct rows rows;
	struct hold h;
	int64_t version, before;
	(void)state;
	OK(store_hold_queue(db, W(1), &before, &rows));
	IS(ERR_NOT_FOUND, stmt_next(&rows, &h));
	place(1, 1, NULL);
	place(1, 2, NULL);
	place(1, 3, NULL);
	OK(store_hold_queue(db, W(1), &version, &rows));
	assert_true(version > before);
	for (int i = 1; i <= 3; i++) {
		OK(stmt_next(&rows, &h));
		assert_int_equal(h.person_id, i);
	}
	assert_int_equal(h.position, 2);
	IS(ERR_NOT_FOUND, stmt_next(&rows, &h));
	IS(ERR_NOT_FOUND, store_hold_queue(db, NOBODY, &version, &rows));
}

static void a_whole_new_order(void **state)
{
	struct hold h[4];
	struct rows rows;
	int64_t work_id, version;
	(void)state;
	place(1, 6, NULL);
	for (int i = 0; i < 4; i++)
		h[i] = place(1, i + 1, NULL);
	DONE(store_hold_queue_lock(db, W(1), &work_id, &version));
	assert_int_equal(work_id, 1);
	OK(store_hold_pending(db, 1, &rows));
	assert_int_equal(rows.count, 4);
	stmt_close(&rows);
	DONE(store_hold_reorder(db, 1, ids((const struct hold *[]){&h[3], &h[0], &h[2], &h[1]}, 4)));
	QUEUE_IS("6\tready\tNULL\n4\tpending\t1\n1\tpending\t2\n3\tpending\t3\n2\tpending\t4", 1);
	assert_int_equal(server_number("SELECT queue FROM work WHERE id = 1"), version + 1);
	/* Not all, one twice, one of elsewhere, one that is ready: nothing changes. */
	struct hold far = place(3, 1, NULL), ready;
	OK(store_hold_queue(db, W(1), &version, &rows));
	OK(stmt_next(&rows, &ready));
	stmt_close(&rows);
	const struct hold *wrong[][4] = {
	    {&h[0], &h[1], &h[2], &h[2]}, {&h[0], &h[1], &h[2], &far}, {&h[0], &h[1], &h[2], &ready}};
	REFUSED(ERR_CONFLICT,
		store_hold_reorder(db, 1, ids((const struct hold *[]){&h[0], &h[1], &h[2]}, 3)));
	for (size_t i = 0; i < COUNT(wrong); i++)
		REFUSED(ERR_CONFLICT, store_hold_reorder(db, 1, ids(wrong[i], 4)));
	QUEUE_IS("6\tready\tNULL\n4\tpending\t1\n1\tpending\t2\n3\tpending\t3\n2\tpending\t4", 1);
	QUEUE_IS("1\tpending\t1", 3);
	REFUSED(ERR_NOT_FOUND, store_hold_queue_lock(db, NOBODY, &work_id, &version));
}

/* ---- lists and facts ---- */

static void listed(int line, const char *want, struct hold_filter f)
{
	struct rows rows;
	struct hold h;
	struct buf b;
	int64_t count = 0;
	buf_init(&b, &arena, 64);
	f.limit = f.limit ? f.limit : 100;
	is_err(ERR_NONE, store_hold_list(db, &f, &rows), "list", line);
	while (!stmt_next(&rows, &h))
		buf_printf(&b, "%s%lld/%lld", b.len ? " " : "", (long long)h.work_id, (long long)h.person_id);
	is_text(want, b.len ? b.data : "", "the list", line);
	is_err(ERR_NONE, store_hold_count(db, &f, &count), "count", line);
	if (f.limit == 100 && count != rows.count)
		fail_msg("line %d: %lld counted, %lld listed", line, (long long)count, (long long)rows.count);
}
#define LISTED(want, ...) listed(__LINE__, want, (struct hold_filter){__VA_ARGS__})

static void lists(void **state)
{
	struct hold first = place(1, 1, NULL), h;
	(void)state;
	place(1, 2, NULL);
	place(2, 1, NULL);
	DONE(store_hold_lock(db, first.uuid, &h));
	DONE(store_hold_close(db, &h, "cancelled", NULL, NIL_INT, now));
	place(1, 3, NULL);
	LISTED("1/1 1/2 2/1 1/3", .person = NULL);
	LISTED("1/1 2/1", .person = P(1));
	LISTED("1/1 1/2 1/3", .work = W(1));
	LISTED("2/1", .work = W(2), .person = P(1));
	LISTED("", .work = NOBODY);
	LISTED("", .person = NOBODY);
	LISTED("1/2 2/1 1/3", .state = "open");
	LISTED("1/2 2/1", .state = "ready");
	LISTED("1/3", .state = "pending");
	LISTED("1/1", .state = "cancelled");
	LISTED("", .state = "expired");
	LISTED("2/1", .state = "open", .person = P(1));
	LISTED("2/1 1/3", .after_id = first.id + 1);
	LISTED("1/2", .limit = 1, .offset = 1);
	LISTED("2/1", .limit = 1, .after_id = first.id + 1, .state = "open");
}

static void facts(void **state)
{
	struct hold_asked a = {.person = P(1), .work = W(2)};
	(void)state;
	OK(store_hold_ask(db, &a));
	assert_true(a.person_id == 1 && a.work_id == 2 && a.facts.active && !a.facts.held);
	assert_true(a.facts.copies == 2 && a.facts.free_copies == 2);
	assert_true(!a.facts.on_loan && !a.facts.open_holds && !a.facts.pending);
	lend(21);
	server_sql("UPDATE loan SET person_id = 1; UPDATE person SET active = 0 WHERE id = 1");
	place(2, 2, NULL);
	place(2, 3, NULL);
	struct hold h = place(2, 1, NULL);
	place(1, 1, NULL);
	OK(store_hold_ask(db, &a));
	TEXT_IS(h.uuid, a.facts.held);
	assert_true(!a.facts.active && a.facts.on_loan == 1 && a.facts.open_holds == 2 &&
		    a.facts.pending == 2);
	assert_true(a.facts.copies == 2 && a.facts.free_copies == 0);
	server_sql("UPDATE person SET removed = 1 WHERE id = 2; UPDATE work SET withdrawn = 1 WHERE id = 3");
	a = (struct hold_asked){.person = P(2), .work = W(3)};
	OK(store_hold_ask(db, &a));
	assert_true(a.person_id == NIL_INT && a.work_id == NIL_INT);
}

/* ---- loans ---- */

static struct loan loan;

static enum err lent(int64_t work, int64_t copy, int64_t person)
{
	enum err e = store_loan_checkout(db, work, copy, person, now, now + 14 * DAY, &loan);
	return e ? e : store_loan_by_id(db, loan.id, &loan);
}

/* Brought back, for nothing. */
static enum err bring_back(const char *uuid)
{
	struct loan l;
	enum err e = store_loan_lock(db, uuid, &l);
	return e ? e : store_loan_close(db, &l, &(struct charge){.days = 1}, now, "test", now);
}

static void the_kept_copy_is_lent(void **state)
{
	struct hold h = place(1, 1, NULL);
	(void)state;
	place(1, 2, NULL);
	/* To nobody else, by name neither. */
	REFUSED(ERR_REFUSED, lent(1, NIL_INT, 3));
	REFUSED(ERR_REFUSED, lent(1, 11, 3));
	REFUSED(ERR_REFUSED, lent(1, 11, 2));
	DONE(lent(1, NIL_INT, 1));
	assert_int_equal(loan.copy_id, 11);
	TEXT_IS(C(11), loan.copy);
	OK(store_hold_by_uuid(db, h.uuid, &h));
	TEXT_IS("fulfilled", h.state);
	TEXT_IS(loan.uuid, h.loan);
	QUEUE_IS("2\tpending\t1", 1);
	SQL_IS("loan", "SELECT taken_by FROM copy WHERE id = 11");
	/* And back it goes to who waits. */
	DONE(bring_back(loan.uuid));
	QUEUE_IS("2\tready\tNULL", 1);
	DONE(lent(1, 11, 2));
	QUEUE_IS("", 1);
	DONE(bring_back(loan.uuid));
	SQL_IS("NULL", "SELECT taken_by FROM copy WHERE id = 11");
}

static void another_copy_than_the_kept_one(void **state)
{
	(void)state;
	place(2, 1, NULL);
	DONE(lent(2, 22, 1));
	assert_int_equal(loan.copy_id, 22);
	QUEUE_IS("", 2);
	SQL_IS("NULL\nloan", "SELECT taken_by FROM copy WHERE work_id = 2 ORDER BY id");
	/* The kept one goes to the next. */
	place(2, 2, NULL);
	lend(11);
	DONE(bring_back(loan.uuid));
	place(2, 3, NULL);
	place(2, 4, NULL);
	QUEUE_IS("2\tready\tNULL\n3\tready\tNULL\n4\tpending\t1", 2);
	REFUSED(ERR_REFUSED, lent(2, 22, 2));
	server_sql(
	    "INSERT INTO copy (id, uuid, work_id) VALUES (23, UUID(), 3); UPDATE copy SET work_id = 2 WHERE "
	    "id = 23; UPDATE hold SET suspended_until = '%s' WHERE person_id = 4",
	    today(1));
	DONE(lent(2, 23, 2));
	QUEUE_IS("3\tready\tNULL\n4\tpending\t1", 2);
	server_sql("UPDATE hold SET suspended_until = NULL WHERE person_id = 4");
	int given;
	DONE(store_hold_give(db, 2, now, &given));
	QUEUE_IS("3\tready\tNULL\n4\tready\tNULL", 2);
}

static void the_kept_copy_of_another_is_offered_on(void **state)
{
	(void)state;
	place(2, 1, NULL);
	place(2, 2, NULL);
	place(2, 3, NULL);
	server_sql("INSERT INTO copy (id, uuid, work_id) VALUES (23, UUID(), 2); "
		   "UPDATE hold SET suspended_until = '%s' WHERE person_id = 3",
		   today(1));
	IS_SOUND();
	server_sql("UPDATE hold SET suspended_until = NULL WHERE person_id = 3");
	/* 1 has 21 kept, and takes 23: 21 goes to 3, who waits. */
	DONE(lent(2, 23, 1));
	QUEUE_IS("2\tready\tNULL\n3\tready\tNULL", 2);
	SQL_IS("21", "SELECT copy_id FROM hold WHERE person_id = 3");
}

static void who_waits_and_borrows(void **state)
{
	struct hold h = place(2, 1, today(9));
	(void)state;
	place(2, 2, today(9));
	DONE(lent(2, NIL_INT, 1));
	OK(store_hold_by_uuid(db, h.uuid, &h));
	TEXT_IS("fulfilled", h.state);
	TEXT_IS(loan.uuid, h.loan);
	QUEUE_IS("2\tpending\t1", 2);
	DONE(lent(2, 22, 2));
	QUEUE_IS("", 2);
	REFUSED(ERR_REFUSED, lent(2, NIL_INT, 3));
	REFUSED(ERR_REFUSED, lent(3, NIL_INT, 3));
	REFUSED(ERR_REFUSED, lent(1, 22, 3)); /* no copy of that work */
	DONE(lent(1, NIL_INT, 3));
	IS_SOUND();
}

static void a_loan_costs_what_it_did(void **state)
{
	(void)state;
	IS(ERR_NONE, stmt_prepare_all(db));
	db_request(db, &arena);
	DONE(lent(1, NIL_INT, 1));
	assert_int_equal(db_cost(db)->statements, 3); /* take, insert, read */
	db_request(db, &arena);
	DONE(bring_back(loan.uuid));
	assert_int_equal(db_cost(db)->statements,
			 5); /* lock and read, the queue, who waits, the copy, close */
}

/* Trusted, a loan is only looked at; what has changed in it since, or in the queue, is found when it is closed or renewed. */
static void changed_since_the_look(void **state)
{
	static const char *const changes[] = {
	    NULL,
	    "UPDATE loan SET version = version + 1",
	    "UPDATE work SET queue = queue + 1 WHERE id = 1",
	    "UPDATE loan SET returned_at = NOW(), charge_minor = 0; UPDATE copy SET taken_by = NULL WHERE id "
	    "= 11",
	};
	(void)state;
	for (int renews = 0; renews < 2; renews++)
		for (size_t i = COUNT(changes); i--;) {
			struct loan l;
			DONE(lent(1, NIL_INT, 1));
			begun();
			db_trust(db, true);
			OK(store_loan_lock(db, loan.uuid, &l));
			if (changes[i])
				server_sql("%s", changes[i]);
			if (renews)
				OK(store_loan_renew(db, &l, now + 30 * DAY));
			else
				OK(store_loan_close(db, &l, &(struct charge){.days = 1}, now, "test", now));
			bool goes = !i || (renews && i == 2);
			IS(goes ? ERR_NONE : ERR_RETRY, db_commit(db));
			bool open = i == 3 ? false : renews || !goes;
			SQL_IS(open ? "loan" : "NULL", "SELECT taken_by FROM copy WHERE id = 11");
			SQL_IS(open ? "1" : "0", "SELECT COUNT(*) FROM loan WHERE returned_at IS NULL");
			if (open)
				DONE(bring_back(loan.uuid));
		}
}

/* Whoever is removed between the look and the loan gets none. */
static void removed_since_the_look(void **state)
{
	struct book b;
	(void)state;
	begun();
	db_trust(db, true);
	OK(store_book_to_rent(db, 1, 1, &b));
	assert_true(b.id == 1 && b.free);
	server_sql("UPDATE person SET removed = 1 WHERE id = 1");
	IS(ERR_NO_SUCH, store_loan_checkout(db, 1, NIL_INT, 1, now, now + DAY, &loan));
	db_rollback(db);
	SQL_IS("NULL", "SELECT taken_by FROM copy WHERE id = 11");
	for (int trusted = 0; trusted < 2; trusted++) {
		begun();
		db_trust(db, trusted);
		IS(ERR_NOT_FOUND, store_book_to_rent(db, 1, 1, &b));
		OK(store_book_to_rent(db, 99, 2, &b));
		assert_true(b.id == NIL_INT);
		db_rollback(db);
	}
	server_sql("UPDATE person SET removed = 0 WHERE id = 1");
}

static void a_copy_that_is_not_marked(void **state)
{
	(void)state;
	DONE(lent(1, NIL_INT, 1));
	server_sql("UPDATE copy SET taken_by = NULL WHERE id = 11");
	REFUSED(ERR_CONFLICT, bring_back(loan.uuid));
	server_sql("DELETE FROM copy WHERE id = 11");
	DONE(bring_back(loan.uuid));
}

static void loans_ask_for_holds(void **state)
{
	struct loan_asked a = {.person = P(1), .work = W(1), .now = now};
	(void)state;
	OK(store_loan_ask(db, &a));
	assert_true(!a.facts.hold && !a.facts.hold_ready && !a.facts.copy_kept && a.facts.free_copies == 1);
	struct hold h = place(1, 1, NULL), waits = place(1, 2, NULL);
	OK(store_loan_ask(db, &a));
	TEXT_IS(h.uuid, a.facts.hold);
	assert_true(a.facts.hold_ready && !a.facts.copy_kept && a.facts.free_copies == 0);
	a = (struct loan_asked){.person = P(1), .copy = C(11), .now = now};
	OK(store_loan_ask(db, &a));
	TEXT_IS(h.uuid, a.facts.hold);
	assert_true(a.facts.copy_kept && a.facts.copy_taken && a.facts.copy_named);
	a = (struct loan_asked){.person = P(2), .copy = C(11), .now = now};
	OK(store_loan_ask(db, &a));
	TEXT_IS(waits.uuid, a.facts.hold);
	assert_true(!a.facts.copy_kept && !a.facts.hold_ready && a.facts.copy_taken);
}

/* ---- works and people go ---- */

static void a_work_goes(void **state)
{
	struct hold h = place(1, 1, NULL), waits = place(1, 2, NULL);
	const char *taken;
	(void)state;
	DONE(lent(2, NIL_INT, 5));
	place(2, 1, NULL);
	place(2, 2, NULL);
	DONE(store_work_delete(db, 1));
	OK(store_hold_by_uuid(db, h.uuid, &h));
	TEXT_IS("cancelled", h.state);
	TEXT_IS("work deleted", h.reason);
	TEXT_IS(NULL, h.copy);
	assert_true(h.closed_at >= now);
	STATE_IS("cancelled", waits);
	SQL_IS("0\t1",
	       "SELECT (SELECT COUNT(*) FROM copy WHERE work_id = 1), withdrawn FROM work WHERE id = 1");
	QUEUE_IS("", 1);
	/* Nobody queues for it any more, and it is not deleted again. */
	REFUSED(ERR_NO_SUCH, try_place(1, 3, NULL, &h));
	REFUSED(ERR_NO_SUCH, try_place(1, 3, today(1), &h));
	REFUSED(ERR_REFUSED, store_hold_take(db, 1, 3, now, &taken));
	/* Out on loan it stays, with all that wait. */
	REFUSED(ERR_IN_USE, store_work_delete(db, 2));
	QUEUE_IS("1\tready\tNULL\n2\tpending\t1", 2);
	/* Without history it leaves nothing behind. */
	DONE(store_work_delete(db, 3));
	SQL_IS("0", "SELECT COUNT(*) FROM work WHERE id = 3");
}

static void a_person_goes(void **state)
{
	(void)state;
	struct hold kept = place(1, 1, NULL);
	place(1, 2, NULL);
	lend(21);
	lend(22);
	place(2, 3, NULL);
	struct hold waits = place(2, 1, NULL);
	place(2, 4, NULL);
	DONE(store_person_delete(db, 1));
	QUEUE_IS("2\tready\tNULL", 1);
	QUEUE_IS("3\tpending\t1\n4\tpending\t2", 2);
	STATE_IS("cancelled", kept);
	STATE_IS("cancelled", waits);
	SQL_IS("person deleted", "SELECT DISTINCT reason FROM hold WHERE person_id = 1");
	SQL_IS("1", "SELECT removed FROM person WHERE id = 1");
	/* With a loan nobody goes, and the holds stay. */
	place(1, 6, NULL);
	REFUSED(ERR_IN_USE, store_person_delete(db, 6));
	QUEUE_IS("2\tready\tNULL\n6\tpending\t1", 1);
	DONE(store_person_delete(db, 5));
	SQL_IS("0", "SELECT COUNT(*) FROM person WHERE id = 5");
}

/* ---- carrelctl holds tidy ---- */

static const char *tidy(void)
{
	char text[512];
	FILE *in = popen(arena_printf(&arena, "%s holds tidy 2>&1", server_ctl()), "re");
	assert_non_null(in);
	size_t n = fread(text, 1, sizeof(text) - 1, in);
	text[n] = 0;
	assert_int_equal(pclose(in), 0);
	return arena_strdup(&arena, text);
}

static void tidying(void **state)
{
	(void)state;
	TEXT_IS("0 holds expired, 0 free copies given to who waited\n", tidy());
	struct hold late = place(1, 1, NULL), kept = place(2, 2, NULL);
	place(1, 3, NULL);
	place(1, 4, NULL);
	place(2, 4, today(1));
	place(2, 5, today(2));
	server_sql("UPDATE hold SET pickup_until = NOW() - INTERVAL 1 SECOND WHERE uuid = '%s'", late.uuid);
	server_sql("UPDATE hold SET suspended_until = '%s' WHERE suspended_until = '%s'", today(0), today(2));
	TEXT_IS("1 holds expired, 1 free copies given to who waited\n", tidy());
	STATE_IS("expired", late);
	STATE_IS("ready", kept);
	QUEUE_IS("3\tready\tNULL\n4\tpending\t1", 1);
	QUEUE_IS("2\tready\tNULL\n5\tready\tNULL\n4\tpending\t1", 2);
	SQL_IS("1",
	       "SELECT pickup_until > NOW() + INTERVAL 6 DAY FROM hold WHERE work_id = 1 AND person_id = 3");
	TEXT_IS("0 holds expired, 0 free copies given to who waited\n", tidy());
	/* Where nobody waits the copy is free again. */
	server_sql("UPDATE hold SET pickup_until = NOW() - INTERVAL 1 DAY WHERE state = 'ready'");
	TEXT_IS("3 holds expired, 0 free copies given to who waited\n", tidy());
	QUEUE_IS("4\tready\tNULL", 1);
	QUEUE_IS("4\tpending\t1", 2);
}

/* What the operator's check sees of holds. */
static void verified(void **state)
{
	const char *verify = arena_printf(&arena, "%s ledger verify >/dev/null 2>&1", server_ctl());
	(void)state;
	place(1, 1, NULL);
	place(1, 2, NULL);
	assert_int_equal(system(verify), 0);
	server_sql("UPDATE copy SET taken_by = 'hold' WHERE id = 21");
	assert_int_not_equal(system(verify), 0);
	server_sql("UPDATE copy SET taken_by = NULL");
	assert_int_not_equal(system(verify), 0);
	server_sql("UPDATE copy SET taken_by = 'hold' WHERE id = 11");
	assert_int_equal(system(verify), 0);
}

/* Many at once expire each hold once. */
static void many_tidy_at_once(void **state)
{
	int total = 0;
	FILE *in[4];
	(void)state;
	server_sql(
	    "INSERT INTO work (id, uuid, kind, title) SELECT seq, UUID(), 'book', seq FROM seq_100_to_199;"
	    "INSERT INTO copy (id, uuid, work_id, taken_by) SELECT seq, UUID(), seq, 'hold' FROM "
	    "seq_100_to_199;"
	    "INSERT INTO hold (uuid, work_id, person_id, copy_id, state, pickup_until, placed_at) SELECT "
	    "UUID(), "
	    "id, 1, id, 'ready', NOW() - INTERVAL 1 DAY, NOW() FROM copy WHERE id >= 100;"
	    "INSERT INTO hold (uuid, work_id, person_id, position, state, placed_at) SELECT UUID(), "
	    "id, 2, 1, 'pending', NOW() FROM copy WHERE id >= 100");
	for (size_t i = 0; i < COUNT(in); i++) {
		in[i] = popen(arena_printf(&arena, "%s holds tidy 2>&1", server_ctl()), "re");
		assert_non_null(in[i]);
	}
	for (size_t i = 0; i < COUNT(in); i++) {
		char text[200] = "";
		assert_non_null(fgets(text, sizeof(text), in[i]));
		total += atoi(text);
		assert_int_equal(pclose(in[i]), 0);
	}
	assert_int_equal(total, 100);
	SQL_IS("100\t100", "SELECT SUM(person_id = 1 AND state = 'expired' AND version = 2), "
			   "SUM(person_id = 2 AND state = 'ready') FROM hold");
	IS_SOUND();
}

/* ---- what it costs in a large house ---- */

/* The statement with its parameters filled in. */
static const char *filled(const struct statement *s)
{
	struct buf b;
	const struct field *f = s->in;
	buf_init(&b, &arena, 1024);
	for (const char *p = s->sql; *p; p++) {
		if (*p != '?') {
			buf_putc(&b, *p);
			continue;
		}
		buf_puts(&b, f->type == F_TIME || f->type == F_DATE ? "'2026-01-01'"
			     : f->type == F_INT			    ? "1001"
			     : !strcmp(f->name, "json")		    ? "'[]'"
							: "'00000000-0000-4000-8000-000000000001'");
		f++;
	}
	return b.data;
}

static void all_indexed(const struct statement *s, int n)
{
	static const char *const tables[] = {
	    "SIMPLE\thold\tALL", "PRIMARY\thold\tALL", "\th\tALL",    "\tc\tALL",
	    "\tcopy\tALL",	 "\tw\tALL",	       "\twork\tALL", "\tl\tALL"};
	for (; n--; s++) {
		const char *plan = server_sql("EXPLAIN %s", filled(s));
		/* All holds are counted one by one. */
		for (size_t t = 0; t < COUNT(tables); t++)
			if (strstr(plan, tables[t]) && strcmp(s->name, "hold count"))
				fail_msg("%s\n%s", s->name, plan);
	}
}

static void every_statement_has_its_index(void **state)
{
	(void)state;
	server_sql(
	    "INSERT INTO work (id, uuid, kind, title) SELECT seq, UUID(), 'book', seq FROM seq_1000_to_10999;"
	    "INSERT INTO person (id, uuid) SELECT seq, UUID() FROM seq_1000_to_2999;"
	    "INSERT INTO copy (id, uuid, work_id, taken_by) SELECT seq, UUID(), seq, IF(seq %% 5, NULL, "
	    "'loan') "
	    "FROM seq_1000_to_10999;"
	    "INSERT INTO loan (uuid, copy_id, work_id, person_id, out_at, due_at, tariff_version) SELECT "
	    "UUID(), "
	    "id, id, 1000 + id %% 2000, NOW(), NOW(), 1 FROM copy WHERE taken_by = 'loan';"
	    "INSERT INTO hold (uuid, work_id, person_id, state, position, placed_at) SELECT UUID(), id, "
	    "1000 + (id + 1) %% 2000, 'pending', 1, NOW() FROM copy WHERE taken_by = 'loan';"
	    "INSERT INTO hold (uuid, work_id, person_id, state, placed_at, closed_at) SELECT UUID(), 1001, "
	    "seq, 'cancelled', NOW(), NOW() FROM seq_1000_to_2999;"
	    "ANALYZE TABLE work, person, copy, loan, hold");
	all_indexed(hold_statements, hold_statement_count);
	all_indexed(queue_statements, queue_statement_count);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_free_copy_is_kept),
	    TEST(others_wait_in_line),
	    TEST(one_open_hold_each),
	    TEST(the_suspended_let_others_pass),
	    TEST(who_waited_longer_gets_the_last_copy),
	    TEST(taking_waits_for_nothing),
	    TEST(nobody_waits),
	    TEST(nobody_waited),
	    TEST(the_first_one_gets_it),
	    TEST(the_suspended_are_passed_over),
	    TEST(a_new_copy_is_offered),
	    TEST(those_behind_move_up),
	    TEST(what_was_kept_is_offered_on),
	    TEST(the_oldest_ready_comes_first),
	    TEST(keeping),
	    TEST(suspending_and_resuming),
	    TEST(resuming_does_not_jump_the_queue),
	    TEST(what_is_due_is_found),
	    TEST(the_queue_is_read),
	    TEST(a_whole_new_order),
	    TEST(lists),
	    TEST(facts),
	    TEST(the_kept_copy_is_lent),
	    TEST(another_copy_than_the_kept_one),
	    TEST(the_kept_copy_of_another_is_offered_on),
	    TEST(who_waits_and_borrows),
	    TEST(a_loan_costs_what_it_did),
	    TEST(changed_since_the_look),
	    TEST(removed_since_the_look),
	    TEST(a_copy_that_is_not_marked),
	    TEST(loans_ask_for_holds),
	    TEST(a_work_goes),
	    TEST(a_person_goes),
	    TEST(tidying),
	    TEST(verified),
	    TEST(many_tidy_at_once),
	    TEST(every_statement_has_its_index),
	};
	server_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
