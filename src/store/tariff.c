/* tariff.c - versions of the prices. Floor: store. */
#include "store/loan.h"

#include <string.h>

#define T struct tariff
static const struct field row[] = {
    FIELD_INT(T, version, "version", 0, 0, 0),
    FIELD_TEXT(T, type, "type", 0, 0, 0),
    FIELD_TEXT(T, name, "name", 0, 0, 0),
    FIELD_INT(T, first_days, "first_days", 0, 0, 0),
    FIELD_INT(T, first_rate_minor, "first_rate_minor", 0, 0, 0),
    FIELD_INT(T, after_rate_minor, "after_rate_minor", 0, 0, 0),
    FIELD_INT(T, least_minor, "least_minor", 0, 0, 0),
    FIELD_END,
};
static const struct field find_in[] = {
    FIELD_INT(T, version, "version", 0, 0, 0),
    FIELD_TEXT(T, type, "type", 0, 0, 0),
    FIELD_END,
};

enum { CURRENT, FIND, ROWS, NEW_VERSION, INSERT };

#define COLUMNS "version, type, name, first_days, first_rate_minor, after_rate_minor, least_minor"

const struct statement tariff_statements[] = {
    [CURRENT] = {"tariff current", "SELECT MAX(version) AS version FROM tariff_version", no_fields, row,
		 READS},
    [FIND] = {"tariff find", "SELECT " COLUMNS " FROM tariff WHERE version = ? AND type = ?", find_in, row,
	      READS},
    [ROWS] = {"tariff rows", "SELECT " COLUMNS " FROM tariff WHERE version = ? ORDER BY type", by_id_in, row,
	      READS},
    [NEW_VERSION] = {"tariff new version", "INSERT INTO tariff_version (created_by) VALUES (?)", by_text_in,
		     NULL, NUMBERS},
    [INSERT] = {"tariff insert", "INSERT INTO tariff (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?)", row, NULL,
		WRITES},
};
const int tariff_statement_count = sizeof(tariff_statements) / sizeof(tariff_statements[0]);
#define S tariff_statements

enum err store_tariff_current(struct db *db, int64_t *version_r)
{
	T t;
	enum err e = stmt_one(db, &S[CURRENT], NULL, &t);
	*version_r = e ? 0 : t.version;
	return e;
}

enum err store_tariff_find(struct db *db, int64_t version, const char *type, struct tariff *t_r)
{
	T key = {.version = version, .type = type};
	return stmt_one(db, &S[FIND], &key, t_r);
}

enum err store_tariff_rows(struct db *db, int64_t version, struct rows *rows_r)
{
	return stmt_open(db, &S[ROWS], &(struct by_id){version}, rows_r);
}

enum err store_tariff_new_version(struct db *db, const char *actor, int64_t *version_r)
{
	enum err e = stmt_run(db, &S[NEW_VERSION], &(struct by_text){actor}, NULL);
	*version_r = e ? 0 : stmt_last_id(db);
	return e;
}

enum err store_tariff_insert(struct db *db, const struct tariff *t)
{
	return stmt_run(db, &S[INSERT], t, NULL);
}
