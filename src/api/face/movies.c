/* movies.c - published API 5: films, asked of OMDb. Floor: api. */
#include "api/face/bookstore.h"
#include "api/face/face.h"

#include "api/access.h"
#include "api/audit.h"
#include "api/login.h"
#include "base/log.h"
#include "base/text.h"
#include "ext/omdb.h"
#include "store/movie.h"
#include "store/schema.h"
#include "store/work.h"
#include "web/json_in.h"

#include <string.h>

enum { RECORDS = 10, TITLE_CHARS = 500 };

/* For documents: what comes in and goes out. */
struct told {
	const char *text;
	int64_t number;
};
#define T		    struct told
#define TEXT(name, flags)   FIELD_TEXT(T, text, name, 0, 0, flags)
#define NUMBER(name, flags) FIELD_INT(T, number, name, 0, 0, flags)
#define MOVIE(at)                                                                                            \
	TEXT(at "imdb_id", F_NULL), TEXT(at "title", 0), NUMBER(at "year", F_NULL),                          \
	    TEXT(at "genre", F_NULL), TEXT(at "director", F_NULL), TEXT(at "country", F_NULL),               \
	    FIELD_DECIMAL(T, text, at "imdb_rating", 0, 100, F_NULL),                                        \
	    FIELD_TIME(T, number, at "released_at", F_NULL), FIELD_END
const struct field movies_page[] = {NUMBER("page", 0), NUMBER("number_of_records", 0), FIELD_END};
const struct field movies_title[] = {FIELD_TEXT(T, text, "title", 1, TITLE_CHARS, F_REQUIRED | F_LOOSE),
				     FIELD_END};
const struct field movies_credentials[] = {TEXT("email", 0), TEXT("password", 0), FIELD_END};
const struct field movies_shown[] = {MOVIE("data[].")};
const struct field movies_one[] = {MOVIE("data.")};
const struct field movies_token[] = {TEXT("data.token", 0), FIELD_END};
const struct field movies_message[] = {TEXT("data.message", 0), FIELD_END};
const struct field movies_result[] = {TEXT("data.result", 0), FIELD_END};

void movies_error(struct reply *rp, int status, const char *code, const char *message)
{
	struct buf *b = &rp->body;
	reply_start(rp, status, "application/json");
	json_open(b, '{');
	json_name(b, "error");
	json_open(b, '{');
	json_member_text(b, "code", code);
	json_member_text(b, "message", message);
	json_close(b, '}');
	json_close(b, '}');
}

/* An answer that is an error for the client, and none for the dispatcher. */
static enum err refuse(struct reply *rp, int status, const char *code, const char *message)
{
	movies_error(rp, status, code, message);
	return ERR_NONE;
}

static enum err invalid(struct reply *rp)
{
	return refuse(rp, 400, "INVALID_REQUEST_BODY", "Invalid request body");
}

static struct buf *data_begin(struct reply *rp, int status)
{
	reply_start(rp, status, "application/json");
	json_open(&rp->body, '{');
	json_name(&rp->body, "data");
	return &rp->body;
}

/* {"data": {name: text}} */
static enum err say(struct reply *rp, int status, const char *name, const char *text)
{
	struct buf *b = data_begin(rp, status);
	json_open(b, '{');
	json_member_text(b, name, text);
	json_close(b, '}');
	json_close(b, '}');
	return ERR_NONE;
}

static void write_movie(struct buf *b, const struct movie *m)
{
	json_open(b, '{');
	json_member_text(b, "imdb_id", m->imdb_id);
	json_member_text(b, "title", m->title);
	json_member_int(b, "year", m->year);
	json_member_text(b, "genre", m->genre);
	json_member_text(b, "director", m->director);
	json_member_text(b, "country", m->country);
	json_name(b, "imdb_rating");
	json_raw(b, m->rating ? m->rating : "null");
	json_name(b, "released_at");
	json_raw(b, m->released ? "\"" : "null");
	if (m->released) {
		buf_puts(b, m->released);
		buf_puts(b, "T00:00:00+00:00\"");
	}
	json_close(b, '}');
}

/* As Python's int() reads it; nothing and 0 are the default. ERR_INPUT: no number, below 0, or beyond 64 bit. */
static enum err whole(const struct request *rq, const char *name, int64_t otherwise, int64_t *n_r)
{
	const char *text = request_param(rq, name);
	*n_r = otherwise;
	if (!text || !*text)
		return ERR_NONE;
	int64_t n;
	if (!text_int(text, &n) || n < 0)
		return ERR_INPUT;
	if (n)
		*n_r = n;
	return ERR_NONE;
}

static const char *state(struct request *rq, const struct movie *m)
{
	struct buf b;
	buf_init(&b, rq->arena, 512);
	write_movie(&b, m);
	return b.data;
}

static void write_row(struct buf *b, const void *movie)
{
	write_movie(b, movie);
}

enum err movies_list(struct request *rq, struct reply *rp)
{
	int64_t page, records, offset;
	struct rows rows;
	struct movie m;
	if (rq->query_error || whole(rq, "page", 1, &page) ||
	    whole(rq, "number_of_records", RECORDS, &records))
		return invalid(rp);
	bool beyond = __builtin_mul_overflow(page - 1, records, &offset);
	enum err e = beyond ? ERR_NONE : store_movie_list(rq->db, records, offset, &rows);
	if (e)
		return e;
	json_open(data_begin(rp, 200), '[');
	if (!beyond)
		e = bookstore_rows(rq, rp, &rows, &m, write_row);
	json_close(&rp->body, ']');
	json_close(&rp->body, '}');
	return e;
}

enum err movies_get(struct request *rq, struct reply *rp)
{
	const char *title = request_param(rq, "title");
	struct movie m;
	if (rq->query_error || !title || !*title)
		return invalid(rp);
	enum err e = store_movie_by_title(rq->db, title, &m);
	if (e == ERR_NOT_FOUND)
		return refuse(rp, 404, "MOVIE_NOT_FOUND",
			      arena_printf(rq->arena, "Movie %s not found", title));
	if (e)
		return e;
	write_movie(data_begin(rp, 200), &m);
	json_close(&rp->body, '}');
	return ERR_NONE;
}

/* A text or number; what type the body is said to have nobody looks at. NULL after an answer that refuses. */
static const char *title_of_body(struct request *rq, struct reply *rp)
{
	const char *title;
	bool empty;
	if (json_parse(rq) || json_body_kind(rq, &empty) != JSON_OBJECT) {
		invalid(rp);
		return NULL;
	}
	switch (json_member(rq, "title", &title)) {
	case JSON_ABSENT:
	case JSON_NULL:
		title = "";
		break;
	case JSON_TEXT:
	case JSON_INT:
	case JSON_FLOAT:
		break;
	default:
		invalid(rp);
		return NULL;
	}
	if (!*text_trim(rq->arena, title)) {
		refuse(rp, 400, "INVALID_REQUEST_BODY", "Missing title in request body");
		return NULL;
	}
	if (text_chars(title) > TITLE_CHARS) {
		invalid(rp); /* no film that could be kept is called so */
		return NULL;
	}
	return title;
}

/* A worker's handle, with its connections kept; another conf comes in tests only. */
static struct omdb *omdb_of(const struct request *rq)
{
	static struct omdb *omdb;
	static const struct conf *conf;
	if (omdb && conf != rq->conf)
		omdb_close(&omdb);
	if (!omdb)
		omdb_open(&omdb, rq->conf);
	conf = rq->conf;
	return omdb;
}

/* Within the transaction that is begun when OMDb has answered, so that no row waits for it. */
static enum err put(struct request *rq, struct reply *rp, const void *in)
{
	const struct film *f = in;
	struct movie was;
	const char *added = NULL;
	enum err e = store_movie_lock(rq->db, f->imdb_id, &was), there = e;
	if (!e || e == ERR_NOT_FOUND)
		e = store_movie_put(rq->db, f, &added);
	if (e == ERR_CONFLICT)
		return refuse(rp, 409, "CONFLICT",
			      arena_printf(rq->arena, "%s is the IMDb id of a book", f->imdb_id));
	if (e)
		return e;
	struct movie m = {
	    .imdb_id = f->imdb_id,
	    .title = f->title,
	    .year = f->year,
	    .genre = f->genre,
	    .director = f->director,
	    .country = f->country,
	    .rating = f->rating,
	    .released = f->released,
	};
	if (there && !added)
		return ERR_RETRY; /* somebody has just added it: look again */
	audit_note(rq, "work", there ? added : was.uuid, there ? NULL : state(rq, &was), state(rq, &m));
	write_movie(data_begin(rp, 200), &m);
	json_close(&rp->body, '}');
	return ERR_NONE;
}

static enum err no_film(struct request *rq, struct reply *rp, enum err e, const char *title,
			const struct omdb_reply *told)
{
	if (e == ERR_NOT_FOUND)
		return refuse(rp, 404, "OMDB_MOVIE_NOT_FOUND",
			      arena_printf(rq->arena, "Movie %s not found in OMDB", title));
	log_warn("%s: %s", rq->route->pattern, told->why);
	if (e == ERR_AWAY)
		reply_header(rp, "Retry-After", told->open ? "10" : "2");
	return refuse(rp, e == ERR_AWAY ? 503 : 500, "SERVER_ERROR", "Error fetching movie");
}

enum err movies_create(struct request *rq, struct reply *rp)
{
	struct omdb_reply told;
	const char *title = title_of_body(rq, rp);
	if (!title)
		return ERR_NONE;
	enum err e = omdb_ask(omdb_of(rq), rq->arena, OMDB_BY_TITLE, title, &told);
	enum err counted = store_omdb_count(rq->db, told.asked);
	if (e)
		return no_film(rq, rp, e, title, &told);
	if (counted)
		return counted;
	return api_in_transaction(rq, rp, put, &told.film);
}

enum err movies_delete(struct request *rq, struct reply *rp)
{
	struct movie m;
	enum err e = store_movie_lock(rq->db, rq->ids[0], &m);
	if (!e)
		e = store_work_delete(rq->db, m.id);
	if (!e)
		e = store_movie_gone(rq->db, m.imdb_id);
	if (e == ERR_IN_USE)
		return refuse(rp, 409, "CONFLICT", arena_printf(rq->arena, "Movie %s is on loan", m.imdb_id));
	if (e && e != ERR_NOT_FOUND)
		return e;
	if (!e)
		audit_note(rq, "work", m.uuid, state(rq, &m), NULL);
	reply_empty(rp, 204);
	return ERR_NONE;
}

static enum err logged_in(struct request *rq, struct reply *rp, const void *in)
{
	const struct signed_in *s = in;
	api_login_note(rq, s);
	return say(rp, 200, "token", s->token);
}

/* With accounts the body has email and password; whatever is wrong with it, nobody is logged in by it. */
enum err movies_login(struct request *rq, struct reply *rp)
{
	const char *email = NULL, *password = NULL;
	struct signed_in s;
	if (!access_is_open(rq) && !json_parse(rq) &&
	    (json_member(rq, "email", &email) != JSON_TEXT ||
	     json_member(rq, "password", &password) != JSON_TEXT))
		email = password = NULL;
	enum err e = api_login_token(rq, email, password, &s);
	if (e)
		return e;
	return s.who ? api_in_transaction(rq, rp, logged_in, &s) : say(rp, 200, "token", s.token);
}

enum err movies_ready(struct request *rq, struct reply *rp)
{
	int64_t version;
	enum err e = store_schema_check(rq->db, &version);
	return e ? e : say(rp, 200, "message", "ready");
}

enum err movies_live(struct request *rq, struct reply *rp)
{
	(void)rq;
	return say(rp, 200, "message", "live");
}

enum err movies_coffee(struct request *rq, struct reply *rp)
{
	(void)rq;
	return say(rp, 418, "result", "This server is a teapot, thus it cannot brew coffee.");
}
