// A person at the camera: what a finger does, what is sent when, and that the screen stays on.
import { book } from "./book.js";
import { clock } from "./clock.js";
import { about, handIn } from "./post.js";
import { pressed } from "./press.js";
import { at, chosen, introduce, NAMES, paint, put, range } from "./view.js";

const FACTS = "compliance audit", TAB = "compliance audit tab", LIGHT = "compliance audit light";
const SYNC_MS = 60_000, RETRY_MS = 15_000, SURE_MS = 4000;
const MARGIN_SECONDS = 3; // after an interval's end: the server's clock may come a little later
const BUZZ = { mask: [15], incorrect: [15, 70, 15], no_mask: [70], undo: [40, 60, 40] };

function kept(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function keep(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* said where it matters */ }
}

let facts = kept(FACTS); // what the server said of this place
let mine = null; // the book
let time = null; // the clock
let connection = "waiting"; // on, off, moved, late
let message = ""; // of the last that went otherwise than one thinks
let isElsewhere = false;
let syncedAt = 0, triedAt = -Infinity;
let isBusy = false, asks = null;

function refresh() {
  paint({ facts, mine, time, connection, message, isElsewhere });
  asks = mine?.question ?? null;
}

// One tab counts: the newest

const tab = String(Math.random());
keep(TAB, tab);
addEventListener("storage", (event) => {
  if (event.key !== TAB || event.newValue === JSON.stringify(tab)) return;
  isElsewhere = true;
  refresh();
});
at("here").addEventListener("click", () => location.reload());

// The server

function open() {
  mine = book(`${FACTS} ${facts.site} ${facts.area}`, facts.seconds);
  time = clock(mine.offset);
  introduce(facts);
}

function adopt({ now_ms: _, ...told }) {
  const isOther = facts && JSON.stringify([facts.site, facts.area, facts.seconds, facts.cameras]) !== JSON.stringify([told.site, told.area, told.seconds, told.cameras]);
  facts = told;
  keep(FACTS, facts);
  if (!mine || isOther) open();
}

async function sync() {
  syncedAt = performance.now();
  try {
    const { status, told, roundTripMs } = await about();
    if (told) {
      adopt(told);
      time.set(told.now_ms, roundTripMs);
      if (mine.isWatching) mine.note(time.offset);
    }
    connection = told ? "on" : status === 404 ? "moved" : "off";
  } catch {
    connection = "off";
  }
  turn();
  await deliver();
}

function due() {
  if (!time?.isSet) return [];
  const until = time.seconds() - MARGIN_SECONDS;
  return mine.ready.filter((one) => one.start + one.seconds <= until);
}

async function deliver() {
  if (isBusy || isElsewhere || !due().length) return refresh();
  isBusy = true;
  triedAt = performance.now();
  for (const one of due()) {
    const isAgain = mine.tries(one);
    const { outcome, why } = await handIn(one);
    if (["offline", "moved", "later"].includes(outcome)) {
      connection = { offline: "off", moved: "moved", later: "late" }[outcome];
      break;
    }
    connection = "on";
    const when = range(one.start, one.seconds);
    if (outcome === "before" && !isAgain) message = `${when} was handed in before, by another phone perhaps; that stands.`;
    if (outcome === "refused") message = `${when} was not taken: ${why}.`;
    mine.drop(one, outcome !== "refused");
  }
  isBusy = false;
  refresh();
}

// Once a second, while somebody looks

function turn() {
  if (document.hidden || isElsewhere) return;
  if (time?.isSet && mine.turn(time.seconds())) {
    message = "";
    triedAt = -Infinity;
  }
  const now = performance.now();
  if (now - syncedAt > SYNC_MS) sync();
  else if (due().length && now - triedAt > RETRY_MS) deliver();
  refresh();
}

// The screen stays on where a page may ask for it

let lock = null;

async function stayOn() {
  if (document.hidden || !mine?.isWatching || (lock && !lock.released)) return;
  try { lock = await navigator.wakeLock.request("screen"); } catch { lock = null; }
}

// What a finger does

function tapped(outcome) {
  const now = time.seconds();
  mine.tap(outcome, now);
  navigator.vibrate?.(BUZZ[outcome]);
  put("said", `${NAMES[outcome]}, ${mine.counts(now)[outcome]}`);
  stayOn();
  turn();
}

function takeBack() {
  const outcome = mine.undo(time.seconds());
  if (!outcome) return;
  navigator.vibrate?.(BUZZ.undo);
  put("said", `${NAMES[outcome]} taken back`);
  refresh();
}

function start() {
  message = "";
  mine.watch(chosen(), time.seconds());
  mine.note(time.offset);
  scrollTo(0, 0);
  stayOn();
  turn();
}

let sure = null;

function stop() {
  clearTimeout(sure);
  if (at("stop").textContent === "Stop") {
    put("stop", "Sure?");
    sure = setTimeout(() => put("stop", "Stop"), SURE_MS);
    return;
  }
  put("stop", "Stop");
  mine.stop();
  lock?.release();
  scrollTo(0, 0);
  refresh();
  deliver();
}

function dim() {
  const light = (Number(document.body.dataset.light) + 1) % 3;
  document.body.dataset.light = light;
  keep(LIGHT, light);
}

function answer(isWhole) {
  if (asks === mine.question) mine.answer(isWhole, time.seconds());
  turn();
  deliver();
}

for (const button of document.querySelectorAll(".outcome")) pressed(button, () => tapped(button.dataset.outcome));
for (const [id, act] of Object.entries({ undo: takeBack, start, stop, dim })) pressed(at(id), act);
pressed(at("whole"), () => answer(true));
pressed(at("not-whole"), () => answer(false));
at("cameras").addEventListener("change", refresh);
document.addEventListener("visibilitychange", () => { turn(); stayOn(); });
addEventListener("online", sync);

document.body.dataset.light = kept(LIGHT) ?? 0;
if (facts) open();
refresh();
sync();
setInterval(turn, 1000);
navigator.serviceWorker?.register("worker.js").catch(() => {});
