/*
 * proof_queue.c - the queue of one work in the unified API: everyone is a person who places, suspends, resumes and
 * cancels a hold, borrows and brings back, while the queue is put in another order. Everyone keeps what they were
 * told; SQL must agree with all of them. A POST is repeated with its Idempotency-Key until it is answered for certain.
 */
#include "proof.h"

#include <json.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID = 40, PEOPLE_MAX = 1000, QUEUE_MAX = 1000, TEXT = 512, COPIES = 3, CERTAIN_US = 60000000 };

/* What a person was told last. */
struct person {
	char id[ID], hold[ID], loan[ID];
	int holds_placed, holds_cancelled, loans, returns;
};
static struct person people[PEOPLE_MAX];
static char work[ID];
static int round_now;
static atomic_int keys;

/* ---- asking ---- */

/* A member of an object as text, "" when it is null or not there. */
static void member(struct json_object *object, const char *name, char *text, size_t size)
{
	struct json_object *value;
	bool there = json_object_object_get_ex(object, name, &value) && value;
	snprintf(text, size, "%s", there ? json_object_get_string(value) : "");
}

/* "code" or, without one, "type" of a problem, into text. */
static void problem_of(struct client *c, char *text, size_t size)
{
	struct json_object *o = json_tokener_parse(c->http.body);
	member(o, "code", text, size);
	if (!*text)
		member(o, "type", text, size);
	json_object_put(o);
}

static bool problem_is(struct client *c, const char *slug)
{
	char text[TEXT];
	problem_of(c, text, sizeof(text));
	return !strcmp(text, slug);
}

static void odd(struct client *c, const char *what)
{
	violation("%s by %s: status %d, %.300s", what, people[c->number].id, c->http.status, c->http.body);
}

static bool unanswered(const struct client *c)
{
	return c->http.status == LOST || c->http.status == 503;
}

/* What an answer said, counted. allowed: what a refusal may say, parted by blanks. */
static enum said told(struct client *c, const char *what, const char *allowed)
{
	char slug[TEXT] = "";
	enum said said = c->http.status / 100 == 2 ? DONE : ODD;
	if (unanswered(c))
		said = http_trouble(&c->http);
	if (said == ODD)
		problem_of(c, slug, sizeof(slug));
	const char *at = *slug ? strstr(allowed, slug) : NULL;
	if (at && strchr(" ", at[strlen(slug)]) && (at == allowed || at[-1] == ' '))
		said = NOT;
	if (said == ODD)
		odd(c, what);
	tally(said);
	return said;
}

/* With one key until it is certain what happened; unanswered attempts are counted as unknown. */
static int post(struct client *c, const char *target, const char *json)
{
	char headers[TEXT];
	int status;
	snprintf(headers, sizeof(headers), "Idempotency-Key: %s-%d\r\n", plan.prefix,
		 atomic_fetch_add(&keys, 1));
	for (int64_t until = clock_us() + CERTAIN_US; clock_us() < until; pause_ms(10)) {
		status = http_ask(&c->http, "POST", target, headers, json);
		bool busy = status == 409 && problem_is(c, "/problems/idempotency-key-in-use");
		if (!unanswered(c) && !busy)
			return status;
		if (!busy)
			tally(http_trouble(&c->http));
	}
	violation("POST %s %s was not answered for certain", target, json);
	return LOST;
}

static struct json_object *look(struct client *c, const char *target)
{
	for (int64_t until = clock_us() + CERTAIN_US; clock_us() < until; pause_ms(50)) {
		int status = http_ask(&c->http, "GET", target, "", NULL);
		if (status == 200)
			return json_tokener_parse(c->http.body);
		if (!unanswered(c))
			break;
	}
	odd(c, target);
	return NULL;
}

/* ---- one act each ---- */

static void place(struct client *c, struct person *p)
{
	char json[TEXT], state[TEXT];
	snprintf(json, sizeof(json), "{\"person\":\"%s\",\"work\":\"%s\"}", p->id, work);
	post(c, "/api/v1/holds", json);
	if (told(c, "placing a hold", *p->loan ? "hold.on_loan" : "") != DONE)
		return;
	struct json_object *o = json_tokener_parse(c->http.body);
	member(o, "id", p->hold, sizeof(p->hold));
	member(o, "state", state, sizeof(state));
	p->holds_placed++;
	if (*p->loan || (strcmp(state, "ready") != 0 && strcmp(state, "pending") != 0))
		odd(c, "placing a hold");
	json_object_put(o);
}

/* Nobody else ends it: until it is told to be over it is open, and after an unanswered try it may be over already. */
static void cancel(struct client *c, struct person *p)
{
	char target[TEXT];
	bool maybe = plan.kill_workers; /* nginx repeats a DELETE over which a worker died */
	snprintf(target, sizeof(target), "/api/v1/holds/%s", p->hold);
	for (int64_t until = clock_us() + CERTAIN_US; clock_us() < until;) {
		http_ask(&c->http, "DELETE", target, "", "{\"reason\":\"booking_proof\"}");
		enum said said = told(c, "cancelling a hold", maybe ? "hold.closed" : "");
		maybe |= said == UNKNOWN;
		if (said == ODD)
			return;
		if (said != DONE && said != NOT)
			continue;
		p->holds_cancelled++;
		*p->hold = '\0';
		return;
	}
	violation("DELETE %s was not answered for certain", target);
}

static void suspend(struct client *c, struct person *p, const char *until)
{
	char target[TEXT], json[TEXT];
	snprintf(target, sizeof(target), "/api/v1/holds/%s", p->hold);
	snprintf(json, sizeof(json), "{\"suspended_until\":%s}", until);
	http_ask(&c->http, "PATCH", target, "", json);
	told(c, "suspending or resuming a hold", "hold.not_pending");
}

static void check_fulfilled(struct client *c, struct person *p)
{
	char target[TEXT], state[TEXT], loan[TEXT];
	snprintf(target, sizeof(target), "/api/v1/holds/%s", p->hold);
	struct json_object *o = look(c, target);
	member(o, "state", state, sizeof(state));
	member(o, "loan", loan, sizeof(loan));
	if (strcmp(state, "fulfilled") != 0 || strcmp(loan, p->loan) != 0)
		violation("hold %s is %s by loan \"%s\" after its person was lent the work by loan %s",
			  p->hold, state, loan, p->loan);
	json_object_put(o);
	*p->hold = '\0';
}

static void borrow(struct client *c, struct person *p)
{
	char json[TEXT];
	snprintf(json, sizeof(json), "{\"person\":\"%s\",\"work\":\"%s\"}", p->id, work);
	post(c, "/api/v1/loans", json);
	if (told(c, "borrowing", "loan.no_free_copy") != DONE)
		return;
	struct json_object *o = json_tokener_parse(c->http.body);
	member(o, "id", p->loan, sizeof(p->loan));
	json_object_put(o);
	p->loans++;
	if (*p->hold)
		check_fulfilled(c, p);
}

static void bring_back(struct client *c, struct person *p)
{
	char target[TEXT];
	snprintf(target, sizeof(target), "/api/v1/loans/%s/return", p->loan);
	post(c, target, "{}");
	if (told(c, "bringing back", "") != DONE)
		return;
	p->returns++;
	*p->loan = '\0';
}

/* ---- the order of the queue ---- */

/* The ids that wait, in order; how many. */
static int pending_of(struct json_object *queue, char ids[][ID])
{
	char text[TEXT];
	int n = 0;
	for (size_t i = 0; i < json_object_array_length(queue); i++) {
		struct json_object *hold = json_object_array_get_idx(queue, i);
		member(hold, "state", text, sizeof(text));
		if (strcmp(text, "pending") != 0 || n >= QUEUE_MAX)
			continue;
		member(hold, "id", ids[n++], ID);
		member(hold, "position", text, sizeof(text));
		if (strtol(text, NULL, 10) != n)
			violation("the queue shows position %s in place %d", text, n);
	}
	return n;
}

static void reorder(struct client *c)
{
	static _Thread_local char ids[QUEUE_MAX][ID], got[QUEUE_MAX][ID];
	char target[TEXT], headers[TEXT], json[12288] = "{\"order\":[";
	snprintf(target, sizeof(target), "/api/v1/works/%s/holds", work);
	struct json_object *queue = look(c, target);
	if (!queue)
		return;
	int n = pending_of(queue, ids), len = (int)strlen(json);
	json_object_put(queue);
	if (n > 250)
		return; /* a request of that size is another test */
	snprintf(headers, sizeof(headers), "If-Match: %s\r\n", c->http.etag);
	for (int i = 0; i < n; i++) { /* shuffled as it is written */
		int k = i + client_random(c, n - i);
		char id[ID];
		memcpy(id, ids[k], ID);
		memcpy(ids[k], ids[i], ID);
		memcpy(ids[i], id, ID);
		len += snprintf(json + len, sizeof(json) - (size_t)len, "%s\"%s\"", i ? "," : "", id);
	}
	snprintf(json + len, sizeof(json) - (size_t)len, "]}");
	strcat(target, "/order");
	http_ask(&c->http, "PUT", target, headers, json);
	if (told(c, "putting the queue in order", "/problems/precondition-failed") != DONE)
		return;
	queue = json_tokener_parse(c->http.body);
	if (pending_of(queue, got) != n || memcmp(got, ids, (size_t)n * ID) != 0)
		violation("a queue of %d was put in order and is answered in another", n);
	json_object_put(queue);
}

/* ---- the race ---- */

static void act(struct client *c, struct person *p)
{
	static const char later[] = "\"2999-01-01\"";
	int dice = client_random(c, 100);
	if (dice < 8)
		reorder(c);
	else if (*p->loan)
		dice < 85 ? bring_back(c, p) : place(c, p);
	else if (!*p->hold)
		dice < 80 ? place(c, p) : borrow(c, p);
	else if (dice < 30)
		cancel(c, p);
	else if (dice < 55)
		suspend(c, p, dice < 40 ? later : "null");
	else
		borrow(c, p);
}

static void live(struct client *c)
{
	while (!phase_over())
		act(c, &people[c->number]);
}

static void make_person(struct client *c)
{
	char json[TEXT];
	snprintf(json, sizeof(json), "{\"first_name\":\"%s\",\"last_name\":\"Person %d\"}", plan.prefix,
		 c->number);
	if (post(c, "/api/v1/people", json) != 201)
		odd(c, "making a person");
	people[c->number] = (struct person){.holds_placed = 0};
	struct json_object *o = json_tokener_parse(c->http.body);
	member(o, "id", people[c->number].id, ID);
	json_object_put(o);
}

static void make_work(struct client *c)
{
	char json[TEXT], target[TEXT];
	snprintf(json, sizeof(json), "{\"title\":\"%s queue %d-1\",\"kind\":\"book\"}", plan.prefix,
		 round_now);
	if (post(c, "/api/v1/works", json) != 201)
		odd(c, "making a work");
	struct json_object *o = json_tokener_parse(c->http.body);
	member(o, "id", work, sizeof(work));
	json_object_put(o);
	snprintf(target, sizeof(target), "/api/v1/works/%s/copies", work);
	for (int i = 1; i < COPIES; i++)
		if (post(c, target, "{}") != 201)
			odd(c, "adding a copy");
}

/* ---- what is told against what is there ---- */

/* Nobody gives all back: this way every copy that returns is offered for the last time. */
static void tidy(struct client *c)
{
	struct person *p = &people[c->number];
	if (*p->loan && c->number % 2)
		bring_back(c, p);
}

static void expect(int64_t got, int64_t wanted, const struct person *p, const char *what)
{
	if (got != wanted)
		violation("SQL: person %s was told of %d %s, there are %d", p->id, (int)wanted, what,
			  (int)got);
}

static void check_person(const struct person *p)
{
	static const char holds[] = "SELECT COUNT(*) FROM hold h JOIN person p ON p.id = h.person_id"
				    " WHERE p.uuid = '%s' AND FIND_IN_SET(h.state, '%s')";
	static const char loans[] = "SELECT COUNT(*) FROM loan l JOIN person p ON p.id = l.person_id"
				    " WHERE p.uuid = '%s' AND %s";
	int open = *p->hold != '\0', taken = p->holds_placed - p->holds_cancelled - open;
	expect(sql_number(holds, p->id, "pending,ready"), open, p, "open holds");
	expect(sql_number(holds, p->id, "cancelled"), p->holds_cancelled, p, "cancelled holds");
	expect(sql_number(holds, p->id, "fulfilled"), taken, p, "fulfilled holds");
	expect(sql_number(holds, p->id, "expired"), 0, p, "expired holds");
	expect(sql_number(loans, p->id, "TRUE"), p->loans, p, "loans");
	expect(sql_number(loans, p->id, "l.returned_at IS NOT NULL"), p->returns, p, "returns");
	if (*p->hold &&
	    !sql_number("SELECT COUNT(*) FROM hold WHERE uuid = '%s' AND state IN ('pending', 'ready')",
			p->hold))
		violation("SQL: hold %s of person %s is not open", p->hold, p->id);
	if (*p->loan &&
	    !sql_number("SELECT COUNT(*) FROM loan WHERE uuid = '%s' AND returned_at IS NULL", p->loan))
		violation("SQL: loan %s of person %s is not open", p->loan, p->id);
}

void queue_of_one_work(int round)
{
	round_now = round;
	int n = plan.clients < PEOPLE_MAX ? plan.clients : PEOPLE_MAX;
	crowd(1, make_work);
	crowd(n, make_person);
	crowd(n, live);
	crowd(n, tidy);
	for (int i = 0; i < n; i++)
		check_person(&people[i]);
	int64_t kept = sql_number(
	    "SELECT COUNT(*) FROM copy c JOIN work w ON w.id = c.work_id WHERE w.uuid = '%s'", work);
	if (kept != COPIES)
		violation("SQL: the work has %d copies, not %d", (int)kept, COPIES);
}
