/* conf.h - carrel.conf: one table of keys that reads, prints and documents. Floor: base. */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"

struct conf {
	struct arena arena; /* owns every text below */
	const char *db_socket, *db_host, *db_name, *db_user, *db_password;
	const char *db_owner, *db_owner_password_file; /* for carrelctl alone */
	int64_t db_port, db_connect_timeout, db_read_timeout, db_write_timeout, db_lock_wait; /* seconds */
	const char *access; /* accounts | open */
	const char *token_secret, *token_secret_old;
	int64_t token_hours;
	int64_t body_max; /* bytes */
	int64_t drain_seconds;
	const char *cors_origins; /* parted by blanks */
	const char *log_level;
	const char *log_format; /* text | json | journal */
	const char *run_dir;	/* for the pools' metrics */
	const char *data_dir;	/* holds sql/ and www/ */
	const char *omdb_url, *omdb_key;
	int64_t omdb_connect_timeout, omdb_timeout; /* seconds; the second of all tries together */
	int64_t omdb_daily;			    /* questions a day that imports may use up; 0: no limit */
	int64_t outbound_workers;
};

/* Ended by a NULL name; def is the default as text. */
extern const struct field conf_fields[];

/*
 * Reads a file of "key = value" lines and the environment (CARREL_KEY for secrets, CARREL_DATA for data_dir).
 * A secret key may be given as key_file = PATH, or credential:NAME (systemd's): a file that others cannot read, of root
 * or of the user of this process. Everything that is wrong is said by log_error with file and line;
 * then ERR_INPUT comes back and conf_r is empty. ERR_IO: a file cannot be read. conf_clear when done.
 */
enum err conf_read(const char *path, struct conf *conf_r) MUST_CHECK;
void conf_clear(struct conf *conf);
/* The log as log_level and log_format want it, of a program and a pool ("" for none), whose names must stay valid. */
void conf_log(const struct conf *conf, const char *program, const char *pool);
/*
 * The path that key_file names in a configuration file, before that file need be whole or the path there: for whoever
 * makes it. In the arena; NULL when no line says it. "" when it is a credential, which is not ours to make.
 */
const char *conf_secret_path(struct arena *a, const char *path, const char *key);
/*
 * The secret that a file holds, under the same conditions as for key_file, into the arena of the settings. NULL, or what
 * is wrong with it. For carrelctl's own.
 */
const char *conf_read_secret(struct conf *conf, const char *path, const char **value_r) MUST_CHECK;
/* Prints every key with its value to standard output; secrets show as "(set)" or nothing. */
void conf_print(const struct conf *conf);

#endif
