/* problem.c - the one map from errors to HTTP (RFC 9457). Floor: web. */
#include "web/problem.h"

#include "web/route.h"

static const struct {
	int status;
	const char *title;
} map[ERR_COUNT] = {
    [ERR_NONE] = {200, "OK"},
    [ERR_SYNTAX] = {400, "The body cannot be read"},
    [ERR_MEDIA] = {415, "This content type is not taken here"},
    [ERR_ACCEPT] = {406, "No type of answer that Accept names can be given"},
    [ERR_SHORT_BODY] = {400, "The body is shorter than its Content-Length"},
    [ERR_TOO_LARGE] = {413, "The body is too large"},
    [ERR_INPUT] = {400, "The input is not valid"},
    [ERR_NO_ROUTE] = {404, "There is nothing at this path"},
    [ERR_METHOD] = {405, "This path does not know that method"},
    [ERR_NEED_MATCH] = {428, "If-Match is required"},
    [ERR_STALE] = {412, "It was changed meanwhile"},
    [ERR_KEY_REUSED] = {422, "The Idempotency-Key was used with another body"},
    [ERR_KEY_BUSY] = {409, "A request with this Idempotency-Key is still running"},
    [ERR_LOGIN] = {401, "Log in first"},
    [ERR_FORBIDDEN] = {403, "You may not do this"},
    [ERR_NOT_LOOPBACK] = {403, "Open access is for this machine only"},
    [ERR_NOT_LOCAL] = {403, "This is for this machine only"},
    [ERR_CSRF] = {403, "The session's CSRF token or the Origin is not right"},
    [ERR_PASSWORD] = {401, "Email or password is wrong"},
    [ERR_TOO_MANY] = {429, "Too many attempts to log in, wait a while"},
    [ERR_NOT_FOUND] = {404, "Not found"},
    [ERR_CONFLICT] = {409, "It exists already"},
    [ERR_IN_USE] = {409, "It is in use"},
    [ERR_NO_SUCH] = {409, "What it refers to does not exist"},
    [ERR_REFUSED] = {409, "Refused"},
    [ERR_RETRY] = {503, "Too busy, try again"},
    [ERR_AWAY] = {503, "The database does not answer, try again"},
    [ERR_UNCERTAIN] = {503, "The connection was lost while writing: it may or may not have been done"},
    [ERR_SCHEMA] = {503, "The database has another schema than this program"},
    [ERR_NO_SECRET] = {503, "This site is not set up for logins"},
    [ERR_IO] = {503, "Input or output failed, try again"},
    [ERR_INTERNAL] = {500, "An internal error; the log knows more under the request id"},
};

int problem_status(enum err e)
{
	return map[e].status;
}

const char *problem_title(enum err e)
{
	return map[e].title;
}

const char *problem_detail(const struct request *rq, enum err e)
{
	return rq->detail && map[e].status < 500 ? rq->detail : map[e].title;
}

void problem_headers(struct request *rq, struct reply *rp, enum err e)
{
	if (map[e].status == 503)
		reply_header(rp, "Retry-After", "2");
	if (e == ERR_METHOD)
		reply_header(rp, "Allow", route_allow(rq->arena, rq->allow));
	if (e == ERR_TOO_MANY)
		reply_headerf(rp, "Retry-After", "%lld", (long long)rq->retry_after);
	if (e == ERR_LOGIN || e == ERR_PASSWORD)
		reply_header(rp, "WWW-Authenticate", "Bearer");
}

static void write_errors(struct buf *b, const struct request *rq)
{
	json_name(b, "errors");
	json_open(b, '[');
	for (int i = 0; i < rq->error_count; i++) {
		json_open(b, '{');
		json_member_text(b, "field", rq->errors[i].field);
		json_member_text(b, "code", rq->errors[i].code);
		json_member_text(b, "message", rq->errors[i].message);
		json_close(b, '}');
	}
	json_close(b, ']');
}

static void write_parameters(struct buf *b, const struct request *rq)
{
	json_name(b, "parameters");
	json_open(b, '{');
	for (int i = 0; i < rq->parameter_count; i++)
		json_member_text(b, rq->parameters[i].name, rq->parameters[i].value);
	json_close(b, '}');
}

void problem_write(struct request *rq, struct reply *rp, enum err e)
{
	struct buf *b = &rp->body;
	reply_start(rp, map[e].status, "application/problem+json");
	json_open(b, '{');
	json_member_text(b, "type", arena_printf(rq->arena, "/problems/%s", err_slug(e)));
	json_member_text(b, "title", map[e].title);
	json_member_int(b, "status", map[e].status);
	json_member_text(b, "detail", problem_detail(rq, e));
	json_member_text(b, "instance", rq->id);
	if (rq->error_count)
		write_errors(b, rq);
	if (rq->code && map[e].status < 500) {
		json_member_text(b, "code", rq->code);
		write_parameters(b, rq);
	}
	json_close(b, '}');
}
