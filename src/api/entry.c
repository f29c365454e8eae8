/* entry.c - the unified API's entries of a list and their order. Floor: api. */
#include "api/access.h"
#include "api/api.h"
#include "api/audit.h"

#include "store/list.h"

#include <string.h>

struct entry_in {
	const char *note;
};
const struct field entry_body[] = {
    FIELD_TEXT(struct entry_in, note, "note", 0, 1000, F_NULL | F_TRIM),
    FIELD_END,
};
const struct field order_body[] = {
    FIELD_UUIDS(struct order_in, order, "order", 10000, F_REQUIRED),
    FIELD_END,
};

#define E struct entry
const struct field entry_shown[] = {
    FIELD_UUID(E, work, "work.id", 0),
    FIELD_CHOICE(E, kind, "work.kind", "book|movie", 0),
    FIELD_TEXT(E, title, "work.title", 0, 0, 0),
    FIELD_TEXT(E, creator, "work.creator", 0, 0, F_NULL),
    FIELD_TEXT(E, isbn, "work.isbn", 0, 0, F_NULL),
    FIELD_INT(E, year, "work.year", 0, 0, F_NULL),
    FIELD_TEXT(E, note, "note", 0, 0, F_NULL),
    FIELD_TIME(E, added_at, "added_at", 0),
    FIELD_END,
};
#undef E
struct placed {
	const char *list, *work;
};
const struct field placed_shown[] = {
    FIELD_UUID(struct placed, list, "list", 0),
    FIELD_UUID(struct placed, work, "work", 0),
    FIELD_END,
};

/* For the audit: which work stands on which list, and the note it has there. */
struct standing {
	const char *list, *work, *note;
};
static const char *state(struct request *rq, const char *list, const char *work, const char *note)
{
#define E struct standing
	static const struct field fields[] = {
	    FIELD_UUID(E, list, "list", 0),
	    FIELD_UUID(E, work, "work", 0),
	    FIELD_TEXT(E, note, "note", 0, 0, F_NULL),
	    FIELD_END,
	};
#undef E
	return audit_state(rq->arena, fields, &(struct standing){list, work, note});
}

static void write_entry(struct buf *b, const struct entry *entry)
{
	json_open(b, '{');
	json_name(b, "work");
	json_open(b, '{');
	json_member_text(b, "id", entry->work);
	json_member_text(b, "kind", entry->kind);
	json_member_text(b, "title", entry->title);
	json_member_text(b, "creator", entry->creator);
	json_member_text(b, "isbn", entry->isbn);
	json_member_int(b, "year", entry->year);
	json_close(b, '}');
	json_member_text(b, "note", entry->note);
	json_name(b, "added_at");
	json_time(b, entry->added_at);
	json_close(b, '}');
}

static enum err write_entries(struct request *rq, struct reply *rp, const struct list *l)
{
	struct rows rows;
	struct entry entry;
	enum err e = store_list_entries(rq->db, l->id, &rows);
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '[');
	while (!(e = stmt_next(&rows, &entry)))
		write_entry(&rp->body, &entry);
	json_close(&rp->body, ']');
	rp->version = l->version;
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err api_entry_list(struct request *rq, struct reply *rp)
{
	struct list l;
	enum err e = api_list_find(rq, LIST_READ, false, &l);
	return e ? e : write_entries(rq, rp, &l);
}

/* A work that is new on the list, or was there; then nothing changes. */
static enum err add(struct request *rq, const char *list, const char *work, const char *note, int *status_r)
{
	enum err e = store_list_put(rq->db, list, work, note, access_viewer(rq));
	*status_r = e ? 200 : 201;
	if (!e)
		audit_note(rq, "entry", list, NULL, state(rq, list, work, note));
	return e == ERR_CONFLICT ? ERR_NONE : e;
}

/* With a note the entry is looked for first and locked: two that both find it there would block each other. */
static enum err add_noted(struct request *rq, const char *list, const char *work, const char *note,
			  int *status_r)
{
	struct entry was;
	enum err e = store_list_entry_lock(rq->db, list, work, access_viewer(rq), &was);
	if (e == ERR_NOT_FOUND) {
		e = add(rq, list, work, note, status_r);
		return !e && *status_r == 200 ? ERR_RETRY : e; /* somebody has just put it there */
	}
	*status_r = 200;
	bool same = !e && (note && was.note ? !strcmp(note, was.note) : note == was.note);
	if (e || same)
		return e;
	e = store_list_note(rq->db, list, work, note, access_viewer(rq));
	if (!e)
		audit_note(rq, "entry", list, state(rq, list, work, was.note), state(rq, list, work, note));
	return e;
}

enum err api_entry_put(struct request *rq, struct reply *rp)
{
	const char *list, *work;
	struct entry_in in = {0};
	uint64_t given = 0;
	enum err e = api_uuid(rq, 0, &list);
	if (!e)
		e = api_uuid(rq, 1, &work);
	if (!e && rq->body_len)
		e = input_body(rq, entry_body, &in, INPUT_PARTIAL, &given);
	if (e)
		return e;
	int status;
	e = given ? add_noted(rq, list, work, in.note, &status) : add(rq, list, work, NULL, &status);
	if (e)
		return e;
	reply_start(rp, status, "application/json");
	json_open(&rp->body, '{');
	json_fields(&rp->body, placed_shown, &(struct placed){list, work});
	json_close(&rp->body, '}');
	if (status == 201)
		reply_headerf(rp, "Location", "/api/v1/lists/%s/entries/%s", list, work);
	return ERR_NONE;
}

enum err api_entry_delete(struct request *rq, struct reply *rp)
{
	const char *list, *work;
	struct entry was;
	enum err e = api_uuid(rq, 0, &list);
	if (!e)
		e = api_uuid(rq, 1, &work);
	if (!e)
		e = store_list_entry_lock(rq->db, list, work, access_viewer(rq), &was);
	if (!e)
		e = store_list_remove(rq->db, list, work, access_viewer(rq));
	if (e)
		return e;
	audit_note(rq, "entry", list, state(rq, list, work, was.note), NULL);
	reply_empty(rp, 204);
	return ERR_NONE;
}

/* The works that are on the list, locked. */
static enum err current_works(struct request *rq, const struct list *l, struct uuids *works_r)
{
	struct rows rows;
	struct entry entry;
	enum err e = store_list_entries_lock(rq->db, l->id, &rows);
	if (e)
		return e;
	works_r->n = 0;
	works_r->v = arena_alloc(rq->arena, (size_t)rows.count * sizeof(*works_r->v));
	while (!(e = stmt_next(&rows, &entry)))
		works_r->v[works_r->n++] = entry.work;
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

/* Every work of the list once, and nothing else. */
static enum err check_order(struct request *rq, const struct uuids *wanted, struct uuids *there)
{
	if (order_is_whole(rq->arena, wanted, there))
		return ERR_NONE;
	return request_refuse(rq, ERR_REFUSED, "list.order_mismatch",
			      "The order must name every work of the list once, and no other.", "entries",
			      arena_printf(rq->arena, "%zu", there->n), NULL);
}

enum err api_entry_order(struct request *rq, struct reply *rp)
{
	const char *uuid;
	struct list l;
	struct order_in in;
	struct uuids there;
	const char *before = NULL;
	enum err e = api_uuid(rq, 0, &uuid);
	if (!e)
		e = input_body(rq, order_body, &in, 0, NULL);
	if (!e)
		e = api_list_find(rq, LIST_WRITE, true, &l);
	if (!e)
		e = api_match(rq, l.version);
	if (!e)
		e = current_works(rq, &l, &there);
	if (!e) {
		before = order_state(rq->arena, &there);
		e = check_order(rq, &in.order, &there);
	}
	if (!e)
		e = store_list_place(rq->db, l.id, order_json(rq->arena, &in.order));
	if (!e)
		e = store_list_touch(rq->db, l.id);
	if (e)
		return e;
	audit_note(rq, "list", l.uuid, before, order_state(rq->arena, &in.order));
	l.version++;
	return write_entries(rq, rp, &l);
}
