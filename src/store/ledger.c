/* ledger.c - every loan, ledger line, account and copy, for whoever checks them. Floor: store. */
#include "store/ledger.h"

#define L struct ledger_loan
static const struct field loan_out[] = {
    FIELD_UUID(L, uuid, "uuid", 0),
    FIELD_INT(L, copy_id, "copy_id", 0, 0, 0),
    FIELD_INT(L, person_id, "person_id", 0, 0, 0),
    FIELD_TIME(L, out_at, "out_at", 0),
    FIELD_TIME(L, returned_at, "returned_at", 0),
    FIELD_INT(L, days, "days", 0, 0, 0),
    FIELD_INT(L, charge_minor, "charge_minor", 0, 0, 0),
    FIELD_INT(L, tariff.version, "tariff_version", 0, 0, 0),
    FIELD_TEXT(L, tariff.type, "type", 0, 0, 0),
    FIELD_INT(L, tariff.first_days, "first_days", 0, 0, 0),
    FIELD_INT(L, tariff.first_rate_minor, "first_rate_minor", 0, 0, 0),
    FIELD_INT(L, tariff.after_rate_minor, "after_rate_minor", 0, 0, 0),
    FIELD_INT(L, tariff.least_minor, "least_minor", 0, 0, 0),
    FIELD_BOOL(L, tariff_kept, "tariff_kept", 0),
    FIELD_INT(L, line_minor, "line_minor", 0, 0, 0),
    FIELD_INT(L, line_person_id, "line_person_id", 0, 0, 0),
    FIELD_END,
};
#define N struct ledger_line
static const struct field line_out[] = {
    FIELD_UUID(N, uuid, "uuid", 0),
    FIELD_TEXT(N, kind, "kind", 0, 0, 0),
    FIELD_INT(N, person_id, "person_id", 0, 0, 0),
    FIELD_INT(N, loan_id, "loan_id", 0, 0, 0),
    FIELD_INT(N, amount_minor, "amount_minor", 0, 0, 0),
    FIELD_INT(N, as_credit_minor, "as_credit_minor", 0, 0, 0),
    FIELD_INT(N, as_debit_minor, "as_debit_minor", 0, 0, 0),
    FIELD_INT(N, voided_minor, "voided_minor", 0, 0, 0),
    FIELD_INT(N, voided_person_id, "voided_person_id", 0, 0, 0),
    FIELD_INT(N, wrong_reversals, "wrong_reversals", 0, 0, 0),
    FIELD_END,
};
#define P struct ledger_person
static const struct field person_out[] = {
    FIELD_UUID(P, uuid, "uuid", 0),
    FIELD_INT(P, balance_minor, "balance_minor", 0, 0, 0),
    FIELD_INT(P, debit_minor, "debit_minor", 0, 0, 0),
    FIELD_INT(P, credit_minor, "credit_minor", 0, 0, 0),
    FIELD_INT(P, paid_minor, "paid_minor", 0, 0, 0),
    FIELD_INT(P, spent_minor, "spent_minor", 0, 0, 0),
    FIELD_END,
};
#define C struct ledger_copy
static const struct field copy_out[] = {
    FIELD_UUID(C, uuid, "uuid", 0),
    FIELD_TEXT(C, taken_by, "taken_by", 0, 0, 0),
    FIELD_INT(C, open_loans, "open_loans", 0, 0, 0),
    FIELD_INT(C, ready_holds, "ready_holds", 0, 0, 0),
    FIELD_END,
};

enum { LOANS, LINES, PEOPLE, COPIES };

#define SUM(what, from) "(SELECT CAST(COALESCE(SUM(" what "), 0) AS SIGNED) FROM " from ")"
#define FROM_CREDIT	SUM("o.amount_minor", "account_offset o WHERE o.credit_id = l.id")
#define TO_DEBIT	SUM("o.amount_minor", "account_offset o WHERE o.debit_id = l.id")
/* The same of all lines of person p. */
#define PERSON_LINES   "account_line l WHERE l.person_id = p.id"
#define PERSON_OFFSETS "account_offset o JOIN account_line l ON l.person_id = p.id AND l.id = "
#define BALANCE	       SUM("l.amount_minor", PERSON_LINES)
#define DEBIT	       SUM("l.amount_minor", PERSON_LINES " AND l.amount_minor > 0")
#define CREDIT	       SUM("-l.amount_minor", PERSON_LINES " AND l.amount_minor < 0")
#define PAID	       SUM("o.amount_minor", PERSON_OFFSETS "o.debit_id")
#define SPENT	       SUM("o.amount_minor", PERSON_OFFSETS "o.credit_id")

/* Each is one statement, so one view of the data, however busy the site is. */
const struct statement ledger_statements[] = {
    [LOANS] =
	{"ledger loans",
	 "SELECT l.uuid, l.copy_id, l.person_id, l.out_at, l.returned_at, l.days, l.charge_minor, "
	 "l.tariff_version, l.type, l.first_days, l.first_rate_minor, l.after_rate_minor, l.least_minor, "
	 "(l.first_days, l.first_rate_minor, l.after_rate_minor, l.least_minor) = "
	 "(t.first_days, t.first_rate_minor, t.after_rate_minor, t.least_minor) AS tariff_kept, "
	 "a.amount_minor AS line_minor, a.person_id AS line_person_id FROM loan l "
	 "LEFT JOIN account_line a ON a.charged_loan = l.id "
	 "LEFT JOIN tariff t ON t.version = l.tariff_version AND t.type = l.type ORDER BY l.id",
	 no_fields, loan_out, FLOWS},
    [LINES] = {"ledger lines",
	       "SELECT l.uuid, l.kind, l.person_id, l.loan_id, l.amount_minor, " FROM_CREDIT
	       " AS as_credit_minor, " TO_DEBIT " AS as_debit_minor, "
	       "v.amount_minor AS voided_minor, v.person_id AS voided_person_id, "
	       "(SELECT COUNT(*) FROM account_offset o JOIN account_offset r ON r.id = o.reverses_id "
	       "WHERE o.credit_id = l.id AND (r.credit_id <> o.credit_id OR r.debit_id <> o.debit_id OR "
	       "r.amount_minor <> -o.amount_minor)) AS wrong_reversals "
	       "FROM account_line l LEFT JOIN account_line v ON v.id = l.voids_id ORDER BY l.id",
	       no_fields, line_out, FLOWS},
    [PEOPLE] = {"ledger people",
		"SELECT p.uuid, " BALANCE " AS balance_minor, " DEBIT " AS debit_minor, " CREDIT
		" AS credit_minor, " PAID " AS paid_minor, " SPENT " AS spent_minor FROM person p "
		"WHERE EXISTS (SELECT 1 FROM account_line l WHERE l.person_id = p.id) ORDER BY p.id",
		no_fields, person_out, FLOWS},
    [COPIES] =
	{"ledger copies",
	 "SELECT c.uuid, c.taken_by, (SELECT COUNT(*) FROM loan l WHERE l.copy_id = c.id AND "
	 "l.returned_at IS NULL) AS open_loans, (SELECT COUNT(*) FROM hold h WHERE h.ready_copy = c.id) AS "
	 "ready_holds FROM copy c ORDER BY c.id",
	 no_fields, copy_out, FLOWS},
};
const int ledger_statement_count = sizeof(ledger_statements) / sizeof(ledger_statements[0]);
#define S ledger_statements

enum err store_ledger_loans(struct db *db, struct rows *rows_r)
{
	return stmt_open(db, &S[LOANS], NULL, rows_r);
}

enum err store_ledger_lines(struct db *db, struct rows *rows_r)
{
	return stmt_open(db, &S[LINES], NULL, rows_r);
}

enum err store_ledger_people(struct db *db, struct rows *rows_r)
{
	return stmt_open(db, &S[PEOPLE], NULL, rows_r);
}

enum err store_ledger_copies(struct db *db, struct rows *rows_r)
{
	return stmt_open(db, &S[COPIES], NULL, rows_r);
}
