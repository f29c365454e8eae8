/* copy.c - copies of a work. Floor: store. */
#include "store/copy.h"

#include "base/uuid.h"
#include "store/hold.h"

#define C struct copy
#define SELECT                                                                                               \
	"SELECT c.id, c.work_id, c.uuid, w.uuid AS work, c.taken_by, c.created_at "                          \
	"FROM copy c JOIN work w ON w.id = c.work_id AND w.withdrawn = 0 "

static const struct field out[] = {
    FIELD_INT(C, id, "id", 0, 0, 0),
    FIELD_INT(C, work_id, "work_id", 0, 0, 0),
    FIELD_UUID(C, uuid, "uuid", 0),
    FIELD_UUID(C, work, "work", 0),
    FIELD_TEXT(C, taken_by, "taken_by", 0, 0, 0),
    FIELD_TIME(C, created_at, "created_at", 0),
    FIELD_END,
};
static const struct field insert_in[] = {
    FIELD_UUID(C, uuid, "uuid", 0),
    FIELD_INT(C, work_id, "work_id", 0, 0, 0),
    FIELD_END,
};
struct page {
	const char *work;
	int64_t limit, offset;
};
static const struct field page_in[] = {
    FIELD_UUID(struct page, work, "work", 0),
    FIELD_INT(struct page, limit, "limit", 0, 0, 0),
    FIELD_INT(struct page, offset, "offset", 0, 0, 0),
    FIELD_END,
};
enum { INSERT, BY_ID, BY_UUID, DELETE, LIST, COUNT };

const struct statement copy_statements[] = {
    /* As if it came back, so that it is offered. */
    [INSERT] = {"copy insert", "INSERT INTO copy (uuid, work_id, taken_by) VALUES (?, ?, 'hold')", insert_in,
		NULL, NUMBERS},
    [BY_ID] = {"copy by id", SELECT "WHERE c.id = ?", by_id_in, out, READS},
    [BY_UUID] = {"copy by uuid", SELECT "WHERE c.uuid = ?", by_text_in, out, READS},
    [DELETE] = {"copy delete", "DELETE FROM copy WHERE uuid = ? AND taken_by IS NULL", by_text_in, NULL,
		WRITES},
    [LIST] = {"copy list", SELECT "WHERE w.uuid = ? ORDER BY c.id LIMIT ? OFFSET ?", page_in, out, READS},
    [COUNT] = {"copy count",
	       "SELECT (SELECT COUNT(*) FROM copy c WHERE c.work_id = w.id) AS n FROM work w "
	       "WHERE w.uuid = ? AND w.withdrawn = 0",
	       by_text_in, count_out, READS},
};
const int copy_statement_count = sizeof(copy_statements) / sizeof(copy_statements[0]);
#define S copy_statements

enum err store_copy_insert(struct db *db, const char *work, int64_t now, struct copy *c_r)
{
	char uuid[UUID_TEXT];
	int64_t version;
	uuid_random(uuid);
	C c = {.uuid = uuid};
	/* Locked, so that it is not withdrawn at the same moment. */
	enum err e = store_hold_queue_lock(db, work, &c.work_id, &version);
	if (!e)
		e = stmt_run(db, &S[INSERT], &c, NULL);
	c.id = e ? NIL_INT : stmt_last_id(db);
	if (!e)
		e = store_hold_pass_on(db, c.work_id, c.id, "hold", now);
	return e ? e : stmt_one(db, &S[BY_ID], &(struct by_id){c.id}, c_r);
}

enum err store_copy_by_uuid(struct db *db, const char *uuid, struct copy *c_r)
{
	return stmt_one(db, &S[BY_UUID], &(struct by_text){uuid}, c_r);
}

enum err store_copy_delete(struct db *db, const char *uuid)
{
	int64_t n = 0;
	enum err e = stmt_run(db, &S[DELETE], &(struct by_text){uuid}, &n);
	return e ? e : n ? ERR_NONE : ERR_NOT_FOUND;
}

enum err store_copy_list(struct db *db, const char *work, int64_t limit, int64_t offset, struct rows *rows_r)
{
	return stmt_open(db, &S[LIST], &(struct page){work, limit, offset}, rows_r);
}

enum err store_copy_count(struct db *db, const char *work, int64_t *count_r)
{
	return stmt_count(db, &S[COUNT], &(struct by_text){work}, count_r);
}
