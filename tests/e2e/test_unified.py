#!/usr/bin/env python3
# The unified API: conventions, resources and search, through the web server.
import re
import sys

sys.dont_write_bytecode = True

from harness import UUID, WEB, check, eq, isbns, mail, password, run, uniq, url, wire
from tap import Suite
from test_booklist import unwritten

suite = Suite()

V = "/api/v1"
NIL = "00000000-0000-0000-0000-000000000000"
WORK = {"id", "kind", "title", "creator", "isbn", "imdb_id", "publisher", "published", "published_text", "year", "type",
        "genre", "country", "rating", "released", "copies", "available", "created_at", "updated_at"}
PERSON = {"id", "email", "first_name", "last_name", "role", "card_number", "active", "created_at", "updated_at"}
LIST = {"id", "owner", "name", "visibility", "entries", "created_at", "updated_at"}
STAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
ETAG = re.compile(r'^"[^"\s-]+-[^"\s]+"$')


def make(c, path, **members):
    """POSTs and returns the object made."""
    return c.post(V + path, members).is_status(201).json()


def work(c, **members):
    return make(c, "/works", **dict({"title": uniq("Work ")}, **members))


def person(c, **members):
    return make(c, "/people", **dict({"email": mail(), "first_name": "F", "last_name": "L"}, **members))


def a_list(c, owner=None, **members):
    return make(c, "/lists", **dict({"owner": owner or person(c)["id"], "name": uniq("List ")}, **members))


def tag(c, path):
    got = c.get(V + path).is_status(200).header("ETag")
    check(got and ETAG.match(got), path, "ETag", got)
    return got


def if_match(etag):
    return {"If-Match": etag}


def links(answer):
    """{rel: path} of the Link header."""
    text = ", ".join(answer.all("Link"))
    found = dict((rel, re.sub(r"^https?://[^/]+", "", target))
                 for target, rel in re.findall(r'<([^>]*)>\s*;\s*rel="?([a-z]+)"?', text))
    return found


# ---- service ------------------------------------------------------------------------------------------

@suite.test
def index(c):
    """GET /api/v1 names every route"""
    routes = {(row["method"], row["path"]) for row in c.get(V).is_status(200).json()}
    for wanted in (("GET", "/get_list"), ("DELETE", "/wishlist_entry"), ("PATCH", V + "/works/{id}"), ("GET", "/health")):
        check(wanted in routes, wanted, routes)


@suite.test
def health(c):
    """/health and /ready"""
    c.get("/health").is_json(200, {"status": "alive"})
    c.get("/ready").is_json(200, {"status": "ready"})


@suite.test
def front_page(c):
    """GET / is a page"""
    c.get("/").is_html(200)


KINDS = {                       # a builder of each kind, and its members
    "works": (work, WORK),
    "people": (person, PERSON),
    "lists": (a_list, LIST),
}


# ---- what all resources share ---------------------------------------------------------------------------

@suite.each([("works", lambda c: {"title": uniq("T")}),
             ("people", lambda c: {"email": mail(), "first_name": "F", "last_name": "L", "password": password()}),
             ("lists", lambda c: {"owner": person(c)["id"], "name": "n"})])
def made(c, kind, build):
    """POST answers 201, Location, ETag and the whole object"""
    got = c.post(f"{V}/{kind}", build(c)).is_status(201)
    found = got.json()
    eq(set(found), KINDS[kind][1], "members")
    check(UUID.match(found["id"]), found["id"])
    for name in ("created_at", "updated_at"):
        check(STAMP.match(found[name]), name, found[name])
    location = got.header("Location", "")
    check(location.endswith(f"{V}/{kind}/{found['id']}"), location)
    check(ETAG.match(got.header("ETag", "")), got.headers)
    shown = c.get(f"{V}/{kind}/{found['id']}").is_json(200, found)
    eq(shown.header("ETag"), got.header("ETag"), "ETag of GET")


@suite.each([(kind,) for kind in KINDS])
def not_modified(c, kind):
    """If-None-Match: 304 without a body; other tags: 200"""
    path = f"{V}/{kind}/{KINDS[kind][0](c)['id']}"
    etag = c.get(path).header("ETag")
    for value in (etag, f'"x", {etag}', "W/" + etag, "*"):
        got = c.get(path, headers={"If-None-Match": value}).is_status(304)
        eq((got.body, got.header("ETag")), (b"", etag), value)
    c.get(path, headers={"If-None-Match": '"other-tag"'}).is_status(200)
    version = etag[1:].split("-")[0]
    c.get(path, headers={"If-None-Match": f'"{version}-0000"'}).is_status(200)


CHANGES = {"works": {"creator": "Changed"}, "people": {"last_name": "Changed"}, "lists": {"visibility": "public"}}


@suite.each([(kind,) for kind in KINDS])
def patched(c, kind):
    """PATCH changes what it names and the tag"""
    before = KINDS[kind][0](c)
    path = f"{V}/{kind}/{before['id']}"
    etag = c.get(path).header("ETag")
    got = c.patch(path, CHANGES[kind], headers=if_match(etag)).is_status(200)
    after = got.json()
    eq({k: v for k, v in after.items() if k != "updated_at"},
       {k: v for k, v in dict(before, **CHANGES[kind]).items() if k != "updated_at"})
    check(got.header("ETag") not in (None, etag), got.header("ETag"), etag)
    eq(c.get(path).json(), after, "GET after PATCH")
    eq(c.get(path).header("ETag"), got.header("ETag"), "ETag after PATCH")
    c.patch(path, CHANGES[kind], headers=if_match(etag)).problem(412)


@suite.each([("works",), ("people",)])
def unconditional(c, kind):
    """PATCH and DELETE without If-Match: 428, with a stale one: 412, nothing changes"""
    path = f"{V}/{kind}/{KINDS[kind][0](c)['id']}"

    def act():
        c.patch(path, CHANGES[kind]).problem(428)
        c.delete(path).problem(428)
        for stale in ('"999-0"', '"x"', '"0-0", "999-1"'):
            c.patch(path, CHANGES[kind], headers=if_match(stale)).problem(412)
            c.delete(path, headers=if_match(stale)).problem(412)
    unwritten(c, act)


@suite.each([("works",), ("people",), ("lists",)])
def version_part(c, kind):
    """If-Match compares the version part only"""
    path = f"{V}/{kind}/{KINDS[kind][0](c)['id']}"
    version = c.get(path).header("ETag")[1:].split("-")[0]
    c.patch(path, CHANGES[kind], headers=if_match(f'"{version}-ffffffff"')).is_status(200)


@suite.test
def list_if_match(c):
    """a list honours If-Match when it is given"""
    path = f"{V}/lists/{a_list(c)['id']}"
    c.patch(path, {"visibility": "shared"}).is_status(200)
    c.patch(path, {"visibility": "public"}, headers=if_match('"999-0"')).problem(412)
    c.delete(path, headers=if_match('"999-0"')).problem(412)
    eq(c.get(path).json()["visibility"], "shared")
    c.delete(path).is_status(204)


@suite.each([(kind,) for kind in KINDS])
def deleted(c, kind):
    """DELETE answers 204, then 404"""
    path = f"{V}/{kind}/{KINDS[kind][0](c)['id']}"
    got = c.delete(path, headers=if_match(c.get(path).header("ETag"))).is_status(204)
    eq(got.body, b"")
    c.get(path).problem(404)
    c.delete(path, headers=if_match('"1-1"')).problem(404)
    c.patch(path, CHANGES[kind], headers=if_match('"1-1"')).problem(404)


@suite.each([(f"{kind} {path}", f"{V}/{kind}/{path}") for kind in KINDS
             for path in (NIL, "x", "1", NIL + "0", NIL[:-1], "%20", "%FF", "'", "..%2Fpeople", "{}", NIL + "/nothing")] +
            [(path, path) for path in (V + "/nothing", V + "/works/", V + "/Works", V + "/work", V + "/",
                                       V + "//works", V + "/lists/" + NIL + "/entries/" + NIL + "/x")])
def not_found(c, _name, path):
    """unknown resource or path: 404 as a problem"""
    c.get(path).problem(404)


@suite.each([(f"{method} {path}", method, path, right) for path, right, wrong in
             ((V + "/works", {"GET", "POST"}, ("PUT", "PATCH", "DELETE")),
              (V + "/works/" + NIL, {"GET", "PATCH", "DELETE"}, ("PUT", "POST")),
              (V + "/people", {"GET", "POST"}, ("PUT", "PATCH", "DELETE")),
              (V + "/people/" + NIL, {"GET", "PATCH", "DELETE"}, ("PUT", "POST")),
              (V + "/lists", {"GET", "POST"}, ("PUT", "PATCH", "DELETE")),
              (V + "/lists/" + NIL, {"GET", "PATCH", "DELETE"}, ("PUT", "POST")),
              (V + "/lists/" + NIL + "/entries", {"GET"}, ("POST", "PUT", "DELETE")),
              (V + "/lists/" + NIL + "/entries/" + NIL, {"PUT", "DELETE"}, ("POST", "PATCH")),
              (V + "/lists/" + NIL + "/entries/order", {"PUT"}, ("POST", "PATCH")),
              (V + "/lists/" + NIL + "/shares", {"POST"}, ("PUT", "PATCH"))) for method in wrong])
def wrong_method(c, _name, method, path, right):
    """wrong method: 405 as a problem, Allow"""
    got = c.request(method, path, {})
    got.problem(405)
    allowed = {word.strip() for word in got.header("Allow", "").split(",")}
    check(right <= allowed and method not in allowed, "Allow:", allowed)


@suite.each([("/health", {"GET"}), ("/ready", {"GET"})])
def service_method(c, path, right):
    """wrong method of a service path"""
    got = c.post(path, {}).is_status(405)
    check(right <= {word.strip() for word in got.header("Allow", "").split(",")}, got.headers)


@suite.each([("/health",), (V + "/works",), (V + "/people",), (V + "/lists",), (V + "/nothing",), (V + "/works/" + NIL,)])
def head(c, path):
    """HEAD answers as GET does, without a body"""
    got, want = c.request("HEAD", path), c.get(path)
    eq((got.status, got.type, got.body, got.header("X-Total-Count")),
       (want.status, want.type, b"", want.header("X-Total-Count")), path)


@suite.test
def options(c):
    """OPTIONS names the methods and no foreign origin"""
    for origin in ({}, {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}):
        got = c.request("OPTIONS", V + "/works", headers=origin).is_status(200, 204)
        eq(got.all("Access-Control-Allow-Origin"), [], "allowed origins")
        allowed = {word.strip() for word in got.header("Allow", "").split(",")}
        check({"GET", "POST"} <= allowed, allowed)
    got = c.get(V + "/works", headers={"Origin": "https://example.org"})
    eq(got.all("Access-Control-Allow-Origin"), [], "allowed origins")


@suite.test
def other_sites(c):
    """in open access a page of another site in the same browser changes nothing; this site's own may"""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    before = c.get("/books/").json()
    for path, body in (("/books/", b"title=A+Foreign+Book&author=x"), ("/login", b""), ("/v1/login", b"")):
        for origin in ("http://evil.example", "null", "https://127.0.0.1.evil.example"):
            eq(c.post(path, body, headers=dict(form, Origin=origin)).status, 403, (path, origin))
    eq(c.get("/books/").json(), before)
    own = dict(form, Origin=f"http://127.0.0.1:{c.port}")
    c.post("/books/", f"title={uniq('Own')}&author=x".encode(), headers=own).is_status(201)


@suite.test
def the_web_server_itself(c):
    """what the web server answers by itself is a problem too, and not guessed at"""
    got = c.get("/a%00b")
    got.problem(404 if WEB == "apache" else 400)
    eq(got.header("X-Content-Type-Options"), "nosniff")


@suite.test
def request_id(c):
    """X-Request-Id is made, differs, and is echoed when it is decent"""
    made_ids = [c.get("/health").header("X-Request-Id") for _ in range(10)]
    check(all(made_ids) and len(set(made_ids)) == 10, made_ids)
    for own in ("abc-123", "A" * 64, "a.b_c"):
        eq(c.get(V + "/works", headers={"X-Request-Id": own}).header("X-Request-Id"), own)
    got = c.get(V + "/works/" + NIL, headers={"X-Request-Id": "mine-1"})
    eq(got.problem(404)["instance"], "mine-1")


@suite.each([("quote", 'a"b'), ("blank", "a b"), ("markup", "<b>"), ("very long", "x" * 3000), ("percent", "%0d%0aX: y"),
             ("latin", "\u00e9"), ("backslash", "a\\"), ("empty", "")])
def request_id_bad(c, _name, own):
    """a hostile X-Request-Id is replaced"""
    got = c.get(V + "/works/" + NIL, headers={"X-Request-Id": own})
    shown = got.problem(404)["instance"]
    check(re.match(r"^[A-Za-z0-9._-]{1,64}$", shown), shown)


@suite.each([("/health",), (V + "/works",), (V + "/nothing",), ("/index",), ("/get_user?email=x",), ("/nowhere",)])
def server_timing(c, path):
    """Server-Timing is on every answer"""
    got = c.get(path).header("Server-Timing", "")
    check(re.search(r"\bdb;dur=\d+(\.\d+)?", got) and re.search(r"\bapp;dur=\d+(\.\d+)?", got), got)


@suite.each([(f"{kind} {body}", kind, body, wanted) for kind, body, wanted in
             (("works", {}, {"title"}),
              ("works", {"title": "T", "colour": "red", "size": 1}, {"colour", "size"}),
              ("works", {"title": 7, "kind": "game", "year": "x", "colour": 1}, {"title", "kind", "year", "colour"}),
              ("works", {"title": ""}, {"title"}), ("works", {"title": "   "}, {"title"}),
              ("works", {"title": None}, {"title"}),
              ("works", {"title": "T", "id": NIL}, {"id"}),
              ("works", {"title": "T", "copies": 3, "created_at": "2020-01-01T00:00:00Z"}, {"copies", "created_at"}),
              ("works", {"title": "T", "year": 1.5}, {"year"}), ("works", {"title": "T", "year": True}, {"year"}),
              ("works", {"title": "T", "creator": ["x"]}, {"creator"}),
              ("works", {"title": "T", "published": "2020-02-30"}, {"published"}),
              ("works", {"title": "T", "published": "last year"}, {"published"}),
              ("people", {"email": 1}, {"email"}),
              ("people", {"email": "a@example.com", "password": "short"}, {"password"}),
              ("people", {"email": "a@example.com", "role": "king"}, {"role"}),
              ("people", {"email": "a@example.com", "active": "yes"}, {"active"}),
              ("people", {"email": "a@example.com", "password_hash": "x"}, {"password_hash"}),
              ("lists", {"owner": NIL}, {"name"}), ("lists", {"owner": "x", "name": "n"}, {"owner"}),
              ("lists", {"name": "n", "visibility": "secret"}, {"visibility"}),
              ("lists", {"owner": 1, "name": 2, "x": 3}, {"owner", "name", "x"}))])
def bad_members(c, _name, kind, body, wanted):
    """wrong input: 400 that names every wrong member"""
    def act():
        found = c.post(f"{V}/{kind}", body).fields()
        check(wanted <= found, "named", found, "wanted", wanted)
    unwritten(c, act)


@suite.test
def bad_owner(c):
    """a list of an unknown owner is refused"""
    def act():
        got = c.post(V + "/lists", {"owner": NIL, "name": "n"})
        check(400 <= got.status < 500, got)
        got.problem(got.status)
    unwritten(c, act)


@suite.test
def bad_patch(c):
    """PATCH with wrong members: 400, nothing changes"""
    found = work(c)
    path = f"{V}/works/{found['id']}"
    etag = tag(c, f"/works/{found['id']}")

    def act():
        for body, wanted in (({"title": None}, "title"), ({"colour": 1}, "colour"), ({"year": "x"}, "year"),
                             ({"id": NIL}, "id"), ({"kind": "game"}, "kind")):
            check(wanted in c.patch(path, body, headers=if_match(etag)).fields(), body)
    unwritten(c, act)


@suite.each([(query, wanted) for query, wanted in
             (("?colour=red", {"colour"}), ("?a=1&b=2", {"a", "b"}), ("?kind=book&kind=movie", {"kind"}),
              ("?a=1&kind=book&kind=book&_page=x", {"a", "kind", "_page"}), ("?_page=0", {"_page"}),
              ("?_page=-1", {"_page"}), ("?_page=1.5", {"_page"}), ("?_page=99999999999999999999", {"_page"}),
              ("?_per_page=0", {"_per_page"}), ("?_per_page=1001", {"_per_page"}), ("?_per_page=x", {"_per_page"}),
              ("?_order_by=colour", {"_order_by"}), ("?_order_by=title,,", {"_order_by"}),
              ("?_order_by=password_hash", {"_order_by"}), ("?_order_by=title;drop", {"_order_by"}),
              ("?_match=fuzzy&title=x", {"_match"}), ("?kind=game", {"kind"}), ("?year=x", {"year"}),
              ("?available=maybe", {"available"}), ("?_after=x", {"_after"}), ("?_facets=colour", {"_facets"}))])
def bad_parameters(c, query, wanted):
    """wrong parameters: 400 that names them all"""
    found = c.get(V + "/works" + query).fields()
    check(wanted <= found, "named", found, "wanted", wanted)


@suite.each([("/people",), ("/lists",)])
def bad_parameters_elsewhere(c, path):
    """unknown and repeated parameters of another list"""
    eq(c.get(V + path + "?colour=1&_page=1&_page=2").fields(), {"colour", "_page"})


@suite.test
def many_parameters(c):
    """more than 100 parameters: 400"""
    c.get(V + "/works?" + "&".join(f"p{n}=1" for n in range(101))).problem(400)


@suite.test
def single_takes_none(c):
    """a single resource takes no parameters"""
    eq(c.get(f"{V}/works/{work(c)['id']}?x=1").fields(), {"x"})


# ---- paging ---------------------------------------------------------------------------------------------

def shelf(c, number, **members):
    """Works of one fresh creator: (creator, ids in order of title)."""
    creator = uniq("Creator ")
    made_ids = [work(c, title=f"{creator} {n:03d}", creator=creator, **members)["id"] for n in range(number)]
    return creator, made_ids


def walk(c, path):
    """Follows rel=next to the end; the objects of all pages."""
    found, seen = [], set()
    while path:
        check(path not in seen, "walked in a circle:", path)
        seen.add(path)
        got = c.get(path).is_status(200)
        found += got.json()
        path = links(got).get("next")
    return found


@suite.test
def pages(c):
    """_page, _per_page, X-Total-Count and Link"""
    creator, ids = shelf(c, 12)
    query = dict(creator=creator, _match="exact", _order_by="title", _per_page=5)
    got = c.get(url(V + "/works", **query)).is_status(200)
    eq(got.header("X-Total-Count"), "12")
    eq([w["id"] for w in got.json()], ids[:5])
    found = links(got)
    check("prev" not in found and {"first", "next", "last"} <= set(found), found)
    second = c.get(found["next"]).is_status(200)
    eq([w["id"] for w in second.json()], ids[5:10])
    check({"first", "prev", "next", "last"} <= set(links(second)), links(second))
    eq([w["id"] for w in c.get(links(second)["prev"]).json()], ids[:5])
    last = c.get(found["last"]).is_status(200)
    eq([w["id"] for w in last.json()], ids[10:])
    check("next" not in links(last), links(last))
    eq([w["id"] for w in c.get(url(V + "/works", _page=3, **query)).json()], ids[10:])
    beyond = c.get(url(V + "/works", _page=4, **query)).is_status(200)
    eq((beyond.json(), beyond.header("X-Total-Count")), ([], "12"))
    c.get(url(V + "/works", _page=10 ** 9, **query)).is_status(200, 400)


@suite.each([(size,) for size in (1, 3, 4, 7, 12, 13, 1000)])
def pages_whole(c, size):
    """a walk over all pages loses and repeats nothing"""
    creator, ids = shelf(c, 12)
    found = walk(c, url(V + "/works", creator=creator, _match="exact", _order_by="title", _per_page=size))
    eq([w["id"] for w in found], ids)


@suite.test
def everything_once(c):
    """a walk over all works, by page and by _after, gives each once"""
    for kind in (None, "title", "-title", "year", "-year,title"):
        query = {"_per_page": 17}
        if kind:
            query["_order_by"] = kind
        ids = [w["id"] for w in walk(c, url(V + "/works", **query))]
        eq(len(ids), len(set(ids)), f"repeated in order {kind}")
        eq(len(ids), c.stack.number("SELECT COUNT(*) FROM work"), f"works in order {kind}")


@suite.each([("all",), ("book",), ("movie",)])
def by_cursor(c, kind):
    """a walk by _after gives each work once, in order of title"""
    for n in range(3):
        work(c, title="Equal", kind="movie" if n else "book")
    query = {} if kind == "all" else {"kind": kind}
    whole = [w["id"] for w in walk(c, url(V + "/works", _per_page=1000, **query))]
    first = c.get(url(V + "/works", _per_page=2, **query)).is_status(200)
    cursor = first.header("X-Next-Cursor")
    check(cursor, "no cursor", first.headers)
    found = [w["id"] for w in first.json()] + [w["id"] for w in walk(c, url(V + "/works", _per_page=2, _after=cursor, **query))]
    eq(found, whole)


@suite.test
def equal_titles(c):
    """equal titles keep one order over pages"""
    title, creator = uniq("Same "), uniq("By ")
    ids = {work(c, title=title, creator=creator)["id"] for _ in range(7)}
    found = [w["id"] for w in walk(c, url(V + "/works", creator=creator, _match="exact", _order_by="title", _per_page=2))]
    eq((sorted(found), len(found)), (sorted(ids), 7))


@suite.test
def ordered(c):
    """_order_by with two columns and a minus"""
    creator = uniq("Ordered ")
    for title, year in (("b", 1990), ("a", 1980), ("a", 1999), ("c", 1980)):
        work(c, title=title, creator=creator, year=year)

    def shown(order):
        got = c.get(url(V + "/works", creator=creator, _order_by=order)).is_status(200).json()
        return [(w["title"], w["year"]) for w in got]
    eq(shown("title,-year"), [("a", 1999), ("a", 1980), ("b", 1990), ("c", 1980)])
    eq(shown("-title"), [("c", 1980), ("b", 1990)] + shown("-title")[2:])
    eq(shown("year,title"), [("a", 1980), ("c", 1980), ("b", 1990), ("a", 1999)])
    eq(shown("-year,-title"), [("a", 1999), ("b", 1990), ("c", 1980), ("a", 1980)])


@suite.test
def filters(c):
    """filters by creator, title, isbn, year, kind, type, genre"""
    creator, isbn = uniq("Filter "), isbns()
    one = work(c, title="Alpha beta", creator=creator, isbn=isbn[1], year=1971, type="R", genre="Drama")
    two = work(c, title="Gamma", creator=creator + " II", year=1972, kind="movie", genre="Drama, Crime")

    def ids(**query):
        return {w["id"] for w in c.get(url(V + "/works", **query)).is_status(200).json()}
    eq(ids(creator=creator), {one["id"], two["id"]}, "contains is the default")
    eq(ids(creator=creator, _match="exact"), {one["id"]})
    eq(ids(creator=creator, _match="starts_with"), {one["id"], two["id"]})
    eq(ids(creator=creator + " II", _match="ends_with"), {two["id"]})
    eq(ids(creator=creator, title="beta"), {one["id"]})
    eq(ids(creator=creator, year=1972), {two["id"]})
    eq(ids(creator=creator, kind="book"), {one["id"]})
    eq(ids(creator=creator, kind="movie"), {two["id"]})
    eq(ids(creator=creator, genre="Crime"), {two["id"]})
    eq(ids(creator=creator, available="true"), {one["id"], two["id"]})
    eq(ids(creator=creator, available="false"), set())
    for spelling in isbn:
        eq(ids(isbn=spelling), {one["id"]}, spelling)


@suite.each([("%",), ("_",), ("\\",), ("%25%",), ("'",), ('"',)])
def filter_literal(c, text):
    """the letters of LIKE mean themselves in a filter"""
    creator = uniq("Like ")
    one = work(c, creator=f"{creator} a{text}b")
    work(c, creator=f"{creator} axb")
    got = c.get(url(V + "/works", creator=f"{creator} a{text}b")).is_status(200).json()
    eq([w["id"] for w in got], [one["id"]])


# ---- works ----------------------------------------------------------------------------------------------

@suite.test
def work_members(c):
    """a work keeps what it was given, the rest is null"""
    bare = work(c)
    eq({k: v for k, v in bare.items() if v is None}.keys() | {"id", "kind", "title", "copies", "available", "created_at",
                                                             "updated_at"}, WORK)
    eq((bare["kind"], bare["copies"], bare["available"]), ("book", 1, 1))
    given = {"kind": "book", "title": 'T "q" \\ \u00e9\U0001f4da', "creator": "O'Neil", "isbn": isbns()[1],
             "publisher": "P", "published": "2020-02-29", "type": "N", "genre": "G", "country": "C", "year": 2020}
    full = work(c, **given)
    eq({k: full[k] for k in given}, given)
    movie = work(c, kind="movie", imdb_id="tt" + isbns()[2][:8], released="1972-03-24", year=1972)
    eq((movie["kind"], movie["released"], movie["year"]), ("movie", "1972-03-24", 1972))


@suite.test
def work_duplicate(c):
    """two works with one ISBN, in any spelling: 409 work.duplicate"""
    spellings = isbns()
    first = work(c, isbn=spellings[1])
    for spelling in spellings:
        unwritten(c, lambda: c.post(V + "/works", {"title": "T", "isbn": spelling}).problem(409, "work.duplicate"))
    other = work(c)
    c.patch(f"{V}/works/{other['id']}", {"isbn": spellings[2]},
            headers=if_match(tag(c, f"/works/{other['id']}"))).problem(409, "work.duplicate")
    eq(c.get(f"{V}/works/{first['id']}").json()["isbn"], spellings[1])


@suite.test
def isbn_free_again(c):
    """the ISBN of a deleted work is free at once"""
    isbn = isbns()[0]
    first = work(c, isbn=isbn)
    c.delete(f"{V}/works/{first['id']}", headers=if_match(tag(c, f"/works/{first['id']}"))).is_status(204)
    work(c, isbn=isbn)


@suite.test
def work_member_removed(c):
    """PATCH with null takes a member away"""
    found = work(c, creator="C", isbn=isbns()[0], year=2000)
    path = f"/works/{found['id']}"
    got = c.patch(V + path, {"creator": None, "isbn": None, "year": None}, headers=if_match(tag(c, path))).is_status(200).json()
    eq((got["creator"], got["isbn"], got["year"]), (None, None, None))


@suite.test
def same_work_everywhere(c):
    """a work of one API is seen by the others"""
    isbn = isbns()[3]
    made_work = work(c, title="Shared", creator="Me", isbn=isbn, published="2001-02-03")
    eq(c.get(url("/get_book", isbn=isbn)).is_status(200).json()["data"], [isbn, "Shared", "Me", "2001-02-03"])
    c.post("/update_book", {"isbn": isbn, "title": "Shared too", "pub_date": "long ago"}).is_status(200)
    got = c.get(f"{V}/works/{made_work['id']}").json()
    eq((got["title"], got["published"], got["published_text"]), ("Shared too", None, "long ago"))


# ---- people ---------------------------------------------------------------------------------------------

@suite.each([("email", lambda: {"email": mail()}), ("card_number", lambda: {"email": mail(), "card_number": uniq("C")})])
def person_duplicate(c, field, build):
    """email and card number belong to one person: 409 person.duplicate"""
    first = dict(build(), first_name="F", last_name="L")
    c.post(V + "/people", first).is_status(201)
    second = dict(first)
    if field != "email":
        second["email"] = mail()

    def act():
        got = c.post(V + "/people", second).problem(409, "person.duplicate")
        eq(got.get("parameters"), {"field": field})
    unwritten(c, act)


@suite.test
def person_password(c):
    """a password is taken and never shown"""
    found = person(c, password=password())
    path = f"/people/{found['id']}"
    c.patch(V + path, {"password": password()}, headers=if_match(tag(c, path))).is_status(200)
    c.patch(V + path, {"password": "ninechars"}, headers=if_match(tag(c, path))).fields()
    check("password" not in c.get(V + path).text, "password is shown")


@suite.test
def people_found(c):
    """people are found by email and card number"""
    card = uniq("Card")
    found = person(c, first_name=uniq("First"), last_name=uniq("Last"), card_number=card)
    for query in ({"email": found["email"]}, {"card_number": card}):
        eq([p["id"] for p in c.get(url(V + "/people", **query)).is_status(200).json()], [found["id"]], query)


@suite.test
def same_person_everywhere(c):
    """a person of one API is seen by the others"""
    found = person(c, first_name="Ann", last_name="Bee")
    eq(c.get(url("/get_user", email=found["email"])).json()["data"], [found["email"], "Ann", "Bee"])
    c.post("/delete_user", {"email": found["email"]}).is_status(200)
    c.get(f"{V}/people/{found['id']}").problem(404)


# ---- lists ----------------------------------------------------------------------------------------------

def entries(c, list_id):
    got = c.get(f"{V}/lists/{list_id}/entries").is_status(200)
    return got.json(), got.header("ETag")


def order_of(c, list_id):
    return [entry["work"]["id"] for entry in entries(c, list_id)[0]]


def filled_list(c, number):
    made_list = a_list(c)
    ids = [work(c)["id"] for _ in range(number)]
    for work_id in ids:
        c.put(f"{V}/lists/{made_list['id']}/entries/{work_id}", {}).is_status(201)
    return made_list, ids


@suite.test
def list_duplicate(c):
    """a name belongs to one list of an owner: 409 list.duplicate"""
    owner, name = person(c)["id"], uniq("Name ")      # uniq() alone may be all digits, which have no case
    a_list(c, owner, name=name)
    for same in (name, name + " "):
        unwritten(c, lambda same=same: c.post(V + "/lists", {"owner": owner, "name": same}).problem(409, "list.duplicate"))
    a_list(c, name=name)
    other = a_list(c, owner)
    c.patch(f"{V}/lists/{other['id']}", {"name": name}).problem(409, "list.duplicate")
    a_list(c, owner, name=name.upper())


@suite.each([(word,) for word in ("private", "unlisted", "shared", "public")])
def visibility(c, word):
    """visibility of a list"""
    made_list = a_list(c, visibility=word)
    eq(made_list["visibility"], word)
    eq(c.get(f"{V}/lists/{made_list['id']}").json()["visibility"], word)


@suite.test
def visibility_default(c):
    """a list is private when nothing is said"""
    eq(a_list(c)["visibility"], "private")


@suite.test
def entry_put(c):
    """PUT of an entry: 201, then 200; the note; the count"""
    made_list, found = a_list(c), work(c, creator="Cr", isbn=isbns()[1], year=1999)
    path = f"{V}/lists/{made_list['id']}/entries/{found['id']}"
    c.put(path, {}).is_status(201)
    got, etag = entries(c, made_list["id"])
    eq(len(got), 1)
    eq(got[0]["work"], {name: found[name] for name in ("id", "kind", "title", "creator", "isbn", "year")})
    eq(set(got[0]), {"work", "note", "added_at"})
    eq(got[0]["note"], None)
    check(STAMP.match(got[0]["added_at"]), got)
    c.put(path, {"note": "read \u00e9\U0001f4da"}).is_status(200)
    after, changed = entries(c, made_list["id"])
    eq((len(after), after[0]["note"]), (1, "read \u00e9\U0001f4da"))
    check(changed != etag, "the ETag of the entries stayed", etag)
    eq(c.get(f"{V}/lists/{made_list['id']}").json()["entries"], 1)
    eq(c.get(f"{V}/lists/{made_list['id']}/entries", headers={"If-None-Match": changed}).status, 304)


@suite.test
def entry_deleted(c):
    """DELETE of an entry: 204, then 404"""
    made_list, ids = filled_list(c, 2)
    path = f"{V}/lists/{made_list['id']}/entries/{ids[0]}"
    c.delete(path).is_status(204)
    c.delete(path).problem(404)
    eq(order_of(c, made_list["id"]), ids[1:])


@suite.each([("unknown list", lambda c: (NIL, work(c)["id"])), ("unknown work", lambda c: (a_list(c)["id"], NIL)),
             ("both unknown", lambda c: (NIL, NIL))])
def entry_of_unknown(c, _name, build):
    """PUT of an entry in vain: 404"""
    made_list, found = build(c)
    unwritten(c, lambda: c.put(f"{V}/lists/{made_list}/entries/{found}", {}).problem(404))


@suite.test
def order(c):
    """the order of a list, whole and with If-Match"""
    made_list, ids = filled_list(c, 4)
    path, name = f"{V}/lists/{made_list['id']}/entries/order", made_list["id"]
    eq(order_of(c, name), ids, "order of adding")
    turned = ids[::-1]

    def refusals():
        c.put(path, {"order": turned}).problem(428)
        c.put(path, {"order": turned}, headers=if_match('"999-0"')).problem(412)
        etag = entries(c, name)[1]
        for wrong in (ids[:3], ids + [ids[0]], ids[:3] + [NIL], ids[:3] + [ids[0]], []):
            c.put(path, {"order": wrong}, headers=if_match(etag)).problem(409, "list.order_mismatch")
        for wrong in ({}, {"order": "x"}, {"order": [1]}, {"order": ["x"]}, {"order": turned, "x": 1}, []):
            c.put(path, wrong, headers=if_match(etag)).problem(400)
    unwritten(c, refusals)
    got = c.put(path, {"order": turned}, headers=if_match(entries(c, name)[1])).is_status(200)
    eq([entry["work"]["id"] for entry in got.json()], turned)
    eq(order_of(c, name), turned)
    more = work(c)["id"]
    c.put(f"{V}/lists/{name}/entries/{more}", {}).is_status(201)
    eq(order_of(c, name), turned + [more], "a new entry is the last")


@suite.test
def order_race(c):
    """of two orders with one ETag the second is refused"""
    made_list, ids = filled_list(c, 3)
    path, etag = f"{V}/lists/{made_list['id']}/entries/order", entries(c, made_list["id"])[1]
    c.put(path, {"order": ids[::-1]}, headers=if_match(etag)).is_status(200)
    c.put(path, {"order": ids}, headers=if_match(etag)).problem(412)
    eq(order_of(c, made_list["id"]), ids[::-1])


@suite.test
def default_list(c):
    """the booklist's list is the list "default", and comes back when it was deleted or renamed"""
    email, isbn = mail(), isbns()[0]
    owner = person(c, email=email)["id"]
    found = work(c, isbn=isbn)["id"]
    for change in (lambda path: c.delete(path).is_status(204), lambda path: c.patch(path, {"name": uniq("N")}).is_status(200)):
        c.post("/add_book_to_list", {"email": email, "isbn": isbn}).is_status(200)
        named = [x for x in c.get(url(V + "/lists", owner=owner)).json() if x["name"] == "default"]
        eq([x["entries"] for x in named], [1])
        eq(order_of(c, named[0]["id"]), [found])
        eq(c.get(url("/get_list", email=email)).json()["data"], [[email, isbn]])
        change(f"{V}/lists/{named[0]['id']}")
        c.get(url("/get_list", email=email)).is_status(404)


@suite.test
def shares(c):
    """an invitation key works once and can be taken back"""
    made_list, guest, other = a_list(c, visibility="shared"), person(c)["id"], person(c)["id"]
    path = f"{V}/lists/{made_list['id']}/shares"
    keys = [c.post(path, {}).is_status(201).json()["key"] for _ in range(3)]
    check(len(set(keys)) == 3 and all(len(key) >= 16 for key in keys), keys)
    c.post(f"{path}/{keys[0]}", {"person": guest}).is_status(200)
    c.post(f"{path}/{keys[0]}", {"person": other}).problem(409, "share.used")
    c.delete(f"{path}/{keys[1]}").is_status(204)
    c.post(f"{path}/{keys[1]}", {"person": other}).problem(404)
    c.post(f"{path}/nonsense", {"person": other}).problem(404)
    c.post(f"{path}/{keys[2]}", {}).problem(400)
    got = c.post(f"{path}/{keys[2]}", {"person": NIL})
    check(400 <= got.status < 500, got)
    c.post(f"{path}/{keys[2]}", {"person": other}).is_status(200)


@suite.test
def deleted_with_list(c):
    """a deleted list takes entries and shares along, works stay"""
    before = {t: c.stack.number(f"SELECT COUNT(*) FROM `{t}`") for t in c.stack.tables()
              if "list" in t or "share" in t}
    made_list = a_list(c, (owner := person(c))["id"])
    found = work(c)
    c.put(f"{V}/lists/{made_list['id']}/entries/{found['id']}", {"note": "x"}).is_status(201)
    c.post(f"{V}/lists/{made_list['id']}/shares", {}).is_status(201)
    c.delete(f"{V}/lists/{made_list['id']}").is_status(204)
    c.get(f"{V}/works/{found['id']}").is_status(200)
    c.delete(f"{V}/people/{owner['id']}", headers=if_match(tag(c, f"/people/{owner['id']}"))).is_status(204)
    eq({t: c.stack.number(f"SELECT COUNT(*) FROM `{t}`") for t in before}, before, "rows by table")


# ---- Idempotency-Key --------------------------------------------------------------------------------------

def key():
    return {"Idempotency-Key": uniq("key-")}


@suite.each([("works", lambda c: {"title": uniq("T")}), ("people", lambda c: {"email": mail(), "first_name": "F", "last_name": "L"}),
             ("lists", lambda c: {"owner": person(c)["id"], "name": uniq("N")})])
def replayed(c, kind, build):
    """one key and body: one act, the same answer again"""
    body, own = build(c), key()
    first = c.post(f"{V}/{kind}", body, headers=own).is_status(201)
    eq(first.header("Idempotency-Replayed"), None)
    count = c.stack.number(f"SELECT COUNT(*) FROM {dict(works='work', people='person', lists='list')[kind]}")
    for _ in range(3):
        again = c.post(f"{V}/{kind}", body, headers=own).is_json(201, first.json())
        eq(again.header("Idempotency-Replayed"), "true")
        eq((again.header("Location"), again.header("ETag")), (first.header("Location"), first.header("ETag")))
    eq(c.stack.number(f"SELECT COUNT(*) FROM {dict(works='work', people='person', lists='list')[kind]}"), count)


@suite.test
def key_with_other_body(c):
    """one key with another body: 422, nothing is made"""
    own = key()
    c.post(V + "/works", {"title": "One"}, headers=own).is_status(201)
    unwritten(c, lambda: c.post(V + "/works", {"title": "Two"}, headers=own).problem(422))


@suite.test
def key_on_other_route(c):
    """one key on another route is another key"""
    own = key()
    c.post(V + "/works", {"title": "One"}, headers=own).is_status(201)
    got = c.post(V + "/people", {"email": mail(), "first_name": "F", "last_name": "L"}, headers=own).is_status(201)
    eq(got.header("Idempotency-Replayed"), None)


@suite.test
def key_of_a_refusal(c):
    """a key of refused input can be used again with the right one"""
    own = key()
    c.post(V + "/works", {"title": ""}, headers=own).problem(400)
    c.post(V + "/works", {"title": "Right"}, headers=own).is_status(201, 422)


@suite.each([("empty", ""), ("very long", "k" * 5000), ("blanks", "a b"), ("quote", '"a"'), ("latin", "\u00e9")])
def key_odd(c, _name, value):
    """an odd key is taken or refused, never an error"""
    got = c.post(V + "/works", {"title": uniq("T")}, headers={"Idempotency-Key": value})
    check(got.status in (201, 400, 431), got)


# ---- search -----------------------------------------------------------------------------------------------

def search(c, text, **more):
    got = c.get(url(V + "/works", q=text, **more)).is_status(200)
    return [w["id"] for w in got.json()]


@suite.test
def found_folded(c):
    """search folds case and accents"""
    mark = uniq("zq")
    found = work(c, title=f"\u00c9lan V\u00eetal {mark}", creator="Fran\u00e7ois \u00d8rsted")["id"]
    for text in (mark, mark.upper(), f"elan {mark}", f"ELAN {mark}", f"\u00e9lan vital {mark}", f"vital {mark}",
                 f"{mark} \u00c9LAN"):
        check(found in search(c, text), text)
    check(found not in search(c, uniq("absent")), "found what is not there")


@suite.test
def found_by_creator(c):
    """search looks at the creator too"""
    mark = uniq("zc")
    found = work(c, creator=f"Gabriel M\u00e1rquez{mark}")["id"]
    check(found in search(c, f"marquez{mark}"), "not found")


@suite.test
def isbn_first(c):
    """an ISBN in q is an exact match, first"""
    for shown in range(4):
        spellings = isbns()
        found = work(c, isbn=spellings[shown])["id"]
        for spelling in spellings:
            eq(search(c, spelling)[:1], [found], spelling)
        work(c, title=f"About {spellings[1]} and {spellings[0]}")
        for spelling in spellings:
            eq(search(c, spelling)[:1], [found], spelling)


@suite.test
def found_at_once(c):
    """a work just added or renamed is found by the next request"""
    for _ in range(20):
        mark = uniq("fresh")
        found = work(c, title=f"Quite {mark}")["id"]
        eq(search(c, mark), [found])
    renamed = uniq("renamed")
    c.patch(f"{V}/works/{found}", {"title": renamed}, headers=if_match(tag(c, f"/works/{found}"))).is_status(200)
    eq((search(c, renamed), search(c, mark)), ([found], []))
    c.delete(f"{V}/works/{found}", headers=if_match(tag(c, f"/works/{found}"))).is_status(204)
    eq(search(c, renamed), [])


@suite.test
def search_pages(c):
    """a search has pages and filters too"""
    mark = uniq("zp")
    ids = {work(c, title=f"{mark} {n}", year=1900 + n)["id"] for n in range(7)}
    found = [w["id"] for w in walk(c, url(V + "/works", q=mark, _per_page=3))]
    eq((sorted(found), len(found)), (sorted(ids), 7))
    eq(len(search(c, mark, year=1903)), 1)
    eq(search(c, mark, kind="movie"), [])


HOSTILE = ["user@example.com", "@@@", "foo**", "+foo +(", '"', "'", "%", "_", "*", "-", "+", "~", "<", ">", "(", ")", "(((", ")))",
           '"unclosed', "-foo", "- foo", "+-foo", "foo*bar", "*foo", "@1", "foo @distance", '"a" @8', ">foo <bar", "~foo",
           "\\", "\\'", "';--", "a\tb", "a\nb", "\U0001f600", "\u4e66\u7c4d", "\u0643\u062a\u0627\u0628", "e\u0301", "\u202e",
           "the", "a", "ab", "of the", "x" * 84, "x" * 300, "x" * 3000, "x " * 1500, "+" * 1000, '"' * 501, "(" * 1000,
           "a-b", "o'neil", "c++", "c#", "10%", "1984", "978", "978-", "9780000000000", "0", "null", "<script>", "&amp;",
           " ", "  x  ", "AND", "OR", "NOT", "NEAR", "\u00a0", "\u0130\u0131\u00df", "\u2028", "\ufffd"]


@suite.each([(ascii(text[:30]) + f" ({len(text)})", text) for text in HOSTILE])
def search_hostile(c, _name, text):
    """user text never breaks the search"""
    got = c.get(url(V + "/works", q=text))
    check(got.status == 200 or (got.status == 400 and len(text) > 80), got)
    if got.status == 400:
        check("q" in got.fields(), got)


@suite.each([("user@example.com",), ("c++",), ("o'neil",), ("foo*",), ("+foo",), ("-bar",), ('"quoted"',), ("(round)",),
             ("a-b",), ("\u4e66\u7c4d",), ("\U0001f600\U0001f600",)])
def search_literal(c, text):
    """a title with odd letters is found by its other word, and by itself"""
    mark = uniq("zl")
    found = work(c, title=f"{text} {mark}")["id"]
    check(found in search(c, mark), mark)
    check(found in search(c, f"{text} {mark}"), text, mark)


@suite.test
def facets(c):
    """_facets counts what matches, not the page"""
    creator = uniq("Facet ")
    for kind, year in (("R", 1990), ("R", 1991), ("N", 1990), (None, 1990)):
        work(c, creator=creator, type=kind, year=year)
    got = c.get(url(V + "/works", creator=creator, _facets="type,year", _per_page=1))
    body = got.is_status(200).json()
    eq((len(body["works"]), got.header("X-Total-Count")), (1, "4"))

    def counted(name):
        return {str(row["value"]): row["count"] for row in body["facets"][name]}
    eq(counted("type"), {"R": 2, "N": 1, "None": 1})
    eq(counted("year"), {"1990": 3, "1991": 1})
    eq(set(body["facets"]), {"type", "year"})


@suite.test
def raw_query(c):
    """raw bytes in a query are refused or taken, never an error"""
    for query in (b"q=\xff\xfe", b"q=\xc3\xa9", b"q=%", b"q=%4", b"q=%zz", b"=", b"&&", b"q=a;b", b"q[]=1", b"%71=x"):
        got = c.raw(wire("GET", V + "/works").replace(b" HTTP/1.1", b"?" + query + b" HTTP/1.1", 1))
        check(got is not None and got.status in (200, 400), query, got)


# ---- settings: these come last, they reload ------------------------------------------------------------------

@suite.test
def cors(c):
    """origins of carrel.conf are answered, others are not"""
    c.stack.set_conf(cors_origins="https://one.example https://two.example")
    c.stack.reload()
    for origin, allowed in (("https://one.example", True), ("https://two.example", True), ("https://three.example", False),
                            ("https://one.exampl", False), ("https://one.example.evil", False), ("one.example", False), ("", False)):
        for method in ("OPTIONS", "GET"):
            got = c.request(method, V + "/works", headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
            eq(got.all("Access-Control-Allow-Origin"), [origin] if allowed else [], f"{method} {origin}")


@suite.test
def accounts(c):
    """with accounts a visitor reads the catalogue and nothing else"""
    found, made_list = work(c)["id"], a_list(c)["id"]
    c.stack.set_conf(access="accounts")
    c.stack.reload()

    def act():
        for method, path in (("POST", "/works"), ("PATCH", "/works/" + found), ("DELETE", "/works/" + found), ("GET", "/people"),
                             ("POST", "/people"), ("POST", "/lists"), ("PATCH", "/lists/" + made_list), ("DELETE", "/lists/" + made_list),
                             ("PUT", f"/lists/{made_list}/entries/{found}")):
            got = c.request(method, V + path, {}, {"If-Match": "*"})
            got.problem(401)
            check(got.header("WWW-Authenticate"), got.headers)
        for path in ("/add_user", "/add_book", "/delete_user", "/delete_book", "/update_user", "/update_book", "/add_book_to_list"):
            c.post(path, {"email": "fredr@neighborhood.com", "isbn": "978-1611599138"}).is_status(401)
        c.post("/wishlist_entry", {}).is_status(401)
        c.get("/get_user?email=fredr@neighborhood.com").is_status(401)
        c.get(f"{V}/lists/{made_list}").problem(404)        # a private one; public ones may be read
    unwritten(c, act)
    for path in (V + "/works", V + "/works/" + found, "/health", "/ready", "/", "/index", "/get_book?isbn=978-1611599138"):
        c.get(path).is_status(200)


if __name__ == "__main__":
    run(suite, "--empty")
