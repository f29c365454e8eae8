// login.js - logging in: as a view, in a dialog over what one was doing, and once more when a session is over.
import {bare, Problem} from "./api.js";
import {el} from "./dom.js";
import {clock} from "./format.js";
import {leave} from "./session.js";
import {alertUser, dialog, field, form} from "./ui.js";

// Fields of passwords with a box that shows what is typed in them.
export function passwords(...fields) {
  const inputs = fields.map((one) => one.querySelector("input"));
  const follow = () => inputs.forEach((input) => (input.type = box.checked ? "text" : "password"));
  const box = el("input", {type: "checkbox", onchange: follow});
  return [fields, el("label", {class: "check show-password"}, box,
    el("span", {}, fields.length > 1 ? "Show the passwords" : "Show the password"))];
}
const PLAIN = {required: true, spellcheck: "false", autocapitalize: "off"};
export const password = (name, label, more) => field({name, label, type: "password", ...PLAIN, ...more});

// Seen ticking, told once at its end.
function countDown(place, seconds, over) {
  const end = Date.now() + seconds * 1000, tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    place.textContent = left > 0 ? clock(left) : "";
    if (left > 0 && place.isConnected) return;
    clearInterval(timer);
    if (place.isConnected) over(), alertUser("You can try again now.");
  };
  const timer = setInterval(tick, 250);
  tick();
  return timer;
}

// done() gets what POST /login answered. The form's method keeps a password out of addresses, whatever happens to
// scripts.
function logInForm(done, email = "") {
  const address = field({name: "email", label: "Email", type: "email", autocomplete: "username", value: email,
    ...PLAIN});
  const secret = password("password", "Password", {autocomplete: "current-password"});
  const input = secret.querySelector("input");
  const wait = el("p", {class: "login-wait", "aria-hidden": "true"});
  let timer = 0;
  (email ? input : address.querySelector("input")).setAttribute("data-first", "");
  return form([address, passwords(secret), wait], "Log in", async (values, node) => {
    clearInterval(timer);
    wait.textContent = "";
    try {
      const body = {email: values.email.trim(), password: values.password, session: true};
      await done((await bare("POST", "/login", body)).data);
    } catch (error) {
      if (error.status === 429)
        timer = countDown(wait, Number(error.after) || 1, () => node.querySelector(".form-problem").replaceChildren());
      if (error.status !== 401) throw error;
      input.select();
      throw new Problem(401, {errors: [{field: "password", message: "Email or password is wrong."}]});
    }
  }, {method: "post", class: "login-form"});
}

const NO_ACCOUNT = "No account yet? The desk makes you one.";

function ask(title, words, email) {
  return dialog(title, (close) => {
    const node = logInForm(close, email);
    node.querySelector("[data-first]").setAttribute("autofocus", "");
    return el("div", {class: "dialog-body"}, words && el("p", {class: "hint"}, words), node);
  });
}

// The page is drawn anew for whoever logged in: at its address, or at its start if that was for logging in.
const isLogin = (params) => params.get("view") === "login";
const enter = () => leave(isLogin(new URLSearchParams(location.search)) ? location.origin + "/" : location.href);

export async function logIn() {
  if (await ask("Log in", NO_ACCOUNT)) await enter();
}
// What was answered, or undefined when the person would rather not.
export const logInAgain = (email) =>
  ask("Your session is over", "Log in again to go on. What you typed is still here.", email ?? "");

export async function show(main, params, {title}) {
  title("Log in");
  main.replaceChildren(el("div", {class: "page-head"}, el("h1", {}, "Log in"), el("p", {class: "lead"},
    isLogin(params) ? NO_ACCOUNT : "This part of the page is for people who are logged in.")),
  el("section", {class: "panel login-panel", "aria-label": "Log in"}, logInForm(enter)));
}
