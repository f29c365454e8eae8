/* money.c - money as the unified API says and takes it. Floor: api. */
#include "api/api.h"

#include "base/money.h"

void api_money(struct buf *b, const char *name, int64_t minor)
{
	char text[MONEY_TEXT];
	json_name(b, name);
	if (minor == NIL_INT) {
		json_text(b, NULL);
		return;
	}
	money_text(minor, text);
	json_open(b, '{');
	json_member_text(b, "amount", text);
	json_member_text(b, "currency", MONEY_CURRENCY);
	json_close(b, '}');
}

enum err api_amount(struct request *rq, const char *field, const char *text, bool zero, int64_t *minor_r)
{
	if (!money_parse(text, minor_r))
		return request_wrong(rq, field, "value",
				     "must be an amount with at most two decimals, as \"4.50\"");
	if (!*minor_r && !zero)
		return request_wrong(rq, field, "value", "must be more than 0");
	return ERR_NONE;
}
