/* admin.c - databases as a whole, for carrelctl: made, dropped, tables moved, and what their users may. Floor: store. */
#include "store/admin.h"

#include "base/log.h"
#include "store/db_private.h"

#include <string.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."
enum { NAME_MAX_CHARS = 60 };
#define RIGHTS "SELECT, INSERT, UPDATE, DELETE"

static const struct field name_out[] = {FIELD_TEXT(struct by_text, text, "name", 0, 0, 0), FIELD_END};

enum { TABLES, HASH, HOST };

/* Not among stmt_tables(): no worker has a use for them. */
static const struct statement S[] = {
    [TABLES] = {"admin tables",
		"SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? "
		"AND table_type = 'BASE TABLE' ORDER BY table_name",
		by_text_in, name_out, READS},
    [HASH] = {"admin hash", "SELECT PASSWORD(?) AS name", by_text_in, name_out, READS},
    [HOST] = {"admin host", "SELECT SUBSTRING_INDEX(USER(), '@', -1) AS name", no_fields, name_out, READS},
};

bool store_admin_good_name(const char *name)
{
	size_t n = strlen(name);
	return n >= 1 && n <= NAME_MAX_CHARS && strspn(name, LETTERS) == n;
}

/* "%s" stands for the name, which is checked. */
static enum err run(struct db *db, const char *name, const char *before, const char *after)
{
	if (!store_admin_good_name(name))
		return ERR_INPUT;
	return db_text(db, arena_printf(db_arena(db), "%s`%s`%s", before, name, after), NULL);
}

enum err store_admin_create(struct db *db, const char *database)
{
	return run(db, database, "CREATE DATABASE IF NOT EXISTS ", " CHARACTER SET utf8mb4");
}

enum err store_admin_drop(struct db *db, const char *database)
{
	return run(db, database, "DROP DATABASE IF EXISTS ", "");
}

enum err store_admin_count(struct db *db, const char *database, int64_t *tables_r, bool *rows_r)
{
	struct rows rows;
	struct by_text table;
	int64_t found = 0;
	*tables_r = 0;
	*rows_r = false;
	enum err e = stmt_open(db, &S[TABLES], &(struct by_text){database}, &rows);
	while (!e && !(e = stmt_next(&rows, &table))) {
		++*tables_r;
		if (!strcmp(table.text, "schema_migration") || *rows_r)
			continue;
		e = store_admin_good_name(database) && store_admin_good_name(table.text)
			? db_text(db,
				  arena_printf(db_arena(db), "SELECT EXISTS (SELECT 1 FROM `%s`.`%s`)",
					       database, table.text),
				  &found)
			: ERR_INPUT;
		*rows_r = found == 1;
	}
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

/* Adds "`from`.t TO `to`.t" for each table. */
static enum err add_moves(struct db *db, struct buf *sql, const char *from, const char *to)
{
	struct rows rows;
	struct by_text table;
	enum err e = stmt_open(db, &S[TABLES], &(struct by_text){from}, &rows);
	while (!e && !(e = stmt_next(&rows, &table))) {
		if (!store_admin_good_name(table.text)) {
			stmt_close(&rows);
			return ERR_INPUT;
		}
		buf_printf(sql, "%s`%s`.`%s` TO `%s`.`%s`", sql->len ? ", " : "RENAME TABLE ", from,
			   table.text, to, table.text);
	}
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err store_admin_swap(struct db *db, const char *database, const char *fresh, const char *kept)
{
	struct buf sql;
	if (!store_admin_good_name(database) || !store_admin_good_name(fresh) || !store_admin_good_name(kept))
		return ERR_INPUT;
	buf_init(&sql, db_arena(db), 4096);
	enum err e = add_moves(db, &sql, database, kept);
	if (!e)
		e = add_moves(db, &sql, fresh, database);
	/* Foreign keys go with their tables, but not before all are there. */
	if (!e)
		e = db_text(db, "SET foreign_key_checks = 0", NULL);
	if (!e && sql.len)
		e = db_text(db, sql.data, NULL);
	if (e)
		return e;
	return db_text(db, "SET foreign_key_checks = 1", NULL);
}

/* ---- the workers' user ---- */

struct account {
	const char *who, *how; /* 'name'@'host', IDENTIFIED ... */
	const char *on,
	    *loose; /* the database as GRANT wants it; and as a pattern that fits others too, or NULL */
	bool known, no_global, has_rights, has_loose;
};

static void look_at(struct arena *a, struct account *acc, const char *line)
{
	const char *global = arena_printf(a, "GRANT USAGE ON *.* TO %s %s", acc->who, acc->how);
	const char *wanted = arena_printf(a, "GRANT " RIGHTS " ON %s.* TO %s", acc->on, acc->who);
	if (strstr(line, " ON *.* TO ")) {
		acc->known = !strcmp(line, global);
		acc->no_global = !strncmp(line, "GRANT USAGE ON", 14);
	}
	if (!strcmp(line, wanted))
		acc->has_rights = true;
	if (acc->loose && strstr(line, arena_printf(a, " ON %s.* TO ", acc->loose)))
		acc->has_loose = true;
}

static enum err look(struct db *db, struct account *acc)
{
	enum err e = db_text(
	    db, arena_printf(db_arena(db), "CREATE USER IF NOT EXISTS %s %s", acc->who, acc->how), NULL);
	if (e)
		return e;
	const char *sql = arena_printf(db_arena(db), "SHOW GRANTS FOR %s", acc->who);
	if (mysql_real_query(db->mysql, sql, strlen(sql)))
		return db_failed(db, mysql_errno(db->mysql), mysql_error(db->mysql), "SHOW GRANTS");
	MYSQL_RES *result = mysql_store_result(db->mysql);
	for (MYSQL_ROW row; result && (row = mysql_fetch_row(result));)
		look_at(db_arena(db), acc, row[0]);
	mysql_free_result(result);
	return ERR_NONE;
}

/* All but the last right first: with that the entry goes. */
static enum err revoke(struct db *db, const struct account *acc, const char *on)
{
	struct arena *a = db_arena(db);
	enum err e = db_text(db, arena_printf(a, "REVOKE GRANT OPTION ON %s.* FROM %s", on, acc->who), NULL);
	return e ? e
		 : db_text(db, arena_printf(a, "REVOKE ALL PRIVILEGES ON %s.* FROM %s", on, acc->who), NULL);
}

static enum err mend(struct db *db, const struct account *acc)
{
	struct arena *a = db_arena(db);
	enum err e = ERR_NONE;
	if (!acc->known)
		e = db_text(db, arena_printf(a, "ALTER USER %s %s", acc->who, acc->how), NULL);
	if (!e && !acc->no_global)
		e = revoke(db, acc, "*");
	if (!e && acc->has_loose)
		e = revoke(db, acc, acc->loose);
	if (e || acc->has_rights)
		return e;
	/* With one more than wanted: where there is nothing, nothing can be revoked. */
	e = db_text(db, arena_printf(a, "GRANT " RIGHTS ", CREATE ON %s.* TO %s", acc->on, acc->who), NULL);
	if (!e)
		e = revoke(db, acc, acc->on);
	return e ? e
		 : db_text(db, arena_printf(a, "GRANT " RIGHTS " ON %s.* TO %s", acc->on, acc->who), NULL);
}

/* In a GRANT '_' stands for any character, unless told. */
static const char *as_pattern(struct arena *a, const char *database)
{
	struct buf b;
	buf_init(&b, a, 2 * strlen(database) + 4);
	buf_putc(&b, '`');
	for (const char *p = database; *p; p++) {
		if (*p == '_')
			buf_putc(&b, '\\');
		buf_putc(&b, *p);
	}
	buf_putc(&b, '`');
	return b.data;
}

enum err store_admin_user(struct db *db, const struct admin_user *u, bool *changed_r, const char **host_r)
{
	struct arena *a = db_arena(db);
	struct by_text host, hash;
	*changed_r = false;
	enum err e = stmt_one(db, &S[HOST], NULL, &host);
	/* Only its hash is sent, so that it stands in no log of the server. */
	if (!e && *u->password)
		e = stmt_one(db, &S[HASH], &(struct by_text){u->password}, &hash);
	if (e)
		return e;
	*host_r = host.text;
	if (!store_admin_good_name(u->name) || !store_admin_good_name(u->database) ||
	    strspn(host.text, LETTERS ":") != strlen(host.text))
		return ERR_INPUT;
	struct account acc = {
	    .who = arena_printf(a, "`%s`@`%s`", u->name, host.text),
	    .how = *u->password ? arena_printf(a, "IDENTIFIED BY PASSWORD '%s'", hash.text)
				: "IDENTIFIED VIA unix_socket",
	    .on = as_pattern(a, u->database),
	    .loose = strchr(u->database, '_') ? arena_printf(a, "`%s`", u->database) : NULL,
	};
	e = look(db, &acc);
	if (e || (acc.known && acc.no_global && acc.has_rights && !acc.has_loose))
		return e;
	*changed_r = true;
	return mend(db, &acc);
}
