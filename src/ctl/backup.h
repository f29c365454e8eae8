/* backup.h - what backup, restore and upgrade share. Top floor. */
#ifndef CTL_BACKUP_H
#define CTL_BACKUP_H

#include "ctl/dump.h"

enum { STAMP = 17 };
/* "20261121T034500Z", in names of files and databases. */
void backup_stamp(char text_r[STAMP]);

/* The database into a new file, whole or not at all, with mode 0600. An exit code, after saying what happened. */
int backup_write(struct ctl *c, const char *file, struct dump *d_r);
/* "carrel-STAMP.sql.zst" in the directory; NULL after saying why not. */
const char *backup_name(struct ctl *c, const char *directory);

/*
 * What a restore does beyond putting the rows in place: the database may have rows, which are put aside; as_is: the
 * schema stays that of the backup.
 */
struct restore {
	const char *file;
	bool force, as_is;
};
/* On the connection of c, which has the migrators' lock. An exit code, after saying what happened. */
int restore_run(struct ctl *c, const struct restore *r);

#endif
