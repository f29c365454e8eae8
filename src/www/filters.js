// filters.js - what narrows the catalogue: kind, shelf, order, first letter, and the facets that the API counts.
import {el, newId} from "./dom.js";
import {number, types, year as yearName} from "./format.js";

export const ORDERS = [["", "By title"], ["title", "Title, A to Z"], ["creator", "Author or director"],
  ["-year", "Newest first"], ["year", "Oldest first"], ["-added", "Last added"]];
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const YEARS_SHOWN = 12;

// The parameters of the address that are filters, as the API wants them.
export function query(params) {
  const letter = params.get("letter");
  return {q: params.get("q"), kind: params.get("kind"), available: params.get("available"), type: params.get("type"),
    year: params.get("year"), _order_by: params.get("sort"), title: letter, _match: letter && "starts_with"};
}

function choices(legend, name, options, set) {
  const group = newId(name);
  return el("fieldset", {class: "segments"}, el("legend", {class: "hidden-text"}, legend),
    options.map(([value, words]) => el("label", {}, el("input", {type: "radio", name: group, value,
      "data-filter": name, onchange: () => set(name, value)}), el("span", {}, words))));
}

// set(name, value) is called with each change; update(params) shows what is set, counted(facets) what there is.
export function filters(set) {
  const sort = el("select", {id: newId("sort"), "data-filter": "sort", onchange: () => set("sort", sort.value)},
    ORDERS.map(([value, words]) => el("option", {value}, words)));
  const shelf = el("input", {type: "checkbox", "data-filter": "available",
    onchange: () => set("available", shelf.checked ? "true" : "")});
  const letters = el("div", {class: "facet"}), typeFacet = el("div", {class: "facet"}), yearFacet =
    el("div", {class: "facet"});
  const more = el("details", {class: "facets"}, el("summary", {}, "More filters"), letters, typeFacet, yearFacet);
  const wide = matchMedia("(min-width: 64rem)");
  const follow = () => (more.open = wide.matches);
  wide.addEventListener("change", follow);
  follow();
  const bar = el("div", {class: "filters"},
    choices("Books or films", "kind", [["", "All"], ["book", "Books"], ["movie", "Films"]], set),
    el("label", {class: "check"}, shelf, el("span", {}, "On the shelf now")),
    el("div", {class: "inline-field"}, el("label", {for: sort.id}, "Order"), sort));
  const chips = el("div", {class: "chips"});
  let now = new URLSearchParams();

  const toggle = (name, value, ...words) => el("button", {type: "button", class: "facet-value", "data-filter": name,
    "data-value": value,
    "aria-pressed": String(now.get(name) === value), onclick: () => set(name, now.get(name) === value ? "" : value)},
      ...words);

  function counted(facets) {
    typeFacet.replaceChildren(...group("Type", facets.type.filter((one) => one.value)
      .map((one) => toggle("type", one.value, el("span", {}, types[one.value] ?? one.value), " ",
        el("small", {}, number(one.count))))));
    const years = facets.year.filter((one) => one.value != null);
    const shown = years.slice(0, YEARS_SHOWN), rest = years.slice(YEARS_SHOWN).sort((a, b) => b.value - a.value);
    const select = rest.length > 0 && el("select", {"aria-label": "Another year", onchange: (event) => set("year",
      event.target.value)},
      el("option", {value: ""}, "Another year"),
      rest.map((one) => el("option", {value: one.value}, `${yearName(Number(one.value))} (${number(one.count)})`)));
    yearFacet.replaceChildren(...group("Year", [...shown.map((one) => toggle("year", String(one.value),
      el("span", {}, yearName(Number(one.value))), " ", el("small", {}, number(one.count)))), select]));
  }

  function update(params) {
    now = params;
    for (const radio of bar.querySelectorAll("[type=radio]")) radio.checked = radio.value === (params.get("kind") ?? "");
    shelf.checked = params.get("available") === "true";
    sort.value = params.get("sort") ?? "";
    sort.options[0].textContent = params.has("q") ? "Best match" : "By title";
    sort.options[1].hidden = !params.has("q");
    letters.replaceChildren(...group("Title begins with",
      [el("div", {class: "letters"}, LETTERS.map((one) => toggle("letter", one, one)))]));
    const set_ = [["type", types[params.get("type")]],
      ["year", params.has("year") && yearName(Number(params.get("year")))],
      ["letter", params.get("letter") && `Begins with ${params.get("letter")}`]].filter(([name, words]) =>
        params.get(name) && words);
    chips.replaceChildren(...set_.map(([name, words]) => el("button", {type: "button", class: "chip", "data-chip": name,
      "aria-label": `Remove the filter: ${words}`, onclick: () => set(name, "")}, words, " ×")));
  }
  return {bar, chips, more, counted, update};
}

function group(title, nodes) {
  const real = nodes.filter(Boolean);
  return real.length ? [el("h2", {}, title), el("div", {class: "facet-values"}, real)] : [];
}
