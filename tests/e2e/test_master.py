#!/usr/bin/env python3
# The master by itself, without a database: what it tells systemd, signals, wrong settings, the files of its figures.
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

from harness import TOP_BUILD, TOP_SRC, FcgiCall, alive, check, children, eq, freeze, short_dir, wait_for
from tap import Suite

suite = Suite()

SETTINGS = {"access": "open", "data_dir": TOP_SRC, "drain_seconds": 2, "db_connect_timeout": 1, "db_read_timeout": 2,
            "db_lock_wait": 1, "omdb_timeout": 1, "omdb_connect_timeout": 1, "token_secret": "x" * 40}


class Master:
    """carrel -w 2 on a socket of its own; what it says to systemd comes to self.heard."""

    def __init__(self, *options, settings=None, env=None, notify="path", silent_database=False, under=(), workers=2,
                 before=None):
        self.dir = short_dir()
        self.settings = {**SETTINGS, "run_dir": self.dir, "db_socket": f"{self.dir}/db.sock", **(settings or {})}
        self.database = self.listen("db.sock") if silent_database else None    # takes connections and says nothing
        self.server = self.listen("c.sock")
        self.systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        address = f"{self.dir}/notify" if notify == "path" else f"\0carrel-test-{os.getpid()}-{id(self)}"
        self.systemd.bind(address)
        self.systemd.setblocking(False)
        self.heard, self.log = [], tempfile.TemporaryFile()
        self.write()
        self.process = subprocess.Popen(
            [*under, f"{TOP_BUILD}/carrel", "-c", f"{self.dir}/carrel.conf", *(["-w", str(workers)] if workers else []), *options],
            stdin=self.server, stderr=self.log, stdout=self.log, preexec_fn=before, env=dict(os.environ, **{"NOTIFY_SOCKET": address.replace("\0", "@"), **(env or {})}))
        self.pid = self.process.pid

    def listen(self, name):
        sock = socket.socket(socket.AF_UNIX)
        sock.bind(f"{self.dir}/{name}")
        sock.listen(64)
        return sock

    def write(self, **settings):
        self.settings.update(settings)
        with open(f"{self.dir}/carrel.conf", "w") as file:
            file.writelines(f"{key} = {value}\n" for key, value in self.settings.items())

    def hear(self):
        while True:
            try:
                self.heard.append((time.monotonic(), self.systemd.recv(4096).decode()))
            except BlockingIOError:
                return [text for _, text in self.heard]

    def wait_for(self, text, seconds=10):
        """Until a message has the text (a pattern); the messages so far."""
        wait_for(text, seconds, lambda: any(re.search(text, message) for message in self.hear()))
        return self.hear()

    def forget(self):
        self.hear()
        self.heard = []

    def said(self):
        self.log.seek(0)
        return self.log.read().decode()

    def call(self, target):
        call = FcgiCall(f"{self.dir}/c.sock", "GET", target, 0)
        call.end()
        return call

    def metrics(self):
        status, body = self.call("/metrics").answer()
        eq(status, 200)
        return body.decode()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for pid in children(self.pid) + [self.pid]:
            try:
                os.kill(pid, signal.SIGCONT)
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait(20)
        for sock in (self.database, self.server, self.systemd):
            if sock:
                sock.close()
        for name in os.listdir(self.dir):
            os.unlink(os.path.join(self.dir, name))
        os.rmdir(self.dir)


# ---- systemd ----------------------------------------------------------------------------------------------

@suite.each([("a path", "path"), ("the abstract namespace", "abstract")])
def ready_and_the_end(_, __, where):
    """READY=1 when a worker serves, STOPPING=1 on TERM, exit 0; the socket is"""
    with Master(notify=where) as master:
        master.wait_for(r"^READY=1\nSTATUS=2 workers$")
        eq(master.call("/health").answer()[0], 200)
        master.process.terminate()
        eq(master.process.wait(20), 0)
        check(any(text.startswith("STOPPING=1") for text in master.hear()), master.heard)
        check(not os.path.exists(f"{master.dir}/carrel.metrics"), "the file of its figures")


def told_to_stop():
    """In a process that is about to become carrel: TERM is there before the first wait for requests."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    os.kill(os.getpid(), signal.SIGTERM)


@suite.test
def stopped_before_it_waits(_):
    """a worker that was told to stop before it waits for requests does not wait for one"""
    with Master(workers=0, before=told_to_stop) as worker:
        eq(worker.process.wait(20), 0)


@suite.test
def honest_readiness(_):
    """a database that says nothing: READY=1 only when a worker has given up on it and serves without"""
    start = time.monotonic()
    with Master(silent_database=True) as master:
        time.sleep(0.5)
        eq(master.hear(), [])
        eq(len(children(master.pid)), 2)
        master.wait_for("^READY=1")
        check(time.monotonic() - start > 0.9, "before the timeout of a second:", time.monotonic() - start)
        check("starting all the same and answering 503" in master.said(), master.said())
        eq(master.call("/ready").answer()[0], 503)


@suite.test
def never_ready(_):
    """settings that are wrong: exit 78, every line named, READY=1 never said"""
    with Master(settings={"db_port": "70000", "colour": "blue", "access": "all"}) as master:
        eq(master.process.wait(20), 78)
        eq(master.hear(), [])
        for line in ("db_port must be from 1 to 65535", "there is no key 'colour'", "access must be one of accounts|open"):
            check(re.search(rf"carrel\.conf line \d+: {re.escape(line)}", master.said()), line, master.said())


@suite.test
def a_reload(_):
    """HUP: RELOADING=1 with the time, then READY=1 when the new workers serve; wrong settings: the old ones stay"""
    with Master() as master:
        master.wait_for("^READY=1")
        old = set(children(master.pid))
        master.forget()
        now = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        os.kill(master.pid, signal.SIGHUP)
        texts = master.wait_for("^READY=1")
        found = re.match(r"RELOADING=1\nMONOTONIC_USEC=(\d+)$", texts[0])
        check(found and now <= int(found.group(1)) < now + 5000000, texts)
        wait_for("new workers", 10, lambda: len(children(master.pid)) == 2 and not old & set(children(master.pid)))
        old = children(master.pid)
        master.forget()
        master.write(log_level="loud", db_name="\xe9".encode().decode("latin-1") + "x" * 1001)
        os.kill(master.pid, signal.SIGHUP)
        texts = master.wait_for("^READY=1\nSTATUS=.*the old settings stay$")
        check(texts[0].startswith("RELOADING=1"), texts)
        for line in ("log_level must be one of", "db_name is too long", "the new configuration is wrong; the old settings stay"):
            check(line in master.said(), line, master.said())
        eq(children(master.pid), old)
        eq(master.call("/health").answer()[0], 200)
        check('carrel_reloads_refused_total{pool="carrel"} 1\n' in master.metrics(), "refused")


@suite.test
def signs_of_life(_):
    """WATCHDOG=1 at half of WATCHDOG_USEC, through a reload and a worker's death"""
    with Master(env={"WATCHDOG_USEC": "400000"}) as master:
        master.wait_for("^READY=1")
        os.kill(master.pid, signal.SIGHUP)
        os.kill(children(master.pid)[0], signal.SIGKILL)
        time.sleep(2)
        master.hear()
        times = [when for when, text in master.heard if text == "WATCHDOG=1"]
        check(len(times) >= 5, master.heard)


HOSTILE = [("no number", {"WATCHDOG_USEC": "abc"}), ("negative", {"WATCHDOG_USEC": "-400000"}), ("none", {"WATCHDOG_USEC": ""}),
           ("zero", {"WATCHDOG_USEC": "0"}), ("too large", {"WATCHDOG_USEC": "99999999999999999999"}),
           ("other letters", {"WATCHDOG_USEC": "400000 \n"}), ("hex", {"WATCHDOG_USEC": "0x61a80"}),
           ("tiny", {"WATCHDOG_USEC": "1"}), ("another's", {"WATCHDOG_USEC": "400000", "WATCHDOG_PID": "1"}),
           ("nobody's", {"WATCHDOG_USEC": "400000", "WATCHDOG_PID": "x"})]


@suite.test
def no_signs_where_none_are_wanted(_):
    """a watchdog that is none, or for somebody else: no signs of life, and nothing else either"""
    masters = [(name, Master(env=env)) for name, env in HOSTILE]
    try:
        for _, master in masters:
            master.wait_for("^READY=1")
        time.sleep(0.7)
        for name, master in masters:
            check("WATCHDOG=1" not in master.hear(), name, master.heard)
            check(alive(master.pid), name)
    finally:
        for _, master in masters:
            master.__exit__()


@suite.each([("relative", "notify"), ("empty", ""), ("one letter", "/"), ("too long", "/" + "x" * 200), ("nowhere", "/nowhere/at/all"),
             ("vsock", "vsock:2:1234")])
def a_socket_that_is_none(_, __, address):
    """a NOTIFY_SOCKET that is none does no harm"""
    with Master(env={"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "200000"}) as master:
        wait_for("an answer", 10, lambda: master.call("/health").answer()[0] == 200)
        eq(master.hear(), [])
        check(alive(master.pid), "the master")


@suite.test
def no_sign_when_all_are_stuck(_):
    """all workers hang at a request: after six read timeouts no more signs of life; one that gets on is enough"""
    with Master(env={"WATCHDOG_USEC": "400000"}, silent_database=True, settings={"db_connect_timeout": 3}) as master:
        master.wait_for("^READY=1")
        workers, calls = children(master.pid), []
        time.sleep(2)                   # they do not try the database for a second
        for _ in workers:
            calls.append(master.call("/ready"))
            time.sleep(0.5)             # it waits for the database's first word
        for pid in workers:
            freeze(pid)
        stopped = time.monotonic()
        wait_for("silence", 30, lambda: master.hear() and "no more signs of life" in master.said())
        check(11 < time.monotonic() - stopped < 25, "stuck after", time.monotonic() - stopped)
        time.sleep(0.3)
        master.forget()
        time.sleep(1)
        check("WATCHDOG=1" not in master.hear(), master.heard)
        os.kill(workers[0], signal.SIGCONT)
        master.wait_for("^WATCHDOG=1$")
        for call in calls:
            call.close()


# ---- pools and their files --------------------------------------------------------------------------------------

@suite.each([("A",), ("a/b",), ("..",), ("",), ("a b",), ("x" * 32,), ("caf\u00e9",)])
def names_that_are_none(_, name):
    """a name of a pool that is none: usage, exit 64"""
    done = subprocess.run([f"{TOP_BUILD}/carrel", "-c", "/dev/null", "--pool", name, "-w", "1"], stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=20)
    eq((done.returncode, done.stderr.startswith(b"usage: carrel")), (64, True), done.stderr)


@suite.test
def the_pool_has_its_name(_):
    """--pool NAME names the file, the figures and the log's pool"""
    with Master("--pool", "front-2", settings={"log_format": "json"}) as master:
        master.wait_for("^READY=1")
        check('carrel_workers_wanted{pool="front-2"} 2\n' in master.metrics(), "its name")
        eq([name for name in os.listdir(master.dir) if "metrics" in name], ["front-2.metrics"])
        check('"pool":"front-2"' in master.said(), master.said())


@suite.test
def a_directory_that_cannot_be_written(_):
    """no run_dir: one warning, the site is served, and its own workers see the figures"""
    with Master(settings={"run_dir": "/nowhere/at/all"}) as master:
        master.wait_for("^READY=1")
        eq(master.said().count("metrics of this pool are seen by its own workers only"), 1, master.said())
        for _ in range(8):
            eq(master.call("/health").answer()[0], 200)
        check('route="/health",status="200"} 8\n' in master.metrics(), master.metrics())


@suite.test
def no_room_for_the_figures(_):
    """run_dir is on a full disk: as if it were not there, and no worker dies of it"""
    small = "mount -t tmpfs -o size=64k tmpfs /mnt && exec \"$@\""
    with Master(settings={"run_dir": "/mnt"}, under=["unshare", "-m" if os.geteuid() == 0 else "-rm", "sh", "-c", small, "sh"]) as master:
        master.wait_for("^READY=1")
        check("/mnt/carrel.metrics: No space left on device" in master.said(), master.said())
        for _ in range(100):
            eq(master.call("/health").answer()[0], 200)
        check("ended by signal" not in master.said(), master.said())


@suite.test
def two_of_one_name(_):
    """a second master of the same name leaves the first one's figures alone and says what to do"""
    with Master() as first:
        first.wait_for("^READY=1")
        with Master(settings={"run_dir": first.dir}) as second:
            second.wait_for("^READY=1")
            check("another master has this name; see --pool" in second.said(), second.said())
            for _ in range(3):
                eq(second.call("/health").answer()[0], 200)
            second.process.terminate()
            eq(second.process.wait(20), 0)
        check('route="/health"' not in first.metrics(), "the second one's requests")


@suite.test
def no_socket(_):
    """standard input is no listening socket: said, exit 78"""
    directory = short_dir()
    try:
        with open(f"{directory}/carrel.conf", "w") as file:
            file.write(f"run_dir = {directory}\ndb_socket = {directory}/none\n")
        done = subprocess.run([f"{TOP_BUILD}/carrel", "-c", f"{directory}/carrel.conf", "-w", "1"], stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=30)
        eq(done.returncode, 78)
        check(b"standard input is no listening socket: start me with spawn-fcgi or systemd" in done.stderr, done.stderr)
    finally:
        os.unlink(f"{directory}/carrel.conf")
        os.rmdir(directory)


if __name__ == "__main__":
    sys.exit(suite.run(lambda: None))
