/* hold.c - the unified API's holds: placed, looked at, changed, ended. Floor: api. (A work's queue: queue.c.) */
#include "api/access.h"
#include "api/api.h"
#include "api/audit.h"

#include "base/date.h"
#include "store/hold.h"
#include "store/person.h"

#include <string.h>

#define STATES "pending|ready|fulfilled|cancelled|expired"

#define H struct hold
const struct field hold_shown[] = {
    FIELD_UUID(H, uuid, "id", 0),
    FIELD_UUID(H, person, "person", 0),
    FIELD_UUID(H, work, "work", 0),
    FIELD_TEXT(H, title, "title", 0, 0, 0),
    FIELD_CHOICE(H, kind, "kind", "book|movie", 0),
    FIELD_CHOICE(H, state, "state", STATES, 0),
    FIELD_INT(H, position, "position", 0, 0, F_NULL),
    FIELD_UUID(H, copy, "copy", F_NULL),
    FIELD_UUID(H, loan, "loan", F_NULL),
    FIELD_DATE(H, suspended_until, "suspended_until", F_NULL),
    FIELD_TIME(H, pickup_until, "pickup_until", F_NULL),
    FIELD_TEXT(H, reason, "reason", 0, 0, F_NULL),
    FIELD_TIME(H, placed_at, "placed_at", 0),
    FIELD_TIME(H, ready_at, "ready_at", F_NULL),
    FIELD_TIME(H, closed_at, "closed_at", F_NULL),
    FIELD_END,
};
#undef H

struct hold_in {
	const char *person, *work, *suspended_until;
};
#define L struct hold_in
const struct field hold_body[] = {
    FIELD_UUID(L, person, "person", F_REQUIRED),
    FIELD_UUID(L, work, "work", F_REQUIRED),
    FIELD_DATE(L, suspended_until, "suspended_until", F_NULL),
    FIELD_END,
};
const struct field hold_ask_query[] = {
    FIELD_UUID(L, person, "person", F_REQUIRED),
    FIELD_UUID(L, work, "work", F_REQUIRED),
    FIELD_END,
};
#undef L

struct change {
	const char *suspended_until;
	int64_t pickup_until;
};
enum { SUSPEND = 1 << 0, KEEP = 1 << 1 }; /* which of them are given */
const struct field hold_patch[] = {
    FIELD_DATE(struct change, suspended_until, "suspended_until", F_NULL),
    FIELD_TIME(struct change, pickup_until, "pickup_until", F_NULL),
    FIELD_END,
};

struct end {
	const char *reason;
};
const struct field hold_end[] = {
    FIELD_TEXT(struct end, reason, "reason", 0, 500, F_NULL | F_TRIM),
    FIELD_END,
};

struct query {
	struct page p;
	const char *person, *work, *state;
};
#define Q struct query
const struct field hold_query[] = {
    PAGE_FIELDS(Q),
    FIELD_TEXT(Q, p.after, "_after", 1, 100, 0),
    FIELD_UUID(Q, person, "person", 0),
    FIELD_UUID(Q, work, "work", 0),
    FIELD_CHOICE(Q, state, "state", "open|" STATES, 0),
    FIELD_END,
};
#undef Q

void api_hold(struct buf *b, const struct hold *h)
{
	json_open(b, '{');
	json_fields(b, hold_shown, h);
	json_close(b, '}');
}

static void answer(struct reply *rp, int status, const struct hold *h)
{
	reply_start(rp, status, "application/json");
	api_hold(&rp->body, h);
	rp->version = h->version;
}

/* Somebody else's is not there. */
static enum err answer_stored(struct request *rq, struct reply *rp, const char *uuid)
{
	struct hold h;
	enum err e = store_hold_by_uuid(rq->db, uuid, &h);
	if (!e && !access_is_own(rq, h.person))
		e = ERR_NOT_FOUND;
	if (!e)
		answer(rp, 200, &h);
	return e;
}

/* A suspension that is over already is none. */
static enum err check_day(struct request *rq, const char *day)
{
	char today[DATE_RFC3339];
	date_rfc3339(rq->now, today);
	if (!day || strncmp(day, today, DATE_TEXT - 1) > 0)
		return ERR_NONE;
	return request_wrong(rq, "suspended_until", "value", "must be a day to come, in UTC");
}

/* Finds out what is so, and that there are such a person and such a work at all. */
static enum err ask(struct request *rq, const struct hold_in *in, struct hold_asked *a)
{
	*a = (struct hold_asked){.person = in->person, .work = in->work};
	enum err e = store_hold_ask(rq->db, a);
	if (e)
		return e;
	if (a->person_id == NIL_INT)
		(void)!request_wrong(rq, "person", "unknown_person", "there is no such person");
	if (a->work_id == NIL_INT)
		(void)!request_wrong(rq, "work", "unknown_work", "there is no such work");
	return rq->error_count ? ERR_INPUT : ERR_NONE;
}

enum err api_hold_availability(struct request *rq, struct reply *rp)
{
	struct hold_in in = {NULL, NULL, NULL};
	struct hold_asked asked;
	struct verdict v;
	enum err e = input_query(rq, hold_ask_query, &in, 0);
	if (!e && !access_is_own(rq, in.person))
		e = ERR_FORBIDDEN;
	if (!e)
		e = ask(rq, &in, &asked);
	if (e)
		return e;
	hold_check(rq->arena, &asked.facts, &v);
	api_verdict(rp, &v);
	return ERR_NONE;
}

static enum err refuse_blocked(struct request *rq, const struct hold_in *in, struct hold_asked *asked)
{
	struct verdict v;
	enum err e = ask(rq, in, asked);
	if (e)
		return e;
	hold_check(rq->arena, &asked->facts, &v);
	return v.blockers.n ? api_refuse(rq, &v.blockers.v[0]) : ERR_NONE;
}

static enum err read_hold(struct request *rq, struct hold_in *in)
{
	enum err e = input_body(rq, hold_body, in, 0, NULL);
	enum err day = check_day(rq, in->suspended_until);
	if (!e)
		e = day;
	return e || access_is_own(rq, in->person) ? e : ERR_FORBIDDEN;
}

enum err api_hold_create(struct request *rq, struct reply *rp)
{
	struct hold_in in = {NULL, NULL, NULL};
	struct hold_asked asked;
	struct person p;
	struct hold h;
	enum err e = read_hold(rq, &in);
	if (e)
		return e;
	/* The person's holds are counted and one is added in one act; whether there is such a person, ask() says. */
	e = store_person_lock(rq->db, in.person, &p);
	if (!e || e == ERR_NOT_FOUND)
		e = refuse_blocked(rq, &in, &asked);
	if (e)
		return e;
	e = store_hold_place(rq->db, asked.work_id, asked.person_id, in.suspended_until, rq->now,
			     hold_pickup(rq->now), &h);
	/* Placed by one who does not lock the person: the reading room. Seen now, or when all is done again. */
	if (e == ERR_CONFLICT)
		e = refuse_blocked(rq, &in, &asked);
	else if (!e) {
		reply_headerf(rp, "Location", "/api/v1/holds/%s", h.uuid);
		answer(rp, 201, &h);
		audit_note(rq, "hold", h.uuid, NULL, rp->body.data);
		return ERR_NONE;
	}
	return e ? e : ERR_RETRY;
}

enum err api_hold_get(struct request *rq, struct reply *rp)
{
	const char *uuid;
	enum err e = api_uuid(rq, 0, &uuid);
	return e ? e : answer_stored(rq, rp, uuid);
}

/* The hold locked, and as the client knows it. */
static enum err lock(struct request *rq, struct hold *h)
{
	const char *uuid;
	enum err e = api_uuid(rq, 0, &uuid);
	if (!e)
		e = store_hold_lock(rq->db, uuid, h);
	if (!e && !access_is_own(rq, h->person))
		e = ERR_NOT_FOUND;
	return e ? e : api_match(rq, h->version);
}

/* How long a copy is kept is not for those to say for whom it is. */
static enum err read_change(struct request *rq, struct change *c, uint64_t *given_r)
{
	enum err e = input_body(rq, hold_patch, c, INPUT_PARTIAL, given_r);
	enum err day = check_day(rq, c->suspended_until);
	if ((*given_r & KEEP) && rq->role < STAFF)
		return ERR_FORBIDDEN;
	if (c->pickup_until != NIL_INT && c->pickup_until <= rq->now)
		return request_wrong(rq, "pickup_until", "value", "must be a time to come");
	return e ? e : day;
}

enum err api_hold_patch(struct request *rq, struct reply *rp)
{
	struct change c = {NULL, NIL_INT};
	struct reason r;
	struct hold h;
	uint64_t given = 0;
	enum err e = read_change(rq, &c, &given);
	if (!e)
		e = lock(rq, &h);
	if (e)
		return e;
	if (((given & SUSPEND) && !hold_may_suspend(h.state, &r)) ||
	    ((given & KEEP) && !hold_may_keep(h.state, &r)))
		return api_refuse(rq, &r);
	if (given & SUSPEND)
		e = store_hold_suspend(rq->db, &h, c.suspended_until, rq->now);
	else if (given & KEEP)
		e = store_hold_keep(rq->db, &h, c.pickup_until);
	if (!e)
		e = answer_stored(rq, rp, h.uuid);
	if (!e && given)
		audit_note(rq, "hold", h.uuid, audit_state(rq->arena, hold_shown, &h), rp->body.data);
	return e;
}

static enum err cancel(struct request *rq, const struct hold *h, const char *reason)
{
	return store_hold_close(rq->db, h, "cancelled", reason && *reason ? reason : NULL, NIL_INT, rq->now);
}

enum err api_hold_delete(struct request *rq, struct reply *rp)
{
	struct end end = {NULL};
	struct reason r;
	struct hold h;
	enum err e = rq->body_len ? input_body(rq, hold_end, &end, 0, NULL) : ERR_NONE;
	if (!e)
		e = lock(rq, &h);
	if (e)
		return e;
	/* Cancelled already: a web server sends a DELETE again when its worker died over the first one. */
	if (strcmp(h.state, "cancelled")) {
		if (!hold_may_end(h.state, &r))
			return api_refuse(rq, &r);
		e = cancel(rq, &h, end.reason);
		if (!e)
			audit_note(rq, "hold", h.uuid, audit_state(rq->arena, hold_shown, &h), NULL);
	}
	if (e)
		return e;
	reply_empty(rp, 204);
	rp->undo = !strcmp(h.state, "cancelled");
	return ERR_NONE;
}

static enum err read_query(struct request *rq, struct query *q, struct hold_filter *f)
{
	enum err e = input_query(rq, hold_query, q, 0);
	f->after_id = 0;
	enum err cursor = page_cursor(rq, &q->p, &f->after_id);
	f->person = access_filter(rq, q->person);
	f->work = q->work;
	f->state = q->state;
	f->limit = q->p.per_page;
	f->offset = (q->p.page - 1) * q->p.per_page;
	return e ? e : cursor;
}

enum err api_hold_list(struct request *rq, struct reply *rp)
{
	struct query q = {.p = PAGE_DEFAULT};
	struct hold_filter f;
	int64_t total = 0, last = 0, n = 0;
	struct rows rows;
	struct hold h;
	enum err e = read_query(rq, &q, &f);
	if (!e)
		e = store_hold_list(rq->db, &f, &rows);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '[');
	for (; !(e = stmt_next(&rows, &h)); n++) {
		api_hold(&rp->body, &h);
		last = h.id;
	}
	json_close(&rp->body, ']');
	if (e == ERR_NOT_FOUND)
		e = page_tells(&q.p, n, &total) ? ERR_NONE : store_hold_count(rq->db, &f, &total);
	if (!e)
		page_end(rq, rp, &q.p, total, n, last);
	return e;
}
