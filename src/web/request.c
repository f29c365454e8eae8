/* request.c - a request target taken apart, and what is found wrong with a request. Floor: web. */
#include "web/request.h"

#include "base/text.h"
#include "web/json_in.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* %XX decoded, + too in queries. NULL when it is no valid encoding of UTF-8 without NUL. */
static const char *decode(struct arena *a, const char *s, size_t len, bool plus)
{
	char *out = arena_alloc(a, len + 1);
	size_t n = 0;
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '%') {
			int hi = i + 2 < len ? hex(s[i + 1]) : -1;
			int lo = i + 2 < len ? hex(s[i + 2]) : -1;
			if (hi < 0 || lo < 0)
				return NULL;
			out[n++] = (char)(hi * 16 + lo);
			i += 2;
		} else {
			out[n++] = plus && s[i] == '+' ? ' ' : s[i];
		}
	}
	out[n] = 0;
	return text_valid(out, n) ? out : NULL;
}

static void split_path(struct request *rq, const char *path, size_t len)
{
	rq->segment_count = 0;
	rq->path_broken = !len || *path != '/';
	for (size_t i = 0; i < len && !rq->path_broken;) {
		size_t begin = ++i;
		while (i < len && path[i] != '/')
			i++;
		const char *segment = decode(rq->arena, path + begin, i - begin, false);
		if (!segment || rq->segment_count == SEGMENTS_MAX)
			rq->path_broken = true;
		else
			rq->segments[rq->segment_count++] = segment;
	}
}

/* One "name=value" or "name" of len bytes. */
static bool split_pair(struct arena *a, const char *text, size_t len, struct param *p)
{
	const char *equals = memchr(text, '=', len);
	size_t name = equals ? (size_t)(equals - text) : len, value = equals ? name + 1 : len;
	p->name = decode(a, text, name, true);
	p->value = decode(a, text + value, len - value, true);
	return p->name && p->value;
}

enum err request_pairs(struct arena *a, const char *text, size_t len, struct param params_r[PARAMS_MAX],
		       int *count_r)
{
	*count_r = 0;
	for (size_t i = 0, n; i < len; i += n + 1) {
		const char *stop = memchr(text + i, '&', len - i);
		n = stop ? (size_t)(stop - text) - i : len - i;
		if (n && *count_r == PARAMS_MAX)
			return ERR_TOO_LARGE;
		if (n && !split_pair(a, text + i, n, &params_r[*count_r]))
			return ERR_SYNTAX;
		*count_r += n > 0;
	}
	return ERR_NONE;
}

/* A target may be a whole URL (RFC 9112, 3.2.2). nginx takes the host off, Apache hands it on as it came. */
static const char *without_host(struct arena *a, const char *uri)
{
	size_t scheme = !strncasecmp(uri, "http://", 7) ? 7 : !strncasecmp(uri, "https://", 8) ? 8 : 0;
	if (!scheme)
		return uri;
	const char *path = uri + scheme + strcspn(uri + scheme, "/?");
	return *path == '/' ? path : arena_printf(a, "/%s", path);
}

void request_target(struct request *rq, const char *uri)
{
	uri = without_host(rq->arena, uri);
	rq->uri = uri;
	rq->query_error = NULL;
	size_t len = strcspn(uri, "?");
	split_path(rq, uri, len);
	const char *query = uri[len] ? uri + len + 1 : "";
	enum err e = request_pairs(rq->arena, query, strlen(query), rq->query, &rq->query_count);
	if (e)
		rq->query_error = e == ERR_TOO_LARGE ? "more than 100 query parameters"
						     : "the query string is not valid percent-encoded UTF-8";
}

const char *request_param(const struct request *rq, const char *name)
{
	for (int i = 0; i < rq->query_count; i++)
		if (!strcmp(rq->query[i].name, name))
			return rq->query[i].value;
	return NULL;
}

const char *request_cookie(struct arena *a, const char *header, const char *name)
{
	size_t n = strlen(name);
	for (const char *p = header; p && *p; p += strcspn(p, ";")) {
		p += strspn(p, "; \t");
		if (strncmp(p, name, n) || p[n] != '=')
			continue;
		size_t len = strcspn(p + n + 1, "; \t");
		return arena_strndup(a, p + n + 1, len);
	}
	return NULL;
}

enum method request_method(const char *text)
{
	static const char *const names[] = {[GET] = "GET",     [POST] = "POST",	    [PUT] = "PUT",
					    [PATCH] = "PATCH", [DELETE] = "DELETE", [OPTIONS] = "OPTIONS"};
	for (int i = 0; i < OTHER_METHOD; i++)
		if (!strcmp(text, names[i]))
			return (enum method)i;
	return OTHER_METHOD;
}

enum err request_wrong(struct request *rq, const char *field, const char *code, const char *message)
{
	if (rq->error_count < ERRORS_MAX)
		rq->errors[rq->error_count++] = (struct field_error){field, code, message};
	return ERR_INPUT;
}

enum err request_refuse(struct request *rq, enum err e, const char *code, const char *detail, ...)
{
	va_list ap;
	rq->code = code;
	rq->detail = detail;
	rq->parameter_count = 0;
	va_start(ap, detail);
	for (const char *name; (name = va_arg(ap, const char *));) {
		const char *value = va_arg(ap, const char *);
		if (rq->parameter_count < (int)(sizeof(rq->parameters) / sizeof(rq->parameters[0])))
			rq->parameters[rq->parameter_count++] = (struct param){name, value};
	}
	va_end(ap);
	return e;
}

void request_forget(struct request *rq)
{
	rq->detail = rq->code = NULL;
	rq->parameter_count = rq->error_count = 0;
	memset(&rq->note, 0, sizeof(rq->note));
}

void request_clear(struct request *rq)
{
	json_free(rq);
}

int64_t request_arrival(const char *text)
{
	size_t digits;
	if (!text)
		return 0;
	const char *number = text + (strncmp(text, "t=", 2) ? 0 : 2);
	digits = strspn(number, "0123456789");
	/* Up to the year 9999 in both units. */
	if (number > text)
		return digits && digits <= 18 && !number[digits] ? strtoll(number, NULL, 10) : 0;
	if (!digits || digits > 12 || number[digits] != '.' ||
	    strspn(number + digits + 1, "0123456789") != 3 || number[digits + 4])
		return 0;
	return strtoll(number, NULL, 10) * 1000000 + strtoll(number + digits + 1, NULL, 10) * 1000;
}

bool request_is_local(const struct request *rq)
{
	const char *r = rq->remote;
	return r && (!strncmp(r, "127.", 4) || !strcmp(r, "::1") || !strncmp(r, "::ffff:127.", 11) ||
		     !strcmp(r, "unix:"));
}
