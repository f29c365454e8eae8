"""What is to be reached, and whether it was. Each bound: (its name, the figure, at_most or at_least, the bound); the figure is
None when this run did not measure it.

A ratio is taken within each round, of two that were measured one behind the other, and the median of the rounds counts: a
machine that others use too is faster in one minute than in the next."""
import statistics


CPU_OF_READS, CPU_OF_WRITES = 1.35, 1.15        # times L4
READS = ("R1 booklist", "R1 wishlist", "R3 book", "R4 first", "R4 middle", "R4 last", "R4 cursor")
WRITES = ("M1 wish", "M2 booking", "M3 rental")
FASTER_THAN_PHP = {"R1 booklist": 3.2, "R1 wishlist": 3.2, "R3 book": 3.2, "R4 middle": 3.5, "M1 wish": 1.8, "M2 booking": 2.5}
PAGE_TO_PAGE = 1.3
CROWD = 0.9             # throughput of 64 connections to that of 16
FIRST_BYTE_MS = 20
WORKER_STEADY_MIB = 0.5     # what GET /books/ may add to a worker, however many books there are
P99_MS, WAIT_MS = 2, 100
PSS_MIB, LEAK_MIB = 2.5, 0.1    # a worker; over all requests of the memory run
IMPORT = 5000           # rows a second
PAGE_SCORE = 95         # of 100, Lighthouse
PAGES = ("mobile /", "mobile /library.html", "mobile /?view=desk", "mobile /?view=overview", "desktop /", "desktop /library.html")
PAGES_OF_STRANGERS = ("mobile /", "mobile /?view=login")    # where accounts are asked for
GROWTH, FEW, MANY = 1.5, 10000, 1000000


def median(found, item, what, figure):
    try:
        return found["items"][item][what][figure]["median"]
    except KeyError:
        return None


def rounds(found, item, what, figure):
    return found["items"].get(item, {}).get(what, {}).get(figure, {}).get("rounds", [])


def ratio(some, others):
    """Of what two were in each round."""
    told = [a / b for a, b in zip(some, others) if b]
    return statistics.median(told) if told else None


def l4(found, item):
    """The floor in each round."""
    return [sum(parts) for parts in zip(*(rounds(found, item, what, "cpu") for what in ("L2", "L3")))]


def to_l4(found, item):
    return ratio(rounds(found, item, "carrel 16", "cpu"), l4(found, item))


def to_php(found, item):
    return ratio(rounds(found, item, "carrel 16", "rate"), rounds(found, item, "php 16", "rate"))


def _items(found):
    for items, bound in ((READS, CPU_OF_READS), (WRITES, CPU_OF_WRITES)):
        for item in items:
            yield (f"{item}: CPU against L4", to_l4(found, item), "at_most", bound)
    for item, bound in FASTER_THAN_PHP.items():
        yield f"{item}: throughput against PHP", to_php(found, item), "at_least", bound
    for of in ("booklist", "wishlist"):
        yield (f"R2 {of}: CPU against R1", ratio(rounds(found, f"R2 {of}", "carrel 16", "cpu"),
                                                rounds(found, f"R2 {of}", "beside 16", "cpu")), "at_most", 1)
        yield f"R2 {of}: bytes of body", found.get("body of 304", {}).get(f"R2 {of}"), "at_most", 0
    for page in ("middle", "last"):
        yield (f"R4 {page}: CPU against page 1", ratio(rounds(found, f"R4 {page}", "carrel 16", "cpu"),
                                                       rounds(found, "R4 first", "carrel 16", "cpu")), "at_most", PAGE_TO_PAGE)
    for item in found["names"]:
        yield (f"{item}: throughput at 64 connections against 16", ratio(rounds(found, item, "carrel 64", "rate"),
                                                                         rounds(found, item, "carrel 16", "rate")),
               "at_least", CROWD)
        yield f"{item}: answers that were not right", _bad(found, item), "at_most", 0


def _bad(found, item):
    cells = [cell for what, cell in found["items"].get(item, {}).items() if what.startswith("carrel")]
    return sum(cell["bad"]["most"] for cell in cells) if cells else None


def bounds(found):
    """Every bound as {"name", "figure", "at_most" or "at_least", "met"}; met None: not measured."""
    def figure(*path):
        at = found
        for step in path:
            at = at.get(step) if isinstance(at, dict) else None
        return at

    many = found["rows"] if found["rows"] > FEW else MANY
    rest = [
        ("R6: first byte, ms", figure("whole", "first_ms"), "at_most", FIRST_BYTE_MS),
        ("R6: what it adds to a worker, MiB", figure("whole", "added_mib"), "at_most", WORKER_STEADY_MIB),
        ("p99 of R1 at 2,000 a second, ms", figure("latency", "p99_ms"), "at_most", P99_MS),
        ("64 clients on 4 workers: longest wait, ms", figure("fairness", "longest_ms"), "at_most", WAIT_MS),
        ("rolling restart: answers lost or not right", figure("restart", "bad"), "at_most", 0),
        ("memory: PSS of a worker, MiB", figure("memory", "pss_mib"), "at_most", PSS_MIB),
        ("memory: growth of a worker, MiB", figure("memory", "growth_mib"), "at_most", LEAK_MIB),
        ("import: rows a second", figure("import", "rate"), "at_least", IMPORT),
        *((f"page {page}, {who}: Lighthouse's performance", figure("pages", who, page), "at_least", PAGE_SCORE)
          for who, pages in (("staff", PAGES), ("stranger", PAGES_OF_STRANGERS)) for page in pages),
        *((f"{item}: CPU of the database at {many:,} rows against {FEW:,}", figure("growth", item), "at_most", GROWTH)
          for item in found["names"]),
    ]
    told = []
    for name, value, way, bound in [*_items(found), *rest]:
        met = None if value is None else value <= bound if way == "at_most" else value >= bound
        told.append({"name": name, "figure": value, way: bound, "met": met})
    return told
