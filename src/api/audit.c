/* audit.c - who changed what: notes of the acts, and the list of them for admins. Floor: api. */
#include "api/audit.h"

#include "api/access.h"
#include "api/api.h"
#include "store/audit.h"

#include <assert.h>
#include <string.h>

enum { TARGET_MAX = 1900 };

/* ---- notes ---- */

void audit_note(struct request *rq, const char *subject, const char *subject_id, const char *before,
		const char *after)
{
	/* A row that is not written with its act would be a lie: the route needs TX. */
	assert(db_in_transaction(rq->db) && !rq->note.subject);
	rq->note.subject = subject;
	rq->note.subject_id = subject_id;
	rq->note.before = before;
	rq->note.after = after;
}

const char *audit_state(struct arena *a, const struct field *fields, const void *st)
{
	struct buf b;
	buf_init(&b, a, 512);
	json_open(&b, '{');
	for (const struct field *f = fields; f->name; f++)
		if (!(f->flags & F_SECRET))
			json_fields(&b, (const struct field[]){*f, FIELD_END}, st);
	json_close(&b, '}');
	return b.data;
}

const char *audit_with(struct arena *a, const char *object, const char *name, const char *value)
{
	struct buf b;
	size_t len = strlen(object);
	assert(len >= 2 && object[len - 1] == '}');
	buf_init(&b, a, len + 100);
	buf_add(&b, object, len - 1);
	json_member_text(&b, name, value);
	json_close(&b, '}');
	return b.data;
}

const char *audit_member(struct arena *a, const char *name, const char *value)
{
	return audit_with(a, "{}", name, value);
}

static void put_segment(struct buf *b, const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
	for (; *s; s++) {
		if (strchr(plain, *s))
			buf_putc(b, *s);
		else
			buf_printf(b, "%%%02X", (unsigned char)*s);
	}
}

/* The path that was asked for, anew from its parts, so that it is ASCII; the key of an invitation is not told. */
static const char *target(struct request *rq)
{
	const char *p = rq->route->pattern;
	struct buf b;
	buf_init(&b, rq->arena, 128);
	for (int i = 0; i < rq->segment_count; i++) {
		p += *p == '/';
		size_t len = strcspn(p, "/");
		buf_putc(&b, '/');
		if (len == 5 && !strncmp(p, "{key}", len))
			buf_puts(&b, "{key}");
		else
			put_segment(&b, rq->segments[i]);
		p += len;
	}
	return arena_strndup(rq->arena, b.data, b.len < TARGET_MAX ? b.len : TARGET_MAX);
}

enum err audit_write(struct request *rq, const struct reply *rp)
{
	struct audit a = {
	    .subject = rq->note.subject,
	    .subject_id = rq->note.subject_id,
	    .of_last_list = rq->note.of_last_list,
	    .before = rq->note.before,
	    .after = rq->note.after,
	};
	memset(&rq->note, 0, sizeof(rq->note));
	if (!a.subject || rp->status >= 400 || rp->undo)
		return ERR_NONE;
	a.actor = rq->caller;
	a.role = access_role_name(rq->role);
	a.request_id = rq->id;
	a.method = rq->method_text;
	a.route = rq->route->pattern;
	a.target = target(rq);
	return store_audit_insert(rq->db, &a);
}

/* ---- GET /api/v1/audit ---- */

#define A struct audit
const struct field audit_shown[] = {
    FIELD_INT(A, id, "id", 0, 0, 0),
    FIELD_TIME(A, at, "at", 0),
    FIELD_TEXT(A, actor, "actor", 0, 0, 0),
    FIELD_TEXT(A, role, "role", 0, 0, 0),
    FIELD_TEXT(A, request_id, "request_id", 0, 0, 0),
    FIELD_TEXT(A, method, "method", 0, 0, 0),
    FIELD_TEXT(A, route, "route", 0, 0, 0),
    FIELD_TEXT(A, target, "target", 0, 0, F_NULL),
    FIELD_TEXT(A, subject, "subject", 0, 0, 0),
    FIELD_TEXT(A, subject_id, "subject_id", 0, 0, F_NULL),
    FIELD_JSON(A, before, "before", F_NULL),
    FIELD_JSON(A, after, "after", F_NULL),
    FIELD_END,
};
#undef A

struct query {
	struct page p;
	const char *actor, *request_id, *subject, *subject_id;
	int64_t from, to;
};
#define Q struct query
const struct field audit_query[] = {
    PAGE_FIELDS(Q),
    FIELD_TEXT(Q, p.after, "_after", 1, 100, 0),
    FIELD_TEXT(Q, actor, "actor", 1, 100, 0),
    FIELD_TEXT(Q, request_id, "request_id", 1, 100, 0),
    FIELD_TEXT(Q, subject, "subject", 1, 20, 0),
    FIELD_TEXT(Q, subject_id, "subject_id", 1, 200, 0),
    FIELD_TIME(Q, from, "from", 0),
    FIELD_TIME(Q, to, "to", 0),
    FIELD_END,
};
#undef Q

static enum err read_query(struct request *rq, struct query *q, struct audit_filter *f)
{
	enum err e = input_query(rq, audit_query, q, 0);
	*f = (struct audit_filter){q->actor,	  q->request_id, q->subject,
				   q->subject_id, q->from,	 q->to,
				   INT64_MAX,	  q->p.per_page, (q->p.page - 1) * q->p.per_page};
	enum err cursor = page_cursor(rq, &q->p, &f->below_id);
	return e ? e : cursor;
}

enum err api_audit_list(struct request *rq, struct reply *rp)
{
	struct query q = {.p = PAGE_DEFAULT, .from = NIL_INT, .to = NIL_INT};
	struct audit_filter f;
	int64_t total = 0, last = 0, n = 0;
	struct rows rows;
	struct audit a;
	enum err e = read_query(rq, &q, &f);
	if (!e)
		e = store_audit_list(rq->db, &f, &rows);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '[');
	for (; !(e = stmt_next(&rows, &a)); n++) {
		json_open(&rp->body, '{');
		json_fields(&rp->body, audit_shown, &a);
		json_close(&rp->body, '}');
		last = a.id;
	}
	json_close(&rp->body, ']');
	if (e == ERR_NOT_FOUND)
		e = page_tells(&q.p, n, &total) ? ERR_NONE : store_audit_count(rq->db, &f, &total);
	if (!e)
		page_end(rq, rp, &q.p, total, n, last);
	return e;
}
