/* test_audit.c - every act of every route leaves its one row in the audit, and nothing else does. */
#include "calls.h"

#include "../store/server.h"
#include "../unit/test.h"
#include "base/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct client c;
static char bearer[1200]; /* outlives the test that asked for it */

/* What a usual call of a route (calls.c) leaves: subject, has it a before and an after; and how many rows more when the same is asked again. */
static const struct left {
	enum method method;
	const char *pattern, *subject;
	bool before, after;
	int again;
} lefts[] = {
    {POST, "/add_user", "person", false, true, 0},
    {POST, "/update_user", "person", true, true, 1},
    {POST, "/delete_user", "person", true, false, 0},
    {POST, "/add_book", "work", false, true, 0},
    {POST, "/update_book", "work", true, true, 1},
    {POST, "/delete_book", "work", true, false, 0},
    {POST, "/add_book_to_list", "entry", false, true, 0},
    {POST, "/remove_book_from_list", "entry", true, false, 0},
    {POST, "/wishlist_entry", "entry", false, true, 1},
    {DELETE, "/wishlist_entry", "entry", true, false, 0},
    {POST, "/books/", "work", false, true, 0},
    {PUT, "/books/{number}/", "work", true, true, 1},
    {POST, "/customers/", "person", false, true, 1},
    {PUT, "/customers/{number}/", "person", true, true, 1},
    {POST, "/customers/{number}/rentals/", "loan", false, true, 0},
    {PUT, "/rentals/{number}/close/", "loan", true, true, 0},
    {POST, "/process", "hold", false, true, 0},
    {POST, "/v1/movies.create", "work", false, true, 1},
    {POST, "/movies.create", "work", false, true, 1},
    {DELETE, "/v1/movies.delete/{imdb_id}", "work", true, false, 0},
    {DELETE, "/movies.delete/{imdb_id}", "work", true, false, 0},
    {POST, V1 "/works", "work", false, true, 0},
    {PATCH, V1 "/works/{id}", "work", true, true, 0},
    {DELETE, V1 "/works/{id}", "work", true, false, 0},
    {POST, V1 "/people", "person", false, true, 0},
    {PATCH, V1 "/people/{id}", "person", true, true, 0},
    {DELETE, V1 "/people/{id}", "person", true, false, 0},
    {POST, V1 "/lists", "list", false, true, 0},
    {PATCH, V1 "/lists/{id}", "list", true, true, 0},
    {DELETE, V1 "/lists/{id}", "list", true, false, 0},
    {PUT, V1 "/lists/{id}/entries/order", "list", true, true, 0},
    {PUT, V1 "/lists/{id}/entries/{work}", "entry", false, true, 0},
    {DELETE, V1 "/lists/{id}/entries/{work}", "entry", true, false, 0},
    {POST, V1 "/lists/{id}/shares", "share", false, true, 1},
    {POST, V1 "/lists/{id}/shares/{key}", "share", true, true, 0},
    {DELETE, V1 "/lists/{id}/shares/{key}", "share", true, false, 0},
    {POST, V1 "/works/{id}/copies", "copy", false, true, 1},
    {DELETE, V1 "/copies/{id}", "copy", true, false, 0},
    {POST, V1 "/loans", "loan", false, true, 0},
    {POST, V1 "/loans/{id}/return", "loan", true, true, 0},
    {POST, V1 "/loans/{id}/renew", "loan", true, true, 1},
    {POST, V1 "/holds", "hold", false, true, 0},
    {PATCH, V1 "/holds/{id}", "hold", true, true, 0},
    {DELETE, V1 "/holds/{id}", "hold", true, false, 0},
    {PUT, V1 "/works/{id}/holds/order", "queue", true, true, 0},
    {POST, V1 "/people/{id}/payments", "line", false, true, 1},
    {POST, V1 "/people/{id}/waivers", "line", false, true, 1},
    {POST, V1 "/people/{id}/refunds", "line", false, true, 1},
    {POST, V1 "/people/{id}/account/{line}/void", "line", false, true, 0},
};

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

static int64_t rows(void)
{
	return server_number("SELECT COUNT(*) FROM audit");
}

static int send_call(const struct call *call)
{
	return calls_send(&c, call, bearer);
}

static const struct left *left_of(const struct route *r)
{
	for (size_t i = 0; i < COUNT(lefts); i++)
		if (lefts[i].method == r->method && !strcmp(lefts[i].pattern, r->pattern))
			return &lefts[i];
	fail_msg("what does %s %s leave in the audit?", method_name(r->method), r->pattern);
	return NULL;
}

static const struct call *call_of(const struct route *r)
{
	for (size_t i = 0; i < call_count; i++)
		if (calls[i].method == r->method && !strcmp(calls[i].pattern, r->pattern))
			return &calls[i];
	fail_msg("no call for %s %s", method_name(r->method), r->pattern);
	return NULL;
}

/* Only an admin or somebody with a password gets there; the_rest() does. */
static bool beyond_open(const struct route *r)
{
	return (r->flags & (NEED_ADMIN | LOGS_IN)) || r->handler == api_logout || r->body == me_body;
}

static bool writes(const struct route *r)
{
	return r->method != GET && !(r->flags & NO_DB);
}

static void check_row(const struct route *r, const struct left *left, const char *request)
{
	const char *got = server_sql(
	    "SELECT CONCAT_WS('|', COUNT(*), MAX(actor), MAX(role), MAX(method), MAX(route), MAX(subject), "
	    "MAX(before_state IS NOT NULL), MAX(after_state IS NOT NULL), "
	    "SUM(subject_id IS NOT NULL), SUM(LENGTH(target) > 1), "
	    "SUM(COALESCE(JSON_VALID(before_state), 1) AND COALESCE(JSON_VALID(after_state), 1)), "
	    "SUM(ABS(TIMESTAMPDIFF(SECOND, at, NOW(6))) < 30)) FROM audit WHERE request_id = '%s'",
	    request);
	const char *want =
	    arena_printf(&c.kept, "1|open|staff|%s|%s|%s|%d|%d|1|1|1|1", method_name(r->method), r->pattern,
			 left->subject, left->before, left->after);
	if (strcmp(got, want))
		fail_msg("%s %s:\n%s, wanted\n%s", method_name(r->method), r->pattern, got, want);
}

/* Nobody can forget a route: the table is walked. */
static void every_act_leaves_one_row(void **state)
{
	int acts = 0;
	(void)state;
	assert_int_equal(client_send(&c, "POST", "/login", NULL, NULL), 200);
	snprintf(bearer, sizeof(bearer), "Authorization: Bearer %s", client_value(&c, "data.token"));
	assert_int_equal(rows(), 0);
	for (const struct route *r = routes; r->pattern; r++) {
		if (!writes(r) || beyond_open(r))
			continue;
		const struct left *left = left_of(r);
		const struct call *call = call_of(r);
		calls_furnish();
		c.id = arena_printf(&c.kept, "request-%d", ++acts);
		if (send_call(call) != call->status)
			fail_msg("%s %s: %d\n%s", method_name(r->method), call->target, c.rp.status,
				 c.rp.body.data);
		check_row(r, left, c.id);
		assert_int_equal(rows(), 1);
		c.id = "again";
		send_call(call);
		if (rows() != 1 + left->again)
			fail_msg("%s %s again: %d, %lld rows more, wanted %d\n%s", method_name(r->method),
				 call->target, c.rp.status, (long long)rows() - 1, left->again,
				 c.rp.body.data);
	}
	assert_true(acts == COUNT(lefts) && acts > 40);
}

/* Reading leaves nothing, and what writes does so in a transaction. */
static void reading_leaves_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < call_count; i++)
		if (calls[i].method == GET)
			assert_int_equal(send_call(&calls[i]), calls[i].status);
	assert_int_equal(rows(), 0);
	for (const struct route *r = routes; r->pattern; r++)
		if (writes(r) && !(r->flags & (TX | TX_LATER | LOGS_IN)) && r->body != me_body)
			fail_msg("%s %s: no transaction", method_name(r->method), r->pattern);
}

static void one_more(const char *method, const char *target, const char *body, const char *headers,
		     int status, int more)
{
	int64_t before = rows();
	int got = client_send(&c, method, target, body, headers);
	if (got != status || rows() != before + more)
		fail_msg("%s %s %s: %d, %lld rows, wanted %d, %d\n%s", method, target, body ? body : "", got,
			 (long long)(rows() - before), status, more, c.rp.body.data);
}

static void what_is_refused_leaves_nothing(void **state)
{
	(void)state;
	one_more("POST", V1 "/works", "{\"title\":\"\"}", NULL, 400, 0);
	one_more("POST", V1 "/works", "{\"title\":\"t\",\"isbn\":\"d u n e\"}", NULL, 409, 0);
	one_more("PATCH", V1 "/works/" EMMA, "{\"isbn\":\"d u n e\"}", FRESH, 409, 0);
	one_more("PATCH", V1 "/works/" EMMA, "{\"title\":\"x\"}", "If-Match: \"9-0\"", 412, 0);
	one_more("DELETE", V1 "/people/" DEBTOR, NULL, FRESH, 409, 0);
	one_more("POST", V1 "/people/" DEBTOR "/payments?dry_run=true", "{\"amount\":\"1.00\"}", NULL, 200,
		 0);
	one_more("POST", V1 "/people/" DEBTOR "/account/" CHARGE "/void?dry_run=true", NULL, NULL, 200, 0);
	one_more("POST", V1 "/loans", "{\"person\":\"" ANN "\",\"copy\":\"" NONE "\"}", NULL, 400, 0);
	one_more("PUT", V1 "/lists/" SHELF "/entries/" NONE, NULL, NULL, 404, 0);
	one_more("DELETE", V1 "/lists/" SHELF "/entries/" JAWS, NULL, NULL, 404, 0);
	one_more("POST", "/add_user", "{\"email\":\"x\"}", NULL, 400, 0);
	one_more("POST", "/delete_user", "{\"email\":\"nobody\"}", NULL, 200, 0);
	one_more("POST", "/wishlist_entry", "{\"book_id\":\"" NONE "\",\"user_id\":\"" ANN "\"}", NULL, 400,
		 0);
	one_more("PUT", "/rentals/1000003/close/", "{\"date_returned\":\"2000-01-01\"}", NULL, 400, 0);
	one_more("DELETE", "/movies.delete/tt1", NULL, bearer, 204, 0);
	one_more("POST", "/process", "{\"button\":\"remove_button\",\"removeBookName\":\"None\"}", NULL, 200,
		 0);
	one_more("POST", "/process", "{\"button\":\"return_button\",\"returnBookName\":\"Emma\"}", NULL, 200,
		 0);
}

/* The database gives up in the middle of the act: the row goes with all the rest. */
static void rolled_back(void **state)
{
	(void)state;
	server_sql("ALTER TABLE audit ADD CONSTRAINT refused CHECK (subject <> 'list')");
	int status = client_send(&c, "POST", V1 "/lists", "{\"owner\":\"" ANN "\",\"name\":\"n\"}", NULL);
	server_sql("ALTER TABLE audit DROP CONSTRAINT refused");
	assert_int_equal(status, 500);
	assert_int_equal(rows(), 0);
	assert_int_equal(server_number("SELECT COUNT(*) FROM list WHERE name = 'n'"), 0);
}

static void keys(void **state)
{
	(void)state;
	one_more("POST", V1 "/works", "{\"title\":\"t\"}", "Idempotency-Key: a", 201, 1);
	one_more("POST", V1 "/works", "{\"title\":\"t\"}", "Idempotency-Key: a", 201, 0);
	one_more("POST", V1 "/works", "{\"title\":\"u\"}", "Idempotency-Key: a", 422, 0);
	one_more("POST", V1 "/works", "{\"title\":\"t\",\"isbn\":\"d u n e\"}", "Idempotency-Key: b", 409, 0);
	one_more("POST", V1 "/people/" DEBTOR "/payments?dry_run=true", "{\"amount\":\"1.00\"}",
		 "Idempotency-Key: c", 200, 0);
	one_more(
	    "POST", "/process",
	    "{\"button\":\"add_button\",\"addBookName\":\"n\",\"addBookAuthor\":\"a\",\"addBookYear\":\"1\","
	    "\"addBookPublisher\":\"p\"}",
	    "Idempotency-Key: d", 200, 1);
}

static void buttons(void **state)
{
	static const struct {
		const char *body, *said;
	} presses[] = {
	    {"\"add_button\",\"addBookName\":\"n\",\"addBookAuthor\":\"a\",\"addBookYear\":\"1\","
	     "\"addBookPublisher\":\"p\"",
	     "work|0|1"},
	    {"\"reserve_button\",\"reserveBookName\":\"n\",\"reserveCardId\":7", "hold|0|1"},
	    {"\"return_button\",\"returnBookName\":\"n\"", "hold|1|1"},
	    {"\"remove_button\",\"removeBookName\":\"n\"", "work|1|0"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(presses); i++) {
		one_more("POST", "/process", arena_printf(&c.kept, "{\"button\":%s}", presses[i].body), NULL,
			 200, 1);
		assert_string_equal(
		    server_sql(
			"SELECT CONCAT_WS('|', subject, before_state IS NOT NULL, after_state IS NOT NULL) "
			"FROM audit ORDER BY id DESC LIMIT 1"),
		    presses[i].said);
	}
	assert_int_equal(server_number("SELECT COUNT(DISTINCT subject_id) FROM audit"), 2);
}

static const char *last(const char *what)
{
	return server_sql("SELECT COALESCE(%s, '-') FROM audit ORDER BY id DESC LIMIT 1", what);
}

static void before_and_after(void **state)
{
	(void)state;
	one_more("PATCH", V1 "/works/" DUNE, "{\"title\":\"Dune 2\"}", FRESH, 200, 1);
	assert_string_equal(last("JSON_VALUE(before_state, '$.title')"), "Dune");
	assert_string_equal(last("JSON_VALUE(after_state, '$.title')"), "Dune 2");
	assert_string_equal(last("subject_id"), DUNE);
	assert_string_equal(last("target"), V1 "/works/" DUNE);
	one_more("PUT", V1 "/lists/" SHELF "/entries/" EMMA, "{\"note\":\"a\"}", NULL, 200, 1);
	assert_string_equal(last("before_state"),
			    "{\"list\":\"" SHELF "\",\"work\":\"" EMMA "\",\"note\":null}");
	assert_string_equal(last("after_state"),
			    "{\"list\":\"" SHELF "\",\"work\":\"" EMMA "\",\"note\":\"a\"}");
	one_more("PUT", V1 "/lists/" SHELF "/entries/" EMMA, "{\"note\":\"a\"}", NULL, 200, 0);
	one_more("PUT", V1 "/lists/" SHELF "/entries/" EMMA, NULL, NULL, 200, 0);
	one_more("DELETE", V1 "/lists/" SHELF "/entries/" EMMA, NULL, NULL, 204, 1);
	assert_string_equal(last("JSON_VALUE(before_state, '$.note')"), "a");
	one_more("PUT", V1 "/works/" HELD "/holds/order", "{\"order\":[\"" LAST "\",\"" WAITS "\"]}",
		 "If-Match: *", 200, 1);
	assert_string_equal(last("before_state"), "{\"order\":[\"" WAITS "\",\"" LAST "\"]}");
	assert_string_equal(last("after_state"), "{\"order\":[\"" LAST "\",\"" WAITS "\"]}");
	one_more("POST", "/add_book_to_list", "{\"email\":\"ann@example.com\",\"isbn\":\"d u n e\"}", NULL,
		 200, 1);
	assert_string_equal(
	    last("subject_id"),
	    server_sql("SELECT l.uuid FROM list l JOIN person p ON p.id = l.owner_id WHERE p.uuid = "
		       "'" ANN "' AND l.name = 'default'"));
	one_more("DELETE", V1 "/holds/" READY, NULL, NULL, 204, 1);
	one_more("DELETE", V1 "/holds/" READY, NULL, NULL, 204, 0);
	one_more("PATCH", V1 "/holds/" LAST, "{}", NULL, 200, 0);
}

/* Hostile paths: what is kept of them is ASCII, and short. */
static void targets(void **state)
{
	(void)state;
	server_sql("UPDATE work SET imdb_id = '\xc3\xa9' WHERE uuid = '" JAWS "'");
	one_more("DELETE", "/movies.delete/\xc3%A9", NULL, bearer, 204, 1);
	assert_string_equal(last("target"), "/movies.delete/%C3%A9");
}

#define PLANTED "PaSs-word-planted-in-the-test"

static void nothing_secret(void **state)
{
	(void)state;
	one_more("POST", V1 "/people", "{\"email\":\"s\",\"password\":\"" PLANTED "\"}", NULL, 201, 1);
	assert_string_equal(last("JSON_VALUE(after_state, '$.password')"), "set");
	one_more("PATCH", V1 "/people/" ANN, "{\"password\":\"" PLANTED "\"}", FRESH, 200, 1);
	assert_string_equal(last("JSON_VALUE(after_state, '$.password')"), "changed");
	one_more("POST", "/add_user",
		 "{\"email\":\"e\",\"first_name\":\"f\",\"last_name\":\"l\",\"password\":\"" PLANTED "\"}",
		 NULL, 200, 1);
	one_more("POST", "/update_user", "{\"email\":\"e\",\"password\":\"" PLANTED "\"}", NULL, 200, 1);
	assert_string_equal(last("JSON_VALUE(after_state, '$.password')"), "changed");
	one_more("POST", V1 "/lists/" SHELF "/shares", NULL, NULL, 201, 1);
	const char *key = client_keep(&c, client_value(&c, "key"));
	one_more("POST", arena_printf(&c.kept, V1 "/lists/" SHELF "/shares/%s", key),
		 "{\"person\":\"" BOB "\"}", NULL, 200, 1);
	assert_string_equal(last("target"), V1 "/lists/" SHELF "/shares/{key}");
	one_more("DELETE", arena_printf(&c.kept, V1 "/lists/" SHELF "/shares/%s", key), NULL, NULL, 204, 1);
#define ALL                                                                                                  \
	"CONCAT_WS('|', actor, role, request_id, method, route, target, subject, subject_id, before_state, " \
	"after_state)"
	assert_int_equal(server_number("SELECT COUNT(*) FROM audit WHERE " ALL " LIKE '%%" PLANTED
				       "%%' OR " ALL " LIKE '%%argon2%%' OR LOCATE('%s', " ALL
				       ") OR LOCATE(SHA2('%s', 256), " ALL ")",
				       key, key),
			 0);
	assert_int_equal(server_number("SELECT COUNT(*) FROM audit WHERE " ALL " LIKE '%%shares%%'"), 3);
}

/* ---- with accounts: logins, oneself, tariffs, and the list of all this ---- */

static const char *log_in(const char *email)
{
	const char *body = arena_printf(&c.kept, "{\"email\":\"%s\",\"password\":\"" PLANTED "\"}", email);
	assert_int_equal(client_send(&c, "POST", V1 "/login", body, NULL), 200);
	return arena_printf(&c.kept, "Authorization: Bearer %s", client_value(&c, "token"));
}

static void accounts(void)
{
	char hash[SECRET_HASH];
	assert_int_equal(secret_hash(PLANTED, hash), ERR_NONE);
	server_sql("UPDATE person SET password_hash = '%s', role = IF(uuid = '" ANN "', 'admin', 'member') "
		   "WHERE uuid IN ('" ANN "', '" BOB "')",
		   hash);
	c.conf.access = "accounts";
}

#define WHO "CONCAT_WS('|', actor, role, subject, before_state IS NOT NULL, after_state IS NOT NULL)"

static void the_rest(void **state)
{
	(void)state;
	accounts();
	const char *ann = log_in("ann@example.com");
	assert_int_equal(rows(), 1);
	assert_string_equal(last(WHO), ANN "|admin|session|0|1");
	const char *token = strchr(ann, ' ') + 8;
	one_more("POST", V1 "/login", "{\"email\":\"ann@example.com\",\"password\":\"wrong-wrong\"}", NULL,
		 401, 0);
	one_more("POST", "/login", "{\"email\":\"bob@example.com\",\"password\":\"" PLANTED "\"}", NULL, 200,
		 1);
	assert_string_equal(last(WHO), BOB "|member|session|0|1");
	one_more("PATCH", V1 "/me", "{\"first_name\":\"Anna\"}", ann, 200, 1);
	assert_string_equal(last(WHO), ANN "|admin|person|1|1");
	assert_string_equal(last("JSON_VALUE(before_state, '$.first_name')"), "Ann");
	assert_string_equal(last("JSON_VALUE(after_state, '$.first_name')"), "Anna");
	one_more("PATCH", V1 "/me", "{\"password\":\"" PLANTED "2\",\"old_password\":\"no\"}", ann, 400, 0);
	one_more("POST", V1 "/tariffs?dry_run=true",
		 "{\"tariffs\":[{\"type\":\"R\",\"name\":\"n\",\"first_days\":1,\"first_rate\":\"1\","
		 "\"after_rate\":\"1\",\"least\":\"1\"}]}",
		 ann, 200, 0);
	one_more("POST", V1 "/tariffs",
		 "{\"tariffs\":[{\"type\":\"R\",\"name\":\"n\",\"first_days\":1,\"first_rate\":\"1\","
		 "\"after_rate\":\"1\",\"least\":\"1\"}]}",
		 ann, 201, 1);
	assert_string_equal(last(WHO), ANN "|admin|tariff|0|1");
	one_more("PATCH", V1 "/me", "{\"password\":\"" PLANTED "2\",\"old_password\":\"" PLANTED "\"}", ann,
		 200, 1);
	assert_string_equal(last("JSON_VALUE(after_state, '$.password')"), "changed");
	const char *fresh = arena_printf(&c.kept, "Authorization: Bearer %s", client_value(&c, "token"));
	one_more("POST", V1 "/logout", NULL, fresh, 204, 1);
	assert_string_equal(last(WHO), ANN "|admin|session|1|0");
	one_more("POST", V1 "/logout", NULL, fresh, 401, 0);
	assert_int_equal(server_number("SELECT COUNT(*) FROM audit WHERE LOCATE('%s', " ALL
				       ") OR LOCATE('" PLANTED "', " ALL ") OR " ALL " LIKE '%%argon2%%'",
				       token),
			 0);
	server_sql("DELETE FROM tariff WHERE version > 1; DELETE FROM tariff_version WHERE version > 1");
}

static void the_list(void **state)
{
	(void)state;
	assert_int_equal(client_send(&c, "GET", V1 "/audit", NULL, NULL), 403);
	c.id = "mine";
	assert_int_equal(client_send(&c, "PATCH", V1 "/works/" EMMA, "{\"title\":\"E\"}", FRESH), 200);
	c.id = "others";
	for (int i = 0; i < 5; i++)
		assert_int_equal(client_send(&c, "POST", V1 "/works", "{\"title\":\"t\"}", NULL), 201);
	accounts();
	c.id = "list";
	const char *ann = log_in("ann@example.com"), *bob = log_in("bob@example.com");
	assert_int_equal(client_send(&c, "GET", V1 "/audit", NULL, NULL), 401);
	assert_int_equal(client_send(&c, "GET", V1 "/audit", NULL, bob), 403);
#define LOOK(query, want)                                                                                    \
	do {                                                                                                 \
		if (client_send(&c, "GET", V1 "/audit" query, NULL, ann) != 200)                             \
			fail_msg("%s: %s", query, c.rp.body.data);                                           \
		client_expect(&c, want);                                                                     \
	} while (0)
	LOOK("",
	     "@#=8|0.actor=" BOB "|7.subject_id=" EMMA "|7.before.title=Emma|7.after.title=E|6.before=null|"
	     "7.request_id=mine|7.method=PATCH|7.route=" V1 "/works/{id}|7.role=staff");
	assert_string_equal(client_header(&c, "X-Total-Count"), "8");
	LOOK("?subject=work", "@#=6");
	LOOK("?subject=work&subject_id=" EMMA, "@#=1|0.after.title=E");
	LOOK("?actor=" ANN, "@#=1|0.subject=session");
	LOOK("?request_id=others", "@#=5");
	LOOK("?from=2000-01-01T00:00:00Z&to=2001-01-01T00:00:00Z", "@#=0");
	LOOK("?from=2000-01-01T00:00:00Z", "@#=8");
	LOOK("?actor=%27%20OR%201%3D1%20--%20", "@#=0");
	LOOK("?_per_page=3&_page=3", "@#=2|1.request_id=mine");
	LOOK("?_per_page=5", "@#=5");
	const char *cursor = client_keep(&c, client_header(&c, "X-Next-Cursor"));
	assert_int_equal(client_send(&c, "GET",
				     arena_printf(&c.kept, V1 "/audit?_per_page=5&_after=%s", cursor), NULL,
				     ann),
			 200);
	client_expect(&c, "@#=3|2.request_id=mine");
	assert_int_equal(client_send(&c, "GET", V1 "/audit?_after=x", NULL, ann), 400);
	assert_int_equal(client_send(&c, "GET", V1 "/audit?x=1&from=y", NULL, ann), 400);
}

/* ---- carrelctl ---- */

static void ctl(const char *command, int code)
{
	char shell[2048];
	snprintf(shell, sizeof(shell), "echo '" PLANTED "' | %s %s >%s 2>&1", server_ctl(), command,
		 server_path("said"));
	int status = system(shell);
	if (status >> 8 != code)
		fail_msg("%s: %d", shell, status >> 8);
}

static void by_the_operator(void **state)
{
	(void)state;
	server_clean();
	ctl("user add ctl@example.com --role staff", 0);
	assert_string_equal(last("CONCAT_WS('|', role, method, route, subject, before_state IS NULL)"),
			    "operator|RUN|carrelctl user add|person|1");
	assert_int_equal(strncmp(last("actor"), "carrelctl:", 10), 0);
	ctl("user add ctl@example.com", 1);
	assert_int_equal(rows(), 1);
	ctl("user passwd ctl@example.com", 0);
	ctl("user role ctl@example.com admin", 0);
	ctl("user disable ctl@example.com", 0);
	ctl("user enable ctl@example.com", 0);
	ctl("user role nobody@example.com admin", 1);
	assert_string_equal(
	    server_sql(
		"SELECT GROUP_CONCAT(CONCAT(SUBSTR(route, 16), ' ', JSON_VALUE(before_state, '$.role'), "
		"JSON_VALUE(before_state, '$.active'), ' ', JSON_VALUE(after_state, '$.role'), "
		"JSON_VALUE(after_state, '$.active'), COALESCE(JSON_VALUE(after_state, '$.password'), '')) "
		"ORDER BY id SEPARATOR ', ') FROM audit WHERE id > (SELECT MIN(id) FROM audit)"),
	    "passwd staff1 staff1changed, role staff1 admin1, disable admin1 admin0, enable admin0 admin1");
	server_sql(
	    "INSERT INTO person (id, uuid) VALUES (1, UUID()), (2, UUID());"
	    "INSERT INTO work (id, uuid, kind, title) VALUES (1, UUID(), 'book', 'B');"
	    "INSERT INTO copy (id, uuid, work_id, taken_by) VALUES (1, UUID(), 1, 'hold');"
	    "INSERT INTO hold (uuid, work_id, person_id, copy_id, state, placed_at, ready_at, pickup_until) "
	    "VALUES ('" READY "', 1, 1, 1, 'ready', NOW(6), NOW(6), NOW(6) - INTERVAL 1 DAY)");
	ctl("holds tidy", 0);
	assert_string_equal(last("CONCAT_WS('|', route, subject, subject_id, after_state)"),
			    "carrelctl holds tidy|hold|" READY "|{\"state\":\"expired\"}");
	int64_t before = rows();
	ctl("holds tidy", 0);
	assert_int_equal(rows(), before);
	ctl("import books /dev/null", 1);
	FILE *csv = fopen(server_path("books.csv"), "we");
	fputs("isbn,title,authors,original_title,original_publication_year,isbn13\n,One,A,,1999,\n,Two,B,,"
	      "1999,\n",
	      csv);
	fclose(csv);
	ctl(arena_printf(&c.kept, "import books %s", server_path("books.csv")), 0);
	assert_string_equal(
	    last("CONCAT_WS('|', route, subject, subject_id, after_state)"),
	    "carrelctl import books|import|books.csv|{\"added\":2,\"known\":0,\"refused\":0}");
	assert_int_equal(rows(), before + 1);
	ctl(arena_printf(&c.kept, "import books %s", server_path("books.csv")), 0);
	assert_int_equal(rows(), before + 1);
	ctl("seed --empty", 0);
	assert_int_equal(rows(), before + 2);
	ctl("seed --empty", 0);
	assert_int_equal(rows(), before + 2);
	assert_int_equal(server_number("SELECT COUNT(*) FROM audit WHERE LOCATE('" PLANTED "', " ALL
				       ") OR " ALL
				       " LIKE '%%argon2%%' OR NOT COALESCE(JSON_VALID(after_state), 1)"),
			 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(every_act_leaves_one_row),
	    TEST(reading_leaves_nothing),
	    TEST(what_is_refused_leaves_nothing),
	    TEST(rolled_back),
	    TEST(keys),
	    TEST(buttons),
	    TEST(before_and_after),
	    TEST(targets),
	    TEST(nothing_secret),
	    TEST(the_rest),
	    TEST(the_list),
	    TEST(by_the_operator),
	};
	server_open();
	return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
