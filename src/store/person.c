/* person.c - members, customers and staff in the database. Floor: store. */
#include "store/person.h"

#include "base/date.h"
#include "base/uuid.h"
#include "store/hold.h"

#include <string.h>

#define P struct person
#define COLUMNS                                                                                              \
	"id, uuid, email, first_name, last_name, role, card_number, active, version, created_at, updated_at"

static const struct field out[] = {
    FIELD_INT(P, id, "id", 0, 0, 0),
    FIELD_UUID(P, uuid, "uuid", 0),
    FIELD_TEXT(P, email, "email", 0, 0, 0),
    FIELD_TEXT(P, first_name, "first_name", 0, 0, 0),
    FIELD_TEXT(P, last_name, "last_name", 0, 0, 0),
    FIELD_TEXT(P, role, "role", 0, 0, 0),
    FIELD_TEXT(P, card_number, "card_number", 0, 0, 0),
    FIELD_BOOL(P, active, "active", 0),
    FIELD_INT(P, version, "version", 0, 0, 0),
    FIELD_TIME(P, created_at, "created_at", 0),
    FIELD_TIME(P, updated_at, "updated_at", 0),
    FIELD_END,
};

static const struct field insert_in[] = {
    FIELD_UUID(P, uuid, "uuid", 0),
    FIELD_TEXT(P, email, "email", 0, 0, 0),
    FIELD_TEXT(P, first_name, "first_name", 0, 0, 0),
    FIELD_TEXT(P, last_name, "last_name", 0, 0, 0),
    FIELD_TEXT(P, password_hash, "password_hash", 0, 0, 0),
    FIELD_TEXT(P, role, "role", 0, 0, 0),
    FIELD_TEXT(P, card_number, "card_number", 0, 0, 0),
    FIELD_BOOL(P, active, "active", 0),
    FIELD_END,
};

/* The first ones say whether the account changed, which ends all its tokens. */
static const struct field update_in[] = {
    FIELD_TEXT(P, password_hash, "password_hash", 0, 0, 0),
    FIELD_TEXT(P, role, "role", 0, 0, 0),
    FIELD_BOOL(P, active, "active", 0),
    FIELD_TEXT(P, password_hash, "password_hash", 0, 0, 0),
    FIELD_TEXT(P, email, "email", 0, 0, 0),
    FIELD_TEXT(P, first_name, "first_name", 0, 0, 0),
    FIELD_TEXT(P, last_name, "last_name", 0, 0, 0),
    FIELD_TEXT(P, password_hash, "password_hash", 0, 0, 0),
    FIELD_TEXT(P, role, "role", 0, 0, 0),
    FIELD_TEXT(P, card_number, "card_number", 0, 0, 0),
    FIELD_BOOL(P, active, "active", 0),
    FIELD_INT(P, id, "id", 0, 0, 0),
    FIELD_END,
};

struct default_list {
	const char *uuid;
	int64_t owner;
};
static const struct field default_list_in[] = {
    FIELD_UUID(struct default_list, uuid, "uuid", 0),
    FIELD_INT(struct default_list, owner, "owner", 0, 0, 0),
    FIELD_END,
};

/* Parameters that are NULL let everybody through; the optimizer takes them out. */
#define FILTER                                                                                               \
	"WHERE removed = 0 "                                                                                 \
	"AND (? IS NULL OR CONCAT(first_name, ' ', last_name) COLLATE utf8mb4_uca1400_ai_ci LIKE ?) "        \
	"AND (? IS NULL OR email COLLATE utf8mb4_uca1400_ai_ci LIKE ?) "                                     \
	"AND (? IS NULL OR card_number LIKE ?) AND (? IS NULL OR role = ?)"
#define TWICE(member)                                                                                        \
	FIELD_TEXT(struct person_filter, member, #member, 0, 0, 0),                                          \
	    FIELD_TEXT(struct person_filter, member, #member, 0, 0, 0)
#define FILTER_FIELDS TWICE(name), TWICE(email), TWICE(card_number), TWICE(role)

static const struct field count_in[] = {FILTER_FIELDS, FIELD_END};
static const struct field list_in[] = {
    FILTER_FIELDS,
    FIELD_INT(struct person_filter, limit, "limit", 0, 0, 0),
    FIELD_INT(struct person_filter, offset, "offset", 0, 0, 0),
    FIELD_END,
};
enum {
	INSERT,
	DEFAULT_LIST,
	UPDATE,
	BY_UUID,
	LOCK,
	BY_EMAIL,
	LOCK_EMAIL,
	DELETE,
	REMOVE,
	UNLIST,
	UNSHARE,
	LIST,
	LIST_BY_CARD,
	COUNT
};

const struct statement person_statements[] = {
    [INSERT] =
	{"person insert",
	 "INSERT INTO person (uuid, email, first_name, last_name, password_hash, role, card_number, active) "
	 "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	 insert_in, NULL, NUMBERS},
    [DEFAULT_LIST] = {"person default list",
		      "INSERT INTO list (uuid, owner_id, name) VALUES (?, ?, 'default')", default_list_in,
		      NULL, WRITES},
    [UPDATE] =
	{"person update",
	 "UPDATE person SET account_version = account_version + "
	 "(? IS NOT NULL OR role <> ? OR active <> ?), password_public = password_public AND ? IS NULL, "
	 "email = ?, first_name = ?, last_name = ?, "
	 "password_hash = COALESCE(?, password_hash), role = ?, card_number = ?, active = ?, "
	 "version = version + 1, updated_at = CURRENT_TIMESTAMP(6) WHERE id = ?",
	 update_in, NULL, WRITES},
    [BY_UUID] = {"person by uuid", "SELECT " COLUMNS " FROM person WHERE uuid = ? AND removed = 0",
		 by_text_in, out, READS},
    [LOCK] = {"person lock", "SELECT " COLUMNS " FROM person WHERE uuid = ? AND removed = 0 FOR UPDATE",
	      by_text_in, out, LOCKS},
    [LOCK_EMAIL] = {"person lock by email",
		    "SELECT " COLUMNS " FROM person WHERE email = ? AND removed = 0 FOR UPDATE", by_text_in,
		    out, LOCKS},
    [BY_EMAIL] = {"person by email", "SELECT " COLUMNS " FROM person WHERE email = ? AND removed = 0",
		  by_text_in, out, READS},
    [DELETE] = {"person delete", "DELETE FROM person WHERE id = ?", by_id_in, NULL, WRITES},
    /* Loans and ledger lines stay true without a name on them, but never while a copy is out or a debt open. */
    [REMOVE] =
	{"person remove",
	 "UPDATE person SET removed = 1, active = 0, email = NULL, first_name = '', last_name = '', "
	 "password_hash = NULL, card_number = NULL, version = version + 1, "
	 "updated_at = CURRENT_TIMESTAMP(6) WHERE id = ? AND NOT EXISTS "
	 "(SELECT 1 FROM loan l WHERE l.person_id = person.id AND l.returned_at IS NULL) AND "
	 "(SELECT COALESCE(SUM(a.amount_minor), 0) FROM account_line a WHERE a.person_id = person.id) <= 0",
	 by_id_in, NULL, WRITES},
    [UNLIST] = {"person drop lists", "DELETE FROM list WHERE owner_id = ?", by_id_in, NULL, WRITES},
    [UNSHARE] = {"person drop shares", "DELETE FROM list_share WHERE person_id = ?", by_id_in, NULL, WRITES},
    [LIST] = {"person list",
	      "SELECT " COLUMNS " FROM person FORCE INDEX FOR ORDER BY (person_by_name) " FILTER
	      " ORDER BY last_name, first_name, id LIMIT ? OFFSET ?",
	      list_in, out, READS},
    /* Few have what a card number begins with: found, then sorted. */
    [LIST_BY_CARD] = {"person list by card",
		      "SELECT " COLUMNS " FROM person FORCE INDEX (person_card) " FILTER
		      " ORDER BY last_name, first_name, id LIMIT ? OFFSET ?",
		      list_in, out, READS},
    [COUNT] = {"person count", "SELECT COUNT(*) AS n FROM person " FILTER, count_in, count_out, READS},
};
const int person_statement_count = sizeof(person_statements) / sizeof(person_statements[0]);
#define S person_statements

enum err store_person_insert(struct db *db, struct person *p)
{
	char *uuid = arena_alloc(db_arena(db), UUID_TEXT), list_uuid[UUID_TEXT];
	uuid_random(uuid);
	p->uuid = uuid;
	enum err e = stmt_run(db, &S[INSERT], p, NULL);
	if (e)
		return e;
	p->id = stmt_last_id(db);
	uuid_random(list_uuid);
	struct default_list list = {list_uuid, p->id};
	return stmt_run(db, &S[DEFAULT_LIST], &list, NULL);
}

static enum err matched(enum err e, int64_t affected)
{
	return e ? e : affected ? ERR_NONE : ERR_NOT_FOUND;
}

enum err store_person_update(struct db *db, const struct person *p)
{
	int64_t n = 0;
	enum err e = stmt_run(db, &S[UPDATE], p, &n);
	return matched(e, n);
}

enum err store_person_by_uuid(struct db *db, const char *uuid, struct person *p_r)
{
	memset(p_r, 0, sizeof(*p_r)); /* some members only go in */
	return stmt_one(db, &S[BY_UUID], &(struct by_text){uuid}, p_r);
}

enum err store_person_lock(struct db *db, const char *uuid, struct person *p_r)
{
	memset(p_r, 0, sizeof(*p_r)); /* some members only go in */
	return stmt_one(db, &S[LOCK], &(struct by_text){uuid}, p_r);
}

enum err store_person_lock_email(struct db *db, const char *email, struct person *p_r)
{
	memset(p_r, 0, sizeof(*p_r)); /* some members only go in */
	return stmt_one(db, &S[LOCK_EMAIL], &(struct by_text){email}, p_r);
}

enum err store_person_by_email(struct db *db, const char *email, struct person *p_r)
{
	memset(p_r, 0, sizeof(*p_r)); /* some members only go in */
	return stmt_one(db, &S[BY_EMAIL], &(struct by_text){email}, p_r);
}

enum err store_person_delete(struct db *db, int64_t id)
{
	int64_t n = 0;
	struct by_id by = {id};
	enum err e = stmt_run(db, &S[DELETE], &by, &n);
	if (e != ERR_IN_USE)
		return matched(e, n);
	e = stmt_run(db, &S[REMOVE], &by, &n);
	if (!e && !n)
		return ERR_IN_USE;
	if (!e)
		e = stmt_run(db, &S[UNLIST], &by, NULL);
	if (!e)
		e = stmt_run(db, &S[UNSHARE], &by, NULL);
	return e ? e : store_hold_drop_person(db, id, "person deleted", date_now());
}

enum err store_person_list(struct db *db, const struct person_filter *f, struct rows *rows_r)
{
	return stmt_open(db, &S[f->card_number ? LIST_BY_CARD : LIST], f, rows_r);
}

enum err store_person_count(struct db *db, const struct person_filter *f, int64_t *count_r)
{
	return stmt_count(db, &S[COUNT], f, count_r);
}
