/* catalogue.h - what a work is known by, how foreign rows are read and searches asked. Floor: rules. */
#ifndef RULES_CATALOGUE_H
#define RULES_CATALOGUE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/isbn.h"

#include <stdint.h>

/* Longest values the catalogue keeps, in characters; over that is refused, never cut. */
enum {
	TITLE_MAX = 500,
	CREATOR_MAX = 1000,
	ISBN_MAX = 200,
	PUB_TEXT_MAX = 200,
	PUBLISHER_MAX = 300,
	GENRE_MAX = 200
};

/* The key under which a work's isbn is unique: 13 digits for a valid ISBN, otherwise the text itself. */
const char *catalogue_isbn_key(struct arena *a, const char *isbn);
/* The unique name of a book: the trimmed title. NULL when nothing is left. */
const char *catalogue_handle(struct arena *a, const char *title);

/* The columns of a line of books.csv as they came; NULL when the file has no such column. */
struct import_book_row {
	const char *isbn, *isbn13, *authors, *year, *original_title, *title;
};
struct import_book {
	/* creator NULL when the line has none; isbn, isbn_key NULL when it has none that is readable */
	const char *title, *creator, *isbn, *isbn_key;
	/* NIL_INT when unknown; before Christ is negative */
	int64_t year;
	/* what was odd but taken, or NULL; when refused: why */
	const char *note;
	/*
	 * What the line is recognised by when the file comes again: "isbn:" + key, or "row:" + title, creator
	 * and year parted by U+001F.
	 */
	const char *identity;
};
/*
 * Reads one line. ERR_NONE: taken (note may say what was odd). ERR_INPUT: refused, note says why, the rest is
 * empty. ISBN-10 with lost leading zeros are completed; an ISBN with a wrong check digit is kept as written,
 * with a note (text that cannot have been meant as one, "n/a", is left out, with a note); without ISBN-10 a
 * whole and valid ISBN-13 is taken ("9780439023481" or "9780439023481.0"); one in scientific notation has
 * lost its last digits and is not guessed at: taken without ISBN, with a note. Years are integers of up to
 * four digits that may be written as floats ("-720.0"); any other year refuses the line, as do a missing
 * title, control characters in title or authors, and values over the limits. Blanks around values do not
 * count. Without title the original_title serves. The values are valid UTF-8. All texts are in the arena, or
 * are those of the row.
 */
enum err catalogue_import_book(struct arena *a, const struct import_book_row *row,
			       struct import_book *book_r) MUST_CHECK;

/* The columns of a line of movies.csv as they came; NULL when the file has no such column. */
struct import_film_row {
	const char *title, *release_date, *distributor, *major_genre, *director, *imdb_rating;
};
struct import_film {
	/* all but the title NULL when the line has none that can be kept */
	const char *title, *creator, *publisher, *genre;
	const char *rating;   /* "0" to "10.0", at most one digit behind the point */
	const char *released; /* "YYYY-MM-DD" */
	int64_t year;	      /* NIL_INT when unknown */
	const char *note;     /* as of a book */
	/* "film:" + title, director and date of release as it was understood, parted by U+001F */
	const char *identity;
};
/*
 * Reads one line; today is "YYYY-MM-DD". ERR_NONE and ERR_INPUT as for books. Dates: "Jun 12 1998", "June 12, 1998",
 * "12 Jun 1998", "1998-06-12", or a year of four digits alone. Left out, with a note: a date that is none, one of a
 * year of two digits (not guessed at), one in the future (a century was guessed for it elsewhere), and a rating that is
 * none. A film without a title that has a director or a date is taken as "[Untitled]", with a note, as cataloguers do.
 * Refused: without any of the three, and texts with control characters or over the limits. The identity does not
 * depend on today: the same line is the same film on any day.
 */
enum err catalogue_import_film(struct arena *a, const struct import_film_row *row, const char *today,
			       struct import_film *film_r) MUST_CHECK;

/* What a text typed into a search box asks for. */
struct catalogue_search {
	/* set when the whole text is a valid ISBN (blanks inside allowed): match it exactly, first */
	const char *isbn_key;
	/* for MATCH ... IN BOOLEAN MODE; NULL when no word can be looked up in the index */
	const char *match;
	/* LIKE pattern for the start of a title, '\' escapes; only when match is NULL */
	const char *prefix;
};
/*
 * MATCH gets "+word* +word*" of at most 12 words, made of letters, digits, '_' and bytes over 127 only, so
 * that the text can never break the search syntax. Left out: words InnoDB does not index (under 3 or over 80
 * characters, its 36 built-in stop words). Every word is asked as the start of a word. When nothing is left,
 * prefix is the whole text, trimmed, with %, _ and \ escaped, and '%' at the end (NULL otherwise). The text
 * is valid UTF-8. Blanks and punctuation of Unicode (U+0080-U+00BF but for the nine that are letters or
 * numbers, U+00D7, U+00F7, U+1680, U+2000-U+205F, U+3000-U+3003) part words as ASCII punctuation does. At all
 * other punctuation InnoDB parts the words of a search itself (measured with 10.11, character by character).
 */
void catalogue_search(struct arena *a, const char *text, struct catalogue_search *search_r);

#endif
