/* restart.c - carrelctl restart: one pool after the other with a new program and new settings. Top floor. */
#include "ctl/ctl.h"

#include "base/date.h"
#include "base/metrics.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { POOLS_MAX = 64, UNIT_MAX = 128, ANSWER_SECONDS = 30 };
/* Apache leaves a pool that was away alone for a second (retry=1 in its site): it has to know of this one again. */
enum { BETWEEN_SECONDS = 2 };
#define TARGET "carrel.target"

static void pause_a_little(void)
{
	nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
}

/* ---- asking a pool itself, past the web server ---- */

/* A record of FastCGI; its type, of request 1. */
static void record(struct buf *b, int type, const char *data, size_t n)
{
	unsigned char head[8] = {1, (unsigned char)type, 0, 1, (unsigned char)(n >> 8), (unsigned char)n};
	buf_add(b, (const char *)head, sizeof(head));
	buf_add(b, data, n);
}

static void param(struct buf *b, const char *name, const char *value)
{
	buf_putc(b, (char)strlen(name));
	buf_putc(b, (char)strlen(value));
	buf_puts(b, name);
	buf_puts(b, value);
}

static void write_question(struct arena *a, struct buf *b, const char *path)
{
	static const char responder[8] = {0, 1};
	struct buf params;
	buf_init(&params, a, 256);
	param(&params, "REQUEST_METHOD", "GET");
	param(&params, "REQUEST_URI", path);
	param(&params, "SERVER_PROTOCOL", "HTTP/1.1");
	param(&params, "REMOTE_ADDR", "127.0.0.1");
	buf_init(b, a, 512);
	record(b, 1, responder, sizeof(responder));
	record(b, 4, params.data, params.len);
	record(b, 4, "", 0);
	record(b, 5, "", 0);
}

static int connect_to(const char *path)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	struct timeval limit = {.tv_sec = 5};
	int fd;
	if (strlen(path) >= sizeof(at.sun_path))
		return -1;
	memcpy(at.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	if (!connect(fd, (struct sockaddr *)&at, sizeof(at)))
		return fd;
	close(fd);
	return -1;
}

/* What the pool on a socket answers to /ready: a status of HTTP, or 0 when it says nothing that is an answer. */
static int ask(struct arena *a, const char *socket_path)
{
	struct arena_mark mark = arena_mark(a);
	struct buf question;
	char answer[1024];
	size_t n = 0;
	ssize_t got = 0;
	int status = 0, fd = connect_to(socket_path);
	if (fd < 0)
		return 0;
	write_question(a, &question, "/ready");
	if (send(fd, question.data, question.len, MSG_NOSIGNAL) == (ssize_t)question.len)
		while (n < sizeof(answer) - 1 && (got = read(fd, answer + n, sizeof(answer) - 1 - n)) > 0)
			n += (size_t)got;
	answer[n] = 0;
	close(fd);
	arena_release(a, mark);
	/* Its first record, of its output, begins with the status. */
	return n > 8 && sscanf(answer + 8, "Status: %3d", &status) == 1 ? status : 0;
}

static bool wait_ready(struct ctl *c, const char *pool, int *status_r)
{
	int64_t until = date_clock() + ANSWER_SECONDS * (int64_t)1000000;
	const char *path = arena_printf(&c->arena, "%s/%s.sock", c->conf->run_dir, pool);
	while ((*status_r = ask(&c->arena, path)) != 200 && date_clock() < until)
		pause_a_little();
	return *status_r == 200;
}

/* ---- under systemd: its units ---- */

extern char **environ;

/* Its exit code, or -1; out: where its words go, or -1. */
static int run(const char *const *args, int out)
{
	posix_spawn_file_actions_t files;
	int status, failed;
	pid_t pid;
	posix_spawn_file_actions_init(&files);
	if (out >= 0)
		posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	failed = posix_spawnp(&pid, args[0], &files, NULL, (char **)(uintptr_t)args, environ);
	posix_spawn_file_actions_destroy(&files);
	if (failed)
		return -1;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int systemctl(const char *verb, const char *unit)
{
	return run((const char *[]){"systemctl", verb, "--quiet", unit, NULL}, -1);
}

/* Adds the units whose name is like that. */
static void list_units(const char *like, char units[POOLS_MAX][UNIT_MAX], int *n)
{
	char line[512];
	int fd = memfd_create("units", MFD_CLOEXEC);
	FILE *in = fd >= 0 ? fdopen(fd, "r") : NULL;
	if (in &&
	    !run((const char *[]){"systemctl", "list-units", "--plain", "--no-legend", "--full", like, NULL},
		 fd)) {
		rewind(in);
		while (*n < POOLS_MAX && fgets(line, sizeof(line), in))
			if (sscanf(line, "%127s", units[*n]) == 1 && strstr(units[*n], ".service"))
				(*n)++;
	}
	if (in)
		fclose(in);
	else if (fd >= 0)
		close(fd);
}

static int restart_unit(struct ctl *c, const char *unit)
{
	int status = 0;
	const char *name = unit + strcspn(unit, "@-") + 1;
	const char *pool = arena_strndup(&c->arena, name, strcspn(name, "."));
	int64_t began = date_clock();
	if (systemctl("restart", unit)) {
		fprintf(stderr,
			"carrelctl: %s does not start; journalctl -u %s says why. The others are left as "
			"they are\n",
			unit, unit);
		return CTL_FAILED;
	}
	if (!wait_ready(c, pool, &status)) {
		fprintf(stderr,
			"carrelctl: %s was started anew, but %s; journalctl -u %s says more. The others are "
			"left as they are\n",
			unit,
			status ? arena_printf(&c->arena, "answers /ready with %d", status)
			       : "does not answer",
			unit);
		return CTL_FAILED;
	}
	printf("%s: answers, after %.1f s\n", unit, (double)(date_clock() - began) / 1e6);
	fflush(stdout);
	return 0;
}

static int restart_units(struct ctl *c)
{
	static char units[POOLS_MAX][UNIT_MAX];
	int n = 0, rc = 0;
	/* As somebody may have made more of them; those that wait for others at the end. */
	list_units("carrel@*.service", units, &n);
	list_units("carrel-outbound.service", units, &n);
	if (!n) {
		fputs("carrelctl: systemd knows no unit of a pool\n", stderr);
		return CTL_FAILED;
	}
	for (int i = 0; i < n && !rc; i++) {
		if (i)
			nanosleep(&(struct timespec){.tv_sec = BETWEEN_SECONDS}, NULL);
		rc = restart_unit(c, units[i]);
	}
	return rc;
}

/* ---- without systemd: a HUP to each master, which replaces its workers and reads carrel.conf again ---- */

static const struct metrics_pool *find_pool(const struct metrics_pools *pools, const char *name)
{
	for (int i = 0; i < pools->n; i++)
		if (pools->v[i].alive && !strcmp(pools->v[i].head->pool, name))
			return &pools->v[i];
	return NULL;
}

/* Until all its workers are new and ready. */
static int wait_replaced(struct ctl *c, const struct metrics_head *before)
{
	int64_t until = date_clock() + ANSWER_SECONDS * (int64_t)1000000;
	while (date_clock() < until) {
		struct arena_mark mark = arena_mark(&c->arena);
		struct metrics_pools now;
		metrics_read(&c->arena, c->conf->run_dir, &now);
		const struct metrics_pool *p = find_pool(&now, before->pool);
		bool refused = p && p->head->reloads_refused > before->reloads_refused;
		bool done = p && p->head->reloads > before->reloads && p->ready >= p->head->workers;
		arena_release(&c->arena, mark);
		if (refused) {
			fprintf(
			    stderr,
			    "carrelctl: pool %s does not take %s; its log says why. It goes on as before\n",
			    before->pool, c->path);
			return CTL_CONFIG;
		}
		if (done) {
			printf("pool %s: its workers are new\n", before->pool);
			fflush(stdout);
			return 0;
		}
		pause_a_little();
	}
	fprintf(stderr, "carrelctl: pool %s has no new workers after %d s; its log says more\n", before->pool,
		ANSWER_SECONDS);
	return CTL_FAILED;
}

static int restart_masters(struct ctl *c)
{
	struct metrics_pools pools;
	int rc = 0, living = 0;
	metrics_read(&c->arena, c->conf->run_dir, &pools);
	for (int i = 0; i < pools.n && !rc; i++) {
		const struct metrics_head *h = pools.v[i].head;
		if (!pools.v[i].alive)
			continue;
		living++;
		if (kill((pid_t)h->master, SIGHUP)) {
			fprintf(stderr, "carrelctl: pool %s: %s\n", h->pool, strerror(errno));
			rc = CTL_FAILED;
		} else {
			rc = wait_replaced(c, h);
		}
	}
	if (!living) {
		fprintf(stderr, "carrelctl: no pool runs that %s knows\n", c->conf->run_dir);
		return CTL_FAILED;
	}
	return rc;
}

int ctl_restart(struct ctl *c, int argc, char **argv)
{
	(void)argv;
	if (argc) {
		fputs("usage: carrelctl restart\n", stderr);
		return CTL_USAGE;
	}
	return !access("/run/systemd/system", F_OK) && !systemctl("is-active", TARGET) ? restart_units(c)
										       : restart_masters(c);
}
