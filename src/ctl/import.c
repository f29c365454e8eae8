/* import.c - carrelctl import: books or films of a CSV file. Top floor. */
#include "ctl/ctl.h"

#include "base/date.h"
#include "base/field.h"
#include "base/secret.h"
#include "base/text.h"
#include "ext/csv.h"
#include "rules/catalogue.h"
#include "store/audit.h"
#include "store/schema.h"
#include "store/shelf.h"
#include "store/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 500 }; /* rows a transaction: long enough to be quick, short enough to lose little */
enum { COLUMNS_MAX = 8 };

/* A row as its rule reads it: the columns by name, texts all of them. */
union row {
	struct import_book_row book;
	struct import_film_row film;
};

struct import {
	struct ctl *c;
	const struct kind *kind;
	struct csv *csv;
	int at[COLUMNS_MAX]; /* where in the file the kind's columns are; -1: nowhere */
	char today[DATE_RFC3339];
	struct arena rows; /* of one batch */
	struct {
		struct work work;
		int64_t line;
	} batch[BATCH];
	int pending;
	bool verbose;
	int64_t taken, known, refused, noted, begun;
};

#define COLUMN(st, m) FIELD_TEXT(struct st, m, #m, 0, 0, 0)
static const struct field book_columns[] = {
    COLUMN(import_book_row, title),
    COLUMN(import_book_row, original_title),
    COLUMN(import_book_row, isbn),
    COLUMN(import_book_row, isbn13),
    COLUMN(import_book_row, authors),
    FIELD_TEXT(struct import_book_row, year, "original_publication_year", 0, 0, 0),
    FIELD_END,
};
static const struct field film_columns[] = {
    COLUMN(import_film_row, title),
    COLUMN(import_film_row, release_date),
    COLUMN(import_film_row, director),
    COLUMN(import_film_row, distributor),
    COLUMN(import_film_row, imdb_rating),
    COLUMN(import_film_row, major_genre),
    FIELD_END,
};

static const char *hash(struct arena *a, const char *identity)
{
	char *hex = arena_alloc(a, SECRET_HEX);
	secret_sha256(identity, strlen(identity), hex);
	return hex;
}

static enum err read_book(struct import *im, const union row *row, struct work *w_r, const char **note_r)
{
	struct import_book b;
	enum err e = catalogue_import_book(&im->rows, &row->book, &b);
	*note_r = b.note;
	if (e)
		return e;
	*w_r = (struct work){
	    .kind = "book",
	    .title = b.title,
	    .creator = b.creator,
	    .handle = catalogue_handle(&im->rows, b.title),
	    .isbn = b.isbn,
	    .isbn_key = b.isbn_key,
	    .identity = hash(&im->rows, b.identity),
	    .year = b.year,
	};
	return ERR_NONE;
}

static enum err read_film(struct import *im, const union row *row, struct work *w_r, const char **note_r)
{
	struct import_film f;
	enum err e = catalogue_import_film(&im->rows, &row->film, im->today, &f);
	*note_r = f.note;
	if (e)
		return e;
	*w_r = (struct work){
	    .kind = "movie",
	    .title = f.title,
	    .creator = f.creator,
	    .identity = hash(&im->rows, f.identity),
	    .publisher = f.publisher,
	    .genre = f.genre,
	    .rating = f.rating,
	    .released = f.released,
	    .year = f.year,
	};
	return ERR_NONE;
}

/* needs: of each group of columns a file has one, or it is a file of something else. */
static const struct kind {
	const char *name;
	const struct field *columns;
	const char *needs[2];
	enum err (*read)(struct import *im, const union row *row, struct work *w_r, const char **note_r);
} kinds[] = {
    {"books", book_columns, {"title|original_title", "isbn|isbn13|authors"}, read_book},
    {"movies", film_columns, {"title", "release_date|director|imdb_rating"}, read_film},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static void progress(struct import *im)
{
	int64_t done, size, rows = im->taken + im->known + im->refused;
	double seconds = (double)(date_clock() - im->begun) / 1000000;
	csv_progress(im->csv, &done, &size);
	ctl_progress("%lld rows, %.0f a second%s", (long long)rows,
		     (double)rows / (seconds > 0 ? seconds : 1),
		     size ? arena_printf(&im->rows, ", %lld %%", (long long)(done * 100 / size)) : "");
}

static enum err write_batch_once(struct import *im, int64_t *taken_r)
{
	enum err e = db_begin(im->c->db);
	int64_t first = 0, last = 0;
	*taken_r = 0;
	for (int i = 0; !e && i < im->pending; i++) {
		struct work w = im->batch[i].work; /* the store drops a taken handle from its copy */
		e = store_work_insert_bare(im->c->db, &w);
		if (!e) {
			first = first ? first : w.id;
			last = w.id;
			++*taken_r;
		} else if (e == ERR_CONFLICT) {
			e = ERR_NONE; /* known by its isbn or identity */
		}
	}
	if (!e && last)
		e = store_shelf_take(im->c->db, im->batch[0].work.kind, first, last, *taken_r);
	if (!e && last)
		e = store_work_first_copies(im->c->db, first, last);
	if (!e)
		return db_commit(im->c->db);
	if (db_in_transaction(im->c->db))
		db_rollback(im->c->db);
	return e;
}

static enum err write_batch(struct import *im)
{
	int64_t taken = 0;
	enum err e = ERR_NONE;
	db_request(im->c->db, &im->rows);
	for (int attempt = 0; im->pending && attempt < 12; attempt++) {
		if ((e = write_batch_once(im, &taken)) != ERR_RETRY)
			break;
		/* Somebody writes the same works; the pauses are random and grow. */
		nanosleep(&(struct timespec){.tv_nsec = (random() % 4000 + 1000) * (attempt + 1) * 1000},
			  NULL);
	}
	if (e) {
		ctl_progress_end();
		fprintf(stderr,
			"carrelctl: the rows of lines %lld to %lld were not written; import the file again\n",
			(long long)im->batch[0].line, (long long)im->batch[im->pending - 1].line);
		return e;
	}
	im->taken += taken;
	im->known += im->pending - taken;
	im->pending = 0;
	progress(im);
	arena_reset(&im->rows);
	return ERR_NONE;
}

static void say(int64_t line, const char *what, const char *why)
{
	ctl_progress_end();
	fprintf(stderr, "line %lld: %s: %s\n", (long long)line, what, why);
}

/* One line of the file into the batch, or refused by name. */
static void take(struct import *im, const char **values, int64_t line)
{
	const struct field *f = im->kind->columns;
	union row row;
	const char *note;
	memset(&row, 0, sizeof(row));
	for (int i = 0; f[i].name; i++)
		if (im->at[i] >= 0)
			*(const char **)field_at(&f[i], &row) = values[im->at[i]];
	if (im->kind->read(im, &row, &im->batch[im->pending].work, &note)) {
		im->refused++;
		say(line, "refused", note);
		return;
	}
	im->batch[im->pending++].line = line;
	if (!note)
		return;
	im->noted++;
	if (im->verbose)
		say(line, "taken", note);
}

static enum err read_rows(struct import *im)
{
	const char **values, *message;
	int64_t line;
	for (;;) {
		enum err e = csv_next(im->csv, &im->rows, &values, &line, &message);
		if (e == ERR_NOT_FOUND)
			return write_batch(im);
		if (e == ERR_INPUT) {
			im->refused++;
			say(line, "refused", message);
			continue;
		}
		if (e) {
			fprintf(stderr, "carrelctl: %s\n", message);
			return e;
		}
		take(im, values, line);
		if (im->pending == BATCH && (e = write_batch(im)))
			return e;
	}
}

/* Finds the kind's columns in the header; false, and said, when it is a file of something else. */
static bool find_columns(struct import *im, const char *path)
{
	const struct field *f = im->kind->columns;
	for (size_t g = 0; g < sizeof(im->kind->needs) / sizeof(im->kind->needs[0]); g++) {
		bool found = false;
		for (int i = 0; f[i].name; i++) {
			im->at[i] = csv_column(im->csv, f[i].name);
			found |= im->at[i] >= 0 && text_in_words(im->kind->needs[g], f[i].name);
		}
		if (!found) {
			fprintf(stderr, "carrelctl: %s: no %s: the header names no column %s\n", path,
				im->kind->name, im->kind->needs[g]);
			return false;
		}
	}
	return true;
}

static void summary(const struct import *im)
{
	double seconds = (double)(date_clock() - im->begun) / 1000000;
	int64_t rows = im->taken + im->known + im->refused;
	ctl_progress_end();
	printf("%lld rows in %.1f s (%.0f a second): %lld added, %lld there before, %lld refused, "
	       "%lld with a note%s\n",
	       (long long)rows, seconds, (double)rows / (seconds > 0 ? seconds : 1), (long long)im->taken,
	       (long long)im->known, (long long)im->refused, (long long)im->noted,
	       im->noted && !im->verbose ? " (-v names them)" : "");
}

/* The run as one row, also of one that broke off: the batches before stay. */
static enum err note(struct import *im, const char *path)
{
	struct arena *a = &im->c->arena;
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	bool plain = text_valid(name, strlen(name)) && text_chars(name) <= 200;
	if (!im->taken)
		return ERR_NONE;
	db_request(im->c->db, a);
	return ctl_note(im->c, &(struct audit){
				   .route = arena_printf(a, "carrelctl import %s", im->kind->name),
				   .subject = "import",
				   .subject_id = plain ? name : NULL,
				   .after = arena_printf(
				       a, "{\"added\":%lld,\"known\":%lld,\"refused\":%lld}",
				       (long long)im->taken, (long long)im->known, (long long)im->refused),
			       });
}

static enum err import_rows(struct import *im, const char *path)
{
	enum err e;
	arena_init(&im->rows);
	while ((e = store_import_lock(im->c->db)) == ERR_RETRY)
		ctl_progress("waiting for another import to end");
	im->begun = date_clock();
	if (!e)
		e = read_rows(im);
	enum err noted = note(im, path);
	e = e ? e : noted;
	if (!e && im->taken)
		e = store_shelf_cut(im->c->db);
	summary(im);
	arena_clear(&im->rows);
	return e;
}

static int import(struct ctl *c, const struct kind *kind, const char *path, bool verbose)
{
	static struct import im;
	const char *message;
	srandom((unsigned)date_now() ^ (unsigned)getpid());
	im = (struct import){.c = c, .kind = kind, .verbose = verbose};
	date_rfc3339(date_now(), im.today);
	im.today[DATE_TEXT - 1] = 0;
	enum err e = csv_open(&im.csv, path, &message);
	if (e) {
		fprintf(stderr, "carrelctl: %s: %s\n", path, message);
		return CTL_FAILED;
	}
	bool usable = find_columns(&im, path);
	if (usable)
		e = import_rows(&im, path);
	csv_close(&im.csv);
	if (!usable)
		return CTL_FAILED;
	if (e)
		return ctl_fail(e, "import");
	return im.refused ? CTL_PARTLY : 0;
}

int ctl_import(struct ctl *c, int argc, char **argv)
{
	bool verbose = argc > 1 && !strcmp(argv[1], "-v");
	int rc = argc && !strcmp(argv[0], "movies") ? ctl_import_omdb(c, argc - 1, argv + 1) : CTL_USAGE;
	if (rc != CTL_USAGE)
		return rc; /* --omdb was among them */
	bool file = argc == 2 + verbose && argv[1 + verbose][0] != '-';
	for (int i = 0; file && i < KINDS; i++)
		if (!strcmp(argv[0], kinds[i].name))
			return import(c, &kinds[i], argv[1 + verbose], verbose);
	fputs("usage: carrelctl import books|movies [-v] FILE\n"
	      "       carrelctl import movies --omdb [--again] [IDS]\n",
	      stderr);
	return CTL_USAGE;
}
