/* person.c - the unified API's members, customers and staff. Floor: api. */
#include "api/access.h"
#include "api/api.h"
#include "api/audit.h"

#include "base/secret.h"
#include "base/text.h"
#include "store/person.h"

#include <string.h>

/* A person as it comes in: with a password, which goes no further than its hash. */
struct person_in {
	struct person p;
	const char *password;
};
#define P struct person_in
const struct field person_body[] = {
    FIELD_TEXT(P, p.email, "email", 1, 320, F_NULL | F_TRIM | F_LINE),
    FIELD_TEXT(P, p.first_name, "first_name", 0, 200, F_TRIM | F_LINE),
    FIELD_TEXT(P, p.last_name, "last_name", 0, 200, F_TRIM | F_LINE),
    FIELD_CHOICE(P, p.role, "role", "member|staff|admin", 0),
    FIELD_TEXT(P, p.card_number, "card_number", 1, 64, F_NULL | F_TRIM | F_LINE),
    FIELD_BOOL(P, p.active, "active", 0),
    FIELD_TEXT(P, password, "password", 10, 1000, F_SECRET),
    FIELD_END,
};
#undef P

#define P struct person
const struct field person_shown[] = {
    FIELD_UUID(P, uuid, "id", 0),
    FIELD_TEXT(P, email, "email", 0, 0, F_NULL),
    FIELD_TEXT(P, first_name, "first_name", 0, 0, 0),
    FIELD_TEXT(P, last_name, "last_name", 0, 0, 0),
    FIELD_CHOICE(P, role, "role", "member|staff|admin", 0),
    FIELD_TEXT(P, card_number, "card_number", 0, 0, F_NULL),
    FIELD_BOOL(P, active, "active", 0),
    FIELD_TIME(P, created_at, "created_at", 0),
    FIELD_TIME(P, updated_at, "updated_at", 0),
    FIELD_END,
};
#undef P

struct query {
	struct page p;
	const char *name, *email, *card_number, *role;
};
#define Q struct query
const struct field person_query[] = {
    PAGE_FIELDS(Q),
    MATCH_FIELD(Q),
    FIELD_TEXT(Q, name, "name", 1, 400, 0),
    FIELD_TEXT(Q, email, "email", 1, 320, 0),
    FIELD_TEXT(Q, card_number, "card_number", 1, 64, 0),
    FIELD_CHOICE(Q, role, "role", "member|staff|admin", 0),
    FIELD_END,
};
#undef Q

static void write_person(struct buf *b, const struct person *p)
{
	json_open(b, '{');
	json_fields(b, person_shown, p);
	json_close(b, '}');
}

static enum err answer_stored(struct request *rq, struct reply *rp, int status, const char *uuid)
{
	struct person p;
	enum err e = store_person_by_uuid(rq->db, uuid, &p);
	if (e)
		return e;
	reply_start(rp, status, "application/json");
	write_person(&rp->body, &p);
	rp->version = p.version;
	return ERR_NONE;
}

/* With how it is now, as the answer has it; of a password only that there is another. */
static void note(struct request *rq, const struct reply *rp, const struct person_in *in, const char *before)
{
	const char *after = rp->body.data;
	if (in->password)
		after = audit_with(rq->arena, after, "password", before ? "changed" : "set");
	audit_note(rq, "person", in->p.uuid, before, after);
}

static enum err duplicate(struct request *rq)
{
	bool card = !strcmp(db_conflict_key(rq->db), "person_card");
	return request_refuse(rq, ERR_CONFLICT, "person.duplicate",
			      card ? "Another person has this card number."
				   : "Another person has this email.",
			      "field", card ? "card_number" : "email", NULL);
}

static enum err hash_password(struct request *rq, struct person_in *in)
{
	if (!in->password)
		return ERR_NONE;
	char *hash = arena_alloc(rq->arena, SECRET_HASH);
	in->p.password_hash = hash;
	return secret_hash(in->password, hash);
}

/* Staff look after members, only an admin after staff and admins. */
static enum err check_role(struct request *rq, const struct person_in *in, const char *before)
{
	return access_may_change(rq, in->p.role) && (!before || access_may_change(rq, before))
		   ? ERR_NONE
		   : ERR_FORBIDDEN;
}

/* A member changes their own names and email; the rest is the library's. */
static enum err check_member(struct request *rq, uint64_t given)
{
	for (int i = 0; person_body[i].name; i++)
		if ((given & (uint64_t)1 << i) &&
		    !text_in_words("email|first_name|last_name", person_body[i].name))
			return request_refuse(rq, ERR_FORBIDDEN, "person.reserved",
					      "Only the library changes this of a person.", "field",
					      person_body[i].name, NULL);
	return ERR_NONE;
}

enum err api_person_create(struct request *rq, struct reply *rp)
{
	struct person_in in = {.p = {.first_name = "", .last_name = "", .role = "member", .active = true}};
	enum err e = input_body(rq, person_body, &in, 0, NULL);
	if (!e)
		e = check_role(rq, &in, NULL);
	if (!e)
		e = hash_password(rq, &in);
	if (e)
		return e;
	e = store_person_insert(rq->db, &in.p);
	if (e == ERR_CONFLICT)
		return duplicate(rq);
	if (e)
		return e;
	reply_headerf(rp, "Location", "/api/v1/people/%s", in.p.uuid);
	e = answer_stored(rq, rp, 201, in.p.uuid);
	if (!e)
		note(rq, rp, &in, NULL);
	return e;
}

enum err api_person_get(struct request *rq, struct reply *rp)
{
	const char *uuid;
	enum err e = api_uuid(rq, 0, &uuid);
	return e ? e : answer_stored(rq, rp, 200, uuid);
}

static enum err lock(struct request *rq, struct person *p)
{
	const char *uuid;
	enum err e = api_uuid(rq, 0, &uuid);
	if (!e)
		e = store_person_lock(rq->db, uuid, p);
	return e ? e : api_match(rq, p->version);
}

enum err api_person_patch(struct request *rq, struct reply *rp)
{
	struct person_in in = {.password = NULL};
	uint64_t given = 0;
	enum err e = lock(rq, &in.p);
	const char *role = in.p.role, *before = e ? NULL : audit_state(rq->arena, person_shown, &in.p);
	if (!e)
		e = input_body(rq, person_body, &in, INPUT_PARTIAL, &given);
	if (!e)
		e = rq->role < STAFF ? check_member(rq, given) : check_role(rq, &in, role);
	if (!e)
		e = hash_password(rq, &in);
	if (e)
		return e;
	e = store_person_update(rq->db, &in.p);
	if (e == ERR_CONFLICT)
		return duplicate(rq);
	if (!e)
		e = answer_stored(rq, rp, 200, in.p.uuid);
	if (!e)
		note(rq, rp, &in, before);
	return e;
}

enum err api_person_delete(struct request *rq, struct reply *rp)
{
	struct person_in in = {.password = NULL};
	enum err e = lock(rq, &in.p);
	if (!e)
		e = check_role(rq, &in, NULL);
	if (!e)
		e = store_person_delete(rq->db, in.p.id);
	if (e == ERR_IN_USE)
		return request_refuse(rq, e, "person.in_use", "There is an open loan or a debt.", NULL);
	if (e)
		return e;
	audit_note(rq, "person", in.p.uuid, audit_state(rq->arena, person_shown, &in.p), NULL);
	reply_empty(rp, 204);
	return ERR_NONE;
}

enum err api_person_list(struct request *rq, struct reply *rp)
{
	struct query q = {.p = PAGE_DEFAULT};
	enum err e = input_query(rq, person_query, &q, 0);
	if (e)
		return e;
	struct person_filter f = {
	    .name = page_pattern(rq, &q.p, q.name),
	    .email = page_pattern(rq, &q.p, q.email),
	    .card_number = page_pattern(rq, &q.p, q.card_number),
	    .role = q.role,
	    .limit = q.p.per_page,
	    .offset = (q.p.page - 1) * q.p.per_page,
	};
	int64_t total, n = 0;
	struct rows rows;
	struct person p;
	e = store_person_list(rq->db, &f, &rows);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '[');
	for (; !(e = stmt_next(&rows, &p)); n++)
		write_person(&rp->body, &p);
	json_close(&rp->body, ']');
	if (e == ERR_NOT_FOUND)
		e = page_tells(&q.p, n, &total) ? ERR_NONE : store_person_count(rq->db, &f, &total);
	if (!e)
		page_headers(rq, rp, &q.p, total);
	return e;
}
