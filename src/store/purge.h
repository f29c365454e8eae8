/* purge.h - rows that nobody has a use for any more. Floor: store. */
#ifndef STORE_PURGE_H
#define STORE_PURGE_H

#include "store/stmt.h"

/*
 * Answers kept for repeated requests (24 hours), tokens given back (a day over), attempts to log in (2 days), what was
 * asked of OMDb for which id (a day), and how much on which day (400 days). Whether a row still counts never depends on
 * its being purged.
 */
enum purge { PURGE_IDEMPOTENCY, PURGE_TOKENS, PURGE_LOGINS, PURGE_LOOKUPS, PURGE_OMDB_DAYS };

/* Deletes the oldest of them, at most 1000, as one transaction; *deleted_r 0: there are no more. ERR_RETRY: again. */
enum err store_purge(struct db *db, enum purge what, int64_t *deleted_r) MUST_CHECK;

extern const struct statement purge_statements[];
extern const int purge_statement_count;

#endif
