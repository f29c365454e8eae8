#!/usr/bin/env python3
# The curl lines people copy from the systems' documents, run by curl through a shell.
import json
import subprocess
import sys

sys.dont_write_bytecode = True

from fake_omdb import Omdb
from harness import OMDB_KEY, UUID, check, eq, run
from tap import Suite

suite = Suite()
omdb = Omdb()

JSON = '-H "Content-Type: application/json"'
BOOK = "978-3-16-148410-0"
FRED = "46bd51f9-e20b-4b4f-b5a7-f25339a34906"
SOUP = "dfe3157b-b402-4104-a0eb-e54bee1210f0"


def shell(c, line):
    """Runs a line as typed, with $U set; (status, body)."""
    script = f"""U=http://127.0.0.1:{c.port}
curl() {{ command curl -sS -w '\\n%{{http_code}}' "$@"; }}
{line}"""
    done = subprocess.run(["sh", "-c", script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60)
    check(done.returncode == 0, line, done.stderr)
    body, _, status = done.stdout.decode().rpartition("\n")
    return int(status), body


def status(text):
    return {"status": text}


BOOKLIST = [
    ("""curl -d '{"first_name": "Latham", "last_name": "Fell", "email": "me@me.com", "password": "1234"}' """
     f"{JSON} -X POST $U/add_user", 200, status("User added")),
    ("curl $U/get_user?email=me@me.com", 200, {"status": "User returned", "data": ["me@me.com", "Latham", "Fell"]}),
    ("""curl -d '{"title": "Tiamats Wrath", "author": "James S. Corey", "isbn": "978-3-16-148410-0", """
     f""""pub_date": "2020-03-24"}}' {JSON} -X POST $U/add_book""", 200, status("Book added")),
    ("curl $U/get_book?isbn=978-3-16-148410-0", 200,
     {"status": "Book returned", "data": [BOOK, "Tiamats Wrath", "James S. Corey", "2020-03-24"]}),
    ("curl $U/get_book?isbn=12345", 404, status("Book not found")),
    (f"""curl -d '{{"email": "me@me.com", "isbn": "978-3-16-148410-0"}}' {JSON} -X POST $U/add_book_to_list""",
     200, status("Book added to list")),
    (f"""curl -d '{{"email": "me@me.com", "isbn": "12345"}}' {JSON} -X POST $U/add_book_to_list""",
     404, status("Book not found")),
    ("curl -X GET $U/get_list?email=me@me.com", 200, {"status": "List returned", "data": [["me@me.com", BOOK]]}),
    (f"""curl -d '{{"email": "me@me.com", "first_name": "Nancy", "last_name": "Drew"}}' {JSON} -X POST $U/update_user""",
     200, status("User updated")),
    ("""curl -d '{"title": "Grapes of Wrath", "author": "James Gunn", "isbn": "978-3-16-148410-0"}' """
     f"{JSON} -X POST $U/update_book", 200, status("Book updated")),
    (f"""curl -d '{{"email": "me@me.com", "isbn": "978-3-16-148410-0"}}' {JSON} -X POST $U/remove_book_from_list""",
     200, status("Book removed from list")),
    (f"""curl -d '{{"email": "me@me.com", "isbn": "12345"}}' {JSON} -X POST $U/delete_book""", 200, status("Book deleted")),
    (f"""curl -d '{{"email": "me@me.com"}}' {JSON} -X POST $U/delete_user""", 200, status("User deleted")),
]


@suite.each([(f"{number}. {line.rsplit(' ', 1)[1]}", line, code, wanted)
             for number, (line, code, wanted) in enumerate(BOOKLIST, 1)])
def booklist(c, _name, line, code, wanted):
    """booklist line"""
    got, body = shell(c, line)
    eq((got, json.loads(body)), (code, wanted), line)


@suite.test
def book_updated(c):
    """the update line changed title and author, not the date"""
    eq(json.loads(shell(c, "curl $U/get_book?isbn=978-3-16-148410-0")[1])["data"],
       [BOOK, "Grapes of Wrath", "James Gunn", "2020-03-24"])


@suite.test
def user_gone(c):
    """after the last line the user and the list are gone"""
    for path in ("get_user", "get_list"):
        eq(shell(c, f"curl $U/{path}?email=me@me.com")[0], 404, path)


@suite.test
def again(c):
    """the lines can be typed a second time"""
    for line, code, wanted in BOOKLIST:
        if "$U/add_book " in line + " ":
            code, wanted = 409, status("Book already exists")
        elif "$U/get_book?isbn=978" in line:
            wanted = {"status": "Book returned", "data": [BOOK, "Grapes of Wrath", "James Gunn", "2020-03-24"]}
        got, body = shell(c, line)
        eq((got, json.loads(body)), (code, wanted), line)


made = {}                       # the wishlist of the first line, for the next ones


@suite.test
def wishlist_made(c):
    """wishlist line 1: an entry"""
    code, body = shell(c, 'curl -X POST $U/wishlist_entry -d \'{"book_id": "dfe3157b-b402-4104-a0eb-e54bee1210f0", '
                       '"user_id": "46bd51f9-e20b-4b4f-b5a7-f25339a34906"}\' -H \'Content-Type:application/json\'')
    eq(code, 201, body)
    got = json.loads(body)
    eq((got["book_id"], got["user_id"]), (SOUP, FRED))
    check(UUID.match(got["wishlist_id"]), got)
    made["id"] = got["wishlist_id"]


@suite.test
def wishlist_shown(c):
    """wishlist line 2: the wishlist"""
    code, body = shell(c, f"curl $U/wishlist/{made['id']}")
    eq(code, 200, body)
    got = json.loads(body)
    eq((got["wishlist_id"], got["user_id"], [book["id"] for book in got["books"]]), (made["id"], FRED, [SOUP]))


@suite.test
def wishlist_removed(c):
    """wishlist line 3: the entry goes"""
    eq(shell(c, f"curl -X DELETE $U/wishlist_entry -d '{{\"wishlist_id\":\"{made['id']}\", \"book_id\":\"{SOUP}\"}}' "
             "-H 'Content-Type:application/json'"), (200, "OK"))
    eq(shell(c, f"curl $U/wishlist/{made['id']}"), (404, "wishlist not found"))


STORE = [                       # each line on what the ones before it left
    ("curl $U/books/", 200), ("curl $U/books/1/", 200), ("curl $U/customers/", 200), ("curl $U/customers/1/", 200),
    ("curl $U/customers/1/rentals/", 200),
    (f"""curl -X POST $U/books/ {JSON} -d '{{"title": "An Example", "author": "A. N. Author", "book_type": "F"}}'""", 201),
    (f"""curl -X PUT $U/books/1/ {JSON} -d '{{"title": "Another Title", "author": "B. Author"}}'""", 200),
    (f"""curl -X POST $U/customers/ {JSON} -d '{{"first_name": "Latham", "last_name": "Fell"}}'""", 201),
    (f"""curl -X PUT $U/customers/1/ {JSON} -d '{{"first_name": "fred", "last_name": "rogers"}}'""", 200),
    (f"""curl -X POST $U/customers/1/rentals/ {JSON} -d '{{"book": 1}}'""", 201),
    (f"""curl -X PUT $U/rentals/1/close/ {JSON} -d '{{"date_returned": "2099-05-25T13:46:57.249145Z"}}'""", 200),
]


@suite.each([(f"{number}. {line.split('$U')[0].split()[-1]} {line.split('$U')[1].split()[0]}", line, code)
             for number, (line, code) in enumerate(STORE, 1)])
def book_store(c, _name, line, code):
    """book store line"""
    got, body = shell(c, line)
    eq(got, code, line + body)
    json.loads(body)


@suite.test
def book_store_closed(c):
    """the book store's lines left the rental closed, and the book to rent"""
    eq([r["rental_status"] for r in json.loads(shell(c, "curl $U/customers/1/rentals/")[1])], ["Closed"])
    eq(json.loads(shell(c, "curl $U/books/1/")[1])["rental_status"], "Available")


RESERVE = f"""curl -X POST $U/process {JSON} -d '{{"button":"reserve_button","reserveBookName":"Lolita","reserveCardId":"11"}}'"""


@suite.test
def reading_room(c):
    """the reading room's line: reserved, and a second time refused"""
    code, body = shell(c, RESERVE)
    eq(code, 200, body)
    told = json.loads(body)["result"].split("<br>")
    eq((told[0], told[2].split(), told[-3].split(), told[-1]),
       ("You have reserved book ", ["book_name", "Lolita"], ["reserver_card_id", "11"], ""))
    eq(shell(c, RESERVE), (200, '{"result":"Book is already reserved"}'))
    code, body = shell(c, "curl $U/library.html")
    eq(code, 200)
    check("<title>Library</title>" in body, body[:300])
GODFATHER = {"imdb_id": "tt0068646", "title": "The Godfather", "year": 1972, "genre": "Crime, Drama", "director": "Francis Ford Coppola",
             "country": "United States", "imdb_rating": 9.2, "released_at": "1972-03-24T00:00:00+00:00"}
TOKEN = r"""TOKEN=$(command curl -s -X POST $U/login | sed 's/.*"token": *"\([^"]*\)".*/\1/')"""


@suite.test
def movies_listed(c):
    """movies line 1: the second page"""
    code, body = shell(c, 'curl "$U/movies.list?page=2&number_of_records=10"')
    eq((code, json.loads(body)), (200, {"data": []}))
    code, body = shell(c, 'curl "$U/movies.list"')
    eq((code, len(json.loads(body)["data"])), (200, 6), "the sample")


@suite.test
def movie_shown(c):
    """movies line 2: a film by title"""
    code, body = shell(c, 'curl "$U/movies.get?title=The%20Godfather"')
    eq((code, json.loads(body)), (200, {"data": GODFATHER}))


@suite.test
def movie_created(c):
    """movies line 3: a film from OMDb"""
    code, body = shell(c, "curl -X POST $U/movies.create -d '{\"title\": \"Jaws\"}' -H 'Content-Type: application/json'")
    eq((code, json.loads(body)["data"]["imdb_id"]), (200, "tt0073195"), body)


@suite.test
def movie_deleted(c):
    """movies lines 4 and 5: a token, and a film goes"""
    eq(shell(c, TOKEN + '\ncurl -X DELETE $U/movies.delete/tt0073195 -H "Authorization: Bearer $TOKEN"'), (204, ""))
    eq(shell(c, 'curl "$U/movies.get?title=Jaws"')[0], 404)


@suite.test
def no_coffee(c):
    """movies line 6: no coffee"""
    code, body = shell(c, "curl -X POST $U/brew-coffee")
    eq((code, json.loads(body)), (418, {"data": {"result": "This server is a teapot, thus it cannot brew coffee."}}))


@suite.each([(line,) for line in ("curl $U/index", "curl $U/", "curl $U/health", "curl $U/ready", "curl $U/api/v1/works")])
def reading(c, line):
    """other addresses answer"""
    eq(shell(c, line)[0], 200, line)


@suite.each([("Lolita", "book"), ("The Godfather", "movie")])
def sample(c, title, kind):
    """the sample holds"""
    found = c.get(f"/api/v1/works?title={title.replace(' ', '%20')}&_match=exact").is_status(200).json()
    check(kind in [work["kind"] for work in found], title, found)


if __name__ == "__main__":
    run(suite, "--omdb-url", omdb.url, "--omdb-key", OMDB_KEY)
