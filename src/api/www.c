/* www.c - the pages for people: files of data_dir. Styles and scripts are the web server's (/static/). Floor: api. */
#include "api/access.h"
#include "api/api.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_MAX = 1 << 20 };

static const char html[] = "text/html; charset=utf-8";
static const struct page_file {
	const char *pattern, *name, *type;
} files[] = {
    {"/", "index.html", html},
    {"/library.html", "library.html", html},
    {"/docs", "docs.html", html},
    {"/docs.css", "docs.css", "text/css; charset=utf-8"},
    {"/docs.js", "docs.js", "text/javascript; charset=utf-8"},
};

/* Nothing but its own script and style runs in a page, and no text becomes markup there. */
static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

/* Installed they are in data_dir/www, in the source tree in src/www. */
static FILE *open_file(struct request *rq, const char *name)
{
	FILE *in = fopen(arena_printf(rq->arena, "%s/www/%s", rq->conf->data_dir, name), "rbe");
	return in ? in : fopen(arena_printf(rq->arena, "%s/src/www/%s", rq->conf->data_dir, name), "rbe");
}

/* Read anew for each request, so that a page is never older than the scripts beside it. */
static enum err read_file(struct request *rq, const char *name, char **text_r)
{
	struct stat st;
	FILE *in = open_file(rq, name);
	if (!in) {
		rq->detail =
		    arena_printf(rq->arena, "%s/www/%s: %s", rq->conf->data_dir, name, strerror(errno));
		return ERR_IO;
	}
	size_t len = fstat(fileno(in), &st) || st.st_size > FILE_MAX ? 0 : (size_t)st.st_size;
	*text_r = arena_zalloc(rq->arena, len + 1);
	bool whole = len && fread(*text_r, 1, len, in) == len;
	fclose(in);
	if (!whole)
		rq->detail = arena_printf(rq->arena, "%s is empty, too large, or cannot be read", name);
	return whole ? ERR_NONE : ERR_IO;
}

/* Writes the text with the first empty attribute of that name filled in; gives what is behind it. */
static const char *fill(struct buf *b, const char *text, const char *name, const char *value)
{
	const char *at = strstr(text, arena_printf(b->arena, " %s=\"\"", name));
	if (!at)
		return text;
	at += strlen(name) + 3; /* behind the first quote */
	buf_add(b, text, (size_t)(at - text));
	buf_puts(b, value);
	return at;
}

/* What the first paint must know, before any script ran: how the site is run, and who is asking. */
static const char *fill_in(struct request *rq, struct buf *b, const char *text)
{
	static const char *const roles[] = {
	    [VISITOR] = "visitor", [MEMBER] = "member", [STAFF] = "staff", [ADMIN] = "admin"};
	text = fill(b, text, "data-access", rq->conf->access);
	return fill(b, text, "data-role", roles[rq->role]);
}

static void protect(struct reply *rp)
{
	reply_header(rp, "Content-Security-Policy", policy);
	reply_header(rp, "Referrer-Policy", "no-referrer");
	reply_header(rp, "X-Frame-Options", "DENY");
	reply_header(rp, "Cross-Origin-Opener-Policy", "same-origin");
}

enum err api_www(struct request *rq, struct reply *rp)
{
	const struct page_file *f = files;
	char *text;
	while (strcmp(f->pattern, rq->route->pattern))
		f++;
	enum err e = read_file(rq, f->name, &text);
	if (e)
		return e;
	reply_start(rp, 200, f->type);
	buf_puts(&rp->body, f->type == html ? fill_in(rq, &rp->body, text) : text);
	/* Nobody goes back to a page that knows them once they logged out. */
	if ((rq->route->flags & KNOW_CALLER) && !access_is_open(rq))
		reply_header(rp, "Cache-Control", "no-store");
	protect(rp);
	return ERR_NONE;
}
