// app.js - the page: which view an address means, the search box, links without reloading, focus and scrolling.
import {weather} from "./api.js";
import {$, el} from "./dom.js";
import * as find from "./find.js";
import {address} from "./find.js";
import {access, changes, hasAccount, isStaff, isVisitor, known, person} from "./session.js";
import {alertUser, focusHeading, problemBox, skeleton} from "./ui.js";

const main = $("main"), box = $("q");
// Modules of views come when they are wanted; the catalogue is wanted most and is here.
const views = {
  find: {load: async () => find, who: () => true},
  work: {load: () => import("./work.js"), who: () => true},
  mine: {load: () => import("./mine.js"), who: () => !isVisitor},
  lists: {load: () => import("./lists.js"), who: (params) => !isVisitor || (params.has("list") && !location.hash)},
  desk: {load: () => import("./desk.js"), who: () => isStaff},
  edit: {load: () => import("./edit.js"), who: () => isStaff},
  overview: {load: () => import("./overview.js"), who: () => isStaff},
  account: {load: () => import("./account.js"), who: () => hasAccount},
  login: {load: () => import("./login.js"), who: () => isVisitor && access === "accounts"},
};
let controller = new AbortController(), shown = null, turn = 0;

function nameOf(params) {
  const name = params.get("view") ?? (params.has("work") ? "work" : "find");
  if (!Object.hasOwn(views, name)) return "find";
  return views[name].who(params) ? name : views.login.who() ? "login" : "find";
}

const title = (words) => (document.title = `${words} – Carrel`);

function mark(name, params) {
  const at = name === "work" || (name === "edit" && params.has("work")) ? "find" : name;
  for (const link of document.querySelectorAll(".top [data-view]"))
    link.toggleAttribute("aria-current", false), link.dataset.view === at && link.setAttribute("aria-current", "page");
}

// Shows what the address says. typed: from the search box, which keeps the focus.
async function show({typed = false, first = false, scroll = 0} = {}) {
  const params = new URLSearchParams(location.search), name = nameOf(params), mine = ++turn;
  controller.abort();
  controller = new AbortController();
  if (!typed) box.value = name === "find" ? params.get("q") ?? "" : "";
  mark(name, params);
  const stays = name === "find" && shown === "find";
  main.setAttribute("aria-busy", "true");
  const slow = !stays && !first && setTimeout(() => main.replaceChildren(el("h1", {}, "…"), skeleton()), 120);
  try {
    const view = await views[name].load();
    if (name !== "find" && name !== "work") await known();
    if (mine !== turn) return;
    if (!stays) clearTimeout(slow), first || main.replaceChildren();
    shown = name;
    const done = view.show(main, params, {signal: controller.signal, go, title, again: () => show({typed: true})});
    if (!stays && !first) scrollTo(0, 0), focusHeading();
    await done;
    if (mine === turn && scroll) scrollTo(0, scroll);
    if (mine === turn && !stays && !first && document.activeElement === document.body) focusHeading();
  } catch (error) {
    if (mine !== turn) return;
    console.error(error);
    main.replaceChildren(el("h1", {}, "This did not work"), problemBox(error, () => show()));
  } finally {
    clearTimeout(slow);
    if (mine === turn) main.removeAttribute("aria-busy");
  }
}

// Where one was on a page is kept with it, for the way back.
function keepPlace() {
  history.replaceState({...history.state, scroll: scrollY}, "");
}

export function go(url, {replace = false, typed = false} = {}) {
  if (url === location.pathname + location.search) return typed ? undefined : show({typed: true});
  if (replace) history.replaceState(history.state, "", url);
  else keepPlace(), history.pushState({within: true}, "", url);
  return show({typed});
}

// ---- the search box: answers as one types; one entry of the history for one thought ----

const WAIT = 160, THOUGHT = 2000;
let timer = 0, lastTyped = -Infinity;

function search(now) {
  clearTimeout(timer);
  const params = shown === "find" ? new URLSearchParams(location.search) : new URLSearchParams();
  params.set("q", box.value.trim());
  const replace = shown === "find" && now - lastTyped < THOUGHT;
  lastTyped = now;
  go(address(params), {replace, typed: true});
}

function listen() {
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => search(performance.now()), WAIT);
  });
  $("search").addEventListener("submit", (event) => {
    event.preventDefault();
    search(performance.now());
  });
  addEventListener("popstate", (event) => (clearTimeout(timer), show({scroll: event.state?.scroll ?? 0})));
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey
      || event.target.closest("input, textarea, select, dialog")) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  // Links to this page are followed within it; with a modifier or another button the browser does as it does.
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey
      || event.altKey) return;
    if (link.origin !== location.origin || link.pathname !== "/" || link.hash || link.target) return;
    event.preventDefault();
    if (link.search === "?view=login" && shown !== "login") import("./login.js").then((login) => login.logIn());
    else go(link.pathname + link.search);
  });
}

// ---- for whom, and the weather ----

function acting() {
  $("acting-name").textContent = person()?.name ?? "nobody yet";
}
function listenSession() {
  acting();
  changes.addEventListener("change", () => {
    acting();
    if (["mine", "lists"].includes(shown)) go(`/?view=${shown}`);
  });
  $("acting").addEventListener("click", async () => (await import("./people.js")).choosePerson());
  weather.addEventListener("away", ({detail}) => {
    $("weather").textContent = detail ? "The library's server does not answer. Trying again …"
      : "The library's server does not answer.";
    $("weather").classList.add("bad");
  });
  weather.addEventListener("back", () => {
    $("weather").textContent = "";
    $("weather").classList.remove("bad");
    alertUser("The server answers again.");
  });
}

history.scrollRestoration = "manual";
listen();
listenSession();
show({first: true});
