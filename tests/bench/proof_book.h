/* proof_book.h - books that many want, and what was said of each. */
#ifndef BENCH_PROOF_BOOK_H
#define BENCH_PROOF_BOOK_H

#include "proof.h"

enum { BOOKS_MAX = 100, NAME = 64, TEXT = 256 };

/* What INFO tells; the numbers by which the act that added the book is known again, -1: not said. */
struct info {
	int author, publisher, year, state;
	char name[TEXT];
};

/* New books from here on, numbered from 0; none is there yet. stage: a word for their names. */
void book_round(const char *stage, int round, int books);
/* When all is quiet: a last look at every book, then its order, sums and rows in SQL. */
void book_round_end(void);
void book_name(int book, char *name);
void book_add_all(void);
/*
 * Pushes a button, counts it and writes it down; again while it is told that nothing was done. card: who; of ADD: the
 * number by which it is known again.
 */
enum said book_act(struct client *c, enum act what, int book, int card);
/* Until there is an answer, and not counted; for what comes before and after the race, when nobody races. */
enum said book_surely(struct client *c, enum act what, int book, int card);
void book_info(struct client *c, int book, struct info *info_r);
/* An act that came in another way than by a button. */
void book_write_down(struct op op);
/* Those of this round. */
const struct op *book_acts(int *count_r);

#endif
