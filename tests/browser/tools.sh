#!/bin/sh
# tools.sh - prints the directory of the tests' npm packages, installed at first: below the build directory, or where
# CARREL_NPM says, for several builds.
set -eu
tools=${CARREL_NPM:-${top_builddir:?}/tests/npm}
# The last playwright-core and the last lighthouse that run on Node 18, which Debian 12 has.
want='@redocly/cli@2.77.0 axe-core@4.14.1 chrome-launcher@1.2.1 lighthouse@12.8.2 playwright-core@1.60.0'
mkdir -p "$tools"
exec 9>"$tools/lock"
flock 9
if [ "$(cat "$tools/have" 2>/dev/null)" != "$want" ]; then
	# shellcheck disable=SC2086  # words
	npm install --no-audit --no-fund --no-update-notifier --ignore-scripts --prefix "$tools" $want >&2
	echo "$want" >"$tools/have"
fi
echo "$tools"
