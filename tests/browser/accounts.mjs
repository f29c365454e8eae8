// accounts.mjs BASE TOOLS - the page at / for who logs in: members, staff, and whoever tries. Prints TAP.
import {execFileSync} from "node:child_process";
import {createServer} from "node:http";
import {base, check, eq, overflow, run, SCHEMES, test, unique, violations, WIDTHS} from "./lib.mjs";
import {api, becomes, button, card, choose, dialog, hold, list, loan, made, nameOf, open, person, read, settled, site,
  tabTo, toast, work} from "./site.mjs";

// ---- who may log in ----

const PASSWORD = "correct horse battery";
function user(role = "member", first = "Ada") {
  const one = {first_name: first, last_name: unique(), email: `${unique()}@example.org`, password: PASSWORD};
  execFileSync(`${process.env.CARREL_BUILD}/carrelctl`, ["-c", `${process.env.CARREL_STATE}/etc/carrel.conf`, "user",
    "add", one.email, "--role", role, "--first-name", one.first_name, "--last-name", one.last_name],
  {input: PASSWORD + "\n"});
  return one;
}
const posted = (path, body, headers = {}) => fetch(base + "/api/v1" + path,
  {method: "POST", body: JSON.stringify(body), headers: {"Content-Type": "application/json", ...headers}});
async function known(one) {
  const answer = await (await posted("/login", {email: one.email, password: one.password})).json();
  return Object.assign(one, {id: answer.person.id, token: answer.token});
}
const member = () => known(user()), grace = await known(user("staff", "Grace"));
site.token = grace.token;

// A browser that is logged in, without the page having done it. Gives the token for writes.
async function enter(context, one) {
  const data = {email: one.email, password: one.password, session: true};
  const answer = await context.request.post(base + "/api/v1/login", {data});
  eq(answer.status(), 200, "login");
  return (await answer.json()).csrf;
}
const roleOf = (page) => page.locator("html").getAttribute("data-role");
const offered = (page) => page.locator(".top [data-view]:visible").allTextContents();
const becomesRole = (page, role) => page.locator(`html[data-role="${role}"]`).waitFor();
async function fillLogin(place, one, password = one.password) {
  await place.getByLabel("Email").fill(one.email);
  await place.getByLabel("Password", {exact: true}).fill(password);
  await place.getByRole("button", {name: "Log in"}).click();
}
// A 401 or 429 is told by the browser itself; nothing else may be.
const refused = {mayFail: /status of (401|429)/};

const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString();

// ---- how it looks ----

for (const [width, height] of WIDTHS) for (const colorScheme of SCHEMES)
  test(`${width} ${colorScheme}: axe finds nothing, nothing is cut off`, async (page, context) => {
    const ada = await member(), book = await work(), other = await person("Charles");
    const theirs = await list(other, [book]);
    await api("PATCH", `/lists/${theirs.id}`, {visibility: "public"}, {"If-Match": "*"});
    const late = await loan(ada, await work());
    await api("POST", `/loans/${late.id}/return`, {returned_at: inDays(30)});
    await loan(other, book), await hold(ada, book), await hold(ada, await work()), await loan(ada, await work());
    const own = await list(ada, [book]);
    const fits = async (what) => {
      check(await overflow(page) <= 0, what, "is wider than the window");
      eq(await violations(page), [], what);
    };
    await open(page, "/?view=login");
    await fits("login");
    await open(page, "/");
    await page.locator("#login").click();
    await dialog(page).waitFor();
    await fits("the dialog");
    await enter(context, ada);
    for (const where of ["/", `/?work=${book.id}`, "/?view=mine", "/?view=lists", `/?view=lists&list=${own.id}`,
      `/?view=lists&list=${theirs.id}`, "/?view=account"]) {
      await open(page, where);
      eq(await roleOf(page), "member");
      await fits(where);
    }
    await open(page, "/?view=mine");
    await page.locator("main").getByText("What happened on it").click();
    await fits("the account's lines");
    await enter(context, grace);
    for (const where of ["/?view=desk", "/?view=account"]) await open(page, where), await fits("staff " + where);
  }, {viewport: {width, height}, colorScheme, bypassCSP: true});

// ---- logging in ----

test("with the keyboard alone: wrong, seen, right; a reload keeps the session", async (page) => {
  const ada = await member();
  await open(page, "/?kind=book");
  await tabTo(page, "#login");
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  eq(await page.evaluate(() => document.activeElement.name), "email", "the focus");
  eq(await dialog(page).locator("input[name]").evaluateAll((all) => all.map((one) => [one.type, one.autocomplete])),
    [["email", "username"], ["password", "current-password"]]);
  await page.keyboard.press("Enter");
  check(await dialog(page).getByText("This is needed.").isVisible(), "nothing typed");
  await page.keyboard.type(ada.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type("not the password");
  await page.keyboard.press("Enter");
  const field = dialog(page).locator("input[name=password]");
  await dialog(page).getByText("Email or password is wrong.").waitFor();
  eq(await field.getAttribute("aria-invalid"), "true");
  eq(await page.evaluate(() => document.activeElement.name), "password", "the focus");
  const told = await field.evaluate((node) =>
    node.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id)?.textContent).join(""));
  eq(told, "Email or password is wrong.", "what the field is described by");
  await page.keyboard.type(ada.password);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  eq(await field.getAttribute("type"), "text", "shown");
  eq(await field.inputValue(), ada.password, "typed over what was wrong");
  await page.keyboard.press("Space");
  eq(await field.getAttribute("type"), "password", "hidden again");
  await tabTo(page, "dialog [type=submit]", 3);
  await page.keyboard.press("Enter");
  await becomesRole(page, "member");
  eq(new URL(page.url()).search, "?kind=book", "the page it was");
  await page.reload();
  eq(await roleOf(page), "member");
  check(!(await page.locator("#login").isVisible()), "nothing to log in to");
}, refused);

test("Escape leaves the login and gives the focus back; the view of its own works too", async (page) => {
  const ada = await member();
  await open(page, "/");
  await page.locator("#login").click();
  await dialog(page).waitFor();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({state: "detached"});
  eq(await page.evaluate(() => document.activeElement.id), "login");
  await open(page, "/?view=login");
  await fillLogin(page.locator("main"), ada);
  await becomesRole(page, "member");
  eq(new URL(page.url()).search, "");
});

test("an address that needs a login asks for it and goes on from there", async (page) => {
  const ada = await member();
  await open(page, "/?view=mine");
  check(await page.locator("main").getByText("for people who are logged in").isVisible(), "why");
  await fillLogin(page.locator("main"), ada);
  await page.getByRole("heading", {level: 1, name: "Reserved and borrowed"}).waitFor();
  eq(new URL(page.url()).search, "?view=mine");
});

test("guessing is slowed: the wait is told, shown, and over in the end", async (page) => {
  const ada = user();
  await open(page, "/?view=login");
  const place = page.locator("main"), words = place.locator(".form-problem");
  for (let tries = 0; tries < 7 && !(await words.textContent()); tries++) {
    const answer = page.waitForResponse("**/api/v1/login");
    await fillLogin(place, ada, `guess ${tries}`);
    await answer;
    await becomes(() => place.locator("[type=submit]").getAttribute("aria-disabled"), null, "the answer is shown");
  }
  await place.getByText(/Too many attempts\. Try again in \d+ seconds?\./).waitFor();
  check(/^0:0\d$/.test(await place.locator(".login-wait").textContent()), "the clock");
  eq(await place.getByLabel("Email").inputValue(), ada.email, "what was typed stays");
  await becomes(() => words.textContent(), "", "the words go when it is over");
  await page.waitForTimeout(1000);
  await fillLogin(place, ada);
  await becomesRole(page, "member");
}, refused);

test("no script can read the session, and nothing secret is kept or logged", async (page, context) => {
  const ada = await member();
  await open(page, "/");
  await page.locator("#login").click();
  await fillLogin(dialog(page), ada);
  await becomesRole(page, "member");
  await open(page, "/?view=account");
  const csrf = (await (await context.request.get(base + "/api/v1/me")).json()).csrf;
  const cookie = (await context.cookies()).find((one) => one.name === "carrel_session");
  check(csrf.length > 20 && cookie, "a session");
  eq([cookie.httpOnly, cookie.sameSite, cookie.path], [true, "Lax", "/"]);
  const kept = await page.evaluate(() => JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage},
    document.documentElement.outerHTML, location.href, history.state]));
  for (const secret of [csrf, cookie.value, ada.password]) check(!kept.includes(secret), "kept:", secret);
  eq(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]), ["", 0, 0]);
});

// ---- a member ----

test("a member is shown nothing that is not theirs to do", async (page, context) => {
  const ada = await member(), book = await work(), other = await person("Charles"), seen = [];
  await loan(other, book);
  await enter(context, ada);
  page.on("response", (answer) => answer.status() >= 400 && seen.push(`${answer.status()} ${answer.url()}`));
  for (const view of ["desk", "edit", "overview", "login"]) {
    await open(page, `/?view=${view}`);
    await page.locator(".find").waitFor();
    for (const selector of ["#acting", "nav [data-view=desk]", "nav [data-view=edit]", "nav [data-view=overview]",
      ".banner", "#login"])
      check(!(await page.locator(selector).isVisible()), selector, "is seen");
  }
  eq(await offered(page), ["Account", "Catalogue", "Reserved and borrowed", "Lists"]);
  await open(page, `/?work=${book.id}`);
  eq(await page.locator(".detail button").allTextContents(), ["Join the queue", " List"]);
  eq(await page.locator(".panel").count(), 0);
  for (const view of ["mine", "lists", "account"]) await open(page, `/?view=${view}`);
  eq(seen, [], "refusals");
});

test("reserves, waits, pauses, goes on and cancels, all for themselves", async (page, context) => {
  const ada = await member(), other = await person("Charles"), free = await work(), out = await work();
  await loan(other, out);
  await enter(context, ada);
  await open(page, `/?q=${encodeURIComponent(free.title)}`);
  await button(card(page, free), "Reserve").click();
  await toast(page, "is kept for you until");
  eq(await dialog(page).count(), 0, "nobody is asked for whom");
  await open(page, `/?work=${out.id}`);
  await button(page.locator(".detail"), "Join the queue").click();
  await toast(page, "You are number 1 in the queue");
  const holds = () => read(`/holds?person=${ada.id}&state=open`);
  eq((await holds()).map((one) => one.state).sort(), ["pending", "ready"]);
  await open(page, "/?view=mine");
  const row = (what) => page.locator("tr", {hasText: what.title});
  check(await row(out).getByText("Number 1 in the queue").isVisible(), "the position");
  eq(await page.getByRole("button", {name: /Rent out|Keep a week|Give back|payment|Waive/}).count(), 0, "the desk's");
  await button(row(out), "Pause").click();
  await button(dialog(page), "Pause").click();
  await row(out).getByText("paused until").waitFor();
  await button(row(out), "Resume").click();
  await button(row(out), "Pause").waitFor();
  await button(row(free), "Cancel").click();
  await button(dialog(page), "Cancel the reservation").click();
  await row(free).waitFor({state: "detached"});
  eq((await holds()).map((one) => [one.work, one.suspended_until]), [[out.id, null]]);
});

test("sees what they borrowed, renews it, and what they owe and why", async (page, context) => {
  const ada = await member(), kept = await loan(ada, await work()), back = await loan(ada, await work());
  const {data: returned} = await api("POST", `/loans/${back.id}/return`, {returned_at: inDays(40)});
  await enter(context, ada);
  await open(page, "/?view=mine");
  await button(page.locator("tr", {hasText: kept.title}), "Renew").click();
  await toast(page, "is now due");
  eq((await read(`/loans/${kept.id}`)).renewals, 1);
  await page.locator("main").getByText(`You owe ${returned.amount.currency} ${returned.amount.amount}`).waitFor();
  await page.locator("main").getByText("What happened on it").click();
  await button(page.locator("tr", {hasText: "Charge"}), "Explain").click();
  await dialog(page).getByText("the greater of both").waitFor();
  check(await dialog(page).locator(".sum", {hasText: returned.amount.amount}).isVisible(), "the sum");
});

test("lists: one's own, one that an invitation opens, and public ones to read", async (page, context) => {
  const ada = await member(), other = await person("Charles"), book = await work(), another = await work();
  const shared = await list(other, [book]), open_ = await list(other, [book]), hidden = await list(other, [book]);
  await api("PATCH", `/lists/${open_.id}`, {visibility: "public"}, {"If-Match": "*"});
  const {key} = await made(`/lists/${shared.id}/shares`);
  await enter(context, ada);
  await open(page, "/?view=lists");
  await page.getByLabel("Name").fill("To read");
  await button(page, "Make the list").click();
  await page.getByRole("heading", {level: 1, name: "To read"}).waitFor();
  await choose(page, "Add a work", book.title, book.title);
  await page.locator(`[data-entry="${book.id}"]`).waitFor();
  eq((await read(`/lists?owner=${ada.id}&name=To%20read`)).map((one) => one.entries), [1]);
  await open(page, `/?view=lists&list=${shared.id}#invitation=${key}`);
  await toast(page, "You share this list now.");
  check(!page.url().includes(key), "the key stays in no address");
  await choose(page, "Add a work", another.title, another.title);
  await page.locator(`[data-entry="${another.id}"]`).waitFor();
  await button(page.locator(`[data-entry="${book.id}"]`), "Remove").click();
  const entries = async () => (await read(`/lists/${shared.id}/entries`)).map((one) => one.work.id);
  await becomes(entries, [another.id], "the entries");
  eq(await page.getByRole("button", {name: /Rename|Delete|Move|invitation/}).count(), 0, "what its owner may");
  await open(page, "/?view=lists");
  const part = async (name) => page.evaluate((words) => [...document.querySelectorAll("h2")]
    .find((one) => one.textContent === words)?.nextElementSibling.textContent ?? "", name);
  check((await part("Shared with you")).includes(shared.name), "among the shared ones");
  check((await part("Public lists of others")).includes(open_.name), "among the public ones");
  check(!(await page.locator("main").textContent()).includes(hidden.name), "nobody else's private list");
  await open(page, `/?view=lists&list=${open_.id}`);
  await page.locator(`[data-entry="${book.id}"]`).waitFor();
  eq(await page.locator("main button, main input").count(), 0, "to read only");
});

test("a list that is not theirs is not there; whoever has the link reads an unlisted one", async (page, context) => {
  const book = await work(), other = await person("Charles"), hidden = await list(other, [book]);
  const linked = await list(other, [book]);
  await api("PATCH", `/lists/${linked.id}`, {visibility: "unlisted"}, {"If-Match": "*"});
  const reads = async () => {
    await open(page, `/?view=lists&list=${linked.id}`);
    await page.locator(`[data-entry="${book.id}"]`).waitFor();
    eq(await page.locator("main button, main input").count(), 0, "to read only");
  };
  await reads();
  await open(page, `/?view=lists&list=${hidden.id}`);
  check(await page.locator("main").getByText("Or it is not for everybody").isVisible(), "a visitor may log in");
  await enter(context, await member());
  await open(page, `/?view=lists&list=${hidden.id}`);
  check(await page.locator("main").getByText("This list is not there").isVisible(), "not there");
  await reads();
}, {mayFail: /status of 404/});

test("an invitation is made and told once, by its owner", async (page, context) => {
  const ada = await member(), own = await list(ada);
  await enter(context, ada);
  await open(page, `/?view=lists&list=${own.id}`);
  await button(page, "Make an invitation").click();
  const link = await page.getByLabel("Send this link").inputValue();
  check(link.startsWith(`${base}/?view=lists&list=${own.id}#invitation=`), link);
  await page.locator("main").getByText("1 invitation was not used yet").waitFor();
  const bob = await member(), path = `/lists/${own.id}/shares/${link.split("=").pop()}`;
  const answer = await posted(path, {person: bob.id}, {Authorization: `Bearer ${bob.token}`});
  eq(answer.status, 200, "the key");
});

test("my account: names, email and password; what is wrong shows at its field", async (page, context) => {
  const ada = await member(), other = await member();
  await enter(context, ada);
  await open(page, "/?view=account");
  await page.getByLabel("First name").fill("Augusta <b>Ada</b>");
  await button(page, "Save").click();
  await toast(page, "Saved.");
  check((await page.locator(".lead").textContent()).startsWith("Augusta <b>Ada</b>"), "the new name");
  const email = page.getByRole("textbox", {name: "Email"});
  await email.fill(other.email);
  await button(page, "Save").click();
  await page.locator("main").getByText("Another person has this email.").waitFor();
  eq(await email.getAttribute("aria-invalid"), "true");
  const change = async (old, next) => {
    await page.getByLabel("Password now").fill(old);
    await page.getByLabel("New password").fill(next);
    await button(page, "Change the password").click();
  };
  await change(ada.password, "short");
  await page.locator(".field", {hasText: "New password"}).locator(".field-problem:not(:empty)").waitFor();
  await change("not the password", "a longer password");
  await page.locator(".field", {hasText: "Password now"}).getByText("is not the password").waitFor();
  await change(ada.password, "a longer password");
  await toast(page, "The password is changed.");
  eq(await page.getByLabel("New password").inputValue(), "", "forgotten by the page");
  eq((await posted("/login", {email: ada.email, password: ada.password})).status, 401, "the old one");
  eq((await posted("/login", {email: ada.email, password: "a longer password"})).status, 200, "the new one");
  eq((await fetch(base + "/api/v1/me", {headers: {Authorization: `Bearer ${ada.token}`}})).status, 401, "other logins");
  await email.fill(ada.email);
  await page.getByLabel("Last name").fill("King");
  await button(page, "Save").click();
  await becomes(async () => (await read(`/people/${ada.id}`)).last_name, "King", "this one goes on");
}, {mayFail: /status of (400|409)/});

test("logs out: the server, the cookie and the page forget", async (page, context) => {
  const ada = await member();
  await enter(context, ada);
  const cookie = (await context.cookies()).find((one) => one.name === "carrel_session").value;
  await open(page, "/?view=mine");
  await page.locator("main").getByText(nameOf(ada)).waitFor();
  await open(page, "/?view=account");
  await button(page, "Log out").click();
  await becomesRole(page, "visitor");
  eq(new URL(page.url()).search, "");
  eq((await context.cookies()).filter((one) => one.name === "carrel_session"), []);
  eq((await fetch(base + "/api/v1/me", {headers: {Cookie: `carrel_session=${cookie}`}})).status, 401, "a kept cookie");
  await page.goBack();
  await settled(page);
  await page.getByRole("heading", {level: 1, name: "Log in"}).waitFor();
  eq(await page.locator("main").getByText(nameOf(ada)).count(), 0, "their name");
});

// ---- a session that ends ----

test("over while one writes: one logs in again and it is done, once, with what was typed", async (page, context) => {
  const ada = await member(), token = await enter(context, ada), name = `List ${unique()}`;
  await open(page, "/?view=lists");
  await page.getByLabel("Name").fill(name);
  await context.request.post(base + "/api/v1/logout", {headers: {"X-CSRF-Token": token}});
  await button(page, "Make the list").click();
  await dialog(page).getByText("Your session is over").waitFor();
  eq(await dialog(page).getByLabel("Email").inputValue(), ada.email, "known");
  eq(await page.evaluate(() => document.activeElement.name), "password", "the focus");
  eq(await violations(page), []);
  await page.keyboard.press("Escape");
  await page.locator("main").getByText("Your session is over: log in to go on.").waitFor();
  eq(await page.getByLabel("Name").inputValue(), name, "still there");
  await button(page, "Make the list").click();
  await fillLogin(dialog(page), ada);
  await page.getByRole("heading", {level: 1, name}).waitFor();
  eq((await read(`/lists?owner=${ada.id}`)).filter((one) => one.name === name).length, 1);
}, {...refused, bypassCSP: true});

test("over while one reads: both parts of the view wait for one login", async (page, context) => {
  const ada = await member(), token = await enter(context, ada);
  await open(page, "/");
  await context.request.post(base + "/api/v1/logout", {headers: {"X-CSRF-Token": token}});
  await page.locator("nav [data-view=mine]").click();
  await dialog(page).waitFor();
  eq(await dialog(page).count(), 1, "dialogs");
  await fillLogin(dialog(page), ada);
  await page.locator("main").getByText("Nothing is borrowed.").waitFor();
}, refused);

test("somebody else logs in on that page: nothing of the first stays", async (page, context) => {
  const ada = await member(), bob = await known(user("member", "Bob")), token = await enter(context, ada);
  await hold(ada, await work("Hers " + unique()));
  await open(page, "/?view=mine");
  await context.request.post(base + "/api/v1/logout", {headers: {"X-CSRF-Token": token}});
  await button(page, "Cancel").click();
  await button(dialog(page), "Cancel the reservation").click();
  const again = page.locator("dialog", {hasText: "Your session is over"});
  await again.waitFor();
  await again.getByLabel("Email").fill(bob.email);
  await fillLogin(again, bob);
  await page.locator("main").getByText(`by ${nameOf(bob)}`).waitFor();
  await page.locator("main").getByText("Nothing is reserved.").waitFor();
  eq((await read(`/holds?person=${ada.id}&state=open`)).length, 1, "her reservation stands");
}, {mayFail: /status of (401|403)/});

test("another window of the same browser logged in again: this one goes on", async (page, context) => {
  const ada = await member(), name = `List ${unique()}`;
  await enter(context, ada);
  await open(page, "/?view=lists");
  await enter(context, ada);
  await page.getByLabel("Name").fill(name);
  await button(page, "Make the list").click();
  await page.getByRole("heading", {level: 1, name}).waitFor();
  eq(await dialog(page).count(), 0);
}, {mayFail: /status of 403/});

// ---- staff ----

test("staff have the desk, act for whom they choose, also themselves, and leave nothing behind",
  async (page, context) => {
    const ada = await member(), book = await work();
    await enter(context, grace);
    await open(page, "/");
    eq(await offered(page), ["Account", "Catalogue", "Reserved and borrowed", "Lists", "Desk", "Add a work", "Overview"]);
    await page.locator("#acting").click();
    await choose(dialog(page), "Find a person", ada.email, nameOf(ada));
    await becomes(() => page.locator("#acting-name").textContent(), nameOf(ada), "for whom");
    await open(page, `/?work=${book.id}`);
    await button(page.locator(".detail"), "Reserve").click();
    await toast(page, `is kept for ${nameOf(ada)}`);
    await page.locator("#acting").click();
    await button(dialog(page), "Myself").click();
    await becomes(() => page.locator("#acting-name").textContent(), nameOf(grace), "for whom");
    for (const view of ["desk", "edit", "overview"]) await open(page, `/?view=${view}`);
    await open(page, `/?view=desk&person=${ada.id}`);
    check(await button(page, "Take a payment").isVisible(), "payments");
    await open(page, "/?view=account");
    await button(page, "Log out").click();
    await becomesRole(page, "visitor");
    eq(await page.evaluate(() => sessionStorage.length), 0, "for whom they acted");
    grace.token = site.token = (await known(grace)).token;
  });

// ---- other sites ----

// A page of another port is another origin, yet the same site to a cookie: what its requests carry is for us to refuse.
test("a page of another origin writes nothing with somebody's session", async (page, context) => {
  const ada = await member(), before = await read(`/people/${ada.id}`), name = `Planted ${unique()}`;
  await enter(context, ada);
  const foreign = createServer((request, answer) =>
    answer.writeHead(200, {"Content-Type": "text/html"}).end("<!doctype html><title>x</title>"));
  await new Promise((done) => foreign.listen(0, "127.0.0.1", done));
  try {
    const evil = await context.newPage(), statuses = {};
    evil.on("response", (one) => one.url().startsWith(base)
      && (statuses[`${one.request().method()} ${new URL(one.url()).pathname}`] = one.status()));
    await evil.goto(`http://127.0.0.1:${foreign.address().port}/`);
    await evil.evaluate(async ([site_, owner, title, email, password]) => {
      const send = (path, method, type, body) => fetch(site_ + path, {method, body, mode: type ? "cors" : "no-cors",
        credentials: "include", headers: type ? {"Content-Type": type, "X-CSRF-Token": "guessed"}
          : {"Content-Type": "text/plain"}}).catch(() => null);
      for (const type of [null, "application/json"]) {
        await send("/api/v1/lists", "POST", type, JSON.stringify({owner, name: title}));
        await send("/api/v1/me", "PATCH", type, JSON.stringify({first_name: title}));
        await send("/api/v1/login", "POST", type, JSON.stringify({email, password, session: true}));
        await send("/api/v1/logout", "POST", type);
      }
    }, [base, ada.id, name, grace.email, grace.password]);
    for (const [path, body] of [["/api/v1/logout", {}], ["/api/v1/lists", {owner: ada.id, name}]])
      await Promise.all([evil.waitForNavigation(), evil.evaluate(([to, fields]) => {
        const form = Object.assign(document.createElement("form"), {action: to, method: "post", enctype: "text/plain"});
        const start = JSON.stringify(fields).slice(0, -1) + (Object.keys(fields).length ? ',"x":"' : '"x":"');
        form.append(Object.assign(document.createElement("input"), {name: start, value: '"}'}));
        document.body.append(form);
        form.submit();
      }, [base + path, body])]), await evil.goto(`http://127.0.0.1:${foreign.address().port}/`);
    check(statuses["POST /api/v1/logout"] === 403, "logout", statuses);
    check([403, 415].includes(statuses["POST /api/v1/lists"]), "lists", statuses);
  } finally {
    foreign.close();
  }
  await open(page, "/?view=account");
  eq(await roleOf(page), "member", "still logged in");
  eq((await (await context.request.get(base + "/api/v1/me")).json()).person.id, ada.id, "as who they were");
  eq((await read(`/people/${ada.id}`)).first_name, before.first_name);
  eq((await read(`/lists?owner=${ada.id}`)).filter((one) => one.name === name), []);
});

await run();
