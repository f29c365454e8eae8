/* login.c - who may log in, tokens that were given back, and attempts that are counted. Floor: store. */
#include "store/login.h"

#include "base/secret.h"

#include <string.h>

#define C struct caller
#define PERSON                                                                                               \
	FIELD_INT(C, id, "id", 0, 0, 0), FIELD_UUID(C, uuid, "uuid", 0),                                     \
	    FIELD_TEXT(C, email, "email", 0, 0, 0), FIELD_TEXT(C, first_name, "first_name", 0, 0, 0),        \
	    FIELD_TEXT(C, last_name, "last_name", 0, 0, 0), FIELD_TEXT(C, role, "role", 0, 0, 0),            \
	    FIELD_TEXT(C, card_number, "card_number", 0, 0, 0),                                              \
	    FIELD_INT(C, account_version, "account_version", 0, 0, 0), FIELD_BOOL(C, active, "active", 0)
#define COLUMNS                                                                                              \
	"p.id, p.uuid, p.email, p.first_name, p.last_name, p.role, p.card_number, p.account_version, "       \
	"p.active"
static const struct field caller_out[] = {PERSON, FIELD_BOOL(C, revoked, "revoked", 0), FIELD_END};
#undef C

/* The hash goes no further than this file. */
struct known {
	struct caller c;
	const char *password_hash;
	bool password_public;
};
#define K struct known
static const struct field known_out[] = {
    FIELD_INT(K, c.id, "id", 0, 0, 0),
    FIELD_UUID(K, c.uuid, "uuid", 0),
    FIELD_TEXT(K, c.email, "email", 0, 0, 0),
    FIELD_TEXT(K, c.first_name, "first_name", 0, 0, 0),
    FIELD_TEXT(K, c.last_name, "last_name", 0, 0, 0),
    FIELD_TEXT(K, c.role, "role", 0, 0, 0),
    FIELD_TEXT(K, c.card_number, "card_number", 0, 0, 0),
    FIELD_INT(K, c.account_version, "account_version", 0, 0, 0),
    FIELD_BOOL(K, c.active, "active", 0),
    FIELD_TEXT(K, password_hash, "password_hash", 0, 0, 0),
    FIELD_BOOL(K, password_public, "password_public", 0),
    FIELD_END,
};

static const struct field token_in[] = {
    FIELD_TEXT(struct by_two, two, "jti", 0, 0, 0),
    FIELD_TEXT(struct by_two, one, "uuid", 0, 0, 0),
    FIELD_END,
};

struct rehash {
	const char *fresh, *old;
	int64_t id;
};
static const struct field rehash_in[] = {
    FIELD_TEXT(struct rehash, fresh, "fresh", 0, 0, 0),
    FIELD_INT(struct rehash, id, "id", 0, 0, 0),
    FIELD_TEXT(struct rehash, old, "old", 0, 0, 0),
    FIELD_END,
};

/* How many are free, how long the longest block is, and after how many hours all is forgotten. */
struct attempt {
	const char *kind, *name;
	int64_t forget_hours, free;
};
#define A struct attempt
static const struct field attempt_in[] = {
    FIELD_TEXT(A, kind, "kind", 0, 0, 0),
    FIELD_TEXT(A, name, "name", 0, 0, 0),
    FIELD_INT(A, forget_hours, "forget_hours", 0, 0, 0),
    FIELD_INT(A, free, "free", 0, 0, 0),
    FIELD_INT(A, free, "free", 0, 0, 0),
    FIELD_END,
};
static const struct field address_in[] = {
    FIELD_INT(A, free, "free", 0, 0, 0),
    FIELD_TEXT(A, name, "name", 0, 0, 0),
    FIELD_END,
};
#undef A

struct revoked {
	const char *jti;
	int64_t expires_at;
};
static const struct field revoke_in[] = {
    FIELD_TEXT(struct revoked, jti, "jti", 0, 0, 0),
    FIELD_TIME(struct revoked, expires_at, "expires_at", 0),
    FIELD_END,
};

#define S struct self
static const struct field self_in[] = {
    FIELD_TEXT(S, password_hash, "password_hash", 0, 0, 0),
    FIELD_TEXT(S, password_hash, "password_hash", 0, 0, 0),
    FIELD_TEXT(S, password_hash, "password_hash", 0, 0, 0),
    FIELD_BOOL(S, email_given, "email_given", 0),
    FIELD_TEXT(S, email, "email", 0, 0, 0),
    FIELD_TEXT(S, first_name, "first_name", 0, 0, 0),
    FIELD_TEXT(S, last_name, "last_name", 0, 0, 0),
    FIELD_INT(S, id, "id", 0, 0, 0),
    FIELD_INT(S, account_version, "account_version", 0, 0, 0),
    FIELD_END,
};
#undef S

enum { CALLER, BY_EMAIL, REHASH, ATTEMPT, FORGET, LESS, OLD, REVOKE, OVER, CHANGE, ADMINS };

const struct statement login_statements[] = {
    [CALLER] = {"login caller",
		"SELECT " COLUMNS ", EXISTS (SELECT 1 FROM token_revoked t WHERE t.jti = ?) AS revoked "
		"FROM person p WHERE p.uuid = ? AND p.removed = 0",
		token_in, caller_out, READS},
    [BY_EMAIL] = {"login by email",
		  "SELECT " COLUMNS ", p.password_hash, p.password_public FROM person p "
		  "WHERE p.email = ? AND p.removed = 0",
		  by_text_in, known_out, READS},
    [REHASH] = {"login rehash", "UPDATE person SET password_hash = ? WHERE id = ? AND password_hash = ?",
		rehash_in, NULL, WRITES},
    /*
     * One statement, so that whoever comes at the same time comes behind. What it decides is handed back as the
     * insert id; each assignment sees those before it. The wait doubles from 1 s up to 15 minutes; an end that
     * is later was set before the clock was set back, and counts no more.
     */
    [ATTEMPT] = {"login attempt",
		 "INSERT INTO login_failure (kind, name, failures, last_at) VALUES (?, ?, 1, NOW(6)) "
		 "ON DUPLICATE KEY UPDATE told_ms = LAST_INSERT_ID(IF(blocked_until > NOW(6) "
		 "AND blocked_until <= NOW(6) + INTERVAL 900 SECOND, "
		 "TIMESTAMPDIFF(MICROSECOND, NOW(6), blocked_until) DIV 1000 + 1, 0)), "
		 "failures = IF(told_ms, failures, IF(last_at < NOW(6) - INTERVAL ? HOUR, 1, failures + 1)), "
		 "blocked_until = IF(told_ms, blocked_until, IF(failures < ?, NULL, "
		 "NOW(6) + INTERVAL LEAST(900, POW(2, LEAST(failures - ?, 10))) SECOND)), "
		 "last_at = IF(told_ms, last_at, NOW(6))",
		 attempt_in, NULL, NUMBERS},
    [FORGET] = {"login forget", "DELETE FROM login_failure WHERE kind = 'account' AND name = ?", by_text_in,
		NULL, WRITES},
    [LESS] = {"login one less",
	      "UPDATE login_failure SET failures = failures - 1, "
	      "blocked_until = IF(failures < ?, NULL, blocked_until) "
	      "WHERE kind = 'address' AND name = ? AND failures > 0",
	      address_in, NULL, WRITES},
    [OLD] = {"login drop old", "DELETE FROM login_failure WHERE last_at < NOW(6) - INTERVAL 2 DAY LIMIT 100",
	     no_fields, NULL, WRITES},
    [REVOKE] = {"token revoke",
		"INSERT INTO token_revoked (jti, expires_at) VALUES (?, ?) "
		"ON DUPLICATE KEY UPDATE expires_at = expires_at",
		revoke_in, NULL, WRITES},
    [OVER] = {"token drop old",
	      "DELETE FROM token_revoked WHERE expires_at < NOW(6) - INTERVAL 1 DAY LIMIT 100", no_fields,
	      NULL, WRITES},
    [CHANGE] = {"login change self",
		"UPDATE person SET account_version = account_version + (? IS NOT NULL), "
		"password_public = password_public AND ? IS NULL, "
		"password_hash = COALESCE(?, password_hash), email = IF(?, ?, email), "
		"first_name = COALESCE(?, first_name), last_name = COALESCE(?, last_name), "
		"version = version + 1, updated_at = CURRENT_TIMESTAMP(6) "
		"WHERE id = ? AND account_version = ? AND removed = 0",
		self_in, NULL, WRITES},
    [ADMINS] = {"login admins",
		"SELECT COUNT(*) AS n FROM person WHERE role = 'admin' AND active AND removed = 0 AND "
		"email IS NOT NULL AND password_hash IS NOT NULL AND NOT password_public",
		no_fields, count_out, READS},
};
const int login_statement_count = sizeof(login_statements) / sizeof(login_statements[0]);
#define S login_statements

enum err store_login_caller(struct db *db, const char *uuid, const char *jti, struct caller *c_r)
{
	return stmt_one(db, &S[CALLER], &(struct by_two){uuid, jti}, c_r);
}

/* Nothing depends on it: the old hash is as good as before. */
static void rehash(struct db *db, const struct known *k, const char *password)
{
	char fresh[SECRET_HASH];
	struct rehash r = {fresh, k->password_hash, k->c.id};
	if (secret_outdated(k->password_hash) && !secret_hash(password, fresh))
		(void)!stmt_run(db, &S[REHASH], &r, NULL);
}

enum err store_login_password(struct db *db, const char *email, const char *password, struct caller *c_r)
{
	struct known k = {.password_hash = NULL};
	enum err e = stmt_one(db, &S[BY_EMAIL], &(struct by_text){email}, &k);
	if (e && e != ERR_NOT_FOUND)
		return e;
	if (e || !k.password_hash) {
		secret_verify_nobody(password);
		return ERR_NOT_FOUND;
	}
	if (!secret_verify(k.password_hash, password) || !k.c.active || k.password_public)
		return ERR_NOT_FOUND;
	rehash(db, &k, password);
	*c_r = k.c;
	return ERR_NONE;
}

enum err store_login_attempt(struct db *db, enum login_kind kind, const char *name, int64_t *wait_ms_r)
{
	static const struct attempt kinds[] = {
	    [LOGIN_ACCOUNT] = {.kind = "account", .forget_hours = 24, .free = 5},
	    [LOGIN_ADDRESS] = {.kind = "address", .forget_hours = 1, .free = 30},
	};
	struct attempt a = kinds[kind];
	a.name = name;
	enum err e = stmt_run(db, &S[ATTEMPT], &a, NULL);
	*wait_ms_r = e ? 0 : stmt_last_id(db);
	return e;
}

enum err store_login_succeeded(struct db *db, const char *account, const char *address)
{
	struct attempt a = {.name = address, .free = 30};
	enum err e = stmt_run(db, &S[FORGET], &(struct by_text){account}, NULL);
	if (!e)
		e = stmt_run(db, &S[LESS], &a, NULL);
	return e ? e : stmt_run(db, &S[OLD], NULL, NULL);
}

enum err store_login_revoke(struct db *db, const char *jti, int64_t expires_at)
{
	struct revoked r = {jti, expires_at};
	enum err e = stmt_run(db, &S[REVOKE], &r, NULL);
	return e ? e : stmt_run(db, &S[OVER], NULL, NULL);
}

enum err store_login_change(struct db *db, const struct self *s)
{
	int64_t n = 0;
	enum err e = stmt_run(db, &S[CHANGE], s, &n);
	return e ? e : n ? ERR_NONE : ERR_NOT_FOUND;
}

enum err store_login_admins(struct db *db, int64_t *count_r)
{
	return stmt_count(db, &S[ADMINS], NULL, count_r);
}
