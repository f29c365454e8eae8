// overview.js - how the library does: a few figures, and loans and reservations over time.
import {get} from "./api.js";
import {el, newId} from "./dom.js";
import {number} from "./format.js";
import {plot} from "./plot.js";
import {fill} from "./ui.js";

const SPANS = [[30, "30 days"], [90, "90 days"], [366, "A year"]];

const tile = (words, value, href, bad) => el("li", {class: bad ? "tile bad" : "tile"},
  el(href ? "a" : "div", {href}, el("strong", {}, number(value)), el("span", {}, words)));

function tiles(s) {
  return el("ul", {class: "tiles"}, tile("on loan", s.open_loans, "/?view=desk"), tile("overdue", s.overdue_loans,
    "/?view=desk", s.overdue_loans > 0),
    tile("ready for pickup", s.ready_holds, "/?view=desk"), tile("waiting in queues", s.pending_holds),
    tile("books", s.works.book, "/?kind=book"), tile("films", s.works.movie, "/?kind=movie"), tile("copies", s.copies),
      tile("members", s.members));
}

export async function show(main, params, {signal, title, go}) {
  title("Overview");
  const days = SPANS.find(([n]) => String(n) === params.get("days"))?.[0] ?? 90, place = el("div", {class: "overview"});
  const id = newId("span"), span = el("select", {id, onchange: () => go(`/?view=overview&days=${span.value}`)},
    SPANS.map(([n, words]) => el("option", {value: n}, words)));
  span.value = days;
  main.replaceChildren(el("div", {class: "page-head"}, el("h1", {}, "Overview"),
    el("div", {class: "inline-field"}, el("label", {for: id}, "Time"), span)), place);
  await fill(place, async () => {
    const {data} = await get("/statistics", {days}, signal), dates = data.days.map((day) => day.date);
    const of = (name, member) => ({name, values: data.days.map((day) => day[member])});
    return [tiles(data), el("div", {class: "plots"}, plot("Loans and returns", dates,
      [of("Lent", "loans"), of("Given back", "returns")]),
      plot("Reservations", dates, [of("Placed", "holds"), of("Ended", "holds_closed")]))];
  }, {rows: 6});
}
