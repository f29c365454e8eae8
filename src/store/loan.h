/* loan.h - loans, their charges, and the tariffs they are charged by. Floor: store. */
#ifndef STORE_LOAN_H
#define STORE_LOAN_H

#include "rules/charge.h"
#include "rules/loan.h"
#include "store/stmt.h"

struct loan {
	int64_t id, copy_id, work_id, person_id;
	const char *uuid, *copy, *work, *person; /* uuids; copy NULL when it is gone */
	const char *title, *kind;		 /* the work's */
	const char *type;		     /* closed: what it was charged as; open: the work's type now */
	const char *charge;		     /* uuid of the ledger line; NULL while open */
	int64_t out_at, due_at, returned_at; /* returned_at NIL_INT while open */
	int64_t renewals, tariff_version, days, charge_minor;
	int64_t first_days, first_rate_minor, after_rate_minor,
	    least_minor; /* of the copy of the tariff's row */
	int64_t version;
	/* Of a loan that was locked: what it is charged by (type NULL: nothing; neither version nor name), and the number of
	 * the work's queue while nobody waits in it (NIL_INT: somebody does). */
	struct tariff tariff;
	int64_t queue;
};
struct loan_filter {
	const char *person, *work; /* uuids or NULL */
	int64_t open, overdue_at;  /* open: 1, 0 or NIL_INT; overdue_at: due before that, or NIL_INT */
	bool not_overdue;	   /* with overdue_at: just the others */
	int64_t after_id;	   /* only what comes behind it, 0 for all */
	int64_t limit, offset;
};
/* What stands behind a loan that is asked for; an id is NIL_INT where there is no such person, work or copy. */
struct loan_asked {
	const char *person, *work, *copy; /* uuids that go in; work or copy is NULL */
	int64_t now;			  /* goes in */
	int64_t person_id, work_id, copy_id;
	struct loan_facts facts;
};
/* A loan with all that a clerk wants to see of it, for the exports. */
struct rental {
	const char *uuid, *work, *title, *creator, *isbn, *copy, *type;
	const char *person, *first_name, *last_name, *email, *card_number;
	int64_t out_at, due_at, renewals;
};

/*
 * Within a transaction. Takes a free copy of the work (or just that copy) for the person: the one UPDATE of taken_by
 * decides. Whoever has a hold on the work gets the copy that is kept for them, and the hold is fulfilled. ERR_NONE: l_r
 * has the id, the uuid and the times of the open loan, and no more. ERR_REFUSED: no free copy. ERR_NO_SUCH: no such work,
 * copy or person, or the person was removed just now (callers look before to say which).
 */
enum err store_loan_checkout(struct db *db, int64_t work_id, int64_t copy_id, int64_t person_id,
			     int64_t out_at, int64_t due_at, struct loan *l_r) MUST_CHECK;
enum err store_loan_by_id(struct db *db, int64_t id, struct loan *l_r) MUST_CHECK;
/* Fills what is so now. The act locks the person before it asks. */
enum err store_loan_ask(struct db *db, struct loan_asked *a) MUST_CHECK;
/*
 * For store_loan_close and store_loan_renew: the row locked until the transaction ends. Where the transaction is trusted
 * it is only looked at, and those two hold that it has the version still.
 */
enum err store_loan_lock(struct db *db, const char *uuid, struct loan *l_r) MUST_CHECK;
/* By id, without the uuids of work, person, copy and charge. */
enum err store_loan_lock_id(struct db *db, int64_t id, struct loan *l_r) MUST_CHECK;
enum err store_loan_by_uuid(struct db *db, const char *uuid, struct loan *l_r) MUST_CHECK;
/* The loan that a ledger line charges. */
enum err store_loan_by_charge(struct db *db, const char *line, struct loan *l_r) MUST_CHECK;
/*
 * Closes a locked open loan: its copy is offered to the first hold that waits or becomes free, keeps returned_at and the
 * tariff's row, writes one charge line when the charge is above 0, and sets it off against what credit there is.
 * ERR_CONFLICT cannot be but for a bug: one charge per loan is a UNIQUE key.
 */
enum err store_loan_close(struct db *db, struct loan *l, const struct charge *c, int64_t returned_at,
			  const char *actor, int64_t now) MUST_CHECK;
/* A new due date for a locked open loan. */
enum err store_loan_renew(struct db *db, const struct loan *l, int64_t due_at) MUST_CHECK;
enum err store_loan_list(struct db *db, const struct loan_filter *f, struct rows *rows_r) MUST_CHECK;
enum err store_loan_count(struct db *db, const struct loan_filter *f, int64_t *count_r) MUST_CHECK;
/* Rows (struct loan) of the open loans that a version of the tariff will charge. */
enum err store_loan_of_version(struct db *db, int64_t version, struct rows *rows_r) MUST_CHECK;
/* Rows (struct rental) of all open loans due before a time (NIL_INT: all), first due first; they flow. */
enum err store_loan_rentals(struct db *db, int64_t due_before, struct rows *rows_r) MUST_CHECK;

/* The version that new loans get. */
enum err store_tariff_current(struct db *db, int64_t *version_r) MUST_CHECK;
/* One type's row of a version; ERR_NOT_FOUND: that type has no tariff (a loan of it is refused, never free). */
enum err store_tariff_find(struct db *db, int64_t version, const char *type, struct tariff *t_r) MUST_CHECK;
/* Rows (struct tariff) of one version. */
enum err store_tariff_rows(struct db *db, int64_t version, struct rows *rows_r) MUST_CHECK;
/* Within a transaction: a new version, then its rows. */
enum err store_tariff_new_version(struct db *db, const char *actor, int64_t *version_r) MUST_CHECK;
enum err store_tariff_insert(struct db *db, const struct tariff *t) MUST_CHECK;

extern const struct statement loan_statements[], loan_list_statements[];
extern const int loan_statement_count, loan_list_statement_count;

#endif
