#!/bin/sh
# docs.sh - what the documents say is what the programs do. Reads only. Prints TAP.
set -u
LC_ALL=C
export LC_ALL
bin=$(cd "${top_builddir:?}" && pwd) && cd "${top_srcdir:?}" || exit 1

n=0
# result NAME FOUND: passes when nothing was found.
result() {
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
	fi
}

# "METHOD /path" of every row of the route table; its patterns are literals and the macros API and ID.
table=src/api/routes.c
api=$(sed -n 's/^#define API *"\(.*\)"/\1/p' $table)
id=$(sed -n 's/^#define ID *"\(.*\)"/\1/p' $table)
routes=$(sed -nE 's/^[[:space:]]*\{([A-Z]+), ([^,]+), .*/\1 \2/p' $table | grep -v ' NULL$' |
	sed -e "s|API|\"$api\"|" -e "s|ID|\"$id\"|g" -e 's/" *"//g' -e 's/"//g')
# The same of the manual: ".It Pa /path", and the methods in the lines below it.
told=$(awk '/^\.Ss Endpoints/ { on = 1 } /^\.Sh/ { on = 0 }
	on && /^\.It Pa / { path = $3; next }
	/^\.El/ { path = "" }
	path { line = $0; while (match(line, /(GET|POST|PUT|PATCH|DELETE)/)) {
		print substr(line, RSTART, RLENGTH), path; line = substr(line, RSTART + RLENGTH) } }' deploy/carrel.8)

# without FROM LIST: the lines of FROM that LIST lacks.
without() {
	printf '%s\n' "$1" | while IFS= read -r line; do
		printf '%s\n' "$2" | grep -qxF -e "$line" || echo "$line"
	done
}

rows=$(grep -cE '^[[:space:]]*\{[A-Z]+, ' $table)
found=$(printf '%s\n' "$routes" | grep -cE '^[A-Z]+ /[^ ]*$')
result "the route table could be read" "$([ "$rows" = $((found + 1)) ] || echo "$rows rows, $found read")"
result "every route is in carrel(8)" "$(without "$routes" "$told")"
result "carrel(8) has no other route" "$(without "$told" "$routes")"

keys=$("$bin/carrel" --show-config -c /dev/null | sed -n 's/^\([a-z_]*\) = .*/\1/p')
result "carrel --show-config shows keys" "$([ "$(printf '%s\n' "$keys" | wc -l)" -ge 10 ] || echo "$keys")"
result "every key is in carrel.conf(5)" \
	"$(for k in $keys; do grep -q "^\.It Ic $k " conf/carrel.conf.5 || echo "$k"; done)"
result "every key is in conf/carrel.conf" \
	"$(for k in $keys; do grep -q "^#$k =" conf/carrel.conf || echo "$k"; done)"

commands=$("$bin/carrelctl" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
result "carrelctl --help shows commands" "$([ "$(printf '%s\n' "$commands" | wc -l)" -ge 4 ] || echo "$commands")"
result "every command is in carrelctl(8)" \
	"$(for c in $commands; do grep -qE "^\.It Cm $c( |\$)" deploy/carrelctl.8 || echo "$c"; done)"
# Options as "-c" and "--empty" in the help are "Fl c" and "Fl -empty" in the manual.
result "every option is in the manuals" \
	"$(for p in carrel carrelctl; do
		for o in $("$bin/$p" --help | tr -s '[] ' '\n' | sed -n 's/^-\([a-z-]*\)$/\1/p' | sort -u); do
			grep -qE "Fl $o( |\$)" deploy/$p.8 || echo "$p -$o"
		done
	done)"

lines=$(wc -l <README)
result "README has under 100 lines, but some" "$([ "$lines" -ge 10 ] && [ "$lines" -lt 100 ] || echo "$lines lines")"
version=$(sed -n 's/^AC_INIT(\[carrel\],\[\([^]]*\)\].*/\1/p' configure.ac)
first=$(sed -nE 's/^([0-9]+\.[0-9.]+)( .*)?$/\1/p' ChangeLog | head -n 1)
result "ChangeLog begins with this version ($version)" \
	"$([ -n "$version" ] && [ "$version" = "$first" ] || echo "it begins with '$first'")"

echo "1..$n"
