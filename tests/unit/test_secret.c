/* test_secret.c - passwords, digests, random bytes. */
#include "test.h"

#include "base/secret.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_hash_is_right_for_its_password_only),
	    cmocka_unit_test(a_hash_says_how_it_was_made),
	    cmocka_unit_test(foreign_hashes),
	    cmocka_unit_test(sha256),
	    cmocka_unit_test(keys_are_url_safe_and_differ),
	    cmocka_unit_test(random_and_wipe),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
