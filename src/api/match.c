/* match.c - conditional writes and ids in paths. Floor: api. */
#include "api/api.h"

#include "base/uuid.h"

#include <stdlib.h>
#include <string.h>

/*
 * If-Match compares versions only: the hash behind it changes with things a writer need not have seen (availability).
 * Weak tags never match (RFC 9110, strong comparison).
 */
enum err api_match(struct request *rq, int64_t version)
{
	if (!rq->if_match)
		return ERR_NONE;
	for (const char *p = rq->if_match; *p;) {
		p += strspn(p, " \t,");
		if (*p == '*')
			return ERR_NONE;
		if (*p == '"' && p[1] >= '0' && p[1] <= '9') {
			char *end;
			long long v = strtoll(p + 1, &end, 10);
			if (v == version && *end == '-')
				return ERR_NONE;
		}
		p += *p == '"' ? strcspn(p + 1, "\"") + 1 : strcspn(p, ",\"");
		p += *p == '"';
	}
	return ERR_STALE;
}

enum err api_uuid(struct request *rq, int i, const char **uuid_r)
{
	char *uuid = arena_alloc(rq->arena, UUID_TEXT);
	if (!uuid_canonical(rq->ids[i], uuid))
		return ERR_NOT_FOUND;
	*uuid_r = uuid;
	return ERR_NONE;
}
