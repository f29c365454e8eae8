// library.js - the page of the reading room: each form is a button of POST /process and the members it sends.

const MARKS = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&#39;": "'"};
const result = document.getElementById("result"), books = document.getElementById("all_books");

// The lines of an answer as plain text: only its own breaks are markup, what people entered comes escaped.
function lines(text) {
  const all = text.split("<br>").map((line) => line.replace(/&(?:lt|gt|amp|quot|#39);/g, (mark) => MARKS[mark]));
  if (all.at(-1) === "") all.pop();
  return all;
}

function element(tag, text, name = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = name;
  return made;
}

// Rows of a book begin with the blanks that put them in columns; before them stands what was done.
function showResult(text) {
  result.className = "";
  result.replaceChildren(...lines(text).filter((line) => line !== "").map((line) =>
    element("div", line, line.startsWith(" ") ? "row" : "said")));
}

function showError(text) {
  result.className = "error";
  result.replaceChildren(element("div", text, "said"));
}

function showBooks(text) {
  books.replaceChildren(...lines(text).map((line) => element("li", line)));
  if (!books.firstChild) showResult("There are no books.");
}

async function call(members) {
  const request = {
    method: "POST",
    headers: {"Content-Type": "application/json", Accept: "application/json"},
    body: JSON.stringify(members),
  };
  const response = await fetch("/process", request).catch(() => {
    throw new Error("The library cannot be reached. Please try again.");
  });
  const answer = await response.json().catch(() => ({}));
  if (response.ok && typeof (answer.books ?? answer.result) === "string") return answer;
  throw new Error(answer.detail ?? `The library gave no answer (${response.status}). Please try again.`);
}

// What a person must see does not stay below the edge of a small screen.
function reveal(place) {
  const box = place.getBoundingClientRect();
  if (box.top < 0 || box.top > innerHeight * 0.8) place.scrollIntoView({block: "center"});
}

async function press(button, members) {
  const place = button.id === "get_list_button" ? books : result;
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await call({button: button.id, ...members});
    if (answer.books === undefined) showResult(answer.result);
    else showBooks(answer.books);
    reveal(place);
  } catch (error) {
    showError(error.message);
    reveal(result);
  }
  place.removeAttribute("aria-busy");
}

// One call after the other, so that answers come in the order of the presses; the values are those of its moment. While
// a button's call runs people cannot press it again: not "disabled", which would take the keyboard's place away, and
// lose the clicks of scripts that do not wait.
let last = Promise.resolve();
for (const form of document.forms) {
  const button = form.querySelector("button");
  let running = 0;
  button.addEventListener("click", (event) => {
    if (running && event.isTrusted) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const members = Object.fromEntries(new FormData(form));
    button.ariaDisabled = String(!!++running);
    last = last.then(() => press(button, members)).then(() => {
      button.ariaDisabled = String(!!--running);
    });
  });
}
