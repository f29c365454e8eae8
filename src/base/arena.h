/* arena.h - memory that lives as long as one request. Floor: base. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The first block is kept over a reset, so that a usual request allocates nothing. Running out of memory ends
 * the process (the master replaces it): nobody has to check for NULL.
 */
struct arena {
	struct arena_block *first, *cur;
};

void arena_init(struct arena *a);
void arena_clear(struct arena *a); /* frees all */
void arena_reset(struct arena *a); /* forgets all, keeps the first block for the next request */

/* Aligned for any type; zeroed only by arena_zalloc. Size 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((returns_nonnull, malloc));
void *arena_zalloc(struct arena *a, size_t size) __attribute__((returns_nonnull, malloc));
char *arena_strdup(struct arena *a, const char *s) __attribute__((returns_nonnull));
char *arena_strndup(struct arena *a, const char *s, size_t n) __attribute__((returns_nonnull));
char *arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((returns_nonnull, nonnull, format(printf, 2, 3)));

/* A place to go back to: what was allocated after the mark is forgotten. For rows of a long answer. */
struct arena_mark {
	struct arena_block *block;
	size_t used;
};
struct arena_mark arena_mark(const struct arena *a);
void arena_release(struct arena *a, struct arena_mark m);

/* Text that grows in an arena. Always ends with a NUL that len does not count. */
struct buf {
	struct arena *arena;
	char *data;
	size_t len, cap;
};
void buf_init(struct buf *b, struct arena *a, size_t cap);
void buf_add(struct buf *b, const void *data, size_t len);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_int(struct buf *b, int64_t n); /* in decimal */
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *buf_room(struct buf *b, size_t n); /* at least n writable bytes at the end; add to len what was used */

#endif
