// people.js - finding a person by name, email or card, adding one, and the names behind ids.
import {get, post} from "./api.js";
import {el, text} from "./dom.js";
import {nameOf} from "./format.js";
import {actFor, me, person} from "./session.js";
import {suggest} from "./suggest.js";
import {dialog, field, form} from "./ui.js";

const SHOWN = 8;

// Digits are a card, an @ is an email, all else a name; a card may also be a word, so that is asked too.
async function look(asked, signal) {
  const ask = (query) => get("/people", {...query, _per_page: SHOWN}, signal).then(({data}) => data);
  const ways = asked.includes("@") ? [ask({email: asked})]
    : [ask({card_number: asked, _match: "starts_with"}), ask({name: asked})];
  const all = (await Promise.all(ways)).flat();
  return [...new Map(all.map((one) => [one.id, one])).values()].slice(0, SHOWN);
}

export function personLine(one) {
  return [el("span", {class: "strong"}, text(nameOf(one))), " ",
    el("span", {class: "small"}, text([one.card_number && `card ${one.card_number}`,
      one.email].filter(Boolean).join(", "))),
    one.active === false && el("span", {class: "badge bad"}, "not active")];
}

export function findPerson(pick, {label = "Find a person", autofocus, add = true} = {}) {
  return suggest({label, placeholder: "Name, email or card", look, draw: personLine, pick, autofocus,
    last: (asked) => add && {words: ["Add “", text(asked), "” as a new person"], act: () => addPerson(pick, asked)}});
}

// What was looked for goes where it belongs.
function guess(asked = "") {
  if (asked.includes("@")) return {email: asked};
  if (/^\d+$/.test(asked)) return {card_number: asked};
  const [first, ...rest] = asked.split(/\s+/);
  return {first_name: first, last_name: rest.join(" ")};
}

export const personFields = (one = {}) => [
  field({name: "first_name", label: "First name", value: one.first_name, maxlength: 200}),
  field({name: "last_name", label: "Last name", value: one.last_name, maxlength: 200}),
  field({name: "email", label: "Email", type: "email", value: one.email, maxlength: 320}),
  field({name: "card_number", label: "Card number", value: one.card_number, maxlength: 64})];

export const personBody = (values) => ({...values, email: values.email.trim() || null,
  card_number: values.card_number.trim() || null});

export async function addPerson(pick, asked) {
  const made = await dialog("Add a person", (close) => form(personFields(guess(asked)), "Add",
    async (values) => close((await post("/people", personBody(values))).data), {cancel: () => close()}));
  if (made) pick(made);
}

// The dialog behind "Acting for". Gives the person, or null when none was chosen.
export async function choosePerson() {
  const now = person();
  const chosen = await dialog("Who is it for?", (close) => el("div", {class: "dialog-body"},
    el("p", {class: "hint"}, "What you reserve and the lists you open are those of this person. It is remembered in this window."),
    now && el("p", {}, "Now: ", el("strong", {}, text(now.name)), " ",
      el("button", {type: "button", class: "quiet", onclick: () => close("nobody")}, "Act for nobody")),
    findPerson(close, {autofocus: true}),
    me() && now?.id !== me().id && el("p", {class: "actions"},
      el("button", {type: "button", onclick: () => close(me())}, "Myself"))));
  if (chosen === "nobody") actFor(null);
  else if (chosen) actFor({id: chosen.id, name: nameOf(chosen)});
  return person();
}
export const ensurePerson = async () => person() ?? (await choosePerson());

// Names for ids; each is asked for once. Somebody who is gone is still somebody.
const names = new Map();
export function nameById(id) {
  if (!names.has(id))
    names.set(id, get(`/people/${id}`).then(({data}) => nameOf(data), () => (names.delete(id), "Somebody")));
  return names.get(id);
}
export const forgetName = (id) => names.delete(id);

// A link that gets its name when it is known; its place has the room for it, so that nothing moves.
export function personLink(id) {
  const words = text("…"), link = el("a", {href: `/?view=desk&person=${id}`}, words);
  nameById(id).then((name) => (words.textContent = link.title = name));
  return link;
}
