#!/bin/sh
# units.sh - what the package brings beside the programs: units and their sandbox, site files, completion. Reads only, but
# for a directory of its own. Prints TAP.
set -u
LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH
bin=$(cd "${top_builddir:?}" && pwd) && cd "${top_srcdir:?}" || exit 1
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT

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

units=$(ls deploy/systemd/*.service deploy/systemd/alternative/*.service)
result "there are units" "$([ "$(echo "$units" | wc -l)" -ge 5 ] || echo "$units")"
for unit in $units; do
	result "$(basename "$unit"): exposure at most 1.5" \
		"$(systemd-analyze security --offline=yes --threshold=15 --no-pager "$unit" >"$dir/said" 2>&1 || tail -n 40 "$dir/said")"
done
# Their programs need not be here; all else has to be understood.
for unit in deploy/systemd/*.service deploy/systemd/*.timer deploy/systemd/*.target deploy/systemd/alternative/*.*; do
	result "$(basename "$unit"): systemd understands all of it" \
		"$(systemd-analyze verify --man=no --recursive-errors=no "$(echo "$unit" | sed 's/@\./@1./')" 2>&1 | grep -F "$(basename "$unit"):" | grep -v 'is not executable')"
done

# The installed nginx site, with places that anybody may use.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -keyout "$dir/privkey.pem" -out "$dir/fullchain.pem" 2>/dev/null
sed "s|/etc/letsencrypt/live/library.example.org|$dir|; s|listen 443|listen 127.0.0.1:8443|; /listen \[::\]/d" conf/nginx-tls.conf >"$dir/tls"
for tls in "" tls; do
	deploy/site nginx | sed "s|/var/log/nginx|$dir|; s|listen 80;|listen 127.0.0.1:8080;|; /listen \[::\]/d" >"$dir/site"
	[ -z "$tls" ] || sed -i "s|#include snippets/carrel-tls.conf|include $dir/tls|" "$dir/site"
	echo "pid $dir/pid; error_log $dir/log; events { } http { include $dir/site; }" >"$dir/nginx.conf"
	result "nginx takes the installed site${tls:+, with TLS}" \
		"$(nginx -e "$dir/log" -t -c "$dir/nginx.conf" >"$dir/said" 2>&1 || cat "$dir/said")"
done
for kind in nginx apache; do
	result "the installed $kind site is filled in, and has none of the marks" \
		"$(deploy/site $kind | grep -nE '@[A-Z]+@|^ *#[-+]')"
done
for mark in 1.sock 2.sock outbound.sock; do
	for kind in nginx apache; do
		result "the installed $kind site knows $mark" "$(deploy/site $kind | grep -q "/run/carrel/$mark" || echo "it does not")"
	done
done
most=$("$bin/carrel" --show-config -c /dev/null | sed -n 's/^body_max = //p')
site=$(deploy/site nginx | sed -n 's/^ *client_max_body_size \(.*\);/\1/p')
result "nginx takes bodies as large as carrel.conf does by default ($most)" "$([ "$most" = "$site" ] || echo "nginx: $site")"

commands=$("$bin/carrelctl" --help | sed -n 's/^  \([a-z]*\) .*/\1/p' | sort -u)
completed=$(bash -c '_init_completion() { cur="" prev=carrelctl words=(carrelctl "") cword=1; }
	. deploy/carrelctl.bash && _carrelctl && printf "%s\n" "${COMPREPLY[@]}"' | grep '^[a-z]' | sort)
result "bash completes every command, and no other" "$([ "$commands" = "$completed" ] || printf '%s\n' "$commands" : "$completed")"

echo "1..$n"
