/* main.c - runs a fuzz target over the seed files given as arguments, without a fuzzer. Prints TAP. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run(const char *path)
{
	static uint8_t buffer[1024 * 1024];
	FILE *f = fopen(path, "rb");
	if (!f)
		return 0;
	size_t size = fread(buffer, 1, sizeof(buffer), f);
	int whole = !ferror(f) && feof(f);
	fclose(f);
	uint8_t *data = malloc(size ? size : 1); /* exactly as long, so that reading on is noticed */
	if (!whole || !data) {
		free(data);
		return 0;
	}
	for (size_t i = 0; i < size; i++)
		data[i] = buffer[i];
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	return 1;
}

int main(int argc, char **argv)
{
	int failed = argc < 2;
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		int ok = run(argv[i]);
		printf("%s %d - %s\n", ok ? "ok" : "not ok", i, argv[i]);
		fflush(stdout);
		failed |= !ok;
	}
	return failed;
}
