/* secret.c - passwords, digests, random bytes: the only file with OpenSSL and argon2. Floor: base. */
#include "base/secret.h"

#include "base/log.h"

#include <argon2.h>
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

void secret_sha256(const void *data, size_t len, char hex_r[SECRET_HEX])
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	SHA256(data, len, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(hex_r + 2 * i, 3, "%02x", digest[i]);
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

void secret_wipe(void *data, size_t len)
{
	OPENSSL_cleanse(data, len);
}
