#!/usr/bin/env python3
# Bad input to every writing route: always a 4xx, never a row.
import json
import sys
import time
import uuid

sys.dont_write_bytecode = True

from harness import check, eq, mail, password, run, uniq, url, wire
from tap import Suite
from test_booklist import add_book, add_user, unwritten
from test_wishlist import FRED, SOUP

suite = Suite()

V = "/api/v1"
NIL = "00000000-0000-0000-0000-000000000000"


# ---- the routes -----------------------------------------------------------------------------------------
# name: (method, path, body of the right shape, headers); {} of a path is a resource that exists.

def routes(c):
    """Resources to write to, and a body each route would take; made once, and again after a failure."""
    if c.__dict__.get("routes"):
        return c.routes
    email, isbn, spare, wishlist = add_user(c), add_book(c), add_book(c), str(uuid.uuid4())
    person = c.get(url(V + "/people", email=email)).json()[0]["id"]
    work = c.get(url(V + "/works", isbn=isbn)).json()[0]["id"]
    other = c.get(url(V + "/works", isbn=spare)).json()[0]["id"]
    made = c.post(V + "/lists", {"owner": person, "name": uniq("L")}).is_status(201).json()["id"]
    c.put(f"{V}/lists/{made}/entries/{work}", {}).is_status(201)
    share = c.post(f"{V}/lists/{made}/shares", {}).is_status(201).json()["key"]

    def tag(path):
        return {"If-Match": c.get(path).is_status(200).header("ETag")}
    c.routes = {
        "add_user": ("POST", "/add_user", {"first_name": "F", "last_name": "L", "email": mail(), "password": password()}, {}),
        "add_book": ("POST", "/add_book", {"isbn": uniq("i"), "title": "T", "author": "A", "pub_date": "2020"}, {}),
        "add_book_to_list": ("POST", "/add_book_to_list", {"email": email, "isbn": isbn}, {}),
        "update_user": ("POST", "/update_user", {"email": email, "first_name": "New", "last_name": "New"}, {}),
        "update_book": ("POST", "/update_book", {"isbn": isbn, "title": "New", "author": "New", "pub_date": "New"}, {}),
        "remove_book_from_list": ("POST", "/remove_book_from_list", {"email": email, "isbn": isbn}, {}),
        "delete_user": ("POST", "/delete_user", {"email": email}, {}),
        "delete_book": ("POST", "/delete_book", {"isbn": isbn}, {}),
        "wishlist POST": ("POST", "/wishlist_entry", {"book_id": SOUP, "user_id": FRED, "wishlist_id": wishlist}, {}),
        "wishlist DELETE": ("DELETE", "/wishlist_entry", {"wishlist_id": wishlist, "book_id": SOUP}, {}),
        "works POST": ("POST", V + "/works", {"title": "T", "creator": "C", "year": 2000}, {}),
        "works PATCH": ("PATCH", f"{V}/works/{work}", {"title": "New", "creator": "New"}, tag(f"{V}/works/{work}")),
        "people POST": ("POST", V + "/people", {"email": mail(), "first_name": "F", "last_name": "L", "password": password()}, {}),
        "people PATCH": ("PATCH", f"{V}/people/{person}", {"first_name": "New", "last_name": "New"}, tag(f"{V}/people/{person}")),
        "lists POST": ("POST", V + "/lists", {"owner": person, "name": uniq("N")}, {}),
        "lists PATCH": ("PATCH", f"{V}/lists/{made}", {"name": uniq("N"), "visibility": "public"}, tag(f"{V}/lists/{made}")),
        "entry PUT": ("PUT", f"{V}/lists/{made}/entries/{other}", {"note": "N"}, {}),
        "order PUT": ("PUT", f"{V}/lists/{made}/entries/order", {"order": [work]}, tag(f"{V}/lists/{made}/entries")),
        "share POST": ("POST", f"{V}/lists/{made}/shares/{share}", {"person": FRED}, {}),
    }
    return c.routes


NAMES = ["add_user", "add_book", "add_book_to_list", "update_user", "update_book", "remove_book_from_list", "delete_user",
         "delete_book", "wishlist POST", "wishlist DELETE", "works POST", "works PATCH", "people POST", "people PATCH",
         "lists POST", "lists PATCH", "entry PUT", "order PUT", "share POST"]
PUBLISHED = NAMES[:10]


def refuse(c, name, bodies, statuses=(400,), headers=None):
    """Sends each body to the route: a refusal of the right shape, and no row changes."""
    method, path, _, own = routes(c)[name]

    def act():
        for body in bodies:
            got = c.request(method, path, body, dict(own, **(headers or {}))).is_status(*statuses)
            if path.startswith(V):
                got.problem(got.status)
    harmless(c, act)


def harmless(c, act):
    """Holds that act() writes nothing; when it does, the next test gets fresh resources."""
    try:
        unwritten(c, act)
    except AssertionError:
        c.routes = None
        raise


def members(c, name):
    return routes(c)[name][2]


def changed(c, name, member, text):
    """The route's right body as JSON text, one member's value replaced by a piece of JSON."""
    return "{" + ", ".join(f"{json.dumps(k)}: {text if k == member else json.dumps(v)}"
                           for k, v in members(c, name).items()) + "}"


def per_route(title):
    """Decorator: one test for each route."""
    def add(function):
        function.__doc__ = title
        return suite.each([(name,) for name in NAMES])(function)
    return add


@per_route("the body itself is right")
def shape(c, name):
    body = members(c, name)
    check(json.loads(changed(c, name, "", "")) == body, body)


# ---- the body as a whole ----------------------------------------------------------------------------------

@per_route("broken JSON")
def broken(c, name):
    good, first = json.dumps(members(c, name)), next(iter(members(c, name)))
    bodies = [" \n", "{", "[", "}", '"', good[:-1], good[:-2], good + "x", good + good, good + ",", "," + good,
              good.replace(":", "", 1), good.replace('"', "'"), good[:-1] + ",}", "nul", "tru", "/*x*/" + good, good + "//",
              "\ufeff" + good, good.encode("utf-16"), good.encode("utf-16-le"), good.encode("utf-32")]
    bodies += [changed(c, name, first, text) for text in
               ("undefined", "NaN", "Infinity", "0x10", "01", "+1", "1.", ".5", "1e", '"a\nb"', '"\\x41"', '"\\u00"', "'a'", "tRue")]
    if name != "entry PUT":     # its body may be left out
        bodies.append("")
    refuse(c, name, bodies)


@per_route("too deep")
def deep(c, name):
    first = next(iter(members(c, name)))
    bodies = []
    for depth in (33, 100, 10000):
        bodies += ["[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth, "[" * depth,
                   changed(c, name, first, "[" * (depth - 1) + "]" * (depth - 1)),
                   json.dumps(members(c, name))[:-1] + ', "deep": ' + "[" * (depth - 1) + "]" * (depth - 1) + "}"]
    refuse(c, name, bodies)


@per_route("NUL bytes, raw and escaped")
def nul(c, name):
    good = json.dumps(members(c, name)).encode()
    bodies = [good + b"\0", b"\0" + good, good[:-1] + b"\0}", b"\0", good[:5] + b"\0" + good[5:]]
    for member in members(c, name):
        for text in ('"\\u0000"', '"a\\u0000b"', '"a\0b"', '"a\\u0000"'):
            bodies.append(changed(c, name, member, text))
    bodies.append(good[:-1].decode() + ', "a\\u0000b": 1}')
    refuse(c, name, bodies)


@per_route("invalid UTF-8 and lone surrogates")
def utf8(c, name):
    bodies = []
    for member in members(c, name):
        for text in (b"\xff", b"\xc3", b"a\x80b", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\xf8\x88\x80\x80\x80",
                     b"\\ud800", b"\\udc00", b"\\udc00\\ud800", b"a\\ud83d", b"\\ud83dx"):
            bodies.append(changed(c, name, member, '"@@"').encode().replace(b"@@", text))
    refuse(c, name, bodies)


@per_route("duplicate keys")
def duplicate(c, name):
    bodies = []
    for member, value in members(c, name).items():
        text = json.dumps(members(c, name))
        bodies += [text[:-1] + f", {json.dumps(member)}: {json.dumps(value)}" + "}",
                   "{" + f"{json.dumps(member)}: null, " + text[1:],
                   text[:-1] + f', "\\u{ord(member[0]):04x}{member[1:]}": {json.dumps(value)}' + "}"]
    refuse(c, name, bodies)


@per_route("no object")
def no_object(c, name):
    good = json.dumps(members(c, name))
    refuse(c, name, ["[]", "[" + good + "]", '"x"', "1", "-1", "1.5", "true", "false", "null", json.dumps(good)])


@per_route("integers over 64 bit and odd numbers")
def big_numbers(c, name):
    for member in members(c, name):
        if not name.startswith(("add_book", "update_book")) or member in ("email", "isbn"):
            for number in ("9223372036854775808", "-9223372036854775809", "18446744073709551616", "1" + "0" * 400):
                number_refused_or_kept(c, name, member, number)


def number_refused_or_kept(c, name, member, number):
    """A published route may take a number as its exact text; it may never take another one."""
    method, path, body, own = routes(c)[name]
    before = c.stack.fingerprint()
    got = c.request(method, path, changed(c, name, member, number), own)
    if got.status >= 400:
        eq(c.stack.fingerprint(), before, f"{name} {member} {number}: rows")
        return
    check(name in PUBLISHED, got)
    if name == "add_book" and member == "isbn":
        eq(c.get(url("/get_book", isbn=number)).is_status(200).json()["data"][0], number)
        c.post("/delete_book", {"isbn": number})
    elif name == "add_user" and member != "email":
        eq(c.get(url("/get_user", email=body["email"])).json()["data"][1 if member == "first_name" else 2], number)
        c.post("/delete_user", {"email": body["email"]})
    elif name == "update_user":
        eq(c.get(url("/get_user", email=body["email"])).json()["data"][1 if member == "first_name" else 2], number)


@per_route("2 MiB of body: 413")
def large(c, name):
    good = json.dumps(members(c, name))
    refuse(c, name, [good + " " * (2 << 20), good[:-1] + ', "pad": "' + "x" * (2 << 20) + '"}', b"\0" * (2 << 20)], (413,))


@per_route("a body one byte over the limit: 413")
def over_the_limit(c, name):
    refuse(c, name, [json.dumps(members(c, name)).ljust((1 << 20) + 1)], (413,))


@per_route("content types")
def types(c, name):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "json",
                 "application/jsonx", "", "x" * 3000, "application/json" * 50, None):
        refuse(c, name, [json.dumps(members(c, name))], (400, 415), {"Content-Type": kind})


@per_route("a body shorter than Content-Length")
def shorter(c, name):
    method, path, body, own = routes(c)[name]
    data = json.dumps(body).encode()

    def act():
        for length, sent in ((len(data) + 10, data), (len(data), data[:-1]), (10, b""), (1 << 20, data)):
            head = wire(method, path, None, dict(own, **{"Content-Type": "application/json", "Content-Length": length}))
            got = c.raw(head + sent, close_early=True)
            check(got is None or 400 <= got.status < 500, name, got)
    harmless(c, act)


@per_route("a body shorter than CONTENT_LENGTH, past the web server")
def shorter_fcgi(c, name):
    method, path, body, own = routes(c)[name]
    data = json.dumps(body).encode()
    more = {"HTTP_" + k.upper().replace("-", "_"): v for k, v in own.items()}

    def act():
        for length, sent in ((len(data) + 10, data), (len(data), data[:-1]), (10, b""), (1 << 40, data)):
            call = c.stack.fcgi(method, path, length, more)
            if sent:
                call.send(sent)
            call.end()
            got = call.answer()
            check(got is None or 400 <= got[0] < 500, name, length, len(sent), got)
    harmless(c, act)


@per_route("an odd CONTENT_LENGTH, past the web server")
def odd_length(c, name):
    method, path, body, own = routes(c)[name]
    data = json.dumps(body).encode()
    more = {"HTTP_" + k.upper().replace("-", "_"): v for k, v in own.items()}

    def act():
        for length in ("-1", "x", "1e3", "99999999999999999999", " ", str(len(data)) + "x", "0x10", "+5"):
            call = c.stack.fcgi(method, path, length, more)
            call.send(data)
            call.end()
            got = call.answer()
            check(got is None or 400 <= got[0] < 500, name, repr(length), got)
    harmless(c, act)


# ---- the members --------------------------------------------------------------------------------------------

@per_route("wrong types")
def wrong_types(c, name):
    bodies = []
    for member, value in members(c, name).items():
        wrong = ["true", "false", "{}", '{"a":1}', "[{}]"]
        if not isinstance(value, list):
            wrong += ["[]", '["x"]', "[[]]"]
        if not name.startswith(("add_", "update_", "remove_", "delete_")):
            wrong += ['"x"'] if isinstance(value, (int, list)) else ["1", "-1.5", "1e5"]
        if isinstance(value, list):
            wrong += ["[null]", "[1]", '["x"]', '["' + NIL + '", 1]']
        bodies += [changed(c, name, member, text) for text in wrong]
    refuse(c, name, bodies)


@per_route("a string of a million characters")
def million(c, name):
    """Refused, or (published: no limit is promised) kept whole."""
    method, path, body, own = routes(c)[name]
    for member, value in body.items():
        if not isinstance(value, str):
            continue
        for letter in ("x", "\u00e9"):
            text = letter * (1000000 // len(letter.encode()))
            before = c.stack.fingerprint()
            got = c.request(method, path, json.dumps(dict(body, **{member: text}), ensure_ascii=False), own)
            if got.status >= 400:
                eq(c.stack.fingerprint(), before, f"{name} {member}: rows")
            else:
                check(name in PUBLISHED, got)
                check(c.stack.fingerprint() != before or name.startswith(("delete", "wishlist")), name, member, got)
        if path.startswith(V):
            c.request(method, path, dict(body, **{member: "x" * 100000}), own).problem(400)


@suite.each([(name,) for name in NAMES[10:]])
def unknown_members(c, name):
    """unknown members are refused by the unified API"""
    method, path, body, own = routes(c)[name]

    def act():
        for extra in ("colour", "", "id", "__proto__", "Title", "title ", "\u00e9", "x" * 1000):
            if extra not in body:
                c.request(method, path, dict(body, **{extra: "x"}), own).fields()
    harmless(c, act)


@suite.test
def many_members(c):
    """a body of 60,000 members is answered soon, and whatever else is wrong with it is no matter"""
    many = {f"m{n}": n for n in range(60000)}
    for path, body, statuses in ((V + "/works", dict(many, title="T"), (400, 413)),
                                 ("/delete_user", dict(many, email=mail()), (200, 400, 413)),
                                 ("/delete_user", {"email": mail(), "many": list(range(120000))}, (200, 400, 413)),
                                 (V + "/works", {"title": "T", "creator": list(range(120000))}, (400, 413))):
        start = time.monotonic()
        c.post(path, body).is_status(*statuses)
        took = time.monotonic() - start
        check(took < 5, f"{path} took {took:.1f} s")


# ---- path and query ------------------------------------------------------------------------------------------

BAD_BYTES = [("NUL", "%00"), ("text and NUL", "a%00b"), ("no UTF-8", "%FF"), ("cut UTF-8", "%C3"), ("overlong", "%C0%AF"),
             ("surrogate", "%ED%A0%80"), ("too high", "%F4%90%80%80")]


@suite.each([(f"{name} in {path}", path + text) for path in
             ("/get_user?email=", "/get_book?isbn=", "/get_list?email=", "/wishlist/", V + "/works?q=", V + "/works?title=",
              V + "/people?email=", V + "/works/", V + "/people/", V + "/lists/", V + "/", "/", "/get_user?x=1&", V + "/works?")
             for name, text in BAD_BYTES])
def bad_bytes(c, _name, path):
    """bytes that are no text"""
    got = c.get(path)
    wanted = (400, 404) if "?x=1&" not in path else (400,)
    got.is_status(*wanted)
    if path.startswith(V):
        got.problem(got.status)


@suite.each([(text,) for text in ("%", "%4", "%zz", "a%", "%%41", "%u0041")])
def bad_escape(c, text):
    """broken %XX is never an error of ours"""
    for path in ("/get_user?email=", "/wishlist/", V + "/works?q=", V + "/works/", "/"):
        got = c.get(path + text)
        check(got.status in (200, 400, 404), got)


@suite.each([(f"{method} {path}", method, path) for method, path in
             (("GET", "/works/{}"), ("PATCH", "/works/{}"), ("DELETE", "/works/{}"), ("GET", "/people/{}"), ("PATCH", "/people/{}"),
              ("DELETE", "/people/{}"), ("GET", "/lists/{}"), ("PATCH", "/lists/{}"), ("DELETE", "/lists/{}"),
              ("GET", "/lists/{}/entries"), ("PUT", "/lists/{}/entries/" + SOUP), ("PUT", "/lists/{}/entries/order"),
              ("POST", "/lists/{}/shares"))])
def wrong_uuid(c, _name, method, path):
    """a wrong UUID in the path"""
    def act():
        for text in ("x", "1", "0", "-1", SOUP[:-1], SOUP + "0", "g" + SOUP[1:], "%27", "%22", "null", "x" * 5000, "%20" + SOUP,
                     SOUP + "%20", "..", ".", "%2e%2e", "*", "%2F", SOUP + "%2F", "1%20OR%201=1", NIL):
            body = None if method in ("GET", "DELETE") else {}
            got = c.request(method, V + path.replace("{}", text), body, {"If-Match": '"1-1"'})
            check(400 <= got.status < 500, got)
    harmless(c, act)


@suite.each([(f"{path} and {length}", path, length) for path, length in
             (("/get_user?email=", 7000), ("/get_book?isbn=", 7000), ("/wishlist/", 7000), (V + "/works?q=", 7000),
              (V + "/works/", 7000), ("/", 7000), ("/get_user?email=", 100000), (V + "/works?title=", 100000))])
def long_line(c, _name, path, length):
    """a very long request line"""
    for text in ("x" * length, "%C3%A9" * (length // 6)):
        got = c.get(path + text)
        check(400 <= got.status < 500 or (got.status == 200 and "?" in path), got)


@suite.test
def many_parameters(c):
    """a thousand parameters"""
    query = "&".join(f"p{n}=1" for n in range(1000))
    c.get(V + "/works?" + query).problem(400)
    got = c.get("/get_user?" + query + "&email=nobody")
    got.is_status(400, 404)


@suite.each([(text.decode("latin-1").replace("\r\n", " "), text) for text in
             (b"GET\r\n\r\n", b"\r\n\r\n\r\n", b"nonsense\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
              b"GET  /  HTTP/1.1\r\n\r\n", b"POST /add_user HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
              b"POST /add_user HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
              b"POST /add_user HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
              b"POST /add_user HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
              b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /index HTTP/1.1\r\nHost: " + b"x" * 20000 + b"\r\n\r\n",
              b"GET /index HTTP/1.1\r\n\r\n", b"BREW /index HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
              b"get /index HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")])
def bad_request(c, _name, data):
    """a request that is no HTTP"""
    got = c.raw(data, close_early=True, ok5xx=True)
    check(got is None or 400 <= got.status < 500 or got.status in (501, 505), got)


@suite.test
def chunked(c):
    """a chunked body is taken like any other"""
    email = mail()
    body = json.dumps({"first_name": "F", "last_name": "L", "email": email, "password": password()}).encode()
    head = wire("POST", "/add_user", None, {"Content-Type": "application/json", "Transfer-Encoding": "chunked"})
    pieces = [body[at:at + 7] for at in range(0, len(body), 7)] + [b""]
    got = c.raw(head + b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces))
    got.is_json(200, {"status": "User added"})
    c.get(url("/get_user", email=email)).is_status(200)


ODD_HEADERS = {
    "If-Match": ("", "x", '"', '"x', "W/", ",", '"a" "b"', "x" * 5000, '"-"', '"99999999999999999999-1"', "\u00e9"),
    "If-None-Match": ("", '"', "W/", ",", "x" * 5000, "\u00e9"),
    "Accept": ("", "application/xml", "x" * 5000, ";;;", "\u00e9"),
    "Idempotency-Key": ("x" * 7000,), "Authorization": ("Bearer x", "\u00e9" * 3000), "Cookie": ("x=" + "y" * 5000,),
    "Range": ("bytes=0-1",), "X-Forwarded-For": ("10.0.0.1",), "Expect": ("nonsense",), "Content-Encoding": ("gzip",),
}


@suite.each([(f"{name}: {value[:30]}", name, value) for name, values in ODD_HEADERS.items() for value in values])
def odd_headers(c, _name, name, value):
    """odd headers are never an error of ours"""
    method, path, body, _ = routes(c)["works PATCH"]
    got = c.request(method, path, body, {name: value})
    check(400 <= got.status < 500, got)
    got = c.get(path, headers={name: value})
    check(got.status in (200, 304, 400, 401, 406, 412, 417), got)


@suite.test
def all_served(c):
    """after all this the routes still work and no worker has died"""
    c.get("/index").is_status(200)
    add_book(c)
    for _name, text in c.stack.logs().items():
        for word in ("killed by", "signal 6", "signal 11", "SIGSEGV", "SIGABRT"):
            check(word not in text, word, text[-1500:])


if __name__ == "__main__":
    run(suite, "--empty")
