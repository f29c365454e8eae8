/* shelf_move.c - the order of the titles, counted in parts: works that come and go. Floor: store. */
#include "store/shelf_private.h"

#include "base/log.h"

#include <assert.h>
#include <string.h>

struct counted {
	const char *kind, *title;
	int64_t by, version, work_id, first_id, last_id;
};
#define M	       struct counted
#define TEXT(member)   FIELD_TEXT(M, member, #member, 0, 0, 0)
#define NUMBER(member) FIELD_INT(M, member, #member, 0, 0, 0)
#define R(member)      FIELD_INT(struct shelf_raise, member, #member, 0, 0, 0)
static const struct field raise_in[] = {R(by), R(books), R(movies), FIELD_END};
static const struct field count_in[] = {NUMBER(by), NUMBER(version), TEXT(kind), TEXT(title), FIELD_END};
static const struct field of_in[] = {NUMBER(work_id), FIELD_END};
static const struct field of_out[] = {TEXT(kind), TEXT(title), FIELD_END};
static const struct field take_in[] = {NUMBER(version), TEXT(title), NUMBER(first_id), NUMBER(last_id),
				       TEXT(kind),	TEXT(title), FIELD_END};
#undef TEXT
#undef NUMBER
#undef R

enum { RAISE, COUNT, OF, TAKE };

const struct statement shelf_move_statements[] = {
    [RAISE] =
	{"shelf raise",
	 "UPDATE shelf SET version = LAST_INSERT_ID(version + 1), works = works + ?, books = books + ?, "
	 "movies = movies + ?",
	 raise_in, NULL, NUMBERS},
    [COUNT] =
	{"shelf part count",
	 "UPDATE shelf_part SET works = LAST_INSERT_ID(GREATEST(works + ?, 0)), version = ? "
	 /* The whole key in the order: otherwise an UPDATE reads all parts before it, and sorts them. */
	 "WHERE kind = ? AND first_title <= ? ORDER BY kind DESC, first_title DESC LIMIT 1",
	 count_in, NULL, NUMBERS},
    [OF] = {"shelf of", "SELECT kind, title FROM work WHERE id = ? AND withdrawn = 0 FOR UPDATE", of_in,
	    of_out, LOCKS},
    /* Not UPDATE ... JOIN: that would wait for whoever adds works at this moment, and these for it (a deadlock). */
    [TAKE] = {"shelf take",
	      "INSERT INTO shelf_part (kind, first_title, place, works, version) "
	      "SELECT p.kind, p.first_title, p.place, came.n, ? FROM "
	      "(SELECT (SELECT x.first_title FROM shelf_part x WHERE x.kind = ? "
	      "AND x.first_title <= w.title_search ORDER BY x.first_title DESC LIMIT 1) AS first_title, "
	      "COUNT(*) AS n "
	      "FROM work w WHERE w.id BETWEEN ? AND ? AND w.kind = ? AND NOT EXISTS (SELECT 1 FROM copy c "
	      "WHERE c.work_id = w.id) GROUP BY 1) came "
	      "JOIN shelf_part p ON p.kind = ? AND p.first_title = came.first_title "
	      "ON DUPLICATE KEY UPDATE works = shelf_part.works + VALUES(works), version = VALUES(version)",
	      take_in, NULL, WRITES},
};
const int shelf_move_statement_count = sizeof(shelf_move_statements) / sizeof(shelf_move_statements[0]);
#define S shelf_move_statements

enum err shelf_raise(struct db *db, const struct shelf_raise *r, int64_t *version_r)
{
	int64_t n = 0;
	enum err e = stmt_run(db, &S[RAISE], r, &n);
	*version_r = e ? 0 : stmt_last_id(db);
	return e ? e : n ? ERR_NONE : ERR_SCHEMA;
}

/* One that is counted when the transaction ends; they live in the request's arena. */
struct shelf_move {
	struct shelf_move *next;
	const char *kind, *title;
	int64_t by;
	bool due, due_of_all; /* its part may be large by now */
};

void store_shelf_move(struct db *db, const char *kind, const char *title, int64_t by)
{
	assert(db->transaction);
	struct shelf_move *one = arena_alloc(db->arena, sizeof(*one));
	*one = (struct shelf_move){.next = db->moves,
				   .kind = !strcmp(kind, "book") ? "book" : "movie",
				   .title = arena_strdup(db->arena, title),
				   .by = by};
	db->moves = one;
}

static enum err count_in_part(struct db *db, const char *kind, M *m, bool *due_r)
{
	int64_t n = 0;
	m->kind = kind;
	enum err e = stmt_run(db, &S[COUNT], m, &n);
	*due_r = !e && m->by > 0 && stmt_last_id(db) > 0 && stmt_last_id(db) % SHELF_DUE == 0;
	return e ? e : n ? ERR_NONE : ERR_SCHEMA;
}

/* Cut when all is counted: what a cut finds in a part is all that moved. */
static enum err count_all(struct db *db, struct shelf_move *first)
{
	struct shelf_raise sum = {0};
	M m = {0};
	for (const struct shelf_move *one = first; one; one = one->next) {
		sum.by += one->by;
		*(!strcmp(one->kind, "book") ? &sum.books : &sum.movies) += one->by;
	}
	enum err e = shelf_raise(db, &sum, &m.version);
	for (struct shelf_move *one = first; !e && one; one = one->next) {
		m.title = one->title;
		m.by = one->by;
		e = count_in_part(db, "all", &m, &one->due_of_all);
		if (!e)
			e = count_in_part(db, one->kind, &m, &one->due);
	}
	for (const struct shelf_move *one = first; !e && one; one = one->next) {
		if (one->due_of_all)
			e = shelf_cut_part_of(db, "all", m.version, one->title);
		if (!e && one->due)
			e = shelf_cut_part_of(db, one->kind, m.version, one->title);
	}
	return e;
}

/* In the order of the acts, so that no count is below zero at any moment. */
static struct shelf_move *in_order(struct shelf_move *last)
{
	struct shelf_move *first = NULL;
	while (last) {
		struct shelf_move *before = last->next;
		last->next = first;
		first = last;
		last = before;
	}
	return first;
}

enum err shelf_count(struct db *db)
{
	struct shelf_move *first = in_order(db->moves);
	db->moves = NULL;
	enum err e = first ? count_all(db, first) : ERR_NONE;
	if (e != ERR_SCHEMA)
		return e;
	/* By somebody's SQL; that must keep nobody from work. */
	log_warn(
	    "the counts of the titles are gone: all works are counted anew; carrelctl tidy mends the rest");
	return store_shelf_recount(db);
}

void shelf_undo(struct db *db)
{
	db->moves = NULL;
}

enum err store_shelf_of(struct db *db, int64_t work_id, struct shelved *s_r)
{
	M m = {.work_id = work_id}, found;
	enum err e = stmt_one(db, &S[OF], &m, &found);
	*s_r = e ? (struct shelved){0} : (struct shelved){found.kind, found.title};
	return e;
}

void store_shelf_change(struct db *db, const struct shelved *was, const char *kind, const char *title)
{
	if (!strcmp(was->kind, kind) && !strcmp(was->title, title))
		return;
	store_shelf_move(db, was->kind, was->title, -1);
	store_shelf_move(db, kind, title, 1);
}

enum err store_shelf_take(struct db *db, const char *kind, int64_t first_id, int64_t last_id, int64_t n)
{
	bool book = !strcmp(kind, "book");
	int64_t works = 0, parts = 0;
	struct shelf_raise sum = {.by = n, .books = book ? n : 0, .movies = book ? 0 : n};
	M m = {.kind = kind, .first_id = first_id, .last_id = last_id};
	enum err e = shelf_raise(db, &sum, &m.version);
	if (!e)
		e = store_shelf_count(db, NULL, &works);
	/* Where so many come, to cut all of them costs less than to find the part of each. */
	if (!e && works < 8 * n)
		return shelf_make_whole(db);
	m.title = "all";
	if (!e)
		e = stmt_run(db, &S[TAKE], &m, NULL);
	m.title = kind;
	if (!e)
		e = stmt_run(db, &S[TAKE], &m, &parts);
	return e == ERR_SCHEMA || (!e && !parts) ? store_shelf_recount(db) : e;
}
