// mine.js - what one person has reserved and borrowed, and to members what they owe.
import {get} from "./api.js";
import {el, text} from "./dom.js";
import {count} from "./format.js";
import {holdTable} from "./holds.js";
import {account} from "./ledger.js";
import {loanTable} from "./loans.js";
import {choosePerson} from "./people.js";
import {isStaff, person} from "./session.js";
import {button, fill, panel, panels} from "./ui.js";

// For views that need to know whom they are about.
export function askPerson(main, title, words) {
  main.replaceChildren(el("h1", {}, title), el("div", {class: "empty"}, el("p", {class: "empty-title"}, words),
    el("p", {class: "actions"}, button("Choose a person", choosePerson, {class: "main"}))));
}

export async function show(main, params, {signal, title}) {
  title("Reserved and borrowed");
  const who = person();
  if (!who) return askPerson(main, "Reserved and borrowed", "Whose reservations and loans?");
  const none = (words) => el("p", {class: "hint"}, words, " ", el("a", {href: "/"}, "Look in the catalogue"));
  const holds = panel("Reserved", async () => {
    const {data} = await get("/holds", {person: who.id, state: "open", _per_page: 100}, signal);
    return data.length ? holdTable("Reservations", data, all) : none("Nothing is reserved.");
  });
  const loans = panel("Borrowed", async () => {
    const {data} = await get("/loans", {person: who.id, open: "true", _per_page: 100}, signal);
    return data.length ? loanTable("Loans", data, all) : none("Nothing is borrowed.");
  });
  const past = el("details", {class: "panel"}, el("summary", {}, el("h2", {}, "Earlier reservations")));
  const pastBody = el("div");
  past.append(pastBody);
  past.addEventListener("toggle", () => past.open && fill(pastBody, async () => {
    const {data} = await get("/holds", {person: who.id, _per_page: 100}, signal);
    const closed = data.filter((hold) => !["pending", "ready"].includes(hold.state));
    return closed.length ? [el("p", {class: "small"}, count(closed.length, "reservation")),
      holdTable("Earlier reservations", closed, all, {actions: false})]
      : el("p", {class: "hint"}, "None.");
  }));
  const all = () => Promise.all(shown.map((part) => part.draw())), parts = el("div", {class: "stack"});
  // At the desk the account is the person's page's.
  const shown = isStaff ? [holds, loans] : [holds, loans, account(who.id, all, signal)];
  main.replaceChildren(el("div", {class: "page-head"}, el("h1", {}, "Reserved and borrowed"),
    el("p", {class: "lead"}, "by ", isStaff ? el("a", {href: `/?view=desk&person=${who.id}`}, text(who.name))
      : text(who.name))),
  parts, past);
  await panels(parts, shown);
}
