// session.js - who looks at the page, and for whom they act. All that a login will change is here.

const root = document.documentElement;

export const access = root.dataset.access || "accounts";
export const role = root.dataset.role || "visitor";
export const isStaff = role === "staff" || role === "admin";
export const isVisitor = role === "visitor";

// Fires "change" when another person is acted for.
export const changes = new EventTarget();

const KEY = "carrel.person";
let chosen = read();

// Storage may be switched off, or hold what an older page wrote.
function read() {
  try {
    const stored = JSON.parse(sessionStorage.getItem(KEY));
    return typeof stored?.id === "string" && typeof stored.name === "string" ? stored : null;
  } catch {
    return null;
  }
}

// {id, name} or null. With staff that is whoever they chose: there is no "me" at the desk.
export const person = () => (isVisitor ? null : chosen);

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
