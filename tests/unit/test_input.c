/* test_input.c - bodies and queries checked against a field table. */
#include "test.h"

#include "web/input.h"
#include "web/json_in.h"

#include <stdio.h>
#include <string.h>

#define ID  "0b3d6f5e-1c2a-4b7d-9e8f-001122334455"
#define ID2 "ffffffff-ffff-4fff-bfff-ffffffffffff"

struct thing {
	const char *title, *note, *loose, *line, *id, *day, *kind, *rating;
	int64_t count, many;
	bool flag;
	struct uuids order;
};
#define T struct thing
static const struct field fields[] = {
    FIELD_TEXT(T, note, "note", 0, 0, F_NULL),
    FIELD_TEXT(T, title, "title", 2, 5, F_REQUIRED | F_TRIM),
    FIELD_TEXT(T, loose, "loose", 1, 10, F_LOOSE),
    FIELD_TEXT(T, line, "line", 1, 0, F_LINE),
    FIELD_UUID(T, id, "id", F_NULL),
    FIELD_DATE(T, day, "day", 0),
    FIELD_CHOICE(T, kind, "kind", "book|movie", 0),
    FIELD_DECIMAL(T, rating, "rating", 5, 100, F_NULL),
    FIELD_INT(T, count, "count", -9, 99, F_NULL),
    FIELD_INT(T, many, "many", 1, 3, 0),
    FIELD_BOOL(T, flag, "flag", 0),
    FIELD_UUIDS(T, order, "order", 2, 0),
    FIELD_END,
};

static struct arena arena;
static struct request rq;
static struct thing thing;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	memset(&rq, 0, sizeof(rq));
	memset(&thing, 0, sizeof(thing));
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

/* What is wrong, one "field code message." each. */
static const char *wrongs(void)
{
	struct buf b;
	buf_init(&b, &arena, 64);
	for (int i = 0; i < rq.error_count; i++)
		buf_printf(&b, "%s%s %s %s.", i ? " " : "", rq.errors[i].field, rq.errors[i].code,
			   rq.errors[i].message);
	return b.data;
}

static enum err take_body(const char *json, unsigned flags, uint64_t *given_r)
{
	request_forget(&rq);
	rq.body = json;
	rq.body_len = strlen(json);
	if (json_parse(&rq) != ERR_NONE)
		fail_msg("%s: %s", json, rq.detail);
	return input_body(&rq, fields, &thing, flags, given_r);
}

static enum err take_query(const char *uri, unsigned flags)
{
	request_forget(&rq);
	request_target(&rq, uri);
	return input_query(&rq, fields, &thing, flags);
}

static void body_fills_the_struct(void **state)
{
	uint64_t given = 0;
	(void)state;
	assert_int_equal(
	    take_body("{\"title\": \"  caf\xc3\xa9 \\n\", \"note\": \" a\\tb \", \"loose\": \"x\","
		      "\"line\": \"l\", \"id\": \"0B3D6F5E-1c2a-4b7d-9e8f-001122334455\","
		      "\"day\": \"2024-02-29\", \"kind\": \"movie\", \"rating\": 7.5,"
		      "\"count\": -9, \"many\": 3, \"flag\": true, \"order\": [\"" ID "\",\"" ID2 "\"]}",
		      0, &given),
	    ERR_NONE);
	assert_int_equal(given, 0xfff);
	assert_string_equal(thing.title, "caf\xc3\xa9");
	assert_string_equal(thing.note, " a\tb ");
	assert_string_equal(thing.loose, "x");
	assert_string_equal(thing.line, "l");
	assert_string_equal(thing.id, ID);
	assert_string_equal(thing.day, "2024-02-29");
	assert_string_equal(thing.kind, "movie");
	assert_string_equal(thing.rating, "7.5");
	assert_int_equal(thing.count, -9);
	assert_int_equal(thing.many, 3);
	assert_true(thing.flag);
	assert_int_equal(thing.order.n, 2);
	assert_string_equal(thing.order.v[0], ID);
	assert_string_equal(thing.order.v[1], ID2);
}

static void texts_outlive_the_parsed_body(void **state)
{
	char json[] = "{\"title\": \"abc\", \"order\": [\"" ID "\"]}";
	(void)state;
	assert_int_equal(take_body(json, 0, NULL), ERR_NONE);
	memset(json, 'x', sizeof(json) - 1);
	assert_string_equal(thing.title, "abc");
	assert_string_equal(thing.order.v[0], ID);
}

static void what_is_not_given_stays(void **state)
{
	uint64_t given = 0;
	(void)state;
	thing = (struct thing){.title = "old", .note = "note", .count = 5, .flag = true};
	assert_int_equal(take_body("{\"count\": 6}", INPUT_PARTIAL, &given), ERR_NONE);
	assert_int_equal(given, 1 << 8);
	assert_string_equal(thing.title, "old");
	assert_string_equal(thing.note, "note");
	assert_int_equal(thing.count, 6);
	assert_true(thing.flag);
	assert_int_equal(take_body("{}", INPUT_PARTIAL, &given), ERR_NONE);
	assert_int_equal(given, 0);
}

static void null_empties_what_may_be_empty(void **state)
{
	uint64_t given = 0;
	(void)state;
	thing = (struct thing){.note = "n", .id = "i", .rating = "1.0", .count = 5};
	assert_int_equal(take_body("{\"note\": null, \"id\": null, \"rating\": null, \"count\": null}",
				   INPUT_PARTIAL, &given),
			 ERR_NONE);
	assert_null(thing.note);
	assert_null(thing.id);
	assert_null(thing.rating);
	assert_true(thing.count == NIL_INT);
	assert_int_equal(given, 1 << 0 | 1 << 4 | 1 << 7 | 1 << 8);
}

/* One member each, beside a good title when it is another one. */
static void members_are_refused(void **state)
{
	static const struct {
		const char *member, *wrong;
	} cases[] = {
	    {"\"colour\": 1", "colour unknown is not known here."},
	    {"\"Title\": 1", "Title unknown is not known here."},
	    {"\"\": 1", " unknown is not known here."},
	    {"\"title\": null", "title null must not be null."},
	    {"\"title\": 12", "title type must be a text."},
	    {"\"title\": true", "title type must be a text."},
	    {"\"title\": [\"ab\"]", "title type must be a text."},
	    {"\"title\": {}", "title type must be a text."},
	    {"\"title\": \"\"", "title value must not be empty."},
	    {"\"title\": \" \\t\\n\"", "title value must not be empty."},
	    {"\"title\": \" a \"", "title value must have at least 2 characters."},
	    {"\"title\": \"abcdef\"", "title value must have at most 5 characters."},
	    {"\"title\": \"ab\\u00e9\\u00e9\\u00e9\\u00e9\"", "title value must have at most 5 characters."},
	    {"\"loose\": true", "loose type must be a text."},
	    {"\"loose\": null", "loose null must not be null."},
	    {"\"loose\": 12345678901", "loose value must have at most 10 characters."},
	    {"\"note\": 1", "note type must be a text."},
	    {"\"line\": \"a\\nb\"", "line value must be one line without control characters."},
	    {"\"line\": \"a\\u007f\"", "line value must be one line without control characters."},
	    {"\"line\": \"\"", "line value must not be empty."},
	    {"\"id\": \"x\"", "id value must be a UUID."},
	    {"\"id\": \"" ID "0\"", "id value must be a UUID."},
	    {"\"id\": 1", "id type must be a text."},
	    {"\"day\": \"2023-02-29\"", "day value must be a date YYYY-MM-DD."},
	    {"\"day\": \"2023-2-9\"", "day value must be a date YYYY-MM-DD."},
	    {"\"day\": 2023", "day type must be a text."},
	    {"\"kind\": \"game\"", "kind value must be one of book|movie."},
	    {"\"kind\": \"\"", "kind value must be one of book|movie."},
	    {"\"kind\": \"book|movie\"", "kind value must be one of book|movie."},
	    {"\"kind\": 1", "kind type must be a text."},
	    {"\"rating\": 10.1", "rating value must be from 0.5 to 10.0, with one decimal place."},
	    {"\"rating\": 0.4", "rating value must be from 0.5 to 10.0, with one decimal place."},
	    {"\"rating\": 7.55", "rating value must be from 0.5 to 10.0, with one decimal place."},
	    {"\"rating\": 999999999", "rating value must be from 0.5 to 10.0, with one decimal place."},
	    {"\"rating\": 9999999999", "rating value must be a decimal number."},
	    {"\"rating\": -1", "rating value must be a decimal number."},
	    {"\"rating\": 1e1", "rating value must be a decimal number."},
	    {"\"rating\": \"x\"", "rating value must be a decimal number."},
	    {"\"rating\": \"7.\"", "rating value must be a decimal number."},
	    {"\"rating\": \".5\"", "rating value must be a decimal number."},
	    {"\"rating\": \"\"", "rating value must be a decimal number."},
	    {"\"rating\": \"7.5x\"", "rating value must be a decimal number."},
	    {"\"rating\": true", "rating type must be a decimal number."},
	    {"\"count\": 100", "count value must be from -9 to 99."},
	    {"\"count\": -10", "count value must be from -9 to 99."},
	    {"\"count\": 9223372036854775807", "count value must be from -9 to 99."},
	    {"\"count\": 1.0", "count value must be a whole number."},
	    {"\"count\": 1e1", "count value must be a whole number."},
	    {"\"count\": true", "count type must be a whole number."},
	    {"\"count\": [1]", "count type must be a whole number."},
	    {"\"many\": null", "many null must not be null."},
	    {"\"flag\": 1", "flag type must be true or false."},
	    {"\"flag\": null", "flag null must not be null."},
	    {"\"order\": \"" ID "\"", "order type must be an array of UUIDs."},
	    {"\"order\": {}", "order type must be an array of UUIDs."},
	    {"\"order\": null", "order null must not be null."},
	    {"\"order\": [1]", "order type element 0 must be a UUID."},
	    {"\"order\": [\"" ID "\", \"x\"]", "order type element 1 must be a UUID."},
	    {"\"order\": [\"" ID "\", null]", "order type element 1 must be a UUID."},
	    {"\"order\": [\"" ID "\", [\"" ID2 "\"]]", "order type element 1 must be a UUID."},
	    {"\"order\": [1, 2, 3]", "order type must have at most 2 elements."},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char json[300];
		bool title = !strncmp(cases[i].member, "\"title\"", 7);
		snprintf(json, sizeof(json), "{%s%s}", title ? "" : "\"title\": \"good\", ", cases[i].member);
		assert_int_equal(take_body(json, 0, NULL), ERR_INPUT);
		if (strcmp(wrongs(), cases[i].wrong))
			fail_msg("%s: %s", cases[i].member, wrongs());
	}
}

static void members_are_taken(void **state)
{
	(void)state;
	assert_int_equal(take_body("{\"title\": \"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\", \"loose\": 7,"
				   "\"rating\": \"10.0\", \"count\": 99, \"order\": [], \"flag\": false}",
				   0, NULL),
			 ERR_NONE);
	assert_string_equal(thing.loose, "7");
	assert_string_equal(thing.rating, "10.0");
	assert_int_equal(thing.count, 99);
	assert_int_equal(thing.order.n, 0);
	assert_false(thing.flag);
	assert_int_equal(take_body("{\"title\": \"ab\", \"loose\": 1.50, \"rating\": 0.5, \"count\": 12,"
				   "\"note\": \"\", \"flag\": true}",
				   0, NULL),
			 ERR_NONE);
	assert_string_equal(thing.loose, "1.50"); /* as it was written */
	assert_string_equal(thing.rating, "0.5");
	assert_int_equal(thing.count, 12);
	assert_string_equal(thing.note, "");
	assert_true(thing.flag);
}

static void all_wrongs_are_told_together(void **state)
{
	(void)state;
	assert_int_equal(take_body("{\"a\": 1, \"count\": 100, \"b\": 1, \"kind\": \"game\"}", 0, NULL),
			 ERR_INPUT);
	assert_string_equal(wrongs(), "a unknown is not known here. b unknown is not known here. "
				      "title required is required. kind value must be one of book|movie. "
				      "count value must be from -9 to 99.");
}

static void the_wrongs_have_a_limit(void **state)
{
	struct buf b;
	(void)state;
	buf_init(&b, &arena, 2000);
	buf_puts(&b, "{\"title\": \"good\"");
	for (int i = 0; i < ERRORS_MAX + 10; i++)
		buf_printf(&b, ",\"x%d\":1", i);
	buf_puts(&b, "}");
	assert_int_equal(take_body(b.data, 0, NULL), ERR_INPUT);
	assert_int_equal(rq.error_count, ERRORS_MAX);
}

static void a_body_is_an_object(void **state)
{
	static const char *const bodies[] = {"[]",	  "null", "1",
					     "\"title\"", "true", "[{\"title\": \"good\"}]"};
	(void)state;
	for (size_t i = 0; i < COUNT(bodies); i++) {
		assert_int_equal(take_body(bodies[i], INPUT_PARTIAL | INPUT_OPEN, NULL), ERR_INPUT);
		assert_string_equal(wrongs(), " type the body must be a JSON object.");
	}
	request_forget(&rq);
	json_free(&rq); /* none at all */
	assert_int_equal(input_body(&rq, fields, &thing, 0, NULL), ERR_INPUT);
}

static void open_bodies_may_hold_more(void **state)
{
	(void)state;
	assert_int_equal(take_body("{\"colour\": 1, \"title\": \"good\"}", INPUT_OPEN, NULL), ERR_NONE);
	assert_string_equal(thing.title, "good");
	assert_int_equal(take_body("{\"colour\": 1}", INPUT_OPEN, NULL), ERR_INPUT);
	assert_string_equal(wrongs(), "title required is required.");
	assert_int_equal(take_body("{\"title\": 1}", INPUT_OPEN, NULL), ERR_INPUT);
}

static void partial_bodies_are_checked_too(void **state)
{
	(void)state;
	assert_int_equal(take_body("{\"colour\": 1}", INPUT_PARTIAL, NULL), ERR_INPUT);
	assert_int_equal(take_body("{\"title\": \"a\"}", INPUT_PARTIAL, NULL), ERR_INPUT);
	assert_int_equal(take_body("{\"title\": null}", INPUT_PARTIAL, NULL), ERR_INPUT);
}

struct part {
	int64_t at;
	const char *name;
};
static const struct field part_fields[] = {
    FIELD_TEXT(struct part, name, "name", 1, 5, F_REQUIRED),
    FIELD_TIME(struct part, at, "at", F_NULL),
    FIELD_END,
};

static void elements_are_checked(void **state)
{
	static const struct {
		const char *json, *wrong;
	} cases[] = {
	    {"{\"parts\": [{\"name\": \"a\"}]}", ""},
	    {"{\"parts\": [{\"name\": \"a\", \"at\": \"1970-01-01T00:00:01Z\"}]}", ""},
	    {"{\"parts\": [{\"name\": \"a\", \"at\": null}]}", ""},
	    {"{\"parts\": [{}]}", "parts[0].name required is required."},
	    {"{\"parts\": [{\"name\": 1, \"x\": 2}]}",
	     "parts[0].x unknown is not known here. parts[0].name type must be a text."},
	    {"{\"parts\": [{\"name\": \"a\", \"at\": \"now\"}]}",
	     "parts[0].at value must be a time as RFC 3339 writes it, 2026-11-21T03:04:05Z."},
	    {"{\"parts\": [null]}", "parts[0] type must be an object."},
	    {"{\"parts\": [[]]}", "parts[0] type must be an object."},
	};
	struct part part = {NIL_INT, NULL};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		(void)take_body(cases[i].json, INPUT_PARTIAL, NULL);
		request_forget(&rq);
		enum err e = input_element(&rq, "parts", 0, part_fields, &part);
		if (strcmp(wrongs(), cases[i].wrong) || e != (*cases[i].wrong ? ERR_INPUT : ERR_NONE))
			fail_msg("%s: %d %s", cases[i].json, e, wrongs());
		assert_int_equal(input_element(&rq, "parts", 1, part_fields, &part), ERR_NOT_FOUND);
		assert_int_equal(input_element(&rq, "other", 0, part_fields, &part), ERR_NOT_FOUND);
	}
}

static void query_fills_the_struct(void **state)
{
	(void)state;
	assert_int_equal(take_query("/x?title=+ab%20&count=%2B12&flag=false&kind=book&rating=9.9&loose=7"
				    "&day=2000-01-01&note=&id=" ID,
				    0),
			 ERR_NONE);
	assert_string_equal(thing.title, "ab");
	assert_int_equal(thing.count, 12);
	assert_false(thing.flag);
	assert_string_equal(thing.kind, "book");
	assert_string_equal(thing.rating, "9.9");
	assert_string_equal(thing.loose, "7");
	assert_string_equal(thing.day, "2000-01-01");
	assert_string_equal(thing.note, "");
	assert_string_equal(thing.id, ID);
}

static void queries_are_refused(void **state)
{
	static const struct {
		const char *uri, *wrong;
	} cases[] = {
	    {"/x", "title required is required."},
	    {"/x?", "title required is required."},
	    {"/x?title=good&colour=1", "colour unknown is not known here."},
	    {"/x?title=good&title=good", "title repeated is given more than once."},
	    {"/x?note=&title=good&note=1", "note repeated is given more than once."},
	    {"/x?title=good&a=1&a=2", "a unknown is not known here. a unknown is not known here."},
	    {"/x?title=good&=1", " unknown is not known here."},
	    {"/x?title=good&count=", "count value must be a whole number."},
	    {"/x?title=good&count=1.5", "count value must be a whole number."},
	    {"/x?title=good&count=100", "count value must be from -9 to 99."},
	    {"/x?title=good&flag", "flag value must be true or false."},
	    {"/x?title=good&flag=TRUE", "flag value must be true or false."},
	    {"/x?title=good&kind=null", "kind value must be one of book|movie."},
	    {"/x?title=good&order=" ID, "order type must be an array of UUIDs."},
	    {"/x?title=good&line=a%0Ab", "line value must be one line without control characters."},
	    {"/x?title=a&count=x&many=9",
	     "title value must have at least 2 characters. "
	     "count value must be a whole number. many value must be from 1 to 3."},
	    {"/x?title=%zz", " encoding the query string is not valid percent-encoded UTF-8."},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(take_query(cases[i].uri, 0), ERR_INPUT);
		if (strcmp(wrongs(), cases[i].wrong))
			fail_msg("%s: %s", cases[i].uri, wrongs());
	}
}

static void the_first_and_the_last_are_required(void **state)
{
	static const struct field two[] = {FIELD_TEXT(T, note, "a", 0, 0, F_REQUIRED),
					   FIELD_TEXT(T, line, "b", 0, 0, F_REQUIRED), FIELD_END};
	(void)state;
	request_target(&rq, "/x");
	assert_int_equal(input_query(&rq, two, &thing, 0), ERR_INPUT);
	assert_string_equal(wrongs(), "a required is required. b required is required.");
	assert_int_equal(take_body("{}", INPUT_PARTIAL, NULL), ERR_NONE);
	assert_int_equal(input_body(&rq, two, &thing, 0, NULL), ERR_INPUT);
	assert_string_equal(wrongs(), "a required is required. b required is required.");
}

static void open_queries_take_the_first(void **state)
{
	(void)state;
	assert_int_equal(take_query("/x?colour=1&title=first&title=second&title=%20", INPUT_OPEN), ERR_NONE);
	assert_string_equal(thing.title, "first");
	assert_int_equal(take_query("/x?colour=1", INPUT_OPEN), ERR_INPUT);
	assert_int_equal(take_query("/x?colour=1", INPUT_OPEN | INPUT_PARTIAL), ERR_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(body_fills_the_struct, setup, teardown),
	    cmocka_unit_test_setup_teardown(texts_outlive_the_parsed_body, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_is_not_given_stays, setup, teardown),
	    cmocka_unit_test_setup_teardown(null_empties_what_may_be_empty, setup, teardown),
	    cmocka_unit_test_setup_teardown(members_are_refused, setup, teardown),
	    cmocka_unit_test_setup_teardown(members_are_taken, setup, teardown),
	    cmocka_unit_test_setup_teardown(all_wrongs_are_told_together, setup, teardown),
	    cmocka_unit_test_setup_teardown(the_wrongs_have_a_limit, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_body_is_an_object, setup, teardown),
	    cmocka_unit_test_setup_teardown(open_bodies_may_hold_more, setup, teardown),
	    cmocka_unit_test_setup_teardown(partial_bodies_are_checked_too, setup, teardown),
	    cmocka_unit_test_setup_teardown(elements_are_checked, setup, teardown),
	    cmocka_unit_test_setup_teardown(query_fills_the_struct, setup, teardown),
	    cmocka_unit_test_setup_teardown(queries_are_refused, setup, teardown),
	    cmocka_unit_test_setup_teardown(the_first_and_the_last_are_required, setup, teardown),
	    cmocka_unit_test_setup_teardown(open_queries_take_the_first, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
