/* zst.c - text as a zstd stream on a file descriptor, written and read. Floor: ext. */
#include "ext/zst.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

enum { ROOM = 1 << 17, LEVEL = 3 };

struct zst_out {
	int fd, error;
	ZSTD_CCtx *context;
	char room[ROOM];
};

struct zst_in {
	int fd;
	const char *wrong;
	ZSTD_DCtx *context;
	char room[ROOM]; /* as read */
	ZSTD_inBuffer in;
	bool inside, full, ended; /* a frame has begun; it may have more without reading; the file is over */
	char *text;		  /* what was not given out yet is text[from..to) */
	size_t from, to, size;
};

static void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

/* ---- writing ---- */

void zst_out_open(struct zst_out **z_r, int fd)
{
	struct zst_out *z = must(calloc(1, sizeof(*z)));
	z->fd = fd;
	z->context = must(ZSTD_createCCtx());
	ZSTD_CCtx_setParameter(z->context, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(z->context, ZSTD_c_checksumFlag, 1);
	*z_r = z;
}

static bool put(struct zst_out *z, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = write(z->fd, z->room + done, len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			z->error = errno;
			return false;
		}
		done += (size_t)n;
	}
	return true;
}

static bool compress(struct zst_out *z, const void *data, size_t len, ZSTD_EndDirective mode)
{
	ZSTD_inBuffer in = {data, len, 0};
	size_t left = 1;
	while (!z->error && (in.pos < in.size || (mode == ZSTD_e_end && left))) {
		ZSTD_outBuffer out = {z->room, sizeof(z->room), 0};
		left = ZSTD_compressStream2(z->context, &out, &in, mode);
		if (ZSTD_isError(left))
			z->error = EIO;
		else if (!put(z, out.pos))
			break;
	}
	errno = z->error;
	return !z->error;
}

bool zst_write(struct zst_out *z, const void *data, size_t len)
{
	return compress(z, data, len, ZSTD_e_continue);
}

bool zst_out_close(struct zst_out **z)
{
	bool fine = compress(*z, NULL, 0, ZSTD_e_end);
	ZSTD_freeCCtx((*z)->context);
	free(*z);
	*z = NULL;
	return fine;
}

/* ---- reading ---- */

void zst_in_open(struct zst_in **z_r, int fd)
{
	struct zst_in *z = must(calloc(1, sizeof(*z)));
	z->fd = fd;
	z->context = must(ZSTD_createDCtx());
	z->in.src = z->room;
	*z_r = z;
}

/* More of the file into the room; false at its end. */
static bool fill(struct zst_in *z)
{
	ssize_t n;
	do
		n = read(z->fd, z->room, sizeof(z->room));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		z->wrong = strerror(errno);
	else if (!n && z->inside)
		z->wrong = "it is cut off";
	z->ended = n <= 0;
	z->in.pos = 0;
	z->in.size = n > 0 ? (size_t)n : 0;
	return !z->ended;
}

/* More text behind what is there; false when there is none. */
static bool more(struct zst_in *z)
{
	if (z->from) {
		memmove(z->text, z->text + z->from, z->to - z->from);
		z->to -= z->from;
		z->from = 0;
	}
	if (z->size - z->to < ROOM) {
		z->size = 2 * z->size + 2 * ROOM;
		z->text = must(realloc(z->text, z->size));
	}
	ZSTD_outBuffer out = {z->text + z->to, z->size - z->to, 0};
	while (!out.pos && !z->wrong) {
		if (z->in.pos == z->in.size && !z->full && !fill(z))
			return false;
		size_t left = ZSTD_decompressStream(z->context, &out, &z->in);
		if (ZSTD_isError(left))
			z->wrong = ZSTD_getErrorName(left);
		z->inside = left != 0;
		z->full = out.pos == out.size;
	}
	z->to += out.pos;
	return !z->wrong;
}

const char *zst_line(struct zst_in *z, size_t *len_r)
{
	size_t looked = 0;
	const char *end = NULL;
	while (!z->wrong) {
		size_t there = z->to - z->from;
		if (there > looked)
			end = memchr(z->text + z->from + looked, '\n', there - looked);
		looked = there;
		if (end || z->ended || !more(z))
			break;
	}
	if (z->wrong || z->from == z->to)
		return NULL;
	*len_r = end ? (size_t)(end - (z->text + z->from)) + 1 : z->to - z->from;
	const char *line = z->text + z->from;
	z->from += *len_r;
	return line;
}

const char *zst_wrong(const struct zst_in *z)
{
	return z->wrong;
}

void zst_in_close(struct zst_in **z)
{
	ZSTD_freeDCtx((*z)->context);
	free((*z)->text);
	free(*z);
	*z = NULL;
}
