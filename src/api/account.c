/* account.c - the unified API's ledger: a person's lines, payments, waivers, refunds, voids. Floor: api. */
#include "api/api.h"
#include "api/audit.h"

#include "base/money.h"
#include "store/account.h"

#include <string.h>

struct query {
	struct page p;
};
const struct field account_query[] = {PAGE_FIELDS(struct query), FIELD_END};

/* Every money act can be tried first: what it would write is told, and nothing written. */
const struct field trial_query[] = {FIELD_BOOL(struct trial, dry_run, "dry_run", 0), FIELD_END};

struct act {
	const char *amount, *note, *charge;
};
#define ACT    struct act
#define AMOUNT FIELD_TEXT(ACT, amount, "amount", 1, 20, F_REQUIRED)
#define NOTE   FIELD_TEXT(ACT, note, "note", 1, 500, F_NULL | F_TRIM)
const struct field payment_body[] = {AMOUNT, NOTE, FIELD_UUID(ACT, charge, "charge", 0), FIELD_END};
const struct field refund_body[] = {AMOUNT, NOTE, FIELD_END};
const struct field void_body[] = {NOTE, FIELD_END};

#define L struct line
#define PLAIN(p, fl)                                                                                         \
	FIELD_UUID(L, uuid, p "id", fl),                                                                     \
	    FIELD_CHOICE(L, kind, p "kind", "charge|payment|waiver|refund|void", 0),                         \
	    FIELD_UUID(L, loan, p "loan", F_NULL), FIELD_UUID(L, voids, p "voids", F_NULL),                  \
	    FIELD_UUID(L, voided_by, p "voided_by", F_NULL), FIELD_TEXT(L, note, p "note", 0, 0, F_NULL),    \
	    FIELD_TIME(L, created_at, p "created_at", 0), FIELD_TEXT(L, created_by, p "created_by", 0, 0, 0)
static const struct field plain[] = {PLAIN("", 0), FIELD_END};
/* For the documents: an account, and what an act wrote. */
const struct field account_shown[] = {
    FIELD_UUID(L, person, "person", 0),
    FIELD_MONEY(L, note, "balance"),
    PLAIN("lines[].", 0),
    FIELD_MONEY(L, note, "lines[].amount"),
    FIELD_MONEY(L, note, "lines[].open"),
    FIELD_UUID(L, uuid, "lines[].offsets[].line", 0),
    FIELD_MONEY(L, note, "lines[].offsets[].amount"),
    FIELD_END,
};
/* What a dry run would make has no id yet. */
const struct field act_shown[] = {
    FIELD_BOOL(struct trial, dry_run, "dry_run", 0),
    FIELD_MONEY(L, note, "balance"),
    PLAIN("line.", F_NULL),
    FIELD_MONEY(L, note, "line.amount"),
    FIELD_MONEY(L, note, "line.open"),
    FIELD_UUID(L, uuid, "offsets[].credit", F_NULL),
    FIELD_UUID(L, uuid, "offsets[].debit", F_NULL),
    FIELD_MONEY(L, note, "offsets[].amount"),
    FIELD_END,
};

static void write_line(struct buf *b, const struct line *l)
{
	json_fields(b, plain, l);
	api_money(b, "amount", l->amount_minor);
	api_money(b, "open", l->open_minor);
}

/* The offsets of a line; both rows come in the order of lines, *o is the next that was not written yet. */
static enum err write_offsets(struct buf *b, const struct line *l, struct rows *rows, struct offset *o)
{
	enum err e = ERR_NONE;
	json_name(b, "offsets");
	json_open(b, '[');
	while (!e && o->line_id != NIL_INT && o->line_id <= l->id) {
		if (o->line_id == l->id) {
			json_open(b, '{');
			json_member_text(b, "line", o->other);
			api_money(b, "amount", o->amount_minor);
			json_close(b, '}');
		}
		e = stmt_next(rows, o);
		if (e == ERR_NOT_FOUND) {
			o->line_id = NIL_INT;
			e = ERR_NONE;
		}
	}
	json_close(b, ']');
	return e;
}

static enum err write_lines(struct request *rq, struct buf *b, int64_t person_id, const struct page *p)
{
	struct rows lines, offsets;
	struct line l;
	struct offset o;
	int64_t skip = (p->page - 1) * p->per_page;
	enum err e = store_account_lines(rq->db, person_id, p->per_page, skip, &lines);
	if (!e)
		e = store_account_offsets(rq->db, person_id, p->per_page, skip, &offsets);
	if (e)
		return e;
	e = stmt_next(&offsets, &o);
	if (e == ERR_NOT_FOUND)
		o.line_id = NIL_INT;
	else if (e)
		return e;
	json_name(b, "lines");
	json_open(b, '[');
	while (!(e = stmt_next(&lines, &l))) {
		json_open(b, '{');
		write_line(b, &l);
		e = write_offsets(b, &l, &offsets, &o);
		if (e)
			return e;
		json_close(b, '}');
	}
	json_close(b, ']');
	stmt_close(&offsets);
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err api_account_get(struct request *rq, struct reply *rp)
{
	struct query q = {.p = PAGE_DEFAULT};
	struct account a;
	const char *person;
	enum err e = input_query(rq, account_query, &q, 0);
	if (!e)
		e = api_uuid(rq, 0, &person);
	if (!e)
		e = store_account_find(rq->db, person, &a);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '{');
	json_member_text(&rp->body, "person", person);
	api_money(&rp->body, "balance", a.balance_minor);
	e = write_lines(rq, &rp->body, a.person_id, &q.p);
	json_close(&rp->body, '}');
	page_headers(rq, rp, &q.p, a.lines);
	return e;
}

/* An id of a trial is no id: the row will not be there. */
static const char *kept(bool dry_run, const struct line *l, const char *uuid)
{
	return dry_run && !strcmp(uuid, l->uuid) ? NULL : uuid;
}

static enum err write_act(struct request *rq, struct buf *b, const struct account *a, const struct line *l,
			  bool dry_run)
{
	struct rows rows;
	struct offset o;
	struct line shown = *l;
	enum err e = store_account_new_offsets(rq->db, a->person_id, a->last_offset, &rows);
	if (e)
		return e;
	shown.uuid = kept(dry_run, l, l->uuid);
	json_open(b, '{');
	json_name(b, "dry_run");
	json_bool(b, dry_run);
	api_money(b, "balance", a->balance_minor + l->amount_minor);
	json_name(b, "line");
	json_open(b, '{');
	write_line(b, &shown);
	json_close(b, '}');
	json_name(b, "offsets");
	json_open(b, '[');
	while (!(e = stmt_next(&rows, &o))) {
		json_open(b, '{');
		json_member_text(b, "credit", kept(dry_run, l, o.credit));
		json_member_text(b, "debit", kept(dry_run, l, o.debit));
		api_money(b, "amount", o.amount_minor);
		json_close(b, '}');
	}
	json_close(b, ']');
	json_close(b, '}');
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

/* What was written: as it is in the database now. */
static enum err answer(struct request *rq, struct reply *rp, const struct account *a, const char *uuid,
		       bool dry_run)
{
	struct line l;
	enum err e = store_account_line(rq->db, uuid, &l);
	if (e)
		return e;
	reply_start(rp, dry_run ? 200 : 201, "application/json");
	rp->undo = dry_run;
	if (!dry_run)
		reply_headerf(rp, "Location", "/api/v1/people/%s/account", l.person);
	e = write_act(rq, &rp->body, a, &l, dry_run);
	if (!e)
		audit_note(rq, "line", l.uuid, NULL, rp->body.data);
	return e;
}

static enum err refuse_amount(struct request *rq, const char *code, const char *detail, const char *name,
			      int64_t limit)
{
	char text[MONEY_TEXT];
	money_text(limit, text);
	return request_refuse(rq, ERR_REFUSED, code, detail, name, arena_strdup(rq->arena, text), NULL);
}

/* The charge that a payment or waiver is for: a debit of this very person. */
static enum err find_charge(struct request *rq, const struct account *a, const char *uuid, struct line *l)
{
	enum err e = store_account_line(rq->db, uuid, l);
	if (e && e != ERR_NOT_FOUND)
		return e;
	if (e || l->person_id != a->person_id || strcmp(l->kind, "charge"))
		return request_wrong(rq, "charge", "unknown_charge",
				     "there is no such charge on this account");
	return ERR_NONE;
}

/* Nobody gets back more than they have, and nothing is waived that is not owed. */
static enum err check_limit(struct request *rq, const char *kind, int64_t amount, const struct account *a,
			    const struct line *charge)
{
	int64_t debt = charge->id != NIL_INT ? charge->open_minor : a->balance_minor;
	if (!strcmp(kind, "refund") && amount > -a->balance_minor)
		return refuse_amount(rq, "account.no_credit", "The credit is less than that.", "credit",
				     a->balance_minor < 0 ? -a->balance_minor : 0);
	if (!strcmp(kind, "waiver") && amount > debt)
		return refuse_amount(rq, "account.no_debt", "The debt is less than that.", "debt",
				     debt > 0 ? debt : 0);
	return ERR_NONE;
}

static enum err act(struct request *rq, struct reply *rp, const char *kind, const struct field *body)
{
	struct act in = {NULL, NULL, NULL};
	struct trial trial = {false};
	struct account a;
	struct line charge = {.id = NIL_INT};
	const char *person;
	int64_t amount = 0;
	enum err e = input_query(rq, trial_query, &trial, 0);
	(void)!input_body(rq, body, &in, 0, NULL);
	if (in.amount)
		(void)!api_amount(rq, "amount", in.amount, false, &amount);
	e = e || rq->error_count ? ERR_INPUT : api_uuid(rq, 0, &person);
	if (!e)
		e = store_account_lock(rq->db, person, &a);
	if (!e && in.charge)
		e = find_charge(rq, &a, in.charge, &charge);
	if (!e)
		e = check_limit(rq, kind, amount, &a, &charge);
	if (e)
		return e;
	struct line l = {
	    .person_id = a.person_id,
	    .kind = kind,
	    .amount_minor = strcmp(kind, "refund") ? -amount : amount,
	    .note = in.note,
	    .created_by = rq->caller,
	};
	e = store_account_insert(rq->db, &l);
	if (!e)
		e = store_account_settle(rq->db, a.person_id, charge.id);
	return e ? e : answer(rq, rp, &a, l.uuid, trial.dry_run);
}

enum err api_payment_create(struct request *rq, struct reply *rp)
{
	return act(rq, rp, "payment", payment_body);
}

enum err api_waiver_create(struct request *rq, struct reply *rp)
{
	return act(rq, rp, "waiver", payment_body);
}

enum err api_refund_create(struct request *rq, struct reply *rp)
{
	return act(rq, rp, "refund", refund_body);
}

static enum err find_voidable(struct request *rq, const struct account *a, struct line *l)
{
	const char *uuid;
	enum err e = api_uuid(rq, 1, &uuid);
	if (!e)
		e = store_account_line(rq->db, uuid, l);
	if (!e && l->person_id != a->person_id)
		e = ERR_NOT_FOUND;
	if (e)
		return e;
	if (!strcmp(l->kind, "void"))
		return request_refuse(rq, ERR_REFUSED, "account.is_void",
				      "A void is not voided; write the line anew.", NULL);
	if (l->voided_by)
		return request_refuse(rq, ERR_REFUSED, "account.voided", "The line was voided before.",
				      "voided_by", l->voided_by, NULL);
	return ERR_NONE;
}

enum err api_line_void(struct request *rq, struct reply *rp)
{
	struct act in = {NULL, NULL, NULL};
	struct trial trial = {false};
	struct account a;
	struct line l, reverse;
	const char *person;
	enum err e = input_query(rq, trial_query, &trial, 0);
	if (rq->body_len)
		(void)!input_body(rq, void_body, &in, 0, NULL);
	e = e || rq->error_count ? ERR_INPUT : api_uuid(rq, 0, &person);
	if (!e)
		e = store_account_lock(rq->db, person, &a);
	if (!e)
		e = find_voidable(rq, &a, &l);
	if (!e)
		e = store_account_void(rq->db, &l, in.note, rq->caller, &reverse);
	return e ? e : answer(rq, rp, &a, reverse.uuid, trial.dry_run);
}
