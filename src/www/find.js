// find.js - the catalogue: searched as one types, narrowed, browsed to its end.
import {get, isAbort, writes} from "./api.js";
import {workActions} from "./actions.js";
import {card} from "./cards.js";
import {el, text} from "./dom.js";
import {filters, query} from "./filters.js";
import {count, number} from "./format.js";
import {isStaff, isVisitor} from "./session.js";
import {problemBox, run, skeleton} from "./ui.js";

const PAGE = 24, LONG = 96, PAGE_MAX = 1000;
const NAMES = ["q", "kind", "available", "type", "year", "letter", "sort"];

let view = null;     // kept when another view is shown, so that going back finds the same place

// Only what the catalogue knows, in one order: equal searches have equal keys.
function wanted(params) {
  const kept = new URLSearchParams();
  for (const name of NAMES) if (params.get(name)) kept.set(name, params.get(name));
  return kept;
}
export const address = (params) => {
  const kept = wanted(params).toString();
  return kept ? "/?" + kept : "/";
};

function heading(params) {
  const q = params.get("q")?.trim();
  return q ? ["Results for ", text(q, {class: "asked"})]
    : [{book: "Books", movie: "Films"}[params.get("kind")] ?? "Catalogue"];
}

function nothingFound(params, set) {
  const narrowed = [...params.keys()].some((name) => !["q", "sort"].includes(name));
  return el("div", {class: "empty"},
    el("p", {class: "empty-title"}, "Nothing here has that."),
    el("p", {}, "Whole words or their beginnings are looked for, in titles and names; an ISBN finds its book."),
    el("p", {class: "actions"},
      narrowed && el("button", {type: "button", onclick: () => set(null)}, "Search without filters"),
      isStaff && el("a", {class: "button", href: "/?view=edit"}, "Add a work")));
}

function build(go) {
  let params = new URLSearchParams(), loaded = {key: null, writes: -1, works: 0, next: null, total: 0};
  let controller = null, facetsOf = null;
  const h1 = el("h1", {}), status = el("p", {class: "status", role: "status"}), list = el("ol", {class: "works"});
  const tail = el("div", {class: "tail"}), wait = el("div");
  const set = (name, value) => {
    const next = name ? new URLSearchParams(params) : new URLSearchParams(params.has("q") ? {q: params.get("q")} : {});
    if (name) next.set(name, value);
    go(address(next));
  };
  const narrow = filters(set);
  narrow.more.addEventListener("toggle", () => facets());
  const results = el("div", {class: "results"}, narrow.chips, wait, list, tail);
  const node = el("div", {class: "find"}, el("div", {class: "find-head"}, h1, status), narrow.bar, narrow.more,
    results);
  if (isVisitor) node.firstChild.append(el("p", {class: "hint"},
    "You are here as a visitor: the catalogue is open to you. Reserving, lists and loans need a ",
    el("a", {href: "/?view=login"}, "login"), "."));

  const draw = (works) => works.map((work) => card(work, isVisitor ? null : workActions(work)));

  function finish() {
    const left = loaded.total - loaded.works;
    tail.replaceChildren(...(left > 0
      ? [el("p", {class: "small"}, `${number(loaded.works)} of ${number(loaded.total)} shown`), moreButton] : []));
  }

  // A cursor costs the same at the end of the catalogue as at its start; where there is none, a page has a number. Who
  // has asked for more a few times wants much more.
  async function more() {
    const from = loaded, size = loaded.works && loaded.works % LONG === 0 ? LONG : PAGE;
    const place = loaded.next ? {kind: params.get("kind"), _after: loaded.next} : {...query(params),
      _page: Math.floor(loaded.works / size) + 1};
    const answer = await get("/works", {...place, _per_page: size}, controller.signal);
    if (from !== loaded) return;
    const nodes = draw(answer.data);
    Object.assign(loaded, {works: loaded.works + nodes.length, next: answer.next});
    if (nodes.length < size) loaded.total = loaded.works;     // some may have gone meanwhile
    list.append(...nodes);
    finish();
    nodes[0]?.querySelector("a").focus({preventScroll: true});
  }
  const moreButton = el("button", {type: "button", class: "more", onclick: () => run(moreButton, more)}, "Show more");

  async function facets() {
    const key = wanted(params).toString();
    if (!narrow.more.open || facetsOf === key || loaded.key !== key) return;
    try {
      const {data} = await get("/works", {...query(params), _order_by: null, _per_page: 1, _facets: "type,year"},
        controller.signal);
      narrow.counted(data.facets);
      facetsOf = key;
    } catch (error) {
      if (!isAbort(error)) console.warn(error.message);     // the results are there; without counts they are as good
    }
  }

  // Whatever was asked before is dropped, so that no late answer stands over a newer one.
  async function load() {
    controller?.abort();
    const mine = controller = new AbortController();
    const key = wanted(params).toString(), again = key === loaded.key;
    const pages = again ? Math.ceil(Math.min(loaded.works, PAGE_MAX - PAGE) / PAGE) || 1 : 1;
    results.setAttribute("aria-busy", "true");
    if (!list.children.length) wait.replaceChildren(skeleton(6)), tail.replaceChildren();
    try {
      const {data, total, next} = await get("/works", {...query(params), _per_page: PAGE * pages}, mine.signal);
      if (mine !== controller) return;
      wait.replaceChildren();
      loaded = {key, writes, works: data.length, next, total};
      list.replaceChildren(...draw(data));
      status.textContent = total ? count(total, "work") : "No works";
      finish();
      if (!total) tail.replaceChildren(nothingFound(params, set));
    } catch (error) {
      if (isAbort(error) || mine !== controller) return;
      loaded.key = null;
      wait.replaceChildren();
      list.replaceChildren();
      status.textContent = "";
      tail.replaceChildren(problemBox(error, load));
    }
    results.removeAttribute("aria-busy");
    await facets();
  }

  async function update(next) {
    params = wanted(next);
    h1.replaceChildren(...heading(params));
    narrow.update(params);
    if (loaded.key !== params.toString() || loaded.writes !== writes) await load();
  }
  return {node, update, leave: () => controller?.abort()};
}

export async function show(main, params, {go, title}) {
  view ??= build(go);
  if (main.firstElementChild !== view.node) main.replaceChildren(view.node);
  const q = params.get("q")?.trim();
  title(q ? `${q} – search` : "Catalogue");
  await view.update(params);
}
