/* import.c - carrelctl import: books of a CSV file. Top floor. */
#include "ctl/ctl.h"

#include "base/date.h"
#include "base/field.h"
#include "base/secret.h"
#include "ext/csv.h"
#include "rules/catalogue.h"
#include "store/schema.h"
#include "store/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 500 }; /* rows a transaction: long enough to be quick, short enough to lose little */

struct import {
	struct ctl *c;
	struct csv *csv;
	int isbn, isbn13, authors, year, original_title, title; /* columns */
	struct arena rows;					/* of one batch */
	struct {
		struct work work;
		int64_t line;
	} batch[BATCH];
	int pending;
	bool verbose;
	int64_t taken, known, refused, noted, begun;
};

static const char *column(const char **values, int at)
{
	return at < 0 ? NULL : values[at];
}

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

static void add(struct import *im, int64_t line, const struct import_book *b)
{
	char *identity = arena_alloc(&im->rows, SECRET_HEX);
	secret_sha256(b->identity, strlen(b->identity), identity);
	im->batch[im->pending].line = line;
	im->batch[im->pending++].work = (struct work){
	    .kind = "book",
	    .title = b->title,
	    .creator = b->creator,
	    .handle = catalogue_handle(&im->rows, b->title),
	    .isbn = b->isbn,
	    .isbn_key = b->isbn_key,
	    .identity = identity,
	    .year = b->year,
	};
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
		struct import_book_row row = {
		    .isbn = column(values, im->isbn),
		    .isbn13 = column(values, im->isbn13),
		    .authors = column(values, im->authors),
		    .year = column(values, im->year),
		    .original_title = column(values, im->original_title),
		    .title = column(values, im->title),
		};
		struct import_book book;
		e = catalogue_import_book(&im->rows, &row, &book);
		if (e) {
			im->refused++;
			say(line, "refused", book.note);
			continue;
		}
		if (book.note) {
			im->noted++;
			if (im->verbose)
				say(line, "taken", book.note);
		}
		add(im, line, &book);
		if (im->pending == BATCH && (e = write_batch(im)))
			return e;
	}
}

static int import_books(struct ctl *c, const char *path, bool verbose)
{
	static struct import im;
	const char *message;
	srandom((unsigned)date_now() ^ (unsigned)getpid());
	im = (struct import){.c = c, .verbose = verbose, .begun = date_clock()};
	enum err e = csv_open(&im.csv, path, &message);
	if (e) {
		fprintf(stderr, "carrelctl: %s: %s\n", path, message);
		return CTL_FAILED;
	}
	im.isbn = csv_column(im.csv, "isbn");
	im.isbn13 = csv_column(im.csv, "isbn13");
	im.authors = csv_column(im.csv, "authors");
	im.year = csv_column(im.csv, "original_publication_year");
	im.original_title = csv_column(im.csv, "original_title");
	im.title = csv_column(im.csv, "title");
	if (im.title < 0 && im.original_title < 0) {
		fprintf(stderr, "carrelctl: %s: the header names no column title or original_title\n", path);
		csv_close(&im.csv);
		return CTL_FAILED;
	}
	arena_init(&im.rows);
	while ((e = store_import_lock(c->db)) == ERR_RETRY)
		ctl_progress("waiting for another import to end");
	im.begun = date_clock();
	if (!e)
		e = read_rows(&im);
	double seconds = (double)(date_clock() - im.begun) / 1000000;
	ctl_progress_end();
	int64_t rows = im.taken + im.known + im.refused;
	printf("%lld rows in %.1f s (%.0f a second): %lld added, %lld there before, %lld refused, "
	       "%lld with a note%s\n",
	       (long long)rows, seconds, (double)rows / (seconds > 0 ? seconds : 1), (long long)im.taken,
	       (long long)im.known, (long long)im.refused, (long long)im.noted,
	       im.noted && !verbose ? " (-v names them)" : "");
	csv_close(&im.csv);
	arena_clear(&im.rows);
	if (e)
		return ctl_fail(e, "import");
	return im.refused ? CTL_PARTLY : 0;
}

int ctl_import(struct ctl *c, int argc, char **argv)
{
	bool verbose = argc > 1 && !strcmp(argv[1], "-v");
	if (argc == 2 + verbose && !strcmp(argv[0], "books"))
		return import_books(c, argv[1 + verbose], verbose);
	fputs("usage: carrelctl import books [-v] FILE\n", stderr);
	return CTL_USAGE;
}
