/* pubdate.c - what a date of publication says that came as any text. Floor: rules. */
#include "rules/pubdate.h"

#include "base/date.h"
#include "base/field.h"
#include "base/text.h"

#include <stdlib.h>

void pubdate_read(const char *text, const char **date_r, int64_t *year_r)
{
	*date_r = NULL;
	*year_r = NIL_INT;
	if (!text)
		return;
	if (date_valid(text)) {
		*date_r = text;
		*year_r = strtol(text, NULL, 10);
		return;
	}
	int64_t n;
	if (text_int(text, &n) && n >= -9999 && n <= 9999)
		*year_r = n;
}
