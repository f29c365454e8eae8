// library.mjs BASE TOOLS - the page of the reading room, by its buttons and as scripts drive it. Prints TAP.
import {SCHEMES, WIDTHS, base, check, eq, overflow, run, test, unique, violations} from "./lib.mjs";

const IDS = ["addBookName", "addBookAuthor", "addBookYear", "addBookPublisher", "add_button", "reserveBookName",
  "reserveCardId", "reserve_button", "removeBookName", "remove_button", "returnBookName", "return_button",
  "infoBookName", "info_button", "get_list_button", "result", "all_books"];
// What the service answers, without the page.
async function asked(members) {
  const response = await fetch(base + "/process", {method: "POST", headers: {"Content-Type": "application/json"},
    body: JSON.stringify(members)});
  return {status: response.status, ...await response.json()};
}
const info = async (name) => (await asked({button: "info_button", infoBookName: name})).result;
const added = (name) => asked({button: "add_button", addBookName: name, addBookAuthor: "An Author", addBookYear: "1965",
  addBookPublisher: "A House"});
const opened = (page) => page.goto(base + "/library.html");
const said = (page) => page.locator("#result").innerText();

// Fills the fields and presses the button; gives what the page then says of it.
async function press(page, button, fields = {}) {
  for (const [id, text] of Object.entries(fields)) await page.fill("#" + id, text);
  const answered = page.waitForResponse((one) => one.url().endsWith("/process"));
  await page.click("#" + button);
  await (await answered).finished();
  await page.waitForFunction(() => !document.querySelector("[aria-busy]"));
  return said(page);
}
const add = (page, name, author = "Frank Herbert", year = "1965", publisher = "Chilton") =>
  press(page, "add_button", {addBookName: name, addBookAuthor: author, addBookYear: year, addBookPublisher: publisher});
const reserve = (page, name, card) => press(page, "reserve_button", {reserveBookName: name, reserveCardId: card});
const ask = (page, name) => press(page, "info_button", {infoBookName: name});

function has(text, ...parts) {
  for (const part of parts) check(text.includes(part), "lacks", part, ":", text);
}

// ---- as it looks ----

for (const viewport of WIDTHS) for (const colorScheme of SCHEMES) {
  const options = {viewport: {width: viewport[0], height: viewport[1]}, colorScheme};
  const where = `${viewport.join("x")} ${colorScheme}`;
  test(`${where}: every element is there, nothing is cut off`, async (page) => {
    const name = "Dune " + unique();
    await opened(page);
    eq(await page.title(), "Library");
    for (const id of IDS) eq(await page.locator("#" + id).count(), 1, id);
    for (const id of IDS.filter((one) => !["result", "all_books"].includes(one)))
      check(await page.locator("#" + id).isVisible(), id, "is not visible");
    has(await page.locator("body").innerText(), "staff", "internet");
    await add(page, name.padEnd(200, "x"), "y".repeat(300));
    await press(page, "get_list_button");
    check(await overflow(page) <= 0, "wider than the window by", await overflow(page));
  }, options);
  test(`${where}: axe finds nothing, before and after an answer`, async (page) => {
    await opened(page);
    eq(await violations(page), [], "at first:");
    await add(page, "Dune " + unique());
    await press(page, "get_list_button");
    eq(await violations(page), [], "answered:");
    await reserve(page, "Dune", "no card");
    eq(await violations(page), [], "refused:");
  }, {...options, bypassCSP: true, mayFail: /status of 400/});
}

// ---- every button ----

test("a book is added, shown, reserved, returned and removed", async (page) => {
  const name = "Dune " + unique();
  await opened(page);
  has(await add(page, name), "Book inserted", "book_name", name, "Frank Herbert", "Chilton", "1965", "is_reserved", "No");
  has(await ask(page, name), "is_reserved", "No");
  has(await reserve(page, name, " 0042 "), "You have reserved book", "Yes", "reserver_card_id", "42");
  has(await info(name), "Yes");
  has(await press(page, "return_button", {returnBookName: name}), "You have returned book", "No");
  has(await info(name), " No<br>");
  eq((await press(page, "remove_button", {removeBookName: name})).trim(), "Book deleted");
  eq(await info(name), "Book does not exist");
});

test("what cannot be done is said", async (page) => {
  const name = "Emma " + unique();
  await opened(page);
  await added(name);
  eq((await add(page, name)).trim(), "Book already exist");
  eq((await press(page, "return_button", {returnBookName: name})).trim(),
    "You cannot return the book, because it is not reserved");
  await reserve(page, name, "7");
  eq((await reserve(page, name, "8")).trim(), "Book is already reserved");
  eq((await reserve(page, name, "7")).trim(), "Book is already reserved");
  for (const [button, field] of [["info_button", "infoBookName"], ["remove_button", "removeBookName"],
    ["return_button", "returnBookName"]])
    eq((await press(page, button, {[field]: "No such " + name})).trim(), "Book does not exist", button);
  eq((await reserve(page, "No such " + name, "8")).trim(), "Book does not exist");
});

test("the list shows the names, newest first", async (page) => {
  const names = [1, 2, 3].map((n) => `Listed ${unique()} ${n}`);
  for (const name of names) eq((await added(name)).status, 200);
  await opened(page);
  await press(page, "get_list_button");
  const shown = (await page.locator("#all_books").innerText()).split("\n").map((line) => line.replace("•", "").trim());
  eq(shown.slice(0, 3), names.toReversed?.() ?? [...names].reverse());
});

test("a card that is none and an empty name are told, and nothing is done", async (page) => {
  const name = "Ulysses " + unique();
  await opened(page);
  await added(name);
  for (const card of ["abc", "", "1.5", "99999999999999999999"]) {
    const text = await reserve(page, name, card);
    check(text.trim() && !text.includes("You have reserved"), card, text);
    check(await page.locator("#result.error").count() === 1, "not shown as an error:", card);
  }
  has(await info(name), " No<br>");
  const before = (await asked({button: "get_list_button"})).books;
  check((await add(page, "   ")).trim(), "nothing is said");
  eq((await asked({button: "get_list_button"})).books, before);
  has(await ask(page, name), "is_reserved");                   // and the next answer is none of that
  eq(await page.locator("#result.error").count(), 0, "still an error");
}, {mayFail: /status of 400/});

// ---- what people entered is never markup ----

test("markup in names, authors and publishers becomes text", async (page) => {
  const evil = [`<img src=x onerror="window.hit=1"> ${unique()}`, `</div><script>window.hit=1</script> ${unique()}`,
    `&lt;b&gt;&amp;amp; <br> O'Neil "q" ${unique()}`, `<svg/onload=window.hit=1>${unique()}`];
  await opened(page);
  const elements = () => page.evaluate(() =>
    document.querySelectorAll("#result *:not(div), #all_books *:not(li), main img, main script, main svg, main b, main br").length);
  for (const name of evil) {
    has(await add(page, name, name, "19<i>65", name), "Book inserted", name, "19<i>65");
    eq(await elements(), 0, name);
    has(await ask(page, name), name);
    has(await reserve(page, name, "5"), name);
    has(await press(page, "return_button", {returnBookName: name}), name);
    eq(await elements(), 0, name);
  }
  await press(page, "get_list_button");
  const list = await page.locator("#all_books").innerText();
  for (const name of evil) has(list, name);
  eq(await elements(), 0, "in the list");
  eq(await page.evaluate(() => window.hit), null ?? undefined, "a script ran");
  for (const name of evil) eq((await press(page, "remove_button", {removeBookName: name})).trim(), "Book deleted", name);
});

// ---- as scripts drive it ----

test("a script that sets values and clicks needs no focus and no events", async (page) => {
  const name = "Scripted " + unique();
  await opened(page);
  const step = (fields, button) => page.evaluate(async ([values, id]) => {
    for (const [field, value] of Object.entries(values)) document.getElementById(field).value = value;
    const place = document.getElementById(id === "get_list_button" ? "all_books" : "result"), before = place.textContent;
    document.getElementById(id).click();
    for (let i = 0; i < 500 && (place.textContent === before || place.hasAttribute("aria-busy")); i++)
      await new Promise((done) => setTimeout(done, 10));
    return place.innerText;
  }, [fields, button]);
  has(await step({addBookName: name, addBookAuthor: "A", addBookYear: "1", addBookPublisher: "P"}, "add_button"), "Book inserted");
  has(await step({reserveBookName: name, reserveCardId: "9"}, "reserve_button"), "You have reserved book", "9");
  has(await step({infoBookName: name}, "info_button"), "reserver_card_id");
  has(await step({returnBookName: name}, "return_button"), "You have returned book");
  has(await step({}, "get_list_button"), name);
  has(await step({removeBookName: name}, "remove_button"), "Book deleted");
  eq(await info(name), "Book does not exist");
});

test("a script that does not wait for answers loses none of its clicks", async (page) => {
  const names = [1, 2, 3, 4, 5].map((n) => `Hasty ${unique()} ${n}`);
  await opened(page);
  await page.evaluate(async (all) => {
    for (const id of ["addBookAuthor", "addBookYear", "addBookPublisher"]) document.getElementById(id).value = "1";
    for (const name of all) {
      document.getElementById("addBookName").value = name;
      document.getElementById("add_button").click();
    }
    for (let i = 0; i < 500 && !document.getElementById("result").textContent.includes(all.at(-1)); i++)
      await new Promise((done) => setTimeout(done, 10));
  }, names);
  for (const name of names) has(await info(name), "is_reserved");
});

test("many clicks on reserve: one reservation, the first", async (page) => {
  const name = "Rushed " + unique(), answers = [];
  await added(name);
  await opened(page);
  page.on("response", (one) => one.url().endsWith("/process") && one.json().then(({result}) => answers.push(result), () => {}));
  await page.evaluate(async (book) => {
    document.getElementById("reserveBookName").value = book;
    for (let i = 0; i < 30; i++) {
      document.getElementById("reserveCardId").value = 100 + i;
      document.getElementById("reserve_button").click();
    }
  }, name);
  for (let i = 0; i < 200 && answers.length < 30; i++) await page.waitForTimeout(50);
  eq(answers.length, 30, "answers:");
  eq(answers.filter((text) => text.startsWith("You have reserved book")).length, 1, JSON.stringify(answers));
  has(await info(name), "reserver_card_id", "100<br>");
});

test("the page names /process in its script", async () => {
  const text = await (await fetch(base + "/library.html")).text();
  const scripts = [...text.matchAll(/<script[^>]* src="([^"]+)"/g)].map((found) => new URL(found[1], base + "/library.html"));
  check(scripts.length, "no script");
  const sources = await Promise.all(scripts.map(async (one) => (await fetch(one)).text()));
  check([text, ...sources].some((one) => one.includes("/process")), "not named");
});

// ---- without a mouse, without a service ----

test("works with the keyboard alone", async (page) => {
  const name = "Keys " + unique();
  await added(name);
  await opened(page);
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.id === "reserveBookName")) break;
  }
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type("31");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.getElementById("result").innerText.includes("You have reserved"));
  await page.keyboard.press("Tab");
  eq(await page.evaluate(() => document.activeElement.id), "reserve_button");
  await page.keyboard.press("Space");
  await page.waitForFunction(() => document.getElementById("result").innerText.includes("already reserved"));
  eq(await page.evaluate(() => document.activeElement.id), "reserve_button", "the focus is lost:");
});

test("a service that is away or broken is told, and the page goes on", async (page) => {
  const name = "Away " + unique();
  await added(name);
  await opened(page);
  for (const act of [(route) => route.abort(), (route) => route.fulfill({status: 503, body: "<b>no</b>"}),
    (route) => route.fulfill({status: 200, contentType: "text/html", body: "<b>no</b>"})]) {
    await page.route("**/process", act);
    await page.fill("#infoBookName", name);
    await page.evaluate(() => (document.getElementById("result").textContent = document.getElementById("result").className = ""));
    await page.click("#info_button");
    await page.locator("#result.error:not([aria-busy])").waitFor();
    const text = await said(page);
    check(text.trim() && !text.includes("<b>"), "it says", text);
    await page.unroute("**/process");
  }
  has(await ask(page, name), name);
}, {mayFail: /Failed to load resource/});

test("without scripts it says what it needs", async (page) => {
  await opened(page);
  check(await page.locator("h1").isVisible() && await page.locator("noscript").isVisible(), "heading and noscript");
}, {javaScriptEnabled: false});

await run();
