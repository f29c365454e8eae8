/* metrics_private.h - how an area lies in memory and in its file; for metrics.c and metrics_read.c. Floor: base. */
#ifndef BASE_METRICS_PRIVATE_H
#define BASE_METRICS_PRIVATE_H

#include "base/metrics.h"

#define METRICS_MAGIC "carrelM1"

/* No two workers write to one cache line. */
static inline size_t metrics_round(size_t size)
{
	return (size + 63) / 64 * 64;
}

static inline size_t metrics_slot_size(int64_t routes)
{
	return metrics_round(sizeof(struct metrics_slot) + (size_t)routes * sizeof(struct metrics_route));
}

/* Of the head and its names; the slots begin behind it. */
static inline size_t metrics_head_size(int64_t routes)
{
	return metrics_round(sizeof(struct metrics_head) +
			     (size_t)routes * sizeof(struct metrics_route_name));
}

static inline size_t metrics_size(int64_t routes, int64_t slots)
{
	return metrics_head_size(routes) + (size_t)slots * metrics_slot_size(routes);
}

/* Our own area and its size when no file has it, otherwise NULL. */
const struct metrics_head *metrics_unfiled(size_t *size_r);

#endif
