/* proof_sql.c - what the database says: the rules of bookings over all of it, whoever made the rows. */
#include "proof.h"

#include "base/conf.h"
#include <mysql.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { SQL_MAX = 2048, PATIENCE_US = 60000000, AWAY_US = 240000000, TOLD_MAX = 3 };

/* Each gives a sentence a row for what must never be. All are true after every commit, so they hold at any moment. */
static const char *const rules[] = {
    /* what copies say, against open loans and ready holds */
    "SELECT CONCAT('copy ', c.uuid, ' of \"', w.title, '\" is taken by ', COALESCE(c.taken_by, 'nothing'), ' "
    "beside ',"
    " IF(l.id IS NULL, 'no', 'an'), ' open loan and ', IF(h.id IS NULL, 'no', 'a'), ' ready hold')"
    " FROM copy c JOIN work w ON w.id = c.work_id LEFT JOIN loan l ON l.copy_id = c.id AND l.returned_at IS "
    "NULL"
    " LEFT JOIN hold h ON h.copy_id = c.id AND h.state = 'ready'"
    " WHERE (l.id IS NOT NULL AND h.id IS NOT NULL)"
    " OR NOT (c.taken_by <=> IF(l.id IS NOT NULL, 'loan', IF(h.id IS NOT NULL, 'hold', NULL)))",
    "SELECT CONCAT('copy ', MIN(c.uuid), ' has ', COUNT(*), ' open loans') FROM loan l JOIN copy c ON c.id = "
    "l.copy_id"
    " WHERE l.returned_at IS NULL GROUP BY l.copy_id HAVING COUNT(*) > 1",
    "SELECT CONCAT('copy ', MIN(c.uuid), ' has ', COUNT(*), ' ready holds') FROM hold h JOIN copy c ON c.id "
    "= h.copy_id"
    " WHERE h.state = 'ready' GROUP BY h.copy_id HAVING COUNT(*) > 1",
    /* the queue */
    "SELECT CONCAT('\"', MIN(w.title), '\": ', COUNT(*), ' pending holds at ', COUNT(DISTINCT h.position),"
    " ' positions from ', COALESCE(MIN(h.position), 'none'), ' to ', COALESCE(MAX(h.position), 'none'))"
    " FROM hold h JOIN work w ON w.id = h.work_id WHERE h.state = 'pending' GROUP BY h.work_id"
    " HAVING COALESCE(MIN(h.position) <> 1 OR MAX(h.position) <> COUNT(*)"
    " OR COUNT(DISTINCT h.position) <> COUNT(*), TRUE)",
    "SELECT CONCAT('person ', MIN(p.uuid), ' has ', COUNT(*), ' open holds on \"', MIN(w.title), '\"')"
    " FROM hold h JOIN person p ON p.id = h.person_id JOIN work w ON w.id = h.work_id"
    " WHERE h.state IN ('pending', 'ready') GROUP BY h.person_id, h.work_id HAVING COUNT(*) > 1",
    "SELECT CONCAT('copy ', c.uuid, ' of \"', w.title, '\" is free, and hold ', h.uuid, ' waits for it')"
    " FROM hold h JOIN copy c ON c.work_id = h.work_id AND c.taken_by IS NULL JOIN work w ON w.id = h.work_id"
    " WHERE h.state = 'pending' AND h.suspended_until IS NULL",
    /* orphans, and what belongs to something else */
    "SELECT CONCAT('open hold ', h.uuid, ' has no ', IF(w.id IS NULL OR w.withdrawn, 'work', 'person'))"
    " FROM hold h LEFT JOIN work w ON w.id = h.work_id LEFT JOIN person p ON p.id = h.person_id"
    " WHERE h.state IN ('pending', 'ready')"
    " AND (w.id IS NULL OR w.withdrawn OR p.id IS NULL OR p.removed)",
    "SELECT CONCAT(h.state, ' hold ', h.uuid, ' has ', IF(c.id IS NULL, 'no copy', 'a copy of another work'))"
    " FROM hold h LEFT JOIN copy c ON c.id = h.copy_id WHERE (h.state = 'ready' AND c.id IS NULL)"
    " OR (h.state IN ('pending', 'ready') AND c.work_id <> h.work_id)",
    "SELECT CONCAT('pending hold ', h.uuid, ' has a copy already') FROM hold h"
    " WHERE h.state = 'pending' AND h.copy_id IS NOT NULL",
    "SELECT CONCAT('hold ', h.uuid, ' was fulfilled by the loan of another person or work') FROM hold h"
    " JOIN loan l ON l.id = h.loan_id WHERE l.person_id <> h.person_id OR l.work_id <> h.work_id",
    "SELECT CONCAT('hold ', MIN(h.uuid), ' and ', COUNT(*) - 1, ' more were fulfilled by one loan') FROM "
    "hold h"
    " WHERE h.loan_id IS NOT NULL GROUP BY h.loan_id HAVING COUNT(*) > 1",
    "SELECT CONCAT('open loan ', l.uuid, ' has ', IF(c.id IS NULL, 'no copy', IF(c.work_id <> l.work_id,"
    " 'a copy of another work', IF(w.withdrawn, 'a work that was withdrawn', 'a person who was removed'))))"
    " FROM loan l JOIN work w ON w.id = l.work_id JOIN person p ON p.id = l.person_id"
    " LEFT JOIN copy c ON c.id = l.copy_id WHERE l.returned_at IS NULL"
    " AND (c.id IS NULL OR c.work_id <> l.work_id OR w.withdrawn OR p.removed)",
    "SELECT CONCAT('work ', w.uuid, ' is withdrawn and keeps its name or number') FROM work w WHERE "
    "w.withdrawn"
    " AND (w.handle IS NOT NULL OR w.isbn_key IS NOT NULL OR w.imdb_id IS NOT NULL)",
};
enum { RULES = sizeof(rules) / sizeof(*rules) };

static struct conf conf;
static MYSQL *db; /* of the main thread; the watcher has its own */

static MYSQL *dial(void)
{
	MYSQL *m = mysql_init(NULL);
	if (!m)
		abort();
	unsigned patience = 30;
	mysql_options(m, MYSQL_OPT_READ_TIMEOUT, &patience);
	mysql_options(m, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (mysql_real_connect(m, *conf.db_host ? conf.db_host : NULL, conf.db_user, conf.db_password,
			       conf.db_name, (unsigned)conf.db_port, *conf.db_host ? NULL : conf.db_socket,
			       0))
		return m;
	mysql_close(m);
	return NULL;
}

bool sql_open(void)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/etc/carrel.conf", plan.state);
	if (conf_read(path, &conf))
		return false;
	db = dial();
	if (!db)
		fprintf(stderr, "booking_proof: MariaDB does not answer at %s\n", conf.db_socket);
	return db != NULL;
}

void sql_close(void)
{
	if (db)
		mysql_close(db);
	db = NULL;
	conf_clear(&conf);
}

/* A statement that is wrong is a bug of ours; one that is not answered is asked again. */
static bool away(MYSQL *m, const char *sql)
{
	unsigned number = mysql_errno(m);
	if (number >= 2000 || number == 1053 || number == 1927 || number == 1205 || number == 1213)
		return true;
	fprintf(stderr, "booking_proof: %s: %s\n", mysql_error(m), sql);
	exit(70);
}

static MYSQL_RES *ask(const char *sql)
{
	for (int64_t until = clock_us() + PATIENCE_US; clock_us() < until; pause_ms(50)) {
		if (!db && !(db = dial()))
			continue;
		MYSQL_RES *res = mysql_query(db, sql) ? NULL : mysql_store_result(db);
		if (!mysql_errno(db))
			return res;
		away(db, sql);
		mysql_close(db);
		db = NULL;
	}
	violation("MariaDB does not answer any more");
	return NULL;
}

static MYSQL_RES *ask_formatted(const char *format, va_list args) __attribute__((format(printf, 1, 0)));
static MYSQL_RES *ask_formatted(const char *format, va_list args)
{
	char sql[SQL_MAX];
	if (vsnprintf(sql, sizeof(sql), format, args) >= SQL_MAX)
		abort();
	return ask(sql);
}

int64_t sql_number(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	MYSQL_RES *res = ask_formatted(format, args);
	va_end(args);
	MYSQL_ROW row = res ? mysql_fetch_row(res) : NULL;
	int64_t n = row && row[0] ? strtoll(row[0], NULL, 10) : -1;
	mysql_free_result(res);
	return n;
}

bool sql_text(char *text, int size, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	MYSQL_RES *res = ask_formatted(format, args);
	va_end(args);
	MYSQL_ROW row = res ? mysql_fetch_row(res) : NULL;
	snprintf(text, (size_t)size, "%s", row && row[0] ? row[0] : "");
	bool found = row != NULL;
	mysql_free_result(res);
	return found;
}

/* The first breaches of a rule in its words; false: there is none. */
static bool tell(MYSQL_RES *res, const char *when)
{
	int n = 0;
	for (MYSQL_ROW row; res && (row = mysql_fetch_row(res)); n++)
		if (n < TOLD_MAX)
			violation("SQL%s: %s", when, row[0] ? row[0] : "(no words)");
	if (n > TOLD_MAX)
		violation("SQL%s: and %d more like that", when, n - TOLD_MAX);
	mysql_free_result(res);
	return n > 0;
}

void sql_check(void)
{
	for (int i = 0; i < RULES; i++)
		tell(ask(rules[i]), "");
}

/* ---- beside a phase ---- */

static pthread_t watcher;
static atomic_bool watching;

/* Nobody can be answered any more: the phases would wait for ever. */
static void give_up(void)
{
	fprintf(stderr, "booking_proof: MariaDB has not come back for %d s\n", AWAY_US / 1000000);
	exit(EX_UNAVAILABLE);
}

static void *watch(void *arg)
{
	MYSQL *m = NULL;
	bool told[RULES] = {false};
	int64_t seen = clock_us();
	for (int i = 0; watching; i = (i + 1) % RULES) {
		pause_ms(i ? 10 : 500);
		if (told[i])
			continue; /* it is broken already */
		if (!m && !(m = dial())) {
			if (clock_us() > seen + AWAY_US)
				give_up();
			continue;
		}
		seen = clock_us();
		MYSQL_RES *res = mysql_query(m, rules[i]) ? NULL : mysql_store_result(m);
		if (!mysql_errno(m)) {
			told[i] = tell(res, ", in the midst of it");
		} else if (away(m, rules[i])) {
			mysql_close(m);
			m = NULL;
		}
	}
	if (m)
		mysql_close(m);
	mysql_thread_end();
	return arg;
}

void sql_watch_begin(void)
{
	watching = true;
	if (pthread_create(&watcher, NULL, watch, NULL))
		abort();
}

void sql_watch_end(void)
{
	watching = false;
	pthread_join(watcher, NULL);
}

/* ---- afterwards ---- */

/* %1$s: the prefix of this run; %2$lld: its card numbers without the last six digits. */
#define OURS "(p.first_name = '%1$s' OR p.card_number LIKE '%2$lld______')"
static const char *const cleaning[] = {
    "DELETE o FROM account_offset o JOIN account_line a ON a.id IN (o.credit_id, o.debit_id)"
    " JOIN person p ON p.id = a.person_id WHERE " OURS,
    "DELETE a FROM account_line a JOIN person p ON p.id = a.person_id WHERE " OURS,
    "DELETE h FROM hold h JOIN person p ON p.id = h.person_id WHERE " OURS,
    "DELETE l FROM loan l JOIN person p ON p.id = l.person_id WHERE " OURS,
    "DELETE p FROM person p WHERE " OURS,
    "DELETE FROM work WHERE title LIKE '%1$s %%'",
    "DELETE FROM idempotency_key WHERE key_text LIKE '%1$s-%%'",
};

void sql_clean(void)
{
	for (size_t i = 0; i < sizeof(cleaning) / sizeof(*cleaning); i++) {
		char sql[SQL_MAX];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the rows above */
		snprintf(sql, sizeof(sql), cleaning[i], plan.prefix, (long long)(plan.card_base / 1000000));
#pragma GCC diagnostic pop
		mysql_free_result(ask(sql));
	}
}
