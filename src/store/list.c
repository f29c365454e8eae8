/* list.c - wish lists and their entries. Floor: store. (Shares: share.c.) */
#include "store/list.h"

#include "base/uuid.h"

#define L struct list
#define COLUMNS                                                                                              \
	"l.id, l.owner_id, l.uuid, p.uuid AS owner, l.name, l.visibility, l.version, l.created_at, "         \
	"l.updated_at, (SELECT COUNT(*) FROM list_entry e WHERE e.list_id = l.id) AS entries"
#define FROM "FROM list l JOIN person p ON p.id = l.owner_id "

static const struct field out[] = {
    FIELD_INT(L, id, "id", 0, 0, 0),
    FIELD_INT(L, owner_id, "owner_id", 0, 0, 0),
    FIELD_UUID(L, uuid, "uuid", 0),
    FIELD_UUID(L, owner, "owner", 0),
    FIELD_TEXT(L, name, "name", 0, 0, 0),
    FIELD_TEXT(L, visibility, "visibility", 0, 0, 0),
    FIELD_INT(L, entries, "entries", 0, 0, 0),
    FIELD_BOOL(L, shared, "shared", 0),
    FIELD_INT(L, version, "version", 0, 0, 0),
    FIELD_TIME(L, created_at, "created_at", 0),
    FIELD_TIME(L, updated_at, "updated_at", 0),
    FIELD_END,
};
static const struct field insert_in[] = {
    FIELD_UUID(L, uuid, "uuid", 0),
    FIELD_UUID(L, owner, "owner", 0),
    FIELD_TEXT(L, name, "name", 0, 0, 0),
    FIELD_TEXT(L, visibility, "visibility", 0, 0, 0),
    FIELD_END,
};
static const struct field update_in[] = {
    FIELD_TEXT(L, name, "name", 0, 0, 0),
    FIELD_TEXT(L, visibility, "visibility", 0, 0, 0),
    FIELD_INT(L, id, "id", 0, 0, 0),
    FIELD_END,
};

/* Does ? share list l? And may ? (three times; NULL: all may) see it, write its entries? */
#define SHARES "EXISTS (SELECT 1 FROM list_share s WHERE s.list_id = l.id AND s.person_id = ?)"
#define WRITER "(? IS NULL OR l.owner_id = ? OR " SHARES ")"
#define FINDER "(? IS NULL OR l.visibility = 'public' OR l.owner_id = ? OR " SHARES ")"
#define VIEWER(st)                                                                                           \
	FIELD_INT(st, viewer, "viewer", 0, 0, 0), FIELD_INT(st, viewer, "viewer", 0, 0, 0),                  \
	    FIELD_INT(st, viewer, "viewer", 0, 0, 0)

#define FILTER	 "WHERE " FINDER " AND (? IS NULL OR l.name = ?) AND (? IS NULL OR l.visibility = ?) "
#define OF_OWNER FILTER "AND p.uuid = ? "
#define FILTER_FIELDS                                                                                        \
	VIEWER(struct list_filter), FIELD_TEXT(struct list_filter, name, "name", 0, 0, 0),                   \
	    FIELD_TEXT(struct list_filter, name, "name", 0, 0, 0),                                           \
	    FIELD_TEXT(struct list_filter, visibility, "visibility", 0, 0, 0),                               \
	    FIELD_TEXT(struct list_filter, visibility, "visibility", 0, 0, 0)
#define OWNER_FIELD FIELD_UUID(struct list_filter, owner, "owner", 0)
#define PAGE_FIELDS                                                                                          \
	FIELD_INT(struct list_filter, limit, "limit", 0, 0, 0),                                              \
	    FIELD_INT(struct list_filter, offset, "offset", 0, 0, 0)
static const struct field count_in[] = {FILTER_FIELDS, FIELD_END};
static const struct field count_of_in[] = {FILTER_FIELDS, OWNER_FIELD, FIELD_END};
static const struct field list_in[] = {FILTER_FIELDS, PAGE_FIELDS, FIELD_END};
static const struct field list_of_in[] = {FILTER_FIELDS, OWNER_FIELD, PAGE_FIELDS, FIELD_END};
static const struct field entry_out[] = {
    FIELD_UUID(struct entry, work, "work", 0),	       FIELD_TEXT(struct entry, kind, "kind", 0, 0, 0),
    FIELD_TEXT(struct entry, title, "title", 0, 0, 0), FIELD_TEXT(struct entry, creator, "creator", 0, 0, 0),
    FIELD_TEXT(struct entry, isbn, "isbn", 0, 0, 0),   FIELD_DATE(struct entry, published, "published", 0),
    FIELD_TEXT(struct entry, note, "note", 0, 0, 0),   FIELD_INT(struct entry, year, "year", 0, 0, 0),
    FIELD_TIME(struct entry, added_at, "added_at", 0), FIELD_END,
};

/* One act on one entry: which list, whose, which work, and what is said of it. */
struct act {
	const char *list, *owner, *work, *note, *works;
	int64_t list_id, viewer;
};
static const struct field put_in[] = {
    FIELD_TEXT(struct act, note, "note", 0, 0, 0),
    FIELD_UUID(struct act, list, "list", 0),
    FIELD_UUID(struct act, work, "work", 0),
    VIEWER(struct act),
    FIELD_END,
};
static const struct field entry_in[] = {
    FIELD_UUID(struct act, list, "list", 0),
    FIELD_UUID(struct act, work, "work", 0),
    VIEWER(struct act),
    FIELD_END,
};
static const struct field lock_in[] = {
    FIELD_UUID(struct act, list, "list", 0),
    VIEWER(struct act),
    FIELD_UUID(struct act, work, "work", 0),
    FIELD_END,
};
static const struct field find_in[] = {
    FIELD_INT(struct act, viewer, "viewer", 0, 0, 0),
    FIELD_UUID(struct act, list, "list", 0),
    FIELD_END,
};
static const struct field wishes_in[] = {FIELD_UUID(struct act, list, "list", 0), VIEWER(struct act),
					 FIELD_END};
static const struct field place_in[] = {
    FIELD_TEXT(struct act, works, "works", 0, 0, 0),
    FIELD_INT(struct act, list_id, "list_id", 0, 0, 0),
    FIELD_END,
};
static const struct field wish_in[] = {
    FIELD_UUID(struct act, list, "list", 0),
    FIELD_UUID(struct act, owner, "owner", 0),
    FIELD_UUID(struct act, work, "work", 0),
    FIELD_END,
};
static const struct field facts_in[] = {
    FIELD_UUID(struct act, owner, "owner", 0), FIELD_UUID(struct act, work, "work", 0),
    FIELD_UUID(struct act, list, "list", 0),   FIELD_UUID(struct act, list, "list", 0),
    FIELD_UUID(struct act, owner, "owner", 0), FIELD_END,
};
static const struct field facts_out[] = {
    FIELD_BOOL(struct wish_facts, person, "person", 0),
    FIELD_BOOL(struct wish_facts, book, "book", 0),
    FIELD_BOOL(struct wish_facts, list, "list", 0),
    FIELD_BOOL(struct wish_facts, owned, "owned", 0),
    FIELD_END,
};
static const struct field wish_out[] = {
    FIELD_UUID(struct wish, owner, "owner", 0),
    FIELD_UUID(struct wish, work, "work", 0),
    FIELD_TEXT(struct wish, isbn, "isbn", 0, 0, 0),
    FIELD_TEXT(struct wish, title, "title", 0, 0, 0),
    FIELD_TEXT(struct wish, creator, "creator", 0, 0, 0),
    FIELD_DATE(struct wish, published, "published", 0),
    FIELD_END,
};

enum {
	INSERT,
	UPDATE,
	DELETE,
	BY_UUID,
	LOCK,
	LIST,
	LIST_OF,
	COUNT,
	COUNT_OF,
	ENTRIES,
	ENTRIES_LOCK,
	PUT,
	ENTRY_LOCK,
	NOTE,
	REMOVE,
	PLACE,
	TOUCH,
	ADD_ISBN,
	REMOVE_ISBN,
	ISBNS,
	MAKE_DEFAULT,
	WISH,
	WISHES,
	WISHES_FOR,
	WISH_FACTS
};

/* The entries in their order, from the index that has it. STRAIGHT_JOIN: from the list to its entries to their works, which
 * is the only good way, so that no time goes into finding it. */
#define IN_PLACE "ORDER BY e.place, e.added_at, e.work_id"
#define WISHES_OF                                                                                            \
	"SELECT STRAIGHT_JOIN p.uuid AS owner, w.uuid AS work, w.isbn, w.title, w.creator, w.published "     \
	"FROM list l JOIN person p ON p.id = l.owner_id JOIN list_entry e FORCE INDEX (list_entry_order) "   \
	"ON e.list_id = l.id JOIN work w ON w.id = e.work_id "
#define DEFAULT_OF "JOIN list l ON l.owner_id = p.id AND l.name = 'default' "

const struct statement list_statements[] = {
    /* VALUES, not SELECT: that would hold the table's AUTO_INCREMENT lock for as long as it waits. */
    [INSERT] = {"list insert",
		"INSERT INTO list (uuid, owner_id, name, visibility) VALUES "
		"(?, (SELECT id FROM person WHERE uuid = ? AND removed = 0), ?, COALESCE(?, 'private'))",
		insert_in, NULL, NUMBERS},
    [UPDATE] = {"list update",
		"UPDATE list SET name = ?, visibility = ?, version = version + 1, "
		"updated_at = CURRENT_TIMESTAMP(6) WHERE id = ?",
		update_in, NULL, WRITES},
    [DELETE] = {"list delete", "DELETE FROM list WHERE id = ?", by_id_in, NULL, WRITES},
    [BY_UUID] = {"list by uuid", "SELECT " COLUMNS ", " SHARES " AS shared " FROM "WHERE l.uuid = ?", find_in,
		 out, READS},
    [LOCK] = {"list lock", "SELECT " COLUMNS ", " SHARES " AS shared " FROM "WHERE l.uuid = ? FOR UPDATE",
	      find_in, out, LOCKS},
    /* In the index's own order: what stands behind the page is not even looked at. */
    [LIST] = {"list list",
	      "SELECT STRAIGHT_JOIN " COLUMNS " FROM list l FORCE INDEX FOR ORDER BY (list_by_name) "
	      "JOIN person p ON p.id = l.owner_id " FILTER "ORDER BY l.name, l.id LIMIT ? OFFSET ?",
	      list_in, out, READS},
    [LIST_OF] = {"list list of an owner",
		 "SELECT " COLUMNS " " FROM OF_OWNER "ORDER BY l.name, l.id LIMIT ? OFFSET ?", list_of_in,
		 out, READS},
    [COUNT] = {"list count", "SELECT COUNT(*) AS n " FROM FILTER, count_in, count_out, READS},
    [COUNT_OF] = {"list count of an owner", "SELECT COUNT(*) AS n " FROM OF_OWNER, count_of_in, count_out,
		  READS},
    [ENTRIES] = {"list entries",
		 "SELECT w.uuid AS work, w.kind, w.title, w.creator, w.isbn, w.published, w.year, e.note, "
		 "e.added_at FROM list_entry e FORCE INDEX (list_entry_order) STRAIGHT_JOIN work w "
		 "ON w.id = e.work_id WHERE e.list_id = ? " IN_PLACE,
		 by_id_in, entry_out, READS},
    [ENTRIES_LOCK] = {"list entries lock",
		      "SELECT w.uuid AS work FROM list_entry e JOIN work w ON w.id = e.work_id "
		      "WHERE e.list_id = ? " IN_PLACE " FOR UPDATE",
		      by_id_in, entry_out, LOCKS},
    [PUT] = {"list put",
	     "INSERT INTO list_entry (list_id, work_id, note) SELECT l.id, w.id, ? FROM list l, work w "
	     "WHERE l.uuid = ? AND w.uuid = ? AND w.withdrawn = 0 AND " WRITER,
	     put_in, NULL, WRITES},
    /* The subqueries lock nothing. */
    [ENTRY_LOCK] = {"list entry lock",
		    "SELECT note, added_at FROM list_entry WHERE list_id = (SELECT l.id FROM list l "
		    "WHERE l.uuid = ? AND " WRITER
		    ") AND work_id = (SELECT w.id FROM work w WHERE w.uuid = ?) "
		    "FOR UPDATE",
		    lock_in, entry_out, LOCKS},
    [NOTE] = {"list note",
	      "UPDATE list_entry e JOIN list l ON l.id = e.list_id JOIN work w ON w.id = e.work_id "
	      "SET e.note = ? WHERE l.uuid = ? AND w.uuid = ? AND " WRITER,
	      put_in, NULL, WRITES},
    [REMOVE] = {"list remove",
		"DELETE e FROM list_entry e JOIN list l ON l.id = e.list_id JOIN work w ON w.id = e.work_id "
		"WHERE l.uuid = ? AND w.uuid = ? AND " WRITER,
		entry_in, NULL, WRITES},
    [PLACE] = {"list place",
	       "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, work CHAR(36) PATH '$')) wanted "
	       "JOIN work w ON w.uuid = CAST(wanted.work AS UUID) JOIN list_entry e ON e.work_id = w.id "
	       "SET e.place = wanted.place WHERE e.list_id = ?",
	       place_in, NULL, WRITES},
    [TOUCH] = {"list touch",
	       "UPDATE list SET version = version + 1, updated_at = CURRENT_TIMESTAMP(6) WHERE id = ?",
	       by_id_in, NULL, WRITES},
    /* @list remembers which list it was, for the audit's row. (LENGTH: IS NULL is not looked at where it cannot be.) */
    [ADD_ISBN] = {"booklist add",
		  "INSERT INTO list_entry (list_id, work_id) SELECT IF(LENGTH(@list := l.uuid), l.id, "
		  "NULL), w.id FROM person p " DEFAULT_OF "JOIN work w WHERE p.email = ? AND w.isbn_key = ?",
		  by_two_in, NULL, WRITES},
    [REMOVE_ISBN] = {"booklist remove",
		     "DELETE e FROM person p " DEFAULT_OF "JOIN list_entry e ON e.list_id = l.id "
		     "JOIN work w ON w.id = e.work_id WHERE p.email = ? AND w.isbn_key = ? "
		     "AND LENGTH(@list := l.uuid)",
		     by_two_in, NULL, WRITES},
    [ISBNS] = {"booklist list",
	       "SELECT STRAIGHT_JOIN w.isbn FROM person p " DEFAULT_OF
	       "JOIN list_entry e ON e.list_id = l.id "
	       "JOIN work w ON w.id = e.work_id WHERE p.email = ?",
	       by_text_in, entry_out, READS},
    [MAKE_DEFAULT] = {"booklist make default",
		      "INSERT INTO list (uuid, owner_id, name) VALUES "
		      "(?, (SELECT id FROM person WHERE email = ?), 'default')",
		      by_two_in, NULL, WRITES},
    [WISH] = {"wishlist add",
	      "INSERT INTO list_entry (list_id, work_id) SELECT l.id, w.id FROM list l "
	      "JOIN person p ON p.id = l.owner_id JOIN work w "
	      "WHERE l.uuid = ? AND p.uuid = ? AND w.uuid = ? AND w.kind = 'book' AND w.withdrawn = 0",
	      wish_in, NULL, WRITES},
    [WISHES] = {"wishlist read", WISHES_OF "WHERE l.uuid = ? AND w.kind = 'book' " IN_PLACE, by_text_in,
		wish_out, READS},
    [WISHES_FOR] = {"wishlist read by its writers",
		    WISHES_OF "WHERE l.uuid = ? AND " WRITER " AND w.kind = 'book' " IN_PLACE, wishes_in,
		    wish_out, READS},
    [WISH_FACTS] = {"wishlist facts",
		    "SELECT EXISTS (SELECT 1 FROM person WHERE uuid = ? AND removed = 0) AS person, "
		    "EXISTS (SELECT 1 FROM work WHERE uuid = ? AND kind = 'book' AND withdrawn = 0) AS book, "
		    "EXISTS (SELECT 1 FROM list WHERE uuid = ?) AS list, "
		    "EXISTS (SELECT 1 FROM list l JOIN person p ON p.id = l.owner_id "
		    "WHERE l.uuid = ? AND p.uuid = ?) AS owned",
		    facts_in, facts_out, READS},
};
const int list_statement_count = sizeof(list_statements) / sizeof(list_statements[0]);
#define S list_statements

/* A statement that must touch a row, and the error when it touched none. */
static enum err touching(struct db *db, const struct statement *s, const void *in, enum err none)
{
	enum err e = stmt_touch(db, s, in, none);
	/* A row that was read was deleted before its key was checked; as good as never there. */
	return e == ERR_NO_SUCH ? none : e;
}

enum err store_list_insert(struct db *db, struct list *l)
{
	if (!l->uuid) {
		char *uuid = arena_alloc(db_arena(db), UUID_TEXT);
		uuid_random(uuid);
		l->uuid = uuid;
	}
	enum err e = touching(db, &S[INSERT], l, ERR_NO_SUCH);
	l->id = e ? 0 : stmt_last_id(db);
	return e;
}

enum err store_list_update(struct db *db, const struct list *l)
{
	return touching(db, &S[UPDATE], l, ERR_NOT_FOUND);
}

enum err store_list_delete(struct db *db, int64_t id)
{
	return touching(db, &S[DELETE], &(struct by_id){id}, ERR_NOT_FOUND);
}

enum err store_list_by_uuid(struct db *db, const char *uuid, int64_t viewer, struct list *l_r)
{
	struct act a = {.list = uuid, .viewer = viewer};
	return stmt_one(db, &S[BY_UUID], &a, l_r);
}

enum err store_list_lock(struct db *db, const char *uuid, int64_t viewer, struct list *l_r)
{
	struct act a = {.list = uuid, .viewer = viewer};
	return stmt_one(db, &S[LOCK], &a, l_r);
}

enum err store_list_list(struct db *db, const struct list_filter *f, struct rows *rows_r)
{
	return stmt_open(db, &S[f->owner ? LIST_OF : LIST], f, rows_r);
}

enum err store_list_count(struct db *db, const struct list_filter *f, int64_t *count_r)
{
	return stmt_count(db, &S[f->owner ? COUNT_OF : COUNT], f, count_r);
}

enum err store_list_entries(struct db *db, int64_t list_id, struct rows *rows_r)
{
	return stmt_open(db, &S[ENTRIES], &(struct by_id){list_id}, rows_r);
}

enum err store_list_entries_lock(struct db *db, int64_t list_id, struct rows *rows_r)
{
	return stmt_open(db, &S[ENTRIES_LOCK], &(struct by_id){list_id}, rows_r);
}

enum err store_list_put(struct db *db, const char *list, const char *work, const char *note, int64_t viewer)
{
	struct act a = {.list = list, .work = work, .note = note, .viewer = viewer};
	return touching(db, &S[PUT], &a, ERR_NOT_FOUND);
}

enum err store_list_entry_lock(struct db *db, const char *list, const char *work, int64_t viewer,
			       struct entry *e_r)
{
	struct act a = {.list = list, .work = work, .viewer = viewer};
	return stmt_one(db, &S[ENTRY_LOCK], &a, e_r);
}

enum err store_list_note(struct db *db, const char *list, const char *work, const char *note, int64_t viewer)
{
	struct act a = {.list = list, .work = work, .note = note, .viewer = viewer};
	return touching(db, &S[NOTE], &a, ERR_NOT_FOUND);
}

enum err store_list_remove(struct db *db, const char *list, const char *work, int64_t viewer)
{
	struct act a = {.list = list, .work = work, .viewer = viewer};
	return touching(db, &S[REMOVE], &a, ERR_NOT_FOUND);
}

enum err store_list_place(struct db *db, int64_t list_id, const char *works)
{
	struct act a = {.list_id = list_id, .works = works};
	return stmt_run(db, &S[PLACE], &a, NULL);
}

enum err store_list_touch(struct db *db, int64_t list_id)
{
	return touching(db, &S[TOUCH], &(struct by_id){list_id}, ERR_NOT_FOUND);
}

enum err store_list_add_isbn(struct db *db, const char *email, const char *isbn_key)
{
	return touching(db, &S[ADD_ISBN], &(struct by_two){email, isbn_key}, ERR_NOT_FOUND);
}

enum err store_list_remove_isbn(struct db *db, const char *email, const char *isbn_key)
{
	return touching(db, &S[REMOVE_ISBN], &(struct by_two){email, isbn_key}, ERR_NOT_FOUND);
}

enum err store_list_isbns(struct db *db, const char *email, struct rows *rows_r)
{
	return stmt_open(db, &S[ISBNS], &(struct by_text){email}, rows_r);
}

enum err store_list_make_default(struct db *db, const char *email)
{
	char uuid[UUID_TEXT];
	uuid_random(uuid);
	return touching(db, &S[MAKE_DEFAULT], &(struct by_two){uuid, email}, ERR_NO_SUCH);
}

enum err store_list_wish(struct db *db, const char *list, const char *owner, const char *work)
{
	struct act a = {.list = list, .owner = owner, .work = work};
	return touching(db, &S[WISH], &a, ERR_NOT_FOUND);
}

enum err store_list_wishes(struct db *db, const char *list, int64_t viewer, struct rows *rows_r)
{
	struct act a = {.list = list, .viewer = viewer};
	if (viewer == NIL_INT)
		return stmt_open(db, &S[WISHES], &(struct by_text){list}, rows_r);
	return stmt_open(db, &S[WISHES_FOR], &a, rows_r);
}

enum err store_list_wish_facts(struct db *db, const char *list, const char *owner, const char *work,
			       struct wish_facts *facts_r)
{
	struct act a = {.list = list, .owner = owner, .work = work};
	return stmt_one(db, &S[WISH_FACTS], &a, facts_r);
}
