/* list.h - wish lists, their entries and who shares them. Floor: store. */
#ifndef STORE_LIST_H
#define STORE_LIST_H

#include "store/stmt.h"

struct list {
	int64_t id, owner_id;
	const char *uuid, *owner, *name, *visibility; /* owner: the person's uuid */
	int64_t entries;			      /* comes out only */
	bool shared;				      /* comes out of by_uuid and lock: with the viewer */
	int64_t version, created_at, updated_at;
};
struct list_filter {
	const char *owner, *name, *visibility; /* NULL: any; exact */
	int64_t viewer;			       /* what that person may find, as below */
	int64_t limit, offset;
};
/* An entry with what a reader wants to know of its work. */
struct entry {
	const char *work, *kind, *title, *creator, *isbn, *published, *note;
	int64_t year, added_at;
};
struct share {
	int64_t id, list_id;
	const char *list, *owner; /* uuids of the list and its owner; come out of find only */
	const char *person;	  /* uuid; NULL while the invitation is open */
	int64_t created_at, accepted_at;
};

/*
 * viewer: a person's internal id; what they may not see or write is left out, as if it were not there. NIL_INT: all may
 * be; 0: nobody's. Entries are written by the owner and those who share the list.
 */
/* The owner is found by uuid. ERR_NO_SUCH: no such person. ERR_CONFLICT: list_owner_name or list_uuid. */
enum err store_list_insert(struct db *db, struct list *l) MUST_CHECK;
enum err store_list_update(struct db *db, const struct list *l) MUST_CHECK;
enum err store_list_delete(struct db *db, int64_t id) MUST_CHECK;
/* Any list there is, and whether the viewer shares it; the caller sees who may what. */
enum err store_list_by_uuid(struct db *db, const char *uuid, int64_t viewer, struct list *l_r) MUST_CHECK;
enum err store_list_lock(struct db *db, const char *uuid, int64_t viewer, struct list *l_r) MUST_CHECK;
enum err store_list_list(struct db *db, const struct list_filter *f, struct rows *rows_r) MUST_CHECK;
enum err store_list_count(struct db *db, const struct list_filter *f, int64_t *count_r) MUST_CHECK;

/* The entries in their order. */
enum err store_list_entries(struct db *db, int64_t list_id, struct rows *rows_r) MUST_CHECK;
/* The uuids of the works alone, in order, locked, for a new order. */
enum err store_list_entries_lock(struct db *db, int64_t list_id, struct rows *rows_r) MUST_CHECK;
/*
 * Puts a work on a list. ERR_NONE: it is new there. ERR_CONFLICT: it was there already. ERR_NOT_FOUND: there is no
 * such list or no such work; nothing tells which, in one statement.
 */
enum err store_list_put(struct db *db, const char *list, const char *work, const char *note,
			int64_t viewer) MUST_CHECK;
/* The note and added_at of an entry, locked until the transaction ends. */
enum err store_list_entry_lock(struct db *db, const char *list, const char *work, int64_t viewer,
			       struct entry *e_r) MUST_CHECK;
enum err store_list_note(struct db *db, const char *list, const char *work, const char *note,
			 int64_t viewer) MUST_CHECK;
enum err store_list_remove(struct db *db, const char *list, const char *work, int64_t viewer) MUST_CHECK;
/* Gives the entries their places; works is a JSON array of the works' uuids in order. With the list locked. */
enum err store_list_place(struct db *db, int64_t list_id, const char *works) MUST_CHECK;
enum err store_list_touch(struct db *db, int64_t list_id) MUST_CHECK;

/* The booklist: the list named "default" of a person known by email, works known by isbn. Errors as store_list_put. */
enum err store_list_add_isbn(struct db *db, const char *email, const char *isbn_key) MUST_CHECK;
enum err store_list_remove_isbn(struct db *db, const char *email, const char *isbn_key) MUST_CHECK;
/* struct entry with isbn alone, NULL for works without one; in no order. */
enum err store_list_isbns(struct db *db, const char *email, struct rows *rows_r) MUST_CHECK;
/* Makes the list "default" where its owner deleted or renamed it. ERR_CONFLICT: it is there. */
enum err store_list_make_default(struct db *db, const char *email) MUST_CHECK;

/* The wishlist manager: only books, and the list must belong to the user. Errors as store_list_put. */
enum err store_list_wish(struct db *db, const char *list, const char *owner, const char *work) MUST_CHECK;
/* The books of a list; each row repeats the owner's uuid. */
struct wish {
	const char *owner, *work, *isbn, *title, *creator, *published;
};
enum err store_list_wishes(struct db *db, const char *list, int64_t viewer, struct rows *rows_r) MUST_CHECK;
/* What of a wish exists: is there the person, the book, the list, and whose is it? */
struct wish_facts {
	bool person, book, list, owned;
};
enum err store_list_wish_facts(struct db *db, const char *list, const char *owner, const char *work,
			       struct wish_facts *facts_r) MUST_CHECK;

/* Invitations are known by the digest of their key. */
enum err store_share_insert(struct db *db, int64_t list_id, const char *key_hash) MUST_CHECK;
enum err store_share_list(struct db *db, int64_t list_id, struct rows *rows_r) MUST_CHECK;
enum err store_share_find(struct db *db, const char *list, const char *key_hash,
			  struct share *s_r) MUST_CHECK;
/* Fills the open invitation in. ERR_NOT_FOUND: it was used meanwhile. ERR_CONFLICT: the person shares the list
 * already. ERR_NO_SUCH: no such person. */
enum err store_share_accept(struct db *db, int64_t id, const char *person) MUST_CHECK;
enum err store_share_delete(struct db *db, int64_t id) MUST_CHECK;

extern const struct statement list_statements[];
extern const int list_statement_count;

#endif
