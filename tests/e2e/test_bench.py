#!/usr/bin/env python3
# What deploy/bench measures with, before anybody believes its figures. It measures nothing here.
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree

sys.dont_write_bytecode = True

from harness import TOP_BUILD, check, eq
from tap import Suite

TOP = os.environ["top_srcdir"]
sys.path.insert(0, f"{TOP}/tests/bench")

import bounds
import chart
import items
import rows
import servers
import table

suite = Suite()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize, disable_nagle_algorithm = 65536, True

    def do_GET(self):
        number = int(self.path.rpartition("/")[2] or 0)
        if self.path.startswith("/lost/") and self.server.count() % number == 0:
            self.close_connection = True
            return
        body = b'{"id": 7}' * number
        self.send_response(int(self.headers.get("X-Status", 200)))
        if self.path.startswith("/chunks/"):
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (body, body) if p) + b"0\r\n\r\n")
            return
        self.send_header("Content-Length", len(body))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    asked = 0
    lock = threading.Lock()

    def count(self):
        with self.lock:
            self.asked += 1
            return self.asked


def load(server, lines, *options):
    with tempfile.NamedTemporaryFile("w") as f:
        f.write("".join("\t".join(line) + "\n" for line in lines))
        f.flush()
        return json.loads(subprocess.run([f"{TOP_BUILD}/tests/bench/load", *map(str, options), str(server.server_port), f.name],
                                         check=True, capture_output=True, text=True, timeout=60).stdout)


@suite.test
def every_request_is_counted(server):
    """load asks as often as it is told, and each connection has its share"""
    told = load(server, [("GET", "/1", "200", "", "")], "-c", 4, "-n", 400)
    eq(told["answers"], 400)
    eq([told[k] for k in ("wrong", "lost", "hung", "reconnects")], [0] * 4)
    eq(told["statuses"], {"200": 400})
    check(0 < told["least"] <= told["most"] < 400, told)


@suite.test
def whatever_is_not_right_is_told(server):
    """load tells statuses that are not right, and answers that do not come"""
    told = load(server, [("GET", "/1", "200", "", ""), ("POST", "/2", "200,503", "X-Status: 503", "{}"),
                         ("GET", "/3", "200", "X-Status: 404", "")], "-c", 1, "-n", 30)
    eq(told["statuses"], {"200": 10, "404": 10, "503": 10})
    eq(told["wrong"], 10)
    told = load(server, [("GET", "/lost/5", "200", "", "")], "-c", 2, "-n", 50)
    eq((told["lost"], told["answers"]), (10, 40))


@suite.test
def chunks_are_read_whole(server):
    """load reads answers in chunks, long ones too, to their end"""
    for number in (0, 1, 40000):
        told = load(server, [("GET", f"/chunks/{number}", "200", "", "")], "-c", 2, "-n", 10)
        eq((told["answers"], told["lost"], told["wrong"]), (10, 0, 0))
        check(told["bytes"] > 10 * 2 * 9 * number, told)


@suite.test
def numbers_and_groups(server):
    """load puts the number of one answer into the next request, and ends no connection within a group"""
    told = load(server, [("GET", "/3", "200", "", ""), ("GET", "/lost/@@", "200", "", "")], "-c", 3, "-n", 10, "-g", 2,
                "-k", '"id": ')
    eq((told["answers"] + told["lost"]) % 2, 0)
    check(told["answers"] >= 9, told)


@suite.test
def a_steady_rate(server):
    """load keeps a rate, and counts from when a request was due"""
    for _ in range(10):     # a machine that stalls answers fewer, never more
        told = load(server, [("GET", "/1", "200", "", "")], "-c", 4, "-d", 1, "-r", 200)
        check(told["answers"] <= 201, told)
        if told["answers"] >= 150:
            break
    check(told["answers"] >= 150, told)
    slow = load(server, [("GET", "/1", "200", "", "")], "-c", 1, "-d", 1, "-r", 1000000)
    check(slow["p99_ms"] > 500, "who cannot keep the rate waits longer and longer: " + str(slow))


@suite.test
def usage_is_refused(server):
    """the programs and deploy/bench say how they are used, and refuse what they do not know"""
    for command, code in (((f"{TOP}/deploy/bench", "--help"), 0), ((f"{TOP}/deploy/bench", "--rows", "5"), 64),
                          ((f"{TOP}/deploy/bench", "--seconds", "0.0"), 64), ((f"{TOP}/deploy/bench", "--seconds", "1.5.2"), 64),
                          ((f"{TOP}/deploy/bench", "--what"), 64), ((f"{TOP_BUILD}/tests/bench/floor", "-h"), 0),
                          ((f"{TOP_BUILD}/tests/bench/floor",), 64), ((f"{TOP_BUILD}/tests/bench/load", "0", "x"), 64),
                          ((f"{TOP_BUILD}/tests/bench/nothing", "-x"), 64)):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
        eq(done.returncode, code, command)
        check("usage: " in done.stdout + done.stderr, command)


class Site:
    """Stands for a site that is not there."""
    cursors = ["/api/v1/works?_after=x"]
    films_before_pages = films_before_last = [["A title", "tt1", "7"]]

    def etag(self, target):
        return '"1"'


@suite.each([item.name for item in items.ITEMS])
def an_item_fits(_server, name):
    """an item asks what load understands, and its floor has a value for each parameter"""
    item = next(i for i in items.ITEMS if i.name == name)
    for line in item.requests(10000, Site()):
        eq(len(line), 5)
        check(not any("\t" in part or "\n" in part for part in line), line)
        check(all(status.isdigit() for status in line[2].split(",")), line)
    eq(len(item.requests(10000, Site())) % item.group, 0)
    if item.floor:
        wanted = sum(sql.count("?") for sql in item.floor)
        check(all(len(values) == wanted for values in item.values(10000, Site())), f"{wanted} values")


@suite.test
def made_rows(_server):
    """the rows are what Python says they are: titles once only, ISBNs with their check digit"""
    titles = [rows.title(n) for n in range(100000)]
    eq(len(set(titles)), len(titles))
    for n in (0, 1, 77, 999999):
        eq(sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(rows.isbn(n))) % 10, 0)
    eq(len({rows.book_of(5, place, 10000) for place in range(rows.LIST_LENGTH)}), rows.LIST_LENGTH)


def cell(rate, nginx, workers, db):
    figures = {"rate": rate, "cpu": nginx + workers + db, "nginx": nginx, "workers": workers, "db": db, "p50": 1.0, "p99": 2.0,
               "bad": 0}
    return {k: {"median": v, "least": v, "most": v, "rounds": [v]} for k, v in figures.items()}


@suite.test
def ratios_are_of_rounds(_server):
    """a ratio is the median of the rounds' ratios: two rounds on a slower machine do not change it"""
    eq(bounds.ratio([10, 40, 90], [10, 20, 60]), 1.5)       # 1, 2 and 1.5; of the medians it would be 2
    eq(bounds.ratio([], []), None)
    eq(bounds.ratio([5], [0]), None)


@suite.test
def processor_time(_server):
    """what processes took is told by their own clocks, with what their threads took; who has gone took nothing"""
    def busy():
        end = time.thread_time() + 0.2
        while time.thread_time() < end:
            pass
    before, own = servers.cpu_seconds([os.getpid()]), time.process_time()
    thread = threading.Thread(target=busy)
    thread.start()
    thread.join()
    told, own = servers.cpu_seconds([os.getpid()]) - before, time.process_time() - own
    check(0.2 <= told < own + 0.05, told, own)
    gone = subprocess.Popen(["true"])
    gone.wait()
    eq(servers.cpu_seconds([gone.pid]), 0)


@suite.test
def bounds_are_told(_server):
    """a bound is met, not met or not measured; the table and the charts show it"""
    name = "R1 booklist"
    found = {"rows": 10000, "processors": 2, "names": [name], "titles": {name: "a <list>"},
             "items": {name: {"carrel 16": cell(10000, 30, 30, 75), "carrel 64": cell(8000, 30, 30, 75),
                              "L2": cell(20000, 30, 20, 0), "L3": cell(20000, 0, 5, 45), "php 16": cell(4000, 60, 180, 200)}}}
    told = {b["name"]: b for b in bounds.bounds(found)}
    eq(told[f"{name}: CPU against L4"], {"name": f"{name}: CPU against L4", "figure": 1.35, "at_most": 1.35, "met": True})
    eq(told[f"{name}: throughput against PHP"]["met"], False)
    eq(told[f"{name}: throughput at 64 connections against 16"]["met"], False)
    eq(told["R3 book: CPU against L4"]["met"], None)
    # A list that is not sent again is compared with the one asked for beside it, not with R1 of some seconds before.
    found["items"]["R2 booklist"] = {"carrel 16": cell(10000, 30, 30, 60), "beside 16": cell(10000, 30, 30, 90)}
    eq({b["name"]: b for b in bounds.bounds(found)}["R2 booklist: CPU against R1"]["figure"], 0.8)
    del found["items"]["R2 booklist"]
    eq(told["page mobile /, staff: Lighthouse's performance"]["met"], None)
    found["pages"] = {"staff": {"mobile /": 94, "desktop /": 95}, "stranger": {"mobile /": 99}}
    again = {b["name"]: b["met"] for b in bounds.bounds(found)}
    eq([again[f"page {page}: Lighthouse's performance"] for page in ("mobile /, staff", "desktop /, staff", "mobile /, stranger")],
       [False, True, True])
    text = "\n".join([*table.items(found), *table.verdict(list(told.values()))])
    check("CPU 1.35 x L4, 2.5 x PHP" in text and "not measured in this run: R3 book: CPU against L4" in text, text)
    found["items"][name]["carrel at 10000"] = cell(10000, 30, 30, 60)
    found["growth"] = {name: 1.26}
    check("75 us, x 1.26" in chart.sizes(found), chart.sizes(found))
    for svg in (chart.costs(found), chart.sizes(found)):
        xml.etree.ElementTree.fromstring(svg)
        check("a &lt;list&gt;" in svg, svg)


def context():
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


sys.exit(suite.run(context))
