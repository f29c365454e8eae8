/* shelf_recount.c - the order of the titles, counted in parts: counted anew, and checked. Floor: store. */
#include "store/shelf_private.h"

struct checked {
	const char *kind;
	int64_t works;
};
#define KIND FIELD_TEXT(struct checked, kind, "kind", 0, 0, 0)
static const struct field wrong_all_in[] = {KIND, FIELD_END};
static const struct field wrong_in[] = {KIND, KIND, FIELD_END};
static const struct field works_out[] = {FIELD_INT(struct checked, works, "works", 0, 0, 0), FIELD_END};
#undef KIND

enum { RECOUNT, FORGET, WHOLE, WRONG, WRONG_ALL, WRONG_KIND };

/* Parts and titles in one order: what stands from a part to the next has to be what it counts. */
#define WRONG_PARTS(from)                                                                                    \
	"SELECT COUNT(*) AS works FROM (SELECT SUM(IF(part, works, 0)) AS told, "                            \
	"SUM(IF(part, 0, works)) AS found FROM (SELECT part, works, SUM(part) OVER "                         \
	"(ORDER BY title, part DESC ROWS UNBOUNDED PRECEDING) AS no FROM ("                                  \
	"SELECT first_title AS title, works, 1 AS part FROM shelf_part WHERE kind = ? UNION ALL "            \
	"SELECT title_search, COUNT(*), 0 " from                                                             \
	"GROUP BY title_search) lined_up) numbered GROUP BY no) counted WHERE told <> found"

const struct statement shelf_recount_statements[] = {
    /* Counted in a table of its own: with sums of its own MariaDB 10.11 refuses it (1140) when it runs again. */
    [RECOUNT] =
	{"shelf recount",
	 "INSERT INTO shelf (version, epoch, works, books, movies) SELECT " SHELF_NOW ", " SHELF_NOW
	 ", w.works, w.books, w.movies FROM "
	 "(SELECT COUNT(*) AS works, COALESCE(SUM(kind = 'book'), 0) AS books, "
	 "COALESCE(SUM(kind = 'movie'), 0) AS movies FROM work WHERE withdrawn = 0) w ON DUPLICATE KEY "
	 "UPDATE version = GREATEST(shelf.version + 1, VALUES(version)), "
	 "epoch = GREATEST(shelf.epoch + 1, VALUES(epoch)), "
	 "works = VALUES(works), books = VALUES(books), movies = VALUES(movies)",
	 no_fields, NULL, WRITES},
    [FORGET] = {"shelf parts forget", "DELETE FROM shelf_part", no_fields, NULL, WRITES},
    [WHOLE] = {"shelf parts whole",
	       "INSERT INTO shelf_part (kind, first_title, place, works, version) "
	       "SELECT 'all', '', 0, works, version FROM shelf UNION ALL "
	       "SELECT 'book', '', 0, books, version FROM shelf UNION ALL "
	       "SELECT 'movie', '', 0, movies, version FROM shelf",
	       no_fields, NULL, WRITES},
    /* Each kind has a part from the first title on, and the sums are those of the parts, whose places are in the order of their titles. */
    [WRONG] = {"shelf wrong",
	       "SELECT 3 - (SELECT COUNT(*) FROM shelf_part WHERE first_title = '') + "
	       "1 - (SELECT COUNT(*) FROM shelf s WHERE s.works = (SELECT SUM(works) FROM shelf_part WHERE "
	       "kind = 'all') "
	       "AND s.books = (SELECT SUM(works) FROM shelf_part WHERE kind = 'book') "
	       "AND s.movies = (SELECT SUM(works) FROM shelf_part WHERE kind = 'movie')) AS works",
	       no_fields, works_out, READS},
    [WRONG_ALL] = {"shelf parts wrong", WRONG_PARTS(SHELF_ALL), wrong_all_in, works_out, READS},
    [WRONG_KIND] = {"shelf parts of a kind wrong", WRONG_PARTS(SHELF_OF_KIND), wrong_in, works_out, READS},
};
const int shelf_recount_statement_count =
    sizeof(shelf_recount_statements) / sizeof(shelf_recount_statements[0]);
#define S shelf_recount_statements

enum err shelf_make_whole(struct db *db)
{
	enum err e = stmt_run(db, &S[FORGET], NULL, NULL);
	if (!e)
		e = shelf_new_epoch(db);
	return e ? e : stmt_run(db, &S[WHOLE], NULL, NULL);
}

enum err store_shelf_recount(struct db *db)
{
	int64_t version;
	/* Locked first, so that what is counted next is all there is. */
	enum err e = shelf_raise(db, &(struct shelf_raise){0}, &version);
	/* ERR_SCHEMA: there was no row to lock, somebody took it away; it comes back. */
	if (!e || e == ERR_SCHEMA)
		e = stmt_run(db, &S[RECOUNT], NULL, NULL);
	if (!e)
		e = stmt_run(db, &S[FORGET], NULL, NULL);
	return e ? e : stmt_run(db, &S[WHOLE], NULL, NULL);
}

static enum err recount_once(struct db *db)
{
	enum err e = db_begin(db);
	if (e)
		return e;
	e = store_shelf_recount(db);
	if (!e)
		return db_commit(db);
	db_rollback(db);
	return e;
}

enum err store_shelf_renew(struct db *db)
{
	enum err e = ERR_RETRY;
	for (int waited = 0; e == ERR_RETRY && waited < SHELF_PATIENCE; waited++)
		e = recount_once(db);
	return e ? e : store_shelf_cut(db);
}

enum err store_shelf_check(struct db *db, int64_t *wrong_r)
{
	struct checked m;
	enum err e = stmt_one(db, &S[WRONG], NULL, &m);
	*wrong_r = e ? 0 : m.works;
	for (int i = 0; !e && i < SHELF_KINDS; i++) {
		struct checked of = {.kind = shelf_kinds[i]};
		e = stmt_one(db, &S[i ? WRONG_KIND : WRONG_ALL], &of, &m);
		*wrong_r += e ? 0 : m.works;
	}
	return e;
}
