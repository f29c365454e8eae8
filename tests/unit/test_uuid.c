/* test_uuid.c - ids, strict and as Python takes them. */
#include "test.h"

#include "base/uuid.h"

#include <string.h>

#define FRED "46bd51f9-e20b-4b4f-b5a7-f25339a34906"

static const struct {
	const char *text;
	bool strict, python;
} cases[] = {
    {FRED, true, true},
    {"46BD51F9-E20B-4B4F-B5A7-F25339A34906", true, true},
    {"46bd51F9-e20b-4B4F-b5a7-f25339A34906", true, true},
    {"46bd51f9e20b4b4fb5a7f25339a34906", false, true},
    {"{" FRED "}", false, true},
    {"{46BD51F9E20B4B4FB5A7F25339A34906}", false, true},
    {"{{" FRED, false, true},
    {"}" FRED "{", false, true},
    {"{-" FRED "-}", false, true},
    {"4-6-bd51f9e20b4b4fb5a7f2--5339a34906", false, true},
    {FRED "-----", false, true},
    {"-{" FRED "}", false, false},
    {"46bd{51f9-e20b-4b4f-b5a7-f25339a34906", false, false},
    {"urn:uuid:" FRED, false, false},
    {"uuid:" FRED, false, false},
    {"-urn:uuid:" FRED, false, false},
    {"", false, false},
    {"{}", false, false},
    {"{", false, false},
    {"{}{}", false, false},
    {"-", false, false},
    {"null", false, false},
    {"46bd51f9-e20b-4b4f-b5a7-f25339a3490", false, false},
    {"46bd51f9-e20b-4b4f-b5a7-f25339a349061", false, false},
    {"46bd51f9-e20b-4b4f-b5a7-f25339a3490g", false, false},
    {"46bd51f9-e20b-4b4f-b5a7-f25339a3490\xc3\xa9", false, false},
    {"46bd51f9e-20b-4b4f-b5a7-f25339a34906", false, true},
    {"46bd51f90e20b-4b4f-b5a7-f25339a34906", false, false},
    {"46bd51f9_e20b_4b4f_b5a7_f25339a34906", false, false},
    {"46bd51f9 e20b 4b4f b5a7 f25339a34906", false, false},
    {" " FRED, false, false},
    {FRED " ", false, false},
    {FRED "\n", false, false},
    {" 6bd51f9e20b4b4fb5a7f25339a34906", false, false}, /* Python's int() would overlook these three */
    {"+6bd51f9e20b4b4fb5a7f25339a34906", false, false},
    {"0x6bd51f9e20b4b4fb5a7f25339a3490", false, false},
    {"46bd51f9-e20b-4b4f-b5a7-f25339a34906-46bd51f9", false, false},
};

static void check(const char *what, const char *text, bool ok, bool want, const char *got)
{
	if (ok != want)
		fail_msg("%s: \"%s\"", what, text);
	assert_string_equal(got, want ? FRED : "untouched");
}

static void spellings(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char strict[UUID_TEXT] = "untouched", python[UUID_TEXT] = "untouched";
		bool ok = uuid_canonical(cases[i].text, strict);
		check("strict", cases[i].text, ok, cases[i].strict, strict);
		ok = uuid_parse_python(cases[i].text, python);
		check("python", cases[i].text, ok, cases[i].python, python);
	}
}

static void text_may_be_its_own_result(void **state)
{
	(void)state;
	char text[UUID_TEXT] = "46BD51F9-E20B-4B4F-B5A7-F25339A34906";
	assert_true(uuid_canonical(text, text));
	assert_string_equal(text, FRED);
	char loose[UUID_TEXT] = "46BD51F9E20B4B4FB5A7F25339A34906";
	assert_true(uuid_parse_python(loose, loose));
	assert_string_equal(loose, FRED);
}

static void random_ones_are_version_4_and_differ(void **state)
{
	char last[UUID_TEXT] = "", text[UUID_TEXT], canonical[UUID_TEXT];
	(void)state;
	for (int i = 0; i < 1000; i++) {
		uuid_random(text);
		assert_true(uuid_canonical(text, canonical));
		assert_string_equal(text, canonical);
		assert_int_equal(text[14], '4');
		assert_non_null(strchr("89ab", text[19]));
		assert_string_not_equal(text, last);
		memcpy(last, text, sizeof(last));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(spellings),
	    cmocka_unit_test(text_may_be_its_own_result),
	    cmocka_unit_test(random_ones_are_version_4_and_differ),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
