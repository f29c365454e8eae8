/* test_secret.c - passwords, tokens, digests, random bytes. */
#include "test.h"

#include "base/secret.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <string.h>

/* "password" and "somesalt" with 2 passes, 64 MiB, 1 lane: a test vector of the argon2 project */
static const char vector[] =
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

static void a_hash_is_right_for_its_password_only(void **state)
{
	static const char *const passwords[] = {"won'tyoubemyneighbor", "1234",
						"p\xc3\xa4ss \xf0\x9f\x94\x91", ""};
	(void)state;
	for (size_t i = 0; i < COUNT(passwords); i++) {
		char phc[SECRET_HASH];
		assert_int_equal(secret_hash(passwords[i], phc), ERR_NONE);
		for (size_t k = 0; k < COUNT(passwords); k++)
			assert_int_equal(secret_verify(phc, passwords[k]), i == k);
	}
}

static void a_hash_says_how_it_was_made(void **state)
{
	char one[SECRET_HASH], two[SECRET_HASH];
	(void)state;
	assert_int_equal(secret_hash("same", one), ERR_NONE);
	assert_int_equal(secret_hash("same", two), ERR_NONE);
	assert_memory_equal(one, "$argon2id$v=19$m=19456,t=2,p=1$", 31);
	assert_string_not_equal(one, two); /* another salt each time */
	const char *salt = one + 31, *digest = strchr(salt, '$');
	assert_non_null(digest);
	assert_int_equal(digest - salt, 22);	  /* 16 bytes */
	assert_int_equal(strlen(digest + 1), 43); /* 32 bytes */
}

static void foreign_hashes(void **state)
{
	(void)state;
	assert_true(secret_verify(vector, "password"));
	assert_false(secret_verify(vector, "Password"));
	assert_false(secret_verify(vector, "password "));
	assert_false(secret_verify(NULL, ""));
	assert_false(secret_verify("", ""));
	assert_false(secret_verify("password", "password"));
	assert_false(secret_verify("$argon2id$", ""));
	assert_false(secret_verify("$2b$12$abcdefghijklmnopqrstuv", "password"));
	assert_false(secret_verify("$argon2i$v=19$m=16,t=2,p=1$c29tZXNhbHQ$AAAA", "password"));
}

static void sha256(void **state)
{
	char hex[SECRET_HEX];
	(void)state;
	/* FIPS 180-2 */
	secret_sha256("abc", 3, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	secret_sha256("", 0, hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	secret_sha256("abc\0d", 5, hex);
	assert_string_not_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void sha256_by_pieces(void **state)
{
	char hex[SECRET_HEX];
	struct secret_digest *d;
	(void)state;
	secret_digest_begin(&d);
	secret_digest_add(d, "a", 1);
	secret_digest_add(d, "", 0);
	secret_digest_add(d, "bc", 2);
	secret_digest_end(&d, hex);
	assert_null(d);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	secret_digest_begin(&d);
	secret_digest_end(&d, NULL);
	assert_null(d);
}

static void keys_are_url_safe_and_differ(void **state)
{
	char key[SECRET_KEY], last[SECRET_KEY] = "";
	bool dash = false, line = false;
	(void)state;
	for (int i = 0; i < 500; i++) {
		secret_key(key);
		assert_int_equal(strlen(key), 43);
		assert_int_equal(
		    strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 43);
		assert_string_not_equal(key, last);
		dash |= strchr(key, '-') != NULL;
		line |= strchr(key, '_') != NULL;
		memcpy(last, key, sizeof(last));
	}
	assert_true(dash && line); /* 21,500 characters hold both */
}

static void random_and_wipe(void **state)
{
	unsigned char a[64] = {0}, b[64] = {0}, zero[64] = {0};
	(void)state;
	secret_random(a, 32);
	secret_random(b, 32);
	assert_memory_not_equal(a, b, 32);
	assert_memory_not_equal(a, zero, 32);
	assert_memory_equal(a + 32, zero, 32); /* not a byte further */
	secret_wipe(a, 16);
	assert_memory_equal(a, zero, 16);
	assert_memory_not_equal(a + 16, zero, 16);
}

static void outdated_hashes(void **state)
{
	char phc[SECRET_HASH];
	(void)state;
	assert_int_equal(secret_hash("x", phc), ERR_NONE);
	assert_false(secret_outdated(phc));
	assert_true(secret_outdated(vector)); /* another effort */
	assert_true(secret_outdated(NULL));
	assert_true(secret_outdated(""));
}

static void equal_texts(void **state)
{
	(void)state;
	assert_true(secret_equal("", ""));
	assert_true(secret_equal("abc", "abc"));
	assert_false(secret_equal("abc", "abd"));
	assert_false(secret_equal("abc", "ab"));
	assert_false(secret_equal("", "a"));
}

/* ---- tokens: ours, and forged ones, made here by hand ---- */

#define KEY "of-the-tests-and-of-nothing-else-in-the-world"
#define OLD "the-one-before-it-which-is-still-good-for-a-while"
#define NOW 1800000000

static void base64url(const void *data, size_t len, char *out)
{
	int n = EVP_EncodeBlock((unsigned char *)out, data, (int)len);
	while (n && out[n - 1] == '=')
		n--;
	out[n] = 0;
	for (char *p = out; *p; p++)
		*p = *p == '+' ? '-' : *p == '/' ? '_' : *p;
}

static void unsigned_token(const char *header, const char *payload, char *out)
{
	base64url(header, strlen(header), out);
	strcat(out, ".");
	base64url(payload, strlen(payload), out + strlen(out));
}

static const char *hmac_token(const EVP_MD *md, const char *key, const char *header, const char *payload)
{
	static char text[8192];
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	unsigned_token(header, payload, text);
	HMAC(md, key, (int)strlen(key), (unsigned char *)text, strlen(text), mac, &len);
	strcat(text, ".");
	base64url(mac, len, text + strlen(text));
	return text;
}

static const char *kid_of(const char *key)
{
	static char kid[9];
	char hex[SECRET_HEX];
	secret_sha256(key, strlen(key), hex);
	memcpy(kid, hex, 8);
	return kid;
}

static const char *header(const char *alg, const char *key)
{
	static char text[128];
	snprintf(text, sizeof(text), "{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"%s\"}", alg, kid_of(key));
	return text;
}

#define SUB    "\"sub\":\"0b3d6f5e-0000-4000-8000-000000000001\","
#define JTI    "\"jti\":\"0b3d6f5e-0000-4000-8000-000000000002\","
#define ISS    "\"iss\":\"carrel\","
#define VER    "\"ver\":3"
#define TIMES  "\"iat\":1799999000,\"nbf\":1799999000,\"exp\":1800000100,"
#define CLAIMS "{" ISS SUB JTI TIMES VER "}"

static void a_token_says_what_was_put_in(void **state)
{
	struct token in = {
	    .subject = "open", .id = "j", .csrf = "c", .issued = NOW, .expires = NOW + 60, .version = 7};
	struct token out;
	char text[TOKEN_TEXT];
	(void)state;
	assert_int_equal(secret_token_make(KEY, &in, text), ERR_NONE);
	assert_int_equal(secret_token_check(KEY, "", text, NOW, &out), ERR_NONE);
	assert_string_equal(out.subject, "open");
	assert_string_equal(out.id, "j");
	assert_string_equal(out.csrf, "c");
	assert_int_equal(out.issued, NOW);
	assert_int_equal(out.expires, NOW + 60);
	assert_int_equal(out.version, 7);
	in.csrf[0] = 0;
	assert_int_equal(secret_token_make(KEY, &in, text), ERR_NONE);
	assert_int_equal(secret_token_check(KEY, "", text, NOW, &out), ERR_NONE);
	assert_string_equal(out.csrf, "");
	assert_int_equal(secret_token_make("", &in, text), ERR_NO_SECRET);
	/* Begun and over: to the second, but for clocks that differ a little. */
	assert_int_equal(secret_token_check(KEY, "", text, NOW + 59, &out), ERR_NONE);
	assert_int_equal(secret_token_check(KEY, "", text, NOW + 60, &out), ERR_LOGIN);
	assert_int_equal(secret_token_check(KEY, "", text, NOW - 10, &out), ERR_NONE);
	assert_int_equal(secret_token_check(KEY, "", text, NOW - 11, &out), ERR_LOGIN);
}

/* What these tests forge with is right: only what each changes makes the difference. */
static void a_token_made_by_hand_is_taken(void **state)
{
	struct token t;
	(void)state;
	const char *text = hmac_token(EVP_sha256(), KEY, header("HS256", KEY), CLAIMS);
	assert_int_equal(secret_token_check(KEY, "", text, NOW, &t), ERR_NONE);
	assert_int_equal(t.version, 3);
	assert_int_equal(secret_token_check(KEY, OLD, text, NOW, &t), ERR_NONE);
}

static void secrets_change(void **state)
{
	struct token t;
	(void)state;
	const char *text = hmac_token(EVP_sha256(), OLD, header("HS256", OLD), CLAIMS);
	assert_int_equal(secret_token_check(KEY, OLD, text, NOW, &t), ERR_NONE);
	assert_int_equal(secret_token_check(KEY, "", text, NOW, &t), ERR_LOGIN);
	assert_int_equal(secret_token_check("", "", text, NOW, &t), ERR_LOGIN);
	/* Signed with one secret, said to be of the other, or of one that nobody knows. */
	text = hmac_token(EVP_sha256(), KEY, header("HS256", OLD), CLAIMS);
	assert_int_equal(secret_token_check(KEY, OLD, text, NOW, &t), ERR_LOGIN);
	text = hmac_token(EVP_sha256(), KEY, "{\"alg\":\"HS256\",\"kid\":\"00000000\"}", CLAIMS);
	assert_int_equal(secret_token_check(KEY, OLD, text, NOW, &t), ERR_LOGIN);
	text = hmac_token(EVP_sha256(), KEY, "{\"alg\":\"HS256\"}", CLAIMS);
	assert_int_equal(secret_token_check(KEY, OLD, text, NOW, &t), ERR_LOGIN);
	text = hmac_token(EVP_sha256(), "", header("HS256", ""), CLAIMS);
	assert_int_equal(secret_token_check(KEY, "", text, NOW, &t), ERR_LOGIN);
}

static void other_algorithms(void **state)
{
	static const char *const none[] = {"none", "None", "NONE", "nOnE"};
	struct token t;
	char text[4096];
	(void)state;
	for (size_t i = 0; i < COUNT(none); i++) {
		unsigned_token(header(none[i], KEY), CLAIMS, text);
		assert_int_equal(secret_token_check(KEY, "", text, NOW, &t), ERR_LOGIN);
		strcat(text, ".");
		assert_int_equal(secret_token_check(KEY, "", text, NOW, &t), ERR_LOGIN);
		strcat(text, "AAAA");
		assert_int_equal(secret_token_check(KEY, "", text, NOW, &t), ERR_LOGIN);
		/* With a signature that would be right. */
		assert_int_equal(
		    secret_token_check(KEY, "", hmac_token(EVP_sha256(), KEY, header(none[i], KEY), CLAIMS),
				       NOW, &t),
		    ERR_LOGIN);
	}
	const char *token = hmac_token(EVP_sha384(), KEY, header("HS384", KEY), CLAIMS);
	assert_int_equal(secret_token_check(KEY, "", token, NOW, &t), ERR_LOGIN);
	token = hmac_token(EVP_sha512(), KEY, header("HS512", KEY), CLAIMS);
	assert_int_equal(secret_token_check(KEY, "", token, NOW, &t), ERR_LOGIN);
	/* One algorithm's signature under another's name. */
	token = hmac_token(EVP_sha512(), KEY, header("HS256", KEY), CLAIMS);
	assert_int_equal(secret_token_check(KEY, "", token, NOW, &t), ERR_LOGIN);
	token = hmac_token(EVP_sha256(), KEY, header("HS512", KEY), CLAIMS);
	assert_int_equal(secret_token_check(KEY, "", token, NOW, &t), ERR_LOGIN);
	token = hmac_token(EVP_sha256(), KEY, header("hs256", KEY), CLAIMS);
	assert_int_equal(secret_token_check(KEY, "", token, NOW, &t), ERR_LOGIN);
}

static void rsa(void **state)
{
	char text[4096];
	unsigned char signature[512];
	size_t len = sizeof(signature);
	struct token t;
	(void)state;
	EVP_PKEY *pair = EVP_RSA_gen(2048);
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	unsigned_token(header("RS256", KEY), CLAIMS, text);
	assert_int_equal(EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, pair), 1);
	assert_int_equal(EVP_DigestSign(md, signature, &len, (unsigned char *)text, strlen(text)), 1);
	strcat(text, ".");
	base64url(signature, len, text + strlen(text));
	assert_int_equal(secret_token_check(KEY, "", text, NOW, &t), ERR_LOGIN);
	EVP_MD_CTX_free(md);
	EVP_PKEY_free(pair);
}

/* Each with a signature that is right. */
static void wrong_claims(void **state)
{
	static const char *const payloads[] = {
	    "{" SUB JTI TIMES VER "}",
	    "{\"iss\":\"other\"," SUB JTI TIMES VER "}",
	    "{\"iss\":7," SUB JTI TIMES VER "}",
	    "{" ISS JTI TIMES VER "}",
	    "{" ISS "\"sub\":7," JTI TIMES VER "}",
	    "{" ISS "\"sub\":\"0123456789012345678901234567890123456789\"," JTI TIMES VER "}",
	    "{" ISS SUB TIMES VER "}",
	    "{" ISS SUB "\"jti\":null," TIMES VER "}",
	    "{" ISS SUB JTI VER "}",
	    "{" ISS SUB JTI "\"iat\":1,\"nbf\":1," VER "}",
	    "{" ISS SUB JTI "\"iat\":1,\"exp\":1900000000," VER "}",
	    "{" ISS SUB JTI "\"nbf\":1,\"exp\":1900000000," VER "}",
	    "{" ISS SUB JTI "\"iat\":1,\"nbf\":1,\"exp\":\"1900000000\"," VER "}",
	    "{" ISS SUB JTI "\"iat\":1,\"nbf\":1,\"exp\":1900000000.5," VER "}",
	    "{" ISS SUB JTI "\"iat\":1,\"nbf\":1,\"exp\":true," VER "}",
	    "{" ISS SUB JTI "\"iat\":1,\"nbf\":1,\"exp\":1e300," VER "}",
	    "{" ISS SUB JTI "\"iat\":1,\"nbf\":1,\"exp\":-1," VER "}",
	    "{" ISS SUB JTI "\"iat\":1,\"nbf\":1,\"exp\":1800000000," VER "}",
	    "{" ISS SUB JTI "\"iat\":1,\"nbf\":1800000011,\"exp\":1900000000," VER "}",
	    "{" ISS SUB JTI TIMES "\"x\":1}",
	    "{" ISS SUB JTI TIMES "\"ver\":\"3\"}",
	    "{" ISS SUB JTI TIMES VER ",\"csrf\":\"0123456789012345678901234567890123456789x0123456789\"}",
	    "[]",
	    "null",
	    "",
	    "{",
	    "{\"iss\":\"carrel\\u0000\"," SUB JTI TIMES VER "}",
	};
	struct token t;
	(void)state;
	for (size_t i = 0; i < COUNT(payloads); i++) {
		const char *text = hmac_token(EVP_sha256(), KEY, header("HS256", KEY), payloads[i]);
		if (secret_token_check(KEY, "", text, NOW, &t) != ERR_LOGIN)
			fail_msg("taken: %s", payloads[i]);
	}
}

/* Not a single character may be changed, left out or added. */
static void changed_tokens(void **state)
{
	char good[4096], text[4096];
	struct token t;
	(void)state;
	snprintf(good, sizeof(good), "%s", hmac_token(EVP_sha256(), KEY, header("HS256", KEY), CLAIMS));
	for (size_t i = 0; i < strlen(good); i++) {
		strcpy(text, good);
		text[i] = text[i] == 'A' ? 'B' : 'A';
		if (secret_token_check(KEY, "", text, NOW, &t) != ERR_LOGIN)
			fail_msg("character %zu changed: %s", i, text);
		memmove(text + i, good + i + 1, strlen(good) - i);
		assert_int_equal(secret_token_check(KEY, "", text, NOW, &t), ERR_LOGIN);
		snprintf(text, sizeof(text), "%.*sA%s", (int)i, good, good + i);
		assert_int_equal(secret_token_check(KEY, "", text, NOW, &t), ERR_LOGIN);
	}
	/* The last character's spare bits: another spelling of the same bytes is another text. */
	size_t last = strlen(good) - 1;
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	for (const char *p = alphabet; *p; p++) {
		strcpy(text, good);
		text[last] = *p;
		assert_int_equal(secret_token_check(KEY, "", text, NOW, &t),
				 *p == good[last] ? ERR_NONE : ERR_LOGIN);
	}
}

static void garbage_for_tokens(void **state)
{
	static const char *const texts[] = {"",
					    ".",
					    "..",
					    "...",
					    "a",
					    "a.b",
					    "a.b.c",
					    "a.b.c.d",
					    " ",
					    "a b.c.d",
					    "eyJhbGciOiJIUzI1NiJ9..",
					    "..eyJhbGciOiJIUzI1NiJ9",
					    "\xff.\xff.\xff",
					    "%61.%62.%63",
					    "e30.e30.e30",
					    "bnVsbA.bnVsbA.bnVsbA",
					    "W10.W10.W10"};
	static char huge[100000];
	struct token t;
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_int_equal(secret_token_check(KEY, OLD, texts[i], NOW, &t), ERR_LOGIN);
	memset(huge, 'a', sizeof(huge) - 1);
	assert_int_equal(secret_token_check(KEY, OLD, huge, NOW, &t), ERR_LOGIN);
	huge[40000] = huge[80000] = '.';
	assert_int_equal(secret_token_check(KEY, OLD, huge, NOW, &t), ERR_LOGIN);
	/* One that is signed, but longer than any of ours. */
	char payload[2048];
	snprintf(payload, sizeof(payload), "{" ISS SUB JTI TIMES VER ",\"x\":\"%0900d\"}", 0);
	assert_int_equal(secret_token_check(
			     KEY, OLD, hmac_token(EVP_sha256(), KEY, header("HS256", KEY), payload), NOW, &t),
			 ERR_LOGIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_hash_is_right_for_its_password_only),
	    cmocka_unit_test(a_hash_says_how_it_was_made),
	    cmocka_unit_test(foreign_hashes),
	    cmocka_unit_test(sha256),
	    cmocka_unit_test(sha256_by_pieces),
	    cmocka_unit_test(keys_are_url_safe_and_differ),
	    cmocka_unit_test(random_and_wipe),
	    cmocka_unit_test(outdated_hashes),
	    cmocka_unit_test(equal_texts),
	    cmocka_unit_test(a_token_says_what_was_put_in),
	    cmocka_unit_test(a_token_made_by_hand_is_taken),
	    cmocka_unit_test(secrets_change),
	    cmocka_unit_test(other_algorithms),
	    cmocka_unit_test(rsa),
	    cmocka_unit_test(wrong_claims),
	    cmocka_unit_test(changed_tokens),
	    cmocka_unit_test(garbage_for_tokens),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
