// An overview put into the page's places.

import { chart, drop } from "./charts.js";
import { byId, fill, make, show, tableOf } from "./dom.js";

const SIGNS = { good: "\u25cf", poor: "\u25b2", down: "\u25a0", starting: "\u25cb", ended: "\u25cb" };
const STATES = { good: "Good", poor: "Poor", down: "Down", starting: "Starting", ended: "Ended" };
const PRINTED_AREAS = 14, PRINTED_CAMERAS = 3; // that one sheet holds

export function view(told) {
  document.title = `${told.title} ${told.area ?? told.site}`;
  byId("site").textContent = told.site;
  byId("place-area").textContent = told.area ?? (told.areas.length > 1 ? "all areas" : "");
  made(told);
  byId("period").textContent = told.period.name;
  document.body.dataset.state = told.state;
  headline(told);
  charted(byId("points"), "points", told.points);
  charted(byId("trend"), "trend", told.trend);
  byId("trend-told").textContent = told.trend?.told ?? "";
  show(byId("marked-key"), Boolean(told.trend?.marked.includes(false)));
  week(told);
  areas(told.by_area);
  cameras(told.cameras);
  byId("method").textContent = told.method;
  byId("models").textContent = told.models.length ? `Counted by ${told.models.join(", ")}. ` : "";
  document.querySelector("main").setAttribute("aria-busy", "false");
}

export function made(told) {
  byId("made").textContent = `as of ${told.made_at}, ${told.time_zone}`;
}

function headline(told) {
  const title = byId("title");
  if (title.textContent !== told.title) title.textContent = told.title;
  fill(byId("sentences"), ...told.sentences.map((sentence) => make("p", {}, sentence)));
  fill(byId("notes"), ...told.notes.map((note) => make("li", {}, note)));
  show(byId("notes"), told.notes.length > 0);
  fill(byId("facts"), ...told.facts.map(({ name, value, detail }) =>
    make("div", {}, make("dt", {}, name), make("dd", {}, make("b", {}, value), make("span", {}, detail)))));
}

function charted(section, kind, spec) {
  const host = section.querySelector(".chart");
  if (!show(section, Boolean(spec))) return drop(host);
  section.querySelector("h2").textContent = spec.title;
  const usual = section.querySelector(".if-usual");
  if (usual) show(usual, spec.has_usual);
  show(section.querySelector(".if-spans"), spec.spans.some((length, at) => length > 1 && spec.rate[at] !== null));
  show(section.querySelector(".if-withheld"), spec.withheld.includes(true));
  chart(host, kind, spec);
  fill(section.querySelector("table"), make("caption", {}, spec.title), ...tableOf(spec.head, spec.rows));
}

function week(told) {
  const { days, hours, cells } = told.week, section = byId("week");
  if (!show(section, hours.length > 0)) return;
  byId("week-about").textContent = `Compliance in % over its 95 % interval, ${told.period.days >= 7 ? told.period.name : "the days of the trend"}; a stronger blue is more.`;
  const head = make("tr", {}, make("th", { scope: "col" }, "Hour"), ...days.map((day) => make("th", { scope: "col" }, day)));
  const rows = hours.map((hour, at) => make("tr", {}, make("th", { scope: "row" }, hour), ...cells[at].map(cell)));
  fill(section.querySelector("table"), make("thead", {}, head), make("tbody", {}, ...rows));
}

function cell(found) {
  if (!found) return make("td", { class: "is-empty" }, "\u2013");
  return make("td", { class: `level-${found.level}` }, found.rate, make("small", {}, found.span));
}

function areas(rows) {
  const section = byId("areas");
  if (!show(section, rows.length > 0)) return;
  const head = ["Area", "", "Compliance", "Corrected", "Beside the usual", "Judged", "Watched"];
  const names = head.map((name) => (name ? make("th", { scope: "col" }, name) : make("td", {})));
  fill(section.querySelector("table"), make("thead", {}, make("tr", {}, ...names)), make("tbody", {}, ...rows.map(area)));
  const left = rows.length - PRINTED_AREAS;
  byId("areas-more").textContent = left > 0 ? `And ${left} more, on the page.` : "";
}

function area(row) {
  const name = make("th", { scope: "row" }, row.area);
  if (!row.figures) return make("tr", {}, name, make("td", { colspan: 6 }, "nothing released"));
  const { rate, rate_low: low, rate_high: high } = row.figures;
  const texts = [row.rate, row.corrected, row.difference, row.judged, row.watched];
  return make("tr", {}, name, make("td", {}, strip(rate, low, high)), ...texts.map((text) => make("td", {}, text)));
}

function strip(rate, low, high) {
  if (rate === null) return "";
  const reach = make("i", {}), middle = make("b", {});
  reach.style.left = `${100 * low}%`;
  reach.style.width = `${100 * (high - low)}%`;
  middle.style.left = `${100 * rate}%`;
  return make("div", { class: "strip", "aria-hidden": "true" }, reach, middle);
}

function cameras(found) {
  const section = byId("cameras");
  if (!show(section, found.length > 0)) return;
  const good = found.filter(({ condition }) => condition === "good").length;
  const left = found.length - good - PRINTED_CAMERAS;
  byId("cameras-good").textContent = `${good} of ${found.length} see and are counted.${left > 0 ? ` Not shown: ${left} that do not.` : ""}`;
  let bad = 0;
  fill(section.querySelector("ul"), ...found.map((one) => {
    const isExtra = one.condition !== "good" && ++bad > PRINTED_CAMERAS;
    return camera(one, isExtra ? "is-extra" : "");
  }));
}

function camera({ name, area, condition, says }, extra) {
  return make("li", { class: `is-${condition} ${extra}` },
    make("span", { class: "sign", "aria-hidden": "true" }, SIGNS[condition]),
    make("span", {}, make("b", {}, name), name === area ? "" : ` ${area}`),
    make("span", {}, make("b", { class: "state" }, STATES[condition]), `: ${says}`));
}
