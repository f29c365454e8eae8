/* user.c - carrelctl user: who may log in, and as what. Top floor. */
#include "ctl/user.h"

#include "base/secret.h"
#include "base/text.h"
#include "store/audit.h"
#include "store/person.h"
#include "web/reply.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { ATTEMPTS = 5, PASSWORD_MIN = 10, PASSWORD_MAX = 1000, PAGE = 500, GENERATED = 20 };

/* ---- passwords: from the terminal unseen, from standard input, or made here; never from the command line ---- */

static struct termios shown;

static void show_again(int signal)
{
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	if (signal) {
		struct sigaction act = {.sa_handler = SIG_DFL};
		sigaction(signal, &act, NULL);
		raise(signal);
	}
}

static bool read_line(const char *prompt, char line[PASSWORD_MAX * 4 + 2])
{
	struct sigaction act = {.sa_handler = show_again}, before;
	bool terminal = !tcgetattr(STDIN_FILENO, &shown);
	if (terminal) {
		struct termios hidden = shown;
		hidden.c_lflag &= ~(tcflag_t)ECHO;
		sigaction(SIGINT, &act, &before);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
		fputs(prompt, stderr);
	}
	bool got = fgets(line, PASSWORD_MAX * 4 + 2, stdin);
	if (terminal) {
		show_again(0);
		sigaction(SIGINT, &before, NULL);
		fputc('\n', stderr);
	}
	if (got)
		line[strcspn(line, "\r\n")] = 0;
	return got;
}

static const char *refuse(const char *why)
{
	fprintf(stderr, "carrelctl: %s\n", why);
	return NULL;
}

/* What the person will log in with; NULL after saying why not. */
static const char *read_password(struct ctl *c)
{
	static char first[PASSWORD_MAX * 4 + 2], again[PASSWORD_MAX * 4 + 2];
	if (!read_line("Password: ", first))
		return refuse("no password was given on standard input");
	if (!text_valid(first, strlen(first)) || text_has_control(first))
		return refuse("the password is not one line of UTF-8");
	if (text_chars(first) < PASSWORD_MIN || text_chars(first) > PASSWORD_MAX)
		return refuse("the password must have 10 to 1000 characters");
	if (isatty(STDIN_FILENO) && (!read_line("Again: ", again) || strcmp(first, again)))
		return refuse("they are not the same");
	const char *password = arena_strdup(&c->arena, first);
	secret_wipe(first, sizeof(first));
	secret_wipe(again, sizeof(again));
	return password;
}

int ctl_user_password(struct ctl *c, bool generate, const char **hash_r)
{
	char key[SECRET_KEY], *hash = arena_alloc(&c->arena, SECRET_HASH);
	const char *password = key;
	if (generate) {
		secret_key(key);
		key[GENERATED] = 0;
	} else {
		password = read_password(c);
		if (!password)
			return CTL_FAILED;
	}
	enum err e = secret_hash(password, hash);
	if (e)
		return ctl_fail(e, "password");
	if (generate)
		printf("password: %s\n", key);
	*hash_r = hash;
	return 0;
}

/* ---- one person changed, in a transaction ---- */

/* For the audit; of a password only that it was set. */
static const char *state(struct ctl *c, const struct person *p)
{
#define P struct person
	static const struct field fields[] = {
	    FIELD_UUID(P, uuid, "id", 0),
	    FIELD_TEXT(P, email, "email", 0, 0, 0),
	    FIELD_TEXT(P, first_name, "first_name", 0, 0, 0),
	    FIELD_TEXT(P, last_name, "last_name", 0, 0, 0),
	    FIELD_TEXT(P, role, "role", 0, 0, 0),
	    FIELD_BOOL(P, active, "active", 0),
	    FIELD_END,
	};
#undef P
	struct buf b;
	buf_init(&b, &c->arena, 256);
	json_open(&b, '{');
	json_fields(&b, fields, p);
	if (p->password_hash)
		json_member_text(&b, "password", "changed");
	json_close(&b, '}');
	return b.data;
}

static enum err note(struct ctl *c, const char *route, const struct person *p, const char *before)
{
	return ctl_note(c, &(struct audit){.route = route,
					   .subject = "person",
					   .subject_id = p->uuid,
					   .before = before,
					   .after = state(c, p)});
}

enum err ctl_user_add(struct ctl *c, const char *command, struct person *p)
{
	enum err e = ERR_RETRY;
	for (int i = 0; e == ERR_RETRY && i < ATTEMPTS; i++) {
		e = db_begin(c->db);
		if (!e)
			e = store_person_insert(c->db, p);
		if (!e)
			e = note(c, command, p, NULL);
		if (!e)
			e = db_commit(c->db);
		else if (db_in_transaction(c->db))
			db_rollback(c->db);
	}
	return e;
}

/* What a command wants of the person; NULL stays, active below 0 too. */
struct change {
	const char *command, *role, *password_hash;
	int active;
};

static enum err change_once(struct ctl *c, const char *email, const struct change *ch)
{
	struct person p;
	const char *before = NULL;
	enum err e = db_begin(c->db);
	if (!e)
		e = store_person_lock_email(c->db, email, &p);
	if (!e) {
		before = state(c, &p);
		p.role = ch->role ? ch->role : p.role;
		p.password_hash = ch->password_hash;
		p.active = ch->active < 0 ? p.active : ch->active;
		e = store_person_update(c->db, &p);
	}
	if (!e)
		e = note(c, ch->command, &p, before);
	if (!e)
		return db_commit(c->db);
	if (db_in_transaction(c->db))
		db_rollback(c->db);
	return e;
}

static int change(struct ctl *c, const char *email, const struct change *ch, const char *done)
{
	enum err e = ERR_RETRY;
	for (int i = 0; e == ERR_RETRY && i < ATTEMPTS; i++)
		e = change_once(c, email, ch);
	if (e == ERR_NOT_FOUND)
		fprintf(stderr, "carrelctl: nobody has the email %s\n", email);
	if (e)
		return e == ERR_NOT_FOUND ? CTL_FAILED : ctl_fail(e, "user");
	printf("%s: %s\n", email, done);
	return 0;
}

/* ---- the commands ---- */

static int usage(void)
{
	fputs(
	    "usage: carrelctl user add EMAIL [--role member|staff|admin] [--first-name NAME]\n"
	    "                          [--last-name NAME] [--generate]\n"
	    "       carrelctl user passwd EMAIL [--generate]\n"
	    "       carrelctl user role EMAIL member|staff|admin\n"
	    "       carrelctl user disable|enable EMAIL\n"
	    "       carrelctl user list [--role member|staff|admin]\n"
	    "A password is asked for on the terminal, or read from standard input; --generate prints one.\n",
	    stderr);
	return CTL_USAGE;
}

static bool good_role(const char *role)
{
	return text_in_words("member|staff|admin", role);
}

bool ctl_user_good_email(const char *email)
{
	size_t n = text_valid(email, strlen(email)) ? text_chars(email) : 0;
	return *email != '-' && n >= 1 && n <= 320 && !text_has_control(email);
}

/* Takes "--name VALUE" pairs and --generate into the person. */
static bool read_options(struct person *p, bool *generate, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : NULL;
		if (!strcmp(argv[i], "--generate")) {
			*generate = true;
			continue;
		}
		if (!value || !text_valid(value, strlen(value)) || text_chars(value) > 200)
			return false;
		if (!strcmp(argv[i], "--role") && good_role(value))
			p->role = value;
		else if (!strcmp(argv[i], "--first-name"))
			p->first_name = value;
		else if (!strcmp(argv[i], "--last-name"))
			p->last_name = value;
		else
			return false;
		i++;
	}
	return true;
}

static int add(struct ctl *c, int argc, char **argv)
{
	struct person p = {
	    .email = argv[0], .first_name = "", .last_name = "", .role = "member", .active = true};
	bool generate = false;
	if (!ctl_user_good_email(p.email) || !read_options(&p, &generate, argc - 1, argv + 1))
		return usage();
	int rc = ctl_user_password(c, generate, &p.password_hash);
	if (rc)
		return rc;
	enum err e = ctl_user_add(c, "carrelctl user add", &p);
	if (e == ERR_CONFLICT) {
		fprintf(stderr, "carrelctl: %s is there already; see carrelctl user passwd, role\n", p.email);
		return CTL_FAILED;
	}
	if (e)
		return ctl_fail(e, "user add");
	printf("%s: added as %s\n", p.email, p.role);
	return 0;
}

static int passwd(struct ctl *c, int argc, char **argv)
{
	struct change ch = {.command = "carrelctl user passwd", .active = -1};
	bool generate = argc == 2 && !strcmp(argv[1], "--generate");
	if (argc != 1 && !generate)
		return usage();
	int rc = ctl_user_password(c, generate, &ch.password_hash);
	return rc ? rc : change(c, argv[0], &ch, "password changed, all tokens ended");
}

static int list(struct ctl *c, const char *role)
{
	struct person_filter f = {.role = role, .limit = PAGE};
	struct rows rows;
	struct person p;
	struct arena_mark mark = arena_mark(&c->arena);
	enum err e;
	do {
		e = store_person_list(c->db, &f, &rows);
		int64_t n = e ? 0 : rows.count;
		while (!e && !(e = stmt_next(&rows, &p)))
			printf("%s\t%s\t%s\t%s\t%s %s\n", p.uuid, p.role, p.active ? "active" : "disabled",
			       p.email ? p.email : "-", p.first_name, p.last_name);
		arena_release(&c->arena, mark);
		f.offset += PAGE;
		if (n < PAGE)
			break;
	} while (e == ERR_NOT_FOUND);
	return e && e != ERR_NOT_FOUND ? ctl_fail(e, "user list") : 0;
}

int ctl_user(struct ctl *c, int argc, char **argv)
{
	const char *what = argc ? argv[0] : "";
	if (!strcmp(what, "list") &&
	    (argc == 1 || (argc == 3 && !strcmp(argv[1], "--role") && good_role(argv[2]))))
		return list(c, argc == 3 ? argv[2] : NULL);
	if (argc < 2)
		return usage();
	if (!strcmp(what, "add"))
		return add(c, argc - 1, argv + 1);
	if (!strcmp(what, "passwd"))
		return passwd(c, argc - 1, argv + 1);
	if (!strcmp(what, "role") && argc == 3 && good_role(argv[2]))
		return change(
		    c, argv[1],
		    &(struct change){.command = "carrelctl user role", .role = argv[2], .active = -1},
		    argv[2]);
	if (!strcmp(what, "disable") && argc == 2)
		return change(c, argv[1], &(struct change){.command = "carrelctl user disable", .active = 0},
			      "disabled");
	if (!strcmp(what, "enable") && argc == 2)
		return change(c, argv[1], &(struct change){.command = "carrelctl user enable", .active = 1},
			      "enabled");
	return usage();
}
