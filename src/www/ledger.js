// ledger.js - a person's account: what is owed, how it came about; staff take payments.
import {get} from "./api.js";
import {el, text} from "./dom.js";
import {date, minus, money, owes, positive} from "./format.js";
import {explainCharge, pay} from "./loans.js";
import {isStaff} from "./session.js";
import {button, panel, table} from "./ui.js";

const KINDS = {charge: "Charge", payment: "Payment", waiver: "Waived", refund: "Paid back", void: "Reversed"};
const LINES = 50;

export function balance(sum, own = false) {
  if (owes(sum)) return el("span", {class: "badge bad"}, `${own ? "You owe" : "Owes"} ${money(sum)}`);
  if (!minus(sum)) return el("span", {class: "badge good"}, own ? "You owe nothing" : "Owes nothing");
  const credit = `${sum.currency} ${positive(sum)}`;
  return el("span", {class: "badge good"}, own ? `You have ${credit} to your credit` : `Has ${credit} to their credit`);
}

const explain = (line) => (line.kind === "charge" ? button("Explain", () => explainCharge(line.id),
  {class: "quiet", "aria-label": `Explain the charge of ${date(line.created_at)}`}) : null);

function desk(id, balance_, debt, again) {
  const ask = async (more) => (await pay(id, more)) && again();
  return [button("Take a payment", () => ask({amount: debt ? balance_.amount : ""})),
    debt && button("Waive", () => ask({amount: balance_.amount, kind: "waivers"}), {class: "quiet"})];
}

export function account(id, again, signal) {
  return panel("Account", async () => {
    const {data, total} = await get(`/people/${id}/account`, {_per_page: LINES}, signal);
    return [el("p", {class: "actions"}, balance(data.balance, !isStaff),
      isStaff && desk(id, data.balance, owes(data.balance), again)),
    data.lines.length > 0 && el("details", {}, el("summary", {}, "What happened on it"),
      table("Account", ["What", "Amount", "Still open", "When", "Actions"], data.lines.map((line) => [
        [KINDS[line.kind] ?? line.kind, line.note && el("span", {class: "small"}, text(line.note))], money(line.amount),
        owes(line.open) && money(line.open), date(line.created_at), explain(line)])),
      total > LINES && el("p", {class: "small"}, `${total - LINES} more`))];
  });
}
