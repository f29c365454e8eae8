/* gauge.h - what an operator watches in the database. Floor: store. */
#ifndef STORE_GAUGE_H
#define STORE_GAUGE_H

#include "store/stmt.h"

/*
 * As of the database's clock. What grows without end when nobody looks after it is counted up to GAUGE_MOST, so that
 * looking costs little for ever.
 */
enum { GAUGE_MOST = 100000 };
struct gauges {
	const char *server; /* version of MariaDB, in the arena */
	int64_t open_loans, overdue_loans, pending_holds, ready_holds;
	int64_t holds_to_tidy;	/* kept copies that nobody picked up in time */
	int64_t audit_unsealed; /* rows behind the newest that is sealed */
	int64_t keys_expired;	/* idempotency keys that are of no more use, for an hour */
	int64_t omdb_asked;	/* today, UTC */
};
enum err store_gauges(struct db *db, struct gauges *g_r) MUST_CHECK;

extern const struct statement gauge_statements[];
extern const int gauge_statement_count;

#endif
