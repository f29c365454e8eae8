/* omdb_server.h - a tiny HTTP server in a process of its own that answers each request with given bytes. */
#ifndef OMDB_SERVER_H
#define OMDB_SERVER_H

#include <sys/types.h>

/* What happens to the n-th connection; the last for all that follow. */
struct omdb_turn {
	const char *
	    bytes; /* sent as they are, then the connection is closed; "" sends nothing; NULL ends the turns */
	int wait_ms;  /* before them */
	size_t flood; /* blanks sent behind them */
};

struct omdb_server {
	pid_t pid;
	char url[64];
	struct omdb_seen *seen; /* shared with the process */
};
/* What came so far. */
struct omdb_seen {
	_Atomic int requests, connections;
	char last[2048]; /* the last request's head */
};

void omdb_server_start(struct omdb_server *s, const struct omdb_turn *turns);
void omdb_server_stop(struct omdb_server *s);
/* A port of this machine on which nobody listens. */
int omdb_server_nobody(void);

#endif
