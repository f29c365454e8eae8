/* main.c - carrelctl: the operator's command line. Top floor. */
#include "ctl/ctl.h"

#include "base/date.h"
#include "base/log.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef CARREL_CONF
#define CARREL_CONF "/etc/carrel/carrel.conf"
#endif

static const struct {
	const char *name;
	int (*run)(struct ctl *c, int argc, char **argv);
	const char *help;
} commands[] = {
    {"init", ctl_init,
     "init [--yes] [--email EMAIL]    a site from nothing: secrets, database and its user, first admin"},
    {"migrate", ctl_migrate, "migrate                    bring the database to this program's schema"},
    {"seed", ctl_seed, "seed [--empty] [--again]   load the fixed rows, and the sample unless --empty"},
    {"import", ctl_import,
     "import books|movies [-v] FILE   add what a CSV file lists; -v names what was odd but taken"},
    {"import", ctl_import,
     "import movies --omdb [--again] [IDS]   ask OMDb for films, of IDS or of a new site"},
    {"ledger", ctl_ledger,
     "ledger verify              work out every charge and balance anew, name differences"},
    {"holds", ctl_holds,
     "holds tidy                 expire what was not picked up, end suspensions; for a timer"},
    {"audit", ctl_audit,
     "audit seal|verify          chain what was written to the audit; is the chain whole?"},
    {"user", ctl_user, "user add|passwd|role|disable|enable|list    who may log in, and as what"},
    {"tidy", ctl_tidy, "tidy [--only CHORE]        what has to be done regularly; for timers"},
    {"backup", ctl_backup,
     "backup [--keep N] FILE|DIRECTORY|-   the whole database as of one moment, beside the running site"},
    {"restore", ctl_restore,
     "restore [--check] [--force] FILE     the database as that backup has it, then checked"},
    {"upgrade", ctl_upgrade,
     "upgrade [--backup DIRECTORY]    back up, migrate, check; back again when it fails"},
    {"status", ctl_status,
     "status [--json]            what is up, since when, how busy, and what waits to be done"},
    {"restart", ctl_restart,
     "restart                    new workers, one pool after the other, losing no request"},
    {"db", ctl_db, "db [ARGS]                  open the mariadb client on the configured database"},
};
enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static int usage(FILE *out, int rc)
{
	fputs("usage: carrelctl [-c FILE] COMMAND\n\n", out);
	for (int i = 0; i < COMMANDS; i++)
		fprintf(out, "  %s\n", commands[i].help);
	return rc;
}

int ctl_fail(enum err e, const char *what)
{
	fprintf(stderr, "carrelctl: %s: %s\n", what, err_slug(e));
	return e == ERR_AWAY ? CTL_AWAY : CTL_FAILED;
}

char *ctl_read_file(struct ctl *c, const char *path)
{
	struct buf text;
	FILE *in = fopen(path, "re");
	if (!in) {
		fprintf(stderr, "carrelctl: %s: %s\n", path, strerror(errno));
		return NULL;
	}
	buf_init(&text, &c->arena, 65536);
	size_t n;
	while ((n = fread(buf_room(&text, 16384), 1, 16384, in)) > 0)
		text.len += n;
	text.data[text.len] = 0;
	bool failed = ferror(in);
	fclose(in);
	if (failed)
		fprintf(stderr, "carrelctl: %s: cannot be read\n", path);
	return failed ? NULL : text.data;
}

char *ctl_next_statement(char **text)
{
	char *p = *text + strspn(*text, " \t\r\n");
	while (!strncmp(p, "--", 2)) {
		p += strcspn(p, "\n");
		p += strspn(p, " \t\r\n");
	}
	if (!*p)
		return NULL;
	char *end = strstr(p, ";\n");
	if (end) {
		*end = 0;
		*text = end + 1;
	} else {
		*text = p + strlen(p);
	}
	return p;
}

static int64_t drawn;

void ctl_progress(const char *fmt, ...)
{
	va_list ap;
	if (!isatty(STDERR_FILENO) || date_clock() - drawn < 100000)
		return;
	drawn = date_clock();
	fputs("\r\033[K", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fflush(stderr);
}

void ctl_progress_end(void)
{
	if (drawn)
		fputs("\r\033[K", stderr);
	drawn = 0;
}

static int run(const char *path, int i, int argc, char **argv)
{
	struct conf site, conf;
	struct ctl c = {.path = path, .site = &site, .conf = &conf};
	int rc = commands[i].run == ctl_init ? ctl_init_secrets(path) : 0;
	if (rc)
		return rc;
	if (conf_read(path, &site))
		return CTL_CONFIG;
	rc = CTL_CONFIG;
	if (ctl_owner(&site, &conf)) {
		arena_init(&c.arena);
		db_open(&c.db, &conf);
		db_request(c.db, &c.arena);
		rc = commands[i].run(&c, argc, argv);
		db_close(&c.db);
		arena_clear(&c.arena);
	}
	conf_clear(&site);
	return rc;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"config", required_argument, NULL, 'c'},
						{"version", no_argument, NULL, 'v'},
						{"help", no_argument, NULL, 'h'},
						{NULL, 0, NULL, 0}};
	const char *path = CARREL_CONF;
	int opt;
	log_init("carrelctl", LOG_WARN);
	while ((opt = getopt_long(argc, argv, "+c:vh", options, NULL)) != -1) {
		switch (opt) {
		case 'c':
			path = optarg;
			break;
		case 'v':
			puts("carrelctl " CARREL_VERSION);
			return 0;
		default:
			return usage(opt == 'h' ? stdout : stderr, opt == 'h' ? 0 : CTL_USAGE);
		}
	}
	for (int i = 0; optind < argc && i < COMMANDS; i++)
		if (!strcmp(commands[i].name, argv[optind]))
			return run(path, i, argc - optind - 1, argv + optind + 1);
	return usage(stderr, CTL_USAGE);
}
