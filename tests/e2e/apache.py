# A private Apache over the workers of a stack, with the site file that is shipped.
import os
import shutil
import signal
import subprocess

from harness import TOP_SRC, Client, check, free_port, wait_for

MODULES = ("mpm_event", "alias", "authz_core", "deflate", "env", "filter", "headers", "proxy", "proxy_fcgi", "reqtimeout", "unique_id")


class Apache:
    """Serves on a port of its own, beside the stack's nginx, until stop()."""

    def __init__(self, stack):
        self.place, self.port = os.path.join(stack.dir, "apache"), free_port()
        os.makedirs(self.place + "/htdocs")
        program = shutil.which("apache2", path=os.environ.get("PATH", "") + ":/usr/sbin")
        check(program, "apache2 is not installed")
        self.process = subprocess.Popen([program, "-d", "/usr/lib/apache2", "-f", self.write(stack), "-DFOREGROUND"],
                                        stdin=subprocess.DEVNULL, stdout=open(self.place + "/out.log", "w"),
                                        stderr=subprocess.STDOUT, cwd=self.place)
        wait_for("Apache", 20, lambda: self.answers(stack))

    def write(self, stack):
        """Its configuration: what Debian has in apache2.conf, as little as will do, and the site."""
        place, sockets = self.place, os.path.dirname(stack.fcgi_socket())
        with open(os.path.join(TOP_SRC, "conf", "apache-site.conf")) as file:
            site = file.read()
        for name, value in (("@LISTEN@", f"127.0.0.1:{self.port}"), ("@SOCKET@", stack.fcgi_socket()),
                            ("@OUTBOUND@", stack.fcgi_socket(outbound=True)), ("@WWW@", sockets + "/www"),
                            ("@LOG@", place + "/access.log")):
            check(name in site, name, "is not in apache-site.conf")
            site = site.replace(name, value)
        lines = [f"LoadModule {name}_module modules/mod_{name}.so" for name in MODULES]
        lines += [f'DefaultRuntimeDir "{place}"', f'Mutex file:{place} default', f'PidFile "{place}/pid"',
                  f'ErrorLog "{place}/error.log"', f'DocumentRoot "{place}/htdocs"', "ServerName localhost",
                  f"Listen 127.0.0.1:{self.port}"]
        # One process with a thread for each: where they are short, or there are more processes than it now wants, Apache
        # closes connections that it had said to keep, and who has just sent a POST cannot know what became of it.
        lines += ["ThreadLimit 400", "ServerLimit 1", "StartServers 1", "ThreadsPerChild 400", "MaxRequestWorkers 400",
                  "MinSpareThreads 1", "MaxSpareThreads 400", "MaxKeepAliveRequests 0", "KeepAliveTimeout 60"]
        if os.geteuid() == 0:
            lines += ["User www-data", "Group www-data"]
        with open(place + "/apache.conf", "w") as file:
            file.write("\n".join(lines) + "\n" + site)
        return place + "/apache.conf"

    def answers(self, stack):
        check(self.process.poll() is None, "apache2 ended:", "".join(self.logs().values())[-2000:])
        try:
            return Client(self.port, stack).get("/index", ok5xx=True).status == 200
        except OSError:
            return False

    def logs(self):
        found = {}
        for name in ("out.log", "error.log", "access.log"):
            try:
                with open(os.path.join(self.place, name), errors="replace") as file:
                    found["apache " + name] = file.read()
            except FileNotFoundError:
                pass
        return found

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)
