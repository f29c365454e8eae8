// ui.js - what all views are built with: messages where they belong, busy buttons, dialogs, fields with their errors.
import {$, el, icon, newId} from "./dom.js";
import {isAbort, Problem} from "./api.js";
import {waiting} from "./format.js";

// ---- messages ----

// Told to everybody: seen in a corner for a while, read out by screen readers.
export function say(...parts) {
  const toast = el("p", {class: "toast"}, ...parts);
  $("toasts").append(toast);
  setTimeout(() => toast.remove(), 7000);
}

// For screen readers alone, at once.
export function alertUser(message) {
  $("alerts").textContent = "";
  setTimeout(() => ($("alerts").textContent = message), 50);
}

// What a person can do about it, in words.
export function explain(error) {
  if (!(error instanceof Problem)) return "Something went wrong in this page. Reload it, please.";
  if (error.away) return "The library's server does not answer at the moment.";
  if (error.status === 412) return "Somebody else changed it meanwhile. Look again, then repeat.";
  if (error.status === 401 && !error.errors.length) return "Your session is over: log in to go on.";
  if (error.status === 429) return `Too many attempts. Try again in ${waiting(Number(error.after) || 1)}.`;
  return error.message;
}

// An error with its retry, to stand where the thing itself would stand.
export function problemBox(error, retry) {
  if (!(error instanceof Problem)) console.error(error);
  return el("div", {class: "problem", role: "alert"},
    el("p", {}, explain(error)),
    retry && el("button", {type: "button", onclick: retry}, "Try again"),
    error.instance && el("p", {class: "small"}, "Request ", el("code", {}, error.instance)));
}

export const skeleton = (n = 4) =>
  el("div", {class: "skeleton", "aria-hidden": "true"}, Array.from({length: n}, () => el("i")));

// Fills a place with what load gives; a skeleton meanwhile, an error with a retry when it fails. An answer that comes
// after the place was filled anew is dropped.
const turns = new WeakMap();
export async function fill(place, load, {rows = 3, keep = false} = {}) {
  const turn = {};
  turns.set(place, turn);
  place.setAttribute("aria-busy", "true");
  if (!keep || !place.children.length) place.replaceChildren(skeleton(rows));
  try {
    const nodes = await load();
    if (turns.get(place) === turn) replace(place, [nodes].flat(3).filter(Boolean));
  } catch (error) {
    if (isAbort(error) || turns.get(place) !== turn) return;
    replace(place, [problemBox(error, () => fill(place, load, {rows}))]);
  }
  if (turns.get(place) === turn) place.removeAttribute("aria-busy");
}

// The focus stays where it was, on what has the same name now; if that is gone, on the heading above.
function replace(place, nodes) {
  const had = place.contains(document.activeElement) && document.activeElement, name = had
    && had.getAttribute("aria-label");
  place.replaceChildren(...nodes);
  if (!had || had.isConnected) return;
  const same = name && place.querySelector(`[aria-label="${CSS.escape(name)}"]`);
  if (same) same.focus();
  else focusHeading(place.closest("section, details")?.querySelector("h2"));
}

// A part of a view: {node, draw}. Its place is filled by draw() and keeps what it had until then.
export function panel(title, load, ...head) {
  const body = el("div"), heading = el("h2", {}, title);
  const node = el("section", {class: "panel"}, head.length ? el("div", {class: "panel-head"}, heading, head) : heading,
    body);
  return {node, draw: () => fill(body, load, {keep: true})};
}

// Parts that come into the page together when all are there: none pushes another down.
export const panels = (place, parts) =>
  fill(place, async () => (await Promise.all(parts.map((part) => part.draw())), parts.map((part) => part.node)));

// ---- buttons ----

// A button that works while its act runs, cannot be pressed twice, and shows at its own row what went wrong.
export function button(label, act, attributes = {}) {
  const node = el("button", {type: "button", ...attributes}, label);
  node.addEventListener("click", () => run(node, () => act(node)));
  return node;
}

export async function run(node, act) {
  if (node.getAttribute("aria-disabled") === "true") return;
  node.setAttribute("aria-disabled", "true");
  node.classList.add("busy");
  clearProblem(node);
  try {
    return await act();
  } catch (error) {
    if (!isAbort(error)) showProblem(node, error);
  } finally {
    node.removeAttribute("aria-disabled");
    node.classList.remove("busy");
  }
}

// The row, card or form that a button belongs to has the place for its errors.
const home = (node) => node.closest("[data-errors]") ?? node.parentElement;
export function clearProblem(node) {
  for (const old of home(node)?.querySelectorAll(":scope > .row-problem") ?? []) old.remove();
}
export function showProblem(node, error) {
  if (!(error instanceof Problem)) console.error(error);
  if (!node.isConnected) return say(explain(error));
  clearProblem(node);
  const place = home(node), words = el("span", {}, explain(error));
  const cell = place.tagName === "TR";
  place.append(el(cell ? "td" : "p", {class: "row-problem", role: cell ? "cell" : "alert"}, cell
    ? el("p", {role: "alert"}, words) : words));
}

// ---- dialogs ----

// build(close) gives the nodes inside. Resolves with what close was called with, undefined when it was dismissed.
// The browser gives the focus back to where it was; if that is gone, to the page's heading.
export function dialog(title, build, {wide = false} = {}) {
  return new Promise((done) => {
    const name = newId("dialog"), from = document.activeElement;
    let value;
    const close = (result) => (value = result, node.close());
    const node = el("dialog", {"aria-labelledby": name, class: wide && "wide"},
      el("div", {class: "dialog-head"}, el("h2", {id: name}, title),
        el("button", {type: "button", class: "quiet round", "aria-label": "Close", onclick: () => close()},
          icon("cross"))));
    node.append(...[build(close)].flat(3).filter(Boolean));
    node.addEventListener("click", (event) => event.target === node && close());
    node.addEventListener("close", () => {
      node.remove();
      if (!from?.isConnected || from === document.body) focusHeading();
      done(value);
    });
    document.body.append(node);
    node.showModal();
    (node.querySelector("[autofocus]") ?? node.querySelector("input, select, textarea"))?.focus();
  });
}

export function focusHeading(heading) {
  heading ??= document.querySelector("main h1");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({preventScroll: true});
}

// act runs while the dialog is open, so that its error is seen there; true when it was done.
export function confirm(title, words, label, act) {
  return dialog(title, (close) => el("div", {class: "dialog-body", "data-errors": ""}, el("p", {}, words),
    el("p", {class: "actions"},
      button(label, async () => (await act(), close(true)), {class: "danger"}),
      button("Leave it", () => close(false), {autofocus: true}))));
}

// ---- forms ----

// {name, label, type, value, hint, options: [[value, text]], required, ...attributes of the input}
export function field({name, label, type = "text", value, hint, options, wide, ...more}) {
  const id = newId(name), hintId = hint && id + "-hint", errorId = id + "-error";
  const common = {id, name, "aria-describedby": hintId ? `${hintId} ${errorId}` : errorId, ...more};
  const input = options ? el("select", common, options.map(([key, words]) => el("option", {value: key}, words)))
    : type === "textarea" ? el("textarea", {rows: 3, ...common})
      : el("input", {type, autocomplete: "off", ...common});
  if (value != null) input.value = value;
  input.addEventListener("input", () => fieldProblem(input, ""));
  return el("div", {class: wide ? "field wide" : "field"}, el("label", {for: id}, label), input,
    hint && el("p", {class: "hint", id: hintId}, hint), el("p", {class: "field-problem", id: errorId}));
}

function fieldProblem(input, words) {
  input.toggleAttribute("aria-invalid", false);
  if (words) input.setAttribute("aria-invalid", "true");
  const place = document.getElementById(input.id + "-error");
  if (place) place.textContent = words;
}

// Each error at its field, the rest below the form; the first wrong field gets the focus.
function showFormProblem(node, error) {
  const left = [], field = error.parameters?.field;
  const errors = error.errors?.length ? error.errors : field ? [{field, message: error.message}] : [];
  let first = null;
  for (const one of errors) {
    const input = node.elements[one.field];
    if (!input) left.push(`${one.field}: ${one.message}`);
    else fieldProblem(input, one.message), first ??= input;
  }
  if (!errors.length) left.push(explain(error));
  const place = node.querySelector(".form-problem");
  place.replaceChildren(...left.map((words) => el("p", {}, words)));
  first?.focus();
  if (first) alertUser(errors.map((one) => one.message).join(" "));
}

// A form whose errors show at its fields. submit(values, form) gets texts, trimmed of nothing.
export function form(parts, label, submit, {cancel, ...attributes} = {}) {
  const send = el("button", {type: "submit", class: "main"}, label);
  const node = el("form", {novalidate: true, ...attributes}, parts, el("div", {class: "form-problem", role: "alert"}),
    el("p", {class: "actions"}, send, cancel && el("button", {type: "button", onclick: cancel}, "Cancel")));
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    const empty = [...node.elements].find((input) => input.required && !input.value.trim());
    if (empty) return fieldProblem(empty, "This is needed."), empty.focus();
    node.querySelector(".form-problem").replaceChildren();
    run(send, async () => {
      try {
        await submit(Object.fromEntries(new FormData(node)), node);
      } catch (error) {
        if (error instanceof Problem) showFormProblem(node, error);
        else throw error;
      }
    });
  });
  return node;
}

// A table that becomes cards on narrow screens: each cell carries its column's name. The roles are told anew, because
// what is laid out as cards is no table to screen readers any more.
export function table(caption, columns, rows) {
  const body = el("tbody", {role: "rowgroup"}, rows.map((row) => tableRow(columns, row)));
  return el("table", {class: "cards", role: "table"}, el("caption", {class: "hidden-text"}, caption),
    el("thead", {role: "rowgroup"}, el("tr", {role: "row"},
      columns.map((name) => el("th", {scope: "col", role: "columnheader", class: name === "Actions" && "actions-head"},
      name)))), body);
}
export function tableRow(columns, cells) {
  return el("tr", {"data-errors": "", role: "row"}, cells.map((cell, i) => el(i ? "td" : "th", {scope: i ? null : "row",
    role: i ? "cell" : "rowheader", "data-label": columns[i]},
      el("div", {class: columns[i] === "Actions" ? "row-actions" : null}, cell))));
}
