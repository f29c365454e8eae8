/* uuid.h - RFC 9562 ids: random ones, and the spellings that clients use. Floor: base. */
#ifndef BASE_UUID_H
#define BASE_UUID_H

#include <stdbool.h>

enum { UUID_TEXT = 37 };

/* A version 4 UUID in canonical lower case (libuuid). Never version 1: that shows time and network card. */
void uuid_random(char text_r[UUID_TEXT]);
/*
 * 8-4-4-4-12 hexadecimal digits in either case; canonical lower case comes out. Not named uuid_parse:
 * libuuid, which is linked, has a function of that name and other arguments.
 */
bool uuid_canonical(const char *text, char text_r[UUID_TEXT]);
/*
 * What Python's uuid.UUID() takes, for the wishlist manager: hyphens anywhere or nowhere, capitals, {...} (it
 * strips braces of either kind from both ends). Its "urn:" and "uuid:" prefixes are refused (contract: they
 * failed at the database), and so are the blanks, signs and underscores that its int() overlooks.
 */
bool uuid_parse_python(const char *text, char text_r[UUID_TEXT]);

#endif
