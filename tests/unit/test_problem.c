/* test_problem.c - every error has its row in the one map to HTTP. */
#include "test.h"

#include "web/json_in.h"
#include "web/problem.h"

#include <stdio.h>
#include <string.h>

static struct arena arena;
static struct request rq;
static struct reply rp;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	memset(&rq, 0, sizeof(rq));
	rq.arena = &arena;
	rq.id = "req-17";
	reply_init(&rp, &arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

static void every_error_has_a_row(void **state)
{
	(void)state;
	for (int e = 0; e < ERR_COUNT; e++) {
		int status = problem_status((enum err)e);
		const char *title = problem_title((enum err)e);
		if (e ? status < 400 || status > 599 : status != 200)
			fail_msg("%s: status %d", err_slug((enum err)e), status);
		if (!title || strlen(title) < 2)
			fail_msg("%s has no title", err_slug((enum err)e));
		if (!strcmp(reply_reason(status), reply_reason(0)))
			fail_msg("%s: no reason for status %d", err_slug((enum err)e), status);
	}
}

/* They go into problem types, which are stable for ever. */
static void every_error_has_a_slug_of_its_own(void **state)
{
	(void)state;
	for (int e = 0; e < ERR_COUNT; e++) {
		const char *slug = err_slug((enum err)e);
		assert_non_null(slug);
		if (!*slug || slug[strspn(slug, "abcdefghijklmnopqrstuvwxyz-")])
			fail_msg("%d: \"%s\"", e, slug);
		for (int f = 0; f < e; f++) {
			assert_string_not_equal(slug, err_slug((enum err)f));
			assert_string_not_equal(problem_title((enum err)e), problem_title((enum err)f));
		}
	}
}

static void the_statuses(void **state)
{
	static const struct {
		enum err e;
		int status;
	} cases[] = {
	    {ERR_SYNTAX, 400},	  {ERR_MEDIA, 415},	   {ERR_SHORT_BODY, 400}, {ERR_TOO_LARGE, 413},
	    {ERR_INPUT, 400},	  {ERR_NO_ROUTE, 404},	   {ERR_METHOD, 405},	  {ERR_NEED_MATCH, 428},
	    {ERR_STALE, 412},	  {ERR_KEY_REUSED, 422},   {ERR_KEY_BUSY, 409},	  {ERR_LOGIN, 401},
	    {ERR_FORBIDDEN, 403}, {ERR_NOT_LOOPBACK, 403}, {ERR_NOT_LOCAL, 403},  {ERR_NOT_FOUND, 404},
	    {ERR_CONFLICT, 409},  {ERR_IN_USE, 409},	   {ERR_NO_SUCH, 409},	  {ERR_REFUSED, 409},
	    {ERR_RETRY, 503},	  {ERR_AWAY, 503},	   {ERR_UNCERTAIN, 503},  {ERR_SCHEMA, 503},
	    {ERR_IO, 503},	  {ERR_INTERNAL, 500},	   {ERR_ACCEPT, 406},	  {ERR_CSRF, 403},
	    {ERR_PASSWORD, 401},  {ERR_TOO_MANY, 429},	   {ERR_NO_SECRET, 503},
	};
	(void)state;
	assert_int_equal(COUNT(cases), ERR_COUNT - 1);
	for (size_t i = 0; i < COUNT(cases); i++)
		if (problem_status(cases[i].e) != cases[i].status)
			fail_msg("%s", err_slug(cases[i].e));
}

static void assert_member(const char *name, const char *want)
{
	const char *text;
	enum json_kind kind = json_member(&rq, name, &text);
	if (!want && kind == JSON_ABSENT)
		return;
	if (kind == JSON_ABSENT || !want || strcmp(text ? text : "", want))
		fail_msg("%s: %s", name, rp.body.data);
}

static void every_error_as_a_document(void **state)
{
	(void)state;
	for (int e = 1; e < ERR_COUNT; e++) {
		reply_reset(&rp);
		problem_write(&rq, &rp, (enum err)e);
		assert_int_equal(rp.status, problem_status((enum err)e));
		assert_string_equal(rp.type, "application/problem+json");
		rq.body = rp.body.data;
		rq.body_len = rp.body.len;
		assert_int_equal(json_parse(&rq), ERR_NONE);
		assert_member("type", arena_printf(&arena, "/problems/%s", err_slug((enum err)e)));
		assert_member("title", problem_title((enum err)e));
		assert_member("status", arena_printf(&arena, "%d", rp.status));
		assert_member("detail", problem_title((enum err)e));
		assert_member("instance", "req-17");
		assert_member("errors", NULL);
		assert_member("code", NULL);
		assert_member("parameters", NULL);
		json_free(&rq);
	}
}

static void wrong_input_is_listed(void **state)
{
	(void)state;
	assert_int_equal(request_wrong(&rq, "title", "required", "is required"), ERR_INPUT);
	assert_int_equal(request_wrong(&rq, "a\"b", "unknown", "is not known here"), ERR_INPUT);
	problem_write(&rq, &rp, ERR_INPUT);
	assert_string_equal(
	    rp.body.data,
	    "{\"type\":\"/problems/invalid-input\",\"title\":\"The input is not valid\",\"status\":400,"
	    "\"detail\":\"The input is not valid\",\"instance\":\"req-17\",\"errors\":["
	    "{\"field\":\"title\",\"code\":\"required\",\"message\":\"is required\"},"
	    "{\"field\":\"a\\\"b\",\"code\":\"unknown\",\"message\":\"is not known here\"}]}");
}

static void a_refusal_has_code_and_parameters(void **state)
{
	(void)state;
	enum err e = request_refuse(&rq, ERR_REFUSED, "hold.too_many", "No more than 5 holds.", "limit", "5",
				    "held", "6", NULL);
	assert_int_equal(e, ERR_REFUSED);
	problem_write(&rq, &rp, e);
	assert_string_equal(rp.body.data,
			    "{\"type\":\"/problems/refused\",\"title\":\"Refused\",\"status\":409,"
			    "\"detail\":\"No more than 5 holds.\",\"instance\":\"req-17\","
			    "\"code\":\"hold.too_many\",\"parameters\":{\"limit\":\"5\",\"held\":\"6\"}}");
	reply_reset(&rp);
	e = request_refuse(&rq, ERR_CONFLICT, "list.duplicate", NULL, NULL);
	problem_write(&rq, &rp, e);
	assert_non_null(strstr(rp.body.data, "\"detail\":\"It exists already\""));
	assert_non_null(strstr(rp.body.data, "\"code\":\"list.duplicate\",\"parameters\":{}}"));
}

/* The inside of a 5xx goes to the log, never to the client. */
static void the_inside_is_not_told(void **state)
{
	(void)state;
	for (int e = 1; e < ERR_COUNT; e++) {
		bool inside = problem_status((enum err)e) >= 500;
		rq.detail = "SELECT secret";
		rq.code = "secret.code";
		reply_reset(&rp);
		problem_write(&rq, &rp, (enum err)e);
		assert_string_equal(problem_detail(&rq, (enum err)e),
				    inside ? problem_title((enum err)e) : "SELECT secret");
		assert_int_equal(!strstr(rp.body.data, "secret"), inside);
	}
}

static void a_document_takes_the_place_of_what_was_built(void **state)
{
	(void)state;
	reply_text(&rp, 200, "text/plain", "half an answer");
	problem_write(&rq, &rp, ERR_NOT_FOUND);
	assert_int_equal(rp.body.data[0], '{');
	assert_null(strstr(rp.body.data, "half"));
	assert_int_equal(strlen(rp.body.data), rp.body.len);
}

static void headers_of_errors(void **state)
{
	(void)state;
	rq.allow = 1u << GET | 1u << DELETE;
	rq.retry_after = 17;
	for (int e = 1; e < ERR_COUNT; e++) {
		reply_reset(&rp);
		problem_headers(&rq, &rp, (enum err)e);
		const char *retry = reply_get_header(&rp, "Retry-After"),
			   *allow = reply_get_header(&rp, "Allow");
		const char *login = reply_get_header(&rp, "WWW-Authenticate");
		assert_int_equal(retry != NULL, problem_status((enum err)e) == 503 || e == ERR_TOO_MANY);
		assert_int_equal(allow != NULL, problem_status((enum err)e) == 405);
		assert_int_equal(login != NULL, problem_status((enum err)e) == 401);
		if (retry)
			assert_string_equal(retry, e == ERR_TOO_MANY ? "17" : "2");
		if (allow)
			assert_string_equal(allow, "GET, DELETE, HEAD, OPTIONS");
		if (login)
			assert_string_equal(login, "Bearer");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_error_has_a_row),
	    cmocka_unit_test(every_error_has_a_slug_of_its_own),
	    cmocka_unit_test(the_statuses),
	    cmocka_unit_test_setup_teardown(every_error_as_a_document, setup, teardown),
	    cmocka_unit_test_setup_teardown(wrong_input_is_listed, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_refusal_has_code_and_parameters, setup, teardown),
	    cmocka_unit_test_setup_teardown(the_inside_is_not_told, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_document_takes_the_place_of_what_was_built, setup, teardown),
	    cmocka_unit_test_setup_teardown(headers_of_errors, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
