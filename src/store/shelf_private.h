/* shelf_private.h - what the files that change the counts of the titles share. Floor: store. */
#ifndef STORE_SHELF_PRIVATE_H
#define STORE_SHELF_PRIVATE_H

#include "store/db_private.h"
#include "store/shelf.h"

/*
 * Works in a part that is cut off: SHELF_PART of them, as they are passed over one by one (3 us each); SHELF_PART_MOST
 * where there would be more than SHELF_PARTS parts, as each worker remembers them. One is cut when it has twice as many.
 */
enum { SHELF_PART = 8, SHELF_PART_MOST = 16, SHELF_PARTS = 16384 };
/* Transactions that wait for somebody who holds the shelf, before it is given up. */
enum { SHELF_PATIENCE = 10 };
/* An epoch or version of now: one there was not before, also when a backup was restored. */
#define SHELF_NOW "CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS UNSIGNED)"
/* Works in the order of the keys that lead to them by title; with a kind, its name comes first. */
#define SHELF_ALL     "FROM work FORCE INDEX (work_by_title) WHERE withdrawn = 0 "
#define SHELF_OF_KIND "FROM work FORCE INDEX (work_by_kind) WHERE withdrawn = 0 AND kind = ? "

/* What has parts of its own: "all" first, and each kind. */
enum { SHELF_KINDS = 3 };
extern const char *const shelf_kinds[SHELF_KINDS];

/* Locks the shelf until the transaction ends, with so many works more of them. version_r: its new version. */
struct shelf_raise {
	int64_t by, books, movies;
};
enum err shelf_raise(struct db *db, const struct shelf_raise *r, int64_t *version_r) MUST_CHECK;
/* Cuts the part a title is in, if it is large. The shelf is locked and has this version. To be asked at each SHELF_DUE works more. */
enum { SHELF_DUE = 2 * SHELF_PART };
enum err shelf_cut_part_of(struct db *db, const char *kind, int64_t version, const char *title) MUST_CHECK;
/* Places have changed: nobody may go by those he remembers. */
enum err shelf_new_epoch(struct db *db) MUST_CHECK;
/* All parts of a kind as one, to be cut anew. The shelf is locked. */
enum err shelf_make_whole(struct db *db) MUST_CHECK;

#endif
