/* upgrade.c - carrelctl upgrade: backs up, migrates, checks; goes back when something is wrong. Top floor. */
#include "ctl/backup.h"

#include "store/schema.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#ifndef CARREL_BACKUP
#define CARREL_BACKUP "/var/lib/carrel/backup"
#endif

/* The ledger's tables and what is kept beside them are what ledger verify asks for from this schema on. */
enum { LEDGER_SINCE = 3 };

static bool ledger_in_order(struct ctl *c)
{
	char *verify[] = {"verify"};
	return ctl_ledger(c, 1, verify) == 0;
}

/* What the workers look at when they start, and the money. */
static bool works(struct ctl *c, bool ledger_was)
{
	int64_t version;
	enum err e = store_schema_check(c->db, &version);
	if (!e)
		e = stmt_prepare_all(c->db);
	if (e) {
		ctl_fail(e, "upgrade");
		return false;
	}
	printf("schema %d: every statement of this program can be run\n", SCHEMA_VERSION);
	if (ledger_in_order(c))
		return true;
	if (!ledger_was)
		fputs("carrelctl: so it was before the upgrade\n", stderr);
	return !ledger_was;
}

static int go_back(struct ctl *c, const char *file)
{
	fputs("carrelctl: going back\n", stderr);
	if (restore_run(c, &(struct restore){.file = file, .force = true, .as_is = true})) {
		fprintf(stderr, "carrelctl: going back failed too; everything is in %s\n", file);
		return CTL_FAILED;
	}
	fputs("carrelctl: the database is as it was before the upgrade\n", stderr);
	return CTL_FAILED;
}

static int upgrade(struct ctl *c, const char *directory, int64_t version)
{
	struct dump *d = arena_alloc(&c->arena, sizeof(*d));
	printf("upgrade from schema %lld to %d\n", (long long)version, SCHEMA_VERSION);
	const char *file = backup_name(c, directory);
	bool ledger_was = file && version >= LEDGER_SINCE && ledger_in_order(c);
	int rc = file ? backup_write(c, file, d) : CTL_FAILED;
	if (rc) {
		fputs("carrelctl: nothing was changed\n", stderr);
		return rc;
	}
	if (ctl_migrate_on(c) || !works(c, ledger_was))
		return go_back(c, file);
	puts("upgraded");
	return 0;
}

static int run(struct ctl *c, const char *directory)
{
	int64_t version = 0;
	enum err e = store_schema_alone(c->db);
	if (!e)
		e = store_schema_version(c->db, &version);
	if (e == ERR_SCHEMA)
		fputs("carrelctl: there is no site yet: carrelctl init makes one\n", stderr);
	if (e)
		return ctl_fail(e, "upgrade");
	if (version > SCHEMA_VERSION) {
		fprintf(stderr, "carrelctl: the database has schema %lld, newer than this program's %d\n",
			(long long)version, SCHEMA_VERSION);
		return CTL_CONFIG;
	}
	if (version < SCHEMA_VERSION)
		return upgrade(c, directory, version);
	e = stmt_prepare_all(c->db);
	if (e)
		return ctl_fail(e, "upgrade");
	printf("schema %d, nothing to do\n", SCHEMA_VERSION);
	return 0;
}

int ctl_upgrade(struct ctl *c, int argc, char **argv)
{
	struct conf conf;
	struct ctl patient;
	const char *directory = CARREL_BACKUP;
	if (argc == 2 && !strcmp(argv[0], "--backup") && *argv[1]) {
		directory = argv[1];
	} else if (argc) {
		fputs("usage: carrelctl upgrade [--backup DIRECTORY]\n", stderr);
		return CTL_USAGE;
	}
	signal(SIGPIPE, SIG_IGN);
	ctl_open(&patient, c, c->conf->db_name, &conf);
	int rc = run(&patient, directory);
	ctl_close(&patient);
	return rc;
}
