// cards.js - how a work looks: its cover drawn from its title, its line of facts, whether it is there.
import {get} from "./api.js";
import {el, icon, text} from "./dom.js";
import {count, kinds, types, year} from "./format.js";

const SHADES = 8;

// The same title has the same cloth, on every screen.
function shade(title) {
  let sum = 0;
  for (const char of title) sum = (sum * 31 + char.codePointAt(0)) >>> 0;
  return sum % SHADES;
}

// The letter that a librarian would file it under.
function letter(title) {
  const filed = title.replace(/^(the|an?|der|die|das|le|la|les)\s+/i, "");
  return (filed.match(/[\p{L}\p{N}]/u)?.[0] ?? "·").toUpperCase();
}

export function cover(work, large = false) {
  return el("span", {class: `cover ${work.kind} shade-${shade(work.title)}${large ? " large" : ""}`,
    "aria-hidden": "true"},
    el("span", {class: "cover-letter"}, letter(work.title)),
    large && el("span", {class: "cover-title"}, text(work.title)));
}

export const workUrl = (id) => `/?work=${encodeURIComponent(id)}`;

export function availability(work) {
  const {copies, available} = work;
  if (!copies) return el("span", {class: "there none"}, "No copies");
  if (!available) return el("span", {class: "there out"}, icon("clock"), copies === 1 ? "Out at the moment"
    : `All ${copies} out`);
  return el("span", {class: "there in"}, icon("check"), copies === 1 ? "On the shelf"
    : `${available} of ${count(copies, "copy", "copies")} on the shelf`);
}

// "Book, 1965, Novel"
export function facts(work) {
  return [kinds[work.kind], year(work.year), types[work.type], work.genre, work.rating && `rated ${work.rating}`]
    .filter(Boolean).join(" · ");
}

// Works for a box that looks them up: what it finds, and how one shows there.
export const lookWorks = async (q, signal) => (await get("/works", {q, _per_page: 8}, signal)).data;
export const workLine = (work) => [el("span", {class: "strong"}, text(work.title)), " ",
  el("span", {class: "small"}, text([work.creator, facts(work)].filter(Boolean).join(", ")))];

// A work in a list of works; actions are nodes of their own.
export function card(work, actions) {
  return el("li", {class: "work", "data-work": work.id, "data-errors": ""}, cover(work),
    el("div", {class: "work-words"},
      el("h2", {class: "work-title"}, el("a", {href: workUrl(work.id)}, text(work.title))),
      work.creator && el("p", {class: "work-creator"}, text(work.creator)),
      el("p", {class: "work-facts"}, facts(work)),
      el("p", {class: "work-there"}, availability(work))),
    actions && el("div", {class: "work-actions"}, actions));
}
