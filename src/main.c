/* main.c - carrel: one FastCGI worker on fd 0, or with -w a master and its workers. Top floor. */
#include "api/api.h"
#include "base/date.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "ext/omdb.h"
#include "prefork.h"
#include "store/schema.h"
#include "web/fcgi.h"

#include <getopt.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef CARREL_CONF
#define CARREL_CONF "/etc/carrel/carrel.conf"
#endif

static struct fcgi_signals asked;
/* The pool for what waits for others; its name is in every line of its log. */
static bool outbound;
static const char *name = "carrel", *pool;

static void on_stop(int signal)
{
	(void)signal;
	if (asked.stop)
		asked.now = 1;
	asked.stop = 1;
}

/* TERM and INT drain. Blocked but while the worker waits, so that nothing is cut in the middle of a request. */
static void take_signals(void)
{
	struct sigaction act = {.sa_handler = on_stop, .sa_flags = SA_RESTART};
	sigset_t block;
	sigemptyset(&act.sa_mask);
	sigemptyset(&block);
	sigaddset(&block, SIGTERM);
	sigaddset(&block, SIGINT);
	sigprocmask(SIG_BLOCK, &block, NULL);
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&asked.wait);
}

/* Every statement is prepared now, so that a database that is not what we expect stops the start and no visitor. */
static int check_database(struct db *db)
{
	int64_t version = 0;
	struct arena arena;
	arena_init(&arena);
	db_request(db, &arena);
	enum err e = store_schema_check(db, &version);
	if (!e)
		e = stmt_prepare_all(db);
	arena_clear(&arena);
	if (!e)
		return 0;
	if (e == ERR_AWAY) {
		log_warn("the database is away; starting all the same and answering 503 until it is back");
		return 0;
	}
	log_error("the database has schema %lld, this program needs %d%s", (long long)version, SCHEMA_VERSION,
		  version == SCHEMA_VERSION ? " as its SQL files make it" : ": run carrelctl migrate");
	return EXIT_CONFIG;
}

static int worker(const struct conf *conf)
{
	struct db *db;
	/* A password's hash takes 19 MiB for a moment: back to the system, whatever malloc learns from it. */
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
	take_signals();
	conf_log(conf, name, pool);
	srandom((unsigned)date_now() ^ (unsigned)getpid());
	if (!*conf->token_secret)
		log_warn("carrel.conf names no token_secret: nobody can log in (carrelctl init makes one)");
	db_open(&db, conf);
	int rc = check_database(db);
	if (!rc) {
		metrics->ready = date_clock();
		rc = fcgi_serve(conf, outbound, &asked, dispatch, db);
	}
	db_close(&db);
	return rc;
}

static int serve(const char *path, struct conf *conf, int workers)
{
	struct pool p = {path, conf, name, pool, workers, worker, NULL, 0};
	struct arena arena;
	int rc;
	arena_init(&arena);
	p.names = api_metrics_names(&arena, &p.routes);
	if (workers) {
		rc = prefork_run(&p);
	} else {
		metrics_open(NULL, pool, 1, 1, p.names, p.routes);
		metrics_take(0);
		rc = worker(conf);
		metrics_close();
	}
	arena_clear(&arena);
	return rc;
}

static int usage(FILE *out, int rc)
{
	fputs("usage: carrel [-c FILE] [-w WORKERS] [-o] [--pool NAME] [--show-config] [--version]\n"
	      "Serves FastCGI on standard input: one worker, or with -w a master and its workers.\n"
	      "-o: the pool for requests that wait for others, outbound_workers of them unless -w says.\n"
	      "--pool: what it is called in metrics and the log; carrel, with -o outbound.\n",
	      out);
	return rc;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
	    {"config", required_argument, NULL, 'c'}, {"workers", required_argument, NULL, 'w'},
	    {"outbound", no_argument, NULL, 'o'},     {"pool", required_argument, NULL, 'p'},
	    {"show-config", no_argument, NULL, 's'},  {"version", no_argument, NULL, 'v'},
	    {"help", no_argument, NULL, 'h'},	      {NULL, 0, NULL, 0}};
	const char *path = CARREL_CONF;
	int64_t workers = 0;
	int opt;
	bool show = false;
	while ((opt = getopt_long(argc, argv, "c:w:ovh", options, NULL)) != -1) {
		switch (opt) {
		case 'c':
			path = optarg;
			break;
		case 'w':
			if (!text_int(optarg, &workers) || workers < 1 || workers > 256)
				return usage(stderr, 64);
			break;
		case 'o':
			outbound = true;
			name = "carrel-outbound";
			break;
		case 'p':
			if (!metrics_pool_name(optarg))
				return usage(stderr, 64);
			pool = optarg;
			break;
		case 's':
			show = true;
			break;
		case 'v':
			puts("carrel " CARREL_VERSION);
			return 0;
		default:
			return usage(opt == 'h' ? stdout : stderr, opt == 'h' ? 0 : 64);
		}
	}
	if (optind != argc)
		return usage(stderr, 64);
	struct conf conf;
	log_init(name, LOG_INFO);
	if (conf_read(path, &conf))
		return EXIT_CONFIG;
	if (!pool)
		pool = outbound ? "outbound" : "carrel";
	conf_log(&conf, name, pool);
	if (outbound && !workers)
		workers = conf.outbound_workers;
	omdb_share();
	int rc = 0;
	if (show)
		conf_print(&conf);
	else
		rc = serve(path, &conf, (int)workers);
	conf_clear(&conf);
	return rc;
}
