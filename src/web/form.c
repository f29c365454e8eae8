/* form.c - bodies that are forms, read strictly. Floor: web. */
#include "web/form.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

/* RFC 2046, 5.1.1; a part of a form has one or two header lines, rarely three. */
enum { BOUNDARY_MAX = 70, HEADERS_OF_PART = 8 };

static const char too_many[] = "it has more than 100 fields", not_text[] = "it is not UTF-8 without NUL";

struct multipart {
	struct request *rq;
	const char *at, *end; /* what is left to read */
	const char *mark;     /* "--" and the boundary */
	size_t mark_len;
	struct param *fields;
	int count;
};

bool form_type_is(const char *content_type, const char *media_type)
{
	size_t len = strlen(media_type);
	return content_type && strcspn(content_type, "; \t") == len &&
	       !strncasecmp(content_type, media_type, len);
}

/* Behind '=': a quoted string or a token. Gives what stands behind it, NULL when a quote is not closed. */
static const char *read_value(struct arena *a, const char *p, const char **value_r)
{
	if (*p != '"') {
		size_t len = strcspn(p, "; \t");
		*value_r = arena_strndup(a, p, len);
		return p + len;
	}
	char *out = arena_alloc(a, strlen(p)), *q = out;
	for (p++; *p != '"'; p++) {
		if (*p == '\\' && p[1])
			p++;
		if (!*p)
			return NULL;
		*q++ = *p;
	}
	*q = 0;
	*value_r = out;
	return p + 1;
}

/* A parameter of a header's value; NULL when there is none. */
static const char *parameter(struct arena *a, const char *header, const char *name)
{
	const char *p = header + strcspn(header, ";");
	while (p && *p == ';') {
		p += 1 + strspn(p + 1, " \t");
		size_t len = strcspn(p, "=; \t");
		bool wanted = len == strlen(name) && !strncasecmp(p, name, len);
		const char *value = "";
		p += len;
		if (*p == '=')
			p = read_value(a, p + 1, &value);
		if (wanted)
			return p ? value : NULL;
		if (p)
			p += strspn(p, " \t");
	}
	return NULL;
}

/*
 * The next line that is a delimiter: gives where it begins (with the CRLF before it, which belongs to it), and moves on
 * behind it. NULL when there is none.
 */
static const char *next_delimiter(struct multipart *m, const char *begin, bool *last_r)
{
	const char *first = m->at, *found;
	while ((found = memmem(m->at, (size_t)(m->end - m->at), m->mark, m->mark_len))) {
		const char *behind = found + m->mark_len;
		m->at = found + 1;
		bool line = found == begin || (found - first >= 2 && !memcmp(found - 2, "\r\n", 2));
		*last_r = m->end - behind >= 2 && !memcmp(behind, "--", 2);
		while (!*last_r && behind < m->end && (*behind == ' ' || *behind == '\t'))
			behind++;
		if (!line || (!*last_r && (m->end - behind < 2 || memcmp(behind, "\r\n", 2))))
			continue;
		m->at = behind + 2;
		return found == begin ? found : found - 2;
	}
	return NULL;
}

/* One header line of a part; NULL or what is wrong. */
static const char *read_header(struct multipart *m, const char *line, const char **name_r)
{
	struct arena *a = m->rq->arena;
	size_t len = strcspn(line, ":");
	const char *value = line[len] ? line + len + 1 + strspn(line + len + 1, " \t") : "";
	if (len == 19 && !strncasecmp(line, "Content-Disposition", len)) {
		if (!form_type_is(value, "form-data"))
			return "a part is no form-data";
		if (parameter(a, value, "filename") || parameter(a, value, "filename*"))
			return "files are not taken";
		*name_r = parameter(a, value, "name");
	}
	if (len == 25 && !strncasecmp(line, "Content-Transfer-Encoding", len) &&
	    strcasecmp(value, "binary") && strcasecmp(value, "8bit") && strcasecmp(value, "7bit"))
		return "transfer encodings are not taken";
	return NULL;
}

/* The header lines of a part and the blank one behind them; m->at is then at its content. */
static const char *read_headers(struct multipart *m, const char **name_r)
{
	*name_r = NULL;
	for (int i = 0; i <= HEADERS_OF_PART; i++) {
		const char *line = m->at, *stop = memmem(line, (size_t)(m->end - line), "\r\n", 2);
		if (!stop)
			return "it ends too early";
		size_t len = (size_t)(stop - line);
		m->at = stop + 2;
		if (!len)
			return *name_r ? NULL : "a part has no name";
		if (!text_valid(line, len))
			return not_text;
		const char *why = read_header(m, arena_strndup(m->rq->arena, line, len), name_r);
		if (why)
			return why;
	}
	return "a part has too many headers";
}

/* One part, up to and with the delimiter behind it. */
static const char *read_part(struct multipart *m, bool *last_r)
{
	const char *name, *why = read_headers(m, &name), *content = m->at;
	if (why)
		return why;
	/* Without content the blank line's CRLF may be the delimiter's too. */
	m->at -= 2;
	const char *stop = next_delimiter(m, NULL, last_r);
	if (!stop)
		return "it ends too early";
	size_t len = stop > content ? (size_t)(stop - content) : 0;
	if (!text_valid(content, len))
		return not_text;
	if (m->count == PARAMS_MAX)
		return too_many;
	m->fields[m->count++] = (struct param){name, arena_strndup(m->rq->arena, content, len)};
	return NULL;
}

static const char *read_multipart(struct multipart *m)
{
	struct request *rq = m->rq;
	const char *boundary = parameter(rq->arena, rq->content_type, "boundary");
	size_t len = boundary ? strlen(boundary) : 0;
	bool last = false;
	if (!len || len > BOUNDARY_MAX || boundary[len - 1] == ' ')
		return "the boundary is missing or wrong";
	m->at = rq->body;
	m->end = rq->body + rq->body_len;
	m->mark = arena_printf(rq->arena, "--%s", boundary);
	m->mark_len = len + 2;
	if (!next_delimiter(m, rq->body, &last))
		return "the boundary is not in it";
	const char *why = NULL;
	while (!why && !last)
		why = read_part(m, &last);
	return why;
}

static enum err broken(struct request *rq, const char *kind, const char *why)
{
	rq->detail = arena_printf(rq->arena, "%s parse error - %s", kind, why);
	return ERR_SYNTAX;
}

enum err form_parse(struct request *rq)
{
	struct param *fields = arena_alloc(rq->arena, PARAMS_MAX * sizeof(*fields));
	const char *why = NULL;
	rq->form = NULL;
	if (form_type_is(rq->content_type, "application/x-www-form-urlencoded")) {
		enum err e = request_pairs(rq->arena, rq->body, rq->body_len, fields, &rq->form_count);
		if (e)
			return broken(rq, "Form",
				      e == ERR_TOO_LARGE ? too_many
							 : "it is not percent-encoded UTF-8 without NUL");
	} else if (form_type_is(rq->content_type, "multipart/form-data")) {
		struct multipart m = {.rq = rq, .fields = fields};
		why = read_multipart(&m);
		if (why)
			return broken(rq, "Multipart form", why);
		rq->form_count = m.count;
	} else {
		return ERR_MEDIA;
	}
	rq->form = fields;
	return ERR_NONE;
}

const char *form_field(const struct request *rq, const char *name)
{
	for (int i = rq->form ? rq->form_count : 0; i-- > 0;)
		if (!strcmp(rq->form[i].name, name))
			return rq->form[i].value;
	return NULL;
}
