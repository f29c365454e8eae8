/* copy.h - copies of a work. Floor: store. (Who takes and frees them: loan.h.) */
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include "store/stmt.h"

struct copy {
	int64_t id, work_id;
	const char *uuid, *work, *taken_by; /* taken_by: loan, hold or NULL */
	int64_t created_at;
};

/*
 * Within a transaction. A new copy of the work, which the first hold that waits gets at once; uuid is made here.
 * ERR_NOT_FOUND: no such work.
 */
enum err store_copy_insert(struct db *db, const char *work, int64_t now, struct copy *c_r) MUST_CHECK;
enum err store_copy_by_uuid(struct db *db, const char *uuid, struct copy *c_r) MUST_CHECK;
/* Deletes a copy that is free. ERR_NOT_FOUND: it is taken, or there is none. */
enum err store_copy_delete(struct db *db, const char *uuid) MUST_CHECK;
/* The copies of a work, in the order they came, and how many there are; none of a work that there is not. */
enum err store_copy_list(struct db *db, const char *work, int64_t limit, int64_t offset,
			 struct rows *rows_r) MUST_CHECK;
/* ERR_NOT_FOUND: no such work. */
enum err store_copy_count(struct db *db, const char *work, int64_t *count_r) MUST_CHECK;

/* Of an UPDATE that takes the first free copy of a work: the order of copy_work, otherwise all free ones are locked and sorted. */
#define COPY_FIRST "ORDER BY work_id, taken_by, id LIMIT 1"

extern const struct statement copy_statements[];
extern const int copy_statement_count;

#endif
