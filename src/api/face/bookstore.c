/* bookstore.c - published API 3: books and customers. Floor: api. */
#include "api/face/bookstore.h"

#include "api/audit.h"

#include "base/text.h"
#include "rules/catalogue.h"
#include "store/book.h"
#include "store/customer.h"
#include "store/person.h"
#include "store/work.h"

#include <string.h>

struct shown {
	const char *text;
	bool yes;
};
#define TEXT(name) FIELD_TEXT(struct shown, text, name, 0, 0, F_REQUIRED)
const struct field bookstore_book_out[] = {
    TEXT("title"),
    TEXT("author"),
    FIELD_CHOICE(struct shown, text, "rental_status", "Available|Rented Out", F_REQUIRED),
    TEXT("book_type"),
    FIELD_END,
};
const struct field bookstore_customer_out[] = {
    TEXT("first_name"),
    TEXT("last_name"),
    FIELD_BOOL(struct shown, yes, "is_active", F_REQUIRED),
    FIELD_END,
};

/* A usual row needs far less; the answer has the room before the mark, for what is behind it is forgotten. */
enum { ROW_ROOM = 8192 };

enum err bookstore_id(const struct request *rq, int64_t *id_r)
{
	return text_int(rq->ids[0], id_r) ? ERR_NONE : ERR_NOT_FOUND;
}

struct bookstore_row bookstore_row_begin(struct reply *rp)
{
	buf_room(&rp->body, ROW_ROOM);
	return (struct bookstore_row){arena_mark(rp->arena), rp->body.data};
}

void bookstore_row_end(struct reply *rp, struct bookstore_row row)
{
	if (rp->body.data == row.answer)
		arena_release(rp->arena, row.mark);
}

enum err bookstore_rows(struct request *rq, struct reply *rp, struct rows *rows, void *one,
			void (*write)(struct buf *b, const void *one))
{
	for (;;) {
		struct bookstore_row row = bookstore_row_begin(rp);
		enum err e = stmt_next(rows, one);
		if (e)
			return e == ERR_NOT_FOUND ? ERR_NONE : e;
		if (!rp->body.len)
			buf_putc(&rp->body, ','); /* what it would follow has been sent */
		write(&rp->body, one);
		bookstore_row_end(rp, row);
		if (!api_flush(rq, rp)) {
			stmt_close(rows);
			rq->detail = "the client is gone";
			return ERR_IO;
		}
	}
}

static void write_book(struct buf *b, const void *book)
{
	const struct book *k = book;
	json_open(b, '{');
	json_member_text(b, "title", k->title);
	json_member_text(b, "author", k->author);
	json_member_text(b, "rental_status", k->free ? "Available" : "Rented Out");
	json_member_text(b, "book_type", k->type);
	json_close(b, '}');
}

static const char *book_state(struct request *rq, const struct book *k)
{
	struct buf b;
	buf_init(&b, rq->arena, 256);
	write_book(&b, k);
	return b.data;
}

enum err bookstore_books(struct request *rq, struct reply *rp)
{
	struct rows rows;
	struct book k;
	enum err e = store_book_list(rq->db, &rows);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '[');
	e = bookstore_rows(rq, rp, &rows, &k, write_book);
	json_close(&rp->body, ']');
	return e;
}

static enum err title_taken(struct request *rq)
{
	return request_wrong(rq, "title", "unique", "book with this title already exists.");
}

/* All that is wrong at once: a title that is taken is told beside the rest. own is the title that the book has. */
static enum err book_input(struct request *rq, const struct book *own, struct bookstore_book *in)
{
	bool taken = false;
	enum err e = bookstore_input(rq, bookstore_book_in, in, NULL);
	if (e != ERR_INPUT || !in->title || (own->title && !strcmp(in->title, own->title)))
		return e;
	e = store_book_taken(rq->db, in->title, own->id, &taken);
	if (e)
		return e;
	return taken ? title_taken(rq) : ERR_INPUT;
}

enum err bookstore_book_post(struct request *rq, struct reply *rp)
{
	struct bookstore_book in = {NULL, NULL, "R"};
	struct book none = {.id = 0};
	enum err e = book_input(rq, &none, &in);
	if (e)
		return e;
	struct work w = {
	    .kind = "book",
	    .title = in.title,
	    .creator = in.author,
	    .type = in.type,
	    .year = NIL_INT,
	    .handle = catalogue_handle(rq->arena, in.title),
	    .keep_handle = true,
	};
	e = store_work_insert(rq->db, &w);
	if (e == ERR_CONFLICT)
		return title_taken(rq);
	if (e)
		return e;
	reply_headerf(rp, "Location", "/books/%lld/", (long long)w.id);
	reply_start(rp, 201, "application/json");
	write_book(&rp->body,
		   &(struct book){.title = in.title, .author = in.author, .type = in.type, .free = true});
	audit_note(rq, "work", w.uuid, NULL, rp->body.data);
	return ERR_NONE;
}

enum err bookstore_book_get(struct request *rq, struct reply *rp)
{
	int64_t id;
	struct book k;
	enum err e = bookstore_id(rq, &id);
	if (!e)
		e = store_book_by_id(rq->db, id, &k);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	write_book(&rp->body, &k);
	return ERR_NONE;
}

enum err bookstore_book_put(struct request *rq, struct reply *rp)
{
	int64_t id;
	struct book k;
	struct bookstore_book in = {NULL, NULL, NULL};
	enum err e = bookstore_id(rq, &id);
	if (!e)
		e = store_book_lock(rq->db, id, &k);
	if (!e)
		e = book_input(rq, &k, &in);
	if (e)
		return e;
	const char *before = book_state(rq, &k);
	k.title = in.title;
	k.author = in.author;
	k.handle = catalogue_handle(rq->arena, in.title);
	if (in.type)
		k.type = in.type;
	struct book changed = k;
	changed.type = in.type; /* one that was not given stays, even if it is none */
	e = store_book_update(rq->db, &changed);
	if (e == ERR_CONFLICT)
		return title_taken(rq);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	write_book(&rp->body, &k);
	audit_note(rq, "work", k.uuid, before, rp->body.data);
	return ERR_NONE;
}

static void write_customer(struct buf *b, const void *customer)
{
	const struct customer *c = customer;
	json_open(b, '{');
	json_member_text(b, "first_name", c->first_name);
	json_member_text(b, "last_name", c->last_name);
	json_name(b, "is_active");
	json_bool(b, c->active);
	json_close(b, '}');
}

static const char *customer_state(struct request *rq, const struct customer *c)
{
	struct buf b;
	buf_init(&b, rq->arena, 256);
	write_customer(&b, c);
	return b.data;
}

enum err bookstore_customers(struct request *rq, struct reply *rp)
{
	struct rows rows;
	struct customer c;
	enum err e = store_customer_list(rq->db, &rows);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '[');
	e = bookstore_rows(rq, rp, &rows, &c, write_customer);
	json_close(&rp->body, ']');
	return e;
}

enum err bookstore_customer_post(struct request *rq, struct reply *rp)
{
	struct bookstore_customer in = {.is_active = true};
	enum err e = bookstore_input(rq, bookstore_customer_in, &in, NULL);
	if (e)
		return e;
	struct person p = {
	    .first_name = in.first_name,
	    .last_name = in.last_name,
	    .role = "member",
	    .active = in.is_active,
	};
	e = store_person_insert(rq->db, &p);
	if (e)
		return e;
	reply_headerf(rp, "Location", "/customers/%lld/", (long long)p.id);
	reply_start(rp, 201, "application/json");
	write_customer(&rp->body, &(struct customer){.first_name = in.first_name,
						     .last_name = in.last_name,
						     .active = in.is_active});
	audit_note(rq, "person", p.uuid, NULL, rp->body.data);
	return ERR_NONE;
}

enum err bookstore_customer_get(struct request *rq, struct reply *rp)
{
	int64_t id;
	struct customer c;
	enum err e = bookstore_id(rq, &id);
	if (!e)
		e = store_customer_by_id(rq->db, id, &c);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	write_customer(&rp->body, &c);
	return ERR_NONE;
}

enum err bookstore_customer_put(struct request *rq, struct reply *rp)
{
	int64_t id;
	struct customer c;
	enum err e = bookstore_id(rq, &id);
	if (!e)
		e = store_customer_lock(rq->db, id, &c);
	if (e)
		return e;
	struct bookstore_customer in = {.is_active = c.active};
	e = bookstore_input(rq, bookstore_customer_in, &in, NULL);
	if (e)
		return e;
	const char *before = customer_state(rq, &c);
	c.first_name = in.first_name;
	c.last_name = in.last_name;
	c.active = in.is_active;
	e = store_customer_update(rq->db, &c);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	write_customer(&rp->body, &c);
	audit_note(rq, "person", c.uuid, before, rp->body.data);
	return ERR_NONE;
}
