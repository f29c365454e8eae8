"""deploy/bench's measuring. deploy/bench has brought up the site, and stops it."""
import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import rows as r
import table
from bounds import PAGE_SCORE, PAGES, PAGES_OF_STRANGERS, bounds, ratio, rounds
from chart import costs, sizes
from items import ITEMS, LOGIN, PAGE, booklists, books, list_changes, post
from rounds import Bench, summary, write_floor, write_requests
from servers import Server, Servers, fetch, memory

WORKERS, PHP_PROCESSES = 4, 8       # the numbers that serve each best on two processors
SMALL = 10000
CONNECTIONS = (16, 64)
SHOWN = ("carrel 16", "carrel 64", "beside 16", "carrel at 10000", "L3", "L2", "L2 kept", "php 16", "php 64")    # in this order
MIB = 1024


def read_arguments():
    p = argparse.ArgumentParser(prog="deploy/bench")
    for name in ("state", "sockets", "build", "scratch", "logs", "user", "chart"):
        p.add_argument(f"--{name}", required=True)
    p.add_argument("--port", type=int, required=True)
    p.add_argument("--rows", type=int, default=SMALL)
    p.add_argument("--rounds", type=int)
    p.add_argument("--seconds", type=float)
    p.add_argument("--quick", action="store_true")
    p.add_argument("--only", default="")
    p.add_argument("--json")
    a = p.parse_args()
    # Many short rounds: what disturbs the machine for a second spoils one of them, and a median does not see it.
    a.rounds = a.rounds or (3 if a.quick else 7)
    a.seconds = a.seconds or (0.4 if a.quick else 0.6)
    a.repeats = 1 if a.quick else 3     # of what is measured once, not in rounds
    return a


BEGAN = time.monotonic()
REST = 0.2      # seconds after a measurement: bare statements that followed a load at once were a third dearer


def say(text):
    print(f"[{time.monotonic() - BEGAN:5.0f} s] {text}", file=sys.stderr, flush=True)


class Site:
    """What requests are made of that only the site itself can tell."""

    def __init__(self, db, port, rows):
        self.port = port
        pages = rows // PAGE
        self.films_before_pages = self.films(db, pages // 2 * PAGE - 501, 1000)[::PAGE]
        self.films_before_last = self.films(db, (pages - 1) * PAGE - 1, 1)
        self.cursors = [c for c in map(self.cursor, range(pages // 2 - 8, pages // 2 + 8)) if c]

    @staticmethod
    def films(db, offset, n):
        """Titles, IMDb ids and ids in the order of pages."""
        return db.run("SELECT title, imdb_id, id FROM work FORCE INDEX FOR ORDER BY (work_films) WHERE withdrawn = 0 AND "
                      f"kind = 'movie' ORDER BY title_search, imdb_id, id LIMIT {n} OFFSET {offset}")

    def cursor(self, page):
        """The target of the page after one, by cursor."""
        target = f"/api/v1/works?kind=movie&_per_page={PAGE}"
        after = fetch(self.port, "GET", f"{target}&_page={page}")[1].get("X-Next-Cursor")
        return after and f"{target}&_after={after}"

    def etag(self, target):
        return fetch(self.port, "GET", target)[1]["ETag"]


def pid_of(state, name):
    return int(Path(f"{state}/run/{name}.pid").read_text())


class Run:
    """One run of deploy/bench: servers, database, what was found."""

    def __init__(self, a):
        self.a = a
        self.programs = f"{a.build}/tests/bench"
        self.ctl, self.conf = f"{a.build}/carrelctl", f"{a.state}/etc/carrel.conf"
        self.db_pid, self.db_socket = pid_of(a.state, "mariadb"), f"{a.sockets}/mariadb.sock"
        self.servers = Servers(a.scratch, a.logs, f"{a.state}/etc/site.conf")
        self.bench = Bench(self.programs, a.scratch, self.db_pid, self.db_socket, a.user)
        self.items = [i for i in ITEMS if a.only in i.name and not (i.grows and a.rows > SMALL)]
        self.cells = {}
        self.found = {"rows": a.rows, "processors": os.cpu_count(), "names": [i.name for i in self.items],
                      "titles": {i.name: i.title for i in [*ITEMS, LOGIN]}, "items": {}}

    # ---- what there is ----

    def database(self, rows, conf):
        db = r.Database(self.ctl, conf)
        r.fill(db, rows, say)
        r.tidy(db)
        return db

    def other_conf(self, name, *but):
        """The site's settings, some of them otherwise; for another pool."""
        conf, text = Path(self.a.scratch, f"{name}.conf"), Path(self.conf).read_text()
        for line in (f"run_dir = {self.a.scratch}", *but):
            text = re.sub(rf"^{line.split()[0]} = .*\n", "", text, flags=re.M) + line + "\n"
        conf.write_text(text)
        return str(conf)

    def pool(self, name, port, conf):
        return self.servers.pool(name, port, [f"{self.a.build}/carrel", "-c", conf, "-w", str(WORKERS)], self.db_pid)

    def other_database(self, name):
        """The settings of a second database of the same server, made if it is not there, and its name."""
        database = f"carrel_{name}"
        r.Database(self.ctl, self.conf).run(f"CREATE DATABASE IF NOT EXISTS {database} CHARACTER SET utf8mb4")
        conf = self.other_conf(name, f"db_name = {database}")
        for command in (["migrate"], ["init", "--yes", "--empty"]):
            subprocess.run([self.ctl, "-c", conf, *command], check=True, capture_output=True)
        return conf, database

    def set_up(self):
        a = self.a
        r.Database(self.ctl, self.conf).run("SET GLOBAL innodb_buffer_pool_size = 4096 * 1048576; "
                                            "SET GLOBAL innodb_log_file_size = 1024 * 1048576")
        db = self.database(SMALL, self.conf)
        self.small = self.carrel = Server("carrel", a.port, {
            "nginx": [pid_of(a.state, "nginx")], "workers": [pid_of(a.state, "carrel"), pid_of(a.state, "outbound")],
            "db": [self.db_pid]})
        self.master, self.db_name = pid_of(a.state, "carrel"), "carrel"
        if a.rows != SMALL:
            conf, self.db_name = self.other_database(self.a.rows)
            db = self.database(a.rows, conf)
            self.carrel = self.pool("large", a.port + 5, conf)
            self.master = self.carrel.processes["workers"][0]
        self.nothing = self.servers.nothing("nothing", a.port + 2, f"{self.programs}/nothing", WORKERS, False)
        self.kept = self.servers.nothing("kept", a.port + 3, f"{self.programs}/nothing", WORKERS, True)
        peer = self.servers.directory / "peer.php"
        peer.write_bytes(Path(__file__).with_name("peer.php").read_bytes())
        self.php = self.servers.php(a.port + 4, str(peer), PHP_PROCESSES, self.db_pid, self.db_socket, a.user, self.db_name)
        self.site = Site(db, self.carrel.port, a.rows)
        self.small_site = self.site if a.rows == SMALL else Site(r.Database(self.ctl, self.conf), a.port, SMALL)
        self.requests = {i.name: i.requests(a.rows, self.site) for i in self.items}
        self.db, self.size = db, {}

    # ---- is it the same? ----

    def compare(self):
        """Carrel and PHP answer the same bytes, or what follows would compare different things."""
        for item in self.items:
            lines = self.requests[item.name][:20]
            if not lines:
                continue
            carrel = self.answers(self.carrel.port, item, lines)
            self.size[item.name] = sum(len(text) for _, text in carrel) // len(carrel)
            if item.php:
                php = self.answers(self.php.port, item, lines)
                if carrel != php:
                    different = next(pair for pair in zip(carrel, php) if pair[0] != pair[1])
                    raise SystemExit(f"deploy/bench: {item.name}: PHP answers otherwise:\n  {different[0]}\n  {different[1]}")
            if item.name.startswith("R2"):
                self.found.setdefault("body of 304", {})[item.name] = self.size[item.name]
        r.tidy(self.db)

    def answers(self, port, item, lines):
        """(status, body) of each, from the rows as they were made."""
        told, number = [], ""
        if item.writes:
            r.tidy(self.db)
        for method, target, _, header, body in lines:
            status, headers, text = fetch(port, method, target.replace("@@", number), header, body)
            head, text = str(headers), text.decode()
            for varies in item.varies:
                text = re.sub(varies, "", text)
            if item.mark and item.mark in head:
                number = re.match(r"\d+", head.split(item.mark, 1)[1])[0]
            told.append((status, text))
        return told

    # ---- rounds ----

    def rounds(self):
        say("each item once, unmeasured: the server has just started and reads its rows")
        for item in self.items:
            if self.requests[item.name]:
                self.bench.measure(self.carrel, self.bench.file(item.name, write_requests, self.requests[item.name]), 16,
                                   1, item)
        items = [(item, self.steps(item)) for item in self.items if self.requests[item.name]]
        for number in range(self.a.rounds):
            for item, steps in items:
                say(f"round {number + 1} of {self.a.rounds}: {item.name}, {item.title}")
                self.round(item, steps, number)
        self.found["items"] = {name: {what: summary(m) for what, m in cells.items() if m} for name, cells in self.cells.items()}

    def round(self, item, steps, number):
        """What is compared is measured one behind the other; every second round goes backwards, so that no place in it is
        always the better one."""
        cell = self.cells.setdefault(item.name, {what: [] for what in SHOWN})
        for what, measure in steps if number % 2 == 0 else reversed(steps):
            time.sleep(REST)
            cell[what].append(measure())

    def steps(self, item):
        """(what, its measurement) of an item in the order of a round."""
        bench, seconds = self.bench, self.a.seconds
        asked = bench.file(item.name, write_requests, self.requests[item.name])

        def load(what, server, connections, part, requests=asked):
            return what, lambda: bench.measure(server, requests, connections, seconds * part, item)

        steps = [load("php 64", self.php, 64, 1 / 2), load("php 16", self.php, 16, 3 / 4)] if item.php else []
        steps += [load("carrel 64", self.carrel, 64, 3 / 4), load("carrel 16", self.carrel, 16, 1)]
        if item.beside:
            steps.append(load("beside 16", self.carrel, 16, 1, bench.file(f"{item.name} beside", write_requests,
                                                                          item.beside(self.a.rows, self.site)[:len(self.requests[item.name])])))
        few = item.requests(SMALL, self.small_site) if self.carrel is not self.small else []
        if few:
            steps.append(load("carrel at 10000", self.small, 16, 1, bench.file(f"{item.name} small", write_requests, few)))
        if item.floor:
            floor = bench.file(f"{item.name} floor", write_floor, item.floor, item.values(self.a.rows, self.site))
            plain = [(m, f"/nothing?{self.size[item.name]}", "200", "", body)
                     for m, _, _, _, body in self.requests[item.name][:64]]
            idle = bench.file(f"{item.name} nothing", write_requests, plain)
            steps += [("L3", lambda: bench.floor(floor, seconds / 2, self.db_name, item.acts)),
                      load("L2", self.nothing, 16, 1 / 2, idle), load("L2 kept", self.kept, 16, 1 / 4, idle)]
        return steps

    # ---- one thing each ----

    def controls(self):
        """nginx alone with the same bytes, and the same R1 by another load generator."""
        requests = booklists(self.a.rows, self.site)
        target = requests[0][1]
        server = self.servers.file(self.a.port + 1, fetch(self.carrel.port, "GET", target)[2])
        one = self.bench.file("file", write_requests, [("GET", "/list.json", "200", "", "")])
        told = self.bench.measure(server, one, 16, 2, ITEMS[0])
        self.found["file"] = {"rate": told["rate"], "cpu_us": told["cpu"]}
        told = subprocess.run(["wrk", "-t2", "-c16", "-d2", "--latency",
                               f"http://127.0.0.1:{self.carrel.port}{target}"], check=True, capture_output=True, text=True).stdout
        self.found["wrk"] = {"rate": float(re.search(r"Requests/sec: +([\d.]+)", told)[1]),
                             "p99": re.search(r"99% +(\S+)", told)[1]}

    def latency(self):
        asked = self.bench.file("R1 latency", write_requests, booklists(self.a.rows, self.site))
        told = [self.bench.load(self.carrel.port, asked, "-c", 16, "-d", 5 if self.a.quick else 8, "-r", 2000)
                for _ in range(self.a.repeats)]
        told.sort(key=lambda t: t["p99_ms"])
        self.found["latency"] = {k: told[len(told) // 2][k] for k in ("rate", "p50_ms", "p99_ms", "p999_ms", "longest_ms")}

    def fairness(self):
        asked = self.bench.file("R1 latency", write_requests, booklists(self.a.rows, self.site))
        told = self.bench.load(self.carrel.port, asked, "-c", 64, "-d", 4 if self.a.quick else 8)
        self.found["fairness"] = {k: told[k] for k in ("least", "most", "longest_ms", "hung", "lost", "wrong")}

    def whole(self):
        """GET /books/ by one client: how soon it begins, and what a worker needs more for it."""
        asked = self.bench.file("R6", write_requests, [("GET", "/books/", "200", "", "")])
        before = {}
        for pid in self.carrel.workers():
            before[pid] = memory(pid)["resident"]
            Path(f"/proc/{pid}/clear_refs").write_text("5")      # the peak begins anew
        told = self.bench.load(self.carrel.port, asked, "-c", 1, "-d", 2)
        peak = max(int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) - resident
                   for pid, resident in before.items())
        self.found["whole"] = {"first_ms": told["first_p50_ms"], "whole_ms": told["p50_ms"], "added_mib": peak / MIB}

    def mixed(self):
        """Ten requests that belong together: eight that read, one that writes and one that undoes it."""
        lists, one, wishes = (make(self.a.rows, self.site) for make in (booklists, books, list_changes))
        return [line for i in range(len(lists)) for line in
                [*(pair for k in range(4) for pair in (lists[(i + 97 * k) % len(lists)], one[(i + 89 * k) % len(one)])),
                 *wishes[2 * i:2 * i + 2]]]

    def million(self):
        """Memory over many requests; then as many again, with all workers replaced in the middle."""
        count = 100000 if self.a.quick else 1000000
        asked = self.bench.file("mixed", write_requests, self.mixed())
        self.bench.load(self.carrel.port, asked, "-c", 16, "-n", 20000, "-g", 10)
        say(f"{count:,} requests, then as many with a rolling restart")
        before = self.worker_memory("pss")
        self.bench.load(self.carrel.port, asked, "-c", 16, "-n", count, "-g", 10)
        after = self.worker_memory("pss")
        self.found["memory"] = {"requests": count, "pss_mib": max(after.values()) / MIB,
                                "dirty_mib": max(self.worker_memory("dirty").values()) / MIB,
                                "php_pss_mib": max(memory(pid)["pss"] for pid in self.php.workers()) / MIB,
                                "growth_mib": max(after[pid] - before[pid] for pid in after if pid in before) / MIB}
        old = set(self.carrel.workers())
        told = self.loaded_meanwhile(asked, count, lambda: os.kill(self.master, signal.SIGHUP))
        self.found["restart"] = {"requests": told["answers"], "bad": told["wrong"] + told["lost"] + told["hung"],
                                 "statuses": told["statuses"], "lost": told["lost"], "longest_ms": told["longest_ms"],
                                 "workers_replaced": len(old - set(self.carrel.workers()))}

    def worker_memory(self, what):
        return {pid: memory(pid)[what] for pid in self.carrel.workers()}

    def loaded_meanwhile(self, asked, count, act):
        """A load of so many requests, and what is done when half of them are answered."""
        process = subprocess.Popen([f"{self.programs}/load", "-p", "-c", "16", "-n", str(count), "-g", "10",
                                    str(self.carrel.port), asked], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        done = False
        for line in process.stderr:
            if not done and int(line) >= count / 2:
                act()
                done = True
        if not done:
            raise SystemExit("deploy/bench: the load ended before its middle")
        return json.loads(process.stdout.read())

    def login(self):
        """Nobody logs in where access is open: a pool with accounts, one for each connection, so that none waits for
        another's. Told only: argon2id is slow on purpose."""
        accounts = [{"email": f"login{n}@example.org", "password": "as good as any other"} for n in range(max(CONNECTIONS))]
        for account in accounts:
            fetch(self.a.port, "POST", "/add_user", "", json.dumps({**account, "first_name": "", "last_name": ""}))
        pool = self.pool("accounts", self.a.port + 6, self.other_conf("accounts", "access = accounts"))
        asked = self.bench.file("M4", write_requests, [post("/api/v1/login", account) for account in accounts])
        self.found["items"][LOGIN.name] = {f"carrel {n}": summary([self.bench.measure(pool, asked, n, 2 if self.a.quick else 4, LOGIN)])
                                           for n in CONNECTIONS}
        self.accounts = pool
        self.found["login"] = {"pss_mib": max(memory(pid)["pss"] for pid in pool.workers()) / MIB}

    def pages(self):
        """What Lighthouse says of the pages' speed; where it cannot be had, nothing."""
        browser = Path(__file__).resolve().parent.parent / "browser"
        tools = subprocess.run([browser / "tools.sh"], env={**os.environ, "top_builddir": self.a.build}, capture_output=True,
                               text=True)
        scores = {}
        for who, server, pages in (("staff", self.carrel, PAGES), ("stranger", self.accounts, PAGES_OF_STRANGERS)):
            told = tools if tools.returncode else subprocess.run(
                ["node", browser / "speed.mjs", f"http://127.0.0.1:{server.port}", tools.stdout.strip(), str(PAGE_SCORE), *pages],
                capture_output=True, text=True)
            if told.returncode:
                say(f"no pages: {told.stderr.strip()}")
                return
            lines = (line.split(" ", 1) for line in told.stdout.splitlines() if not line.startswith("#"))
            scores[who] = {page: int(score) for score, page in lines}
        self.found["pages"] = scores

    def imports(self):
        """carrelctl import of 10,000 books into an empty database, each time into another; the best, as the first waits
        for the server to make room."""
        books_csv, rates = self.bench.file("books.csv", r.write_books, SMALL), []
        for _ in range(self.a.repeats + 2):
            conf, database = self.other_database("import")
            began = time.monotonic()
            done = subprocess.run([self.ctl, "-c", conf, "import", "books", books_csv], check=True, capture_output=True, text=True)
            rates.append(SMALL / (time.monotonic() - began))
            if f" {SMALL} added" not in done.stdout:
                raise SystemExit(f"deploy/bench: the import left books out: {done.stdout}")
            r.Database(self.ctl, self.conf).run(f"DROP DATABASE {database}")
        self.found["import"] = {"rate": max(rates), "least": min(rates)}

    def growth(self):
        """What the database needs more for each item with many rows."""
        for name, cells in self.found["items"].items():
            if "carrel at 10000" in cells:
                grown = ratio(*(rounds(self.found, name, what, "db") for what in ("carrel 16", "carrel at 10000")))
                if grown:
                    self.found.setdefault("growth", {})[name] = grown

    def measure(self):
        self.compare()
        self.rounds()
        if self.carrel is not self.small:
            self.growth()
        if self.a.only:
            return
        for step in (self.controls, self.latency, self.fairness, self.whole, self.million, self.login, self.imports,
                     *(() if self.a.quick else (self.pages,))):
            say(step.__name__)
            step()

    def tell(self):
        told = bounds(self.found)
        measured = [b for b in told if b["met"] is not None]
        self.found["bounds"] = told
        self.found["not measured"] = [b["name"] for b in told if b["met"] is None]
        self.found["met"] = all(b["met"] for b in measured)
        print("\n".join([*table.items(self.found), "", *table.others(self.found), "", *table.verdict(told)]))
        print(f"{sum(b['met'] for b in measured)} of {len(measured)} bounds met")
        chart = Path(self.a.chart)
        chart.write_text(costs(self.found))
        print(f"chart: {chart}")
        if "growth" in self.found:
            chart.with_stem(chart.stem + "-sizes").write_text(sizes(self.found))
        if self.a.json:
            Path(self.a.json).write_text(json.dumps(self.found, indent=1) + "\n")
        return self.found["met"]


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    run = Run(read_arguments())
    try:
        run.set_up()
        run.measure()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        run.servers.stop()
    sys.exit(0 if run.tell() else 1)


if __name__ == "__main__":
    main()
