/* fuzz_text.c - texts that clients type: ids, numbers, ISBNs, searches. */
#include "base/text.h"
#include "base/uuid.h"
#include "rules/catalogue.h"

#undef NDEBUG
#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct catalogue_search s;
	char key[ISBN_KEY], again[ISBN_KEY], id[UUID_TEXT], same[UUID_TEXT];
	int64_t n;
	arena_init(&a);
	char *text = arena_strndup(&a, (const char *)data, size);
	if (isbn_key(text, key))
		assert(isbn_key(key, again) && !strcmp(key, again));
	if (uuid_parse_python(text, id))
		assert(uuid_canonical(id, same) && !strcmp(id, same));
	assert(!text_int(text, &n) || strpbrk(text, "0123456789"));
	if (text_valid(text, strlen(text))) {
		catalogue_search(&a, text, &s);
		assert(!s.match != !s.prefix &&
		       (!s.match || (s.match[0] == '+' && !strpbrk(s.match, "-~<>()\"@'\\"))));
	}
	arena_clear(&a);
	return 0;
}
