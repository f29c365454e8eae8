#!/usr/bin/env python3
# So many requests a second, reads and writes by turns, each at its time whatever became of the one before; until
# standard input ends. Prints as JSON what became of each kind, which books were answered 2xx, and the longest wait.
import http.client
import json
import queue
import sys
import threading
import time
from collections import Counter

# client.py PORT RATE TOKEN RUN [NTH]: RUN makes its books differ from those of other runs, every NTH request is a write.
port, rate, token, run = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3], sys.argv[4]
nth = int(sys.argv[5]) if len(sys.argv) > 5 else 4
READS = ("/get_book?isbn=978-1611599138", "/api/v1/works?q=soup", "/movies.list", "/books/1/")
due = queue.Queue()
lock = threading.Lock()
counts, kept, longest, trouble = Counter(), [], [0.0], []


def isbn(number):
    twelve = "979%09d" % number
    return twelve + str((10 - sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(twelve)) % 10) % 10)


def ask(connection, number):
    """One request; a book that is added is a row that can be counted later."""
    if number % nth == 0:
        body = json.dumps({"isbn": isbn(int(run) * 100000 + number), "title": f"run {run} number {number}", "author": "client", "pub_date": "2001-01-01"})
        connection.request("POST", "/add_book", body, {"Content-Type": "application/json", "Authorization": "Bearer " + token})
    else:
        connection.request("GET", READS[number % len(READS)])
    answer = connection.getresponse()
    return answer.status, answer.read()


def work():
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while (item := due.get()) is not None:
        number, at = item
        write = number % nth == 0
        try:
            status, body = ask(connection, number)
        except Exception as error:      # whatever it was, the request is lost
            status, body = type(error).__name__, str(error).encode()
            connection.close()
        took = time.monotonic() - at
        with lock:
            counts[f"{'write' if write else 'read'} {status}"] += 1
            longest[0] = max(longest[0], took)
            if write and status in (200, 201):
                kept.append(number)
            elif not isinstance(status, int) or status >= 400:
                trouble.append(f"{number}: {status} {body[:200]!r}")


threads = [threading.Thread(target=work) for _ in range(32)]
for thread in threads:
    thread.start()
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
began, number = time.monotonic(), 0
while not ended.is_set():
    at = began + number / rate
    time.sleep(max(0.0, at - time.monotonic()))
    due.put((number, at))
    number += 1
for _ in threads:
    due.put(None)
for thread in threads:
    thread.join()
print(json.dumps({"sent": number, "seconds": time.monotonic() - began, "counts": counts, "kept": len(kept), "longest": longest[0],
                  "trouble": trouble[:10]}))
