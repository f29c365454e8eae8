/* loan.c - the unified API's loans: out, back, renewed. Floor: api. (Charges: charge.c.) */
#include "api/access.h"
#include "api/api.h"
#include "api/audit.h"

#include "store/loan.h"
#include "store/person.h"

#include <string.h>

/* A loan as it goes out; due says whether its time is over. */
struct shown {
	struct loan l;
	bool overdue;
};
#define S struct shown
#define PLAIN                                                                                                \
	FIELD_UUID(S, l.uuid, "id", 0), FIELD_UUID(S, l.person, "person", 0),                                \
	    FIELD_UUID(S, l.work, "work", 0), FIELD_TEXT(S, l.title, "title", 0, 0, 0),                      \
	    FIELD_UUID(S, l.copy, "copy", F_NULL), FIELD_TIME(S, l.out_at, "out_at", 0),                     \
	    FIELD_TIME(S, l.due_at, "due_at", 0), FIELD_TIME(S, l.returned_at, "returned_at", F_NULL),       \
	    FIELD_BOOL(S, overdue, "overdue", 0), FIELD_INT(S, l.renewals, "renewals", 0, 0, 0),             \
	    FIELD_TEXT(S, l.type, "type", 0, 0, 0),                                                          \
	    FIELD_INT(S, l.tariff_version, "tariff_version", 0, 0, 0),                                       \
	    FIELD_INT(S, l.days, "days", 0, 0, F_NULL), FIELD_UUID(S, l.charge, "charge", F_NULL)
static const struct field plain[] = {PLAIN, FIELD_END};
const struct field loan_shown[] = {PLAIN, FIELD_MONEY_OR_NULL(S, l.title, "amount"), FIELD_END};
#undef S

struct loan_in {
	const char *person, *work, *copy;
};
#define L struct loan_in
const struct field loan_body[] = {
    FIELD_UUID(L, person, "person", F_REQUIRED),
    FIELD_UUID(L, work, "work", 0),
    FIELD_UUID(L, copy, "copy", 0),
    FIELD_END,
};
#undef L

struct return_in {
	int64_t at;
};
const struct field return_body[] = {FIELD_TIME(struct return_in, at, "returned_at", F_NULL), FIELD_END};

struct query {
	struct page p;
	const char *person, *work, *open, *overdue;
};
#define Q struct query
const struct field loan_query[] = {
    PAGE_FIELDS(Q),
    FIELD_TEXT(Q, p.after, "_after", 1, 100, 0),
    FIELD_UUID(Q, person, "person", 0),
    FIELD_UUID(Q, work, "work", 0),
    FIELD_CHOICE(Q, open, "open", "true|false", 0),
    FIELD_CHOICE(Q, overdue, "overdue", "true|false", 0),
    FIELD_END,
};
#undef Q

static void write_loan(struct request *rq, struct buf *b, const struct loan *l)
{
	struct shown s = {*l, l->returned_at == NIL_INT && l->due_at < rq->now};
	json_open(b, '{');
	json_fields(b, plain, &s);
	api_money(b, "amount", l->charge_minor);
	json_close(b, '}');
}

static const char *state(struct request *rq, const struct loan *l)
{
	struct buf b;
	buf_init(&b, rq->arena, 512);
	write_loan(rq, &b, l);
	return b.data;
}

static void answer(struct request *rq, struct reply *rp, int status, const struct loan *l)
{
	reply_start(rp, status, "application/json");
	write_loan(rq, &rp->body, l);
	rp->version = l->version;
}

/* A loan as it is now; before: what it was, when it was changed. */
static enum err answer_stored(struct request *rq, struct reply *rp, const char *uuid, const char *before)
{
	struct loan l;
	enum err e = store_loan_by_uuid(rq->db, uuid, &l);
	if (e)
		return e;
	answer(rq, rp, 200, &l);
	if (before)
		audit_note(rq, "loan", l.uuid, before, rp->body.data);
	return ERR_NONE;
}

/* Finds out what is so, and that person and work or copy are there at all. */
static enum err ask(struct request *rq, const struct loan_in *in, struct loan_asked *a)
{
	*a = (struct loan_asked){.person = in->person, .work = in->work, .copy = in->copy, .now = rq->now};
	if (!in->work == !in->copy)
		return request_wrong(rq, "work", "combination", "give either a work or a copy");
	enum err e = store_loan_ask(rq->db, a);
	if (e)
		return e;
	if (a->person_id == NIL_INT)
		(void)!request_wrong(rq, "person", "unknown_person", "there is no such person");
	if (in->copy && (a->copy_id == NIL_INT || a->work_id == NIL_INT))
		(void)!request_wrong(rq, "copy", "unknown_copy", "there is no such copy");
	else if (a->work_id == NIL_INT)
		(void)!request_wrong(rq, "work", "unknown_work", "there is no such work");
	return rq->error_count ? ERR_INPUT : ERR_NONE;
}

enum err api_loan_availability(struct request *rq, struct reply *rp)
{
	struct loan_in in = {NULL, NULL, NULL};
	struct loan_asked asked;
	struct verdict v;
	enum err e = input_query(rq, loan_body, &in, 0);
	if (!e && !access_is_own(rq, in.person))
		e = ERR_FORBIDDEN;
	if (!e)
		e = ask(rq, &in, &asked);
	if (e)
		return e;
	loan_check(rq->arena, &asked.facts, &v);
	api_verdict(rp, &v);
	return ERR_NONE;
}

/* Somebody was quicker than the look: the same refusal as if it had been seen. */
static enum err refuse_taken(struct request *rq, struct loan_facts f)
{
	struct verdict v;
	f.copy_taken = true;
	f.free_copies = 0;
	f.hold_ready = f.copy_kept = false;
	loan_check(rq->arena, &f, &v);
	return api_refuse(rq, &v.blockers.v[0]);
}

enum err api_loan_create(struct request *rq, struct reply *rp)
{
	struct loan_in in = {NULL, NULL, NULL};
	struct loan_asked asked;
	struct verdict v;
	struct person p;
	struct loan l;
	enum err e = input_body(rq, loan_body, &in, 0, NULL);
	if (e)
		return e;
	/* The person stays as it is until the loan is written; whether there is one, ask() says. */
	e = store_person_lock(rq->db, in.person, &p);
	if (!e || e == ERR_NOT_FOUND)
		e = ask(rq, &in, &asked);
	if (e)
		return e;
	loan_check(rq->arena, &asked.facts, &v);
	if (v.blockers.n)
		return api_refuse(rq, &v.blockers.v[0]);
	/* Whoever has a hold is lent a copy in another way: that it goes the usual one is not to be expected. */
	if (asked.facts.hold)
		db_trust(rq->db, false);
	e = store_loan_checkout(rq->db, asked.work_id, asked.copy_id, asked.person_id, rq->now,
				loan_due(rq->now), &l);
	if (e == ERR_REFUSED)
		return refuse_taken(rq, asked.facts);
	if (!e)
		e = store_loan_by_id(rq->db, l.id, &l);
	if (e)
		return e;
	reply_headerf(rp, "Location", "/api/v1/loans/%s", l.uuid);
	answer(rq, rp, 201, &l);
	audit_note(rq, "loan", l.uuid, NULL, rp->body.data);
	return ERR_NONE;
}

enum err api_loan_get(struct request *rq, struct reply *rp)
{
	const char *uuid;
	struct loan l;
	enum err e = api_uuid(rq, 0, &uuid);
	if (!e)
		e = store_loan_by_uuid(rq->db, uuid, &l);
	if (!e && !access_is_own(rq, l.person))
		e = ERR_NOT_FOUND;
	if (!e)
		answer(rq, rp, 200, &l);
	return e;
}

static enum err lock(struct request *rq, struct loan *l)
{
	const char *uuid;
	enum err e = api_uuid(rq, 0, &uuid);
	return e ? e : store_loan_lock(rq->db, uuid, l);
}

/* By the tariff it went out with, as the type its work has now. */
static enum err close(struct request *rq, struct loan *l, int64_t at)
{
	const struct tariff *t = &l->tariff;
	struct charge c;
	if (!t->type)
		return request_refuse(rq, ERR_REFUSED, "loan.no_tariff", "Works of this type have no tariff.",
				      "type", l->type, NULL);
	enum err e = charge_compute(t, l->out_at, at, &c);
	if (e == ERR_INPUT)
		return request_wrong(rq, "returned_at", "value", "must not be before it went out");
	if (e)
		return request_wrong(rq, "returned_at", "value", "is too late to be charged");
	return store_loan_close(rq->db, l, &c, at, rq->caller, rq->now);
}

enum err api_loan_return(struct request *rq, struct reply *rp)
{
	struct return_in in = {NIL_INT};
	struct loan l;
	const char *before = NULL;
	enum err e = rq->body_len ? input_body(rq, return_body, &in, 0, NULL) : ERR_NONE;
	if (!e)
		e = lock(rq, &l);
	/* What is back already is just told: the same return again changes nothing. */
	if (!e && l.returned_at == NIL_INT) {
		before = state(rq, &l);
		/* Back now: by a clock that was set back meanwhile that may be before it went out. */
		int64_t now = rq->now > l.out_at ? rq->now : l.out_at;
		e = close(rq, &l, in.at == NIL_INT ? now : in.at);
	}
	return e ? e : answer_stored(rq, rp, l.uuid, before);
}

enum err api_loan_renew(struct request *rq, struct reply *rp)
{
	struct loan l;
	int64_t due_at;
	enum err e =
	    rq->body_len ? input_body(rq, (const struct field[]){FIELD_END}, NULL, 0, NULL) : ERR_NONE;
	if (!e)
		e = lock(rq, &l);
	if (!e && !access_is_own(rq, l.person))
		e = ERR_NOT_FOUND;
	if (e)
		return e;
	if (l.returned_at != NIL_INT)
		return request_refuse(rq, ERR_REFUSED, "loan.closed", "The loan is closed.", NULL);
	if (!loan_renew(l.due_at, l.renewals, rq->now, &due_at))
		return request_refuse(rq, ERR_REFUSED, "loan.renewals_spent",
				      "The loan was renewed as often as it may be.", "limit",
				      arena_printf(rq->arena, "%d", LOAN_RENEWALS), NULL);
	e = store_loan_renew(rq->db, &l, due_at);
	return e ? e : answer_stored(rq, rp, l.uuid, state(rq, &l));
}

static enum err read_query(struct request *rq, struct query *q, struct loan_filter *f)
{
	enum err e = input_query(rq, loan_query, q, 0);
	f->after_id = 0;
	enum err cursor = page_cursor(rq, &q->p, &f->after_id);
	f->person = access_filter(rq, q->person);
	f->work = q->work;
	f->open = !q->open ? NIL_INT : !strcmp(q->open, "true");
	f->overdue_at = q->overdue ? rq->now : NIL_INT;
	f->not_overdue = q->overdue && !strcmp(q->overdue, "false");
	f->limit = q->p.per_page;
	f->offset = (q->p.page - 1) * q->p.per_page;
	return e ? e : cursor;
}

enum err api_loan_list(struct request *rq, struct reply *rp)
{
	struct query q = {.p = PAGE_DEFAULT};
	struct loan_filter f;
	int64_t total = 0, last = 0, n = 0;
	struct rows rows;
	struct loan l;
	enum err e = read_query(rq, &q, &f);
	if (!e)
		e = store_loan_list(rq->db, &f, &rows);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '[');
	for (; !(e = stmt_next(&rows, &l)); n++) {
		write_loan(rq, &rp->body, &l);
		last = l.id;
	}
	json_close(&rp->body, ']');
	if (e == ERR_NOT_FOUND)
		e = page_tells(&q.p, n, &total) ? ERR_NONE : store_loan_count(rq->db, &f, &total);
	if (!e)
		page_end(rq, rp, &q.p, total, n, last);
	return e;
}
