#!/usr/bin/env python3
# Loans and money under many clients, with workers killed and MariaDB restarted in the middle.
import http.client
import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter

sys.dont_write_bytecode = True

from harness import alive, at_once, check, eq, run, uniq, wait_for, wire
from tap import Suite
from test_account import charge, pay, state, verified
from test_loans import after, lend
from test_unified import V, person, work

suite = Suite()

CLIENTS, ROUNDS = 64, 3


def race(c, requests, wanted):
    """Fires them together and counts the statuses."""
    answers = at_once(c, requests)
    eq(dict(Counter(answer.status for answer in answers)), wanted, "statuses")
    return answers


def double_bookings(c):
    return c.stack.number("SELECT COUNT(*) FROM (SELECT copy_id FROM loan WHERE returned_at IS NULL GROUP BY copy_id"
                          " HAVING COUNT(*) > 1) x")


def double_charges(c):
    return c.stack.number("SELECT COUNT(*) FROM (SELECT loan_id FROM account_line WHERE kind = 'charge' GROUP BY loan_id"
                          " HAVING COUNT(*) > 1) x")


def clean(c):
    eq((double_bookings(c), double_charges(c)), (0, 0), "double bookings and charges")
    verified(c)


# ---- one winner -------------------------------------------------------------------------------------------

@suite.test
def last_copy(c):
    """the last copy asked for by 64, by work and by copy: one 201, 63 refusals"""
    people = [person(c)["id"] for _ in range(CLIENTS)]
    for _ in range(ROUNDS):
        w = work(c)["id"]
        copy = c.get(f"{V}/works/{w}/copies").json()[0]["id"]
        answers = race(c, [wire("POST", V + "/loans", dict({"person": who}, **({"work": w} if n % 2 else {"copy": copy})))
                           for n, who in enumerate(people)], {201: 1, 409: CLIENTS - 1})
        for n, answer in enumerate(answers):
            if answer.status == 409:
                answer.problem(409, "loan.no_free_copy" if n % 2 else "loan.copy_taken")
    clean(c)


@suite.test
def few_copies(c):
    """8 copies asked for by 64: eight 201, each with a copy of its own"""
    who = person(c)["id"]
    for people in ([who] * CLIENTS, [person(c)["id"] for _ in range(CLIENTS)]):
        w = work(c)["id"]
        for _ in range(7):
            c.post(f"{V}/works/{w}/copies", {}).is_status(201)
        answers = race(c, [wire("POST", V + "/loans", {"person": one, "work": w}) for one in people], {201: 8, 409: CLIENTS - 8})
        eq(len({answer.json()["copy"] for answer in answers if answer.status == 201}), 8, "copies")
    clean(c)


@suite.test
def one_return(c):
    """one loan returned by 64 at different times: one charge, one answer for all"""
    for _ in range(ROUNDS):
        loan = lend(c, type="F")
        answers = race(c, [wire("POST", f"{V}/loans/{loan['id']}/return", {"returned_at": after(loan, days=n + 1)})
                           for n in range(CLIENTS)], {200: CLIENTS})
        eq(len({answer.body for answer in answers}), 1, "answers")
        eq(c.stack.number(f"SELECT COUNT(*) FROM account_line a JOIN loan l ON l.id = a.loan_id WHERE l.uuid = '{loan['id']}'"), 1)
    clean(c)


@suite.test
def renewed_by_many(c):
    """one loan renewed by 64: three times"""
    loan = lend(c)
    race(c, [wire("POST", f"{V}/loans/{loan['id']}/renew", {})] * CLIENTS, {200: 3, 409: CLIENTS - 3})
    eq(c.get(f"{V}/loans/{loan['id']}").json()["renewals"], 3)


@suite.test
def same_key(c):
    """64 requests with one Idempotency-Key lend once and charge once"""
    for _ in range(ROUNDS):
        w, key = work(c, type="F")["id"], {"Idempotency-Key": uniq("k")}
        c.post(f"{V}/works/{w}/copies", {}).is_status(201)
        body = {"person": person(c)["id"], "work": w}
        answers = at_once(c, [wire("POST", V + "/loans", body, key)] * CLIENTS)
        loans = {answer.json()["id"] for answer in answers if answer.is_status(201, 409).status == 201}
        eq((len(loans), c.get(f"{V}/loans?work={w}").header("X-Total-Count")), (1, "1"), "loans")
        path = f"{V}/loans/{loans.pop()}/return"
        for answer in at_once(c, [wire("POST", path, {}, key)] * CLIENTS):
            answer.is_status(200, 409)
    clean(c)


@suite.test
def out_and_back(c):
    """loans, returns, renewals and deletions of one copy at once: it ends whole"""
    for _ in range(ROUNDS):
        loan = lend(c)
        members = [person(c)["id"] for _ in range(4)]
        found = at_once(c, [request for n in range(16) for request in (
            wire("POST", f"{V}/loans/{loan['id']}/return", {}),
            wire("POST", V + "/loans", {"person": members[n % 4], "work": loan["work"]}),
            wire("POST", f"{V}/loans/{loan['id']}/renew", {}),
            wire("DELETE", f"{V}/copies/{loan['copy']}", None, {"If-Match": "*"}))])
        for answer in found:
            answer.is_status(200, 201, 204, 400, 404, 409)
    clean(c)


# ---- money ----------------------------------------------------------------------------------------------------

@suite.test
def payments(c):
    """64 payments of 1.00 on one account: every one counts once, no debit is paid twice"""
    who = person(c)["id"]
    for _ in range(10):
        charge(c, who, 1)
    race(c, [wire("POST", f"{V}/people/{who}/payments", {"amount": "1.00"})] * CLIENTS, {201: CLIENTS})
    balance, lines = state(c, who)
    eq(balance, "-34.00")
    check(all(is_open == "0.00" for kind, _, is_open in lines if kind == "charge"), lines)
    clean(c)


@suite.test
def refunds(c):
    """64 refunds of all the credit there is: one"""
    who = person(c)["id"]
    pay(c, who, "5")
    race(c, [wire("POST", f"{V}/people/{who}/refunds", {"amount": "5"})] * CLIENTS, {201: 1, 409: CLIENTS - 1})
    clean(c)


@suite.test
def voids(c):
    """one line voided by 64: once"""
    who = person(c)["id"]
    charge(c, who, 1)
    line = pay(c, who, "2")["line"]["id"]
    race(c, [wire("POST", f"{V}/people/{who}/account/{line}/void", {})] * CLIENTS, {201: 1, 409: CLIENTS - 1})
    eq(state(c, who)[0], "3.00")
    clean(c)


@suite.test
def money_and_returns(c):
    """payments, waivers, refunds and returns of one person at once: the balance is the sum of what was answered"""
    who = person(c)["id"]
    for _ in range(8):
        charge(c, who, 1)
    loans = [lend(c, who, type="F") for _ in range(16)]
    requests = [request for n, loan in enumerate(loans) for request in (
        wire("POST", f"{V}/loans/{loan['id']}/return", {}),
        wire("POST", f"{V}/people/{who}/payments", {"amount": "2.00"}),
        wire("POST", f"{V}/people/{who}/waivers", {"amount": "0.50"}),
        wire("POST", f"{V}/people/{who}/refunds", {"amount": "1.50"}))]
    cents = 8 * 300
    for data, answer in zip(requests, at_once(c, requests)):
        answer.is_status(200, 201, 409)
        if answer.status == 409:
            continue
        cents += 300 if b"/return" in data else -200 if b"/payments" in data else -50 if b"/waivers" in data else 150
    balance, lines = state(c, who)
    eq(balance, f"{cents / 100:.2f}")
    eq(len({is_open[:1] == "-" for _, _, is_open in lines if is_open != "0.00"} ) < 2, True, "open credits beside open debits")
    clean(c)


# ---- faults ----------------------------------------------------------------------------------------------------

class Clerk(threading.Thread):
    """
    Lends, takes back and takes money at random, and asks again with the same Idempotency-Key until it is told for
    certain. told: what the answers of success said.
    """

    def __init__(self, c, people, works, until):
        super().__init__(daemon=True)
        self.c, self.people, self.works, self.until = c, people, works, until
        self.random, self.out, self.told = random.Random(random.random()), [], []
        self.statuses, self.sent, self.problem = Counter(), 0, None

    def ask(self, path, body):
        key = {"Idempotency-Key": uniq("c")}
        deadline = time.monotonic() + 60
        while True:
            check(time.monotonic() < deadline, path, "was not answered for certain")
            self.sent += 1
            try:
                answer = self.c.post(V + path, body, headers=key, ok5xx=True, timeout=30)
            except (OSError, http.client.HTTPException):
                self.statuses["none"] += 1
                time.sleep(0.05)
                continue
            self.statuses[answer.status] += 1
            busy = answer.status == 409 and answer.problem(409)["type"] == "/problems/idempotency-key-in-use" \
                if answer.status == 409 and not answer.header("Idempotency-Replayed") else False
            if answer.status < 500 and not busy:
                return answer.is_status(200, 201, 409)
            time.sleep(0.05)

    def act(self):
        choice = self.random.random()
        if choice < 0.5 or not self.out:
            who, what = self.random.choice(self.people), self.random.choice(self.works)
            answer = self.ask("/loans", {"person": who, "work": what})
            if answer.status == 201:
                self.out.append(answer.json())
                self.told.append(("lent", answer.json()))
        elif choice < 0.85:
            loan = self.out.pop(self.random.randrange(len(self.out)))
            answer = self.ask(f"/loans/{loan['id']}/return", {"returned_at": after(loan, days=self.random.randrange(9))})
            self.told.append(("back", answer.is_status(200).json()))
        else:
            who = self.random.choice(self.people)
            answer = self.ask(f"/people/{who}/payments", {"amount": f"{self.random.randrange(1, 9)}.50"})
            self.told.append(("paid", answer.is_status(201).json()["line"]))

    def run(self):
        try:
            while time.monotonic() < self.until:
                self.act()
        except Exception as error:
            self.problem = error


def kill_workers(c, until, faults):
    """One worker after the other, at random, without a word."""
    while time.monotonic() < until:
        time.sleep(random.uniform(0.2, 0.6))
        pids = c.stack.worker_pids()
        if pids:
            try:
                os.kill(random.choice(pids), signal.SIGKILL)
                faults["workers killed"] += 1
            except ProcessLookupError:
                pass


def restart_database(c, number, faults, word):
    database = c.stack.database()
    os.kill(database, number)
    wait_for("the end of MariaDB", 30, lambda: not alive(database))
    faults[word] += 1
    time.sleep(0.5)
    c.stack.up()


def column(c, query):
    return {row[0]: row[1:] for row in c.stack.sql(query)}


def hold_true(c, told):
    """Every success that was told is in the database, and no loan or payment that was not."""
    lent = {one["id"]: one for what, one in told if what == "lent"}
    back = {one["id"]: one for what, one in told if what == "back"}
    paid = {one["id"]: one for what, one in told if what == "paid"}
    eq(len(lent) + len(back) + len(paid), len(told), "one act told twice")
    loans = column(c, "SELECT l.uuid, p.uuid, w.uuid, c.uuid, COALESCE(l.charge_minor, -1), COALESCE(a.uuid, '') FROM loan l"
                      " JOIN person p ON p.id = l.person_id JOIN work w ON w.id = l.work_id LEFT JOIN copy c ON c.id = l.copy_id"
                      " LEFT JOIN account_line a ON a.charged_loan = l.id")
    for key, one in lent.items():
        check(key in loans, "lent, and not in the database:", one)
        eq(loans[key][:3], [one["person"], one["work"], one["copy"]], "a loan")
        eq(int(loans[key][3]) >= 0, key in back, f"loan {key}: is it back")
    for key, one in back.items():
        eq(loans[key][3:], [str(round(float(one["amount"]["amount"]) * 100)), one["charge"]], "a charge")
    lines = column(c, "SELECT uuid, amount_minor FROM account_line WHERE kind = 'payment'")
    for key, one in paid.items():
        eq(lines.get(key), [str(round(float(one["amount"]["amount"]) * 100))], "a payment")
    return loans, lines


def storm(c, clients, seconds, disturb):
    """Clerks at work while disturb(until, faults) does its worst; then everything is compared."""
    before = [c.stack.number(f"SELECT COUNT(*) FROM {query}") for query in ("loan", "account_line WHERE kind = 'payment'")]
    people, works = [person(c)["id"] for _ in range(8)], [work(c, type="F")["id"] for _ in range(6)]
    for w in works[:3]:
        c.post(f"{V}/works/{w}/copies", {}).is_status(201)
    until, faults = time.monotonic() + seconds, Counter()
    clerks = [Clerk(c, people, works, until) for _ in range(clients)]
    for clerk in clerks:
        clerk.start()
    disturb(until, faults)
    for clerk in clerks:
        clerk.join(120)
        check(not clerk.is_alive(), "a clerk waits still")
        check(clerk.problem is None, repr(clerk.problem))
    c.stack.up()
    statuses = sum((clerk.statuses for clerk in clerks), Counter())
    told = [one for clerk in clerks for one in clerk.told]
    print(f"# {clients} clients, {sum(clerk.sent for clerk in clerks)} requests, answers {dict(statuses)}, "
          f"acts {dict(Counter(what for what, _ in told))}, faults {dict(faults)}, "
          f"double bookings {double_bookings(c)}, double charges {double_charges(c)}")
    loans, lines = hold_true(c, told)
    eq((len(loans) - before[0], len(lines) - before[1]),
       (sum(what == "lent" for what, _ in told), sum(what == "paid" for what, _ in told)), "loans and payments of this storm")
    eq(c.stack.number("SELECT COUNT(*) FROM copy c WHERE (c.taken_by <=> 'loan') <> EXISTS"
                      " (SELECT 1 FROM loan l WHERE l.copy_id = c.id AND l.returned_at IS NULL)"), 0, "copies and their loans")
    clean(c)
    return faults, told


@suite.test
def calm(c):
    """16 clerks undisturbed: all they were told is true"""
    _, told = storm(c, 16, 3, lambda until, faults: None)
    check(len(told) > 100, len(told), "acts only")


@suite.test
def workers_killed(c):
    """16 clerks while workers are killed at random: all they were told is true"""
    faults, told = storm(c, 16, 8, lambda until, faults: kill_workers(c, until, faults))
    check(faults["workers killed"] > 5 and len(told) > 50, faults, len(told))


@suite.test
def database_restarted(c):
    """16 clerks while workers are killed and MariaDB is restarted, by TERM and by KILL: all they were told is true"""
    def disturb(until, faults):
        killer = threading.Thread(target=kill_workers, args=(c, until, faults), daemon=True)
        killer.start()
        for number, word in ((signal.SIGTERM, "MariaDB shut down"), (signal.SIGKILL, "MariaDB killed")):
            time.sleep(2.5)
            restart_database(c, number, faults, word)
        killer.join()
    faults, told = storm(c, 16, 16, disturb)
    check(faults["MariaDB shut down"] == faults["MariaDB killed"] == 1 and len(told) > 50, faults, len(told))


if __name__ == "__main__":
    run(suite, "--empty")
