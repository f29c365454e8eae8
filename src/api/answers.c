/* answers.c - what openapi.json says of the answers of a row, good and bad. Floor: api. */
#include "api/api.h"
#include "api/openapi.h"
#include "web/problem.h"

#include <string.h>

struct words {
	const char *text;
	int64_t number;
};
#define TEXT(name, flags) FIELD_TEXT(struct words, text, name, 0, 0, flags)
/* errors: what is wrong with the input. code: the rule that refused. */
static const struct field problem[] = {
    TEXT("type", F_REQUIRED),
    TEXT("title", F_REQUIRED),
    FIELD_INT(struct words, number, "status", 400, 599, F_REQUIRED),
    TEXT("detail", F_REQUIRED),
    TEXT("instance", F_REQUIRED),
    TEXT("errors[].field", 0),
    TEXT("errors[].code", 0),
    TEXT("errors[].message", 0),
    TEXT("code", 0),
    FIELD_END,
};
static const struct field booklist_error[] = {TEXT("status", F_REQUIRED), FIELD_END};
static const struct field movies_error[] = {TEXT("error.code", F_REQUIRED), TEXT("error.message", F_REQUIRED),
					    FIELD_END};
/* Or each wrong member with an array of messages, whatever it is called. */
static const struct field bookstore_error[] = {TEXT("detail", 0), TEXT("non_field_errors[]", 0), FIELD_END};
static const struct field reading_room_error[] = {TEXT("result", F_REQUIRED), TEXT("detail", F_REQUIRED),
						  FIELD_END};
#undef TEXT

/* How each published system calls itself and what its errors are; no members: words in text/html. */
static const struct {
	const char *tag, *about, *error;
	const struct field *members;
} faces[] = {
    [FACE_PAGE] = {"pages", "Pages for people.", "Page", NULL},
    [FACE_BOOKLIST] = {"booklist", "A published API: users, books by isbn, one list for each user.",
		       "BooklistError", booklist_error},
    [FACE_WISHLIST] = {"wishlist manager", "A published API: wishlists named by their UUID.", "WishlistError",
		       NULL},
    [FACE_MOVIES] = {"movies", "A published API: films from OMDb.", "MoviesError", movies_error},
    [FACE_BOOKSTORE] = {"book store",
			"A published API: books, customers and rentals. Bodies may be forms too.",
			"BookstoreError", bookstore_error},
    [FACE_READING_ROOM] =
	{"reading room",
	 "A published API: books by name, reserved by card. Each button has members of its own.",
	 "ReadingRoomError", reading_room_error},
};
enum { FACES = sizeof(faces) / sizeof(faces[0]) };

const char *openapi_face_tag(enum face face, const char **about_r)
{
	*about_r = faces[face].about;
	return faces[face].tag;
}

/* The errors of the unified API that documents name, each once for its status. */
static const enum err named[] = {ERR_INPUT,	 ERR_LOGIN,	 ERR_FORBIDDEN, ERR_NOT_FOUND,
				 ERR_REFUSED,	 ERR_STALE,	 ERR_TOO_LARGE, ERR_MEDIA,
				 ERR_KEY_REUSED, ERR_NEED_MATCH, ERR_TOO_MANY,	ERR_AWAY};
enum { NAMED = sizeof(named) / sizeof(named[0]) };

static bool may_fail(const struct route *r, enum err e)
{
	unsigned flags = r->flags;
	bool database = !(flags & NO_DB);
	switch (e) {
	case ERR_INPUT:
		return true; /* a parameter that is not known is refused everywhere */
	case ERR_LOGIN:
		return flags & (NEED_MEMBER | NEED_STAFF | NEED_ADMIN | OWN_ROWS | LOGS_IN);
	case ERR_FORBIDDEN:
		return flags & (NEED_MEMBER | NEED_STAFF | NEED_ADMIN | LOGS_IN | LOCAL);
	case ERR_TOO_MANY:
		return (flags & LOGS_IN) || r->body == me_body;
	case ERR_NOT_FOUND:
		return strchr(r->pattern, '{');
	case ERR_REFUSED:
		return r->method != GET && database;
	case ERR_STALE:
		return flags & (NEEDS_MATCH | TAKES_MATCH);
	case ERR_NEED_MATCH:
		return flags & NEEDS_MATCH;
	case ERR_TOO_LARGE:
	case ERR_MEDIA:
		return flags & JSON_BODY;
	case ERR_KEY_REUSED:
		return r->method == POST && database && !(flags & LOGS_IN);
	default:
		return database;
	}
}

static void name_status(struct buf *b, int status)
{
	json_name(b, arena_printf(b->arena, "%d", status));
}

static const char *media(const struct route *r)
{
	static const struct {
		const char *ending, *type;
	} known[] = {{".csv", "text/csv"},
		     {".css", "text/css"},
		     {".js", "text/javascript"},
		     {"metrics", "text/plain"}};
	size_t len = strlen(r->pattern);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t n = strlen(known[i].ending);
		if (len > n && !strcmp(r->pattern + len - n, known[i].ending))
			return known[i].type;
	}
	return r->face == FACE_PAGE || (r->flags & ANSWER_TEXT) ? "text/html" : "application/json";
}

static void write_header(struct buf *b, const char *name, const char *component)
{
	json_name(b, name);
	openapi_ref(b, "headers", component);
}

static bool asks(const struct route *r, const char *parameter)
{
	for (const struct field *f = r->query; f && f->name; f++)
		if (!strcmp(f->name, parameter))
			return true;
	return false;
}

/* Does it have an ETag, and 304 for who has the answer already? */
static bool reads_again(const struct route *r)
{
	return r->method == GET && !(r->flags & LOCAL);
}

static void write_headers(struct buf *b, const struct route *r, int status)
{
	bool created = status == 201, paged = asks(r, "_page");
	bool tag = reads_again(r) || (status != 204 && (r->flags & (NEEDS_MATCH | TAKES_MATCH)));
	if (!created && !paged && !tag)
		return;
	json_name(b, "headers");
	json_open(b, '{');
	if (created)
		write_header(b, "Location", "Location");
	if (tag)
		write_header(b, "ETag", "ETag");
	if (paged) {
		write_header(b, "X-Total-Count", "X-Total-Count");
		write_header(b, "Link", "Link");
	}
	json_close(b, '}');
}

static void write_content(struct buf *b, const struct route *r, const char *answer)
{
	const char *type = media(r);
	json_name(b, "content");
	json_open(b, '{');
	json_name(b, type);
	json_open(b, '{');
	json_name(b, "schema");
	if (answer && (r->flags & ANSWER_LIST)) {
		json_open(b, '{');
		json_member_text(b, "type", "array");
		json_name(b, "items");
		openapi_ref(b, "schemas", answer);
		json_close(b, '}');
	} else if (answer) {
		openapi_ref(b, "schemas", answer);
	} else {
		json_open(b, '{');
		if (strcmp(type, "application/json"))
			json_member_text(b, "type", "string");
		json_close(b, '}');
	}
	json_close(b, '}');
	json_close(b, '}');
}

static void write_good(struct buf *b, const struct route *r, const char *answer, int status)
{
	name_status(b, status);
	json_open(b, '{');
	json_member_text(b, "description", reply_reason(status));
	write_headers(b, r, status);
	if (status != 204)
		write_content(b, r, answer);
	json_close(b, '}');
}

void openapi_responses(struct buf *b, const struct route *r, const char *answer)
{
	bool creates = r->flags & CREATES;
	bool empty = r->method == DELETE && !answer && !(r->flags & ANSWER_TEXT);
	json_name(b, "responses");
	json_open(b, '{');
	if (!creates || r->method == PUT || asks(r, "dry_run"))
		write_good(b, r, answer, empty ? 204 : 200);
	if (creates)
		write_good(b, r, answer, 201);
	if (reads_again(r)) {
		name_status(b, 304);
		openapi_ref(b, "responses", "not-modified");
	}
	for (int i = 0; r->face == FACE_API && i < NAMED; i++) {
		if (!may_fail(r, named[i]))
			continue;
		name_status(b, problem_status(named[i]));
		openapi_ref(b, "responses", err_slug(named[i]));
	}
	if (r->face != FACE_API) {
		json_name(b, "4XX");
		openapi_ref(b, "responses", faces[r->face].error);
		json_name(b, "5XX");
		openapi_ref(b, "responses", faces[r->face].error);
	}
	json_close(b, '}');
}

static void write_error(struct buf *b, const char *name, const char *about, const char *type,
			const char *schema)
{
	json_name(b, name);
	json_open(b, '{');
	json_member_text(b, "description", about);
	json_name(b, "content");
	json_open(b, '{');
	json_name(b, type);
	json_open(b, '{');
	json_name(b, "schema");
	if (schema) {
		openapi_ref(b, "schemas", schema);
	} else {
		json_open(b, '{');
		json_member_text(b, "type", "string");
		json_close(b, '}');
	}
	json_close(b, '}');
	json_close(b, '}');
	json_close(b, '}');
}

/* Has the table a row of this face? */
static bool is_spoken(int face)
{
	const struct route *r = routes;
	while (r->pattern && (int)r->face != face)
		r++;
	return r->pattern;
}

void openapi_errors(struct buf *b)
{
	json_name(b, "responses");
	json_open(b, '{');
	json_name(b, "not-modified");
	json_open(b, '{');
	json_member_text(b, "description", "The client has it already: If-None-Match names its ETag.");
	json_close(b, '}');
	for (int i = 0; i < NAMED; i++)
		write_error(b, err_slug(named[i]), problem_title(named[i]), "application/problem+json",
			    "Problem");
	for (int i = 0; i < FACES; i++)
		if (faces[i].error && is_spoken(i))
			write_error(b, faces[i].error, "An error, in the shape of this API.",
				    faces[i].members ? "application/json" : "text/html",
				    faces[i].members ? faces[i].error : NULL);
	json_close(b, '}');
}

void openapi_error_schemas(struct buf *b)
{
	json_name(b, "Problem");
	schema_object(b, problem, 0);
	for (int i = 0; i < FACES; i++)
		if (faces[i].members && is_spoken(i)) {
			json_name(b, faces[i].error);
			schema_object(b, faces[i].members, 0);
		}
}
