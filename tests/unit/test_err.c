/* test_err.c - every code has its slug. */
#include "test.h"

#include "base/err.h"

#include <string.h>

static void every_code_has_a_slug_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < ERR_COUNT; i++) {
		const char *slug = err_slug((enum err)i);
		assert_non_null(slug);
		assert_true(strlen(slug) > 0);
		assert_int_equal(strspn(slug, "abcdefghijklmnopqrstuvwxyz-"), strlen(slug));
		for (int k = 0; k < i; k++)
			assert_string_not_equal(slug, err_slug((enum err)k));
	}
}

/* Slugs are in answers and logs of others: they never change. */
static void slugs_are_stable(void **state)
{
	static const struct {
		enum err e;
		const char *slug;
	} cases[] = {
	    {ERR_SYNTAX, "malformed-body"},
	    {ERR_MEDIA, "unsupported-media-type"},
	    {ERR_ACCEPT, "not-acceptable"},
	    {ERR_SHORT_BODY, "incomplete-body"},
	    {ERR_TOO_LARGE, "body-too-large"},
	    {ERR_INPUT, "invalid-input"},
	    {ERR_NO_ROUTE, "unknown-path"},
	    {ERR_METHOD, "method-not-allowed"},
	    {ERR_NEED_MATCH, "precondition-required"},
	    {ERR_STALE, "precondition-failed"},
	    {ERR_KEY_REUSED, "idempotency-key-reused"},
	    {ERR_KEY_BUSY, "idempotency-key-in-use"},
	    {ERR_LOGIN, "authentication-required"},
	    {ERR_FORBIDDEN, "forbidden"},
	    {ERR_NOT_LOOPBACK, "loopback-only"},
	    {ERR_NOT_LOCAL, "this-machine-only"},
	    {ERR_NOT_FOUND, "not-found"},
	    {ERR_CONFLICT, "conflict"},
	    {ERR_IN_USE, "in-use"},
	    {ERR_NO_SUCH, "no-such-reference"},
	    {ERR_REFUSED, "refused"},
	    {ERR_RETRY, "busy"},
	    {ERR_AWAY, "database-unavailable"},
	    {ERR_UNCERTAIN, "outcome-unknown"},
	    {ERR_INTERNAL, "internal"},
	};
	(void)state;
	assert_int_equal(ERR_NONE, 0);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(err_slug(cases[i].e), cases[i].slug);
}

static void no_code_is_internal(void **state)
{
	(void)state;
	assert_string_equal(err_slug(ERR_COUNT), "internal");
	assert_string_equal(err_slug((enum err) - 1), "internal");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_code_has_a_slug_of_its_own),
	    cmocka_unit_test(slugs_are_stable),
	    cmocka_unit_test(no_code_is_internal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
