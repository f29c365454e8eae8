/* test_charge.c - what a loan costs: the published cases, each step of the sum, and its bounds. */
#include "test.h"

#include "base/money.h"
#include "rules/charge.h"

#include <string.h>

#define HOUR (INT64_C(3600) * 1000000)
#define DAY  (24 * HOUR)
#define OUT  (INT64_C(1558780017) * 1000000 + 249145) /* 2019-05-25, somewhere in the morning */

static const struct tariff regular = {1, 2, 100, 150, 200, "R", "Regular"};
static const struct tariff fiction = {1, 0, 0, 300, 300, "F", "Fiction"};
static const struct tariff novel = {1, 0, 0, 150, 450, "N", "Novel"};

static void the_published_cases(void **state)
{
	static const struct {
		const struct tariff *t;
		int64_t held; /* microseconds */
		int64_t days;
		const char *amount;
	} cases[] = {
	    {&regular, 0, 1, "2.00"},
	    {&regular, 1, 1, "2.00"},
	    {&regular, DAY - 1, 1, "2.00"},
	    {&regular, DAY, 1, "2.00"},
	    {&regular, 2 * DAY - 1, 1, "2.00"},
	    {&regular, 2 * DAY, 2, "2.00"},
	    {&regular, 3 * DAY - 1, 2, "2.00"},
	    {&regular, 3 * DAY, 3, "3.50"},
	    {&regular, 3 * DAY + 1, 3, "3.50"},
	    {&regular, 4 * DAY - 1, 3, "3.50"},
	    {&regular, 4 * DAY, 4, "5.00"},
	    {&regular, 10 * DAY, 10, "14.00"},
	    {&regular, 30 * DAY, 30, "44.00"},
	    {&fiction, 0, 1, "3.00"},
	    {&fiction, DAY - 1, 1, "3.00"},
	    {&fiction, DAY, 1, "3.00"},
	    {&fiction, 2 * DAY - 1, 1, "3.00"},
	    {&fiction, 2 * DAY, 2, "6.00"},
	    {&fiction, 3 * DAY, 3, "9.00"},
	    {&fiction, 4 * DAY, 4, "12.00"},
	    {&fiction, 10 * DAY, 10, "30.00"},
	    {&fiction, 30 * DAY, 30, "90.00"},
	    {&novel, 0, 1, "4.50"},
	    {&novel, DAY, 1, "4.50"},
	    {&novel, 2 * DAY, 2, "4.50"},
	    {&novel, 3 * DAY - 1, 2, "4.50"},
	    {&novel, 3 * DAY, 3, "4.50"},
	    {&novel, 4 * DAY - 1, 3, "4.50"},
	    {&novel, 4 * DAY, 4, "6.00"},
	    {&novel, 10 * DAY, 10, "15.00"},
	    {&novel, 30 * DAY, 30, "45.00"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct charge c;
		char amount[MONEY_TEXT];
		assert_int_equal(charge_compute(cases[i].t, OUT, OUT + cases[i].held, &c), ERR_NONE);
		money_text(c.total_minor, amount);
		if (c.days != cases[i].days || strcmp(amount, cases[i].amount))
			fail_msg("%s, %lld us: %lld days, %s", cases[i].t->type, (long long)cases[i].held,
				 (long long)c.days, amount);
	}
}

/* The steps are what a charge is explained by. */
static void each_step(void **state)
{
	static const struct {
		const struct tariff *t;
		int64_t days, first_days, after_days, first_minor, after_minor, least_minor, total_minor;
	} cases[] = {
	    {&regular, 1, 1, 0, 100, 0, 200, 200},     {&regular, 2, 2, 0, 200, 0, 200, 200},
	    {&regular, 5, 2, 3, 200, 450, 200, 650},   {&fiction, 1, 0, 1, 0, 300, 300, 300},
	    {&fiction, 30, 0, 30, 0, 9000, 300, 9000}, {&novel, 2, 0, 2, 0, 300, 450, 450},
	    {&novel, 3, 0, 3, 0, 450, 450, 450},       {&novel, 4, 0, 4, 0, 600, 450, 600},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct charge c;
		assert_int_equal(charge_compute(cases[i].t, 0, cases[i].days * DAY, &c), ERR_NONE);
		assert_int_equal(c.days, cases[i].days);
		assert_int_equal(c.first_days, cases[i].first_days);
		assert_int_equal(c.after_days, cases[i].after_days);
		assert_int_equal(c.first_minor, cases[i].first_minor);
		assert_int_equal(c.after_minor, cases[i].after_minor);
		assert_int_equal(c.least_minor, cases[i].least_minor);
		assert_int_equal(c.total_minor, cases[i].total_minor);
	}
}

static void never_back_before_it_went_out(void **state)
{
	struct charge c;
	(void)state;
	assert_int_equal(charge_compute(&fiction, OUT, OUT - 1, &c), ERR_INPUT);
	assert_int_equal(charge_compute(&regular, OUT, OUT - 400 * DAY, &c), ERR_INPUT);
	assert_int_equal(charge_compute(&novel, OUT, OUT, &c), ERR_NONE);
}

/* Times before 1970 count as others do. */
static void before_the_epoch(void **state)
{
	struct charge c;
	(void)state;
	assert_int_equal(charge_compute(&fiction, -3 * DAY - 1, -1, &c), ERR_NONE);
	assert_int_equal(c.days, 3);
	assert_int_equal(c.total_minor, 900);
}

static void a_free_type_costs_nothing(void **state)
{
	static const struct tariff none = {1, 0, 0, 0, 0, "X", "Free"};
	struct charge c;
	(void)state;
	assert_int_equal(charge_compute(&none, 0, 30 * DAY, &c), ERR_NONE);
	assert_int_equal(c.total_minor, 0);
}

static void a_sum_that_does_not_fit_is_refused(void **state)
{
	static const struct tariff after = {1, 0, 0, INT64_MAX / 2, 0, "A", "After"};
	static const struct tariff first = {1, 10, INT64_MAX / 2, 0, 0, "B", "First"};
	static const struct tariff both = {1, 1, INT64_MAX - 5, 6, 0, "C", "Both"};
	static const struct tariff least = {1, 0, 0, 0, INT64_MAX, "D", "Least"};
	struct charge c;
	(void)state;
	assert_int_equal(charge_compute(&after, 0, 2 * DAY, &c), ERR_NONE);
	assert_int_equal(charge_compute(&after, 0, 3 * DAY, &c), ERR_REFUSED);
	assert_int_equal(charge_compute(&first, 0, 2 * DAY, &c), ERR_NONE);
	assert_int_equal(charge_compute(&first, 0, 3 * DAY, &c), ERR_REFUSED);
	assert_int_equal(charge_compute(&both, 0, 1 * DAY, &c), ERR_NONE);
	assert_int_equal(charge_compute(&both, 0, 2 * DAY, &c), ERR_REFUSED);
	assert_int_equal(charge_compute(&least, 0, 2 * DAY, &c), ERR_NONE);
	assert_int_equal(c.total_minor, INT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_published_cases),
	    cmocka_unit_test(each_step),
	    cmocka_unit_test(never_back_before_it_went_out),
	    cmocka_unit_test(before_the_epoch),
	    cmocka_unit_test(a_free_type_costs_nothing),
	    cmocka_unit_test(a_sum_that_does_not_fit_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
