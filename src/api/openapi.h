/* openapi.h - the parts of openapi.json. Floor: api. */
#ifndef API_OPENAPI_H
#define API_OPENAPI_H

#include "web/reply.h"
#include "web/route.h"

enum schema_flag {
	SCHEMA_ANSWER = 1 << 0,	  /* every member is there */
	SCHEMA_PARTIAL = 1 << 1,  /* none need be */
	SCHEMA_CLOSED = 1 << 2,	  /* no other member is taken */
	SCHEMA_NOT_NULL = 1 << 3, /* F_NULL does not count: the object around may be null instead */
};

/* The JSON Schema of an object by its table; a name "a.b" is a member of an object, "a[].b" of an array's elements. */
void schema_object(struct buf *b, const struct field *fields, unsigned flags);
/* "schema": {...} of a parameter. */
void schema_parameter(struct buf *b, const struct field *f);
/* "description": "..." where one is known of a parameter of this name. */
void schema_description(struct buf *b, const char *name);
/* "schema": {...} of the {name} of a path, for the one who knows whose ids these are. */
void schema_path_id(struct buf *b, enum face face, const char *tag, const char *name);

/* "responses": {...} of a row. answer: its component, NULL when it has none. */
void openapi_responses(struct buf *b, const struct route *r, const char *answer);
/* The components of all answers but the good ones: "responses": {...}. */
void openapi_errors(struct buf *b);
/* Their members, "Problem": {...} and so on, within "schemas". */
void openapi_error_schemas(struct buf *b);
/* What an area of the published systems is called, and about; NULL for the unified API. */
const char *openapi_face_tag(enum face face, const char **about_r);

/* components.c: "components": {...}, */
void openapi_components(struct buf *b);
/* and the names of things: "get"; "works/{id}" of "/api/v1/works/{id}", NULL elsewhere; "get_works_id"; of schemas. */
const char *openapi_method(const struct route *r);
const char *openapi_behind(const char *pattern);
const char *openapi_id(struct buf *b, const struct route *r);
const char *openapi_body(struct buf *b, const struct route *r);
const char *openapi_answer(struct buf *b, const struct route *r);
/* {"$ref": "#/components/kind/name"} */
void openapi_ref(struct buf *b, const char *kind, const char *name);

#endif
