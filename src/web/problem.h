/* problem.h - the one map from errors to HTTP. Floor: web. */
#ifndef WEB_PROBLEM_H
#define WEB_PROBLEM_H

#include "web/reply.h"
#include "web/request.h"

int problem_status(enum err e);
const char *problem_title(enum err e);
/* What a client is told: the request's detail, or the title; never the inside of a 5xx. */
const char *problem_detail(const struct request *rq, enum err e);
/* RFC 9457: application/problem+json with type, title, status, detail, instance, errors, code, parameters. */
void problem_write(struct request *rq, struct reply *rp, enum err e);
/* Headers that belong to an error whatever its shape: Retry-After, Allow. */
void problem_headers(struct request *rq, struct reply *rp, enum err e);

#endif
