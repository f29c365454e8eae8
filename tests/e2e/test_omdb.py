#!/usr/bin/env python3
# OMDb slow, broken, gone: who waits, who does not, and how films are imported.
import glob
import json
import os
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.dont_write_bytecode = True

import fake_omdb
from fake_omdb import Omdb, answer, film
from harness import (OMDB_KEY, TOP_BUILD, TOP_SRC, WEB, Hammer, Stack, alive, argv, at_once, check, children, clock, eq, free_port, run,
                     together, uniq, url, wait_for, wire)
from tap import Suite

suite = Suite()
omdb = Omdb()
omdb.any_id = True

with open(os.path.join(TOP_SRC, "sql", "seed", "films.txt")) as file:
    HUNDRED = re.findall(r"\btt\d+\b", file.read())


def create(c, title, **more):
    more.setdefault("ok5xx", True)
    return c.post("/v1/movies.create", {"title": title}, **more)


def trouble(answer, status, retry=None):
    answer.is_json(status, {"error": {"code": "SERVER_ERROR", "message": "Error fetching movie"}})
    eq(answer.header("Retry-After"), retry, answer.line)


def ids(count):
    return [uniq("tt") for _ in range(count)]


def import_films(c, *args, codes=(0,)):
    """carrelctl import movies --omdb: (exit code, its last line, what it says went wrong)."""
    code, out, err = c.stack.ctl("import", "movies", "--omdb", *args, ok=False)
    check(code in codes, args, code, out, err)
    check(OMDB_KEY not in out + err, "the key:", out, err)
    return code, out, err


def id_file(found):
    file = tempfile.NamedTemporaryFile("w", suffix=".ids")
    file.write("# some ids\n" + "\n".join(found) + "\n")
    file.flush()
    return file


def there(c, found):
    """How many of these are in the catalogue."""
    names = ", ".join(f"'{one}'" for one in found)
    return c.stack.number(f"SELECT COUNT(*) FROM work WHERE kind = 'movie' AND imdb_id IN ({names})")


def settings(c, **values):
    """Other settings for the pool that waits."""
    c.stack.set_conf(**values)
    master = c.stack.master(outbound=True)
    old = set(children(master))
    os.kill(master, signal.SIGHUP)
    wait_for("new workers", 40, lambda: len(children(master)) == len(old) and not old & set(children(master)))
    time.sleep(0.2)


def as_new():
    omdb.reset()
    omdb.any_id = True


def bearer(c):
    return {"Authorization": "Bearer " + c.post("/login", None).json()["data"]["token"]}


# ---- the first start ----------------------------------------------------------------------------------

@suite.test
def first_start(c):
    """deploy/up with a key has brought the hundred films, each asked once"""
    eq(len(set(HUNDRED)), 100, "ids")
    eq(there(c, HUNDRED), 100, "films")
    eq([omdb.asked[one] for one in HUNDRED], [1] * 100, "lookups")
    eq(c.stack.number("SELECT COUNT(*) FROM copy c JOIN work w ON w.id = c.work_id WHERE w.kind = 'movie'"), 100, "copies")
    eq(set(query["type"] for query in omdb.queries), {"movie"})


@suite.test
def second_start(c):
    """deploy/up again, and the import again, ask nothing"""
    omdb.asked.clear()
    c.stack.up()
    os.remove(os.path.join(c.stack.state, "films"))
    c.stack.up()
    check("before" in import_films(c)[1], "it should say that it was done")
    eq(sum(omdb.asked.values()), 0, "lookups")
    check(os.path.exists(os.path.join(c.stack.state, "films")), "the mark")


@suite.test
def key_is_kept(c):
    """the key stands in one file of mode 0600, not in carrel.conf and not on a command line"""
    etc = os.path.join(c.stack.state, "etc")
    holding = [path for path in glob.glob(etc + "/*") if OMDB_KEY in open(path, errors="replace").read()]
    eq([os.path.basename(path) for path in holding], ["omdb_key"])
    for path in holding + [os.path.join(c.stack.state, "options")]:
        eq(os.stat(path).st_mode & 0o777, 0o600, path)
    for pid in c.stack.pids():
        check(OMDB_KEY not in argv(pid), argv(pid))
    shown = subprocess.run([os.path.join(TOP_BUILD, "carrel"), "-c", c.stack.conf, "--show-config"], stdout=subprocess.PIPE, check=True).stdout.decode()
    check("omdb_key = (set)" in shown and OMDB_KEY not in shown, shown)


# ---- who waits and who does not ---------------------------------------------------------------------------

@suite.test
def own_pool(c):
    """creates and exports are served by the pool of their own, the rest is not"""
    for method, path, body, own in (("POST", "/v1/movies.create", {"title": "Jaws"}, True), ("POST", "/movies.create/", {"title": "Jaws"}, True),
                                    ("GET", "/api/v1/exports/overdue.csv", None, True), ("GET", "/movies.list", None, False),
                                    ("GET", "/api/v1/exports", None, False), ("GET", "/movies.creates", None, False)):
        request = uniq("who-")
        c.request(method, path, body, headers={"X-Request-Id": request})
        wait_for("the log", 5, lambda: request in c.stack.logs()["carrel.log"])
        eq("carrel-outbound[" in c.stack.log_of(request), own, path)


@suite.test
def sixteen_at_once(c):
    """16 creates at once against a quick OMDb all succeed, at most 8 at a time"""
    as_new()
    titles = [omdb.add(film(uniq("Quick "), uniq("tt")))["Title"] for _ in range(16)]
    omdb.delay = 0.05
    for title, answered in zip(titles, at_once(c, [wire("POST", "/v1/movies.create", {"title": title}) for title in titles])):
        eq(answered.is_status(200).json()["data"]["title"], title)
    eq(sum(omdb.asked.values()), 16, "lookups")
    check(1 < omdb.most <= 8, "at once:", omdb.most)


@suite.test
def four_slow_ones(c):
    """4 creates against 10 s: each is answered, and other requests are as quick as ever"""
    as_new()
    omdb.delay = 10
    began = time.monotonic()
    with Hammer(c, "/movies.list", threads=3, pause=0.02) as others:
        creates = together([lambda: create(c, "Jaws")] * 4)
    took = time.monotonic() - began
    check(9.5 < took < 14, f"{took:.1f} s")
    for answered in creates:
        eq(answered.is_status(200).json()["data"]["title"], "Jaws")
    eq(others.failures(), [])
    slowest = max(seconds for _, seconds, _ in others.results)
    check(len(others.results) > 100 and slowest < 2, len(others.results), slowest)
    locks = c.stack.logs()["carrel.log"].count("lock wait")
    eq(locks, 0, "waits for locks")


@suite.test
def no_lock_while_waiting(c):
    """while OMDb is asked no transaction is open, and the film itself can be changed"""
    as_new()
    create(c, "Jaws").is_status(200)
    omdb.delay = 2
    work = c.get(url("/api/v1/works", title="Jaws", _match="exact")).json()[0]["id"]

    def look():
        time.sleep(0.7)
        open_ones = c.stack.number("SELECT COUNT(*) FROM information_schema.innodb_trx")
        began = time.monotonic()
        tag = c.get("/api/v1/works/" + work).header("ETag")
        c.patch("/api/v1/works/" + work, {"genre": "X"}, headers={"If-Match": tag}).is_status(200)
        return open_ones, time.monotonic() - began
    keyed = {"Idempotency-Key": uniq("k")}
    done = together([lambda: create(c, "Jaws", headers=keyed), look])
    done[0].is_status(200)
    eq(done[1][0], 0, "open transactions")
    check(done[1][1] < 1, done[1])


@suite.test
def queued_too_long(c):
    """who would wait longer than OMDb may take is told 503 in JSON, with Retry-After"""
    as_new()
    settings(c, omdb_timeout=2)
    try:
        omdb.delay = 1.2
        got = at_once(c, [wire("POST", "/v1/movies.create", {"title": "Jaws"})] * 30, ok5xx=True)
        good = [one for one in got if one.status == 200]
        late = [one for one in got if one.status != 200]
        # Eight workers, two questions each in that time; on a busy machine fewer.
        check(8 <= len(good) <= 16 and len(late) == 30 - len(good), len(good))
        for one in late:
            eq(one.is_status(503).json()["error"]["code"], "SERVER_ERROR")
            check(one.header("Retry-After"), one.headers)
        eq(omdb.asked["Jaws"], len(good), "lookups")
    finally:
        settings(c, omdb_timeout=15)


@suite.test
def arrival_by_fastcgi(c):
    """the arrival decides, for creates and exports alone, in the shape of each"""
    as_new()
    socket = c.stack.fcgi_socket(outbound=True)

    def ask(method, target, arrived, body=b""):
        call = fake_fcgi(socket, method, target, len(body), {"HTTP_X_CARREL_ARRIVED": arrived})
        call.send(body) if body else None
        call.end()
        return call.answer()
    body, now = b'{"title":"Jaws"}', time.time()
    for arrived, status in ((f"{now - 14:.3f}", 200), (f"{now - 16:.3f}", 503), (f"t={int((now - 16) * 1e6)}", 503), (f"t={int(now * 1e6)}", 200),
                            ("nonsense", 200), ("", 200), (f"{now + 100:.3f}", 200)):
        got = ask("POST", "/movies.create", arrived, body)
        eq(got[0], status, arrived)
        if status == 503:
            eq(set(json.loads(got[1])["error"]), {"code", "message"})
    eq(omdb.asked["Jaws"], 5, "lookups")
    got = ask("GET", "/api/v1/exports/overdue.csv", f"{now - 16:.3f}")
    eq((got[0], json.loads(got[1])["type"]), (503, "/problems/busy"))
    eq(ask("GET", "/movies.list", f"{now - 16:.3f}")[0], 200)


def fake_fcgi(socket, method, target, length, more):
    from harness import FcgiCall
    return FcgiCall(socket, method, target, length, more)


@suite.each([("t=1",), ("1.000",), ("t=99999999999999999",)])
def no_forged_arrival(c, value):
    """a client's own header says nothing"""
    as_new()
    for name in ("X-Carrel-Arrived", "x-carrel-arrived", "X_Carrel_Arrived"):
        create(c, "Jaws", headers={name: value}).is_status(200)


@suite.test
def gone_while_queued(c):
    """who left while waiting is not asked for"""
    as_new()
    omdb.delay = 1
    waiting = together([lambda: create(c, "Jaws")] * 8 + [lambda: leave_early(c, wire("POST", "/v1/movies.create", {"title": "Left"}))] * 8)
    for answered in waiting[:8]:
        answered.is_status(200)
    create(c, "Jaws").is_status(200)
    if WEB == "nginx":          # Apache does not tell the workers that a client has left
        eq(omdb.asked["Left"], 0, "lookups for those who left")


def leave_early(c, data):
    import socket
    time.sleep(0.3)
    with socket.create_connection(("127.0.0.1", c.port), 10) as sock:
        sock.sendall(data)
        time.sleep(0.2)


@suite.test
def finishes_first(c):
    """the pool told to leave answers what it is at; deploy/up starts it again"""
    as_new()
    omdb.delay = 2
    master = c.stack.master(outbound=True)

    def end():
        time.sleep(0.7)
        os.kill(master, signal.SIGTERM)
    together([lambda: create(c, "Jaws"), end])[0].is_status(200)
    wait_for("the end", 20, lambda: not alive(master))
    as_new()
    create(c, "Jaws").is_status(503)
    c.get("/movies.list").is_status(200)
    rest = c.stack.worker_pids()
    c.stack.up()
    create(c, "Jaws").is_status(200)
    eq(c.stack.worker_pids(), rest, "the other workers")


# ---- OMDb in trouble ----------------------------------------------------------------------------------------

@suite.each([("503", answer(503, {})), ("a truncated body", fake_omdb.truncated)])
def second_try(c, _name, odd):
    """a transient failure is tried once more, and no more"""
    as_new()
    omdb.behave = fake_omdb.times(1, odd)
    create(c, "Jaws").is_status(200)
    eq(omdb.asked["Jaws"], 2, "lookups")
    omdb.behave = fake_omdb.times(2, odd)
    trouble(create(c, "Jaws"), 500)
    eq(omdb.asked["Jaws"], 4, "lookups")


@suite.test
def second_try_after_drop(c):
    """so is a dropped connection; one that had been kept does not count, it may have been over before"""
    as_new()
    omdb.behave = fake_omdb.times(1, fake_omdb.drop)
    create(c, "Jaws").is_status(200)
    omdb.behave = fake_omdb.drop
    trouble(create(c, "Jaws"), 500)
    check(4 <= omdb.asked["Jaws"] <= 5, omdb.asked)


@suite.each([(f"{status} to {to}", status, to) for status in (301, 302, 307, 308) for to in ("local", "metadata", "file")])
def not_followed(c, _name, status, to):
    """a redirection to a local address is not followed"""
    as_new()
    inner = Omdb()
    try:
        target = {"local": inner.url + "?t=Jaws", "metadata": f"http://localhost:{inner.port}/latest/meta-data/", "file": "file:///etc/passwd"}[to]
        omdb.behave = fake_omdb.redirect(target, status)
        trouble(create(c, "Jaws"), 500)
        eq((sum(inner.asked.values()), omdb.asked["Jaws"]), (0, 1), "lookups")
    finally:
        inner.close()


@suite.test
def certificate(c):
    """a certificate that nobody vouches for is refused before the key goes out"""
    as_new()
    secure = Omdb()
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", place + "/key", "-out", place + "/cert"],
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(place + "/cert", place + "/key")
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    try:
        settings(c, omdb_url=f"https://127.0.0.1:{secure.port}/")
        trouble(create(c, "Jaws"), 500)
        eq(sum(secure.asked.values()), 0, "lookups")
    finally:
        settings(c, omdb_url=omdb.url)
        secure.close()


@suite.test
def slow_body(c):
    """a body that trickles is cut off at the timeout"""
    as_new()
    settings(c, omdb_timeout=2)
    try:
        omdb.behave = fake_omdb.trickle
        began = time.monotonic()
        trouble(create(c, "Jaws"), 503, "2")
        check(1.8 < time.monotonic() - began < 4, time.monotonic() - began)
    finally:
        settings(c, omdb_timeout=15)


@suite.test
def breaker_stays_shut(c):
    """answers, however odd, and dropped connections never open the breaker"""
    as_new()
    for odd in (answer(401, {}), answer(500, {}), answer(200, b"<html>"), fake_omdb.drop, fake_omdb.truncated):
        omdb.behave, before = odd, sum(omdb.asked.values())
        for _ in range(12):
            trouble(create(c, "Jaws"), 500)
        check(sum(omdb.asked.values()) - before >= 12, "lookups")
    as_new()
    create(c, "Jaws").is_status(200)


@suite.test
def breaker(c):
    """ten refused in a row, whoever of the pool met them, open it for 10 s; then OMDb is asked again"""
    global omdb
    port = omdb.port
    omdb.close()
    for _ in range(10):
        trouble(create(c, "Jaws"), 503, "2")
    began = clock()
    omdb = Omdb(port)
    omdb.any_id = True
    for _ in range(16):
        trouble(create(c, "Jaws"), 503, "10")
    check(clock() - began < 3, "that was to be quick")
    eq(sum(omdb.asked.values()), 0, "lookups")
    c.get("/movies.list").is_status(200)
    wait_for("the breaker", 14, lambda: create(c, "Jaws").status == 200, 0.3)
    took = clock() - began
    check(8 < took < 13, f"{took:.1f} s")


# ---- imports --------------------------------------------------------------------------------------------------

@suite.test
def named_ids(c):
    """a file of ids: films are added once, what is unknown or fails is named and the rest goes on"""
    as_new()
    omdb.any_id = False
    good, missing, broken = ids(3), ids(1), ids(2)
    for one in good:
        omdb.add(film("Film " + one, one))

    def behave(handler, query):
        if query.get("i") in broken:
            fake_omdb.send(handler, 500, {})
        else:
            fake_omdb.send(handler, 200, omdb.find(query))
    omdb.behave = behave
    with id_file([good[0], broken[0], "tt/1", missing[0], good[1] + " , " + good[2] + " # a comment", good[0], broken[1]]) as file:
        _, out, err = import_films(c, file.name, codes=(2,))
        for one in broken + missing + ["tt/1"]:
            check(one in err, one, "is not named:", err)
        check("3 films added" in out and "1 there before" in out and "1 unknown" in out and "3 failed" in out, out)
        eq(there(c, good), 3)
        before = dict(omdb.asked)
        eq([before.get(one) for one in good + missing], [1, 1, 1, 1], "lookups")
        _, out, _ = import_films(c, file.name, codes=(2,))
        eq(dict(omdb.asked), before, "no id is asked twice in 12 hours")
        check("4 there before" in out, out)
        c.stack.sql("UPDATE film_lookup SET asked_at = asked_at - INTERVAL 13 HOUR")
        omdb.behave = None
        for one in broken:
            omdb.add(film("Film " + one, one))
        import_films(c, file.name, codes=(2,))
        eq(there(c, broken), 2, "after 12 hours")


@suite.test
def together_once(c):
    """several imports together ask each id once, and the hundred films once"""
    as_new()
    c.stack.sql("DELETE FROM seed WHERE name = 'films'")
    c.stack.sql("DELETE FROM work WHERE kind = 'movie'")
    c.stack.sql("DELETE FROM film_lookup")
    for done in together([lambda: import_films(c)] * 5):
        check(not isinstance(done, Exception), done)
    eq([omdb.asked[one] for one in HUNDRED], [1] * 100, "lookups")
    eq((there(c, HUNDRED), sum(omdb.asked.values())), (100, 100))


@suite.test
def deleted_stays(c):
    """a deleted film does not come back by itself, by whichever way it was deleted; --again brings it"""
    as_new()
    first, second, third = ids(3)
    with id_file([first, second, third]) as file:
        import_films(c, file.name)
        c.delete("/v1/movies.delete/" + first, headers=bearer(c)).is_status(204)
        work = c.get(url("/api/v1/works", title="Film " + second, _match="exact")).json()[0]
        tag = c.get("/api/v1/works/" + work["id"]).header("ETag")
        c.delete("/api/v1/works/" + work["id"], headers={"If-Match": tag}).is_status(204)
        c.stack.sql("UPDATE film_lookup SET asked_at = asked_at - INTERVAL 13 HOUR")
        omdb.asked.clear()
        check("2 deleted here before" in import_films(c, file.name)[1], "it should say so")
        eq((there(c, [first, second, third]), sum(omdb.asked.values())), (1, 0))
        import_films(c, "--again", file.name)
        eq((there(c, [first, second, third]), omdb.asked), (3, {first: 1, second: 1}))


@suite.test
def deleted_of_the_hundred(c):
    """nor do those of the hundred, whatever became of the mark that they were imported"""
    as_new()
    c.delete("/v1/movies.delete/" + HUNDRED[7], headers=bearer(c)).is_status(204)
    import_films(c)
    c.stack.sql("DELETE FROM seed WHERE name = 'films'")
    import_films(c)
    eq((there(c, HUNDRED), sum(omdb.asked.values())), (99, 0))
    import_films(c, "--again")
    eq((there(c, HUNDRED), omdb.asked), (100, {HUNDRED[7]: 1}))


@suite.test
def goes_on(c):
    """an import that lost OMDb on the way stops, and goes on where it stopped"""
    global omdb
    as_new()
    found, port = ids(30), omdb.port
    omdb.delay = lambda query: time.sleep(0.02) or 0

    def end_it():
        wait_for("ten films", 20, lambda: sum(omdb.asked.values()) >= 10)
        omdb.close()
    with id_file(found) as file:
        done = together([lambda: import_films(c, file.name, codes=(69,)), end_it])
        check(not isinstance(done[0], Exception), done)
        first = there(c, found)
        check(9 <= first < 30, first, done)
        asked = dict(omdb.asked)
        omdb = Omdb(port)
        omdb.any_id = True
        import_films(c, file.name)
        eq(there(c, found), 30)
        eq(sum(omdb.asked.values()), 30 - first, asked)


@suite.test
def killed(c):
    """a killed import loses what it had in hand, for 12 hours, and nothing else"""
    as_new()
    found = ids(20)
    omdb.delay = 0.1
    with id_file(found) as file:
        process = subprocess.Popen([os.path.join(TOP_BUILD, "carrelctl"), "-c", c.stack.conf, "import", "movies", "--omdb", file.name],
                                   env=c.stack.env(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for("some films", 20, lambda: sum(omdb.asked.values()) >= 5)
        process.kill()
        process.wait()
        omdb.delay = 0
        import_films(c, file.name)
    eq([one for one in found if omdb.asked[one] > 1], [], "asked twice")
    check(there(c, found) >= 19, there(c, found))


@suite.test
def wrong_key(c):
    """a key that OMDb does not take stops the import at the first question"""
    as_new()
    found = ids(5)
    omdb.behave = answer(401, {"Response": "False", "Error": "Invalid API key!"})
    with id_file(found) as file:
        _, _, err = import_films(c, file.name, codes=(1,))
        check("key" in err, err)
        eq(sum(omdb.asked.values()), 1, "lookups")
        as_new()
        import_films(c, file.name)
    eq(there(c, found), 5)


@suite.test
def budget(c):
    """the day's budget, counted with what people ask, stops imports and nobody else"""
    as_new()
    asked = "SELECT COALESCE(SUM(asked), 0) FROM omdb_day"
    c.stack.sql("DELETE FROM omdb_day")
    create(c, "Jaws").is_status(200)
    create(c, "No such film").is_status(404)
    eq(c.stack.number(asked), 2, "counted")
    settings(c, omdb_daily=5)
    found = ids(6)
    try:
        with id_file(found) as file:
            _, _, err = import_films(c, file.name, codes=(2,))
            check("budget" in err, err)
            eq((there(c, found), c.stack.number(asked)), (3, 5))
            create(c, "Jaws").is_status(200)
            import_films(c, file.name, codes=(2,))
            eq((there(c, found), c.stack.number(asked)), (3, 6))
            c.stack.sql("UPDATE omdb_day SET day = day - INTERVAL 1 DAY")
            import_films(c, file.name)
            eq((there(c, found), [omdb.asked[one] for one in found]), (6, [1] * 6))
    finally:
        settings(c, omdb_daily=0)


@suite.test
def wrong_usage(c):
    """wrong calls are told how"""
    for args in (("import", "movies"), ("import", "movies", "--omdb", "a", "b"), ("import", "movies", "--again"), ("import", "movies", "--omdb", "--x")):
        code, out, err = c.stack.ctl(*args, ok=False)
        eq(code, 64, args)
        check("usage" in err, err)
    import_films(c, "/nowhere/at/all", codes=(1,))


@suite.test
def without_omdb(c):
    """deploy/up without OMDb in reach: the site is up all the same, and the next one brings the films"""
    port = free_port()
    other = Stack("--empty", "--omdb-url", f"http://127.0.0.1:{port}/", "--omdb-key", OMDB_KEY, workers=1)
    try:
        began = time.monotonic()
        other.start()
        check(time.monotonic() - began < 60, "that took long")
        other.client.get("/movies.list").is_json(200, {"data": []})
        late = Omdb(port)
        late.any_id = True
        other.up()
        eq(there(other.client, HUNDRED), 100, "films")
        eq(max(late.asked.values()), 1, "lookups")
        late.close()
        text = other.up("--omdb-key", "another-key-of-mine")
        check("another-key" not in text, text)
        eq(open(os.path.join(other.state, "etc", "omdb_key")).read(), "another-key-of-mine\n")
    finally:
        other.end()


if __name__ == "__main__":
    run(suite, "--empty", "--omdb-url", omdb.url, "--omdb-key", OMDB_KEY)
