/* test_page.c - pages of a list: links, cursors, patterns. */
#include "test.h"

#include "api/api.h"

#include <stdio.h>
#include <string.h>

static struct arena arena;
static struct request rq;
static struct reply rp;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	memset(&rq, 0, sizeof(rq));
	rq.arena = &arena;
	reply_init(&rp, &arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

/* Of the links in the header: the target of one relation, or NULL. */
static const char *link_to(const char *rel)
{
	const char *header = reply_get_header(&rp, "Link");
	const char *end = strstr(header, arena_printf(&arena, ">; rel=\"%s\"", rel));
	const char *begin = end;
	while (begin && *begin != '<')
		begin--;
	return begin ? arena_strndup(&arena, begin + 1, (size_t)(end - begin - 1)) : NULL;
}

static void headers(const char *uri, int64_t page, int64_t per_page, int64_t total)
{
	struct page p = PAGE_DEFAULT;
	p.page = page;
	p.per_page = per_page;
	reply_reset(&rp);
	request_target(&rq, uri);
	page_headers(&rq, &rp, &p, total);
}

static void links_of_a_page(void **state)
{
	static const struct {
		int64_t page, per_page, total;
		const char *prev, *next, *last;
	} cases[] = {
	    {1, 20, 0, NULL, NULL, "/l?_page=1"},
	    {1, 20, 1, NULL, NULL, "/l?_page=1"},
	    {1, 20, 20, NULL, NULL, "/l?_page=1"},
	    {1, 20, 21, NULL, "/l?_page=2", "/l?_page=2"},
	    {2, 20, 21, "/l?_page=1", NULL, "/l?_page=2"},
	    {2, 10, 45, "/l?_page=1", "/l?_page=3", "/l?_page=5"},
	    {5, 10, 45, "/l?_page=4", NULL, "/l?_page=5"},
	    {6, 10, 45, "/l?_page=5", NULL, "/l?_page=5"}, /* past the end: back to the last there is */
	    {1000000000, 1000, 45, "/l?_page=1", NULL, "/l?_page=1"},
	    {2, 20, 0, "/l?_page=1", NULL, "/l?_page=1"},
	    {3, 1, 3, "/l?_page=2", NULL, "/l?_page=3"},
	    {1, 1, 3000000000, NULL, "/l?_page=2", "/l?_page=3000000000"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const want[] = {"/l?_page=1", cases[i].prev, cases[i].next, cases[i].last};
		static const char *const rels[] = {"first", "prev", "next", "last"};
		headers("/l", cases[i].page, cases[i].per_page, cases[i].total);
		for (size_t r = 0; r < COUNT(rels); r++) {
			const char *got = link_to(rels[r]);
			if (!got != !want[r] || (got && strcmp(got, want[r])))
				fail_msg("case %zu: %s", i, reply_get_header(&rp, "Link"));
		}
		assert_string_equal(reply_get_header(&rp, "X-Total-Count"),
				    arena_printf(&arena, "%lld", (long long)cases[i].total));
	}
}

/* A page that is not full tells the total itself, unless it lies past the end. */
static void totals_that_need_no_count(void **state)
{
	static const struct {
		int64_t page, per_page, n;
		bool told;
		int64_t total;
	} cases[] = {
	    {1, 20, 0, true, 0},  {1, 20, 19, true, 19}, {1, 20, 20, false, 0},
	    {3, 20, 1, true, 41}, {3, 20, 0, false, 0},	 {3, 20, 20, false, 0},
	    {1, 1, 0, true, 0},	  {1, 1, 1, false, 0},	 {3000, 1000, 999, true, 2999999},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct page p = PAGE_DEFAULT;
		int64_t total;
		p.page = cases[i].page;
		p.per_page = cases[i].per_page;
		assert_int_equal(page_tells(&p, cases[i].n, &total), cases[i].told);
		if (cases[i].told)
			assert_int_equal(total, cases[i].total);
		p.after = "MTI";
		assert_true(page_tells(&p, cases[i].n, &total));
	}
}

static void the_whole_header(void **state)
{
	(void)state;
	headers("/l?a=1", 2, 20, 100);
	assert_string_equal(reply_get_header(&rp, "Link"),
			    "</l?a=1&_page=1>; rel=\"first\", </l?a=1&_page=1>; rel=\"prev\", "
			    "</l?a=1&_page=3>; rel=\"next\", </l?a=1&_page=5>; rel=\"last\"");
	assert_int_equal(rp.header_count, 2);
}

/* The other parameters stay as they were, encoded anew. */
static void links_keep_the_question(void **state)
{
	static const char *const cases[][2] = {
	    {"/l?", "/l?_page=1"},
	    {"/l?_page=7", "/l?_page=1"},
	    {"/l?_page=7&a=1", "/l?a=1&_page=1"},
	    {"/l?a=1&_page=7&b=2", "/l?a=1&b=2&_page=1"},
	    {"/l?_per_page=5&_order_by=title,-year", "/l?_per_page=5&_order_by=title%2C-year&_page=1"},
	    {"/l?q=a+b%26c", "/l?q=a%20b%26c&_page=1"},
	    {"/l?q=caf%c3%a9", "/l?q=caf%C3%A9&_page=1"},
	    {"/l?q=%3E%3B%20rel%3D%22x%22%0D%0A", "/l?q=%3E%3B%20rel%3D%22x%22%0D%0A&_page=1"},
	    {"/l?q=>;\"", "/l?q=%3E%3B%22&_page=1"},
	    {"/l?q", "/l?q=&_page=1"},
	    {"/l?q=-._~", "/l?q=-._~&_page=1"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		headers(cases[i][0], 1, 20, 1);
		assert_string_equal(link_to("first"), cases[i][1]);
	}
}

static void the_link_to_what_comes_next(void **state)
{
	static const char *const cases[][2] = {
	    {"/l", "</l?_after=MTI>; rel=\"next\""},
	    {"/l?_after=old", "</l?_after=MTI>; rel=\"next\""},
	    {"/l?_page=1&q=x&_after=old", "</l?q=x&_after=MTI>; rel=\"next\""},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		reply_reset(&rp);
		request_target(&rq, cases[i][0]);
		page_next(&rq, &rp, "MTI");
		assert_string_equal(reply_get_header(&rp, "Link"), cases[i][1]);
		assert_null(reply_get_header(&rp, "X-Total-Count"));
	}
}

static void patterns(void **state)
{
	static const struct {
		const char *match, *text, *want;
	} cases[] = {
	    {"contains", "abc", "%abc%"},
	    {"starts_with", "abc", "abc%"},
	    {"ends_with", "abc", "%abc"},
	    {"exact", "abc", "abc"},
	    {"contains", "", "%%"},
	    {"exact", "", ""},
	    {"contains", "100%", "%100\\%%"},
	    {"starts_with", "a_b", "a\\_b%"},
	    {"ends_with", "a\\b", "%a\\\\b"},
	    {"exact", "%_\\%_\\", "\\%\\_\\\\\\%\\_\\\\"},
	    {"contains", "caf\xc3\xa9", "%caf\xc3\xa9%"},
	    {"exact", "*?'\"", "*?'\""},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct page p = PAGE_DEFAULT;
		p.match = cases[i].match;
		assert_string_equal(page_pattern(&rq, &p, cases[i].text), cases[i].want);
		assert_null(page_pattern(&rq, &p, NULL));
	}
}

static void the_first_page_is_the_default(void **state)
{
	struct page p = PAGE_DEFAULT;
	(void)state;
	assert_int_equal(p.page, 1);
	assert_int_equal(p.per_page, 20);
	assert_string_equal(p.match, "contains");
	assert_null(p.after);
	assert_null(p.order_by);
}

static void cursors_come_back(void **state)
{
	static const struct {
		int64_t id;
		const char *text, *cursor;
	} cases[] = {
	    {0, "", "MCA"},
	    {1, NULL, "MSA"},
	    {12, "a", "MTIgYQ"},
	    {7, "\x3f?>>", "NyA_Pz4-"}, /* the digits of base64url */
	    {123456789012345678, "The Princess Bride", NULL},
	    {999999999999999999, "caf\xc3\xa9 \xf0\x9f\x98\x80", NULL},
	    {5, " 12 blanks ", NULL},
	    {5, "\n\t\x01\x7f", NULL},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t id = -1;
		const char *text = NULL, *cursor = cursor_write(&arena, cases[i].id, cases[i].text);
		if (cases[i].cursor)
			assert_string_equal(cursor, cases[i].cursor);
		assert_int_equal(
		    strspn(cursor, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
		    strlen(cursor));
		assert_true(cursor_read(&arena, cursor, &id, &text));
		assert_true(id == cases[i].id);
		assert_string_equal(text, cases[i].text ? cases[i].text : "");
	}
}

/* Texts of every length, so that every remainder of three is there; nothing is lost in a long one. */
static void cursors_of_every_length(void **state)
{
	char title[4001] = "";
	(void)state;
	for (size_t n = 0; n < sizeof(title) - 1; n += n < 20 ? 1 : 997) {
		int64_t id = 0;
		const char *text = NULL;
		for (size_t i = 0; i < n; i++)
			title[i] = (char)('!' + i % 94);
		title[n] = 0;
		assert_true(cursor_read(&arena, cursor_write(&arena, (int64_t)n, title), &id, &text));
		assert_int_equal(id, n);
		assert_string_equal(text, title);
	}
}

static void garbage_is_no_cursor(void **state)
{
	static const char *const cases[] = {
	    "",
	    "A",
	    "AAAA", /* NUL bytes */
	    "abc",
	    "MTI",	/* "12" without a blank */
	    "IGE",	/* " a" */
	    "YSBi",	/* "a b" */
	    "LTEgYQ",	/* "-1 a" */
	    "KzEgYQ",	/* "+1 a" */
	    "MV8xIGE",	/* "1_1 a" */
	    "MTIJYQ",	/* a tab between */
	    "MTIgAGE",	/* NUL in the text */
	    "MTIg_w",	/* not UTF-8 */
	    "MTIgYQ==", /* padding */
	    "MTIg YQ",
	    "MTIgYQ\n",
	    "NyA/Pz4+", /* base64, not base64url */
	    "MTIgYQ\xc3\xa9",
	    "MTAwMDAwMDAwMDAwMDAwMDAwMCBh",	   /* 1000000000000000000 a */
	    "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5IGE", /* 24 nines */
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t id;
		const char *text;
		if (cursor_read(&arena, cases[i], &id, &text))
			fail_msg("taken: %s", cases[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(links_of_a_page, setup, teardown),
	    cmocka_unit_test_setup_teardown(totals_that_need_no_count, setup, teardown),
	    cmocka_unit_test_setup_teardown(the_whole_header, setup, teardown),
	    cmocka_unit_test_setup_teardown(links_keep_the_question, setup, teardown),
	    cmocka_unit_test_setup_teardown(the_link_to_what_comes_next, setup, teardown),
	    cmocka_unit_test_setup_teardown(patterns, setup, teardown),
	    cmocka_unit_test(the_first_page_is_the_default),
	    cmocka_unit_test_setup_teardown(cursors_come_back, setup, teardown),
	    cmocka_unit_test_setup_teardown(cursors_of_every_length, setup, teardown),
	    cmocka_unit_test_setup_teardown(garbage_is_no_cursor, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
