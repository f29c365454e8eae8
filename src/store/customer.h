/* customer.h - members as the book store's customers, and what they rented. Floor: store. */
#ifndef STORE_CUSTOMER_H
#define STORE_CUSTOMER_H

#include "store/stmt.h"

/* Persons of role member; those that were removed are not there for these. SQL: a person p is one. */
#define CUSTOMER_P "p.role = 'member' AND p.removed = 0"
struct customer {
	int64_t id;
	const char *uuid; /* comes out of lock */
	const char *first_name, *last_name;
	int64_t active; /* 0, 1; goes in as NIL_INT to leave it */
};

/* All of them, in order of id. */
enum err store_customer_list(struct db *db, struct rows *rows_r) MUST_CHECK;
enum err store_customer_by_id(struct db *db, int64_t id, struct customer *c_r) MUST_CHECK;
/* The same with the row locked until the transaction ends. */
enum err store_customer_lock(struct db *db, int64_t id, struct customer *c_r) MUST_CHECK;
enum err store_customer_update(struct db *db, const struct customer *c) MUST_CHECK;

struct customer_rental {
	int64_t id, work_id, customer_id;
	const char *title;
	bool open;
};
/* Rentals of books in order of id. A customer without one has a row whose id is NIL_INT; without rows there is none. */
enum err store_customer_rentals(struct db *db, int64_t id, struct rows *rows_r) MUST_CHECK;

extern const struct statement customer_statements[];
extern const int customer_statement_count;

#endif
