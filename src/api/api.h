/* api.h - what the handlers share: pages of a list, If-Match, the dispatcher. Floor: api. */
#ifndef API_API_H
#define API_API_H

#include "store/db.h"
#include "web/input.h"
#include "web/reply.h"
#include "web/route.h"

/* THE table of routes, ended by a NULL pattern. */
extern const struct route routes[];
/* How metrics call them: the first is for what has no row. In the arena; count_r: how many. */
struct metrics_route_name;
const struct metrics_route_name *api_metrics_names(struct arena *a, int *count_r);

/*
 * Answers a request into the reply, whatever happens: finds the row, honours its flags, checks the input, runs the
 * handler (again on deadlock), and writes errors in the shape of the row's face. Then logs one line.
 */
void dispatch(struct request *rq, struct reply *rp, void *db);
/*
 * Runs act in a transaction: commit on success, roll back otherwise, again on deadlock; an Idempotency-Key counts. For
 * handlers whose row says TX_LATER; where a transaction is open already it just calls act.
 */
typedef enum err api_act(struct request *rq, struct reply *rp, const void *in);
enum err api_in_transaction(struct request *rq, struct reply *rp, api_act *act, const void *in) MUST_CHECK;
/* For a row that is one path with several acts: ERR_LOGIN or ERR_FORBIDDEN when the caller is less than that. */
enum err api_need(const struct request *rq, enum role need) MUST_CHECK;

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
/*
 * Need nobody count? Behind a cursor the total is not told, and a page that is not full is the last one: then *total_r is
 * what lies before it and its own n rows.
 */
bool page_tells(const struct page *p, int64_t n, int64_t *total_r);
/* Only the link to what comes next, by cursor. */
void page_next(struct request *rq, struct reply *rp, const char *after);
/* For lists in order of id: the id that _after names into *id, which is left alone without one. ERR_INPUT. */
enum err page_cursor(struct request *rq, const struct page *p, int64_t *id) MUST_CHECK;
/* ... and, behind n rows of which last was the last one, the headers: total and Link, or the next cursor. */
void page_end(struct request *rq, struct reply *rp, const struct page *p, int64_t total, int64_t n,
	      int64_t last);
/* A LIKE pattern for a text as _match wants it; NULL for NULL. */
const char *page_pattern(struct request *rq, const struct page *p, const char *text);
/* Cursors: a place in an order as opaque text (base64url of "id text"). cursor_read: false when it is none. */
const char *cursor_write(struct arena *a, int64_t id, const char *text);
bool cursor_read(struct arena *a, const char *cursor, int64_t *id_r, const char **text_r);

/* Compares If-Match, when there is one, with the version of a row: ERR_STALE. */
enum err api_match(struct request *rq, int64_t version) MUST_CHECK;
/* The i-th {..} of the path as a canonical UUID; anything else is simply not found. */
enum err api_uuid(struct request *rq, int i, const char **uuid_r) MUST_CHECK;

/*
 * The list of the path, if the caller may: read it (public and unlisted ones everybody), write its entries (the owner
 * and who shares it), or all (the owner). ERR_NOT_FOUND: there is none that they may see. ERR_FORBIDDEN: they may see
 * it, and no more.
 */
enum list_right { LIST_READ, LIST_WRITE, LIST_OWN };
struct list;
enum err api_list_find(struct request *rq, enum list_right right, bool lock, struct list *l_r) MUST_CHECK;

/* Money as a member {"amount", "currency"}; null for NIL_INT. */
void api_money(struct buf *b, const char *name, int64_t minor);
/* An amount that came in as text; zero: 0 will do. ERR_INPUT. */
enum err api_amount(struct request *rq, const char *field, const char *text, bool zero,
		    int64_t *minor_r) MUST_CHECK;
/* The same for the documents; m is any text of the struct. */
#define FIELD_MONEY(st, m, nm)                                                                               \
	FIELD_TEXT(st, m, nm ".amount", 0, 0, 0), FIELD_TEXT(st, m, nm ".currency", 0, 0, 0)
#define FIELD_MONEY_OR_NULL(st, m, nm)                                                                       \
	FIELD_TEXT(st, m, nm ".amount", 0, 0, F_NULL), FIELD_TEXT(st, m, nm ".currency", 0, 0, F_NULL)
/* A query's "dry_run". */
struct trial {
	bool dry_run;
};
struct tariff;
void api_tariff(struct buf *b, const struct tariff *t);
struct hold;
void api_hold(struct buf *b, const struct hold *h);
struct verdict;
struct reason;
/* What a rule says of an act, as the answer; or its blocker as the refusal: gives ERR_REFUSED. */
void api_verdict(struct reply *rp, const struct verdict *v);
enum err api_refuse(struct request *rq, const struct reason *r) MUST_CHECK;
/* The body of a PUT that orders things. order_is_whole: does it name each that is there once, and no other? It sorts there. */
struct order_in {
	struct uuids order;
};
bool order_is_whole(struct arena *a, const struct uuids *wanted, struct uuids *there);
/* Ids as a JSON array. */
const char *order_json(struct arena *a, const struct uuids *ids);
/* The same for the audit: {"order": [...]}. */
const char *order_state(struct arena *a, const struct uuids *ids);
/* Sends what a long answer has so far once it is a chunk; false when the client is gone. Without a client: collects. */
bool api_flush(struct request *rq, struct reply *rp);

/* Handlers, by file. */
typedef enum err api_handler(struct request *rq, struct reply *rp);
api_handler api_health, api_ready, api_index;		     /* site.c */
api_handler api_metrics;				     /* metrics.c */
api_handler api_openapi, api_www;			     /* openapi.c, www.c */
api_handler api_login, api_logout, api_me_get, api_me_patch; /* login.c, me.c */
api_handler api_work_list, api_work_create, api_work_get, api_work_patch, api_work_delete; /* work.c */
api_handler api_person_list, api_person_create, api_person_get, api_person_patch,
    api_person_delete;									   /* person.c */
api_handler api_list_list, api_list_create, api_list_get, api_list_patch, api_list_delete; /* list.c */
api_handler api_entry_list, api_entry_put, api_entry_delete, api_entry_order;		   /* entry.c */
api_handler api_share_list, api_share_create, api_share_accept, api_share_delete;	   /* share.c */
api_handler api_copy_list, api_copy_create, api_copy_get, api_copy_delete;		   /* copy.c */
api_handler api_loan_list, api_loan_create, api_loan_get, api_loan_return, api_loan_renew,
    api_loan_availability; /* loan.c */
api_handler api_account_get, api_payment_create, api_waiver_create, api_refund_create,
    api_line_void;				   /* account.c */
api_handler api_charge_explain;			   /* charge.c */
api_handler api_audit_list;			   /* audit.c */
api_handler api_tariff_list, api_tariff_create;	   /* tariff.c */
api_handler api_export_active, api_export_overdue; /* export.c */
api_handler api_hold_list, api_hold_create, api_hold_get, api_hold_patch, api_hold_delete,
    api_hold_availability;		     /* hold.c */
api_handler api_queue_list, api_queue_order; /* queue.c */
api_handler api_statistic_get;		     /* statistic.c */

/* The tables the documents are drawn from, beside the handlers that use them. */
extern const struct field work_body[], work_query[], person_body[], person_query[], list_body[], list_query[];
extern const struct field login_body[], login_shown[], me_body[], me_shown[];
extern const struct field list_patch[], entry_body[], order_body[], share_body[];
extern const struct field status_shown[], index_shown[], work_shown[], person_shown[], list_shown[],
    entry_shown[];
extern const struct field placed_shown[], share_shown[], share_made[], share_accepted[];

extern const struct field copy_query[], copy_body[], copy_shown[];
extern const struct field loan_query[], loan_body[], return_body[], loan_shown[], verdict_shown[];
extern const struct field account_query[], payment_body[], refund_body[], void_body[], trial_query[];
extern const struct field account_shown[], act_shown[], charge_shown[];
extern const struct field hold_query[], hold_body[], hold_ask_query[], hold_patch[], hold_end[], hold_shown[];
extern const struct field statistic_query[], statistic_shown[];
extern const struct field audit_query[], audit_shown[];
extern const struct field tariff_query[], tariff_body[], tariff_shown[], tariffs_made[];

#endif
