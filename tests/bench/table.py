"""What deploy/bench prints."""
from bounds import to_l4, to_php


def _range(cell, figure, digits=0):
    f = cell[figure]
    return f"{f['median']:,.{digits}f} ({f['least']:,.{digits}f}-{f['most']:,.{digits}f})"


def items(found):
    yield (f"{'':12} {'':8} {'requests/s':>22} {'p50 ms':>7} {'p99 ms':>7}   {'CPU us per request':>18} = "
           f"{'nginx':>5} + {'workers':>7} + {'mariadbd':>8}   ratio")
    for name, cells in found["items"].items():
        label = name
        for what, cell in cells.items():
            parts = "   ".join(f"{cell[k]['median']:{w}.1f}" for k, w in (("nginx", 5), ("workers", 7), ("db", 8)) if k in cell)
            times = f"{cell['p50']['median']:7.2f} {cell['p99']['median']:7.2f}" if "p99" in cell else " " * 15
            yield (f"{label:12} {what:10} {_range(cell, 'rate'):>22} {times}   {_range(cell, 'cpu', 1):>22} = {parts:28} "
                   f"{_compared(found, name, what)}").rstrip()
            label = ""


def _compared(found, name, what):
    """The ratios of a row, Carrel's to L4 and to PHP; how many acts came to something where not all do."""
    won = found["items"][name][what].get("with", {"median": 0})["median"]
    told = [f"{won:.0%} won"] if won else []
    if what != "carrel 16":
        return ", ".join(told)
    for compared, text in ((to_l4(found, name), "CPU {:.2f} x L4"), (to_php(found, name), "{:.1f} x PHP")):
        if compared:
            told.append(text.format(compared))
    return ", ".join(told)


def others(found):
    for title in ("file", "wrk", "latency", "fairness", "whole", "memory", "login", "restart", "import", "growth"):
        if title in found:
            figures = ", ".join(f"{k} {round(v, 3) if isinstance(v, float) else v}" for k, v in found[title].items())
            yield f"{title:10} {figures}"


def verdict(told):
    for b in told:
        bound = f"at most {b['at_most']}" if "at_most" in b else f"at least {b['at_least']}"
        if b["met"] is not None:
            yield f"{'met    ' if b['met'] else 'NOT MET'} {b['name']}: {b['figure']:.2f} ({bound})"
    for b in told:
        if b["met"] is None:
            yield f"not measured in this run: {b['name']}"
