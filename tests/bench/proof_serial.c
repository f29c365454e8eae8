/*
 * proof_serial.c - looks for an order of acts on one book that explains all answers (after Wing and Gong, with the
 * memory of Lowe: a set of acts placed that led nowhere from a state is not tried again).
 *
 * When MariaDB is killed, a change that others saw may be gone, if nobody was told of it and nothing that was told
 * stands on it: InnoDB shows a commit before it is on the disk. So the change of an act that nobody knows of may be
 * lost later, while it is still the last one.
 */
#include "proof.h"

#include <stdlib.h>
#include <string.h>

/* What the act does to a book, if the answer can be right in this state. */
static bool step(const struct op *o, int state, int *next_r)
{
	bool taken = state >= TAKEN, kept = state > BY_LOAN;
	*next_r = state;
	if (o->said == ABSENT)
		return state == NO_BOOK;
	switch (o->act) {
	case ADD:
		*next_r = o->said == NOT ? state : FREE;
		return (state == NO_BOOK) == (o->said != NOT);
	case REMOVE: /* a book on loan stays */
		*next_r = o->said == NOT ? state : NO_BOOK;
		return o->said == NOT ? state == BY_LOAN : state != NO_BOOK && state != BY_LOAN;
	case RESERVE:
		*next_r = o->said == NOT ? state : TAKEN + o->card;
		return o->said == NOT ? taken : state == FREE;
	case RETURN: /* what is on loan does not come back here */
		*next_r = o->said == NOT ? state : FREE;
		return o->said == NOT ? state == FREE || state == BY_LOAN : kept;
	case LOOK:
		return state == o->seen;
	}
	return false;
}

/*
 * A moment: an act begins, or it has ended. They are chained in order of time; what is placed is taken out. Number
 * op + count stands for the loss of what op changed.
 */
struct moment {
	int64_t at;
	int op;
	bool ends;
	int before, behind, partner; /* partner: of a beginning, its end or -1 */
};
struct search {
	struct op *ops;
	int count;		/* of ops */
	struct moment *moments; /* [0] is the head of the chain */
	int known_left, placed_most;
	uint64_t *seen, size, used, placed; /* placed: of the set of acts placed */
	int state, last; /* last: the act of the last change while it may be lost, otherwise -1 */
	struct undo {
		int state, last; /* before the act */
		bool placed;
	} * undo;
};
struct choice {
	int moment, state, last; /* as they were */
	bool changes;		 /* the state */
};

static uint64_t mixed(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

/* What an act adds to the sum of a set; of one that may be lost again it matters where it stands. */
static uint64_t mark(const struct search *s, int op, int state)
{
	bool unknown = op >= s->count || s->ops[op].said == UNKNOWN;
	return mixed((uint64_t)op * 131 + (unknown ? (uint64_t)state * 1000003 : 0) + 77);
}

/* Remembers this set, state and last change; false: known already. */
static bool fresh(struct search *s, uint64_t placed, int state, int last)
{
	uint64_t key = mixed(placed ^ mixed((uint64_t)state * 100003 + (uint64_t)(last + 1))) | 1;
	uint64_t i = key & (s->size - 1);
	for (; s->seen[i]; i = (i + 1) & (s->size - 1))
		if (s->seen[i] == key)
			return false;
	s->seen[i] = key;
	s->used++;
	return true;
}

static void take_out(struct search *s, int m)
{
	s->moments[s->moments[m].before].behind = s->moments[m].behind;
	s->moments[s->moments[m].behind].before = s->moments[m].before;
}

static void put_back(struct search *s, int m)
{
	s->moments[s->moments[m].before].behind = m;
	s->moments[s->moments[m].behind].before = m;
}

/* What would be so behind an act here; false: it cannot stand here. */
static bool try(const struct search *s, int op, int *state_r, int *last_r)
{
	if (op >= s->count) {
		const struct undo *u = &s->undo[op - s->count];
		*state_r = u->state;
		*last_r = u->last;
		return u->placed && s->last == op - s->count;
	}
	bool may = step(&s->ops[op], s->state, state_r);
	*last_r = *state_r == s->state ? s->last : s->ops[op].said == UNKNOWN ? op : -1;
	return may;
}

static void place(struct search *s, int m, int state, int last)
{
	const struct moment *begin = &s->moments[m];
	s->placed ^= mark(s, begin->op, s->state);
	if (begin->op < s->count)
		s->undo[begin->op] = (struct undo){s->state, s->last, true};
	s->state = state;
	s->last = last;
	take_out(s, m);
	if (begin->partner < 0)
		return;
	take_out(s, begin->partner);
	s->known_left--;
}

static void unplace(struct search *s, const struct choice *c)
{
	const struct moment *begin = &s->moments[c->moment];
	s->state = c->state;
	s->last = c->last;
	s->placed ^= mark(s, begin->op, s->state);
	if (begin->op < s->count)
		s->undo[begin->op].placed = false;
	if (begin->partner >= 0) {
		put_back(s, begin->partner);
		s->known_left++;
	}
	put_back(s, c->moment);
}

static int by_time(const void *a, const void *b)
{
	const struct moment *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->ends != y->ends ? x->ends - y->ends : x->op - y->op;
}

static int write_moments(struct search *s, bool losses)
{
	int n = 1;
	s->moments[0].at = INT64_MIN;
	for (int i = 0; i < s->count; i++) {
		bool known = s->ops[i].said != UNKNOWN;
		s->moments[n++] = (struct moment){.at = s->ops[i].start, .op = i, .partner = -1};
		if (known)
			s->moments[n++] = (struct moment){.at = s->ops[i].end, .op = i, .ends = true};
		else if (losses)
			s->moments[n++] =
			    (struct moment){.at = s->ops[i].start, .op = i + s->count, .partner = -1};
		s->known_left += known;
	}
	return n;
}

static void chain(struct search *s, bool losses)
{
	int *begins = calloc((size_t)s->count * 2 + 1, sizeof(*begins));
	if (!begins)
		abort();
	int n = write_moments(s, losses);
	qsort(s->moments + 1, (size_t)n - 1, sizeof(*s->moments), by_time);
	for (int m = 0; m < n; m++) {
		s->moments[m].before = m ? m - 1 : n - 1;
		s->moments[m].behind = m + 1 < n ? m + 1 : 0;
		if (m && s->moments[m].ends)
			s->moments[begins[s->moments[m].op]].partner = m;
		else if (m)
			begins[s->moments[m].op] = m;
	}
	free(begins);
}

/*
 * Is there another act that does the same here and must end sooner (or, if nobody knows when, began sooner)? Then that
 * one is tried instead: the two could change places.
 */
static bool can_wait(const struct search *s, int m, int next)
{
	const struct moment *me = &s->moments[m], *other;
	int state, last;
	if (next == s->state || me->op >= s->count)
		return false;
	for (int i = s->moments[0].behind; !(other = &s->moments[i])->ends; i = other->behind) {
		bool sooner = me->partner < 0 ? other->partner < 0 && i < m
					      : other->partner >= 0 && other->partner < me->partner;
		if (sooner && other->op < s->count && try(s, other->op, &state, &last) && state == next)
			return true;
	}
	return false;
}

/*
 * The next act that may stand here, from moment m on; 0: none before one that has ended by then. Those that nobody
 * knows of come last (late).
 */
static int candidate(struct search *s, int m, bool *late, int *state_r, int *last_r)
{
	for (;; m = s->moments[m].behind) {
		const struct moment *now = &s->moments[m];
		if (now->ends && *late)
			return 0;
		if (now->ends) {
			*late = true;
			m = 0;
		} else if (m && *late == (now->partner < 0) && try(s, now->op, state_r, last_r) &&
			   !can_wait(s, m, *state_r) &&
			   fresh(s, s->placed ^ mark(s, now->op, s->state), *state_r, *last_r))
			return m;
	}
}

static void remember_stuck(struct search *s, int depth, const struct op **stuck_r)
{
	int m = s->moments[0].behind;
	if (depth < s->placed_most)
		return;
	while (!s->moments[m].ends)
		m = s->moments[m].behind;
	s->placed_most = depth;
	*stuck_r = &s->ops[s->moments[m].op];
}

static enum serial look(struct search *s, struct choice *made, const struct op **stuck_r)
{
	int depth = 0, state = NO_BOOK, last = -1, m = 0;
	bool late = false;
	while (s->known_left) {
		if (s->used > s->size / 4 * 3)
			return SERIAL_UNDECIDED;
		m = candidate(s, m, &late, &state, &last);
		if (m) {
			made[depth++] = (struct choice){m, s->state, s->last, state != s->state};
			place(s, m, state, last);
			m = 0;
			late = false;
			continue;
		}
		remember_stuck(s, depth, stuck_r);
		/* What changed nothing could stand where it stood; the last change was wrong. */
		do {
			if (!depth)
				return SERIAL_NO;
			unplace(s, &made[--depth]);
		} while (!made[depth].changes);
		m = made[depth].moment;
		late = s->moments[m].partner < 0;
		m = s->moments[m].behind;
	}
	return SERIAL_YES;
}

enum serial serial_order(struct op *ops, int n, bool losses, const struct op **stuck_r)
{
	struct search s = {.ops = ops, .count = n, .size = 1024, .state = NO_BOOK, .last = -1};
	while (s.size < (uint64_t)n * 4096 && s.size < 1 << 23)
		s.size *= 2;
	s.moments = calloc((size_t)n * 2 + 1, sizeof(*s.moments));
	s.undo = calloc((size_t)n + 1, sizeof(*s.undo));
	s.seen = calloc(s.size, sizeof(*s.seen));
	struct choice *made = calloc((size_t)n * 2 + 1, sizeof(*made));
	if (!s.moments || !s.undo || !s.seen || !made)
		abort();
	*stuck_r = NULL;
	chain(&s, losses);
	enum serial found = look(&s, made, stuck_r);
	free(s.moments);
	free(s.undo);
	free(s.seen);
	free(made);
	return found;
}
