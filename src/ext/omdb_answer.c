/* omdb_answer.c - what an answer of OMDb says. Floor: ext. */
#include "ext/omdb.h"

#include "base/text.h"

#include <json.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DEPTH = 32 };

/* A member as text in the arena; numbers have their JSON text. NULL for all else, and for texts with a NUL in them. */
static const char *member(struct arena *a, struct json_object *o, const char *name)
{
	struct json_object *m;
	if (!json_object_object_get_ex(o, name, &m))
		return NULL;
	enum json_type type = json_object_get_type(m);
	if (type == json_type_int || type == json_type_double)
		return arena_strdup(a, json_object_to_json_string(m));
	if (type != json_type_string)
		return NULL;
	const char *text = json_object_get_string(m);
	size_t len = (size_t)json_object_get_string_len(m);
	return text_valid(text, len) ? arena_strdup(a, text) : NULL;
}

/* "Response": "False": which of its reasons is it? */
static enum err refusal(const char *reason, const char **why_r)
{
	static const struct {
		const char *reason, *why;
		enum err e;
	} known[] = {
	    {"Movie not found!", "OMDb knows no such film", ERR_NOT_FOUND},
	    {"Incorrect IMDb ID.", "OMDb knows no such IMDb id", ERR_NOT_FOUND},
	    {"Request limit reached!", "the key's limit at OMDb is reached", ERR_REFUSED},
	    {"Invalid API key!", "OMDb does not take the key", ERR_REFUSED},
	    {"No API key provided.", "OMDb does not take the key", ERR_REFUSED},
	};
	for (size_t i = 0; reason && i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcasecmp(reason, known[i].reason)) {
			*why_r = known[i].why;
			return known[i].e;
		}
	*why_r = "OMDb reports an error of its own";
	return ERR_IO;
}

static enum err read_object(struct arena *a, struct json_object *o, struct film *film_r, const char **why_r)
{
	const char *response = member(a, o, "Response");
	if (response && !strcasecmp(response, "False"))
		return refusal(member(a, o, "Error"), why_r);
	struct film_told told = {
	    .imdb_id = member(a, o, "imdbID"),
	    .title = member(a, o, "Title"),
	    .year = member(a, o, "Year"),
	    .released = member(a, o, "Released"),
	    .genre = member(a, o, "Genre"),
	    .director = member(a, o, "Director"),
	    .country = member(a, o, "Country"),
	    .rating = member(a, o, "imdbRating"),
	};
	const char *why;
	if (!film_read(a, &told, film_r, &why))
		return ERR_NONE;
	*why_r = arena_printf(a, "OMDb's answer is no film: %s", why);
	return ERR_IO;
}

/* NULL when it is no JSON object. */
static struct json_object *parse(const char *body, size_t len)
{
	if (!len || !text_valid(body, len))
		return NULL;
	struct json_tokener *tok = json_tokener_new_ex(DEPTH);
	if (!tok)
		abort();
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	struct json_object *o = json_tokener_parse_ex(tok, body, (int)len);
	bool whole = json_tokener_get_error(tok) == json_tokener_success;
	json_tokener_free(tok);
	if (whole && json_object_is_type(o, json_type_object))
		return o;
	json_object_put(o);
	return NULL;
}

static enum err of_status(struct arena *a, long status, const char **why_r)
{
	if (status == 401) {
		*why_r = "OMDb does not take the key, or its limit is reached (401)";
		return ERR_REFUSED;
	}
	*why_r = status >= 300 && status < 400
		     ? arena_printf(a, "OMDb redirects elsewhere (%ld), which is not followed", status)
		     : arena_printf(a, "OMDb answers with status %ld", status);
	return status >= 500 ? ERR_RETRY : ERR_IO;
}

enum err omdb_answer(struct arena *a, long status, const char *body, size_t len, struct film *film_r,
		     const char **why_r)
{
	*why_r = NULL;
	if (status != 200)
		return of_status(a, status, why_r);
	struct json_object *o = parse(body, len);
	if (!o) {
		*why_r = "OMDb's answer is no JSON object";
		return ERR_IO;
	}
	enum err e = read_object(a, o, film_r, why_r);
	json_object_put(o);
	return e;
}
