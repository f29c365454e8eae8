/* test_arena.c - memory of a request, and text that grows in it. */
#include "test.h"

#include "base/arena.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int setup(void **state)
{
	static struct arena a;
	arena_init(&a);
	*state = &a;
	return 0;
}

static int teardown(void **state)
{
	arena_clear(*state);
	return 0;
}

static void alloc_is_aligned_and_apart(void **state)
{
	static const size_t sizes[] = {0,      1, 15, 16, 17, 1000, 32 * 1024 - 1, 32 * 1024, 32 * 1024 + 1,
				       100000, 3};
	char *p[COUNT(sizes)];
	for (size_t i = 0; i < COUNT(sizes); i++) {
		p[i] = arena_alloc(*state, sizes[i]);
		assert_int_equal((uintptr_t)p[i] % _Alignof(max_align_t), 0);
		memset(p[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < COUNT(sizes); i++)
		for (size_t n = 0; n < sizes[i]; n++)
			assert_int_equal(p[i][n], (int)i + 1);
}

static void zalloc_is_zeroed_after_use(void **state)
{
	memset(arena_alloc(*state, 500), 0xff, 500);
	arena_reset(*state);
	const char *p = arena_zalloc(*state, 500);
	for (int i = 0; i < 500; i++)
		assert_int_equal(p[i], 0);
}

static void copies_of_text(void **state)
{
	char source[] = "wish list";
	char *whole = arena_strdup(*state, source), *part = arena_strndup(*state, source, 4);
	char *nothing = arena_strndup(*state, source, 0);
	memset(source, 'x', sizeof(source) - 1);
	assert_string_equal(whole, "wish list");
	assert_string_equal(part, "wish");
	assert_string_equal(nothing, "");
	assert_string_equal(arena_printf(*state, "%s-%d", "a", 7), "a-7");
	assert_string_equal(arena_printf(*state, "%s", ""), "");
	char *wide = arena_printf(*state, "%70000d", 1);
	assert_int_equal(strlen(wide), 70000);
	assert_int_equal(wide[69999], '1');
}

static void reset_uses_the_first_block_again(void **state)
{
	void *first = arena_alloc(*state, 64);
	for (int i = 0; i < 100; i++)
		arena_alloc(*state, 10000);
	arena_reset(*state);
	assert_ptr_equal(arena_alloc(*state, 64), first);
}

static void release_goes_back_to_the_mark(void **state)
{
	char *kept = arena_strdup(*state, "kept");
	struct arena_mark m = arena_mark(*state);
	void *next = arena_alloc(*state, 32);
	for (int i = 0; i < 20; i++)
		memset(arena_alloc(*state, 9000), 'x', 9000);
	arena_release(*state, m);
	assert_ptr_equal(arena_alloc(*state, 32), next);
	assert_string_equal(kept, "kept");
}

static void release_to_a_later_block(void **state)
{
	arena_alloc(*state, 40000);
	char *kept = arena_strdup(*state, "kept");
	struct arena_mark m = arena_mark(*state);
	void *next = arena_alloc(*state, 32);
	arena_alloc(*state, 400000);
	arena_release(*state, m);
	assert_ptr_equal(arena_alloc(*state, 32), next);
	assert_string_equal(kept, "kept");
}

static void clear_may_come_twice(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a);
	arena_alloc(&a, 100000);
	arena_clear(&a);
	arena_clear(&a);
	assert_null(a.first);
}

static void too_much_ends_the_process(void **state)
{
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		signal(SIGABRT, SIG_DFL);
		close(STDERR_FILENO);
		volatile size_t size = SIZE_MAX - 8;
		arena_alloc(*state, size);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void buf_grows_and_ends_with_nul(void **state)
{
	struct buf b;
	buf_init(&b, *state, 0);
	assert_string_equal(b.data, "");
	for (int i = 0; i < 5000; i++) {
		buf_puts(&b, "ab");
		buf_putc(&b, 'c');
		buf_add(&b, "de", 1);
		assert_int_equal(b.len, (size_t)4 * (size_t)(i + 1));
		assert_true(b.len < b.cap);
		assert_int_equal(b.data[b.len], 0);
	}
	for (size_t i = 0; i < b.len; i++)
		assert_int_equal(b.data[i], "abcd"[i % 4]);
}

static void buf_takes_any_size_at_each_fill(void **state)
{
	for (size_t before = 0; before < 70; before++)
		for (size_t more = 0; more < 200; more += 3) {
			struct buf b;
			buf_init(&b, *state, 64);
			for (size_t i = 0; i < before; i++)
				buf_putc(&b, 'a');
			memset(buf_room(&b, more), 'b', more);
			b.len += more;
			buf_puts(&b, "!");
			assert_int_equal(b.len, before + more + 1);
			assert_int_equal(strspn(b.data, "a"), before);
			assert_int_equal(strspn(b.data + before, "b"), more);
			assert_string_equal(b.data + before + more, "!");
			arena_reset(*state);
		}
}

static void buf_printf_appends(void **state)
{
	struct buf b;
	buf_init(&b, *state, 64);
	buf_printf(&b, "%d", 1);
	buf_printf(&b, "%s", "");
	buf_printf(&b, "%063d", 2);
	buf_printf(&b, "%s", "three");
	assert_int_equal(b.len, 1 + 63 + 5);
	assert_string_equal(b.data + 63, "2three");
	assert_int_equal(strlen(b.data), b.len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(alloc_is_aligned_and_apart, setup, teardown),
	    cmocka_unit_test_setup_teardown(zalloc_is_zeroed_after_use, setup, teardown),
	    cmocka_unit_test_setup_teardown(copies_of_text, setup, teardown),
	    cmocka_unit_test_setup_teardown(reset_uses_the_first_block_again, setup, teardown),
	    cmocka_unit_test_setup_teardown(release_goes_back_to_the_mark, setup, teardown),
	    cmocka_unit_test_setup_teardown(release_to_a_later_block, setup, teardown),
	    cmocka_unit_test(clear_may_come_twice),
	    cmocka_unit_test_setup_teardown(too_much_ends_the_process, setup, teardown),
	    cmocka_unit_test_setup_teardown(buf_grows_and_ends_with_nul, setup, teardown),
	    cmocka_unit_test_setup_teardown(buf_takes_any_size_at_each_fill, setup, teardown),
	    cmocka_unit_test_setup_teardown(buf_printf_appends, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
