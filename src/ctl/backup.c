/* backup.c - carrelctl backup: the whole database as of one moment, beside the running site. Top floor. */
#include "ctl/backup.h"

#include "ext/zst.h"
#include "store/schema.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PREFIX "carrel-"
#define SUFFIX ".sql.zst"

void backup_stamp(char text_r[STAMP])
{
	time_t now = time(NULL);
	struct tm tm;
	gmtime_r(&now, &tm);
	strftime(text_r, STAMP, "%Y%m%dT%H%M%SZ", &tm);
}

static void say(const char *file, const char *what)
{
	fprintf(stderr, "carrelctl: %s: %s\n", file, what);
}

/* ---- a file that is whole or not there ---- */

static char unfinished[PATH_MAX];

/* Nothing half stays when somebody stops it. */
static void remove_unfinished(int signal)
{
	unlink(unfinished);
	struct sigaction act = {.sa_handler = SIG_DFL};
	sigaction(signal, &act, NULL);
	raise(signal);
}

static void on_signals(void (*handler)(int))
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction act = {.sa_handler = handler};
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		sigaction(numbers[i], &act, NULL);
}

static int begin_file(const char *file)
{
	if (snprintf(unfinished, sizeof(unfinished), "%s.XXXXXX", file) >= (int)sizeof(unfinished)) {
		say(file, strerror(ENAMETOOLONG));
		return -1;
	}
	int fd = mkostemp(unfinished, O_CLOEXEC); /* mode 0600 */
	if (fd < 0)
		say(file, strerror(errno));
	else
		on_signals(remove_unfinished);
	return fd;
}

static bool sync_directory(struct ctl *c, const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *dir =
	    slash ? arena_strndup(&c->arena, file, (size_t)(slash - file) + 1) : arena_strdup(&c->arena, ".");
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool fine = fd >= 0 && !fsync(fd);
	if (fd >= 0)
		close(fd);
	return fine;
}

/* Under its name once it is on the disk; gone otherwise. */
static bool end_file(struct ctl *c, int fd, const char *file, bool fine)
{
	if (fine && (fsync(fd) || close(fd) || rename(unfinished, file) || !sync_directory(c, file))) {
		say(file, strerror(errno));
		fine = false;
	}
	if (!fine)
		unlink(unfinished);
	on_signals(SIG_DFL);
	return fine;
}

/* ---- the backup ---- */

/* Keeps migrations out: a dump would take tables of before and after one. */
static int lock(struct ctl *c)
{
	enum err e = store_schema_alone(c->db);
	return e ? ctl_fail(e, "backup") : 0;
}

static bool write_to(struct ctl *c, int fd, const char *file, struct dump *d)
{
	struct zst_out *z;
	char made[STAMP];
	backup_stamp(made);
	dump_begin(d, &c->arena);
	d->made = arena_strdup(&c->arena, made);
	zst_out_open(&z, fd);
	bool fine = dump_database(c, d, z, file), written = fine && dump_manifest(d, &c->arena, z);
	if (!zst_out_close(&z) || !written) {
		if (fine)
			say(file, strerror(errno));
		return false;
	}
	return true;
}

int backup_write(struct ctl *c, const char *file, struct dump *d_r)
{
	int rc = lock(c);
	if (rc)
		return rc;
	int fd = begin_file(file);
	if (fd < 0 || !end_file(c, fd, file, write_to(c, fd, file, d_r)))
		return CTL_FAILED;
	dump_tell(d_r, file, stdout);
	return 0;
}

static int to_stdout(struct ctl *c, struct dump *d)
{
	if (isatty(STDOUT_FILENO)) {
		say("standard output", "is a terminal, and a backup is no text");
		return CTL_USAGE;
	}
	int rc = lock(c);
	if (rc || !write_to(c, STDOUT_FILENO, "standard output", d))
		return rc ? rc : CTL_FAILED;
	dump_tell(d, "standard output", stderr);
	return 0;
}

const char *backup_name(struct ctl *c, const char *directory)
{
	char stamp[STAMP];
	const char *name;
	struct stat st;
	if (stat(directory, &st) || !S_ISDIR(st.st_mode)) {
		say(directory, "is no directory for backups");
		return NULL;
	}
	/* One a second. */
	for (;;) {
		backup_stamp(stamp);
		name = arena_printf(&c->arena, "%s/" PREFIX "%s" SUFFIX, directory, stamp);
		if (stat(name, &st))
			return name;
		sleep(1);
	}
}

/* ---- old ones ---- */

static int is_ours(const struct dirent *entry)
{
	size_t n = strlen(PREFIX), stamp = STAMP - 1;
	return strlen(entry->d_name) == n + stamp + strlen(SUFFIX) && !strncmp(entry->d_name, PREFIX, n) &&
	       strspn(entry->d_name + n, "0123456789TZ") == stamp &&
	       !strcmp(entry->d_name + n + stamp, SUFFIX);
}

/* By name is by time. */
static int remove_old(struct ctl *c, const char *directory, int64_t keep)
{
	struct dirent **found = NULL;
	int n = scandir(directory, &found, is_ours, alphasort), rc = 0;
	if (n < 0)
		say(directory, strerror(errno));
	for (int i = 0; i < n; i++) {
		const char *name = arena_printf(&c->arena, "%s/%s", directory, found[i]->d_name);
		if (i < n - keep && unlink(name)) {
			say(name, strerror(errno));
			rc = CTL_PARTLY;
		} else if (i < n - keep) {
			printf("%s: removed\n", name);
		}
		free(found[i]);
	}
	free(found);
	return n < 0 ? CTL_PARTLY : rc;
}

static int usage(void)
{
	fputs("usage: carrelctl backup FILE\n"
	      "       carrelctl backup [--keep N] DIRECTORY\n"
	      "       carrelctl backup - >FILE\n",
	      stderr);
	return CTL_USAGE;
}

static bool read_keep(const char *text, int64_t *keep_r)
{
	char *end;
	errno = 0;
	long n = strtol(text, &end, 10);
	*keep_r = n;
	return !errno && *text >= '0' && *text <= '9' && !*end && n >= 1 && n <= 1000000;
}

int ctl_backup(struct ctl *c, int argc, char **argv)
{
	struct dump *d = arena_alloc(&c->arena, sizeof(*d));
	struct stat st;
	int64_t keep = 0;
	if (argc == 3 && !strcmp(argv[0], "--keep") && read_keep(argv[1], &keep)) {
		argv += 2;
		argc -= 2;
	}
	if (argc != 1 || !*argv[0] || (*argv[0] == '-' && argv[0][1]))
		return usage();
	bool directory = !stat(argv[0], &st) && S_ISDIR(st.st_mode);
	if (keep && !directory) {
		say(argv[0], "is not a directory, and only in one old backups are known by their names");
		return CTL_USAGE;
	}
	signal(SIGPIPE, SIG_IGN);
	if (!strcmp(argv[0], "-"))
		return to_stdout(c, d);
	const char *file = directory ? backup_name(c, argv[0]) : argv[0];
	int rc = file ? backup_write(c, file, d) : CTL_FAILED;
	return rc || !keep ? rc : remove_old(c, argv[0], keep);
}
