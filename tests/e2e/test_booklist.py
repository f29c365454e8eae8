#!/usr/bin/env python3
# The booklist contract, call by call, through the web server.
import sys

sys.dont_write_bytecode = True

from harness import (SECRET, UUID, check, eq, isbns, mail, password, run, uniq, url)
from tap import Suite

suite = Suite()

POSTS = {                       # path: its required members
    "/add_user": ("first_name", "last_name", "email", "password"),
    "/add_book": ("isbn", "title", "author", "pub_date"),
    "/add_book_to_list": ("email", "isbn"),
    "/update_user": ("email",),
    "/update_book": ("isbn",),
    "/remove_book_from_list": ("email", "isbn"),
    "/delete_user": ("email",),
    "/delete_book": ("isbn",),
}
GETS = {"/get_user": "email", "/get_book": "isbn", "/get_list": "email"}


def status(text):
    return {"status": text}


def add_user(c, email=None, first="Latham", last="Fell"):
    email = mail() if email is None else email
    c.post("/add_user", {"first_name": first, "last_name": last, "email": email,
                         "password": password()}).is_json(200, status("User added"))
    return email


def add_book(c, isbn=None, title=None, author="An Author", date="2020-03-24"):
    isbn = uniq("isbn-") if isbn is None else isbn
    c.post("/add_book", {"isbn": isbn, "title": title or uniq("Title "), "author": author,
                         "pub_date": date}).is_json(200, status("Book added"))
    return isbn


def put_on_list(c, email, isbn):
    c.post("/add_book_to_list", {"email": email, "isbn": isbn}).is_json(200, status("Book added to list"))


def user_is(c, email, first, last):
    c.get(url("/get_user", email=email)).is_json(
        200, {"status": "User returned", "data": [email, first, last]})


def book_is(c, asked, *row):
    c.get(url("/get_book", isbn=asked)).is_json(200, {"status": "Book returned", "data": list(row)})


def list_is(c, email, found):
    c.get(url("/get_list", email=email)).is_json(
        200, {"status": "List returned", "data": [[email, isbn] for isbn in found]})


def no_user(c, email):
    c.get(url("/get_user", email=email)).is_json(404, status("User not found"))


def no_book(c, isbn):
    c.get(url("/get_book", isbn=isbn)).is_json(404, status("Book not found"))


def no_list(c, email):
    c.get(url("/get_list", email=email)).is_json(404, status("No wishlist found for User"))


def unwritten(c, act):
    """Runs act() and holds that no row of any table changed."""
    before = c.stack.fingerprint()
    act()
    eq(c.stack.fingerprint(), before, "rows were written")


# ---- the table ------------------------------------------------------------------------------------

@suite.test
def index(c):
    """GET /index"""
    c.get("/index").is_json(200, status("OK"))


@suite.test
def user_added(c):
    """add_user and get_user"""
    email = add_user(c, first="Nancy", last="Drew")
    user_is(c, email, "Nancy", "Drew")


@suite.test
def user_exists(c):
    """add_user of an email that exists: 409 and nothing changes"""
    email = add_user(c, first="Nancy", last="Drew")
    unwritten(c, lambda: c.post("/add_user", {
        "first_name": "Other", "last_name": "Name", "email": email,
        "password": password()}).is_json(409, status("User already exists")))
    user_is(c, email, "Nancy", "Drew")


@suite.test
def book_added(c):
    """add_book and get_book"""
    isbn = add_book(c, title="Tiamats Wrath", author="James S. Corey", date="2020-03-24")
    book_is(c, isbn, isbn, "Tiamats Wrath", "James S. Corey", "2020-03-24")


@suite.test
def book_exists(c):
    """add_book of an isbn that exists: 409 and nothing changes"""
    isbn = add_book(c, title="One")
    unwritten(c, lambda: c.post("/add_book", {
        "isbn": isbn, "title": "Two", "author": "B", "pub_date": "1999"}).is_json(
            409, status("Book already exists")))
    book_is(c, isbn, isbn, "One", "An Author", "2020-03-24")


@suite.test
def books_of_one_title(c):
    """two books of one title and author are two books"""
    title = uniq("Same ")
    one, two = add_book(c, title=title), add_book(c, title=title)
    book_is(c, one, one, title, "An Author", "2020-03-24")
    book_is(c, two, two, title, "An Author", "2020-03-24")


@suite.test
def entry_added_twice(c):
    """add_book_to_list twice: the same answer, one entry"""
    email, isbn = add_user(c), add_book(c)
    put_on_list(c, email, isbn)
    put_on_list(c, email, isbn)
    list_is(c, email, [isbn])


@suite.each([("unknown user", False, True, ("User not found",)),
             ("unknown book", True, False, ("Book not found",)),
             ("both unknown", False, False, ("User not found", "Book not found"))])
def entry_of_unknown(c, _name, user, book, texts):
    """add_book_to_list refuses"""
    email = add_user(c) if user else mail()
    isbn = add_book(c) if book else uniq("isbn-")

    def act():
        got = c.post("/add_book_to_list", {"email": email, "isbn": isbn}).is_status(404)
        check(got.json() in [status(text) for text in texts], got)
    unwritten(c, act)
    no_list(c, email)


@suite.test
def entry_before_user(c):
    """an entry refused is not there once user and book are added"""
    email, isbn = mail(), uniq("isbn-")
    c.post("/add_book_to_list", {"email": email, "isbn": isbn}).is_status(404)
    add_user(c, email)
    add_book(c, isbn)
    no_list(c, email)


@suite.test
def list_of_nobody(c):
    """get_list of an unknown user"""
    no_list(c, mail())


@suite.test
def list_never_begun(c):
    """get_list of a user without entries"""
    no_list(c, add_user(c))


@suite.test
def list_emptied(c):
    """get_list of an emptied list, which can be filled again"""
    email, isbn = add_user(c), add_book(c)
    put_on_list(c, email, isbn)
    c.post("/remove_book_from_list", {"email": email, "isbn": isbn}).is_json(
        200, status("Book removed from list"))
    no_list(c, email)
    put_on_list(c, email, isbn)
    list_is(c, email, [isbn])


@suite.test
def list_sorted(c):
    """get_list is sorted by the isbn as shown, in byte order"""
    email, mark = add_user(c), uniq("-")
    texts = [head + mark for head in ("b", "B", "a-10", "a-9", "a", "\u00e9", "e", "z", "Z", "~", "0", "9", "10",
                                      "\U0001f600", "\uff21", "\u4e66", "'", "%", "_", " lead", "A")]
    for text in texts[::2] + texts[1::2]:
        put_on_list(c, email, add_book(c, text))
    list_is(c, email, sorted(texts, key=lambda text: text.encode()))


@suite.test
def list_sorted_as_shown(c):
    """get_list sorts real ISBNs as they are shown, not as they are kept"""
    email, shown = add_user(c), []
    for spelling in (0, 1, 2, 3, 0, 1, 2, 3):
        shown.append(add_book(c, isbns()[spelling]))
        put_on_list(c, email, shown[-1])
    list_is(c, email, sorted(shown))


@suite.test
def list_of_many(c):
    """a list of 150 books is whole"""
    email, mark = add_user(c), uniq("many-")
    found = [add_book(c, f"{mark}-{number:04d}") for number in range(150)]
    for isbn in reversed(found):
        put_on_list(c, email, isbn)
    list_is(c, email, found)


def default_list(c, person):
    """The id of the list that the booklist shows."""
    found = [made["id"] for made in c.get(url("/api/v1/lists", owner=person)).is_status(200).json()
             if made["name"] == "default"]
    if not found:
        found = [c.post("/api/v1/lists", {"owner": person, "name": "default"}).is_status(201).json()["id"]]
    return found[0]


@suite.test
def list_without_isbn(c):
    """get_list leaves out works that have no isbn"""
    email, isbn = add_user(c), add_book(c)
    person = c.get(url("/api/v1/people", email=email)).is_status(200).json()[0]["id"]
    made = default_list(c, person)
    work = c.post("/api/v1/works", {"title": uniq("No isbn ")}).is_status(201).json()["id"]
    check(UUID.match(work), work)
    c.put(f"/api/v1/lists/{made}/entries/{work}", {}).is_status(201)
    no_list(c, email)
    put_on_list(c, email, isbn)
    list_is(c, email, [isbn])


@suite.test
def lists_apart(c):
    """two users' lists do not mix"""
    one, two, isbn, other = add_user(c), add_user(c), add_book(c), add_book(c)
    put_on_list(c, one, isbn)
    put_on_list(c, two, isbn)
    put_on_list(c, two, other)
    c.post("/remove_book_from_list", {"email": two, "isbn": isbn}).is_status(200)
    list_is(c, one, [isbn])
    list_is(c, two, [other])


# ---- update ---------------------------------------------------------------------------------------

@suite.each([("first_name", {"first_name": "New"}, ("New", "Fell")),
             ("last_name", {"last_name": "New"}, ("Latham", "New")),
             ("both names", {"first_name": "N", "last_name": "D"}, ("N", "D")),
             ("email alone", {}, ("Latham", "Fell")),
             ("unknown member", {"card": "7", "role": "admin"}, ("Latham", "Fell")),
             ("password", {"password": SECRET + "changed"}, ("Latham", "Fell"))])
def user_updated(c, _name, members, names):
    """update_user"""
    email, other = add_user(c), add_user(c)
    c.post("/update_user", dict(members, email=email)).is_json(200, status("User updated"))
    user_is(c, email, *names)
    user_is(c, other, "Latham", "Fell")


@suite.test
def password_updated(c):
    """update_user stores the new password, hashed"""
    email = add_user(c)

    def stored():
        columns = [row[0] for row in c.stack.sql(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE()"
            " AND table_name = 'person' AND column_name LIKE '%password%'")]
        check(columns, "person has no column for the password")
        return c.stack.sql(f"SELECT {columns[0]} FROM person WHERE email = '{email}'")[0][0]
    before = stored()
    c.post("/update_user", {"email": email, "password": password()}).is_status(200)
    check(before != stored(), "the hash is still", before)
    for hashed in (before, stored()):
        check(hashed.startswith("$argon2id$") and SECRET not in hashed, hashed)


@suite.test
def unknown_user_updated(c):
    """update_user of an unknown email: 404, nobody is made"""
    email = mail()
    unwritten(c, lambda: c.post("/update_user", {"email": email, "first_name": "X"}).is_json(
        404, status("User not found")))
    no_user(c, email)


@suite.each([("title", {"title": "New"}, ("New", "An Author", "2020-03-24")),
             ("author", {"author": "New"}, ("Old", "New", "2020-03-24")),
             ("pub_date", {"pub_date": "May 1999"}, ("Old", "An Author", "May 1999")),
             ("pub_date to a full date", {"pub_date": "1999-05-01"}, ("Old", "An Author", "1999-05-01")),
             ("all", {"title": "A", "author": "B", "pub_date": "C"}, ("A", "B", "C")),
             ("isbn alone", {}, ("Old", "An Author", "2020-03-24")),
             ("unknown member", {"id": 7, "kind": "movie"}, ("Old", "An Author", "2020-03-24"))])
def book_updated(c, _name, members, wanted):
    """update_book changes one book only"""
    isbn, other = add_book(c, title="Old"), add_book(c, title="Other")
    c.post("/update_book", dict(members, isbn=isbn)).is_json(200, status("Book updated"))
    book_is(c, isbn, isbn, *wanted)
    book_is(c, other, other, "Other", "An Author", "2020-03-24")


@suite.test
def unknown_book_updated(c):
    """update_book of an unknown isbn: 404, nothing is made"""
    isbn = uniq("isbn-")
    unwritten(c, lambda: c.post("/update_book", {"isbn": isbn, "title": "X"}).is_json(
        404, status("Book not found")))
    no_book(c, isbn)


@suite.test
def title_of_another(c):
    """update_book to the title of another book is allowed"""
    title = uniq("Taken ")
    one, two = add_book(c, title=title), add_book(c)
    c.post("/update_book", {"isbn": two, "title": title}).is_json(200, status("Book updated"))
    book_is(c, one, one, title, "An Author", "2020-03-24")
    book_is(c, two, two, title, "An Author", "2020-03-24")


# ---- remove and delete ------------------------------------------------------------------------------

@suite.test
def removed(c):
    """remove_book_from_list takes one entry"""
    email, one, two = add_user(c), add_book(c, uniq("a")), add_book(c, uniq("b"))
    put_on_list(c, email, one)
    put_on_list(c, email, two)
    c.post("/remove_book_from_list", {"email": email, "isbn": one}).is_json(
        200, status("Book removed from list"))
    list_is(c, email, [two])
    book_is(c, one, one, *c.get(url("/get_book", isbn=one)).json()["data"][1:])


@suite.each([("not on the list", True, True), ("unknown book", True, False),
             ("unknown user", False, True), ("both unknown", False, False)])
def removed_in_vain(c, _name, user, book):
    """remove_book_from_list in vain: 404"""
    email = add_user(c) if user else mail()
    isbn = add_book(c) if book else uniq("isbn-")
    unwritten(c, lambda: c.post("/remove_book_from_list", {"email": email, "isbn": isbn}).is_json(
        404, status("Book not found on wishlist")))


@suite.test
def removed_twice(c):
    """remove_book_from_list twice: 200, then 404"""
    email, isbn = add_user(c), add_book(c)
    put_on_list(c, email, isbn)
    c.post("/remove_book_from_list", {"email": email, "isbn": isbn}).is_status(200)
    c.post("/remove_book_from_list", {"email": email, "isbn": isbn}).is_json(
        404, status("Book not found on wishlist"))


@suite.test
def user_deleted(c):
    """delete_user takes the list along; added again it is empty"""
    email, other, isbn = add_user(c), add_user(c), add_book(c)
    put_on_list(c, email, isbn)
    put_on_list(c, other, isbn)
    c.post("/delete_user", {"email": email}).is_json(200, status("User deleted"))
    no_user(c, email)
    no_list(c, email)
    list_is(c, other, [isbn])
    add_user(c, email, first="Again")
    user_is(c, email, "Again", "Fell")
    no_list(c, email)


@suite.test
def unknown_user_deleted(c):
    """delete_user of an unknown email: 200 and nothing changes"""
    unwritten(c, lambda: c.post("/delete_user", {"email": mail()}).is_json(200, status("User deleted")))


@suite.test
def book_deleted(c):
    """delete_book takes it off every list; added again it is on none"""
    one, two, isbn, other = add_user(c), add_user(c), add_book(c), add_book(c)
    for email in (one, two):
        put_on_list(c, email, isbn)
    put_on_list(c, two, other)
    c.post("/delete_book", {"isbn": isbn}).is_json(200, status("Book deleted"))
    no_book(c, isbn)
    no_list(c, one)
    list_is(c, two, [other])
    add_book(c, isbn, title="Again")
    book_is(c, isbn, isbn, "Again", "An Author", "2020-03-24")
    no_list(c, one)
    list_is(c, two, [other])


@suite.test
def unknown_book_deleted(c):
    """delete_book of an unknown isbn: 200 and nothing changes"""
    unwritten(c, lambda: c.post("/delete_book", {"isbn": uniq("isbn-")}).is_json(200, status("Book deleted")))


@suite.test
def book_deleted_with_email(c):
    """delete_book ignores other members, such as email"""
    email, isbn = add_user(c), add_book(c)
    c.post("/delete_book", {"isbn": isbn, "email": email}).is_json(200, status("Book deleted"))
    no_book(c, isbn)
    user_is(c, email, "Latham", "Fell")


@suite.test
def nothing_left_over(c):
    """deleted users and books leave no orphan rows"""
    def rows():
        return {t: c.stack.number(f"SELECT COUNT(*) FROM `{t}`") for t in c.stack.tables() if t != "audit"}

    before = rows()
    email, isbn = add_user(c), add_book(c)
    put_on_list(c, email, isbn)
    c.post("/delete_book", {"isbn": isbn}).is_status(200)
    c.post("/delete_user", {"email": email}).is_status(200)
    eq(rows(), before, "rows by table")


# ---- values -----------------------------------------------------------------------------------------

TEXTS = [("single quote", "O'Neil's"), ("double quote", 'a "b" c'), ("backslash", "a\\b\\\\c\\"), ("percent", "100%_%25"),
         ("underscore", "_a_b_"), ("newline and tab", "a\nb\tc\r\nd"), ("control characters", "a\x01b\x1f\x7fc"),
         ("emoji", "\U0001f4da\U0001f600"), ("combining", "e\u0301"), ("precomposed", "\u00e9"), ("CJK", "\u4e66\u7c4d"),
         ("right to left", "\u0643\u062a\u0627\u0628\u202e"), ("SQL", "'; DROP TABLE work; --"),
         ("or 1=1", '" OR "1"="1'), ("comment", "/* x */ #"), ("markup", "<b onclick=\"x\">&amp;</b>"),
         ("null as text", "null"), ("blanks at the ends", "  a  "), ("no-break space", "\u00a0a\u00a0"),
         ("plus and ampersand", "a+b&c=d;e?f/g"), ("format", "%s%n%d{}{0}$1"), ("last code point", "\U0010ffff\ufffd"),
         ("separator", "a\u2028b\u0085c")]


@suite.each(TEXTS)
def text_kept(c, _name, text):
    """names, titles, authors, dates and passwords are kept"""
    email = mail()
    c.post("/add_user", {"first_name": text, "last_name": text + "2", "email": email,
                         "password": password() + text}).is_json(200, status("User added"))
    user_is(c, email, text, text + "2")
    isbn = add_book(c, title=text, author=text + "a", date=text)
    book_is(c, isbn, isbn, text, text + "a", text)
    c.post("/update_book", {"isbn": isbn, "title": text + "3"}).is_status(200)
    book_is(c, isbn, isbn, text + "3", text + "a", text)


@suite.each(TEXTS)
def text_as_key(c, _name, text):
    """emails and isbns are kept"""
    email, isbn = add_user(c, uniq("k") + text), add_book(c, uniq("k") + text)
    user_is(c, email, "Latham", "Fell")
    put_on_list(c, email, isbn)
    list_is(c, email, [isbn])
    c.post("/update_user", {"email": email, "first_name": "Z"}).is_json(200, status("User updated"))
    user_is(c, email, "Z", "Fell")
    c.post("/remove_book_from_list", {"email": email, "isbn": isbn}).is_status(200)
    c.post("/delete_book", {"isbn": isbn}).is_status(200)
    c.post("/delete_user", {"email": email}).is_status(200)
    no_book(c, isbn)
    no_user(c, email)


@suite.each([('" OR "1"="1',), ("' OR '1'='1",), ("%",), ("_" * 20,), ("*",), ("\\",)])
def nobody_elses_row(c, text):
    """a hostile email finds nobody"""
    add_user(c)
    no_user(c, text)
    no_list(c, text)
    no_book(c, text)


@suite.each([("title of 120", 120, "title"), ("author of 90", 90, "author"), ("title of 300", 300, "title"),
             ("author of 300", 300, "author"), ("pub_date of 80", 80, "pub_date"), ("title of 5000", 5000, "title"),
             ("author of 5000", 5000, "author"), ("pub_date of 5000", 5000, "pub_date"),
             ("isbn of 80", 80, "isbn"), ("isbn of 300", 300, "isbn"), ("isbn of 5000", 5000, "isbn")])
def long_book(c, _name, length, member):
    """a long value of a book is kept whole or refused"""
    for letter in ("x", "\u00e9", "\U0001f600"):
        book = {"isbn": uniq("isbn-"), "title": uniq("T"), "author": "A", "pub_date": "2020"}
        book[member] = uniq() + letter * length
        got = c.post("/add_book", book)
        if got.status == 200:
            row = [book["isbn"], book["title"], book["author"], book["pub_date"]]
            if len(book["isbn"]) < 1000:        # longer ones do not fit a request line
                book_is(c, book["isbn"], *row)
        else:
            check(400 <= got.status < 500, got)
            no_book(c, book["isbn"][:500])


@suite.each([("email of 85", 85, "email"), ("email of 300", 300, "email"), ("email of 1500", 1500, "email"),
             ("first_name of 120", 120, "first_name"), ("first_name of 5000", 5000, "first_name"),
             ("last_name of 120", 120, "last_name"), ("last_name of 5000", 5000, "last_name")])
def long_user(c, _name, length, member):
    """a long value of a user is kept whole or refused"""
    for letter in ("x", "\u00e9", "\U0001f600"):
        user = {"first_name": "F", "last_name": "L", "email": mail(), "password": password()}
        user[member] = uniq() + letter * length
        got = c.post("/add_user", user)
        if got.status == 200:
            if len(user["email"]) < 500:
                user_is(c, user["email"], user["first_name"], user["last_name"])
        else:
            check(400 <= got.status < 500, got)
            no_user(c, user["email"][:500])


@suite.test
def usual_lengths(c):
    """120-character titles, 90-character authors, 85-character emails and 17-character isbns work"""
    isbn, email = isbns()[1], (uniq("m") + "x" * 85)[:73] + "@example.com"
    eq((len(isbn), len(email)), (17, 85))
    add_book(c, isbn, title="t" * 119 + "!", author="a" * 89 + "!")
    book_is(c, isbn, isbn, "t" * 119 + "!", "a" * 89 + "!", "2020-03-24")
    add_user(c, email)
    put_on_list(c, email, isbn)
    list_is(c, email, [isbn])


@suite.each([(date,) for date in ("2020-03-24", "March 1999", "1999", "0000-00-00", "2020-02-30", "24/03/2020",
                                  "next week", "2020-3-4", "1605-01-16", "2020-03-24T10:00:00", " 2020-03-24 ",
                                  "-720", "12020-01-01")])
def date_kept(c, date):
    """pub_date is returned as sent"""
    isbn = add_book(c, title="T", date=date)
    book_is(c, isbn, isbn, "T", "An Author", date)


@suite.test
def numbers_as_text(c):
    """numbers are stored as their text and find what their text finds"""
    email, number = add_user(c), 10 ** 12 + int.from_bytes(uniq().encode()[-4:], "big") * 10
    c.post("/add_book", {"isbn": number, "title": 1984, "author": -7, "pub_date": 2020}).is_json(
        200, status("Book added"))
    book_is(c, str(number), str(number), "1984", "-7", "2020")
    c.post("/add_book_to_list", {"email": email, "isbn": number}).is_json(200, status("Book added to list"))
    list_is(c, email, [str(number)])
    c.post("/add_book", {"isbn": str(number), "title": "T", "author": "A", "pub_date": "D"}).is_status(409)
    c.post("/update_book", {"isbn": number, "title": 1.5}).is_json(200, status("Book updated"))
    book_is(c, str(number), str(number), "1.5", "-7", "2020")
    c.post("/update_user", {"email": email, "first_name": 7, "last_name": 0}).is_status(200)
    user_is(c, email, "7", "0")
    c.post("/remove_book_from_list", {"email": email, "isbn": number}).is_status(200)
    c.post("/delete_book", {"isbn": number}).is_status(200)
    no_book(c, str(number))


# ---- keys -------------------------------------------------------------------------------------------

VARIANTS = ["abc", "ABC", "Abc", "\u00e0bc", "a\u0300bc", "abc ", " abc", "abc  ", "abc\u00a0", "abc\t", "a-bc", "abc\U0001f600",
            "abc\U0001f601", "\uff41bc", "abc\u200b"]


@suite.test
def emails_exact(c):
    """emails compare exactly: case, accents, blanks at the end"""
    mark = uniq("e")
    emails = [mark + text for text in VARIANTS]
    for number, email in enumerate(emails):
        add_user(c, email, first=str(number))
    for number, email in enumerate(emails):
        user_is(c, email, str(number), "Fell")
    c.post("/delete_user", {"email": emails[0]}).is_status(200)
    no_user(c, emails[0])
    for number, email in list(enumerate(emails))[1:]:
        user_is(c, email, str(number), "Fell")


@suite.test
def isbns_exact(c):
    """isbns compare exactly: case, accents, blanks at the end"""
    mark, email = uniq("e"), add_user(c)
    found = [mark + text for text in VARIANTS]
    for number, isbn in enumerate(found):
        add_book(c, isbn, title=str(number))
        put_on_list(c, email, isbn)
    for number, isbn in enumerate(found):
        book_is(c, isbn, isbn, str(number), "An Author", "2020-03-24")
    list_is(c, email, sorted(found, key=str.encode))
    c.post("/delete_book", {"isbn": found[0]}).is_status(200)
    list_is(c, email, sorted(found[1:], key=str.encode))


@suite.each([("13", 0), ("13 with hyphens", 1), ("10", 2), ("10 with hyphens", 3)])
def isbn_spellings(c, _name, first):
    """spellings of one ISBN are one book, shown as first given"""
    spellings = isbns()
    shown = spellings[first]
    email = add_user(c)
    add_book(c, shown, title="Spelt")
    for other in spellings:
        c.post("/add_book", {"isbn": other, "title": "X", "author": "Y", "pub_date": "Z"}).is_json(
            409, status("Book already exists"))
        book_is(c, other, shown, "Spelt", "An Author", "2020-03-24")
        put_on_list(c, email, other)
        list_is(c, email, [shown])
        c.post("/remove_book_from_list", {"email": email, "isbn": other}).is_json(
            200, status("Book removed from list"))
        no_list(c, email)
        c.post("/update_book", {"isbn": other, "author": other}).is_json(200, status("Book updated"))
        book_is(c, shown, shown, "Spelt", other, "2020-03-24")
        c.post("/update_book", {"isbn": other, "author": "An Author"}).is_status(200)
    c.post("/delete_book", {"isbn": spellings[first - 1]}).is_json(200, status("Book deleted"))
    for other in spellings:
        no_book(c, other)


@suite.test
def isbn_wrong_digit(c):
    """an ISBN with a wrong check digit is a text like any other"""
    good = isbns()
    wrong = str((int(good[0][-1]) + 1) % 10)
    plain, hyphens = good[0][:-1] + wrong, good[1][:-1] + wrong
    add_book(c, plain, title="Plain")
    add_book(c, hyphens, title="Hyphens")
    book_is(c, plain, plain, "Plain", "An Author", "2020-03-24")
    book_is(c, hyphens, hyphens, "Hyphens", "An Author", "2020-03-24")
    no_book(c, good[0])


@suite.test
def isbn_979(c):
    """979 numbers have no ISBN-10 but two spellings"""
    twelve = "979" + isbns()[2][:9]
    digit = (10 - sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(twelve)) % 10) % 10
    plain = twelve + str(digit)
    shown = f"979-{plain[3]}-{plain[4:8]}-{plain[8:12]}-{digit}"
    add_book(c, shown, title="T")
    book_is(c, plain, shown, "T", "An Author", "2020-03-24")
    no_book(c, isbns()[2])


# ---- requests that are wrong ----------------------------------------------------------------------------

@suite.each([(f"{path} without {member}", path, member) for path in POSTS for member in POSTS[path]])
def member_missing(c, _name, path, member):
    """missing or null member: 400 that names it"""
    body = filled(path)
    without = {k: v for k, v in body.items() if k != member}

    def act():
        for sent in (without, dict(body, **{member: None})):
            got = c.post(path, sent).is_status(400).json()
            check(list(got) == ["status"] and member in got["status"], path, sent, got)
    unwritten(c, act)


def filled(path):
    """A body of the right shape for path, of fresh values."""
    whole = {"first_name": "F", "last_name": "L", "email": mail(), "password": password(),
             "isbn": uniq("isbn-"), "title": "T", "author": "A", "pub_date": "D"}
    return {name: whole[name] for name in POSTS[path]}


@suite.each([(f"{path} {name}: {value}", path, name, value)
             for path, name in (("/add_user", "password"), ("/add_user", "email"), ("/add_user", "first_name"),
                                ("/add_book", "isbn"), ("/add_book", "title"), ("/add_book_to_list", "email"),
                                ("/delete_user", "email"), ("/delete_book", "isbn"),
                                ("/remove_book_from_list", "isbn"))
             for value in (True, [], {}, ["x"])])
def member_of_wrong_type(c, _name, path, name, value):
    """member of a wrong type: 400 that names it"""
    def act():
        got = c.post(path, dict(filled(path), **{name: value})).is_status(400).json()
        check(list(got) == ["status"] and name in got["status"], path, name, value, got)
    unwritten(c, act)


@suite.each([(repr(value), value) for value in (1234, 0, 1.5, True, None, [], {})])
def password_no_string(c, _name, value):
    """password that is no string: 400, nobody is made"""
    user = filled("/add_user")
    unwritten(c, lambda: check("password" in c.post("/add_user", dict(user, password=value)).is_status(400)
                               .json()["status"]))
    no_user(c, user["email"])
    email = add_user(c)
    unwritten(c, lambda: c.post("/update_user", {"email": email, "password": value, "first_name": "X"}).is_status(400))


@suite.each([(f"{path} {body}", path, body) for path in POSTS for body in ("[]", '"x"', "1", "null", "true", "[{}]")])
def body_no_object(c, _name, path, body):
    """body that is no object: 400 with a status text"""
    got = c.post(path, body).is_status(400).json()
    check(list(got) == ["status"] and got["status"], got)


MALFORMED = ["", " ", "{", "}", '{"email"', '{"email":}', '{"email":"a"', "{'email':'a'}", '{"email":"a",}', "{email:1}",
             '{"email":"a"} x', '{"email":"a"}{}', '{"email":tru}', '{"email":01}', '{"email":"\\x"}', '{"email":"a\nb"}',
             "nul", "//", '{"email":NaN}', "\ufeff{"]


@suite.each([(path,) for path in POSTS])
def malformed(c, path):
    """malformed JSON: 400, nothing is written"""
    def act():
        for body in MALFORMED:
            c.post(path, body).is_status(400)
    unwritten(c, act)


@suite.each([(f"{path} {kind}", path, kind) for path in POSTS
             for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                          "application/xml", "", None)])
def other_type(c, _name, path, kind):
    """other content types: 400 or 415, nothing is written"""
    unwritten(c, lambda: c.post(path, filled(path), headers={"Content-Type": kind}).is_status(400, 415))


@suite.each([("application/json; charset=utf-8",), ("application/json;charset=UTF-8",), ("Application/JSON",)])
def json_type(c, kind):
    """content type of JSON with a charset or in capitals"""
    body = filled("/add_user")
    c.post("/add_user", body, headers={"Content-Type": kind}).is_json(200, status("User added"))


@suite.each([(f"{method} {path}", method, path, "POST") for path in POSTS
             for method in ("GET", "PUT", "DELETE", "PATCH")] +
            [(f"{method} {path}", method, path, "GET") for path in ["/index"] + list(GETS)
             for method in ("POST", "PUT", "DELETE", "PATCH")])
def wrong_method(c, _name, method, path, right):
    """wrong method: 405, Allow, HTML"""
    got = c.request(method, path, None if method == "GET" else {}).is_html(405)
    allowed = [word.strip() for word in got.header("Allow", "").split(",")]
    check(right in allowed and method not in allowed, got, "Allow:", allowed)


@suite.each([(path,) for path in ("/nowhere", "/get_users", "/Get_user", "/GET_USER", "/get_user/x", "/add_user.php",
                                  "/index.html", "/wishlist_entries", "/.git/config", "/add", "/get_user%20")] +
            [(path + "/",) for path in ["/index"] + list(POSTS) + list(GETS)])
def unknown_path(c, path):
    """unknown path or trailing slash: 404, HTML"""
    c.get(path).is_html(404)
    c.post(path, {}).is_html(404)


# ---- the query ----------------------------------------------------------------------------------------

@suite.each(list(GETS.items()))
def parameter_missing(c, path, name):
    """missing query parameter: 400 that names it"""
    for query in ("", "?", "?other=1", "?" + name.upper() + "=x"):
        got = c.get(path + query).is_status(400).json()
        check(list(got) == ["status"] and name in got["status"], path, query, got)


@suite.each([("/get_user", "email", "User not found"), ("/get_book", "isbn", "Book not found"),
             ("/get_list", "email", "No wishlist found for User")])
def parameter_empty(c, path, name, text):
    """empty query parameter: 404"""
    c.get(f"{path}?{name}=").is_json(404, status(text))
    c.get(f"{path}?{name}").is_status(400, 404)


@suite.test
def parameter_repeated(c):
    """of a repeated parameter the first counts"""
    one, two = add_user(c, first="One"), add_user(c, first="Two")
    want = {"status": "User returned", "data": [one, "One", "Fell"]}
    c.get(url("/get_user", ("email", one), ("email", two))).is_json(200, want)
    c.get(url("/get_user", ("other", two), ("email", one), ("email", two))).is_json(200, want)
    c.get(url("/get_user", ("email", ""), ("email", one))).is_json(404, status("User not found"))


@suite.test
def parameter_unknown(c):
    """unknown parameters are ignored"""
    email = add_user(c)
    for more in (f"/get_user?email={email}&x=1", f"/get_user?x&email={email}", f"/get_user?&&=&email={email}&",
                 f"/get_user?_page=1&_after=x&email={email}"):
        c.get(more).is_status(200)


@suite.test
def parameter_decoded(c):
    """+ and %XX of a query are decoded once"""
    mark = uniq("d")
    plus, blank, percent = add_user(c, mark + "a+b"), add_user(c, mark + "a b"), add_user(c, mark + "a%2Bb")
    for query, email in (("a+b", blank), ("a%20b", blank), ("a%2Bb", plus), ("a%2bb", plus), ("a%252Bb", percent)):
        got = c.get(f"/get_user?email={mark}{query}").is_status(200).json()
        eq(got["data"][0], email, query)
    accent = add_user(c, mark + "\u00e9\U0001f600")
    user_is(c, accent, "Latham", "Fell")
    name = "".join(f"%{byte:02X}" for byte in b"email")
    eq(c.get(f"/get_user?{name}={mark}a+b").is_status(200).json()["data"][0], blank, "name in %XX")


@suite.each([("/index",), ("/get_user?email=nobody",), ("/get_user",), ("/nowhere",), ("/get_list?email=x",)])
def head(c, path):
    """HEAD answers as GET does, without a body"""
    got, want = c.request("HEAD", path), c.get(path)
    eq((got.status, got.type, got.body), (want.status, want.type, b""), path)
    eq(got.header("Content-Length", str(len(want.body))), str(len(want.body)), "Content-Length")


@suite.test
def after_a_refusal(c):
    """a refusal holds nobody up"""
    email = add_user(c)
    for _ in range(8):
        c.post("/add_user", {"first_name": "A", "last_name": "B", "email": email,
                             "password": password()}).is_status(409)
        add_user(c)


if __name__ == "__main__":
    run(suite, "--empty")
