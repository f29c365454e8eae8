/* csv_out.c - CSV written straight into a buffer. Floor: web. */
#include "web/reply.h"

#include "base/date.h"

#include <string.h>

static void quoted(struct buf *b, const char *text)
{
	for (; *text; text++) {
		if (*text == '"')
			buf_putc(b, '"');
		buf_putc(b, *text);
	}
	buf_putc(b, '"');
}

/* Each cell ends with a comma; csv_end takes the last one away. */
void csv_cell(struct buf *b, const char *text)
{
	text = text ? text : "";
	bool formula = *text && strchr("=+-@\t\r", *text);
	if (formula || text[strcspn(text, ",\"\r\n")]) {
		buf_puts(b, formula ? "\"'" : "\"");
		quoted(b, text);
	} else {
		buf_puts(b, text);
	}
	buf_putc(b, ',');
}

void csv_int(struct buf *b, int64_t n)
{
	if (n != NIL_INT)
		buf_printf(b, "%lld", (long long)n);
	buf_putc(b, ',');
}

void csv_time(struct buf *b, int64_t at)
{
	char text[DATE_RFC3339] = "";
	if (at != NIL_INT)
		date_rfc3339(at, text);
	buf_puts(b, text);
	buf_putc(b, ',');
}

void csv_end(struct buf *b)
{
	if (b->len && b->data[b->len - 1] == ',')
		b->len--;
	buf_puts(b, "\r\n");
}
