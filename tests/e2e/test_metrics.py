#!/usr/bin/env python3
# Figures for operators: /metrics, carrelctl status, the example alerts and dashboard, logs as JSON.
import json
import os
import re
import signal
import sys
import time

sys.dont_write_bytecode = True

from harness import TOP_SRC, alive, check, children, eq, mail, password, run, together, uniq, wait_for, wire, at_once
from tap import Suite

suite = Suite()

WORKERS = 4
NIL = "00000000-0000-0000-0000-000000000000"
NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
SAMPLE = re.compile(rf'({NAME})(?:\{{(.*)\}})? ([0-9.eE+-]+|NaN|[+-]Inf)$')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("",), "gauge": ("",)}


# ---- the format, read strictly ------------------------------------------------------------------------

class Metrics:
    """A scrape in the text format 0.0.4; whatever is not as it must be is an error."""

    def __init__(self, text):
        self.types, self.samples, family = {}, {}, None
        check(text.endswith("\n"), "the last line has no end")
        for line in text[:-1].split("\n"):
            if line.startswith("# HELP "):
                family = line.split(" ")[2]
                check(family not in self.types and len(line.split(" ", 3)) == 4, "HELP", line)
                self.types[family] = None
            elif line.startswith("# TYPE "):
                _, _, name, kind = line.split(" ")
                check(name == family and self.types[name] is None and kind in SUFFIXES, "TYPE", line)
                check((kind == "counter") == name.endswith("_total"), "only counters end with _total", line)
                self.types[name] = kind
            else:
                self.sample(line, family)
        self.check_histograms()

    def sample(self, line, family):
        found = SAMPLE.match(line)
        check(found and family, "a sample:", line)
        name, labels, value = found.groups()
        pairs = LABEL.findall(labels or "")
        eq(",".join(f'{k}="{v}"' for k, v in pairs), labels or "", "labels of " + line)
        check(name in [family + suffix for suffix in SUFFIXES[self.types[family]]], "outside of its family:", line)
        key = (name, frozenset(pairs))
        check(key not in self.samples and len(dict(pairs)) == len(pairs), "twice:", line)
        self.samples[key] = float(value)

    def check_histograms(self):
        series = {}
        for (name, labels), value in self.samples.items():
            if name.endswith("_bucket"):
                rest = frozenset(pair for pair in labels if pair[0] != "le")
                series.setdefault((name[:-7], rest), []).append((float(dict(labels)["le"]), value))
        for (name, labels), buckets in series.items():
            buckets.sort()
            counts = [count for _, count in buckets]
            eq(counts, sorted(counts), f"buckets of {name} {set(labels)} grow")
            eq(buckets[-1][0], float("inf"), "the last bound")
            eq(self.samples[(name + "_count", labels)], counts[-1], "count")
            check(self.samples[(name + "_sum", labels)] >= 0, "sum")

    def get(self, name, **labels):
        """The sum of all samples that have these labels."""
        wanted = set(labels.items())
        return sum(value for (which, has), value in self.samples.items() if which == name and wanted <= has)

    def names(self):
        return {name for name, _ in self.samples}

    def label_values(self, label):
        return {dict(has)[label] for _, has in self.samples if label in dict(has)}


def scrape(c):
    answer = c.get("/metrics").is_status(200)
    eq(answer.type, "text/plain; version=0.0.4; charset=utf-8")
    eq(answer.header("Cache-Control"), "no-store")
    return Metrics(answer.text)


def settled(c):
    wait_for("all workers", 20, lambda: scrape(c).get("carrel_workers_ready", pool="carrel") == WORKERS)


def requests(m, **labels):
    return m.get("carrel_http_requests_total", **labels)


# ---- /metrics -------------------------------------------------------------------------------------------

@suite.test
def both_pools_are_seen(c):
    """both pools are there with their workers, and what is asked of the other one is counted there"""
    settled(c)
    before = scrape(c)
    for pool, workers in (("carrel", WORKERS), ("outbound", 8)):
        eq(before.get("carrel_pool_up", pool=pool), 1)
        eq(before.get("carrel_workers_wanted", pool=pool), workers)
        wait_for("its workers", 10, lambda: scrape(c).get("carrel_workers_ready", pool=pool) == workers)
    eq(before.label_values("pool"), {"carrel", "outbound"})
    for _ in range(3):
        c.get("/api/v1/exports/active-rentals.csv").is_status(200)
    after = scrape(c)
    eq(requests(after, pool="outbound") - requests(before, pool="outbound"), 3)
    eq(requests(after, pool="outbound", route="/api/v1/exports/active-rentals.csv", method="GET", status="200")
       - requests(before, pool="outbound", route="/api/v1/exports/active-rentals.csv"), 3)


@suite.test
def counts_are_exact(c):
    """what was asked of several workers at once is counted exactly, by route, method, status and in the histogram"""
    before = scrape(c)
    wants = {("GET", "/index", "200"): 60, ("GET", "/get_book", "404"): 40, ("POST", "/add_user", "400"): 30,
             ("GET", "/api/v1/works/{id}", "404"): 20, ("GET", "/wishlist/{id}", "404"): 10}
    targets = {"/index": "/index", "/get_book": "/get_book?isbn=none", "/add_user": "/add_user",
               "/api/v1/works/{id}": "/api/v1/works/" + NIL, "/wishlist/{id}": "/wishlist/" + NIL}
    lines = [wire(method, targets[route], "{" if method == "POST" else None)
             for (method, route, _), n in wants.items() for _ in range(n)]
    for i in range(0, len(lines), 40):
        at_once(c, lines[i:i + 40])
    after = scrape(c)
    for (method, route, status), n in wants.items():
        labels = {"pool": "carrel", "method": method, "route": route}
        eq(requests(after, status=status, **labels) - requests(before, status=status, **labels), n, f"{method} {route} {status}")
        for name in ("carrel_http_request_duration_seconds_count",):
            eq(after.get(name, **labels) - before.get(name, **labels), n, f"{name} of {route}")
        check(after.get("carrel_http_request_duration_seconds_sum", **labels) > 0, "time", route)
        check(after.get("carrel_http_request_cpu_seconds_total", **labels) > 0, "CPU", route)
    one = {"route": "/get_book", "method": "GET"}
    eq(after.get("carrel_http_request_statements_total", **one) - before.get("carrel_http_request_statements_total", **one), 40)
    # One scrape lies between: its own request is counted when it is answered.
    eq(requests(after, pool="carrel") - requests(before, pool="carrel"), sum(wants.values()) + 1)
    asked = after.get("carrel_http_requests_total", status="200", route="/metrics")
    eq(asked - before.get("carrel_http_requests_total", status="200", route="/metrics"), 1)


@suite.test
def hostile_paths_make_no_labels(c):
    """hundreds of paths and methods nobody knows are one line: unknown"""
    before = scrape(c)
    odd = [f"/x{i}/%01{i}\"%0a" for i in range(100)] + [f"/api/v1/works{i}" for i in range(50)] + ["/" + "a" * 2000]
    for path in odd:
        c.request("GET", path, ok5xx=False)
    for method in ("BREW", "PURGE", "OPTIONS", "TRACE"):
        c.raw(f"{method} /index HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    after = scrape(c)
    eq(after.label_values("route") - before.label_values("route") - {"unknown"}, set())
    check(requests(after, route="unknown", method="any") - requests(before, route="unknown") >= 150, "unknown ones")
    table = {row["path"] for row in c.get("/api/v1").json()}
    eq(after.label_values("route") - table - {"unknown"}, set(), "labels that are no route")
    check(after.label_values("method") <= {"GET", "POST", "PUT", "PATCH", "DELETE", "any"}, after.label_values("method"))


@suite.test
def a_killed_worker_takes_no_count_along(c):
    """workers are killed: no counter goes back, restarts are counted, the next ones go on"""
    stack = c.stack
    before = scrape(c)
    for round_ in range(2):
        for pid in stack.worker_pids():
            os.kill(pid, signal.SIGKILL)
        wait_for("new workers", 20, lambda: len(stack.worker_pids()) == WORKERS)
        wait_for("an answer", 20, lambda: c.get("/index", ok5xx=True).status == 200)
    settled(c)
    after = scrape(c)
    for (name, labels), value in before.samples.items():
        if name.endswith(("_total", "_bucket", "_count", "_sum")):
            check(after.samples.get((name, labels), -1) >= value, f"{name} {set(labels)} went back from {value}")
    eq(after.get("carrel_worker_restarts_total", pool="carrel") - before.get("carrel_worker_restarts_total", pool="carrel"), 2 * WORKERS)
    eq(after.get("carrel_workers_alive", pool="carrel"), WORKERS)
    check(after.get("carrel_worker_starts_total", pool="carrel") >= 3 * WORKERS, "starts")


@suite.test
def a_reload_keeps_the_counts(c):
    """HUP: new workers, the same counters, one reload more; a wrong file is refused, counted and changes nothing"""
    stack = c.stack
    before = scrape(c)
    stack.reload()
    settled(c)
    after = scrape(c)
    eq(after.get("carrel_reloads_total", pool="carrel") - before.get("carrel_reloads_total", pool="carrel"), 1)
    eq(after.get("carrel_worker_restarts_total", pool="carrel"), before.get("carrel_worker_restarts_total", pool="carrel"))
    check(requests(after, route="/index") >= requests(before, route="/index") > 0, "requests")
    workers, secret = stack.worker_pids(), stack.setting("token_secret_file")
    with open(stack.conf) as file:
        good = file.read()
    try:
        stack.set_conf(db_port="x", colour="blue")
        os.chmod(secret, 0o644)
        os.kill(stack.master(), signal.SIGHUP)
        wait_for("the refusal", 10, lambda: scrape(c).get("carrel_reloads_refused_total", pool="carrel") == 1)
    finally:
        with open(stack.conf, "w") as file:
            file.write(good)
        os.chmod(secret, 0o600)
    log = stack.logs()["carrel.log"]
    for line in (r"carrel\.conf line \d+: db_port is not a whole number", r"carrel\.conf line \d+: there is no key 'colour'",
                 r"carrel\.conf line \d+: token_secret_file file \S+: mode 0644, must be 0640 or less",
                 "the new configuration is wrong; the old settings stay"):
        check(re.search(line, log), line)
    eq(stack.worker_pids(), workers, "the workers")
    c.get("/index").is_status(200)


@suite.test
def figures_of_the_database(c):
    """statements, errors by kind, open loans and holds, the schema"""
    before = scrape(c)
    eq(before.get("carrel_database_up"), 1)
    eq(before.get("carrel_schema_version"), before.get("carrel_schema_version_wanted"))
    work = c.post("/api/v1/works", {"kind": "book", "title": uniq("T")}).is_status(201).json()
    who = c.post("/api/v1/people", {"first_name": "A", "last_name": "B", "email": mail(), "role": "member"}).is_status(201).json()
    c.post("/api/v1/loans", {"person": who["id"], "work": work["id"]}).is_status(201)
    c.post("/api/v1/holds", {"person": c.post("/api/v1/people", {"first_name": "C", "last_name": "D", "email": mail(), "role": "member"})
                             .json()["id"], "work": work["id"]}).is_status(201)
    email = mail()
    for status in (200, 409):
        c.post("/add_user", {"first_name": "F", "last_name": "L", "email": email, "password": password()}).is_status(status)
    after = scrape(c)
    eq(after.get("carrel_loans_open") - before.get("carrel_loans_open"), 1)
    eq(after.get("carrel_holds", state="pending") - before.get("carrel_holds", state="pending"), 1)
    kind = {"kind": "conflict", "pool": "carrel"}
    eq(after.get("carrel_database_errors_total", **kind) - before.get("carrel_database_errors_total", **kind), 1)
    grown = after.get("carrel_audit_unsealed") - before.get("carrel_audit_unsealed")
    eq(grown, c.stack.number("SELECT COUNT(*) FROM audit") - before.get("carrel_audit_unsealed"), "audit rows")
    c.stack.ctl("audit", "seal")
    eq(scrape(c).get("carrel_audit_unsealed"), 0)
    one = after.get("carrel_database_statements_total") - before.get("carrel_database_statements_total")
    two = after.get("carrel_database_round_trips_total") - before.get("carrel_database_round_trips_total")
    check(20 < one < two, "statements and round trips:", one, two)


@suite.test
def the_database_is_away(c):
    """the database is away: the scrape says so and is answered, status says what is wrong and exits with 1"""
    stack = c.stack
    database = stack.database()
    lost = scrape(c).get("carrel_database_connections_lost_total")
    os.kill(database, signal.SIGKILL)
    wait_for("its end", 10, lambda: not stack.named("mariadbd"))
    try:
        m = scrape(c)
        eq(m.get("carrel_database_up"), 0)
        check(("carrel_schema_version", frozenset()) not in m.samples, "a schema nobody asked for")
        c.get("/ready", ok5xx=True).is_status(503)
        c.get("/health").is_status(200)
        code, out, _ = stack.ctl("status", ok=False)
        eq(code, 1)
        check("the database is away" in out, out)
        m = scrape(c)
        check(m.get("carrel_database_connections_lost_total") > lost, "connections lost")
        check(m.get("carrel_database_connect_failures_total") > 0, "failures")
        check(m.get("carrel_database_errors_total", kind="database-unavailable") >= 0, "errors")
    finally:
        stack.up()
    wait_for("the database", 20, lambda: scrape(c).get("carrel_database_up") == 1)


@suite.each([(remote,) for remote in ("192.0.2.1", "10.0.0.1", "2001:db8::1", "")])
def for_this_machine_only(c, remote):
    """the worker itself shows its figures to nobody elsewhere"""
    call = c.stack.fcgi("GET", "/metrics", 0, {"REMOTE_ADDR": remote})
    call.end()
    status, body = call.answer()
    # open access refuses everybody else at all
    check(status == 403 and b"carrel_" not in body, status, body[:200])


# ---- carrelctl status ---------------------------------------------------------------------------------------

@suite.test
def status_on_one_screen(c):
    """carrelctl status: fine, exit 0, one screen; --json has the same figures"""
    stack = c.stack
    c.get("/index").is_status(200)
    code, out, err = stack.ctl("status")
    eq((code, err), (0, ""))
    check(len(out.splitlines()) <= 24 and max(map(len, out.splitlines())) <= 120, out)
    check(re.search(rf"^carrel +up +\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ +{WORKERS}/{WORKERS} ", out, re.M), out)
    check(re.search(r"^outbound +up ", out, re.M) and out.endswith("fine\n"), out)
    check(re.search(r"^database +up, MariaDB 10\.\S+, schema \d+ as it must be", out, re.M), out)
    whole = json.loads(stack.ctl("status", "--json")[1])
    eq((whole["fine"], whole["problems"], [pool["pool"] for pool in whole["pools"]]), (True, [], ["carrel", "outbound"]))
    pool = whole["pools"][0]
    eq((pool["alive"], pool["ready"], pool["stuck"]), (WORKERS, WORKERS, 0))
    eq(pool["requests"], requests(scrape(c), pool="carrel"))
    check(0 < pool["p50_ms"] <= pool["p99_ms"], pool)
    eq(whole["database"]["schema"], whole["database"]["schema_wanted"])
    eq(stack.ctl("status", "--xml", ok=False)[0], 64)


@suite.test
def status_tells_the_rate(c):
    """the rate over the last second is what was asked in it"""
    stop = time.monotonic() + 2.5

    def ask():
        n = 0
        while time.monotonic() < stop:
            c.get("/index")
            n += 1
            time.sleep(0.01)
        return n
    results = together([ask, ask, lambda: (time.sleep(0.5), json.loads(c.stack.ctl("status", "--json")[1]))[1]])
    check(all(not isinstance(r, Exception) for r in results), results)
    wanted, got = (results[0] + results[1]) / 2.5, results[2]["pools"][0]["requests_per_second"]
    check(wanted / 3 < got < 3 * wanted, "requests per second:", got, "asked:", wanted)


@suite.test
def a_master_that_was_killed(c):
    """the master is killed: the pool is down, says status and says the other pool's scrape"""
    stack = c.stack
    master = stack.master(outbound=True)
    workers = children(master)
    os.kill(master, signal.SIGKILL)
    wait_for("its workers' end", 20, lambda: not any(alive(pid) for pid in workers))
    eq(scrape(c).get("carrel_pool_up", pool="outbound"), 0)
    code, out, _ = stack.ctl("status", ok=False)
    check(code == 1 and "pool outbound: its master is gone" in out, out)
    stack.up()
    wait_for("the pool", 20, lambda: scrape(c).get("carrel_workers_ready", pool="outbound") == 8)
    eq(stack.ctl("status")[0], 0)


# ---- what is delivered beside the program -----------------------------------------------------------------------

def exported(c):
    return scrape(c).types


def used_names(text):
    """Names of metrics in expressions, without the endings of histograms."""
    found = set(re.findall(r"\bcarrel_[a-z0-9_]+", text))
    return {re.sub(r"_(bucket|sum|count)$", "", name) if "duration_seconds" in name else name for name in found}


@suite.test
def the_alerts_name_what_there_is(c):
    """deploy/prometheus-alerts.yml: well-formed, each rule whole, each metric exported"""
    with open(os.path.join(TOP_SRC, "deploy", "prometheus-alerts.yml")) as file:
        text = file.read()
    names = used_names("\n".join(re.findall(r"(?m)^ +expr: (.*)$", text)))
    check(len(names) >= 8, names)
    eq(names - set(exported(c)), set(), "metrics that nobody exports")
    rules = re.split(r"(?m)^      - alert: ", text)
    check(rules[0].split("\n")[-4:-1] == ["groups:", "  - name: carrel", "    rules:"], rules[0][-200:])
    for rule in rules[1:]:
        keys = re.findall(r"(?m)^ {8}([a-z]+):", rule)
        eq(keys, ["expr", "for", "labels", "annotations"], "keys of " + rule[:40])
        check(re.match(r"[A-Z]\w+\n", rule) and re.search(r'(?m)^          severity: (warning|critical)$', rule)
              and re.search(r'(?m)^          summary: "[^"\n]+"$', rule), rule)
        for left, right in ("()", "{}", "[]"):
            eq(rule.count(left), rule.count(right), f"{left}{right} in {rule}")
    check("\t" not in text, "a TAB in YAML")


@suite.test
def the_dashboard_names_what_there_is(c):
    """deploy/grafana-dashboard.json: JSON, panels with distinct ids, each metric exported"""
    with open(os.path.join(TOP_SRC, "deploy", "grafana-dashboard.json")) as file:
        board = json.load(file)
    expressions = [target["expr"] for panel in board["panels"] for target in panel.get("targets", [])]
    names = used_names("\n".join(expressions))
    check(len(names) >= 8, names)
    eq(names - set(exported(c)), set(), "metrics that nobody exports")
    ids = [panel["id"] for panel in board["panels"]]
    eq(len(set(ids)), len(ids), "ids of panels")


# ---- logs ------------------------------------------------------------------------------------------------------------

@suite.test
def logs_as_json(c):
    """log_format = json after a reload: every line of the new workers is an object with fields"""
    stack = c.stack
    old = len(stack.logs()["carrel.log"])
    stack.set_conf(log_format="json")
    try:
        stack.reload()
        c.request("GET", "/get_book?isbn=%0a%22", headers={"X-Request-Id": "json-1"}).is_status(404)
        c.get("/no\"such\\path%0a").is_status(404)
    finally:
        text = stack.logs()["carrel.log"][old:]
        stack.set_conf(log_format="text")
        stack.reload()
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    found = [line for line in lines if line.get("request_id") == "json-1" and "status" in line]
    eq(len(found), 1, "lines of the request")
    one = found[0]
    eq([one[key] for key in ("level", "program", "pool", "method", "route", "status", "statements")],
       ["info", "carrel", "carrel", "GET", "/get_book", 404, 1])
    check(one["micros"] > 0 and one["db_micros"] > 0 and one["pid"] > 1, one)
    check(re.match(r"GET /get_book 404 \d+\.\d{3} ms db \d+\.\d{3} ms statements 1$", one["message"]), one)


if __name__ == "__main__":
    run(suite, "--empty")
