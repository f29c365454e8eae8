/* access.c - who calls, and what is theirs. Floor: api. */
#include "api/access.h"

#include "base/secret.h"
#include "base/uuid.h"
#include "store/login.h"
#include "web/json_in.h"

#include <string.h>
#include <strings.h>

bool access_is_open(const struct request *rq)
{
	return !strcmp(rq->conf->access, "open");
}

const char *access_role_name(enum role role)
{
	static const char *const names[] = {
	    [VISITOR] = "visitor", [MEMBER] = "member", [STAFF] = "staff", [ADMIN] = "admin"};
	return names[role];
}

enum role access_need(const struct route *r)
{
	return r->flags & NEED_ADMIN	? ADMIN
	       : r->flags & NEED_STAFF	? STAFF
	       : r->flags & NEED_MEMBER ? MEMBER
					: VISITOR;
}

const char *access_owner_name(const struct route *r)
{
	return r->flags & OWN_PATH    ? "path"
	       : r->flags & OWN_EMAIL ? "email"
	       : r->flags & OWN_ROWS  ? "rows"
				      : NULL;
}

/* ---- the token ---- */

/* "Bearer x"; clients of the movies API also send "Token x" and the bare token. NULL: there is none of these. */
static const char *bearer(const struct request *rq)
{
	const char *a = rq->authorization;
	bool movies = rq->route->face == FACE_MOVIES;
	if (!a)
		return NULL;
	if (!strncmp(a, "Bearer ", 7) || (!movies && !strncasecmp(a, "Bearer ", 7)))
		return a + 7;
	if (!movies)
		return NULL;
	return !strncmp(a, "Token ", 6) ? a + 6 : strchr(a, ' ') ? NULL : a;
}

static enum err read_token(struct request *rq, struct token *t)
{
	const char *text = bearer(rq);
	if (!text && !rq->authorization) {
		text = rq->session;
		rq->by_cookie = text != NULL;
	}
	if (!text)
		return ERR_LOGIN;
	return secret_token_check(rq->conf->token_secret, rq->conf->token_secret_old, text, rq->now / 1000000,
				  t);
}

static enum role role_of(const char *name)
{
	return !strcmp(name, "admin") ? ADMIN : !strcmp(name, "staff") ? STAFF : MEMBER;
}

void access_signed_in(struct request *rq, const struct caller *c)
{
	rq->caller = c->uuid;
	rq->role = role_of(c->role);
}

/* The token may be old: what counts is what the database says of the person now. */
static enum err look_up(struct request *rq, const struct token *t, struct caller *c)
{
	char uuid[UUID_TEXT], jti[UUID_TEXT];
	if (!uuid_canonical(t->subject, uuid) || !uuid_canonical(t->id, jti))
		return ERR_LOGIN;
	enum err e = store_login_caller(rq->db, uuid, jti, c);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_LOGIN : e;
	return c->active && !c->revoked && c->account_version == t->version ? ERR_NONE : ERR_LOGIN;
}

/* ---- other sites ---- */

/* Another site's page can make a browser send its cookies, but not this header, and cannot hide its Origin. */
static enum err check_csrf(struct request *rq, const struct token *t)
{
	if (rq->method == GET || rq->method == OPTIONS)
		return ERR_NONE;
	if (!access_same_origin(rq) || !*t->csrf || !rq->csrf_token)
		return ERR_CSRF;
	return secret_equal(rq->csrf_token, t->csrf) ? ERR_NONE : ERR_CSRF;
}

bool access_same_origin(const struct request *rq)
{
	const char *origin = rq->origin;
	if (!origin)
		return true;
	bool https = !strncmp(origin, "https://", 8);
	if (!https && (rq->https || strncmp(origin, "http://", 7)))
		return false;
	/* Behind something that ends TLS we are asked by http and see https here: the host decides. */
	return rq->host && !strcasecmp(origin + (https ? 8 : 7), rq->host);
}

bool access_named_origin(const struct request *rq)
{
	const char *origins = rq->conf->cors_origins, *origin = rq->origin;
	size_t len = origin ? strlen(origin) : 0;
	for (const char *p = origins; len && (p = strstr(p, origin)); p += len)
		if ((p == origins || p[-1] == ' ') && (p[len] == ' ' || !p[len]))
			return true;
	return false;
}

/* ---- the caller ---- */

static enum err identify(struct request *rq)
{
	struct token t;
	enum err e = read_token(rq, &t);
	if (!e && rq->by_cookie)
		e = check_csrf(rq, &t);
	struct caller *c = arena_alloc(rq->arena, sizeof(*c));
	if (!e)
		e = look_up(rq, &t, c);
	if (e)
		return e;
	rq->role = role_of(c->role);
	rq->caller = rq->person = c->uuid;
	rq->person_id = c->id;
	rq->person_email = c->email;
	rq->person_card = c->card_number;
	rq->account = c;
	rq->token_id = arena_strdup(rq->arena, t.id);
	rq->token_csrf = arena_strdup(rq->arena, t.csrf);
	rq->token_expires = t.expires;
	return ERR_NONE;
}

/* In open access everybody is staff; a token is looked at only where one is needed, and is just one of ours. */
static enum err check_open(struct request *rq)
{
	struct token t;
	if (!request_is_local(rq))
		return ERR_NOT_LOOPBACK;
	rq->role = STAFF;
	rq->caller = "open";
	/* A page of another site, open in a browser of this machine, would be staff as well. */
	bool reads = rq->method == GET || rq->method == OPTIONS;
	if (!reads && !access_same_origin(rq) && !access_named_origin(rq))
		return ERR_CSRF;
	if (access_need(rq->route) > STAFF)
		return ERR_FORBIDDEN;
	if (!(rq->route->flags & NEED_TOKEN))
		return ERR_NONE;
	enum err e = read_token(rq, &t);
	if (!e && rq->by_cookie)
		e = check_csrf(rq, &t);
	return e ? e : strcmp(t.subject, "open") ? ERR_LOGIN : ERR_NONE;
}

/* OWN_PATH: whose it is stands in the path, so nothing is looked up for anybody else. */
static enum err check_path(const struct request *rq)
{
	char uuid[UUID_TEXT];
	if (!(rq->route->flags & OWN_PATH) || rq->role >= STAFF)
		return ERR_NONE;
	return uuid_canonical(rq->ids[0], uuid) && access_is_own(rq, uuid) ? ERR_NONE : ERR_FORBIDDEN;
}

/* Where visitors are served, a session that is over makes a visitor; a bad bearer token was meant to be good. */
static enum err check_accounts(struct request *rq)
{
	unsigned flags = rq->route->flags;
	enum role need = access_need(rq->route);
	rq->role = VISITOR;
	rq->caller = "visitor";
	if ((need == VISITOR && !(flags & (OWN_ROWS | KNOW_CALLER | NEED_TOKEN))) || flags & LOGS_IN)
		return ERR_NONE;
	bool optional = need == VISITOR && !(flags & NEED_TOKEN);
	if (optional && !rq->authorization && !rq->session)
		return ERR_NONE;
	enum err e = identify(rq);
	if (e == ERR_LOGIN && optional && rq->by_cookie)
		return ERR_NONE;
	if (e)
		return e;
	return rq->role < need ? ERR_FORBIDDEN : check_path(rq);
}

enum err access_check(struct request *rq)
{
	if ((rq->route->flags & LOCAL) && !request_is_local(rq))
		return ERR_NOT_LOCAL;
	return access_is_open(rq) ? check_open(rq) : check_accounts(rq);
}

enum err access_check_email(struct request *rq)
{
	const char *email = NULL;
	if (!(rq->route->flags & OWN_EMAIL) || rq->role >= STAFF)
		return ERR_NONE;
	if (rq->route->flags & JSON_BODY)
		json_member(rq, "email", &email);
	else
		email = request_param(rq, "email");
	/* None given: the handler says what is missing. */
	if (!email || (rq->person_email && !strcmp(email, rq->person_email)))
		return ERR_NONE;
	return ERR_FORBIDDEN;
}

/* ---- what is theirs ---- */

const char *access_only_person(const struct request *rq)
{
	return rq->role >= STAFF ? NULL : rq->person ? rq->person : "";
}

int64_t access_viewer(const struct request *rq)
{
	return rq->role >= STAFF ? NIL_INT : rq->person_id;
}

bool access_is_own(const struct request *rq, const char *person)
{
	const char *only = access_only_person(rq);
	return !only || (person && !strcmp(only, person));
}

const char *access_filter(const struct request *rq, const char *wanted)
{
	const char *only = access_only_person(rq);
	if (!only || (wanted && !strcmp(only, wanted)))
		return wanted;
	return wanted || !*only ? "00000000-0000-0000-0000-000000000000" : only;
}

bool access_may_change(const struct request *rq, const char *role)
{
	enum role other = role_of(role);
	if (access_is_open(rq))
		return other < ADMIN;
	return rq->role == ADMIN || (rq->role == STAFF && other == MEMBER);
}
