/* share.c - invitations to a list and who accepted them. Floor: store. */
#include "store/list.h"

struct share_key {
	int64_t id;
	const char *list, *key_hash, *person;
};
static const struct field insert_in[] = {
    FIELD_INT(struct share_key, id, "list_id", 0, 0, 0),
    FIELD_TEXT(struct share_key, key_hash, "key_hash", 0, 0, 0),
    FIELD_END,
};
static const struct field find_in[] = {
    FIELD_UUID(struct share_key, list, "list", 0),
    FIELD_TEXT(struct share_key, key_hash, "key_hash", 0, 0, 0),
    FIELD_END,
};
static const struct field accept_in[] = {
    FIELD_UUID(struct share_key, person, "person", 0),
    FIELD_INT(struct share_key, id, "id", 0, 0, 0),
    FIELD_END,
};
static const struct field out[] = {
    FIELD_INT(struct share, id, "id", 0, 0, 0),
    FIELD_INT(struct share, list_id, "list_id", 0, 0, 0),
    FIELD_UUID(struct share, person, "person", 0),
    FIELD_UUID(struct share, list, "list", 0),
    FIELD_UUID(struct share, owner, "owner", 0),
    FIELD_TIME(struct share, created_at, "created_at", 0),
    FIELD_TIME(struct share, accepted_at, "accepted_at", 0),
    FIELD_END,
};

enum { INSERT, LIST, FIND, ACCEPT, DELETE };

#define SELECT                                                                                               \
	"SELECT s.id, s.list_id, p.uuid AS person, s.created_at, s.accepted_at FROM list_share s "           \
	"LEFT JOIN person p ON p.id = s.person_id "

const struct statement share_statements[] = {
    [INSERT] = {"share insert", "INSERT INTO list_share (list_id, key_hash) VALUES (?, ?)", insert_in, NULL,
		WRITES},
    [LIST] = {"share list", SELECT "WHERE s.list_id = ? ORDER BY s.id", by_id_in, out, READS},
    [FIND] = {"share find",
	      "SELECT s.id, s.list_id, p.uuid AS person, l.uuid AS list, o.uuid AS owner, s.created_at, "
	      "s.accepted_at "
	      "FROM list_share s LEFT JOIN person p ON p.id = s.person_id JOIN list l ON l.id = s.list_id "
	      "JOIN person o ON o.id = l.owner_id WHERE l.uuid = ? AND s.key_hash = ?",
	      find_in, out, READS},
    [ACCEPT] = {"share accept",
		"UPDATE list_share s JOIN person p ON p.uuid = ? SET s.person_id = p.id, "
		"s.accepted_at = CURRENT_TIMESTAMP(6) WHERE s.id = ? AND s.person_id IS NULL",
		accept_in, NULL, WRITES},
    [DELETE] = {"share delete", "DELETE FROM list_share WHERE id = ?", by_id_in, NULL, WRITES},
};
const int share_statement_count = sizeof(share_statements) / sizeof(share_statements[0]);
#define S share_statements

enum err store_share_insert(struct db *db, int64_t list_id, const char *key_hash)
{
	struct share_key k = {.id = list_id, .key_hash = key_hash};
	return stmt_run(db, &S[INSERT], &k, NULL);
}

enum err store_share_list(struct db *db, int64_t list_id, struct rows *rows_r)
{
	return stmt_open(db, &S[LIST], &(struct by_id){list_id}, rows_r);
}

enum err store_share_find(struct db *db, const char *list, const char *key_hash, struct share *s_r)
{
	struct share_key k = {.list = list, .key_hash = key_hash};
	return stmt_one(db, &S[FIND], &k, s_r);
}

enum err store_share_accept(struct db *db, int64_t id, const char *person)
{
	struct share_key k = {.id = id, .person = person};
	int64_t n = 0;
	enum err e = stmt_run(db, &S[ACCEPT], &k, &n);
	return e ? e : n ? ERR_NONE : ERR_NOT_FOUND;
}

enum err store_share_delete(struct db *db, int64_t id)
{
	int64_t n = 0;
	enum err e = stmt_run(db, &S[DELETE], &(struct by_id){id}, &n);
	return e ? e : n ? ERR_NONE : ERR_NOT_FOUND;
}
