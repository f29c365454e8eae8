/* secret.h - passwords, digests, random bytes: the only file with OpenSSL and argon2. Floor: base. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { SECRET_HASH = 128, SECRET_HEX = 65, SECRET_KEY = 44 };

/* argon2id as a PHC string (OWASP: 19 MiB, 2 passes, 1 lane). ERR_INTERNAL when memory is short. */
enum err secret_hash(const char *password, char phc_r[SECRET_HASH]) MUST_CHECK;
/* In constant time; a NULL or empty phc is never right. */
bool secret_verify(const char *phc, const char *password);
/* SHA-256 as 64 hexadecimal digits. */
void secret_sha256(const void *data, size_t len, char hex_r[SECRET_HEX]);
/* 32 random bytes, base64url without padding: 43 characters. */
void secret_key(char text_r[SECRET_KEY]);
void secret_random(void *data, size_t len);
void secret_wipe(void *data, size_t len);

#endif
