/* input.c - input checked against a field table. Floor: web. */
#include "web/input.h"

#include "base/date.h"
#include "base/text.h"
#include "base/uuid.h"
#include "web/json_in.h"

#include <string.h>

static const char *check_text(struct request *rq, const struct field *f, const char *s, const char **out)
{
	if (f->flags & F_TRIM)
		s = text_trim(rq->arena, s);
	if ((f->flags & F_LINE) && text_has_control(s))
		return "must be one line without control characters";
	int64_t n = (int64_t)text_chars(s);
	if (n < f->min)
		return n ? arena_printf(rq->arena, "must have at least %lld characters", (long long)f->min)
			 : "must not be empty";
	if (f->max && n > f->max)
		return arena_printf(rq->arena, "must have at most %lld characters", (long long)f->max);
	*out = s;
	return NULL;
}

static const char *check_uuid(struct request *rq, const char *s, const char **out)
{
	char *uuid = arena_alloc(rq->arena, UUID_TEXT);
	if (!uuid_canonical(s, uuid))
		return "must be a UUID";
	*out = uuid;
	return NULL;
}

/* A plain decimal number, at most two places before and after the point as the table's max says in tenths. */
static const char *check_decimal(struct request *rq, const struct field *f, const char *s, const char **out)
{
	size_t whole = strspn(s, "0123456789"), places = 0;
	if (s[whole] == '.')
		places = strspn(s + whole + 1, "0123456789");
	if (!whole || whole > 9 || s[whole + (s[whole] == '.') + places] || (s[whole] == '.' && !places))
		return "must be a decimal number";
	int64_t tenths = 0;
	for (size_t i = 0; i < whole; i++)
		tenths = tenths * 10 + (s[i] - '0');
	tenths = tenths * 10 + (places ? s[whole + 1] - '0' : 0);
	if (places > 1 || tenths < f->min || tenths > f->max)
		return arena_printf(rq->arena, "must be from %lld.%lld to %lld.%lld, with one decimal place",
				    (long long)f->min / 10, (long long)f->min % 10, (long long)f->max / 10,
				    (long long)f->max % 10);
	*out = s;
	return NULL;
}

static const char *check_int(struct request *rq, const struct field *f, const char *s, int64_t *out)
{
	int64_t n;
	if (!text_int(s, &n))
		return "must be a whole number";
	if (n < f->min || n > f->max)
		return arena_printf(rq->arena, "must be from %lld to %lld", (long long)f->min,
				    (long long)f->max);
	*out = n;
	return NULL;
}

static const char *check_bool(const char *s, bool *out)
{
	if (strcmp(s, "true") && strcmp(s, "false"))
		return "must be true or false";
	*out = *s == 't';
	return NULL;
}

static const char *type_name(const struct field *f)
{
	switch (f->type) {
	case F_INT:
		return "must be a whole number";
	case F_BOOL:
		return "must be true or false";
	case F_DECIMAL:
		return "must be a decimal number";
	case F_UUIDS:
		return "must be an array of UUIDs";
	default:
		return "must be a text";
	}
}

/* Does the JSON type fit the field? A number may stand for its text where the field is loose. */
static bool type_fits(const struct field *f, const struct input_value *v)
{
	if (v->query)
		return f->type != F_UUIDS;
	if (v->text)
		return field_is_text(f) || f->type == F_TIME;
	switch (f->type) {
	case F_INT:
	case F_DECIMAL:
		return v->number;
	case F_BOOL:
		return v->boolean;
	case F_TEXT:
		return v->number && (f->flags & F_LOOSE);
	default:
		return false;
	}
}

const char *input_value(struct request *rq, const struct field *f, const struct input_value *v, void *st,
			const char **code_r)
{
	void *at = field_at(f, st);
	if (v->null) {
		*code_r = "null";
		if (!(f->flags & F_NULL))
			return "must not be null";
		if (field_is_text(f))
			*(const char **)at = NULL;
		else if (f->type == F_INT || f->type == F_TIME)
			*(int64_t *)at = NIL_INT;
		return NULL;
	}
	*code_r = "type";
	if (!type_fits(f, v))
		return type_name(f);
	*code_r = "value";
	switch (f->type) {
	case F_TEXT:
		return check_text(rq, f, v->s, at);
	case F_UUID:
		return check_uuid(rq, v->s, at);
	case F_DATE:
		if (!date_valid(v->s))
			return "must be a date YYYY-MM-DD";
		*(const char **)at = v->s;
		return NULL;
	case F_CHOICE:
		if (!text_in_words(f->def, v->s))
			return arena_printf(rq->arena, "must be one of %s", f->def);
		*(const char **)at = v->s;
		return NULL;
	case F_DECIMAL:
		return check_decimal(rq, f, v->s, at);
	case F_INT:
		return check_int(rq, f, v->s, at);
	case F_BOOL:
		return check_bool(v->s, at);
	case F_TIME:
		return date_read_rfc3339(v->s, at)
			   ? NULL
			   : "must be a time as RFC 3339 writes it, 2026-11-21T03:04:05Z";
	case F_JSON:
	case F_UUIDS:
		break;
	}
	return type_name(f);
}

static int find(const struct field *fields, const char *name)
{
	for (int i = 0; fields[i].name; i++)
		if (!strcmp(fields[i].name, name))
			return i;
	return -1;
}

static const char *check_uuids(struct request *rq, const struct field *f, struct uuids *out)
{
	size_t n = 0;
	const char *text;
	while (json_element(rq, f->name, n, &text) != JSON_ABSENT)
		if (++n > (size_t)f->max)
			return arena_printf(rq->arena, "must have at most %lld elements", (long long)f->max);
	out->v = arena_alloc(rq->arena, n * sizeof(*out->v));
	out->n = n;
	for (size_t i = 0; i < n; i++)
		if (json_element(rq, f->name, i, &text) != JSON_TEXT || check_uuid(rq, text, &out->v[i]))
			return arena_printf(rq->arena, "element %zu must be a UUID", i);
	return NULL;
}

/* Notes what is wrong with a member under the name label. */
static void check_member(struct request *rq, const struct field *f, const char *label, enum json_kind kind,
			 const char *text, void *st)
{
	struct input_value v = {
	    .null = kind == JSON_NULL,
	    .number = kind == JSON_INT || kind == JSON_FLOAT,
	    .boolean = kind == JSON_BOOL,
	    .text = kind == JSON_TEXT,
	    .s = text,
	};
	const char *code = "type", *wrong;
	if (f->type == F_UUIDS && kind == JSON_ARRAY)
		wrong = check_uuids(rq, f, field_at(f, st));
	else
		wrong = input_value(rq, f, &v, st, &code);
	if (wrong)
		(void)!request_wrong(rq, label, code, wrong);
}

enum err input_element(struct request *rq, const char *name, size_t i, const struct field *fields, void *st)
{
	const char *text, *member, *label = arena_printf(rq->arena, "%s[%zu]", name, i);
	const void *place = NULL;
	enum json_kind is = json_element(rq, name, i, &text);
	if (is == JSON_ABSENT)
		return ERR_NOT_FOUND;
	if (is != JSON_OBJECT)
		return request_wrong(rq, label, "type", "must be an object");
	while (rq->error_count < ERRORS_MAX && (member = json_element_next_name(rq, name, i, &place)))
		if (find(fields, member) < 0)
			(void)!request_wrong(rq, arena_printf(rq->arena, "%s.%s", label, member), "unknown",
					     "is not known here");
	for (const struct field *f = fields; f->name; f++) {
		enum json_kind kind = json_element_member(rq, name, i, f->name, &text);
		member = arena_printf(rq->arena, "%s.%s", label, f->name);
		if (kind != JSON_ABSENT)
			check_member(rq, f, member, kind, text, st);
		else if (f->flags & F_REQUIRED)
			(void)!request_wrong(rq, member, "required", "is required");
	}
	return rq->error_count ? ERR_INPUT : ERR_NONE;
}

enum err input_body(struct request *rq, const struct field *fields, void *st, unsigned flags,
		    uint64_t *given_r)
{
	bool empty;
	uint64_t given = 0;
	if (json_body_kind(rq, &empty) != JSON_OBJECT)
		return request_wrong(rq, "", "type", "the body must be a JSON object");
	const char *name, *text;
	const void *place = NULL;
	while (!(flags & INPUT_OPEN) && rq->error_count < ERRORS_MAX && (name = json_next_name(rq, &place)))
		if (find(fields, name) < 0)
			(void)!request_wrong(rq, name, "unknown", "is not known here");
	for (int i = 0; fields[i].name; i++) {
		enum json_kind kind = json_member(rq, fields[i].name, &text);
		if (kind != JSON_ABSENT) {
			given |= (uint64_t)1 << i;
			check_member(rq, &fields[i], fields[i].name, kind, text, st);
		} else if ((fields[i].flags & F_REQUIRED) && !(flags & INPUT_PARTIAL)) {
			(void)!request_wrong(rq, fields[i].name, "required", "is required");
		}
	}
	if (given_r)
		*given_r = given;
	return rq->error_count ? ERR_INPUT : ERR_NONE;
}

enum err input_query(struct request *rq, const struct field *fields, void *st, unsigned flags)
{
	uint64_t given = 0;
	if (rq->query_error)
		return request_wrong(rq, "", "encoding", rq->query_error);
	for (int i = 0; i < rq->query_count; i++) {
		const struct param *p = &rq->query[i];
		int at = find(fields, p->name);
		if (at < 0 || (given & (uint64_t)1 << at)) {
			if (!(flags & INPUT_OPEN))
				(void)!request_wrong(rq, p->name, at < 0 ? "unknown" : "repeated",
						     at < 0 ? "is not known here"
							    : "is given more than once");
			continue;
		}
		given |= (uint64_t)1 << at;
		const char *code, *wrong;
		struct input_value v = {.query = true, .s = p->value};
		wrong = input_value(rq, &fields[at], &v, st, &code);
		if (wrong)
			(void)!request_wrong(rq, p->name, code, wrong);
	}
	for (int i = 0; fields[i].name; i++)
		if ((fields[i].flags & F_REQUIRED) && !(given & (uint64_t)1 << i) && !(flags & INPUT_PARTIAL))
			(void)!request_wrong(rq, fields[i].name, "required", "is required");
	return rq->error_count ? ERR_INPUT : ERR_NONE;
}
