/* dump.c - the database as mariadb-dump writes it, and what a backup says of itself at its end. Top floor. */
#include "ctl/dump.h"

#include "ext/zst.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MARK "-- carrel: "

/* ---- what comes, line by line ---- */

void dump_begin(struct dump *d, struct arena *arena)
{
	memset(d, 0, sizeof(*d));
	d->arena = arena;
	d->program = CARREL_VERSION;
	d->made = "";
	memset(d->head, '0', SECRET_HEX - 1);
	secret_digest_begin(&d->digest);
}

/* The table named between backquotes at the beginning of text; made when it was not seen yet. */
static struct dump_table *table(struct dump *d, const char *text, size_t len)
{
	const char *end = memchr(text, '`', len);
	size_t n = end ? (size_t)(end - text) : 0;
	for (int i = 0; i < d->count; i++)
		if (strlen(d->tables[i].name) == n && !memcmp(d->tables[i].name, text, n))
			return &d->tables[i];
	if (!n || d->count == DUMP_TABLES) {
		d->wrong = n ? "too many tables" : "a table without a name";
		return NULL;
	}
	struct dump_table *t = &d->tables[d->count++];
	t->name = arena_strndup(d->arena, text, n);
	secret_digest_begin(&t->digest);
	return t;
}

/* Two tables say something of the whole: which migrations there are, and the end of the audit's chain. */
static void look_at_row(struct dump *d, const char *row)
{
	long long a, b, c;
	char hash[SECRET_HEX];
	if (!strcmp(d->current->name, "schema_migration") &&
	    sscanf(row, "(%lld,'%*[^']','%*[^']',%lld,%lld,", &a, &b, &c) == 3 && b == c && a > d->schema)
		d->schema = a;
	if (!strcmp(d->current->name, "audit_seal") &&
	    sscanf(row, "(%lld,%*[0-9],'%*[0-9a-f]','%64[0-9a-f]'", &a, hash) == 2) {
		d->seals = a;
		memcpy(d->head, hash, SECRET_HEX);
	}
}

static void row(struct dump *d, const char *line, size_t len)
{
	char begin[400];
	bool last = len > 2 && line[len - 2] == ';';
	size_t n = len < sizeof(begin) ? len : sizeof(begin) - 1;
	if (len < 4 || *line != '(') {
		d->wrong = "a row that is none";
		return;
	}
	memcpy(begin, line, n);
	begin[n] = 0;
	look_at_row(d, begin);
	d->current->rows++;
	d->rows++;
	/* Without what parts it from the next row, which depends on how many were sent at once. */
	secret_digest_add(d->current->digest, line, len - 2);
	secret_digest_add(d->current->digest, "\n", 1);
	if (last)
		d->current = NULL;
}

static bool begins(const char *line, size_t len, const char *with)
{
	return len >= strlen(with) && !memcmp(line, with, strlen(with));
}

/* A row is a line of its own; a line break in a text is written as \n. */
void dump_line(struct dump *d, const char *line, size_t len)
{
	static const char insert[] = "INSERT INTO `", create[] = "CREATE TABLE `";
	secret_digest_add(d->digest, line, len);
	d->bytes += (int64_t)len;
	if (d->current)
		row(d, line, len);
	else if (begins(line, len, create))
		table(d, line + strlen(create), len - strlen(create));
	else if (begins(line, len, insert))
		d->current = table(d, line + strlen(insert), len - strlen(insert));
}

void dump_end(struct dump *d)
{
	for (int i = 0; i < d->count; i++)
		secret_digest_end(&d->tables[i].digest, d->tables[i].sha256);
	secret_digest_end(&d->digest, d->sha256);
	if (!d->wrong && d->current)
		d->wrong = "it ends among the rows of a table";
	if (!d->wrong && !d->schema)
		d->wrong = "no tables of Carrel are in it";
}

/* ---- out of the database ---- */

static bool pass_on(struct dump *d, FILE *in, struct zst_out *z, const char *file)
{
	char *line = NULL;
	size_t size = 0;
	bool fine = true;
	for (ssize_t n; fine && (n = getline(&line, &size, in)) >= 0;) {
		dump_line(d, line, (size_t)n);
		fine = !z || zst_write(z, line, (size_t)n);
		if (!fine)
			fprintf(stderr, "carrelctl: %s: %s\n", file, strerror(errno));
		ctl_progress("%lld rows, %lld MiB", (long long)d->rows, (long long)(d->bytes >> 20));
	}
	ctl_progress_end();
	free(line);
	return fine;
}

bool dump_database(struct ctl *c, struct dump *d, struct zst_out *z, const char *file)
{
	/* A moment of its own for all tables, without locks; rows in the order of their keys, so that equal tables are
	 * equal texts. */
	static const char *const args[] = {"mariadb-dump",
					   "--single-transaction",
					   "--quick",
					   "--skip-lock-tables",
					   "--skip-add-locks",
					   "--skip-disable-keys",
					   "--skip-triggers",
					   "--skip-comments",
					   "--no-tablespaces",
					   "--hex-blob",
					   "--order-by-primary",
					   "--net-buffer-length=1M",
					   "--max-allowed-packet=1G",
					   NULL};
	int ends[2], nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (nothing < 0 || pipe2(ends, O_CLOEXEC)) {
		fprintf(stderr, "carrelctl: %s\n", strerror(errno));
		return false;
	}
	pid_t pid = ctl_spawn(c, args, nothing, ends[1]);
	close(nothing);
	close(ends[1]);
	FILE *in = fdopen(ends[0], "r");
	bool fine = pid >= 0 && in && pass_on(d, in, z, file);
	if (!fine && pid >= 0)
		kill(pid, SIGTERM);
	if (in)
		fclose(in);
	if (pid >= 0 && !ctl_wait(pid, args[0]))
		fine = false;
	dump_end(d);
	if (fine && d->wrong)
		fprintf(stderr, "carrelctl: database %s: %s\n", c->conf->db_name, d->wrong);
	return fine && !d->wrong;
}

static const char *manifest_text(const struct dump *d, struct arena *a)
{
	struct buf b;
	buf_init(&b, a, 8192);
	buf_printf(&b, MARK "backup 1\n" MARK "program %s\n" MARK "schema %lld\n" MARK "made %s\n",
		   d->program, (long long)d->schema, d->made);
	for (int i = 0; i < d->count; i++)
		buf_printf(&b, MARK "table %s rows %lld sha256 %s\n", d->tables[i].name,
			   (long long)d->tables[i].rows, d->tables[i].sha256);
	buf_printf(&b, MARK "audit seals %lld last %s\n", (long long)d->seals, d->head);
	buf_printf(&b, MARK "content bytes %lld sha256 %s\n" MARK "end\n", (long long)d->bytes, d->sha256);
	return b.data;
}

bool dump_manifest(const struct dump *d, struct arena *a, struct zst_out *z)
{
	const char *text = manifest_text(d, a);
	return zst_write(z, text, strlen(text));
}

/* ---- out of a backup ---- */

static bool forward(int out, const char *line, size_t len)
{
	while (len) {
		ssize_t n = write(out, line, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		line += n;
		len -= (size_t)n;
	}
	return true;
}

/* The manifest must be, byte for byte, what we would write below such a dump; only two of its lines are news. */
static void learn(struct dump *d, const char *line, size_t len)
{
	const char *text = arena_strndup(d->arena, line, len && line[len - 1] == '\n' ? len - 1 : len);
	if (!strncmp(text, MARK "program ", strlen(MARK "program ")))
		d->program = text + strlen(MARK "program ");
	if (!strncmp(text, MARK "made ", strlen(MARK "made ")))
		d->made = text + strlen(MARK "made ");
}

bool dump_read(struct dump *d, struct arena *a, int fd, const char *file, int out)
{
	struct zst_in *z;
	struct buf manifest;
	size_t len;
	bool taken = true;
	dump_begin(d, a);
	buf_init(&manifest, a, 8192);
	zst_in_open(&z, fd);
	for (const char *line; taken && (line = zst_line(z, &len));) {
		if (begins(line, len, MARK)) {
			learn(d, line, len);
			buf_add(&manifest, line, len);
			continue;
		}
		dump_line(d, line, len);
		if (manifest.len)
			d->wrong = "there is something behind its end";
		taken = out < 0 || forward(out, line, len);
		ctl_progress("%s: %lld rows, %lld MiB", file, (long long)d->rows,
			     (long long)(d->bytes >> 20));
	}
	ctl_progress_end();
	int error = taken ? 0 : errno;
	const char *wrong = zst_wrong(z) ? arena_strdup(a, zst_wrong(z)) : NULL;
	zst_in_close(&z);
	dump_end(d);
	if (!wrong && taken && (d->wrong || strcmp(manifest.data, manifest_text(d, a))))
		wrong = !manifest.len ? "it is no backup of Carrel's, or not a whole one"
			: d->wrong    ? d->wrong
				      : "its rows are not what its end says";
	if (wrong)
		fprintf(stderr, "carrelctl: %s: %s\n", file, wrong);
	else if (error && error != EPIPE) /* who broke the pipe has said why */
		fprintf(stderr, "carrelctl: %s\n", strerror(error));
	return taken && !wrong;
}

void dump_tell(const struct dump *d, const char *file, FILE *out)
{
	fprintf(out, "%s: of %s, Carrel %s, schema %lld, %d tables, %lld rows, ", file, d->made, d->program,
		(long long)d->schema, d->count, (long long)d->rows);
	if (d->seals)
		fprintf(out, "the audit's last seal is %lld, %s\n", (long long)d->seals, d->head);
	else
		fputs("the audit is not sealed\n", out);
}

bool dump_same(const struct dump *want, const struct dump *got)
{
	bool same = want->count == got->count;
	for (int i = 0; i < want->count; i++) {
		const struct dump_table *w = &want->tables[i], *g = NULL;
		for (int j = 0; j < got->count; j++)
			if (!strcmp(got->tables[j].name, w->name))
				g = &got->tables[j];
		if (g && !strcmp(g->sha256, w->sha256))
			continue;
		same = false;
		fprintf(stderr, "carrelctl: table %s: %lld rows in the backup, %lld loaded, not the same\n",
			w->name, (long long)w->rows, (long long)(g ? g->rows : 0));
	}
	return same;
}
