/* test_dispatch.c - whole requests: what the dispatcher promises for every route, and each route's main cases. */
#include "client.h"

#include "../store/server.h"
#include "../unit/test.h"
#include "api/face/face.h"
#include "base/date.h"
#include "store/idempotency.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WORKS  "/api/v1/works"
#define PEOPLE "/api/v1/people"
#define LISTS  "/api/v1/lists"
#define FRESH  "If-Match: \"1-0\""
#define STEPS(...)                                                                                           \
	client_steps(&c, (const struct step[]){__VA_ARGS__}, COUNT(((const struct step[]){__VA_ARGS__})))

static struct client c;

static int begin(void **state)
{
	(void)state;
	client_furnish();
	client_open(&c);
	return 0;
}

static int end(void **state)
{
	(void)state;
	client_close(&c);
	return 0;
}

static void is(int status, const char *method, const char *target, const char *body, const char *headers)
{
	if (client_send(&c, method, target, body, headers) != status)
		fail_msg("%s %s %s: %d, wanted %d\n%s", method, target, body ? body : "", c.rp.status, status,
			 c.rp.body.data);
}

static void header_is(const char *name, const char *want)
{
	const char *got = client_header(&c, name);
	if (!got != !want || (want && strcmp(got, want)))
		fail_msg("%s %s: %s is %s, wanted %s", c.rq.method_text, c.rq.uri, name, got ? got : "(none)",
			 want ? want : "(none)");
}

static void type_is(const char *want)
{
	if (!c.rp.type || strcmp(c.rp.type, want))
		fail_msg("%s %s: type %s, wanted %s\n%s", c.rq.method_text, c.rq.uri, c.rp.type, want,
			 c.rp.body.data);
}

static void says(const char *what)
{
	if (!strstr(c.rp.body.data, what))
		fail_msg("%s %s: %d %s, nothing of %s", c.rq.method_text, c.rq.uri, c.rp.status,
			 c.rp.body.data, what);
}

static void count_is(int64_t want, const char *table)
{
	assert_int_equal(server_number("SELECT COUNT(*) FROM %s", table), want);
}

/* A pattern with every {..} filled in. */
static const char *target_of(const struct route *r)
{
	struct buf b;
	buf_init(&b, &c.kept, 128);
	for (const char *p = r->pattern; *p; p++) {
		if (*p == '{') {
			buf_puts(&b, strncmp(p, "{number}", 8) ? NONE : "999999999");
			p = strchr(p, '}');
		} else {
			buf_putc(&b, *p);
		}
	}
	return b.data;
}

static const char *method_of(const struct route *r)
{
	static const char *const names[] = {
	    [GET] = "GET", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE"};
	return names[r->method];
}

/* The type that errors of a face have; of 404 and 405 where they differ. */
static const char *error_type(enum face face, int status)
{
	switch (face) {
	case FACE_API:
		return "application/problem+json";
	case FACE_BOOKLIST:
		return status == 405 ? "text/html; charset=utf-8" : "application/json";
	case FACE_BOOKSTORE:
	case FACE_MOVIES:
	case FACE_READING_ROOM:
		return "application/json";
	default:
		return "text/html; charset=utf-8";
	}
}

/* ---- paths and methods ---- */

static void unknown_paths(void **state)
{
	static const char *const html[] = {"/nope",
					   "/get_user/",
					   "/index/",
					   "/add_book/x",
					   "/wishlist",
					   "/wishlist/",
					   "/wishlist/" NONE "/",
					   "/wishlist_entry/",
					   "//",
					   "/get_user%2f",
					   "/a%zz",
					   "/a%",
					   "/%00",
					   "/%ff",
					   "/get_user%00",
					   "/Index",
					   "/index.html",
					   "/../index",
					   "*",
					   ""};
	static const char *const problem[] = {"/api/v1/",
					      "/api/v1/nope",
					      WORKS "/",
					      WORKS "/" EMMA "/",
					      WORKS "/" EMMA "/copies/x/y",
					      WORKS "/%ff",
					      "/api/v1/Works",
					      LISTS "/" SHELF "/entries/",
					      "/api/v1//works",
					      "/api/v1/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o",
					      "/api/v1/%00"};
	static const char *const movies[] = {"/v1/x", "/movies.nope", "/login/x", "/health-checks/nope",
					     "/brew-coffee/x"};
	(void)state;
	for (size_t i = 0; i < COUNT(html); i++) {
		is(404, "GET", html[i], NULL, NULL);
		type_is("text/html; charset=utf-8");
		is(404, "POST", html[i], "{}", NULL);
		is(404, "OPTIONS", html[i], NULL, NULL);
	}
	for (size_t i = 0; i < COUNT(problem); i++) {
		is(404, "GET", problem[i], NULL, NULL);
		type_is("application/problem+json");
		client_expect(&c, "@type=/problems/unknown-path|status=404|instance=test-1");
		is(404, "OPTIONS", problem[i], NULL, NULL);
	}
	for (size_t i = 0; i < COUNT(movies); i++) {
		is(404, "GET", movies[i], NULL, NULL);
		client_expect(
		    &c,
		    "{\"error\": {\"code\": \"NOT_FOUND\", \"message\": \"Requested URL was not found\"}}");
	}
	/* Nothing of the path comes back as markup. */
	is(404, "GET", "/<script>alert(1)</script>", NULL, NULL);
	assert_null(strstr(c.rp.body.data, "<script"));
	/* Resources that are not there, and ids that are none. */
	is(404, "GET", WORKS "/" NONE, NULL, NULL);
	client_expect(&c, "@type=/problems/not-found");
	is(404, "GET", WORKS "/12", NULL, NULL);
	client_expect(&c, "@type=/problems/not-found");
}

static void other_methods(void **state)
{
	static const struct {
		const char *method, *target, *allow;
		enum face face;
	} cases[] = {
	    {"POST", "/get_user?email=x", "GET, HEAD, OPTIONS", FACE_BOOKLIST},
	    {"GET", "/add_user", "POST, OPTIONS", FACE_BOOKLIST},
	    {"HEAD", "/add_user", "POST, OPTIONS", FACE_BOOKLIST},
	    {"PUT", "/wishlist_entry", "POST, DELETE, OPTIONS", FACE_WISHLIST},
	    {"POST", "/wishlist/" NONE, "GET, HEAD, OPTIONS", FACE_WISHLIST},
	    {"POST", "/", "GET, HEAD, OPTIONS", FACE_PAGE},
	    {"PUT", WORKS, "GET, POST, HEAD, OPTIONS", FACE_API},
	    {"POST", WORKS "/" EMMA, "GET, PATCH, DELETE, HEAD, OPTIONS", FACE_API},
	    {"BREW", WORKS, "GET, POST, HEAD, OPTIONS", FACE_API},
	    {"get", "/ready", "GET, HEAD, OPTIONS", FACE_API},
	    {"GET", LISTS "/" SHELF "/entries/order", "PUT, DELETE, OPTIONS", FACE_API},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		is(405, cases[i].method, cases[i].target, NULL, NULL);
		header_is("Allow", cases[i].allow);
		type_is(error_type(cases[i].face, 405));
		assert_int_equal(db_cost(c.db)->round_trips, 0);
	}
	client_expect(&c, "@type=/problems/method-not-allowed");
}

static void head_is_get(void **state)
{
	(void)state;
	for (const struct route *r = routes; r->pattern; r++) {
		if (r->method != GET)
			continue;
		const char *target = arena_printf(&c.kept, "%s?%s", target_of(r),
						  !r->query || r->face == FACE_API ? "" : "email=x&isbn=x");
		int status = client_send(&c, "GET", target, NULL, NULL);
		const char *type = client_keep(&c, c.rp.type), *tag = client_header(&c, "ETag");
		if (tag)
			tag = client_keep(&c, tag);
		size_t len = c.rp.body.len;
		is(status, "HEAD", target, NULL, NULL);
		type_is(type);
		if (r->flags & LOCAL) { /* figures are other ones each time */
			assert_null(tag);
			continue;
		}
		header_is("ETag", tag);
		assert_int_equal(c.rp.body.len, len);
	}
}

static void options(void **state)
{
	(void)state;
	is(204, "OPTIONS", WORKS "/" EMMA, NULL, NULL);
	header_is("Allow", "GET, PATCH, DELETE, HEAD, OPTIONS");
	header_is("Access-Control-Allow-Origin", NULL);
	header_is("Access-Control-Allow-Methods", NULL);
	header_is("Vary", NULL);
	is(200, "OPTIONS", "/add_user", NULL, NULL);
	header_is("Allow", "POST, OPTIONS");
	is(200, "OPTIONS", "/wishlist_entry", NULL, NULL);
	header_is("Allow", "POST, DELETE, OPTIONS");
}

static void cors(void **state)
{
	static const char *const strangers[] = {"https://a.exampl",
						"https://a.example.evil",
						"ttps://a.example",
						"https://b.example",
						"https://b.example:84",
						"http://a.example",
						"null",
						"",
						"*",
						"HTTPS://A.EXAMPLE",
						"https://a.example/"};
	static const char *const friends[] = {"https://a.example", "https://b.example:8443"};
	(void)state;
	c.conf.cors_origins = "https://a.example https://b.example:8443";
	for (size_t i = 0; i < COUNT(strangers); i++) {
		const char *origin = arena_printf(&c.kept, "Origin: %s", strangers[i]);
		is(200, "GET", WORKS, NULL, origin);
		header_is("Access-Control-Allow-Origin", NULL);
		header_is("Vary", "Origin");
		is(204, "OPTIONS", WORKS, NULL, origin);
		header_is("Access-Control-Allow-Origin", NULL);
		header_is("Access-Control-Allow-Methods", NULL);
	}
	for (size_t i = 0; i < COUNT(friends); i++) {
		const char *origin = arena_printf(&c.kept, "Origin: %s", friends[i]);
		is(204, "OPTIONS", WORKS, NULL, origin);
		header_is("Access-Control-Allow-Origin", friends[i]);
		header_is("Access-Control-Allow-Methods", "GET, POST, HEAD, OPTIONS");
		assert_non_null(strstr(client_header(&c, "Access-Control-Allow-Headers"), "If-Match"));
		assert_non_null(strstr(client_header(&c, "Access-Control-Allow-Headers"), "Idempotency-Key"));
		is(200, "GET", WORKS, NULL, origin);
		header_is("Access-Control-Allow-Origin", friends[i]);
		header_is("Access-Control-Allow-Methods", NULL);
		assert_non_null(strstr(client_header(&c, "Access-Control-Expose-Headers"), "ETag"));
		/* An error can be read over there, too. */
		is(404, "GET", WORKS "/" NONE, NULL, origin);
		header_is("Access-Control-Allow-Origin", friends[i]);
		is(200, "GET", "/index", NULL, origin);
		header_is("Access-Control-Allow-Origin", NULL);
	}
	/* Whatever header the API speaks of can be read by a page. */
	is(200, "GET", WORKS "?_per_page=1", NULL, "Origin: https://a.example");
	static const char *const ours[] = {"ETag",	   "Link",	    "X-Total-Count",
					   "X-Request-Id", "X-Next-Cursor", "Idempotency-Replayed",
					   "Location"};
	for (size_t i = 0; i < COUNT(ours); i++)
		if (!strstr(client_header(&c, "Access-Control-Expose-Headers"), ours[i]))
			fail_msg("%s is not exposed", ours[i]);
	c.conf.cors_origins = "";
	is(200, "GET", WORKS, NULL, "Origin: https://a.example");
	header_is("Access-Control-Allow-Origin", NULL);
	header_is("Vary", NULL);
}

/* ---- who may ---- */

static void open_is_for_this_machine(void **state)
{
	static const char *const away[] = {"192.0.2.1", "10.0.0.1", "::ffff:192.0.2.1", "128.0.0.1",
					   "12.7.0.1",	"",	    "2001:db8::1",	NULL};
	static const char *const here[] = {"127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1", "unix:"};
	(void)state;
	for (size_t i = 0; i < COUNT(away); i++) {
		c.remote = away[i];
		for (const struct route *r = routes; r->pattern; r++) {
			is(403, method_of(r), target_of(r), NULL, NULL);
			type_is(error_type(r->face, 403));
			assert_int_equal(db_cost(c.db)->round_trips, 0);
		}
		client_expect(&c, "@type=/problems/loopback-only");
	}
	for (size_t i = 0; i < COUNT(here); i++) {
		c.remote = here[i];
		is(200, "GET", "/", NULL, NULL);
		is(200, "GET", WORKS "/" EMMA, NULL, NULL);
	}
}

/* With accounts nobody passes a row that asks for somebody; and which rows ask for nobody is said here. */
static void accounts(void **state)
{
	static const char *const visitors[] = {"/",
					       "/health",
					       "/ready",
					       "/metrics",
					       "/api/v1",
					       "/index",
					       "/get_book",
					       WORKS,
					       WORKS "/{id}",
					       "/docs",
					       "/docs.css",
					       "/docs.js",
					       "/api/v1/openapi.json",
					       "/books/",
					       "/books/{number}/",
					       LISTS,
					       LISTS "/{id}",
					       LISTS "/{id}/entries",
					       "/v1/movies.list",
					       "/v1/movies.get",
					       "/movies.list",
					       "/movies.get",
					       "/health-checks/ready",
					       "/health-checks/live",
					       "POST /api/v1/login",
					       "POST /v1/login",
					       "POST /login",
					       "POST /brew-coffee",
					       "/library.html",
					       "POST /process"};
	int open_rows = 0;
	(void)state;
	c.conf.access = "accounts";
	c.remote = "192.0.2.1";
	for (const struct route *r = routes; r->pattern; r++) {
		bool open = false;
		for (size_t i = 0; i < COUNT(visitors); i++)
			open |= !strcmp(visitors[i],
					r->method == GET
					    ? r->pattern
					    : arena_printf(&c.kept, "%s %s", method_of(r), r->pattern));
		int status = client_send(&c, method_of(r), target_of(r), r->method == GET ? NULL : "{", NULL);
		if (!open != !!(r->flags & (NEED_MEMBER | NEED_STAFF | NEED_ADMIN)) ||
		    ((status == 401) == open && !(r->flags & LOGS_IN)))
			fail_msg("%s %s: %d", method_of(r), r->pattern, status);
		open_rows += open;
		if (open)
			continue;
		header_is("WWW-Authenticate", "Bearer");
		type_is(error_type(r->face, 401));
		/* Nobody asked the database who a visitor is. */
		assert_int_equal(db_cost(c.db)->round_trips, 0);
	}
	assert_int_equal(open_rows, COUNT(visitors));
	count_is(3, "work");
	/* One row, but what its buttons do is not for all. */
	is(200, "POST", "/process", "{\"button\":\"info_button\",\"infoBookName\":\"none\"}", NULL);
	client_expect(&c, "@result=Book does not exist");
	is(200, "POST", "/process", "{\"button\":\"get_list_button\"}", NULL);
	static const char *const writing[] = {"add", "remove", "reserve", "return"};
	for (size_t i = 0; i < COUNT(writing); i++) {
		is(401, "POST", "/process", arena_printf(&c.kept, "{\"button\":\"%s_button\"}", writing[i]),
		   NULL);
		client_expect(&c, "@result=Error");
		header_is("WWW-Authenticate", "Bearer");
		assert_int_equal(db_cost(c.db)->round_trips, 0);
	}
	/* Neither a header nor a machine makes one a member. */
	c.remote = "127.0.0.1";
	is(401, "GET", PEOPLE, NULL, "Idempotency-Key: k");
	client_expect(&c, "@type=/problems/authentication-required");
	is(401, "POST", "/add_user", "{}", "Idempotency-Key: k");
	count_is(0, "idempotency_key");
	is(200, "GET", "/", NULL, NULL);
	says(" data-access=\"accounts\" data-role=\"visitor\"");
	c.conf.access = "open";
	is(200, "GET", "/", NULL, NULL);
	says(" data-access=\"open\" data-role=\"staff\"");
	is(200, "GET", "/library.html", NULL, NULL);
	says(" data-access=\"open\" data-role=\"staff\"");
}

/* ---- bodies ---- */

static const char *nested(int depth)
{
	struct buf b;
	buf_init(&b, &c.kept, 256);
	buf_puts(&b, "{\"title\":");
	for (int i = 1; i < depth; i++)
		buf_putc(&b, '[');
	for (int i = 1; i < depth; i++)
		buf_putc(&b, ']');
	buf_puts(&b, "}");
	return b.data;
}

static void content_types(void **state)
{
	static const char *const fine[] = {"application/json", "APPLICATION/JSON; charset=utf-8",
					   "application/json;charset=\"utf-8\"",
					   "application/merge-patch+json", "application/vnd.x+json; v=1"};
	static const char *const wrong[] = {"",
					    "text/plain",
					    "application/jsonx",
					    "application/x-www-form-urlencoded",
					    "json",
					    "text/json",
					    "application/xml",
					    "+json",
					    "application/+json"};
	(void)state;
	for (size_t i = 0; i < COUNT(fine); i++)
		is(201, "POST", WORKS, "{\"title\":\"t\"}",
		   arena_printf(&c.kept, "Content-Type: %s", fine[i]));
	for (size_t i = 0; i < COUNT(wrong); i++) {
		const char *type = arena_printf(&c.kept, "Content-Type: %s", wrong[i]);
		is(415, "POST", WORKS, "{\"title\":\"t\"}", type);
		client_expect(&c, "@type=/problems/unsupported-media-type|status=415");
		is(400, "POST", "/delete_user", "{\"email\":\"ann@example.com\"}", type);
		is(400, "POST", "/wishlist_entry", "{\"book_id\":\"" EMMA "\",\"user_id\":\"" ANN "\"}",
		   type);
	}
	count_is(3 + COUNT(fine), "work");
	count_is(2, "person");
	count_is(3, "list");
}

static void broken_bodies(void **state)
{
	static const char *const bodies[] = {"",
					     " ",
					     "{",
					     "}",
					     "{\"title\":\"t\"",
					     "{\"title\":\"t\"} x",
					     "{\"title\":\"t\"}{}",
					     "{'title':'t'}",
					     "{title:\"t\"}",
					     "{\"title\":\"t\",}",
					     "{,\"title\":\"t\"}",
					     "{\"title\" \"t\"}",
					     "{\"title\":\"t\",\"title\":\"u\"}",
					     "{\"title\":\"t\",\"titl\\u0065\":\"u\"}",
					     "{\"title\":\"t\",\"x\":{\"a\":1,\"a\":2}}",
					     "{\"title\":\"\\ud800\"}",
					     "{\"title\":\"\\udc00\\ud800\"}",
					     "{\"title\":\"a\\u0000b\"}",
					     "{\"title\":\"\\x41\"}",
					     "{\"title\":\"a\nb\"}",
					     "{\"title\":\"\xff\"}",
					     "{\"title\":\"\xc0\xaf\"}",
					     "{\"title\":\"\xed\xa0\x80\"}",
					     "{\"title\":\"t\",\"year\":NaN}",
					     "{\"title\":\"t\",\"year\":01}",
					     "{\"title\":\"t\",\"year\":1e}",
					     "{\"title\":\"t\",\"year\":99999999999999999999}",
					     "{\"title\":\"t\",\"year\":+1}",
					     "{\"title\":\"t\",\"year\":.5}",
					     "{\"title\":\"t\"}//x",
					     "/**/{\"title\":\"t\"}",
					     "\xef\xbb\xbf{\"title\":\"t\"}",
					     "True",
					     "undefined",
					     "nul"};
	(void)state;
	for (size_t i = 0; i < COUNT(bodies); i++) {
		is(400, "POST", WORKS, bodies[i], NULL);
		client_expect(&c, "@type=/problems/malformed-body|status=400");
		is(400, "POST", "/add_book", bodies[i], NULL);
		type_is("application/json");
		assert_non_null(client_value(&c, "status"));
		is(400, "POST", "/wishlist_entry", bodies[i], NULL);
		type_is("text/html; charset=utf-8");
	}
	/* A NUL byte is none of JSON, in the middle or at the end. */
	assert_int_equal(client_send_bytes(&c, "POST", WORKS, "{\"title\":\"a\0b\"}", 15, NULL), 400);
	assert_int_equal(client_send_bytes(&c, "POST", WORKS, "{\"title\":\"ab\"}\0", 15, NULL), 400);
	is(400, "POST", WORKS, nested(33), NULL);
	client_expect(&c, "@type=/problems/malformed-body");
	is(400, "POST", WORKS, nested(32), NULL);
	client_expect(&c, "@type=/problems/invalid-input");
	is(201, "POST", WORKS, " \t\r\n{\"title\" : \"\\ud83d\\udcda \xf0\x9f\x93\x9a \\\"\\/\"} \n", NULL);
	client_expect(&c, "@title=\xf0\x9f\x93\x9a \xf0\x9f\x93\x9a \"/");
	count_is(4, "work");
}

static void body_sizes(void **state)
{
	(void)state;
	size_t max = (size_t)c.conf.body_max;
	char *body = arena_alloc(&c.kept, max + 2);
	memset(body, ' ', max + 1);
	memcpy(body, "{\"title\":\"t\"}", 13);
	assert_int_equal(client_send_bytes(&c, "POST", WORKS, body, max, NULL), 201);
	assert_int_equal(client_send_bytes(&c, "POST", WORKS, body, max + 1, NULL), 413);
	client_expect(&c, "@type=/problems/body-too-large|status=413");
	assert_int_equal(client_send_bytes(&c, "POST", "/add_user", body, max + 1, NULL), 413);
	type_is("application/json");
	assert_int_equal(client_send_bytes(&c, "POST", LISTS "/" SHELF "/shares", body, max + 1, NULL), 413);
	count_is(4, "work");
	count_is(0, "list_share");
}

/* No route that takes JSON lets another body near its handler. */
static void bodies_of_all_routes(void **state)
{
	(void)state;
	for (const struct route *r = routes; r->pattern; r++) {
		/* Open mode has no admin, and nobody who changes their own account. */
		if (!(r->flags & JSON_BODY) || (r->flags & NEED_ADMIN) || r->body == me_body)
			continue;
		const char *target = target_of(r), *method = method_of(r);
		is(r->face == FACE_API ? 415 : 400, method, target, "x", "Content-Type: text/plain");
		is(400, method, target, "{\"a\":1,\"a\":2}", FRESH);
		if (!(r->flags & JSON_OPTIONAL))
			is(r->face == FACE_API ? 415 : 400, method, target, NULL, NULL);
		assert_int_equal(db_cost(c.db)->round_trips, 0);
		if (r->face != FACE_API)
			continue;
		static const char *const others[] = {"[]", "null", "1", "\"x\"", "true"};
		for (size_t i = 0; i < COUNT(others); i++) {
			int status = client_send(&c, method, target, others[i], FRESH);
			/* Where the resource is looked for first it is not found. */
			if (status != 400 && status != 404)
				fail_msg("%s %s %s: %d", method, target, others[i], status);
		}
	}
}

/* All that is wrong is told at once, by member. */
static void wrong_members(void **state)
{
	(void)state;
	STEPS(
	    {"POST", WORKS,
	     "{\"nope\":1,\"title\":5,\"year\":\"x\",\"kind\":\"dvd\",\"rating\":11,\"published\":\"2023-02-"
	     "30\"}",
	     NULL, 400, "@type=/problems/invalid-input|errors.#=6"},
	    {"POST", WORKS, "{}", NULL, 400, "@errors.0.field=title|errors.0.code=required|errors.#=1"},
	    {"POST", WORKS, "{\"title\":\"\"}", NULL, 400, "@errors.0.field=title"},
	    {"POST", WORKS, "{\"title\":\" \\t \"}", NULL, 400, "@errors.0.field=title"},
	    {"POST", WORKS, "{\"title\":\"a\\nb\"}", NULL, 400, "@errors.0.field=title"},
	    {"POST", WORKS, "{\"title\":null}", NULL, 400, "@errors.0.field=title|errors.0.code=null"},
	    {"POST", WORKS, "{\"title\":[\"t\"]}", NULL, 400, "@errors.0.code=type"},
	    {"POST", WORKS, "{\"title\":\"t\",\"year\":1.5}", NULL, 400, "@errors.0.field=year"},
	    {"POST", WORKS, "{\"title\":\"t\",\"year\":\"1999\"}", NULL, 400,
	     "@errors.0.field=year|errors.0.code=type"},
	    {"POST", WORKS, "{\"title\":\"t\",\"year\":10000}", NULL, 400, "@errors.0.field=year"},
	    {"POST", WORKS, "{\"title\":\"t\",\"year\":true}", NULL, 400,
	     "@errors.0.field=year|errors.0.code=type"},
	    {"POST", WORKS, "{\"title\":\"t\",\"rating\":\"8.55\"}", NULL, 400, "@errors.0.field=rating"},
	    {"POST", WORKS, "{\"title\":\"t\",\"rating\":10.1}", NULL, 400, "@errors.0.field=rating"},
	    {"POST", WORKS, "{\"title\":\"t\",\"id\":\"" NONE "\"}", NULL, 400,
	     "@errors.0.field=id|errors.0.code=unknown"},
	    {"POST", WORKS, "{\"title\":\"t\",\"copies\":5}", NULL, 400, "@errors.0.code=unknown"},
	    {"POST", PEOPLE, "{\"active\":\"true\"}", NULL, 400, "@errors.0.field=active|errors.0.code=type"},
	    {"POST", PEOPLE, "{\"active\":1}", NULL, 400, "@errors.0.field=active"},
	    {"POST", PEOPLE, "{\"password\":\"short\"}", NULL, 400, "@errors.0.field=password"},
	    {"POST", PEOPLE, "{\"role\":\"king\",\"email\":\"\"}", NULL, 400, "@errors.#=2"},
	    {"POST", PEOPLE, "{\"password_hash\":\"x\"}", NULL, 400, "@errors.0.code=unknown"},
	    {"POST", LISTS, "{\"name\":\"n\"}", NULL, 400, "@errors.0.field=owner|errors.0.code=required"},
	    {"POST", LISTS, "{\"name\":\"n\",\"owner\":\"x\"}", NULL, 400, "@errors.0.field=owner"},
	    {"POST", LISTS, "{\"name\":\"n\",\"owner\":\"" NONE "\"}", NULL, 400,
	     "@errors.0.field=owner|errors.0.code=unknown_person"},
	    {"PUT", LISTS "/" SHELF "/entries/" JAWS, "{\"note\":5}", NULL, 400, "@errors.0.field=note"},
	    {"PUT", LISTS "/" SHELF "/entries/" JAWS, "{\"nota\":\"\"}", NULL, 400, "@errors.0.code=unknown"},
	    {"PUT", LISTS "/" SHELF "/entries/order", "{\"order\":\"" EMMA "\"}", FRESH, 400,
	     "@errors.0.field=order"},
	    {"PUT", LISTS "/" SHELF "/entries/order", "{\"order\":[5]}", FRESH, 400, "@errors.0.field=order"},
	    {"PUT", LISTS "/" SHELF "/entries/order", "{}", FRESH, 400, "@errors.0.code=required"});
	count_is(3, "work");
	count_is(2, "person");
	count_is(3, "list");
	count_is(2, "list_entry");
}

static const char *repeat(const char *s, int n)
{
	struct buf b;
	buf_init(&b, &c.kept, strlen(s) * (size_t)n + 1);
	while (n--)
		buf_puts(&b, s);
	return b.data;
}

/* At the limit whole, over it refused: characters count, not bytes. */
static void lengths(void **state)
{
	static const struct {
		const char *target, *begin, *member;
		int max;
	} cases[] = {{WORKS, "{\"title\":\"", "title", 500},
		     {WORKS, "{\"title\":\"t\",\"creator\":\"", "creator", 1000},
		     {WORKS, "{\"title\":\"t\",\"isbn\":\"", "isbn", 200},
		     {WORKS, "{\"title\":\"t\",\"publisher\":\"", "publisher", 300},
		     {WORKS, "{\"title\":\"t\",\"published_text\":\"", "published_text", 200},
		     {WORKS, "{\"title\":\"t\",\"genre\":\"", "genre", 200},
		     {WORKS, "{\"title\":\"t\",\"country\":\"", "country", 200},
		     {WORKS, "{\"title\":\"t\",\"imdb_id\":\"", "imdb_id", 32},
		     {PEOPLE, "{\"email\":\"", "email", 320},
		     {PEOPLE, "{\"first_name\":\"", "first_name", 200},
		     {PEOPLE, "{\"last_name\":\"", "last_name", 200},
		     {PEOPLE, "{\"card_number\":\"", "card_number", 64},
		     {LISTS, "{\"owner\":\"" ANN "\",\"name\":\"", "name", 200}};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char body[8192];
		const char *text = repeat("\xf0\x9f\x93\x9a", cases[i].max + 1);
		snprintf(body, sizeof(body), "%s%s\"}", cases[i].begin, text);
		is(400, "POST", cases[i].target, body, NULL);
		client_expect(&c, arena_printf(&c.kept, "@errors.#=1|errors.0.field=%s", cases[i].member));
		snprintf(body, sizeof(body), "%s%s\"}", cases[i].begin, text + 4);
		is(201, "POST", cases[i].target, body, NULL);
		assert_string_equal(client_value(&c, cases[i].member), text + 4);
		is(200, "GET", client_keep(&c, client_header(&c, "Location")), NULL, NULL);
		assert_string_equal(client_value(&c, cases[i].member), text + 4);
	}
}

/* ---- queries ---- */

static void queries(void **state)
{
	(void)state;
	STEPS({"GET", WORKS "?nope=1&kind=book&kind=movie&_page=0&_per_page=1001&year=x", NULL, NULL, 400,
	       "@type=/problems/"
	       "invalid-input|errors.#=5|errors.0.field=nope|errors.0.code=unknown|errors.1.field=kind|"
	       "errors.1.code=repeated"},
	      {"GET", WORKS "?_page=1&_page=1", NULL, NULL, 400, "@errors.0.code=repeated"},
	      {"GET", WORKS "?kind=dvd", NULL, NULL, 400, "@errors.0.field=kind"},
	      {"GET", WORKS "?available=yes", NULL, NULL, 400, "@errors.0.field=available"},
	      {"GET", WORKS "?_match=like", NULL, NULL, 400, "@errors.0.field=_match"},
	      {"GET", WORKS "?_order_by=isbn", NULL, NULL, 400, "@errors.0.field=_order_by"},
	      {"GET", WORKS "?_order_by=title,", NULL, NULL, 400, "@errors.0.field=_order_by"},
	      {"GET", WORKS "?_order_by=title,-year,added", NULL, NULL, 400, "@errors.0.field=_order_by"},
	      {"GET", WORKS "?_order_by=--title", NULL, NULL, 400, "@errors.0.field=_order_by"},
	      {"GET", WORKS "?_facets=isbn", NULL, NULL, 400, "@errors.0.field=_facets"},
	      {"GET", WORKS "?_after=x", NULL, NULL, 400, "@errors.0.field=_after"},
	      {"GET", WORKS "?_after=MSBh&q=x", NULL, NULL, 400,
	       "@errors.0.field=_after|errors.0.code=combination"},
	      {"GET", WORKS "?title=", NULL, NULL, 400, "@errors.0.field=title"},
	      {"GET", WORKS "?title=%ff", NULL, NULL, 400, "@type=/problems/invalid-input"},
	      {"GET", WORKS "?title=%00", NULL, NULL, 400, "@type=/problems/invalid-input"},
	      {"GET", WORKS "?title=%4", NULL, NULL, 400, "@type=/problems/invalid-input"},
	      {"GET", WORKS "?", NULL, NULL, 200, "@#=3"}, {"GET", WORKS "?&&", NULL, NULL, 200, "@#=3"},
	      {"GET", WORKS "?q=", NULL, NULL, 200, "@#=3"},
	      {"GET", WORKS "?q=+%20", NULL, NULL, 200, "@#=3"},
	      {"GET", PEOPLE "?nope", NULL, NULL, 400, "@errors.0.field=nope"},
	      {"GET", PEOPLE "?role=king", NULL, NULL, 400, "@errors.0.field=role"},
	      {"GET", LISTS "?owner=x", NULL, NULL, 400, "@errors.0.field=owner"},
	      {"GET", LISTS "?_match=exact", NULL, NULL, 400, "@errors.0.field=_match"},
	      /* The published systems ignore what they do not know; the first of two counts. */
	      {"GET", "/get_user?x=1&email=ann%40example.com&email=y", NULL, NULL, 200,
	       "@data.0=ann@example.com"},
	      {"GET", "/get_user?email=%ff", NULL, NULL, 400, NULL});
	/* Every other route of the unified API refuses all parameters. */
	for (const struct route *r = routes; r->pattern; r++) {
		if (r->face != FACE_API || r->query)
			continue;
		is(400, method_of(r), arena_printf(&c.kept, "%s?x=1", target_of(r)),
		   r->flags & JSON_BODY ? "{}" : NULL, FRESH);
		client_expect(&c, "@errors.0.field=x|errors.0.code=unknown");
	}
	struct buf b;
	buf_init(&b, &c.kept, 1024);
	buf_puts(&b, WORKS "?q=x");
	for (int i = 0; i < 100; i++)
		buf_printf(&b, "&a%d=1", i);
	is(400, "GET", b.data, NULL, NULL);
	count_is(3, "work");
}

/* ---- versions ---- */

static void tags(void **state)
{
	(void)state;
	is(200, "GET", WORKS "/" EMMA, NULL, NULL);
	const char *tag = client_keep(&c, client_header(&c, "ETag"));
	assert_true(!strncmp(tag, "\"1-", 3) && tag[strlen(tag) - 1] == '"' && strlen(tag) == 12);
	const char *const same[] = {tag, "*", arena_printf(&c.kept, "W/%s", tag),
				    arena_printf(&c.kept, "\"x\", %s", tag),
				    arena_printf(&c.kept, "W/\"x\",%s ,\"y\"", tag)};
	for (size_t i = 0; i < COUNT(same); i++) {
		is(304, "GET", WORKS "/" EMMA, NULL, arena_printf(&c.kept, "If-None-Match: %s", same[i]));
		header_is("ETag", tag);
		assert_true(!c.rp.type && !c.rp.body.len);
		is(304, "HEAD", WORKS "/" EMMA, NULL, arena_printf(&c.kept, "If-None-Match: %s", same[i]));
	}
	const char *const others[] = {"\"1-00000000\"",
				      "x",
				      "\"\"",
				      "",
				      arena_printf(&c.kept, "%sx", tag),
				      arena_strndup(&c.kept, tag, 11),
				      arena_printf(&c.kept, "\"a%s", tag)};
	for (size_t i = 0; i < COUNT(others); i++)
		is(200, "GET", WORKS "/" EMMA, NULL, arena_printf(&c.kept, "If-None-Match: %s", others[i]));
	/* Whatever changes the body changes the tag; only a write changes the version. */
	server_sql(
	    "UPDATE copy c JOIN work w ON w.id = c.work_id SET c.taken_by = 'loan' WHERE w.uuid = '" EMMA
	    "'");
	is(200, "GET", WORKS "/" EMMA, NULL, arena_printf(&c.kept, "If-None-Match: %s", tag));
	client_expect(&c, "@available=0|copies=1");
	assert_true(!strncmp(client_header(&c, "ETag"), "\"1-", 3) && strcmp(client_header(&c, "ETag"), tag));
	is(200, "PATCH", WORKS "/" EMMA, "{\"genre\":\"x\"}", arena_printf(&c.kept, "If-Match: %s", tag));
	const char *written = client_keep(&c, client_header(&c, "ETag"));
	assert_true(!strncmp(written, "\"2-", 3));
	is(200, "GET", WORKS "/" EMMA, NULL, NULL);
	header_is("ETag", written);
	is(412, "PATCH", WORKS "/" EMMA, "{\"genre\":\"y\"}", arena_printf(&c.kept, "If-Match: %s", tag));
	client_expect(&c, "@type=/problems/precondition-failed|status=412");
	/* Collections and the published systems have tags of their bodies. */
	static const char *const collections[] = {WORKS,
						  PEOPLE,
						  LISTS,
						  "/get_list?email=ann@example.com",
						  "/get_book?isbn=d+u+n+e",
						  ("/wishlist/" SHELF),
						  "/"};
	for (size_t i = 0; i < COUNT(collections); i++) {
		int status = client_send(&c, "GET", collections[i], NULL, NULL);
		if (status == 404)
			continue;
		const char *match = arena_printf(&c.kept, "If-None-Match: %s", client_header(&c, "ETag"));
		is(304, "GET", collections[i], NULL, match);
		header_is("Cache-Control", "no-cache");
	}
	is(404, "GET", WORKS "/" NONE, NULL, "If-None-Match: *");
	/* What was made can be changed with the tag it came with. */
	is(201, "POST", WORKS, "{\"title\":\"t\"}", NULL);
	const char *at = client_keep(&c, client_header(&c, "Location"));
	is(200, "PATCH", at, "{\"title\":\"u\"}",
	   arena_printf(&c.kept, "If-Match: %s", client_header(&c, "ETag")));
}

static void if_match(void **state)
{
	static const char *const fine[] = {
	    "\"1-x\"",	"*",	    "\"9-x\", \"1-y\"", "W/\"1-x\" , \"1-z\"", "\"a, \\\", \"1-0\"",
	    "\t\"1-\"", "\"0-1\",*"};
	static const char *const stale[] = {
	    "\"2-x\"",	  "W/\"1-x\"", "1-x",	  "\"1\"",     "\"01x-\"", "x",
	    "\"11-x\"",	  "\"-1-x\"",  "\"x-1\"", "\"1_0-x\"", "\"\"",	   "\"99999999999999999999-x\"",
	    "\"2, \"1-x", ","};
	(void)state;
	for (size_t i = 0; i < COUNT(fine); i++) {
		server_sql("UPDATE work SET version = 1; UPDATE person SET version = 1; UPDATE list SET "
			   "version = 1");
		const char *header = arena_printf(&c.kept, "If-Match: %s", fine[i]);
		is(200, "PATCH", WORKS "/" EMMA, "{}", header);
		is(200, "PATCH", PEOPLE "/" ANN, "{}", header);
		is(200, "PATCH", LISTS "/" SHELF, "{}", header);
	}
	server_sql("UPDATE work SET version = 1; UPDATE person SET version = 1; UPDATE list SET version = 1");
	for (size_t i = 0; i < COUNT(stale); i++) {
		const char *header = arena_printf(&c.kept, "If-Match: %s", stale[i]);
		is(412, "PATCH", WORKS "/" EMMA, "{}", header);
		is(412, "DELETE", WORKS "/" EMMA, NULL, header);
		is(412, "PATCH", PEOPLE "/" ANN, "{}", header);
		is(412, "DELETE", PEOPLE "/" ANN, NULL, header);
		is(412, "PATCH", LISTS "/" SHELF, "{}", header);
		is(412, "DELETE", LISTS "/" SHELF, NULL, header);
		is(412, "PUT", LISTS "/" SHELF "/entries/order", "{\"order\":[\"" DUNE "\",\"" EMMA "\"]}",
		   header);
	}
	STEPS({"PATCH", WORKS "/" EMMA, "{}", NULL, 428, "@type=/problems/precondition-required"},
	      {"DELETE", WORKS "/" EMMA, NULL, NULL, 428, NULL},
	      {"PATCH", PEOPLE "/" ANN, "{}", NULL, 428, NULL},
	      {"DELETE", PEOPLE "/" ANN, NULL, NULL, 428, NULL},
	      {"PUT", LISTS "/" SHELF "/entries/order", "{\"order\":[]}", NULL, 428, NULL},
	      {"PATCH", LISTS "/" SHELF, "{\"name\":\"n\"}", NULL, 200, "@name=n"},
	      {"PATCH", WORKS "/" NONE, "{}", FRESH, 404, NULL},
	      {"DELETE", PEOPLE "/" NONE, NULL, FRESH, 404, NULL},
	      {"PATCH", WORKS "/x", "{}", FRESH, 404, NULL});
	/* Whoever must see a version before writing, must: each such row says so itself. */
	for (const struct route *r = routes; r->pattern; r++)
		if (r->flags & NEEDS_MATCH)
			is(428, method_of(r), target_of(r), r->flags & JSON_BODY ? "{}" : NULL, NULL);
	count_is(3, "work");
	count_is(2, "person");
}

/* ---- repeated requests ---- */

#define KEY "Idempotency-Key: k"

static void replays(void **state)
{
	(void)state;
	is(201, "POST", WORKS, "{\"title\":\"t\",\"isbn\":\"77\"}", KEY);
	header_is("Idempotency-Replayed", NULL);
	const char *body = client_keep(&c, c.rp.body.data), *tag = client_keep(&c, client_header(&c, "ETag")),
		   *at = client_keep(&c, client_header(&c, "Location"));
	/* Also when the work has changed or gone meanwhile. */
	is(200, "PATCH", at, "{\"title\":\"u\"}", "If-Match: *");
	for (int i = 0; i < 2; i++) {
		c.id = "test-2";
		is(201, "POST", WORKS, "{\"title\":\"t\",\"isbn\":\"77\"}", KEY);
		header_is("Idempotency-Replayed", "true");
		header_is("ETag", tag);
		header_is("Location", at);
		type_is("application/json");
		assert_string_equal(c.rp.body.data, body);
		is(i ? 404 : 204, "DELETE", at, NULL, "If-Match: *");
	}
	count_is(3, "work");
	count_is(1, "idempotency_key");
	is(422, "POST", WORKS, "{\"title\":\"t\",\"isbn\":\"78\"}", KEY);
	client_expect(&c, "@type=/problems/idempotency-key-reused|status=422");
	/* Route and key make it another; a query makes no difference that a body would not. */
	is(201, "POST", PEOPLE, "{}", KEY);
	is(201, "POST", WORKS, "{\"title\":\"t\",\"isbn\":\"77\"}", "Idempotency-Key: K");
	header_is("Idempotency-Replayed", NULL);
	is(201, "POST", LISTS "/" SHELF "/shares", NULL, KEY);
	const char *share = client_keep(&c, c.rp.body.data);
	is(201, "POST", LISTS "/" SHELF "/shares", NULL, KEY);
	assert_string_equal(c.rp.body.data, share);
	count_is(1, "list_share");
	/* The published systems, too. */
	is(200, "POST", "/add_user",
	   "{\"email\":\"e\",\"first_name\":\"\",\"last_name\":\"\",\"password\":\"p\"}", KEY);
	is(200, "POST", "/add_user",
	   "{\"email\":\"e\",\"first_name\":\"\",\"last_name\":\"\",\"password\":\"p\"}", KEY);
	header_is("Idempotency-Replayed", "true");
	client_expect(&c, "{\"status\": \"User added\"}");
	is(201, "POST", "/wishlist_entry", "{\"book_id\":\"" EMMA "\",\"user_id\":\"" BOB "\"}", KEY);
	at = client_keep(&c, client_header(&c, "Location"));
	is(201, "POST", "/wishlist_entry", "{\"book_id\":\"" EMMA "\",\"user_id\":\"" BOB "\"}", KEY);
	header_is("Location", at);
	is(200, "POST", "/add_book_to_list", "{\"email\":\"bob@example.com\",\"isbn\":\"d u n e\"}", KEY);
	is(200, "POST", "/remove_book_from_list", "{\"email\":\"bob@example.com\",\"isbn\":\"d u n e\"}",
	   NULL);
	is(200, "POST", "/add_book_to_list", "{\"email\":\"bob@example.com\",\"isbn\":\"d u n e\"}", KEY);
	is(404, "GET", "/get_list?email=bob@example.com", NULL, NULL);
}

static void refusals_are_kept(void **state)
{
	(void)state;
	is(409, "POST", WORKS, "{\"title\":\"t\",\"isbn\":\"d u n e\"}", KEY);
	is(204, "DELETE", WORKS "/" DUNE, NULL, "If-Match: *");
	is(409, "POST", WORKS, "{\"title\":\"t\",\"isbn\":\"d u n e\"}", KEY);
	header_is("Idempotency-Replayed", "true");
	type_is("application/problem+json");
	client_expect(&c, "@code=work.duplicate|parameters.field=isbn|status=409");
	is(400, "POST", LISTS, "{\"owner\":\"" NONE "\",\"name\":\"n\"}", KEY);
	is(400, "POST", LISTS, "{\"owner\":\"" NONE "\",\"name\":\"n\"}", KEY);
	header_is("Idempotency-Replayed", "true");
	client_expect(&c, "@errors.0.code=unknown_person");
	is(409, "POST", "/add_user",
	   "{\"email\":\"ann@example.com\",\"first_name\":\"\",\"last_name\":\"\",\"password\":\"p\"}", KEY);
	is(409, "POST", "/add_user",
	   "{\"email\":\"ann@example.com\",\"first_name\":\"\",\"last_name\":\"\",\"password\":\"p\"}", KEY);
	header_is("Idempotency-Replayed", "true");
	client_expect(&c, "{\"status\": \"User already exists\"}");
	is(400, "POST", "/wishlist_entry", "{\"book_id\":\"" JAWS "\",\"user_id\":\"" ANN "\"}", KEY);
	is(400, "POST", "/wishlist_entry", "{\"book_id\":\"" JAWS "\",\"user_id\":\"" ANN "\"}", KEY);
	header_is("Idempotency-Replayed", "true");
	client_expect(&c, "Could not find book for given `book_id`.");
	/* Nothing of the refused acts is there. */
	count_is(2, "work");
	count_is(3, "list");
	count_is(2, "person");
	/* What never reached the act keeps no key. */
	is(400, "POST", PEOPLE, "{", KEY);
	is(415, "POST", PEOPLE, "{}", KEY "\nContent-Type: text/plain");
	is(201, "POST", PEOPLE, "{}", KEY);
}

static void busy_keys(void **state)
{
	struct db *other;
	struct arena arena;
	(void)state;
	is(201, "POST", WORKS, "{\"title\":\"t\"}", KEY);
	struct idempotency k = {.caller = server_sql("SELECT caller FROM idempotency_key"),
				.route = server_sql("SELECT route FROM idempotency_key"),
				.key = "k",
				.body_hash = "x"};
	server_sql("DELETE FROM idempotency_key; DELETE FROM work WHERE title = 't'");
	arena_init(&arena);
	db_open(&other, &c.conf);
	db_request(other, &arena);
	assert_int_equal(db_begin(other), ERR_NONE);
	assert_int_equal(store_idempotency_claim(other, &k), ERR_NONE);
	int64_t clock = date_clock();
	is(409, "POST", WORKS, "{\"title\":\"t\"}", KEY);
	assert_true(date_clock() - clock < 900000);
	client_expect(&c, "@type=/problems/idempotency-key-in-use|status=409");
	db_rollback(other);
	db_close(&other);
	arena_clear(&arena);
	is(201, "POST", WORKS, "{\"title\":\"t\"}", KEY);
	count_is(4, "work");
}

static int restore(void **state)
{
	server_sql("ALTER TABLE copy RENAME COLUMN IF EXISTS work_gone TO work_id");
	return end(state);
}

static void failures_keep_no_key(void **state)
{
	(void)state;
	server_sql("ALTER TABLE copy RENAME COLUMN work_id TO work_gone");
	is(503, "POST", WORKS, "{\"title\":\"t\"}", KEY);
	client_expect(&c, "@type=/problems/schema-mismatch");
	assert_null(strstr(c.rp.body.data, "work_id"));
	header_is("Retry-After", "2");
	server_sql("ALTER TABLE copy RENAME COLUMN work_gone TO work_id");
	count_is(3, "work");
	count_is(0, "idempotency_key");
	is(201, "POST", WORKS, "{\"title\":\"t\"}", KEY);
	header_is("Idempotency-Replayed", NULL);
	count_is(4, "work");
}

static void odd_keys(void **state)
{
	(void)state;
	const char *longest = repeat("k", 200);
	const char *const wrong[] = {"a b", "\t", "k\xc3\xa9", repeat("k", 201), "\x7f"};
	for (size_t i = 0; i < COUNT(wrong); i++) {
		is(400, "POST", WORKS, "{\"title\":\"t\"}",
		   arena_printf(&c.kept, "Idempotency-Key: %s", wrong[i]));
		client_expect(&c, "@errors.0.field=Idempotency-Key");
	}
	c.rq.idempotency_key = "";
	is(201, "POST", WORKS, "{\"title\":\"t\"}", arena_printf(&c.kept, "Idempotency-Key: %s", longest));
	is(201, "POST", WORKS, "{\"title\":\"t\"}", arena_printf(&c.kept, "Idempotency-Key: %s", longest));
	header_is("Idempotency-Replayed", "true");
	/* Only a POST has such a key. */
	is(200, "PATCH", WORKS "/" EMMA, "{\"genre\":\"a\"}", KEY "\nIf-Match: *");
	is(200, "PATCH", WORKS "/" EMMA, "{\"genre\":\"b\"}", KEY "\nIf-Match: *");
	client_expect(&c, "@genre=b");
	is(201, "PUT", LISTS "/" SHELF "/entries/" JAWS, NULL, KEY);
	is(200, "GET", WORKS, NULL, KEY);
	count_is(1, "idempotency_key");
	/* A target that is no UTF-8, or very long, is no reason to fail; nor are two long ones one. */
	is(200, "POST", "/delete_user?\xff", "{\"email\":\"x\"}", KEY);
	is(200, "POST", "/delete_user?%ff", "{\"email\":\"x\"}", KEY);
	const char *target = arena_printf(&c.kept, "/delete_user?%s", repeat("x", 4000));
	is(200, "POST", target, "{\"email\":\"x\"}", KEY);
	is(200, "POST", arena_printf(&c.kept, "%sy", target), "{\"email\":\"ann@example.com\"}", KEY);
	header_is("Idempotency-Replayed", NULL);
	count_is(1, "person");
}

static void yesterdays_keys(void **state)
{
	(void)state;
	is(201, "POST", WORKS, "{\"title\":\"t\"}", KEY);
	server_sql("UPDATE idempotency_key SET created_at = created_at - INTERVAL 25 HOUR");
	is(201, "POST", WORKS, "{\"title\":\"other\"}", KEY);
	header_is("Idempotency-Replayed", NULL);
	count_is(5, "work");
	count_is(1, "idempotency_key");
}

/* ---- the answer's frame ---- */

static void request_ids(void **state)
{
	(void)state;
	is(404, "GET", WORKS "/" NONE, NULL, "X-Request-Id: abc.DEF-1_2");
	header_is("X-Request-Id", "abc.DEF-1_2");
	client_expect(&c, "@instance=abc.DEF-1_2");
	is(200, "GET", "/index", NULL, "X-Request-Id: x");
	header_is("X-Request-Id", "x");
	const char *timing = client_header(&c, "Server-Timing");
	double db_ms = -1, app_ms = -1;
	assert_int_equal(sscanf(timing, "db;dur=%lf, app;dur=%lf", &db_ms, &app_ms), 2);
	assert_true(db_ms == 0 && app_ms >= 0 && app_ms < 1000);
	is(200, "GET", WORKS, NULL, NULL);
	assert_int_equal(
	    sscanf(client_header(&c, "Server-Timing"), "db;dur=%lf, app;dur=%lf", &db_ms, &app_ms), 2);
	assert_true(db_ms > 0 && app_ms >= 0);
}

static void site(void **state)
{
	(void)state;
	STEPS({"GET", "/health", NULL, NULL, 200, "{\"status\":\"alive\"}"},
	      {"GET", "/ready", NULL, NULL, 200, "{\"status\":\"ready\"}"},
	      {"GET", "/index", NULL, NULL, 200, "{\"status\":\"OK\"}"});
	is(200, "GET", "/", NULL, NULL);
	type_is("text/html; charset=utf-8");
	assert_non_null(client_header(&c, "Content-Security-Policy"));
	is(200, "GET", "/api/v1", NULL, NULL);
	size_t n = 0;
	for (const struct route *r = routes; r->pattern; r++, n++) {
		assert_string_equal(client_value(&c, arena_printf(&c.kept, "%zu.path", n)), r->pattern);
		assert_non_null(client_value(&c, arena_printf(&c.kept, "%zu.summary", n)));
	}
	client_expect(&c, arena_printf(&c.kept, "@#=%zu", n));
}

static void without_database(void **state)
{
	(void)state;
	c.conf.db_socket = server_path("nothing");
	for (const struct route *r = routes; r->pattern; r++) {
		const char *body = r->method == GET || r->method == DELETE ? NULL : "{}";
		int status = client_send(&c, method_of(r), target_of(r), body, FRESH);
		if (r->flags & NO_DB) {
			assert_int_equal(status, r->handler == movies_coffee ? 418 : 200);
		} else if (status >= 500) {
			assert_int_equal(status, 503);
			type_is(error_type(r->face, 503));
			header_is("Retry-After", "2");
			assert_null(strstr(c.rp.body.data, "sock"));
		}
	}
	STEPS({"GET", "/ready", NULL, NULL, 503, "@type=/problems/database-unavailable"},
	      {"GET", "/get_book?isbn=1", NULL, NULL, 503, NULL},
	      {"GET", "/wishlist/" SHELF, NULL, NULL, 503, NULL}, {"GET", WORKS, NULL, NULL, 503, NULL},
	      {"POST", WORKS, "{\"title\":\"t\"}", KEY, 503, NULL},
	      {"GET", "/health", NULL, NULL, 200, NULL});
	c.conf.db_socket = server_conf()->db_socket;
	usleep(300000);
	is(200, "GET", "/ready", NULL, NULL);
	server_sql("UPDATE schema_migration SET version = version + 10");
	int status = client_send(&c, "GET", "/ready", NULL, NULL);
	server_sql("UPDATE schema_migration SET version = version - 10");
	assert_int_equal(status, 503);
	client_expect(&c, "@type=/problems/schema-mismatch");
}

/* Somebody holds the row for longer than a lock is waited for: the act is run again and then succeeds. */
static void runs_again(void **state)
{
	(void)state;
	const char *command = arena_printf(&c.kept,
					   "mariadb --no-defaults -S %s carrel -e \"BEGIN; SELECT id FROM "
					   "work FOR UPDATE; SELECT SLEEP(1.3); COMMIT\" >%s",
					   server_path("sock"), server_path("out"));
	FILE *their = popen(command, "r");
	assert_non_null(their);
	for (int i = 0;
	     i < 100 &&
	     !server_number("SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User sleep'");
	     i++)
		usleep(10000);
	is(200, "PATCH", WORKS "/" EMMA, "{\"genre\":\"x\"}", FRESH);
	assert_int_equal(pclose(their), 0);
	client_expect(&c, "@genre=x");
	/* The first run was taken back. */
	assert_int_equal(server_number("SELECT version FROM work WHERE uuid = '" EMMA "'"), 2);
	assert_true(db_cost(c.db)->statements >= 4);
}

static int drop_trigger(void **state)
{
	server_sql("DROP TRIGGER IF EXISTS trouble");
	return end(state);
}

/* A deadlock three times in a row, in the last statement: the fourth run is the one that counts. */
static void deadlocks(void **state)
{
	(void)state;
	server_sql("DELIMITER //\nCREATE TRIGGER trouble BEFORE INSERT ON copy FOR EACH ROW IF COALESCE(@n, "
		   "0) < 3 THEN "
		   "SET @n = COALESCE(@n, 0) + 1; SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213; END IF //");
	is(201, "POST", WORKS, "{\"title\":\"t\"}", NULL);
	count_is(4, "work");
	assert_non_null(client_header(&c, "Location"));
	client_close(&c);
	client_open(&c);
	is(201, "POST", WORKS, "{\"title\":\"u\"}", KEY);
	is(201, "POST", WORKS, "{\"title\":\"u\"}", KEY);
	header_is("Idempotency-Replayed", "true");
	count_is(5, "work");
	count_is(1, "idempotency_key");
	/* It does not try for ever. */
	server_sql("DROP TRIGGER trouble; CREATE TRIGGER trouble BEFORE INSERT ON copy FOR EACH ROW SIGNAL "
		   "SQLSTATE '40001' SET MYSQL_ERRNO = 1213");
	is(503, "POST", WORKS, "{\"title\":\"v\"}", "Idempotency-Key: v");
	client_expect(&c, "@type=/problems/busy");
	header_is("Retry-After", "2");
	is(503, "POST", "/add_book", "{\"title\":\"v\",\"author\":\"a\",\"isbn\":\"v\",\"pub_date\":\"\"}",
	   NULL);
	type_is("application/json");
	count_is(5, "work");
	count_is(1, "idempotency_key");
}

/* The connection ends in the middle of an act: in a transaction nothing was done, without one nobody knows. */
static void cut_off(void **state)
{
	(void)state;
	server_sql("CREATE TRIGGER trouble BEFORE UPDATE ON person FOR EACH ROW KILL CONNECTION_ID()");
	/* The first time on a connection just made, then on one that was there. */
	for (int i = 0; i < 2; i++) {
		is(503, "POST", "/update_user", "{\"email\":\"ann@example.com\",\"first_name\":\"x\"}", NULL);
		says("does not answer"); /* within a transaction: nothing was done */
		is(200, "GET", PEOPLE "/" ANN, NULL, NULL);
		client_expect(&c, "@first_name=Ann");
	}
	is(503, "PATCH", PEOPLE "/" ANN, "{\"first_name\":\"x\"}", FRESH);
	client_expect(&c, "@type=/problems/database-unavailable");
	server_sql("DROP TRIGGER trouble");
	is(200, "PATCH", PEOPLE "/" ANN, "{\"first_name\":\"x\"}", FRESH);
}

/* ---- 1: booklist ---- */

static void booklist_users(void **state)
{
	(void)state;
	STEPS(
	    {"POST", "/add_user",
	     "{\"first_name\":\"Latham\",\"last_name\":\"Fell\",\"email\":\"me@me.com\",\"password\":"
	     "\"1234\"}",
	     NULL, 200, "{\"status\":\"User added\"}"},
	    {"POST", "/add_user",
	     "{\"first_name\":\"X\",\"last_name\":\"Y\",\"email\":\"me@me.com\",\"password\":\"5678\"}", NULL,
	     409, "{\"status\":\"User already exists\"}"},
	    {"GET", "/get_user?email=me@me.com", NULL, NULL, 200,
	     "{\"status\":\"User returned\",\"data\":[\"me@me.com\",\"Latham\",\"Fell\"]}"},
	    {"GET", "/get_user?email=ME@me.com", NULL, NULL, 404, "{\"status\":\"User not found\"}"},
	    {"GET", "/get_user?email=me@me.com+", NULL, NULL, 404, "{\"status\":\"User not found\"}"},
	    {"GET", "/get_user?email=", NULL, NULL, 404, "{\"status\":\"User not found\"}"},
	    {"GET", "/get_user?email=%22+OR+%221%22%3D%221", NULL, NULL, 404,
	     "{\"status\":\"User not found\"}"},
	    {"GET", "/get_user", NULL, NULL, 400, "@status=email is required"},
	    {"POST", "/update_user",
	     "{\"email\":\"me@me.com\",\"first_name\":\"Na\\\"n'c%_\\\\\\ny\",\"x\":1}", NULL, 200,
	     "{\"status\":\"User updated\"}"},
	    {"POST", "/update_user", "{\"email\":\"me@me.com\"}", NULL, 200, "{\"status\":\"User updated\"}"},
	    {"POST", "/update_user", "{\"email\":\"me@me.com\",\"password\":\"new\"}", NULL, 200,
	     "{\"status\":\"User updated\"}"},
	    {"GET", "/get_user?email=me@me.com", NULL, NULL, 200,
	     "{\"status\":\"User returned\",\"data\":[\"me@me.com\",\"Na\\\"n'c%_\\\\\\ny\",\"Fell\"]}"},
	    {"POST", "/update_user", "{\"email\":\"no\",\"first_name\":\"x\"}", NULL, 404,
	     "{\"status\":\"User not found\"}"},
	    {"POST", "/delete_user", "{\"email\":\"me@me.com\"}", NULL, 200, "{\"status\":\"User deleted\"}"},
	    {"POST", "/delete_user", "{\"email\":\"me@me.com\"}", NULL, 200, "{\"status\":\"User deleted\"}"},
	    {"GET", "/get_user?email=me@me.com", NULL, NULL, 404, NULL},
	    {"POST", "/add_user", "{\"first_name\":5,\"last_name\":1.5,\"email\":12345,\"password\":\"p\"}",
	     NULL, 200, NULL},
	    {"GET", "/get_user?email=12345", NULL, NULL, 200,
	     "{\"status\":\"User returned\",\"data\":[\"12345\",\"5\",\"1.5\"]}"});
	static const char *const wrong[] = {
	    "{}",
	    "[]",
	    "null",
	    "\"x\"",
	    "5",
	    "{\"email\":\"e\"}",
	    "{\"first_name\":\"\",\"last_name\":\"\",\"email\":\"e\",\"password\":5}",
	    "{\"first_name\":\"\",\"last_name\":\"\",\"email\":null,\"password\":\"p\"}",
	    "{\"first_name\":\"\",\"last_name\":\"\",\"email\":[\"e\"],\"password\":\"p\"}",
	    "{\"first_name\":true,\"last_name\":\"\",\"email\":\"e\",\"password\":\"p\"}"};
	for (size_t i = 0; i < COUNT(wrong); i++) {
		is(400, "POST", "/add_user", wrong[i], NULL);
		assert_true(strlen(client_value(&c, "status")) > 5);
	}
	count_is(3, "person");
	assert_int_equal(
	    server_number(
		"SELECT COUNT(*) FROM person WHERE password_hash LIKE '$argon2id$%%' AND email = '12345'"),
	    1);
}

static void booklist_books(void **state)
{
	(void)state;
	STEPS(
	    {"POST", "/add_book",
	     "{\"title\":\"Tiamats Wrath\",\"author\":\"James S. "
	     "Corey\",\"isbn\":\"978-3-16-148410-0\",\"pub_date\":\"2020-03-24\"}",
	     NULL, 200, "{\"status\":\"Book added\"}"},
	    {"POST", "/add_book",
	     "{\"title\":\"x\",\"author\":\"y\",\"isbn\":\"978-3-16-148410-0\",\"pub_date\":\"z\"}", NULL,
	     409, "{\"status\":\"Book already exists\"}"},
	    {"POST", "/add_book",
	     "{\"title\":\"x\",\"author\":\"y\",\"isbn\":\"9783161484100\",\"pub_date\":\"z\"}", NULL, 409,
	     NULL},
	    {"POST", "/add_book",
	     "{\"title\":\"x\",\"author\":\"y\",\"isbn\":\"316148410X\",\"pub_date\":\"z\"}", NULL, 409,
	     NULL},
	    {"GET", "/get_book?isbn=9783161484100", NULL, NULL, 200,
	     "{\"status\":\"Book returned\",\"data\":[\"978-3-16-148410-0\",\"Tiamats Wrath\",\"James S. "
	     "Corey\",\"2020-03-24\"]}"},
	    {"POST", "/add_book",
	     "{\"title\":\"Tiamats Wrath\",\"author\":\"\",\"isbn\":12345,\"pub_date\":1999}", NULL, 200,
	     NULL},
	    {"GET", "/get_book?isbn=12345", NULL, NULL, 200,
	     "{\"status\":\"Book returned\",\"data\":[\"12345\",\"Tiamats Wrath\",\"\",\"1999\"]}"},
	    {"POST", "/update_book",
	     "{\"isbn\":\"978-3-16-148410-0\",\"title\":\"Grapes of Wrath\",\"author\":\"James Gunn\"}", NULL,
	     200, "{\"status\":\"Book updated\"}"},
	    {"POST", "/update_book", "{\"isbn\":12345,\"pub_date\":\"some day \\ud83d\\udcda\"}", NULL, 200,
	     NULL},
	    {"GET", "/get_book?isbn=978-3-16-148410-0", NULL, NULL, 200,
	     "{\"status\":\"Book returned\",\"data\":[\"978-3-16-148410-0\",\"Grapes of Wrath\",\"James "
	     "Gunn\",\"2020-03-24\"]}"},
	    {"GET", "/get_book?isbn=12345", NULL, NULL, 200,
	     "{\"status\":\"Book returned\",\"data\":[\"12345\",\"Tiamats Wrath\",\"\",\"some day "
	     "\\ud83d\\udcda\"]}"},
	    /* Only the one that was named. */
	    {"GET", "/get_book?isbn=d+u+n+e", NULL, NULL, 200,
	     "{\"status\":\"Book returned\",\"data\":[\"d u n e\",\"Dune\",\"Frank Herbert\",\"in 1965\"]}"},
	    {"POST", "/update_book", "{\"isbn\":\"none\",\"title\":\"x\"}", NULL, 404,
	     "{\"status\":\"Book not found\"}"},
	    {"POST", "/delete_book", "{\"isbn\":\"12345\",\"email\":\"me@me.com\"}", NULL, 200,
	     "{\"status\":\"Book deleted\"}"},
	    {"POST", "/delete_book", "{\"isbn\":\"12345\"}", NULL, 200, "{\"status\":\"Book deleted\"}"},
	    {"GET", "/get_book?isbn=12345", NULL, NULL, 404, "{\"status\":\"Book not found\"}"},
	    {"GET", "/get_book?isbn=", NULL, NULL, 404, NULL},
	    {"GET", "/get_book", NULL, NULL, 400, "@status=isbn is required"},
	    {"POST", "/add_book", "{\"title\":\"x\"}", NULL, 400, NULL},
	    {"POST", "/update_book", "{\"title\":\"x\"}", NULL, 400, NULL},
	    /* The same book through the other faces. */
	    {"GET", WORKS "?isbn=316148410X", NULL, NULL, 200,
	     "@#=1|0.title=Grapes of "
	     "Wrath|0.published=2020-03-24|0.year=2020|0.copies=1|0.isbn=978-3-16-148410-0"});
	count_is(4, "work");
	count_is(4, "copy");
}

static void booklist_lists(void **state)
{
	(void)state;
	STEPS({"GET", "/get_list?email=ann@example.com", NULL, NULL, 404,
	       "{\"status\":\"No wishlist found for User\"}"},
	      {"POST", "/add_book_to_list", "{\"email\":\"ann@example.com\",\"isbn\":\"d u n e\"}", NULL, 200,
	       "{\"status\":\"Book added to list\"}"},
	      {"POST", "/add_book_to_list", "{\"email\":\"ann@example.com\",\"isbn\":\"0141439580\"}", NULL,
	       200, "{\"status\":\"Book added to list\"}"},
	      {"POST", "/add_book_to_list", "{\"email\":\"ann@example.com\",\"isbn\":\"d u n e\"}", NULL, 200,
	       "{\"status\":\"Book added to list\"}"},
	      {"GET", "/get_list?email=ann@example.com", NULL, NULL, 200,
	       "{\"status\":\"List "
	       "returned\",\"data\":[[\"ann@example.com\",\"978-0-14-143958-7\"],[\"ann@example.com\",\"d u "
	       "n e\"]]}"},
	      {"POST", "/add_book_to_list", "{\"email\":\"ann@example.com\",\"isbn\":\"none\"}", NULL, 404,
	       "{\"status\":\"Book not found\"}"},
	      {"POST", "/add_book_to_list", "{\"email\":\"no\",\"isbn\":\"d u n e\"}", NULL, 404,
	       "{\"status\":\"User not found\"}"},
	      {"POST", "/add_book_to_list", "{\"email\":\"no\",\"isbn\":\"none\"}", NULL, 404, NULL},
	      {"POST", "/add_book_to_list", "{\"email\":\"ann@example.com\"}", NULL, 400, NULL},
	      {"POST", "/remove_book_from_list", "{\"email\":\"ann@example.com\",\"isbn\":\"9780141439587\"}",
	       NULL, 200, "{\"status\":\"Book removed from list\"}"},
	      {"POST", "/remove_book_from_list", "{\"email\":\"ann@example.com\",\"isbn\":\"9780141439587\"}",
	       NULL, 404, "{\"status\":\"Book not found on wishlist\"}"},
	      {"POST", "/remove_book_from_list", "{\"email\":\"no\",\"isbn\":\"x\"}", NULL, 404,
	       "{\"status\":\"Book not found on wishlist\"}"},
	      {"GET", "/get_list?email=bob@example.com", NULL, NULL, 404, NULL},
	      {"GET", "/get_list?email=", NULL, NULL, 404, NULL}, {"GET", "/get_list", NULL, NULL, 400, NULL},
	      /* Deleted and added again, it is on no list. */
	      {"POST", "/delete_book", "{\"isbn\":\"d u n e\"}", NULL, 200, NULL},
	      {"GET", "/get_list?email=ann@example.com", NULL, NULL, 404, NULL},
	      {"POST", "/add_book",
	       "{\"title\":\"Dune\",\"author\":\"h\",\"isbn\":\"d u n e\",\"pub_date\":\"\"}", NULL, 200,
	       NULL},
	      {"GET", "/get_list?email=ann@example.com", NULL, NULL, 404, NULL});
	/* The owner renamed the list "default" through the unified API: there is another one. */
	const char *list = server_sql(
	    "SELECT l.uuid FROM list l JOIN person p ON p.id = l.owner_id WHERE p.uuid = '" BOB "'");
	is(200, "PATCH", arena_printf(&c.kept, LISTS "/%s", list), "{\"name\":\"mine\"}", NULL);
	STEPS({"POST", "/add_book_to_list", "{\"email\":\"bob@example.com\",\"isbn\":\"d u n e\"}", NULL, 200,
	       NULL},
	      {"GET", "/get_list?email=bob@example.com", NULL, NULL, 200, "@data.0.1=d u n e"},
	      {"GET", LISTS "?owner=" BOB, NULL, NULL, 200, "@#=2"});
}

/* ---- 2: wishlist manager ---- */

#define WISH "00000000-0000-4000-8000-0000000000aa"

static void wishlist_adds(void **state)
{
	(void)state;
	is(201, "POST", "/wishlist_entry", "{\"book_id\":\"" EMMA "\",\"user_id\":\"" BOB "\",\"x\":1}",
	   NULL);
	const char *id = client_keep(&c, client_value(&c, "wishlist_id"));
	header_is("Location", arena_printf(&c.kept, "/wishlist/%s", id));
	client_expect(&c, "@book_id=" EMMA "|user_id=" BOB);
	is(200, "GET", arena_printf(&c.kept, "/wishlist/%s", id), NULL, NULL);
	client_expect(
	    &c, arena_printf(
		    &c.kept,
		    "{\"wishlist_id\":\"%s\",\"user_id\":\"" BOB "\",\"books\":[{\"id\":\"" EMMA
		    "\",\"isbn\":\"978-0-14-143958-7\",\"title\":\"Emma\","
		    "\"author\":\"Jane Austen\",\"publication_date\":\"Sat, 23 Dec 1815 00:00:00 GMT\"}]}",
		    id));
	STEPS({"POST", "/wishlist_entry",
	       "{\"book_id\":\"" EMMA "\",\"user_id\":\"" ANN "\",\"wishlist_id\":null}", NULL, 201, NULL},
	      {"POST", "/wishlist_entry",
	       "{\"book_id\":\"{000000000000400080000000000000E1}\",\"user_id\":\"00000000-0000-4000-8000-"
	       "00000000000A\",\"wishlist_id\":\"" WISH "\"}",
	       NULL, 201,
	       "{\"book_id\":\"{000000000000400080000000000000E1}\",\"user_id\":\"00000000-0000-4000-8000-"
	       "00000000000A\",\"wishlist_id\":\"" WISH "\"}"},
	      {"POST", "/wishlist_entry",
	       "{\"book_id\":\"" DUNE "\",\"user_id\":\"" ANN "\",\"wishlist_id\":\"" WISH "\"}", NULL, 201,
	       NULL},
	      {"POST", "/wishlist_entry",
	       "{\"book_id\":\"" DUNE "\",\"user_id\":\"" ANN "\",\"wishlist_id\":\"" WISH "\"}", NULL, 409,
	       "wishlist entry already exists"},
	      {"POST", "/wishlist_entry",
	       "{\"book_id\":\"" DUNE "\",\"user_id\":\"" BOB "\",\"wishlist_id\":\"" WISH "\"}", NULL, 409,
	       "wishlist belongs to another user"},
	      {"GET", "/wishlist/{000000000000400080000000000000AA}", NULL, NULL, 200,
	       "@wishlist_id=" WISH "|user_id=" ANN
	       "|books.#=2|books.1.publication_date=null|books.1.isbn=d u n e"},
	      {"GET", "/wishlist/" NONE, NULL, NULL, 404, "wishlist not found"},
	      {"GET", "/wishlist/x", NULL, NULL, 400, "value for wishlist_id must be valid UUID"},
	      {"GET", "/wishlist/urn:uuid:" WISH, NULL, NULL, 400, NULL});
	says("must be valid UUID");
	/* It is a list of the unified API, too. */
	is(200, "GET", LISTS "/" WISH, NULL, NULL);
	client_expect(&c, "@owner=" ANN "|name=" WISH "|entries=2|visibility=private");
}

static void wishlist_refuses(void **state)
{
	(void)state;
	STEPS({"POST", "/wishlist_entry", "{}", NULL, 400, "missing required keys: ['book_id', 'user_id']"},
	      {"POST", "/wishlist_entry", "[]", NULL, 400, "missing required keys: ['book_id', 'user_id']"},
	      {"POST", "/wishlist_entry", "null", NULL, 400, "missing required keys: ['book_id', 'user_id']"},
	      {"POST", "/wishlist_entry", "{\"user_id\":\"x\"}", NULL, 400, "missing required key book_id"},
	      {"POST", "/wishlist_entry", "{\"x\":1}", NULL, 400, "missing required key book_id"},
	      {"POST", "/wishlist_entry", "{\"book_id\":5}", NULL, 400, "missing required key user_id"},
	      {"POST", "/wishlist_entry", "{\"book_id\":5,\"user_id\":[]}", NULL, 400,
	       "value for book_id must be valid UUID"},
	      {"POST", "/wishlist_entry", "{\"book_id\":null,\"user_id\":\"" ANN "\"}", NULL, 400,
	       "value for book_id must be valid UUID"},
	      {"POST", "/wishlist_entry", "{\"book_id\":\"" EMMA "\",\"user_id\":\"\"}", NULL, 400,
	       "value for user_id must be valid UUID"},
	      {"POST", "/wishlist_entry",
	       "{\"book_id\":\"" EMMA "\",\"user_id\":\"" ANN "\",\"wishlist_id\":\"\"}", NULL, 400,
	       "value for wishlist_id must be valid UUID"},
	      {"POST", "/wishlist_entry",
	       "{\"book_id\":\"" EMMA "\",\"user_id\":\"" ANN "\",\"wishlist_id\":5}", NULL, 400,
	       "value for wishlist_id must be valid UUID"},
	      {"POST", "/wishlist_entry", "{\"book_id\":\"urn:uuid:" EMMA "\",\"user_id\":\"" ANN "\"}", NULL,
	       400, "value for book_id must be valid UUID"},
	      {"POST", "/wishlist_entry", "{\"book_id\":\"" NONE "\",\"user_id\":\"" NONE "\"}", NULL, 400,
	       "Could not find user for given `user_id`."},
	      {"POST", "/wishlist_entry", "{\"book_id\":\"" NONE "\",\"user_id\":\"" ANN "\"}", NULL, 400,
	       "Could not find book for given `book_id`."},
	      {"POST", "/wishlist_entry", "{\"book_id\":\"" JAWS "\",\"user_id\":\"" ANN "\"}", NULL, 400,
	       "Could not find book for given `book_id`."},
	      {"POST", "/wishlist_entry",
	       "{\"book_id\":\"" NONE "\",\"user_id\":\"" NONE "\",\"wishlist_id\":\"" WISH "\"}", NULL, 400,
	       "Could not find user for given `user_id`."},
	      {"POST", "/wishlist_entry",
	       "{\"book_id\":\"" NONE "\",\"user_id\":\"" ANN "\",\"wishlist_id\":\"" WISH "\"}", NULL, 400,
	       "Could not find book for given `book_id`."},
	      {"POST", "/wishlist_entry", "[1]", NULL, 400, NULL},
	      {"POST", "/wishlist_entry", "\"x\"", NULL, 400, NULL},
	      {"DELETE", "/wishlist_entry", "{}", NULL, 400, "missing required key wishlist_id"},
	      {"DELETE", "/wishlist_entry", "{\"wishlist_id\":\"x\"}", NULL, 400,
	       "missing required key book_id"},
	      {"DELETE", "/wishlist_entry", "{\"wishlist_id\":\"x\",\"book_id\":\"y\"}", NULL, 400,
	       "value for wishlist_id must be valid UUID"},
	      {"DELETE", "/wishlist_entry", "{\"wishlist_id\":\"" WISH "\",\"book_id\":\"y\"}", NULL, 400,
	       "value for book_id must be valid UUID"},
	      {"DELETE", "/wishlist_entry", "[]", NULL, 400, NULL});
	type_is("text/html; charset=utf-8");
	count_is(3, "list");
	count_is(2, "list_entry");
}

static void wishlist_removes(void **state)
{
	(void)state;
	STEPS({"POST", "/wishlist_entry",
	       "{\"book_id\":\"" EMMA "\",\"user_id\":\"" ANN "\",\"wishlist_id\":\"" WISH "\"}", NULL, 201,
	       NULL},
	      {"POST", "/wishlist_entry",
	       "{\"book_id\":\"" DUNE "\",\"user_id\":\"" ANN "\",\"wishlist_id\":\"" WISH "\"}", NULL, 201,
	       NULL},
	      {"DELETE", "/wishlist_entry", "{\"wishlist_id\":\"" WISH "\",\"book_id\":\"" EMMA "\",\"x\":1}",
	       NULL, 200, "OK"},
	      {"GET", "/wishlist/" WISH, NULL, NULL, 200, "@books.#=1|books.0.id=" DUNE},
	      {"DELETE", "/wishlist_entry", "{\"wishlist_id\":\"" WISH "\",\"book_id\":\"" EMMA "\"}", NULL,
	       200, "OK"},
	      {"DELETE", "/wishlist_entry", "{\"wishlist_id\":\"" NONE "\",\"book_id\":\"" NONE "\"}", NULL,
	       200, "OK"},
	      {"DELETE", "/wishlist_entry", "{\"wishlist_id\":\"" WISH "\",\"book_id\":\"" DUNE "\"}", NULL,
	       200, "OK"},
	      {"GET", "/wishlist/" WISH, NULL, NULL, 404, "wishlist not found"},
	      /* It keeps its owner, and can be filled again. */
	      {"POST", "/wishlist_entry",
	       "{\"book_id\":\"" EMMA "\",\"user_id\":\"" BOB "\",\"wishlist_id\":\"" WISH "\"}", NULL, 409,
	       "wishlist belongs to another user"},
	      {"POST", "/wishlist_entry",
	       "{\"book_id\":\"" EMMA "\",\"user_id\":\"" ANN "\",\"wishlist_id\":\"" WISH "\"}", NULL, 201,
	       NULL},
	      {"GET", "/wishlist/" WISH, NULL, NULL, 200, "@books.#=1"});
	count_is(3, "list_entry");
}

/* A list that is named like a wishlist's id but is another one is no reason to give up. */
static void wishlist_name_taken(void **state)
{
	(void)state;
	is(201, "POST", LISTS, "{\"owner\":\"" ANN "\",\"name\":\"" WISH "\"}", NULL);
	is(201, "POST", "/wishlist_entry",
	   "{\"book_id\":\"" EMMA "\",\"user_id\":\"" ANN "\",\"wishlist_id\":\"" WISH "\"}", NULL);
	is(200, "GET", "/wishlist/" WISH, NULL, NULL);
}

/* ---- the unified API ---- */

static void works(void **state)
{
	(void)state;
	is(201, "POST", WORKS,
	   "{\"title\":\" Jaws "
	   "\",\"kind\":\"movie\",\"creator\":\"S\",\"imdb_id\":\"tt1\",\"year\":-19,\"type\":\"N\","
	   "\"genre\":\"g\",\"country\":\"c\","
	   "\"rating\":8.5,\"released\":\"2001-02-03\",\"publisher\":\"p\",\"isbn\":\"0-19-852663-6\","
	   "\"published\":\"2000-01-02\",\"published_text\":\"then\"}",
	   NULL);
	const char *at = client_keep(&c, client_header(&c, "Location")),
		   *body = client_keep(&c, c.rp.body.data);
	assert_int_equal(strncmp(at, WORKS "/", strlen(WORKS) + 1), 0);
	assert_string_equal(client_value(&c, "id"), at + strlen(WORKS) + 1);
	client_expect(&c, "@kind=movie|title=Jaws|creator=S|isbn=0-19-852663-6|imdb_id=tt1|publisher=p|"
			  "published=2000-01-02|published_text=then|year=-19|type=N|genre=g|"
			  "country=c|rating=8.5|released=2001-02-03|copies=1|available=1");
	const char *made = client_value(&c, "created_at");
	assert_true(strlen(made) == 27 && made[10] == 'T' && made[26] == 'Z');
	is(200, "GET", at, NULL, NULL);
	assert_string_equal(c.rp.body.data, body);
	STEPS({"POST", WORKS, "{\"title\":\"Least\"}", NULL, 201,
	       "@kind=book|creator=null|isbn=null|year=null|rating=null|published=null|published_text=null|"
	       "copies=1"},
	      {"POST", WORKS, "{\"title\":\"t\",\"isbn\":\"9780198526636\"}", NULL, 409,
	       "@code=work.duplicate|parameters.field=isbn|status=409"},
	      {"POST", WORKS, "{\"title\":\"t\",\"imdb_id\":\"tt0073195\"}", NULL, 409,
	       "@code=work.duplicate|parameters.field=imdb_id"},
	      {"PATCH", WORKS "/" DUNE, "{\"isbn\":\"0141439580\"}", FRESH, 409,
	       "@code=work.duplicate|parameters.field=isbn"},
	      {"PATCH", WORKS "/" DUNE, "{\"imdb_id\":\"tt1\"}", FRESH, 409,
	       "@code=work.duplicate|parameters.field=imdb_id"},
	      {"POST", WORKS, "{\"title\":\"d\",\"published\":\"2001-12-31\"}", NULL, 201,
	       "@published=2001-12-31|year=2001|published_text=null"},
	      {"POST", WORKS, "{\"title\":\"d\",\"published_text\":\"2002-12-31\"}", NULL, 201,
	       "@published=2002-12-31|year=2002|published_text=2002-12-31"},
	      {"POST", WORKS, "{\"title\":\"d\",\"published_text\":\"-44\"}", NULL, 201,
	       "@published=null|year=-44|published_text=-44"},
	      {"POST", WORKS, "{\"title\":\"d\",\"published_text\":\"May\",\"year\":5}", NULL, 201,
	       "@published=null|year=5|published_text=May"},
	      {"DELETE", WORKS "/" EMMA, NULL, FRESH, 204, ""},
	      {"GET", WORKS "/" EMMA, NULL, NULL, 404, NULL},
	      {"DELETE", WORKS "/" EMMA, NULL, FRESH, 404, NULL},
	      {"GET", LISTS "/" SHELF "/entries", NULL, NULL, 200, "@#=1|0.work.id=" DUNE},
	      {"POST", WORKS, "{\"title\":\"Emma\",\"isbn\":\"9780141439587\"}", NULL, 201, NULL},
	      {"GET", WORKS "/00000000-0000-4000-8000-0000000000D1", NULL, NULL, 200, "@id=" DUNE});
	assert_int_equal(server_number("SELECT COUNT(*) FROM work WHERE handle = 'd'"), 1);
	assert_int_equal(
	    server_number("SELECT COUNT(*) FROM work WHERE kind = 'movie' AND handle IS NOT NULL"), 0);
}

static void works_patched(void **state)
{
	static const struct {
		const char *member, *value, *text;
	} values[] = {{"kind", "\"movie\"", "movie"},
		      {"title", "\"New\"", "New"},
		      {"creator", "\"x\"", "x"},
		      {"isbn", "\"x\"", "x"},
		      {"imdb_id", "\"x\"", "x"},
		      {"publisher", "\"x\"", "x"},
		      {"published", "\"1999-01-01\"", "1999-01-01"},
		      {"published_text", "\"x\"", "x"},
		      {"year", "7", "7"},
		      {"type", "\"R\"", "R"},
		      {"genre", "\"x\"", "x"},
		      {"country", "\"x\"", "x"},
		      {"rating", "\"9.9\"", "9.9"},
		      {"released", "\"1999-01-01\"", "1999-01-01"}};
	/* What may follow from another member. */
	static const char *const derived[] = {"published year published_text",
					      "published_text year published"};
	(void)state;
	server_sql("UPDATE work SET imdb_id = 'tt9', publisher = 'P', country = 'C', rating = 1.0, released "
		   "= '2000-01-01' WHERE uuid = '" EMMA "'");
	int n = 0;
	for (const struct field *f = work_body; f->name; f++, n++) {
		assert_string_equal(f->name, values[n].member);
		/* Itself and nothing else. */
		is(200, "GET", WORKS "/" EMMA, NULL, NULL);
		const char *before[COUNT(values)];
		for (size_t i = 0; i < COUNT(values); i++)
			before[i] = client_keep(&c, client_value(&c, values[i].member));
		is(200, "PATCH", WORKS "/" EMMA,
		   arena_printf(&c.kept, "{\"%s\":%s}", f->name, values[n].value), "If-Match: *");
		client_expect(&c, arena_printf(&c.kept, "@%s=%s", f->name, values[n].text));
		for (size_t i = 0; i < COUNT(values); i++) {
			bool follows = false;
			for (size_t k = 0; k < COUNT(derived); k++)
				follows |= !strncmp(derived[k], f->name, strlen(f->name)) &&
					   strstr(derived[k], values[i].member);
			if ((int)i != n && !follows && strcmp(client_value(&c, values[i].member), before[i]))
				fail_msg("%s changed %s: %s, %s", f->name, values[i].member, before[i],
					 client_value(&c, values[i].member));
		}
		/* null empties what may be empty; the rest says no and stays. */
		const char *null = arena_printf(&c.kept, "{\"%s\":null}", f->name);
		if (f->flags & F_NULL) {
			is(200, "PATCH", WORKS "/" EMMA, null, "If-Match: *");
			client_expect(&c, arena_printf(&c.kept, "@%s=null", f->name));
			is(200, "PATCH", WORKS "/" EMMA, null, "If-Match: *");
		} else {
			is(400, "PATCH", WORKS "/" EMMA, null, "If-Match: *");
			client_expect(
			    &c, arena_printf(&c.kept, "@errors.0.field=%s|errors.0.code=null", f->name));
			is(200, "GET", WORKS "/" EMMA, NULL, NULL);
			client_expect(&c, arena_printf(&c.kept, "@%s=%s", f->name, values[n].text));
		}
	}
	assert_int_equal(n, COUNT(values));
	is(200, "PATCH", WORKS "/" EMMA, "{}", "If-Match: *");
	/* Refused in one member, nothing of the others is done. */
	is(400, "PATCH", WORKS "/" EMMA, "{\"genre\":\"q\",\"year\":\"q\"}", "If-Match: *");
	is(409, "PATCH", WORKS "/" EMMA, "{\"genre\":\"q\",\"isbn\":\"d u n e\"}", "If-Match: *");
	is(200, "GET", WORKS "/" EMMA, NULL, NULL);
	client_expect(&c, "@genre=null|isbn=null");
	/* Its isbn and title are free, and so are those it had. */
	STEPS({"POST", WORKS, "{\"title\":\"Emma\",\"isbn\":\"9780141439587\"}", NULL, 201, NULL},
	      {"PATCH", WORKS "/" DUNE, "{\"isbn\":\"d-u-n-e\"}", FRESH, 200, "@isbn=d-u-n-e"},
	      {"GET", "/get_book?isbn=d+u+n+e", NULL, NULL, 404, NULL});
}

static void people(void **state)
{
	(void)state;
	is(201, "POST", PEOPLE,
	   "{\"email\":\"zo\xc3\xab@example.com\",\"first_name\":\"Zo\xc3\xab\",\"last_name\":\"\",\"role\":"
	   "\"staff\",\"card_number\":\"8\",\"active\":false,"
	   "\"password\":\"0123456789\"}",
	   NULL);
	const char *at = client_keep(&c, client_header(&c, "Location"));
	assert_null(strstr(c.rp.body.data, "0123456789"));
	assert_null(strstr(c.rp.body.data, "argon2"));
	assert_null(strstr(c.rp.body.data, "password"));
	client_expect(&c, "@email=zo\xc3\xab@example.com|first_name=Zo\xc3\xab|last_name=|role=staff|card_"
			  "number=8|active=false");
	is(200, "GET", at, NULL, NULL);
	client_expect(&c, "@first_name=Zo\xc3\xab");
	STEPS({"POST", PEOPLE, "{}", NULL, 201,
	       "@email=null|first_name=|role=member|card_number=null|active=true"},
	      {"POST", PEOPLE, "{\"email\":\"ann@example.com\"}", NULL, 409,
	       "@code=person.duplicate|parameters.field=email|status=409"},
	      {"POST", PEOPLE, "{\"card_number\":\"7\"}", NULL, 409,
	       "@code=person.duplicate|parameters.field=card_number"},
	      {"POST", PEOPLE, "{\"email\":\"Ann@example.com\"}", NULL, 201, NULL},
	      {"POST", PEOPLE, "{\"role\":\"admin\"}", NULL, 403, "@type=/problems/forbidden"},
	      {"PATCH", PEOPLE "/" BOB, "{\"role\":\"admin\"}", FRESH, 403, NULL},
	      {"PATCH", PEOPLE "/" BOB, "{\"email\":\"ann@example.com\"}", FRESH, 409,
	       "@code=person.duplicate|parameters.field=email"},
	      {"PATCH", PEOPLE "/" BOB, "{\"card_number\":\"7\"}", FRESH, 409,
	       "@code=person.duplicate|parameters.field=card_number"},
	      {"GET", PEOPLE "?email=ann", NULL, NULL, 200, "@#=2"},
	      {"GET", PEOPLE "?email=ann@example.com&_match=exact", NULL, NULL, 200, "@#=2"},
	      {"GET", PEOPLE "?name=zoe", NULL, NULL, 200, "@#=1|0.role=staff"},
	      {"GET", PEOPLE "?name=an%25", NULL, NULL, 200, "@#=0"},
	      {"GET", PEOPLE "?role=staff&card_number=8", NULL, NULL, 200, "@#=1"},
	      {"GET", PEOPLE "?name=Lee&_match=starts_with", NULL, NULL, 200, "@#=0"},
	      {"GET", PEOPLE "?name=lee&_match=ends_with", NULL, NULL, 200, "@#=1|0.id=" ANN},
	      {"DELETE", PEOPLE "/" ANN, NULL, FRESH, 204, ""},
	      {"GET", PEOPLE "/" ANN, NULL, NULL, 404, NULL}, {"GET", LISTS "/" SHELF, NULL, NULL, 404, NULL},
	      {"POST", PEOPLE, "{\"email\":\"ann@example.com\",\"card_number\":\"7\"}", NULL, 201, NULL});
	server_sql("UPDATE person SET role = 'admin' WHERE uuid = '" BOB "'");
	STEPS({"PATCH", PEOPLE "/" BOB, "{\"first_name\":\"x\"}", FRESH, 403, NULL},
	      {"PATCH", PEOPLE "/" BOB, "{\"role\":\"member\"}", FRESH, 403, NULL},
	      {"DELETE", PEOPLE "/" BOB, NULL, FRESH, 403, NULL},
	      {"GET", PEOPLE "/" BOB, NULL, NULL, 200, "@role=admin|first_name=Bob"});
}

static void people_patched(void **state)
{
	static const struct {
		const char *member, *value, *text;
	} values[] = {{"email", "\"x@example.com\"", "x@example.com"},
		      {"first_name", "\"\"", ""},
		      {"last_name", "\"x\"", "x"},
		      {"role", "\"staff\"", "staff"},
		      {"card_number", "\"9\"", "9"},
		      {"active", "false", "false"},
		      {"password", "\"9876543210\"", NULL}};
	int n = 0;
	(void)state;
	server_sql("UPDATE person SET password_hash = 'old'");
	for (const struct field *f = person_body; f->name; f++, n++) {
		assert_string_equal(f->name, values[n].member);
		is(200, "GET", PEOPLE "/" ANN, NULL, NULL);
		const char *before[COUNT(values)];
		for (size_t i = 0; i + 1 < COUNT(values); i++)
			before[i] = client_keep(&c, client_value(&c, values[i].member));
		is(200, "PATCH", PEOPLE "/" ANN,
		   arena_printf(&c.kept, "{\"%s\":%s}", f->name, values[n].value), "If-Match: *");
		if (values[n].text)
			client_expect(&c, arena_printf(&c.kept, "@%s=%s", f->name, values[n].text));
		for (size_t i = 0; i + 1 < COUNT(values); i++)
			if ((int)i != n)
				assert_string_equal(client_value(&c, values[i].member), before[i]);
		const char *hash = server_sql("SELECT password_hash FROM person WHERE uuid = '" ANN "'");
		assert_int_equal(strcmp(hash, "old") != 0, !values[n].text);
		const char *null = arena_printf(&c.kept, "{\"%s\":null}", f->name);
		is(f->flags & F_NULL ? 200 : 400, "PATCH", PEOPLE "/" ANN, null, "If-Match: *");
		client_expect(&c, arena_printf(&c.kept, f->flags & F_NULL ? "@%s=null" : "@errors.0.field=%s",
					       f->name));
	}
	assert_int_equal(n, COUNT(values));
	assert_string_equal(server_sql("SELECT password_hash FROM person WHERE uuid = '" BOB "'"), "old");
}

static void lists(void **state)
{
	(void)state;
	is(201, "POST", LISTS,
	   "{\"owner\":\"" BOB "\",\"name\":\" n \xf0\x9f\x93\x9a \",\"visibility\":\"public\"}", NULL);
	const char *at = client_keep(&c, client_header(&c, "Location"));
	client_expect(&c, "@owner=" BOB "|name=n \xf0\x9f\x93\x9a|visibility=public|entries=0");
	is(200, "GET", at, NULL, NULL);
	client_expect(&c, "@visibility=public");
	STEPS({"POST", LISTS, "{\"owner\":\"" ANN "\",\"name\":\"shelf\"}", NULL, 409,
	       "@code=list.duplicate|status=409"},
	      {"POST", LISTS, "{\"owner\":\"" ANN "\",\"name\":\"Shelf\"}", NULL, 201, "@visibility=private"},
	      {"POST", LISTS, "{\"owner\":\"" BOB "\",\"name\":\"shelf\"}", NULL, 201, NULL},
	      {"PATCH", LISTS "/" SHELF, "{\"name\":\"default\"}", NULL, 409, "@code=list.duplicate"},
	      {"PATCH", LISTS "/" SHELF, "{\"visibility\":\"shared\"}", FRESH, 200,
	       "@name=shelf|visibility=shared|entries=2"},
	      {"PATCH", LISTS "/" SHELF, "{\"name\":\"new\"}", NULL, 200, "@name=new|visibility=shared"},
	      {"PATCH", LISTS "/" SHELF, "{\"name\":null}", NULL, 400, "@errors.0.field=name"},
	      {"PATCH", LISTS "/" SHELF, "{\"visibility\":null}", NULL, 400, NULL},
	      {"PATCH", LISTS "/" SHELF, "{\"owner\":\"" BOB "\"}", NULL, 400,
	       "@errors.0.field=owner|errors.0.code=unknown"},
	      {"GET", LISTS "/" SHELF, NULL, NULL, 200, "@owner=" ANN "|name=new|visibility=shared"},
	      {"GET", LISTS, NULL, NULL, 200, "@#=6"}, {"GET", LISTS "?owner=" ANN, NULL, NULL, 200, "@#=3"},
	      {"GET", LISTS "?name=new&visibility=shared", NULL, NULL, 200, "@#=1|0.id=" SHELF},
	      {"DELETE", LISTS "/" SHELF, NULL, NULL, 204, ""},
	      {"DELETE", LISTS "/" SHELF, NULL, NULL, 404, NULL},
	      {"GET", LISTS "/" SHELF "/entries", NULL, NULL, 404, NULL});
	count_is(0, "list_entry");
	count_is(3, "work");
}

#define ENTRIES LISTS "/" SHELF "/entries"

static void entries(void **state)
{
	(void)state;
	STEPS({"GET", ENTRIES, NULL, NULL, 200,
	       "@#=2|0.work.id=" EMMA "|0.work.title=Emma|0.work.kind=book|0.work.isbn=978-0-14-143958-7|0."
	       "work.year=1815|0.note=null|1.work.id=" DUNE},
	      {"PUT", ENTRIES "/" JAWS, NULL, NULL, 201, NULL},
	      {"PUT", ENTRIES "/" JAWS, NULL, NULL, 200, NULL},
	      {"PUT", ENTRIES "/" JAWS, "{\"note\":\" \xf0\x9f\x93\x9a \"}", NULL, 200, NULL},
	      {"PUT", ENTRIES "/" EMMA, "{}", NULL, 200, NULL},
	      {"GET", ENTRIES, NULL, NULL, 200,
	       "@#=3|2.work.id=" JAWS "|2.note=\xf0\x9f\x93\x9a|2.work.isbn=null"},
	      {"PUT", ENTRIES "/" JAWS, "{}", NULL, 200, NULL},
	      {"GET", ENTRIES, NULL, NULL, 200, "@2.note=\xf0\x9f\x93\x9a"},
	      {"PUT", ENTRIES "/" JAWS, "{\"note\":null}", NULL, 200, NULL},
	      {"GET", ENTRIES, NULL, NULL, 200, "@2.note=null"},
	      {"PUT", ENTRIES "/" NONE, "{}", NULL, 404, "@type=/problems/not-found"},
	      {"PUT", LISTS "/" NONE "/entries/" EMMA, "{}", NULL, 404, NULL},
	      {"PUT", ENTRIES "/x", "{}", NULL, 404, NULL}, {"DELETE", ENTRIES "/" EMMA, NULL, NULL, 204, ""},
	      {"DELETE", ENTRIES "/" EMMA, NULL, NULL, 404, NULL},
	      {"DELETE", ENTRIES "/x", NULL, NULL, 404, NULL},
	      {"GET", LISTS "/" SHELF, NULL, NULL, 200, "@entries=2"},
	      {"PUT", ENTRIES "/" EMMA, "{\"note\":\"n\"}", NULL, 201, NULL});
	header_is("Location", ENTRIES "/" EMMA);
	is(200, "GET", ENTRIES, NULL, NULL);
	client_expect(&c, "@0.work.id=" DUNE "|1.work.id=" JAWS "|2.work.id=" EMMA "|2.note=n");
}

static void orders(void **state)
{
	(void)state;
	is(200, "GET", ENTRIES, NULL, NULL);
	const char *match = arena_printf(&c.kept, "If-Match: %s", client_header(&c, "ETag"));
	is(200, "PUT", ENTRIES "/order", "{\"order\":[\"" DUNE "\",\"" EMMA "\"]}", match);
	client_expect(&c, "@#=2|0.work.id=" DUNE "|1.work.id=" EMMA);
	const char *tag = client_keep(&c, client_header(&c, "ETag"));
	is(200, "GET", ENTRIES, NULL, NULL);
	header_is("ETag", tag);
	client_expect(&c, "@0.work.id=" DUNE);
	is(412, "PUT", ENTRIES "/order", "{\"order\":[\"" EMMA "\",\"" DUNE "\"]}", match);
	match = arena_printf(&c.kept, "If-Match: %s", tag);
	static const char *const wrong[] = {"[]",
					    "[\"" EMMA "\"]",
					    "[\"" EMMA "\",\"" EMMA "\"]",
					    "[\"" EMMA "\",\"" JAWS "\"]",
					    "[\"" EMMA "\",\"" DUNE "\",\"" JAWS "\"]",
					    "[\"" EMMA "\",\"" DUNE "\",\"" DUNE "\"]"};
	for (size_t i = 0; i < COUNT(wrong); i++) {
		is(409, "PUT", ENTRIES "/order", arena_printf(&c.kept, "{\"order\":%s}", wrong[i]), match);
		client_expect(&c, "@type=/problems/refused|code=list.order_mismatch|parameters.entries=2");
	}
	/* A new entry stands behind; then the order must name it, too. */
	STEPS({"PUT", ENTRIES "/" JAWS, "{}", NULL, 201, NULL},
	      {"GET", ENTRIES, NULL, NULL, 200, "@0.work.id=" DUNE "|1.work.id=" EMMA "|2.work.id=" JAWS},
	      {"PUT", ENTRIES "/order", "{\"order\":[\"" EMMA "\",\"" DUNE "\"]}", match, 409,
	       "@code=list.order_mismatch"},
	      {"PUT", ENTRIES "/order",
	       "{\"order\":[\"" JAWS "\",\"00000000-0000-4000-8000-0000000000E1\",\"" DUNE "\"]}", match, 200,
	       "@0.work.id=" JAWS "|1.work.id=" EMMA "|2.work.id=" DUNE},
	      {"PUT", LISTS "/" NONE "/entries/order", "{\"order\":[]}", match, 404, NULL},
	      {"PUT", LISTS "/x/entries/order", "{\"order\":[]}", match, 404, NULL});
	/* The wishlist manager's client sees the same order; an empty list has an empty one. */
	is(200, "GET", "/wishlist/" SHELF, NULL, NULL);
	client_expect(&c, "@books.0.id=" EMMA "|books.1.id=" DUNE);
	server_sql("DELETE FROM list_entry");
	is(200, "PUT", ENTRIES "/order", "{\"order\":[]}", "If-Match: *");
	client_expect(&c, "[]");
}

#define SHARES LISTS "/" SHELF "/shares"

static const char *new_key(void)
{
	is(201, "POST", SHARES, NULL, NULL);
	const char *key = client_keep(&c, client_value(&c, "key"));
	header_is("Location", arena_printf(&c.kept, SHARES "/%s", key));
	return key;
}

static void shares(void **state)
{
	(void)state;
	const char *key = new_key(), *second = new_key(), *third = new_key();
	assert_true(strlen(key) == 43 && strcmp(key, second));
	/* The key is kept nowhere. */
	assert_int_equal(server_number("SELECT COUNT(*) FROM list_share WHERE key_hash LIKE '%%%s%%'", key),
			 0);
	const char *at = arena_printf(&c.kept, SHARES "/%s", key),
		   *other = arena_printf(&c.kept, SHARES "/%s", second);
	STEPS({"GET", SHARES, NULL, NULL, 200, "@#=3|0.person=null|0.accepted_at=null"},
	      {"POST", at, "{\"person\":\"" NONE "\"}", NULL, 400, "@errors.0.code=unknown_person"},
	      {"POST", at, "{}", NULL, 400, NULL},
	      {"POST", at, "{\"person\":\"" BOB "\"}", NULL, 200, "@person=" BOB "|list=" SHELF},
	      {"POST", at, "{\"person\":\"" BOB "\"}", NULL, 409, "@code=share.used"},
	      {"POST", at, "{\"person\":\"" ANN "\"}", NULL, 409, "@code=share.used|status=409"},
	      {"POST", other, "{\"person\":\"" BOB "\"}", NULL, 409, "@code=share.duplicate"},
	      {"POST", SHARES "/x", "{\"person\":\"" BOB "\"}", NULL, 404, NULL},
	      {"POST", arena_printf(&c.kept, LISTS "/" NONE "/shares/%s", third), "{\"person\":\"" BOB "\"}",
	       NULL, 404, NULL},
	      {"DELETE", arena_printf(&c.kept, LISTS "/" NONE "/shares/%s", third), NULL, NULL, 404, NULL},
	      {"DELETE", other, NULL, NULL, 204, ""}, {"DELETE", other, NULL, NULL, 404, NULL},
	      {"POST", other, "{\"person\":\"" BOB "\"}", NULL, 404, NULL},
	      {"DELETE", at, NULL, NULL, 204, ""}, {"GET", SHARES, NULL, NULL, 200, "@#=1"},
	      {"POST", LISTS "/" NONE "/shares", NULL, NULL, 404, NULL},
	      {"GET", LISTS "/x/shares", NULL, NULL, 404, NULL},
	      {"POST", arena_printf(&c.kept, SHARES "/%s", third), "{\"person\":\"" BOB "\"}", NULL, 200,
	       NULL});
}

/* A secret is shown once; the row that makes a request repeatable holds it no longer than it must. */
static void share_key_of_a_repeated_request(void **state)
{
	(void)state;
	is(201, "POST", SHARES, NULL, KEY);
	const char *key = client_keep(&c, client_value(&c, "key"));
	is(201, "POST", SHARES, NULL, KEY);
	client_expect(&c, arena_printf(&c.kept, "@key=%s", key));
}

/* ---- pages and searches ---- */

static void link_is(const char *rel, const char *want)
{
	const char *header = client_header(&c, "Link");
	char *all = arena_strdup(&c.kept, header ? header : ""), *rest;
	const char *found = NULL;
	for (char *one = strtok_r(all, ",", &rest); one; one = strtok_r(NULL, ",", &rest))
		if (strstr(one, arena_printf(&c.kept, "rel=\"%s\"", rel)))
			found = arena_strndup(&c.kept, one + strspn(one, " <"),
					      strcspn(one + strspn(one, " <"), ">"));
	if (!found != !want || (want && strcmp(found, want)))
		fail_msg("%s: rel %s is %s, wanted %s\n%s", c.rq.uri, rel, found ? found : "(none)",
			 want ? want : "(none)", header);
}

static void pages(void **state)
{
	(void)state;
	server_sql("DELETE FROM work; INSERT INTO work (uuid, kind, title) SELECT UUID(), 'book', "
		   "CONCAT('Book ', LPAD(seq, 2, '0')) FROM seq_1_to_25");
	server_recount();
	is(200, "GET", WORKS "?_per_page=10&_page=2&title=Book+%26", NULL, NULL);
	header_is("X-Total-Count", "0");
	link_is("first", WORKS "?_per_page=10&title=Book%20%26&_page=1");
	link_is("last", WORKS "?_per_page=10&title=Book%20%26&_page=1");
	link_is("next", NULL);
	static const struct {
		const char *query, *first, *prev, *next, *last;
		int n;
	} cases[] = {{"", "Book 01", NULL, "2", "2", 20},
		     {"_per_page=10&", "Book 01", NULL, "2", "3", 10},
		     {"_per_page=10&_page=2&", "Book 11", "1", "3", "3", 10},
		     {"_per_page=10&_page=3&", "Book 21", "2", NULL, "3", 5},
		     {"_per_page=10&_page=9&", NULL, "3", NULL, "3", 0},
		     {"_per_page=5&_page=5&", "Book 21", "4", NULL, "5", 5},
		     {"_per_page=1000&", "Book 01", NULL, NULL, "1", 25},
		     {"_per_page=1&_page=25&kind=book&", "Book 25", "24", NULL, "25", 1},
		     {"_per_page=10&title=book&_order_by=-title&", "Book 25", NULL, "2", "3", 10},
		     {"_per_page=10&_order_by=-added&_page=3&", "Book 05", "2", NULL, "3", 5},
		     {"_per_page=10&q=book&_order_by=title&_page=2&", "Book 11", "1", "3", "3", 10},
		     {"_page=1000000000&_per_page=1000&", NULL, "1", NULL, "1", 0}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		is(200, "GET", arena_printf(&c.kept, WORKS "?%s", cases[i].query), NULL, NULL);
		client_expect(&c, arena_printf(&c.kept, "@#=%d|0.title=%s", cases[i].n,
					       cases[i].first ? cases[i].first : "-"));
		header_is("X-Total-Count", "25");
		/* Every link leads where it says. */
		static const char *const rels[] = {"first", "prev", "next", "last"};
		const char *const wanted[] = {"1", cases[i].prev, cases[i].next, cases[i].last};
		struct buf base;
		buf_init(&base, &c.kept, 128);
		for (const char *p = cases[i].query; *p; p += strcspn(p, "&") + 1)
			if (strncmp(p, "_page=", 6))
				buf_printf(&base, "%.*s&", (int)strcspn(p, "&"), p);
		for (int k = 0; k < 4; k++)
			link_is(rels[k],
				wanted[k] ? arena_printf(&c.kept, WORKS "?%s_page=%s", base.data, wanted[k])
					  : NULL);
	}
	STEPS({"GET", PEOPLE "?_per_page=1&_page=2", NULL, NULL, 200, "@#=1|0.last_name=Ray"},
	      {"GET", LISTS "?_per_page=2&_page=2", NULL, NULL, 200, "@#=1|0.name=shelf"});
	header_is("X-Total-Count", "3");
	link_is("prev", LISTS "?_per_page=2&_page=1");
	is(200, "GET", PEOPLE "?_per_page=1", NULL, NULL);
	link_is("next", PEOPLE "?_per_page=1&_page=2");
}

/* From page to page by cursor: every work once. */
static void cursors(void **state)
{
	(void)state;
	server_sql("DELETE FROM work; INSERT INTO work (uuid, kind, title) SELECT UUID(), IF(seq %% 4, "
		   "'book', 'movie'), "
		   "IF(seq %% 3, ELT(1 + seq %% 4, 'same', 'S\xc3\x82ME', '\xf0\x9f\x93\x9a,\\\"> ', ' x'), "
		   "CONCAT(REPEAT('\xf0\x9f\x93\x9a', 490), seq)) FROM seq_1_to_40");
	for (int k = 0; k < 2; k++) {
		const char *target = k ? WORKS "?kind=book&_per_page=7" : WORKS "?_per_page=7";
		struct buf seen;
		int n = 0, total = k ? 30 : 40;
		buf_init(&seen, &c.kept, 4096);
		is(200, "GET", target, NULL, NULL);
		const char *next = client_header(&c, "X-Next-Cursor");
		assert_non_null(next);
		target = arena_printf(&c.kept, "%s&_after=%s", target, next);
		for (;;) {
			int here = atoi(client_value(&c, "#"));
			for (int i = 0; i < here; i++, n++) {
				const char *id = client_value(&c, arena_printf(&c.kept, "%d.id", i));
				if (strstr(seen.data, id))
					fail_msg("twice: %s", id);
				buf_puts(&seen, id);
			}
			if (!target)
				break;
			is(200, "GET", target, NULL, NULL);
			const char *header = client_header(&c, "Link");
			target = header ? arena_strndup(&c.kept, header + 1, strcspn(header, ">") - 1) : NULL;
			if (header)
				assert_non_null(strstr(header, "rel=\"next\""));
		}
		assert_int_equal(n, total);
	}
}

static void search(void **state)
{
	(void)state;
	server_sql(
	    "INSERT INTO work (uuid, kind, title, handle, creator, isbn, isbn_key, year) VALUES "
	    "(UUID(), 'book', 'Stra\xc3\x9f"
	    "e nach \xc3\x89mile', NULL, 'Zo\xc3\xab', '12-34', '12-34', 2000), "
	    "(UUID(), 'book', '100%% of it', NULL, 'An \\\"Author\\\"', NULL, NULL, 2001), (UUID(), 'book', "
	    "'C', NULL, 'R', NULL, NULL, 2002);"
	    "UPDATE copy c JOIN work w ON w.id = c.work_id SET c.taken_by = 'hold' WHERE w.uuid = '" DUNE
	    "'");
	STEPS({"GET", WORKS "?q=emma", NULL, NULL, 200, "@#=1|0.id=" EMMA},
	      {"GET", WORKS "?q=EMM", NULL, NULL, 200, "@#=1"},
	      {"GET", WORKS "?q=austen+emma", NULL, NULL, 200, "@#=1"},
	      {"GET", WORKS "?q=emma+herbert", NULL, NULL, 200, "@#=0"},
	      {"GET", WORKS "?q=emile", NULL, NULL, 200, "@#=1"},
	      {"GET", WORKS "?q=strasse", NULL, NULL, 200, "@#=1"},
	      {"GET", WORKS "?q=zoe", NULL, NULL, 200, "@#=1"},
	      {"GET", WORKS "?q=c", NULL, NULL, 200, "@#=1|0.title=C"},
	      {"GET", WORKS "?q=%25", NULL, NULL, 200, "@#=0"},
	      {"GET", WORKS "?q=100%25", NULL, NULL, 200, "@#=1|0.title=100% of it"},
	      {"GET", WORKS "?q=0-14-143958-0", NULL, NULL, 200, "@#=1|0.id=" EMMA},
	      {"GET", WORKS "?q=978%200%2014%20143958%207", NULL, NULL, 200, "@#=1|0.id=" EMMA},
	      {"GET", WORKS "?q=12-34", NULL, NULL, 200, "@#=1"},
	      {"GET", WORKS "?q=emma&kind=movie", NULL, NULL, 200, "@#=0"},
	      {"GET", WORKS "?kind=movie", NULL, NULL, 200, "@#=1|0.id=" JAWS},
	      {"GET", WORKS "?creator=jane", NULL, NULL, 200, "@#=1"},
	      {"GET", WORKS "?creator=jane&_match=exact", NULL, NULL, 200, "@#=0"},
	      {"GET", WORKS "?title=um&_match=starts_with", NULL, NULL, 200, "@#=0"},
	      {"GET", WORKS "?title=un", NULL, NULL, 200, "@#=1|0.id=" DUNE},
	      {"GET", WORKS "?title=ne&_match=ends_with", NULL, NULL, 200, "@#=1|0.id=" DUNE},
	      {"GET", WORKS "?title=DUNE&_match=exact", NULL, NULL, 200, "@#=1"},
	      {"GET", WORKS "?title=%25", NULL, NULL, 200, "@#=1|0.title=100% of it"},
	      {"GET", WORKS "?title=_", NULL, NULL, 200, "@#=0"},
	      {"GET", WORKS "?title=%5C", NULL, NULL, 200, "@#=0"},
	      {"GET", WORKS "?isbn=0141439580", NULL, NULL, 200, "@#=1"},
	      {"GET", WORKS "?isbn=014143958", NULL, NULL, 200, "@#=0"},
	      {"GET", WORKS "?year=1815", NULL, NULL, 200, "@#=1"},
	      {"GET", WORKS "?type=F", NULL, NULL, 200, "@#=1|0.id=" DUNE},
	      {"GET", WORKS "?genre=novel", NULL, NULL, 200, "@#=1"},
	      {"GET", WORKS "?available=true", NULL, NULL, 200, "@#=2"},
	      {"GET", WORKS "?available=false", NULL, NULL, 200, "@#=4"},
	      {"GET", WORKS "?available=false&q=dune", NULL, NULL, 200, "@#=1|0.available=0|0.copies=1"},
	      {"GET", WORKS "?_order_by=-year,title", NULL, NULL, 200, "@0.title=C|5.title=Emma"},
	      {"GET", WORKS "?_order_by=year", NULL, NULL, 200, "@0.title=Emma|5.title=C"},
	      {"GET", WORKS "?_order_by=-year", NULL, NULL, 200, "@0.title=C|5.title=Emma"},
	      {"GET", WORKS "?_order_by=creator", NULL, NULL, 200, "@1.title=Dune"});
	/* Whatever is typed, it is an answer. */
	static const char *const odd[] = {"%2B",
					  "-",
					  "*",
					  "%22",
					  "%22a",
					  "(",
					  ")",
					  "a%40b.c",
					  "%40%40%40",
					  "foo**",
					  "%2Bfoo+%2B(",
					  "~",
					  "%3C%3E",
					  "%27",
					  "%5C",
					  ";",
					  "the",
					  "the+of",
					  "a+b+c",
					  "%F0%9F%93%9A",
					  "%E6%97%A5%E6%9C%AC",
					  "%C2%A0",
					  "%00x",
					  "null",
					  "%2Bthe",
					  "emma%22",
					  "-emma",
					  "emma*",
					  "1",
					  "978"};
	for (size_t i = 0; i < COUNT(odd); i++) {
		int status = client_send(&c, "GET", arena_printf(&c.kept, WORKS "?q=%s", odd[i]), NULL, NULL);
		if (status != (strstr(odd[i], "%00") ? 400 : 200))
			fail_msg("%s: %d %s", odd[i], status, c.rp.body.data);
	}
	is(200, "GET", arena_printf(&c.kept, WORKS "?q=%s", repeat("emma+", 100)), NULL, NULL);
}

static void facets(void **state)
{
	(void)state;
	server_sql("INSERT INTO work (uuid, kind, title, year, type) SELECT UUID(), 'book', CONCAT('Many ', "
		   "seq), 1900 + seq %% 3, 'N' FROM seq_1_to_30");
	is(200, "GET", WORKS "?_per_page=2&_facets=kind,type,year&title=many", NULL, NULL);
	header_is("X-Total-Count", "30");
	client_expect(&c, "@works.#=2|facets.kind.#=1|facets.kind.0.value=book|facets.kind.0.count=30|facets."
			  "type.0.value=N|facets.type.0.count=30|facets.year.#=3|"
			  "facets.year.0.count=10|facets.year.0.value=1900");
	is(200, "GET", WORKS "?_facets=type", NULL, NULL);
	client_expect(&c, "@works.#=20|facets.type.#=3|facets.type.0.value=N|facets.type.0.count=31|facets."
			  "kind=-|facets.year=-");
	says("{\"value\":null,\"count\":1}");
	is(200, "GET", WORKS "?_facets=kind&q=emma", NULL, NULL);
	client_expect(&c, "@facets.kind.#=1|facets.kind.0.value=book|facets.kind.0.count=1");
	is(200, "GET", WORKS "?_facets=kind&q=zzz", NULL, NULL);
	client_expect(&c, "{\"works\":[],\"facets\":{\"kind\":[]}}");
	is(400, "GET", WORKS "?_facets=kind,kind", NULL, NULL);
	is(400, "GET", WORKS "?_facets=,", NULL, NULL);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(unknown_paths),
	    TEST(other_methods),
	    TEST(head_is_get),
	    TEST(options),
	    TEST(cors),
	    TEST(open_is_for_this_machine),
	    TEST(accounts),
	    TEST(content_types),
	    TEST(broken_bodies),
	    TEST(body_sizes),
	    TEST(bodies_of_all_routes),
	    TEST(wrong_members),
	    TEST(lengths),
	    TEST(queries),
	    TEST(tags),
	    TEST(if_match),
	    TEST(replays),
	    TEST(refusals_are_kept),
	    TEST(busy_keys),
	    cmocka_unit_test_setup_teardown(failures_keep_no_key, begin, restore),
	    TEST(odd_keys),
	    TEST(yesterdays_keys),
	    TEST(request_ids),
	    TEST(site),
	    TEST(without_database),
	    TEST(runs_again),
	    cmocka_unit_test_setup_teardown(deadlocks, begin, drop_trigger),
	    cmocka_unit_test_setup_teardown(cut_off, begin, drop_trigger),
	    TEST(booklist_users),
	    TEST(booklist_books),
	    TEST(booklist_lists),
	    TEST(wishlist_adds),
	    TEST(wishlist_refuses),
	    TEST(wishlist_removes),
	    TEST(wishlist_name_taken),
	    TEST(works),
	    TEST(works_patched),
	    TEST(people),
	    TEST(people_patched),
	    TEST(lists),
	    TEST(entries),
	    TEST(orders),
	    TEST(shares),
	    TEST(share_key_of_a_repeated_request),
	    TEST(pages),
	    TEST(cursors),
	    TEST(search),
	    TEST(facets),
	};
	server_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
