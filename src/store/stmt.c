/* stmt.c - statements as constant rows: prepare, bind, fetch. Floor: store. */
#include "store/db_private.h"

#include "base/date.h"
#include "base/log.h"

#include <assert.h>
#include <errmsg.h>
#include <stdlib.h>
#include <string.h>

const struct field by_id_in[] = {FIELD_INT(struct by_id, id, "id", 0, 0, 0), FIELD_END};
const struct field by_text_in[] = {FIELD_TEXT(struct by_text, text, "text", 0, 0, 0), FIELD_END};
const struct field by_two_in[] = {FIELD_TEXT(struct by_two, one, "one", 0, 0, 0),
				  FIELD_TEXT(struct by_two, two, "two", 0, 0, 0), FIELD_END};
const struct field no_fields[] = {FIELD_END};
struct count {
	int64_t n;
};
const struct field count_out[] = {FIELD_INT(struct count, n, "n", 0, 0, 0), FIELD_END};

static void forget(struct prepared *p)
{
	if (p->stmt)
		mysql_stmt_close(p->stmt);
	free(p->cells);
	free(p->bind);
	free(p->numbers);
	free(p->times);
	free(p->lengths);
	memset(p, 0, sizeof(*p));
}

void stmt_forget(struct db *db)
{
	for (int i = 0; i < STMT_SLOTS; i++)
		if (db->slots[i].statement)
			forget(&db->slots[i]);
}

/* Where a statement's prepared form lives: statements are static, so their address is their name. */
static struct prepared *slot(struct db *db, const struct statement *s)
{
	size_t i = ((uintptr_t)s / sizeof(*s)) & (STMT_SLOTS - 1);
	while (db->slots[i].statement && db->slots[i].statement != s)
		i = (i + 1) & (STMT_SLOTS - 1);
	return &db->slots[i];
}

static int count_fields(const struct field *f)
{
	int n = 0;
	while (f && f[n].name)
		n++;
	return n;
}

static void *many(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);
	if (!p)
		abort();
	return p;
}

static const struct field *field_named(const struct field *f, const char *name)
{
	for (; f && f->name; f++)
		if (!strcmp(f->name, name))
			return f;
	return NULL;
}

/*
 * Binds a column: numbers and times into its cell, short texts into `text`, which all statements share for the moment
 * between a row's fetch and its taking; a longer one, or one without such a place, tells its length and is fetched after.
 */
static void bind_column(MYSQL_BIND *b, struct cell *c, enum enum_field_types type, char *text)
{
	b->is_null = &c->null;
	b->length = &c->length;
	b->error = &c->error;
	if (c->field->type == F_INT || c->field->type == F_BOOL) {
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		b->buffer = &c->number;
	} else if (c->field->type == F_TIME) {
		b->buffer_type = MYSQL_TYPE_DATETIME;
		b->buffer = &c->time;
		b->buffer_length = sizeof(c->time);
	} else if (type == MYSQL_TYPE_DATE) {
		/* The client library would write it with sprintf. */
		c->date = true;
		b->buffer_type = MYSQL_TYPE_DATE;
		b->buffer = &c->time;
		b->buffer_length = sizeof(c->time);
	} else {
		b->buffer_type = MYSQL_TYPE_STRING;
		b->buffer = text;
		b->buffer_length = text ? TEXT_CELL : 0;
	}
}

static enum err bind_columns(struct db *db, struct prepared *p)
{
	const struct statement *s = p->statement;
	MYSQL_RES *meta = mysql_stmt_result_metadata(p->stmt);
	if (!meta)
		return ERR_NONE;
	enum err e = ERR_NONE;
	p->columns = mysql_num_fields(meta);
	p->cells = many(p->columns, sizeof(*p->cells));
	MYSQL_BIND *bind = p->bind + p->params;
	for (unsigned i = 0; i < p->columns; i++) {
		const MYSQL_FIELD *column = mysql_fetch_field_direct(meta, i);
		p->cells[i].field = field_named(s->out, column->name);
		if (!p->cells[i].field) {
			log_error("statement %s: column %s is not among its fields", s->name, column->name);
			e = ERR_SCHEMA;
			break;
		}
		bind_column(&bind[i], &p->cells[i], column->type, i < TEXT_CELLS ? db->texts[i] : NULL);
	}
	mysql_free_result(meta);
	return e;
}

enum err stmt_prepare(struct db *db, const struct statement *s, int params, struct prepared **p_r)
{
	struct prepared *p = slot(db, s);
	*p_r = p;
	if (p->statement)
		return ERR_NONE;
	p->stmt = mysql_stmt_init(db->mysql);
	if (!p->stmt)
		abort();
	p->statement = s;
	enum err e = ERR_NONE;
	if (mysql_stmt_prepare(p->stmt, s->sql, strlen(s->sql))) {
		e = db_failed(db, mysql_stmt_errno(p->stmt), mysql_stmt_error(p->stmt), s->name);
		if (e == ERR_AWAY && !db->mysql)
			return e; /* dropped with all its statements */
	} else {
		p->params = (unsigned)mysql_stmt_param_count(p->stmt);
		unsigned columns = mysql_stmt_field_count(p->stmt);
		p->bind = many(p->params + columns, sizeof(*p->bind));
		p->numbers = many(p->params, sizeof(*p->numbers));
		p->times = many(p->params, sizeof(*p->times));
		p->lengths = many(p->params, sizeof(*p->lengths));
		if ((int)p->params != params) {
			log_error("statement %s: %u parameters, %d fields", s->name, p->params, params);
			e = ERR_SCHEMA;
		} else {
			e = bind_columns(db, p);
		}
	}
	if (e)
		forget(p);
	return e;
}

static void time_to_mysql(int64_t at, MYSQL_TIME *t)
{
	int64_t seconds = at / 1000000, micros = at % 1000000;
	if (micros < 0) {
		micros += 1000000;
		seconds--;
	}
	int64_t days = seconds / 86400, rest = seconds % 86400;
	if (rest < 0) {
		rest += 86400;
		days--;
	}
	int y, m, d;
	date_civil(days, &y, &m, &d);
	memset(t, 0, sizeof(*t));
	t->year = (unsigned)y;
	t->month = (unsigned)m;
	t->day = (unsigned)d;
	t->hour = (unsigned)(rest / 3600);
	t->minute = (unsigned)(rest / 60 % 60);
	t->second = (unsigned)(rest % 60);
	t->second_part = (unsigned long)micros;
	t->time_type = MYSQL_TIMESTAMP_DATETIME;
}

static int64_t time_from_mysql(const MYSQL_TIME *t)
{
	int64_t days = date_days((int)t->year, (int)t->month, (int)t->day);
	int64_t seconds = days * 86400 + t->hour * 3600 + t->minute * 60 + t->second;
	return seconds * 1000000 + (int64_t)t->second_part;
}

static void bind_param(struct prepared *p, unsigned i, const struct field *f, const void *in)
{
	MYSQL_BIND *b = &p->bind[i];
	static const char empty[] = "";
	b->buffer_type = MYSQL_TYPE_NULL;
	if (field_is_text(f)) {
		const char *text = field_text(f, in);
		if (!text)
			return;
		b->buffer_type = MYSQL_TYPE_STRING;
		p->lengths[i] = strlen(text);
		b->length = &p->lengths[i];
		b->buffer_length = p->lengths[i];
		b->buffer = (void *)(uintptr_t)(*text ? text : empty);
		return;
	}
	if (f->type == F_BOOL) {
		p->numbers[i] = field_bool(f, in);
	} else {
		p->numbers[i] = field_int(f, in);
		if (p->numbers[i] == NIL_INT)
			return;
	}
	if (f->type == F_TIME) {
		time_to_mysql(p->numbers[i], &p->times[i]);
		b->buffer_type = MYSQL_TYPE_DATETIME;
		b->buffer = &p->times[i];
		return;
	}
	b->buffer_type = MYSQL_TYPE_LONGLONG;
	b->buffer = &p->numbers[i];
}

static void bind_params(struct prepared *p, const struct batch_parts *parts)
{
	unsigned n = 0;
	for (int i = 0; i < parts->count; i++)
		for (const struct field *f = parts->all[i].statement->in; f && f->name; f++)
			bind_param(p, n++, f, parts->all[i].in);
}

enum err stmt_send(struct db *db, const struct statement *s, const struct batch_parts *parts,
		   struct prepared **p_r)
{
	struct prepared *p = *p_r;
	assert(!p->open && !db->flowing);
	bind_params(p, parts);
	enum err e = ERR_NONE;
	db->cost.statements += (unsigned)parts->count;
	db->cost.round_trips++;
	if ((p->params && mysql_stmt_bind_param(p->stmt, p->bind)) || mysql_stmt_execute(p->stmt) ||
	    (p->columns && (mysql_stmt_bind_result(p->stmt, p->bind + p->params) ||
			    (s->kind != FLOWS && mysql_stmt_store_result(p->stmt))))) {
		unsigned number = mysql_stmt_errno(p->stmt);
		e = db_failed(db, number, mysql_stmt_error(p->stmt), s->name);
		if (e == ERR_AWAY && db_is_lost(number))
			return e;
		if (p->stmt && p->columns)
			mysql_stmt_free_result(p->stmt);
		return e;
	}
	p->open = p->columns > 0;
	db->flowing = p->open && s->kind == FLOWS;
	return ERR_NONE;
}

static enum err execute_once(struct db *db, const struct statement *s, const void *in, struct prepared **p_r)
{
	enum err e = db_connect(db);
	if (!e)
		e = stmt_prepare(db, s, count_fields(s->in), p_r);
	return e ? e : stmt_send(db, s, &(struct batch_parts){1, {{s, in, false}}}, p_r);
}

/* Only a read outside a transaction is sent again when the connection was lost, and only when it was lost at once (not
 * after a time-out). A write that was lost on its way is uncertain. */
static enum err execute_alone(struct db *db, const struct statement *s, const void *in, struct prepared **p_r)
{
	int64_t begin = date_clock();
	bool connected = db->mysql != NULL;
	unsigned sent = db->cost.statements;
	enum err e = execute_once(db, s, in, p_r);
	if (e != ERR_AWAY || db->mysql)
		return e;
	bool was_sent = db->cost.statements != sent;
	if (s->kind >= READS && (connected || was_sent) && date_clock() - begin < 1000000)
		return execute_once(db, s, in, p_r);
	return s->kind < READS && was_sent ? ERR_UNCERTAIN : e;
}

/* Nothing was done yet: the transaction begins with what follows, on whatever connection there is then. */
static enum err execute_before(struct db *db, const struct statement *s, const void *in,
			       struct prepared **p_r)
{
	enum err e = execute_alone(db, s, in, p_r);
	db->transaction = db->unbegun = true;
	return e;
}

static enum err execute_within(struct db *db, const struct statement *s, const void *in,
			       struct prepared **p_r)
{
	enum err e = db->later.count ? batch_send(db, false) : ERR_NONE;
	if (!e && db->unbegun && s->kind == READS)
		return execute_before(db, s, in, p_r);
	if (!e && db->unbegun && s->kind == WRITES)
		return batch_begin(db, s, in, p_r);
	if (!e)
		e = db_begin_now(db);
	return e ? e : execute_once(db, s, in, p_r);
}

static enum err execute(struct db *db, const struct statement *s, const void *in, struct prepared **p_r)
{
	int64_t begin = date_clock(), spent = db->cost.micros;
	enum err e = db->transaction ? execute_within(db, s, in, p_r) : execute_alone(db, s, in, p_r);
	db->cost.micros = spent + date_clock() - begin; /* a connection that it made is in both */
	return e;
}

static void no_value(const struct field *f, void *out)
{
	if (field_is_text(f))
		*(const char **)field_at(f, out) = NULL;
	else if (f->type == F_BOOL)
		*(bool *)field_at(f, out) = false;
	else
		*(int64_t *)field_at(f, out) = NIL_INT;
}

static enum err take_text(struct prepared *p, unsigned column, struct db *db, const char **text_r)
{
	const struct cell *c = &p->cells[column];
	unsigned long length = c->length;
	if (c->date) {
		char *day = arena_alloc(db->arena, DATE_TEXT);
		date_text(c->time.year, c->time.month, c->time.day, day);
		*text_r = day;
		return ERR_NONE;
	}
	if (column < TEXT_CELLS && length <= TEXT_CELL) {
		*text_r = arena_strndup(db->arena, db->texts[column], length);
		return ERR_NONE;
	}
	my_bool null = 0, error = 0;
	MYSQL_BIND b = {
	    .buffer_type = MYSQL_TYPE_STRING, .buffer_length = length + 1, .is_null = &null, .error = &error};
	unsigned long got = 0;
	char *text = arena_alloc(db->arena, length + 1);
	b.buffer = text;
	b.length = &got;
	if (mysql_stmt_fetch_column(p->stmt, &b, column, 0) || got > length) {
		log_error("statement %s: a value of %lu bytes was cut", p->statement->name, got);
		return ERR_INTERNAL;
	}
	text[got] = 0;
	*text_r = text;
	return ERR_NONE;
}

static enum err take_row(struct db *db, struct prepared *p, void *out)
{
	for (const struct field *f = p->statement->out; f->name; f++)
		no_value(f, out);
	for (unsigned i = 0; i < p->columns; i++) {
		const struct cell *c = &p->cells[i];
		if (c->null)
			continue;
		void *at = field_at(c->field, out);
		if (field_is_text(c->field)) {
			enum err e = take_text(p, i, db, at);
			if (e)
				return e;
		} else if (c->field->type == F_TIME) {
			*(int64_t *)at = time_from_mysql(&c->time);
		} else if (c->field->type == F_BOOL) {
			*(bool *)at = c->number != 0;
		} else {
			*(int64_t *)at = c->number;
		}
	}
	return ERR_NONE;
}

enum err stmt_run(struct db *db, const struct statement *s, const void *in, int64_t *affected_r)
{
	struct prepared *p;
	enum err e = execute(db, s, in, &p);
	if (e)
		return e;
	db->last_id = s->kind == NUMBERS ? (int64_t)mysql_stmt_insert_id(p->stmt) : NIL_INT;
	if (affected_r)
		*affected_r = (int64_t)mysql_stmt_affected_rows(p->stmt);
	return ERR_NONE;
}

enum err stmt_open(struct db *db, const struct statement *s, const void *in, struct rows *rows_r)
{
	memset(rows_r, 0, sizeof(*rows_r));
	struct prepared *p;
	enum err e = execute(db, s, in, &p);
	if (e)
		return e;
	rows_r->db = db;
	rows_r->p = p;
	rows_r->count = s->kind == FLOWS ? NIL_INT : (int64_t)mysql_stmt_num_rows(p->stmt);
	return ERR_NONE;
}

static void end_rows(struct rows *rows)
{
	if (rows->p && rows->p->open) {
		mysql_stmt_free_result(rows->p->stmt);
		rows->p->open = false;
		if (rows->p->statement->kind == FLOWS)
			rows->db->flowing = false;
	}
	rows->p = NULL;
}

void stmt_close(struct rows *rows)
{
	/* What still flows would have to be read to its end, however much that is. */
	if (rows->p && rows->p->open && rows->p->statement->kind == FLOWS) {
		db_drop(rows->db);
		rows->p = NULL;
	}
	end_rows(rows);
}

enum err stmt_next(struct rows *rows, void *out)
{
	struct prepared *p = rows->p;
	if (!p)
		return ERR_NOT_FOUND;
	int rc = mysql_stmt_fetch(p->stmt);
	enum err e = ERR_NOT_FOUND;
	if (rc == 0 || rc == MYSQL_DATA_TRUNCATED) {
		e = take_row(rows->db, p, out);
		if (e)
			stmt_close(rows);
		return e;
	}
	if (rc != MYSQL_NO_DATA) {
		/* A connection lost between two rows leaves no number behind. */
		unsigned number = mysql_stmt_errno(p->stmt);
		e = db_failed(rows->db, number ? number : CR_SERVER_LOST, mysql_stmt_error(p->stmt),
			      p->statement->name);
	}
	end_rows(rows);
	return e;
}

enum err stmt_one(struct db *db, const struct statement *s, const void *in, void *out)
{
	struct rows rows;
	enum err e = stmt_open(db, s, in, &rows);
	if (e)
		return e;
	e = stmt_next(&rows, out);
	stmt_close(&rows);
	return e;
}

int64_t stmt_last_id(struct db *db)
{
	assert(db->last_id != NIL_INT); /* the statement does not say that it NUMBERS */
	return db->last_id;
}

/* Each is given back at once: 300 that are kept cost a worker 2 MiB, and the server more; most are never used by it. */
enum err stmt_prepare_all(struct db *db)
{
	enum err e = db_connect(db);
	for (const struct statement_table *t = stmt_tables(); !e && t->resource; t++)
		for (int i = 0; !e && i < t->count; i++) {
			struct prepared *p = slot(db, &t->rows[i]);
			bool known = p->statement != NULL;
			e = stmt_prepare(db, &t->rows[i], count_fields(t->rows[i].in), &p);
			if (!e && !known)
				forget(p);
		}
	return e;
}

enum err stmt_count(struct db *db, const struct statement *s, const void *in, int64_t *count_r)
{
	struct count c;
	enum err e = stmt_one(db, s, in, &c);
	*count_r = e ? 0 : c.n;
	return e;
}
