/* test_json.c - JSON read strictly, JSON written. */
#include "test.h"

#include "web/json_in.h"
#include "web/reply.h"

#include <stdio.h>
#include <string.h>

static struct arena arena;
static struct request rq;
static struct buf out;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	buf_init(&out, &arena, 0);
	memset(&rq, 0, sizeof(rq));
	rq.arena = &arena;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	json_free(&rq);
	arena_clear(&arena);
	return 0;
}

static enum err parse_bytes(const char *json, size_t len)
{
	rq.detail = NULL;
	rq.body = json;
	rq.body_len = len;
	return json_parse(&rq);
}

static enum err parse(const char *json)
{
	return parse_bytes(json, strlen(json));
}

static void bodies_that_are_json(void **state)
{
	static const struct {
		const char *json;
		enum json_kind kind;
		bool empty;
	} cases[] = {
	    {"{}", JSON_OBJECT, true},
	    {"{\"a\":1}", JSON_OBJECT, false},
	    {"[]", JSON_ARRAY, true},
	    {"[0]", JSON_ARRAY, false},
	    {"null", JSON_NULL, true},
	    {"true", JSON_BOOL, false},
	    {"false", JSON_BOOL, true},
	    {"0", JSON_INT, true},
	    {"-0", JSON_INT, true},
	    {"17", JSON_INT, false},
	    {"9223372036854775807", JSON_INT, false},
	    {"-9223372036854775808", JSON_INT, false},
	    {"0.0", JSON_FLOAT, true},
	    {"0e5", JSON_FLOAT, true},
	    {"1.5", JSON_FLOAT, false},
	    {"1E+2", JSON_FLOAT, false},
	    {"-0.5e-3", JSON_FLOAT, false},
	    {"9223372036854775808.0", JSON_FLOAT, false},
	    {"9223372036854775808e1", JSON_FLOAT, false},
	    {"\"\"", JSON_TEXT, true},
	    {"\" \"", JSON_TEXT, false},
	    {"\"null\"", JSON_TEXT, false},
	    {" \t\r\n1 \t\r\n", JSON_INT, false},
	    {"\n{ \"a\" : [ 1 , { } ] }\n", JSON_OBJECT, false},
	    {"{\":\":\",:\"}", JSON_OBJECT, false},
	    {"{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}", JSON_OBJECT,
	     false}, /* each in its own object */
	    {"{\"a\":1,\"A\":2,\"\":3,\"\\u0041\\u0041\":4}", JSON_OBJECT, false},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool empty = !cases[i].empty;
		if (parse(cases[i].json) != ERR_NONE)
			fail_msg("%s: %s", cases[i].json, rq.detail);
		if (json_body_kind(&rq, &empty) != cases[i].kind || empty != cases[i].empty)
			fail_msg("%s", cases[i].json);
		assert_null(rq.detail);
	}
}

/* The reason stands in the detail; NULL: whichever it is. */
static void bodies_that_are_not_json(void **state)
{
	static const struct {
		const char *json, *why;
	} cases[] = {
	    {"", "it is empty"},
	    {" \n", NULL},
	    {"{", NULL},
	    {"[1", NULL},
	    {"{\"a\"", NULL},
	    {"{\"a\":", NULL},
	    {"{\"a\":1", NULL},
	    {"]", NULL},
	    {"[1}", NULL},
	    {"{\"a\":1]", NULL},
	    {"[1,]", NULL},
	    {"[,1]", NULL},
	    {"[1,,2]", NULL},
	    {"[1 2]", NULL},
	    {"[,]", NULL},
	    {"{\"a\":1,}", NULL},
	    {"{,\"a\":1}", NULL},
	    {"{\"a\":1 \"b\":2}", NULL},
	    {"{\"a\" 1}", NULL},
	    {"{\"a\"::1}", NULL},
	    {"{\"a\",1}", NULL},
	    {"{a:1}", "not JSON"},
	    {"{1:1}", NULL},
	    {"{null:1}", NULL},
	    {"{'a':1}", "not JSON"},
	    {"'a'", "not JSON"},
	    {"[\"a\"'b']", "not JSON"},
	    {"{} x", "not JSON"},
	    {"{}{}", NULL},
	    {"{}]", NULL},
	    {"{},", NULL},
	    {"1 2", NULL},
	    {"\"a\" \"b\"", NULL},
	    {"null null", NULL},
	    {"\xef\xbb\xbf{}", "not JSON"}, /* byte order mark */
	    {"/* a */ 1", "not JSON"},
	    {"1 // a", "not JSON"},
	    {"{}# a", "not JSON"},
	    {"NaN", "not JSON"},
	    {"nan", "not JSON"},
	    {"[NaN]", "not JSON"},
	    {"Infinity", "not JSON"},
	    {"-Infinity", "a number is malformed"},
	    {"-NaN", "a number is malformed"},
	    {"undefined", "not JSON"},
	    {"True", "not JSON"},
	    {"TRUE", "not JSON"},
	    {"NULL", "not JSON"},
	    {"nul", "not JSON"},
	    {"nulll", "not JSON"},
	    {"truefalse", "not JSON"},
	    {"+1", "not JSON"},
	    {".5", "not JSON"},
	    {"-", "a number is malformed"},
	    {"--1", "a number is malformed"},
	    {"-.5", "a number is malformed"},
	    {"1.", "a number is malformed"},
	    {"1.e5", "a number is malformed"},
	    {"1e", "a number is malformed"},
	    {"1e+", "a number is malformed"},
	    {"1.5.2", "a number is malformed"},
	    {"1-2", "a number is malformed"},
	    {"01", "a number is malformed"},
	    {"-01", "a number is malformed"},
	    {"00", "a number is malformed"},
	    {"0x10", "not JSON"},
	    {"1_000", "not JSON"},
	    {"\"a", "a string does not end"},
	    {"\"a\\\"", "a string does not end"},
	    {"{\"a", "a string does not end"},
	    {"\"\\", "unknown escape in a string"},
	    {"\"\\x41\"", "unknown escape in a string"},
	    {"\"\\'\"", "unknown escape in a string"},
	    {"\"\\U0041\"", "unknown escape in a string"},
	    {"\"\\\n\"", "unknown escape in a string"},
	    {"\"a\nb\"", "control characters in a string must be escaped"},
	    {"\"a\tb\"", "control characters in a string must be escaped"},
	    {"\"\x1f\"", "control characters in a string must be escaped"},
	    {"{\"a\x01\":1}", "control characters in a string must be escaped"},
	    {"\x01", NULL},
	    {"\v1", NULL},
	    {"\f1", NULL},
	    {"\xc2\xa0"
	     "1",
	     NULL},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool empty;
		if (parse(cases[i].json) != ERR_SYNTAX)
			fail_msg("taken: %s", cases[i].json);
		if (!strstr(rq.detail, "The body is not valid JSON: ") ||
		    (cases[i].why && !strstr(rq.detail, cases[i].why)))
			fail_msg("%s: %s", cases[i].json, rq.detail);
		assert_int_equal(json_body_kind(&rq, &empty), JSON_ABSENT);
	}
}

/* Valid by the letter of RFC 8259, or nearly; what several readers understand differently is refused. */
static void refused_besides(void **state)
{
	static const struct {
		const char *json, *why;
	} cases[] = {
	    {"{\"a\":1,\"a\":1}", "a name stands twice in one object"},
	    {"{\"a\":1,\"b\":2,\"a\":null}", "a name stands twice in one object"},
	    {"{\"a\":1,\"\\u0061\":2}", "a name stands twice in one object"},
	    {"{\"\\u00e9\":1,\"\xc3\xa9\":2}", "a name stands twice in one object"},
	    {"{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}", "a name stands twice in one object"},
	    {"{\"\\/\":1,\"/\":2}", "a name stands twice in one object"},
	    {"{\"\":1,\"\":2}", "a name stands twice in one object"},
	    {"{\"x\":{\"a\":1,\"a\":2}}", "a name stands twice in one object"},
	    {"[[{\"x\":[{\"a\":1,\"a\":2}]}]]", "a name stands twice in one object"},
	    {"{\"a\":{\"b\":1},\"a\":{\"b\":1,\"c\":1}}", "a name stands twice in one object"},
	    {"{\"a\":{\"b\":{}},\"a\":{\"c\":{},\"d\":{}}}", "a name stands twice in one object"},
	    {"9223372036854775808", "an integer does not fit 64 bit"},
	    {"-9223372036854775809", "an integer does not fit 64 bit"},
	    {"18446744073709551615", "an integer does not fit 64 bit"},
	    {"[1,[99999999999999999999]]", "an integer does not fit 64 bit"},
	    {"{\"a\":100000000000000000000000000000}", "an integer does not fit 64 bit"},
	    {"\"\\u0000\"", "NUL characters are not allowed"},
	    {"{\"a\\u0000b\":1}", "NUL characters are not allowed"},
	    {"\"\\ud800\"", "a lone surrogate is not a character"},
	    {"\"\\udbff\"", "a lone surrogate is not a character"},
	    {"\"\\udc00\"", "a lone surrogate is not a character"},
	    {"\"\\uDFFF\"", "a lone surrogate is not a character"},
	    {"\"\\ud83d\"", "a lone surrogate is not a character"},
	    {"\"\\ud83dx\"", "a lone surrogate is not a character"},
	    {"\"\\ud83d\\n\"", "a lone surrogate is not a character"},
	    {"\"\\ud83d\\tde00\"", "a lone surrogate is not a character"},
	    {"\"\\ud83dxude00\"", "a lone surrogate is not a character"},
	    {"\"\\ud83d\\u0041\"", "a lone surrogate is not a character"},
	    {"\"\\ud83d\\ud83d\"", "a lone surrogate is not a character"},
	    {"\"\\ud83d\\ude0\"", "a lone surrogate is not a character"},
	    {"\"\\ude00\\ud83d\"", "a lone surrogate is not a character"},
	    {"\"\\u\"", "a \\u escape needs four hexadecimal digits"},
	    {"\"\\u12\"", "a \\u escape needs four hexadecimal digits"},
	    {"\"\\u123g\"", "a \\u escape needs four hexadecimal digits"},
	    {"\"\\u 123\"", "a \\u escape needs four hexadecimal digits"},
	    {"\"\\u+123\"", "a \\u escape needs four hexadecimal digits"},
	    {"\"\\u123", "a \\u escape needs four hexadecimal digits"},
	    {"\"\xff\"", "it is not UTF-8 without NUL"},
	    {"\"\xc3\"", "it is not UTF-8 without NUL"},
	    {"\"\xc0\x80\"", "it is not UTF-8 without NUL"},
	    {"\"\xed\xa0\x80\"", "it is not UTF-8 without NUL"},
	    {"\"\xf4\x90\x80\x80\"", "it is not UTF-8 without NUL"},
	    {"{\"caf\xe9\":1}", "it is not UTF-8 without NUL"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (parse(cases[i].json) != ERR_SYNTAX)
			fail_msg("taken: %s", cases[i].json);
		if (!strstr(rq.detail, cases[i].why))
			fail_msg("%s: %s", cases[i].json, rq.detail);
	}
	assert_int_equal(parse_bytes("{}\0", 3), ERR_SYNTAX);
	assert_int_equal(parse_bytes("\"a\0b\"", 5), ERR_SYNTAX);
	assert_non_null(strstr(rq.detail, "it is not UTF-8 without NUL"));
	assert_int_equal(parse_bytes("", 0), ERR_SYNTAX);
	assert_non_null(strstr(rq.detail, "it is empty"));
}

/* A nest of depth brackets, something or nothing in the midst. */
static const char *nest(int depth, const char *open, const char *close, const char *midst)
{
	struct buf b;
	buf_init(&b, &arena, 0);
	for (int i = 0; i < depth; i++)
		buf_puts(&b, i == depth - 1 && !*midst && *open == '{' ? "{" : open);
	buf_puts(&b, midst);
	for (int i = 0; i < depth; i++)
		buf_puts(&b, close);
	return b.data;
}

static void depth_has_a_limit(void **state)
{
	static const struct {
		const char *open, *close, *midst;
	} cases[] = {{"[", "]", ""},
		     {"[", "]", "1"},
		     {"{\"a\":", "}", ""},
		     {"{\"a\":", "}", "null"},
		     {"[", "]", "{}"}};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int inner = !strcmp(cases[i].midst, "{}");
		const char *fits = nest(JSON_DEPTH - inner, cases[i].open, cases[i].close, cases[i].midst);
		const char *over =
		    nest(JSON_DEPTH - inner + 1, cases[i].open, cases[i].close, cases[i].midst);
		if (parse(fits) != ERR_NONE)
			fail_msg("%s: %s", fits, rq.detail);
		if (parse(over) != ERR_SYNTAX)
			fail_msg("taken: %s", over);
		assert_non_null(strstr(rq.detail, "it is nested too deeply"));
	}
	assert_int_equal(parse(nest(100000, "[", "]", "")), ERR_SYNTAX);
	assert_int_equal(parse(nest(100000, "[", "", "")), ERR_SYNTAX);
	/* Side by side is not deep. */
	assert_int_equal(
	    parse("[[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]]]"),
	    ERR_NONE);
}

static void members_by_name(void **state)
{
	static const struct {
		const char *name;
		enum json_kind kind;
		const char *text;
	} cases[] = {
	    {"text", JSON_TEXT, "a\"\\/\b\f\n\r\t\xc3\xa9\xf0\x9f\x98\x80z"},
	    {"empty", JSON_TEXT, ""},
	    {"int", JSON_INT, "-17"},
	    {"zero", JSON_INT, "0"},
	    {"big", JSON_INT, "9223372036854775807"},
	    {"float", JSON_FLOAT, "1.50"},
	    {"power", JSON_FLOAT, "1E+2"},
	    {"true", JSON_BOOL, "true"},
	    {"false", JSON_BOOL, "false"},
	    {"null", JSON_NULL, NULL},
	    {"array", JSON_ARRAY, NULL},
	    {"object", JSON_OBJECT, NULL},
	    {"\xc3\xa9", JSON_INT, "1"},
	    {"", JSON_INT, "2"},
	    {"absent", JSON_ABSENT, NULL},
	    {"inner", JSON_ABSENT, NULL},
	    {"Text", JSON_ABSENT, NULL},
	};
	const char *json =
	    "{\"text\":\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E9\\uD83D\\ude00z\",\"empty\":\"\","
	    "\"int\":-17,\"zero\":-0,\"big\":9223372036854775807,\"float\":1.50,\"power\":1E+2,"
	    "\"true\":true,\"false\":false,\"null\":null,\"array\":[1],\"object\":{\"inner\":1},"
	    "\"\\u00e9\":1,\"\":2}";
	(void)state;
	assert_int_equal(parse(json), ERR_NONE);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *text = "untouched";
		if (json_member(&rq, cases[i].name, &text) != cases[i].kind)
			fail_msg("%s", cases[i].name);
		if (cases[i].text)
			assert_string_equal(text, cases[i].text);
		else
			assert_null(text);
	}
}

static void names_one_after_the_other(void **state)
{
	static const char *const names[] = {"b", "a", "", "\xc3\xa9", "\xf0\x9f\x98\x80"};
	const void *place = NULL;
	(void)state;
	assert_int_equal(
	    parse("{\"b\":1,\"\\u0061\":{\"x\":1},\"\":null,\"\\u00e9\":[],\"\\ud83d\\ude00\":2}"), ERR_NONE);
	for (size_t i = 0; i < COUNT(names); i++) {
		const char *name = json_next_name(&rq, &place);
		assert_non_null(name);
		assert_string_equal(name, names[i]);
	}
	assert_null(json_next_name(&rq, &place));
	place = NULL;
	assert_int_equal(parse("{}"), ERR_NONE);
	assert_null(json_next_name(&rq, &place));
}

static void elements_by_number(void **state)
{
	const char *text = "untouched";
	(void)state;
	assert_int_equal(parse("{\"a\":[\"x\",2,null,[],{}],\"b\":\"xyz\"}"), ERR_NONE);
	assert_int_equal(json_element(&rq, "a", 0, &text), JSON_TEXT);
	assert_string_equal(text, "x");
	assert_int_equal(json_element(&rq, "a", 1, &text), JSON_INT);
	assert_string_equal(text, "2");
	assert_int_equal(json_element(&rq, "a", 2, &text), JSON_NULL);
	assert_null(text);
	assert_int_equal(json_element(&rq, "a", 3, &text), JSON_ARRAY);
	assert_int_equal(json_element(&rq, "a", 4, &text), JSON_OBJECT);
	assert_int_equal(json_element(&rq, "a", 5, &text), JSON_ABSENT);
	assert_int_equal(json_element(&rq, "a", SIZE_MAX, &text), JSON_ABSENT);
	assert_int_equal(json_element(&rq, "b", 0, &text), JSON_ABSENT);
	assert_int_equal(json_element(&rq, "c", 0, &text), JSON_ABSENT);
	assert_null(text);
}

static void what_is_no_object_has_no_members(void **state)
{
	static const char *const bodies[] = {"[\"a\"]", "null", "\"a\"", "1", "true", "[]"};
	const char *text;
	bool empty;
	(void)state;
	assert_int_equal(json_body_kind(&rq, &empty), JSON_ABSENT);
	assert_int_equal(json_member(&rq, "a", &text), JSON_ABSENT);
	for (size_t i = 0; i < COUNT(bodies); i++) {
		assert_int_equal(parse(bodies[i]), ERR_NONE);
		assert_int_equal(json_member(&rq, "a", &text), JSON_ABSENT);
		assert_int_equal(json_element(&rq, "a", 0, &text), JSON_ABSENT);
		const void *place = NULL;
		assert_null(json_next_name(&rq, &place));
	}
}

static void a_second_body_takes_the_place(void **state)
{
	const char *text;
	bool empty;
	(void)state;
	assert_int_equal(parse("{\"a\":1}"), ERR_NONE);
	assert_int_equal(parse("{\"b\":1}"), ERR_NONE);
	assert_int_equal(json_member(&rq, "a", &text), JSON_ABSENT);
	assert_int_equal(json_member(&rq, "b", &text), JSON_INT);
	assert_int_equal(parse("{"), ERR_SYNTAX);
	assert_int_equal(json_member(&rq, "b", &text), JSON_ABSENT);
	assert_int_equal(parse("null"), ERR_NONE);
	json_free(&rq);
	json_free(&rq);
	assert_int_equal(json_body_kind(&rq, &empty), JSON_ABSENT);
}

static void texts_are_escaped(void **state)
{
	static const char *const cases[][2] = {
	    {"", "\"\""},
	    {"plain", "\"plain\""},
	    {"\"", "\"\\\"\""},
	    {"\\", "\"\\\\\""},
	    {"/", "\"/\""},
	    {"a\b\f\n\r\tb", "\"a\\b\\f\\n\\r\\tb\""},
	    {"\x01\x0b\x1f", "\"\\u0001\\u000b\\u001f\""},
	    {"\x7f", "\"\x7f\""},
	    {"caf\xc3\xa9 \xf0\x9f\x98\x80", "\"caf\xc3\xa9 \xf0\x9f\x98\x80\""},
	    {"</script>", "\"</script>\""},
	    {"\\u0041", "\"\\\\u0041\""},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		out.len = 0;
		json_text(&out, cases[i][0]);
		assert_string_equal(out.data, cases[i][1]);
		assert_int_equal(out.len, strlen(cases[i][1]));
	}
	out.len = 0;
	json_text(&out, NULL);
	assert_string_equal(out.data, "null");
}

/* Every character comes back as it went out. */
static void what_is_written_can_be_read(void **state)
{
	char all[128];
	const char *text;
	(void)state;
	for (int i = 0; i < 127; i++)
		all[i] = (char)(i + 1);
	all[127] = 0;
	json_open(&out, '{');
	json_member_text(&out, "a", all);
	json_member_int(&out, "b", INT64_MAX);
	json_member_int(&out, "c", INT64_MIN + 1);
	json_close(&out, '}');
	assert_int_equal(parse(out.data), ERR_NONE);
	assert_int_equal(json_member(&rq, "a", &text), JSON_TEXT);
	assert_string_equal(text, all);
	assert_int_equal(json_member(&rq, "b", &text), JSON_INT);
	assert_string_equal(text, "9223372036854775807");
	assert_int_equal(json_member(&rq, "c", &text), JSON_INT);
	assert_string_equal(text, "-9223372036854775807");
}

static void commas_stand_between(void **state)
{
	(void)state;
	json_open(&out, '[');
	json_open(&out, '{');
	json_close(&out, '}');
	json_open(&out, '{');
	json_member_text(&out, "a", "[{:,");
	json_member_text(&out, "b", NULL);
	json_name(&out, "c");
	json_open(&out, '[');
	json_int(&out, 1);
	json_int(&out, -2);
	json_bool(&out, true);
	json_bool(&out, false);
	json_raw(&out, "4.50");
	json_raw(&out, NULL);
	json_text(&out, ",");
	json_open(&out, '[');
	json_close(&out, ']');
	json_close(&out, ']');
	json_member_int(&out, "d", NIL_INT);
	json_close(&out, '}');
	json_time(&out, 0);
	json_time(&out, NIL_INT);
	json_close(&out, ']');
	assert_string_equal(out.data,
			    "[{},{\"a\":\"[{:,\",\"b\":null,\"c\":[1,-2,true,false,4.50,null,\",\",[]],"
			    "\"d\":null},\"1970-01-01T00:00:00.000000Z\",null]");
	assert_int_equal(parse(out.data), ERR_NONE);
}

static void a_long_text_fits(void **state)
{
	static char wide[100001];
	(void)state;
	memset(wide, '\x01', sizeof(wide) - 1);
	json_text(&out, wide);
	assert_int_equal(out.len, 6 * (sizeof(wide) - 1) + 2);
	assert_int_equal(strlen(out.data), out.len);
	assert_string_equal(out.data + out.len - 7, "\\u0001\"");
}

struct thing {
	const char *text, *id, *day, *kind, *price;
	int64_t count, at;
	bool flag;
};

static void a_struct_by_its_table(void **state)
{
#define T struct thing
	static const struct field fields[] = {
	    FIELD_TEXT(T, text, "text", 0, 0, 0),
	    FIELD_UUID(T, id, "id", 0),
	    FIELD_DATE(T, day, "day", 0),
	    FIELD_CHOICE(T, kind, "kind", "a|b", 0),
	    FIELD_DECIMAL(T, price, "price", 0, 0, 0),
	    FIELD_INT(T, count, "count", 0, 0, 0),
	    FIELD_TIME(T, at, "at", 0),
	    FIELD_BOOL(T, flag, "flag", 0),
	    FIELD_END,
	};
	const struct thing full = {"t\n", "i", "2000-01-01", "a", "4.50", 7, 1000001, true};
	const struct thing none = {.count = NIL_INT, .at = NIL_INT};
	(void)state;
	json_open(&out, '{');
	json_member_int(&out, "first", 1);
	json_fields(&out, fields, &full);
	json_close(&out, '}');
	assert_string_equal(
	    out.data, "{\"first\":1,\"text\":\"t\\n\",\"id\":\"i\",\"day\":\"2000-01-01\",\"kind\":\"a\","
		      "\"price\":4.50,\"count\":7,\"at\":\"1970-01-01T00:00:01.000001Z\",\"flag\":true}");
	out.len = 0;
	json_open(&out, '{');
	json_fields(&out, fields, &none);
	json_close(&out, '}');
	assert_string_equal(out.data, "{\"text\":null,\"id\":null,\"day\":null,\"kind\":null,\"price\":null,"
				      "\"count\":null,\"at\":null,\"flag\":false}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(bodies_that_are_json, setup, teardown),
	    cmocka_unit_test_setup_teardown(bodies_that_are_not_json, setup, teardown),
	    cmocka_unit_test_setup_teardown(refused_besides, setup, teardown),
	    cmocka_unit_test_setup_teardown(depth_has_a_limit, setup, teardown),
	    cmocka_unit_test_setup_teardown(members_by_name, setup, teardown),
	    cmocka_unit_test_setup_teardown(names_one_after_the_other, setup, teardown),
	    cmocka_unit_test_setup_teardown(elements_by_number, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_is_no_object_has_no_members, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_second_body_takes_the_place, setup, teardown),
	    cmocka_unit_test_setup_teardown(texts_are_escaped, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_is_written_can_be_read, setup, teardown),
	    cmocka_unit_test_setup_teardown(commas_stand_between, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_long_text_fits, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_struct_by_its_table, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
