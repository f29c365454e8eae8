/* client.c - sends built requests through dispatch() and looks at the answers. */
#include "client.h"

#include "../store/server.h"
#include "../unit/test.h"
#include "base/date.h"
#include "web/json_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* json-c has a type of the name of our function. */
#define json_bool json_c_bool
#include <json-c/json.h>
#undef json_bool

void client_open(struct client *c)
{
	memset(c, 0, sizeof(*c));
	c->conf = *server_conf();
	c->remote = "127.0.0.1";
	c->id = "test-1";
	arena_init(&c->arena);
	arena_init(&c->kept);
	db_open(&c->db, &c->conf);
}

static void forget(struct client *c)
{
	json_object_put(c->json);
	c->json = NULL;
	request_clear(&c->rq);
	arena_reset(&c->arena);
}

void client_close(struct client *c)
{
	if (!c->db)
		return;
	forget(c);
	db_close(&c->db);
	arena_clear(&c->arena);
	arena_clear(&c->kept);
}

static void set_header(struct request *rq, const char *name, const char *value)
{
	const struct {
		const char *name, **at;
	} known[] = {{"Content-Type", &rq->content_type},
		     {"If-Match", &rq->if_match},
		     {"If-None-Match", &rq->if_none_match},
		     {"Idempotency-Key", &rq->idempotency_key},
		     {"Origin", &rq->origin},
		     {"Authorization", &rq->authorization},
		     {"X-CSRF-Token", &rq->csrf_token},
		     {"Accept", &rq->accept},
		     {"X-Request-Id", &rq->id}};
	for (size_t i = 0; i < COUNT(known); i++)
		if (!strcasecmp(known[i].name, name)) {
			*known[i].at = *value ? value : NULL;
			return;
		}
	fail_msg("no header %s", name);
}

/* The one header that is read further, as web/fcgi.c does. */
static bool set_cookie(struct client *c, const char *name, const char *value)
{
	if (strcasecmp(name, "Cookie"))
		return false;
	c->rq.session = request_cookie(&c->arena, value, SESSION_COOKIE);
	return true;
}

static void set_headers(struct client *c, const char *headers)
{
	char *line = arena_strdup(&c->arena, headers ? headers : ""), *next;
	for (; *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = 0;
		char *colon = strstr(line, ": ");
		if (!colon)
			fail_msg("no header: %s", line);
		*colon = 0;
		if (!set_cookie(c, line, colon + 2))
			set_header(&c->rq, line, colon + 2);
	}
}

/* As web/fcgi.c does it. */
static void build(struct client *c, const char *method, const char *target, const char *body, size_t len)
{
	struct request *rq = &c->rq;
	memset(rq, 0, sizeof(*rq));
	rq->arena = &c->arena;
	rq->conf = &c->conf;
	rq->now = date_now();
	rq->started = date_clock();
	rq->head = !strcmp(method, "HEAD");
	rq->method_text = method;
	rq->method = request_method(rq->head ? "GET" : method);
	rq->remote = c->remote;
	rq->host = "localhost";
	rq->id = c->id;
	rq->content_length = body ? (int64_t)len : -1;
	rq->body_too_large = rq->content_length > c->conf.body_max;
	rq->body = body && !rq->body_too_large ? arena_strndup(&c->arena, body, len) : "";
	rq->body_len = rq->body_too_large ? 0 : len;
	rq->content_type = body ? "application/json" : NULL;
	request_target(rq, arena_strdup(&c->arena, target));
}

static bool is_type(const struct client *c, const char *type)
{
	return c->rp.type && !strcmp(c->rp.type, type);
}

static void check_problem(struct client *c)
{
	static const char *const members[] = {"type", "title", "status", "detail", "instance"};
	for (size_t i = 0; i < COUNT(members); i++)
		if (!client_value(c, members[i]))
			fail_msg("no member %s: %s", members[i], c->rp.body.data);
	assert_int_equal(atoi(client_value(c, "status")), c->rp.status);
	assert_int_equal(strncmp(client_value(c, "type"), "/problems/", 10), 0);
}

static bool may_repeat(const char *name)
{
	return !strcasecmp(name, "Vary");
}

/* What holds for every answer there is. */
static void check_answer(struct client *c, const char *method, const char *target)
{
	const struct reply *rp = &c->rp;
	if (rp->status < 200 || rp->status > 599)
		fail_msg("%s %s: status %d", method, target, rp->status);
	if (rp->body.data[rp->body.len])
		fail_msg("%s %s: %d, the body does not end where it should", method, target, rp->status);
	assert_false(db_in_transaction(c->db));
	assert_string_equal(client_header(c, "X-Request-Id"), c->rq.id);
	assert_string_equal(client_header(c, "X-Content-Type-Options"), "nosniff");
	assert_non_null(strstr(client_header(c, "Server-Timing"), "db;dur="));
	for (int i = 0; i < rp->header_count; i++)
		for (int k = 0; k < i; k++)
			if (!strcasecmp(rp->headers[i].name, rp->headers[k].name) &&
			    !may_repeat(rp->headers[i].name))
				fail_msg("%s %s: %s twice", method, target, rp->headers[i].name);
	if ((rp->status == 204 || rp->status == 304) != !rp->type)
		fail_msg("%s %s: %d with type %s", method, target, rp->status, rp->type);
	bool figures = c->rq.route && c->rq.route->flags & LOCAL;
	if (c->rq.method == GET && rp->status == 200 && !client_header(c, "ETag") != figures)
		fail_msg("%s %s: no ETag", method, target);
	bool problem = is_type(c, "application/problem+json");
	if (!problem && !is_type(c, "application/json"))
		return;
	c->json = json_tokener_parse(rp->body.data);
	if (!c->json)
		fail_msg("%s %s: no JSON: %s", method, target, rp->body.data);
	if (problem)
		check_problem(c);
}

int client_send_bytes(struct client *c, const char *method, const char *target, const char *body, size_t len,
		      const char *headers)
{
	forget(c);
	build(c, method, target, body, len);
	set_headers(c, headers);
	reply_init(&c->rp, &c->arena);
	dispatch(&c->rq, &c->rp, c->db);
	check_answer(c, method, target);
	return c->rp.status;
}

int client_send(struct client *c, const char *method, const char *target, const char *body,
		const char *headers)
{
	return client_send_bytes(c, method, target, body, body ? strlen(body) : 0, headers);
}

const char *client_header(const struct client *c, const char *name)
{
	return reply_get_header(&c->rp, name);
}

const char *client_value(struct client *c, const char *path)
{
	struct json_object *o = c->json;
	char *copy = arena_strdup(&c->arena, path), *rest;
	for (char *name = strtok_r(copy, ".", &rest); name; name = strtok_r(NULL, ".", &rest)) {
		if (!strcmp(name, "#"))
			return json_object_is_type(o, json_type_array)
				   ? arena_printf(&c->arena, "%zu", json_object_array_length(o))
				   : NULL;
		if (json_object_is_type(o, json_type_array)) {
			size_t i = strtoul(name, NULL, 10);
			if (i >= json_object_array_length(o))
				return NULL;
			o = json_object_array_get_idx(o, i);
		} else if (!json_object_is_type(o, json_type_object) ||
			   !json_object_object_get_ex(o, name, &o)) {
			return NULL;
		}
	}
	if (json_object_is_type(o, json_type_string))
		return json_object_get_string(o);
	return json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}

const char *client_keep(struct client *c, const char *text)
{
	assert_non_null(text);
	return arena_strdup(&c->kept, text);
}

static void differs(struct client *c, const char *what, const char *got, const char *want)
{
	fail_msg("%s %s: %s is %s, wanted %s\n%d %s", c->rq.method_text, c->rq.uri, what,
		 got ? got : "(none)", want ? want : "(none)", c->rp.status, c->rp.body.data);
}

/* "path=value|path=value" */
static void expect_values(struct client *c, const char *want)
{
	char *copy = arena_strdup(&c->arena, want), *rest;
	for (char *one = strtok_r(copy, "|", &rest); one; one = strtok_r(NULL, "|", &rest)) {
		char *value = strchr(one, '=');
		assert_non_null(value);
		*value++ = 0;
		const char *got = client_value(c, one);
		if (strcmp(got ? got : "-", value))
			differs(c, one, got, value);
	}
}

void client_expect(struct client *c, const char *want)
{
	if (*want == '@') {
		expect_values(c, want + 1);
	} else if (c->json) {
		struct json_object *wanted = json_tokener_parse(want);
		bool same = json_object_equal(c->json, wanted);
		json_object_put(wanted);
		if (!same)
			differs(c, "body", c->rp.body.data, want);
	} else if (strcmp(c->rp.body.data, want)) {
		differs(c, "body", c->rp.body.data, want);
	}
}

void client_steps(struct client *c, const struct step *steps, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct step *s = &steps[i];
		if (client_send(c, s->method, s->target, s->body, s->headers) != s->status)
			fail_msg("step %zu: %s %s %s: %d, wanted %d\n%s", i, s->method, s->target,
				 s->body ? s->body : "", c->rp.status, s->status, c->rp.body.data);
		if (s->want)
			client_expect(c, s->want);
	}
}

void client_furnish(void)
{
	server_clean();
	server_sql("INSERT INTO person (uuid, email, first_name, last_name, card_number) VALUES "
		   "('" ANN "', 'ann@example.com', 'Ann', 'Lee', '7'), ('" BOB
		   "', 'bob@example.com', 'Bob', 'Ray', NULL);"
		   "INSERT INTO list (uuid, owner_id, name) SELECT UUID(), id, 'default' FROM person;"
		   "INSERT INTO list (uuid, owner_id, name) SELECT '" SHELF
		   "', id, 'shelf' FROM person WHERE uuid = '" ANN "';"
		   "INSERT INTO work (uuid, kind, title, handle, creator, isbn, isbn_key, imdb_id, "
		   "published, published_text, year, "
		   "type, genre) VALUES "
		   "('" EMMA "', 'book', 'Emma', 'Emma', 'Jane Austen', '978-0-14-143958-7', "
		   "'9780141439587', NULL, '1815-12-23', "
		   "'1815-12-23', 1815, 'N', 'Novel'), "
		   "('" DUNE "', 'book', 'Dune', 'Dune', 'Frank Herbert', 'd u n e', 'd u n e', NULL, NULL, "
		   "'in 1965', 1965, 'F', NULL), "
		   "('" JAWS "', 'movie', 'Jaws', NULL, 'Steven Spielberg', NULL, NULL, 'tt0073195', NULL, "
		   "NULL, 1975, NULL, 'Thriller');"
		   "INSERT INTO copy (uuid, work_id) SELECT UUID(), id FROM work;"
		   "INSERT INTO list_entry (list_id, work_id, added_at) SELECT l.id, w.id, NOW(6) - INTERVAL "
		   "1 + (w.title = 'Emma') SECOND "
		   "FROM list l, work w WHERE l.uuid = '" SHELF "' AND w.kind = 'book'");
}
