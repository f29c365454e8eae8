/* tidy.c - carrelctl tidy: what has to be done regularly, each by itself and at any time. Top floor. */
#include "ctl/ctl.h"

#include "store/purge.h"
#include "store/shelf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ATTEMPTS = 10 };

static int holds(struct ctl *c)
{
	char *tidy[] = {"tidy"};
	return ctl_holds(c, 1, tidy);
}

static int audit(struct ctl *c)
{
	char *seal[] = {"seal"};
	return ctl_audit(c, 1, seal);
}

/* Wrong only after SQL that somebody wrote, or a program from before there were these counts. */
static int shelves(struct ctl *c)
{
	int64_t wrong = 0;
	struct conf conf;
	struct ctl patient;
	ctl_open(&patient, c, c->conf->db_name, &conf);
	enum err e = store_shelf_check(patient.db, &wrong);
	if (!e && wrong)
		e = store_shelf_renew(patient.db);
	ctl_close(&patient);
	if (e)
		return ctl_fail(e, "shelves");
	printf("shelves: %lld counts wrong%s\n", (long long)wrong, wrong ? ", all counted anew" : "");
	return 0;
}

/* Two at once take turns: who deletes the rows of the other waits, or begins again. */
static enum err purge_batch(struct ctl *c, enum purge what, int64_t *deleted_r)
{
	enum err e = ERR_RETRY;
	for (int i = 0; e == ERR_RETRY && i < ATTEMPTS; i++) {
		if (i)
			nanosleep(&(struct timespec){.tv_nsec = (random() % 50 + 1) * 1000000}, NULL);
		e = store_purge(c->db, what, deleted_r);
	}
	return e;
}

static int purge(struct ctl *c, enum purge what, const char *name)
{
	int64_t all = 0, deleted = 0;
	enum err e;
	while (!(e = purge_batch(c, what, &deleted)) && deleted) {
		all += deleted;
		ctl_progress("%s: %lld rows deleted", name, (long long)all);
	}
	ctl_progress_end();
	printf("%s: %lld rows deleted\n", name, (long long)all);
	return e ? ctl_fail(e, name) : 0;
}

/* Either a command of its own, or rows to purge. */
static const struct chore {
	const char *name;
	int (*run)(struct ctl *c);
	enum purge what;
} chores[] = {
    {"holds", holds, 0},
    {"audit", audit, 0},
    {"shelves", shelves, 0},
    {"idempotency", NULL, PURGE_IDEMPOTENCY},
    {"tokens", NULL, PURGE_TOKENS},
    {"logins", NULL, PURGE_LOGINS},
    {"lookups", NULL, PURGE_LOOKUPS},
    {"omdb", NULL, PURGE_OMDB_DAYS},
};
enum { CHORES = sizeof(chores) / sizeof(chores[0]) };

static int usage(void)
{
	fputs("usage: carrelctl tidy [--only CHORE]...\nchores:", stderr);
	for (int i = 0; i < CHORES; i++)
		fprintf(stderr, " %s", chores[i].name);
	fputc('\n', stderr);
	return CTL_USAGE;
}

static bool choose(bool chosen[CHORES], const char *name)
{
	for (int i = 0; i < CHORES; i++)
		if (!strcmp(chores[i].name, name))
			return chosen[i] = true;
	return false;
}

int ctl_tidy(struct ctl *c, int argc, char **argv)
{
	bool chosen[CHORES] = {false};
	int rc = 0;
	for (int i = 0; i < argc; i += 2)
		if (strcmp(argv[i], "--only") || i + 1 == argc || !choose(chosen, argv[i + 1]))
			return usage();
	/* One that fails keeps no other from being done. */
	for (int i = 0; i < CHORES; i++) {
		if (argc && !chosen[i])
			continue;
		int failed = chores[i].run ? chores[i].run(c) : purge(c, chores[i].what, chores[i].name);
		rc = rc ? rc : failed;
	}
	return rc;
}
