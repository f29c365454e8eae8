/*
 * booking_proof.c - shows on a running stack of deploy/up that no booking is ever given twice: many clients at once,
 * workers killed and MariaDB restarted meanwhile if wished, every answer checked against every other and against SQL.
 *
 * In C, so that 64 clients take little of the two or four processors that the service runs on: threads on plain kept
 * sockets, Connector/C for the checks.
 */
#include "proof.h"

#include <getopt.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS_MAX = 1000, SECONDS_MAX = 86400, HOST = 256 };

struct plan plan = {.host = "127.0.0.1", .port = "8080", .state = "var", .clients = 64, .seconds = 10};

static const struct phase {
	const char *name;
	void (*round)(int round);
} phases[] = {
    {"same book added 100 times", room_same_book},
    {"3 clients, 100 random acts each", room_random},
    {"2 cards, every book of the list", room_two_cards},
    {"1000 reserve, 1000 return", room_out_and_back},
    {"200 + 200 reserve one book", room_one_book},
    {"store's rental against reservation", room_against_store},
    {"insert and delete", room_add_and_remove},
    {"the queue of one work", queue_of_one_work},
};
enum { PHASES = sizeof(phases) / sizeof(*phases) };

static void usage(FILE *out)
{
	fputs("usage: booking_proof [--url URL] [--state DIR] [--clients N] [--seconds N]\n"
	      "                     [--faults none|workers|database|all] [--seed N] [--only WORD] [--keep] "
	      "[--check]\n"
	      "Shows on a stack of deploy/up that no booking is given twice. It makes books and people of "
	      "its own.\n"
	      "  --url URL      where it answers                       (http://127.0.0.1:8080)\n"
	      "  --state DIR    the state directory of deploy/up       (var)\n"
	      "  --clients N    connections at once                    (64)\n"
	      "  --seconds N    of each phase; a phase of fixed counts is done once at least,\n"
	      "                 and again while there is time          (10)\n"
	      "  --faults WHAT  kill workers, restart MariaDB, or all  (none)\n"
	      "  --seed N       for the random acts                    (the time)\n"
	      "  --only WORD    the phases with this in their names\n"
	      "  --keep         leave the rows it made\n"
	      "  --check        no phases, only the rules of bookings over the whole database\n"
	      "Interrupted amid faults it may leave MariaDB stopped; deploy/up starts it again.\n"
	      "Exit: 0 no violation, 1 violations (each is told), 64 usage, 69 the site or its database does "
	      "not "
	      "answer.\n",
	      out);
}

static void wrong(const char *what, const char *value) __attribute__((noreturn));
static void wrong(const char *what, const char *value)
{
	fprintf(stderr, "booking_proof: %s: %s\n", what, value);
	usage(stderr);
	exit(EX_USAGE);
}

static int number(const char *text, const char *name, long most)
{
	char *end;
	long n = strtol(text, &end, 10);
	if (!*text || *end || n < 1 || n > most)
		wrong("not a usable number", name);
	return (int)n;
}

/* http://HOST[:PORT][/] */
static void read_url(const char *url)
{
	static char host[HOST], port[HOST] = "80";
	int len = 0, more = 0;
	if (sscanf(url, "http://%255[^:/]%n", host, &len) == 1 && url[len] == ':' &&
	    sscanf(url + len, ":%5[0-9]%n", port, &more) == 1)
		len += more;
	if (!len || (url[len] && strcmp(url + len, "/") != 0))
		wrong("--url is not of the form http://HOST:PORT", url);
	plan.host = host;
	plan.port = port;
}

static void read_faults(const char *what)
{
	bool all = !strcmp(what, "all");
	plan.kill_workers = all || !strcmp(what, "workers");
	plan.restart_database = all || !strcmp(what, "database");
	if (!plan.kill_workers && !plan.restart_database && strcmp(what, "none") != 0)
		wrong("--faults is none, workers, database or all", what);
}

static void read_options(int argc, char **argv)
{
	static const struct option options[] = {
	    {"url", required_argument, NULL, 'u'},
	    {"state", required_argument, NULL, 's'},
	    {"clients", required_argument, NULL, 'c'},
	    {"seconds", required_argument, NULL, 't'},
	    {"faults", required_argument, NULL, 'f'},
	    {"seed", required_argument, NULL, 'r'},
	    {"only", required_argument, NULL, 'o'},
	    {"keep", no_argument, NULL, 'k'},
	    {"check", no_argument, NULL, 'x'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	for (int o; (o = getopt_long(argc, argv, "h", options, NULL)) != -1;)
		switch (o) {
		case 'u':
			read_url(optarg);
			break;
		case 's':
			plan.state = optarg;
			break;
		case 'c':
			plan.clients = number(optarg, "--clients", CLIENTS_MAX);
			break;
		case 't':
			plan.seconds = number(optarg, "--seconds", SECONDS_MAX);
			break;
		case 'f':
			read_faults(optarg);
			break;
		case 'r':
			plan.seed = (unsigned)number(optarg, "--seed", INT32_MAX);
			break;
		case 'o':
			plan.only = optarg;
			break;
		case 'k':
			plan.keep = true;
			break;
		case 'x':
			plan.check_only = true;
			break;
		case 'h':
			usage(stdout);
			exit(0);
		default:
			usage(stderr);
			exit(EX_USAGE);
		}
	if (optind < argc)
		wrong("not an option", argv[optind]);
}

/* Names that no other run uses: the time and the process, whatever the seed. */
static void choose_names(void)
{
	unsigned run = ((unsigned)time(NULL) * 64 + (unsigned)getpid()) & 0xffffff;
	if (!plan.seed)
		plan.seed = run | 1;
	snprintf(plan.prefix, sizeof(plan.prefix), "proof%06x", run);
	plan.card_base = ((int64_t)9000000000 + run) * 1000000;
}

static bool site_answers(void)
{
	struct addrinfo *list = NULL;
	struct http h;
	int status = LOST;
	if (getaddrinfo(plan.host, plan.port, NULL, &list))
		return false;
	freeaddrinfo(list);
	http_open(&h);
	h.patient = false;
	if (http_ask(&h, "GET", "/ready", "", NULL) == 200)
		status = http_ask(&h, "POST", "/process", "",
				  "{\"button\":\"info_button\",\"infoBookName\":\"proof\"}");
	if (status != 200)
		fprintf(stderr, "booking_proof: http://%s:%s answers %d to %s\n", plan.host, plan.port,
			h.status, status ? "POST /process" : "GET /ready");
	http_close(&h);
	return status == 200;
}

static void print_counts(const char *name, int rounds, const struct counts *c, double seconds)
{
	printf("%-36s %6d %9d %7d %9d %8d %7d %11d %8.1f\n", name, rounds, c->attempts, c->wins, c->refusals,
	       c->unknown, c->errors, c->violations, seconds);
	fflush(stdout);
}

static struct counts run_phase(const struct phase *p)
{
	int64_t begun = clock_us();
	int round = 0;
	phase_begin(begun + (int64_t)plan.seconds * 1000000);
	sql_watch_begin();
	fault_begin();
	do
		p->round(++round);
	while (!phase_over());
	fault_end();
	sql_watch_end();
	sql_check();
	struct counts c = counts_take();
	print_counts(p->name, round, &c, (double)(clock_us() - begun) / 1e6);
	return c;
}

static int run_phases(void)
{
	struct counts all = {.attempts = 0};
	int64_t begun = clock_us();
	int ran = 0;
	printf("%d clients, %d s a phase, faults: %s%s%s, seed %u\n", plan.clients, plan.seconds,
	       plan.kill_workers ? "workers " : "", plan.restart_database ? "database" : "",
	       plan.kill_workers || plan.restart_database ? "" : "none", plan.seed);
	printf("%-36s %6s %9s %7s %9s %8s %7s %11s %8s\n", "phase", "rounds", "attempts", "wins", "refusals",
	       "unknown", "errors", "violations", "seconds");
	for (int i = 0; i < PHASES; i++) {
		if (plan.only && !strstr(phases[i].name, plan.only))
			continue;
		struct counts c = run_phase(&phases[i]);
		all = (struct counts){all.attempts + c.attempts, all.wins + c.wins,
				      all.refusals + c.refusals, all.unknown + c.unknown,
				      all.errors + c.errors,	 all.violations + c.violations};
		ran++;
	}
	print_counts("total", ran, &all, (double)(clock_us() - begun) / 1e6);
	printf("workers killed: %d, MariaDB stopped: %d\n", workers_killed, database_stops);
	if (!ran)
		wrong("no phase has this in its name", plan.only);
	return all.violations;
}

int main(int argc, char **argv)
{
	read_options(argc, argv);
	choose_names();
	if (!sql_open() ||
	    (!plan.check_only &&
	     (!site_answers() || ((plan.kill_workers || plan.restart_database) && !fault_ready()))))
		return EX_UNAVAILABLE;
	sql_check();
	int violations = counts_take().violations;
	if (violations)
		printf("%d violations before anything was done\n", violations);
	if (!plan.check_only)
		violations += run_phases();
	if (!plan.check_only && !plan.keep)
		sql_clean();
	sql_close();
	printf("%s: %d violations\n", violations ? "NOT PROVEN" : "no booking given twice", violations);
	return violations ? 1 : 0;
}
