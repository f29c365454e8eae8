/* test_audit.c - the chain over the audit: whole as it is sealed, and each touch of it is named. */
#include "server.h"

#include "../unit/test.h"
#include "store/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { ROWS = 12 };

static struct db *db;
static struct arena arena;

static int setup(void **state)
{
	(void)state;
	server_open();
	db_open(&db, server_conf());
	arena_init(&arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	db_close(&db);
	arena_clear(&arena);
	return 0;
}

static void add(const char *subject_id, const char *before, const char *after)
{
	struct audit a = {
	    .actor = "open",
	    .role = "staff",
	    .request_id = "request",
	    .method = "PUT",
	    .route = "/api/v1/lists/{id}/entries/{work}",
	    .target = "/api/v1/lists/1/entries/2",
	    .subject = "entry",
	    .subject_id = subject_id,
	    .before = before,
	    .after = after,
	};
	db_request(db, &arena);
	assert_int_equal(store_audit_insert(db, &a), ERR_NONE);
}

/* Runs carrelctl audit; what it said on both channels is in *said_r. */
static int ctl(const char *what, const char **said_r)
{
	static char said[8192];
	char command[1024];
	snprintf(command, sizeof(command), "%s audit %s 2>&1", server_ctl(), what);
	FILE *in = popen(command, "re");
	assert_non_null(in);
	size_t n = fread(said, 1, sizeof(said) - 1, in);
	said[n] = 0;
	*said_r = said;
	int status = pclose(in);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void expect(const char *what, int code, const char *words)
{
	const char *said;
	int got = ctl(what, &said);
	if (got != code || !strstr(said, words))
		fail_msg("audit %s: %d, wanted %d and \"%s\":\n%s", what, got, code, words, said);
}

/* Rows 1 to ROWS, sealed. */
static void furnish(void)
{
	server_clean();
	server_sql("ALTER TABLE audit AUTO_INCREMENT = 1");
	for (int i = 1; i <= ROWS; i++)
		add(i % 3 ? arena_printf(&arena, "%d", i) : NULL, i % 2 ? NULL : "{\"note\":\"\xc3\xa9\"}",
		    i % 4 ? "{\"note\":\"b\"}" : NULL);
	expect("seal", 0, "12 rows sealed; seal 12 is ");
	expect("verify", 0, "12 seals, ");
	expect("verify", 0, ": 0 differences\n");
}

#define TAMPER "SET foreign_key_checks = 0;"

static void what_was_touched_is_named(void **state)
{
	static const struct {
		const char *sql, *said;
	} cases[] = {
	    {"UPDATE audit SET after_state = '{\"note\":\"c\"}' WHERE id = 5",
	     "row 5: was changed since it was sealed (seal 5)\n"},
	    {"UPDATE audit SET actor = 'nobody' WHERE id = 1", "row 1: was changed"},
	    {"UPDATE audit SET at = at + INTERVAL 1 MICROSECOND WHERE id = 12", "row 12: was changed"},
	    {"UPDATE audit SET before_state = '' WHERE id = 3", "row 3: was changed"},
	    {"UPDATE audit SET subject_id = NULL WHERE id = 4", "row 4: was changed"},
	    /* Moved over the border between two columns. */
	    {"UPDATE audit SET role = 'staffr', request_id = 'equest' WHERE id = 7", "row 7: was changed"},
	    {"DELETE FROM audit WHERE id = 6", "row 6: is missing\n"},
	    {"UPDATE audit SET id = 99 WHERE id = 6", "row 6: is missing\n"},
	    {"DELETE FROM audit_seal WHERE no = 6", "seal 6: is missing; the next is 7\n"},
	    {"DELETE FROM audit_seal WHERE no BETWEEN 1 AND 3", "seal 1: is missing; the next is 4\n"},
	    {"UPDATE audit_seal SET no = 99 WHERE no = 4; UPDATE audit_seal SET no = 4 WHERE no = 5; "
	     "UPDATE audit_seal SET no = 5 WHERE no = 99",
	     "seal 4: of row 5: does not follow the one before: put in, or moved\n"},
	    {"UPDATE audit SET id = 99 WHERE id = 4; UPDATE audit SET id = 4 WHERE id = 5; "
	     "UPDATE audit SET id = 5 WHERE id = 99",
	     "row 4: was changed"},
	    {"UPDATE audit_seal SET hash = REPEAT('a', 64) WHERE no = 12", "row 12: was changed"},
	    {"UPDATE audit_seal SET hash = REPEAT('a', 64) WHERE no = 2",
	     "seal 3: of row 3: does not follow"},
	    {"INSERT INTO audit (id, at, actor, role, request_id, method, route, subject) "
	     "SELECT 77, at - INTERVAL 2 HOUR, actor, role, request_id, method, route, subject FROM audit "
	     "WHERE id = 1",
	     "row 77: has no seal, though its time was sealed: put in later\n"},
	    {"INSERT INTO audit (id, actor, role, request_id, method, route, subject) "
	     "SELECT 77, actor, role, request_id, method, route, subject FROM audit WHERE id = 1; "
	     "UPDATE audit_seal SET no = no + 100 WHERE no > 3; INSERT INTO audit_seal (no, audit_id, "
	     "previous, hash) SELECT 4, 77, hash, REPEAT('b', 64) FROM audit_seal WHERE no = 3; "
	     "UPDATE audit_seal SET no = no - 99 WHERE no > 100 ORDER BY no",
	     "seal 5: of row 4: does not follow"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		furnish();
		server_sql(TAMPER "%s", cases[i].sql);
		const char *said;
		int code = ctl("verify", &said);
		if (code != 2 || !strstr(said, cases[i].said))
			fail_msg("%s: %d, wanted \"%s\":\n%s", cases[i].sql, code, cases[i].said, said);
		assert_null(strstr(said, ": 0 differences"));
	}
}

/* One wrong row is one difference: what stands behind it is still proven. */
static void told_once(void **state)
{
	(void)state;
	furnish();
	server_sql("UPDATE audit SET after_state = NULL WHERE id = 2");
	expect("verify", 2, ": 1 differences\n");
	furnish();
	server_sql(TAMPER "DELETE FROM audit WHERE id = 2");
	expect("verify", 2, ": 1 differences\n");
}

static void the_unsealed_are_named(void **state)
{
	(void)state;
	furnish();
	add("13", NULL, NULL);
	add("14", NULL, NULL);
	expect("verify", 0, "2 rows are not sealed yet, the first of them is 13\n");
	expect("seal", 0, "2 rows sealed; seal 14 is ");
	expect("seal", 0, "0 rows sealed; seal 14 is ");
	expect("verify", 0, "14 seals, ");
	server_clean();
	expect("seal", 0, "0 rows sealed; seal 0 is 0000");
	expect("verify", 0, "0 seals, ");
}

/* A row of a lower id that commits behind others is chained behind them, and nothing is missed. */
static void late_commits(void **state)
{
	struct db *slow;
	struct arena slow_arena;
	int64_t rows;
	const struct audit_filter all = {.from = NIL_INT, .to = NIL_INT, .below_id = INT64_MAX};
	struct audit a = {.actor = "open",
			  .role = "staff",
			  .request_id = "r",
			  .method = "POST",
			  .route = "/late",
			  .subject = "work"};
	(void)state;
	furnish();
	arena_init(&slow_arena);
	db_open(&slow, server_conf());
	db_request(slow, &slow_arena);
	assert_int_equal(db_begin(slow), ERR_NONE);
	assert_int_equal(store_audit_insert(slow, &a), ERR_NONE);
	/* It goes to the server with whatever comes next. */
	assert_int_equal(store_audit_count(slow, &all, &rows), ERR_NONE);
	add("14", NULL, NULL);
	expect("seal", 0, "1 rows sealed; seal 13 is ");
	assert_int_equal(db_commit(slow), ERR_NONE);
	db_close(&slow);
	arena_clear(&slow_arena);
	expect("verify", 0, "1 rows are not sealed yet, the first of them is 13\n");
	expect("seal", 0, "1 rows sealed; seal 14 is ");
	expect("verify", 0, ": 0 differences\n");
	assert_int_equal(server_number("SELECT audit_id FROM audit_seal WHERE no = 14"), 13);
}

/* The end of the chain, kept elsewhere, proves that nothing was cut off. */
static void a_kept_hash(void **state)
{
	char hash[AUDIT_HASH], what[128];
	(void)state;
	furnish();
	snprintf(hash, sizeof(hash), "%s", server_sql("SELECT hash FROM audit_seal WHERE no = 11"));
	snprintf(what, sizeof(what), "verify %s", hash);
	expect(what, 0, ": 0 differences\n");
	server_sql("DELETE FROM audit_seal WHERE no > 10; DELETE FROM audit WHERE id > 10");
	expect("verify", 0, ": 0 differences\n");
	expect(what, 2, "seal 10: is the last, and none is ");
	expect("verify abc", 64, "usage");
}

static void two_sealers(void **state)
{
	char command[4096];
	struct audit_chain first, second;
	int64_t n;
	(void)state;
	furnish();
	for (int i = 0; i < 3000; i++)
		add("many", NULL, "{}");
	/* Each by its pid: "wait -n" of bash misses those that have ended before it looks. */
	snprintf(command, sizeof(command),
		 "p=; for i in 1 2 3 4; do %s audit seal >/dev/null & p=\"$p $!\"; done; "
		 "for i in $p; do wait $i || exit 1; done",
		 server_ctl());
	assert_int_equal(system(command), 0);
	expect("verify", 0, "3012 seals, ");
	expect("verify", 0, ": 0 differences\n");
	/* Where no lock holds (another node): the key decides, and the slower one goes on behind. */
	add("one", NULL, NULL);
	db_request(db, &arena);
	assert_int_equal(store_audit_chain(db, &first), ERR_NONE);
	second = first;
	assert_int_equal(store_audit_seal(db, &first, &n), ERR_NONE);
	assert_int_equal(n, 1);
	add("two", NULL, NULL);
	assert_int_equal(store_audit_seal(db, &second, &n), ERR_CONFLICT);
	assert_int_equal(store_audit_chain(db, &second), ERR_NONE);
	assert_int_equal(store_audit_seal(db, &second, &n), ERR_NONE);
	assert_int_equal(n, 1);
	expect("verify", 0, "3014 seals, ");
}

/* While one holds the lock the other has nothing to do. */
static void one_at_a_time(void **state)
{
	(void)state;
	furnish();
	add("13", NULL, NULL);
	db_request(db, &arena);
	assert_int_equal(store_audit_sealer(db), ERR_NONE);
	expect("seal", 0, "another one is sealing");
	db_close(&db);
	db_open(&db, server_conf());
	expect("seal", 0, "1 rows sealed");
}

/* Foreign keys count, unless somebody turns them off: 1451 is what is wanted. */
static void sealed_rows_stay(void **state)
{
	(void)state;
	furnish();
	server_sql(
	    "DELIMITER //\n"
	    "BEGIN NOT ATOMIC DECLARE EXIT HANDLER FOR 1451 BEGIN END; DELETE FROM audit WHERE id = 3; "
	    "SIGNAL SQLSTATE '45000'; END //\n");
	assert_int_equal(server_number("SELECT COUNT(*) FROM audit"), ROWS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_touched_is_named),
	    cmocka_unit_test(told_once),
	    cmocka_unit_test(the_unsealed_are_named),
	    cmocka_unit_test(late_commits),
	    cmocka_unit_test(a_kept_hash),
	    cmocka_unit_test(two_sealers),
	    cmocka_unit_test(one_at_a_time),
	    cmocka_unit_test(sealed_rows_stay),
	};
	return cmocka_run_group_tests_name("audit", tests, setup, teardown);
}
