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
// Debian's Chromium without windows needs a third less of the processor than the one with them.
const path = ["chromium-headless-shell", "chromium", "google-chrome"].map((name) => "/usr/bin/" + name).find(existsSync);
if (!path) {
  console.error("no Chromium: install chromium-headless-shell");
  process.exit(77);
}
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const tests = [], late = Number(process.env.CARREL_TEST_LATE);

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

const imported = async (name) => import(pathToFileURL(need.resolve(name)));
export const percent = (score) => Math.round(score * 100);
const FORMS = {mobile: "defaultConfig", desktop: "desktopConfig"};

// What Lighthouse says of a page on a phone or a desktop, or null when Lighthouse itself failed, as it may on a busy
// machine. slow: how much slower than this machine the processor is to be; by itself as Lighthouse does.
export async function audit(url, form, slow) {
  const {launch} = await imported("chrome-launcher"), lighthouse_ = await imported("lighthouse");
  const config = lighthouse_[FORMS[form]], {throttling} = config.settings;
  const chrome = await launch({chromePath: path, chromeFlags: FLAGS, logLevel: "silent"});
  try {
    const {lhr} = await lighthouse_.default(url, {port: chrome.port, logLevel: "silent",
      onlyCategories: ["performance", "accessibility", "best-practices", "seo"],
      throttling: {...throttling, cpuSlowdownMultiplier: slow ?? throttling.cpuSlowdownMultiplier}}, config);
    if (!lhr.runtimeError) return lhr;
    console.log(`# Lighthouse failed: ${lhr.runtimeError.message}`);
    return null;
  } finally {
    await chrome.kill();
  }
}

// Fails when accessibility or best practices of a path are under 95, or when it comes too late or moves about. Its time is
// what Lighthouse reckons from its files, their sizes and who waits for whom, on a slow line; nearly none is for the
// processor, which would be a judgement on this machine: deploy/bench does that (speed.mjs).
export async function lighthouse(where, form = "mobile") {
  let lhr = null;
  for (let runs = 0; !lhr && runs < 5; runs++) lhr = await audit(base + where, form, 0.001);
  check(lhr, `${where}, ${form}: Lighthouse failed five times`);
  const {categories, audits} = lhr;
  const told = {accessibility: categories.accessibility.score, "best practices": categories["best-practices"].score};
  for (const name of ["first-contentful-paint", "largest-contentful-paint", "cumulative-layout-shift"])
    told[audits[name].title] = audits[name].score;
  console.log(`# Lighthouse, ${form}, ${where}: ${Object.entries(told).map(([name, score]) => `${name} ${percent(score)}`).join(", ")}`);
  const lost = Object.values(audits).filter((one) => one.score !== null && one.score < 0.9)
    .map((one) => `${one.id}: ${one.displayValue ?? one.title}`);
  check(Object.values(told).every((score) => percent(score) >= 95), `${where}, ${form}:`, told, lost);
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
  context.setDefaultTimeout(30000);
  try {
    if (late) await context.route("**/api/v1/**", (route) => setTimeout(() => route.continue().catch(() => {}), late));
    const page = await context.newPage(), found = listen(page, mayFail);
    await act(page, context);
    await page.waitForTimeout(50);
    eq(found, [], "complaints:");
  } finally {
    await context.close();
  }
}

// Runs what test() was told; the words in CARREL_TEST_ONLY choose tests whose name has them, CARREL_TEST_LATE keeps every
// answer of the API back for so many milliseconds: who does not wait for what is meant fails.
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
