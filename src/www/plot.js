// plot.js - lines over days as SVG, drawn at the width there is, so that its letters stay letters.
import {el, svg} from "./dom.js";
import {date, dayAndMonth, number} from "./format.js";

const HEIGHT = 240, LEFT = 44, RIGHT = 14, TOP = 14, BOTTOM = 30, TICK = 84;

// 1, 2, 5 times a power of ten, so that four or five lines are enough.
function step(max) {
  const rough = Math.max(max, 4) / 4, power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough && n >= 1) ?? 1;
}

function axes(width, x, y, dates, top, by) {
  const parts = [];
  for (let value = 0; value <= top; value += by)
    parts.push(svg("line", {class: "grid", x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value)}),
      svg("text", {x: LEFT - 8, y: y(value), "text-anchor": "end", dy: "0.35em"}, number(value)));
  const every = Math.max(1, Math.ceil(dates.length / Math.max(2, Math.floor((width - LEFT - RIGHT) / TICK))));
  for (let i = dates.length - 1; i >= 0; i -= every) {
    const anchor = x(i) > width - RIGHT - 24 ? "end" : x(i) < LEFT + 24 ? "start" : "middle";
    parts.push(svg("line", {class: "tick", x1: x(i), x2: x(i), y1: y(0), y2: y(0) + 5}),
      svg("text", {x: x(i), y: HEIGHT - 8, "text-anchor": anchor}, dayAndMonth(dates[i])));
  }
  return parts;
}

// Told apart by colour, by dashes and by marks: any one of them is enough.
function line(series, i, x, y) {
  const points = series.values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  const marks = series.values.length <= 100 ? series.values.map((value, at) => value > 0 && mark(i, x(at), y(value)))
    : [];
  return svg("g", {class: `series series-${i}`}, svg("polyline", {points}), marks);
}
const mark = (i, x, y) => (i === 0 ? svg("circle", {cx: x, cy: y, r: 2.6})
  : svg("path", {d: `M${x} ${y - 3.6}l3.6 3.6-3.6 3.6-3.6-3.6z`}));

// What a day says, under the pointer.
function reader(frame, width, x, dates, series, say) {
  const rule = svg("line", {class: "rule", y1: TOP, y2: HEIGHT - BOTTOM, visibility: "hidden"});
  const point = (i) => {
    rule.setAttribute("x1", x(i));
    rule.setAttribute("x2", x(i));
    rule.setAttribute("visibility", "visible");
    say(`${date(dates[i])}: ${series.map((one) => `${number(one.values[i])} ${one.name.toLowerCase()}`).join(", ")}`);
  };
  const hide = () => (rule.setAttribute("visibility", "hidden"), say(""));
  frame.onpointermove = (event) => {
    const at = (event.clientX - frame.getBoundingClientRect().left - LEFT) / (width - LEFT - RIGHT);
    point(Math.min(dates.length - 1, Math.max(0, Math.round(at * (dates.length - 1)))));
  };
  frame.onpointerleave = hide;
  return rule;
}

const sums = (title, dates, series) => el("table", {class: "numbers"}, el("caption", {class: "hidden-text"}, title),
  el("thead", {}, el("tr", {}, ["Day", ...series.map((one) => one.name)].map((name) => el("th", {scope: "col"}, name)))),
  el("tbody", {}, dates.map((day, i) => el("tr", {}, el("th", {scope: "row"}, date(day)),
    series.map((one) => el("td", {}, number(one.values[i])))))));

export function plot(title, dates, series) {
  const frame = el("div", {class: "plot"}), told = el("p", {class: "plot-said small", "aria-hidden": "true"});
  const top = Math.max(...series.flatMap((one) => one.values), 1), by = step(top), max = Math.ceil(top / by) * by;
  function draw() {
    const width = Math.max(260, Math.floor(frame.clientWidth));
    const x = (i) => LEFT + (dates.length > 1 ? i / (dates.length - 1) : 0.5) * (width - LEFT - RIGHT);
    const y = (value) => HEIGHT - BOTTOM - (value / max) * (HEIGHT - TOP - BOTTOM);
    const picture = svg("svg", {role: "img", "aria-label": `${title}. The numbers are in the table that can be opened below.`,
      width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`},
    axes(width, x, y, dates, max, by), series.map((one, i) => line(one, i, x, y)),
    reader(frame, width, x, dates, series, (words) => (told.textContent = words)));
    frame.replaceChildren(picture);
  }
  new ResizeObserver(() => requestAnimationFrame(draw)).observe(frame);
  const key = el("ul", {class: "key"}, series.map((one, i) => el("li", {},
    svg("svg", {class: `series series-${i}`, width: 34, height: 14, "aria-hidden": "true"},
      svg("polyline", {points: "2,7 32,7"}), mark(i, 17, 7)),
    ` ${one.name}: ${number(one.values.reduce((sum, n) => sum + n, 0))}`)));
  // Hundreds of rows that few look at are made when somebody does.
  const numbers = el("details", {ontoggle: () => numbers.children.length > 1 || numbers.append(
    el("div", {class: "scroller", tabindex: "0", role: "region", "aria-label": `${title}, table`},
      sums(title, dates, series)))},
  el("summary", {}, "As a table"));
  return el("section", {class: "panel"}, el("h2", {}, title), key, frame, told, numbers);
}
