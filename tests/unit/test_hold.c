/* test_hold.c - who may stand in a queue, how long a copy is kept, what may be done to a hold. */
#include "test.h"

#include "base/arena.h"
#include "rules/hold.h"

#include <string.h>

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

/* codes and parameters as "code name=value", parted by blanks and commas. */
static const struct {
	const char *label;
	struct hold_facts f; /* active, held, on loan, open holds, copies, free, pending */
	const char *blockers, *warnings;
} cases[] = {
    {"a copy is free", {1, NULL, 0, 0, 1, 1, 0}, "", ""},
    {"no copy is free", {1, NULL, 0, 0, 1, 0, 0}, "", "hold.waits position=1"},
    {"others wait already", {1, NULL, 0, 4, 2, 0, 31}, "", "hold.waits position=32"},
    {"the person is not active", {0, NULL, 0, 0, 1, 1, 0}, "hold.person_inactive", ""},
    {"there is a hold already", {1, "h", 0, 1, 1, 1, 0}, "hold.already_held hold=h", ""},
    {"the person has it on loan", {1, NULL, 1, 0, 2, 1, 0}, "hold.on_loan", ""},
    {"the last hold one may have", {1, NULL, 0, HOLD_LIMIT - 1, 1, 1, 0}, "", ""},
    {"one hold too many", {1, NULL, 0, HOLD_LIMIT, 1, 1, 0}, "hold.too_many limit=5", ""},
    {"far too many", {1, NULL, 0, 1000, 1, 1, 0}, "hold.too_many limit=5", ""},
    {"nothing to hold", {1, NULL, 0, 0, 0, 0, 0}, "hold.no_copies", ""},
    {"all at once, the person first",
     {0, "h", 2, 9, 0, 0, 3},
     "hold.person_inactive, hold.already_held hold=h, hold.on_loan, hold.too_many limit=5, hold.no_copies",
     ""},
};

static const char *said(const struct reasons *r)
{
	struct buf b;
	buf_init(&b, &arena, 256);
	for (int i = 0; i < r->n; i++) {
		buf_printf(&b, "%s%s", i ? ", " : "", r->v[i].code);
		if (r->v[i].name)
			buf_printf(&b, " %s=%s", r->v[i].name, r->v[i].value);
		assert_true(*r->v[i].text);
	}
	return b.data;
}

static void checks(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct verdict v;
		hold_check(&arena, &cases[i].f, &v);
		if (strcmp(said(&v.blockers), cases[i].blockers) || v.confirms.n ||
		    strcmp(said(&v.warnings), cases[i].warnings))
			fail_msg("%s: got [%s] [%s] [%s]", cases[i].label, said(&v.blockers),
				 said(&v.confirms), said(&v.warnings));
	}
}

static void pickup(void **state)
{
	(void)state;
	assert_true(hold_pickup(5) == 5 + (int64_t)7 * 86400 * 1000000);
}

/* What each act is refused with, NULL: it may be. */
static const struct {
	const char *state, *end, *suspend, *keep;
} acts[] = {
    {"pending", NULL, NULL, "hold.not_ready"},
    {"ready", NULL, "hold.not_pending", NULL},
    {"fulfilled", "hold.closed", "hold.closed", "hold.closed"},
    {"cancelled", "hold.closed", "hold.closed", "hold.closed"},
    {"expired", "hold.closed", "hold.closed", "hold.closed"},
};

static void may(const char *state, const char *code, bool (*rule)(const char *state, struct reason *r_r))
{
	struct reason r = {NULL, NULL, NULL, NULL};
	if (rule(state, &r) != !code)
		fail_msg("%s: %s", state, code ? code : "may not");
	if (!code)
		return;
	assert_string_equal(r.code, code);
	assert_string_equal(r.name, "state");
	assert_string_equal(r.value, state);
	assert_true(*r.text);
}

static void states(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(acts); i++) {
		may(acts[i].state, acts[i].end, hold_may_end);
		may(acts[i].state, acts[i].suspend, hold_may_suspend);
		may(acts[i].state, acts[i].keep, hold_may_keep);
	}
}

/* More reasons than there is room for: the rest is left out. */
static void room_for_reasons(void **state)
{
	struct reasons r = {.n = 0};
	(void)state;
	for (int i = 0; i < 2 * REASONS_MAX; i++)
		reason_add(&r, reason_number(&arena, i), "t", NULL, NULL);
	assert_int_equal(r.n, REASONS_MAX);
	assert_string_equal(r.v[REASONS_MAX - 1].code, "5");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(checks),
	    cmocka_unit_test(pickup),
	    cmocka_unit_test(states),
	    cmocka_unit_test(room_for_reasons),
	};
	return cmocka_run_group_tests_name("hold", tests, setup, teardown);
}
