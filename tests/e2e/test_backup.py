#!/usr/bin/env python3
# carrelctl backup and restore while the site is in use, and files, disks and databases that are not as they should be; carrelctl tidy.
import os
import resource
import signal
import stat
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True

from beside import Beside
from day import a_day, catalogue, loans
from harness import TOP_BUILD, Hammer, alive, check, eq, run, together, uniq, wait_for
from tap import Suite

suite = Suite()
WRITERS = 8


def place(c, name=None):
    """A new directory."""
    path = os.path.join(c.stack.dir, name or uniq("d"))
    os.mkdir(path)
    return path


def own(c):
    return Beside(c.stack, "carrel")


def verified(site):
    """What ledger verify and audit verify say; both find nothing."""
    return tuple(site.ctl(*args)[0] for args in (("ledger", "verify"), ("audit", "verify")))


class Writers:
    """Eight clients that lend, take back, take money and seal the audit until the with block ends."""

    def __init__(self, c):
        self.c, self.rounds, self.wrong, self.stopping = c, 0, [], threading.Event()
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(WRITERS)]

    def work(self):
        try:
            while not self.stopping.is_set():
                loans(self.c, *catalogue(self.c))
                self.rounds += 1
        except Exception as error:
            self.wrong.append(repr(error))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        wait_for("the first rounds", 60, lambda: self.rounds >= 4 or self.wrong)
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)
        eq(self.wrong, [], "what the writers met")


# ---- round trips -----------------------------------------------------------------------------------------------------

@suite.test
def round_trip(c):
    """a backup restored elsewhere: the same rows, ledger, audit and chain"""
    a_day(c)
    c.stack.ctl("audit", "seal")
    file = os.path.join(place(c), "one.zst")
    out = own(c).ctl("backup", file)[0]
    sums = own(c).sums(file)
    eq({name: rows for name, (rows, _) in sums.items()}, {name: rows for name, rows in own(c).counts().items() if not name.startswith("shelf")}, "rows")
    no, last = c.stack.sql("SELECT no, hash FROM audit_seal ORDER BY no DESC LIMIT 1")[0]
    check(f"last seal is {no}, {last}" in out, out)
    other = Beside(c.stack, "other")
    out = other.ctl("restore", file)[0]
    check("every row is that of the backup" in out, out)
    eq(verified(other), verified(own(c)))
    eq(other.sums(), sums)
    eq(other.tables(), own(c).tables())
    eq(other.ctl("audit", "verify", last)[0], verified(own(c))[1])
    # By hand, with nothing of ours.
    c.stack.sql("CREATE DATABASE hand")
    unpack = subprocess.Popen(["zstd", "-dc", file], stdout=subprocess.PIPE)
    Beside(c.stack, "hand").ctl("db", stdin=unpack.stdout)
    eq((unpack.wait(), Beside(c.stack, "hand").sums()), (0, sums))


@suite.test
def while_writing(c):
    """three backups while eight clients write: each is of one moment, its ledger and audit in order"""
    files = [os.path.join(place(c), f"{n}.zst") for n in range(3)]
    with Writers(c) as writers:
        for file in files:
            before = writers.rounds
            c.stack.ctl("audit", "seal")
            own(c).ctl("backup", file)
            wait_for("more rounds", 60, lambda: writers.rounds > before or writers.wrong)
    found = []
    for number, file in enumerate(files):
        site = Beside(c.stack, f"moment_{number}")
        site.ctl("restore", file)
        ledger, audit = verified(site)
        check(" 0 differences" in ledger and " 0 differences" in audit, ledger, audit)
        sums = own(c).sums(file)
        eq(site.sums(), sums)
        check(ledger.startswith(f"{sums['loan'][0]} loans, {sums['account_line'][0]} ledger lines, "), ledger, sums)
        check(audit.startswith(f"{sums['audit_seal'][0]} seals, "), audit)
        found.append(sums["audit"][0])
    check(found == sorted(set(found)), "rows of the audit", found)


@suite.test
def while_reading(c):
    """restored over a site in use: no request fails, what was there is kept, and the site shows the old rows again"""
    file = os.path.join(place(c), "old.zst")
    own(c).ctl("backup", file)
    sums = own(c).sums(file)
    work = catalogue(c)[0]
    rows = own(c).sums()
    err = own(c).ctl("restore", file, code=1)[1]
    check("has rows" in err and "--force" in err, err)
    eq(own(c).sums(), rows, "refused, and written all the same")
    with Hammer(c, "/api/v1/works?q=casablanca", threads=2, pause=0.01) as hammer:
        own(c).ctl("restore", "--force", file)
    check(len(hammer.results) > 10 and not hammer.failures(), len(hammer.results), hammer.failures()[:5])
    eq(own(c).sums(), sums)
    c.get(f"/api/v1/works/{work}").is_status(404)
    kept, = own(c).before()
    eq(Beside(c.stack, kept).sums(), rows)
    a_day(c)
    c.stack.sql(f"DROP DATABASE {kept}")
    check("carrel_restore" not in [row[0] for row in c.stack.sql("SHOW DATABASES")], "the one beside stays")


@suite.test
def restart_after_restore(c):
    """what a restore has put in place is still there when MariaDB was killed and comes back"""
    file = os.path.join(place(c), "x.zst")
    own(c).ctl("backup", file)
    own(c).ctl("restore", "--force", file)
    sums = own(c).sums()
    os.kill(c.stack.database(), signal.SIGKILL)
    wait_for("its end", 20, lambda: not c.stack.named("mariadbd"))
    c.stack.up()
    eq(own(c).sums(), sums)
    a_day(c)
    check(" 0 differences" in verified(own(c))[0], "ledger")


# ---- files ---------------------------------------------------------------------------------------------------------------

@suite.test
def places(c):
    """a file, a directory, standard output; mode 0600; the N newest are kept, and nobody else's file is removed"""
    path = place(c)
    for old in ("20200101T000000Z", "20210101T000000Z", "20220101T000000Z"):
        with open(f"{path}/carrel-{old}.sql.zst", "w") as file:
            file.write("old")
    with open(f"{path}/carrel-notes.sql.zst", "w") as file:
        file.write("mine")
    out = own(c).ctl("backup", "--keep", "2", path)[0]
    left = sorted(os.listdir(path))
    eq((len(left), left[0], left[2]), (3, "carrel-20220101T000000Z.sql.zst", "carrel-notes.sql.zst"))
    check(out.count("removed") == 2, out)
    eq(stat.S_IMODE(os.stat(f"{path}/{left[1]}").st_mode), 0o600)
    own(c).ctl("restore", "--check", f"{path}/{left[1]}")
    with open(f"{path}/out", "wb") as file:
        own(c).ctl("backup", "-", stdout=file)
    eq(own(c).sums(f"{path}/out"), own(c).sums())
    own(c).ctl("backup", f"{path}/out")         # one that is there is replaced
    for args in ((), ("-x",), ("--keep", "0", path), ("--keep", "x", path), ("--keep", "1", f"{path}/out"), (path, path)):
        own(c).ctl("backup", *args, code=64)
    own(c).ctl("backup", "/nonexistent/x", code=1)


def damaged(good):
    """(name, bytes, what is said of it)"""
    middle = bytearray(good)
    middle[len(good) // 2] ^= 4
    text = subprocess.run(["zstd", "-dc"], input=good, stdout=subprocess.PIPE, check=True).stdout

    def packed(data):
        return subprocess.run(["zstd", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout
    return [("empty", b"", "no backup of Carrel's"), ("no zstd", b"SELECT 1;\n" * 9, ""), ("cut off", good[:-9], "cut off"),
            ("half", good[:len(good) // 2], "cut off"), ("a bit", bytes(middle), ""), ("more behind", good + b"x" * 20, ""),
            ("SQL alone", packed(text.split(b"-- carrel: ")[0]), "no backup of Carrel's"),
            ("other rows", packed(text.replace(b"Casablanca", b"Casablancb", 1)), "not what its end says"),
            ("fewer rows", packed(text.replace(b"rows 16 ", b"rows 15 ", 1)), "not what its end says"),
            ("behind its end", packed(text + b"DROP TABLE work;\n"), "behind its end"),
            ("another backup", packed(b"-- carrel: backup 1\n-- carrel: end\n"), ""),
            ("a database of something else", packed(b"CREATE TABLE `x` (\n);\n"), "")]


@suite.test
def files_that_are_none(c):
    """a damaged file, or none: said, and nothing is touched"""
    path = place(c)
    empty = Beside(c.stack, "empty")
    c.stack.sql("DROP DATABASE IF EXISTS empty; CREATE DATABASE empty")
    fresh = Beside(c.stack, "fresh")
    fresh.ctl("init", "--yes")
    fresh.ctl("backup", f"{path}/good")
    with open(f"{path}/good", "rb") as file:
        good = file.read()
    for name, data, said in damaged(good):
        with open(f"{path}/bad", "wb") as file:
            file.write(data)
        for args in (("--check",), ("--force",)):
            err = empty.ctl("restore", *args, f"{path}/bad", code=1)[1]
            check(f"{path}/bad: " in err and said in err, name, err)
    for name in (f"{path}/nothing", path):
        check(name in empty.ctl("restore", name, code=1)[1], name)
    fresh.sql("INSERT INTO schema_migration (version, name, sha256, steps, done) VALUES (999, 'x', 'x', 1, 1)")
    fresh.ctl("backup", f"{path}/newer")
    check("999 is newer" in empty.ctl("restore", f"{path}/newer", code=78)[1], "newer")
    eq(empty.sql("SHOW TABLES"), [])
    for args in ((), ("--force",), ("--check",), ("--force", "--check", "x"), ("-",)):
        empty.ctl("restore", *args, code=64)


@suite.test
def disk_full(c):
    """no room: said, nothing half is left, and the file of before is as it was"""
    path = place(c)
    file = f"{path}/b.zst"
    own(c).ctl("backup", file)
    with open(file, "rb") as was:
        before = was.read()

    def little_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    err = own(c).ctl("backup", file, code=1, preexec_fn=little_room, restore_signals=False)[1]
    check(f"{file}: File too large" in err, err)
    with open(file, "rb") as now:
        eq((now.read() == before, os.listdir(path)), (True, ["b.zst"]))
    with open("/dev/full", "wb") as full:
        err = own(c).ctl("backup", "-", code=1, stdout=full)[1]
    check("No space left on device" in err, err)


@suite.test
def stopped(c):
    """stopped by a signal, or its mariadb-dump fails or is not there: nothing half is left"""
    path, programs = place(c), place(c)
    with open(f"{programs}/mariadb-dump", "w") as file:
        file.write(f"#!/bin/sh\necho 'CREATE TABLE `work` ('\necho $$ >{programs}/pid\nexec sleep 1000\n")
    os.chmod(f"{programs}/mariadb-dump", 0o755)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        backup = subprocess.Popen([os.path.join(TOP_BUILD, "carrelctl"), "-c", c.stack.conf, "backup", f"{path}/b"], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, env=dict(c.stack.env(), PATH=f"{programs}:{os.environ['PATH']}"))
        wait_for("mariadb-dump", 20, lambda: os.path.exists(f"{programs}/pid") and os.path.getsize(f"{programs}/pid"))
        check(os.listdir(path), "no unfinished file")
        backup.send_signal(number)
        eq((backup.wait(20), os.listdir(path)), (-number, []))
        with open(f"{programs}/pid") as file:
            pid = int(file.read())
        wait_for("its end", 10, lambda: not alive(pid))
        os.unlink(f"{programs}/pid")
    for text, said in (("#!/bin/sh\nexit 3\n", "exit code 3"), ("#!/bin/sh\necho 'CREATE TABLE `work` ('\n", "no tables of Carrel"),
                       ("#!/bin/sh\nkill -9 $$\n", "signal 9"), (None, "package mariadb-client")):
        if text:
            with open(f"{programs}/mariadb-dump", "w") as file:
                file.write(text)
            os.chmod(f"{programs}/mariadb-dump", 0o755)
        err = own(c).ctl("backup", f"{path}/b", code=1, env=dict(c.stack.env(), PATH=f"{programs}:/bin" if text else "/nonexistent"))[1]
        check(said in err, text, err)
        eq(os.listdir(path), [])


@suite.test
def no_secret_is_shown(c):
    """the password stands in no argument and in no environment of MariaDB's programs"""
    programs, path = place(c), place(c)
    worker = Beside(c.stack, "carrel", db_user=c.stack.setting("db_user"), db_password_file=c.stack.setting("db_password_file"))
    with open(f"{programs}/mariadb-dump", "w") as file:
        file.write(f'#!/bin/sh\ntr "\\0" "\\n" </proc/$$/cmdline >{path}/args\nenv >>{path}/args\nexec /usr/bin/mariadb-dump "$@"\n')
    os.chmod(f"{programs}/mariadb-dump", 0o755)
    worker.ctl("backup", f"{path}/b", env=dict(c.stack.env(), PATH=f"{programs}:{os.environ['PATH']}"))
    with open(c.stack.setting("db_password_file")) as file:
        secret = file.read().strip()
    with open(f"{path}/args") as file:
        text = file.read()
    check("--single-transaction" in text and secret not in text, text)
    # Who works may back up, and restore nothing.
    err = worker.ctl("restore", "--force", f"{path}/b", code=1)[1]
    check("denied" in err and own(c).sums(f"{path}/b") == own(c).sums(), err)


@suite.test
def away(c):
    """no database: 69, and where it was looked for"""
    gone = Beside(c.stack, "gone", db_socket="/nonexistent/socket")
    for args in (("backup", place(c)), ("restore", "--force", "x"), ("upgrade",), ("tidy",)):
        out, err = gone.ctl(*args, code=69)
        check("/nonexistent/socket" in err, args, out, err)


# ---- tidy ----------------------------------------------------------------------------------------------------------------------

OLD = """INSERT INTO idempotency_key (caller, route, key_text, body_hash, created_at)
           SELECT 'x', 'x', seq, 'x', NOW(6) - INTERVAL seq SECOND - INTERVAL IF(seq > 100, 24, 0) HOUR FROM seq_1_to_2600;
         INSERT INTO token_revoked SELECT UUID(), NOW(6) - INTERVAL seq HOUR FROM seq_1_to_50;
         INSERT INTO login_failure (kind, name, failures, last_at) SELECT 'address', seq, 1, NOW(6) - INTERVAL seq HOUR FROM seq_1_to_100;
         INSERT INTO film_lookup (imdb_id, state, asked_at)
           SELECT seq, ELT(1 + seq % 3, 'asked', 'absent', 'gone'), NOW(6) - INTERVAL seq HOUR FROM seq_1_to_90;
         INSERT INTO omdb_day SELECT UTC_DATE() - INTERVAL seq DAY, 1 FROM seq_1_to_500"""
LEFT = {"idempotency_key": 100, "token_revoked": 23, "login_failure": 47, "film_lookup": 23 + 22, "omdb_day": 400}
NAMES = ["holds", "audit", "shelves", "idempotency", "tokens", "logins", "lookups", "omdb"]


def old_rows(site):
    site.sql("; ".join(f"DELETE FROM {table}" for table in LEFT) + "; " + OLD)


def counts(site):
    return {table: rows for table, rows in site.counts().items() if table in LEFT}


@suite.test
def tidied(c):
    """tidy deletes what has had its time and nothing else, in batches, and is harmless beside itself"""
    site = Beside(c.stack, "tidy")
    site.ctl("init", "--yes")
    old_rows(site)
    before = counts(site)
    out = site.ctl("tidy", "--only", "tokens", "--only", "omdb")[0]
    eq(out.splitlines(), ["tokens: 27 rows deleted", "omdb: 100 rows deleted"])
    eq(counts(site), {**before, "token_revoked": 23, "omdb_day": 400})
    outs = together([lambda: site.ctl("tidy")[0]] * 4)
    eq(counts(site), LEFT, outs)
    check(all(isinstance(one, str) for one in outs), outs)
    deleted = sum(int(line.split(": ")[1].split()[0]) for one in outs for line in one.splitlines() if line.startswith("idempotency"))
    eq(deleted, 2500)
    again = site.ctl("tidy")[0]
    check("0 holds expired" in again and again.count(": 0 rows deleted") == 5 and "0 rows sealed" in again and "shelves: 0 counts wrong" in again, again)
    site.sql("UPDATE shelf_part SET works = works + 1 WHERE kind = 'book' ORDER BY place LIMIT 1")
    said = site.ctl("tidy", "--only", "shelves")[0]
    check("counts wrong, all counted anew" in said, said)
    eq(site.ctl("tidy", "--only", "shelves")[0], "shelves: 0 counts wrong\n")
    check(" 0 differences" in verified(site)[1], "audit")
    for args in (("--only",), ("--only", "dust"), ("now",)):
        err = site.ctl("tidy", *args, code=64)[1]
        check(all(name in err for name in NAMES), err)


@suite.test
def tidied_slowly(c):
    """tidy counts the titles also where that takes longer than a request may wait"""
    site = Beside(c.stack, "slow", db_read_timeout=2, db_lock_wait=1)
    site.ctl("init", "--yes")
    _, tidied = together([lambda: site.sql("LOCK TABLES work WRITE; DO SLEEP(6)"),
                          lambda: (time.sleep(2), site.ctl("tidy", "--only", "shelves"))[1]])
    eq(tidied, ("shelves: 0 counts wrong\n", ""))


@suite.test
def tidied_by_the_worker(c):
    """the workers' user may do all of it; one chore that fails keeps no other from being done"""
    worker = Beside(c.stack, "carrel", db_user=c.stack.setting("db_user"), db_password_file=c.stack.setting("db_password_file"))
    old_rows(own(c))
    worker.ctl("tidy")
    eq(counts(own(c)), LEFT)
    old_rows(own(c))
    c.stack.sql("RENAME TABLE token_revoked TO away")
    try:
        out, err = worker.ctl("tidy", code=1)
        check("tokens: schema" in err and "omdb: 100 rows deleted" in out, out, err)
    finally:
        c.stack.sql("RENAME TABLE away TO token_revoked")


if __name__ == "__main__":
    run(suite)
