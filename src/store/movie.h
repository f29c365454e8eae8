/* movie.h - the films of the catalogue by title and IMDb id, and what was asked of OMDb. Floor: store. */
#ifndef STORE_MOVIE_H
#define STORE_MOVIE_H

#include "rules/film.h"
#include "store/stmt.h"

/* Books and withdrawn films are not there for these. */
struct movie {
	int64_t id, year; /* year may be NIL_INT */
	const char *uuid; /* comes out of lock */
	const char *imdb_id, *title, *genre, *director, *country, *rating,
	    *released; /* but for title may be NULL */
};

/* From the offset-th on, in order of title as the database compares titles, then IMDb id, then id. Flows. */
enum err store_movie_list(struct db *db, int64_t limit, int64_t offset, struct rows *rows_r) MUST_CHECK;
/* By its exact title; of several any, but always the same. */
enum err store_movie_by_title(struct db *db, const char *title, struct movie *m_r) MUST_CHECK;
/* Its row locked until the transaction ends. */
enum err store_movie_lock(struct db *db, const char *imdb_id, struct movie *m_r) MUST_CHECK;
/* Is there one with that IMDb id? */
enum err store_movie_known(struct db *db, const char *imdb_id, bool *known_r) MUST_CHECK;
/*
 * Within a transaction: the film of that IMDb id gets all these values, or is added with a copy. added_r (may be NULL):
 * the uuid of the work that was added, NULL when it was there.
 * ERR_CONFLICT: the id is a book's.
 */
enum err store_movie_put(struct db *db, const struct film *f, const char **added_r) MUST_CHECK;
/* Remembers that the film was deleted, so that no import brings it back by itself. */
enum err store_movie_gone(struct db *db, const char *imdb_id) MUST_CHECK;

/* ---- store/omdb.c: what imports asked ---- */

enum lookup { LOOKUP_MINE, LOOKUP_RECENT, LOOKUP_ABSENT, LOOKUP_GONE };
/*
 * Takes the question for this id, so that whoever comes at the same time does not ask it too: LOOKUP_MINE. Not when it
 * was asked in the last 12 hours (RECENT, or ABSENT: OMDb knew none) or the film was deleted (GONE); again: then too.
 */
enum err store_lookup_take(struct db *db, const char *imdb_id, bool again, enum lookup *lookup_r) MUST_CHECK;
/* The question came to nothing: it may be asked again at once. */
enum err store_lookup_drop(struct db *db, const char *imdb_id) MUST_CHECK;
enum err store_lookup_absent(struct db *db, const char *imdb_id) MUST_CHECK;

/* Counts n requests to OMDb (below 0: takes some back) on today's account, whatever the budget. */
enum err store_omdb_count(struct db *db, int64_t n) MUST_CHECK;
/* Counts one if that stays within the budget; ERR_REFUSED: it is spent until midnight UTC. */
enum err store_omdb_spend(struct db *db, int64_t budget) MUST_CHECK;

extern const struct statement movie_statements[], omdb_statements[];
extern const int movie_statement_count, omdb_statement_count;

#endif
