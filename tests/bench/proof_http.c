/* proof_http.c - HTTP/1.1 over one kept connection, just as much as Carrel's answers need. */
#include "proof.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { REQUEST_MAX = 16384, CONNECT_TRIES = 1500, ANSWER_SECONDS = 90 };

void http_open(struct http *h)
{
	*h = (struct http){.fd = -1, .patient = true, .answer = malloc(ANSWER_MAX + 1)};
	if (!h->answer)
		abort();
	h->body = h->answer;
	*h->answer = '\0';
}

static void hang_up(struct http *h)
{
	if (h->fd >= 0)
		close(h->fd);
	h->fd = -1;
}

void http_close(struct http *h)
{
	hang_up(h);
	free(h->answer);
	h->answer = NULL;
}

static int dial(void)
{
	static const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *list = NULL;
	if (getaddrinfo(plan.host, plan.port, &hints, &list))
		return -1;
	int fd = socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
	struct timeval patience = {.tv_sec = ANSWER_SECONDS};
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (connect(fd, list->ai_addr, list->ai_addrlen)) {
		close(fd);
		fd = -1;
	}
	freeaddrinfo(list);
	return fd;
}

/* The web server is not among what is killed; it may still be slow to take us. */
static bool reach(struct http *h)
{
	for (int i = 0; h->fd < 0 && i < (h->patient ? CONNECT_TRIES : 1); i++) {
		h->fd = dial();
		if (h->fd < 0)
			pause_ms(20);
	}
	return h->fd >= 0;
}

/* A kept connection that the server closed meanwhile shows it before we send. */
static bool stale(int fd)
{
	char byte;
	return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

static bool send_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = send(fd, data, len, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

/* The value of a header into text, "" when it is not there. head ends with a NUL. */
static void header(const char *head, const char *name, char *text, size_t size)
{
	*text = '\0';
	for (const char *p = strstr(head, "\r\n"); p; p = strstr(p, "\r\n")) {
		p += 2;
		size_t len = strlen(name);
		if (strncasecmp(p, name, len) || p[len] != ':')
			continue;
		p += len + 1 + strspn(p + len + 1, " ");
		snprintf(text, size, "%.*s", (int)strcspn(p, "\r\n"), p);
		return;
	}
}

/* Reads one answer whole; false: it was cut short, or is none. */
static bool hear(struct http *h)
{
	size_t len = 0, want = ANSWER_MAX;
	char *end = NULL, text[32];
	while (len < want) {
		ssize_t n = recv(h->fd, h->answer + len, want - len, 0);
		if (n <= 0)
			return false;
		len += (size_t)n;
		h->answer[len] = '\0';
		if (end || !(end = strstr(h->answer, "\r\n\r\n")))
			continue;
		*end = '\0';
		h->body = end + 4;
		if (sscanf(h->answer, "HTTP/1.1 %3d", &h->status) != 1)
			return false;
		header(h->answer, "Content-Length", text, sizeof(text));
		if (!*text && h->status != 204 && h->status != 304)
			return false;
		want = (size_t)(h->body - h->answer) + strtoul(text, NULL, 10);
		if (want > ANSWER_MAX)
			return false;
	}
	header(h->answer, "Location", h->location, sizeof(h->location));
	header(h->answer, "ETag", h->etag, sizeof(h->etag));
	header(h->answer, "Connection", text, sizeof(text));
	if (!strcasecmp(text, "close"))
		hang_up(h);
	return true;
}

enum said http_trouble(struct http *h)
{
	/* problem_title() of what ends a transaction for good before its COMMIT */
	bool surely = h->status == 503 && (strstr(h->body, "The database does not answer, try again") ||
					   strstr(h->body, "Too busy, try again"));
	pause_ms(30);
	return surely ? TROUBLE : UNKNOWN;
}

int http_ask(struct http *h, const char *method, const char *target, const char *headers, const char *json)
{
	char request[REQUEST_MAX];
	int len = snprintf(request, sizeof(request),
			   "%s %s HTTP/1.1\r\nHost: %s\r\n%s%sContent-Length: %zu\r\n\r\n%s", method, target,
			   plan.host, headers, json ? "Content-Type: application/json\r\n" : "",
			   json ? strlen(json) : 0, json ? json : "");
	if (len >= (int)sizeof(request))
		abort();
	if (h->fd >= 0 && stale(h->fd))
		hang_up(h);
	h->status = LOST;
	h->body = h->answer;
	*h->answer = *h->location = *h->etag = '\0';
	if (!reach(h))
		return LOST;
	if (!send_all(h->fd, request, (size_t)len) || !hear(h)) {
		hang_up(h);
		h->status = LOST;
	}
	return h->status;
}
