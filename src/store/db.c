/* db.c - one connection to MariaDB: made when needed, dropped when lost. Floor: store. */
#include "store/db_private.h"

#include "base/date.h"
#include "base/log.h"
#include "base/metrics.h"
#include "store/shelf.h"

#include <assert.h>
#include <errmsg.h>
#include <mysqld_error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* How long a failed connection keeps others from being tried; longer when the attempt itself took long. */
enum { PAUSE = 200 * 1000, LONG_PAUSE = 1000 * 1000 };

void db_open(struct db **db_r, const struct conf *conf)
{
	struct db *db = calloc(1, sizeof(*db));
	if (!db)
		abort();
	db->conf = conf;
	*db_r = db;
}

void db_drop(struct db *db)
{
	if (!db->mysql)
		return;
	/* Closed first, so that nothing is sent for each statement on a connection that may be dead. */
	mysql_close(db->mysql);
	db->mysql = NULL;
	stmt_forget(db);
	db->transaction = db->unbegun = db->flowing = false;
	db->later.count = 0;
	db->moves = NULL;
}

void db_close(struct db **db)
{
	if (!*db)
		return;
	db_drop(*db);
	shelf_forget((*db)->shelves);
	batches_free(*db);
	free(*db);
	*db = NULL;
}

const struct db_cost *db_cost(const struct db *db)
{
	return &db->cost;
}

struct arena *db_arena(struct db *db)
{
	return db->arena;
}

bool db_in_transaction(const struct db *db)
{
	return db->transaction;
}

void db_trust(struct db *db, bool trust)
{
	db->trust = trust;
}

bool db_trusts(const struct db *db)
{
	return db->trust;
}

const char *db_conflict_key(const struct db *db)
{
	return db->conflict_key;
}

/* The server says nothing unasked: something readable on an idle connection is its end. */
static bool closed_by_server(struct db *db)
{
	char c;
	return recv((int)mysql_get_socket(db->mysql), &c, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

void db_request(struct db *db, struct arena *arena)
{
	db->arena = arena;
	memset(&db->cost, 0, sizeof(db->cost));
	db->conflict_key[0] = 0;
	db->trust = false;
	if (db->transaction)
		db_rollback(db);
	if (db->mysql && closed_by_server(db)) {
		log_info("the database closed the connection; a new one is made");
		metrics->sums.lost++;
		db_drop(db);
	}
}

static bool set_session(struct db *db, MYSQL *mysql)
{
	char sql[640];
	/* READ COMMITTED: unique keys decide races, not gap locks. Two indexes that are merged read more than the better one. */
	snprintf(sql, sizeof(sql),
		 "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin, time_zone = '+00:00', "
		 "lc_messages = 'en_US', innodb_lock_wait_timeout = %lld, tx_isolation = 'READ-COMMITTED', "
		 "sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,"
		 "NO_ZERO_DATE,NO_ZERO_IN_DATE,ONLY_FULL_GROUP_BY', "
		 "optimizer_switch = 'index_merge_intersection=off'",
		 (long long)db->conf->db_lock_wait);
	return mysql_real_query(mysql, sql, strlen(sql)) == 0;
}

static MYSQL *dial(struct db *db)
{
	const struct conf *c = db->conf;
	unsigned connect = (unsigned)c->db_connect_timeout, read = (unsigned)c->db_read_timeout;
	unsigned write = (unsigned)c->db_write_timeout;
	my_bool yes = 1;
	MYSQL *mysql = mysql_init(NULL);
	if (!mysql)
		abort();
	mysql_options(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect);
	mysql_options(mysql, MYSQL_OPT_READ_TIMEOUT, &read);
	mysql_options(mysql, MYSQL_OPT_WRITE_TIMEOUT, &write);
	mysql_options(mysql, MYSQL_REPORT_DATA_TRUNCATION, &yes);
	mysql_options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	bool tcp = *c->db_host != 0;
	/* FOUND_ROWS: an UPDATE tells the rows it matched, also when nothing in them changed. */
	if (mysql_real_connect(mysql, tcp ? c->db_host : NULL, c->db_user, c->db_password,
			       *c->db_name ? c->db_name : NULL, tcp ? (unsigned)c->db_port : 0,
			       tcp ? NULL : c->db_socket, CLIENT_FOUND_ROWS) &&
	    set_session(db, mysql))
		return mysql;
	log_error("database: cannot connect to %s: %u %s", tcp ? c->db_host : c->db_socket,
		  mysql_errno(mysql), mysql_error(mysql));
	mysql_close(mysql);
	return NULL;
}

enum err db_connect(struct db *db)
{
	if (db->mysql)
		return ERR_NONE;
	int64_t begin = date_clock();
	if (begin < db->retry_at)
		return ERR_AWAY;
	db->mysql = dial(db);
	int64_t end = date_clock();
	db->cost.micros += end - begin;
	if (db->mysql) {
		metrics->sums.connects++;
		db->retry_at = 0;
		return ERR_NONE;
	}
	metrics->sums.connect_failures++;
	db->retry_at = end + (end - begin > LONG_PAUSE ? LONG_PAUSE : PAUSE);
	return ERR_AWAY;
}

bool db_is_lost(unsigned number)
{
	switch (number) {
	case CR_SERVER_GONE_ERROR:
	case CR_SERVER_LOST:
	case CR_CONNECTION_ERROR:
	case CR_CONN_HOST_ERROR:
	case ER_CONNECTION_KILLED:
	case ER_SERVER_SHUTDOWN:
	case ER_NORMAL_SHUTDOWN:
	case ER_UNKNOWN_COM_ERROR: /* 1047: a Galera node without quorum */
	case 2055:		   /* CR_SERVER_LOST_EXTENDED of other servers */
		return true;
	default:
		return false;
	}
}

/* "Duplicate entry '...' for key 'work_isbn'": the entry may hold anything, so the last quotes count. */
static void keep_conflict_key(struct db *db, const char *message)
{
	const char *end = strrchr(message, '\''), *begin = end;
	db->conflict_key[0] = 0;
	if (!end)
		return;
	while (begin > message && begin[-1] != '\'')
		begin--;
	snprintf(db->conflict_key, sizeof(db->conflict_key), "%.*s", (int)(end - begin), begin);
}

static enum err meaning(struct db *db, unsigned number, const char *message, const char *what)
{
	switch (number) {
	case ER_DUP_ENTRY:
		keep_conflict_key(db, message);
		return ERR_CONFLICT;
	case ER_LOCK_DEADLOCK:
	case ER_LOCK_WAIT_TIMEOUT:
	case ER_AUTOINC_READ_FAILED: /* 1467: a deadlock or wait for that lock */
	case ER_CHECKREAD:	     /* 1020: record has changed since last read */
		return ERR_RETRY;
	case ER_SIGNAL_EXCEPTION: /* batch.c: it touched no row */
		return ERR_RETRY;
	case ER_NEED_REPREPARE:
		stmt_forget(db);
		return ERR_RETRY;
	case ER_ROW_IS_REFERENCED_2:
		return ERR_IN_USE;
	case ER_NO_REFERENCED_ROW_2:
	case ER_BAD_NULL_ERROR: /* a row the statement looks up by its public key is not there */
		return ERR_NO_SUCH;
	case ER_NO_SUCH_TABLE:
	case ER_BAD_FIELD_ERROR:
	case ER_PARSE_ERROR:
		log_error("database: %s: %u %s", what, number, message);
		return ERR_SCHEMA;
	case ER_DISK_FULL:
	case ER_RECORD_FILE_FULL:
	case ER_ERROR_ON_WRITE:
	case ER_OPTION_PREVENTS_STATEMENT: /* 1290: read only */
	case ER_STATEMENT_TIMEOUT:
		log_error("database: %s: %u %s", what, number, message);
		return ERR_AWAY;
	case ER_ERROR_DURING_COMMIT: /* 1180: Galera lost its quorum under it */
		log_error("database: %s: %u %s", what, number, message);
		return ERR_UNCERTAIN;
	default:
		log_error("database: %s: %u %s", what, number, message);
		if (!db_is_lost(number))
			return ERR_INTERNAL;
		metrics->sums.lost++;
		db_drop(db);
		return ERR_AWAY;
	}
}

enum err db_failed(struct db *db, unsigned number, const char *message, const char *what)
{
	enum err e = meaning(db, number, message, what);
	metrics->sums.errors[e]++;
	return e;
}

enum err db_command(struct db *db, const char *sql)
{
	int64_t begin = date_clock();
	enum err e = ERR_NONE;
	db->cost.round_trips++;
	if (mysql_real_query(db->mysql, sql, strlen(sql)))
		e = db_failed(db, mysql_errno(db->mysql), mysql_error(db->mysql), sql);
	db->cost.micros += date_clock() - begin;
	return e;
}

enum err db_text(struct db *db, const char *sql, int64_t *number_r)
{
	enum err e = db_connect(db);
	if (!e && db->later.count)
		e = batch_send(db, false);
	if (!e)
		e = db_begin_now(db);
	if (e)
		return e;
	if (mysql_real_query(db->mysql, sql, strlen(sql)))
		return db_failed(db, mysql_errno(db->mysql), mysql_error(db->mysql), "SQL");
	MYSQL_RES *result = mysql_store_result(db->mysql);
	MYSQL_ROW row = result ? mysql_fetch_row(result) : NULL;
	if (number_r)
		*number_r = row && row[0] ? row[0][0] - '0' : NIL_INT;
	mysql_free_result(result);
	return ERR_NONE;
}

enum err db_begin(struct db *db)
{
	assert(!db->transaction);
	enum err e = db_connect(db);
	db->transaction = db->unbegun = !e;
	return e;
}

enum err db_begin_now(struct db *db)
{
	if (!db->unbegun)
		return ERR_NONE;
	for (int attempt = 0;; attempt++) {
		enum err e = db_connect(db);
		if (!e)
			e = db_command(db, "START TRANSACTION");
		db->transaction = true; /* also where the connection was dropped with it */
		db->unbegun = e != ERR_NONE;
		/* Nothing was done yet, so a connection that proves dead may be made anew once. */
		if (e != ERR_AWAY || attempt || date_clock() < db->retry_at)
			return e;
	}
}

/* What was put off goes with it; what failed in that is undone. */
static enum err commit(struct db *db)
{
	enum err e;
	if (db->later.count) {
		e = batch_send(db, true);
		if (e && db->mysql && db_command(db, "ROLLBACK"))
			db_drop(db);
		return e == ERR_AWAY && !db->mysql ? ERR_UNCERTAIN : e;
	}
	e = db->unbegun ? ERR_NONE : db_command(db, "COMMIT");
	return e == ERR_AWAY ? ERR_UNCERTAIN : e;
}

enum err db_commit(struct db *db)
{
	assert(db->transaction);
	enum err e = shelf_count(db);
	if (e) {
		db_rollback(db);
		return e;
	}
	e = commit(db);
	db->transaction = db->unbegun = false;
	return e;
}

void db_rollback(struct db *db)
{
	bool told = !db->unbegun;
	db->transaction = db->unbegun = false;
	db->later.count = 0;
	db->moves = NULL;
	if (db->mysql && told && db_command(db, "ROLLBACK"))
		db_drop(db);
}
