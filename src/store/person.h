/* person.h - members, customers and staff in the database. Floor: store. */
#ifndef STORE_PERSON_H
#define STORE_PERSON_H

#include "store/stmt.h"

struct person {
	int64_t id;
	const char *uuid, *email, *first_name, *last_name, *role, *card_number;
	const char *password_hash; /* goes in only; no statement here reads it */
	bool active;
	int64_t version, created_at, updated_at;
};

/* The pages of a list; texts are LIKE patterns or NULL for "any". */
struct person_filter {
	const char *name, *email, *card_number, *role;
	int64_t limit, offset;
};

/*
 * Within a transaction: the person and their list "default", both or none. uuid is made here. ERR_CONFLICT: email or
 * card number is taken (db_conflict_key person_email, person_card).
 */
enum err store_person_insert(struct db *db, struct person *p) MUST_CHECK;
/*
 * Writes all members by id and raises version; a NULL password_hash leaves the old one. A new password, role or active
 * ends all tokens of the account. ERR_CONFLICT as above.
 */
enum err store_person_update(struct db *db, const struct person *p) MUST_CHECK;
enum err store_person_by_uuid(struct db *db, const char *uuid, struct person *p_r) MUST_CHECK;
/* The same with the row locked until the transaction ends. */
enum err store_person_lock(struct db *db, const char *uuid, struct person *p_r) MUST_CHECK;
enum err store_person_by_email(struct db *db, const char *email, struct person *p_r) MUST_CHECK;
enum err store_person_lock_email(struct db *db, const char *email, struct person *p_r) MUST_CHECK;
/*
 * Within a transaction. Lists, entries and shares go with the person, open holds are cancelled; one with history stays as a nameless row that
 * nobody finds. ERR_IN_USE: there is an open loan or a debt.
 */
enum err store_person_delete(struct db *db, int64_t id) MUST_CHECK;
/* In order of last name, first name, id; and how many match in all. */
enum err store_person_list(struct db *db, const struct person_filter *f, struct rows *rows_r) MUST_CHECK;
enum err store_person_count(struct db *db, const struct person_filter *f, int64_t *count_r) MUST_CHECK;

extern const struct statement person_statements[];
extern const int person_statement_count;

#endif
