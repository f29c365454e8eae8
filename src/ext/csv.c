/* csv.c - RFC 4180 files, fed to libcsv one line at a time so that line numbers are known. Floor: ext. */
#include "ext/csv.h"

#include "base/text.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024, RECORD_MAX = 1024 * 1024, COLUMNS_MAX = 256 };

/* The record being read. */
struct record {
	struct arena *arena;
	const char **values;
	int count, max;
	bool complete;
	size_t bytes;
	const char *fault; /* why it cannot be taken, NULL as long as it can */
};

struct csv {
	struct csv_parser parser;
	struct arena arena; /* for the header */
	struct record record;
	const char **header;
	int columns, fd;
	int64_t line, done, size;
	bool after_cr, end, skip; /* skip: to the end of this line */
	size_t at, len;
	char chunk[CHUNK];
};

static int no_blank(unsigned char c)
{
	(void)c;
	return 0;
}

/* Blanks belong to the field (RFC 4180), so libcsv must not take them off. */
static void parser_start(struct csv *csv)
{
	csv_init(&csv->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
	csv_set_space_func(&csv->parser, no_blank);
}

static void on_field(void *text, size_t len, void *data)
{
	struct record *r = data;
	if (r->fault)
		return;
	if (r->count == r->max)
		r->fault = "too many columns";
	else if (memchr(text, 0, len))
		r->fault = "a NUL byte";
	else if (!text_valid(text, len))
		r->fault = "not UTF-8";
	else
		r->values[r->count++] = arena_strndup(r->arena, text, len);
}

static void on_record(int c, void *data)
{
	(void)c;
	((struct record *)data)->complete = true;
}

/* More bytes when the chunk is used up: three at least, so that a byte order mark comes in one piece. */
static enum err fill(struct csv *csv, const char **message_r)
{
	ssize_t n;
	if (csv->at < csv->len || csv->end)
		return ERR_NONE;
	csv->at = csv->len = 0;
	do {
		n = read(csv->fd, csv->chunk + csv->len, sizeof(csv->chunk) - csv->len);
		if (n > 0)
			csv->len += (size_t)n;
	} while (n < 0 ? errno == EINTR : n > 0 && csv->len < 3);
	csv->end = n == 0;
	if (n >= 0)
		return ERR_NONE;
	*message_r = strerror(errno);
	return ERR_IO;
}

/* Up to and with the next CR or LF, or all there is; true when it ends a line. */
static bool next_piece(struct csv *csv, const char **piece_r, size_t *len_r)
{
	const char *p = csv->chunk + csv->at;
	size_t left = csv->len - csv->at, n = 0;
	while (n < left && p[n] != '\n' && p[n] != '\r')
		n++;
	bool line_end = n < left;
	bool second = csv->after_cr && *p == '\n'; /* CR LF ends one line, not two */
	csv->after_cr = line_end && p[n] == '\r';
	csv->line += line_end && !second;
	*piece_r = p;
	*len_r = n + line_end;
	csv->at += *len_r;
	csv->done += (int64_t)*len_r;
	return line_end;
}

/* What libcsv thinks of a broken record is of no use: it begins anew. */
static void give_up(struct csv *csv, const char *why)
{
	csv_free(&csv->parser);
	parser_start(csv);
	csv->record.fault = why;
	csv->record.complete = true;
}

static void feed(struct csv *csv, const char *piece, size_t len)
{
	struct record *r = &csv->record;
	r->bytes += len;
	if (r->bytes > RECORD_MAX)
		give_up(csv, "longer than 1 MiB (is a quote not closed?)");
	else if (csv_parse(&csv->parser, piece, len, on_field, on_record, r) != len)
		give_up(csv, csv_error(&csv->parser) == CSV_EPARSE ? "a quote in the middle of a field"
								   : "out of memory");
}

/* Reads up to the end of a record; false when there was none before the end of the file. */
static bool read_record(struct csv *csv, int64_t *line_r, enum err *err_r, const char **message_r)
{
	struct record *r = &csv->record;
	const char *piece;
	size_t len;
	while (!r->complete) {
		if ((*err_r = fill(csv, message_r)))
			return false;
		if (csv->at == csv->len)
			break;
		int64_t line = csv->line;
		bool line_end = next_piece(csv, &piece, &len);
		bool blank = !r->bytes && len == line_end;
		if (csv->skip || blank) {
			csv->skip = csv->skip && !line_end;
			continue;
		}
		if (!r->bytes)
			*line_r = line;
		feed(csv, piece, len);
		csv->skip = r->complete && !line_end; /* given up in the middle of a line */
	}
	if (!r->complete && r->bytes && csv_fini(&csv->parser, on_field, on_record, r))
		give_up(csv, "a quote is not closed up to the end of the file");
	return r->complete;
}

enum err csv_next(struct csv *csv, struct arena *a, const char ***values_r, int64_t *line_r,
		  const char **message_r)
{
	struct record *r = &csv->record;
	enum err e = ERR_NOT_FOUND;
	size_t max = (size_t)csv->columns;
	*r = (struct record){
	    .arena = a, .max = csv->columns, .values = arena_alloc(a, max * sizeof(*r->values))};
	if (!read_record(csv, line_r, &e, message_r))
		return e ? e : ERR_NOT_FOUND;
	if (r->fault) {
		*message_r = r->fault;
		return ERR_INPUT;
	}
	while (r->count < r->max)
		r->values[r->count++] = "";
	*values_r = r->values;
	return ERR_NONE;
}

static enum err read_header(struct csv *csv, const char **message_r)
{
	struct record *r = &csv->record;
	int64_t line;
	enum err e = fill(csv, message_r);
	if (e)
		return e;
	if (csv->len >= 3 && !memcmp(csv->chunk, "\xef\xbb\xbf", 3)) {
		csv->at = 3;
		csv->done = 3;
	}
	*r = (struct record){.arena = &csv->arena, .max = COLUMNS_MAX};
	r->values = arena_alloc(&csv->arena, COLUMNS_MAX * sizeof(*r->values));
	bool found = read_record(csv, &line, &e, message_r);
	if (e)
		return e;
	if (!found || r->fault) {
		*message_r = found ? r->fault : "no header line";
		return ERR_INPUT;
	}
	csv->header = r->values;
	csv->columns = r->count;
	return ERR_NONE;
}

enum err csv_open(struct csv **csv_r, const char *path, const char **message_r)
{
	struct stat st;
	struct csv *csv = calloc(1, sizeof(*csv));
	*csv_r = NULL;
	int fd = !strcmp(path, "-") ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || !csv) {
		*message_r = strerror(errno);
		free(csv);
		return ERR_IO;
	}
	csv->fd = fd;
	csv->line = 1;
	csv->size = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? st.st_size : 0;
	arena_init(&csv->arena);
	parser_start(csv);
	enum err e = read_header(csv, message_r);
	if (e)
		csv_close(&csv);
	*csv_r = csv;
	return e;
}

void csv_close(struct csv **csv)
{
	struct csv *c = *csv;
	if (!c)
		return;
	if (c->fd != STDIN_FILENO)
		close(c->fd);
	csv_free(&c->parser);
	arena_clear(&c->arena);
	free(c);
	*csv = NULL;
}

int csv_column(const struct csv *csv, const char *name)
{
	for (int i = 0; i < csv->columns; i++)
		if (!strcmp(csv->header[i], name))
			return i;
	return -1;
}

int csv_columns(const struct csv *csv)
{
	return csv->columns;
}

void csv_progress(const struct csv *csv, int64_t *done_r, int64_t *size_r)
{
	*done_r = csv->done;
	*size_r = csv->size;
}
