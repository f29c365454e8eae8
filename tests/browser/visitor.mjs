// visitor.mjs BASE TOOLS - the page at / for who has no login: the catalogue and nothing else. Prints TAP.
import {base, check, eq, overflow, run, SCHEMES, test, violations, WIDTHS} from "./lib.mjs";
import {open} from "./site.mjs";

for (const [width, height] of WIDTHS) for (const colorScheme of SCHEMES)
  test(`${width} ${colorScheme}: axe finds nothing, nothing is cut off`, async (page) => {
    for (const where of ["/", "/?q=the", `/?work=${await first()}`]) {
      await open(page, where);
      check(await overflow(page) <= 0, where, "is wider than the window");
      eq(await violations(page), [], where);
    }
  }, {viewport: {width, height}, colorScheme, bypassCSP: true});

const first = async () => (await (await fetch(base + "/api/v1/works?_per_page=1")).json())[0].id;

test("before any script ran: no banner, no desk, and a hint", async (page) => {
  await page.goto(base + "/");
  eq(await page.locator("html").evaluate((node) => [node.dataset.access, node.dataset.role]), ["accounts", "visitor"]);
  for (const selector of [".banner", "#acting", "nav [data-view=mine]", "nav [data-view=lists]", "nav [data-view=desk]",
    "nav [data-view=edit]", "nav [data-view=overview]"])
    check(!(await page.locator(selector).isVisible()), selector, "is seen");
  check(await page.locator("main").getByText("need a login").first().isVisible(), "the hint");
}, {javaScriptEnabled: false});

test("searches and looks, and is offered nothing else", async (page) => {
  await open(page, "/");
  check(await page.locator(".work").count() > 0, "works");
  eq(await page.locator(".work-actions").count(), 0);
  check(await page.locator(".find .hint", {hasText: "need a login"}).isVisible(), "the hint");
  await page.locator(".work h2 a").first().click();
  await page.locator(".detail").waitFor();
  eq(await page.locator("main button").count(), 0);
  check(await page.locator("main").getByText("Reserving needs a login").isVisible(), "the hint");
});

test("views that are not for visitors lead to the login, and ask the API for nothing", async (page) => {
  const asked = [];
  page.on("request", (request) => request.url().includes("/api/v1/") && asked.push(new URL(request.url()).pathname));
  for (const view of ["mine", "lists", "desk", "edit", "overview", "account", "login"]) {
    await open(page, `/?view=${view}`);
    await page.getByRole("heading", {level: 1, name: "Log in"}).waitFor();
  }
  await open(page, "/?view=nothing");
  await page.locator(".find").waitFor();
  eq([...new Set(asked)], ["/api/v1/works"]);
});

await run();
