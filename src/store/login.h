/* login.h - who may log in, tokens that were given back, and attempts that are counted. Floor: store. */
#ifndef STORE_LOGIN_H
#define STORE_LOGIN_H

#include "store/stmt.h"

/* A person as a token or a password names them. */
struct caller {
	int64_t id;
	const char *uuid, *email, *first_name, *last_name, *role, *card_number;
	int64_t account_version;
	bool active, revoked; /* revoked: that token was given back */
};

/* Whose token this is, as they are now. ERR_NOT_FOUND: there is no such person. */
enum err store_login_caller(struct db *db, const char *uuid, const char *jti, struct caller *c_r) MUST_CHECK;
/*
 * The person of that email and password. ERR_NOT_FOUND: wrong, unknown, without a password, with a published one, or
 * disabled; the work is the same. A hash made with less than today's effort is made anew.
 */
enum err store_login_password(struct db *db, const char *email, const char *password,
			      struct caller *c_r) MUST_CHECK;

enum login_kind { LOGIN_ACCOUNT, LOGIN_ADDRESS };
/*
 * Counts an attempt before it is made, so that many at once count as many. name: SHA-256 of the email or address.
 * *wait_ms_r: 0, go on; otherwise it is blocked for so long, and was not counted.
 */
enum err store_login_attempt(struct db *db, enum login_kind kind, const char *name,
			     int64_t *wait_ms_r) MUST_CHECK;
/* It was the right password after all: the account's count is over, the address has one less. */
enum err store_login_succeeded(struct db *db, const char *account, const char *address) MUST_CHECK;

/* Gives a token back before its time (microseconds); those that are over are forgotten. */
enum err store_login_revoke(struct db *db, const char *jti, int64_t expires_at) MUST_CHECK;

/*
 * Changes what people may change of themselves; NULL texts stay, but email as email_given says. ERR_NOT_FOUND: the
 * account changed meanwhile (version). ERR_CONFLICT: the email is taken.
 */
struct self {
	const char *email, *first_name, *last_name, *password_hash;
	bool email_given;
	int64_t id, account_version;
};
enum err store_login_change(struct db *db, const struct self *s) MUST_CHECK;

/* Is there an active admin with a password? */
enum err store_login_admins(struct db *db, int64_t *count_r) MUST_CHECK;

extern const struct statement login_statements[];
extern const int login_statement_count;

#endif
