/* err.c - slugs of the error codes. Floor: base. */
#include "base/err.h"

static const char *const slugs[] = {
#define X(name, slug) [ERR_##name] = slug,
    ERR_LIST(X)
#undef X
};

const char *err_slug(enum err e)
{
	return (unsigned)e < ERR_COUNT ? slugs[e] : "internal";
}
