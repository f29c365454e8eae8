/* room.h - books as the reading room knows them: by name alone, reserved by card. Floor: store. (Reserving: hold.h.) */
#ifndef STORE_ROOM_H
#define STORE_ROOM_H

#include "store/hold.h"

/* Films, withdrawn books and books without a handle are not there for these. */
struct room_book {
	int64_t id;
	const char *uuid;		       /* comes out of store_room_book */
	const char *name, *author, *publisher; /* never NULL when they come out */
	const char *year;		       /* as it was given, otherwise the year, otherwise "" */
	bool taken;			       /* no copy is free */
	const char
	    *card; /* of who has it: the oldest reservation, otherwise a borrower; NULL: free, or no card */
};

/* All that is shown of a book, in one statement. ERR_NOT_FOUND. */
enum err store_room_book(struct db *db, const char *name, struct room_book *b_r) MUST_CHECK;
/*
 * What reserving has to know before it begins: the book, how many copies there are and are free, and whose card it is.
 * NIL_INT: nobody's. ERR_NOT_FOUND: no such book.
 */
struct room_look {
	struct room_book book; /* without taken and card */
	int64_t copies, free, person_id;
};
enum err store_room_look(struct db *db, const char *name, const char *card, struct room_look *k_r) MUST_CHECK;
/* And what returning has: the book (without taken and card), and its oldest ready hold; hold.id NIL_INT: there is none. */
struct room_kept {
	struct room_book book;
	struct hold hold; /* id, work_id, copy_id, uuid, person, state */
	int64_t queue;	  /* the number of its queue while nobody waits, NIL_INT: somebody does */
};
enum err store_room_kept(struct db *db, const char *name, struct room_kept *k_r) MUST_CHECK;
/* The id alone. ERR_NOT_FOUND. */
enum err store_room_find(struct db *db, const char *name, int64_t *id_r) MUST_CHECK;
/* The same with the book locked until the transaction ends. */
enum err store_room_lock(struct db *db, const char *name, int64_t *id_r) MUST_CHECK;
/* The names (struct room_book, nothing else in it) of the 1000 books added last, newest first. */
enum err store_room_names(struct db *db, struct rows *rows_r) MUST_CHECK;
/*
 * Within a transaction: whose card it is, who can then not be deleted until it ends. Nobody's: a member without a name
 * is made, with that card. ERR_RETRY: another transaction was making just that one and gave it up.
 */
enum err store_room_person(struct db *db, const char *card, int64_t *id_r) MUST_CHECK;

extern const struct statement room_statements[];
extern const int room_statement_count;

#endif
