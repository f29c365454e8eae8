/* verdict.h - what a rule says of an act: reasons with a code, a sentence and a parameter. Floor: rules. */
#ifndef RULES_VERDICT_H
#define RULES_VERDICT_H

#include "base/arena.h"

#include <stdint.h>

enum { REASONS_MAX = 6 };

/* One thing to say of an act; name and value are its parameter, NULL when it has none. */
struct reason {
	const char *code, *text, *name, *value;
};
struct reasons {
	struct reason v[REASONS_MAX];
	int n;
};

/* Blockers refuse; what is to be confirmed or a warning is for the people at the desk. */
struct verdict {
	struct reasons blockers, confirms, warnings;
};

/* One reason more; name and value may be NULL. The texts are not copied. */
void reason_add(struct reasons *r, const char *code, const char *text, const char *name, const char *value);
/* A number as the value of a parameter, in the arena. */
const char *reason_number(struct arena *a, int64_t n);

#endif
