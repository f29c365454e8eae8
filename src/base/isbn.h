/* isbn.h - one key for the spellings of one ISBN. Floor: base. */
#ifndef BASE_ISBN_H
#define BASE_ISBN_H

#include <stdbool.h>

enum { ISBN_KEY = 14 };

/*
 * True when the text is a valid ISBN-10 or ISBN-13 (ISO 2108: check digit right, single hyphens between
 * digits allowed, 13 digits begin with 978 or 979); key_r then holds its 13 digits. Anything else, blanks
 * included, is not an ISBN but a text of its own, and key_r is untouched.
 */
bool isbn_key(const char *text, char key_r[ISBN_KEY]);

#endif
