/* text.h - UTF-8 and small text work. Floor: base. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* RFC 3629: no overlong forms, no surrogates, at most U+10FFFF; a NUL byte is not valid here either. */
bool text_valid(const char *s, size_t len);
/* Characters (code points) of valid UTF-8. */
size_t text_chars(const char *s);
/* Length in bytes of the white space character at s, 0 when there is none; which ones: see text_trim. */
size_t text_blank(const char *s);
/*
 * Without the white space around it, as Python's str.strip() (ASCII white space, U+0085, U+00A0, U+1680,
 * U+2000-U+200A, U+2028, U+2029, U+202F, U+205F, U+3000, and U+001C-U+001F). In the arena, or s itself when
 * nothing is to do.
 */
const char *text_trim(struct arena *a, const char *s);
/* Any control character (below 32, or 127)? */
bool text_has_control(const char *s);
/* 64 bit, on this machine the same for the same bytes: entity tags, never secrets. */
uint64_t text_hash(const void *data, size_t len);
/* "a|b|c" holds the word? The empty word is never held. */
bool text_in_words(const char *words, const char *word);
/*
 * Python's int() on ASCII digits: blanks around, a sign, single underscores between digits; false when it is
 * none or over 64 bit (n_r is untouched then).
 */
bool text_int(const char *s, int64_t *n_r);
/*
 * Numbers as text, with a NUL behind it that the length returned does not count: what every answer and every line of
 * the log needs (printf there was a third of what a worker did for one). text_put_millis: microseconds as milliseconds
 * with three decimals.
 */
enum { TEXT_NUMBER = 32 };
size_t text_put_int(char text_r[TEXT_NUMBER], int64_t n);
size_t text_put_millis(char text_r[TEXT_NUMBER], int64_t micros);

#endif
