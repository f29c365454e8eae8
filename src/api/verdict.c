/* verdict.c - what a rule said of an act, told beforehand or as a refusal. Floor: api. */
#include "api/api.h"

#include "rules/verdict.h"

#define R struct reason
#define REASON(list)                                                                                         \
	FIELD_TEXT(R, code, list "[].code", 0, 0, 0), FIELD_TEXT(R, text, list "[].detail", 0, 0, 0)
const struct field verdict_shown[] = {REASON("blockers"), REASON("confirms"), REASON("warnings"), FIELD_END};
#undef R

static void write_reasons(struct buf *b, const char *name, const struct reasons *r)
{
	json_name(b, name);
	json_open(b, '[');
	for (int i = 0; i < r->n; i++) {
		json_open(b, '{');
		json_member_text(b, "code", r->v[i].code);
		json_member_text(b, "detail", r->v[i].text);
		json_name(b, "parameters");
		json_open(b, '{');
		if (r->v[i].name)
			json_member_text(b, r->v[i].name, r->v[i].value);
		json_close(b, '}');
		json_close(b, '}');
	}
	json_close(b, ']');
}

void api_verdict(struct reply *rp, const struct verdict *v)
{
	reply_start(rp, 200, "application/json");
	json_open(&rp->body, '{');
	write_reasons(&rp->body, "blockers", &v->blockers);
	write_reasons(&rp->body, "confirms", &v->confirms);
	write_reasons(&rp->body, "warnings", &v->warnings);
	json_close(&rp->body, '}');
}

enum err api_refuse(struct request *rq, const struct reason *r)
{
	return request_refuse(rq, ERR_REFUSED, r->code, r->text, r->name, r->value, NULL);
}
