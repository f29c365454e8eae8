// list.js - one list: its works in their order, with notes; its name and who may see it.
import {current, del, get, patch, Problem, put} from "./api.js";
import {cover, facts, lookWorks, workLine, workUrl} from "./cards.js";
import {el, icon, text} from "./dom.js";
import {count} from "./format.js";
import {suggest} from "./suggest.js";
import {alertUser, button, confirm, dialog, field, fill, form, run, say, showProblem} from "./ui.js";

export const VISIBILITY = [["private", "Only the owner"], ["shared", "Those it is shared with"],
  ["unlisted", "Whoever has the link"], ["public", "Everybody"]];

export async function show(main, params, {signal, title, go}) {
  const id = params.get("list"), path = `/lists/${encodeURIComponent(id)}`;
  let list = (await get(path, null, signal)).data, entries = [], tag = null;
  const h1 = el("h1", {}, text(list.name)), status = el("p", {class: "status", role: "status"}),
    items = el("ol", {class: "entries"});
  const place = el("div");

  // Each write waits for the one before it and so knows the version that one left.
  let last = Promise.resolve();
  const inTurn = (act) => (last = last.catch(() => {}).then(act));

  // ---- the entries ----

  async function load() {
    const answer = await get(`${path}/entries`, null, signal);
    entries = answer.data;
    tag = answer.etag;
    draw();
    return items;
  }
  function draw() {
    items.replaceChildren(...entries.map(item));
    tellEnds();
    status.textContent = entries.length ? count(entries.length, "work") : "Nothing on it yet";
  }
  // At an end a button has nowhere to go, but keeps the focus for the way back.
  function tellEnds() {
    for (const [i, node] of [...items.children].entries()) {
      node.querySelector(".move-up").toggleAttribute("data-end", i === 0);
      node.querySelector(".move-down").toggleAttribute("data-end", i === entries.length - 1);
    }
  }

  // Moves at once, and back if the API refuses.
  async function move(entry, by, from) {
    const at = entries.indexOf(entry), to = at + by;
    if (to < 0 || to >= entries.length) return alertUser(by < 0 ? "It is the first already."
      : "It is the last already.");
    const before = entries, next = entries.toSpliced ? entries.toSpliced(at, 1)
      : entries.filter((one) => one !== entry);
    next.splice(to, 0, entry);
    try {
      place_(next, entry, from);
      const answer = await put(`${path}/entries/order`, {order: next.map((one) => one.work.id)}, {match: tag});
      tag = answer.etag;
      alertUser(`${entry.work.title}: now ${to + 1} of ${entries.length}`);
    } catch (error) {
      place_(before, entry, from);
      const stale = error.status === 412 || error.code === "list.order_mismatch";
      if (stale) await load();
      const node = items.querySelector(`[data-entry="${entry.work.id}"]`);
      showProblem(node?.querySelector("button") ?? h1, stale ? new Problem(412) : error);
    }
  }
  function place_(order, entry, focus) {
    entries = order;
    for (const one of order) items.append(items.querySelector(`[data-entry="${one.work.id}"]`));
    tellEnds();
    focus.focus();
  }

  const note = (entry) => dialog("Note", (close) => form([el("p", {}, text(entry.work.title, {class: "strong"})),
    field({name: "note", label: "Note", type: "textarea", maxlength: 1000, value: entry.note})], "Keep",
      async (values) => {
    await put(`${path}/entries/${entry.work.id}`, {note: values.note.trim() || null});
    close(true);
  }, {cancel: () => close(false)}));

  async function remove(entry, node) {
    const next = node.nextElementSibling ?? node.previousElementSibling;
    await del(`${path}/entries/${entry.work.id}`);
    say(text(entry.work.title, {class: "strong"}), " is off the list.");
    const focus = next?.dataset.entry;
    await load();
    (items.querySelector(`[data-entry="${focus}"] .remove`) ?? add.input).focus();
  }

  function item(entry) {
    const {work} = entry, named = (label) => ({"aria-label": `${label}: ${work.title}`});
    const mover = (by, name, label) => {
      const node = el("button", {type: "button", class: `quiet round ${name}`, ...named(label)},
        icon(by < 0 ? "up" : "down"));
      node.addEventListener("click", () => run(node, () => inTurn(() => move(entry, by, node))));
      return node;
    };
    const node = el("li", {class: "entry", "data-entry": work.id, "data-errors": ""},
      el("div", {class: "entry-moves"}, mover(-1, "move-up", "Move up"), mover(1, "move-down", "Move down")),
      cover(work),
      el("div", {class: "work-words"}, el("h2", {class: "work-title"}, el("a", {href: workUrl(work.id)},
        text(work.title))),
        work.creator && el("p", {class: "work-creator"}, text(work.creator)),
        el("p", {class: "work-facts"}, facts(work)), entry.note && el("p", {class: "note"}, text(entry.note))),
      el("div", {class: "work-actions"},
        button(entry.note ? "Note" : "Add a note", async () => (await note(entry)) && load(), {class: "quiet note-edit",
          ...named(entry.note ? "Note" : "Add a note")}),
        button("Remove", () => remove(entry, node), {class: "quiet remove", ...named("Remove")})));
    return node;
  }

  // ---- the list itself ----

  const change = (body) => inTurn(async () => {
    const {match} = await current(path);
    list = (await patch(path, body, {match})).data;
    h1.replaceChildren(text(list.name));
    title(list.name);
    tag = (await get(`${path}/entries`, null, signal)).etag;
  });
  const rename = () => dialog("Rename the list", (close) => form(
    field({name: "name", label: "Name", value: list.name, required: true, maxlength: 200}), "Rename",
    async ({name}) => (await change({name}), close(true)), {cancel: () => close(false)}));
  const who = field({name: "visibility", label: "Who may see it", options: VISIBILITY, value: list.visibility,
    onchange: async (event) => {
    try {
      await change({visibility: event.target.value});
      say("Seen by: ", VISIBILITY.find(([value]) => value === list.visibility)[1], ".");
    } catch (error) {
      event.target.value = list.visibility;
      showProblem(event.target, error);
    }
  }});
  const erase = async () => {
    const done = await confirm("Delete this list?", [text(list.name, {class: "strong"}),
      ` with ${count(entries.length, "entry", "entries")} will be gone. The works stay in the catalogue.`],
      "Delete the list", () => del(path));
    if (done) say("The list is deleted."), go("/?view=lists");
  };

  const add = suggest({label: "Add a work", placeholder: "Title, author or ISBN", look: lookWorks, draw: workLine,
    pick: async (work) => {
    try {
      const {status: code} = await put(`${path}/entries/${work.id}`);
      say(text(work.title, {class: "strong"}), code === 201 ? " is on the list." : " was on the list already.");
      await load();
    } catch (error) {
      showProblem(add.input, error);
    }
    add.input.focus();
  }});

  title(list.name);
  main.replaceChildren(el("p", {class: "crumbs"}, el("a", {href: "/?view=lists"}, icon("back"), " All lists")),
    el("div", {class: "page-head"}, h1, status),
    el("div", {class: "list-tools"}, who, el("p", {class: "actions"}, button("Rename", rename), button("Delete", erase,
      {class: "danger"}))),
    el("section", {class: "panel", "aria-label": "Add works"}, add), place);
  await fill(place, load);
}
