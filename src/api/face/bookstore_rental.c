/* bookstore_rental.c - published API 3: renting a book and bringing it back. Floor: api. */
#include "api/face/bookstore.h"

#include "api/audit.h"

#include "base/money.h"
#include "rules/datetime.h"
#include "rules/loan.h"
#include "store/book.h"
#include "store/customer.h"
#include "store/loan.h"

#include <string.h>

struct shown {
	const char *text;
	int64_t number;
};
#define TEXT(name)   FIELD_TEXT(struct shown, text, name, 0, 0, F_REQUIRED)
#define NUMBER(name) FIELD_INT(struct shown, number, name, 1, INT64_MAX, F_REQUIRED)
const struct field bookstore_rental_out[] = {
    NUMBER("book"),
    NUMBER("customer_id"),
    FIELD_CHOICE(struct shown, text, "rental_status", "Active|Closed", F_REQUIRED),
    TEXT("book_title"),
    FIELD_END,
};
const struct field bookstore_close_out[] = {
    TEXT("amount_charged"),
    TEXT("currency"),
    FIELD_CHOICE(struct shown, text, "rental_status", "Closed", F_REQUIRED),
    FIELD_TIME(struct shown, number, "date_returned", F_REQUIRED),
    FIELD_END,
};

static void write_rental(struct buf *b, int64_t book, int64_t customer, bool open, const char *title)
{
	json_open(b, '{');
	json_member_int(b, "book", book);
	json_member_int(b, "customer_id", customer);
	json_member_text(b, "rental_status", open ? "Active" : "Closed");
	json_member_text(b, "book_title", title);
	json_close(b, '}');
}

enum err bookstore_rentals(struct request *rq, struct reply *rp)
{
	int64_t id;
	struct rows rows;
	struct customer_rental r;
	enum err e = bookstore_id(rq, &id);
	if (!e)
		e = store_customer_rentals(rq->db, id, &rows);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '[');
	bool found = rows.count > 0;
	for (;;) {
		struct bookstore_row row = bookstore_row_begin(rp);
		e = stmt_next(&rows, &r);
		if (e)
			break;
		if (r.id != NIL_INT)
			write_rental(&rp->body, r.work_id, r.customer_id, r.open, r.title);
		bookstore_row_end(rp, row);
	}
	json_close(&rp->body, ']');
	return e == ERR_NOT_FOUND && found ? ERR_NONE : e;
}

static enum err unavailable(struct request *rq)
{
	return request_wrong(rq, "book", "unavailable", "Book is unavailable");
}

/*
 * Can the book of the body be rented at all? A copy that is kept for somebody is rented to nobody here, not even
 * to them: the store shows it as rented out. Which of two gets a free one, the write decides.
 */
static enum err check_book(struct request *rq, int64_t id, const struct book *k)
{
	if (k->id == NIL_INT)
		return request_wrong(
		    rq, "book", "unknown",
		    arena_printf(rq->arena, "Invalid pk \"%lld\" - object does not exist.", (long long)id));
	return k->priced && k->free ? ERR_NONE : unavailable(rq);
}

enum err bookstore_rental_post(struct request *rq, struct reply *rp)
{
	int64_t id;
	struct bookstore_rental in = {NIL_INT};
	struct book k;
	struct loan l;
	enum err e = bookstore_id(rq, &id);
	if (e)
		return e;
	/* Both are looked up at once; that there is no such customer is told whatever the body says. */
	enum err wrong = bookstore_input(rq, bookstore_rental_in, &in, NULL);
	e = store_book_to_rent(rq->db, in.book, id, &k);
	if (e) {
		request_forget(rq);
		return e;
	}
	e = wrong ? wrong : check_book(rq, in.book, &k);
	if (e)
		return e;
	e = store_loan_checkout(rq->db, in.book, NIL_INT, id, rq->now, loan_due(rq->now), &l);
	if (e == ERR_REFUSED)
		return unavailable(rq);
	if (e)
		return e == ERR_NO_SUCH ? ERR_RETRY : e; /* removed since the look: that is seen now */
	reply_headerf(rp, "Location", "/rentals/%lld/close/", (long long)l.id);
	reply_start(rp, 201, "application/json");
	write_rental(&rp->body, l.work_id, l.person_id, true, k.title);
	audit_note(rq, "loan", l.uuid, NULL, rp->body.data);
	return ERR_NONE;
}

/* By the tariff it went out with, as the type the book has now. */
static enum err close(struct request *rq, struct loan *l, int64_t at)
{
	const struct tariff *t = &l->tariff;
	struct charge c;
	if (!t->type)
		return request_wrong(rq, "", "tariff",
				     arena_printf(rq->arena, "Books of type %s have no tariff.", l->type));
	enum err e = charge_compute(t, l->out_at, at, &c);
	if (e == ERR_INPUT)
		return request_wrong(rq, "date_returned", "value",
				     "The date returned is before the date borrowed.");
	if (e)
		return request_wrong(rq, "date_returned", "value",
				     "The date returned is too late to be charged.");
	return store_loan_close(rq->db, l, &c, at, rq->caller, rq->now);
}

/* Without a date it is back now; the clock of the machine that lent it may be a little ahead of ours. */
static int64_t back_at(const struct request *rq, const struct loan *l, int64_t given)
{
	if (given != NIL_INT)
		return given;
	return rq->now > l->out_at ? rq->now : l->out_at;
}

static void write_closed(struct buf *b, const struct loan *l)
{
	char amount[MONEY_TEXT], date[DATETIME_TEXT];
	money_text(l->charge_minor, amount);
	datetime_write(l->returned_at, date);
	json_open(b, '{');
	json_member_text(b, "amount_charged", amount);
	json_member_text(b, "currency", MONEY_CURRENCY);
	json_member_text(b, "rental_status", "Closed");
	json_member_text(b, "date_returned", date);
	json_close(b, '}');
}

enum err bookstore_rental_put(struct request *rq, struct reply *rp)
{
	int64_t id;
	struct loan l;
	struct bookstore_close in = {NIL_INT};
	struct buf before;
	enum err e = bookstore_id(rq, &id);
	if (!e)
		e = store_loan_lock_id(rq->db, id, &l);
	if (!e && strcmp(l.kind, "book"))
		e = ERR_NOT_FOUND;
	if (!e)
		e = bookstore_input(rq, bookstore_close_in, &in, NULL);
	/* What is closed stays as it was closed first. */
	bool was_open = !e && l.returned_at == NIL_INT;
	if (was_open) {
		buf_init(&before, rq->arena, 256);
		write_rental(&before, l.work_id, l.person_id, true, l.title);
		e = close(rq, &l, back_at(rq, &l, in.date_returned));
	}
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	write_closed(&rp->body, &l);
	if (was_open)
		audit_note(rq, "loan", l.uuid, before.data, rp->body.data);
	return ERR_NONE;
}
