/* test_film.c - what OMDb says of a film, made into what the catalogue keeps. */
#include "test.h"

#include "base/field.h"
#include "rules/film.h"

#include <string.h>

static void years(void **state)
{
	static const struct {
		const char *text;
		int64_t year;
	} cases[] = {
	    {"1994", 1994},	  {"1994\u20131998", 1994}, {"1994-1998", 1994},
	    {"1994\u2013", 1994}, {"1994 ", 1994},	    {"0001", 1},
	    {"9999", 9999},	  {NULL, NIL_INT},	    {"", NIL_INT},
	    {"N/A", NIL_INT},	  {"94", NIL_INT},	    {"19945", NIL_INT},
	    {"0000", NIL_INT},	  {" 1994", NIL_INT},	    {"-1994", NIL_INT},
	    {"c1994", NIL_INT},	  {"\u20131998", NIL_INT},  {"MCMXCIV", NIL_INT},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (film_year(cases[i].text) != cases[i].year)
			fail_msg("\"%s\": %lld", cases[i].text ? cases[i].text : "(none)",
				 (long long)film_year(cases[i].text));
}

static void same(const char *text, const char *got, const char *want)
{
	if (!got != !want || (got && strcmp(got, want)))
		fail_msg("\"%s\": %s, wanted %s", text ? text : "(none)", got ? got : "-", want ? want : "-");
}

static void dates_of_release(void **state)
{
	static const struct {
		const char *text, *date;
	} cases[] = {
	    {"14 Oct 1994", "1994-10-14"},
	    {"24 Mar 1972", "1972-03-24"},
	    {"1 Jan 2000", "2000-01-01"},
	    {"01 jan 2000", "2000-01-01"},
	    {"31 DEC 9999", "9999-12-31"},
	    {"29 Feb 2024", "2024-02-29"},
	    {"14  Oct  1994", "1994-10-14"},
	    {"29 Feb 2023", NULL},
	    {"0 Jan 2000", NULL},
	    {"32 Jan 2000", NULL},
	    {"31 Apr 2000", NULL},
	    {"14 Okt 1994", NULL},
	    {"14 October 1994", NULL},
	    {"14Oct1994", NULL},
	    {"14 Oct1994", NULL},
	    {"14 Oct 94", NULL},
	    {"14 Oct 19945", NULL},
	    {"14 Oct 1994 ", NULL},
	    {"014 Oct 1994", NULL},
	    {"14 Oct 0000", NULL},
	    {"14 Oc", NULL},
	    {"14", NULL},
	    {"14 ", NULL},
	    {"Oct 14 1994", NULL},
	    {"1994-10-14", NULL},
	    {"1994", NULL},
	    {"N/A", NULL},
	    {"", NULL},
	    {NULL, NULL},
	};
	struct arena a;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < COUNT(cases); i++)
		same(cases[i].text, film_released(&a, cases[i].text), cases[i].date);
	arena_clear(&a);
}

static void ratings(void **state)
{
	static const struct {
		const char *text, *rating;
	} cases[] = {
	    {"9.2", "9.2"},  {"9", "9.0"},     {"10", "10.0"},	  {"10.0", "10.0"}, {"0.0", "0.0"},
	    {"8.25", "8.3"}, {"8.24", "8.2"},  {"9.999", "10.0"}, {"07.5", "7.5"},  {"10.1", NULL},
	    {"11", NULL},    {"100", NULL},    {"-1", NULL},	  {"9.", NULL},	    {".5", NULL},
	    {"9,2", NULL},   {"9.2/10", NULL}, {"9.2 ", NULL},	  {"1e1", NULL},    {"nan", NULL},
	    {"N/A", NULL},   {"", NULL},       {NULL, NULL},
	};
	struct arena a;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < COUNT(cases); i++)
		same(cases[i].text, film_rating(&a, cases[i].text), cases[i].rating);
	arena_clear(&a);
}

static void ids(void **state)
{
	static const char *const good[] = {"tt0111161", "tt12345678", "x", "a-b_C9",
					   "12345678901234567890123456789012"};
	static const char *const bad[] = {"",	  "tt 1",     "tt1\n",
					  "tt/1", "tt\u00e9", "123456789012345678901234567890123"};
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		if (!film_id_valid(good[i]))
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		if (film_id_valid(bad[i]))
			fail_msg("taken: %s", bad[i]);
}

static void whole_films(void **state)
{
	struct arena a;
	struct film f;
	const char *why;
	(void)state;
	arena_init(&a);
	struct film_told told = {" tt0068646 ",	 " The Godfather\t",	 "1972",	  "24 Mar 1972",
				 "Crime, Drama", "Francis Ford Coppola", "United States", "9.2"};
	assert_int_equal(film_read(&a, &told, &f, &why), ERR_NONE);
	assert_string_equal(f.imdb_id, "tt0068646");
	assert_string_equal(f.title, "The Godfather");
	assert_string_equal(f.genre, "Crime, Drama");
	assert_string_equal(f.director, "Francis Ford Coppola");
	assert_string_equal(f.country, "United States");
	assert_string_equal(f.released, "1972-03-24");
	assert_string_equal(f.rating, "9.2");
	assert_int_equal(f.year, 1972);
	told = (struct film_told){"tt1", "Nothing Known", "N/A", "N/A", "N/A", " N/A ", NULL, "N/A"};
	assert_int_equal(film_read(&a, &told, &f, &why), ERR_NONE);
	assert_null(f.genre);
	assert_null(f.director);
	assert_null(f.country);
	assert_null(f.released);
	assert_null(f.rating);
	assert_true(f.year == NIL_INT);
	arena_clear(&a);
}

static const char *text_of(struct arena *a, size_t chars)
{
	struct buf b;
	buf_init(&b, a, 2 * chars + 1);
	while (chars--)
		buf_puts(&b, "\u00e9");
	return b.data;
}

static void no_films(void **state)
{
	struct arena a;
	(void)state;
	arena_init(&a);
	const struct {
		struct film_told told;
		enum err e;
	} cases[] = {
	    {{.imdb_id = "tt1", .title = "T", .genre = text_of(&a, 200)}, ERR_NONE},
	    {{.imdb_id = "tt1", .title = text_of(&a, 500), .director = text_of(&a, 1000)}, ERR_NONE},
	    {{.imdb_id = "tt1", .title = text_of(&a, 501)}, ERR_INPUT},
	    {{.imdb_id = "tt1", .title = "T", .director = text_of(&a, 1001)}, ERR_INPUT},
	    {{.imdb_id = "tt1", .title = "T", .genre = text_of(&a, 201)}, ERR_INPUT},
	    {{.imdb_id = "tt1", .title = "T", .country = text_of(&a, 201)}, ERR_INPUT},
	    {{.imdb_id = "tt1", .title = "T\nU"}, ERR_INPUT},
	    {{.imdb_id = "tt1", .title = "T", .director = "a\x7f"}, ERR_INPUT},
	    {{.imdb_id = "tt1", .title = NULL}, ERR_INPUT},
	    {{.imdb_id = "tt1", .title = " "}, ERR_INPUT},
	    {{.imdb_id = "tt1", .title = "N/A"}, ERR_INPUT},
	    {{.imdb_id = NULL, .title = "T"}, ERR_INPUT},
	    {{.imdb_id = "N/A", .title = "T"}, ERR_INPUT},
	    {{.imdb_id = "tt 1", .title = "T"}, ERR_INPUT},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct film f;
		const char *why;
		enum err e = film_read(&a, &cases[i].told, &f, &why);
		if (e != cases[i].e || !e != !why)
			fail_msg("case %zu: %d, %s", i, e, why ? why : "-");
	}
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(years), cmocka_unit_test(dates_of_release), cmocka_unit_test(ratings),
	    cmocka_unit_test(ids),   cmocka_unit_test(whole_films),	 cmocka_unit_test(no_films),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
