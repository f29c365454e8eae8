/* race.c - many connections that do the same at once. */
#include "race.h"

#include "../unit/test.h"
#include "base/date.h"
#include "server.h"
#include "store/stmt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ATTEMPTS = 5 };

struct racer racers[RACERS];
static pthread_barrier_t start;

static enum err attempt(struct racer *r, bool trust)
{
	db_request(r->db, &r->arena);
	if (!r->transaction)
		return r->act(r);
	enum err e = db_begin(r->db);
	db_trust(r->db, trust);
	if (!e)
		e = r->act(r);
	if (!e)
		return db_commit(r->db);
	db_rollback(r->db);
	return e;
}

/* As the dispatcher does it: what met another transaction is done again, what did not go as expected step by step. */
static enum err do_it(struct racer *r)
{
	enum err e;
	bool trust = r->transaction;
	r->retries = 0;
	while ((e = attempt(r, trust)) == ERR_RETRY && r->retries < ATTEMPTS) {
		if (trust && !db_trusts(r->db)) {
			trust = false;
			continue;
		}
		r->reruns++;
		usleep((unsigned)(rand_r(&r->seed) % 4000 + 500) << r->retries++);
	}
	if (r->retries > r->most)
		r->most = r->retries;
	return e;
}

static void *run(void *arg)
{
	struct racer *r = arg;
	pthread_barrier_wait(&start);
	for (; r->round < r->rounds && !r->result; r->round++) {
		struct arena_mark mark = arena_mark(&r->arena);
		r->result = do_it(r);
		if (r->rounds > 1 && r->result == ERR_REFUSED) {
			r->refused++;
			r->result = ERR_NONE;
		}
		if (r->rounds > 1)
			arena_release(&r->arena, mark);
	}
	r->finished = date_clock();
	r->conflict = r->result == ERR_CONFLICT ? db_conflict_key(r->db) : "";
	return NULL;
}

static void go(enum err (*act)(struct racer *r), bool transaction, int rounds)
{
	pthread_barrier_init(&start, NULL, RACERS);
	for (int i = 0; i < RACERS; i++) {
		struct racer *r = &racers[i];
		*r = (struct racer){.number = i,
				    .seed = (unsigned)i,
				    .act = act,
				    .transaction = transaction,
				    .rounds = rounds};
		arena_init(&r->arena);
		db_open(&r->db, server_conf());
		db_request(r->db, &r->arena);
		/* Connected, so that they meet. */
		assert_int_equal(db_connect(r->db), ERR_NONE);
	}
	for (int i = 0; i < RACERS; i++)
		assert_int_equal(pthread_create(&racers[i].thread, NULL, run, &racers[i]), 0);
	for (int i = 0; i < RACERS; i++)
		assert_int_equal(pthread_join(racers[i].thread, NULL), 0);
	pthread_barrier_destroy(&start);
}

void race(enum err (*act)(struct racer *r), bool transaction)
{
	go(act, transaction, 1);
}

void race_rounds(enum err (*act)(struct racer *r), int rounds)
{
	go(act, true, rounds);
}

void race_begin(void)
{
	memset(racers, 0, sizeof(racers));
}

int race_end(void **state)
{
	(void)state;
	for (int i = 0; i < RACERS; i++) {
		if (!racers[i].db)
			continue;
		db_close(&racers[i].db);
		arena_clear(&racers[i].arena);
	}
	return 0;
}

struct racer *had(int wanted, enum err result, const char *conflict)
{
	struct racer *first = NULL;
	char all[RACERS * 64] = "";
	int n = 0;
	for (int i = 0; i < RACERS; i++) {
		struct racer *r = &racers[i];
		size_t len = strlen(all);
		snprintf(all + len, sizeof(all) - len, " %s %s", err_slug(r->result), r->conflict);
		if (r->result == result && (!conflict || !strcmp(conflict, r->conflict)))
			first = n++ ? first : r;
	}
	if (n != wanted)
		fail_msg("%d times %s, wanted %d:%s", n, err_slug(result), wanted, all);
	return first;
}

void race_open(void)
{
	struct db *first;
	server_open();
	/* Filled when first asked for. */
	stmt_tables();
	/* The client library starts with its first connection. */
	db_open(&first, server_conf());
	enum err e = db_connect(first);
	db_close(&first);
	if (e)
		exit(99);
}
