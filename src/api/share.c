/* share.c - the unified API's invitations to a list. Floor: api. */
#include "api/api.h"

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

static enum err find_list(struct request *rq, struct list *l)
{
	const char *uuid;
	enum err e = api_uuid(rq, 0, &uuid);
	return e ? e : store_list_by_uuid(rq->db, uuid, l);
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
	enum err e = find_list(rq, &l);
	if (e)
		return e;
	secret_key(key);
	secret_sha256(key, strlen(key), hash);
	e = store_share_insert(rq->db, l.id, hash);
	if (e)
		return e;
	reply_start(rp, 201, "application/json");
	json_open(&rp->body, '{');
	json_member_text(&rp->body, "list", l.uuid);
	json_member_text(&rp->body, "key", key);
	json_close(&rp->body, '}');
	reply_headerf(rp, "Location", "/api/v1/lists/%s/shares/%s", l.uuid, key);
	return ERR_NONE;
}

enum err api_share_list(struct request *rq, struct reply *rp)
{
	struct list l;
	struct rows rows;
	struct share s;
	struct buf *b = &rp->body;
	enum err e = find_list(rq, &l);
	if (!e)
		e = store_share_list(rq->db, l.id, &rows);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(b, '[');
	while (!(e = stmt_next(&rows, &s))) {
		json_open(b, '{');
		json_member_text(b, "person", s.person);
		json_name(b, "created_at");
		json_time(b, s.created_at);
		json_name(b, "accepted_at");
		json_time(b, s.accepted_at);
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
	json_member_text(&rp->body, "list", rq->ids[0]);
	json_member_text(&rp->body, "person", in.person);
	json_close(&rp->body, '}');
	return ERR_NONE;
}

/* The owner takes an invitation back; a person who used it leaves. */
enum err api_share_delete(struct request *rq, struct reply *rp)
{
	struct share s;
	enum err e = find_share(rq, &s);
	if (!e)
		e = store_share_delete(rq->db, s.id);
	if (!e)
		reply_empty(rp, 204);
	return e;
}
