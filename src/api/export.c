/* export.c - the unified API's CSV files, sent while they are read. Floor: api. */
#include "api/api.h"

#include "store/loan.h"

/* More than any line has: titles, names and quotes doubled included. */
enum { LINE_MAX_BYTES = 32768 };

static const char header[] =
    "loan,due_at,out_at,days_overdue,renewals,type,work,title,creator,isbn,copy,person,"
    "first_name,last_name,email,card_number";

static void write_rental(struct buf *b, const struct rental *r, int64_t now)
{
	static const int64_t day = 86400 * (int64_t)1000000;
	csv_cell(b, r->uuid);
	csv_time(b, r->due_at);
	csv_time(b, r->out_at);
	csv_int(b, now > r->due_at ? (now - r->due_at) / day : 0);
	csv_int(b, r->renewals);
	csv_cell(b, r->type);
	csv_cell(b, r->work);
	csv_cell(b, r->title);
	csv_cell(b, r->creator);
	csv_cell(b, r->isbn);
	csv_cell(b, r->copy);
	csv_cell(b, r->person);
	csv_cell(b, r->first_name);
	csv_cell(b, r->last_name);
	csv_cell(b, r->email);
	csv_cell(b, r->card_number);
	csv_end(b);
}

/* In constant memory, however many rows: each is forgotten when it is written, and what is written is sent. */
static enum err send_rentals(struct request *rq, struct reply *rp, const char *name, int64_t due_before)
{
	struct rows rows;
	struct rental r;
	enum err e = store_loan_rentals(rq->db, due_before, &rows);
	if (e)
		return e;
	reply_start(rp, 200, "text/csv; charset=utf-8");
	reply_headerf(rp, "Content-Disposition", "attachment; filename=\"%s\"", name);
	buf_puts(&rp->body, header);
	csv_end(&rp->body);
	for (;;) {
		buf_room(&rp->body, LINE_MAX_BYTES); /* behind the mark the body must not grow */
		struct arena_mark mark = arena_mark(rq->arena);
		e = stmt_next(&rows, &r);
		if (e)
			return e == ERR_NOT_FOUND ? ERR_NONE : e;
		write_rental(&rp->body, &r, rq->now);
		arena_release(rq->arena, mark);
		if (!api_flush(rq, rp)) {
			stmt_close(&rows);
			rq->detail = "the client is gone";
			return ERR_IO;
		}
	}
}

enum err api_export_active(struct request *rq, struct reply *rp)
{
	return send_rentals(rq, rp, "active-rentals.csv", NIL_INT);
}

enum err api_export_overdue(struct request *rq, struct reply *rp)
{
	return send_rentals(rq, rp, "overdue.csv", rq->now);
}
