/* test_isbn.c - one key for the spellings of one ISBN. */
#include "test.h"

#include "base/isbn.h"

#include <stdio.h>
#include <string.h>

/* key NULL: not an ISBN */
static const struct {
	const char *text, *key;
} cases[] = {
    {"0439023483", "9780439023481"},
    {"0-439-02348-3", "9780439023481"},
    {"9780439023481", "9780439023481"},
    {"978-0-439-02348-1", "9780439023481"},
    {"978-0439023481", "9780439023481"},
    {"9-7-8-0-4-3-9-0-2-3-4-8-1", "9780439023481"},
    {"080442957X", "9780804429573"},
    {"080442957x", "9780804429573"},
    {"0-8044-2957-X", "9780804429573"},
    {"978-3-16-148410-0", "9783161484100"}, /* check digit 0 */
    {"9791034304103", "9791034304103"},	    /* 979 has no ISBN-10 */
    {"978-1611599138", "9781611599138"},
    {"9781118891452", "9781118891452"},
    {"0439023484", NULL}, /* check digit */
    {"9780439023482", NULL},
    {"9789380658798", NULL},
    {"0439023843", NULL},    /* two digits swapped */
    {"9770439023484", NULL}, /* right digit, but no book: 977 */
    {"4006381333931", NULL}, /* an EAN */
    {"", NULL},
    {"-", NULL},
    {"439023483", NULL}, /* nine digits */
    {"12345", NULL},
    {"97804390234810", NULL}, /* fourteen */
    {"978043902348", NULL},
    {"-0439023483", NULL},
    {"0439023483-", NULL},
    {"0--439023483", NULL},
    {" 0439023483", NULL},
    {"0439023483 ", NULL},
    {"0 439 02348 3", NULL},
    {"0439023483\n", NULL},
    {"X439023483", NULL},
    {"04390X3483", NULL},
    {"080442957XX", NULL},
    {"080442957X0", NULL},
    {"080442957X-", NULL},
    {"978080442957X", NULL},
    {"978080442X570", NULL}, /* the X would fit, were it counted by its code */
    {"ISBN 0439023483", NULL},
    {"0439O23483", NULL},
    {"\xd9\xa0"
     "439023483",
     NULL}, /* a digit, but Arabic */
    {"0439023483\xc2\xa0", NULL},
};

static void spellings(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char key[ISBN_KEY] = "untouched";
		if (isbn_key(cases[i].text, key) != (cases[i].key != NULL))
			fail_msg("\"%s\"", cases[i].text);
		assert_string_equal(key, cases[i].key ? cases[i].key : "untouched");
	}
}

/* Of the ten or eleven last digits exactly one is right, and changing any other single digit is noticed. */
static void any_single_wrong_digit_is_noticed(void **state)
{
	static const char *const right[] = {"0439023483", "9780439023481", "080442957X", "9791034304103"};
	char key[ISBN_KEY], text[16];
	(void)state;
	for (size_t i = 0; i < COUNT(right); i++)
		for (size_t at = strlen(right[i]) == 13 ? 3 : 0; right[i][at]; at++)
			for (char c = '0'; c <= '9'; c++) {
				snprintf(text, sizeof(text), "%s", right[i]);
				text[at] = c;
				assert_int_equal(isbn_key(text, key), c == right[i][at]);
			}
}

static void a_key_is_its_own_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char key[ISBN_KEY];
		if (!cases[i].key)
			continue;
		assert_true(isbn_key(cases[i].key, key));
		assert_string_equal(key, cases[i].key);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(spellings),
	    cmocka_unit_test(any_single_wrong_digit_is_noticed),
	    cmocka_unit_test(a_key_is_its_own_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
