/* reading_room.c - published API 4: books by name, reserved by card; one call with six buttons. Floor: api. */
#include "api/face/reading_room.h"

#include "api/audit.h"
#include "api/face/face.h"
#include "base/text.h"
#include "rules/catalogue.h"
#include "rules/pubdate.h"
#include "store/hold.h"
#include "store/room.h"
#include "store/work.h"
#include "web/json_in.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMN = 25 };

struct form {
	const char *button, *name, *author, *year, *publisher, *card;
};

/* Names are trimmed when a book is added and when it is looked for; everything else is kept as it is given. */
#define NAME(member)		   FIELD_TEXT(struct form, name, member, 1, TITLE_MAX, F_REQUIRED | F_TRIM)
#define TEXT(m, member, hi, flags) FIELD_TEXT(struct form, m, member, 0, hi, F_REQUIRED | (flags))
static const struct field which_in[] = {TEXT(button, "button", 0, 0), FIELD_END};
static const struct field add_in[] = {
    NAME("addBookName"),
    TEXT(author, "addBookAuthor", CREATOR_MAX, 0),
    TEXT(year, "addBookYear", PUB_TEXT_MAX, F_LOOSE),
    TEXT(publisher, "addBookPublisher", PUBLISHER_MAX, 0),
    FIELD_END,
};
static const struct field reserve_in[] = {
    NAME("reserveBookName"),
    TEXT(card, "reserveCardId", 0, F_LOOSE),
    FIELD_END,
};
static const struct field info_in[] = {NAME("infoBookName"), FIELD_END};
static const struct field remove_in[] = {NAME("removeBookName"), FIELD_END};
static const struct field return_in[] = {NAME("returnBookName"), FIELD_END};
static const struct field list_in[] = {FIELD_END};

#define ANY(m, member, lo, hi, flags) FIELD_TEXT(struct form, m, member, lo, hi, flags)
const struct field reading_room_body[] = {
    TEXT(button, "button", 0, 0),
    ANY(name, "infoBookName", 1, TITLE_MAX, 0),
    ANY(name, "addBookName", 1, TITLE_MAX, 0),
    ANY(author, "addBookAuthor", 0, CREATOR_MAX, 0),
    ANY(year, "addBookYear", 0, PUB_TEXT_MAX, F_LOOSE),
    ANY(publisher, "addBookPublisher", 0, PUBLISHER_MAX, 0),
    ANY(name, "removeBookName", 1, TITLE_MAX, 0),
    ANY(name, "reserveBookName", 1, TITLE_MAX, 0),
    ANY(card, "reserveCardId", 1, 0, F_LOOSE),
    ANY(name, "returnBookName", 1, TITLE_MAX, 0),
    FIELD_END,
};
const struct field reading_room_answer[] = {ANY(name, "result", 0, 0, 0), ANY(name, "books", 0, 0, 0),
					    FIELD_END};

/* ---- answers ---- */

static void write_member(struct reply *rp, const char *name, const char *text)
{
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '{');
	json_member_text(&rp->body, name, text);
	json_close(&rp->body, '}');
}

static enum err result(struct reply *rp, const char *text)
{
	write_member(rp, "result", text);
	return ERR_NONE;
}

/* The answer is 200 all the same, and nothing of the act stays. */
static enum err refuse(struct reply *rp, const char *text)
{
	rp->undo = true;
	return result(rp, text);
}

static enum err no_book(struct reply *rp)
{
	return refuse(rp, "Book does not exist");
}

/*
 * "%25s %25s<br>" as Python has it: the width counts characters, not bytes. The value is escaped behind its padding, so
 * that the columns stand in what a browser shows.
 */
static void write_row(struct buf *b, const char *label, const char *value)
{
	size_t chars = text_chars(value);
	buf_printf(b, "%*s %*s", COLUMN, label, chars < COLUMN ? (int)(COLUMN - chars) : 0, "");
	face_escape(b, value);
	buf_puts(b, "<br>");
}

static enum err book_result(struct reply *rp, const char *before, const struct room_book *k)
{
	struct buf b;
	buf_init(&b, rp->arena, 1024);
	buf_puts(&b, before);
	write_row(&b, "book_name", k->name);
	write_row(&b, "book_author", k->author);
	write_row(&b, "is_reserved", k->taken ? "Yes" : "No");
	write_row(&b, "publisher", k->publisher);
	if (k->taken && k->card)
		write_row(&b, "reserver_card_id", k->card);
	write_row(&b, "year", k->year);
	return result(rp, b.data);
}

/* The same of a book as it is now. */
static enum err book_now(struct request *rq, struct reply *rp, const char *before, const char *name)
{
	struct room_book k;
	enum err e = store_room_book(rq->db, name, &k);
	if (e == ERR_NOT_FOUND)
		return no_book(rp);
	return e ? e : book_result(rp, before, &k);
}

/* ---- for the audit ---- */

static const char *state(struct request *rq, const struct room_book *k)
{
#define B struct room_book
	static const struct field fields[] = {
	    FIELD_UUID(B, uuid, "id", 0),
	    FIELD_TEXT(B, name, "book_name", 0, 0, 0),
	    FIELD_TEXT(B, author, "book_author", 0, 0, 0),
	    FIELD_TEXT(B, publisher, "publisher", 0, 0, 0),
	    FIELD_TEXT(B, year, "year", 0, 0, 0),
	    FIELD_BOOL(B, taken, "is_reserved", 0),
	    FIELD_END,
	};
#undef B
	return audit_state(rq->arena, fields, k);
}

/* A reservation: the hold, whose card it is, and whether it is over. */
struct reservation {
	const char *hold, *work, *name, *card, *person, *state;
};
static void note(struct request *rq, const struct reservation *before, const struct reservation *after)
{
#define R struct reservation
	static const struct field fields[] = {
	    FIELD_UUID(R, hold, "id", 0),
	    FIELD_UUID(R, work, "work", 0),
	    FIELD_TEXT(R, name, "title", 0, 0, 0),
	    FIELD_UUID(R, person, "person", F_NULL),
	    FIELD_TEXT(R, card, "card_number", 0, 0, F_NULL),
	    FIELD_TEXT(R, state, "state", 0, 0, 0),
	    FIELD_END,
	};
#undef R
	audit_note(rq, "hold", after->hold, before ? audit_state(rq->arena, fields, before) : NULL,
		   audit_state(rq->arena, fields, after));
}

/* ---- the buttons ---- */

static enum err add(struct request *rq, struct reply *rp, const void *in)
{
	const struct form *f = in;
	struct work w = {
	    .kind = "book",
	    .title = f->name,
	    .creator = f->author,
	    .handle = f->name,
	    .keep_handle = true,
	    .publisher = f->publisher,
	    .published_text = f->year,
	};
	pubdate_read(f->year, &w.published, &w.year);
	enum err e = store_work_insert(rq->db, &w);
	if (e == ERR_CONFLICT)
		return refuse(rp, "Book already exist");
	if (e)
		return e;
	struct room_book k = {
	    .uuid = w.uuid, .name = f->name, .author = f->author, .publisher = f->publisher, .year = f->year};
	audit_note(rq, "work", w.uuid, NULL, state(rq, &k));
	return book_result(rp, "Book inserted<br><br>", &k);
}

static enum err info(struct request *rq, struct reply *rp, const void *in)
{
	const struct form *f = in;
	return book_now(rq, rp, "", f->name);
}

static enum err drop(struct request *rq, struct reply *rp, const void *in)
{
	const struct form *f = in;
	struct room_book k;
	int64_t id;
	enum err e = store_room_lock(rq->db, f->name, &id);
	if (!e)
		e = store_room_book(rq->db, f->name, &k);
	if (e == ERR_NOT_FOUND)
		return no_book(rp);
	if (!e)
		e = store_work_delete(rq->db, id);
	if (e == ERR_IN_USE)
		return refuse(rp, "Book is on loan");
	if (e)
		return e;
	audit_note(rq, "work", k.uuid, state(rq, &k), NULL);
	return result(rp, "Book deleted");
}

/* Nothing could be done about a book. Unless it was deleted since it was found, this text is why. */
static enum err in_vain(struct request *rq, struct reply *rp, const char *name, int64_t id, const char *why)
{
	int64_t now;
	enum err e = store_room_find(rq->db, name, &now);
	if (e == ERR_NOT_FOUND)
		return no_book(rp);
	if (e)
		return e;
	return now == id ? refuse(rp, why) : ERR_RETRY; /* another one of that name */
}

/* A reservation that can be won, and what was seen of the book before; again: that is old, look anew. */
struct wanted {
	const struct form *form;
	struct room_look *seen;
	bool *again;
};

static const char reserved[] = "Book is already reserved";

static enum err take(struct request *rq, struct reply *rp, const void *in)
{
	const struct wanted *wanted = in;
	const struct form *f = wanted->form;
	struct room_look *k = wanted->seen;
	const char *hold;
	enum err e = *wanted->again ? store_room_look(rq->db, f->name, f->card, k) : ERR_NONE;
	*wanted->again = true;
	if (e == ERR_NOT_FOUND)
		return no_book(rp);
	if (!e && !k->free)
		return refuse(rp, reserved);
	int64_t person = k->person_id;
	/* A new card makes a person, who is gone again with all the rest unless the reservation is won. */
	if (!e)
		e = person == NIL_INT ? store_room_person(rq->db, f->card, &person) : ERR_NONE;
	if (!e)
		e = store_hold_take(rq->db, k->book.id, person, rq->now, &hold);
	if (e == ERR_NO_SUCH && k->person_id != NIL_INT)
		return ERR_RETRY; /* deleted since: the card is nobody's now */
	if (e == ERR_REFUSED || e == ERR_CONFLICT || e == ERR_NO_SUCH)
		return in_vain(rq, rp, f->name, k->book.id, reserved);
	if (e)
		return e;
	note(
	    rq, NULL,
	    &(struct reservation){
		.hold = hold, .work = k->book.uuid, .name = k->book.name, .card = f->card, .state = "ready"});
	if (k->copies != 1)
		return book_now(rq, rp, "You have reserved book <br><br>", f->name);
	k->book.taken = true;
	k->book.card = f->card;
	return book_result(rp, "You have reserved book <br><br>", &k->book);
}

/* Looks first, as half of a crowd that wants the same books comes in vain; whether it is won the transaction decides. */
static enum err reserve(struct request *rq, struct reply *rp, const void *in)
{
	const struct form *f = in;
	struct room_look k;
	bool again = false;
	enum err e = store_room_look(rq->db, f->name, f->card, &k);
	if (e == ERR_NOT_FOUND)
		return no_book(rp);
	if (!e && !k.free)
		return refuse(rp, reserved);
	return e ? e : api_in_transaction(rq, rp, take, &(struct wanted){f, &k, &again});
}

static const char not_reserved[] = "You cannot return the book, because it is not reserved";

/* A reservation that may be ended, as it was seen before; again: that is old. */
struct returning {
	const char *name;
	const struct room_kept *seen;
	bool *again;
};

/* Somebody waits for the copy, or much has happened since it was looked at: under the lock of its queue. */
static enum err bring_to_queue(struct request *rq, struct reply *rp, const char *name, struct hold *h)
{
	int64_t id;
	enum err e = store_room_find(rq->db, name, &id);
	if (e == ERR_NOT_FOUND)
		return no_book(rp);
	if (!e)
		e = store_hold_lock_ready(rq->db, id, h);
	if (e == ERR_NOT_FOUND)
		return in_vain(rq, rp, name, id, not_reserved);
	return e ? e : store_hold_close(rq->db, h, "fulfilled", NULL, NIL_INT, rq->now);
}

static enum err bring(struct request *rq, struct reply *rp, const void *in)
{
	const struct returning *r = in;
	struct hold h = r->seen->hold;
	enum err e =
	    *r->again ? ERR_REFUSED : store_hold_release(rq->db, &h, r->seen->queue, "fulfilled", rq->now);
	bool queued = e == ERR_REFUSED;
	*r->again = true;
	if (queued)
		e = bring_to_queue(rq, rp, r->name, &h);
	if (e || rp->undo)
		return e;
	struct reservation was = {.hold = h.uuid, .person = h.person, .state = h.state};
	was.work = queued ? h.work : r->seen->book.uuid;
	was.name = queued ? h.title : r->seen->book.name;
	struct reservation is = was;
	is.state = "fulfilled";
	note(rq, &was, &is);
	if (queued)
		return book_now(rq, rp, "You have returned book <br><br>", r->name);
	return book_result(rp, "You have returned book <br><br>", &r->seen->book); /* it is free now */
}

static enum err give_back(struct request *rq, struct reply *rp, const void *in)
{
	const struct form *f = in;
	struct room_kept k;
	bool again = false;
	enum err e = store_room_kept(rq->db, f->name, &k);
	if (e == ERR_NOT_FOUND)
		return no_book(rp);
	if (!e && k.hold.id == NIL_INT)
		return refuse(rp, not_reserved);
	return e ? e : api_in_transaction(rq, rp, bring, &(struct returning){f->name, &k, &again});
}

static enum err list(struct request *rq, struct reply *rp, const void *in)
{
	(void)in;
	struct rows rows;
	struct room_book k;
	struct buf b;
	enum err e = store_room_names(rq->db, &rows);
	if (e)
		return e;
	buf_init(&b, rp->arena, 1 << 16);
	while (!(e = stmt_next(&rows, &k))) {
		buf_puts(&b, "\u2022 ");
		face_escape(&b, k.name);
		buf_puts(&b, " <br>");
	}
	write_member(rp, "books", b.data);
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

/* Those that write run in a transaction, their own or one around them. A member reserves with the card of their own. */
static const struct button {
	const char *name;
	const struct field *fields;
	api_act *act;
	bool within;
	enum role need;
} buttons[] = {
    {"info_button", info_in, info, false, VISITOR},
    {"get_list_button", list_in, list, false, VISITOR},
    {"add_button", add_in, add, true, STAFF},
    {"remove_button", remove_in, drop, true, STAFF},
    {"reserve_button", reserve_in, reserve, false, MEMBER},
    {"return_button", return_in, give_back, false, STAFF},
};
enum { BUTTONS = sizeof(buttons) / sizeof(buttons[0]) };

/* ---- input ---- */

/* As Python's int() takes a text; of numbers with a point only those that are whole. */
static bool read_card(const struct request *rq, const char *text, int64_t *card_r)
{
	const char *same;
	if (json_member(rq, "reserveCardId", &same) != JSON_FLOAT)
		return text_int(text, card_r);
	double card = strtod(text, NULL), whole = 1LL << 53;
	if (!(card >= -whole && card <= whole))
		return false;
	*card_r = (int64_t)card;
	return (double)*card_r == card;
}

/*
 * The card as a decimal number. The original kept "no card" as -1; here nothing stands for that, so -1 is a card like
 * any other.
 */
static enum err check_card(struct request *rq, struct form *f)
{
	int64_t card;
	if (!read_card(rq, f->card, &card))
		return request_wrong(rq, "reserveCardId", "value", "must be a whole number of 64 bits");
	f->card = arena_printf(rq->arena, "%lld", (long long)card);
	return ERR_NONE;
}

enum err reading_room_process(struct request *rq, struct reply *rp)
{
	struct form f = {0};
	int i = 0;
	enum err e = input_body(rq, which_in, &f, INPUT_OPEN, NULL);
	if (e)
		return e;
	while (i < BUTTONS && strcmp(buttons[i].name, f.button))
		i++;
	if (i == BUTTONS)
		return result(rp, "Error");
	e = api_need(rq, buttons[i].need);
	if (e)
		return e;
	e = input_body(rq, buttons[i].fields, &f, INPUT_OPEN, NULL);
	if (f.card) {
		enum err wrong = check_card(rq, &f);
		e = e ? e : wrong;
	}
	if (!e && f.card && rq->role < STAFF && (!rq->person_card || strcmp(f.card, rq->person_card)))
		e = ERR_FORBIDDEN;
	if (e)
		return e;
	return buttons[i].within ? api_in_transaction(rq, rp, buttons[i].act, &f)
				 : buttons[i].act(rq, rp, &f);
}
