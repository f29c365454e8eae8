/*
 * json_in.c - a JSON body read strictly, with json-c. Floor: web.
 * json-c swallows some things silently (duplicate names, integers over 64 bit, \u0000 in names, lone surrogates), so
 * the text is looked through once before it, and the members counted.
 */
#include "web/json_in.h"

#include "base/text.h"

#include <errno.h>
#include <json.h>
#include <stdlib.h>
#include <string.h>

struct scan {
	const char *p, *end;
	long members; /* colons outside of strings */
	int depth;
};

static int hex4(const char *p, const char *end)
{
	char text[5] = {0};
	if (end - p < 4)
		return -1;
	memcpy(text, p, 4);
	if (strspn(text, "0123456789abcdefABCDEF") != 4)
		return -1;
	return (int)strtol(text, NULL, 16);
}

/* Behind "\u": one unit, or two that make a pair. */
static const char *scan_unit(struct scan *s)
{
	int unit = hex4(s->p, s->end);
	s->p += 4;
	if (unit < 0)
		return "a \\u escape needs four hexadecimal digits";
	if (unit == 0)
		return "NUL characters are not allowed";
	if (unit >= 0xdc00 && unit <= 0xdfff)
		return "a lone surrogate is not a character";
	if (unit < 0xd800 || unit > 0xdbff)
		return NULL;
	int low = s->end - s->p >= 6 && s->p[0] == '\\' && s->p[1] == 'u' ? hex4(s->p + 2, s->end) : -1;
	if (low < 0xdc00 || low > 0xdfff)
		return "a lone surrogate is not a character";
	s->p += 6;
	return NULL;
}

static const char *scan_string(struct scan *s)
{
	for (s->p++; s->p < s->end;) {
		unsigned char c = (unsigned char)*s->p++;
		if (c == '"')
			return NULL;
		if (c < 32)
			return "control characters in a string must be escaped";
		if (c != '\\')
			continue;
		char escaped = s->p < s->end ? *s->p++ : 0;
		if (!escaped || !strchr("\"\\/bfnrtu", escaped))
			return "unknown escape in a string";
		const char *why = escaped == 'u' ? scan_unit(s) : NULL;
		if (why)
			return why;
	}
	return "a string does not end";
}

/* RFC 8259 number; integers must fit 64 bit. */
static const char *scan_number(struct scan *s)
{
	const char *begin = s->p;
	size_t len = strspn(begin, "+-.0123456789eE");
	const char *d = begin + (*begin == '-');
	size_t digits = strspn(d, "0123456789");
	const char *q = d + digits;
	bool whole = true, fine = digits && !(digits > 1 && *d == '0');
	if (*q == '.') {
		size_t n = strspn(q + 1, "0123456789");
		fine = fine && n;
		whole = false;
		q += 1 + n;
	}
	if (*q == 'e' || *q == 'E') {
		q++;
		if (*q == '+' || *q == '-')
			q++;
		size_t n = strspn(q, "0123456789");
		fine = fine && n;
		whole = false;
		q += n;
	}
	s->p = begin + len;
	if (!fine || q != s->p)
		return "a number is malformed";
	errno = 0;
	if (whole && (strtoll(begin, NULL, 10), errno == ERANGE))
		return "an integer does not fit 64 bit";
	return NULL;
}

static const char *scan_word(struct scan *s)
{
	static const char *const words[] = {"true", "false", "null"};
	size_t len = 0;
	while (s->p + len < s->end && ((s->p[len] | 32) >= 'a' && (s->p[len] | 32) <= 'z'))
		len++;
	for (int i = 0; i < 3; i++)
		if (strlen(words[i]) == len && !memcmp(words[i], s->p, len)) {
			s->p += len;
			return NULL;
		}
	return "not JSON";
}

static const char *scan_mark(struct scan *s)
{
	char c = *s->p++;
	s->members += c == ':';
	s->depth += (c == '{' || c == '[') - (c == '}' || c == ']');
	return s->depth > JSON_DEPTH ? "it is nested too deeply" : NULL;
}

static const char *scan(struct scan *s)
{
	const char *why = NULL;
	while (!why && s->p < s->end) {
		char c = *s->p;
		if (c == '"')
			why = scan_string(s);
		else if (c == '-' || (c >= '0' && c <= '9'))
			why = scan_number(s);
		else if (c && strchr(" \t\r\n{}[],:", c))
			why = scan_mark(s);
		else
			why = scan_word(s);
	}
	return why;
}

static long count_members(struct json_object *o)
{
	long n = 0;
	if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach(o, name, value)
		{
			(void)name;
			n += 1 + count_members(value);
		}
	} else if (json_object_is_type(o, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(o); i++)
			n += count_members(json_object_array_get_idx(o, i));
	}
	return n;
}

static enum err broken(struct request *rq, const char *why)
{
	rq->detail = arena_printf(rq->arena, "The body is not valid JSON: %s.", why);
	return ERR_SYNTAX;
}

/* "null" parses to a NULL object, so the body's presence is kept apart. */
static const char json_null_body[] = "null";

enum err json_parse(struct request *rq)
{
	json_free(rq);
	if (!rq->body_len)
		return broken(rq, "it is empty");
	if (!text_valid(rq->body, rq->body_len))
		return broken(rq, "it is not UTF-8 without NUL");
	struct scan s = {.p = rq->body, .end = rq->body + rq->body_len};
	const char *why = scan(&s);
	if (why)
		return broken(rq, why);
	struct json_tokener *tok = json_tokener_new_ex(JSON_DEPTH + 2); /* the scan has the say */
	if (!tok)
		abort();
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	/* With its final NUL, which ends a number that stands alone. */
	struct json_object *o = json_tokener_parse_ex(tok, rq->body, (int)rq->body_len + 1);
	enum json_tokener_error error = json_tokener_get_error(tok);
	json_tokener_free(tok);
	if (error != json_tokener_success) {
		json_object_put(o);
		return broken(rq, json_tokener_error_desc(error));
	}
	if (count_members(o) != s.members) {
		json_object_put(o);
		return broken(rq, "a name stands twice in one object");
	}
	rq->json = o ? (void *)o : (void *)(uintptr_t)json_null_body;
	return ERR_NONE;
}

void json_free(struct request *rq)
{
	if (rq->json && rq->json != json_null_body)
		json_object_put(rq->json);
	rq->json = NULL;
}

static struct json_object *body(const struct request *rq)
{
	return rq->json == json_null_body ? NULL : rq->json;
}

static enum json_kind kind(struct json_object *o, const char **text_r)
{
	*text_r = NULL;
	switch (json_object_get_type(o)) {
	case json_type_null:
		return JSON_NULL;
	case json_type_boolean:
		*text_r = json_object_get_boolean(o) ? "true" : "false";
		return JSON_BOOL;
	case json_type_int:
		*text_r = json_object_to_json_string(o);
		return JSON_INT;
	case json_type_double:
		*text_r = json_object_to_json_string(o);
		return JSON_FLOAT;
	case json_type_string:
		*text_r = json_object_get_string(o);
		return JSON_TEXT;
	case json_type_array:
		return JSON_ARRAY;
	case json_type_object:
		return JSON_OBJECT;
	}
	return JSON_NULL;
}

enum json_kind json_body_kind(const struct request *rq, bool *empty_r)
{
	const char *text;
	if (!rq->json)
		return JSON_ABSENT;
	enum json_kind k = kind(body(rq), &text);
	*empty_r = k == JSON_NULL || (k == JSON_OBJECT && json_object_object_length(body(rq)) == 0) ||
		   (k == JSON_ARRAY && json_object_array_length(body(rq)) == 0) ||
		   (k == JSON_TEXT && !*text) || (k == JSON_BOOL && *text == 'f') ||
		   ((k == JSON_INT || k == JSON_FLOAT) && json_object_get_double(body(rq)) == 0);
	return k;
}

enum json_kind json_member(const struct request *rq, const char *name, const char **text_r)
{
	struct json_object *o;
	*text_r = NULL;
	if (!json_object_is_type(body(rq), json_type_object) ||
	    !json_object_object_get_ex(body(rq), name, &o))
		return JSON_ABSENT;
	return kind(o, text_r);
}

/* Is there an element i of a member that is an array? Which may be null, and NULL in json-c. */
static bool element(const struct request *rq, const char *name, size_t i, struct json_object **o_r)
{
	struct json_object *o;
	if (!json_object_is_type(body(rq), json_type_object) ||
	    !json_object_object_get_ex(body(rq), name, &o) || !json_object_is_type(o, json_type_array) ||
	    i >= json_object_array_length(o))
		return false;
	*o_r = json_object_array_get_idx(o, i);
	return true;
}

enum json_kind json_element(const struct request *rq, const char *name, size_t i, const char **text_r)
{
	struct json_object *o;
	*text_r = NULL;
	return element(rq, name, i, &o) ? kind(o, text_r) : JSON_ABSENT;
}

enum json_kind json_element_member(const struct request *rq, const char *name, size_t i, const char *member,
				   const char **text_r)
{
	struct json_object *o, *value;
	*text_r = NULL;
	if (!element(rq, name, i, &o) || !json_object_is_type(o, json_type_object) ||
	    !json_object_object_get_ex(o, member, &value))
		return JSON_ABSENT;
	return kind(value, text_r);
}

static const char *next_name(struct json_object *o, const void **place)
{
	if (!json_object_is_type(o, json_type_object))
		return NULL;
	const struct lh_entry *entry = *place;
	entry = entry ? lh_entry_next(entry) : lh_table_head(json_object_get_object(o));
	*place = entry;
	return entry ? lh_entry_k(entry) : NULL;
}

const char *json_element_next_name(const struct request *rq, const char *name, size_t i, const void **place)
{
	struct json_object *o;
	return element(rq, name, i, &o) ? next_name(o, place) : NULL;
}

const char *json_next_name(const struct request *rq, const void **place)
{
	return next_name(body(rq), place);
}
