/* race.h - many connections that do the same at once, each in a thread of its own, and try again as the dispatcher does. */
#ifndef STORE_RACE_H
#define STORE_RACE_H

#include "store/db.h"

#include <pthread.h>

enum { RACERS = 32 };

struct racer {
	int number;
	struct db *db;
	struct arena arena;
	pthread_t thread;
	enum err (*act)(struct racer *r);
	bool transaction;
	int rounds, round;
	unsigned seed;
	int retries, most, reruns; /* of this act; the most of any act; of all together */
	int refused;
	int64_t finished;
	enum err result;
	const char *conflict; /* the key that was hit */
};
extern struct racer racers[RACERS];

/* Starts the server and the client library, before there are threads. */
void race_open(void);
/* Before and after each test. */
void race_begin(void);
int race_end(void **state);
/* All of them do it once, in a transaction or not; what met another transaction is done again, at most 5 times. */
void race(enum err (*act)(struct racer *r), bool transaction);
/* The same so many times each, in transactions; a racer ends with its first error but ERR_REFUSED. */
void race_rounds(enum err (*act)(struct racer *r), int rounds);
/* So many had this result (on that key, unless NULL), or the test fails; gives the first of them. */
struct racer *had(int wanted, enum err result, const char *conflict);

#endif
