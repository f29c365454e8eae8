/* money.h - integer minor units to and from decimal text. Floor: base. */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include <stdbool.h>
#include <stdint.h>

enum { MONEY_TEXT = 24 };
#define MONEY_CURRENCY "Rs"

/* 450 -> "4.50", -5 -> "-0.05". */
void money_text(int64_t minor, char text_r[MONEY_TEXT]);
/* "4.50", "4.5", "4": at most two decimals, no sign, up to 10 digits before the point. */
bool money_parse(const char *text, int64_t *minor_r);

#endif
