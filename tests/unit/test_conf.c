/* test_conf.c - carrel.conf: reading, refusing, printing; the example file and the manual say the same. */
#include "test.h"

#include "base/conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static char said[65536], path[64];
static int file = -1;

/* A file that holds the text; path is its name. */
static const char *write_file(const char *text, size_t len)
{
	if (file >= 0)
		close(file);
	file = memfd_create("conf", 0);
	assert_true(file >= 0);
	assert_int_equal(write(file, text, len), len);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	return path;
}

/* What is written to a descriptor between begin and end comes into said. */
static int saved, kept;

static void capture(int fd)
{
	fflush(NULL);
	saved = dup(fd);
	kept = memfd_create("output", 0);
	assert_true(saved >= 0 && kept >= 0 && dup2(kept, fd) == fd);
}

static void captured(int fd)
{
	fflush(NULL);
	assert_int_equal(dup2(saved, fd), fd);
	close(saved);
	ssize_t n = pread(kept, said, sizeof(said) - 1, 0);
	close(kept);
	assert_true(n >= 0);
	said[n] = 0;
}

static enum err read_path(const char *name, struct conf *conf)
{
	capture(STDERR_FILENO);
	enum err e = conf_read(name, conf);
	captured(STDERR_FILENO);
	return e;
}

static enum err read_text(const char *text, struct conf *conf)
{
	return read_path(write_file(text, strlen(text)), conf);
}

static void assert_empty(const struct conf *conf)
{
	static const struct conf empty;
	assert_memory_equal(conf, &empty, sizeof(empty));
}

/* The text is refused, and the log has the message. */
static void assert_refused(const char *text, const char *message)
{
	struct conf conf;
	memset(&conf, 'x', sizeof(conf));
	if (read_text(text, &conf) != ERR_INPUT)
		fail_msg("taken: %s", text);
	assert_empty(&conf);
	if (!strstr(said, message))
		fail_msg("\"%s\" is not in: %s", message, said);
}

static const struct field *row(const char *name)
{
	for (const struct field *f = conf_fields; f->name; f++)
		if (!strcmp(f->name, name))
			return f;
	return NULL;
}

/* The value as text, whatever its type. */
static const char *value(const struct field *f, const struct conf *conf)
{
	static char number[24];
	if (f->type != F_INT)
		return field_text(f, conf);
	snprintf(number, sizeof(number), "%lld", (long long)field_int(f, conf));
	return number;
}

static const char *default_of(const struct field *f)
{
	static char word[100];
	if (f->type != F_CHOICE)
		return f->def;
	snprintf(word, sizeof(word), "%.*s", (int)strcspn(f->def, "|"), f->def);
	return word;
}

static int setup(void **state)
{
	(void)state;
	unsetenv("CARREL_DATA");
	unsetenv("CARREL_DB_PASSWORD");
	return 0;
}

static void assert_defaults(const struct conf *conf)
{
	for (const struct field *f = conf_fields; f->name; f++)
		if (strcmp(value(f, conf), default_of(f)))
			fail_msg("%s is %s", f->name, value(f, conf));
}

static void defaults(void **state)
{
	struct conf conf;
	(void)state;
	assert_int_equal(read_text("", &conf), ERR_NONE);
	assert_string_equal(said, "");
	assert_defaults(&conf);
	assert_string_equal(conf.db_socket, "/run/mysqld/mysqld.sock");
	assert_string_equal(conf.db_host, "");
	assert_string_equal(conf.db_password, "");
	assert_string_equal(conf.access, "accounts");
	assert_string_equal(conf.log_level, "info");
	assert_int_equal(conf.db_port, 3306);
	assert_int_equal(conf.body_max, 1048576);
	assert_int_equal(conf.drain_seconds, 20);
	conf_clear(&conf);
	assert_empty(&conf);
}

static void every_key_is_read(void **state)
{
	struct conf conf;
	(void)state;
	assert_int_equal(read_text("# a comment\n"
				   "\t # another\n"
				   "\n \t \r\n"
				   "db_socket=/s\n"
				   "db_host = \t h.example.org \t \n"
				   "  db_port\t=\t3307\r\n"
				   "db_name = a b # c\n"
				   "db_user = u=v\n"
				   "db_password = p#w \"x\"\n"
				   "db_connect_timeout = 1\ndb_read_timeout = 7\ndb_write_timeout = 4\n"
				   "db_lock_wait = 5\naccess = open\nbody_max = 1024\ndrain_seconds = 6\n"
				   "cors_origins = http://a http://b\nlog_level = debug\n"
				   "data_dir = /d\xc3\xa9",
				   &conf),
			 ERR_NONE);
	assert_string_equal(conf.db_socket, "/s");
	assert_string_equal(conf.db_host, "h.example.org");
	assert_int_equal(conf.db_port, 3307);
	assert_string_equal(conf.db_name, "a b # c");
	assert_string_equal(conf.db_user, "u=v");
	assert_string_equal(conf.db_password, "p#w \"x\"");
	assert_int_equal(conf.db_connect_timeout, 1);
	assert_int_equal(conf.db_read_timeout, 7);
	assert_int_equal(conf.db_write_timeout, 4);
	assert_int_equal(conf.db_lock_wait, 5);
	assert_string_equal(conf.access, "open");
	assert_int_equal(conf.body_max, 1024);
	assert_int_equal(conf.drain_seconds, 6);
	assert_string_equal(conf.cors_origins, "http://a http://b");
	assert_string_equal(conf.log_level, "debug");
	assert_string_equal(conf.data_dir, "/d\xc3\xa9");
	conf_clear(&conf);
}

static void a_value_may_be_empty(void **state)
{
	struct conf conf;
	(void)state;
	assert_int_equal(read_text("db_socket =\ndb_name = \n", &conf), ERR_NONE);
	assert_string_equal(conf.db_socket, "");
	assert_string_equal(conf.db_name, "");
	conf_clear(&conf);
}

static void wrong_lines_are_named(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
	    {"\n#\ndb_name\n", " line 3: no '=' in this line"},
	    {"colour = blue\n", " line 1: there is no key 'colour'"},
	    {"DB_NAME = x\n", "there is no key 'DB_NAME'"},
	    {"db_nam = x\n", "there is no key 'db_nam'"},
	    {"db_name2 = x\n", "there is no key 'db_name2'"},
	    {"= x\n", "there is no key ''"},
	    {"db_name = a\n\ndb_name = a\n", " line 3: db_name is given twice"},
	    {"db_port = x\n", "db_port is not a whole number"},
	    {"db_port =\n", "db_port is not a whole number"},
	    {"db_port = 1.5\n", "db_port is not a whole number"},
	    {"db_port = 99999999999999999999\n", "db_port is not a whole number"},
	    {"db_port = 0\n", "db_port must be from 1 to 65535"},
	    {"access = Open\n", "access must be one of accounts|open"},
	    {"access =\n", "access must be one of accounts|open"},
	    {"log_level = loud\n", "log_level must be one of info|error|warn|debug"},
	    {"db_name = caf\xe9\n", "db_name is not UTF-8"},
	    {"db_name_file = /dev/null\n", "there is no key 'db_name_file'"},
	    {"_file = /dev/null\n", "there is no key '_file'"},
	    {"db_passwore_file = /dev/null\n", "there is no key 'db_passwore_file'"},
	    {"db_pass_file = /dev/null\n", "there is no key 'db_pass_file'"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_refused(cases[i].text, cases[i].message);
}

static void every_wrong_line_is_named(void **state)
{
	(void)state;
	assert_refused("a = 1\ndb_port = x\ndb_name = n\nb\n", " line 1: there is no key 'a'");
	assert_non_null(strstr(said, " line 2: db_port is not a whole number"));
	assert_non_null(strstr(said, " line 4: no '=' in this line"));
	assert_null(strstr(said, " line 3:"));
	assert_non_null(strstr(said, path));
}

static void nul_bytes_are_refused(void **state)
{
	static const char text[] = "db_user = u\ndb_name = a\0b\n";
	struct conf conf;
	(void)state;
	assert_int_equal(read_path(write_file(text, sizeof(text) - 1), &conf), ERR_INPUT);
	assert_non_null(strstr(said, " line 2: there is a NUL byte in this line"));
}

static void numbers_have_bounds(void **state)
{
	char text[200], message[200];
	struct conf conf;
	(void)state;
	for (const struct field *f = conf_fields; f->name; f++) {
		if (f->type != F_INT)
			continue;
		/* these two keep a distance */
		const char *other = !strcmp(f->name, "db_lock_wait")	  ? "db_read_timeout = 600\n"
				    : !strcmp(f->name, "db_read_timeout") ? "db_lock_wait = 1\n"
									  : "";
		for (int64_t n = f->min; n <= f->max; n += f->max - f->min) {
			snprintf(text, sizeof(text), "%s%s = %lld", other, f->name, (long long)n);
			assert_int_equal(read_text(text, &conf), ERR_NONE);
			assert_int_equal(field_int(f, &conf), n);
			conf_clear(&conf);
		}
		snprintf(message, sizeof(message), "%s must be from %lld to %lld", f->name, (long long)f->min,
			 (long long)f->max);
		snprintf(text, sizeof(text), "%s = %lld", f->name, (long long)f->min - 1);
		assert_refused(text, message);
		snprintf(text, sizeof(text), "%s = %lld", f->name, (long long)f->max + 1);
		assert_refused(text, message);
	}
}

/* Otherwise who waits for a lock looks like a lost connection. */
static void a_lock_is_waited_for_less_than_an_answer(void **state)
{
	struct conf conf;
	(void)state;
	assert_int_equal(read_text("db_lock_wait = 9\n", &conf), ERR_NONE);
	conf_clear(&conf);
	assert_refused("db_lock_wait = 10\n", "db_lock_wait must be below db_read_timeout");
	assert_refused("db_read_timeout = 3\n", "db_lock_wait must be below db_read_timeout");
	assert_refused("db_lock_wait = 60\ndb_read_timeout = 59\n",
		       "db_lock_wait must be below db_read_timeout");
}

static void choices_have_words(void **state)
{
	static const char *const texts[] = {"access = accounts", "access = open",    "log_level = error",
					    "log_level = warn",	 "log_level = info", "log_level = debug"};
	struct conf conf;
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		char key[20], word[20];
		assert_int_equal(sscanf(texts[i], "%19s = %19s", key, word), 2);
		assert_int_equal(read_text(texts[i], &conf), ERR_NONE);
		assert_string_equal(value(row(key), &conf), word);
		conf_clear(&conf);
	}
}

static void texts_have_a_length(void **state)
{
	char text[3000] = "db_name = ";
	struct conf conf;
	(void)state;
	for (int i = 0; i < 1000; i++)
		memcpy(text + strlen(text), "\xc3\xa9", 3);
	assert_int_equal(read_text(text, &conf), ERR_NONE);
	assert_int_equal(strlen(conf.db_name), 2000);
	conf_clear(&conf);
	memcpy(text + strlen(text), "x", 2);
	assert_refused(text, "db_name is too long");
}

/* A file for a secret, as only its owner may read it. */
static int secret_file(const char *holds, size_t len)
{
	int fd = memfd_create("secret", 0);
	assert_int_equal(write(fd, holds, len), len);
	assert_int_equal(fchmod(fd, 0600), 0);
	return fd;
}

/* A secret in a file of its own: what it holds, and what db_password is then; NULL: refused. */
static void secrets_from_files(void **state)
{
	static const struct {
		const char *holds;
		size_t len;
		const char *want;
	} cases[] = {
	    {"secret", 6, "secret"},
	    {"secret\n", 7, "secret"},
	    {"secret\n\n", 8, "secret\n"},
	    {" s p ", 5, " s p "},
	    {"", 0, ""},
	    {"\n", 1, ""},
	    {"p\xc3\xa9", 3, "p\xc3\xa9"},
	    {"\xff", 1, NULL},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct conf conf;
		char text[100];
		int secret = secret_file(cases[i].holds, cases[i].len);
		snprintf(text, sizeof(text), "db_password_file = /proc/self/fd/%d\n", secret);
		if (cases[i].want) {
			assert_int_equal(read_text(text, &conf), ERR_NONE);
			assert_string_equal(conf.db_password, cases[i].want);
			conf_clear(&conf);
		} else {
			assert_refused(text, "line 1: db_password_file is not UTF-8");
		}
		close(secret);
	}
}

static void secrets_that_are_none(void **state)
{
	static char wide[8000];
	char text[100];
	(void)state;
	memset(wide, 'x', sizeof(wide));
	int secret = secret_file(wide, sizeof(wide));
	snprintf(text, sizeof(text), "db_password_file = /proc/self/fd/%d\n", secret);
	assert_refused(text, "db_password_file is too long");
	close(secret);
	assert_refused("db_password_file = /nowhere/at/all\n",
		       "db_password_file cannot be read from /nowhere/at/all: No such file");
	assert_refused("db_password_file = /\n", "db_password_file cannot be read from /: ");
	assert_refused("db_password = a\ndb_password_file = /dev/null\n",
		       " line 2: db_password_file is given twice");
	assert_refused("db_password_file = /dev/null\ndb_password = a\n",
		       " line 2: db_password is given twice");
}

/* All that is wrong is told at once, with its line, and not what the files hold. */
static void secrets_that_others_read(void **state)
{
	static const struct {
		mode_t mode;
		bool taken;
	} cases[] = {{0600, true},  {0400, true},  {0640, true},  {0440, true},
		     {0700, true},  {0644, false}, {0604, false}, {0602, false},
		     {0601, false}, {0660, false}, {0620, false}, {0777, false}};
	char text[200], want[200];
	struct conf conf;
	(void)state;
	int secret = secret_file("hunter2", 7);
	snprintf(text, sizeof(text),
		 "db_password_file = /proc/self/fd/%d\nx = 1\nomdb_key_file = /proc/self/fd/%d\n", secret,
		 secret);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(fchmod(secret, cases[i].mode), 0);
		assert_refused(text, " line 2: there is no key 'x'");
		for (int line = 1; line <= 3; line += 2) {
			snprintf(want, sizeof(want),
				 " line %d: %s file /proc/self/fd/%d: mode %04o, must be 0640 or less\n",
				 line, line == 1 ? "db_password_file" : "omdb_key_file", secret,
				 cases[i].mode);
			assert_int_equal(strstr(said, want) == NULL, cases[i].taken);
		}
		assert_null(strstr(said, "hunter2"));
	}
	assert_int_equal(fchmod(secret, 0640), 0);
	if (!geteuid()) {
		/* root takes what is somebody's; who is not takes root's and their own. */
		*strchr(text, '\n') = 0;
		static const struct {
			uid_t owner, me;
			bool taken;
		} owners[] = {
		    {12345, 0, true}, {12345, 65534, false}, {65534, 65534, true}, {0, 65534, true}};
		for (size_t i = 0; i < COUNT(owners); i++) {
			assert_int_equal(fchown(secret, owners[i].owner, 65534), 0);
			assert_int_equal(setegid(owners[i].me) | seteuid(owners[i].me), 0);
			write_file(text, strlen(text));
			capture(STDERR_FILENO);
			enum err e = conf_read(path, &conf);
			captured(STDERR_FILENO);
			assert_int_equal(seteuid(0) | setegid(0), 0);
			assert_int_equal(e, owners[i].taken ? ERR_NONE : ERR_INPUT);
			if (owners[i].taken)
				conf_clear(&conf);
			else
				assert_non_null(
				    strstr(said, "owned by user 12345, must be root's or user 65534's"));
		}
	}
	close(secret);
}

static void secrets_from_credentials(void **state)
{
	static const char *const wrong[] = {"", ".", "..", "../x", "a/b", "a b", "/etc/passwd"};
	char dir[] = "/tmp/carrel-test.XXXXXX", name[64], text[100];
	struct conf conf;
	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(name, sizeof(name), "%s/db.password-1", dir);
	FILE *out = fopen(name, "w");
	assert_non_null(out);
	fputs("from systemd\n", out);
	fclose(out);
	assert_int_equal(chmod(name, 0400), 0);
	setenv("CREDENTIALS_DIRECTORY", dir, 1);
	assert_int_equal(read_text("db_password_file = credential:db.password-1\n", &conf), ERR_NONE);
	assert_string_equal(conf.db_password, "from systemd");
	conf_clear(&conf);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		snprintf(text, sizeof(text), "db_password_file = credential:%s\n", wrong[i]);
		assert_refused(text, " line 1: db_password_file is no name of a credential");
	}
	assert_refused("db_password_file = credential:none\n", "No such file");
	assert_int_equal(chmod(name, 0444), 0);
	assert_refused("db_password_file = credential:db.password-1\n", "mode 0444, must be 0640 or less");
	unsetenv("CREDENTIALS_DIRECTORY");
	assert_refused("db_password_file = credential:carrel.test.none\n",
		       "cannot be read from /etc/credstore/carrel.test.none");
	unlink(name);
	rmdir(dir);

	struct arena a;
	arena_init(&a);
	write_file("token_secret_file = credential:t\n", 33);
	assert_string_equal(conf_secret_path(&a, path, "token_secret"), "");
	arena_clear(&a);
}

static void the_environment_speaks_last(void **state)
{
	struct conf conf;
	(void)state;
	setenv("CARREL_DB_PASSWORD", "from outside", 1);
	setenv("CARREL_DATA", "/data", 1);
	setenv("CARREL_DB_NAME", "ignored", 1);
	setenv("CARREL_DATA_DIR", "ignored", 1);
	enum err e = read_text("db_password = inside\ndata_dir = /inside\ndb_name = n\n", &conf);
	unsetenv("CARREL_DB_NAME");
	unsetenv("CARREL_DATA_DIR");
	assert_int_equal(e, ERR_NONE);
	assert_string_equal(conf.db_password, "from outside");
	assert_string_equal(conf.data_dir, "/data");
	assert_string_equal(conf.db_name, "n");
	conf_clear(&conf);
	setenv("CARREL_DB_PASSWORD", "\xff", 1);
	assert_refused("", "environment: CARREL_DB_PASSWORD is not UTF-8");
	assert_null(strstr(said, "\xff"));
}

static void secrets_are_not_said(void **state)
{
	struct conf conf;
	(void)state;
	assert_refused("db_password = hunter2\nx = 1\n", "there is no key 'x'");
	assert_null(strstr(said, "hunter2"));
	assert_refused("db_password = hunter\xff\n", "db_password is not UTF-8");
	assert_null(strstr(said, "hunter"));
	assert_int_equal(read_text("db_password = hunter2\n", &conf), ERR_NONE);
	capture(STDOUT_FILENO);
	conf_print(&conf);
	captured(STDOUT_FILENO);
	conf_clear(&conf);
	assert_non_null(strstr(said, "\ndb_password = (set)\n"));
	assert_null(strstr(said, "hunter2"));
}

static void what_is_printed_can_be_read(void **state)
{
	static char first[sizeof(said)];
	struct conf conf;
	(void)state;
	assert_int_equal(read_text("db_port = 4000\naccess = open\ncors_origins = a b\n", &conf), ERR_NONE);
	capture(STDOUT_FILENO);
	conf_print(&conf);
	captured(STDOUT_FILENO);
	conf_clear(&conf);
	for (const struct field *f = conf_fields; f->name; f++) {
		char begin[100];
		snprintf(begin, sizeof(begin), "%s%s = ", f == conf_fields ? "" : "\n", f->name);
		assert_non_null(strstr(said, begin));
	}
	memcpy(first, said, sizeof(said));
	assert_int_equal(read_text(first, &conf), ERR_NONE);
	assert_int_equal(conf.db_port, 4000);
	assert_string_equal(conf.access, "open");
	assert_string_equal(conf.cors_origins, "a b");
	capture(STDOUT_FILENO);
	conf_print(&conf);
	captured(STDOUT_FILENO);
	conf_clear(&conf);
	assert_string_equal(said, first);
}

static void a_file_that_is_none(void **state)
{
	struct conf conf;
	(void)state;
	memset(&conf, 'x', sizeof(conf));
	assert_int_equal(read_path("/nowhere/carrel.conf", &conf), ERR_IO);
	assert_non_null(strstr(said, "/nowhere/carrel.conf: No such file"));
	assert_empty(&conf);
	memset(&conf, 'x', sizeof(conf));
	assert_int_equal(read_path("/", &conf), ERR_IO);
	assert_non_null(strstr(said, "/: "));
	assert_empty(&conf);
}

static const char *source(const char *name)
{
	static char full[4096];
	const char *top = getenv("top_srcdir");
	if (!top)
		fail_msg("top_srcdir is not set");
	snprintf(full, sizeof(full), "%s/%s", top, name);
	return full;
}

/* The default is where "make install" puts it; the documents have it for --prefix=/usr. */
static const char *documented(const struct field *f)
{
	return strcmp(f->name, "data_dir") ? default_of(f) : "/usr/share/carrel";
}

/* Lines "<before>key<equals> default" of a document name every key once, with the table's default. */
static void assert_documents(const char *name, const char *before, const char *equals)
{
	char line[1000], seen[100] = "";
	FILE *in = fopen(source(name), "r");
	if (!in)
		fail_msg("%s cannot be read", source(name));
	while (fgets(line, sizeof(line), in)) {
		char *key = line + strlen(before);
		if (strncmp(line, before, strlen(before)))
			continue;
		char *end = key + strspn(key, "abcdefghijklmnopqrstuvwxyz_");
		if (end == key || strncmp(end, equals, strlen(equals)))
			continue;
		char *def = end + strlen(equals);
		def += *def == ' ';
		*end = def[strcspn(def, "\n")] = 0;
		const struct field *f = row(key);
		if (!f)
			fail_msg("%s: there is no key %s", name, key);
		if (seen[f - conf_fields]++)
			fail_msg("%s: %s stands twice", name, key);
		if (strcmp(def, documented(f)))
			fail_msg("%s: %s = %s, the table has %s", name, key, def, documented(f));
	}
	fclose(in);
	for (const struct field *f = conf_fields; f->name; f++)
		if (!seen[f - conf_fields])
			fail_msg("%s: %s is not in it", name, f->name);
}

static void the_documents_say_the_same(void **state)
{
	struct conf conf;
	(void)state;
	assert_documents("conf/carrel.conf", "#", " =");
	assert_documents("conf/carrel.conf.5", ".It Ic ", " No =");
	assert_int_equal(read_path(source("conf/carrel.conf"), &conf), ERR_NONE);
	assert_defaults(&conf);
	conf_clear(&conf);
}

/* Each number's bounds, each choice's words stand in the manual. */
static void the_manual_has_the_bounds(void **state)
{
	static char text[65536];
	char bounds[64];
	(void)state;
	FILE *in = fopen(source("conf/carrel.conf.5"), "r");
	assert_non_null(in);
	text[fread(text, 1, sizeof(text) - 1, in)] = 0;
	fclose(in);
	for (const struct field *f = conf_fields; f->name; f++) {
		snprintf(bounds, sizeof(bounds), ".It Ic %s ", f->name);
		char *entry = strstr(text, bounds), *next;
		assert_non_null(entry);
		snprintf(bounds, sizeof(bounds), "%lld to %lld", (long long)f->min, (long long)f->max);
		next = strstr(entry + 1, "\n.It ");
		char *found = strstr(entry, bounds);
		if (f->type == F_INT && (!found || (next && found > next)))
			fail_msg("carrel.conf.5: %s: %s is not said", f->name, bounds);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(defaults, setup),
	    cmocka_unit_test_setup(every_key_is_read, setup),
	    cmocka_unit_test_setup(a_value_may_be_empty, setup),
	    cmocka_unit_test_setup(wrong_lines_are_named, setup),
	    cmocka_unit_test_setup(every_wrong_line_is_named, setup),
	    cmocka_unit_test_setup(nul_bytes_are_refused, setup),
	    cmocka_unit_test_setup(numbers_have_bounds, setup),
	    cmocka_unit_test_setup(a_lock_is_waited_for_less_than_an_answer, setup),
	    cmocka_unit_test_setup(choices_have_words, setup),
	    cmocka_unit_test_setup(texts_have_a_length, setup),
	    cmocka_unit_test_setup(secrets_from_files, setup),
	    cmocka_unit_test_setup(secrets_that_are_none, setup),
	    cmocka_unit_test_setup(secrets_that_others_read, setup),
	    cmocka_unit_test_setup(secrets_from_credentials, setup),
	    cmocka_unit_test_setup(the_environment_speaks_last, setup),
	    cmocka_unit_test_setup(secrets_are_not_said, setup),
	    cmocka_unit_test_setup(what_is_printed_can_be_read, setup),
	    cmocka_unit_test_setup(a_file_that_is_none, setup),
	    cmocka_unit_test_setup(the_documents_say_the_same, setup),
	    cmocka_unit_test_setup(the_manual_has_the_bounds, setup),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
