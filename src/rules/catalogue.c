/* catalogue.c - what a work is known by, rows of foreign files, searches. Floor: rules. */
#include "rules/catalogue.h"

#include "base/field.h"
#include "base/text.h"

#include <string.h>

enum { SHOWN = 40, YEAR_MAX = 9999, WORDS = 12, WORD_MIN = 3, WORD_MAX = 80 };
enum {
	SHORT_ISBN = 6
}; /* the digits that are left of the shortest ISBN-10s that lose their zeros, 0-00-0... */

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

/* The first characters of a value, for a note. */
static const char *shown(struct arena *a, const char *s)
{
	size_t n = 0, chars = 0;
	for (; s[n]; n++)
		if (((unsigned char)s[n] & 0xc0) != 0x80 && chars++ == SHOWN)
			return arena_printf(a, "\"%.*s...\"", (int)n, s);
	return arena_printf(a, "\"%s\"", s);
}

static const char *clean(struct arena *a, const char *value)
{
	return value ? text_trim(a, value) : "";
}

/* Why a value cannot be kept, or NULL. */
static const char *unfit(struct arena *a, const char *name, const char *value, size_t max)
{
	if (text_has_control(value))
		return arena_printf(a, "%s has a control character", name);
	if (text_chars(value) > max)
		return arena_printf(a, "%s has more than %zu characters", name, max);
	return NULL;
}

/* "195170342.0", a whole number written as a float, without its ".0"; anything else as it is. */
static const char *without_point(struct arena *a, const char *s)
{
	size_t n = strspn(s, "0123456789");
	return n && !strcmp(s + n, ".0") ? arena_strndup(a, s, n) : s;
}

/* "9.78043902348e+12" */
static bool scientific(const char *s)
{
	size_t n = strspn(s, "0123456789.");
	return n && (s[n] == 'e' || s[n] == 'E') && !s[n + 1 + strspn(s + n + 1, "+-0123456789")];
}

/* An ISBN-10 that was once a number gets its leading zeros back when the check digit then is right. */
static const char *with_zeros(struct arena *a, const char *s)
{
	char key[ISBN_KEY];
	size_t len = strlen(s), digits = strspn(s, "0123456789");
	bool ten = digits + 1 == len && (s[digits] == 'X' || s[digits] == 'x');
	if (len < SHORT_ISBN || len > 9 || !(digits == len || ten))
		return s;
	const char *whole = arena_printf(a, "%.*s%s", (int)(10 - len), "0000", s);
	return isbn_key(whole, key) ? whole : s;
}

/* Could it have been meant as an ISBN? "n/a" and "0" could not: as keys they would make one book of many. */
static bool like_isbn(const char *s)
{
	int n = 0;
	for (; *s; s++) {
		bool ten = !s[1] && (*s == 'X' || *s == 'x');
		if (ten || (*s >= '0' && *s <= '9'))
			n++;
		else if (*s != '-')
			return false;
	}
	return n >= SHORT_ISBN && n <= 13;
}

static void read_isbn(struct arena *a, const struct import_book_row *row, struct import_book *book)
{
	char key[ISBN_KEY];
	const char *ten = without_point(a, clean(a, row->isbn));
	const char *thirteen = without_point(a, clean(a, row->isbn13));
	if (like_isbn(ten)) {
		book->isbn = with_zeros(a, ten);
		if (!isbn_key(book->isbn, key))
			book->note = arena_printf(a, "isbn %s is not valid, kept as written", shown(a, ten));
	} else if (isbn_key(thirteen, key)) {
		book->isbn = thirteen;
	} else if (*ten || *thirteen) {
		const char *name = *ten ? "isbn" : "isbn13", *text = *ten ? ten : thirteen;
		const char *why = scientific(text) ? "has lost digits" : "is not valid";
		book->note = arena_printf(a, "%s %s %s, left out", name, shown(a, text), why);
	}
	if (book->isbn)
		book->isbn_key = catalogue_isbn_key(a, book->isbn);
}

/* "", "1997", "1997.0", "-720.0" */
static bool read_year(const char *s, int64_t *year_r)
{
	bool minus = *s == '-';
	const char *p = s + minus;
	int64_t year = 0;
	*year_r = NIL_INT;
	if (!*s)
		return true;
	for (; *p >= '0' && *p <= '9' && year <= YEAR_MAX; p++)
		year = year * 10 + (*p - '0');
	if (p == s + minus || year > YEAR_MAX)
		return false;
	if (*p == '.') {
		size_t zeros = strspn(p + 1, "0");
		p += zeros ? zeros + 1 : 0;
	}
	if (*p)
		return false;
	*year_r = minus ? -year : year;
	return true;
}

static const char *identity(struct arena *a, const struct import_book *b)
{
	if (b->isbn_key)
		return arena_printf(a, "isbn:%s", b->isbn_key);
	const char *year = b->year == NIL_INT ? "" : arena_printf(a, "%lld", (long long)b->year);
	return arena_printf(a, "row:%s\x1f%s\x1f%s", b->title, b->creator ? b->creator : "", year);
}

static enum err refuse(struct import_book *book, const char *why)
{
	*book = (struct import_book){.year = NIL_INT, .note = why};
	return ERR_INPUT;
}

enum err catalogue_import_book(struct arena *a, const struct import_book_row *row, struct import_book *book_r)
{
	struct import_book b = {.title = clean(a, row->title)};
	const char *why;
	if (!*b.title)
		b.title = clean(a, row->original_title);
	if (!*b.title)
		return refuse(book_r, "title is missing");
	if ((why = unfit(a, "title", b.title, TITLE_MAX)))
		return refuse(book_r, why);
	b.creator = clean(a, row->authors);
	if ((why = unfit(a, "author", b.creator, CREATOR_MAX)))
		return refuse(book_r, why);
	if (!*b.creator)
		b.creator = NULL;
	const char *year = clean(a, row->year);
	if (!read_year(year, &b.year))
		return refuse(book_r, arena_printf(a, "year %s is not a whole number up to %d",
						   shown(a, year), YEAR_MAX));
	read_isbn(a, row, &b);
	if (b.isbn && (why = unfit(a, "isbn", b.isbn, ISBN_MAX)))
		return refuse(book_r, why);
	b.identity = identity(a, &b);
	*book_r = b;
	return ERR_NONE;
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
