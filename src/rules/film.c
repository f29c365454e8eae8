/* film.c - what OMDb says of a film, made into what the catalogue keeps. Floor: rules. */
#include "rules/film.h"

#include "base/date.h"
#include "base/field.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ID_MAX = 32, TITLE_CHARS = 500, DIRECTOR_CHARS = 1000, LIST_CHARS = 200 };

#define DIGITS "0123456789"

/* NULL for nothing, and for OMDb's word for it. */
static const char *value(struct arena *a, const char *text)
{
	const char *s = text ? text_trim(a, text) : "";
	return *s && strcmp(s, "N/A") ? s : NULL;
}

bool film_id_valid(const char *imdb_id)
{
	size_t n = strspn(imdb_id, DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_");
	return n && n <= ID_MAX && !imdb_id[n];
}

int64_t film_year(const char *text)
{
	if (!text || strspn(text, DIGITS) != 4)
		return NIL_INT;
	int64_t year = strtol(text, NULL, 10);
	return year ? year : NIL_INT;
}

/* Three letters, whatever their case, as strptime's %b in English; 0 when they are no month. */
static int month_named(const char *s)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	for (int i = 0; i < 12; i++)
		if (!strncasecmp(s, names + 3 * i, 3))
			return i + 1;
	return 0;
}

const char *film_released(struct arena *a, const char *text)
{
	size_t day = text ? strspn(text, DIGITS) : 0;
	if (!day || day > 2)
		return NULL;
	const char *s = text + day + strspn(text + day, " ");
	int month = s > text + day ? month_named(s) : 0;
	if (!month)
		return NULL;
	const char *year = s + 3 + strspn(s + 3, " ");
	if (year == s + 3 || strspn(year, DIGITS) != 4 || year[4])
		return NULL;
	const char *date = arena_printf(a, "%.4s-%02d-%02ld", year, month, strtol(text, NULL, 10));
	return date_valid(date) ? date : NULL;
}

/* In hundredths and rounded half up, as the column has one place. */
const char *film_rating(struct arena *a, const char *text)
{
	size_t whole = text ? strspn(text, DIGITS) : 0, places = 0;
	if (!whole || whole > 2)
		return NULL;
	long hundredths = strtol(text, NULL, 10) * 100;
	if (text[whole] == '.') {
		const char *p = text + whole + 1;
		places = strspn(p, DIGITS);
		if (!places)
			return NULL;
		hundredths += (p[0] - '0') * 10 + (places > 1 ? p[1] - '0' : 0);
	}
	if (text[whole + (places ? places + 1 : 0)] || hundredths > 1000)
		return NULL;
	long tenths = (hundredths + 5) / 10;
	return arena_printf(a, "%ld.%ld", tenths / 10, tenths % 10);
}

static bool fits(const char *text, size_t chars)
{
	return !text || (text_chars(text) <= chars && !text_has_control(text));
}

enum err film_read(struct arena *a, const struct film_told *told, struct film *film_r, const char **why_r)
{
	struct film f = {
	    .imdb_id = value(a, told->imdb_id),
	    .title = value(a, told->title),
	    .genre = value(a, told->genre),
	    .director = value(a, told->director),
	    .country = value(a, told->country),
	    .released = film_released(a, value(a, told->released)),
	    .rating = film_rating(a, value(a, told->rating)),
	    .year = film_year(value(a, told->year)),
	};
	*why_r = NULL;
	if (!f.title)
		*why_r = "it names no title";
	else if (!f.imdb_id || !film_id_valid(f.imdb_id))
		*why_r = "it names no IMDb id";
	else if (!fits(f.title, TITLE_CHARS) || !fits(f.director, DIRECTOR_CHARS) ||
		 !fits(f.genre, LIST_CHARS) || !fits(f.country, LIST_CHARS))
		*why_r = "a value is longer than the catalogue keeps, or has control characters";
	if (*why_r)
		return ERR_INPUT;
	*film_r = f;
	return ERR_NONE;
}
