/* audit.c - who changed what: written, and looked up. Floor: store. (The chain over it: audit_seal.c.) */
#include "store/audit.h"

#define A struct audit
static const struct field insert_in[] = {
    FIELD_TEXT(A, actor, "actor", 0, 0, 0),
    FIELD_TEXT(A, role, "role", 0, 0, 0),
    FIELD_TEXT(A, request_id, "request_id", 0, 0, 0),
    FIELD_TEXT(A, method, "method", 0, 0, 0),
    FIELD_TEXT(A, route, "route", 0, 0, 0),
    FIELD_TEXT(A, target, "target", 0, 0, 0),
    FIELD_TEXT(A, subject, "subject", 0, 0, 0),
    FIELD_TEXT(A, subject_id, "subject_id", 0, 0, 0),
    FIELD_TEXT(A, before, "before_state", 0, 0, 0),
    FIELD_TEXT(A, after, "after_state", 0, 0, 0),
    FIELD_END,
};
static const struct field of_list_in[] = {
    FIELD_TEXT(A, actor, "actor", 0, 0, 0),	      FIELD_TEXT(A, role, "role", 0, 0, 0),
    FIELD_TEXT(A, request_id, "request_id", 0, 0, 0), FIELD_TEXT(A, method, "method", 0, 0, 0),
    FIELD_TEXT(A, route, "route", 0, 0, 0),	      FIELD_TEXT(A, target, "target", 0, 0, 0),
    FIELD_TEXT(A, subject, "subject", 0, 0, 0),	      FIELD_TEXT(A, before, "before_state", 0, 0, 0),
    FIELD_TEXT(A, after, "after_state", 0, 0, 0),     FIELD_END,
};
static const struct field out[] = {
    FIELD_INT(A, id, "id", 0, 0, 0),
    FIELD_TIME(A, at, "at", 0),
    FIELD_TEXT(A, actor, "actor", 0, 0, 0),
    FIELD_TEXT(A, role, "role", 0, 0, 0),
    FIELD_TEXT(A, request_id, "request_id", 0, 0, 0),
    FIELD_TEXT(A, method, "method", 0, 0, 0),
    FIELD_TEXT(A, route, "route", 0, 0, 0),
    FIELD_TEXT(A, target, "target", 0, 0, 0),
    FIELD_TEXT(A, subject, "subject", 0, 0, 0),
    FIELD_TEXT(A, subject_id, "subject_id", 0, 0, 0),
    FIELD_TEXT(A, before, "before_state", 0, 0, 0),
    FIELD_TEXT(A, after, "after_state", 0, 0, 0),
    FIELD_END,
};

/* Parameters that are NULL let every row through; the optimizer takes them out, so that the rest finds its index. */
#define F struct audit_filter
#define FILTER                                                                                               \
	"WHERE (? IS NULL OR actor = ?) AND (? IS NULL OR request_id = ?) AND (? IS NULL OR subject = ?) "   \
	"AND (? IS NULL OR subject_id = ?) AND (? IS NULL OR at >= ?) AND (? IS NULL OR at < ?) "
#define TWICE_TEXT(m) FIELD_TEXT(F, m, #m, 0, 0, 0), FIELD_TEXT(F, m, #m, 0, 0, 0)
#define TWICE_TIME(m) FIELD_TIME(F, m, #m, 0), FIELD_TIME(F, m, #m, 0)
#define FILTER_FIELDS                                                                                        \
	TWICE_TEXT(actor), TWICE_TEXT(request_id), TWICE_TEXT(subject), TWICE_TEXT(subject_id),              \
	    TWICE_TIME(from), TWICE_TIME(to)
static const struct field count_in[] = {FILTER_FIELDS, FIELD_END};
static const struct field list_in[] = {
    FILTER_FIELDS,
    FIELD_INT(F, below_id, "below_id", 0, 0, 0),
    FIELD_INT(F, limit, "limit", 0, 0, 0),
    FIELD_INT(F, offset, "offset", 0, 0, 0),
    FIELD_END,
};
enum { INSERT, INSERT_OF_LIST, LIST, COUNT };

#define INTO                                                                                                 \
	"INSERT INTO audit (actor, role, request_id, method, route, target, subject, subject_id, "           \
	"before_state, after_state) VALUES "

const struct statement audit_statements[] = {
    [INSERT] = {"audit insert", INTO "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", insert_in, NULL, WRITES},
    [INSERT_OF_LIST] = {"audit insert of list", INTO "(?, ?, ?, ?, ?, ?, ?, @list, ?, ?)", of_list_in, NULL,
			WRITES},
    /* The ids of the page first: what is skipped is not read. */
    [LIST] = {"audit list",
	      "SELECT a.id, a.at, a.actor, a.role, a.request_id, a.method, a.route, a.target, a.subject, "
	      "a.subject_id, a.before_state, a.after_state FROM audit a JOIN (SELECT id FROM audit " FILTER
	      "AND id < ? ORDER BY id DESC LIMIT ? OFFSET ?) k ON k.id = a.id ORDER BY a.id DESC",
	      list_in, out, READS},
    [COUNT] = {"audit count", "SELECT COUNT(*) AS n FROM audit " FILTER, count_in, count_out, READS},
};
const int audit_statement_count = sizeof(audit_statements) / sizeof(audit_statements[0]);
#define S audit_statements

enum err store_audit_insert(struct db *db, const struct audit *a)
{
	return stmt_put(db, &S[a->of_last_list ? INSERT_OF_LIST : INSERT], a);
}

enum err store_audit_list(struct db *db, const struct audit_filter *f, struct rows *rows_r)
{
	return stmt_open(db, &S[LIST], f, rows_r);
}

enum err store_audit_count(struct db *db, const struct audit_filter *f, int64_t *count_r)
{
	return stmt_count(db, &S[COUNT], f, count_r);
}
