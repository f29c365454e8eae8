"""deploy/bench's measuring: see its --help. Called by deploy/bench, which has brought up the site."""
import argparse
import json
import sys
import time
import urllib.parse

import rows as r
from items import ITEMS, PAGE
from rounds import Bench, summary, write_floor, write_requests
from servers import Server, Servers, fetch, memory

WORKERS = 4


def read_arguments():
    p = argparse.ArgumentParser(prog="deploy/bench")
    p.add_argument("--state", required=True)
    p.add_argument("--sockets", required=True)
    p.add_argument("--build", required=True)
    p.add_argument("--scratch", required=True)
    p.add_argument("--port", type=int, required=True)
    p.add_argument("--user", required=True)
    p.add_argument("--rows", type=int, default=10000)
    p.add_argument("--quick", action="store_true")
    p.add_argument("--rounds", type=int)
    p.add_argument("--seconds", type=float)
    p.add_argument("--only", default="")
    p.add_argument("--json")
    p.add_argument("--chart")
    return p.parse_args()


class Progress:
    def __init__(self):
        self.began = time.monotonic()

    def __call__(self, text):
        print(f"[{time.monotonic() - self.began:5.0f} s] {text}", file=sys.stderr, flush=True)


class Site:
    """What requests are made of that only the site itself can tell."""

    def __init__(self, db, port, rows):
        self.port = port
        pages = rows // PAGE
        self.films_before_pages = self.films(db, pages // 2 * PAGE - 1000, 1000)[::PAGE] or [["", ""]]
        self.films_before_last = self.films(db, (pages - 1) * PAGE - 1, 1)
        self.cursors = [c for c in map(self.cursor, (1, pages // 2)) if c]
        self.password, self.accounts = "", []

    def films(self, db, offset, n):
        """Titles and IMDb ids in the order of pages."""
        return db.run("SELECT title, imdb_id FROM work FORCE INDEX FOR ORDER BY (work_films) WHERE withdrawn = 0 AND "
                      f"kind = 'movie' ORDER BY title_search, imdb_id, id LIMIT {n} OFFSET {offset}")

    def cursor(self, page):
        """The target of the page after one, by cursor; None when the site tells none there."""
        target = f"/api/v1/works?kind=movie&_order_by=title&_per_page={PAGE}&_page={page}"
        links = fetch(self.port, "GET", target)[1].get("Link", "")
        return next((link[1:link.index(">")] for link in links.split(", ") if "_after=" in link and 'rel="next"' in link),
                    None)

    def etag(self, target):
        return fetch(self.port, "GET", target)[1]["ETag"]


def pid_of(state, name):
    return int(open(f"{state}/run/{name}.pid").read())


def body_size(port, requests):
    """Mean bytes of the answers to a few requests, whatever they change being changed back by the others."""
    sizes = [len(fetch(port, *line[:2], *line[3:])[2]) for line in requests[:20] if "@@" not in line[1]]
    return sum(sizes) // len(sizes)


def main():
    a, say = read_arguments(), Progress()
    programs = f"{a.build}/tests/bench"
    conf = f"{a.state}/etc/carrel.conf"
    db = r.Database(f"{a.build}/carrelctl", conf)
    db.run("SET GLOBAL innodb_buffer_pool_size = 4096 * 1048576; SET GLOBAL innodb_log_file_size = 1024 * 1048576")
    r.fill(db, a.rows, say)
    r.tidy(db)

    servers = Servers(a.scratch, f"{a.state}/etc/site.conf")
    try:
        carrel = Server("carrel", a.port, {"nginx": [pid_of(a.state, "nginx")], "db": [pid_of(a.state, "mariadb")],
                                           "workers": [pid_of(a.state, "carrel"), pid_of(a.state, "outbound")]})
        nothing = servers.nothing("nothing", a.port + 2, f"{programs}/nothing", WORKERS, False)
        kept = servers.nothing("kept", a.port + 3, f"{programs}/nothing", WORKERS, True)
        bench = Bench(programs, pid_of(a.state, "mariadb"), f"{a.sockets}/mariadb.sock", a.user)
        site = Site(db, a.port, a.rows)
        items = [i for i in ITEMS if a.only in i.name]
        rounds = a.rounds or (1 if a.quick else 3)
        seconds = a.seconds or (1.0 if a.quick else 2.0)
        found = {}
        for number in range(rounds):
            for item in items:
                requests = item.requests(a.rows, site)
                if not requests:
                    continue
                say(f"round {number + 1} of {rounds}: {item.name}")
                file = bench.file(item.name, lambda: write_requests(requests))
                cell = found.setdefault(item.name, {})
                for connections in item.connections:
                    cell.setdefault(f"carrel {connections}", []).append(
                        bench.measure(carrel, file, connections, seconds, item))
                if item.floor:
                    values = bench.file(item.name + " floor", lambda: write_floor(item.floor, item.values(a.rows, site)))
                    cell.setdefault("L3", []).append(bench.floor(values, seconds / 2, "carrel", item.acts))
                    size = bench.file(item.name + " size", lambda: body_size(a.port, requests))
                    plain = [(m, f"/nothing?{size}", "200", "", body) for m, _, _, _, body in requests[:64]]
                    file = bench.file(item.name + " nothing", lambda: write_requests(plain))
                    cell.setdefault("L2", []).append(bench.measure(nothing, file, 16, seconds / 2, item))
                    cell.setdefault("L2 kept", []).append(bench.measure(kept, file, 16, seconds / 2, item))
        for name, cell in found.items():
            f = {key: summary(m) for key, m in cell.items()}
            c = f["carrel 16"]
            line = f"{name:12} {c['rate']['median']:8.0f}/s p99 {c['p99']['median']:6.2f}  " + \
                "cpu %6.1f = %5.1f + %5.1f + %5.1f" % tuple(c[k]["median"] for k in ("cpu", "nginx", "workers", "db"))
            if "L3" in f:
                l2, l3, k = (f[x]["cpu"]["median"] for x in ("L2", "L3", "L2 kept"))
                line += f"   L4 {l2 + l3:6.1f} = {l2:5.1f} + {l3:5.1f} (kept {k:5.1f}) x {c['cpu']['median'] / (l2 + l3):.2f}"
            print(line, "  64:", round(f["carrel 64"]["rate"]["median"]), "bad", c["bad"]["median"],
                  "rows", f.get("L3", {}).get("rows", {}).get("median"), f.get("L3", {}).get("refused", {}).get("median"))
    finally:
        servers.stop()


if __name__ == "__main__":
    main()
