/* schema.h - which schema the database has, and how it gets the next one. Floor: store. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "store/stmt.h"

/* The migration this program was written for: the highest number in sql/. */
enum { SCHEMA_VERSION = 6 };

/*
 * The highest migration that is complete. ERR_SCHEMA when the database has none of our tables.
 */
enum err store_schema_version(struct db *db, int64_t *version_r) MUST_CHECK;
/* ERR_NONE when the version is SCHEMA_VERSION, otherwise ERR_SCHEMA; *version_r tells which it is (0: none). */
enum err store_schema_check(struct db *db, int64_t *version_r) MUST_CHECK;

/*
 * The rest is for carrelctl. One migrator at a time: both wait up to 60 s for another one, ERR_RETRY when it does
 * not end. The lock goes with the connection, which may take it twice. The second also makes the table of migrations.
 */
enum err store_schema_alone(struct db *db) MUST_CHECK;
enum err store_schema_lock(struct db *db) MUST_CHECK;
/* The same for imports, which would only deadlock one another: ERR_RETRY when another one goes on after a second. */
enum err store_import_lock(struct db *db) MUST_CHECK;
/* How many statements of a migration were done already, and the SHA-256 it had then ("" when it never began). */
enum err store_schema_progress(struct db *db, int64_t version, int64_t *done_r,
			       const char **sha256_r) MUST_CHECK;
/*
 * Runs statement number `step` (from 1) of `steps` and remembers it: DDL ends MariaDB's transaction, so a migration
 * that was cut off goes on behind its last statement that is known to be done.
 */
enum err store_schema_step(struct db *db, int64_t version, const char *name, const char *sha256, int64_t step,
			   int64_t steps, const char *sql) MUST_CHECK;

/* Seed files: was it loaded? Remember it. Runs one statement of it, within the caller's transaction. */
enum err store_seed_loaded(struct db *db, const char *name, bool *loaded_r) MUST_CHECK;
enum err store_seed_remember(struct db *db, const char *name) MUST_CHECK;
enum err store_seed_run(struct db *db, const char *sql) MUST_CHECK;

extern const struct statement schema_statements[];
extern const int schema_statement_count;

#endif
