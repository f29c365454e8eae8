/* fuzz_web.c - '/': a target through the routes; any other first byte: a JSON body, and a query, by a table. */
#include "base/text.h"
#include "web/input.h"
#include "web/json_in.h"
#include "web/route.h"

#undef NDEBUG
#include <assert.h>
#include <string.h>

struct thing {
	const char *text, *rating;
	int64_t n;
	struct uuids ids;
};
static const struct field fields[] = {
    FIELD_TEXT(struct thing, text, "text", 1, 9, F_REQUIRED | F_TRIM | F_LINE | F_LOOSE),
    FIELD_DECIMAL(struct thing, rating, "rating", 0, 100, F_NULL),
    FIELD_INT(struct thing, n, "n", -9, 9, F_NULL), FIELD_UUIDS(struct thing, ids, "ids", 3, 0), FIELD_END};
static const struct route routes[] = {
    {.method = GET, .pattern = "/"}, {.method = GET, .pattern = "/a/{b}/{c}"}, {0}};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	arena_init(&a);
	struct request rq = {.arena = &a};
	struct thing t = {.text = ""};
	const struct route *near;
	char *text = arena_strndup(&a, (const char *)data, size);
	request_target(&rq, *text == '/' ? text : arena_printf(&a, "/?%s", text));
	if (route_find(routes, &rq, &near))
		assert(near && !rq.path_broken && (near == routes || (*rq.ids[0] && *rq.ids[1])));
	for (int i = 0; i < rq.query_count; i++)
		assert(text_valid(rq.query[i].value, strlen(rq.query[i].value)));
	assert(input_query(&rq, fields, &t, 0) || (*t.text && text_chars(t.text) <= 9));
	request_forget(&rq);
	rq.body = size ? text + 1 : text;
	rq.body_len = size ? size - 1 : 0;
	t.text = "";
	if (json_parse(&rq) == ERR_NONE && input_body(&rq, fields, &t, 0, NULL) == ERR_NONE)
		assert(*t.text && text_chars(t.text) <= 9 && !text_has_control(t.text) && t.ids.n <= 3 &&
		       (t.n == NIL_INT || (t.n >= -9 && t.n <= 9)));
	request_clear(&rq);
	arena_clear(&a);
	return 0;
}
