/* holds.c - carrelctl holds tidy: holds that were not picked up expire, suspensions end. Top floor. */
#include "ctl/ctl.h"

#include "base/date.h"
#include "store/audit.h"
#include "store/hold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ATTEMPTS = 5, IDLE = 20 };

struct tidy {
	struct ctl *c;
	int64_t now, work_id;
	const char *uuid;
	char last[64]; /* the step before was for this one */
	long long expired, given;
	int done, idle; /* by the step at hand; how often the same one came again for nothing */
};

static enum err note(struct tidy *t, const char *subject, const char *id, const char *before,
		     const char *after)
{
	return ctl_note(t->c, &(struct audit){.route = "carrelctl holds tidy",
					      .subject = subject,
					      .subject_id = id,
					      .before = before,
					      .after = after});
}

/* Whether it is still past its time, only the locked row tells: somebody may have come, or another tidy is at work. */
static enum err expire(struct tidy *t)
{
	struct hold h;
	enum err e = store_hold_lock(t->c->db, t->uuid, &h);
	if (e || strcmp(h.state, "ready") || h.pickup_until == NIL_INT || h.pickup_until > t->now)
		return e;
	e = store_hold_close(t->c->db, &h, "expired", NULL, NIL_INT, t->now);
	t->done = !e;
	return e ? e : note(t, "hold", h.uuid, "{\"state\":\"ready\"}", "{\"state\":\"expired\"}");
}

static enum err give(struct tidy *t)
{
	enum err e = store_hold_give(t->c->db, t->work_id, t->now, &t->done);
	if (e || !t->done)
		return e;
	return note(t, "queue", NULL, NULL,
		    arena_printf(&t->c->arena, "{\"work_number\":%lld,\"copies_given\":%d}",
				 (long long)t->work_id, t->done));
}

static enum err attempt(struct tidy *t, enum err (*step)(struct tidy *t))
{
	t->done = 0;
	enum err e = db_begin(t->c->db);
	if (e)
		return e;
	e = step(t);
	if (!e)
		return db_commit(t->c->db);
	db_rollback(t->c->db);
	return e;
}

/* A transaction for each, so that nobody waits for long; what met another one is done again after a short pause. */
static enum err run(struct tidy *t, enum err (*step)(struct tidy *t), const char *what)
{
	enum err e;
	for (int i = 0; (e = attempt(t, step)) == ERR_RETRY && i < ATTEMPTS; i++) {
		long micros = (random() % 4000 + 500) << i;
		nanosleep(&(struct timespec){.tv_nsec = micros * 1000}, NULL);
	}
	/* Another tidy was quicker, or it is gone: nothing to do for it, but not for ever. */
	t->idle = t->done || strcmp(t->last, what) ? 0 : t->idle + 1;
	snprintf(t->last, sizeof(t->last), "%s", what);
	if (e == ERR_NOT_FOUND || e == ERR_NO_SUCH)
		e = ERR_NONE;
	return !e && t->idle > IDLE ? ERR_RETRY : e;
}

static enum err expire_all(struct tidy *t)
{
	enum err e;
	struct arena_mark mark = arena_mark(&t->c->arena);
	while (!(e = store_hold_next_expired(t->c->db, t->now, &t->uuid)) && !(e = run(t, expire, t->uuid))) {
		t->expired += t->done;
		arena_release(&t->c->arena, mark);
	}
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err give_all(struct tidy *t)
{
	char what[32] = "";
	enum err e;
	while (!(e = store_hold_next_waiting(t->c->db, t->now, &t->work_id))) {
		snprintf(what, sizeof(what), "%lld", (long long)t->work_id);
		e = run(t, give, what);
		if (e)
			return e;
		t->given += t->done;
	}
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static int tidy(struct ctl *c)
{
	struct tidy t = {.c = c, .now = date_now()};
	enum err e = expire_all(&t);
	if (!e)
		e = give_all(&t);
	printf("%lld holds expired, %lld free copies given to who waited\n", t.expired, t.given);
	return e ? ctl_fail(e, "holds tidy") : 0;
}

int ctl_holds(struct ctl *c, int argc, char **argv)
{
	if (argc == 1 && !strcmp(argv[0], "tidy"))
		return tidy(c);
	fputs("usage: carrelctl holds tidy\n", stderr);
	return CTL_USAGE;
}
