// api.js - talks to /api/v1: problems as errors with fields, patience while the database is away, writes that are
// never done twice, a session that may end meanwhile.

const BASE = "/api/v1";
const TRIES = 6, WAIT_MAX = 10;

// "away" (detail: seconds until the next try) and "back".
export const weather = new EventTarget();
// Counts what was written, so that views know whether what they keep is still so.
export let writes = 0;
// What a session adds; session.js puts its own here. token(): what writes carry, or null. over(problem): the answer was
// that nobody is logged in, or somebody else; true when it is worth asking again.
export const session = {token: async () => null, over: async () => false};

export class Problem extends Error {
  constructor(status, body) {
    super(body?.errors?.length === 1 ? body.errors[0].message : body?.detail || body?.title || `Answer ${status}`);
    this.status = status;
    this.type = body?.type ?? null;
    this.code = body?.code ?? null;
    this.parameters = body?.parameters ?? {};
    this.errors = body?.errors ?? [];
    this.instance = body?.instance ?? null;
  }
  get away() {
    return this.status === 0 || this.status === 503;
  }
}

const isOver = (error) => error instanceof Problem && (error.status === 401 || error.type === "/problems/csrf");
export const isAbort = (error) => error?.name === "AbortError";

// Not crypto.randomUUID: browsers keep it from sites without TLS, and those are in libraries too.
function key() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
}

function address(path, query) {
  const at = new URL(BASE + path, location.origin);
  for (const [name, value] of Object.entries(query ?? {}))
    if (value != null && value !== "") at.searchParams.set(name, value);
  return at;
}

async function once(method, url, {body, headers, signal}) {
  let answer, data = null;
  try {
    answer = await fetch(url, {method, headers, body, signal, cache: "no-cache"});
    if (/json/.test(answer.headers.get("Content-Type") ?? "")) data = await answer.json();
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new Problem(answer?.ok === false ? answer.status : 0, {title: "The server does not answer."});
  }
  if (!answer.ok) throw Object.assign(new Problem(answer.status, data), {after: answer.headers.get("Retry-After")});
  return {data, etag: answer.headers.get("ETag"), status: answer.status,
    next: answer.headers.get("X-Next-Cursor") ?? nextOf(answer),
    total: Number(answer.headers.get("X-Total-Count") ?? data?.length ?? 0)};
}

// With a cursor in hand the following one comes in the Link header.
function nextOf(answer) {
  const link = /<([^>]*)>; rel="next"/.exec(answer.headers.get("Link") ?? "");
  return link ? new URL(link[1], location.origin).searchParams.get("_after") : null;
}

function pause(seconds, signal) {
  return new Promise((done, fail) => {
    const stop = () => (clearTimeout(timer), fail(signal.reason));
    const timer = setTimeout(() => (signal?.removeEventListener("abort", stop), done()), seconds * 1000);
    signal?.addEventListener("abort", stop, {once: true});
  });
}

let away = false;
function tell(seconds) {
  away = seconds != null;
  weather.dispatchEvent(away ? new CustomEvent("away", {detail: seconds}) : new Event("back"));
}

// Only what may be sent again is: reads, and POSTs, whose key makes a second one the answer of the first.
async function patiently(again, send, signal) {
  for (let tries = 1; ; tries++) {
    try {
      const answer = await send();
      if (away) tell(null);
      return answer;
    } catch (error) {
      if (!(error instanceof Problem && error.away)) throw error;
      const last = !again || tries === TRIES;
      const seconds = last ? 0 : Math.min(Math.max(Number(error.after) || 1, 1), WAIT_MAX);
      tell(seconds);
      if (last) throw error;
      await pause(seconds, signal);
    }
  }
}

async function withSession(ask) {
  try {
    return await ask();
  } catch (error) {
    if (!isOver(error) || !(await session.over(error))) throw error;
    return ask();
  }
}

// One question about the session itself, asked once and as it is.
export function bare(method, path, body, token) {
  const headers = {Accept: "application/json"};
  if (body) headers["Content-Type"] = "application/json";
  if (token) headers["X-CSRF-Token"] = token;
  return once(method, address(path), {headers, body: body && JSON.stringify(body)});
}

// get("/works", {q: "dune"}, signal) -> {data, total, next, etag}
export function get(path, query, signal) {
  const url = address(path, query), headers = {Accept: "application/json"};
  return withSession(() => patiently(true, () => once("GET", url, {signal, headers}), signal));
}

async function write(method, path, body, {query, match} = {}) {
  const headers = {Accept: "application/json"}, url = address(path, query);
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (match) headers["If-Match"] = match;
  if (method === "POST") headers["Idempotency-Key"] = key();
  const text = body === undefined ? undefined : JSON.stringify(body);
  try {
    return await withSession(async () => {
      const token = await session.token();
      if (token) headers["X-CSRF-Token"] = token;
      return patiently(method === "POST", () => once(method, url, {headers, body: text}));
    });
  } finally {
    if (!query?.dry_run) writes++;      // also when it failed: then nobody knows
  }
}
export const post = (path, body = {}, options) => write("POST", path, body, options);
export const put = (path, body, options) => write("PUT", path, body, options);
export const patch = (path, body, options) => write("PATCH", path, body, options);
export const del = (path, body, options) => write("DELETE", path, body, options);

// Writes to what was looked at: reads it for its ETag, then writes with If-Match.
export async function current(path, signal) {
  const {data, etag} = await get(path, null, signal);
  return {data, match: etag};
}
