/*
 * proof_room.c - the phases of the reading room, and the store's rental against its reservation. (Books and what is
 * checked of them: proof_book.c.)
 */
#include "proof_book.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int books, round_now;
static const char *stage;

static void begin(const char *name, int round, int count)
{
	stage = name;
	round_now = round;
	books = count;
	book_round(name, round, count);
}

/* Each book was taken once, at the end of a race in which all wanted it and nobody gave back. */
static void one_winner_each(void)
{
	int won[BOOKS_MAX] = {0}, unknown[BOOKS_MAX] = {0}, n;
	const struct op *ops = book_acts(&n);
	for (int i = 0; i < n; i++) {
		won[ops[i].book] += ops[i].act == RESERVE && ops[i].said == DONE;
		unknown[ops[i].book] += ops[i].act == RESERVE && ops[i].said == UNKNOWN;
	}
	for (int book = 0; book < books; book++)
		if (won[book] > 1 || won[book] + unknown[book] < 1)
			violation("\"%s %s %d-%d\" was given %d times", plan.prefix, stage, round_now,
				  book + 1, won[book]);
}

/* ---- the same book added 100 times at once ---- */

static void add_one(struct client *c)
{
	for (int i; (i = ticket()) >= 0;)
		book_act(c, ADD, 0, 1000 + i);
}

static void look_whole(struct client *c)
{
	char name[NAME];
	struct info i = {.state = NO_BOOK};
	int n;
	const struct op *ops = book_acts(&n);
	if (ops[n - 1].seen == NO_BOOK)
		return; /* nobody was told that they inserted it: else its sums would not be right */
	book_name(0, name);
	book_info(c, 0, &i);
	bool told = false;
	for (int k = 0; k < n; k++)
		told |= ops[k].act == ADD && ops[k].card == i.author && ops[k].said != NOT;
	if (i.author != i.publisher || i.author != i.year || !told)
		violation(
		    "\"%s\" has the author of %d, the publisher of %d, the year of %d; inserted it was by %s",
		    name, i.author, i.publisher, i.year, told ? "that one" : "another");
}

void room_same_book(int round)
{
	int n, inserted = 0;
	begin("same", round, 1);
	tickets(100);
	crowd(plan.clients, add_one);
	book_round_end();
	const struct op *ops = book_acts(&n);
	for (int i = 0; i < n; i++)
		inserted += ops[i].act == ADD && ops[i].said == DONE;
	if (inserted > 1)
		violation("\"%s same %d-1\" was inserted %d times", plan.prefix, round, inserted);
	crowd(1, look_whole);
}

/* ---- three clients, 100 random acts each ---- */

static void act_at_random(struct client *c)
{
	static const enum act some[] = {ADD, ADD, REMOVE, RESERVE, RESERVE, RETURN, RETURN, LOOK};
	for (int i = 0; i < 100; i++) {
		enum act what = some[client_random(c, 8)];
		book_act(c, what, client_random(c, books), what == ADD ? 1000 + c->number : 2 + c->number);
	}
}

void room_random(int round)
{
	begin("random", round, 3);
	crowd(3, act_at_random);
	book_round_end();
}

/* ---- two cards, every book of the list ---- */

static int listed[BOOKS_MAX]; /* books in the order of the list */
static atomic_int next_of_card[2];

static void read_list(struct client *c)
{
	char begin[NAME], *answer;
	int n = 0, found = 0;
	snprintf(begin, sizeof(begin), "%s %s %d-", plan.prefix, stage, round_now);
	while (http_ask(&c->http, "POST", "/process", "", "{\"button\":\"get_list_button\"}") != 200)
		pause_ms(50);
	for (answer = c->http.body; (answer = strstr(answer, begin)); answer++)
		if (sscanf(answer + strlen(begin), "%d <br>", &n) == 1 && n > 0 && n <= books &&
		    found < BOOKS_MAX)
			listed[found++] = n - 1;
	if (found != books)
		violation("the list shows %d of %d books just added", found, books);
}

static void reserve_all(struct client *c)
{
	int card = c->number % 2;
	for (int i; (i = atomic_fetch_add(&next_of_card[card], 1)) < books;)
		book_act(c, RESERVE, listed[i], 2 + card);
}

void room_two_cards(int round)
{
	begin("list", round, BOOKS_MAX);
	book_add_all();
	crowd(1, read_list);
	next_of_card[0] = next_of_card[1] = 0;
	crowd(plan.clients < 2 ? 2 : plan.clients, reserve_all);
	one_winner_each();
	book_round_end();
}

/* ---- one book: 1,000 reservations and 1,000 returns; 200 and 200 reservations ---- */

static void reserve_or_return(struct client *c)
{
	for (int i; (i = ticket()) >= 0;)
		book_act(c, i % 2 ? RETURN : RESERVE, 0, 2 + c->number % 4);
}

void room_out_and_back(int round)
{
	begin("mix", round, 1);
	book_add_all();
	tickets(2000);
	crowd(plan.clients, reserve_or_return);
	book_round_end();
}

static void reserve_by_two(struct client *c)
{
	for (int i; (i = ticket()) >= 0;)
		book_act(c, RESERVE, 0, 2 + i % 2);
}

void room_one_book(int round)
{
	begin("one", round, 1);
	book_add_all();
	tickets(400);
	crowd(plan.clients, reserve_by_two);
	one_winner_each();
	book_round_end();
}

/* ---- the store's rental against the reading room's reservation ---- */

static int64_t work_ids[BOOKS_MAX];
static char customer[TEXT]; /* the path of its rentals */

static void make_customer(struct client *c)
{
	char json[TEXT];
	snprintf(json, sizeof(json), "{\"first_name\":\"%s\",\"last_name\":\"Customer\"}", plan.prefix);
	while (http_ask(&c->http, "POST", "/customers/", "", json) == LOST || c->http.status == 503)
		pause_ms(50);
	if (c->http.status != 201)
		violation("POST /customers/: status %d, %.300s", c->http.status, c->http.body);
	const char *path = strstr(c->http.location, "/customers/");
	snprintf(customer, sizeof(customer), "%.200srentals/", path ? path : "/customers/0/");
}

static enum said rent_once(struct client *c, int book)
{
	char json[TEXT];
	struct op o = {.act = RESERVE, .book = book, .card = BY_LOAN - TAKEN, .start = clock_us()};
	snprintf(json, sizeof(json), "{\"book\":%lld}", (long long)work_ids[book]);
	int status = http_ask(&c->http, "POST", customer, "", json);
	o.end = clock_us();
	o.said = status == 201				       ? DONE
		 : status == LOST || status == 503	       ? http_trouble(&c->http)
		 : strstr(c->http.body, "Book is unavailable") ? NOT
							       : ODD;
	tally(o.said);
	if (o.said == ODD)
		violation("POST %s %s: status %d, %.300s", customer, json, status, c->http.body);
	else if (o.said != TROUBLE)
		book_write_down(o);
	return o.said;
}

/* Two tickets a book: one to the store, one to the reading room. */
static void rent_or_reserve(struct client *c)
{
	for (int i; (i = ticket()) >= 0;) {
		if ((i + i / 2) % 2)
			while (rent_once(c, i / 2) == TROUBLE)
				;
		else
			book_act(c, RESERVE, i / 2, 2);
	}
}

void room_against_store(int round)
{
	char name[NAME];
	begin("store", round, BOOKS_MAX);
	book_add_all();
	for (int book = 0; book < books; book++) {
		book_name(book, name);
		work_ids[book] = sql_number("SELECT id FROM work WHERE handle = '%s'", name);
	}
	crowd(1, make_customer);
	tickets(2 * books);
	crowd(plan.clients, rent_or_reserve);
	one_winner_each();
	book_round_end();
}

/* ---- insertions and deletions ---- */

static void add_or_remove(struct client *c)
{
	for (int i; (i = ticket()) >= 0;)
		book_act(c, client_random(c, 2) ? ADD : REMOVE, client_random(c, books), 1000 + i);
}

void room_add_and_remove(int round)
{
	begin("adding", round, 5);
	tickets(2000);
	crowd(plan.clients, add_or_remove);
	book_round_end();
}
