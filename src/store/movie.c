/* movie.c - the films of the catalogue by title and IMDb id. Floor: store. */
#include "store/movie.h"

#include "store/work.h"

#include <string.h>

#define M struct movie
#define F struct film
static const struct field out[] = {
    FIELD_INT(M, id, "id", 0, 0, 0),
    FIELD_UUID(M, uuid, "uuid", 0),
    FIELD_TEXT(M, imdb_id, "imdb_id", 0, 0, 0),
    FIELD_TEXT(M, title, "title", 0, 0, 0),
    FIELD_INT(M, year, "year", 0, 0, 0),
    FIELD_TEXT(M, genre, "genre", 0, 0, 0),
    FIELD_TEXT(M, director, "director", 0, 0, 0),
    FIELD_TEXT(M, country, "country", 0, 0, 0),
    FIELD_DECIMAL(M, rating, "rating", 0, 0, 0),
    FIELD_DATE(M, released, "released", 0),
    FIELD_END,
};
static const struct field update_in[] = {
    FIELD_TEXT(F, title, "title", 0, 0, 0),
    FIELD_INT(F, year, "year", 0, 0, 0),
    FIELD_TEXT(F, genre, "genre", 0, 0, 0),
    FIELD_TEXT(F, director, "director", 0, 0, 0),
    FIELD_TEXT(F, country, "country", 0, 0, 0),
    FIELD_DECIMAL(F, rating, "rating", 0, 0, 0),
    FIELD_DATE(F, released, "released", 0),
    FIELD_TEXT(F, imdb_id, "imdb_id", 0, 0, 0),
    FIELD_END,
};
struct page {
	int64_t limit, offset;
};
static const struct field page_in[] = {FIELD_INT(struct page, limit, "limit", 0, 0, 0), FIELD_END};
static const struct field later_page_in[] = {
    FIELD_INT(struct page, limit, "limit", 0, 0, 0),
    FIELD_INT(struct page, offset, "offset", 0, 0, 0),
    FIELD_END,
};

enum { FIRST, LIST, BY_TITLE, LOCK, KNOWN, UPDATE, GONE };

#define COLUMNS                                                                                              \
	"w.id, w.imdb_id, w.title, w.year, w.genre, w.creator AS director, w.country, w.rating, w.released "
#define IS_MOVIE "w.withdrawn = 0 AND w.kind = 'movie' "

const struct statement movie_statements[] = {
    /* In the index's own order, so that the first row flows at once, however many follow. */
    [FIRST] = {"movie list from the first",
	       "SELECT " COLUMNS "FROM work w FORCE INDEX FOR ORDER BY (work_films) WHERE " IS_MOVIE
	       "ORDER BY w.title_search, w.imdb_id, w.id LIMIT ?",
	       page_in, out, FLOWS},
    /* What is passed over is counted in the index alone; then the rows of the page are read. */
    [LIST] =
	{"movie list",
	 "SELECT " COLUMNS "FROM (SELECT id FROM work FORCE INDEX FOR ORDER BY (work_films) "
	 "WHERE withdrawn = 0 AND kind = 'movie' ORDER BY title_search, imdb_id, id LIMIT ? OFFSET ?) page "
	 "JOIN work w ON w.id = page.id ORDER BY w.title_search, w.imdb_id, w.id",
	 later_page_in, out, FLOWS},
    [BY_TITLE] = {"movie by title",
		  "SELECT " COLUMNS "FROM work w WHERE " IS_MOVIE "AND w.title_search = ? AND w.title = ? "
		  "ORDER BY w.imdb_id, w.id LIMIT 1",
		  by_two_in, out, READS},
    [LOCK] = {"movie lock",
	      "SELECT w.uuid, " COLUMNS "FROM work w WHERE w.imdb_id = ? AND " IS_MOVIE "FOR UPDATE",
	      by_text_in, out, READS},
    [KNOWN] = {"movie known", "SELECT w.id FROM work w WHERE w.imdb_id = ? AND " IS_MOVIE, by_text_in, out,
	       READS},
    [UPDATE] = {"movie update",
		"UPDATE work SET title = ?, year = ?, genre = ?, creator = ?, country = ?, rating = ?, "
		"released = ?, version = version + 1, updated_at = CURRENT_TIMESTAMP(6) "
		"WHERE imdb_id = ? AND kind = 'movie'",
		update_in, NULL, WRITES},
    [GONE] = {"movie gone",
	      "INSERT INTO film_lookup (imdb_id, state) VALUES (?, 'gone') "
	      "ON DUPLICATE KEY UPDATE state = 'gone'",
	      by_text_in, NULL, WRITES},
};
const int movie_statement_count = sizeof(movie_statements) / sizeof(movie_statements[0]);
#define S movie_statements

enum err store_movie_list(struct db *db, int64_t limit, int64_t offset, struct rows *rows_r)
{
	struct page page = {limit, offset};
	return stmt_open(db, &S[offset ? LIST : FIRST], &page, rows_r);
}

enum err store_movie_by_title(struct db *db, const char *title, struct movie *m_r)
{
	return stmt_one(db, &S[BY_TITLE], &(struct by_two){title, title}, m_r);
}

enum err store_movie_lock(struct db *db, const char *imdb_id, struct movie *m_r)
{
	return stmt_one(db, &S[LOCK], &(struct by_text){imdb_id}, m_r);
}

enum err store_movie_known(struct db *db, const char *imdb_id, bool *known_r)
{
	M m;
	enum err e = stmt_one(db, &S[KNOWN], &(struct by_text){imdb_id}, &m);
	*known_r = !e;
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err insert(struct db *db, const struct film *f, const char **uuid_r)
{
	struct work w = {
	    .kind = "movie",
	    .imdb_id = f->imdb_id,
	    .title = f->title,
	    .creator = f->director,
	    .year = f->year,
	    .genre = f->genre,
	    .country = f->country,
	    .rating = f->rating,
	    .released = f->released,
	};
	enum err e = store_work_insert(db, &w);
	*uuid_r = e ? NULL : w.uuid;
	return e;
}

enum err store_movie_put(struct db *db, const struct film *f, const char **added_r)
{
	int64_t n = 0;
	const char *uuid = NULL;
	if (added_r)
		*added_r = NULL;
	enum err e = stmt_run(db, &S[UPDATE], f, &n);
	if (e || n)
		return e;
	e = insert(db, f, &uuid);
	if (e == ERR_CONFLICT && !strcmp(db_conflict_key(db), "work_imdb")) {
		/* Somebody else has just added it. */
		e = stmt_run(db, &S[UPDATE], f, &n);
		return e ? e : n ? ERR_NONE : ERR_CONFLICT;
	}
	if (!e && added_r)
		*added_r = uuid;
	return e;
}

enum err store_movie_gone(struct db *db, const char *imdb_id)
{
	return stmt_run(db, &S[GONE], &(struct by_text){imdb_id}, NULL);
}
