/* omdb_server.c - a tiny HTTP server in a process of its own that answers each request with given bytes. */
#include "omdb_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int listening(int *port_r)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) || listen(fd, 64) ||
	    getsockname(fd, (struct sockaddr *)&at, &size))
		abort();
	*port_r = ntohs(at.sin_port);
	return fd;
}

int omdb_server_nobody(void)
{
	int port;
	close(listening(&port));
	return port;
}

/* Reads a request's head; false at the end of the connection. */
static int read_head(int fd, struct omdb_seen *seen)
{
	size_t n = 0;
	char head[sizeof(seen->last)] = "";
	while (n < sizeof(head) - 1 && !strstr(head, "\r\n\r\n")) {
		ssize_t got = read(fd, head + n, sizeof(head) - 1 - n);
		if (got <= 0)
			return 0;
		n += (size_t)got;
		head[n] = 0;
	}
	snprintf(seen->last, sizeof(seen->last), "%s", head);
	seen->requests++;
	return 1;
}

static void serve(int fd, const struct omdb_turn *turn, struct omdb_seen *seen)
{
	static char blanks[65536];
	memset(blanks, ' ', sizeof(blanks));
	/* With a length in the answer the connection is kept, as long as the turn is the same. */
	while (read_head(fd, seen)) {
		usleep((useconds_t)turn->wait_ms * 1000);
		if (send(fd, turn->bytes, strlen(turn->bytes), MSG_NOSIGNAL) < 0)
			break;
		for (size_t sent = 0; sent < turn->flood; sent += sizeof(blanks))
			if (send(fd, blanks, sizeof(blanks), MSG_NOSIGNAL) < 0)
				break;
		if (!strstr(turn->bytes, "keep-alive"))
			break;
	}
	close(fd);
}

static void run(int fd, const struct omdb_turn *turns, struct omdb_seen *seen)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (const struct omdb_turn *turn = turns;; turn += turn[1].bytes != NULL) {
		int connection = accept(fd, NULL, NULL);
		if (connection < 0)
			_exit(1);
		seen->connections++;
		serve(connection, turn, seen);
	}
}

void omdb_server_start(struct omdb_server *s, const struct omdb_turn *turns)
{
	int port, fd = listening(&port);
	s->seen = mmap(NULL, sizeof(*s->seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (s->seen == MAP_FAILED)
		abort();
	snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%d/", port);
	s->pid = fork();
	if (s->pid < 0)
		abort();
	if (!s->pid)
		run(fd, turns, s->seen);
	close(fd);
}

void omdb_server_stop(struct omdb_server *s)
{
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	munmap(s->seen, sizeof(*s->seen));
}
