/* test_zst.c - text written as zstd and read line by line, whole, cut off and changed. */
#include "test.h"

#include "ext/zst.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Lines of all lengths around those of the buffers, the last without a line break. */
enum { LINES = 40, LONG = 3 << 17 };

static char *line_of(int i, size_t *len_r)
{
	size_t n = i % 8 == 7 ? (size_t)LONG + (size_t)i : (size_t)(i * i * 97 % 5000);
	char *line = malloc(n + 2);
	assert_non_null(line);
	for (size_t k = 0; k < n; k++)
		line[k] = (char)('a' + (k * 31 + (size_t)i * k / 7) % 26);
	line[n] = '\n';
	*len_r = n + (i < LINES - 1);
	return line;
}

static int new_file(void)
{
	int fd = memfd_create("zst", 0);
	assert_true(fd >= 0);
	return fd;
}

static void write_all(int fd)
{
	struct zst_out *z;
	zst_out_open(&z, fd);
	for (int i = 0; i < LINES; i++) {
		size_t len;
		char *line = line_of(i, &len);
		assert_true(zst_write(z, line, len));
		free(line);
	}
	assert_true(zst_out_close(&z));
	assert_null(z);
}

/* How many lines come before the end; all must be those that were written. */
static int read_all(int fd, bool *wrong_r)
{
	struct zst_in *z;
	const char *got;
	size_t got_len;
	int n = 0;
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	zst_in_open(&z, fd);
	while ((got = zst_line(z, &got_len))) {
		size_t len;
		char *line = line_of(n++, &len);
		assert_int_equal(got_len, len);
		assert_memory_equal(got, line, len);
		free(line);
	}
	*wrong_r = zst_wrong(z) != NULL;
	assert_null(zst_line(z, &got_len));
	zst_in_close(&z);
	assert_null(z);
	return n;
}

static void round_trip(void **state)
{
	bool wrong;
	int fd = new_file();
	(void)state;
	write_all(fd);
	assert_int_equal(read_all(fd, &wrong), LINES);
	assert_false(wrong);
	close(fd);
}

static void nothing(void **state)
{
	bool wrong;
	struct zst_out *z;
	int fd = new_file();
	(void)state;
	assert_int_equal(read_all(fd, &wrong), 0);
	assert_false(wrong);
	zst_out_open(&z, fd);
	assert_true(zst_out_close(&z));
	assert_int_equal(read_all(fd, &wrong), 0);
	assert_false(wrong);
	close(fd);
}

static void cut_off(void **state)
{
	bool wrong;
	int fd = new_file();
	(void)state;
	write_all(fd);
	off_t size = lseek(fd, 0, SEEK_END);
	for (off_t left = size - 1; left > 0; left -= left > 64 && left < size - 64 ? left / 7 : 1) {
		assert_int_equal(ftruncate(fd, left), 0);
		assert_true(read_all(fd, &wrong) < LINES);
		assert_true(wrong);
	}
	close(fd);
}

/* A changed byte is noticed by the end at the latest: the stream has a checksum. */
static void changed(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) {
		int fd = new_file();
		char byte;
		struct zst_in *z;
		size_t len;
		write_all(fd);
		off_t at = lseek(fd, 0, SEEK_END) * i / 20;
		assert_int_equal(pread(fd, &byte, 1, at), 1);
		byte = (char)(byte ^ 0x10);
		assert_int_equal(pwrite(fd, &byte, 1, at), 1);
		lseek(fd, 0, SEEK_SET);
		zst_in_open(&z, fd);
		while (zst_line(z, &len))
			;
		assert_non_null(zst_wrong(z));
		zst_in_close(&z);
		close(fd);
	}
}

static void full_disk(void **state)
{
	struct zst_out *z;
	int fd = open("/dev/full", O_WRONLY);
	(void)state;
	assert_true(fd >= 0);
	zst_out_open(&z, fd);
	bool fine = zst_write(z, "x\n", 2);
	errno = 0;
	assert_false(zst_out_close(&z) && fine);
	assert_int_equal(errno, ENOSPC);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(round_trip), cmocka_unit_test(nothing),   cmocka_unit_test(cut_off),
	    cmocka_unit_test(changed),	  cmocka_unit_test(full_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
