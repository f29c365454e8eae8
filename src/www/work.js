// work.js - one work: what it is, what can be done with it; for staff its copies, its loans and its queue.
import {current, del, get, post, put} from "./api.js";
import {workActions} from "./actions.js";
import {availability, cover} from "./cards.js";
import {el, icon, text} from "./dom.js";
import {count, date, kinds, nameOf, number, types, year} from "./format.js";
import {holdActions, holdState} from "./holds.js";
import {loanTable, rentOut} from "./loans.js";
import {ensurePerson, findPerson, personLink} from "./people.js";
import {isStaff, isVisitor, person} from "./session.js";
import {alertUser, button, confirm, dialog, panel, panels, run, say, showProblem, table, tableRow} from "./ui.js";

function fact(name, value) {
  return value != null && value !== "" && el("div", {}, el("dt", {}, name), el("dd", {}, text(value)));
}
const factList = (work) => el("dl", {class: "facts"}, fact("Kind", kinds[work.kind]), fact("Year", year(work.year)),
  fact("Type", types[work.type]), fact("Genre", work.genre), fact("Country", work.country), fact("Rating", work.rating),
  fact("Publisher", work.publisher), fact("Published", work.published_text ?? (work.published && date(work.published))),
  fact("Released", work.released && date(work.released)), fact("ISBN", work.isbn), fact("IMDb", work.imdb_id));

// Back to where one came from within this page, otherwise to the catalogue.
const back = () => el("a", {href: "/", onclick: (event) => {
  if (!history.state?.within) return;
  event.preventDefault();
  history.back();
}}, icon("back"), " Back");

// ---- for staff ----

const COPY_COLUMNS = ["Copy", "State", "Since", "Actions"];
function copies(work, again, signal) {
  const state = (copy) => el("span", {class: copy.taken_by ? "badge" : "badge good"},
    {loan: "On loan", hold: "Kept for somebody"}[copy.taken_by] ?? "On the shelf");
  const add = button([icon("plus"), " Copy"], async () => (await post(`/works/${work.id}/copies`), say("A copy more."),
    again()), {"aria-label": "Add a copy"});
  const remove = (copy) => confirm("Remove this copy?", ["One copy of ", text(work.title, {class: "strong"}),
    " will be gone."], "Remove it", async () => {
    const {match} = await current(`/copies/${copy.id}`);
    await del(`/copies/${copy.id}`, undefined, {match});
  });
  return panel("Copies", async () => {
    const {data, total} = await get(`/works/${work.id}/copies`, {_per_page: 100}, signal);
    if (!data.length) return el("p", {class: "hint"}, "There is no copy.");
    return [table("Copies", COPY_COLUMNS, data.map((copy, i) => [`Copy ${i + 1}`, state(copy), date(copy.created_at),
      button("Remove", async () => (await remove(copy)) && again(),
        {class: "quiet", "aria-label": `Remove copy ${i + 1}`})])),
    total > data.length && el("p", {class: "small"}, `${number(total - data.length)} more`)];
  }, add);
}

function loans(work, again, signal) {
  return panel("On loan", async () => {
    const {data} = await get("/loans", {work: work.id, open: "true", _per_page: 100}, signal);
    return data.length ? loanTable("Open loans of this work", data, again, {person: true, work: false})
      : el("p", {class: "hint"}, "Nobody has it.");
  });
}

// The whole order is sent, against the version that was seen: who moved meanwhile wins, and one looks again.
function queue(work, again, signal) {
  const path = `/works/${work.id}/holds`;
  const self = panel("Queue", async () => {
    const {data, etag} = await get(path, null, signal);
    if (!data.length) return el("p", {class: "hint"}, "Nobody waits.");
    const waiting = data.filter((hold) => hold.state === "pending");
    const move = async (hold, by) => {
      const order = waiting.map((one) => one.id), at = order.indexOf(hold.id);
      order.splice(at, 1);
      order.splice(at + by, 0, hold.id);
      await put(`${path}/order`, {order}, {match: etag});
      alertUser(`Now number ${at + by + 1} of ${order.length}`);
      await self.draw();
      self.node.querySelector(`[data-hold="${hold.id}"] .${by < 0 ? "move-up" : "move-down"}`)?.focus();
    };
    const mover = (hold, by, name, label) => {
      const at = waiting.indexOf(hold) + by;
      const node = el("button", {type: "button", class: `quiet round ${name}`,
        "aria-label": `${label} in the queue: number ${hold.position}`,
        "data-end": at < 0 || at >= waiting.length}, icon(by < 0 ? "up" : "down"));
      node.addEventListener("click", () => at >= 0 && at < waiting.length
        && run(node, () => move(hold, by).catch(async (error) => {
        await self.draw();
        showProblem(self.node.querySelector(`[data-hold="${hold.id}"] button`) ?? node, error);
      })));
      return node;
    };
    const columns = ["Person", "State", "Since", "Actions"], node = table("The queue of this work", columns, []);
    node.tBodies[0].append(...data.map((hold) => {
      const row = tableRow(columns, [personLink(hold.person), holdState(hold), date(hold.placed_at),
        [hold.state === "pending" && waiting.length > 1 && [mover(hold, -1, "move-up", "Move up"),
          mover(hold, 1, "move-down", "Move down")],
          holdActions(hold, again)]]);
      row.dataset.hold = hold.id;
      return row;
    }));
    return node;
  });
  self.node.classList.add("tall");
  return self;
}

// To the person acted for, or to anybody.
async function rent(work) {
  const who = person();
  const to = who && await dialog("Rent out to whom?", (close) => el("div", {class: "dialog-body"},
    el("p", {class: "actions"}, el("button", {type: "button", class: "main", onclick: () => close(who)}, "To ",
      text(who.name))),
    findPerson((one) => close({id: one.id, name: nameOf(one)}), {label: "Or to somebody else"})));
  const chosen = who ? to : await ensurePerson();
  return chosen ? rentOut(chosen.id, work, chosen.name) : false;
}

export async function show(main, params, {signal, title, go}) {
  const path = `/works/${encodeURIComponent(params.get("work"))}`;
  let work;
  try {
    work = (await get(path, null, signal)).data;
  } catch (error) {
    if (error.status !== 404 && error.status !== 400) throw error;      // no id of ours is not there either
    title("Not there");
    return main.replaceChildren(el("h1", {}, "This work is not there"),
      el("p", {}, "It may have been removed. ", el("a", {href: "/"}, "To the catalogue")));
  }
  title(work.title);
  const erase = async () => {
    const done = await confirm("Delete this work?", [text(work.title, {class: "strong"}),
      ` and its ${count(work.copies, "copy", "copies")} leave the catalogue and all lists; reservations of it are cancelled.`],
      "Delete it", async () => {
        const {match} = await current(path);
        await del(path, undefined, {match});
      });
    if (done) say(text(work.title, {class: "strong"}), " is deleted."), go("/");
  };
  const there = el("p", {class: "work-there"}, availability(work));
  const parts = isStaff ? [copies, loans, queue].map((make) => make(work, all, signal)) : [];
  const below = el("div", {class: "panels"});
  async function all() {
    await Promise.all([...parts.map((part) => part.draw()),
      get(path, null, signal).then(({data}) => (Object.assign(work, data),
        there.replaceChildren(availability(data))))]);
  }
  const staffActions = isStaff && [
    work.copies > 0 && button("Rent out", async () => (await rent(work)) && all()),
    el("a", {class: "button", href: `/?view=edit&work=${work.id}`}, icon("pen"), " Edit"), button("Delete", erase,
      {class: "danger"})];
  main.replaceChildren(el("p", {class: "crumbs"}, back()),
    el("article", {class: "detail", "data-work": work.id}, cover(work, true),
      el("div", {class: "detail-words"}, el("h1", {}, text(work.title)), work.creator
        && el("p", {class: "detail-creator"}, text(work.creator)),
        there, el("div", {class: "actions detail-actions", "data-errors": ""}, !isVisitor && workActions(work, all),
          staffActions),
        isVisitor && el("p", {class: "hint"}, "Reserving needs a ", el("a", {href: "/?view=login"}, "login"), "."),
        factList(work))),
    below);
  if (isStaff) await panels(below, parts);
}
