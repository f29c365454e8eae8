/* ledger.c - carrelctl ledger verify: every charge and every balance worked out anew. Top floor. */
#include "ctl/ctl.h"

#include "base/money.h"
#include "store/ledger.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct verify {
	struct ctl *c;
	int64_t loans, lines, people, copies, differences;
};

static void differ(struct verify *v, const char *what, const char *id, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

static void differ(struct verify *v, const char *what, const char *id, const char *fmt, ...)
{
	va_list ap;
	ctl_progress_end();
	fprintf(stderr, "%s %s: ", what, id);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	v->differences++;
}

/* Money as text, in the arena that is emptied row by row; "none" for no value. */
static const char *text(struct verify *v, int64_t minor)
{
	char t[MONEY_TEXT];
	if (minor == NIL_INT)
		return "none";
	money_text(minor, t);
	return arena_strdup(&v->c->arena, t);
}

static void check_closed(struct verify *v, const struct ledger_loan *l)
{
	struct charge c;
	int64_t line = l->line_minor == NIL_INT ? 0 : l->line_minor;
	if (!l->tariff_kept)
		differ(v, "loan", l->uuid, "its tariff is not that of version %lld, type %s",
		       (long long)l->tariff.version, l->tariff.type ? l->tariff.type : "none");
	if (charge_compute(&l->tariff, l->out_at, l->returned_at, &c))
		differ(v, "loan", l->uuid, "its charge cannot be worked out");
	else if (c.total_minor != l->charge_minor || c.days != l->days)
		differ(v, "loan", l->uuid, "charged %s for %lld days, worked out %s for %lld days",
		       text(v, l->charge_minor), (long long)l->days, text(v, c.total_minor),
		       (long long)c.days);
	if (line != l->charge_minor)
		differ(v, "loan", l->uuid, "charged %s, the ledger's line is %s", text(v, l->charge_minor),
		       text(v, l->line_minor));
	if (l->line_minor != NIL_INT && l->line_person_id != l->person_id)
		differ(v, "loan", l->uuid, "somebody else is charged");
}

static void check_loan(struct verify *v, const void *row)
{
	const struct ledger_loan *l = row;
	v->loans++;
	if (l->returned_at != NIL_INT) {
		check_closed(v, l);
		return;
	}
	if (l->line_minor != NIL_INT)
		differ(v, "loan", l->uuid, "open, and charged %s", text(v, l->line_minor));
	if (l->copy_id == NIL_INT)
		differ(v, "loan", l->uuid, "open, and without a copy");
}

static void check_line(struct verify *v, const void *row)
{
	const struct ledger_line *l = row;
	int64_t debit = l->amount_minor > 0 ? l->amount_minor : 0,
		credit = l->amount_minor < 0 ? -l->amount_minor : 0;
	v->lines++;
	if (l->as_debit_minor < 0 || l->as_debit_minor > debit)
		differ(v, "line", l->uuid, "a debit of %s, offsets against it are %s", text(v, debit),
		       text(v, l->as_debit_minor));
	if (l->as_credit_minor < 0 || l->as_credit_minor > credit)
		differ(v, "line", l->uuid, "a credit of %s, offsets from it are %s", text(v, credit),
		       text(v, l->as_credit_minor));
	if (l->wrong_reversals)
		differ(v, "line", l->uuid, "%lld offsets take back what was not given",
		       (long long)l->wrong_reversals);
	if (!strcmp(l->kind, "charge") && l->loan_id == NIL_INT)
		differ(v, "line", l->uuid, "a charge without a loan");
	if (!strcmp(l->kind, "void") && (l->voided_minor == NIL_INT || l->voided_minor != -l->amount_minor ||
					 l->voided_person_id != l->person_id))
		differ(v, "line", l->uuid, "%s voids a line of %s", text(v, l->amount_minor),
		       text(v, l->voided_minor));
}

static void check_person(struct verify *v, const void *row)
{
	const struct ledger_person *p = row;
	v->people++;
	if (p->balance_minor != p->debit_minor - p->credit_minor)
		differ(v, "person", p->uuid, "balance %s, debits %s less credits %s",
		       text(v, p->balance_minor), text(v, p->debit_minor), text(v, p->credit_minor));
	if (p->paid_minor != p->spent_minor)
		differ(v, "person", p->uuid,
		       "debits paid %s, credits spent %s: somebody else's are among them",
		       text(v, p->paid_minor), text(v, p->spent_minor));
}

static void check_copy(struct verify *v, const void *row)
{
	const struct ledger_copy *c = row;
	bool taken = c->taken_by && !strcmp(c->taken_by, "loan");
	bool kept = c->taken_by && !strcmp(c->taken_by, "hold");
	v->copies++;
	if (c->open_loans > 1)
		differ(v, "copy", c->uuid, "%lld open loans", (long long)c->open_loans);
	if (taken != (c->open_loans > 0))
		differ(v, "copy", c->uuid, "taken by %s, open loans %lld",
		       c->taken_by ? c->taken_by : "nobody", (long long)c->open_loans);
	if (kept != (c->ready_holds > 0))
		differ(v, "copy", c->uuid, "taken by %s, holds that it is kept for %lld",
		       c->taken_by ? c->taken_by : "nobody", (long long)c->ready_holds);
}

/* Looks at the rows one by one, in constant memory. */
static enum err look(struct verify *v, const char *what, enum err (*open)(struct db *db, struct rows *rows_r),
		     void (*check)(struct verify *v, const void *row))
{
	union {
		struct ledger_loan loan;
		struct ledger_line line;
		struct ledger_person person;
		struct ledger_copy copy;
	} row;
	struct rows rows;
	struct arena_mark mark = arena_mark(&v->c->arena);
	enum err e = open(v->c->db, &rows);
	for (int64_t n = 1; !e && !(e = stmt_next(&rows, &row)); n++) {
		check(v, &row);
		arena_release(&v->c->arena, mark);
		if (n % 1000 == 0)
			ctl_progress("%s: %lld, differences: %lld", what, (long long)n,
				     (long long)v->differences);
	}
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static int verify(struct ctl *c)
{
	struct verify v = {.c = c};
	enum err e = look(&v, "loans", store_ledger_loans, check_loan);
	if (!e)
		e = look(&v, "ledger lines", store_ledger_lines, check_line);
	if (!e)
		e = look(&v, "accounts", store_ledger_people, check_person);
	if (!e)
		e = look(&v, "copies", store_ledger_copies, check_copy);
	ctl_progress_end();
	if (e)
		return ctl_fail(e, "ledger verify");
	printf("%lld loans, %lld ledger lines, %lld accounts, %lld copies: %lld differences\n",
	       (long long)v.loans, (long long)v.lines, (long long)v.people, (long long)v.copies,
	       (long long)v.differences);
	return v.differences ? CTL_FAILED : 0;
}

int ctl_ledger(struct ctl *c, int argc, char **argv)
{
	if (argc == 1 && !strcmp(argv[0], "verify"))
		return verify(c);
	fputs("usage: carrelctl ledger verify\n", stderr);
	return CTL_USAGE;
}
