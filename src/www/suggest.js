// suggest.js - a box that looks things up as one types, with what it finds as buttons below.
import {isAbort} from "./api.js";
import {el, newId} from "./dom.js";
import {explain} from "./ui.js";

const WAIT = 180;

// look(text, signal) gives items, draw(item) what their button shows, pick(item) is what pressing it does.
// last(text), if given, is one more button below what was found: {words, act}.
export function suggest({label, placeholder, look, draw, pick, last, autofocus}) {
  const id = newId("suggest");
  const input = el("input", {id, type: "search", autocomplete: "off", spellcheck: "false", placeholder, autofocus,
    "aria-describedby": id + "-status"});
  const status = el("p", {class: "small suggest-status", id: id + "-status", role: "status"});
  const found = el("ul", {class: "suggestions"});
  const node = el("div", {class: "suggest"}, el("label", {for: id}, label), input, status, found);
  let controller = null, timer = 0;

  const item = (words, act) => el("li", {}, el("button", {type: "button", onclick: act}, el("span", {class: "clamp"},
    words)));
  function draw_(items, asked) {
    const extra = last?.(asked);
    status.textContent = items.length ? `${items.length} found` : "Nothing found";
    found.replaceChildren(...items.map((one) => item(draw(one), () => choose(one))),
      ...(extra ? [item(extra.words, extra.act)] : []));
  }
  function choose(one) {
    clear();
    pick(one);
  }
  function clear() {
    controller?.abort();
    clearTimeout(timer);
    input.value = status.textContent = "";
    found.replaceChildren();
  }

  async function search() {
    clearTimeout(timer);
    controller?.abort();
    const mine = controller = new AbortController(), asked = input.value.trim();
    if (!asked) return clear();
    node.setAttribute("aria-busy", "true");
    try {
      const items = await look(asked, mine.signal);
      if (mine === controller) draw_(items, asked);
    } catch (error) {
      if (!isAbort(error) && mine === controller) status.textContent = explain(error);
    }
    if (mine === controller) node.removeAttribute("aria-busy");
  }
  // What comes too early for a debounce to end is answered at once: a scanner ends with Enter.
  async function enter() {
    await search();
    const all = found.querySelectorAll("button");
    if (all.length === 1) all[0].click();
    else all[0]?.focus();
  }
  function arrows(event) {
    const all = [input, ...found.querySelectorAll("button")], at = all.indexOf(document.activeElement);
    const to = {ArrowDown: at + 1, ArrowUp: at - 1}[event.key];
    if (at < 0 || to === undefined || !all[to]) return;
    event.preventDefault();
    all[to].focus();
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, WAIT);
  });
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === input) event.preventDefault(), enter();
    arrows(event);
  });
  return Object.assign(node, {input, clear});
}
