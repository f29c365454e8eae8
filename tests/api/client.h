/* client.h - sends built requests through dispatch() and looks at the answers. */
#ifndef API_CLIENT_H
#define API_CLIENT_H

#include "api/api.h"

struct json_object;

/* A caller with a connection, and its last answer. */
struct client {
	struct conf conf; /* access = open; a test may change its copy */
	struct db *db;
	struct arena arena, kept;
	struct request rq;
	struct reply rp;
	struct json_object *json; /* the answer's body, NULL when it is no JSON */
	const char *remote, *id;
};

void client_open(struct client *c);
void client_close(struct client *c);

/*
 * One request. body may be NULL; with one the content type is application/json. headers: "Name: value" lines, NULL for
 * none; an empty value leaves the header out. Gives the status. What every answer must have is checked here.
 */
int client_send(struct client *c, const char *method, const char *target, const char *body,
		const char *headers);
/* The same with a body of that length. */
int client_send_bytes(struct client *c, const char *method, const char *target, const char *body, size_t len,
		      const char *headers);

const char *client_header(const struct client *c, const char *name);
/*
 * A value of the JSON answer by its path, "0.work.id": texts plain, the rest as JSON; NULL when there is none. "#" at
 * the end counts the elements.
 */
const char *client_value(struct client *c, const char *path);
/* A text that outlives the answer. */
const char *client_keep(struct client *c, const char *text);

/* The answer's body: JSON is compared as JSON. Or "@path=value|path=value": these values, "-" for none. */
void client_expect(struct client *c, const char *want);

/* One call after another. status with NULL want: the status alone. */
struct step {
	const char *method, *target, *body, *headers;
	int status;
	const char *want;
};
void client_steps(struct client *c, const struct step *steps, size_t n);

/*
 * Rows with known ids, versions of 1: people ANN (ann@example.com, card 7) and BOB; lists "default" of both and
 * SHELF of Ann with EMMA and DUNE on it; books EMMA (isbn 9780141439587), DUNE (isbn "d u n e"), film JAWS.
 */
#define ANN   "00000000-0000-4000-8000-00000000000a"
#define BOB   "00000000-0000-4000-8000-00000000000b"
#define EMMA  "00000000-0000-4000-8000-0000000000e1"
#define DUNE  "00000000-0000-4000-8000-0000000000d1"
#define JAWS  "00000000-0000-4000-8000-0000000000f1"
#define SHELF "00000000-0000-4000-8000-0000000000c1"
#define NONE  "00000000-0000-4000-8000-000000000000"
void client_furnish(void);

#endif
