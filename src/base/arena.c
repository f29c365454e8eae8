/* arena.c - memory that lives as long as one request. Floor: base. */
#include "base/arena.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 32 * 1024, ALIGN = 16 };

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	_Alignas(ALIGN) char data[];
};

static void die(void)
{
	static const char text[] = "carrel: out of memory\n";
	fputs(text, stderr);
	abort();
}

static struct arena_block *block_new(size_t size)
{
	struct arena_block *b = malloc(sizeof(*b) + size);
	if (!b)
		die();
	b->next = NULL;
	b->size = size;
	b->used = 0;
	return b;
}

void arena_init(struct arena *a)
{
	a->first = a->cur = block_new(BLOCK);
}

static void free_after(struct arena_block *b)
{
	struct arena_block *next;
	for (struct arena_block *p = b->next; p; p = next) {
		next = p->next;
		free(p);
	}
	b->next = NULL;
}

void arena_clear(struct arena *a)
{
	if (!a->first)
		return;
	free_after(a->first);
	free(a->first);
	a->first = a->cur = NULL;
}

void arena_reset(struct arena *a)
{
	free_after(a->first);
	a->first->used = 0;
	a->cur = a->first;
}

void *arena_alloc(struct arena *a, size_t size)
{
	if (size > SIZE_MAX / 2)
		die();
	size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	struct arena_block *b = a->cur;
	if (b->size - b->used < size) {
		b = block_new(size > BLOCK ? size : BLOCK);
		a->cur->next = b;
		a->cur = b;
	}
	void *p = b->data + b->used;
	b->used += size;
	return p;
}

void *arena_zalloc(struct arena *a, size_t size)
{
	return memset(arena_alloc(a, size), 0, size);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);
	memcpy(p, s, n);
	p[n] = 0;
	return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		die();
	char *p = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

struct arena_mark arena_mark(const struct arena *a)
{
	return (struct arena_mark){a->cur, a->cur->used};
}

void arena_release(struct arena *a, struct arena_mark m)
{
	free_after(m.block);
	m.block->used = m.used;
	a->cur = m.block;
}

void buf_init(struct buf *b, struct arena *a, size_t cap)
{
	b->arena = a;
	b->cap = cap < 64 ? 64 : cap;
	b->data = arena_alloc(a, b->cap);
	b->len = 0;
	b->data[0] = 0;
}

char *buf_room(struct buf *b, size_t n)
{
	if (b->cap - b->len <= n) {
		size_t cap = b->cap * 2 > b->len + n + 1 ? b->cap * 2 : b->len + n + 1;
		char *p = arena_alloc(b->arena, cap);
		memcpy(p, b->data, b->len + 1);
		b->data = p;
		b->cap = cap;
	}
	return b->data + b->len;
}

void buf_add(struct buf *b, const void *data, size_t len)
{
	memcpy(buf_room(b, len), data, len);
	b->len += len;
	b->data[b->len] = 0;
}

void buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_int(struct buf *b, int64_t n)
{
	char text[TEXT_NUMBER];
	buf_add(b, text, text_put_int(text, n));
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		die();
	char *p = buf_room(b, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}
