/* text.c - UTF-8 and small text work, whatever the locale. Floor: base. */
#include "base/text.h"

#include <string.h>

/* Length of the character at s, 0 when it is none; RFC 3629, section 4. */
static size_t char_length(const unsigned char *s, size_t left)
{
	unsigned char c = s[0], lo = 0x80, hi = 0xbf;
	if (c < 0x80)
		return c ? 1 : 0;
	size_t n = c >= 0xc2 && c <= 0xdf ? 2 : (c & 0xf0) == 0xe0 ? 3 : c >= 0xf0 && c <= 0xf4 ? 4 : 0;
	if (!n || n > left)
		return 0;
	if (c == 0xe0)
		lo = 0xa0;
	else if (c == 0xed)
		hi = 0x9f;
	else if (c == 0xf0)
		lo = 0x90;
	else if (c == 0xf4)
		hi = 0x8f;
	if (s[1] < lo || s[1] > hi)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

bool text_valid(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s, *end = p + len;
	while (p < end) {
		size_t n = char_length(p, (size_t)(end - p));
		if (!n)
			return false;
		p += n;
	}
	return true;
}

size_t text_chars(const char *s)
{
	size_t n = 0;
	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

size_t text_blank(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;
	switch (p[0]) {
	case 0xc2:
		return p[1] == 0x85 || p[1] == 0xa0 ? 2 : 0;
	case 0xe1:
		return p[1] == 0x9a && p[2] == 0x80 ? 3 : 0;
	case 0xe2:
		if (p[1] == 0x80)
			return (p[2] >= 0x80 && p[2] <= 0x8a) || p[2] == 0xa8 || p[2] == 0xa9 || p[2] == 0xaf
				   ? 3
				   : 0;
		return p[1] == 0x81 && p[2] == 0x9f ? 3 : 0;
	case 0xe3:
		return p[1] == 0x80 && p[2] == 0x80 ? 3 : 0;
	default:
		return (p[0] >= 9 && p[0] <= 13) || (p[0] >= 28 && p[0] <= 32) ? 1 : 0;
	}
}

static const char *skip_blanks(const char *s)
{
	for (size_t n; (n = text_blank(s));)
		s += n;
	return s;
}

const char *text_trim(struct arena *a, const char *s)
{
	const char *begin = skip_blanks(s), *end = begin, *p = begin;
	while (*p) {
		size_t n = text_blank(p);
		p += n ? n : 1;
		if (!n)
			end = p;
	}
	return begin == s && end == p ? s : arena_strndup(a, begin, (size_t)(end - begin));
}

bool text_has_control(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 32 || *s == 127)
			return true;
	return false;
}

/* FNV-1a's step on eight bytes at a time, its upper half mixed into the lower; the length last. */
static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 32;
}

uint64_t text_hash(const void *data, size_t len)
{
	const char *p = data;
	uint64_t h = UINT64_C(0xcbf29ce484222325), word;
	for (size_t n = len / sizeof(word); n; n--, p += sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		h = mix(h, word);
	}
	word = 0;
	memcpy(&word, p, len % sizeof(word));
	return mix(mix(h, word), len);
}

bool text_in_words(const char *words, const char *word)
{
	size_t len = strlen(word);
	for (;;) {
		size_t n = strcspn(words, "|");
		if (n == len && !memcmp(words, word, n))
			return n > 0;
		if (!words[n])
			return false;
		words += n + 1;
	}
}

bool text_int(const char *s, int64_t *n_r)
{
	s = skip_blanks(s);
	bool minus = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	int64_t n = 0; /* counted below zero, where there is room for one more */
	bool digit = false;
	for (;; s++) {
		if (*s >= '0' && *s <= '9') {
			if (__builtin_mul_overflow(n, 10, &n) || __builtin_sub_overflow(n, *s - '0', &n))
				return false;
			digit = true;
		} else if (*s == '_' && digit) {
			digit = false;
		} else {
			break;
		}
	}
	if (!digit || *skip_blanks(s) || (!minus && n == INT64_MIN))
		return false;
	*n_r = minus ? n : -n;
	return true;
}

size_t text_put_int(char text_r[TEXT_NUMBER], int64_t n)
{
	char digits[TEXT_NUMBER], *p = digits + sizeof(digits);
	uint64_t left = n < 0 ? -(uint64_t)n : (uint64_t)n;
	do
		*--p = (char)('0' + left % 10);
	while (left /= 10);
	if (n < 0)
		*--p = '-';
	size_t len = (size_t)(digits + sizeof(digits) - p);
	memcpy(text_r, p, len);
	text_r[len] = 0;
	return len;
}

size_t text_put_millis(char text_r[TEXT_NUMBER], int64_t micros)
{
	int rest = (int)(micros % 1000);
	size_t len = 0;
	if (micros < 0) {
		rest = -rest;
		text_r[len++] = '-';
	}
	int64_t whole = micros / 1000;
	len += text_put_int(text_r + len, whole < 0 ? -whole : whole);
	text_r[len++] = '.';
	text_r[len++] = (char)('0' + rest / 100);
	text_r[len++] = (char)('0' + rest / 10 % 10);
	text_r[len++] = (char)('0' + rest % 10);
	text_r[len] = 0;
	return len;
}
