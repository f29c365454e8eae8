/* datetime.c - times as the book store's clients write and read them. Floor: rules. */
#include "rules/datetime.h"

#include "base/date.h"

#include <stdio.h>
#include <string.h>

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
#define DAY    (1440 * MINUTE)

/* From least to most digits, moved on behind them; -1 when there are too few. */
static int take(const char **p, size_t least, size_t most)
{
	size_t n = strspn(*p, "0123456789");
	int value = 0;
	if (n < least)
		return -1;
	for (size_t i = 0; i < n && i < most; i++)
		value = value * 10 + *(*p)++ - '0';
	return value;
}

static bool take_mark(const char **p, char mark)
{
	if (**p != mark)
		return false;
	++*p;
	return true;
}

/* Days since 1970; false when the calendar has no such day. */
static bool take_date(const char **p, int64_t *days_r)
{
	int year = take(p, 4, 4), month, day, y, m, d;
	if (year < 1 || !take_mark(p, '-') || (month = take(p, 1, 2)) < 1 || month > 12 ||
	    !take_mark(p, '-') || (day = take(p, 1, 2)) < 1)
		return false;
	*days_r = date_days(year, month, day);
	/* A day that the month does not have comes back as one of the next month. */
	date_civil(*days_r, &y, &m, &d);
	return m == month && d == day;
}

/* ".249145" as microseconds. */
static bool take_fraction(const char **p, int64_t *micros_r)
{
	size_t n = strspn(*p, "0123456789");
	*micros_r = 0;
	for (size_t i = 0; i < 6; i++)
		*micros_r = *micros_r * 10 + (i < n ? (*p)[i] - '0' : 0);
	*p += n;
	return n >= 1 && n <= 12;
}

static bool take_time(const char **p, int64_t *micros_r)
{
	int hour = take(p, 1, 2), minute, second = 0;
	int64_t micros = 0;
	if (hour < 0 || hour > 23 || !take_mark(p, ':') || (minute = take(p, 1, 2)) < 0 || minute > 59)
		return false;
	if (take_mark(p, ':')) {
		second = take(p, 1, 2);
		if (second < 0 || second > 59 || (take_mark(p, '.') && !take_fraction(p, &micros)))
			return false;
	}
	*micros_r = (hour * 60 + minute) * MINUTE + second * SECOND + micros;
	return true;
}

/* What is behind the time: nothing, "Z", or an offset. */
static bool take_offset(const char *p, int64_t *minutes_r)
{
	*minutes_r = *p == 'Z' ? 0 : DATETIME_SHOP_MINUTES;
	if (!*p || (*p == 'Z' && !p[1]))
		return true;
	char sign = *p++;
	int hours = take(&p, 2, 2);
	bool more = take_mark(&p, ':') || *p;
	int minutes = more ? take(&p, 2, 2) : 0;
	*minutes_r = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
	return (sign == '+' || sign == '-') && hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60 &&
	       !*p;
}

static bool in_years(int64_t at)
{
	return at >= date_days(1, 1, 1) * DAY && at < date_days(10000, 1, 1) * DAY;
}

bool datetime_read(const char *text, int64_t *at_r)
{
	int64_t days, micros, offset;
	if (!take_date(&text, &days) || (*text != 'T' && *text != ' '))
		return false;
	text++;
	if (!take_time(&text, &micros) || !take_offset(text, &offset))
		return false;
	int64_t at = days * DAY + micros - offset * MINUTE;
	if (!in_years(at) || !in_years(at + DATETIME_SHOP_MINUTES * MINUTE))
		return false;
	*at_r = at;
	return true;
}

void datetime_write(int64_t at, char text_r[DATETIME_TEXT])
{
	char utc[DATE_RFC3339];
	date_rfc3339(at + DATETIME_SHOP_MINUTES * MINUTE, utc);
	/* "2019-05-25T13:46:57.249145Z" is the shop's time but for its end. */
	int keep = at % SECOND ? 26 : 19;
	snprintf(text_r, DATETIME_TEXT, "%.*s+%02d:%02d", keep, utc, DATETIME_SHOP_MINUTES / 60,
		 DATETIME_SHOP_MINUTES % 60);
}
