/* conf.c - carrel.conf: one table of keys that reads, prints and documents. Floor: base. */
#include "base/conf.h"

#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CREDENTIAL "credential:"

#ifndef CARREL_DATADIR
#define CARREL_DATADIR "/usr/share/carrel"
#endif

#define S struct conf
#define TEXT(m, def, flags)                                                                                  \
	{                                                                                                    \
#m, F_TEXT, FIELD_CHECK(S, m, const char *), 0, 1000, flags, def                             \
	}
#define NUMBER(m, lo, hi, def)                                                                               \
	{                                                                                                    \
#m, F_INT, FIELD_CHECK(S, m, int64_t), lo, hi, 0, def                                        \
	}
/* One that tokens are signed with: guessable ones are refused. */
#define SECRET(m)                                                                                            \
	{                                                                                                    \
#m, F_TEXT, FIELD_CHECK(S, m, const char *), TOKEN_SECRET_MIN, 1000, F_SECRET, ""            \
	}
/* A choice's default is its first word. */
#define CHOICE(m, words)                                                                                     \
	{                                                                                                    \
#m, F_CHOICE, FIELD_CHECK(S, m, const char *), 0, 0, 0, words                                \
	}

const struct field conf_fields[] = {
    TEXT(db_socket, "/run/mysqld/mysqld.sock", 0),
    TEXT(db_host, "", 0),
    NUMBER(db_port, 1, 65535, "3306"),
    TEXT(db_name, "carrel", 0),
    TEXT(db_user, "carrel", 0),
    TEXT(db_password, "", F_SECRET),
    TEXT(db_owner, "", 0),
    TEXT(db_owner_password_file, "", 0),
    NUMBER(db_connect_timeout, 1, 60, "3"),
    NUMBER(db_read_timeout, 2, 600, "10"),
    NUMBER(db_write_timeout, 1, 600, "10"),
    NUMBER(db_lock_wait, 1, 60, "3"),
    CHOICE(access, "accounts|open"),
    SECRET(token_secret),
    SECRET(token_secret_old),
    NUMBER(token_hours, 1, 8760, "12"),
    NUMBER(body_max, 1024, 67108864, "1048576"),
    NUMBER(drain_seconds, 1, 3600, "20"),
    TEXT(cors_origins, "", 0),
    CHOICE(log_level, "info|error|warn|debug"),
    CHOICE(log_format, "text|json|journal"),
    TEXT(run_dir, "/run/carrel", 0),
    TEXT(data_dir, CARREL_DATADIR, 0),
    TEXT(omdb_url, "https://www.omdbapi.com/", 0),
    TEXT(omdb_key, "", F_SECRET),
    NUMBER(omdb_connect_timeout, 1, 60, "3"),
    NUMBER(omdb_timeout, 1, 29, "15"),
    NUMBER(omdb_daily, 0, 1000000000, "0"),
    NUMBER(outbound_workers, 1, 256, "8"),
    FIELD_END,
};
#undef S

enum { KEYS = sizeof(conf_fields) / sizeof(conf_fields[0]) };

/* NULL when the value was taken, otherwise what is wrong with it. */
static const char *set(struct conf *conf, const struct field *f, const char *value)
{
	void *at = field_at(f, conf);
	if (f->type == F_INT) {
		int64_t n;
		if (!text_int(value, &n))
			return "is not a whole number";
		if (n < f->min || n > f->max)
			return arena_printf(&conf->arena, "must be from %lld to %lld", (long long)f->min,
					    (long long)f->max);
		*(int64_t *)at = n;
		return NULL;
	}
	if (f->type == F_CHOICE && !text_in_words(f->def, value))
		return arena_printf(&conf->arena, "must be one of %s", f->def);
	if (!text_valid(value, strlen(value)))
		return "is not UTF-8";
	if (text_chars(value) > (size_t)f->max && f->type == F_TEXT)
		return "is too long";
	if (*value && text_chars(value) < (size_t)f->min && f->type == F_TEXT)
		return arena_printf(&conf->arena, "must have at least %lld characters", (long long)f->min);
	*(const char **)at = arena_strdup(&conf->arena, value);
	return NULL;
}

static void set_defaults(struct conf *conf)
{
	for (const struct field *f = conf_fields; f->name; f++) {
		const char *value = f->def;
		if (f->type == F_CHOICE)
			value = arena_strndup(&conf->arena, value, strcspn(value, "|"));
		const char *wrong = set(conf, f, value);
		if (wrong)
			log_error("default of %s %s", f->name, wrong);
	}
}

/*
 * "credential:NAME": where systemd has put it for a unit. Elsewhere, as for an operator's carrelctl, where it took it
 * from. NULL when that is no name.
 */
static const char *credential_path(struct arena *a, const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	const char *dir = getenv("CREDENTIALS_DIRECTORY");
	if (!*name || *name == '.' || name[strspn(name, letters)])
		return NULL;
	return arena_printf(a, "%s/%s", dir && *dir == '/' ? dir : "/etc/credstore", name);
}

/* Who else could read a secret, or put another in its place? NULL: nobody. */
static const char *open_to_others(struct conf *conf, const char *path, const struct stat *st)
{
	uid_t me = geteuid();
	if (!S_ISREG(st->st_mode))
		return NULL; /* a pipe, /dev/null: nothing that is kept */
	if (st->st_mode & 027)
		return arena_printf(&conf->arena, "file %s: mode %04o, must be 0640 or less", path,
				    (unsigned)st->st_mode & 07777);
	/* root may take anybody's, such as those of the workers' user. */
	if (st->st_uid && st->st_uid != me && me)
		return arena_printf(&conf->arena, "file %s: owned by user %u, must be root's or user %u's",
				    path, (unsigned)st->st_uid, (unsigned)me);
	return NULL;
}

/* The secret that a file holds, without the line break at its end. */
static const char *read_secret(struct conf *conf, const char *path, const char **value_r)
{
	char text[4097];
	struct stat st;
	if (!strncmp(path, CREDENTIAL, strlen(CREDENTIAL)) &&
	    !(path = credential_path(&conf->arena, path + strlen(CREDENTIAL))))
		return "is no name of a credential";
	FILE *in = fopen(path, "re");
	if (!in)
		return arena_printf(&conf->arena, "cannot be read from %s: %s", path, strerror(errno));
	const char *wrong = fstat(fileno(in), &st) ? strerror(errno) : open_to_others(conf, path, &st);
	if (wrong) {
		fclose(in);
		return wrong;
	}
	size_t n = fread(text, 1, sizeof(text) - 1, in);
	bool failed = ferror(in);
	fclose(in);
	if (failed)
		return arena_printf(&conf->arena, "cannot be read from %s: %s", path, strerror(EIO));
	text[n] = 0;
	if (strlen(text) != n) {
		secret_wipe(text, sizeof(text));
		return arena_printf(&conf->arena, "holds a NUL byte in %s", path);
	}
	if (n && text[n - 1] == '\n')
		text[n - 1] = 0;
	*value_r = arena_strdup(&conf->arena, text);
	secret_wipe(text, sizeof(text));
	return NULL;
}

const char *conf_read_secret(struct conf *conf, const char *path, const char **value_r)
{
	return read_secret(conf, path, value_r);
}

/* Finds the row of a key; "db_password_file" finds db_password and says so. */
static const struct field *find(const char *key, bool *file_r)
{
	size_t n = strlen(key);
	*file_r = false;
	for (const struct field *f = conf_fields; f->name; f++)
		if (!strcmp(f->name, key))
			return f;
	if (n > 5 && !strcmp(key + n - 5, "_file"))
		for (const struct field *f = conf_fields; f->name; f++)
			if ((f->flags & F_SECRET) && strlen(f->name) == n - 5 &&
			    !strncmp(f->name, key, n - 5)) {
				*file_r = true;
				return f;
			}
	return NULL;
}

/* One line "key = value"; blank lines and those that begin with # say nothing. NULL or what is wrong. */
static const char *read_line(struct conf *conf, char *line, bool seen[KEYS])
{
	char *key = line + strspn(line, " \t");
	size_t end = strlen(key);
	while (end && strchr(" \t\r\n", key[end - 1]))
		key[--end] = 0;
	if (!*key || *key == '#')
		return NULL;
	char *eq = strchr(key, '=');
	if (!eq)
		return "no '=' in this line";
	char *value = eq + 1 + strspn(eq + 1, " \t");
	while (eq > key && strchr(" \t", eq[-1]))
		eq--;
	*eq = 0;
	bool file;
	const struct field *f = find(key, &file);
	if (!f)
		return arena_printf(&conf->arena, "there is no key '%s'", key);
	if (seen[f - conf_fields])
		return arena_printf(&conf->arena, "%s is given twice", key);
	seen[f - conf_fields] = true;
	const char *wrong = NULL, *text = value;
	if (file)
		wrong = read_secret(conf, value, &text);
	if (!wrong && file && f->min && !*text)
		wrong = "names an empty file";
	if (!wrong)
		wrong = set(conf, f, text);
	return wrong ? arena_printf(&conf->arena, "%s %s", key, wrong) : NULL;
}

static bool read_file(struct conf *conf, const char *path, FILE *in)
{
	char *line = NULL;
	size_t cap = 0;
	bool seen[KEYS] = {false}, fine = true;
	ssize_t len;
	for (int n = 1; (len = getline(&line, &cap, in)) >= 0; n++) {
		const char *wrong = strlen(line) == (size_t)len ? read_line(conf, line, seen)
								: "there is a NUL byte in this line";
		if (wrong) {
			log_error("%s line %d: %s", path, n, wrong);
			fine = false;
		}
	}
	if (line)
		secret_wipe(line, cap);
	free(line);
	return fine;
}

/* The environment speaks last; only secrets and the place of the data are asked from it. */
static bool read_environment(struct conf *conf)
{
	bool fine = true;
	for (const struct field *f = conf_fields; f->name; f++) {
		char name[64] = "CARREL_DATA";
		bool data = !strcmp(f->name, "data_dir");
		if (!data && !(f->flags & F_SECRET))
			continue;
		if (!data) {
			snprintf(name, sizeof(name), "CARREL_%s", f->name);
			for (char *p = name; *p; p++)
				*p = (char)toupper((unsigned char)*p);
		}
		const char *value = getenv(name);
		const char *wrong = value ? set(conf, f, value) : NULL;
		if (wrong) {
			log_error("environment: %s %s", name, wrong);
			fine = false;
		}
	}
	return fine;
}

enum err conf_read(const char *path, struct conf *conf_r)
{
	memset(conf_r, 0, sizeof(*conf_r));
	FILE *in = fopen(path, "re");
	if (!in) {
		log_error("%s: %s", path, strerror(errno));
		return ERR_IO;
	}
	arena_init(&conf_r->arena);
	set_defaults(conf_r);
	bool fine = read_file(conf_r, path, in);
	int failed = ferror(in) ? errno : 0;
	fclose(in);
	if (failed) {
		log_error("%s: %s", path, strerror(failed));
		conf_clear(conf_r);
		return ERR_IO;
	}
	if (!read_environment(conf_r))
		fine = false;
	if (conf_r->db_lock_wait >= conf_r->db_read_timeout) {
		log_error(
		    "%s: db_lock_wait must be below db_read_timeout, or a lock looks like a lost connection",
		    path);
		fine = false;
	}
	if (fine)
		return ERR_NONE;
	conf_clear(conf_r);
	return ERR_INPUT;
}

/* The place of a word among those of log.h's enums, which are in that order. */
static int place(const char *const words[], int n, const char *word)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(words[i], word))
			return i;
	return 0;
}

void conf_log(const struct conf *conf, const char *program, const char *pool)
{
	static const char *const levels[] = {"error", "warn", "info", "debug"};
	static const char *const formats[] = {"text", "json", "journal"};
	log_init(program, (enum log_level)place(levels, 4, conf->log_level));
	log_shape((enum log_format)place(formats, 3, conf->log_format), pool, LOG_SOCKET);
}

const char *conf_secret_path(struct arena *a, const char *path, const char *key)
{
	char *line = NULL;
	const char *found = NULL;
	size_t cap = 0, n = strlen(key);
	FILE *in = fopen(path, "re");
	while (in && getline(&line, &cap, in) >= 0) {
		char *p = line + strspn(line, " \t");
		if (strncmp(p, key, n) || strncmp(p + n, "_file", 5))
			continue;
		p += n + 5;
		p += strspn(p, " \t");
		if (*p++ != '=')
			continue;
		p += strspn(p, " \t");
		size_t len = strlen(p);
		while (len && strchr(" \t\r\n", p[len - 1]))
			len--;
		found = strncmp(p, CREDENTIAL, strlen(CREDENTIAL)) ? arena_strndup(a, p, len) : "";
	}
	if (in)
		fclose(in);
	if (line)
		secret_wipe(line, cap);
	free(line);
	return found;
}

void conf_clear(struct conf *conf)
{
	arena_clear(&conf->arena);
	memset(conf, 0, sizeof(*conf));
}

void conf_print(const struct conf *conf)
{
	for (const struct field *f = conf_fields; f->name; f++) {
		if (f->type == F_INT)
			printf("%s = %lld\n", f->name, (long long)field_int(f, conf));
		else if (f->flags & F_SECRET)
			printf("%s = %s\n", f->name, *field_text(f, conf) ? "(set)" : "");
		else
			printf("%s = %s\n", f->name, field_text(f, conf));
	}
}
