/* hold.h - who may stand in a queue, how long a copy is kept, and what may be done to a hold. Floor: rules. */
#ifndef RULES_HOLD_H
#define RULES_HOLD_H

#include "rules/verdict.h"

#include <stdbool.h>

enum { HOLD_LIMIT = 5, HOLD_PICKUP_DAYS = 7 };

/* What is so at this moment. */
struct hold_facts {
	bool active;	     /* the person */
	const char *held;    /* uuid of the person's open hold on the work, NULL when there is none */
	int64_t on_loan;     /* open loans of the work that the person has */
	int64_t open_holds;  /* of the person, on all works */
	int64_t copies;	     /* of the work */
	int64_t free_copies; /* of the work */
	int64_t pending;     /* holds that wait for the work, suspended or not */
};

/*
 * Blockers, the first is the one to tell: hold.person_inactive, hold.already_held {hold}, hold.on_loan,
 * hold.too_many {limit}, hold.no_copies. Warning: hold.waits {position} when no copy is free now.
 */
void hold_check(struct arena *a, const struct hold_facts *f, struct verdict *v_r);
/* When a copy that is kept from a time on is given to the next. */
int64_t hold_pickup(int64_t ready_at);

/*
 * What may be done to a hold in a state; false: r_r is the refusal, hold.closed, hold.not_pending or hold.not_ready, each
 * with {state}. End: fulfil, cancel. Suspend: until a date or no more. Keep: another time of pickup.
 */
bool hold_may_end(const char *state, struct reason *r_r);
bool hold_may_suspend(const char *state, struct reason *r_r);
bool hold_may_keep(const char *state, struct reason *r_r);

#endif
