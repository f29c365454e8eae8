/* idempotent.c - POSTs that may be sent again under one Idempotency-Key. Floor: api. */
#include "api/idempotent.h"

#include "api/audit.h"
#include "api/face/face.h"
#include "base/secret.h"
#include "store/idempotency.h"
#include "web/problem.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 200 };

enum err idempotent_check(struct request *rq)
{
	size_t n = strlen(rq->idempotency_key);
	for (const char *p = rq->idempotency_key; *p; p++)
		if (*p <= 32 || *p == 127)
			n = 0;
	if (n && n <= KEY_MAX)
		return ERR_NONE;
	return request_wrong(rq, "Idempotency-Key", "value", "must be 1 to 200 visible ASCII characters");
}

/* Headers as "Name: value" lines; the content type is the first. */
static const char *pack(struct request *rq, const struct reply *rp)
{
	struct buf b;
	buf_init(&b, rq->arena, 256);
	buf_printf(&b, "%s\n", rp->type ? rp->type : "");
	if (rp->version)
		buf_printf(&b, "Version: %lld\n", (long long)rp->version);
	for (int i = 0; i < rp->header_count; i++)
		buf_printf(&b, "%s: %s\n", rp->headers[i].name, rp->headers[i].value);
	return b.data;
}

static void unpack(struct request *rq, struct reply *rp, const struct idempotency *k)
{
	char *line = arena_strdup(rq->arena, k->headers ? k->headers : "\n"), *next;
	char *end = strchr(line, '\n');
	*end = 0;
	reply_text(rp, (int)k->status, *line ? line : NULL, k->body ? k->body : "");
	for (line = end + 1; (end = strchr(line, '\n')); line = next) {
		next = end + 1;
		*end = 0;
		char *colon = strstr(line, ": ");
		if (!colon)
			continue;
		*colon = 0;
		if (!strcmp(line, "Version"))
			rp->version = strtoll(colon + 2, NULL, 10);
		else
			reply_header(rp, line, colon + 2);
	}
	reply_header(rp, "Idempotency-Replayed", "true");
}

static enum err replay(struct request *rq, struct reply *rp, struct idempotency *k)
{
	const char *hash = k->body_hash;
	enum err e = store_idempotency_find(rq->db, k);
	db_rollback(rq->db);
	if (e == ERR_NOT_FOUND)
		return ERR_RETRY; /* its transaction was rolled back just now */
	if (e)
		return e;
	if (strcmp(hash, k->body_hash))
		return ERR_KEY_REUSED;
	if (k->status == NIL_INT)
		return ERR_KEY_BUSY;
	unpack(rq, rp, k);
	return ERR_NONE;
}

/* The act under its savepoint; what it refuses is undone, but its answer is kept like any other. */
static enum err run_act(struct request *rq, struct reply *rp, api_act *act, const void *in)
{
	enum err e = act(rq, rp, in);
	if (!e)
		e = audit_write(rq, rp);
	if (e && problem_status(e) >= 500)
		return e;
	if (!e && rp->status < 400 && !rp->undo)
		return ERR_NONE;
	if (e) {
		reply_reset(rp);
		face_error(rq, rp, rq->route->face, e);
		problem_headers(rq, rp, e);
	}
	return store_idempotency_undo(rq->db);
}

enum err idempotent_run(struct request *rq, struct reply *rp, api_act *act, const void *in)
{
	char *hash = arena_alloc(rq->arena, SECRET_HEX), target[SECRET_HEX];
	secret_sha256(rq->body, rq->body_len, hash);
	secret_sha256(rq->uri, strlen(rq->uri), target); /* it may be long, and need not be text */
	struct idempotency k = {
	    .caller = rq->caller,
	    .route = arena_printf(rq->arena, "%s %s %s", rq->method_text, rq->route->pattern, target),
	    .key = rq->idempotency_key,
	    .body_hash = hash,
	};
	enum err e = store_idempotency_claim(rq->db, &k);
	if (e == ERR_CONFLICT)
		return replay(rq, rp, &k);
	if (e == ERR_REFUSED)
		e = ERR_KEY_BUSY;
	if (!e)
		e = run_act(rq, rp, act, in);
	if (!e) {
		k.status = rp->status;
		k.headers = pack(rq, rp);
		k.body = rp->body.data;
		e = store_idempotency_keep(rq->db, &k);
	}
	if (e) {
		db_rollback(rq->db);
		return e;
	}
	return db_commit(rq->db);
}
