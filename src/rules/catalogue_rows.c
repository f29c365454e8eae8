/* catalogue_rows.c - books and films as foreign files have them. Floor: rules. */
#include "rules/catalogue.h"

#include "base/date.h"
#include "base/field.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SHOWN = 40, YEAR_MAX = 9999, YEAR_MIN = 1000 };
enum {
	SHORT_ISBN = 6
}; /* the digits that are left of the shortest ISBN-10s that lose their zeros, 0-00-0... */

/* The first characters of a value, for a note; nothing in it can drive a terminal. */
static const char *shown(struct arena *a, const char *s)
{
	size_t n = 0, chars = 0;
	while (s[n] && (((unsigned char)s[n] & 0xc0) == 0x80 || chars++ < SHOWN))
		n++;
	char *start = arena_strndup(a, s, n);
	for (char *p = start; *p; p++)
		if ((unsigned char)*p < 32 || *p == 127)
			*p = '?';
	return arena_printf(a, "\"%s%s\"", start, s[n] ? "..." : "");
}

static const char *clean(struct arena *a, const char *value)
{
	return value ? text_trim(a, value) : "";
}

/* Why a value cannot be kept, or NULL. */
static const char *unfit(struct arena *a, const char *name, const char *value, size_t max)
{
	if (text_has_control(value))
		return arena_printf(a, "%s has a control character", name);
	if (text_chars(value) > max)
		return arena_printf(a, "%s has more than %zu characters", name, max);
	return NULL;
}

/* "195170342.0", a whole number written as a float, without its ".0"; anything else as it is. */
static const char *without_point(struct arena *a, const char *s)
{
	size_t n = strspn(s, "0123456789");
	return n && !strcmp(s + n, ".0") ? arena_strndup(a, s, n) : s;
}

/* "9.78043902348e+12" */
static bool scientific(const char *s)
{
	size_t n = strspn(s, "0123456789.");
	return n && (s[n] == 'e' || s[n] == 'E') && !s[n + 1 + strspn(s + n + 1, "+-0123456789")];
}

/* An ISBN-10 that was once a number gets its leading zeros back when the check digit then is right. */
static const char *with_zeros(struct arena *a, const char *s)
{
	char key[ISBN_KEY];
	size_t len = strlen(s), digits = strspn(s, "0123456789");
	bool ten = digits + 1 == len && (s[digits] == 'X' || s[digits] == 'x');
	if (len < SHORT_ISBN || len > 9 || !(digits == len || ten))
		return s;
	const char *whole = arena_printf(a, "%.*s%s", (int)(10 - len), "0000", s);
	return isbn_key(whole, key) ? whole : s;
}

/* Could it have been meant as an ISBN? "n/a" and "0" could not: as keys they would make one book of many. */
static bool like_isbn(const char *s)
{
	int n = 0;
	for (; *s; s++) {
		bool ten = !s[1] && (*s == 'X' || *s == 'x');
		if (ten || (*s >= '0' && *s <= '9'))
			n++;
		else if (*s != '-')
			return false;
	}
	return n >= SHORT_ISBN && n <= 13;
}

static void read_isbn(struct arena *a, const struct import_book_row *row, struct import_book *book)
{
	char key[ISBN_KEY];
	const char *ten = without_point(a, clean(a, row->isbn));
	const char *thirteen = without_point(a, clean(a, row->isbn13));
	if (like_isbn(ten)) {
		book->isbn = with_zeros(a, ten);
		if (!isbn_key(book->isbn, key))
			book->note = arena_printf(a, "isbn %s is not valid, kept as written", shown(a, ten));
	} else if (isbn_key(thirteen, key)) {
		book->isbn = thirteen;
	} else if (*ten || *thirteen) {
		const char *name = *ten ? "isbn" : "isbn13", *text = *ten ? ten : thirteen;
		const char *why = scientific(text) ? "has lost digits" : "is not valid";
		book->note = arena_printf(a, "%s %s %s, left out", name, shown(a, text), why);
	}
	if (book->isbn)
		book->isbn_key = catalogue_isbn_key(a, book->isbn);
}

/* "", "1997", "1997.0", "-720.0" */
static bool read_year(const char *s, int64_t *year_r)
{
	bool minus = *s == '-';
	const char *p = s + minus;
	int64_t year = 0;
	*year_r = NIL_INT;
	if (!*s)
		return true;
	for (; *p >= '0' && *p <= '9' && year <= YEAR_MAX; p++)
		year = year * 10 + (*p - '0');
	if (p == s + minus || year > YEAR_MAX)
		return false;
	if (*p == '.') {
		size_t zeros = strspn(p + 1, "0");
		p += zeros ? zeros + 1 : 0;
	}
	if (*p)
		return false;
	*year_r = minus ? -year : year;
	return true;
}

static const char *identity(struct arena *a, const struct import_book *b)
{
	if (b->isbn_key)
		return arena_printf(a, "isbn:%s", b->isbn_key);
	const char *year = b->year == NIL_INT ? "" : arena_printf(a, "%lld", (long long)b->year);
	return arena_printf(a, "row:%s\x1f%s\x1f%s", b->title, b->creator ? b->creator : "", year);
}

static enum err refuse(struct import_book *book, const char *why)
{
	*book = (struct import_book){.year = NIL_INT, .note = why};
	return ERR_INPUT;
}

enum err catalogue_import_book(struct arena *a, const struct import_book_row *row, struct import_book *book_r)
{
	struct import_book b = {.title = clean(a, row->title)};
	const char *why;
	if (!*b.title)
		b.title = clean(a, row->original_title);
	if (!*b.title)
		return refuse(book_r, "title is missing");
	if ((why = unfit(a, "title", b.title, TITLE_MAX)))
		return refuse(book_r, why);
	b.creator = clean(a, row->authors);
	if ((why = unfit(a, "author", b.creator, CREATOR_MAX)))
		return refuse(book_r, why);
	if (!*b.creator)
		b.creator = NULL;
	const char *year = clean(a, row->year);
	if (!read_year(year, &b.year))
		return refuse(book_r, arena_printf(a, "year %s is not a whole number up to %d",
						   shown(a, year), YEAR_MAX));
	read_isbn(a, row, &b);
	if (b.isbn && (why = unfit(a, "isbn", b.isbn, ISBN_MAX)))
		return refuse(book_r, why);
	b.identity = identity(a, &b);
	*book_r = b;
	return ERR_NONE;
}

/* ---- films ---- */

static void note(struct arena *a, struct import_film *f, const char *what, const char *value, const char *why)
{
	const char *text = arena_printf(a, "%s %s %s, left out", what, shown(a, value), why);
	f->note = f->note ? arena_printf(a, "%s; %s", f->note, text) : text;
}

/* "1998-06-12" or "1998", whichever the text says, or NULL. A year of two digits could be of any century. */
static const char *plain_date(struct arena *a, const char *text)
{
	static const char *const forms[] = {"%b %d %Y", "%b %d, %Y", "%d %b %Y", "%Y-%m-%d", "%Y"};
	enum { FORMS = sizeof(forms) / sizeof(forms[0]) };
	for (int i = 0; i < FORMS; i++) {
		struct tm tm = {0};
		const char *end = strptime(text, forms[i], &tm);
		int year = tm.tm_year + 1900;
		if (!end || *end || year < YEAR_MIN || year > YEAR_MAX)
			continue;
		if (i == FORMS - 1)
			return arena_printf(a, "%d", year);
		const char *date = arena_printf(a, "%d-%02d-%02d", year, tm.tm_mon + 1, tm.tm_mday);
		return date_valid(date) ? date : NULL;
	}
	return NULL;
}

static void read_release(struct arena *a, const char *text, const char *today, struct import_film *f)
{
	const char *date = plain_date(a, text);
	if (!*text)
		return;
	if (!date) {
		note(a, f, "release date", text, "cannot be read");
	} else if (strncmp(date, today, strlen(date)) > 0) {
		note(a, f, "release date", text, "is in the future");
	} else {
		f->year = strtol(date, NULL, 10);
		f->released = date[4] ? date : NULL;
	}
}

/* "7", "6.1", "10.0" */
static bool is_rating(const char *s)
{
	size_t n = strspn(s, "0123456789");
	bool ten = !strncmp(s, "10", 2) && n == 2;
	if (!(n == 1 || ten))
		return false;
	if (!s[n])
		return true;
	return s[n] == '.' && s[n + 1] >= '0' && s[n + 1] <= (ten ? '0' : '9') && !s[n + 2];
}

/* A value that may be missing; false: refused, with the reason. */
static bool read_text(struct arena *a, const char *name, const char *value, size_t max, const char **text_r,
		      const char **why_r)
{
	const char *text = clean(a, value);
	*text_r = *text ? text : NULL;
	return !(*why_r = unfit(a, name, text, max));
}

enum err catalogue_import_film(struct arena *a, const struct import_film_row *row, const char *today,
			       struct import_film *film_r)
{
	struct import_film f = {.year = NIL_INT};
	const char *why, *date = clean(a, row->release_date), *rating = clean(a, row->imdb_rating);
	if (!read_text(a, "title", row->title, TITLE_MAX, &f.title, &why) ||
	    !read_text(a, "director", row->director, CREATOR_MAX, &f.creator, &why) ||
	    !read_text(a, "distributor", row->distributor, PUBLISHER_MAX, &f.publisher, &why) ||
	    !read_text(a, "genre", row->major_genre, GENRE_MAX, &f.genre, &why)) {
		*film_r = (struct import_film){.year = NIL_INT, .note = why};
		return ERR_INPUT;
	}
	const char *release = plain_date(a, date);
	if (!f.title && !f.creator && !release) {
		*film_r = (struct import_film){.year = NIL_INT, .note = "title is missing"};
		return ERR_INPUT;
	}
	if (!f.title) {
		f.title = "[Untitled]";
		f.note = "title is missing, called [Untitled]";
	}
	read_release(a, date, today, &f);
	if (is_rating(rating))
		f.rating = rating;
	else if (*rating)
		note(a, &f, "rating", rating, "is no number from 0.0 to 10.0");
	f.identity = arena_printf(a, "film:%s\x1f%s\x1f%s", f.title, f.creator ? f.creator : "",
				  release ? release : date);
	*film_r = f;
	return ERR_NONE;
}
