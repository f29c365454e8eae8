/* components.c - the parts of openapi.json that have a name: schemas, headers, security; and how they are named. Floor: api. */
#include "api/api.h"
#include "api/openapi.h"

#include <ctype.h>
#include <string.h>

static const char *const methods[] = {
    [GET] = "get", [POST] = "post", [PUT] = "put", [PATCH] = "patch", [DELETE] = "delete"};

const char *openapi_method(const struct route *r)
{
	return methods[r->method];
}

void openapi_ref(struct buf *b, const char *kind, const char *name)
{
	json_open(b, '{');
	json_member_text(b, "$ref", arena_printf(b->arena, "#/components/%s/%s", kind, name));
	json_close(b, '}');
}

const char *openapi_behind(const char *pattern)
{
	static const char api[] = "/api/v1/";
	return strncmp(pattern, api, sizeof(api) - 1) ? NULL : pattern + sizeof(api) - 1;
}

/* "GET /api/v1/works/{id}" -> "get_works_id": every other character but a bracket is a line. */
const char *openapi_id(struct buf *b, const struct route *r)
{
	const char *path = openapi_behind(r->pattern);
	struct buf id;
	buf_init(&id, b->arena, 64);
	buf_puts(&id, methods[r->method]);
	/* The films have a login of their own at the root. */
	buf_puts(&id, path ? "_" : r->face == FACE_MOVIES ? "_movies" : "");
	for (const char *p = path ? path : r->pattern; *p; p++)
		if (*p != '{' && *p != '}')
			buf_putc(&id, isalnum((unsigned char)*p) ? *p : '_');
	return id.data;
}

/* ---- a table is one schema, called after the first row that has it ---- */

static bool partial(const struct route *r)
{
	return r->method == PATCH;
}

const char *openapi_body(struct buf *b, const struct route *r)
{
	const struct route *first = routes;
	while (first->body != r->body || partial(first) != partial(r) || first->face != r->face)
		first++;
	return arena_printf(b->arena, "%s.body", openapi_id(b, first));
}

const char *openapi_answer(struct buf *b, const struct route *r)
{
	const struct route *first = routes;
	while (first->answer != r->answer)
		first++;
	return arena_printf(b->arena, "%s.answer", openapi_id(b, first));
}

/* Writes a schema when this row is the one it is called after. */
static void write_schemas(struct buf *b)
{
	json_name(b, "schemas");
	json_open(b, '{');
	for (const struct route *r = routes; r->pattern; r++) {
		const char *body = arena_printf(b->arena, "%s.body", openapi_id(b, r));
		const char *answer = arena_printf(b->arena, "%s.answer", openapi_id(b, r));
		if (r->body && !strcmp(body, openapi_body(b, r))) {
			json_name(b, body);
			schema_object(b, r->body,
				      (partial(r) ? SCHEMA_PARTIAL : 0) |
					  (r->face == FACE_API ? SCHEMA_CLOSED : 0));
		}
		if (r->answer && !strcmp(answer, openapi_answer(b, r))) {
			json_name(b, answer);
			schema_object(b, r->answer, r->flags & ANSWER_PARTS ? 0 : SCHEMA_ANSWER);
		}
	}
	openapi_error_schemas(b);
	json_close(b, '}');
}

/* Headers of requests and of answers have the same shape but for the place they stand in. */
static const struct {
	const char *component, *name, *about;
	bool request, required;
} headers[] = {
    {"Idempotency-Key", "Idempotency-Key",
     "Any text of your own: the same key and body again get the first answer again, and nothing is done "
     "twice.",
     true, false},
    {"If-Match", "If-Match", "The ETag the change was made from.", true, false},
    {"If-Match-needed", "If-Match",
     "The ETag the change was made from. Without it: 428; when it is stale: 412.", true, true},
    {"If-None-Match", "If-None-Match", "The ETag of what you have: 304 when nothing has changed.", true,
     false},
    {"ETag", NULL, "Version and hash of what was answered.", false, false},
    {"Location", NULL, "Where the new one is.", false, false},
    {"Link", NULL, "RFC 8288: first, prev, next and last page.", false, false},
    {"X-Total-Count", NULL, "How many there are on all pages.", false, false},
};

static void write_header_components(struct buf *b, bool request)
{
	json_name(b, request ? "parameters" : "headers");
	json_open(b, '{');
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		if (headers[i].request != request)
			continue;
		json_name(b, headers[i].component);
		json_open(b, '{');
		if (request) {
			json_member_text(b, "name", headers[i].name);
			json_member_text(b, "in", "header");
			json_name(b, "required");
			json_bool(b, headers[i].required);
		}
		json_member_text(b, "description", headers[i].about);
		json_name(b, "schema");
		json_raw(b, "{\"type\":\"string\"}");
		json_close(b, '}');
	}
	json_close(b, '}');
}

void openapi_components(struct buf *b)
{
	json_name(b, "components");
	json_open(b, '{');
	json_name(b, "securitySchemes");
	json_open(b, '{');
	json_name(b, "bearer");
	json_open(b, '{');
	json_member_text(b, "type", "http");
	json_member_text(b, "scheme", "bearer");
	json_member_text(b, "bearerFormat", "JWT");
	json_member_text(b, "description", "A token of /api/v1/login. The demonstration mode needs none.");
	json_close(b, '}');
	json_name(b, "session");
	json_open(b, '{');
	json_member_text(b, "type", "apiKey");
	json_member_text(b, "in", "cookie");
	json_member_text(b, "name", SESSION_COOKIE);
	json_member_text(
	    b, "description",
	    "A session of a page. What writes also sends X-CSRF-Token, as login and /me tell it.");
	json_close(b, '}');
	json_close(b, '}');
	write_header_components(b, true);
	write_header_components(b, false);
	openapi_errors(b);
	write_schemas(b);
	json_close(b, '}');
}
