/* me.c - the caller's own account. Floor: api. */
#include "api/access.h"
#include "api/api.h"
#include "api/audit.h"
#include "api/session.h"
#include "base/secret.h"
#include "store/login.h"

#include <string.h>

struct me_in {
	struct self s;
	const char *password, *old_password;
};
#define M struct me_in
const struct field me_body[] = {
    FIELD_TEXT(M, s.email, "email", 1, 320, F_TRIM | F_LINE),
    FIELD_TEXT(M, s.first_name, "first_name", 0, 200, F_TRIM | F_LINE),
    FIELD_TEXT(M, s.last_name, "last_name", 0, 200, F_TRIM | F_LINE),
    FIELD_TEXT(M, password, "password", 10, 1000, F_SECRET),
    FIELD_TEXT(M, old_password, "old_password", 1, 1000, F_SECRET),
    FIELD_END,
};
#undef M

#define C struct caller
#define PERSON(p, fl)                                                                                        \
	FIELD_UUID(C, uuid, p "id", fl), FIELD_TEXT(C, email, p "email", 0, 0, F_NULL),                      \
	    FIELD_TEXT(C, first_name, p "first_name", 0, 0, fl),                                             \
	    FIELD_TEXT(C, last_name, p "last_name", 0, 0, fl),                                               \
	    FIELD_CHOICE(C, role, p "role", "member|staff|admin", fl)
static const struct field person[] = {PERSON("", 0), FIELD_END};
/* For the documents. */
const struct field login_shown[] = {
    FIELD_TEXT(C, uuid, "token", 0, 0, 0),
    FIELD_TIME(C, id, "expires_at", 0),
    PERSON("person.", 0),
    FIELD_END,
};
const struct field me_shown[] = {
    FIELD_CHOICE(C, role, "access", "open|accounts", 0),
    FIELD_CHOICE(C, role, "role", "member|staff|admin", 0),
    PERSON("person.", F_NULL),
    FIELD_END,
};
#undef C

void api_me_person(struct buf *b, const struct caller *c)
{
	json_name(b, "person");
	if (!c) {
		json_raw(b, "null");
		return;
	}
	json_open(b, '{');
	json_fields(b, person, c);
	json_close(b, '}');
}

static void write_me(struct request *rq, struct reply *rp, const struct caller *c, const struct signed_in *s)
{
	struct buf *b = &rp->body;
	reply_start(rp, 200, "application/json");
	json_open(b, '{');
	json_member_text(b, "access", rq->conf->access);
	json_member_text(b, "role", access_role_name(rq->role));
	api_me_person(b, c);
	if (s)
		api_login_answer(rq, rp, s);
	else if (rq->by_cookie)
		json_member_text(b, "csrf", rq->token_csrf);
	json_close(b, '}');
}

enum err api_me_get(struct request *rq, struct reply *rp)
{
	write_me(rq, rp, rq->account, NULL);
	return ERR_NONE;
}

/* A new password needs the old one, which is guarded like a login. */
static enum err take_password(struct request *rq, struct me_in *in)
{
	struct caller c;
	if (!in->password && !in->old_password)
		return ERR_NONE;
	if (!in->password)
		return request_wrong(rq, "password", "combination", "goes with old_password");
	if (!in->old_password)
		return request_wrong(rq, "old_password", "required", "is required to change the password");
	enum err e =
	    rq->person_email ? api_login_verify(rq, rq->person_email, in->old_password, &c) : ERR_PASSWORD;
	/* The caller is known, so it is no 401: a wrong text in a field. */
	if (e == ERR_PASSWORD)
		return request_wrong(rq, "old_password", "value", "is not the password");
	char *hash = arena_alloc(rq->arena, SECRET_HASH);
	in->s.password_hash = hash;
	return e ? e : secret_hash(in->password, hash);
}

static enum err changed(struct request *rq, enum err e)
{
	if (e == ERR_CONFLICT)
		return request_refuse(rq, e, "person.duplicate", "Another person has this email.", "field",
				      "email", NULL);
	return e == ERR_NOT_FOUND ? ERR_LOGIN : e;
}

static void note(struct request *rq, const struct caller *c, bool password)
{
	const char *after = audit_state(rq->arena, person, c);
	if (password)
		after = audit_with(rq->arena, after, "password", "changed");
	audit_note(rq, "person", c->uuid, audit_state(rq->arena, person, rq->account), after);
}

static enum err change(struct request *rq, struct reply *rp, const void *what)
{
	const struct me_in *in = what;
	struct caller c = *rq->account;
	struct signed_in s;
	enum err e = changed(rq, store_login_change(rq->db, &in->s));
	if (e)
		return e;
	c.email = in->s.email ? in->s.email : c.email;
	c.first_name = in->s.first_name ? in->s.first_name : c.first_name;
	c.last_name = in->s.last_name ? in->s.last_name : c.last_name;
	note(rq, &c, in->password);
	if (!in->s.password_hash) {
		write_me(rq, rp, &c, NULL);
		return ERR_NONE;
	}
	/* All tokens of the account are over, this one too: here is another. */
	c.account_version++;
	e = api_login_sign(rq, &c, rq->by_cookie, &s);
	if (!e)
		write_me(rq, rp, &c, &s);
	return e;
}

enum err api_me_patch(struct request *rq, struct reply *rp)
{
	struct me_in in = {.password = NULL};
	if (!rq->account)
		return request_refuse(rq, ERR_REFUSED, "login.open",
				      "Access is open here: nobody is logged in.", NULL);
	enum err e = input_body(rq, me_body, &in, INPUT_PARTIAL, NULL);
	if (!e)
		e = take_password(rq, &in);
	if (e)
		return e;
	in.s.email_given = in.s.email != NULL;
	in.s.id = rq->person_id;
	in.s.account_version = rq->account->account_version;
	return api_in_transaction(rq, rp, change, &in);
}
