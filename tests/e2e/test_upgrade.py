#!/usr/bin/env python3
# carrelctl upgrade: the database of every earlier release, kept in tests/releases, and upgrades that fail.
import glob
import os
import shutil
import sys

sys.dont_write_bytecode = True

from beside import Beside
from day import a_day
from harness import TOP_SRC, check, eq, run
from tap import Suite

suite = Suite()
RELEASES = {os.path.basename(path)[:-4]: path for path in sorted(glob.glob(os.path.join(TOP_SRC, "tests", "releases", "*.sql")))}
NEWEST = sorted(RELEASES)[-1]


def release(c, name, database, **keys):
    """Its database, loaded as it was."""
    site = Beside(c.stack, database, **keys)
    c.stack.sql(f"DROP DATABASE IF EXISTS {database}; CREATE DATABASE {database} CHARACTER SET utf8mb4")
    with open(RELEASES[name]) as dump:
        site.ctl("db", stdin=dump)
    return site


def backups(c):
    path = os.path.join(c.stack.dir, "backups")
    os.makedirs(path, exist_ok=True)
    return path


def version(site):
    return int(site.sql("SELECT MAX(version) FROM schema_migration WHERE done = steps")[0][0])


@suite.test
def every_release_is_here(c):
    """the sources hold a database of each earlier schema"""
    now = version(Beside(c.stack, "carrel"))
    eq(sorted(RELEASES)[:4], ["schema-1", "schema-2", "schema-3", "schema-4"])
    check(len(RELEASES) >= now - 1, RELEASES, now)


@suite.each([(name,) for name in RELEASES])
def upgraded(c, name):
    """upgraded, no row lost, the same schema as a new one, and a day goes by on it"""
    site = release(c, name, name.replace("-", "_"))
    old = site.counts()
    person = site.sql("SELECT uuid, email, first_name FROM person ORDER BY id")
    out = site.ctl("upgrade", "--backup", backups(c))[0]
    check("upgraded" in out.splitlines() and "0 differences" in out, out)
    # Not of the migrations, nor of the parts that titles are counted in: those are cut anew, and right.
    new = dict(site.counts(), **{table: old.get(table) for table in ("schema_migration", "shelf_part")})
    eq({table: new[table] for table in old}, old, "rows")
    check("counted anew" not in (said := site.ctl("tidy")[0]), said)
    eq(site.sql("SELECT uuid, email, first_name FROM person ORDER BY id"), person)
    eq(site.tables(), Beside(c.stack, "carrel").tables(), "schema")
    check("nothing to do" in site.ctl("upgrade", "--backup", "/nonexistent")[0], "again")
    live_on(c, site)


def live_on(c, site):
    """The workers on that database, until they are told otherwise."""
    stack = c.stack
    stack.set_conf(db_name=site.name, db_user=stack.setting("db_owner"), db_password_file="/dev/null")
    stack.reload()
    a_day(c)
    site.ctl("audit", "seal")
    for what in ("ledger", "audit"):
        out = site.ctl(what, "verify")[0]
        check(" 0 differences" in out, out)


# ---- when it fails ------------------------------------------------------------------------------------------------------

def data_dir(c, name, last):
    """A copy of sql/ whose last migration is this text."""
    path = os.path.join(c.stack.dir, name)
    shutil.copytree(os.path.join(TOP_SRC, "sql"), os.path.join(path, "sql"))
    newest = sorted(glob.glob(os.path.join(path, "sql", "[0-9]*.sql")))[-1]
    with open(newest) as file:
        whole = file.read()
    with open(newest, "w") as file:
        file.write(last.replace("WHOLE", whole))
    return path


FAILING = [
    ("a statement in the middle", "ALTER TABLE work ADD COLUMN broken INT NOT NULL DEFAULT 1;\n\nUPDATE person SET first_name = 'X';\n\n"
     "DELETE FROM list_entry;\n\nCREATE TABLE nonsense (id NOTYPE);\n\nWHOLE"),
    ("a column that the program needs is gone", "WHOLE\nALTER TABLE work DROP COLUMN publisher;\n"),
    ("the ledger is damaged", "WHOLE\nUPDATE loan SET charge_minor = charge_minor + 1 WHERE charge_minor IS NOT NULL;\n"),
]


@suite.each(FAILING)
def goes_back(c, name, last):
    """a migration that fails: every row and table is as before, and what it made of them is kept"""
    number = FAILING.index((name, last))
    site = release(c, NEWEST, f"back_{number}", data_dir=data_dir(c, f"data_{number}", last))
    rows, tables, was = site.sums(), site.tables(), version(site)
    out, err = site.ctl("upgrade", "--backup", backups(c), code=1)
    check("going back" in err and "as it was before the upgrade" in err, out + err)
    eq((site.sums(), site.tables(), version(site)), (rows, tables, was))
    kept, = site.before()
    check(kept in out, out)
    if number == 0:
        eq(c.stack.sql(f"SELECT DISTINCT first_name FROM {kept}.person"), [["X"]])
    # And with the program's own files it goes on.
    site.write(data_dir=TOP_SRC)
    site.ctl("upgrade", "--backup", backups(c))
    eq(version(site), was + 1)


@suite.test
def damaged_before(c):
    """a ledger that was not in order before the upgrade is told, and stops nothing"""
    site = release(c, NEWEST, "damaged")
    site.sql("UPDATE loan SET charge_minor = charge_minor + 1 WHERE charge_minor IS NOT NULL LIMIT 1")
    out, err = site.ctl("upgrade", "--backup", backups(c))
    check("so it was before the upgrade" in err and "upgraded" in out, out + err)


@suite.test
def nothing_is_touched(c):
    """no place for the backup, no mariadb-dump, a newer schema, no site, wrong usage: said, and nothing is changed"""
    site = release(c, NEWEST, "untouched")
    rows, tables = site.sums(), site.tables()
    err = site.ctl("upgrade", "--backup", "/nonexistent/place", code=1)[1]
    check("/nonexistent/place" in err and "nothing was changed" in err, err)
    err = site.ctl("upgrade", "--backup", backups(c), code=1, env=dict(c.stack.env(), PATH="/nonexistent"))[1]
    check("mariadb-dump" in err and "nothing was changed" in err, err)
    for args in (("--backup",), ("now",), ("--backup", "a", "b")):
        site.ctl("upgrade", *args, code=64)
    eq((site.sums(), site.tables(), site.before()), (rows, tables, []))
    site.sql("INSERT INTO schema_migration (version, name, sha256, steps, done) VALUES (999, 'x', 'x', 1, 1)")
    check("999" in site.ctl("upgrade", "--backup", backups(c), code=78)[1], "newer")
    c.stack.sql("CREATE DATABASE nobody")
    check("carrelctl init" in Beside(c.stack, "nobody").ctl("upgrade", code=1)[1], "no site")


if __name__ == "__main__":
    run(suite)
