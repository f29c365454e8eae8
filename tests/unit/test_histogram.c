/* test_histogram.c - the arithmetic of the load generator: parts of many durations, and when a request is due. */
#include "test.h"

#include "../bench/histogram.h"

static void test_small_values_are_exact(void **state)
{
	struct histogram h = {0};
	(void)state;
	assert_int_equal(histogram_part(&h, 0.5), 0);
	for (int i = 1; i <= 100; i++)
		histogram_add(&h, i);
	assert_int_equal(histogram_part(&h, 0.5), 50);
	assert_int_equal(histogram_part(&h, 0.99), 99);
	assert_int_equal(histogram_part(&h, 1), 100);
	assert_int_equal(histogram_part(&h, 0.001), 1);
}

static void test_large_values_are_close(void **state)
{
	(void)state;
	for (int64_t v = 128; v < (INT64_C(1) << 44); v = v * 9 / 7 + 1) {
		struct histogram h = {0};
		histogram_add(&h, v);
		histogram_add(&h, 2 * v);
		int64_t half = histogram_part(&h, 0.5);
		assert_true(half >= v && half <= v + v / 64);
		assert_int_equal(histogram_part(&h, 1), 2 * v);
		assert_int_equal(h.longest, 2 * v);
	}
}

static void test_no_value_is_lost(void **state)
{
	struct histogram h = {0};
	(void)state;
	for (int i = 0; i < 999; i++)
		histogram_add(&h, 0);
	histogram_add(&h, 30 * INT64_C(1000000));
	histogram_add(&h, -5);
	assert_int_equal(h.count, 1001);
	assert_int_equal(histogram_part(&h, 0.999), 0);
	assert_int_equal(histogram_part(&h, 1), 30 * INT64_C(1000000));
}

static void test_a_rate_does_not_drift(void **state)
{
	(void)state;
	assert_int_equal(pace_due(0, 2000), 0);
	assert_int_equal(pace_due(1, 2000), 500000);
	assert_int_equal(pace_due(3, 3), INT64_C(1000000000));
	assert_int_equal(pace_due(7200000, 2000), 3600 * INT64_C(1000000000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_small_values_are_exact),
	    cmocka_unit_test(test_large_values_are_close),
	    cmocka_unit_test(test_no_value_is_lost),
	    cmocka_unit_test(test_a_rate_does_not_drift),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
