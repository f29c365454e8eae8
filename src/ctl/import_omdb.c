/* import_omdb.c - carrelctl import movies --omdb: films asked of OMDb by their IMDb ids. Top floor. */
#include "ctl/ctl.h"

#include "base/date.h"
#include "ext/omdb.h"
#include "rules/film.h"
#include "store/audit.h"
#include "store/movie.h"
#include "store/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* When nothing has answered yet, so many in vain are enough; later the breaker has the say. */
enum { ATTEMPTS = 12, IN_VAIN = 3 };

/* The films of a new site come once: remembered beside the seed files that were loaded. */
static const char first_films[] = "films";

struct import {
	struct ctl *c;
	struct omdb *omdb;
	struct arena rows; /* of one film */
	bool again;
	int64_t ids, added, known, absent, gone, recent, failed, in_vain;
	bool answered;
	int stop; /* an exit code that ends it; 0: go on */
};

static void say(const char *id, const char *why)
{
	ctl_progress_end();
	fprintf(stderr, "%s: %s\n", id, why);
}

static enum err write_once(struct import *im, const struct film *f)
{
	enum err e = db_begin(im->c->db);
	if (!e)
		e = store_movie_put(im->c->db, f, NULL);
	if (!e)
		return db_commit(im->c->db);
	if (db_in_transaction(im->c->db))
		db_rollback(im->c->db);
	return e;
}

static enum err write_film(struct import *im, const char *id, const struct film *f)
{
	enum err e = ERR_NONE;
	for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
		if ((e = write_once(im, f)) != ERR_RETRY)
			break;
		nanosleep(&(struct timespec){.tv_nsec = (random() % 4000 + 1000) * (attempt + 1) * 1000},
			  NULL);
	}
	if (e == ERR_CONFLICT) {
		im->failed++;
		say(id, "its IMDb id is a book's here");
		return ERR_NONE;
	}
	im->added += !e;
	return e;
}

/* A question that came to nothing is forgotten, so that the next import asks it again at once. */
static enum err give_up(struct import *im, const char *id, int code)
{
	im->stop = code;
	return store_lookup_drop(im->c->db, id);
}

static enum err unreached(struct import *im, const char *id, const struct omdb_reply *told)
{
	im->in_vain++;
	if (told->open || (!im->answered && im->in_vain >= IN_VAIN))
		return give_up(im, id, CTL_AWAY);
	return store_lookup_drop(im->c->db, id);
}

static enum err take_answer(struct import *im, const char *id, enum err e, const struct omdb_reply *told)
{
	if (e == ERR_NONE || e == ERR_NOT_FOUND || e == ERR_IO)
		im->answered = true;
	if (e == ERR_NONE)
		return write_film(im, id, &told->film);
	say(id, told->why);
	if (e == ERR_NOT_FOUND) {
		im->absent++;
		return store_lookup_absent(im->c->db, id);
	}
	im->failed++;
	if (e == ERR_REFUSED)
		return give_up(im, id, CTL_FAILED);
	return e == ERR_AWAY ? unreached(im, id, told) : ERR_NONE;
}

static enum err ask(struct import *im, const char *id)
{
	int64_t budget = im->c->conf->omdb_daily;
	enum err e = budget ? store_omdb_spend(im->c->db, budget) : ERR_NONE;
	if (e == ERR_REFUSED) {
		say(id, "the day's budget of questions (omdb_daily) is spent; go on after midnight UTC");
		return give_up(im, id, CTL_PARTLY);
	}
	if (e)
		return e;
	struct omdb_reply told;
	enum err answer = omdb_ask(im->omdb, &im->rows, OMDB_BY_ID, id, &told);
	e = store_omdb_count(im->c->db, told.asked - (budget ? 1 : 0));
	return e ? e : take_answer(im, id, answer, &told);
}

/* Only what fails for the whole import comes back. */
static enum err import_one(struct import *im, const char *id)
{
	bool known;
	enum lookup lookup = LOOKUP_MINE;
	db_request(im->c->db, &im->rows);
	enum err e = store_movie_known(im->c->db, id, &known);
	if (!e && !known)
		e = store_lookup_take(im->c->db, id, im->again, &lookup);
	if (e)
		return e;
	if (known)
		im->known++;
	else if (lookup == LOOKUP_GONE)
		im->gone++;
	else if (lookup == LOOKUP_ABSENT)
		im->absent++;
	else if (lookup == LOOKUP_RECENT)
		im->recent++;
	else
		return ask(im, id);
	return ERR_NONE;
}

/* The next word of a list of ids, in the arena; NULL at its end. '#' begins a comment. */
static char *next_word(struct arena *a, char **text, int64_t *line)
{
	char *p = *text;
	while (*p && strchr(" \t\r\n,#", *p)) {
		*line += *p == '\n';
		p += *p == '#' ? strcspn(p, "\n") : 1;
	}
	size_t len = strcspn(p, " \t\r\n,#");
	*text = p + len;
	return len ? arena_strndup(a, p, len) : NULL;
}

static enum err import_all(struct import *im, char *text)
{
	enum err e = ERR_NONE;
	int64_t line = 1;
	char *id;
	while (!e && !im->stop && (id = next_word(&im->c->arena, &text, &line))) {
		im->ids++;
		ctl_progress("%lld ids, %lld films added, now %s", (long long)im->ids, (long long)im->added,
			     id);
		if (film_id_valid(id)) {
			e = import_one(im, id);
		} else {
			im->failed++;
			say(arena_printf(&im->c->arena, "line %lld: %s", (long long)line, id),
			    "this is no IMDb id");
		}
		arena_reset(&im->rows);
	}
	return e;
}

static void sum_up(const struct import *im, double seconds)
{
	ctl_progress_end();
	printf("%lld ids in %.1f s: %lld films added, %lld there before, %lld unknown to OMDb, "
	       "%lld deleted here before, %lld asked less than 12 hours ago, %lld failed\n",
	       (long long)im->ids, seconds, (long long)im->added, (long long)im->known, (long long)im->absent,
	       (long long)im->gone, (long long)im->recent, (long long)im->failed);
	fflush(stdout);
	if (im->stop == CTL_AWAY)
		fputs("carrelctl: OMDb cannot be reached; the same command goes on where this one stopped\n",
		      stderr);
	else if (im->stop)
		fputs("carrelctl: stopped; the same command goes on from here\n", stderr);
}

/* The run as one row; each film was written by itself. */
static enum err note(struct import *im)
{
	if (!im->added)
		return ERR_NONE;
	db_request(im->c->db, &im->c->arena);
	return ctl_note(
	    im->c, &(struct audit){.route = "carrelctl import movies",
				   .subject = "import",
				   .subject_id = "films",
				   .after = arena_printf(
				       &im->c->arena, "{\"added\":%lld,\"known\":%lld,\"failed\":%lld}",
				       (long long)im->added, (long long)im->known, (long long)im->failed)});
}

static enum err run(struct import *im, char *text, bool first)
{
	int64_t begun = date_clock();
	enum err e = import_all(im, text);
	enum err noted = note(im);
	e = e ? e : noted;
	sum_up(im, (double)(date_clock() - begun) / 1000000);
	/* While one is missing whose answer is not known, the next start tries again. */
	if (!e && first && !im->stop && !im->failed && !im->recent) {
		db_request(im->c->db, &im->rows);
		e = store_seed_remember(im->c->db, first_films);
	}
	return e;
}

static int import_films(struct ctl *c, const char *path, bool again)
{
	static struct import im;
	bool loaded = false;
	char *text = ctl_read_file(
	    c, path ? path : arena_printf(&c->arena, "%s/sql/seed/films.txt", c->conf->data_dir));
	if (!text)
		return CTL_FAILED;
	im = (struct import){.c = c, .again = again};
	srandom((unsigned)date_now() ^ (unsigned)getpid());
	arena_init(&im.rows);
	enum err e;
	while ((e = store_import_lock(c->db)) == ERR_RETRY)
		ctl_progress("waiting for another import to end");
	ctl_progress_end();
	if (!e && !path && !again)
		e = store_seed_loaded(c->db, first_films, &loaded);
	if (!e && loaded) {
		puts("the films of a new site were imported before; --again asks for those that are not "
		     "there");
	} else if (!e) {
		omdb_open(&im.omdb, c->conf);
		e = run(&im, text, !path);
		omdb_close(&im.omdb);
	}
	arena_clear(&im.rows);
	if (e)
		return ctl_fail(e, "import");
	return im.stop ? im.stop : im.failed ? CTL_PARTLY : 0;
}

int ctl_import_omdb(struct ctl *c, int argc, char **argv)
{
	bool omdb = false, again = false;
	const char *path = NULL;
	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "--omdb"))
			omdb = true;
		else if (!strcmp(argv[i], "--again"))
			again = true;
		else if (path || !*argv[i] || (argv[i][0] == '-' && argv[i][1]))
			return CTL_USAGE;
		else
			path = argv[i];
	}
	return omdb ? import_films(c, path, again) : CTL_USAGE;
}
