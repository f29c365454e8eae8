/* loan.h - who may borrow what, for how long, and how often a loan is renewed. Floor: rules. */
#ifndef RULES_LOAN_H
#define RULES_LOAN_H

#include "rules/verdict.h"

#include <stdbool.h>

enum { LOAN_DAYS = 14, LOAN_RENEWALS = 3 };

/* What is so at this moment. */
struct loan_facts {
	bool active;	     /* the person */
	bool copy_named;     /* this copy and no other is wanted */
	bool copy_taken;     /* ... and it is out or kept for somebody */
	bool tariff;	     /* the work's type has a price */
	const char *type;    /* the work's */
	int64_t free_copies; /* of the work */
	int64_t same_work;   /* open loans of the work that the person has */
	int64_t overdue;     /* open loans of the person past their due date */
	int64_t owed_minor;  /* the person's balance; below 0 it is credit */
	const char *hold;    /* uuid of the person's open hold on the work, NULL when there is none */
	bool hold_ready;     /* ... and a copy is kept for it */
	bool copy_kept;	     /* ... which is the copy that is wanted */
};

void loan_check(struct arena *a, const struct loan_facts *f, struct verdict *v_r);
/* When a loan that goes out at a time is due. */
int64_t loan_due(int64_t out_at);
/* The new due date of a renewal; false: it was renewed as often as it may be. */
bool loan_renew(int64_t due_at, int64_t renewals, int64_t now, int64_t *due_at_r);

#endif
