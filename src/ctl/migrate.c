/* migrate.c - carrelctl migrate: numbered SQL files, forward only, one migrator at a time. Top floor. */
#include "ctl/ctl.h"

#include "base/secret.h"
#include "store/schema.h"
#include "store/shelf.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct files {
	const char *names[1000]; /* by number */
};

/* sql/NNN-name.sql, numbers from 001 without gaps. */
static int find_files(struct ctl *c, struct files *f)
{
	const char *dir = arena_printf(&c->arena, "%s/sql", c->conf->data_dir);
	DIR *d = opendir(dir);
	if (!d) {
		fprintf(stderr, "carrelctl: %s: %s\n", dir, strerror(errno));
		return 0;
	}
	memset(f, 0, sizeof(*f));
	for (struct dirent *entry; (entry = readdir(d));) {
		const char *n = entry->d_name;
		if (strspn(n, "0123456789") == 3 && n[3] == '-' && strlen(n) > 8 &&
		    !strcmp(n + strlen(n) - 4, ".sql"))
			f->names[strtol(n, NULL, 10)] = arena_strdup(&c->arena, n);
	}
	closedir(d);
	int last = 0;
	while (last + 1 < 1000 && f->names[last + 1])
		last++;
	if (!last)
		fprintf(stderr, "carrelctl: %s holds no migrations\n", dir);
	return last;
}

static int64_t count_statements(struct ctl *c, const char *text)
{
	char *copy = arena_strdup(&c->arena, text);
	int64_t n = 0;
	while (ctl_next_statement(&copy))
		n++;
	return n;
}

static int apply(struct ctl *c, int64_t version, const char *name)
{
	char *text = ctl_read_file(c, arena_printf(&c->arena, "%s/sql/%s", c->conf->data_dir, name));
	if (!text)
		return CTL_FAILED;
	char hash[SECRET_HEX];
	const char *before, *sql;
	int64_t done, step = 0, steps = count_statements(c, text);
	secret_sha256(text, strlen(text), hash);
	enum err e = store_schema_progress(c->db, version, &done, &before);
	if (e)
		return ctl_fail(e, name);
	if (done && strcmp(before, hash)) {
		fprintf(stderr,
			"carrelctl: %s was begun in another form; restore the backup and migrate again\n",
			name);
		return CTL_FAILED;
	}
	while ((sql = ctl_next_statement(&text))) {
		if (++step <= done)
			continue;
		ctl_progress("%s: statement %lld of %lld", name, (long long)step, (long long)steps);
		e = store_schema_step(c->db, version, name, hash, step, steps, sql);
		if (e) {
			ctl_progress_end();
			fprintf(stderr,
				"carrelctl: %s stopped at statement %lld of %lld; what was done stays done\n",
				name, (long long)step, (long long)steps);
			return ctl_fail(e, name);
		}
	}
	ctl_progress_end();
	printf("%s: %lld statements\n", name, (long long)(steps - done));
	return 0;
}

int ctl_migrate_on(struct ctl *c)
{
	static struct files files;
	int64_t now = 0;
	int last = find_files(c, &files);
	if (last != SCHEMA_VERSION) {
		if (last)
			fprintf(stderr, "carrelctl: the SQL files end at %d, this program needs %d\n", last,
				SCHEMA_VERSION);
		return CTL_FAILED;
	}
	enum err e = store_schema_lock(c->db);
	if (!e)
		e = store_schema_version(c->db, &now);
	if (e)
		return ctl_fail(e, "migrate");
	if (now > last) {
		fprintf(stderr, "carrelctl: the database has schema %lld, newer than this program's %d\n",
			(long long)now, last);
		return CTL_CONFIG;
	}
	int rc = 0;
	for (int64_t v = now + 1; v <= last && !rc; v++)
		rc = apply(c, v, files.names[v]);
	if (!rc && now < last && (e = store_shelf_cut(c->db)))
		rc = ctl_fail(e, "migrate");
	if (!rc)
		printf("schema %d%s\n", last, now == last ? ", nothing to do" : "");
	return rc;
}

int ctl_migrate(struct ctl *c, int argc, char **argv)
{
	struct conf conf;
	struct ctl patient;
	(void)argv;
	if (argc) {
		fputs("usage: carrelctl migrate\n", stderr);
		return CTL_USAGE;
	}
	ctl_open(&patient, c, c->conf->db_name, &conf);
	int rc = ctl_migrate_on(&patient);
	ctl_close(&patient);
	return rc;
}
