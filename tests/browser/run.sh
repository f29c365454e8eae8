#!/bin/sh
# run.sh FILE.mjs [OPTION...] - a test in a real browser, on a site of its own that deploy/up starts with the options.
# Prints TAP.
set -u
file=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
up=$here/../../deploy/up
down=$here/../../deploy/down
CARREL_BUILD=$(cd "${top_builddir:?}" && pwd)
export CARREL_BUILD

bail() {
	echo "Bail out! $1"
	exit 1
}
tools=$("$here/tools.sh") || bail "the packages of npm cannot be had"
dir=$(mktemp -d /tmp/ca.XXXXXX) || bail "no directory"
chmod 755 "$dir"
trap '"$down" --state "$dir/s" --purge >/dev/null 2>&1; rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM

# Below the range of outgoing connections, so that none takes it meanwhile; another when it is taken.
for i in 1 2 3 4 5; do
	port=$(awk -v seed="$$$i" 'BEGIN { srand(seed); print 20000 + int(rand() * 12000) }')
	"$up" --state "$dir/s" --port "$port" --workers 2 "$@" >"$dir/up" 2>&1 && break
	port=
done
[ -n "$port" ] || {
	sed 's/^/# /' "$dir/up"
	bail "the stack does not start"
}
CARREL_STATE=$dir/s
export CARREL_STATE
node "$here/$file" "http://127.0.0.1:$port" "$tools"
