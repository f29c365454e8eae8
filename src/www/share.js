// share.js - invitations to a list: links that one person may use once. The key stands behind the #, which no server's
// log ever sees.
import {get, post} from "./api.js";
import {el} from "./dom.js";
import {count} from "./format.js";
import {person, isVisitor} from "./session.js";
import {button, explain, field, fill, say} from "./ui.js";

const HASH = "#invitation=";
const path = (list) => `/lists/${encodeURIComponent(list)}/shares`;

// Below a list that one may share.
export function offer(main, list) {
  const place = el("div"), made = el("div", {"aria-live": "polite"});
  const draw = () => fill(place, async () => {
    const {data} = await get(path(list)), used = data.filter((one) => one.person).length, open = data.length - used;
    return el("p", {class: "hint"},
      used ? `${count(used, "person shares", "people share")} it with its owner` : "Nobody else writes on it",
      open ? `; ${count(open, "invitation was", "invitations were")} not used yet.` : ".");
  }, {keep: true, rows: 1});
  const make = button("Make an invitation", async () => {
    const {data} = await post(path(list));
    const link = field({name: "link", label: "Send this link to one person; it works once", readonly: true,
      value: `${location.origin}/?view=lists&list=${list}${HASH}${data.key}`});
    made.replaceChildren(link);
    link.querySelector("input").select();
    await draw();
  });
  main.append(el("section", {class: "panel share"}, el("h2", {}, "Write on it together"),
    place, made, el("p", {class: "actions", "data-errors": ""}, make)));
  draw();
}

// An invitation in the address is used at once and is no more. Always true: without one there is nothing to do.
export async function accept(list) {
  if (isVisitor || !location.hash.startsWith(HASH) || !person()) return true;
  const key = location.hash.slice(HASH.length);
  history.replaceState(history.state, "", location.pathname + location.search);
  try {
    await post(`${path(list)}/${encodeURIComponent(key)}`, {person: person().id});
    say("You share this list now.");
  } catch (error) {
    say(error.status === 404 ? "This invitation is not there any more." : explain(error));
  }
  return true;
}
