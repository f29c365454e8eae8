/* seed.c - carrelctl seed: the fixed rows of the published systems and a small sample. Top floor. */
#include "ctl/ctl.h"

#include "store/audit.h"
#include "store/schema.h"
#include "store/shelf.h"

#include <stdio.h>
#include <string.h>

/* A seed file is loaded whole or not at all, and once: what people deleted does not come back. */
static int load(struct ctl *c, const char *name, bool again, bool *loaded_r)
{
	bool loaded;
	char *text = ctl_read_file(c, arena_printf(&c->arena, "%s/sql/seed/%s.sql", c->conf->data_dir, name));
	const char *sql;
	if (!text)
		return CTL_FAILED;
	enum err e = db_begin(c->db);
	if (!e)
		e = store_seed_loaded(c->db, name, &loaded);
	if (!e && loaded && !again) {
		db_rollback(c->db);
		printf("%s: loaded before\n", name);
		return 0;
	}
	while (!e && (sql = ctl_next_statement(&text)))
		e = store_seed_run(c->db, sql);
	/* Its rows are plain SQL, which counts nothing. */
	if (!e)
		e = store_shelf_recount(c->db);
	if (!e)
		e = store_seed_remember(c->db, name);
	if (!e)
		e = ctl_note(c, &(struct audit){.route = "carrelctl seed",
						.subject = "import",
						.subject_id = name,
						.after = "{\"rows\":\"seed\"}"});
	if (!e)
		e = db_commit(c->db);
	else if (db_in_transaction(c->db))
		db_rollback(c->db);
	if (e)
		return ctl_fail(e, name);
	printf("%s: loaded\n", name);
	*loaded_r = true;
	return 0;
}

int ctl_seed(struct ctl *c, int argc, char **argv)
{
	bool empty = false, again = false, loaded = false;
	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "--empty"))
			empty = true;
		else if (!strcmp(argv[i], "--again"))
			again = true;
		else {
			fputs("usage: carrelctl seed [--empty] [--again]\n", stderr);
			return CTL_USAGE;
		}
	}
	/* The migrators' lock: one at a time, and after a migration that still runs. */
	enum err e = store_schema_lock(c->db);
	if (e)
		return ctl_fail(e, "seed");
	int rc = load(c, "fixed", again, &loaded);
	if (!rc && !empty)
		rc = load(c, "sample", again, &loaded);
	/* Who began without the sample is not given it by a later init: it stands as loaded. */
	if (!rc && empty && (e = store_seed_remember(c->db, "sample")))
		rc = ctl_fail(e, "seed");
	if (!rc && loaded && (e = store_shelf_cut(c->db)))
		rc = ctl_fail(e, "seed");
	return rc;
}
