// site.mjs - what the tests of the page share: rows made through the API, and the ways of people through the page.
import {base, check, unique} from "./lib.mjs";

// Where nobody may do this without a login, the token of somebody who may.
export const site = {token: null};
export async function api(method, path, body, headers = {}) {
  if (site.token) headers = {Authorization: `Bearer ${site.token}`, ...headers};
  const answer = await fetch(base + "/api/v1" + path, {method, body: body === undefined ? undefined : JSON.stringify(body),
    headers: {...(body === undefined ? {} : {"Content-Type": "application/json"}), ...headers}});
  const text = await answer.text();
  return {status: answer.status, etag: answer.headers.get("ETag"), total: Number(answer.headers.get("X-Total-Count")),
    data: text ? JSON.parse(text) : null};
}
export async function made(path, body) {
  const answer = await api("POST", path, body);
  check(answer.status === 201, "POST", path, answer.status, answer.data);
  return answer.data;
}
export const read = async (path) => (await api("GET", path)).data;

export const person = (first = "Ada", last = unique()) =>
  made("/people", {first_name: first, last_name: last, email: `${unique()}@example.org`, card_number: unique()});
export const work = (title = `Work ${unique()}`, more = {}) => made("/works", {title, ...more});
export const hold = (who, what) => made("/holds", {person: who.id, work: what.id});
export const loan = (who, what) => made("/loans", {person: who.id, work: what.id});
export async function list(who, works = [], name = `List ${unique()}`) {
  const list_ = await made("/lists", {owner: who.id, name});
  for (const one of works) await api("PUT", `/lists/${list_.id}/entries/${one.id}`);
  return list_;
}
export const nameOf = (one) => `${one.first_name} ${one.last_name}`;

// The page as it is when that person was chosen in this window.
export const actFor = (context, who) =>
  context.addInitScript(([id, name]) => sessionStorage.setItem("carrel.person", JSON.stringify({id, name})),
    [who.id, nameOf(who)]);
export const settled = (page) => page.waitForFunction(() =>
  !document.querySelector("main[aria-busy], main [aria-busy], dialog [aria-busy]"));
export async function open(page, where) {
  await page.goto(base + where);
  await settled(page);
}
export const card = (page, what) => page.locator(`.work[data-work="${what.id}"]`);
export const button = (place, name) => place.getByRole("button", {name, exact: false});
export const dialog = (page) => page.locator("dialog[open]");
// Types into a box that looks things up, and takes what it finds.
export async function choose(place, label, asked, found) {
  await place.getByRole("searchbox", {name: label}).fill(asked);
  await place.locator(".suggestions button", {hasText: found}).first().click();
}
export const toast = (page, words) => page.locator(".toast", {hasText: words}).first().waitFor();

// Tab until an element has the focus; a keyboard reaches everything within so many steps.
export async function tabTo(page, selector, steps = 80) {
  for (let i = 0; i < steps; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((which) => document.activeElement.matches(which), selector)) return;
  }
  check(false, "the keyboard does not reach", selector,
    await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200)));
}

// Waits until a look at the API gives what is wanted.
export async function becomes(look, wanted, what) {
  let got;
  for (let i = 0; i < 150; i++) {
    got = await look();
    if (JSON.stringify(got) === JSON.stringify(wanted)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  check(false, what, "got", got, "wanted", wanted);
}
