#!/usr/bin/env python3
# Faults while it runs: the database away, workers and master killed, reloads, uploads cut short.
import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True

from harness import (TOP_BUILD, WEB, FcgiCall, Hammer, Visitors, alive, argv, check, children, clock, encode, eq, freeze, mail,
                     password, run, together, uniq, url, wait_for, wire)
from tap import Suite

suite = Suite()

FRED = "/get_user?email=fredr@neighborhood.com"
WORKERS = 4


# ---- tools --------------------------------------------------------------------------------------------

def settled(stack):
    """The pids of a full set of workers."""
    wait_for("all workers", 10, lambda: len(stack.worker_pids()) == WORKERS)
    return stack.worker_pids()


def user(email=None):
    return {"first_name": "F", "last_name": "L", "email": email or mail(), "password": password()}


def there(c, email):
    return c.get(url("/get_user", email=email)).is_status(200, 404).status == 200


def retry_after(answer):
    """A 503 says when to come again."""
    answer.is_status(503)
    check(re.match(r"^[1-9]\d*$", answer.header("Retry-After", "")), answer.line, "Retry-After", answer.headers)


def greets(path):
    """Whether MariaDB answers on its socket."""
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(1)
        try:
            sock.connect(path)
            return len(sock.recv(64)) > 5
        except OSError:
            return False


# ---- the database -----------------------------------------------------------------------------------------

CALLS = [("GET", "/get_user?email=a", None), ("GET", "/get_list?email=a", None), ("POST", "/add_user", user()),
         ("GET", "/wishlist/00000000-0000-0000-0000-000000000000", None), ("POST", "/delete_book", {"isbn": "none"}),
         ("GET", "/api/v1/works?q=x", None), ("POST", "/api/v1/works", {"title": "T"}), ("GET", "/ready", None)]


@suite.test
def database_stopped(c):
    """MariaDB stopped (SIGSTOP): 503 within the timeout, back within 2 s, no worker dies"""
    stack = c.stack
    stack.set_conf(db_read_timeout=2, db_write_timeout=2, db_connect_timeout=1, db_lock_wait=1)
    stack.reload()
    c.get(FRED).is_status(200)
    workers, database, start = settled(stack), stack.database(), clock()
    freeze(database)
    try:
        answers = together([lambda call=call: c.request(*call, ok5xx=True) for call in CALLS])
        took = clock() - start
        health = c.get("/health")
    finally:
        os.kill(database, signal.SIGCONT)
        again = clock()
    # Every worker, whichever answers: who has just tried in vain tries again after a second.
    with Hammer(c, FRED, threads=WORKERS) as hammer:
        time.sleep(3)
    for answer in answers:
        check(not isinstance(answer, Exception), answer)
        retry_after(answer)
    check(took < 20, f"8 answers took {took:.1f} s")
    health.is_json(200, {"status": "alive"})
    vain = [start - again for start, _, status in hammer.results if status != 200]
    check(not vain or max(vain) < 2, f"in vain {max(vain, default=0):.2f} s after its return")
    check(len(hammer.results) - len(vain) > 20, "answers", len(hammer.results), "in vain", len(vain))
    eq(stack.worker_pids(), workers, "workers")
    for _ in range(20):
        c.get(FRED).is_status(200)
        c.post("/delete_user", {"email": "nobody"}).is_status(200)


@suite.each([("killed", signal.SIGKILL), ("shut down", signal.SIGTERM)])
def database_restarted(c, _name, number):
    """MariaDB away: 503 at once, back within 2 s of its return, no worker dies"""
    stack = c.stack
    workers, database, path = settled(stack), stack.database(), stack.setting("db_socket")
    returned, stop = [], threading.Event()

    def watch():
        while not stop.is_set() and not returned:
            if greets(path):
                returned.append(clock())
            time.sleep(0.01)
    os.kill(database, number)
    wait_for("its end", 30, lambda: not alive(database))
    for method, target, body in CALLS:
        start = clock()
        retry_after(c.request(method, target, body, ok5xx=True))
        check(clock() - start < 5, target, "took", clock() - start)
    c.get("/health").is_json(200, {"status": "alive"})
    c.get("/api/v1/works", ok5xx=True).problem(503)
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    with Hammer(c, FRED, threads=2, pause=0.02) as hammer:
        stack.up()
        time.sleep(1)
    stop.set()
    watcher.join(10)
    check(returned, "MariaDB was not seen again")
    first = min(start + took for start, took, status in hammer.results if status == 200)
    check(first - returned[0] < 2, f"first 200 came {first - returned[0]:.2f} s after its return")
    others = {status for _, _, status in hammer.results}
    check(others <= {200, 503}, "statuses", others)
    slowest = max(took for _, took, _ in hammer.results)
    check(slowest < 15, f"an answer took {slowest:.1f} s")
    eq(stack.worker_pids(), workers, "workers")
    for _ in range(20):
        c.get(FRED).is_status(200)
        c.post("/add_user", user()).is_status(200)


@suite.test
def connections_killed(c):
    """connections killed by the database: reads go on, writes are answered 200 or 503"""
    stack = c.stack
    for _ in range(5):
        ids = [row[0] for row in stack.sql("SELECT id FROM information_schema.processlist"
                                           " WHERE id <> CONNECTION_ID() AND db = DATABASE()")]
        check(ids, "no connections of the workers are seen")
        stack.sql("; ".join(f"KILL {number}" for number in ids))
        for _ in range(8):
            c.get(FRED).is_status(200)
        email = mail()
        got = c.post("/add_user", user(email), ok5xx=True).is_status(200, 503)
        check(got.status == 503 or there(c, email), "200 without a row")


@suite.test
def no_database_at_start(c):
    """a worker that starts without the database answers 503, then serves"""
    stack = c.stack
    database, old = stack.database(), settled(stack)
    os.kill(database, signal.SIGKILL)
    wait_for("its end", 30, lambda: not alive(database))
    for pid in old:
        os.kill(pid, signal.SIGKILL)
    wait_for("new workers", 20, lambda: len(stack.worker_pids()) == WORKERS and not set(old) & set(stack.worker_pids()))
    time.sleep(0.3)
    fresh = stack.worker_pids()
    retry_after(c.get(FRED, ok5xx=True))
    c.get("/health").is_status(200)
    stack.up()
    wait_for("an answer", 5, lambda: c.get(FRED, ok5xx=True).status == 200)
    for _ in range(50):
        c.get(FRED).is_status(200)
    eq(stack.worker_pids(), fresh, "workers")


HOLDER = "SELECT id FROM information_schema.processlist WHERE info = 'DO SLEEP(300)'"


@suite.test
def row_locked(c):
    """a row locked by somebody else: 503 after a bounded wait, nothing written, then 200"""
    stack = c.stack
    stack.set_conf(db_lock_wait=1)
    stack.reload()
    work = c.post("/api/v1/works", {"title": uniq("Locked ")}).is_status(201)
    path, etag = "/api/v1/works/" + work.json()["id"], {"If-Match": work.header("ETag")}
    holder = subprocess.Popen([os.path.join(TOP_BUILD, "carrelctl"), "-c", stack.conf, "db", "-N", "-e",
                               f"BEGIN; SELECT id FROM work WHERE uuid = '{work.json()['id']}' FOR UPDATE; DO SLEEP(300)"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=stack.env())
    try:
        wait_for("the lock", 20, lambda: stack.sql(HOLDER))
        start = clock()
        retry_after(c.patch(path, {"title": "New"}, headers=etag, ok5xx=True))
        took = clock() - start
        check(took < 30, f"waited {took:.1f} s")
        c.get(path).is_status(200)
    finally:
        for row in stack.sql(HOLDER):
            stack.sql(f"KILL {row[0]}")
        holder.wait(20)
    eq(c.get(path).json()["title"], work.json()["title"])
    c.patch(path, {"title": "New"}, headers=etag).is_status(200)


# ---- workers ------------------------------------------------------------------------------------------------

@suite.test
def worker_killed(c):
    """a killed worker is replaced within 100 ms"""
    stack, delays = c.stack, []
    master = stack.master()
    for _ in range(3):
        time.sleep(1.5)
        old = settled(stack)
        start = clock()
        os.kill(old[0], signal.SIGKILL)
        while not set(children(master)) - set(old):
            check(clock() - start < 10, "no new worker in 10 s")
            time.sleep(0.001)
        delays.append(clock() - start)
    check(sorted(delays)[1] < 0.1, "new workers came after", [f"{delay:.3f}" for delay in delays])
    settled(stack)
    eq(stack.master(), master, "master")


@suite.test
def others_serve(c):
    """while a worker is killed the others serve on"""
    stack = c.stack
    time.sleep(1.5)
    old = settled(stack)
    with Hammer(c, FRED, threads=4) as hammer:
        time.sleep(0.5)
        os.kill(old[-1], signal.SIGKILL)
        time.sleep(1)
    check(len(hammer.results) > 100, len(hammer.results), "answers only")
    # nginx asks another worker for what the killed one had not begun; Apache asks nobody twice.
    check(len(hammer.failures()) <= (1 if WEB == "nginx" else 4), "failures:", hammer.failures())
    check(all(status == 503 for _, _, status in hammer.failures()), hammer.failures())
    slowest = max(took for _, took, _ in hammer.results)
    check(slowest < 2, f"an answer took {slowest:.2f} s")


@suite.test
def all_killed(c):
    """all workers killed at once come back"""
    stack = c.stack
    old = settled(stack)
    for pid in old:
        os.kill(pid, signal.SIGKILL)
    took = wait_for("four new workers", 10, lambda: len(stack.worker_pids()) == WORKERS and not set(old) & set(stack.worker_pids()))
    c.get(FRED).is_status(200)
    check(took < 5, f"back after {took:.1f} s")


@suite.test
def worker_told_to_leave(c):
    """a worker told to leave (TERM) loses no request and is replaced"""
    stack = c.stack
    time.sleep(1.5)
    with Hammer(c, FRED, threads=4) as hammer:
        for pid in settled(stack)[:2]:
            os.kill(pid, signal.SIGTERM)
            wait_for("its end", 20, lambda: not alive(pid))
            time.sleep(0.2)
    eq(hammer.failures(), [], "failures")
    settled(stack)


# ---- reload ---------------------------------------------------------------------------------------------------

@suite.test
def reload_serves(c):
    """HUP: all workers are new, no request is lost"""
    stack = c.stack
    time.sleep(1.5)
    master, before = stack.master(), settled(stack)
    with Hammer(c, FRED, threads=4) as hammer:
        for _ in range(2):
            time.sleep(0.2)
            stack.reload()
        time.sleep(0.2)
    eq(hammer.failures(), [], "failures")
    check(len(hammer.results) > 100, len(hammer.results), "answers only")
    eq(stack.master(), master, "master")
    check(not set(before) & set(settled(stack)), "old workers are left")


@suite.test
def reload_under_load(c):
    """HUP three times under 64 kept connections, half of them writing: nothing is lost or done twice, old workers leave unforced"""
    stack, tag, sent = c.stack, uniq("hup"), itertools.count()
    time.sleep(1.5)
    master, old = stack.master(), set()
    settled(stack)

    def fresh():
        return set(stack.worker_pids()) - old

    def book():
        name = f"{tag}-{next(sent)}"
        return wire("POST", "/add_book", {"title": name, "isbn": name, "author": "A", "pub_date": "2000"}, keep=True)
    visitors = Visitors(c, 64, writes=book)
    for _ in range(3):
        visitors.serve(0.5)
        old |= fresh()
        os.kill(master, signal.SIGHUP)
        start = clock()
        visitors.serve(10, until=lambda: len(fresh()) == WORKERS)
        eq(len(fresh()), WORKERS, "new workers")
    visitors.serve(40, until=lambda: not any(alive(pid) for pid in old))
    took = clock() - start
    visitors.finish()
    statuses, _, longest = visitors.end()
    print(f"# {statuses.total()} answers, old workers left after {took:.1f} s, longest wait {longest * 1000:.0f} ms")
    eq(set(statuses), {"200"}, f"statuses {dict(statuses)}")
    written = sum(visitor.statuses.total() for visitor in visitors.all[1::2])
    rows = int(stack.sql(f"SELECT COUNT(*) FROM work WHERE isbn_key LIKE '{tag}-%'")[0][0])
    eq((written, rows), (next(sent), written), "answers and rows of what was written")
    check(took < 25, f"old workers left after {took:.1f} s, and drain_seconds is 20")
    settled(stack)


@suite.test
def reload_applies(c):
    """HUP takes the new settings; a broken file keeps the old ones"""
    stack = c.stack
    big = {"email": mail(), "pad": "x" * 3000}
    c.post("/delete_user", big).is_status(200)
    stack.set_conf(body_max=2000)
    stack.reload()
    c.post("/delete_user", big).is_status(413)
    good = open(stack.conf).read()
    try:
        for broken in ("nonsense = 1\n", "body_max = lots\n", "db_port\n", "access = maybe\n", "\0\n"):
            with open(stack.conf, "w") as file:
                file.write(re.sub(r"(?m)^body_max.*\n", "", good) + "body_max = 1048576\n" + broken)
            master, old = stack.master(), settled(stack)
            os.kill(master, signal.SIGHUP)
            time.sleep(0.4)
            eq(stack.master(), master, f"master after {broken!r}")
            eq(settled(stack), old, f"workers after {broken!r}")
            c.get(FRED).is_status(200)
            c.post("/delete_user", big).is_status(413)
        os.kill(old[0], signal.SIGKILL)
        wait_for("a new worker", 10, lambda: len(stack.worker_pids()) == WORKERS and old[0] not in stack.worker_pids())
        time.sleep(0.5)
        for _ in range(20):
            c.post("/delete_user", big).is_status(413)
        eq(len(stack.worker_pids()), WORKERS, "workers, one of them begun beside a broken file")
    finally:
        with open(stack.conf, "w") as file:
            file.write(good)
    stack.set_conf(body_max=1048576)
    stack.reload()
    c.post("/delete_user", big).is_status(200)


# ---- the end of the master -----------------------------------------------------------------------------------------

def begin_uploads(c, number):
    """Uploads straight to the workers, half of each body sent: (email, call, the other half)."""
    found = []
    for _ in range(number):
        email = mail()
        data = encode(user(email))
        call = c.stack.fcgi("POST", "/add_user", len(data))
        call.send(data[:len(data) // 2])
        found.append((email, call, data[len(data) // 2:]))
        time.sleep(0.05)
    return found


def restart(c):
    c.stack.up()
    c.get(FRED).is_status(200)
    settled(c.stack)


def all_gone(pids, seconds):
    wait_for("the end of all", seconds, lambda: not any(alive(pid) for pid in pids))


@suite.test
def term_during_uploads(c):
    """TERM in the middle of uploads: each is finished and is in the database"""
    stack = c.stack
    master, pids = stack.master(), [stack.master()] + settled(stack)
    uploads = begin_uploads(c, WORKERS)
    time.sleep(0.5)
    os.kill(master, signal.SIGTERM)
    time.sleep(0.5)
    for _, call, rest in uploads:
        call.send(rest)
        call.end()
    answers = [call.answer() for _, call, _ in uploads]
    all_gone(pids, 25)
    restart(c)
    for (email, call, _), answer in zip(uploads, answers):
        check(answer is not None and answer[0] == 200, "answers", answers)
        check(there(c, email), email, "was answered 200 and is not there")


@suite.test
def term_with_more_than_workers(c):
    """TERM with more uploads than workers: answered is written, unanswered is not"""
    stack = c.stack
    master, pids = stack.master(), [stack.master()] + settled(stack)
    uploads = begin_uploads(c, 3 * WORKERS)
    time.sleep(0.3)
    os.kill(master, signal.SIGTERM)
    for _, call, rest in uploads:
        try:
            call.send(rest)
            call.end()
        except OSError:
            pass
    answers = [call.answer() for _, call, _ in uploads]
    all_gone(pids, 25)
    restart(c)
    check(any(answers), "not one was answered")
    for (email, call, _), answer in zip(uploads, answers):
        eq(there(c, email), bool(answer and answer[0] == 200), f"{email} answered {answer}: in the database")


@suite.test
def term_during_slow_clients(c):
    """TERM while clients send slowly to the web server: 200 or 503, and the database agrees"""
    stack = c.stack
    master, pids = stack.master(), [stack.master()] + settled(stack)

    def upload(email, pieces):
        data = wire("POST", "/add_user", user(email))
        with socket.create_connection(("127.0.0.1", c.port), 60) as sock:
            for at in range(0, len(data), len(data) // pieces + 1):
                sock.sendall(data[at:at + len(data) // pieces + 1])
                time.sleep(0.1)
            return sock.recv(200)
    emails = [mail() for _ in range(16)]
    threading.Timer(0.6, lambda: os.kill(master, signal.SIGTERM)).start()
    answers = together([lambda email=email, n=n: upload(email, 2 + n) for n, email in enumerate(emails)])
    all_gone(pids, 25)
    restart(c)
    for email, answer in zip(emails, answers):
        check(isinstance(answer, bytes) and answer.split()[1] in (b"200", b"503"), email, answer)
        eq(there(c, email), answer.split()[1] == b"200", f"{email} answered {answer.split()[1]}: in the database")


@suite.test
def second_term(c):
    """a second TERM ends it at once, a half upload leaves nothing"""
    stack = c.stack
    master, pids = stack.master(), [stack.master()] + settled(stack)
    (email, call, _), = begin_uploads(c, 1)
    time.sleep(0.3)
    os.kill(master, signal.SIGTERM)
    time.sleep(0.5)
    check(alive(master), "the master did not wait for the upload")
    os.kill(master, signal.SIGTERM)
    all_gone(pids, 5)
    eq(call.answer(), None, "answer to half an upload")
    call.close()
    restart(c)
    check(not there(c, email), "half an upload was written")


@suite.test
def drain_is_bounded(c):
    """TERM waits drain_seconds for an upload that never ends"""
    stack = c.stack
    stack.set_conf(drain_seconds=1)
    stack.reload()
    master, pids = stack.master(), [stack.master()] + settled(stack)
    (email, call, _), = begin_uploads(c, 1)
    time.sleep(0.3)
    os.kill(master, signal.SIGTERM)
    all_gone(pids, 10)
    call.close()
    restart(c)
    check(not there(c, email), "half an upload was written")


@suite.test
def idle_leaves_at_once(c):
    """TERM without work: all leave at once"""
    stack = c.stack
    c.get(FRED).is_status(200)
    pids = [stack.master()] + settled(stack)
    os.kill(pids[0], signal.SIGTERM)
    all_gone(pids, 5)
    c.get(FRED, ok5xx=True).is_status(503)
    restart(c)


@suite.test
def master_killed(c):
    """the master killed: no worker serves on, deploy/up starts anew"""
    stack = c.stack
    master, workers = stack.master(), settled(stack)
    os.kill(master, signal.SIGKILL)
    all_gone([master] + workers, 10)
    left = [(pid, argv(pid)) for pid in stack.carrels()]
    eq(left, [], "processes left")
    c.get(FRED, ok5xx=True).is_status(503)
    restart(c)


@suite.test
def no_fastcgi(c):
    """idle connections and such that speak no FastCGI hold up nobody"""
    stack = c.stack
    before = settled(stack)
    path = stack.fcgi_socket()
    socks = []
    for data in (b"", b"\x01", b"\x00" * 8, b"\xff" * 4096, b"GET / HTTP/1.0\r\n\r\n",
                 b"\x01\x01\x00\x01\x00\x08\x00\x00", b"\x01\x09\x00\x00\xff\xff\xff\x00"):
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(path)
        sock.sendall(data)
        sock.close() if data else socks.append(sock)
    for _ in range(50):
        c.get(FRED, timeout=20).is_status(200)
    for sock in socks:
        sock.close()
    eq(settled(stack), before, "workers")


@suite.test
def kept_ends_as_another_comes(c):
    """a kept connection ends while another one waits to be accepted: the new one is served, and kept"""
    stack = c.stack
    settled(stack)

    def connected(n):
        """As many kept connections, each with a request."""
        calls = [FcgiCall(stack.fcgi_socket(), "GET", FRED, 0, kept=True) for _ in range(n)]
        for call in calls:
            call.end()
        return calls

    def answered(calls, what):
        for call in calls:
            call.sock.settimeout(10)
            answer = call.answer()
            check(answer and answer[0] == 200, f"{what}: {answer}")
    for _ in range(5):
        old = connected(4 * WORKERS)
        answered(old, "the old ones")
        for pid in stack.worker_pids():
            freeze(pid)
        try:
            for call in old:
                call.close()
            new = connected(4 * WORKERS)
        finally:
            for pid in stack.worker_pids():
                os.kill(pid, signal.SIGCONT)
        answered(new, "the new ones")
        for call in new:
            call.begin()
            call.end()
        answered(new, "the new ones again")
        for call in new:
            call.close()


if __name__ == "__main__":
    run(suite, "--empty")
