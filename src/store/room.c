/* room.c - books as the reading room knows them. Floor: store. */
#include "store/room.h"

#include "store/person.h"

#include <string.h>

#define B struct room_book
static const struct field out[] = {
    FIELD_INT(B, id, "id", 0, 0, 0),
    FIELD_UUID(B, uuid, "uuid", 0),
    FIELD_TEXT(B, name, "name", 0, 0, 0),
    FIELD_TEXT(B, author, "author", 0, 0, 0),
    FIELD_TEXT(B, publisher, "publisher", 0, 0, 0),
    FIELD_TEXT(B, year, "year", 0, 0, 0),
    FIELD_BOOL(B, taken, "taken", 0),
    FIELD_TEXT(B, card, "card", 0, 0, 0),
    FIELD_END,
};

struct look {
	struct room_look look;
	int64_t copy_id;
	bool free;
};
#define L struct look
static const struct field look_out[] = {
    FIELD_INT(L, look.book.id, "id", 0, 0, 0),
    FIELD_UUID(L, look.book.uuid, "uuid", 0),
    FIELD_TEXT(L, look.book.name, "name", 0, 0, 0),
    FIELD_TEXT(L, look.book.author, "author", 0, 0, 0),
    FIELD_TEXT(L, look.book.publisher, "publisher", 0, 0, 0),
    FIELD_TEXT(L, look.book.year, "year", 0, 0, 0),
    FIELD_INT(L, look.person_id, "person_id", 0, 0, 0),
    FIELD_INT(L, copy_id, "copy_id", 0, 0, 0),
    FIELD_BOOL(L, free, "free", 0),
    FIELD_END,
};
#define K struct room_kept
static const struct field kept_out[] = {
    FIELD_INT(K, book.id, "id", 0, 0, 0),
    FIELD_UUID(K, book.uuid, "uuid", 0),
    FIELD_TEXT(K, book.name, "name", 0, 0, 0),
    FIELD_TEXT(K, book.author, "author", 0, 0, 0),
    FIELD_TEXT(K, book.publisher, "publisher", 0, 0, 0),
    FIELD_TEXT(K, book.year, "year", 0, 0, 0),
    FIELD_INT(K, hold.id, "hold_id", 0, 0, 0),
    FIELD_INT(K, hold.copy_id, "copy_id", 0, 0, 0),
    FIELD_UUID(K, hold.uuid, "hold", 0),
    FIELD_UUID(K, hold.person, "person", 0),
    FIELD_TEXT(K, hold.state, "state", 0, 0, 0),
    FIELD_TIME(K, hold.ready_at, "ready_at", 0),
    FIELD_INT(K, queue, "queue", 0, 0, 0),
    FIELD_END,
};

enum { BOOK, LOOK, KEPT, FIND, LOCK, NAMES, PERSON };

/*
 * Asked only when no copy is free. The copies of a work are few, and each has one ready hold and one open loan at most.
 * FORCE INDEX: left to itself the server may read all cards there are.
 */
#define CARD                                                                                                 \
	"(SELECT p.card_number FROM copy c LEFT JOIN hold h ON h.copy_id = c.id AND h.state = 'ready' "      \
	"LEFT JOIN loan l ON l.open_copy = c.id JOIN person p FORCE INDEX (PRIMARY) ON p.id = "              \
	"COALESCE(h.person_id, l.person_id) "                                                                \
	"WHERE c.work_id = w.id AND p.card_number IS NOT NULL "                                              \
	"ORDER BY h.id IS NULL, h.ready_at, h.id, l.id LIMIT 1)"
#define COLUMNS                                                                                              \
	"w.id, w.uuid, w.handle AS name, COALESCE(w.creator, '') AS author, "                                \
	"COALESCE(w.publisher, '') AS publisher, COALESCE(w.published_text, CAST(w.year AS CHAR), '') AS "   \
	"year"
#define ID "SELECT id FROM work WHERE handle = ? AND kind = 'book'"

const struct statement room_statements[] = {
    [BOOK] = {"room book",
	      "SELECT " COLUMNS ", f.id IS NULL AS taken, "
	      "IF(f.id IS NULL, " CARD ", NULL) AS card "
	      "FROM work w LEFT JOIN copy f ON f.work_id = w.id AND f.taken_by IS NULL "
	      "WHERE w.handle = ? AND w.kind = 'book' LIMIT 1",
	      by_text_in, out, READS},
    /* A row for each copy: they are few, and counting them here costs less than two subqueries. */
    [LOOK] =
	{"room look",
	 "SELECT " COLUMNS ", c.id AS copy_id, c.taken_by IS NULL AS free, p.id AS person_id FROM work w "
	 "LEFT JOIN person p ON p.card_number = ? AND p.removed = 0 LEFT JOIN copy c ON c.work_id = w.id "
	 "WHERE w.handle = ? AND w.kind = 'book'",
	 by_two_in, look_out, READS},
    /* A row for each ready hold. Not sorted: that costs more than all the rest. */
    [KEPT] = {"room kept",
	      "SELECT " COLUMNS ", h.id AS hold_id, h.copy_id, h.uuid AS hold, p.uuid AS person, h.state, "
	      "h.ready_at, IF(q.id IS NULL, w.queue, NULL) AS queue FROM work w "
	      "LEFT JOIN hold h ON h.work_id = w.id AND h.state = 'ready' "
	      "LEFT JOIN hold q ON q.work_id = w.id AND q.position = 1 LEFT JOIN person p ON p.id = "
	      "h.person_id WHERE w.handle = ? AND w.kind = 'book'",
	      by_text_in, kept_out, READS},
    [FIND] = {"room find", ID, by_text_in, out, READS},
    [LOCK] = {"room lock", ID " FOR UPDATE", by_text_in, out, LOCKS},
    /* The index by kind holds them in this order; left to itself the server may sort all books. */
    [NAMES] = {"room names",
	       "SELECT handle AS name FROM work FORCE INDEX (work_added) WHERE withdrawn = 0 AND "
	       "kind = 'book' AND handle IS NOT NULL ORDER BY id DESC LIMIT 1000",
	       no_fields, out, READS},
    /* As customer hold: who is deleted at this moment waits, or is gone already. */
    [PERSON] = {"room person",
		"SELECT id FROM person WHERE card_number = ? AND removed = 0 LOCK IN SHARE MODE", by_text_in,
		out, LOCKS},
};
const int room_statement_count = sizeof(room_statements) / sizeof(room_statements[0]);
#define S room_statements

enum err store_room_book(struct db *db, const char *name, struct room_book *b_r)
{
	return stmt_one(db, &S[BOOK], &(struct by_text){name}, b_r);
}

enum err store_room_look(struct db *db, const char *name, const char *card, struct room_look *k_r)
{
	struct rows rows;
	struct look row = {.copy_id = NIL_INT};
	enum err e = stmt_open(db, &S[LOOK], &(struct by_two){card, name}, &rows);
	memset(k_r, 0, sizeof(*k_r));
	if (e || !rows.count) {
		stmt_close(&rows);
		return e ? e : ERR_NOT_FOUND;
	}
	while (!(e = stmt_next(&rows, &row))) {
		k_r->book = row.look.book;
		k_r->person_id = row.look.person_id;
		k_r->copies += row.copy_id != NIL_INT;
		k_r->free += row.copy_id != NIL_INT && row.free;
	}
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static bool readier(const struct hold *a, const struct hold *b)
{
	return a->ready_at != b->ready_at ? a->ready_at < b->ready_at : a->id < b->id;
}

enum err store_room_kept(struct db *db, const char *name, struct room_kept *k_r)
{
	struct rows rows;
	K row = {.hold.id = 0};
	enum err e = stmt_open(db, &S[KEPT], &(struct by_text){name}, &rows);
	if (e || !rows.count) {
		stmt_close(&rows);
		return e ? e : ERR_NOT_FOUND;
	}
	for (int64_t i = 0; !(e = stmt_next(&rows, &row)); i++)
		if (!i || readier(&row.hold, &k_r->hold))
			*k_r = row;
	k_r->hold.work_id = k_r->book.id;
	k_r->hold.position = NIL_INT;
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err id_of(struct db *db, int i, const char *text, int64_t *id_r)
{
	B b;
	enum err e = stmt_one(db, &S[i], &(struct by_text){text}, &b);
	*id_r = e ? NIL_INT : b.id;
	return e;
}

enum err store_room_find(struct db *db, const char *name, int64_t *id_r)
{
	return id_of(db, FIND, name, id_r);
}

enum err store_room_lock(struct db *db, const char *name, int64_t *id_r)
{
	return id_of(db, LOCK, name, id_r);
}

enum err store_room_names(struct db *db, struct rows *rows_r)
{
	return stmt_open(db, &S[NAMES], NULL, rows_r);
}

enum err store_room_person(struct db *db, const char *card, int64_t *id_r)
{
	enum err e = id_of(db, PERSON, card, id_r);
	if (e != ERR_NOT_FOUND)
		return e;
	struct person p = {
	    .first_name = "", .last_name = "", .role = "member", .card_number = card, .active = true};
	e = store_person_insert(db, &p);
	*id_r = p.id;
	if (e != ERR_CONFLICT)
		return e;
	/* Two first reservations by one card: whoever came second waited for the first. */
	e = id_of(db, PERSON, card, id_r);
	return e == ERR_NOT_FOUND ? ERR_RETRY : e;
}
