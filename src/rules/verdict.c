/* verdict.c - what a rule says of an act. Floor: rules. */
#include "rules/verdict.h"

void reason_add(struct reasons *r, const char *code, const char *text, const char *name, const char *value)
{
	if (r->n < REASONS_MAX)
		r->v[r->n++] = (struct reason){code, text, name, value};
}

const char *reason_number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}
