/* route.h - rows of the route table and how a path finds its row. Floor: web. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "base/field.h"
#include "web/reply.h"
#include "web/request.h"

/* Whose shape errors have: the unified API's or that of a published system. */
enum face {
	FACE_API,
	FACE_PAGE,
	FACE_BOOKLIST,
	FACE_WISHLIST,
	FACE_MOVIES,
	FACE_BOOKSTORE,
	FACE_READING_ROOM
};

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
	FORM_BODY =
	    1 << 8, /* JSON or a form is wanted; the handler reads it, once it knows what the path names */

	/*
	 * A member may, but only for themselves; staff may all. OWN_PATH: the first {..} of the path is a person.
	 * OWN_EMAIL: so is "email" of the query or body. OWN_ROWS: the handler and its statements leave out what
	 * is somebody else's (api/access.h); on a row open to visitors the caller is then asked for all the same.
	 */
	OWN_PATH = 1 << 9,
	OWN_EMAIL = 1 << 10,
	OWN_ROWS = 1 << 11,
	NEED_TOKEN = 1 << 12,  /* a valid token, in open access too */
	KNOW_CALLER = 1 << 13, /* open to visitors, but who has a token or session is known */
	LOGS_IN = 1 << 14,     /* asks for a password: no token counts, and no Idempotency-Key is honoured */

	/*
	 * Waits for others, or takes long: the site files send it to a pool of its own. Who has waited for that pool
	 * as long as OMDb may take is told 503 before anything is done.
	 */
	OUTBOUND = 1 << 15,
	TX_LATER = 1 << 20, /* asks others first and only then begins a transaction: api_in_transaction */

	/* What the documents say of an answer; dispatch does nothing about these. */
	CREATES = 1 << 16,	/* 201 with Location (a PUT: 200 when it was there) */
	ANSWER_LIST = 1 << 17,	/* an array of what the row's answer is */
	ANSWER_TEXT = 1 << 18,	/* plain words, sent as text/html */
	TAKES_MATCH = 1 << 19,	/* If-Match is honoured when it is given */
	ANSWER_PARTS = 1 << 21, /* not all members of the row's answer at once */

	LOCAL = 1 << 22, /* for this machine only, whoever else may: ERR_NOT_LOCAL */
};

struct route {
	enum method method;
	const char *pattern; /* "/api/v1/works/{id}"; {number} takes decimal digits only */
	enum err (*handler)(struct request *rq, struct reply *rp);
	enum face face;
	unsigned flags;
	const struct field *body; /* the JSON body's members, for documents; handlers check with it */
	const struct field
	    *query; /* the query's parameters: checked when the row has them, see struct page */
	int budget; /* statements a usual call may cost at most; a test holds it */
	const char *summary;
	/*
	 * The members of a good answer, for documents; NULL: none, or not an object. A name "a.b" is member b of an
	 * object a, "a[].b" of every element of an array. When all members of an object have F_NULL the object itself
	 * may be null.
	 */
	const struct field *answer;
};

/*
 * The row for a path and method. NULL: rq->allow holds the methods the path knows (0: the path is unknown), and
 * *near_r a row of that path (NULL when unknown), whose shape an error has. Fills rq->ids.
 */
const struct route *route_find(const struct route *table, struct request *rq, const struct route **near_r);
/* "GET, POST, HEAD, OPTIONS": as an Allow header says it (RFC 9110). In the arena. */
const char *route_allow(struct arena *a, unsigned methods);

#endif
