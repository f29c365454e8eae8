/* route.c - how a path finds its row. Floor: web. */
#include "web/route.h"

#include <string.h>

/* Does {name} take the segment? */
static bool fits(const char *name, size_t len, const char *segment)
{
	bool number = len == 8 && !memcmp(name, "{number}", 8);
	return *segment && (!number || !segment[strspn(segment, "0123456789")]);
}

/* Compares a pattern with the decoded segments; a "/" at its end stands for an empty last one. */
static bool matches(const char *pattern, const struct request *rq, const char *ids[4])
{
	int n = 0, id = 0;
	while (*pattern) {
		pattern++;
		if (n == rq->segment_count)
			return false;
		const char *segment = rq->segments[n++];
		if (*pattern == '{') {
			size_t len = strcspn(pattern, "/");
			if (!fits(pattern, len, segment))
				return false;
			ids[id++] = segment;
			pattern += len;
			continue;
		}
		for (; *segment && *segment == *pattern && *pattern != '/'; segment++)
			pattern++;
		if (*segment || (*pattern && *pattern != '/'))
			return false;
	}
	return n == rq->segment_count;
}

/* A literal segment beats {name}: "/entries/order" stands before "/entries/{work}" in the table. */
const struct route *route_find(const struct route *table, struct request *rq, const struct route **near_r)
{
	const struct route *found = NULL;
	*near_r = NULL;
	rq->allow = 0;
	if (rq->path_broken)
		return NULL;
	char first = *rq->segments[0]; /* most rows begin otherwise */
	for (const struct route *r = table; r->pattern; r++) {
		if (r->pattern[1] != first && r->pattern[1] != '{')
			continue;
		const char *ids[4] = {NULL};
		if (!matches(r->pattern, rq, ids))
			continue;
		if (!*near_r)
			*near_r = r;
		rq->allow |= 1u << r->method;
		if (!found && r->method == rq->method) {
			found = r;
			memcpy(rq->ids, ids, sizeof(ids));
		}
	}
	return found;
}

const char *route_allow(struct arena *a, unsigned methods)
{
	static const struct {
		enum method method;
		const char *text;
	} names[] = {{GET, "GET, "},	 {POST, "POST, "},     {PUT, "PUT, "},
		     {PATCH, "PATCH, "}, {DELETE, "DELETE, "}, {GET, "HEAD, "}};
	struct buf b;
	buf_init(&b, a, 64);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (methods & 1u << names[i].method)
			buf_puts(&b, names[i].text);
	buf_puts(&b, "OPTIONS");
	return b.data;
}
