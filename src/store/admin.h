/* admin.h - databases as a whole, for carrelctl: made, dropped, tables moved, and what their users may. Floor: store. */
#ifndef STORE_ADMIN_H
#define STORE_ADMIN_H

#include "store/stmt.h"

/*
 * Names cannot be parameters of the statements here, so they are held to letters, digits, '_', '-' and '.', at most 60
 * of them: room for what is put behind the name of a database. With others every function gives ERR_INPUT.
 */
bool store_admin_good_name(const char *name);

enum err store_admin_create(struct db *db, const char *database) MUST_CHECK;
/* Nothing when it is not there. */
enum err store_admin_drop(struct db *db, const char *database) MUST_CHECK;
/* How many tables there are, and rows in any but that of migrations: 0, or at least one. */
enum err store_admin_count(struct db *db, const char *database, int64_t *tables_r, bool *rows_r) MUST_CHECK;
/*
 * All tables of `database` go to `kept`, those of `fresh` take their place: one statement, all or none, seen by nobody
 * in between. `kept` must be there and empty.
 */
enum err store_admin_swap(struct db *db, const char *database, const char *fresh,
			  const char *kept) MUST_CHECK;

/*
 * The workers' user: at the host that this connection comes from, known by the password, or with "" by the operating
 * system's user of the same name. It may read and write rows of the database and nothing else of it or of the server;
 * rights on other databases stay. What is right already is not touched: *changed_r. *host_r: in the arena.
 */
struct admin_user {
	const char *name, *password, *database;
};
enum err store_admin_user(struct db *db, const struct admin_user *u, bool *changed_r,
			  const char **host_r) MUST_CHECK;

#endif
