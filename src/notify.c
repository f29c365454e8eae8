/* notify.c - what the master tells systemd (sd_notify). Top floor. */
#include "notify.h"

#include "base/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/* Microseconds; a shorter watchdog would bark at a busy machine, and none is set for more than a day. */
enum { LEAST = 100 * 1000 };
#define MOST (INT64_C(86400) * 1000000)

static struct sockaddr_un to;
static socklen_t to_size; /* 0: nobody listens */
static int64_t pause_micros;
static int fd = -1;

/* A path, or with @ a name in the abstract namespace. */
static void take_address(const char *text)
{
	size_t len = text ? strlen(text) : 0;
	if (len < 2 || len >= sizeof(to.sun_path) || (*text != '/' && *text != '@'))
		return;
	to.sun_family = AF_UNIX;
	memcpy(to.sun_path, text, len);
	if (*text == '@')
		to.sun_path[0] = 0;
	to_size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	/* A systemd that does not listen must not keep us from our workers. */
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &(struct timeval){.tv_sec = 1}, sizeof(struct timeval));
}

static void take_watchdog(const char *micros, const char *pid)
{
	int64_t n, whose;
	if (!micros || micros[strspn(micros, "0123456789")] || !text_int(micros, &n) || n < 2 * LEAST ||
	    n > MOST)
		return;
	if (pid && (!text_int(pid, &whose) || whose != getpid()))
		return;
	pause_micros = n / 2;
}

void notify_init(void)
{
	take_address(getenv("NOTIFY_SOCKET"));
	take_watchdog(getenv("WATCHDOG_USEC"), getenv("WATCHDOG_PID"));
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
}

void notify(const char *fmt, ...)
{
	char text[512];
	va_list ap;
	if (fd < 0)
		return;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n > 0 && n < (int)sizeof(text))
		(void)!sendto(fd, text, (size_t)n, MSG_NOSIGNAL, (struct sockaddr *)&to, to_size);
}

int64_t notify_watchdog(void)
{
	return fd < 0 ? 0 : pause_micros;
}
