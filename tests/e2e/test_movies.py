#!/usr/bin/env python3
# The movies contract, call by call, through the web server, with an OMDb of our own.
import base64
import json
import sys

sys.dont_write_bytecode = True

import fake_omdb
from fake_omdb import GODFATHER, JAWS, Omdb, answer, film
from harness import OMDB_KEY, at_once, check, eq, run, uniq, url, wire
from tap import Suite

suite = Suite()
omdb = Omdb()

MEMBERS = {"imdb_id", "title", "year", "genre", "director", "country", "imdb_rating", "released_at"}
WANTED = {"imdb_id": "tt0068646", "title": "The Godfather", "year": 1972, "genre": "Crime, Drama",
          "director": "Francis Ford Coppola", "country": "United States", "imdb_rating": 9.2,
          "released_at": "1972-03-24T00:00:00+00:00"}
INVALID = {"error": {"code": "INVALID_REQUEST_BODY", "message": "Invalid request body"}}
MISSING = {"error": {"code": "INVALID_REQUEST_BODY", "message": "Missing title in request body"}}
UNAUTHORIZED = {"error": {"code": "UNAUTHORIZED", "message": "You are not authorized to access this resource"}}
NOT_FOUND = {"error": {"code": "NOT_FOUND", "message": "Requested URL was not found"}}
NOT_ALLOWED = {"error": {"code": "NOT_ALLOWED", "message": "Method not allowed"}}
FETCHING = {"error": {"code": "SERVER_ERROR", "message": "Error fetching movie"}}


def unknown(title):
    return {"error": {"code": "OMDB_MOVIE_NOT_FOUND", "message": f"Movie {title} not found in OMDB"}}


def create(c, title, **more):
    return c.post("/v1/movies.create", {"title": title}, **more)


def made(c, one):
    """Lets OMDb know a film, and creates it; gives what Carrel made of it."""
    omdb.add(one)
    got = create(c, one["Title"]).is_status(200).json()
    eq(set(got), {"data"})
    eq(set(got["data"]), MEMBERS)
    return got["data"]


def get(c, title):
    return c.get(url("/v1/movies.get", title=title)).is_status(200).json()["data"]


def listed(c, **query):
    got = c.get(url("/v1/movies.list", **query)).is_status(200).json()
    eq(set(got), {"data"})
    return got["data"]


def token(c):
    return c.post("/v1/login", None).is_status(200).json()["data"]["token"]


def bearer(c):
    return {"Authorization": "Bearer " + token(c)}


def an_id():
    return uniq("tt")


def refused(answer, *statuses):
    """An error object, and nothing else."""
    got = answer.is_status(*statuses).json()
    eq((set(got), set(got["error"])), ({"error"}, {"code", "message"}), answer.line)
    return got


# ---- create -----------------------------------------------------------------------------------------

@suite.each([("with /v1", "/v1/movies.create"), ("without", "/movies.create"), ("a slash at the end", "/v1/movies.create/"),
             ("both", "/movies.create/"), ("percent-encoded", "/%6dovies.create")])
def created(c, _name, path):
    """create answers 200 with the film"""
    omdb.asked.clear()
    c.post(path, {"title": "The Godfather"}).is_json(200, {"data": WANTED})
    eq(omdb.asked["The Godfather"], 1, "lookups")


@suite.test
def what_is_asked(c):
    """one lookup by t=, with type=movie and the key, at the base; none in get and list"""
    omdb.queries.clear()
    create(c, "a&b=c d\u00e9#").is_status(404)
    eq(omdb.queries, [{"t": "a&b=c d\u00e9#", "type": "movie", "apikey": OMDB_KEY}])
    get(c, "The Godfather")
    listed(c)
    eq(len(omdb.queries), 1, "lookups after get and list")


@suite.test
def under_its_own_title(c):
    """it is stored under OMDb's title and id"""
    create(c, "the godfather").is_json(200, {"data": WANTED})
    eq(get(c, "The Godfather"), WANTED)
    c.get(url("/v1/movies.get", title="the godfather")).is_status(404)


@suite.test
def created_again(c):
    """create again updates all fields, and there is one of it, with one copy"""
    imdb_id, title = an_id(), uniq("Again ")
    made(c, film(title, imdb_id))
    work = c.stack.sql(f"SELECT id, uuid, version FROM work WHERE imdb_id = '{imdb_id}'")
    eq(len(work), 1)
    other = uniq("Other ")
    changed = film(other, imdb_id, Year="1999", Released="1 Jan 1999", Genre="G", Director="D", Country="C", imdbRating="1.5")
    want = {"imdb_id": imdb_id, "title": other, "year": 1999, "genre": "G", "director": "D", "country": "C", "imdb_rating": 1.5,
            "released_at": "1999-01-01T00:00:00+00:00"}
    eq(made(c, changed), want)
    eq(get(c, other), want)
    c.get(url("/v1/movies.get", title=title)).is_status(404)
    after = c.stack.sql(f"SELECT id, uuid, version FROM work WHERE imdb_id = '{imdb_id}'")
    eq([row[:2] for row in after], [row[:2] for row in work])
    check(int(after[0][2]) > int(work[0][2]), "version", work, after)
    eq(c.stack.number(f"SELECT COUNT(*) FROM copy WHERE work_id = {work[0][0]}"), 1, "copies")


@suite.test
def emptied_again(c):
    """an update takes away what OMDb no longer says"""
    imdb_id, title = an_id(), uniq("Emptied ")
    made(c, film(title, imdb_id))
    got = made(c, film(title, imdb_id, Year="N/A", Released="N/A", Genre="N/A", Director="N/A", Country="N/A", imdbRating="N/A"))
    eq(got, {"imdb_id": imdb_id, "title": title, "year": None, "genre": None, "director": None, "country": None,
             "imdb_rating": None, "released_at": None})
    eq(get(c, title), got)


@suite.each([("years", {"Year": "1994\u20131998"}, {"year": 1994}), ("years without end", {"Year": "2019\u2013"}, {"year": 2019}),
             ("no rating", {"imdbRating": "N/A"}, {"imdb_rating": None}), ("no date", {"Released": "N/A"}, {"released_at": None}),
             ("an impossible date", {"Released": "31 Feb 2000"}, {"released_at": None}), ("numbers", {"Year": 1994, "imdbRating": 8.5},
              {"year": 1994, "imdb_rating": 8.5}), ("a whole rating", {"imdbRating": "9"}, {"imdb_rating": 9.0}),
             ("quotes and emoji", {"Director": "O'Neil \"\\ \U0001f3ac <b>"}, {"director": "O'Neil \"\\ \U0001f3ac <b>"})])
def odd_fields(c, _name, said, wanted):
    """odd fields"""
    title = uniq("Odd ")
    got = made(c, film(title, an_id(), **said))
    eq({name: got[name] for name in wanted}, wanted)
    eq(get(c, title), got)


@suite.test
def absent_fields(c):
    """fields that are not there at all"""
    title, imdb_id = uniq("Bare "), an_id()
    got = made(c, {"Title": title, "imdbID": imdb_id, "Response": "True"})
    eq(got, dict.fromkeys(MEMBERS) | {"title": title, "imdb_id": imdb_id})


@suite.each([("12", 12), ("1.5", 1.5), ("0", 0)])
def number_as_title(c, text, number):
    """a number's text is used"""
    omdb.asked.clear()
    create(c, number).is_json(404, unknown(text))
    eq(omdb.asked[text], 1)


@suite.each([("absent", {}), ("empty", {"title": ""}), ("null", {"title": None}), ("other members", {"name": "x"})])
def no_title(c, _name, body):
    """no title"""
    omdb.asked.clear()
    c.post("/v1/movies.create", body).is_json(400, MISSING)
    eq(sum(omdb.asked.values()), 0, "lookups")


@suite.each([("no body", None), ("empty", ""), ("malformed", "{"), ("not UTF-8", b'{"title":"\xff"}'), ("array", "[]"), ("null", "null"),
             ("text", '"x"'), ("number", "1"), ("a list as title", '{"title":["x"]}'), ("true as title", '{"title":true}'),
             ("an object as title", '{"title":{}}'), ("a title without end", json.dumps({"title": "x" * 100000}))])
def bad_bodies(c, _name, body):
    """bodies that are none: 400 with an error object, and OMDb is left alone"""
    omdb.asked.clear()
    refused(c.post("/v1/movies.create", body), 400)
    eq(sum(omdb.asked.values()), 0, "lookups")


@suite.each([("text/plain",), ("application/x-www-form-urlencoded",), ("nonsense",), (None,)])
def any_content_type(c, kind):
    """the content type is not looked at"""
    c.post("/v1/movies.create", '{"title": "Jaws"}', headers={"Content-Type": kind}).is_status(200)


@suite.test
def unknown_to_omdb(c):
    """a film OMDb does not know"""
    for title in ("No such film", "<b>\"'\\", "\u00fc\U0001f3ac", "%s%n", "' OR 1=1"):
        create(c, title).is_json(404, unknown(title))


@suite.each([("401", answer(401, {"Response": "False", "Error": "Invalid API key!"})),
             ("the limit", answer(401, {"Response": "False", "Error": "Request limit reached!"})),
             ("the limit with 200", answer(200, {"Response": "False", "Error": "Request limit reached!"})),
             ("another error", answer(200, {"Response": "False", "Error": "Something went wrong"})),
             ("404", answer(404, {})), ("500", answer(500, {})), ("503", answer(503, b"busy", "text/plain")),
             ("HTML", answer(200, b"<html>" + OMDB_KEY.encode() + b"</html>", "text/html")),
             ("HTML with an error", answer(520, b"<html></html>", "text/html")),
             ("malformed JSON", answer(200, b'{"Title": ')), ("an array", answer(200, [GODFATHER])), ("null", answer(200, b"null")),
             ("an empty body", answer(200, b"")), ("no title", answer(200, {"imdbID": "tt1", "Response": "True"})),
             ("no id", answer(200, {"Title": "x", "Response": "True"})), ("an id with a slash", answer(200, film("x", "tt/1"))),
             ("a title too long to keep", answer(200, film("x" * 501, "tt1"))), ("no UTF-8", answer(200, b'{"Title":"\xff","imdbID":"tt1"}')),
             ("a dropped connection", fake_omdb.drop), ("a truncated body", fake_omdb.truncated), ("a body without end", fake_omdb.endless),
             ("a redirection", fake_omdb.redirect("http://127.0.0.1:9/"))])
def trouble(c, _name, behave):
    """OMDb in trouble: an error object, nothing is stored, the key is not told"""
    omdb.behave = behave
    before = c.stack.number("SELECT COUNT(*) FROM work")
    try:
        create(c, "The Godfather", ok5xx=True).is_json(500, FETCHING)
    finally:
        omdb.behave = None
    eq(c.stack.number("SELECT COUNT(*) FROM work"), before, "works")


@suite.test
def a_books_id(c):
    """an IMDb id that a book has is a conflict, and the book stays as it is"""
    imdb_id, title = an_id(), uniq("A book ")
    book = c.post("/api/v1/works", {"title": title, "imdb_id": imdb_id}).is_status(201).json()
    omdb.add(film(uniq("Film "), imdb_id))
    got = refused(create(c, omdb.films[imdb_id]["Title"]), 409)
    eq(got["error"]["code"], "CONFLICT")
    eq(c.get("/api/v1/works/" + book["id"]).json()["title"], title)


# ---- get ----------------------------------------------------------------------------------------------

@suite.each([("with /v1", "/v1/movies.get"), ("without", "/movies.get"), ("a slash at the end", "/v1/movies.get/")])
def found(c, _name, path):
    """get by title"""
    create(c, "The Godfather").is_status(200)
    c.get(url(path, title="The Godfather")).is_json(200, {"data": WANTED})


@suite.each([("other case", "the godfather"), ("a blank behind", "The Godfather "), ("a part", "The Godfathe"), ("a pattern", "The%"),
             ("quotes", 'x" OR "1"="1'), ("emoji", "\U0001f3ac"), ("a long one", "x" * 3000)])
def not_that_title(c, _name, title):
    """the title is compared exactly"""
    c.get(url("/v1/movies.get", title=title)).is_json(
        404, {"error": {"code": "MOVIE_NOT_FOUND", "message": f"Movie {title} not found"}})


@suite.each([("none", "/v1/movies.get"), ("empty", "/v1/movies.get?title="), ("another name", "/v1/movies.get?Title=x"),
             ("broken encoding", "/v1/movies.get?title=%zz"), ("no UTF-8", "/v1/movies.get?title=%ff"), ("NUL", "/v1/movies.get?title=%00")])
def no_title_to_get(c, _name, path):
    """get without a title"""
    c.get(path).is_json(400, INVALID)


@suite.test
def same_titles(c):
    """several films of one title are all kept, and get returns one of them"""
    title, ids = uniq("Twice "), sorted(an_id() for _ in range(3))
    for imdb_id in ids:
        omdb.films.clear()
        made(c, film(title, imdb_id))
    omdb.reset()
    eq([one["imdb_id"] for one in listed(c, number_of_records=100000) if one["title"] == title], ids)
    check(get(c, title)["imdb_id"] in ids)
    c.get(url("/v1/movies.get", ("title", title), ("title", "x"))).is_status(200)
    c.get(url("/v1/movies.get", ("title", "x y z"), ("title", title))).is_status(404)


@suite.test
def books_are_no_movies(c):
    """a book is no movie, and a film is in the catalogue of all"""
    title = uniq("A book ")
    c.post("/add_book", {"isbn": uniq("i"), "title": title, "author": "A", "pub_date": "2000"}).is_status(200)
    c.get(url("/v1/movies.get", title=title)).is_status(404)
    check(title not in [one["title"] for one in listed(c, number_of_records=100000)])
    works = c.get(url("/api/v1/works", title="The Godfather", _match="exact")).is_status(200).json()
    eq([(one["kind"], one["imdb_id"], one["copies"]) for one in works], [("movie", "tt0068646", 1)])


# ---- list -----------------------------------------------------------------------------------------------

def fill(c):
    """At least 25 films, some of one title and some without an id."""
    if c.stack.number("SELECT COUNT(*) FROM work WHERE title LIKE 'Fill %'"):
        return
    for n in range(25):
        omdb.add(film(f"Fill {n % 7}", an_id() + str(n)))
        got = omdb.films.popitem()[1]
        omdb.films[got["imdbID"]] = got
        omdb.behave = answer(200, got)
        create(c, got["Title"]).is_status(200)
    omdb.behave = None
    for _ in range(5):
        c.post("/api/v1/works", {"kind": "movie", "title": "Fill 3"}).is_status(201)


@suite.test
def defaults(c):
    """page 1 of 10 films is what one gets"""
    fill(c)
    everything = listed(c, number_of_records=100000)
    check(len(everything) > 30, len(everything))
    eq(listed(c), everything[:10])
    for one in everything:
        eq(set(one), MEMBERS)
    for path in ("/movies.list", "/movies.list/", "/v1/movies.list/"):
        eq(c.get(path).is_status(200).json()["data"], everything[:10], path)


@suite.each([(1,), (3,), (7,), (10,), (50,)])
def pages(c, size):
    """pages lose and repeat nothing, whatever their size"""
    fill(c)
    everything, seen, page = listed(c, number_of_records=100000), [], 1
    while True:
        part = listed(c, page=page, number_of_records=size)
        seen += part
        page += 1
        if len(part) < size:
            break
    eq(seen, everything)
    eq(listed(c, page=page + 1, number_of_records=size), [], "past the end")


@suite.test
def order(c):
    """by title as the database compares, then by IMDb id (none first), then as they came"""
    fill(c)
    wanted = c.stack.sql("SELECT title, COALESCE(imdb_id, '-') FROM work WHERE kind = 'movie' AND withdrawn = 0"
                         " ORDER BY title_search, imdb_id, id")
    eq([[one["title"], one["imdb_id"] or "-"] for one in listed(c, number_of_records=100000)], wanted)


@suite.each([("zeros", "page=0&number_of_records=0"), ("empty", "page=&number_of_records="), ("blanks and signs", "page=%20%2b1&number_of_records=+10%20"),
             ("underscores", "number_of_records=1_0"), ("leading zeros", "page=0001&number_of_records=010"),
             ("the first counts", "page=1&page=2&number_of_records=10&number_of_records=x"), ("unknown ones", "x=1&_page=5")])
def same_as_default(c, _name, query):
    """parameters that mean the default"""
    fill(c)
    eq(c.get("/v1/movies.list?" + query).is_status(200).json()["data"], listed(c))


@suite.each([(f"{name}={value}",) for name in ("page", "number_of_records") for value in
             ("x", "1.5", "1e3", "0x1", "1,0", "--1", "%201%202", "1__0", "%c2%b9", "null", "1%00", "%ff", "-1", "-9223372036854775808",
              "99999999999999999999999")])
def no_numbers(c, query):
    """what is no whole number, or none that can be"""
    c.get("/v1/movies.list?" + query).is_json(400, INVALID)


@suite.each([("page=9223372036854775807",), ("page=9223372036854775807&number_of_records=9223372036854775807",), ("page=4611686018427387904&number_of_records=3",)])
def far_away(c, query):
    """pages that are far away are empty"""
    eq(c.get("/v1/movies.list?" + query).is_status(200).json(), {"data": []})


@suite.test
def as_many_as_one_likes(c):
    """no upper limit of number_of_records"""
    for number in (10 ** 6, 2 ** 31, 2 ** 63 - 1):
        eq(len(listed(c, number_of_records=number)), c.stack.number("SELECT COUNT(*) FROM work WHERE kind = 'movie' AND withdrawn = 0"))


@suite.test
def long_lists_stream(c):
    """thousands of films in one answer, whole and in order"""
    c.stack.sql("INSERT INTO work (uuid, kind, title, genre) SELECT UUID(), 'movie', CONCAT('Stream ', LPAD(seq, 6, '0')), REPEAT('g', 150) FROM seq_1_to_3000")
    try:
        got = c.get("/v1/movies.list?number_of_records=100000").is_status(200)
        check(got.header("Content-Length") is None, "it was collected first")
        data = got.json()["data"]
        eq([one["title"] for one in data if one["title"].startswith("Stream")], [f"Stream {n:06d}" for n in range(1, 3001)])
        eq(c.request("HEAD", "/v1/movies.list?number_of_records=100000").is_status(200).body, b"")
    finally:
        c.stack.sql("DELETE FROM work WHERE title LIKE 'Stream %'")


# ---- delete and login -------------------------------------------------------------------------------------

@suite.each([("with /v1", "/v1/movies.delete/{}"), ("without", "/movies.delete/{}"), ("a slash at the end", "/v1/movies.delete/{}/")])
def deleted(c, _name, path):
    """delete with a token: 204 with nothing, and it is gone; again the same"""
    title, imdb_id = uniq("Gone "), an_id()
    made(c, film(title, imdb_id))
    for _ in range(2):
        got = c.delete(path.format(imdb_id), headers=bearer(c)).is_status(204)
        eq((got.body, got.type), (b"", None))
    c.get(url("/v1/movies.get", title=title)).is_status(404)
    made(c, film(title, imdb_id))
    get(c, title)


def forged(good, header=None, payload=None, signature=None):
    part = good.split(".")
    code = lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
    return ".".join((code(header) if header else part[0], code(payload) if payload else part[1],
                     part[2] if signature is None else signature))


@suite.each([("none", lambda good: None), ("empty", lambda good: ""), ("Bearer alone", lambda good: "Bearer "), ("lower case", lambda good: "bearer " + good),
             ("Basic", lambda good: "Basic " + good), ("nonsense", lambda good: "Bearer x.y.z"), ("cut", lambda good: "Bearer " + good[:-4]),
             ("alg none", lambda good: "Bearer " + forged(good, {"alg": "none", "typ": "JWT"}, signature="")),
             ("alg none, signed", lambda good: "Bearer " + forged(good, {"alg": "none"})),
             ("another payload", lambda good: "Bearer " + forged(good, payload={"iss": "carrel", "sub": "open", "exp": 9999999999})),
             ("another signature", lambda good: "Bearer " + forged(good, signature="A" * 43))])
def no_token(c, _name, make):
    """delete without a good token: 401, and the film stays"""
    title, imdb_id = uniq("Stays "), an_id()
    made(c, film(title, imdb_id))
    value = make(token(c))
    got = c.delete("/v1/movies.delete/" + imdb_id, headers={} if value is None else {"Authorization": value})
    got.is_json(401, UNAUTHORIZED)
    get(c, title)


@suite.each([("Bearer",), ("Token",), ("",)])
def good_tokens(c, scheme):
    """tokens are taken in each of the ways"""
    first, second = token(c), token(c)
    for one in (first, second, first):
        c.delete("/v1/movies.delete/" + an_id(), headers={"Authorization": f"{scheme} {one}".strip()}).is_status(204)


@suite.test
def delete_nothing(c):
    """delete without an id: 404"""
    for path in ("/v1/movies.delete", "/v1/movies.delete/", "/movies.delete", "/movies.delete//", "/v1/movies.delete/a/b"):
        c.delete(path, headers=bearer(c)).is_json(404, NOT_FOUND)


@suite.test
def delete_leaves_lists(c):
    """a deleted film leaves all lists"""
    title, imdb_id = uniq("Listed "), an_id()
    made(c, film(title, imdb_id))
    work = c.get(url("/api/v1/works", title=title, _match="exact")).json()[0]["id"]
    owner = c.post("/api/v1/people", {"email": uniq("p") + "@example.com", "first_name": "F", "last_name": "L"}).is_status(201).json()["id"]
    wishes = c.post("/api/v1/lists", {"owner": owner, "name": "films"}).is_status(201).json()["id"]
    c.put(f"/api/v1/lists/{wishes}/entries/{work}", {}).is_status(201)
    c.delete("/v1/movies.delete/" + imdb_id, headers=bearer(c)).is_status(204)
    eq(c.get(f"/api/v1/lists/{wishes}/entries").json(), [])


@suite.test
def delete_on_loan(c):
    """a film on loan is not deleted: 409; brought back it is, and its id is free at once"""
    title, imdb_id = uniq("Lent "), an_id()
    made(c, film(title, imdb_id))
    work = c.get(url("/api/v1/works", title=title, _match="exact")).json()[0]["id"]
    person = c.post("/api/v1/people", {"email": uniq("p") + "@example.com", "first_name": "F", "last_name": "L"}).is_status(201).json()["id"]
    loan = c.post("/api/v1/loans", {"person": person, "work": work}).is_status(201).json()["id"]
    eq(refused(c.delete("/v1/movies.delete/" + imdb_id, headers=bearer(c)), 409)["error"]["code"], "CONFLICT")
    get(c, title)
    c.post(f"/api/v1/loans/{loan}/return", {}).is_status(200)
    c.delete("/v1/movies.delete/" + imdb_id, headers=bearer(c)).is_status(204)
    c.get(url("/v1/movies.get", title=title)).is_status(404)
    made(c, film(title, imdb_id))
    eq(c.get(f"/api/v1/loans/{loan}").is_status(200).json()["work"], work, "the old loan's work")


@suite.each([("nothing", None), ("an object", {"x": 1}), ("nonsense", "{"), ("form", "email=x&password=y")])
def login_open(c, _name, body):
    """login in open access: the body is ignored, the token is an HS256 JWT"""
    for path in ("/v1/login", "/login", "/v1/login/"):
        got = c.post(path, body).is_status(200).json()
        eq((set(got), set(got["data"])), ({"data"}, {"token"}))
        head = got["data"]["token"].split(".")[0]
        eq(json.loads(base64.urlsafe_b64decode(head + "==="))["alg"], "HS256")


# ---- the rest -----------------------------------------------------------------------------------------------

@suite.test
def the_rest(c):
    """health checks and the teapot"""
    for slash in ("", "/"):
        c.get("/health-checks/ready" + slash).is_json(200, {"data": {"message": "ready"}})
        c.get("/health-checks/live" + slash).is_json(200, {"data": {"message": "live"}})
        c.post("/brew-coffee" + slash, None).is_json(418, {"data": {"result": "This server is a teapot, thus it cannot brew coffee."}})


@suite.each([("GET", "/v1/nothing"), ("GET", "/v1/"), ("POST", "/v1/movies.nothing"), ("GET", "/movies."), ("GET", "/movies.list/x"), ("GET", "/v1/movies.list//"),
             ("GET", "/v1/v1/movies.list"), ("POST", "/v1/brew-coffee"), ("GET", "/v1/health-checks/live"), ("GET", "/health-checks/"),
             ("GET", "/health-checks/nothing"), ("GET", "/V1/movies.list"[:3].lower() + "/Movies.list"), ("POST", "/login/x"), ("POST", "/brew-coffee/x")])
def unknown_paths(c, method, path):
    """unknown paths"""
    c.request(method, path).is_json(404, NOT_FOUND)


@suite.each([("POST", "/v1/movies.list", "GET, HEAD, OPTIONS"), ("DELETE", "/movies.get", "GET, HEAD, OPTIONS"), ("GET", "/v1/movies.create", "POST, OPTIONS"),
             ("PUT", "/movies.create/", "POST, OPTIONS"), ("GET", "/v1/movies.delete/tt1", "DELETE, OPTIONS"), ("GET", "/login", "POST, OPTIONS"),
             ("GET", "/brew-coffee", "POST, OPTIONS"), ("POST", "/health-checks/live", "GET, HEAD, OPTIONS")])
def other_methods(c, method, path, allow):
    """other methods"""
    eq(c.request(method, path).is_json(405, NOT_ALLOWED).header("Allow"), allow)


@suite.test
def at_the_same_time(c):
    """one film created by sixteen at once: all are answered, there is one of it"""
    imdb_id, title = an_id(), uniq("Rush ")
    omdb.add(film(title, imdb_id))
    for answered in at_once(c, [wire("POST", "/v1/movies.create", {"title": title})] * 16):
        eq(answered.is_status(200).json()["data"]["imdb_id"], imdb_id)
    eq(c.stack.number(f"SELECT COUNT(*) FROM work WHERE imdb_id = '{imdb_id}'"), 1, "works")
    eq(c.stack.number(f"SELECT COUNT(*) FROM copy c JOIN work w ON w.id = c.work_id WHERE imdb_id = '{imdb_id}'"), 1, "copies")


@suite.test
def repeated_with_a_key(c):
    """an Idempotency-Key counts here too"""
    key, title = {"Idempotency-Key": uniq("k")}, uniq("Keyed ")
    omdb.add(film(title, an_id()))
    first = create(c, title, headers=key).is_status(200)
    again = create(c, title, headers=key).is_json(200, first.json())
    eq(again.header("Idempotency-Replayed"), "true")
    refused(create(c, title + "x", headers=key), 404, 422)


@suite.test
def created_and_deleted(c):
    """creates and deletes of one film at once leave it whole or not at all"""
    imdb_id, title, headers = an_id(), uniq("Both "), bearer(c)
    omdb.add(film(title, imdb_id))
    for _ in range(5):
        requests = [wire("POST", "/v1/movies.create", {"title": title}), wire("DELETE", "/v1/movies.delete/" + imdb_id, headers=headers)] * 4
        for answered in at_once(c, requests):
            answered.is_status(200, 204)
        left = c.stack.sql(f"SELECT COUNT(DISTINCT w.id), COUNT(c.id) FROM work w LEFT JOIN copy c ON c.work_id = w.id WHERE w.imdb_id = '{imdb_id}'")[0]
        check(left in (["0", "0"], ["1", "1"]), left)


if __name__ == "__main__":
    run(suite, "--empty", "--omdb-url", omdb.url, "--omdb-key", OMDB_KEY)
