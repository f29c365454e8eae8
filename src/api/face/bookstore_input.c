/* bookstore_input.c - published API 3: bodies, with the words their clients know. Floor: api. */
#include "api/face/bookstore.h"

#include "base/text.h"
#include "rules/datetime.h"
#include "web/form.h"
#include "web/json_in.h"

#include <string.h>
#include <strings.h>

#define B struct bookstore_book
const struct field bookstore_book_in[] = {
    FIELD_TEXT(B, title, "title", 1, 150, F_REQUIRED),
    FIELD_TEXT(B, author, "author", 1, 100, F_REQUIRED),
    FIELD_CHOICE(B, type, "book_type", "R|F|N", 0),
    FIELD_END,
};
#define C struct bookstore_customer
const struct field bookstore_customer_in[] = {
    FIELD_TEXT(C, first_name, "first_name", 1, 30, F_REQUIRED),
    FIELD_TEXT(C, last_name, "last_name", 1, 30, F_REQUIRED),
    FIELD_BOOL(C, is_active, "is_active", 0),
    FIELD_END,
};
const struct field bookstore_rental_in[] = {
    FIELD_INT(struct bookstore_rental, book, "book", 1, INT64_MAX, F_REQUIRED),
    FIELD_END,
};
const struct field bookstore_close_in[] = {
    FIELD_TIME(struct bookstore_close, date_returned, "date_returned", F_NULL),
    FIELD_END,
};

/* What Python calls it; the messages do. */
static const char *python_name(enum json_kind kind)
{
	static const char *const names[] = {
	    [JSON_ABSENT] = "nothing", [JSON_NULL] = "NoneType", [JSON_BOOL] = "bool",
	    [JSON_INT] = "int",	       [JSON_FLOAT] = "float",	 [JSON_TEXT] = "str",
	    [JSON_ARRAY] = "list",     [JSON_OBJECT] = "dict"};
	return names[kind];
}

static enum err read_json(struct request *rq)
{
	bool empty;
	enum err e = json_parse(rq);
	if (e) {
		rq->detail = arena_printf(rq->arena, "JSON parse error - %s", rq->detail);
		return e;
	}
	enum json_kind kind = json_body_kind(rq, &empty);
	if (kind == JSON_OBJECT)
		return ERR_NONE;
	return request_wrong(rq, "", "type",
			     kind == JSON_NULL
				 ? "No data provided"
				 : arena_printf(rq->arena, "Invalid data. Expected a dictionary, but got %s.",
						python_name(kind)));
}

/* No body at all is an empty form, whatever its type is said to be. */
static enum err read_body(struct request *rq)
{
	static const struct param none;
	if (!rq->body_len) {
		rq->form = &none;
		rq->form_count = 0;
		return ERR_NONE;
	}
	return form_type_is(rq->content_type, "application/json") ? read_json(rq) : form_parse(rq);
}

/* An optional field of a form that is left empty is one that is not there, or null where null is a value. */
static enum json_kind member(struct request *rq, const struct field *f, const char **text_r)
{
	if (!rq->form)
		return json_member(rq, f->name, text_r);
	*text_r = form_field(rq, f->name);
	if (!*text_r)
		return JSON_ABSENT;
	if (**text_r || (f->flags & F_REQUIRED))
		return JSON_TEXT;
	return f->flags & F_NULL ? JSON_NULL : JSON_ABSENT;
}

/* Each check gives NULL or what is wrong; texts come trimmed, text is NULL for arrays and objects. */
static const char *check_text(struct request *rq, const struct field *f, enum json_kind kind,
			      const char *text, const char **out)
{
	if (kind == JSON_BOOL || !text)
		return "Not a valid string.";
	if (!*text)
		return "This field may not be blank.";
	if ((int64_t)text_chars(text) > f->max)
		return arena_printf(rq->arena, "Ensure this field has no more than %lld characters.",
				    (long long)f->max);
	*out = text;
	return NULL;
}

static const char *check_choice(struct request *rq, const struct field *f, enum json_kind kind,
				const char *text, const char **out)
{
	if (!text)
		return "Not a valid string.";
	if (kind == JSON_BOOL)
		text = *text == 't' ? "True" : "False";
	if (!text_in_words(f->def, text))
		return arena_printf(rq->arena, "\"%s\" is not a valid choice.", text);
	*out = text;
	return NULL;
}

static const char *check_bool(const char *text, bool *out)
{
	static const char *const words[] = {"true",  "t", "yes", "y", "on",  "1", "1.0",
					    "false", "f", "no",	 "n", "off", "0", "0.0"};
	for (size_t i = 0; text && i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcasecmp(text, words[i])) {
			*out = i < 7;
			return NULL;
		}
	return "Must be a valid boolean.";
}

/* A key of another row: a number, or its text. Whether there is such a row, the handler looks. */
static const char *check_key(struct request *rq, enum json_kind kind, const char *text, int64_t *out)
{
	bool number = kind == JSON_INT || kind == JSON_TEXT;
	if (kind == JSON_TEXT && !*text)
		return "This field may not be null.";
	if (number && text_int(text, out))
		return NULL;
	if (number && !text[strspn(text, "0123456789")])
		return arena_printf(rq->arena, "Invalid pk \"%s\" - object does not exist.", text);
	return arena_printf(rq->arena, "Incorrect type. Expected pk value, received %s.", python_name(kind));
}

static const char *check_time(enum json_kind kind, const char *text, int64_t *out)
{
	if (kind == JSON_TEXT && datetime_read(text, out))
		return NULL;
	return "Datetime has wrong format. Use one of these formats instead: "
	       "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].";
}

static const char *check(struct request *rq, const struct field *f, enum json_kind kind, const char *text,
			 void *st)
{
	void *at = field_at(f, st);
	if (kind == JSON_NULL)
		return f->flags & F_NULL ? NULL : "This field may not be null.";
	if (kind == JSON_TEXT)
		text = text_trim(rq->arena, text);
	switch (f->type) {
	case F_CHOICE:
		return check_choice(rq, f, kind, text, at);
	case F_BOOL:
		return check_bool(text, at);
	case F_INT:
		return check_key(rq, kind, text, at);
	case F_TIME:
		return check_time(kind, text, at);
	default:
		return check_text(rq, f, kind, text, at);
	}
}

enum err bookstore_input(struct request *rq, const struct field *fields, void *st, uint64_t *given_r)
{
	uint64_t given = 0;
	enum err e = read_body(rq);
	if (e)
		return e;
	for (int i = 0; fields[i].name; i++) {
		const char *text, *wrong = NULL;
		enum json_kind kind = member(rq, &fields[i], &text);
		if (kind != JSON_ABSENT) {
			given |= (uint64_t)1 << i;
			wrong = check(rq, &fields[i], kind, text, st);
		} else if (fields[i].flags & F_REQUIRED) {
			wrong = "This field is required.";
		}
		if (wrong)
			(void)!request_wrong(rq, fields[i].name, "value", wrong);
	}
	if (given_r)
		*given_r = given;
	return rq->error_count ? ERR_INPUT : ERR_NONE;
}
