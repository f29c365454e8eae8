#!/usr/bin/env python3
# How the pages and the files of /static/ are served: types, policies, what is kept, what is not there.
import gzip
import os
import sys

sys.dont_write_bytecode = True

from harness import TOP_SRC, check, eq, run
from tap import Suite

suite = Suite()

WWW = os.path.join(TOP_SRC, "src", "www")
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
FILES = sorted(name for name in os.listdir(WWW) if os.path.splitext(name)[1] in TYPES)
PAGES = {"/": "index.html", "/library.html": "library.html", "/docs": "docs.html"}
SCRIPT = "/static/" + max((name for name in FILES if name.endswith(".js")),
                          key=lambda name: os.path.getsize(os.path.join(WWW, name)))


def source(name):
    with open(os.path.join(WWW, name), "rb") as file:
        return file.read()


# ---- pages ------------------------------------------------------------------------------------------------

@suite.each([(path,) for path in PAGES])
def page(c, path):
    """a page comes whole, knows mode and role, and lets nothing foreign in"""
    got = c.get(path).is_html(200)
    wanted = source(PAGES[path]).decode().replace(' data-access=""', ' data-access="open"', 1)
    eq(got.text, wanted.replace(' data-role=""', ' data-role="staff"', 1), path)
    policy = dict(part.strip().split(" ", 1) for part in got.header("Content-Security-Policy").split(";"))
    eq({name: policy[name] for name in ("default-src", "script-src", "style-src", "connect-src", "base-uri",
                                        "frame-ancestors", "require-trusted-types-for", "trusted-types")},
       {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "connect-src": "'self'",
        "base-uri": "'none'", "frame-ancestors": "'none'", "require-trusted-types-for": "'script'",
        "trusted-types": "'none'"})
    eq([got.header(name) for name in ("X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options", "Cache-Control")],
       ["nosniff", "no-referrer", "DENY", "no-cache"])
    c.get(path, headers={"If-None-Match": got.header("ETag")}).is_status(304)
    c.post(path, {}).is_status(405)
    head = c.request("HEAD", path).is_status(200)
    eq((head.body, head.header("ETag")), (b"", got.header("ETag")))


@suite.each([(path,) for path in PAGES])
def nothing_is_missing(c, path):
    """what a page names is there"""
    text = c.get(path).text
    names = [word.split('"')[1] for part in ("src=", "href=") for word in text.split(part)[1:] if word.startswith('"')]
    names = [name for name in names if not name.startswith("#") and ":" not in name.split("/")[0]]
    check(names, "no names in", path)
    for name in names:
        c.get("/" + name.removeprefix("./").removeprefix("/").split("#")[0]).is_status(200)


@suite.test
def front_page_warns(c):
    """the front page tells people of the open mode"""
    check("staff" in c.get("/").text and "internet" in c.get("/").text.lower(), c.get("/").text[:3000])


# ---- files --------------------------------------------------------------------------------------------------

@suite.each([(name,) for name in FILES])
def file(c, name):
    """a file of /static/: its bytes, its type, asked for again each time"""
    got = c.get("/static/" + name).is_status(200)
    eq((got.body, got.type), (source(name), TYPES[os.path.splitext(name)[1]]))
    eq([got.header(h) for h in ("Cache-Control", "X-Content-Type-Options")], ["no-cache", "nosniff"])
    check(got.header("ETag") and got.header("Last-Modified") and got.header("X-Request-Id"), got.headers)
    eq(c.request("HEAD", "/static/" + name).is_status(200).body, b"")


@suite.each([("as it is", {}), ("compressed", {"Accept-Encoding": "gzip"})])
def kept(c, _name, headers):
    """a browser that has a script is told so, by tag and by time"""
    got = c.get(SCRIPT, headers=headers).is_status(200)
    body = gzip.decompress(got.body) if headers else got.body
    eq((body, got.header("Content-Encoding")), (source(SCRIPT.split("/")[-1]), "gzip" if headers else None))
    check("accept-encoding" in got.header("Vary", "").lower(), got.headers)
    for more in ({"If-None-Match": got.header("ETag")}, {"If-Modified-Since": got.header("Last-Modified")}):
        eq(c.get(SCRIPT, headers={**headers, **more}).is_status(304).body, b"")
    c.get(SCRIPT, headers={**headers, "If-None-Match": '"another"'}).is_status(200)


@suite.each([(path,) for path in (
    "/static/", "/static", "/static/none.js", "/static/none", "/static/index.html", "/static/library.html",
    "/static/docs.html", "/static/.docs.css", "/static/.new", "/static/.git/config.js", "/static/docs.css/",
    "/static/docs.css/x.js", "/static/docs.css.new", "/static/docs.css~", "/static//docs.css", "/static/../docs.css",
    "/static/%2e%2e/etc/carrel.js", "/static/..%2f..%2fetc%2fx.js", "/static/%2e/docs.css%00.js", "/static/docs.js%20",
    "/static/../../../../../../../../etc/hosts.js", "/Static/docs.css", "/static/docs.CSS", "/static/docs.css%5cx.js")])
def not_there(c, path):
    """no directory, no dotfile, no page, nothing outside"""
    got = c.get(path)
    if path == "/static/../docs.css" and got.status == 200:     # a browser would have asked so itself
        eq(got.body, source("docs.css"))
        return
    got.is_status(404, 400)
    check("root:" not in got.text and "localhost" not in got.text and "Index of" not in got.text, got)


@suite.test
def missing(c):
    """a script that is not there is the 404 of every unknown path"""
    got, other = c.get("/static/none.js").is_html(404), c.get("/nowhere").is_html(404)
    eq(got.text, other.text)


@suite.each([(method,) for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS")])
def read_only(c, method):
    """other methods than GET and HEAD: 405"""
    for path in (SCRIPT, "/favicon.ico"):
        got = c.request(method, path, b"x")
        got.problem(405)
        eq(sorted(" ".join(got.all("Allow")).replace(",", " ").split()), ["GET", "HEAD"])
    eq(c.get(SCRIPT).is_status(200).body, source(SCRIPT.split("/")[-1]))


@suite.test
def favicon(c):
    """the icon that browsers ask for without being told"""
    got = c.get("/favicon.ico").is_status(200)
    eq((got.body, got.type), (source("icon.svg"), "image/svg+xml"))


if __name__ == "__main__":
    run(suite, "--empty")
