# Databases beside the stack's own, on its MariaDB, each with a carrel.conf of its own.
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True

from harness import TOP_BUILD, check


class Beside:
    """A database that need not be there; keys given replace those of the stack."""

    def __init__(self, stack, name, conf=None, **keys):
        self.stack, self.name = stack, name
        self.conf = os.path.join(stack.dir, conf or name + ".conf")
        self.keys = dict({"db_user": stack.setting("db_owner"), "db_name": name, "db_password_file": None, "db_owner": None}, **keys)
        self.write()

    def write(self, **keys):
        """carrel.conf with these keys too; None takes one away."""
        self.keys.update(keys)
        with open(self.stack.conf) as file:
            lines = [line for line in file if not re.match(r"\s*(%s)\s*=" % "|".join(self.keys), line)]
        with open(self.conf, "w") as file:
            file.writelines(lines + [f"{key} = {value}\n" for key, value in self.keys.items() if value is not None])

    def env(self):
        """Without CARREL_DATA, which would be before data_dir."""
        return {key: value for key, value in self.stack.env().items() if key != "CARREL_DATA"}

    def ctl(self, *args, code=0, **more):
        """carrelctl; its standard output and error as texts. code None: any."""
        done = subprocess.run([os.path.join(TOP_BUILD, "carrelctl"), "-c", self.conf, *args], **dict(
            {"env": self.env(), "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
             "timeout": 300}, **more))
        out, err = (text.decode("utf-8", "replace") if text else "" for text in (done.stdout, done.stderr))
        check(code is None or done.returncode == code, f"carrelctl {' '.join(args)}: exit {done.returncode}, wanted {code}\n{out}{err}")
        return out, err

    def sql(self, query):
        return [line.split("\t") for line in self.ctl("db", "-N", "-B", "-e", query)[0].splitlines()]

    def sums(self, file=None):
        """What a backup of it, or this one, says of its tables: {name: (rows, SHA-256)}; but what a restore counts anew."""
        made = file or os.path.join(self.stack.dir, f"sums-{self.name}.zst")
        if not file:
            self.ctl("backup", made)
        text = subprocess.run(["zstd", "-dc", made], stdout=subprocess.PIPE, check=True).stdout.decode("utf-8", "replace")
        return {name: (int(rows), sha) for name, rows, sha in
                re.findall(r"(?m)^-- carrel: table (?!shelf)(\w+) rows (\d+) sha256 ([0-9a-f]{64})$", text)}

    def counts(self):
        """Rows of each table."""
        names = [row[0] for row in self.sql("SHOW TABLES")]
        rows = self.sql(" UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM `{name}`" for name in names))
        return {name: int(number) for name, number in rows}

    def tables(self):
        """How each table is made, but for counters and the order of its parts."""
        names = [row[0] for row in self.sql("SHOW TABLES")]
        made = dict(self.sql("; ".join(f"SHOW CREATE TABLE `{name}`" for name in names)))
        return {name: sorted(line.rstrip(",") for line in re.sub(r" AUTO_INCREMENT=\d+", "", text).split("\\n"))
                for name, text in made.items()}

    def before(self):
        """The databases that were put aside for this one."""
        return [row[0] for row in self.stack.sql("SHOW DATABASES") if re.fullmatch(self.name + r"_before_\d{8}T\d{6}Z", row[0])]
