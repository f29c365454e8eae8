/* order.c - a whole order that came in as ids: is it that of what is there, and how it goes to the store. Floor: api. */
#include "api/api.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool order_is_whole(struct arena *a, const struct uuids *wanted, struct uuids *there)
{
	const char **sorted = arena_alloc(a, wanted->n * sizeof(*sorted));
	bool same = wanted->n == there->n;
	if (!same || !wanted->n)
		return same;
	memcpy(sorted, wanted->v, wanted->n * sizeof(*sorted));
	qsort(sorted, wanted->n, sizeof(*sorted), compare);
	qsort(there->v, there->n, sizeof(*there->v), compare);
	for (size_t i = 0; same && i < wanted->n; i++)
		same = !strcmp(sorted[i], there->v[i]);
	return same;
}

const char *order_json(struct arena *a, const struct uuids *ids)
{
	struct buf b;
	buf_init(&b, a, ids->n * 40 + 3);
	json_open(&b, '[');
	for (size_t i = 0; i < ids->n; i++)
		json_text(&b, ids->v[i]);
	json_close(&b, ']');
	return b.data;
}

const char *order_state(struct arena *a, const struct uuids *ids)
{
	return arena_printf(a, "{\"order\":%s}", order_json(a, ids));
}
