/* idempotent.h - POSTs that may be sent again under one Idempotency-Key. Floor: api. */
#ifndef API_IDEMPOTENT_H
#define API_IDEMPOTENT_H

#include "api/api.h"

/* Is the key 1 to 200 visible ASCII characters? ERR_INPUT. */
enum err idempotent_check(struct request *rq) MUST_CHECK;
/*
 * Within a transaction that was just begun, and which it ends: claims the key, runs the act, keeps its answer
 * (refusals too) and commits; or gives the first answer again. ERR_KEY_REUSED: another body came with the key.
 * ERR_KEY_BUSY: the first one is still running.
 */
enum err idempotent_run(struct request *rq, struct reply *rp, api_act *act, const void *in) MUST_CHECK;

#endif
