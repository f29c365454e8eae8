/* loan_list.c - what is read of loans: one, lists, what stands behind one that is asked for. Floor: store. (Acts: loan.c.) */
#include "store/loan_private.h"

#define L struct loan
const struct field loan_out[] = {
    FIELD_INT(L, id, "id", 0, 0, 0),
    FIELD_INT(L, copy_id, "copy_id", 0, 0, 0),
    FIELD_INT(L, work_id, "work_id", 0, 0, 0),
    FIELD_INT(L, person_id, "person_id", 0, 0, 0),
    FIELD_UUID(L, uuid, "uuid", 0),
    FIELD_UUID(L, copy, "copy", 0),
    FIELD_UUID(L, work, "work", 0),
    FIELD_UUID(L, person, "person", 0),
    FIELD_TEXT(L, title, "title", 0, 0, 0),
    FIELD_TEXT(L, kind, "kind", 0, 0, 0),
    FIELD_TEXT(L, type, "type", 0, 0, 0),
    FIELD_UUID(L, charge, "charge", 0),
    FIELD_TIME(L, out_at, "out_at", 0),
    FIELD_TIME(L, due_at, "due_at", 0),
    FIELD_TIME(L, returned_at, "returned_at", 0),
    FIELD_INT(L, renewals, "renewals", 0, 0, 0),
    FIELD_INT(L, tariff_version, "tariff_version", 0, 0, 0),
    FIELD_INT(L, days, "days", 0, 0, 0),
    FIELD_INT(L, charge_minor, "charge_minor", 0, 0, 0),
    FIELD_INT(L, first_days, "first_days", 0, 0, 0),
    FIELD_INT(L, first_rate_minor, "first_rate_minor", 0, 0, 0),
    FIELD_INT(L, after_rate_minor, "after_rate_minor", 0, 0, 0),
    FIELD_INT(L, least_minor, "least_minor", 0, 0, 0),
    FIELD_INT(L, version, "version", 0, 0, 0),
    FIELD_TEXT(L, tariff.type, "tariff_type", 0, 0, 0),
    FIELD_INT(L, tariff.first_days, "tariff_days", 0, 0, 0),
    FIELD_INT(L, tariff.first_rate_minor, "tariff_first", 0, 0, 0),
    FIELD_INT(L, tariff.after_rate_minor, "tariff_after", 0, 0, 0),
    FIELD_INT(L, tariff.least_minor, "tariff_least", 0, 0, 0),
    FIELD_INT(L, queue, "queue", 0, 0, 0),
    FIELD_END,
};

/* Parameters that are NULL let every row through; the optimizer takes them out, so that the rest finds its index. */
#define F struct loan_filter
#define WHOSE                                                                                                \
	"(? IS NULL OR l.person_id = (SELECT x.id FROM person x WHERE x.uuid = ?)) "                         \
	"AND (? IS NULL OR l.work_id = (SELECT y.id FROM work y WHERE y.uuid = ?)) AND l.id > ? "
#define FILTER                                                                                               \
	"WHERE " WHOSE "AND (? IS NULL OR (l.returned_at IS NULL) = ?) "                                     \
	"AND (? IS NULL OR (l.returned_at IS NULL AND l.due_at < ?) <> ?) "
#define OPEN_FILTER "WHERE " WHOSE "AND l.returned_at IS NULL AND l.due_at < COALESCE(?, '9999-12-31') "
/* The ids of the page first: what is skipped or sorted is not joined. */
#define PAGE_OF(filter)                                                                                      \
	LOAN_SELECT "JOIN (SELECT l.id FROM loan l " filter                                                  \
		    "ORDER BY l.id LIMIT ? OFFSET ?) k ON k.id = l.id "                                      \
		    "ORDER BY l.id"
#define WHOSE_FIELDS                                                                                         \
	FIELD_UUID(F, person, "person", 0), FIELD_UUID(F, person, "person", 0),                              \
	    FIELD_UUID(F, work, "work", 0), FIELD_UUID(F, work, "work", 0),                                  \
	    FIELD_INT(F, after_id, "after_id", 0, 0, 0)
#define FILTER_FIELDS                                                                                        \
	WHOSE_FIELDS, FIELD_INT(F, open, "open", 0, 0, 0), FIELD_INT(F, open, "open", 0, 0, 0),              \
	    FIELD_TIME(F, overdue_at, "overdue_at", 0), FIELD_TIME(F, overdue_at, "overdue_at", 0),          \
	    FIELD_BOOL(F, not_overdue, "not_overdue", 0)
#define LIMIT_FIELDS FIELD_INT(F, limit, "limit", 0, 0, 0), FIELD_INT(F, offset, "offset", 0, 0, 0)
static const struct field count_in[] = {FILTER_FIELDS, FIELD_END};
static const struct field list_in[] = {FILTER_FIELDS, LIMIT_FIELDS, FIELD_END};
static const struct field open_count_in[] = {WHOSE_FIELDS, FIELD_TIME(F, overdue_at, "overdue_at", 0),
					     FIELD_END};
static const struct field open_list_in[] = {WHOSE_FIELDS, FIELD_TIME(F, overdue_at, "overdue_at", 0),
					    LIMIT_FIELDS, FIELD_END};
#define K struct loan_asked
static const struct field ask_in[] = {
    FIELD_TIME(K, now, "now", 0),   FIELD_UUID(K, person, "person", 0), FIELD_UUID(K, copy, "copy", 0),
    FIELD_UUID(K, copy, "copy", 0), FIELD_UUID(K, work, "work", 0),	FIELD_END,
};
static const struct field ask_out[] = {
    FIELD_INT(K, person_id, "person_id", 0, 0, 0),
    FIELD_INT(K, work_id, "work_id", 0, 0, 0),
    FIELD_INT(K, copy_id, "copy_id", 0, 0, 0),
    FIELD_BOOL(K, facts.active, "active", 0),
    FIELD_BOOL(K, facts.copy_taken, "copy_taken", 0),
    FIELD_BOOL(K, facts.tariff, "tariff", 0),
    FIELD_TEXT(K, facts.type, "type", 0, 0, 0),
    FIELD_INT(K, facts.free_copies, "free_copies", 0, 0, 0),
    FIELD_INT(K, facts.same_work, "same_work", 0, 0, 0),
    FIELD_INT(K, facts.overdue, "overdue", 0, 0, 0),
    FIELD_INT(K, facts.owed_minor, "owed_minor", 0, 0, 0),
    FIELD_UUID(K, facts.hold, "hold", 0),
    FIELD_BOOL(K, facts.hold_ready, "hold_ready", 0),
    FIELD_BOOL(K, facts.copy_kept, "copy_kept", 0),
    FIELD_END,
};

#define R struct rental
static const struct field rental_out[] = {
    FIELD_UUID(R, uuid, "uuid", 0),
    FIELD_UUID(R, work, "work", 0),
    FIELD_TEXT(R, title, "title", 0, 0, 0),
    FIELD_TEXT(R, creator, "creator", 0, 0, 0),
    FIELD_TEXT(R, isbn, "isbn", 0, 0, 0),
    FIELD_UUID(R, copy, "copy", 0),
    FIELD_TEXT(R, type, "type", 0, 0, 0),
    FIELD_UUID(R, person, "person", 0),
    FIELD_TEXT(R, first_name, "first_name", 0, 0, 0),
    FIELD_TEXT(R, last_name, "last_name", 0, 0, 0),
    FIELD_TEXT(R, email, "email", 0, 0, 0),
    FIELD_TEXT(R, card_number, "card_number", 0, 0, 0),
    FIELD_TIME(R, out_at, "out_at", 0),
    FIELD_TIME(R, due_at, "due_at", 0),
    FIELD_INT(R, renewals, "renewals", 0, 0, 0),
    FIELD_END,
};
struct due {
	int64_t before;
};
static const struct field due_in[] = {FIELD_TIME(struct due, before, "before", 0), FIELD_END};
/* In the order of the index, so that nothing is sorted and the first row comes at once. */
#define RENTALS                                                                                              \
	"SELECT STRAIGHT_JOIN l.uuid, w.uuid AS work, w.title, w.creator, w.isbn, c.uuid AS copy, "          \
	"COALESCE(w.type, 'R') AS type, p.uuid AS person, p.first_name, p.last_name, p.email, "              \
	"p.card_number, l.out_at, l.due_at, l.renewals FROM loan l FORCE INDEX (loan_due) "                  \
	"JOIN work w ON w.id = l.work_id JOIN person p ON p.id = l.person_id "                               \
	"LEFT JOIN copy c ON c.id = l.copy_id WHERE l.returned_at IS NULL "

enum {
	BY_UUID,
	BY_ID,
	LIST,
	COUNT,
	OPEN_LIST,
	OPEN_COUNT,
	ASK,
	BY_CHARGE,
	OF_VERSION,
	RENTALS_ALL,
	RENTALS_DUE
};

const struct statement loan_list_statements[] = {
    [BY_UUID] = {"loan by uuid", LOAN_SELECT "WHERE l.uuid = ?", by_text_in, loan_out, READS},
    [BY_ID] = {"loan by id", LOAN_SELECT "WHERE l.id = ?", by_id_in, loan_out, READS},
    [LIST] = {"loan list", PAGE_OF(FILTER), list_in, loan_out, READS},
    [COUNT] = {"loan count", "SELECT COUNT(*) AS n FROM loan l " FILTER, count_in, count_out, READS},
    /* Open loans are few beside the closed ones, and have an index. */
    [OPEN_LIST] = {"loan open list", PAGE_OF(OPEN_FILTER), open_list_in, loan_out, READS},
    [OPEN_COUNT] = {"loan open count", "SELECT COUNT(*) AS n FROM loan l " OPEN_FILTER, open_count_in,
		    count_out, READS},
    [ASK] =
	{"loan ask",
	 "SELECT p.id AS person_id, p.active, w.id AS work_id, c.id AS copy_id, c.taken_by IS NOT NULL AS "
	 "copy_taken, COALESCE(w.type, 'R') AS type, EXISTS (SELECT 1 FROM tariff t WHERE t.version = "
	 "(SELECT MAX(version) FROM tariff_version) AND t.type = COALESCE(w.type, 'R')) AS tariff, "
	 "(SELECT COUNT(*) FROM copy f WHERE f.work_id = w.id AND f.taken_by IS NULL) AS free_copies, "
	 "(SELECT COUNT(*) FROM loan l WHERE l.person_id = p.id AND l.returned_at IS NULL AND "
	 "l.work_id = w.id) AS same_work, (SELECT COUNT(*) FROM loan l WHERE l.person_id = p.id AND "
	 "l.returned_at IS NULL AND l.due_at < ?) AS overdue, "
	 "(SELECT CAST(COALESCE(SUM(a.amount_minor), 0) AS SIGNED) FROM account_line a "
	 "WHERE a.person_id = p.id) AS owed_minor, h.uuid AS hold, h.state = 'ready' AS hold_ready, "
	 "h.copy_id = c.id AS copy_kept FROM (SELECT 1 AS one) AS o "
	 "LEFT JOIN person p ON p.uuid = ? AND p.removed = 0 LEFT JOIN copy c ON c.uuid = ? "
	 "LEFT JOIN work w ON w.withdrawn = 0 AND "
	 "w.id = IF(? IS NULL, (SELECT x.id FROM work x WHERE x.uuid = ?), c.work_id) "
	 "LEFT JOIN hold h ON h.open_work = w.id AND h.person_id = p.id",
	 ask_in, ask_out, READS},
    [BY_CHARGE] = {"loan by charge", LOAN_SELECT "WHERE a.uuid = ?", by_text_in, loan_out, READS},
    [OF_VERSION] = {"loan of version",
		    LOAN_SELECT "WHERE l.tariff_version = ? AND l.returned_at IS NULL ORDER BY l.id",
		    by_id_in, loan_out, READS},
    [RENTALS_ALL] = {"loan rentals", RENTALS "ORDER BY l.due_at, l.id", no_fields, rental_out, FLOWS},
    [RENTALS_DUE] = {"loan rentals due", RENTALS "AND l.due_at < ? ORDER BY l.due_at, l.id", due_in,
		     rental_out, FLOWS},
};
const int loan_list_statement_count = sizeof(loan_list_statements) / sizeof(loan_list_statements[0]);
#define S loan_list_statements

enum err store_loan_by_id(struct db *db, int64_t id, struct loan *l_r)
{
	return stmt_one(db, &S[BY_ID], &(struct by_id){id}, l_r);
}

enum err store_loan_by_uuid(struct db *db, const char *uuid, struct loan *l_r)
{
	return stmt_one(db, &S[BY_UUID], &(struct by_text){uuid}, l_r);
}

/* Are only open loans asked for? */
static bool open_only(const struct loan_filter *f)
{
	bool overdue = f->overdue_at != NIL_INT && !f->not_overdue;
	return overdue ? f->open != 0 : f->open == 1 && f->overdue_at == NIL_INT;
}

enum err store_loan_list(struct db *db, const struct loan_filter *f, struct rows *rows_r)
{
	return stmt_open(db, &S[open_only(f) ? OPEN_LIST : LIST], f, rows_r);
}

enum err store_loan_count(struct db *db, const struct loan_filter *f, int64_t *count_r)
{
	return stmt_count(db, &S[open_only(f) ? OPEN_COUNT : COUNT], f, count_r);
}

enum err store_loan_ask(struct db *db, struct loan_asked *a)
{
	K found;
	enum err e = stmt_one(db, &S[ASK], a, &found);
	if (e)
		return e;
	a->person_id = found.person_id;
	a->work_id = found.work_id;
	a->copy_id = found.copy_id;
	a->facts = found.facts;
	a->facts.copy_named = a->copy != NULL;
	return ERR_NONE;
}

enum err store_loan_by_charge(struct db *db, const char *line, struct loan *l_r)
{
	return stmt_one(db, &S[BY_CHARGE], &(struct by_text){line}, l_r);
}

enum err store_loan_of_version(struct db *db, int64_t version, struct rows *rows_r)
{
	return stmt_open(db, &S[OF_VERSION], &(struct by_id){version}, rows_r);
}

enum err store_loan_rentals(struct db *db, int64_t due_before, struct rows *rows_r)
{
	return stmt_open(db, &S[due_before == NIL_INT ? RENTALS_ALL : RENTALS_DUE], &(struct due){due_before},
			 rows_r);
}
