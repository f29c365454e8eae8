#!/usr/bin/env python3
# nginx and Apache side by side over the same workers and the same database: every route, and whatever a web server may
# take its own way, is answered the same byte for byte. (The suites themselves run through Apache where CARREL_WEB says so.)
import json
import os
import re
import signal
import socket
import sys

sys.dont_write_bytecode = True
os.environ["CARREL_WEB"] = "nginx"      # before harness looks: here the client is nginx's

from access import V, Caller
from fake_omdb import Omdb
from harness import OMDB_KEY, Client, check, children, eq, read_answer, run, uniq, vet, wait_for, wire
from tap import Suite
from test_matrix import TABLE, World, world

suite = Suite()
omdb = Omdb()

# What is the server's own: its name, the time, how the connection goes on and how a body is cut into pieces.
OWN = {"server", "date", "connection", "keep-alive", "transfer-encoding"}
# What a worker measures or makes anew each time.
ANEW = {"server-timing", "set-cookie"}
ID = "compare-1"


def seen(answer, *without):
    """What has to be the same. Apache writes Vary anew, with no blank behind the comma."""
    skipped = OWN | ANEW | set(without)
    headers = [(k.lower(), re.sub(r",\s*", ", ", v) if k.lower() == "vary" else v) for k, v in answer.headers]
    return answer.status, sorted(pair for pair in headers if pair[0] not in skipped), answer.body


def same(answers, what, *without):
    eq(*(seen(answer, *without) for answer in answers), f"{what}: Apache (got), nginx (wanted)")


def both(c, method, path, body=None, headers=None, caller=None):
    """One request through Apache and through nginx."""
    token = caller and caller.token
    return [Caller(client, token).request(method, path, body, headers=dict(headers or {}, **{"X-Request-Id": ID}), ok5xx=True)
            for client in (c.apache, c)]


@suite.test
def who_answers(c):
    """it is Apache that answers, and nginx"""
    for client, name in ((c.apache, "apache"), (c, "nginx")):
        check(name in client.get("/index").header("Server", "").lower(), client.get("/index").headers)


# ---- every route ------------------------------------------------------------------------------------------

def plain(answer):
    """An answer with what is another's in another world put by: ids, names, times, numbers."""
    status, headers, body = seen(answer, "content-length", "etag")
    text = json.dumps([headers, body.decode()])
    for pattern in (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", r"eyJ[\w.-]+", r"\w*%s\d+" % uniq("")[:6],
                    r'(?:\\"key\\":\\"|/shares/)[\w-]+', r"\d+"):
        text = re.sub(pattern, "~", text)
    return status, text


def wanted(request, w):
    found = tuple(request(w))
    return found if len(found) == 2 else (found[0], None)


@suite.each([(f"{row[0]}, {who}", row[0], who, row[2]) for row in TABLE for who in ("visitor", "admin")])
def route(c, _name, name, who, request):
    """both answer the same"""
    method = name.split()[0]
    headers = {"If-Match": "*"} if method in ("PUT", "PATCH", "DELETE") else {}
    if method == "GET":
        w = World(c)
        path, body = wanted(request, w)
        if path == "/metrics":                      # counts the very requests that ask for it: the names alone
            eq(*((seen(answer, "content-length")[:2], re.findall(r"(?m)^#.*$", answer.text)) for answer in both(c, method, path, caller=w.caller(who))))
            return
        answers = both(c, method, path, caller=w.caller(who))
        same(answers, path)
        heads = both(c, "HEAD", path, caller=w.caller(who))
        same(heads, "HEAD " + path)
        eq((heads[0].status, heads[0].body), (answers[0].status, b""))
        if answers[0].header("ETag"):
            same(both(c, method, path, None, {"If-None-Match": answers[0].header("ETag")}, w.caller(who)), path + " again")
        return
    # A write is done twice, each time in a world of its own.
    answers = []
    for client in (c.apache, c):
        w = World(c)
        path, body = wanted(request, w)
        answers.append(Caller(client, w.caller(who).token).request(
            method, path, body, headers=dict(headers, **{"X-Request-Id": ID}), ok5xx=True))
    eq(*map(plain, answers), f"{name}: Apache (got), nginx (wanted)")


@suite.each([row for row in TABLE if row[0].startswith("POST")])
def replayed(c, name, _statuses, request):
    """what was asked of nginx with a key is known to Apache by every byte"""
    w, key = World(c), uniq("k")
    path, body = wanted(request, w)
    answers = [Caller(client, w.admin.token).request("POST", path, body, headers={"Idempotency-Key": key, "X-Request-Id": ID}, ok5xx=True)
               for client in (c, c.apache)]
    if answers[1].header("Idempotency-Replayed"):
        c.replayed += 1
        same(reversed(answers), name, "idempotency-replayed")


@suite.test
def many_replayed(c):
    """most routes that make something know their keys"""
    print(f"# {c.replayed} routes replayed")
    check(c.replayed >= 15, c.replayed)


# ---- what servers take their own way ----------------------------------------------------------------------

FRED = "/get_user?email=fredr@neighborhood.com"
NIL = "00000000-0000-0000-0000-000000000000"
WORK = V + "/works/" + NIL
BIG = {"title": "x" * 900000}


@suite.each([(" ".join(str(part) for part in call)[:100], *call) for call in (
    ("GET", "/get_user"), ("GET", "/get_user?email="), ("GET", "/get_user?email=a%20b+c%2Bd%22&email=x"), ("GET", "/get_user/"), ("GET", "/nowhere"),
    ("GET", "/a//b/../c"), ("GET", "/a/./b"), ("GET", "//"), ("GET", "/a/%2e%2e/x"), ("GET", "http://localhost/get_user?email=x"), ("GET", "http://x"), ("GET", "/get_user%2F"), ("GET", "/%67et_user?email=x"),
    ("GET", "/api/v1/works/x%2Fy"), ("GET", "/api/v1/works/%2F%2f"), ("GET", "/api/v1//works"), ("GET", "/api/v1/works/"), ("GET", "/;x=1"), ("GET", "/a?b?c=d"),
    ("GET", "/api/v1/works?q=caf%C3%A9%20%2B%28"), ("GET", "/api/v1/works?q=%FF"), ("GET", "/api/v1/works?a=1&b=2"), ("GET", "/api/v1/works?"),
    ("GET", "/api/v1/works?q=" + "x" * 3000), ("GET", "/api/v1/works?_per_page=1"), ("GET", "/wishlist/%7B" + NIL + "%7D"), ("GET", "/caf%C3%A9"),
    ("PUT", "/add_user", {}), ("GET", "/add_user"), ("POST", "/add_user", {}), ("POST", "/add_user", "{"), ("POST", "/add_user", ""), ("POST", "/add_user", None),
    ("POST", "/add_user", "x=1", {"Content-Type": "text/plain"}), ("POST", "/add_user", "{}", {"Content-Type": None}), ("POST", V + "/works", BIG),
    ("POST", "/add_user", "x" * (2 << 20)), ("OPTIONS", V + "/works"), ("OPTIONS", "/nowhere"), ("OPTIONS", "/books/"), ("BREW", "/books/"), ("PATCH", "/books/", {}),
    ("PATCH", WORK, {"title": "x"}, {"If-Match": '"999-0"'}), ("PATCH", WORK, {"title": "x"}), ("PUT", WORK, {}), ("HEAD", "/nowhere"), ("HEAD", WORK), ("DELETE", "/"),
    ("GET", "/", None, {"If-None-Match": "*"}), ("GET", "/", None, {"If-None-Match": '"x", W/"y"'}), ("GET", "/books/", None, {"Accept": "application/xml"}),
    ("GET", "/books/", None, {"Accept": "text/html"}), ("GET", "/books"), ("GET", FRED, None, {"Cookie": "a=b; carrel_session=x; c"}),
    ("GET", FRED, None, {"Authorization": "Bearer x"}), ("GET", FRED, None, {"Authorization": "Basic eDp5"}), ("GET", FRED, None, {"Authorization": "x" * 7000}),
    ("GET", FRED, None, {"X-Long": "x" * 7000}), ("GET", FRED, None, {"Range": "bytes=0-3"}), ("GET", FRED, None, {"If-Modified-Since": "Sat, 01 Jan 2050 00:00:00 GMT"}),
    ("GET", FRED, None, {"Accept-Encoding": "gzip, br"}), ("GET", FRED, None, {"Proxy": "http://x/"}), ("GET", FRED, None, {"X-Forwarded-For": "192.0.2.1"}),
    ("GET", FRED, None, {"Origin": "http://evil.example"}), ("POST", "/books/", "title=x&author=", {"Content-Type": "application/x-www-form-urlencoded"}),
    ("POST", "/v1/movies.create", {"title": "Jaws"}), ("POST", "/movies.create/", {"title": ""}), ("GET", "/movies.create"), ("DELETE", "/movies.delete/tt1"),
    ("GET", "/v1/movies.list/?page=x"), ("GET", "/v1/movies.get?title=x"), ("GET", V + "/exports"), ("GET", V + "/exports/nothing"),
    ("GET", V + "/exports/overdue.csv"), ("GET", "/static/nothing.css"), ("GET", "/static/.x"), ("GET", "/static/"), ("GET", "/static/../x"))])
def odd(c, _name, method, path, body=None, headers=None):
    """both answer the same"""
    same(both(c, method, path, body, headers, c.caller), f"{method} {path[:100]}")
    same(both(c, method, path, body, headers), f"{method} {path[:100]} by a visitor")


def sent(client, data):
    """The last answer to bytes as they are: one that only says "go on" is passed over."""
    with socket.create_connection(("127.0.0.1", client.port), 30) as sock:
        sock.sendall(data)
        return vet(read_answer(sock, repr(data[:100])), True, client.stack)


@suite.test
def in_chunks(c):
    """a body in chunks is a body like another"""
    head = wire("POST", "/add_user", None, {"Content-Type": "application/json", "Transfer-Encoding": "chunked", "X-Request-Id": ID})
    for pieces in ((b'{"email"', b':"x"}'), (b"{",), (), (b'{"pad":"' + b"x" * 70000, b'"}')):
        body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
        same([sent(client, head + body) for client in (c.apache, c)], pieces[:1])


@suite.test
def go_on(c):
    """who expects 100-continue gets the same answer"""
    data = wire("POST", "/add_user", {"email": "x"}, {"Expect": "100-continue", "X-Request-Id": ID})
    same([sent(client, data) for client in (c.apache, c)], "100-continue")


@suite.test
def old_clients(c):
    """HTTP/1.0 makes no difference"""
    same([sent(client, b"GET /index HTTP/1.0\r\n\r\n") for client in (c.apache, c)], "HTTP/1.0", "x-request-id")


@suite.test
def never_whole(c):
    """a body that never comes whole is written by neither"""
    before = c.stack.fingerprint()
    data = wire("POST", V + "/works", {"title": uniq("Half ")}, {"Authorization": "Bearer " + c.caller.token})
    for client in (c.apache, c):
        got = client.raw(data[:-5], close_early=True)
        check(got is None or 400 <= got.status < 500, got)
    eq(c.stack.fingerprint(), before)


# ---- what they say themselves -----------------------------------------------------------------------------

SELF = [("a line that is too long", b"GET /%s HTTP/1.1\r\nHost: a\r\n\r\n" % (b"x" * 20000), 414), ("no host", b"GET / HTTP/1.1\r\n\r\n", 400),
        ("two hosts", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400), ("a host that is none", b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        ("two lengths", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", 400),
        ("a length that is none", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400), ("no request", b"\x16\x03\x01\x00\r\n\r\n", 400),
        ("above the root", b"GET /%2e%2e/x HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("a header that is none", b"GET / HTTP/1.1\r\nHost: a\r\nX y: z\r\n\r\n", None), ("TRACE", b"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        ("a large header", b"GET / HTTP/1.1\r\nHost: a\r\nX: %s\r\n\r\n" % (b"x" * 40000), 400), ("%00", b"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", None),
        ("an expectation", b"GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", None)]


def own_problem(answer, status):
    """What a server refuses by itself, but for its id: a problem like the workers', with no caller's text in it."""
    own = answer.problem(status or answer.status)["instance"]
    check(400 <= answer.status < 500 and re.match(r"^[A-Za-z0-9._-]{16,64}$", own), answer, answer.headers)
    eq((answer.header("Cache-Control"), answer.header("X-Content-Type-Options")), ("no-store", "nosniff"), answer.line)
    check(b"evil" not in answer.body, answer)
    return answer.body.replace(own.encode(), b"ID")


@suite.each(SELF)
def by_itself(c, _name, data, status):
    """what neither hands on is the same problem"""
    hostile = data.replace(b"Host: a", b'X-Request-Id: x","evil":"y\r\nHost: a', 1)
    for request in (data, hostile):
        answers = [sent(client, request) for client in (c.apache, c)]
        got = [own_problem(answer, status) for answer in answers if status or answer.status >= 400 and not answer.header("Server-Timing")]
        if status:
            eq(got[0], got[1], "Apache (got), nginx (wanted)")


@suite.test
def ids_apart(c):
    """what Apache refuses has an id of its own each time, and the access log has it"""
    ids = [sent(c.apache, b"GET / HTTP/1.1\r\n\r\n").header("X-Request-Id") for _ in range(5)]
    eq(len(set(ids)), 5, ids)
    wait_for("the log", 5, lambda: ids[-1] in c.stack.logs()["apache access.log"])


@suite.test
def workers_away(c):
    """without workers both tell the same, and when to come again"""
    stack = c.stack
    for outbound in (False, True):
        os.kill(stack.master(outbound), signal.SIGTERM)
    wait_for("the end of the workers", 40, lambda: not stack.named("carrel"))
    for method, path, body in (("GET", "/index", None), ("POST", V + "/works", {"title": "x"}), ("POST", "/v1/movies.create", {"title": "Jaws"})):
        answers = both(c, method, path, body)
        eq(*(answer.problem(503) for answer in answers))
        same(answers, path)
        for answer in answers:
            eq(answer.header("Retry-After"), "2")
    stack.up()
    same(both(c, "GET", "/index"), "afterwards")


@suite.test
def workers_killed(c):
    """a worker that is killed while it answers: a problem, and when to come again"""
    pool = c.stack.master(outbound=True)
    omdb.delay = 3
    for client in (c.apache, c):
        with socket.create_connection(("127.0.0.1", client.port), 30) as sock:
            sock.sendall(wire("POST", "/v1/movies.create", {"title": "Jaws"}, {"Authorization": "Bearer " + c.caller.token}))
            wait_for("the lookup", 10, lambda: omdb.now > 0)
            for pid in children(pool):
                os.kill(pid, signal.SIGKILL)
            answer = vet(read_answer(sock, "killed"), True)
        check(answer is not None and answer.status in (502, 503), answer)
        eq((answer.problem(answer.status)["type"], answer.header("Retry-After")), ("about:blank", "2"))
        wait_for("the lookup's end", 10, lambda: omdb.now == 0)
    omdb.delay = 0


def start(stack):
    """Both in front of the same workers."""
    c = world(stack)
    c.apache, c.replayed = Client(stack.start_apache(), stack), 0
    c.caller = World(c).admin
    return c


if __name__ == "__main__":
    run(suite, "--access", "accounts", "--omdb-url", omdb.url, "--omdb-key", OMDB_KEY, context=start)
