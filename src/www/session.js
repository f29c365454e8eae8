// session.js - who looks at the page, and for whom they act. Nobody logs in where access is open; elsewhere the session
// is a cookie that no script sees, and its token for writes is kept in this module's memory alone.
import {bare, get, session} from "./api.js";
import {nameOf} from "./format.js";

const root = document.documentElement;

export const access = root.dataset.access || "accounts";
export const role = root.dataset.role || "visitor";
export const isStaff = role === "staff" || role === "admin";
export const isVisitor = role === "visitor";
export const hasAccount = access === "accounts" && !isVisitor;

// Fires "change" when another person is acted for.
export const changes = new EventTarget();

const KEY = "carrel.person";
let chosen = read();

// Storage may be switched off, or hold what an older page wrote. Only staff choose, and what they chose ends with them.
function read() {
  try {
    if (!isStaff) sessionStorage.removeItem(KEY);
    const stored = JSON.parse(sessionStorage.getItem(KEY));
    return typeof stored?.id === "string" && typeof stored.name === "string" ? stored : null;
  } catch {
    return null;
  }
}

// ---- who is logged in ----

let self = null, asked = null;      // what /me answered; the question on its way

// {id, name, email, first_name, last_name, role}, or null before known() and where nobody logs in.
export const me = () => self && {...self.person, name: nameOf(self.person)};

// Resolves once me() is there, at once where there is nobody to know.
export function known() {
  if (self || !hasAccount) return Promise.resolve();
  return (asked ??= get("/me").then(({data}) => void (self = data)).finally(() => (asked = null)));
}

// What a login, or a change of one's own account, answered.
export function renew(answer) {
  self = {...self, ...answer, csrf: answer.csrf ?? self?.csrf};
  changes.dispatchEvent(new Event("change"));
}

// Other people's names and tokens stay out of a page that goes on for somebody else.
export function leave(to = location.href) {
  actFor(null);
  if (to === location.href) location.reload();
  else location.replace(to);
  return new Promise(() => {});
}

// The same person as before? Then the page goes on with what was typed in it.
async function taken(answer) {
  if (answer.person.id !== self?.person.id || answer.person.role !== role) return leave();
  renew(answer);
  return true;
}

// Another window of this browser may have logged in anew, which is as good.
async function again() {
  const {data} = await bare("GET", "/me").catch(() => ({}));
  const answer = data ?? (await (await import("./login.js")).logInAgain(self?.person.email));
  return answer ? taken(answer) : false;
}

let running = null;
if (hasAccount) {
  session.token = async () => (await known(), self.csrf);
  session.over = () => (running ??= again().finally(() => (running = null)));
}

// Nothing of this page is left behind, neither with the server nor in this window.
export async function logOut() {
  const ask = async () => bare("POST", "/logout", undefined, await session.token());
  await ask().catch(async (error) => {
    if (error.status === 401) return null;      // it was over already
    if (error.type === "/problems/csrf" && await session.over(error)) return ask();
    throw error;
  });
  return leave("/");
}

// A page that the browser kept while somebody logged in or out elsewhere is not theirs.
addEventListener("pageshow", async (event) => {
  if (!event.persisted || access !== "accounts") return;
  const nobody = (error) => (error.status === 401 ? null : undefined);
  const now = await bare("GET", "/me").then(({data}) => data.person.id, nobody);
  if (now !== undefined && now !== (self?.person.id ?? null)) leave();
});

// ---- for whom ----

// {id, name} or null. Members act for themselves; with staff that is whoever they chose: there is no "me" at the desk.
export const person = () => (isVisitor ? null : isStaff ? chosen : me());

export function actFor(next) {
  chosen = next && {id: next.id, name: next.name};
  try {
    if (chosen) sessionStorage.setItem(KEY, JSON.stringify(chosen));
    else sessionStorage.removeItem(KEY);
  } catch {
    // remembered by this page alone then
  }
  changes.dispatchEvent(new Event("change"));
}
