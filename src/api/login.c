/* login.c - passwords become tokens and sessions; guessing is slowed. Floor: api. */
#include "api/login.h"

#include "api/access.h"
#include "api/api.h"
#include "api/audit.h"
#include "api/session.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/uuid.h"
#include "store/login.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct login_in {
	const char *email, *password;
	bool session;
};
#define L struct login_in
const struct field login_body[] = {
    FIELD_TEXT(L, email, "email", 1, 320, F_REQUIRED),
    FIELD_TEXT(L, password, "password", 1, 1000, F_REQUIRED | F_SECRET),
    FIELD_BOOL(L, session, "session", 0),
    FIELD_END,
};
#undef L

/* ---- attempts ---- */

/* The digests under which an attempt is counted. Of IPv6 one customer has a whole /64. */
struct counted {
	char account[SECRET_HEX], address[SECRET_HEX];
};

static void count_as(const struct request *rq, const char *email, struct counted *c)
{
	const char *remote = rq->remote ? rq->remote : "";
	unsigned char ip[16];
	secret_sha256(email, strlen(email), c->account);
	if (!strncasecmp(remote, "::ffff:", 7) && strchr(remote, '.'))
		remote += 7;
	if (inet_pton(AF_INET6, remote, ip) == 1)
		secret_sha256(ip, 8, c->address);
	else
		secret_sha256(remote, strlen(remote), c->address);
}

static enum err blocked(struct request *rq, int64_t wait_ms)
{
	rq->retry_after = (wait_ms + 999) / 1000;
	rq->detail = arena_printf(rq->arena, "Too many attempts to log in; try again in %lld seconds.",
				  (long long)rq->retry_after);
	return ERR_TOO_MANY;
}

/* Counts first and looks at the password after, so that many guesses at once are as many. */
static enum err attempt(struct request *rq, const struct counted *c)
{
	int64_t wait_ms;
	enum err e = store_login_attempt(rq->db, LOGIN_ADDRESS, c->address, &wait_ms);
	if (!e && !wait_ms)
		e = store_login_attempt(rq->db, LOGIN_ACCOUNT, c->account, &wait_ms);
	if (e || !wait_ms)
		return e;
	log_warn("login: too many attempts from %s, blocked for %lld ms", rq->remote ? rq->remote : "-",
		 (long long)wait_ms);
	return blocked(rq, wait_ms);
}

enum err api_login_verify(struct request *rq, const char *email, const char *password, struct caller *c_r)
{
	struct counted c;
	count_as(rq, email, &c);
	enum err e = attempt(rq, &c);
	if (!e)
		e = store_login_password(rq->db, email, password, c_r);
	if (e == ERR_NOT_FOUND)
		return ERR_PASSWORD;
	return e ? e : store_login_succeeded(rq->db, c.account, c.address);
}

/* ---- tokens ---- */

static enum err sign(struct request *rq, struct token *t, const char **token_r)
{
	char *text = arena_alloc(rq->arena, TOKEN_TEXT);
	uuid_random(t->id);
	t->issued = rq->now / 1000000;
	t->expires = t->issued + rq->conf->token_hours * 3600;
	*token_r = text;
	return secret_token_make(rq->conf->token_secret, t, text);
}

enum err api_login_sign(struct request *rq, const struct caller *c, bool session, struct signed_in *s_r)
{
	struct token t = {.version = c->account_version};
	snprintf(t.subject, sizeof(t.subject), "%s", c->uuid);
	if (session)
		secret_key(t.csrf);
	enum err e = sign(rq, &t, &s_r->token);
	s_r->csrf = session ? arena_strdup(rq->arena, t.csrf) : NULL;
	s_r->expires_at = t.expires * 1000000;
	s_r->id = arena_strdup(rq->arena, t.id);
	s_r->who = c;
	return e;
}

static enum err need_secret(struct request *rq)
{
	if (*rq->conf->token_secret)
		return ERR_NONE;
	log_error("login: carrel.conf names no token_secret, so nobody can log in");
	return ERR_NO_SECRET;
}

enum err api_login_token(struct request *rq, const char *email, const char *password, struct signed_in *s_r)
{
	struct caller *c = arena_alloc(rq->arena, sizeof(*c));
	enum err e = need_secret(rq);
	if (e)
		return e;
	if (access_is_open(rq)) {
		struct token t = {.subject = "open", .version = 1};
		*s_r = (struct signed_in){.who = NULL};
		return sign(rq, &t, &s_r->token);
	}
	if (!email || !password)
		return ERR_PASSWORD;
	e = api_login_verify(rq, email, password, c);
	return e ? e : api_login_sign(rq, c, false, s_r);
}

/* ---- for the audit ---- */

/* The id of a token opens nothing. */
static const char *state(struct request *rq, const char *person, int64_t expires_at, bool cookie)
{
	struct session {
		const char *person;
		int64_t expires_at;
		bool cookie;
	};
	static const struct field fields[] = {
	    FIELD_UUID(struct session, person, "person", 0),
	    FIELD_TIME(struct session, expires_at, "expires_at", 0),
	    FIELD_BOOL(struct session, cookie, "cookie", 0),
	    FIELD_END,
	};
	return audit_state(rq->arena, fields, &(struct session){person, expires_at, cookie});
}

void api_login_note(struct request *rq, const struct signed_in *s)
{
	access_signed_in(rq, s->who);
	audit_note(rq, "session", s->id, NULL, state(rq, s->who->uuid, s->expires_at, s->csrf));
}

/* ---- the page's session ---- */

void api_login_cookie(struct request *rq, struct reply *rp, const char *token, int64_t seconds)
{
	reply_headerf(rp, "Set-Cookie", SESSION_COOKIE "=%s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s",
		      token, (long long)seconds, rq->https ? "; Secure" : "");
}

void api_login_answer(struct request *rq, struct reply *rp, const struct signed_in *s)
{
	struct buf *b = &rp->body;
	if (s->csrf) {
		api_login_cookie(rq, rp, s->token, s->expires_at / 1000000 - rq->now / 1000000);
		json_member_text(b, "csrf", s->csrf);
	} else {
		json_member_text(b, "token", s->token);
	}
	json_name(b, "expires_at");
	json_time(b, s->expires_at);
	reply_header(rp, "Cache-Control", "no-store");
}

/* In open access there is nobody to log in as. */
static enum err check_login(struct request *rq, struct login_in *in)
{
	enum err e = input_body(rq, login_body, in, 0, NULL);
	if (!e && access_is_open(rq))
		return request_refuse(rq, ERR_REFUSED, "login.open",
				      "Access is open here: nobody has to log in.", NULL);
	if (!e && in->session && !access_same_origin(rq))
		e = ERR_CSRF;
	return e ? e : need_secret(rq);
}

static enum err logged_in(struct request *rq, struct reply *rp, const void *in)
{
	const struct signed_in *s = in;
	api_login_note(rq, s);
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '{');
	api_login_answer(rq, rp, s);
	api_me_person(&rp->body, s->who);
	json_close(&rp->body, '}');
	return ERR_NONE;
}

/* Attempts are counted outside of any transaction; only then one begins. */
enum err api_login(struct request *rq, struct reply *rp)
{
	struct login_in in = {.session = false};
	struct signed_in s;
	struct caller c;
	enum err e = check_login(rq, &in);
	if (!e)
		e = api_login_verify(rq, in.email, in.password, &c);
	if (!e)
		e = api_login_sign(rq, &c, in.session, &s);
	return e ? e : api_in_transaction(rq, rp, logged_in, &s);
}

/* The token is of no use from now on, whoever kept a copy. */
enum err api_logout(struct request *rq, struct reply *rp)
{
	int64_t expires_at = rq->token_expires * 1000000;
	enum err e = rq->token_id ? store_login_revoke(rq->db, rq->token_id, expires_at) : ERR_NONE;
	if (e)
		return e;
	if (rq->token_id)
		audit_note(rq, "session", rq->token_id, state(rq, rq->person, expires_at, rq->by_cookie),
			   NULL);
	if (rq->by_cookie)
		api_login_cookie(rq, rp, "", 0);
	reply_empty(rp, 204);
	return ERR_NONE;
}
