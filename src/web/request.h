/* request.h - one request as plain data, and what is found wrong with it. No FastCGI in it. Floor: web. */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/arena.h"
#include "base/conf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct caller;
struct db;
struct route;

enum method { GET, POST, PUT, PATCH, DELETE, OPTIONS, OTHER_METHOD, METHODS };
enum role { VISITOR, MEMBER, STAFF, ADMIN };

/* Limits of api.md: over them a request is refused before anything is written. */
enum { PARAMS_MAX = 100, SEGMENTS_MAX = 12, JSON_DEPTH = 32, ERRORS_MAX = 50 };

/* The session of the page: a token in a cookie. */
#define SESSION_COOKIE "carrel_session"

struct param {
	const char *name, *value; /* decoded */
};

/* One thing that is wrong with the input. */
struct field_error {
	const char *field, *code, *message;
};

struct request {
	struct arena *arena;
	const struct conf *conf;
	struct db *db;
	int64_t now;	 /* UTC microseconds */
	int64_t started; /* date_clock() */
	int64_t arrived; /* at the web server, UTC microseconds; 0: not told */

	enum method method;
	bool head; /* HEAD, asked as GET */
	const char *method_text, *uri;
	const char *segments[SEGMENTS_MAX]; /* of the path, each decoded once; "/a/" ends with an empty one */
	int segment_count;
	bool path_broken; /* not decodable, or too many segments: no route matches it */
	struct param query[PARAMS_MAX];
	int query_count;
	const char *query_error; /* NULL, or why the query string cannot be read */

	const char *content_type, *if_match, *if_none_match, *idempotency_key, *accept, *origin, *remote,
	    *host;
	const char *authorization; /* header */
	const char *session;	   /* the cookie carrel_session */
	const char *csrf_token;	   /* header X-CSRF-Token */
	bool https;
	const char *id; /* request id: the web server's or our own */
	const char *body;
	size_t body_len;
	int64_t content_length; /* -1: none told */
	bool body_too_large, body_short;
	void *json;		  /* parsed body; web/json_in.c knows the type */
	const struct param *form; /* fields of a body that is a form, NULL when it is none */
	int form_count;

	const struct route *route;
	const char *ids[4]; /* what stood for {..} in the pattern */
	enum role role;
	const char *caller; /* whose idempotency keys these are */
	/* Who that is, 0 and NULL for visitors and in open access. */
	int64_t person_id;
	const char *person, *person_email, *person_card; /* uuid */
	bool by_cookie;					 /* known by the session, not by a bearer token */
	const struct caller *account;			 /* all of them, for the floors that know the type */
	const char *token_id, *token_csrf;		 /* of the token or session */
	int64_t token_expires;				 /* seconds since 1970 */
	int64_t retry_after;				 /* seconds, of an ERR_TOO_MANY */

	/* What the act changed, for the audit (api/audit.h); subject is NULL when nothing was. */
	struct {
		const char *subject, *subject_id, *before, *after;
		bool of_last_list; /* the subject's id is that of the list of the statement before */
	} note;

	/* What is wrong, found once, where it was found. */
	const char *detail, *code;
	struct param parameters[4]; /* of a refusal: text values */
	int parameter_count;
	struct field_error errors[ERRORS_MAX];
	int error_count;
	unsigned allow; /* bits of methods that the path knows */
};

/* Splits and decodes a request target, a path or a whole URL; fills uri (without the host), segments, query, path_broken, query_error. */
void request_target(struct request *rq, const char *uri);
/*
 * Takes "name=value&..." apart and decodes %XX and + (query strings, forms). ERR_TOO_LARGE: more than PARAMS_MAX;
 * ERR_SYNTAX: not percent-encoded UTF-8. count_r: how many were read, up to there.
 */
enum err request_pairs(struct arena *a, const char *text, size_t len, struct param params_r[PARAMS_MAX],
		       int *count_r) MUST_CHECK;
/* First value of a query parameter, NULL when there is none. */
const char *request_param(const struct request *rq, const char *name);
/* The value of a cookie in a Cookie header, in the arena; NULL when it is not there. Of several the first counts. */
const char *request_cookie(struct arena *a, const char *header, const char *name);
enum method request_method(const char *text);

/* Notes one wrong input and gives ERR_INPUT; past ERRORS_MAX they are counted no more. */
enum err request_wrong(struct request *rq, const char *field, const char *code, const char *message);
/* Refuses by a rule: code as "list.duplicate"; parameters as name, value pairs ended by NULL. Gives e. */
enum err request_refuse(struct request *rq, enum err e, const char *code, const char *detail, ...)
    __attribute__((sentinel));
/* Forgets what was found wrong, before the request is run again. */
void request_forget(struct request *rq);
/* Frees what the arena does not own. */
void request_clear(struct request *rq);

/* "1700000000.123" (nginx) or "t=1700000000123456" (Apache) as UTC microseconds; 0 when it is neither, or NULL. */
int64_t request_arrival(const char *text);
/* Is the caller on this machine? By the address the web server tells. */
bool request_is_local(const struct request *rq);

#endif
