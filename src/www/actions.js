// actions.js - what can be done with a work from wherever it is shown: reserve it, put it on a list.
import {get, post, put} from "./api.js";
import {availability} from "./cards.js";
import {el, icon, text} from "./dom.js";
import {count, date} from "./format.js";
import {isStaff, known, person} from "./session.js";
import {button, dialog, field, fill, form, run, say} from "./ui.js";

// Finding people is loaded when somebody must be found.
const choose = async () => (await import("./people.js")).choosePerson();
const ensure = async () => (await known(), person() ?? (await choose()));

// Who gets what when, in a sentence.
function outcome(hold, work, name) {
  const title = text(work.title, {class: "strong"});
  if (hold.state === "ready") return [title, " is kept for ", isStaff ? text(name) : "you", hold.pickup_until
    ? ` until ${date(hold.pickup_until)}.` : "."];
  return [isStaff ? [text(name), " is"] : "You are", ` number ${hold.position} in the queue for `, title, "."];
}

// The cards of a work tell what is there now.
async function refresh(id) {
  const {data} = await get(`/works/${id}`);
  for (const node of document.querySelectorAll(`[data-work="${id}"] .work-there`)) node.replaceChildren(availability(data));
}

export async function reserve(work) {
  const who = await ensure();
  if (!who) return null;
  const {data} = await post("/holds", {person: who.id, work: work.id});
  say(...outcome(data, work, who.name));
  return data;
}

async function put_(list, work) {
  const {status} = await put(`/lists/${list.id}/entries/${work.id}`);
  say(text(work.title, {class: "strong"}), status === 201 ? " is on the list " : " was on the list already: ",
    text(list.name), ".");
}

// Any list of the person, or a new one on the spot.
export async function addToList(work) {
  const who = await ensure();
  if (!who) return;
  await dialog("Put on a list", (close) => {
    const place = el("div", {class: "choice", "data-errors": ""});
    fill(place, async () => {
      const {data} = await get("/lists", {owner: who.id, _per_page: 1000});
      return data.length ? data.map((list) =>
        button([text(list.name), " ", el("small", {}, count(list.entries, "work"))],
        async () => (await put_(list, work), close(true)), {class: "choice-one"})) : el("p", {class: "hint"},
          "No list yet: make the first one.");
    });
    return el("div", {class: "dialog-body"},
      isStaff && el("p", {class: "hint"}, "A list of ", text(who.name), ". ", el("button", {type: "button", class: "quiet",
        onclick: () => (close(), choose().then((next) => next && addToList(work)))}, "Somebody else's")),
      place,
      form(field({name: "name", label: "New list", required: true, maxlength: 200}), "Make it and add",
        async ({name}) => {
        const {data} = await post("/lists", {owner: who.id, name});
        await put_(data, work);
        close(true);
      }, {class: "line-form"}));
  });
}

// after(): what else is to be drawn anew once it is reserved.
export function workActions(work, after = () => refresh(work.id)) {
  const waits = work.copies > 0 && !work.available;
  const name = `${waits ? "Join the queue for" : "Reserve"} ${work.title}`;
  const first = el("button", {type: "button", class: "main", "aria-label": name}, waits ? "Join the queue" : "Reserve");
  first.addEventListener("click", () => run(first, async () => {
    if (!(await reserve(work))) return;
    const done = el("a", {class: "button done", href: "/?view=mine"}, icon("check"), " Reserved");
    first.replaceWith(done);
    done.focus();
    await after().catch(() => {});      // it is reserved; only the count is old then
  }));
  return [work.copies > 0 && first,
    button([icon("plus"), " List"], () => addToList(work), {"aria-label": `Put ${work.title} on a list`})];
}
