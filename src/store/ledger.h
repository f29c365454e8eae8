/* ledger.h - every loan, ledger line, account and copy as rows that flow, for whoever checks them. Floor: store. */
#ifndef STORE_LEDGER_H
#define STORE_LEDGER_H

#include "rules/charge.h"
#include "store/stmt.h"

struct ledger_loan {
	const char *uuid;
	int64_t copy_id, person_id, out_at, returned_at, days, charge_minor;
	struct tariff tariff;		    /* the loan's copy of it */
	bool tariff_kept;		    /* it is what its version says */
	int64_t line_minor, line_person_id; /* of its charge line, NIL_INT when it has none */
};
struct ledger_line {
	const char *uuid, *kind;
	int64_t person_id, loan_id, amount_minor;
	int64_t as_credit_minor, as_debit_minor; /* sums of its offsets on either side */
	int64_t voided_minor, voided_person_id;	 /* of the line it voids, NIL_INT when it voids none */
	int64_t wrong_reversals; /* offsets that take back another amount or pair than they say */
};
struct ledger_person {
	const char *uuid;
	int64_t balance_minor, debit_minor, credit_minor;
	int64_t paid_minor, spent_minor; /* offsets of the debits, of the credits */
};
struct ledger_copy {
	const char *uuid, *taken_by;
	int64_t open_loans, ready_holds;
};

enum err store_ledger_loans(struct db *db, struct rows *rows_r) MUST_CHECK;
enum err store_ledger_lines(struct db *db, struct rows *rows_r) MUST_CHECK;
enum err store_ledger_people(struct db *db, struct rows *rows_r) MUST_CHECK;
enum err store_ledger_copies(struct db *db, struct rows *rows_r) MUST_CHECK;

extern const struct statement ledger_statements[];
extern const int ledger_statement_count;

#endif
