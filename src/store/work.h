/* work.h - books and films in the database. Floor: store. */
#ifndef STORE_WORK_H
#define STORE_WORK_H

#include "store/stmt.h"

struct work {
	int64_t id;
	const char *uuid, *kind, *title, *creator, *isbn, *imdb_id, *publisher;
	const char *handle, *isbn_key, *identity; /* go in only: the unique keys */
	const char *published, *published_text, *type, *genre, *country, *rating, *released;
	int64_t year;
	int64_t copies, available; /* come out only */
	int64_t found; /* comes out only: works that a search finds in all; NIL_INT: not counted */
	int64_t version, created_at, updated_at;
	bool keep_handle;	   /* goes in only: a handle that is taken is a conflict */
	const char *sought_handle; /* the store's own: the handle when it may be dropped */
};

/*
 * Which works, and which page of them. Texts are NULL and numbers NIL_INT for "any"; title, creator and genre are
 * LIKE patterns. match (MATCH ... AGAINST text) or prefix (LIKE pattern of the title) of a search, at most one.
 * order1, order2: "1title", "1-year", "2creator", "2-added": the place, '-' for descending, the column; "" for none,
 * never NULL.
 * after_title, after_id: only what comes behind that place in title order.
 */
struct work_filter {
	const char *match, *prefix;
	const char *kind, *title, *creator, *type, *genre, *isbn_key;
	int64_t year, available;
	const char *order1, *order2;
	const char *after_title;
	int64_t after_id;
	int64_t limit, offset;
};
#define WORK_FILTER_ANY                                                                                      \
	{                                                                                                    \
		.year = NIL_INT, .available = NIL_INT, .order1 = "", .order2 = ""                            \
	}

/*
 * Within a transaction: the work and its first copy. uuid is made here. A handle another book has already is dropped
 * (w->handle becomes NULL) but for keep_handle. ERR_CONFLICT: db_conflict_key work_isbn, work_imdb, work_identity or
 * work_handle.
 */
enum err store_work_insert(struct db *db, struct work *w) MUST_CHECK;
/*
 * For long imports, within one transaction: works without copies, then one copy for each of them that has an id from
 * first_id to last_id.
 */
enum err store_work_insert_bare(struct db *db, struct work *w) MUST_CHECK;
enum err store_work_first_copies(struct db *db, int64_t first_id, int64_t last_id) MUST_CHECK;
/* Writes all members by id and raises version; the handle as above, NULL identity stays. */
enum err store_work_update(struct db *db, struct work *w) MUST_CHECK;
enum err store_work_by_uuid(struct db *db, const char *uuid, struct work *w_r) MUST_CHECK;
enum err store_work_by_isbn(struct db *db, const char *isbn_key, struct work *w_r) MUST_CHECK;
/* What a title page says, and no more: isbn, title, creator, published, published_text, year. */
enum err store_work_title_page(struct db *db, const char *isbn_key, struct work *w_r) MUST_CHECK;
/* The whole, with the row locked until the transaction ends. */
enum err store_work_lock(struct db *db, const char *uuid, struct work *w_r) MUST_CHECK;
enum err store_work_lock_isbn(struct db *db, const char *isbn_key, struct work *w_r) MUST_CHECK;
/*
 * Within a transaction. Copies and list entries go with it, open holds are cancelled, its keys are free at once; a work
 * with history stays as a withdrawn row that nobody finds. ERR_IN_USE: a copy is on loan.
 */
enum err store_work_delete(struct db *db, int64_t id) MUST_CHECK;
/* In title order (or relevance, or the order asked for). */
enum err store_work_list(struct db *db, const struct work_filter *f, struct rows *rows_r) MUST_CHECK;
enum err store_work_count(struct db *db, const struct work_filter *f, int64_t *count_r) MUST_CHECK;

struct facet {
	const char *value; /* NULL: works without one */
	int64_t count;
};
enum work_facet { FACET_KIND, FACET_TYPE, FACET_YEAR, FACET_COUNT };
enum err store_work_facet(struct db *db, enum work_facet which, const struct work_filter *f,
			  struct rows *rows_r) MUST_CHECK;

extern const struct statement work_statements[];
extern const int work_statement_count;

#endif
