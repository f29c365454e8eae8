/* bookstore.h - what the files of published API 3 share. Floor: api. */
#ifndef API_FACE_BOOKSTORE_H
#define API_FACE_BOOKSTORE_H

#include "api/api.h"
#include "store/stmt.h"

/* Bodies, as tables for the documents and for bookstore_input. */
struct bookstore_book {
	const char *title, *author, *type;
};
struct bookstore_customer {
	const char *first_name, *last_name;
	bool is_active;
};
struct bookstore_rental {
	int64_t book;
};
struct bookstore_close {
	int64_t date_returned;
};
extern const struct field bookstore_book_in[], bookstore_customer_in[], bookstore_rental_in[],
    bookstore_close_in[];
extern const struct field bookstore_book_out[], bookstore_customer_out[], bookstore_rental_out[],
    bookstore_close_out[];

/*
 * Reads the body, JSON or a form, and checks it by the table as Django REST framework does, all fields at once. Members
 * that are not given, or wrong, keep what they had; given_r as input_body. ERR_INPUT, ERR_SYNTAX, ERR_MEDIA.
 */
enum err bookstore_input(struct request *rq, const struct field *fields, void *st,
			 uint64_t *given_r) MUST_CHECK;

/* The shapes, called through face.c. */
enum err bookstore_accept(const struct request *rq) MUST_CHECK;
void bookstore_error(struct request *rq, struct reply *rp, enum err e);
void bookstore_options(struct request *rq, struct reply *rp, const struct route *near);
void bookstore_page(struct request *rq, struct reply *rp);
void bookstore_headers(struct request *rq, struct reply *rp);

/* bookstore.c */
api_handler bookstore_books, bookstore_book_post, bookstore_book_get, bookstore_book_put;
api_handler bookstore_customers, bookstore_customer_post, bookstore_customer_get, bookstore_customer_put;
/* bookstore_rental.c */
api_handler bookstore_rentals, bookstore_rental_post, bookstore_rental_put;

/* The number in the path; what fits no id is not found. */
enum err bookstore_id(const struct request *rq, int64_t *id_r) MUST_CHECK;
/*
 * Around each row of a long answer: what a row brought along is forgotten once it is written, so that only the answer
 * grows.
 */
struct bookstore_row {
	struct arena_mark mark;
	const char *answer;
};
struct bookstore_row bookstore_row_begin(struct reply *rp);
void bookstore_row_end(struct reply *rp, struct bookstore_row row);
/*
 * All rows as members of the array that is open, each through *one, in constant memory however many: what is written is
 * sent by the chunk. ERR_IO: the client is gone.
 */
enum err bookstore_rows(struct request *rq, struct reply *rp, struct rows *rows, void *one,
			void (*write)(struct buf *b, const void *one)) MUST_CHECK;

#endif
