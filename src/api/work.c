/* work.c - the unified API's books and films. Floor: api. */
#include "api/api.h"
#include "api/audit.h"

#include "base/text.h"
#include "rules/catalogue.h"
#include "rules/pubdate.h"
#include "store/movie.h"
#include "store/work.h"

#include <stdlib.h>
#include <string.h>

#define W struct work
const struct field work_body[] = {
    FIELD_CHOICE(W, kind, "kind", "book|movie", 0),
    FIELD_TEXT(W, title, "title", 1, TITLE_MAX, F_REQUIRED | F_TRIM | F_LINE),
    FIELD_TEXT(W, creator, "creator", 1, CREATOR_MAX, F_NULL | F_TRIM | F_LINE),
    FIELD_TEXT(W, isbn, "isbn", 1, ISBN_MAX, F_NULL | F_TRIM | F_LINE),
    FIELD_TEXT(W, imdb_id, "imdb_id", 1, 32, F_NULL | F_TRIM | F_LINE),
    FIELD_TEXT(W, publisher, "publisher", 1, PUBLISHER_MAX, F_NULL | F_TRIM | F_LINE),
    FIELD_DATE(W, published, "published", F_NULL),
    FIELD_TEXT(W, published_text, "published_text", 1, PUB_TEXT_MAX, F_NULL | F_TRIM | F_LINE),
    FIELD_INT(W, year, "year", -9999, 9999, F_NULL),
    FIELD_CHOICE(W, type, "type", "R|F|N", F_NULL),
    FIELD_TEXT(W, genre, "genre", 1, 200, F_NULL | F_TRIM | F_LINE),
    FIELD_TEXT(W, country, "country", 1, 200, F_NULL | F_TRIM | F_LINE),
    FIELD_DECIMAL(W, rating, "rating", 0, 100, F_NULL),
    FIELD_DATE(W, released, "released", F_NULL),
    FIELD_END,
};
enum { PUBLISHED = 6, PUBLISHED_TEXT = 7, YEAR = 8 }; /* places in work_body */

const struct field work_shown[] = {
    FIELD_UUID(W, uuid, "id", 0),
    FIELD_CHOICE(W, kind, "kind", "book|movie", 0),
    FIELD_TEXT(W, title, "title", 0, 0, 0),
    FIELD_TEXT(W, creator, "creator", 0, 0, F_NULL),
    FIELD_TEXT(W, isbn, "isbn", 0, 0, F_NULL),
    FIELD_TEXT(W, imdb_id, "imdb_id", 0, 0, F_NULL),
    FIELD_TEXT(W, publisher, "publisher", 0, 0, F_NULL),
    FIELD_DATE(W, published, "published", F_NULL),
    FIELD_TEXT(W, published_text, "published_text", 0, 0, F_NULL),
    FIELD_INT(W, year, "year", 0, 0, F_NULL),
    FIELD_CHOICE(W, type, "type", "R|F|N", F_NULL),
    FIELD_TEXT(W, genre, "genre", 0, 0, F_NULL),
    FIELD_TEXT(W, country, "country", 0, 0, F_NULL),
    FIELD_DECIMAL(W, rating, "rating", 0, 0, F_NULL),
    FIELD_DATE(W, released, "released", F_NULL),
    FIELD_INT(W, copies, "copies", 0, 0, 0),
    FIELD_INT(W, available, "available", 0, 0, 0),
    FIELD_TIME(W, created_at, "created_at", 0),
    FIELD_TIME(W, updated_at, "updated_at", 0),
    FIELD_END,
};
#undef W

struct query {
	struct page p;
	const char *q, *kind, *title, *creator, *isbn, *type, *genre, *facets;
	int64_t year;
	const char *available;
};
#define Q struct query
const struct field work_query[] = {
    PAGE_FIELDS(Q),
    MATCH_FIELD(Q),
    FIELD_TEXT(Q, p.order_by, "_order_by", 1, 100, 0),
    FIELD_TEXT(Q, p.after, "_after", 1, 4000, 0),
    FIELD_TEXT(Q, facets, "_facets", 1, 100, 0),
    FIELD_TEXT(Q, q, "q", 0, 500, 0),
    FIELD_CHOICE(Q, kind, "kind", "book|movie", 0),
    FIELD_TEXT(Q, title, "title", 1, TITLE_MAX, 0),
    FIELD_TEXT(Q, creator, "creator", 1, CREATOR_MAX, 0),
    FIELD_TEXT(Q, isbn, "isbn", 1, ISBN_MAX, 0),
    FIELD_INT(Q, year, "year", -9999, 9999, 0),
    FIELD_CHOICE(Q, type, "type", "R|F|N", 0),
    FIELD_TEXT(Q, genre, "genre", 1, 200, 0),
    FIELD_CHOICE(Q, available, "available", "true|false", 0),
    FIELD_END,
};
#undef Q

static void write_work(struct buf *b, const struct work *w)
{
	json_open(b, '{');
	json_fields(b, work_shown, w);
	json_close(b, '}');
}

static enum err answer(struct reply *rp, int status, const struct work *w)
{
	reply_start(rp, status, "application/json");
	write_work(&rp->body, w);
	rp->version = w->version;
	return ERR_NONE;
}

/* Reads what is in the database now into the answer: counts and times are made there. */
static enum err answer_stored(struct request *rq, struct reply *rp, int status, const char *uuid)
{
	struct work w;
	enum err e = store_work_by_uuid(rq->db, uuid, &w);
	return e ? e : answer(rp, status, &w);
}

/* The unique keys that follow from what was given, and the dates that follow from each other. */
static void derive(struct request *rq, struct work *w, uint64_t given)
{
	bool date = given & 1u << PUBLISHED, text = given & 1u << PUBLISHED_TEXT, year = given & 1u << YEAR;
	int64_t of_text;
	w->handle = strcmp(w->kind, "book") ? NULL : catalogue_handle(rq->arena, w->title);
	w->isbn_key = w->isbn ? catalogue_isbn_key(rq->arena, w->isbn) : NULL;
	w->identity = NULL;
	if (text && !date) {
		pubdate_read(w->published_text, &w->published, &of_text);
		if (!year)
			w->year = of_text;
	} else if (date) {
		if (!text)
			w->published_text = NULL;
		if (!year && w->published)
			w->year = strtol(w->published, NULL, 10);
	}
}

static enum err duplicate(struct request *rq)
{
	const char *key = db_conflict_key(rq->db);
	bool imdb = !strcmp(key, "work_imdb");
	return request_refuse(rq, ERR_CONFLICT, "work.duplicate",
			      imdb ? "Another work has this IMDb id." : "Another work has this ISBN.",
			      "field", imdb ? "imdb_id" : "isbn", NULL);
}

enum err api_work_create(struct request *rq, struct reply *rp)
{
	struct work w = {.kind = "book", .year = NIL_INT};
	uint64_t given;
	enum err e = input_body(rq, work_body, &w, 0, &given);
	if (e)
		return e;
	derive(rq, &w, given);
	e = store_work_insert(rq->db, &w);
	if (e == ERR_CONFLICT)
		return duplicate(rq);
	if (e)
		return e;
	reply_headerf(rp, "Location", "/api/v1/works/%s", w.uuid);
	e = answer_stored(rq, rp, 201, w.uuid);
	if (!e)
		audit_note(rq, "work", w.uuid, NULL, rp->body.data);
	return e;
}

enum err api_work_get(struct request *rq, struct reply *rp)
{
	const char *uuid;
	enum err e = api_uuid(rq, 0, &uuid);
	return e ? e : answer_stored(rq, rp, 200, uuid);
}

/* The row of the path, locked, at the version the client has seen. */
static enum err lock(struct request *rq, struct work *w)
{
	const char *uuid;
	enum err e = api_uuid(rq, 0, &uuid);
	if (!e)
		e = store_work_lock(rq->db, uuid, w);
	return e ? e : api_match(rq, w->version);
}

enum err api_work_patch(struct request *rq, struct reply *rp)
{
	struct work w;
	uint64_t given;
	enum err e = lock(rq, &w);
	const char *before = e ? NULL : audit_state(rq->arena, work_shown, &w);
	if (!e)
		e = input_body(rq, work_body, &w, INPUT_PARTIAL, &given);
	if (e)
		return e;
	derive(rq, &w, given);
	e = store_work_update(rq->db, &w);
	if (e == ERR_CONFLICT)
		return duplicate(rq);
	if (!e)
		e = answer_stored(rq, rp, 200, w.uuid);
	if (!e)
		audit_note(rq, "work", w.uuid, before, rp->body.data);
	return e;
}

enum err api_work_delete(struct request *rq, struct reply *rp)
{
	struct work w;
	enum err e = lock(rq, &w);
	if (!e)
		e = store_work_delete(rq->db, w.id);
	if (!e && w.imdb_id)
		e = store_movie_gone(rq->db, w.imdb_id);
	if (e == ERR_IN_USE)
		return request_refuse(rq, e, "work.on_loan", "A copy of it is on loan.", NULL);
	if (e)
		return e;
	audit_note(rq, "work", w.uuid, audit_state(rq->arena, work_shown, &w), NULL);
	reply_empty(rp, 204);
	return ERR_NONE;
}

/* _order_by: one or two of title, creator, year, added, each with '-' for descending. */
static enum err read_order(struct request *rq, const char *text, struct work_filter *f)
{
	static const char words[] = "title|creator|year|added";
	const char **order[] = {&f->order1, &f->order2};
	for (int i = 0; text; i++) {
		size_t len = strcspn(text, ",");
		const char *word = arena_strndup(rq->arena, text, len);
		if (i == 2 || !text_in_words(words, word + (*word == '-')))
			return request_wrong(
			    rq, "_order_by", "value",
			    "must be one or two of title, creator, year, added, each with - for "
			    "descending");
		*order[i] = arena_printf(rq->arena, "%d%s", i + 1, word);
		text = text[len] ? text + len + 1 : NULL;
	}
	return ERR_NONE;
}

static enum err read_query(struct request *rq, struct query *q, struct work_filter *f)
{
	enum err e = input_query(rq, work_query, q, 0);
	(void)!read_order(rq, q->p.order_by, f);
	if (q->p.after && (q->p.order_by || q->q || q->title || q->creator || q->isbn || q->type ||
			   q->genre || q->available || q->year != NIL_INT))
		(void)!request_wrong(rq, "_after", "combination", "goes with kind alone, in title order");
	else if (q->p.after && !cursor_read(rq->arena, q->p.after, &f->after_id, &f->after_title))
		(void)!request_wrong(rq, "_after", "value", "is no cursor of ours");
	if (e || rq->error_count)
		return ERR_INPUT;
	f->kind = q->kind;
	f->title = page_pattern(rq, &q->p, q->title);
	f->creator = page_pattern(rq, &q->p, q->creator);
	f->genre = page_pattern(rq, &q->p, q->genre);
	f->type = q->type;
	f->year = q->year;
	f->available = !q->available ? NIL_INT : !strcmp(q->available, "true");
	f->isbn_key = q->isbn ? catalogue_isbn_key(rq->arena, q->isbn) : NULL;
	f->limit = q->p.per_page;
	f->offset = (q->p.page - 1) * q->p.per_page;
	return ERR_NONE;
}

static bool has_digit(const char *s)
{
	return s[strcspn(s, "0123456789")] != 0;
}

/*
 * What a search means: a work whose ISBN is just that text, if there is one, otherwise words. Only a text that may be
 * an ISBN costs the look.
 */
static enum err read_search(struct request *rq, const char *text, struct work_filter *f)
{
	struct catalogue_search s;
	struct work w;
	if (!text || !*text_trim(rq->arena, text))
		return ERR_NONE;
	catalogue_search(rq->arena, text, &s);
	const char *trimmed = text_trim(rq->arena, text);
	const char *key = s.isbn_key					? s.isbn_key
			  : !strchr(trimmed, ' ') && has_digit(trimmed) ? trimmed
									: NULL;
	enum err e = key ? store_work_by_isbn(rq->db, key, &w) : ERR_NOT_FOUND;
	if (!e)
		f->isbn_key = key;
	else if (e == ERR_NOT_FOUND) {
		f->match = s.match;
		f->prefix = s.match ? NULL : s.prefix;
	}
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

/* n_r: works of the page; found_r: of all pages, NIL_INT where nobody has counted. */
static enum err write_works(struct request *rq, struct reply *rp, const struct work_filter *f, int64_t *n_r,
			    int64_t *found_r)
{
	struct rows rows;
	struct work w;
	enum err e = store_work_list(rq->db, f, &rows);
	if (e)
		return e;
	json_open(&rp->body, '[');
	int64_t n = 0;
	*found_r = NIL_INT;
	while (!(e = stmt_next(&rows, &w))) {
		write_work(&rp->body, &w);
		*found_r = w.found;
		n++;
	}
	json_close(&rp->body, ']');
	*n_r = n;
	bool in_title_order = !f->match && !f->prefix && !*f->order1;
	if (e == ERR_NOT_FOUND && f->after_title && n == f->limit)
		page_next(rq, rp, cursor_write(rq->arena, w.id, w.title));
	else if (e == ERR_NOT_FOUND && n == f->limit && in_title_order)
		reply_header(rp, "X-Next-Cursor", cursor_write(rq->arena, w.id, w.title));
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err write_facet(struct request *rq, struct reply *rp, enum work_facet which, const char *name,
			    const struct work_filter *f)
{
	struct rows rows;
	struct facet facet;
	enum err e = store_work_facet(rq->db, which, f, &rows);
	if (e)
		return e;
	json_name(&rp->body, name);
	json_open(&rp->body, '[');
	while (!(e = stmt_next(&rows, &facet))) {
		json_open(&rp->body, '{');
		json_member_text(&rp->body, "value", facet.value);
		json_member_int(&rp->body, "count", facet.count);
		json_close(&rp->body, '}');
	}
	json_close(&rp->body, ']');
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

/* "facets": {"type": [{"value", "count"}, ...]}: of all works that match, not of the page. */
static enum err write_facets(struct request *rq, struct reply *rp, const char *wanted,
			     const struct work_filter *f)
{
	static const char *const names[] = {
	    [FACET_KIND] = "kind", [FACET_TYPE] = "type", [FACET_YEAR] = "year"};
	json_name(&rp->body, "facets");
	json_open(&rp->body, '{');
	for (int i = 0; i < FACET_COUNT; i++) {
		enum err e = text_in_words(wanted, names[i])
				 ? write_facet(rq, rp, (enum work_facet)i, names[i], f)
				 : ERR_NONE;
		if (e)
			return e;
	}
	json_close(&rp->body, '}');
	return ERR_NONE;
}

/* "type,year" -> "type|year", each known and none twice; NULL when not. */
static const char *facet_words(struct request *rq, const char *text)
{
	struct buf words;
	buf_init(&words, rq->arena, strlen(text) + 2);
	while (text) {
		size_t len = strcspn(text, ",");
		const char *word = arena_strndup(rq->arena, text, len);
		if (!text_in_words("kind|type|year", word) || text_in_words(words.data, word))
			return NULL;
		buf_printf(&words, "%s%s", words.len ? "|" : "", word);
		text = text[len] ? text + len + 1 : NULL;
	}
	return words.data;
}

enum err api_work_list(struct request *rq, struct reply *rp)
{
	struct query q = {.p = PAGE_DEFAULT, .year = NIL_INT};
	struct work_filter f = WORK_FILTER_ANY;
	enum err e = read_query(rq, &q, &f);
	const char *facets = q.facets ? facet_words(rq, q.facets) : NULL;
	if (q.facets && !facets)
		e = request_wrong(rq, "_facets", "value",
				  "must be some of kind, type, year, parted by commas");
	if (!e)
		e = read_search(rq, q.q, &f);
	int64_t total = 0, n = 0, found = NIL_INT;
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	if (facets) {
		json_open(&rp->body, '{');
		json_name(&rp->body, "works");
	}
	e = write_works(rq, rp, &f, &n, &found);
	if (!e && facets) {
		e = write_facets(rq, rp, facets, &f);
		json_close(&rp->body, '}');
	}
	if (!e && !page_tells(&q.p, n, &total)) {
		total = found;
		e = found == NIL_INT ? store_work_count(rq->db, &f, &total) : ERR_NONE;
	}
	if (!e && !q.p.after)
		page_headers(rq, rp, &q.p, total);
	return e;
}
