// start.js - asks for the modules of the view that the address wants, all at once, while the page's own are on the way.
const files = {
  work: ["holds", "loans", "people", "suggest", "work"],
  mine: ["holds", "ledger", "loans", "mine", "people", "suggest"],
  lists: ["holds", "ledger", "list", "lists", "loans", "mine", "people", "share", "suggest", "theirs"],
  desk: ["desk", "holds", "loans", "people", "suggest"],
  edit: ["edit"],
  overview: ["overview", "plot"],
  account: ["account", "login"],
};
const params = new URLSearchParams(location.search), name = params.get("view") ?? (params.has("work") ? "work" : "");
if (Object.hasOwn(files, name) && (name === "work" || document.documentElement.dataset.role !== "visitor"))
  for (const file of files[name]) {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = `/static/${file}.js`;
    document.head.append(link);
  }
