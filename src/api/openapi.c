/* openapi.c - GET /api/v1/openapi.json: OpenAPI 3.1, drawn from the tables of routes and fields. Floor: api. */
#include "api/openapi.h"
#include "api/access.h"
#include "api/api.h"

#include <ctype.h>
#include <string.h>

static const char about[] =
    "The catalogue, the lists and the loans of one library, over one unified API under `/api/v1` and the "
    "published "
    "APIs that existing clients speak. All of them work on the same data.\n\n"
    "**The unified API.** JSON in and out, UTF-8; times are RFC 3339 in UTC, dates `YYYY-MM-DD`, ids UUIDs. "
    "Members and parameters that are not known are refused, all at once. Errors are "
    "`application/problem+json` (RFC "
    "9457); where a rule refuses, `code` names it and `parameters` holds its figures.\n\n"
    "**Writing safely.** Answers carry an `ETag`: send it as `If-Match` with a change and nobody's work is "
    "overwritten. A POST with an `Idempotency-Key` may be sent again and is done once.\n\n"
    "**Access.** `x-role` says who may call: visitor, member, staff or admin. `x-owner` says how members are "
    "kept "
    "to what is their own: by the path, by the email, or by the rows they find. Log in at `/api/v1/login` "
    "for "
    "a "
    "bearer token, or for a session of a page. In the demonstration mode every request from this machine "
    "counts "
    "as staff.";

/* The areas of the unified API, by the first word behind /api/v1; what is at the root is "service". */
static const struct {
	const char *tag, *about;
} areas[] = {
    {"service", "Is it alive, and what does it offer?"},
    {"login", "A password becomes a token, or a session of a page."},
    {"logout", "The token or session ends."},
    {"me", "The caller's own account."},
    {"works", "Books and films: search, read, change."},
    {"copies", "The copies of a work."},
    {"people", "Members, customers and staff."},
    {"lists", "Wish lists, their entries, and who shares them."},
    {"loans", "What is out, to whom, and until when."},
    {"holds", "Who waits for what, and what is kept for whom."},
    {"charges", "What a loan costs, and why."},
    {"tariffs", "What loans cost, by version."},
    {"statistics", "Figures of the library."},
    {"exports", "Tables to take away."},
};
enum { AREAS = sizeof(areas) / sizeof(areas[0]) };

static const char *area_about(const char *tag)
{
	for (int i = 0; i < AREAS; i++)
		if (!strcmp(areas[i].tag, tag))
			return areas[i].about;
	return NULL;
}

static const char *tag_of(struct buf *b, const struct route *r, const char **about_r)
{
	const char *path = openapi_behind(r->pattern), *word;
	if (r->face != FACE_API)
		return openapi_face_tag(r->face, about_r);
	word = path ? arena_strndup(b->arena, path, strcspn(path, "/")) : "";
	*about_r = area_about(word);
	if (!*about_r) {
		word = areas[0].tag;
		*about_r = areas[0].about;
	}
	return word;
}

/* "Booklist: add a user" -> "Add a user": the area says the rest. */
static const char *summary(struct buf *b, const struct route *r)
{
	const char *colon = strstr(r->summary, ": ");
	if (r->face == FACE_API || !colon)
		return r->summary;
	char *s = arena_strdup(b->arena, colon + 2);
	*s = (char)toupper((unsigned char)*s);
	return s;
}

/* ---- operations ---- */

static void write_path_ids(struct buf *b, const struct route *r, const char *tag)
{
	for (const char *p = r->pattern; (p = strchr(p, '{')); p++) {
		const char *name = arena_strndup(b->arena, p + 1, strcspn(p + 1, "}"));
		json_open(b, '{');
		json_member_text(b, "name", name);
		json_member_text(b, "in", "path");
		json_name(b, "required");
		json_bool(b, true);
		schema_path_id(b, r->face, tag, name);
		json_close(b, '}');
	}
}

static void write_query(struct buf *b, const struct route *r)
{
	for (const struct field *f = r->query; f && f->name; f++) {
		json_open(b, '{');
		json_member_text(b, "name", f->name);
		json_member_text(b, "in", "query");
		schema_description(b, f->name);
		if (f->flags & F_REQUIRED) {
			json_name(b, "required");
			json_bool(b, true);
		}
		schema_parameter(b, f);
		json_close(b, '}');
	}
}

static void write_parameters(struct buf *b, const struct route *r, const char *tag)
{
	json_name(b, "parameters");
	json_open(b, '[');
	write_path_ids(b, r, tag);
	write_query(b, r);
	if (r->method == POST && !(r->flags & (NO_DB | LOGS_IN)))
		openapi_ref(b, "parameters", "Idempotency-Key");
	if (r->flags & NEEDS_MATCH)
		openapi_ref(b, "parameters", "If-Match-needed");
	else if (r->flags & TAKES_MATCH)
		openapi_ref(b, "parameters", "If-Match");
	if (r->method == GET)
		openapi_ref(b, "parameters", "If-None-Match");
	json_close(b, ']');
}

static void write_media(struct buf *b, const char *type, const char *schema)
{
	json_name(b, type);
	json_open(b, '{');
	json_name(b, "schema");
	openapi_ref(b, "schemas", schema);
	json_close(b, '}');
}

static void write_body(struct buf *b, const struct route *r)
{
	if (!r->body)
		return;
	const char *schema = openapi_body(b, r);
	json_name(b, "requestBody");
	json_open(b, '{');
	json_name(b, "required");
	json_bool(b, !(r->flags & JSON_OPTIONAL));
	json_name(b, "content");
	json_open(b, '{');
	write_media(b, "application/json", schema);
	if (r->flags & FORM_BODY) {
		write_media(b, "application/x-www-form-urlencoded", schema);
		write_media(b, "multipart/form-data", schema);
	}
	json_close(b, '}');
	json_close(b, '}');
}

static void write_access(struct buf *b, const struct route *r)
{
	const char *owner = access_owner_name(r);
	bool visitors = access_need(r) == VISITOR && !(r->flags & NEED_TOKEN);
	json_member_text(b, "x-role", access_role_name(access_need(r)));
	if (owner)
		json_member_text(b, "x-owner", owner);
	json_name(b, "security");
	json_raw(b, !visitors ? "[{\"bearer\":[]},{\"session\":[]}]"
		    : owner   ? "[{},{\"bearer\":[]},{\"session\":[]}]"
			      : "[]");
}

static void write_operation(struct buf *b, const struct route *r)
{
	const char *unused, *tag = tag_of(b, r, &unused);
	json_name(b, openapi_method(r));
	json_open(b, '{');
	json_member_text(b, "operationId", openapi_id(b, r));
	json_member_text(b, "summary", summary(b, r));
	json_name(b, "tags");
	json_open(b, '[');
	json_text(b, tag);
	json_close(b, ']');
	write_access(b, r);
	write_parameters(b, r, tag);
	write_body(b, r);
	openapi_responses(b, r, r->answer ? openapi_answer(b, r) : NULL);
	json_close(b, '}');
}

static bool path_before(const struct route *r)
{
	for (const struct route *p = routes; p < r; p++)
		if (!strcmp(p->pattern, r->pattern))
			return true;
	return false;
}

/* All methods of a path stand together, where its first row is. */
static void write_paths(struct buf *b)
{
	json_name(b, "paths");
	json_open(b, '{');
	for (const struct route *r = routes; r->pattern; r++) {
		if (path_before(r))
			continue;
		json_name(b, r->pattern);
		json_open(b, '{');
		for (const struct route *same = r; same->pattern; same++)
			if (!strcmp(same->pattern, r->pattern))
				write_operation(b, same);
		json_close(b, '}');
	}
	json_close(b, '}');
}

static bool tag_before(struct buf *b, const struct route *r, const char *tag)
{
	const char *unused;
	for (const struct route *p = routes; p < r; p++)
		if (!strcmp(tag_of(b, p, &unused), tag))
			return true;
	return false;
}

/* The areas of the unified API first, then the published ones, then pages; each as its first row comes. */
static void write_tags(struct buf *b)
{
	json_name(b, "tags");
	json_open(b, '[');
	for (int kind = 0; kind < 3; kind++)
		for (const struct route *r = routes; r->pattern; r++) {
			const char *text, *tag = tag_of(b, r, &text);
			int is = r->face == FACE_API ? 0 : r->face == FACE_PAGE ? 2 : 1;
			if (is != kind || tag_before(b, r, tag))
				continue;
			json_open(b, '{');
			json_member_text(b, "name", tag);
			json_member_text(b, "description", text);
			json_close(b, '}');
		}
	json_close(b, ']');
}

static void write_document(struct buf *b)
{
	json_open(b, '{');
	json_member_text(b, "openapi", "3.1.0");
	json_name(b, "info");
	json_open(b, '{');
	json_member_text(b, "title", "Carrel");
	json_member_text(b, "version", CARREL_VERSION);
	json_member_text(b, "description", about);
	json_close(b, '}');
	json_name(b, "servers");
	json_raw(b, "[{\"url\":\"/\"}]");
	write_tags(b);
	write_paths(b);
	openapi_components(b);
	json_close(b, '}');
}

/* The tables never change, so a worker writes it once and keeps it; what that took goes with the request. */
enum err api_openapi(struct request *rq, struct reply *rp)
{
	static struct arena arena;
	static struct buf document;
	if (!document.data) {
		struct buf b;
		buf_init(&b, rq->arena, 1 << 16);
		write_document(&b);
		arena_init(&arena);
		buf_init(&document, &arena, b.len + 1);
		buf_add(&document, b.data, b.len);
	}
	reply_start(rp, 200, "application/json");
	buf_add(&rp->body, document.data, document.len);
	return ERR_NONE;
}
