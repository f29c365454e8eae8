/* metrics.c - GET /metrics: what all pools counted, and what the database holds, for Prometheus. Floor: api. */
#include "base/metrics.h"

#include "api/api.h"
#include "base/date.h"
#include "store/gauge.h"
#include "store/schema.h"

#include <stdio.h>
#include <string.h>

/* ---- names ---- */

const struct metrics_route_name *api_metrics_names(struct arena *a, int *count_r)
{
	static const char *const methods[] = {[GET] = "GET",	 [POST] = "POST",     [PUT] = "PUT",
					      [PATCH] = "PATCH", [DELETE] = "DELETE", [OPTIONS] = "OPTIONS"};
	int n = 1;
	for (const struct route *r = routes; r->pattern; r++)
		n++;
	struct metrics_route_name *names = arena_zalloc(a, (size_t)n * sizeof(*names));
	snprintf(names[0].method, sizeof(names[0].method), "any");
	snprintf(names[0].pattern, sizeof(names[0].pattern), "unknown");
	for (int i = 1; i < n; i++) {
		snprintf(names[i].method, sizeof(names[i].method), "%s", methods[routes[i - 1].method]);
		snprintf(names[i].pattern, sizeof(names[i].pattern), "%s", routes[i - 1].pattern);
	}
	*count_r = n;
	return names;
}

/* ---- the text format 0.0.4 ---- */

static void family(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* The names in a pool's file are another program's: nothing in them may end a label. */
static void label(struct buf *b, const char *value)
{
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			buf_putc(b, '\\');
		buf_putc(b, *value < 32 || *value == 127 ? '?' : *value);
	}
}

static void number(struct buf *b, double n)
{
	buf_printf(b, " %.15g\n", n);
}

/* ---- of a pool ---- */

enum figure {
	WORKERS,
	ALIVE,
	READY,
	BUSY,
	BUSY_LONGEST,
	STUCK,
	STARTS,
	RESTARTS,
	RELOADS,
	REFUSED,
	STARTED,
	MAX_RSS,
	STATEMENTS,
	ROUND_TRIPS,
	RERUNS,
	CONNECTS,
	FAILURES,
	LOST,
	ASKED,
	UNANSWERED,
	BREAKER,
	FIGURES
};
static const struct {
	const char *name, *type, *help;
} figures[FIGURES] = {
    [WORKERS] = {"carrel_workers_wanted", "gauge", "Workers that the pool keeps."},
    [ALIVE] = {"carrel_workers_alive", "gauge", "Workers that run, those that drain too."},
    [READY] = {"carrel_workers_ready", "gauge", "Workers that have looked at the database and serve."},
    [BUSY] = {"carrel_workers_busy", "gauge", "Workers at a request, the one that answers this too."},
    [BUSY_LONGEST] = {"carrel_worker_busy_longest_seconds", "gauge", "Age of the oldest request at hand."},
    [STUCK] = {"carrel_workers_stuck", "gauge", "Workers whose request does not get on."},
    [STARTS] = {"carrel_worker_starts_total", "counter", "Workers started."},
    [RESTARTS] = {"carrel_worker_restarts_total", "counter", "Workers started in place of one that died."},
    [RELOADS] = {"carrel_reloads_total", "counter", "Reloads that replaced the workers."},
    [REFUSED] = {"carrel_reloads_refused_total", "counter", "Reloads refused as carrel.conf was wrong."},
    [STARTED] = {"carrel_pool_start_time_seconds", "gauge", "When the master was started, UNIX time."},
    [MAX_RSS] = {"carrel_worker_max_rss_bytes", "gauge", "The most memory a worker had resident."},
    [STATEMENTS] = {"carrel_database_statements_total", "counter", "Statements executed for requests."},
    [ROUND_TRIPS] = {"carrel_database_round_trips_total", "counter",
		     "Statements, prepares, BEGIN, COMMIT and ROLLBACK of requests."},
    [RERUNS] = {"carrel_database_reruns_total", "counter",
		"Transactions run again after a deadlock or lock wait."},
    [CONNECTS] = {"carrel_database_connects_total", "counter", "Connections made to the database."},
    [FAILURES] = {"carrel_database_connect_failures_total", "counter",
		  "Attempts to connect to the database that failed."},
    [LOST] = {"carrel_database_connections_lost_total", "counter", "Connections that the database ended."},
    [ASKED] = {"carrel_omdb_requests_total", "counter", "Requests that went out to OMDb."},
    [UNANSWERED] = {"carrel_omdb_failures_total", "counter", "Requests to OMDb that got no answer."},
    [BREAKER] = {"carrel_omdb_breaker_open", "gauge", "1 while OMDb is left alone after many failures."},
};

static void weigh(const struct metrics_pool *p, double v[FIGURES])
{
	const struct metrics_head *h = p->head;
	const struct metrics_sums *s = &p->sums;
	const double now[FIGURES] = {
	    [WORKERS] = (double)h->workers,
	    [ALIVE] = p->living,
	    [READY] = p->ready,
	    [BUSY] = p->busy,
	    [BUSY_LONGEST] = (double)p->busy_longest / 1e6,
	    [STUCK] = p->stuck,
	    [STARTS] = (double)h->starts,
	    [RESTARTS] = (double)h->restarts,
	    [RELOADS] = (double)h->reloads,
	    [REFUSED] = (double)h->reloads_refused,
	    [STARTED] = (double)h->started_at / 1e6,
	    [MAX_RSS] = (double)p->max_rss,
	    [STATEMENTS] = (double)s->statements,
	    [ROUND_TRIPS] = (double)s->round_trips,
	    [RERUNS] = (double)s->reruns,
	    [CONNECTS] = (double)s->connects,
	    [FAILURES] = (double)s->connect_failures,
	    [LOST] = (double)s->lost,
	    [ASKED] = (double)s->omdb_asked,
	    [UNANSWERED] = (double)s->omdb_failed,
	    [BREAKER] = p->omdb_open_for > 0,
	};
	memcpy(v, now, sizeof(now));
}

static void write_figures(struct buf *b, const struct metrics_pools *pools)
{
	double v[FIGURES];
	for (int f = 0; f < FIGURES; f++) {
		family(b, figures[f].name, figures[f].type, figures[f].help);
		for (int i = 0; i < pools->n; i++) {
			weigh(&pools->v[i], v);
			buf_printf(b, "%s{pool=\"%s\"}", figures[f].name, pools->v[i].head->pool);
			number(b, v[f]);
		}
	}
}

static void write_up(struct buf *b, const struct metrics_pools *pools)
{
	family(b, "carrel_pool_up", "gauge", "0: the pool's master is gone and has left its file behind.");
	for (int i = 0; i < pools->n; i++)
		buf_printf(b, "carrel_pool_up{pool=\"%s\",version=\"%s\"} %d\n", pools->v[i].head->pool,
			   pools->v[i].head->version, pools->v[i].alive);
	family(b, "carrel_pools_unreadable", "gauge",
	       "Files of pools that cannot be read, or are of another version.");
	buf_printf(b, "carrel_pools_unreadable %d\n", pools->unreadable);
}

static void write_errors(struct buf *b, const struct metrics_pools *pools)
{
	/* What db_failed gives. */
	static const enum err kinds[] = {ERR_CONFLICT, ERR_RETRY, ERR_IN_USE,	 ERR_NO_SUCH,
					 ERR_SCHEMA,   ERR_AWAY,  ERR_UNCERTAIN, ERR_INTERNAL};
	family(b, "carrel_database_errors_total", "counter", "Errors of the database, by what they mean.");
	for (int i = 0; i < pools->n; i++)
		for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
			buf_printf(b, "carrel_database_errors_total{pool=\"%s\",kind=\"%s\"} %llu\n",
				   pools->v[i].head->pool, err_slug(kinds[k]),
				   (unsigned long long)pools->v[i].sums.errors[kinds[k]]);
}

/* ---- by route ---- */

/* The beginning of a sample; what follows the route is the caller's, as is the bracket. */
static void begin(struct buf *b, const char *name, const struct metrics_pool *p, int64_t i)
{
	buf_printf(b, "%s{pool=\"%s\",method=\"", name, p->head->pool);
	label(b, p->head->names[i].method);
	buf_puts(b, "\",route=\"");
	label(b, p->head->names[i].pattern);
	buf_putc(b, '"');
}

static void write_counts(struct buf *b, const struct metrics_pool *p, int64_t i)
{
	for (int s = 0; s < METRICS_STATUSES; s++) {
		if (!p->routes[i].status[s])
			continue;
		begin(b, "carrel_http_requests_total", p, i);
		if (metrics_statuses[s])
			buf_printf(b, ",status=\"%d\"}", metrics_statuses[s]);
		else
			buf_puts(b, ",status=\"other\"}");
		number(b, (double)p->routes[i].status[s]);
	}
}

static void write_histogram(struct buf *b, const struct metrics_pool *p, int64_t i)
{
	uint64_t sum = 0;
	for (int k = 0; k < METRICS_BUCKETS; k++) {
		sum += p->routes[i].bucket[k];
		begin(b, "carrel_http_request_duration_seconds_bucket", p, i);
		if (k < METRICS_BUCKETS - 1)
			buf_printf(b, ",le=\"%g\"}", (double)metrics_bounds[k] / 1e6);
		else
			buf_puts(b, ",le=\"+Inf\"}");
		number(b, (double)sum);
	}
	begin(b, "carrel_http_request_duration_seconds_sum", p, i);
	buf_putc(b, '}');
	number(b, (double)p->routes[i].micros / 1e6);
	begin(b, "carrel_http_request_duration_seconds_count", p, i);
	buf_putc(b, '}');
	number(b, (double)sum);
}

static void write_cpu(struct buf *b, const struct metrics_pool *p, int64_t i)
{
	begin(b, "carrel_http_request_cpu_seconds_total", p, i);
	buf_putc(b, '}');
	number(b, (double)p->routes[i].cpu_micros / 1e6);
}

static void write_statements(struct buf *b, const struct metrics_pool *p, int64_t i)
{
	begin(b, "carrel_http_request_statements_total", p, i);
	buf_putc(b, '}');
	number(b, (double)p->routes[i].statements);
}

static bool was_asked(const struct metrics_route *r)
{
	for (int k = 0; k < METRICS_BUCKETS; k++)
		if (r->bucket[k])
			return true;
	return false;
}

static void write_routes(struct buf *b, const struct metrics_pools *pools)
{
	static const struct {
		const char *name, *type, *help;
		void (*write)(struct buf *b, const struct metrics_pool *p, int64_t i);
	} families[] = {
	    {"carrel_http_requests_total", "counter", "Requests answered.", write_counts},
	    {"carrel_http_request_duration_seconds", "histogram",
	     "Time from reading a request to its whole answer, in the worker.", write_histogram},
	    {"carrel_http_request_cpu_seconds_total", "counter", "CPU time of the workers.", write_cpu},
	    {"carrel_http_request_statements_total", "counter", "Statements executed.", write_statements},
	};
	for (size_t f = 0; f < sizeof(families) / sizeof(families[0]); f++) {
		family(b, families[f].name, families[f].type, families[f].help);
		for (int i = 0; i < pools->n; i++)
			for (int64_t r = 0; r < pools->v[i].head->routes; r++)
				if (was_asked(&pools->v[i].routes[r]))
					families[f].write(b, &pools->v[i], r);
	}
}

/* ---- of the database ---- */

static void gauge(struct buf *b, const char *name, int64_t n, const char *help)
{
	family(b, name, "gauge", help);
	buf_printf(b, "%s %lld\n", name, (long long)n);
}

static void write_gauges(struct buf *b, const struct gauges *g)
{
	gauge(b, "carrel_loans_open", g->open_loans, "Loans that are out.");
	gauge(b, "carrel_loans_overdue", g->overdue_loans, "Loans that are out and due.");
	family(b, "carrel_holds", "gauge", "Open holds: those that wait, and those whose copy is kept.");
	buf_printf(b, "carrel_holds{state=\"pending\"} %lld\ncarrel_holds{state=\"ready\"} %lld\n",
		   (long long)g->pending_holds, (long long)g->ready_holds);
	gauge(b, "carrel_holds_to_tidy", g->holds_to_tidy, "Kept copies that nobody picked up in time.");
	gauge(b, "carrel_audit_unsealed", g->audit_unsealed,
	      "Rows of the audit behind the newest sealed, 100000 at most.");
	gauge(b, "carrel_idempotency_keys_expired", g->keys_expired,
	      "Idempotency keys that are of no more use, 100000 at most.");
	gauge(b, "carrel_omdb_asked_today", g->omdb_asked, "Requests to OMDb today, UTC, by whoever.");
}

/* A database that is away is a figure like others. */
static void write_database(struct buf *b, struct db *db)
{
	struct gauges g;
	int64_t version;
	int64_t began = date_clock();
	enum err e = store_schema_version(db, &version);
	int64_t took = date_clock() - began;
	gauge(b, "carrel_database_up", !e || e == ERR_SCHEMA, "1 when the database answers.");
	gauge(b, "carrel_schema_version_wanted", SCHEMA_VERSION, "The schema this program is for.");
	if (e)
		return;
	gauge(b, "carrel_schema_version", version, "The schema the database has.");
	family(b, "carrel_database_answer_seconds", "gauge", "Time of a small statement, just now.");
	buf_puts(b, "carrel_database_answer_seconds");
	number(b, (double)took / 1e6);
	if (version == SCHEMA_VERSION && !store_gauges(db, &g))
		write_gauges(b, &g);
}

enum err api_metrics(struct request *rq, struct reply *rp)
{
	struct metrics_pools pools;
	metrics_read(rq->arena, rq->conf->run_dir, &pools);
	reply_start(rp, 200, "text/plain; version=0.0.4; charset=utf-8");
	reply_header(rp, "Cache-Control", "no-store");
	write_up(&rp->body, &pools);
	write_figures(&rp->body, &pools);
	write_errors(&rp->body, &pools);
	write_routes(&rp->body, &pools);
	write_database(&rp->body, rq->db);
	return ERR_NONE;
}
