/* bookstore_shape.c - published API 3: errors, headers, and what Accept asks for. Floor: api. */
#include "api/face/bookstore.h"

#include "api/face/face.h"
#include "base/text.h"
#include "web/problem.h"

#include <string.h>
#include <strings.h>

/* Does Accept name this media range? Parameters and weights do not count, as they did not there. */
static bool accepts(const struct request *rq, const char *range)
{
	size_t len = strlen(range);
	for (const char *p = rq->accept; *p;) {
		p += strspn(p, " \t,");
		if (strcspn(p, ",; \t") == len && !strncasecmp(p, range, len))
			return true;
		p += strcspn(p, ",");
	}
	return false;
}

static bool anything(const struct request *rq)
{
	return !rq->accept || !rq->accept[strspn(rq->accept, " \t")];
}

/* The more exact range has the say; JSON where both are as exact. */
static bool wants_page(const struct request *rq)
{
	if (anything(rq) || accepts(rq, "application/json"))
		return false;
	return accepts(rq, "text/html") || (accepts(rq, "text/*") && !accepts(rq, "application/*"));
}

enum err bookstore_accept(const struct request *rq)
{
	bool json = anything(rq) || accepts(rq, "*/*") || accepts(rq, "application/*") ||
		    accepts(rq, "application/json");
	return json || wants_page(rq) ? ERR_NONE : ERR_ACCEPT;
}

static const char *detail(struct request *rq, enum err e)
{
	const char *type = rq->content_type ? rq->content_type : "";
	switch (e) {
	case ERR_NOT_FOUND:
		return "Not found.";
	case ERR_METHOD:
		return arena_printf(rq->arena, "Method \"%s\" not allowed.", rq->method_text);
	case ERR_ACCEPT:
		return "Could not satisfy the request Accept header.";
	case ERR_MEDIA:
		return arena_printf(rq->arena, "Unsupported media type \"%s\" in request.",
				    text_valid(type, strlen(type)) ? type : "?");
	default:
		return problem_detail(rq, e);
	}
}

/* {"field": ["message"], ...}, each field once. */
static void write_fields(struct buf *b, const struct request *rq)
{
	for (int i = 0; i < rq->error_count; i++) {
		const char *field = rq->errors[i].field;
		json_name(b, *field ? field : "non_field_errors");
		json_open(b, '[');
		json_text(b, rq->errors[i].message);
		json_close(b, ']');
	}
}

void bookstore_error(struct request *rq, struct reply *rp, enum err e)
{
	if (e == ERR_NO_ROUTE) {
		face_html(rq, rp, 404, problem_detail(rq, e));
		return;
	}
	reply_start(rp, problem_status(e), "application/json");
	json_open(&rp->body, '{');
	if (rq->error_count)
		write_fields(&rp->body, rq);
	else
		json_member_text(&rp->body, "detail", detail(rq, e));
	json_close(&rp->body, '}');
}

static void write_words(struct buf *b, const char *name, const char *const words[])
{
	json_name(b, name);
	json_open(b, '[');
	for (int i = 0; words[i]; i++)
		json_text(b, words[i]);
	json_close(b, ']');
}

void bookstore_options(struct request *rq, struct reply *rp, const struct route *near)
{
	static const char *const renders[] = {"application/json", "text/html", NULL};
	static const char *const parses[] = {"application/json", "application/x-www-form-urlencoded",
					     "multipart/form-data", NULL};
	(void)rq;
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '{');
	json_member_text(&rp->body, "name", near->summary);
	json_member_text(&rp->body, "description", "");
	write_words(&rp->body, "renders", renders);
	write_words(&rp->body, "parses", parses);
	json_close(&rp->body, '}');
}

/* For people with a browser: the answer as it is, readable. */
void bookstore_page(struct request *rq, struct reply *rp)
{
	struct buf *b = &rp->body;
	if (!rp->type || strcmp(rp->type, "application/json") || !wants_page(rq))
		return;
	const char *json = arena_strndup(rq->arena, b->data, b->len);
	reply_start(rp, rp->status, "text/html; charset=utf-8");
	buf_printf(b,
		   "<!doctype html>\n<html lang=\"en\">\n<title>Book store</title>\n<h1>Book store</h1>\n"
		   "<p>%d %s; <a href=\"/docs\">about this API</a></p>\n"
		   "<pre style=\"white-space: pre-wrap; overflow-wrap: anywhere\">",
		   rp->status, reply_reason(rp->status));
	face_escape(b, json);
	buf_puts(b, "</pre>\n");
	reply_header(
	    rp, "Content-Security-Policy",
	    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'");
}

void bookstore_headers(struct request *rq, struct reply *rp)
{
	if (rq->allow && !reply_get_header(rp, "Allow"))
		reply_header(rp, "Allow", route_allow(rq->arena, rq->allow));
	reply_header(rp, "Vary", "Accept, Cookie");
	reply_header(rp, "X-Frame-Options", "DENY");
	reply_header(rp, "Referrer-Policy", "same-origin");
}
