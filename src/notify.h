/* notify.h - what the master tells systemd (sd_notify). Top floor. */
#ifndef NOTIFY_H
#define NOTIFY_H

#include <stdint.h>

/*
 * Takes NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID out of the environment, so that no child speaks for us; what is
 * none is as if it were not there. Our own few lines, as libsystemd costs each worker memory.
 */
void notify_init(void);
/* Lines of NAME=value, as sd_notify(3) has them; nothing without a socket. */
void notify(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Microseconds between two signs of life, half of what systemd waits; 0: it waits for none. */
int64_t notify_watchdog(void);

#endif
