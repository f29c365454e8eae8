# What the end-to-end tests share: one private stack a program, clients, SQL, processes.
import atexit
import glob
import http.client
import itertools
import json
import os
import random
import re
import selectors
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))
TOP_SRC = os.path.abspath(os.environ.get("top_srcdir") or os.path.join(HERE, "..", ".."))
TOP_BUILD = os.path.abspath(os.environ.get("top_builddir") or TOP_SRC)
TIMEOUT = 60                    # for one answer; generous, sanitizers are slow
WEB = os.environ.get("CARREL_WEB") or "nginx"   # what the clients speak to: nginx or apache
SECRET = "PaSs-word-"           # every password of the tests begins so; no answer may hold it
OMDB_KEY = "FaKe-omdb-KEY-0f1e2d3c"     # nor this, the key to the tests' own OMDb
UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")

_run = "%06x" % random.SystemRandom().randrange(1 << 24)
_count = itertools.count(1)


# ---- checks -------------------------------------------------------------------------------------

def check(true, *why):
    if not true:
        raise AssertionError(" ".join(str(part) for part in why))


def eq(got, want, what=""):
    check(got == want, f"{what}\n  got    {_short(got)}\n  wanted {_short(want)}")


def _short(value):
    text = repr(value)
    return text if len(text) < 1500 else text[:700] + " ... " + text[-700:]


def clock():
    """Seconds as they went by for this machine: without what its host took away (steal, proc_stat(5))."""
    with open("/proc/stat") as file:
        stolen = int(file.readline().split()[8])
    return time.monotonic() - stolen / os.sysconf("SC_CLK_TCK") / os.cpu_count()


def wait_for(what, seconds, condition, pause=0.02):
    """Polls until condition() is true; returns the seconds it took."""
    start = clock()
    while clock() - start < seconds:
        if condition():
            return clock() - start
        time.sleep(pause)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


# ---- values of our own --------------------------------------------------------------------------

def uniq(prefix="x"):
    """A text no other test uses."""
    return f"{prefix}{_run}{next(_count)}"


def mail(prefix="m"):
    return uniq(prefix) + "@example.com"


def password():
    return SECRET + uniq()


def isbns():
    """Four spellings of one fresh valid ISBN: 13, 13 hyphenated, 10, 10 hyphenated."""
    nine = "%09d" % (int(_run, 16) * 40 % 900000000 + next(_count) * 7 % 100000000)
    twelve = "978" + nine
    thirteen = (10 - sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(twelve)) % 10) % 10
    ten = (11 - sum(int(d) * (10 - i) for i, d in enumerate(nine)) % 11) % 11
    ten = "X" if ten == 10 else str(ten)
    parts = f"{nine[0]}-{nine[1:5]}-{nine[5:]}"
    return (twelve + str(thirteen), f"978-{parts}-{thirteen}", nine + ten, f"{parts}-{ten}")


def url(path, *pairs, **query):
    """path?name=value with everything encoded; pairs allow repetition."""
    query = list(pairs) + list(query.items())
    if not query:
        return path
    return path + "?" + urllib.parse.urlencode(query, quote_via=urllib.parse.quote, safe="")


# ---- HTTP ---------------------------------------------------------------------------------------

class Answer:
    """status, headers (list of pairs, duplicates kept) and the body as bytes."""

    def __init__(self, status, headers, body, line=""):
        self.status, self.headers, self.body, self.line = status, headers, body, line

    def all(self, name):
        return [v for k, v in self.headers if k.lower() == name.lower()]

    def header(self, name, default=None):
        values = self.all(name)
        check(len(values) < 2, f"{self.line}: header {name} is there {len(values)} times")
        return values[0] if values else default

    @property
    def type(self):
        return self.header("Content-Type")

    @property
    def text(self):
        return self.body.decode("utf-8")

    def json(self):
        eq(self.type, "application/json", f"{self.line}: Content-Type")
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.line} -> {self.status} {self.body[:400]!r}>"

    # Each returns the answer, so that checks chain.
    def is_status(self, *wanted):
        check(self.status in wanted, f"{self.line}: got {self.status} {self.body[:400]!r}, "
              f"wanted {' or '.join(map(str, wanted))}")
        return self

    def is_json(self, status, wanted):
        self.is_status(status)
        eq(self.json(), wanted, self.line)
        return self

    def is_html(self, status):
        self.is_status(status)
        check((self.type or "").startswith("text/html"), f"{self.line}: type {self.type}, wanted text/html")
        return self

    def is_text(self, status, wanted):
        """The wishlist manager's plain text errors."""
        self.is_status(status)
        eq(self.type, "text/html; charset=utf-8", f"{self.line}: Content-Type")
        eq(self.text.strip(), wanted, self.line)
        return self

    def problem(self, status, slug=None):
        """Checks the members of RFC 9457 and returns the object."""
        self.is_status(status)
        eq(self.type, "application/problem+json", f"{self.line}: Content-Type")
        got = json.loads(self.body)
        for name, kind in (("type", str), ("title", str), ("status", int), ("instance", str)):
            check(isinstance(got.get(name), kind), f"{self.line}: problem member {name}: {got}")
        eq(got["status"], self.status, f"{self.line}: status in the problem")
        eq(got["instance"], self.header("X-Request-Id"), f"{self.line}: instance")
        if slug:
            eq(got.get("code"), slug, f"{self.line}: code of the refusal: {got}")
        return got

    def fields(self, status=400):
        """The set of field names in errors[] of a problem."""
        got = self.problem(status)
        check(isinstance(got.get("errors"), list) and got["errors"], f"{self.line}: errors[] of {got}")
        for error in got["errors"]:
            check(all(isinstance(error.get(k), str) for k in ("field", "code", "message")),
                  f"{self.line}: {error}")
        return {error["field"] for error in got["errors"]}


class Client:
    """A new connection for every request; a 5xx fails unless it is asked for."""

    def __init__(self, port, stack=None):
        self.port, self.stack = port, stack

    def request(self, method, path, body=None, headers=None, ok5xx=False, timeout=TIMEOUT):
        headers = dict(headers or {})
        data = encode(body)
        if data is not None:
            headers.setdefault("Content-Type", "application/json")
            headers = {k: v for k, v in headers.items() if v is not None}
        line = f"{method} {path[:300]}" + (f" {data[:300]!r}" if data else "")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            try:
                connection.request(method, path, data, headers)
            except (BrokenPipeError, ConnectionResetError):
                pass            # answered before all was sent (413): the answer is what counts
            response = connection.getresponse()
            answer = Answer(response.status, response.getheaders(), response.read(), line)
        finally:
            connection.close()
        return vet(answer, ok5xx, self.stack)

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, body, **more):
        return self.request("POST", path, body, **more)

    def put(self, path, body, **more):
        return self.request("PUT", path, body, **more)

    def patch(self, path, body, **more):
        return self.request("PATCH", path, body, **more)

    def delete(self, path, body=None, **more):
        return self.request("DELETE", path, body, **more)

    def raw(self, data, close_early=False, ok5xx=False, timeout=TIMEOUT):
        """Sends bytes as they are; None when the connection ends without an answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout) as sock:
            try:
                sock.sendall(data)
                if close_early:
                    sock.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            return vet(read_answer(sock, repr(data[:200])), ok5xx, self.stack)


def encode(body):
    if body is None or isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return body.encode("utf-8", "surrogatepass")
    return json.dumps(body).encode()


def vet(answer, ok5xx=False, stack=None):
    """No secret ever leaves; no 5xx unless expected (what the log knows of it is told)."""
    if answer is None:
        return None
    everything = answer.body + repr(answer.headers).encode("utf-8", "replace")
    for secret in (SECRET.encode(), b"$argon2", OMDB_KEY.encode()):
        check(secret not in everything, f"{answer.line}: the answer holds {secret}: {everything[:500]}")
    if answer.status >= 500 and not ok5xx:
        raise AssertionError(f"{answer.line}: got {answer.status} {answer.body[:400]!r}"
                             + (stack.log_of(answer.header("X-Request-Id")) if stack else ""))
    return answer


def read_answer(sock, line=""):
    response = http.client.HTTPResponse(sock)
    try:
        response.begin()
        return Answer(response.status, response.getheaders(), response.read(), line)
    except (http.client.HTTPException, ConnectionError):
        return None
    finally:
        response.close()


def wire(method, path, body=None, headers=None, keep=False):
    """One request as bytes."""
    data = encode(body)
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost",
             "Connection: " + ("keep-alive" if keep else "close")]
    headers = dict(headers or {})
    if data is not None:
        headers.setdefault("Content-Type", "application/json")
        headers["Content-Length"] = len(data)
    lines += [f"{k}: {v}" for k, v in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (data or b"")


def at_once(client, requests, ok5xx=False):
    """Fires all together: every connection holds back one byte, then all last bytes go out."""
    socks = []
    try:
        for data in requests:
            sock = socket.create_connection(("127.0.0.1", client.port), TIMEOUT)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            socks.append(sock)
            sock.sendall(data[:-1])
        time.sleep(0.02)
        for sock, data in zip(socks, requests):
            sock.sendall(data[-1:])
        answers = [read_answer(sock, repr(data[:120])) for sock, data in zip(socks, requests)]
    finally:
        for sock in socks:
            sock.close()
    for answer, data in zip(answers, requests):
        check(answer is not None, f"no answer to {data[:120]}")
        vet(answer, ok5xx, client.stack)
    return answers


# ---- FastCGI, spoken straight to the workers' socket ------------------------------------------------

class FcgiCall:
    """One request on its own connection, its body sent in pieces; kept: the worker keeps it open for another one."""

    def __init__(self, path, method, target, length, more=None, kept=False):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(TIMEOUT)
        self.sock.connect(path)
        params = {"REQUEST_METHOD": method, "REQUEST_URI": target, "QUERY_STRING": "",
                  "CONTENT_LENGTH": str(length), "CONTENT_TYPE": "application/json",
                  "REMOTE_ADDR": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1", "SERVER_NAME": "localhost"}
        params.update(more or {})
        self.kept = kept
        self.pairs = b"".join(struct.pack(">II", len(k) | 1 << 31, len(v) | 1 << 31) + k + v
                              for k, v in ((k.encode(), v.encode()) for k, v in params.items()))
        self.begin()

    def begin(self):
        self._record(1, struct.pack(">HB5x", 1, self.kept))
        self._record(4, self.pairs)
        self._record(4, b"")

    def _record(self, kind, data):
        self.sock.sendall(struct.pack(">BBHHBx", 1, kind, 1, len(data), 0) + data)

    def send(self, data):
        self._record(5, data)

    def end(self):
        self._record(5, b"")

    def answer(self):
        """(status, body), or None when the connection ends first; closes it, as the worker waits for that, if not kept."""
        try:
            return self._answer()
        finally:
            if not self.kept:
                self.close()

    def _answer(self):
        out = b""
        try:
            while True:
                head = self._exactly(8)
                _, kind, _, size, padding = struct.unpack(">BBHHBx", head)
                data = self._exactly(size + padding)[:size]
                if kind == 6:
                    out += data
                elif kind == 3:
                    break
        except (EOFError, ConnectionError):
            return None
        head, _, body = out.partition(b"\r\n\r\n")
        found = re.search(rb"(?im)^status: *(\d+)", head)
        return (int(found.group(1)) if found else 200), body

    def _exactly(self, size):
        data = b""
        while len(data) < size:
            more = self.sock.recv(size - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def close(self):
        self.sock.close()


# ---- processes ------------------------------------------------------------------------------------

def stat_of(pid):
    """(state, parent, start time) or None; a defunct process counts as gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            rest = file.read().rsplit(b")", 1)[1].split()
    except OSError:
        return None
    return None if rest[0] in (b"Z", b"X") else (rest[0].decode(), int(rest[1]), int(rest[19]))


def alive(pid):
    return stat_of(pid) is not None


def freeze(pid):
    """SIGSTOP, and waits until every thread has stopped: kill() returns before, and a running one may still answer."""
    def stopped(task):
        try:
            with open(f"/proc/{pid}/task/{task}/stat", "rb") as file:
                return file.read().rsplit(b")", 1)[1].split()[0] == b"T"
        except FileNotFoundError:
            return True
    os.kill(pid, signal.SIGSTOP)
    wait_for("its threads to stop", 10, lambda: all(stopped(task) for task in os.listdir(f"/proc/{pid}/task")))


def children(pid):
    """Living children, in order of pid."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return sorted(int(p) for p in file.read().split() if alive(int(p)))
    except OSError:
        return []


def descendants(pid):
    found = []
    for child in children(pid):
        found += [child] + descendants(child)
    return found


def argv(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read().decode("utf-8", "replace").replace("\0", " ").strip()
    except OSError:
        return ""


def every_pid():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


# ---- the stack ------------------------------------------------------------------------------------

def free_port():
    """Below the range of outgoing connections, so that none takes it meanwhile."""
    while True:
        port = random.SystemRandom().randrange(20000, 32000)
        with socket.socket() as sock:
            try:
                sock.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def short_dir():
    """A directory a unix socket's path fits in (107 characters), open to nginx's user."""
    base = os.path.realpath(os.environ.get("TMPDIR") or "/tmp")
    if len(base) > 60 or not os.path.isdir(base):
        base = "/tmp"
    path = tempfile.mkdtemp(prefix="ca.", dir=base)
    os.chmod(path, 0o755)
    return path


class Stack:
    """deploy/up and deploy/down around one private state directory."""

    def __init__(self, *options, workers=4):
        self.options, self.workers = list(options), workers
        self.dir = short_dir()
        self.state = os.path.join(self.dir, "s")
        self.port = free_port()
        self.client, self.apache = Client(self.port, self), None
        self.ended, self.known_tables, self.sums = False, None, None
        atexit.register(self.end)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: sys.exit(1))

    def start(self):
        self.up("--port", str(self.port), "--workers", str(self.workers), *self.options)
        if WEB == "apache":
            self.client.port = self.start_apache()
        return self

    def start_apache(self):
        """Its port; the stack's own nginx serves on."""
        from apache import Apache           # which is made of what is here
        self.apache = Apache(self)
        return self.apache.port

    def up(self, *options):
        return self.deploy("up", *options)

    def down(self, *options):
        return self.deploy("down", *options)

    def deploy(self, program, *options, ok=True):
        """Runs deploy/PROGRAM --state ...; its output goes to a file, since daemons may inherit it."""
        with tempfile.TemporaryFile() as out:
            done = subprocess.run([os.path.join(TOP_SRC, "deploy", program), "--state", self.state, *options],
                                  stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                                  env=self.env(), cwd=self.dir, timeout=300)
            out.seek(0)
            text = out.read().decode("utf-8", "replace")
        check(not ok or done.returncode == 0,
              f"deploy/{program} {' '.join(options)}: exit {done.returncode}\n{text[-4000:]}")
        return text

    def env(self):
        return dict(os.environ, CARREL_BUILD=TOP_BUILD)

    def end(self):
        """Stops the stack and removes its directory, whatever happened before."""
        if self.ended:
            return
        self.ended = True
        if self.apache:
            self.apache.stop()
        try:
            self.deploy("down", "--purge", ok=False)
        except Exception as error:
            print(f"# deploy/down: {error}")
        for pid in self.pids():
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.dir, ignore_errors=True)

    # configuration and programs

    @property
    def conf(self):
        return os.path.join(self.state, "etc", "carrel.conf")

    def setting(self, key, default=None):
        """The last value of a key in carrel.conf."""
        value = default
        with open(self.conf) as file:
            for line in file:
                found = re.match(r"\s*(\w+)\s*=\s*(.*?)\s*$", line)
                if found and found.group(1) == key:
                    value = found.group(2)
        return value

    def set_conf(self, **values):
        """Writes keys into carrel.conf, replacing earlier lines; no signal."""
        with open(self.conf) as file:
            lines = [line for line in file if not re.match(r"\s*(%s)\s*=" % "|".join(values), line)]
        with open(self.conf, "w") as file:
            file.writelines(lines + [f"{key} = {value}\n" for key, value in values.items()])

    def reload(self):
        """HUP, and waits until every worker is a new one."""
        master, old = self.master(), set(self.worker_pids())
        os.kill(master, signal.SIGHUP)
        wait_for("new workers", 40, lambda: len(children(master)) == len(old) and not old & set(children(master)))

    def ctl(self, *args, ok=True, data=None):
        """carrelctl on this stack's configuration: (exit code, stdout, stderr)."""
        done = subprocess.run([os.path.join(TOP_BUILD, "carrelctl"), "-c", self.conf, *args], env=self.env(),
                              input=data, stdin=None if data else subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
        out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        check(not ok or done.returncode == 0, f"carrelctl {' '.join(args)}: exit {done.returncode}\n{out}{err}")
        return done.returncode, out, err

    def sql(self, query):
        """Rows as lists of texts."""
        out = self.ctl("db", "-N", "-B", "-e", query)[1]
        return [line.split("\t") for line in out.splitlines()]

    def number(self, query):
        return int(self.sql(query)[0][0])

    def tables(self):
        if not self.known_tables:
            self.known_tables = [row[0] for row in self.sql("SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'")]
        return self.known_tables

    def fingerprint(self):
        """
        Checksums of all rows of all tables: equal means nothing was written. Not by CHECKSUM TABLE, which sums up
        leftover memory for VIRTUAL columns.
        """
        if not self.sums:
            columns = {}
            for table, column in self.sql("SELECT table_name, column_name FROM information_schema.columns WHERE"
                                          " table_schema = DATABASE() AND is_generated = 'NEVER' ORDER BY 1, ordinal_position"):
                columns.setdefault(table, []).append(f"COALESCE(HEX(`{column}`), '-')")
            self.sums = " UNION ALL ".join(
                f"SELECT '{table}', COUNT(*), COALESCE(SUM(CRC32(CONCAT_WS('|', {', '.join(columns[table])}))), 0) FROM `{table}`"
                for table in self.tables())
        return {row[0]: row[1:] for row in self.sql(self.sums)}

    # processes

    def pids(self):
        """Everything that names this state directory, and the children of that."""
        own = os.getpid()
        roots = [p for p in every_pid() if p != own and self.state + "/" in argv(p) + "/" and alive(p)]
        found = set(roots)
        for pid in roots:
            found.update(descendants(pid))
        return sorted(p for p in found if alive(p))

    def named(self, program):
        return [p for p in self.pids() if os.path.basename(argv(p).split(" ")[0].rstrip(":")) == program]

    def master(self, outbound=False):
        """
        The carrel process that is nobody's child among them, of the pool for all or of that which waits for others.
        Not "which has children": a worker that ends under LeakSanitizer has one for a moment.
        """
        carrels = [p for p in self.named("carrel") if ("-o" in argv(p).split()) == outbound]
        masters = [p for p in carrels if (stat_of(p) or (0, 0))[1] not in carrels and alive(p)]
        eq(len(masters), 1, f"masters among {[(p, argv(p)) for p in carrels]}")
        return masters[0]

    def carrels(self):
        """Every process of the pool for all."""
        return [p for p in self.named("carrel") if "-o" not in argv(p).split()]

    def worker_pids(self, outbound=False):
        return children(self.master(outbound))

    def database(self):
        found = self.named("mariadbd")
        eq(len(found), 1, "database processes")
        return found[0]

    def fcgi_socket(self, outbound=False):
        """The path the master listens on: its fd 0, looked up in /proc/net/unix."""
        inode = os.readlink(f"/proc/{self.master(outbound)}/fd/0")[len("socket:["):-1]
        with open("/proc/net/unix") as file:
            for line in file:
                part = line.split()
                if len(part) > 7 and part[6] == inode:
                    return part[7]
        raise AssertionError(f"fd 0 of the master is no unix socket (inode {inode})")

    def fcgi(self, method, target, length, more=None):
        return FcgiCall(self.fcgi_socket(), method, target, length, more)

    def log_of(self, request_id):
        """The workers' log lines of one request."""
        lines = self.logs().get("carrel.log", "").splitlines()
        return "".join(f"\n  {line}" for line in lines if request_id and request_id in line)

    def logs(self):
        """{file name: text} of the state's log directory, and of Apache's."""
        found = self.apache.logs() if self.apache else {}
        for path in glob.glob(os.path.join(self.state, "log", "*")):
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    found[os.path.basename(path)] = file.read().decode("utf-8", "replace")
        return found


# ---- load -----------------------------------------------------------------------------------------

class Hammer:
    """Threads that GET one path until the with block ends; results are (start, seconds, status)."""

    def __init__(self, client, path, threads=4, pause=0.0):
        self.client, self.path, self.pause = client, path, pause
        self.results, self.stopping = [], threading.Event()
        self.threads = [threading.Thread(target=self._work, daemon=True) for _ in range(threads)]

    def _work(self):
        while not self.stopping.is_set():
            start = clock()
            try:
                status = self.client.get(self.path, ok5xx=True).status
            except (OSError, http.client.HTTPException) as error:
                status = repr(error)
            self.results.append((start, clock() - start, status))
            time.sleep(self.pause)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join(TIMEOUT)

    def failures(self):
        return [result for result in self.results if result[2] != 200]


class Visitor:
    """A client that asks again as soon as it is answered, on a connection it keeps. request() gives what it asks next."""

    def __init__(self, port, selector, request):
        self.port, self.selector, self.request, self.sock = port, selector, request, None
        self.statuses, self.longest, self.last = Counter(), 0.0, False
        self.ask()

    def ask(self):
        if not self.sock:
            self.sock = socket.create_connection(("127.0.0.1", self.port), 30)
            self.selector.register(self.sock, selectors.EVENT_READ, self)
        self.sent, self.data = time.monotonic(), b""
        self.sock.sendall(self.request())

    def hear(self):
        more = self.sock.recv(65536)
        self.data += more
        check(more, "an answer was cut short:", self.data)
        if whole(self.data):
            self.statuses[self.data[9:12].decode()] += 1
            self.longest = max(self.longest, time.monotonic() - self.sent)
            if self.last or b"connection: close" in self.data.lower():       # nginx has enough after 1000 requests
                self.leave()
            if not self.last:
                self.ask()

    def leave(self):
        self.selector.unregister(self.sock)
        self.sock.close()
        self.sock = None


def whole(data):
    """Whether an answer with Content-Length (or in chunks) has come to its end."""
    head, end, body = data.partition(b"\r\n\r\n")
    if not end:
        return False
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return len(body) >= int(value)
    return body.endswith(b"0\r\n\r\n")


class Visitors:
    """Many of them, served by turns in one thread. writes() gives what every other one of them asks, if any do."""

    def __init__(self, client, number, path="/get_user?email=fredr@neighborhood.com", writes=None):
        self.selector, request = selectors.DefaultSelector(), wire("GET", path, keep=True)
        self.all = [Visitor(client.port, self.selector, writes if writes and n % 2 else lambda: request) for n in range(number)]

    def serve(self, seconds, until=lambda: False):
        """Until the time is over, or until() is true."""
        end, look = time.monotonic() + seconds, 0.0
        while time.monotonic() < end:
            for event, _ in self.selector.select(0.1):
                event.data.hear()
            if time.monotonic() > look:
                if until():
                    return
                look = time.monotonic() + 0.05

    def finish(self):
        """Each is answered once more, and leaves."""
        for visitor in self.all:
            visitor.last = True
        self.serve(30, until=lambda: not any(visitor.sock for visitor in self.all))
        check(not any(visitor.sock for visitor in self.all), "some were not answered within 30 s")

    def end(self):
        """(counter of statuses, fewest answers of one, longest wait of one)"""
        now = time.monotonic()
        longest = max(max(visitor.longest, now - visitor.sent if visitor.sock else 0) for visitor in self.all)
        for visitor in self.all:
            if visitor.sock:
                visitor.leave()
        return (sum((visitor.statuses for visitor in self.all), Counter()),
                min(visitor.statuses.total() for visitor in self.all), longest)


def together(acts):
    """Runs the functions in threads; their results in order (an exception is a result too)."""
    results = [None] * len(acts)

    def call(number, act):
        try:
            results[number] = act()
        except Exception as error:
            results[number] = error
    threads = [threading.Thread(target=call, args=pair, daemon=True) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * TIMEOUT)
    return results


# ---- running a suite --------------------------------------------------------------------------------

ALARMS = ("AddressSanitizer", "LeakSanitizer", "runtime error:", "Assertion ", "ended by signal 6", "ended by signal 11",
          "ended with exit code", SECRET, "$argon2", OMDB_KEY)


def no_alarm_in_the_logs(client):
    """the workers leave when told, and the logs hold no sanitizer report, no crash, no password"""
    stack = client.stack
    for outbound in (False, True):
        os.kill(stack.master(outbound), signal.SIGTERM)
    wait_for("the end of the workers", 40, lambda: not stack.named("carrel"))
    for name, text in stack.logs().items():
        for word in ALARMS:
            at = text.find(word)
            check(at < 0, f"{name} holds {word!r}: {text[max(0, at - 3000):at + 1500]}")


def run(suite, *options, context=None):
    """Adds the log check, starts the stack, runs, ends with the right exit code."""
    suite.test(no_alarm_in_the_logs)
    stack = Stack(*options)
    try:
        code = suite.run(context and (lambda: context(stack.start())) or (lambda: stack.start().client))
    finally:
        stack.end()
    sys.exit(code)
