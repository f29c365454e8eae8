// dom.js - elements are made here, and data becomes text here and nowhere markup.

export const $ = (id) => document.getElementById(id);

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === false || value == null) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((child) => child != null && child !== false));
  return node;
}

// el("a", {href: "/x", onclick}, "text", node, [more], null)
export const el = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);
export const svg = (name, attributes, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

// What people wrote may run from right to left, and is as long as it is.
export const text = (value, attributes) => el("bdi", attributes, value ?? "");

const paths = {
  up: "M12 19V5m-6 6 6-6 6 6",
  down: "M12 5v14m-6-6 6 6 6-6",
  plus: "M12 5v14M5 12h14",
  cross: "M6 6l12 12M18 6 6 18",
  pen: "M4 20l1-4L16.5 4.5l3 3L8 19zM14 7l3 3",
  back: "M19 12H5m6-6-6 6 6 6",
  check: "M5 12.5l4.5 4.5L19 7",
  shelf: "M5 20V6h4v14M9 20V4h5v16M14 20V7h4v13M3 20h18",
  clock: "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
};
export function icon(name) {
  return svg("svg", {class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false"},
    svg("path", {d: paths[name]}));
}

let ids = 0;
export const newId = (word = "id") => `${word}-${++ids}`;
