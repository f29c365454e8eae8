/* reply.c - an answer is built here and sent once. Floor: web. (JSON writer: json_out.c.) */
#include "web/reply.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

void reply_init(struct reply *rp, struct arena *a)
{
	rp->arena = a;
	rp->flush = NULL;
	rp->flush_context = NULL;
	rp->begun = rp->broken = false;
	buf_init(&rp->body, a, 2048);
	reply_reset(rp);
}

void reply_reset(struct reply *rp)
{
	rp->status = 0;
	rp->type = NULL;
	rp->body.len = 0;
	rp->body.data[0] = 0;
	rp->header_count = 0;
	rp->version = 0;
	rp->undo = false;
}

static const char *clean(struct arena *a, const char *value)
{
	for (const char *p = value; *p; p++)
		if ((unsigned char)*p < 32 || *p == 127) {
			char *copy = arena_strdup(a, value);
			for (char *q = copy; *q; q++)
				if ((unsigned char)*q < 32 || *q == 127)
					*q = ' ';
			return copy;
		}
	return value;
}

void reply_header(struct reply *rp, const char *name, const char *value)
{
	assert(rp->header_count < HEADERS_MAX);
	rp->headers[rp->header_count++] = (struct header){name, clean(rp->arena, value)};
}

void reply_headerf(struct reply *rp, const char *name, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	assert(n >= 0 && (size_t)n < sizeof(text));
	reply_header(rp, name, arena_strdup(rp->arena, text));
}

const char *reply_get_header(const struct reply *rp, const char *name)
{
	for (int i = 0; i < rp->header_count; i++)
		if (!strcasecmp(rp->headers[i].name, name))
			return rp->headers[i].value;
	return NULL;
}

void reply_start(struct reply *rp, int status, const char *type)
{
	rp->status = status;
	rp->type = type;
	rp->body.len = 0;
	rp->body.data[0] = 0;
}

void reply_text(struct reply *rp, int status, const char *type, const char *text)
{
	reply_start(rp, status, type);
	buf_puts(&rp->body, text);
}

void reply_empty(struct reply *rp, int status)
{
	reply_start(rp, status, NULL);
}

const char *reply_reason(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 201:
		return "Created";
	case 204:
		return "No Content";
	case 301:
		return "Moved Permanently";
	case 304:
		return "Not Modified";
	case 308:
		return "Permanent Redirect";
	case 400:
		return "Bad Request";
	case 401:
		return "Unauthorized";
	case 403:
		return "Forbidden";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 406:
		return "Not Acceptable";
	case 409:
		return "Conflict";
	case 412:
		return "Precondition Failed";
	case 413:
		return "Content Too Large";
	case 415:
		return "Unsupported Media Type";
	case 418:
		return "I'm a Teapot";
	case 422:
		return "Unprocessable Content";
	case 428:
		return "Precondition Required";
	case 429:
		return "Too Many Requests";
	case 500:
		return "Internal Server Error";
	case 501:
		return "Not Implemented";
	case 503:
		return "Service Unavailable";
	default:
		return "Status";
	}
}
