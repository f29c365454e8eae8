/* share.c - the unified API's invitations to a list. Floor: api. */
#include "api/access.h"
#include "api/api.h"
#include "api/audit.h"

#include "base/secret.h"
#include "store/list.h"

#include <string.h>

struct share_in {
	const char *person;
};
const struct field share_body[] = {
    FIELD_UUID(struct share_in, person, "person", F_REQUIRED),
    FIELD_END,
};

/* What is told of an invitation: the key once, when it is made; later who used it. */
struct made {
	const char *list, *key;
};
const struct field share_made[] = {
    FIELD_UUID(struct made, list, "list", 0),
    FIELD_TEXT(struct made, key, "key", 0, 0, 0),
    FIELD_END,
};
struct accepted {
	const char *list, *person;
};
const struct field share_accepted[] = {
    FIELD_UUID(struct accepted, list, "list", 0),
    FIELD_UUID(struct accepted, person, "person", 0),
    FIELD_END,
};
const struct field share_shown[] = {
    FIELD_UUID(struct share, person, "person", F_NULL),
    FIELD_TIME(struct share, created_at, "created_at", 0),
    FIELD_TIME(struct share, accepted_at, "accepted_at", F_NULL),
    FIELD_END,
};

/* Whom a list is shared with: nobody yet, or somebody. The key is told to nobody else. */
static const char *state(struct request *rq, const char *list, const char *person)
{
	return audit_state(rq->arena, share_accepted, &(struct accepted){list, person});
}

/* The invitation of the path; the key itself is stored nowhere. */
static enum err find_share(struct request *rq, struct share *s)
{
	const char *uuid;
	char hash[SECRET_HEX];
	enum err e = api_uuid(rq, 0, &uuid);
	if (e)
		return e;
	secret_sha256(rq->ids[1], strlen(rq->ids[1]), hash);
	return store_share_find(rq->db, uuid, hash, s);
}

/* A key is shown once, when it is made. */
enum err api_share_create(struct request *rq, struct reply *rp)
{
	struct list l;
	char key[SECRET_KEY], hash[SECRET_HEX];
	enum err e = api_list_find(rq, LIST_OWN, false, &l);
	if (e)
		return e;
	secret_key(key);
	secret_sha256(key, strlen(key), hash);
	e = store_share_insert(rq->db, l.id, hash);
	if (e)
		return e;
	reply_start(rp, 201, "application/json");
	json_open(&rp->body, '{');
	json_fields(&rp->body, share_made, &(struct made){l.uuid, key});
	json_close(&rp->body, '}');
	reply_headerf(rp, "Location", "/api/v1/lists/%s/shares/%s", l.uuid, key);
	audit_note(rq, "share", l.uuid, NULL, state(rq, l.uuid, NULL));
	return ERR_NONE;
}

enum err api_share_list(struct request *rq, struct reply *rp)
{
	struct list l;
	struct rows rows;
	struct share s;
	struct buf *b = &rp->body;
	enum err e = api_list_find(rq, LIST_OWN, false, &l);
	if (!e)
		e = store_share_list(rq->db, l.id, &rows);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(b, '[');
	while (!(e = stmt_next(&rows, &s))) {
		json_open(b, '{');
		json_fields(b, share_shown, &s);
		json_close(b, '}');
	}
	json_close(b, ']');
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err used(struct request *rq)
{
	return request_refuse(rq, ERR_REFUSED, "share.used", "This invitation was used already.", NULL);
}

enum err api_share_accept(struct request *rq, struct reply *rp)
{
	struct share_in in;
	struct share s;
	enum err e = input_body(rq, share_body, &in, 0, NULL);
	if (!e && !access_is_own(rq, in.person))
		e = ERR_FORBIDDEN;
	if (!e)
		e = find_share(rq, &s);
	if (e)
		return e;
	if (s.person)
		return used(rq);
	e = store_share_accept(rq->db, s.id, in.person);
	if (e == ERR_CONFLICT)
		return request_refuse(rq, ERR_CONFLICT, "share.duplicate",
				      "This person shares the list already.", NULL);
	if (e == ERR_NOT_FOUND) {
		/* Either the person does not exist or somebody was quicker with the key. */
		enum err again = find_share(rq, &s);
		if (again)
			return again;
		return s.person ? used(rq)
				: request_wrong(rq, "person", "unknown_person", "there is no such person");
	}
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '{');
	json_fields(&rp->body, share_accepted, &(struct accepted){rq->ids[0], in.person});
	json_close(&rp->body, '}');
	audit_note(rq, "share", s.list, state(rq, s.list, NULL), state(rq, s.list, in.person));
	return ERR_NONE;
}

/* The owner takes an invitation back; a person who used it leaves. */
enum err api_share_delete(struct request *rq, struct reply *rp)
{
	struct share s;
	enum err e = find_share(rq, &s);
	if (!e && !access_is_own(rq, s.owner) && !access_is_own(rq, s.person))
		e = ERR_NOT_FOUND;
	if (!e)
		e = store_share_delete(rq->db, s.id);
	if (e)
		return e;
	audit_note(rq, "share", s.list, state(rq, s.list, s.person), NULL);
	reply_empty(rp, 204);
	return ERR_NONE;
}
