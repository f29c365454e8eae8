/* test_log.c - one line per message, which no client can forge. */
#include "test.h"

#include "base/log.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char text[16384];

/* What the calls between write to standard error. */
static int saved, channel[2];

static void capture(void)
{
	fflush(stderr);
	saved = dup(STDERR_FILENO);
	assert_int_equal(pipe(channel), 0);
	dup2(channel[1], STDERR_FILENO);
	close(channel[1]);
}

static const char *captured(void)
{
	size_t len = 0;
	ssize_t n;
	dup2(saved, STDERR_FILENO);
	close(saved);
	while ((n = read(channel[0], text + len, sizeof(text) - 1 - len)) > 0)
		len += (size_t)n;
	close(channel[0]);
	text[len] = 0;
	return text;
}

static int teardown(void **state)
{
	(void)state;
	log_init("carrel", LOG_INFO);
	log_request(NULL);
	log_shape(LOG_TEXT, "", "");
	return 0;
}

static void assert_like(const char *line, const char *pattern)
{
	regex_t re;
	assert_int_equal(regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB), 0);
	int rc = regexec(&re, line, 0, NULL, 0);
	regfree(&re);
	if (rc)
		fail_msg("%s is not like %s", line, pattern);
}

#define STAMP "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z "

static void a_line_has_time_program_pid_level(void **state)
{
	char pattern[200];
	(void)state;
	log_init("carrelctl", LOG_INFO);
	capture();
	log_warn("%d of %s", 3, "five");
	snprintf(pattern, sizeof(pattern), STAMP "carrelctl\\[%ld\\] warn: 3 of five\n$", (long)getpid());
	assert_like(captured(), pattern);
}

static void a_line_has_the_request_while_there_is_one(void **state)
{
	(void)state;
	capture();
	log_request("req-17");
	log_error("inside");
	log_request(NULL);
	log_error("outside");
	assert_like(captured(), STAMP "carrel\\[[0-9]+\\] error req-17: inside\n"
				      "[^ ]+ carrel\\[[0-9]+\\] error: outside\n$");
}

static void only_what_the_level_lets_through(void **state)
{
	static const struct {
		enum log_level level;
		const char *want;
	} cases[] = {{LOG_ERROR, "E"}, {LOG_WARN, "EW"}, {LOG_INFO, "EWI"}, {LOG_DEBUG, "EWID"}};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char got[8] = "";
		log_init("carrel", cases[i].level);
		capture();
		log_error("=E");
		log_warn("=W");
		log_info("=I");
		log_debug("=D");
		for (const char *p = captured(); (p = strchr(p, '=')); p++)
			strncat(got, p + 1, 1);
		assert_string_equal(got, cases[i].want);
	}
}

static size_t lines(const char *s)
{
	size_t n = 0;
	for (; *s; s++)
		n += *s == '\n';
	return n;
}

static void a_client_cannot_forge_a_line(void **state)
{
	(void)state;
	capture();
	log_info("GET /a\r\n2026-01-01T00:00:00.000Z carrel[1] info: forged\x1b[31m\x7f caf\xc3\xa9");
	const char *got = captured();
	assert_int_equal(lines(got), 1);
	assert_non_null(strstr(got, "GET /a??2026"));
	assert_non_null(strstr(got, "forged?[31m? caf\xc3\xa9\n"));
}

static void nor_by_the_request_id(void **state)
{
	(void)state;
	capture();
	log_request("a\nb\x1b");
	log_info("text");
	const char *got = captured();
	assert_int_equal(lines(got), 1);
	assert_non_null(strstr(got, " a?b?: text\n"));
}

static void long_lines_are_cut(void **state)
{
	static char wide[5000];
	(void)state;
	memset(wide, 'x', sizeof(wide) - 1);
	capture();
	log_info("%s", wide);
	log_info("next");
	const char *got = captured();
	assert_int_equal(lines(got), 2);
	assert_true(strchr(got, '\n') - got < 2048);
	assert_non_null(strstr(got, "xxx\n"));
}

static void a_long_request_id_does_no_harm(void **state)
{
	static char wide[5000];
	(void)state;
	memset(wide, 'r', sizeof(wide) - 1);
	capture();
	log_request(wide);
	log_info("text");
	log_request(NULL);
	log_info("next");
	const char *got = captured();
	assert_int_equal(lines(got), 2);
	assert_non_null(strstr(got, "info: next\n"));
}

/* ---- JSON and the journal ---- */

#define HOSTILE "a\"b\\c\nd\re\x1b[31m\x7f f\xff g\xc3\xa9 h\xc2\x9b i\xe2\x82 j\xed\xa0\x80"
#define CLEANED "a\"b\\c?d?e?[31m? f? g\xc3\xa9 h?? i?? j???"

static void a_message_is_cleaned(void **state)
{
	(void)state;
	capture();
	log_info("%s", HOSTILE);
	assert_non_null(strstr(captured(), " info: " CLEANED "\n"));
}

static void json_is_an_object_a_line(void **state)
{
	(void)state;
	log_shape(LOG_JSON, "pool1", "");
	capture();
	log_request("r\"1\n");
	log_warn("%s", HOSTILE);
	log_served(&(struct log_served){"GE\"T", "/a/{id}", 404, 12345, 678, 9});
	log_request(NULL);
	log_error("%s", "x");
	const char *got = captured();
	assert_like(
	    got,
	    "^\\{\"time\":\"[-0-9T:.]{23}Z\",\"level\":\"warn\",\"program\":\"carrel\",\"pool\":\"pool1\","
	    "\"pid\":[0-9]+,\"request_id\":\"r\\\\\"1\\?\",\"message\":\"");
	assert_non_null(strstr(got, "\"message\":\"a\\\"b\\\\c?d?e?[31m? f? g\xc3\xa9 h?? i?? j???\"}\n"));
	assert_non_null(
	    strstr(got, ",\"method\":\"GE\\\"T\",\"route\":\"/a/{id}\",\"status\":404,\"micros\":12345,"
			"\"db_micros\":678,\"statements\":9,\"message\":\"GE\\\"T /a/{id} 404 12.345 ms "
			"db 0.678 ms statements 9\"}\n"));
	assert_null(strstr(strstr(got, "\"level\":\"error\""), "request_id"));
	assert_int_equal(lines(got), 3);
}

/* However long: each line is whole. */
static void long_json_is_whole(void **state)
{
	static char wide[5000];
	(void)state;
	memset(wide, '"', sizeof(wide) - 1);
	log_shape(LOG_JSON, "p", "");
	capture();
	log_request(wide);
	log_info("%s", wide);
	log_served(&(struct log_served){wide, "/", 200, 1, 1, 1});
	log_request(NULL);
	const char *got = captured();
	assert_int_equal(lines(got), 2);
	for (const char *end = got; (end = strchr(end, '\n')); end++)
		assert_memory_equal(end - 2, "\"}", 2);
}

static int journal(char path[64])
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	snprintf(path, 64, "/tmp/carrel-journal.%ld", (long)getpid());
	unlink(path);
	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

static const char *datagram(int fd)
{
	static char data[8192];
	ssize_t n = recv(fd, data, sizeof(data) - 1, 0);
	data[n > 0 ? n : 0] = 0;
	return data;
}

static void the_journal_gets_fields(void **state)
{
	char path[64];
	int fd = journal(path);
	(void)state;
	log_shape(LOG_JOURNAL, "pool1", path);
	capture();
	log_request("req\nCARREL_FORGED=1");
	log_served(&(struct log_served){"GET", "/a/{id}", 200, 12345, 678, 9});
	log_request(NULL);
	log_error("%s", HOSTILE);
	assert_string_equal(captured(), "");
	assert_string_equal(datagram(fd), "PRIORITY=6\nSYSLOG_IDENTIFIER=carrel\nCARREL_POOL=pool1\n"
					  "MESSAGE=GET /a/{id} 200 12.345 ms db 0.678 ms statements 9\n"
					  "CARREL_REQUEST_ID=req?CARREL_FORGED=1\nCARREL_METHOD=GET\n"
					  "CARREL_ROUTE=/a/{id}\nCARREL_STATUS=200\nCARREL_MICROS=12345\n"
					  "CARREL_DB_MICROS=678\nCARREL_STATEMENTS=9\n");
	assert_string_equal(datagram(fd), "PRIORITY=3\nSYSLOG_IDENTIFIER=carrel\nCARREL_POOL=pool1\n"
					  "MESSAGE=" CLEANED "\n");
	close(fd);
	unlink(path);
}

static void without_a_journal_it_is_text(void **state)
{
	(void)state;
	log_shape(LOG_JOURNAL, "p", "/nowhere/at/all");
	capture();
	log_warn("heard all the same");
	assert_like(captured(), STAMP "carrel\\[[0-9]+\\] warn: heard all the same\n$");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(a_line_has_time_program_pid_level, teardown),
	    cmocka_unit_test_teardown(a_line_has_the_request_while_there_is_one, teardown),
	    cmocka_unit_test_teardown(only_what_the_level_lets_through, teardown),
	    cmocka_unit_test_teardown(a_client_cannot_forge_a_line, teardown),
	    cmocka_unit_test_teardown(nor_by_the_request_id, teardown),
	    cmocka_unit_test_teardown(long_lines_are_cut, teardown),
	    cmocka_unit_test_teardown(a_long_request_id_does_no_harm, teardown),
	    cmocka_unit_test_teardown(a_message_is_cleaned, teardown),
	    cmocka_unit_test_teardown(json_is_an_object_a_line, teardown),
	    cmocka_unit_test_teardown(long_json_is_whole, teardown),
	    cmocka_unit_test_teardown(the_journal_gets_fields, teardown),
	    cmocka_unit_test_teardown(without_a_journal_it_is_text, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
