// lib.mjs - what the browser tests share. A test file is run as "node FILE.mjs BASE TOOLS" (run.sh does it):
//
//   import {base, check, eq, lighthouse, run, test, violations} from "./lib.mjs";
//   test("the name", async (page) => { await page.goto(base + "/"); eq(await page.title(), "Carrel"); },
//        {viewport: {width: 360, height: 800}, colorScheme: "dark"});        // options of a Playwright context
//   await run();                                                          // prints TAP, sets the exit code
//
// A test has a page of its own and fails on an error, a warning or a refusal by the content security policy in the
// page's console, and on any request to another site; mayFail: /pattern/ lets such a message through. For
// violations() a page must come without its policy, which would not let axe in: {bypassCSP: true}.
// Lighthouse drives a Chromium of its own: test("...", () => lighthouse("/", "mobile")).
import {createRequire} from "node:module";
import {existsSync, readFileSync} from "node:fs";
import {pathToFileURL} from "node:url";

export const [base, tools] = process.argv.slice(2);
export const WIDTHS = [[360, 800], [1920, 1080]], SCHEMES = ["light", "dark"];
const need = createRequire(tools + "/package.json");
const {chromium} = need("playwright-core");
const axe = readFileSync(need.resolve("axe-core/axe.min.js"), "utf8");
const path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const tests = [];

export const test = (name, act, options = {}) => tests.push({name, act, options});
export function check(true_, ...why) {
  if (!true_) throw new Error(why.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(" "));
}
export function eq(got, wanted, what = "") {
  check(JSON.stringify(got) === JSON.stringify(wanted), `${what} got`, got, "wanted", wanted);
}
// A word that no other test uses.
export const unique = () => Math.random().toString(36).slice(2, 12);

// By how many pixels the page is wider than its window; at most 0 is well.
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

// What axe finds in the page as it is now: a line "rule: where" each; none is well.
export async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, {resultTypes: ["violations"]}));
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", ")}`);
}

// ---- Lighthouse ----

const WANTED = {performance: 95, accessibility: 95, "best-practices": 95};
const imported = async (name) => import(pathToFileURL(need.resolve(name)));

// The scores of a path, 0 to 100 each, and the audits that cost points. form: "mobile" or "desktop".
async function audit(url, form) {
  const {launch} = await imported("chrome-launcher"), {default: run_, desktopConfig} = await imported("lighthouse");
  const chrome = await launch({chromePath: path, chromeFlags: FLAGS, logLevel: "silent"});
  try {
    const flags = {port: chrome.port, logLevel: "silent", onlyCategories: [...Object.keys(WANTED), "seo"]};
    const {lhr} = await run_(url, flags, form === "desktop" ? desktopConfig : undefined);
    if (lhr.runtimeError) return {scores: {}, lost: [lhr.runtimeError.message]};
    const scores = {}, lost = [];
    for (const category of Object.values(lhr.categories)) {
      scores[category.id] = Math.round(category.score * 100);
      for (const {id, weight} of category.auditRefs)
        if (weight && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9)
          lost.push(`${category.id} ${id}: ${lhr.audits[id].displayValue ?? lhr.audits[id].title}`);
    }
    return {scores, lost};
  } finally {
    await chrome.kill();
  }
}

// Fails when performance, accessibility or best practices of a path is under 95 (or what wanted says). A busy machine
// makes pages slow, never fast, and sometimes Lighthouse itself fails: one of three runs must be well. Gives the scores;
// seo is only told.
export async function lighthouse(where, form = "mobile", wanted = WANTED) {
  for (let runs = 1; ; runs++) {
    const {scores, lost} = await audit(base + where, form);
    const under = Object.entries(wanted).filter(([name, least]) => !(scores[name] >= least));
    console.log(`# Lighthouse, ${form}, ${where}: ${Object.entries(scores).map((pair) => pair.join(" ")).join(", ") || lost}`);
    if (!under.length) return scores;
    check(runs < 3, `${where}, ${form}:`, scores, lost);
  }
}

// ---- the run ----

// What a page complains of, and whatever it asks of others than its own site.
function listen(page, mayFail) {
  const found = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !mayFail?.test(message.text())) found.push(message.text());
  });
  page.on("pageerror", (error) => found.push(error.message));
  page.on("request", (request) => new URL(request.url()).origin === base || found.push("asked " + request.url()));
  return found;
}

async function attempt(browser, {act, options: {mayFail, ...options}}) {
  // A page that still scrolls, softly, when the mouse comes down is not under it any more when it goes up: no click.
  const context = await browser.newContext({reducedMotion: "reduce", ...options});
  context.setDefaultTimeout(15000);
  try {
    const page = await context.newPage(), found = listen(page, mayFail);
    await act(page, context);
    await page.waitForTimeout(50);
    eq(found, [], "complaints:");
  } finally {
    await context.close();
  }
}

// Runs what test() was told; the words in CARREL_TEST_ONLY choose tests whose name has them.
export async function run() {
  const chosen = tests.filter((one) => one.name.includes(process.env.CARREL_TEST_ONLY ?? ""));
  console.log(`1..${chosen.length}`);
  const browser = await chromium.launch({executablePath: path, args: FLAGS});
  let failed = 0;
  for (const [i, one] of chosen.entries()) {
    try {
      await attempt(browser, one);
      console.log(`ok ${i + 1} - ${one.name}`);
    } catch (error) {
      failed++;
      console.log(`not ok ${i + 1} - ${one.name}\n${String(error.stack).replace(/^/gm, "# ")}`);
    }
  }
  await browser.close();
  process.exitCode = failed ? 1 : 0;
}
