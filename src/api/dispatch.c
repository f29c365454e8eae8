/* dispatch.c - honours what a row of the route table says, runs its handler, shapes errors. Floor: api. */
#include "api/access.h"
#include "api/api.h"
#include "api/audit.h"
#include "api/face/bookstore.h"
#include "api/face/face.h"
#include "api/idempotent.h"
#include "base/date.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "web/json_in.h"
#include "web/problem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { ATTEMPTS = 5 };

/* application/json, or anything +json (RFC 6839), parameters aside. */
static bool is_json(const char *type)
{
	if (!type)
		return false;
	size_t len = strcspn(type, "; \t");
	return (len == 16 && !strncasecmp(type, "application/json", 16)) ||
	       (len > 17 && !strncasecmp(type, "application/", 12) &&
		!strncasecmp(type + len - 5, "+json", 5));
}

static enum err check_body(struct request *rq)
{
	unsigned flags = rq->route->flags;
	if (rq->body_too_large) {
		rq->detail = arena_printf(rq->arena, "The body has %lld bytes, at most %lld are taken.",
					  (long long)rq->content_length, (long long)rq->conf->body_max);
		return ERR_TOO_LARGE;
	}
	if (rq->body_short)
		return ERR_SHORT_BODY;
	if (!(flags & JSON_BODY) || ((flags & JSON_OPTIONAL) && !rq->body_len))
		return ERR_NONE;
	if (!is_json(rq->content_type)) {
		rq->detail = "The Content-Type must be application/json.";
		return ERR_MEDIA;
	}
	return json_parse(rq);
}

/* Is it to be done once under its key? A login's answer is kept nowhere, and its failures are never undone. */
static bool is_keyed(const struct request *rq)
{
	return rq->idempotency_key && rq->method == POST && !(rq->route->flags & (NO_DB | LOGS_IN));
}

/* Whatever the row says before the handler may run. */
static enum err check(struct request *rq)
{
	enum err e = access_check(rq);
	if (!e)
		e = check_body(rq);
	if (!e)
		e = access_check_email(rq);
	if (!e && rq->route->face == FACE_API && !rq->route->query && (rq->query_count || rq->query_error))
		e = input_query(rq, (const struct field[]){FIELD_END}, NULL, 0);
	if (!e && (rq->route->flags & NEEDS_MATCH) && !rq->if_match)
		e = ERR_NEED_MATCH;
	if (!e && is_keyed(rq))
		e = idempotent_check(rq);
	return e;
}

/* Begin, act, commit; an error or an answer that refuses rolls back. */
static enum err transact(struct request *rq, struct reply *rp, api_act *act, const void *in, bool trust)
{
	bool keyed = is_keyed(rq);
	enum err e = db_begin(rq->db);
	if (e)
		return e;
	if (keyed)
		return idempotent_run(rq, rp, act, in);
	db_trust(rq->db, trust);
	e = act(rq, rp, in);
	if (!e)
		e = audit_write(rq, rp);
	if (e || rp->status >= 400 || rp->undo) {
		db_rollback(rq->db);
		return e;
	}
	return db_commit(rq->db);
}

/* A short random pause, longer each time, so that two that met do not meet again. */
static void pause_before(int attempt)
{
	long micros = (long)(random() % 4000 + 500) << attempt;
	nanosleep(&(struct timespec){.tv_nsec = micros * 1000}, NULL);
}

/* In a transaction or without, and again when somebody else was in the way. */
static enum err repeat(struct request *rq, struct reply *rp, api_act *act, const void *in, bool within)
{
	bool trust = true;
	for (int attempt = 0;; attempt++) {
		request_forget(rq);
		reply_reset(rp);
		enum err e = within ? transact(rq, rp, act, in, trust) : act(rq, rp, in);
		if (e != ERR_RETRY || attempt == ATTEMPTS || rp->begun)
			return e;
		/* Nobody was in the way, but it did not go as expected: step by step it says why. */
		if (within && trust && !db_trusts(rq->db)) {
			trust = false;
			continue;
		}
		metrics->sums.reruns++;
		log_debug("deadlock or lock wait in %s, attempt %d", rq->route->pattern, attempt + 1);
		pause_before(attempt);
	}
}

enum err api_in_transaction(struct request *rq, struct reply *rp, api_act *act, const void *in)
{
	return db_in_transaction(rq->db) ? act(rq, rp, in) : repeat(rq, rp, act, in, true);
}

enum err api_need(const struct request *rq, enum role need)
{
	if (rq->role >= need)
		return ERR_NONE;
	return rq->role == VISITOR ? ERR_LOGIN : ERR_FORBIDDEN;
}

static enum err handle(struct request *rq, struct reply *rp, const void *in)
{
	(void)in;
	return rq->route->handler(rq, rp);
}

static enum err run(struct request *rq, struct reply *rp)
{
	unsigned flags = rq->route->flags;
	/* What asks others first is not run again: the transaction it makes is. */
	if (flags & TX_LATER)
		return handle(rq, rp, NULL);
	return repeat(rq, rp, handle, NULL, is_keyed(rq) || (flags & TX));
}

/* Has it waited so long for a worker that who asked will soon have given up? */
static bool came_too_late(const struct request *rq)
{
	return (rq->route->flags & OUTBOUND) && rq->arrived &&
	       rq->now - rq->arrived > rq->conf->omdb_timeout * 1000000;
}

static enum err answer_options(struct request *rq, struct reply *rp, const struct route *near)
{
	reply_header(rp, "Allow", route_allow(rq->arena, rq->allow));
	if (near->face == FACE_API)
		reply_empty(rp, 204);
	else if (near->face == FACE_BOOKSTORE)
		bookstore_options(rq, rp, near);
	else
		reply_text(rp, 200, "text/html; charset=utf-8", "");
	return ERR_NONE;
}

static enum err answer(struct request *rq, struct reply *rp, enum face *face_r)
{
	const struct route *near;
	rq->route = face_route(rq, &near);
	*face_r = near ? near->face : face_of_path(rq->uri);
	if (!near)
		return face_slash(rq, rp, face_r);
	enum err e = face_accept(rq, near->face);
	if (e)
		return e;
	if (!rq->route && rq->method == OPTIONS)
		return answer_options(rq, rp, near);
	if (!rq->route)
		return ERR_METHOD;
	*face_r = rq->route->face;
	e = came_too_late(rq) ? ERR_RETRY : check(rq);
	return e ? e : run(rq, rp);
}

/* Does a list of entity tags (RFC 9110) hold this one? Weak comparison. */
static bool tag_listed(const char *list, const char *tag)
{
	size_t len = strlen(tag);
	for (const char *p = list; *p;) {
		p += strspn(p, " \t,");
		if (*p == '*')
			return true;
		if (!strncmp(p, "W/", 2))
			p += 2;
		if (!strncmp(p, tag, len) && strchr(" \t,", p[len]))
			return true;
		p += *p == '"' ? strcspn(p + 1, "\"") + 1 : strcspn(p, ",");
		p += *p == '"';
	}
	return false;
}

/* "HASH", or of a row that has one "VERSION-HASH" with half of it. */
static const char *entity_tag(struct arena *a, int64_t version, uint64_t hash)
{
	struct buf b;
	buf_init(&b, a, 64);
	buf_putc(&b, '"');
	if (version) {
		buf_int(&b, version);
		buf_putc(&b, '-');
	}
	for (int shift = version ? 28 : 60; shift >= 0; shift -= 4)
		buf_putc(&b, "0123456789abcdef"[hash >> shift & 15]);
	buf_putc(&b, '"');
	return b.data;
}

/* ETag on every body that is read, 304 when the client has it; also on what was just written, for its next If-Match. */
static void add_tag(struct request *rq, struct reply *rp)
{
	/* What is for this machine only is other figures each time. */
	bool read = rq->method == GET && rp->status == 200 && !(rq->route && rq->route->flags & LOCAL);
	if (!rp->type || reply_get_header(rp, "ETag") || !(read || (rp->version && rp->status < 300)))
		return;
	uint64_t hash = text_hash(rp->body.data, rp->body.len);
	const char *tag = entity_tag(rq->arena, rp->version, hash);
	reply_header(rp, "ETag", tag);
	if (read && rq->if_none_match && tag_listed(rq->if_none_match, tag))
		reply_empty(rp, 304);
}

/* Cross-origin reads and writes for the origins of carrel.conf, none by default. */
static void add_cors(struct request *rq, struct reply *rp)
{
	if (!*rq->conf->cors_origins)
		return;
	reply_header(rp, "Vary", "Origin");
	if (!access_named_origin(rq))
		return;
	reply_header(rp, "Access-Control-Allow-Origin", rq->origin);
	reply_header(
	    rp, "Access-Control-Expose-Headers",
	    "ETag, Idempotency-Replayed, Link, Location, X-Next-Cursor, X-Request-Id, X-Total-Count");
	if (rq->method != OPTIONS)
		return;
	reply_header(rp, "Access-Control-Allow-Methods", route_allow(rq->arena, rq->allow));
	reply_header(rp, "Access-Control-Allow-Headers",
		     "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match");
	reply_header(rp, "Access-Control-Max-Age", "600");
}

static const char *server_timing(struct arena *a, int64_t db, int64_t app)
{
	char text[TEXT_NUMBER];
	struct buf b;
	buf_init(&b, a, 64);
	buf_puts(&b, "db;dur=");
	buf_add(&b, text, text_put_millis(text, db));
	buf_puts(&b, ", app;dur=");
	buf_add(&b, text, text_put_millis(text, app));
	return b.data;
}

/* The headers that every answer has, once its status is known. */
static void add_headers(struct request *rq, struct reply *rp, enum face face)
{
	const struct db_cost *cost = db_cost(rq->db);
	if (face == FACE_API)
		add_cors(rq, rp);
	face_headers(rq, rp, face);
	if (rq->method == GET && !reply_get_header(rp, "Cache-Control"))
		reply_header(rp, "Cache-Control", rq->person ? "private, no-cache" : "no-cache");
	reply_header(rp, "X-Content-Type-Options", "nosniff");
	reply_header(rp, "X-Request-Id", rq->id);
	int64_t app = date_clock() - rq->started - cost->micros;
	reply_header(rp, "Server-Timing", server_timing(rq->arena, cost->micros, app));
}

bool api_flush(struct request *rq, struct reply *rp)
{
	if (!rp->flush || rp->body.len < REPLY_CHUNK)
		return true;
	if (!rp->begun)
		add_headers(rq, rp, rq->route->face);
	metrics_progress(date_clock());
	return rp->flush(rp);
}

static void finish(struct request *rq, struct reply *rp, enum face face)
{
	if (!rp->begun) {
		face_finish(rq, rp, face);
		add_tag(rq, rp);
		add_headers(rq, rp, face);
	}
	const struct db_cost *cost = db_cost(rq->db);
	int64_t total = date_clock() - rq->started;
	log_served(&(struct log_served){rq->method_text, rq->route ? rq->route->pattern : "-", rp->status,
					total, cost->micros, cost->statements});
	metrics_end(&(struct metrics_served){rq->route ? (int)(rq->route - routes) + 1 : 0, rp->status, total,
					     cost->statements, cost->round_trips});
}

void dispatch(struct request *rq, struct reply *rp, void *db)
{
	enum face face = FACE_PAGE;
	rq->db = db;
	metrics_begin(rq->started);
	log_request(rq->id);
	db_request(rq->db, rq->arena);
	enum err e = answer(rq, rp, &face);
	if (e && rp->begun) {
		rp->broken = true;
		log_error("%s %s: cut short: %s", rq->method_text, rq->route->pattern, err_slug(e));
	} else if (e) {
		reply_reset(rp);
		face_error(rq, rp, face, e);
		problem_headers(rq, rp, e);
		if (problem_status(e) >= 500)
			log_error("%s %s: %s%s%s", rq->method_text, rq->route ? rq->route->pattern : "-",
				  err_slug(e), rq->detail ? ": " : "", rq->detail ? rq->detail : "");
	}
	finish(rq, rp, face);
	log_request(NULL);
}
