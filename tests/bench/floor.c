/*
 * floor.c - what the database and its client cost by themselves: the statements of one item, prepared once, executed
 * in a loop by a few connections at a time.
 *
 * The file has the statements of one act, a line each; a line "--"; then a line for each act with the values of all
 * their parameters, parted by tabs: an integer as #123, anything else is text. COMMIT stands behind each
 * transaction. A statement after "!" must touch a row, or else its transaction is rolled back and left.
 */
#include <getopt.h>
#include <mysql.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <time.h>

enum { STATEMENTS = 16, VALUES = 48, COLUMNS = 48, ROOM = 4096, CONNECTIONS_MAX = 64 };

struct value {
	bool is_number;
	long long number;
	char *text;
	unsigned long len;
};

struct act {
	struct value values[VALUES];
};

static struct plan {
	const char *socket, *user, *database;
	int connections;
	double seconds;
} plan = {.database = "carrel", .connections = 2, .seconds = 5};

static struct statement {
	char *sql; /* NULL: commit */
	bool must;
	int first; /* of its values */
} statements[STATEMENTS];
static int statement_count, value_count;
static bool transaction;
static struct act *acts;
static size_t act_count;

/* One connection and what it has done. */
struct loop {
	pthread_t thread;
	MYSQL *db;
	MYSQL_STMT *stmt[STATEMENTS];
	MYSQL_BIND in[VALUES], out[STATEMENTS][COLUMNS];
	char fetched[COLUMNS][ROOM];
	size_t at;
	unsigned long long done, refused, rows;
};

static void die(const char *what, const char *why)
{
	fprintf(stderr, "floor: %s: %s\n", what, why);
	exit(1);
}

static double seconds_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- the file ---- */

static void add_statement(const char *line)
{
	struct statement *s = &statements[statement_count];
	if (statement_count++ == STATEMENTS)
		die("file", "too many statements");
	s->first = value_count;
	if (!strcmp(line, "COMMIT")) {
		transaction = true;
		return;
	}
	s->must = *line == '!';
	s->sql = strdup(line + s->must);
	for (const char *p = line; (p = strchr(p, '?')); p++)
		value_count++;
}

static void add_act(char *line)
{
	int n = 0;
	if (act_count % 1024 == 0 && !(acts = realloc(acts, (act_count + 1024) * sizeof(*acts))))
		die("file", "no memory");
	struct act *a = &acts[act_count++];
	for (char *part; n < VALUES && (part = strsep(&line, "\t")) && value_count; n++)
		a->values[n] = (struct value){
		    .is_number = *part == '#',
		    .number = strtoll(part + 1, NULL, 10),
		    .text = strdup(part),
		    .len = strlen(part),
		};
	if (n != value_count)
		die("file", "a line has not as many values as the statements want");
}

static void read_file(const char *name)
{
	FILE *f = fopen(name, "re");
	char *text = NULL;
	size_t size = 0;
	bool values = false;
	if (!f)
		die(name, "cannot be read");
	for (ssize_t n; (n = getline(&text, &size, f)) > 0;) {
		text[n - 1] = '\0';
		if (!strcmp(text, "--"))
			values = true;
		else if (values)
			add_act(text);
		else
			add_statement(text);
	}
	free(text);
	fclose(f);
	if (!statement_count || !act_count)
		die(name, "no statements, or no values");
}

/* ---- the loop ---- */

static void prepare(struct loop *l, int i)
{
	if (!statements[i].sql)
		return;
	MYSQL_STMT *s = l->stmt[i] = mysql_stmt_init(l->db);
	if (mysql_stmt_prepare(s, statements[i].sql, strlen(statements[i].sql)))
		die(statements[i].sql, mysql_stmt_error(s));
	unsigned columns = mysql_stmt_field_count(s);
	if (columns > COLUMNS)
		die(statements[i].sql, "too many columns");
	for (unsigned c = 0; c < columns; c++)
		l->out[i][c] = (MYSQL_BIND){
		    .buffer_type = MYSQL_TYPE_STRING, .buffer = l->fetched[c], .buffer_length = ROOM};
	if (columns && mysql_stmt_bind_result(s, l->out[i]))
		die(statements[i].sql, mysql_stmt_error(s));
}

/* True: done, and the number of rows it touched or read. */
static bool execute(struct loop *l, int i, const struct value *values, unsigned long long *rows_r)
{
	MYSQL_STMT *s = l->stmt[i];
	unsigned n = (unsigned)mysql_stmt_param_count(s);
	for (unsigned v = 0; v < n; v++)
		l->in[v] = values[v].is_number ? (MYSQL_BIND){.buffer_type = MYSQL_TYPE_LONGLONG,
							      .buffer = (void *)&values[v].number}
					       : (MYSQL_BIND){.buffer_type = MYSQL_TYPE_STRING,
							      .buffer = values[v].text,
							      .buffer_length = values[v].len};
	if ((n && mysql_stmt_bind_param(s, l->in)) || mysql_stmt_execute(s))
		return false;
	if (!mysql_stmt_field_count(s)) {
		*rows_r = mysql_stmt_affected_rows(s);
		return true;
	}
	*rows_r = 0;
	while (!mysql_stmt_fetch(s))
		++*rows_r;
	mysql_stmt_free_result(s);
	return true;
}

/* From a statement that did not do what it must to the COMMIT of its transaction, or to the end. */
static int give_up(struct loop *l, int i)
{
	l->refused++;
	if (transaction)
		mysql_rollback(l->db);
	while (i < statement_count && statements[i].sql)
		i++;
	return i;
}

static void act(struct loop *l, const struct act *a)
{
	for (int i = 0; i < statement_count; i++) {
		unsigned long long rows = 0;
		const struct statement *s = &statements[i];
		if (!s->sql)
			mysql_commit(l->db);
		else if (!execute(l, i, &a->values[s->first], &rows) || (s->must && !rows))
			i = give_up(l, i);
		l->rows += rows;
	}
}

static void *loop(void *arg)
{
	struct loop *l = arg;
	double ends = seconds_now() + plan.seconds;
	while (l->done % 16 || seconds_now() < ends) {
		act(l, &acts[l->at]);
		l->at = (l->at + 1) % act_count;
		l->done++;
	}
	return NULL;
}

static void start(struct loop *l, size_t at)
{
	l->at = at;
	l->db = mysql_init(NULL);
	if (!l->db || !mysql_real_connect(l->db, NULL, plan.user, NULL, plan.database, 0, plan.socket, 0))
		die("connecting", l->db ? mysql_error(l->db) : "no memory");
	mysql_set_character_set(l->db, "utf8mb4");
	mysql_autocommit(l->db, !transaction);
	for (int i = 0; i < statement_count; i++)
		prepare(l, i);
}

static void usage(FILE *out)
{
	fputs(
	    "usage: floor -S SOCKET -u USER [-D DATABASE] [-c CONNECTIONS] [-d SECONDS] FILE\n"
	    "Executes the statements in FILE again and again, prints JSON: how many acts, and its own CPU.\n",
	    out);
}

static void read_options(int argc, char **argv)
{
	for (int o; (o = getopt(argc, argv, "S:u:D:c:d:h")) != -1;)
		switch (o) {
		case 'S':
			plan.socket = optarg;
			break;
		case 'u':
			plan.user = optarg;
			break;
		case 'D':
			plan.database = optarg;
			break;
		case 'c':
			plan.connections = (int)strtol(optarg, NULL, 10);
			break;
		case 'd':
			plan.seconds = strtod(optarg, NULL);
			break;
		case 'h':
			usage(stdout);
			exit(0);
		default:
			usage(stderr);
			exit(EX_USAGE);
		}
	if (argc - optind != 1 || !plan.socket || !plan.user || plan.connections < 1 ||
	    plan.connections > CONNECTIONS_MAX) {
		usage(stderr);
		exit(EX_USAGE);
	}
}

static double cpu_seconds(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv)
{
	unsigned long long done = 0, refused = 0, rows = 0;
	read_options(argc, argv);
	read_file(argv[optind]);
	struct loop *loops = calloc((size_t)plan.connections, sizeof(*loops));
	if (!loops)
		die("start", "no memory");
	for (int i = 0; i < plan.connections; i++)
		start(&loops[i], act_count * (size_t)i / (size_t)plan.connections);
	double began = seconds_now(), cpu = cpu_seconds();
	for (int i = 0; i < plan.connections; i++)
		pthread_create(&loops[i].thread, NULL, loop, &loops[i]);
	for (int i = 0; i < plan.connections; i++) {
		pthread_join(loops[i].thread, NULL);
		done += loops[i].done;
		refused += loops[i].refused;
		rows += loops[i].rows;
	}
	printf("{\"acts\": %llu, \"refused\": %llu, \"rows\": %llu, \"seconds\": %.3f, \"cpu\": %.6f}\n",
	       done, refused, rows, seconds_now() - began, cpu_seconds() - cpu);
	return 0;
}
