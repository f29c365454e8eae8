/* test_budget.c - what a request may cost the database: each route its budget, and a long list no more than a short one. */
#include "calls.h"

#include "../store/server.h"
#include "../unit/test.h"
#include "base/date.h"
#include "base/secret.h"
#include "store/stmt.h"

#include <stdio.h>
#include <string.h>

static struct client c;

/* In open mode nobody is an admin or logs in: test_tariff and logging_in_costs hold the budgets of these. */
static bool beyond_open(const struct route *r)
{
	return (r->flags & NEED_ADMIN) || r->handler == api_logout || (r->flags & LOGS_IN) ||
	       r->body == me_body;
}

static int begin(void **state)
{
	(void)state;
	calls_open(&c);
	return 0;
}

static int end(void **state)
{
	(void)state;
	calls_close(&c);
	return 0;
}

static const char *bearer; /* "Authorization: Bearer ..." */

static void send_call(const struct call *call)
{
	int status = calls_send(&c, call, bearer);
	if (status != call->status)
		fail_msg("%s %s: %d, wanted %d\n%s", method_name(call->method), call->target, status,
			 call->status, c.rp.body.data);
}

static void send(enum method method, const char *target, const char *body, const char *headers, int status)
{
	send_call(&(struct call){method, NULL, target, body, headers, status});
}

/* How often the server did what is asked, as it counts itself. */
static int64_t counted(const char *what)
{
	return server_number(
	    "SELECT variable_value FROM information_schema.global_status WHERE variable_name = '%s'", what);
}

/* How many statements it ran, also those that came together. */
static int64_t statements_run(void)
{
	return server_number(
	    "SELECT SUM(variable_value) FROM information_schema.global_status WHERE variable_name IN "
	    "('COM_SELECT', 'COM_INSERT', 'COM_INSERT_SELECT', 'COM_REPLACE', 'COM_UPDATE', "
	    "'COM_UPDATE_MULTI', 'COM_DELETE', 'COM_DELETE_MULTI', 'COM_SAVEPOINT', "
	    "'COM_ROLLBACK_TO_SAVEPOINT')");
}

struct seen {
	int64_t sent, run;
};
static struct seen look(void)
{
	int64_t sent = counted("Questions");
	return (struct seen){sent, statements_run()};
}
static struct seen since(struct seen before)
{
	int64_t run = statements_run();
	return (struct seen){counted("Questions") - before.sent, run - before.run};
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
		for (size_t i = 0; i < call_count && !found; i++)
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
 * but the statements and, where they cannot go with one, what begins and ends the transaction.
 */
static void budgets(void **state)
{
	int most[200] = {0}, wrong = 0;
	bool fresh = true;
	(void)state;
	assert_int_equal(client_send(&c, "POST", "/login", NULL, NULL), 200);
	bearer = arena_printf(&c.kept, "Authorization: Bearer %s", client_value(&c, "data.token"));
	const struct seen own = since(look()); /* what looking costs */
	for (size_t i = 0; i < call_count; i++) {
		const struct route *r = row_of(&calls[i]);
		const struct db_cost *cost = db_cost(c.db);
		if (!fresh)
			calls_furnish();
		fresh = r->method == GET;
		warm_up();
		struct seen before = look();
		send_call(&calls[i]);
		struct seen seen = since(before);
		seen.sent -= own.sent;
		seen.run -= own.run;
		int n = (int)cost->statements, useful = n - (int)cost->vain;
		if (useful > r->budget || seen.run > n || seen.run < useful ||
		    (!cost->vain && seen.run != n)) {
			print_error("%s %s: %d statements, %u in vain, %d seen by the server, budget %d\n",
				    method_name(r->method), calls[i].target, n, cost->vain, (int)seen.run,
				    r->budget);
			wrong++;
		}
		if (cost->round_trips != seen.sent || seen.sent > n + (r->flags & (TX | TX_LATER) ? 2 : 0)) {
			print_error("%s %s: %d statements, %u round trips, %d seen by the server\n",
				    method_name(r->method), calls[i].target, n, cost->round_trips,
				    (int)seen.sent);
			wrong++;
		}
		n = useful;
		if (n > most[r - routes])
			most[r - routes] = n;
	}
	for (const struct route *r = routes; r->pattern; r++)
		if (r->budget > most[r - routes] + 1 && !beyond_open(r)) {
			print_error("%s %s: budget %d, used %d\n", method_name(r->method), r->pattern,
				    r->budget, most[r - routes]);
			wrong++;
		}
	assert_int_equal(wrong, 0);
}

/* Somebody with all rights, and a token of theirs as the header that carries it. */
#define BOSS "00000000-0000-4000-8000-0000000000b0"

static const char *token_header(const char *more)
{
	char text[TOKEN_TEXT];
	struct token t = {.subject = BOSS,
			  .id = "00000000-0000-4000-8000-0000000000b1",
			  .issued = date_now() / 1000000,
			  .version = 1};
	t.expires = t.issued + 600;
	assert_int_equal(secret_token_make(c.conf.token_secret, &t, text), ERR_NONE);
	return arena_printf(&c.kept, "Authorization: Bearer %s%s%s", text, more ? "\n" : "",
			    more ? more : "");
}

static int statements(struct call call, const char *access)
{
	calls_furnish();
	server_sql("INSERT INTO person (uuid, email, role) VALUES ('" BOSS "', 'boss@x', 'admin')");
	c.conf.access = access;
	warm_up();
	send_call(&call);
	return (int)db_cost(c.db)->statements;
}

/* To know the caller costs one statement, whatever the route does; where visitors are served it costs none. */
static void a_token_costs_one_statement(void **state)
{
	int known = 0;
	(void)state;
	for (size_t i = 0; i < call_count; i++) {
		const struct route *r = row_of(&calls[i]);
		struct call with = calls[i];
		if (r->flags & (NEED_TOKEN | OUTBOUND | LOGS_IN) || r->handler == api_logout)
			continue;
		with.headers = token_header(with.headers);
		bool asked = r->flags & (NEED_MEMBER | NEED_STAFF | OWN_ROWS | KNOW_CALLER);
		int open = statements(with, "open"), accounts = statements(with, "accounts");
		if (accounts != open + asked)
			fail_msg("%s %s: %d statements in open access, %d with a token",
				 method_name(r->method), with.target, open, accounts);
		known += asked;
	}
	assert_true(known > 50);
}

/* A login: two attempts counted, the person, what was counted taken back, and what is told to the audit, within a frame. */
static void logging_in_costs(void **state)
{
	(void)state;
	char hash[SECRET_HASH];
	assert_int_equal(secret_hash("0123456789", hash), ERR_NONE);
	server_sql("UPDATE person SET password_hash = '%s' WHERE uuid = '" ANN "'", hash);
	c.conf.access = "accounts";
	warm_up();
	for (int i = 0; i < 2; i++) {
		send(POST, V1 "/login", "{\"email\":\"ann@example.com\",\"password\":\"0123456789\"}", NULL,
		     200);
		assert_int_equal(db_cost(c.db)->statements, 7);
		assert_int_equal(db_cost(c.db)->round_trips, 7);
	}
	const char *mine =
	    arena_printf(&c.kept, "Authorization: Bearer %s", client_keep(&c, client_value(&c, "token")));
	send(PATCH, V1 "/me", "{\"password\":\"0123456789x\",\"old_password\":\"0123456789\"}", mine, 200);
	assert_int_equal(db_cost(c.db)->statements, 1 + 8);
	mine = arena_printf(&c.kept, "Authorization: Bearer %s", client_keep(&c, client_value(&c, "token")));
	send(POST, V1 "/logout", NULL, mine, 204);
	assert_int_equal(db_cost(c.db)->statements, 1 + 3);
	send(GET, V1 "/me", NULL, mine, 401);
	assert_int_equal(db_cost(c.db)->statements, 1);
}

/* ---- what the two published systems do most ---- */

/* The act, its row of the audit, and the transaction around them. */
static void adding_is_little(void **state)
{
	static const struct {
		const char *target, *body;
		enum method method;
		unsigned statements, round_trips;
		int status;
	} adds[] = {
	    {"/add_book_to_list", "{\"email\":\"ann@example.com\",\"isbn\":\"9780141439587\"}", POST, 2, 1,
	     200},
	    {"/wishlist_entry", "{\"book_id\":\"" EMMA "\",\"user_id\":\"" ANN "\"}", POST, 3, 3, 201},
	    {"/wishlist_entry",
	     "{\"book_id\":\"" EMMA "\",\"user_id\":\"" ANN "\",\"wishlist_id\":\"" SHELF "\"}", POST, 2, 1,
	     201},
	    {V1 "/lists/" SHELF "/entries/" EMMA, NULL, PUT, 2, 1, 201}};
	(void)state;
	for (size_t i = 0; i < COUNT(adds); i++)
		for (int round = 0; round < 2; round++) {
			server_sql("DELETE FROM list_entry");
			send(adds[i].method, adds[i].target, adds[i].body, NULL, adds[i].status);
			const struct db_cost *cost = db_cost(c.db);
			/* The first one prepares. BEGIN, the entry, the audit's row and COMMIT go together. */
			if (round && (cost->statements != adds[i].statements ||
				      cost->round_trips != adds[i].round_trips))
				fail_msg("%s: %u statements, %u round trips", adds[i].target,
					 cost->statements, cost->round_trips);
		}
}

/*
 * Out: the look; the copy with the begin; the loan, whose number is told; the audit's row with the commit. Back: the look;
 * the charge, the queue, the copy, the loan and the audit's row between begin and commit.
 */
static void renting_is_little(void **state)
{
	(void)state;
	for (int round = 0; round < 2; round++) {
		send(POST, "/customers/1000002/rentals/", "{\"book\":1000001}", NULL, 201);
		struct db_cost out = *db_cost(c.db);
		const char *close = arena_printf(&c.kept, "/rentals/%lld/close/",
						 (long long)server_number("SELECT MAX(id) FROM loan"));
		send(PUT, close, NULL, NULL, 200);
		struct db_cost back = *db_cost(c.db);
		if (round && (out.statements != 4 || out.round_trips != 4 || back.statements != 6 ||
			      back.round_trips != 2))
			fail_msg("out: %u statements, %u round trips; back: %u, %u", out.statements,
				 out.round_trips, back.statements, back.round_trips);
	}
}

/* Whoever fetches what is kept for them is not first lent a copy as anybody is, in vain. */
static void fetching_is_little(void **state)
{
	(void)state;
	for (int round = 0; round < 2; round++) {
		const char *both = "{\"person\":\"" ANN "\",\"work\":\"" EMMA "\"}";
		send(POST, V1 "/holds", both, NULL, 201);
		send(POST, V1 "/loans", both, NULL, 201);
		const struct db_cost *cost = db_cost(c.db);
		if (cost->vain || cost->statements > 10)
			fail_msg("%u statements, %u in vain", cost->statements, cost->vain);
		server_sql(
		    "UPDATE loan SET returned_at = NOW(6), charge_minor = 0 WHERE returned_at IS NULL AND "
		    "work_id = (SELECT id FROM work WHERE uuid = '" EMMA
		    "'); UPDATE copy SET taken_by = NULL "
		    "WHERE work_id = (SELECT id FROM work WHERE uuid = '" EMMA "')");
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
		unsigned statements, round_trips;
	} presses[] = {
	    {"\"get_list_button\"", NULL, 1, 1},
	    {"\"info_button\",\"infoBookName\":\"Emma\"", " ", 1, 1},
	    {"\"info_button\",\"infoBookName\":\"None\"", "Book does", 1, 1},
	    {"\"add_button\",\"addBookName\":\"n\",\"addBookAuthor\":\"a\",\"addBookYear\":\"1\","
	     "\"addBookPublisher\":\"p\"",
	     "Book inserted", 6, 8},
	    {"\"add_button\",\"addBookName\":\"n\",\"addBookAuthor\":\"a\",\"addBookYear\":\"1\","
	     "\"addBookPublisher\":\"p\"",
	     "Book already", 1, 3},
	    {"\"return_button\",\"returnBookName\":\"Emma\"", "You cannot", 1, 1},
	    {"\"reserve_button\",\"reserveBookName\":\"Emma\",\"reserveCardId\":7", "You have", 4, 2},
	    {"\"reserve_button\",\"reserveBookName\":\"Emma\",\"reserveCardId\":7", "Book is already", 1, 1},
	    {"\"return_button\",\"returnBookName\":\"Emma\"", "You have", 5, 2},
	    /* A card unknown so far: the person and their list. */
	    {"\"reserve_button\",\"reserveBookName\":\"Emma\",\"reserveCardId\":70", "You have", 7, 6},
	    {"\"remove_button\",\"removeBookName\":\"Emma\"", "Book deleted", 13, 15},
	    {"\"remove_button\",\"removeBookName\":\"Emma\"", "Book does", 1, 3}};
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
		if (cost->statements > presses[i].statements || cost->round_trips != presses[i].round_trips)
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
	    TEST(a_token_costs_one_statement),
	    TEST(logging_in_costs),
	    TEST(adding_is_little),
	    TEST(renting_is_little),
	    TEST(fetching_is_little),
	    TEST(a_list_is_one_select),
	    TEST(rows_cost_no_statements),
	    TEST(keys_cost),
	    TEST(buttons),
	};
	server_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
