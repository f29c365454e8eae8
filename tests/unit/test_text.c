/* test_text.c - UTF-8, blanks, numbers. */
#include "test.h"

#include "base/text.h"

#include <string.h>

static int setup(void **state)
{
	static struct arena a;
	arena_init(&a);
	*state = &a;
	return 0;
}

static int teardown(void **state)
{
	arena_clear(*state);
	return 0;
}

static void utf8_is_checked(void **state)
{
	static const struct {
		const char *text;
		bool valid;
	} cases[] = {
	    {"", true},
	    {"plain\x7f\x01", true},
	    {"\xc2\x80", true},		/* U+0080, the first of two bytes */
	    {"\xdf\xbf", true},		/* U+07FF */
	    {"\xe0\xa0\x80", true},	/* U+0800 */
	    {"\xed\x9f\xbf", true},	/* U+D7FF, before the surrogates */
	    {"\xee\x80\x80", true},	/* U+E000, after them */
	    {"\xef\xbf\xbf", true},	/* U+FFFF */
	    {"\xf0\x90\x80\x80", true}, /* U+10000 */
	    {"\xf4\x8f\xbf\xbf", true}, /* U+10FFFF */
	    {"\x80", false},		/* continuation alone */
	    {"a\xbf", false},
	    {"\xc0\x80", false}, /* overlong */
	    {"\xc1\xbf", false},
	    {"\xe0\x9f\xbf", false},
	    {"\xf0\x8f\xbf\xbf", false},
	    {"\xed\xa0\x80", false}, /* surrogates */
	    {"\xed\xbf\xbf", false},
	    {"\xf4\x90\x80\x80", false}, /* over U+10FFFF */
	    {"\xf5\x80\x80\x80", false},
	    {"\xff", false},
	    {"\xfe", false},
	    {"\xc3", false}, /* cut off */
	    {"\xe2\x82", false},
	    {"\xf0\x9f\x98", false},
	    {"\xc3(", false}, /* followed by something else */
	    {"\xe2(\xa1", false},
	    {"\xe2\x82(", false},
	    {"\xf0\x90(\xbc", false},
	    {"\xf0\x90\x8c(", false},
	    {"\xe2\x82\xac\x80", false},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (text_valid(cases[i].text, strlen(cases[i].text)) != cases[i].valid)
			fail_msg("case %zu", i);
	assert_false(text_valid("a\0b", 3));
	assert_false(text_valid("\0", 1));
	assert_true(text_valid("\xc3\xa9\xff", 2));  /* no further than len */
	assert_false(text_valid("\xc3\xa9\xff", 1)); /* nor is what lies behind counted in */
}

static void characters_are_counted(void **state)
{
	(void)state;
	assert_int_equal(text_chars(""), 0);
	assert_int_equal(text_chars("abc"), 3);
	assert_int_equal(text_chars("Grandpr\xc3\xa9"), 8);
	assert_int_equal(text_chars("\xe2\x82\xac\xf0\x9f\x98\x80x"), 3);
}

static void blanks_are_trimmed(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
	    {"", ""},
	    {"a", "a"},
	    {" ", ""},
	    {" \t\n\v\f\r\x1c\x1d\x1e\x1f", ""},
	    {"  The Princess  Bride ", "The Princess  Bride"},
	    {" Angels", "Angels"},
	    {"a ", "a"},
	    {"\xc2\x85\xc2\xa0\xe1\x9a\x80x\xe2\x80\x80\xe2\x80\x8a\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaf",
	     "x"},
	    {"\xe2\x81\x9fx\xe3\x80\x80", "x"},
	    {"x\xe2\x80\x8b", "x\xe2\x80\x8b"}, /* U+200B is none for Python either */
	    {"\xef\xbb\xbfx", "\xef\xbb\xbfx"},
	    {"\x1bx\x7f", "\x1bx\x7f"},
	    {"\xc3\xa9 \xc3\xa9", "\xc3\xa9 \xc3\xa9"},
	    {" \xc3\xa0", "\xc3\xa0"}, /* ends with the byte of a no-break space */
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *got = text_trim(*state, cases[i].text);
		assert_string_equal(got, cases[i].want);
		assert_int_equal(got == cases[i].text, !strcmp(cases[i].text, cases[i].want));
	}
}

static void blanks_have_a_length(void **state)
{
	(void)state;
	assert_int_equal(text_blank(""), 0);
	assert_int_equal(text_blank("a "), 0);
	assert_int_equal(text_blank(" a"), 1);
	assert_int_equal(text_blank("\xc2\xa0"), 2);
	assert_int_equal(text_blank("\xc2\xa1"), 0);
	assert_int_equal(text_blank("\xe2\x80\x8a"), 3);
	assert_int_equal(text_blank("\xe2\x80\x8b"), 0);
	assert_int_equal(text_blank("\xe2"), 0);
	assert_int_equal(text_blank("\xe2\x80"), 0);
}

static void control_characters(void **state)
{
	(void)state;
	assert_false(text_has_control(""));
	assert_false(text_has_control("a b~\xc3\xa9\x80"));
	assert_true(text_has_control("a\nb"));
	assert_true(text_has_control("\x01"));
	assert_true(text_has_control("\x1f"));
	assert_true(text_has_control("b\x7f"));
}

static void hash_sees_every_bit(void **state)
{
	(void)state;
	enum { LENGTH = 27 };
	char text[LENGTH] = "\"title\":\"Emma\",\"year\":1815";
	uint64_t seen[LENGTH * 8 + LENGTH + 1];
	size_t n = 0;
	for (size_t len = 0; len <= LENGTH; len++)
		seen[n++] = text_hash(text, len);
	assert_true(seen[n - 1] == text_hash(text, LENGTH));
	for (int bit = 0; bit < LENGTH * 8; bit++) {
		text[bit / 8] ^= (char)(1 << bit % 8);
		seen[n++] = text_hash(text, LENGTH);
		text[bit / 8] ^= (char)(1 << bit % 8);
	}
	/* Half of it is a tag too. */
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			assert_true((uint32_t)seen[i] != (uint32_t)seen[k] && seen[i] >> 32 != seen[k] >> 32);
	assert_true(text_hash("a\0", 2) != text_hash("a", 1));
	assert_true(text_hash("\0\0\0\0\0\0\0\0", 8) != text_hash("", 0));
}

static void words_of_a_choice(void **state)
{
	static const struct {
		const char *words, *word;
		bool held;
	} cases[] = {
	    {"book|movie", "book", true},
	    {"book|movie", "movie", true},
	    {"a|b|c", "b", true},
	    {"book", "book", true},
	    {"book|movie", "boo", false},
	    {"book|movie", "books", false},
	    {"book|movie", "ook", false},
	    {"book|movie", "Book", false},
	    {"book|movie", "", false},
	    {"book|movie", "book|movie", false},
	    {"", "", false},
	    {"a||b", "", false},
	    {"a||b", "b", true},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (text_in_words(cases[i].words, cases[i].word) != cases[i].held)
			fail_msg("\"%s\" in \"%s\"", cases[i].word, cases[i].words);
}

static void integers_as_python_reads_them(void **state)
{
	static const struct {
		const char *text;
		bool valid;
		int64_t n;
	} cases[] = {
	    {"0", true, 0},
	    {"-0", true, 0},
	    {"+5", true, 5},
	    {"-17", true, -17},
	    {"00012", true, 12},
	    {"1_000_000", true, 1000000},
	    {" \t12\n", true, 12},
	    {"\xc2\xa0"
	     "5",
	     true, 5},
	    {"9223372036854775807", true, INT64_MAX},
	    {"-9223372036854775808", true, INT64_MIN},
	    {"0000000000000000000000000000001", true, 1},
	    {"9223372036854775808", false, 0},
	    {"-9223372036854775809", false, 0},
	    {"99999999999999999999", false, 0},
	    {"18446744073709551617", false, 0},
	    {"", false, 0},
	    {" ", false, 0},
	    {"-", false, 0},
	    {"+", false, 0},
	    {"--5", false, 0},
	    {"+-5", false, 0},
	    {"+ 5", false, 0},
	    {"1 2", false, 0},
	    {"1__0", false, 0},
	    {"_1", false, 0},
	    {"1_", false, 0},
	    {"-_1", false, 0},
	    {"1_ ", false, 0},
	    {"1.0", false, 0},
	    {"1e3", false, 0},
	    {"0x1f", false, 0},
	    {"12a", false, 0},
	    {"a", false, 0},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t n = 4711;
		if (text_int(cases[i].text, &n) != cases[i].valid)
			fail_msg("\"%s\"", cases[i].text);
		assert_int_equal(n, cases[i].valid ? cases[i].n : 4711);
	}
}

static void numbers_are_put(void **state)
{
	static const struct {
		int64_t n;
		const char *decimal, *millis;
	} cases[] = {
	    {0, "0", "0.000"},
	    {7, "7", "0.007"},
	    {-7, "-7", "-0.007"},
	    {999, "999", "0.999"},
	    {1000, "1000", "1.000"},
	    {1234567, "1234567", "1234.567"},
	    {-1234567, "-1234567", "-1234.567"},
	    {INT64_MAX, "9223372036854775807", "9223372036854775.807"},
	    {INT64_MIN, "-9223372036854775808", "-9223372036854775.808"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[TEXT_NUMBER];
		assert_int_equal(text_put_int(text, cases[i].n), strlen(cases[i].decimal));
		assert_string_equal(text, cases[i].decimal);
		assert_int_equal(text_put_millis(text, cases[i].n), strlen(cases[i].millis));
		assert_string_equal(text, cases[i].millis);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(utf8_is_checked),
	    cmocka_unit_test(characters_are_counted),
	    cmocka_unit_test_setup_teardown(blanks_are_trimmed, setup, teardown),
	    cmocka_unit_test(blanks_have_a_length),
	    cmocka_unit_test(control_characters),
	    cmocka_unit_test(hash_sees_every_bit),
	    cmocka_unit_test(words_of_a_choice),
	    cmocka_unit_test(integers_as_python_reads_them),
	    cmocka_unit_test(numbers_are_put),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
