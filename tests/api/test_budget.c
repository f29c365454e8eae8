/* test_budget.c - what a request may cost the database: each route its budget, and a long list no more than a short one. */
#include "client.h"

#include "../store/server.h"
#include "../unit/test.h"
#include "store/stmt.h"

#include <stdio.h>
#include <string.h>

#define V1 "/api/v1"
/* What furnish() adds for the loans. */
#define COPY   "00000000-0000-4000-8000-0000000000f1"
#define LOAN   "00000000-0000-4000-8000-0000000000f2"
#define DEBTOR "00000000-0000-4000-8000-0000000000f4"
#define CHARGE "00000000-0000-4000-8000-0000000000f3"
#define FRESH  "If-Match: \"1-0\""
/* ... and for the holds: a work with one copy, kept for one person, two more wait. */
#define HELD  "00000000-0000-4000-8000-0000000000b1"
#define READY "00000000-0000-4000-8000-0000000000b2"
#define WAITS "00000000-0000-4000-8000-0000000000b3"
#define LAST  "00000000-0000-4000-8000-0000000000b4"
#define NEW   "00000000-0000-4000-8000-0000000000aa"

/* A usual call of each route, which succeeds on the rows of client_furnish(). */
struct call {
	enum method method;
	const char *pattern, *target, *body, *headers;
	int status;
};

static const struct call calls[] = {
    {GET, "/", "/", NULL, NULL, 200},
    {GET, "/library.html", "/library.html", NULL, NULL, 200},
    {GET, "/health", "/health", NULL, NULL, 200},
    {GET, "/ready", "/ready", NULL, NULL, 200},
    {GET, V1, V1, NULL, NULL, 200},
    {GET, "/index", "/index", NULL, NULL, 200},
    {POST, "/add_user", "/add_user",
     "{\"email\":\"e\",\"first_name\":\"f\",\"last_name\":\"l\",\"password\":\"p\"}", NULL, 200},
    {GET, "/get_user", "/get_user?email=ann@example.com", NULL, NULL, 200},
    {POST, "/update_user", "/update_user", "{\"email\":\"ann@example.com\",\"first_name\":\"f\"}", NULL, 200},
    {POST, "/delete_user", "/delete_user", "{\"email\":\"ann@example.com\"}", NULL, 200},
    {POST, "/add_book", "/add_book",
     "{\"isbn\":\"i\",\"title\":\"t\",\"author\":\"a\",\"pub_date\":\"2020-03-24\"}", NULL, 200},
    {GET, "/get_book", "/get_book?isbn=9780141439587", NULL, NULL, 200},
    {POST, "/update_book", "/update_book", "{\"isbn\":\"d u n e\",\"title\":\"t\"}", NULL, 200},
    {POST, "/delete_book", "/delete_book", "{\"isbn\":\"d u n e\"}", NULL, 200},
    {POST, "/add_book_to_list", "/add_book_to_list", "{\"email\":\"ann@example.com\",\"isbn\":\"d u n e\"}",
     NULL, 200},
    {GET, "/get_list", "/get_list?email=bob@example.com", NULL, NULL, 200},
    {POST, "/remove_book_from_list", "/remove_book_from_list",
     "{\"email\":\"bob@example.com\",\"isbn\":\"d u n e\"}", NULL, 200},
    {POST, "/wishlist_entry", "/wishlist_entry", "{\"book_id\":\"" EMMA "\",\"user_id\":\"" ANN "\"}", NULL,
     201},
    {DELETE, "/wishlist_entry", "/wishlist_entry", "{\"book_id\":\"" EMMA "\",\"wishlist_id\":\"" SHELF "\"}",
     NULL, 200},
    {GET, "/wishlist/{id}", "/wishlist/" SHELF, NULL, NULL, 200},
    {GET, V1 "/works", V1 "/works", NULL, NULL, 200},
    {POST, V1 "/works", V1 "/works", "{\"title\":\"t\",\"isbn\":\"i\"}", NULL, 201},
    {GET, V1 "/works/{id}", V1 "/works/" EMMA, NULL, NULL, 200},
    {PATCH, V1 "/works/{id}", V1 "/works/" EMMA, "{\"title\":\"t\"}", FRESH, 200},
    {DELETE, V1 "/works/{id}", V1 "/works/" EMMA, NULL, FRESH, 204},
    {GET, V1 "/people", V1 "/people", NULL, NULL, 200},
    {POST, V1 "/people", V1 "/people", "{\"email\":\"e\",\"password\":\"0123456789\"}", NULL, 201},
    {GET, V1 "/people/{id}", V1 "/people/" ANN, NULL, NULL, 200},
    {PATCH, V1 "/people/{id}", V1 "/people/" ANN, "{\"first_name\":\"f\"}", FRESH, 200},
    {DELETE, V1 "/people/{id}", V1 "/people/" ANN, NULL, FRESH, 204},
    {GET, V1 "/lists", V1 "/lists", NULL, NULL, 200},
    {POST, V1 "/lists", V1 "/lists", "{\"owner\":\"" ANN "\",\"name\":\"n\"}", NULL, 201},
    {GET, V1 "/lists/{id}", V1 "/lists/" SHELF, NULL, NULL, 200},
    {PATCH, V1 "/lists/{id}", V1 "/lists/" SHELF, "{\"name\":\"n\"}", FRESH, 200},
    {DELETE, V1 "/lists/{id}", V1 "/lists/" SHELF, NULL, NULL, 204},
    {GET, V1 "/lists/{id}/entries", V1 "/lists/" SHELF "/entries", NULL, NULL, 200},
    {PUT, V1 "/lists/{id}/entries/order", V1 "/lists/" SHELF "/entries/order",
     "{\"order\":[\"" DUNE "\",\"" EMMA "\"]}", FRESH, 200},
    {PUT, V1 "/lists/{id}/entries/{work}", V1 "/lists/" SHELF "/entries/" JAWS, "{\"note\":\"n\"}", NULL,
     201},
    {DELETE, V1 "/lists/{id}/entries/{work}", V1 "/lists/" SHELF "/entries/" EMMA, NULL, NULL, 204},
    {GET, V1 "/lists/{id}/shares", V1 "/lists/" SHELF "/shares", NULL, NULL, 200},
    {POST, V1 "/lists/{id}/shares", V1 "/lists/" SHELF "/shares", NULL, NULL, 201},
    {POST, V1 "/lists/{id}/shares/{key}", V1 "/lists/" SHELF "/shares/key", "{\"person\":\"" BOB "\"}", NULL,
     200},
    {DELETE, V1 "/lists/{id}/shares/{key}", V1 "/lists/" SHELF "/shares/key", NULL, NULL, 204},
    {GET, "/docs", "/docs", NULL, NULL, 200},
    {GET, "/docs.css", "/docs.css", NULL, NULL, 200},
    {GET, "/docs.js", "/docs.js", NULL, NULL, 200},
    {GET, V1 "/openapi.json", V1 "/openapi.json", NULL, NULL, 200},
    {GET, "/books/", "/books/", NULL, NULL, 200},
    {POST, "/books/", "/books/", "{\"title\":\"n\",\"author\":\"a\"}", NULL, 201},
    {GET, "/books/{number}/", "/books/1000001/", NULL, NULL, 200},
    {PUT, "/books/{number}/", "/books/1000001/", "{\"title\":\"n\",\"author\":\"a\"}", NULL, 200},
    {GET, "/customers/", "/customers/", NULL, NULL, 200},
    {POST, "/customers/", "/customers/", "{\"first_name\":\"f\",\"last_name\":\"l\"}", NULL, 201},
    {GET, "/customers/{number}/", "/customers/1000002/", NULL, NULL, 200},
    {PUT, "/customers/{number}/", "/customers/1000002/", "{\"first_name\":\"f\",\"last_name\":\"l\"}", NULL,
     200},
    {GET, "/customers/{number}/rentals/", "/customers/1000002/rentals/", NULL, NULL, 200},
    {POST, "/customers/{number}/rentals/", "/customers/1000002/rentals/", "{\"book\":1000001}", NULL, 201},
    {PUT, "/rentals/{number}/close/", "/rentals/1000003/close/", NULL, NULL, 200},
    {GET, V1 "/works/{id}/copies", V1 "/works/" EMMA "/copies", NULL, NULL, 200},
    {POST, V1 "/works/{id}/copies", V1 "/works/" EMMA "/copies", NULL, NULL, 201},
    {GET, V1 "/copies/{id}", V1 "/copies/" COPY, NULL, NULL, 200},
    {DELETE, V1 "/copies/{id}", V1 "/copies/" COPY, NULL, "If-Match: *", 204},
    {GET, V1 "/loans", V1 "/loans?overdue=true", NULL, NULL, 200},
    {POST, V1 "/loans", V1 "/loans", "{\"person\":\"" ANN "\",\"work\":\"" EMMA "\"}", NULL, 201},
    {GET, V1 "/loans/availability", V1 "/loans/availability?person=" ANN "&work=" EMMA, NULL, NULL, 200},
    {GET, V1 "/loans/{id}", V1 "/loans/" LOAN, NULL, NULL, 200},
    {POST, V1 "/loans/{id}/return", V1 "/loans/" LOAN "/return", NULL, NULL, 200},
    {POST, V1 "/loans/{id}/renew", V1 "/loans/" LOAN "/renew", NULL, NULL, 200},
    {GET, V1 "/holds", V1 "/holds?state=open", NULL, NULL, 200},
    {POST, V1 "/holds", V1 "/holds", "{\"person\":\"" ANN "\",\"work\":\"" EMMA "\"}", NULL, 201},
    {GET, V1 "/holds/availability", V1 "/holds/availability?person=" ANN "&work=" HELD, NULL, NULL, 200},
    {GET, V1 "/holds/{id}", V1 "/holds/" READY, NULL, NULL, 200},
    {PATCH, V1 "/holds/{id}", V1 "/holds/" WAITS, "{\"suspended_until\":\"2999-01-01\"}", FRESH, 200},
    {DELETE, V1 "/holds/{id}", V1 "/holds/" READY, "{\"reason\":\"r\"}", FRESH, 204},
    {GET, V1 "/works/{id}/holds", V1 "/works/" HELD "/holds", NULL, NULL, 200},
    {PUT, V1 "/works/{id}/holds/order", V1 "/works/" HELD "/holds/order",
     "{\"order\":[\"" LAST "\",\"" WAITS "\"]}", FRESH, 200},
    {GET, V1 "/statistics", V1 "/statistics?days=366", NULL, NULL, 200},
    {GET, V1 "/people/{id}/account", V1 "/people/" DEBTOR "/account", NULL, NULL, 200},
    {POST, V1 "/people/{id}/payments", V1 "/people/" DEBTOR "/payments", "{\"amount\":\"1.00\"}", NULL, 201},
    {POST, V1 "/people/{id}/waivers", V1 "/people/" DEBTOR "/waivers", "{\"amount\":\"1.00\"}", NULL, 201},
    {POST, V1 "/people/{id}/refunds", V1 "/people/" BOB "/refunds", "{\"amount\":\"1.00\"}", NULL, 201},
    {POST, V1 "/people/{id}/account/{line}/void", V1 "/people/" DEBTOR "/account/" CHARGE "/void", NULL, NULL,
     201},
    {GET, V1 "/charges/{id}/explain", V1 "/charges/" CHARGE "/explain", NULL, NULL, 200},
    {GET, V1 "/tariffs", V1 "/tariffs", NULL, NULL, 200},
    {GET, V1 "/exports/active-rentals.csv", V1 "/exports/active-rentals.csv", NULL, NULL, 200},
    {GET, V1 "/exports/overdue.csv", V1 "/exports/overdue.csv", NULL, NULL, 200},
    {POST, "/process", "/process",
     "{\"button\":\"reserve_button\",\"reserveBookName\":\"Emma\",\"reserveCardId\":70}", NULL, 200},
    /* Of the holds and the works more than one way. */
    {POST, V1 "/holds", V1 "/holds", "{\"person\":\"" ANN "\",\"work\":\"" HELD "\"}", NULL, 201},
    {PATCH, V1 "/holds/{id}", V1 "/holds/" READY, "{\"pickup_until\":null}", FRESH, 200},
    {DELETE, V1 "/holds/{id}", V1 "/holds/" WAITS, NULL, NULL, 204},
    {GET, V1 "/works", V1 "/works?q=emma&_order_by=year", NULL, NULL, 200},
    {GET, V1 "/works", V1 "/works?q=0-14-143958-0", NULL, NULL, 200},
    {GET, V1 "/works", V1 "/works?kind=book&available=true", NULL, NULL, 200},
    {POST, V1 "/works", V1 "/works", "{\"title\":\"Emma\"}", NULL, 201},
    {PUT, V1 "/lists/{id}/entries/{work}", V1 "/lists/" SHELF "/entries/" EMMA, "{\"note\":\"n\"}", NULL,
     200},
    {POST, "/add_book_to_list", "/add_book_to_list", "{\"email\":\"bob@example.com\",\"isbn\":\"d u n e\"}",
     NULL, 200},
    {POST, "/wishlist_entry", "/wishlist_entry",
     "{\"book_id\":\"" EMMA "\",\"user_id\":\"" BOB "\",\"wishlist_id\":null}", NULL, 201},
};

static struct client c;

/* Beyond what all have: a share with the key "key", Dune on Bob's list. */
static void furnish(void)
{
	client_furnish();
	server_sql(
	    "INSERT INTO list_share (list_id, key_hash) SELECT id, SHA2('key', 256) FROM list WHERE "
	    "uuid = '" SHELF "';"
	    "INSERT INTO list_entry (list_id, work_id) SELECT l.id, w.id FROM list l JOIN person p ON "
	    "p.id = l.owner_id, work w "
	    "WHERE p.uuid = '" BOB "' AND w.uuid = '" DUNE "';"
	    /* A book and a customer of known numbers, an open loan of theirs, Ann's debt and Bob's credit. */
	    "INSERT INTO work (id, uuid, kind, title, handle) VALUES (1000001, UUID(), 'book', 'Store', "
	    "'Store');"
	    "INSERT INTO person (id, uuid, first_name) VALUES (1000002, '" DEBTOR "', 'Customer');"
	    "INSERT INTO copy (uuid, work_id, taken_by) VALUES ('" COPY "', 1000001, NULL), "
	    "(UUID(), 1000001, 'loan');"
	    "INSERT INTO loan (id, uuid, copy_id, work_id, person_id, out_at, due_at, tariff_version) "
	    "SELECT 1000003, '" LOAN
	    "', id, work_id, 1000002, NOW(6) - INTERVAL 3 DAY, NOW(6) - INTERVAL 1 DAY, "
	    "1 FROM copy WHERE taken_by = 'loan';"
	    "INSERT INTO loan (id, uuid, work_id, person_id, out_at, due_at, returned_at, tariff_version, "
	    "type, "
	    "first_days, first_rate_minor, after_rate_minor, least_minor, days, charge_minor) "
	    "SELECT 1000004, UUID(), 1000001, id, NOW(6) - INTERVAL 9 DAY, NOW(6), NOW(6) - INTERVAL 8 DAY, "
	    "1, 'R', 2, "
	    "100, 150, 200, 1, 200 FROM person WHERE uuid = '" DEBTOR "';"
	    "INSERT INTO account_line (uuid, person_id, kind, amount_minor, loan_id, created_by) "
	    "SELECT '" CHARGE "', id, 'charge', 200, 1000004, 'test' FROM person WHERE uuid = '" DEBTOR "';"
	    "INSERT INTO account_line (uuid, person_id, kind, amount_minor, created_by) "
	    "SELECT UUID(), id, 'payment', -500, 'test' FROM person WHERE uuid = '" BOB "';"
	    "INSERT INTO work (id, uuid, kind, title) VALUES (1000005, '" HELD "', 'book', 'Held');"
	    "INSERT INTO copy (id, uuid, work_id, taken_by) VALUES (1000006, UUID(), 1000005, 'hold');"
	    "INSERT INTO person (id, uuid) SELECT seq, UUID() FROM seq_1000007_to_1000009;"
	    "INSERT INTO hold (uuid, work_id, person_id, state, copy_id, position, placed_at) VALUES "
	    "('" READY "', 1000005, 1000007, 'ready', 1000006, NULL, NOW(6)), "
	    "('" WAITS "', 1000005, 1000008, 'pending', NULL, 1, NOW(6)), "
	    "('" LAST "', 1000005, 1000009, 'pending', NULL, 2, NOW(6))");
}

/* In open mode nobody is an admin: test_tariff holds that row's budget. */
static bool beyond_open(const struct route *r)
{
	return r->flags & NEED_ADMIN;
}

static int begin(void **state)
{
	(void)state;
	furnish();
	client_open(&c);
	return 0;
}

static int end(void **state)
{
	(void)state;
	client_close(&c);
	return 0;
}

static const char *method_name(enum method method)
{
	static const char *const names[] = {
	    [GET] = "GET", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE"};
	return names[method];
}

static void send_call(const struct call *call)
{
	int status = client_send(&c, method_name(call->method), call->target, call->body, call->headers);
	if (status != call->status)
		fail_msg("%s %s: %d, wanted %d\n%s", method_name(call->method), call->target, status,
			 call->status, c.rp.body.data);
}

static void send(enum method method, const char *target, const char *body, const char *headers, int status)
{
	send_call(&(struct call){method, NULL, target, body, headers, status});
}

/* How often the server ran a prepared statement (or what else is asked), as it counts itself. */
static int64_t counted(const char *what)
{
	return server_number(
	    "SELECT variable_value FROM information_schema.global_status WHERE variable_name = '%s'", what);
}

static const struct route *row_of(const struct call *call)
{
	for (const struct route *r = routes; r->pattern; r++)
		if (r->method == call->method && !strcmp(r->pattern, call->pattern))
			return r;
	fail_msg("no route %s %s", method_name(call->method), call->pattern);
	return NULL;
}

static void every_route_has_a_call(void **state)
{
	(void)state;
	for (const struct route *r = routes; r->pattern; r++) {
		bool found = false;
		for (size_t i = 0; i < COUNT(calls) && !found; i++)
			found = calls[i].method == r->method && !strcmp(calls[i].pattern, r->pattern);
		if (!found && !beyond_open(r))
			fail_msg("no call for %s %s", method_name(r->method), r->pattern);
	}
}

/* The connection anew where it was lost, and all prepared: what is counted then is the call alone. */
static void warm_up(void)
{
	db_request(c.db, &c.kept);
	assert_int_equal(stmt_prepare_all(c.db), ERR_NONE);
}

/*
 * The budget is kept, and is not much larger than needed; the cost is what the server saw; there are no round trips
 * but the statements, BEGIN and COMMIT.
 */
static void budgets(void **state)
{
	int most[200] = {0};
	bool fresh = true;
	(void)state;
	for (size_t i = 0; i < COUNT(calls); i++) {
		const struct route *r = row_of(&calls[i]);
		const struct db_cost *cost = db_cost(c.db);
		if (!fresh)
			furnish();
		fresh = r->method == GET;
		warm_up();
		int64_t before = counted("Com_stmt_execute");
		send_call(&calls[i]);
		int n = (int)cost->statements, seen = (int)(counted("Com_stmt_execute") - before);
		if (n > r->budget || n != seen)
			fail_msg("%s %s: %d statements, %d seen by the server, budget %d",
				 method_name(r->method), calls[i].target, n, seen, r->budget);
		/* The reading room's row leaves it to its buttons; this one writes. */
		bool tx = r->flags & TX || r->face == FACE_READING_ROOM;
		if ((int)cost->round_trips != n + (tx ? 2 : 0))
			fail_msg("%s %s: %d statements, %u round trips", method_name(r->method),
				 calls[i].target, n, cost->round_trips);
		if (n > most[r - routes])
			most[r - routes] = n;
	}
	for (const struct route *r = routes; r->pattern; r++)
		if (r->budget > most[r - routes] + 1 && !beyond_open(r))
			fail_msg("%s %s: budget %d, used %d", method_name(r->method), r->pattern, r->budget,
				 most[r - routes]);
}

/* ---- what the two published systems do most ---- */

static void adding_is_two_round_trips(void **state)
{
	static const struct {
		const char *target, *body;
		enum method method;
		unsigned frame;
		int status;
	} adds[] = {
	    {"/add_book_to_list", "{\"email\":\"ann@example.com\",\"isbn\":\"9780141439587\"}", POST, 0, 200},
	    {"/wishlist_entry", "{\"book_id\":\"" EMMA "\",\"user_id\":\"" ANN "\"}", POST, 2, 201},
	    {"/wishlist_entry",
	     "{\"book_id\":\"" EMMA "\",\"user_id\":\"" ANN "\",\"wishlist_id\":\"" SHELF "\"}", POST, 2,
	     201},
	    {V1 "/lists/" SHELF "/entries/" EMMA, NULL, PUT, 0, 201}};
	(void)state;
	for (size_t i = 0; i < COUNT(adds); i++)
		for (int round = 0; round < 2; round++) {
			server_sql("DELETE FROM list_entry");
			send(adds[i].method, adds[i].target, adds[i].body, NULL, adds[i].status);
			const struct db_cost *cost = db_cost(c.db);
			/* The first one prepares. */
			if (round && (cost->statements > 2 || cost->round_trips > 2 + adds[i].frame))
				fail_msg("%s: %u statements, %u round trips", adds[i].target,
					 cost->statements, cost->round_trips);
		}
}

/* n books on every list, n people with a list each, n copies of Emma, n loans of Bob's. */
static void fill_lists(int n)
{
	client_furnish();
	server_sql("INSERT INTO work (uuid, kind, title, handle, creator, isbn, isbn_key, year) SELECT "
		   "UUID(), 'book', "
		   "CONCAT('t', seq), CONCAT('t', seq), 'c', CONCAT('i', seq), CONCAT('i', seq), 2000 FROM "
		   "seq_1_to_%d;"
		   "INSERT INTO copy (uuid, work_id, taken_by) SELECT UUID(), id, 'loan' FROM work WHERE "
		   "isbn LIKE 'i%%';"
		   "INSERT INTO copy (uuid, work_id) SELECT UUID(), id FROM work JOIN seq_1_to_%d WHERE uuid "
		   "= '" EMMA "';"
		   "DELETE FROM list_entry; INSERT INTO list_entry (list_id, work_id) SELECT l.id, w.id FROM "
		   "list l, "
		   "work w WHERE w.isbn LIKE 'i%%';"
		   "INSERT INTO person (uuid, email) SELECT UUID(), CONCAT('p', seq, '@x') FROM seq_1_to_%d;"
		   "INSERT INTO list (uuid, owner_id, name) SELECT UUID(), id, 'default' FROM person WHERE "
		   "email LIKE 'p%%';"
		   "INSERT INTO loan (uuid, copy_id, work_id, person_id, out_at, due_at, tariff_version) "
		   "SELECT UUID(), c.id, "
		   "c.work_id, p.id, NOW(6), NOW(6), 1 FROM copy c, person p WHERE c.taken_by = 'loan' AND "
		   "p.uuid = '" BOB "';"
		   "INSERT INTO hold (uuid, work_id, person_id, state, position, placed_at) SELECT UUID(), "
		   "w.id, p.id, 'pending', ROW_NUMBER() OVER (ORDER BY p.id), NOW(6) FROM work w, person p "
		   "WHERE w.uuid = '" JAWS "' AND p.email LIKE 'p%%'",
		   n, n, n);
}

static void a_list_is_one_select(void **state)
{
	static const char *const targets[] = {"/get_list?email=ann@example.com", "/wishlist/" SHELF};
	static const char *const counts[] = {"@data.#=10", "@books.#=10"};
	(void)state;
	fill_lists(10);
	warm_up();
	for (int i = 0; i < 2; i++) {
		int64_t selects = counted("Com_select"), quiet = counted("Com_select") - selects;
		selects = counted("Com_select");
		int64_t questions = counted("Com_stmt_execute");
		send(GET, targets[i], NULL, NULL, 200);
		client_expect(&c, counts[i]);
		assert_int_equal(counted("Com_stmt_execute") - questions, 1);
		/* The reading of the counters is itself so many. */
		assert_int_equal(counted("Com_select") - selects, 1 + 3 * quiet);
		assert_true(db_cost(c.db)->statements == 1 && db_cost(c.db)->round_trips == 1);
	}
}

/* ---- long and short ---- */

/* The ids (by that path in a row) of what a target answers, as the body that orders them. */
static const char *whole_order(const char *target, const char *path)
{
	send(GET, target, NULL, NULL, 200);
	struct buf b;
	const char *id;
	buf_init(&b, &c.kept, 8192);
	buf_puts(&b, "{\"order\":[");
	for (int i = 0; (id = client_value(&c, arena_printf(&c.kept, "%d.%s", i, path))); i++)
		buf_printf(&b, "%s\"%s\"", i ? "," : "", id);
	buf_puts(&b, "]}");
	return b.data;
}

static void rows_cost_no_statements(void **state)
{
	static const struct {
		enum method method;
		const char *target, *count;
		int extra; /* rows there besides */
	} cases[] = {
	    {GET, V1 "/works?_per_page=1000", "#", 3},
	    {GET, V1 "/works?_per_page=1000&title=t&_match=starts_with&_facets=kind,year", "works.#", 0},
	    {GET, V1 "/works?_per_page=1000&creator=c&_match=exact&_order_by=-title", "#", 0},
	    {GET, V1 "/people?_per_page=1000", "#", 2},
	    {GET, V1 "/lists?_per_page=1000", "#", 3},
	    {GET, V1 "/lists/" SHELF "/entries", "#", 0},
	    {PUT, V1 "/lists/" SHELF "/entries/order", "#", 0},
	    {GET, "/get_list?email=ann@example.com", "data.#", 0},
	    {GET, "/wishlist/" SHELF, "books.#", 0},
	    {GET, V1 "/lists/" SHELF "/shares", "#", 0},
	    {GET, V1 "/works/" EMMA "/copies?_per_page=1000", "#", 1},
	    {GET, V1 "/loans?_per_page=1000", "#", 0},
	    {GET, V1 "/holds?_per_page=1000", "#", 0},
	    {GET, V1 "/works/" JAWS "/holds", "#", 0},
	    {PUT, V1 "/works/" JAWS "/holds/order", "#", 0},
	    {GET, "/books/", "#", 2},
	    {GET, "/customers/", "#", 2}};
	struct db_cost costs[COUNT(cases)];
	(void)state;
	static const int sizes[] = {1, 100};
	for (int size = 0; size < 2; size++) {
		fill_lists(sizes[size]);
		server_sql("INSERT INTO list_share (list_id, key_hash) SELECT l.id, CONCAT('k', seq) FROM "
			   "list l, seq_1_to_%d WHERE l.uuid = '" SHELF "'",
			   sizes[size]);
		const char *order = whole_order(V1 "/lists/" SHELF "/entries", "work.id");
		const char *holds = whole_order(V1 "/works/" JAWS "/holds", "id");
		for (size_t i = 0; i < COUNT(cases); i++) {
			/* Twice: the first one prepares. */
			for (int round = 0; round < 2; round++)
				send(cases[i].method, cases[i].target,
				     cases[i].method != PUT		? NULL
				     : strstr(cases[i].target, "holds") ? holds
									: order,
				     "If-Match: *", 200);
			client_expect(&c, arena_printf(&c.kept, "@%s=%d", cases[i].count,
						       sizes[size] + cases[i].extra));
			const struct db_cost *cost = db_cost(c.db);
			if (size && (cost->statements != costs[i].statements ||
				     cost->round_trips != costs[i].round_trips))
				fail_msg("%s: 1 row %u statements, %u round trips; 100 rows %u, %u",
					 cases[i].target, costs[i].statements, costs[i].round_trips,
					 cost->statements, cost->round_trips);
			costs[i] = *cost;
		}
	}
}

/* A key for repeated requests has its price, and it does not grow either. */
static void keys_cost(void **state)
{
	(void)state;
	send(POST, V1 "/works", "{\"title\":\"t\"}", "Idempotency-Key: b", 201);
	assert_true(db_cost(c.db)->statements <=
		    (unsigned)row_of(&(struct call){POST, V1 "/works", NULL, NULL, NULL, 0})->budget + 3);
	send(POST, V1 "/works", "{\"title\":\"t\"}", "Idempotency-Key: b", 201);
	assert_true(db_cost(c.db)->statements <= 3);
}

/* ---- the reading room: one row, a budget for each button ---- */

static void buttons(void **state)
{
	static const struct {
		const char *body, *told; /* how the result begins */
		unsigned statements, frame;
	} presses[] = {
	    {"\"get_list_button\"", NULL, 1, 0},
	    {"\"info_button\",\"infoBookName\":\"Emma\"", " ", 1, 0},
	    {"\"info_button\",\"infoBookName\":\"None\"", "Book does", 1, 0},
	    {"\"add_button\",\"addBookName\":\"n\",\"addBookAuthor\":\"a\",\"addBookYear\":\"1\","
	     "\"addBookPublisher\":\"p\"",
	     "Book inserted", 2, 2},
	    {"\"add_button\",\"addBookName\":\"n\",\"addBookAuthor\":\"a\",\"addBookYear\":\"1\","
	     "\"addBookPublisher\":\"p\"",
	     "Book already", 1, 2},
	    {"\"return_button\",\"returnBookName\":\"Emma\"", "You cannot", 4, 2},
	    {"\"reserve_button\",\"reserveBookName\":\"Emma\",\"reserveCardId\":7", "You have", 6, 2},
	    {"\"reserve_button\",\"reserveBookName\":\"Emma\",\"reserveCardId\":7", "Book is already", 1, 2},
	    {"\"return_button\",\"returnBookName\":\"Emma\"", "You have", 6, 2},
	    /* A card unknown so far: the person and their list. */
	    {"\"reserve_button\",\"reserveBookName\":\"Emma\",\"reserveCardId\":70", "You have", 8, 2},
	    {"\"remove_button\",\"removeBookName\":\"Emma\"", "Book deleted", 8, 2},
	    {"\"remove_button\",\"removeBookName\":\"Emma\"", "Book does", 1, 2}};
	(void)state;
	/* Once before, so that all is prepared. */
	warm_up();
	for (size_t i = 0; i < COUNT(presses); i++) {
		const char *body = arena_printf(&c.kept, "{\"button\":%s}", presses[i].body);
		send(POST, "/process", body, NULL, 200);
		const char *told = client_value(&c, presses[i].told ? "result" : "books");
		if (!told || (presses[i].told && strncmp(told, presses[i].told, strlen(presses[i].told))))
			fail_msg("%s: %s", body, told);
		const struct db_cost *cost = db_cost(c.db);
		if (cost->statements > presses[i].statements ||
		    cost->round_trips != cost->statements + presses[i].frame)
			fail_msg("%s: %u statements, %u round trips", body, cost->statements,
				 cost->round_trips);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_route_has_a_call),
	    TEST(budgets),
	    TEST(adding_is_two_round_trips),
	    TEST(a_list_is_one_select),
	    TEST(rows_cost_no_statements),
	    TEST(keys_cost),
	    TEST(buttons),
	};
	server_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
