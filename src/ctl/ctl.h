/* ctl.h - the commands of carrelctl. Top floor. */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include "base/conf.h"
#include "store/db.h"

#include <stdbool.h>
#include <sys/types.h>

/* Exit codes (sysexits.h). CTL_PARTLY: done, but some rows were refused, each named. */
enum { CTL_FAILED = 1, CTL_PARTLY = 2, CTL_USAGE = 64, CTL_AWAY = 69, CTL_CONFIG = 78 };

struct ctl {
	const char *path;	 /* of carrel.conf */
	const struct conf *site; /* as it is, for the workers */
	const struct conf *conf; /* the same, but for who works on the database: see ctl_owner */
	struct db *db;
	struct arena arena;
};

/* Each gives an exit code and says on stderr what went wrong. argv begins behind the command's name. */
int ctl_migrate(struct ctl *c, int argc, char **argv);
int ctl_seed(struct ctl *c, int argc, char **argv);
int ctl_import(struct ctl *c, int argc, char **argv);
/* import movies --omdb [--again] [IDS], behind "movies"; CTL_USAGE without a word when it is not that. */
int ctl_import_omdb(struct ctl *c, int argc, char **argv);
int ctl_audit(struct ctl *c, int argc, char **argv);
int ctl_ledger(struct ctl *c, int argc, char **argv);
int ctl_holds(struct ctl *c, int argc, char **argv);
int ctl_db(struct ctl *c, int argc, char **argv);
int ctl_backup(struct ctl *c, int argc, char **argv);
int ctl_restore(struct ctl *c, int argc, char **argv);
int ctl_upgrade(struct ctl *c, int argc, char **argv);
int ctl_tidy(struct ctl *c, int argc, char **argv);
int ctl_restart(struct ctl *c, int argc, char **argv);
int ctl_status(struct ctl *c, int argc, char **argv);
int ctl_user(struct ctl *c, int argc, char **argv);
int ctl_init(struct ctl *c, int argc, char **argv);
/* Makes the files of secrets where there are none, before carrel.conf can be read whole. An exit code. */
int ctl_init_secrets(const char *conf);

/*
 * Who carrelctl is to the database, as the workers may not make or change tables: db_owner; otherwise root, when root
 * runs it and there is neither a password nor another host; otherwise db_user. Texts live in the site's arena. False
 * after saying why not.
 */
bool ctl_owner(struct conf *site, struct conf *owner_r);
/* The same settings on another database, with a connection of its own; ctl_close when done. */
void ctl_open(struct ctl *c_r, const struct ctl *c, const char *database, struct conf *conf_r);
void ctl_close(struct ctl *c);

/*
 * MariaDB's own programs, on the database of these settings (none: ""): as a child with these standard files, and its
 * end. args: the program and its arguments, then NULL. ctl_spawn: -1 after saying why not; ctl_wait: false after saying
 * what happened.
 */
pid_t ctl_spawn(struct ctl *c, const char *const *args, int in, int out);
bool ctl_wait(pid_t pid, const char *program);

/* The migrations that are missing, on this very connection, which has the lock then. An exit code. */
int ctl_migrate_on(struct ctl *c);

/*
 * The audit row of what this run changed, in the transaction at hand: route is the command, and subject, subject_id,
 * before and after are given; the rest is known here. As a transaction may be run again, so may this.
 */
struct audit;
enum err ctl_note(struct ctl *c, const struct audit *note) MUST_CHECK;

/* The exit code for an error, after saying it. */
int ctl_fail(enum err e, const char *what);

/* A SQL file of data_dir, whole, in the arena; NULL after saying why. */
char *ctl_read_file(struct ctl *c, const char *path);
/* Cuts the next statement off: text up to a ';' at the end of a line, comments left out. NULL at the end. */
char *ctl_next_statement(char **text);

/* A line that is drawn over itself on a terminal, at most ten times a second; elsewhere nothing until the end. */
void ctl_progress(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void ctl_progress_end(void);

#endif
