/* test_reply.c - an answer is built: headers, bodies, reasons. (JSON: test_json.c.) */
#include "test.h"

#include "web/reply.h"

#include <string.h>

static struct arena arena;
static struct reply rp;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	memset(&rp, 'x', sizeof(rp));
	reply_init(&rp, &arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

static void assert_nothing_built(void)
{
	assert_int_equal(rp.status, 0);
	assert_null(rp.type);
	assert_int_equal(rp.body.len, 0);
	assert_string_equal(rp.body.data, "");
	assert_int_equal(rp.header_count, 0);
	assert_int_equal(rp.version, 0);
}

static void begins_empty(void **state)
{
	(void)state;
	assert_nothing_built();
	assert_ptr_equal(rp.arena, &arena);
}

static void reset_forgets_all(void **state)
{
	(void)state;
	reply_text(&rp, 201, "text/plain", "text");
	reply_header(&rp, "Location", "/x");
	rp.version = 7;
	reply_reset(&rp);
	assert_nothing_built();
	assert_null(reply_get_header(&rp, "Location"));
}

static void bodies(void **state)
{
	(void)state;
	reply_text(&rp, 200, "text/plain", "one");
	assert_int_equal(rp.status, 200);
	assert_string_equal(rp.type, "text/plain");
	assert_string_equal(rp.body.data, "one");
	assert_int_equal(rp.body.len, 3);
	reply_header(&rp, "A", "kept");
	reply_text(&rp, 404, "text/html", "2");
	assert_int_equal(rp.status, 404);
	assert_string_equal(rp.type, "text/html");
	assert_string_equal(rp.body.data, "2");
	assert_string_equal(reply_get_header(&rp, "a"), "kept");
	reply_empty(&rp, 204);
	assert_int_equal(rp.status, 204);
	assert_null(rp.type);
	assert_int_equal(rp.body.len, 0);
	reply_start(&rp, 201, "application/json");
	json_open(&rp.body, '[');
	assert_string_equal(rp.body.data, "[");
}

static void headers_are_cleaned(void **state)
{
	static const char *const cases[][2] = {
	    {"", ""},
	    {"plain value; q=\"x\"", "plain value; q=\"x\""},
	    {"caf\xc3\xa9 \x80\xff", "caf\xc3\xa9 \x80\xff"},
	    {"a\r\nSet-Cookie: b", "a  Set-Cookie: b"},
	    {"\n", " "},
	    {"a\tb\x01\x1f\x7f!", "a b   !"},
	    {"end\n", "end "},
	    {"\x1f", " "},
	    {"\x7f", " "},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		reply_reset(&rp);
		reply_header(&rp, "X", cases[i][0]);
		assert_string_equal(reply_get_header(&rp, "X"), cases[i][1]);
		reply_headerf(&rp, "Y", "%s%d", cases[i][0], (int)i);
		assert_memory_equal(reply_get_header(&rp, "Y"), cases[i][1], strlen(cases[i][1]));
		assert_int_equal(reply_get_header(&rp, "Y")[strlen(cases[i][1])], '0' + (int)i);
	}
}

/* What was given is not written to: it may be a constant. */
static void cleaning_makes_a_copy(void **state)
{
	char given[] = "a\nb";
	(void)state;
	reply_header(&rp, "X", given);
	assert_string_equal(given, "a\nb");
	reply_header(&rp, "Clean", "a b");
	reply_headerf(&rp, "Empty", "%s", "");
	assert_string_equal(reply_get_header(&rp, "Clean"), "a b");
	assert_string_equal(reply_get_header(&rp, "Empty"), "");
}

static void headers_are_found_in_any_case(void **state)
{
	(void)state;
	reply_header(&rp, "ETag", "1");
	reply_header(&rp, "Link", "2");
	reply_header(&rp, "Link", "3");
	assert_string_equal(reply_get_header(&rp, "etag"), "1");
	assert_string_equal(reply_get_header(&rp, "LINK"), "2");
	assert_null(reply_get_header(&rp, "ETa"));
	assert_null(reply_get_header(&rp, "ETags"));
	assert_int_equal(rp.header_count, 3);
}

static void many_headers_fit(void **state)
{
	(void)state;
	for (int i = 0; i < HEADERS_MAX; i++)
		reply_header(&rp, "X", i == HEADERS_MAX - 1 ? "last" : "-");
	assert_int_equal(rp.header_count, HEADERS_MAX);
	assert_string_equal(rp.headers[HEADERS_MAX - 1].value, "last");
}

static void reasons(void **state)
{
	static const struct {
		int status;
		const char *reason;
	} cases[] = {
	    {200, "OK"},
	    {201, "Created"},
	    {204, "No Content"},
	    {301, "Moved Permanently"},
	    {304, "Not Modified"},
	    {308, "Permanent Redirect"},
	    {400, "Bad Request"},
	    {401, "Unauthorized"},
	    {403, "Forbidden"},
	    {404, "Not Found"},
	    {405, "Method Not Allowed"},
	    {406, "Not Acceptable"},
	    {409, "Conflict"},
	    {412, "Precondition Failed"},
	    {413, "Content Too Large"},
	    {415, "Unsupported Media Type"},
	    {418, "I'm a Teapot"},
	    {422, "Unprocessable Content"},
	    {428, "Precondition Required"},
	    {429, "Too Many Requests"},
	    {500, "Internal Server Error"},
	    {501, "Not Implemented"},
	    {503, "Service Unavailable"},
	    {299, "Status"}, /* any other */
	    {0, "Status"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(reply_reason(cases[i].status), cases[i].reason);
}

static void csv(void **state)
{
	(void)state;
	csv_cell(&rp.body, NULL);
	csv_cell(&rp.body, "plain text; 4.50");
	csv_cell(&rp.body, "a,b");
	csv_cell(&rp.body, "say \"x\"");
	csv_cell(&rp.body, "two\nlines");
	csv_int(&rp.body, -7);
	csv_int(&rp.body, NIL_INT);
	csv_time(&rp.body, 0);
	csv_cell(&rp.body, "");
	csv_end(&rp.body);
	assert_string_equal(rp.body.data, ",plain text; 4.50,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",-7,,"
					  "1970-01-01T00:00:00.000000Z,\r\n");
}

/* A spreadsheet must not take what people entered for a formula. */
static void csv_formulas(void **state)
{
	static const char *const cases[][2] = {
	    {"=1+1", "\"'=1+1\"\r\n"},	       {"+49", "\"'+49\"\r\n"}, {"-2", "\"'-2\"\r\n"},
	    {"@SUM(A1)", "\"'@SUM(A1)\"\r\n"}, {"\tx", "\"'\tx\"\r\n"}, {"\rx", "\"'\rx\"\r\n"},
	    {"=\"a\"", "\"'=\"\"a\"\"\"\r\n"}, {"1=1", "1=1\r\n"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		reply_reset(&rp);
		csv_cell(&rp.body, cases[i][0]);
		csv_end(&rp.body);
		assert_string_equal(rp.body.data, cases[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(begins_empty, setup, teardown),
	    cmocka_unit_test_setup_teardown(reset_forgets_all, setup, teardown),
	    cmocka_unit_test_setup_teardown(bodies, setup, teardown),
	    cmocka_unit_test_setup_teardown(headers_are_cleaned, setup, teardown),
	    cmocka_unit_test_setup_teardown(cleaning_makes_a_copy, setup, teardown),
	    cmocka_unit_test_setup_teardown(headers_are_found_in_any_case, setup, teardown),
	    cmocka_unit_test_setup_teardown(many_headers_fit, setup, teardown),
	    cmocka_unit_test_setup_teardown(csv, setup, teardown),
	    cmocka_unit_test_setup_teardown(csv_formulas, setup, teardown),
	    cmocka_unit_test(reasons),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
