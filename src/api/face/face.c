/* face.c - the shapes that errors have towards the clients of the published systems. Floor: api. */
#include "api/face/face.h"

#include "api/face/bookstore.h"
#include "web/problem.h"

#include <string.h>

static bool starts(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

enum face face_of_path(const char *uri)
{
	static const char *const movies[] = {"/v1/", "/movies.", "/login", "/health-checks/", "/brew-coffee"};
	static const char *const bookstore[] = {"/books/", "/customers/", "/rentals/"};
	if (starts(uri, "/api/v1"))
		return FACE_API;
	for (size_t i = 0; i < sizeof(bookstore) / sizeof(bookstore[0]); i++)
		if (starts(uri, bookstore[i]))
			return FACE_BOOKSTORE;
	for (size_t i = 0; i < sizeof(movies) / sizeof(movies[0]); i++)
		if (starts(uri, movies[i]))
			return FACE_MOVIES;
	return FACE_PAGE;
}

const char *face_reason(struct request *rq, enum err e)
{
	if (!rq->error_count)
		return problem_detail(rq, e);
	struct buf b;
	buf_init(&b, rq->arena, 256);
	for (int i = 0; i < rq->error_count; i++)
		buf_printf(&b, "%s%s%s%s", i ? "; " : "", rq->errors[i].field,
			   *rq->errors[i].field ? " " : "", rq->errors[i].message);
	return b.data;
}

void face_escape(struct buf *b, const char *s)
{
	for (;; s++) {
		size_t plain = strcspn(s, "<>&\"'");
		buf_add(b, s, plain);
		s += plain;
		switch (*s) {
		case 0:
			return;
		case '<':
			buf_puts(b, "&lt;");
			break;
		case '>':
			buf_puts(b, "&gt;");
			break;
		case '&':
			buf_puts(b, "&amp;");
			break;
		case '"':
			buf_puts(b, "&quot;");
			break;
		case '\'':
			buf_puts(b, "&#39;");
			break;
		}
	}
}

void face_html(struct request *rq, struct reply *rp, int status, const char *text)
{
	(void)rq;
	struct buf *b = &rp->body;
	reply_start(rp, status, "text/html; charset=utf-8");
	buf_printf(b, "<!doctype html>\n<html lang=\"en\">\n<title>%d %s</title>\n<h1>%s</h1>\n<p>", status,
		   reply_reason(status), reply_reason(status));
	face_escape(b, text);
	buf_puts(b, "</p>\n");
}

/* {"status": "..."}; what is wrong with a path or method is HTML there, as Flask has it. */
static void booklist_error(struct request *rq, struct reply *rp, int status, const char *reason)
{
	if (status == 405) {
		face_html(rq, rp, status, reason);
		return;
	}
	reply_start(rp, status, "application/json");
	json_open(&rp->body, '{');
	json_member_text(&rp->body, "status", reason);
	json_close(&rp->body, '}');
}

static void reading_room_error(struct reply *rp, int status, const char *reason)
{
	reply_start(rp, status, "application/json");
	json_open(&rp->body, '{');
	json_member_text(&rp->body, "result", "Error");
	json_member_text(&rp->body, "detail", reason);
	json_close(&rp->body, '}');
}

static void movies_face_error(struct reply *rp, int status, const char *reason)
{
	static const struct {
		int status;
		const char *code, *message; /* NULL: the reason */
	} known[] = {
	    {401, "UNAUTHORIZED", "You are not authorized to access this resource"},
	    {403, "FORBIDDEN", NULL},
	    {404, "NOT_FOUND", "Requested URL was not found"},
	    {405, "NOT_ALLOWED", "Method not allowed"},
	    {409, "CONFLICT", NULL},
	    {429, "TOO_MANY_REQUESTS", NULL},
	};
	const char *code = status < 500 ? "INVALID_REQUEST_BODY" : "SERVER_ERROR";
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].status == status) {
			code = known[i].code;
			reason = known[i].message ? known[i].message : reason;
		}
	movies_error(rp, status, code, reason);
}

void face_error(struct request *rq, struct reply *rp, enum face face, enum err e)
{
	int status = problem_status(e);
	/* The published systems knew no 415. */
	if (e == ERR_MEDIA && face != FACE_API)
		status = 400;
	const char *reason = face_reason(rq, e);
	switch (face) {
	case FACE_API:
		problem_write(rq, rp, e);
		break;
	case FACE_PAGE:
		face_html(rq, rp, status, reason);
		break;
	case FACE_BOOKLIST:
		booklist_error(rq, rp, status, reason);
		break;
	case FACE_WISHLIST:
		reply_text(rp, status, "text/html; charset=utf-8", "");
		face_escape(&rp->body, reason);
		break;
	case FACE_MOVIES:
		movies_face_error(rp, status, reason);
		break;
	case FACE_BOOKSTORE:
		bookstore_error(rq, rp, e);
		break;
	case FACE_READING_ROOM:
		reading_room_error(rp, status, reason);
		break;
	}
}

const struct route *face_route(struct request *rq, const struct route **near_r)
{
	const struct route *found = route_find(routes, rq, near_r);
	int n = rq->segment_count;
	if (*near_r || rq->path_broken || n < 2 || *rq->segments[n - 1])
		return found;
	rq->segment_count--;
	found = route_find(routes, rq, near_r);
	if (*near_r && (*near_r)->face == FACE_MOVIES)
		return found;
	rq->segment_count = n;
	rq->allow = 0;
	*near_r = NULL;
	return NULL;
}

/* Only the book store's paths end with a slash, so only they are found here. */
enum err face_slash(struct request *rq, struct reply *rp, enum face *face_r)
{
	const struct route *near;
	if (rq->path_broken || rq->segment_count == SEGMENTS_MAX)
		return ERR_NO_ROUTE;
	rq->segments[rq->segment_count++] = "";
	route_find(routes, rq, &near);
	rq->segment_count--;
	if (!near || near->face != FACE_BOOKSTORE) {
		rq->allow = 0;
		return ERR_NO_ROUTE;
	}
	*face_r = near->face;
	size_t len = strcspn(rq->uri, "?");
	reply_header(rp, "Location", arena_printf(rq->arena, "%.*s/%s", (int)len, rq->uri, rq->uri + len));
	reply_text(rp, rq->method == GET ? 301 : 308, "text/html; charset=utf-8", "");
	return ERR_NONE;
}

enum err face_accept(const struct request *rq, enum face face)
{
	return face == FACE_BOOKSTORE ? bookstore_accept(rq) : ERR_NONE;
}

void face_finish(struct request *rq, struct reply *rp, enum face face)
{
	if (face == FACE_BOOKSTORE)
		bookstore_page(rq, rp);
}

void face_headers(struct request *rq, struct reply *rp, enum face face)
{
	if (face == FACE_BOOKSTORE)
		bookstore_headers(rq, rp);
}
