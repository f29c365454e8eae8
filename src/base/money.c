/* money.c - integer minor units to and from decimal text. Floor: base. */
#include "base/money.h"

#include <stdio.h>
#include <string.h>

void money_text(int64_t minor, char text_r[MONEY_TEXT])
{
	uint64_t u = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;
	snprintf(text_r, MONEY_TEXT, "%s%llu.%02llu", minor < 0 ? "-" : "", (unsigned long long)(u / 100),
		 (unsigned long long)(u % 100));
}

bool money_parse(const char *text, int64_t *minor_r)
{
	static const char digits[] = "0123456789";
	size_t whole = strspn(text, digits), places = 0;
	bool point = text[whole] == '.';
	if (point)
		places = strspn(text + whole + 1, digits);
	if (!whole || whole > 10 || places > 2 || (point && !places) || text[whole + point + places])
		return false;
	int64_t minor = 0;
	for (size_t i = 0; i < whole; i++)
		minor = minor * 10 + (text[i] - '0');
	for (size_t i = 0; i < 2; i++)
		minor = minor * 10 + (i < places ? text[whole + 1 + i] - '0' : 0);
	*minor_r = minor;
	return true;
}
