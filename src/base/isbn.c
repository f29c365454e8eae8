/* isbn.c - check digits of ISO 2108. Floor: base. */
#include "base/isbn.h"

#include <string.h>

/* The digits without hyphens, 'X' for ten; their number, 0 when this is no spelling of an ISBN. */
static int digits(const char *text, char digit_r[ISBN_KEY])
{
	int n = 0;
	for (const char *p = text; *p; p++) {
		if (*p == '-') {
			if (p == text || p[-1] == '-' || !p[1])
				return 0;
			continue;
		}
		bool ten = n == 9 && !p[1] && (*p == 'x' || *p == 'X');
		if (n == 13 || !(ten || (*p >= '0' && *p <= '9')))
			return 0;
		digit_r[n++] = ten ? 'X' : *p;
	}
	return n;
}

static bool ten_right(const char *digit)
{
	int sum = 0;
	for (int i = 0; i < 10; i++)
		sum += (10 - i) * (digit[i] == 'X' ? 10 : digit[i] - '0');
	return sum % 11 == 0;
}

/* The 13th digit for the first 12. */
static char check_13(const char *digit)
{
	int sum = 0;
	for (int i = 0; i < 12; i++)
		sum += (digit[i] - '0') * (i % 2 ? 3 : 1);
	return (char)('0' + (10 - sum % 10) % 10);
}

bool isbn_key(const char *text, char key_r[ISBN_KEY])
{
	char digit[ISBN_KEY], key[ISBN_KEY] = "978";
	int n = digits(text, digit);
	if (n == 10 && ten_right(digit)) {
		memcpy(key + 3, digit, 9);
		key[12] = check_13(key);
	} else if (n == 13 && (!memcmp(digit, "978", 3) || !memcmp(digit, "979", 3)) &&
		   digit[12] == check_13(digit)) {
		memcpy(key, digit, 13);
	} else {
		return false;
	}
	key[13] = 0;
	memcpy(key_r, key, sizeof(key));
	return true;
}
