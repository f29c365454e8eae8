/* proof_fault.c - workers killed and MariaDB restarted while the phases run, on a stack of deploy/up. */
#include "proof.h"

#include "base/conf.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS_MAX = 256, UP_SECONDS = 180 };

_Atomic int workers_killed, database_stops;
static char up[4096];
static pthread_t killer, stopper;
static atomic_bool on;

static bool read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t n = read(fd, text, size - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* The start time of a process as /proc has it, 0: it is gone. */
static unsigned long long started(long pid)
{
	char path[64], text[1024], state = 'Z';
	unsigned long long at = 0;
	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	if (!read_file(path, text, sizeof(text)) || !strrchr(text, ')'))
		return 0;
	/* state is the 3rd field, the start time the 22nd */
	if (sscanf(strrchr(text, ')') + 1,
		   " %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu", &state,
		   &at) != 2)
		return 0;
	return state == 'Z' || state == 'X' ? 0 : at;
}

/* The process that deploy/up recorded under this name, 0 when it does not live: never one that got its number later. */
static long recorded(const char *name)
{
	char path[4096], pid[32], start[32];
	snprintf(path, sizeof(path), "%s/run/%s.pid", plan.state, name);
	bool known = read_file(path, pid, sizeof(pid));
	snprintf(path, sizeof(path), "%s/run/%s.start", plan.state, name);
	if (!known || !read_file(path, start, sizeof(start)))
		return 0;
	long n = strtol(pid, NULL, 10);
	return n > 1 && started(n) == strtoull(start, NULL, 10) ? n : 0;
}

static void kill_worker(unsigned *seed)
{
	char path[64], text[8192];
	long master = recorded("carrel"), workers[WORKERS_MAX];
	int n = 0;
	snprintf(path, sizeof(path), "/proc/%ld/task/%ld/children", master, master);
	if (!master || !read_file(path, text, sizeof(text)))
		return;
	for (char *p = text, *end; n < WORKERS_MAX; p = end) {
		workers[n] = strtol(p, &end, 10);
		if (end == p || workers[n] <= 1)
			break;
		n++;
	}
	if (n && !kill((pid_t)workers[rand_r(seed) % n], SIGKILL))
		atomic_fetch_add(&workers_killed, 1);
}

static void *kill_workers(void *arg)
{
	unsigned seed = plan.seed + 1;
	while (on) {
		pause_ms(100 + rand_r(&seed) % 500);
		kill_worker(&seed);
	}
	return arg;
}

/* Starts what died, as an operator would. */
static bool bring_up(void)
{
	pid_t child = fork();
	if (!child) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		close_range(3, ~0u, 0);
		execl(up, up, "--state", plan.state, (char *)NULL);
		_exit(127);
	}
	int status = -1;
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return child > 0 && WIFEXITED(status) && !WEXITSTATUS(status);
}

static void stop_database(int number)
{
	long pid = recorded("mariadb");
	if (pid && !kill((pid_t)pid, number))
		atomic_fetch_add(&database_stops, 1);
	for (int i = 0; i < UP_SECONDS * 100 && recorded("mariadb"); i++)
		pause_ms(10);
	pause_ms(300);
	if (!bring_up())
		note("%s --state %s failed", up, plan.state);
}

/* By turns shut down and killed. */
static void *stop_databases(void *arg)
{
	unsigned seed = plan.seed + 2;
	for (int i = 0; on; i++) {
		for (int wait = 500 + rand_r(&seed) % 2500; on && wait > 0; wait -= 50)
			pause_ms(50);
		if (on)
			stop_database(i % 2 ? SIGKILL : SIGTERM);
	}
	return arg;
}

bool fault_ready(void)
{
	char path[4096];
	struct conf conf;
	snprintf(path, sizeof(path), "%s/etc/carrel.conf", plan.state);
	if (conf_read(path, &conf))
		return false;
	snprintf(up, sizeof(up), "%s/deploy/up", conf.data_dir);
	conf_clear(&conf);
	if (access(up, X_OK)) {
		fprintf(stderr, "booking_proof: there is no %s to restart MariaDB with\n", up);
		return false;
	}
	if (recorded("carrel") && recorded("mariadb"))
		return true;
	fprintf(stderr, "booking_proof: %s/run shows no running workers and MariaDB\n", plan.state);
	return false;
}

void fault_begin(void)
{
	on = true;
	if ((plan.kill_workers && pthread_create(&killer, NULL, kill_workers, NULL)) ||
	    (plan.restart_database && pthread_create(&stopper, NULL, stop_databases, NULL)))
		abort();
}

void fault_end(void)
{
	on = false;
	if (plan.kill_workers)
		pthread_join(killer, NULL);
	if (plan.restart_database)
		pthread_join(stopper, NULL);
	if ((plan.kill_workers || plan.restart_database) && !bring_up())
		violation("%s --state %s failed after the faults", up, plan.state);
}
