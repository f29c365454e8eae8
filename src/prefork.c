/* prefork.c - the small master. Top floor. */
#include "prefork.h"

#include "base/date.h"
#include "base/log.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORKERS_MAX = 256 };
/* Microseconds. */
enum { YOUNG = 1000 * 1000, FIRST_DELAY = 50 * 1000, LAST_DELAY = 10 * 1000 * 1000, HASTE = 1000 * 1000 };

struct slot {
	pid_t pid; /* 0: none runs */
	int64_t started, delay, due;
};

struct master {
	const char *path;
	struct conf *conf;
	int (*worker)(const struct conf *conf);
	int count;
	struct slot slots[WORKERS_MAX];
	struct {
		pid_t pid; /* 0: none */
		int64_t deadline;
	} retiring[WORKERS_MAX]; /* drain since a HUP */
	bool stopping, served;
	int64_t deadline; /* when draining ends by force */
	int exit_code;
	sigset_t mine;
};

static void fork_worker(struct master *m, struct slot *s)
{
	pid_t parent = getpid(), pid = fork();
	s->started = date_clock();
	if (pid < 0) {
		log_error("fork: %s", strerror(errno));
		s->due = s->started + YOUNG;
		return;
	}
	if (pid > 0) {
		s->pid = pid;
		return;
	}
	/* Nobody would replace or stop a worker whose master is gone. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(0);
	exit(m->worker(m->conf));
}

static void say_end(pid_t pid, int status)
{
	if (WIFSIGNALED(status))
		log_warn("worker %d ended by signal %d", (int)pid, WTERMSIG(status));
	else if (WEXITSTATUS(status))
		log_warn("worker %d ended with exit code %d", (int)pid, WEXITSTATUS(status));
}

static void forget_retired(struct master *m, pid_t pid)
{
	for (int i = 0; i < WORKERS_MAX; i++)
		if (m->retiring[i].pid == pid)
			m->retiring[i].pid = 0;
}

/* Plans the replacement: at once the first time, then with a delay that doubles as long as they die young. */
static void bury(struct master *m, struct slot *s, int status)
{
	int64_t now = date_clock();
	bool young = now - s->started < YOUNG;
	s->pid = 0;
	s->due = now;
	if (!young) {
		s->delay = 0;
		m->served = true;
	} else {
		s->due += s->delay;
		s->delay = s->delay ? s->delay * 2 : FIRST_DELAY;
		if (s->delay > LAST_DELAY)
			s->delay = LAST_DELAY;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_CONFIG && !m->served && !m->stopping) {
		log_error("the workers cannot start; see above");
		m->exit_code = EXIT_CONFIG;
		m->stopping = true;
		m->deadline = now + HASTE;
	}
}

static void reap(struct master *m)
{
	pid_t pid;
	int status;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		say_end(pid, status);
		forget_retired(m, pid);
		for (int i = 0; i < m->count; i++)
			if (m->slots[i].pid == pid)
				bury(m, &m->slots[i], status);
	}
}

static int alive(const struct master *m)
{
	int n = 0;
	for (int i = 0; i < m->count; i++)
		n += m->slots[i].pid > 0;
	for (int i = 0; i < WORKERS_MAX; i++)
		n += m->retiring[i].pid > 0;
	return n;
}

static void signal_all(const struct master *m, int signal)
{
	for (int i = 0; i < m->count; i++)
		if (m->slots[i].pid > 0)
			kill(m->slots[i].pid, signal);
	for (int i = 0; i < WORKERS_MAX; i++)
		if (m->retiring[i].pid > 0)
			kill(m->retiring[i].pid, signal);
}

static void stop(struct master *m)
{
	int64_t now = date_clock();
	if (!m->stopping)
		log_info("draining %d workers", alive(m));
	m->deadline = now + (m->stopping ? HASTE : m->conf->drain_seconds * 1000000);
	m->stopping = true;
	signal_all(m, SIGTERM);
}

static void retire(struct master *m, pid_t pid)
{
	for (int i = 0; i < WORKERS_MAX; i++)
		if (!m->retiring[i].pid) {
			m->retiring[i].pid = pid;
			m->retiring[i].deadline = date_clock() + m->conf->drain_seconds * 1000000;
			kill(pid, SIGTERM);
			return;
		}
	kill(pid, SIGKILL); /* a reload before two earlier ones have drained */
}

static void reload(struct master *m)
{
	struct conf fresh;
	if (conf_read(m->path, &fresh)) {
		log_error("the new configuration is wrong; the old settings stay");
		return;
	}
	conf_clear(m->conf);
	*m->conf = fresh;
	log_info("configuration read again; workers are replaced");
	for (int i = 0; i < m->count; i++) {
		pid_t old = m->slots[i].pid;
		m->slots[i] = (struct slot){.pid = 0};
		fork_worker(m, &m->slots[i]);
		if (old > 0)
			retire(m, old);
	}
}

/* Starts what is due; gives the microseconds until the next thing to do. */
static int64_t start_due(struct master *m)
{
	int64_t now = date_clock(), wait = 3600 * (int64_t)1000000;
	for (int i = 0; i < m->count && !m->stopping; i++) {
		struct slot *s = &m->slots[i];
		if (!s->pid && s->due <= now)
			fork_worker(m, s);
		if (!s->pid && s->due - now < wait)
			wait = s->due > now ? s->due - now : 1000;
	}
	if (m->stopping && m->deadline - now < wait)
		wait = m->deadline > now ? m->deadline - now : 1000;
	for (int i = 0; i < WORKERS_MAX; i++)
		if (m->retiring[i].pid && m->retiring[i].deadline - now < wait)
			wait = m->retiring[i].deadline > now ? m->retiring[i].deadline - now : 1000;
	return wait;
}

/* Ends those that drain for too long. */
static void enforce(const struct master *m)
{
	int64_t now = date_clock();
	if (m->stopping && now >= m->deadline)
		signal_all(m, SIGKILL);
	for (int i = 0; i < WORKERS_MAX; i++)
		if (m->retiring[i].pid && now >= m->retiring[i].deadline)
			kill(m->retiring[i].pid, SIGKILL);
}

static void handle(struct master *m, int signal)
{
	switch (signal) {
	case SIGTERM:
	case SIGINT:
		stop(m);
		break;
	case SIGHUP:
		if (!m->stopping)
			reload(m);
		break;
	case SIGCHLD:
		reap(m);
		break;
	default:
		break;
	}
}

static void nothing(int signal)
{
	(void)signal;
}

int prefork_run(const char *path, struct conf *conf, int count, int (*worker)(const struct conf *conf))
{
	static struct master m;
	m = (struct master){.path = path, .conf = conf, .worker = worker, .count = count};
	if (m.count > WORKERS_MAX)
		m.count = WORKERS_MAX;
	sigemptyset(&m.mine);
	for (size_t i = 0; i < 4; i++)
		sigaddset(&m.mine, (int[]){SIGTERM, SIGINT, SIGHUP, SIGCHLD}[i]);
	signal(SIGCHLD, nothing);
	/* Blocked for good: the loop takes them one by one, and workers unblock theirs when they are ready. */
	sigprocmask(SIG_BLOCK, &m.mine, NULL);
	log_info("master of %d workers", m.count);
	while (!m.stopping || alive(&m)) {
		int64_t wait = start_due(&m);
		struct timespec limit = {.tv_sec = wait / 1000000, .tv_nsec = wait % 1000000 * 1000};
		int signal = sigtimedwait(&m.mine, NULL, &limit);
		if (signal > 0)
			handle(&m, signal);
		reap(&m);
		enforce(&m);
	}
	log_info("all workers have left");
	return m.exit_code;
}
