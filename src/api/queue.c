/* queue.c - who waits for a work: the queue, and its order as a whole. Floor: api. */
#include "api/api.h"
#include "api/audit.h"

#include "store/hold.h"

/* The tag of a queue: its count of acts, from 1 on, as 0 is no version of an answer. */
static int64_t tag_version(int64_t queue)
{
	return queue + 1;
}

static enum err write_queue(struct request *rq, struct reply *rp, const char *work)
{
	int64_t version;
	struct rows rows;
	struct hold h;
	enum err e = store_hold_queue(rq->db, work, &version, &rows);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '[');
	while (!(e = stmt_next(&rows, &h)))
		api_hold(&rp->body, &h);
	json_close(&rp->body, ']');
	rp->version = tag_version(version);
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err api_queue_list(struct request *rq, struct reply *rp)
{
	const char *work;
	enum err e = api_uuid(rq, 0, &work);
	return e ? e : write_queue(rq, rp, work);
}

static enum err pending(struct request *rq, int64_t work_id, struct uuids *holds_r)
{
	struct rows rows;
	struct hold h;
	enum err e = store_hold_pending(rq->db, work_id, &rows);
	if (e)
		return e;
	holds_r->n = 0;
	holds_r->v = arena_alloc(rq->arena, (size_t)rows.count * sizeof(*holds_r->v));
	while (!(e = stmt_next(&rows, &h)))
		holds_r->v[holds_r->n++] = h.uuid;
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

/* Every hold that waits once, and nothing else. */
static enum err check_order(struct request *rq, const struct uuids *wanted, struct uuids *there)
{
	if (order_is_whole(rq->arena, wanted, there))
		return ERR_NONE;
	return request_refuse(rq, ERR_REFUSED, "hold.order_mismatch",
			      "The order must name every hold that waits once, and no other.", "holds",
			      arena_printf(rq->arena, "%zu", there->n), NULL);
}

enum err api_queue_order(struct request *rq, struct reply *rp)
{
	const char *work;
	int64_t work_id, version;
	struct order_in in;
	struct uuids there;
	const char *before = NULL;
	enum err e = api_uuid(rq, 0, &work);
	if (!e)
		e = input_body(rq, order_body, &in, 0, NULL);
	if (!e)
		e = store_hold_queue_lock(rq->db, work, &work_id, &version);
	if (!e)
		e = api_match(rq, tag_version(version));
	if (!e)
		e = pending(rq, work_id, &there);
	if (!e) {
		before = order_state(rq->arena, &there);
		e = check_order(rq, &in.order, &there);
	}
	if (!e)
		e = store_hold_reorder(rq->db, work_id, order_json(rq->arena, &in.order));
	if (e)
		return e;
	audit_note(rq, "queue", work, before, order_state(rq->arena, &in.order));
	return write_queue(rq, rp, work);
}
