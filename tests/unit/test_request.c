/* test_request.c - request targets taken apart, and what is found wrong with a request. */
#include "test.h"

#include "web/request.h"

#include <stdio.h>
#include <string.h>

static struct arena arena;
static struct request rq;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	memset(&rq, 0, sizeof(rq));
	rq.arena = &arena;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	request_clear(&rq);
	arena_clear(&arena);
	return 0;
}

/* The segments, each in brackets. */
static const char *path(void)
{
	struct buf b;
	buf_init(&b, &arena, 64);
	if (rq.path_broken)
		return "broken";
	for (int i = 0; i < rq.segment_count; i++)
		buf_printf(&b, "[%s]", rq.segments[i]);
	return b.data;
}

/* The parameters, each "<name=value>". */
static const char *query(void)
{
	struct buf b;
	buf_init(&b, &arena, 64);
	for (int i = 0; i < rq.query_count; i++)
		buf_printf(&b, "<%s=%s>", rq.query[i].name, rq.query[i].value);
	return b.data;
}

static void paths(void **state)
{
	static const char *const cases[][2] = {
	    {"/", "[]"},
	    {"/a", "[a]"},
	    {"/a/b", "[a][b]"},
	    {"/a/", "[a][]"},
	    {"//", "[][]"},
	    {"//a", "[][a]"},
	    {"/a//b", "[a][][b]"},
	    {"/a?x", "[a]"},
	    {"/?/b", "[]"},
	    {"/caf%C3%A9", "[caf\xc3\xa9]"},
	    {"/caf%c3%a9", "[caf\xc3\xa9]"},
	    {"/caf\xc3\xa9", "[caf\xc3\xa9]"},
	    {"/a%2Fb", "[a/b]"}, /* within the segment */
	    {"/a%2fb/c", "[a/b][c]"},
	    {"/%3Fx=1", "[?x=1]"},
	    {"/%2525", "[%25]"}, /* once */
	    {"/a+b", "[a+b]"},
	    {"/a%20b", "[a b]"},
	    {"/%0A", "[\n]"},
	    {"/./..", "[.][..]"},
	    {"/%2e%2E", "[..]"},
	    {"/a=b&c", "[a=b&c]"},
	    {"/1/2/3/4/5/6/7/8/9/10/11/12", "[1][2][3][4][5][6][7][8][9][10][11][12]"},
	    {"/1/2/3/4/5/6/7/8/9/10/11/12/13", "broken"},
	    {"/1/2/3/4/5/6/7/8/9/10/11/12/", "broken"},
	    {"", "broken"},
	    {"a", "broken"},
	    {"a/b", "broken"},
	    {"*", "broken"},
	    {"?a=b", "broken"},
	    {"ftp://example.org/a", "broken"},
	    {"/%", "broken"},
	    {"/%4", "broken"},
	    {"/a%4/b", "broken"},
	    {"/%4g", "broken"},
	    {"/%g4", "broken"},
	    {"/%%41", "broken"},
	    {"/%+4", "broken"},
	    {"/% 4", "broken"},
	    {"/%-1", "broken"},
	    {"/%4?1", "broken"}, /* not over the end of the path */
	    {"/%/41", "broken"},
	    {"/%00", "broken"},
	    {"/a%00b", "broken"},
	    {"/a/%00", "broken"},
	    {"/caf%E9", "broken"},
	    {"/\xe9", "broken"},
	    {"/%C3/%A9", "broken"},
	    {"/%C0%80", "broken"}, /* overlong NUL */
	    {"/%C0%AF", "broken"}, /* overlong slash */
	    {"/%E0%80%AF", "broken"},
	    {"/%ED%A0%80", "broken"}, /* surrogate */
	    {"/%F4%90%80%80", "broken"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		request_target(&rq, cases[i][0]);
		assert_ptr_equal(rq.uri, cases[i][0]);
		if (strcmp(path(), cases[i][1]))
			fail_msg("%s: %s", cases[i][0], path());
	}
}

/* The target of a request to a proxy, which every server has to take. */
static void whole_urls(void **state)
{
	static const char *const cases[][2] = {
	    {"http://example.org/a/b?c=d", "/a/b?c=d"},
	    {"HTTPS://example.org:1/a", "/a"},
	    {"http://example.org", "/"},
	    {"http://example.org?a=/b", "/?a=/b"},
	    {"http://example.org//evil/a", "//evil/a"},
	    {"http://", "/"},
	    {"http:///a", "/a"},
	    {"/http://example.org/a", "/http://example.org/a"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		request_target(&rq, cases[i][0]);
		assert_string_equal(rq.uri, cases[i][1]);
		assert_false(rq.path_broken);
	}
}

static void queries(void **state)
{
	static const char *const cases[][2] = {
	    {"/", ""},
	    {"/?", ""},
	    {"/?a=1", "<a=1>"},
	    {"/?a=1&b=2", "<a=1><b=2>"},
	    {"/?b=2&a=1&b=2", "<b=2><a=1><b=2>"}, /* repeated ones are kept, in their order */
	    {"/?a", "<a=>"},
	    {"/?a=", "<a=>"},
	    {"/?=1", "<=1>"},
	    {"/?=", "<=>"},
	    {"/?a&b=1", "<a=><b=1>"},
	    {"/?a=1=2", "<a=1=2>"},
	    {"/?&a=1&&b=2&", "<a=1><b=2>"},
	    {"/?a=b?c", "<a=b?c>"},
	    {"/?a=/b", "<a=/b>"},
	    {"/?a=x+y", "<a=x y>"},
	    {"/?a+b=1", "<a b=1>"},
	    {"/?a=1%2B2", "<a=1+2>"},
	    {"/?a=%26%3D%25", "<a=&=%>"},
	    {"/?a%3Db=1", "<a=b=1>"},
	    {"/?%61=1", "<a=1>"},
	    {"/?a=caf%C3%A9", "<a=caf\xc3\xa9>"},
	    {"/?a=%2525", "<a=%25>"},
	    {"/?a=%0d%0a", "<a=\r\n>"},
	    {"/?a=1;b=2", "<a=1;b=2>"},
	    {"/?a[]=1", "<a[]=1>"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		request_target(&rq, cases[i][0]);
		assert_null(rq.query_error);
		if (strcmp(query(), cases[i][1]))
			fail_msg("%s: %s", cases[i][0], query());
	}
}

static void queries_that_cannot_be_read(void **state)
{
	static const char *const cases[] = {"/?a=%",	"/?a=%4",    "/?a=%4&b=1",   "/?a=%zz",
					    "/?%=1",	"/?a=%00",   "/?a%00=1",     "/?a=%E9",
					    "/?a=\xe9", "/?%C3=%A9", "/?a=%C0%80",   "/?a=1&b=%4g",
					    "/?a=%%41", "/?a=%+1",   "/?a=%ED%A0%80"};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		request_target(&rq, cases[i]);
		if (!rq.query_error)
			fail_msg("taken: %s", cases[i]);
		assert_string_equal(rq.query_error, "the query string is not valid percent-encoded UTF-8");
		assert_false(rq.path_broken);
	}
	request_target(&rq, "/?a=1");
	assert_null(rq.query_error);
}

static void parameters_have_a_limit(void **state)
{
	struct buf b;
	(void)state;
	buf_init(&b, &arena, 64);
	buf_puts(&b, "/x?");
	for (int i = 0; i < 100; i++)
		buf_printf(&b, "&p%d=%d&", i, i);
	request_target(&rq, b.data);
	assert_null(rq.query_error);
	assert_int_equal(rq.query_count, 100);
	assert_string_equal(rq.query[99].name, "p99");
	assert_string_equal(rq.query[99].value, "99");
	buf_puts(&b, "p0=0");
	request_target(&rq, b.data);
	assert_non_null(rq.query_error);
	assert_string_equal(rq.query_error, "more than 100 query parameters");
	assert_int_equal(rq.query_count, 100);
	assert_string_equal(path(), "[x]");
}

static void a_long_target(void **state)
{
	static char uri[200010];
	(void)state;
	memset(uri, 'x', 200000);
	memcpy(uri, "/", 1);
	memcpy(uri + 100000, "?", 1);
	request_target(&rq, uri);
	assert_int_equal(rq.segment_count, 1);
	assert_int_equal(strlen(rq.segments[0]), 99999);
	assert_int_equal(rq.query_count, 1);
	assert_int_equal(strlen(rq.query[0].name), 99999);
}

static void a_second_target_takes_the_place(void **state)
{
	(void)state;
	request_target(&rq, "/a/b%00?a=1&b=%00");
	request_target(&rq, "/c?d=2");
	assert_string_equal(path(), "[c]");
	assert_string_equal(query(), "<d=2>");
	assert_null(rq.query_error);
}

static void parameters_by_name(void **state)
{
	(void)state;
	request_target(&rq, "/?a=1&b=&a=2&%63=3");
	assert_string_equal(request_param(&rq, "a"), "1");
	assert_string_equal(request_param(&rq, "b"), "");
	assert_string_equal(request_param(&rq, "c"), "3");
	assert_null(request_param(&rq, "d"));
	assert_null(request_param(&rq, "A"));
	assert_null(request_param(&rq, ""));
}

static void methods(void **state)
{
	static const struct {
		const char *text;
		enum method method;
	} cases[] = {
	    {"GET", GET},	   {"POST", POST},	    {"PUT", PUT},	    {"PATCH", PATCH},
	    {"DELETE", DELETE},	   {"OPTIONS", OPTIONS},    {"HEAD", OTHER_METHOD}, {"get", OTHER_METHOD},
	    {"", OTHER_METHOD},	   {"TRACE", OTHER_METHOD}, {"GE", OTHER_METHOD},   {"GETS", OTHER_METHOD},
	    {" GET", OTHER_METHOD}};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (request_method(cases[i].text) != cases[i].method)
			fail_msg("%s", cases[i].text);
}

static void wrongs_are_noted(void **state)
{
	(void)state;
	assert_int_equal(request_wrong(&rq, "f", "c", "m"), ERR_INPUT);
	assert_int_equal(rq.error_count, 1);
	assert_string_equal(rq.errors[0].field, "f");
	assert_string_equal(rq.errors[0].code, "c");
	assert_string_equal(rq.errors[0].message, "m");
	for (int i = 0; i < 2 * ERRORS_MAX; i++)
		assert_int_equal(request_wrong(&rq, "g", "c", "m"), ERR_INPUT);
	assert_int_equal(rq.error_count, ERRORS_MAX);
	assert_string_equal(rq.errors[0].field, "f");
}

static void refusals_are_noted_and_forgotten(void **state)
{
	(void)state;
	assert_int_equal(request_refuse(&rq, ERR_CONFLICT, "a.b", "why", "n", "v", NULL), ERR_CONFLICT);
	assert_string_equal(rq.code, "a.b");
	assert_string_equal(rq.detail, "why");
	assert_int_equal(rq.parameter_count, 1);
	assert_string_equal(rq.parameters[0].name, "n");
	assert_string_equal(rq.parameters[0].value, "v");
	assert_int_equal(request_refuse(&rq, ERR_REFUSED, "c.d", "no", "1", "a", "2", "b", "3", "c", "4", "d",
					"5", "e", NULL),
			 ERR_REFUSED);
	assert_int_equal(rq.parameter_count, 4);
	assert_string_equal(rq.parameters[3].value, "d");
	assert_int_equal(request_refuse(&rq, ERR_REFUSED, "e.f", "none", NULL), ERR_REFUSED);
	assert_int_equal(rq.parameter_count, 0);
	assert_int_equal(request_wrong(&rq, "f", "c", "m"), ERR_INPUT);
	request_forget(&rq);
	assert_null(rq.code);
	assert_null(rq.detail);
	assert_int_equal(rq.error_count, 0);
}

static void who_is_on_this_machine(void **state)
{
	static const struct {
		const char *remote;
		bool local;
	} cases[] = {
	    {"127.0.0.1", true},
	    {"127.1.2.3", true},
	    {"::1", true},
	    {"::ffff:127.0.0.1", true},
	    {"unix:", true},
	    {NULL, false},
	    {"", false},
	    {"10.0.0.1", false},
	    {"192.168.1.127", false},
	    {"12.7.0.0", false},
	    {"128.0.0.1", false},
	    {"1270.0.1", false},
	    {"::", false},
	    {"::11", false},
	    {"::127.0.0.1", false},
	    {"::ffff:10.0.0.1", false},
	    {"fe80::1", false},
	    {"localhost", false},
	    {"2001:db8::1", false},
	    {"unix", false},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		rq.remote = cases[i].remote;
		if (request_is_local(&rq) != cases[i].local)
			fail_msg("%s", cases[i].remote ? cases[i].remote : "NULL");
	}
}

static void when_it_arrived(void **state)
{
	static const struct {
		const char *text;
		int64_t at;
	} cases[] = {
	    {"1700000000.123", 1700000000123000},
	    {"0.001", 1000},
	    {"t=1700000000123456", 1700000000123456},
	    {"t=1", 1},
	    {NULL, 0},
	    {"", 0},
	    {"t=", 0},
	    {"1700000000", 0},
	    {"1700000000.12", 0},
	    {"1700000000.1234", 0},
	    {"1700000000.12x", 0},
	    {".123", 0},
	    {"-1.000", 0},
	    {" 1.000", 0},
	    {"t=-1", 0},
	    {"t=1.000", 0},
	    {"t=1x", 0},
	    {"1700000000123.123", 0},
	    {"t=1234567890123456789", 0},
	    {"1700000000.123, 1700000000.124", 0},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (request_arrival(cases[i].text) != cases[i].at)
			fail_msg("%s: %lld", cases[i].text ? cases[i].text : "NULL",
				 (long long)request_arrival(cases[i].text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(paths, setup, teardown),
	    cmocka_unit_test_setup_teardown(whole_urls, setup, teardown),
	    cmocka_unit_test_setup_teardown(queries, setup, teardown),
	    cmocka_unit_test_setup_teardown(queries_that_cannot_be_read, setup, teardown),
	    cmocka_unit_test_setup_teardown(parameters_have_a_limit, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_long_target, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_second_target_takes_the_place, setup, teardown),
	    cmocka_unit_test_setup_teardown(parameters_by_name, setup, teardown),
	    cmocka_unit_test_setup_teardown(methods, setup, teardown),
	    cmocka_unit_test_setup_teardown(wrongs_are_noted, setup, teardown),
	    cmocka_unit_test_setup_teardown(refusals_are_noted_and_forgotten, setup, teardown),
	    cmocka_unit_test_setup_teardown(who_is_on_this_machine, setup, teardown),
	    cmocka_unit_test(when_it_arrived),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
