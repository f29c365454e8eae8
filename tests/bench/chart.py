"""The charts, as SVG that a phone shows at its own width: bars below each other, each group to its own scale."""
from html import escape

from bounds import l4, median

WIDTH, LEFT, BAR, GAP = 400, 12, 13, 5
NAMES = 62      # room for the name of a bar
FIGURES = 118   # room for its figures
PARTS = (("nginx", "nginx", "#8aa17d"), ("workers", "workers", "#d0843f"), ("db", "MariaDB", "#4a77a8"))
STYLE = ("text{font:12px system-ui,sans-serif;fill:#222}.head{font-weight:600}.small{font-size:10.5px;fill:#555}"
         ".title{font-size:15px;font-weight:600}")


class Drawing:
    def __init__(self):
        self.parts, self.y = [], 14

    def text(self, x, text, kind="", y=None, anchor="start"):
        self.parts.append(f'<text x="{x}" y="{self.y if y is None else y}" text-anchor="{anchor}"'
                          f'{f" class={chr(34)}{kind}{chr(34)}" if kind else ""}>{escape(text)}</text>')

    def line(self, text, kind="", room=16):
        self.y += room
        self.text(LEFT, text, kind)

    def paragraph(self, text, columns=64):
        words, line = text.split(), ""
        for word in words:
            if len(line) + len(word) > columns:
                self.line(line, "small", 14)
                line = ""
            line += word + " "
        self.line(line, "small", 14)

    def legend(self):
        self.y += 18
        x = LEFT
        for _, name, colour in PARTS:
            self.parts.append(f'<rect x="{x}" y="{self.y - 9}" width="10" height="10" fill="{colour}"/>')
            self.text(x + 14, name, "small")
            x += 30 + 7 * len(name)

    def bar(self, name, values, most, figures):
        """values: [(colour, value)] one behind the other, most the longest bar of the group."""
        self.y += BAR + GAP
        room, x = WIDTH - LEFT - NAMES - FIGURES - 8, LEFT + NAMES
        self.text(LEFT, name, "small")
        for colour, value in values:
            width = room * value / most
            self.parts.append(f'<rect x="{x:.1f}" y="{self.y - BAR + 3}" width="{width:.1f}" height="{BAR}" fill="{colour}"/>')
            x += width
        self.text(x + 5, figures, "small")

    def svg(self, what):
        height = self.y + 16
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
                f'aria-label="{escape(what)}"><style>{STYLE}</style>'
                f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>\n' + "\n".join(self.parts) + "\n</svg>\n")


def _sides(found, name):
    """The bars of an item: what, its parts, its figures."""
    cells = found["items"][name]
    for what, label in (("carrel 16", "Carrel"), ("floor", "floor L4"), ("php 16", "PHP")):
        if what == "floor":
            if not l4(found, name):
                continue
            client = median(found, name, "L3", "cpu") - median(found, name, "L3", "db")
            parts = {"nginx": median(found, name, "L2", "nginx"), "db": median(found, name, "L3", "db"),
                     "workers": median(found, name, "L2", "workers") + client}
            yield label, parts, f"{sum(parts.values()):,.0f} us"
        elif what in cells:
            parts = {key: cells[what][key]["median"] for key, *_ in PARTS}
            yield label, parts, f"{sum(parts.values()):,.0f} us, {cells[what]['rate']['median']:,.0f}/s"


def costs(found):
    """Processor time of each item beside its floor and PHP."""
    d = Drawing()
    d.line("What a request costs", "title", 8)
    d.paragraph(f"Processor time of a request in microseconds, and requests a second by 16 connections; {found['rows']:,} books, "
                f"{found['processors']} processors that the load generator shares. Floor L4: a FastCGI worker that does nothing, "
                "and the bare SQL. Each item to its own scale.")
    d.legend()
    for name in found["items"]:
        sides = list(_sides(found, name))
        most = max(sum(parts.values()) for _, parts, _ in sides)
        d.line(f"{name}: {found['titles'][name]}", "head", 27)
        d.y -= 3
        for label, parts, figures in sides:
            d.bar(label, [(colour, parts[key]) for key, _, colour in PARTS], most, figures)
    return d.svg("Processor time of each request, beside its floor and plain PHP")


def sizes(found):
    """What the database needs for each item, with 10,000 rows and with many; how much more: the median of the rounds."""
    d = Drawing()
    d.line("What a request costs as data grows", "title", 8)
    d.paragraph(f"Processor time of the database in microseconds, with 10,000 books, films and people and with {found['rows']:,} "
                f"(and {10 * found['rows']:,} list entries), and the median of how much more it was in each round. "
                "Each item to its own scale.")
    for name, cells in found["items"].items():
        if "carrel at 10000" not in cells:
            continue
        few, many = cells["carrel at 10000"]["db"]["median"], cells["carrel 16"]["db"]["median"]
        d.line(f"{name}: {found['titles'][name]}", "head", 27)
        d.y -= 3
        d.bar("10,000", [("#9db8d2", few)], max(few, many), f"{few:,.0f} us")
        d.bar(f"{found['rows']:,}", [("#4a77a8", many)], max(few, many), f"{many:,.0f} us, x {found['growth'][name]:.2f}")
    return d.svg("Processor time of the database for each request, with few and with many rows")
