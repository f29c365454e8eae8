#!/usr/bin/env python3
# The proof that no booking is given twice (tests/bench/booking_proof): it holds, with faults too, and it can fail.
import os
import re
import subprocess
import sys
import threading

sys.dont_write_bytecode = True

from harness import TOP_BUILD, check, eq, free_port, run, uniq
from tap import Suite
from test_unified import V, person, work

suite = Suite()

PROOF = os.path.join(TOP_BUILD, "tests", "bench", "booking_proof")
NAMES = ["same book added 100 times", "3 clients, 100 random acts each", "2 cards, every book of the list",
         "1000 reserve, 1000 return", "200 + 200 reserve one book", "store's rental against reservation",
         "insert and delete", "the queue of one work"]
COLUMNS = ("rounds", "attempts", "wins", "refusals", "unknown", "errors", "violations")


# ---- tools ----------------------------------------------------------------------------------------------

def proof(c, *options, url=None, state=None):
    """(exit code, what it said)"""
    done = subprocess.run([PROOF, "--url", url or f"http://127.0.0.1:{c.port}", "--state", state or c.stack.state, *options],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=c.stack.env(),
                          timeout=500)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def holds(c, *options):
    """A run without violations: {phase: {column: number}}, and all it said."""
    code, text = proof(c, *options)
    eq(code, 0, text)
    rows = {}
    for line in text.splitlines():
        found = re.match(r"(\S.*?) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +\d+\.\d$", line)
        if found:
            rows[found.group(1)] = dict(zip(COLUMNS, map(int, found.groups()[1:])))
    check(text.endswith("no booking given twice: 0 violations\n"), text)
    check("total" in rows and rows["total"]["violations"] == 0, text)
    check("too many orders" not in text, text)
    return rows, text


def fault_count(text):
    """(workers killed, MariaDB stopped)"""
    return tuple(map(int, re.search(r"workers killed: (\d+), MariaDB stopped: (\d+)", text).groups()))


def violated(c, words):
    """The rules over the whole database find one that holds these words."""
    code, text = proof(c, "--check")
    told = [line for line in text.splitlines() if line.startswith("VIOLATION: ")]
    eq(code, 1, text)
    check(any(re.search(words, line) for line in told), words, "is not in", text)


# ---- it holds -------------------------------------------------------------------------------------------

@suite.test
def usage(c):
    """--help, options it does not know, a site or a database that is not there"""
    code, text = proof(c, "--help")
    check(code == 0 and "--faults" in text, code, text)
    for options in (["--clients", "0"], ["--clients", "x"], ["--seconds", "-1"], ["--faults", "some"], ["--nothing"], ["more"],
                    ["--url", "ftp://x"], ["--url", "http://127.0.0.1:8080/path"], ["--seed", "1.5"]):
        eq(proof(c, *options)[0], 64, options)
    eq(proof(c, "--only", "no such phase")[0], 64)
    eq(proof(c, url=f"http://127.0.0.1:{free_port()}")[0], 69)
    eq(proof(c, state=c.stack.dir)[0], 69)


SHELVED = "SELECT kind, SUM(works) FROM shelf_part GROUP BY kind ORDER BY kind"


@suite.test
def calm(c):
    """every phase undisturbed: each race has just its winners, nothing is unanswered, no row is left"""
    before, shelved = c.stack.fingerprint(), c.stack.sql(SHELVED)
    rows, _ = holds(c, "--seconds", "1")
    eq(list(rows), NAMES + ["total"])
    for name, row in rows.items():
        check(row["attempts"] > 0 and row["wins"] > 0 and row["refusals"] > 0, name, row)
        eq((row["unknown"], row["errors"], row["wins"] + row["refusals"]), (0, 0, row["attempts"]), name)
    for number, attempts, wins in ((0, 100, 1), (2, 200, 100), (4, 400, 1), (5, 200, 100)):
        row = rows[NAMES[number]]
        eq((row["attempts"], row["wins"]), (attempts * row["rounds"], wins * row["rounds"]), NAMES[number])
    eq(rows[NAMES[3]]["attempts"], 2000 * rows[NAMES[3]]["rounds"])
    after = c.stack.fingerprint()
    # Where titles stand is counted in parts, which are cut and stay so.
    eq({table for table in after if after[table] != before[table]} - {"audit", "shelf", "shelf_part"}, set(), "tables with rows left over")
    c.stack.ctl("tidy")             # the proof takes its works away behind the program's back
    eq(c.stack.sql(SHELVED), shelved, "works on the shelf")


@suite.test
def few_clients(c):
    """as many clients as wished, the same seed, rows that are kept"""
    _, text = holds(c, "--seconds", "1", "--clients", "3", "--seed", "7", "--keep", "--only", "reserve one book")
    check("3 clients" in text and "seed 7" in text, text)
    check(c.stack.number("SELECT COUNT(*) FROM work WHERE handle LIKE 'proof% one 1-1'") == 1, "no row was kept")


@suite.test
def workers_killed(c):
    """every phase with workers killed at random"""
    _, text = holds(c, "--seconds", "2", "--faults", "workers")
    killed, stopped = fault_count(text)
    check(killed > 8 and stopped == 0, text)


@suite.each(["random acts", "1000 reserve", "rental", "queue"])
def all_faults(c, phase):
    """workers killed and MariaDB restarted, by TERM and by KILL, in the phase"""
    _, text = holds(c, "--seconds", "5", "--faults", "all", "--only", phase)
    killed, stopped = fault_count(text)
    check(killed > 0 and stopped > 0, text)


# ---- it can fail ----------------------------------------------------------------------------------------

def planted(c):
    """A work with two copies, one kept for the first person in its queue, and two who wait; ids for SQL."""
    w = work(c, title=uniq("planted "))["id"]
    holds_ = [c.post(V + "/holds", {"person": person(c)["id"], "work": w}).is_status(201).json() for _ in range(3)]
    return w, holds_


# what is done, how it is undone, what is told; W: the work, R: the ready hold, A and B: those that wait
PLANTS = [
    ("a kept copy that says it is free", "UPDATE copy SET taken_by = NULL WHERE work_id = W",
     "UPDATE copy SET taken_by = 'hold' WHERE work_id = W", "taken by nothing beside no open loan and a ready hold"),
    ("a kept copy that says it is lent", "UPDATE copy SET taken_by = 'loan' WHERE work_id = W",
     "UPDATE copy SET taken_by = 'hold' WHERE work_id = W", "taken by loan"),
    ("a copy kept for nobody", "INSERT INTO copy (uuid, work_id, taken_by) VALUES (UUID(), W, 'hold')",
     "DELETE FROM copy WHERE work_id = W ORDER BY id DESC LIMIT 1", "taken by hold beside no open loan and no ready hold"),
    ("a free copy beside those who wait", "INSERT INTO copy (uuid, work_id) VALUES (UUID(), W)",
     "DELETE FROM copy WHERE work_id = W ORDER BY id DESC LIMIT 1", "is free, and hold .* waits"),
    ("a gap in a queue", "UPDATE hold SET position = 7 WHERE uuid = 'B'", "UPDATE hold SET position = 2 WHERE uuid = 'B'",
     "2 pending holds at 2 positions from 1 to 7"),
    ("a queue that begins at 0", "UPDATE hold SET position = 0 WHERE uuid = 'A'", "UPDATE hold SET position = 1 WHERE uuid = 'A'",
     "from 0 to 2"),
    ("a hold of nobody", "SET foreign_key_checks = 0; UPDATE hold SET person_id = person_id + 1000000 WHERE uuid = 'A'",
     "UPDATE hold SET person_id = person_id - 1000000 WHERE uuid = 'A'", "has no person"),
    ("a hold of no work", "UPDATE work SET withdrawn = 1, handle = NULL WHERE id = W",
     "UPDATE work SET withdrawn = 0 WHERE id = W", "has no work"),
    ("a ready hold without its copy", "UPDATE copy SET taken_by = NULL WHERE work_id = W; UPDATE hold SET copy_id = NULL"
     " WHERE uuid = 'R'", "UPDATE copy SET taken_by = 'hold' WHERE work_id = W; UPDATE hold SET copy_id = (SELECT id FROM copy"
     " WHERE work_id = W) WHERE uuid = 'R'", "ready hold .* has no copy"),
    ("a copy kept twice", "ALTER TABLE hold DROP KEY hold_ready_copy; UPDATE hold SET state = 'ready', position = NULL,"
     " copy_id = (SELECT id FROM copy WHERE work_id = W) WHERE uuid = 'B'", "UPDATE hold SET state = 'pending', position = 2,"
     " copy_id = NULL WHERE uuid = 'B'; ALTER TABLE hold ADD UNIQUE KEY hold_ready_copy (ready_copy)", "has 2 ready holds"),
    ("a copy lent and kept", "INSERT INTO loan (uuid, copy_id, work_id, person_id, out_at, due_at, tariff_version)"
     " SELECT UUID(), c.id, W, h.person_id, NOW(), NOW(), 1 FROM copy c JOIN hold h ON h.uuid = 'A' WHERE c.work_id = W",
     "DELETE FROM loan WHERE work_id = W", "beside an open loan and a ready hold"),
]


@suite.each(PLANTS)
def told(c, _name, plant, undo, words):
    """planted by SQL, it is told"""
    uuid, (ready, first, second) = planted(c)
    number = c.stack.number(f"SELECT id FROM work WHERE uuid = '{uuid}'")

    def sql(text):
        for name, value in (("W", str(number)), ("'R'", f"'{ready['id']}'"), ("'A'", f"'{first['id']}'"), ("'B'", f"'{second['id']}'")):
            text = re.sub(rf"\bW\b", value, text) if name == "W" else text.replace(name, value)
        c.stack.sql(text)
    eq(proof(c, "--check"), (0, "no booking given twice: 0 violations\n"))
    sql(plant)
    violated(c, words)
    sql(undo)
    eq(proof(c, "--check")[0], 0)


@suite.test
def booked_twice(c):
    """somebody who frees reserved books behind the program's back: a book is given twice, and it is told"""
    stop = threading.Event()

    def undo():
        while not stop.is_set():
            c.stack.sql("UPDATE work w JOIN copy c ON c.work_id = w.id JOIN hold h ON h.copy_id = c.id AND h.state = 'ready'"
                        " SET c.taken_by = NULL, h.state = 'cancelled', h.closed_at = NOW(6) WHERE w.handle LIKE 'proof% one %'")
    thread = threading.Thread(target=undo, daemon=True)
    thread.start()
    try:
        code, text = proof(c, "--seconds", "3", "--only", "reserve one book")
    finally:
        stop.set()
        thread.join(30)
    eq(code, 1, text)
    check(re.search(r'VIOLATION: "proof\w+ one \d+-1" was given \d+ times', text), text)
    check("no order of its" in text, text)


if __name__ == "__main__":
    run(suite, "--empty")
