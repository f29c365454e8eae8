/* test_loan.c - who may borrow what; due dates and renewals. */
#include "test.h"

#include "base/arena.h"
#include "rules/loan.h"

#include <string.h>

#define DAY ((int64_t)86400 * 1000000)

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
	struct loan_facts
	    f; /* active, copy named, copy taken, tariff, type, free, same work, overdue, owed, hold, ready, kept */
	const char *blockers, *confirms, *warnings;
} cases[] = {
    {"nothing stands against it", {1, 0, 0, 1, "R", 2, 0, 0, 0, NULL, 0, 0}, "", "", ""},
    {"the person is not active", {0, 0, 0, 1, "R", 2, 0, 0, 0, NULL, 0, 0}, "loan.person_inactive", "", ""},
    {"no copy is free", {1, 0, 0, 1, "R", 0, 0, 0, 0, NULL, 0, 0}, "loan.no_free_copy", "", ""},
    {"the named copy is free", {1, 1, 0, 1, "R", 2, 0, 0, 0, NULL, 0, 0}, "", "", ""},
    {"the named copy is taken", {1, 1, 1, 1, "R", 2, 0, 0, 0, NULL, 0, 0}, "loan.copy_taken", "", ""},
    {"the named copy is taken, one other is free",
     {1, 1, 1, 1, "R", 1, 0, 0, 0, NULL, 0, 0},
     "loan.copy_taken",
     "",
     ""},
    {"the type has no tariff", {1, 0, 0, 0, "N", 2, 0, 0, 0, NULL, 0, 0}, "loan.no_tariff type=N", "", ""},
    {"all blockers at once, the person first",
     {0, 0, 0, 0, "F", 0, 0, 0, 0, NULL, 0, 0},
     "loan.person_inactive, loan.no_free_copy, loan.no_tariff type=F",
     "",
     ""},
    {"the last free copy", {1, 0, 0, 1, "R", 1, 0, 0, 0, NULL, 0, 0}, "", "", "loan.last_copy"},
    {"the last free copy, named", {1, 1, 0, 1, "R", 1, 0, 0, 0, NULL, 0, 0}, "", "", "loan.last_copy"},
    {"one of the same work is out already",
     {1, 0, 0, 1, "R", 2, 1, 0, 0, NULL, 0, 0},
     "",
     "loan.same_work loans=1",
     ""},
    {"overdue loans", {1, 0, 0, 1, "R", 2, 0, 3, 0, NULL, 0, 0}, "", "loan.overdue loans=3", ""},
    {"a copy is kept for the person",
     {1, 0, 0, 1, "R", 0, 0, 0, 0, "h", 1, 0},
     "",
     "",
     "loan.kept_copy hold=h"},
    {"the kept copy is named", {1, 1, 1, 1, "R", 1, 0, 0, 0, "h", 1, 1}, "", "", "loan.kept_copy hold=h"},
    {"another free copy is named",
     {1, 1, 0, 1, "R", 1, 0, 0, 0, "h", 1, 0},
     "",
     "",
     "loan.last_copy, loan.kept_copy hold=h"},
    {"a copy that is kept for somebody else is named",
     {1, 1, 1, 1, "R", 0, 0, 0, 0, "h", 1, 0},
     "loan.copy_taken",
     "",
     "loan.kept_copy hold=h"},
    {"the last free one, but one is kept",
     {1, 0, 0, 1, "R", 1, 0, 0, 0, "h", 1, 0},
     "",
     "",
     "loan.kept_copy hold=h"},
    {"the person waits",
     {1, 0, 0, 1, "R", 0, 0, 0, 0, "h", 0, 0},
     "loan.no_free_copy",
     "",
     "loan.ends_hold hold=h"},
    {"the person waits, and one is free",
     {1, 0, 0, 1, "R", 2, 0, 0, 0, "h", 0, 0},
     "",
     "",
     "loan.ends_hold hold=h"},
    {"a debt is only told", {1, 0, 0, 1, "R", 2, 0, 0, 450, NULL, 0, 0}, "", "", "loan.debt amount=4.50"},
    {"a credit is no debt", {1, 0, 0, 1, "R", 2, 0, 0, -450, NULL, 0, 0}, "", "", ""},
    {"everything to confirm and to warn of",
     {1, 0, 0, 1, "R", 1, 2, 1, 1, NULL, 0, 0},
     "",
     "loan.same_work loans=2, loan.overdue loans=1",
     "loan.debt amount=0.01, loan.last_copy"},
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
		loan_check(&arena, &cases[i].f, &v);
		if (strcmp(said(&v.blockers), cases[i].blockers) ||
		    strcmp(said(&v.confirms), cases[i].confirms) ||
		    strcmp(said(&v.warnings), cases[i].warnings))
			fail_msg("%s: got [%s] [%s] [%s]", cases[i].label, said(&v.blockers),
				 said(&v.confirms), said(&v.warnings));
	}
}

static void due(void **state)
{
	(void)state;
	assert_int_equal(loan_due(0), 14 * DAY);
	assert_int_equal(loan_due(123456789), 123456789 + 14 * DAY);
}

/* In days. */
static const struct {
	int64_t due, renewals, now;
	bool may;
	int64_t then;
} renewals[] = {
    {14, 0, 3, true, 28},  /* from the due date, when that is still to come */
    {14, 0, 14, true, 28}, /* on the very day */
    {14, 0, 20, true, 34}, /* from now, when it is overdue */
    {28, 2, 3, true, 42},  /* the third time */
    {42, 3, 3, false, 0},  /* and no more */
    {42, 9, 3, false, 0},
};

static void renew(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(renewals); i++) {
		int64_t then = 0;
		bool may =
		    loan_renew(renewals[i].due * DAY, renewals[i].renewals, renewals[i].now * DAY, &then);
		if (may != renewals[i].may || then != renewals[i].then * DAY)
			fail_msg("row %zu: may %d, then day %lld", i, may, (long long)(then / DAY));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(checks),
	    cmocka_unit_test(due),
	    cmocka_unit_test(renew),
	};
	return cmocka_run_group_tests_name("loan", tests, setup, teardown);
}
