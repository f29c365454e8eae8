// page.mjs BASE TOOLS - the page at / as staff use it, in headless Chromium. Prints TAP.
import {execFileSync} from "node:child_process";
import {readdirSync, readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {base, check, eq, overflow, run, SCHEMES, test, unique, violations, WIDTHS} from "./lib.mjs";
import {actFor, api, becomes, button, card, choose, dialog, hold, list, loan, made, nameOf, open, person, read, settled,
  tabTo, toast,
  work} from "./site.mjs";

const ODD = ["<img src=x onerror=alert(1)><b>bold</b> & \"quoted\"", "👩‍🚀🚀 ".repeat(30), "ألف ليلة وليلة",
  "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(4)];

// ---- every view at both widths, light and dark ----

async function scene() {
  const who = await person(ODD[0], ODD[3].slice(0, 190)), other = await person(), kept = await work(`Kept ${unique()}`);
  const odd = [];
  for (const title of ODD) odd.push(await work(`${title} ${unique()}`.slice(0, 500), {creator: title.slice(0, 500),
    genre: "Poetry", year: -800}));
  await hold(who, kept);
  await hold(other, kept);
  await hold(await person(), kept);
  const lent = await loan(who, odd[0]), back = await loan(who, odd[1]);
  await api("POST", `/loans/${back.id}/return`, {returned_at: new Date(Date.now() + 9 * 86_400_000).toISOString()});
  const list_ = await list(who, odd, ODD[3].slice(0, 200));
  await api("PUT", `/lists/${list_.id}/entries/${odd[0].id}`, {note: ODD[0] + "\n" + ODD[3]});
  return {who, other, kept, odd, lent, list: list_};
}
const views = ({who, kept, odd, list: list_}) => ["/", "/?q=bold", "/?q=qqqqzzzz", `/?work=${kept.id}`,
  `/?work=${odd[3].id}`, "/?work=nothing",
  "/?view=mine", "/?view=lists", `/?view=lists&list=${list_.id}`, "/?view=desk", `/?view=desk&person=${who.id}`,
    "/?view=edit",
  `/?view=edit&work=${odd[3].id}`, "/?view=overview", "/?view=overview&days=366"];

for (const [width, height] of WIDTHS) for (const colorScheme of SCHEMES) {
  const options = {viewport: {width, height}, colorScheme, bypassCSP: true, mayFail: /status of 404/};
  test(`${width} ${colorScheme}: axe finds nothing in any view, and nothing is cut off`, async (page, context) => {
    const all = await scene();
    await actFor(context, all.who);
    for (const where of views(all)) {
      await open(page, where);
      await page.waitForTimeout(100);
      await page.evaluate(() => document.querySelectorAll("main details").forEach((node) => (node.open = true)));
      await page.waitForTimeout(50);
      await settled(page);
      check(await overflow(page) <= 0, where, "is wider than the window by", await overflow(page));
      eq(await violations(page), [], where);
      eq(await page.locator("h1").count(), 1, `${where}: headings of the first rank`);
    }
  }, options);
  test(`${width} ${colorScheme}: nor in any dialog`, async (page, context) => {
    const all = await scene();
    await actFor(context, all.who);
    const looks = [["/", "#acting"], [`/?work=${all.odd[2].id}`, ".detail-actions button:has-text('List')"],
      [`/?work=${all.odd[2].id}`, ".detail-actions button:has-text('Rent out')"], [`/?work=${all.odd[2].id}`,
        ".detail-actions button:has-text('Delete')"],
      ["/?view=mine", "button:has-text('Cancel')"], [`/?view=lists&list=${all.list.id}`, "button:has-text('Rename')"],
      [`/?view=lists&list=${all.list.id}`, ".note-edit"], ["/?view=desk", "button:has-text('Add a person')"],
      [`/?view=desk&person=${all.who.id}`, "button:has-text('Take a payment')"], [`/?view=desk&person=${all.who.id}`,
        ".page-head button:has-text('Edit')"],
      [`/?view=desk&person=${all.who.id}`, "button:has-text('Rent out')"], [`/?view=desk&person=${all.who.id}`,
        "main button:has-text('Give back')"]];
    for (const [where, selector] of looks) {
      await open(page, where);
      await page.locator(selector).first().click();
      await dialog(page).waitFor();
      await settled(page);
      check(await overflow(page) <= 0, where, selector, "is wider than the window");
      check(await dialog(page).evaluate((node) => node.scrollWidth <= node.clientWidth), where, selector,
        "the dialog scrolls sideways");
      eq(await violations(page), [], `${where} ${selector}`);
    }
  }, options);
}

test("what people wrote is shown as it is and never becomes markup", async (page, context) => {
  const all = await scene();
  await actFor(context, all.who);
  for (const where of views(all)) {
    await open(page, where);
    eq(await page.locator("main img, main b, main script, header img, header b").count(), 0, where);
  }
  await open(page, `/?work=${all.odd[0].id}`);
  eq(await page.locator("h1").textContent(), all.odd[0].title);
  await open(page, `/?q=${encodeURIComponent("<b>bold</b>")}`);
  eq(await page.locator("h1").textContent(), "Results for <b>bold</b>");
}, {mayFail: /status of 404/});

test("what is pressed is at least 24 pixels in each direction, most 44", async (page, context) => {
  const all = await scene();
  await actFor(context, all.who);
  for (const where of views(all)) {
    await open(page, where);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("button, .views a, .button, select, input:not([type=checkbox], [type=radio])")]
      .filter((node) => node.checkVisibility()).map((node) => [node.getBoundingClientRect(), node.textContent
        || node.id])
      .filter(([box]) => box.width < 24 || box.height < 43.5).map(([, name]) => name));
    eq(small, [], where);
  }
}, {viewport: {width: 360, height: 800}, mayFail: /status of 404/});

test("no script has a way to make markup of text", async () => {
  const here = new URL("../../src/www/", import.meta.url);
  for (const name of readdirSync(here).filter((one) => one.endsWith(".js"))) {
    const found = readFileSync(new URL(name, here),
      "utf8").match(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|createContextualFragment|srcdoc|javascript:/);
    eq(found?.[0] ?? null, null, name);
  }
  const html = readFileSync(new URL("index.html", here), "utf8");
  eq(html.match(/<style|<script(?![^>]* src=)| style=| on\w+=/)?.[0] ?? null, null, "index.html");
});

// ---- first paint ----

test("the modules of each view are asked for at once, none is missed and none is asked for in vain",
  async (page, context) => {
  const all = await scene();
  await actFor(context, all.who);
  for (const where of ["/", `/?work=${all.kept.id}`, "/?view=mine", "/?view=lists", "/?view=desk", "/?view=edit",
    "/?view=overview"]) {
    await open(page, where);
    const {asked, loaded} = await page.evaluate(() => ({
      asked: [...document.querySelectorAll("link[rel=modulepreload], script[src]")].map((node) =>
        node.href ?? node.src).map((url) => url.replace(/.*\//, "")),
      loaded: performance.getEntriesByType("resource").map((one) => one.name).filter((url) =>
        url.endsWith(".js")).map((url) => url.replace(/.*\//, ""))}));
    eq([...new Set(loaded)].sort(), [...new Set(asked)].sort(), where);
  }
  // What is asked for is also what is used: each module's imports are among those asked for, and each is imported.
  const used = (name, seen = new Set()) => {
    if (seen.has(name)) return seen;
    seen.add(name);
    const text = readFileSync(new URL(`../../src/www/${name}`, import.meta.url), "utf8");
    for (const [, next] of text.matchAll(/^(?:import|export) .*from "\.\/([\w.]+)";$/gm)) used(next, seen);
    return seen;
  };
  const html = readFileSync(new URL("../../src/www/index.html", import.meta.url), "utf8");
  const first = [...html.matchAll(/modulepreload" href="\/static\/([\w.]+)"/g)].map(([, name]) => name);
  eq([...first, "app.js"].sort(), [...used("app.js")].sort(), "modules of the first view");
  const start = readFileSync(new URL("../../src/www/start.js", import.meta.url), "utf8");
  for (const [, view, names] of start.matchAll(/^ {2}(\w+): \[(.*)\],$/gm))
    eq([...names.matchAll(/"(\w+)"/g)].map(([, name]) => `${name}.js`).sort(),
      [...used(`${view}.js`)].filter((name) => !used("app.js").has(name)).sort(), `modules of ${view}`);
});

test("without scripts there are heading, navigation, search and what is missing", async (page) => {
  await page.goto(base + "/?q=dune");
  for (const selector of ["h1", "nav a", "#q", "noscript", ".banner", ".for-staff",
    "#acting"]) check(await page.locator(selector).first().isVisible(), selector);
  check(!(await page.locator(".for-visitors").first().isVisible()), "a hint for visitors");
  eq(await page.locator("html").evaluate((node) => [node.dataset.access, node.dataset.role]), ["open", "staff"]);
}, {javaScriptEnabled: false});

// ---- the catalogue ----

test("searches as one types, says how many, can be linked to, and Back goes back", async (page) => {
  const word = unique(), one = await work(`Alpha ${word}`), two = await work(`Beta ${word}`);
  // The page's own time: what is typed is one thought, however long this machine takes over it.
  await page.addInitScript(() => {
    globalThis.time = 1000;
    performance.now = () => globalThis.time;
  });
  await open(page, "/");
  // Whoever types slowly is answered in between.
  await page.locator("#q").pressSequentially("alpha", {delay: 20});
  await becomes(() => new URL(page.url()).search, "?q=alpha", "address");
  await page.locator("#q").pressSequentially(` ${word}`, {delay: 20});
  await becomes(() => new URL(page.url()).search, `?q=alpha+${word}`, "address");
  await page.waitForFunction(([id]) => document.querySelectorAll(".work").length === 1
    && document.querySelector(`[data-work="${id}"]`), [one.id]);
  eq(await page.locator(".find .status").textContent(), "1 work");
  eq(await page.locator("h1").textContent(), `Results for alpha ${word}`);
  eq(await page.title(), `alpha ${word} – search – Carrel`);
  check(await page.locator("#q").evaluate((node) => node === document.activeElement), "the box keeps the focus");
  await page.evaluate(() => { globalThis.time += 2100; });
  await page.fill("#q", word);
  await page.waitForFunction(([id]) => document.querySelectorAll(".work").length === 2
    && document.querySelector(`[data-work="${id}"]`), [two.id]);
  await page.goBack();
  await page.waitForFunction(() => document.querySelectorAll(".work").length === 1);
  eq(await page.inputValue("#q"), `alpha ${word}`);
  await page.goBack();
  await page.waitForFunction(() => location.search === "" && document.querySelectorAll(".work").length > 2);
  await open(page, `/?q=beta+${word}`);
  eq(await page.locator(".work").count(), 1, "linked:");
  eq(await page.inputValue("#q"), `beta ${word}`);
});

test("Enter searches at once, / leads to the box", async (page) => {
  const one = await work();
  await open(page, "/?view=desk");
  await page.keyboard.press("/");
  await page.keyboard.type(one.title);
  await page.keyboard.press("Enter");
  await becomes(() => new URL(page.url()).searchParams.get("q"), one.title, "q");
  await card(page, one).waitFor();
});

test("a late answer never stands over a newer one", async (page) => {
  const word = unique(), slow = await work(`Slowly ${word}`), fast = await work(`Faster ${word}`);
  await page.route(/q=slowly/i, async (route) => {
    await new Promise((done) => setTimeout(done, 1200));
    await route.continue().catch(() => {});
  });
  await open(page, "/");
  await page.fill("#q", `slowly ${word}`);
  await page.waitForTimeout(400);
  await page.fill("#q", `faster ${word}`);
  await card(page, fast).waitFor();
  await page.waitForTimeout(1500);
  eq(await page.locator(".work").evaluateAll((found) => found.map((node) => node.dataset.work)), [fast.id]);
  check(slow.id !== fast.id, "two works");
});

test("nothing found says so and leads on", async (page) => {
  await open(page, "/?q=qqqzzzqqq&kind=movie");
  await page.locator(".empty").waitFor();
  eq(await page.locator(".find .status").textContent(), "No works");
  await button(page.locator(".empty"), "without filters").click();
  await page.waitForFunction(() => location.search === "?q=qqqzzzqqq");
  await page.locator(".empty a").click();
  await page.locator("form[aria-label='A new work']").waitFor();
});

test("each filter narrows, is in the address, and can be taken off", async (page) => {
  const word = unique(), book = await work(`Xbook ${word}`, {type: "N", year: 1901}), film = await work(`Xfilm ${word}`,
    {kind: "movie", year: 1902});
  await loan(await person(), book);
  const shown = () => page.locator(".work").evaluateAll((found) => found.map((node) => node.dataset.work).sort());
  const expect = async (wanted, where) => {
    await becomes(shown, wanted.map((one) => one.id).sort(), where);
    eq(new URL(page.url()).search, `?q=${word}${where}`);
  };
  await open(page, `/?q=${word}`);
  await page.getByRole("radio", {name: "Films"}).check();
  await expect([film], "&kind=movie");
  await page.getByRole("radio", {name: "Books"}).check();
  await expect([book], "&kind=book");
  await page.getByRole("radio", {name: "All"}).check();
  await expect([book, film], "");
  await page.locator("main").getByText("On the shelf now").click();
  await expect([film], "&available=true");
  await page.locator("main").getByText("On the shelf now").click();
  for (const [name, value, found] of [["type", "N", book], ["year", "1902", film]]) {
    await page.locator(`.facet-value[data-filter=${name}][data-value="${value}"]`).click();
    await expect([found], `&${name}=${value}`);
    await page.locator(`[data-chip=${name}]`).click();
    await expect([book, film], "");
  }
  await page.locator(".facet-value[data-filter=letter][data-value=X]").click();
  await expect([book, film], "&letter=X");
  await page.locator(".facet-value[data-filter=letter][data-value=X]").click();
  await page.locator("[data-filter=sort]").selectOption("-year");
  await page.waitForFunction(([id]) => document.querySelector(".work")?.dataset.work === id, [film.id]);
  await page.locator("[data-filter=sort]").selectOption("year");
  await page.waitForFunction(([id]) => document.querySelector(".work")?.dataset.work === id, [book.id]);
});

test("the whole catalogue can be walked to its end, by cursor and by page", async (page) => {
  for (let i = 0; i < 60; i += 10) await Promise.all(Array.from({length: 10}, () => work(`Walked ${unique()}`)));
  for (const where of ["/?kind=book", "/?q=walked&sort=title"]) {
    await open(page, where);
    const {total} = await api("GET", "/works" + where.slice(1).replace("sort", "_order_by"));
    while (await page.locator(".more").isVisible()) {
      const before = await page.locator(".work").count();
      await page.locator(".more").click();
      await page.waitForFunction((n) => document.querySelectorAll(".work").length > n, before);
      check(await page.evaluate((n) =>
        document.activeElement === document.querySelectorAll(".work")[n].querySelector("a"), before),
        "focus on the first new one");
    }
    const ids = await page.locator(".work").evaluateAll((found) => found.map((node) => node.dataset.work));
    eq([ids.length, new Set(ids).size], [total, total], where);
  }
});

test("back from a work is where one was", async (page) => {
  for (let i = 0; i < 30; i += 10) await Promise.all(Array.from({length: 10}, () => work(`Walked ${unique()}`)));
  await open(page, "/?q=walked");
  await page.locator(".more").click();
  await page.waitForFunction(() => document.querySelectorAll(".work").length > 24);
  const link = page.locator(".work").nth(25).locator("h2 a");
  await link.scrollIntoViewIfNeeded();
  const at = await page.evaluate(() => scrollY);
  await link.click();
  await page.locator(".detail").waitFor();
  await page.waitForFunction(() => document.activeElement.tagName === "H1" && scrollY === 0);
  await page.locator(".crumbs a").click();
  await page.locator(".works").waitFor();
  await page.waitForFunction((y) => Math.abs(scrollY - y) < 5, at);
  check(await page.locator(".work").count() > 24, "all that was shown");
});

// ---- reserving ----

test("reserves with a person found by card, joins the queue, cancels, pauses and resumes", async (page) => {
  const who = await person(), other = await person(), one = await work();
  await open(page, `/?q=${encodeURIComponent(one.title)}`);
  await button(card(page, one), "Reserve").click();
  await choose(dialog(page), "Find a person", who.card_number, who.first_name);
  await card(page, one).locator(".done").waitFor();
  await toast(page, "is kept for");
  eq((await read(`/holds?person=${who.id}`)).map((it) => it.state), ["ready"]);
  await card(page, one).getByText("Out at the moment").waitFor();
  eq(await page.locator("#acting-name").textContent(), nameOf(who));
  await page.locator("#acting").click();
  await choose(dialog(page), "Find a person", other.email, other.last_name);
  await page.waitForFunction((name) => document.querySelector("#acting-name").textContent === name, nameOf(other));
  await open(page, `/?work=${one.id}`);
  await button(page.locator(".detail"), "Join the queue").click();
  await toast(page, "is number 1 in the queue");
  await page.locator(".detail .done").click();
  await page.locator("main").getByText("Number 1 in the queue").waitFor();
  await button(page.locator("main"), "Pause").click();
  await button(dialog(page), "Pause").click();
  const mine = async () => (await read(`/holds?person=${other.id}`))[0], today = new Date().toISOString().slice(0, 10);
  await becomes(async () => (await mine()).suspended_until > today, true, "paused");
  await page.locator("main").getByText("paused until").waitFor();
  await button(page.locator("main"), "Resume").click();
  await becomes(async () => (await mine()).suspended_until, null, "resumed");
  await button(page.locator("main"), "Cancel").click();
  await dialog(page).getByRole("textbox").fill("changed their mind");
  await button(dialog(page), "Cancel the reservation").click();
  await page.locator("main").getByText("Nothing is reserved").waitFor();
  eq([(await mine()).state, (await mine()).reason], ["cancelled", "changed their mind"]);
  await page.locator("summary", {hasText: "Earlier reservations"}).click();
  await page.locator("main").getByText("changed their mind").waitFor();
});

test("a refusal stands at its row in words", async (page, context) => {
  const who = await person(), one = await work();
  await loan(who, one);
  await actFor(context, who);
  await open(page, `/?q=${encodeURIComponent(one.title)}`);
  await button(card(page, one), "Join the queue").click();
  const refused = (await api("POST", "/holds", {person: who.id, work: one.id})).data;
  eq(await card(page, one).locator(".row-problem").textContent(), refused.detail);
  eq(await read(`/holds?person=${who.id}`), []);
}, {mayFail: /status of 409/});

test("acting for nobody asks first, and can be chosen again", async (page, context) => {
  const who = await person();
  await open(page, "/?view=mine");
  await button(page.locator("main"), "Choose a person").click();
  await choose(dialog(page), "Find a person", who.last_name, who.first_name);
  await page.locator("main").getByText("Nothing is reserved").waitFor();
  await page.reload();
  await page.locator("main").getByText("Nothing is borrowed").waitFor();
  await page.locator("#acting").click();
  await button(dialog(page), "Act for nobody").click();
  await page.locator("main").getByText("Whose reservations and loans?").waitFor();
  eq(await page.evaluate(() => sessionStorage.getItem("carrel.person")), null);
  check(context, "context");
});

test("the queue of a work: moved, cancelled, kept longer, rented out", async (page) => {
  const one = await work(), people = [await person("A"), await person("B"), await person("C")], holds = [];
  for (const who of people) holds.push(await hold(who, one));
  const order = async () => (await read(`/works/${one.id}/holds`)).filter((it) => it.state === "pending").map((it) =>
    it.id);
  await open(page, `/?work=${one.id}`);
  const row = (i) => page.locator(`[data-hold="${holds[i].id}"]`);
  await row(2).locator(".move-up").click();
  await becomes(order, [holds[2].id, holds[1].id], "moved up");
  await page.waitForFunction((id) => document.activeElement.closest("[data-hold]")?.dataset.hold === id, holds[2].id);
  await row(2).locator(".move-down:not([data-end])").click();
  await becomes(order, [holds[1].id, holds[2].id], "moved down");
  const before = (await read(`/holds/${holds[0].id}`)).pickup_until;
  await button(row(0), "Keep a week longer").click();
  await becomes(async () => Math.round((Date.parse((await read(`/holds/${holds[0].id}`)).pickup_until) - Date.parse(before)) / 86_400_000), 7, "longer");
  await button(row(1), "Cancel").click();
  await button(dialog(page), "Cancel the reservation").click();
  await becomes(order, [holds[2].id], "cancelled");
  await button(row(0), "Rent out").click();
  await button(dialog(page), "Rent out").click();
  await toast(page, "is out to");
  await becomes(async () => (await read(`/holds/${holds[0].id}`)).state, "fulfilled", "picked up");
  await page.locator("main").getByText("Due in").waitFor();
  await button(page.locator("main"), "Give back").click();
  await dialog(page).waitFor();
  await button(dialog(page), "It stays on the account").click();
  await becomes(async () => (await read(`/holds/${holds[2].id}`)).state, "ready", "offered on");
});

// ---- lists ----

test("makes a list, adds by search and from a card, notes, orders, removes, renames, shows to others, deletes",
  async (page, context) => {
  const who = await person(), works = [await work(), await work(), await work()];
  await actFor(context, who);
  await open(page, "/?view=lists");
  await page.getByLabel("Name").fill("For the summer");
  await button(page.locator("main"), "Make the list").click();
  await page.locator("h1", {hasText: "For the summer"}).waitFor();
  const id = new URL(page.url()).searchParams.get("list");
  const entries = async () => (await read(`/lists/${id}/entries`)).map((it) => it.work.id);
  for (const one of works.slice(0, 2)) {
    await choose(page.locator("main"), "Add a work", one.title, one.title);
    await page.locator(`[data-entry="${one.id}"]`).waitFor();
  }
  await open(page, `/?q=${encodeURIComponent(works[2].title)}`);
  await button(card(page, works[2]), "on a list").click();
  await button(dialog(page), "For the summer").click();
  await toast(page, "is on the list");
  await open(page, `/?view=lists&list=${id}`);
  eq(await entries(), works.map((one) => one.id));
  const row = (i) => page.locator(`[data-entry="${works[i].id}"]`);
  await row(2).locator(".move-up").click();
  await becomes(entries, [works[0].id, works[2].id, works[1].id], "moved up");
  await row(0).locator(".move-down").click();
  await becomes(entries, [works[2].id, works[0].id, works[1].id], "moved down");
  await row(1).locator(".note-edit").click();
  await dialog(page).getByRole("textbox").fill("read this first\n<b>really</b>");
  await button(dialog(page), "Keep").click();
  await row(1).locator(".note").waitFor();
  eq((await read(`/lists/${id}/entries`))[2].note, "read this first\n<b>really</b>");
  await button(row(0), "Remove").click();
  await becomes(entries, [works[2].id, works[1].id], "removed");
  await button(page.locator("main"), "Rename").click();
  await dialog(page).getByLabel("Name").fill("For the winter");
  await button(dialog(page), "Rename").click();
  await page.locator("h1", {hasText: "For the winter"}).waitFor();
  await page.getByLabel("Who may see it").selectOption("public");
  await becomes(async () => (({name, visibility}) => [name, visibility])(await read(`/lists/${id}`)),
    ["For the winter", "public"], "changed");
  await row(1).locator(".move-up").click();      // the version that the change left is known
  await becomes(entries, [works[1].id, works[2].id], "moved after the change");
  await button(page.locator("main"), "Delete").click();
  await button(dialog(page), "Leave it").click();
  await button(page.locator("main"), "Delete").click();
  await button(dialog(page), "Delete the list").click();
  await page.locator("h1", {hasText: /^Lists$/}).waitFor();
  eq((await api("GET", `/lists/${id}`)).status, 404);
});

test("a list that was changed meanwhile is shown as it is now", async (page) => {
  const who = await person(), works = [await work(), await work(), await work()], list_ = await list(who,
    works.slice(0, 2));
  await open(page, `/?view=lists&list=${list_.id}`);
  await api("PUT", `/lists/${list_.id}/entries/${works[2].id}`);
  await page.locator(`[data-entry="${works[1].id}"] .move-up`).click();
  await page.locator(".row-problem", {hasText: "changed it meanwhile"}).waitFor();
  eq(await page.locator(".entry").evaluateAll((found) => found.map((node) => node.dataset.entry)),
    works.map((one) => one.id));
}, {mayFail: /status of 4(12|09)/});

test("a name that is taken is told at its field; a new list can be made while adding", async (page, context) => {
  const who = await person(), one = await work(), list_ = await list(who);
  await actFor(context, who);
  await open(page, "/?view=lists");
  await page.getByLabel("Name").fill(list_.name);
  await button(page.locator("main"), "Make the list").click();
  await page.locator(".field-problem", {hasText: "list of this name"}).waitFor();
  check(await page.getByLabel("Name").evaluate((node) => node === document.activeElement
    && node.ariaInvalid === "true"), "focus and mark");
  await page.getByLabel("Name").fill("");
  await button(page.locator("main"), "Make the list").click();
  await page.locator(".field-problem", {hasText: "needed"}).waitFor();
  await open(page, `/?work=${one.id}`);
  await button(page.locator(".detail"), "on a list").click();
  await dialog(page).getByLabel("New list").fill("On the spot");
  await button(dialog(page), "Make it and add").click();
  await toast(page, "is on the list");
  const spot = (await read(`/lists?owner=${who.id}`)).find((it) => it.name === "On the spot");
  eq((await read(`/lists/${spot.id}/entries`)).map((it) => it.work.id), [one.id]);
}, {mayFail: /status of 409/});

// ---- the desk ----

test("adds a person at the desk, finds, edits, acts for them", async (page) => {
  const name = unique(), card_ = unique();
  await open(page, "/?view=desk");
  await button(page.locator("main"), "Add a person").click();
  await dialog(page).getByLabel("First name").fill("Grace");
  await dialog(page).getByLabel("Last name").fill(name);
  await dialog(page).getByLabel("Card number").fill(card_);
  await button(dialog(page), "Add").click();
  await page.locator("h1", {hasText: `Grace ${name}`}).waitFor();
  await open(page, "/?view=desk");
  await choose(page.locator("main"), "Who is there?", card_, name);
  await page.locator("h1", {hasText: name}).waitFor();
  const id = new URL(page.url()).searchParams.get("person");
  await button(page.locator("main"), "Edit").click();
  await dialog(page).getByLabel("Email").fill(`${name}@example.org`);
  await dialog(page).getByLabel("May borrow").uncheck();
  await button(dialog(page), "Save").click();
  await page.locator("main").getByText("not active").waitFor();
  eq((({email, active, card_number}) => [email, active, card_number])(await read(`/people/${id}`)),
    [`${name}@example.org`, false, card_]);
  await button(page.locator("main"), "Act for them").click();
  eq(await page.locator("#acting-name").textContent(), `Grace ${name}`);
  await open(page, "/?view=desk");
  await page.getByRole("searchbox", {name: "Who is there?"}).fill("Nobody Whoever");
  await page.locator(".suggestions button", {hasText: "as a new person"}).click();
  eq(await dialog(page).getByLabel("First name").inputValue(), "Nobody");
  await dialog(page).getByLabel("Card number").fill(card_);
  await button(dialog(page), "Add").click();
  await dialog(page).locator(".field-problem", {hasText: "card number"}).waitFor();
}, {mayFail: /status of 409/});

test("rents out, renews, gives back with the charge explained, takes the payment", async (page) => {
  const who = await person(), one = await work(undefined, {type: "N"});
  await open(page, `/?view=desk&person=${who.id}`);
  await choose(page.locator("main"), "Rent out", one.title, one.title);
  await dialog(page).getByText("It is the last free copy.").waitFor();
  await button(dialog(page), "Rent out").click();
  await page.locator("main").getByText("Due in 14 days").waitFor();
  const [lent] = await read(`/loans?person=${who.id}`);
  await button(page.locator("main"), "Renew").click();
  await page.locator("main").getByText("renewed 1 time").waitFor();
  eq((await read(`/loans/${lent.id}`)).renewals, 1);
  await button(page.locator("main"), "Give back").click();
  await dialog(page).getByText("the greater of both").waitFor();
  eq(await dialog(page).locator(".sum").textContent(), "Rs 4.50");
  await button(dialog(page), "Take payment").click();
  await dialog(page).getByLabel("Amount").waitFor();
  eq(await dialog(page).getByLabel("Amount").inputValue(), "4.50");
  await button(dialog(page), "Take the payment").click();
  await page.getByText("Paid. The balance is now Rs 0.00.").waitFor();
  eq((await read(`/people/${who.id}/account`)).balance.amount, "0.00");
  await page.locator("main").getByText("Owes nothing").waitFor();
  await page.locator("summary", {hasText: "What happened"}).click();
  await button(page.locator("main"), "Explain the charge").click();
  await dialog(page).getByText("the greater of both").waitFor();
});

test("a debt can be paid in part and waived; a wrong amount is told at its field", async (page) => {
  const who = await person(), lent = await loan(who, await work());
  await api("POST", `/loans/${lent.id}/return`, {returned_at: new Date(Date.now() + 9 * 86_400_000).toISOString()});
  await open(page, `/?view=desk&person=${who.id}`);
  const {amount} = (await read(`/people/${who.id}/account`)).balance;
  await page.locator("main").getByText(`Owes Rs ${amount}`).waitFor();
  await button(page.locator("main"), "Take a payment").click();
  await dialog(page).getByLabel("Amount").fill("a lot");
  await button(dialog(page), "Take the payment").click();
  await dialog(page).locator(".field-problem:not(:empty)").waitFor();
  await dialog(page).getByLabel("Amount").fill("1.00");
  await button(dialog(page), "Take the payment").click();
  await page.locator("main").getByText(`Owes Rs ${(amount - 1).toFixed(2)}`).waitFor();
  await button(page.locator("main"), "Waive").click();
  await button(dialog(page), "Waive it").click();
  await page.locator("main").getByText("Owes nothing").waitFor();
  eq((await read(`/people/${who.id}/account`)).balance.amount, "0.00");
}, {mayFail: /status of 400/});

test("what stands against a loan is shown before, and asks for confirmation", async (page) => {
  const who = await person(), other = await person(), one = await work(), two = await work();
  await loan(other, one);
  await open(page, `/?view=desk&person=${who.id}`);
  await choose(page.locator("main"), "Rent out", one.title, one.title);
  await dialog(page).getByText("No copy of the work is free").waitFor();
  eq(await button(dialog(page), "Rent out").count(), 0);
  await button(dialog(page), "Close").last().click();
  await made(`/works/${two.id}/copies`, {});
  await loan(who, two);
  await choose(page.locator("main"), "Rent out", two.title, two.title);
  await dialog(page).getByText("has a copy of this work already").waitFor();
  await button(dialog(page), "Rent out").click();
  eq((await read(`/loans?person=${who.id}`)).length, 1, "without confirming:");
  await dialog(page).getByLabel("Do it all the same").check();
  await button(dialog(page), "Rent out").click();
  await becomes(async () => (await read(`/loans?person=${who.id}`)).length, 2, "confirmed");
});

test("a book that comes back is found by its title; what is ready is on the desk", async (page) => {
  const who = await person(), one = await work(), kept = await work();
  const lent = await loan(who, one), ready = await hold(who, kept);
  await open(page, "/?view=desk");
  await page.locator("main tr", {hasText: kept.title}).getByText(nameOf(who)).waitFor();
  await choose(page.locator("main"), "Give back", one.title, one.title);
  await button(page.locator("main tr", {hasText: one.title}), "Give back").click();
  await button(dialog(page), "It stays on the account").click();
  check((await read(`/loans/${lent.id}`)).returned_at, "returned");
  await page.locator("main").getByText("is not on loan").waitFor();
  await button(page.locator("main tr", {hasText: kept.title}), "Rent out").click();
  await button(dialog(page), "Rent out").click();
  await becomes(async () => (await read(`/holds/${ready.id}`)).state, "fulfilled", "picked up");
  await page.waitForFunction((title) => !document.querySelector("main").textContent.includes(title), kept.title);
});

test("a long list at the desk is shown piece by piece", async (page) => {
  for (let i = 0; i < 30; i++) await hold(await person(), await work());
  await open(page, "/?view=desk");
  const rows = page.locator(".panel", {hasText: "Ready for pickup"}).locator("tbody tr");
  eq(await rows.count(), 25);
  await button(page.locator("main"), "Show more: Ready for pickup").click();
  await page.waitForFunction(() => document.querySelectorAll("main tbody tr").length > 25);
  const {total} = await api("GET", "/holds?state=ready");
  eq(await rows.count(), Math.min(total, 50));
});

test("each dialog can be left: by its cross, by Escape, by its button, by a click beside it", async (page, context) => {
  const who = await person(), other = await person(), one = await work();
  await actFor(context, who);
  const list_ = await list(other);
  await open(page, `/?work=${one.id}`);
  const add = page.locator(".detail-actions button", {hasText: "List"});
  for (const leave of [() => dialog(page).getByLabel("Close").click(), () => page.keyboard.press("Escape"),
    () => page.mouse.click(5, 5)]) {
    await add.click();
    await dialog(page).waitFor();
    await leave();
    await dialog(page).waitFor({state: "detached"});
    check(await add.evaluate((node) => node === document.activeElement), "focus goes back");
  }
  await add.click();
  await button(dialog(page), "Somebody else's").click();
  await choose(dialog(page), "Find a person", other.card_number, other.last_name);
  await button(dialog(page), list_.name).click();
  await toast(page, "is on the list");
  eq((await read(`/lists/${list_.id}/entries`)).map((it) => it.work.id), [one.id]);
  await open(page, `/?view=edit&work=${one.id}`);
  await page.getByLabel("Title").fill("never kept");
  await button(page.locator("main"), "Cancel").click();
  await page.locator(".detail").waitFor();
  eq((await read(`/works/${one.id}`)).title, one.title);
});

test("a year far down the list can be chosen too", async (page) => {
  const word = unique();
  for (let i = 0; i < 14; i++) await work(`Year ${word}`, {year: 1400 + i});
  await open(page, `/?q=${word}`);
  await page.getByLabel("Another year").waitFor();
  const far = await page.getByLabel("Another year").locator("option").nth(1).getAttribute("value");
  await page.getByLabel("Another year").selectOption(far);
  await page.waitForFunction(() => document.querySelectorAll(".work").length === 1);
  eq(new URL(page.url()).search, `?q=${word}&year=${far}`);
});

// ---- the catalogue's keepers ----

test("adds a work, edits it, adds and removes copies, deletes it", async (page) => {
  const title = `Made ${unique()}`;
  await open(page, "/?view=edit");
  await button(page.locator("main"), "Add to the catalogue").click();
  await page.locator(".field-problem", {hasText: "needed"}).waitFor();
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Author or director").fill("Somebody");
  await page.getByLabel("Year").fill("x");
  await button(page.locator("main"), "Add to the catalogue").click();
  await page.locator(".field-problem:not(:empty)").waitFor();
  check(await page.getByLabel("Year").evaluate((node) => node === document.activeElement), "focus at the year");
  await page.getByLabel("Year").fill("-20");
  await page.getByLabel("Type").selectOption("F");
  await button(page.locator("main"), "Add to the catalogue").click();
  await page.locator("h1", {hasText: title}).waitFor();
  const id = new URL(page.url()).searchParams.get("work"), now = () => read(`/works/${id}`);
  eq((({creator, year, type, copies}) => [creator, year, type, copies])(await now()), ["Somebody", -20, "F", 1]);
  await page.locator("main").getByText("20 BC").waitFor();
  await button(page.locator("main"), "Add a copy").click();
  await becomes(async () => (await now()).copies, 2, "a copy more");
  await page.locator("main").getByText("2 of 2 copies on the shelf").waitFor();
  await button(page.locator("main"), "Remove copy 2").click();
  await button(dialog(page), "Remove it").click();
  await becomes(async () => (await now()).copies, 1, "a copy less");
  await page.locator(".detail-actions a", {hasText: "Edit"}).click();
  await page.getByLabel("Author or director").fill("");
  await page.getByLabel("Rating").fill("8.5");
  await button(page.locator("main"), "Save").click();
  await page.locator(".detail").waitFor();
  eq((({creator, rating, year}) => [creator, rating, year])(await now()), [null, 8.5, -20]);
  await button(page.locator(".detail"), "Delete").click();
  await button(dialog(page), "Delete it").click();
  await page.waitForFunction(() => location.search === "");
  eq((await api("GET", `/works/${id}`)).status, 404);
}, {mayFail: /status of 400/});

test("an edit over somebody else's is refused and shows theirs", async (page) => {
  const one = await work();
  await open(page, `/?view=edit&work=${one.id}`);
  const {etag} = await api("GET", `/works/${one.id}`);
  await api("PATCH", `/works/${one.id}`, {creator: "Theirs"}, {"If-Match": etag});
  await page.getByLabel("Publisher").fill("Ours");
  await button(page.locator("main"), "Save").click();
  await page.locator("main").getByText("changed it meanwhile").waitFor();
  await button(page.locator("main"), "Load what is there now").click();
  await page.waitForFunction(() => document.querySelector("[name=creator]")?.value === "Theirs");
  eq((await read(`/works/${one.id}`)).publisher, null);
}, {mayFail: /status of 412/});

test("what cannot be deleted says why; rents out from the work's page", async (page, context) => {
  const one = await work(), who = await person(), other = await person();
  await actFor(context, who);
  await open(page, `/?work=${one.id}`);
  await page.locator(".detail-actions button", {hasText: "Rent out"}).click();
  await dialog(page).getByRole("searchbox").waitFor();
  await choose(dialog(page), "Or to somebody else", other.card_number, other.last_name);
  await button(dialog(page), "Rent out").click();
  await page.locator("main").getByText("Due in").waitFor();
  eq((await read(`/loans?work=${one.id}`))[0].person, other.id);
  await button(page.locator(".detail"), "Delete").click();
  await button(dialog(page), "Delete it").click();
  await dialog(page).locator(".row-problem", {hasText: "on loan"}).waitFor();
  await button(dialog(page), "Leave it").click();
  await button(page.locator("main"), "Remove copy 1").click();
  await button(dialog(page), "Remove it").click();
  await dialog(page).locator(".row-problem", {hasText: "out or kept"}).waitFor();
}, {mayFail: /status of 409/});

test("the overview counts what the API counts, draws it, and has it as a table", async (page) => {
  await loan(await person(), await work());
  await open(page, "/?view=overview");
  const data = await read("/statistics?days=90");
  eq(Number((await page.locator(".tile strong").first().textContent()).replace(/\D/g, "")), data.open_loans);
  // Plots are drawn when their width is known, a table's rows when it is opened: both a moment later.
  await page.locator(".plot svg[role=img]").nth(1).waitFor();
  eq(await page.locator(".plot svg[role=img]").count(), 2);
  eq(await page.locator(".plot .series-0 polyline").first().evaluate((node) => node.points.length), 90);
  check((await page.locator(".plot text").allTextContents()).filter((words) => /\d/.test(words)).length > 8,
    "axes have labels");
  await page.locator("summary", {hasText: "As a table"}).first().click();
  await page.locator(".numbers tbody tr").first().waitFor();
  eq(await page.locator(".numbers").first().locator("tbody tr").count(), 90);
  const last = data.days.at(-1);
  eq(await page.locator(".numbers").first().locator("tbody tr").last().locator("td").allTextContents(),
    [String(last.loans), String(last.returns)]);
  await page.locator(".plot").first().hover();
  await page.locator(".plot-said", {hasText: "lent"}).waitFor();
  await page.getByLabel("Time").selectOption("30");
  await page.waitForFunction(() => document.querySelector(".plot .series-0 polyline")?.points.length === 30);
  eq(new URL(page.url()).search, "?view=overview&days=30");
});

// ---- with the keyboard alone ----

test("keyboard alone: find, reserve, cancel", async (page) => {
  const who = await person(), one = await work();
  await open(page, "/");
  await page.keyboard.press("Tab");
  eq(await page.evaluate(() => document.activeElement.className), "skip", "first stop");
  await tabTo(page, "#q");
  await page.keyboard.type(one.title);
  await card(page, one).waitFor();
  await tabTo(page, `[data-work="${one.id}"] .main`, 120);
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  await page.keyboard.type(who.card_number);
  await dialog(page).locator(".suggestions button", {hasText: who.first_name}).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await card(page, one).locator(".done").waitFor();
  await page.waitForFunction(() => document.activeElement.matches(".done"));
  await page.keyboard.press("Enter");
  await page.locator("main").getByText("Ready for pickup").waitFor();
  eq(await page.evaluate(() => document.activeElement.tagName), "H1", "focus after a link");
  await tabTo(page, "main button[aria-label^='Cancel']");
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement.matches("button[aria-label^='Cancel']:not([aria-disabled])"));
  await page.keyboard.press("Enter");
  await tabTo(page, "dialog .main");
  await page.keyboard.press("Space");
  await page.locator("main").getByText("Nothing is reserved").waitFor();
  await page.waitForFunction(() => document.activeElement.tagName === "H2");
  eq((await read(`/holds?person=${who.id}`)).map((it) => it.state), ["cancelled"]);
});

test("keyboard alone: make a list, add, put in order", async (page, context) => {
  const who = await person(), works = [await work(), await work()];
  await actFor(context, who);
  await open(page, "/");
  await tabTo(page, "nav [data-view=lists]");
  await page.keyboard.press("Enter");
  await page.locator("form[aria-label='A new list']").waitFor();
  await tabTo(page, "[name=name]");
  await page.keyboard.type("By keys");
  await page.keyboard.press("Enter");
  await page.locator("h1", {hasText: "By keys"}).waitFor();
  await tabTo(page, ".suggest input");
  for (const one of works) {
    await page.keyboard.type(one.title);
    await page.keyboard.press("Enter");
    await page.locator(`[data-entry="${one.id}"]`).waitFor();
    await page.waitForFunction(() => document.activeElement.matches(".suggest input"));
  }
  await tabTo(page, `[data-entry="${works[1].id}"] .move-up`);
  await page.keyboard.press("Enter");
  const id = new URL(page.url()).searchParams.get("list");
  await becomes(async () => (await read(`/lists/${id}/entries`)).map((it) => it.work.id), [works[1].id, works[0].id],
    "order");
  check(await page.evaluate(() => document.activeElement.matches(".move-up")), "focus stays");
  await page.locator("#alerts", {hasText: "now 1 of 2"}).waitFor({state: "attached"});
});

// ---- in bad weather ----

test("the database away: said, tried again, and back without a reload", async (page) => {
  const state = process.env.CARREL_STATE, one = await work();
  check(state, "run.sh tells the state");
  await open(page, "/");
  process.kill(Number(readFileSync(`${state}/run/mariadb.pid`, "utf8").trim().split(/\s/)[0]), "SIGTERM");
  for (let i = 0; i < 100 && (await api("GET", "/works")).status === 200; i++) await page.waitForTimeout(50);
  await page.fill("#q", one.title);
  await page.locator("#weather", {hasText: "does not answer"}).waitFor();
  execFileSync(fileURLToPath(new URL("../../deploy/up", import.meta.url)), ["--state", state], {stdio: "ignore"});
  await card(page, one).waitFor();
  await page.waitForFunction(() => document.getElementById("weather").textContent === "");
}, {mayFail: /status of 503/});

test("an answer that never comes has a button to try again", async (page) => {
  await page.route("**/api/v1/lists/**", (route) => route.fulfill({status: 500, contentType: "application/problem+json",
    body: JSON.stringify({title: "An internal error", status: 500, instance: "abc123"})}));
  const list_ = await list(await person());
  await page.goto(`${base}/?view=lists&list=${list_.id}`);
  await page.locator("main").getByText("An internal error").waitFor();
  await page.locator("main").getByText("abc123").waitFor();
  await page.unroute("**/api/v1/lists/**");
  await button(page.locator("main"), "Try again").click();
  await page.locator("h1", {hasText: list_.name}).waitFor();
}, {mayFail: /status of 500|An internal error/});

test("a write whose answer was lost is done once", async (page, context) => {
  const who = await person(), one = await work();
  await actFor(context, who);
  let lost = 0;
  await page.route("**/api/v1/holds", async (route) => {
    const answer = await route.fetch();
    if (route.request().method() !== "POST" || lost++) return route.fulfill({response: answer});
    return route.fulfill({status: 503, headers: {"Retry-After": "1"}, contentType: "application/problem+json",
      body: "{}"});
  });
  await open(page, `/?work=${one.id}`);
  await button(page.locator(".detail"), "Reserve").click();
  await page.locator(".detail .done").waitFor();
  eq([lost, (await read(`/holds?person=${who.id}`)).length], [2, 1]);
}, {mayFail: /status of 503/});

test("unknown views and persons are told, not broken", async (page) => {
  await open(page, "/?view=constructor");
  await page.locator(".find").waitFor();
  await open(page, "/?work=%00%3Cb%3E");
  await page.locator("main").getByText("This work is not there").waitFor();
  await open(page, "/?view=desk&person=00000000-0000-4000-8000-000000000000");
  await page.locator(".problem").waitFor();
}, {mayFail: /status of 40[04]|Not found/});

await run();
