/* gauge.c - what an operator watches in the database. Floor: store. */
#include "store/gauge.h"

#define G struct gauges
static const struct field gauges_out[] = {
    FIELD_TEXT(G, server, "server", 0, 0, 0),
    FIELD_INT(G, open_loans, "open_loans", 0, 0, 0),
    FIELD_INT(G, overdue_loans, "overdue_loans", 0, 0, 0),
    FIELD_INT(G, pending_holds, "pending_holds", 0, 0, 0),
    FIELD_INT(G, ready_holds, "ready_holds", 0, 0, 0),
    FIELD_INT(G, holds_to_tidy, "holds_to_tidy", 0, 0, 0),
    FIELD_INT(G, audit_unsealed, "audit_unsealed", 0, 0, 0),
    FIELD_INT(G, keys_expired, "keys_expired", 0, 0, 0),
    FIELD_INT(G, omdb_asked, "omdb_asked", 0, 0, 0),
    FIELD_END,
};

enum { GAUGES };
#define MOST "LIMIT 100000" /* GAUGE_MOST */

/* Each from the end of an index: costs what there is to count, not what there is. */
const struct statement gauge_statements[] = {
    [GAUGES] =
	{"gauges",
	 "SELECT VERSION() AS server, "
	 "(SELECT COUNT(*) FROM loan WHERE returned_at IS NULL) AS open_loans, "
	 "(SELECT COUNT(*) FROM loan WHERE returned_at IS NULL AND due_at < NOW(6)) AS overdue_loans, "
	 "(SELECT COUNT(*) FROM hold WHERE state = 'pending') AS pending_holds, "
	 "(SELECT COUNT(*) FROM hold WHERE state = 'ready') AS ready_holds, "
	 "(SELECT COUNT(*) FROM hold WHERE state = 'ready' AND pickup_until < NOW(6)) AS holds_to_tidy, "
	 "(SELECT COUNT(*) FROM (SELECT 1 FROM audit WHERE id > "
	 "(SELECT COALESCE(MAX(audit_id), 0) FROM audit_seal) " MOST ") a) AS audit_unsealed, "
	 "(SELECT COUNT(*) FROM (SELECT 1 FROM idempotency_key "
	 "WHERE created_at < NOW(6) - INTERVAL 25 HOUR " MOST ") k) AS keys_expired, "
	 "COALESCE((SELECT asked FROM omdb_day WHERE day = UTC_DATE()), 0) AS omdb_asked",
	 no_fields, gauges_out, READS},
};
const int gauge_statement_count = sizeof(gauge_statements) / sizeof(gauge_statements[0]);

enum err store_gauges(struct db *db, struct gauges *g_r)
{
	return stmt_one(db, &gauge_statements[GAUGES], NULL, g_r);
}
