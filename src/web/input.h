/* input.h - input checked against a field table: all that is wrong is found in one pass. Floor: web. */
#ifndef WEB_INPUT_H
#define WEB_INPUT_H

#include "base/field.h"
#include "web/request.h"

enum input_flag {
	INPUT_PARTIAL =
	    1 << 0, /* nothing is required: what is not given stays as it is in the struct (PATCH) */
	INPUT_OPEN =
	    1 << 1, /* unknown and repeated names are ignored, the first counts (the published APIs) */
};

/*
 * Checks the JSON body (already parsed) and fills the struct; members that are not given keep what they had. given_r
 * (may be NULL): bit i is set when field i was given. ERR_INPUT with rq->errors. Texts live as long as the request.
 */
enum err input_body(struct request *rq, const struct field *fields, void *st, unsigned flags,
		    uint64_t *given_r) MUST_CHECK;
/*
 * The same for element i of the member name, an array of objects; errors are of "name[i].member". ERR_NOT_FOUND: there
 * is no such element.
 */
enum err input_element(struct request *rq, const char *name, size_t i, const struct field *fields,
		       void *st) MUST_CHECK;
/* The same for the query string, where every value is text; a repeated name is an error of its own. */
enum err input_query(struct request *rq, const struct field *fields, void *st, unsigned flags) MUST_CHECK;

/* Checks one value against its field; NULL or what is wrong, as code and message. For tests and forms. */
struct input_value {
	bool null;
	bool number, boolean; /* a JSON number, a JSON true or false */
	bool text;	      /* a JSON string */
	bool query;	      /* a value of a query or form: every type comes as text there */
	const char *s;
};
const char *input_value(struct request *rq, const struct field *f, const struct input_value *v, void *st,
			const char **code_r);

#endif
