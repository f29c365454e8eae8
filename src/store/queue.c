/* queue.c - what is read of holds: a queue, lists, what stands behind one that is asked for; and whole orders. Floor: store. */
#include "store/hold_private.h"

#include <string.h>

#define H struct hold
const struct field hold_out[] = {
    FIELD_INT(H, id, "id", 0, 0, 0),
    FIELD_INT(H, work_id, "work_id", 0, 0, 0),
    FIELD_INT(H, person_id, "person_id", 0, 0, 0),
    FIELD_INT(H, copy_id, "copy_id", 0, 0, 0),
    FIELD_UUID(H, uuid, "uuid", 0),
    FIELD_UUID(H, work, "work", 0),
    FIELD_UUID(H, person, "person", 0),
    FIELD_UUID(H, copy, "copy", 0),
    FIELD_UUID(H, loan, "loan", 0),
    FIELD_TEXT(H, title, "title", 0, 0, 0),
    FIELD_TEXT(H, kind, "kind", 0, 0, 0),
    FIELD_TEXT(H, state, "state", 0, 0, 0),
    FIELD_INT(H, position, "position", 0, 0, 0),
    FIELD_DATE(H, suspended_until, "suspended_until", 0),
    FIELD_TIME(H, pickup_until, "pickup_until", 0),
    FIELD_TEXT(H, reason, "reason", 0, 0, 0),
    FIELD_TIME(H, placed_at, "placed_at", 0),
    FIELD_TIME(H, ready_at, "ready_at", 0),
    FIELD_TIME(H, closed_at, "closed_at", 0),
    FIELD_INT(H, version, "version", 0, 0, 0),
    FIELD_END,
};

#define K struct hold_asked
static const struct field ask_in[] = {FIELD_UUID(K, person, "person", 0), FIELD_UUID(K, work, "work", 0),
				      FIELD_END};
static const struct field ask_out[] = {
    FIELD_INT(K, person_id, "person_id", 0, 0, 0),   FIELD_INT(K, work_id, "work_id", 0, 0, 0),
    FIELD_BOOL(K, facts.active, "active", 0),	     FIELD_UUID(K, facts.held, "held", 0),
    FIELD_INT(K, facts.on_loan, "on_loan", 0, 0, 0), FIELD_INT(K, facts.open_holds, "open_holds", 0, 0, 0),
    FIELD_INT(K, facts.copies, "copies", 0, 0, 0),   FIELD_INT(K, facts.free_copies, "free_copies", 0, 0, 0),
    FIELD_INT(K, facts.pending, "pending", 0, 0, 0), FIELD_END,
};

struct queue {
	int64_t id, version;
};
static const struct field queue_out[] = {
    FIELD_INT(struct queue, id, "id", 0, 0, 0),
    FIELD_INT(struct queue, version, "version", 0, 0, 0),
    FIELD_END,
};

struct order {
	const char *json;
	int64_t work_id;
};
static const struct field order_in[] = {
    FIELD_TEXT(struct order, json, "json", 0, 0, 0),
    FIELD_INT(struct order, work_id, "work_id", 0, 0, 0),
    FIELD_END,
};

/* As in loan.c: a parameter that is NULL lets every row through. */
struct filter {
	const char *person, *work, *one, *other; /* one, other: states */
	int64_t after_id, limit, offset;
};
#define F struct filter
#define WHOSE                                                                                                \
	"WHERE (? IS NULL OR h.person_id = (SELECT x.id FROM person x WHERE x.uuid = ?)) "                   \
	"AND (? IS NULL OR h.work_id = (SELECT y.id FROM work y WHERE y.uuid = ?)) AND h.id > ? "
#define WHOSE_FIELDS                                                                                         \
	FIELD_UUID(F, person, "person", 0), FIELD_UUID(F, person, "person", 0),                              \
	    FIELD_UUID(F, work, "work", 0), FIELD_UUID(F, work, "work", 0),                                  \
	    FIELD_INT(F, after_id, "after_id", 0, 0, 0)
#define STATES	     WHOSE "AND h.state IN (?, ?) "
#define STATE_FIELDS FIELD_TEXT(F, one, "one", 0, 0, 0), FIELD_TEXT(F, other, "other", 0, 0, 0)
#define LIMIT_FIELDS FIELD_INT(F, limit, "limit", 0, 0, 0), FIELD_INT(F, offset, "offset", 0, 0, 0)
/* The ids of the page first: what is skipped or sorted is not joined. */
#define PAGE_OF(filter)                                                                                      \
	HOLD_SELECT "JOIN (SELECT h.id FROM hold h " filter                                                  \
		    "ORDER BY h.id LIMIT ? OFFSET ?) k ON k.id = h.id "                                      \
		    "ORDER BY h.id"
static const struct field list_in[] = {WHOSE_FIELDS, LIMIT_FIELDS, FIELD_END};
static const struct field count_in[] = {WHOSE_FIELDS, FIELD_END};
static const struct field state_list_in[] = {WHOSE_FIELDS, STATE_FIELDS, LIMIT_FIELDS, FIELD_END};
static const struct field state_count_in[] = {WHOSE_FIELDS, STATE_FIELDS, FIELD_END};
enum { ASK, QUEUE, QUEUE_VERSION, QUEUE_LOCK, WAITING, LIFT, ORDER, LIST, COUNT, STATE_LIST, STATE_COUNT };

const struct statement queue_statements[] = {
    [ASK] = {"hold ask",
	     "SELECT p.id AS person_id, p.active, w.id AS work_id, "
	     "(SELECT h.uuid FROM hold h WHERE h.open_work = w.id AND h.person_id = p.id) AS held, "
	     "(SELECT COUNT(*) FROM loan l WHERE l.person_id = p.id AND l.returned_at IS NULL AND "
	     "l.work_id = w.id) AS on_loan, "
	     "(SELECT COUNT(*) FROM hold h WHERE h.person_id = p.id AND h.state IN ('pending', 'ready')) "
	     "AS open_holds, (SELECT COUNT(*) FROM copy c WHERE c.work_id = w.id) AS copies, "
	     "(SELECT COUNT(*) FROM copy c WHERE c.work_id = w.id AND c.taken_by IS NULL) AS free_copies, "
	     "(SELECT COUNT(*) FROM hold h WHERE h.work_id = w.id AND h.position > 0) AS pending "
	     "FROM (SELECT 1 AS one) AS o LEFT JOIN person p ON p.uuid = ? AND p.removed = 0 "
	     "LEFT JOIN work w ON w.uuid = ? AND w.withdrawn = 0",
	     ask_in, ask_out, READS},
    [QUEUE] = {"hold queue",
	       HOLD_SELECT
	       "WHERE h.state IN ('pending', 'ready') AND h.work_id = (SELECT x.id FROM work x WHERE "
	       "x.uuid = ? AND x.withdrawn = 0) "
	       "ORDER BY h.state = 'pending', h.position, h.ready_at, h.id",
	       by_text_in, hold_out, READS},
    [QUEUE_VERSION] = {"hold queue version",
		       "SELECT id, queue AS version FROM work WHERE uuid = ? AND withdrawn = 0", by_text_in,
		       queue_out, READS},
    [QUEUE_LOCK] = {"hold queue lock",
		    "SELECT id, queue AS version FROM work WHERE uuid = ? AND withdrawn = 0 FOR UPDATE",
		    by_text_in, queue_out, LOCKS},
    [WAITING] = {"hold waiting", HOLD_SELECT "WHERE h.work_id = ? AND h.position > 0 ORDER BY h.position",
		 by_id_in, hold_out, READS},
    /* First out of the way, as no place may be taken twice, then where they belong. */
    [LIFT] = {"hold lift",
	      "UPDATE hold FORCE INDEX (hold_position) SET position = position + 1000000000 WHERE work_id = "
	      "? AND position > 0 "
	      "ORDER BY position DESC",
	      by_id_in, NULL, WRITES},
    [ORDER] = {"hold order",
	       "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, uuid CHAR(36) PATH '$')) wanted "
	       "JOIN hold h ON h.uuid = CAST(wanted.uuid AS UUID) SET h.position = wanted.place "
	       "WHERE h.work_id = ? AND h.position > 1000000000",
	       order_in, NULL, WRITES},
    [LIST] = {"hold list", PAGE_OF(WHOSE), list_in, hold_out, READS},
    [COUNT] = {"hold count", "SELECT COUNT(*) AS n FROM hold h " WHOSE, count_in, count_out, READS},
    [STATE_LIST] = {"hold list by state", PAGE_OF(STATES), state_list_in, hold_out, READS},
    [STATE_COUNT] = {"hold count by state", "SELECT COUNT(*) AS n FROM hold h " STATES, state_count_in,
		     count_out, READS},
};
const int queue_statement_count = sizeof(queue_statements) / sizeof(queue_statements[0]);
#define S queue_statements

enum err store_hold_ask(struct db *db, struct hold_asked *a)
{
	K found;
	memset(&found, 0, sizeof(found)); /* some members only go in */
	enum err e = stmt_one(db, &S[ASK], a, &found);
	if (e)
		return e;
	a->person_id = found.person_id;
	a->work_id = found.work_id;
	a->facts = found.facts;
	return ERR_NONE;
}

enum err store_hold_queue(struct db *db, const char *work, int64_t *version_r, struct rows *rows_r)
{
	struct queue q;
	enum err e = stmt_one(db, &S[QUEUE_VERSION], &(struct by_text){work}, &q);
	*version_r = e ? 0 : q.version;
	return e ? e : stmt_open(db, &S[QUEUE], &(struct by_text){work}, rows_r);
}

enum err store_hold_queue_lock(struct db *db, const char *work, int64_t *work_id_r, int64_t *version_r)
{
	struct queue q;
	enum err e = stmt_one(db, &S[QUEUE_LOCK], &(struct by_text){work}, &q);
	*work_id_r = e ? NIL_INT : q.id;
	*version_r = e ? 0 : q.version;
	return e;
}

enum err store_hold_pending(struct db *db, int64_t work_id, struct rows *rows_r)
{
	return stmt_open(db, &S[WAITING], &(struct by_id){work_id}, rows_r);
}

enum err store_hold_reorder(struct db *db, int64_t work_id, const char *uuids_json)
{
	int64_t lifted = 0, placed = 0;
	struct order o = {uuids_json, work_id};
	enum err e = hold_raise(db, work_id);
	if (!e)
		e = stmt_run(db, &S[LIFT], &(struct by_id){work_id}, &lifted);
	if (!e)
		e = stmt_run(db, &S[ORDER], &o, &placed);
	return e ? e : lifted == placed ? ERR_NONE : ERR_CONFLICT;
}

static bool by_state(const struct hold_filter *f, F *in)
{
	bool open = f->state && !strcmp(f->state, "open");
	*in = (F){.person = f->person,
		  .work = f->work,
		  .one = open ? "pending" : f->state,
		  .other = open ? "ready" : f->state,
		  .after_id = f->after_id,
		  .limit = f->limit,
		  .offset = f->offset};
	return f->state != NULL;
}

enum err store_hold_list(struct db *db, const struct hold_filter *f, struct rows *rows_r)
{
	F in;
	bool state = by_state(f, &in);
	return stmt_open(db, &S[state ? STATE_LIST : LIST], &in, rows_r);
}

enum err store_hold_count(struct db *db, const struct hold_filter *f, int64_t *count_r)
{
	F in;
	bool state = by_state(f, &in);
	return stmt_count(db, &S[state ? STATE_COUNT : COUNT], &in, count_r);
}
