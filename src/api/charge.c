/* charge.c - the unified API's explanation of a charge. Floor: api. */
#include "api/access.h"
#include "api/api.h"

#include "store/account.h"
#include "store/loan.h"

#include <string.h>

/* Two steps may stand beside each other: what was charged then, and the same worked out anew now. */
struct explained {
	struct line line;
	struct loan loan;
	struct tariff tariff;
	struct charge charge;
	bool agrees;
};
#define E struct explained
const struct field charge_shown[] = {
    FIELD_UUID(E, line.uuid, "id", 0),
    FIELD_UUID(E, line.person, "person", 0),
    FIELD_UUID(E, loan.uuid, "loan.id", 0),
    FIELD_UUID(E, loan.work, "loan.work", 0),
    FIELD_TEXT(E, loan.title, "loan.title", 0, 0, 0),
    FIELD_TIME(E, loan.out_at, "loan.out_at", 0),
    FIELD_TIME(E, loan.returned_at, "loan.returned_at", 0),
    FIELD_INT(E, tariff.version, "tariff.version", 0, 0, 0),
    FIELD_TEXT(E, tariff.type, "tariff.type", 0, 0, 0),
    FIELD_TEXT(E, tariff.name, "tariff.name", 0, 0, F_NULL),
    FIELD_INT(E, tariff.first_days, "tariff.first_days", 0, 0, 0),
    FIELD_MONEY(E, tariff.name, "tariff.first_rate"),
    FIELD_MONEY(E, tariff.name, "tariff.after_rate"),
    FIELD_MONEY(E, tariff.name, "tariff.least"),
    FIELD_INT(E, charge.days, "days", 0, 0, 0),
    FIELD_TEXT(E, tariff.name, "steps[].what", 0, 0, 0),
    FIELD_INT(E, charge.days, "steps[].days", 0, 0, F_NULL),
    FIELD_MONEY_OR_NULL(E, tariff.name, "steps[].rate"),
    FIELD_MONEY_OR_NULL(E, tariff.name, "steps[].amount"),
    FIELD_MONEY(E, tariff.name, "total"),
    FIELD_MONEY(E, tariff.name, "charged"),
    FIELD_BOOL(E, agrees, "agrees", 0),
    FIELD_BOOL(E, agrees, "voided", 0),
    FIELD_END,
};
#undef E

static enum err find(struct request *rq, struct explained *x)
{
	const char *uuid;
	struct tariff named;
	enum err e = api_uuid(rq, 0, &uuid);
	if (!e)
		e = store_account_line(rq->db, uuid, &x->line);
	if (!e && (strcmp(x->line.kind, "charge") || !access_is_own(rq, x->line.person)))
		e = ERR_NOT_FOUND;
	if (!e)
		e = store_loan_by_charge(rq->db, uuid, &x->loan);
	if (e)
		return e;
	const struct loan *l = &x->loan;
	x->tariff = (struct tariff){
	    l->tariff_version, l->first_days, l->first_rate_minor, l->after_rate_minor, l->least_minor,
	    l->type,	       NULL};
	/* The name is the version's; the prices are the loan's own copy. */
	e = store_tariff_find(rq->db, l->tariff_version, l->type, &named);
	if (!e)
		x->tariff.name = named.name;
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static void write_step(struct buf *b, const char *what, int64_t days, int64_t rate, int64_t amount)
{
	json_open(b, '{');
	json_member_text(b, "what", what);
	json_member_int(b, "days", days);
	api_money(b, "rate", rate);
	api_money(b, "amount", amount);
	json_close(b, '}');
}

static void write_steps(struct buf *b, const struct tariff *t, const struct charge *c)
{
	json_name(b, "steps");
	json_open(b, '[');
	write_step(b, "whole days from out to return, at least 1", c->days, NIL_INT, NIL_INT);
	write_step(b, "first days at the first rate", c->first_days, t->first_rate_minor, c->first_minor);
	write_step(b, "days after those at the rate after", c->after_days, t->after_rate_minor,
		   c->after_minor);
	write_step(b, "sum", c->days, NIL_INT, c->first_minor + c->after_minor);
	write_step(b, "the least charge", NIL_INT, NIL_INT, c->least_minor);
	write_step(b, "the greater of both", NIL_INT, NIL_INT, c->total_minor);
	json_close(b, ']');
}

static void write_loan(struct buf *b, const struct loan *l)
{
	json_name(b, "loan");
	json_open(b, '{');
	json_member_text(b, "id", l->uuid);
	json_member_text(b, "work", l->work);
	json_member_text(b, "title", l->title);
	json_name(b, "out_at");
	json_time(b, l->out_at);
	json_name(b, "returned_at");
	json_time(b, l->returned_at);
	json_close(b, '}');
}

enum err api_charge_explain(struct request *rq, struct reply *rp)
{
	struct explained x;
	struct buf *b = &rp->body;
	enum err e = find(rq, &x);
	if (e)
		return e;
	if (charge_compute(&x.tariff, x.loan.out_at, x.loan.returned_at, &x.charge))
		return ERR_INTERNAL; /* a loan that was charged can be worked out */
	reply_start(rp, 200, "application/json");
	json_open(b, '{');
	json_member_text(b, "id", x.line.uuid);
	json_member_text(b, "person", x.line.person);
	write_loan(b, &x.loan);
	json_name(b, "tariff");
	api_tariff(b, &x.tariff);
	json_member_int(b, "days", x.charge.days);
	write_steps(b, &x.tariff, &x.charge);
	api_money(b, "total", x.charge.total_minor);
	api_money(b, "charged", x.line.amount_minor);
	json_name(b, "agrees");
	json_bool(b,
		  x.charge.total_minor == x.line.amount_minor && x.charge.total_minor == x.loan.charge_minor);
	json_name(b, "voided");
	json_bool(b, x.line.voided_by != NULL);
	json_close(b, '}');
	return ERR_NONE;
}
