/* copy.c - the unified API's copies of a work. Floor: api. */
#include "api/api.h"
#include "api/audit.h"

#include "store/copy.h"

#define C struct copy
const struct field copy_shown[] = {
    FIELD_UUID(C, uuid, "id", 0),
    FIELD_UUID(C, work, "work", 0),
    FIELD_CHOICE(C, taken_by, "taken_by", "loan|hold", F_NULL),
    FIELD_TIME(C, created_at, "created_at", 0),
    FIELD_END,
};
#undef C
/* Nothing of a copy is ever changed by its clients; who has it is no part of its version. */
enum { VERSION = 1 };

struct query {
	struct page p;
};
const struct field copy_query[] = {PAGE_FIELDS(struct query), FIELD_END};
const struct field copy_body[] = {FIELD_END};

static void write_copy(struct buf *b, const struct copy *c)
{
	json_open(b, '{');
	json_fields(b, copy_shown, c);
	json_close(b, '}');
}

static enum err answer(struct reply *rp, int status, const struct copy *c)
{
	reply_start(rp, status, "application/json");
	write_copy(&rp->body, c);
	rp->version = VERSION;
	return ERR_NONE;
}

enum err api_copy_list(struct request *rq, struct reply *rp)
{
	struct query q = {.p = PAGE_DEFAULT};
	const char *work;
	int64_t total = 0;
	struct rows rows;
	struct copy c;
	enum err e = input_query(rq, copy_query, &q, 0);
	if (!e)
		e = api_uuid(rq, 0, &work);
	if (!e)
		e = store_copy_count(rq->db, work, &total);
	if (!e)
		e = store_copy_list(rq->db, work, q.p.per_page, (q.p.page - 1) * q.p.per_page, &rows);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '[');
	while (!(e = stmt_next(&rows, &c)))
		write_copy(&rp->body, &c);
	json_close(&rp->body, ']');
	page_headers(rq, rp, &q.p, total);
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err api_copy_create(struct request *rq, struct reply *rp)
{
	const char *work;
	struct copy c;
	enum err e = rq->body_len ? input_body(rq, copy_body, NULL, 0, NULL) : ERR_NONE;
	if (!e)
		e = api_uuid(rq, 0, &work);
	if (!e)
		e = store_copy_insert(rq->db, work, rq->now, &c);
	if (e)
		return e;
	reply_headerf(rp, "Location", "/api/v1/copies/%s", c.uuid);
	e = answer(rp, 201, &c);
	audit_note(rq, "copy", c.uuid, NULL, rp->body.data);
	return e;
}

static enum err find(struct request *rq, struct copy *c)
{
	const char *uuid;
	enum err e = api_uuid(rq, 0, &uuid);
	return e ? e : store_copy_by_uuid(rq->db, uuid, c);
}

enum err api_copy_get(struct request *rq, struct reply *rp)
{
	struct copy c;
	enum err e = find(rq, &c);
	return e ? e : answer(rp, 200, &c);
}

enum err api_copy_delete(struct request *rq, struct reply *rp)
{
	struct copy c;
	enum err e = find(rq, &c);
	if (!e)
		e = api_match(rq, VERSION);
	if (e)
		return e;
	e = store_copy_delete(rq->db, c.uuid);
	if (!e) {
		audit_note(rq, "copy", c.uuid, audit_state(rq->arena, copy_shown, &c), NULL);
		reply_empty(rp, 204);
		return ERR_NONE;
	}
	if (e == ERR_NOT_FOUND)
		e = find(rq, &c); /* gone meanwhile, or taken */
	if (e)
		return e;
	return request_refuse(rq, ERR_REFUSED, "copy.taken", "The copy is out or kept for somebody.",
			      "taken_by", c.taken_by ? c.taken_by : "loan", NULL);
}
