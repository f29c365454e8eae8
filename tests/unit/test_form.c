/* test_form.c - bodies that are forms. */
#include "test.h"

#include "web/form.h"

#include <string.h>

#define URLENCODED "application/x-www-form-urlencoded"
#define MULTIPART  "multipart/form-data; boundary=AaB03x"

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
	arena_clear(&arena);
	return 0;
}

static enum err parse(const char *type, const char *body, size_t len)
{
	rq.detail = NULL;
	rq.content_type = type;
	rq.body = arena_strndup(&arena, body, len);
	rq.body_len = len;
	return form_parse(&rq);
}

/* "<name=value>..." of all fields. */
static const char *fields(void)
{
	struct buf b;
	buf_init(&b, &arena, 64);
	for (int i = 0; i < rq.form_count; i++)
		buf_printf(&b, "<%s=%s>", rq.form[i].name, rq.form[i].value);
	return b.data;
}

struct good {
	const char *type, *body, *fields;
};
struct bad {
	const char *type, *body, *detail;
};

static void all_taken(const struct good *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum err e = parse(cases[i].type, cases[i].body, strlen(cases[i].body));
		if (e)
			fail_msg("%zu: %s", i, rq.detail);
		if (strcmp(fields(), cases[i].fields))
			fail_msg("%zu: %s", i, fields());
	}
}

static void all_refused(const struct bad *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (parse(cases[i].type, cases[i].body, strlen(cases[i].body)) != ERR_SYNTAX)
			fail_msg("%zu taken: %s", i, fields());
		assert_null(rq.form);
		if (strcmp(rq.detail, cases[i].detail))
			fail_msg("%zu: %s", i, rq.detail);
	}
}

static void urlencoded(void **state)
{
	static const struct good cases[] = {
	    {URLENCODED, "", ""},
	    {URLENCODED, "a=1", "<a=1>"},
	    {URLENCODED, "a=1&b=2", "<a=1><b=2>"},
	    {URLENCODED, "&&a=1&&", "<a=1>"},
	    {URLENCODED, "a", "<a=>"},
	    {URLENCODED, "a=", "<a=>"},
	    {URLENCODED, "=1", "<=1>"},
	    {URLENCODED, "a=b=c", "<a=b=c>"},
	    {URLENCODED, "a=x+y%2B%26%3D", "<a=x y+&=>"},
	    {URLENCODED, "a=caf%C3%A9&b=caf\xc3\xa9", "<a=caf\xc3\xa9><b=caf\xc3\xa9>"},
	    {URLENCODED, "a=1&a=2", "<a=1><a=2>"},
	    {URLENCODED, "a=%0D%0A", "<a=\r\n>"},
	    {URLENCODED "; charset=UTF-8", "a=1", "<a=1>"},
	    {"Application/X-WWW-Form-Urlencoded", "a=1", "<a=1>"},
	};
	(void)state;
	all_taken(cases, COUNT(cases));
}

static void urlencoded_refused(void **state)
{
	static const char why[] = "Form parse error - it is not percent-encoded UTF-8 without NUL";
	static const struct bad cases[] = {{URLENCODED, "a=%", why},   {URLENCODED, "a=%4", why},
					   {URLENCODED, "a=%zz", why}, {URLENCODED, "a=%00", why},
					   {URLENCODED, "%00=a", why}, {URLENCODED, "a=%E9", why},
					   {URLENCODED, "a=\xe9", why}};
	(void)state;
	all_refused(cases, COUNT(cases));
	assert_int_equal(parse(URLENCODED, "a=1\0b", 5), ERR_SYNTAX);
}

#define PART(name, value) "--AaB03x\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define END		  "--AaB03x--\r\n"

static void multipart(void **state)
{
	static const struct good cases[] = {
	    {MULTIPART, PART("a", "1") END, "<a=1>"},
	    {MULTIPART, PART("a", "1") PART("b", "2") END, "<a=1><b=2>"},
	    {MULTIPART, PART("a", "") END, "<a=>"},
	    {MULTIPART, PART("a", "x\r\ny\r\n") END, "<a=x\r\ny\r\n>"},
	    {MULTIPART, PART("a", "+%41&=") END, "<a=+%41&=>"},
	    {MULTIPART, PART("a", "caf\xc3\xa9") END, "<a=caf\xc3\xa9>"},
	    {MULTIPART, PART("", "1") END, "<=1>"},
	    /* before the first and behind the last delimiter is nothing of ours */
	    {MULTIPART, "preamble\r\n" PART("a", "1") "--AaB03x--epilogue --AaB03x", "<a=1>"},
	    {MULTIPART, "--AaB03x--", ""},
	    /* no content at all: the blank line is the delimiter's too */
	    {MULTIPART, "--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\n" END, "<a=>"},
	    /* blanks behind a delimiter */
	    {MULTIPART, "--AaB03x \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n" END, "<a=1>"},
	    /* what only looks like a delimiter */
	    {MULTIPART, PART("a", "--AaB03xy") END, "<a=--AaB03xy>"},
	    {MULTIPART, PART("a", "x--AaB03x--") END, "<a=x--AaB03x-->"},
	    {MULTIPART, PART("a", "x\r\n--AaB03xy\r\nz") END, "<a=x\r\n--AaB03xy\r\nz>"},
	    {MULTIPART, PART("a", "x\n--AaB03x--") END, "<a=x\n--AaB03x-->"},
	    /* headers */
	    {MULTIPART,
	     "--AaB03x\r\nX-Y: z\r\nCONTENT-DISPOSITION:form-data;NAME=a ; x=y\r\n"
	     "Content-Type: text/plain\r\n\r\n1\r\n" END,
	     "<a=1>"},
	    {MULTIPART,
	     "--AaB03x\r\nContent-Disposition: form-data; name=\"q\\\"\\\\;\"\r\n"
	     "Content-Transfer-Encoding: 8bit\r\n\r\n1\r\n" END,
	     "<q\"\\;=1>"},
	    /* the boundary */
	    {"Multipart/Form-Data;charset=utf-8; Boundary=\"AaB03x\"", PART("a", "1") END, "<a=1>"},
	    {"multipart/form-data; boundary=\"a b\"",
	     "--a b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--a b--", "<a=1>"},
	};
	(void)state;
	all_taken(cases, COUNT(cases));
}

#define WHY(text) "Multipart form parse error - " text

static void multipart_refused(void **state)
{
	static const char boundary[] = WHY("the boundary is missing or wrong");
	static const char early[] = WHY("it ends too early");
	static const struct bad cases[] = {
	    {"multipart/form-data", PART("a", "1") END, boundary},
	    {"multipart/form-data; boundary=", PART("a", "1") END, boundary},
	    {"multipart/form-data; boundary=\"AaB03x", PART("a", "1") END, boundary},
	    {"multipart/form-data; boundary=\"AaB03x \"", PART("a", "1") END, boundary},
	    {"multipart/form-data; "
	     "boundary=12345678901234567890123456789012345678901234567890123456789012345678901",
	     "", boundary},
	    {MULTIPART, "", WHY("the boundary is not in it")},
	    {MULTIPART, "a=1", WHY("the boundary is not in it")},
	    {"multipart/form-data; boundary=other", PART("a", "1") END, WHY("the boundary is not in it")},
	    {MULTIPART, "--AaB03x", WHY("the boundary is not in it")},
	    {MULTIPART, "--AaB03x\r\n", early},
	    {MULTIPART, "--AaB03x\r\nContent-Disposition: form-data; name=a", early},
	    {MULTIPART, "--AaB03x\r\nContent-Disposition: form-data; name=a\r\n", early},
	    {MULTIPART, "--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\n", early},
	    {MULTIPART, PART("a", "1"), early},
	    {MULTIPART, PART("a", "1") "--AaB03x", early},
	    {MULTIPART, PART("a", "1") "--AaB03x-", early},
	    {MULTIPART, "--AaB03x\nContent-Disposition: form-data; name=a\n\n1\n--AaB03x--\n",
	     WHY("the boundary is not in it")},
	    {MULTIPART, "--AaB03x\r\n\r\n1\r\n" END, WHY("a part has no name")},
	    {MULTIPART, "--AaB03x\r\nContent-Disposition: form-data\r\n\r\n1\r\n" END,
	     WHY("a part has no name")},
	    {MULTIPART, "--AaB03x\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n" END,
	     WHY("a part has no name")},
	    {MULTIPART, "--AaB03x\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n" END,
	     WHY("a part is no form-data")},
	    {MULTIPART, "--AaB03x\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\n1\r\n" END,
	     WHY("files are not taken")},
	    {MULTIPART, "--AaB03x\r\nContent-Disposition: form-data; name=a; filename=\"\"\r\n\r\n\r\n" END,
	     WHY("files are not taken")},
	    {MULTIPART,
	     "--AaB03x\r\nContent-Disposition: form-data; name=a; filename*=UTF-8''b\r\n\r\n1\r\n" END,
	     WHY("files are not taken")},
	    {MULTIPART,
	     "--AaB03x\r\nContent-Disposition: form-data; name=a\r\n"
	     "Content-Transfer-Encoding: base64\r\n\r\nMQ==\r\n" END,
	     WHY("transfer encodings are not taken")},
	    {MULTIPART, PART("a", "\xe9") END, WHY("it is not UTF-8 without NUL")},
	    {MULTIPART, PART("\xe9", "1") END, WHY("it is not UTF-8 without NUL")},
	    {MULTIPART,
	     "--AaB03x\r\na:\r\nb:\r\nc:\r\nd:\r\ne:\r\nf:\r\ng:\r\nh:\r\ni:\r\nj:\r\n\r\n1\r\n" END,
	     WHY("a part has too many headers")},
	};
	(void)state;
	all_refused(cases, COUNT(cases));
}

static void limits(void **state)
{
	struct buf pairs, parts;
	(void)state;
	buf_init(&pairs, &arena, 64);
	buf_init(&parts, &arena, 64);
	for (int i = 0; i < PARAMS_MAX; i++) {
		buf_printf(&pairs, "f%d=%d&", i, i);
		buf_printf(&parts, "--AaB03x\r\nContent-Disposition: form-data; name=f%d\r\n\r\n%d\r\n", i,
			   i);
	}
	size_t full = parts.len;
	buf_puts(&parts, END);
	assert_int_equal(parse(URLENCODED, pairs.data, pairs.len), ERR_NONE);
	assert_string_equal(form_field(&rq, "f99"), "99");
	assert_int_equal(parse(MULTIPART, parts.data, parts.len), ERR_NONE);
	assert_string_equal(form_field(&rq, "f99"), "99");
	buf_puts(&pairs, "a=1");
	assert_int_equal(parse(URLENCODED, pairs.data, pairs.len), ERR_SYNTAX);
	assert_string_equal(rq.detail, "Form parse error - it has more than 100 fields");
	parts.len = full;
	buf_puts(&parts, PART("a", "1") END);
	assert_int_equal(parse(MULTIPART, parts.data, parts.len), ERR_SYNTAX);
	assert_string_equal(rq.detail, WHY("it has more than 100 fields"));
}

static void other_types(void **state)
{
	static const char *const types[] = {NULL,
					    "",
					    "text/plain",
					    "application/json",
					    "multipart/mixed; boundary=AaB03x",
					    "multipart/form-datas; boundary=AaB03x",
					    "application/x-www-form-urlencode"};
	(void)state;
	for (size_t i = 0; i < COUNT(types); i++) {
		assert_int_equal(parse(types[i], "a=1", 3), ERR_MEDIA);
		assert_null(rq.form);
	}
}

static void fields_by_name(void **state)
{
	(void)state;
	assert_null(form_field(&rq, "a"));
	assert_int_equal(parse(URLENCODED, "a=1&b=&a=2&A=3", 14), ERR_NONE);
	assert_string_equal(form_field(&rq, "a"), "2");
	assert_string_equal(form_field(&rq, "b"), "");
	assert_string_equal(form_field(&rq, "A"), "3");
	assert_null(form_field(&rq, "c"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(urlencoded, setup, teardown),
	    cmocka_unit_test_setup_teardown(urlencoded_refused, setup, teardown),
	    cmocka_unit_test_setup_teardown(multipart, setup, teardown),
	    cmocka_unit_test_setup_teardown(multipart_refused, setup, teardown),
	    cmocka_unit_test_setup_teardown(limits, setup, teardown),
	    cmocka_unit_test_setup_teardown(other_types, setup, teardown),
	    cmocka_unit_test_setup_teardown(fields_by_name, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
