"""The items that deploy/bench measures, one place each: what is asked, and what of it the database has to do at the least.

A request is (method, target, statuses that are right, header or "", body or ""). The floor of an item is its leanest SQL as
somebody would write it who knows this schema, with the values of each act; see floor.c for "!" and COMMIT. An act of
writing leaves the same rows as Carrel's: what it changes, and the row of the audit."""
import json
from dataclasses import dataclass, field
from typing import Callable, Sequence
from urllib.parse import quote

import rows as r

SAMPLE = 4096       # lists, books or readers that are asked for, spread over all
HOT_BOOKS = 10      # that everybody wants to reserve
PAGE = 10

AUDIT = ("INSERT INTO audit (actor, role, request_id, method, route, target, subject, subject_id, before_state, after_state) "
         "VALUES ('open', 'staff', REPLACE(UUID(), '-', ''), 'POST', ?, ?, ?, ?, NULL, ?)")
FILM = "w.imdb_id, w.title, w.year, w.genre, w.creator, w.country, w.rating, w.released"
WORK = ("w.uuid, w.kind, w.isbn, w.publisher, w.published, w.published_text, w.type, w.created_at, w.updated_at, "
        f"{FILM}, (SELECT COUNT(*) FROM copy c WHERE c.work_id = w.id), "
        "(SELECT COUNT(*) FROM copy c WHERE c.work_id = w.id AND c.taken_by IS NULL)")
IS_FILM = "w.withdrawn = 0 AND w.kind = 'movie'"
AFTER = "w.title_search >= ? AND (w.title_search > ? OR w.imdb_id > ?)"
BY_TITLE = "ORDER BY w.title_search, w.imdb_id, w.id LIMIT 10"


@dataclass
class Item:
    name: str
    title: str
    requests: Callable                      # (rows, site) -> list of requests
    floor: Sequence[str] = ()
    values: Callable = None                 # (rows, site) -> list of lists of values, for the floor
    acts: int = 1                           # requests that one act of the floor stands for
    group: int = 1                          # requests that belong together
    php: bool = True
    mark: str = ""                          # stands before a number that the next request takes for @@
    wanted: str = ""                        # answers with it are counted
    writes: bool = False
    beside: Callable = None                 # requests that its own are compared with, measured next to them
    grows: bool = False                     # its answer has all rows: measured on the small number only
    varies: Sequence[str] = field(default_factory=tuple)    # patterns of what differs between two answers


def some(rows, n=SAMPLE):
    """n numbers of rows, spread over all of them."""
    step = max(1, rows // n)
    return [i * step for i in range(min(n, rows))]


def get(target, header=""):
    return "GET", target, "200", header, ""


def post(target, body, statuses="200", method="POST"):
    return method, target, statuses, "", json.dumps(body, separators=(",", ":"), ensure_ascii=False)


# ---- R1 to R3: lists and books ----

def booklists(rows, site):
    return [get("/get_list?email=" + quote(r.email(n))) for n in some(rows)]


def wishlists(rows, site):
    return [get("/wishlist/" + r.uuid("list", n)) for n in some(rows)]


def unchanged(of):
    """The same again, by somebody who has the answer."""
    def requests(rows, site):
        asked = of(rows, site)[:512]
        return [(method, target, "304", f"If-None-Match: {site.etag(target)}", "") for method, target, *_ in asked]
    return requests


def books(rows, site):
    return [get("/get_book?isbn=" + r.isbn(n)) for n in some(rows)]


# ---- R4: pages of films ----

def film_page(where):
    def requests(rows, site):
        pages = rows // PAGE
        at = {"first": [1], "middle": range(pages // 2 - 50, pages // 2 + 50), "last": [pages]}[where]
        return [get(f"/v1/movies.list?page={page}&number_of_records={PAGE}") for page in at]
    return requests


def film_cursors(rows, site):
    return [get(target) for target in site.cursors]


def before_pages(rows, site):
    """The last film of the page before, for pages in the middle."""
    return [[title, title, imdb] for title, imdb, _ in site.films_before_pages]


def before_cursors(rows, site):
    return [[title, title, f"#{ident}"] for title, _, ident in site.films_before_pages]


# ---- R5, R6 ----

def searches(rows, site):
    """An author's works: words of titles are in more works the more works there are."""
    return [get(f"/api/v1/works?q={r.surname(n)}&_per_page={PAGE}") for n in some(rows)]


def search_words(rows, site):
    return [[f"+{r.surname(n)}*"] * 2 for n in some(rows)]


def all_books(rows, site):
    return [get("/books/")]


# ---- M1: a book on a list, and off it ----

def wishes(rows):
    """(list, book) where the book is not on the list."""
    for n in some(rows):
        taken = {r.book_of(n, place, rows) for place in range(r.LIST_LENGTH)}
        yield n, next(b for b in range(n, n + 100) if b % rows not in taken) % rows


def list_changes(rows, site):
    made = []
    for n, book in wishes(rows):
        body = {"email": r.email(n), "isbn": r.isbn(book)}
        made += [post("/add_book_to_list", body), post("/remove_book_from_list", body)]
    return made


def list_change_values(rows, site):
    made = []
    for n, book in wishes(rows):
        state = json.dumps({"email": r.email(n), "isbn": r.isbn(book)})
        act = [r.email(n), r.isbn(book)]
        for route in ("/add_book_to_list", "/remove_book_from_list"):
            made.append([*act, route, route, "list", r.uuid("list", n), state])
    return [a + b for a, b in zip(made[::2], made[1::2])]


# ---- M2: one of ten books, reserved and brought back by whoever comes ----

def booked(rows, i):
    """The books of act i, one to reserve and one to return: by chance that is the same in each run; the first the same."""
    return [(k * 7 + k * k // 3 + k // 11) % HOT_BOOKS for k in (i, 3 * i + 1 if i else 0)]


def bookings(rows, site):
    made = []
    for i in range(SAMPLE):
        out, back = booked(rows, i)
        made.append(post("/process", {"button": "reserve_button", "reserveBookName": r.title(out),
                                      "reserveCardId": int(r.card(100 + i % 1000))}))
        made.append(post("/process", {"button": "return_button", "returnBookName": r.title(back)}))
    return made


def booking_values(rows, site):
    made = []
    for i in range(SAMPLE):
        out, back = booked(rows, i)
        state = json.dumps({"work": r.uuid("book", out), "title": r.title(out), "card_number": r.card(100 + i % 1000)})
        audit = ["/process", "/process", "hold"]
        made.append([r.title(out), f"#{r.FIRST_ID + out}", f"#{r.FIRST_ID + out}", f"#{r.FIRST_ID + 100 + i % 1000}",
                     f"#{r.FIRST_ID + out}", *audit, r.uuid("book", out), state,
                     r.title(back), f"#{r.FIRST_ID + back}", f"#{r.FIRST_ID + back}", *audit, r.uuid("book", back), state])
    return made


# ---- M3: a rental ----

def rentals(rows, site):
    made = []
    for n in some(rows - 200, 2048):
        made.append(post(f"/customers/{r.FIRST_ID + 100 + n}/rentals/", {"book": r.FIRST_ID + 100 + n}, "201"))
        made.append(post("/rentals/@@/close/", {}, method="PUT"))
    return made


def rental_values(rows, site):
    made = []
    for n in some(rows - 200, 2048):
        ident = f"#{r.FIRST_ID + 100 + n}"
        state = json.dumps({"work": r.uuid("book", n), "title": r.title(n), "person": r.uuid("person", n)})
        audit = ["/rentals/{number}/close/", "/rentals/1/close/", "loan", r.uuid("book", n), state]
        made.append([ident, ident, ident, ident, ident, ident, *audit,
                     ident, ident, ident, ident, *audit])
    return made


R1_FLOOR = ("SELECT p.uuid, w.uuid, w.isbn, w.title, w.creator, w.published FROM list l JOIN person p ON p.id = l.owner_id "
            "JOIN list_entry e ON e.list_id = l.id JOIN work w ON w.id = e.work_id "
            "WHERE l.uuid = ? AND w.kind = 'book' ORDER BY e.place, e.added_at, e.work_id")

ITEMS = [
    Item("R1 booklist", "read a list of 10: /get_list", booklists,
         ["SELECT w.isbn FROM person p JOIN list l ON l.owner_id = p.id AND l.name = 'default' "
          "JOIN list_entry e ON e.list_id = l.id JOIN work w ON w.id = e.work_id "
          "WHERE p.email = ? AND w.isbn IS NOT NULL ORDER BY w.isbn"],
         lambda rows, site: [[r.email(n)] for n in some(rows)]),
    Item("R2 booklist", "the same, If-None-Match", unchanged(booklists), php=False, beside=booklists),
    Item("R1 wishlist", "read a list of 10: /wishlist/{id}", wishlists, [R1_FLOOR],
         lambda rows, site: [[r.uuid("list", n)] for n in some(rows)]),
    Item("R2 wishlist", "the same, If-None-Match", unchanged(wishlists), php=False, beside=wishlists),
    Item("R3 book", "one book by isbn: /get_book", books,
         ["SELECT isbn, title, creator, published FROM work WHERE isbn_key = ?"],
         lambda rows, site: [[r.isbn(n)] for n in some(rows)]),
    Item("R4 first", "films by title, page 1", film_page("first"),
         [f"SELECT {FILM} FROM work w FORCE INDEX FOR ORDER BY (work_films) WHERE {IS_FILM} {BY_TITLE}"],
         lambda rows, site: [[]]),
    Item("R4 middle", "films by title, a page in the middle", film_page("middle"),
         [f"SELECT {FILM} FROM work w FORCE INDEX (work_films) WHERE {IS_FILM} AND {AFTER} {BY_TITLE}"], before_pages),
    Item("R4 last", "films by title, the last page", film_page("last"),
         [f"SELECT {FILM} FROM work w FORCE INDEX (work_films) WHERE {IS_FILM} AND {AFTER} {BY_TITLE}"],
         lambda rows, site: [[title, title, imdb] for title, imdb, _ in site.films_before_last]),
    Item("R4 cursor", "films by title, by cursor: /api/v1/works", film_cursors,
         [f"SELECT {WORK} FROM work w FORCE INDEX (work_by_kind) "
          f"WHERE {IS_FILM} AND w.title_search >= ? AND (w.title_search > ? OR w.id > ?) ORDER BY w.title_search, w.id LIMIT 10"],
         before_cursors, php=False),
    Item("R5 search", "full text, by author: /api/v1/works?q=", searches,
         [f"SELECT {WORK}, page.found FROM (SELECT w.id, COUNT(*) OVER () AS found FROM work w "
          "WHERE MATCH (w.title_search, w.creator_search) AGAINST (? IN BOOLEAN MODE) AND w.withdrawn = 0 "
          "ORDER BY MATCH (w.title_search, w.creator_search) AGAINST (? IN BOOLEAN MODE) DESC LIMIT 10) page "
          "JOIN work w ON w.id = page.id"],
         search_words, php=False),
    Item("R6 all books", "GET /books/ whole", all_books, grows=True),
    Item("M1 wish", "add a book to a list, take it off", list_changes,
         ["INSERT INTO list_entry (list_id, work_id) SELECT l.id, w.id FROM person p "
          "JOIN list l ON l.owner_id = p.id AND l.name = 'default' JOIN work w WHERE p.email = ? AND w.isbn_key = ?",
          AUDIT, "COMMIT",
          "!DELETE e FROM person p JOIN list l ON l.owner_id = p.id AND l.name = 'default' "
          "JOIN list_entry e ON e.list_id = l.id JOIN work w ON w.id = e.work_id WHERE p.email = ? AND w.isbn_key = ?",
          AUDIT, "COMMIT"], list_change_values, acts=2, group=2, writes=True),
    Item("M2 booking", "reserve and return one of 10 books", bookings,
         ["!SELECT w.id, w.creator, w.publisher, w.published_text, c.id FROM work w "
          "JOIN copy c ON c.work_id = w.id AND c.taken_by IS NULL WHERE w.handle = ? LIMIT 1",
          "!UPDATE copy SET taken_by = 'hold' WHERE id = ? AND taken_by IS NULL",
          "INSERT INTO hold (uuid, work_id, person_id, state, copy_id, placed_at, ready_at) "
          "VALUES (UUID(), ?, ?, 'ready', ?, NOW(6), NOW(6))", AUDIT, "COMMIT",
          "!SELECT h.id, w.creator, w.publisher, w.published_text FROM work w "
          "JOIN hold h ON h.work_id = w.id AND h.state = 'ready' WHERE w.handle = ? LIMIT 1",
          "!UPDATE hold SET state = 'cancelled', closed_at = NOW(6) WHERE ready_copy = ?",
          "UPDATE copy SET taken_by = NULL WHERE id = ? AND taken_by = 'hold'", AUDIT, "COMMIT"],
         booking_values, acts=2, wanted="You have", writes=True),
    Item("M3 rental", "rent a book and bring it back", rentals,
         ["!SELECT w.title, (SELECT MAX(version) FROM tariff_version) FROM person p JOIN work w "
          "WHERE p.id = ? AND p.removed = 0 AND w.id = ? AND w.withdrawn = 0",
          "!UPDATE copy SET taken_by = 'loan' WHERE id = ? AND taken_by IS NULL",
          "INSERT INTO loan (uuid, copy_id, work_id, person_id, out_at, due_at, tariff_version) "
          "VALUES (UUID(), ?, ?, ?, NOW(6), NOW(6) + INTERVAL 14 DAY, 1)", AUDIT, "COMMIT",
          "!SELECT l.id, l.out_at, w.type, t.name, t.first_days, t.first_rate_minor, t.after_rate_minor, t.least_minor "
          "FROM loan l JOIN work w ON w.id = l.work_id JOIN tariff t ON t.version = l.tariff_version AND t.type = w.type "
          "WHERE l.open_copy = ?",
          "INSERT INTO account_line (uuid, person_id, kind, amount_minor, loan_id, created_by) "
          "SELECT UUID(), person_id, 'charge', 200, id, 'open' FROM loan WHERE open_copy = ?",
          "UPDATE loan SET returned_at = NOW(6), type = 'R', first_days = 2, first_rate_minor = 100, after_rate_minor = 150, "
          "least_minor = 200, days = 1, charge_minor = 200 WHERE open_copy = ?",
          "UPDATE copy SET taken_by = NULL WHERE id = ? AND taken_by = 'loan'", AUDIT, "COMMIT"],
         rental_values, acts=2, group=2, mark="Location: /rentals/", writes=True, varies=(r'"date_returned":"[^"]*"',)),
]
LOGIN = Item("M4 login", "log in (argon2id)", None)
