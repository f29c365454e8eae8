/* status.c - carrelctl status: what is up, since when, how busy, and what waits to be done, on one screen. Top floor. */
#include "ctl/ctl.h"

#include "base/date.h"
#include "base/metrics.h"
#include "store/gauge.h"
#include "store/schema.h"
#include "web/reply.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { PROBLEMS_MAX = 32 };

struct status {
	struct ctl *c;
	struct metrics_pools pools, before; /* before: a second ago */
	double seconds;			    /* between them */
	bool up, fits, has_gauges;
	int64_t schema, answer_micros;
	struct gauges g;
	const char *problems[PROBLEMS_MAX];
	int problem_count;
};

/* What is asked of a pool, worked out once for both forms. */
struct row {
	const struct metrics_pool *p;
	double rate, p50, p99;
	uint64_t requests, failed;
	char since[DATE_RFC3339];
};

static void problem(struct status *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void problem(struct status *s, const char *fmt, ...)
{
	char text[200];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (s->problem_count < PROBLEMS_MAX)
		s->problems[s->problem_count++] = arena_strdup(&s->c->arena, text);
}

/* ---- what is so ---- */

/* Microseconds as whole seconds, rounded up. */
static long long seconds(int64_t micros)
{
	return (long long)((micros + 999999) / 1000000);
}

static const struct metrics_pool *earlier(const struct status *s, const struct metrics_pool *p)
{
	for (int i = 0; i < s->before.n; i++)
		if (!strcmp(s->before.v[i].head->pool, p->head->pool) &&
		    s->before.v[i].head->started == p->head->started)
			return &s->before.v[i];
	return NULL;
}

static void judge_pool(struct status *s, const struct metrics_pool *p)
{
	const char *name = p->head->pool;
	if (!p->alive) {
		problem(s, "pool %s: its master is gone", name);
		return;
	}
	if (p->living < p->head->workers)
		problem(s, "pool %s: %d of %lld workers run", name, p->living, (long long)p->head->workers);
	else if (!p->ready)
		problem(s, "pool %s: no worker serves yet", name);
	const struct metrics_pool *before = earlier(s, p);
	if (before && before->sums.connect_failures < p->sums.connect_failures)
		problem(s, "pool %s: the database does not take its workers; their log says why", name);
	if (p->stuck)
		problem(s, "pool %s: %d workers are stuck at a request", name, p->stuck);
	if (p->omdb_open_for > 0)
		problem(s, "pool %s: OMDb does not answer and is left alone for %lld s", name,
			seconds(p->omdb_open_for));
}

static void judge(struct status *s)
{
	if (!s->pools.n && !s->pools.unreadable)
		problem(s, "no pool runs: there is none in %s", s->c->conf->run_dir);
	for (int i = 0; i < s->pools.n; i++)
		judge_pool(s, &s->pools.v[i]);
	if (s->pools.unreadable)
		problem(s, "%d pools in %s cannot be read, or are of another version", s->pools.unreadable,
			s->c->conf->run_dir);
	if (!s->up)
		problem(s, "the database is away");
	else if (!s->fits)
		problem(s, "the database has schema %lld, this program needs %d", (long long)s->schema,
			SCHEMA_VERSION);
}

static void look_at_database(struct status *s)
{
	int64_t began = date_clock();
	enum err e = store_schema_version(s->c->db, &s->schema);
	s->answer_micros = date_clock() - began;
	s->up = !e || e == ERR_SCHEMA;
	s->fits = !e && s->schema == SCHEMA_VERSION;
	s->has_gauges = s->fits && !store_gauges(s->c->db, &s->g);
}

/* Two looks, a second apart, for the rate; the database is asked meanwhile. */
static void look(struct status *s)
{
	int64_t began = date_clock();
	metrics_read(&s->c->arena, s->c->conf->run_dir, &s->before);
	look_at_database(s);
	int64_t rest = 1000000 - (date_clock() - began);
	if (rest > 0 && s->before.n)
		nanosleep(&(struct timespec){.tv_sec = rest / 1000000, .tv_nsec = rest % 1000000 * 1000},
			  NULL);
	metrics_read(&s->c->arena, s->c->conf->run_dir, &s->pools);
	s->seconds = (double)(date_clock() - began) / 1e6;
	judge(s);
}

static struct row row_of(const struct status *s, const struct metrics_pool *p)
{
	struct row row = {.p = p, .requests = p->sums.requests};
	uint64_t bucket[METRICS_BUCKETS] = {0};
	const struct metrics_pool *before = earlier(s, p);
	for (int64_t i = 0; i < p->head->routes; i++) {
		for (int k = 0; k < METRICS_BUCKETS; k++)
			bucket[k] += p->routes[i].bucket[k];
		for (int k = 0; k < METRICS_STATUSES; k++)
			if (metrics_statuses[k] >= 500)
				row.failed += p->routes[i].status[k];
	}
	row.rate = before ? (double)(row.requests - before->sums.requests) / s->seconds : 0;
	row.p50 = metrics_quantile(bucket, 0.5) / 1000;
	row.p99 = metrics_quantile(bucket, 0.99) / 1000;
	int64_t since = p->head->started_at;
	date_rfc3339(since > 0 && since < INT64_C(4102444800000000) ? since : 0, row.since);
	memcpy(row.since + 19, "Z", 2); /* whole seconds */
	return row;
}

/* ---- for people ---- */

static void print_pools(const struct status *s)
{
	if (!s->pools.n)
		return;
	printf("%-12s %-5s %-20s %8s %5s %8s %10s %8s %8s %8s %6s\n", "pool", "state", "since", "workers",
	       "busy", "restarts", "requests", "per s", "p50 ms", "p99 ms", "5xx");
	for (int i = 0; i < s->pools.n; i++) {
		struct row r = row_of(s, &s->pools.v[i]);
		const struct metrics_head *h = r.p->head;
		char workers[32];
		snprintf(workers, sizeof(workers), "%d/%lld", r.p->living, (long long)h->workers);
		printf("%-12s %-5s %-20s %8s %5d %8llu %10llu %8.1f %8.2f %8.2f %6llu\n", h->pool,
		       r.p->alive ? "up" : "down", r.since, workers, r.p->busy,
		       (unsigned long long)h->restarts, (unsigned long long)r.requests, r.rate, r.p50, r.p99,
		       (unsigned long long)r.failed);
	}
}

static void print_database(const struct status *s)
{
	const struct gauges *g = &s->g;
	if (!s->up) {
		puts("database     away");
		return;
	}
	printf("database     up, %s%s, schema %lld %s, answers in %.1f ms\n", s->has_gauges ? "MariaDB " : "",
	       s->has_gauges ? g->server : "version not asked", (long long)s->schema,
	       s->fits ? "as it must be" : "and not as it must be", (double)s->answer_micros / 1000);
	if (!s->has_gauges)
		return;
	printf("library      %lld loans out, %lld of them overdue; %lld holds wait, %lld are ready\n",
	       (long long)g->open_loans, (long long)g->overdue_loans, (long long)g->pending_holds,
	       (long long)g->ready_holds);
	printf("backlog      %lld holds to tidy, %lld audit rows to seal, %lld idempotency keys to drop\n",
	       (long long)g->holds_to_tidy, (long long)g->audit_unsealed, (long long)g->keys_expired);
}

static bool breaker_open(const struct status *s)
{
	for (int i = 0; i < s->pools.n; i++)
		if (s->pools.v[i].omdb_open_for > 0)
			return true;
	return false;
}

static void print_omdb(const struct status *s)
{
	if (!s->has_gauges)
		return;
	printf("OMDb         asked %lld times today", (long long)s->g.omdb_asked);
	if (s->c->conf->omdb_daily)
		printf(" of %lld", (long long)s->c->conf->omdb_daily);
	puts(breaker_open(s) ? "; left alone for a moment" : "");
}

static void print(const struct status *s)
{
	puts("carrel " CARREL_VERSION);
	print_pools(s);
	print_database(s);
	print_omdb(s);
	for (int i = 0; i < s->problem_count; i++)
		printf("WRONG        %s\n", s->problems[i]);
	if (!s->problem_count)
		puts("fine");
}

/* ---- for programs ---- */

static void member_decimal(struct buf *b, const char *name, double n)
{
	json_name(b, name);
	json_raw(b, arena_printf(b->arena, "%.3f", n));
}

static void write_pool(struct buf *b, const struct row *r)
{
	const struct metrics_head *h = r->p->head;
	json_open(b, '{');
	json_member_text(b, "pool", h->pool);
	json_name(b, "up");
	json_bool(b, r->p->alive);
	json_member_text(b, "version", h->version);
	json_member_text(b, "since", r->since);
	json_member_int(b, "workers", h->workers);
	json_member_int(b, "alive", r->p->living);
	json_member_int(b, "ready", r->p->ready);
	json_member_int(b, "busy", r->p->busy);
	json_member_int(b, "stuck", r->p->stuck);
	json_member_int(b, "restarts", (int64_t)h->restarts);
	json_member_int(b, "reloads", (int64_t)h->reloads);
	json_member_int(b, "requests", (int64_t)r->requests);
	member_decimal(b, "requests_per_second", r->rate);
	member_decimal(b, "p50_ms", r->p50);
	member_decimal(b, "p99_ms", r->p99);
	json_member_int(b, "status_5xx", (int64_t)r->failed);
	json_member_int(b, "database_reruns", (int64_t)r->p->sums.reruns);
	json_member_int(b, "database_connections_lost", (int64_t)r->p->sums.lost);
	json_close(b, '}');
}

static void write_database(struct buf *b, const struct status *s)
{
	json_name(b, "database");
	json_open(b, '{');
	json_name(b, "up");
	json_bool(b, s->up);
	json_member_text(b, "version", s->has_gauges ? s->g.server : NULL);
	json_member_int(b, "schema", s->up ? s->schema : NIL_INT);
	json_member_int(b, "schema_wanted", SCHEMA_VERSION);
	json_close(b, '}');
	if (!s->has_gauges)
		return;
	json_name(b, "backlog");
	json_open(b, '{');
	json_member_int(b, "holds_to_tidy", s->g.holds_to_tidy);
	json_member_int(b, "audit_unsealed", s->g.audit_unsealed);
	json_member_int(b, "idempotency_keys_expired", s->g.keys_expired);
	json_close(b, '}');
	json_name(b, "library");
	json_open(b, '{');
	json_member_int(b, "loans_open", s->g.open_loans);
	json_member_int(b, "loans_overdue", s->g.overdue_loans);
	json_member_int(b, "holds_pending", s->g.pending_holds);
	json_member_int(b, "holds_ready", s->g.ready_holds);
	json_close(b, '}');
	json_name(b, "omdb");
	json_open(b, '{');
	json_member_int(b, "asked_today", s->g.omdb_asked);
	json_member_int(b, "budget", s->c->conf->omdb_daily ? s->c->conf->omdb_daily : NIL_INT);
	json_name(b, "breaker_open");
	json_bool(b, breaker_open(s));
	json_close(b, '}');
}

static void print_json(const struct status *s)
{
	struct buf b;
	buf_init(&b, &s->c->arena, 4096);
	json_open(&b, '{');
	json_member_text(&b, "version", CARREL_VERSION);
	json_name(&b, "fine");
	json_bool(&b, !s->problem_count);
	json_name(&b, "problems");
	json_open(&b, '[');
	for (int i = 0; i < s->problem_count; i++)
		json_text(&b, s->problems[i]);
	json_close(&b, ']');
	json_name(&b, "pools");
	json_open(&b, '[');
	for (int i = 0; i < s->pools.n; i++) {
		struct row r = row_of(s, &s->pools.v[i]);
		write_pool(&b, &r);
	}
	json_close(&b, ']');
	write_database(&b, s);
	json_close(&b, '}');
	puts(b.data);
}

int ctl_status(struct ctl *c, int argc, char **argv)
{
	struct status s = {.c = c};
	bool json = argc == 1 && !strcmp(argv[0], "--json");
	if (argc && !json) {
		fputs("usage: carrelctl status [--json]\n", stderr);
		return CTL_USAGE;
	}
	look(&s);
	if (json)
		print_json(&s);
	else
		print(&s);
	return s.problem_count ? CTL_FAILED : 0;
}
