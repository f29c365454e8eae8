/* calls.h - a usual call of each route, and the rows on which it succeeds. */
#ifndef API_CALLS_H
#define API_CALLS_H

#include "client.h"

#define V1 "/api/v1"
/* What furnish() adds for the loans. */
#define COPY   "00000000-0000-4000-8000-0000000000f1"
#define LOAN   "00000000-0000-4000-8000-0000000000f2"
#define DEBTOR "00000000-0000-4000-8000-0000000000f4"
#define CHARGE "00000000-0000-4000-8000-0000000000f3"
#define FRESH  "If-Match: \"1-0\""
/* ... and for the holds: a work with one copy, kept for one person, two more wait. */
#define HELD  "00000000-0000-4000-8000-0000000000b1"
#define READY "00000000-0000-4000-8000-0000000000b2"
#define WAITS "00000000-0000-4000-8000-0000000000b3"
#define LAST  "00000000-0000-4000-8000-0000000000b4"
#define NEW   "00000000-0000-4000-8000-0000000000aa"

#define TOKEN "TOKEN" /* stands for the header with a token */

/* A usual call of each route, which succeeds on the rows of client_furnish(). */
struct call {
	enum method method;
	const char *pattern, *target, *body, *headers;
	int status;
};

extern const struct call calls[];
extern const size_t call_count;

/* Beyond what client_furnish() has: a share with the key "key", Dune on Bob's list, loans, holds, ledger lines. */
void calls_furnish(void);
/* These rows, a client, and an OMDb of its own that knows one film, until calls_close(). One at a time. */
void calls_open(struct client *c);
void calls_close(struct client *c);

const char *method_name(enum method method);
/* Gives the status; token is the header that TOKEN stands for, NULL for none. */
int calls_send(struct client *c, const struct call *call, const char *token);

#endif
