/* histogram.c - see histogram.h. Below 128 each value has its own bucket; above, each power of two has 64. */
#include "histogram.h"

enum { FINE = 64, FINE_BITS = 6 };

static int bucket_of(uint64_t us)
{
	if (us < 2 * FINE)
		return (int)us;
	int shift = 63 - __builtin_clzll(us) - FINE_BITS;
	int bucket = shift * FINE + (int)(us >> shift);
	return bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1;
}

/* The largest value that belongs to a bucket. */
static uint64_t top_of(int bucket)
{
	if (bucket < 2 * FINE)
		return (uint64_t)bucket;
	int shift = bucket / FINE - 1;
	return (((uint64_t)(bucket % FINE + FINE) + 1) << shift) - 1;
}

void histogram_add(struct histogram *h, int64_t us)
{
	uint64_t v = us < 0 ? 0 : (uint64_t)us;
	h->bucket[bucket_of(v)]++;
	h->count++;
	if (v > h->longest)
		h->longest = v;
}

int64_t histogram_part(const struct histogram *h, double part)
{
	if (!h->count)
		return 0;
	double wanted = part * (double)h->count;
	uint64_t seen = 0;
	for (int i = 0; i < HISTOGRAM_BUCKETS; i++) {
		seen += h->bucket[i];
		if (seen && (double)seen >= wanted)
			return (int64_t)(top_of(i) < h->longest ? top_of(i) : h->longest);
	}
	return (int64_t)h->longest;
}

int64_t pace_due(int64_t i, double rate)
{
	return (int64_t)((double)i * 1e9 / rate);
}
