// loans.js - loans as the desk knows them: rented out, renewed, given back with a charge that explains itself, paid.
import {get, post} from "./api.js";
import {workUrl} from "./cards.js";
import {el, text} from "./dom.js";
import {count, date, fromNow, money, moment, owes, positive} from "./format.js";
import {personLink} from "./people.js";
import {isStaff} from "./session.js";
import {button, dialog, field, fill, form, say, table} from "./ui.js";

const title = (of) => el("a", {href: workUrl(of.work)}, text(of.title));

export const due = (loan) => el("span", {class: loan.overdue ? "badge bad" : "badge"},
  `${loan.overdue ? "Was due" : "Due"} ${fromNow(loan.due_at)}`);

// How a charge came about, step by step, as the API works it out.
function steps(charge) {
  const rows = charge.steps.map((step) => [step.what, step.days, step.rate && money(step.rate), step.amount
    && money(step.amount)]);
  return [el("div", {class: "steps"}, table("How the charge came about", ["Step", "Days", "Rate", "Amount"], rows)),
    el("p", {class: "small"}, `Tariff ${charge.tariff.name ?? charge.tariff.type}, version ${charge.tariff.version}: `
      + `out ${moment(charge.loan.out_at)}, back ${moment(charge.loan.returned_at)}.`)];
}

export async function explainCharge(id) {
  const place = el("div", {class: "dialog-body"});
  fill(place, async () => {
    const {data} = await get(`/charges/${id}/explain`);
    return [el("p", {class: "sum"}, money(data.charged)), steps(data)];
  });
  await dialog("How this charge came about", () => place, {wide: true});
}

// Money in, or a debt let go: what the form says is what is written, the API refuses what is too much.
export async function pay(person, {charge, amount = "", kind = "payments"} = {}) {
  const label = kind === "payments" ? "Take the payment" : "Waive it";
  return dialog(kind === "payments" ? "A payment" : "Waive a debt", (close) => form([
    field({name: "amount", label: "Amount", value: amount, inputmode: "decimal", required: true}),
    field({name: "note", label: "Note", maxlength: 500})], label, async ({amount, note}) => {
    const {data} = await post(`/people/${person}/${kind}`, {amount: amount.trim(), note: note.trim() || null,
      ...(charge && {charge})});
    say(kind === "payments" ? "Paid. " : "Waived. ", "The balance is now ", money(data.balance), ".");
    close(true);
  }, {cancel: () => close(false)}));
}

// What the desk tells somebody who brought a book back; true when they pay at once.
async function receipt(loan) {
  const explained = await get(`/charges/${loan.charge}/explain`).then(({data}) => data, () => null);
  return dialog("Given back", (close) => el("div", {class: "dialog-body receipt"},
    el("p", {}, text(loan.title, {class: "strong"}), ` was out ${count(loan.days, "day")}. The charge is `,
      el("strong", {class: "sum"}, money(loan.amount)), "."),
    explained && el("details", {open: matchMedia("(min-width: 48rem)").matches}, el("summary", {}, "How it came about"),
      steps(explained)),
    el("p", {class: "actions"},
      el("button", {type: "button", class: "main", autofocus: true, onclick: () => close(true)}, "Take payment"),
      el("button", {type: "button", onclick: () => close()}, "It stays on the account"))), {wide: true});
}

export async function giveBack(loan) {
  const {data} = await post(`/loans/${loan.id}/return`);
  if (!data.charge || !owes(data.amount)) say(text(data.title, {class: "strong"}), " is back.");
  else if (await receipt(data))
    await pay(data.person, {charge: data.charge, amount: data.amount.amount});
  return data;
}

export async function renew(loan) {
  const {data} = await post(`/loans/${loan.id}/renew`);
  say(text(data.title, {class: "strong"}), ` is now due ${date(data.due_at)}.`);
}

// again() draws anew what stands around the table. columns: whether the person or the work is known there already.
export function loanTable(caption, loans, again, {person = false, work = true} = {}) {
  const columns = [work && "Title", person && "Person", "Due", "Out since", "Actions"].filter(Boolean);
  return table(caption, columns, loans.map((loan) => [work && title(loan), person && personLink(loan.person),
    [due(loan), el("span", {class: "small"}, date(loan.due_at), loan.renewals
      ? `, renewed ${count(loan.renewals, "time")}` : "")],
    date(loan.out_at),
    [isStaff && button("Give back", async () => (await giveBack(loan), again()),
      {"aria-label": `Give back ${loan.title}`}),
      button("Renew", async () => (await renew(loan), again()), {class: "quiet", "aria-label": `Renew ${loan.title}`})],
  ].filter((cell) => cell !== false)));
}

// ---- renting out ----

const reasons = (list, name, words) => list.length > 0 && el("div", {class: `verdict ${name}`}, el("h3", {}, words),
  el("ul", {}, list.map((one) => el("li", {}, one.detail, one.parameters?.amount ? ` (${one.parameters.amount})`
    : ""))));

// What stands against it, what must be confirmed, what should be known; then the act. The API decides again then.
export async function rentOut(person, work, name) {
  const place = el("div", {class: "dialog-body", "data-errors": ""});
  return dialog("Rent out", (close) => {
    fill(place, async () => {
      const {data} = await get("/loans/availability", {person, work: work.id});
      const blocked = data.blockers.length > 0, asks = data.confirms.length > 0;
      const sure = el("input", {type: "checkbox"});
      const act = button("Rent out", async () => {
        if (asks && !sure.checked) return sure.focus();
        const loan = (await post("/loans", {person, work: work.id})).data;
        say(text(loan.title, {class: "strong"}), ` is out to ${name}, due ${date(loan.due_at)}.`);
        close(true);
      }, {class: "main"});
      return [el("p", {}, text(work.title, {class: "strong"}), " to ", text(name)),
        reasons(data.blockers, "blockers", "This cannot be done"), reasons(data.confirms, "confirms", "Please confirm"),
        reasons(data.warnings, "warnings", "Good to know"),
        asks && !blocked && el("label", {class: "check"}, sure, el("span", {}, "Do it all the same")),
        el("p", {class: "actions"}, !blocked && act,
          el("button", {type: "button", onclick: () => close(false)}, blocked ? "Close" : "Leave it"))];
    });
    return place;
  });
}
