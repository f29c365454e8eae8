/* dump.h - the database as mariadb-dump writes it, and what a backup says of itself at its end. Top floor. */
#ifndef CTL_DUMP_H
#define CTL_DUMP_H

#include "ctl/ctl.h"

#include "base/secret.h"

#include <stdio.h>

struct zst_out;

enum { DUMP_TABLES = 100 };

struct dump_table {
	const char *name;
	int64_t rows;
	struct secret_digest *digest; /* while rows come */
	char sha256[SECRET_HEX];      /* of its rows as text, a line each */
};

/*
 * What a dump holds. It is counted from the very rows that are written, so that it is of the same moment as they are:
 * figures asked for beside a dump would be those of another one.
 */
struct dump {
	const char *program, *made; /* version, time */
	int64_t schema, seals;	    /* highest migration, last seal of the audit: 0, none */
	char head[SECRET_HEX];	    /* the last seal's hash */
	struct dump_table tables[DUMP_TABLES];
	int count;
	int64_t rows, bytes;
	char sha256[SECRET_HEX]; /* of all lines before the manifest */
	struct dump_table *current;
	struct secret_digest *digest;
	struct arena *arena;
	const char *wrong; /* first thing that is no dump of ours; NULL */
};

void dump_begin(struct dump *d, struct arena *arena);
/* The next line, with its line break. */
void dump_line(struct dump *d, const char *line, size_t len);
/* After the last line: the sums. */
void dump_end(struct dump *d);

/* mariadb-dump of the database of these settings through dump_line, and to z unless NULL. False after saying why. */
bool dump_database(struct ctl *c, struct dump *d, struct zst_out *z, const char *file);
/* Writes the manifest behind the dump. False: errno says why. */
bool dump_manifest(const struct dump *d, struct arena *a, struct zst_out *z);
/*
 * Reads a backup from where the descriptor stands to its end and compares what it says of itself with what it holds.
 * Its lines go to `out` too, unless that is below 0. False after saying what is wrong with it, or out with it.
 */
bool dump_read(struct dump *d, struct arena *a, int fd, const char *file, int out);
/* One line of what it is. */
void dump_tell(const struct dump *d, const char *file, FILE *out);
/* Are the rows of all tables the same? Names each table that differs. */
bool dump_same(const struct dump *want, const struct dump *got);

#endif
