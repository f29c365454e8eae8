// edit.js - adding a work, and changing one.
import {current, patch, post} from "./api.js";
import {workUrl} from "./cards.js";
import {el, icon, text} from "./dom.js";
import {say, field, form, problemBox} from "./ui.js";

const FIELDS = [
  {name: "title", label: "Title", required: true, maxlength: 500, wide: true},
  {name: "creator", label: "Author or director", maxlength: 1000, wide: true, hint: "Several are parted by commas"},
  {name: "kind", label: "Kind", options: [["book", "Book"], ["movie", "Film"]]},
  {name: "type", label: "Type", options: [["", "None: charged as Regular"], ["R", "Regular"], ["F", "Fiction"],
    ["N", "Novel"]]},
  {name: "year", label: "Year", inputmode: "numeric", hint: "Before Christ with a minus"},
  {name: "isbn", label: "ISBN", maxlength: 200},
  {name: "imdb_id", label: "IMDb id", maxlength: 32},
  {name: "publisher", label: "Publisher", maxlength: 300},
  {name: "published_text", label: "Published", maxlength: 200, hint: "As on the title page: 1965, or 1 August 1965"},
  {name: "genre", label: "Genre", maxlength: 200},
  {name: "country", label: "Country", maxlength: 200},
  {name: "rating", label: "Rating", inputmode: "decimal", hint: "0 to 10, as 8.5"},
  {name: "released", label: "Released", type: "date"},
];

const plain = (value) => (value == null ? "" : String(value));

// Only what was changed is sent, so that nobody overwrites what they never touched; an empty field is null.
function body(values, before) {
  const changed = {};
  for (const [name, value] of Object.entries(values)) {
    if (value.trim() === plain(before[name])) continue;
    const empty = value.trim() === "";
    changed[name] = empty ? (name === "title" ? "" : null)
      : name === "year" && /^-?\d+$/.test(value.trim()) ? Number(value.trim()) : value.trim();
  }
  return changed;
}

export async function show(main, params, {signal, title, go, again}) {
  const id = params.get("work"), path = id && `/works/${encodeURIComponent(id)}`;
  const {data: work, match} = id ? await current(path, signal) : {data: {kind: "book"}, match: null};
  title(id ? `Edit ${work.title}` : "Add a work");
  const notice = el("div");
  const save = async (values) => {
    const changes = body(values, work);
    try {
      const {data} = id ? await patch(path, changes, {match}) : await post("/works", {kind: values.kind, ...changes});
      say(text(data.title, {class: "strong"}), id ? " is saved." : " is in the catalogue, with one copy.");
      go(workUrl(data.id), {replace: Boolean(id)});
    } catch (error) {
      if (error.status !== 412) throw error;
      notice.replaceChildren(problemBox(error, again));
      notice.querySelector("button").textContent = "Load what is there now";
      notice.querySelector("button").focus();
    }
  };
  main.replaceChildren(...[id && el("p", {class: "crumbs"}, el("a", {href: workUrl(id)}, icon("back"), " ",
    text(work.title))),
    el("div", {class: "page-head"}, el("h1", {}, id ? "Edit" : "Add a work"),
      !id && el("p", {class: "lead"}, "A new work comes with one copy; more are added on its page.")),
    notice,
    form(FIELDS.map((one) => field({...one, value: plain(work[one.name])})), id ? "Save" : "Add to the catalogue", save,
      {class: "panel grid-form", cancel: () => (id ? go(workUrl(id)) : go("/")), "aria-label": id ? "Edit the work"
        : "A new work"})].filter(Boolean));
}
