/* tables.c - every statement there is, for the start and the tests. Floor: store. */
#include "store/account.h"
#include "store/audit.h"
#include "store/book.h"
#include "store/copy.h"
#include "store/customer.h"
#include "store/gauge.h"
#include "store/hold.h"
#include "store/idempotency.h"
#include "store/ledger.h"
#include "store/list.h"
#include "store/loan.h"
#include "store/login.h"
#include "store/movie.h"
#include "store/person.h"
#include "store/purge.h"
#include "store/room.h"
#include "store/schema.h"
#include "store/shelf.h"
#include "store/statistic.h"
#include "store/work.h"

extern const struct statement share_statements[];
extern const int share_statement_count;
extern const struct statement tariff_statements[];
extern const int tariff_statement_count;

/* Counts live beside their tables, so this one is filled when asked for the first time. */
static struct statement_table tables[32];

const struct statement_table *stmt_tables(void)
{
	if (!tables[0].resource) {
		int i = 0;
#define TABLE(name) tables[i++] = (struct statement_table){#name, name##_statements, name##_statement_count}
		TABLE(schema);
		TABLE(person);
		TABLE(work);
		TABLE(list);
		TABLE(share);
		TABLE(idempotency);
		TABLE(loan);
		TABLE(loan_list);
		TABLE(book);
		TABLE(customer);
		TABLE(tariff);
		TABLE(copy);
		TABLE(account);
		TABLE(ledger);
		TABLE(login);
		TABLE(movie);
		TABLE(omdb);
		TABLE(room);
		TABLE(hold);
		TABLE(queue);
		TABLE(shelf);
		TABLE(shelf_move);
		TABLE(shelf_cut);
		TABLE(shelf_recount);
		TABLE(statistic);
		TABLE(gauge);
		TABLE(audit);
		TABLE(audit_seal);
		TABLE(purge);
#undef TABLE
	}
	return tables;
}
