/* shelf_move.c - the order of the titles, counted in parts: changes. (Reading: shelf.c.) Floor: store. */
#include "store/db_private.h"
#include "store/shelf.h"

#include "base/log.h"

#include <assert.h>
#include <string.h>

/* Works in a part that is cut off, and in one that is due to be cut: few, as they are passed over one by one. */
enum { PART = 16, LARGE = 2 * PART };
/* Between the places of parts; room for more is left between them: for 25 to 68 cuts one beside the other. */
#define STEP ((int64_t)1 << 40)
/* Parts that are cut up in one transaction, so that nobody waits long for the shelf. */
enum { CUTS = 20, PATIENCE = 10 };

struct move {
	const char *kind, *title, *next_title;
	int64_t by, books, movies, version, place, next_place, works, work_id, first_id, last_id;
};
#define M	       struct move
#define TEXT(member)   FIELD_TEXT(M, member, #member, 0, 0, 0)
#define NUMBER(member) FIELD_INT(M, member, #member, 0, 0, 0)
static const struct field raise_in[] = {NUMBER(by), NUMBER(books), NUMBER(movies), FIELD_END};
static const struct field count_in[] = {NUMBER(by), NUMBER(version), TEXT(kind), TEXT(title), FIELD_END};
static const struct field part_in[] = {TEXT(kind), TEXT(title), FIELD_END};
static const struct field large_in[] = {TEXT(kind), NUMBER(works), TEXT(title), FIELD_END};
static const struct field part_out[] = {TEXT(title),	  NUMBER(place),      NUMBER(works),
					TEXT(next_title), NUMBER(next_place), FIELD_END};
static const struct field titles_all_in[] = {TEXT(title), TEXT(next_title), TEXT(next_title), FIELD_END};
static const struct field titles_in[] = {TEXT(kind), TEXT(title), TEXT(next_title), TEXT(next_title),
					 FIELD_END};
static const struct field titles_out[] = {TEXT(title), NUMBER(works), FIELD_END};
static const struct field wrong_all_in[] = {TEXT(kind), FIELD_END};
static const struct field wrong_in[] = {TEXT(kind), TEXT(kind), FIELD_END};
static const struct field aside_in[] = {TEXT(kind), NUMBER(by), TEXT(kind), FIELD_END};
static const struct field back_in[] = {TEXT(kind), FIELD_END};
static const struct field works_out[] = {NUMBER(works), FIELD_END};
static const struct field shrink_in[] = {NUMBER(works), NUMBER(version), TEXT(kind), TEXT(title), FIELD_END};
static const struct field insert_in[] = {TEXT(kind),	TEXT(title),	 NUMBER(place),
					 NUMBER(works), NUMBER(version), FIELD_END};
static const struct field of_in[] = {NUMBER(work_id), FIELD_END};
static const struct field of_out[] = {TEXT(kind), TEXT(title), FIELD_END};
static const struct field take_in[] = {NUMBER(version), TEXT(title), NUMBER(first_id), NUMBER(last_id),
				       TEXT(kind),	TEXT(title), FIELD_END};
#undef TEXT
#undef NUMBER

enum {
	RAISE,
	COUNT,
	PART_OF,
	LARGE_PART,
	TITLES_ALL,
	TITLES_KIND,
	SHRINK,
	INSERT,
	OF,
	TAKE,
	RECOUNT,
	FORGET,
	WHOLE,
	ASIDE,
	BACK,
	NEW_EPOCH,
	WRONG,
	WRONG_ALL,
	WRONG_KIND
};

/* By subqueries: joined by its place, the next part would be looked for among all of them. */
#define NEXT_TITLE                                                                                           \
	"(SELECT x.first_title FROM shelf_part x WHERE x.kind = p.kind AND x.first_title > p.first_title "   \
	"ORDER BY x.first_title LIMIT 1)"
#define PART_COLUMNS                                                                                         \
	"p.first_title AS title, p.place, p.works, " NEXT_TITLE " AS next_title, "                           \
	"(SELECT MIN(x.place) FROM shelf_part x WHERE x.kind = p.kind AND x.place > p.place) AS next_place " \
	"FROM shelf_part p "
#define ALL	"FROM work FORCE INDEX (work_by_title) WHERE withdrawn = 0 "
#define OF_KIND "FROM work FORCE INDEX (work_by_kind) WHERE withdrawn = 0 AND kind = ? "
/* Each title once, with how many have it. */
#define TITLES(from)                                                                                         \
	"SELECT title_search AS title, COUNT(*) AS works " from                                              \
	"AND title_search >= ? AND (? IS NULL OR title_search < ?) GROUP BY title_search "                   \
	"ORDER BY title_search LIMIT 1000"
#define TIME "CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS UNSIGNED)"
/* Parts and titles in one order: what stands from a part to the next has to be what it counts. */
#define WRONG_PARTS(from)                                                                                    \
	"SELECT COUNT(*) AS works FROM (SELECT SUM(IF(part, works, 0)) AS told, "                            \
	"SUM(IF(part, 0, works)) AS found FROM (SELECT part, works, SUM(part) OVER "                         \
	"(ORDER BY title, part DESC ROWS UNBOUNDED PRECEDING) AS no FROM ("                                  \
	"SELECT first_title AS title, works, 1 AS part FROM shelf_part WHERE kind = ? UNION ALL "            \
	"SELECT title_search, COUNT(*), 0 " from                                                             \
	"GROUP BY title_search) lined_up) numbered GROUP BY no) counted WHERE told <> found"

const struct statement shelf_move_statements[] = {
    [RAISE] =
	{"shelf raise",
	 "UPDATE shelf SET version = LAST_INSERT_ID(version + 1), works = works + ?, books = books + ?, "
	 "movies = movies + ?",
	 raise_in, NULL, WRITES},
    [COUNT] = {"shelf part count",
	       "UPDATE shelf_part SET works = LAST_INSERT_ID(GREATEST(works + ?, 0)), version = ? "
	       "WHERE kind = ? AND first_title <= ? ORDER BY first_title DESC LIMIT 1",
	       count_in, NULL, WRITES},
    [PART_OF] = {"shelf part of",
		 "SELECT " PART_COLUMNS
		 "WHERE p.kind = ? AND p.first_title <= ? ORDER BY p.first_title DESC LIMIT 1",
		 part_in, part_out, READS},
    [LARGE_PART] = {"shelf part large",
		    "SELECT " PART_COLUMNS "WHERE p.kind = ? AND p.works > ? AND p.first_title >= ? "
		    "ORDER BY p.first_title LIMIT 1",
		    large_in, part_out, READS},
    [TITLES_ALL] = {"shelf titles", TITLES(ALL), titles_all_in, titles_out, READS},
    [TITLES_KIND] = {"shelf titles of a kind", TITLES(OF_KIND), titles_in, titles_out, READS},
    [SHRINK] = {"shelf part shrink",
		"UPDATE shelf_part SET works = ?, version = ? WHERE kind = ? AND first_title = ?", shrink_in,
		NULL, WRITES},
    [INSERT] = {"shelf part insert",
		"INSERT INTO shelf_part (kind, first_title, place, works, version) VALUES (?, ?, ?, ?, ?)",
		insert_in, NULL, WRITES},
    [OF] = {"shelf of", "SELECT kind, title FROM work WHERE id = ? AND withdrawn = 0 FOR UPDATE", of_in,
	    of_out, READS},
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
    /* Version and epoch are times here, so that they are none there were before, also when a backup was restored.
     * Counted in a table of its own: with sums of its own MariaDB 10.11 refuses it (1140) when it runs again. */
    [RECOUNT] =
	{"shelf recount",
	 "INSERT INTO shelf (version, epoch, works, books, movies) SELECT " TIME ", " TIME
	 ", w.works, w.books, w.movies FROM "
	 "(SELECT COUNT(*) AS works, COALESCE(SUM(kind = 'book'), 0) AS books, "
	 "COALESCE(SUM(kind = 'movie'), 0) AS movies FROM work WHERE withdrawn = 0) w ON DUPLICATE KEY "
	 "UPDATE version = GREATEST(shelf.version + 1, VALUES(version)), "
	 "epoch = GREATEST(shelf.epoch + 1, VALUES(epoch)), "
	 "works = VALUES(works), books = VALUES(books), movies = VALUES(movies)",
	 no_fields, NULL, WRITES},
    [FORGET] = {"shelf parts forget", "DELETE FROM shelf_part", no_fields, NULL, WRITES},
    [WHOLE] = {"shelf parts whole",
	       "INSERT INTO shelf_part (kind, first_title, place, works, version) "
	       "SELECT 'all', '', 0, works, version FROM shelf UNION ALL "
	       "SELECT 'book', '', 0, books, version FROM shelf UNION ALL "
	       "SELECT 'movie', '', 0, movies, version FROM shelf",
	       no_fields, NULL, WRITES},
    /* By negative places, as no two parts may have the same at any moment. */
    [ASIDE] = {"shelf parts aside",
	       "UPDATE shelf_part p JOIN (SELECT first_title, ROW_NUMBER() OVER (ORDER BY first_title) AS n "
	       "FROM shelf_part WHERE kind = ?) o ON o.first_title = p.first_title "
	       "SET p.place = -o.n * ? WHERE p.kind = ?",
	       aside_in, NULL, WRITES},
    [BACK] = {"shelf parts back", "UPDATE shelf_part SET place = -place WHERE kind = ? AND place < 0",
	      back_in, NULL, WRITES},
    [NEW_EPOCH] = {"shelf epoch", "UPDATE shelf SET epoch = GREATEST(epoch + 1, " TIME ")", no_fields, NULL,
		   WRITES},
    /* Each kind has a part from the first title on, and the sums are those of the parts, whose places are in the order of their titles. */
    [WRONG] = {"shelf wrong",
	       "SELECT 3 - (SELECT COUNT(*) FROM shelf_part WHERE first_title = '') + "
	       "1 - (SELECT COUNT(*) FROM shelf s WHERE s.works = (SELECT SUM(works) FROM shelf_part WHERE "
	       "kind = 'all') "
	       "AND s.books = (SELECT SUM(works) FROM shelf_part WHERE kind = 'book') "
	       "AND s.movies = (SELECT SUM(works) FROM shelf_part WHERE kind = 'movie')) AS works",
	       no_fields, works_out, READS},
    [WRONG_ALL] = {"shelf parts wrong", WRONG_PARTS(ALL), wrong_all_in, works_out, READS},
    [WRONG_KIND] = {"shelf parts of a kind wrong", WRONG_PARTS(OF_KIND), wrong_in, works_out, READS},
};
const int shelf_move_statement_count = sizeof(shelf_move_statements) / sizeof(shelf_move_statements[0]);
#define S shelf_move_statements

static const char *const kinds[] = {"all", "book", "movie"};

/* Locks the shelf until the transaction ends; gives its new version. */
static enum err raise_shelf(struct db *db, M *m)
{
	int64_t n = 0;
	enum err e = stmt_run(db, &S[RAISE], m, &n);
	m->version = stmt_last_id(db);
	return e ? e : n ? ERR_NONE : ERR_SCHEMA;
}

/* Puts the parts of a kind at even distances again. */
static enum err spread(struct db *db, const char *kind)
{
	M m = {.kind = kind, .by = STEP};
	enum err e = stmt_run(db, &S[ASIDE], &m, NULL);
	if (!e)
		e = stmt_run(db, &S[BACK], &m, NULL);
	return e ? e : stmt_run(db, &S[NEW_EPOCH], NULL, NULL);
}

/* Parts that take the place of one, while they are made. */
struct cutting {
	const char *kind;
	int64_t version, step;
	M now;	      /* the part that grows */
	int64_t left; /* works that are in no part before it */
	bool cut;     /* it is a new one already */
};

/* The part that grew is whole, or the rest: the first keeps its row, those behind it get theirs. */
static enum err end_part(struct db *db, struct cutting *c, int64_t works)
{
	M m = {.kind = c->kind,
	       .version = c->version,
	       .title = c->now.title,
	       .place = c->now.place,
	       .works = works};
	enum err e = stmt_run(db, &S[c->cut ? INSERT : SHRINK], &m, NULL);
	c->left -= works;
	c->now.place += c->step;
	c->now.works = 0;
	c->cut = true;
	return e;
}

static enum err cut_titles(struct db *db, struct cutting *c, struct rows *titles)
{
	M next;
	enum err e;
	while (!(e = stmt_next(titles, &next))) {
		/* Many of one title stand alone. */
		bool full = c->now.works >= PART || c->now.works + next.works > LARGE;
		if (full && c->now.works && c->left - c->now.works > 0) {
			e = end_part(db, c, c->now.works);
			if (e)
				return e;
			c->now.title = next.title;
		}
		c->now.works += next.works;
	}
	if (e != ERR_NOT_FOUND)
		return e;
	return c->cut ? end_part(db, c, c->left) : ERR_NOT_FOUND;
}

/*
 * Cuts a part into such of PART works (and those that have a title with the last of them), as far as a thousand titles go;
 * the last has the rest. Where there is no room for their places, all places change instead, and the next one cuts.
 * ERR_NOT_FOUND: it cannot be cut, as all have one title, or it is counted wrong.
 */
static enum err cut(struct db *db, const char *kind, int64_t version, const M *part)
{
	struct rows titles;
	M from = {.kind = kind, .title = part->title, .next_title = part->next_title};
	int64_t more = part->works / PART + 2;
	int64_t gap = part->next_place == NIL_INT ? STEP * more : part->next_place - part->place;
	if (gap <= more)
		return spread(db, kind);
	struct cutting c = {.kind = kind, .version = version, .step = gap / more, .left = part->works};
	c.now = (M){.title = part->title, .place = part->place};
	enum err e = stmt_open(db, &S[strcmp(kind, "all") ? TITLES_KIND : TITLES_ALL], &from, &titles);
	if (!e)
		e = cut_titles(db, &c, &titles);
	stmt_close(&titles);
	return e;
}

/* One that is counted when the transaction ends; they live in the request's arena. */
struct shelf_move {
	struct shelf_move *next;
	const char *kind, *title;
	int64_t by;
	bool large, large_of_all; /* its part is due to be cut */
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

static enum err count_in_part(struct db *db, const char *kind, M *m, bool *large_r)
{
	int64_t n = 0;
	m->kind = kind;
	enum err e = stmt_run(db, &S[COUNT], m, &n);
	*large_r = !e && m->by > 0 && stmt_last_id(db) >= LARGE;
	return e ? e : n ? ERR_NONE : ERR_SCHEMA;
}

static enum err cut_part_of(struct db *db, const char *kind, M *m)
{
	M part;
	m->kind = kind;
	enum err e = stmt_one(db, &S[PART_OF], m, &part);
	if (!e && part.works >= LARGE)
		e = cut(db, kind, m->version, &part);
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

/* Cut when all is counted: what a cut finds in a part is all that moved. */
static enum err count_all(struct db *db, struct shelf_move *first)
{
	M m = {0};
	for (const struct shelf_move *one = first; one; one = one->next) {
		m.by += one->by;
		*(!strcmp(one->kind, "book") ? &m.books : &m.movies) += one->by;
	}
	enum err e = raise_shelf(db, &m);
	for (struct shelf_move *one = first; !e && one; one = one->next) {
		m.title = one->title;
		m.by = one->by;
		e = count_in_part(db, "all", &m, &one->large_of_all);
		if (!e)
			e = count_in_part(db, one->kind, &m, &one->large);
	}
	for (const struct shelf_move *one = first; !e && one; one = one->next) {
		m.title = one->title;
		if (one->large_of_all)
			e = cut_part_of(db, "all", &m);
		if (!e && one->large)
			e = cut_part_of(db, one->kind, &m);
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

/* All parts of a kind as one, to be cut anew. */
static enum err make_whole(struct db *db)
{
	enum err e = stmt_run(db, &S[FORGET], NULL, NULL);
	if (!e)
		e = stmt_run(db, &S[NEW_EPOCH], NULL, NULL);
	return e ? e : stmt_run(db, &S[WHOLE], NULL, NULL);
}

enum err store_shelf_take(struct db *db, const char *kind, int64_t first_id, int64_t last_id, int64_t n)
{
	bool book = !strcmp(kind, "book");
	int64_t works = 0, parts = 0;
	M m = {.by = n, .books = book ? n : 0, .movies = book ? 0 : n, .kind = kind};
	enum err e = raise_shelf(db, &m);
	if (!e)
		e = store_shelf_count(db, NULL, &works);
	/* Where so many come, to cut all of them costs less than to find the part of each. */
	if (!e && works < 8 * n)
		return make_whole(db);
	m.first_id = first_id;
	m.last_id = last_id;
	m.title = "all";
	if (!e)
		e = stmt_run(db, &S[TAKE], &m, NULL);
	m.title = kind;
	if (!e)
		e = stmt_run(db, &S[TAKE], &m, &parts);
	return e == ERR_SCHEMA || (!e && !parts) ? store_shelf_recount(db) : e;
}

/* Cuts what is too large, from a title on, as far as one transaction goes. *title_r: where to go on, NULL at the end. */
static enum err cut_some(struct db *db, const char *kind, const char **title_r)
{
	M raised = {0}, part, m = {.kind = kind, .title = *title_r, .works = LARGE};
	enum err e = raise_shelf(db, &raised);
	for (int i = 0; !e && i < CUTS; i++) {
		e = stmt_one(db, &S[LARGE_PART], &m, &part);
		if (e)
			break;
		m.title = part.title;
		e = cut(db, kind, raised.version, &part);
		/* Where all have one title it stays as it is. */
		if (e == ERR_NOT_FOUND) {
			m.title = part.next_title;
			e = m.title ? ERR_NONE : ERR_NOT_FOUND;
		}
	}
	*title_r = e ? NULL : m.title;
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err cut_once(struct db *db, const char *kind, const char **title_r)
{
	enum err e = db_begin(db);
	if (e)
		return e;
	e = cut_some(db, kind, title_r);
	if (!e)
		return db_commit(db);
	db_rollback(db);
	return e;
}

static enum err cut_kind(struct db *db, const char *kind)
{
	const char *title = "", *next;
	int waited = 0;
	while (title) {
		next = title;
		enum err e = cut_once(db, kind, &next);
		/* Somebody holds the shelf for longer than one waits for a lock. */
		if (e == ERR_RETRY && waited++ < PATIENCE)
			continue;
		if (e)
			return e;
		title = next;
	}
	return ERR_NONE;
}

enum err store_shelf_cut(struct db *db)
{
	enum err e = ERR_NONE;
	for (size_t i = 0; !e && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		e = cut_kind(db, kinds[i]);
	return e;
}

enum err store_shelf_recount(struct db *db)
{
	M m = {0};
	/* Locked first, so that what is counted next is all there is. */
	enum err e = stmt_run(db, &S[RAISE], &m, NULL);
	if (!e)
		e = stmt_run(db, &S[RECOUNT], NULL, NULL);
	if (!e)
		e = stmt_run(db, &S[FORGET], NULL, NULL);
	return e ? e : stmt_run(db, &S[WHOLE], NULL, NULL);
}

static enum err recount_once(struct db *db)
{
	enum err e = db_begin(db);
	if (e)
		return e;
	e = store_shelf_recount(db);
	if (!e)
		return db_commit(db);
	db_rollback(db);
	return e;
}

enum err store_shelf_renew(struct db *db)
{
	enum err e = ERR_RETRY;
	for (int waited = 0; e == ERR_RETRY && waited < PATIENCE; waited++)
		e = recount_once(db);
	return e ? e : store_shelf_cut(db);
}

enum err store_shelf_check(struct db *db, int64_t *wrong_r)
{
	M m;
	enum err e = stmt_one(db, &S[WRONG], NULL, &m);
	*wrong_r = e ? 0 : m.works;
	for (size_t i = 0; !e && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		M of = {.kind = kinds[i]};
		e = stmt_one(db, &S[i ? WRONG_KIND : WRONG_ALL], &of, &m);
		*wrong_r += e ? 0 : m.works;
	}
	return e;
}
