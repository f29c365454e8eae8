/* statistic.c - counts for those who run the library. Floor: store. */
#include "store/statistic.h"

#include <string.h>

#define N struct statistic
static const struct field now_out[] = {
    FIELD_INT(N, open_loans, "open_loans", 0, 0, 0),
    FIELD_INT(N, overdue_loans, "overdue_loans", 0, 0, 0),
    FIELD_INT(N, pending_holds, "pending_holds", 0, 0, 0),
    FIELD_INT(N, ready_holds, "ready_holds", 0, 0, 0),
    FIELD_INT(N, books, "books", 0, 0, 0),
    FIELD_INT(N, movies, "movies", 0, 0, 0),
    FIELD_INT(N, copies, "copies", 0, 0, 0),
    FIELD_INT(N, members, "members", 0, 0, 0),
    FIELD_END,
};
struct moment {
	int64_t at;
};
static const struct field moment_in[] = {FIELD_TIME(struct moment, at, "at", 0), FIELD_END};

struct span {
	int64_t first_at, end_at;
};
#define SPAN                                                                                                 \
	FIELD_TIME(struct span, first_at, "first_at", 0), FIELD_TIME(struct span, first_at, "first_at", 0),  \
	    FIELD_TIME(struct span, end_at, "end_at", 0)
static const struct field days_in[] = {SPAN, SPAN, SPAN, SPAN, FIELD_END};

/* A day's number in the span and what was done on it; one kind of act a row, the others 0. */
struct tally {
	int64_t day;
	struct statistic_day of;
};
#define T struct tally
static const struct field days_out[] = {
    FIELD_INT(T, day, "day", 0, 0, 0),
    FIELD_INT(T, of.loans, "loans", 0, 0, 0),
    FIELD_INT(T, of.returns, "returns", 0, 0, 0),
    FIELD_INT(T, of.holds, "holds", 0, 0, 0),
    FIELD_INT(T, of.holds_closed, "holds_closed", 0, 0, 0),
    FIELD_END,
};
#define TALLY(counts, table, at)                                                                             \
	"SELECT DATEDIFF(" at ", ?) AS day, " counts " FROM " table " WHERE " at " >= ? AND " at             \
	" < ? GROUP BY day"
#define LENT   TALLY("COUNT(*) AS loans, 0 AS returns, 0 AS holds, 0 AS holds_closed", "loan", "out_at")
#define BACK   TALLY("0, COUNT(*), 0, 0", "loan", "returned_at")
#define PLACED TALLY("0, 0, COUNT(*), 0", "hold", "placed_at")
#define ENDED  TALLY("0, 0, 0, COUNT(*)", "hold", "closed_at")

enum { NOW, DAYS };

const struct statement statistic_statements[] = {
    [NOW] = {"statistic now",
	     "SELECT (SELECT COUNT(*) FROM loan WHERE returned_at IS NULL) AS open_loans, "
	     "(SELECT COUNT(*) FROM loan WHERE returned_at IS NULL AND due_at < ?) AS overdue_loans, "
	     "(SELECT COUNT(*) FROM hold WHERE state = 'pending') AS pending_holds, "
	     "(SELECT COUNT(*) FROM hold WHERE state = 'ready') AS ready_holds, "
	     "(SELECT books FROM shelf) AS books, (SELECT movies FROM shelf) AS movies, "
	     "(SELECT COUNT(*) FROM copy) AS copies, "
	     "(SELECT COUNT(*) FROM person WHERE removed = 0 AND role = 'member') AS members",
	     moment_in, now_out, READS},
    [DAYS] = {"statistic days", LENT " UNION ALL " BACK " UNION ALL " PLACED " UNION ALL " ENDED, days_in,
	      days_out, READS},
};
const int statistic_statement_count = sizeof(statistic_statements) / sizeof(statistic_statements[0]);
#define S statistic_statements

enum err store_statistic_now(struct db *db, int64_t now, struct statistic *s_r)
{
	return stmt_one(db, &S[NOW], &(struct moment){now}, s_r);
}

enum err store_statistic_days(struct db *db, int64_t first_at, int64_t n, struct statistic_day *days_r)
{
	struct span span = {first_at, first_at + n * 86400 * 1000000};
	struct rows rows;
	struct tally t;
	enum err e = stmt_open(db, &S[DAYS], &span, &rows);
	if (e)
		return e;
	memset(days_r, 0, (size_t)n * sizeof(*days_r));
	while (!(e = stmt_next(&rows, &t))) {
		if (t.day < 0 || t.day >= n)
			continue;
		days_r[t.day].loans += t.of.loans;
		days_r[t.day].returns += t.of.returns;
		days_r[t.day].holds += t.of.holds;
		days_r[t.day].holds_closed += t.of.holds_closed;
	}
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}
