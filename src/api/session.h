/* session.h - what login.c and me.c share: a verified caller gets a token or a session. Floor: api. */
#ifndef API_SESSION_H
#define API_SESSION_H

#include "web/route.h"

struct caller;

struct signed_in {
	const char *token, *csrf; /* csrf: of a session, NULL for a bearer token */
	const char *id;		  /* of the token */
	const struct caller *who; /* NULL: nobody, access is open */
	int64_t expires_at;
};

/*
 * Is that the password of the account? The attempt is counted, of the account and the client's address. ERR_PASSWORD;
 * ERR_TOO_MANY: the password was not looked at. Never within a transaction: what is counted must stay so.
 */
enum err api_login_verify(struct request *rq, const char *email, const char *password,
			  struct caller *c_r) MUST_CHECK;
enum err api_login_sign(struct request *rq, const struct caller *c, bool session,
			struct signed_in *s_r) MUST_CHECK;
/* Within a transaction: somebody logged in, for the audit. */
void api_login_note(struct request *rq, const struct signed_in *s);
/* Writes the members token or csrf, and expires_at; sets the session's cookie. */
void api_login_answer(struct request *rq, struct reply *rp, const struct signed_in *s);
void api_login_cookie(struct request *rq, struct reply *rp, const char *token, int64_t seconds);
/* "person": {...}, or null. */
void api_me_person(struct buf *b, const struct caller *c);

#endif
