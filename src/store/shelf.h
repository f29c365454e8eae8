/*
 * shelf.h - the works of a kind in the order of their titles, counted in small parts, so that page number n costs what
 * page 1 costs, however many works there are. Floor: store.
 *
 * The database holds the counts; a connection remembers the parts and is told by the shelf's version when that is old.
 * kind: "book", "movie", or NULL for all.
 */
#ifndef STORE_SHELF_H
#define STORE_SHELF_H

#include "store/stmt.h"

/*
 * Where a page begins: `offset` works (few) behind the beginning of the part with that place, as long as the shelf's version
 * is one from version to version_to. place NIL_INT: there are no parts, behind the first of all works.
 */
struct shelf_page {
	int64_t place, offset, version, version_to;
};
/*
 * FROM and WHERE of a statement that reads such a page from a table w, by an index that begins with title_search behind what
 * its conditions fix; kind of the parts: an SQL expression. Parameters: the place, the conditions', then place, version,
 * version_to. The shelf and the part are one row each, read before the plan is made: the index is entered at a constant.
 */
#define SHELF_PAGE(kind, table_where)                                                                        \
	"FROM shelf s LEFT JOIN shelf_part p ON p.kind = " kind                                              \
	" AND p.place = ? STRAIGHT_JOIN " table_where                                                        \
	"AND s.one = 1 AND p.place <=> ? AND w.title_search >= COALESCE(p.first_title, '') "                 \
	"AND s.version BETWEEN ? AND ? "

/* How many works. */
enum err store_shelf_count(struct db *db, const char *kind, int64_t *works_r) MUST_CHECK;
/*
 * Opens the page that begins at `offset`, by a statement of the caller's that gives no row when the version is another. The
 * rows are those of one statement, so there are none twice, and none left out, within a page.
 */
typedef enum err shelf_open_page(struct db *db, const struct shelf_page *at, const void *asked,
				 struct rows *rows_r);
enum err shelf_open(struct db *db, const char *kind, int64_t offset, shelf_open_page *open, const void *asked,
		    struct rows *rows_r) MUST_CHECK;

/*
 * The rest counts changes. A work (not withdrawn) came (by = 1) or went (-1), within a transaction: counted when that
 * commits, as its last act, so that nobody waits for the shelf longer than that.
 */
void store_shelf_move(struct db *db, const char *kind, const char *title, int64_t by);
/* Of a work that is about to change or go: what its place is, for store_shelf_move; locks its row. ERR_NOT_FOUND. */
struct shelved {
	const char *kind, *title;
};
enum err store_shelf_of(struct db *db, int64_t work_id, struct shelved *s_r) MUST_CHECK;
/* It has another kind or title now, or the same. */
void store_shelf_change(struct db *db, const struct shelved *was, const char *kind, const char *title);
/* Imports, last in their transaction: all works of the kind with these ids that have no copy yet came; n of them. Cut afterwards. */
enum err store_shelf_take(struct db *db, const char *kind, int64_t first_id, int64_t last_id,
			  int64_t n) MUST_CHECK;
/* Counts everything anew, as one part for each kind. Cut afterwards. */
enum err store_shelf_recount(struct db *db) MUST_CHECK;

/* Outside of a transaction: cuts the parts that are too large, in short transactions; 20 s for a million works. */
enum err store_shelf_cut(struct db *db) MUST_CHECK;
/* Both, such as for a database that was restored under workers who remember another one. */
enum err store_shelf_renew(struct db *db) MUST_CHECK;
/* How many counts are wrong: none, unless somebody wrote works by SQL. 3 s for a million works. */
enum err store_shelf_check(struct db *db, int64_t *wrong_r) MUST_CHECK;

/* For the store: counts what moved, before a commit; nothing moved, as it was undone; forgets what a connection remembers. */
enum err shelf_count(struct db *db) MUST_CHECK;
void shelf_undo(struct db *db);
struct shelves;
void shelf_forget(struct shelves *s);

extern const struct statement shelf_statements[], shelf_move_statements[], shelf_cut_statements[],
    shelf_recount_statements[];
extern const int shelf_statement_count, shelf_move_statement_count, shelf_cut_statement_count,
    shelf_recount_statement_count;

#endif
