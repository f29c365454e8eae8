// lists.js - the lists of a person, and to members those of others that they may see; one list is list.js or theirs.js.
import {get, post} from "./api.js";
import {el, text} from "./dom.js";
import {count} from "./format.js";
import * as one from "./list.js";
import {askPerson} from "./mine.js";
import {hasAccount, isStaff, isVisitor, me, person} from "./session.js";
import * as share from "./share.js";
import * as theirs from "./theirs.js";
import {field, fill, form, say} from "./ui.js";

export const VISIBILITY = one.VISIBILITY;
const PUBLIC_SHOWN = 100;

function card(list) {
  return el("li", {}, el("a", {class: "list-card", href: `/?view=lists&list=${list.id}`},
    el("span", {class: "list-name"}, text(list.name)),
    el("span", {class: "small"}, count(list.entries, "work"), " · ",
      VISIBILITY.find(([value]) => value === list.visibility)?.[1])));
}
const cards = (lists) => el("ul", {class: "list-cards"}, lists.map(card));

// Staff may change any list; others their own, and some of a list that is shared with them.
async function showOne(main, params, context) {
  const own = isStaff || (!isVisitor && await theirs.isMine(params.get("list"), context.signal));
  await (own ? one : theirs).show(main, params, context);
  if (own && hasAccount) share.offer(main, params.get("list"));
}

// What others let everybody see, and what they share: not public, and yet to be found.
async function others(signal) {
  const ask = (visibility) =>
    get("/lists", {visibility, _per_page: visibility === "public" ? PUBLIC_SHOWN : 1000}, signal);
  const [open, ...rest] = await Promise.all(["public", "shared", "unlisted", "private"].map(ask));
  const notMine = ({data}) => data.filter((list) => list.owner !== me().id);
  const shared = rest.flatMap(notMine), seen = notMine(open);
  return [shared.length > 0 && [el("h2", {}, "Shared with you"), cards(shared)],
    seen.length > 0 && [el("h2", {}, "Public lists of others"), cards(seen)],
    open.total > PUBLIC_SHOWN && el("p", {class: "small"},
      `The first ${PUBLIC_SHOWN} of ${count(open.total, "public list")}.`)];
}

export async function show(main, params, context) {
  const {signal, title, go} = context, who = person();
  if (params.has("list")) return (await share.accept(params.get("list"))) && showOne(main, params, context);
  title("Lists");
  if (!who) return askPerson(main, "Lists", "Whose lists?");
  const place = el("div"), more = el("div", {class: "stack"});
  const make = form([field({name: "name", label: "Name", required: true, maxlength: 200}),
    field({name: "visibility", label: "Who may see it", options: VISIBILITY})], "Make the list", async (values) => {
    const {data} = await post("/lists", {owner: who.id, ...values});
    say("The list ", text(data.name, {class: "strong"}), " is there.");
    go(`/?view=lists&list=${data.id}`);
  }, {class: "grid-form", "aria-label": "A new list"});
  main.replaceChildren(el("div", {class: "page-head"}, el("h1", {}, "Lists"),
    el("p", {class: "lead"}, "of ", text(who.name))),
    place, el("section", {class: "panel"}, el("h2", {}, "A new list"), make), ...(isStaff ? [] : [more]));
  await Promise.all([fill(place, async () => {
    const {data} = await get("/lists", {owner: who.id, _per_page: 1000}, signal);
    return data.length ? cards(data)
      : el("p", {class: "hint"}, "No list yet. The first one begins with its name, below.");
  }), isStaff || fill(more, () => others(signal))]);
}
