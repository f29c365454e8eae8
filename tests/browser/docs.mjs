// docs.mjs BASE TOOLS - reads and tries /docs as people do. Prints TAP.
import {SCHEMES, WIDTHS, base, check, eq, overflow, run, test, unique, violations} from "./lib.mjs";

const call = (page, id) => page.locator(`details.call[id="${id}"]`);
const input = (page, id) => page.locator(`[id="${id}"]`);

async function open(page, id) {
  await page.goto(`${base}/docs#${id}`);
  await call(page, id).locator(".send").waitFor();
}
// Sends the form and gives what the page shows of the answer.
async function send(page, id) {
  const before = await call(page, id).locator(".result > p").textContent();
  await call(page, id).locator(".send").click();
  await page.waitForFunction(([name, old]) => {
    const call = document.getElementById(name);
    return !call.querySelector(".send").ariaDisabled && call.querySelector(".result > p").textContent !== old;
  }, [id, before]);
  return {line: await call(page, id).locator(".result > p").textContent(),
    body: await call(page, id).locator(".result pre.body").textContent({timeout: 500}).catch(() => "")};
}

// ---- at both widths, light and dark ----

for (const viewport of WIDTHS) for (const colorScheme of SCHEMES) {
  const options = {viewport: {width: viewport[0], height: viewport[1]}, colorScheme};
  const where = `${viewport.join("x")} ${colorScheme}`;
  test(`${where}: opens, lists every call, nothing is cut off`, async (page) => {
    await page.goto(base + "/docs");
    await page.locator(".call").first().waitFor();
    const routes = await (await fetch(base + "/api/v1")).json();
    eq(await page.locator(".call").count(), routes.length, "calls");
    check(await overflow(page) <= 0, "wider than the window by", await overflow(page));
    check(await page.locator("h1").isVisible() && await page.locator("#search").isVisible(), "heading and search");
  }, options);
  test(`${where}: a GET and a POST are open and nothing is cut off`, async (page) => {
    for (const id of ["get_works", "post_works", "get_people_id"]) await open(page, id);
    await send(page, "get_works");
    check(await overflow(page) <= 0, "wider than the window by", await overflow(page));
    check(await page.locator("details.call[open]").count() >= 1, "open");
  }, options);
  test(`${where}: axe finds nothing`, async (page) => {
    await page.goto(base + "/docs");
    await page.locator(".call").first().waitFor();
    eq(await violations(page), [], "closed:");
    for (const id of ["get_works", "post_works", "patch_works_id"])
      await page.evaluate((name) => (document.getElementById(name).open = true), id);
    await call(page, "patch_works_id").locator(".send").waitFor();
    await send(page, "get_works");
    await page.locator("#access summary").click();
    eq(await violations(page), [], "open:");
  }, {...options, bypassCSP: true});
}

// ---- reading ----

test("every call can be opened", async (page) => {
  await page.goto(base + "/docs");
  await page.locator(".call").first().waitFor();
  const empty = await page.evaluate(async () => {
    const calls = [...document.querySelectorAll(".call")];
    for (const one of calls) one.open = true;
    await new Promise((done) => setTimeout(done, 300));
    return calls.filter((one) => !one.querySelector(".send") || !one.querySelector(".answers dt")).map((one) => one.id);
  });
  eq(empty, []);
});

test("search finds by word, says how many, and nothing when there is nothing", async (page) => {
  await page.goto(base + "/docs");
  await page.locator(".call").first().waitFor();
  const all = await page.locator(".call").count();
  await page.keyboard.press("/");
  await page.keyboard.type("patch works");
  eq(await page.locator(".call:visible").evaluateAll((found) => found.map((one) => one.id)), ["patch_works_id"]);
  eq(await page.locator("#status").textContent(), `1 of ${all} calls`);
  eq(await page.locator(".area:visible").count(), 1, "areas");
  await page.fill("#search", "no such call");
  eq(await page.locator("#status").textContent(), `No of ${all} calls`);
  await page.fill("#search", "");
  eq(await page.locator(".call:visible").count(), all);
});

test("a link opens its call, also one that the search hides", async (page) => {
  await open(page, "get_people");
  check(await call(page, "get_people").evaluate((node) => node.open), "open");
  check(await call(page, "get_people").locator("summary").first().evaluate((node) => node === document.activeElement),
    "focus");
  await page.fill("#search", "health");
  await page.evaluate(() => (location.hash = "#get_works_id"));
  await call(page, "get_works_id").locator(".send").waitFor();
  eq(await page.inputValue("#search"), "");
});

test("works with the keyboard alone", async (page) => {
  await page.goto(base + "/docs");
  await page.locator(".call").first().waitFor();
  await page.keyboard.press("Tab");
  eq(await page.evaluate(() => document.activeElement.className), "skip", "first stop");
  await page.keyboard.press("Enter");
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.matches("#get_health > summary"))) break;
  }
  await page.keyboard.press("Enter");
  await call(page, "get_health").locator(".send").waitFor();
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.matches(".send"))) break;
  }
  await page.keyboard.press("Enter");
  await call(page, "get_health").locator(".result.good").waitFor();
});

test("without scripts it says what it is and names openapi.json", async (page) => {
  await page.goto(base + "/docs");
  check(await page.locator("h1").isVisible(), "heading");
  check(await page.locator('a[href="api/v1/openapi.json"]').first().isVisible(), "link");
  check(await page.locator("noscript").isVisible(), "noscript");
}, {javaScriptEnabled: false});

// ---- trying ----

test("a GET answers 200 with status, time, headers and coloured JSON", async (page) => {
  await open(page, "get_works");
  await input(page, "get_works.query._per_page").fill("2");
  const shown = await send(page, "get_works");
  check(/^200 OK in [\d.]+ ms, \d+ bytes$/.test(shown.line), shown.line);
  eq(JSON.parse(shown.body).length, 2, "works");
  check(await call(page, "get_works").locator("pre .key").count() > 10, "colours");
  await call(page, "get_works").locator(".result summary").click();
  check((await call(page, "get_works").locator(".headers").textContent()).includes("x-request-id"), "headers");
  check((await call(page, "get_works").locator(".curl code").textContent()).endsWith("/api/v1/works?_per_page=2'"),
    await call(page, "get_works").locator(".curl code").textContent());
});

test("a GET of the seed with what is filled in already", async (page) => {
  for (const id of ["get_get_book", "get_works_id"]) {
    await open(page, id);
    check((await send(page, id)).line.startsWith("200 "), id);
  }
});

test("a POST with a body makes a work; its ETag goes into If-Match of the change", async (page) => {
  const title = `<img src=x onerror=alert(1)> ${unique()}`;
  await open(page, "post_works");
  await input(page, "post_works.body").fill(JSON.stringify({title}));
  const made = await send(page, "post_works");
  check(made.line.startsWith("201 Created"), made.line);
  eq(await page.locator("img").count(), 0, "data became markup:");
  const {id} = JSON.parse(made.body);
  await open(page, "get_works_id");
  await input(page, "get_works_id.path.id").fill(id);
  eq(JSON.parse((await send(page, "get_works_id")).body).title, title);
  await open(page, "patch_works_id");
  await input(page, "patch_works_id.path.id").fill(id);
  await input(page, "patch_works_id.body").fill('{"creator": "Somebody"}');
  check(/^"\d/.test(await input(page, "patch_works_id.header.If-Match").inputValue()), "If-Match");
  check((await send(page, "patch_works_id")).line.startsWith("200 "), "PATCH");
});

test("what is refused is shown as it is", async (page) => {
  await open(page, "post_works");
  await input(page, "post_works.body").fill('{"title": ""}');
  const shown = await send(page, "post_works");
  check(shown.line.startsWith("400 ") && shown.body.includes("must not be empty"), shown);
}, {mayFail: /status of 400/});

test("a path that lacks its id is not sent", async (page) => {
  await open(page, "get_people_id");
  await input(page, "get_people_id.path.id").fill("");
  await call(page, "get_people_id").locator(".send").click();
  eq(await page.evaluate(() => document.activeElement.id), "get_people_id.path.id", "focus");
  eq(await call(page, "get_people_id").locator(".result > p").textContent(), "", "answer");
});

test("the token goes into the request, and curl quotes what a shell would take", async (page) => {
  await open(page, "get_lists");
  await page.locator("#access summary").click();
  await page.fill("#token", "t0ken");
  await page.keyboard.press("Escape");
  await input(page, "get_lists.query.name").fill("it's $HOME");
  const sent = page.waitForRequest((one) => one.url().includes("/api/v1/lists"));
  await send(page, "get_lists");
  eq((await sent).headers().authorization, "Bearer t0ken");
  const line = await call(page, "get_lists").locator(".curl code").textContent();
  check(line.includes("-H 'Authorization: Bearer t0ken'") && line.includes("name=it%27s+%24HOME"), line);
});

await run();
