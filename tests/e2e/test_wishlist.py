#!/usr/bin/env python3
# The wishlist manager's contract, through the web server.
import sys
import uuid

sys.dont_write_bytecode = True

from harness import SECRET, UUID, check, eq, run, uniq, url
from tap import Suite
from test_booklist import add_book, add_user, isbns, unwritten

suite = Suite()

FRED = "46bd51f9-e20b-4b4f-b5a7-f25339a34906"
SOUP = "dfe3157b-b402-4104-a0eb-e54bee1210f0"
PYTHON = "04856d91-c951-429c-a405-423300faf499"
NIL = "00000000-0000-0000-0000-000000000000"

SOUP_SHOWN = {"id": SOUP, "isbn": "978-1611599138", "title": "Chicken Soup for the Soul 20th Anniversary Edition",
              "author": "Jack Canfield, Mark Victor Hansen, Amy Newmark",
              "publication_date": "Tue, 25 Jun 2013 00:00:00 GMT"}
PYTHON_SHOWN = {"id": PYTHON, "isbn": "9781118891452", "title": "Python for Dummies", "author": "John Paul Mueller",
                "publication_date": "Mon, 01 Sep 2014 00:00:00 GMT"}


def entry(book, user, wishlist=None, **more):
    body = {"book_id": book, "user_id": user, **more}
    if wishlist is not None:
        body["wishlist_id"] = wishlist
    return body


def wish(c, book=SOUP, user=FRED, wishlist=None):
    """Adds an entry and returns the wishlist's id."""
    return c.post("/wishlist_entry", entry(book, user, wishlist)).is_status(201).json()["wishlist_id"]


def unwish(c, wishlist, book):
    got = c.delete("/wishlist_entry", {"wishlist_id": wishlist, "book_id": book}).is_text(200, "OK")
    eq(got.body, b"OK", "two letters")


def books(c, wishlist):
    """The ids of the books on a wishlist, sorted."""
    return sorted(book["id"] for book in c.get("/wishlist/" + wishlist).is_status(200).json()["books"])


def no_wishlist(c, wishlist):
    c.get("/wishlist/" + wishlist).is_text(404, "wishlist not found")


def fresh():
    return str(uuid.uuid4())


def new_user(c):
    """UUID of a fresh user made by the booklist, found through the unified API."""
    email = add_user(c, first="Hidden-First", last="Hidden-Last")
    found = c.get(url("/api/v1/people", email=email)).is_status(200).json()
    eq(len(found), 1, "people of one email")
    return found[0]["id"]


def new_book(c, **more):
    isbn = add_book(c, **more)
    found = c.get(url("/api/v1/works", isbn=isbn)).is_status(200).json()
    eq(len(found), 1, "works of one isbn")
    return found[0]["id"]


# ---- what works -----------------------------------------------------------------------------------

@suite.test
def seeded(c):
    """the fixed rows are there, under the booklist too"""
    eq(c.get("/get_user?email=fredr@neighborhood.com").is_status(200).json()["data"],
       ["fredr@neighborhood.com", "fred", "rogers"])
    for shown, date in ((SOUP_SHOWN, "2013-06-25"), (PYTHON_SHOWN, "2014-09-01")):
        eq(c.get(url("/get_book", isbn=shown["isbn"])).is_status(200).json()["data"],
           [shown["isbn"], shown["title"], shown["author"], date])


@suite.test
def front_page(c):
    """GET / is a page"""
    c.get("/").is_html(200)


@suite.test
def added(c):
    """POST answers 201 with the ids and Location"""
    got = c.post("/wishlist_entry", entry(SOUP, FRED)).is_status(201)
    body = got.json()
    eq(sorted(body), ["book_id", "user_id", "wishlist_id"], "members")
    eq((body["book_id"], body["user_id"]), (SOUP, FRED))
    check(UUID.match(body["wishlist_id"]), body)
    check(got.header("Location", "").endswith("/wishlist/" + body["wishlist_id"]), got.headers)
    c.get("/wishlist/" + body["wishlist_id"]).is_json(
        200, {"wishlist_id": body["wishlist_id"], "user_id": FRED, "books": [SOUP_SHOWN]})


@suite.test
def two_books(c):
    """a wishlist of both fixed books"""
    wishlist = wish(c)
    eq(wish(c, PYTHON, wishlist=wishlist), wishlist)
    got = c.get("/wishlist/" + wishlist).is_status(200).json()
    eq(sorted(got["books"], key=lambda book: book["title"]), [SOUP_SHOWN, PYTHON_SHOWN])
    eq((got["wishlist_id"], got["user_id"]), (wishlist, FRED))


@suite.test
def new_each_time(c):
    """without wishlist_id, or with null, every POST makes a new wishlist"""
    ids = {wish(c), wish(c), c.post("/wishlist_entry", entry(SOUP, FRED, wishlist_id=None))
           .is_status(201).json()["wishlist_id"]}
    eq(len(ids), 3)
    for wishlist in ids:
        check(UUID.match(wishlist), wishlist)
        eq(books(c, wishlist), [SOUP])


@suite.test
def any_wishlist_id(c):
    """a wishlist_id need not exist"""
    wishlist = fresh()
    eq(wish(c, wishlist=wishlist), wishlist)
    eq(books(c, wishlist), [SOUP])


SPELLINGS = [("canonical", str), ("capitals", lambda u: str(u).upper()), ("no hyphens", lambda u: u.hex),
             ("capitals without hyphens", lambda u: u.hex.upper()), ("braces", lambda u: "{%s}" % u),
             ("braces without hyphens", lambda u: "{%s}" % u.hex),
             ("hyphens elsewhere", lambda u: "-".join(u.hex[i:i + 4] for i in range(0, 32, 4)))]


@suite.each(SPELLINGS)
def spellings(c, _name, spell):
    """a UUID in every spelling Python takes: echoed as sent, shown canonical"""
    wishlist = uuid.uuid4()
    sent = entry(spell(uuid.UUID(SOUP)), spell(uuid.UUID(FRED)), spell(wishlist))
    got = c.post("/wishlist_entry", sent).is_json(201, sent)
    eq(uuid.UUID(got.header("Location", "").rsplit("/", 1)[1].replace("%7B", "{").replace("%7D", "}")), wishlist)
    path = spell(wishlist).replace("{", "%7B").replace("}", "%7D")
    c.get("/wishlist/" + path).is_json(
        200, {"wishlist_id": str(wishlist), "user_id": FRED, "books": [SOUP_SHOWN]})
    c.post("/wishlist_entry", entry(SOUP, FRED, str(wishlist))).is_status(409)
    unwish(c, spell(wishlist), spell(uuid.UUID(SOUP)))
    no_wishlist(c, path)


@suite.test
def braces_in_the_path(c):
    """braces in a path need no encoding"""
    wishlist = wish(c)
    eq(c.get("/wishlist/{%s}" % wishlist).is_status(200).json()["wishlist_id"], wishlist)


@suite.test
def unknown_member(c):
    """unknown members are ignored"""
    got = c.post("/wishlist_entry", entry(SOUP, FRED, name="x", id=7, books=[1])).is_status(201).json()
    eq(sorted(got), ["book_id", "user_id", "wishlist_id"])


@suite.each([("1999-05-07", "Fri, 07 May 1999 00:00:00 GMT"), ("2020-02-29", "Sat, 29 Feb 2020 00:00:00 GMT"),
             ("1605-01-16", "Sun, 16 Jan 1605 00:00:00 GMT"), ("2000-12-31", "Sun, 31 Dec 2000 00:00:00 GMT"),
             ("1900-01-01", "Mon, 01 Jan 1900 00:00:00 GMT"), ("1999", None), ("March 1999", None), ("2020-02-30", None),
             ("2019-02-29", None), ("0000-00-00", None), ("2020-13-01", None), ("next week", None), ("1999-05", None)])
def dates(c, sent, shown):
    """publication_date is an HTTP date, null without a full date"""
    book = new_book(c, date=sent)
    got = c.get("/wishlist/" + wish(c, book)).is_status(200).json()
    eq([(b["id"], b["publication_date"]) for b in got["books"]], [(book, shown)])


@suite.test
def booklist_seen(c):
    """the booklist's user and book, in odd letters, under their UUIDs"""
    isbn, title = isbns()[1], 'A "quoted" \\ \u00e9\U0001f4da\n' + uniq()
    user, book = new_user(c), new_book(c, isbn=isbn, title=title, author="O'Neil", date="2020-03-24")
    wishlist = wish(c, book, user)
    c.get("/wishlist/" + wishlist).is_json(200, {"wishlist_id": wishlist, "user_id": user, "books": [
        {"id": book, "isbn": isbn, "title": title, "author": "O'Neil",
         "publication_date": "Tue, 24 Mar 2020 00:00:00 GMT"}]})


@suite.test
def nothing_of_the_user(c):
    """no call returns email, names or hash"""
    user = new_user(c)
    wishlist = fresh()
    answers = [c.post("/wishlist_entry", entry(SOUP, user, wishlist)), c.get("/wishlist/" + wishlist),
               c.post("/wishlist_entry", entry(SOUP, user, wishlist)), c.post("/wishlist_entry", entry(SOUP, FRED, wishlist)),
               c.delete("/wishlist_entry", {"wishlist_id": wishlist, "book_id": SOUP}), c.get("/wishlist/" + wishlist)]
    for got in answers:
        for word in ("Hidden-", "example.com", "argon2", "fredr", "rogers", SECRET):
            check(word not in got.text, word, "in", got)


@suite.test
def work_without_isbn(c):
    """a work without isbn, author and date has its five members too"""
    work = c.post("/api/v1/works", {"title": uniq("Bare ")}).is_status(201).json()
    got = c.get("/wishlist/" + wish(c, work["id"])).is_status(200).json()["books"]
    eq([sorted(book) for book in got], [["author", "id", "isbn", "publication_date", "title"]])
    eq((got[0]["title"], got[0]["isbn"], got[0]["publication_date"]), (work["title"], None, None))


# ---- refusals -----------------------------------------------------------------------------------------

TWO_MISSING = "missing required keys: ['book_id', 'user_id']"
NO_BOOK, NO_USER = "missing required key book_id", "missing required key user_id"
BAD_BOOK, BAD_USER, BAD_LIST = (f"value for {name} must be valid UUID" for name in ("book_id", "user_id", "wishlist_id"))
LOST_USER, LOST_BOOK = "Could not find user for given `user_id`.", "Could not find book for given `book_id`."


@suite.each([("{}", {}, TWO_MISSING), ("[]", [], TWO_MISSING), ("null", "null", TWO_MISSING),
             ("no book", {"user_id": FRED}, NO_BOOK), ("no user", {"book_id": SOUP}, NO_USER),
             ("other members only", {"x": 1}, NO_BOOK), ("wishlist only", {"wishlist_id": NIL}, NO_BOOK),
             ("no book, bad user", {"user_id": "x"}, NO_BOOK), ("bad book, no user", {"book_id": "x"}, NO_USER),
             ("bad book", entry("x", FRED), BAD_BOOK), ("bad user", entry(SOUP, "x"), BAD_USER),
             ("bad wishlist", entry(SOUP, FRED, "x"), BAD_LIST), ("all bad", entry("x", "y", "z"), BAD_BOOK),
             ("user and wishlist bad", entry(SOUP, "y", "z"), BAD_USER),
             ("bad book, lost user", entry("x", NIL), BAD_BOOK), ("lost book, bad user", entry(NIL, "x"), BAD_USER),
             ("bad wishlist, lost user", entry(SOUP, NIL, "x"), BAD_LIST),
             ("bad wishlist, lost book", entry(NIL, FRED, "x"), BAD_LIST),
             ("lost user", entry(SOUP, NIL), LOST_USER), ("lost book", entry(NIL, FRED), LOST_BOOK),
             ("both lost", entry(NIL, NIL), LOST_USER), ("exchanged", entry(FRED, SOUP), LOST_USER),
             ("lost user, own wishlist", entry(SOUP, NIL, fresh()), LOST_USER)])
def refused(c, _name, body, text):
    """POST is refused in order"""
    unwritten(c, lambda: c.post("/wishlist_entry", body).is_text(400, text))


BAD_UUIDS = [("empty", ""), ("blank", " "), ("word", "nobody"), ("number", 7), ("zero", 0), ("float", 1.5), ("list", []),
             ("list of one", [SOUP]), ("object", {}), ("true", True), ("false", False), ("short", SOUP[:-1]),
             ("long", SOUP + "0"), ("no hex", "g" + SOUP[1:]), ("accent", "\u00e9" + SOUP[1:]), ("quote", "'" + SOUP[1:])]


@suite.each([(f"{member} {name}", member, value) for member in ("book_id", "user_id", "wishlist_id")
             for name, value in BAD_UUIDS])
def bad_uuid(c, _name, member, value):
    """POST with a wrong UUID"""
    body = dict(entry(SOUP, FRED, NIL), **{member: value})
    unwritten(c, lambda: c.post("/wishlist_entry", body).is_text(400, f"value for {member} must be valid UUID"))


@suite.each([(f"{member}: {value}", member, value) for member, value in
             (("book_id", None), ("user_id", None), ("book_id", "urn:uuid:" + SOUP), ("user_id", "urn:uuid:" + FRED),
              ("wishlist_id", "urn:uuid:" + NIL))])
def null_or_urn(c, _name, member, value):
    """null ids and urn:uuid: are refused"""
    body = dict(entry(SOUP, FRED), **{member: value})
    unwritten(c, lambda: c.post("/wishlist_entry", body).is_status(400))


@suite.each([(name, value) for name, value in BAD_UUIDS if isinstance(value, str) and value.strip()] +
            [("urn", "urn:uuid:" + NIL)])
def bad_uuid_in_path(c, _name, value):
    """GET with a wrong UUID"""
    c.get("/wishlist/" + "".join(f"%{byte:02X}" for byte in value.encode())).is_text(
        400, "value for wishlist_id must be valid UUID")


@suite.test
def unknown_wishlist(c):
    """GET of an unknown wishlist"""
    no_wishlist(c, fresh())
    no_wishlist(c, NIL)


@suite.test
def same_twice(c):
    """the same entry twice: 409, once in the list"""
    wishlist = wish(c)
    for spell in (str, str.upper):
        unwritten(c, lambda: c.post("/wishlist_entry", entry(spell(SOUP), FRED, spell(wishlist))).is_text(
            409, "wishlist entry already exists"))
    eq(books(c, wishlist), [SOUP])


@suite.test
def another_user(c):
    """a wishlist belongs to the user of its first entry"""
    wishlist, other = wish(c), new_user(c)
    for book in (PYTHON, SOUP):
        unwritten(c, lambda: c.post("/wishlist_entry", entry(book, other, wishlist)).is_text(
            409, "wishlist belongs to another user"))
    eq(books(c, wishlist), [SOUP])
    eq(c.get("/wishlist/" + wishlist).json()["user_id"], FRED)


# ---- DELETE -------------------------------------------------------------------------------------------

@suite.test
def removed(c):
    """DELETE takes one entry at once, the others stay"""
    wishlist = wish(c)
    wish(c, PYTHON, wishlist=wishlist)
    unwish(c, wishlist, SOUP)
    eq(books(c, wishlist), [PYTHON])
    unwish(c, wishlist, SOUP)
    eq(books(c, wishlist), [PYTHON])


@suite.test
def emptied(c):
    """an emptied wishlist is 404, keeps its owner and can be filled again"""
    wishlist, other = wish(c), new_user(c)
    unwish(c, wishlist, SOUP)
    no_wishlist(c, wishlist)
    c.post("/wishlist_entry", entry(SOUP, other, wishlist)).is_text(409, "wishlist belongs to another user")
    no_wishlist(c, wishlist)
    eq(wish(c, PYTHON, wishlist=wishlist), wishlist)
    eq(books(c, wishlist), [PYTHON])


@suite.each([("no entry", PYTHON, True), ("no book", NIL, True), ("no wishlist", SOUP, False), ("neither", NIL, False)])
def removed_in_vain(c, _name, book, known):
    """DELETE of what is not there: 200 and nothing changes"""
    wishlist = wish(c) if known else fresh()
    unwritten(c, lambda: unwish(c, wishlist, book))


NO_LIST = "missing required key wishlist_id"


@suite.each([("{}", {}, NO_LIST), ("no wishlist", {"book_id": SOUP}, NO_LIST), ("no book", {"wishlist_id": NIL}, NO_BOOK),
             ("no book, bad wishlist", {"wishlist_id": "x"}, NO_BOOK), ("bad book, no wishlist", {"book_id": "x"}, NO_LIST),
             ("other members only", {"x": 1}, NO_LIST),
             ("bad wishlist", {"wishlist_id": "x", "book_id": SOUP}, BAD_LIST),
             ("bad book", {"wishlist_id": NIL, "book_id": "x"}, BAD_BOOK),
             ("both bad", {"wishlist_id": "x", "book_id": "y"}, BAD_LIST),
             ("numbers", {"wishlist_id": 1, "book_id": 2}, BAD_LIST), ("empty", {"wishlist_id": NIL, "book_id": ""}, BAD_BOOK)])
def removal_refused(c, _name, body, text):
    """DELETE is refused in order"""
    unwritten(c, lambda: c.delete("/wishlist_entry", body).is_text(400, text))


@suite.test
def removal_ignores_members(c):
    """DELETE ignores other members"""
    wishlist = wish(c)
    c.delete("/wishlist_entry", {"wishlist_id": wishlist, "book_id": SOUP, "user_id": "x", "y": 1}).is_text(200, "OK")
    no_wishlist(c, wishlist)


@suite.test
def book_deleted(c):
    """a book deleted through the booklist leaves the wishlist"""
    isbn = add_book(c)
    book = c.get(url("/api/v1/works", isbn=isbn)).json()[0]["id"]
    wishlist = wish(c)
    wish(c, book, wishlist=wishlist)
    c.post("/delete_book", {"isbn": isbn}).is_status(200)
    eq(books(c, wishlist), [SOUP])
    c.post("/wishlist_entry", entry(book, FRED)).is_text(400, LOST_BOOK)


@suite.test
def user_deleted(c):
    """a user deleted through the booklist takes the wishlists along"""
    email = add_user(c)
    user = c.get(url("/api/v1/people", email=email)).json()[0]["id"]
    wishlist = wish(c, SOUP, user)
    c.post("/delete_user", {"email": email}).is_status(200)
    no_wishlist(c, wishlist)
    c.post("/wishlist_entry", entry(SOUP, user)).is_text(400, LOST_USER)


# ---- requests that are wrong -----------------------------------------------------------------------------

BOTH = ("POST", "DELETE")


@suite.each([(f"{method} {body}", method, body) for method in BOTH
             for body in ("[1]", '"x"', "1", "true", "{", "", '{"book_id":}', "nul", '{"book_id":"x"} y')] +
            [("DELETE []", "DELETE", "[]"), ("DELETE null", "DELETE", "null")])
def wrong_body(c, _name, method, body):
    """body that is no object or no JSON: 400"""
    unwritten(c, lambda: c.request(method, "/wishlist_entry", body).is_status(400))


@suite.each([(f"{method} {kind}", method, kind) for method in BOTH
             for kind in ("text/plain", "application/x-www-form-urlencoded", None)])
def wrong_type(c, _name, method, kind):
    """other content types: 400 or 415"""
    body = dict(entry(SOUP, FRED, fresh()))
    unwritten(c, lambda: c.request(method, "/wishlist_entry", body, {"Content-Type": kind}).is_status(400, 415))


@suite.each([(f"{method} {path}", method, path, right) for path, right, methods in
             (("/wishlist_entry", {"POST", "DELETE"}, ("GET", "PUT", "PATCH")),
              ("/wishlist/" + NIL, {"GET"}, ("POST", "PUT", "PATCH", "DELETE")),
              ("/wishlist/x", {"GET"}, ("POST",))) for method in methods])
def wrong_method(c, _name, method, path, right):
    """wrong method: 405 and Allow"""
    got = c.request(method, path, None if method == "GET" else {}).is_html(405)
    allowed = {word.strip() for word in got.header("Allow", "").split(",")}
    check(right <= allowed and method not in allowed, got, allowed)


@suite.each([("/wishlist",), ("/wishlist/",), ("/wishlist/" + NIL + "/",), ("/wishlist/" + NIL + "/x",), ("/wishlist_entry/",),
             ("/wishlists",), ("/Wishlist/" + NIL,)])
def unknown_path(c, path):
    """unknown path: 404"""
    c.get(path).is_html(404)


@suite.test
def head(c):
    """HEAD answers as GET does, without a body"""
    for path in ("/wishlist/" + wish(c), "/wishlist/" + NIL, "/wishlist/x"):
        got, want = c.request("HEAD", path), c.get(path)
        eq((got.status, got.type, got.body), (want.status, want.type, b""), path)


if __name__ == "__main__":
    run(suite, "--empty")
