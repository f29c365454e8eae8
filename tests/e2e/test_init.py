#!/usr/bin/env python3
# carrelctl init: a site from nothing, mended when something is not right; and what the workers' user may and may not do.
import os
import pwd
import shutil
import stat
import subprocess
import sys

sys.dont_write_bytecode = True

from beside import Beside
from day import a_day
from harness import TOP_BUILD, check, eq, run, uniq
from tap import Suite

suite = Suite()
RIGHTS = "GRANT SELECT, INSERT, UPDATE, DELETE ON `{}`.* TO `{}`@`localhost`"


def fresh(c, **keys):
    """A site that is not there yet: (as its owner, as its workers' user)."""
    name, user = uniq("new_"), uniq("u")
    secrets = os.path.join(c.stack.dir, name + "-secrets")
    os.mkdir(secrets)
    os.chmod(secrets, 0o755)
    files = {"token_secret_file": f"{secrets}/token", "db_password_file": f"{secrets}/password", **keys}
    keys = dict({"db_user": user}, **files)
    return (Beside(c.stack, name, db_owner=c.stack.setting("db_owner"), **keys),
            Beside(c.stack, name, conf=name + "-worker.conf", **keys))


def granted(site, user):
    """What the user may do, as MariaDB tells it, without its password."""
    rows = site.ctl("db", "-N", "-r", "-e", f"SHOW GRANTS FOR `{user}`@localhost")[0].splitlines()
    return [row.split(" IDENTIFIED ")[0] for row in rows]


def wanted(site, user):
    return [f"GRANT USAGE ON *.* TO `{user}`@`localhost`", RIGHTS.format(site.name.replace("_", "\\_"), user)]


@suite.test
def from_nothing(c):
    """secrets, database, user, schema, rows, admin; again, nothing changes"""
    site, worker = fresh(c)
    out, err = site.ctl("init", code=2)
    check("there is no admin yet" in err and "carrelctl init --email" in err, err)
    eq(out.count(": made"), 2)
    for key in ("token_secret_file", "db_password_file"):
        st = os.stat(site.keys[key])
        eq((stat.S_IMODE(st.st_mode), st.st_size), (0o600, 44), key)
    user = site.keys["db_user"]
    eq(granted(site, user), wanted(site, user))
    site.ctl("init", "--yes")
    out = site.ctl("init", "--email", "ada@example.org", "--generate")[0]
    check("admin: ada@example.org" in out and "made" not in out, out)
    rows, account = site.sums(), site.sql(f"SELECT priv FROM mysql.global_priv WHERE user = '{user}'")
    out, err = site.ctl("init")
    check("admin: there is one" in out and "may read" not in out and not err, out, err)
    eq((site.sums(), site.sql(f"SELECT priv FROM mysql.global_priv WHERE user = '{user}'")), (rows, account))
    for text in (open(site.keys[key]).read().strip() for key in ("token_secret_file", "db_password_file")):
        check(text not in out + err, "a secret is shown")
    worker.ctl("ledger", "verify")


MENDED = [
    ("another password", "ALTER USER `{user}`@localhost IDENTIFIED BY 'x'"),
    ("no password", "ALTER USER `{user}`@localhost IDENTIFIED BY ''"),
    ("more rights on the database", "GRANT ALL PRIVILEGES ON `{pattern}`.* TO `{user}`@localhost WITH GRANT OPTION"),
    ("the same by a looser pattern", "GRANT ALL PRIVILEGES ON `{name}`.* TO `{user}`@localhost"),
    ("rights on the server", "GRANT RELOAD, FILE ON *.* TO `{user}`@localhost WITH GRANT OPTION"),
    ("fewer rights", "REVOKE UPDATE, DELETE ON `{pattern}`.* FROM `{user}`@localhost"),
    ("no rights", "REVOKE ALL PRIVILEGES ON `{pattern}`.* FROM `{user}`@localhost"),
    ("the user is gone", "DROP USER `{user}`@localhost"),
    ("the database is gone", "DROP DATABASE `{name}`"),
]


@suite.test
def mended(c):
    """what is not right is put right, each by itself; rights on other databases stay"""
    site, worker = fresh(c)
    site.ctl("init", "--yes")
    user = site.keys["db_user"]
    site.sql(f"GRANT SELECT ON other_one.* TO `{user}`@localhost")
    for name, sql in MENDED:
        c.stack.sql(sql.format(user=user, name=site.name, pattern=site.name.replace("_", "\\_")))
        site.ctl("init", "--yes")
        left = [line for line in granted(site, user) if "other_one" not in line]
        eq(left, wanted(site, user), name)
        worker.ctl("ledger", "verify")
        if "gone" not in name:
            check(any("other_one" in line for line in granted(site, user)), name)
    secret = site.keys["token_secret_file"]
    os.chmod(secret, 0o664)
    check("mode was 0664, is 0600" in site.ctl("init", "--yes")[0], "mode")
    eq(stat.S_IMODE(os.stat(secret).st_mode), 0o600)
    os.unlink(site.keys["db_password_file"])
    site.ctl("init", "--yes")
    worker.ctl("ledger", "verify")


# ---- what the workers' user may do -----------------------------------------------------------------------------------------

DENIED = [("CREATE TABLE x (i INT)",), ("DROP TABLE seed",), ("ALTER TABLE work ADD x INT",), ("TRUNCATE seed",), ("CREATE INDEX x ON work (year)",),
          ("RENAME TABLE seed TO y",), ("CREATE VIEW x AS SELECT 1",), ("CREATE TRIGGER x BEFORE INSERT ON seed FOR EACH ROW SET @x = 1",),
          ("CREATE PROCEDURE x() SELECT 1",), ("CREATE EVENT x ON SCHEDULE EVERY 1 DAY DO SELECT 1",), ("CREATE TEMPORARY TABLE x (i INT)",),
          ("LOCK TABLES seed WRITE",), ("DROP DATABASE carrel",), ("CREATE DATABASE x",), ("SELECT * FROM mysql.user",),
          ("SELECT * FROM mysql.global_priv",), ("SELECT * FROM elsewhere.t",), ("CREATE USER x",), ("GRANT SELECT ON carrel.* TO root@localhost",),
          ("SET PASSWORD FOR root@localhost = ''",), ("SET GLOBAL max_connections = 1",), ("SELECT 1 INTO OUTFILE '/tmp/x'",),
          ("SELECT LOAD_FILE('/etc/passwd') IS NULL OR 1 = (SELECT 1 FROM nothing)",), ("FLUSH TABLES",), ("SHUTDOWN",), ("SHOW MASTER STATUS",)]


@suite.each(DENIED)
def denied(c, sql):
    """the workers' user may not"""
    worker = Beside(c.stack, "carrel", db_user=c.stack.setting("db_user"), db_password_file=c.stack.setting("db_password_file"))
    c.stack.sql("CREATE DATABASE IF NOT EXISTS elsewhere; CREATE TABLE IF NOT EXISTS elsewhere.t (i INT)")
    err = worker.ctl("db", "-e", sql, code=1)[1]
    check("denied" in err or "doesn't exist" in err and "nothing" in sql, sql, err)


@suite.test
def a_day_with_these_rights(c):
    """the site's workers are that user, and every API works; carrelctl as that user says what it may not do"""
    a_day(c)
    users = {row[0] for row in c.stack.sql("SELECT DISTINCT user FROM information_schema.processlist WHERE db = 'carrel' AND command = 'Sleep'")}
    eq(users, {"carrel_worker"})
    eq(granted(Beside(c.stack, "carrel"), "carrel_worker"), [line.format("carrel", "carrel_worker") for line in
                                                               ("GRANT USAGE ON *.* TO `carrel_worker`@`localhost`", RIGHTS)])


# ---- who sets it up ------------------------------------------------------------------------------------------------------------

@suite.test
def by_the_operating_system(c):
    """without a password the user is the operating system's, who gets the secrets; nobody else is let in"""
    if os.geteuid():
        me = pwd.getpwuid(os.geteuid()).pw_name
        site, worker = fresh(c, db_user=me, db_password_file=None)
        out = site.ctl("init", "--yes")[0]
        check("may read" not in out, "whose database it is stays as he is", out)
        worker.ctl("ledger", "verify")
        return
    site, worker = fresh(c, db_user="daemon", db_password_file=None, omdb_key_file=None)
    out = site.ctl("init", "--yes")[0]
    check("belongs to daemon" in out, out)
    st = os.stat(site.keys["token_secret_file"])
    eq((stat.S_IMODE(st.st_mode), st.st_uid), (0o600, pwd.getpwnam("daemon").pw_uid))
    eq(site.ctl("db", "-N", "-r", "-e", "SHOW GRANTS FOR daemon@localhost")[0].splitlines(),
       ["GRANT USAGE ON *.* TO `daemon`@`localhost` IDENTIFIED VIA unix_socket", wanted(site, "daemon")[1]])
    program = shutil.copy(os.path.join(TOP_BUILD, "carrelctl"), c.stack.dir)        # where all may walk to
    for who, let_in in (("daemon", True), ("nobody", False)):
        done = subprocess.run(["setpriv", f"--reuid={who}", "--regid=nogroup", "--clear-groups", program, "-c", worker.conf, "tidy"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=c.stack.env())
        eq(done.returncode == 0, let_in, f"{who}: {done}")
    site.ctl("init", "--yes")           # as often as one likes, by root
    site.sql("DROP USER daemon@localhost")


@suite.test
def owner_with_a_password(c):
    """db_owner with a file of a password that only carrelctl reads; without rights it says so, and nothing is made"""
    file = os.path.join(c.stack.dir, "owner")
    with open(file, "w") as out:
        out.write("an-owners-password\n")
    os.chmod(file, 0o600)
    c.stack.sql("CREATE USER boss@localhost IDENTIFIED BY 'an-owners-password'; CREATE USER clerk@localhost IDENTIFIED BY 'an-owners-password';"
                " GRANT ALL PRIVILEGES ON *.* TO boss@localhost WITH GRANT OPTION")
    site, worker = fresh(c, db_owner_password_file=file)
    site.write(db_owner="clerk")
    err = site.ctl("init", "--yes", code=1)[1]
    check("denied" in err and "clerk" in err, err)
    check(site.name not in [row[0] for row in c.stack.sql("SHOW DATABASES")], "a database was made")
    site.write(db_owner="boss")
    site.ctl("init", "--yes")
    worker.ctl("ledger", "verify")
    os.chmod(file, 0o644)
    check("0644" in site.ctl("init", "--yes", code=78)[1], "mode")
    site.write(db_owner_password_file="/nonexistent/owner")
    check("/nonexistent/owner" in site.ctl("init", "--yes", code=78)[1], "missing")


@suite.test
def wrong(c):
    """no database, names that are none, wrong usage: said, and nothing is made"""
    site = fresh(c)[0]
    for args in (("--email",), ("--generate",), ("--email", ""), ("--email", "-x"), ("x",), ("--yes=1",)):
        site.ctl("init", *args, code=64)
    site.write(db_socket="/nonexistent/socket")
    err = site.ctl("init", "--yes", code=69)[1]
    check("/nonexistent/socket" in err, err)
    site.write(db_socket=c.stack.setting("db_socket"))
    for key in ("db_name", "db_user"):
        for value in ("a`b", "a'b", "a b", "ä", "x" * 61, "a\\b", "a/b"):
            kept = site.keys[key]
            site.write(**{key: value})
            check("may have letters" in site.ctl("init", "--yes", code=78)[1], key, value)
            site.write(**{key: kept})
    eq([row[0] for row in c.stack.sql("SHOW DATABASES") if row[0] == site.name], [])
    site.write(token_secret_file="/nonexistent/place/token")
    check("/nonexistent/place/token" in site.ctl("init", "--yes", code=1)[1], "no place")


if __name__ == "__main__":
    run(suite)
