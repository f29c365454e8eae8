# A small TAP producer: tests are functions, tables make one test a row.
import os
import signal
import sys
import time
import traceback

SLOW_SECONDS = float(os.environ.get("CARREL_TEST_SLOW", "3"))       # longer ones are told
WATCHDOG_SECONDS = int(os.environ.get("CARREL_TEST_SECONDS", "600"))


class Suite:
    """Holds (name, function, row) in the order of their definition."""

    def __init__(self):
        self.cases = []

    def test(self, function):
        """Decorator: the first line of the docstring is the name."""
        self.cases.append((_title(function), function, ()))
        return function

    def each(self, rows):
        """Decorator: one test a row; the row's first item names it."""
        def add(function):
            for row in rows:
                row = row if isinstance(row, tuple) else (row,)
                self.cases.append((f"{_title(function)}: {row[0]}", function, row))
            return function
        return add

    def run(self, context):
        """Runs all with context() as first argument; returns the exit code."""
        sys.stdout.reconfigure(errors="backslashreplace", line_buffering=True)
        signal.signal(signal.SIGALRM, _too_long)
        signal.alarm(WATCHDOG_SECONDS)
        print(f"1..{len(self.cases)}")
        try:
            subject = context()
        except BaseException:
            _diagnose(traceback.format_exc())
            print("Bail out! the stack does not start")
            return 1
        failed = 0
        for number, (name, function, row) in enumerate(self.cases, 1):
            start = time.monotonic()
            try:
                function(subject, *row)
            except Exception:
                failed += 1
                print(f"not ok {number} - {_clean(name)}")
                _diagnose(traceback.format_exc())
            else:
                print(f"ok {number} - {_clean(name)}")
            took = time.monotonic() - start
            if took > SLOW_SECONDS:
                print(f"# took {took:.1f} s")
        signal.alarm(0)
        return 1 if failed else 0


def _title(function):
    return (function.__doc__ or function.__name__).strip().splitlines()[0]


def _clean(name):
    """No '#' (a TAP directive) and nothing unprintable in a name."""
    text = "".join(ch if ch.isprintable() else ascii(ch)[1:-1] for ch in str(name))
    return text.replace("#", "[hash]").replace("\\", "/")[:160]


def _diagnose(text):
    for line in text.rstrip().splitlines():
        print("# " + line[:2000])


def _too_long(_number, _frame):
    print(f"Bail out! not done after {WATCHDOG_SECONDS} s", flush=True)
    sys.exit(1)
