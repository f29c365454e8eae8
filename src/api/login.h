/* login.h - passwords become tokens. Floor: api. */
#ifndef API_LOGIN_H
#define API_LOGIN_H

#include "api/session.h"

/*
 * The token of whoever has that email and password; in open access both are ignored (NULL will do) and it is one of
 * the subject "open" for nobody, s_r->who is NULL. In the request's arena. The row must say LOGS_IN. ERR_PASSWORD: wrong, or may not log in; a
 * NULL email or password is wrong. ERR_TOO_MANY: blocked for rq->retry_after seconds. ERR_NO_SECRET: the site has
 * no token_secret.
 */
enum err api_login_token(struct request *rq, const char *email, const char *password,
			 struct signed_in *s_r) MUST_CHECK;

#endif
