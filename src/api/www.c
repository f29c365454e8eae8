/* www.c - the pages for people: files of data_dir, read once. Floor: api. */
#include "api/api.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MAX = 1 << 20 };

static struct page_file {
	const char *pattern, *name, *type;
	struct arena arena;
	struct buf text;
} files[] = {
    {.pattern = "/docs", .name = "docs.html", .type = "text/html; charset=utf-8"},
    {.pattern = "/docs.css", .name = "docs.css", .type = "text/css; charset=utf-8"},
    {.pattern = "/docs.js", .name = "docs.js", .type = "text/javascript; charset=utf-8"},
};

/* Installed they are in data_dir/www, in the source tree in src/www. */
static FILE *open_file(struct request *rq, const char *name)
{
	FILE *in = fopen(arena_printf(rq->arena, "%s/www/%s", rq->conf->data_dir, name), "rb");
	return in ? in : fopen(arena_printf(rq->arena, "%s/src/www/%s", rq->conf->data_dir, name), "rb");
}

static enum err read_file(struct request *rq, struct page_file *f)
{
	FILE *in = open_file(rq, f->name);
	if (!in) {
		rq->detail =
		    arena_printf(rq->arena, "%s/www/%s: %s", rq->conf->data_dir, f->name, strerror(errno));
		return ERR_IO;
	}
	char *room = arena_alloc(rq->arena, FILE_MAX);
	size_t len = fread(room, 1, FILE_MAX, in);
	bool whole = feof(in) && !ferror(in);
	fclose(in);
	if (!whole) {
		rq->detail = arena_printf(rq->arena, "%s cannot be read to its end", f->name);
		return ERR_IO;
	}
	arena_init(&f->arena);
	buf_init(&f->text, &f->arena, len + 1);
	buf_add(&f->text, room, len);
	return ERR_NONE;
}

/* Nothing but its own script and style runs in a page, and no text becomes markup there. */
static const char policy[] = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
			     "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
			     "require-trusted-types-for 'script'; trusted-types 'none'";

enum err api_www(struct request *rq, struct reply *rp)
{
	struct page_file *f = files;
	while (strcmp(f->pattern, rq->route->pattern))
		f++;
	enum err e = f->text.data ? ERR_NONE : read_file(rq, f);
	if (e)
		return e;
	reply_start(rp, 200, f->type);
	buf_add(&rp->body, f->text.data, f->text.len);
	reply_header(rp, "Content-Security-Policy", policy);
	reply_header(rp, "Referrer-Policy", "no-referrer");
	return ERR_NONE;
}
