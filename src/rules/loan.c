/* loan.c - who may borrow what, for how long, and how often a loan is renewed. Floor: rules. */
#include "rules/loan.h"

#include "base/money.h"

static const char *money(struct arena *a, int64_t minor)
{
	char text[MONEY_TEXT];
	money_text(minor, text);
	return arena_strdup(a, text);
}

static void find_blockers(const struct loan_facts *f, struct reasons *r)
{
	if (!f->active)
		reason_add(r, "loan.person_inactive", "The person is not active.", NULL, NULL);
	if (f->copy_named && f->copy_taken && !f->copy_kept)
		reason_add(r, "loan.copy_taken", "This copy is out or kept for somebody.", NULL, NULL);
	if (!f->copy_named && f->free_copies < 1 && !f->hold_ready)
		reason_add(r, "loan.no_free_copy", "No copy of the work is free.", NULL, NULL);
	if (!f->tariff)
		reason_add(r, "loan.no_tariff", "Works of this type have no tariff.", "type", f->type);
}

/* Does a copy go out that anybody could have? */
static bool takes_free(const struct loan_facts *f)
{
	return f->copy_named ? !f->copy_taken : !f->hold_ready;
}

void loan_check(struct arena *a, const struct loan_facts *f, struct verdict *v_r)
{
	*v_r = (struct verdict){.blockers.n = 0};
	find_blockers(f, &v_r->blockers);
	if (f->same_work > 0)
		reason_add(&v_r->confirms, "loan.same_work", "The person has a copy of this work already.",
			   "loans", reason_number(a, f->same_work));
	if (f->overdue > 0)
		reason_add(&v_r->confirms, "loan.overdue", "The person has loans past their due date.",
			   "loans", reason_number(a, f->overdue));
	if (f->owed_minor > 0)
		reason_add(&v_r->warnings, "loan.debt", "The person has a debt.", "amount",
			   money(a, f->owed_minor));
	if (f->free_copies == 1 && takes_free(f))
		reason_add(&v_r->warnings, "loan.last_copy", "It is the last free copy.", NULL, NULL);
	if (f->hold && f->hold_ready)
		reason_add(&v_r->warnings, "loan.kept_copy",
			   "A copy is kept for the person; this loan fulfils the hold.", "hold", f->hold);
	else if (f->hold)
		reason_add(&v_r->warnings, "loan.ends_hold",
			   "The person waits for the work; this loan fulfils the hold.", "hold", f->hold);
}

int64_t loan_due(int64_t out_at)
{
	return out_at + (int64_t)LOAN_DAYS * 86400 * 1000000;
}

bool loan_renew(int64_t due_at, int64_t renewals, int64_t now, int64_t *due_at_r)
{
	if (renewals >= LOAN_RENEWALS)
		return false;
	*due_at_r = loan_due(due_at > now ? due_at : now);
	return true;
}
