/* reply.h - an answer is built here and sent once, by the worker loop. Floor: web. */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include "base/arena.h"
#include "base/field.h"

#include <stdbool.h>

enum { HEADERS_MAX = 24 };

struct header {
	const char *name, *value;
};

struct reply {
	struct arena *arena;
	int status;
	const char *type; /* content type; NULL: no body */
	struct buf body;
	struct header headers[HEADERS_MAX];
	int header_count;
	int64_t version; /* of the resource, for its ETag; 0: the tag is of the body alone */
	bool undo;	 /* a good answer of which nothing stays: the transaction is rolled back */

	/*
	 * A long answer is sent while it is built: sends what is in body, the first time with the head before it, and
	 * empties body. False when the client is gone. NULL: there is nobody to send to, so it is collected.
	 */
	bool (*flush)(struct reply *rp);
	void *flush_context;
	bool begun;  /* the head was sent: status and headers stay as they are */
	bool broken; /* it begun and cannot be ended well: the connection is cut */
};
enum { REPLY_CHUNK = 32768 }; /* flushed when there is more than that */

void reply_init(struct reply *rp, struct arena *a);
/* Empties what a handler built, before it is run again or an error takes its place. */
void reply_reset(struct reply *rp);
/* Values are cleaned of control characters; the texts must live as long as the reply. */
void reply_header(struct reply *rp, const char *name, const char *value);
void reply_headerf(struct reply *rp, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
const char *reply_get_header(const struct reply *rp, const char *name);
/* Status and content type of what is then written to rp->body. */
void reply_start(struct reply *rp, int status, const char *type);
void reply_text(struct reply *rp, int status, const char *type, const char *text);
void reply_empty(struct reply *rp, int status);
/* The reason phrase of a status (RFC 9110). */
const char *reply_reason(int status);

/*
 * A cell of a CSV line, RFC 4180: quoted where it must be, NULL is empty. A text that a spreadsheet would take for a
 * formula (it begins with = + - @ TAB or CR) gets an apostrophe before it.
 */
void csv_cell(struct buf *b, const char *text);
void csv_int(struct buf *b, int64_t n);
void csv_time(struct buf *b, int64_t at);
void csv_end(struct buf *b); /* of the line */

/*
 * JSON written straight into a buffer. Our own and not json-c's: a tree per answer costs a seventh of the worker's
 * CPU on a list of ten (measured), and long answers must not be held whole. Commas are placed by looking at the last
 * byte written. Names are ASCII of our own; texts are valid UTF-8, NULL writes null, as NIL_INT does.
 */
void json_open(struct buf *b, char bracket);  /* '{' or '[' */
void json_close(struct buf *b, char bracket); /* '}' or ']' */
void json_name(struct buf *b, const char *name);
void json_text(struct buf *b, const char *s);
void json_int(struct buf *b, int64_t n);
void json_bool(struct buf *b, bool yes);
void json_raw(struct buf *b, const char *json); /* a value that is JSON already: a decimal number */
void json_time(struct buf *b, int64_t at);
static inline void json_member_text(struct buf *b, const char *name, const char *s)
{
	json_name(b, name);
	json_text(b, s);
}
static inline void json_member_int(struct buf *b, const char *name, int64_t n)
{
	json_name(b, name);
	json_int(b, n);
}
/* The members of a struct by its table, in the table's order, without the brackets. */
void json_fields(struct buf *b, const struct field *fields, const void *st);

#endif
