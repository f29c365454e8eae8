/* test_route_slash.c - paths that end with a slash, and numbers in a path. */
#include "test.h"

#include "web/route.h"

#include <string.h>

static const struct route table[] = {
    {.method = GET, .pattern = "/books/"},
    {.method = POST, .pattern = "/books/"},
    {.method = GET, .pattern = "/books/{number}/"},
    {.method = PUT, .pattern = "/books/{number}/"},
    {.method = PUT, .pattern = "/rentals/{number}/close/"},
    {.method = GET, .pattern = "/things/{id}"},
    {.method = GET, .pattern = NULL},
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

static void found(void **state)
{
	static const struct {
		enum method method;
		const char *uri;
		int row;
		const char *id;
	} cases[] = {
	    {GET, "/books/", 0, NULL},
	    {GET, "/books/?a=/", 0, NULL},
	    {POST, "/books/", 1, NULL},
	    {GET, "/books/1/", 2, "1"},
	    {PUT, "/books/007/", 3, "007"},
	    {GET, "/books/%31%32/", 2, "12"},
	    {GET, "/books/12345678901234567890123/", 2, "12345678901234567890123"},
	    {PUT, "/rentals/9/close/", 4, "9"},
	    {GET, "/things/abc", 5, "abc"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct route *near;
		rq.method = cases[i].method;
		rq.ids[0] = NULL;
		request_target(&rq, cases[i].uri);
		if (route_find(table, &rq, &near) != &table[cases[i].row])
			fail_msg("not found: %s", cases[i].uri);
		if (cases[i].id)
			assert_string_equal(rq.ids[0], cases[i].id);
		else
			assert_null(rq.ids[0]);
	}
}

static void unknown(void **state)
{
	static const char *const uris[] = {
	    "/books",	    "/books//",		"//books/",	     "/books/1",	 "/books/1//",
	    "/books/abc/",  "/books/1a/",	"/books/-1/",	     "/books/+1/",	 "/books/1.0/",
	    "/books/%20/",  "/books/ 1/",	"/books/%D9%A1/",    "/books/{number}/", "/rentals/9/close",
	    "/rentals/9//", "/rentals//close/", "/rentals/x/close/", "/things/abc/",	 "/things/",
	};
	(void)state;
	for (size_t i = 0; i < COUNT(uris); i++)
		for (int m = 0; m < METHODS; m++) {
			const struct route *near = table;
			rq.method = (enum method)m;
			request_target(&rq, uris[i]);
			if (route_find(table, &rq, &near) || near || rq.allow)
				fail_msg("known: %s", uris[i]);
		}
}

static void methods_of_a_path(void **state)
{
	static const struct {
		const char *uri, *allow;
	} cases[] = {
	    {"/books/", "GET, POST, HEAD, OPTIONS"},
	    {"/books/1/", "GET, PUT, HEAD, OPTIONS"},
	    {"/rentals/1/close/", "PUT, OPTIONS"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct route *near;
		rq.method = DELETE;
		request_target(&rq, cases[i].uri);
		assert_null(route_find(table, &rq, &near));
		assert_non_null(near);
		assert_string_equal(route_allow(&arena, rq.allow), cases[i].allow);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(found, setup, teardown),
	    cmocka_unit_test_setup_teardown(unknown, setup, teardown),
	    cmocka_unit_test_setup_teardown(methods_of_a_path, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
