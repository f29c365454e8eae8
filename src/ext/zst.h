/* zst.h - text as a zstd stream on a file descriptor, written and read. Floor: ext. */
#ifndef EXT_ZST_H
#define EXT_ZST_H

#include <stdbool.h>
#include <stddef.h>

/* Memory is a few MiB whatever the length. An error stays: later calls do nothing but give it again. */
struct zst_out;
struct zst_in;

/* The descriptor stays the caller's; out of memory ends the process. */
void zst_out_open(struct zst_out **z_r, int fd);
/* False: errno says why. */
bool zst_write(struct zst_out *z, const void *data, size_t len);
/* Ends the stream, which has a checksum of its own, and frees; *z becomes NULL. False: not all could be written. */
bool zst_out_close(struct zst_out **z);

void zst_in_open(struct zst_in **z_r, int fd);
/*
 * The next line with its line break (the last may lack it), without a NUL, valid until the next call; NULL at the end,
 * or when it cannot go on. A line may be as long as memory is.
 */
const char *zst_line(struct zst_in *z, size_t *len_r);
/* What is wrong with the file; NULL: nothing so far. */
const char *zst_wrong(const struct zst_in *z);
void zst_in_close(struct zst_in **z);

#endif
