# A Debian 12 in a directory, booted with systemd-nspawn in a network of its own; no systemd is needed outside.
import json
import os
import shutil
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "e2e"))

from harness import check, wait_for

# What a stock machine has, and what apt is to find there without a network: packages and their dependencies.
STOCK = "systemd,systemd-sysv,dbus,iproute2,procps,ca-certificates"
WANTED = ("nginx", "apache2", "mariadb-server", "mariadb-client", "spawn-fcgi", "openssl", "libfaketime", "libfcgi0ldbl", "libmariadb3",
          "libjson-c5", "libargon2-1", "libjwt0", "libcsv3", "libcurl4", "libuuid1", "zstd")
ENV = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"}
OUTSIDE = "192.0.2.10"          # an address of the guest that is not loopback


def run(*command, seconds=600, ok=True, **more):
    """Runs a command; gives its output, or fails with it."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds,
                          text=True, errors="replace", **more)
    check(not ok or done.returncode == 0, f"{' '.join(command)[:200]}: exit {done.returncode}\n{done.stdout[-3000:]}")
    return done.stdout


def sources():
    """What apt of this machine takes Debian from."""
    places = ["/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list"]
    found = [p for p in places if os.path.exists(p) and "bookworm" in open(p).read()]
    check(found, "no bookworm in", *places)
    return found[0]


def make_base(tree):
    """The stock machine, with the packages that will be wanted in apt's cache."""
    if os.path.exists(tree):
        return
    run("mmdebstrap", "--quiet", "--variant=apt", "--mode=root", f"--include={STOCK}", '--aptopt=Acquire::Check-Valid-Until "false"',
        "--skip=cleanup/apt/lists", "bookworm", tree, sources())
    run("chroot", tree, "apt-get", "-q", "-y", "-d", "install", *WANTED, env=ENV)
    with open(os.path.join(tree, "etc", "hostname"), "w") as file:
        file.write("library\n")
    with open(os.path.join(tree, "etc", "hosts"), "w") as file:
        file.write("127.0.0.1 localhost library\n::1 localhost\n")


class Guest:
    def __init__(self, base, place, name):
        self.tree, self.name = os.path.join(place, name), name
        self.console = os.path.join(place, name + ".console")
        self.process = self.leader = None
        run("cp", "-a", "--reflink=auto", base, self.tree)

    # ---- power ----

    def boot(self):
        """Starts it; gives the seconds until systemd says that all is up."""
        start = time.monotonic()
        self.process = subprocess.Popen(
            ["setsid", "systemd-nspawn", "-q", "-b", "-D", self.tree, "-M", self.name, "--register=no", "--keep-unit",
             "--private-network"], stdin=subprocess.DEVNULL, stdout=open(self.console, "w"), stderr=subprocess.STDOUT)
        wait_for("the guest's init", 20, self._find_leader)
        wait_for("the guest to be up", 60, lambda: self.state() in ("running", "degraded"), 0.1)
        self.sh(f"ip address add {OUTSIDE}/24 dev lo")
        return time.monotonic() - start

    def _find_leader(self):
        try:
            with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as file:
                pids = file.read().split()
        except OSError:
            pids = []
        check(self.process.poll() is None, "systemd-nspawn ended:", open(self.console).read()[-2000:])
        self.leader = pids[0] if pids else None
        return bool(pids) and os.path.exists(f"/proc/{pids[0]}/root/run/systemd/system")

    def state(self):
        return self.sh("systemctl is-system-running", ok=False).strip().split("\n")[-1]

    def off(self):
        if self.process and self.process.poll() is None:
            os.kill(int(self.leader), signal.SIGRTMIN + 4)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise
        self.process = None

    def remove(self):
        try:
            self.off()
        finally:
            shutil.rmtree(self.tree, ignore_errors=True)

    # ---- in it ----

    def enter(self, *command):
        return ("nsenter", "-t", self.leader, "-a", "--", *command)

    def sh(self, script, ok=True, seconds=300):
        """A shell in the guest, as root."""
        return run(*self.enter("sh", "-c", script), ok=ok, seconds=seconds, env=ENV)

    def sql(self, text):
        return self.sh(f'mariadb -N carrel -e "{text}"').strip()

    def put(self, path, text):
        """A file in the guest; through the guest, as absolute links of its tree point out of it."""
        done = subprocess.run(self.enter("sh", "-c", f"mkdir -p $(dirname {path}) && cat >{path}"), input=text, text=True, env=ENV)
        check(done.returncode == 0, "cannot write", path)

    def active(self, unit):
        return self.sh(f"systemctl is-active {unit}", ok=False).strip() == "active"

    def main_pid(self, unit):
        """The pid in the guest."""
        return int(self.sh(f"systemctl show -P MainPID {unit}"))

    # ---- from outside: programs of this machine in the guest's network ----

    def curl(self, *args, ok=True):
        return run("nsenter", "-t", self.leader, "-n", "curl", "-q", "-s", "--noproxy", "*", "--max-time", "20", *args, ok=ok)

    def ask(self, path, *args, host="127.0.0.1", scheme="http", ok=True):
        """(status, headers in small letters, body) of one request."""
        text = self.curl("-i", *args, f"{scheme}://{host}{path}", ok=ok)
        head, _, body = text.partition("\n\n") if "\r\n" not in text else text.replace("\r\n", "\n").partition("\n\n")
        while head.startswith("HTTP/") and " 100 " in head.split("\n", 1)[0]:
            head, _, body = body.partition("\n\n")
        lines = head.split("\n")
        status = int(lines[0].split()[1]) if lines[0].startswith("HTTP/") else 0
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}
        return status, headers, body

    def answers(self, path="/index", status=200):
        return self.curl("-o", "/dev/null", "-w", "%{http_code}", f"http://127.0.0.1{path}", ok=False).strip() == str(status)

    def traffic(self, *args):
        """Starts client.py in the guest's network; finish(process) gives its figures."""
        return subprocess.Popen(["nsenter", "-t", self.leader, "-n", sys.executable, os.path.join(HERE, "client.py"), *map(str, args)],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process):
    """Ends a client and gives its figures."""
    out, err = process.communicate("", timeout=120)
    check(process.returncode == 0, "client.py:", err[-2000:])
    return json.loads(out)
