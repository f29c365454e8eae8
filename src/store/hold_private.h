/* hold_private.h - what hold.c and queue.c share. Floor: store. */
#ifndef STORE_HOLD_PRIVATE_H
#define STORE_HOLD_PRIVATE_H

#include "store/hold.h"

#define HOLD_SELECT                                                                                          \
	"SELECT h.id, h.work_id, h.person_id, h.copy_id, h.uuid, w.uuid AS work, p.uuid AS person, "         \
	"c.uuid AS copy, l.uuid AS loan, w.title, w.kind, h.state, h.position, h.suspended_until, "          \
	"h.pickup_until, h.reason, h.placed_at, h.ready_at, h.closed_at, h.version FROM hold h "             \
	"JOIN work w ON w.id = h.work_id JOIN person p ON p.id = h.person_id "                               \
	"LEFT JOIN copy c ON c.id = h.copy_id LEFT JOIN loan l ON l.id = h.loan_id "
extern const struct field hold_out[];

/* Locks a queue against all other acts on it, and counts this one. ERR_NO_SUCH: no such work. */
enum err hold_raise(struct db *db, int64_t work_id) MUST_CHECK;

#endif
