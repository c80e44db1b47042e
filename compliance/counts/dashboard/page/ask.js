// Comparing and downloading, by the API.

import { byId, fill, make, show, tableOf } from "./dom.js";

const API = "api/v1";
const DAY_MS = 86_400_000;
const MOST_ROWS = 1000; // that the API gives at once

let told = null;

const dayAfter = (day) => new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
const percent = (share) => (share === null ? "\u2013" : `${(100 * share).toFixed(1)}\u00a0%`);
const points = (share) => `${share < 0 ? "\u2212" : "+"}${Math.abs(100 * share).toFixed(1)}`;
const ends = (low, high) => `${(100 * low).toFixed(1)}\u2013${(100 * high).toFixed(1)}`;

function query(more = {}) {
  const { area, period } = told;
  const whole = { area, since: period.first, until: period.after, ...more };
  return new URLSearchParams(Object.entries(whole).filter(([, value]) => value));
}

function link() {
  const by = byId("by").value;
  for (const format of ["csv", "json"]) byId(format).href = `${API}/compliance?${query({ by, format, limit: format === "json" ? MOST_ROWS : null })}`;
}

export function asking(overview) {
  told = overview;
  const others = told.areas.filter((name) => name !== told.area);
  if (show(byId("other-area-label"), told.area !== null && others.length > 0)) {
    fill(byId("with-area"), ...others.map((name) => make("option", { value: name }, name)));
  }
  link();
}

function wish() {
  const kind = document.querySelector("[name=other]:checked").value;
  const [change, from, to] = ["change", "with-from", "with-to"].map((id) => byId(id).value);
  if (kind === "change" && change) return { change };
  if (kind === "area") return { with_area: byId("with-area").value };
  if (kind === "days" && from && to) return { with_since: from, with_until: dayAfter(to) };
  return null;
}

function withEnds(rate, low, high) {
  return rate === null ? "\u2013" : `${percent(rate)} (${ends(low, high)})`;
}

function difference(found) {
  return found ? `${points(found.value)} (${points(found.low)} to ${points(found.high)})` : "";
}

function shown(found) {
  const sides = [found.first, found.second];
  const row = (name, of, last = "") => [name, ...sides.map(of), last];
  const head = ["", found.first.name, found.second.name, "Difference in points"];
  const rows = [
    row("From", (side) => side.start.slice(0, 10)),
    row("Compliance", (side) => withEnds(side.rate, side.rate_low, side.rate_high), difference(found.difference)),
    row("Corrected", (side) => withEnds(side.corrected_rate, side.corrected_low, side.corrected_high), difference(found.corrected_difference)),
    row("Judged", (side) => side.decided.toLocaleString("en")),
    row("Watched", (side) => percent(side.coverage)),
  ];
  const table = make("table", {}, ...tableOf(head, rows));
  return [make("p", { class: "verdict" }, verdict(found)), make("div", { class: "scroll" }, table)];
}

function verdict(found) {
  if (found.verdict) return found.verdict;
  const judged = found.corrected_difference ?? found.difference;
  if (!judged) return "Nothing can be said: nobody was decided on one side.";
  if (judged.low > 0) return "The second rate is higher, beyond what chance explains.";
  if (judged.high < 0) return "The second rate is lower, beyond what chance explains.";
  return "No difference is shown: chance alone could have made it.";
}

async function pages(address) { // all of them: the API gives so many rows at once
  const rows = [];
  for (let cursor = ""; cursor !== null;) {
    const answer = await fetch(cursor ? `${address}&cursor=${encodeURIComponent(cursor)}` : address);
    const found = await answer.json();
    if (!answer.ok) throw new Error(found.detail ?? found.title);
    rows.push(...found.items);
    cursor = found.next ?? null;
  }
  return rows;
}

async function save(event) {
  event.preventDefault();
  const place = byId("saved"), { area, site, period } = told;
  try {
    place.textContent = "Reading \u2026";
    const text = `[\n${(await pages(byId("json").href)).map((row) => JSON.stringify(row)).join(",\n")}\n]\n`;
    const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    make("a", { href, download: `compliance-${area ?? site}-${period.first}-by-${byId("by").value}.json` }).click();
    URL.revokeObjectURL(href);
    place.textContent = "";
  } catch (error) {
    place.textContent = error instanceof TypeError ? "The daemon does not answer." : error.message;
  }
}

byId("by").addEventListener("change", link);
byId("json").addEventListener("click", save);
for (const [id, kind] of Object.entries({ change: "change", "with-area": "area", "with-from": "days", "with-to": "days" })) {
  byId(id).addEventListener("change", () => { document.querySelector(`[name=other][value=${kind}]`).checked = true; });
}
byId("compare").addEventListener("submit", async (event) => {
  event.preventDefault();
  const more = wish(), place = byId("compared");
  if (!more) return fill(place, make("p", {}, "Choose a day first."));
  try {
    const answer = await fetch(`${API}/compare?${query(more)}`);
    const found = await answer.json();
    fill(place, ...(answer.ok ? shown(found) : [make("p", {}, found.detail ?? found.title)]));
  } catch {
    fill(place, make("p", {}, "The daemon does not answer."));
  }
});
