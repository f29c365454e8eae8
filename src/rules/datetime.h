/* datetime.h - times as the book store's clients write and read them. Floor: rules. */
#ifndef RULES_DATETIME_H
#define RULES_DATETIME_H

#include <stdbool.h>
#include <stdint.h>

/* The shop's clock: Africa/Nairobi, which has kept this offset since 1960. */
enum { DATETIME_SHOP_MINUTES = 180, DATETIME_TEXT = 33 };

/*
 * "2019-05-25T13:46[:57[.249145]][Z|+03:00|+0300|+03]", a blank may stand for the T, and month, day, hour, minute and
 * second may have one digit -> UTC microseconds. Without an offset it is the shop's time; digits past the sixth (at
 * most twelve) are dropped. False when it is none, a date alone included, or when UTC or the shop's time would leave
 * the years 1 to 9999.
 */
bool datetime_read(const char *text, int64_t *at_r);
/* UTC microseconds -> "2019-05-25T13:46:57.249145+03:00" in the shop's time; no fraction when it is 0. */
void datetime_write(int64_t at, char text_r[DATETIME_TEXT]);

#endif
