// The page at work: what is asked for, fetched, shown, and fetched again.

import { keepDrawn } from "./charts.js";
import { asking } from "./ask.js";
import { byId, fill, make, show } from "./dom.js";
import { made, view } from "./view.js";

const EVERY_MS = 60_000;
const DAY_MS = 86_400_000;

let told = null; // the overview on show
let asked = 0; // number of the newest question, so that late answers to older ones are left
let lostAt = null;

const shifted = (day, by) => new Date(Date.parse(day) + by * DAY_MS).toISOString().slice(0, 10);
const wanted = () => new URLSearchParams(location.search);

function ask() {
  const { early } = window, query = location.search;
  window.early = null;
  if (early?.query === query) return early.answer;
  return fetch(`overview${query}`, { headers: { Accept: "application/json" } });
}

async function load() {
  const mine = ++asked;
  try {
    const answer = await ask();
    const body = await answer.json();
    if (mine !== asked) return;
    lostAt = null;
    if (!answer.ok) return complain(body.detail ?? "This cannot be shown.");
    complain("");
    const isSame = sameAs(body, told);
    const isAnother = told && told.title !== body.title;
    told = body;
    if (isSame) return made(told);
    view(told);
    controls();
    if (isAnother) byId("said").textContent = `${told.period.name}: ${told.title}`;
    performance.mark("drawn");
  } catch {
    if (mine === asked) lose();
  }
}

function sameAs(one, other) {
  const but = (overview) => JSON.stringify({ ...overview, made_at: "" });
  return other !== null && but(one) === but(other);
}

function complain(text) {
  byId("trouble").textContent = text;
  show(byId("trouble"), Boolean(text));
  document.body.classList.toggle("is-stale", Boolean(text));
}

function lose() {
  lostAt ??= new Date();
  const since = lostAt.toTimeString().slice(0, 5);
  complain(`The daemon has not answered since ${since}. ${told ? `What stands here is of ${told.made_at}.` : "Nothing can be shown."}`);
  if (!told) byId("title").textContent = "No figures.";
}

function controls() {
  const { areas, area, period, today } = told;
  if (show(byId("area-label"), areas.length > 1)) {
    fill(byId("area"), make("option", { value: "" }, "all areas"), ...areas.map((name) => make("option", { value: name }, name)));
    byId("area").value = area ?? "";
  }
  const kinds = { today: [0, 1], yesterday: [-1, 0], 7: [-7, 0], 28: [-28, 0], 365: [-365, 0] };
  const matches = ([, [first, after]]) => shifted(today, first) === period.first && shifted(today, after) === period.after;
  const [kind] = Object.entries(kinds).find(matches) ?? ["chosen"];
  if (document.activeElement !== byId("days") || byId("days").value !== "chosen") byId("days").value = kind;
  show(byId("range"), byId("days").value === "chosen");
  byId("days").options[0].textContent = told.is_recorded ? "The newest day" : "Today";
  byId("days").options[1].textContent = told.is_recorded ? "The day before" : "Yesterday";
  byId("from").value = period.first;
  byId("to").value = shifted(period.after, -1);
  asking(told);
}

function go(changes) {
  const next = wanted();
  for (const [name, value] of Object.entries(changes)) value ? next.set(name, value) : next.delete(name);
  const query = next.toString();
  history.pushState(null, "", query ? `?${query}` : location.pathname);
  load();
}

function choose(kind) {
  show(byId("range"), kind === "chosen");
  if (kind === "chosen") return byId("from").focus();
  if (kind === "today") return go({ since: "", until: "" });
  const until = told.today, days = kind === "yesterday" ? 1 : Number(kind);
  go({ since: shifted(until, -days), until });
}

byId("area").addEventListener("change", (event) => go({ area: event.target.value }));
byId("days").addEventListener("change", (event) => choose(event.target.value));
byId("choose").addEventListener("submit", (event) => {
  event.preventDefault();
  go({ since: byId("from").value, until: shifted(byId("to").value, 1) });
});
addEventListener("popstate", load);
document.addEventListener("visibilitychange", () => { if (!document.hidden) load(); });
setInterval(() => { if (!document.hidden) load(); }, EVERY_MS);
keepDrawn();
load();
