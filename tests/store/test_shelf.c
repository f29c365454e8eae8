/* test_shelf.c - every page is what sorting all titles would give, whatever came, went, and was counted by whom. */
#include "server.h"

#include "../unit/test.h"
#include "check.h"
#include "race.h"
#include "store/book.h"
#include "store/idempotency.h"
#include "store/movie.h"
#include "store/person.h"
#include "store/shelf.h"
#include "store/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static struct db *db, *other;
static struct arena arena;
static unsigned seed;

static int begin(void **state)
{
	(void)state;
	server_clean();
	race_begin();
	seed = 1;
	arena_init(&arena);
	db_open(&db, server_conf());
	db_open(&other, server_conf());
	db_request(db, &arena);
	db_request(other, &arena);
	return 0;
}

static int end(void **state)
{
	db_close(&db);
	db_close(&other);
	arena_clear(&arena);
	return race_end(state);
}

/* ---- what is there ---- */

enum { MOST = 4000 };
static const char *const kinds[] = {NULL, "book", "movie"};

/* Ids as they should be, by kind; the films once more, as these are ordered there. */
enum { FILMS = COUNT(kinds) };
static struct order {
	const char *name;
	int count;
	int64_t ids[MOST];
} orders[FILMS + 1] = {{.name = "all"}, {.name = "books"}, {.name = "movies"}, {.name = "films"}};

static void add_to(struct order *o, int64_t id)
{
	assert_true(o->count < MOST);
	o->ids[o->count++] = id;
}

/* Sorted by the server without any index of ours. */
static void read_orders(void)
{
	const char *text = server_sql(
	    "SELECT id, kind + 0 FROM work USE INDEX () WHERE withdrawn = 0 ORDER BY title_search, id; "
	    "SELECT id, 3 FROM work USE INDEX () WHERE withdrawn = 0 AND kind = 'movie' "
	    "ORDER BY title_search, imdb_id, id");
	for (size_t i = 0; i < COUNT(orders); i++)
		orders[i].count = 0;
	for (char *rest; *text; text = rest) {
		int64_t id = strtoll(text, &rest, 10), kind = strtoll(rest, &rest, 10);
		add_to(&orders[kind], id);
		if (kind != FILMS)
			add_to(&orders[0], id);
	}
}

static int page(struct db *d, const char *kind, int64_t limit, int64_t offset, int64_t *ids)
{
	struct work_filter f = WORK_FILTER_ANY;
	struct rows rows;
	struct work w;
	int n = 0;
	f.kind = kind;
	f.limit = limit;
	f.offset = offset;
	OK(store_work_list(d, &f, &rows));
	while (!stmt_next(&rows, &w))
		ids[n++] = w.id;
	return n;
}

static int films(struct db *d, int64_t limit, int64_t offset, int64_t *ids)
{
	struct rows rows;
	struct movie m;
	int n = 0;
	OK(store_movie_list(d, limit, offset, &rows));
	while (!stmt_next(&rows, &m))
		ids[n++] = m.id;
	return n;
}

static void same(const struct order *o, const int64_t *got, int n, int64_t limit, int64_t offset, int line)
{
	int64_t rest = offset < o->count ? o->count - offset : 0, wanted = rest < limit ? rest : limit;
	if (n != wanted)
		fail_msg("line %d: %s: %d rows from %lld on, wanted %lld", line, o->name, n,
			 (long long)offset, (long long)wanted);
	for (int i = 0; i < n; i++)
		if (got[i] != o->ids[offset + i])
			fail_msg("line %d: %s: row %lld is another", line, o->name, (long long)offset + i);
}

/* A connection's pages of this size, also the one behind the last. */
static void is_right(struct db *d, int64_t limit, int line)
{
	static int64_t got[MOST];
	int64_t works;
	read_orders();
	for (size_t k = 0; k < COUNT(kinds); k++) {
		OK(store_shelf_count(d, kinds[k], &works));
		assert_int_equal(works, orders[k].count);
	}
	for (size_t k = 0; k < COUNT(orders); k++)
		for (int64_t at = 0; at < orders[k].count + 2 * limit; at += limit)
			same(&orders[k], got,
			     k == FILMS ? films(d, limit, at, got) : page(d, kinds[k], limit, at, got), limit,
			     at, line);
	arena_reset(&arena);
}
#define IS_RIGHT(d, limit) is_right(d, limit, __LINE__)

static int64_t wrong(void)
{
	int64_t n = -1;
	OK(store_shelf_check(db, &n));
	return n;
}

/* No part above 16 but where titles are the same: then fewer than 8 others stand behind them. */
static void parts_are_small(int line)
{
	const char *large = server_sql(
	    "SELECT p.kind, p.first_title, p.works FROM shelf_part p WHERE p.works > 16 AND 8 <= (SELECT "
	    "COUNT(*) "
	    "FROM work w WHERE w.withdrawn = 0 AND (p.kind = 'all' OR w.kind = CONCAT(p.kind)) AND "
	    "w.title_search > p.first_title AND w.title_search < COALESCE((SELECT MIN(n.first_title) FROM "
	    "shelf_part n WHERE n.kind = p.kind AND n.first_title > p.first_title), '\xf4\x8f\xbf\xbf'))");
	is_text("", large, "what is large", line);
}
#define PARTS_ARE_SMALL() parts_are_small(__LINE__)

/* ---- acts ---- */

static struct work add(const char *kind, const char *title)
{
	struct work w = {.kind = kind, .title = title, .year = NIL_INT};
	OK(server_insert(db, &w));
	return w;
}

/* Titles that sort alike though they differ, none at all, the longest, those that only begin alike. */
static const char *any_title(void)
{
	static const char *const alike[] = {
	    "Emma",    "emma", "EMMA", "\xc3\x89mma", "e\xcc\x81mma",	  "Emma  ",    "straße", "Strasse",
	    "STRASSE", "",     "",     " ",	      "\xf0\x9f\x93\x9a", "Zo\xc3\xab"};
	unsigned r = (unsigned)rand_r(&seed);
	if (r % 3 == 0)
		return alike[r / 3 % COUNT(alike)];
	if (r % 17 == 0) {
		char *longest = arena_alloc(&arena, 501);
		memset(longest, 'q', 500);
		longest[499] = (char)('a' + r / 17 % 26);
		longest[500] = 0;
		return longest;
	}
	return arena_printf(&arena, "%c%c%u", 'a' + (int)(r / 7 % 26), "aA\0z"[r / 11 % 4], r / 13 % 50);
}

static const char *any_kind(void)
{
	return rand_r(&seed) % 3 ? "book" : "movie";
}

static int64_t any_work(const char *where)
{
	return server_number("SELECT id FROM work WHERE withdrawn = 0 AND %s ORDER BY RAND(%u) LIMIT 1",
			     where, (unsigned)rand_r(&seed));
}

static void fill(int works)
{
	OK(db_begin(db));
	for (int i = 0; i < works; i++)
		add(any_kind(), any_title());
	OK(db_commit(db));
}

static void retitle(int64_t id, const char *kind, const char *title)
{
	struct work w = {.id = id, .kind = kind, .title = title, .year = NIL_INT};
	OK(server_update(db, &w));
}

static void act_insert(void)
{
	add(any_kind(), any_title());
}
static void act_delete(void)
{
	OK(server_delete(db, any_work("1")));
}
/* Lent once, so that its row stays. */
static void act_withdraw(void)
{
	int64_t id = any_work("1");
	server_sql(
	    "INSERT INTO loan (uuid, copy_id, work_id, person_id, out_at, due_at, returned_at, charge_minor, "
	    "tariff_version) SELECT UUID(), c.id, c.work_id, p.id, NOW(6), NOW(6), NOW(6), 0, 1 FROM copy c, "
	    "person p WHERE c.work_id = %lld AND p.email = 'a@x'",
	    (long long)id);
	OK(server_delete(db, id));
	SQL_IS("1", "SELECT withdrawn FROM work WHERE id = %lld", (long long)id);
}
static void act_retitle(void)
{
	retitle(any_work("kind = 'book'"), "book", any_title());
}
static void act_same_title(void)
{
	int64_t id = any_work("kind = 'movie'");
	retitle(id, "movie", server_sql("SELECT title FROM work WHERE id = %lld", (long long)id));
}
static void act_other_kind(void)
{
	retitle(any_work("kind = 'book'"), "movie", any_title());
	retitle(any_work("kind = 'movie'"), "book", any_title());
}
static void act_book_store(void)
{
	struct book b = {.id = any_work("kind = 'book'"), .title = any_title(), .author = "a"};
	OK(db_begin(db));
	OK(store_book_update(db, &b));
	OK(db_commit(db));
}
static void act_film(void)
{
	struct film f = {.imdb_id = arena_printf(&arena, "tt%d", rand_r(&seed) % 20),
			 .title = any_title(),
			 .year = NIL_INT};
	OK(db_begin(db));
	OK(store_movie_put(db, &f, NULL));
	OK(db_commit(db));
}
/* As an import does it; and as much as one cuts into parts. */
static void act_import(void)
{
	int64_t first = 0, last = 0;
	const char *kind = any_kind();
	OK(db_begin(db));
	for (int i = 0; i < 40; i++) {
		struct work w = {.kind = kind, .title = any_title(), .year = NIL_INT};
		OK(server_insert_bare(db, &w));
		first = first ? first : w.id;
		last = w.id;
	}
	OK(store_shelf_take(db, kind, first, last, 40));
	OK(store_work_first_copies(db, first, last));
	OK(db_commit(db));
	OK(store_shelf_cut(db));
}
static void act_recount(void)
{
	OK(store_shelf_renew(db));
}
/* Many in one transaction, some of them undone by others. */
static void act_many(void)
{
	struct work w;
	OK(db_begin(db));
	for (int i = 0; i < 10; i++) {
		w = add(any_kind(), any_title());
		if (i % 3)
			retitle(w.id, w.kind, any_title());
		if (i % 2)
			OK(server_delete(db, w.id));
	}
	OK(db_commit(db));
}

/* ---- alone ---- */

static void pages_of_all_sizes(void **state)
{
	static const int64_t sizes[] = {1, 2, 7, 10, 16, 33, 100, 1000};
	(void)state;
	IS_RIGHT(db, 10); /* of nothing */
	fill(400);
	for (size_t i = 0; i < COUNT(sizes); i++)
		IS_RIGHT(i % 2 ? db : other, sizes[i]);
	assert_int_equal(wrong(), 0);
	PARTS_ARE_SMALL();
	assert_true(server_number("SELECT COUNT(*) FROM shelf_part WHERE kind = 'all'") > 8);
}

/* One changes the catalogue, the other's next page has it. */
static void changes_are_seen(void **state)
{
	static void (*const acts[])(void) = {act_insert,     act_delete, act_retitle, act_withdraw,
					     act_same_title, act_insert, act_film,    act_other_kind,
					     act_book_store, act_many,	 act_film,    act_insert};
	(void)state;
	server_sql("INSERT INTO person (uuid, email) VALUES (UUID(), 'a@x')");
	fill(150);
	for (size_t i = 0; i < 4 * COUNT(acts); i++) {
		acts[i % COUNT(acts)]();
		IS_RIGHT(other, 12);
	}
	act_import();
	IS_RIGHT(other, 12);
	act_recount();
	IS_RIGHT(other, 12);
	act_import();
	act_retitle();
	IS_RIGHT(other, 12);
	IS_RIGHT(db, 12);
	assert_int_equal(wrong(), 0);
	PARTS_ARE_SMALL();
}

static void equal_titles(void **state)
{
	(void)state;
	OK(db_begin(db));
	for (int i = 0; i < 100; i++)
		add("book", i % 2 ? "Emma" : "\xc3\x89MMA");
	for (int i = 0; i < 20; i++)
		add("book", i % 2 ? "Dora" : "Frieda");
	OK(db_commit(db));
	IS_RIGHT(other, 10);
	assert_int_equal(wrong(), 0);
	PARTS_ARE_SMALL();
	SQL_IS(
	    "1",
	    "SELECT COUNT(*) FROM shelf_part WHERE kind = 'book' AND works >= 100 AND first_title = 'emma'");
}

/* A row of titles between two others: each cut takes of the room between the places of two parts. */
static void places_run_out(void **state)
{
	(void)state;
	fill(60);
	int64_t epoch = server_number("SELECT epoch FROM shelf");
	IS_RIGHT(other, 10);
	for (int batch = 0; batch < 8; batch++) {
		OK(db_begin(db));
		for (int i = 0; i < 60; i++)
			add("book", arena_printf(&arena, "m volume %05d",
						 batch < 4 ? 60 * batch + i : 20000 - 60 * batch - i));
		OK(db_commit(db));
		/* As many more cuts would have left it. */
		if (batch == 3)
			server_sql(
			    "UPDATE shelf_part p JOIN (SELECT kind, first_title, ROW_NUMBER() OVER "
			    "(PARTITION BY "
			    "kind ORDER BY first_title) n FROM shelf_part) o USING (kind, first_title) "
			    "SET p.place = -o.n; UPDATE shelf_part SET place = 1000 + place; "
			    "UPDATE shelf_part p JOIN (SELECT kind, first_title, ROW_NUMBER() OVER "
			    "(PARTITION BY "
			    "kind ORDER BY first_title) n FROM shelf_part) o USING (kind, first_title) "
			    "SET p.place = o.n; UPDATE shelf SET epoch = epoch + 1");
		IS_RIGHT(other, 10);
	}
	assert_true(server_number("SELECT epoch FROM shelf") > epoch + 1);
	assert_int_equal(wrong(), 0);
	PARTS_ARE_SMALL();
}

/* Where there are very many works, parts are larger: a worker remembers all of them. As if these were some of so many. */
static void parts_of_many(void **state)
{
	(void)state;
	OK(db_begin(db));
	for (int i = 0; i < 160; i++)
		add("movie", arena_printf(&arena, "title %05d", i));
	OK(db_commit(db));
	int64_t films = server_number("SELECT movies FROM shelf");
	for (int round = 0; round < 2; round++) {
		server_sql("DELETE FROM shelf_part WHERE kind = 'movie'; "
			   "INSERT INTO shelf_part (kind, first_title, place, works, version) SELECT "
			   "'movie', '', 0, "
			   "movies, version FROM shelf");
		if (round)
			server_sql("UPDATE shelf SET movies = 8 * 16384 + 1");
		OK(store_shelf_cut(db));
		SQL_IS(round ? "10\t16" : "20\t8",
		       "SELECT COUNT(*), MIN(works) FROM shelf_part WHERE kind = 'movie'");
	}
	/* One is cut when it has twice as many. */
	for (int i = 16; i < 32; i++) {
		SQL_IS("10", "SELECT COUNT(*) FROM shelf_part WHERE kind = 'movie'");
		OK(db_begin(db));
		add("movie", arena_printf(&arena, "title 00030 %05d", i));
		OK(db_commit(db));
	}
	SQL_IS("11", "SELECT COUNT(*) FROM shelf_part WHERE kind = 'movie'");
	server_sql("UPDATE shelf SET movies = %lld", (long long)films + 16);
	assert_int_equal(wrong(), 0);
	IS_RIGHT(other, 10);
}

static const struct statement hold_shelf = {"test hold", "UPDATE shelf SET version = version", no_fields,
					    NULL, WRITES};
static const struct field connection_out[] = {FIELD_INT(struct by_id, id, "id", 0, 0, 0), FIELD_END};
static const struct statement which = {"test connection", "SELECT CONNECTION_ID() AS id", no_fields,
				       connection_out, READS};

static int64_t connection(struct db *d)
{
	struct by_id got;
	OK(stmt_one(d, &which, NULL, &got));
	return got.id;
}

static void undone_counts_nothing(void **state)
{
	struct idempotency k = {.caller = "c", .route = "r", .key = "k", .body_hash = "h", .status = 400};
	(void)state;
	fill(50);
	int64_t version = server_number("SELECT version FROM shelf");
	int64_t work = any_work("1");
	OK(db_begin(db));
	add("book", "never");
	OK(server_delete(db, work));
	db_rollback(db);
	/* A refusal that is kept under its key: only the act is undone. */
	OK(db_begin(db));
	OK(store_idempotency_claim(db, &k));
	add("book", "never");
	OK(store_idempotency_undo(db));
	OK(store_idempotency_keep(db, &k));
	OK(db_commit(db));
	/* A connection that is lost takes what it was to count with it. */
	OK(db_begin(db));
	add("book", "never");
	server_sql("KILL %lld", (long long)connection(db));
	IS(ERR_AWAY, db_commit(db));
	OK(db_begin(db));
	OK(db_commit(db));
	assert_int_equal(server_number("SELECT version FROM shelf"), version);
	assert_int_equal(wrong(), 0);
	IS_RIGHT(db, 10);
}

/* The shelf is held by somebody for too long: nothing is done, and when it is done again it counts once. */
static void done_again_counts_once(void **state)
{
	struct work w = {.kind = "book", .title = "again", .year = NIL_INT};
	(void)state;
	fill(50);
	OK(db_begin(other));
	OK(stmt_run(other, &hold_shelf, NULL, NULL));
	IS(ERR_RETRY, server_insert(db, &w));
	assert_false(db_in_transaction(db));
	db_rollback(other);
	SQL_IS("50", "SELECT works FROM shelf");
	OK(server_insert(db, &w));
	SQL_IS("51", "SELECT works FROM shelf");
	assert_int_equal(wrong(), 0);
	IS_RIGHT(other, 10);
}

/* ---- wrong and mended ---- */

static int ctl(const char *what)
{
	int status = system(arena_printf(&arena, "%s %s >%s 2>&1", server_ctl(), what, server_path("said")));
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void seeds_are_counted(void **state)
{
	(void)state;
	assert_int_equal(ctl("seed"), 0);
	IS_RIGHT(db, 10);
	assert_int_equal(wrong(), 0);
	PARTS_ARE_SMALL();
	server_sql("DELETE FROM work WHERE kind = 'movie' LIMIT 2");
	assert_int_equal(ctl("seed --again"), 0);
	IS_RIGHT(db, 10);
	assert_int_equal(wrong(), 0);
}

static void imports_are_counted(void **state)
{
	FILE *out = fopen(server_path("books.csv"), "we");
	(void)state;
	fill(100);
	IS_RIGHT(other, 20);
	assert_non_null(out);
	fputs("title,authors,isbn\n", out);
	for (int i = 0; i < 1500; i++)
		fprintf(out, "%c title %d,Somebody,\n", 'a' + i % 26, i / 3);
	fclose(out);
	assert_int_equal(ctl(arena_printf(&arena, "import books %s", server_path("books.csv"))), 0);
	IS_RIGHT(other, 100);
	assert_int_equal(wrong(), 0);
	PARTS_ARE_SMALL();
	/* Known rows are counted no second time. */
	assert_int_equal(ctl(arena_printf(&arena, "import books %s", server_path("books.csv"))), 0);
	assert_int_equal(wrong(), 0);
}

static void wrong_counts_are_found(void **state)
{
	static const char *const spoils[] = {
	    "UPDATE shelf_part SET works = works + 1 WHERE kind = 'all' ORDER BY place LIMIT 1",
	    "UPDATE shelf_part SET works = works + IF(place, -1, 1) WHERE kind = 'book' LIMIT 2",
	    "UPDATE shelf SET books = books - 1",
	    "INSERT INTO work (uuid, kind, title) VALUES (UUID(), 'movie', 'by SQL')",
	    "DELETE FROM work ORDER BY id LIMIT 1",
	    "UPDATE work SET title = 'zzz' WHERE title LIKE 'a%' LIMIT 1",
	    "DELETE FROM shelf_part WHERE kind = 'movie' AND first_title = ''",
	    "DELETE FROM shelf_part WHERE kind = 'book' ORDER BY place DESC LIMIT 1",
	    "DELETE FROM shelf_part",
	    "DELETE FROM shelf",
	    "DELETE FROM shelf; DELETE FROM shelf_part",
	};
	(void)state;
	fill(120);
	for (size_t i = 0; i < COUNT(spoils); i++) {
		assert_int_equal(wrong(), 0);
		server_sql("%s", spoils[i]);
		assert_true(wrong() > 0);
		assert_int_equal(ctl("tidy --only shelves"), 0);
		assert_int_equal(wrong(), 0);
		IS_RIGHT(other, 10);
		PARTS_ARE_SMALL();
	}
}

static int64_t rows_sorted(struct db *d)
{
	static const struct statement sorted = {
	    "rows sorted",
	    "SELECT CAST(variable_value AS SIGNED) AS n FROM "
	    "information_schema.session_status WHERE variable_name = 'SORT_ROWS'",
	    no_fields, count_out, READS};
	int64_t n = 0;
	OK(stmt_count(d, &sorted, NULL, &n));
	return n;
}

/* A page that this connection knows how to read is one statement, in an index's order. */
static void assert_one_statement(struct db *d)
{
	int64_t got[10], before = rows_sorted(d);
	for (size_t k = 0; k < COUNT(orders); k++) {
		db_request(d, &arena);
		assert_int_equal(k == FILMS ? films(d, 10, 20, got) : page(d, kinds[k], 10, 20, got), 10);
		assert_int_equal(db_cost(d)->statements, 1);
	}
	assert_int_equal(rows_sorted(d), before);
}

/* Without parts, or with too few, it is slow and right; the next change counts anew. */
static void parts_may_be_missing(void **state)
{
	struct db *fresh;
	(void)state;
	fill(120);
	IS_RIGHT(other, 10);
	server_sql("DELETE FROM shelf_part WHERE first_title > 'd'");
	db_open(&fresh, server_conf());
	db_request(fresh, &arena);
	IS_RIGHT(fresh, 10);
	assert_one_statement(fresh);
	server_sql("DELETE FROM shelf_part");
	add("movie", "first again");
	IS_RIGHT(other, 10);
	assert_one_statement(other);
	IS_RIGHT(fresh, 10);
	assert_int_equal(wrong(), 0);
	server_sql("DELETE FROM shelf");
	add("movie", "second again");
	act_recount();
	IS_RIGHT(other, 10);
	IS_RIGHT(fresh, 10);
	server_sql("DELETE FROM shelf_part");
	act_import();
	assert_int_equal(wrong(), 0);
	IS_RIGHT(fresh, 10);
	db_close(&fresh);
}

/* A backup put back under connections that remember what was counted since. */
static void version_goes_back(void **state)
{
	(void)state;
	for (int more = 0; more < 6; more++) {
		server_clean();
		fill(120);
		server_sql("CREATE OR REPLACE TABLE kept_shelf AS SELECT * FROM shelf; "
			   "CREATE OR REPLACE TABLE kept_part AS SELECT * FROM shelf_part; "
			   "CREATE OR REPLACE TABLE kept_work AS SELECT id FROM work");
		for (int i = 0; i < 3; i++)
			add("book", "a since");
		IS_RIGHT(other, 10);
		server_sql("DELETE FROM work WHERE id NOT IN (SELECT id FROM kept_work); "
			   "DELETE FROM shelf; INSERT INTO shelf SELECT * FROM kept_shelf; "
			   "DELETE FROM shelf_part; INSERT INTO shelf_part SELECT * FROM kept_part");
		for (int i = 0; i < more; i++)
			add("book", "z since then");
		/* As often changed since as before: that alone cannot be seen, so a restore counts anew. */
		if (more == 3)
			act_recount();
		IS_RIGHT(other, 10);
		add("movie", "y since then");
		IS_RIGHT(other, 10);
	}
	server_sql("DROP TABLE kept_shelf, kept_part, kept_work");
}

/* ---- all at once ---- */

/* A work of a racer's, known by its isbn: with a title of this range, or not there. */
static enum err put(struct racer *r, char range, bool there)
{
	char isbn[32], title[32];
	struct work w, new = {.kind = r->number % 2 ? "book" : "movie", .year = NIL_INT};
	new.isbn = new.isbn_key = isbn;
	new.title = title;
	snprintf(isbn, sizeof(isbn), "%c%d-%d", range, r->number, rand_r(&r->seed) % 4);
	snprintf(title, sizeof(title), "%c%d", range, rand_r(&r->seed) % 200);
	enum err e = store_work_lock_isbn(r->db, isbn, &w);
	if (e == ERR_NOT_FOUND)
		return there ? store_work_insert(r->db, &new) : ERR_NONE;
	new.id = w.id;
	if (e || (there && rand_r(&r->seed) % 2))
		return e ? e : store_work_update(r->db, &new);
	e = store_work_delete(r->db, w.id);
	return e || !there ? e : store_work_insert(r->db, &new);
}

enum { STILL = 100, FRONT = 2 * 4 * RACERS };
static int64_t still[STILL];

/* What comes and goes before them leaves as many, so these stay where they are, whoever looks. */
static enum err look(struct racer *r)
{
	static __thread int64_t got[STILL];
	struct work_filter f = WORK_FILTER_ANY;
	struct rows rows;
	struct work w;
	int n = 0;
	int64_t offset = rand_r(&r->seed) % (STILL - 10);
	f.limit = 10;
	f.offset = FRONT + offset;
	enum err e = store_work_list(r->db, &f, &rows);
	while (!e && !stmt_next(&rows, &w))
		got[n++] = w.id;
	if (!e && (n != 10 || memcmp(got, still + offset, 10 * sizeof(*got))))
		e = ERR_INTERNAL;
	return e;
}

static enum err act(struct racer *r)
{
	if (r->number % 8 == 7)
		return look(r);
	char range = "abxz"[rand_r(&r->seed) % 4];
	return put(r, range, range < 'm' || rand_r(&r->seed) % 2);
}

/* An import beside people who add: what it takes is its own. */
static enum err act_or_import(struct racer *r)
{
	int64_t first = 0, last = 0, n = 0;
	enum err e = ERR_NONE;
	if (r->number) /* one import at a time */
		return act(r);
	for (int i = 0; !e && i < 20; i++) {
		char title[32];
		struct work w = {.kind = "book", .title = title, .year = NIL_INT};
		snprintf(title, sizeof(title), "x%d", rand_r(&r->seed) % 200);
		e = store_work_insert_bare(r->db, &w);
		first = first ? first : w.id;
		last = w.id;
		n++;
	}
	if (!e)
		e = store_shelf_take(r->db, "book", first, last, n);
	return e ? e : store_work_first_copies(r->db, first, last);
}

static void crowd(enum err (*one)(struct racer *r))
{
	int reruns = 0, most = 0;
	/* Of each racer four in both ranges before those that stay, and always four. */
	server_sql("INSERT INTO work (uuid, kind, title, isbn, isbn_key) SELECT UUID(), 'book', CONCAT(x, "
		   "n), i, i FROM "
		   "(SELECT x, n.seq AS n, CONCAT(x, r.seq, '-', n.seq) AS i FROM (SELECT 'a' AS x UNION "
		   "SELECT 'b') "
		   "ranges, seq_0_to_3 n, seq_0_to_31 r) one; "
		   "INSERT INTO work (uuid, kind, title) SELECT UUID(), 'book', CONCAT('m', seq DIV 3) FROM "
		   "seq_1_to_%d",
		   STILL);
	act_recount();
	assert_int_equal(page(db, NULL, STILL, FRONT, still), STILL);
	race_rounds(one, 40);
	had(RACERS, ERR_NONE, NULL);
	for (int i = 0; i < RACERS; i++) {
		reruns += racers[i].reruns;
		most = racers[i].most > most ? racers[i].most : most;
	}
	print_message("# %d acts, %d begun again, one of them %d times\n", 40 * RACERS, reruns, most);
	assert_int_equal(wrong(), 0);
	OK(store_shelf_cut(db)); /* as an import does at its end */
	PARTS_ARE_SMALL();
	for (int i = 0; i < RACERS; i += 5)
		IS_RIGHT(racers[i].db, 50);
}

static void a_crowd_is_counted(void **state)
{
	(void)state;
	crowd(act);
}

static void a_crowd_beside_an_import(void **state)
{
	(void)state;
	crowd(act_or_import);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(pages_of_all_sizes),	  TEST(changes_are_seen),
	    TEST(equal_titles),		  TEST(places_run_out),
	    TEST(parts_of_many),	  TEST(undone_counts_nothing),
	    TEST(done_again_counts_once), TEST(seeds_are_counted),
	    TEST(imports_are_counted),	  TEST(wrong_counts_are_found),
	    TEST(parts_may_be_missing),	  TEST(version_goes_back),
	    TEST(a_crowd_is_counted),	  TEST(a_crowd_beside_an_import),
	};
	race_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
