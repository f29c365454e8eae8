// person.js - one person at the desk: rent out to them, their loans, reservations and account.
import {current, get, patch} from "./api.js";
import {lookWorks, workLine} from "./cards.js";
import {el, icon, text} from "./dom.js";
import {nameOf} from "./format.js";
import {holdTable} from "./holds.js";
import {account} from "./ledger.js";
import {loanTable, rentOut} from "./loans.js";
import {forgetName, personBody, personFields} from "./people.js";
import {actFor, person as acting} from "./session.js";
import {suggest} from "./suggest.js";
import {button, dialog, form, panel, panels, say} from "./ui.js";

async function edit(id) {
  const {data, match} = await current(`/people/${id}`);
  const active = el("input", {type: "checkbox", name: "active", checked: data.active});
  return dialog("Edit", (close) => form([personFields(data), el("label", {class: "check"}, active,
    el("span", {}, "May borrow and reserve"))], "Save",
    async ({active: _, ...values}) => {
      await patch(`/people/${id}`, {...personBody(values), active: active.checked}, {match});
      forgetName(id);
      close(true);
    }, {cancel: () => close(false)}));
}

export async function show(main, params, {signal, title, again: reload}) {
  const id = params.get("person"), path = `/people/${encodeURIComponent(id)}`;
  const who = (await get(path, null, signal)).data, name = nameOf(who);
  title(name);
  const loans = panel("Borrowed", async () => {
    const {data} = await get("/loans", {person: id, open: "true", _per_page: 100}, signal);
    return data.length ? loanTable(`Loans of ${name}`, data, all) : el("p", {class: "hint"}, "Nothing is borrowed.");
  });
  const holds = panel("Reserved", async () => {
    const {data} = await get("/holds", {person: id, state: "open", _per_page: 100}, signal);
    return data.length ? holdTable(`Reservations of ${name}`, data, all) : el("p", {class: "hint"},
      "Nothing is reserved.");
  });
  const money_ = account(id, () => all(), signal), parts = [loans, holds, money_], below = el("div", {class: "stack"});
  const all = () => Promise.all(parts.map((part) => part.draw()));
  const rent = suggest({label: "Rent out", placeholder: "Title, author or ISBN", look: lookWorks, draw: workLine,
    pick: async (work) => (await rentOut(id, work, name)) && all()});
  const actButton = button(acting()?.id === id ? [icon("check"), " Acting for them"] : "Act for them", () => {
    actFor({id, name});
    say("Reservations and lists are now those of ", text(name, {class: "strong"}), ".");
    actButton.replaceChildren(icon("check"), " Acting for them");
  });
  main.replaceChildren(el("p", {class: "crumbs"}, el("a", {href: "/?view=desk"}, icon("back"), " Desk")),
    el("div", {class: "page-head"}, el("h1", {}, text(name)),
      el("p", {class: "lead"}, text([who.card_number && `Card ${who.card_number}`, who.email, who.role !== "member"
        && who.role].filter(Boolean).join(" · ")),
        !who.active && el("span", {class: "badge bad"}, "not active")),
      el("p", {class: "actions"}, actButton, button("Edit", async () => (await edit(id)) && reload()))),
    el("section", {class: "panel", "aria-label": "Rent out"}, rent), below);
  await panels(below, parts);
}
