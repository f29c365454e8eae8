"""What is measured: nginx with workers behind it, each with the processor time that it took. All on loopback."""
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path


def family(pid):
    """A process and all its descendants."""
    found = [pid]
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            for child in Path(f"/proc/{pid}/task/{task}/children").read_text().split():
                found += family(int(child))
    except OSError:
        pass        # gone meanwhile
    return found


def cpu_seconds(pids):
    """By each process's own clock, in nanoseconds (clock_getcpuclockid(3)); /proc/PID/stat counts hundredths of a second."""
    seconds = 0.0
    for pid in pids:
        try:
            seconds += time.clock_gettime(~pid << 3 | 2)
        except OSError:
            pass        # gone meanwhile
    return seconds


def memory(pid):
    """PSS, private dirty and resident KiB of a process."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return {name: int(re.search(rf"^{label}: +(\d+)", text, re.M)[1])
            for name, label in (("pss", "Pss"), ("dirty", "Private_Dirty"), ("resident", "Rss"))}


def fetch(port, method, target, header="", body=""):
    """(status, headers, body) of one request."""
    headers = dict([header.split(": ", 1)] if header else [])
    if body:
        headers["Content-Type"] = "application/json"
    request = urllib.request.Request(f"http://127.0.0.1:{port}{target}", body.encode() or None, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as e:
        return e.code, e.headers, e.read()


class Server:
    """A port, and the processes behind it: {"nginx": [pid..], "workers": [..], "db": [..]}, their children included."""

    def __init__(self, name, port, processes):
        self.name, self.port, self.processes = name, port, processes

    def cpu(self):
        return {part: cpu_seconds(p for pid in pids for p in family(pid)) for part, pids in self.processes.items()}

    def workers(self):
        """Those that answer: the leaves."""
        return [p for pid in self.processes["workers"] for p in family(pid) if family(p) == [p]]


class Servers:
    """All that this run starts; stops it at the end."""

    def __init__(self, directory, logs, site):
        """directory: where nginx's workers may walk; site: the nginx site file of the Carrel that is measured."""
        self.directory, self.logs, self.site = Path(directory), Path(logs), Path(site)
        self.started = []

    def start(self, name, command, **how):
        with open(self.logs / f"{name}.log", "ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.directory, start_new_session=True, **how)
        self.started.append(process)
        return process.pid

    def stop(self):
        for process in reversed(self.started):
            process.send_signal(signal.SIGTERM)
        for process in self.started:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def listening(self, name):
        """A unix socket for workers of ours, and its path. As deploy/up's: nginx's workers may use it."""
        path = str(self.directory / f"{name}.sock")
        Path(path).unlink(missing_ok=True)
        s = socket.socket(socket.AF_UNIX)
        s.bind(path)
        os.chmod(path, 0o666)
        s.listen(511)
        return s, path

    def nginx(self, name, port, site):
        """An nginx of its own for one site file's text."""
        if listens(port):
            raise SystemExit(f"deploy/bench: port {port} is taken by another program; choose others with --port")
        home, log = self.directory / f"nginx-{name}", self.logs / f"nginx-{name}.log"
        home.mkdir(exist_ok=True)
        os.chmod(home, 0o711)
        user = "user www-data;" if os.geteuid() == 0 else ""
        temp = "\n".join(f"    {kind}_temp_path {home}/{kind};" for kind in
                         ("client_body", "fastcgi", "proxy", "scgi", "uwsgi"))
        (home / "nginx.conf").write_text(
            f"{user}\ndaemon off;\nworker_processes auto;\npid {home}/pid;\nerror_log {log};\n"
            f"events {{ worker_connections 1024; }}\nhttp {{\n{temp}\n{site}\n}}\n")
        pid = self.start(f"nginx-{name}", ["nginx", "-e", str(log), "-c", f"{home}/nginx.conf"])
        wait_for_port(port, pid, log)
        return pid

    def carrel_site(self, port, socket_path, name, kept=True):
        """The measured site's own file, for another port and socket; not kept: each request has a connection of its own."""
        text = self.site.read_text()
        text = re.sub(r"listen 127\.0\.0\.1:\d+", f"listen 127.0.0.1:{port}", text)
        text = re.sub(r"server unix:[^ ;]+", f"server unix:{socket_path}", text)
        text = re.sub(r"(access_log )/[^ ;]+", rf"\g<1>{self.logs}/access.log", text)
        if not kept:
            text = re.sub(r"^\s*(keepalive.*|fastcgi_keep_conn on);\n", "", text, flags=re.M)
        return text

    def nothing(self, name, port, program, workers, kept):
        """A worker that does nothing behind the same nginx as Carrel."""
        s, path = self.listening(name)
        with s:
            pids = [self.start(name, [program, *(["-k"] if kept else [])], stdin=s) for _ in range(workers)]
        nginx = self.nginx(name, port, self.carrel_site(port, path, name, kept))
        return Server(name, port, {"nginx": [nginx], "workers": pids, "db": []})

    def pool(self, name, port, command, db):
        """Another Carrel, with a conf of its own."""
        s, path = self.listening(name)
        with s:
            pid = self.start(name, command, stdin=s)
        nginx = self.nginx(name, port, self.carrel_site(port, path, name))
        return Server(name, port, {"nginx": [nginx], "workers": [pid], "db": [db]})

    def php(self, port, script, processes, db, db_socket, db_user, db_name):
        """Plain PHP behind its own nginx, both set for speed."""
        path = f"{self.directory}/php.sock"
        conf = self.directory / "php-fpm.conf"
        root = os.geteuid() == 0
        conf.write_text(
            f"[global]\nerror_log = {self.logs}/php-fpm.log\ndaemonize = no\n[www]\nlisten = {path}\n"
            f"listen.mode = 0666\nlisten.backlog = 511\n{f'user = {db_user}' if root else ''}\n"
            f"{f'group = {db_user}' if root else ''}\npm = static\n"
            f"pm.max_children = {processes}\npm.max_requests = 0\n")
        settings = {"opcache.enable": 1, "opcache.validate_timestamps": 0, "opcache.memory_consumption": 64,
                    "mysqli.allow_persistent": 1, "expose_php": 0, "date.timezone": "UTC", "output_buffering": 65536}
        pid = self.start("php-fpm", ["php-fpm8.2", "-F", *(["-R"] if root else []), "-y", str(conf),
                                     *(x for k, v in settings.items() for x in ("-d", f"{k}={v}"))])
        params = {"REQUEST_METHOD": "$request_method", "REQUEST_URI": "$request_uri", "DOCUMENT_URI": "$document_uri",
                  "QUERY_STRING": "$query_string", "CONTENT_TYPE": "$content_type", "CONTENT_LENGTH": "$content_length",
                  "REMOTE_ADDR": "$remote_addr", "HTTP_X_REQUEST_ID": "$request_id", "SCRIPT_FILENAME": script,
                  "DB_SOCKET": db_socket, "DB_USER": db_user, "DB_NAME": db_name}
        nginx = self.nginx("php", port, "access_log off;\n"
                           f"server {{ listen 127.0.0.1:{port}; client_body_buffer_size 64k; merge_slashes off;\n"
                           f"location / {{ fastcgi_pass unix:{path}; fastcgi_buffer_size 16k; fastcgi_buffers 64 16k;\n"
                           + "\n".join(f"fastcgi_param {k} {v};" for k, v in params.items()) + "\n} }")
        return Server("php", port, {"nginx": [nginx], "workers": [pid], "db": [db]})

    def file(self, port, body):
        """nginx alone, with the same bytes in a file."""
        home = self.directory / "files"
        home.mkdir(exist_ok=True)
        os.chmod(home, 0o755)
        (home / "list.json").write_bytes(body)
        nginx = self.nginx("file", port, "access_log off;\ntypes { application/json json; }\n"
                           f"server {{ listen 127.0.0.1:{port}; root {home}; }}")
        return Server("file", port, {"nginx": [nginx], "workers": [], "db": []})


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def wait_for_port(port, pid, log):
    for _ in range(200):
        if listens(port):
            return
        time.sleep(0.05)
        if not os.path.exists(f"/proc/{pid}"):
            break
    raise SystemExit(f"deploy/bench: nothing listens on port {port}; see {log}")
