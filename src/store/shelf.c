/* shelf.c - the order of the titles, counted in parts: reading. (Changes: shelf_move.c, shelf_cut.c, shelf_recount.c.) Floor: store. */
#include "store/shelf.h"
#include "store/db_private.h"

#include <stdlib.h>
#include <string.h>

/* Changes of the parts since a version, with the shelf they belong to: one row without a part when there are none. */
struct change {
	int64_t version, epoch, works, place, part_works;
};
#define C struct change
static const struct field change_out[] = {
    FIELD_INT(C, version, "version", 0, 0, 0),	     FIELD_INT(C, epoch, "epoch", 0, 0, 0),
    FIELD_INT(C, works, "works", 0, 0, 0),	     FIELD_INT(C, place, "place", 0, 0, 0),
    FIELD_INT(C, part_works, "part_works", 0, 0, 0), FIELD_END,
};
struct asked {
	const char *kind;
	int64_t version;
};
#define K struct asked
static const struct field asked_in[] = {
    FIELD_TEXT(K, kind, "kind", 0, 0, 0),
    FIELD_TEXT(K, kind, "kind", 0, 0, 0),
    FIELD_INT(K, version, "version", 0, 0, 0),
    FIELD_END,
};
static const struct field count_in[] = {FIELD_TEXT(K, kind, "kind", 0, 0, 0), FIELD_END};
static const struct field works_out[] = {FIELD_INT(C, works, "works", 0, 0, 0), FIELD_END};

enum { COUNT, CHANGES };

const struct statement shelf_statements[] = {
    [COUNT] =
	{"shelf count",
	 "SELECT CASE ? WHEN 'book' THEN books WHEN 'movie' THEN movies ELSE works END AS works FROM shelf",
	 count_in, works_out, READS},
    [CHANGES] = {"shelf changes",
		 "SELECT s.version, s.epoch, "
		 "CASE ? WHEN 'book' THEN s.books WHEN 'movie' THEN s.movies ELSE s.works END AS works, "
		 "p.place, p.works AS part_works FROM shelf s "
		 "LEFT JOIN shelf_part p ON p.kind = ? AND p.version > ? ORDER BY p.place",
		 asked_in, change_out, FLOWS},
};
const int shelf_statement_count = sizeof(shelf_statements) / sizeof(shelf_statements[0]);

/*
 * The parts of a kind, in their order, as they are remembered: where each stands, and the works before it. 12 bytes of
 * each, as there may be 60,000 of a kind in each worker; which title it begins with the database says when it is asked.
 */
struct shelf {
	int64_t version, epoch, works; /* version 0: nothing is remembered */
	int64_t *places;
	uint32_t *before; /* one more than there are places: all works at the end */
	size_t count, room;
};
enum { SHELVES = 3 };
struct shelves {
	struct shelf of[SHELVES];
};

static const char *shelf_kind(const char *kind)
{
	return kind ? kind : "all";
}

static struct shelf *remembered(struct db *db, const char *kind)
{
	if (!db->shelves)
		db->shelves = calloc(1, sizeof(*db->shelves));
	if (!db->shelves)
		abort();
	return &db->shelves->of[!kind ? 0 : !strcmp(kind, "book") ? 1 : 2];
}

static void clear_parts(struct shelf *s)
{
	free(s->places);
	free(s->before);
	s->places = NULL;
	s->before = NULL;
	s->count = s->room = 0;
}

static void clear(struct shelf *s)
{
	clear_parts(s);
	memset(s, 0, sizeof(*s));
}

void shelf_forget(struct shelves *s)
{
	for (int i = 0; s && i < SHELVES; i++)
		clear(&s->of[i]);
	free(s);
}

/* The first part at or behind a place. */
static size_t find_place(const struct shelf *s, int64_t place)
{
	size_t low = 0, high = s->count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (s->places[middle] < place)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void make_room(struct shelf *s)
{
	if (s->count < s->room)
		return;
	s->room = s->count + s->count / 2 + 64;
	s->places = realloc(s->places, s->room * sizeof(*s->places));
	s->before = realloc(s->before, (s->room + 1) * sizeof(*s->before));
	if (!s->places || !s->before)
		abort();
	if (!s->count)
		s->before[0] = 0;
}

/* A part that is new gets its place, without works. */
static size_t part_at(struct shelf *s, int64_t place)
{
	size_t i = find_place(s, place);
	if (i < s->count && s->places[i] == place)
		return i;
	make_room(s);
	memmove(&s->places[i + 1], &s->places[i], (s->count - i) * sizeof(*s->places));
	memmove(&s->before[i + 1], &s->before[i], (s->count + 1 - i) * sizeof(*s->before));
	s->places[i] = place;
	s->count++;
	return i;
}

static void put_part(struct shelf *s, const struct change *c)
{
	size_t i = part_at(s, c->place);
	uint32_t more = (uint32_t)c->part_works - (s->before[i + 1] - s->before[i]);
	for (size_t k = i + 1; more && k <= s->count; k++)
		s->before[k] += more; /* or less: modulo 2^32 */
}

/* Works of all parts. */
static int64_t sum(const struct shelf *s)
{
	return s->count ? s->before[s->count] : 0;
}

static void take_change(struct shelf *s, const struct change *c)
{
	s->version = c->version;
	s->epoch = c->epoch;
	s->works = c->works;
	if (c->place != NIL_INT)
		put_part(s, c);
}

/* All parts, or the changed ones on top of what is remembered; ERR_RETRY when these do not fit together. */
static enum err read_changes(struct db *db, struct shelf *s, const char *kind)
{
	K asked = {shelf_kind(kind), s->version};
	bool known = s->version, others = false;
	struct rows rows;
	C c;
	struct arena_mark mark = arena_mark(db->arena);
	enum err e = stmt_open(db, &shelf_statements[CHANGES], &asked, &rows);
	if (e)
		return e;
	while (!(e = stmt_next(&rows, &c))) {
		/* Then all parts are others now; what flows is read to its end. */
		others = others || (s->version && (c.epoch != s->epoch || c.version < s->version));
		if (!others)
			take_change(s, &c);
		arena_release(db->arena, mark);
	}
	if (e != ERR_NOT_FOUND)
		return e;
	if (others)
		return ERR_RETRY;
	if (sum(s) == s->works)
		return ERR_NONE;
	if (known)
		return ERR_RETRY; /* such as after a restore of what was changed as often since */
	/* Counts that are wrong: without them it is slow, and right. */
	clear_parts(s);
	return ERR_NONE;
}

static enum err read_parts(struct db *db, struct shelf *s, const char *kind)
{
	enum err e = read_changes(db, s, kind);
	if (e == ERR_RETRY) {
		clear(s);
		e = read_changes(db, s, kind);
	}
	/* Half of the changes would be wrong for ever. */
	if (e)
		clear(s);
	return e;
}

enum err store_shelf_count(struct db *db, const char *kind, int64_t *works_r)
{
	C c;
	enum err e = stmt_one(db, &shelf_statements[COUNT], &(K){.kind = shelf_kind(kind)}, &c);
	*works_r = e ? 0 : c.works;
	return e;
}

static struct shelf_page seek(const struct shelf *s, int64_t offset)
{
	size_t low = 0, high = s->count;
	while (low < high) { /* the first part that begins behind it */
		size_t middle = (low + high) / 2;
		if (s->before[middle] <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	struct shelf_page at = {NIL_INT, offset, s->version, s->version};
	if (low) {
		at.place = s->places[low - 1];
		at.offset -= s->before[low - 1];
	}
	return at;
}

/* Tries after which somebody who writes without a pause is no longer waited for. */
enum { TRIES = 4 };

enum err shelf_open(struct db *db, const char *kind, int64_t offset, shelf_open_page *open, const void *asked,
		    struct rows *rows_r)
{
	struct shelf *s = remembered(db, kind);
	enum err e = s->version ? ERR_NONE : read_parts(db, s, kind);
	memset(rows_r, 0, sizeof(*rows_r));
	for (int i = 1; !e; i++) {
		struct shelf_page at = seek(s, offset);
		if (i == TRIES) {
			/* Others go on changing it: right a moment ago is as good as right now. */
			at.version = 0;
			at.version_to = INT64_MAX;
		}
		if (offset < s->works)
			e = open(db, &at, asked, rows_r);
		if (e || rows_r->count || i == TRIES)
			return e;
		stmt_close(rows_r);
		int64_t before = s->version;
		e = read_parts(db, s, kind);
		if (!e && s->version == before)
			return ERR_NONE; /* there is no such page */
	}
	return e;
}
