// theirs.js - a list of somebody else: read by whoever may see it, filled by those whom it is shared with.
import {del, get, put} from "./api.js";
import {cover, facts, lookWorks, workLine, workUrl} from "./cards.js";
import {el, icon, text} from "./dom.js";
import {count} from "./format.js";
import {isVisitor, me} from "./session.js";
import {suggest} from "./suggest.js";
import {button, fill, say, showProblem} from "./ui.js";

const pathOf = (id) => `/lists/${encodeURIComponent(id)}`;

// What is not there for this reader is nobody's.
const look = (id, signal) => get(pathOf(id), null, signal).then(({data}) => data, (error) => {
  if (error.status !== 404 && error.status !== 400) throw error;
  return null;
});
export const isMine = async (id, signal) => (await look(id, signal))?.owner === me().id;

// Who may see a list because of its link finds it nowhere; whoever it is shared with finds it. A public one all find.
async function isShared(list, signal) {
  if (isVisitor || list.visibility === "public") return false;
  if (list.visibility !== "unlisted") return true;
  const {data} = await get("/lists", {visibility: "unlisted", name: list.name, _per_page: 1000}, signal);
  return data.some((one) => one.id === list.id);
}

const crumbs = () => el("p", {class: "crumbs"}, el("a", {href: isVisitor ? "/" : "/?view=lists"}, icon("back"),
  isVisitor ? " Catalogue" : " All lists"));

function notThere(main, title) {
  title("Not there");
  main.replaceChildren(crumbs(), el("h1", {}, "This list is not there"),
    el("p", {}, isVisitor ? ["Or it is not for everybody. ", el("a", {href: "/?view=login"}, "Log in")]
      : "Its owner may have removed it, or shares it no more."));
}

export async function show(main, params, {signal, title}) {
  const list = await look(params.get("list"), signal);
  if (!list) return notThere(main, title);
  const path = pathOf(list.id), writes = await isShared(list, signal);
  const status = el("p", {class: "status", role: "status"}), items = el("ol", {class: "entries"}), place = el("div");

  function item({work, note}) {
    const remove = button("Remove", async () => {
      await del(`${path}/entries/${work.id}`);
      say(text(work.title, {class: "strong"}), " is off the list.");
      await load();
      add.input.focus();
    }, {class: "quiet remove", "aria-label": `Remove: ${work.title}`});
    return el("li", {class: "entry theirs", "data-entry": work.id, "data-errors": ""}, cover(work),
      el("div", {class: "work-words"},
        el("h2", {class: "work-title"}, el("a", {href: workUrl(work.id)}, text(work.title))),
        work.creator && el("p", {class: "work-creator"}, text(work.creator)),
        el("p", {class: "work-facts"}, facts(work)), note && el("p", {class: "note"}, text(note))),
      writes && el("div", {class: "work-actions"}, remove));
  }
  async function load() {
    const {data} = await get(`${path}/entries`, null, signal);
    items.replaceChildren(...data.map(item));
    status.textContent = data.length ? count(data.length, "work") : "Nothing on it yet";
    return items;
  }
  async function pick(work) {
    try {
      const {status: code} = await put(`${path}/entries/${work.id}`);
      say(text(work.title, {class: "strong"}), code === 201 ? " is on the list." : " was on the list already.");
      await load();
    } catch (error) {
      showProblem(add.input, error);
    }
    add.input.focus();
  }
  const add = suggest({label: "Add a work", placeholder: "Title, author or ISBN", look: lookWorks, draw: workLine,
    pick});

  title(list.name);
  main.replaceChildren(...[crumbs(), el("div", {class: "page-head"}, el("h1", {}, text(list.name)), status),
    el("p", {class: "hint"}, writes ? "A list that is shared with you: what you add or remove, everybody on it sees."
      : "A list of somebody else, to read."),
    writes && el("section", {class: "panel", "aria-label": "Add works"}, add), place].filter(Boolean));
  await fill(place, load);
}
