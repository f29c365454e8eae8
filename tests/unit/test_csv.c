/* test_csv.c - files of RFC 4180, and those that nearly are. */
#include "test.h"

#include "ext/csv.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct world {
	struct arena arena;
	char path[64];
	struct csv *csv;
	const char **v, *message;
	int64_t line;
};

static int setup(void **state)
{
	static struct world w;
	w = (struct world){.path = "/tmp/test_csv.XXXXXX"};
	arena_init(&w.arena);
	int fd = mkstemp(w.path);
	*state = &w;
	return fd < 0 || close(fd);
}

static int teardown(void **state)
{
	struct world *w = *state;
	csv_close(&w->csv);
	arena_clear(&w->arena);
	return unlink(w->path);
}

static void write_file(struct world *w, const char *text, size_t len)
{
	int fd = open(w->path, O_WRONLY | O_TRUNC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), len);
	close(fd);
}

static enum err open_text(struct world *w, const char *text, size_t len)
{
	csv_close(&w->csv);
	write_file(w, text, len);
	return csv_open(&w->csv, w->path, &w->message);
}

static enum err next(struct world *w)
{
	w->message = NULL;
	return csv_next(w->csv, &w->arena, &w->v, &w->line, &w->message);
}

/*
 * All records as one text: "line:a|b", a fault as "line!message", parted by ';'.
 */
static const char *all(struct world *w)
{
	struct buf b;
	enum err e;
	buf_init(&b, &w->arena, 256);
	while ((e = next(w)) == ERR_NONE || e == ERR_INPUT) {
		buf_printf(&b, "%s%lld%s", b.len ? ";" : "", (long long)w->line, e ? "!" : ":");
		for (int i = 0; !e && i < csv_columns(w->csv); i++)
			buf_printf(&b, "%s%s", i ? "|" : "", w->v[i]);
		if (e)
			buf_puts(&b, w->message);
	}
	assert_int_equal(e, ERR_NOT_FOUND);
	assert_int_equal(next(w), ERR_NOT_FOUND); /* and remains so */
	return b.data;
}

#define LATE_QUOTE "a quote in the middle of a field"
#define OPEN_QUOTE "a quote is not closed up to the end of the file"

static void records(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
	    {"a,b\n", ""},
	    {"a,b", ""},
	    {"a,b\n1,2\n", "2:1|2"},
	    {"a,b\n1,2", "2:1|2"},
	    {"a,b\r\n1,2\r\n3,4\r\n", "2:1|2;3:3|4"},
	    {"a,b\r1,2\r3,4\r", "2:1|2;3:3|4"},
	    {"a,b\n1,2\r\n3,4\n5,6\r7,8", "2:1|2;3:3|4;4:5|6;5:7|8"},
	    /* quotes, commas and line ends inside */
	    {"a,b\n\"x, y\",\"say \"\"hi\"\"\"\n", "2:x, y|say \"hi\""},
	    {"a,b\n\"one\ntwo\",2\n3,4\n", "2:one\ntwo|2;4:3|4"},
	    {"a,b\r\n\"one\r\ntwo\r\n\r\nthree\",2\r\n3,4\r\n", "2:one\r\ntwo\r\n\r\nthree|2;6:3|4"},
	    {"a,b\n\"\",\"\"\n,\n", "2:|;3:|"},
	    {"\"a\n1\",b\n1,2\n", "3:1|2"},
	    /* blanks belong to the field */
	    {"a,b\n 1 ,\t2\n", "2: 1 |\t2"},
	    {"a,b\n \n", "2: |"},
	    /* empty lines are none, but they are counted */
	    {"\n\na,b\n\n1,2\n\r\n\n3,4\n\n", "5:1|2;8:3|4"},
	    {"a,b\r\n\r\n1,2\r\n", "3:1|2"},
	    /* missing columns are empty, more are refused */
	    {"a,b,c\n1\n1,2\n1,2,3\n", "2:1||;3:1|2|;4:1|2|3"},
	    {"a,b\n1,2,3\n4,5\n", "2!too many columns;3:4|5"},
	    {"a,b\n1,2,\n", "2!too many columns"},
	    /* quotes where there may be none: the next line is read again */
	    {"a,b\n1,5\" disk\n3,4\n", "2!" LATE_QUOTE ";3:3|4"},
	    {"a,b\n\"1\"x,2\n3,4\n", "2!" LATE_QUOTE ";3:3|4"},
	    {"a,b\n\"1,2\n3,\"4\"\n5,6\n", "2!" LATE_QUOTE ";4:5|6"},
	    {"a,b\n1,\"2\n3,4\n", "2!" OPEN_QUOTE},
	    {"a,b\n1,\"2", "2!" OPEN_QUOTE},
	    {"a,b\n1,\"2\"", "2:1|2"},
	    /* bytes that are no text */
	    {"a,b\n1,caf\xe9\n3,4\n", "2!not UTF-8;3:3|4"},
	    {"a,b\n1,\xed\xa0\x80\n\xc3\xa9,\xf0\x9f\x93\x9a\n", "2!not UTF-8;3:\xc3\xa9|\xf0\x9f\x93\x9a"},
	    /* a byte order mark is skipped, but only at the beginning */
	    {"\xef\xbb\xbf"
	     "a,b\n1,2\n",
	     "2:1|2"},
	    {"\xef\xbb\xbf\"a\",b\n\xef\xbb\xbf"
	     "1,2\n",
	     "2:\xef\xbb\xbf"
	     "1|2"},
	};
	struct world *w = *state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(open_text(w, cases[i].text, strlen(cases[i].text)), ERR_NONE);
		const char *got = all(w);
		if (strcmp(got, cases[i].want))
			fail_msg("case %zu: %s", i, got);
	}
}

static void nul_bytes_are_refused(void **state)
{
	static const char text[] = "a,b\n1,x\0y\n\0,2\n3,4\n";
	assert_int_equal(open_text(*state, text, sizeof(text) - 1), ERR_NONE);
	assert_string_equal(all(*state), "2!a NUL byte;3!a NUL byte;4:3|4");
}

static void columns_have_names(void **state)
{
	static const char text[] = "\xef\xbb\xbf"
				   "book_id,isbn,\"original, title\",isbn,\n1,2,3,4,5\n";
	struct world *w = *state;
	assert_int_equal(open_text(w, text, sizeof(text) - 1), ERR_NONE);
	assert_int_equal(csv_columns(w->csv), 5);
	assert_int_equal(csv_column(w->csv, "book_id"), 0);
	assert_int_equal(csv_column(w->csv, "isbn"), 1);
	assert_int_equal(csv_column(w->csv, "original, title"), 2);
	assert_int_equal(csv_column(w->csv, ""), 4);
	assert_int_equal(csv_column(w->csv, "ISBN"), -1);
	assert_int_equal(csv_column(w->csv, "title"), -1);
}

static void headers_that_are_none(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
	    {"", "no header line"},
	    {"\n\r\n\n", "no header line"},
	    {"\xef\xbb\xbf", "no header line"},
	    {"\xff\xfe"
	     "a",
	     "not UTF-8"},
	    {"caf\xe9,b\n1,2\n", "not UTF-8"},
	    {"\"a,b\n1,2\n", OPEN_QUOTE},
	    {"a\"b\n", LATE_QUOTE},
	};
	struct world *w = *state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(open_text(w, cases[i].text, strlen(cases[i].text)), ERR_INPUT);
		assert_string_equal(w->message, cases[i].message);
		assert_null(w->csv);
	}
	struct buf b;
	buf_init(&b, &w->arena, 1024);
	for (int i = 0; i < 255; i++)
		buf_puts(&b, "a,");
	assert_int_equal(open_text(w, b.data, b.len), ERR_NONE);
	assert_int_equal(csv_columns(w->csv), 256);
	buf_puts(&b, ",");
	assert_int_equal(open_text(w, b.data, b.len), ERR_INPUT);
	assert_string_equal(w->message, "too many columns");
}

static void files_that_cannot_be_read(void **state)
{
	struct world *w = *state;
	assert_int_equal(csv_open(&w->csv, "/nonexistent/books.csv", &w->message), ERR_IO);
	assert_string_equal(w->message, "No such file or directory");
	assert_null(w->csv);
	assert_int_equal(csv_open(&w->csv, "/tmp", &w->message), ERR_IO);
	assert_string_equal(w->message, "Is a directory");
	assert_null(w->csv);
}

/* Lines of every length around the size of the buffer, so that each kind of break falls on its border. */
static void borders_of_the_buffer(void **state)
{
	struct world *w = *state;
	for (size_t fill = 65520; fill < 65545; fill++) {
		struct buf b;
		arena_reset(&w->arena);
		buf_init(&b, &w->arena, 70000);
		buf_puts(&b, "a,b\r\n");
		while (b.len < fill)
			buf_putc(&b, 'x');
		buf_puts(&b, ",\"q\"\"\r\nr\"\r\n\r\n\xc3\xa9,4\r\n");
		assert_int_equal(open_text(w, b.data, b.len), ERR_NONE);
		assert_int_equal(next(w), ERR_NONE);
		assert_int_equal(w->line, 2);
		assert_int_equal(strspn(w->v[0], "x"), fill - 5);
		assert_string_equal(w->v[1], "q\"\r\nr");
		assert_int_equal(next(w), ERR_NONE);
		assert_int_equal(w->line, 5);
		assert_string_equal(w->v[0], "\xc3\xa9");
		assert_int_equal(next(w), ERR_NOT_FOUND);
	}
}

static void records_over_one_mebibyte(void **state)
{
	enum { MIB = 1024 * 1024 };
	static const struct {
		size_t len;
		enum err want;
	} cases[] = {{MIB - 3, ERR_NONE}, {MIB - 2, ERR_INPUT}, {3 * MIB, ERR_INPUT}};
	struct world *w = *state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;
		arena_reset(&w->arena);
		buf_init(&b, &w->arena, cases[i].len + 64);
		buf_puts(&b, "a,b\n");
		memset(buf_room(&b, cases[i].len), 'x', cases[i].len);
		b.len += cases[i].len;
		buf_puts(&b, ",1\n3,4\n");
		assert_int_equal(open_text(w, b.data, b.len), ERR_NONE);
		assert_int_equal(next(w), cases[i].want);
		assert_int_equal(w->line, 2);
		assert_int_equal(next(w), ERR_NONE);
		assert_int_equal(w->line, 3);
		assert_string_equal(w->v[0], "3");
		assert_int_equal(next(w), ERR_NOT_FOUND);
	}
}

/* A quote that is never closed costs one mebibyte of lines, not the rest of the file. */
static void a_quote_never_closed(void **state)
{
	struct world *w = *state;
	struct buf b;
	buf_init(&b, &w->arena, 2 * 1024 * 1024);
	buf_puts(&b, "a,b\n\"1,2\n");
	for (int i = 0; i < 200000; i++)
		buf_puts(&b, "abcd,efg\n");
	assert_int_equal(open_text(w, b.data, b.len), ERR_NONE);
	assert_int_equal(next(w), ERR_INPUT);
	assert_int_equal(w->line, 2);
	assert_string_equal(w->message, "longer than 1 MiB (is a quote not closed?)");
	assert_int_equal(next(w), ERR_NONE);
	assert_string_equal(w->v[0], "abcd");
	/* the line at which the limit was reached is lost, the one after is right */
	assert_int_equal(w->line, 2 + (1024 * 1024 - 5) / 9 + 2);
}

static void standard_input_and_progress(void **state)
{
	struct world *w = *state;
	int64_t done, size;
	int channel[2], saved = dup(STDIN_FILENO);
	assert_int_equal(pipe(channel), 0);
	assert_int_equal(write(channel[1], "a,b\n1,2\n", 8), 8);
	close(channel[1]);
	dup2(channel[0], STDIN_FILENO);
	close(channel[0]);
	assert_int_equal(csv_open(&w->csv, "-", &w->message), ERR_NONE);
	assert_string_equal(all(w), "2:1|2");
	csv_progress(w->csv, &done, &size);
	assert_int_equal(done, 8);
	assert_int_equal(size, 0);
	csv_close(&w->csv);
	assert_null(w->csv);
	assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0); /* not ours to close */
	if (saved >= 0)
		dup2(saved, STDIN_FILENO);

	assert_int_equal(open_text(w,
				   "\xef\xbb\xbf"
				   "a,b\n1,2\n3,4\n",
				   15),
			 ERR_NONE);
	csv_progress(w->csv, &done, &size);
	assert_int_equal(done, 7);
	assert_int_equal(size, 15);
	assert_int_equal(next(w), ERR_NONE);
	csv_progress(w->csv, &done, &size);
	assert_int_equal(done, 11);
	all(w);
	csv_progress(w->csv, &done, &size);
	assert_int_equal(done, 15);
}

/* A writer that gives one byte at a time is no different. */
static void one_byte_at_a_time(void **state)
{
	static const char text[] = "\xef\xbb\xbf"
				   "a,b\r\n\"x\r\n\"\"y\",2\r\n\r\n3,\xc3\xa9\r\n";
	struct world *w = *state;
	unlink(w->path);
	assert_int_equal(mkfifo(w->path, 0600), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		int fd = open(w->path, O_WRONLY);
		for (size_t i = 0; i < sizeof(text) - 1; i++) {
			if (write(fd, text + i, 1) != 1)
				_exit(1);
			usleep(500);
		}
		_exit(0);
	}
	assert_int_equal(csv_open(&w->csv, w->path, &w->message), ERR_NONE);
	assert_int_equal(csv_column(w->csv, "a"), 0);
	assert_string_equal(all(w), "2:x\r\n\"y|2;5:3|\xc3\xa9");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(records, setup, teardown),
	    cmocka_unit_test_setup_teardown(nul_bytes_are_refused, setup, teardown),
	    cmocka_unit_test_setup_teardown(columns_have_names, setup, teardown),
	    cmocka_unit_test_setup_teardown(headers_that_are_none, setup, teardown),
	    cmocka_unit_test_setup_teardown(files_that_cannot_be_read, setup, teardown),
	    cmocka_unit_test_setup_teardown(borders_of_the_buffer, setup, teardown),
	    cmocka_unit_test_setup_teardown(records_over_one_mebibyte, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_quote_never_closed, setup, teardown),
	    cmocka_unit_test_setup_teardown(standard_input_and_progress, setup, teardown),
	    cmocka_unit_test_setup_teardown(one_byte_at_a_time, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
