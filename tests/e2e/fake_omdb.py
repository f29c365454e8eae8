# A fake OMDb for the tests: knows some films, counts who asks what and how many at once, and can be slow or broken.
import http.server
import json
import socketserver
import struct
import socket
import threading
import time
import urllib.parse
from collections import Counter

from harness import OMDB_KEY as KEY

GODFATHER = {"Title": "The Godfather", "Year": "1972", "Rated": "R", "Released": "24 Mar 1972", "Genre": "Crime, Drama",
             "Director": "Francis Ford Coppola", "Country": "United States", "imdbRating": "9.2", "imdbID": "tt0068646",
             "Type": "movie", "Response": "True"}
JAWS = dict(GODFATHER, Title="Jaws", Year="1975", Released="20 Jun 1975", Genre="Adventure, Mystery, Thriller",
            Director="Steven Spielberg", imdbRating="8.1", imdbID="tt0073195")


def film(title, imdb_id, **members):
    return dict(GODFATHER, Title=title, imdbID=imdb_id, **members)


class Omdb(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """serves until closed; what it knows may be changed at any time"""
    daemon_threads = True
    request_queue_size = 256
    allow_reuse_address = True

    def __init__(self, port=0, host="127.0.0.1"):
        super().__init__((host, port), Handler)
        self.port, self.url = self.server_port, f"http://{host}:{self.server_port}/"
        self.lock, self.connections = threading.Lock(), set()
        self.reset()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def reset(self):
        with self.lock:
            self.films = {one["imdbID"]: one for one in (GODFATHER, JAWS)}
            self.any_id = False         # knows every id
            self.delay = 0              # seconds, or a function of the query
            self.behave = None          # a function (handler, query) that answers instead
            self.asked, self.queries = Counter(), []
            self.now = self.most = 0    # requests at once

    def add(self, one):
        self.films[one["imdbID"]] = one
        return one

    def close(self):
        """Nobody listens any more, and kept connections are cut."""
        self.shutdown()
        self.server_close()
        with self.lock:
            for sock in self.connections:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def process_request(self, request, client_address):
        with self.lock:
            self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        with self.lock:
            self.connections.discard(request)
        super().shutdown_request(request)

    def find(self, query):
        if "i" in query:
            imdb_id = query["i"]
            if self.any_id and imdb_id not in self.films:
                return film("Film " + imdb_id, imdb_id)
            return self.films.get(imdb_id) or {"Response": "False", "Error": "Incorrect IMDb ID."}
        for one in self.films.values():
            if one["Title"].lower() == query.get("t", "").lower():
                return one
        return {"Response": "False", "Error": "Movie not found!"}

    def handle_error(self, request, client_address):
        pass                            # a client that left


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        omdb, raw = self.server, urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(raw.query, keep_blank_values=True))
        with omdb.lock:
            omdb.asked[query.get("i") or query.get("t")] += 1
            omdb.queries.append(query)
            omdb.now += 1
            omdb.most = max(omdb.most, omdb.now)
            behave, delay = omdb.behave, omdb.delay
        try:
            time.sleep(delay(query) if callable(delay) else delay)
            if behave:
                behave(self, query)
            elif query.get("apikey") != KEY:
                send(self, 401, {"Response": "False", "Error": "Invalid API key!"})
            else:
                send(self, 200, omdb.find(query))
        except OSError:
            pass
        finally:
            with omdb.lock:
                omdb.now -= 1


# ---- answers, good and odd ------------------------------------------------------------------------

def send(handler, status, body, kind="application/json; charset=utf-8", length=None, **headers):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(data) if length is None else length))
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(data)
    handler.wfile.flush()
    if length is not None:
        handler.close_connection = True


def answer(status, body, kind="application/json", **headers):
    return lambda handler, query: send(handler, status, body, kind, **headers)


def drop(handler, _query):
    """Closes without a word, with a reset."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.connection.close()


def truncated(handler, _query):
    data = json.dumps(GODFATHER).encode()
    send(handler, 200, data[:60], length=len(data))


def endless(handler, _query):
    """Headers, then a body that never ends."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" " * 65536)
    except OSError:
        pass
    handler.close_connection = True


def trickle(handler, _query):
    """A body that comes byte by byte."""
    handler.send_response(200)
    handler.send_header("Content-Length", "10000")
    handler.end_headers()
    for _ in range(600):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)


def redirect(to, status=302):
    return answer(status, b"", Location=to)


def times(count, odd, then=None):
    """odd for the first so many requests, then as usual (or then)."""
    left = [count]

    def behave(handler, query):
        with handler.server.lock:
            left[0] -= 1
            mine = left[0] >= 0
        if mine:
            odd(handler, query)
        elif then:
            then(handler, query)
        else:
            send(handler, 200, handler.server.find(query))
    return behave
