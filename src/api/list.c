/* list.c - the unified API's wish lists. Floor: api. (Entries: entry.c, shares: share.c.) */
#include "api/access.h"
#include "api/api.h"
#include "api/audit.h"

#include "store/list.h"

#include <string.h>

#define L struct list
const struct field list_body[] = {
    FIELD_UUID(L, owner, "owner", F_REQUIRED),
    FIELD_TEXT(L, name, "name", 1, 200, F_REQUIRED | F_TRIM | F_LINE),
    FIELD_CHOICE(L, visibility, "visibility", "private|unlisted|shared|public", 0),
    FIELD_END,
};
/* A list keeps its owner. */
const struct field list_patch[] = {
    FIELD_TEXT(L, name, "name", 1, 200, F_TRIM | F_LINE),
    FIELD_CHOICE(L, visibility, "visibility", "private|unlisted|shared|public", 0),
    FIELD_END,
};
const struct field list_shown[] = {
    FIELD_UUID(L, uuid, "id", 0),
    FIELD_UUID(L, owner, "owner", 0),
    FIELD_TEXT(L, name, "name", 0, 0, 0),
    FIELD_CHOICE(L, visibility, "visibility", "private|unlisted|shared|public", 0),
    FIELD_INT(L, entries, "entries", 0, 0, 0),
    FIELD_TIME(L, created_at, "created_at", 0),
    FIELD_TIME(L, updated_at, "updated_at", 0),
    FIELD_END,
};
#undef L

struct query {
	struct page p;
	const char *owner, *name, *visibility;
};
#define Q struct query
const struct field list_query[] = {
    PAGE_FIELDS(Q),
    FIELD_UUID(Q, owner, "owner", 0),
    FIELD_TEXT(Q, name, "name", 1, 200, 0),
    FIELD_CHOICE(Q, visibility, "visibility", "private|unlisted|shared|public", 0),
    FIELD_END,
};
#undef Q

static void write_list(struct buf *b, const struct list *l)
{
	json_open(b, '{');
	json_fields(b, list_shown, l);
	json_close(b, '}');
}

static void answer(struct reply *rp, int status, const struct list *l)
{
	reply_start(rp, status, "application/json");
	write_list(&rp->body, l);
	rp->version = l->version;
}

static enum err answer_stored(struct request *rq, struct reply *rp, int status, const char *uuid)
{
	struct list l;
	enum err e = store_list_by_uuid(rq->db, uuid, NIL_INT, &l);
	if (!e)
		answer(rp, status, &l);
	return e;
}

static enum err check_right(const struct request *rq, const struct list *l, enum list_right right)
{
	bool own = access_is_own(rq, l->owner), writes = own || l->shared;
	bool reads = writes || !strcmp(l->visibility, "public") || !strcmp(l->visibility, "unlisted");
	if (right == LIST_OWN ? own : right == LIST_WRITE ? writes : reads)
		return ERR_NONE;
	return reads ? ERR_FORBIDDEN : ERR_NOT_FOUND;
}

enum err api_list_find(struct request *rq, enum list_right right, bool lock, struct list *l_r)
{
	const char *uuid;
	enum err e = api_uuid(rq, 0, &uuid);
	if (!e)
		e = lock ? store_list_lock(rq->db, uuid, access_viewer(rq), l_r)
			 : store_list_by_uuid(rq->db, uuid, access_viewer(rq), l_r);
	return e ? e : check_right(rq, l_r, right);
}

static enum err duplicate(struct request *rq)
{
	return request_refuse(rq, ERR_CONFLICT, "list.duplicate", "The owner has a list of this name.",
			      "field", "name", NULL);
}

enum err api_list_create(struct request *rq, struct reply *rp)
{
	struct list l = {.visibility = "private"};
	enum err e = input_body(rq, list_body, &l, 0, NULL);
	if (!e && !access_is_own(rq, l.owner))
		e = ERR_FORBIDDEN;
	if (!e)
		e = store_list_insert(rq->db, &l);
	if (e == ERR_CONFLICT)
		return duplicate(rq);
	if (e == ERR_NO_SUCH)
		return request_wrong(rq, "owner", "unknown_person", "there is no such person");
	if (e)
		return e;
	reply_headerf(rp, "Location", "/api/v1/lists/%s", l.uuid);
	e = answer_stored(rq, rp, 201, l.uuid);
	if (!e)
		audit_note(rq, "list", l.uuid, NULL, rp->body.data);
	return e;
}

enum err api_list_get(struct request *rq, struct reply *rp)
{
	struct list l;
	enum err e = api_list_find(rq, LIST_READ, false, &l);
	if (!e)
		answer(rp, 200, &l);
	return e;
}

/* And how it was before, for the audit. */
static enum err lock(struct request *rq, struct list *l, const char **before_r)
{
	enum err e = api_list_find(rq, LIST_OWN, true, l);
	if (!e)
		*before_r = audit_state(rq->arena, list_shown, l);
	return e ? e : api_match(rq, l->version);
}

enum err api_list_patch(struct request *rq, struct reply *rp)
{
	struct list l;
	const char *before;
	enum err e = lock(rq, &l, &before);
	if (!e)
		e = input_body(rq, list_patch, &l, INPUT_PARTIAL, NULL);
	if (!e)
		e = store_list_update(rq->db, &l);
	if (e == ERR_CONFLICT)
		return duplicate(rq);
	if (!e)
		e = answer_stored(rq, rp, 200, l.uuid);
	if (!e)
		audit_note(rq, "list", l.uuid, before, rp->body.data);
	return e;
}

enum err api_list_delete(struct request *rq, struct reply *rp)
{
	struct list l;
	const char *before;
	enum err e = lock(rq, &l, &before);
	if (!e)
		e = store_list_delete(rq->db, l.id);
	if (e)
		return e;
	audit_note(rq, "list", l.uuid, before, NULL);
	reply_empty(rp, 204);
	return ERR_NONE;
}

enum err api_list_list(struct request *rq, struct reply *rp)
{
	struct query q = {.p = PAGE_DEFAULT};
	enum err e = input_query(rq, list_query, &q, 0);
	if (e)
		return e;
	struct list_filter f = {
	    .viewer = access_viewer(rq),
	    .owner = q.owner,
	    .name = q.name,
	    .visibility = q.visibility,
	    .limit = q.p.per_page,
	    .offset = (q.p.page - 1) * q.p.per_page,
	};
	int64_t total, n = 0;
	struct rows rows;
	struct list l;
	e = store_list_list(rq->db, &f, &rows);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '[');
	for (; !(e = stmt_next(&rows, &l)); n++)
		write_list(&rp->body, &l);
	json_close(&rp->body, ']');
	if (e == ERR_NOT_FOUND)
		e = page_tells(&q.p, n, &total) ? ERR_NONE : store_list_count(rq->db, &f, &total);
	if (!e)
		page_headers(rq, rp, &q.p, total);
	return e;
}
