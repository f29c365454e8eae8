/* fuzz_form.c - the first line is the content type, the rest a body. */
#include "base/text.h"
#include "web/form.h"

#undef NDEBUG
#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	arena_init(&a);
	struct request rq = {.arena = &a};
	const uint8_t *line = size ? memchr(data, '\n', size) : NULL;
	size_t type = line ? (size_t)(line - data) : 0;
	rq.content_type = arena_strndup(&a, (const char *)data, type);
	rq.body_len = line ? size - type - 1 : 0;
	rq.body = arena_strndup(&a, line ? (const char *)line + 1 : "", rq.body_len);
	enum err e = form_parse(&rq);
	assert(!e == !!rq.form && (e != ERR_SYNTAX || rq.detail));
	for (int i = 0; rq.form && i < rq.form_count; i++) {
		const struct param *p = &rq.form[i];
		assert(i < PARAMS_MAX && text_valid(p->name, strlen(p->name)));
		assert(text_valid(p->value, strlen(p->value)) && form_field(&rq, p->name));
	}
	arena_clear(&a);
	return 0;
}
