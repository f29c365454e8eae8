/*
 * test_tariff.c - a new version of the prices: the handler alone, because only an admin gets so far and open access
 * makes none.
 */
#include "../store/server.h"
#include "../unit/test.h"

#include "api/api.h"
#include "store/loan.h"
#include "web/json_in.h"

#include <string.h>

static struct db *db;
static struct arena arena;
static struct request rq;
static struct reply rp;

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

/* As dispatch would: in a transaction, rolled back on error and after a trial. */
static enum err post(const char *uri, const char *body)
{
	request_clear(&rq);
	arena_reset(&arena);
	memset(&rq, 0, sizeof(rq));
	rq.arena = &arena;
	rq.conf = server_conf();
	rq.db = db;
	rq.method = POST;
	rq.role = ADMIN;
	rq.caller = "the admin";
	rq.body = body;
	rq.body_len = strlen(body);
	request_target(&rq, uri);
	reply_init(&rp, &arena);
	db_request(db, &arena);
	assert_int_equal(json_parse(&rq), ERR_NONE);
	assert_int_equal(db_begin(db), ERR_NONE);
	enum err e = api_tariff_create(&rq, &rp);
	if (e || rp.undo)
		db_rollback(db);
	else
		assert_int_equal(db_commit(db), ERR_NONE);
	return e;
}

#define ROW(type, least)                                                                                     \
	"{\"type\":\"" type                                                                                  \
	"\",\"name\":\"Name\",\"first_days\":1,\"first_rate\":\"0.5\",\"after_rate\":\"2\","                 \
	"\"least\":\"" least "\"}"
#define WHOLE "{\"tariffs\":[" ROW("F", "1.00") "," ROW("R", "0") "]}"

static void a_trial_writes_nothing(void **state)
{
	(void)state;
	assert_int_equal(post("/api/v1/tariffs?dry_run=true", WHOLE), ERR_NONE);
	assert_int_equal(rp.status, 200);
	assert_non_null(strstr(rp.body.data, "\"dry_run\":true"));
	assert_non_null(strstr(rp.body.data, "\"version\":null,\"type\":\"F\""));
	assert_non_null(strstr(rp.body.data, "\"altered_loans\":[]"));
	assert_int_equal(server_number("SELECT COUNT(*) FROM tariff_version"), 1);
	assert_int_equal(server_number("SELECT COUNT(*) FROM tariff"), 3);
}

static void a_version_is_whole(void **state)
{
	int64_t version;
	struct tariff t;
	(void)state;
	assert_int_equal(post("/api/v1/tariffs", WHOLE), ERR_NONE);
	assert_int_equal(rp.status, 201);
	assert_int_equal(store_tariff_current(db, &version), ERR_NONE);
	assert_true(version > 1);
	assert_string_equal(reply_get_header(&rp, "Location"),
			    arena_printf(&arena, "/api/v1/tariffs?version=%lld", (long long)version));
	assert_int_equal(store_tariff_find(db, version, "F", &t), ERR_NONE);
	assert_int_equal(t.first_days, 1);
	assert_int_equal(t.first_rate_minor, 50);
	assert_int_equal(t.after_rate_minor, 200);
	assert_int_equal(t.least_minor, 100);
	assert_int_equal(store_tariff_find(db, version, "N", &t), ERR_NOT_FOUND);
	assert_int_equal(store_tariff_find(db, 1, "N", &t), ERR_NONE);
	assert_string_equal(
	    server_sql("SELECT created_by FROM tariff_version WHERE version = %lld", (long long)version),
	    "the admin");
}

static void what_is_wrong_is_told(void **state)
{
	static const struct {
		const char *body, *field;
	} cases[] = {
	    {"[]", ""},
	    {"{}", "tariffs"},
	    {"{\"tariffs\":[]}", "tariffs"},
	    {"{\"tariffs\":{}}", "tariffs"},
	    {"{\"tariffs\":[1]}", "tariffs[0]"},
	    {"{\"tariffs\":[" ROW("F", "1") "],\"x\":1}", "x"},
	    {"{\"tariffs\":[" ROW("F", "1") "," ROW("F", "1") "]}", "tariffs[1].type"},
	    {"{\"tariffs\":[" ROW("X", "1") "]}", "tariffs[0].type"},
	    {"{\"tariffs\":[" ROW("F", "-1") "]}", "tariffs[0].least"},
	    {"{\"tariffs\":[" ROW("F", "1.234") "]}", "tariffs[0].least"},
	    {"{\"tariffs\":[{\"type\":\"F\"}]}", "tariffs[0].name"},
	};
	int64_t before = server_number("SELECT COUNT(*) FROM tariff");
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (post("/api/v1/tariffs", cases[i].body) != ERR_INPUT || !rq.error_count ||
		    strcmp(rq.errors[0].field, cases[i].field))
			fail_msg("%s: %s", cases[i].body, rq.error_count ? rq.errors[0].field : "nothing");
	}
	assert_int_equal(server_number("SELECT COUNT(*) FROM tariff"), before);
}

/* The row of the table lets nobody else in. */
static void for_admins(void **state)
{
	(void)state;
	for (const struct route *r = routes; r->pattern; r++)
		if (r->handler == api_tariff_create) {
			assert_true(r->flags & NEED_ADMIN);
			assert_true(r->flags & TX);
			return;
		}
	fail_msg("there is no such row");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_trial_writes_nothing),
	    cmocka_unit_test(a_version_is_whole),
	    cmocka_unit_test(what_is_wrong_is_told),
	    cmocka_unit_test(for_admins),
	};
	return cmocka_run_group_tests_name("tariff", tests, setup, teardown);
}
