/* charge.c - what a loan costs. Floor: rules. */
#include "rules/charge.h"

enum err charge_compute(const struct tariff *t, int64_t out_at, int64_t returned_at, struct charge *c_r)
{
	static const int64_t day = 86400 * (int64_t)1000000;
	if (returned_at < out_at)
		return ERR_INPUT;
	int64_t days = (returned_at - out_at) / day;
	c_r->days = days < 1 ? 1 : days;
	c_r->first_days = c_r->days < t->first_days ? c_r->days : t->first_days;
	c_r->after_days = c_r->days - c_r->first_days;
	c_r->least_minor = t->least_minor;
	int64_t sum;
	if (__builtin_mul_overflow(c_r->first_days, t->first_rate_minor, &c_r->first_minor) ||
	    __builtin_mul_overflow(c_r->after_days, t->after_rate_minor, &c_r->after_minor) ||
	    __builtin_add_overflow(c_r->first_minor, c_r->after_minor, &sum))
		return ERR_REFUSED;
	c_r->total_minor = sum > t->least_minor ? sum : t->least_minor;
	return ERR_NONE;
}
