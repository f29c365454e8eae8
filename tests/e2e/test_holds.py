#!/usr/bin/env python3
# The unified API's holds, queues and statistics, through the web server; then under many clients at once.
import datetime
import sys
from collections import Counter

sys.dont_write_bytecode = True

from harness import UUID, at_once, check, eq, run, together, uniq, url, wire
from tap import Suite
from test_loans import DAY, copies, give_back, lend, time_of, unwritten
from test_unified import NIL, STAMP, V, if_match, links, make, person, tag, work

suite = Suite()

HOLD = {"id", "person", "work", "title", "kind", "state", "position", "copy", "loan", "suspended_until", "pickup_until", "reason",
        "placed_at", "ready_at", "closed_at"}
CLIENTS = 32


def today(**delta):
    return datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(**delta)


def stamp(**delta):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**delta)).strftime("%Y-%m-%dT%H:%M:%SZ")


def hold(c, what, who=None, **members):
    """A hold on a work of its id, of a new person when none is named."""
    return make(c, "/holds", **dict({"person": who or person(c)["id"], "work": what}, **members))


def shown(c, one):
    return c.get(f"{V}/holds/{one['id']}").is_status(200).json()


def queue(c, what):
    return c.get(f"{V}/works/{what}/holds").is_status(200).json()


def states(c, *holds):
    """[(state, position)] as they are now."""
    return [(one["state"], one["position"]) for one in (shown(c, each) for each in holds)]


def free(c, what):
    return c.get(f"{V}/works/{what}").is_status(200).json()["available"]


def lent_out(c, number=1):
    """A work whose copies (so many) are all on loan, and the loans."""
    w = work(c)["id"]
    for _ in range(number - 1):
        c.post(f"{V}/works/{w}/copies", {}).is_status(201)
    return w, [lend(c, None, w) for _ in range(number)]


def cancel(c, one, reason=None, headers=None):
    return c.delete(f"{V}/holds/{one['id']}", {"reason": reason} if reason else None, headers=headers)


def change(c, one, headers=None, **members):
    return c.patch(f"{V}/holds/{one['id']}", members, headers=headers)


def sound(c):
    """What must be so at any time, whoever did what."""
    for what, query in (
            ("positions that are not 1..n", "SELECT work_id FROM hold WHERE state = 'pending' GROUP BY work_id"
             " HAVING MIN(position) <> 1 OR MAX(position) <> COUNT(*) OR COUNT(DISTINCT position) <> COUNT(*)"),
            ("two open holds of one person on a work", "SELECT work_id FROM hold WHERE state IN ('pending', 'ready')"
             " GROUP BY work_id, person_id HAVING COUNT(*) > 1"),
            ("copies kept twice", "SELECT copy_id FROM hold WHERE state = 'ready' GROUP BY copy_id HAVING COUNT(*) > 1"),
            ("kept copies without a ready hold", "SELECT c.id FROM copy c WHERE (c.taken_by <=> 'hold') <> EXISTS"
             " (SELECT 1 FROM hold h WHERE h.copy_id = c.id AND h.state = 'ready')"),
            ("lent copies without a loan", "SELECT c.id FROM copy c WHERE (c.taken_by <=> 'loan') <> EXISTS"
             " (SELECT 1 FROM loan l WHERE l.copy_id = c.id AND l.returned_at IS NULL)"),
            ("holds that wait beside a free copy", "SELECT h.id FROM hold h WHERE h.state = 'pending' AND (h.suspended_until"
             " IS NULL OR h.suspended_until <= UTC_DATE()) AND EXISTS (SELECT 1 FROM copy c WHERE c.work_id = h.work_id AND"
             " c.taken_by IS NULL)")):
        eq(c.stack.sql(query), [], what)


# ---- placing ----------------------------------------------------------------------------------------------

@suite.test
def placed_ready(c):
    """a free copy is kept at once: 201, ready for 7 days, the copy is taken"""
    who, w = person(c)["id"], work(c)
    made = c.post(V + "/holds", {"person": who, "work": w["id"]}).is_status(201)
    one = made.json()
    eq(set(one), HOLD)
    check(UUID.match(one["id"]) and STAMP.match(one["placed_at"]), one)
    eq(made.header("Location"), f"{V}/holds/{one['id']}")
    copy, = copies(c, w["id"])
    eq((one["person"], one["work"], one["title"], one["kind"], one["state"], one["copy"]),
       (who, w["id"], w["title"], "book", "ready", copy["id"]))
    eq([one[name] for name in ("position", "loan", "suspended_until", "reason", "closed_at")], [None] * 5)
    eq(time_of(one["pickup_until"]) - time_of(one["placed_at"]), 7 * DAY)
    eq(one["ready_at"], one["placed_at"])
    got = c.get(f"{V}/holds/{one['id']}").is_json(200, one)
    eq(got.header("ETag"), made.header("ETag"), "ETag")
    eq((free(c, w["id"]), copy["taken_by"]), (0, "hold"))


@suite.test
def placed_pending(c):
    """no free copy: pending, 1..n in the order they came"""
    w, _ = lent_out(c)
    held = [hold(c, w) for _ in range(3)]
    eq([(one["state"], one["position"]) for one in held], [("pending", 1), ("pending", 2), ("pending", 3)])
    for one in held:
        eq([one[name] for name in ("copy", "loan", "pickup_until", "ready_at", "closed_at")], [None] * 5)
    eq(queue(c, w), held)
    eq([shown(c, one) for one in held], held)


@suite.test
def placed_behind_one_kept(c):
    """the second hold on one copy waits; the queue tells the kept one first"""
    w = work(c)["id"]
    first, second = hold(c, w), hold(c, w)
    eq(((first["state"], first["position"]), (second["state"], second["position"])), (("ready", None), ("pending", 1)))
    eq(queue(c, w), [first, second])


@suite.test
def placed_film(c):
    """films are held too"""
    eq(hold(c, work(c, kind="movie")["id"])["kind"], "movie")


def refused_alike(c, slug, parameters, who, what):
    """Refused by the act with nothing written, and told beforehand."""
    asked = {"person": who, "work": what}
    told = c.get(url(V + "/holds/availability", **asked)).is_status(200).json()
    got = unwritten(c, lambda: c.post(V + "/holds", asked)).problem(409, slug)
    first = told["blockers"][0]
    eq((first["code"], first["parameters"], got["parameters"]), (slug, parameters, parameters))
    check(got["detail"] == first["detail"], got, first)


@suite.test
def refused_already_held(c):
    """a second hold of the same person on the work, ready or pending: hold.already_held"""
    w = work(c)["id"]
    ready = hold(c, w)
    waits = hold(c, w)
    for one in (ready, waits):
        refused_alike(c, "hold.already_held", {"hold": one["id"]}, one["person"], w)
    cancel(c, waits).is_status(204)
    eq(hold(c, w, waits["person"])["position"], 1)


@suite.test
def refused_on_loan(c):
    """who has the work on loan need not wait for it: hold.on_loan, until it is back"""
    w, (loan,) = lent_out(c)
    c.post(f"{V}/works/{w}/copies", {}).is_status(201)
    refused_alike(c, "hold.on_loan", {}, loan["person"], w)
    give_back(c, loan)
    eq(hold(c, w, loan["person"])["state"], "ready")


@suite.test
def refused_too_many(c):
    """five open holds are the limit; ended ones do not count"""
    who = person(c)["id"]
    held = [hold(c, work(c)["id"], who) for _ in range(3)] + [hold(c, lent_out(c)[0], who) for _ in range(2)]
    sixth = work(c)["id"]
    refused_alike(c, "hold.too_many", {"limit": "5"}, who, sixth)
    cancel(c, held[0]).is_status(204)
    eq(hold(c, sixth, who)["state"], "ready")
    refused_alike(c, "hold.too_many", {"limit": "5"}, who, work(c)["id"])


@suite.test
def refused_inactive(c):
    """a person who is not active: hold.person_inactive"""
    refused_alike(c, "hold.person_inactive", {}, person(c, active=False)["id"], work(c)["id"])


@suite.test
def refused_no_copies(c):
    """a work without copies: hold.no_copies"""
    w = work(c)["id"]
    path = "/copies/" + copies(c, w)[0]["id"]
    c.delete(V + path, headers=if_match(tag(c, path))).is_status(204)
    refused_alike(c, "hold.no_copies", {}, person(c)["id"], w)


@suite.test
def availability(c):
    """availability: nothing for a free copy, else a warning with the place in the queue"""
    who, w = person(c)["id"], work(c)["id"]
    asked = url(V + "/holds/availability", person=who, work=w)
    eq(c.get(asked).json(), {"blockers": [], "confirms": [], "warnings": []})
    hold(c, w)
    hold(c, w)
    got = c.get(asked).json()
    eq((got["blockers"], [(r["code"], r["parameters"]) for r in got["warnings"]]), ([], [("hold.waits", {"position": "2"})]))
    eq(hold(c, w, who)["position"], 2)


P, W = "person", "work"
BAD = [
    ("an empty object", {}, {P, W}), ("no work", {P: "p"}, {W}), ("no person", {W: "w"}, {P}),
    ("unknown person", {P: NIL, W: "w"}, {P}), ("unknown work", {P: "p", W: NIL}, {W}), ("both unknown", {P: NIL, W: NIL}, {P, W}),
    ("null", {P: None, W: None}, {P, W}), ("numbers", {P: 1, W: 2.5}, {P, W}), ("no uuids", {P: "x", W: ""}, {P, W}),
    ("objects", {P: {}, W: []}, {P, W}), ("booleans", {P: True, W: False}, {P, W}),
    ("unknown member", {P: "p", W: "w", "copy": NIL}, {"copy"}),
    ("members that are told only", {P: "p", W: "w", "state": "ready", "position": 1, "id": NIL}, {"state", "position", "id"}),
    ("all at once", {P: "x", W: None, "suspended_until": 5, "hurry": True}, {P, W, "suspended_until", "hurry"}),
    ("very long", {P: "a" * 100000, W: "w"}, {P}), ("a suspended time", {P: "p", W: "w", "suspended_until": "2099-01-01T00:00:00Z"},
                                                 {"suspended_until"}),
    ("no such day", {P: "p", W: "w", "suspended_until": "2099-02-30"}, {"suspended_until"}),
    ("year 10000", {P: "p", W: "w", "suspended_until": "10000-01-01"}, {"suspended_until"}),
    ("an empty day", {P: "p", W: "w", "suspended_until": ""}, {"suspended_until"}),
    ("a day gone by", {P: "p", W: "w", "suspended_until": "2020-01-01"}, {"suspended_until"}),
    ("year 1", {P: "p", W: "w", "suspended_until": "0001-01-01"}, {"suspended_until"}),
    ("a day gone by and more", {P: "x", W: "w", "suspended_until": "2020-01-01"}, {P, "suspended_until"}),
]


@suite.each(BAD)
def bad_hold(c, _name, body, fields):
    """wrong input is refused with all its fields, nothing is written"""
    known = {"p": person(c)["id"], "w": work(c)["id"]}
    body = {name: known.get(value, value) if isinstance(value, str) else value for name, value in body.items()}
    eq(unwritten(c, lambda: c.post(V + "/holds", body)).fields(), fields)


@suite.test
def bad_day_today(c):
    """suspended until today is not suspended: refused; until tomorrow is fine"""
    who, w = person(c)["id"], work(c)["id"]
    eq(c.post(V + "/holds", {P: who, W: w, "suspended_until": str(today())}).fields(), {"suspended_until"})
    eq(hold(c, w, who, suspended_until=str(today(days=1)))["suspended_until"], str(today(days=1)))


@suite.each([("an array", "[]", 400), ("a text", '"x"', 400), ("null", "null", 400), ("nothing", "", 400), ("half", '{"person":', 400),
             ("twice", '{"person":"' + NIL + '","person":"' + NIL + '","work":"' + NIL + '"}', 400),
             ("nul", '{"person":"\\u0000","work":"' + NIL + '"}', 400), ("deep", "[" * 100 + "]" * 100, 400),
             ("not UTF-8", b'{"person":"\xff"}', 400), ("large", '{"person":"' + "x" * 1100000 + '"}', 413)])
def bad_bodies(c, _name, body, status):
    """bodies that are no object of ours"""
    w = work(c)["id"]
    for call in (lambda: c.post(V + "/holds", body), lambda: c.patch(f"{V}/holds/{NIL}", body),
                 lambda: c.put(f"{V}/works/{w}/holds/order", body, headers=if_match("*"))):
        unwritten(c, call).problem(status)
    c.post(V + "/holds", b"person=x", headers={"Content-Type": "application/x-www-form-urlencoded"}).problem(415)


@suite.test
def bad_queries(c):
    """parameters that are unknown, repeated or wrong are refused, all at once"""
    for path, fields in (("/holds?colour=red&state=lost&person=x&work=1&_page=0&_per_page=1001", {"colour", "state", "person", "work",
                                                                                            "_page", "_per_page"}),
                         ("/holds?state=open&state=open", {"state"}), ("/holds?_after=%3F", {"_after"}), ("/holds?state=", {"state"}),
                         ("/holds/availability", {P, W}), (f"/holds/availability?person={NIL}", {W}),
                         (f"/holds/availability?person={NIL}&work={NIL}", {P, W}),
                         (f"/holds/availability?person=x&work=&copy={NIL}", {P, W, "copy"}),
                         (f"/holds/{NIL}?x=1", {"x"}), (f"/works/{NIL}/holds?_page=1", {"_page"}),
                         ("/statistics?days=0&x=1", {"days", "x"}), ("/statistics?days=367", {"days"}), ("/statistics?days=x", {"days"}),
                         ("/statistics?days=", {"days"}), ("/statistics?days=1&days=1", {"days"}), ("/statistics?days=-1", {"days"}),
                         ("/statistics?days=99999999999999999999", {"days"})):
        eq(c.get(V + path).fields(), fields, path)
    eq(c.get(V + "/holds?_page=2&_after=MSA").fields(), {"_after"})


@suite.test
def unknown(c):
    """unknown holds and works are 404, whatever is done"""
    for one in (NIL, "x", "%20", "1", NIL + "0", "%2527"):
        c.get(f"{V}/holds/{one}").problem(404)
        c.patch(f"{V}/holds/{one}", {"suspended_until": None}).problem(404)
        c.delete(f"{V}/holds/{one}").problem(404)
        c.get(f"{V}/works/{one}/holds").problem(404)
        c.put(f"{V}/works/{one}/holds/order", {"order": []}, headers=if_match("*")).problem(404)
    gone = work(c)["id"]
    c.delete(f"{V}/works/{gone}", headers=if_match("*")).is_status(204)
    c.get(f"{V}/works/{gone}/holds").problem(404)


@suite.test
def methods(c):
    """HEAD, OPTIONS and 405 of the paths of holds"""
    one = hold(c, work(c)["id"])
    for path, allow in (("/holds", {"GET", "POST"}), (f"/holds/{one['id']}", {"GET", "PATCH", "DELETE"}), ("/statistics", {"GET"}),
                        ("/holds/availability", {"GET", "PATCH", "DELETE"}), (f"/works/{one['work']}/holds", {"GET"}),
                        (f"/works/{one['work']}/holds/order", {"PUT"})):
        for method, status in (("OPTIONS", 204), ("PURGE", 405)):
            got = c.request(method, V + path).is_status(status)
            eq(set(got.header("Allow").split(", ")) - {"HEAD", "OPTIONS"}, allow, path)
    for path in ("/holds", f"/holds/{one['id']}", f"/works/{one['work']}/holds", "/statistics"):
        head, got = c.request("HEAD", V + path).is_status(200), c.get(V + path).is_status(200)
        eq((head.body, head.header("ETag")), (b"", got.header("ETag")))
        c.get(V + path, headers={"If-None-Match": got.header("ETag")}).is_status(304)


@suite.test
def same_key(c):
    """one Idempotency-Key places one hold; another body is 422; a refusal is kept too"""
    who, w, key = person(c)["id"], work(c)["id"], {"Idempotency-Key": uniq("k")}
    first, again = (c.post(V + "/holds", {P: who, W: w}, headers=key).is_status(201) for _ in range(2))
    eq((again.json(), again.header("Idempotency-Replayed"), again.header("Location")),
       (first.json(), "true", first.header("Location")))
    eq(first.header("ETag"), again.header("ETag"))
    c.post(V + "/holds", {P: who, W: NIL}, headers=key).problem(422)
    key = {"Idempotency-Key": uniq("k")}
    first = c.post(V + "/holds", {P: who, W: w}, headers=key)
    first.problem(409, "hold.already_held")
    cancel(c, again.json()).is_status(204)
    eq(c.post(V + "/holds", {P: who, W: w}, headers=key).is_status(409).body, first.body)


# ---- suspended -----------------------------------------------------------------------------------------------

@suite.test
def suspended_beside_a_copy(c):
    """a hold placed suspended waits beside a free copy; the next one gets that; resumed it gets its own"""
    w = work(c)["id"]
    first = hold(c, w, suspended_until=str(today(days=30)))
    eq((first["state"], first["position"], first["copy"], free(c, w)), ("pending", 1, None, 1))
    second = hold(c, w)
    eq((second["state"], states(c, first)), ("ready", [("pending", 1)]))
    c.post(f"{V}/works/{w}/copies", {}).is_status(201)
    eq(states(c, first), [("pending", 1)], "a new copy")
    got = change(c, first, suspended_until=None).is_status(200).json()
    eq((got["state"], got["position"], got["suspended_until"], got["copy"] is not None), ("ready", None, None, True))
    eq(time_of(got["pickup_until"]) - time_of(got["ready_at"]), 7 * DAY)
    sound(c)


@suite.test
def suspended_is_passed_over(c):
    """a return passes over who is suspended; resumed, they are next and keep their place"""
    w, (loan,) = lent_out(c)
    first, second, third = (hold(c, w) for _ in range(3))
    got = change(c, first, suspended_until=str(today(days=3))).is_status(200).json()
    eq((got["suspended_until"], got["state"], got["position"]), (str(today(days=3)), "pending", 1))
    give_back(c, loan)
    eq(states(c, first, second, third), [("pending", 1), ("ready", None), ("pending", 2)])
    eq(change(c, first, suspended_until=None).is_status(200).json()["state"], "pending")
    cancel(c, second).is_status(204)
    eq(states(c, first, second, third), [("ready", None), ("cancelled", None), ("pending", 1)])
    sound(c)


@suite.test
def suspended_by_all(c):
    """when all who wait are suspended a return frees the copy"""
    w, (loan,) = lent_out(c)
    held = [hold(c, w, suspended_until=str(today(days=1))) for _ in range(2)]
    give_back(c, loan)
    eq((states(c, *held), free(c, w)), ([("pending", 1), ("pending", 2)], 1))
    eq(change(c, held[1], suspended_until=None).is_status(200).json()["state"], "ready")
    eq((states(c, *held), free(c, w)), ([("pending", 1), ("ready", None)], 0))
    sound(c)


@suite.test
def suspension_ends(c):
    """carrelctl holds tidy gives a free copy to who is suspended no more, and only once"""
    w = work(c)["id"]
    first, second = (hold(c, w, suspended_until=str(today(days=9))) for _ in range(2))
    c.stack.ctl("holds", "tidy")
    eq((states(c, first, second), free(c, w)), ([("pending", 1), ("pending", 2)], 1))
    c.stack.sql(f"UPDATE hold SET suspended_until = UTC_DATE() WHERE uuid = '{second['id']}'")
    c.stack.ctl("holds", "tidy")
    eq((states(c, first, second), free(c, w)), ([("pending", 1), ("ready", None)], 0))
    before = c.stack.fingerprint()
    c.stack.ctl("holds", "tidy")
    eq(c.stack.fingerprint(), before, "a second run")
    sound(c)


@suite.test
def waits_since_today(c):
    """whose suspension ends today comes before a new hold, even before anybody tidies up"""
    w = work(c)["id"]
    first = hold(c, w, suspended_until=str(today(days=9)))
    c.stack.sql(f"UPDATE hold SET suspended_until = UTC_DATE() WHERE uuid = '{first['id']}'")
    second = hold(c, w)
    eq((states(c, first), second["state"], second["position"]), ([("ready", None)], "pending", 1))


# ---- PATCH ---------------------------------------------------------------------------------------------------

@suite.each([
    ("unknown", {"colour": 1, "state": "ready"}, {"colour", "state"}), ("a number", {"suspended_until": 20300101}, {"suspended_until"}),
    ("no day", {"suspended_until": "tomorrow"}, {"suspended_until"}), ("a day gone by", {"suspended_until": "2020-01-01"}, {"suspended_until"}),
    ("no time", {"pickup_until": "2099-01-01"}, {"pickup_until"}), ("a time gone by", {"pickup_until": "2020-01-01T00:00:00Z"}, {"pickup_until"}),
    ("a leap second", {"pickup_until": "2099-06-30T23:59:60Z"}, {"pickup_until"}),
    ("both wrong", {"suspended_until": "2020-01-01", "pickup_until": False}, {"suspended_until", "pickup_until"}),
    ("both gone by", {"suspended_until": "2020-01-01", "pickup_until": "2020-01-01T00:00:00Z"}, {"suspended_until", "pickup_until"}),
])
def bad_change(c, _name, body, fields):
    """what a hold cannot be changed to is refused, nothing is written"""
    w = work(c)["id"]
    for one in (hold(c, w), hold(c, w)):
        eq(unwritten(c, lambda: change(c, one, **body)).fields(), fields)


@suite.test
def patched(c):
    """suspended, kept longer, kept for ever; the tag is another each time"""
    w = work(c)["id"]
    ready, waits = hold(c, w), hold(c, w)
    etag = tag(c, f"/holds/{ready['id']}")
    got = change(c, ready, if_match(etag), pickup_until="2099-12-31T23:30:00-01:00").is_status(200)
    eq((got.json()["pickup_until"][:19], got.json()), ("2100-01-01T00:30:00", shown(c, ready)))
    check(got.header("ETag") != etag, "the same tag")
    change(c, ready, if_match(etag), pickup_until=None).problem(412)
    eq(change(c, ready, if_match(got.header("ETag")), pickup_until=None).is_status(200).json()["pickup_until"], None)
    eq(change(c, ready).is_status(200).json(), shown(c, ready), "nothing changed")
    got = change(c, waits, suspended_until="9999-12-31").is_status(200).json()
    eq(got["suspended_until"], "9999-12-31")


@suite.test
def not_as_it_is(c):
    """a ready hold is not suspended, a pending one not kept, an ended one not changed at all"""
    w = work(c)["id"]
    ready, waits, ended = (hold(c, w) for _ in range(3))
    cancel(c, ended).is_status(204)
    for one, body, slug, state in ((ready, {"suspended_until": str(today(days=2))}, "hold.not_pending", "ready"),
                                   (ready, {"suspended_until": None}, "hold.not_pending", "ready"),
                                   (waits, {"pickup_until": stamp(days=2)}, "hold.not_ready", "pending"),
                                   (ready, {"suspended_until": None, "pickup_until": None}, "hold.not_pending", "ready"),
                                   (waits, {"suspended_until": None, "pickup_until": None}, "hold.not_ready", "pending"),
                                   (ended, {"suspended_until": None}, "hold.closed", "cancelled"),
                                   (ended, {"pickup_until": None}, "hold.closed", "cancelled")):
        got = unwritten(c, lambda: change(c, one, **body)).problem(409, slug)
        eq(got["parameters"], {"state": state})
    # A DELETE that is sent again is answered as the first one was.
    unwritten(c, lambda: cancel(c, ended, "again")).is_status(204)
    eq(shown(c, ended)["reason"], None, "the first reason stays")


# ---- cancelled -----------------------------------------------------------------------------------------------

@suite.test
def cancelled(c):
    """cancelled with a reason: 204, those behind move up, the hold stays to be looked at"""
    w, (loan,) = lent_out(c)
    held = [hold(c, w) for _ in range(4)]
    eq(cancel(c, held[1], "  No longer wanted: “Zoë” <b> ").is_status(204).body, b"")
    got = shown(c, held[1])
    eq((got["state"], got["position"], got["reason"]), ("cancelled", None, "No longer wanted: “Zoë” <b>"))
    check(STAMP.match(got["closed_at"]), got)
    eq(states(c, *held), [("pending", 1), ("cancelled", None), ("pending", 2), ("pending", 3)])
    cancel(c, held[3]).is_status(204)
    cancel(c, held[0]).is_status(204)
    eq((states(c, held[2]), shown(c, held[0])["reason"]), ([("pending", 1)], None))
    give_back(c, loan)
    eq(states(c, held[2]), [("ready", None)])
    sound(c)


@suite.test
def cancelled_while_kept(c):
    """a cancelled ready hold offers its copy to the next; the last frees it"""
    w = work(c)["id"]
    first, second = hold(c, w), hold(c, w)
    cancel(c, first).is_status(204)
    got = shown(c, second)
    eq((got["state"], got["copy"]), ("ready", first["copy"]))
    eq(time_of(got["pickup_until"]) - time_of(got["ready_at"]), 7 * DAY)
    eq(shown(c, first)["state"], "cancelled")
    cancel(c, second, "x" * 500).is_status(204)
    eq((free(c, w), queue(c, w), len(shown(c, second)["reason"])), (1, [], 500))
    sound(c)


@suite.test
def cancelled_wrongly(c):
    """a reason that is none is refused; If-Match is honoured, a null or empty reason is none"""
    w = work(c)["id"]
    one = hold(c, w)
    for body in ({"reason": 5}, {"reason": "x" * 501}, {"why": "x"}, {"reason": ["x"]}):
        eq(unwritten(c, lambda: c.delete(f"{V}/holds/{one['id']}", body)).fields(), set(body))
    unwritten(c, lambda: c.delete(f"{V}/holds/{one['id']}", "[]")).problem(400)
    etag = tag(c, f"/holds/{one['id']}")
    change(c, one, pickup_until=None).is_status(200)
    for stale in (etag, '"999-0"', "W/" + tag(c, f"/holds/{one['id']}")):
        unwritten(c, lambda: cancel(c, one, headers=if_match(stale))).problem(412)
    c.delete(f"{V}/holds/{one['id']}", {"reason": None}, headers=if_match(tag(c, f"/holds/{one['id']}"))).is_status(204)
    eq(shown(c, one)["reason"], None)
    one = hold(c, w)
    c.delete(f"{V}/holds/{one['id']}", {"reason": "  "}, headers=if_match("*")).is_status(204)
    eq(shown(c, one)["reason"], None)


# ---- returned, expired, lent -----------------------------------------------------------------------------------

@suite.test
def returned(c):
    """a return offers the copy to the first who waits, in the same act"""
    w, (loan,) = lent_out(c)
    first, second = hold(c, w), hold(c, w)
    back = give_back(c, loan)
    check(back["returned_at"], back)
    got = shown(c, first)
    eq((got["state"], got["position"], got["copy"], got["loan"]), ("ready", None, loan["copy"], None))
    eq(time_of(got["pickup_until"]) - time_of(got["ready_at"]), 7 * DAY)
    eq((states(c, second), free(c, w), copies(c, w)[0]["taken_by"]), ([("pending", 1)], 0, "hold"))
    again = unwritten(c, lambda: c.post(f"{V}/loans/{loan['id']}/return", {})).is_status(200).json()
    eq(again, back)
    sound(c)


@suite.test
def returned_in_the_store(c):
    """a return through the book store offers the copy too, and nobody rents what is kept"""
    w, (loan,) = lent_out(c)
    first = hold(c, w)
    number = c.stack.number(f"SELECT id FROM loan WHERE uuid = '{loan['id']}'")
    c.put(f"/rentals/{number}/close/", None).is_status(200)
    eq((states(c, first), free(c, w)), ([("ready", None)], 0))
    sound(c)


@suite.test
def seen_in_the_store(c):
    """a kept copy is Rented Out in the book store, and refused there"""
    w = work(c)["id"]
    one = hold(c, w)
    book = c.stack.number(f"SELECT id FROM work WHERE uuid = '{w}'")
    customer = c.stack.number(f"SELECT id FROM person WHERE uuid = '{person(c)['id']}'")
    eq(c.get(f"/books/{book}/").is_status(200).json()["rental_status"], "Rented Out")
    unwritten(c, lambda: c.post(f"/customers/{customer}/rentals/", {"book": book})).is_status(400)
    cancel(c, one).is_status(204)
    eq(c.get(f"/books/{book}/").is_status(200).json()["rental_status"], "Available")
    c.post(f"/customers/{customer}/rentals/", {"book": book}).is_status(201)


@suite.test
def two_copies(c):
    """two copies serve two; each return serves the next, one after the other"""
    w, loans = lent_out(c, 2)
    held = [hold(c, w) for _ in range(3)]
    give_back(c, loans[1])
    eq(states(c, *held), [("ready", None), ("pending", 1), ("pending", 2)])
    give_back(c, loans[0])
    eq(states(c, *held), [("ready", None), ("ready", None), ("pending", 1)])
    eq([shown(c, one)["copy"] for one in held], [loans[1]["copy"], loans[0]["copy"], None])
    eq([one["id"] for one in queue(c, w)], [one["id"] for one in held])
    cancel(c, held[0]).is_status(204)
    eq(shown(c, held[2])["copy"], loans[1]["copy"])
    sound(c)


@suite.test
def expired(c):
    """carrelctl holds tidy: what was not fetched in time goes to the next, and is said"""
    w = work(c)["id"]
    first, second, third = (hold(c, w) for _ in range(3))
    c.stack.ctl("holds", "tidy")
    eq(states(c, first, second), [("ready", None), ("pending", 1)])
    c.stack.sql(f"UPDATE hold SET pickup_until = NOW(6) - INTERVAL 1 SECOND WHERE uuid = '{first['id']}'")
    said = c.stack.ctl("holds", "tidy")[1]
    eq(said.split()[0], "1", said)
    eq(states(c, first, second, third), [("expired", None), ("ready", None), ("pending", 1)])
    got = shown(c, first)
    check(STAMP.match(got["closed_at"]) and got["reason"] is None, got)
    change(c, second, pickup_until=None).is_status(200)
    c.stack.ctl("holds", "tidy")
    eq(states(c, second), [("ready", None)], "kept for ever")
    sound(c)


@suite.test
def expired_all(c):
    """many that expire at once: all queues stay whole"""
    works = [work(c)["id"] for _ in range(4)]
    held = [hold(c, w) for w in works for _ in range(3)]
    for turn in range(3):
        c.stack.sql("UPDATE hold SET pickup_until = NOW(6) - INTERVAL 1 DAY WHERE state = 'ready' AND uuid IN ('%s')"
                    % "','".join(one["id"] for one in held))
        c.stack.ctl("holds", "tidy")
        eq(Counter(state for state, _ in states(c, *held))["expired"], 4 * (turn + 1))
        sound(c)
    eq([free(c, w) for w in works], [1] * 4)


@suite.test
def lent_to_the_holder(c):
    """lent to whom it is kept for: the kept copy goes out, the hold is fulfilled by that loan"""
    w = work(c)["id"]
    ready, waits = hold(c, w), hold(c, w)
    eq(c.get(url(V + "/loans/availability", person=ready["person"], work=w)).json()["blockers"], [])
    loan = lend(c, ready["person"], w)
    got = shown(c, ready)
    eq((loan["copy"], got["state"], got["loan"], got["copy"], got["reason"]),
       (ready["copy"], "fulfilled", loan["id"], ready["copy"], None))
    check(STAMP.match(got["closed_at"]), got)
    eq((states(c, waits), copies(c, w)[0]["taken_by"]), ([("pending", 1)], "loan"))
    give_back(c, loan)
    eq(states(c, waits), [("ready", None)])
    sound(c)


@suite.test
def lent_to_another(c):
    """a kept copy is not lent to anybody else: loan.no_free_copy, by work; by copy loan.copy_taken"""
    w = work(c)["id"]
    ready, waits = hold(c, w), hold(c, w)
    for who in (person(c)["id"], waits["person"]):
        for asked, slug in (({"work": w}, "loan.no_free_copy"), ({"copy": ready["copy"]}, "loan.copy_taken")):
            told = c.get(url(V + "/loans/availability", person=who, **asked)).is_status(200).json()
            eq(told["blockers"][0]["code"], slug)
            unwritten(c, lambda: c.post(V + "/loans", dict(asked, person=who))).problem(409, slug)
    eq(states(c, ready, waits), [("ready", None), ("pending", 1)])


@suite.test
def lent_while_waiting(c):
    """who waits, and gets a copy that is free meanwhile, waits no more"""
    w, _ = lent_out(c)
    held = [hold(c, w, suspended_until=str(today(days=5))) for _ in range(3)]
    c.post(f"{V}/works/{w}/copies", {}).is_status(201)
    eq(free(c, w), 1)
    loan = lend(c, held[1]["person"], w)
    got = shown(c, held[1])
    eq((got["state"], got["loan"], got["position"]), ("fulfilled", loan["id"], None))
    eq(states(c, held[0], held[2]), [("pending", 1), ("pending", 2)])
    sound(c)


@suite.test
def new_copy(c):
    """a new copy goes to who waits"""
    w, _ = lent_out(c)
    first, second = hold(c, w), hold(c, w)
    c.post(f"{V}/works/{w}/copies", {}).is_status(201)
    eq((states(c, first, second), free(c, w)), ([("ready", None), ("pending", 1)], 0))
    sound(c)


# ---- deleted -------------------------------------------------------------------------------------------------

@suite.test
def work_deleted(c):
    """a deleted work cancels its holds; a work on loan is not deleted"""
    w, (loan,) = lent_out(c)
    waits = hold(c, w)
    unwritten(c, lambda: c.delete(f"{V}/works/{w}", headers=if_match("*"))).problem(409)
    give_back(c, loan)
    second = hold(c, w)
    eq(states(c, waits, second), [("ready", None), ("pending", 1)])
    c.delete(f"{V}/works/{w}", headers=if_match("*")).is_status(204)
    for one in (waits, second):
        got = shown(c, one)
        eq((got["state"], got["position"], got["reason"], got["copy"]), ("cancelled", None, "work deleted", None))
    c.get(f"{V}/works/{w}/holds").problem(404)
    eq(c.post(V + "/holds", {P: person(c)["id"], W: w}).fields(), {W})
    sound(c)


@suite.test
def person_deleted(c):
    """a deleted person's holds end, what was kept for them goes to the next"""
    w, other = work(c)["id"], lent_out(c)[0]
    who = person(c)["id"]
    ready, waits = hold(c, w, who), hold(c, other, who)
    next_one, behind = hold(c, w), hold(c, other)
    eq((waits["position"], behind["position"]), (1, 2))
    c.delete(f"{V}/people/{who}", headers=if_match("*")).is_status(204)
    eq(states(c, next_one, behind), [("ready", None), ("pending", 1)])
    for one in (ready, waits):
        got = c.get(f"{V}/holds/{one['id']}")
        check(got.status == 404 or got.json()["state"] == "cancelled", got)
    eq(c.post(V + "/holds", {P: who, W: w}).fields(), {P})
    sound(c)


@suite.test
def copy_kept_stays(c):
    """a kept copy is not deleted: 409 copy.taken"""
    one = hold(c, work(c)["id"])
    path = "/copies/" + one["copy"]
    got = unwritten(c, lambda: c.delete(V + path, headers=if_match("*"))).problem(409, "copy.taken")
    eq(got["parameters"], {"taken_by": "hold"})


# ---- the order of a queue --------------------------------------------------------------------------------------

def reorder(c, what, ids, etag=None):
    headers = {} if etag == "none" else if_match(etag or tag(c, f"/works/{what}/holds"))
    return c.put(f"{V}/works/{what}/holds/order", {"order": ids}, headers=headers)


@suite.test
def reordered(c):
    """the whole queue in a new order; what is kept stays first; the answer is the queue with its new tag"""
    w = work(c)["id"]
    ready = hold(c, w)
    held = [hold(c, w) for _ in range(4)]
    ids = [held[n]["id"] for n in (2, 0, 3, 1)]
    got = reorder(c, w, ids).is_status(200)
    eq([(one["id"], one["position"]) for one in got.json()], [(ready["id"], None)] + [(one, n + 1) for n, one in enumerate(ids)])
    eq((queue(c, w), tag(c, f"/works/{w}/holds")), (got.json(), got.header("ETag")))
    eq(reorder(c, w, ids, got.header("ETag")).is_status(200).json(), got.json(), "the same order again")
    cancel(c, ready).is_status(204)
    eq(states(c, held[2], held[0], held[3], held[1]), [("ready", None), ("pending", 1), ("pending", 2), ("pending", 3)])
    ids = [held[1]["id"], held[3]["id"].upper(), held[0]["id"]]
    eq([one["position"] for one in reorder(c, w, ids).is_status(200).json()], [None, 1, 2, 3])
    sound(c)


@suite.test
def reordered_stale(c):
    """without If-Match 428; with a stale one, after any act on the queue, 412"""
    w, (loan,) = lent_out(c)
    held = [hold(c, w) for _ in range(3)]
    ids = [one["id"] for one in held]
    unwritten(c, lambda: reorder(c, w, ids, "none")).problem(428)
    for stale in ('"0-0"', '"999-0"', '"x"', ""):
        unwritten(c, lambda: reorder(c, w, ids, stale or '""')).problem(412)
    for act in (lambda: ids.append(hold(c, w)["id"]), lambda: cancel(c, {"id": ids.pop(0)}).is_status(204),
                lambda: change(c, {"id": ids[0]}, suspended_until=str(today(days=1))).is_status(200),
                lambda: reorder(c, w, list(reversed(ids))).is_status(200), lambda: (give_back(c, loan), ids.pop(1))):
        etag = tag(c, f"/works/{w}/holds")
        act()
        unwritten(c, lambda: reorder(c, w, ids, etag)).problem(412)
        eq(len(reorder(c, w, ids).is_status(200).json()), len(ids) + sum(one["state"] == "ready" for one in queue(c, w)))
    sound(c)


@suite.test
def reordered_mismatch(c):
    """an order that misses, doubles or invents a hold: hold.order_mismatch {holds}"""
    w = work(c)["id"]
    ready = hold(c, w)
    ids = [hold(c, w)["id"] for _ in range(3)]
    other = hold(c, lent_out(c)[0])["id"]
    for wrong in ([], ids[:2], ids + ids[:1], [ids[0], ids[0], ids[1]], ids[:2] + [NIL], ids[:2] + [other], ids[:2] + [ready["id"]],
                  ids + [ready["id"]]):
        got = unwritten(c, lambda: reorder(c, w, wrong)).problem(409, "hold.order_mismatch")
        eq(got["parameters"], {"holds": "3"})
    empty = work(c)["id"]
    eq(reorder(c, empty, []).is_status(200).json(), [])
    eq(reorder(c, empty, [ids[0]]).problem(409, "hold.order_mismatch")["parameters"], {"holds": "0"})


@suite.each([("no order", {}), ("null", {"order": None}), ("a text", {"order": NIL}), ("numbers", {"order": [1]}),
             ("no uuids", {"order": ["x"]}), ("nested", {"order": [[NIL]]}), ("with null", {"order": [None]}),
             ("far too many", {"order": [NIL] * 10001})])
def reordered_wrongly(c, _name, body):
    """an order that is none is 400"""
    w = work(c)["id"]
    eq(unwritten(c, lambda: c.put(f"{V}/works/{w}/holds/order", body, headers=if_match("*"))).fields(), {"order"})
    eq(c.put(f"{V}/works/{w}/holds/order", dict(body, colour=1), headers=if_match("*")).fields(), {"order", "colour"})


# ---- lists ---------------------------------------------------------------------------------------------------

@suite.test
def filters(c):
    """holds by person, work and state; pages and cursor"""
    who = person(c)["id"]
    ready, gone, waits, late = hold(c, work(c)["id"], who), hold(c, work(c)["id"], who), hold(c, lent_out(c)[0], who), \
        hold(c, work(c)["id"], who)
    cancel(c, gone).is_status(204)
    c.stack.sql(f"UPDATE hold SET pickup_until = NOW(6) - INTERVAL 1 DAY WHERE uuid = '{late['id']}'")
    c.stack.ctl("holds", "tidy")
    loan_of = hold(c, work(c)["id"], who)
    lend(c, who, loan_of["work"])

    def found(**query):
        return [one["id"] for one in c.get(url(V + "/holds", person=who, **query)).is_status(200).json()]
    every = [one["id"] for one in (ready, gone, waits, late, loan_of)]
    eq(found(), every)
    for state, wanted in (("open", [ready, waits]), ("ready", [ready]), ("pending", [waits]), ("cancelled", [gone]), ("expired", [late]),
                          ("fulfilled", [loan_of])):
        eq(found(state=state), [one["id"] for one in wanted], state)
        eq(c.get(url(V + "/holds", person=who, state=state)).header("X-Total-Count"), str(len(wanted)))
    eq((found(work=waits["work"]), found(work=waits["work"], state="ready")), ([waits["id"]], []))
    eq(c.get(url(V + "/holds", work=NIL)).is_status(200).json(), [])
    got = c.get(url(V + "/holds", person=who, _per_page=2)).is_status(200)
    eq((got.header("X-Total-Count"), sorted(links(got)), [one["id"] for one in got.json()]), ("5", ["first", "last", "next"], every[:2]))
    # A full page leads on, the first by its cursor and those after it by a link; one that is not full is the last.
    check(got.header("X-Next-Cursor"), "a full page without X-Next-Cursor", got.headers)
    got, walked = c.get(url(V + "/holds", person=who, _per_page=2, _after=got.header("X-Next-Cursor"))).is_status(200), got.json()
    while len(got.json()) == 2:
        check("next" in links(got), "a full page without a link to the next", got.headers)
        walked += got.json()
        got = c.get(links(got)["next"]).is_status(200)
    check("next" not in links(got), "the last page leads on", got.headers)
    eq([one["id"] for one in walked + got.json()], every)
    check(not c.get(url(V + "/holds", person=who, _per_page=6)).is_status(200).header("X-Next-Cursor"), "all are there, and more are promised")
    eq(c.get(url(V + "/holds", person=who, _per_page=2, _page=9)).is_status(200).json(), [])


# ---- statistics ------------------------------------------------------------------------------------------------

def figures(c, **query):
    return c.get(url(V + "/statistics", **query)).is_status(200).json()


def days_of(got):
    return [(day["loans"], day["returns"], day["holds"], day["holds_closed"]) for day in got["days"]]


@suite.test
def statistics_days(c):
    """every day of the range is there once, oldest first, today last"""
    for days in (1, 2, 90, 366):
        got = figures(c, days=days)
        eq([day["date"] for day in got["days"]], [str(today(days=n + 1 - days)) for n in range(days)])
        eq(set(got), {"open_loans", "overdue_loans", "pending_holds", "ready_holds", "works", "copies", "members", "days"})
        eq(set(got["works"]), {"book", "movie"})
        eq({tuple(sorted(day)) for day in got["days"]}, {("date", "holds", "holds_closed", "loans", "returns")})
    eq(len(figures(c)["days"]), 90)


def difference(after, before):
    return {name: after[name] - before[name] if name != "works" else
            {kind: after[name][kind] - before[name][kind] for kind in after[name]} for name in after if name != "days"}


@suite.test
def statistics_counts(c):
    """the figures follow what is done"""
    before = figures(c, days=1)
    w, (loan, late) = lent_out(c, 2)
    gone = work(c, kind="movie")["id"]
    work(c, kind="movie")
    c.delete(f"{V}/works/{gone}", headers=if_match("*")).is_status(204)
    c.stack.sql(f"UPDATE loan SET due_at = NOW(6) - INTERVAL 1 SECOND WHERE uuid = '{late['id']}'")
    first, second, third = (hold(c, w) for _ in range(3))
    cancel(c, second).is_status(204)
    give_back(c, loan)
    person(c, role="staff")
    left = person(c)["id"]
    c.delete(f"{V}/people/{left}", headers=if_match("*")).is_status(204)
    after = figures(c, days=1)
    eq(difference(after, before), {"open_loans": 1, "overdue_loans": 1, "pending_holds": 1, "ready_holds": 1, "copies": 3, "members": 5,
                                   "works": {"book": 1, "movie": 1}})
    eq([now - then for now, then in zip(days_of(after)[0], days_of(before)[0])], [2, 1, 3, 1])


@suite.test
def statistics_by_day(c):
    """each act counts on its day of UTC, to the microsecond, and none outside the range does"""
    w = work(c)["id"]
    who = person(c)["id"]
    before = days_of(figures(c, days=5))
    at = "TIMESTAMP(UTC_DATE()) - INTERVAL %d DAY %s"
    first, last = "", "+ INTERVAL '23:59:59.999999' HOUR_MICROSECOND"
    loans = [(at % (4, first), at % (4, last)), (at % (4, last), at % (3, first)), (at % (5, last), at % (0, first)),
             (at % (2, first), at % (2, first)), (at % (0, first), "UTC_DATE() + INTERVAL 1 DAY"), (at % (3, last), "NULL")]
    for out, back in loans:
        c.stack.sql("INSERT INTO loan (uuid, work_id, person_id, out_at, due_at, returned_at, tariff_version, type, first_days,"
                    " first_rate_minor, after_rate_minor, least_minor, days, charge_minor) SELECT UUID(), w.id, p.id, "
                    f"{out}, {out} + INTERVAL 14 DAY, {back}, 1, " + ("NULL, NULL, NULL, NULL, NULL, NULL, NULL" if back == "NULL" else
                                                                   "'R', 2, 100, 150, 200, 1, 0") +
                    f" FROM work w, person p WHERE w.uuid = '{w}' AND p.uuid = '{who}'")
    for placed, closed in ((at % (4, first), at % (1, last)), (at % (5, last), at % (1, first)), (at % (1, first), at % (0, first))):
        c.stack.sql("INSERT INTO hold (uuid, work_id, person_id, state, placed_at, closed_at) SELECT UUID(), w.id, p.id, 'expired', "
                    f"{placed}, {closed} FROM work w, person p WHERE w.uuid = '{w}' AND p.uuid = '{who}'")
    after = days_of(figures(c, days=5))
    eq([tuple(now - then for now, then in zip(*pair)) for pair in zip(after, before)],
       [(2, 1, 1, 0), (1, 1, 0, 0), (1, 1, 0, 0), (0, 0, 1, 2), (1, 1, 0, 1)])
    eq(days_of(figures(c, days=2)), after[3:])
    c.stack.sql("DELETE FROM loan WHERE copy_id IS NULL AND returned_at IS NULL")


# ---- many at once ----------------------------------------------------------------------------------------------

@suite.test
def one_queue(c):
    """32 clients place holds on one work: each once, positions 1..n"""
    people = [person(c)["id"] for _ in range(CLIENTS)]
    w, _ = lent_out(c)
    answers = at_once(c, [wire("POST", V + "/holds", {P: who, W: w}) for who in people])
    eq(Counter(answer.status for answer in answers), {201: CLIENTS})
    eq(sorted(answer.json()["position"] for answer in answers), list(range(1, CLIENTS + 1)))
    eq(sorted(one["person"] for one in queue(c, w)), sorted(people))
    sound(c)


@suite.test
def few_copies(c):
    """32 clients for 5 copies: five are ready with a copy each, 27 wait"""
    people = [person(c)["id"] for _ in range(CLIENTS)]
    for _ in range(3):
        w = work(c)["id"]
        for _ in range(4):
            c.post(f"{V}/works/{w}/copies", {}).is_status(201)
        at = at_once(c, [wire("POST", V + "/holds", {P: who, W: w}) for who in people])
        held = [answer.is_status(201).json() for answer in at]
        eq(len({one["copy"] for one in held if one["state"] == "ready"}), 5)
        eq(sorted(one["position"] for one in held if one["state"] == "pending"), list(range(1, CLIENTS - 4)))
        sound(c)
        at_once(c, [wire("DELETE", f"{V}/holds/{one['id']}") for one in held])
        eq((queue(c, w), free(c, w)), ([], 5))


@suite.test
def same_person(c):
    """32 times the same person on one work: one hold; on 32 works: five"""
    for _ in range(3):
        who, w = person(c)["id"], work(c)["id"]
        answers = at_once(c, [wire("POST", V + "/holds", {P: who, W: w})] * CLIENTS)
        eq(Counter(answer.status for answer in answers), {201: 1, 409: CLIENTS - 1})
        made, = (answer.json() for answer in answers if answer.status == 201)
        for answer in answers:
            if answer.status == 409:
                eq(answer.problem(409, "hold.already_held")["parameters"], {"hold": made["id"]})
    who, works = person(c)["id"], [work(c)["id"] for _ in range(CLIENTS)]
    answers = at_once(c, [wire("POST", V + "/holds", {P: who, W: w}) for w in works])
    eq(Counter(answer.status for answer in answers), {201: 5, 409: CLIENTS - 5})
    for answer in answers:
        if answer.status == 409:
            answer.problem(409, "hold.too_many")
    sound(c)


@suite.test
def one_key(c):
    """32 times one Idempotency-Key: one hold"""
    w, key = work(c)["id"], {"Idempotency-Key": uniq("k")}
    answers = at_once(c, [wire("POST", V + "/holds", {P: person(c)["id"], W: w}, key)] * CLIENTS)
    made = {answer.json()["id"] for answer in answers if answer.is_status(201, 409).status == 201}
    eq((len(made), len(queue(c, w))), (1, 1))
    sound(c)


@suite.test
def all_cancelled(c):
    """32 cancels at once, each sent twice: both are told the same, and the queue is empty"""
    w = work(c)["id"]
    held = [hold(c, w) for _ in range(CLIENTS)]
    answers = at_once(c, [wire("DELETE", f"{V}/holds/{one['id']}", {"reason": "r"}) for one in held for _ in range(2)])
    eq(Counter(answer.status for answer in answers), {204: 2 * CLIENTS})
    eq((queue(c, w), free(c, w), {state for state, _ in states(c, *held)}), ([], 1, {"cancelled"}))
    sound(c)


@suite.test
def returns_at_once(c):
    """8 copies come back at once while others cancel: the first who are left have them"""
    for _ in range(2):
        w, loans = lent_out(c, 8)
        held = [hold(c, w) for _ in range(CLIENTS - 8)]
        gone = held[::2]
        answers = at_once(c, [wire("POST", f"{V}/loans/{loan['id']}/return", {}) for loan in loans] +
                          [wire("DELETE", f"{V}/holds/{one['id']}") for one in gone])
        eq(Counter(answer.status for answer in answers), {200: 8, 204: len(gone)})
        left = held[1::2]
        eq([(one["id"], one["state"]) for one in queue(c, w)][8:], [(one["id"], "pending") for one in left[8:]], "those who wait")
        eq({one["id"] for one in queue(c, w)[:8] if one["state"] == "ready"}, {one["id"] for one in left[:8]}, "those who have one")
        sound(c)


@suite.test
def tidied_at_once(c):
    """four tidies beside cancels and loans of what expires: each hold ends once, each copy goes to one"""
    works = [work(c)["id"] for _ in range(6)]
    held = [[hold(c, w) for _ in range(3)] for w in works]
    c.stack.sql("UPDATE hold SET pickup_until = NOW(6) - INTERVAL 1 DAY WHERE uuid IN ('%s')"
                % "','".join(first["id"] for first, _, _ in held))
    acts = [lambda: c.stack.ctl("holds", "tidy")] * 4
    acts += [lambda one=first: cancel(c, one).is_status(204, 409) for first, _, _ in held[:2]]
    acts += [lambda one=first: c.post(V + "/loans", {P: one[P], W: one[W]}).is_status(201, 409) for first, _, _ in held[2:4]]
    for result in together(acts):
        check(not isinstance(result, Exception), result)
    for first, second, third in held:
        state = shown(c, first)["state"]
        check(state in ("expired", "cancelled", "fulfilled"), state)
        eq(states(c, second, third), [("pending", 1), ("pending", 2)] if state == "fulfilled" else [("ready", None), ("pending", 1)])
    eq({shown(c, first)["state"] for first, _, _ in held[4:]}, {"expired"})
    sound(c)


@suite.test
def everything_at_once(c):
    """places, cancels, returns, loans, suspensions, orders and deletions on few works: always sound"""
    for _ in range(3):
        works = [lent_out(c, 2) for _ in range(3)]
        people = [person(c)["id"] for _ in range(8)]
        held = [hold(c, w, who) for w, _ in works for who in people[:4]]
        requests = [wire("POST", V + "/holds", {P: who, W: w}) for w, _ in works for who in people]
        requests += [wire("DELETE", f"{V}/holds/{one['id']}") for one in held[::3]]
        requests += [wire("PATCH", f"{V}/holds/{one['id']}", {"suspended_until": str(today(days=2))}) for one in held[1::3]]
        requests += [wire("PATCH", f"{V}/holds/{one['id']}", {"suspended_until": None}) for one in held[1::3]]
        requests += [wire("POST", f"{V}/loans/{loan['id']}/return", {}) for _, loans in works for loan in loans]
        requests += [wire("POST", V + "/loans", {P: who, W: w}) for w, _ in works for who in people[::2]]
        requests += [wire("PUT", f"{V}/works/{w}/holds/order", {"order": [one["id"] for one in reversed(held) if one["work"] == w]},
                          if_match("*")) for w, _ in works]
        requests += [wire("DELETE", f"{V}/people/{people[0]}", None, if_match("*")),
                     wire("DELETE", f"{V}/works/{works[0][0]}", None, if_match("*")),
                     wire("POST", f"{V}/works/{works[1][0]}/copies", {})]
        for answer in at_once(c, requests):
            answer.is_status(200, 201, 204, 400, 404, 409)
        sound(c)


if __name__ == "__main__":
    run(suite, "--empty")
