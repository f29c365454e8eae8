#!/usr/bin/env python3
# The book store contract, call by call, through the web server.
import json
import re
import sys
from collections import Counter
from datetime import datetime, timedelta, timezone

sys.dont_write_bytecode = True

from harness import WEB, at_once, check, eq, isbns, mail, password, run, uniq, url, wire
from tap import Suite

suite = Suite()

FORM = "application/x-www-form-urlencoded"
MULTI = "multipart/form-data; boundary=XxYy"
REQUIRED = "This field is required."
BLANK = "This field may not be blank."
NULL = "This field may not be null."
TAKEN = "book with this title already exists."
UNAVAILABLE = {"book": ["Book is unavailable"]}
BAD_DATE = {"date_returned": ["Datetime has wrong format. Use one of these formats instead: "
                              "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."]}
NAIROBI = timezone(timedelta(hours=3))


def form(**fields):
    return url("", **fields)[1:].encode(), {"Content-Type": FORM}


def multipart(**fields):
    parts = "".join(f'--XxYy\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                    for name, value in fields.items())
    return (parts + "--XxYy--\r\n").encode(), {"Content-Type": MULTI}


def as_json(**fields):
    return json.dumps(fields).encode(), {"Content-Type": "application/json"}


KINDS = [("json", as_json), ("urlencoded", form), ("multipart", multipart)]


def send(c, method, path, kind, **fields):
    body, headers = kind(**fields)
    return c.request(method, path, body, headers=headers)


def location(answer, pattern):
    """The path of a 201, its id."""
    path = answer.is_status(201).header("Location")
    found = re.fullmatch(pattern, path or "")
    check(found, f"{answer.line}: Location {path}")
    return path, int(found.group(1))


def book_of(title, author="An Author", status="Available", kind="R"):
    return {"title": title, "author": author, "rental_status": status, "book_type": kind}


def add_book(c, title=None, kind=None):
    """(path, id, title)"""
    title = title or uniq("Title ")
    body = {"title": title, "author": "An Author"}
    if kind:
        body["book_type"] = kind
    got = c.post("/books/", body).is_json(201, book_of(title, kind=kind or "R"))
    return (*location(got, r"/books/(\d+)/"), title)


def add_customer(c, first="Latham", last="Fell"):
    """(path, id)"""
    got = c.post("/customers/", {"first_name": first, "last_name": last}).is_json(
        201, {"first_name": first, "last_name": last, "is_active": True})
    return location(got, r"/customers/(\d+)/")


def rental_of(book, customer, title, status="Active"):
    return {"book": book, "customer_id": customer, "rental_status": status, "book_title": title}


def rent(c, customer, book, title):
    """The path that closes it, and its id."""
    got = c.post(f"/customers/{customer}/rentals/", {"book": book}).is_json(201, rental_of(book, customer, title))
    return location(got, r"/rentals/(\d+)/close/")


def rented(c, kind=None):
    """A fresh book rented by a fresh customer: (closing path, rental id, book path, book id, title, customer id)"""
    path, book, title = add_book(c, kind=kind)
    customer = add_customer(c)[1]
    close, rental = rent(c, customer, book, title)
    return close, rental, path, book, title, customer


def borrowed_at(c, rental, when):
    """Puts the beginning of a rental to a time of our choice (UTC, SQL text)."""
    c.stack.sql(f"UPDATE loan SET out_at = '{when}' WHERE id = {rental}")


def status_is(c, path, wanted):
    eq(c.get(path).is_status(200).json()["rental_status"], wanted, f"rental_status of {path}")


def wrong(answer, **fields):
    """400 with just these fields, each with its one message."""
    return answer.is_json(400, {name: [message] for name, message in fields.items()})


def missing(answer):
    return answer.is_json(404, {"detail": "Not found."})


def unwritten(c, act):
    before = c.stack.fingerprint()
    result = act()
    eq(c.stack.fingerprint(), before, "rows were written")
    return result


def charges(c, rental):
    return c.stack.number(f"SELECT COUNT(*) FROM account_line WHERE kind = 'charge' AND loan_id = {rental}")


# ---- books ------------------------------------------------------------------------------------------

@suite.each(KINDS)
def book_made(c, _, kind):
    """POST /books/ and GET"""
    title = uniq("Made é€😀 & + % ")
    got = send(c, "POST", "/books/", kind, title=title, author="A, B & C")
    got.is_json(201, book_of(title.strip(), "A, B & C"))
    path, _ = location(got, r"/books/(\d+)/")
    c.get(path).is_json(200, book_of(title.strip(), "A, B & C"))


@suite.each([("json", as_json, "F"), ("urlencoded", form, "N"), ("multipart", multipart, "R")])
def book_type(c, _, kind, letter):
    """book_type is kept"""
    title = uniq("Typed ")
    got = send(c, "POST", "/books/", kind, title=title, author="A", book_type=letter)
    got.is_json(201, book_of(title, "A", kind=letter))
    c.get(got.header("Location")).is_json(200, book_of(title, "A", kind=letter))


@suite.test
def books_in_order(c):
    """GET /books/: all, in order of id, no pagination"""
    titles = [add_book(c)[2] for _ in range(30)]
    got = c.get("/books/?page=2&limit=1").is_status(200).json()
    eq([book["title"] for book in got][-30:], titles)
    check(all(set(book) == {"title", "author", "rental_status", "book_type"} for book in got), got[0])
    number = c.stack.number("SELECT COUNT(*) FROM work WHERE kind = 'book' AND withdrawn = 0")
    eq(len(got), number, "books")


@suite.test
def films_are_not_there(c):
    """films are no books, whatever their id"""
    film = c.stack.number("SELECT id FROM work WHERE imdb_id = 'tt0068646'")
    missing(c.get(f"/books/{film}/"))
    missing(c.put(f"/books/{film}/", {"title": uniq(), "author": "A"}))
    customer = add_customer(c)[1]
    wrong(c.post(f"/customers/{customer}/rentals/", {"book": film}),
          book=f'Invalid pk "{film}" - object does not exist.')
    check("The Godfather" not in [book["title"] for book in c.get("/books/").json()], "a film in the list")


@suite.test
def books_of_others(c):
    """books of the other systems are there, and those of here are there for them"""
    isbn, title = isbns()[0], uniq("Booklist ")
    c.post("/add_book", {"isbn": isbn, "title": title, "author": "A", "pub_date": "2020"}).is_status(200)
    eq(c.get("/books/").json()[-1], book_of(title, "A"))
    wrong(c.post("/books/", {"title": title, "author": "B"}), title=TAKEN)
    title = add_book(c)[2]
    eq([work["title"] for work in c.get(url("/api/v1/works", title=title, _match="exact")).json()], [title])
    c.post("/delete_book", {"isbn": isbn}).is_status(200)
    check(title in str(c.get("/books/").json()), "gone")


@suite.each(KINDS)
def book_changed(c, _, kind):
    """PUT /books/<id>/: title, author, type; an absent type stays"""
    path, _, _ = add_book(c, kind="N")
    title = uniq("Changed ")
    send(c, "PUT", path, kind, title=title, author="New").is_json(200, book_of(title, "New", kind="N"))
    send(c, "PUT", path, kind, title=title, author="New", book_type="F").is_json(
        200, book_of(title, "New", kind="F"))
    c.get(path).is_json(200, book_of(title, "New", kind="F"))


@suite.test
def own_title(c):
    """its own title is no duplicate, another's is"""
    path, _, title = add_book(c)
    other = add_book(c)[2]
    c.put(path, {"title": f"  {title} ", "author": "B"}).is_json(200, book_of(title, "B"))
    unwritten(c, lambda: wrong(c.put(path, {"title": other, "author": "C"}), title=TAKEN))
    unwritten(c, lambda: wrong(c.put(path, {"title": other}), title=TAKEN, author=REQUIRED))
    free = uniq("Moved on ")
    c.put(path, {"title": free, "author": "B"}).is_status(200)
    c.post("/books/", {"title": title, "author": "the old title is free"}).is_status(201)


@suite.test
def shared_title(c):
    """a book that shares its title with an earlier one can be changed under it"""
    title = uniq("Shared ")
    for _ in range(2):
        c.post("/add_book", {"isbn": uniq("i"), "title": title, "author": "A", "pub_date": "2020"}).is_status(200)
    path = "/books/%s/" % c.stack.number(f"SELECT MAX(id) FROM work WHERE title = '{title}'")
    c.put(path, {"title": title, "author": "B"}).is_json(200, book_of(title, "B"))


@suite.test
def unchanged_members(c):
    """what the book store does not know stays: isbn, publisher, year"""
    got = c.post("/api/v1/works", {"title": uniq("Whole "), "isbn": isbns()[1], "publisher": "P", "year": 1999})
    work = got.is_status(201).json()
    path = "/books/%s/" % c.stack.number(f"SELECT id FROM work WHERE uuid = '{work['id']}'")
    c.put(path, {"title": work["title"], "author": "B", "book_type": "F"}).is_status(200)
    after = c.get("/api/v1/works/" + work["id"]).json()
    eq([after[k] for k in ("isbn", "publisher", "year", "creator", "type")],
       [work["isbn"], "P", 1999, "B", "F"])


@suite.test
def rental_status_is_read_only(c):
    """rental_status and members nobody knows are ignored"""
    title = uniq("Ignored ")
    got = c.post("/books/", {"title": title, "author": "A", "rental_status": "Rented Out", "id": 1, "x": [{}]})
    got.is_json(201, book_of(title, "A"))
    c.put(got.header("Location"), {"title": title, "author": "A", "rental_status": 5}).is_json(200, book_of(title, "A"))


@suite.test
def exact_titles(c):
    """titles compare exactly: case, accents, blanks inside"""
    title = uniq("Exact e ")
    for text in (title, title.upper(), title.replace("e", "é"), title.replace(" ", "  ")):
        c.post("/books/", {"title": text, "author": "A"}).is_status(201)
        wrong(c.post("/books/", {"title": text, "author": "A"}), title=TAKEN)


@suite.test
def trimmed(c):
    """texts are trimmed before all checks"""
    title = uniq("Trimmed ")
    c.post("/books/", {"title": f" \t\u00a0{title}\n", "author": "  A B  "}).is_json(201, book_of(title, "A B"))
    wrong(c.post("/books/", {"title": title + "   ", "author": "A"}), title=TAKEN)
    path = add_book(c)[0]
    long = uniq("L").ljust(150, "x")
    c.put(path, {"title": " " * 20 + long + " " * 20, "author": " " + "a" * 100 + " "}).is_json(
        200, book_of(long, "a" * 100))


@suite.test
def numbers_as_text(c):
    """JSON numbers are taken as text"""
    number = int(uniq("").encode().hex()[:14], 16)
    c.post("/books/", {"title": number, "author": 1.5}).is_json(201, book_of(str(number), "1.5"))


@suite.test
def kept_whole(c):
    """quotes, backslashes, %, _, markup and control characters are kept"""
    title = uniq("q ") + "'\"\\ % _ <b>&amp; \x01\x7f \u2028 日本 😀 z"
    c.post("/books/", {"title": title, "author": "';--"}).is_json(201, book_of(title, "';--"))
    eq(c.get("/books/").json()[-1], book_of(title, "';--"))


ABSENT = object()
BOOKS_WRONG = [
    ("nothing", {}, {"title": REQUIRED, "author": REQUIRED}),
    ("no author", {"title": "T"}, {"author": REQUIRED}),
    ("blank", {"title": "", "author": ""}, {"title": BLANK, "author": BLANK}),
    ("blanks only", {"title": "  \t", "author": "\n"}, {"title": BLANK, "author": BLANK}),
    ("null", {"title": None, "author": None, "book_type": None}, {"title": NULL, "author": NULL, "book_type": NULL}),
    ("too long", {"title": "é" * 151, "author": "😀" * 101},
     {"title": "Ensure this field has no more than 150 characters.",
      "author": "Ensure this field has no more than 100 characters."}),
    ("true", {"title": True, "author": False}, {"title": "Not a valid string.", "author": "Not a valid string."}),
    ("lists", {"title": ["x"], "author": {}}, {"title": "Not a valid string.", "author": "Not a valid string."}),
    ("type Z", {"title": "T", "author": "A", "book_type": "Z"}, {"book_type": '"Z" is not a valid choice.'}),
    ("type r", {"title": "T", "author": "A", "book_type": "r"}, {"book_type": '"r" is not a valid choice.'}),
    ("type empty", {"title": "T", "author": "A", "book_type": ""}, {"book_type": '"" is not a valid choice.'}),
    ("type 1", {"title": "T", "author": "A", "book_type": 1}, {"book_type": '"1" is not a valid choice.'}),
    ("all at once", {"title": "", "author": "a" * 101, "book_type": "R|F"},
     {"title": BLANK, "author": "Ensure this field has no more than 100 characters.",
      "book_type": '"R|F" is not a valid choice.'}),
]


@suite.each(BOOKS_WRONG)
def book_wrong(c, _, body, errors):
    """wrong books: 400 with all fields at once, nothing stored"""
    unwritten(c, lambda: wrong(c.post("/books/", body), **errors))


@suite.test
def wrong_put(c):
    """the same on PUT; the book stays as it was"""
    path, _, title = add_book(c)
    for _, body, errors in BOOKS_WRONG:
        wrong(c.put(path, body), **errors)
    c.get(path).is_json(200, book_of(title))


@suite.test
def limits_in_characters(c):
    """150 and 100 characters are kept whole, whatever their bytes"""
    title = (uniq("😀") + "é" * 150)[:150]
    c.post("/books/", {"title": title, "author": "日" * 100}).is_json(201, book_of(title, "日" * 100))


@suite.each(KINDS)
def taken(c, _, kind):
    """a title that is taken: told beside what else is wrong"""
    title = add_book(c)[2]
    wrong(send(c, "POST", "/books/", kind, title=title, author="A"), title=TAKEN)
    wrong(send(c, "POST", "/books/", kind, title=title, author=" "), title=TAKEN, author=BLANK)


@suite.each([("urlencoded", form), ("multipart", multipart)])
def forms_wrong(c, _, kind):
    """forms: the same words; an optional field left empty is not there"""
    wrong(send(c, "POST", "/books/", kind, title="", author="a" * 101, book_type="x"), title=BLANK,
          author="Ensure this field has no more than 100 characters.", book_type='"x" is not a valid choice.')
    title = uniq("Empty type ")
    send(c, "POST", "/books/", kind, title=title, author="A", book_type="").is_json(201, book_of(title, "A"))


# ---- customers --------------------------------------------------------------------------------------

@suite.each(KINDS)
def customer_made(c, _, kind):
    """POST /customers/ and GET: active by default, forms too"""
    got = send(c, "POST", "/customers/", kind, first_name=" Zoë ", last_name="O'Neil")
    wanted = {"first_name": "Zoë", "last_name": "O'Neil", "is_active": True}
    got.is_json(201, wanted)
    path, _ = location(got, r"/customers/(\d+)/")
    c.get(path).is_json(200, wanted)
    eq(c.get("/customers/").json()[-1], wanted)


@suite.each(KINDS)
def customer_changed(c, _, kind):
    """PUT /customers/<id>/: without is_active it stays"""
    path, _ = add_customer(c)
    send(c, "PUT", path, kind, first_name="A", last_name="B", is_active="false").is_json(
        200, {"first_name": "A", "last_name": "B", "is_active": False})
    send(c, "PUT", path, kind, first_name="C", last_name="D").is_json(
        200, {"first_name": "C", "last_name": "D", "is_active": False})
    send(c, "PUT", path, kind, first_name="C", last_name="D", is_active="1").is_json(
        200, {"first_name": "C", "last_name": "D", "is_active": True})
    c.get(path).is_json(200, {"first_name": "C", "last_name": "D", "is_active": True})


@suite.test
def customers_of_others(c):
    """customers: members in order of id, those of booklist too, staff not, removed ones not"""
    email, last = mail(), uniq("Last")
    c.post("/add_user", {"first_name": "F", "last_name": last, "email": email, "password": password()}).is_status(200)
    got = c.get("/customers/").json()
    eq(got[-1], {"first_name": "F", "last_name": last, "is_active": True})
    check(all(set(each) == {"first_name", "last_name", "is_active"} for each in got), got[0])
    number = c.stack.number(f"SELECT id FROM person WHERE email = '{email}'")
    c.get(f"/customers/{number}/").is_json(200, got[-1])
    c.post("/delete_user", {"email": email}).is_status(200)
    missing(c.get(f"/customers/{number}/"))
    staff = c.post("/api/v1/people", {"first_name": "S", "last_name": uniq(), "role": "staff"}).is_status(201).json()
    number = c.stack.number(f"SELECT id FROM person WHERE uuid = '{staff['id']}'")
    missing(c.get(f"/customers/{number}/"))
    missing(c.post(f"/customers/{number}/rentals/", {"book": 1}))
    check(staff["last_name"] not in str(c.get("/customers/").json()), "staff among the customers")


@suite.each([(repr(value), value, wanted) for value, wanted in
             [(True, True), (False, False), (1, True), (0, False), ("true", True), ("false", False), ("True", True),
              ("False", False), ("TRUE", True), ("yes", True), ("no", False), ("1", True), ("0", False), ("t", True),
              ("f", False), ("on", True), ("off", False), ("Y", True), ("n", False), (" true ", True)]])
def booleans(c, _, value, wanted):
    """is_active as they write it"""
    got = c.post("/customers/", {"first_name": "A", "last_name": "B", "is_active": value})
    got.is_json(201, {"first_name": "A", "last_name": "B", "is_active": wanted})


@suite.each([
    ("nothing", {}, {"first_name": REQUIRED, "last_name": REQUIRED}),
    ("blank, null", {"first_name": " ", "last_name": None, "is_active": None},
     {"first_name": BLANK, "last_name": NULL, "is_active": NULL}),
    ("too long", {"first_name": "é" * 31, "last_name": "x" * 31},
     {"first_name": "Ensure this field has no more than 30 characters.",
      "last_name": "Ensure this field has no more than 30 characters."}),
    ("types", {"first_name": [], "last_name": True, "is_active": "maybe"},
     {"first_name": "Not a valid string.", "last_name": "Not a valid string.", "is_active": "Must be a valid boolean."}),
    ("2", {"first_name": "A", "last_name": "B", "is_active": 2}, {"is_active": "Must be a valid boolean."}),
    ("empty", {"first_name": "A", "last_name": "B", "is_active": ""}, {"is_active": "Must be a valid boolean."}),
    ("list", {"first_name": "A", "last_name": "B", "is_active": [True]}, {"is_active": "Must be a valid boolean."}),
])
def customer_wrong(c, _, body, errors):
    """wrong customers: 400, nothing stored"""
    unwritten(c, lambda: wrong(c.post("/customers/", body), **errors))
    path, _ = add_customer(c)
    wrong(c.put(path, body), **errors)
    c.get(path).is_json(200, {"first_name": "Latham", "last_name": "Fell", "is_active": True})


@suite.test
def limits_of_names(c):
    """30 characters are kept whole"""
    body = {"first_name": "日" * 30, "last_name": "😀" * 30, "is_active": False}
    got = c.post("/customers/", body).is_json(201, body)
    c.get(got.header("Location")).is_json(200, body)


# ---- rentals ----------------------------------------------------------------------------------------

@suite.each(KINDS)
def rental(c, _, kind):
    """rent, look, close, look"""
    path, book, title = add_book(c)
    customer = add_customer(c)[1]
    rentals = f"/customers/{customer}/rentals/"
    c.get(rentals).is_json(200, [])
    got = send(c, "POST", rentals, kind, book=book)
    got.is_json(201, rental_of(book, customer, title))
    close, number = location(got, r"/rentals/(\d+)/close/")
    status_is(c, path, "Rented Out")
    c.get(rentals).is_json(200, [rental_of(book, customer, title)])
    when = (datetime.now(NAIROBI) + timedelta(days=3, minutes=1)).replace(microsecond=0)
    send(c, "PUT", close, kind, date_returned=when.isoformat()).is_json(
        200, {"amount_charged": "3.50", "currency": "Rs", "rental_status": "Closed", "date_returned": when.isoformat()})
    status_is(c, path, "Available")
    c.get(rentals).is_json(200, [rental_of(book, customer, title, "Closed")])
    eq(charges(c, number), 1, "charge lines")


@suite.test
def rentals_in_order(c):
    """a customer's rentals in order of rental id, open and closed"""
    customer = add_customer(c)[1]
    wanted = []
    for n in range(4):
        _, book, title = add_book(c)
        close, _ = rent(c, customer, book, title)
        wanted.append(rental_of(book, customer, title, "Active" if n % 2 else "Closed"))
        if not n % 2:
            c.put(close, {}).is_status(200)
    c.get(f"/customers/{customer}/rentals/").is_json(200, wanted)
    eq(c.get("/books/").json()[-1]["rental_status"], "Rented Out")


@suite.test
def due_date(c):
    """a rental is due after 14 days"""
    number = rented(c)[1]
    eq(c.stack.sql(f"SELECT TIMESTAMPDIFF(SECOND, out_at, due_at), ABS(TIMESTAMPDIFF(SECOND, out_at, UTC_TIMESTAMP())) < 60"
                   f" FROM loan WHERE id = {number}"), [[str(14 * 86400), "1"]])


@suite.test
def unavailable(c):
    """a book that is out: 400; free again after the closing"""
    close, _, path, book, title, customer = rented(c)
    other = add_customer(c)[1]
    for who in (customer, other):
        unwritten(c, lambda: c.post(f"/customers/{who}/rentals/", {"book": book}).is_json(400, UNAVAILABLE))
    c.put(close, None).is_status(200)
    rent(c, other, book, title)
    status_is(c, path, "Rented Out")


@suite.test
def copies(c):
    """a book with two copies is rented twice and Available in between"""
    path, book, title = add_book(c)
    c.stack.sql(f"INSERT INTO copy (uuid, work_id) VALUES (UUID(), {book})")
    rent(c, add_customer(c)[1], book, title)
    status_is(c, path, "Available")
    rent(c, add_customer(c)[1], book, title)
    status_is(c, path, "Rented Out")
    c.post(f"/customers/{add_customer(c)[1]}/rentals/", {"book": book}).is_json(400, UNAVAILABLE)


@suite.test
def no_tariff(c):
    """a type without a tariff is not rented, never free"""
    path, book, _ = add_book(c)
    c.stack.sql(f"UPDATE work SET type = 'X' WHERE id = {book}")
    c.post(f"/customers/{add_customer(c)[1]}/rentals/", {"book": book}).is_json(400, UNAVAILABLE)
    eq(c.get(path).json()["book_type"], "X")


@suite.test
def no_type(c):
    """a book without a type is rented as R"""
    path, book, title = add_book(c)
    c.stack.sql(f"UPDATE work SET type = NULL WHERE id = {book}")
    close, _ = rent(c, add_customer(c)[1], book, title)
    eq(c.put(close, None).is_status(200).json()["amount_charged"], "2.00")


HUGE = "12345678901234567890123"


def no_such(pk):
    return f'Invalid pk "{pk}" - object does not exist.'


def not_a_key(kind):
    return f"Incorrect type. Expected pk value, received {kind}."


@suite.each([
    ("missing", {}, REQUIRED),
    ("null", {"book": None}, NULL),
    ("empty", {"book": ""}, NULL),
    ("unknown", {"book": 999999999}, no_such(999999999)),
    ("unknown as text", {"book": "999999999"}, no_such(999999999)),
    ("0", {"book": 0}, no_such(0)),
    ("negative", {"book": -1}, no_such(-1)),
    ("64 bit", {"book": 9223372036854775807}, no_such(9223372036854775807)),
    ("huge text", {"book": HUGE}, no_such(HUGE)),
    ("abc", {"book": "abc"}, not_a_key("str")),
    ("true", {"book": True}, not_a_key("bool")),
    ("list", {"book": [1]}, not_a_key("list")),
    ("object", {"book": {}}, not_a_key("dict")),
])
def rental_wrong(c, _, body, message):
    """wrong rentals: 400, nothing stored"""
    customer = add_customer(c)[1]
    unwritten(c, lambda: wrong(c.post(f"/customers/{customer}/rentals/", body), book=message))


@suite.test
def book_as_text(c):
    """the book's id as text is fine"""
    _, book, title = add_book(c)
    customer = add_customer(c)[1]
    c.post(f"/customers/{customer}/rentals/", {"book": f" {book} "}).is_json(201, rental_of(book, customer, title))


@suite.test
def unknown_customer(c):
    """an unknown customer: 404, and the book stays Available"""
    path, book, _ = add_book(c)
    unwritten(c, lambda: missing(c.post("/customers/999999999/rentals/", {"book": book})))
    missing(c.get("/customers/999999999/rentals/"))
    status_is(c, path, "Available")


@suite.test
def inactive_customer(c):
    """the unified limits do not apply: an inactive customer, an overdue one, one with a debt"""
    path, customer = add_customer(c)
    c.put(path, {"first_name": "A", "last_name": "B", "is_active": False}).is_status(200)
    for _ in range(8):
        _, book, title = add_book(c)
        close, number = rent(c, customer, book, title)
        borrowed_at(c, number, "2019-01-01 00:00:00")
        c.stack.sql(f"UPDATE loan SET due_at = '2019-01-15' WHERE id = {number}")
    c.put(close, {}).is_status(200)
    _, book, title = add_book(c)
    rent(c, customer, book, title)


# ---- closing and charges ----------------------------------------------------------------------------

OUT = "2019-05-20 10:00:00.000000"          # UTC; 13:00 in the shop
DAY0 = datetime(2019, 5, 20, 13, tzinfo=NAIROBI)


@suite.each([(f"{kind} {days} days", kind, days, amount) for kind, amounts in {
    "R": {0: "2.00", 1: "2.00", 2: "2.00", 3: "3.50", 4: "5.00", 10: "14.00", 30: "44.00"},
    "F": {0: "3.00", 1: "3.00", 2: "6.00", 3: "9.00", 4: "12.00", 10: "30.00", 30: "90.00"},
    "N": {0: "4.50", 1: "4.50", 2: "4.50", 3: "4.50", 4: "6.00", 10: "15.00", 30: "45.00"}}.items()
    for days, amount in amounts.items()])
def charged(c, _, kind, days, amount):
    """charges"""
    close, number = rented(c, kind)[:2]
    borrowed_at(c, number, OUT)
    when = (DAY0 + timedelta(days=days)).isoformat()
    c.put(close, {"date_returned": when}).is_json(
        200, {"amount_charged": amount, "currency": "Rs", "rental_status": "Closed", "date_returned": when})


@suite.test
def just_below_a_day(c):
    """a microsecond less than the fourth day is three days"""
    close, number = rented(c, "F")[:2]
    borrowed_at(c, number, OUT)
    got = c.put(close, {"date_returned": "2019-05-24T12:59:59.999999"}).is_status(200).json()
    eq((got["amount_charged"], got["date_returned"]), ("9.00", "2019-05-24T12:59:59.999999+03:00"))


@suite.each([
    ("microseconds", "2019-05-25T13:46:57.249145", "2019-05-25T13:46:57.249145+03:00"),
    ("a blank", "2019-05-25 13:46:57", "2019-05-25T13:46:57+03:00"),
    ("no seconds", "2019-05-25T13:46", "2019-05-25T13:46:00+03:00"),
    ("Z", "2019-05-25T13:46:57Z", "2019-05-25T16:46:57+03:00"),
    ("another offset", "2019-05-25T13:46:57.5-05:00", "2019-05-25T21:46:57.500000+03:00"),
    ("its own offset", "2019-05-25T13:46:57+03:00", "2019-05-25T13:46:57+03:00"),
    ("in the future", "2999-01-01T00:00:00Z", "2999-01-01T03:00:00+03:00"),
    ("blanks around", "  2019-05-25T13:46  ", "2019-05-25T13:46:00+03:00"),
])
def dates(c, _, given, answered):
    """date_returned as it is read and answered"""
    close, number, path = rented(c)[:3]
    borrowed_at(c, number, OUT)
    eq(c.put(close, {"date_returned": given}).is_status(200).json()["date_returned"], answered)
    status_is(c, path, "Available")
    eq(c.put(close, {}).is_status(200).json()["date_returned"], answered, "asked again")


@suite.each([(repr(value), value) for value in
             ("2019-05-25", "", "tomorrow", "25.05.2019 13:46", "2019-13-01T00:00", "2019-02-29T00:00",
              "2019-05-25T25:00", "2019-05-25T13:46:57+3", 1558780017, 1.5, True, ["2019-05-25T13:46"], {})])
def wrong_date(c, _, value):
    """an invalid date: 400, the book stays Rented Out, the rental Active"""
    close, number, path, book, title, customer = rented(c)
    borrowed_at(c, number, OUT)
    unwritten(c, lambda: c.put(close, {"date_returned": value}).is_json(400, BAD_DATE))
    status_is(c, path, "Rented Out")
    c.get(f"/customers/{customer}/rentals/").is_json(200, [rental_of(book, customer, title)])


@suite.each([("no body", None, None), ("empty object", b"{}", "application/json"),
             ("null date", b'{"date_returned": null}', "application/json"), ("empty form", b"", FORM),
             ("empty field", b"date_returned=", FORM)])
def closed_now(c, _, body, kind):
    """no date: closed as of now"""
    close, _, path = rented(c, "N")[:3]
    got = c.request("PUT", close, body, headers={"Content-Type": kind} if kind else {}).is_status(200).json()
    eq((got["amount_charged"], got["rental_status"]), ("4.50", "Closed"))
    check(got["date_returned"].endswith("+03:00"), got)
    check(abs(datetime.fromisoformat(got["date_returned"]) - datetime.now(NAIROBI)) < timedelta(minutes=2), got)
    status_is(c, path, "Available")


@suite.test
def before_it_went_out(c):
    """returned before it was borrowed: 400, nothing changes"""
    close, number, path = rented(c, "F")[:3]
    borrowed_at(c, number, OUT)
    for when in ("2019-05-20T12:59:59.999999", "2019-05-20T09:59:59Z", "0001-01-01T03:00"):
        got = unwritten(c, lambda: c.put(close, {"date_returned": when}).is_status(400)).json()
        eq(list(got), ["date_returned"])
    status_is(c, path, "Rented Out")
    eq(c.put(close, {"date_returned": "2019-05-20T13:00"}).is_status(200).json()["amount_charged"], "3.00")


@suite.test
def closed_again(c):
    """closing again: what was first charged stays, whatever is sent"""
    close, number, path, book, title, _ = rented(c, "F")
    borrowed_at(c, number, OUT)
    first = c.put(close, {"date_returned": "2019-05-24T13:00", "amount_charged": "0.01", "currency": "$",
                          "rental_status": "Active"}).is_status(200).json()
    eq(first, {"amount_charged": "12.00", "currency": "Rs", "rental_status": "Closed",
               "date_returned": "2019-05-24T13:00:00+03:00"})

    def again():
        for body in ({"date_returned": "2029-05-24T13:00"}, {"date_returned": None}, {}, None,
                     {"date_returned": "2001-01-01T00:00"}):
            c.put(close, body).is_json(200, first)
        c.put(close, {"date_returned": "x"}).is_json(400, BAD_DATE)
    unwritten(c, again)
    eq(charges(c, number), 1)


@suite.test
def old_rental_closed_again(c):
    """closing an old rental again does not free a book that someone else has"""
    close, _, path, book, title, _ = rented(c)
    c.put(close, {}).is_status(200)
    rent(c, add_customer(c)[1], book, title)
    unwritten(c, lambda: c.put(close, {}).is_status(200))
    status_is(c, path, "Rented Out")


@suite.test
def type_when_closed(c):
    """the type is the book's when it is closed"""
    close, number, path, _, title, _ = rented(c, "R")
    borrowed_at(c, number, OUT)
    c.put(path, {"title": title, "author": "An Author", "book_type": "F"}).is_json(
        200, book_of(title, status="Rented Out", kind="F"))
    first = c.put(close, {"date_returned": "2019-05-24T13:00"}).is_status(200).json()
    eq(first["amount_charged"], "12.00")
    c.put(path, {"title": title, "author": "An Author", "book_type": "N"}).is_status(200)
    c.put(close, {}).is_json(200, first)


@suite.test
def deleted_book(c):
    """a book with history: deleted elsewhere it is gone here, the rental stays"""
    isbn, title = isbns()[0], uniq("Deleted ")
    c.post("/add_book", {"isbn": isbn, "title": title, "author": "A", "pub_date": "2020"}).is_status(200)
    book = c.stack.number(f"SELECT id FROM work WHERE title = '{title}'")
    customer = add_customer(c)[1]
    close, _ = rent(c, customer, book, title)
    c.post("/delete_book", {"isbn": isbn}).is_json(409, {"status": "Book is on loan"})
    first = c.put(close, {}).is_status(200).json()
    c.post("/delete_book", {"isbn": isbn}).is_status(200)
    missing(c.get(f"/books/{book}/"))
    c.get(f"/customers/{customer}/rentals/").is_json(200, [rental_of(book, customer, title, "Closed")])
    c.put(close, {}).is_json(200, first)
    wrong(c.post(f"/customers/{customer}/rentals/", {"book": book}), book=no_such(book))
    c.post("/books/", {"title": title, "author": "B"}).is_status(201)


# ---- HTTP -------------------------------------------------------------------------------------------

LISTS, DETAILS, CLOSE = "GET, POST, HEAD, OPTIONS", "GET, PUT, HEAD, OPTIONS", "PUT, OPTIONS"
PATHS = [("/books/", LISTS), ("/books/1/", DETAILS), ("/customers/", LISTS), ("/customers/1/", DETAILS),
         ("/customers/1/rentals/", LISTS), ("/rentals/1/close/", CLOSE), ("/books/999999999/", DETAILS),
         ("/rentals/999999999/close/", CLOSE)]


@suite.each([(f"{method} {path}", method, path, allow) for path, allow in PATHS
             for method in ("GET", "POST", "PUT", "PATCH", "DELETE") if method not in allow])
def not_allowed(c, _, method, path, allow):
    """405 before 404, with Allow"""
    got = c.request(method, path, b"{" if method != "GET" else None)
    got.is_json(405, {"detail": f'Method "{method}" not allowed.'})
    eq(got.header("Allow"), allow)


@suite.each(PATHS)
def options(c, path, allow):
    """OPTIONS: 200 and Allow"""
    got = c.request("OPTIONS", path).is_status(200)
    eq(got.header("Allow"), allow)
    check("application/json" in got.json()["parses"], got)


@suite.each([row for row in PATHS if "HEAD" in row[1]])
def head(c, path, allow):
    """HEAD where GET is"""
    got, body = c.request("HEAD", path), c.get(path)
    eq((got.status, got.body), (body.status, b""))
    eq(got.header("Content-Length"), str(len(body.body)))


@suite.test
def headers(c):
    """the headers of all answers"""
    close = rented(c)[0]
    asked = [c.get("/books/"), c.get("/books/999999999/"), c.post("/books/", {}), c.request("DELETE", "/books/"),
             c.post("/books/", {"title": uniq(), "author": "A"}), c.put(close, {}), c.get("/customers/"),
             c.get("/books/", headers={"Accept": "application/xml"}), c.request("OPTIONS", "/books/"),
             c.post("/books/", b"{", headers={"Content-Type": "application/json"}), c.get("/books"),
             c.get("/books/", headers={"Accept": "text/html"})]
    for got in asked:
        eq([got.header(name) for name in ("Vary", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy")],
           ["Accept,Cookie" if WEB == "apache" else "Accept, Cookie", "DENY", "nosniff", "same-origin"], got.line)
        check(got.header("Allow"), got.line, "Allow")
        check("," not in (got.type or ""), got.type)


@suite.each([(path,) for path in ("/books/999999999/", f"/books/{HUGE}/", "/customers/999999999/", f"/customers/{HUGE}/",
                                  f"/customers/{HUGE}/rentals/", "/books/0/")])
def not_found(c, path):
    """unknown and huge ids: 404"""
    missing(c.get(path))


@suite.each([("/books/999999999/", "PUT"), (f"/books/{HUGE}/", "PUT"), ("/customers/999999999/", "PUT"),
             ("/customers/999999999/rentals/", "POST"), (f"/customers/{HUGE}/rentals/", "POST"),
             ("/rentals/999999999/close/", "PUT"), (f"/rentals/{HUGE}/close/", "PUT")])
def not_found_first(c, path, method):
    """404 before the body is looked at"""
    for body, kind in ((b"{}", "application/json"), (b"{", "application/json"), (b"x", "text/plain"), (b"a=%", FORM)):
        missing(c.request(method, path, body, headers={"Content-Type": kind}))


@suite.each([(path,) for path in ("/books/abc/", "/books/1a/", "/books/-1/", "/books/1.0/", "/books/1/x/", "/books//",
                                  "/customers/x/rentals/", "/rentals/1/", "/rentals/", "/rentals/x/close/", "/books/abc",
                                  "/rentals", "/customers/1/rentals/1/")])
def unknown_path(c, path):
    """no such path: 404, HTML"""
    for method in ("GET", "POST", "PUT", "DELETE"):
        c.request(method, path).is_html(404)


@suite.each([(path,) for path in ("/books", "/books/1", "/customers", "/customers/1", "/customers/1/rentals",
                                  "/rentals/1/close")])
def slash(c, path):
    """without the last slash: 301, or 308 where the body goes along"""
    got = c.get(path + "?a=b%20c").is_status(301)
    eq(got.header("Location"), path + "/?a=b%20c")
    for method in ("POST", "PUT", "DELETE"):
        got = unwritten(c, lambda: c.request(method, path, b"{}").is_status(308))
        eq(got.header("Location"), path + "/")


@suite.each([(accept, accept, status, kind) for accept, status, kind in [
    (None, 200, "application/json"), ("*/*", 200, "application/json"), ("application/json", 200, "application/json"),
    ("application/*", 200, "application/json"), ("application/json; indent=4", 200, "application/json"),
    ("application/xml, */*;q=0.1", 200, "application/json"), ("text/html, application/json", 200, "application/json"),
    ("Application/JSON", 200, "application/json"), ("", 200, "application/json"),
    ("text/html", 200, "text/html; charset=utf-8"), ("text/*", 200, "text/html; charset=utf-8"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 200, "text/html; charset=utf-8"),
    ("application/xml", 406, "application/json"), ("text/csv, image/*", 406, "application/json"),
    ("nonsense", 406, "application/json")]])
def accepted(c, _, accept, status, kind):
    """Accept"""
    got = c.get("/books/", headers={} if accept is None else {"Accept": accept}).is_status(status)
    eq(got.type, kind)
    if status == 406:
        got.is_json(406, {"detail": "Could not satisfy the request Accept header."})


@suite.test
def nothing_is_done_when_not_acceptable(c):
    """406 before anything is done, before 405 and 404 too"""
    xml = {"Accept": "application/xml"}
    unwritten(c, lambda: c.post("/books/", {"title": uniq(), "author": "A"}, headers=xml).is_status(406))
    c.request("DELETE", "/books/", headers=xml).is_status(406)
    c.get("/books/999999999/", headers=xml).is_status(406)


@suite.test
def page_is_safe(c):
    """the page for people: what was entered is no markup"""
    mark = uniq("x")
    path = location(c.post("/books/", {"title": f"<script>{mark}</script>", "author": "\"'&"}), r"/books/(\d+)/")[0]
    got = c.get(path, headers={"Accept": "text/html"}).is_html(200)
    check(f"&lt;script&gt;{mark}&lt;/script&gt;" in got.text and "<script" not in got.text, got.text)
    check("default-src 'none'" in got.header("Content-Security-Policy"), got.headers)


@suite.each([("text/plain", "text/plain"), ("xml", "application/xml"), ("with a parameter", "text/plain; charset=utf-8"),
             ("quotes", 'text/"x"')])
def media(c, _, kind):
    """other content types: 415"""
    got = unwritten(c, lambda: c.post("/books/", b"title=x", headers={"Content-Type": kind}))
    got.is_json(415, {"detail": f'Unsupported media type "{kind}" in request.'})


@suite.test
def json_with_charset(c):
    """application/json with a charset is JSON"""
    c.post("/books/", {"title": uniq(), "author": "A"},
           headers={"Content-Type": "Application/JSON; charset=utf-8"}).is_status(201)


@suite.each([("cut", b'{"title":'), ("words", b"title"), ("quotes", b"{'title': 1}"), ("trailing", b'{"title": "x"} x'),
             ("bytes", b'{"title": "\xff"}'), ("nul", b'{"title": "\\u0000"}'), ("surrogate", b'{"title": "\\ud800"}'),
             ("deep", b"[" * 100 + b"]" * 100)])
def parse_error(c, _, body):
    """malformed JSON: 400 with detail"""
    got = unwritten(c, lambda: c.post("/books/", body).is_status(400)).json()
    eq(list(got), ["detail"])
    check(got["detail"].startswith("JSON parse error - "), got)


@suite.each([("list", b"[]"), ("list", b'[{"title": "x"}]'), ("str", b'"x"'), ("int", b"5"), ("float", b"1.5"),
             ("bool", b"true")])
def no_object(c, name, body):
    """a body that is no object: 400"""
    for method, path in (("POST", "/books/"), ("PUT", "/books/1/"), ("POST", "/customers/")):
        c.request(method, path, body).is_json(
            400, {"non_field_errors": [f"Invalid data. Expected a dictionary, but got {name}."]})


@suite.test
def null_body(c):
    """a body of null: 400"""
    c.post("/books/", b"null").is_json(400, {"non_field_errors": ["No data provided"]})


@suite.each([("no body", b"", "application/json"), ("no body, no type", None, None), ("empty form", b"", FORM),
             ("empty text", b"", "text/plain")])
def empty_body(c, _, body, kind):
    """no body: what is required is missing"""
    got = c.request("POST", "/books/", body, headers={"Content-Type": kind} if kind else {})
    wrong(got, title=REQUIRED, author=REQUIRED)


@suite.each([
    ("bad percent", b"title=%zz&author=a", FORM), ("not UTF-8", b"title=%ff&author=a", FORM),
    ("many fields", b"&".join(b"f%d=1" % n for n in range(101)), FORM),
    ("no boundary", b"--XxYy--", "multipart/form-data"), ("other boundary", multipart(title="x")[0], MULTI + "z"),
    ("cut", multipart(title="x", author="y")[0][:-10], MULTI),
    ("a file", multipart(title="x", author="y")[0].replace(b'"title"', b'"title"; filename="x"'), MULTI),
])
def form_parse_error(c, _, body, kind):
    """forms that cannot be read: 400 with detail"""
    got = unwritten(c, lambda: c.post("/books/", body, headers={"Content-Type": kind}).is_status(400)).json()
    eq(list(got), ["detail"])
    check("parse error - " in got["detail"], got)


@suite.test
def too_large(c):
    """a body over the limit: 413 in this system's shape, nothing stored"""
    got = unwritten(c, lambda: c.post("/books/", {"title": "x" * (2 << 20), "author": "A"}).is_status(413)).json()
    eq(list(got), ["detail"])


@suite.test
def idempotency(c):
    """the same Idempotency-Key rents once, and answers the same"""
    _, book, _ = add_book(c)
    customer, key = add_customer(c)[1], {"Idempotency-Key": uniq("key-")}
    first = c.post(f"/customers/{customer}/rentals/", {"book": book}, headers=key).is_status(201)
    again = c.post(f"/customers/{customer}/rentals/", {"book": book}, headers=key).is_status(201)
    eq((again.body, again.header("Location")), (first.body, first.header("Location")))
    eq(len(c.get(f"/customers/{customer}/rentals/").json()), 1)


# ---- many -------------------------------------------------------------------------------------------

CLIENTS = 64


def race(c, requests, wanted):
    answers = at_once(c, requests)
    eq(dict(Counter(answer.status for answer in answers)), wanted, "statuses")
    return answers


@suite.test
def last_copy(c):
    """64 customers rent the last copy: one 201, 63 refusals"""
    customers = [add_customer(c)[1] for _ in range(8)]
    for _ in range(3):
        path, book, _ = add_book(c)
        answers = race(c, [wire("POST", f"/customers/{customers[n % 8]}/rentals/", {"book": book}) for n in range(CLIENTS)],
                       {201: 1, 400: CLIENTS - 1})
        check(all(answer.json() == UNAVAILABLE for answer in answers if answer.status == 400), "other refusals")
        eq(c.stack.number(f"SELECT COUNT(*) FROM loan WHERE work_id = {book}"), 1, "loans")
        status_is(c, path, "Rented Out")


@suite.test
def one_closing(c):
    """64 closings of one rental: one amount, one charge line"""
    for _ in range(3):
        close, number, path = rented(c, "F")[:3]
        borrowed_at(c, number, OUT)
        answers = race(c, [wire("PUT", close, {"date_returned": f"2019-05-{21 + n % 10}T13:00"}) for n in range(CLIENTS)],
                       {200: CLIENTS})
        eq(len({answer.body for answer in answers}), 1, "different answers")
        eq(charges(c, number), 1, "charge lines")
        eq(c.stack.sql(f"SELECT amount_minor FROM account_line WHERE loan_id = {number}"),
           [[answers[0].json()["amount_charged"].replace(".", "")]])
        status_is(c, path, "Available")


@suite.test
def one_title(c):
    """one title made by 64: one 201, 63 refusals"""
    for _ in range(3):
        title = uniq("Raced ")
        answers = race(c, [wire("POST", "/books/", {"title": title, "author": f"A{n}"}) for n in range(CLIENTS)],
                       {201: 1, 400: CLIENTS - 1})
        check(all(answer.json() == {"title": [TAKEN]} for answer in answers if answer.status == 400), "other refusals")
        eq(c.stack.number(f"SELECT COUNT(*) FROM work WHERE title = '{title}'"), 1, "books")
        eq(c.stack.number("SELECT COUNT(*) FROM work w WHERE NOT EXISTS (SELECT 1 FROM copy c WHERE c.work_id = w.id)"
                          " AND w.withdrawn = 0"), 0, "books without a copy")


@suite.test
def renting_and_closing(c):
    """rented and closed by many: never two open loans of a copy, every closed one charged once"""
    path, book, title = add_book(c)
    customers = [add_customer(c)[1] for _ in range(4)]
    for _ in range(6):
        answers = at_once(c, [wire("POST", f"/customers/{customers[n % 4]}/rentals/", {"book": book}) for n in range(16)])
        won = [answer for answer in answers if answer.status == 201]
        eq(len(won), 1, "winners")
        race(c, [wire("PUT", won[0].header("Location"), {})] * 8, {200: 8})
    eq(c.stack.sql(f"SELECT COUNT(*), COUNT(returned_at), COUNT(DISTINCT a.id) FROM loan l LEFT JOIN account_line a"
                   f" ON a.loan_id = l.id WHERE l.work_id = {book}"), [["6", "6", "6"]])
    status_is(c, path, "Available")


@suite.test
def ten_thousand_books(c):
    """GET /books/ with 10,000 rows: one statement, whole, while others are served"""
    c.stack.sql("INSERT INTO work (uuid, kind, title, creator, type) SELECT UUID(), 'book', CONCAT('Bulk ', seq),"
                " REPEAT('é', 60), 'N' FROM seq_1_to_10000")
    c.stack.sql("INSERT INTO copy (uuid, work_id) SELECT UUID(), id FROM work WHERE title LIKE 'Bulk %'")
    asked = c.get("/books/")
    got = asked.is_status(200).json()
    bulk = [book for book in got if book["title"].startswith("Bulk ")]
    eq((len(bulk), bulk[9999]), (10000, book_of("Bulk 10000", "é" * 60, kind="N")))
    line = c.stack.log_of(asked.header("X-Request-Id"))
    check("statements 1" in line, line)
    print("#", line.strip()[-60:], len(asked.body), "bytes")


if __name__ == "__main__":
    run(suite)
