/* csv.h - RFC 4180 files read line by line (libcsv), in constant memory. Floor: ext. */
#ifndef EXT_CSV_H
#define EXT_CSV_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct csv;

/*
 * Opens a file with a header row ("-" is standard input). A byte order mark is skipped. ERR_IO: not readable;
 * ERR_INPUT: no header, not UTF-8, over 256 columns, or its quotes are wrong; the message (static) comes out,
 * and csv_r is NULL.
 */
enum err csv_open(struct csv **csv_r, const char *path, const char **message_r) MUST_CHECK;
void csv_close(struct csv **csv);
/* Position of the column with that name in the header, -1 when there is none. */
int csv_column(const struct csv *csv, const char *name);
/*
 * The next record; empty lines are none. values_r holds csv_columns() texts in the arena (missing ones at the
 * end are ""); line_r is the line of the file where the record begins, from 1. ERR_NOT_FOUND: end of file.
 * ERR_INPUT: this record cannot be read (too many columns, not UTF-8, NUL byte, over 1 MiB, a quote where RFC
 * 4180 allows none), message_r says why, the next call goes on with the line after the fault. ERR_IO: reading
 * failed.
 */
enum err csv_next(struct csv *csv, struct arena *a, const char ***values_r, int64_t *line_r,
		  const char **message_r) MUST_CHECK;
int csv_columns(const struct csv *csv);
/* Bytes read so far and size of the file (0 when it is no regular file), for progress. */
void csv_progress(const struct csv *csv, int64_t *done_r, int64_t *size_r);

#endif
