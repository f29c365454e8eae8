#!/usr/bin/env python3
# The published contracts once more, behind Apache, and nginx's answers compared byte for byte.
import atexit
import glob
import os
import shutil
import signal
import subprocess
import sys

sys.dont_write_bytecode = True

from fake_omdb import Omdb
from harness import OMDB_KEY, TOP_SRC, Client, at_once, children, check, eq, free_port, mail, password, run, short_dir, uniq, url, wait_for, wire
from tap import Suite
import test_booklist
import test_pages
import test_wishlist

suite = Suite()
omdb = Omdb()
nginx = None                    # the client of the same workers behind nginx

MODULES = ("mpm_event", "alias", "authz_core", "deflate", "env", "filter", "headers", "proxy", "proxy_fcgi", "reqtimeout", "unique_id")


def start(stack):
    """A private Apache over the stack's workers; returns its client."""
    global nginx
    nginx = stack.client
    place, port = short_dir(), free_port()
    os.mkdir(os.path.join(place, "htdocs"))
    with open(os.path.join(TOP_SRC, "conf", "apache-site.conf")) as file:
        site = file.read()
    for name, value in (("@LISTEN@", f"127.0.0.1:{port}"), ("@SOCKET@", stack.fcgi_socket()),
                        ("@OUTBOUND@", stack.fcgi_socket(outbound=True)), ("@WWW@", os.path.dirname(stack.fcgi_socket()) + "/www"),
                        ("@LOG@", place + "/access.log")):
        check(name in site, name, "is not in apache-site.conf")
        site = site.replace(name, value)
    lines = [f"LoadModule {name}_module modules/mod_{name}.so" for name in MODULES]
    lines += [f'DefaultRuntimeDir "{place}"', f'Mutex file:{place} default', f'PidFile "{place}/pid"', f'ErrorLog "{place}/error.log"',
              f'DocumentRoot "{place}/htdocs"', "ServerName localhost", f"Listen 127.0.0.1:{port}"]
    if os.geteuid() == 0:
        lines += ["User www-data", "Group www-data"]
    conf = os.path.join(place, "apache.conf")
    with open(conf, "w") as file:
        file.write("\n".join(lines) + "\n" + site)
    program = shutil.which("apache2", path=os.environ.get("PATH", "") + ":/usr/sbin")
    check(program, "apache2 is not installed")
    log = open(os.path.join(place, "out.log"), "w+")
    process = subprocess.Popen([program, "-d", "/usr/lib/apache2", "-f", conf, "-DFOREGROUND"], stdin=subprocess.DEVNULL,
                               stdout=log, stderr=subprocess.STDOUT, cwd=place)
    atexit.register(end, process, place)
    client = Client(port, stack)
    wait_for("Apache", 20, lambda: answers(client, process, place))
    return client


def answers(client, process, place):
    if process.poll() is not None:
        text = "".join(open(path).read() for path in glob.glob(place + "/*.log"))
        raise AssertionError(f"apache2 ended with {process.returncode}: {text[-2000:]}")
    try:
        return client.get("/index", ok5xx=True).status == 200
    except OSError:
        return False


def end(process, place):
    process.terminate()
    process.wait(20)
    shutil.rmtree(place, ignore_errors=True)


@suite.test
def behind_apache(c):
    """it is Apache that answers"""
    check("apache" in c.get("/index").header("Server", "").lower(), c.get("/index").headers)
    check("nginx" in nginx.get("/index").header("Server", "").lower(), nginx.get("/index").headers)


suite.cases += test_pages.suite.cases + test_booklist.suite.cases + test_wishlist.suite.cases


# ---- both compared ------------------------------------------------------------------------------------

OWN = {"date", "server", "server-timing", "connection", "keep-alive", "transfer-encoding", "content-length", "upgrade",
       "vary"}
FRED = "/get_user?email=fredr@neighborhood.com"
SOUP = "/api/v1/works/" + test_wishlist.SOUP


def seen(client, method, path, body, headers):
    got = client.request(method, path, body, dict(headers, **{"X-Request-Id": "compare-1"}))
    return got.status, sorted((k.lower(), v) for k, v in got.headers if k.lower() not in OWN), got.body


@suite.each([(f"{call[0]} {call[1]} {call[2]} {call[3]}", *call) for call in (
    ("GET", "/", None, {}), ("GET", "/index", None, {}), ("GET", FRED, None, {}), ("HEAD", FRED, None, {}),
    ("GET", "/get_user", None, {}), ("GET", "/get_user?email=", None, {}), ("GET", "/get_book?isbn=978-1611599138", None, {}),
    ("GET", "/get_user?email=a%20b+c%2Bd%22&email=x", None, {}), ("GET", "/get_user/", None, {}), ("GET", "/nowhere", None, {}),
    ("GET", "/a//b/../c", None, {}), ("GET", "/get_user%2F", None, {}), ("GET", "/%67et_user?email=x", None, {}),
    ("PUT", "/add_user", {}, {}), ("GET", "/add_user", None, {}), ("POST", "/add_user", {}, {}), ("POST", "/add_user", "{", {}),
    ("POST", "/add_user", "x=1", {"Content-Type": "text/plain"}), ("POST", "/delete_user", {"email": "nobody"}, {}),
    ("POST", "/wishlist_entry", {}, {}), ("POST", "/wishlist_entry", {"book_id": "x", "user_id": "y"}, {}),
    ("DELETE", "/wishlist_entry", {"wishlist_id": "x"}, {}), ("GET", "/wishlist/x", None, {}),
    ("GET", "/wishlist/" + test_wishlist.NIL, None, {}), ("GET", "/wishlist/%7B" + test_wishlist.NIL + "%7D", None, {}),
    ("GET", SOUP, None, {}), ("GET", SOUP, None, {"If-None-Match": "*"}), ("HEAD", SOUP, None, {}), ("PATCH", SOUP, {"title": "x"}, {}),
    ("PATCH", SOUP, {"title": "x"}, {"If-Match": '"999-0"'}), ("PUT", SOUP, {}, {}), ("OPTIONS", "/api/v1/works", None, {}),
    ("GET", "/api/v1/works?q=chicken", None, {}), ("GET", "/api/v1/works?_per_page=1", None, {}),
    ("GET", "/api/v1/works?a=1&b=2", None, {}),
    ("GET", "/api/v1/works?q=caf%C3%A9%20%2B%28", None, {}), ("GET", "/api/v1/works/x%2Fy", None, {}), ("GET", "/api/v1/nothing", None, {}),
    ("POST", "/api/v1/works", {"colour": 1}, {}), ("GET", "/health", None, {}), ("GET", "/ready", None, {}),
    ("GET", "/movies.list", None, {}), ("GET", "/v1/movies.list/?page=x", None, {}), ("GET", "/v1/movies.get?title=x", None, {}),
    ("POST", "/v1/movies.create", {}, {}), ("POST", "/movies.create/", {"title": "Jaws"}, {}), ("POST", "/movies.create/", {"title": "x"}, {}),
    ("GET", "/movies.create", None, {}), ("DELETE", "/movies.delete/tt1", None, {}), ("POST", "/brew-coffee", None, {}),
    ("GET", "/v1/nothing", None, {}), ("GET", "/api/v1/exports/overdue.csv", None, {}), ("GET", "/api/v1/exports", None, {}),
    ("GET", "/api/v1/exports/nothing", None, {}))])
def same_answer(c, _name, method, path, body, headers):
    """nginx and Apache give the same answer"""
    eq(seen(c, method, path, body, headers), seen(nginx, method, path, body, headers), "Apache (got), nginx (wanted)")


@suite.test
def same_refusals(c):
    """both refuse a body that is too large or never comes"""
    data = wire("POST", "/add_user", "x" * (2 << 20))
    for client in (c, nginx):
        client.post("/add_user", "x" * (2 << 20)).is_status(413)
        got = client.raw(data[:300], close_early=True)
        check(got is None or 400 <= got.status < 500, got)


@suite.test
def authorization(c):
    """the Authorization header, + and %XX reach the workers behind both"""
    email = uniq("a+b c%2B") + "@example.com"
    c.post("/add_user", {"first_name": "F", "last_name": "L", "email": email, "password": password()}).is_status(200)
    for client in (c, nginx):
        eq(client.get(url("/get_user", email=email)).is_status(200).json()["data"][0], email)
        client.get(FRED, headers={"Authorization": "Bearer x"}).is_status(200, 401)


@suite.test
def keys_through_both(c):
    """an Idempotency-Key is one through both"""
    key, body = {"Idempotency-Key": uniq("k")}, {"email": mail(), "first_name": "F", "last_name": "L"}
    first = c.post("/api/v1/people", body, headers=key).is_status(201)
    again = nginx.post("/api/v1/people", body, headers=key).is_json(201, first.json())
    eq(again.header("Idempotency-Replayed"), "true")


@suite.test
def own_pool(c):
    """what waits for others goes to its own pool here too, with the time it came, and nobody else's"""
    for path, body, own in (("/v1/movies.create", {"title": "Jaws"}, True), ("/movies.create/", {"title": "Jaws"}, True), ("/movies.lists", None, False)):
        request = uniq("who-")
        for value in ("t=1", "1.000"):
            c.post(path, body, headers={"X-Request-Id": request, "X-Carrel-Arrived": value}).is_status(200 if own else 404)
        wait_for("the log", 5, lambda: request in c.stack.logs()["carrel.log"])
        eq("carrel-outbound[" in c.stack.log_of(request), own, path)


@suite.test
def queued_too_long(c):
    """who waits longer than OMDb may take is told so by the worker"""
    c.stack.set_conf(omdb_timeout=1)
    master = c.stack.master(outbound=True)
    old = set(children(master))
    os.kill(master, signal.SIGHUP)
    wait_for("new workers", 40, lambda: len(children(master)) == len(old) and not old & set(children(master)))
    omdb.delay = 0.8
    got = at_once(c, [wire("POST", "/v1/movies.create", {"title": "Jaws"})] * 40, ok5xx=True)
    late = [one for one in got if one.status == 503]
    check(len(late) >= 16 and any(one.status == 200 for one in got), [one.status for one in got])
    for one in late:
        eq(one.json()["error"]["code"], "SERVER_ERROR")
    eq({one.status for one in got}, {200, 503})


if __name__ == "__main__":
    run(suite, "--empty", "--omdb-url", omdb.url, "--omdb-key", OMDB_KEY, context=start)
