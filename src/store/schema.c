/* schema.c - which schema the database has, and how it gets the next one. Floor: store. */
#include "store/schema.h"

#include "base/log.h"
#include "store/db_private.h"

#include <string.h>

struct migration {
	int64_t version, steps, done;
	const char *name, *sha256;
};
#define M struct migration
static const struct field version_in[] = {FIELD_INT(M, version, "version", 0, 0, 0), FIELD_END};
static const struct field migration_out[] = {
    FIELD_INT(M, version, "version", 0, 0, 0),
    FIELD_INT(M, done, "done", 0, 0, 0),
    FIELD_TEXT(M, sha256, "sha256", 0, 0, 0),
    FIELD_END,
};
static const struct field step_in[] = {
    FIELD_INT(M, version, "version", 0, 0, 0), FIELD_TEXT(M, name, "name", 0, 0, 0),
    FIELD_TEXT(M, sha256, "sha256", 0, 0, 0),  FIELD_INT(M, steps, "steps", 0, 0, 0),
    FIELD_INT(M, done, "done", 0, 0, 0),       FIELD_END,
};

enum { VERSION, PROGRESS, STEP, SEED_FIND, SEED_REMEMBER };

const struct statement schema_statements[] = {
    [VERSION] = {"schema version",
		 "SELECT COALESCE(MAX(version), 0) AS version FROM schema_migration WHERE done = steps",
		 no_fields, migration_out, READS},
    [PROGRESS] = {"schema progress", "SELECT version, done, sha256 FROM schema_migration WHERE version = ?",
		  version_in, migration_out, READS},
    [STEP] = {"schema step",
	      "INSERT INTO schema_migration (version, name, sha256, steps, done) VALUES (?, ?, ?, ?, ?) "
	      "ON DUPLICATE KEY UPDATE done = VALUES(done), applied_at = CURRENT_TIMESTAMP(6)",
	      step_in, NULL, WRITES},
    [SEED_FIND] = {"seed find", "SELECT 1 AS version FROM seed WHERE name = ?", by_text_in, migration_out,
		   READS},
    [SEED_REMEMBER] =
	{"seed remember",
	 "INSERT INTO seed (name) VALUES (?) ON DUPLICATE KEY UPDATE loaded_at = CURRENT_TIMESTAMP(6)",
	 by_text_in, NULL, WRITES},
};
const int schema_statement_count = sizeof(schema_statements) / sizeof(schema_statements[0]);
#define S schema_statements

enum err store_schema_version(struct db *db, int64_t *version_r)
{
	M m;
	enum err e = stmt_one(db, &S[VERSION], NULL, &m);
	*version_r = e ? 0 : m.version;
	return e;
}

enum err store_schema_check(struct db *db, int64_t *version_r)
{
	enum err e = store_schema_version(db, version_r);
	if (!e && *version_r != SCHEMA_VERSION)
		e = ERR_SCHEMA;
	return e;
}

enum err store_schema_alone(struct db *db)
{
	int64_t got = 0;
	/* Waits for the other migrator in the server; the read timeout is longer than each wait. */
	for (int i = 0; i < 60; i++) {
		enum err e = db_text(db, "SELECT GET_LOCK(CONCAT('carrel migrate ', DATABASE()), 1)", &got);
		if (e)
			return e;
		if (got == 1)
			return ERR_NONE;
	}
	return ERR_RETRY;
}

enum err store_schema_lock(struct db *db)
{
	enum err e = store_schema_alone(db);
	if (e)
		return e;
	return db_text(
	    db,
	    "CREATE TABLE IF NOT EXISTS schema_migration ("
	    "version INT UNSIGNED NOT NULL, name VARCHAR(100) CHARACTER SET ascii NOT NULL, "
	    "sha256 CHAR(64) CHARACTER SET ascii NOT NULL, steps INT UNSIGNED NOT NULL, "
	    "done INT UNSIGNED NOT NULL, applied_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), "
	    "PRIMARY KEY (version)) ENGINE=InnoDB",
	    NULL);
}

enum err store_import_lock(struct db *db)
{
	int64_t got = 0;
	enum err e = db_text(db, "SELECT GET_LOCK(CONCAT('carrel import ', DATABASE()), 1)", &got);
	return e ? e : got == 1 ? ERR_NONE : ERR_RETRY;
}

enum err store_schema_progress(struct db *db, int64_t version, int64_t *done_r, const char **sha256_r)
{
	M m = {.version = version}, found;
	enum err e = stmt_one(db, &S[PROGRESS], &m, &found);
	*done_r = e ? 0 : found.done;
	*sha256_r = e ? "" : found.sha256;
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err store_schema_step(struct db *db, int64_t version, const char *name, const char *sha256, int64_t step,
			   int64_t steps, const char *sql)
{
	enum err e = db_text(db, sql, NULL);
	if (e)
		return e;
	M m = {.version = version, .steps = steps, .done = step, .name = name, .sha256 = sha256};
	return stmt_run(db, &S[STEP], &m, NULL);
}

enum err store_seed_loaded(struct db *db, const char *name, bool *loaded_r)
{
	M m;
	enum err e = stmt_one(db, &S[SEED_FIND], &(struct by_text){name}, &m);
	*loaded_r = !e;
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err store_seed_remember(struct db *db, const char *name)
{
	return stmt_run(db, &S[SEED_REMEMBER], &(struct by_text){name}, NULL);
}

enum err store_seed_run(struct db *db, const char *sql)
{
	return db_text(db, sql, NULL);
}
