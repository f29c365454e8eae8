/*
 * nothing.c - a FastCGI worker that does nothing: what nginx and libfcgi cost by themselves. It listens on fd 0 and
 * answers as many bytes as the query says. As libfcgi's manual has it; with -k it keeps the connections of the web
 * server, all in one epoll, as Carrel does.
 */
#include <fcgiapp.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BODY_MAX = 65536, EVENTS = 64 };

static char bytes[BODY_MAX];

static void answer(FCGX_Request *f)
{
	const char *query = FCGX_GetParam("QUERY_STRING", f->envp);
	long n = query ? strtol(query, NULL, 10) : 0;
	if (n < 0 || n > BODY_MAX)
		n = BODY_MAX;
	FCGX_FPrintF(f->out, "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n", (int)n);
	FCGX_PutStr(bytes, (int)n, f->out);
	FCGX_Finish_r(f);
}

static int plain(void)
{
	FCGX_Request f;
	FCGX_InitRequest(&f, 0, 0);
	while (!FCGX_Accept_r(&f))
		answer(&f);
	return 1;
}

static void watch(int epoll, int fd, uint32_t events, void *what)
{
	struct epoll_event e = {.events = events, .data.ptr = what};
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e)) {
		perror("nothing: epoll_ctl");
		exit(1);
	}
}

static void take(int epoll)
{
	int fd = accept4(0, NULL, NULL, SOCK_CLOEXEC);
	FCGX_Request *f;
	if (fd < 0 || !(f = malloc(sizeof(*f)))) {
		if (fd >= 0)
			close(fd);
		return;
	}
	FCGX_InitRequest(f, 0, FCGI_FAIL_ACCEPT_ON_INTR);
	f->ipcFd = fd;
	f->keepConnection = 1; /* otherwise libfcgi would close it and accept another */
	watch(epoll, fd, EPOLLIN, f);
}

static void serve(FCGX_Request *f)
{
	char byte;
	if (recv(f->ipcFd, &byte, 1, MSG_PEEK) > 0 && !FCGX_Accept_r(f)) {
		answer(f);
		if (f->ipcFd >= 0)
			return;
	}
	if (f->ipcFd >= 0)
		close(f->ipcFd);
	FCGX_Free(f, 0);
	free(f);
}

static _Noreturn void kept(void)
{
	struct epoll_event events[EVENTS];
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK);
	watch(epoll, 0, EPOLLIN | EPOLLEXCLUSIVE, NULL);
	for (;;) {
		int n = epoll_wait(epoll, events, EVENTS, -1);
		for (int i = 0; i < n; i++)
			if (events[i].data.ptr)
				serve(events[i].data.ptr);
			else
				take(epoll);
	}
}

int main(int argc, char **argv)
{
	if (argc > 2 || (argc == 2 && strcmp(argv[1], "-k"))) {
		fputs("usage: nothing [-k] <LISTENING-SOCKET\n", stderr);
		return 64;
	}
	prctl(PR_SET_PDEATHSIG, SIGTERM); /* with whoever measures */
	memset(bytes, ' ', sizeof(bytes));
	if (FCGX_Init()) {
		fputs("nothing: libfcgi does not start\n", stderr);
		return 1;
	}
	if (argc == 2)
		kept();
	return plain();
}
