/* form.h - bodies that are forms, read strictly. Floor: web. */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "web/request.h"

/* Is the content type that media type, in any case, with or without parameters? */
bool form_type_is(const char *content_type, const char *media_type);

/*
 * Reads rq->body by its content type, application/x-www-form-urlencoded (WHATWG) or multipart/form-data (RFC 7578, RFC
 * 2046), into rq->form. ERR_MEDIA: it is neither. ERR_SYNTAX with rq->detail; refused besides: over PARAMS_MAX fields,
 * files, transfer encodings, NUL and text that is not UTF-8.
 */
enum err form_parse(struct request *rq) MUST_CHECK;
/* The last field of that name, NULL when there is none. */
const char *form_field(const struct request *rq, const char *name);

#endif
