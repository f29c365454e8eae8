/*
 * log.c - one write(2) per line, so that lines of several workers never mix. The journal's protocol is a datagram of
 * FIELD=value lines: our own ten lines of it, as libsystemd costs each worker memory. Floor: base.
 */
#include "base/log.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static const char *name = "carrel", *pool = "";
static enum log_level limit = LOG_INFO;
static enum log_format format;
static const char *request;
static struct sockaddr_un journal;
static int journal_fd = -1;

static const char *const words[] = {"error", "warn", "info", "debug"};

/* A line as it grows; what does not fit is left out. */
struct line {
	char text[4800]; /* a message of which each character is escaped has room */
	size_t len;
};

void log_init(const char *program, enum log_level level)
{
	name = program;
	limit = level;
}

void log_shape(enum log_format fmt, const char *of_pool, const char *socket_path)
{
	format = fmt;
	pool = of_pool;
	journal = (struct sockaddr_un){.sun_family = AF_UNIX};
	snprintf(journal.sun_path, sizeof(journal.sun_path), "%s", socket_path);
}

void log_request(const char *id)
{
	request = id;
}

/* ---- text ---- */

static void begin(struct line *l)
{
	l->len = 0;
	l->text[0] = 0;
}

static void add(struct line *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Always leaves room for the end of the line. */
static void add(struct line *l, const char *fmt, ...)
{
	va_list ap;
	size_t room = sizeof(l->text) - 4 - l->len;
	va_start(ap, fmt);
	int n = vsnprintf(l->text + l->len, room, fmt, ap);
	va_end(ap);
	if (n > 0)
		l->len += (size_t)n < room ? (size_t)n : room - 1;
}

static void add_bytes(struct line *l, const char *text, size_t len)
{
	size_t room = sizeof(l->text) - 5 - l->len;
	len = len < room ? len : room;
	memcpy(l->text + l->len, text, len);
	l->len += len;
	l->text[l->len] = 0;
}

static void add_text(struct line *l, const char *text)
{
	add_bytes(l, text, strlen(text));
}

static void add_int(struct line *l, int64_t n)
{
	char text[TEXT_NUMBER];
	text_put_int(text, n);
	add_text(l, text);
}

static void add_millis(struct line *l, int64_t micros)
{
	char text[TEXT_NUMBER];
	text_put_millis(text, micros);
	add_text(l, text);
}

/* Bytes of the character at s that may be shown; 0: none. */
static size_t shown(const char *s)
{
	const unsigned char *c = (const unsigned char *)s;
	if (*c < 128)
		return *c >= 32 && *c != 127;
	if (c[0] == 0xc2 && c[1] < 0xa0)
		return 0; /* controls of the upper half: terminals follow them too */
	for (size_t n = 2; n <= 4 && s[n - 1]; n++)
		if (text_valid(s, n))
			return n;
	return 0;
}

static void clean(char *s)
{
	while (*s) {
		size_t n = shown(s);
		if (!n)
			*s = '?';
		s += n ? n : 1;
	}
}

/* Now, as RFC 3339 in milliseconds. */
static void add_time(struct line *l)
{
	static time_t known;
	static char stamp[32];
	struct timespec ts;
	clock_gettime(CLOCK_REALTIME, &ts);
	if (ts.tv_sec != known) {
		struct tm tm;
		gmtime_r(&ts.tv_sec, &tm);
		strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%S", &tm);
		known = ts.tv_sec;
	}
	char fraction[TEXT_NUMBER];
	text_put_millis(fraction, 1000 + ts.tv_nsec / 1000000); /* "1.MMM" */
	add_text(l, stamp);
	add_text(l, fraction + 1);
	add_text(l, "Z");
}

static void write_text(enum log_level level, const char *message)
{
	struct line l;
	begin(&l);
	add_time(&l);
	add_text(&l, " ");
	add_text(&l, name);
	add_text(&l, "[");
	add_int(&l, getpid());
	add_text(&l, "] ");
	add_text(&l, words[level]);
	if (request) {
		add_text(&l, " ");
		add_bytes(&l, request, strnlen(request, 64));
	}
	add_text(&l, ": ");
	add_text(&l, message);
	clean(l.text);
	l.text[l.len++] = '\n';
	ssize_t done = write(STDERR_FILENO, l.text, l.len);
	(void)done; /* a full disk under the log must not stop the service */
}

/* ---- JSON ---- */

static void add_string(struct line *l, const char *key, const char *value)
{
	add(l, ",\"%s\":\"", key);
	for (size_t n; *value; value += n) {
		n = strcspn(value, "\"\\");
		add(l, n ? "%.*s" : "\\%.*s", (int)(n ? n : 1), value);
		n = n ? n : 1;
	}
	add(l, "\"");
}

static void write_json(enum log_level level, const char *message, const char *id, const struct log_served *s)
{
	struct line l;
	begin(&l);
	add(&l, "{\"time\":\"");
	add_time(&l);
	add(&l, "\",\"level\":\"%s\",\"program\":\"%s\",\"pool\":\"%s\",\"pid\":%ld", words[level], name,
	    pool, (long)getpid());
	if (*id)
		add_string(&l, "request_id", id);
	if (s) {
		add_string(&l, "method", s->method);
		add_string(&l, "route", s->route);
		add(&l, ",\"status\":%d,\"micros\":%lld,\"db_micros\":%lld,\"statements\":%u", s->status,
		    (long long)s->micros, (long long)s->db_micros, s->statements);
	}
	add_string(&l, "message", message);
	add(&l, "}");
	l.text[l.len++] = '\n';
	ssize_t done = write(STDERR_FILENO, l.text, l.len);
	(void)done;
}

/* ---- the journal ---- */

static bool send_journal(const struct line *l)
{
	struct timeval second = {.tv_sec = 1};
	if (journal_fd < 0) {
		journal_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		/* A journal that hangs must not hang us. */
		setsockopt(journal_fd, SOL_SOCKET, SO_SNDTIMEO, &second, sizeof(second));
	}
	return journal_fd >= 0 && sendto(journal_fd, l->text, l->len, MSG_NOSIGNAL,
					 (struct sockaddr *)&journal, sizeof(journal)) == (ssize_t)l->len;
}

static bool write_journal(enum log_level level, const char *message, const char *id,
			  const struct log_served *s)
{
	static const int priorities[] = {[LOG_ERROR] = 3, [LOG_WARN] = 4, [LOG_INFO] = 6, [LOG_DEBUG] = 7};
	struct line l;
	begin(&l);
	add(&l, "PRIORITY=%d\nSYSLOG_IDENTIFIER=%s\nCARREL_POOL=%s\nMESSAGE=%s\n", priorities[level], name,
	    pool, message);
	if (*id)
		add(&l, "CARREL_REQUEST_ID=%s\n", id);
	if (s)
		add(&l,
		    "CARREL_METHOD=%s\nCARREL_ROUTE=%s\nCARREL_STATUS=%d\nCARREL_MICROS=%lld\n"
		    "CARREL_DB_MICROS=%lld\nCARREL_STATEMENTS=%u\n",
		    s->method, s->route, s->status, (long long)s->micros, (long long)s->db_micros,
		    s->statements);
	return send_journal(&l);
}

/* ---- all of them ---- */

/* Where a form has fields they hold only what was cleaned. */
static void write_fields(enum log_level level, char *message, const struct log_served *s)
{
	char id[65] = "", method[17] = "";
	struct log_served served = {.method = method};
	snprintf(id, sizeof(id), "%s", request ? request : "");
	clean(id);
	clean(message);
	if (s) {
		served = *s;
		snprintf(method, sizeof(method), "%s", s->method);
		clean(method);
		served.method = method;
	}
	if (format == LOG_JSON)
		write_json(level, message, id, s ? &served : NULL);
	else if (!write_journal(level, message, id, s ? &served : NULL))
		write_text(level, message);
}

static void write_all(enum log_level level, char *message, const struct log_served *s)
{
	if (format == LOG_TEXT)
		write_text(level, message);
	else
		write_fields(level, message, s);
}

void log_write(enum log_level level, const char *fmt, ...)
{
	char message[1800];
	va_list ap;
	if (level > limit)
		return;
	va_start(ap, fmt);
	int n = vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	if (n >= 0)
		write_all(level, message, NULL);
}

void log_served(const struct log_served *s)
{
	struct line message;
	if (LOG_INFO > limit)
		return;
	begin(&message);
	add_bytes(&message, s->method, strnlen(s->method, 32));
	add_text(&message, " ");
	add_text(&message, s->route);
	add_text(&message, " ");
	add_int(&message, s->status);
	add_text(&message, " ");
	add_millis(&message, s->micros);
	add_text(&message, " ms db ");
	add_millis(&message, s->db_micros);
	add_text(&message, " ms statements ");
	add_int(&message, s->statements);
	write_all(LOG_INFO, message.text, s);
}
