/* test_pubdate.c - what a date of publication says that came as any text. */
#include "test.h"

#include "base/field.h"
#include "rules/pubdate.h"

#include <string.h>

static void dates_of_publication(void **state)
{
	static const struct {
		const char *text, *date;
		int64_t year;
	} cases[] = {
	    {NULL, NULL, NIL_INT},
	    {"", NULL, NIL_INT},
	    {" ", NULL, NIL_INT},
	    {"2013-06-25", "2013-06-25", 2013},
	    {"0001-01-01", "0001-01-01", 1},
	    {"0987-12-31", "0987-12-31", 987},
	    {"9999-12-31", "9999-12-31", 9999},
	    {"2024-02-29", "2024-02-29", 2024},
	    {"2023-02-29", NULL, NIL_INT},
	    {"2013-6-25", NULL, NIL_INT},
	    {"2013-06", NULL, NIL_INT},
	    {" 2013-06-25", NULL, NIL_INT},
	    {"2013-06-25T00:00:00Z", NULL, NIL_INT},
	    {"2013", NULL, 2013},
	    {"0", NULL, 0},
	    {"-8", NULL, -8},
	    {"-750", NULL, -750},
	    {"+800", NULL, 800},
	    {" 1954\n", NULL, 1954},
	    {"9999", NULL, 9999},
	    {"-9999", NULL, -9999},
	    {"10000", NULL, NIL_INT},
	    {"-10000", NULL, NIL_INT},
	    {"99999999999999999999", NULL, NIL_INT},
	    {"-9223372036854775808", NULL, NIL_INT},
	    {"2004.0", NULL, NIL_INT},
	    {"1 Sept 2014", NULL, NIL_INT},
	    {"c1999", NULL, NIL_INT},
	    {"1999?", NULL, NIL_INT},
	    {"MMXIII", NULL, NIL_INT},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *date = "untouched";
		int64_t year = 4711;
		pubdate_read(cases[i].text, &date, &year);
		if (year != cases[i].year || !date != !cases[i].date || (date && strcmp(date, cases[i].date)))
			fail_msg("\"%s\": %s, %lld", cases[i].text, date ? date : "-", (long long)year);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(dates_of_publication),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
