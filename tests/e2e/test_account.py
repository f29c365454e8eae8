#!/usr/bin/env python3
# A person's ledger: payments, waivers, refunds, voids, trials; carrelctl ledger verify.
import sys

sys.dont_write_bytecode = True

from harness import check, eq, run, uniq
from tap import Suite
from test_loans import after, give_back, lend, money, unwritten
from test_unified import NIL, V, person

suite = Suite()


def charge(c, who, days=2):
    """A closed loan of type F: 3.00 a day. Gives the id of its line."""
    loan = lend(c, who, type="F")
    return give_back(c, loan, after(loan, days=days))["charge"]


def account(c, who):
    return c.get(f"{V}/people/{who}/account").is_status(200).json()


def state(c, who):
    """(balance, [(kind, amount, open)]) as texts."""
    got = account(c, who)
    return got["balance"]["amount"], [(line["kind"], line["amount"]["amount"], line["open"]["amount"]) for line in got["lines"]]


def act(c, who, what, amount, dry=False, **members):
    return c.post(f"{V}/people/{who}/{what}" + ("?dry_run=true" if dry else ""), dict(members, amount=amount))


def pay(c, who, amount, **members):
    return act(c, who, "payments", amount, **members).is_status(201).json()


def void(c, who, line, dry=False):
    return c.post(f"{V}/people/{who}/account/{line}/void" + ("?dry_run=true" if dry else ""), {})


def verified(c):
    """carrelctl ledger verify finds nothing."""
    code, out, err = c.stack.ctl("ledger", "verify", ok=False)
    eq((code, err), (0, ""), out)
    return out


# ---- lines ----------------------------------------------------------------------------------------------

@suite.test
def empty(c):
    """an account begins empty; nobody's is 404"""
    who = person(c)["id"]
    eq(account(c, who), {"person": who, "balance": money("0.00"), "lines": []})
    c.get(f"{V}/people/{NIL}/account").problem(404)
    act(c, NIL, "payments", "1").problem(404)


@suite.test
def oldest_first(c):
    """a payment pays the oldest charges first; what is over stays as credit for the next"""
    who = person(c)["id"]
    one, two = charge(c, who, 2), charge(c, who, 1)
    got = pay(c, who, "7.50", note="cash")
    eq((got["balance"], got["line"]["amount"], got["line"]["open"], got["line"]["note"]),
       (money("1.50"), money("-7.50"), money("0.00"), "cash"))
    eq({o["debit"]: o["amount"]["amount"] for o in got["offsets"]}, {one: "6.00", two: "1.50"})
    eq(state(c, who), ("1.50", [("charge", "6.00", "0.00"), ("charge", "3.00", "1.50"), ("payment", "-7.50", "0.00")]))
    eq(pay(c, who, "4")["balance"], money("-2.50"))
    charge(c, who, 1)
    eq(state(c, who)[0], "0.50")
    eq(state(c, who)[1][-2:], [("payment", "-4.00", "0.00"), ("charge", "3.00", "0.50")])
    for line in account(c, who)["lines"]:
        total = sum(round(float(o["amount"]["amount"]) * 100) for o in line["offsets"])
        eq(total, abs(round(float(line["amount"]["amount"]) * 100)) - abs(round(float(line["open"]["amount"]) * 100)))
    verified(c)


@suite.test
def named_charge(c):
    """a payment for a charge pays that one, then the oldest"""
    who = person(c)["id"]
    one, two = charge(c, who, 1), charge(c, who, 1)
    got = pay(c, who, "4.00", charge=two)
    eq({o["debit"]: o["amount"]["amount"] for o in got["offsets"]}, {two: "3.00", one: "1.00"})
    other = charge(c, person(c)["id"])
    for wrong in (NIL, other, got["line"]["id"]):
        eq(unwritten(c, lambda: act(c, who, "payments", "1", charge=wrong)).fields(), {"charge"})


@suite.each(["0", "0.00", "-1", "+1", "1.234", "1,5", "1e3", " 1", "1.", ".5", "", "x", "12345678901", 1, 1.5, None, True, [1]])
def amounts(c, amount):
    """an amount that is none is refused"""
    who = person(c)["id"]
    for what in ("payments", "waivers", "refunds"):
        eq(unwritten(c, lambda: act(c, who, what, amount)).fields(), {"amount"})


@suite.test
def amount_missing(c):
    """all that is wrong is told together"""
    who = person(c)["id"]
    eq(c.post(f"{V}/people/{who}/payments?dry_run=maybe", {"colour": 1, "charge": "x"}).fields(),
       {"dry_run", "colour", "charge", "amount"})
    eq(c.post(f"{V}/people/{who}/refunds", {"amount": "1", "charge": NIL}).fields(), {"charge"})


@suite.test
def waivers(c):
    """a waiver forgives a debt, never more than there is"""
    who = person(c)["id"]
    one, two = charge(c, who, 1), charge(c, who, 2)
    eq(unwritten(c, lambda: act(c, who, "waivers", "9.01")).problem(409, "account.no_debt")["parameters"], {"debt": "9.00"})
    eq(unwritten(c, lambda: act(c, who, "waivers", "3.01", charge=one)).problem(409, "account.no_debt")["parameters"],
       {"debt": "3.00"})
    act(c, who, "waivers", "3.00", charge=one).is_status(201)
    act(c, who, "waivers", "0.01", charge=one).problem(409, "account.no_debt")
    act(c, who, "waivers", "6").is_status(201)
    eq(state(c, who)[0], "0.00")
    eq(act(c, who, "waivers", "0.01").problem(409, "account.no_debt")["parameters"], {"debt": "0.00"})


@suite.test
def refunds(c):
    """a refund pays credit back, never more than there is"""
    who = person(c)["id"]
    eq(unwritten(c, lambda: act(c, who, "refunds", "0.01")).problem(409, "account.no_credit")["parameters"], {"credit": "0.00"})
    charge(c, who, 1)
    pay(c, who, "10")
    eq(act(c, who, "refunds", "7.01").problem(409, "account.no_credit")["parameters"], {"credit": "7.00"})
    eq(act(c, who, "refunds", "3").is_status(201).json()["balance"], money("-4.00"))
    act(c, who, "refunds", "4").is_status(201)
    eq(state(c, who), ("0.00", [("charge", "3.00", "0.00"), ("payment", "-10.00", "0.00"),
                                ("refund", "3.00", "0.00"), ("refund", "4.00", "0.00")]))
    verified(c)


# ---- voids ------------------------------------------------------------------------------------------------

@suite.test
def payment_voided(c):
    """a voided payment: the charge is open again, nothing was changed or deleted"""
    who = person(c)["id"]
    one = charge(c, who, 2)
    line = pay(c, who, "4.50")["line"]["id"]
    before = account(c, who)["lines"]
    got = void(c, who, line).is_status(201).json()
    eq((got["line"]["kind"], got["line"]["voids"], got["line"]["amount"], got["balance"]),
       ("void", line, money("4.50"), money("6.00")))
    eq([(o["credit"] == line, o["amount"]["amount"]) for o in got["offsets"]], [(True, "-4.50"), (True, "4.50")])
    eq(state(c, who), ("6.00", [("charge", "6.00", "6.00"), ("payment", "-4.50", "0.00"), ("void", "4.50", "0.00")]))
    kept = [{k: v for k, v in old.items() if k in ("id", "kind", "amount", "created_at", "note")} for old in before]
    eq([{k: new[k] for k in kept[0]} for new in account(c, who)["lines"][:2]], kept)
    void(c, who, line).problem(409, "account.voided")
    void(c, who, got["line"]["id"]).problem(409, "account.is_void")
    pay(c, who, "6", charge=one)
    verified(c)


@suite.test
def charge_voided(c):
    """a voided charge: what was paid for it pays the next, and explain says so"""
    who = person(c)["id"]
    one = charge(c, who, 1)
    pay(c, who, "3")
    two = charge(c, who, 2)
    got = void(c, who, one).is_status(201).json()
    eq(got["balance"], money("3.00"))
    check(two in [o["debit"] for o in got["offsets"]], got)
    eq(state(c, who)[1][:3], [("charge", "3.00", "0.00"), ("payment", "-3.00", "0.00"), ("charge", "6.00", "3.00")])
    eq(c.get(f"{V}/charges/{one}/explain").json()["voided"], True)
    verified(c)


@suite.test
def waiver_and_refund_voided(c):
    """waivers and refunds are voided as well; somebody else's line is 404"""
    who = person(c)["id"]
    charge(c, who, 1)
    waiver = act(c, who, "waivers", "3").json()["line"]["id"]
    void(c, who, waiver).is_status(201)
    pay(c, who, "5")
    refund = act(c, who, "refunds", "2").json()["line"]["id"]
    void(c, who, refund).is_status(201)
    eq(state(c, who)[0], "-2.00")
    void(c, person(c)["id"], refund).problem(404)
    void(c, who, NIL).problem(404)
    verified(c)


@suite.test
def trials(c):
    """?dry_run=true tells what would be written, and writes nothing"""
    who = person(c)["id"]
    one = charge(c, who, 1)
    pay(c, who, "1.00")
    line = account(c, who)["lines"][1]["id"]
    for what, amount in (("payments", "5"), ("waivers", "2"), ("payments", "0.01")):
        dry = unwritten(c, lambda: act(c, who, what, amount, dry=True)).is_status(200).json()
        eq((dry["dry_run"], dry["line"]["id"], dry["offsets"][0]["debit"]), (True, None, one))
    eq(unwritten(c, lambda: act(c, who, "payments", "5", dry=True)).json()["balance"], money("-3.00"))
    act(c, who, "refunds", "1", dry=True).problem(409, "account.no_credit")
    eq(unwritten(c, lambda: void(c, who, line, dry=True)).is_status(200).json()["balance"], money("3.00"))
    key = {"Idempotency-Key": uniq("k")}
    for _ in range(2):
        c.post(f"{V}/people/{who}/payments?dry_run=true", {"amount": "1"}, headers=key).is_status(200)
    real = act(c, who, "payments", "5").json()
    eq((real["balance"], [o["amount"] for o in real["offsets"]]), (money("-3.00"), [money("2.00")]))


@suite.test
def pages(c):
    """lines in pages, each with its own offsets"""
    who = person(c)["id"]
    charge(c, who, 3)
    for _ in range(5):
        pay(c, who, "1")
    got = c.get(f"{V}/people/{who}/account?_per_page=2&_page=2").is_status(200)
    eq(got.header("X-Total-Count"), "6")
    eq([(line["kind"], len(line["offsets"])) for line in got.json()["lines"]], [("payment", 1)] * 2)
    eq(len(c.get(f"{V}/people/{who}/account?_per_page=1").json()["lines"][0]["offsets"]), 5)


@suite.test
def debtor_stays(c):
    """a person in debt is not deleted; a person whose debt is paid is, and the ledger stays true"""
    who = person(c)["id"]
    one = charge(c, who, 1)
    path = f"{V}/people/{who}"
    c.delete(path, headers={"If-Match": "*"}).problem(409)
    pay(c, who, "3")
    c.delete(path, headers={"If-Match": "*"}).is_status(204)
    eq(c.get(f"{V}/charges/{one}/explain").is_status(200).json()["agrees"], True)
    c.get(path + "/account").problem(404)
    verified(c)


# ---- verify ---------------------------------------------------------------------------------------------------

def spoiled(c, what, undo, *words):
    """verify names what SQL spoiled, and is content again when it is undone."""
    c.stack.sql(what)
    try:
        code, _, err = c.stack.ctl("ledger", "verify", ok=False)
    finally:
        c.stack.sql(undo)
    eq(code, 1, err)
    check(any(all(word in line for word in words) for line in err.splitlines()), words, "not in", err)


@suite.test
def verify_finds(c):
    """ledger verify names each difference and exits 1; else a summary and 0"""
    who = person(c)["id"]
    loan = lend(c, who, type="F")
    line = give_back(c, loan, after(loan, days=2))["charge"]
    paid = pay(c, who, "1")["line"]["id"]
    out_now = lend(c, who)
    check("0 differences" in verified(c), "no summary")
    by, at = f"WHERE uuid = '{loan['id']}'", f"WHERE uuid = '{line}'"
    spoiled(c, f"UPDATE loan SET charge_minor = 601 {by}", f"UPDATE loan SET charge_minor = 600 {by}",
            loan["id"], "charged 6.01", "worked out 6.00")
    spoiled(c, f"UPDATE account_line SET amount_minor = 599 {at}", f"UPDATE account_line SET amount_minor = 600 {at}",
            loan["id"], "charged 6.00", "line is 5.99")
    spoiled(c, f"UPDATE loan SET after_rate_minor = 1 {by}", f"UPDATE loan SET after_rate_minor = 300 {by}",
            loan["id"], "tariff is not that of version 1")
    spoiled(c, f"UPDATE account_line SET loan_id = NULL {at}",
            f"UPDATE account_line SET loan_id = (SELECT id FROM loan {by}) {at}", loan["id"], "line is none")
    spoiled(c, f"UPDATE account_offset SET amount_minor = 150 WHERE credit_id = (SELECT id FROM account_line WHERE uuid = '{paid}')",
            f"UPDATE account_offset SET amount_minor = 100 WHERE credit_id = (SELECT id FROM account_line WHERE uuid = '{paid}')",
            paid, "credit of 1.00", "offsets from it are 1.50")
    copy = f"WHERE uuid = '{out_now['copy']}'"
    spoiled(c, f"UPDATE copy SET taken_by = NULL {copy}", f"UPDATE copy SET taken_by = 'loan' {copy}",
            out_now["copy"], "taken by nobody", "open loans 1")
    other = person(c)["id"]
    spoiled(c, f"UPDATE account_line SET person_id = (SELECT id FROM person WHERE uuid = '{other}') WHERE uuid = '{paid}'",
            f"UPDATE account_line SET person_id = (SELECT id FROM person WHERE uuid = '{who}') WHERE uuid = '{paid}'",
            who, "debits paid 1.00", "spent 0.00")
    verified(c)


@suite.test
def verify_usage(c):
    """carrelctl ledger without verify is wrong usage"""
    eq([c.stack.ctl("ledger", *more, ok=False)[0] for more in ((), ("check",), ("verify", "now"))], [64] * 3)


if __name__ == "__main__":
    run(suite, "--empty")
