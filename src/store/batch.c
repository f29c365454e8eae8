/*
 * batch.c - statements of a transaction that go to the server together, with its begin or its commit. Floor: store.
 *
 * A round trip costs mariadbd more than most statements do. MariaDB takes a compound statement (BEGIN NOT ATOMIC) with
 * parameters as a prepared one: so what begins a transaction goes with its first statement, and what nobody looks at
 * before the end goes with COMMIT. When a part of it fails the rest is not run, the COMMIT least of all.
 */
#include "store/db_private.h"

#include "base/date.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A sequence that was sent before; its own statement is prepared like any other. Kept as long as the handle. */
struct batch {
	struct batch *next;
	bool begins, commits, refused; /* refused: this server does not take it */
	int count;
	struct batch_part parts[BATCH_PARTS]; /* without values */
	struct statement own;
};

static bool is_of(const struct batch *b, const struct batch_parts *parts, bool begins, bool commits)
{
	if (b->begins != begins || b->commits != commits || b->count != parts->count)
		return false;
	for (int i = 0; i < b->count; i++)
		if (b->parts[i].statement != parts->all[i].statement ||
		    b->parts[i].must != parts->all[i].must)
			return false;
	return true;
}

static void make_sql(struct batch *b)
{
	char *sql;
	size_t size;
	FILE *f = open_memstream(&sql, &size);
	if (!f)
		abort();
	fprintf(f, "BEGIN NOT ATOMIC %s", b->begins ? "START TRANSACTION; " : "");
	for (int i = 0; i < b->count; i++)
		fprintf(f, "%s; %s", b->parts[i].statement->sql,
			b->parts[i].must ? "IF ROW_COUNT() < 1 THEN SIGNAL SQLSTATE '45000'; END IF; " : "");
	fprintf(f, "%sEND", b->commits ? "COMMIT; " : "");
	if (fclose(f))
		abort();
	b->own =
	    (struct statement){.name = b->parts[b->count - 1].statement->name, .sql = sql, .kind = WRITES};
}

/* NULL: there are too many already. */
static struct batch *batch_of(struct db *db, const struct batch_parts *parts, bool begins, bool commits)
{
	for (struct batch *b = db->batches; b; b = b->next)
		if (is_of(b, parts, begins, commits))
			return b;
	if (db->batch_count == BATCHES)
		return NULL;
	db->batch_count++;
	struct batch *b = calloc(1, sizeof(*b));
	if (!b)
		abort();
	b->begins = begins;
	b->commits = commits;
	b->count = parts->count;
	for (int i = 0; i < parts->count; i++)
		b->parts[i] = (struct batch_part){parts->all[i].statement, NULL, parts->all[i].must};
	make_sql(b);
	b->next = db->batches;
	db->batches = b;
	return b;
}

void batches_free(struct db *db)
{
	for (struct batch *b = db->batches, *next; b; b = next) {
		next = b->next;
		free((void *)(uintptr_t)b->own.sql);
		free(b);
	}
	db->batches = NULL;
	db->batch_count = 0;
}

static int params_of(const struct batch_parts *parts)
{
	int n = 0;
	for (int i = 0; i < parts->count; i++)
		for (const struct field *f = parts->all[i].statement->in; f && f->name; f++)
			n++;
	return n;
}

/* One after the other, for a server that does not take them together. */
static enum err apart(struct db *db, const struct batch_parts *parts, bool commits, struct prepared **p_r)
{
	enum err e = db_begin_now(db);
	for (int i = 0; !e && i < parts->count; i++) {
		struct batch_parts one = {1, {parts->all[i]}};
		e = stmt_prepare(db, one.all[0].statement, params_of(&one), p_r);
		if (!e)
			e = stmt_send(db, one.all[0].statement, &one, p_r);
		if (!e && one.all[0].must && !mysql_stmt_affected_rows((*p_r)->stmt))
			e = ERR_RETRY;
	}
	return e || !commits ? e : db_command(db, "COMMIT");
}

/* Sends them as one, with the transaction's begin if that is due. p_r: what was executed last. */
static enum err send(struct db *db, const struct batch_parts *parts, bool commits, struct prepared **p_r)
{
	struct batch *b = batch_of(db, parts, db->unbegun, commits);
	if (b && !b->refused) {
		enum err e = stmt_prepare(db, &b->own, params_of(parts), p_r);
		if (!e)
			db->unbegun = false;
		if (!e) {
			e = stmt_send(db, &b->own, parts, p_r);
			db->cost.vain += e ? (unsigned)parts->count : 0;
			return e;
		}
		if (e == ERR_AWAY || e == ERR_RETRY)
			return e;
		log_warn("the database does not take %s with what belongs to it; it goes alone", b->own.name);
		b->refused = true;
	}
	return apart(db, parts, commits, p_r);
}

enum err batch_begin(struct db *db, const struct statement *s, const void *in, struct prepared **p_r)
{
	struct batch_parts parts = {1, {{s, in, false}}};
	int64_t begin = date_clock();
	for (int attempt = 0;; attempt++) {
		enum err e = db_connect(db);
		if (!e)
			e = send(db, &parts, false, p_r);
		/* Nothing is done before a COMMIT, so on a connection that proves dead at once it is done again. */
		if (e != ERR_AWAY || db->mysql || attempt || date_clock() < db->retry_at ||
		    date_clock() - begin > 1000000)
			return e;
		db->transaction = db->unbegun = true;
	}
}

enum err batch_send(struct db *db, bool commits)
{
	int64_t begin = date_clock(), spent = db->cost.micros;
	struct batch_parts parts = db->later;
	struct prepared *p;
	db->later.count = 0;
	enum err e = send(db, &parts, commits, &p);
	db->cost.micros = spent + date_clock() - begin;
	/* What may have been committed is never run again. */
	if (!e || e == ERR_AWAY || e == ERR_UNCERTAIN || !db->trust)
		return e;
	db->trust = false;
	return ERR_RETRY;
}

/* A copy of what a statement is given: the caller's may be gone when it is sent. */
static void *copy(struct arena *a, const struct field *fields, const void *in)
{
	size_t size = 0;
	for (const struct field *f = fields; f && f->name; f++)
		if (size < f->offset + sizeof(int64_t))
			size = f->offset + sizeof(int64_t);
	char *to = arena_alloc(a, size ? size : 1);
	for (const struct field *f = fields; f && f->name; f++) {
		const char *text = field_is_text(f) ? field_text(f, in) : NULL;
		if (text)
			text = arena_strdup(a, text);
		if (field_is_text(f))
			memcpy(to + f->offset, &text, sizeof(text));
		else
			memcpy(to + f->offset, field_in(f, in),
			       f->type == F_BOOL ? sizeof(bool) : sizeof(int64_t));
	}
	return to;
}

static enum err put(struct db *db, const struct statement *s, const void *in, bool must)
{
	if (db->later.count == BATCH_PARTS) {
		enum err e = batch_send(db, false);
		if (e)
			return e;
	}
	db->later.all[db->later.count++] = (struct batch_part){s, copy(db->arena, s->in, in), must};
	return ERR_NONE;
}

enum err stmt_put(struct db *db, const struct statement *s, const void *in)
{
	return db->transaction ? put(db, s, in, false) : stmt_run(db, s, in, NULL);
}

enum err stmt_expect(struct db *db, const struct statement *s, const void *in, int64_t *affected_r)
{
	if (!db->transaction || !db->trust || s->kind == NUMBERS)
		return stmt_run(db, s, in, affected_r);
	if (affected_r)
		*affected_r = 1;
	return put(db, s, in, affected_r != NULL);
}

enum err stmt_touch(struct db *db, const struct statement *s, const void *in, enum err none)
{
	int64_t n = 0;
	enum err e = stmt_expect(db, s, in, &n);
	return e ? e : n ? ERR_NONE : none;
}
