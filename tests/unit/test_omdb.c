/* test_omdb.c - films asked of OMDb: what goes out, what comes back, and what happens when it does not. */
#include "omdb_server.h"
#include "test.h"

#include "base/date.h"
#include "base/field.h"
#include "ext/omdb.h"

#include <stdio.h>
#include <string.h>

#define KEY "K&y=1 \u00e9"
#define FILM                                                                                                 \
	"{\"Title\":\"Jaws\",\"Year\":\"1975\",\"Released\":\"20 Jun 1975\",\"Genre\":\"Adventure\","        \
	"\"Director\":\"Steven Spielberg\",\"Country\":\"United States\",\"imdbRating\":\"8.1\","            \
	"\"imdbID\":\"tt0073195\",\"Response\":\"True\"}"
#define OK(body) "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" body

static struct conf conf;
static struct arena arena;
static struct omdb_reply told;

static void setup(const char *url)
{
	conf = (struct conf){.omdb_url = url, .omdb_key = KEY, .omdb_connect_timeout = 1, .omdb_timeout = 2};
	arena_reset(&arena);
}

static enum err ask(struct omdb *omdb, const char *what)
{
	enum err e = omdb_ask(omdb, &arena, OMDB_BY_TITLE, what, &told);
	assert_true(!e == !told.why);
	if (told.why && (strstr(told.why, "K&y") || strstr(told.why, "K%26") || strstr(told.why, "http:")))
		fail_msg("it tells the key or the address: %s", told.why);
	return e;
}

/* One question to a server that behaves so. */
static enum err once(const struct omdb_turn *turns, const char *what, int *requests_r)
{
	struct omdb_server s;
	struct omdb *omdb;
	omdb_server_start(&s, turns);
	setup(s.url);
	omdb_open(&omdb, &conf);
	enum err e = ask(omdb, what);
	omdb_close(&omdb);
	assert_null(omdb);
	if (requests_r)
		*requests_r = s.seen->requests;
	omdb_server_stop(&s);
	return e;
}

static void a_film(void **state)
{
	(void)state;
	assert_int_equal(once((struct omdb_turn[]){{.bytes = OK(FILM)}, {.bytes = NULL}}, "Jaws", NULL),
			 ERR_NONE);
	assert_string_equal(told.film.imdb_id, "tt0073195");
	assert_string_equal(told.film.title, "Jaws");
	assert_string_equal(told.film.released, "1975-06-20");
	assert_int_equal(told.film.year, 1975);
	assert_int_equal(told.asked, 1);
}

static void what_goes_out(void **state)
{
	static const struct {
		enum omdb_by by;
		const char *base, *what, *line;
	} cases[] = {
	    {OMDB_BY_TITLE, "", "Jaws", "GET /?t=Jaws&type=movie&apikey=K%26y%3D1%20%C3%A9 HTTP/1.1\r\n"},
	    {OMDB_BY_ID, "", "tt1", "GET /?i=tt1&type=movie&apikey=K%26y%3D1%20%C3%A9 HTTP/1.1\r\n"},
	    {OMDB_BY_TITLE, "", "a&b=c#d\r\nX: y \u00e9",
	     "GET /?t=a%26b%3Dc%23d%0D%0AX%3A%20y%20%C3%A9&type=movie&apikey="},
	    {OMDB_BY_TITLE, "sub/dir?v=1", "x", "GET /sub/dir?v=1&t=x&type=movie&apikey="},
	};
	struct omdb_server s;
	struct omdb *omdb;
	(void)state;
	omdb_server_start(&s, (struct omdb_turn[]){{.bytes = OK(FILM)}, {.bytes = NULL}});
	for (size_t i = 0; i < COUNT(cases); i++) {
		setup(arena_printf(&arena, "%s%s", s.url, cases[i].base));
		conf.omdb_url = arena_printf(&arena, "%s%s", s.url, cases[i].base);
		omdb_open(&omdb, &conf);
		assert_int_equal(omdb_ask(omdb, &arena, cases[i].by, cases[i].what, &told), ERR_NONE);
		if (strncmp(s.seen->last, cases[i].line, strlen(cases[i].line)))
			fail_msg("%s", s.seen->last);
		assert_non_null(strstr(s.seen->last, "User-Agent: Carrel/"));
		assert_null(strcasestr(s.seen->last, "Accept-Encoding"));
		omdb_close(&omdb);
	}
	omdb_server_stop(&s);
}

static void odd_answers(void **state)
{
	static const struct {
		const char *bytes;
		enum err e;
		int requests;
	} cases[] = {
	    {OK("{\"Response\":\"False\",\"Error\":\"Movie not found!\"}"), ERR_NOT_FOUND, 1},
	    {OK("{\"Response\":\"False\",\"Error\":\"Incorrect IMDb ID.\"}"), ERR_NOT_FOUND, 1},
	    {OK("{\"Response\":\"False\",\"Error\":\"Request limit reached!\"}"), ERR_REFUSED, 1},
	    {OK("{\"Response\":\"False\",\"Error\":\"Something else\"}"), ERR_IO, 1},
	    {OK("{\"Response\":\"False\"}"), ERR_IO, 1},
	    {OK("{}"), ERR_IO, 1},
	    {OK("[" FILM "]"), ERR_IO, 1},
	    {OK("null"), ERR_IO, 1},
	    {OK(""), ERR_IO, 1},
	    {OK("<html>K&y=1 http://127.0.0.1/?apikey=K%26y</html>"), ERR_IO, 1},
	    {OK("{\"Title\":\"Jaws\",\"imdbID\":\"tt1\""), ERR_IO, 1},
	    {OK(FILM "x"), ERR_IO, 1},
	    {OK("{\"Title\":\"a\\u0000b\",\"imdbID\":\"tt1\"}"), ERR_IO, 1},
	    {OK("{\"Title\":\"a\xff\",\"imdbID\":\"tt1\"}"), ERR_IO, 1},
	    {"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", ERR_REFUSED, 1},
	    {"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", ERR_IO, 1},
	    {"HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", ERR_IO, 1},
	    {"HTTP/1.1 308 Go\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n", ERR_IO, 1},
	    /* These may be otherwise the next time. */
	    {"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", ERR_IO, 2},
	    {"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", ERR_IO, 2},
	    {"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" FILM, ERR_IO, 2},
	    {"", ERR_IO, 2},
	    {"HTTP/1.1 200 OK\r\nContent-", ERR_IO, 1},
	    {"nonsense\r\n\r\n", ERR_IO, 1},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int requests;
		struct omdb_turn turns[] = {{.bytes = cases[i].bytes}, {.bytes = NULL}};
		enum err e = once(turns, "x", &requests);
		if (e != cases[i].e || requests != cases[i].requests || told.asked != requests)
			fail_msg("%s\n-> %s, %d requests, %d told (%s)", cases[i].bytes, err_slug(e),
				 requests, told.asked, told.why ? told.why : "-");
	}
}

static void a_second_try(void **state)
{
	static const char *const first[] = {"", "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"};
	(void)state;
	for (size_t i = 0; i < COUNT(first); i++) {
		int requests;
		struct omdb_turn turns[] = {{.bytes = first[i]}, {.bytes = OK(FILM)}, {.bytes = NULL}};
		assert_int_equal(once(turns, "Jaws", &requests), ERR_NONE);
		assert_int_equal(requests, 2);
		assert_int_equal(told.asked, 2);
		assert_null(told.why);
	}
}

static void too_large(void **state)
{
	struct omdb_turn turns[] = {{.bytes = OK(FILM), .flood = 2 << 20}, {.bytes = NULL}};
	(void)state;
	assert_int_equal(once(turns, "x", NULL), ERR_IO);
	assert_non_null(strstr(told.why, "1 MiB"));
	turns[0] = (struct omdb_turn){.bytes = OK(FILM), .flood = 1 << 19}; /* blanks behind it do no harm */
	assert_int_equal(once(turns, "x", NULL), ERR_NONE);
	turns[0] =
	    (struct omdb_turn){.bytes = "HTTP/1.1 200 OK\r\nX: ", .flood = 4 << 20}; /* a head without end */
	assert_int_equal(once(turns, "x", NULL), ERR_IO);
}

static void too_slow(void **state)
{
	int64_t begin = date_clock();
	(void)state;
	assert_int_equal(
	    once((struct omdb_turn[]){{.bytes = OK(FILM), .wait_ms = 60000}, {.bytes = NULL}}, "x", NULL),
	    ERR_AWAY);
	int64_t took = date_clock() - begin;
	if (took < 1900000 || took > 4000000)
		fail_msg("%lld ms", (long long)took / 1000);
}

static void kept_connection(void **state)
{
	static const char kept[] = "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 52\r\n\r\n"
				   "{\"Response\":\"False\",\"Error\":\"Movie not found!\"}     ";
	struct omdb_server s;
	struct omdb *omdb;
	(void)state;
	omdb_server_start(&s, (struct omdb_turn[]){{.bytes = kept}, {.bytes = NULL}});
	setup(s.url);
	omdb_open(&omdb, &conf);
	for (int i = 0; i < 5; i++)
		assert_int_equal(ask(omdb, "x"), ERR_NOT_FOUND);
	assert_int_equal(s.seen->requests, 5);
	assert_int_equal(s.seen->connections, 1);
	omdb_close(&omdb);
	omdb_server_stop(&s);
}

static void other_protocols(void **state)
{
	static const char *const urls[] = {"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/",
					   "dict://127.0.0.1/",	 "nonsense://x/",    "http://"};
	(void)state;
	for (size_t i = 0; i < COUNT(urls); i++) {
		struct omdb *omdb;
		setup(urls[i]);
		omdb_open(&omdb, &conf);
		assert_int_equal(ask(omdb, "x"), ERR_IO);
		omdb_close(&omdb);
	}
}

static void no_key(void **state)
{
	struct omdb *omdb;
	(void)state;
	setup("https://www.omdbapi.com/");
	conf.omdb_key = "";
	omdb_open(&omdb, &conf);
	assert_int_equal(ask(omdb, "x"), ERR_REFUSED);
	assert_int_equal(told.asked, 0);
	omdb_close(&omdb);
}

static void the_breaker(void **state)
{
	struct omdb_server s;
	struct omdb *omdb;
	char url[64];
	(void)state;
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/", omdb_server_nobody());
	setup(url);
	omdb_open(&omdb, &conf);
	/* Nine refused, then an answer, however odd: it counts from the beginning. */
	for (int i = 0; i < 9; i++) {
		assert_int_equal(ask(omdb, "x"), ERR_AWAY);
		assert_int_equal(told.asked, 2);
	}
	omdb_server_start(
	    &s, (struct omdb_turn[]){{.bytes = "HTTP/1.1 404 No\r\n\r\n"}, {.bytes = ""}, {.bytes = NULL}});
	conf.omdb_url = s.url;
	assert_int_equal(ask(omdb, "x"), ERR_IO);
	/* What breaks is alive. */
	for (int i = 0; i < 12; i++) {
		assert_int_equal(ask(omdb, "x"), ERR_IO);
		assert_false(told.open);
	}
	conf.omdb_url = url;
	for (int i = 0; i < 10; i++)
		assert_int_equal(ask(omdb, "x"), ERR_AWAY);
	int requests = s.seen->requests;
	conf.omdb_url = s.url;
	int64_t begin = date_clock();
	assert_int_equal(ask(omdb, "x"), ERR_AWAY);
	assert_true(told.open && told.asked == 0 && date_clock() - begin < 100000);
	assert_int_equal(s.seen->requests, requests);
	omdb_close(&omdb);
	omdb_server_stop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_film),	       cmocka_unit_test(what_goes_out),
	    cmocka_unit_test(odd_answers),     cmocka_unit_test(a_second_try),
	    cmocka_unit_test(too_large),       cmocka_unit_test(too_slow),
	    cmocka_unit_test(kept_connection), cmocka_unit_test(other_protocols),

	    cmocka_unit_test(no_key),	       cmocka_unit_test(the_breaker),
	};
	arena_init(&arena);
	int rc = cmocka_run_group_tests(tests, NULL, NULL);
	arena_clear(&arena);
	return rc;
}
