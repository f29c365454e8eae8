/* site.c - health, and the list of routes. Floor: api. */
#include "api/access.h"
#include "api/api.h"

#include "store/schema.h"

struct answer {
	const char *status, *method, *path, *role, *owner, *summary;
};
const struct field status_shown[] = {FIELD_TEXT(struct answer, status, "status", 0, 0, 0), FIELD_END};
const struct field index_shown[] = {
    FIELD_TEXT(struct answer, method, "method", 0, 0, 0),
    FIELD_TEXT(struct answer, path, "path", 0, 0, 0),
    FIELD_CHOICE(struct answer, role, "role", "visitor|member|staff|admin", 0),
    FIELD_CHOICE(struct answer, owner, "owner", "path|email|rows", F_NULL),
    FIELD_TEXT(struct answer, summary, "summary", 0, 0, 0),
    FIELD_END,
};

static void status(struct reply *rp, const char *word)
{
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '{');
	json_fields(&rp->body, status_shown, &(struct answer){.status = word});
	json_close(&rp->body, '}');
}

enum err api_health(struct request *rq, struct reply *rp)
{
	(void)rq;
	status(rp, "alive");
	return ERR_NONE;
}

enum err api_ready(struct request *rq, struct reply *rp)
{
	int64_t version;
	enum err e = store_schema_check(rq->db, &version);
	if (!e)
		status(rp, "ready");
	return e;
}

enum err api_index(struct request *rq, struct reply *rp)
{
	static const char *const names[] = {[GET] = "GET",     [POST] = "POST",	    [PUT] = "PUT",
					    [PATCH] = "PATCH", [DELETE] = "DELETE", [OPTIONS] = "OPTIONS"};
	struct buf *b = &rp->body;
	(void)rq;
	reply_start(rp, 200, "application/json");
	json_open(b, '[');
	for (const struct route *r = routes; r->pattern; r++) {
		json_open(b, '{');
		json_fields(b, index_shown,
			    &(struct answer){.method = names[r->method],
					     .path = r->pattern,
					     .role = access_role_name(access_need(r)),
					     .owner = access_owner_name(r),
					     .summary = r->summary});
		json_close(b, '}');
	}
	json_close(b, ']');
	return ERR_NONE;
}
