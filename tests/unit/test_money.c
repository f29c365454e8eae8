/* test_money.c - minor units as decimal text and back. */
#include "test.h"

#include "base/money.h"

#include <string.h>

static void written(void **state)
{
	static const struct {
		int64_t minor;
		const char *text;
	} cases[] = {
	    {0, "0.00"},
	    {1, "0.01"},
	    {-1, "-0.01"},
	    {99, "0.99"},
	    {100, "1.00"},
	    {450, "4.50"},
	    {-5, "-0.05"},
	    {-450, "-4.50"},
	    {123456789, "1234567.89"},
	    {INT64_MAX, "92233720368547758.07"},
	    {INT64_MIN, "-92233720368547758.08"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[MONEY_TEXT];
		money_text(cases[i].minor, text);
		assert_string_equal(text, cases[i].text);
	}
}

static void read_back(void **state)
{
	static const struct {
		const char *text;
		int64_t minor;
	} cases[] = {
	    {"0", 0},
	    {"0.0", 0},
	    {"0.00", 0},
	    {"4", 400},
	    {"4.5", 450},
	    {"4.50", 450},
	    {"4.05", 405},
	    {"007", 700},
	    {"0.01", 1},
	    {"1234567.89", 123456789},
	    {"9999999999.99", INT64_C(999999999999)},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t minor = -1;
		if (!money_parse(cases[i].text, &minor) || minor != cases[i].minor)
			fail_msg("%s: %lld", cases[i].text, (long long)minor);
	}
}

static void refused(void **state)
{
	static const char *const cases[] = {
	    "",	    ".",   ".5", "4.",	 "4.505", "-4",	   "+4",	  "4,5",  " 4",	 "4 ",
	    "4.5 ", "1e3", "x",	 "0x10", "4.-5",  "4.5.0", "10000000000", "4.5x", "NaN", "\xd9\xa4"};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t minor = 77;
		if (money_parse(cases[i], &minor) || minor != 77)
			fail_msg("taken: '%s'", cases[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(written),
	    cmocka_unit_test(read_back),
	    cmocka_unit_test(refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
