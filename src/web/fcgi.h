/* fcgi.h - FastCGI: the only file pair that knows libfcgi. Floor: web. */
#ifndef WEB_FCGI_H
#define WEB_FCGI_H

#include "web/reply.h"
#include "web/request.h"

#include <signal.h>

/*
 * What a worker is asked to do by signals; the handlers only set these. The signals are blocked but while the worker
 * waits (with the mask wait), so none falls into the middle of a body.
 */
struct fcgi_signals {
	volatile sig_atomic_t stop; /* TERM: serve what is there, then leave */
	volatile sig_atomic_t now;  /* a second TERM: leave after this request */
	sigset_t wait;
};

/*
 * Serves on fd 0 until told to stop: one epoll over the listening socket and all connections that the web server
 * keeps open, one FCGX_Request each, one request at a time (a plain accept loop starves kept connections for ever).
 * alone: takes one connection at a time, serves one request on it and closes it; for requests that wait for others.
 * serve answers a request into the reply; it must not fail. Gives 0 after a drain, otherwise an exit code.
 */
int fcgi_serve(const struct conf *conf, bool alone, const struct fcgi_signals *signals,
	       void (*serve)(struct request *rq, struct reply *rp, void *context), void *context);

#endif
