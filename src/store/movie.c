/* movie.c - the films of the catalogue by title and IMDb id. Floor: store. */
#include "store/movie.h"

#include "store/shelf.h"
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
	int64_t place, version, version_to, limit, offset;
};
#define P      struct page
#define LIMIT  FIELD_INT(P, limit, "limit", 0, 0, 0)
#define OFFSET FIELD_INT(P, offset, "offset", 0, 0, 0)
#define PLACE  FIELD_INT(P, place, "place", 0, 0, 0)
static const struct field first_in[] = {LIMIT, FIELD_END};
static const struct field page_in[] = {PLACE,
				       PLACE,
				       FIELD_INT(P, version, "version", 0, 0, 0),
				       FIELD_INT(P, version_to, "version", 0, 0, 0),
				       LIMIT,
				       OFFSET,
				       FIELD_END};
static const struct field long_page_in[] = {LIMIT, OFFSET, FIELD_END};
/* Rows that are held in memory; what is asked for beyond that flows. */
enum { HELD = 1000 };

enum { FIRST, PAGE, LONG_PAGE, BY_TITLE, LOCK, KNOWN, UPDATE, GONE };

#define COLUMNS                                                                                              \
	"w.id, w.imdb_id, w.title, w.year, w.genre, w.creator AS director, w.country, w.rating, w.released "
#define IS_MOVIE "w.withdrawn = 0 AND w.kind = 'movie' "

const struct statement movie_statements[] = {
    /* In the index's own order, so that the first row flows at once, however many follow. */
    [FIRST] = {"movie list from the first",
	       "SELECT " COLUMNS "FROM work w FORCE INDEX FOR ORDER BY (work_films) WHERE " IS_MOVIE
	       "ORDER BY w.title_search, w.imdb_id, w.id LIMIT ?",
	       first_in, out, FLOWS},
    [PAGE] = {"movie page",
	      "SELECT " COLUMNS SHELF_PAGE(
		  "'movie'",
		  "work w FORCE INDEX (work_films) WHERE " IS_MOVIE) "ORDER BY w.title_search, w.imdb_id, "
								     "w.id LIMIT ? OFFSET ?",
	      page_in, out, READS},
    /* What is passed over is counted in the index alone; then the rows of the page are read. */
    [LONG_PAGE] =
	{"movie long page",
	 "SELECT " COLUMNS "FROM (SELECT id FROM work FORCE INDEX FOR ORDER BY (work_films) "
	 "WHERE withdrawn = 0 AND kind = 'movie' ORDER BY title_search, imdb_id, id LIMIT ? OFFSET ?) page "
	 "JOIN work w ON w.id = page.id ORDER BY w.title_search, w.imdb_id, w.id",
	 long_page_in, out, FLOWS},
    [BY_TITLE] = {"movie by title",
		  "SELECT " COLUMNS "FROM work w WHERE " IS_MOVIE "AND w.title_search = ? AND w.title = ? "
		  "ORDER BY w.imdb_id, w.id LIMIT 1",
		  by_two_in, out, READS},
    [LOCK] = {"movie lock",
	      "SELECT w.uuid, " COLUMNS "FROM work w WHERE w.imdb_id = ? AND " IS_MOVIE "FOR UPDATE",
	      by_text_in, out, LOCKS},
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

static enum err open_page(struct db *db, const struct shelf_page *at, const void *limit, struct rows *rows_r)
{
	P page = {at->place, at->version, at->version_to, *(const int64_t *)limit, at->offset};
	return stmt_open(db, &S[PAGE], &page, rows_r);
}

enum err store_movie_list(struct db *db, int64_t limit, int64_t offset, struct rows *rows_r)
{
	P page = {.limit = limit, .offset = offset};
	if (offset && limit <= HELD)
		return shelf_open(db, "movie", offset, open_page, &limit, rows_r);
	return stmt_open(db, &S[offset ? LONG_PAGE : FIRST], &page, rows_r);
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

static enum err update(struct db *db, const struct film *f)
{
	M m;
	enum err e = store_movie_lock(db, f->imdb_id, &m);
	if (!e)
		e = stmt_run(db, &S[UPDATE], f, NULL);
	if (!e)
		store_shelf_change(db, &(struct shelved){"movie", m.title}, "movie", f->title);
	return e;
}

enum err store_movie_put(struct db *db, const struct film *f, const char **added_r)
{
	const char *uuid = NULL;
	if (added_r)
		*added_r = NULL;
	enum err e = update(db, f);
	if (e != ERR_NOT_FOUND)
		return e;
	e = insert(db, f, &uuid);
	if (e == ERR_CONFLICT && !strcmp(db_conflict_key(db), "work_imdb")) {
		/* Somebody else has just added it. */
		e = update(db, f);
		return e == ERR_NOT_FOUND ? ERR_CONFLICT : e;
	}
	if (!e && added_r)
		*added_r = uuid;
	return e;
}

enum err store_movie_gone(struct db *db, const char *imdb_id)
{
	return stmt_run(db, &S[GONE], &(struct by_text){imdb_id}, NULL);
}
