# shellcheck shell=bash
# What deploy/up, deploy/down and deploy/check share. Sourced, never run; the caller
# sets state_dir and, where options are read, the associative array option.
# shellcheck disable=SC2034,SC2154

export LC_ALL=C.UTF-8
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin    # a plain user's PATH often lacks them
umask 022
me=deploy/${0##*/}
top=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

# What building and running need; deploy/check adds the tools of the tests.
# The -core packages of MariaDB bring no service, no user and no data directory.
packages=(build-essential pkg-config autoconf automake
  libfcgi-dev libmariadb-dev libjson-c-dev libssl-dev libargon2-dev libjwt-dev libcsv-dev libcurl4-openssl-dev libzstd-dev uuid-dev
  mariadb-server-core mariadb-client-core nginx spawn-fcgi curl ca-certificates)

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "$me" "$*" >&2; exit 1; }
bad_usage() { printf '%s: %s\n' "$me" "$1" >&2; usage >&2; exit 64; }

# fail WHAT LOG: the last lines of a log, and where it is.
fail() {
  printf '\n%s: %s failed; the end of %s:\n' "$me" "$1" "$2" >&2
  tail -n 25 -- "$2" | sed 's/^/  | /' >&2
  exit 1
}

# Seconds with one decimal since a $EPOCHREALTIME kept earlier.
seconds_since() {
  local us=$((${EPOCHREALTIME/[.,]/} - ${1/[.,]/}))
  printf '%d.%d' $((us / 1000000)) $((us % 1000000 / 100000))
}
# over SECONDS BEGAN: more than that has passed.
over() { ((${EPOCHREALTIME/[.,]/} - ${2/[.,]/} > $1 * 1000000)); }

# An absolute path for a state directory that need not exist yet. Characters that
# make, nginx or a configuration file would read as syntax are refused here, once.
absolute() {
  local path
  path=$(realpath -m -- "$1")
  case $path in
    *[[:space:]\"\'\`\$\&\;\#\\\|\*\?\<\>\(\)\{\}\[\]\!,:~^%=]*) die "cannot work in '$path': blanks and special characters in a path" ;;
  esac
  printf '%s' "$path"
}

# ---- packages -----------------------------------------------------------------

missing_packages() {
  local have
  # It fails when it does not know one of them; what it knows it prints all the same.
  have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  comm -23 <(printf '%s\n' "$@" | sort) <(sed -n 's/^installed //p' <<<"$have" | sort -u)
}

# install_packages LOG PACKAGE...: what is missing, without starting any service.
install_packages() {
  local log=$1 fresh_nginx='' policy=/usr/sbin/policy-rc.d
  shift
  local apt=(apt-get -y -o DPkg::Lock::Timeout=600 --no-install-recommends)
  if ((EUID != 0)); then
    printf '\n%s: these packages are missing, and only root can install them:\n  apt-get install --no-install-recommends %s\n' "$me" "$*" >&2
    exit 1
  fi
  [[ " $* " == *' nginx '* ]] && fresh_nginx=yes
  (
    export DEBIAN_FRONTEND=noninteractive
    exec 7</var/lib/dpkg
    flock 7               # two stacks at once: one policy-rc.d, one apt-get
    if [[ ! -e $policy ]]; then
      trap 'rm -f "$policy"' EXIT
      trap 'exit 1' INT TERM HUP
      printf '#!/bin/sh\nexit 101\n' >"$policy"
      chmod 755 "$policy"
    fi
    for _ in 1 2 3 4 5 6; do     # the lock of the lists has no waiting option
      apt-get update && break
      sleep 5
    done
    "${apt[@]}" install "$@" || exit 1
    # Debian enables nginx for the next boot; nobody asked for a server on port 80.
    if [[ $fresh_nginx ]] && command -v systemctl >/dev/null; then systemctl disable nginx || true; fi
  ) >>"$log" 2>&1 </dev/null || fail "installing $*" "$log"
}

# ---- the build ----------------------------------------------------------------

# The lock keeps two builds from the same sources out of each other's way.
autotools_fresh() {
  (
    cd "$top" || exit 1
    exec 8<configure.ac
    flock 8
    if [[ ! -x configure || ! -f Makefile.in || configure.ac -nt configure || Makefile.am -nt Makefile.in ]]; then
      autoreconf -i
    fi
  )
}

# ---- processes ----------------------------------------------------------------
# run/NAME.pid is the process, run/NAME.start its start time: together they name one
# process for ever, so a pid that was given away again is never taken for ours.

# look_at PID: sets state, session and started (without a subshell, as it is called often).
look_at() {
  local line fields
  state='' session='' started=''
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  read -ra fields <<<"${line##*) }"
  state=${fields[0]} session=${fields[3]} started=${fields[19]}
}

alive() {
  local pid start state session started
  { read -r pid <"$state_dir/run/$1.pid" && read -r start <"$state_dir/run/$1.start"; } 2>/dev/null || return 1
  look_at "$pid" || return 1
  # A dead process stays a zombie until its parent looks.
  [[ $started == "$start" && $state != [ZX] ]]
}

# members NAME: every living process of the session that NAME leads or led. Each service
# has a session of its own and works below the state directory.
members() {
  local leader pid stat state session started cwd command
  { read -r leader <"$state_dir/run/$1.pid"; } 2>/dev/null || return 0
  for stat in /proc/[0-9]*/stat; do
    pid=${stat%/stat} pid=${pid#/proc/}
    look_at "$pid" || continue
    [[ $session == "$leader" && $state != [ZX] ]] || continue
    if ! cwd=$(readlink "/proc/$pid/cwd" 2>/dev/null); then
      # In a container root may be refused this of nginx's workers, which are another user.
      read -r command 2>/dev/null <"/proc/$pid/cmdline" || true
      [[ ${command:-} == 'nginx: '* ]] || continue
      cwd=$state_dir
    fi
    [[ $cwd/ == "$state_dir"/* ]] && printf '%s\n' "$pid"
  done
  return 0
}

# start NAME WITH LOG COMMAND...: in a session of its own, with none of our files open, so
# that neither the terminal nor a pipe behind us matters to it. WITH says which options
# it got, for "runs" to compare.
start() {
  local name=$1 with=$2 log=$3 pid state session started
  shift 3
  (
    cd "$state_dir" || exit 1
    for fd in "/proc/$BASHPID/fd"/*; do
      fd=${fd##*/}
      ((fd > 2 && fd != 255)) && eval "exec $fd>&-"
    done
    exec setsid "$@"
  ) </dev/null >>"$log" 2>&1 &
  pid=$!
  disown
  printf '%s\n' "$with" >"$state_dir/run/$name.with"
  printf '%s\n' "$pid" >"$state_dir/run/$name.pid"
  look_at "$pid" || true
  printf '%s\n' "$started" >"$state_dir/run/$name.start"
}

# runs NAME WITH: it is alive and was started with these options.
runs() { alive "$1" && [[ $(<"$state_dir/run/$1.with") == "$2" ]]; }

# send SIGNAL [PID...]: those that are gone already do not matter.
send() { (($# < 2)) || kill "-$1" "${@:2}" 2>/dev/null || true; }

# gone NAME SECONDS: wait until nothing of it lives.
gone() {
  local tries=$(($2 * 20))
  while [[ $(members "$1") ]]; do
    ((tries-- > 0)) || return 1
    sleep 0.05
  done
}

# stop NAME SIGNAL SECONDS: ask the leader (or, when it died, all it left behind),
# wait, and end what has not listened. True when there was something to stop.
stop() {
  local all late signal
  mapfile -t all < <(members "$1")
  if alive "$1"; then
    send "$2" "$(<"$state_dir/run/$1.pid")"
  else
    send TERM "${all[@]}"
  fi
  if ! gone "$1" "$3"; then
    for signal in TERM KILL; do
      mapfile -t late < <(members "$1")
      send "$signal" "${late[@]}"
      gone "$1" 2 && break
    done
  fi
  rm -f -- "$state_dir/run/$1".{pid,start,with}
  ((${#all[@]} > 0))
}

# ---- the state directory --------------------------------------------------------
# options keeps what deploy/up was given, a line KEY=VALUE each, under this first line.

options_head='# Carrel: what deploy/up was given'

# lock_state: one script at a time works on a state. deploy/down --purge may take the
# directory from under a waiting one, so look whether the lock is still the one in it.
lock_state() {
  while :; do
    mkdir -p -- "$state_dir" || exit 1
    exec 9>"$state_dir/lock"
    if ! flock -n 9; then
      say "waiting: another deploy/up or deploy/down works on $state_dir" >&2
      flock 9
    fi
    [[ $state_dir/lock -ef /proc/self/fd/9 ]] && return
  done
}

# read_options: into the associative array option; what is set there already stays.
read_options() {
  local key value
  [[ -f $state_dir/options ]] || return 0
  while IFS='=' read -r key value; do
    [[ $key == '#'* || ${option[$key]+set} ]] || option["$key"]=$value
  done <"$state_dir/options"
}
