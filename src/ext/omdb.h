/* omdb.h - films asked of OMDb over HTTP (libcurl, json-c). Floor: ext. */
#ifndef EXT_OMDB_H
#define EXT_OMDB_H

#include "base/arena.h"
#include "base/conf.h"
#include "base/err.h"
#include "rules/film.h"

#include <stdbool.h>

struct omdb;

/*
 * Maps the breaker that the processes forked after this call share; without it each handle has one of its own. It
 * opens when 10 questions in a row, whoever asked, were not answered in time or found nobody listening, and for 10
 * seconds; then one that fails opens it again. Any answer over HTTP, however odd, closes it.
 */
void omdb_share(void);
/* Makes the handle, with its kept connections; conf must stay valid. Never before a fork that goes on using it. */
void omdb_open(struct omdb **omdb_r, const struct conf *conf);
void omdb_close(struct omdb **omdb); /* *omdb becomes NULL; NULL is fine */

enum omdb_by { OMDB_BY_TITLE, OMDB_BY_ID };

/* What one question came to. */
struct omdb_reply {
	struct film film; /* in the arena; with ERR_NONE only */
	int asked; /* requests that went out: 0 (the breaker, no key), 1, or 2 when it was tried again */
	const char *why; /* what failed, for logs and operators; never holds the key. NULL with ERR_NONE */
	bool open;	 /* the breaker is open */
};

/*
 * Asks for a film, at most omdb_timeout seconds in all; once again after a transient failure. ERR_NOT_FOUND: OMDb
 * knows none. ERR_REFUSED: it does not take the key, the key's limit is reached, or there is none. ERR_AWAY: it was not
 * reached or did not answer in time. ERR_IO: what it answered is no film.
 */
enum err omdb_ask(struct omdb *omdb, struct arena *a, enum omdb_by by, const char *what,
		  struct omdb_reply *reply_r) MUST_CHECK;

/*
 * omdb_answer.c, of which the tests know: what a body says that came with an HTTP status. Errors and *why_r as above;
 * ERR_RETRY: it may be another time.
 */
enum err omdb_answer(struct arena *a, long status, const char *body, size_t len, struct film *film_r,
		     const char **why_r) MUST_CHECK;

#endif
