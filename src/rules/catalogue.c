/* catalogue.c - what a work is known by, and searches. Floor: rules. (Rows of foreign files: catalogue_rows.c.) */
#include "rules/catalogue.h"

#include "base/text.h"

#include <string.h>

enum { WORDS = 12, WORD_MIN = 3, WORD_MAX = 80 };

const char *catalogue_isbn_key(struct arena *a, const char *isbn)
{
	char key[ISBN_KEY];
	return isbn_key(isbn, key) ? arena_strdup(a, key) : isbn;
}

const char *catalogue_handle(struct arena *a, const char *title)
{
	const char *handle = text_trim(a, title);
	return *handle ? handle : NULL;
}

/* innodb_ft_default_stopword, but for those that are too short anyway. */
static bool stop_word(const char *word, size_t len)
{
	static const char list[] =
	    "about|are|com|for|from|how|that|the|this|und|was|what|when|where|who|will|with|www";
	char lower[8];
	if (len >= sizeof(lower))
		return false;
	for (size_t i = 0; i < len; i++)
		lower[i] = word[i] >= 'A' && word[i] <= 'Z' ? (char)(word[i] + ('a' - 'A')) : word[i];
	lower[len] = 0;
	return text_in_words(list, lower);
}

/* Is the character at s one of words? */
static bool in_word(const char *s)
{
	unsigned char c = (unsigned char)s[0], d = c ? (unsigned char)s[1] : 0,
		      e = d ? (unsigned char)s[2] : 0;
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
	/* Of U+0080-U+00BF these are words to InnoDB: ordinals, superscripts, micro, fractions. */
	if (c == 0xc2)
		return d && strchr("\xaa\xb2\xb3\xb5\xb9\xba\xbc\xbd\xbe", d);
	if (c == 0xc3 && (d == 0x97 || d == 0xb7))
		return false; /* U+00D7, U+00F7 */
	if (c == 0xe2 && (d == 0x80 || (d == 0x81 && e <= 0x9f)))
		return false; /* U+2000-U+205F: blanks, format characters, punctuation */
	if (c == 0xe3 && d == 0x80 && e <= 0x83)
		return false; /* U+3000-U+3003 */
	return !text_blank(s);
}

static const char *next_char(const char *s)
{
	do
		s++;
	while (((unsigned char)*s & 0xc0) == 0x80);
	return s;
}

/* The next word at or after *s, which is moved behind it; false when there is none. */
static bool next_word(const char **s, const char **word_r, size_t *len_r, size_t *chars_r)
{
	const char *p = *s;
	while (*p && !in_word(p))
		p = next_char(p);
	*word_r = p;
	for (*chars_r = 0; in_word(p); p = next_char(p))
		++*chars_r;
	*len_r = (size_t)(p - *word_r);
	*s = p;
	return *len_r > 0;
}

static const char *match_words(struct arena *a, const char *text)
{
	struct buf b;
	const char *word;
	size_t len, chars;
	int words = 0;
	buf_init(&b, a, 256);
	while (words < WORDS && next_word(&text, &word, &len, &chars)) {
		if (chars < WORD_MIN || chars > WORD_MAX || stop_word(word, len))
			continue;
		buf_puts(&b, words++ ? " +" : "+");
		buf_add(&b, word, len);
		buf_putc(&b, '*');
	}
	return words ? b.data : NULL;
}

static const char *like_prefix(struct arena *a, const char *text)
{
	struct buf b;
	buf_init(&b, a, 64);
	for (const char *p = text_trim(a, text); *p; p++) {
		if (*p == '%' || *p == '_' || *p == '\\')
			buf_putc(&b, '\\');
		buf_putc(&b, *p);
	}
	buf_putc(&b, '%');
	return b.data;
}

static const char *search_isbn(struct arena *a, const char *text)
{
	char key[ISBN_KEY];
	struct buf b;
	buf_init(&b, a, 64);
	for (size_t n; *text; text += n ? n : 1)
		if (!(n = text_blank(text)))
			buf_putc(&b, *text);
	return isbn_key(b.data, key) ? arena_strdup(a, key) : NULL;
}

void catalogue_search(struct arena *a, const char *text, struct catalogue_search *search_r)
{
	search_r->isbn_key = search_isbn(a, text);
	search_r->match = match_words(a, text);
	search_r->prefix = search_r->match ? NULL : like_prefix(a, text);
}
