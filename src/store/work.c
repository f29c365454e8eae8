/* work.c - books and films in the database. Floor: store. */
#include "store/work.h"

#include "base/date.h"
#include "base/uuid.h"
#include "store/hold.h"
#include "store/shelf.h"

#include <string.h>

#define W struct work
#define F struct work_filter
#define COLUMNS                                                                                              \
	"w.id, w.uuid, w.kind, w.title, w.creator, w.isbn, w.imdb_id, w.publisher, w.published, "            \
	"w.published_text, w.year, w.type, w.genre, w.country, w.rating, w.released, w.version, "            \
	"w.created_at, w.updated_at, (SELECT COUNT(*) FROM copy c WHERE c.work_id = w.id) AS copies, "       \
	"(SELECT COUNT(*) FROM copy c WHERE c.work_id = w.id AND c.taken_by IS NULL) AS available"

static const struct field out[] = {
    FIELD_INT(W, id, "id", 0, 0, 0),
    FIELD_UUID(W, uuid, "uuid", 0),
    FIELD_TEXT(W, kind, "kind", 0, 0, 0),
    FIELD_TEXT(W, title, "title", 0, 0, 0),
    FIELD_TEXT(W, creator, "creator", 0, 0, 0),
    FIELD_TEXT(W, isbn, "isbn", 0, 0, 0),
    FIELD_TEXT(W, imdb_id, "imdb_id", 0, 0, 0),
    FIELD_TEXT(W, publisher, "publisher", 0, 0, 0),
    FIELD_DATE(W, published, "published", 0),
    FIELD_TEXT(W, published_text, "published_text", 0, 0, 0),
    FIELD_INT(W, year, "year", 0, 0, 0),
    FIELD_TEXT(W, type, "type", 0, 0, 0),
    FIELD_TEXT(W, genre, "genre", 0, 0, 0),
    FIELD_TEXT(W, country, "country", 0, 0, 0),
    FIELD_DECIMAL(W, rating, "rating", 0, 0, 0),
    FIELD_DATE(W, released, "released", 0),
    FIELD_INT(W, version, "version", 0, 0, 0),
    FIELD_TIME(W, created_at, "created_at", 0),
    FIELD_TIME(W, updated_at, "updated_at", 0),
    FIELD_INT(W, copies, "copies", 0, 0, 0),
    FIELD_INT(W, available, "available", 0, 0, 0),
    FIELD_INT(W, found, "found", 0, 0, 0),
    FIELD_END,
};

/* Members that are written: up to the handle, and behind it. */
#define WRITE_FIRST                                                                                          \
	FIELD_TEXT(W, kind, "kind", 0, 0, 0), FIELD_TEXT(W, title, "title", 0, 0, 0),                        \
	    FIELD_TEXT(W, creator, "creator", 0, 0, 0)
#define HANDLE FIELD_TEXT(W, handle, "handle", 0, 0, 0)
#define WRITE_REST                                                                                           \
	FIELD_TEXT(W, isbn, "isbn", 0, 0, 0), FIELD_TEXT(W, isbn_key, "isbn_key", 0, 0, 0),                  \
	    FIELD_TEXT(W, imdb_id, "imdb_id", 0, 0, 0), FIELD_TEXT(W, identity, "identity", 0, 0, 0),        \
	    FIELD_TEXT(W, publisher, "publisher", 0, 0, 0), FIELD_DATE(W, published, "published", 0),        \
	    FIELD_TEXT(W, published_text, "published_text", 0, 0, 0), FIELD_INT(W, year, "year", 0, 0, 0),   \
	    FIELD_TEXT(W, type, "type", 0, 0, 0), FIELD_TEXT(W, genre, "genre", 0, 0, 0),                    \
	    FIELD_TEXT(W, country, "country", 0, 0, 0), FIELD_DECIMAL(W, rating, "rating", 0, 0, 0),         \
	    FIELD_DATE(W, released, "released", 0)

static const struct field insert_in[] = {FIELD_UUID(W, uuid, "uuid", 0),
					 WRITE_FIRST,
					 FIELD_TEXT(W, sought_handle, "sought_handle", 0, 0, 0),
					 HANDLE,
					 WRITE_REST,
					 FIELD_END};
static const struct field update_in[] = {WRITE_FIRST, HANDLE, WRITE_REST, FIELD_INT(W, id, "id", 0, 0, 0),
					 FIELD_END};

struct new_copy {
	const char *uuid;
	int64_t work;
};
static const struct field new_copy_in[] = {
    FIELD_UUID(struct new_copy, uuid, "uuid", 0),
    FIELD_INT(struct new_copy, work, "work", 0, 0, 0),
    FIELD_END,
};

struct id_range {
	int64_t first, last;
};
static const struct field id_range_in[] = {
    FIELD_INT(struct id_range, first, "first", 0, 0, 0),
    FIELD_INT(struct id_range, last, "last", 0, 0, 0),
    FIELD_END,
};

/*
 * Parameters that are NULL let every row through; the optimizer takes them out, so that each row is asked only what the
 * caller asks, and a filter with an index finds it.
 */
#define HAS_COPY "EXISTS (SELECT 1 FROM copy c WHERE c.work_id = w.id AND c.taken_by IS NULL)"
#define FILTER                                                                                               \
	"w.withdrawn = 0 AND (? IS NULL OR w.kind = ?) AND (? IS NULL OR w.title_search LIKE ?) "            \
	"AND (? IS NULL OR w.creator_search LIKE ?) AND (? IS NULL OR w.type = ?) "                          \
	"AND (? IS NULL OR w.genre COLLATE utf8mb4_uca1400_ai_ci LIKE ?) "                                   \
	"AND (? IS NULL OR w.isbn_key = ?) AND (? IS NULL OR w.year = ?) "                                   \
	"AND (? IS NULL OR " HAS_COPY " = ?) "
#define TEXT_TWICE(member)   FIELD_TEXT(F, member, #member, 0, 0, 0), FIELD_TEXT(F, member, #member, 0, 0, 0)
#define NUMBER_TWICE(member) FIELD_INT(F, member, #member, 0, 0, 0), FIELD_INT(F, member, #member, 0, 0, 0)
#define FILTER_FIELDS                                                                                        \
	TEXT_TWICE(kind), TEXT_TWICE(title), TEXT_TWICE(creator), TEXT_TWICE(type), TEXT_TWICE(genre),       \
	    TEXT_TWICE(isbn_key), NUMBER_TWICE(year), NUMBER_TWICE(available)
#define PAGE_FIELDS FIELD_INT(F, limit, "limit", 0, 0, 0), FIELD_INT(F, offset, "offset", 0, 0, 0)

/*
 * Any of the named orders, the first and the second, in one constant statement. No two of the eight expressions may be
 * equal, or a statement that is run again has lost one of them (measured, MariaDB 10.11.19): hence the marks.
 */
#define ORDER_TEXT(mark)                                                                                     \
	"CASE ? WHEN '" mark "title' THEN w.title_search WHEN '" mark "creator' THEN w.creator_search END"
#define ORDER_NUMBER(mark) "CASE ? WHEN '" mark "year' THEN w.year WHEN '" mark "added' THEN w.id END"
#define ORDER_ONE(mark)                                                                                      \
	ORDER_TEXT(mark)                                                                                     \
	", " ORDER_NUMBER(mark) ", " ORDER_TEXT(mark "-") " DESC, " ORDER_NUMBER(mark "-") " DESC, "
#define ORDER "ORDER BY " ORDER_ONE("1") ORDER_ONE("2")
#define ORDER_FIELDS                                                                                         \
	FIELD_TEXT(F, order1, "order1", 0, 0, 0), FIELD_TEXT(F, order1, "order1", 0, 0, 0),                  \
	    FIELD_TEXT(F, order1, "order1", 0, 0, 0), FIELD_TEXT(F, order1, "order1", 0, 0, 0),              \
	    FIELD_TEXT(F, order2, "order2", 0, 0, 0), FIELD_TEXT(F, order2, "order2", 0, 0, 0),              \
	    FIELD_TEXT(F, order2, "order2", 0, 0, 0), FIELD_TEXT(F, order2, "order2", 0, 0, 0)

#define MATCH	  "MATCH (w.title_search, w.creator_search) AGAINST (? IN BOOLEAN MODE)"
#define MATCH_ARG FIELD_TEXT(F, match, "match", 0, 0, 0)
#define PREFIX	  "w.title_search LIKE ?"

static const struct field limit_in[] = {FIELD_INT(F, limit, "limit", 0, 0, 0), FIELD_END};
static const struct field kind_limit_in[] = {FIELD_TEXT(F, kind, "kind", 0, 0, 0),
					     FIELD_INT(F, limit, "limit", 0, 0, 0), FIELD_END};
struct page {
	const char *kind;
	int64_t place, version, version_to, limit, offset;
};
#define P     struct page
#define PLACE FIELD_INT(P, place, "place", 0, 0, 0)
#define KIND  FIELD_TEXT(P, kind, "kind", 0, 0, 0)
#define PAGE_AT                                                                                              \
	PLACE, FIELD_INT(P, version, "version", 0, 0, 0), FIELD_INT(P, version_to, "version", 0, 0, 0),      \
	    FIELD_INT(P, limit, "limit", 0, 0, 0), FIELD_INT(P, offset, "offset", 0, 0, 0)
static const struct field page_in[] = {PLACE, PAGE_AT, FIELD_END};
static const struct field kind_page_in[] = {KIND, PLACE, KIND, PAGE_AT, FIELD_END};
#define AFTER_FIELDS                                                                                         \
	FIELD_TEXT(F, after_title, "after_title", 0, 0, 0),                                                  \
	    FIELD_TEXT(F, after_title, "after_title", 0, 0, 0), FIELD_INT(F, after_id, "after_id", 0, 0, 0)
static const struct field after_in[] = {AFTER_FIELDS, FIELD_INT(F, limit, "limit", 0, 0, 0), FIELD_END};
static const struct field kind_after_in[] = {FIELD_TEXT(F, kind, "kind", 0, 0, 0), AFTER_FIELDS,
					     FIELD_INT(F, limit, "limit", 0, 0, 0), FIELD_END};
static const struct field filter_in[] = {FILTER_FIELDS, FIELD_END};
static const struct field filter_page_in[] = {FILTER_FIELDS, PAGE_FIELDS, FIELD_END};
static const struct field filter_sorted_in[] = {FILTER_FIELDS, ORDER_FIELDS, PAGE_FIELDS, FIELD_END};
static const struct field match_in[] = {MATCH_ARG, FILTER_FIELDS, FIELD_END};
static const struct field match_page_in[] = {MATCH_ARG, MATCH_ARG, FILTER_FIELDS, PAGE_FIELDS, FIELD_END};
static const struct field match_sorted_in[] = {MATCH_ARG, FILTER_FIELDS, ORDER_FIELDS,
					       MATCH_ARG, PAGE_FIELDS,	 FIELD_END};
#define PREFIX_ARG FIELD_TEXT(F, prefix, "prefix", 0, 0, 0)
static const struct field prefix_in[] = {PREFIX_ARG, FILTER_FIELDS, FIELD_END};
static const struct field prefix_page_in[] = {PREFIX_ARG, FILTER_FIELDS, PAGE_FIELDS, FIELD_END};
static const struct field prefix_sorted_in[] = {PREFIX_ARG, FILTER_FIELDS, ORDER_FIELDS, PAGE_FIELDS,
						FIELD_END};

static const struct field facet_out[] = {
    FIELD_TEXT(struct facet, value, "value", 0, 0, 0),
    FIELD_INT(struct facet, count, "count", 0, 0, 0),
    FIELD_END,
};

enum {
	INSERT,
	NEW_COPY,
	FIRST_COPIES,
	UPDATE,
	BY_UUID,
	BY_ISBN,
	TITLE_PAGE,
	LOCK,
	LOCK_ISBN,
	DELETE,
	WITHDRAW,
	UNLIST,
	UNCOPY,
	FIRST,
	KIND_FIRST,
	PAGE,
	KIND_PAGE,
	AFTER,
	KIND_AFTER,
	FILTERED,
	MATCHED,
	PREFIXED,
	FILTERED_SORTED,
	MATCHED_SORTED,
	PREFIXED_SORTED,
	COUNT_FILTERED,
	COUNT_MATCHED,
	COUNT_PREFIXED,
	FACETS, /* FACET_COUNT rows each: filtered, matched, prefixed */
	STATEMENTS = FACETS + 3 * FACET_COUNT
};

#define SELECT "SELECT " COLUMNS " FROM work w "
/* In the index's own order. FORCE INDEX: a prepared statement run again under load otherwise flips to sorting the whole table. */
#define BY_TITLE      "work w FORCE INDEX (work_by_title) WHERE w.withdrawn = 0 "
#define KIND_BY_TITLE "work w FORCE INDEX (work_by_kind) WHERE w.withdrawn = 0 AND w.kind = ? "
#define IN_ORDER      "ORDER BY w.title_search, w.id LIMIT ?"
#define AFTER_PLACE   "AND w.title_search >= ? AND (w.title_search > ? OR w.id > ?) "

#define FACET_ROWS(name, expression)                                                                         \
	{"work facet " name " filtered",                                                                     \
	 "SELECT " expression " AS value, COUNT(*) AS count FROM work w WHERE " FILTER                       \
	 "GROUP BY value ORDER BY count DESC, value LIMIT 100",                                              \
	 filter_in, facet_out, READS},                                                                       \
	    {"work facet " name " matched",                                                                  \
	     "SELECT " expression " AS value, COUNT(*) AS count FROM work w WHERE " MATCH " AND " FILTER     \
	     "GROUP BY value ORDER BY count DESC, value LIMIT 100",                                          \
	     match_in, facet_out, READS},                                                                    \
	{                                                                                                    \
		"work facet " name " prefixed",                                                              \
		    "SELECT " expression " AS value, COUNT(*) AS count FROM work w WHERE " PREFIX            \
		    " AND " FILTER "GROUP BY value ORDER BY count DESC, value LIMIT 100",                    \
		    prefix_in, facet_out, READS                                                              \
	}

const struct statement work_statements[] = {
    [INSERT] =
	{"work insert",
	 /* Looking first whether the handle is taken spares the usual duplicate an error and its locks; the UNIQUE key
	  * decides all the same. VALUES, not SELECT: that would hold the AUTO_INCREMENT lock while it waits. */
	 "INSERT INTO work (uuid, kind, title, creator, handle, isbn, isbn_key, imdb_id, identity, "
	 "publisher, published, published_text, year, type, genre, country, rating, released) "
	 "VALUES (?, ?, ?, ?, IF(EXISTS (SELECT 1 FROM work h WHERE h.handle = ?), NULL, ?), "
	 "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	 insert_in, NULL, NUMBERS},
    [NEW_COPY] = {"work first copy", "INSERT INTO copy (uuid, work_id) VALUES (?, ?)", new_copy_in, NULL,
		  WRITES},
    /* Random version 4 ids as uuid.h makes them, by the server. */
    [FIRST_COPIES] =
	{"work first copies",
	 "INSERT INTO copy (uuid, work_id) "
	 "SELECT CAST(INSERT(INSERT(LOWER(HEX(RANDOM_BYTES(16))), 13, 1, '4'), 17, 1, "
	 "ELT(1 + FLOOR(RAND() * 4), '8', '9', 'a', 'b')) AS UUID), w.id FROM work w "
	 "WHERE w.id BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM copy c WHERE c.work_id = w.id)",
	 id_range_in, NULL, WRITES},
    [UPDATE] = {"work update",
		"UPDATE work SET kind = ?, title = ?, creator = ?, handle = ?, isbn = ?, isbn_key = ?, "
		"imdb_id = ?, identity = COALESCE(?, identity), publisher = ?, published = ?, "
		"published_text = ?, year = ?, type = ?, genre = ?, country = ?, rating = ?, released = ?, "
		"version = version + 1, updated_at = CURRENT_TIMESTAMP(6) WHERE id = ?",
		update_in, NULL, WRITES},
    [BY_UUID] = {"work by uuid", SELECT "WHERE w.uuid = ? AND w.withdrawn = 0", by_text_in, out, READS},
    [BY_ISBN] = {"work by isbn", SELECT "WHERE w.isbn_key = ?", by_text_in, out, READS},
    [TITLE_PAGE] =
	{"work title page",
	 "SELECT isbn, title, creator, published, published_text, year FROM work WHERE isbn_key = ?",
	 by_text_in, out, READS},
    [LOCK] = {"work lock", SELECT "WHERE w.uuid = ? AND w.withdrawn = 0 FOR UPDATE", by_text_in, out, LOCKS},
    [LOCK_ISBN] = {"work lock by isbn", SELECT "WHERE w.isbn_key = ? FOR UPDATE", by_text_in, out, LOCKS},
    [DELETE] = {"work delete", "DELETE FROM work WHERE id = ?", by_id_in, NULL, WRITES},
    /* History stays true: the row lives on without its keys, but never while a copy is out. */
    [WITHDRAW] =
	{"work withdraw",
	 "UPDATE work SET withdrawn = 1, handle = NULL, isbn_key = NULL, imdb_id = NULL, identity = NULL, "
	 "queue = queue + 1, version = version + 1, updated_at = CURRENT_TIMESTAMP(6) "
	 "WHERE id = ? AND NOT EXISTS (SELECT 1 FROM loan l WHERE l.work_id = work.id AND l.returned_at IS "
	 "NULL)",
	 by_id_in, NULL, WRITES},
    [UNLIST] = {"work unlist", "DELETE FROM list_entry WHERE work_id = ?", by_id_in, NULL, WRITES},
    [UNCOPY] = {"work drop copies", "DELETE FROM copy WHERE work_id = ?", by_id_in, NULL, WRITES},
    [FIRST] = {"work first page", "SELECT " COLUMNS " FROM " BY_TITLE IN_ORDER, limit_in, out, READS},
    [KIND_FIRST] = {"work first page of a kind", "SELECT " COLUMNS " FROM " KIND_BY_TITLE IN_ORDER,
		    kind_limit_in, out, READS},
    [PAGE] = {"work page", "SELECT " COLUMNS " " SHELF_PAGE("'all'", BY_TITLE) IN_ORDER " OFFSET ?", page_in,
	      out, READS},
    [KIND_PAGE] = {"work page of a kind",
		   "SELECT " COLUMNS " " SHELF_PAGE("?", KIND_BY_TITLE) IN_ORDER " OFFSET ?", kind_page_in,
		   out, READS},
    [AFTER] = {"work page after", "SELECT " COLUMNS " FROM " BY_TITLE AFTER_PLACE IN_ORDER, after_in, out,
	       READS},
    [KIND_AFTER] = {"work page of a kind after",
		    "SELECT " COLUMNS " FROM " KIND_BY_TITLE AFTER_PLACE IN_ORDER, kind_after_in, out, READS},
    [FILTERED] = {"work filtered", SELECT "WHERE " FILTER IN_ORDER " OFFSET ?", filter_page_in, out, READS},
    /* The ids first: what is sorted and skipped, which may be much, has no columns; and it is counted on the way. */
    [MATCHED] = {"work matched",
		 "SELECT " COLUMNS ", k.found FROM (SELECT w.id, COUNT(*) OVER () AS found, " MATCH
		 " AS score FROM work w WHERE " MATCH " AND " FILTER
		 "ORDER BY score DESC, w.title_search, w.id LIMIT ? OFFSET ?) k JOIN work w ON w.id = k.id "
		 "ORDER BY k.score DESC, w.title_search, w.id",
		 match_page_in, out, READS},
    [PREFIXED] = {"work prefixed", SELECT "WHERE " PREFIX " AND " FILTER IN_ORDER " OFFSET ?", prefix_page_in,
		  out, READS},
    /* Where an order was asked for: eight expressions for each row that is found cost more than to find it. */
    [FILTERED_SORTED] = {"work filtered, sorted",
			 SELECT "WHERE " FILTER ORDER "w.title_search, w.id LIMIT ? OFFSET ?",
			 filter_sorted_in, out, READS},
    [MATCHED_SORTED] = {"work matched, sorted",
			SELECT "WHERE " MATCH " AND " FILTER ORDER MATCH
			       " DESC, w.title_search, w.id LIMIT ? OFFSET ?",
			match_sorted_in, out, READS},
    [PREFIXED_SORTED] = {"work prefixed, sorted",
			 SELECT "WHERE " PREFIX " AND " FILTER ORDER "w.title_search, w.id LIMIT ? OFFSET ?",
			 prefix_sorted_in, out, READS},
    [COUNT_FILTERED] = {"work count filtered", "SELECT COUNT(*) AS n FROM work w WHERE " FILTER, filter_in,
			count_out, READS},
    [COUNT_MATCHED] = {"work count matched", "SELECT COUNT(*) AS n FROM work w WHERE " MATCH " AND " FILTER,
		       match_in, count_out, READS},
    [COUNT_PREFIXED] = {"work count prefixed",
			"SELECT COUNT(*) AS n FROM work w WHERE " PREFIX " AND " FILTER, prefix_in, count_out,
			READS},
    [FACETS + 3 * FACET_KIND] = FACET_ROWS("kind", "w.kind"),
    [FACETS + 3 * FACET_TYPE] = FACET_ROWS("type", "w.type"),
    [FACETS + 3 * FACET_YEAR] = FACET_ROWS("year", "w.year"),
};
const int work_statement_count = STATEMENTS;
_Static_assert(sizeof(work_statements) / sizeof(work_statements[0]) == STATEMENTS,
	       "a row for each statement");
#define S work_statements

static bool handle_taken(struct db *db, enum err e, const struct work *w)
{
	return e == ERR_CONFLICT && w->handle && !w->keep_handle &&
	       !strcmp(db_conflict_key(db), "work_handle");
}

enum err store_work_insert_bare(struct db *db, struct work *w)
{
	char *uuid = arena_alloc(db_arena(db), UUID_TEXT);
	uuid_random(uuid);
	w->uuid = uuid;
	w->sought_handle = w->keep_handle ? NULL : w->handle;
	enum err e = stmt_run(db, &S[INSERT], w, NULL);
	if (handle_taken(db, e, w)) {
		w->handle = NULL;
		e = stmt_run(db, &S[INSERT], w, NULL);
	}
	if (!e)
		w->id = stmt_last_id(db);
	return e;
}

enum err store_work_first_copies(struct db *db, int64_t first_id, int64_t last_id)
{
	struct id_range range = {first_id, last_id};
	return stmt_run(db, &S[FIRST_COPIES], &range, NULL);
}

enum err store_work_insert(struct db *db, struct work *w)
{
	char copy_uuid[UUID_TEXT];
	enum err e = store_work_insert_bare(db, w);
	if (e)
		return e;
	uuid_random(copy_uuid);
	struct new_copy copy = {copy_uuid, w->id};
	e = stmt_run(db, &S[NEW_COPY], &copy, NULL);
	if (!e)
		store_shelf_move(db, w->kind, w->title, 1);
	return e;
}

enum err store_work_update(struct db *db, struct work *w)
{
	struct shelved was;
	enum err e = store_shelf_of(db, w->id, &was);
	if (!e)
		e = stmt_run(db, &S[UPDATE], w, NULL);
	if (handle_taken(db, e, w)) {
		w->handle = NULL;
		e = stmt_run(db, &S[UPDATE], w, NULL);
	}
	if (!e)
		store_shelf_change(db, &was, w->kind, w->title);
	return e;
}

enum err store_work_by_uuid(struct db *db, const char *uuid, struct work *w_r)
{
	memset(w_r, 0, sizeof(*w_r)); /* some members only go in */
	return stmt_one(db, &S[BY_UUID], &(struct by_text){uuid}, w_r);
}

enum err store_work_by_isbn(struct db *db, const char *isbn_key, struct work *w_r)
{
	memset(w_r, 0, sizeof(*w_r)); /* some members only go in */
	return stmt_one(db, &S[BY_ISBN], &(struct by_text){isbn_key}, w_r);
}

enum err store_work_title_page(struct db *db, const char *isbn_key, struct work *w_r)
{
	return stmt_one(db, &S[TITLE_PAGE], &(struct by_text){isbn_key}, w_r);
}

enum err store_work_lock(struct db *db, const char *uuid, struct work *w_r)
{
	memset(w_r, 0, sizeof(*w_r)); /* some members only go in */
	return stmt_one(db, &S[LOCK], &(struct by_text){uuid}, w_r);
}

enum err store_work_lock_isbn(struct db *db, const char *isbn_key, struct work *w_r)
{
	memset(w_r, 0, sizeof(*w_r)); /* some members only go in */
	return stmt_one(db, &S[LOCK_ISBN], &(struct by_text){isbn_key}, w_r);
}

static enum err withdraw(struct db *db, int64_t id)
{
	int64_t n = 0;
	struct by_id by = {id};
	enum err e = stmt_run(db, &S[WITHDRAW], &by, &n);
	if (!e && !n)
		return ERR_IN_USE;
	if (!e)
		e = store_hold_drop_work(db, id, "work deleted", date_now());
	if (!e)
		e = stmt_run(db, &S[UNLIST], &by, NULL);
	return e ? e : stmt_run(db, &S[UNCOPY], &by, NULL);
}

enum err store_work_delete(struct db *db, int64_t id)
{
	struct shelved was;
	enum err e = store_shelf_of(db, id, &was);
	if (!e)
		e = stmt_run(db, &S[DELETE], &(struct by_id){id}, NULL);
	if (e == ERR_IN_USE)
		e = withdraw(db, id);
	if (!e)
		store_shelf_move(db, was.kind, was.title, -1);
	return e;
}

/* Nothing but the kind is asked, so an index alone gives the page. */
static bool plain(const struct work_filter *f)
{
	return !f->match && !f->prefix && !f->title && !f->creator && !f->type && !f->genre && !f->isbn_key &&
	       f->year == NIL_INT && f->available == NIL_INT;
}

static enum err open_page(struct db *db, const struct shelf_page *at, const void *filter, struct rows *rows_r)
{
	const struct work_filter *f = filter;
	P page = {f->kind, at->place, at->version, at->version_to, f->limit, at->offset};
	return stmt_open(db, &S[f->kind ? KIND_PAGE : PAGE], &page, rows_r);
}

enum err store_work_list(struct db *db, const struct work_filter *f, struct rows *rows_r)
{
	bool sorted = *f->order1;
	int i = f->match    ? (sorted ? MATCHED_SORTED : MATCHED)
		: f->prefix ? (sorted ? PREFIXED_SORTED : PREFIXED)
		: sorted    ? FILTERED_SORTED
			    : FILTERED;
	if (plain(f) && !sorted) {
		if (!f->after_title && f->offset)
			return shelf_open(db, f->kind, f->offset, open_page, f, rows_r);
		if (f->after_title)
			i = f->kind ? KIND_AFTER : AFTER;
		else
			i = f->kind ? KIND_FIRST : FIRST;
	}
	return stmt_open(db, &S[i], f, rows_r);
}

enum err store_work_count(struct db *db, const struct work_filter *f, int64_t *count_r)
{
	int i = f->match ? COUNT_MATCHED : f->prefix ? COUNT_PREFIXED : COUNT_FILTERED;
	if (plain(f))
		return store_shelf_count(db, f->kind, count_r);
	return stmt_count(db, &S[i], f, count_r);
}

enum err store_work_facet(struct db *db, enum work_facet which, const struct work_filter *f,
			  struct rows *rows_r)
{
	int shape = f->match ? 1 : f->prefix ? 2 : 0;
	return stmt_open(db, &S[FACETS + 3 * (int)which + shape], f, rows_r);
}
