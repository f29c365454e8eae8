#!/usr/bin/env python3
# The unified API's copies, loans, tariffs and exports, through the web server.
import csv
import datetime
import io
import sys

sys.dont_write_bytecode = True

from harness import check, eq, run, uniq, url
from tap import Suite
from test_unified import NIL, V, if_match, links, make, person, tag, work

suite = Suite()

LOAN = {"id", "person", "work", "title", "copy", "out_at", "due_at", "returned_at", "overdue", "renewals", "type",
        "tariff_version", "days", "charge", "amount"}
DAY = datetime.timedelta(days=1)


def unwritten(c, call):
    """The answer of a call that writes nothing."""
    before = c.stack.fingerprint()
    answer = call()
    eq(c.stack.fingerprint(), before, "rows of the database")
    return answer


def copies(c, work_id):
    return c.get(f"{V}/works/{work_id}/copies").is_status(200).json()


def lend(c, who=None, what=None, **members):
    """A loan of a work, both made when none is named."""
    return make(c, "/loans", person=who or person(c)["id"], work=what or work(c, **members)["id"])


def give_back(c, loan, at=None):
    return c.post(f"{V}/loans/{loan['id']}/return", {"returned_at": at} if at else {}).is_status(200).json()


def time_of(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def after(loan, **delta):
    """A time so long after the loan went out, as RFC 3339."""
    return (time_of(loan["out_at"]) + datetime.timedelta(**delta)).isoformat().replace("+00:00", "Z")


def money(text):
    return {"amount": text, "currency": "Rs"}


def make_overdue(c, loan, days=15):
    c.stack.sql(f"UPDATE loan SET out_at = out_at - INTERVAL {days} DAY, due_at = due_at - INTERVAL {days} DAY"
                f" WHERE uuid = '{loan['id']}'")


# ---- copies ---------------------------------------------------------------------------------------------

@suite.test
def copies_made_and_deleted(c):
    """copies: one with the work, more by POST, deleted while free"""
    w = work(c)
    first, = copies(c, w["id"])
    eq((set(first), first["work"], first["taken_by"]), ({"id", "work", "taken_by", "created_at"}, w["id"], None))
    made = c.post(f"{V}/works/{w['id']}/copies", {}).is_status(201)
    second = made.json()
    eq(made.header("Location"), f"{V}/copies/{second['id']}")
    eq(c.get(f"{V}/copies/{second['id']}").is_status(200).json(), second)
    eq([one["id"] for one in copies(c, w["id"])], [first["id"], second["id"]])
    got = c.get(V + "/works/" + w["id"]).json()
    eq((got["copies"], got["available"]), (2, 2))
    c.delete(f"{V}/copies/{second['id']}").problem(428)
    c.delete(f"{V}/copies/{second['id']}", headers=if_match('"9-0"')).problem(412)
    c.delete(f"{V}/copies/{second['id']}", headers=if_match(made.header("ETag"))).is_status(204)
    c.get(f"{V}/copies/{second['id']}").problem(404)
    c.delete(f"{V}/copies/{second['id']}", headers=if_match("*")).problem(404)


@suite.test
def copies_pages(c):
    """copies of a work in pages; unknown works 404"""
    w = work(c)
    for _ in range(4):
        c.post(f"{V}/works/{w['id']}/copies", None).is_status(201)
    got = c.get(f"{V}/works/{w['id']}/copies?_per_page=2&_page=2").is_status(200)
    eq((len(got.json()), got.header("X-Total-Count"), sorted(links(got))), (2, "5", ["first", "last", "next", "prev"]))
    for method in (c.get, lambda path: c.post(path, {})):
        method(f"{V}/works/{NIL}/copies").problem(404)
    c.post(f"{V}/works/{w['id']}/copies", {"colour": "red"}).fields()


@suite.test
def copy_on_loan_stays(c):
    """a copy on loan is not deleted: 409 copy.taken"""
    loan = lend(c)
    path = "/copies/" + loan["copy"]
    got = c.delete(V + path, headers=if_match(tag(c, path))).problem(409, "copy.taken")
    eq(got["parameters"], {"taken_by": "loan"})
    eq(c.get(V + path).json()["taken_by"], "loan")
    give_back(c, loan)
    c.delete(V + path, headers=if_match("*")).is_status(204)
    eq(c.get(f"{V}/loans/{loan['id']}").json()["copy"], None)


# ---- checking out -----------------------------------------------------------------------------------------

@suite.test
def check_out(c):
    """a loan: what it tells, due in 14 days, the copy is taken"""
    who, w = person(c), work(c, type="N")
    made = c.post(V + "/loans", {"person": who["id"], "work": w["id"]}).is_status(201)
    loan = made.json()
    eq(set(loan), LOAN)
    eq(made.header("Location"), f"{V}/loans/{loan['id']}")
    eq((loan["person"], loan["work"], loan["title"], loan["type"]), (who["id"], w["id"], w["title"], "N"))
    eq((loan["returned_at"], loan["days"], loan["charge"], loan["amount"], loan["renewals"], loan["overdue"]),
       (None, None, None, None, 0, False))
    eq(time_of(loan["due_at"]) - time_of(loan["out_at"]), 14 * DAY)
    eq(c.get(f"{V}/loans/{loan['id']}").is_status(200).json(), loan)
    eq(c.get(V + "/works/" + w["id"]).json()["available"], 0)
    eq(copies(c, w["id"])[0]["taken_by"], "loan")


@suite.test
def check_out_a_copy(c):
    """a given copy, and no other"""
    w = work(c)
    other = c.post(f"{V}/works/{w['id']}/copies", {}).json()["id"]
    who = person(c)["id"]
    eq(make(c, "/loans", person=who, copy=other)["copy"], other)
    c.post(V + "/loans", {"person": who, "copy": other}).problem(409, "loan.copy_taken")
    check(make(c, "/loans", person=who, work=w["id"])["copy"] != other, "the taken copy again")
    c.post(V + "/loans", {"person": who, "work": w["id"]}).problem(409, "loan.no_free_copy")


@suite.each([
    ("neither", lambda p, w: {"person": p}, {"work"}),
    ("both", lambda p, w: {"person": p, "work": w, "copy": w}, {"work"}),
    ("no person", lambda p, w: {"work": w}, {"person"}),
    ("unknown person", lambda p, w: {"person": NIL, "work": w}, {"person"}),
    ("unknown work", lambda p, w: {"person": p, "work": NIL}, {"work"}),
    ("unknown copy", lambda p, w: {"person": p, "copy": NIL}, {"copy"}),
    ("unknown person and copy", lambda p, w: {"person": NIL, "copy": NIL}, {"person", "copy"}),
    ("no uuid", lambda p, w: {"person": "x", "work": w}, {"person"}),
    ("unknown member", lambda p, w: {"person": p, "work": w, "due": 1}, {"due"}),
])
def check_out_wrong(c, _name, body, fields):
    """what cannot be lent is refused with its fields, by act and availability"""
    body = body(person(c)["id"], work(c)["id"])
    eq(unwritten(c, lambda: c.post(V + "/loans", body)).fields(), fields)
    eq(c.get(url(V + "/loans/availability", **body)).fields(), fields)


@suite.test
def refusals(c):
    """refusals of the act are the blockers of availability"""
    who, w = person(c, active=False)["id"], work(c)["id"]
    def both(slug, parameters=None, **asked):
        told = c.get(url(V + "/loans/availability", **asked)).is_status(200).json()
        got = unwritten(c, lambda: c.post(V + "/loans", asked)).problem(409, slug)
        eq(told["blockers"][0]["code"], slug)
        eq((told["blockers"][0]["parameters"], got["parameters"]), (parameters or {}, parameters or {}))
    both("loan.person_inactive", person=who, work=w)
    member = person(c)["id"]
    loan = lend(c, member, w)
    both("loan.no_free_copy", person=member, work=w)
    both("loan.copy_taken", person=member, copy=loan["copy"])
    free = work(c, type="F")["id"]
    c.stack.sql(f"UPDATE work SET type = 'X' WHERE uuid = '{free}'")
    both("loan.no_tariff", {"type": "X"}, person=member, work=free)


@suite.test
def availability_tells(c):
    """availability: nothing, then what to confirm and what to know"""
    who, w = person(c)["id"], work(c)["id"]
    asked = url(V + "/loans/availability", person=who, work=w)
    c.post(f"{V}/works/{w}/copies", {}).is_status(201)
    c.post(f"{V}/works/{w}/copies", {}).is_status(201)
    eq(c.get(asked).json(), {"blockers": [], "confirms": [], "warnings": []})
    give_back(c, lend(c, who))
    make_overdue(c, lend(c, who, w))
    lend(c, who, w)
    got = c.get(asked).json()
    eq([[(r["code"], r["parameters"]) for r in got[kind]] for kind in ("blockers", "confirms", "warnings")],
       [[], [("loan.same_work", {"loans": "2"}), ("loan.overdue", {"loans": "1"})],
        [("loan.debt", {"amount": "2.00"}), ("loan.last_copy", {})]])
    lend(c, who, w)


# ---- returning ----------------------------------------------------------------------------------------------

@suite.each([("R", 0, "2.00", 1), ("R", 2, "2.00", 2), ("R", 3, "3.50", 3), ("R", 30, "44.00", 30), (None, 3, "3.50", 3),
             ("F", 0, "3.00", 1), ("F", 3, "9.00", 3), ("N", 2, "4.50", 2), ("N", 4, "6.00", 4)])
def charged(c, kind, days, amount, counted):
    """returned and charged by type"""
    loan = lend(c, type=kind)
    back = give_back(c, loan, after(loan, days=days))
    eq((back["amount"], back["days"], back["type"]), (money(amount), counted, kind or "R"))
    eq(time_of(back["returned_at"]), time_of(loan["out_at"]) + days * DAY)
    eq(c.get(V + "/works/" + loan["work"]).json()["available"], 1)
    got = c.get(f"{V}/charges/{back['charge']}/explain").is_status(200).json()
    eq((got["total"], got["charged"], got["agrees"], got["voided"], got["days"]),
       (money(amount), money(amount), True, False, counted))
    eq((got["tariff"]["version"], got["tariff"]["type"], got["loan"]["id"]), (1, kind or "R", loan["id"]))
    first, rest, total, least, last = got["steps"][1:]
    eq(first["days"] + rest["days"], counted)
    cents = lambda m: round(float(m["amount"]) * 100)
    eq(first["days"] * cents(first["rate"]) + rest["days"] * cents(rest["rate"]), cents(total["amount"]))
    eq(max(cents(total["amount"]), cents(least["amount"])), cents(last["amount"]))


@suite.test
def returned_twice(c):
    """a second return changes nothing and answers the loan as it is"""
    loan = lend(c)
    back = give_back(c, loan, after(loan, days=3))
    again = unwritten(c, lambda: c.post(f"{V}/loans/{loan['id']}/return", {"returned_at": after(loan, days=9)}))
    eq(again.is_status(200).json(), back)
    eq(c.post(f"{V}/loans/{loan['id']}/return", None).is_status(200).json(), back)


@suite.test
def clock_set_back(c):
    """the clock was set back an hour since it went out: it comes back as of when it went out, for a day"""
    loan = lend(c)
    c.stack.sql(f"UPDATE loan SET out_at = out_at + INTERVAL 1 HOUR WHERE uuid = '{loan['id']}'")
    back = give_back(c, loan)
    eq((back["days"], time_of(back["returned_at"]) - time_of(loan["out_at"])), (1, datetime.timedelta(hours=1)))


@suite.each([("before it went out", {"returned_at": "2020-01-01T00:00:00Z"}), ("a date alone", {"returned_at": "2030-01-01"}),
             ("no offset", {"returned_at": "2030-01-01T00:00:00"}), ("a number", {"returned_at": 5}), ("unknown", {"at": "x"})])
def return_refused(c, _name, body):
    """a return that cannot be is 400, and the loan stays open"""
    loan = lend(c)
    unwritten(c, lambda: c.post(f"{V}/loans/{loan['id']}/return", body)).fields()
    eq(c.get(f"{V}/loans/{loan['id']}").json(), loan)


@suite.test
def return_in_another_zone(c):
    """a return time has an offset; a null time is now"""
    loan = lend(c)
    eq(give_back(c, loan, "2030-01-01T01:30:00+03:00")["returned_at"][:19], "2029-12-31T22:30:00")
    loan = lend(c)
    eq(c.post(f"{V}/loans/{loan['id']}/return", {"returned_at": None}).is_status(200).json()["days"], 1)


@suite.test
def type_of_the_return(c):
    """charged as the type the work has at its return, by the version it went out with"""
    loan = lend(c, type="R")
    path = "/works/" + loan["work"]
    c.patch(V + path, {"type": "F"}, headers=if_match(tag(c, path))).is_status(200)
    eq(give_back(c, loan, after(loan, days=3))["amount"], money("9.00"))


# ---- renewing -------------------------------------------------------------------------------------------------

@suite.test
def renewed(c):
    """renewed three times, not four; a closed loan is not"""
    loan = lend(c)
    for n in range(1, 4):
        got = c.post(f"{V}/loans/{loan['id']}/renew", {}).is_status(200).json()
        eq((got["renewals"], time_of(got["due_at"]) - time_of(loan["out_at"])), (n, (n + 1) * 14 * DAY))
    got = unwritten(c, lambda: c.post(f"{V}/loans/{loan['id']}/renew", {})).problem(409, "loan.renewals_spent")
    eq(got["parameters"], {"limit": "3"})
    give_back(c, loan)
    c.post(f"{V}/loans/{loan['id']}/renew", None).problem(409, "loan.closed")


@suite.test
def renewed_late(c):
    """an overdue loan is renewed from now on"""
    loan = lend(c)
    make_overdue(c, loan, 40)
    check(c.get(f"{V}/loans/{loan['id']}").json()["overdue"], "it is not overdue")
    got = c.post(f"{V}/loans/{loan['id']}/renew", {}).is_status(200).json()
    left = time_of(got["due_at"]) - time_of(loan["out_at"])
    check(14 * DAY <= left < 14 * DAY + datetime.timedelta(minutes=5) and not got["overdue"], got)


# ---- lists ------------------------------------------------------------------------------------------------------

@suite.test
def filters(c):
    """loans by person, work, open, overdue; pages and cursor"""
    who = person(c)["id"]
    closed, late, third = (lend(c, who) for _ in range(3))
    give_back(c, closed)
    make_overdue(c, late)
    def found(**query):
        return [loan["id"] for loan in c.get(url(V + "/loans", person=who, **query)).is_status(200).json()]
    eq(found(), [closed["id"], late["id"], third["id"]])
    eq(found(open="true"), [late["id"], third["id"]])
    eq(found(open="false"), [closed["id"]])
    eq(found(overdue="true"), [late["id"]])
    eq(found(overdue="false"), [closed["id"], third["id"]])
    eq(found(work=third["work"]), [third["id"]])
    got = c.get(url(V + "/loans", person=who, _per_page=2)).is_status(200)
    eq((got.header("X-Total-Count"), len(got.json())), ("3", 2))
    rest = c.get(url(V + "/loans", person=who, _per_page=2, _after=got.header("X-Next-Cursor"))).is_status(200)
    eq([loan["id"] for loan in rest.json()], [third["id"]])
    for query in ({"colour": "x"}, {"open": "maybe"}, {"person": "x"}, {"_after": "?"}):
        c.get(url(V + "/loans", **query)).fields()


@suite.test
def unknown(c):
    """unknown loans and charges are 404"""
    for path in (f"/loans/{NIL}", "/loans/x", f"/charges/{NIL}/explain"):
        c.get(V + path).problem(404)
    for path in (f"/loans/{NIL}/return", f"/loans/{NIL}/renew"):
        c.post(V + path, {}).problem(404)


@suite.test
def history_stays(c):
    """a work on loan is not deleted; a returned one is, and the loan still tells its title"""
    loan = lend(c)
    path = "/works/" + loan["work"]
    c.delete(V + path, headers=if_match(tag(c, path))).problem(409)
    back = give_back(c, loan)
    c.delete(V + path, headers=if_match(tag(c, path))).is_status(204)
    got = c.get(f"{V}/loans/{loan['id']}").is_status(200).json()
    eq((got["title"], got["copy"], got["amount"]), (loan["title"], None, back["amount"]))
    c.post(V + "/loans", {"person": loan["person"], "work": loan["work"]}).fields()


@suite.test
def same_key(c):
    """one Idempotency-Key lends and charges once"""
    who, w, key = person(c)["id"], work(c)["id"], {"Idempotency-Key": uniq("k")}
    first, again = (c.post(V + "/loans", {"person": who, "work": w}, headers=key).is_status(201) for _ in range(2))
    eq((again.json(), again.header("Idempotency-Replayed")), (first.json(), "true"))
    back = [c.post(f"{V}/loans/{first.json()['id']}/return", {}, headers=key).is_status(200).json() for _ in range(2)]
    eq(back[0], back[1])
    refused = {"Idempotency-Key": uniq("k")}
    lend(c, who, w)
    first, again = (c.post(V + "/loans", {"person": who, "work": w}, headers=refused).is_status(409) for _ in range(2))
    eq((first.problem(409, "loan.no_free_copy"), again.body), (first.problem(409), first.body))


# ---- tariffs -------------------------------------------------------------------------------------------------------

@suite.test
def tariffs(c):
    """the prices now and of a version; a new version is for admins"""
    got = c.get(V + "/tariffs").is_status(200).json()
    eq([(t["type"], t["name"], t["first_days"], t["first_rate"], t["after_rate"], t["least"], t["version"]) for t in got],
       [("F", "Fiction", 0, money("0.00"), money("3.00"), money("3.00"), 1),
        ("N", "Novel", 0, money("0.00"), money("1.50"), money("4.50"), 1),
        ("R", "Regular", 2, money("1.00"), money("1.50"), money("2.00"), 1)])
    eq(c.get(V + "/tariffs?version=1").json(), got)
    c.get(V + "/tariffs?version=99").problem(404)
    c.get(V + "/tariffs?version=x").fields()
    unwritten(c, lambda: c.post(V + "/tariffs", {"tariffs": []})).problem(403)


# ---- exports ---------------------------------------------------------------------------------------------------------

def rows(answer):
    answer.is_status(200)
    eq(answer.type, "text/csv; charset=utf-8")
    check(answer.text.endswith("\r\n"), "the last line has no end")
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


@suite.test
def exports(c):
    """active-rentals.csv and overdue.csv: a header, one line a loan, quotes, no formulas"""
    who = person(c, first_name='=HYPERLINK("x")', last_name="+1", card_number="-" + uniq())
    odd = lend(c, who["id"], title='@A, "B" ' + uniq(), creator="Zoë")
    late, closed = lend(c), lend(c)
    make_overdue(c, late, 17)
    give_back(c, closed)
    answer = c.get(V + "/exports/active-rentals.csv")
    eq(answer.header("Content-Disposition"), 'attachment; filename="active-rentals.csv"')
    found = {row["loan"]: row for row in rows(answer)}
    check(odd["id"] in found and late["id"] in found and closed["id"] not in found, list(found))
    row = found[odd["id"]]
    eq((row["first_name"], row["last_name"], row["card_number"], row["title"], row["creator"]),
       ("'=HYPERLINK(\"x\")", "'+1", "'" + who["card_number"], "'" + odd["title"], "Zoë"))
    eq((row["person"], row["work"], row["copy"], row["due_at"]), tuple(odd[k] for k in ("person", "work", "copy", "due_at")))
    found = {row["loan"]: row for row in rows(c.get(V + "/exports/overdue.csv"))}
    eq(([found.get(loan["id"], {}).get("days_overdue") for loan in (odd, late)]), [None, "3"])
    for text in answer.text.splitlines():
        check(not any(cell[:1] in ("=", "+", "-", "@") for cell in next(csv.reader([text]))), text)


def memory(pid, name):
    """kB, as /proc has them"""
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(name))


def forget_peak(pid):
    """from now on VmHWM is that of what comes"""
    with open(f"/proc/{pid}/clear_refs", "w") as file:
        file.write("5")
    return True


@suite.test
def long_exports(c):
    """an export of 20,000 rows comes whole, in chunks, and a worker stays small"""
    mark = uniq("Bulk ")
    c.stack.sql(f"INSERT INTO work (uuid, kind, title) SELECT UUID(), 'book', CONCAT('{mark}, ', seq) FROM seq_1_to_20000;"
                f" INSERT INTO copy (uuid, work_id, taken_by) SELECT UUID(), id, 'loan' FROM work WHERE title LIKE '{mark}%';"
                " INSERT INTO loan (uuid, copy_id, work_id, person_id, out_at, due_at, tariff_version)"
                " SELECT UUID(), c.id, c.work_id, (SELECT MIN(id) FROM person), NOW(6), NOW(6), 1"
                f" FROM copy c JOIN work w ON w.id = c.work_id WHERE w.title LIKE '{mark}%'")
    before = {pid: memory(pid, "VmRSS") for pid in c.stack.worker_pids(outbound=True) if forget_peak(pid)}
    answer = c.get(V + "/exports/active-rentals.csv")
    eq(len([row for row in rows(answer) if row["title"].startswith(mark)]), 20000)
    eq((answer.header("Content-Length"), answer.header("ETag")), (None, None))
    grown = max(memory(pid, "VmHWM") - before[pid] for pid in before)
    # What is freed stays for a while where it is looked for use after that.
    room = 20000 if any("libasan" in open(f"/proc/{pid}/maps").read() for pid in before) else 3000
    print(f"# {len(answer.body)} bytes, of which a worker held {grown} kB")
    check(grown < room, "a worker grew by", grown, "kB")
    c.request("HEAD", V + "/exports/active-rentals.csv").is_status(200)


if __name__ == "__main__":
    run(suite, "--empty")
