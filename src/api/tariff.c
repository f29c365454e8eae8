/* tariff.c - the unified API's prices, by version. Floor: api. */
#include "api/api.h"
#include "api/audit.h"

#include "store/loan.h"
#include "web/json_in.h"

#include <string.h>

enum { TYPES_MAX = 26 };

struct query {
	int64_t version;
};
const struct field tariff_query[] = {FIELD_INT(struct query, version, "version", 1, 4294967295, 0),
				     FIELD_END};

/* A type's prices as they come in: amounts are texts. */
struct row {
	int64_t first_days;
	const char *type, *name, *first_rate, *after_rate, *least;
};
#define R struct row
#define ROW(p)                                                                                               \
	FIELD_CHOICE(R, type, p "type", "R|F|N", F_REQUIRED),                                                \
	    FIELD_TEXT(R, name, p "name", 1, 100, F_REQUIRED | F_TRIM | F_LINE),                             \
	    FIELD_INT(R, first_days, p "first_days", 0, 36500, F_REQUIRED),                                  \
	    FIELD_TEXT(R, first_rate, p "first_rate", 1, 20, F_REQUIRED),                                    \
	    FIELD_TEXT(R, after_rate, p "after_rate", 1, 20, F_REQUIRED),                                    \
	    FIELD_TEXT(R, least, p "least", 1, 20, F_REQUIRED)
static const struct field row_body[] = {ROW(""), FIELD_END};
const struct field tariff_body[] = {ROW("tariffs[]."), FIELD_END}; /* for the documents */

#define T struct tariff
#define SHOWN(p)                                                                                             \
	FIELD_INT(T, version, p "version", 0, 0, 0), FIELD_TEXT(T, type, p "type", 0, 0, 0),                 \
	    FIELD_TEXT(T, name, p "name", 0, 0, 0), FIELD_INT(T, first_days, p "first_days", 0, 0, 0)
static const struct field plain[] = {SHOWN(""), FIELD_END};
#define PRICES(p)                                                                                            \
	FIELD_MONEY(T, name, p "first_rate"), FIELD_MONEY(T, name, p "after_rate"),                          \
	    FIELD_MONEY(T, name, p "least")
const struct field tariff_shown[] = {SHOWN(""), PRICES(""), FIELD_END};
const struct field tariffs_made[] = {
    FIELD_BOOL(struct trial, dry_run, "dry_run", 0), SHOWN("tariffs[]."), PRICES("tariffs[]."),
    FIELD_UUID(T, name, "altered_loans[]", 0),	     FIELD_END,
};

void api_tariff(struct buf *b, const struct tariff *t)
{
	json_open(b, '{');
	json_fields(b, plain, t);
	api_money(b, "first_rate", t->first_rate_minor);
	api_money(b, "after_rate", t->after_rate_minor);
	api_money(b, "least", t->least_minor);
	json_close(b, '}');
}

enum err api_tariff_list(struct request *rq, struct reply *rp)
{
	struct query q = {NIL_INT};
	struct rows rows;
	struct tariff t;
	enum err e = input_query(rq, tariff_query, &q, 0);
	if (!e && q.version == NIL_INT)
		e = store_tariff_current(rq->db, &q.version);
	if (!e)
		e = store_tariff_rows(rq->db, q.version, &rows);
	if (e)
		return e;
	if (!rows.count) {
		stmt_close(&rows);
		return ERR_NOT_FOUND;
	}
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '[');
	while (!(e = stmt_next(&rows, &t)))
		api_tariff(&rp->body, &t);
	json_close(&rp->body, ']');
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static const char *label(struct request *rq, int i, const char *member)
{
	return arena_printf(rq->arena, "tariffs[%d].%s", i, member);
}

static enum err read_row(struct request *rq, int i, struct tariff *t)
{
	struct row in = {.type = ""};
	enum err e = input_element(rq, "tariffs", (size_t)i, row_body, &in);
	if (e)
		return e;
	*t = (struct tariff){.first_days = in.first_days, .type = in.type, .name = in.name};
	(void)!api_amount(rq, label(rq, i, "first_rate"), in.first_rate, true, &t->first_rate_minor);
	(void)!api_amount(rq, label(rq, i, "after_rate"), in.after_rate, true, &t->after_rate_minor);
	(void)!api_amount(rq, label(rq, i, "least"), in.least, true, &t->least_minor);
	for (int k = 0; k < i; k++)
		if (!strcmp(t[k - i].type, t->type))
			(void)!request_wrong(rq, label(rq, i, "type"), "repeated", "stands there twice");
	return rq->error_count ? ERR_INPUT : ERR_NONE;
}

/* The whole new version; types it does not name have no price from then on. */
static enum err read_rows(struct request *rq, struct tariff t[TYPES_MAX], int *n_r)
{
	const void *place = NULL;
	const char *name, *text;
	bool empty;
	*n_r = 0;
	if (json_body_kind(rq, &empty) != JSON_OBJECT)
		return request_wrong(rq, "", "type", "the body must be a JSON object");
	while (rq->error_count < ERRORS_MAX && (name = json_next_name(rq, &place)))
		if (strcmp(name, "tariffs"))
			(void)!request_wrong(rq, name, "unknown", "is not known here");
	if (json_member(rq, "tariffs", &text) == JSON_ABSENT)
		return request_wrong(rq, "tariffs", "required", "is required");
	enum err e = ERR_NONE;
	while (*n_r < TYPES_MAX && e != ERR_NOT_FOUND) {
		e = read_row(rq, *n_r, &t[*n_r]);
		*n_r += e != ERR_NOT_FOUND;
	}
	if (!*n_r || e != ERR_NOT_FOUND)
		return request_wrong(rq, "tariffs", "type", "must be an array of 1 to 25 objects");
	return rq->error_count ? ERR_INPUT : ERR_NONE;
}

static enum err write_rows(struct request *rq, struct tariff *t, int n, int64_t *version_r)
{
	enum err e = store_tariff_new_version(rq->db, rq->caller, version_r);
	for (int i = 0; !e && i < n; i++) {
		t[i].version = *version_r;
		e = store_tariff_insert(rq->db, &t[i]);
	}
	return e;
}

/* The open loans that the new version would charge: a loan keeps the one it went out with, so there are none. */
static enum err write_altered(struct request *rq, struct buf *b, int64_t version)
{
	struct rows rows;
	struct loan l;
	enum err e = store_loan_of_version(rq->db, version, &rows);
	if (e)
		return e;
	json_name(b, "altered_loans");
	json_open(b, '[');
	while (!(e = stmt_next(&rows, &l)))
		json_text(b, l.uuid);
	json_close(b, ']');
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err api_tariff_create(struct request *rq, struct reply *rp)
{
	struct tariff t[TYPES_MAX];
	struct trial trial = {false};
	int n;
	int64_t version;
	enum err e = input_query(rq, trial_query, &trial, 0);
	if (read_rows(rq, t, &n) || e)
		return ERR_INPUT;
	e = write_rows(rq, t, n, &version);
	if (e)
		return e;
	reply_start(rp, trial.dry_run ? 200 : 201, "application/json");
	rp->undo = trial.dry_run;
	if (!trial.dry_run)
		reply_headerf(rp, "Location", "/api/v1/tariffs?version=%lld", (long long)version);
	json_open(&rp->body, '{');
	json_name(&rp->body, "dry_run");
	json_bool(&rp->body, trial.dry_run);
	json_name(&rp->body, "tariffs");
	json_open(&rp->body, '[');
	for (int i = 0; i < n; i++) {
		t[i].version = trial.dry_run ? NIL_INT : version; /* which number it will get nobody knows */
		api_tariff(&rp->body, &t[i]);
	}
	json_close(&rp->body, ']');
	e = write_altered(rq, &rp->body, version);
	json_close(&rp->body, '}');
	if (!e)
		audit_note(rq, "tariff", arena_printf(rq->arena, "%lld", (long long)version), NULL,
			   rp->body.data);
	return e;
}
