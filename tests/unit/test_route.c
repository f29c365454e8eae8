/* test_route.c - how a path finds its row of the route table. */
#include "test.h"

#include "web/route.h"

#include <stdio.h>
#include <string.h>

#define ROW(method, pattern, face)                                                                           \
	{                                                                                                    \
		method, pattern, NULL, face, 0, NULL, NULL, 0, NULL, NULL                                    \
	}
static const struct route table[] = {
    ROW(GET, "/", FACE_PAGE),
    ROW(GET, "/index", FACE_BOOKLIST),
    ROW(GET, "/v1/works", FACE_API),
    ROW(POST, "/v1/works", FACE_API),
    ROW(GET, "/v1/works/{id}", FACE_API),
    ROW(PATCH, "/v1/works/{id}", FACE_API),
    ROW(DELETE, "/v1/works/{id}", FACE_API),
    ROW(PUT, "/v1/lists/{id}/entries/order", FACE_API),
    ROW(PUT, "/v1/lists/{id}/entries/{work}", FACE_API),
    ROW(DELETE, "/v1/lists/{id}/entries/{work}", FACE_API),
    ROW(GET, "/{a}/x/{b}/{c}/{d}", FACE_MOVIES),
    ROW(GET, NULL, FACE_API),
};

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

static const struct route *look(enum method method, const char *uri, const struct route **near_r)
{
	rq.method = method;
	memset(rq.ids, 0, sizeof(rq.ids));
	request_target(&rq, uri);
	return route_find(table, &rq, near_r);
}

/* row: its number in the table; ids: those of the path, parted by commas. */
static void paths_find_their_rows(void **state)
{
	static const struct {
		enum method method;
		const char *uri;
		int row;
		const char *ids;
	} cases[] = {
	    {GET, "/", 0, ""},
	    {GET, "/?a=b", 0, ""},
	    {GET, "/index", 1, ""},
	    {GET, "/%69ndex", 1, ""},
	    {GET, "/v1/works", 2, ""},
	    {POST, "/v1/works?x", 3, ""},
	    {GET, "/v1/works/17", 4, "17"},
	    {GET, "/v1/works/a%2Fb", 4, "a/b"},
	    {GET, "/v1/works/%7Bid%7D", 4, "{id}"},
	    {PATCH, "/v1/works/caf%C3%A9", 5, "caf\xc3\xa9"},
	    {DELETE, "/v1/works/17", 6, "17"},
	    {PUT, "/v1/lists/l/entries/order", 7, "l"}, /* the literal before {work} */
	    {PUT, "/v1/lists/l/entries/Order", 8, "l,Order"},
	    {PUT, "/v1/lists/l/entries/w", 8, "l,w"},
	    {PUT, "/v1/lists/l/entries/orders", 8, "l,orders"},
	    {DELETE, "/v1/lists/l/entries/w", 9, "l,w"},
	    {DELETE, "/v1/lists/l/entries/order", 9, "l,order"},
	    {GET, "/1/x/2/3/4", 10, "1,2,3,4"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct route *near;
		const struct route *found = look(cases[i].method, cases[i].uri, &near);
		struct buf ids;
		buf_init(&ids, &arena, 64);
		for (int n = 0; n < 4 && rq.ids[n]; n++)
			buf_printf(&ids, "%s%s", n ? "," : "", rq.ids[n]);
		if (found != &table[cases[i].row] || strcmp(ids.data, cases[i].ids))
			fail_msg("%s: row %d, ids %s", cases[i].uri, found ? (int)(found - table) : -1,
				 ids.data);
		assert_non_null(near);
		assert_true(rq.allow & 1u << cases[i].method);
	}
}

static void unknown_paths(void **state)
{
	static const char *const uris[] = {
	    "/nothing",
	    "/index/",
	    "/Index",
	    "/inde",
	    "/indexx",
	    "//",
	    "//index",
	    "/v1",
	    "/v1/",
	    "/v1%2Fworks",
	    "/v1/works%2F17",
	    "/v1/work",
	    "/v1/works/",
	    "/v1/works//",
	    "/v1/works/17/",
	    "/v1/works/17/copies",
	    "/v1//works",
	    "/v1%2Fworks",
	    "/v1/lists//entries/w",
	    "/v1/lists/l/entries/",
	    "/v1/lists/l/entries",
	    "/v1/work",
	    "/v1/works%00",
	    "/v1/works/%00",
	    "/v1/works/%E9",
	    "index",
	    "",
	    "*",
	    "/1/x/2/3/4/5",
	    "/a/b/c/d/e/f/g/h/i/j/k/l/m",
	};
	(void)state;
	for (size_t i = 0; i < COUNT(uris); i++)
		for (int m = 0; m < METHODS; m++) {
			const struct route *near = table;
			if (look((enum method)m, uris[i], &near) || near || rq.allow)
				fail_msg("%s is known", uris[i]);
		}
}

static void other_methods(void **state)
{
	static const struct {
		enum method method;
		const char *uri;
		unsigned allow;
		int near;
	} cases[] = {
	    {POST, "/", 1u << GET, 0},
	    {OTHER_METHOD, "/index", 1u << GET, 1},
	    {OPTIONS, "/v1/works", 1u << GET | 1u << POST, 2},
	    {DELETE, "/v1/works", 1u << GET | 1u << POST, 2},
	    {PUT, "/v1/works/17", 1u << GET | 1u << PATCH | 1u << DELETE, 4},
	    {GET, "/v1/lists/l/entries/order", 1u << PUT | 1u << DELETE, 7},
	    {GET, "/v1/lists/l/entries/w", 1u << PUT | 1u << DELETE, 8},
	    {POST, "/1/x/2/3/4", 1u << GET, 10},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct route *near;
		assert_null(look(cases[i].method, cases[i].uri, &near));
		assert_ptr_equal(near, &table[cases[i].near]);
		assert_int_equal(rq.allow, cases[i].allow);
	}
}

/* What one request allowed says nothing about the next. */
static void each_look_begins_anew(void **state)
{
	const struct route *near;
	(void)state;
	assert_non_null(look(GET, "/v1/works", &near));
	assert_null(look(GET, "/nothing", &near));
	assert_int_equal(rq.allow, 0);
	assert_null(near);
}

static void allow_as_a_header(void **state)
{
	static const struct {
		unsigned methods;
		const char *text;
	} cases[] = {
	    {0, "OPTIONS"},
	    {1u << GET, "GET, HEAD, OPTIONS"},
	    {1u << POST, "POST, OPTIONS"},
	    {1u << PUT | 1u << DELETE, "PUT, DELETE, OPTIONS"},
	    {1u << GET | 1u << POST | 1u << PUT | 1u << PATCH | 1u << DELETE,
	     "GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS"},
	    {1u << OPTIONS | 1u << PATCH, "PATCH, OPTIONS"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(route_allow(&arena, cases[i].methods), cases[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(paths_find_their_rows, setup, teardown),
	    cmocka_unit_test_setup_teardown(unknown_paths, setup, teardown),
	    cmocka_unit_test_setup_teardown(other_methods, setup, teardown),
	    cmocka_unit_test_setup_teardown(each_look_begins_anew, setup, teardown),
	    cmocka_unit_test_setup_teardown(allow_as_a_header, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
