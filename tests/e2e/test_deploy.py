#!/usr/bin/env python3
# deploy/up and deploy/down as commands, migrations, and the import of 10,000 books.
import csv
import os
import re
import shutil
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True

from harness import TOP_BUILD, TOP_SRC, Stack, alive, check, clock, eq, run, stat_of, together, wait_for
from tap import Suite

suite = Suite()

FRED = "/get_user?email=fredr@neighborhood.com"
REAL = os.path.join(TOP_SRC, "..", "shared", "data", "books.csv")
REAL_FILMS = os.path.join(os.path.dirname(REAL), "movies.csv")


def timed(act):
    start = clock()
    result = act()
    return clock() - start, result


def identities(stack):
    """(pid, start time) of every process: equal means the very same ones."""
    return [(pid, stat_of(pid)[2]) for pid in stack.pids()]


# ---- up and down ------------------------------------------------------------------------------------------

@suite.test
def up_again(c):
    """a second deploy/up takes under 2 s and changes no process"""
    before = identities(c.stack)
    took, text = timed(c.stack.up)
    eq(identities(c.stack), before, "processes")
    check(took < 2, f"took {took:.2f} s\n{text}")


@suite.test
def up_says_where(c):
    """deploy/up prints the URL and two curl lines that work"""
    text = c.stack.up()
    check(f"http://127.0.0.1:{c.stack.port}" in text, text)
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("curl ")]
    eq(len(lines), 2, text)
    for line in lines:
        done = subprocess.run(["sh", "-c", "command " + line.replace("curl ", "curl -sS -f ", 1)], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=60)
        eq(done.returncode, 0, f"{line}: {done.stdout}")


@suite.each([("a worker", lambda s: s.worker_pids()[:1], signal.SIGKILL), ("the master", lambda s: [s.master()], signal.SIGKILL),
             ("the master, asked", lambda s: [s.master()], signal.SIGTERM),
             ("the master of those who wait", lambda s: [s.master(outbound=True)], signal.SIGKILL), ("nginx", lambda s: s.named("nginx"), signal.SIGKILL),
             ("MariaDB", lambda s: [s.database()], signal.SIGKILL),
             ("everything", lambda s: s.pids(), signal.SIGKILL)])
def up_starts_again(c, _name, find, number):
    """deploy/up starts again what died"""
    victims = find(c.stack)
    check(victims, "nothing to kill")
    for pid in victims:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass
    wait_for("the end", 30, lambda: not any(alive(pid) for pid in victims))
    took, _ = timed(c.stack.up)
    check(took < 30, f"took {took:.1f} s")
    c.get(FRED).is_status(200)
    wait_for("four workers", 10, lambda: len(c.stack.worker_pids()) == 4)
    eq((len(c.stack.named("mariadbd")), len(c.stack.carrels())), (1, 5), "processes")


@suite.test
def up_keeps_the_rest(c):
    """deploy/up after the death of nginx leaves MariaDB and the workers alone"""
    rest = [c.stack.database(), c.stack.master()] + c.stack.worker_pids()
    for pid in c.stack.named("nginx"):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    c.stack.up()
    c.get(FRED).is_status(200)
    eq([c.stack.database(), c.stack.master()] + c.stack.worker_pids(), rest)


@suite.test
def data_stays(c):
    """deploy/down stops everything and keeps the data; options keep their first value"""
    c.post("/add_book", {"isbn": "kept-1", "title": "Kept", "author": "A", "pub_date": "D"}).is_status(200)
    before = c.stack.pids()
    c.stack.down()
    eq([pid for pid in before if alive(pid)] + c.stack.pids(), [], "processes left")
    c.stack.up()
    eq(len(c.stack.worker_pids()), 4, "workers")
    eq(c.get("/get_book?isbn=kept-1").is_status(200).json()["data"], ["kept-1", "Kept", "A", "D"])
    c.stack.down()
    c.stack.down()
    c.stack.up()


@suite.test
def deleted_stays_deleted(c):
    """a seeded row that was deleted does not come back"""
    c.post("/delete_book", {"isbn": "9781118891452"}).is_status(200)
    c.stack.down()
    c.stack.up()
    c.get("/get_book?isbn=9781118891452").is_status(404)


@suite.test
def side_by_side(c):
    """two stacks side by side; the end of one leaves the other alone"""
    other = Stack("--empty", workers=2).start()
    try:
        before = identities(c.stack)
        eq(set(c.stack.pids()) & set(other.pids()), set(), "shared processes")
        eq(len(other.worker_pids()), 2, "workers of the second")
        other.client.post("/add_book", {"isbn": "other-1", "title": "T", "author": "A", "pub_date": "D"}).is_status(200)
        c.get("/get_book?isbn=other-1").is_status(404)
        pids = other.pids()
        other.down("--purge")
        eq([pid for pid in pids if alive(pid)] + other.pids(), [], "processes left")
        check(not os.path.exists(other.state), other.state, "is still there")
        eq(identities(c.stack), before, "processes of the first")
        c.get(FRED).is_status(200)
    finally:
        other.end()


@suite.test
def port_taken(c):
    """a port that is taken is said, and nothing is left running"""
    other = Stack("--empty")
    try:
        other.port = c.stack.port
        text = other.deploy("up", "--port", str(c.stack.port), "--empty", ok=False)
        check(str(c.stack.port) in text and "Carrel answers" not in text, text)
        eq(other.pids(), [], "processes")
        c.get(FRED).is_status(200)
    finally:
        other.end()


@suite.each([(options,) for options in (("--port", "x"), ("--port", "0"), ("--port", "70000"), ("--workers", "0"), ("--access", "maybe"),
                                        ("--nonsense",), ("--port",), ("stray",))])
def wrong_options(c, options):
    """wrong options: exit code, a word, nothing changed"""
    before = identities(c.stack)
    done = subprocess.run([os.path.join(TOP_SRC, "deploy", "up"), "--state", c.stack.state, *options], env=c.stack.env(),
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    check(done.returncode != 0 and done.stdout, done.returncode, done.stdout)
    eq(identities(c.stack), before, "processes")
    c.get(FRED).is_status(200)


# ---- programs -------------------------------------------------------------------------------------------------

@suite.test
def show_config(c):
    """carrel --show-config prints keys and no secret; --version says the version"""
    def carrel(*args, env=None):
        return subprocess.run([os.path.join(TOP_BUILD, "carrel"), *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env=dict(c.stack.env(), **(env or {})), timeout=60)
    done = carrel("-c", c.stack.conf, "--show-config", env={"CARREL_DB_PASSWORD": "PaSs-word-secret"})
    eq(done.returncode, 0, done.stdout)
    keys = [line.split(b"=")[0].strip() for line in done.stdout.splitlines() if b"=" in line]
    check({b"db_socket", b"body_max", b"access", b"db_read_timeout"} <= set(keys), keys)
    check(b"PaSs-word" not in done.stdout, done.stdout)
    done = carrel("--version")
    check(done.returncode == 0 and re.search(rb"\d+\.\d+", done.stdout), done)


@suite.each([("an unknown command", ["nonsense"], 64), ("no command", [], 64), ("an unknown option", ["--nonsense"], 64),
             ("import without a file", ["import", "books"], 64), ("import of something else", ["import", "songs", "x.csv"], 64)])
def usage(c, _name, args, wanted):
    """carrelctl tells wrong usage"""
    code, out, err = c.stack.ctl(*args, ok=False)
    eq(code, wanted, out + err)
    check(out + err, "nothing is said")


@suite.each([("no file", None), ("an unknown key", "nonsense = 1\n"), ("a wrong value", "db_port = x\n")])
def wrong_conf(c, _name, text):
    """a wrong configuration: exit 78, said on stderr"""
    path = os.path.join(c.stack.dir, "wrong.conf")
    if text is not None:
        shutil.copyfile(c.stack.conf, path)
        with open(path, "a") as file:
            file.write(text)
    elif os.path.exists(path):
        os.remove(path)
    for program, args in (("carrelctl", ["-c", path, "migrate"]), ("carrel", ["-c", path, "-w", "2"])):
        done = subprocess.run([os.path.join(TOP_BUILD, program), *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=c.stack.env(), timeout=60)
        check(done.returncode == 78 and done.stderr, program, done)


@suite.test
def database_away(c):
    """carrelctl without a database: exit 69"""
    path = os.path.join(c.stack.dir, "away.conf")
    with open(c.stack.conf) as file, open(path, "w") as out:
        out.write(re.sub(r"(?m)^db_socket.*$", "db_socket = /nonexistent/socket", file.read()))
    done = subprocess.run([os.path.join(TOP_BUILD, "carrelctl"), "-c", path, "migrate"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=c.stack.env(), timeout=60)
    check(done.returncode == 69 and done.stderr, done)


# ---- migrations -------------------------------------------------------------------------------------------------

def empty_database(stack, name):
    """A configuration on a fresh database of the same server; its path."""
    stack.sql(f"DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name} CHARACTER SET utf8mb4")
    path = os.path.join(stack.dir, name + ".conf")
    with open(stack.conf) as file, open(path, "w") as out:
        owner = stack.setting("db_owner")       # the workers' user has no rights there
        out.write("".join(line for line in file if not line.startswith(("db_name", "db_user", "db_password", "db_owner")))
                  + f"db_name = {name}\ndb_user = {owner}\n")
    return path


def ctl(stack, conf, *args):
    return subprocess.run([os.path.join(TOP_BUILD, "carrelctl"), "-c", conf, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=stack.env(), timeout=120)


def schema(stack, name):
    return stack.sql("SELECT table_name, column_name, column_type, COALESCE(collation_name, '') FROM information_schema.columns"
                     f" WHERE table_schema = '{name}' ORDER BY 1, ordinal_position")


@suite.test
def migrate_twice(c):
    """migrate again changes nothing"""
    before = c.stack.fingerprint()
    c.stack.ctl("migrate")
    eq(c.stack.fingerprint(), before)


@suite.test
def migrate_at_once(c):
    """four migrations of one empty database at once: all succeed, one schema"""
    conf = empty_database(c.stack, "race")
    done = together([lambda: ctl(c.stack, conf, "migrate")] * 4)
    eq([getattr(one, "returncode", one) for one in done], [0] * 4, [getattr(one, "stderr", "") for one in done])
    eq(schema(c.stack, "race"), schema(c.stack, c.stack.setting("db_name", "carrel")), "schema")
    counts = c.stack.sql("SELECT COUNT(*), COUNT(DISTINCT version) FROM race.schema_migration")[0]
    eq(counts[0], counts[1], "migrations noted")


@suite.test
def seed_at_once(c):
    """four seeds of one database at once: one that fails says so, and each row is there once"""
    conf = empty_database(c.stack, "seeds")
    eq(ctl(c.stack, conf, "migrate").returncode, 0)
    done = together([lambda: ctl(c.stack, conf, "seed")] * 4)
    check(any(one.returncode == 0 for one in done), done)
    check(all(one.returncode == 0 or one.stderr for one in done), done)
    eq(ctl(c.stack, conf, "seed").returncode, 0)
    alone = empty_database(c.stack, "seed")
    eq(ctl(c.stack, alone, "migrate").returncode, 0)
    eq(ctl(c.stack, alone, "seed").returncode, 0)
    for table in ("work", "person", "copy", "list", "list_entry"):
        eq(c.stack.number(f"SELECT COUNT(*) FROM seeds.{table}"), c.stack.number(f"SELECT COUNT(*) FROM seed.{table}"), table)
    check(c.stack.number("SELECT COUNT(*) FROM seed.work") > 10, "the sample is small")


@suite.test
def begun_without_the_sample(c):
    """who began with the fixed rows alone gets no sample later, unless it is asked for again"""
    conf = empty_database(c.stack, "bare")
    eq(ctl(c.stack, conf, "migrate").returncode, 0)
    eq(ctl(c.stack, conf, "seed", "--empty").returncode, 0)
    fixed = c.stack.number("SELECT COUNT(*) FROM bare.work")
    eq(ctl(c.stack, conf, "seed").returncode, 0)
    eq(c.stack.number("SELECT COUNT(*) FROM bare.work"), fixed)
    eq(ctl(c.stack, conf, "seed", "--again").returncode, 0)
    check(c.stack.number("SELECT COUNT(*) FROM bare.work") > fixed, "the sample, asked for")


@suite.test
def newer_schema(c):
    """a schema newer than the program is refused by migrate, and by carrel with exit 78"""
    conf = empty_database(c.stack, "newer")
    eq(ctl(c.stack, conf, "migrate").returncode, 0)
    columns = [row[0] for row in c.stack.sql("SELECT column_name FROM information_schema.columns WHERE table_schema = 'newer'"
                                             " AND table_name = 'schema_migration'")]
    names = ", ".join("'999'" if name == "version" else f"`{name}`" for name in columns)
    c.stack.sql(f"INSERT INTO newer.schema_migration (`{'`, `'.join(columns)}`) SELECT {names} FROM newer.schema_migration LIMIT 1")
    done = ctl(c.stack, conf, "migrate")
    check(done.returncode == 78 and b"999" in done.stderr, done)
    done = subprocess.run([os.path.join(TOP_BUILD, "carrel"), "-c", conf], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=c.stack.env(), timeout=60)
    check(done.returncode == 78 and b"999" in done.stderr, done)


@suite.test
def older_schema(c):
    """a database without tables is refused by carrel: exit 78, and migrate is named"""
    conf = empty_database(c.stack, "older")
    done = subprocess.run([os.path.join(TOP_BUILD, "carrel"), "-c", conf], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=c.stack.env(), timeout=60)
    check(done.returncode == 78 and b"migrate" in done.stderr, done)


@suite.test
def drifted_schema(c):
    """a database that lacks a column is refused by carrel: exit 78"""
    conf = empty_database(c.stack, "drift")
    eq(ctl(c.stack, conf, "migrate").returncode, 0)
    c.stack.sql("ALTER TABLE drift.list_entry DROP COLUMN note")
    done = subprocess.run([os.path.join(TOP_BUILD, "carrel"), "-c", conf], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=c.stack.env(), timeout=60)
    check(done.returncode == 78 and done.stderr, done)


# ---- the import -----------------------------------------------------------------------------------------------------

COLUMNS = ["book_id", "isbn", "isbn13", "authors", "original_publication_year", "original_title", "title", "language_code",
           "average_rating", "ratings_count"]


def messy_books(path, rows=10000):
    """A file of the same mess as real ones: ISBNs without zeros, in scientific notation, odd years, equal titles."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for n in range(1, rows + 1):
            nine = f"{n * 37:09d}"
            digit = (11 - sum(int(d) * (10 - i) for i, d in enumerate(nine)) % 11) % 11
            isbn = (nine + ("X" if digit == 10 else str(digit))).lstrip("0")
            title = "Selected Poems" if n % 2500 == 0 else f"Title \u00e9\u4e66 {n} (\"Quoted\", #{n % 7})"
            year = ["1999.0", "-720.0", "", "2016.0", "8.0"][n % 5]
            out.writerow([n, "" if n % 14 == 0 else isbn, "" if n % 17 == 0 else f"9.78{nine}e+12", f"Author {n % 900}, Other \u00d8",
                          year, f"Original {n}", title, "eng", "4.1", str(n)])
    return rows


def books_file(stack):
    """(path, rows) of 10,000 books: real ones where they are, otherwise our own."""
    path = os.path.join(stack.dir, "books.csv")
    if os.path.isfile(REAL):
        shutil.copyfile(REAL, path)
        with open(path, newline="", encoding="utf-8") as file:
            return path, sum(1 for _ in csv.reader(file)) - 1
    return path, messy_books(path)


def named_lines(done):
    """The lines of the file that the import names."""
    text = (done.stdout + done.stderr).decode("utf-8", "replace")
    return {int(number) for number in re.findall(r"\bline (\d+)", text)}, text


@suite.test
def import_books(c):
    """10,000 books: each row is taken or named; the same file again changes nothing"""
    stack = c.stack
    path, rows = books_file(stack)
    before = stack.number("SELECT COUNT(*) FROM work")
    took, done = timed(lambda: ctl(stack, stack.conf, "import", "books", path))
    named, text = named_lines(done)
    eq(done.returncode, 0, text[-2000:])
    taken = stack.number("SELECT COUNT(*) FROM work") - before
    print(f"# {rows} rows in {took:.2f} s, {taken} taken, {len(named)} named")
    check(taken + len(named) >= rows, f"{rows} rows, {taken} taken, {len(named)} named\n{text[-1500:]}")
    check(taken > rows * 0.9, f"{taken} of {rows} rows taken\n{text[-1500:]}")
    bare = stack.number("SELECT COUNT(*) FROM work w WHERE NOT EXISTS (SELECT 1 FROM copy c WHERE c.work_id = w.id)")
    eq(bare, 0, "works without a copy")
    state = stack.fingerprint()
    again = ctl(stack, stack.conf, "import", "books", path)
    eq(again.returncode, 0, again.stderr)
    eq(stack.fingerprint(), state, "the same file again")
    c.get("/api/v1/works?q=poems").is_status(200)


@suite.test
def pages_of_many(c):
    """all works of a large catalogue, by pages and by cursor: each once"""
    count = c.stack.number("SELECT COUNT(*) FROM work")
    pages = []
    for page in range(1, (count + 999) // 1000 + 1):
        got = c.get(f"/api/v1/works?_per_page=1000&_page={page}").is_status(200)
        eq(got.header("X-Total-Count"), str(count))
        pages += [work["id"] for work in got.json()]
    eq((len(pages), len(set(pages))), (count, count), "works by pages")
    walked, target = [], "/api/v1/works?_per_page=1000"
    while target:
        got = c.get(target).is_status(200)
        walked += [work["id"] for work in got.json()]
        cursor = got.header("X-Next-Cursor")
        after = re.search(r'<([^>]*_after=[^>]*)>; rel="next"', got.header("Link", ""))
        target = after.group(1) if after else f"/api/v1/works?_per_page=1000&_after={cursor}" if cursor else None
    eq(walked, pages, "works by cursor")


@suite.test
def import_own_mess(c):
    """a file of odd rows: ISBNs made whole, years, equal titles, rows that are no rows"""
    stack, path = c.stack, os.path.join(c.stack.dir, "odd.csv")
    rows = [["1", "306406152", "", "Zero Lost", "1990.0", "", "Isbn Zero Lost", "eng", "4", "1"],
            ["2", "", "9.78e+12", "Sci", "-720.0", "", "Isbn In Science", "eng", "4", "1"],
            ["3", "", "", "None", "", "", "No Isbn \u4e66 \"x\", y", "eng", "4", "1"],
            ["4", "", "", "", "2000.0", "", "", "eng", "4", "1"],
            ["5", "123", "", "Few", "x", "", "Bad Year", "eng", "4", "1"],
            ["6"]]
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([COLUMNS] + rows)
        file.write('7,"unclosed\n')
    done = ctl(stack, stack.conf, "import", "books", path)
    named, text = named_lines(done)
    eq(done.returncode, 2, text)
    eq(c.get("/get_book?isbn=0306406152").is_status(200).json()["data"][1], "Isbn Zero Lost")
    year = stack.sql("SELECT year FROM work WHERE title = 'Isbn In Science'")
    eq(year, [["-720"]], text)
    eq(stack.number("SELECT COUNT(*) FROM work WHERE title = 'No Isbn \u4e66 \"x\", y'"), 1, text)
    eq(stack.number("SELECT COUNT(*) FROM work WHERE title = ''"), 0)
    check({5, 6, 7} <= named and not named & {2, 3, 4}, "lines named:", sorted(named), text)
    named, text = named_lines(ctl(stack, stack.conf, "import", "books", "-v", path))
    check({3, 5, 6, 7} <= named, "lines named with -v:", sorted(named), text)


@suite.each([("no such file", None), ("empty", b""), ("other columns", b"a,b\n1,2\n"), ("no text", bytes(range(256)) * 40),
             ("not UTF-8", (",".join(COLUMNS) + "\n").encode() + b"1,,,A,,,T\xff\xfe,eng,4,1\n"),
             ("a NUL byte", (",".join(COLUMNS) + "\n").encode() + b"1,,,A,,,T\0x,eng,4,1\n"),
             ("a title of 100,000", (",".join(COLUMNS) + "\n").encode() + b"1,,,A,,," + b"T" * 100000 + b",eng,4,1\n")])
def import_of_nonsense(c, _name, data):
    """a file that is no list of books: said, and no half row"""
    path = os.path.join(c.stack.dir, "nonsense.csv")
    if data is not None:
        with open(path, "wb") as file:
            file.write(data)
    elif os.path.exists(path):
        os.remove(path)
    before = c.stack.fingerprint()
    done = ctl(c.stack, c.stack.conf, "import", "books", path)
    check(0 <= done.returncode < 100 and done.stdout + done.stderr, done)
    eq(c.stack.fingerprint(), before, f"rows; exit {done.returncode} {done.stdout} {done.stderr}")


@suite.test
def import_at_once(c):
    """one file imported by two at once: each book once"""
    stack = c.stack
    path = os.path.join(stack.dir, "twice.csv")
    messy_books(path, 1500)
    conf = empty_database(stack, "twice")
    eq(ctl(stack, conf, "migrate").returncode, 0)
    done = together([lambda: ctl(stack, conf, "import", "books", path)] * 2)
    check(all(one.returncode == 0 for one in done), [one.stderr for one in done])
    count = stack.number("SELECT COUNT(*) FROM twice.work")
    alone = empty_database(stack, "alone")
    eq(ctl(stack, alone, "migrate").returncode, 0)
    eq(ctl(stack, alone, "import", "books", path).returncode, 0)
    eq(count, stack.number("SELECT COUNT(*) FROM alone.work"), "works after two at once, and after one alone")


# ---- films ----------------------------------------------------------------------------------------------------------

FILMS = ["title", "release_date", "mpaa_rating", "running_time_min", "distributor", "major_genre", "director", "imdb_rating",
         "imdb_votes"]


def films_file(stack):
    """(path, rows) of films: real ones where they are, otherwise our own of the same mess."""
    path = os.path.join(stack.dir, "movies.csv")
    if os.path.isfile(REAL_FILMS):
        shutil.copyfile(REAL_FILMS, path)
        with open(path, newline="", encoding="utf-8") as file:
            return path, sum(1 for _ in csv.reader(file)) - 1
    rows = 3201
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(FILMS)
        for n in range(1, rows + 1):
            title = "" if n == 3000 else str(n) if n % 300 == 0 else f"Film \u00c8 {n // 2 if n % 90 == 0 else n}"
            date = f"{'JanFebMarApr'[n % 4 * 3:][:3]} {n % 28 + 1:02d} {2039 if n % 200 == 0 else 1950 + n % 60}"
            out.writerow([title, date, "R", n % 200 if n % 3 else "", ["", "Warner Bros."][n % 2], ["", "Drama"][n % 2],
                          "" if n % 3 else f"Director {n % 500}", f"{n % 100 / 10:.1f}".removesuffix(".0"), n])
    return path, rows


@suite.test
def import_films(c):
    """every film of the file is taken; the same file again changes nothing"""
    stack = c.stack
    path, rows = films_file(stack)
    before = stack.number("SELECT COUNT(*) FROM work WHERE kind = 'movie'")
    took, done = timed(lambda: ctl(stack, stack.conf, "import", "movies", path))
    eq(done.returncode, 0, done.stderr[-2000:])
    print(f"# {rows} rows in {took:.2f} s: {done.stdout.decode().strip()}")
    eq(stack.number("SELECT COUNT(*) FROM work WHERE kind = 'movie'") - before, rows, "films")
    eq(stack.number("SELECT COUNT(*) FROM work WHERE kind = 'movie' AND (handle IS NOT NULL OR isbn IS NOT NULL)"), 0, "handles")
    eq(stack.number("SELECT COUNT(*) FROM work WHERE released > CURRENT_DATE OR year > YEAR(CURRENT_DATE)"), 0, "in the future")
    eq(stack.number("SELECT COUNT(*) FROM work w WHERE NOT EXISTS (SELECT 1 FROM copy c WHERE c.work_id = w.id)"), 0, "no copy")
    state = stack.fingerprint()
    again = ctl(stack, stack.conf, "import", "movies", "-v", path)
    eq(again.returncode, 0, again.stderr)
    eq(stack.fingerprint(), state, "the same file again")
    named, text = named_lines(again)
    check(0 < len(named) < rows / 50, "noted", len(named), text[-500:])
    eq(c.get("/api/v1/works?kind=movie&_per_page=1").header("X-Total-Count"), str(before + rows))


@suite.test
def import_odd_films(c):
    """odd films: each value where it belongs, the rest refused by its line"""
    stack, path = c.stack, os.path.join(c.stack.dir, "oddfilms.csv")
    rows = [["1776x", "Nov 09 1972", "G", "141", "Columbia", "Musical", "Peter H. Hunt", "7", "4100"],
            ["1776x", "Nov 10 1972", "", "", "", "", "", "", ""], ["1776x", "Nov 09 1972", "", "", "", "", "Peter H. Hunt", "9", ""],
            ["Far <b>Off</b>", "Dec 15 2939", "", "", "", "", "", "N/A", ""], ["", "", "", "", "", "Drama", "", "5", ""],
            ["A\tB", "", "", "", "", "", "", "", ""], ["T" * 501, "", "", "", "", "", "", "", ""]]
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([FILMS] + rows)
    done = ctl(stack, stack.conf, "import", "movies", "-v", path)
    named, text = named_lines(done)
    eq((done.returncode, sorted(named)), (2, [5, 6, 7, 8]), text)
    check("7 rows" in text and "3 added, 1 there before, 3 refused, 1 with a note" in text, text)
    eq(stack.sql("SELECT kind, creator, publisher, genre, rating, released, year FROM work WHERE title = '1776x' ORDER BY released"),
       [["movie", "Peter H. Hunt", "Columbia", "Musical", "7.0", "1972-11-09", "1972"],
        ["movie", "NULL", "NULL", "NULL", "NULL", "1972-11-10", "1972"]])
    eq(stack.sql("SELECT rating, released, year FROM work WHERE title = 'Far <b>Off</b>'"), [["NULL", "NULL", "NULL"]])


@suite.each([("books", "movies"), ("movies", "books")])
def import_of_the_other(c, kind, other):
    """a file of the other kind is refused whole"""
    path = (films_file if other == "movies" else books_file)(c.stack)[0]
    before = c.stack.fingerprint()
    done = ctl(c.stack, c.stack.conf, "import", kind, path)
    check(done.returncode == 1 and b"header" in done.stderr, done)
    eq(c.stack.fingerprint(), before)


@suite.test
def up_with_films(c):
    """deploy/up --books --movies imports each once, and other content once more"""
    paths = {kind: os.path.join(c.stack.dir, f"few-{kind}.csv") for kind in ("books", "movies")}

    def write(*titles):
        with open(paths["movies"], "w", encoding="utf-8") as file:
            file.write("title,director\n" + "".join(f"{title},D\n" for title in titles))
    with open(paths["books"], "w", encoding="utf-8") as file:
        file.write("title,authors\nOnly Book,A\n")
    write("Only Film")
    other = Stack("--empty", "--books", paths["books"], f"--movies={paths['movies']}", workers=1).start()
    try:
        eq(other.sql("SELECT kind, title FROM work WHERE title LIKE 'Only%' ORDER BY kind"), [["book", "Only Book"], ["movie", "Only Film"]])
        before = identities(other)
        check("import" not in other.up("--movies", paths["movies"]), "imported again")
        write("Only Film", "Second Film")
        check("1 added, 1 there before" in other.up("--movies", paths["movies"]), "not imported")
        eq(identities(other), before, "processes")
        eq(other.number("SELECT COUNT(*) FROM work WHERE title LIKE '%Film'"), 2)
        text = other.deploy("up", "--movies", paths["movies"] + ".none", ok=False)
        check("cannot read the movies" in text, text)
    finally:
        other.end()


@suite.test
def up_brings_new_files(c):
    """deploy/up puts the files of the pages where nginx finds them, and restores them, without a restart"""
    conf = os.path.join(c.stack.state, "etc", "site.conf")
    with open(conf) as file:
        place = re.search(r"(?m)^\s*root (.*);$", file.read()).group(1)
    before, wanted = identities(c.stack), c.get("/static/icon.svg").is_status(200).body
    with open(os.path.join(place, "icon.svg"), "wb") as file:
        file.write(b"<svg/>")
    with open(os.path.join(place, "gone.js"), "wb") as file:
        file.write(b"old")
    os.remove(os.path.join(place, "docs.css"))
    eq((c.get("/static/icon.svg").body, c.get("/static/gone.js").status, c.get("/static/docs.css").status), (b"<svg/>", 200, 404))
    c.stack.up()
    eq((c.get("/static/icon.svg").body, c.get("/static/gone.js").status, c.get("/static/docs.css").status), (wanted, 404, 200))
    eq(identities(c.stack), before, "processes")


# ---- the end ------------------------------------------------------------------------------------------------------------

@suite.test
def down_purges(c):
    """deploy/down --purge leaves no process and no directory"""
    other = Stack("--empty").start()
    try:
        pids = other.pids()
        check(len(pids) >= 7, "processes of a stack", pids)
        other.down("--purge")
        eq([pid for pid in pids if alive(pid)], [], "processes left")
        check(not os.path.exists(other.state), other.state, "is still there")
    finally:
        other.end()


if __name__ == "__main__":
    run(suite, "--empty")
