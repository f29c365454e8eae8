/* proof.h - what the files of booking_proof share. */
#ifndef BENCH_PROOF_H
#define BENCH_PROOF_H

#include <stdbool.h>
#include <stdint.h>

/* ---- the plan: what the command line said, and the names of this run ---- */

struct plan {
	const char *host, *port, *state, *only; /* only: phases whose name holds it, NULL: all */
	int clients, seconds;
	bool kill_workers, restart_database, keep, check_only;
	unsigned seed;
	char prefix[16];   /* every title and name of this run begins so */
	int64_t card_base; /* every card number of this run is this and a small number */
};
extern struct plan plan;

/* Microseconds of a clock that only goes forward. */
int64_t clock_us(void);
void pause_ms(int ms);

/* ---- proof_http.c: one kept connection ---- */

/*
 * What an answer said: done; no, with a reason; no such book; nobody knows; surely not done, for the service has
 * trouble; not what the contract has.
 */
enum said { DONE, NOT, ABSENT, UNKNOWN, TROUBLE, ODD };

enum { ANSWER_MAX = 1 << 20, LOST = 0 };

struct http {
	int fd;	      /* -1: not connected */
	int status;   /* LOST: sent and not answered, it may have been done or not */
	bool patient; /* waits for a site that does not take connections */
	char *answer, *body;
	char location[256], etag[128];
};
void http_open(struct http *h);
void http_close(struct http *h);
/*
 * Sends and waits; gives the status or LOST. headers are whole lines with CRLF or "", json NULL for none. The body of
 * the answer is in h->body until the next one. What surely was not sent is sent again on a new connection.
 */
int http_ask(struct http *h, const char *method, const char *target, const char *headers, const char *json);

/* After LOST or 503: UNKNOWN, or TROUBLE where the answer says that nothing was done. Waits a little. */
enum said http_trouble(struct http *h);

/* ---- proof_crowd.c: many clients, what they count, what they find ---- */

struct client {
	int number; /* from 0 */
	unsigned seed;
	struct http http;
};
int client_random(struct client *c, int below);

/* Counts an attempt at a booking. */
void tally(enum said said);
/* Says in words what must never be; the program ends with 1. */
void violation(const char *format, ...) __attribute__((format(printf, 1, 2)));
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

struct counts {
	int attempts, wins, refusals, unknown, errors, violations;
};
/* Since the last call. */
struct counts counts_take(void);
/* Of this phase or before it, up to now. */
int unknown_so_far(void);

/* n clients with a connection each begin together; returns when all have come back. */
void crowd(int n, void (*act)(struct client *c));
/* From 0, each number once, until it is above last; -1 then. Begun anew before a crowd. */
void tickets(int count);
int ticket(void);
/* The time that a phase may take is over. */
void phase_begin(int64_t until);
bool phase_over(void);

/* ---- proof_serial.c: could these answers have been given one after the other? ---- */

enum act { ADD, REMOVE, RESERVE, RETURN, LOOK };
/* The state of a book: from TAKEN on it is taken by card (state - TAKEN). */
enum { NO_BOOK, FREE, TAKEN, BY_LOAN = TAKEN };

struct op {
	int64_t start, end;
	enum act act;
	enum said said;
	int card, seen; /* seen: the state that LOOK saw */
	int book;
};
enum serial { SERIAL_YES, SERIAL_NO, SERIAL_UNDECIDED };
/*
 * Is there an order of these acts on one book, in which no act stands before another that had ended when it began,
 * and in which each answer is right? An act nobody knows of stands anywhere behind its start, or nowhere. stuck_r: an
 * act that no order found a place for. losses: MariaDB was killed meanwhile, so what nobody was told may be lost again.
 */
enum serial serial_order(struct op *ops, int n, bool losses, const struct op **stuck_r);

/* ---- proof_sql.c: what the database says ---- */

/* False when it cannot be reached at all. */
bool sql_open(void);
void sql_close(void);
/* A number, waited for while the database is away (at most 60 s, then a violation and -1). */
int64_t sql_number(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The first column of the first row into text; false: no row. */
bool sql_text(char *text, int size, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Every rule of bookings over the whole database; each breach is a violation. */
void sql_check(void);
/* The same again and again beside a phase, while the database answers. */
void sql_watch_begin(void);
void sql_watch_end(void);
/* Removes the rows of this run. */
void sql_clean(void);

/* ---- proof_fault.c: workers killed, MariaDB restarted ---- */

/* False: the state directory does not show what runs; says why. */
bool fault_ready(void);
void fault_begin(void);
/* Ends the faults and brings everything up again. */
void fault_end(void);
extern _Atomic int workers_killed, database_stops;

/* ---- proof_room.c, proof_queue.c: the phases, a round each ---- */

void room_same_book(int round);
void room_random(int round);
void room_two_cards(int round);
void room_out_and_back(int round);
void room_one_book(int round);
void room_against_store(int round);
void room_add_and_remove(int round);
void queue_of_one_work(int round);

#endif
