// lists.js - the lists of a person; one list is list.js.
import {get, post} from "./api.js";
import {el, text} from "./dom.js";
import {count} from "./format.js";
import * as one from "./list.js";
import {askPerson} from "./mine.js";
import {person} from "./session.js";
import {field, fill, form, say} from "./ui.js";

export const VISIBILITY = one.VISIBILITY;

function card(list) {
  return el("li", {}, el("a", {class: "list-card", href: `/?view=lists&list=${list.id}`},
    el("span", {class: "list-name"}, text(list.name)),
    el("span", {class: "small"}, count(list.entries, "work"), " · ",
      VISIBILITY.find(([value]) => value === list.visibility)?.[1])));
}

export async function show(main, params, context) {
  if (params.has("list")) return one.show(main, params, context);
  const {signal, title, go} = context, who = person();
  title("Lists");
  if (!who) return askPerson(main, "Lists", "Whose lists?");
  const place = el("div");
  const make = form([field({name: "name", label: "Name", required: true, maxlength: 200}),
    field({name: "visibility", label: "Who may see it", options: VISIBILITY})], "Make the list", async (values) => {
    const {data} = await post("/lists", {owner: who.id, ...values});
    say("The list ", text(data.name, {class: "strong"}), " is there.");
    go(`/?view=lists&list=${data.id}`);
  }, {class: "grid-form", "aria-label": "A new list"});
  main.replaceChildren(el("div", {class: "page-head"}, el("h1", {}, "Lists"), el("p", {class: "lead"}, "of ",
    text(who.name))),
    place, el("section", {class: "panel"}, el("h2", {}, "A new list"), make));
  await fill(place, async () => {
    const {data} = await get("/lists", {owner: who.id, _per_page: 1000}, signal);
    return data.length ? el("ul", {class: "list-cards"}, data.map(card))
      : el("p", {class: "hint"}, "No list yet. The first one begins with its name, below.");
  });
}
