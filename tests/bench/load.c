/*
 * load.c - asks an HTTP server over kept connections and counts what comes: per connection too, for one that hangs is
 * never counted by who counts answers only. One thread, one epoll.
 *
 * The file has a line for each request: METHOD, TARGET, the statuses that are right (200,409), a header or nothing, and
 * a body or nothing, parted by tabs. Each connection walks through a part of the lines of its own, again and again.
 */
#include "histogram.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum {
	CONNECTIONS_MAX = 4096,
	STATUS_END = 600,
	KEPT = 65536,
	NUMBER = 24,
	PARTS = 5,
	PATIENCE_NS = 1000000000
};

/* One line, as it is sent. before and after stand around the number that the answer before it had, if it wants one. */
struct line {
	char *text, *after;
	size_t text_len, after_len;
	bool right[STATUS_END];
};

struct connection {
	int fd;
	bool waiting;		   /* for an answer */
	int64_t asked, first_byte; /* asked: sent, or due */
	uint64_t answers;
	size_t first, lines, at; /* its lines, and where it is in them */
	char number[NUMBER];	 /* of the answer before */
	char *answer;
	size_t len, room, head, body; /* head: 0 until it is whole; body: its length, when that was told */
	bool chunked, closing;
	int status;
};

static struct plan {
	int connections, group;
	double seconds, rate;	   /* rate 0: as fast as answers come */
	uint64_t requests;	   /* 0: as many as there is time for */
	const char *mark, *wanted; /* what stands before a number to keep; what to count answers with */
	struct sockaddr_in to;
	bool told;
} plan = {.connections = 16, .group = 1, .seconds = 10};

static struct line *lines;
static size_t line_count;
static struct connection *all;
static int epoll;
static int64_t began, ended;
static struct histogram waits, first_bytes;
static struct {
	uint64_t sent, answers, wrong, lost, again, with, bytes, status[STATUS_END];
} seen;

static int64_t clock_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void die(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void *room(void *p, size_t size)
{
	p = realloc(p, size);
	if (!p)
		die("memory");
	return p;
}

/* ---- the requests ---- */

static void read_line(struct line *l, char *text)
{
	char *part[PARTS] = {"", "", "", "", ""}, *rest = text, *whole;
	for (int i = 0; i < PARTS && rest; i++)
		part[i] = strsep(&rest, "\t");
	*l = (struct line){.text_len = 0};
	for (char *s; (s = strsep(&part[2], ","));) {
		long status = strtol(s, NULL, 10);
		if (status > 0 && status < STATUS_END)
			l->right[status] = true;
	}
	char length[128] = "";
	if (*part[4])
		snprintf(length, sizeof(length), "Content-Type: application/json\r\nContent-Length: %zu\r\n",
			 strlen(part[4]));
	int n = asprintf(&whole, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s%s%s\r\n%s", part[0], part[1],
			 part[3], *part[3] ? "\r\n" : "", length, part[4]);
	if (n < 0)
		die("memory");
	char *hole = strstr(whole, "@@");
	l->text = whole;
	l->text_len = hole ? (size_t)(hole - whole) : (size_t)n;
	l->after = hole ? hole + 2 : whole + n;
	l->after_len = (size_t)(whole + n - l->after);
}

static void read_lines(const char *name)
{
	FILE *f = fopen(name, "re");
	char *text = NULL;
	size_t size = 0, have = 0;
	ssize_t n;
	if (!f)
		die(name);
	while ((n = getline(&text, &size, f)) > 0) {
		if (text[n - 1] == '\n')
			text[n - 1] = '\0';
		if (line_count == have)
			lines = room(lines, (have = have ? 2 * have : 1024) * sizeof(*lines));
		read_line(&lines[line_count++], text);
	}
	if (ferror(f) || !line_count) {
		fprintf(stderr, "load: %s: no lines\n", name);
		exit(EX_DATAERR);
	}
	free(text);
	fclose(f);
}

/* ---- connections ---- */

static void dial(struct connection *c)
{
	int one = 1;
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&plan.to, sizeof(plan.to)))
		die("connect");
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &e))
		die("epoll_ctl");
}

static void dial_again(struct connection *c)
{
	close(c->fd);
	dial(c);
	seen.again++;
}

static void ask(struct connection *c, int64_t asked)
{
	const struct line *l = &lines[c->first + c->at];
	char text[NUMBER + KEPT];
	size_t number = l->after_len ? strlen(c->number) : 0, n = l->text_len + number + l->after_len;
	c->len = c->head = c->body = 0;
	c->chunked = c->closing = false;
	c->first_byte = 0;
	c->waiting = true;
	c->asked = asked;
	seen.sent++;
	const char *what = l->text;
	if (l->after_len) {
		if (n > sizeof(text))
			die("a line is too long");
		memcpy(text, l->text, l->text_len);
		memcpy(text + l->text_len, c->number, number);
		memcpy(text + l->text_len + number, l->after, l->after_len);
		what = text;
	}
	/* Requests are far shorter than a socket's buffer; whatever goes wrong shows when the answer is read. */
	(void)!send(c->fd, what, n, MSG_NOSIGNAL);
}

/* ---- answers ---- */

/* The value of a header within the head, or NULL. */
static const char *header(const struct connection *c, const char *name)
{
	size_t n = strlen(name);
	for (const char *p = c->answer; (p = strstr(p, "\r\n")) && p < c->answer + c->head;) {
		p += 2;
		if (!strncasecmp(p, name, n) && p[n] == ':')
			return p + n + 1 + strspn(p + n + 1, " ");
	}
	return NULL;
}

static void read_head(struct connection *c)
{
	const char *end = strstr(c->answer, "\r\n\r\n"), *value;
	if (!end)
		return;
	c->head = (size_t)(end - c->answer) + 4;
	c->status =
	    c->len > 12 && !strncmp(c->answer, "HTTP/1.1 ", 9) ? (int)strtol(c->answer + 9, NULL, 10) : 0;
	if (c->status < 0 || c->status >= STATUS_END)
		c->status = 0;
	c->chunked = (value = header(c, "Transfer-Encoding")) && !strncasecmp(value, "chunked", 7);
	c->body = (value = header(c, "Content-Length")) ? strtoul(value, NULL, 10) : 0;
	if (c->status == 304 || c->status == 204)
		c->body = 0;
	c->closing = (value = header(c, "Connection")) && !strncasecmp(value, "close", 5);
}

/* Chunks end with an empty one. JSON has no line ends within texts, so what looks like it, is it. */
static bool whole(const struct connection *c)
{
	static const char last[] = "\r\n0\r\n\r\n";
	size_t n = sizeof(last) - 1;
	if (!c->head)
		return false;
	if (!c->chunked)
		return c->len >= c->head + c->body;
	return c->len >= c->head + 5 && !memcmp(c->answer + c->len - n, last, n);
}

static void keep_number(struct connection *c)
{
	const char *p = plan.mark ? strstr(c->answer, plan.mark) : NULL;
	size_t n = p ? strspn(p + strlen(plan.mark), "0123456789") : 0;
	if (n && n < NUMBER) {
		memcpy(c->number, p + strlen(plan.mark), n);
		c->number[n] = '\0';
	}
}

static void count(struct connection *c, int64_t now)
{
	const struct line *l = &lines[c->first + c->at];
	histogram_add(&waits, (now - c->asked) / 1000);
	histogram_add(&first_bytes, (c->first_byte - c->asked) / 1000);
	seen.answers++;
	seen.status[c->status]++;
	seen.wrong += !l->right[c->status];
	seen.with += plan.wanted && strstr(c->answer + c->head, plan.wanted);
	c->answers++;
	keep_number(c);
}

static void next(struct connection *c)
{
	c->waiting = false;
	c->at = (c->at + 1) % c->lines;
}

/* A long answer is not kept: of what has been counted, only the end matters. */
static void forget(struct connection *c)
{
	size_t keep = 16;
	if (!c->chunked || c->len < KEPT || c->len <= c->head + keep)
		return;
	memmove(c->answer + c->head, c->answer + c->len - keep, keep);
	c->len = c->head + keep;
}

/* What has come on a connection; true: it may be asked the next. */
static bool hear(struct connection *c)
{
	if (c->room < c->len + KEPT)
		c->answer = room(c->answer, (c->room = c->len + 2 * KEPT) + 1);
	ssize_t n = recv(c->fd, c->answer + c->len, c->room - c->len, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0 || !c->waiting) {
		bool asked = c->waiting;
		seen.lost += asked;
		dial_again(c);
		next(c);
		return asked;
	}
	int64_t now = clock_ns();
	if (!c->len)
		c->first_byte = now;
	c->len += (size_t)n;
	c->answer[c->len] = '\0';
	seen.bytes += (size_t)n;
	if (!c->head)
		read_head(c);
	if (!whole(c)) {
		forget(c);
		return false;
	}
	count(c, now);
	next(c);
	if (c->closing)
		dial_again(c);
	return true;
}

/* ---- the run ---- */

static bool more(int64_t now)
{
	return plan.requests ? seen.sent < plan.requests : now < ended;
}

/* Whoever is free takes what is due, in order; what is due and finds nobody waits, and its time runs. */
static int64_t send_due(int64_t now)
{
	static int free_from;
	while (more(now)) {
		int64_t due = began + pace_due((int64_t)seen.sent, plan.rate);
		if (due > now)
			return due - now;
		int i = 0;
		while (i < plan.connections && all[(free_from + i) % plan.connections].waiting)
			i++;
		if (i == plan.connections)
			return PATIENCE_NS; /* an answer wakes us */
		ask(&all[(free_from + i) % plan.connections], due);
		free_from = (free_from + i + 1) % plan.connections;
	}
	return PATIENCE_NS;
}

static bool anybody_waits(void)
{
	for (int i = 0; i < plan.connections; i++)
		if (all[i].waiting)
			return true;
	return false;
}

static void tell(int64_t now)
{
	static int64_t last;
	if (!plan.told || now - last < PATIENCE_NS)
		return;
	last = now;
	fprintf(stderr, "%llu\n", (unsigned long long)seen.answers);
}

static void run(void)
{
	struct epoll_event events[256];
	began = clock_ns();
	ended = began + (int64_t)(plan.seconds * 1e9);
	for (int i = 0; !plan.rate && i < plan.connections && more(began); i++)
		ask(&all[i], clock_ns());
	for (int64_t now = began, last_heard = began;;) {
		int64_t pause = plan.rate ? send_due(now) : PATIENCE_NS;
		if (!more(now) && (!anybody_waits() || now - last_heard > 10 * (int64_t)PATIENCE_NS))
			break;
		if (!plan.requests && now < ended && pause > ended - now)
			pause = ended - now;
		struct timespec t = {.tv_sec = pause / 1000000000, .tv_nsec = pause % 1000000000};
		int n = epoll_pwait2(epoll, events, sizeof(events) / sizeof(*events), &t, NULL);
		now = clock_ns();
		for (int i = 0; i < n; i++) {
			struct connection *c = events[i].data.ptr;
			last_heard = now;
			if (hear(c) && !plan.rate && (more(now) || c->at % (size_t)plan.group))
				ask(c, clock_ns());
		}
		tell(now);
	}
	ended = clock_ns();
}

/* ---- what is told ---- */

static double ms(int64_t us)
{
	return (double)us / 1000;
}

static void report(void)
{
	uint64_t least = UINT64_MAX, most = 0, hung = 0;
	for (int i = 0; i < plan.connections; i++) {
		least = all[i].answers < least ? all[i].answers : least;
		most = all[i].answers > most ? all[i].answers : most;
		if (all[i].waiting) {
			hung++;
			histogram_add(&waits, (ended - all[i].asked) / 1000);
		}
	}
	double seconds = (double)(ended - began) / 1e9;
	printf("{\"answers\": %llu, \"seconds\": %.3f, \"rate\": %.1f, \"wrong\": %llu, \"lost\": %llu, "
	       "\"hung\": %llu, \"reconnects\": %llu, \"with\": %llu, \"bytes\": %llu, ",
	       (unsigned long long)seen.answers, seconds, (double)seen.answers / seconds,
	       (unsigned long long)seen.wrong, (unsigned long long)seen.lost, (unsigned long long)hung,
	       (unsigned long long)seen.again, (unsigned long long)seen.with, (unsigned long long)seen.bytes);
	printf("\"p50_ms\": %.3f, \"p99_ms\": %.3f, \"p999_ms\": %.3f, \"longest_ms\": %.3f, "
	       "\"first_p50_ms\": %.3f, \"first_longest_ms\": %.3f, \"least\": %llu, \"most\": %llu, "
	       "\"statuses\": {",
	       ms(histogram_part(&waits, 0.5)), ms(histogram_part(&waits, 0.99)),
	       ms(histogram_part(&waits, 0.999)), ms((int64_t)waits.longest),
	       ms(histogram_part(&first_bytes, 0.5)), ms((int64_t)first_bytes.longest),
	       (unsigned long long)least, (unsigned long long)most);
	const char *comma = "";
	for (int i = 0; i < STATUS_END; i++)
		if (seen.status[i]) {
			printf("%s\"%d\": %llu", comma, i, (unsigned long long)seen.status[i]);
			comma = ", ";
		}
	puts("}}");
}

static void usage(FILE *out)
{
	fputs("usage: load [-c CONNECTIONS] [-d SECONDS | -n REQUESTS] [-r RATE] [-g N] [-k MARK] [-w TEXT] "
	      "[-p] "
	      "PORT FILE\n"
	      "Asks 127.0.0.1:PORT what FILE says (METHOD TARGET STATUSES HEADER BODY, tabs between), prints "
	      "JSON.\n"
	      "  -c N     connections                                         (16)\n"
	      "  -d N     for so many seconds                                 (10)\n"
	      "  -n N     so many requests, however long they take\n"
	      "  -r RATE  requests a second; times run from when each is due  (as fast as answers come)\n"
	      "  -g N     lines that belong together: a connection ends after all of them\n"
	      "  -k MARK  the number behind MARK in an answer stands for @@ in the connection's next lines\n"
	      "  -w TEXT  count answers with TEXT\n"
	      "  -p       tell the count of answers each second, on standard error\n",
	      out);
}

static void read_options(int argc, char **argv)
{
	for (int o; (o = getopt(argc, argv, "c:d:n:r:g:k:w:ph")) != -1;)
		switch (o) {
		case 'c':
			plan.connections = (int)strtol(optarg, NULL, 10);
			break;
		case 'd':
			plan.seconds = strtod(optarg, NULL);
			break;
		case 'n':
			plan.requests = strtoull(optarg, NULL, 10);
			break;
		case 'r':
			plan.rate = strtod(optarg, NULL);
			break;
		case 'g':
			plan.group = (int)strtol(optarg, NULL, 10);
			break;
		case 'k':
			plan.mark = optarg;
			break;
		case 'w':
			plan.wanted = optarg;
			break;
		case 'p':
			plan.told = true;
			break;
		case 'h':
			usage(stdout);
			exit(0);
		default:
			usage(stderr);
			exit(EX_USAGE);
		}
	long port = argc - optind == 2 ? strtol(argv[optind], NULL, 10) : 0;
	if (port < 1 || port > 65535 || plan.connections < 1 || plan.connections > CONNECTIONS_MAX ||
	    plan.rate < 0 || plan.group < 1) {
		usage(stderr);
		exit(EX_USAGE);
	}
	plan.to = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	plan.to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
}

int main(int argc, char **argv)
{
	read_options(argc, argv);
	read_lines(argv[optind + 1]);
	epoll = epoll_create1(EPOLL_CLOEXEC);
	all = calloc((size_t)plan.connections, sizeof(*all));
	if (epoll < 0 || !all)
		die("start");
	size_t n = (size_t)plan.connections, group = (size_t)plan.group,
	       part = line_count / n / group * group;
	for (size_t i = 0; i < n; i++) {
		all[i].first = i * part;
		all[i].lines = part ? part : line_count; /* all of them for each when they are few */
		dial(&all[i]);
	}
	run();
	report();
	return 0;
}
