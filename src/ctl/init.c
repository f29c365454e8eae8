/* init.c - carrelctl init: a site from nothing, or mended: secrets, database, its user, rows, an admin. Top floor. */
#include "ctl/user.h"

#include "base/secret.h"
#include "store/admin.h"
#include "store/login.h"
#include "store/person.h"
#include "store/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- secrets: files that only the workers read ---- */

static const char *beside(struct arena *a, const char *conf, const char *name)
{
	const char *slash = strrchr(conf, '/');
	return arena_printf(a, "%.*s%s", slash ? (int)(slash - conf) + 1 : 0, conf, name);
}

static bool write_secret(int fd)
{
	char key[SECRET_KEY];
	secret_key(key);
	key[SECRET_KEY - 1] = '\n';
	bool written = write(fd, key, SECRET_KEY) == SECRET_KEY && !fsync(fd);
	secret_wipe(key, sizeof(key));
	return written;
}

/* Of the mode it must have; what is in a file that is there stays. */
static int make_secret(const char *path)
{
	struct stat st;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool made = fd >= 0, fine = made ? write_secret(fd) : errno == EEXIST;
	if (fine && !made && !stat(path, &st) && S_ISREG(st.st_mode) && (st.st_mode & 07777) != 0600) {
		fine = !chmod(path, 0600);
		if (fine)
			printf("%s: mode was %04o, is 0600\n", path, (unsigned)st.st_mode & 07777);
	}
	if (fine && made)
		printf("%s: made\n", path);
	if (!fine) {
		fprintf(stderr, "carrelctl: %s: %s\n", path, strerror(errno));
		if (made)
			unlink(path);
	}
	if (made)
		close(fd);
	return fine ? 0 : CTL_FAILED;
}

/* Where carrel.conf says, otherwise beside it; "" is a credential, which is systemd's. */
int ctl_init_secrets(const char *conf)
{
	struct arena a;
	arena_init(&a);
	const char *token = conf_secret_path(&a, conf, "token_secret");
	const char *password = conf_secret_path(&a, conf, "db_password");
	if (!token)
		token = beside(&a, conf, "token_secret");
	int rc = *token ? make_secret(token) : 0;
	if (!rc && password && *password)
		rc = make_secret(password);
	arena_clear(&a);
	return rc;
}

/* The operating system's user that the workers run as, if root sets the site up and there is one of that name. */
static const struct passwd *workers_user(struct ctl *c)
{
	return geteuid() ? NULL : getpwnam(c->site->db_user);
}

static int give_secret(const char *path, const struct passwd *to)
{
	struct stat st;
	if (!path || !*path || stat(path, &st) || st.st_uid == to->pw_uid)
		return 0;
	if (!chown(path, to->pw_uid, to->pw_gid)) {
		printf("%s: belongs to %s\n", path, to->pw_name);
		return 0;
	}
	fprintf(stderr, "carrelctl: %s: %s\n", path, strerror(errno));
	return CTL_FAILED;
}

static int give_secrets(struct ctl *c)
{
	const struct passwd *to = workers_user(c);
	const char *token = conf_secret_path(&c->arena, c->path, "token_secret");
	if (!to)
		return 0;
	int rc = give_secret(token ? token : beside(&c->arena, c->path, "token_secret"), to);
	return rc ? rc : give_secret(conf_secret_path(&c->arena, c->path, "db_password"), to);
}

/* Without the line in carrel.conf the workers know nothing of the file. */
static void tell_secret(struct ctl *c)
{
	if (!*c->site->token_secret)
		printf("to let people log in, add to %s:\n  token_secret_file = %s\n", c->path,
		       beside(&c->arena, c->path, "token_secret"));
}

/* ---- the database and the workers' user ---- */

static enum err make_user(struct ctl *c, struct ctl *nowhere)
{
	const struct conf *site = c->site;
	bool changed;
	const char *host;
	struct admin_user u = {site->db_user, site->db_password, site->db_name};
	/* Who sets the site up is who works: all rights there are. */
	if (!strcmp(site->db_user, c->conf->db_user))
		return ERR_NONE;
	if (!*site->db_password && *site->db_host) {
		fputs("carrelctl: over TCP the workers' user needs a password: db_password_file\n", stderr);
		return ERR_INPUT;
	}
	enum err e = store_admin_user(nowhere->db, &u, &changed, &host);
	if (!e && changed)
		printf("database user %s@%s: may read and write the rows of %s, nothing else\n", u.name, host,
		       u.database);
	return e;
}

static int make_database(struct ctl *c)
{
	struct conf conf;
	struct ctl nowhere;
	if (!store_admin_good_name(c->conf->db_name) || !store_admin_good_name(c->site->db_user)) {
		fputs("carrelctl: db_name and db_user may have letters, digits, '_', '-' and '.' here\n",
		      stderr);
		return CTL_CONFIG;
	}
	ctl_open(&nowhere, c, "", &conf);
	enum err e = store_admin_create(nowhere.db, c->conf->db_name);
	if (!e)
		e = make_user(c, &nowhere);
	ctl_close(&nowhere);
	return e ? ctl_fail(e, "init") : 0;
}

/* In a child, as the workers' user: what the workers do when they start. */
static void be_worker(struct ctl *c)
{
	struct arena a;
	struct db *db;
	int64_t version;
	const struct passwd *me = *c->site->db_password ? NULL : workers_user(c);
	if (me && (initgroups(me->pw_name, me->pw_gid) || setgid(me->pw_gid) || setuid(me->pw_uid)))
		_exit(CTL_FAILED);
	arena_init(&a);
	db_open(&db, c->site);
	db_request(db, &a);
	enum err e = db_connect(db);
	if (!e)
		e = store_schema_check(db, &version);
	if (!e)
		e = stmt_prepare_all(db);
	_exit(e ? CTL_FAILED : 0);
}

static int try_worker(struct ctl *c)
{
	int status = 0;
	if (!*c->site->db_password && !geteuid() && strcmp(c->site->db_user, "root") && !workers_user(c)) {
		printf("the operating system has no user %s yet, whom the workers run as\n",
		       c->site->db_user);
		return 0;
	}
	fflush(NULL);
	pid_t pid = fork();
	if (!pid)
		be_worker(c);
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || status) {
		fprintf(stderr, "carrelctl: the workers' user %s cannot work on the database\n",
			c->site->db_user);
		return CTL_FAILED;
	}
	return 0;
}

/* An older schema with rows in it is upgraded, with a backup; a new one just made. */
static int make_tables(struct ctl *c)
{
	int64_t tables, version = 0;
	bool rows;
	enum err e = store_admin_count(c->db, c->conf->db_name, &tables, &rows);
	if (!e && tables)
		e = store_schema_version(c->db, &version);
	if (e)
		return ctl_fail(e, "init");
	return version && version < SCHEMA_VERSION ? ctl_upgrade(c, 0, NULL) : ctl_migrate(c, 0, NULL);
}

/* ---- the first admin ---- */

/* empty: what was asked for, and so what is told. */
static int first_admin(struct ctl *c, const char *email, bool generate, bool empty)
{
	int64_t admins;
	enum err e = store_login_admins(c->db, &admins);
	if (e)
		return ctl_fail(e, "init");
	if (admins) {
		puts("admin: there is one");
		return 0;
	}
	if (!email) {
		fprintf(stderr,
			"carrelctl: there is no admin yet: carrelctl init%s --email EMAIL makes one\n",
			empty ? " --empty" : "");
		return CTL_PARTLY;
	}
	struct person p = {
	    .email = email, .first_name = "", .last_name = "", .role = "admin", .active = true};
	int rc = ctl_user_password(c, generate, &p.password_hash);
	if (rc)
		return rc;
	e = ctl_user_add(c, "carrelctl init", &p);
	if (e == ERR_CONFLICT) {
		fprintf(stderr,
			"carrelctl: %s is there already; carrelctl user role %s admin, and carrelctl user "
			"passwd %s\n",
			email, email, email);
		return CTL_FAILED;
	}
	if (e)
		return ctl_fail(e, "init");
	printf("admin: %s\n", email);
	return 0;
}

/* ---- the command ---- */

struct wish {
	const char *email;
	bool generate, empty, yes;
};

static bool read_wish(struct wish *w, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "--generate"))
			w->generate = true;
		else if (!strcmp(argv[i], "--empty"))
			w->empty = true;
		else if (!strcmp(argv[i], "--yes"))
			w->yes = true;
		else if (!strcmp(argv[i], "--email") && i + 1 < argc && ctl_user_good_email(argv[i + 1]))
			w->email = argv[++i];
		else
			return false;
	}
	return !w->generate || w->email;
}

int ctl_init(struct ctl *c, int argc, char **argv)
{
	struct wish w = {.email = NULL};
	char *seed[] = {"--empty"};
	if (!read_wish(&w, argc, argv)) {
		fputs("usage: carrelctl init [--yes] [--email EMAIL [--generate]] [--empty]\n", stderr);
		return CTL_USAGE;
	}
	int rc = give_secrets(c);
	if (!rc)
		rc = make_database(c);
	if (!rc)
		rc = make_tables(c);
	if (!rc)
		rc = ctl_seed(c, w.empty, seed);
	if (!rc)
		rc = try_worker(c);
	if (!rc)
		rc = first_admin(c, w.email, w.generate, w.empty);
	if (!rc || rc == CTL_PARTLY)
		tell_secret(c);
	/* Nobody who could be asked is there: a site without an admin is what was wanted. */
	return rc == CTL_PARTLY && w.yes ? 0 : rc;
}
