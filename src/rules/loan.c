/* loan.c - who may borrow what, for how long, and how often a loan is renewed. Floor: rules. */
#include "rules/loan.h"

#include "base/money.h"

static void add(struct loan_reasons *r, const char *code, const char *text, const char *name,
		const char *value)
{
	if (r->n < LOAN_REASONS_MAX)
		r->v[r->n++] = (struct loan_reason){code, text, name, value};
}

static const char *number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

static const char *money(struct arena *a, int64_t minor)
{
	char text[MONEY_TEXT];
	money_text(minor, text);
	return arena_strdup(a, text);
}

static void find_blockers(const struct loan_facts *f, struct loan_reasons *r)
{
	if (!f->active)
		add(r, "loan.person_inactive", "The person is not active.", NULL, NULL);
	if (f->copy_named && f->copy_taken)
		add(r, "loan.copy_taken", "This copy is out or kept for somebody.", NULL, NULL);
	if (!f->copy_named && f->free_copies < 1)
		add(r, "loan.no_free_copy", "No copy of the work is free.", NULL, NULL);
	if (!f->tariff)
		add(r, "loan.no_tariff", "Works of this type have no tariff.", "type", f->type);
}

void loan_check(struct arena *a, const struct loan_facts *f, struct loan_verdict *v_r)
{
	*v_r = (struct loan_verdict){.blockers.n = 0};
	find_blockers(f, &v_r->blockers);
	if (f->same_work > 0)
		add(&v_r->confirms, "loan.same_work", "The person has a copy of this work already.", "loans",
		    number(a, f->same_work));
	if (f->overdue > 0)
		add(&v_r->confirms, "loan.overdue", "The person has loans past their due date.", "loans",
		    number(a, f->overdue));
	if (f->owed_minor > 0)
		add(&v_r->warnings, "loan.debt", "The person has a debt.", "amount", money(a, f->owed_minor));
	if (f->free_copies == 1 && !(f->copy_named && f->copy_taken))
		add(&v_r->warnings, "loan.last_copy", "It is the last free copy.", NULL, NULL);
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
