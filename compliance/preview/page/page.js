// Asks for one look after the other, and draws what is told of it over the picture.
import { drawing } from "./draw.js";

const OUTCOMES = [["mask", "●", "mask"], ["incorrect", "◐", "worn wrongly"], ["no_mask", "○", "no mask"], ["unknown", "?", "unknown"]];
const SIGNS = Object.fromEntries(OUTCOMES.map(([name, sign]) => [name, sign]));
const WORDS = Object.fromEntries(OUTCOMES.map(([name, , word]) => [name, word]));
const VERDICTS = { good: "large enough", mixed: "some too small", small: "too small", unseen: "" };
const TRAIL = 15;
const RETRY_MS = 2000;

const at = (id) => document.getElementById(id);
const put = (id, text) => { if (at(id).textContent !== text) at(id).textContent = text; };
const percent = (share) => `${Math.round(share * 100)} %`;
let isRecording = false;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const sign = (outcome) => element("span", { class: "sign", "data-hue": outcome, title: WORDS[outcome] }, SIGNS[outcome]);

// The picture and the faces on it

const faces = new Map(); // id -> { box, label, foot, trail: [[x, y]] }

async function paint(jpeg) {
  const picture = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }));
  const canvas = at("picture");
  if (canvas.width !== picture.width || canvas.height !== picture.height) {
    canvas.width = picture.width;
    canvas.height = picture.height;
  }
  canvas.getContext("2d").drawImage(picture, 0, 0);
  picture.close();
}

function newFace() {
  const label = element("b");
  const foot = element("span");
  const box = element("div", { class: "face" }, label, foot);
  at("boxes").append(box);
  return { box, label, foot, trail: [] };
}

const best = (votes) => Object.entries(votes).sort((a, b) => b[1] - a[1])[0];

function says(face) {
  if (!face.outcome) return [];
  const [name, share] = face.votes ? best(face.votes) : [];
  const word = element("i", {}, ` ${WORDS[face.outcome]}`);
  return [SIGNS[face.outcome], word, name === face.outcome ? ` ${percent(share)}` : ""];
}

function drawFace(shown, face) {
  const [x1, y1, x2, y2] = face.box;
  const { box, label, foot, trail } = shown;
  Object.assign(box.style, { left: `${x1 * 100}%`, top: `${y1 * 100}%`, width: `${(x2 - x1) * 100}%`, height: `${(y2 - y1) * 100}%` });
  box.dataset.outcome = face.outcome ?? "";
  box.classList.toggle("is-waiting", !face.outcome);
  box.classList.toggle("is-hidden", !face.is_seen);
  box.classList.toggle("is-right", x1 > 0.7);
  box.classList.toggle("is-top", y1 < 0.06);
  label.replaceChildren(...says(face));
  label.hidden = !face.outcome;
  foot.textContent = face.outcome ? `${face.side_px} px` : face.why_not;
  if (face.is_seen) trail.push([(x1 + x2) / 2, (y1 + y2) / 2]);
  trail.splice(0, trail.length - TRAIL);
}

function drawFaces(told) {
  const present = new Set(told.map((face) => face.id));
  for (const [id, shown] of faces) {
    if (present.has(id)) continue;
    shown.box.remove();
    faces.delete(id);
  }
  for (const face of told) {
    if (!faces.has(face.id)) faces.set(face.id, newFace());
    drawFace(faces.get(face.id), face);
  }
  areas.showTrails([...faces.values()].map((shown) => shown.trail));
}

// The figures beside it

function showFollowed(told) {
  const cell = (...children) => element("td", {}, ...children);
  const rows = told.map((face) => element("tr", face.is_seen ? {} : { class: "is-hidden" },
    cell(...(face.outcome ? [sign(face.outcome), WORDS[face.outcome]] : [face.why_not])),
    cell(face.votes ? best(face.votes).reduce((name, share) => `${WORDS[name]} ${percent(share)}`) : "–"),
    cell(String(face.looks)), cell(`${face.side_px} px`), cell(`${face.eyes_px} px`)));
  const nobody = element("tr", { class: "is-hidden" }, element("td", { colspan: "5" }, "Nobody"));
  at("followed").replaceChildren(...(rows.length ? rows : [nobody]));
}

function showCounts({ counts, rate, interval, recent }) {
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  put("rate", rate === null ? "–" : percent(rate));
  const decided = total - counts.unknown;
  put("rate-words", rate === null
    ? (total ? "nobody decided yet" : "nobody has passed yet")
    : `with a mask, of ${decided} decided (95 %: ${Math.round(interval[0] * 100)} to ${percent(interval[1])})`);
  at("bar").replaceChildren(...OUTCOMES.filter(([name]) => counts[name]).map(([name]) => {
    const part = element("i", { "data-hue": name });
    part.style.flex = counts[name];
    return part;
  }));
  at("counts").replaceChildren(...OUTCOMES.map(([name, , word]) =>
    element("div", {}, element("dt", {}, sign(name), word), element("dd", {}, String(counts[name])))));
  at("recent").replaceChildren(...recent.map(sign));
}

function sentence(text) {
  const parts = `${text[0].toUpperCase()}${text.slice(1)}.`.split(/((?:[a-z_]+_px|[a-z_]+_per_second) = [\d.]*\d)/i);
  return element("li", {}, ...parts.map((part, n) => (n % 2 ? element("code", {}, part.toLowerCase()) : part)));
}

function showAdvice({ verdict, sentences, eyes_px, followed }) {
  put("verdict", VERDICTS[verdict]);
  at("verdict").dataset.verdict = verdict;
  put("eyes", eyes_px === null ? "–" : String(eyes_px));
  put("eyes-words", eyes_px === null ? "nobody has been followed yet" : `px between the eyes, typically (${followed} followed)`);
  at("sentences").replaceChildren(...sentences.map(sentence));
}

function showStream(look) {
  const { pace } = look;
  const share = pace.work_ms * pace.analysed_per_second / 10;
  const rows = {
    "Picture": `${look.width_px} × ${look.height_px}, ${look.codec}`,
    "Sent": `${pace.sent_per_second.toFixed(1)} a second`,
    "Looked at": `${pace.analysed_per_second.toFixed(1)} of ${pace.wanted_per_second} a second`,
    "Searched at": `${look.detector_px[0]} × ${look.detector_px[1]}`,
    "Work": `${pace.work_ms.toFixed(1)} ms a look, ${share.toFixed(1)} % of a core`,
    [isRecording ? "Recording" : "Behind"]: isRecording ? `${look.is_again ? "again, " : ""}${look.seconds.toFixed(0)} s in` : `${pace.lag_seconds.toFixed(1)} s`,
  };
  at("stream").replaceChildren(...Object.entries(rows).map(([name, text]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, text))));
}

// One look after the other

function showState(state, words) {
  at("state").dataset.state = state;
  put("state", words);
  at("frame").classList.toggle("is-live", state === "live");
  if (state !== "live") {
    drawFaces([]);
    showFollowed([]);
  }
}

function curtain(state, words, why) {
  showState(state, words);
  put("curtain", why);
  at("picture").getContext("2d").clearRect(0, 0, 1e5, 1e5);
}

async function show(look, jpeg) {
  if (look.state !== "live") return curtain("trouble", "No picture", `${look.trouble}. Trying again …`);
  await paint(jpeg);
  drawFaces(look.faces);
  showFollowed(look.faces);
  showCounts(look.would);
  showAdvice(look.advice);
  showStream(look);
  areas.adopt(look.areas, look.toml, look.areas_number);
  showState("live", "Live");
}

async function next(after) {
  const answer = await fetch(`look?after=${after}`, { cache: "no-store" });
  if (answer.status === 204) return after;
  if (!answer.ok) throw new Error(String(answer.status));
  const data = await answer.arrayBuffer();
  const length = new DataView(data).getUint32(0);
  const look = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
  await show(look, new Uint8Array(data, 4 + length));
  return Number(answer.headers.get("Look-Number"));
}

const seen = () => new Promise((done) => {
  if (!document.hidden) return done();
  document.addEventListener("visibilitychange", () => done(), { once: true });
});

async function follow() {
  for (let after = 0; ;) {
    await seen();
    try {
      after = await next(after);
    } catch {
      curtain("ended", "Ended", "The preview has ended, or this page's address is an old one. Start it again in the terminal.");
      await pause(RETRY_MS);
    }
  }
}

async function introduce() {
  const about = await (await fetch("about", { cache: "no-store" })).json();
  isRecording = about.is_recording;
  document.title = `Preview: ${about.name}`;
  put("name", about.name);
  put("source", about.source === about.name ? "" : about.source);
  at("notice").classList.toggle("shows-faces", about.shows_faces);
  put("faces-notice", about.shows_faces
    ? "FACES ARE SHOWN, because this was started with --show-faces."
    : "Faces are pixelated as far as they are found; one may be missed for a moment.");
  put("publishing", `The service publishes such counts in slots of ${about.bucket_minutes} minutes, and only once ${about.minimum_count} people have passed. Nothing counted here is kept.`);
}

const areas = drawing({
  canvas: at("drawing"), shapes: at("shapes"), list: at("area-list"), toml: at("toml"), told: at("told"),
  buttons: { include: at("draw-include"), exclude: at("draw-exclude"), finish: at("finish"), giveUp: at("give-up"), copy: at("copy"), tell: at("tell") },
});
introduce().catch(() => {});
follow();
