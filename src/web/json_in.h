/* json_in.h - a JSON body read strictly, with json-c. Floor: web. */
#ifndef WEB_JSON_IN_H
#define WEB_JSON_IN_H

#include "web/request.h"

/*
 * Parses rq->body. RFC 8259, and refused besides: depth over JSON_DEPTH, duplicate names, integers over 64 bit, NUL,
 * lone surrogates, invalid UTF-8. ERR_SYNTAX with rq->detail.
 */
enum err json_parse(struct request *rq) MUST_CHECK;
void json_free(struct request *rq);

enum json_kind {
	JSON_ABSENT,
	JSON_NULL,
	JSON_BOOL,
	JSON_INT,
	JSON_FLOAT,
	JSON_TEXT,
	JSON_ARRAY,
	JSON_OBJECT
};

/* The kind of the whole body; empty_r: an empty object, array or string, 0 or false. */
enum json_kind json_body_kind(const struct request *rq, bool *empty_r);
/*
 * A member of the body. text_r: for texts the text, for numbers their JSON text, otherwise NULL; it lives as long as
 * the request.
 */
enum json_kind json_member(const struct request *rq, const char *name, const char **text_r);
/* Element i of a member that is an array; JSON_ABSENT past its end. */
enum json_kind json_element(const struct request *rq, const char *name, size_t i, const char **text_r);
/* The same of a member of that element, which is an object. */
enum json_kind json_element_member(const struct request *rq, const char *name, size_t i, const char *member,
				   const char **text_r);
/* The names of that element's members, as json_next_name. */
const char *json_element_next_name(const struct request *rq, const char *name, size_t i, const void **place);
/* The name of the first member (*place NULL) or the next; NULL past the end. place is ours to know. */
const char *json_next_name(const struct request *rq, const void **place);

#endif
