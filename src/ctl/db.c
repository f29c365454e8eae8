/* db.c - carrelctl db: the mariadb client on the configured database. Top floor. */
#include "ctl/ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

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

int ctl_db(struct ctl *c, int argc, char **argv)
{
	int fd = memfd_create("client", 0);
	/* The client does not read a file that others may write. */
	if (fd < 0 || fchmod(fd, 0600) || !write_defaults(c, fd)) {
		fprintf(stderr, "carrelctl: %s\n", strerror(errno));
		return CTL_FAILED;
	}
	const char **args = arena_alloc(&c->arena, ((size_t)argc + 5) * sizeof(*args));
	int n = 0;
	args[n++] = "mariadb";
	args[n++] = arena_printf(&c->arena, "--defaults-file=/proc/self/fd/%d", fd);
	args[n++] = "--default-character-set=utf8mb4";
	for (int i = 0; i < argc; i++)
		args[n++] = argv[i];
	args[n++] = c->conf->db_name;
	args[n] = NULL;
	execvp("mariadb", (char **)(uintptr_t)args);
	fprintf(stderr, "carrelctl: mariadb: %s (package mariadb-client-core)\n", strerror(errno));
	return CTL_FAILED;
}
