/* wishlist.c - published API 2: wishlists named by their UUID. Floor: api. */
#include "api/access.h"
#include "api/audit.h"
#include "api/face/face.h"

#include "base/date.h"
#include "base/uuid.h"
#include "store/list.h"
#include "web/json_in.h"

#include <string.h>

static const char html[] = "text/html; charset=utf-8";

/* An id of the body: as it was sent, and canonical ("" when it was not given). */
struct wish_id {
	const char *name, *sent;
	char uuid[UUID_TEXT];
};

/* For documents: the order of the checks and their words are those of the published system, see below. */
struct wish_words {
	const char *text;
};
#define TEXT(name, flags) FIELD_TEXT(struct wish_words, text, name, 0, 0, flags)
const struct field wishlist_wish[] = {
    TEXT("book_id", F_REQUIRED),
    TEXT("user_id", F_REQUIRED),
    TEXT("wishlist_id", F_NULL),
    FIELD_END,
};
const struct field wishlist_unwish[] = {TEXT("wishlist_id", F_REQUIRED), TEXT("book_id", F_REQUIRED),
					FIELD_END};
const struct field wishlist_added[] = {TEXT("book_id", 0), TEXT("user_id", 0), TEXT("wishlist_id", 0),
				       FIELD_END};
const struct field wishlist_shown[] = {
    TEXT("wishlist_id", 0),
    TEXT("user_id", 0),
    TEXT("books[].id", 0),
    TEXT("books[].isbn", F_NULL),
    TEXT("books[].title", 0),
    TEXT("books[].author", F_NULL),
    TEXT("books[].publication_date", F_NULL),
    FIELD_END,
};
#undef TEXT

static enum err refuse(struct reply *rp, int status, const char *text)
{
	reply_text(rp, status, html, text);
	return ERR_NONE;
}

static bool missing(struct request *rq, struct reply *rp, const char *name)
{
	const char *text;
	if (json_member(rq, name, &text) != JSON_ABSENT)
		return false;
	reply_start(rp, 400, html);
	buf_printf(&rp->body, "missing required key %s", name);
	return true;
}

static bool invalid(struct request *rq, struct reply *rp, struct wish_id *id)
{
	if (json_member(rq, id->name, &id->sent) == JSON_TEXT && uuid_parse_python(id->sent, id->uuid))
		return false;
	reply_start(rp, 400, html);
	buf_printf(&rp->body, "value for %s must be valid UUID", id->name);
	return true;
}

static enum err added(struct reply *rp, const struct wish_id *book, const struct wish_id *user,
		      const struct wish_id *list)
{
	reply_start(rp, 201, "application/json");
	json_open(&rp->body, '{');
	json_member_text(&rp->body, "book_id", book->sent);
	json_member_text(&rp->body, "user_id", user->sent);
	json_member_text(&rp->body, "wishlist_id", list->sent);
	json_close(&rp->body, '}');
	reply_headerf(rp, "Location", "/wishlist/%s", list->uuid);
	return ERR_NONE;
}

/* The list is named by its UUID and belongs to the user of its first entry. */
static enum err make_list(struct request *rq, const struct wish_id *user, const struct wish_id *list)
{
	struct list l = {.uuid = list->uuid, .name = list->uuid, .owner = user->uuid};
	enum err e = store_list_insert(rq->db, &l);
	if (e == ERR_CONFLICT && !strcmp(db_conflict_key(rq->db), "list_owner_name")) {
		l.name = arena_printf(rq->arena, "wishlist %s", list->uuid);
		e = store_list_insert(rq->db, &l);
	}
	return e;
}

/* For the audit. */
static const char *state(struct request *rq, const char *list, const char *book)
{
	return audit_with(rq->arena, audit_member(rq->arena, "list", list), "work", book);
}

/* Puts the book on the list, and says so for the audit. */
static enum err wish(struct request *rq, const struct wish_id *book, const struct wish_id *user,
		     const struct wish_id *list)
{
	enum err e = store_list_wish(rq->db, list->uuid, user->uuid, book->uuid);
	if (!e)
		audit_note(rq, "entry", arena_strdup(rq->arena, list->uuid), NULL,
			   state(rq, list->uuid, book->uuid));
	return e;
}

static enum err why_not_added(struct request *rq, struct reply *rp, const struct wish_id *book,
			      const struct wish_id *user, const struct wish_id *list)
{
	struct wish_facts facts;
	enum err e = store_list_wish_facts(rq->db, list->uuid, user->uuid, book->uuid, &facts);
	if (e)
		return e;
	if (!facts.person)
		return refuse(rp, 400, "Could not find user for given `user_id`.");
	if (!facts.book)
		return refuse(rp, 400, "Could not find book for given `book_id`.");
	if (facts.list && !facts.owned)
		return refuse(rp, 409, "wishlist belongs to another user");
	if (facts.list)
		return ERR_RETRY; /* it was made meanwhile */
	e = make_list(rq, user, list);
	if (!e)
		e = wish(rq, book, user, list);
	if (e == ERR_CONFLICT || e == ERR_NOT_FOUND || e == ERR_NO_SUCH)
		return ERR_RETRY; /* somebody made or deleted one of them in between: look again */
	return e ? e : added(rp, book, user, list);
}

static enum err add_to_new(struct request *rq, struct reply *rp, const struct wish_id *book,
			   const struct wish_id *user, struct wish_id *list)
{
	uuid_random(list->uuid);
	list->sent = list->uuid;
	enum err e = make_list(rq, user, list);
	if (e == ERR_NO_SUCH)
		return refuse(rp, 400, "Could not find user for given `user_id`.");
	if (!e)
		e = wish(rq, book, user, list);
	if (e == ERR_NOT_FOUND)
		return refuse(rp, 400, "Could not find book for given `book_id`.");
	return e ? e : added(rp, book, user, list);
}

enum err wishlist_add(struct request *rq, struct reply *rp)
{
	struct wish_id book = {.name = "book_id"}, user = {.name = "user_id"}, list = {.name = "wishlist_id"};
	const char *text;
	bool empty = false;
	json_body_kind(rq, &empty);
	if (empty)
		return refuse(rp, 400, "missing required keys: ['book_id', 'user_id']");
	if (missing(rq, rp, "book_id") || missing(rq, rp, "user_id"))
		return ERR_NONE;
	enum json_kind given = json_member(rq, "wishlist_id", &text);
	bool named = given != JSON_ABSENT && given != JSON_NULL;
	if (invalid(rq, rp, &book) || invalid(rq, rp, &user) || (named && invalid(rq, rp, &list)))
		return ERR_NONE;
	if (!access_is_own(rq, user.uuid))
		return ERR_FORBIDDEN;
	if (!named)
		return add_to_new(rq, rp, &book, &user, &list);
	enum err e = wish(rq, &book, &user, &list);
	if (e == ERR_CONFLICT)
		return refuse(rp, 409, "wishlist entry already exists");
	if (e == ERR_NOT_FOUND)
		return why_not_added(rq, rp, &book, &user, &list);
	return e ? e : added(rp, &book, &user, &list);
}

static void write_wish(struct buf *b, const struct wish *w)
{
	char date[DATE_HTTP];
	json_open(b, '{');
	json_member_text(b, "id", w->work);
	json_member_text(b, "isbn", w->isbn);
	json_member_text(b, "title", w->title);
	json_member_text(b, "author", w->creator);
	if (w->published)
		date_http(w->published, date);
	json_member_text(b, "publication_date", w->published ? date : NULL);
	json_close(b, '}');
}

enum err wishlist_get(struct request *rq, struct reply *rp)
{
	char uuid[UUID_TEXT];
	struct rows rows;
	struct wish w;
	struct buf *b = &rp->body;
	if (!uuid_parse_python(rq->ids[0], uuid))
		return refuse(rp, 400, "value for wishlist_id must be valid UUID");
	enum err e = store_list_wishes(rq->db, uuid, access_viewer(rq), &rows);
	if (e)
		return e;
	e = stmt_next(&rows, &w);
	if (e == ERR_NOT_FOUND)
		return refuse(rp, 404, "wishlist not found");
	if (e)
		return e;
	reply_start(rp, 200, "application/json");
	json_open(b, '{');
	json_member_text(b, "wishlist_id", uuid);
	json_member_text(b, "user_id", w.owner);
	json_name(b, "books");
	json_open(b, '[');
	do
		write_wish(b, &w);
	while (!(e = stmt_next(&rows, &w)));
	json_close(b, ']');
	json_close(b, '}');
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err wishlist_delete(struct request *rq, struct reply *rp)
{
	struct wish_id book = {.name = "book_id"}, list = {.name = "wishlist_id"};
	if (missing(rq, rp, "wishlist_id") || missing(rq, rp, "book_id"))
		return ERR_NONE;
	if (invalid(rq, rp, &list) || invalid(rq, rp, &book))
		return ERR_NONE;
	enum err e = store_list_remove(rq->db, list.uuid, book.uuid, access_viewer(rq));
	if (!e)
		audit_note(rq, "entry", arena_strdup(rq->arena, list.uuid), state(rq, list.uuid, book.uuid),
			   NULL);
	return e && e != ERR_NOT_FOUND ? e : refuse(rp, 200, "OK");
}
