/* test_plans.c - how the server will do each statement, on tables of 10,000 rows, and what pages cost it when many ask. */
#include "server.h"

#include "../unit/test.h"
#include "base/date.h"
#include "base/text.h"
#include "check.h"
#include "race.h"
#include "store/list.h"
#include "store/movie.h"
#include "store/person.h"
#include "store/shelf.h"
#include "store/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Row 77 of every table has this uuid. */
#define SOME_UUID  "00000000-0000-4000-8000-00000000004d"
#define OTHER_UUID "00000000-0000-4000-8000-0000ffffffff"
#define SOME_HASH  "a88a7902cb4ef697ba0b6759c50e8c10297ff58f942243de19b984841bfe1f73"
enum { SOME = 77 };

struct plan {
	int64_t id;
	const char *select_type, *table, *type, *possible_keys, *key, *key_len, *ref, *rows, *extra;
};
static const struct field plan_out[] = {
    FIELD_INT(struct plan, id, "id", 0, 0, 0),
    FIELD_TEXT(struct plan, select_type, "select_type", 0, 0, 0),
    FIELD_TEXT(struct plan, table, "table", 0, 0, 0),
    FIELD_TEXT(struct plan, type, "type", 0, 0, 0),
    FIELD_TEXT(struct plan, possible_keys, "possible_keys", 0, 0, 0),
    FIELD_TEXT(struct plan, key, "key", 0, 0, 0),
    FIELD_TEXT(struct plan, key_len, "key_len", 0, 0, 0),
    FIELD_TEXT(struct plan, ref, "ref", 0, 0, 0),
    FIELD_TEXT(struct plan, rows, "rows", 0, 0, 0),
    FIELD_TEXT(struct plan, extra, "Extra", 0, 0, 0),
    FIELD_END,
};

#define UUID_OF(n) "CONCAT('00000000-0000-4000-8000-', LPAD(LOWER(HEX(" n ")), 12, '0'))"

static int64_t shelf_version;

static void fill_tables(void)
{
	server_sql(
	    "SET unique_checks = 0, foreign_key_checks = 0;"
	    "INSERT INTO person (id, uuid, email, card_number, first_name, last_name, role) SELECT "
	    "seq, " UUID_OF(
		"seq") ", CONCAT('p', seq, '@x'), seq, 'a', CONCAT('l', seq), "
		       "IF(seq %% 500, 'member', 'staff') FROM seq_1_to_10000;"
		       "INSERT INTO list (id, uuid, owner_id, name, visibility) SELECT seq, " UUID_OF(
			   "seq") ", seq, 'default', IF(seq %% 3, 'private', 'public') FROM seq_1_to_10000;"
				  "INSERT INTO work (id, uuid, kind, title, handle, creator, isbn, isbn_key, "
				  "imdb_id, year, type) SELECT seq, " UUID_OF(
				      "seq") ", IF(seq %% 4 = 2, 'movie', 'book'), "
					     "CONCAT('title ', seq), CONCAT('title ', seq), CONCAT('creator "
					     "', seq %% 100), seq, seq, CONCAT('tt', seq), 1900 + seq %% "
					     "100, "
					     "ELT(1 + seq %% 3, 'R', 'F', 'N') FROM seq_1_to_10000;"
					     "INSERT INTO work (id, uuid, kind, title) VALUES (10001, "
					     "UUID(), 'book', 'no copy');"
					     "INSERT INTO copy (id, uuid, work_id, taken_by) SELECT "
					     "seq, " UUID_OF(
						 "seq") ", seq, IF(seq %% 10 = 7, 'loan', NULL) FROM "
							"seq_1_to_10000;"
							"INSERT INTO list_entry (list_id, work_id) SELECT "
							"l.seq, 1 + (l.seq * 7 + n.seq * 777) %% 10000 FROM "
							"seq_1_to_2000 l, seq_0_to_9 n;"
							"INSERT IGNORE INTO list_entry (list_id, work_id) "
							"VALUES (77, 77);"
							"INSERT INTO list_share (id, list_id, key_hash, "
							"person_id) SELECT seq, seq, SHA2(seq, 256), 1 + seq "
							"%% 10000 FROM seq_1_to_10000;"
							"INSERT INTO loan (id, uuid, copy_id, work_id, "
							"person_id, out_at, due_at, returned_at, "
							"charge_minor, tariff_version) SELECT seq, " UUID_OF(
							    "seq") ", seq, seq, 1 + seq * 7 %% 1000, "
								   "NOW(6) - INTERVAL seq HOUR, NOW(6) - "
								   "INTERVAL seq HOUR + INTERVAL 14 DAY, "
								   "IF(seq %% 10 = 7, NULL, NOW(6) - "
								   "INTERVAL seq HOUR + INTERVAL 1 DAY), "
								   "IF(seq %% 10 = 7, NULL, 1), 1 FROM "
								   "seq_1_to_10000;"
								   "INSERT INTO hold (id, uuid, work_id, "
								   "person_id, copy_id, state, position, "
								   "placed_at, closed_at, pickup_until) "
								   "SELECT seq, " UUID_OF(
								       "seq") ", seq, 1 + seq * 11 %% 1000, "
									      "IF(seq %% 10 = 2, seq, NULL), "
									      "ELT(1 + seq %% 10, "
									      "'cancelled', 'pending', "
									      "'ready', 'fulfilled', "
									      "'fulfilled', 'fulfilled', "
									      "'expired', 'pending', "
									      "'expired', 'fulfilled'), "
									      "IF(seq %% 10 IN (1, 7), 1, "
									      "NULL), NOW(6) - INTERVAL seq "
									      "HOUR, IF(seq %% 10 IN (1, 2, "
									      "7), NULL, NOW(6) - INTERVAL "
									      "seq HOUR), NOW(6) + INTERVAL "
									      "seq HOUR FROM seq_1_to_10000;"
									      "UPDATE copy JOIN hold ON "
									      "hold.copy_id = copy.id AND "
									      "hold.state = 'ready' SET "
									      "copy.taken_by = 'hold';");
	server_sql(
	    "SET unique_checks = 0, foreign_key_checks = 0;"
	    "INSERT INTO account_line (id, uuid, person_id, kind, amount_minor, loan_id, created_by, "
	    "created_at) SELECT seq, " UUID_OF(
		"seq") ", 1 + seq * 7 %% 1000, IF(seq %% 2, 'charge', 'payment'), "
		       "IF(seq %% 2, 100, -100), IF(seq %% 2, seq, NULL), 'x', NOW(6) - INTERVAL seq HOUR "
		       "FROM seq_1_to_10000;"
		       "INSERT INTO account_offset (id, credit_id, debit_id, amount_minor) SELECT seq, seq * "
		       "2, seq * 2 - 1, 50 FROM seq_1_to_4000;"
		       "INSERT INTO token_revoked SELECT " UUID_OF(
			   "seq") ", NOW(6) - INTERVAL seq HOUR + INTERVAL 48 HOUR FROM seq_1_to_10000;"
				  "INSERT INTO login_failure (kind, name, failures, last_at) SELECT IF(seq "
				  "%% 2, 'account', 'address'), seq, 1, NOW(6) - INTERVAL seq HOUR FROM "
				  "seq_1_to_10000;"
				  "INSERT INTO film_lookup (imdb_id, state, asked_at) SELECT CONCAT('tt', "
				  "seq), ELT(1 + seq %% 3, 'asked', 'absent', 'gone'), NOW(6) - INTERVAL seq "
				  "HOUR FROM seq_1_to_10000;"
				  "INSERT INTO omdb_day SELECT UTC_DATE() - INTERVAL seq DAY, 1 FROM "
				  "seq_0_to_1000;"
				  "INSERT INTO audit (id, at, actor, role, request_id, method, route, "
				  "subject, subject_id) SELECT seq, NOW(6) - INTERVAL 10001 - seq HOUR, "
				  "CONCAT('a', seq %% 300), 'staff', CONCAT('r', seq), 'POST', '/x', "
				  "ELT(1 + seq %% 4, 'work', 'person', 'list', 'loan'), CONCAT('s', seq) "
				  "FROM seq_1_to_10000;"
				  "INSERT INTO audit_seal (no, audit_id, previous, hash) SELECT seq, seq, "
				  "REPEAT('0', 64), REPEAT('1', 64) FROM seq_1_to_9000;"
				  "INSERT INTO idempotency_key (id, caller, route, key_text, body_hash, "
				  "created_at) SELECT seq, 'x', CONCAT('x', seq %% 10), CONCAT('k', seq), "
				  "'x', NOW(6) - INTERVAL seq MINUTE FROM seq_1_to_10000;");
	server_sql("ANALYZE TABLE person, list, work, copy, list_entry, list_share, loan, hold, "
		   "account_line, account_offset, "
		   "token_revoked, login_failure, film_lookup, omdb_day, audit, audit_seal, idempotency_key");
	struct db *db;
	struct arena a;
	arena_init(&a);
	db_open(&db, server_conf());
	db_request(db, &a);
	OK(store_shelf_renew(db));
	db_close(&db);
	arena_clear(&a);
	server_sql("ANALYZE TABLE shelf_part");
	shelf_version = server_number("SELECT version FROM shelf");
}

/* What stands for a parameter of that name, so that the plan is that of a call which finds something. */
static const struct sample {
	const char *statement, *field, *text; /* where in the statement's name; "" everywhere */
} samples[] = {
    {"email", "text", "p77@x"},
    {"booklist make", "one", OTHER_UUID},
    {"booklist make", "two", "p77@x"},
    {"booklist", "text", "p77@x"},
    {"booklist", "one", "p77@x"},
    {"booklist", "two", "77"},
    {"isbn", "text", "77"},
    {"title page", "text", "77"},
    {"movie by title", "one", "title 78"},
    {"movie by title", "two", "title 78"},
    {"movie", "text", "tt78"},
    {"lookup", "text", "tt77"},
    {"room person", "text", "77"},
    {"room look", "one", "77"},
    {"room look", "two", "title 77"},
    {"room", "text", "title 77"},
    {"seed", "text", "fixed"},
    {"share", "key_hash", SOME_HASH},
    {"idempotency", "caller", "x"},
    {"idempotency", "route", "x7"},
    {"idempotency", "key", "k77"},
    {"work insert", "sought_handle", "title 77"},
    {"work insert", "uuid", OTHER_UUID},
    {"handle taken", "handle", "title 78"},
    {"tariff find", "type", "R"},
    {"shelf", "next_title", "title 3"},
    {"shelf", "title", "title 2"},
    {"", "title", "title 77"},
    {"", "after_title", "title 77"},
    {"", "prefix", "title 777%"},
    {"", "match", "+77*"},
    {"", "order1", ""},
    {"", "order2", ""},
    {"", "kind", "book"},
    {"hold list", "one", "pending"},
    {"hold list", "other", "ready"},
    {"hold count", "one", "pending"},
    {"hold count", "other", "ready"},
    {"hold", "from", "loan"},
    {"person list by card", "card_number", "777%"},
    {"audit", "actor", "a77"},
    {"audit", "request_id", "r77"},
    {"audit", "subject", "person"},
    {"audit", "subject_id", "s77"},
};
static const struct number {
	const char *statement, *field;
	int64_t number;
} numbers[] = {
    {"", "limit", 20},
    {"", "offset", 0},
    {"page", "place", 0},
    {"", "viewer", 78},
    {"schema", "version", 1},
    {"tariff", "version", 1},
    {"hold of person", "person_id", 848},
    {"loan take", "work_id", 78},
    {"loan take", "copy_id", 78},
    {"audit unsealed", "last_id", 10000},
    {"audit list", "below_id", 10000},
    {"shelf take", "last_id", 10001},
    {"handle taken", "id", 77},
};

static bool is_search(const char *statement)
{
	static const char *const searches[] = {"work filtered", "work matched", "work prefixed",
					       "work count",	"work facet",	"person list",
					       "person count",	"list list",	"list count"};
	for (size_t i = 0; i < COUNT(searches); i++)
		if (!strncmp(statement, searches[i], strlen(searches[i])))
			return true;
	return false;
}

/* A filter that is asked for seldom: the usual call gives none of them. */
static bool seldom(const char *statement, const struct field *f)
{
	static const char filters[] =
	    "title|creator|type|genre|isbn_key|year|available|name|email|card_number|role|visibility";
	bool asked = strstr(statement, "by card") && !strcmp(f->name, "card_number");
	return is_search(statement) && text_in_words(filters, f->name) && !asked;
}

static const char *sample_text(const char *statement, const struct field *f)
{
	if (seldom(statement, f))
		return NULL;
	for (size_t i = 0; i < COUNT(samples); i++)
		if (strstr(statement, samples[i].statement) && !strcmp(f->name, samples[i].field))
			return samples[i].text;
	return f->type == F_UUID      ? SOME_UUID
	       : f->type == F_DATE    ? "2026-01-01"
	       : f->type == F_DECIMAL ? "1"
				      : SOME_UUID;
}

static int64_t sample_number(const char *statement, const struct field *f)
{
	if (seldom(statement, f))
		return NIL_INT;
	if (f->type == F_TIME)
		return date_now() + (!strcmp(f->name, "from") || !strcmp(f->name, "first_at") ? -30 : 1) *
					86400 * 1000000LL;
	if (strstr(statement, "page") && !strcmp(f->name, "version"))
		return shelf_version;
	for (size_t i = 0; i < COUNT(numbers); i++)
		if (strstr(statement, numbers[i].statement) && !strcmp(f->name, numbers[i].field))
			return numbers[i].number;
	return SOME;
}

static void fill(const struct statement *st, char *in)
{
	for (const struct field *f = st->in; f && f->name; f++) {
		if (f->type == F_BOOL)
			continue;
		if (field_is_text(f))
			*(const char **)field_at(f, in) = sample_text(st->name, f);
		else
			*(int64_t *)field_at(f, in) = sample_number(st->name, f);
	}
}

/* What may read or sort much, and why no index spares it that; or finds nothing here, whatever is asked. */
static const struct exception {
	const char *statement, *why;
	bool empty;
} exceptions[] = {
    {"person count", "counts whoever fits filters that are patterns, or none", false},
    {"list count", "counts what may be found for one of three reasons", false},
    {"work filtered, sorted", "any filter, any order; a plain page comes from the shelf", false},
    {"work count filtered", "any filter", false},
    {"work facet kind filtered", "counts by value whatever is found", false},
    {"work facet type filtered", "counts by value whatever is found", false},
    {"work facet year filtered", "counts by value whatever is found", false},
    {"book list", "all books, by contract", false},
    {"customer list", "all customers, by contract", false},
    {"ledger loans", "verifies all", false},
    {"ledger lines", "verifies all", false},
    {"ledger people", "verifies all", false},
    {"ledger copies", "verifies all", false},
    {"audit sealed", "verifies all", false},
    {"shelf wrong", "verifies all", false},
    {"shelf parts wrong", "verifies all", false},
    {"shelf parts of a kind wrong", "verifies all", false},
    {"shelf take", "groups what one import has just added", true},
    {"hold next waiting", "sorts those who wait, and only these", false},
    {"statistic now", "counts the copies", false},
    {"statistic days", "groups by day what an index found", false},
    {"purge lookups", "walks over the ids that were asked, 1000 rows at a time", false},
    {"seed find", "no seed is loaded", true},
    {"share accept", "the share has its person", true},
    {"loan take any copy", "nobody holds the copy", true},
    {"loan take copy", "nobody holds the copy", true},
    {"hold ask", "the person has no such copy", true},
};

static const struct exception *exception_of(const char *statement)
{
	for (size_t i = 0; i < COUNT(exceptions); i++)
		if (!strcmp(exceptions[i].statement, statement))
			return &exceptions[i];
	return NULL;
}

/* Rows that may be walked over or sorted without an index. */
enum { FEW = 100 };

/*
 * What is wrong with a row of a plan: 'r' reads all, 's' sorts, 'e' finds nothing; 0 nothing. A write that sorts locks all it
 * reads, and that may be a few here and very many elsewhere.
 */
static char fault(const struct plan *p, bool writes)
{
	bool ours = p->table && *p->table != '<';
	bool whole = p->type && (!strcmp(p->type, "ALL") || !strcmp(p->type, "index"));
	bool many = p->rows && strtol(p->rows, NULL, 10) > FEW;
	const char *extra = p->extra ? p->extra : "";
	if (strstr(extra, "mpossible") || strstr(extra, "no matching"))
		return 'e';
	if (ours && whole && many)
		return 'r';
	return (many || writes) && strstr(extra, "filesort") ? 's' : 0;
}

static void say(struct buf *said, const struct plan *p)
{
	buf_printf(said, "\n  %s %s %s %s %s %s", p->select_type, p->table ? p->table : "-",
		   p->type ? p->type : "-", p->key ? p->key : "-", p->rows ? p->rows : "-",
		   p->extra ? p->extra : "");
}

/* The statement behind EXPLAIN; NULL when it is none that has a plan. */
static const char *explained(struct arena *a, const char *sql)
{
	if (strstr(sql, "SAVEPOINT"))
		return NULL;
	if (!strncmp(sql, "SET STATEMENT", 13))
		sql = strstr(sql, " FOR ") + 5;
	return arena_printf(a, "EXPLAIN %s", sql);
}

static void check_plan(struct db *db, struct arena *a, const struct statement *st, struct statement *explain)
{
	const struct exception *exception = exception_of(st->name);
	char in[4096] = {0}, faults[32] = "";
	struct buf said;
	struct rows rows;
	struct plan p;
	buf_init(&said, a, 256);
	fill(st, in);
	OK(stmt_open(db, explain, in, &rows));
	for (int n = 0; !stmt_next(&rows, &p);) {
		char f = fault(&p, st->kind < READS);
		say(&said, &p);
		if (f && n < (int)sizeof(faults) - 1)
			faults[n++] = f;
	}
	if (getenv("PLANS"))
		print_message("# %s%s\n", st->name, said.data);
	if (!exception && *faults)
		fail_msg("%s:%s", st->name, said.data);
	if (exception && !*faults)
		fail_msg("%s is no exception any more (%s):%s", st->name, exception->why, said.data);
	if (exception && !exception->empty && strchr(faults, 'e'))
		fail_msg("%s finds nothing:%s", st->name, said.data);
}

static void plans_use_indexes(void **state)
{
	static struct statement explain[512];
	size_t n = 0, met = 0;
	struct arena arena;
	struct db *db;
	(void)state;
	arena_init(&arena);
	db_open(&db, server_conf());
	db_request(db, &arena);
	for (const struct statement_table *t = stmt_tables(); t->resource; t++)
		for (int i = 0; i < t->count; i++) {
			const struct statement *st = &t->rows[i];
			const char *sql = explained(&arena, st->sql);
			if (!sql)
				continue;
			assert_true(n < COUNT(explain));
			explain[n] = (struct statement){st->name, sql, st->in, plan_out, READS};
			check_plan(db, &arena, st, &explain[n++]);
			met += exception_of(st->name) != NULL;
		}
	print_message("# %zu statements, %zu of them with a reason not to\n", n, met);
	assert_int_equal(met, COUNT(exceptions));
	db_close(&db);
	arena_clear(&arena);
}

/* ---- the same statements, run often by many ---- */

enum { PAGE_ROWS = 20, CROWD = 8, EACH = 125 };

static enum err read_works(struct racer *r, const char *kind, const char *after, int64_t offset)
{
	struct work_filter f = WORK_FILTER_ANY;
	struct rows rows;
	struct work w;
	f.kind = kind;
	f.limit = PAGE_ROWS;
	f.offset = offset;
	f.after_title = after;
	enum err e = store_work_list(r->db, &f, &rows);
	while (!e && !(e = stmt_next(&rows, &w)))
		r->refused++; /* rows */
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err read_films(struct racer *r, int64_t offset)
{
	struct rows rows;
	struct movie m;
	enum err e = store_movie_list(r->db, PAGE_ROWS, offset, &rows);
	while (!e && !(e = stmt_next(&rows, &m)))
		r->refused++;
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err read_lists(struct racer *r, const char *owner)
{
	struct list_filter f = {.owner = owner, .viewer = NIL_INT, .limit = PAGE_ROWS};
	struct rows rows, entries;
	struct list l;
	struct entry one;
	enum err e = store_list_list(r->db, &f, &rows);
	while (!e && !(e = stmt_next(&rows, &l)))
		r->refused++;
	if (e != ERR_NOT_FOUND)
		return e;
	e = store_list_entries(r->db, SOME, &entries);
	while (!e && !(e = stmt_next(&entries, &one)))
		r->refused++;
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

/* Ten pages and lists. */
static enum err browse(struct racer *r)
{
	if (r->number >= CROWD)
		return ERR_NONE;
	int64_t far = rand_r(&r->seed) % 7000;
	enum err e = read_works(r, NULL, NULL, 0);
	e = e ? e : read_works(r, "book", NULL, 0);
	e = e ? e : read_works(r, NULL, NULL, far);
	e = e ? e : read_works(r, "book", NULL, far);
	e = e ? e : read_works(r, NULL, "title 5", 0);
	e = e ? e : read_works(r, "book", "title 5", 0);
	e = e ? e : read_films(r, 0);
	e = e ? e : read_films(r, far / 4);
	e = e ? e : read_lists(r, NULL);
	return e ? e : read_lists(r, SOME_UUID);
}

static int64_t status(const char *name)
{
	return server_number(
	    "SELECT variable_value FROM information_schema.global_status WHERE variable_name = '%s'", name);
}

/* A prepared statement that is run again under load must not fall back on sorting the whole table. */
static void pages_stay_cheap(void **state)
{
	static const char *const names[] = {"Handler_read_rnd_next", "Sort_rows", "Handler_read_next"};
	/* A page of works looks at each work's copies twice, and passes over 32 works at most. */
	static const int64_t most[] = {5, 5, 8 * PAGE_ROWS};
	int64_t before[COUNT(names)], quiet[COUNT(names)], rows = 0;
	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		quiet[i] = status(names[i]);
		quiet[i] = status(names[i]) - quiet[i];
		before[i] = status(names[i]);
	}
	race_begin();
	race_rounds(browse, EACH);
	had(RACERS, ERR_NONE, NULL);
	for (int i = 0; i < CROWD; i++)
		rows += racers[i].refused;
	assert_true(rows > CROWD * EACH * 9 * PAGE_ROWS);
	for (size_t i = 0; i < COUNT(names); i++) {
		/* The reading of the counters counts too. */
		int64_t cost = status(names[i]) - before[i] - 2 * (int64_t)COUNT(names) * quiet[i];
		print_message("# %s: %.1f a page\n", names[i], (double)cost / (CROWD * EACH * 10));
		if (cost > most[i] * CROWD * EACH * 10)
			fail_msg("%s: %lld for %d pages", names[i], (long long)cost, CROWD * EACH * 10);
	}
	race_end(NULL);
}

static int64_t rows_read(struct db *db)
{
	static const struct statement handlers = {
	    "handlers",
	    "SELECT CAST(SUM(variable_value) AS SIGNED) AS n FROM information_schema.session_status WHERE "
	    "variable_name IN ('HANDLER_READ_RND_NEXT', 'HANDLER_READ_NEXT', 'HANDLER_READ_PREV')",
	    no_fields, count_out, READS};
	int64_t n = 0;
	OK(stmt_count(db, &handlers, NULL, &n));
	return n;
}

/* Few rows are read where a filter has an index, run again as well; what nobody asks does not keep it from that. */
static void filters_find_their_index(void **state)
{
	static const struct {
		struct work_filter f;
		int64_t found, read;
	} works[] = {
	    {{.isbn_key = "77", .year = NIL_INT, .available = NIL_INT}, 1, 10},
	    /* In the order of the titles, of which every hundredth is of that year, until the page is full. */
	    {{.kind = "book", .year = 1977, .available = NIL_INT}, 100, 100 * PAGE_ROWS + 500},
	    {{.match = "+777*", .year = NIL_INT, .available = NIL_INT}, 11, 200},
	    {{.prefix = "title 777%", .year = NIL_INT, .available = NIL_INT}, 11, 100},
	};
	struct person_filter people = {.card_number = "777%", .limit = PAGE_ROWS};
	struct arena arena;
	struct db *db;
	struct rows rows;
	struct work w;
	struct person p;
	(void)state;
	arena_init(&arena);
	db_open(&db, server_conf());
	db_request(db, &arena);
	int64_t quiet = rows_read(db);
	quiet = rows_read(db) - quiet;
	for (size_t i = 0; i < COUNT(works); i++) {
		struct work_filter f = works[i].f;
		f.order1 = f.order2 = "";
		f.limit = PAGE_ROWS;
		for (int again = 0; again < 3; again++) {
			int64_t before = rows_read(db), counted, n = 0, found = NIL_INT;
			OK(store_work_list(db, &f, &rows));
			for (; !stmt_next(&rows, &w); n++)
				found = w.found;
			OK(store_work_count(db, &f, &counted));
			int64_t read = rows_read(db) - before - quiet;
			assert_int_equal(counted, works[i].found);
			assert_int_equal(n, counted < PAGE_ROWS ? counted : PAGE_ROWS);
			assert_int_equal(found, f.match ? counted : NIL_INT);
			if (read > works[i].read)
				fail_msg("filter %zu: %lld rows read for %lld", i, (long long)read,
					 (long long)n);
		}
	}
	int64_t before = rows_read(db), n = 0;
	OK(store_person_list(db, &people, &rows));
	for (; !stmt_next(&rows, &p); n++)
		;
	assert_int_equal(n, 11);
	assert_true(rows_read(db) - before - quiet < 50);
	db_close(&db);
	arena_clear(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(plans_use_indexes),
	    cmocka_unit_test(filters_find_their_index),
	    cmocka_unit_test(pages_stay_cheap),
	};
	race_open();
	fill_tables();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
