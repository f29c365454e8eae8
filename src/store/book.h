/* book.h - the books of the catalogue as the book store shows them. Floor: store. */
#ifndef STORE_BOOK_H
#define STORE_BOOK_H

#include "store/stmt.h"

/* Films and withdrawn books are not there for these. */
struct book {
	int64_t id;
	const char *uuid;		   /* comes out of by_id and lock */
	const char *title, *author, *type; /* never NULL when they come out; a book without a type is 'R' */
	const char *handle;		   /* goes in only */
	bool free;			   /* there is a copy to rent; comes out only, as does the next */
	bool priced;			   /* its type has a tariff now */
};

/* All of them, in order of id. */
enum err store_book_list(struct db *db, struct rows *rows_r) MUST_CHECK;
enum err store_book_by_id(struct db *db, int64_t id, struct book *b_r) MUST_CHECK;
/*
 * The same, for a customer who wants to rent it. Neither is held: store_loan_checkout finds out who was removed meanwhile.
 * ERR_NOT_FOUND: no such customer. b_r->id is NIL_INT: no such book.
 */
enum err store_book_to_rent(struct db *db, int64_t id, int64_t customer, struct book *b_r) MUST_CHECK;
/* The same with the row locked until the transaction ends. */
enum err store_book_lock(struct db *db, int64_t id, struct book *b_r) MUST_CHECK;
/*
 * Title, author, handle and type (NULL leaves it) by id. A book whose title does not change keeps the handle it has, or
 * has not. ERR_CONFLICT: another book has the handle.
 */
enum err store_book_update(struct db *db, const struct book *b) MUST_CHECK;
/* Has a book but that one this handle? */
enum err store_book_taken(struct db *db, const char *handle, int64_t but_id, bool *taken_r) MUST_CHECK;

extern const struct statement book_statements[];
extern const int book_statement_count;

#endif
