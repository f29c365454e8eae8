/* secret.h - passwords, tokens, digests, random bytes: the only file with OpenSSL, argon2 and libjwt. Floor: base. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SECRET_HASH = 128, SECRET_HEX = 65, SECRET_KEY = 44 };

/* argon2id as a PHC string (OWASP: 19 MiB, 2 passes, 1 lane). ERR_INTERNAL when memory is short. */
enum err secret_hash(const char *password, char phc_r[SECRET_HASH]) MUST_CHECK;
/* In constant time; a NULL or empty phc is never right. */
bool secret_verify(const char *phc, const char *password);
/* Was it made with less than secret_hash takes now? */
bool secret_outdated(const char *phc);
/* As much work as secret_verify of a hash of ours, and never right: for those who have no password. */
void secret_verify_nobody(const char *password);
/* SHA-256 as 64 hexadecimal digits. */
void secret_sha256(const void *data, size_t len, char hex_r[SECRET_HEX]);
/* The same of what comes piece by piece. Ending frees it and leaves NULL; hex_r may be NULL then. */
struct secret_digest;
void secret_digest_begin(struct secret_digest **d_r);
void secret_digest_add(struct secret_digest *d, const void *data, size_t len);
void secret_digest_end(struct secret_digest **d, char hex_r[SECRET_HEX]);
/* 32 random bytes, base64url without padding: 43 characters. */
void secret_key(char text_r[SECRET_KEY]);

/* What a token (JWT, HS256) says. Times are seconds since 1970. */
struct token {
	char subject[40];      /* sub: a person's uuid, or "open" */
	char id[40];	       /* jti */
	char csrf[SECRET_KEY]; /* of a session of the page; "" otherwise */
	int64_t issued, expires;
	int64_t version; /* ver: of the account, from 1 */
};
enum { TOKEN_TEXT = 1024, TOKEN_SECRET_MIN = 32 };
/* Signs it. ERR_NO_SECRET: the secret is empty. */
enum err secret_token_make(const char *secret, const struct token *t, char text_r[TOKEN_TEXT]) MUST_CHECK;
/*
 * Reads a token that was signed with the secret, or the old one ("" for none), for now. ERR_LOGIN: it is none of ours,
 * is over, or has not begun (a little early is forgiven: clocks differ). Any text may be given.
 */
enum err secret_token_check(const char *secret, const char *old, const char *text, int64_t now,
			    struct token *t_r) MUST_CHECK;

/* Compares two texts in a time that tells nothing of where they differ. */
bool secret_equal(const char *a, const char *b);
void secret_random(void *data, size_t len);
void secret_wipe(void *data, size_t len);

#endif
