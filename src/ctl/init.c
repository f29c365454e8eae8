/* init.c - carrelctl init: a site from nothing: the tokens' secret, the schema, the first rows, an admin. Top floor. */
#include "ctl/user.h"

#include "base/secret.h"
#include "store/login.h"
#include "store/person.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool write_secret(int fd)
{
	char key[SECRET_KEY];
	secret_key(key);
	key[SECRET_KEY - 1] = '\n';
	bool written = write(fd, key, SECRET_KEY) == SECRET_KEY && !fsync(fd);
	secret_wipe(key, sizeof(key));
	return written;
}

/* Where carrel.conf says, otherwise beside it. */
int ctl_init_secret(const char *conf)
{
	struct arena a;
	arena_init(&a);
	const char *named = conf_secret_path(&a, conf, "token_secret"), *slash = strrchr(conf, '/');
	const char *path =
	    named ? named : arena_printf(&a, "%.*stoken_secret", slash ? (int)(slash - conf) + 1 : 0, conf);
	int rc = 0, fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0 && write_secret(fd)) {
		printf("%s: made\n", path);
	} else if (fd >= 0 || errno != EEXIST) {
		fprintf(stderr, "carrelctl: %s: %s\n", path, strerror(errno));
		rc = CTL_FAILED;
		if (fd >= 0)
			unlink(path);
	}
	if (fd >= 0)
		close(fd);
	arena_clear(&a);
	return rc;
}

/* Without the line in carrel.conf the workers know nothing of the file. */
static void tell_secret(struct ctl *c)
{
	const char *slash = strrchr(c->path, '/');
	if (!*c->conf->token_secret)
		printf("to let people log in, add to %s:\n  token_secret_file = %.*stoken_secret\n", c->path,
		       slash ? (int)(slash - c->path) + 1 : 0, c->path);
}

static int first_admin(struct ctl *c, const char *email, bool generate)
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
		fputs("carrelctl: there is no admin yet: carrelctl init --email EMAIL makes one\n", stderr);
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

static int usage(void)
{
	fputs("usage: carrelctl init [--email EMAIL [--generate]] [--empty]\n", stderr);
	return CTL_USAGE;
}

int ctl_init(struct ctl *c, int argc, char **argv)
{
	const char *email = NULL;
	bool generate = false, empty = false;
	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "--generate"))
			generate = true;
		else if (!strcmp(argv[i], "--empty"))
			empty = true;
		else if (!strcmp(argv[i], "--email") && i + 1 < argc && ctl_user_good_email(argv[i + 1]))
			email = argv[++i];
		else
			return usage();
	}
	if (generate && !email)
		return usage();
	char *seed[] = {"--empty"};
	int rc = ctl_migrate(c, 0, NULL);
	if (!rc)
		rc = ctl_seed(c, empty, seed);
	if (!rc)
		rc = first_admin(c, email, generate);
	if (!rc || rc == CTL_PARTLY)
		tell_secret(c);
	return rc;
}
