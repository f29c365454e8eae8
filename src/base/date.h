/* date.h - calendar dates and UTC microseconds. Floor: base. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

enum { DATE_TEXT = 11, DATE_RFC3339 = 28, DATE_HTTP = 30 };

/* Now, in UTC microseconds since 1970; never called in rules/ (the request carries its own now). */
int64_t date_now(void);
/* Monotonic microseconds, for durations. */
int64_t date_clock(void);
/* Is it a date of the Gregorian calendar from 0001-01-01 to 9999-12-31, exactly "YYYY-MM-DD"? */
bool date_valid(const char *text);
/* -> "2013-06-25". Years 0..9999. */
void date_text(unsigned year, unsigned month, unsigned day, char text_r[DATE_TEXT]);
/* "2013-06-25" -> "Tue, 25 Jun 2013 00:00:00 GMT" (RFC 9110 IMF-fixdate, English whatever the locale). */
void date_http(const char *date, char text_r[DATE_HTTP]);
/* UTC microseconds -> "2026-11-21T03:04:05.000006Z" (RFC 3339; always six digits). Years 0..9999. */
void date_rfc3339(int64_t at, char text_r[DATE_RFC3339]);
/*
 * RFC 3339 "2026-11-21T03:04:05[.000006](Z|+03:00)" -> UTC microseconds; digits past the sixth are dropped. False when
 * it is none, a leap second or out of the years 0001 to 9999.
 */
bool date_read_rfc3339(const char *text, int64_t *at_r);
/* Civil date to days since 1970-01-01 and back (proleptic Gregorian). */
int64_t date_days(int year, int month, int day);
void date_civil(int64_t days, int *year_r, int *month_r, int *day_r);

#endif
