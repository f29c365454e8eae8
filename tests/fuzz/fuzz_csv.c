/* fuzz_csv.c - files of foreign rows, through the reader and the rules of the import. */
#include "ext/csv.h"
#include "rules/catalogue.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct csv *csv;
	const char **v, *message, *x[6] = {NULL};
	int64_t line;
	enum err e;
	char path[40];
	int fd = memfd_create("csv", 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	arena_init(&a);
	if (write(fd, data, size) == (ssize_t)size && csv_open(&csv, path, &message) == ERR_NONE) {
		while ((e = csv_next(csv, &a, &v, &line, &message)) == ERR_NONE || e == ERR_INPUT) {
			struct import_book b;
			for (int i = 0; !e && i < 6 && i < csv_columns(csv); i++)
				x[i] = v[i];
			struct import_book_row row = {x[0], x[1], x[2], x[3], x[4], x[5]};
			if (!e && catalogue_import_book(&a, &row, &b) == ERR_NONE &&
			    (!b.title || !b.identity))
				__builtin_trap();
		}
		csv_close(&csv);
	}
	arena_clear(&a);
	close(fd);
	return 0;
}
