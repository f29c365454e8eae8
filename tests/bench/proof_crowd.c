/* proof_crowd.c - many clients at once; what they count and what they find. */
#include "proof.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { TOLD_MAX = 20 }; /* violations of a phase that are told in words; all are counted */

static atomic_int attempts, wins, refusals, unknown, errors, violations, unknown_all;
static atomic_int next_ticket, last_ticket;
static _Atomic int64_t phase_until;

int64_t clock_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void pause_ms(int ms)
{
	nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

int client_random(struct client *c, int below)
{
	return rand_r(&c->seed) % below;
}

void tally(enum said said)
{
	atomic_fetch_add(&attempts, 1);
	atomic_fetch_add(said == DONE	   ? &wins
			 : said == UNKNOWN ? &unknown
			 : said >= TROUBLE ? &errors
					   : &refusals,
			 1);
	if (said == UNKNOWN)
		atomic_fetch_add(&unknown_all, 1);
}

static void say(const char *head, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
static void say(const char *head, const char *format, va_list args)
{
	static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_lock(&one);
	printf("%s: ", head);
	vprintf(format, args);
	putchar('\n');
	fflush(stdout);
	pthread_mutex_unlock(&one);
}

void violation(const char *format, ...)
{
	va_list args;
	if (atomic_fetch_add(&violations, 1) >= TOLD_MAX)
		return;
	va_start(args, format);
	say("VIOLATION", format, args);
	va_end(args);
}

void note(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	say("note", format, args);
	va_end(args);
}

struct counts counts_take(void)
{
	return (struct counts){
	    atomic_exchange(&attempts, 0), atomic_exchange(&wins, 0),	atomic_exchange(&refusals, 0),
	    atomic_exchange(&unknown, 0),  atomic_exchange(&errors, 0), atomic_exchange(&violations, 0),
	};
}

int unknown_so_far(void)
{
	return unknown_all;
}

void phase_begin(int64_t until)
{
	phase_until = until;
}

bool phase_over(void)
{
	return clock_us() >= phase_until;
}

void tickets(int count)
{
	next_ticket = 0;
	last_ticket = count;
}

int ticket(void)
{
	int n = atomic_fetch_add(&next_ticket, 1);
	return n < last_ticket ? n : -1;
}

/* ---- the crowd ---- */

static pthread_barrier_t start;
static void (*what)(struct client *c);

static void *run(void *arg)
{
	struct client *c = arg;
	http_open(&c->http);
	/* Connected before the start, so that they meet. */
	http_ask(&c->http, "GET", "/health", "", NULL);
	pthread_barrier_wait(&start);
	what(c);
	http_close(&c->http);
	return NULL;
}

void crowd(int n, void (*act)(struct client *c))
{
	static unsigned crowds;
	pthread_t *threads = calloc((size_t)n, sizeof(*threads));
	struct client *clients = calloc((size_t)n, sizeof(*clients));
	if (!threads || !clients)
		abort();
	what = act;
	crowds++;
	pthread_barrier_init(&start, NULL, (unsigned)n);
	for (int i = 0; i < n; i++) {
		clients[i].number = i;
		clients[i].seed = plan.seed * 1000003 + crowds * 1009 + (unsigned)i;
		if (pthread_create(&threads[i], NULL, run, &clients[i])) {
			fprintf(stderr, "booking_proof: cannot start %d threads\n", n);
			exit(71);
		}
	}
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	pthread_barrier_destroy(&start);
	free(threads);
	free(clients);
}
