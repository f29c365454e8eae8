/*
 * proof_book.c - books of the reading room (POST /process): every act on them is written down with its time; at the end
 * of a round the acts on each book must have an order, and the last look, the sums and SQL must agree.
 */
#include "proof_book.h"

#include <json.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPS_MAX = 8192, JSON = 512, PATIENCE_US = 60000000, TOLD_MAX = 40 };

/* ---- the round ---- */

static const char *stage; /* the phase's word in the names of its books */
static int round_now, books, unknown_before;
static struct op ops[OPS_MAX];
static atomic_int op_count;

void book_round(const char *name, int round, int count)
{
	stage = name;
	round_now = round;
	books = count;
	op_count = 0;
	unknown_before = unknown_so_far();
}

void book_name(int book, char *name)
{
	snprintf(name, NAME, "%s %s %d-%d", plan.prefix, stage, round_now, book + 1);
}

void book_write_down(struct op op)
{
	int i = atomic_fetch_add(&op_count, 1);
	if (i >= OPS_MAX)
		abort();
	ops[i] = op;
}

/* ---- what the answers say ---- */

static void read_row(struct info *i, const char *label, const char *value, bool *yes, int64_t *card)
{
	if (!strcmp(label, "book_name"))
		snprintf(i->name, TEXT, "%s", value);
	else if (!strcmp(label, "book_author"))
		sscanf(value, "Author %d", &i->author);
	else if (!strcmp(label, "publisher"))
		sscanf(value, "Publisher %d", &i->publisher);
	else if (!strcmp(label, "year"))
		sscanf(value, "%d", &i->year);
	else if (!strcmp(label, "is_reserved"))
		*yes = !strcmp(value, "Yes");
	else if (!strcmp(label, "reserver_card_id"))
		*card = strtoll(value, NULL, 10);
}

/* Rows "%25s %25s<br>"; false: there is none. */
static bool read_info(const char *text, struct info *i)
{
	char label[TEXT], value[TEXT];
	bool yes = false;
	int64_t card = plan.card_base;
	*i = (struct info){-1, -1, -1, FREE, ""};
	for (const char *end; (end = strstr(text, "<br>")); text = end + 4) {
		int len = (int)(end - text), at = 0;
		if (len >= TEXT || sscanf(text, " %255s %n", label, &at) != 1 || at > len)
			continue;
		snprintf(value, sizeof(value), "%.*s", len - at, text + at);
		read_row(i, label, value, &yes, &card);
	}
	if (yes)
		i->state = TAKEN + (int)(card - plan.card_base); /* without a card: on loan */
	return *i->name;
}

static const struct button {
	const char *button, *book, *done, *not ;
	bool info; /* stands behind what was done */
} buttons[] = {
    [ADD] = {"add_button", "addBookName", "Book inserted<br><br>", "Book already exist", true},
    [REMOVE] = {"remove_button", "removeBookName", "Book deleted", "Book is on loan", false},
    [RESERVE] = {"reserve_button", "reserveBookName", "You have reserved book <br><br>",
		 "Book is already reserved", true},
    [RETURN] = {"return_button", "returnBookName", "You have returned book <br><br>",
		"You cannot return the book, because it is not reserved", true},
    [LOOK] = {"info_button", "infoBookName", "", NULL, true},
};

/* What a win tells of the book is the winner's own doing. */
static void check_won(const struct op *o, const struct info *i, const char *name)
{
	int wanted = o->act == RESERVE ? TAKEN + o->card : FREE;
	if (strcmp(i->name, name))
		violation("%s \"%s\" is answered with \"%s\"", buttons[o->act].button, name, i->name);
	if (i->state != wanted)
		violation("%s \"%s\" was won by card %d and is answered with state %d, not %d",
			  buttons[o->act].button, name, o->card, i->state, wanted);
	if (o->act == ADD && (i->author != o->card || i->publisher != o->card || i->year != o->card))
		violation("\"%s\" inserted by %d has the author of %d, the publisher of %d, the year of %d",
			  name, o->card, i->author, i->publisher, i->year);
}

static enum said read_result(const char *result, struct op *o, const char *name, struct info *i)
{
	const struct button *b = &buttons[o->act];
	if (!strcmp(result, "Book does not exist") && o->act != ADD)
		return ABSENT;
	if (b->not &&!strcmp(result, b->not ))
		return NOT;
	size_t len = strlen(b->done);
	if (strncmp(result, b->done, len) || (b->info ? !read_info(result + len, i) : result[len] != '\0'))
		return ODD;
	if (o->act != LOOK && b->info)
		check_won(o, i, name);
	return DONE;
}

static void write_body(const struct op *o, const char *name, char *json)
{
	int n = snprintf(json, JSON, "{\"button\":\"%s\",\"%s\":\"%s\"", buttons[o->act].button,
			 buttons[o->act].book, name);
	if (o->act == ADD)
		n += snprintf(json + n, JSON - (size_t)n,
			      ",\"addBookAuthor\":\"Author %d\",\"addBookPublisher\":\"Publisher %d\","
			      "\"addBookYear\":\"%d\"",
			      o->card, o->card, o->card);
	if (o->act == RESERVE)
		n += snprintf(json + n, JSON - (size_t)n, ",\"reserveCardId\":\"%lld\"",
			      (long long)(plan.card_base + o->card));
	snprintf(json + n, JSON - (size_t)n, "}");
}

static enum said push(struct client *c, struct op *o, const char *name, struct info *i)
{
	char json[JSON];
	write_body(o, name, json);
	int status = http_ask(&c->http, "POST", "/process", "", json);
	if (status == LOST || status == 503)
		return http_trouble(&c->http);
	struct json_object *answer = status == 200 ? json_tokener_parse(c->http.body) : NULL, *result;
	enum said said = ODD;
	if (json_object_object_get_ex(answer, "result", &result) &&
	    json_object_is_type(result, json_type_string))
		said = read_result(json_object_get_string(result), o, name, i);
	json_object_put(answer);
	if (said == ODD)
		violation("%s \"%s\": status %d, %.300s", buttons[o->act].button, name, status, c->http.body);
	return said;
}

/* Pushes a button and writes down what was said. card: who; of ADD: by whom the book is known again. */
static enum said write_act(struct client *c, enum act what, int book, int card)
{
	char name[NAME];
	struct info i = {.state = NO_BOOK};
	struct op o = {.act = what, .book = book, .card = card, .start = clock_us()};
	book_name(book, name);
	o.said = push(c, &o, name, &i);
	o.end = clock_us();
	if (what == LOOK) {
		o.seen = o.said == DONE ? i.state : NO_BOOK;
		o.said = o.said == ABSENT ? DONE : o.said;
	}
	if (o.said < TROUBLE && !(what == LOOK && o.said == UNKNOWN))
		book_write_down(o);
	return o.said;
}

enum said book_act(struct client *c, enum act what, int book, int card)
{
	enum said said = TROUBLE;
	for (int64_t until = clock_us() + PATIENCE_US; said == TROUBLE && clock_us() < until;) {
		said = write_act(c, what, book, card);
		if (what != LOOK)
			tally(said);
	}
	return said;
}

enum said book_surely(struct client *c, enum act what, int book, int card)
{
	enum said said = UNKNOWN;
	for (int64_t until = clock_us() + PATIENCE_US; said == UNKNOWN || said == TROUBLE;) {
		if (clock_us() > until) {
			violation("no answer for a minute");
			break;
		}
		said = write_act(c, what, book, card);
	}
	return said;
}

/* ---- the end of a round ---- */

static void add_books(struct client *c)
{
	for (int book; (book = ticket()) >= 0;)
		book_surely(c, ADD, book, 1000 + book);
}

static void look_at_books(struct client *c)
{
	for (int book; (book = ticket()) >= 0;)
		book_surely(c, LOOK, book, 0);
}

static void each_book(void (*what)(struct client *c))
{
	tickets(books);
	crowd(books < 8 ? books : 8, what);
}

void book_add_all(void)
{
	each_book(add_books);
}

const struct op *book_acts(int *count_r)
{
	*count_r = op_count;
	return ops;
}

void book_info(struct client *c, int book, struct info *info_r)
{
	char name[NAME];
	struct op o = {.act = LOOK};
	book_name(book, name);
	for (enum said said = UNKNOWN; said == UNKNOWN || said == TROUBLE;)
		said = push(c, &o, name, info_r);
}

/* The state of a book as SQL has it. */
static int sql_state(const char *name)
{
	char row[TEXT];
	long long card;
	int copies = 0, ready = 0, lent = 0;
	if (!sql_text(
		row, sizeof(row),
		"SELECT CONCAT(COALESCE(SUM(c.id IS NOT NULL), 0), ' ', COALESCE(SUM(h.id IS NOT NULL), 0), "
		"' ',"
		" COALESCE(SUM(c.taken_by <=> 'loan'), 0), ' ', COALESCE(MAX(p.card_number), 0)) FROM work w"
		" LEFT JOIN copy c ON c.work_id = w.id"
		" LEFT JOIN hold h ON h.copy_id = c.id AND h.state = 'ready'"
		" LEFT JOIN person p ON p.id = h.person_id WHERE w.handle = '%s' GROUP BY w.id",
		name))
		return NO_BOOK;
	if (sscanf(row, "%d %d %d %lld", &copies, &ready, &lent, &card) != 4 || copies != 1 ||
	    ready + lent > 1)
		violation("SQL: \"%s\" has %d copies, %d ready holds, %d loans", name, copies, ready, lent);
	return lent ? BY_LOAN : ready ? TAKEN + (int)(card - plan.card_base) : FREE;
}

static const char *state_words(int state)
{
	static char text[64];
	snprintf(text, sizeof(text),
		 state == NO_BOOK   ? "absent"
		 : state == FREE    ? "free"
		 : state == BY_LOAN ? "on loan"
				    : "reserved by card %d",
		 state - TAKEN);
	return text;
}

struct sums {
	int done[LOOK + 1], unknown[LOOK + 1], last;
	struct op of[OPS_MAX]; /* one book's */
	int n;
};

/* Takings and returns alternate, so do insertions and deletions. */
static void check_sums(const struct sums *s, const char *name)
{
	int there = s->done[ADD] - s->done[REMOVE];
	if (there + s->unknown[ADD] < (s->last != NO_BOOK) ||
	    there - s->unknown[REMOVE] > (s->last != NO_BOOK))
		violation("\"%s\": %d inserted, %d deleted, and it is %s", name, s->done[ADD],
			  s->done[REMOVE], state_words(s->last));
	if (s->done[REMOVE] + s->unknown[REMOVE])
		return; /* a reserved book may be deleted */
	int out = s->done[RESERVE] - s->done[RETURN], taken = s->last >= TAKEN;
	if (out + s->unknown[RESERVE] < taken || out - s->unknown[RETURN] > taken)
		violation("\"%s\": %d reserved, %d returned, and it is %s", name, s->done[RESERVE],
			  s->done[RETURN], state_words(s->last));
}

/* Every reservation that was told is a hold of the book, and every return ended one. */
static void check_rows(const struct sums *s, const char *name)
{
	if (s->done[REMOVE] + s->unknown[REMOVE])
		return; /* they went with the book */
	static const char count[] = "SELECT COUNT(*) FROM hold h JOIN work w ON w.id = h.work_id"
				    " WHERE w.handle = '%s' AND h.state IN ('fulfilled', '%s')";
	int64_t returned = sql_number(count, name, "fulfilled"), all = sql_number(count, name, "ready");
	/* the store's rentals are no holds */
	int lent = (int)sql_number("SELECT COUNT(*) FROM loan l JOIN work w ON w.id = l.work_id"
				   " WHERE w.handle = '%s'",
				   name);
	all += lent;
	if (all < s->done[RESERVE] || all > s->done[RESERVE] + s->unknown[RESERVE])
		violation("SQL: \"%s\" was taken %d times (%d unknown) and has %d holds and loans", name,
			  s->done[RESERVE], s->unknown[RESERVE], (int)all);
	if (returned < s->done[RETURN] || returned > s->done[RETURN] + s->unknown[RETURN])
		violation("SQL: \"%s\" was returned %d times (%d unknown) and has %d holds fulfilled", name,
			  s->done[RETURN], s->unknown[RETURN], (int)returned);
}

static void collect(struct sums *s, int book)
{
	*s = (struct sums){.last = NO_BOOK};
	for (int i = 0; i < op_count; i++) {
		if (ops[i].book != book)
			continue;
		s->of[s->n++] = ops[i];
		if (ops[i].said == DONE)
			s->done[ops[i].act]++;
		if (ops[i].said == UNKNOWN)
			s->unknown[ops[i].act]++;
		if (ops[i].act == LOOK)
			s->last = ops[i].seen; /* the last one was written down last */
	}
}

/* One act in words. */
static void op_words(const struct op *o, char *text)
{
	static const char *const said[] = {"done", "refused", "no such book", "unknown", "trouble", "odd"};
	snprintf(text, TEXT, "%s by %d: %s%s%s", buttons[o->act].button, o->card, said[o->said],
		 o->act == LOOK ? ", " : "", o->act == LOOK ? state_words(o->seen) : "");
}

static int by_start(const void *a, const void *b)
{
	const struct op *x = a, *y = b;
	return x->start < y->start ? -1 : x->start > y->start;
}

/* What happened around the act that has no place, for whoever looks for the reason. */
static void tell_around(struct sums *s, const struct op stuck)
{
	char text[TEXT];
	int told = 0;
	qsort(s->of, (size_t)s->n, sizeof(*s->of), by_start);
	for (int i = 0; i < s->n; i++) {
		const struct op *o = &s->of[i];
		if (told == TOLD_MAX || o->start > stuck.end + 1000 ||
		    (o->said != UNKNOWN && o->end < stuck.start - 20000))
			continue;
		op_words(o, text);
		told++;
		note("from %lld to %lld us: %s", (long long)(o->start - stuck.start),
		     (long long)(o->end - stuck.start), text);
	}
}

static void check_order(struct sums *s, const char *name)
{
	char text[TEXT];
	const struct op *stuck;
	enum serial found = serial_order(s->of, s->n, plan.restart_database, &stuck);
	if (found == SERIAL_UNDECIDED)
		note("\"%s\": %d acts, too many orders to try them all", name, s->n);
	if (found != SERIAL_NO)
		return;
	op_words(stuck, text);
	violation("\"%s\": no order of its %d acts explains the answers; there is no place for %s", name,
		  s->n, text);
	tell_around(s, *stuck);
}

/* When all is quiet: a last look at every book, then its order, sums and rows. */
void book_round_end(void)
{
	static struct sums s;
	char name[NAME];
	if (unknown_so_far() > unknown_before)
		pause_ms(300); /* what a killed worker sent last has reached the database by then */
	each_book(look_at_books);
	for (int book = 0; book < books; book++) {
		book_name(book, name);
		collect(&s, book);
		check_order(&s, name);
		check_sums(&s, name);
		check_rows(&s, name);
		if (sql_state(name) != s.last)
			violation(
			    "SQL: \"%s\" is %d (0 absent, 1 free, 2 on loan, else by card) and INFO says %s",
			    name, sql_state(name), state_words(s.last));
	}
}
