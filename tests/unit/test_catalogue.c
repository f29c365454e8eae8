/* test_catalogue.c - keys, rows of foreign files, searches. */
#include "test.h"

#include "base/field.h"
#include "base/text.h"
#include "rules/catalogue.h"

#include <stdio.h>
#include <string.h>

static int setup(void **state)
{
	static struct arena a;
	arena_init(&a);
	*state = &a;
	return 0;
}

static int teardown(void **state)
{
	arena_clear(*state);
	return 0;
}

static void assert_text(const char *what, const char *got, const char *want)
{
	if (!got != !want || (got && strcmp(got, want)))
		fail_msg("%s: \"%s\", not \"%s\"", what, got ? got : "(null)", want ? want : "(null)");
}

static void isbn_keys(void **state)
{
	static const char *const cases[][2] = {
	    {"0439023483", "9780439023481"},
	    {"978-0-439-02348-1", "9780439023481"},
	    {"080442957x", "9780804429573"},
	    {"0439023484", "0439023484"},
	    {"439023483", "439023483"},
	    {" 0439023483", " 0439023483"},
	    {"12345", "12345"},
	    {"caf\xc3\xa9 ", "caf\xc3\xa9 "},
	    {"", ""},
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(catalogue_isbn_key(*state, cases[i][0]), cases[i][1]);
}

static void handles(void **state)
{
	assert_string_equal(catalogue_handle(*state, "Lolita"), "Lolita");
	assert_string_equal(catalogue_handle(*state, " The  Bone Garden \t"), "The  Bone Garden");
	assert_string_equal(catalogue_handle(*state, "\xc2\xa0"
						     "1984"),
			    "1984");
	assert_null(catalogue_handle(*state, ""));
	assert_null(catalogue_handle(*state, " \n\xe3\x80\x80"));
}

/* Rows as spreadsheets leave them; up to the years the numbers are those of a real list of 10,000 books. */
#define ROW(...)                                                                                             \
	{                                                                                                    \
		__VA_ARGS__                                                                                  \
	}
static const struct {
	struct import_book_row row;
	struct import_book book; /* identity is looked at apart */
} taken[] = {
    /* whole */
    {ROW("1885865007", "9.78188586501e+12", "A", "1997.0", "T", "T"),
     {"T", "A", "1885865007", "9781885865007", 1997, NULL, NULL}},
    /* one, two and three zeros lost */
    {ROW("439023483", "9.78043902348e+12", "Suzanne Collins", "2008.0", "The Hunger Games",
	 "The Hunger Games (The Hunger Games, #1)"),
     {"The Hunger Games (The Hunger Games, #1)", "Suzanne Collins", "0439023483", "9780439023481", 2008, NULL,
      NULL}},
    {ROW("61120081", "9.78006112008e+12", "Harper Lee", "1960.0", "To Kill a Mockingbird",
	 "To Kill a Mockingbird"),
     {"To Kill a Mockingbird", "Harper Lee", "0061120081", "9780061120084", 1960, NULL, NULL}},
    {ROW("7442912", "9.78000744291e+12", "A", "2011.0", "", "T"),
     {"T", "A", "0007442912", "9780007442911", 2011, NULL, NULL}},
    /* the check digit is an X: it was no number, and kept its zeros; or it lost them all the same */
    {ROW("043965548X", "9.78043965548e+12", "A", "1999.0", "T", "T"),
     {"T", "A", "043965548X", "9780439655484", 1999, NULL, NULL}},
    {ROW("43965548x", "", "A", "1999.0", "T", "T"),
     {"T", "A", "043965548x", "9780439655484", 1999, NULL, NULL}},
    /* wrong check digits, with and without lost zeros; the other column does not count then */
    {ROW("812971060", "9.78081297106e+12", "Azar Nafisi", "2003.0", "", "Reading Lolita in Tehran"),
     {"Reading Lolita in Tehran", "Azar Nafisi", "812971060", "812971060", 2003,
      "isbn \"812971060\" is not valid, kept as written", NULL}},
    {ROW("9380658797", "97893806587.0", "Amish Tripathi", "2012.0", "The Secret of the Nagas",
	 "The Secret of the Nagas (Shiva Trilogy #2)"),
     {"The Secret of the Nagas (Shiva Trilogy #2)", "Amish Tripathi", "9380658797", "9380658797", 2012,
      "isbn \"9380658797\" is not valid, kept as written", NULL}},
    {ROW("7203116", "9.78000720312e+12", "A", "2009.0", "T", "T"),
     {"T", "A", "7203116", "7203116", 2009, "isbn \"7203116\" is not valid, kept as written", NULL}},
    /* junk in the ISBN-13 does not matter beside an ISBN-10 */
    {ROW("553609416", "76783609419.0", "A", "1990.0", "T", "T"),
     {"T", "A", "0553609416", "9780553609417", 1990, NULL, NULL}},
    /* no ISBN-10 */
    {ROW("", "9.78067172365e+12", "A", "1964.0", "T", "T"),
     {"T", "A", NULL, NULL, 1964, "isbn13 \"9.78067172365e+12\" has lost digits, left out", NULL}},
    {ROW("", "76783609419.0", "A", "1990.0", "T", "T"),
     {"T", "A", NULL, NULL, 1990, "isbn13 \"76783609419\" is not valid, left out", NULL}},
    {ROW("", "", "A", "1990.0", "T", "T"), {"T", "A", NULL, NULL, 1990, NULL, NULL}},
    {ROW("", "9780439023481", "A", "2008", "T", "T"),
     {"T", "A", "9780439023481", "9780439023481", 2008, NULL, NULL}},
    {ROW("", "9780439023481.0", "A", "2008", "T", "T"),
     {"T", "A", "9780439023481", "9780439023481", 2008, NULL, NULL}},
    {ROW("", "9780439023482", "A", "2008", "T", "T"),
     {"T", "A", NULL, NULL, 2008, "isbn13 \"9780439023482\" is not valid, left out", NULL}},
    {ROW(NULL, "9780439023481", NULL, NULL, NULL, "T"),
     {"T", NULL, "9780439023481", "9780439023481", NIL_INT, NULL, NULL}},
    /* years */
    {ROW("", "", "Homer, Robert Fagles", "-720.0",
	 "\xe1\xbd\x88\xce\xb4\xcf\x8d\xcf\x83\xcf\x83\xce\xb5\xce\xb9\xce\xb1", "The Odyssey"),
     {"The Odyssey", "Homer, Robert Fagles", NULL, NULL, -720, NULL, NULL}},
    {ROW("", "", "A", "-1750.0", "T", "T"), {"T", "A", NULL, NULL, -1750, NULL, NULL}},
    {ROW("", "", "A", "8.0", "T", "T"), {"T", "A", NULL, NULL, 8, NULL, NULL}},
    {ROW("", "", "A", "", "T", "T"), {"T", "A", NULL, NULL, NIL_INT, NULL, NULL}},
    {ROW("", "", "A", " 1999 ", "T", "T"), {"T", "A", NULL, NULL, 1999, NULL, NULL}},
    {ROW("", "", "A", "-9999", "T", "T"), {"T", "A", NULL, NULL, -9999, NULL, NULL}},
    {ROW("", "", "A", "9999.000", "T", "T"), {"T", "A", NULL, NULL, 9999, NULL, NULL}},
    /* blanks around, none left of them in the middle */
    {ROW("", "", " A,  B ", "1990.0", "", "The Princess Bride "),
     {"The Princess Bride", "A,  B", NULL, NULL, 1990, NULL, NULL}},
    {ROW(" 439023483 ", "", "A", "1990.0", "", " Angels (Walsh Family, #3)"),
     {"Angels (Walsh Family, #3)", "A", "0439023483", "9780439023481", 1990, NULL, NULL}},
    /* the original title serves */
    {ROW("", "", "A", "1990.0", " Der Proze\xc3\x9f ", ""),
     {"Der Proze\xc3\x9f", "A", NULL, NULL, 1990, NULL, NULL}},
    {ROW("", "", "A", "1990.0", "T", "  "), {"T", "A", NULL, NULL, 1990, NULL, NULL}},
    {ROW(NULL, NULL, NULL, NULL, "T", NULL), {"T", NULL, NULL, NULL, NIL_INT, NULL, NULL}},
    {ROW("", "", " ", "", "", "T"), {"T", NULL, NULL, NULL, NIL_INT, NULL, NULL}},
    /* what else stands in such columns */
    {ROW("0-439-02348-3", "", "A", "", "", "T"),
     {"T", "A", "0-439-02348-3", "9780439023481", NIL_INT, NULL, NULL}},
    {ROW("9780439023481", "", "A", "", "", "T"),
     {"T", "A", "9780439023481", "9780439023481", NIL_INT, NULL, NULL}},
    {ROW("439023483.0", "", "A", "", "", "T"),
     {"T", "A", "0439023483", "9780439023481", NIL_INT, NULL, NULL}},
    {ROW("9780439023482", "", "A", "", "", "T"),
     {"T", "A", "9780439023482", "9780439023482", NIL_INT,
      "isbn \"9780439023482\" is not valid, kept as written", NULL}},
    {ROW("9.78043902348e+12", "9780439023481", "A", "", "", "T"),
     {"T", "A", "9780439023481", "9780439023481", NIL_INT, NULL, NULL}},
    {ROW("4.39E+8", "", "A", "", "", "T"),
     {"T", "A", NULL, NULL, NIL_INT, "isbn \"4.39E+8\" has lost digits, left out", NULL}},
    {ROW("n/a", "", "A", "", "", "T"),
     {"T", "A", NULL, NULL, NIL_INT, "isbn \"n/a\" is not valid, left out", NULL}},
    {ROW("0", "", "A", "", "", "T"),
     {"T", "A", NULL, NULL, NIL_INT, "isbn \"0\" is not valid, left out", NULL}},
    {ROW("n/a", "9780439023481", "A", "", "", "T"),
     {"T", "A", "9780439023481", "9780439023481", NIL_INT, NULL, NULL}},
    {ROW("a text that has more than the forty characters of \xc3\xa9", "", "A", "", "", "T"),
     {"T", "A", NULL, NULL, NIL_INT,
      "isbn \"a text that has more than the forty char...\" is not valid, left out", NULL}},
};

static void rows_are_read(void **state)
{
	for (size_t i = 0; i < COUNT(taken); i++) {
		struct import_book b;
		const struct import_book *want = &taken[i].book;
		char what[40];
		snprintf(what, sizeof(what), "row %zu", i);
		assert_int_equal(catalogue_import_book(*state, &taken[i].row, &b), ERR_NONE);
		assert_text(what, b.title, want->title);
		assert_text(what, b.creator, want->creator);
		assert_text(what, b.isbn, want->isbn);
		assert_text(what, b.isbn_key, want->isbn_key);
		assert_text(what, b.note, want->note);
		if (b.year != want->year)
			fail_msg("%s: year %lld", what, (long long)b.year);
	}
}

static const char *times(struct arena *a, size_t n, const char *s)
{
	struct buf b;
	buf_init(&b, a, 64);
	while (n--)
		buf_puts(&b, s);
	return b.data;
}

static void rows_are_refused(void **state)
{
	const char *isbn = times(*state, 201, "1");
	const struct {
		struct import_book_row row;
		const char *note;
	} cases[] = {
	    {ROW("439023483", "", "A", "2008.0", "", ""), "title is missing"},
	    {ROW("439023483", "", "A", "2008.0", " \t", "\xc2\xa0"), "title is missing"},
	    {ROW(NULL, NULL, NULL, NULL, NULL, NULL), "title is missing"},
	    {ROW("", "", "A", "2008.0", "T", "one\ntwo"), "title has a control character"},
	    {ROW("", "", "A", "2008.0", "T", "one\x7f"), "title has a control character"},
	    {ROW("", "", "A\tB", "2008.0", "T", "T"), "author has a control character"},
	    {ROW("", "", "A", "2008.5", "T", "T"), "year \"2008.5\" is not a whole number up to 9999"},
	    {ROW("", "", "A", "2e3", "T", "T"), "year \"2e3\" is not a whole number up to 9999"},
	    {ROW("", "", "A", "nan", "T", "T"), "year \"nan\" is not a whole number up to 9999"},
	    {ROW("", "", "A", "-", "T", "T"), "year \"-\" is not a whole number up to 9999"},
	    {ROW("", "", "A", ".0", "T", "T"), "year \".0\" is not a whole number up to 9999"},
	    {ROW("", "", "A", "1990.", "T", "T"), "year \"1990.\" is not a whole number up to 9999"},
	    {ROW("", "", "A", "--5", "T", "T"), "year \"--5\" is not a whole number up to 9999"},
	    {ROW("", "", "A", "10000", "T", "T"), "year \"10000\" is not a whole number up to 9999"},
	    {ROW("", "", "A", "-10000.0", "T", "T"), "year \"-10000.0\" is not a whole number up to 9999"},
	    {ROW("", "", "A", "99999999999999999999", "T", "T"),
	     "year \"99999999999999999999\" is not a whole number up to 9999"},
	    {ROW("", "", "A", "c. 1300", "T", "T"), "year \"c. 1300\" is not a whole number up to 9999"},
	    {ROW("", "", "A", "1990 1991", "T", "T"), "year \"1990 1991\" is not a whole number up to 9999"},
	    {ROW("", "", "A", "", "T", times(*state, 501, "\xc3\xa9")), "title has more than 500 characters"},
	    {ROW("", "", times(*state, 1001, "\xc3\xa9"), "", "T", "T"),
	     "author has more than 1000 characters"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct import_book b = {0};
		assert_int_equal(catalogue_import_book(*state, &cases[i].row, &b), ERR_INPUT);
		assert_text("note", b.note, cases[i].note);
		assert_null(b.title);
		assert_null(b.identity);
	}
	/* too long to be kept, but also nothing that could have been an ISBN: left out, not refused */
	struct import_book b;
	const struct import_book_row row = ROW(isbn, "", "A", "", "", "T");
	assert_int_equal(catalogue_import_book(*state, &row, &b), ERR_NONE);
	assert_null(b.isbn);
	assert_true(text_chars(b.note) < 100);
}

static void the_longest_values_are_taken_whole(void **state)
{
	const char *title = times(*state, 500, "\xc3\xa9"), *authors = times(*state, 1000, "\xe2\x82\xac");
	const struct import_book_row row =
	    ROW("", "", authors, "", "", arena_printf(*state, "  %s  ", title));
	struct import_book b;
	assert_int_equal(catalogue_import_book(*state, &row, &b), ERR_NONE);
	assert_string_equal(b.title, title);
	assert_string_equal(b.creator, authors);
}

static void identities(void **state)
{
	static const struct {
		struct import_book_row row;
		const char *identity;
	} cases[] = {
	    {ROW("439023483", "", "A", "2008.0", "", "T"), "isbn:9780439023481"},
	    {ROW("", "9780439023481.0", "B", "", "", "U"), "isbn:9780439023481"},
	    {ROW("812971060", "", "A", "", "", "T"), "isbn:812971060"},
	    {ROW("", "9.78e+12", " A ", "-720.0", "O", " T "), "row:T\x1f"
							       "A\x1f-720"},
	    {ROW("", "", "A", "", "", "T"), "row:T\x1f"
					    "A\x1f"},
	    {ROW("", "", "", "1", "", "T"), "row:T\x1f\x1f"
					    "1"},
	    {ROW("n/a", "", NULL, NULL, NULL, "T"), "row:T\x1f\x1f"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct import_book b;
		assert_int_equal(catalogue_import_book(*state, &cases[i].row, &b), ERR_NONE);
		assert_text("identity", b.identity, cases[i].identity);
	}
}

/* ---- films ---- */

#define TODAY "2026-11-21"
/* title, release date, distributor, genre, director, rating */
#define FILM(...)                                                                                            \
	{                                                                                                    \
		__VA_ARGS__                                                                                  \
	}
/* title, creator, publisher, genre, rating, released, year, note, identity */
static const struct {
	struct import_film_row row;
	struct import_film film;
} films[] = {
    {FILM("Titanic", "Dec 19 1997", "Paramount Pictures", "Thriller/Suspense", "James Cameron", "7.4"),
     {"Titanic", "James Cameron", "Paramount Pictures", "Thriller/Suspense", "7.4", "1997-12-19", 1997, NULL,
      "film:Titanic\x1fJames Cameron\x1f"
      "1997-12-19"}},
    /* empty fields, columns that are not there, blanks around */
    {FILM("The Land Girls", "Jun 12 1998", "Gramercy", "", "", ""),
     {"The Land Girls", NULL, "Gramercy", NULL, NULL, "1998-06-12", 1998, NULL,
      "film:The Land Girls\x1f\x1f"
      "1998-06-12"}},
    {FILM("Slam", NULL, NULL, NULL, NULL, NULL),
     {"Slam", NULL, NULL, NULL, NULL, NULL, NIL_INT, NULL, "film:Slam\x1f\x1f"}},
    {FILM(" Halloween:  Resurrection ", " Jul 12 2002 ", " ", "\t", " A B ", " 4 "),
     {"Halloween:  Resurrection", "A B", NULL, NULL, "4", "2002-07-12", 2002, NULL,
      "film:Halloween:  Resurrection\x1f"
      "A B\x1f"
      "2002-07-12"}},
    /* titles that are numbers, and with marks that were broken elsewhere */
    {FILM("1776", "Nov 09 1972", "", "", "", "7"),
     {"1776", NULL, NULL, NULL, "7", "1972-11-09", 1972, NULL,
      "film:1776\x1f\x1f"
      "1972-11-09"}},
    {FILM("21", "", "", "", "", "0"), {"21", NULL, NULL, NULL, "0", NULL, NIL_INT, NULL, "film:21\x1f\x1f"}},
    {FILM("The Naked Gun 2\xe2\x84\xa6: The Smell of Fear", "", "", "", "", "10.0"),
     {"The Naked Gun 2\xe2\x84\xa6: The Smell of Fear", NULL, NULL, NULL, "10.0", NULL, NIL_INT, NULL,
      "film:The Naked Gun 2\xe2\x84\xa6: The Smell of Fear\x1f\x1f"}},
    /* a film without a title */
    {FILM("", "Nov 03 2006", "IFC Films", "", "", "6.6"),
     {"[Untitled]", NULL, "IFC Films", NULL, "6.6", "2006-11-03", 2006, "title is missing, called [Untitled]",
      "film:[Untitled]\x1f\x1f"
      "2006-11-03"}},
    {FILM(" ", "soon", "", "", "A", ""),
     {"[Untitled]", "A", NULL, NULL, NULL, NULL, NIL_INT,
      "title is missing, called [Untitled]; release date \"soon\" cannot be read, left out",
      "film:[Untitled]\x1f"
      "A\x1fsoon"}},
    /* a rating that is none */
    {FILM("T", "1998-06-12", "", "", "", "N/A"),
     {"T", NULL, NULL, NULL, NULL, "1998-06-12", 1998,
      "rating \"N/A\" is no number from 0.0 to 10.0, left out",
      "film:T\x1f\x1f"
      "1998-06-12"}},
};

static void films_are_read(void **state)
{
	for (size_t i = 0; i < COUNT(films); i++) {
		struct import_film f;
		const struct import_film *want = &films[i].film;
		const char *what = arena_printf(*state, "film %zu", i);
		assert_int_equal(catalogue_import_film(*state, &films[i].row, TODAY, &f), ERR_NONE);
		assert_text(what, f.title, want->title);
		assert_text(what, f.creator, want->creator);
		assert_text(what, f.publisher, want->publisher);
		assert_text(what, f.genre, want->genre);
		assert_text(what, f.rating, want->rating);
		assert_text(what, f.released, want->released);
		assert_text(what, f.note, want->note);
		assert_text(what, f.identity, want->identity);
		if (f.year != want->year)
			fail_msg("%s: year %lld", what, (long long)f.year);
	}
}

/* Each date, what it says, what the film is known by, and what is noted. */
static void dates_of_films(void **state)
{
	static const char unread[] = "cannot be read", future[] = "is in the future";
	static const struct {
		const char *text, *released;
		int64_t year;
		const char *known_by, *why;
	} cases[] = {
	    {"", NULL, NIL_INT, "", NULL},
	    {"Jun 12 1998", "1998-06-12", 1998, "1998-06-12", NULL},
	    {"Jun 2 1998", "1998-06-02", 1998, "1998-06-02", NULL},
	    {"june 12, 1998", "1998-06-12", 1998, "1998-06-12", NULL},
	    {"12 Jun 1998", "1998-06-12", 1998, "1998-06-12", NULL},
	    {"1998-06-12", "1998-06-12", 1998, "1998-06-12", NULL},
	    {"Feb 29 2000", "2000-02-29", 2000, "2000-02-29", NULL},
	    {"1998", NULL, 1998, "1998", NULL},
	    {"Nov 21 2026", "2026-11-21", 2026, "2026-11-21", NULL},
	    {"2026", NULL, 2026, "2026", NULL},
	    /* a century too late: years of two digits that somebody completed */
	    {"Nov 22 2026", NULL, NIL_INT, "2026-11-22", future},
	    {"Dec 15 2039", NULL, NIL_INT, "2039-12-15", future},
	    {"2027", NULL, NIL_INT, "2027", future},
	    {"9999-12-31", NULL, NIL_INT, "9999-12-31", future},
	    /* years of two digits, and what is no date */
	    {"Jun 12 98", NULL, NIL_INT, "Jun 12 98", unread},
	    {"12-Jun-98", NULL, NIL_INT, "12-Jun-98", unread},
	    {"98", NULL, NIL_INT, "98", unread},
	    {"Feb 29 1999", NULL, NIL_INT, "Feb 29 1999", unread},
	    {"Feb 30 1998", NULL, NIL_INT, "Feb 30 1998", unread},
	    {"Jun 00 1998", NULL, NIL_INT, "Jun 00 1998", unread},
	    {"1998-13-01", NULL, NIL_INT, "1998-13-01", unread},
	    {"Xyz 12 1998", NULL, NIL_INT, "Xyz 12 1998", unread},
	    {"Jun 12 1998 10:00", NULL, NIL_INT, "Jun 12 1998 10:00", unread},
	    {"Jun 12 19980", NULL, NIL_INT, "Jun 12 19980", unread},
	    {"-1998", NULL, NIL_INT, "-1998", unread},
	    {"TBA", NULL, NIL_INT, "TBA", unread},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct import_film f;
		const struct import_film_row row = {.title = "T", .release_date = cases[i].text};
		assert_int_equal(catalogue_import_film(*state, &row, TODAY, &f), ERR_NONE);
		assert_text(cases[i].text, f.released, cases[i].released);
		assert_text(cases[i].text, f.identity,
			    arena_printf(*state, "film:T\x1f\x1f%s", cases[i].known_by));
		assert_text(cases[i].text, f.note,
			    cases[i].why ? arena_printf(*state, "release date \"%s\" %s, left out",
							cases[i].text, cases[i].why)
					 : NULL);
		if (f.year != cases[i].year)
			fail_msg("%s: year %lld", cases[i].text, (long long)f.year);
	}
}

static void ratings_of_films(void **state)
{
	static const char *const good[] = {"0", "0.0", "5", "9.9", "10", "10.0"};
	static const char *const bad[] = {"10.1", "11",	  "00",	 "05",	"-1",  "+5", "5.",
					  ".5",	  "5.55", "5,5", "1e1", "nan", "5 5"};
	struct import_film f;
	for (size_t i = 0; i < COUNT(good); i++) {
		const struct import_film_row row = {.title = "T", .imdb_rating = good[i]};
		assert_int_equal(catalogue_import_film(*state, &row, TODAY, &f), ERR_NONE);
		assert_text(good[i], f.rating, good[i]);
		assert_null(f.note);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		const struct import_film_row row = {.title = "T", .imdb_rating = bad[i]};
		assert_int_equal(catalogue_import_film(*state, &row, TODAY, &f), ERR_NONE);
		assert_text(bad[i], f.rating, NULL);
		assert_non_null(f.note);
	}
}

static void films_are_refused(void **state)
{
	const struct {
		struct import_film_row row;
		const char *note;
	} cases[] = {
	    {FILM("", "", "D", "G", "", "5"), "title is missing"},
	    {FILM("", "Feb 30 1998", "D", "G", "", "5"), "title is missing"},
	    {FILM(NULL, NULL, NULL, NULL, NULL, NULL), "title is missing"},
	    {FILM("one\ntwo", "", "", "", "", ""), "title has a control character"},
	    {FILM("T", "", "", "", "A\x1b[2J", ""), "director has a control character"},
	    {FILM("T", "", "D\x7f", "", "", ""), "distributor has a control character"},
	    {FILM("T", "", "", "G\tH", "", ""), "genre has a control character"},
	    {FILM(times(*state, 501, "\xc3\xa9"), "", "", "", "", ""), "title has more than 500 characters"},
	    {FILM("T", "", "", "", times(*state, 1001, "x"), ""), "director has more than 1000 characters"},
	    {FILM("T", "", times(*state, 301, "x"), "", "", ""), "distributor has more than 300 characters"},
	    {FILM("T", "", "", times(*state, 201, "x"), "", ""), "genre has more than 200 characters"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct import_film f = {0};
		assert_int_equal(catalogue_import_film(*state, &cases[i].row, TODAY, &f), ERR_INPUT);
		assert_text("note", f.note, cases[i].note);
		assert_null(f.title);
		assert_null(f.identity);
	}
}

/* A note is shown on a terminal. */
static void notes_drive_no_terminal(void **state)
{
	struct import_film f;
	struct import_book b;
	const struct import_film_row film = {.title = "T", .release_date = "\x1b[2J\a", .imdb_rating = "\r9"};
	const struct import_book_row book = ROW("\x1b[2J", "", "A", "", "", "T");
	assert_int_equal(catalogue_import_film(*state, &film, TODAY, &f), ERR_NONE);
	assert_false(text_has_control(f.note));
	assert_int_equal(catalogue_import_book(*state, &book, &b), ERR_NONE);
	assert_false(text_has_control(b.note));
}

#define HUNDRED                                                                                              \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	"xx"

static const struct {
	const char *text, *isbn_key, *match, *prefix;
} searches[] = {
    {"Lolita", NULL, "+Lolita*", NULL},
    {"hunger games", NULL, "+hunger* +games*", NULL},
    {"  the  Hunger\tGAMES! ", NULL, "+Hunger* +GAMES*", NULL},
    /* words that InnoDB leaves out */
    {"The Da Vinci Code", NULL, "+Vinci* +Code*", NULL},
    {"it", NULL, NULL, "it%"},
    {"Who Was the WHAT with what", NULL, NULL, "Who Was the WHAT with what%"},
    {"About", NULL, NULL, "About%"},
    {"Whom this concerns", NULL, "+Whom* +concerns*", NULL},
    {"th\xc3\xa9 vert", NULL, "+th\xc3\xa9* +vert*", NULL},
    {"\xc3\xa9t\xc3\xa9", NULL, "+\xc3\xa9t\xc3\xa9*", NULL}, /* characters, not bytes, count */
    {"\xc3\xa9\xc3\xa9", NULL, NULL, "\xc3\xa9\xc3\xa9%"},
    {"11/22/63", NULL, NULL, "11/22/63%"},
    {"1984", NULL, "+1984*", NULL},
    {HUNDRED " word", NULL, "+word*", NULL},
    /* an apostrophe parts words, as in the index */
    {"Harry Potter and the Sorcerer's Stone", NULL, "+Harry* +Potter* +and* +Sorcerer* +Stone*", NULL},
    {"Gone_Girl", NULL, "+Gone_Girl*", NULL},
    /* what means something to MATCH */
    {"user@example.com", NULL, "+user* +example*", NULL},
    {"@@@", NULL, NULL, "@@@%"},
    {"foo**", NULL, "+foo*", NULL},
    {"+foo +(", NULL, "+foo*", NULL},
    {"+foo -bar ~baz <qux >quux (corge) \"grault\"@8", NULL,
     "+foo* +bar* +baz* +qux* +quux* +corge* +grault*", NULL},
    {"\"half a phrase", NULL, "+half* +phrase*", NULL},
    {"';--`#/*\\", NULL, NULL, "';--`#/*\\\\%"},
    {"line\nbreak\x01here", NULL, "+line* +break* +here*", NULL},
    /* punctuation and blanks of Unicode */
    {"Catch\xe2\x80\x93"
     "word",
     NULL, "+Catch* +word*", NULL},
    {"\xe2\x80\x9cquoted\xe2\x80\x9d", NULL, "+quoted*", NULL},
    {"l\xe2\x80\x99\xc3\xa9tranger", NULL, "+\xc3\xa9tranger*", NULL},
    {"\xc2\xbfqui\xc3\xa9n\xc2\xa0sabe?", NULL, "+qui\xc3\xa9n* +sabe*", NULL},
    {"abc\xe2\x80\x8b"
     "def\xe2\x81\x9fghi\xe3\x80\x80jkl\xe3\x80\x82mno",
     NULL, "+abc* +def* +ghi* +jkl* +mno*", NULL},
    {"abc\xc3\x97"
     "def\xc3\xb7ghi\xe1\x9a\x80jkl",
     NULL, "+abc* +def* +ghi* +jkl*", NULL},
    {"\xd0\x92\xd0\xbe\xd0\xb9\xd0\xbd\xd0\xb0", NULL, "+\xd0\x92\xd0\xbe\xd0\xb9\xd0\xbd\xd0\xb0*", NULL},
    {"\xe2\x81\xa0\xe2\x81\xa0\xe2\x81\xa0", NULL, "+\xe2\x81\xa0\xe2\x81\xa0\xe2\x81\xa0*", NULL},
    {"N\xc2\xba\xc2\xb9 \xc2\xb5\xc2\xb2\xc2\xbd", NULL, "+N\xc2\xba\xc2\xb9* +\xc2\xb5\xc2\xb2\xc2\xbd*",
     NULL},
    /* a prefix */
    {"", NULL, NULL, "%"},
    {"   ", NULL, NULL, "%"},
    {" a% ", NULL, NULL, "a\\%%"},
    {"_", NULL, NULL, "\\_%"},
    {"50%", NULL, NULL, "50\\%%"},
    {"a\\b", NULL, NULL, "a\\\\b%"},
    {"\xe6\x97\xa5\xe6\x9c\xac", NULL, NULL, "\xe6\x97\xa5\xe6\x9c\xac%"},
    /* no more than twelve */
    {"aa1 aa2 aa3 aa4 aa5 aa6 aa7 aa8 aa9 ab1 ab2 ab3 ab4 ab5", NULL,
     "+aa1* +aa2* +aa3* +aa4* +aa5* +aa6* +aa7* +aa8* +aa9* +ab1* +ab2* +ab3*", NULL},
    {"it is the a of aa1 aa2 aa3 aa4 aa5 aa6 aa7 aa8 aa9 ab1 ab2 ab3 ab4", NULL,
     "+aa1* +aa2* +aa3* +aa4* +aa5* +aa6* +aa7* +aa8* +aa9* +ab1* +ab2* +ab3*", NULL},
    /* ISBNs */
    {"0439023483", "9780439023481", "+0439023483*", NULL},
    {" 978-0-439-02348-1 ", "9780439023481", "+978* +439* +02348*", NULL},
    {"978 0 439 02348\xc2\xa0"
     "1",
     "9780439023481", "+978* +439* +02348*", NULL},
    {"0 8044 2957 x", "9780804429573", "+8044* +2957*", NULL},
    {"0-8044-2957-X", "9780804429573", "+8044* +2957*", NULL},
    {"0439023484", NULL, "+0439023484*", NULL},
    {"isbn 0439023483", NULL, "+isbn* +0439023483*", NULL},
};

static void searches_are_asked(void **state)
{
	for (size_t i = 0; i < COUNT(searches); i++) {
		struct catalogue_search s;
		catalogue_search(*state, searches[i].text, &s);
		assert_text(searches[i].text, s.isbn_key, searches[i].isbn_key);
		assert_text(searches[i].text, s.match, searches[i].match);
		assert_text(searches[i].text, s.prefix, searches[i].prefix);
	}
}

/* Words of 3 and 80 characters are asked for, of 2 and 81 not. */
static void lengths_of_words(void **state)
{
	for (size_t n = 1; n < 100; n++) {
		struct catalogue_search s;
		const char *word = times(*state, n, "\xc3\xa9");
		catalogue_search(*state, word, &s);
		assert_text("match", s.match, n < 3 || n > 80 ? NULL : arena_printf(*state, "+%s*", word));
	}
}

/* Whatever byte stands between two words, the search keeps its form. */
static void no_character_breaks_the_syntax(void **state)
{
	for (int c = 1; c < 128; c++) {
		struct catalogue_search s;
		catalogue_search(*state, arena_printf(*state, "abc%cdef", c), &s);
		bool word =
		    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
		const char *want = word ? arena_printf(*state, "+abc%cdef*", c) : "+abc* +def*";
		assert_text("match", s.match, want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(isbn_keys, setup, teardown),
	    cmocka_unit_test_setup_teardown(handles, setup, teardown),
	    cmocka_unit_test_setup_teardown(rows_are_read, setup, teardown),
	    cmocka_unit_test_setup_teardown(rows_are_refused, setup, teardown),
	    cmocka_unit_test_setup_teardown(the_longest_values_are_taken_whole, setup, teardown),
	    cmocka_unit_test_setup_teardown(identities, setup, teardown),
	    cmocka_unit_test_setup_teardown(films_are_read, setup, teardown),
	    cmocka_unit_test_setup_teardown(dates_of_films, setup, teardown),
	    cmocka_unit_test_setup_teardown(ratings_of_films, setup, teardown),
	    cmocka_unit_test_setup_teardown(films_are_refused, setup, teardown),
	    cmocka_unit_test_setup_teardown(notes_drive_no_terminal, setup, teardown),
	    cmocka_unit_test_setup_teardown(searches_are_asked, setup, teardown),
	    cmocka_unit_test_setup_teardown(lengths_of_words, setup, teardown),
	    cmocka_unit_test_setup_teardown(no_character_breaks_the_syntax, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
