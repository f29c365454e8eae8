/* account.h - the ledger of a person: lines, and which credit paid which debit. Floor: store. */
#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include "store/stmt.h"

/*
 * Debits (charge, refund) are above 0, credits (payment, waiver) below; a void is the reverse of the line it names.
 * Nothing is ever changed: what is open of a line is its amount less the sum of its offsets.
 */
struct line {
	int64_t id, person_id, loan_id;
	const char *uuid, *person, *loan, *voids, *voided_by; /* uuids */
	const char *kind, *note, *created_by;
	int64_t amount_minor, open_minor; /* both signed; open_minor comes out only */
	int64_t created_at;
};
/* An offset as one of its lines sees it (line_id, other) or as it is (credit, debit); below 0 it takes one back. */
struct offset {
	int64_t id, line_id, amount_minor;
	const char *other, *credit, *debit; /* uuids */
};
struct account {
	int64_t person_id;
	int64_t balance_minor;	    /* what the person owes; below 0 it is credit */
	int64_t lines, last_offset; /* how many lines; the highest id of an offset now, whoever's */
};

enum err store_account_find(struct db *db, const char *person, struct account *a_r) MUST_CHECK;
/* What the offsets of line l have used up of it; a line is either a debit or a credit. */
#define ACCOUNT_USED(side)                                                                                   \
	"(SELECT CAST(COALESCE(SUM(o.amount_minor), 0) AS SIGNED) FROM account_offset o "                    \
	"WHERE o." side "_id = l.id)"
/* A line l that is money of which something is left. */
#define ACCOUNT_UNUSED "l.kind IN ('payment', 'waiver') AND -l.amount_minor > " ACCOUNT_USED("credit")

/* Within a transaction, before any money act: only one at once on one account. ERR_NOT_FOUND: no such person. */
enum err store_account_lock(struct db *db, const char *person, struct account *a_r) MUST_CHECK;
/* Writes a line of the locked account; uuid is made here. */
enum err store_account_insert(struct db *db, struct line *l) MUST_CHECK;
/*
 * Sets open credits off against open debits of the locked account, oldest first on both sides, the debit first_id
 * before all others (NIL_INT: none).
 */
enum err store_account_settle(struct db *db, int64_t person_id, int64_t first_id) MUST_CHECK;
/* The same after a charge, when there is credit; locks the account itself. */
enum err store_account_use_credit(struct db *db, int64_t person_id) MUST_CHECK;
/*
 * Reverses a line of the locked account: the void line v_r, reversing rows for its offsets, and settles anew.
 * ERR_CONFLICT: it was voided before.
 */
enum err store_account_void(struct db *db, const struct line *l, const char *note, const char *actor,
			    struct line *v_r) MUST_CHECK;
enum err store_account_line(struct db *db, const char *uuid, struct line *l_r) MUST_CHECK;
/* Rows (struct line) in the order they came; rows (struct offset) of the same page of lines, by line. */
enum err store_account_lines(struct db *db, int64_t person_id, int64_t limit, int64_t offset,
			     struct rows *rows_r) MUST_CHECK;
enum err store_account_offsets(struct db *db, int64_t person_id, int64_t limit, int64_t offset,
			       struct rows *rows_r) MUST_CHECK;
/* Rows (struct offset) of the person that are newer than that offset. */
enum err store_account_new_offsets(struct db *db, int64_t person_id, int64_t after,
				   struct rows *rows_r) MUST_CHECK;

extern const struct statement account_statements[];
extern const int account_statement_count;

#endif
