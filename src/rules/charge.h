/* charge.h - what a loan costs. Floor: rules. */
#ifndef RULES_CHARGE_H
#define RULES_CHARGE_H

#include "base/err.h"

#include <stdint.h>

/* One type's prices in one version of the tariff; money in minor units. */
struct tariff {
	int64_t version, first_days, first_rate_minor, after_rate_minor, least_minor;
	const char *type, *name;
};

/* A charge and each step of its arithmetic. */
struct charge {
	int64_t days;	     /* whole days between out and return, at least 1 */
	int64_t first_days;  /* of them at the first rate */
	int64_t after_days;  /* the rest */
	int64_t first_minor; /* first_days x first rate */
	int64_t after_minor; /* after_days x rate after */
	int64_t least_minor; /* the least charge, which counts when it is more */
	int64_t total_minor;
};

/*
 * out_at and returned_at in UTC microseconds; a day is 24 hours, so time zones do not matter. ERR_INPUT: returned
 * before it went out. ERR_REFUSED: the sum does not fit 64 bit.
 */
enum err charge_compute(const struct tariff *t, int64_t out_at, int64_t returned_at,
			struct charge *c_r) MUST_CHECK;

#endif
