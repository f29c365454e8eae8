/* site.c - the front page, health, and the list of routes. Floor: api. */
#include "api/api.h"

#include "store/schema.h"

#include <string.h>

static const char front[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, "
    "initial-scale=1\">\n<title>Carrel</title>\n<style>\n"
    ":root { color-scheme: light dark }\n"
    "body { font: 1.05rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }\n"
    "code { font-size: .95em; overflow-wrap: anywhere }\n"
    ".banner { border: 1px solid; border-radius: .4rem; padding: .5rem .8rem }\n</style>\n</head>\n<body>\n"
    "<main>\n<h1>Carrel</h1>\n<p>Wish lists, loans and a catalogue of books and films.</p>\n";
static const char banner[] =
    "<p class=\"banner\" role=\"status\">Demonstration: every request from this machine counts "
    "as staff. Do not put this on the internet.</p>\n";
static const char links[] =
    "<ul>\n<li><a href=\"/api/v1/works\">The catalogue</a>, <code>/api/v1/works?q=</code>"
    "</li>\n<li><a href=\"/docs\">The APIs, to read and to try</a></li>\n"
    "<li><a href=\"/ready\">Is the site ready?</a></li>\n</ul>\n</main>\n</body>\n</html>\n";

enum err api_front(struct request *rq, struct reply *rp)
{
	reply_text(rp, 200, "text/html; charset=utf-8", front);
	if (!strcmp(rq->conf->access, "open"))
		buf_puts(&rp->body, banner);
	buf_puts(&rp->body, links);
	reply_header(
	    rp, "Content-Security-Policy",
	    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'");
	return ERR_NONE;
}

struct answer {
	const char *status, *method, *path, *summary;
};
const struct field status_shown[] = {FIELD_TEXT(struct answer, status, "status", 0, 0, 0), FIELD_END};
const struct field index_shown[] = {
    FIELD_TEXT(struct answer, method, "method", 0, 0, 0),
    FIELD_TEXT(struct answer, path, "path", 0, 0, 0),
    FIELD_TEXT(struct answer, summary, "summary", 0, 0, 0),
    FIELD_END,
};

static void status(struct reply *rp, const char *word)
{
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '{');
	json_fields(&rp->body, status_shown, &(struct answer){.status = word});
	json_close(&rp->body, '}');
}

enum err api_health(struct request *rq, struct reply *rp)
{
	(void)rq;
	status(rp, "alive");
	return ERR_NONE;
}

enum err api_ready(struct request *rq, struct reply *rp)
{
	int64_t version;
	enum err e = store_schema_check(rq->db, &version);
	if (!e)
		status(rp, "ready");
	return e;
}

enum err api_index(struct request *rq, struct reply *rp)
{
	static const char *const names[] = {[GET] = "GET",     [POST] = "POST",	    [PUT] = "PUT",
					    [PATCH] = "PATCH", [DELETE] = "DELETE", [OPTIONS] = "OPTIONS"};
	struct buf *b = &rp->body;
	(void)rq;
	reply_start(rp, 200, "application/json");
	json_open(b, '[');
	for (const struct route *r = routes; r->pattern; r++) {
		json_open(b, '{');
		json_fields(
		    b, index_shown,
		    &(struct answer){.method = names[r->method], .path = r->pattern, .summary = r->summary});
		json_close(b, '}');
	}
	json_close(b, ']');
	return ERR_NONE;
}
