/* histogram.h - many durations in little room: buckets that are at most 1/64 of their value wide. */
#ifndef BENCH_HISTOGRAM_H
#define BENCH_HISTOGRAM_H

#include <stdint.h>

enum { HISTOGRAM_BUCKETS = 64 * 40 };

/* Durations in microseconds, below 2^45 of them; begins as all zeroes. */
struct histogram {
	uint64_t count, longest;
	uint32_t bucket[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *h, int64_t us);

/* The duration that part (0..1] of all are not longer than, at most 1/64 too high; 0 when there are none. */
int64_t histogram_part(const struct histogram *h, double part);

/* When request i of a steady rate (per second) is due, in nanoseconds after the first. */
int64_t pace_due(int64_t i, double rate);

#endif
