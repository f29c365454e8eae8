# A day in a library: acts that change something, through all APIs, on a site with open access. Each version of the
# schema from 1 on can live through it.
import itertools
import random
import sys

sys.dont_write_bytecode = True

from harness import eq, isbns, mail, uniq

V = "/api/v1"
SOUP = "dfe3157b-b402-4104-a0eb-e54bee1210f0"
ANY = {"If-Match": "*"}
cards = itertools.count(random.SystemRandom().randrange(1, 1 << 40) * 1000)


def made(c, path, **members):
    return c.post(V + path, members).is_status(201).json()


def somebody(c):
    return made(c, "/people", email=mail(), first_name="Ann", last_name="O'Hara")["id"]


def catalogue(c):
    """Works, people, lists, by the unified API. Returns a work and a person."""
    work = made(c, "/works", title=uniq("Day "), creator="Änne Müller", isbn=isbns()[1])["id"]
    c.patch(f"{V}/works/{work}", {"publisher": "P's \\ \"press\" ☃"}, headers=ANY).is_status(200)
    gone = made(c, "/works", title=uniq("Gone "))["id"]
    person = somebody(c)
    c.patch(f"{V}/people/{person}", {"card_number": uniq("c")}, headers=ANY).is_status(200)
    entries = f"{V}/lists/{made(c, '/lists', owner=person, name=uniq('List '))['id']}/entries"
    for what in (work, gone):
        c.put(f"{entries}/{what}", {"note": "a note"}).is_status(200, 201)
    c.put(entries + "/order", {"order": [gone, work]}, headers=ANY).is_status(200, 204)
    c.delete(f"{entries}/{gone}").is_status(204)
    c.delete(f"{V}/works/{gone}", headers=ANY).is_status(204)
    body, key = {"title": uniq("Once ")}, {"Idempotency-Key": uniq("k")}
    once, again = (c.post(V + "/works", body, headers=key).is_status(201).json() for _ in range(2))
    eq(again, once)
    return work, person


def booklist(c):
    email, isbn = mail(), isbns()[0]
    both = {"email": email, "isbn": isbn}
    for path, body in (
            ("/add_user", {"email": email, "first_name": "B", "last_name": "L", "password": uniq("PaSs-word-")}),
            ("/add_book", {"isbn": isbn, "title": uniq("Listed "), "author": "A", "pub_date": "2020-01-02"}),
            ("/add_book_to_list", both), ("/remove_book_from_list", both),
            ("/delete_book", {"isbn": isbn}), ("/delete_user", {"email": email})):
        c.post(path, body).is_status(200)


def wishlist(c):
    user = somebody(c)
    wished = c.post("/wishlist_entry", {"book_id": SOUP, "user_id": user}).is_status(201).json()["wishlist_id"]
    c.get("/wishlist/" + wished).is_status(200)
    c.delete("/wishlist_entry", {"wishlist_id": wished, "book_id": SOUP}).is_status(200)


def bookstore(c):
    title, name = uniq("Sold "), uniq("C")
    c.post("/books/", {"title": title, "author": "A", "book_type": "F"}).is_status(201)
    c.post("/customers/", {"first_name": name, "last_name": "S"}).is_status(201)
    book = c.stack.number(f"SELECT id FROM work WHERE title = '{title}'")
    customer = c.stack.number(f"SELECT id FROM person WHERE first_name = '{name}'")
    c.post(f"/customers/{customer}/rentals/", {"book": book}).is_status(201)
    rental = c.stack.number(f"SELECT MAX(id) FROM loan WHERE person_id = {customer}")
    c.put(f"/rentals/{rental}/close/", {}).is_status(200)


def loans(c, work, person):
    """Lent, renewed, given back after five days, paid in part, in part given up, the payment voided."""
    loan = made(c, "/loans", person=person, work=work)["id"]
    c.post(f"{V}/loans/{loan}/renew", {}).is_status(200)
    c.stack.sql(f"UPDATE loan SET out_at = out_at - INTERVAL 5 DAY, due_at = due_at - INTERVAL 5 DAY WHERE uuid = '{loan}'")
    c.post(f"{V}/loans/{loan}/return", {}).is_status(200)
    account = f"{V}/people/{person}/"
    paid = c.post(account + "payments", {"amount": "2.50"}).is_status(201).json()
    c.post(account + "waivers", {"amount": "1.00", "note": "it rained"}).is_status(201)
    c.post(f"{account}account/{paid['line']['id']}/void", {}).is_status(201)
    c.post(account + "payments", {"amount": "1.00"}).is_status(201)


def holds(c, work):
    """The last copy lent, two who wait for it, one of them no longer; and a copy that is kept."""
    while c.get(f"{V}/works/{work}").is_status(200).json()["available"]:
        made(c, "/loans", person=somebody(c), work=work)
    waiting = [made(c, "/holds", person=somebody(c), work=work)["id"] for _ in range(3)]
    c.put(f"{V}/works/{work}/holds/order", {"order": waiting[::-1]}, headers=ANY).is_status(200)
    c.delete(f"{V}/holds/{waiting[0]}", {"reason": "bought it"}).is_status(200, 204)
    made(c, "/holds", person=somebody(c), work=made(c, "/works", title=uniq("Kept "))["id"])


def reading_room(c):
    name = uniq("Room ")
    c.post("/process", {"button": "add_button", "addBookName": name, "addBookAuthor": "A", "addBookYear": "1999",
                        "addBookPublisher": "P"}).is_status(200)
    for button, member, more in (("reserve_button", "reserveBookName", {"reserveCardId": str(next(cards))}),
                                 ("return_button", "returnBookName", {}), ("remove_button", "removeBookName", {})):
        c.post("/process", {"button": button, member: name, **more}).is_status(200)


def a_day(c, schema=99):
    """With what that schema can do."""
    work, person = catalogue(c)
    booklist(c)
    wishlist(c)
    if schema >= 2:
        bookstore(c)
        loans(c, work, person)
    if schema >= 3:
        holds(c, work)
        reading_room(c)
