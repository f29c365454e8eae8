/* api.h - what the handlers share: pages of a list, If-Match, the dispatcher. Floor: api. */
#ifndef API_API_H
#define API_API_H

#include "store/db.h"
#include "web/input.h"
#include "web/reply.h"
#include "web/route.h"

/* THE table of routes, ended by a NULL pattern. */
extern const struct route routes[];

/*
 * Answers a request into the reply, whatever happens: finds the row, honours its flags, checks the input, runs the
 * handler (again on deadlock), and writes errors in the shape of the row's face. Then logs one line.
 */
void dispatch(struct request *rq, struct reply *rp, void *db);

/* Which page of a list; every query struct of a list holds one as "p". */
struct page {
	int64_t page, per_page;
	const char *order_by, *after, *match;
};
#define PAGE_DEFAULT                                                                                         \
	{                                                                                                    \
		.page = 1, .per_page = 20, .match = "contains"                                               \
	}
#define PAGE_FIELDS(st)                                                                                      \
	FIELD_INT(st, p.page, "_page", 1, 1000000000, 0), FIELD_INT(st, p.per_page, "_per_page", 1, 1000, 0)
#define MATCH_FIELD(st) FIELD_CHOICE(st, p.match, "_match", "contains|starts_with|ends_with|exact", 0)

/* X-Total-Count and Link (RFC 8288: first, prev, next, last) of a page. */
void page_headers(struct request *rq, struct reply *rp, const struct page *p, int64_t total);
/* Only the link to what comes next, by cursor. */
void page_next(struct request *rq, struct reply *rp, const char *after);
/* A LIKE pattern for a text as _match wants it; NULL for NULL. */
const char *page_pattern(struct request *rq, const struct page *p, const char *text);
/* Cursors: a place in an order as opaque text (base64url of "id text"). cursor_read: false when it is none. */
const char *cursor_write(struct arena *a, int64_t id, const char *text);
bool cursor_read(struct arena *a, const char *cursor, int64_t *id_r, const char **text_r);

/* Compares If-Match, when there is one, with the version of a row: ERR_STALE. */
enum err api_match(struct request *rq, int64_t version) MUST_CHECK;
/* The i-th {..} of the path as a canonical UUID; anything else is simply not found. */
enum err api_uuid(struct request *rq, int i, const char **uuid_r) MUST_CHECK;

/* Handlers, by file. */
typedef enum err api_handler(struct request *rq, struct reply *rp);
api_handler api_front, api_health, api_ready, api_index;				   /* site.c */
api_handler api_work_list, api_work_create, api_work_get, api_work_patch, api_work_delete; /* work.c */
api_handler api_person_list, api_person_create, api_person_get, api_person_patch,
    api_person_delete;									   /* person.c */
api_handler api_list_list, api_list_create, api_list_get, api_list_patch, api_list_delete; /* list.c */
api_handler api_entry_list, api_entry_put, api_entry_delete, api_entry_order;		   /* entry.c */
api_handler api_share_list, api_share_create, api_share_accept, api_share_delete;	   /* share.c */

/* The tables the documents are drawn from, beside the handlers that use them. */
extern const struct field work_body[], work_query[], person_body[], person_query[], list_body[], list_query[];
extern const struct field entry_body[], order_body[], share_body[];

#endif
