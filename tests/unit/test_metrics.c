/* test_metrics.c - what workers count, and what comes of it for who reads, whatever the files hold. */
#include "test.h"

#include "base/date.h"
#include "base/log.h"
#include "base/metrics.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[64];
static struct arena arena;
static const struct metrics_route_name names[] = {{"any", "unknown"}, {"GET", "/a"}, {"POST", "/b/{id}"}};

static int setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/carrel-test.XXXXXX");
	assert_non_null(mkdtemp(dir));
	arena_init(&arena);
	log_init("test", LOG_ERROR);
	return 0;
}

static int teardown(void **state)
{
	char command[100];
	(void)state;
	metrics_close();
	arena_clear(&arena);
	for (const char *const *f = (const char *const[]){"a", "b", "c", "d", NULL}; *f; f++) {
		snprintf(command, sizeof(command), "%s/%s.metrics", dir, *f);
		unlink(command);
	}
	return rmdir(dir);
}

static const char *path_of(const char *pool)
{
	static char path[100];
	snprintf(path, sizeof(path), "%s/%s.metrics", dir, pool);
	return path;
}

static void serve(int route, int status, int64_t micros)
{
	metrics_begin(date_clock());
	metrics_end(&(struct metrics_served){route, status, micros, 2, 3});
}

static struct metrics_pools read_all(void)
{
	struct metrics_pools pools;
	metrics_read(&arena, dir, &pools);
	return pools;
}

static void nobody_counts_before_there_is_an_area(void **state)
{
	(void)state;
	serve(1, 200, 5);
	serve(99, 200, 5);
	assert_int_equal(read_all().n, 0);
	assert_null(metrics_head());
}

static void what_is_served_is_counted(void **state)
{
	(void)state;
	metrics_open(dir, "a", 2, 6, names, COUNT(names));
	metrics_take(1);
	serve(1, 200, 500);
	serve(1, 404, 501);
	serve(1, 299, 20000000);
	serve(0, 404, 0);
	serve(-1, 200, 1); /* no such route: nobody's */
	serve(3, 200, 1);
	struct metrics_pools pools = read_all();
	assert_int_equal(pools.n, 1);
	const struct metrics_pool *p = &pools.v[0];
	assert_string_equal(p->head->pool, "a");
	assert_string_equal(p->head->names[2].pattern, "/b/{id}");
	assert_int_equal(p->head->workers, 2);
	assert_int_equal(p->sums.requests, 4);
	assert_int_equal(p->sums.statements, 8);
	assert_int_equal(p->sums.round_trips, 12);
	assert_int_equal(p->routes[1].bucket[0], 1);
	assert_int_equal(p->routes[1].bucket[1], 1);
	assert_int_equal(p->routes[1].bucket[METRICS_BUCKETS - 1], 1);
	assert_int_equal(p->routes[1].micros, 20001001);
	assert_int_equal(p->routes[1].status[0], 1);
	assert_int_equal(p->routes[1].status[METRICS_STATUSES - 1], 1); /* 299 is no status of ours */
	assert_int_equal(p->routes[0].status[10], 1);
	assert_int_equal(metrics_statuses[10], 404);
	assert_true(p->max_rss > 100000);
}

static void each_status_has_its_place(void **state)
{
	(void)state;
	for (int i = 0; i < METRICS_STATUSES; i++)
		for (int k = 0; k < i; k++)
			assert_int_not_equal(metrics_statuses[i], metrics_statuses[k]);
	assert_int_equal(metrics_statuses[METRICS_STATUSES - 1], 0);
	for (int i = 1; i < METRICS_BUCKETS - 1; i++)
		assert_true(metrics_bounds[i] > metrics_bounds[i - 1]);
}

/* Workers are other processes: what they counted is there after they died, and the next one goes on with it. */
static void a_slot_outlives_its_worker(void **state)
{
	(void)state;
	metrics_open(dir, "a", 2, 6, names, COUNT(names));
	for (int i = 0; i < 6; i++) {
		pid_t pid = fork();
		if (!pid) {
			metrics_take(i % 2);
			serve(1, 200, 10);
			metrics_begin(date_clock()); /* killed in the middle of another */
			abort();
		}
		int status;
		assert_int_equal(waitpid(pid, &status, 0), pid);
	}
	struct metrics_pools pools = read_all();
	assert_int_equal(pools.v[0].sums.requests, 6);
	assert_int_equal(pools.v[0].routes[1].bucket[0], 6);
	assert_int_equal(pools.v[0].living, 2);
	assert_int_equal(pools.v[0].busy, 2);
	assert_true(pools.v[0].alive);
}

static void who_is_busy_too_long_is_stuck(void **state)
{
	(void)state;
	metrics_open(dir, "a", 2, 6, names, COUNT(names));
	metrics_head()->stuck_after = 1000000;
	int64_t now = date_clock();
	for (int i = 0; i < 3; i++)
		metrics_slot(i)->pid = 100 + i;
	metrics_slot(0)->busy_since = metrics_slot(0)->progress = now - 5000000;
	metrics_slot(1)->busy_since = now - 9000000;
	metrics_slot(1)->progress = now; /* a long answer that goes on */
	metrics_slot(2)->progress = now - 5000000;
	metrics_slot(5)->busy_since = 1; /* nobody's slot */
	struct metrics_pools pools = read_all();
	assert_int_equal(pools.v[0].living, 3);
	assert_int_equal(pools.v[0].busy, 2);
	assert_int_equal(pools.v[0].stuck, 1);
	assert_true(pools.v[0].busy_longest >= 9000000);
}

static void the_file_goes_with_its_master(void **state)
{
	struct stat st;
	(void)state;
	metrics_open(dir, "a", 1, 4, names, COUNT(names));
	assert_int_equal(stat(path_of("a"), &st), 0);
	assert_int_equal(st.st_mode & 07777 & ~0640u, 0);
	metrics_close();
	assert_int_equal(stat(path_of("a"), &st), -1);
	/* One that was killed leaves it behind; the next one takes its place. */
	pid_t pid = fork();
	if (!pid) {
		metrics_open(dir, "a", 1, 4, names, COUNT(names));
		metrics_take(0);
		serve(1, 200, 1);
		_exit(0);
	}
	int status;
	waitpid(pid, &status, 0);
	struct metrics_pools pools = read_all();
	assert_int_equal(pools.n, 1);
	assert_false(pools.v[0].alive);
	assert_int_equal(pools.v[0].living, 0);
	assert_int_equal(pools.v[0].sums.requests, 1);
	metrics_open(dir, "a", 1, 4, names, COUNT(names));
	pools = read_all();
	assert_int_equal(pools.n, 1);
	assert_true(pools.v[0].alive);
	assert_int_equal(pools.v[0].sums.requests, 0);
}

/* Two masters of one name: the second counts where only its own children look, and takes nothing from the first. */
static void a_name_is_one_masters(void **state)
{
	int ready[2], go[2];
	char c;
	(void)state;
	assert_int_equal(pipe(ready) | pipe(go), 0);
	pid_t pid = fork();
	if (!pid) {
		close(go[1]);
		metrics_open(dir, "a", 7, 4, names, COUNT(names));
		_exit(write(ready[1], "x", 1) == 1 && read(go[0], &c, 1) == 0 ? 0 : 1);
	}
	close(go[0]);
	assert_int_equal(read(ready[0], &c, 1), 1);
	metrics_open(dir, "a", 1, 4, names, COUNT(names));
	metrics_take(0);
	serve(1, 200, 1);
	struct metrics_pools pools = read_all();
	assert_int_equal(pools.n, 2);
	assert_int_equal(pools.v[0].head->workers, 7);
	assert_int_equal(pools.v[1].head->workers, 1);
	assert_int_equal(pools.v[1].sums.requests, 1);
	metrics_close();
	assert_int_equal(access(path_of("a"), F_OK), 0);
	close(go[1]);
	int status;
	waitpid(pid, &status, 0);
	close(ready[0]);
	close(ready[1]);
}

static void without_a_directory_its_own_are_seen(void **state)
{
	(void)state;
	metrics_open("/nowhere/at/all", "a", 1, 4, names, COUNT(names));
	metrics_take(0);
	serve(2, 201, 1);
	struct metrics_pools pools;
	metrics_read(&arena, "/nowhere/at/all", &pools);
	assert_int_equal(pools.n, 1);
	assert_int_equal(pools.v[0].routes[2].status[1], 1);
	assert_true(pools.v[0].alive);
}

static void write_pool(const char *name, const void *data, size_t len)
{
	int fd = open(path_of(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), len);
	close(fd);
}

/* Each file that is none is counted and does no harm. */
static void files_that_are_none(void **state)
{
	static char junk[70000];
	struct stat st;
	(void)state;
	metrics_open(dir, "a", 1, 4, names, COUNT(names));
	assert_int_equal(stat(path_of("a"), &st), 0);
	char *copy = arena_alloc(&arena, (size_t)st.st_size);
	int fd = open(path_of("a"), O_RDONLY);
	assert_int_equal(read(fd, copy, (size_t)st.st_size), st.st_size);
	close(fd);

	write_pool("b", copy, (size_t)st.st_size); /* calls itself a */
	write_pool("c", copy, (size_t)st.st_size - 64);
	write_pool("d", junk, sizeof(junk));
	assert_int_equal(read_all().n, 1);
	assert_int_equal(read_all().unreadable, 3);

	struct metrics_head *h = (struct metrics_head *)copy;
	static const int64_t wrong[][2] = {
	    {-1, 4}, {0, 4}, {3, 0}, {3, -4}, {1 << 20, 4}, {3, 1 << 30}, {INT64_MAX, INT64_MAX}};
	memset(h->pool, 'b', sizeof(h->pool));
	write_pool("b", copy, (size_t)st.st_size);
	assert_int_equal(read_all().unreadable, 3);
	snprintf(h->pool, sizeof(h->pool), "../b");
	write_pool("b", copy, (size_t)st.st_size);
	assert_int_equal(read_all().unreadable, 3);
	snprintf(h->pool, sizeof(h->pool), "b");
	memset(h->names, 0xff, sizeof(names)); /* no end: one is made */
	write_pool("b", copy, (size_t)st.st_size);
	assert_int_equal(read_all().n, 2);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		h->routes = wrong[i][0];
		h->slots = wrong[i][1];
		write_pool("b", copy, (size_t)st.st_size);
		assert_int_equal(read_all().n, 1);
		assert_int_equal(read_all().unreadable, 3);
	}
	write_pool("b", copy, 3);
	write_pool("c", "", 0);
	unlink(path_of("d"));
	assert_int_equal(mkfifo(path_of("d"), 0600), 0);
	assert_int_equal(read_all().unreadable, 3);
}

static void names_of_pools(void **state)
{
	(void)state;
	assert_true(metrics_pool_name("carrel"));
	assert_true(metrics_pool_name("1"));
	assert_true(metrics_pool_name("a-b_9"));
	assert_true(metrics_pool_name("0123456789012345678901234567890"));
	static const char *const wrong[] = {
	    "", "A", "a b", "a/b", "..", "a.b", "caf\xc3\xa9", "a\n", "01234567890123456789012345678901"};
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_false(metrics_pool_name(wrong[i]));
}

static void quantiles(void **state)
{
	static const struct {
		uint64_t bucket[METRICS_BUCKETS];
		double part, want;
	} cases[] = {
	    {{0}, 0.99, 0},
	    {{100}, 0.5, 250},
	    {{100}, 1, 500},
	    {{50, 50}, 0.5, 500},
	    {{50, 50}, 0.75, 750},
	    {{0, 0, 10}, 0.5, 1750},
	    {{[METRICS_BUCKETS - 1] = 5}, 0.5, 10000000}, /* no bound: the last one there is */
	    {{[0] = 99, [METRICS_BUCKETS - 1] = 1}, 0.99, 500},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal((int)(metrics_quantile(cases[i].bucket, cases[i].part) + 0.5),
				 cases[i].want);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
int main(void)
{
	const struct CMUnitTest tests[] = {
	    T(nobody_counts_before_there_is_an_area),
	    T(what_is_served_is_counted),
	    T(each_status_has_its_place),
	    T(a_slot_outlives_its_worker),
	    T(who_is_busy_too_long_is_stuck),
	    T(the_file_goes_with_its_master),
	    T(a_name_is_one_masters),
	    T(without_a_directory_its_own_are_seen),
	    T(files_that_are_none),
	    T(names_of_pools),
	    T(quantiles),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
