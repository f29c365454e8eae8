/* fuzz_omdb.c - answers of OMDb: the first byte is the status, the rest the body. */
#include "base/field.h"
#include "ext/omdb.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const long statuses[] = {200, 200, 200, 301, 401, 404, 500, 503};
	struct arena a;
	struct film f;
	const char *why;
	if (!size)
		return 0;
	arena_init(&a);
	enum err e = omdb_answer(&a, statuses[*data % 8], (const char *)data + 1, size - 1, &f, &why);
	if (e ? !why : !f.title || !*f.title || !film_id_valid(f.imdb_id))
		__builtin_trap();
	if (!e && f.year != NIL_INT && (f.year < 1 || f.year > 9999))
		__builtin_trap();
	if (!e && ((f.released && strlen(f.released) != 10) || (f.rating && strlen(f.rating) > 4)))
		__builtin_trap();
	arena_clear(&a);
	return 0;
}
