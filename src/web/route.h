/* route.h - rows of the route table and how a path finds its row. Floor: web. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "base/field.h"
#include "web/reply.h"
#include "web/request.h"

/* Whose shape errors have: the unified API's or that of a published system. */
enum face { FACE_API, FACE_PAGE, FACE_BOOKLIST, FACE_WISHLIST, FACE_MOVIES };

/* What dispatch does before and around the handler; a handler never checks what a flag says. */
enum route_flag {
	/* Who may; one of these. A row without one is open to visitors. */
	NEED_MEMBER = 1 << 0,
	NEED_STAFF = 1 << 1,
	NEED_ADMIN = 1 << 2,
	JSON_BODY = 1 << 3,	/* a JSON body is wanted and parsed */
	JSON_OPTIONAL = 1 << 7, /* with JSON_BODY: no body at all is fine too */
	TX = 1 << 4, /* runs in a transaction: commit on success, roll back otherwise, again on deadlock */
	NEEDS_MATCH = 1 << 5, /* If-Match is required */
	NO_DB = 1 << 6,	      /* never touches the database */
};

struct route {
	enum method method;
	const char *pattern; /* "/api/v1/works/{id}" */
	enum err (*handler)(struct request *rq, struct reply *rp);
	enum face face;
	unsigned flags;
	const struct field *body; /* the JSON body's members, for documents; handlers check with it */
	const struct field
	    *query; /* the query's parameters: checked when the row has them, see struct page */
	int budget; /* statements a usual call may cost at most; a test holds it */
	const char *summary;
};

/*
 * The row for a path and method. NULL: rq->allow holds the methods the path knows (0: the path is unknown), and
 * *near_r a row of that path (NULL when unknown), whose shape an error has. Fills rq->ids.
 */
const struct route *route_find(const struct route *table, struct request *rq, const struct route **near_r);
/* "GET, HEAD, POST, OPTIONS": as an Allow header says it (RFC 9110). In the arena. */
const char *route_allow(struct arena *a, unsigned methods);

#endif
