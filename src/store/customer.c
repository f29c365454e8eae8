/* customer.c - members as the book store's customers, and what they rented. Floor: store. */
#include "store/customer.h"

#define C struct customer
#define R struct customer_rental
static const struct field out[] = {
    FIELD_INT(C, id, "id", 0, 0, 0),
    FIELD_UUID(C, uuid, "uuid", 0),
    FIELD_TEXT(C, first_name, "first_name", 0, 0, 0),
    FIELD_TEXT(C, last_name, "last_name", 0, 0, 0),
    FIELD_INT(C, active, "active", 0, 0, 0),
    FIELD_END,
};
static const struct field update_in[] = {
    FIELD_TEXT(C, first_name, "first_name", 0, 0, 0),
    FIELD_TEXT(C, last_name, "last_name", 0, 0, 0),
    FIELD_INT(C, active, "active", 0, 0, 0),
    FIELD_INT(C, id, "id", 0, 0, 0),
    FIELD_END,
};
static const struct field rental_out[] = {
    FIELD_INT(R, id, "id", 0, 0, 0),
    FIELD_INT(R, work_id, "work_id", 0, 0, 0),
    FIELD_INT(R, customer_id, "customer_id", 0, 0, 0),
    FIELD_TEXT(R, title, "title", 0, 0, 0),
    FIELD_BOOL(R, open, "open", 0),
    FIELD_END,
};

enum { LIST, BY_ID, LOCK, UPDATE, RENTALS };

#define SELECT "SELECT p.id, p.first_name, p.last_name, p.active FROM person p "

const struct statement customer_statements[] = {
    [LIST] = {"customer list", SELECT "WHERE " CUSTOMER_P " ORDER BY p.id", no_fields, out, FLOWS},
    [BY_ID] = {"customer by id", SELECT "WHERE p.id = ? AND " CUSTOMER_P, by_id_in, out, READS},
    [LOCK] = {"customer lock",
	      "SELECT p.id, p.uuid, p.first_name, p.last_name, p.active FROM person p WHERE p.id = ? "
	      "AND " CUSTOMER_P " FOR UPDATE",
	      by_id_in, out, LOCKS},
    [UPDATE] =
	{"customer update",
	 "UPDATE person p SET p.first_name = ?, p.last_name = ?, p.active = COALESCE(?, p.active), "
	 "p.version = p.version + 1, p.updated_at = CURRENT_TIMESTAMP(6) WHERE p.id = ? AND " CUSTOMER_P,
	 update_in, NULL, WRITES},
    [RENTALS] = {"customer rentals",
		 "SELECT l.id, l.work_id, p.id AS customer_id, w.title, l.returned_at IS NULL AS open "
		 "FROM person p LEFT JOIN (loan l JOIN work w ON w.id = l.work_id AND w.kind = 'book') "
		 "ON l.person_id = p.id WHERE p.id = ? AND " CUSTOMER_P " ORDER BY l.id",
		 by_id_in, rental_out, READS},
};
const int customer_statement_count = sizeof(customer_statements) / sizeof(customer_statements[0]);
#define S customer_statements

enum err store_customer_list(struct db *db, struct rows *rows_r)
{
	return stmt_open(db, &S[LIST], NULL, rows_r);
}

enum err store_customer_by_id(struct db *db, int64_t id, struct customer *c_r)
{
	return stmt_one(db, &S[BY_ID], &(struct by_id){id}, c_r);
}

enum err store_customer_lock(struct db *db, int64_t id, struct customer *c_r)
{
	return stmt_one(db, &S[LOCK], &(struct by_id){id}, c_r);
}

enum err store_customer_update(struct db *db, const struct customer *c)
{
	int64_t n = 0;
	enum err e = stmt_run(db, &S[UPDATE], c, &n);
	return e ? e : n ? ERR_NONE : ERR_NOT_FOUND;
}

enum err store_customer_rentals(struct db *db, int64_t id, struct rows *rows_r)
{
	return stmt_open(db, &S[RENTALS], &(struct by_id){id}, rows_r);
}
