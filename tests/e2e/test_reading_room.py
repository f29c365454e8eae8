#!/usr/bin/env python3
# The reading room contract: every button, every bullet, and what many clients at once may do to it.
import html
import itertools
import json
import os
import random
import re
import signal
import sys
from collections import Counter

sys.dont_write_bytecode = True

from harness import at_once, check, eq, isbns, mail, password, run, uniq, wait_for, wire
from tap import Suite

suite = Suite()

MEMBERS = {                     # button: its members
    "add_button": ("addBookName", "addBookAuthor", "addBookYear", "addBookPublisher"),
    "info_button": ("infoBookName",),
    "remove_button": ("removeBookName",),
    "reserve_button": ("reserveBookName", "reserveCardId"),
    "return_button": ("returnBookName",),
    "get_list_button": (),
}
INSERTED, RESERVED, RETURNED = "Book inserted<br><br>", "You have reserved book <br><br>", "You have returned book <br><br>"
EXISTS, TAKEN, UNKNOWN = "Book already exist", "Book is already reserved", "Book does not exist"
NOT_RESERVED = "You cannot return the book, because it is not reserved"
DELETED, ON_LOAN = "Book deleted", "Book is on loan"
MANY = 64

cards = itertools.count(random.SystemRandom().randrange(1, 1 << 40) * 1000)


def body(button, *values):
    """The call of a button, its members in the order of the table."""
    return {"button": button, **dict(zip(MEMBERS[button], values, strict=True))}


def press(c, button, *values, **more):
    return c.post("/process", body(button, *values), **more)


def says(c, text, button, *values):
    return press(c, button, *values).is_json(200, {"result": text})


def row(label, value):
    """The published format, escaped once the columns stand."""
    text = html.escape(value, quote=True).replace("&#x27;", "&#39;")
    return f"{label:>25} {'' if len(value) >= 25 else ' ' * (25 - len(value))}{text}<br>"


def shown(name, author="An Author", year="1999", publisher="A Publisher", card=None, taken=None):
    """INFO; taken without a card: on loan to somebody who has none."""
    taken = card is not None if taken is None else taken
    rows = [("book_name", name), ("book_author", author), ("is_reserved", "Yes" if taken else "No"),
            ("publisher", publisher)]
    rows += [("reserver_card_id", str(card))] if card is not None else []
    return "".join(row(label, value) for label, value in rows + [("year", year)])


def add(c, name=None, author="An Author", year="1999", publisher="A Publisher"):
    name = uniq("Book ") if name is None else name
    says(c, INSERTED + shown(name.strip(), author, year, publisher), "add_button", name, author, year, publisher)
    return name


def reserve(c, name, card=None, **more):
    card = next(cards) if card is None else card
    says(c, RESERVED + shown(name, card=card, **more), "reserve_button", name, card)
    return card


def is_now(c, name, **more):
    says(c, shown(name, **more), "info_button", name)


def is_gone(c, name):
    says(c, UNKNOWN, "info_button", name)


def names(c):
    """The list as names, newest first; each as "• NAME <br>" and nothing between."""
    got = press(c, "get_list_button").is_status(200).json()
    eq(list(got), ["books"])
    parts = re.findall("\u2022 (.*?) <br>", got["books"], re.S)
    eq("".join(f"\u2022 {part} <br>" for part in parts), got["books"], "the list")
    return [html.unescape(part) for part in parts]


def unwritten(c, act):
    before = c.stack.fingerprint()
    act()
    eq(c.stack.fingerprint(), before, "rows were written")


def quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def holds(c, name, state="ready"):
    return c.stack.number("SELECT COUNT(*) FROM hold h JOIN work w ON w.id = h.work_id WHERE w.handle = "
                          f"{quoted(name)} AND h.state = '{state}'")


def work_id(c, name):
    """(number, uuid)"""
    number, uuid = c.stack.sql(f"SELECT id, uuid FROM work WHERE handle = {quoted(name)}")[0]
    return int(number), uuid


def person(c, card):
    """The number of the one person who has this card."""
    found = c.stack.sql(f"SELECT id FROM person WHERE card_number = '{card}'")
    eq(len(found), 1, f"persons with card {card}")
    return int(found[0][0])


def add_copy(c, name):
    c.post(f"/api/v1/works/{work_id(c, name)[1]}/copies", None).is_status(201)


def whole(c):
    """What the keys promise: a taken copy has its one reason, and no reservation is without book or person."""
    eq(c.stack.sql("SELECT c.id, c.taken_by, COUNT(h.id), COUNT(l.id) FROM copy c "
                   "LEFT JOIN hold h ON h.copy_id = c.id AND h.state = 'ready' "
                   "LEFT JOIN loan l ON l.copy_id = c.id AND l.returned_at IS NULL GROUP BY c.id HAVING "
                   "COUNT(h.id) <> (c.taken_by <=> 'hold') OR COUNT(l.id) <> (c.taken_by <=> 'loan')"), [],
       "copies taken without or against their reason")
    eq(c.stack.sql("SELECT h.id FROM hold h LEFT JOIN work w ON w.id = h.work_id LEFT JOIN person p ON "
                   "p.id = h.person_id WHERE h.state IN ('pending', 'ready') AND (w.id IS NULL OR w.withdrawn OR "
                   "p.id IS NULL OR p.removed)"), [], "open reservations without book or person")
    eq(c.stack.sql("SELECT w.id FROM work w LEFT JOIN copy c ON c.work_id = w.id WHERE w.handle LIKE 'Race %' "
                   "GROUP BY w.id HAVING COUNT(c.id) <> 1"), [], "books without their copy")


def crowd(c, *calls):
    """All at once; how often each result came, without what stands behind the first <br>."""
    answers = at_once(c, [wire("POST", "/process", call) for call in calls])
    for answer in answers:
        answer.is_status(200)
    return Counter(answer.json()["result"].split("<br>")[0] + "<br>" * ("<br>" in answer.json()["result"])
                   for answer in answers), answers


# ---- the table --------------------------------------------------------------------------------------

@suite.test
def example(c):
    """the contract's example, to the letter"""
    press(c, "remove_button", "Dune").is_status(200)
    press(c, "add_button", "Dune", "Frank Herbert", "1965", "Chilton").is_json(200, {
        "result": "Book inserted<br><br>                book_name                      Dune<br>"
                  "              book_author             Frank Herbert<br>              is_reserved                        No<br>"
                  "                publisher                   Chilton<br>                     year                      1965<br>"})


@suite.test
def added(c):
    """add_button inserts, shows it, and it is found"""
    name = add(c)
    is_now(c, name)
    eq(names(c)[0], name)


@suite.test
def added_twice(c):
    """add_button of a name that exists: nothing changes"""
    name = add(c)
    unwritten(c, lambda: says(c, EXISTS, "add_button", name, "Other", "2001", "Else"))
    is_now(c, name)


@suite.test
def info_is_trimmed(c):
    """names are trimmed, on add and when looking, as Python does it"""
    name = uniq("Sp ")
    add(c, f" \t\u00a0\u3000{name}\n ")
    is_now(c, name)
    says(c, shown(name), "info_button", f"\u2003{name}\u2028 ")
    says(c, EXISTS, "add_button", name + " ", "A", "1", "P")
    card = next(cards)
    says(c, RESERVED + shown(name, card=card), "reserve_button", f"  {name}", card)
    says(c, RETURNED + shown(name), "return_button", f"{name}\t")
    says(c, DELETED, "remove_button", f" {name} ")
    is_gone(c, name)


@suite.test
def exactly(c):
    """the name compares exactly: case, accents and inner blanks count"""
    name = uniq("Caf\u00e9 Noir ")
    add(c, name)
    for other in (name.upper(), name.lower(), name.replace("\u00e9", "e"), name.replace("\u00e9", "e\u0301"),
                  name.replace(" ", "  "), name[:-1], name + "x", "%", name[:4] + "%"):
        is_gone(c, other)
    add(c, name.upper())
    add(c, name.replace("\u00e9", "e"))
    says(c, DELETED, "remove_button", name.upper())
    is_now(c, name)


@suite.test
def reserved(c):
    """reserve_button: once; the same card again is refused too"""
    name = add(c)
    card = reserve(c, name)
    is_now(c, name, card=card)
    for again in (card, next(cards)):
        unwritten(c, lambda: says(c, TAKEN, "reserve_button", name, again))
    is_now(c, name, card=card)
    eq(holds(c, name), 1)


@suite.test
def returned(c):
    """return_button gives it back, whoever asks; then it can be reserved again"""
    name = add(c)
    unwritten(c, lambda: says(c, NOT_RESERVED, "return_button", name))
    for _ in range(3):
        reserve(c, name)
        says(c, RETURNED + shown(name), "return_button", name)
        says(c, NOT_RESERVED, "return_button", name)
        is_now(c, name)
    eq((holds(c, name), holds(c, name, "fulfilled")), (0, 3))


@suite.test
def removed(c):
    """remove_button: also a reserved book; a book added again is free"""
    name = add(c)
    reserve(c, name)
    says(c, DELETED, "remove_button", name)
    is_gone(c, name)
    check(name not in names(c), "it is still in the list")
    says(c, UNKNOWN, "remove_button", name)
    add(c, name, author="Another", year="", publisher="")
    is_now(c, name, author="Another", year="", publisher="")
    whole(c)


@suite.each([(button,) for button in ("info_button", "remove_button", "return_button", "reserve_button")])
def unknown(c, button):
    """a book that is not there"""
    card = (next(cards),) * (button == "reserve_button")
    unwritten(c, lambda: says(c, UNKNOWN, button, uniq("Nothing "), *card))


@suite.test
def nobody_made(c):
    """a card unknown so far makes a person, but only when the reservation is won"""
    name, card, late = add(c), next(cards), next(cards)
    says(c, UNKNOWN, "reserve_button", uniq("Nothing "), card)
    says(c, RESERVED + shown(name, card=card), "reserve_button", name, card)
    says(c, TAKEN, "reserve_button", name, late)
    eq(c.stack.sql(f"SELECT role, first_name, last_name, card_number, email FROM person WHERE card_number IN ('{card}', '{late}')"),
       [["member", "", "", str(card), "NULL"]])
    eq(c.stack.sql(f"SELECT name FROM list WHERE owner_id = {person(c, card)}"), [["default"]])


@suite.test
def one_card_many_books(c):
    """one card may reserve any number of books: no limit applies here, nor does a block"""
    card, books = next(cards), [add(c) for _ in range(8)]
    for name in books[:4]:
        reserve(c, name, card)
    c.stack.sql(f"UPDATE person SET active = 0 WHERE id = {person(c, card)}")
    for name in books[4:]:
        reserve(c, name, card)
    eq(c.stack.number(f"SELECT COUNT(*) FROM hold WHERE person_id = {person(c, card)} AND state = 'ready'"
                      " AND pickup_until IS NULL"), 8, "reservations, none of which expires")


@suite.each([("info", "unknown text"), ("", "empty"), ("ADD_BUTTON", "case counts"), (" add_button", "a blank"), ("\U0001f600", "emoji")])
def other_button(c, button, _why):
    """any other button text: Error, and nothing done"""
    unwritten(c, lambda: c.post("/process", {**body("add_button", uniq("N"), "a", "1", "p"), "button": button}).is_json(
        200, {"result": "Error"}))


@suite.test
def list_of_names(c):
    """get_list_button: newest first, as text that a browser shows as it is"""
    one, two = add(c, uniq("One & <b>two</b> ")), add(c, uniq("O'Neil \"\u4e66\" "))
    three = add(c)
    eq(names(c)[:3], [three, two, one])
    books = press(c, "get_list_button").json()["books"]
    check(f"\u2022 {html.escape(one)} <br>" in books, books[:200])
    check("&#39;Neil &quot;" in books, books[:200])
    check("Pride and Prejudice" in books, "the sample's books are there")
    says(c, DELETED, "remove_button", two)
    eq(names(c)[:2], [three, one])


@suite.test
def list_is_books(c):
    """the list holds every book with a name, films and nameless books never"""
    eq(names(c), [line[0] for line in c.stack.sql(
        "SELECT handle FROM work WHERE handle IS NOT NULL ORDER BY id DESC LIMIT 1000")] )
    eq(c.stack.number("SELECT COUNT(*) FROM work WHERE handle IS NOT NULL AND kind <> 'book'"), 0)


# ---- values -----------------------------------------------------------------------------------------

TEXTS = [
    ("O'Neil", "O'Neil %s"), ("double quote", 'say "hi" %s'), ("backslash", "back\\slash\\' %s"), ("percent", "100%%_%s"),
    ("markup", "<script>alert(1)</script> %s"), ("entities", "a &amp; b &lt; c & d %s"), ("break", "a<br>b %s"),
    ("emoji", "\U0001f600\U0001f468\u200d\U0001f469 %s"), ("han", "\u4e66\u5c4b %s"), ("right to left", "\u0643\u062a\u0627\u0628 %s"),
    ("control", "a\x01b\tc\nd\x7f %s"), ("json", '{"a": [1]} \\u0041 %s'), ("bullet", "\u2022 x <br>\u2022 y %s"),
    ("sql", "'; DROP TABLE work; -- %s"), ("long", "w" * 150 + "%s"),
]


@suite.each(TEXTS)
def any_text(c, _name, pattern):
    """texts of people are kept as they are, and reach no page as markup"""
    name = add(c, pattern % uniq(), author="A " + pattern % "a", year="Y " + pattern % "y", publisher="P " + pattern % "p")
    more = {"author": "A " + pattern % "a", "year": "Y " + pattern % "y", "publisher": "P " + pattern % "p"}
    is_now(c, name, **more)
    card = reserve(c, name, **more)
    is_now(c, name, card=card, **more)
    check(name in names(c), "it is in the list")
    says(c, RETURNED + shown(name, **more), "return_button", name)
    for button, member in (("info_button", "infoBookName"), ("get_list_button", "x")):
        text = next(iter(c.post("/process", {"button": button, member: name}).json().values()))
        eq(re.sub("&(lt|gt|amp|quot|#39);", "", text.replace("<br>", "")).translate(dict.fromkeys(map(ord, "<>&\"'"))),
           re.sub("&(lt|gt|amp|quot|#39);", "", text.replace("<br>", "")), "unescaped marks in " + button)
    says(c, DELETED, "remove_button", name)


@suite.each([("1965", "1965"), (1965, "1965"), (-44, "-44"), ("c. 1965", "c. 1965"), ("1965-08-01", "1965-08-01"),
             ("", ""), (" 1965 ", " 1965 "), (1965.5, "1965.5"), ("99999999999", "99999999999"), ("\u5e74", "\u5e74")])
def any_year(c, year, text):
    """addBookYear is any text, a number is its text"""
    name = uniq("Year ")
    says(c, INSERTED + shown(name, year=text), "add_button", name, "An Author", year, "A Publisher")
    is_now(c, name, year=text)


@suite.test
def year_is_parsed(c):
    """the year is beside the text, for the other APIs"""
    for text, year, date in (("1965", 1965, None), ("1965-08-01", 1965, "1965-08-01"), ("c. 1965", None, None)):
        uuid = work_id(c, add(c, year=text))[1]
        work = c.get(f"/api/v1/works/{uuid}").is_status(200).json()
        eq((work["year"], work["published"], work["published_text"], work["publisher"]), (year, date, text, "A Publisher"))


CARDS = [("11", "11"), (11, "11"), (" 12 ", "12"), ("0013", "13"), ("+14", "14"), ("-15", "-15"), ("1_6", "16"), (-1, "-1"), ("-1", "-1"),
         ("-0", "0"), (0, "0"), ("\u00a017\u3000", "17"), (2**63 - 1, str(2**63 - 1)), (str(-2**63), str(-2**63)), (18.0, "18"),
         ("0" * 60 + "19", "19")]


@suite.each([(repr(card), card, text) for card, text in CARDS])
def any_card(c, _name, card, text):
    """a card is what Python's int() takes, shown as a number"""
    name = add(c)
    says(c, RESERVED + shown(name, card=text), "reserve_button", name, card)
    is_now(c, name, card=text)
    eq(c.stack.number(f"SELECT COUNT(*) FROM person WHERE card_number = '{text}'"), 1)
    says(c, RETURNED + shown(name), "return_button", name)


@suite.test
def one_card(c):
    """spellings of one card are one person"""
    card = next(cards)
    for spelling in (card, str(card), f" {card} ", f"000{card}", f"+{card}"):
        says(c, RESERVED + shown(name := add(c), card=card), "reserve_button", name, spelling)
    person(c, card)


# ---- what is refused ----------------------------------------------------------------------------------

def wrong(c, data, *words, status=400, **more):
    """Refused, naming all of words, and nothing written."""
    def act():
        got = c.post("/process", data, **more).is_status(status).json()
        eq((got.get("result"), set(got)), ("Error", {"result", "detail"}))
        for word in words:
            check(word in got["detail"], data, word, got)
    unwritten(c, act)


FULL = {button: body(button, *["1" if m == "reserveCardId" else "x" for m in members]) for button, members in MEMBERS.items()}


@suite.each([(f"{button} without {member}", button, member) for button, members in MEMBERS.items() for member in members])
def member_missing(c, _name, button, member):
    """a member that is missing, null, or of another type"""
    data = dict(FULL[button])
    del data[member]
    wrong(c, data, member)
    loose = member in ("reserveCardId", "addBookYear")
    for value in [None, [], {}, ["x"], True] + [7] * (not loose):
        wrong(c, {**data, member: value}, member)


@suite.each([("missing", {}), ("null", {"button": None}), ("number", {"button": 1}), ("list", {"button": ["info_button"]}),
             ("true", {"button": True})])
def button_wrong(c, _name, data):
    """no button"""
    wrong(c, {**data, "infoBookName": "x"}, "button")


@suite.each([(text,) for text in ("[]", "null", '"x"', "7", "true", "{", "", "[", "{'button':'x'}", '{"button":"info_button",}',
                                  '{"button":"info_button","button":"x"}', '{"button":"\ud800"}', '{"a":"\\u0000"}', "\x00")])
def no_object(c, text):
    """a body that is no object, or no JSON"""
    wrong(c, text)


@suite.each([("blank",), ("",), (" \t\n\u00a0\u2003",)])
def empty_name(c, name):
    """an empty name"""
    for button, members in MEMBERS.items():
        if members and name != "blank":
            wrong(c, {**FULL[button], members[0]: name}, members[0])
    wrong(c, {**FULL["add_button"], "addBookName": "  ", "addBookYear": None, "addBookPublisher": 5}, "addBookName", "addBookYear",
          "addBookPublisher")


@suite.each([("",), ("abc",), ("1.5",), (1.5,), ("11.0",), ("1 2",), ("0x11",), ("1__2",), ("_1",), ("--1",), (str(2**63),), (2**63,),
             (-2**63 - 1,), ("9" * 40,), (1e300,), ("\uff11x",), ("NaN",), ("1;2",)])
def no_card(c, card):
    """a card that is no number, or over 64 bit"""
    name = add(c)
    data = json.dumps(body("reserve_button", name, card))
    wrong(c, data, *["reserveCardId"] * (not isinstance(card, int)))
    wrong(c, json.dumps(body("reserve_button", " ", "x")), "reserveBookName", "reserveCardId")
    is_now(c, name)


@suite.each([("addBookName", 500), ("addBookAuthor", 1000), ("addBookYear", 200), ("addBookPublisher", 300)])
def lengths(c, member, most):
    """longest values: kept whole or refused, never cut"""
    values = {"addBookName": uniq("L"), "addBookAuthor": "a", "addBookYear": "1", "addBookPublisher": "p"}
    long = (uniq("\u4e66\U0001f600") + "\u4e66" * most)[:most]
    wrong(c, {"button": "add_button", **values, member: long + "x"}, member)
    data = {"button": "add_button", **values, member: long}
    got = c.post("/process", data).is_status(200).json()["result"]
    eq(got, INSERTED + shown(data["addBookName"], data["addBookAuthor"], data["addBookYear"], data["addBookPublisher"]))
    is_now(c, data["addBookName"], author=data["addBookAuthor"], year=data["addBookYear"], publisher=data["addBookPublisher"])
    if member == "addBookName":
        for button in ("info_button", "remove_button", "return_button"):
            wrong(c, body(button, long + "x"), MEMBERS[button][0])


@suite.each([("text/plain",), ("application/x-www-form-urlencoded",), ("multipart/form-data; boundary=x",), ("application/jsonx",), ("",)])
def other_type(c, kind):
    """another content type: 400"""
    wrong(c, json.dumps(FULL["add_button"]), "application/json", headers={"Content-Type": kind or None})


@suite.each([("application/json; charset=utf-8",), ("APPLICATION/JSON",), ("application/vnd.x+json",)])
def json_types(c, kind):
    """JSON by other names is JSON"""
    c.post("/process", json.dumps(body("info_button", uniq("N"))), headers={"Content-Type": kind}).is_json(200, {"result": UNKNOWN})


@suite.each([("GET",), ("PUT",), ("PATCH",), ("DELETE",)])
def other_method(c, method):
    """another method: 405 with Allow, in this API's shape"""
    got = c.request(method, "/process", None if method == "GET" else FULL["add_button"]).is_status(405)
    eq(got.header("Allow"), "POST, OPTIONS")
    eq((got.json()["result"], sorted(got.json())), ("Error", ["detail", "result"]))


@suite.test
def paths(c):
    """unknown paths beside it, and what it ignores"""
    c.post("/process/", FULL["info_button"]).is_html(404)
    c.post("/process/x", FULL["info_button"]).is_html(404)
    c.post("/Process", FULL["info_button"]).is_html(404)
    name = add(c)
    c.post("/process?x=1", {**body("info_button", name), "reserveCardId": "abc", "more": [{}]}).is_json(200, {"result": shown(name)})
    c.request("OPTIONS", "/process").is_status(200)


@suite.test
def page(c):
    """/library.html is a page that names /process, and has the elements that scripts drive"""
    got = c.get("/library.html").is_html(200)
    text = got.text
    check("<title>Library</title>" in text, text[:300])
    for name in ("addBookName", "addBookAuthor", "addBookYear", "addBookPublisher", "add_button", "reserveBookName", "reserveCardId",
                 "reserve_button", "removeBookName", "remove_button", "returnBookName", "return_button", "infoBookName", "info_button",
                 "get_list_button", "result", "all_books"):
        eq(len(re.findall(f'id="{name}"', text)), 1, name)
    scripts = re.findall(r'<script[^>]* src="([^"]+)"', text)
    found = [c.get("/" + src.lstrip("/")).is_status(200).text for src in scripts]
    check(any('"/process"' in script for script in found), scripts)
    check(not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", "".join(found) + text), "markup from data")
    check(not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|javascript:", text), "something inline")


@suite.test
def twice_by_key(c):
    """an Idempotency-Key: the same answer again, and nothing done twice; a refusal is kept as well"""
    name, card, key = add(c), next(cards), uniq("key")
    call = body("reserve_button", name, card)
    first = c.post("/process", call, headers={"Idempotency-Key": key}).is_json(200, {"result": RESERVED + shown(name, card=card)})
    says(c, RETURNED + shown(name), "return_button", name)
    again = c.post("/process", call, headers={"Idempotency-Key": key}).is_json(200, first.json())
    eq(again.header("Idempotency-Replayed"), "true")
    is_now(c, name)
    late = next(cards)
    reserve(c, name)
    for _ in range(2):
        c.post("/process", body("reserve_button", name, late), headers={"Idempotency-Key": key + "b"}).is_json(200, {"result": TAKEN})
    eq(c.stack.number(f"SELECT COUNT(*) FROM person WHERE card_number = '{late}'"), 0)


# ---- one catalogue --------------------------------------------------------------------------------------

def store_book(c, title):
    """A book of the book store: its number."""
    return int(c.post("/books/", {"title": title, "author": "An Author"}).is_status(201).header("Location").split("/")[2])


def status_of(c, number):
    return c.get(f"/books/{number}/").is_status(200).json()["rental_status"]


def customer(c):
    return int(c.post("/customers/", {"first_name": "A", "last_name": "B"}).is_status(201).header("Location").split("/")[2])


UNAVAILABLE = {"book": ["Book is unavailable"]}


@suite.test
def reserved_is_rented(c):
    """a book reserved here cannot be rented in the book store, until it is returned"""
    title = uniq("Store ")
    number, who = store_book(c, title), customer(c)
    is_now(c, title, year="", publisher="")
    card = next(cards)
    reserve(c, title, card, year="", publisher="")
    eq(status_of(c, number), "Rented Out")
    # Nobody's there, not even theirs who reserved it.
    holder = c.stack.number(f"SELECT id FROM person WHERE card_number = '{card}'")
    for customer_id in (who, holder):
        c.post(f"/customers/{customer_id}/rentals/", {"book": number}).is_json(400, UNAVAILABLE)
    says(c, RETURNED + shown(title, year="", publisher=""), "return_button", title)
    eq(status_of(c, number), "Available")
    c.post(f"/customers/{who}/rentals/", {"book": number}).is_status(201)


@suite.test
def rented_is_reserved(c):
    """a book on loan counts as reserved here, cannot be returned or removed here, and is free once it is back"""
    title = uniq("Store ")
    number, who = store_book(c, title), customer(c)
    close = c.post(f"/customers/{who}/rentals/", {"book": number}).is_status(201).header("Location")
    is_now(c, title, year="", publisher="", taken=True)
    card = next(cards)
    unwritten(c, lambda: says(c, TAKEN, "reserve_button", title, card))
    unwritten(c, lambda: says(c, NOT_RESERVED, "return_button", title))
    unwritten(c, lambda: says(c, ON_LOAN, "remove_button", title))
    check(title in names(c), "it stays in the list")
    c.put(close, {}).is_status(200)
    is_now(c, title, year="", publisher="")
    reserve(c, title, card, year="", publisher="")
    says(c, DELETED, "remove_button", title)
    add(c, title)
    is_now(c, title)
    whole(c)


@suite.test
def borrower_has_card(c):
    """of a loan the borrower's card is shown"""
    title, first = uniq("Store "), add(c)
    number, card = store_book(c, title), reserve(c, first)
    c.post(f"/customers/{person(c, card)}/rentals/", {"book": number}).is_status(201)
    is_now(c, title, year="", publisher="", card=card)
    says(c, NOT_RESERVED, "return_button", title)


@suite.test
def customers(c):
    """who was made by a card is a customer of the book store"""
    before = len(c.get("/customers/").json())
    reserve(c, add(c))
    now = c.get("/customers/").json()
    eq((len(now), now[-1]), (before + 1, {"first_name": "", "last_name": "", "is_active": True}))


@suite.test
def booklist_books(c):
    """a book of the booklist is found here, its date as given; deleting it frees the name at once"""
    isbn, title = isbns()[0], uniq("Listed ")
    c.post("/add_book", {"isbn": isbn, "title": f" {title} ", "author": "B", "pub_date": "spring 2001"}).is_status(200)
    is_now(c, title, author="B", year="spring 2001", publisher="")
    says(c, EXISTS, "add_button", title, "x", "1", "p")
    reserve(c, title, author="B", year="spring 2001", publisher="")
    c.post("/delete_book", {"isbn": isbn}).is_json(200, {"status": "Book deleted"})
    is_gone(c, title)
    add(c, title)
    is_now(c, title)
    whole(c)


@suite.test
def name_taken_elsewhere(c):
    """a book whose title is taken has no name here; deleting here leaves it alone"""
    name, isbn = add(c), isbns()[0]
    c.post("/add_book", {"isbn": isbn, "title": name, "author": "Namesake", "pub_date": "2001"}).is_status(200)
    is_now(c, name)
    eq(names(c).count(name), 1)
    says(c, DELETED, "remove_button", name)
    is_gone(c, name)
    eq(c.get(f"/get_book?isbn={isbn}").json()["data"][1:3], [name, "Namesake"])


@suite.test
def wish_lists(c):
    """a book removed here leaves the lists"""
    name = add(c)
    isbn = isbns()[0]
    uuid = work_id(c, name)[1]
    tag = c.get(f"/api/v1/works/{uuid}").header("ETag")
    c.patch(f"/api/v1/works/{uuid}", {"isbn": isbn}, headers={"If-Match": tag}).is_status(200)
    email = mail()
    c.post("/add_user", {"first_name": "A", "last_name": "B", "email": email, "password": password()}).is_status(200)
    c.post("/add_book_to_list", {"email": email, "isbn": isbn}).is_status(200)
    says(c, DELETED, "remove_button", name)
    c.get(f"/get_list?email={email}").is_status(404)
    c.get(f"/get_book?isbn={isbn}").is_status(404)


@suite.test
def films(c):
    """films are not there: not found, not listed, and a film's title is free for a book"""
    title = uniq("Film ")
    c.post("/api/v1/works", {"title": title, "kind": "movie"}).is_status(201)
    for button, *card in (("info_button",), ("remove_button",), ("return_button",), ("reserve_button", next(cards))):
        says(c, UNKNOWN, button, title, *card)
    check(title not in names(c), "a film in the list")
    add(c, title)
    says(c, DELETED, "remove_button", title)
    eq([w["kind"] for w in c.get(f"/api/v1/works?title={title.replace(' ', '%20')}&_match=exact").json()], ["movie"])


@suite.test
def known_years(c):
    """books from elsewhere show the year that is known of them"""
    for members, year in (({"year": 1999}, "1999"), ({"year": -720}, "-720"), ({}, ""), ({"published": "2001-02-03"}, "2001"),
                          ({"year": 1999, "published_text": "MCMXCIX"}, "MCMXCIX")):
        title = uniq("Known ")
        c.post("/api/v1/works", {"title": title, "creator": "C", **members}).is_status(201)
        is_now(c, title, author="C", year=year, publisher="")
    got = press(c, "info_button", "Python for Dummies").json()["result"]
    check(got.endswith((row("year", "2014-09-01"), row("year", "2014"))), got)


@suite.test
def two_copies(c):
    """of two copies both can be reserved; taken means that none is free; the first card is shown and returned first"""
    name = add(c)
    add_copy(c, name)
    one, two, three = (next(cards) for _ in range(3))
    says(c, RESERVED + shown(name), "reserve_button", name, one)
    says(c, TAKEN, "reserve_button", name, one)
    is_now(c, name)
    says(c, RESERVED + shown(name, card=one), "reserve_button", name, two)
    says(c, TAKEN, "reserve_button", name, three)
    is_now(c, name, card=one)
    says(c, RETURNED + shown(name), "return_button", name)
    reserve_again = press(c, "reserve_button", name, three).json()["result"]
    eq(reserve_again, RESERVED + shown(name, card=two))
    says(c, RETURNED + shown(name), "return_button", name)
    says(c, RETURNED + shown(name), "return_button", name)
    says(c, NOT_RESERVED, "return_button", name)
    whole(c)


@suite.test
def loan_beside_hold(c):
    """one copy on loan, one reserved: the card is the reservation's, and only that is returned here"""
    name = add(c)
    add_copy(c, name)
    number, who = work_id(c, name)[0], customer(c)
    c.post(f"/customers/{who}/rentals/", {"book": number}).is_status(201)
    is_now(c, name)
    card = next(cards)
    says(c, RESERVED + shown(name, card=card), "reserve_button", name, card)
    says(c, ON_LOAN, "remove_button", name)
    is_now(c, name, card=card)
    says(c, RETURNED + shown(name), "return_button", name)
    says(c, NOT_RESERVED, "return_button", name)


@suite.test
def no_copy(c):
    """a book without any copy counts as taken, by nobody"""
    name = add(c)
    c.stack.sql(f"DELETE FROM copy WHERE work_id = {work_id(c, name)[0]}")
    is_now(c, name, taken=True)
    says(c, TAKEN, "reserve_button", name, next(cards))
    says(c, NOT_RESERVED, "return_button", name)
    says(c, DELETED, "remove_button", name)


@suite.test
def queue_goes_on(c):
    """a return gives the copy to who waits in the unified API's queue: then that card is shown"""
    name, card = add(c), next(cards)
    reserve(c, name)
    waiting = c.post("/api/v1/people", {"card_number": str(card), "first_name": "W"}).is_status(201).json()["id"]
    c.post("/api/v1/holds", {"person": waiting, "work": work_id(c, name)[1]}).is_status(201)
    says(c, RETURNED + shown(name, card=card), "return_button", name)
    says(c, TAKEN, "reserve_button", name, card)
    says(c, RETURNED + shown(name), "return_button", name)
    whole(c)


@suite.test
def person_deleted(c):
    """when the person goes, so do the reservations, and the card is unknown again"""
    name = add(c)
    card = reserve(c, name)
    uuid = c.stack.sql(f"SELECT uuid FROM person WHERE card_number = '{card}'")[0][0]
    tag = c.get(f"/api/v1/people/{uuid}").header("ETag")
    c.delete(f"/api/v1/people/{uuid}", headers={"If-Match": tag}).is_status(204)
    is_now(c, name)
    reserve(c, name, card)
    whole(c)


# ---- many at once ---------------------------------------------------------------------------------------

@suite.test
def add_at_once(c):
    """many add one book: one inserts, and the information is wholly the winner's"""
    for _ in range(3):
        name = uniq("Race ")
        told, answers = crowd(c, *[body("add_button", name, f"author {i}", str(1000 + i), f"publisher {i}") for i in range(MANY)])
        eq(told, Counter({"Book inserted<br>": 1, EXISTS: MANY - 1}))
        won = next(i for i, answer in enumerate(answers) if answer.json()["result"] != EXISTS)
        more = {"author": f"author {won}", "year": str(1000 + won), "publisher": f"publisher {won}"}
        eq(answers[won].json()["result"], INSERTED + shown(name, **more))
        is_now(c, name, **more)
    whole(c)


@suite.each([("new cards", False), ("known cards", True)])
def reserve_at_once(c, _name, known):
    """many reserve one book: one wins, its card is there at the end, and nobody else was made"""
    who = [next(cards) for _ in range(MANY)]
    if known:
        c.stack.sql(f"INSERT INTO person (uuid, card_number) SELECT UUID(), {who[0]} + seq FROM seq_0_to_{MANY - 1}")
    for _ in range(3):
        name = add(c, uniq("Race "))
        told, answers = crowd(c, *[body("reserve_button", name, card) for card in who])
        eq(told, Counter({"You have reserved book <br>": 1, TAKEN: MANY - 1}))
        won = next(who[i] for i, answer in enumerate(answers) if answer.json()["result"] != TAKEN)
        is_now(c, name, card=won)
        eq(holds(c, name), 1)
        person(c, won)
        told, _ = crowd(c, *[body("return_button", name)] * MANY)
        eq(told, Counter({"You have returned book <br>": 1, NOT_RESERVED: MANY - 1}))
        is_now(c, name)
    made = c.stack.number(f"SELECT COUNT(*) FROM person WHERE CAST(card_number AS SIGNED) BETWEEN {who[0]} AND {who[-1]}")
    check(made == MANY if known else made <= 3, "persons:", made)
    whole(c)


@suite.test
def one_new_card(c):
    """one new card reserves many books at once: all are reserved, by one person"""
    books, card = [add(c, uniq("Race ")) for _ in range(24)], next(cards)
    told, _ = crowd(c, *[body("reserve_button", name, card) for name in books])
    eq(told, Counter({"You have reserved book <br>": 24}))
    eq(c.stack.number(f"SELECT COUNT(*) FROM hold WHERE person_id = {person(c, card)} AND state = 'ready'"), 24)
    for name in books:
        is_now(c, name, card=card)


@suite.test
def copies_at_once(c):
    """of three copies exactly three are reserved"""
    name = add(c, uniq("Trio "))
    add_copy(c, name)
    add_copy(c, name)
    told, _ = crowd(c, *[body("reserve_button", name, next(cards)) for _ in range(32)])
    eq(told, Counter({"You have reserved book <br>": 3, TAKEN: 29}))
    told, _ = crowd(c, *[body("return_button", name)] * 32)
    eq(told, Counter({"You have returned book <br>": 3, NOT_RESERVED: 29}))


@suite.test
def alternate(c):
    """reserve and return mixed: successes alternate, and fit the state at the end"""
    name, reserved_, returned_ = add(c, uniq("Race ")), 0, 0
    for _ in range(4):
        calls = [body("reserve_button", name, next(cards)) for _ in range(MANY // 2)] + [body("return_button", name)] * (MANY // 2)
        random.shuffle(calls)
        told, _answers = crowd(c, *calls)
        check(set(told) <= {"You have reserved book <br>", TAKEN, "You have returned book <br>", NOT_RESERVED}, told)
        reserved_ += told["You have reserved book <br>"]
        returned_ += told["You have returned book <br>"]
        check(reserved_ - returned_ in (0, 1), reserved_, returned_)
        eq("Yes" in press(c, "info_button", name).json()["result"], reserved_ - returned_ == 1, "the state at the end")
        eq((holds(c, name), holds(c, name, "fulfilled")), (reserved_ - returned_, returned_))
    check(reserved_ > 1, "one reservation in all: no race at all")
    whole(c)


@suite.test
def come_and_go(c):
    """add and remove mixed: inserted - deleted is 0 or 1 and fits the end"""
    name, inserted, deleted = uniq("Race "), 0, 0
    for _ in range(3):
        calls = [body("add_button", name, "a", "1", "p"), body("remove_button", name)] * (MANY // 2)
        told, _ = crowd(c, *calls)
        check(set(told) <= {"Book inserted<br>", EXISTS, DELETED, UNKNOWN}, told)
        inserted, deleted = inserted + told["Book inserted<br>"], deleted + told[DELETED]
        check(inserted - deleted in (0, 1), inserted, deleted)
        there = press(c, "info_button", name).json()["result"] != UNKNOWN
        eq(there, inserted - deleted == 1, "the end")
    whole(c)


@suite.test
def half_a_book(c):
    """reserve against remove never leaves half a book"""
    for _ in range(4):
        name = add(c, uniq("Race "))
        calls = [body("reserve_button", name, next(cards)) for _ in range(16)] + [body("remove_button", name)] * 4
        calls += [body("return_button", name)] * 8
        random.shuffle(calls)
        told, _answers = crowd(c, *calls)
        eq(told[DELETED], 1)
        check(set(told) <= {"You have reserved book <br>", TAKEN, "You have returned book <br>", NOT_RESERVED, UNKNOWN, DELETED}, told)
        is_gone(c, name)
        eq(c.stack.sql(f"SELECT id FROM work WHERE handle = {quoted(name)}"), [])
    whole(c)


@suite.test
def store_against_room(c):
    """rental against reservation of one copy: one of the two"""
    for _ in range(4):
        name = add(c, uniq("Race "))
        number, who = work_id(c, name)[0], customer(c)
        requests = [wire("POST", f"/customers/{who}/rentals/", {"book": number}),
                    wire("POST", "/process", body("reserve_button", name, next(cards)))] * 16
        answers = at_once(c, requests)
        rented = [a for a in answers[::2] if a.is_status(201, 400).status == 201]
        won = [a for a in answers[1::2] if a.is_status(200).json()["result"] != TAKEN]
        eq(len(rented) + len(won), 1, "winners")
        eq(status_of(c, number), "Rented Out")
    whole(c)


@suite.test
def anything_at_once(c):
    """all buttons on few books at once: every answer is one of the published ones, and all is whole after it"""
    books = [uniq("Race ") for _ in range(4)]
    texts = {"Book inserted<br>", EXISTS, DELETED, UNKNOWN, "You have reserved book <br>", TAKEN, "You have returned book <br>", NOT_RESERVED}
    for _ in range(4):
        calls = []
        for _ in range(MANY):
            name = random.choice(books)
            calls.append(random.choice([body("add_button", name, "a", "1", "p"), body("remove_button", name), body("return_button", name),
                                        body("reserve_button", name, next(cards)), body("info_button", name)]))
        told, _ = crowd(c, *calls)
        check({text for text in told if not text.startswith(" ")} <= texts, told)
    whole(c)


# ---- the rest -----------------------------------------------------------------------------------------------

@suite.test
def thousand(c):
    """the list is the 1000 books added last, newest first"""
    mark = uniq("Many ")
    c.stack.sql("INSERT INTO work (uuid, kind, title, handle) SELECT UUID(), 'book', t, t FROM "
                f"(SELECT CONCAT('{mark} ', seq) AS t FROM seq_1_to_1100 ORDER BY seq) x")
    c.stack.sql(f"INSERT INTO work (uuid, kind, title) SELECT UUID(), 'movie', CONCAT('{mark} film ', seq) FROM seq_1_to_100")
    got = names(c)
    eq(len(got), 1000)
    eq(got, [f"{mark} {n}" for n in range(1100, 100, -1)])
    last = add(c)
    eq(names(c)[:2], [last, f"{mark} 1100"])


@suite.test
def database_away(c):
    """the database away: 503 with Retry-After in this shape, and all goes on when it is back"""
    name = add(c)
    os.kill(c.stack.database(), signal.SIGKILL)
    wait_for("the end of the database", 20, lambda: not c.stack.named("mariadbd"))
    for button in ("info_button", "get_list_button", "add_button", "reserve_button", "return_button", "remove_button"):
        got = c.post("/process", FULL[button], ok5xx=True).is_status(503)
        eq((got.json()["result"], sorted(got.json())), ("Error", ["detail", "result"]))
        check(int(got.header("Retry-After")) > 0, got.headers)
    c.post("/process", {"button": "add_button"}).is_status(400)
    c.post("/process", {"button": "other"}).is_json(200, {"result": "Error"})
    c.stack.up()
    wait_for("the workers' connections", 20, lambda: c.post("/process", body("info_button", name), ok5xx=True).status == 200)
    is_now(c, name)
    reserve(c, name)


if __name__ == "__main__":
    run(suite)
