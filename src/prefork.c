/* prefork.c - the small master. Top floor. */
#include "prefork.h"

#include "base/date.h"
#include "base/log.h"
#include "notify.h"

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
enum { READY_LOOK = 20 * 1000 };

struct slot {
	pid_t pid; /* 0: none runs */
	int64_t started, delay, due;
	int place; /* of its metrics */
};

struct master {
	const struct pool *pool;
	struct conf *conf;
	int count;
	struct slot slots[WORKERS_MAX];
	struct {
		pid_t pid; /* 0: none */
		int64_t deadline;
		int place;
	} retiring[WORKERS_MAX]; /* drain since a HUP */
	bool stopping, served, ready, silent;
	int64_t sign_at;  /* when the next sign of life is due */
	int64_t deadline; /* when draining ends by force */
	int exit_code;
	sigset_t mine;
};

/* Slots of metrics: who drains keeps its own while its successor counts in another. */
static int places(int count)
{
	return 2 * count + 2;
}

/* One that nobody has; when reloads come faster than workers drain, somebody's, as a count less does no harm. */
static int free_place(const struct master *m)
{
	bool taken[2 * WORKERS_MAX + 2] = {false};
	for (int i = 0; i < m->count; i++)
		if (m->slots[i].pid > 0)
			taken[m->slots[i].place] = true;
	for (int i = 0; i < WORKERS_MAX; i++)
		if (m->retiring[i].pid > 0)
			taken[m->retiring[i].place] = true;
	for (int i = 0; i < places(m->count); i++)
		if (!taken[i])
			return i;
	return 0;
}

static void leave_place(int place, pid_t pid)
{
	struct metrics_slot *slot = metrics_slot(place);
	if (slot->pid == pid)
		slot->pid = slot->busy_since = slot->ready = 0;
}

static void fork_worker(struct master *m, struct slot *s)
{
	s->place = free_place(m);
	pid_t parent = getpid(), pid = fork();
	s->started = date_clock();
	if (pid < 0) {
		log_error("fork: %s", strerror(errno));
		s->due = s->started + YOUNG;
		return;
	}
	if (pid > 0) {
		s->pid = pid;
		metrics_head()->starts++;
		return;
	}
	/* Nobody would replace or stop a worker whose master is gone. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(0);
	metrics_take(s->place);
	exit(m->pool->worker(m->conf));
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
		if (m->retiring[i].pid == pid) {
			leave_place(m->retiring[i].place, pid);
			m->retiring[i].pid = 0;
		}
}

/* Plans the replacement: at once the first time, then with a delay that doubles as long as they die young. */
static void bury(struct master *m, struct slot *s, int status)
{
	int64_t now = date_clock();
	bool young = now - s->started < YOUNG;
	leave_place(s->place, s->pid);
	if (!m->stopping)
		metrics_head()->restarts++;
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
	notify("STOPPING=1\nSTATUS=draining %d workers", alive(m));
	m->deadline = now + (m->stopping ? HASTE : m->conf->drain_seconds * 1000000);
	m->stopping = true;
	signal_all(m, SIGTERM);
}

static void retire(struct master *m, pid_t pid, int place)
{
	for (int i = 0; i < WORKERS_MAX; i++)
		if (!m->retiring[i].pid) {
			m->retiring[i].pid = pid;
			m->retiring[i].place = place;
			m->retiring[i].deadline = date_clock() + m->conf->drain_seconds * 1000000;
			kill(pid, SIGTERM);
			return;
		}
	kill(pid, SIGKILL); /* a reload before two earlier ones have drained */
}

static void set_stuck(const struct conf *conf)
{
	metrics_head()->stuck_after = (6 * conf->db_read_timeout + conf->omdb_timeout) * 1000000;
}

static bool read_again(struct master *m)
{
	struct conf fresh;
	if (conf_read(m->pool->path, &fresh))
		return false;
	conf_clear(m->conf);
	*m->conf = fresh;
	conf_log(m->conf, m->pool->program, m->pool->name);
	set_stuck(m->conf);
	return true;
}

static void reload(struct master *m)
{
	notify("RELOADING=1\nMONOTONIC_USEC=%lld", (long long)date_clock());
	if (!read_again(m)) {
		log_error("the new configuration is wrong; the old settings stay");
		metrics_head()->reloads_refused++;
		notify("READY=1\nSTATUS=%s is wrong; the old settings stay", m->pool->path);
		return;
	}
	log_info("configuration read again; workers are replaced");
	metrics_head()->reloads++;
	m->ready = false;
	for (int i = 0; i < m->count; i++) {
		struct slot old = m->slots[i], fresh = {.pid = 0};
		fork_worker(m, &fresh);
		m->slots[i] = fresh;
		if (old.pid > 0)
			retire(m, old.pid, old.place);
	}
}

/* ---- what systemd is told ---- */

/* Has one of the workers, not of those that drain, looked at the database and begun to serve? */
static void look_ready(struct master *m)
{
	for (int i = 0; i < m->count && !m->ready && !m->stopping; i++) {
		const struct metrics_slot *slot = metrics_slot(m->slots[i].place);
		m->ready = m->slots[i].pid > 0 && slot->pid == m->slots[i].pid && slot->ready;
		if (m->ready)
			notify("READY=1\nSTATUS=%d workers", m->count);
	}
}

static bool is_stuck(const struct slot *s, int64_t now)
{
	const struct metrics_slot *slot = metrics_slot(s->place);
	return s->pid > 0 && slot->busy_since && now - slot->progress > metrics_head()->stuck_after;
}

/* A sign of life, unless no worker gets on; that somebody has to end by force. */
static void give_sign(struct master *m)
{
	int64_t now = date_clock(), pause = notify_watchdog();
	int stuck = 0;
	if (!pause || now < m->sign_at)
		return;
	m->sign_at = now + pause;
	for (int i = 0; i < m->count; i++)
		stuck += is_stuck(&m->slots[i], now);
	if (stuck < m->count)
		notify("WATCHDOG=1");
	else if (!m->silent)
		log_error("all %d workers are stuck at a request: no more signs of life", stuck);
	m->silent = stuck == m->count;
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
	if (!m->ready && !m->stopping && wait > READY_LOOK)
		wait = READY_LOOK;
	if (notify_watchdog() && m->sign_at - now < wait)
		wait = m->sign_at > now ? m->sign_at - now : 1000;
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

static void take_signals(struct master *m)
{
	sigemptyset(&m->mine);
	for (size_t i = 0; i < 4; i++)
		sigaddset(&m->mine, (int[]){SIGTERM, SIGINT, SIGHUP, SIGCHLD}[i]);
	signal(SIGCHLD, nothing);
	/* Blocked for good: the loop takes them one by one, and workers unblock theirs when they are ready. */
	sigprocmask(SIG_BLOCK, &m->mine, NULL);
}

int prefork_run(const struct pool *pool)
{
	static struct master m;
	m = (struct master){.pool = pool, .conf = pool->conf, .count = pool->workers};
	if (m.count > WORKERS_MAX)
		m.count = WORKERS_MAX;
	take_signals(&m);
	notify_init();
	metrics_open(m.conf->run_dir, pool->name, m.count, places(m.count), pool->names, pool->routes);
	set_stuck(m.conf);
	log_info("master of %d workers", m.count);
	while (!m.stopping || alive(&m)) {
		int64_t wait = start_due(&m);
		struct timespec limit = {.tv_sec = wait / 1000000, .tv_nsec = wait % 1000000 * 1000};
		int signal = sigtimedwait(&m.mine, NULL, &limit);
		if (signal > 0)
			handle(&m, signal);
		reap(&m);
		enforce(&m);
		look_ready(&m);
		give_sign(&m);
	}
	log_info("all workers have left");
	metrics_close();
	return m.exit_code;
}
