/* book.c - the books of the catalogue as the book store shows them. Floor: store. */
#include "store/book.h"

#include "store/customer.h"
#include "store/shelf.h"

#define B struct book
static const struct field out[] = {
    FIELD_INT(B, id, "id", 0, 0, 0),	    FIELD_UUID(B, uuid, "uuid", 0),
    FIELD_TEXT(B, title, "title", 0, 0, 0), FIELD_TEXT(B, author, "author", 0, 0, 0),
    FIELD_TEXT(B, type, "type", 0, 0, 0),   FIELD_BOOL(B, free, "free", 0),
    FIELD_BOOL(B, priced, "priced", 0),	    FIELD_END,
};
static const struct field update_in[] = {
    FIELD_TEXT(B, title, "title", 0, 0, 0),
    FIELD_TEXT(B, handle, "handle", 0, 0, 0),
    FIELD_TEXT(B, title, "title", 0, 0, 0),
    FIELD_TEXT(B, author, "author", 0, 0, 0),
    FIELD_TEXT(B, type, "type", 0, 0, 0),
    FIELD_INT(B, id, "id", 0, 0, 0),
    FIELD_END,
};
static const struct field taken_in[] = {
    FIELD_TEXT(B, handle, "handle", 0, 0, 0),
    FIELD_INT(B, id, "id", 0, 0, 0),
    FIELD_END,
};

struct to_rent {
	int64_t book, customer;
};
static const struct field to_rent_in[] = {
    FIELD_INT(struct to_rent, book, "book", 0, 0, 0),
    FIELD_INT(struct to_rent, customer, "customer", 0, 0, 0),
    FIELD_END,
};

enum { LIST, BY_ID, TO_RENT, LOCK, UPDATE, TAKEN };

#define COLUMNS                                                                                              \
	"w.id, w.title, COALESCE(w.creator, '') AS author, COALESCE(w.type, 'R') AS type, "                  \
	"EXISTS (SELECT 1 FROM copy c WHERE c.work_id = w.id AND c.taken_by IS NULL) AS free"
#define PRICED                                                                                               \
	"EXISTS (SELECT 1 FROM tariff t WHERE t.version = (SELECT MAX(version) FROM tariff_version) "        \
	"AND t.type = COALESCE(w.type, 'R')) AS priced"
#define BOOK_W "w.kind = 'book' AND w.withdrawn = 0"
#define ONE    "SELECT " COLUMNS ", w.uuid, " PRICED " FROM work w WHERE w.id = ? AND " BOOK_W

const struct statement book_statements[] = {
    /* In order of the clustered key: the index by kind would have all rows sorted. */
    [LIST] = {"book list",
	      "SELECT " COLUMNS " FROM work w FORCE INDEX (PRIMARY) "
	      "WHERE w.kind = 'book' AND w.withdrawn = 0 ORDER BY w.id",
	      no_fields, out, FLOWS},
    [BY_ID] = {"book by id", ONE, by_id_in, out, READS},
    [TO_RENT] = {"book to rent",
		 "SELECT " COLUMNS ", w.uuid, " PRICED
		 " FROM person p LEFT JOIN work w ON w.id = ? AND " BOOK_W " WHERE p.id = ? AND " CUSTOMER_P,
		 to_rent_in, out, READS},
    [LOCK] = {"book lock", ONE " FOR UPDATE", by_id_in, out, LOCKS},
    /* Assignments go from left to right: the handle is compared with the title that was. */
    [UPDATE] = {"book update",
		"UPDATE work SET handle = IF(title = ?, handle, ?), title = ?, creator = ?, "
		"type = COALESCE(?, type), version = version + 1, updated_at = CURRENT_TIMESTAMP(6) "
		"WHERE id = ? AND kind = 'book' AND withdrawn = 0",
		update_in, NULL, WRITES},
    [TAKEN] = {"book handle taken", "SELECT id FROM work WHERE handle = ? AND id <> ?", taken_in, out, READS},
};
const int book_statement_count = sizeof(book_statements) / sizeof(book_statements[0]);
#define S book_statements

enum err store_book_list(struct db *db, struct rows *rows_r)
{
	return stmt_open(db, &S[LIST], NULL, rows_r);
}

enum err store_book_by_id(struct db *db, int64_t id, struct book *b_r)
{
	return stmt_one(db, &S[BY_ID], &(struct by_id){id}, b_r);
}

enum err store_book_to_rent(struct db *db, int64_t id, int64_t customer, struct book *b_r)
{
	return stmt_one(db, &S[TO_RENT], &(struct to_rent){id, customer}, b_r);
}

enum err store_book_lock(struct db *db, int64_t id, struct book *b_r)
{
	return stmt_one(db, &S[LOCK], &(struct by_id){id}, b_r);
}

enum err store_book_update(struct db *db, const struct book *b)
{
	int64_t n = 0;
	struct shelved was;
	enum err e = store_shelf_of(db, b->id, &was);
	if (!e)
		e = stmt_run(db, &S[UPDATE], b, &n);
	if (!e && !n)
		e = ERR_NOT_FOUND;
	if (!e)
		store_shelf_change(db, &was, was.kind, b->title);
	return e;
}

enum err store_book_taken(struct db *db, const char *handle, int64_t but_id, bool *taken_r)
{
	B key = {.id = but_id, .handle = handle}, found;
	enum err e = stmt_one(db, &S[TAKEN], &key, &found);
	*taken_r = !e;
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}
