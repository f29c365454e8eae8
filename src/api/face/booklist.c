/* booklist.c - published API 1: users, books and one wish list each. Floor: api. */
#include "api/access.h"
#include "api/audit.h"
#include "api/face/face.h"

#include "base/secret.h"
#include "rules/catalogue.h"
#include "rules/pubdate.h"
#include "store/list.h"
#include "store/person.h"
#include "store/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct user {
	const char *email, *first_name, *last_name, *password;
};
struct book {
	const char *isbn, *title, *author, *pub_date;
};
struct entry_in {
	const char *email, *isbn;
};

/* Numbers are taken as their text, but not as a password. */
#define EMAIL(st)	   FIELD_TEXT(st, email, "email", 1, 320, F_REQUIRED | F_LOOSE)
#define ISBN(st)	   FIELD_TEXT(st, isbn, "isbn", 1, ISBN_MAX, F_REQUIRED | F_LOOSE)
#define USER(m, hi, flags) FIELD_TEXT(struct user, m, #m, 0, hi, flags)
#define BOOK(m, hi, flags) FIELD_TEXT(struct book, m, #m, 0, hi, flags)

const struct field booklist_user[] = {
    EMAIL(struct user),
    USER(first_name, 200, F_REQUIRED | F_LOOSE),
    USER(last_name, 200, F_REQUIRED | F_LOOSE),
    FIELD_TEXT(struct user, password, "password", 1, 1000, F_REQUIRED),
    FIELD_END,
};
const struct field booklist_user_patch[] = {
    EMAIL(struct user),
    USER(first_name, 200, F_LOOSE),
    USER(last_name, 200, F_LOOSE),
    FIELD_TEXT(struct user, password, "password", 1, 1000, 0),
    FIELD_END,
};
const struct field booklist_book[] = {
    ISBN(struct book),
    BOOK(title, TITLE_MAX, F_REQUIRED | F_LOOSE),
    BOOK(author, CREATOR_MAX, F_REQUIRED | F_LOOSE),
    BOOK(pub_date, PUB_TEXT_MAX, F_REQUIRED | F_LOOSE),
    FIELD_END,
};
const struct field booklist_book_patch[] = {
    ISBN(struct book),
    BOOK(title, TITLE_MAX, F_LOOSE),
    BOOK(author, CREATOR_MAX, F_LOOSE),
    BOOK(pub_date, PUB_TEXT_MAX, F_LOOSE),
    FIELD_END,
};
const struct field booklist_entry[] = {EMAIL(struct entry_in), ISBN(struct entry_in), FIELD_END};
const struct field booklist_email[] = {EMAIL(struct entry_in), FIELD_END};
const struct field booklist_isbn[] = {ISBN(struct entry_in), FIELD_END};

/* For documents. */
struct told {
	const char *text;
};
#define TOLD(name) FIELD_TEXT(struct told, text, name, 0, 0, 0)
const struct field booklist_status[] = {TOLD("status"), FIELD_END};
const struct field booklist_row[] = {TOLD("status"), TOLD("data[]"), FIELD_END};
const struct field booklist_rows[] = {TOLD("status"), TOLD("data[][]"), FIELD_END};

/* ---- for the audit ---- */

static const char *user_state(struct request *rq, const struct person *p, const char *password)
{
#define P struct person
	static const struct field fields[] = {
	    FIELD_UUID(P, uuid, "id", 0),
	    FIELD_TEXT(P, email, "email", 0, 0, 0),
	    FIELD_TEXT(P, first_name, "first_name", 0, 0, 0),
	    FIELD_TEXT(P, last_name, "last_name", 0, 0, 0),
	    FIELD_TEXT(P, role, "role", 0, 0, 0),
	    FIELD_END,
	};
#undef P
	const char *state = audit_state(rq->arena, fields, p);
	return password ? audit_with(rq->arena, state, "password", password) : state;
}

static const char *book_state(struct request *rq, const struct work *w)
{
#define W struct work
	static const struct field fields[] = {
	    FIELD_UUID(W, uuid, "id", 0),
	    FIELD_TEXT(W, isbn, "isbn", 0, 0, 0),
	    FIELD_TEXT(W, title, "title", 0, 0, 0),
	    FIELD_TEXT(W, creator, "author", 0, 0, F_NULL),
	    FIELD_TEXT(W, published_text, "pub_date", 0, 0, F_NULL),
	    FIELD_END,
	};
#undef W
	return audit_state(rq->arena, fields, w);
}

static const char *entry_state(struct request *rq, const char *email, const char *isbn)
{
	return audit_with(rq->arena, audit_member(rq->arena, "email", email), "isbn", isbn);
}

/* Which list it was nobody has looked up; the database remembers it. */
static void note_entry(struct request *rq, const char *before, const char *after)
{
	audit_note(rq, "entry", NULL, before, after);
	rq->note.of_last_list = true;
}

static enum err status(struct reply *rp, int code, const char *text)
{
	reply_start(rp, code, "application/json");
	json_open(&rp->body, '{');
	json_member_text(&rp->body, "status", text);
	json_close(&rp->body, '}');
	return ERR_NONE;
}

static void data_begin(struct reply *rp, const char *text)
{
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '{');
	json_member_text(&rp->body, "status", text);
	json_name(&rp->body, "data");
	json_open(&rp->body, '[');
}

static void data_end(struct reply *rp)
{
	json_close(&rp->body, ']');
	json_close(&rp->body, '}');
}

/* A parameter that must be there; an empty one names nobody. */
static enum err query(struct request *rq, const char *name, const char **value_r)
{
	if (rq->query_error)
		return request_wrong(rq, "", "encoding", rq->query_error);
	*value_r = request_param(rq, name);
	return *value_r ? ERR_NONE : request_wrong(rq, name, "required", "is required");
}

enum err booklist_index(struct request *rq, struct reply *rp)
{
	(void)rq;
	return status(rp, 200, "OK");
}

enum err booklist_add_user(struct request *rq, struct reply *rp)
{
	struct user u = {0};
	enum err e = input_body(rq, booklist_user, &u, INPUT_OPEN, NULL);
	if (e)
		return e;
	char hash[SECRET_HASH];
	e = secret_hash(u.password, hash);
	if (e)
		return e;
	struct person p = {
	    .email = u.email,
	    .first_name = u.first_name,
	    .last_name = u.last_name,
	    .password_hash = hash,
	    .role = "member",
	    .active = true,
	};
	e = store_person_insert(rq->db, &p);
	if (e == ERR_CONFLICT)
		return status(rp, 409, "User already exists");
	if (!e)
		audit_note(rq, "person", p.uuid, NULL, user_state(rq, &p, "set"));
	return e ? e : status(rp, 200, "User added");
}

enum err booklist_get_user(struct request *rq, struct reply *rp)
{
	const char *email;
	struct person p;
	enum err e = query(rq, "email", &email);
	if (!e)
		e = store_person_by_email(rq->db, email, &p);
	if (e == ERR_NOT_FOUND)
		return status(rp, 404, "User not found");
	if (e)
		return e;
	data_begin(rp, "User returned");
	json_text(&rp->body, p.email);
	json_text(&rp->body, p.first_name);
	json_text(&rp->body, p.last_name);
	data_end(rp);
	return ERR_NONE;
}

/* Of which role a user must be to be changed: staff change members and themselves. NULL: of any. */
static const char *only_role(const struct request *rq, const char *email)
{
	bool own = rq->person_email && !strcmp(rq->person_email, email);
	return own || access_may_change(rq, "staff") ? NULL : "member";
}

enum err booklist_update_user(struct request *rq, struct reply *rp)
{
	struct user u = {0};
	struct person p;
	char hash[SECRET_HASH];
	enum err e = input_body(rq, booklist_user_patch, &u, INPUT_OPEN, NULL);
	if (!e && u.password)
		e = secret_hash(u.password, hash);
	if (!e)
		e = store_person_lock_email(rq->db, u.email, &p);
	if (e == ERR_NOT_FOUND)
		return status(rp, 404, "User not found");
	if (e)
		return e;
	const char *before = user_state(rq, &p, NULL), *role = only_role(rq, u.email);
	if (role && strcmp(role, p.role))
		return ERR_FORBIDDEN;
	p.first_name = u.first_name ? u.first_name : p.first_name;
	p.last_name = u.last_name ? u.last_name : p.last_name;
	p.password_hash = u.password ? hash : NULL;
	e = store_person_update(rq->db, &p);
	if (e)
		return e;
	audit_note(rq, "person", p.uuid, before, user_state(rq, &p, u.password ? "changed" : NULL));
	return status(rp, 200, "User updated");
}

enum err booklist_delete_user(struct request *rq, struct reply *rp)
{
	struct entry_in in = {0};
	struct person p;
	enum err e = input_body(rq, booklist_email, &in, INPUT_OPEN, NULL);
	if (!e)
		e = store_person_lock_email(rq->db, in.email, &p);
	if (!e && !access_may_change(rq, p.role))
		return ERR_FORBIDDEN;
	if (!e)
		e = store_person_delete(rq->db, p.id);
	if (!e)
		audit_note(rq, "person", p.uuid, user_state(rq, &p, NULL), NULL);
	if (e == ERR_IN_USE)
		return status(rp, 409, "User has open loans");
	return e && e != ERR_NOT_FOUND ? e : status(rp, 200, "User deleted");
}

enum err booklist_add_book(struct request *rq, struct reply *rp)
{
	struct book b = {0};
	enum err e = input_body(rq, booklist_book, &b, INPUT_OPEN, NULL);
	if (e)
		return e;
	struct work w = {
	    .kind = "book",
	    .title = b.title,
	    .creator = b.author,
	    .handle = catalogue_handle(rq->arena, b.title),
	    .isbn = b.isbn,
	    .isbn_key = catalogue_isbn_key(rq->arena, b.isbn),
	    .published_text = b.pub_date,
	};
	pubdate_read(b.pub_date, &w.published, &w.year);
	e = store_work_insert(rq->db, &w);
	if (e == ERR_CONFLICT)
		return status(rp, 409, "Book already exists");
	if (!e)
		audit_note(rq, "work", w.uuid, NULL, book_state(rq, &w));
	return e ? e : status(rp, 200, "Book added");
}

/* The date as it was given, or what is known of it. */
static const char *shown_date(struct request *rq, const struct work *w)
{
	if (w->published_text)
		return w->published_text;
	if (w->published)
		return w->published;
	return w->year == NIL_INT ? "" : arena_printf(rq->arena, "%lld", (long long)w->year);
}

enum err booklist_get_book(struct request *rq, struct reply *rp)
{
	const char *isbn;
	struct work w;
	enum err e = query(rq, "isbn", &isbn);
	if (!e)
		e = store_work_title_page(rq->db, catalogue_isbn_key(rq->arena, isbn), &w);
	if (e == ERR_NOT_FOUND)
		return status(rp, 404, "Book not found");
	if (e)
		return e;
	data_begin(rp, "Book returned");
	json_text(&rp->body, w.isbn);
	json_text(&rp->body, w.title);
	json_text(&rp->body, w.creator ? w.creator : "");
	json_text(&rp->body, shown_date(rq, &w));
	data_end(rp);
	return ERR_NONE;
}

enum err booklist_update_book(struct request *rq, struct reply *rp)
{
	struct book b = {0};
	struct work w;
	enum err e = input_body(rq, booklist_book_patch, &b, INPUT_OPEN, NULL);
	if (!e)
		e = store_work_lock_isbn(rq->db, catalogue_isbn_key(rq->arena, b.isbn), &w);
	if (e == ERR_NOT_FOUND)
		return status(rp, 404, "Book not found");
	if (e)
		return e;
	const char *before = book_state(rq, &w);
	if (b.title)
		w.title = b.title;
	if (b.author)
		w.creator = b.author;
	if (b.pub_date) {
		w.published_text = b.pub_date;
		pubdate_read(b.pub_date, &w.published, &w.year);
	}
	w.handle = catalogue_handle(rq->arena, w.title);
	w.isbn_key = catalogue_isbn_key(rq->arena, w.isbn);
	e = store_work_update(rq->db, &w);
	if (!e)
		audit_note(rq, "work", w.uuid, before, book_state(rq, &w));
	return e ? e : status(rp, 200, "Book updated");
}

enum err booklist_delete_book(struct request *rq, struct reply *rp)
{
	struct entry_in in = {0};
	struct work w;
	enum err e = input_body(rq, booklist_isbn, &in, INPUT_OPEN, NULL);
	if (!e)
		e = store_work_lock_isbn(rq->db, catalogue_isbn_key(rq->arena, in.isbn), &w);
	if (!e)
		e = store_work_delete(rq->db, w.id);
	if (!e)
		audit_note(rq, "work", w.uuid, book_state(rq, &w), NULL);
	if (e == ERR_IN_USE)
		return status(rp, 409, "Book is on loan");
	return e && e != ERR_NOT_FOUND ? e : status(rp, 200, "Book deleted");
}

/* Why nothing could be put on the list: asked only when the one statement that does it all touched no row. */
static enum err why_not_added(struct request *rq, struct reply *rp, const char *email, const char *isbn,
			      const char *key)
{
	struct person p;
	struct work w;
	enum err e = store_person_by_email(rq->db, email, &p);
	if (e == ERR_NOT_FOUND)
		return status(rp, 404, "User not found");
	if (!e)
		e = store_work_title_page(rq->db, key, &w);
	if (e == ERR_NOT_FOUND)
		return status(rp, 404, "Book not found");
	if (e)
		return e;
	/* Both are there, so the list "default" is what was missing: its owner renamed or deleted it. */
	e = store_list_make_default(rq->db, email);
	if (e && e != ERR_CONFLICT && e != ERR_NO_SUCH)
		return e;
	e = store_list_add_isbn(rq->db, email, key);
	if (e == ERR_NOT_FOUND)
		return ERR_RETRY; /* one of them went away in between */
	if (!e)
		note_entry(rq, NULL, entry_state(rq, email, isbn));
	return e && e != ERR_CONFLICT ? e : status(rp, 200, "Book added to list");
}

enum err booklist_add_to_list(struct request *rq, struct reply *rp)
{
	struct entry_in in = {0};
	enum err e = input_body(rq, booklist_entry, &in, INPUT_OPEN, NULL);
	if (e)
		return e;
	const char *key = catalogue_isbn_key(rq->arena, in.isbn);
	e = store_list_add_isbn(rq->db, in.email, key);
	if (e == ERR_NOT_FOUND)
		return why_not_added(rq, rp, in.email, in.isbn, key);
	if (!e)
		note_entry(rq, NULL, entry_state(rq, in.email, in.isbn));
	return e && e != ERR_CONFLICT ? e : status(rp, 200, "Book added to list");
}

static int in_byte_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The ISBNs of the rows, as they were first given. Sorted here: the database would have to make a table of them. */
static enum err take_isbns(struct request *rq, struct rows *rows, const char ***isbns_r, size_t *n_r)
{
	struct entry entry;
	enum err e;
	*isbns_r = arena_alloc(rq->arena, (size_t)(rows->count + 1) * sizeof(**isbns_r));
	*n_r = 0;
	while (!(e = stmt_next(rows, &entry)))
		if (entry.isbn)
			(*isbns_r)[(*n_r)++] = entry.isbn;
	if (e != ERR_NOT_FOUND)
		return e;
	qsort(*isbns_r, *n_r, sizeof(**isbns_r), in_byte_order);
	return ERR_NONE;
}

enum err booklist_get_list(struct request *rq, struct reply *rp)
{
	const char *email, **isbns = NULL;
	size_t n = 0;
	struct rows rows;
	enum err e = query(rq, "email", &email);
	if (!e)
		e = store_list_isbns(rq->db, email, &rows);
	if (!e)
		e = take_isbns(rq, &rows, &isbns, &n);
	if (e)
		return e;
	if (!n)
		return status(rp, 404, "No wishlist found for User");
	data_begin(rp, "List returned");
	for (size_t i = 0; i < n; i++) {
		json_open(&rp->body, '[');
		json_text(&rp->body, email);
		json_text(&rp->body, isbns[i]);
		json_close(&rp->body, ']');
	}
	data_end(rp);
	return ERR_NONE;
}

enum err booklist_remove_from_list(struct request *rq, struct reply *rp)
{
	struct entry_in in = {0};
	enum err e = input_body(rq, booklist_entry, &in, INPUT_OPEN, NULL);
	if (!e)
		e = store_list_remove_isbn(rq->db, in.email, catalogue_isbn_key(rq->arena, in.isbn));
	if (!e)
		note_entry(rq, entry_state(rq, in.email, in.isbn), NULL);
	if (e == ERR_NOT_FOUND)
		return status(rp, 404, "Book not found on wishlist");
	return e ? e : status(rp, 200, "Book removed from list");
}
