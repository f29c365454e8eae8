/* fcgi.c - FastCGI by libfcgi behind one epoll. Floor: web. */
#include "web/fcgi.h"

#include "base/date.h"
#include "base/log.h"
#include "base/text.h"
#include "base/uuid.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { LISTEN = 0, EVENTS = 64, READ_SECONDS = 30 };
/* Of an epoll or of a poll: the other end has closed, or will send no more. */
enum { GONE = EPOLLHUP | EPOLLERR | EPOLLRDHUP };
/* Microseconds between two looks at the signals of a worker that is always busy. */
enum { SIGNALS_EACH = 5 * 1000 };
/* Microseconds before the master ends by force what still drains. */
enum { FORCED = 500 * 1000 };

/* One connection of the web server. */
struct connection {
	FCGX_Request fcgi;
	int fd;
	struct connection *prev, *next;
};

struct server {
	const struct conf *conf;
	const struct fcgi_signals *signals;
	void (*serve)(struct request *rq, struct reply *rp, void *context);
	void *context;
	struct arena arena;
	struct connection *connections;
	int epoll;
	int64_t signals_taken; /* date_clock() */
	bool alone;	       /* one connection, and one request on it, at a time */
};

/* What a request's parameters say; NULL: nothing. */
struct params {
	const char *uri, *method, *https, *length, *arrived, *cookie;
};

#define NAME(text) text, sizeof(text) - 1
/*
 * One look at each parameter, for FCGX_GetParam looks through all of them for every name. The first of two that have one
 * name counts, as it does there.
 */
static void read_params(char **envp, struct params *p, struct request *rq)
{
	const struct {
		const char *name;
		size_t len;
		const char **to;
	} known[] = {
	    {NAME("REQUEST_URI"), &p->uri},
	    {NAME("REQUEST_METHOD"), &p->method},
	    {NAME("HTTPS"), &p->https},
	    {NAME("CONTENT_LENGTH"), &p->length},
	    {NAME("HTTP_X_CARREL_ARRIVED"), &p->arrived},
	    {NAME("HTTP_COOKIE"), &p->cookie},
	    {NAME("CONTENT_TYPE"), &rq->content_type},
	    {NAME("REMOTE_ADDR"), &rq->remote},
	    {NAME("HTTP_IF_MATCH"), &rq->if_match},
	    {NAME("HTTP_IF_NONE_MATCH"), &rq->if_none_match},
	    {NAME("HTTP_IDEMPOTENCY_KEY"), &rq->idempotency_key},
	    {NAME("HTTP_ACCEPT"), &rq->accept},
	    {NAME("HTTP_ORIGIN"), &rq->origin},
	    {NAME("HTTP_HOST"), &rq->host},
	    {NAME("HTTP_AUTHORIZATION"), &rq->authorization},
	    {NAME("HTTP_X_CSRF_TOKEN"), &rq->csrf_token},
	    {NAME("HTTP_X_REQUEST_ID"), &rq->id},
	};
	for (; *envp; envp++) {
		const char *equals = strchr(*envp, '=');
		size_t len = equals ? (size_t)(equals - *envp) : 0;
		for (size_t i = 0; len && i < sizeof(known) / sizeof(known[0]); i++)
			if (known[i].len == len && !memcmp(known[i].name, *envp, len) && !*known[i].to)
				*known[i].to = equals + 1;
	}
}

/* A request id may come from the web server (or through it); anything odd is replaced. */
static bool good_id(const char *id)
{
	size_t n = id ? strspn(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-") : 0;
	return n && n <= 64 && !id[n];
}

static void drain(FCGX_Request *f)
{
	char rest[16384];
	while (FCGX_GetStr(rest, sizeof(rest), f->in) > 0)
		;
}

/*
 * Reads the body whole, and the record that ends it: one that is left behind would be taken for the connection's next
 * request, for which the worker would wait. What came is compared with CONTENT_LENGTH (text) whatever libfcgi says.
 */
static void read_body(struct server *s, FCGX_Request *f, struct request *rq, const char *text)
{
	rq->body = "";
	rq->content_length = -1;
	if (text && *text) {
		char *end;
		rq->content_length = strtoll(text, &end, 10);
		if (rq->content_length < 0 || *end) {
			rq->body_short = true; /* a length that is none: nothing can be trusted */
			drain(f);
			return;
		}
	}
	if (rq->content_length > s->conf->body_max) {
		rq->body_too_large = true;
		drain(f);
		return;
	}
	if (rq->content_length <= 0) {
		drain(f);
		return;
	}
	char *body = arena_alloc(rq->arena, (size_t)rq->content_length + 1);
	size_t got = 0, want = (size_t)rq->content_length;
	while (got < want) {
		int n = FCGX_GetStr(body + got, (int)(want - got), f->in);
		if (n <= 0)
			break;
		got += (size_t)n;
	}
	body[got] = 0;
	rq->body = body;
	rq->body_len = got;
	rq->body_short = got != want || FCGX_GetError(f->in);
	drain(f);
}

static void fill(struct server *s, FCGX_Request *f, struct request *rq)
{
	struct params p = {.uri = NULL};
	read_params(f->envp, &p, rq);
	rq->arena = &s->arena;
	rq->conf = s->conf;
	rq->now = date_now();
	rq->started = date_clock();
	rq->method_text = p.method ? p.method : "";
	rq->head = !strcmp(rq->method_text, "HEAD");
	rq->method = request_method(rq->head ? "GET" : rq->method_text);
	rq->arrived = request_arrival(p.arrived);
	rq->session = request_cookie(&s->arena, p.cookie, SESSION_COOKIE);
	rq->https = p.https && *p.https && strcasecmp(p.https, "off");
	if (!good_id(rq->id)) {
		char *id = arena_alloc(&s->arena, UUID_TEXT);
		uuid_random(id);
		rq->id = id;
	}
	request_target(rq, p.uri ? p.uri : "");
	read_body(s, f, rq, p.length);
}

/* What an answer is sent with while it is built. */
struct sending {
	FCGX_Request *fcgi;
	struct request *rq;
};

static void add_header(struct buf *head, const char *name, const char *value)
{
	buf_puts(head, name);
	buf_add(head, ": ", 2);
	buf_puts(head, value);
	buf_add(head, "\r\n", 2);
}

static void send_head(FCGX_Request *f, struct request *rq, struct reply *rp)
{
	struct buf head;
	buf_init(&head, rq->arena, 512);
	buf_puts(&head, "Status: ");
	buf_int(&head, rp->status);
	buf_putc(&head, ' ');
	buf_puts(&head, reply_reason(rp->status));
	buf_add(&head, "\r\n", 2);
	if (rp->type)
		add_header(&head, "Content-Type", rp->type);
	if (rp->type && rp->status != 304 && !rp->begun) {
		char length[TEXT_NUMBER];
		text_put_int(length, (int64_t)rp->body.len);
		add_header(&head, "Content-Length", length);
	}
	for (int i = 0; i < rp->header_count; i++)
		add_header(&head, rp->headers[i].name, rp->headers[i].value);
	buf_add(&head, "\r\n", 2);
	FCGX_PutStr(head.data, (int)head.len, f->out);
}

static void send_body(FCGX_Request *f, struct request *rq, struct reply *rp)
{
	if (rp->body.len && !rq->head && rp->type && rp->status != 304)
		FCGX_PutStr(rp->body.data, (int)rp->body.len, f->out);
}

/* A part of a long answer; how long it will be nobody knows, so there is no Content-Length. */
static bool flush_reply(struct reply *rp)
{
	struct sending *to = rp->flush_context;
	if (!rp->begun) {
		rp->begun = true;
		send_head(to->fcgi, to->rq, rp);
	}
	send_body(to->fcgi, to->rq, rp);
	rp->body.len = 0;
	return !FCGX_GetError(to->fcgi->out);
}

static void send_reply(FCGX_Request *f, struct request *rq, struct reply *rp)
{
	if (!rp->begun)
		send_head(f, rq, rp);
	send_body(f, rq, rp);
}

static void close_connection(struct server *s, struct connection *c)
{
	/* ipcFd is -1 when libfcgi closed it itself, which also took it out of the epoll. */
	if (c->fcgi.ipcFd >= 0)
		close(c->fcgi.ipcFd);
	c->fcgi.ipcFd = -1;
	FCGX_Free(&c->fcgi, 0);
	*(c->prev ? &c->prev->next : &s->connections) = c->next;
	if (c->next)
		c->next->prev = c->prev;
	free(c);
}

/* Nothing left to read of a connection whose other end has gone. */
static bool is_empty(int fd)
{
	char c;
	ssize_t n = recv(fd, &c, 1, MSG_PEEK | MSG_DONTWAIT);
	return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

/* One request on a connection that is readable; closed afterwards, unless the web server keeps it. now: what it is. */
static void serve_one(struct server *s, struct connection *c, uint32_t now)
{
	/* FCGX_Accept_r would go on to accept() when the other end has closed. */
	if (((now & GONE) && is_empty(c->fd)) || FCGX_Accept_r(&c->fcgi) < 0) {
		close_connection(s, c);
		return;
	}
	struct request rq;
	struct reply rp;
	memset(&rq, 0, sizeof(rq));
	fill(s, &c->fcgi, &rq);
	reply_init(&rp, &s->arena);
	rp.flush = flush_reply;
	rp.flush_context = &(struct sending){&c->fcgi, &rq};
	s->serve(&rq, &rp, s->context);
	if (!rp.broken) {
		send_reply(&c->fcgi, &rq, &rp);
		FCGX_Finish_r(&c->fcgi);
	}
	request_clear(&rq);
	arena_reset(&s->arena);
	/* A connection cut without an end tells the web server that the answer is not whole. */
	if (c->fcgi.ipcFd < 0 || rp.broken || s->alone)
		close_connection(s, c);
}

/* NULL: a sibling was quicker, or the peer left. */
static struct connection *accept_one(struct server *s)
{
	int fd = accept4(LISTEN, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0)
		return NULL;
	struct connection *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	/* A web server that stops in the middle of a request must not hold the worker for ever. */
	struct timeval limit = {.tv_sec = READ_SECONDS};
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	c->fd = fd;
	FCGX_InitRequest(&c->fcgi, LISTEN, FCGI_FAIL_ACCEPT_ON_INTR);
	c->fcgi.ipcFd = fd;
	c->fcgi.keepConnection =
	    1; /* without it the first FCGX_Accept_r closes our fd (measured: random 502s) */
	struct epoll_event ev = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = c};
	c->next = s->connections;
	if (c->next)
		c->next->prev = c;
	s->connections = c;
	if (s->alone || !epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &ev))
		return c;
	log_error("epoll: %s", strerror(errno));
	close_connection(s, c);
	return NULL;
}

/* What is so with it now, as epoll would tell it. */
static uint32_t polled(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN | POLLRDHUP};
	return poll(&p, 1, 0) > 0 ? (uint32_t)p.revents : 0;
}

/*
 * Accepted and served at once. One at a time, so that a request never waits behind another in a worker while a sibling is
 * free: they all wait in the socket's own queue, and whoever of the pool is free takes the oldest; those who left are not
 * served. Otherwise because it has waited for a turn already; one that is not there yet comes by the epoll.
 */
static void serve_next(struct server *s)
{
	struct connection *c = accept_one(s);
	uint32_t now = c ? polled(c->fd) : 0;
	if (c && s->alone && (now & (EPOLLHUP | EPOLLERR)))
		close_connection(s, c);
	else if (c && (s->alone || now))
		serve_one(s, c, now);
}

static int start(struct server *s)
{
	int flags = fcntl(LISTEN, F_GETFL);
	int listening = 0;
	socklen_t size = sizeof(listening);
	if (getsockopt(LISTEN, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) || !listening) {
		log_error("standard input is no listening socket: start me with spawn-fcgi or systemd");
		return 78;
	}
	fcntl(LISTEN, F_SETFL, flags | O_NONBLOCK);
	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	/* Exclusive: a new connection wakes one worker, not all. */
	struct epoll_event ev = {.events = EPOLLIN | EPOLLEXCLUSIVE, .data.ptr = NULL};
	if (s->epoll < 0 || epoll_ctl(s->epoll, EPOLL_CTL_ADD, LISTEN, &ev)) {
		log_error("epoll: %s", strerror(errno));
		return 1;
	}
	return 0;
}

/*
 * epoll_pwait looks at signals only when it has to wait, and a worker that is always busy never has. One that comes when
 * they are not looked at ends the next wait.
 */
static void take_signals(struct server *s)
{
	int64_t now = date_clock();
	if (now - s->signals_taken < SIGNALS_EACH)
		return;
	s->signals_taken = now;
	sigset_t blocked;
	sigprocmask(SIG_SETMASK, &s->signals->wait, &blocked);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
}

/* Serves what is readable. Gives how many events there were. */
static int turn(struct server *s, int wait_ms)
{
	struct epoll_event events[EVENTS];
	int n = epoll_pwait(s->epoll, events, EVENTS, wait_ms, &s->signals->wait);
	for (int i = 0; i < n && !s->signals->now; i++) {
		if (events[i].data.ptr)
			serve_one(s, events[i].data.ptr, events[i].events);
		else if (!s->signals->stop)
			serve_next(s);
	}
	return n;
}

int fcgi_serve(const struct conf *conf, bool alone, const struct fcgi_signals *signals,
	       void (*serve)(struct request *rq, struct reply *rp, void *context), void *context)
{
	struct server s = {.conf = conf,
			   .signals = signals,
			   .serve = serve,
			   .context = context,
			   .epoll = -1,
			   .alone = alone};
	FCGX_Init();
	int rc = start(&s);
	if (rc)
		return rc;
	arena_init(&s.arena);
	for (take_signals(&s); !signals->stop; take_signals(&s))
		turn(&s, -1);
	/* Who has connected already is served; nobody else may be left to do it. */
	while (!s.alone && accept_one(&s))
		;
	/* Out of the epoll first: while a sibling holds the socket a closed one would go on reporting. */
	epoll_ctl(s.epoll, EPOLL_CTL_DEL, LISTEN, NULL);
	close(LISTEN);
	/*
	 * Kept connections are served until the web server closes them: closing one ourselves could meet a request on
	 * its way, and a POST that was sent is not sent again. The site file has it close each within seconds.
	 */
	int64_t until = date_clock() + conf->drain_seconds * 1000000 - FORCED;
	for (; !signals->now && s.connections && date_clock() < until; take_signals(&s))
		turn(&s, 50);
	while (s.connections)
		close_connection(&s, s.connections);
	close(s.epoll);
	arena_clear(&s.arena);
	return 0;
}
