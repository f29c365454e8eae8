/* server.c - a private MariaDB with our schema, for one test program. */
#include "server.h"

#include "../unit/test.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH = 256, TEXT = 65536, TEXTS = 8 };

static char dir[] = "/tmp/carrel.XXXXXX";
static pid_t server, janitor;
static int alive = -1; /* closed by our end, whatever it is: the janitor reads the other side */
static struct conf conf;
static char clean[TEXT];
/* A test that failed may have left a connection that holds locks. */
static const char end_others[] =
    "DELIMITER //\n"
    "BEGIN NOT ATOMIC DECLARE CONTINUE HANDLER FOR 1094 BEGIN END;\n"
    "FOR other IN (SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND "
    "command <> 'Daemon') DO KILL other.id; END FOR; END //\n"
    "DELIMITER ;\n"
    "SET foreign_key_checks = 0, innodb_lock_wait_timeout = 10, lock_wait_timeout = 10;\n";

static void bail(const char *what, const char *log)
{
	char command[PATH];
	printf("Bail out! %s\n", what);
	fflush(stdout);
	snprintf(command, sizeof(command), "tail -n 20 %s/%s | sed 's/^/# /'", dir, log);
	if (log && system(command))
		perror(command);
	exit(99);
}

const char *server_path(const char *name)
{
	static char paths[TEXTS][PATH];
	static int next;
	char *path = paths[next++ % TEXTS];
	snprintf(path, PATH, "%s/%s", dir, name);
	return path;
}

const char *server_ctl(void)
{
	static char command[2 * PATH];
	snprintf(command, sizeof(command), "'%s/carrelctl' -c %s", getenv("top_builddir"),
		 server_path("carrel.conf"));
	return command;
}

const struct conf *server_conf(void)
{
	return &conf;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st, (void)flag, (void)ftw;
	return remove(path);
}

/* Outlives us by a moment: removes the directory when we have ended, also by a signal that nobody catches. */
static void start_janitor(void)
{
	int pipes[2];
	if (pipe2(pipes, O_CLOEXEC))
		bail("no pipe", NULL);
	alive = pipes[1];
	janitor = fork();
	if (janitor)
		return;
	char c;
	int null = open("/dev/null", O_RDWR);
	setsid();
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	close(pipes[1]);
	while (read(pipes[0], &c, 1) < 0 && errno == EINTR)
		;
	/* The server may still be on its way out and leave a file behind. */
	for (int i = 0; i < 100 && nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS); i++)
		usleep(50000);
	_exit(0);
}

static void end(void)
{
	if (server)
		server_stop(SIGKILL);
	close(alive);
	waitpid(janitor, NULL, 0);
	if (conf.arena.first)
		conf_clear(&conf);
}

static bool answers(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	snprintf(at.sun_path, sizeof(at.sun_path), "%s/sock", dir);
	bool yes = fd >= 0 && !connect(fd, (struct sockaddr *)&at, sizeof(at));
	close(fd);
	return yes;
}

static void run_server(void)
{
	char data[PATH], socket[PATH], pid[PATH], tmp[PATH];
	snprintf(data, sizeof(data), "--datadir=%s/data", dir);
	snprintf(socket, sizeof(socket), "--socket=%s/sock", dir);
	snprintf(pid, sizeof(pid), "--pid-file=%s/pid", dir);
	snprintf(tmp, sizeof(tmp), "--tmpdir=%s", dir);
	int log = open(server_path("log"), O_WRONLY | O_CREAT | O_APPEND, 0600);
	dup2(log, 1);
	dup2(log, 2);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execlp("mariadbd", "mariadbd", "--no-defaults", data, socket, pid, tmp, "--skip-networking",
	       "--skip-name-resolve", "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=8M",
	       "--innodb-flush-log-at-trx-commit=2", "--max-connections=200",
	       geteuid() ? NULL : "--user=root", NULL);
	_exit(127);
}

void server_start(void)
{
	server = fork();
	if (!server)
		run_server();
	for (int i = 0; i < 3000; i++) {
		if (answers())
			return;
		if (waitpid(server, NULL, WNOHANG) == server)
			break;
		usleep(10000);
	}
	bail("mariadbd does not start", "log");
}

void server_stop(int signal)
{
	kill(server, SIGCONT);
	kill(server, signal);
	while (waitpid(server, NULL, 0) < 0 && errno == EINTR)
		;
	server = 0;
}

void server_signal(int signal)
{
	kill(server, signal);
	/* Its threads stop one by one. */
	if (signal == SIGSTOP)
		waitpid(server, NULL, WUNTRACED);
}

/* The client reads what it shall run from a file: nothing has to be quoted. */
static const char *client(const char *database, const char *text)
{
	static char texts[TEXTS][TEXT];
	static int next;
	char command[3 * PATH], *out = texts[next++ % TEXTS];
	FILE *file = fopen(server_path("sql"), "we");
	if (!file || fputs(text, file) < 0 || fclose(file))
		bail("no file for SQL", NULL);
	snprintf(command, sizeof(command),
		 "mariadb --no-defaults -S %s/sock -N -B -r --default-character-set=utf8mb4 %s <%s/sql 2>&1",
		 dir, database, dir);
	FILE *in = popen(command, "re");
	if (!in)
		bail("no mariadb client", NULL);
	size_t n = fread(out, 1, TEXT - 1, in);
	out[n] = 0;
	bool cut = !feof(in) && fgetc(in) != EOF;
	if (pclose(in) || cut)
		fail_msg("%s\n%s", text, cut ? "more than is taken" : out);
	if (n && out[n - 1] == '\n')
		out[n - 1] = 0;
	return out;
}

const char *server_sql(const char *fmt, ...)
{
	static char text[TEXT];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	assert_true(n >= 0 && (size_t)n < sizeof(text));
	return client("carrel", text);
}

int64_t server_number(const char *fmt, ...)
{
	char text[4096], *rest;
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	assert_true(n >= 0 && (size_t)n < sizeof(text));
	const char *out = client("carrel", text);
	int64_t number = strtoll(out, &rest, 10);
	if (!*out || *rest)
		fail_msg("%s\nis no number: %s", text, out);
	return number;
}

void server_clean(void)
{
	if (server)
		server_signal(SIGCONT);
	else
		server_start();
	client("carrel", clean);
}

static void install(void)
{
	char command[4 * PATH];
	/*
	 * Sockets have short names, so not in the build directory. It is tmpdir, too: a server that starts removes the
	 * temporary tables of all others that share its tmpdir (measured: an installation at that moment fails).
	 */
	if (!mkdtemp(dir))
		bail("no directory under /tmp", NULL);
	start_janitor();
	atexit(end);
	snprintf(command, sizeof(command),
		 "mariadb-install-db --no-defaults %s --datadir=%s/data --tmpdir=%s --skip-test-db "
		 "--auth-root-authentication-method=socket --innodb-log-file-size=8M >%s/install 2>&1",
		 geteuid() ? "" : "--user=root", dir, dir, dir);
	if (system(command))
		bail("mariadb-install-db fails", "install");
}

static void write_conf(void)
{
	const struct passwd *me = getpwuid(geteuid());
	FILE *out = fopen(server_path("carrel.conf"), "we");
	if (!out || !me)
		bail("no carrel.conf", NULL);
	fprintf(out,
		"db_socket = %s\ndb_user = %s\naccess = open\ndb_lock_wait = 1\n"
		"token_secret = of-the-tests-and-of-nothing-else-in-the-world\n",
		server_path("sock"), me->pw_name);
	fclose(out);
	if (conf_read(server_path("carrel.conf"), &conf))
		bail("carrel.conf is not taken", NULL);
}

void server_open(void)
{
	char command[4 * PATH];
	if (!getenv("top_srcdir") || !getenv("top_builddir"))
		bail("top_srcdir and top_builddir are not set", NULL);
	setenv("CARREL_DATA", getenv("top_srcdir"), 1);
	unsetenv("CARREL_DB_PASSWORD");
	snprintf(command, sizeof(command), "%s:/usr/sbin:/sbin", getenv("PATH"));
	setenv("PATH", command, 1);
	signal(SIGPIPE, SIG_IGN);
	log_init("test", LOG_ERROR);
	install();
	server_start();
	write_conf();
	client("", "CREATE DATABASE carrel");
	snprintf(command, sizeof(command), "%s migrate >%s 2>&1", server_ctl(), server_path("migrate"));
	if (system(command))
		bail("carrelctl migrate fails", "migrate");
	snprintf(clean, sizeof(clean), "%s%s%s", end_others,
		 server_sql("SELECT CONCAT('DELETE FROM ', table_name, ';') FROM information_schema.tables "
			    "WHERE table_schema = 'carrel' AND table_name NOT IN ('schema_migration', "
			    "'tariff', 'tariff_version')"),
		 /* No version twice: connections remember parts. */
		 "INSERT INTO shelf (version, epoch, works, books, movies) VALUES (UUID_SHORT() >> 1, "
		 "UUID_SHORT() >> 1, 0, 0, 0);"
		 "INSERT INTO shelf_part (kind, first_title, place, works, version) VALUES "
		 "('all', '', 0, 0, 1), ('book', '', 0, 0, 1), ('movie', '', 0, 0, 1);");
}

static enum err within(struct db *db, enum err (*act)(struct db *db, struct work *w), struct work *w)
{
	if (db_in_transaction(db))
		return act(db, w);
	enum err e = db_begin(db);
	if (!e)
		e = act(db, w);
	if (!e)
		return db_commit(db);
	if (db_in_transaction(db))
		db_rollback(db);
	return e;
}

enum err server_insert(struct db *db, struct work *w)
{
	return within(db, store_work_insert, w);
}

enum err server_insert_bare(struct db *db, struct work *w)
{
	return within(db, store_work_insert_bare, w);
}

enum err server_update(struct db *db, struct work *w)
{
	return within(db, store_work_update, w);
}

static enum err delete_work(struct db *db, struct work *w)
{
	return store_work_delete(db, w->id);
}

enum err server_delete(struct db *db, int64_t id)
{
	return within(db, delete_work, &(struct work){.id = id});
}

void server_recount(void)
{
	server_sql("SET @kept = (SELECT version FROM shelf); DELETE FROM shelf; DELETE FROM shelf_part; "
		   "INSERT INTO shelf (version, epoch, works, books, movies) SELECT @kept + 1, UUID_SHORT() "
		   ">> 1, COUNT(*), "
		   "COALESCE(SUM(kind = 'book'), 0), COALESCE(SUM(kind = 'movie'), 0) FROM work WHERE "
		   "withdrawn = 0; "
		   "INSERT INTO shelf_part (kind, first_title, place, works, version) "
		   "SELECT 'all', '', 0, works, version FROM shelf UNION ALL "
		   "SELECT 'book', '', 0, books, version FROM shelf UNION ALL "
		   "SELECT 'movie', '', 0, movies, version FROM shelf");
}
