/* pubdate.h - what a date of publication says that came as any text. Floor: rules. */
#ifndef RULES_PUBDATE_H
#define RULES_PUBDATE_H

#include <stdint.h>

/*
 * A full date "YYYY-MM-DD" gives itself and its year; a whole number from -9999 to 9999 gives a year alone; anything
 * else gives neither (NULL, NIL_INT). The text itself is kept beside them by the caller.
 */
void pubdate_read(const char *text, const char **date_r, int64_t *year_r);

#endif
