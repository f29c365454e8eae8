/* page.c - pages of a list: links, cursors, patterns. Floor: api. */
#include "api/api.h"

#include "base/text.h"

#include <string.h>

static void add_encoded(struct buf *b, const char *s)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
	for (; *s; s++) {
		if (strchr(plain, *s))
			buf_putc(b, *s);
		else
			buf_printf(b, "%%%02X", (unsigned char)*s);
	}
}

/* The request's own target with one parameter set anew, as a Link target. */
static void add_link(struct request *rq, struct buf *b, const char *name, const char *value, const char *rel)
{
	buf_printf(b, "%s<", b->len ? ", " : "");
	buf_add(b, rq->uri, strcspn(rq->uri, "?"));
	char mark = '?';
	for (int i = 0; i < rq->query_count; i++) {
		if (!strcmp(rq->query[i].name, name) || !strcmp(rq->query[i].name, "_page"))
			continue;
		buf_putc(b, mark);
		add_encoded(b, rq->query[i].name);
		buf_putc(b, '=');
		add_encoded(b, rq->query[i].value);
		mark = '&';
	}
	buf_printf(b, "%c%s=", mark, name);
	add_encoded(b, value);
	buf_printf(b, ">; rel=\"%s\"", rel);
}

void page_headers(struct request *rq, struct reply *rp, const struct page *p, int64_t total)
{
	int64_t last = total ? (total + p->per_page - 1) / p->per_page : 1;
	struct buf b;
	buf_init(&b, rq->arena, 512);
	const struct {
		int64_t page;
		bool there;
		const char *rel;
	} links[] = {{1, true, "first"},
		     {p->page - 1 < last ? p->page - 1 : last, p->page > 1, "prev"},
		     {p->page + 1, p->page < last, "next"},
		     {last, true, "last"}};
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (links[i].there)
			add_link(rq, &b, "_page", arena_printf(rq->arena, "%lld", (long long)links[i].page),
				 links[i].rel);
	reply_headerf(rp, "X-Total-Count", "%lld", (long long)total);
	reply_header(rp, "Link", b.data);
}

bool page_tells(const struct page *p, int64_t n, int64_t *total_r)
{
	*total_r = (p->page - 1) * p->per_page + n;
	return p->after || (n < p->per_page && (n || p->page == 1));
}

void page_next(struct request *rq, struct reply *rp, const char *after)
{
	struct buf b;
	buf_init(&b, rq->arena, 512);
	add_link(rq, &b, "_after", after, "next");
	reply_header(rp, "Link", b.data);
}

const char *page_pattern(struct request *rq, const struct page *p, const char *text)
{
	if (!text)
		return NULL;
	struct buf b;
	buf_init(&b, rq->arena, strlen(text) * 2 + 3);
	if (!strcmp(p->match, "contains") || !strcmp(p->match, "ends_with"))
		buf_putc(&b, '%');
	for (; *text; text++) {
		if (strchr("%_\\", *text))
			buf_putc(&b, '\\');
		buf_putc(&b, *text);
	}
	if (!strcmp(p->match, "contains") || !strcmp(p->match, "starts_with"))
		buf_putc(&b, '%');
	return b.data;
}

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const char *cursor_write(struct arena *a, int64_t id, const char *text)
{
	struct buf b;
	const char *plain = arena_printf(a, "%lld %s", (long long)id, text ? text : "");
	size_t len = strlen(plain);
	buf_init(&b, a, len * 4 / 3 + 4);
	for (size_t i = 0; i < len; i += 3) {
		unsigned v = (unsigned char)plain[i] << 16;
		v |= i + 1 < len ? (unsigned)(unsigned char)plain[i + 1] << 8 : 0;
		v |= i + 2 < len ? (unsigned char)plain[i + 2] : 0;
		buf_putc(&b, digits[v >> 18]);
		buf_putc(&b, digits[v >> 12 & 63]);
		if (i + 1 < len)
			buf_putc(&b, digits[v >> 6 & 63]);
		if (i + 2 < len)
			buf_putc(&b, digits[v & 63]);
	}
	return b.data;
}

bool cursor_read(struct arena *a, const char *cursor, int64_t *id_r, const char **text_r)
{
	size_t len = strlen(cursor), n = 0;
	char *plain = arena_alloc(a, len + 1);
	unsigned v = 0, bits = 0;
	for (size_t i = 0; i < len; i++) {
		const char *d = strchr(digits, cursor[i]);
		if (!d)
			return false;
		v = v << 6 | (unsigned)(d - digits);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			plain[n++] = (char)(v >> bits & 255);
		}
	}
	plain[n] = 0;
	size_t number = strspn(plain, "0123456789");
	if (!number || number > 18 || plain[number] != ' ' || !text_valid(plain, n))
		return false;
	plain[number] = 0;
	*text_r = plain + number + 1;
	return text_int(plain, id_r);
}

enum err page_cursor(struct request *rq, const struct page *p, int64_t *id)
{
	const char *rest;
	enum err e = ERR_NONE;
	if (p->after && !cursor_read(rq->arena, p->after, id, &rest))
		e = request_wrong(rq, "_after", "value", "is no cursor of ours");
	if (p->after && p->page != 1)
		e = request_wrong(rq, "_after", "combination", "does not go with _page");
	return e;
}

void page_end(struct request *rq, struct reply *rp, const struct page *p, int64_t total, int64_t n,
	      int64_t last)
{
	if (!p->after)
		page_headers(rq, rp, p, total);
	if (n < p->per_page)
		return;
	const char *next = cursor_write(rq->arena, last, "");
	if (p->after)
		page_next(rq, rp, next);
	else
		reply_header(rp, "X-Next-Cursor", next);
}
