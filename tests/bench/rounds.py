"""One measurement: a load on a server, or statements on the database, and what it cost."""
import json
import statistics
import subprocess
from pathlib import Path

from servers import cpu_seconds, family


def write_requests(file, requests):
    file.write_text("".join("\t".join(line) + "\n" for line in requests))


def write_floor(file, statements, values):
    file.write_text("\n".join([*statements, "--", *("\t".join(map(str, line)) for line in values)]) + "\n")


class Bench:
    """The programs, the database's process, and the files they read (made once)."""

    def __init__(self, programs, directory, db_pid, db_socket, db_user):
        self.programs, self.directory = programs, Path(directory)
        self.db_pid, self.db_socket, self.db_user = db_pid, db_socket, db_user

    def file(self, name, write, *what):
        """A file for one of the programs, written at its first use."""
        path = self.directory / name.replace(" ", "-")
        if not path.exists():
            write(path, *what)
        return str(path)

    def load(self, port, requests, *options):
        """What load.c prints."""
        command = [f"{self.programs}/load", *map(str, options), str(port), requests]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    def measure(self, server, requests, connections, seconds, item):
        """A closed loop: throughput, times, and microseconds of processor time for each answer."""
        options = ["-c", connections, "-d", seconds, "-g", item.group]
        if item.mark:
            options += ["-k", item.mark]
        if item.wanted:
            options += ["-w", item.wanted]
        before = server.cpu()
        told = self.load(server.port, requests, *options)
        after = server.cpu()
        answers = max(1, told["answers"])
        cost = {part: (after[part] - before[part]) / answers * 1e6 for part in after}
        return {"rate": told["rate"], "p50": told["p50_ms"], "p99": told["p99_ms"], "longest": told["longest_ms"],
                "first": told["first_p50_ms"], "bad": told["wrong"] + told["lost"] + told["hung"],
                "statuses": told["statuses"], "with": told["with"] / answers, "cpu": sum(cost.values()), **cost}

    def floor(self, statements, seconds, database, requests_an_act):
        """Bare statements on two connections: microseconds of mariadbd and of the client for each request."""
        before = cpu_seconds(family(self.db_pid))
        told = json.loads(subprocess.run(
            [f"{self.programs}/floor", "-S", self.db_socket, "-u", self.db_user, "-D", database, "-d", str(seconds),
             statements], check=True, capture_output=True, text=True).stdout)
        db = cpu_seconds(family(self.db_pid)) - before
        requests = told["acts"] * requests_an_act
        return {"rate": requests / told["seconds"], "cpu": (db + told["cpu"]) / requests * 1e6, "db": db / requests * 1e6,
                "rows": told["rows"] / told["acts"], "refused": told["refused"] / told["acts"]}


def summary(measurements):
    """Median and range of each figure, and what it was in each round."""
    told = {}
    for key in measurements[0]:
        if isinstance(measurements[0][key], (int, float)):
            all_of_it = [m[key] for m in measurements]
            told[key] = {"median": statistics.median(all_of_it), "least": min(all_of_it), "most": max(all_of_it),
                         "rounds": all_of_it}
    return told
