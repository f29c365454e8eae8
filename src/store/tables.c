/* tables.c - every statement there is, for the start and the tests. Floor: store. */
#include "store/idempotency.h"
#include "store/list.h"
#include "store/person.h"
#include "store/schema.h"
#include "store/work.h"

extern const struct statement share_statements[];
extern const int share_statement_count;

/* Counts live beside their tables, so this one is filled when asked for the first time. */
static struct statement_table tables[8];

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
#undef TABLE
	}
	return tables;
}
