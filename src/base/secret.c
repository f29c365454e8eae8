/* secret.c - passwords, tokens, digests, random bytes: the only file with OpenSSL, argon2 and libjwt. Floor: base. */
#include "base/secret.h"

#include "base/log.h"

#include <argon2.h>
#include <errno.h>
#include <jwt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PASSES = 2, MEMORY_KIB = 19 * 1024, LANES = 1, SALT = 16, DIGEST = 32 };

enum err secret_hash(const char *password, char phc_r[SECRET_HASH])
{
	unsigned char salt[SALT];
	secret_random(salt, sizeof(salt));
	int rc = argon2id_hash_encoded(PASSES, MEMORY_KIB, LANES, password, strlen(password), salt,
				       sizeof(salt), DIGEST, phc_r, SECRET_HASH);
	if (rc == ARGON2_OK)
		return ERR_NONE;
	log_error("argon2: %s", argon2_error_message(rc));
	return ERR_INTERNAL;
}

bool secret_verify(const char *phc, const char *password)
{
	return phc && *phc && argon2id_verify(phc, password, strlen(password)) == ARGON2_OK;
}

/* Of no password that anybody knows; with the figures of secret_hash. */
static const char nobody[] =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRvZm5vYm9keQ$AgDc3KI11yIwb7BT3Losc9bHsjlfU6uY+G6ohh/jmj0";

void secret_verify_nobody(const char *password)
{
	(void)secret_verify(nobody, password);
}

bool secret_outdated(const char *phc)
{
	char now[64];
	int n = snprintf(now, sizeof(now), "$argon2id$v=19$m=%d,t=%d,p=%d$", MEMORY_KIB, PASSES, LANES);
	return !phc || strncmp(phc, now, (size_t)n) != 0;
}

static void write_hex(const unsigned char digest[SHA256_DIGEST_LENGTH], char hex_r[SECRET_HEX])
{
	for (size_t i = 0; i < SHA256_DIGEST_LENGTH; i++)
		snprintf(hex_r + 2 * i, 3, "%02x", digest[i]);
}

void secret_sha256(const void *data, size_t len, char hex_r[SECRET_HEX])
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	SHA256(data, len, digest);
	write_hex(digest, hex_r);
}

struct secret_digest {
	EVP_MD_CTX *context;
};

void secret_digest_begin(struct secret_digest **d_r)
{
	*d_r = malloc(sizeof(**d_r));
	if (!*d_r)
		abort();
	(*d_r)->context = EVP_MD_CTX_new();
	if (!(*d_r)->context || !EVP_DigestInit_ex((*d_r)->context, EVP_sha256(), NULL))
		abort();
}

void secret_digest_add(struct secret_digest *d, const void *data, size_t len)
{
	if (!EVP_DigestUpdate(d->context, data, len))
		abort();
}

void secret_digest_end(struct secret_digest **d, char hex_r[SECRET_HEX])
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	if (!EVP_DigestFinal_ex((*d)->context, digest, NULL))
		abort();
	if (hex_r)
		write_hex(digest, hex_r);
	EVP_MD_CTX_free((*d)->context);
	free(*d);
	*d = NULL;
}

void secret_key(char text_r[SECRET_KEY])
{
	unsigned char key[32], base64[45];
	secret_random(key, sizeof(key));
	EVP_EncodeBlock(base64, key, sizeof(key));
	for (int i = 0; i < SECRET_KEY - 1; i++)
		text_r[i] = base64[i] == '+' ? '-' : base64[i] == '/' ? '_' : (char)base64[i];
	text_r[SECRET_KEY - 1] = 0;
	secret_wipe(key, sizeof(key));
	secret_wipe(base64, sizeof(base64));
}

void secret_random(void *data, size_t len)
{
	/* Without randomness nothing here can be done safely, and it does not come back by waiting. */
	if (len > INT32_MAX || RAND_bytes(data, (int)len) != 1) {
		log_error("no random bytes");
		abort();
	}
}

bool secret_equal(const char *a, const char *b)
{
	size_t n = strlen(a);
	return n == strlen(b) && !CRYPTO_memcmp(a, b, n);
}

void secret_wipe(void *data, size_t len)
{
	OPENSSL_cleanse(data, len);
}

/* ---- tokens ---- */

enum { KID = 9, EARLY_SECONDS = 10 };
static const char issuer[] = "carrel";

/* Which secret it was: the first digits of its digest. */
static void key_id(const char *secret, char kid_r[KID])
{
	char hex[SECRET_HEX];
	secret_sha256(secret, strlen(secret), hex);
	memcpy(kid_r, hex, KID - 1);
	kid_r[KID - 1] = 0;
}

static const unsigned char *bytes(const char *secret)
{
	return (const unsigned char *)secret;
}

static bool add_claims(jwt_t *jwt, const struct token *t)
{
	return !jwt_add_grant(jwt, "iss", issuer) && !jwt_add_grant(jwt, "sub", t->subject) &&
	       !jwt_add_grant(jwt, "jti", t->id) && !jwt_add_grant_int(jwt, "iat", t->issued) &&
	       !jwt_add_grant_int(jwt, "nbf", t->issued) && !jwt_add_grant_int(jwt, "exp", t->expires) &&
	       !jwt_add_grant_int(jwt, "ver", t->version) &&
	       (!*t->csrf || !jwt_add_grant(jwt, "csrf", t->csrf));
}

enum err secret_token_make(const char *secret, const struct token *t, char text_r[TOKEN_TEXT])
{
	char kid[KID], *text = NULL;
	jwt_t *jwt;
	if (!*secret)
		return ERR_NO_SECRET;
	if (jwt_new(&jwt))
		return ERR_INTERNAL;
	key_id(secret, kid);
	if (add_claims(jwt, t) && !jwt_add_header(jwt, "kid", kid) &&
	    !jwt_set_alg(jwt, JWT_ALG_HS256, bytes(secret), (int)strlen(secret)))
		text = jwt_encode_str(jwt);
	jwt_free(jwt);
	enum err e = text && strlen(text) < TOKEN_TEXT ? ERR_NONE : ERR_INTERNAL;
	if (!e)
		memcpy(text_r, text, strlen(text) + 1);
	free(text);
	return e;
}

/* Three parts of base64url; libjwt itself would take more. */
static bool token_shaped(const char *text)
{
	static const char base64url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	if (strnlen(text, TOKEN_TEXT) == TOKEN_TEXT)
		return false;
	for (int part = 0; part < 3; part++) {
		size_t n = strspn(text, base64url);
		if (!n || text[n] != (part < 2 ? '.' : 0))
			return false;
		text += n + 1;
	}
	return true;
}

static bool claim_text(jwt_t *jwt, const char *name, char *to, size_t size)
{
	const char *value = jwt_get_grant(jwt, name);
	size_t n = value ? strlen(value) : size;
	if (n >= size)
		return false;
	memcpy(to, value, n + 1);
	return true;
}

/* All of ours are above 0, which is what libjwt makes of other types. */
static bool claim_int(jwt_t *jwt, const char *name, int64_t *value_r)
{
	errno = 0;
	*value_r = jwt_get_grant_int(jwt, name);
	return !errno && *value_r > 0;
}

/* The header's word on the algorithm counts for nothing but to be refused when it is another one. */
static bool read_claims(jwt_t *jwt, const char *kid, int64_t now, struct token *t)
{
	const char *given = jwt_get_header(jwt, "kid"), *iss = jwt_get_grant(jwt, "iss"),
		   *alg = jwt_get_header(jwt, "alg");
	int64_t not_before;
	memset(t, 0, sizeof(*t));
	if (jwt_get_alg(jwt) != JWT_ALG_HS256 || !alg || strcmp(alg, "HS256") || !given ||
	    strcmp(given, kid) || !iss || strcmp(iss, issuer))
		return false;
	if (!claim_text(jwt, "sub", t->subject, sizeof(t->subject)) ||
	    !claim_text(jwt, "jti", t->id, sizeof(t->id)))
		return false;
	if (jwt_get_grant(jwt, "csrf") && !claim_text(jwt, "csrf", t->csrf, sizeof(t->csrf)))
		return false;
	return claim_int(jwt, "iat", &t->issued) && claim_int(jwt, "nbf", &not_before) &&
	       claim_int(jwt, "exp", &t->expires) && claim_int(jwt, "ver", &t->version) && now < t->expires &&
	       not_before <= now + EARLY_SECONDS;
}

static enum err check_with(const char *secret, const char *text, int64_t now, struct token *t_r)
{
	jwt_t *jwt = NULL;
	char kid[KID];
	if (!*secret || jwt_decode(&jwt, text, bytes(secret), (int)strlen(secret)) || !jwt)
		return ERR_LOGIN;
	key_id(secret, kid);
	bool good = read_claims(jwt, kid, now, t_r);
	jwt_free(jwt);
	return good ? ERR_NONE : ERR_LOGIN;
}

enum err secret_token_check(const char *secret, const char *old, const char *text, int64_t now,
			    struct token *t_r)
{
	if (!token_shaped(text))
		return ERR_LOGIN;
	enum err e = check_with(secret, text, now, t_r);
	return e ? check_with(old, text, now, t_r) : e;
}
