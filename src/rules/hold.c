/* hold.c - who may stand in a queue, how long a copy is kept, and what may be done to a hold. Floor: rules. */
#include "rules/hold.h"

#include <string.h>

static void find_blockers(struct arena *a, const struct hold_facts *f, struct reasons *r)
{
	if (!f->active)
		reason_add(r, "hold.person_inactive", "The person is not active.", NULL, NULL);
	if (f->held)
		reason_add(r, "hold.already_held", "The person has a hold on this work already.", "hold",
			   f->held);
	if (f->on_loan > 0)
		reason_add(r, "hold.on_loan", "The person has a copy of this work.", NULL, NULL);
	if (f->open_holds >= HOLD_LIMIT)
		reason_add(r, "hold.too_many", "The person has as many holds as one may have.", "limit",
			   reason_number(a, HOLD_LIMIT));
	if (f->copies < 1)
		reason_add(r, "hold.no_copies", "The work has no copies.", NULL, NULL);
}

void hold_check(struct arena *a, const struct hold_facts *f, struct verdict *v_r)
{
	*v_r = (struct verdict){.blockers.n = 0};
	find_blockers(a, f, &v_r->blockers);
	if (f->copies > 0 && f->free_copies < 1)
		reason_add(&v_r->warnings, "hold.waits", "No copy is free: the hold will wait.", "position",
			   reason_number(a, f->pending + 1));
}

int64_t hold_pickup(int64_t ready_at)
{
	return ready_at + (int64_t)HOLD_PICKUP_DAYS * 86400 * 1000000;
}

static bool refused(const char *code, const char *text, const char *state, struct reason *r_r)
{
	*r_r = (struct reason){code, text, "state", state};
	return false;
}

bool hold_may_end(const char *state, struct reason *r_r)
{
	if (!strcmp(state, "pending") || !strcmp(state, "ready"))
		return true;
	return refused("hold.closed", "The hold has ended.", state, r_r);
}

bool hold_may_suspend(const char *state, struct reason *r_r)
{
	if (!hold_may_end(state, r_r))
		return false;
	return !strcmp(state, "pending") ||
	       refused("hold.not_pending", "Only a hold that waits can be suspended.", state, r_r);
}

bool hold_may_keep(const char *state, struct reason *r_r)
{
	if (!hold_may_end(state, r_r))
		return false;
	return !strcmp(state, "ready") ||
	       refused("hold.not_ready", "No copy is kept for this hold yet.", state, r_r);
}
