/* test_date.c - the calendar, HTTP dates, RFC 3339. */
#include "test.h"

#include "base/date.h"

#include <locale.h>
#include <string.h>
#include <time.h>

static void dates_are_checked(void **state)
{
	static const struct {
		const char *text;
		bool valid;
	} cases[] = {
	    {"2013-06-25", true},
	    {"0001-01-01", true},
	    {"9999-12-31", true},
	    {"2024-02-29", true},
	    {"2000-02-29", true},
	    {"1900-02-28", true},
	    {"1900-02-29", false},
	    {"2023-02-29", false},
	    {"2023-02-30", false},
	    {"2023-04-31", false},
	    {"2023-01-31", true},
	    {"2023-01-32", false},
	    {"2023-12-31", true},
	    {"2023-12-32", false},
	    {"2023-13-01", false},
	    {"2023-00-10", false},
	    {"2023-10-00", false},
	    {"0000-01-01", false},
	    {"", false},
	    {"2023", false},
	    {"2023-1-1", false},
	    {"2023-01-1", false},
	    {"23-01-01", false},
	    {"2023/01/01", false},
	    {"20230101", false},
	    {"2023-01-011", false},
	    {" 2023-01-01", false},
	    {"2023-01-01 ", false},
	    {"2023-01-0a", false},
	    {"+023-01-01", false},
	    {"-023-01-01", false},
	    {"2023-01-01T00:00", false},
	    {"2023-0:-01", false},
	    {"2023-01-99", false},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (date_valid(cases[i].text) != cases[i].valid)
			fail_msg("\"%s\"", cases[i].text);
}

static void days_and_back(void **state)
{
	static const struct {
		int year, month, day;
		int64_t days;
	} cases[] = {
	    {1970, 1, 1, 0},	     {1970, 1, 2, 1},	    {1969, 12, 31, -1},	  {2000, 2, 29, 11016},
	    {2000, 3, 1, 11017},     {2026, 11, 21, 20778}, {1900, 3, 1, -25508}, {1, 1, 1, -719162},
	    {9999, 12, 31, 2932896}, {0, 3, 1, -719468},    {0, 2, 29, -719469},  {-720, 1, 1, -982502},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int y, m, d;
		assert_int_equal(date_days(cases[i].year, cases[i].month, cases[i].day), cases[i].days);
		date_civil(cases[i].days, &y, &m, &d);
		assert_int_equal(y, cases[i].year);
		assert_int_equal(m, cases[i].month);
		assert_int_equal(d, cases[i].day);
	}
}

/* Every day of 1,200 years follows the one before, as the C library sees it. */
static void every_day_follows_the_last(void **state)
{
	(void)state;
	for (int64_t n = date_days(1600, 1, 1); n < date_days(2800, 1, 1); n++) {
		int y, m, d;
		struct tm tm;
		time_t t = n * 86400;
		date_civil(n, &y, &m, &d);
		assert_non_null(gmtime_r(&t, &tm));
		if (y != tm.tm_year + 1900 || m != tm.tm_mon + 1 || d != tm.tm_mday ||
		    date_days(y, m, d) != n)
			fail_msg("day %lld", (long long)n);
	}
}

static void http_dates(void **state)
{
	static const char *const cases[][2] = {
	    {"2013-06-25", "Tue, 25 Jun 2013 00:00:00 GMT"}, {"2014-09-01", "Mon, 01 Sep 2014 00:00:00 GMT"},
	    {"1970-01-01", "Thu, 01 Jan 1970 00:00:00 GMT"}, {"1969-12-31", "Wed, 31 Dec 1969 00:00:00 GMT"},
	    {"0001-01-01", "Mon, 01 Jan 0001 00:00:00 GMT"}, {"9999-12-31", "Fri, 31 Dec 9999 00:00:00 GMT"},
	    {"2024-02-29", "Thu, 29 Feb 2024 00:00:00 GMT"}, {"1955-03-05", "Sat, 05 Mar 1955 00:00:00 GMT"},
	    {"2026-04-12", "Sun, 12 Apr 2026 00:00:00 GMT"}, {"2026-05-12", "Tue, 12 May 2026 00:00:00 GMT"},
	    {"2026-07-12", "Sun, 12 Jul 2026 00:00:00 GMT"}, {"2026-08-12", "Wed, 12 Aug 2026 00:00:00 GMT"},
	    {"2026-10-12", "Mon, 12 Oct 2026 00:00:00 GMT"}, {"2026-11-12", "Thu, 12 Nov 2026 00:00:00 GMT"},
	};
	(void)state;
	setlocale(LC_ALL, ""); /* whatever it is, the names are English */
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[DATE_HTTP];
		date_http(cases[i][0], text);
		assert_string_equal(text, cases[i][1]);
	}
}

static void rfc3339(void **state)
{
	static const struct {
		int64_t at;
		const char *text;
	} cases[] = {
	    {0, "1970-01-01T00:00:00.000000Z"},
	    {1, "1970-01-01T00:00:00.000001Z"},
	    {-1, "1969-12-31T23:59:59.999999Z"},
	    {-86400000000, "1969-12-31T00:00:00.000000Z"},
	    {INT64_C(1795230245000006), "2026-11-21T03:04:05.000006Z"},
	    {INT64_C(951782399999999), "2000-02-28T23:59:59.999999Z"},
	    {INT64_C(-62135596800000000), "0001-01-01T00:00:00.000000Z"},
	    {INT64_C(-62167219200000000), "0000-01-01T00:00:00.000000Z"},
	    {INT64_C(253402300799999999), "9999-12-31T23:59:59.999999Z"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[DATE_RFC3339];
		date_rfc3339(cases[i].at, text);
		assert_string_equal(text, cases[i].text);
	}
}

static void rfc3339_is_read(void **state)
{
	static const struct {
		const char *text;
		int64_t at;
	} cases[] = {
	    {"1970-01-01T00:00:00Z", 0},
	    {"1970-01-01t00:00:00z", 0},
	    {"1970-01-01T03:00:00+03:00", 0},
	    {"1969-12-31T19:30:00-04:30", 0},
	    {"1970-01-01T00:00:00.5Z", 500000},
	    {"1970-01-01T00:00:00.000001Z", 1},
	    {"1970-01-01T00:00:00.0000019Z", 1},
	    {"1969-12-31T23:59:59.999999Z", -1},
	    {"2026-11-21T03:04:05.000006Z", INT64_C(1795230245000006)},
	    {"9999-12-31T23:59:59.999999Z", INT64_C(253402300799999999)},
	    {"0001-01-01T00:00:00Z", INT64_C(-62135596800000000)},
	};
	static const char *const wrong[] = {
	    "",
	    "2026-11-21",
	    "2026-11-21T03:04Z",
	    "2026-11-21 03:04:05Z",
	    "2026-11-21T03:04:05",
	    "2026-02-29T03:04:05Z",
	    "2026-11-21T24:00:00Z",
	    "2026-11-21T03:60:05Z",
	    "2026-11-21T03:04:60Z",
	    "2026-11-21T03:04:05.Z",
	    "2026-11-21T03:04:05Zx",
	    "2026-11-21T03:04:05+3:00",
	    "2026-11-21T03:04:05+03:0",
	    "2026-11-21T03:04:05+03:000",
	    "2026-11-21T03:04:05+24:00",
	    "2026-11-21T03:04:05+0300",
	    "2026-11-21T3:04:05.00Z",
	    "0001-01-01T00:00:00+00:01",
	    "9999-12-31T23:59:59-00:01",
	    "0000-01-01T00:00:00Z",
	    "2026-11-21T03:04:05.1+",
	};
	int64_t at;
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (!date_read_rfc3339(cases[i].text, &at) || at != cases[i].at)
			fail_msg("%s", cases[i].text);
	}
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (date_read_rfc3339(wrong[i], &at))
			fail_msg("%s was taken", wrong[i]);
}

static void clocks(void **state)
{
	(void)state;
	int64_t now = date_now(), begin = date_clock();
	assert_true(now / 1000000 - time(NULL) <= 1 && time(NULL) - now / 1000000 <= 1);
	nanosleep(&(struct timespec){0, 2000000}, NULL);
	int64_t took = date_clock() - begin;
	assert_true(took >= 2000 && took < 60000000);
	assert_true(date_now() > now);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(dates_are_checked),
	    cmocka_unit_test(days_and_back),
	    cmocka_unit_test(every_day_follows_the_last),
	    cmocka_unit_test(http_dates),
	    cmocka_unit_test(rfc3339),
	    cmocka_unit_test(rfc3339_is_read),
	    cmocka_unit_test(clocks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
