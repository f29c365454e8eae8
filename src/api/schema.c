/* schema.c - field tables as JSON Schema, for openapi.json. Floor: api. */
#include "api/openapi.h"

#include <string.h>

/* What is good to know of a name wherever it stands: for parameters, and as examples of values (JSON). */
static const struct {
	const char *name, *about, *in_query, *in_body;
} words[] = {
    {"_page", "Which page, from 1.", "1", NULL},
    {"_per_page", "How many a page has; 20 unless told.", "5", NULL},
    {"_match", "How texts are compared; contains unless told.", NULL, NULL},
    {"_order_by", "Up to two columns, parted by a comma, each with - before it for descending.",
     "\"-year,title\"", NULL},
    {"_after", "The cursor of the page before, from X-Next-Cursor or Link.", NULL, NULL},
    {"_facets",
     "Some of kind, type, year, parted by commas. The answer is then an object of works and facets.", NULL,
     NULL},
    {"q", "Words to search for. An ISBN finds that very work.", "\"soup\"", NULL},
    {"dry_run", "true: tells what would be done, and does nothing.", NULL, NULL},
    {"kind", "Books or films.", NULL, NULL},
    {"subject",
     "What was changed: work, person, list, entry, share, copy, loan, hold, queue, line, tariff, session or "
     "import.",
     NULL, NULL},
    {"from", "From this time on.", NULL, NULL},
    {"to", "Before this time.", NULL, NULL},
    {"type", "The tariff: R regular, F fiction, N novel.", NULL, NULL},
    {"state", "open: pending or ready.", NULL, NULL},
    {"days", "So many days, the last is today.", "30", NULL},
    {"available", "Whether a copy is free.", NULL, NULL},
    {"owner", "The id of a person.", NULL, "\"46bd51f9-e20b-4b4f-b5a7-f25339a34906\""},
    {"person", "The id of a person.", "\"46bd51f9-e20b-4b4f-b5a7-f25339a34906\"",
     "\"46bd51f9-e20b-4b4f-b5a7-f25339a34906\""},
    {"work", "The id of a work.", "\"dfe3157b-b402-4104-a0eb-e54bee1210f0\"",
     "\"dfe3157b-b402-4104-a0eb-e54bee1210f0\""},
    {"user_id", NULL, NULL, "\"46bd51f9-e20b-4b4f-b5a7-f25339a34906\""},
    {"book_id", NULL, NULL, "\"dfe3157b-b402-4104-a0eb-e54bee1210f0\""},
    {"email", NULL, "\"fredr@neighborhood.com\"", "\"ada@example.com\""},
    {"isbn", NULL, "\"978-1611599138\"", "\"978-0441172719\""},
    {"title", NULL, NULL, "\"Dune\""},
    {"creator", NULL, NULL, "\"Frank Herbert\""},
    {"author", NULL, NULL, "\"Frank Herbert\""},
    {"publisher", NULL, NULL, "\"Chilton\""},
    {"published", NULL, NULL, "\"1965-08-01\""},
    {"pub_date", NULL, NULL, "\"1965-08-01\""},
    {"year", NULL, "2013", "1965"},
    {"imdb_id", NULL, NULL, "\"tt0087182\""},
    {"genre", NULL, NULL, "\"Science fiction\""},
    {"first_name", NULL, NULL, "\"Ada\""},
    {"last_name", NULL, NULL, "\"Lovelace\""},
    {"name", NULL, NULL, "\"To read\""},
    {"card_number", NULL, NULL, "\"1815\""},
    {"tariffs[].name", NULL, NULL, "\"Regular\""},
    {"tariffs[].first_days", NULL, NULL, "2"},
    {"tariffs[].first_rate", NULL, NULL, "\"1.00\""},
    {"tariffs[].after_rate", NULL, NULL, "\"1.50\""},
    {"tariffs[].least", NULL, NULL, "\"2.00\""},
    {"amount", NULL, NULL, "\"1.50\""},
    {"button", NULL, NULL, "\"get_list_button\""},
    {"infoBookName", NULL, NULL, "\"Lolita\""},
    {"addBookName", NULL, NULL, "\"Dune\""},
    {"addBookAuthor", NULL, NULL, "\"Frank Herbert\""},
    {"addBookYear", NULL, NULL, "\"1965\""},
    {"addBookPublisher", NULL, NULL, "\"Chilton\""},
    {"reserveBookName", NULL, NULL, "\"Lolita\""},
    {"reserveCardId", NULL, NULL, "\"11\""},
    {"note", NULL, NULL, "\"a present for Ada\""},
};

static int find_word(const char *name)
{
	for (int i = 0; i < (int)(sizeof(words) / sizeof(words[0])); i++)
		if (!strcmp(words[i].name, name))
			return i;
	return -1;
}

void schema_description(struct buf *b, const char *name)
{
	int i = find_word(name);
	if (i >= 0 && words[i].about)
		json_member_text(b, "description", words[i].about);
}

static void write_example(struct buf *b, const char *example)
{
	if (!example)
		return;
	json_name(b, "examples");
	json_open(b, '[');
	json_raw(b, example);
	json_close(b, ']');
}

/* "type": a word, or an array of them when null or a number may stand there too. */
static void write_type(struct buf *b, const struct field *f, const char *type)
{
	json_name(b, "type");
	if (!(f->flags & (F_NULL | F_LOOSE))) {
		json_text(b, type);
		return;
	}
	json_open(b, '[');
	json_text(b, type);
	if (f->flags & F_LOOSE)
		json_text(b, "number");
	if (f->flags & F_NULL)
		json_text(b, "null");
	json_close(b, ']');
}

static void write_text(struct buf *b, const struct field *f)
{
	write_type(b, f, "string");
	if (f->min > 0)
		json_member_int(b, "minLength", f->min);
	if (f->max > 0)
		json_member_int(b, "maxLength", f->max);
	if (f->flags & F_SECRET) {
		json_member_text(b, "format", "password");
		json_name(b, "writeOnly");
		json_bool(b, true);
	}
}

static void write_format(struct buf *b, const struct field *f, const char *format)
{
	write_type(b, f, "string");
	json_member_text(b, "format", format);
}

static void write_choice(struct buf *b, const struct field *f)
{
	write_type(b, f, "string");
	json_name(b, "enum");
	json_open(b, '[');
	for (const char *p = f->def; *p;) {
		size_t len = strcspn(p, "|");
		json_text(b, arena_strndup(b->arena, p, len));
		p += len + (p[len] == '|');
	}
	if (f->flags & F_NULL)
		json_text(b, NULL);
	json_close(b, ']');
}

/* Those of decimals are told in tenths. */
static void write_bound(struct buf *b, int64_t n, bool tenths)
{
	if (tenths)
		json_raw(b, arena_printf(b->arena, "%lld.%lld", (long long)n / 10, (long long)n % 10));
	else
		json_int(b, n);
}

/* Bounds of 0 and 0 are none: tables of answers have no others. */
static void write_number(struct buf *b, const struct field *f)
{
	bool decimal = f->type == F_DECIMAL;
	write_type(b, f, decimal ? "number" : "integer");
	if (!decimal)
		json_member_text(b, "format", "int64");
	if (f->min == 0 && f->max == 0)
		return;
	json_name(b, "minimum");
	write_bound(b, f->min, decimal);
	json_name(b, "maximum");
	write_bound(b, f->max, decimal);
}

static void write_uuids(struct buf *b, const struct field *f)
{
	write_type(b, f, "array");
	json_member_int(b, "maxItems", f->max);
	json_name(b, "items");
	json_open(b, '{');
	json_member_text(b, "type", "string");
	json_member_text(b, "format", "uuid");
	json_close(b, '}');
}

static void write_members(struct buf *b, const struct field *f)
{
	switch (f->type) {
	case F_TEXT:
		write_text(b, f);
		break;
	case F_UUID:
		write_format(b, f, "uuid");
		break;
	case F_DATE:
		write_format(b, f, "date");
		break;
	case F_TIME:
		write_format(b, f, "date-time");
		break;
	case F_CHOICE:
		write_choice(b, f);
		break;
	case F_INT:
	case F_DECIMAL:
		write_number(b, f);
		break;
	case F_BOOL:
		write_type(b, f, "boolean");
		break;
	case F_JSON:
		write_type(b, f, "object");
		break;
	case F_UUIDS:
		write_uuids(b, f);
		break;
	}
}

static const struct field *write_object(struct buf *b, const struct field *f, size_t at, unsigned flags);

/* What follows at place "at" of the name: "[]" an array of the rest, ".b" an object, nothing a value. Gives the next row. */
static const struct field *write_shape(struct buf *b, const struct field *f, size_t at, unsigned flags)
{
	const char *rest = f->name + at;
	if (*rest == '.')
		return write_object(b, f, at + 1, flags);
	json_open(b, '{');
	if (*rest == '[') {
		json_member_text(b, "type", "array");
		json_name(b, "items");
		f = write_shape(b, f, at + 2, flags);
	} else {
		int i = find_word(f->name);
		struct field value = *f;
		if (flags & SCHEMA_NOT_NULL)
			value.flags &= ~(unsigned)F_NULL;
		write_members(b, &value);
		if (i >= 0 && !(flags & SCHEMA_ANSWER))
			write_example(b, words[i].in_body);
		f++;
	}
	json_close(b, '}');
	return f;
}

static char *member_name(struct buf *b, const struct field *f, size_t at)
{
	return arena_strndup(b->arena, f->name + at, strcspn(f->name + at, ".["));
}

static void write_required(struct buf *b, const struct field *f, size_t at, unsigned flags)
{
	const char *last = "", *prefix = f->name;
	bool any = false;
	if (flags & SCHEMA_PARTIAL)
		return;
	for (; f->name && !strncmp(f->name, prefix, at); f++) {
		const char *name = member_name(b, f, at);
		if (!(flags & SCHEMA_ANSWER || f->flags & F_REQUIRED) || !strcmp(name, last))
			continue;
		if (!any) {
			json_name(b, "required");
			json_open(b, '[');
			any = true;
		}
		json_text(b, last = name);
	}
	if (any)
		json_close(b, ']');
}

/* An object that is not there at all: every one of its members may be null. */
static bool may_be_null(const struct field *f, size_t at)
{
	const char *prefix = f->name;
	for (; f->name && !strncmp(f->name, prefix, at); f++)
		if (!(f->flags & F_NULL))
			return false;
	return at;
}

/* The rows whose names are the same up to "at" are members of one object. */
static const struct field *write_object(struct buf *b, const struct field *f, size_t at, unsigned flags)
{
	const struct field *first = f;
	json_open(b, '{');
	if (f->name && may_be_null(f, at)) {
		json_name(b, "type");
		json_raw(b, "[\"object\",\"null\"]");
		flags |= SCHEMA_NOT_NULL;
	} else {
		json_member_text(b, "type", "object");
	}
	if (f->name)
		write_required(b, f, at, flags);
	json_name(b, "properties");
	json_open(b, '{');
	while (f->name && !strncmp(f->name, first->name, at)) {
		const char *name = member_name(b, f, at);
		json_name(b, name);
		f = write_shape(b, f, at + strlen(name), flags);
	}
	json_close(b, '}');
	if (flags & SCHEMA_CLOSED) {
		json_name(b, "additionalProperties");
		json_bool(b, false);
	}
	json_close(b, '}');
	return f;
}

void schema_object(struct buf *b, const struct field *fields, unsigned flags)
{
	write_object(b, fields, 0, flags);
}

void schema_parameter(struct buf *b, const struct field *f)
{
	int i = find_word(f->name);
	json_name(b, "schema");
	json_open(b, '{');
	write_members(b, f);
	if (i >= 0 && f->type != F_CHOICE)
		write_example(b, words[i].in_query);
	json_close(b, '}');
}

/* Ids of the unified API are UUIDs, unless it is called a key or a name; the wishlist manager checks its own. */
void schema_path_id(struct buf *b, enum face face, const char *tag, const char *name)
{
	int i = find_word(!strcmp(name, "id") && !strcmp(tag, "works")	  ? "work"
			  : !strcmp(name, "id") && !strcmp(tag, "people") ? "person"
									  : name);
	bool uuid = face == FACE_API && strcmp(name, "key") && strcmp(name, "name");
	json_name(b, "schema");
	json_open(b, '{');
	json_member_text(b, "type", strcmp(name, "number") ? "string" : "integer");
	if (uuid)
		json_member_text(b, "format", "uuid");
	if (uuid && i >= 0 && words[i].in_body)
		write_example(b, words[i].in_body);
	else if (!strcmp(name, "number"))
		write_example(b, "1");
	json_close(b, '}');
}
