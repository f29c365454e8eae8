/* film.h - what OMDb says of a film, made into what the catalogue keeps. Floor: rules. */
#ifndef RULES_FILM_H
#define RULES_FILM_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* The members of OMDb's answer as texts; NULL where there is none. */
struct film_told {
	const char *imdb_id, *title, *year, *released, *genre, *director, *country, *rating;
};

/* A film as the catalogue keeps it; texts NULL and the year NIL_INT where OMDb does not say. */
struct film {
	const char *imdb_id, *title;		/* never NULL */
	const char *genre, *director, *country; /* lists of names, as OMDb has them */
	const char *released;			/* "YYYY-MM-DD" */
	const char *rating;			/* "9.2", from 0.0 to 10.0 */
	int64_t year;
};

/*
 * Blanks around a value do not count; "N/A", nothing, and what makes no sense are no value. ERR_INPUT: no title or no
 * IMDb id, a control character, or more than the catalogue keeps whole (nothing is ever cut); *why_r says so then.
 */
enum err film_read(struct arena *a, const struct film_told *told, struct film *film_r,
		   const char **why_r) MUST_CHECK;
/* 1 to 32 letters, digits, '-' and '_'. */
bool film_id_valid(const char *imdb_id);
/* "1994", "1994\u20131998", "1994-": the first year; NIL_INT when it is none. */
int64_t film_year(const char *text);
/* "14 Oct 1994" -> "1994-10-14" in the arena; NULL when it is no date. */
const char *film_released(struct arena *a, const char *text);
/* "9.2" -> itself, "9" -> "9.0", "8.25" -> "8.3"; NULL when it is no number from 0 to 10. */
const char *film_rating(struct arena *a, const char *text);

#endif
