/* date.c - calendar dates and UTC microseconds. Floor: base. */
#include "base/date.h"

#include <assert.h>
#include <string.h>
#include <time.h>

enum { SECOND = 1000000 };

static int64_t read_clock(clockid_t id)
{
	struct timespec ts;
	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * SECOND + ts.tv_nsec / 1000;
}

int64_t date_now(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t date_clock(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Years begin in March, so that the leap day is their last; 400 of them are an era of 146,097 days. */
int64_t date_days(int year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = floor_div(y, 400), year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

void date_civil(int64_t days, int *year_r, int *month_r, int *day_r)
{
	days += 719468;
	int64_t era = floor_div(days, 146097), d = days - era * 146097;
	int64_t y = (d - d / 1460 + d / 36524 - d / 146096) / 365;
	int64_t day_of_year = d - (365 * y + y / 4 - y / 100), m = (5 * day_of_year + 2) / 153;
	*day_r = (int)(day_of_year - (153 * m + 2) / 5 + 1);
	*month_r = (int)(m < 10 ? m + 3 : m - 9);
	*year_r = (int)(y + era * 400 + (*month_r <= 2));
}

static bool read_date(const char *text, int *year_r, int *month_r, int *day_r)
{
	int part[3] = {0, 0, 0}, at = 0;
	for (int i = 0; i < DATE_TEXT - 1; i++) {
		bool hyphen = i == 4 || i == 7;
		if (hyphen ? text[i] != '-' : text[i] < '0' || text[i] > '9')
			return false;
		if (hyphen)
			at++;
		else
			part[at] = part[at] * 10 + (text[i] - '0');
	}
	if (text[DATE_TEXT - 1] || part[0] < 1 || part[1] < 1 || part[1] > 12 || part[2] < 1)
		return false;
	/* A day that the month does not have comes back as one of the next month. */
	date_civil(date_days(part[0], part[1], part[2]), year_r, month_r, day_r);
	return *month_r == part[1] && *day_r == part[2];
}

bool date_valid(const char *text)
{
	int y, m, d;
	return read_date(text, &y, &m, &d);
}

/* The number with that many digits; no snprintf, every row of a list has two times. */
static void put(char *p, int digits, int64_t n)
{
	while (digits--) {
		p[digits] = (char)('0' + n % 10);
		n /= 10;
	}
}

void date_text(unsigned year, unsigned month, unsigned day, char text_r[DATE_TEXT])
{
	memcpy(text_r, "0000-00-00", DATE_TEXT);
	put(text_r, 4, year);
	put(text_r + 5, 2, month);
	put(text_r + 8, 2, day);
}

void date_http(const char *date, char text_r[DATE_HTTP])
{
	static const char days[][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
	static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	int y = 0, m = 0, d = 0;
	bool valid = read_date(date, &y, &m, &d);
	assert(valid);
	(void)valid;
	int64_t n = date_days(y, m, d);
	memcpy(text_r, "Day, 00 Mon 0000 00:00:00 GMT", DATE_HTTP);
	memcpy(text_r, days[n - floor_div(n, 7) * 7], 3);
	put(text_r + 5, 2, d);
	memcpy(text_r + 8, months[m - 1], 3);
	put(text_r + 12, 4, y);
}

void date_rfc3339(int64_t at, char text_r[DATE_RFC3339])
{
	const int64_t day = (int64_t)86400 * SECOND;
	int64_t days = floor_div(at, day), rest = at - days * day, s = rest / SECOND;
	int y, m, d;
	date_civil(days, &y, &m, &d);
	assert(y >= 0 && y <= 9999);
	memcpy(text_r, "0000-00-00T00:00:00.000000Z", DATE_RFC3339);
	put(text_r, 4, y);
	put(text_r + 5, 2, m);
	put(text_r + 8, 2, d);
	put(text_r + 11, 2, s / 3600);
	put(text_r + 14, 2, s / 60 % 60);
	put(text_r + 17, 2, s % 60);
	put(text_r + 20, 6, rest % SECOND);
}

/* So many digits at text as a number up to max; -1 when they are none. */
static int read_digits(const char *text, size_t digits, int max)
{
	int n = 0;
	for (size_t i = 0; i < digits; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		n = n * 10 + (text[i] - '0');
	}
	return n <= max ? n : -1;
}

/* "hh:mm" as minutes; -1 when it is none. */
static int read_minutes(const char *text)
{
	int hours = read_digits(text, 2, 23);
	int minutes = hours >= 0 && text[2] == ':' ? read_digits(text + 3, 2, 59) : -1;
	return minutes < 0 ? -1 : hours * 60 + minutes;
}

/* "Z" or "+hh:mm", and nothing behind it. */
static bool read_offset(const char *text, int64_t *minutes_r)
{
	*minutes_r = 0;
	if ((*text == 'Z' || *text == 'z') && !text[1])
		return true;
	int minutes = *text == '+' || *text == '-' ? read_minutes(text + 1) : -1;
	*minutes_r = *text == '-' ? -minutes : minutes;
	return minutes >= 0 && !text[6];
}

bool date_read_rfc3339(const char *text, int64_t *at_r)
{
	char date[DATE_TEXT] = "";
	size_t len = strlen(text);
	int y, m, d;
	if (len < 20 || (text[10] != 'T' && text[10] != 't') || text[16] != ':')
		return false;
	memcpy(date, text, DATE_TEXT - 1);
	int minutes = read_minutes(text + 11), seconds = read_digits(text + 17, 2, 59);
	if (!read_date(date, &y, &m, &d) || minutes < 0 || seconds < 0)
		return false;
	int64_t micros = 0, offset;
	const char *p = text + 19;
	if (*p == '.') {
		size_t places = strspn(p + 1, "0123456789");
		for (size_t i = 0; i < 6; i++)
			micros = micros * 10 + (i < places ? p[1 + i] - '0' : 0);
		if (!places)
			return false;
		p += 1 + places;
	}
	if (!read_offset(p, &offset))
		return false;
	*at_r = ((date_days(y, m, d) * 1440 + minutes - offset) * 60 + seconds) * SECOND + micros;
	int64_t day = floor_div(*at_r, (int64_t)86400 * SECOND);
	return day >= date_days(1, 1, 1) && day <= date_days(9999, 12, 31);
}
