#!/usr/bin/env python3
# Many clients at once: one row each, one winner where the contract says one, nobody waits.
import sys
import uuid
from collections import Counter

sys.dont_write_bytecode = True

from harness import Visitors, at_once, check, eq, isbns, mail, password, run, uniq, url, wire
from tap import Suite
from test_booklist import add_book, add_user
from test_wishlist import FRED, PYTHON, SOUP, new_user

suite = Suite()

V = "/api/v1"
CLIENTS, ROUNDS = 32, 5


def race(c, requests, wanted):
    """Fires them together and holds that the statuses are counted as wanted: {status: number}."""
    answers = at_once(c, requests)
    eq(dict(Counter(answer.status for answer in answers)), wanted, "statuses")
    return answers


def one_wins(c, requests, win, lose):
    """Exactly one of the statuses is win, all others are lose; returns the winner's answer and place."""
    answers = race(c, requests, {win: 1, lose: len(requests) - 1})
    place = next(n for n, answer in enumerate(answers) if answer.status == win)
    return answers[place], place


def orphans(c):
    """Rows that point nowhere, or works without their one copy."""
    return [c.stack.number(query) for query in
            ("SELECT COUNT(*) FROM list_entry e LEFT JOIN list l ON l.id = e.list_id LEFT JOIN work w ON w.id = e.work_id"
             " WHERE l.id IS NULL OR w.id IS NULL",
             "SELECT COUNT(*) FROM list l LEFT JOIN person p ON p.id = l.owner_id WHERE p.id IS NULL",
             "SELECT COUNT(*) FROM copy c LEFT JOIN work w ON w.id = c.work_id WHERE w.id IS NULL",
             "SELECT COUNT(*) FROM work w WHERE (SELECT COUNT(*) FROM copy c WHERE c.work_id = w.id) <> 1")]


def user_body(email, n=0):
    return {"first_name": f"F{n}", "last_name": f"L{n}", "email": email, "password": password()}


def book_body(isbn, n=0):
    return {"isbn": isbn, "title": f"T{n}", "author": f"A{n}", "pub_date": f"D{n}"}


# ---- one winner -----------------------------------------------------------------------------------------

@suite.test
def same_user(c):
    """one user added by 32: one 200, one row, all of it the winner's"""
    for _ in range(2):          # a password costs time
        email = mail()
        _, n = one_wins(c, [wire("POST", "/add_user", user_body(email, n)) for n in range(CLIENTS)], 200, 409)
        eq(c.get(url("/get_user", email=email)).json()["data"], [email, f"F{n}", f"L{n}"])
        eq(c.stack.number(f"SELECT COUNT(*) FROM person WHERE email = '{email}'"), 1)


@suite.test
def same_book(c):
    """one book added by 32 in four spellings: one 200, one row, all of it the winner's"""
    for _ in range(ROUNDS):
        spellings = isbns()
        _, n = one_wins(c, [wire("POST", "/add_book", book_body(spellings[n % 4], n)) for n in range(CLIENTS)], 200, 409)
        eq(c.get(url("/get_book", isbn=spellings[0])).json()["data"], [spellings[n % 4], f"T{n}", f"A{n}", f"D{n}"])
        eq(len(c.get(url(V + "/works", isbn=spellings[0])).json()), 1)
    eq(orphans(c), [0, 0, 0, 0])


@suite.test
def same_title(c):
    """books of one title added by 32: all are there"""
    title = uniq("Same title ")
    race(c, [wire("POST", "/add_book", dict(book_body(uniq("i")), title=title)) for _ in range(CLIENTS)], {200: CLIENTS})
    eq(c.stack.number(f"SELECT COUNT(*) FROM work WHERE title = '{title}'"), CLIENTS)
    eq(c.stack.number(f"SELECT COUNT(*) FROM work WHERE title = '{title}' AND handle IS NOT NULL"), 1)


@suite.test
def same_entry(c):
    """one list entry added by 32: all 200, one row"""
    for _ in range(ROUNDS):
        email, isbn = add_user(c), add_book(c)
        race(c, [wire("POST", "/add_book_to_list", {"email": email, "isbn": isbn})] * CLIENTS, {200: CLIENTS})
        eq(c.get(url("/get_list", email=email)).json()["data"], [[email, isbn]])


@suite.test
def many_entries(c):
    """32 books added to one list: all are there"""
    email, mark = add_user(c), uniq("r")
    found = [add_book(c, f"{mark}-{n:02d}") for n in range(CLIENTS)]
    race(c, [wire("POST", "/add_book_to_list", {"email": email, "isbn": isbn}) for isbn in found], {200: CLIENTS})
    eq(c.get(url("/get_list", email=email)).json()["data"], [[email, isbn] for isbn in found])


@suite.test
def same_entry_removed(c):
    """one list entry removed by 32: one 200"""
    for _ in range(ROUNDS):
        email, isbn = add_user(c), add_book(c)
        c.post("/add_book_to_list", {"email": email, "isbn": isbn}).is_status(200)
        one_wins(c, [wire("POST", "/remove_book_from_list", {"email": email, "isbn": isbn})] * CLIENTS, 200, 404)


@suite.test
def same_wish(c):
    """one wishlist entry added by 32: one 201"""
    for _ in range(ROUNDS):
        wishlist = str(uuid.uuid4())
        body = {"book_id": SOUP, "user_id": FRED, "wishlist_id": wishlist}
        one_wins(c, [wire("POST", "/wishlist_entry", body)] * CLIENTS, 201, 409)
        got = c.get("/wishlist/" + wishlist).is_status(200).json()
        eq([book["id"] for book in got["books"]], [SOUP])


@suite.test
def same_wishlist(c):
    """one new wishlist filled by two users at once: it belongs to one of them"""
    other = new_user(c)
    for _ in range(ROUNDS):
        wishlist = str(uuid.uuid4())
        bodies = [{"book_id": book, "user_id": user, "wishlist_id": wishlist} for book in (SOUP, PYTHON) for user in (FRED, other)] * 4
        answers = at_once(c, [wire("POST", "/wishlist_entry", body) for body in bodies])
        eq(dict(Counter(a.status for a in answers)), {201: 2, 409: len(bodies) - 2}, "statuses")
        owners = {body["user_id"] for body, answer in zip(bodies, answers) if answer.status == 201}
        eq(len(owners), 1, "owners")
        got = c.get("/wishlist/" + wishlist).json()
        eq((got["user_id"], len(got["books"])), (owners.pop(), 2))


@suite.test
def same_work(c):
    """one ISBN added by 32 through the unified API: one 201"""
    for _ in range(ROUNDS):
        isbn = isbns()
        one_wins(c, [wire("POST", V + "/works", {"title": f"T{n}", "isbn": isbn[n % 4]}) for n in range(CLIENTS)], 201, 409)


@suite.test
def same_person(c):
    """one email added by 32 through the unified API: one 201"""
    for _ in range(ROUNDS):
        email = mail()
        one_wins(c, [wire("POST", V + "/people", {"email": email, "first_name": "F", "last_name": "L"})] * CLIENTS, 201, 409)


@suite.test
def same_key_two_apis(c):
    """one ISBN added through two APIs: one success"""
    for _ in range(ROUNDS):
        isbn = isbns()
        requests = [wire("POST", "/add_book", book_body(isbn[0])), wire("POST", V + "/works", {"title": "T", "isbn": isbn[1]})] * 16
        answers = at_once(c, requests)
        eq(sorted(a.status for a in answers if a.status != 409)[1:], [], "successes after the first")
        eq(len(c.get(url(V + "/works", isbn=isbn[0])).json()), 1)


@suite.test
def same_list(c):
    """one list name added by 32: one 201"""
    for _ in range(ROUNDS):
        body = {"owner": FRED, "name": uniq("N")}
        one_wins(c, [wire("POST", V + "/lists", body)] * CLIENTS, 201, 409)


@suite.test
def same_list_entry(c):
    """one entry put by 32: one 201, the rest 200, one row"""
    for _ in range(ROUNDS):
        made = c.post(V + "/lists", {"owner": FRED, "name": uniq("N")}).json()["id"]
        one_wins(c, [wire("PUT", f"{V}/lists/{made}/entries/{SOUP}", {})] * CLIENTS, 201, 200)
        eq(len(c.get(f"{V}/lists/{made}/entries").json()), 1)


@suite.test
def same_share(c):
    """one invitation key accepted by 8 people: one 200"""
    people = [new_user(c) for _ in range(8)]
    for _ in range(ROUNDS):
        made = c.post(V + "/lists", {"owner": FRED, "name": uniq("N"), "visibility": "shared"}).json()["id"]
        key = c.post(f"{V}/lists/{made}/shares", {}).is_status(201).json()["key"]
        one_wins(c, [wire("POST", f"{V}/lists/{made}/shares/{key}", {"person": person}) for person in people], 200, 409)


@suite.test
def same_etag(c):
    """one work changed by 16 with one ETag: one 200, the rest 412"""
    for _ in range(ROUNDS):
        made = c.post(V + "/works", {"title": "T"}).is_status(201)
        path, etag = V + "/works/" + made.json()["id"], made.header("ETag")
        _, n = one_wins(c, [wire("PATCH", path, {"title": f"T{n}", "creator": f"C{n}"}, {"If-Match": etag}) for n in range(16)], 200, 412)
        got = c.get(path).json()
        eq((got["title"], got["creator"]), (f"T{n}", f"C{n}"))


@suite.test
def same_order(c):
    """one list ordered by 16 with one ETag: one 200, the rest 412"""
    made = c.post(V + "/lists", {"owner": FRED, "name": uniq("N")}).json()["id"]
    for book in (SOUP, PYTHON):
        c.put(f"{V}/lists/{made}/entries/{book}", {}).is_status(201)
    for order in ([PYTHON, SOUP], [SOUP, PYTHON]):
        etag = c.get(f"{V}/lists/{made}/entries").header("ETag")
        one_wins(c, [wire("PUT", f"{V}/lists/{made}/entries/order", {"order": order}, {"If-Match": etag})] * 16, 200, 412)
        eq([entry["work"]["id"] for entry in c.get(f"{V}/lists/{made}/entries").json()], order)


@suite.test
def same_deletion(c):
    """one work deleted by 16 with one ETag: one 204, the rest 404 or 412"""
    made = c.post(V + "/works", {"title": "T"}).is_status(201)
    path, etag = V + "/works/" + made.json()["id"], made.header("ETag")
    answers = at_once(c, [wire("DELETE", path, None, {"If-Match": etag})] * 16)
    found = Counter(answer.status for answer in answers)
    check(found[204] == 1 and found[204] + found[404] + found[412] == 16, dict(found))


@suite.test
def same_idempotency_key(c):
    """32 requests with one Idempotency-Key: one act, one answer"""
    for _ in range(ROUNDS):
        title, key = uniq("Once "), {"Idempotency-Key": uniq("k")}
        answers = at_once(c, [wire("POST", V + "/works", {"title": title}, key)] * CLIENTS)
        first = [a for a in answers if a.status == 201 and a.header("Idempotency-Replayed") is None]
        eq(len(first), 1, "acts")
        for answer in answers:
            answer.is_status(201, 409)
            if answer.status == 201:
                eq(answer.json(), first[0].json())
        eq(c.stack.number(f"SELECT COUNT(*) FROM work WHERE title = '{title}'"), 1)


@suite.test
def neighbouring_idempotency_keys(c):
    """16 keys sent again beside 16 new ones that sort next to them: each its own act, none takes another for itself"""
    def posts(last):
        return [wire("POST", V + "/works", {"title": "Beside"}, {"Idempotency-Key": f"{stem}-{n:02}{last}"}) for n in range(16)]
    for _ in range(ROUNDS):
        stem = uniq("k")
        race(c, posts("b"), {201: 16})
        both = [request for pair in zip(posts("b"), posts("a")) for request in pair]
        again = race(c, both, {201: 32})
        eq([a.header("Idempotency-Replayed") for a in again], ["true", None] * 16, "said again")


# ---- mixed ----------------------------------------------------------------------------------------------------

ALLOWED = {"/add_book": (200, 409), "/add_user": (200, 409), "/add_book_to_list": (200, 404), "/update_book": (200, 404),
           "/update_user": (200, 404), "/remove_book_from_list": (200, 404), "/delete_book": (200,), "/delete_user": (200,)}


def mixed(c, requests):
    """Fires them together; each answers as it may and no row is left hanging."""
    for data, answer in zip(requests, at_once(c, requests)):
        method, path = data.split(b" ", 2)[:2]
        answer.is_status(*ALLOWED.get(path.decode(), (201, 409) if method == b"POST" else (200,)))
    eq(orphans(c), [0, 0, 0, 0], "orphans")


@suite.test
def delete_and_add_entry(c):
    """a book deleted and added while it is put on lists: no orphan, list and book agree"""
    for _ in range(ROUNDS):
        isbn, emails = add_book(c), [add_user(c) for _ in range(4)]
        mixed(c, [request for n in range(8) for request in (
            wire("POST", "/add_book_to_list", {"email": emails[n % 4], "isbn": isbn}),
            wire("POST", "/delete_book", {"isbn": isbn}),
            wire("POST", "/add_book", book_body(isbn, n)),
            wire("POST", "/update_book", {"isbn": isbn, "title": f"U{n}"}))])
        gone = c.get(url("/get_book", isbn=isbn)).status == 404
        lists = [c.get(url("/get_list", email=email)).status for email in emails]
        check(not gone or lists == [404] * 4, "the book is gone, the lists answer", lists)


@suite.test
def delete_and_add_user(c):
    """a user deleted and added while the list is filled: no orphan"""
    for _ in range(ROUNDS):
        isbn, email = add_book(c), add_user(c)
        mixed(c, [request for n in range(8) for request in (
            wire("POST", "/add_book_to_list", {"email": email, "isbn": isbn}),
            wire("POST", "/delete_user", {"email": email}),
            wire("POST", "/add_user", user_body(email, n)),
            wire("POST", "/update_user", {"email": email, "first_name": f"U{n}"}))])
        gone = c.get(url("/get_user", email=email)).status == 404
        check(not gone or c.get(url("/get_list", email=email)).status == 404, "a list without its user")
        check(c.stack.number(f"SELECT COUNT(*) FROM person WHERE email = '{email}'") in (0, 1), "rows")


@suite.test
def wishes_and_deletions(c):
    """entries of one wishlist added and removed: it ends as one of both"""
    for _ in range(ROUNDS):
        wishlist = str(uuid.uuid4())
        body = {"book_id": SOUP, "wishlist_id": wishlist}
        mixed(c, [wire("POST", "/wishlist_entry", dict(body, user_id=FRED)), wire("DELETE", "/wishlist_entry", body)] * 16)
        got = c.get("/wishlist/" + wishlist).is_status(200, 404)
        check(got.status == 404 or len(got.json()["books"]) == 1, got)


@suite.test
def opposite_orders(c):
    """two lists filled in opposite orders: deadlocks are not seen"""
    emails = [add_user(c), add_user(c)]
    found = [add_book(c) for _ in range(8)]
    requests = [wire("POST", path, {"email": email, "isbn": isbn})
                for one, two in zip(found, found[::-1]) for email, isbn in ((emails[0], one), (emails[1], two))
                for path in ("/add_book_to_list", "/remove_book_from_list")]
    mixed(c, requests + [wire("POST", "/delete_book", {"isbn": isbn}) for isbn in found])


# ---- fairness ---------------------------------------------------------------------------------------------------

@suite.test
def fairness(c):
    """64 kept connections on 4 workers: all are served, none waits a second, no 5xx"""
    visitors = Visitors(c, 64)
    visitors.serve(3)
    statuses, fewest, longest = visitors.end()
    print(f"# {statuses.total()} answers, {fewest} at least for each, longest wait {longest * 1000:.0f} ms")
    eq(set(statuses), {"200"}, f"statuses {dict(statuses)}")
    check(fewest > 0, "a client got no answer")
    check(longest < 1, f"longest wait {longest:.2f} s")


if __name__ == "__main__":
    run(suite, "--empty")
