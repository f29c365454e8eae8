/* audit.c - carrelctl audit: seals what was written, proves that nothing was touched since; and our own rows. Top floor. */
#include "ctl/ctl.h"

#include "base/uuid.h"
#include "store/audit.h"

#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BROKEN = 2, WINDOW = 100000 };

/* ---- what carrelctl itself changes ---- */

enum err ctl_note(struct ctl *c, const struct audit *note)
{
	static char request[UUID_TEXT]; /* of this run */
	const struct passwd *me = getpwuid(getuid());
	struct audit a = *note;
	if (!*request)
		uuid_random(request);
	a.actor = me ? arena_printf(&c->arena, "carrelctl:%.80s", me->pw_name)
		     : arena_printf(&c->arena, "carrelctl:%ld", (long)getuid());
	a.role = "operator";
	a.request_id = request;
	a.method = "RUN";
	return store_audit_insert(c->db, &a);
}

/* ---- seal ---- */

/* Until there is nothing more. Another sealer that was quicker, on another node, is no harm: then the chain goes on. */
static enum err seal_all(struct ctl *c, struct audit_chain *chain, int64_t *sealed_r)
{
	int64_t n = 0;
	enum err e;
	*sealed_r = 0;
	do {
		e = store_audit_chain(c->db, chain);
		while (!e && !(e = store_audit_seal(c->db, chain, &n)) && n) {
			*sealed_r += n;
			ctl_progress("%lld rows sealed", (long long)*sealed_r);
		}
	} while (e == ERR_CONFLICT);
	ctl_progress_end();
	return e;
}

static int seal(struct ctl *c)
{
	struct audit_chain chain;
	int64_t sealed = 0;
	enum err e = store_audit_sealer(c->db);
	if (e == ERR_REFUSED) {
		puts("another one is sealing");
		return 0;
	}
	if (!e)
		e = seal_all(c, &chain, &sealed);
	if (e)
		return ctl_fail(e, "audit seal");
	printf("%lld rows sealed; seal %lld is %s\n", (long long)sealed, (long long)chain.no, chain.hash);
	return 0;
}

/* ---- verify ---- */

struct verify {
	struct ctl *c;
	const char *wanted; /* a hash that must be in the chain, or NULL */
	char hash[AUDIT_HASH];
	int64_t seals, last_row, sealed_at, unsealed, first_unsealed, differences;
};

static void differ(struct verify *v, const char *what, int64_t number, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

static void differ(struct verify *v, const char *what, int64_t number, const char *fmt, ...)
{
	va_list ap;
	ctl_progress_end();
	fprintf(stderr, "%s %lld: ", what, (long long)number);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	v->differences++;
}

/* Each seal beside the one before and beside its row, so that what is wrong in one place is told once. */
static void check_seal(struct verify *v, const struct audit_sealed *s)
{
	char hash[AUDIT_HASH];
	if (s->no != v->seals + 1)
		differ(v, "seal", v->seals + 1, "is missing; the next is %lld", (long long)s->no);
	else if (strcmp(s->previous, v->hash))
		differ(v, "seal", s->no, "of row %lld: does not follow the one before: put in, or moved",
		       (long long)s->audit_id);
	if (s->a.id == NIL_INT) {
		differ(v, "row", s->audit_id, "is missing");
	} else {
		store_audit_hash(&v->c->arena, s->previous, &s->a, hash);
		if (strcmp(hash, s->hash))
			differ(v, "row", s->audit_id, "was changed since it was sealed (seal %lld)",
			       (long long)s->no);
	}
	if (v->wanted && !strcmp(v->wanted, s->hash))
		v->wanted = NULL;
	snprintf(v->hash, sizeof(v->hash), "%s", s->hash);
	v->seals = s->no;
}

static enum err walk(struct verify *v)
{
	struct rows rows;
	struct audit_sealed s;
	struct arena_mark mark = arena_mark(&v->c->arena);
	enum err e = store_audit_sealed(v->c->db, &rows);
	memset(v->hash, '0', AUDIT_HASH - 1);
	while (!e && !(e = stmt_next(&rows, &s))) {
		check_seal(v, &s);
		arena_release(&v->c->arena, mark);
		ctl_progress("seal %lld, differences: %lld", (long long)v->seals, (long long)v->differences);
	}
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

/* What has no seal was written lately, or it was not there when its time was sealed. */
static enum err look_at(struct verify *v, int64_t after_id, int64_t last_id)
{
	struct rows rows;
	struct audit_sealed row;
	enum err e = store_audit_unsealed(v->c->db, after_id, last_id, &rows);
	while (!e && !(e = stmt_next(&rows, &row))) {
		if (v->sealed_at != NIL_INT && row.a.at < v->sealed_at - AUDIT_LATE)
			differ(v, "row", row.a.id, "has no seal, though its time was sealed: put in later");
		else if (!v->unsealed++)
			v->first_unsealed = row.a.id;
	}
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

/* Window by window, so that no answer has to be waited for long. */
static enum err find_unsealed(struct verify *v)
{
	struct arena_mark mark = arena_mark(&v->c->arena);
	enum err e = ERR_NONE;
	for (int64_t at = 0; !e && at < v->last_row; at += WINDOW) {
		e = look_at(v, at, at + WINDOW < v->last_row ? at + WINDOW : v->last_row);
		arena_release(&v->c->arena, mark);
		ctl_progress("unsealed: %lld, up to row %lld", (long long)v->unsealed, (long long)at);
	}
	return e;
}

static int verify(struct ctl *c, const char *wanted)
{
	struct verify v = {.c = c, .wanted = wanted};
	struct audit_chain chain;
	/* First how far it goes now: what is sealed and written meanwhile is looked at the next time. */
	enum err e = store_audit_chain(c->db, &chain);
	v.sealed_at = chain.sealed_at;
	if (!e)
		e = store_audit_last(c->db, &v.last_row);
	if (!e)
		e = walk(&v);
	if (!e)
		e = find_unsealed(&v);
	ctl_progress_end();
	if (e)
		return ctl_fail(e, "audit verify");
	if (v.wanted)
		differ(&v, "seal", v.seals, "is the last, and none is %s", v.wanted);
	printf("%lld seals, the last one is %s: %lld differences\n", (long long)v.seals, v.hash,
	       (long long)v.differences);
	if (v.unsealed)
		printf("%lld rows are not sealed yet, the first of them is %lld\n", (long long)v.unsealed,
		       (long long)v.first_unsealed);
	return v.differences ? BROKEN : 0;
}

static bool is_hash(const char *text)
{
	return strlen(text) == AUDIT_HASH - 1 && strspn(text, "0123456789abcdef") == AUDIT_HASH - 1;
}

int ctl_audit(struct ctl *c, int argc, char **argv)
{
	const char *what = argc ? argv[0] : "";
	if (argc == 1 && !strcmp(what, "seal"))
		return seal(c);
	if (!strcmp(what, "verify") && (argc == 1 || (argc == 2 && is_hash(argv[1]))))
		return verify(c, argc == 2 ? argv[1] : NULL);
	fputs("usage: carrelctl audit seal\n"
	      "       carrelctl audit verify [HASH]\n",
	      stderr);
	return CTL_USAGE;
}
