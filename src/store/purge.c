/* purge.c - rows that nobody has a use for any more. Floor: store. */
#include "store/purge.h"

const struct statement purge_statements[] = {
    [PURGE_IDEMPOTENCY] = {"purge idempotency",
			   "DELETE FROM idempotency_key WHERE created_at < NOW(6) - INTERVAL 24 HOUR "
			   "ORDER BY created_at LIMIT 1000",
			   no_fields, NULL, WRITES},
    [PURGE_TOKENS] = {"purge tokens",
		      "DELETE FROM token_revoked WHERE expires_at < NOW(6) - INTERVAL 1 DAY "
		      "ORDER BY expires_at LIMIT 1000",
		      no_fields, NULL, WRITES},
    [PURGE_LOGINS] = {"purge logins",
		      "DELETE FROM login_failure WHERE last_at < NOW(6) - INTERVAL 2 DAY "
		      "ORDER BY last_at LIMIT 1000",
		      no_fields, NULL, WRITES},
    /* After 12 hours an id may be asked for again, unless its film was deleted here. By key: nothing sorts them. */
    [PURGE_LOOKUPS] = {"purge lookups",
		       "DELETE FROM film_lookup WHERE state <> 'gone' AND "
		       "asked_at < NOW(6) - INTERVAL 1 DAY ORDER BY imdb_id LIMIT 1000",
		       no_fields, NULL, WRITES},
    [PURGE_OMDB_DAYS] = {"purge OMDb days",
			 "DELETE FROM omdb_day WHERE day < UTC_DATE() - INTERVAL 400 DAY "
			 "ORDER BY day LIMIT 1000",
			 no_fields, NULL, WRITES},
};
const int purge_statement_count = sizeof(purge_statements) / sizeof(purge_statements[0]);

enum err store_purge(struct db *db, enum purge what, int64_t *deleted_r)
{
	return stmt_run(db, &purge_statements[what], NULL, deleted_r);
}
