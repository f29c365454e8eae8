/*
 * field.h - one description of a data shape that every floor walks: conf reads files by it, web/input checks
 * requests by it, store/stmt binds and fetches by it. Floor: base.
 */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * How a value is held in the struct. "No value" is a NULL pointer for the texts and NIL_INT for the integers.
 *   TEXT   const char *   UTF-8 without NUL; min and max in characters
 *   UUID   const char *   canonical lower case, 36 characters
 *   DATE   const char *   "YYYY-MM-DD"
 *   CHOICE const char *   one of the words of def, "a|b|c"
 *   DECIMAL const char *  a decimal number as text, as the database writes it
 *   JSON   const char *   an object as JSON (answers only)
 *   INT    int64_t        min and max are bounds
 *   TIME   int64_t        UTC microseconds since 1970
 *   BOOL   bool
 *   UUIDS  struct uuids   an array of UUIDs (input only); max counts them
 */
enum field_type { F_TEXT, F_UUID, F_DATE, F_CHOICE, F_DECIMAL, F_JSON, F_INT, F_TIME, F_BOOL, F_UUIDS };

enum field_flag {
	F_REQUIRED = 1 << 0, /* must be given */
	F_NULL = 1 << 1,     /* null is a value: it empties the member */
	F_TRIM = 1 << 2,     /* blanks around the text do not count */
	F_LOOSE = 1 << 3,    /* a JSON number is taken as its text */
	F_SECRET = 1 << 4,   /* never shown or logged; conf: may be named by KEY_file or the environment */
	F_LINE = 1 << 5,     /* one line of text: no control characters */
};

#define NIL_INT INT64_MIN

struct uuids {
	const char **v;
	size_t n;
};

struct field {
	const char *name;
	enum field_type type;
	size_t offset;
	int64_t min, max;
	unsigned flags;
	const char *def; /* conf: default text; CHOICE: the words */
};

/* Does not compile when the member's type is not the one the field type needs. */
#define FIELD_CHECK(st, m, type)                                                                             \
	(offsetof(st, m) +                                                                                   \
	 0 * sizeof(char[__builtin_types_compatible_p(__typeof__(((st *)0)->m), type) ? 1 : -1]))

#define FIELD_TEXT(st, m, nm, lo, hi, fl)                                                                    \
	{                                                                                                    \
		nm, F_TEXT, FIELD_CHECK(st, m, const char *), lo, hi, fl, NULL                               \
	}
#define FIELD_UUID(st, m, nm, fl)                                                                            \
	{                                                                                                    \
		nm, F_UUID, FIELD_CHECK(st, m, const char *), 0, 0, fl, NULL                                 \
	}
#define FIELD_DATE(st, m, nm, fl)                                                                            \
	{                                                                                                    \
		nm, F_DATE, FIELD_CHECK(st, m, const char *), 0, 0, fl, NULL                                 \
	}
#define FIELD_CHOICE(st, m, nm, words, fl)                                                                   \
	{                                                                                                    \
		nm, F_CHOICE, FIELD_CHECK(st, m, const char *), 0, 0, fl, words                              \
	}
#define FIELD_DECIMAL(st, m, nm, lo, hi, fl)                                                                 \
	{                                                                                                    \
		nm, F_DECIMAL, FIELD_CHECK(st, m, const char *), lo, hi, fl, NULL                            \
	}
#define FIELD_JSON(st, m, nm, fl)                                                                            \
	{                                                                                                    \
		nm, F_JSON, FIELD_CHECK(st, m, const char *), 0, 0, fl, NULL                                 \
	}
#define FIELD_INT(st, m, nm, lo, hi, fl)                                                                     \
	{                                                                                                    \
		nm, F_INT, FIELD_CHECK(st, m, int64_t), lo, hi, fl, NULL                                     \
	}
#define FIELD_TIME(st, m, nm, fl)                                                                            \
	{                                                                                                    \
		nm, F_TIME, FIELD_CHECK(st, m, int64_t), 0, 0, fl, NULL                                      \
	}
#define FIELD_BOOL(st, m, nm, fl)                                                                            \
	{                                                                                                    \
		nm, F_BOOL, FIELD_CHECK(st, m, bool), 0, 1, fl, NULL                                         \
	}
#define FIELD_UUIDS(st, m, nm, hi, fl)                                                                       \
	{                                                                                                    \
		nm, F_UUIDS, FIELD_CHECK(st, m, struct uuids), 0, hi, fl, NULL                               \
	}
#define FIELD_END                                                                                            \
	{                                                                                                    \
		NULL, F_TEXT, 0, 0, 0, 0, NULL                                                               \
	}

/* Where the member lives in an instance. */
static inline void *field_at(const struct field *f, void *st)
{
	return (char *)st + f->offset;
}
static inline const void *field_in(const struct field *f, const void *st)
{
	return (const char *)st + f->offset;
}
static inline const char *field_text(const struct field *f, const void *st)
{
	return *(const char *const *)field_in(f, st);
}
static inline int64_t field_int(const struct field *f, const void *st)
{
	return *(const int64_t *)field_in(f, st);
}
static inline bool field_bool(const struct field *f, const void *st)
{
	return *(const bool *)field_in(f, st);
}
/* Is the type held as const char *? */
static inline bool field_is_text(const struct field *f)
{
	return f->type <= F_JSON;
}

#endif
