// format.js - dates, numbers and money as the reader is used to see them.

const day = new Intl.DateTimeFormat(undefined, {dateStyle: "medium"});
const minute = new Intl.DateTimeFormat(undefined, {dateStyle: "medium", timeStyle: "short"});
const shortDay = new Intl.DateTimeFormat(undefined, {day: "numeric", month: "short"});
const relative = new Intl.RelativeTimeFormat(undefined, {numeric: "auto"});
const DAY = 86_400_000;

// A date without a time is that day wherever the reader is, not midnight in Greenwich. Years before 100 and before
// Christ are no business of Date's constructor.
function read(value) {
  const plain = /^(-?\d+)-(\d\d)-(\d\d)$/.exec(value);
  if (!plain) return new Date(value);
  const at = new Date(2000, plain[2] - 1, plain[3]);
  at.setFullYear(plain[1]);
  return at;
}
const safe = (form, value) => {
  const at = value == null ? null : read(value);
  return at == null ? "" : Number.isNaN(at.getTime()) ? String(value) : form.format(at);
};
export const date = (value) => safe(day, value);
export const moment = (value) => safe(minute, value);
export const dayAndMonth = (value) => safe(shortDay, value);

// "in 3 days", "yesterday": by calendar days.
export function fromNow(value, now = new Date()) {
  const start = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate());
  return relative.format(Math.round((start(read(value)) - start(now)) / DAY), "day");
}

// A time to wait: in words, and as a clock shows it.
export const waiting = (seconds) =>
  (seconds < 100 ? count(seconds, "second") : count(Math.ceil(seconds / 60), "minute"));
export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export const number = (value) => value.toLocaleString();
export const count = (n, one, many = one + "s") => `${number(n)} ${n === 1 ? one : many}`;
export const money = (sum) => (sum ? `${sum.currency} ${sum.amount}` : "");
export const owes = (sum) => sum != null && !sum.amount.startsWith("-") && /[1-9]/.test(sum.amount);
export const minus = (sum) => sum.amount.startsWith("-");
export const positive = (sum) => sum.amount.replace(/^-/, "");

// 1997 or 800 BC
export const year = (value) => (value == null ? "" : value < 0 ? `${-value} BC` : String(value));

export function isoDay(at) {
  const two = (n) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
export const inDays = (days) => isoDay(new Date(Date.now() + days * DAY));

export const types = {R: "Regular", F: "Fiction", N: "Novel"};
export const kinds = {book: "Book", movie: "Film"};
export const nameOf = (person) =>
  [person.first_name, person.last_name].filter(Boolean).join(" ") || person.email ||
  (person.card_number ? `Card ${person.card_number}` : "A person without a name");
