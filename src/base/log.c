/* log.c - one write(2) per line, so that lines of several workers never mix. Floor: base. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *name = "carrel";
static enum log_level limit = LOG_INFO;
static const char *request;

void log_init(const char *program, enum log_level level)
{
	name = program;
	limit = level;
}

void log_request(const char *id)
{
	request = id;
}

static int prefix(char *line, size_t size, enum log_level level)
{
	static const char *const words[] = {"error", "warn", "info", "debug"};
	static time_t shown;
	static char stamp[32];
	struct timespec ts;
	clock_gettime(CLOCK_REALTIME, &ts);
	if (ts.tv_sec != shown) {
		struct tm tm;
		gmtime_r(&ts.tv_sec, &tm);
		strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%S", &tm);
		shown = ts.tv_sec;
	}
	return snprintf(line, size, "%s.%03ldZ %s[%ld] %s%s%.64s: ", stamp, ts.tv_nsec / 1000000, name,
			(long)getpid(), words[level], request ? " " : "", request ? request : "");
}

void log_write(enum log_level level, const char *fmt, ...)
{
	char line[2048];
	if (level > limit)
		return;
	int n = prefix(line, sizeof(line) - 1, level);
	va_list ap;
	va_start(ap, fmt);
	int m = vsnprintf(line + n, sizeof(line) - 1 - (size_t)n, fmt, ap);
	va_end(ap);
	size_t len = strlen(line);
	if (m < 0)
		return;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < 32 || line[i] == 127)
			line[i] = '?';
	line[len++] = '\n';
	ssize_t done = write(STDERR_FILENO, line, len);
	(void)done; /* a full disk under the log must not stop the service */
}
