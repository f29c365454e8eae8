/* log.h - lines to standard error, or fields to systemd's journal: time, pid, level and the request at hand. Floor: base. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdint.h>

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };
/* A line of text; an object of JSON a line; the journal's own protocol, and where nobody takes it, text. */
enum log_format { LOG_TEXT, LOG_JSON, LOG_JOURNAL };

/* Where the journal listens. */
#define LOG_SOCKET "/run/systemd/journal/socket"

void log_init(const char *program, enum log_level level);
/* In which form from now on, for which pool of workers; the texts must stay valid. socket: LOG_SOCKET. */
void log_shape(enum log_format format, const char *pool, const char *socket);
/* The request id that lines of this process carry until set to NULL; the text must stay valid. */
void log_request(const char *id);
/*
 * Line breaks, control characters and what is no UTF-8 in what is logged come out as '?': a client cannot forge a line.
 */
void log_write(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The one line (info) of a request that was answered; its parts are fields where the form has some. */
struct log_served {
	const char *method, *route; /* route: the pattern */
	int status;
	int64_t micros, db_micros;
	unsigned statements;
};
void log_served(const struct log_served *served);

#define log_error(...) log_write(LOG_ERROR, __VA_ARGS__)
#define log_warn(...)  log_write(LOG_WARN, __VA_ARGS__)
#define log_info(...)  log_write(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_write(LOG_DEBUG, __VA_ARGS__)

#endif
