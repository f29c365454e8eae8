/* test_race.c - many connections want the same at once: one gets it, nothing is left over, nobody sees an odd error. */
#include "server.h"

#include "../unit/test.h"
#include "race.h"
#include "store/idempotency.h"
#include "store/list.h"
#include "store/person.h"
#include "store/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As the booklist deletes: who is not there is no error. */
static enum err delete_person(struct db *d, const char *email, bool *deleted)
{
	struct person p;
	enum err e = store_person_lock_email(d, email, &p);
	if (!e)
		e = store_person_delete(d, p.id);
	*deleted = !e;
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err delete_work(struct db *d, const char *isbn_key, bool *deleted)
{
	struct work w;
	enum err e = store_work_lock_isbn(d, isbn_key, &w);
	if (!e)
		e = server_delete(d, w.id);
	*deleted = !e;
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

/* What they race for; filled before the start. */
static char uuid[64], other_uuid[64], people[RACERS][64];
static int64_t share_id;

static void sql_is(const char *want, const char *sql)
{
	const char *got = server_sql("%s", sql);
	if (strcmp(got, want))
		fail_msg("%s\nis %s, wanted %s", sql, got, want);
}

static void keep(char *where, const char *text)
{
	snprintf(where, 64, "%s", text);
}

/* 32 people with a list "default" each, two books, and a list of the first person. */
static void furnish(void)
{
	server_sql(
	    "INSERT INTO person (uuid, email) SELECT UUID(), CONCAT('p', seq, '@x') FROM seq_0_to_31;"
	    "INSERT INTO list (uuid, owner_id, name) SELECT UUID(), id, 'default' FROM person;"
	    "INSERT INTO work (uuid, kind, title, isbn, isbn_key) VALUES (UUID(), 'book', 'a', '1', '1'), "
	    "(UUID(), 'book', 'b', '2', '2')");
	keep(uuid,
	     server_sql(
		 "SELECT l.uuid FROM list l JOIN person p ON p.id = l.owner_id WHERE p.email = 'p0@x'"));
	keep(other_uuid, server_sql("SELECT uuid FROM work WHERE isbn = '1'"));
	const char *all = server_sql("SELECT uuid FROM person ORDER BY id");
	for (int i = 0; i < RACERS; i++, all += 37)
		snprintf(people[i], 64, "%.36s", all);
}

static int begin(void **state)
{
	(void)state;
	race_begin();
	server_clean();
	return 0;
}

/* ---- the same person ---- */

static enum err add_person(struct racer *r)
{
	struct person p = {.email = "same@x",
			   .first_name = "",
			   .last_name = arena_printf(&r->arena, "%d", r->number),
			   .role = "member"};
	return store_person_insert(r->db, &p);
}

static void one_person(void **state)
{
	(void)state;
	race(add_person, true);
	had(1, ERR_NONE, NULL);
	had(RACERS - 1, ERR_CONFLICT, "person_email");
	sql_is("1\t1", "SELECT (SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM list)");
}

/* ---- the same book ---- */

static enum err add_isbn(struct racer *r)
{
	const char *title = arena_printf(&r->arena, "title %d", r->number);
	struct work w = {
	    .kind = "book", .title = title, .handle = title, .isbn = "1", .isbn_key = "1", .year = NIL_INT};
	return server_insert(r->db, &w);
}

static void one_isbn(void **state)
{
	(void)state;
	race(add_isbn, true);
	had(1, ERR_NONE, NULL);
	had(RACERS - 1, ERR_CONFLICT, "work_isbn");
	sql_is("1\t1", "SELECT (SELECT COUNT(*) FROM work), (SELECT COUNT(*) FROM copy)");
}

static enum err add_title(struct racer *r)
{
	struct work w = {.kind = "book", .title = "same", .handle = "same", .year = NIL_INT};
	return server_insert(r->db, &w);
}

static void one_handle(void **state)
{
	(void)state;
	race(add_title, true);
	had(RACERS, ERR_NONE, NULL);
	/* A name that is taken is the usual case, no reason to deadlock. */
	int reruns = 0;
	for (int i = 0; i < RACERS; i++) {
		assert_in_range(racers[i].retries, 0, 4); /* dispatch gives up after the fifth */
		reruns += racers[i].retries;
	}
	assert_in_range(reruns, 0, RACERS / 2);
	sql_is("32\t1\t32",
	       "SELECT COUNT(*), COUNT(handle), (SELECT COUNT(DISTINCT work_id) FROM copy) FROM work");
}

static enum err add_both(struct racer *r)
{
	struct work w = {.kind = "book",
			 .title = "same",
			 .handle = "same",
			 .isbn = "1",
			 .isbn_key = "1",
			 .imdb_id = "tt1",
			 .year = NIL_INT};
	(void)r;
	return server_insert(r->db, &w);
}

static void one_of_all_keys(void **state)
{
	(void)state;
	race(add_both, true);
	had(1, ERR_NONE, NULL);
	had(RACERS - 1, ERR_CONFLICT, "work_isbn");
	sql_is("1\t1\tsame", "SELECT COUNT(*), (SELECT COUNT(*) FROM copy), MAX(handle) FROM work");
}

/* The odd ones were done before the one that held what the even ones wanted. */
static void nobody_waited(void)
{
	for (int i = 1; i < RACERS; i += 2)
		if (racers[i].finished > racers[0].finished)
			fail_msg("racer %d waited, and ran %d times", i, racers[i].retries + 1);
}

/*
 * One holds its new book for longer than the others wait; those that bring another one do not stand in their queue (an
 * INSERT ... SELECT that waits for a key keeps the table's AUTO_INCREMENT lock from all others).
 */
static enum err add_slowly(struct racer *r)
{
	/* Behind "held" in the index: the gap before it is locked by those that wait. */
	const char *isbn = r->number % 2 ? arena_printf(&r->arena, "t%d", r->number) : "held";
	struct work w = {
	    .kind = "book", .title = isbn, .handle = isbn, .isbn = isbn, .isbn_key = isbn, .year = NIL_INT};
	usleep(r->number ? 100000 * (1 + (unsigned)r->number % 2) : 0);
	enum err e = server_insert(r->db, &w);
	if (!r->number)
		usleep(1500000);
	return e;
}

static void books_do_not_queue(void **state)
{
	(void)state;
	race(add_slowly, true);
	had(1 + RACERS / 2, ERR_NONE, NULL);
	had(RACERS / 2 - 1, ERR_CONFLICT, "work_isbn");
	nobody_waited();
}

/* Half of them take the title's name away from the other half, again and again. */
static enum err rename_work(struct racer *r)
{
	struct work w;
	const char *isbn = r->number & 1 ? "1" : "2";
	enum err e = store_work_lock_isbn(r->db, isbn, &w);
	if (e)
		return e;
	w.title = w.handle = arena_printf(&r->arena, "%d", r->number % 3);
	w.isbn_key = isbn;
	return server_update(r->db, &w);
}

static void handles_of_renamed(void **state)
{
	(void)state;
	furnish();
	race(rename_work, true);
	had(RACERS, ERR_NONE, NULL);
	sql_is("34", "SELECT SUM(version) FROM work");
	sql_is("0", "SELECT COUNT(*) FROM work WHERE handle <> title");
	sql_is("1", "SELECT COUNT(handle) >= 1 FROM work");
}

/* ---- the same entry ---- */

static enum err put_entry(struct racer *r)
{
	return store_list_put(r->db, uuid, other_uuid, arena_printf(&r->arena, "%d", r->number), NIL_INT);
}

static enum err add_by_isbn(struct racer *r)
{
	return store_list_add_isbn(r->db, "p0@x", "1");
}

static enum err wish(struct racer *r)
{
	return store_list_wish(r->db, uuid, people[0], other_uuid);
}

static enum err any_way(struct racer *r)
{
	return r->number % 3 == 0 ? put_entry(r) : r->number % 3 == 1 ? add_by_isbn(r) : wish(r);
}

static void one_entry(void **state)
{
	enum err (*const acts[])(struct racer *) = {put_entry, add_by_isbn, wish, any_way};
	(void)state;
	for (size_t i = 0; i < COUNT(acts); i++) {
		server_clean();
		furnish();
		race(acts[i], i == 2);
		struct racer *winner = had(1, ERR_NONE, NULL);
		had(RACERS - 1, ERR_CONFLICT, NULL);
		sql_is("1", "SELECT COUNT(*) FROM list_entry");
		if (i == 0)
			assert_int_equal(server_number("SELECT note FROM list_entry"), winner->number);
		race_end(NULL);
	}
}

/* ---- a list that is not there yet ---- */

static enum err make_wishlist(struct racer *r)
{
	struct list l = {.uuid = "0b3d6f5e-1c2a-4b7d-9e8f-001122334455",
			 .owner = people[r->number],
			 .name = "0b3d6f5e-1c2a-4b7d-9e8f-001122334455"};
	enum err e = store_list_insert(r->db, &l);
	return e ? e : store_list_wish(r->db, l.uuid, people[r->number], other_uuid);
}

static void one_wishlist(void **state)
{
	(void)state;
	furnish();
	race(make_wishlist, true);
	struct racer *winner = had(1, ERR_NONE, NULL);
	had(RACERS - 1, ERR_CONFLICT, "list_uuid");
	const char *owner = server_sql("SELECT p.uuid FROM list l JOIN person p ON p.id = l.owner_id JOIN "
				       "list_entry e ON e.list_id = l.id");
	assert_string_equal(owner, people[winner->number]);
}

static enum err make_named(struct racer *r)
{
	struct list l = {.owner = people[0], .name = "same"};
	return store_list_insert(r->db, &l);
}

static enum err make_default(struct racer *r)
{
	return store_list_make_default(r->db, "p1@x");
}

static void one_list_of_a_name(void **state)
{
	(void)state;
	furnish();
	race(make_named, true);
	had(1, ERR_NONE, NULL);
	had(RACERS - 1, ERR_CONFLICT, "list_owner_name");
	race_end(NULL);
	server_sql("DELETE l FROM list l JOIN person p ON p.id = l.owner_id WHERE p.email = 'p1@x'");
	race(make_default, false);
	had(1, ERR_NONE, NULL);
	had(RACERS - 1, ERR_CONFLICT, "list_owner_name");
	sql_is("33", "SELECT COUNT(*) FROM list");
}

/* One holds its new list for longer than the others wait; those that want another name do not stand in their queue. */
static enum err make_slowly(struct racer *r)
{
	struct list l = {.owner = people[r->number % 2 ? r->number : 0], .name = "same"};
	usleep(r->number ? 100000 * (1 + (unsigned)r->number % 2) : 0);
	enum err e = store_list_insert(r->db, &l);
	if (!r->number)
		usleep(1500000);
	return e;
}

static void names_do_not_queue(void **state)
{
	(void)state;
	furnish();
	race(make_slowly, true);
	had(1 + RACERS / 2, ERR_NONE, NULL);
	had(RACERS / 2 - 1, ERR_CONFLICT, "list_owner_name");
	nobody_waited();
}

/* ---- the same invitation ---- */

static enum err accept_key(struct racer *r)
{
	return store_share_accept(r->db, share_id, people[r->number]);
}

static enum err accept_own_key(struct racer *r)
{
	return store_share_accept(r->db, share_id + r->number, people[3]);
}

static void one_guest(void **state)
{
	(void)state;
	furnish();
	server_sql("INSERT INTO list_share (list_id, key_hash) SELECT l.id, CONCAT('k', seq) FROM list l "
		   "JOIN seq_0_to_31 "
		   "WHERE l.uuid = '%s' ORDER BY seq",
		   uuid);
	share_id = server_number("SELECT id FROM list_share WHERE key_hash = 'k0'");
	race(accept_key, false);
	struct racer *winner = had(1, ERR_NONE, NULL);
	had(RACERS - 1, ERR_NOT_FOUND, NULL);
	assert_string_equal(server_sql("SELECT p.uuid FROM list_share s JOIN person p ON p.id = s.person_id"),
			    people[winner->number]);
	race_end(NULL);
	/* One person with many keys shares the list once; the other keys stay open. */
	server_sql("UPDATE list_share SET person_id = NULL, accepted_at = NULL");
	assert_int_equal(server_number("SELECT id FROM list_share WHERE key_hash = 'k31'"), share_id + 31);
	race(accept_own_key, false);
	had(1, ERR_NONE, NULL);
	had(RACERS - 1, ERR_CONFLICT, "list_share_person");
	sql_is("32\t1\t1", "SELECT COUNT(*), COUNT(person_id), COUNT(accepted_at) FROM list_share");
}

/* ---- the same Idempotency-Key ---- */

static enum err act_once(struct racer *r)
{
	struct idempotency k = {
	    .caller = "me", .route = "r", .key = "k", .body_hash = "h", .headers = "", .body = ""};
	struct work w = {.kind = "book", .title = "t", .year = NIL_INT};
	enum err e = store_idempotency_claim(r->db, &k);
	if (e)
		return e;
	e = server_insert(r->db, &w);
	usleep(20000);
	if (e)
		return e;
	k.status = 200 + r->number;
	return store_idempotency_keep(r->db, &k);
}

static void one_claim(void **state)
{
	int others = 0;
	(void)state;
	race(act_once, true);
	struct racer *winner = had(1, ERR_NONE, NULL);
	for (int i = 0; i < RACERS; i++)
		others += racers[i].result == ERR_CONFLICT || racers[i].result == ERR_REFUSED;
	assert_int_equal(others, RACERS - 1);
	assert_int_equal(server_number("SELECT status FROM idempotency_key"), 200 + winner->number);
	sql_is("1\t1", "SELECT (SELECT COUNT(*) FROM work), (SELECT COUNT(*) FROM copy)");
	/* An old key is claimed once, too. */
	race_end(NULL);
	server_sql("UPDATE idempotency_key SET created_at = created_at - INTERVAL 2 DAY");
	race(act_once, true);
	had(1, ERR_NONE, NULL);
	sql_is("1\t2", "SELECT (SELECT COUNT(*) FROM idempotency_key), (SELECT COUNT(*) FROM work)");
}

/* ---- nothing is lost ---- */

static enum err touch(struct racer *r)
{
	struct list l;
	enum err e = store_list_lock(r->db, uuid, NIL_INT, &l);
	if (!e)
		l.name = arena_printf(&r->arena, "%lld", (long long)l.version);
	return e ? e : store_list_update(r->db, &l);
}

static void no_lost_update(void **state)
{
	(void)state;
	furnish();
	race(touch, true);
	had(RACERS, ERR_NONE, NULL);
	assert_int_equal(server_number("SELECT version FROM list WHERE uuid = '%s'", uuid), 1 + RACERS);
	assert_int_equal(server_number("SELECT name FROM list WHERE uuid = '%s'", uuid), RACERS);
}

static enum err order(struct racer *r)
{
	struct list l;
	struct rows rows;
	struct entry e;
	struct buf b;
	enum err err = store_list_lock(r->db, uuid, NIL_INT, &l);
	if (!err)
		err = store_list_entries_lock(r->db, l.id, &rows);
	if (err)
		return err;
	buf_init(&b, &r->arena, 1024);
	for (int i = 0; !stmt_next(&rows, &e); i++)
		buf_printf(&b, "%s\"%s\"", i ? "," : "[", e.work);
	buf_puts(&b, "]");
	err = store_list_place(r->db, l.id, b.data);
	return err ? err : store_list_touch(r->db, l.id);
}

static enum err order_or_put(struct racer *r)
{
	if (r->number % 4)
		return order(r);
	return store_list_put(r->db, uuid,
			      arena_printf(&r->arena, "00000000-0000-4000-8000-0000000000%02d", r->number),
			      NULL, NIL_INT);
}

/* Whole orders against new entries: places of what was ordered are 1..n, what came later stands behind. */
static void orders_and_entries(void **state)
{
	(void)state;
	furnish();
	server_sql("INSERT INTO work (uuid, kind, title) SELECT CONCAT('00000000-0000-4000-8000-0000000000', "
		   "LPAD(seq, 2, '0')), 'book', seq FROM seq_0_to_60;"
		   "INSERT INTO list_entry (list_id, work_id) SELECT l.id, w.id FROM list l JOIN work w "
		   "WHERE l.uuid = '%s' AND "
		   "w.title BETWEEN '40' AND '59' AND LENGTH(w.title) = 2",
		   uuid);
	race(order_or_put, true);
	had(RACERS, ERR_NONE, NULL);
	sql_is("28", "SELECT COUNT(*) FROM list_entry");
	sql_is("1", "SELECT COUNT(DISTINCT place) = MAX(place) AND MIN(place) = 1 AND MAX(place) >= 20 FROM "
		    "list_entry WHERE place < 4294967295");
	assert_int_equal(server_number("SELECT version FROM list WHERE uuid = '%s'", uuid),
			 1 + RACERS - RACERS / 4);
}

static enum err put_or_delete(struct racer *r)
{
	bool deleted;
	switch (r->number % 4) {
	case 0:
		return delete_work(r->db, "1", &deleted);
	case 1:
		return store_list_put(r->db, uuid, other_uuid, NULL, NIL_INT);
	case 2:
		return store_list_add_isbn(r->db, arena_printf(&r->arena, "p%d@x", r->number), "1");
	default:
		return delete_person(r->db, arena_printf(&r->arena, "p%d@x", r->number - 1), &deleted);
	}
}

/* Entries against the end of their book or their owner: an entry, or no such book, and never half of it. */
static void entries_and_ends(void **state)
{
	(void)state;
	for (int round = 0; round < 6; round++) {
		server_clean();
		furnish();
		race(put_or_delete, false);
		for (int i = 0; i < RACERS; i++) {
			enum err e = racers[i].result;
			bool add = i % 4 == 1 || i % 4 == 2;
			if (e != ERR_NONE && !(add && (e == ERR_NOT_FOUND || e == ERR_CONFLICT)))
				fail_msg("racer %d, round %d: %s", i, round, err_slug(e));
		}
		sql_is(
		    "0\t0\t24\t24",
		    "SELECT (SELECT COUNT(*) FROM list_entry), (SELECT COUNT(*) FROM work WHERE isbn = '1'), "
		    "(SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM list)");
		race_end(NULL);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, race_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(one_person),	      TEST(one_isbn),		TEST(one_handle),	TEST(one_of_all_keys),
	    TEST(books_do_not_queue), TEST(handles_of_renamed), TEST(one_entry),	TEST(one_wishlist),
	    TEST(one_list_of_a_name), TEST(names_do_not_queue), TEST(one_guest),	TEST(one_claim),
	    TEST(no_lost_update),     TEST(orders_and_entries), TEST(entries_and_ends),
	};
	race_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
