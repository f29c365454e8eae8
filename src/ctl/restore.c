/* restore.c - carrelctl restore: a backup loaded beside the database, looked at, and put in its place. Top floor. */
#include "ctl/backup.h"

#include "store/admin.h"
#include "store/schema.h"
#include "store/shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What a restore is at. */
struct at {
	const struct restore *r;
	struct ctl *c;	   /* on the database */
	struct ctl beside; /* on the one that is being filled */
	struct conf conf;  /* of that */
	struct dump *backup;
	const char *database, *fresh, *kept; /* names */
	int fd;
	bool differ; /* the backup's own ledger or audit is not in order */
};

static int open_file(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fprintf(stderr, "carrelctl: %s: %s\n", file, strerror(errno));
	return fd;
}

static bool rewound(int fd, const char *file)
{
	if (lseek(fd, 0, SEEK_SET) == 0)
		return true;
	fprintf(stderr, "carrelctl: %s: %s: it is read twice\n", file, strerror(errno));
	return false;
}

/* ---- before anything is touched ---- */

/* Whole, ours, and not of a later program. */
static int look_at_file(struct at *a)
{
	if (!rewound(a->fd, a->r->file) || !dump_read(a->backup, &a->c->arena, a->fd, a->r->file, -1))
		return CTL_FAILED;
	dump_tell(a->backup, a->r->file, stdout);
	if (a->backup->schema <= SCHEMA_VERSION)
		return 0;
	fprintf(stderr, "carrelctl: %s: schema %lld is newer than this program's %d\n", a->r->file,
		(long long)a->backup->schema, SCHEMA_VERSION);
	return CTL_CONFIG;
}

static int look_at_database(struct at *a, int64_t *tables_r)
{
	bool rows = false;
	enum err e = store_admin_count(a->c->db, a->database, tables_r, &rows);
	if (e)
		return ctl_fail(e, "restore");
	if (!rows || a->r->force)
		return 0;
	fprintf(stderr,
		"carrelctl: database %s has rows; --force puts them aside, into a database of their own\n",
		a->database);
	return CTL_FAILED;
}

/* ---- beside it ---- */

static bool load(struct at *a)
{
	/* binary-mode: nothing in a text is taken for a command of the client. */
	static const char *const args[] = {"mariadb", "--binary-mode", "--max-allowed-packet=1G", NULL};
	struct dump *again = arena_alloc(&a->c->arena, sizeof(*again));
	int ends[2];
	if (!rewound(a->fd, a->r->file))
		return false;
	if (pipe2(ends, O_CLOEXEC)) {
		fprintf(stderr, "carrelctl: %s\n", strerror(errno));
		return false;
	}
	pid_t pid = ctl_spawn(&a->beside, args, ends[0], STDERR_FILENO);
	close(ends[0]);
	bool fine = pid >= 0 && dump_read(again, &a->c->arena, a->fd, a->r->file, ends[1]);
	close(ends[1]);
	if (pid >= 0 && !ctl_wait(pid, args[0]))
		fine = false;
	return fine;
}

/* The rows as they are now beside those of the backup. */
static bool compare(struct at *a)
{
	struct dump *now = arena_alloc(&a->c->arena, sizeof(*now));
	dump_begin(now, &a->c->arena);
	return dump_database(&a->beside, now, NULL, "") && dump_same(a->backup, now);
}

/* As this program wants it. */
static int check(struct at *a)
{
	char *ledger[] = {"verify"}, *audit[] = {"verify", a->backup->head};
	int64_t version;
	int rc = ctl_migrate_on(&a->beside);
	if (rc)
		return rc;
	enum err e = store_schema_check(a->beside.db, &version);
	if (!e)
		e = stmt_prepare_all(a->beside.db);
	/* The workers remember what was counted since the backup. */
	if (!e)
		e = store_shelf_renew(a->beside.db);
	if (e)
		return ctl_fail(e, "restore");
	a->differ = ctl_ledger(&a->beside, 1, ledger) != 0;
	a->differ |= ctl_audit(&a->beside, a->backup->seals ? 2 : 1, audit) != 0;
	return 0;
}

static int fill(struct at *a)
{
	enum err e = store_admin_drop(a->c->db, a->fresh); /* of one that was cut off */
	if (!e)
		e = store_admin_create(a->c->db, a->fresh);
	if (e)
		return ctl_fail(e, a->fresh);
	if (!load(a) || !compare(a))
		return CTL_FAILED;
	puts("loaded: every row is that of the backup");
	return a->r->as_is ? 0 : check(a);
}

/* ---- in its place ---- */

static int put_in_place(struct at *a, int64_t tables)
{
	enum err e = tables ? store_admin_create(a->c->db, a->kept) : ERR_NONE;
	if (!e)
		e = store_admin_swap(a->c->db, a->database, a->fresh, a->kept);
	if (e)
		return ctl_fail(e, "restore");
	printf("%s: restored as of %s\n", a->database, a->backup->made);
	if (tables)
		printf("what was there before is in database %s; DROP DATABASE `%s` when nobody needs it\n",
		       a->kept, a->kept);
	if (a->differ)
		fputs("carrelctl: its ledger or its audit was not in order when the backup was made\n",
		      stderr);
	return a->differ ? CTL_PARTLY : 0;
}

static int run(struct at *a)
{
	int64_t tables = 0;
	int rc = look_at_file(a);
	if (!rc)
		rc = look_at_database(a, &tables);
	if (rc)
		return rc;
	ctl_open(&a->beside, a->c, a->fresh, &a->conf);
	rc = fill(a);
	if (!rc)
		rc = put_in_place(a, tables);
	ctl_close(&a->beside);
	enum err e = store_admin_drop(a->c->db, a->fresh);
	return rc ? rc : e ? ctl_fail(e, a->fresh) : rc;
}

int restore_run(struct ctl *c, const struct restore *r)
{
	char stamp[STAMP];
	backup_stamp(stamp);
	struct at a = {
	    .r = r,
	    .c = c,
	    .backup = arena_alloc(&c->arena, sizeof(struct dump)),
	    .database = c->conf->db_name,
	    .fresh = arena_printf(&c->arena, "%s_restore", c->conf->db_name),
	    .kept = arena_printf(&c->arena, "%s_before_%s", c->conf->db_name, stamp),
	    .fd = open_file(r->file),
	};
	if (a.fd < 0)
		return CTL_FAILED;
	signal(SIGPIPE, SIG_IGN);
	int rc = run(&a);
	close(a.fd);
	return rc;
}

/* ---- the command ---- */

/* The database itself may be missing: then nobody can be connected to it. */
static int make_database(struct ctl *c)
{
	struct conf conf;
	struct ctl nowhere;
	ctl_open(&nowhere, c, "", &conf);
	enum err e = store_admin_create(nowhere.db, c->conf->db_name);
	ctl_close(&nowhere);
	return e ? ctl_fail(e, c->conf->db_name) : 0;
}

static int with_lock(struct ctl *c, const struct restore *r)
{
	struct conf conf;
	struct ctl here;
	int rc = make_database(c);
	if (rc)
		return rc;
	ctl_open(&here, c, c->conf->db_name, &conf);
	enum err e = store_schema_alone(here.db);
	rc = e ? ctl_fail(e, "restore") : restore_run(&here, r);
	ctl_close(&here);
	return rc;
}

/* The file alone: no database is asked for. */
static int check_file(struct ctl *c, const char *file)
{
	struct dump *d = arena_alloc(&c->arena, sizeof(*d));
	int fd = open_file(file);
	bool fine = fd >= 0 && dump_read(d, &c->arena, fd, file, -1);
	if (fine)
		dump_tell(d, file, stdout);
	for (int i = 0; fine && i < d->count; i++)
		printf("%s: %lld rows\n", d->tables[i].name, (long long)d->tables[i].rows);
	if (fd >= 0)
		close(fd);
	return fine ? 0 : CTL_FAILED;
}

int ctl_restore(struct ctl *c, int argc, char **argv)
{
	struct restore r = {.file = argc ? argv[argc - 1] : ""};
	bool check_only = argc == 2 && !strcmp(argv[0], "--check");
	r.force = argc == 2 && !strcmp(argv[0], "--force");
	if (!*r.file || *r.file == '-' || argc > 2 || (argc == 2 && !check_only && !r.force)) {
		fputs("usage: carrelctl restore [--check | --force] FILE\n", stderr);
		return CTL_USAGE;
	}
	return check_only ? check_file(c, r.file) : with_lock(c, &r);
}
