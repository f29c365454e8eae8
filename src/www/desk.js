// desk.js - the desk: who stands there, what comes back, what waits to be picked up, what is late.
import {get} from "./api.js";
import {lookWorks, workLine} from "./cards.js";
import {el, text} from "./dom.js";
import {number} from "./format.js";
import {holdTable} from "./holds.js";
import {loanTable} from "./loans.js";
import {addPerson, findPerson} from "./people.js";
import {suggest} from "./suggest.js";
import {button, fill, panel, panels} from "./ui.js";

const STEP = 25;

// A panel with the first rows of a list; more of them as they are wanted.
function rows(title, path, query, empty, draw, signal) {
  let shown = STEP;
  const self = panel(title, async () => {
    const {data, total} = await get(path, {...query, _per_page: shown}, signal);
    if (!data.length) return el("p", {class: "hint"}, empty);
    return [draw(data), total > data.length && el("div", {class: "tail"},
      el("p", {class: "small"}, `${number(data.length)} of ${number(total)} shown`),
      button("Show more", () => (shown = Math.min(shown + STEP, 1000), self.draw()),
        {"aria-label": `Show more: ${title}`}))];
  });
  return self;
}

// Somebody hands in a book without a name: whose it was shows by its loans.
function back(signal) {
  const place = el("div");
  const box = suggest({label: "Give back", placeholder: "Title or ISBN of what came back", look: lookWorks,
    draw: workLine, pick: (work) => {
    const draw = () => fill(place, async () => {
      const {data} = await get("/loans", {work: work.id, open: "true", _per_page: STEP}, signal);
      return data.length ? loanTable(`Open loans of ${work.title}`, data, draw, {person: true})
        : el("p", {class: "hint"}, text(work.title, {class: "strong"}), " is not on loan.");
    });
    return draw();
  }});
  return el("section", {class: "panel", "aria-label": "Give back"}, box, place);
}

export async function show(main, params, context) {
  if (params.has("person")) return (await import("./person.js")).show(main, params, context);
  const {signal, title, go} = context, open = (person) => go(`/?view=desk&person=${person.id}`);
  title("Desk");
  const ready = rows("Ready for pickup", "/holds", {state: "ready"}, "Nothing waits to be picked up.",
    (data) => holdTable("Reservations ready for pickup", data, all, {person: true}), signal);
  const late = rows("Overdue", "/loans", {overdue: "true", open: "true"}, "Nothing is late.",
    (data) => loanTable("Loans past their due date", data, all, {person: true}), signal);
  const all = () => Promise.all([ready.draw(), late.draw()]), parts = el("div", {class: "stack"});
  main.replaceChildren(el("div", {class: "page-head"}, el("h1", {}, "Desk")),
    el("div", {class: "two"},
      el("section", {class: "panel", "aria-label": "Find a person"}, findPerson(open, {label: "Who is there?"}),
        el("p", {class: "actions"}, button("Add a person", () => addPerson(open)))),
      back(signal)),
    parts);
  await panels(parts, [ready, late]);
}
