#!/bin/sh
# seeds.sh - every fuzz target over its seeds, so that they stay sound without a fuzzer. Prints TAP.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"

n=0
echo 1..5
for target in text csv omdb form web; do
	n=$((n + 1))
	out=$("$top_builddir/tests/fuzz/fuzz_$target" "$top_srcdir/tests/fuzz/seeds/$target"/* 2>&1)
	rc=$?
	if [ $rc -eq 0 ]; then
		echo "ok $n - fuzz_$target: $(printf '%s\n' "$out" | grep -c '^ok') seeds"
	else
		echo "not ok $n - fuzz_$target: exit code $rc"
		printf '%s\n' "$out" | sed 's/^/# /'
	fi
done
