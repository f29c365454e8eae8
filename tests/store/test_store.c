/* test_store.c - every verb of the store against a real database, its limits and its bad weather. */
#include "server.h"

#include "../unit/test.h"
#include "base/date.h"
#include "base/uuid.h"
#include "check.h"
#include "store/idempotency.h"
#include "store/list.h"
#include "store/person.h"
#include "store/schema.h"
#include "store/work.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
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

#define NOBODY "00000000-0000-4000-8000-000000000000"

static struct db *db, *other;
static struct arena arena;

static int begin(void **state)
{
	(void)state;
	server_clean();
	arena_init(&arena);
	db_open(&db, server_conf());
	db_open(&other, server_conf());
	db_request(db, &arena);
	db_request(other, &arena);
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

static char *repeat(const char *s, int n)
{
	struct buf b;
	buf_init(&b, &arena, strlen(s) * (size_t)n + 1);
	while (n--)
		buf_puts(&b, s);
	return b.data;
}

static int64_t ms_since(int64_t clock)
{
	return (date_clock() - clock) / 1000;
}

static enum err insert_person(struct db *with, struct person *p)
{
	enum err e = db_begin(with);
	if (e)
		return e;
	e = store_person_insert(with, p);
	if (!e)
		return db_commit(with);
	db_rollback(with);
	return e;
}

static enum err insert_work(struct db *with, struct work *w)
{
	enum err e = db_begin(with);
	if (e)
		return e;
	e = server_insert(with, w);
	if (!e)
		return db_commit(with);
	db_rollback(with);
	return e;
}

static struct person person(const char *email)
{
	struct person p = {
	    .email = email, .first_name = "A", .last_name = "B", .role = "member", .active = true};
	OK(insert_person(db, &p));
	return p;
}

static struct work book(const char *title, const char *isbn)
{
	struct work w = {
	    .kind = "book", .title = title, .handle = title, .isbn = isbn, .isbn_key = isbn, .year = NIL_INT};
	OK(insert_work(db, &w));
	return w;
}

static struct list list(const char *owner, const char *name)
{
	struct list l = {.owner = owner, .name = name, .visibility = "private"};
	OK(store_list_insert(db, &l));
	return l;
}

/* ---- every type of field ---- */

struct shape {
	int64_t id;
	const char *text, *uuid, *day, *amount;
	int64_t number, at;
	bool yes;
};
#define SHAPE_FIELDS                                                                                         \
	FIELD_TEXT(struct shape, text, "text", 0, 0, 0), FIELD_UUID(struct shape, uuid, "uuid", 0),          \
	    FIELD_DATE(struct shape, day, "day", 0), FIELD_DECIMAL(struct shape, amount, "amount", 0, 0, 0), \
	    FIELD_INT(struct shape, number, "number", 0, 0, 0), FIELD_TIME(struct shape, at, "at", 0),       \
	    FIELD_BOOL(struct shape, yes, "yes", 0)
static const struct field shape_in[] = {SHAPE_FIELDS, FIELD_END};
static const struct field shape_out[] = {FIELD_INT(struct shape, id, "id", 0, 0, 0), SHAPE_FIELDS, FIELD_END};
static const struct statement put_shape = {
    "test put", "INSERT INTO shape (text, uuid, day, amount, number, at, yes) VALUES (?, ?, ?, ?, ?, ?, ?)",
    shape_in, NULL, NUMBERS};
static const struct statement get_shape = {"test get", "SELECT * FROM shape WHERE id = ?", by_id_in,
					   shape_out, READS};
static const struct statement all_shapes = {"test all", "SELECT id, text FROM shape ORDER BY id", no_fields,
					    shape_out, READS};

static int begin_shapes(void **state)
{
	server_clean();
	server_sql("CREATE OR REPLACE TABLE shape (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, "
		   "text LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin, uuid UUID, day DATE, "
		   "amount DECIMAL(5, 2), number BIGINT, at DATETIME(6), yes BOOLEAN)");
	return begin(state);
}

static int end_shapes(void **state)
{
	end(state);
	server_sql("DROP TABLE shape");
	return 0;
}

static void go_round(const struct shape *s)
{
	struct shape got;
	memset(&got, 0x5a, sizeof(got));
	OK(stmt_run(db, &put_shape, s, NULL));
	int64_t id = stmt_last_id(db);
	OK(stmt_one(db, &get_shape, &(struct by_id){id}, &got));
	TEXT_IS(s->text, got.text);
	TEXT_IS(s->uuid, got.uuid);
	TEXT_IS(s->day, got.day);
	TEXT_IS(s->amount, got.amount);
	assert_int_equal(got.number, s->number);
	assert_int_equal(got.at, s->at);
	assert_int_equal(got.yes, s->yes);
	assert_int_equal(got.id, id);
}

static void no_values(void **state)
{
	(void)state;
	go_round(&(struct shape){.number = NIL_INT, .at = NIL_INT});
	SQL_IS("NULL\tNULL\tNULL\tNULL\tNULL\tNULL\t0",
	       "SELECT text, uuid, day, amount, number, at, yes FROM shape");
}

static void texts(void **state)
{
	static const char *const cases[] = {
	    "",
	    " ",
	    "a ",
	    "NULL",
	    "it's \"so\" \\ % _ ; -- /* ? */ :x",
	    "tab\tline\nreturn\rbell\a escape\033 delete\177",
	    "\xc3\xa9 e\xcc\x81 \xc3\x9f \xd0\x96 \xe6\x97\xa5\xe6\x9c\xac",
	    "\xf0\x9f\x93\x9a\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80 \xf4\x8f\xbf\xbf",
	    "\xef\xbb\xbf",
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		go_round(&(struct shape){.text = cases[i], .number = NIL_INT, .at = NIL_INT});
	/* Around the length up to which a text comes with its row. */
	for (int n = 126; n <= 130; n++)
		go_round(&(struct shape){.text = repeat("x", n), .number = NIL_INT, .at = NIL_INT});
	go_round(
	    &(struct shape){.text = repeat("\xf0\x9f\x93\x9a", 250000), .number = NIL_INT, .at = NIL_INT});
	SQL_IS("F09F939A", "SELECT HEX(LEFT(text, 1)) FROM shape WHERE CHAR_LENGTH(text) = 250000");
	SQL_IS("1", "SELECT COUNT(*) FROM shape WHERE text = '' AND LENGTH(text) = 0");
}

static void numbers(void **state)
{
	static const int64_t cases[] = {0, 1, -1, INT32_MIN, INT32_MAX, UINT32_MAX, INT64_MAX, INT64_MIN + 1};
	static const char *const amounts[] = {"0.00", "-0.50", "999.99", "-999.99"};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		go_round(&(struct shape){.number = cases[i], .at = NIL_INT, .yes = i & 1});
	SQL_IS("-9223372036854775807\t9223372036854775807", "SELECT MIN(number), MAX(number) FROM shape");
	for (size_t i = 0; i < COUNT(amounts); i++)
		go_round(&(struct shape){.number = NIL_INT, .at = NIL_INT, .amount = amounts[i]});
	go_round(&(struct shape){
	    .number = NIL_INT, .at = NIL_INT, .uuid = "0b3d6f5e-1c2a-4b7d-9e8f-001122334455"});
}

static void dates_and_times(void **state)
{
	static const struct {
		int64_t at;
		const char *text;
	} cases[] = {
	    {0, "1970-01-01 00:00:00.000000"},
	    {1, "1970-01-01 00:00:00.000001"},
	    {-1, "1969-12-31 23:59:59.999999"},
	    {-1000001, "1969-12-31 23:59:58.999999"},
	    {1709251199123456, "2024-02-29 23:59:59.123456"},
	    {4107542400000000, "2100-03-01 00:00:00.000000"},
	    {-62135596800000000, "0001-01-01 00:00:00.000000"},
	    {253402300799999999, "9999-12-31 23:59:59.999999"},
	};
	static const char *const days[] = {"0001-01-01", "1582-10-10", "2000-02-29", "9999-12-31"};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		go_round(&(struct shape){.number = NIL_INT, .at = cases[i].at});
		SQL_IS(cases[i].text, "SELECT at FROM shape WHERE id = %lld", (long long)stmt_last_id(db));
	}
	for (size_t i = 0; i < COUNT(days); i++)
		go_round(&(struct shape){.number = NIL_INT, .at = NIL_INT, .day = days[i]});
}

/* What does not fit is an error and never cut. */
static void nothing_is_cut(void **state)
{
	(void)state;
	struct shape none = {.number = NIL_INT, .at = NIL_INT};
	struct shape s = none;
	s.day = "2023-02-29";
	IS(ERR_INTERNAL, stmt_run(db, &put_shape, &s, NULL));
	s = none;
	s.amount = "1000.00";
	IS(ERR_INTERNAL, stmt_run(db, &put_shape, &s, NULL));
	s = none;
	s.uuid = "0b3d6f5e";
	IS(ERR_INTERNAL, stmt_run(db, &put_shape, &s, NULL));
	s = none;
	s.text = "a\xff";
	IS(ERR_INTERNAL, stmt_run(db, &put_shape, &s, NULL));
	SQL_IS("0", "SELECT COUNT(*) FROM shape");
	struct work w = {.kind = "book", .title = repeat("\xf0\x9f\x93\x9a", 501), .year = NIL_INT};
	IS(ERR_INTERNAL, insert_work(db, &w));
	struct person p = {.first_name = repeat("x", 201), .last_name = "", .role = "member"};
	IS(ERR_INTERNAL, insert_person(db, &p));
	SQL_IS("0\t0", "SELECT (SELECT COUNT(*) FROM work), (SELECT COUNT(*) FROM person)");
}

static void rows_wait(void **state)
{
	struct rows rows, inner;
	struct shape s = {.text = "a", .number = NIL_INT, .at = NIL_INT}, got;
	(void)state;
	OK(stmt_open(db, &all_shapes, NULL, &rows));
	assert_int_equal(rows.count, 0);
	IS(ERR_NOT_FOUND, stmt_next(&rows, &got));
	IS(ERR_NOT_FOUND, stmt_next(&rows, &got));
	stmt_close(&rows);
	for (int i = 0; i < 300; i++)
		OK(stmt_run(db, &put_shape, &s, NULL));
	OK(stmt_open(db, &all_shapes, NULL, &rows));
	assert_int_equal(rows.count, 300);
	int n = 0;
	for (int64_t last = 0; !stmt_next(&rows, &got); n++) {
		assert_true(got.id > last);
		last = got.id;
		/* What the statement does not give has no value. */
		assert_null(got.uuid);
		assert_true(got.number == NIL_INT && got.at == NIL_INT && !got.yes);
		OK(stmt_one(db, &get_shape, &(struct by_id){last}, &got));
	}
	assert_int_equal(n, 300);
	/* Ended early, it can be opened anew. */
	OK(stmt_open(db, &all_shapes, NULL, &rows));
	OK(stmt_next(&rows, &got));
	stmt_close(&rows);
	stmt_close(&rows);
	OK(stmt_open(db, &all_shapes, NULL, &rows));
	OK(stmt_open(db, &get_shape, &(struct by_id){got.id}, &inner));
	OK(stmt_next(&inner, &got));
	IS(ERR_NOT_FOUND, stmt_next(&inner, &got));
	OK(stmt_next(&rows, &got));
	stmt_close(&rows);
	IS(ERR_NOT_FOUND, stmt_one(db, &get_shape, &(struct by_id){0}, &got));
}

static void rows_matched_count(void **state)
{
	static const struct statement same = {"test same", "UPDATE shape SET number = 1 WHERE id = ?",
					      by_id_in, NULL, WRITES};
	struct shape s = {.number = 1, .at = NIL_INT};
	int64_t n = -1;
	(void)state;
	OK(stmt_run(db, &put_shape, &s, &n));
	assert_int_equal(n, 1);
	OK(stmt_run(db, &same, &(struct by_id){stmt_last_id(db)}, &n));
	assert_int_equal(n, 1);
	OK(stmt_run(db, &same, &(struct by_id){0}, &n));
	assert_int_equal(n, 0);
}

/* A statement that does not fit the database is told from one that failed. */
static void statements_checked(void **state)
{
	static const struct statement column = {"test column", "SELECT id, 1 AS stranger FROM shape",
						no_fields, shape_out, READS};
	static const struct statement params = {"test params", "SELECT id FROM shape WHERE id = ? OR id = ?",
						by_id_in, shape_out, READS};
	static const struct statement table = {"test table", "SELECT id FROM no_table", no_fields, shape_out,
					       READS};
	static const struct statement slow = {
	    "test slow", "SET STATEMENT max_statement_time = 0.05 FOR SELECT SLEEP(2) AS id", no_fields,
	    shape_out, READS};
	struct shape got;
	(void)state;
	IS(ERR_SCHEMA, stmt_one(db, &column, NULL, &got));
	IS(ERR_SCHEMA, stmt_one(db, &params, &(struct by_id){1}, &got));
	IS(ERR_SCHEMA, stmt_one(db, &table, NULL, &got));
	IS(ERR_AWAY, stmt_one(db, &slow, NULL, &got));
	/* The connection is none the worse. */
	go_round(&(struct shape){.number = 5, .at = NIL_INT});
}

static void references(void **state)
{
	static const struct statement remove = {"test remove", "DELETE FROM shape WHERE id = ?", by_id_in,
						NULL, WRITES};
	static const struct statement refer = {"test refer", "INSERT INTO shape_user VALUES (?)", by_id_in,
					       NULL, WRITES};
	(void)state;
	go_round(&(struct shape){.number = 1, .at = NIL_INT});
	int64_t id = stmt_last_id(db);
	server_sql(
	    "CREATE TABLE shape_user (id BIGINT UNSIGNED NOT NULL, FOREIGN KEY (id) REFERENCES shape (id))");
	OK(stmt_run(db, &refer, &(struct by_id){id}, NULL));
	enum err in_use = stmt_run(db, &remove, &(struct by_id){id}, NULL);
	enum err no_such = stmt_run(db, &refer, &(struct by_id){id + 1}, NULL);
	server_sql("DROP TABLE shape_user");
	IS(ERR_IN_USE, in_use);
	IS(ERR_NO_SUCH, no_such);
}

/* What each error number of the server means, told by a trigger. */
static void error_numbers(void **state)
{
	static const struct {
		int number;
		enum err alone, within; /* outside of a transaction, and in one */
	} cases[] = {{1213, ERR_RETRY, ERR_RETRY},	   {1205, ERR_RETRY, ERR_RETRY},
		     {1020, ERR_RETRY, ERR_RETRY},	   {1615, ERR_RETRY, ERR_RETRY},
		     {1062, ERR_CONFLICT, ERR_CONFLICT},   {1451, ERR_IN_USE, ERR_IN_USE},
		     {1452, ERR_NO_SUCH, ERR_NO_SUCH},	   {1146, ERR_SCHEMA, ERR_SCHEMA},
		     {1054, ERR_SCHEMA, ERR_SCHEMA},	   {1021, ERR_AWAY, ERR_AWAY},
		     {1114, ERR_AWAY, ERR_AWAY},	   {1026, ERR_AWAY, ERR_AWAY},
		     {1290, ERR_AWAY, ERR_AWAY},	   {1969, ERR_AWAY, ERR_AWAY},
		     {1180, ERR_UNCERTAIN, ERR_UNCERTAIN}, {1053, ERR_UNCERTAIN, ERR_AWAY},
		     {1927, ERR_UNCERTAIN, ERR_AWAY},	   {1047, ERR_UNCERTAIN, ERR_AWAY},
		     {9999, ERR_INTERNAL, ERR_INTERNAL},   {1366, ERR_INTERNAL, ERR_INTERNAL}};
	static const struct statement put_number = {
	    "test put number", "INSERT INTO shape (number) VALUES (?)", by_id_in, NULL, WRITES};
	(void)state;
	server_sql("CREATE TRIGGER tell BEFORE INSERT ON shape FOR EACH ROW SIGNAL SQLSTATE '45000' SET "
		   "MYSQL_ERRNO = NEW.number, "
		   "MESSAGE_TEXT = 'told'");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct shape s = {.number = cases[i].number, .at = NIL_INT};
		enum err alone = stmt_run(db, &put_shape, &s, NULL);
		OK(db_begin(db));
		enum err within = stmt_run(db, &put_shape, &s, NULL);
		db_rollback(db);
		/* With the COMMIT, trusted: what may have happened is told as such, all else is run again. */
		OK(db_begin(db));
		db_trust(db, true);
		OK(stmt_expect(db, &put_number, &(struct by_id){cases[i].number}, NULL));
		enum err trusted = db_commit(db);
		bool certain = cases[i].alone != ERR_UNCERTAIN && cases[i].alone != ERR_AWAY;
		if (alone != cases[i].alone || within != cases[i].within ||
		    trusted != (certain ? ERR_RETRY : cases[i].alone) || db_in_transaction(db))
			fail_msg("%d: %s, in a transaction %s, trusted %s", cases[i].number, err_slug(alone),
				 err_slug(within), err_slug(trusted));
		/* Whatever it was, the next one works. */
		OK(stmt_one(db, &all_shapes, NULL, &s) == ERR_NOT_FOUND ? ERR_NONE : ERR_INTERNAL);
	}
}

/* ---- people ---- */

static void is_person(const struct person *want, const struct person *got)
{
	TEXT_IS(want->uuid, got->uuid);
	TEXT_IS(want->email, got->email);
	TEXT_IS(want->first_name, got->first_name);
	TEXT_IS(want->last_name, got->last_name);
	TEXT_IS(want->role, got->role);
	TEXT_IS(want->card_number, got->card_number);
	assert_int_equal(got->active, want->active);
	assert_int_equal(got->id, want->id);
	/* The hash never comes out. */
	assert_null(got->password_hash);
}

static void people_in_and_out(void **state)
{
	struct person p = {.email = "\xf0\x9f\x93\x9a@example.com",
			   .first_name = repeat("\xf0\x9f\x91\xa9", 200),
			   .last_name = "",
			   .password_hash = "$argon2id$x",
			   .role = "admin",
			   .card_number = "No. 7 ",
			   .active = true};
	struct person bare = {.first_name = "", .last_name = "", .role = "member"}, got;
	(void)state;
	int64_t before = date_now();
	OK(insert_person(db, &p));
	OK(insert_person(db, &bare));
	OK(store_person_by_uuid(db, p.uuid, &got));
	is_person(&p, &got);
	assert_int_equal(got.version, 1);
	assert_int_equal(got.created_at, got.updated_at);
	assert_true(got.created_at >= before && got.created_at <= date_now());
	assert_int_equal(
	    got.created_at,
	    server_number("SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', created_at) FROM person "
			  "WHERE id = %lld",
			  (long long)p.id));
	OK(store_person_by_email(db, p.email, &got));
	is_person(&p, &got);
	OK(store_person_by_uuid(db, bare.uuid, &got));
	is_person(&bare, &got);
	SQL_IS("$argon2id$x\nNULL", "SELECT password_hash FROM person ORDER BY id");
	SQL_IS("1\tdefault\tprivate\n1\tdefault\tprivate",
	       "SELECT COUNT(*), name, visibility FROM list GROUP BY owner_id ORDER BY owner_id");
	IS(ERR_NOT_FOUND, store_person_by_uuid(db, NOBODY, &got));
	IS(ERR_NOT_FOUND, store_person_by_email(db, "", &got));
	IS(ERR_NOT_FOUND, store_person_by_email(db, repeat("x", 5000), &got));
}

static void people_change(void **state)
{
	struct person p = person("a@x"), q = person("b@x"), got;
	(void)state;
	server_sql("UPDATE person SET password_hash = 'old', updated_at = '2000-01-01' WHERE id = %lld",
		   (long long)p.id);
	p.email = NULL;
	p.first_name = "\xf0\x9f\x93\x9a";
	p.card_number = "5";
	p.role = "staff";
	p.active = false;
	OK(store_person_update(db, &p));
	OK(store_person_by_uuid(db, p.uuid, &got));
	is_person(&p, &got);
	assert_int_equal(got.version, 2);
	assert_true(got.updated_at > got.created_at);
	SQL_IS("old", "SELECT password_hash FROM person WHERE id = %lld", (long long)p.id);
	p.password_hash = "new";
	OK(store_person_update(db, &p));
	SQL_IS("new\t3", "SELECT password_hash, version FROM person WHERE id = %lld", (long long)p.id);
	q.card_number = "5";
	IS(ERR_CONFLICT, store_person_update(db, &q));
	TEXT_IS("person_card", db_conflict_key(db));
	q.id += 100;
	q.first_name = "N";
	IS(ERR_NOT_FOUND, store_person_update(db, &q));
	SQL_IS("0", "SELECT COUNT(*) FROM person WHERE first_name = 'N'");
}

static void people_go(void **state)
{
	struct person p = person("a@x"), q = person("b@x");
	bool deleted = false;
	(void)state;
	OK(store_person_delete(db, p.id));
	IS(ERR_NOT_FOUND, store_person_delete(db, p.id));
	OK(delete_person(db, "B@X", &deleted));
	assert_false(deleted);
	OK(delete_person(db, "b@x", &deleted));
	assert_true(deleted);
	OK(delete_person(db, q.email, &deleted));
	assert_false(deleted);
	SQL_IS("0\t0", "SELECT (SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM list)");
	person("a@x");
}

static void people_listed(void **state)
{
	struct person_filter f = {.limit = 2, .offset = 0};
	struct rows rows;
	struct person got;
	int64_t n;
	(void)state;
	server_sql("INSERT INTO person (uuid, email, first_name, last_name, role, card_number) VALUES "
		   "(UUID(), 'c@x', 'Zo\xc3\xab', 'Adams', 'member', '10%%'), (UUID(), 'b@x', 'Amy', "
		   "'Adams', 'staff', '100'), "
		   "(UUID(), NULL, 'Max', 'Brod', 'member', NULL)");
	OK(store_person_count(db, &f, &n));
	assert_int_equal(n, 3);
	OK(store_person_list(db, &f, &rows));
	assert_int_equal(rows.count, 2);
	OK(stmt_next(&rows, &got));
	TEXT_IS("Amy", got.first_name);
	OK(stmt_next(&rows, &got));
	TEXT_IS("Zo\xc3\xab", got.first_name);
	IS(ERR_NOT_FOUND, stmt_next(&rows, &got));
	f.offset = 2;
	OK(store_person_list(db, &f, &rows));
	OK(stmt_next(&rows, &got));
	TEXT_IS("Max", got.first_name);
	assert_null(got.email);
	stmt_close(&rows);
	static const struct {
		struct person_filter f;
		int64_t n;
	} cases[] = {
	    {{.name = "%ADAMS%"}, 2},	 {{.name = "zoe a%"}, 1},
	    {{.email = "B@%"}, 1},	 {{.card_number = "10\\%"}, 1},
	    {{.card_number = "10%"}, 2}, {{.role = "staff"}, 1},
	    {{.role = "admin"}, 0},	 {{.name = "%a%", .role = "member", .email = "c%"}, 1},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		OK(store_person_count(db, &cases[i].f, &n));
		if (n != cases[i].n)
			fail_msg("filter %zu: %d", i, (int)n);
	}
}

/* ---- works ---- */

static void is_work(const struct work *want, const struct work *got)
{
	TEXT_IS(want->uuid, got->uuid);
	TEXT_IS(want->kind, got->kind);
	TEXT_IS(want->title, got->title);
	TEXT_IS(want->creator, got->creator);
	TEXT_IS(want->isbn, got->isbn);
	TEXT_IS(want->imdb_id, got->imdb_id);
	TEXT_IS(want->publisher, got->publisher);
	TEXT_IS(want->published, got->published);
	TEXT_IS(want->published_text, got->published_text);
	TEXT_IS(want->type, got->type);
	TEXT_IS(want->genre, got->genre);
	TEXT_IS(want->country, got->country);
	TEXT_IS(want->rating, got->rating);
	TEXT_IS(want->released, got->released);
	assert_int_equal(got->year, want->year);
	assert_int_equal(got->id, want->id);
}

static struct work full_work(void)
{
	return (struct work){
	    .kind = "book",
	    .title = repeat("\xf0\x9f\x93\x9a", 500),
	    .handle = repeat("\xf0\x9f\x93\x9a", 500),
	    .creator = repeat("\xc3\xa9", 1000),
	    .isbn = repeat("9", 200),
	    .isbn_key = repeat("9", 200),
	    .imdb_id = "tt0073195",
	    .identity = repeat("f", 64),
	    .publisher = repeat("\xe6\x97\xa5", 300),
	    .published = "0001-01-01",
	    .published_text = "in the year 1 \xf0\x9f\x93\x9a",
	    .year = -762,
	    .type = "R",
	    .genre = "",
	    .country = "\xc3\x85land",
	    .rating = "10.0",
	    .released = "9999-12-31",
	};
}

static void works_in_and_out(void **state)
{
	struct work w = full_work(), bare = {.kind = "movie", .title = "x", .year = NIL_INT}, got;
	(void)state;
	OK(insert_work(db, &w));
	OK(insert_work(db, &bare));
	assert_non_null(w.handle);
	OK(store_work_by_uuid(db, w.uuid, &got));
	is_work(&w, &got);
	assert_true(got.version == 1 && got.copies == 1 && got.available == 1);
	assert_true(got.created_at == got.updated_at && got.created_at > date_now() - 60000000);
	OK(store_work_by_isbn(db, w.isbn_key, &got));
	is_work(&w, &got);
	OK(store_work_by_uuid(db, bare.uuid, &got));
	is_work(&bare, &got);
	SQL_IS("2000\t2000\t1", "SELECT LENGTH(title), LENGTH(handle), identity = REPEAT('f', 64) FROM work "
				"WHERE isbn IS NOT NULL");
	SQL_IS("NULL\tNULL\tNULL", "SELECT handle, isbn_key, identity FROM work WHERE kind = 'movie'");
	server_sql("UPDATE copy SET taken_by = 'loan' WHERE work_id = %lld", (long long)w.id);
	server_sql("INSERT INTO copy (uuid, work_id) VALUES (UUID(), %lld), (UUID(), %lld)", (long long)w.id,
		   (long long)w.id);
	OK(store_work_by_uuid(db, w.uuid, &got));
	assert_true(got.copies == 3 && got.available == 2);
	IS(ERR_NOT_FOUND, store_work_by_uuid(db, NOBODY, &got));
	IS(ERR_NOT_FOUND, store_work_by_isbn(db, "", &got));
}

static void works_change(void **state)
{
	struct work w = book("a", "1"), got;
	(void)state;
	server_sql("UPDATE work SET updated_at = '2000-01-01', identity = 'me' WHERE id = %lld",
		   (long long)w.id);
	const char *uuid = w.uuid;
	int64_t id = w.id;
	w = full_work();
	w.uuid = uuid;
	w.id = id;
	w.identity = NULL;
	OK(server_update(db, &w));
	OK(store_work_by_uuid(db, uuid, &got));
	is_work(&w, &got);
	assert_int_equal(got.version, 2);
	assert_true(got.updated_at > date_now() - 60000000);
	SQL_IS("me", "SELECT identity FROM work");
	w = (struct work){.id = id, .uuid = uuid, .kind = "movie", .title = "only a title", .year = NIL_INT};
	OK(server_update(db, &w));
	OK(store_work_by_uuid(db, uuid, &got));
	is_work(&w, &got);
	SQL_IS("NULL\tNULL\tNULL\t3", "SELECT handle, isbn_key, imdb_id, version FROM work");
	w.id++;
	IS(ERR_NOT_FOUND, server_update(db, &w));
}

static void works_go(void **state)
{
	struct work w = book("a", "1"), again;
	struct person p = person("a@x");
	struct list l = list(p.uuid, "l");
	bool deleted = true;
	(void)state;
	book("b", "2");
	OK(store_list_put(db, l.uuid, w.uuid, NULL, NIL_INT));
	OK(store_list_add_isbn(db, "a@x", "2"));
	OK(server_delete(db, w.id));
	IS(ERR_NOT_FOUND, server_delete(db, w.id));
	OK(delete_work(db, "2 ", &deleted));
	assert_false(deleted);
	OK(delete_work(db, "2", &deleted));
	assert_true(deleted);
	SQL_IS("0\t0\t0\t2", "SELECT (SELECT COUNT(*) FROM work), (SELECT COUNT(*) FROM copy), "
			     "(SELECT COUNT(*) FROM list_entry), (SELECT COUNT(*) FROM list)");
	again = book("a", "1");
	TEXT_IS("a", again.handle);
	SQL_IS("0", "SELECT COUNT(*) FROM list_entry");
}

static void copies_for_imports(void **state)
{
	struct work a = {.kind = "book", .title = "a", .handle = "a", .year = NIL_INT}, b = a, c = a;
	(void)state;
	OK(db_begin(db));
	OK(server_insert_bare(db, &a));
	OK(server_insert_bare(db, &b));
	OK(server_insert_bare(db, &c));
	OK(store_work_first_copies(db, a.id, b.id));
	OK(store_work_first_copies(db, a.id, b.id));
	OK(db_commit(db));
	SQL_IS("2\t2\t2", "SELECT COUNT(*), COUNT(DISTINCT work_id), COUNT(DISTINCT uuid) FROM copy");
	SQL_IS("2", "SELECT COUNT(*) FROM copy WHERE uuid REGEXP "
		    "'^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'");
	SQL_IS("0", "SELECT COUNT(*) FROM copy WHERE work_id = %lld", (long long)c.id);
	SQL_IS("3\t1", "SELECT COUNT(*), COUNT(handle) FROM work");
}

/* ---- keys ---- */

static void keys_are_exact(void **state)
{
	/* Texts that a folding or padding collation takes for one. */
	static const char *const same[] = {("stra\xc3\x9f"
					    "e"),
					   "strasse",
					   "STRASSE",
					   "strasse ",
					   " strasse",
					   "strasse\t",
					   "strass\xc3\xa9",
					   "strass\xc3\xa8",
					   "strasse\xe2\x80\x8b",
					   "strasse\xf0\x9f\x93\x9a",
					   "strasse\xf0\x9f\x93\x98",
					   "stra\xef\xac\x86"};
	struct person got_person, p = person(NULL);
	struct work got_work;
	int n = (int)COUNT(same);
	(void)state;
	for (int i = 0; i < n; i++) {
		struct person one = {.email = same[i],
				     .card_number = same[i],
				     .first_name = "",
				     .last_name = same[i],
				     .role = "member"};
		struct work w = {.kind = "book",
				 .title = same[i],
				 .handle = same[i],
				 .isbn = same[i],
				 .isbn_key = same[i],
				 .imdb_id = same[i],
				 .year = NIL_INT};
		OK(insert_person(db, &one));
		OK(insert_work(db, &w));
		TEXT_IS(same[i], w.handle);
		list(p.uuid, same[i]);
	}
	for (int i = 0; i < n; i++) {
		OK(store_person_by_email(db, same[i], &got_person));
		TEXT_IS(same[i], got_person.last_name);
		OK(store_work_by_isbn(db, same[i], &got_work));
		TEXT_IS(same[i], got_work.title);
		IS(ERR_CONFLICT,
		   insert_person(db,
				 &(struct person){
				     .email = same[i], .first_name = "", .last_name = "", .role = "member"}));
		OK(store_list_add_isbn(db, same[i], same[i]));
	}
	assert_int_equal(
	    server_number("SELECT COUNT(*) FROM list_entry e JOIN list l ON l.id = e.list_id JOIN person p "
			  "ON p.id = l.owner_id JOIN work w ON w.id = e.work_id WHERE w.isbn = p.email"),
	    n);
	IS(ERR_NOT_FOUND, store_person_by_email(db, "Strasse", &got_person));
	IS(ERR_NOT_FOUND, store_work_by_isbn(db, "strasse  ", &got_work));
}

static void conflict_keys(void **state)
{
	struct person p = {.email = "it's for key 'person_card'",
			   .card_number = "1",
			   .first_name = "",
			   .last_name = "",
			   .role = "member"};
	struct person q = {.card_number = "1", .first_name = "", .last_name = "", .role = "member"};
	struct work w = {.kind = "book",
			 .title = "t",
			 .isbn = "'",
			 .isbn_key = "'",
			 .imdb_id = "`",
			 .identity = "id",
			 .year = NIL_INT};
	(void)state;
	TEXT_IS("", db_conflict_key(db));
	OK(insert_person(db, &p));
	q.email = p.email;
	q.card_number = NULL;
	IS(ERR_CONFLICT, insert_person(db, &q));
	TEXT_IS("person_email", db_conflict_key(db));
	q.card_number = "1";
	q.email = NULL;
	IS(ERR_CONFLICT, insert_person(db, &q));
	TEXT_IS("person_card", db_conflict_key(db));
	SQL_IS("1\t1", "SELECT (SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM list)");
	OK(insert_work(db, &w));
	struct work x = w;
	IS(ERR_CONFLICT, insert_work(db, &x));
	TEXT_IS("work_isbn", db_conflict_key(db));
	x.isbn_key = NULL;
	IS(ERR_CONFLICT, insert_work(db, &x));
	TEXT_IS("work_imdb", db_conflict_key(db));
	x.imdb_id = NULL;
	IS(ERR_CONFLICT, insert_work(db, &x));
	TEXT_IS("work_identity", db_conflict_key(db));
	SQL_IS("1\t1", "SELECT (SELECT COUNT(*) FROM work), (SELECT COUNT(*) FROM copy)");
	struct list l = list(p.uuid, "l"), again = {.owner = p.uuid, .name = "l"};
	IS(ERR_CONFLICT, store_list_insert(db, &again));
	TEXT_IS("list_owner_name", db_conflict_key(db));
	struct list same = {.owner = p.uuid, .name = "m", .uuid = l.uuid};
	IS(ERR_CONFLICT, store_list_insert(db, &same));
	TEXT_IS("list_uuid", db_conflict_key(db));
	db_request(db, &arena);
	TEXT_IS("", db_conflict_key(db));
}

static void handles_fall_back(void **state)
{
	struct work a = book("Same", "1"), b = book("Same", "2"),
		    c = {.kind = "book",
			 .title = "Same",
			 .handle = "Same",
			 .isbn = "1",
			 .isbn_key = "1",
			 .year = NIL_INT};
	(void)state;
	SQL_IS("Same\nNULL", "SELECT handle FROM work ORDER BY id");
	/* A taken isbn is a conflict, whatever the handle. */
	IS(ERR_CONFLICT, insert_work(db, &c));
	TEXT_IS("work_isbn", db_conflict_key(db));
	/* The same in an update; a free one is taken. */
	b.handle = "Same";
	OK(server_update(db, &b));
	SQL_IS("Same\nNULL", "SELECT handle FROM work ORDER BY id");
	OK(server_delete(db, a.id));
	b.handle = "Same";
	OK(server_update(db, &b));
	SQL_IS("Same\tSame\t2", "SELECT handle, title, isbn FROM work");
}

/* ---- lists of works ---- */

static struct work_filter any_work(void)
{
	struct work_filter f = WORK_FILTER_ANY;
	f.limit = 1000;
	return f;
}

static const char *titles(const struct work_filter *f)
{
	struct rows rows;
	struct work w;
	struct buf b;
	enum err e;
	buf_init(&b, &arena, 256);
	OK(store_work_list(db, f, &rows));
	while (!(e = stmt_next(&rows, &w)))
		buf_printf(&b, "%s%s", b.len ? "|" : "", w.title);
	IS(ERR_NOT_FOUND, e);
	return b.data;
}

static void shelf(void)
{
	server_sql("INSERT INTO work (uuid, kind, title, creator, isbn, isbn_key, year, type, genre) VALUES "
		   "(UUID(), 'book', '\xc3\x89mile', 'Rousseau', '1', '1', 1762, 'R', 'Essay'), "
		   "(UUID(), 'book', 'emma', 'Austen', '2', '2', 1815, 'N', 'Novel'), "
		   "(UUID(), 'movie', 'Emma', NULL, NULL, NULL, 2020, NULL, NULL), "
		   "(UUID(), 'book', 'Zebra 100%%', 'Emma Z', '3', '3', NULL, 'N', 'novel'), "
		   "(UUID(), 'book', 'Aeneid', 'Virgil', '4', '4', -19, 'R', 'Epic')");
	server_sql("INSERT INTO copy (uuid, work_id, taken_by) SELECT UUID(), id, IF(title = 'emma', 'loan', "
		   "NULL) FROM work "
		   "WHERE kind = 'book'");
	server_recount();
}

static void works_listed(void **state)
{
	struct {
		struct work_filter f;
		const char *titles;
	} cases[] = {
	    {any_work(), "Aeneid|\xc3\x89mile|emma|Emma|Zebra 100%"},
	    {any_work(), "Emma"},
	    {any_work(), "Aeneid|\xc3\x89mile|emma|Zebra 100%"},
	    {any_work(), "emma|Emma"},
	    {any_work(), "Zebra 100%"},
	    {any_work(), "Zebra 100%"},
	    {any_work(), "Aeneid|\xc3\x89mile"},
	    {any_work(), "emma|Zebra 100%"},
	    {any_work(), "emma"},
	    {any_work(), "Aeneid"},
	    {any_work(), "Aeneid|\xc3\x89mile|Zebra 100%"},
	    {any_work(), "emma|Emma"},
	    {any_work(), "emma|Emma|Zebra 100%"},
	    {any_work(), "\xc3\x89mile|emma|Emma"},
	    {any_work(), "Emma|Zebra 100%"},
	    {any_work(), ""},
	};
	(void)state;
	shelf();
	cases[1].f.kind = "movie";
	cases[2].f.kind = "book";
	cases[3].f.title = "EMM%";
	cases[4].f.title = "%0\\%";
	cases[5].f.creator = "%EMMA%";
	cases[6].f.type = "R";
	cases[7].f.genre = "NOVEL";
	cases[8].f.isbn_key = "2";
	cases[9].f.year = -19;
	cases[10].f.available = 1;
	cases[11].f.available = 0;
	cases[12].f.match = "+emma*";
	cases[12].f.order1 = "1title";
	cases[13].f.prefix = "em%";
	cases[14].f.limit = 2;
	cases[14].f.offset = 3;
	cases[15].f.kind = "movie";
	cases[15].f.type = "R";
	/* Twice: a statement that is run again must mean what it meant. */
	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		const struct work_filter *f = &cases[i % COUNT(cases)].f;
		const char *got = titles(f), *want = cases[i % COUNT(cases)].titles;
		int64_t n, rows = *got != 0;
		for (const char *p = got; *p; p++)
			rows += *p == '|';
		if (strcmp(got, want))
			fail_msg("filter %zu: %s, wanted %s", i, got, want);
		OK(store_work_count(db, f, &n));
		if (f->limit == 1000 && n != rows)
			fail_msg("filter %zu: count %d", i, (int)n);
	}
}

/* Every order there is, by itself and before every other one, on one connection, as the server sorts. */
static void works_ordered(void **state)
{
	static const struct {
		const char *name, *sql;
	} orders[] = {{"title", "title_search"},
		      {"-title", "title_search DESC"},
		      {"creator", "creator_search"},
		      {"-creator", "creator_search DESC"},
		      {"year", "year"},
		      {"-year", "year DESC"},
		      {"added", "id"},
		      {"-added", "id DESC"},
		      {NULL, "title_search"}};
	int n = (int)COUNT(orders);
	(void)state;
	server_sql("INSERT INTO work (uuid, kind, title, creator, year) SELECT UUID(), 'book', ELT(1 + seq "
		   "%% 3, 'a', 'A', 'b'), "
		   "ELT(1 + seq %% 4, 'x', 'X', 'y', NULL), CAST(NULLIF(seq %% 5, 0) AS SIGNED) - 3 FROM "
		   "seq_1_to_30");
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < n * n; i++) {
			struct work_filter f = any_work();
			const char *first = orders[i / n].name, *second = orders[i % n].name;
			struct rows rows;
			struct work w;
			struct buf got;
			if (!first && second)
				continue;
			if (first)
				f.order1 = arena_printf(&arena, "1%s", first);
			if (second)
				f.order2 = arena_printf(&arena, "2%s", second);
			f.title = "%"; /* so that the general statement is taken */
			buf_init(&got, &arena, 256);
			OK(store_work_list(db, &f, &rows));
			while (!stmt_next(&rows, &w))
				buf_printf(&got, "%s%lld", got.len ? "\n" : "", (long long)w.id);
			static const char *wanted[81];
			if (!wanted[i])
				wanted[i] = arena_strdup(
				    &arena,
				    server_sql("SELECT id FROM work ORDER BY %s, %s, title_search, id",
					       orders[i / n].sql, orders[i % n].sql));
			if (strcmp(got.data, wanted[i]))
				fail_msg("%s, then %s, round %d: %s, wanted %s", first, second, round,
					 got.data, wanted[i]);
		}
}

/* Walking by cursor meets every work once, also where titles are equal to the collation. */
static void works_after(void **state)
{
	struct rows rows;
	(void)state;
	server_sql(
	    "INSERT INTO work (uuid, kind, title) SELECT UUID(), IF(seq %% 3, 'book', 'movie'), "
	    "ELT(1 + seq %% 5, 'same', 'SAME', 's\xc3\xa4me', 'other', '\xf0\x9f\x93\x9a') FROM seq_1_to_53");
	static const char *const kinds[] = {NULL, "book", "movie"};
	static const int wanted[] = {53, 36, 17};
	for (int k = 0; k < 3; k++) {
		struct work_filter f = any_work();
		struct work w = {0};
		bool seen[100000] = {false};
		int met = 0, in_page;
		f.kind = kinds[k];
		f.limit = 7;
		do {
			in_page = 0;
			OK(store_work_list(db, &f, &rows));
			while (!stmt_next(&rows, &w)) {
				assert_false(seen[w.id]);
				seen[w.id] = true;
				in_page++;
			}
			met += in_page;
			f.after_title = w.title;
			f.after_id = w.id;
		} while (in_page == 7);
		assert_int_equal(met, wanted[k]);
	}
}

static void facets(void **state)
{
	struct rows rows;
	struct facet facet;
	struct work_filter f = any_work();
	(void)state;
	shelf();
	static const struct {
		enum work_facet which;
		const char *values;
	} cases[] = {{FACET_KIND, "book=4 movie=1 "},
		     {FACET_TYPE, "N=2 R=2 -=1 "},
		     {FACET_YEAR, "-=1 -19=1 1762=1 1815=1 2020=1 "}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;
		enum err e;
		buf_init(&b, &arena, 64);
		OK(store_work_facet(db, cases[i].which, &f, &rows));
		while (!(e = stmt_next(&rows, &facet)))
			buf_printf(&b, "%s=%d ", facet.value ? facet.value : "-", (int)facet.count);
		IS(ERR_NOT_FOUND, e);
		/* Of equal counts the order is told by value; a missing value may stand first or last. */
		if (i != 1)
			TEXT_IS(cases[i].values, b.data);
		else
			assert_true(strstr(b.data, "N=2 R=2 ") && strstr(b.data, "-=1 "));
	}
	f.match = "+emma*";
	OK(store_work_facet(db, FACET_KIND, &f, &rows));
	OK(stmt_next(&rows, &facet));
	assert_true(!strcmp(facet.value, "book") && facet.count == 2);
	stmt_close(&rows);
	f.match = NULL;
	f.prefix = "emma%";
	OK(store_work_facet(db, FACET_TYPE, &f, &rows));
	assert_int_equal(rows.count, 2);
	stmt_close(&rows);
}

/* ---- wish lists ---- */

static void lists_in_and_out(void **state)
{
	struct person p = person("a@x");
	struct list l = {.owner = p.uuid, .name = repeat("\xf0\x9f\x93\x9a", 200), .visibility = "public"},
		    got;
	struct list named = {.owner = p.uuid, .name = "", .uuid = "0b3d6f5e-1c2a-4b7d-9e8f-001122334455"};
	(void)state;
	OK(store_list_insert(db, &l));
	OK(store_list_insert(db, &named));
	OK(store_list_by_uuid(db, l.uuid, NIL_INT, &got));
	TEXT_IS(l.uuid, got.uuid);
	TEXT_IS(p.uuid, got.owner);
	TEXT_IS(l.name, got.name);
	TEXT_IS("public", got.visibility);
	assert_true(got.id == l.id && got.owner_id == p.id && got.entries == 0 && got.version == 1);
	assert_true(got.created_at == got.updated_at && got.created_at > date_now() - 60000000);
	OK(store_list_by_uuid(db, named.uuid, NIL_INT, &got));
	TEXT_IS("", got.name);
	TEXT_IS("private", got.visibility);
	struct list nobody = {.owner = NOBODY, .name = "n"};
	IS(ERR_NO_SUCH, store_list_insert(db, &nobody));
	got.name = "new \xf0\x9f\x93\x9a";
	got.visibility = "shared";
	OK(store_list_update(db, &got));
	OK(store_list_touch(db, got.id));
	SQL_IS("new \xf0\x9f\x93\x9a\tshared\t3\t1",
	       "SELECT name, visibility, version, updated_at > created_at FROM list WHERE id = %lld",
	       (long long)got.id);
	got.name = l.name;
	IS(ERR_CONFLICT, store_list_update(db, &got));
	TEXT_IS("list_owner_name", db_conflict_key(db));
	OK(store_list_delete(db, got.id));
	IS(ERR_NOT_FOUND, store_list_delete(db, got.id));
	IS(ERR_NOT_FOUND, store_list_update(db, &got));
	IS(ERR_NOT_FOUND, store_list_touch(db, got.id));
	IS(ERR_NOT_FOUND, store_list_by_uuid(db, got.uuid, NIL_INT, &got));
}

static void lists_listed(void **state)
{
	struct person p = person("a@x"), q = person("b@x");
	struct rows rows;
	struct list got;
	int64_t n;
	(void)state;
	list(p.uuid, "b");
	list(q.uuid, "a");
	struct list open = {.owner = q.uuid, .name = "c", .visibility = "public"};
	OK(store_list_insert(db, &open));
	static const char *const order[] = {"a", "b", "c", "default", "default"};
	struct list_filter f = {.limit = 10, .viewer = NIL_INT};
	OK(store_list_list(db, &f, &rows));
	assert_int_equal(rows.count, 5);
	for (int i = 0; i < 5; i++) {
		OK(stmt_next(&rows, &got));
		TEXT_IS(order[i], got.name);
	}
	stmt_close(&rows);
	struct {
		struct list_filter f;
		int64_t n;
	} cases[] = {{{.owner = q.uuid}, 3},
		     {{.name = "default"}, 2},
		     {{.name = "Default"}, 0},
		     {{.visibility = "public"}, 1},
		     {{.owner = p.uuid, .name = "b", .visibility = "private"}, 1},
		     {{.owner = NOBODY}, 0}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		cases[i].f.viewer = NIL_INT;
		OK(store_list_count(db, &cases[i].f, &n));
		assert_int_equal(n, cases[i].n);
	}
	f.limit = 2;
	f.offset = 3;
	OK(store_list_list(db, &f, &rows));
	assert_int_equal(rows.count, 2);
	stmt_close(&rows);
}

static const char *entries(int64_t list_id)
{
	struct rows rows;
	struct entry e;
	struct buf b;
	buf_init(&b, &arena, 64);
	OK(store_list_entries(db, list_id, &rows));
	while (!stmt_next(&rows, &e))
		buf_printf(&b, "%s:%s ", e.title, e.note ? e.note : "-");
	return b.data;
}

static void entries_in_and_out(void **state)
{
	struct person p = person("a@x");
	struct list l = list(p.uuid, "l");
	struct work a = book("a", "1"), b = book("b", "2"), c = book("c", "3");
	struct rows rows;
	struct entry got;
	(void)state;
	OK(store_list_put(db, l.uuid, a.uuid, "first \xf0\x9f\x93\x9a", NIL_INT));
	OK(store_list_put(db, l.uuid, b.uuid, NULL, NIL_INT));
	OK(store_list_put(db, l.uuid, c.uuid, "", NIL_INT));
	TEXT_IS("a:first \xf0\x9f\x93\x9a b:- c: ", entries(l.id));
	IS(ERR_CONFLICT, store_list_put(db, l.uuid, a.uuid, "again", NIL_INT));
	IS(ERR_NOT_FOUND, store_list_put(db, NOBODY, a.uuid, NULL, NIL_INT));
	IS(ERR_NOT_FOUND, store_list_put(db, l.uuid, NOBODY, NULL, NIL_INT));
	OK(store_list_note(db, l.uuid, b.uuid, "n", NIL_INT));
	OK(store_list_note(db, l.uuid, b.uuid, "n", NIL_INT));
	OK(store_list_note(db, l.uuid, a.uuid, NULL, NIL_INT));
	IS(ERR_NOT_FOUND, store_list_note(db, l.uuid, NOBODY, "n", NIL_INT));
	TEXT_IS("a:- b:n c: ", entries(l.id));
	OK(store_list_entries(db, l.id, &rows));
	OK(stmt_next(&rows, &got));
	TEXT_IS(a.uuid, got.work);
	TEXT_IS("book", got.kind);
	TEXT_IS("1", got.isbn);
	assert_null(got.creator);
	assert_null(got.published);
	assert_true(got.year == NIL_INT && got.added_at > date_now() - 60000000);
	stmt_close(&rows);
	OK(store_list_by_uuid(db, l.uuid, NIL_INT, &l));
	assert_int_equal(l.entries, 3);
	OK(store_list_remove(db, l.uuid, b.uuid, NIL_INT));
	IS(ERR_NOT_FOUND, store_list_remove(db, l.uuid, b.uuid, NIL_INT));
	IS(ERR_NOT_FOUND, store_list_remove(db, NOBODY, a.uuid, NIL_INT));
	TEXT_IS("a:- c: ", entries(l.id));
}

static void entries_in_order(void **state)
{
	struct person p = person("a@x");
	struct list l = list(p.uuid, "l"), m = list(p.uuid, "m"), got;
	struct work a = book("a", "1"), b = book("b", "2"), c = book("c", "3"), d = book("d", "4");
	struct rows rows;
	(void)state;
	const struct work *works[] = {&a, &b, &c};
	for (int i = 0; i < 3; i++) {
		OK(store_list_put(db, l.uuid, works[i]->uuid, NULL, NIL_INT));
		OK(store_list_put(db, m.uuid, works[i]->uuid, NULL, NIL_INT));
	}
	OK(db_begin(db));
	OK(store_list_lock(db, l.uuid, NIL_INT, &got));
	assert_int_equal(got.id, l.id);
	OK(store_list_entries_lock(db, l.id, &rows));
	assert_int_equal(rows.count, 3);
	stmt_close(&rows);
	OK(store_list_place(db, l.id,
			    arena_printf(&arena, "[\"%s\",\"%s\",\"%s\"]", c.uuid, a.uuid, b.uuid)));
	OK(db_commit(db));
	/* A new one stands behind all, other lists keep their order. */
	OK(store_list_put(db, l.uuid, d.uuid, NULL, NIL_INT));
	TEXT_IS("c:- a:- b:- d:- ", entries(l.id));
	TEXT_IS("a:- b:- c:- ", entries(m.id));
	OK(store_list_place(db, l.id, "[]"));
	TEXT_IS("c:- a:- b:- d:- ", entries(l.id));
	OK(db_begin(db));
	IS(ERR_NOT_FOUND, store_list_lock(db, NOBODY, NIL_INT, &got));
	db_rollback(db);
}

static void booklist(void **state)
{
	struct person p = person("a@x");
	struct rows rows;
	struct entry e;
	(void)state;
	/* Kept apart whatever they differ in. In no order, that is the caller's; a work without is a row without. */
	static const char *const isbns[] = {"10", "10 ", "2",	     "978-2",	     "9780",
					    "X",  "a",	 "\xc3\xa9", "\xef\xbf\xbd", "\xf0\x9f\x93\x9a"};
	bool seen[COUNT(isbns)] = {false};
	int without = 0;
	for (size_t i = 0; i < COUNT(isbns); i++) {
		book(isbns[i], isbns[i]);
		OK(store_list_add_isbn(db, "a@x", isbns[i]));
	}
	struct work film = {.kind = "movie", .title = "no isbn", .year = NIL_INT};
	OK(insert_work(db, &film));
	server_sql("INSERT INTO list_entry (list_id, work_id) SELECT l.id, %lld FROM list l",
		   (long long)film.id);
	OK(store_list_isbns(db, "a@x", &rows));
	assert_int_equal(rows.count, COUNT(isbns) + 1);
	while (!stmt_next(&rows, &e)) {
		without += !e.isbn;
		for (size_t i = 0; i < COUNT(isbns); i++)
			seen[i] |= e.isbn && !strcmp(e.isbn, isbns[i]);
	}
	for (size_t i = 0; i < COUNT(isbns); i++)
		if (!seen[i])
			fail_msg("no %s", isbns[i]);
	assert_int_equal(without, 1);
	IS(ERR_CONFLICT, store_list_add_isbn(db, "a@x", "10"));
	IS(ERR_NOT_FOUND, store_list_add_isbn(db, "A@x", "10"));
	IS(ERR_NOT_FOUND, store_list_add_isbn(db, "a@x", "11"));
	OK(store_list_remove_isbn(db, "a@x", "10 "));
	IS(ERR_NOT_FOUND, store_list_remove_isbn(db, "a@x", "10 "));
	IS(ERR_NOT_FOUND, store_list_remove_isbn(db, "b@x", "10"));
	OK(store_list_isbns(db, "b@x", &rows));
	assert_int_equal(rows.count, 0);
	stmt_close(&rows);
	/* Where the owner deleted the list it is made anew. */
	IS(ERR_CONFLICT, store_list_make_default(db, "a@x"));
	server_sql("DELETE FROM list");
	IS(ERR_NOT_FOUND, store_list_add_isbn(db, "a@x", "10"));
	OK(store_list_make_default(db, "a@x"));
	IS(ERR_NO_SUCH, store_list_make_default(db, "b@x"));
	OK(store_list_add_isbn(db, "a@x", "10"));
	SQL_IS("1",
	       "SELECT COUNT(*) FROM list_entry e JOIN list l ON l.id = e.list_id WHERE l.owner_id = %lld",
	       (long long)p.id);
}

static void wishlists(void **state)
{
	struct person p = person("a@x"), q = person("b@x");
	struct list l = list(p.uuid, "l");
	struct work a = book("a", "1"),
		    b = {.kind = "book",
			 .title = "b",
			 .creator = "c",
			 .published = "2013-06-25",
			 .year = 2013},
		    film = {.kind = "movie", .title = "f", .year = NIL_INT};
	struct wish_facts facts;
	struct rows rows;
	struct wish w;
	(void)state;
	OK(insert_work(db, &b));
	OK(insert_work(db, &film));
	OK(store_list_wish(db, l.uuid, p.uuid, a.uuid));
	OK(store_list_wish(db, l.uuid, p.uuid, b.uuid));
	IS(ERR_CONFLICT, store_list_wish(db, l.uuid, p.uuid, a.uuid));
	IS(ERR_NOT_FOUND, store_list_wish(db, l.uuid, q.uuid, a.uuid));
	IS(ERR_NOT_FOUND, store_list_wish(db, l.uuid, p.uuid, film.uuid));
	IS(ERR_NOT_FOUND, store_list_wish(db, NOBODY, p.uuid, a.uuid));
	OK(store_list_put(db, l.uuid, film.uuid, NULL, NIL_INT));
	OK(store_list_wishes(db, l.uuid, NIL_INT, &rows));
	assert_int_equal(rows.count, 2);
	OK(stmt_next(&rows, &w));
	TEXT_IS(p.uuid, w.owner);
	TEXT_IS(a.uuid, w.work);
	TEXT_IS("1", w.isbn);
	assert_null(w.published);
	OK(stmt_next(&rows, &w));
	TEXT_IS("b", w.title);
	TEXT_IS("c", w.creator);
	TEXT_IS("2013-06-25", w.published);
	assert_null(w.isbn);
	stmt_close(&rows);
	struct {
		const char *list, *owner, *work;
		struct wish_facts facts;
	} cases[] = {{l.uuid, p.uuid, a.uuid, {true, true, true, true}},
		     {l.uuid, q.uuid, a.uuid, {true, true, true, false}},
		     {l.uuid, NOBODY, film.uuid, {false, false, true, false}},
		     {NOBODY, p.uuid, NOBODY, {true, false, false, false}}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		OK(store_list_wish_facts(db, cases[i].list, cases[i].owner, cases[i].work, &facts));
		assert_memory_equal(&facts, &cases[i].facts, sizeof(facts));
	}
	OK(store_list_remove(db, l.uuid, a.uuid, NIL_INT));
	IS(ERR_NOT_FOUND, store_list_remove(db, l.uuid, a.uuid, NIL_INT));
	IS(ERR_NOT_FOUND, store_list_remove(db, NOBODY, a.uuid, NIL_INT));
	OK(store_list_wishes(db, l.uuid, NIL_INT, &rows));
	assert_int_equal(rows.count, 1);
	stmt_close(&rows);
}

static void shares(void **state)
{
	struct person p = person("a@x"), q = person("b@x");
	struct list l = list(p.uuid, "l"), m = list(p.uuid, "m");
	const char *key = repeat("a", 64), *second = repeat("b", 64);
	struct share s;
	struct rows rows;
	(void)state;
	OK(store_share_insert(db, l.id, key));
	OK(store_share_insert(db, l.id, second));
	IS(ERR_CONFLICT, store_share_insert(db, m.id, key));
	IS(ERR_NO_SUCH, store_share_insert(db, m.id + 100, repeat("c", 64)));
	OK(store_share_find(db, l.uuid, key, &s));
	assert_true(s.list_id == l.id && !s.person && s.accepted_at == NIL_INT);
	IS(ERR_NOT_FOUND, store_share_find(db, m.uuid, key, &s));
	IS(ERR_NOT_FOUND, store_share_find(db, l.uuid, repeat("A", 64), &s));
	OK(store_share_find(db, l.uuid, key, &s));
	IS(ERR_NOT_FOUND, store_share_accept(db, s.id, NOBODY));
	OK(store_share_accept(db, s.id, q.uuid));
	IS(ERR_NOT_FOUND, store_share_accept(db, s.id, q.uuid));
	OK(store_share_find(db, l.uuid, key, &s));
	TEXT_IS(q.uuid, s.person);
	assert_true(s.accepted_at >= s.created_at);
	struct share open;
	OK(store_share_find(db, l.uuid, second, &open));
	IS(ERR_CONFLICT, store_share_accept(db, open.id, q.uuid));
	TEXT_IS("list_share_person", db_conflict_key(db));
	OK(store_share_list(db, l.id, &rows));
	assert_int_equal(rows.count, 2);
	stmt_close(&rows);
	OK(store_share_delete(db, s.id));
	IS(ERR_NOT_FOUND, store_share_delete(db, s.id));
	SQL_IS("1", "SELECT COUNT(*) FROM list_share");
}

/* Who or what goes takes along what hangs on it, and nothing else. */
static void cascades(void **state)
{
	struct person p = person("a@x"), q = person("b@x");
	struct list l = list(p.uuid, "l"), other_list = list(q.uuid, "l");
	struct work a = book("a", "1");
	struct share s;
	(void)state;
	OK(store_list_put(db, l.uuid, a.uuid, NULL, NIL_INT));
	OK(store_list_put(db, other_list.uuid, a.uuid, NULL, NIL_INT));
	OK(store_share_insert(db, l.id, repeat("a", 64)));
	OK(store_share_insert(db, other_list.id, repeat("b", 64)));
	OK(store_share_find(db, other_list.uuid, repeat("b", 64), &s));
	OK(store_share_accept(db, s.id, p.uuid));
	OK(store_person_delete(db, p.id));
	SQL_IS("1\t2\t1\t0\t1\t1", "SELECT (SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM list), "
				   "(SELECT COUNT(*) FROM list_entry), (SELECT COUNT(*) FROM list_share), "
				   "(SELECT COUNT(*) FROM work), (SELECT COUNT(*) FROM copy)");
	OK(store_list_delete(db, other_list.id));
	SQL_IS("0\t1", "SELECT (SELECT COUNT(*) FROM list_entry), (SELECT COUNT(*) FROM work)");
}

/* ---- idempotency ---- */

static struct idempotency key(const char *route, const char *text)
{
	return (struct idempotency){
	    .caller = "me", .route = route, .key = text, .body_hash = repeat("0", 64), .status = NIL_INT};
}

static void first_answers_are_kept(void **state)
{
	struct idempotency k = key("POST /\xf0\x9f\x93\x9a", "k"), again = k, found = k;
	(void)state;
	OK(db_begin(db));
	OK(store_idempotency_claim(db, &k));
	server_sql("SELECT 1");
	struct work w = {.kind = "book", .title = "undone", .year = NIL_INT};
	OK(server_insert(db, &w));
	OK(store_idempotency_undo(db));
	k.status = 409;
	k.headers = "text/plain\nA: b\n";
	k.body = repeat("\xf0\x9f\x93\x9a", 100000);
	OK(store_idempotency_keep(db, &k));
	OK(db_commit(db));
	SQL_IS("0", "SELECT COUNT(*) FROM work");
	again.body_hash = repeat("1", 64);
	found.body_hash = again.body_hash;
	OK(db_begin(db));
	IS(ERR_CONFLICT, store_idempotency_claim(db, &again));
	OK(store_idempotency_find(db, &found));
	db_rollback(db);
	assert_int_equal(found.status, 409);
	TEXT_IS(k.headers, found.headers);
	TEXT_IS(k.body, found.body);
	TEXT_IS(k.body_hash, found.body_hash);
	TEXT_IS("k", found.key);
	/* Case counts, and so do route and caller. */
	struct idempotency more[] = {key(k.route, "K"), key("POST /", "k"), k};
	more[2].caller = "you";
	for (size_t i = 0; i < COUNT(more); i++) {
		OK(db_begin(db));
		OK(store_idempotency_claim(db, &more[i]));
		OK(db_commit(db));
	}
	SQL_IS("4", "SELECT COUNT(*) FROM idempotency_key");
	IS(ERR_NOT_FOUND,
	   store_idempotency_find(db, &(struct idempotency){.caller = "", .route = "", .key = ""}));
}

static void yesterdays_key_is_free(void **state)
{
	struct idempotency k = key("r", "k"), again = k;
	(void)state;
	OK(db_begin(db));
	OK(store_idempotency_claim(db, &k));
	k.status = 201;
	OK(store_idempotency_keep(db, &k));
	OK(db_commit(db));
	server_sql("UPDATE idempotency_key SET created_at = created_at - INTERVAL 86390 SECOND");
	OK(db_begin(db));
	IS(ERR_CONFLICT, store_idempotency_claim(db, &again));
	db_rollback(db);
	server_sql("UPDATE idempotency_key SET created_at = created_at - INTERVAL 20 SECOND");
	OK(db_begin(db));
	OK(store_idempotency_claim(db, &again));
	OK(db_commit(db));
	SQL_IS(
	    "1\tNULL\t1",
	    "SELECT COUNT(*), MAX(status), MAX(created_at) > NOW() - INTERVAL 1 MINUTE FROM idempotency_key");
}

static void a_running_key_is_busy(void **state)
{
	struct idempotency k = key("r", "k"), again = k;
	(void)state;
	OK(db_begin(db));
	OK(store_idempotency_claim(db, &k));
	OK(db_begin(other));
	int64_t clock = date_clock();
	IS(ERR_REFUSED, store_idempotency_claim(other, &again));
	assert_true(ms_since(clock) < 500);
	db_rollback(other);
	db_rollback(db);
	OK(db_begin(other));
	OK(store_idempotency_claim(other, &again));
	db_rollback(other);
	SQL_IS("0", "SELECT COUNT(*) FROM idempotency_key");
}

/* ---- transactions ---- */

static void transactions(void **state)
{
	struct work w = {.kind = "book", .title = "t", .year = NIL_INT};
	(void)state;
	assert_false(db_in_transaction(db));
	OK(db_begin(db));
	assert_true(db_in_transaction(db));
	OK(server_insert(db, &w));
	SQL_IS("0", "SELECT COUNT(*) FROM work");
	db_rollback(db);
	assert_false(db_in_transaction(db));
	SQL_IS("0", "SELECT COUNT(*) FROM work");
	/* What a request left open does not reach the next one. */
	OK(db_begin(db));
	OK(server_insert(db, &w));
	db_request(db, &arena);
	assert_false(db_in_transaction(db));
	OK(insert_work(db, &w));
	SQL_IS("1\t1", "SELECT (SELECT COUNT(*) FROM work), (SELECT COUNT(*) FROM copy)");
}

static void costs(void **state)
{
	struct person p = {.first_name = "", .last_name = "", .role = "member"}, got;
	(void)state;
	OK(insert_person(db, &p));
	OK(store_person_by_uuid(db, p.uuid, &got));
	db_request(db, &arena);
	const struct db_cost *cost = db_cost(db);
	assert_true(!cost->statements && !cost->round_trips && !cost->micros);
	OK(store_person_by_uuid(db, p.uuid, &got));
	assert_true(cost->statements == 1 && cost->round_trips == 1 && cost->micros > 0);
	OK(insert_person(db, &p));
	assert_true(cost->statements == 3 && cost->round_trips == 5);
}

/* Runs a command of the shell and gives its exit code; what it said, on both outputs, in *said_r. */
static int run(const char *command, const char **said_r)
{
	char *said = arena_zalloc(&arena, 65536);
	FILE *in = popen(arena_printf(&arena, "exec 2>&1; %s", command), "re");
	assert_non_null(in);
	assert_true(fread(said, 1, 65535, in) < 65535);
	*said_r = said;
	int status = pclose(in);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool locked(const char *table, int64_t id)
{
	const char *said;
	return run(arena_printf(&arena,
				"mariadb --no-defaults -S %s carrel -e 'SELECT id FROM %s WHERE id = %lld "
				"FOR UPDATE NOWAIT'",
				server_path("sock"), table, (long long)id),
		   &said) != 0 &&
	       strstr(said, "ERROR 1205");
}

/* The locking reads keep others out until the end; whoever waits too long is told to try again. */
static void locks(void **state)
{
	struct person p = person("a@x"), got_person;
	struct work w = book("a", "1"), got_work;
	struct list l = list(p.uuid, "l"), got_list;
	struct rows rows;
	(void)state;
	OK(store_list_put(db, l.uuid, w.uuid, NULL, NIL_INT));
	OK(db_begin(db));
	OK(store_person_lock(db, p.uuid, &got_person));
	assert_true(locked("person", p.id));
	db_rollback(db);
	assert_false(locked("person", p.id));
	OK(db_begin(db));
	OK(store_work_lock(db, w.uuid, &got_work));
	assert_true(locked("work", w.id));
	db_rollback(db);
	OK(db_begin(db));
	OK(store_work_lock_isbn(db, "1", &got_work));
	assert_true(locked("work", w.id));
	db_rollback(db);
	OK(db_begin(db));
	OK(store_list_lock(db, l.uuid, NIL_INT, &got_list));
	OK(store_list_entries_lock(db, l.id, &rows));
	stmt_close(&rows);
	assert_true(locked("list", l.id));
	int64_t clock = date_clock();
	IS(ERR_RETRY, store_list_touch(other, l.id));
	int64_t ms = ms_since(clock);
	assert_true(ms > 900 && ms < 1900);
	IS(ERR_NOT_FOUND, store_person_lock(db, NOBODY, &got_person));
	IS(ERR_NOT_FOUND, store_work_lock(db, NOBODY, &got_work));
	IS(ERR_NOT_FOUND, store_work_lock_isbn(db, "none", &got_work));
	OK(db_commit(db));
	OK(store_list_touch(other, l.id));
}

static void wait_for_a_waiter(void)
{
	for (int i = 0; i < 50; i++) {
		/* The server looks anew only where nobody asked for 0.1 s. */
		usleep(150000);
		if (server_number(
			"SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"))
			return;
	}
	fail_msg("nobody waits for a lock");
}

static void deadlock(void **state)
{
	struct person p = person("a@x"), q = person("b@x"), got;
	(void)state;
	server_sql("INSERT INTO person (uuid, role) SELECT UUID(), 'staff' FROM seq_1_to_100");
	/* The other side has written much, so this side is the one that the server gives up. */
	const char *command = arena_printf(
	    &arena,
	    "mariadb --no-defaults -S %s carrel -e \"BEGIN; UPDATE person SET active = 0 WHERE id > %lld; "
	    "UPDATE person SET active = 0 WHERE id = %lld; UPDATE person SET active = 0 WHERE id = %lld; "
	    "COMMIT\"",
	    server_path("sock"), (long long)q.id, (long long)q.id, (long long)p.id);
	OK(db_begin(db));
	OK(store_person_lock(db, p.uuid, &got));
	FILE *their = popen(command, "r");
	assert_non_null(their);
	wait_for_a_waiter();
	IS(ERR_RETRY, store_person_lock(db, q.uuid, &got));
	db_rollback(db);
	assert_int_equal(pclose(their), 0);
	SQL_IS("102", "SELECT COUNT(*) FROM person WHERE active = 0");
	OK(store_person_by_uuid(db, p.uuid, &got));
}

/* ---- schema ---- */

static void all_statements_fit(void **state)
{
	int n = 0;
	(void)state;
	OK(stmt_prepare_all(db));
	for (const struct statement_table *t = stmt_tables(); t->resource; t++) {
		assert_true(t->count > 0);
		for (int i = 0; i < t->count; i++, n++)
			assert_true(t->rows[i].name && t->rows[i].sql && t->rows[i].in);
	}
	assert_true(n > 50);
	/* Preparing costs no statement, and again nothing at all. */
	assert_int_equal(db_cost(db)->statements, 0);
	db_request(db, &arena);
	OK(stmt_prepare_all(db));
	assert_int_equal(db_cost(db)->round_trips, 0);
}

static int restore_columns(void **state)
{
	server_sql("ALTER TABLE work RENAME COLUMN IF EXISTS rating_gone TO rating; "
		   "ALTER TABLE IF EXISTS list_share_gone RENAME TO list_share");
	return end(state);
}

static void drift_is_noticed(void **state)
{
	struct work w = book("a", "1"), new = w, got;
	struct share s;
	(void)state;
	OK(store_work_by_uuid(db, w.uuid, &got));
	server_sql("ALTER TABLE work RENAME COLUMN rating TO rating_gone");
	IS(ERR_SCHEMA, store_work_by_uuid(db, w.uuid, &got));
	IS(ERR_SCHEMA, insert_work(db, &new));
	IS(ERR_SCHEMA, stmt_prepare_all(other));
	server_sql("ALTER TABLE work RENAME COLUMN rating_gone TO rating");
	OK(store_work_by_uuid(db, w.uuid, &got));
	is_work(&w, &got);
	OK(stmt_prepare_all(other));
	server_sql("ALTER TABLE list_share RENAME TO list_share_gone");
	IS(ERR_SCHEMA, store_share_find(db, NOBODY, "", &s));
	server_sql("ALTER TABLE list_share_gone RENAME TO list_share");
	IS(ERR_NOT_FOUND, store_share_find(db, NOBODY, "", &s));
}

/* ---- bad weather ---- */

static int64_t connection(struct db *of)
{
	static const struct statement me = {"test connection", "SELECT CONNECTION_ID() AS id", no_fields,
					    shape_out, READS};
	struct shape s;
	OK(stmt_one(of, &me, NULL, &s));
	return s.id;
}

static void kill_connection(struct db *of)
{
	server_sql("KILL %lld", (long long)connection(of));
	usleep(50000);
}

static void idle_connection_killed(void **state)
{
	(void)state;
	struct person p = person("a@x");
	int64_t before = connection(db);
	kill_connection(db);
	db_request(db, &arena);
	/* A write by itself, which would be uncertain. */
	p.first_name = "N";
	OK(store_person_update(db, &p));
	assert_true(connection(db) != before);
	person("b@x");
	/* Also by a transaction, when nobody looked. */
	kill_connection(db);
	person("c@x");
	SQL_IS("3\t3", "SELECT (SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM list)");
}

static void killed_under_a_read(void **state)
{
	struct person p = person("a@x"), got;
	struct rows rows;
	(void)state;
	kill_connection(db);
	OK(store_person_by_uuid(db, p.uuid, &got));
	is_person(&p, &got);
	kill_connection(db);
	OK(store_person_list(db, &(struct person_filter){.limit = 5}, &rows));
	/* Rows that came stay readable. */
	server_sql("KILL %lld", (long long)connection(db));
	OK(stmt_next(&rows, &got));
	TEXT_IS("a@x", got.email);
	stmt_close(&rows);
	OK(store_person_by_uuid(db, p.uuid, &got));
	/* In a transaction it is not repeated: what was read or locked before is void. */
	OK(db_begin(db));
	OK(store_person_lock(db, p.uuid, &got));
	kill_connection(db);
	IS(ERR_AWAY, store_person_by_uuid(db, p.uuid, &got));
	assert_false(db_in_transaction(db));
	db_rollback(db);
	OK(store_person_by_uuid(db, p.uuid, &got));
}

static void killed_under_a_write(void **state)
{
	struct person p = person("a@x");
	struct work w = {.kind = "book", .title = "t", .year = NIL_INT};
	(void)state;
	p.first_name = "new";
	OK(store_person_update(db, &p)); /* prepared: the next one is lost while running */
	int64_t before = server_number("SELECT version FROM person");
	kill_connection(db);
	enum err e = store_person_update(db, &p);
	if (e && e != ERR_UNCERTAIN)
		fail_msg("%s", err_slug(e));
	int64_t after = server_number("SELECT version FROM person");
	assert_true(e ? after == before || after == before + 1 : after == before + 1);
	OK(store_person_update(db, &p));
	OK(db_begin(db));
	OK(server_insert(db, &w));
	kill_connection(db);
	IS(ERR_AWAY, server_insert(db, &w));
	db_rollback(db);
	SQL_IS("0\t0", "SELECT (SELECT COUNT(*) FROM work), (SELECT COUNT(*) FROM copy)");
	/* Under COMMIT nobody knows; here it did not arrive. */
	OK(db_begin(db));
	OK(store_person_update(db, &p));
	kill_connection(db);
	IS(ERR_UNCERTAIN, db_commit(db));
	assert_false(db_in_transaction(db));
	SQL_IS("0", "SELECT COUNT(*) FROM work");
	OK(insert_work(db, &w));
}

static void is_back_within(int64_t ms)
{
	struct person got;
	int64_t clock = date_clock();
	enum err e;
	while ((e = store_person_by_email(db, "a@x", &got)) == ERR_AWAY && ms_since(clock) < ms)
		usleep(10000);
	OK(e);
}

static void server_gone(void **state)
{
	struct person got;
	(void)state;
	person("a@x");
	static const int signals[] = {SIGTERM, SIGKILL};
	for (int i = 0; i < 2; i++) {
		OK(store_person_by_email(db, "a@x", &got));
		server_stop(signals[i]);
		db_request(db, &arena);
		for (int n = 0; n < 20; n++) {
			int64_t clock = date_clock();
			IS(ERR_AWAY, store_person_by_email(db, "a@x", &got));
			IS(ERR_AWAY, db_begin(db));
			assert_false(db_in_transaction(db));
			assert_true(ms_since(clock) < 100);
		}
		server_start();
		is_back_within(2000);
		person(i ? "c@x" : "b@x");
	}
	/* Stopped in the middle of a request. */
	OK(db_begin(db));
	OK(store_person_by_email(db, "a@x", &got));
	OK(store_person_lock(db, got.uuid, &got));
	server_stop(SIGKILL);
	int64_t clock = date_clock();
	IS(ERR_AWAY, store_person_update(db, &got));
	db_rollback(db);
	assert_true(ms_since(clock) < 500);
	server_start();
	is_back_within(2000);
	SQL_IS("3", "SELECT COUNT(*) FROM person");
}

/* The server hangs: every call ends, and a commit that got no answer is uncertain. It did arrive. */
static void server_hangs(void **state)
{
	struct conf quick = *server_conf();
	struct person got, p = {.email = "b@x", .first_name = "A", .last_name = "B", .role = "member"};
	struct work w = {.kind = "book", .title = "t", .year = NIL_INT};
	(void)state;
	quick.db_read_timeout = 1;
	quick.db_connect_timeout = 1;
	person("a@x");
	db_close(&db);
	db_open(&db, &quick);
	db_request(db, &arena);
	OK(store_person_by_email(db, "a@x", &got));
	OK(db_begin(db));
	OK(store_person_insert(db, &p));
	server_signal(SIGSTOP);
	int64_t clock = date_clock();
	enum err commit = db_commit(db);
	int64_t ms = ms_since(clock);
	clock = date_clock();
	enum err read = store_person_by_email(db, "a@x", &got);
	int64_t connect_ms = ms_since(clock);
	clock = date_clock();
	enum err again = store_person_by_email(db, "a@x", &got);
	int64_t again_ms = ms_since(clock);
	server_signal(SIGCONT);
	IS(ERR_UNCERTAIN, commit);
	assert_true(ms > 900 && ms < 2000);
	IS(ERR_AWAY, read);
	assert_true(connect_ms < 2000);
	/* The next one is told at once. */
	IS(ERR_AWAY, again);
	assert_true(again_ms < 50);
	is_back_within(2000);
	SQL_IS("1", "SELECT COUNT(*) FROM person WHERE email = 'b@x'");
	/* Works are counted before the commit: what hangs there was surely not done. */
	OK(db_begin(db));
	OK(server_insert(db, &w));
	server_signal(SIGSTOP);
	commit = db_commit(db);
	server_signal(SIGCONT);
	IS(ERR_AWAY, commit);
	is_back_within(2000);
	SQL_IS("0\t0", "SELECT (SELECT COUNT(*) FROM work), (SELECT COUNT(*) FROM copy)");
	/* A read that waited is not repeated: it would wait as long again. */
	server_signal(SIGSTOP);
	clock = date_clock();
	read = store_person_by_email(db, "a@x", &got);
	ms = ms_since(clock);
	server_signal(SIGCONT);
	IS(ERR_AWAY, read);
	assert_true(ms < 2000);
	is_back_within(2000);
	db_close(&db);
	db_open(&db, server_conf());
}

/* ---- migrations ---- */

static struct conf two;

static void write_conf(const char *name, const char *sock, const char *database)
{
	FILE *out = fopen(server_path(name), "we");
	assert_non_null(out);
	fprintf(out, "db_socket = %s\ndb_user = %s\ndb_name = %s\n", sock, server_conf()->db_user, database);
	assert_int_equal(fclose(out), 0);
}

static const char *ctl(const char *conf_name, const char *command)
{
	return arena_printf(&arena, "'%s/carrelctl' -c %s %s", getenv("top_builddir"), server_path(conf_name),
			    command);
}

static int begin_two(void **state)
{
	begin(state);
	server_sql("CREATE OR REPLACE DATABASE two");
	write_conf("two.conf", server_path("sock"), "two");
	assert_int_equal(conf_read(server_path("two.conf"), &two), ERR_NONE);
	db_close(&db);
	db_open(&db, &two);
	db_request(db, &arena);
	return 0;
}

static int end_two(void **state)
{
	end(state);
	conf_clear(&two);
	server_sql("DROP DATABASE two");
	return 0;
}

static void says(const char *said, const char *what)
{
	if (!strstr(said, what))
		fail_msg("\"%s\" says nothing of %s", said, what);
}

#define LAST   "6" /* SCHEMA_VERSION */
#define NOW_AT "schema " LAST

static void two_migrators(void **state)
{
	const char *said;
	int64_t version = 7;
	assert_int_equal(strtol(LAST, NULL, 10), SCHEMA_VERSION);
	(void)state;
	IS(ERR_SCHEMA, store_schema_version(db, &version));
	assert_int_equal(version, 0);
	IS(ERR_SCHEMA, store_schema_check(db, &version));
	IS(ERR_SCHEMA, stmt_prepare_all(db));
	const char *migrate = ctl("two.conf", "migrate");
	int rc = run(arena_printf(&arena, "%s & a=$!; %s & b=$!; wait $a; ra=$?; wait $b && exit $ra",
				  migrate, migrate),
		     &said);
	if (rc)
		fail_msg("%s", said);
	says(said, NOW_AT ", nothing to do\n");
	says(said, NOW_AT "\n");
	SQL_IS("1\t1\t1", "SELECT COUNT(*) = " LAST ", MAX(version) = " LAST
			  ", SUM(done = steps AND LENGTH(sha256) = 64 AND name "
			  "LIKE '001-%%.sql') FROM two.schema_migration");
	db_close(&db);
	db_open(&db, &two);
	db_request(db, &arena);
	OK(store_schema_check(db, &version));
	assert_int_equal(version, SCHEMA_VERSION);
	OK(stmt_prepare_all(db));
	/* Both databases have one schema. */
	SQL_IS("", "SELECT a.table_name, a.column_name FROM information_schema.columns a LEFT JOIN "
		   "information_schema.columns b "
		   "ON b.table_schema = 'two' AND b.table_name = a.table_name AND b.column_name = "
		   "a.column_name AND b.column_type = a.column_type "
		   "WHERE a.table_schema = 'carrel' AND b.column_name IS NULL");
	assert_int_equal(run(migrate, &said), 0);
	TEXT_IS(arena_printf(&arena, "schema %d, nothing to do\n", SCHEMA_VERSION), said);
}

static void migration_goes_on(void **state)
{
	const char *said;
	int64_t version;
	(void)state;
	assert_int_equal(run(ctl("two.conf", "migrate"), &said), 0);
	/* Cut off before its last two statements. */
	server_sql("ALTER TABLE two.person DROP KEY person_by_name, DROP KEY person_by_role; "
		   "ALTER TABLE two.list DROP KEY list_by_name; "
		   "UPDATE two.schema_migration SET done = steps - 2 WHERE version = %d",
		   SCHEMA_VERSION);
	IS(ERR_SCHEMA, store_schema_check(db, &version));
	assert_int_equal(version, SCHEMA_VERSION - 1);
	assert_int_equal(run(ctl("two.conf", "migrate"), &said), 0);
	says(said, "2 statements");
	OK(store_schema_check(db, &version));
	OK(stmt_prepare_all(db));
	/* Every statement may be run again: cut off between doing and remembering. */
	server_sql("UPDATE two.schema_migration SET done = 0");
	assert_int_equal(run(ctl("two.conf", "migrate"), &said), 0);
	OK(store_schema_check(db, &version));
	/* The file was changed since. */
	server_sql("UPDATE two.schema_migration SET done = 1, sha256 = REPEAT('0', 64)");
	assert_int_equal(run(ctl("two.conf", "migrate"), &said), 1);
	says(said, "another form");
	SQL_IS("1\t1", "SELECT MIN(done), MAX(done) FROM two.schema_migration");
}

static void newer_schema_refused(void **state)
{
	const char *said;
	int64_t version;
	(void)state;
	assert_int_equal(run(ctl("two.conf", "migrate"), &said), 0);
	server_sql("INSERT INTO two.schema_migration (version, name, sha256, steps, done) VALUES (%d, 'x', "
		   "'', 3, 3)",
		   SCHEMA_VERSION + 1);
	assert_int_equal(run(ctl("two.conf", "migrate"), &said), 78);
	says(said, "newer");
	IS(ERR_SCHEMA, store_schema_check(db, &version));
	assert_int_equal(version, SCHEMA_VERSION + 1);
}

/* A name as long as MariaDB allows. */
static void long_database_name(void **state)
{
	const char *said, *name = repeat("d", 64);
	(void)state;
	server_sql("CREATE OR REPLACE DATABASE %s", name);
	write_conf("long.conf", server_path("sock"), name);
	int rc = run(ctl("long.conf", "migrate"), &said);
	server_sql("DROP DATABASE %s", name);
	if (rc)
		fail_msg("%d: %s", rc, said);
}

static void migrate_without_database(void **state)
{
	const char *said;
	(void)state;
	write_conf("away.conf", server_path("nothing"), "two");
	assert_int_equal(run(ctl("away.conf", "migrate"), &said), 69);
	write_conf("none.conf", server_path("sock"), "no_such_database");
	assert_int_equal(run(ctl("none.conf", "migrate"), &said), 69);
	assert_int_equal(run(ctl("missing.conf", "migrate"), &said), 78);
}

/* Within a transaction, and remembered. */
static void seeds(void **state)
{
	bool loaded = true;
	(void)state;
	OK(store_seed_loaded(other, "x", &loaded));
	assert_false(loaded);
	OK(db_begin(other));
	OK(store_seed_run(other, "INSERT INTO work (uuid, kind, title) VALUES (UUID(), 'book', 'seeded')"));
	IS(ERR_CONFLICT, store_seed_run(other, "INSERT INTO seed (name) VALUES ('y'), ('y')"));
	db_rollback(other);
	SQL_IS("0", "SELECT COUNT(*) FROM work");
	OK(db_begin(other));
	OK(store_seed_run(other, "INSERT INTO work (uuid, kind, title) VALUES (UUID(), 'book', 'seeded')"));
	OK(store_seed_remember(other, "x"));
	OK(store_seed_remember(other, "x"));
	OK(db_commit(other));
	OK(store_seed_loaded(other, "x", &loaded));
	assert_true(loaded);
	SQL_IS("1", "SELECT COUNT(*) FROM work");
}

/* ---- statements that go together ---- */

static const struct statement mark_shape = {"test mark", "UPDATE shape SET number = number + 1 WHERE id = ?",
					    by_id_in, NULL, WRITES};
static const struct statement no_shape = {"test nothing", "INSERT INTO shape_user VALUES (?)", by_id_in, NULL,
					  WRITES};
static const struct statement plain_shape = {
    "test plain put", "INSERT INTO shape (text, number) VALUES ('p', ?)", by_id_in, NULL, WRITES};

static const struct statement name_shape = {"test name", "INSERT INTO shape (text) VALUES (?)", by_text_in,
					    NULL, WRITES};

static unsigned trips(void)
{
	return db_cost(db)->round_trips;
}

static void begin_goes_with_the_first_write(void **state)
{
	int64_t n = 0;
	(void)state;
	OK(stmt_run(db, &put_shape, &(struct shape){.number = 1, .at = NIL_INT}, NULL));
	struct by_id one = {stmt_last_id(db)}, none = {0};
	for (int i = 0; i < 3; i++) {
		db_request(db, &arena);
		OK(db_begin(db));
		OK(stmt_run(db, &mark_shape, &one, &n));
		assert_int_equal(n, 1);
		assert_int_equal(trips(), 1);
		OK(stmt_run(db, &mark_shape, &none, &n));
		assert_int_equal(n, 0);
		SQL_IS("1", "SELECT number FROM shape");
		db_rollback(db);
		SQL_IS("1", "SELECT number FROM shape");
	}
	OK(db_begin(db));
	OK(stmt_run(db, &mark_shape, &none, &n));
	assert_int_equal(n, 0);
	OK(stmt_run(db, &mark_shape, &one, NULL));
	OK(db_commit(db));
	SQL_IS("2", "SELECT number FROM shape");
	/* A read, or who asks for a number, is begun for; nothing is not. */
	db_request(db, &arena);
	OK(db_begin(db));
	OK(stmt_run(db, &put_shape, &(struct shape){.number = 7, .at = NIL_INT}, NULL));
	assert_true(stmt_last_id(db) > one.id);
	db_rollback(db);
	assert_int_equal(trips(), 3);
	SQL_IS("1", "SELECT COUNT(*) FROM shape");
	db_request(db, &arena);
	OK(db_begin(db));
	OK(db_commit(db));
	OK(db_begin(db));
	db_rollback(db);
	assert_int_equal(trips(), 0);
}

/* A plain read is not begun for: what follows begins, on whatever connection there is then. */
static void a_read_goes_before_the_begin(void **state)
{
	static const struct statement held = {"test held", "SELECT id FROM shape FOR UPDATE", no_fields,
					      shape_out, LOCKS};
	struct shape got;
	(void)state;
	OK(stmt_run(db, &put_shape, &(struct shape){.number = 1, .at = NIL_INT}, NULL));
	struct by_id one = {stmt_last_id(db)};
	for (int killed = 0; killed < 3; killed++) {
		db_request(db, &arena);
		OK(db_begin(db));
		if (killed == 1)
			kill_connection(db);
		OK(stmt_one(db, &all_shapes, NULL, &got));
		assert_true(killed || trips() == 1);
		assert_true(db_in_transaction(db));
		if (killed == 2)
			kill_connection(db);
		OK(stmt_run(db, &mark_shape, &one, NULL));
		assert_true(killed || trips() == 2);
		db_rollback(db);
		SQL_IS("1", "SELECT number FROM shape");
	}
	/* One that locks is: another one has to wait for it. */
	OK(db_begin(db));
	OK(stmt_one(db, &held, NULL, &got));
	SQL_IS("1", "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_rows_locked > 0");
	db_rollback(db);
}

/* Who locks what it reads says so, and nobody else does. */
static void locks_are_told(void **state)
{
	int found = 0;
	(void)state;
	for (const struct statement_table *t = stmt_tables(); t->resource; t++)
		for (int i = 0; i < t->count; i++) {
			const struct statement *s = &t->rows[i];
			bool locks = !strncmp(s->sql, "SELECT", 6) &&
				     (strstr(s->sql, "FOR UPDATE") || strstr(s->sql, "LOCK IN SHARE MODE"));
			if (locks != (s->kind == LOCKS))
				fail_msg("%s", s->name);
			found += locks;
		}
	assert_true(found > 15);
}

static void what_is_put_goes_with_the_commit(void **state)
{
	struct shape got;
	(void)state;
	for (int64_t i = 1; i <= 3; i++) {
		db_request(db, &arena);
		OK(db_begin(db));
		struct by_id value = {i};
		OK(stmt_put(db, &plain_shape, &value));
		value.id = 99; /* it was taken as it was */
		char text[] = "t";
		OK(stmt_put(db, &name_shape, &(struct by_text){text}));
		*text = 'x';
		assert_int_equal(trips(), 0);
		OK(db_commit(db));
		assert_int_equal(trips(), 1);
		assert_int_equal(db_cost(db)->statements, 2);
	}
	SQL_IS("1\tp\nNULL\tt\n2\tp\nNULL\tt\n3\tp\nNULL\tt", "SELECT number, text FROM shape ORDER BY id");
	/* What comes next sees it; what is undone never was. */
	OK(db_begin(db));
	OK(stmt_put(db, &plain_shape, &(struct by_id){4}));
	OK(stmt_one(db, &all_shapes, NULL, &got));
	OK(stmt_put(db, &plain_shape, &(struct by_id){5}));
	db_rollback(db);
	SQL_IS("6", "SELECT COUNT(*) FROM shape");
	/* As many as one likes, in their order. */
	OK(db_begin(db));
	for (int64_t i = 100; i < 130; i++)
		OK(stmt_put(db, &plain_shape, &(struct by_id){i}));
	OK(db_commit(db));
	SQL_IS(
	    "29",
	    "SELECT COUNT(*) FROM shape a JOIN shape b ON b.id = a.id + 1 AND b.number = a.number + 1 WHERE "
	    "a.number >= 100");
	/* Outside of a transaction it is run. */
	OK(stmt_put(db, &plain_shape, &(struct by_id){200}));
	SQL_IS("1", "SELECT COUNT(*) FROM shape WHERE number = 200");
}

static void what_fails_with_the_commit_undoes_all(void **state)
{
	(void)state;
	server_sql("CREATE OR REPLACE TABLE shape_user (id BIGINT UNSIGNED NOT NULL UNIQUE)");
	server_sql("INSERT INTO shape_user VALUES (7)");
	for (int before = 0; before < 2; before++) {
		OK(db_begin(db));
		if (before)
			OK(stmt_run(db, &plain_shape, &(struct by_id){1}, NULL));
		OK(stmt_put(db, &plain_shape, &(struct by_id){2}));
		OK(stmt_put(db, &no_shape, &(struct by_id){7}));
		OK(stmt_put(db, &plain_shape, &(struct by_id){3}));
		IS(ERR_CONFLICT, db_commit(db));
		assert_string_equal(db_conflict_key(db), "id");
		assert_false(db_in_transaction(db));
		SQL_IS("0", "SELECT COUNT(*) FROM shape");
	}
	/* Nothing is left open on the connection. */
	OK(stmt_run(db, &plain_shape, &(struct by_id){4}, NULL));
	SQL_IS("1", "SELECT COUNT(*) FROM shape");
	server_sql("DROP TABLE shape_user");
}

/* More sequences than are kept: those behind them go one by one. */
static void many_sequences(void **state)
{
	(void)state;
	for (int64_t i = 0; i < 256; i++) {
		OK(db_begin(db));
		for (int bit = 0; bit < 8; bit++)
			OK(i >> bit & 1 ? stmt_put(db, &plain_shape, &(struct by_id){i})
					: stmt_put(db, &name_shape, &(struct by_text){"n"}));
		OK(db_commit(db));
	}
	SQL_IS("2048\t1024\t146880", "SELECT COUNT(*), COUNT(number), SUM(number) FROM shape");
}

/* Trusted, an act that goes well is one round trip; one that does not is told to run again, and nothing happened. */
static void trust(void **state)
{
	int64_t n = 0;
	(void)state;
	OK(stmt_run(db, &put_shape, &(struct shape){.number = 1, .at = NIL_INT}, NULL));
	struct by_id one = {stmt_last_id(db)}, none = {0};
	for (int i = 0; i < 2; i++) {
		db_request(db, &arena);
		OK(db_begin(db));
		db_trust(db, true);
		OK(stmt_expect(db, &mark_shape, &one, &n));
		assert_int_equal(n, 1);
		OK(stmt_expect(db, &mark_shape, &none, NULL));
		OK(stmt_put(db, &plain_shape, &(struct by_id){5}));
		assert_int_equal(trips(), 0);
		OK(db_commit(db));
		assert_int_equal(trips(), 1);
		assert_true(db_trusts(db));
	}
	SQL_IS("3\n5\n5", "SELECT number FROM shape ORDER BY id");
	/* Also in a row that is as it should be already: what it finds counts, not what it changes. */
	static const struct statement same = {"test same", "UPDATE shape SET number = number WHERE id = ?",
					      by_id_in, NULL, WRITES};
	OK(db_begin(db));
	db_trust(db, true);
	OK(stmt_expect(db, &same, &one, &n));
	OK(db_commit(db));
	for (int ask = 0; ask < 2; ask++) {
		struct shape got;
		OK(db_begin(db));
		db_trust(db, true);
		OK(stmt_expect(db, &plain_shape, &(struct by_id){6}, &n));
		OK(stmt_expect(db, &mark_shape, &none, &n));
		assert_int_equal(n, 1);
		OK(stmt_put(db, &plain_shape, &(struct by_id){7}));
		if (ask)
			IS(ERR_RETRY, stmt_one(db, &all_shapes, NULL, &got));
		else
			IS(ERR_RETRY, db_commit(db));
		if (ask)
			db_rollback(db);
		assert_false(db_trusts(db));
		assert_false(db_in_transaction(db));
		SQL_IS("3", "SELECT COUNT(*) FROM shape");
	}
	/* The next step by step. */
	OK(db_begin(db));
	db_trust(db, false);
	OK(stmt_expect(db, &mark_shape, &none, &n));
	assert_int_equal(n, 0);
	db_rollback(db);
	db_request(db, &arena);
	assert_false(db_trusts(db));
}

/* What the server does not take in a compound statement goes by itself. */
static void a_batch_that_is_refused(void **state)
{
	static const struct statement unlock = {"test unlock", "UNLOCK TABLES", no_fields, NULL, WRITES};
	(void)state;
	for (int i = 0; i < 2; i++) {
		OK(db_begin(db));
		OK(stmt_run(db, &unlock, NULL, NULL));
		OK(stmt_run(db, &plain_shape, &(struct by_id){1}, NULL));
		OK(stmt_put(db, &unlock, NULL));
		OK(stmt_put(db, &plain_shape, &(struct by_id){2}));
		OK(db_commit(db));
	}
	SQL_IS("1\n2\n1\n2", "SELECT number FROM shape ORDER BY id");
}

/* Each statement that writes can be the first of a transaction, or be put off to its end. */
static void every_write_goes_in_a_batch(void **state)
{
	int tried = 0;
	(void)state;
	for (const struct statement_table *t = stmt_tables(); t->resource; t++)
		for (int i = 0; i < t->count; i++) {
			const struct statement *s = &t->rows[i];
			char text[8192], *end = text;
			if (s->kind != WRITES)
				continue;
			end = stpcpy(end, "PREPARE one FROM 'BEGIN NOT ATOMIC START TRANSACTION; ");
			for (const char *from = s->sql; *from; from++) {
				if (*from == '\'' || *from == '\\')
					*end++ = *from == '\'' ? '\'' : '\\';
				*end++ = *from;
			}
			stpcpy(end, "; COMMIT; END'");
			server_sql("%s", text);
			tried++;
		}
	assert_true(tried > 60);
}

#define SHAPES(f) cmocka_unit_test_setup_teardown(f, begin_shapes, end_shapes)
#define TEST(f)	  cmocka_unit_test_setup_teardown(f, begin, end)
#define TWO(f)	  cmocka_unit_test_setup_teardown(f, begin_two, end_two)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    SHAPES(begin_goes_with_the_first_write),
	    SHAPES(a_read_goes_before_the_begin),
	    cmocka_unit_test(locks_are_told),
	    SHAPES(what_is_put_goes_with_the_commit),
	    SHAPES(what_fails_with_the_commit_undoes_all),
	    SHAPES(many_sequences),
	    SHAPES(trust),
	    SHAPES(a_batch_that_is_refused),
	    TEST(every_write_goes_in_a_batch),
	    SHAPES(no_values),
	    SHAPES(texts),
	    SHAPES(numbers),
	    SHAPES(dates_and_times),
	    SHAPES(nothing_is_cut),
	    SHAPES(rows_wait),
	    SHAPES(rows_matched_count),
	    SHAPES(statements_checked),
	    SHAPES(references),
	    SHAPES(error_numbers),
	    TEST(people_in_and_out),
	    TEST(people_change),
	    TEST(people_go),
	    TEST(people_listed),
	    TEST(works_in_and_out),
	    TEST(works_change),
	    TEST(works_go),
	    TEST(copies_for_imports),
	    TEST(keys_are_exact),
	    TEST(conflict_keys),
	    TEST(handles_fall_back),
	    TEST(works_listed),
	    TEST(works_ordered),
	    TEST(works_after),
	    TEST(facets),
	    TEST(lists_in_and_out),
	    TEST(lists_listed),
	    TEST(entries_in_and_out),
	    TEST(entries_in_order),
	    TEST(booklist),
	    TEST(wishlists),
	    TEST(shares),
	    TEST(cascades),
	    TEST(first_answers_are_kept),
	    TEST(yesterdays_key_is_free),
	    TEST(a_running_key_is_busy),
	    TEST(transactions),
	    TEST(costs),
	    TEST(locks),
	    TEST(deadlock),
	    TEST(all_statements_fit),
	    cmocka_unit_test_setup_teardown(drift_is_noticed, begin, restore_columns),
	    TEST(idle_connection_killed),
	    TEST(killed_under_a_read),
	    TEST(killed_under_a_write),
	    TEST(server_gone),
	    TEST(server_hangs),
	    TWO(two_migrators),
	    TWO(migration_goes_on),
	    TWO(newer_schema_refused),
	    TWO(long_database_name),
	    TWO(migrate_without_database),
	    TEST(seeds),
	};
	server_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
