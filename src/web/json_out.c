/* json_out.c - JSON written straight into a buffer. Floor: web. */
#include "web/reply.h"

#include "base/date.h"

#include <string.h>

/* Everything but an opening bracket, a colon or a comma wants a comma behind it. */
static void separate(struct buf *b)
{
	if (b->len && !strchr("{[:,", b->data[b->len - 1]))
		buf_putc(b, ',');
}

void json_open(struct buf *b, char bracket)
{
	separate(b);
	buf_putc(b, bracket);
}

void json_close(struct buf *b, char bracket)
{
	buf_putc(b, bracket);
}

void json_name(struct buf *b, const char *name)
{
	size_t len = strlen(name);
	separate(b);
	char *p = buf_room(b, len + 3);
	*p++ = '"';
	memcpy(p, name, len);
	memcpy(p + len, "\":", 3);
	b->len += len + 3;
}

static bool plain(unsigned char c)
{
	return c >= 32 && c != '"' && c != '\\';
}

/* RFC 8259 section 7. */
static char *escape(char *p, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";
	static const char names[] = "\bb\ff\nn\rr\tt\"\"\\\\";
	*p++ = '\\';
	for (const char *n = names; *n; n += 2)
		if ((unsigned char)*n == c) {
			*p++ = n[1];
			return p;
		}
	memcpy(p, "u00", 3);
	p[3] = digits[c >> 4];
	p[4] = digits[c & 15];
	return p + 5;
}

void json_text(struct buf *b, const char *s)
{
	separate(b);
	if (!s) {
		buf_add(b, "null", 4);
		return;
	}
	size_t len = strlen(s);
	char *begin = buf_room(b, 6 * len + 2), *p = begin;
	*p++ = '"';
	for (const char *end = s + len; s < end; s++) {
		if (plain((unsigned char)*s))
			*p++ = *s;
		else
			p = escape(p, (unsigned char)*s);
	}
	*p++ = '"';
	*p = 0;
	b->len += (size_t)(p - begin);
}

void json_int(struct buf *b, int64_t n)
{
	separate(b);
	if (n == NIL_INT)
		buf_add(b, "null", 4);
	else
		buf_int(b, n);
}

void json_bool(struct buf *b, bool yes)
{
	separate(b);
	buf_puts(b, yes ? "true" : "false");
}

void json_raw(struct buf *b, const char *json)
{
	separate(b);
	buf_puts(b, json ? json : "null");
}

void json_time(struct buf *b, int64_t at)
{
	char text[DATE_RFC3339];
	if (at == NIL_INT) {
		json_text(b, NULL);
		return;
	}
	date_rfc3339(at, text);
	json_text(b, text);
}

void json_fields(struct buf *b, const struct field *fields, const void *st)
{
	for (const struct field *f = fields; f->name; f++) {
		json_name(b, f->name);
		switch (f->type) {
		case F_INT:
			json_int(b, field_int(f, st));
			break;
		case F_TIME:
			json_time(b, field_int(f, st));
			break;
		case F_BOOL:
			json_bool(b, field_bool(f, st));
			break;
		case F_DECIMAL:
		case F_JSON:
			json_raw(b, field_text(f, st));
			break;
		default:
			json_text(b, field_text(f, st));
		}
	}
}
