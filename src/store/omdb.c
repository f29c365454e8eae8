/* omdb.c - what was asked of OMDb: by imports for which id, and by all on which day. Floor: store. */
#include "store/movie.h"

#include <string.h>

struct asked {
	const char *imdb_id, *state;
	int64_t again, n, budget;
};
#define A struct asked
static const struct field retake_in[] = {
    FIELD_TEXT(A, imdb_id, "imdb_id", 0, 0, 0),
    FIELD_INT(A, again, "again", 0, 0, 0),
    FIELD_END,
};
static const struct field state_in[] = {
    FIELD_TEXT(A, state, "state", 0, 0, 0),
    FIELD_TEXT(A, imdb_id, "imdb_id", 0, 0, 0),
    FIELD_END,
};
static const struct field state_out[] = {FIELD_TEXT(A, state, "state", 0, 0, 0), FIELD_END};
static const struct field count_in[] = {
    FIELD_INT(A, n, "n", 0, 0, 0),
    FIELD_INT(A, n, "n", 0, 0, 0),
    FIELD_END,
};
static const struct field budget_in[] = {FIELD_INT(A, budget, "budget", 0, 0, 0), FIELD_END};

enum { RETAKE, TAKE, STATE, DROP, SET, COUNT, SPEND };

const struct statement omdb_statements[] = {
    /* The row is the claim: of all who want it at once one changes or adds it. */
    [RETAKE] = {"lookup retake",
		"UPDATE film_lookup SET state = 'asked', asked_at = CURRENT_TIMESTAMP(6) WHERE imdb_id = ? "
		"AND (? OR (state <> 'gone' AND (asked_at IS NULL "
		"OR asked_at < CURRENT_TIMESTAMP(6) - INTERVAL 12 HOUR)))",
		retake_in, NULL, WRITES},
    [TAKE] = {"lookup take", "INSERT INTO film_lookup (imdb_id, asked_at) VALUES (?, CURRENT_TIMESTAMP(6))",
	      by_text_in, NULL, WRITES},
    [STATE] = {"lookup state", "SELECT state FROM film_lookup WHERE imdb_id = ?", by_text_in, state_out,
	       READS},
    [DROP] = {"lookup drop", "UPDATE film_lookup SET asked_at = NULL WHERE imdb_id = ?", by_text_in, NULL,
	      WRITES},
    [SET] = {"lookup set", "UPDATE film_lookup SET state = ? WHERE imdb_id = ?", state_in, NULL, WRITES},
    [COUNT] = {"omdb count",
	       "INSERT INTO omdb_day (day, asked) VALUES (UTC_DATE(), ?) "
	       "ON DUPLICATE KEY UPDATE asked = asked + ?",
	       count_in, NULL, WRITES},
    [SPEND] = {"omdb spend", "UPDATE omdb_day SET asked = asked + 1 WHERE day = UTC_DATE() AND asked < ?",
	       budget_in, NULL, WRITES},
};
const int omdb_statement_count = sizeof(omdb_statements) / sizeof(omdb_statements[0]);
#define S omdb_statements

static enum err why_not(struct db *db, const char *imdb_id, enum lookup *lookup_r)
{
	A found;
	enum err e = stmt_one(db, &S[STATE], &(struct by_text){imdb_id}, &found);
	if (e)
		return e;
	*lookup_r = !strcmp(found.state, "gone")     ? LOOKUP_GONE
		    : !strcmp(found.state, "absent") ? LOOKUP_ABSENT
						     : LOOKUP_RECENT;
	return ERR_NONE;
}

enum err store_lookup_take(struct db *db, const char *imdb_id, bool again, enum lookup *lookup_r)
{
	A in = {.imdb_id = imdb_id, .again = again};
	int64_t n = 0;
	*lookup_r = LOOKUP_MINE;
	enum err e = stmt_run(db, &S[RETAKE], &in, &n);
	if (!e && !n)
		e = stmt_run(db, &S[TAKE], &(struct by_text){imdb_id}, NULL);
	return e == ERR_CONFLICT ? why_not(db, imdb_id, lookup_r) : e;
}

enum err store_lookup_drop(struct db *db, const char *imdb_id)
{
	return stmt_run(db, &S[DROP], &(struct by_text){imdb_id}, NULL);
}

enum err store_lookup_absent(struct db *db, const char *imdb_id)
{
	A in = {.imdb_id = imdb_id, .state = "absent"};
	return stmt_run(db, &S[SET], &in, NULL);
}

static enum err count(struct db *db, int64_t n)
{
	A in = {.n = n};
	return stmt_run(db, &S[COUNT], &in, NULL);
}

enum err store_omdb_count(struct db *db, int64_t n)
{
	return n ? count(db, n) : ERR_NONE;
}

enum err store_omdb_spend(struct db *db, int64_t budget)
{
	A in = {.budget = budget};
	int64_t n = 0;
	enum err e = count(db, 0); /* so that there is a row of today */
	if (!e)
		e = stmt_run(db, &S[SPEND], &in, &n);
	return e ? e : n ? ERR_NONE : ERR_REFUSED;
}
