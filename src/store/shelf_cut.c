/* shelf_cut.c - the order of the titles, counted in parts: parts that grew too large are cut. Floor: store. */
#include "store/shelf_private.h"

#include <string.h>

/* Between the places of parts; room for more is left between them: for 25 to 68 cuts one beside the other. */
#define STEP ((int64_t)1 << 40)
/* Parts that are cut up in one transaction, so that nobody waits long for the shelf. */
enum { CUTS = 20 };

struct part {
	const char *kind, *title, *next_title;
	int64_t version, place, next_place, works, step;
};
#define M	       struct part
#define TEXT(member)   FIELD_TEXT(M, member, #member, 0, 0, 0)
#define NUMBER(member) FIELD_INT(M, member, #member, 0, 0, 0)
static const struct field part_in[] = {TEXT(kind), TEXT(title), FIELD_END};
static const struct field large_in[] = {TEXT(kind), NUMBER(works), TEXT(title), FIELD_END};
static const struct field part_out[] = {TEXT(title),	  NUMBER(place),      NUMBER(works),
					TEXT(next_title), NUMBER(next_place), FIELD_END};
static const struct field titles_all_in[] = {TEXT(title), TEXT(next_title), TEXT(next_title), FIELD_END};
static const struct field titles_in[] = {TEXT(kind), TEXT(title), TEXT(next_title), TEXT(next_title),
					 FIELD_END};
static const struct field titles_out[] = {TEXT(title), NUMBER(works), FIELD_END};
static const struct field aside_in[] = {TEXT(kind), NUMBER(step), TEXT(kind), FIELD_END};
static const struct field back_in[] = {TEXT(kind), FIELD_END};
static const struct field shrink_in[] = {NUMBER(works), NUMBER(version), TEXT(kind), TEXT(title), FIELD_END};
static const struct field insert_in[] = {TEXT(kind),	TEXT(title),	 NUMBER(place),
					 NUMBER(works), NUMBER(version), FIELD_END};
#undef TEXT
#undef NUMBER

enum { PART_OF, LARGE_PART, TITLES_ALL, TITLES_KIND, SHRINK, INSERT, ASIDE, BACK, NEW_EPOCH };

/* By subqueries: joined by its place, the next part would be looked for among all of them. */
#define NEXT_TITLE                                                                                           \
	"(SELECT x.first_title FROM shelf_part x WHERE x.kind = p.kind AND x.first_title > p.first_title "   \
	"ORDER BY x.first_title LIMIT 1)"
#define PART_COLUMNS                                                                                         \
	"p.first_title AS title, p.place, p.works, " NEXT_TITLE " AS next_title, "                           \
	"(SELECT MIN(x.place) FROM shelf_part x WHERE x.kind = p.kind AND x.place > p.place) AS next_place " \
	"FROM shelf_part p "
/* Each title once, with how many have it. */
#define TITLES(from)                                                                                         \
	"SELECT title_search AS title, COUNT(*) AS works " from                                              \
	"AND title_search >= ? AND (? IS NULL OR title_search < ?) GROUP BY title_search "                   \
	"ORDER BY title_search LIMIT 1000"

const struct statement shelf_cut_statements[] = {
    [PART_OF] = {"shelf part of",
		 "SELECT " PART_COLUMNS
		 "WHERE p.kind = ? AND p.first_title <= ? ORDER BY p.first_title DESC LIMIT 1",
		 part_in, part_out, READS},
    [LARGE_PART] = {"shelf part large",
		    "SELECT " PART_COLUMNS "WHERE p.kind = ? AND p.works > ? AND p.first_title >= ? "
		    "ORDER BY p.first_title LIMIT 1",
		    large_in, part_out, READS},
    [TITLES_ALL] = {"shelf titles", TITLES(SHELF_ALL), titles_all_in, titles_out, READS},
    [TITLES_KIND] = {"shelf titles of a kind", TITLES(SHELF_OF_KIND), titles_in, titles_out, READS},
    [SHRINK] = {"shelf part shrink",
		"UPDATE shelf_part SET works = ?, version = ? WHERE kind = ? AND first_title = ?", shrink_in,
		NULL, WRITES},
    [INSERT] = {"shelf part insert",
		"INSERT INTO shelf_part (kind, first_title, place, works, version) VALUES (?, ?, ?, ?, ?)",
		insert_in, NULL, WRITES},
    /* By negative places, as no two parts may have the same at any moment. */
    [ASIDE] = {"shelf parts aside",
	       "UPDATE shelf_part p JOIN (SELECT first_title, ROW_NUMBER() OVER (ORDER BY first_title) AS n "
	       "FROM shelf_part WHERE kind = ?) o ON o.first_title = p.first_title "
	       "SET p.place = -o.n * ? WHERE p.kind = ?",
	       aside_in, NULL, WRITES},
    [BACK] = {"shelf parts back", "UPDATE shelf_part SET place = -place WHERE kind = ? AND place < 0",
	      back_in, NULL, WRITES},
    [NEW_EPOCH] = {"shelf epoch", "UPDATE shelf SET epoch = GREATEST(epoch + 1, " SHELF_NOW ")", no_fields,
		   NULL, WRITES},
};
const int shelf_cut_statement_count = sizeof(shelf_cut_statements) / sizeof(shelf_cut_statements[0]);
#define S shelf_cut_statements

const char *const shelf_kinds[SHELF_KINDS] = {"all", "book", "movie"};

enum err shelf_new_epoch(struct db *db)
{
	return stmt_run(db, &S[NEW_EPOCH], NULL, NULL);
}

/* Puts the parts of a kind at even distances again. */
static enum err spread(struct db *db, const char *kind)
{
	M m = {.kind = kind, .step = STEP};
	enum err e = stmt_run(db, &S[ASIDE], &m, NULL);
	if (!e)
		e = stmt_run(db, &S[BACK], &m, NULL);
	return e ? e : shelf_new_epoch(db);
}

/* Parts that take the place of one, while they are made. */
struct cutting {
	const char *kind;
	int64_t version, step, size;
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
		bool full = c->now.works >= c->size || c->now.works + next.works > 2 * c->size;
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

/* Works in a part, as many as there are of the kind now. */
static enum err part_size(struct db *db, const char *kind, int64_t *size_r)
{
	int64_t works;
	enum err e = store_shelf_count(db, kind, &works);
	*size_r = works > SHELF_PART * SHELF_PARTS ? SHELF_PART_MOST : SHELF_PART;
	return e;
}

/*
 * Cuts a part into such of that size (and those that have a title with the last of them), as far as a thousand titles go; the
 * last has the rest. Where there is no room for their places, all places change first. ERR_NOT_FOUND: it cannot be cut, as
 * all have one title, or it is counted wrong.
 */
static enum err cut(struct db *db, const char *kind, int64_t version, int64_t size, M part)
{
	struct rows titles;
	enum err e = ERR_NONE;
	int64_t more = part.works / size + 2;
	if (part.next_place != NIL_INT && part.next_place - part.place <= more) {
		e = spread(db, kind);
		if (!e)
			e = stmt_one(db, &S[PART_OF], &(M){.kind = kind, .title = part.title}, &part);
	}
	if (e)
		return e;
	M from = {.kind = kind, .title = part.title, .next_title = part.next_title};
	int64_t gap = part.next_place == NIL_INT ? STEP * more : part.next_place - part.place;
	struct cutting c = {
	    .kind = kind, .version = version, .step = gap / more, .size = size, .left = part.works};
	c.now = (M){.title = part.title, .place = part.place};
	e = stmt_open(db, &S[strcmp(kind, "all") ? TITLES_KIND : TITLES_ALL], &from, &titles);
	if (!e)
		e = cut_titles(db, &c, &titles);
	stmt_close(&titles);
	return e;
}

enum err shelf_cut_part_of(struct db *db, const char *kind, int64_t version, const char *title)
{
	M part;
	int64_t size;
	enum err e = part_size(db, kind, &size);
	if (!e)
		e = stmt_one(db, &S[PART_OF], &(M){.kind = kind, .title = title}, &part);
	if (!e && part.works >= 2 * size)
		e = cut(db, kind, version, size, part);
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

/* Cuts what is too large, from a title on, as far as one transaction goes. *title_r: where to go on, NULL at the end. */
static enum err cut_some(struct db *db, const char *kind, const char **title_r)
{
	int64_t version, size = SHELF_PART;
	M part, m = {.kind = kind, .title = *title_r};
	enum err e = shelf_raise(db, &(struct shelf_raise){0}, &version);
	if (!e)
		e = part_size(db, kind, &size);
	m.works = 2 * size;
	for (int i = 0; !e && i < CUTS; i++) {
		e = stmt_one(db, &S[LARGE_PART], &m, &part);
		if (e)
			break;
		m.title = part.title;
		e = cut(db, kind, version, size, part);
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
		if (e == ERR_RETRY && waited++ < SHELF_PATIENCE)
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
	for (int i = 0; !e && i < SHELF_KINDS; i++)
		e = cut_kind(db, shelf_kinds[i]);
	return e;
}
