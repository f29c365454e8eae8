/* hold.h - holds: who gets a copy next, the queue of a work, and copies that are kept. Floor: store. */
#ifndef STORE_HOLD_H
#define STORE_HOLD_H

#include "rules/hold.h"
#include "store/stmt.h"

struct hold {
	int64_t id, work_id, person_id, copy_id; /* copy_id: the copy that is kept, NIL_INT while pending */
	const char *uuid, *work, *person, *copy, *loan; /* uuids; loan: that fulfilled it */
	const char *title, *kind;			/* the work's */
	const char *state;				/* pending, ready, fulfilled, cancelled, expired */
	int64_t position;				/* 1..n while pending, otherwise NIL_INT */
	const char *suspended_until;			/* the day it counts again from, NULL */
	int64_t pickup_until;				/* ready: NIL_INT is for ever */
	const char *reason;
	int64_t placed_at, ready_at, closed_at, version;
};
struct hold_filter {
	const char *person, *work, *state; /* NULL: all; state may be "open": pending or ready */
	int64_t after_id, limit, offset;
};
/* What stands behind a hold that is asked for; ids NIL_INT where there is no such person or work. */
struct hold_asked {
	const char *person, *work; /* uuids that go in */
	int64_t person_id, work_id;
	struct hold_facts facts;
};

/*
 * All of these but the reads run within a transaction. Order of locks: person, then work (each act but the reads
 * begins with raising its queue or, where it only takes a copy, with locking the work, so that two on one work never run
 * at once), then copy, then hold. A loan or a hold that looks its person up as it is inserted holds them last: against
 * somebody who removes that person it may have to be run again.
 */

/* Fills what is so now. */
enum err store_hold_ask(struct db *db, struct hold_asked *a) MUST_CHECK;
/*
 * Takes a free copy for the person (ready) or stands at the end of the queue (pending). pickup_until goes into a hold
 * that is ready at once, NIL_INT: it does not expire. suspended_until (a date or NULL): it waits, even beside a free copy.
 * ERR_CONFLICT: the person has an open hold on the work. h_r as stored.
 */
enum err store_hold_place(struct db *db, int64_t work_id, int64_t person_id, const char *suspended_until,
			  int64_t now, int64_t pickup_until, struct hold *h_r) MUST_CHECK;
/*
 * Takes a free copy or gives ERR_REFUSED: nothing waits (the reading room). ERR_CONFLICT as above. uuid_r: the hold's, in the
 * request's arena.
 */
enum err store_hold_take(struct db *db, int64_t work_id, int64_t person_id, int64_t now,
			 const char **uuid_r) MUST_CHECK;
/*
 * A copy that was kept or lent (as taken_by says: "hold" or "loan") has come free: it goes to the first hold that
 * waits and is not suspended, or becomes free. queue: the number (work.queue) at which nobody waited; NIL_INT: somebody
 * does, or nobody has looked.
 */
enum err store_hold_offer(struct db *db, int64_t work_id, int64_t copy_id, const char *taken_by,
			  int64_t queue, int64_t now) MUST_CHECK;
/* The same under the queue's lock. */
enum err store_hold_pass_on(struct db *db, int64_t work_id, int64_t copy_id, const char *taken_by,
			    int64_t now) MUST_CHECK;
/* Gives free copies of a work to those who wait and are not suspended, the first one first; tells how many. */
enum err store_hold_give(struct db *db, int64_t work_id, int64_t now, int *given_r) MUST_CHECK;
/* The row and the queue it stands in, locked until the transaction ends. ERR_NOT_FOUND. */
enum err store_hold_lock(struct db *db, const char *uuid, struct hold *h_r) MUST_CHECK;
enum err store_hold_by_uuid(struct db *db, const char *uuid, struct hold *h_r) MUST_CHECK;
/* The oldest ready hold on a work, locked; ERR_NOT_FOUND: none. */
enum err store_hold_lock_ready(struct db *db, int64_t work_id, struct hold *h_r) MUST_CHECK;
/* The open hold of a person on a work, locked; ERR_NOT_FOUND: none. */
enum err store_hold_lock_of(struct db *db, int64_t work_id, int64_t person_id, struct hold *h_r) MUST_CHECK;
/*
 * Ends a locked open hold: state is fulfilled, cancelled or expired; reason may be NULL. Those behind it move up; a
 * copy that was kept for it is offered on, unless loan_id (otherwise NIL_INT) says that it is lent to the person now.
 */
enum err store_hold_close(struct db *db, const struct hold *h, const char *state, const char *reason,
			  int64_t loan_id, int64_t now) MUST_CHECK;
/*
 * The same for a ready hold that was read without a lock (id, work_id, copy_id), where nobody waits; queue: as above.
 * ERR_REFUSED: somebody waits, or the queue has changed, and nothing was done. ERR_RETRY.
 */
enum err store_hold_release(struct db *db, const struct hold *h, int64_t queue, const char *state,
			    int64_t now) MUST_CHECK;
/* A date or NULL for a locked pending hold; resuming takes a free copy when there is one and nobody is before it. */
enum err store_hold_suspend(struct db *db, const struct hold *h, const char *until, int64_t now) MUST_CHECK;
/* When a locked ready hold expires; NIL_INT: never. */
enum err store_hold_keep(struct db *db, const struct hold *h, int64_t pickup_until) MUST_CHECK;

/* The queue: rows (struct hold), the ready ones first, then the pending by position; version: for its ETag. */
enum err store_hold_queue(struct db *db, const char *work, int64_t *version_r,
			  struct rows *rows_r) MUST_CHECK;
/* The work's queue locked against every other act on it. ERR_NOT_FOUND: no such work. */
enum err store_hold_queue_lock(struct db *db, const char *work, int64_t *work_id_r,
			       int64_t *version_r) MUST_CHECK;
/* The pending holds of a locked queue in order, then their new order: a JSON array of all their uuids. */
enum err store_hold_pending(struct db *db, int64_t work_id, struct rows *rows_r) MUST_CHECK;
enum err store_hold_reorder(struct db *db, int64_t work_id, const char *uuids_json) MUST_CHECK;

enum err store_hold_list(struct db *db, const struct hold_filter *f, struct rows *rows_r) MUST_CHECK;
enum err store_hold_count(struct db *db, const struct hold_filter *f, int64_t *count_r) MUST_CHECK;

/*
 * For store_work_delete and store_person_delete, which have the row of the work or the person locked: open holds end
 * (cancelled, with this reason), what was kept for the person is offered on, what was kept of the work is freed.
 */
enum err store_hold_drop_work(struct db *db, int64_t work_id, const char *reason, int64_t now) MUST_CHECK;
enum err store_hold_drop_person(struct db *db, int64_t person_id, const char *reason, int64_t now) MUST_CHECK;

/*
 * The next ready hold past its pickup_until; the next work with a free copy beside somebody who waits and is not
 * suspended any more. ERR_NOT_FOUND: none.
 */
enum err store_hold_next_expired(struct db *db, int64_t now, const char **uuid_r) MUST_CHECK;
enum err store_hold_next_waiting(struct db *db, int64_t now, int64_t *work_id_r) MUST_CHECK;

extern const struct statement hold_statements[], queue_statements[];
extern const int hold_statement_count, queue_statement_count;

#endif
