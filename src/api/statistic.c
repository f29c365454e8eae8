/* statistic.c - the unified API's figures: how many there are now, and what was done day by day. Floor: api. */
#include "api/api.h"

#include "base/date.h"
#include "store/statistic.h"

enum { DAYS = 90, DAYS_MAX = 366 };
#define DAY_MICROS ((int64_t)86400 * 1000000)

struct query {
	int64_t days;
};
const struct field statistic_query[] = {FIELD_INT(struct query, days, "days", 1, DAYS_MAX, 0), FIELD_END};

/* In the order they are told. */
struct shown {
	struct statistic now;
	struct statistic_day day;
	const char *date;
};
#define S struct shown
#define NOW_FIRST                                                                                            \
	FIELD_INT(S, now.open_loans, "open_loans", 0, 0, 0),                                                 \
	    FIELD_INT(S, now.overdue_loans, "overdue_loans", 0, 0, 0),                                       \
	    FIELD_INT(S, now.pending_holds, "pending_holds", 0, 0, 0),                                       \
	    FIELD_INT(S, now.ready_holds, "ready_holds", 0, 0, 0)
#define NOW_WORKS(p) FIELD_INT(S, now.books, p "book", 0, 0, 0), FIELD_INT(S, now.movies, p "movie", 0, 0, 0)
#define NOW_REST     FIELD_INT(S, now.copies, "copies", 0, 0, 0), FIELD_INT(S, now.members, "members", 0, 0, 0)
#define DAY(p)                                                                                               \
	FIELD_DATE(S, date, p "date", 0), FIELD_INT(S, day.loans, p "loans", 0, 0, 0),                       \
	    FIELD_INT(S, day.returns, p "returns", 0, 0, 0), FIELD_INT(S, day.holds, p "holds", 0, 0, 0),    \
	    FIELD_INT(S, day.holds_closed, p "holds_closed", 0, 0, 0)
static const struct field now_first[] = {NOW_FIRST, FIELD_END}, now_works[] = {NOW_WORKS(""), FIELD_END},
			  now_rest[] = {NOW_REST, FIELD_END}, day_shown[] = {DAY(""), FIELD_END};
const struct field statistic_shown[] = {NOW_FIRST, NOW_WORKS("works."), NOW_REST, DAY("days[]."), FIELD_END};

static void write_days(struct buf *b, int64_t first_at, int64_t n, const struct statistic_day *days)
{
	char date[DATE_RFC3339];
	json_name(b, "days");
	json_open(b, '[');
	for (int64_t i = 0; i < n; i++) {
		struct shown s = {.day = days[i], .date = date};
		date_rfc3339(first_at + i * DAY_MICROS, date);
		date[DATE_TEXT - 1] = 0;
		json_open(b, '{');
		json_fields(b, day_shown, &s);
		json_close(b, '}');
	}
	json_close(b, ']');
}

enum err api_statistic_get(struct request *rq, struct reply *rp)
{
	struct query q = {DAYS};
	struct shown s;
	enum err e = input_query(rq, statistic_query, &q, 0);
	int64_t first_at = rq->now - rq->now % DAY_MICROS - (q.days - 1) * DAY_MICROS;
	struct statistic_day *days = arena_alloc(rq->arena, (size_t)q.days * sizeof(*days));
	if (!e)
		e = store_statistic_now(rq->db, rq->now, &s.now);
	if (!e)
		e = store_statistic_days(rq->db, first_at, q.days, days);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '{');
	json_fields(&rp->body, now_first, &s);
	json_name(&rp->body, "works");
	json_open(&rp->body, '{');
	json_fields(&rp->body, now_works, &s);
	json_close(&rp->body, '}');
	json_fields(&rp->body, now_rest, &s);
	write_days(&rp->body, first_at, q.days, days);
	json_close(&rp->body, '}');
	return ERR_NONE;
}
