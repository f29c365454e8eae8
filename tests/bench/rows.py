"""The rows that deploy/bench measures on: N books and N films with titles of usual length, N people with cards, and a list
of 10 books each. Made by SQL alone, the same at every run, and kept; Python knows what row n says."""
import hashlib
import re
import subprocess

FIRST_ID = 1000     # rows of our own begin here, row n at FIRST_ID + n
LIST_LENGTH = 10
MANY = 100000       # rows from which on indexes are built when the rows are in, of the tables that have most
HEAVY = ("work", "list_entry")
GROWN = 70          # per cent of a page that hold rows when they came one by one in any order (ln 2); built anew it is full
QUICK = "SET SESSION unique_checks = 0, foreign_key_checks = 0; "

ADJECTIVES = ("amber ancient bitter blue brazen broken burning cold crimson crooked dark distant early empty fallen far "
              "final forgotten frozen gentle golden green grey hidden hollow iron last little lonely long lost northern "
              "pale quiet secret silent silver strange wandering winter").split()
NOUNS = ("archive bridge castle chapter city clock coast compass crown daughter door dream empire field fire flag forest "
         "garden gate ghost harbour house island journey key lantern letter library map mirror mountain ocean orchard "
         "river road shadow ship song stone tower").split()
PLACES = ("Aleppo Antwerp Bergen Bombay Cadiz Cairo Calais Carthage Corfu Cork Dakar Delhi Dublin Galway Genoa Ghent Goa "
          "Hanoi Havana Kyoto Lagos Leeds Lima Lisbon Lyon Malta Nairobi Naples Odessa Oslo Porto Prague Quito Riga "
          "Seville Tangier Trieste Tunis Venice Zanzibar").split()
FIRST_NAMES = "Ada Amos Bela Clara Dora Emil Fatima George Hana Ivan Jane Karim Lena Mary Noor Omar Paul Rosa Sam Tara".split()
SYLLABLES = "ba cor dal eno far gri hol ise jan kov lar mun nes ori pet qua ros sal tov ulm ver wil yar zan".split()
WORDS = len(ADJECTIVES)     # of each kind
TITLES = WORDS ** 3         # without parts; then ", Part 2" and so on
SHUFFLE = 1000003           # prime: rows next to each other are not so in the alphabet

assert len(ADJECTIVES) == len(NOUNS) == len(PLACES) == WORDS


# ---- row n, as Python knows it ----

def uuid(what, n):
    h = hashlib.md5(f"{what} {n}".encode()).hexdigest()
    h = h[:12] + "4" + h[13:16] + "8" + h[17:]
    return "-".join((h[:8], h[8:12], h[12:16], h[16:20], h[20:]))


def title(n):
    m = n * SHUFFLE % (25 * TITLES)
    part = m // TITLES
    return (f"The {ADJECTIVES[m % WORDS]} {NOUNS[m // WORDS % WORDS]} of {PLACES[m // WORDS ** 2 % WORDS]}"
            + (f", Part {part + 1}" if part else ""))


def surname(n):
    """Of an author, or of a reader: more of them than any other word, as it is with people; five works each."""
    k, base = n // 5 * 7919, len(SYLLABLES)
    return "".join(SYLLABLES[k // base ** i % base] for i in range(4)).capitalize()


def isbn(n):
    digits = f"978{n:09d}"
    return digits + str(-sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(digits)) % 10)


def email(n):
    return f"reader{n}@example.org"


def card(n):
    return str(9000000 + n)


def book_of(list_n, place, rows):
    return (list_n * LIST_LENGTH + place * 7919) % rows


def write_books(file, rows):
    """A CSV file for carrelctl import."""
    file.write_text("title,authors,isbn13,original_publication_year\n" + "".join(
        f"\"{title(n)}\",\"{FIRST_NAMES[n % len(FIRST_NAMES)]} {surname(n)}\",{isbn(n)},{1850 + n % 170}\n" for n in range(rows)))


# ---- the same as SQL; {n} is the number of the row ----

def _sql_text(text):
    return "'" + text.replace("'", "''") + "'"


def _word(words, index):
    return f"ELT(1 + {index} % {len(words)}, {', '.join(map(_sql_text, words))})"


def _uuid(what, n):
    return f"CAST(INSERT(INSERT(MD5(CONCAT('{what} ', {n})), 13, 1, '4'), 17, 1, '8') AS UUID)"


def _title(n):
    m = f"({n} * {SHUFFLE} % {25 * TITLES})"
    return (f"CONCAT('The ', {_word(ADJECTIVES, m)}, ' ', {_word(NOUNS, f'({m} DIV {WORDS})')}, ' of ', "
            f"{_word(PLACES, f'({m} DIV {WORDS ** 2})')}, "
            f"IF({m} >= {TITLES}, CONCAT(', Part ', 1 + {m} DIV {TITLES}), ''))")


def _surname(n):
    k, base = f"({n} DIV 5 * 7919)", len(SYLLABLES)
    text = f"CONCAT({', '.join(_word(SYLLABLES, f'({k} DIV {base ** i})') for i in range(4))})"
    return f"CONCAT(UPPER(LEFT({text}, 1)), SUBSTR({text}, 2))"


def _isbn(n):
    weighed = "+".join(f"{3 if i % 2 else 1} * ({n} DIV {10 ** (11 - i)} % 10)" for i in range(3, 12))
    return f"CONCAT('978', LPAD({n}, 9, '0'), (10 - (38 + {weighed}) % 10) % 10)"


def _statements(rows):
    """(what is said of it, table, SQL)."""
    n = "seq"
    person = f"CONCAT({_word(FIRST_NAMES, n)}, ' ', {_surname(n)})"
    some = f"FROM seq_0_to_{rows - 1}"
    yield "books", "work", (
        "INSERT INTO work (id, uuid, kind, title, handle, creator, isbn, isbn_key, publisher, published, published_text, "
        f"year, type) SELECT {FIRST_ID} + {n}, {_uuid('book', n)}, 'book', {_title(n)}, {_title(n)}, {person}, {_isbn(n)}, "
        f"{_isbn(n)}, CONCAT({_word(PLACES, f'({n} DIV 3)')}, ' Press'), DATE('1950-01-01') + INTERVAL {n} % 25000 DAY, "
        f"DATE('1950-01-01') + INTERVAL {n} % 25000 DAY, YEAR(DATE('1950-01-01') + INTERVAL {n} % 25000 DAY), 'R' {some}")
    yield "films", "work", (
        "INSERT INTO work (id, uuid, kind, title, creator, imdb_id, year, genre, country, rating, released) "
        f"SELECT {FIRST_ID + rows} + {n}, {_uuid('film', n)}, 'movie', {_title(n)}, {person}, "
        f"CONCAT('tt', LPAD({n}, 7, '0')), 1930 + {n} % 95, {_word(['Drama', 'Comedy', 'Crime, Drama', 'Horror'], n)}, "
        f"{_word(['France', 'India', 'Kenya', 'USA'], n)}, 1 + {n} % 90 / 10, "
        f"DATE('1930-01-01') + INTERVAL {n} % 34000 DAY {some}")
    yield "copies", "copy", (
        f"INSERT INTO copy (id, uuid, work_id) SELECT {FIRST_ID} + {n}, {_uuid('copy', n)}, {FIRST_ID} + {n} {some}")
    yield "people", "person", (
        "INSERT INTO person (id, uuid, email, first_name, last_name, card_number) "
        f"SELECT {FIRST_ID} + {n}, {_uuid('person', n)}, CONCAT('reader', {n}, '@example.org'), "
        f"{_word(FIRST_NAMES, n)}, {_surname(n)}, 9000000 + {n} {some}")
    yield "lists", "list", (
        "INSERT INTO list (id, uuid, owner_id, name) "
        f"SELECT {FIRST_ID} + {n}, {_uuid('list', n)}, {FIRST_ID} + {n}, 'default' {some}")
    yield "entries", "list_entry", (
        "INSERT INTO list_entry (list_id, work_id) "
        f"SELECT {FIRST_ID} + l.seq, {FIRST_ID} + (l.seq * {LIST_LENGTH} + e.seq * 7919) % {rows} "
        f"FROM seq_0_to_{rows - 1} l JOIN seq_0_to_{LIST_LENGTH - 1} e ORDER BY 1, 2")


class Database:
    """One database of a Carrel, through carrelctl's client."""

    def __init__(self, ctl, conf):
        self.ctl = [ctl, "-c", conf]

    def run(self, sql):
        done = subprocess.run([*self.ctl, "db", "-N", "-B", "-e", sql], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"deploy/bench: {done.stderr.strip()}\n  {sql[:300]}")
        return [line.split("\t") for line in done.stdout.splitlines()]

    def one(self, sql):
        return self.run(sql)[0][0]

    def carrelctl(self, *command):
        done = subprocess.run([*self.ctl, *command], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"deploy/bench: carrelctl {' '.join(command)}: {done.stderr.strip()}")


def _lighten(db, table):
    """Takes the plain indexes off a table and gives back the SQL that puts them on again: many rows go in faster without."""
    made = db.run(f"SHOW CREATE TABLE {table}")[0][1].replace("\\n", "\n")
    keys = re.findall(r"^ *((?:FULLTEXT )?KEY `(\w+)` .*?),?$", made, re.M)
    db.run(QUICK + f"ALTER TABLE {table} " + ", ".join(f"DROP KEY {name}" for _, name in keys))
    full = [sql for sql, _ in keys if sql.startswith("FULLTEXT")]
    plain = [sql for sql, _ in keys if sql not in full]
    return QUICK + "; ".join(f"ALTER TABLE {table} " + ", ".join("ADD " + sql for sql in part) for part in (plain, full) if part)


def fill(db, rows, say):
    """All rows, unless they are there."""
    if db.run(f"SELECT 1 FROM seed WHERE name = 'bench {rows}'"):
        return
    if db.one(f"SELECT COUNT(*) FROM work WHERE id >= {FIRST_ID}") != "0":
        raise SystemExit("deploy/bench: its rows are there in part only, as it was interrupted; remove its --state")
    heavy = {}      # what is put back at the end: faster than row by row, with many
    for what, table, sql in _statements(rows):
        say(f"{rows:,} {what}")
        if rows >= MANY and table in HEAVY and table not in heavy:
            heavy[table] = _lighten(db, table)
        db.run(QUICK + sql)
    for table, sql in heavy.items():
        say(f"indexes of {table}")
        # A full page is split by the row that is added and merged when it is taken off again, each time.
        db.run(f"SET GLOBAL innodb_fill_factor = {GROWN}; {sql}; SET GLOBAL innodb_fill_factor = DEFAULT")
    say("counting them")
    db.carrelctl("tidy")        # counts the titles anew, as ours came without it
    db.run("ANALYZE TABLE work, copy, person, list, list_entry")
    db.run(f"INSERT INTO seed (name) VALUES ('bench {rows}')")


def tidy(db):
    """What earlier runs left behind: every run begins with the same rows."""
    gone = "account_offset account_line hold loan audit_seal audit idempotency_key login_failure token_revoked".split()
    db.run(QUICK + "; ".join(f"TRUNCATE {table}" for table in gone)
           + "; UPDATE copy SET taken_by = NULL WHERE taken_by IS NOT NULL")
