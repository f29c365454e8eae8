/* room.c - books as the reading room knows them. Floor: store. */
#include "store/room.h"

#include "store/person.h"

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

enum { BOOK, FIND, LOCK, NAMES, PERSON };

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
#define ID "SELECT id FROM work WHERE handle = ? AND kind = 'book'"

const struct statement room_statements[] = {
    [BOOK] = {"room book",
	      "SELECT w.id, w.uuid, w.handle AS name, COALESCE(w.creator, '') AS author, "
	      "COALESCE(w.publisher, '') AS publisher, "
	      "COALESCE(w.published_text, CAST(w.year AS CHAR), '') AS year, f.id IS NULL AS taken, "
	      "IF(f.id IS NULL, " CARD ", NULL) AS card "
	      "FROM work w LEFT JOIN copy f ON f.work_id = w.id AND f.taken_by IS NULL "
	      "WHERE w.handle = ? AND w.kind = 'book' LIMIT 1",
	      by_text_in, out, READS},
    [FIND] = {"room find", ID, by_text_in, out, READS},
    [LOCK] = {"room lock", ID " FOR UPDATE", by_text_in, out, READS},
    /* The index by kind holds them in this order; left to itself the server may sort all books. */
    [NAMES] = {"room names",
	       "SELECT handle AS name FROM work FORCE INDEX (work_added) WHERE withdrawn = 0 AND "
	       "kind = 'book' AND handle IS NOT NULL ORDER BY id DESC LIMIT 1000",
	       no_fields, out, READS},
    /* As customer hold: who is deleted at this moment waits, or is gone already. */
    [PERSON] = {"room person",
		"SELECT id FROM person WHERE card_number = ? AND removed = 0 LOCK IN SHARE MODE", by_text_in,
		out, READS},
};
const int room_statement_count = sizeof(room_statements) / sizeof(room_statements[0]);
#define S room_statements

enum err store_room_book(struct db *db, const char *name, struct room_book *b_r)
{
	return stmt_one(db, &S[BOOK], &(struct by_text){name}, b_r);
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
