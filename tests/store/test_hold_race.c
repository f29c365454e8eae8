/* test_hold_race.c - many connections act on one queue at once: no copy is given twice, none lies idle beside a wait. */
#include "check.h"
#include "race.h"

#include "base/date.h"
#include "store/copy.h"
#include "store/hold.h"
#include "store/loan.h"
#include "store/person.h"
#include "store/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DAY ((int64_t)86400 * 1000000)
/* People 1 to 32, works 1 to 5; each work has one copy of the same number, the fifth a second one, 6. */
#define P "00000000-0000-4000-8000-0000000001"
#define W "00000000-0000-4000-8000-0000000002"

static int works; /* that are acted on */

static int begin(void **state)
{
	(void)state;
	race_begin();
	server_clean();
	server_sql("INSERT INTO person (id, uuid) SELECT seq, CONCAT('" P
		   "', LPAD(seq, 2, '0')) FROM seq_1_to_32;"
		   "INSERT INTO work (id, uuid, kind, title) SELECT seq, CONCAT('" W
		   "', LPAD(seq, 2, '0')), 'book', "
		   "seq FROM seq_1_to_5;"
		   "INSERT INTO copy (id, uuid, work_id) SELECT seq, UUID(), LEAST(seq, 5) FROM seq_1_to_6");
	return 0;
}

static int64_t chance(struct racer *r, int n)
{
	return rand_r(&r->seed) % n;
}

static int64_t some_work(struct racer *r)
{
	return 1 + chance(r, works);
}

/* As the unified API begins: the person stays as it is until the end. */
static enum err some_person(struct racer *r, int64_t *id_r)
{
	struct person p;
	*id_r = 1 + chance(r, RACERS);
	enum err e = store_person_lock(r->db, arena_printf(&r->arena, P "%02d", (int)*id_r), &p);
	return e == ERR_NOT_FOUND ? ERR_REFUSED : e;
}

/* What may be said to somebody who was too late. */
static enum err usual(struct racer *r, enum err e)
{
	if (e == ERR_CONFLICT && strcmp(db_conflict_key(r->db), "hold_open"))
		return e;
	return e == ERR_CONFLICT || e == ERR_NOT_FOUND || e == ERR_NO_SUCH || e == ERR_IN_USE ? ERR_REFUSED
											      : e;
}

/* ---- the acts ---- */

static enum err place_for(struct racer *r, int64_t work, int64_t person, const char *until)
{
	struct hold h;
	int64_t now = date_now();
	return store_hold_place(r->db, work, person, until, now, hold_pickup(now), &h);
}

static enum err place(struct racer *r)
{
	int64_t person;
	enum err e = some_person(r, &person);
	return e ? e : usual(r, place_for(r, some_work(r), person, chance(r, 6) ? NULL : "2099-01-01"));
}

/* As the reading room does. */
static enum err take(struct racer *r)
{
	const char *taken;
	return usual(r, store_hold_take(r->db, some_work(r), 1 + chance(r, RACERS), date_now(), &taken));
}

static enum err check_out(struct racer *r)
{
	int64_t person = 1 + chance(r, RACERS), now = date_now();
	struct loan l;
	enum err e = chance(r, 2) ? some_person(r, &person) : ERR_NONE; /* or as the book store does */
	return usual(r,
		     e ? e : store_loan_checkout(r->db, some_work(r), NIL_INT, person, now, now + DAY, &l));
}

/* Any of the rows of a list. */
static enum err some_hold(struct racer *r, const char *state, struct hold *h)
{
	struct rows rows;
	struct hold_filter f = {.state = state, .limit = 1000};
	enum err e = store_hold_list(r->db, &f, &rows);
	if (!e && !rows.count)
		e = ERR_REFUSED;
	for (int64_t i = e ? -1 : chance(r, (int)rows.count); !e && i >= 0; i--)
		e = stmt_next(&rows, h);
	stmt_close(&rows);
	return e ? e : usual(r, store_hold_lock(r->db, h->uuid, h));
}

static enum err end_one(struct racer *r)
{
	static const char *const ends[] = {"fulfilled", "cancelled", "expired"};
	struct hold h;
	struct reason why;
	enum err e = some_hold(r, "open", &h);
	if (e)
		return e;
	if (!hold_may_end(h.state, &why))
		return ERR_REFUSED;
	return store_hold_close(r->db, &h, ends[chance(r, 3)], NULL, NIL_INT, date_now());
}

static enum err suspend(struct racer *r)
{
	struct hold h;
	struct reason why;
	enum err e = some_hold(r, "pending", &h);
	if (e)
		return e;
	if (!hold_may_suspend(h.state, &why))
		return ERR_REFUSED;
	return store_hold_suspend(r->db, &h, chance(r, 2) ? "2099-01-01" : NULL, date_now());
}

/* The reading room's return. */
static enum err end_oldest(struct racer *r)
{
	struct hold h;
	enum err e = usual(r, store_hold_lock_ready(r->db, some_work(r), &h));
	return e ? e : store_hold_close(r->db, &h, "fulfilled", NULL, NIL_INT, date_now());
}

static enum err bring_back(struct racer *r, const char *uuid)
{
	struct loan l;
	struct charge c;
	int64_t now = date_now();
	enum err e = store_loan_lock(r->db, uuid, &l);
	if (!e && l.returned_at != NIL_INT)
		return ERR_REFUSED;
	if (!e)
		e = charge_compute(&l.tariff, l.out_at, now > l.out_at ? now : l.out_at, &c);
	return e ? e : store_loan_close(r->db, &l, &c, now, "test", now);
}

static enum err some_return(struct racer *r)
{
	struct rows rows;
	struct loan l;
	struct loan_filter f = {.open = 1, .overdue_at = NIL_INT, .limit = 1000};
	enum err e = store_loan_list(r->db, &f, &rows);
	if (!e && !rows.count)
		e = ERR_REFUSED;
	for (int64_t i = e ? -1 : chance(r, (int)rows.count); !e && i >= 0; i--)
		e = stmt_next(&rows, &l);
	stmt_close(&rows);
	return e ? e : bring_back(r, l.uuid);
}

static enum err reorder(struct racer *r)
{
	int64_t work, version;
	struct rows rows;
	struct hold h;
	struct buf b;
	const char *ids[2 * RACERS];
	int n = 0;
	const char *uuid = arena_printf(&r->arena, W "%02d", (int)some_work(r));
	enum err e = usual(r, store_hold_queue_lock(r->db, uuid, &work, &version));
	if (!e)
		e = store_hold_pending(r->db, work, &rows);
	if (e)
		return e;
	while (!stmt_next(&rows, &h)) {
		int at = (int)chance(r, ++n);
		ids[n - 1] = ids[at];
		ids[at] = h.uuid;
	}
	buf_init(&b, &r->arena, 64);
	for (int i = 0; i < n; i++)
		buf_printf(&b, "%s\"%s\"", i ? "," : "[", ids[i]);
	buf_puts(&b, n ? "]" : "[]");
	return store_hold_reorder(r->db, work, b.data);
}

static enum err add_copy(struct racer *r)
{
	struct copy c;
	return usual(r, store_copy_insert(r->db, arena_printf(&r->arena, W "%02d", (int)some_work(r)),
					  date_now(), &c));
}

static enum err drop_copy(struct racer *r)
{
	struct rows rows;
	struct copy c;
	const char *work = arena_printf(&r->arena, W "%02d", (int)some_work(r));
	enum err e = store_copy_list(r->db, work, 100, 1, &rows); /* not the first one */
	if (!e)
		e = stmt_next(&rows, &c);
	stmt_close(&rows);
	return usual(r, e ? e : store_copy_delete(r->db, c.uuid));
}

static enum err anything(struct racer *r)
{
	switch (chance(r, 16)) {
	case 0:
	case 1:
	case 2:
		return place(r);
	case 3:
	case 4:
		return take(r);
	case 5:
	case 6:
		return check_out(r);
	case 7:
	case 8:
	case 9:
		return some_return(r);
	case 10:
		return end_one(r);
	case 11:
		return suspend(r);
	case 12:
		return end_oldest(r);
	case 13:
		return reorder(r);
	case 14:
		return add_copy(r);
	default:
		return drop_copy(r);
	}
}

/* Nobody gave up; and how often they had to begin again. */
static void all_done(int line, int refused_percent)
{
	int most = 0, reruns = 0, refused = 0, rounds = 0;
	for (int i = 0; i < RACERS; i++) {
		struct racer *r = &racers[i];
		if (r->result)
			fail_msg("line %d: racer %d, round %d: %s %s", line, i, r->round, err_slug(r->result),
				 r->conflict);
		most = r->most > most ? r->most : most;
		reruns += r->reruns;
		refused += r->refused;
		rounds += r->rounds;
	}
	print_message("# %d acts, %d refused, %d begun again, one of them %d times\n", rounds, refused,
		      reruns, most);
	assert_in_range(most, 0, 4); /* dispatch gives up after the fifth */
	assert_in_range(refused, 0, rounds * refused_percent / 100);
	is_sound(line);
}
#define ALL_DONE(percent) all_done(__LINE__, percent)

/* ---- one thing at a time ---- */

static enum err take_first(struct racer *r)
{
	const char *taken;
	return store_hold_take(r->db, 1, r->number + 1, date_now(), &taken);
}

static void one_takes_it(void **state)
{
	(void)state;
	race(take_first, true);
	struct racer *winner = had(1, ERR_NONE, NULL);
	had(RACERS - 1, ERR_REFUSED, NULL);
	assert_int_equal(server_number("SELECT person_id FROM hold"), winner->number + 1);
	IS_SOUND();
}

static enum err take_or_lend(struct racer *r)
{
	struct loan l;
	int64_t now = date_now();
	return r->number % 2 ? take_first(r)
			     : store_loan_checkout(r->db, 1, NIL_INT, r->number + 1, now, now + DAY, &l);
}

static void loan_or_hold(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++) {
		begin(NULL);
		race(take_or_lend, true);
		had(1, ERR_NONE, NULL);
		had(RACERS - 1, ERR_REFUSED, NULL);
		SQL_IS("1", "SELECT (SELECT COUNT(*) FROM hold) + (SELECT COUNT(*) FROM loan)");
		IS_SOUND();
		race_end(NULL);
	}
}

static enum err place_first(struct racer *r)
{
	return place_for(r, 1, r->number + 1, NULL);
}

static void all_stand_in_line(void **state)
{
	(void)state;
	race(place_first, true);
	had(RACERS, ERR_NONE, NULL);
	SQL_IS("1\t31\t31", "SELECT SUM(state = 'ready'), SUM(state = 'pending'), MAX(position) FROM hold");
	IS_SOUND();
}

static enum err place_same(struct racer *r)
{
	return place_for(r, 1 + r->number % 2, 7, NULL);
}

static void one_hold_each(void **state)
{
	(void)state;
	race(place_same, true);
	had(2, ERR_NONE, NULL);
	had(RACERS - 2, ERR_CONFLICT, "hold_open");
	IS_SOUND();
}

static char loan[64];

/* One copy comes back, and half of them begin to wait for it at that moment. */
static enum err back_or_wait(struct racer *r)
{
	return r->number % 4 ? place_first(r) : bring_back(r, loan);
}

static void no_copy_lies_idle(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) {
		begin(NULL);
		server_sql(
		    "UPDATE copy SET taken_by = 'loan' WHERE id = 1; INSERT INTO loan (uuid, copy_id, "
		    "work_id, "
		    "person_id, out_at, due_at, tariff_version) VALUES (UUID(), 1, 1, 1, NOW(), NOW(), 1)");
		snprintf(loan, sizeof(loan), "%s", server_sql("SELECT uuid FROM loan"));
		race(back_or_wait, true);
		had(RACERS - RACERS / 4 + 1, ERR_NONE, NULL);
		SQL_IS("1\t23", "SELECT SUM(state = 'ready'), SUM(state = 'pending') FROM hold");
		IS_SOUND();
		race_end(NULL);
	}
}

/* ---- everything at once ---- */

static void everything_on_one_work(void **state)
{
	(void)state;
	works = 1;
	race_rounds(anything, 60);
	ALL_DONE(75);
}

static void everything_on_five_works(void **state)
{
	(void)state;
	works = 5;
	race_rounds(anything, 100);
	ALL_DONE(75);
}

/* Works and people go meanwhile: a work that is out stays, and nobody is left with a hold on what is gone. */
static enum err with_ends(struct racer *r)
{
	struct work w;
	struct person p;
	enum err e;
	switch (chance(r, 20)) {
	case 0:
		e = store_work_lock(r->db, arena_printf(&r->arena, W "%02d", (int)some_work(r)), &w);
		return usual(r, e ? e : store_work_delete(r->db, w.id));
	case 1:
		e = store_person_lock(r->db, arena_printf(&r->arena, P "%02d", 1 + (int)chance(r, RACERS)),
				      &p);
		return usual(r, e ? e : store_person_delete(r->db, p.id));
	default:
		return anything(r);
	}
}

static void works_and_people_go(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++) {
		begin(NULL);
		works = 5;
		race_rounds(with_ends, 12);
		ALL_DONE(98);
		race_end(NULL);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, race_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(one_takes_it),
	    TEST(loan_or_hold),
	    TEST(all_stand_in_line),
	    TEST(one_hold_each),
	    TEST(no_copy_lies_idle),
	    TEST(everything_on_one_work),
	    TEST(everything_on_five_works),
	    TEST(works_and_people_go),
	};
	race_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
