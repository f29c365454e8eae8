/* statistic.h - how many there are of everything, and what was done on each day. Floor: store. */
#ifndef STORE_STATISTIC_H
#define STORE_STATISTIC_H

#include "store/stmt.h"

/* What is so now. */
struct statistic {
	int64_t open_loans, overdue_loans, pending_holds, ready_holds;
	int64_t books, movies, copies;
	int64_t members; /* people of role member */
};
/* What was done on one day: loans that went out and came back, holds that were placed and that ended. */
struct statistic_day {
	int64_t loans, returns, holds, holds_closed;
};

/* Counted in indexes, but for the members, who are few. now: what was due before it is overdue. */
enum err store_statistic_now(struct db *db, int64_t now, struct statistic *s_r) MUST_CHECK;
/* Adds up n days of UTC from the midnight first_at on; days_r has room for n and is filled whole. */
enum err store_statistic_days(struct db *db, int64_t first_at, int64_t n,
			      struct statistic_day *days_r) MUST_CHECK;

extern const struct statement statistic_statements[];
extern const int statistic_statement_count;

#endif
