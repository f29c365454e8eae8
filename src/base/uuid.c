/* uuid.c - RFC 9562 ids. Floor: base. */
#include "base/uuid.h"

#include <stddef.h>
#include <string.h>
#include <uuid/uuid.h>

void uuid_random(char text_r[UUID_TEXT])
{
	uuid_t u;
	uuid_generate_random(u);
	uuid_unparse_lower(u, text_r);
}

/* The digit in lower case, 0 when it is none. */
static char hex_lower(char c)
{
	if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))
		return c;
	return c >= 'A' && c <= 'F' ? (char)(c + ('a' - 'A')) : 0;
}

static bool hyphen_at(size_t i)
{
	return i == 8 || i == 13 || i == 18 || i == 23;
}

bool uuid_canonical(const char *text, char text_r[UUID_TEXT])
{
	char out[UUID_TEXT];
	for (size_t i = 0; i < UUID_TEXT - 1; i++) {
		out[i] = hyphen_at(i) ? '-' : hex_lower(text[i]);
		if (!out[i] || (out[i] == '-' && text[i] != '-'))
			return false;
	}
	if (text[UUID_TEXT - 1])
		return false;
	out[UUID_TEXT - 1] = 0;
	memcpy(text_r, out, sizeof(out));
	return true;
}

static bool brace(char c)
{
	return c == '{' || c == '}';
}

bool uuid_parse_python(const char *text, char text_r[UUID_TEXT])
{
	char out[UUID_TEXT];
	size_t n = 0, end = strlen(text);
	while (end && brace(text[end - 1]))
		end--;
	while (brace(*text) && end) {
		text++;
		end--;
	}
	for (size_t i = 0; i < end; i++) {
		if (text[i] == '-')
			continue;
		if (hyphen_at(n))
			out[n++] = '-';
		char c = hex_lower(text[i]);
		if (!c || n == UUID_TEXT - 1)
			return false;
		out[n++] = c;
	}
	if (n != UUID_TEXT - 1)
		return false;
	out[n] = 0;
	memcpy(text_r, out, sizeof(out));
	return true;
}
