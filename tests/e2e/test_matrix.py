#!/usr/bin/env python3
# Who may: every route, asked by a visitor, a member for their own, a member for another's, staff and an admin. What is
# expected is written here by hand; the routes are those of the program, so that none can be forgotten.
import sys

sys.dont_write_bytecode = True

from access import V, Caller, claims, forge, secret, user
from harness import UUID, check, eq, isbns, mail, password, run, uniq, url
from tap import Suite

suite = Suite()
CALLERS = ("visitor", "own", "other", "staff", "admin")


class World:
    """A fresh owner and another member; their things are made when they are first asked for, by an admin."""

    def __init__(self, c):
        self.c, self.made = c, {}
        # Each world has its own tokens, so that one may be given back.
        self.admin, self.staff = (Caller(c, forge(c.key, claims(who.id)), who.id) for who in (c.admin, c.staff))
        self.owner, self.stranger = self.member(), self.member()

    def member(self, role="member"):
        email = mail()
        who = self.admin.post(V + "/people", {"email": email, "role": role}).is_status(201).json()["id"]
        return Caller(self.c, forge(self.c.key, claims(who)), who, email)

    def caller(self, name):
        return {"visitor": Caller(self.c), "own": self.owner, "other": self.stranger, "staff": self.staff,
                "admin": self.admin}[name]

    def __getattr__(self, name):
        if name not in self.made:
            self.made[name] = getattr(self, "make_" + name)()
        return self.made[name]

    def post(self, path, body=None):
        return self.admin.post(path, body).is_status(200, 201)

    def make_isbn(self):
        return isbns()[0]

    def make_work(self):
        return self.post(V + "/works", {"title": uniq("T"), "isbn": self.isbn}).json()["id"]

    def make_copy(self):
        return self.post(f"{V}/works/{self.work}/copies", {}).json()["id"]

    def make_list(self):
        return self.post(V + "/lists", {"owner": self.owner.id, "name": uniq("L")}).json()["id"]

    def make_entry(self):
        """A list of the owner's with the work on it."""
        self.admin.put(f"{V}/lists/{self.list}/entries/{self.work}").is_status(201)
        return self.list

    def make_key(self):
        return self.post(f"{V}/lists/{self.list}/shares").json()["key"]

    def make_default(self):
        """The booklist's list of the owner, with the work on it."""
        self.post("/add_book_to_list", {"email": self.owner.email, "isbn": self.isbn if self.work else ""})
        return self.owner.email

    def make_loan(self):
        return self.post(V + "/loans", {"person": self.owner.id, "work": self.work}).json()["id"]

    def make_charge(self):
        return self.post(f"{V}/loans/{self.loan}/return", {}).json()["charge"]

    def make_credit(self):
        return self.post(f"{V}/people/{self.owner.id}/payments", {"amount": "9.00"}).json()["line"]["id"]

    def make_hold(self):
        """The owner's, who waits: the one copy is out."""
        self.post(V + "/loans", {"person": self.member().id, "work": self.work})
        return self.post(V + "/holds", {"person": self.owner.id, "work": self.work}).json()["id"]

    def place(self, path, body):
        return self.post(path, body).header("Location")

    def make_book(self):
        return self.place("/books/", {"title": uniq("B"), "author": "a"})

    def make_customer(self):
        return self.place("/customers/", {"first_name": "f", "last_name": "l"})

    def make_rental(self):
        return self.place(self.customer + "rentals/", {"book": int(self.book.split("/")[2])})


ALL, STAFF, STAFF_NEW, STAFF_GONE = "200 200 200 200 200", "401 403 403 200 200", "401 403 403 201 201", "401 403 403 204 204"
OWN, OWN_404 = "401 200 403 200 200", "401 200 404 200 200"
TARIFFS = {"tariffs": [{"type": "R", "name": "Regular", "first_days": 2, "first_rate": "1.00", "after_rate": "1.50",
                        "least": "2.00"}]}


def fixed(path):
    return lambda w: (path,)


def owners(w):
    return {"email": w.owner.email}


# (route, what the five callers get, what is asked of a world: path and perhaps a body)
TABLE = [
    ("GET /", ALL, fixed("/")),
    ("GET /library.html", ALL, fixed("/library.html")),
    ("GET /docs", ALL, fixed("/docs")),
    ("GET /docs.css", ALL, fixed("/docs.css")),
    ("GET /docs.js", ALL, fixed("/docs.js")),
    ("GET /health", ALL, fixed("/health")),
    ("GET /ready", ALL, fixed("/ready")),
    ("GET /metrics", ALL, fixed("/metrics")),
    ("GET /api/v1", ALL, fixed(V)),
    ("GET /api/v1/openapi.json", ALL, fixed(V + "/openapi.json")),
    # A token makes no password right.
    ("POST /api/v1/login", "401 401 401 401 401", lambda w: (V + "/login", {"email": mail(), "password": password()})),
    ("POST /api/v1/logout", "401 204 204 204 204", fixed(V + "/logout")),
    ("GET /api/v1/me", "401 200 200 200 200", fixed(V + "/me")),
    ("PATCH /api/v1/me", "401 200 200 200 200", lambda w: (V + "/me", {"last_name": "x"})),

    ("GET /index", ALL, fixed("/index")),
    ("POST /add_user", STAFF, lambda w: ("/add_user", {"email": mail(), "first_name": "f", "last_name": "l",
                                                       "password": password()})),
    ("GET /get_user", OWN, lambda w: (url("/get_user", email=w.owner.email),)),
    ("POST /update_user", OWN, lambda w: ("/update_user", dict(owners(w), first_name="x"))),
    ("POST /delete_user", STAFF, lambda w: ("/delete_user", owners(w))),
    ("POST /add_book", STAFF, lambda w: ("/add_book", {"isbn": isbns()[0], "title": uniq("T"), "author": "a",
                                                       "pub_date": "2020"})),
    ("GET /get_book", ALL, lambda w: (w.work and url("/get_book", isbn=w.isbn),)),
    ("POST /update_book", STAFF, lambda w: (w.work and "/update_book", {"isbn": w.isbn, "author": "x"})),
    ("POST /delete_book", STAFF, lambda w: (w.work and "/delete_book", {"isbn": w.isbn})),
    ("POST /add_book_to_list", OWN, lambda w: (w.work and "/add_book_to_list", dict(owners(w), isbn=w.isbn))),
    ("GET /get_list", OWN, lambda w: (url("/get_list", email=w.default),)),
    ("POST /remove_book_from_list", OWN, lambda w: ("/remove_book_from_list", {"email": w.default, "isbn": w.isbn})),

    ("POST /wishlist_entry", "401 201 403 201 201",
     lambda w: ("/wishlist_entry", {"book_id": w.work, "user_id": w.owner.id})),
    # Another's answers as if it were not there, which is OK too; that nothing is gone is asked below.
    ("DELETE /wishlist_entry", "401 200 200 200 200",
     lambda w: ("/wishlist_entry", {"wishlist_id": w.entry, "book_id": w.work})),
    ("GET /wishlist/{id}", OWN_404, lambda w: (f"/wishlist/{w.entry}",)),

    ("GET /books/", ALL, fixed("/books/")),
    ("POST /books/", STAFF_NEW, lambda w: ("/books/", {"title": uniq("B"), "author": "a"})),
    ("GET /books/{number}/", ALL, lambda w: (w.book,)),
    ("PUT /books/{number}/", STAFF, lambda w: (w.book, {"title": uniq("B"), "author": "a"})),
    ("GET /customers/", STAFF, fixed("/customers/")),
    ("POST /customers/", STAFF_NEW, lambda w: ("/customers/", {"first_name": "f", "last_name": "l"})),
    ("GET /customers/{number}/", STAFF, lambda w: (w.customer,)),
    ("PUT /customers/{number}/", STAFF, lambda w: (w.customer, {"first_name": "g", "last_name": "l"})),
    ("GET /customers/{number}/rentals/", STAFF, lambda w: (w.customer + "rentals/",)),
    ("POST /customers/{number}/rentals/", STAFF_NEW,
     lambda w: (w.customer + "rentals/", {"book": int(w.book.split("/")[2])})),
    ("PUT /rentals/{number}/close/", STAFF, lambda w: (w.rental, {})),

    # One that all may press; who may press which is asked below.
    ("POST /process", ALL, lambda w: ("/process", {"button": "info_button", "infoBookName": uniq("B")})),

    ("GET /api/v1/works", ALL, fixed(V + "/works")),
    ("POST /api/v1/works", STAFF_NEW, lambda w: (V + "/works", {"title": uniq("T")})),
    ("GET /api/v1/works/{id}", ALL, lambda w: (f"{V}/works/{w.work}",)),
    ("PATCH /api/v1/works/{id}", STAFF, lambda w: (f"{V}/works/{w.work}", {"creator": "x"})),
    ("DELETE /api/v1/works/{id}", STAFF_GONE, lambda w: (f"{V}/works/{w.work}",)),

    ("GET /api/v1/people", STAFF, fixed(V + "/people")),
    ("POST /api/v1/people", STAFF_NEW, lambda w: (V + "/people", {"email": mail()})),
    ("GET /api/v1/people/{id}", OWN, lambda w: (f"{V}/people/{w.owner.id}",)),
    ("PATCH /api/v1/people/{id}", OWN, lambda w: (f"{V}/people/{w.owner.id}", {"first_name": "x"})),
    ("DELETE /api/v1/people/{id}", STAFF_GONE, lambda w: (f"{V}/people/{w.owner.id}",)),

    ("GET /api/v1/lists", ALL, fixed(V + "/lists")),
    ("POST /api/v1/lists", "401 201 403 201 201", lambda w: (V + "/lists", {"owner": w.owner.id, "name": uniq("L")})),
    ("GET /api/v1/lists/{id}", "404 200 404 200 200", lambda w: (f"{V}/lists/{w.list}",)),
    ("PATCH /api/v1/lists/{id}", OWN_404, lambda w: (f"{V}/lists/{w.list}", {"name": uniq("L")})),
    ("DELETE /api/v1/lists/{id}", "401 204 404 204 204", lambda w: (f"{V}/lists/{w.list}",)),
    ("GET /api/v1/lists/{id}/entries", "404 200 404 200 200", lambda w: (f"{V}/lists/{w.entry}/entries",)),
    ("PUT /api/v1/lists/{id}/entries/order", OWN_404, lambda w: (f"{V}/lists/{w.entry}/entries/order", {"order": [w.work]})),
    ("PUT /api/v1/lists/{id}/entries/{work}", "401 201 404 201 201", lambda w: (f"{V}/lists/{w.list}/entries/{w.work}",)),
    ("DELETE /api/v1/lists/{id}/entries/{work}", "401 204 404 204 204",
     lambda w: (f"{V}/lists/{w.entry}/entries/{w.work}",)),
    ("GET /api/v1/lists/{id}/shares", OWN_404, lambda w: (f"{V}/lists/{w.list}/shares",)),
    ("POST /api/v1/lists/{id}/shares", "401 201 404 201 201", lambda w: (f"{V}/lists/{w.list}/shares",)),
    # Own and other is the person it is accepted for.
    ("POST /api/v1/lists/{id}/shares/{key}", OWN, lambda w: (f"{V}/lists/{w.list}/shares/{w.key}", {"person": w.owner.id})),
    ("DELETE /api/v1/lists/{id}/shares/{key}", "401 204 404 204 204", lambda w: (f"{V}/lists/{w.list}/shares/{w.key}",)),

    ("GET /api/v1/works/{id}/copies", STAFF, lambda w: (f"{V}/works/{w.work}/copies",)),
    ("POST /api/v1/works/{id}/copies", STAFF_NEW, lambda w: (f"{V}/works/{w.work}/copies", {})),
    ("GET /api/v1/copies/{id}", STAFF, lambda w: (f"{V}/copies/{w.copy}",)),
    ("DELETE /api/v1/copies/{id}", STAFF_GONE, lambda w: (f"{V}/copies/{w.copy}",)),

    ("GET /api/v1/loans", "401 200 200 200 200", fixed(V + "/loans")),
    ("POST /api/v1/loans", STAFF_NEW, lambda w: (V + "/loans", {"person": w.owner.id, "work": w.work})),
    ("GET /api/v1/loans/availability", OWN, lambda w: (url(V + "/loans/availability", person=w.owner.id, work=w.work),)),
    ("GET /api/v1/loans/{id}", OWN_404, lambda w: (f"{V}/loans/{w.loan}",)),
    ("POST /api/v1/loans/{id}/return", STAFF, lambda w: (f"{V}/loans/{w.loan}/return", {})),
    ("POST /api/v1/loans/{id}/renew", OWN_404, lambda w: (f"{V}/loans/{w.loan}/renew", {})),

    ("GET /api/v1/holds", "401 200 200 200 200", fixed(V + "/holds")),
    ("POST /api/v1/holds", "401 201 403 201 201", lambda w: (V + "/holds", {"person": w.owner.id, "work": w.work})),
    ("GET /api/v1/holds/availability", OWN, lambda w: (url(V + "/holds/availability", person=w.owner.id, work=w.work),)),
    ("GET /api/v1/holds/{id}", OWN_404, lambda w: (f"{V}/holds/{w.hold}",)),
    ("PATCH /api/v1/holds/{id}", OWN_404, lambda w: (f"{V}/holds/{w.hold}", {"suspended_until": "2999-01-01"})),
    ("DELETE /api/v1/holds/{id}", "401 204 404 204 204", lambda w: (f"{V}/holds/{w.hold}",)),
    ("GET /api/v1/works/{id}/holds", STAFF, lambda w: (f"{V}/works/{w.work}/holds",)),
    ("PUT /api/v1/works/{id}/holds/order", STAFF, lambda w: (f"{V}/works/{w.work}/holds/order", {"order": [w.hold]})),

    ("GET /api/v1/people/{id}/account", OWN, lambda w: (f"{V}/people/{w.owner.id}/account",)),
    ("POST /api/v1/people/{id}/payments", STAFF_NEW, lambda w: (f"{V}/people/{w.owner.id}/payments", {"amount": "1.00"})),
    ("POST /api/v1/people/{id}/waivers", STAFF_NEW,
     lambda w: (w.charge and f"{V}/people/{w.owner.id}/waivers", {"amount": "1.00"})),
    ("POST /api/v1/people/{id}/refunds", STAFF_NEW,
     lambda w: (w.credit and f"{V}/people/{w.owner.id}/refunds", {"amount": "1.00"})),
    ("POST /api/v1/people/{id}/account/{line}/void", STAFF_NEW,
     lambda w: (f"{V}/people/{w.owner.id}/account/{w.charge}/void", {})),
    ("GET /api/v1/charges/{id}/explain", OWN_404, lambda w: (f"{V}/charges/{w.charge}/explain",)),

    ("GET /api/v1/tariffs", STAFF, fixed(V + "/tariffs")),
    ("POST /api/v1/tariffs", "401 403 403 403 200", lambda w: (V + "/tariffs?dry_run=true", TARIFFS)),
    ("GET /api/v1/statistics", STAFF, fixed(V + "/statistics")),
    ("GET /api/v1/audit", "401 403 403 403 200", fixed(V + "/audit")),
    ("GET /api/v1/exports/active-rentals.csv", STAFF, fixed(V + "/exports/active-rentals.csv")),
    ("GET /api/v1/exports/overdue.csv", STAFF, fixed(V + "/exports/overdue.csv")),
] + [row for prefix in ("", "/v1") for row in [
    (f"GET {prefix}/movies.list", ALL, fixed(prefix + "/movies.list")),
    (f"GET {prefix}/movies.get", ALL, fixed(prefix + "/movies.get?title=The%20Godfather")),
    # Nobody answers where OMDb is said to be.
    (f"POST {prefix}/movies.create", "401 403 403 503 503", lambda w, p=prefix: (p + "/movies.create", {"title": "x"})),
    (f"DELETE {prefix}/movies.delete/{{imdb_id}}", STAFF_GONE, fixed(prefix + "/movies.delete/tt9999999")),
    (f"POST {prefix}/login", "401 401 401 401 401",
     lambda w, p=prefix: (p + "/login", {"email": mail(), "password": password()})),
]] + [
    ("GET /health-checks/ready", ALL, fixed("/health-checks/ready")),
    ("GET /health-checks/live", ALL, fixed("/health-checks/live")),
    ("POST /brew-coffee", "418 418 418 418 418", fixed("/brew-coffee")),
]


def ask(w, route, caller, request):
    method = route.split()[0]
    headers = {"If-Match": "*"} if method in ("PUT", "PATCH", "DELETE") else {}
    path, body = request(w) if len(request(w)) == 2 else (request(w)[0], None)
    return w.caller(caller).request(method, path, body, headers=headers, ok5xx=True)


@suite.test
def whole(c):
    """every route of the program has a line here, and no other"""
    routes = [f"{row['method']} {row['path']}" for row in c.get(V).json()]
    eq(sorted(row[0] for row in TABLE), sorted(routes), "the table of this test and GET /api/v1")
    print(f"# {len(TABLE)} routes, {len(TABLE) * len(CALLERS)} cells")


@suite.each(TABLE)
def cell(c, route, wanted, request):
    """who may"""
    got = []
    for caller in CALLERS:
        answer = ask(World(c), route, caller, request)
        got.append(str(answer.status))
        if answer.status == 401 and route.split()[1].startswith(V):
            check(answer.header("WWW-Authenticate") == "Bearer", answer)
    eq(" ".join(got), wanted, f"{route}: {' '.join(CALLERS)}")
    c.cells += len(got)


@suite.test
def counted(c):
    """every cell was asked"""
    print(f"# {c.cells} cells as they should be")
    eq(c.cells, len(TABLE) * len(CALLERS))


@suite.test
def told(c):
    """the index and the document name the same roles"""
    doc = c.get(V + "/openapi.json").json()
    lines = {row[0]: row[1].split() for row in TABLE}
    for row in c.get(V).json():
        cells = lines[f"{row['method']} {row['path']}"]
        shown = doc["paths"][row["path"]][row["method"].lower()]
        eq((shown["x-role"], shown.get("x-owner")), (row["role"], row["owner"]), row)
        login = row["path"].endswith("login")
        eq(row["role"] == "visitor", cells[0] != "401" or login, row)
        eq(row["role"] in ("staff", "admin"), cells[1] == "403", row)
        eq(row["role"] == "admin", cells[3] == "403", row)
        eq(shown["security"] == [], row["role"] == "visitor" and not row["owner"], row)
        if cells[1] != cells[2]:
            check(row["owner"], f"a member is kept to their own, and it is not said: {row}")


# ---- access comes before everything else -----------------------------------------------------------------

@suite.test
def first(c):
    """under /api/v1 neither a broken body nor an unknown name is told to whom it is none of their business"""
    nobody = "00000000-0000-4000-8000-000000000000"
    w = World(c)
    for row in c.get(V).json():
        if not row["path"].startswith(V) or row["role"] == "visitor":
            continue
        path = row["path"].replace("{id}", nobody).replace("{work}", nobody).replace("{line}", nobody).replace("{key}", "x")
        Caller(c).request(row["method"], path, "{").problem(401)
        Caller(c).request(row["method"], path + "?x=1").problem(401)
        if row["role"] != "member" or row["owner"] == "path":
            w.owner.request(row["method"], path, "{").problem(403)
            w.owner.request(row["method"], path.replace(nobody, "x"), "{").problem(403)


# ---- what members see of one another ---------------------------------------------------------------------

def unknown_twin(answer):
    """What is told of something that is not there, but for the request's id."""
    got = answer.problem(404)
    got.pop("instance")
    return got


@suite.test
def ghosts(c):
    """what is somebody else's answers exactly as what does not exist"""
    w, nobody = World(c), "00000000-0000-4000-8000-000000000000"
    other = w.stranger
    for method, path, body in (
            ("GET", f"{V}/lists/%s", None), ("PATCH", f"{V}/lists/%s", {"name": "x"}), ("DELETE", f"{V}/lists/%s", None),
            ("GET", f"{V}/lists/%s/entries", None), ("PUT", f"{V}/lists/%s/entries/{w.work}", {}),
            ("DELETE", f"{V}/lists/%s/entries/{w.work}", None), ("GET", f"{V}/lists/%s/shares", None),
            ("POST", f"{V}/lists/%s/shares", None), ("DELETE", f"{V}/lists/%s/shares/{w.key}", None)):
        asked = [other.request(method, path % name, body, headers={"If-Match": "*"}) for name in (w.entry, nobody)]
        eq(unknown_twin(asked[0]), unknown_twin(asked[1]), method + " " + path)
    for method, path, there in (("GET", V + "/holds/%s", World(c).hold), ("DELETE", V + "/holds/%s", World(c).hold),
                                ("GET", V + "/loans/%s", w.loan), ("POST", V + "/loans/%s/renew", w.loan),
                                ("GET", V + "/charges/%s/explain", w.charge)):
        asked = [other.request(method, path % name) for name in (there, nobody)]
        eq(unknown_twin(asked[0]), unknown_twin(asked[1]), method + " " + path)
    eq(len(w.owner.get(f"{V}/lists/{w.entry}/entries").json()), 1, "the owner's entries afterwards")


@suite.test
def kept_longer(c):
    """how long a copy is kept is for staff to say, not for those it is kept for"""
    w = World(c)
    ready = w.owner.post(V + "/holds", {"person": w.owner.id, "work": w.work}).is_status(201).json()
    eq(ready["state"], "ready")
    path, body = f"{V}/holds/{ready['id']}", {"pickup_until": None}
    w.owner.patch(path, body).problem(403)
    eq(w.owner.get(path).json()["pickup_until"], ready["pickup_until"])
    eq(w.staff.patch(path, body).is_status(200).json()["pickup_until"], None)


BUTTONS = [
    ("info_button", "200 200 200 200 200", lambda w, name: {"infoBookName": name}),
    ("get_list_button", "200 200 200 200 200", lambda w, name: {}),
    ("add_button", "401 403 403 200 200", lambda w, name: {"addBookName": uniq("B"), "addBookAuthor": "a", "addBookYear": "1",
                                                           "addBookPublisher": "p"}),
    ("remove_button", "401 403 403 200 200", lambda w, name: {"removeBookName": name}),
    ("reserve_button", "401 200 403 200 200", lambda w, name: {"reserveBookName": name, "reserveCardId": w.card}),
    ("return_button", "401 403 403 200 200", lambda w, name: {"returnBookName": name}),
]


@suite.each(BUTTONS)
def button(c, name, wanted, members):
    """the reading room's buttons: who may press it; a member reserves with their own card alone"""
    got = []
    for caller in CALLERS:
        w, title = World(c), uniq("B")
        w.card = str(int(w.owner.id.replace("-", "")[:12], 16))
        w.admin.patch(f"{V}/people/{w.owner.id}", {"card_number": w.card}).is_status(200)
        w.post(V + "/works", {"title": title})
        got.append(str(w.caller(caller).post("/process", dict(members(w, title), button=name)).status))
    eq(" ".join(got), wanted, f"{name}: {' '.join(CALLERS)}")


@suite.test
def lists_of_rows(c):
    """lists hold only what is the caller's own"""
    w = World(c)
    w.loan, w.entry
    for asked in ("", f"?person={w.owner.id}"):
        eq(w.stranger.get(V + "/loans" + asked).json(), [], asked)
        eq([row["id"] for row in w.owner.get(V + "/loans" + asked).json()], [w.loan], asked)
    eq(w.owner.get(f"{V}/loans?person={w.stranger.id}").json(), [])
    eq(w.stranger.get(f"{V}/loans?open=true&person={w.owner.id}").header("X-Total-Count"), "0")
    eq({row["owner"] for row in w.owner.get(V + "/lists?_per_page=1000&visibility=private").json()}, {w.owner.id})
    eq(w.stranger.get(f"{V}/lists?owner={w.owner.id}").json(), [])
    eq(Caller(c).get(V + "/lists").json(), [])
    w.stranger.request("DELETE", "/wishlist_entry", {"wishlist_id": w.entry, "book_id": w.work}).is_status(200)
    eq(len(w.owner.get(f"/wishlist/{w.entry}").json()["books"]), 1, "a stranger took it off")


# (visibility, who, statuses of: GET list, GET entries, PUT entry, PATCH list, GET shares, in GET /lists)
VISIBLE = [
    ("private", "visitor", "404 404 401 401 401 no"), ("private", "other", "404 404 404 404 404 no"),
    ("private", "sharer", "200 200 201 403 403 yes"), ("shared", "visitor", "404 404 401 401 401 no"),
    ("shared", "other", "404 404 404 404 404 no"), ("shared", "sharer", "200 200 201 403 403 yes"),
    ("unlisted", "visitor", "200 200 401 401 401 no"), ("unlisted", "other", "200 200 404 403 403 no"),
    ("public", "visitor", "200 200 401 401 401 yes"), ("public", "other", "200 200 404 403 403 yes"),
    ("public", "sharer", "200 200 201 403 403 yes"),
]


@suite.each([(f"{a}, {b}", a, b, want) for a, b, want in VISIBLE])
def visibility(c, _name, kind, who, wanted):
    """a list and who may"""
    w = World(c)
    w.admin.patch(f"{V}/lists/{w.list}", {"visibility": kind}).is_status(200)
    caller = Caller(c) if who == "visitor" else w.stranger
    if who == "sharer":
        caller.post(f"{V}/lists/{w.list}/shares/{w.key}", {"person": caller.id}).is_status(200)
    path = f"{V}/lists/{w.list}"
    got = [caller.get(path), caller.get(path + "/entries"), caller.put(f"{path}/entries/{w.work}"),
           caller.patch(path, {"name": uniq("L")}), caller.get(path + "/shares")]
    seen = any(row["id"] == w.list for row in caller.get(f"{V}/lists?owner={w.owner.id}").json())
    eq(" ".join(str(answer.status) for answer in got) + (" yes" if seen else " no"), wanted)
    if who == "sharer":
        caller.delete(f"{path}/shares/{w.key}").is_status(204)
        caller.get(path).is_status(404 if kind != "public" else 200)


@suite.test
def keys(c):
    """a sharer knows only their own way out"""
    w = World(c)
    third = w.member()
    other = w.post(f"{V}/lists/{w.list}/shares").json()["key"]
    w.stranger.post(f"{V}/lists/{w.list}/shares/{w.key}", {"person": w.stranger.id}).is_status(200)
    third.post(f"{V}/lists/{w.list}/shares/{other}", {"person": third.id}).is_status(200)
    third.delete(f"{V}/lists/{w.list}/shares/{w.key}").problem(404)
    third.delete(f"{V}/lists/{w.list}/shares/{other}").is_status(204)


# ---- people, and who looks after whom -----------------------------------------------------------------------

RANKS = [(by, of) for by in ("staff", "admin") for of in ("member", "staff", "admin")]


@suite.each([(f"{by} changes {of}", by, of) for by, of in RANKS])
def ranks(c, _name, by, of):
    """staff look after members, admins after all"""
    w = World(c)
    caller, person = w.caller(by), w.member(of)
    may = by == "admin" or of == "member"
    path = f"{V}/people/{person.id}"
    caller.patch(path, {"last_name": "x"}).is_status(200 if may else 403)
    caller.patch(path, {"password": password()}).is_status(200 if may else 403)
    caller.patch(path, {"active": False}).is_status(200 if may else 403)
    caller.post("/update_user", {"email": person.email, "password": password()}).is_status(200 if may else 403)
    caller.post("/delete_user", {"email": person.email}).is_status(200 if may else 403)
    for role in ("member", "staff", "admin"):
        wanted = 201 if by == "admin" or role == "member" else 403
        caller.post(V + "/people", {"email": mail(), "role": role}).is_status(wanted)
    promoted = w.member()
    caller.patch(f"{V}/people/{promoted.id}", {"role": "admin"}).is_status(200 if by == "admin" else 403)


@suite.test
def reserved(c):
    """a member changes their names and email, and nothing else of their record"""
    w = World(c)
    path = f"{V}/people/{w.owner.id}"
    for body in ({"role": "admin"}, {"role": "member"}, {"active": True}, {"card_number": "1"}, {"password": password()},
                 {"first_name": "x", "role": "staff"}):
        w.owner.patch(path, body).problem(403, "person.reserved")
    mine = w.owner.patch(path, {"first_name": "Ada", "last_name": "L", "email": mail()}).is_status(200).json()
    eq((mine["first_name"], mine["role"]), ("Ada", "member"))


@suite.test
def emails(c):
    """the booklist's email is compared exactly, whatever stands beside it"""
    w = World(c)
    for email in (w.stranger.email, w.owner.email.upper(), w.owner.email + " ", " " + w.owner.email, w.owner.email + "\u0301"):
        w.owner.get(url("/get_user", email=email)).is_json(403, {"status": "You may not do this"})
        w.owner.post("/update_user", {"email": email, "first_name": "x"}).is_status(403)
    # The first counts, as for the handler.
    w.owner.get(url("/get_user", ("email", w.stranger.email), ("email", w.owner.email))).is_status(403)
    w.owner.post("/update_user", '{"email":"%s","email":"%s"}' % (w.owner.email, w.stranger.email)).is_status(400)
    w.owner.get("/get_user").is_status(400)


def world(stack):
    c = stack.client
    c.key, c.cells = secret(stack), 0
    c.admin, c.staff = user(c, "admin"), user(c, "staff")
    check(UUID.match(c.admin.id), c.admin.id)
    return c


if __name__ == "__main__":
    run(suite, "--access", "accounts", "--omdb-url", "http://127.0.0.1:9/", context=world)
