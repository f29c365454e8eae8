#!/bin/sh
# floors.sh - an include only points down, each library stands behind its own file, sql/ is what the program says.
# Reads the sources, writes nothing. Prints TAP.
set -u
LC_ALL=C
export LC_ALL
cd "${top_srcdir:?}" || exit 1

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

floors='api|base|ctl|ext|rules|store|web'

sources() {
	grep -rnE --include='*.[ch]' "$@"
}
# Includes of our own headers in a directory that are not below the given floors.
includes_but() {
	sources "^[[:space:]]*#[[:space:]]*include[[:space:]]*(\"|<($floors)/)" "src/$1" |
		grep -vE "include[[:space:]]*[\"<]($2)/"
}
# Includes of a foreign header anywhere but in the given place.
foreign_but() {
	sources "^[[:space:]]*#[[:space:]]*include[[:space:]]*[\"<]($1)" src |
		grep -vE "^src/($2):"
}
# Calls of functions; names alone, not ends of other names.
calls() {
	names=$1
	shift
	sources "(^|[^A-Za-z0-9_])($names)[[:space:]]*\(" "$@"
}

result 'the directories of src/ are the floors, and www for what browsers get' \
	"$(find src -mindepth 1 -maxdepth 1 -type d | grep -vE "^src/($floors|www)$")"
result 'every floor has sources' \
	"$(for f in $(echo "$floors" | tr '|' ' '); do ls src/"$f"/*.c >/dev/null 2>&1 || echo "src/$f"; done)"

result 'base includes no other floor' "$(includes_but base base)"
result 'rules include base only' "$(includes_but rules 'rules|base')"
result 'store includes base and rules only' "$(includes_but store 'store|base|rules')"
result 'web includes base and rules only' "$(includes_but web 'web|base|rules')"
result 'ext includes base and rules only' "$(includes_but ext 'ext|base|rules')"
result 'api includes anything but ctl' "$(includes_but api 'api|store|web|ext|rules|base')"
result 'no floor includes the programs' \
	"$(sources 'include[[:space:]]*"(prefork|main)\.h' src/*/)"
result 'store and web do not know each other' \
	"$(sources 'include[[:space:]]*["<]web/' src/store
	sources 'include[[:space:]]*["<]store/' src/web)"

result 'MariaDB is for store/ alone' \
	"$(foreign_but '(mysql|mariadb)/|mysql.*\.h|errmsg\.h|ma_.*\.h' 'store/[^:]*')"
result 'libfcgi is for web/fcgi.c alone' "$(foreign_but 'fcgi[^/]*\.h|fastcgi' 'web/fcgi\.c')"
result 'OpenSSL, argon2 and libjwt are for base/secret.c alone' \
	"$(foreign_but 'openssl/|argon2|jwt\.h' 'base/secret\.c')"
result 'json-c is for web/ and ext/ alone' "$(foreign_but 'json\.h|json-c/|json_[a-z]*\.h' '(web|ext)/[^:]*')"
result 'libuuid is for base/uuid.c alone' "$(foreign_but 'uuid/|uuid\.h' 'base/uuid\.c')"
result 'libcurl is for ext/ alone' "$(foreign_but 'curl/' 'ext/[^:]*')"
result 'libcsv is for ext/ alone' "$(foreign_but 'csv\.h' 'ext/[^:]*')"
result 'libzstd is for ext/ alone' "$(foreign_but 'zstd[^/]*\.h' 'ext/[^:]*')"

result 'rules allocate in the arena only' "$(calls 'malloc|calloc|realloc|strdup|strndup|free' src/rules)"
result 'api frees nothing' "$(calls 'free|malloc|calloc|realloc' src/api)"
result 'no call that cannot be told where to stop, or that takes anything for a number' \
	"$(calls 'strcpy|stpcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|strtok|atoi|atol|atoll|atof|alloca' src)"
result 'no shell, no guessable file' "$(calls 'system|popen|tmpnam|tempnam|mktemp' src)"

numbers=$(find sql -maxdepth 1 -type f | sed -n 's,^sql/\([0-9][0-9][0-9]\)-[a-z0-9-]*\.sql$,\1,p' | sort)
version=$(sed -n 's/.*SCHEMA_VERSION = \([0-9]*\).*/\1/p' src/store/schema.h)
result 'every file of sql/ is a numbered migration' \
	"$(find sql -maxdepth 1 -type f | grep -vE '^sql/[0-9]{3}-[a-z0-9-]+\.sql$')"
result 'migrations are numbered from 1, without gaps' \
	"$(i=0; for k in $numbers; do i=$((i + 1)); [ "$k" = "$(printf %03d $i)" ] || echo "$k stands in place $i"; done)"
result "the highest migration is SCHEMA_VERSION ($version)" \
	"$(last=$(echo "$numbers" | tail -n 1)
	[ -n "$version" ] && [ "$last" = "$(printf %03d "$version")" ] || echo "the highest is $last")"
result 'every file of sql/ is installed' \
	"$(find sql -name '*.sql' | while read -r f; do grep -qF "$f" Makefile.am || echo "$f"; done)"

result 'every file of src/www is installed' \
	"$(find src/www -type f | while read -r f; do grep -qF "$f" Makefile.am || echo "$f"; done)"
# The namespace of SVG is a name and no address.
result 'a page takes nothing from elsewhere, and no text for markup' \
	"$(grep -rnE 'https?://|(inner|outer)HTML|insertAdjacentHTML|document\.write|eval\(' src/www |
		grep -vE '= ?"http://www\.w3\.org/2000/svg"[ >;]')"

echo "1..$n"
