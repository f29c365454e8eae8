/* db.c - who carrelctl is to the database, and MariaDB's own programs on it; carrelctl db. Top floor. */
#include "ctl/ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LONG = 24 * 3600 };

bool ctl_owner(struct conf *site, struct conf *owner_r)
{
	const char *file = site->db_owner_password_file;
	*owner_r = *site;
	if (*site->db_owner) {
		owner_r->db_user = site->db_owner;
		owner_r->db_password = "";
		const char *wrong = *file ? conf_read_secret(site, file, &owner_r->db_password) : NULL;
		if (wrong)
			fprintf(stderr, "carrelctl: db_owner_password_file %s\n", wrong);
		return !wrong;
	}
	if (!geteuid() && !*site->db_password && !*site->db_host)
		owner_r->db_user = "root";
	return true;
}

void ctl_open(struct ctl *c_r, const struct ctl *c, const char *database, struct conf *conf_r)
{
	*conf_r = *c->conf;
	conf_r->db_name = database;
	/* Tables of millions of rows are changed, renamed and counted here: that is no lost connection. */
	conf_r->db_read_timeout = LONG;
	*c_r = (struct ctl){.path = c->path, .site = c->site, .conf = conf_r};
	arena_init(&c_r->arena);
	db_open(&c_r->db, conf_r);
	db_request(c_r->db, &c_r->arena);
}

void ctl_close(struct ctl *c)
{
	db_close(&c->db);
	arena_clear(&c->arena);
}

/*
 * The password must not stand in the argument list or the environment, so the client reads it from a file that has no
 * name.
 */
static bool write_defaults(struct ctl *c, int fd)
{
	const struct conf *f = c->conf;
	struct buf b;
	buf_init(&b, &c->arena, 512);
	buf_printf(&b, "[client]\nuser=\"%s\"\n", f->db_user);
	if (*f->db_host)
		buf_printf(&b, "host=\"%s\"\nport=%lld\nprotocol=tcp\n", f->db_host, (long long)f->db_port);
	else
		buf_printf(&b, "socket=\"%s\"\n", f->db_socket);
	if (*f->db_password) {
		buf_puts(&b, "password=\"");
		for (const char *p = f->db_password; *p; p++) {
			if (*p == '\\' || *p == '"')
				buf_putc(&b, '\\');
			buf_putc(&b, *p);
		}
		buf_puts(&b, "\"\n");
	}
	return write(fd, b.data, b.len) == (ssize_t)b.len;
}

/* The option that names it; NULL after saying why not. */
static const char *client_option(struct ctl *c)
{
	int fd = memfd_create("client", 0);
	/* The client does not read a file that others may write. */
	if (fd < 0 || fchmod(fd, 0600) || !write_defaults(c, fd)) {
		fprintf(stderr, "carrelctl: %s\n", strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	return arena_printf(&c->arena, "--defaults-file=/proc/self/fd/%d", fd);
}

/* argv of a program: its name, the option, its arguments, and the database. */
static char **arguments(struct ctl *c, const char *option, const char *program, const char *const *args)
{
	int n = 0, count = 0;
	while (args[count])
		count++;
	const char **all = arena_alloc(&c->arena, ((size_t)count + 5) * sizeof(*all));
	all[n++] = program;
	all[n++] = option;
	all[n++] = "--default-character-set=utf8mb4";
	for (int i = 0; i < count; i++)
		all[n++] = args[i];
	if (*c->conf->db_name)
		all[n++] = c->conf->db_name;
	all[n] = NULL;
	return (char **)(uintptr_t)all;
}

static void run_program(char **argv)
{
	execvp(argv[0], argv);
	fprintf(stderr, "carrelctl: %s: %s (package mariadb-client)\n", argv[0], strerror(errno));
}

pid_t ctl_spawn(struct ctl *c, const char *const *args, int in, int out)
{
	const char *option = client_option(c);
	if (!option)
		return -1;
	int defaults = (int)strtol(strrchr(option, '/') + 1, NULL, 10);
	char **argv = arguments(c, option, args[0], args + 1);
	fflush(NULL);
	pid_t pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGTERM); /* what we began ends with us */
		if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0)
			run_program(argv);
		_exit(127);
	}
	if (pid < 0)
		fprintf(stderr, "carrelctl: %s: %s\n", args[0], strerror(errno));
	close(defaults);
	return pid;
}

bool ctl_wait(pid_t pid, const char *program)
{
	int status = 0;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	if (WIFSIGNALED(status))
		fprintf(stderr, "carrelctl: %s ended by signal %d\n", program, WTERMSIG(status));
	else if (WEXITSTATUS(status))
		fprintf(stderr, "carrelctl: %s ended with exit code %d\n", program, WEXITSTATUS(status));
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

int ctl_db(struct ctl *c, int argc, char **argv)
{
	const char *option = client_option(c);
	const char **args = arena_zalloc(&c->arena, ((size_t)argc + 1) * sizeof(*args));
	for (int i = 0; i < argc; i++)
		args[i] = argv[i];
	if (option)
		run_program(arguments(c, option, "mariadb", args));
	return CTL_FAILED;
}
