// account.js - one's own account: names, email, password, and the way out.
import {patch} from "./api.js";
import {el, text} from "./dom.js";
import {password, passwords} from "./login.js";
import {logOut, me, renew} from "./session.js";
import {button, field, form, say} from "./ui.js";

const ROLES = {member: "Member", staff: "Staff", admin: "Administrator"};

function names(drawn) {
  return form([
    field({name: "first_name", label: "First name", value: me().first_name, maxlength: 200,
      autocomplete: "given-name"}),
    field({name: "last_name", label: "Last name", value: me().last_name, maxlength: 200, autocomplete: "family-name"}),
    field({name: "email", label: "Email", type: "email", value: me().email, maxlength: 320, required: true,
      autocomplete: "email", hint: "You log in with it", wide: true})], "Save", async (values) => {
    const was = me(), changed = Object.entries(values).filter(([name, value]) => value.trim() !== (was[name] ?? ""));
    if (!changed.length) return say("Nothing was changed.");
    renew((await patch("/me", Object.fromEntries(changed.map(([name, value]) => [name, value.trim()])))).data);
    drawn();
    say("Saved.");
  }, {class: "grid-form", "aria-label": "Names and email"});
}

// The email stands by unseen: whatever keeps passwords wants to know whose it is.
function secret() {
  return form([el("input", {type: "email", autocomplete: "username", value: me().email, readonly: true, hidden: true}),
    passwords(password("old_password", "Password now", {autocomplete: "current-password"}),
      password("password", "New password", {autocomplete: "new-password",
        hint: "At least 10 characters; a few words are better than signs"}))],
  "Change the password", async ({old_password, password: next}, node) => {
    renew((await patch("/me", {old_password, password: next})).data);
    node.reset();
    for (const input of node.querySelectorAll("[name]")) input.type = "password";
    say("The password is changed. Wherever else you were logged in, you are no more.");
  }, {method: "post", class: "narrow-form", "aria-label": "Password"});
}

export async function show(main, params, {title}) {
  title("My account");
  const who = el("p", {class: "lead"});
  const draw = () => who.replaceChildren(text(me().name), ` · ${ROLES[me().role] ?? me().role}`);
  draw();
  main.replaceChildren(el("div", {class: "page-head"}, el("h1", {}, "My account"), who,
    el("p", {class: "actions"}, button("Log out", logOut))),
  el("div", {class: "two"}, el("section", {class: "panel"}, el("h2", {}, "Names and email"), names(draw)),
    el("section", {class: "panel"}, el("h2", {}, "Password"), secret())));
}
