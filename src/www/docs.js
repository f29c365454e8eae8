// docs.js - draws openapi.json: areas and calls, what they take and give, and a form to try each.
// Everything is put into the page as text, never as markup.

const base = new URL(".", document.baseURI);
const source = new URL("api/v1/openapi.json", base);
const $ = (id) => document.getElementById(id);
const SHOWN_MAX = 200_000;    // characters of an answer that are shown
const COLOUR_MAX = 50_000;    // and of those that are coloured
const etags = new Map();      // the last ETag seen of a URL, for If-Match
let api;

// el("a", {href: "#x", class: "y"}, "text", node): an element.
function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

const slug = (text) => text.replace(/[^A-Za-z0-9]+/g, "-");
const resolve = (o) => (o?.$ref ? resolve(o.$ref.slice(2).split("/").reduce((at, key) => at[key], api)) : o);
const types = (schema) => [schema.type ?? []].flat();

// ---- reading: schemas in words ----

// "text, 1 to 200 characters, or null"
function describe(schema) {
  schema = resolve(schema);
  const parts = [];
  const kinds = types(schema).filter((type) => type !== "null");
  if (schema.enum) parts.push(schema.enum.filter((word) => word !== null).join(" | "));
  else if (kinds.includes("array")) parts.push("array of " + plural(resolve(schema.items ?? {})));
  else if (schema.format && !["int64", "password"].includes(schema.format)) parts.push(schema.format);
  else parts.push(kinds.map((type) => (type === "string" ? "text" : type)).join(" or ") || "anything");
  const range = (low, high, what) => {
    if (low != null && high != null) parts.push(`${low} to ${high}${what}`);
    else if (high != null) parts.push(`at most ${high}${what}`);
    else if (low != null) parts.push(`at least ${low}${what}`);
  };
  range(schema.minLength, schema.maxLength, " characters");
  range(schema.minimum, schema.maximum < 1e9 ? schema.maximum : null, "");
  range(schema.minItems, schema.maxItems, " elements");
  if (schema.writeOnly) parts.push("never shown");
  if (types(schema).includes("null")) parts.push("or null");
  return parts.join(", ");
}

function plural(schema) {
  if (types(schema).includes("object")) return "objects";
  if (types(schema).includes("array")) return "arrays of " + plural(resolve(schema.items ?? {}));
  return schema.format ?? (types(schema)[0] === "string" ? "texts" : types(schema)[0] + "s");
}

// The members of an object (or of the objects of an array) as a list; null when there are none. An answer has all of
// them, so only of a body it is said which are required.
function members(schema, body) {
  schema = resolve(schema ?? {});
  if (schema.items) return members(schema.items, body);
  if (!schema.properties) return null;
  const list = el("ul", {class: "members"});
  for (const [name, member] of Object.entries(schema.properties)) {
    const needed = body && schema.required?.includes(name);
    list.append(el("li", {}, el("code", {}, name), " ", needed ? el("span", {class: "needed"}, "required ") : null,
      el("span", {class: "type"}, describe(member)), members(member, body)));
  }
  return list;
}

// ---- examples ----

function example(schema) {
  schema = resolve(schema);
  if (schema.examples) return schema.examples[0];
  if (schema.enum) return schema.enum[0];
  const type = types(schema)[0];
  if (type === "object") {
    const all = Object.entries(schema.properties ?? {});
    let some = all.filter(([name]) => schema.required?.includes(name));
    if (!some.length) some = all.filter(([, member]) => resolve(member).examples).slice(0, 1);
    return Object.fromEntries(some.map(([name, member]) => [name, example(member)]));
  }
  if (type === "array") return types(resolve(schema.items)).includes("object") ? [example(schema.items)] : [];
  if (type === "boolean") return true;
  if (type === "integer" || type === "number") return Math.max(schema.minimum ?? 0, Math.min(1, schema.maximum ?? 1));
  if (schema.format === "date") return new Date().toISOString().slice(0, 10);
  if (schema.format === "date-time") return new Date().toISOString();
  return schema.format === "password" ? "correct horse battery" : "";
}

const json = (value) => JSON.stringify(value, null, 2);

// ---- the form of a call ----

// One parameter: label, input, and what is to know of it. Its value is what the input holds.
function field(call, parameter) {
  const schema = resolve(parameter.schema), id = `${call.operationId}.${parameter.in}.${parameter.name}`;
  const sample = schema.examples?.[0], fill = call.method === "get" && parameter.required && sample != null;
  const common = {id, name: parameter.name, "data-in": parameter.in, "aria-describedby": parameter.description && id + ".hint",
    required: parameter.in === "path" && true, autocomplete: "off", spellcheck: "false"};
  const choices = schema.enum ?? (types(schema)[0] === "boolean" ? ["true", "false"] : null);
  const input = choices
    ? el("select", common, el("option", {value: ""}, "–"), ...choices.map((word) => el("option", {}, word)))
    : el("input", {...common, placeholder: sample == null ? null : `e.g. ${sample}`, value: fill ? sample : null,
      inputmode: types(schema)[0] === "integer" ? "numeric" : null});
  return el("div", {class: "field"},
    el("label", {for: id}, el("code", {}, parameter.name), " ",
      parameter.required ? el("span", {class: "needed"}, "required ") : null,
      el("span", {class: "type"}, choices || parameter.in === "header" ? "" : describe(schema))),
    input, parameter.description ? el("p", {class: "hint", id: id + ".hint"}, parameter.description) : null);
}

function fields(call, place, title) {
  const all = call.parameters.map(resolve).filter((parameter) => parameter.in === place);
  if (!all.length) return null;
  return el("fieldset", {}, el("legend", {}, title), ...all.map((parameter) => field(call, parameter)));
}

// Headers are seldom wanted, unless one is required.
function headers(call) {
  const set = fields(call, "header", "Headers");
  if (!set || set.querySelector(".needed")) return set;
  set.firstChild.remove();
  set.setAttribute("aria-label", "Headers");
  return el("details", {class: "more"}, el("summary", {}, "Headers"), set);
}

function bodyField(call) {
  if (!call.requestBody) return null;
  const media = Object.keys(call.requestBody.content), schema = call.requestBody.content[media[0]].schema;
  const id = call.operationId + ".body", text = json(example(schema)), list = members(schema, true);
  return el("fieldset", {}, el("legend", {}, "Body"),
    media.length > 1 ? el("div", {class: "field"}, el("label", {for: id + ".type"}, "Sent as"),
      el("select", {id: id + ".type", class: "media"}, ...media.map((type) => el("option", {}, type)))) : null,
    el("label", {for: id, class: "soft"}, call.requestBody.required ? "JSON" : "JSON, or nothing"),
    el("textarea", {id, class: "body", rows: Math.min(14, text.split("\n").length + 1), spellcheck: "false",
      autocomplete: "off"}, text),
    list ? el("details", {class: "schema", open: true}, el("summary", {}, "Members of the body"), list) : null);
}

// What the form says, as a request. The body of a form is written as JSON too and sent as what was chosen.
function request(call, form) {
  const url = new URL("." + call.path.replace(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(form.querySelector(`[data-in="path"][name="${name}"]`).value)), base);
  const headers = {}, filled = (place) => [...form.querySelectorAll(`[data-in="${place}"]`)].filter((at) => at.value);
  for (const input of filled("query")) url.searchParams.append(input.name, input.value);
  for (const input of filled("header")) headers[input.name] = input.value;
  if ($("token").value) headers.Authorization = "Bearer " + $("token").value;
  const text = form.querySelector("textarea.body")?.value.trim();
  const made = {method: call.method.toUpperCase(), url: url.href, headers};
  if (!text) return made;
  const type = form.querySelector("select.media")?.value ?? "application/json";
  if (type === "application/json") return {...made, headers: {"Content-Type": type, ...headers}, body: text};
  const pairs = Object.entries(JSON.parse(text)).map(([name, value]) => [name, String(value)]);
  return {...made, body: type === "multipart/form-data" ? pairs.reduce((data, pair) => (data.append(...pair), data),
    new FormData()) : new URLSearchParams(pairs)};
}

// ---- curl ----

const quote = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

function curl(made) {
  const lines = [`curl -i ${made.method === "GET" ? "" : `-X ${made.method} `}${quote(made.url)}`];
  for (const [name, value] of Object.entries(made.headers)) lines.push(`-H ${quote(`${name}: ${value}`)}`);
  if (typeof made.body === "string") lines.push(`-d ${quote(made.body)}`);
  else if (made.body) {
    const option = made.body instanceof FormData ? "-F" : "--data-urlencode";
    for (const [name, value] of made.body) lines.push(`${option} ${quote(`${name}=${value}`)}`);
  }
  return lines.join(" \\\n  ");
}

// ---- the answer ----

// JSON in colours: names, texts, and all else that is a value.
function coloured(text) {
  const out = [], token = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  let end = 0;
  for (const found of text.matchAll(token)) {
    const word = found[1] ?? found[0];
    out.push(text.slice(end, found.index), el("span", {class: found[2] ? "key" : found[1] ? "str" : "num"}, word));
    end = found.index + word.length;
  }
  return [...out, text.slice(end)];
}

function pretty(text, type) {
  if (!/json/.test(type)) return [text];
  try {
    text = json(JSON.parse(text));
  } catch {
    return [text];
  }
  return text.length > COLOUR_MAX ? [text] : coloured(text);
}

function size(bytes) {
  return bytes < 10_000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0)} kB`;
}

async function send(call, form, result) {
  const button = form.querySelector(".send");
  if (button.getAttribute("aria-disabled")) return;
  button.setAttribute("aria-disabled", "true");
  const began = performance.now();
  try {
    const {url, ...made} = request(call, form);
    const answer = await fetch(url, {...made, cache: "no-store"});
    const text = await answer.text(), took = performance.now() - began;
    if (answer.ok && answer.headers.get("ETag")) etags.set(url, answer.headers.get("ETag"));
    showAnswer(result, answer, text, took);
  } catch (error) {
    const wrong = error instanceof SyntaxError ? "The body is no JSON: " : "No answer: ";
    result.className = "result bad";
    result.firstChild.replaceChildren(el("strong", {class: "fail"}, wrong), error.message);
    result.lastChild.replaceChildren();
  }
  button.removeAttribute("aria-disabled");
}

function showAnswer(result, answer, text, took) {
  const good = answer.status < 400, type = answer.headers.get("Content-Type") ?? "";
  const bytes = new TextEncoder().encode(text).length;
  result.className = "result " + (good ? "good" : "bad");
  result.firstChild.replaceChildren(
    el("strong", {class: good ? "ok" : "fail"}, `${answer.status} ${answer.statusText}`),
    ` in ${took < 10 ? took.toFixed(1) : Math.round(took)} ms, ${size(bytes)}`);
  result.lastChild.replaceChildren(el("details", {}, el("summary", {}, "Headers"), el("dl", {class: "headers"},
      ...[...answer.headers].flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]))));
  if (!text) return;
  result.lastChild.append(el("pre", {class: "body", tabindex: "0", role: "region", "aria-label": "Body of the answer"},
    ...pretty(text.slice(0, SHOWN_MAX), type)));
  if (text.length > SHOWN_MAX) result.lastChild.append(el("p", {class: "soft"}, `Cut here; it has ${size(bytes)}.`));
}

// Each status in a line; members are listed under the first that has them, those of errors folded.
function answers(call) {
  const list = el("dl", {class: "answers"}), told = new Set();
  for (const [status, short] of Object.entries(call.responses)) {
    const answer = resolve(short), [type, content] = Object.entries(answer.content ?? {})[0] ?? [];
    const good = /^[23]/.test(status), schema = content?.schema, key = json(schema) ?? "";
    const inner = told.has(key) ? null : members(schema);
    told.add(key);
    list.append(el("div", {}, el("dt", {class: good ? "ok" : "fail"}, status), el("dd", {}, answer.description,
      inner ? el("details", {open: good}, el("summary", {}, `${describe(schema)}, ${type}`), inner)
        : el("span", {class: "soft"}, good && type ? ` ${type}` : ""))));
  }
  return list;
}

// ---- a call ----

// Built when it is opened for the first time.
function inside(call) {
  const result = el("div", {class: "result"}, el("p", {role: "status"}), el("div")), line = el("code");
  const form = el("form", {novalidate: true, "aria-label": `Try ${call.method.toUpperCase()} ${call.path}`},
    fields(call, "path", "Path"), fields(call, "query", "Query"), bodyField(call), headers(call),
    el("div", {class: "send-row"}, el("button", {class: "send"}, "Send"),
      el("span", {class: "soft"}, call.method === "get" ? "" : "Sent for real: it changes data.")),
    el("div", {class: "curl"}, el("pre", {}, line), copyButton(line)));
  const match = form.querySelector('[data-in="header"][name="If-Match"]');
  const refresh = (event) => {
    if (event?.target === match) match.dataset.own = "yes";
    try {
      const made = request(call, form);
      if (match && !match.dataset.own) match.value = etags.get(made.url) ?? "";
      line.textContent = curl(request(call, form));
    } catch {
      line.textContent = "The body is no JSON yet.";
    }
  };
  form.addEventListener("input", refresh);
  form.addEventListener("focusin", () => refresh());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    refresh();
    const empty = [...form.querySelectorAll("[required]")].find((input) => !input.value);
    if (empty) return void empty.focus(), void empty.setAttribute("aria-invalid", "true");
    await send(call, form, result);
    result.firstChild.scrollIntoView({block: "nearest"});
  });
  refresh();
  return el("div", {class: "inside"}, el("div", {}, form),
    el("div", {}, result, el("h4", {}, "Answers"), answers(call),
      el("p", {class: "soft"}, el("a", {href: "#" + call.operationId}, "Link to this call"), ` (${call.operationId})`)));
}

function copyButton(line) {
  const button = el("button", {type: "button", onclick: async () => {
    try {
      await navigator.clipboard.writeText(line.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(line);
      button.textContent = "Selected";
    }
    setTimeout(() => (button.textContent = "Copy"), 1500);
  }}, "Copy");
  return button;
}

const title = (text) => text[0].toUpperCase() + text.slice(1);

// "/works/{id}": breaks after a slash, names apart.
function path(text) {
  const parts = text.split(/(\{\w+\}|\/)/).filter(Boolean);
  return el("span", {class: "path"}, ...parts.flatMap((part) =>
    part === "/" ? [part, el("wbr")] : part[0] === "{" ? [el("i", {}, part)] : [part]));
}

function draw(call) {
  const who = call["x-role"];
  const node = el("details", {class: "call", id: call.operationId}, el("summary", {}, el("h3", {},
    el("span", {class: "method " + call.method}, call.method.toUpperCase()), path(call.path),
    el("span", {class: "says"}, call.summary)), el("span", {class: "who"}, who === "visitor" ? "" : who)));
  node.addEventListener("toggle", () => {
    if (!node.open) return;
    if (node.children.length === 1) node.append(inside(call));
    if (location.hash !== "#" + node.id) history.replaceState(null, "", "#" + node.id);
  });
  call.node = node;
  call.words = [call.method, call.path, call.summary, call.tags, call.operationId,
    call.parameters.map((parameter) => resolve(parameter).name)].flat(2).join(" ").toLowerCase();
  return node;
}

// ---- the page ----

// The little of Markdown that descriptions have: paragraphs, **bold** and `code`.
function prose(text) {
  return text.split("\n\n").map((paragraph) => el("p", {}, ...paragraph.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part) =>
    part.startsWith("**") ? el("strong", {}, part.slice(2, -2))
      : part.startsWith("`") ? el("code", {}, part.slice(1, -1)) : part)));
}

function drawArea(tag, calls) {
  const id = "area-" + slug(tag.name);
  const section = el("section", {class: "area", id, "aria-labelledby": id + "-name"},
    el("h2", {id: id + "-name"}, title(tag.name)), el("p", {}, tag.description),
    el("div", {class: "calls"}, ...calls.map(draw)));
  const count = el("small", {}, calls.length);
  const link = el("li", {}, el("a", {href: "#" + id}, el("span", {}, title(tag.name)), " ", count));
  return {section, link, count, calls};
}

function search(areas, all) {
  const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const call of all) call.node.hidden = !words.every((word) => call.words.includes(word));
  for (const area of areas) {
    const left = area.calls.filter((call) => !call.node.hidden).length;
    area.section.hidden = area.link.hidden = !left;
    area.count.textContent = left;
  }
  const left = all.filter((call) => !call.node.hidden).length;
  $("status").textContent = words.length ? `${left || "No"} of ${all.length} calls` : `${all.length} calls`;
}

// #operationId opens the call.
function follow() {
  const node = $(decodeURIComponent(location.hash.slice(1)));
  if (!node) return;
  if (node.hidden || node.closest("[hidden]")) {
    $("search").value = "";
    $("search").dispatchEvent(new Event("input"));
  }
  if (!node.matches("details.call")) return;
  node.open = true;
  node.scrollIntoView({block: "start"});
  node.querySelector("summary").focus({preventScroll: true});
}

function drawAll() {
  const all = Object.entries(api.paths).flatMap(([at, item]) =>
    Object.entries(item).map(([method, call]) => ({path: at, method, ...call})));
  const areas = api.tags.map((tag) => drawArea(tag, all.filter((call) => call.tags[0] === tag.name)));
  $("version").textContent = api.info.version;
  $("about").append(...prose(api.info.description));
  $("areas").append(el("ul", {}, ...areas.map((area) => area.link)));
  $("calls").append(...areas.map((area) => area.section));
  $("search").addEventListener("input", () => search(areas, all));
  search(areas, all);
}

function listen() {
  for (const form of document.forms) form.addEventListener("submit", (event) => event.preventDefault());
  $("token").addEventListener("input", () => $("access").classList.toggle("used", $("token").value !== ""));
  addEventListener("hashchange", follow);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") $("access").open = false;
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    $("search").focus();
  });
}

try {
  const answer = await fetch(source);
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  api = await answer.json();
  drawAll();
  listen();
  follow();
} catch (error) {
  $("status").className = "bad";
  $("status").textContent = `openapi.json could not be read: ${error.message}`;
  throw error;
}
