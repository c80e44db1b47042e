// What is shown of it all.

export const NAMES = { mask: "mask", incorrect: "incorrect", no_mask: "none" };
const CONNECTIONS = { waiting: "Connecting", on: "Connected", off: "No connection", moved: "Old address: scan the new code", late: "Connected, but not taken yet" };

export const at = (id) => document.getElementById(id);
export const put = (id, text) => { if (at(id).textContent !== text) at(id).textContent = text; };
const show = (id, is) => { if (at(id).hidden === is) at(id).hidden = !is; };

export const chosen = () => document.querySelector("input[name=camera]:checked")?.value;

export function hour(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

export const range = (start, seconds) => `${hour(start)} to ${hour(start + seconds)}`;

function lasting(seconds) {
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}

function length(seconds) {
  if (seconds % 3600) return `${seconds / 60} minutes`;
  return seconds === 3600 ? "an hour" : `${seconds / 3600} hours`;
}

const waits = (number) => (number === 1 ? "One interval waits" : `${number} intervals wait`);

// Once per place: where people stand and how long an interval is.
export function introduce(facts) {
  document.title = `Audit: ${facts.area}`;
  put("where", facts.cameras.length > 1 ? "one camera" : `the camera ${facts.cameras[0]}`);
  put("length", length(facts.seconds));
  show("cameras", facts.cameras.length > 1);
  const list = at("cameras");
  list.replaceChildren(list.firstElementChild, ...facts.cameras.map((name) => {
    const label = document.createElement("label"), input = document.createElement("input");
    Object.assign(input, { type: "radio", name: "camera", value: name, checked: facts.cameras.length === 1 });
    label.append(input, name);
    return label;
  }));
}

export function paint({ facts, mine, time, connection, message, isElsewhere }) {
  const isSet = Boolean(time?.isSet), now = isSet ? time.seconds() : 0;
  const isWatching = isSet && mine.isWatching;
  show("elsewhere", isElsewhere);
  show("watch", isWatching && !isElsewhere);
  show("intro", Boolean(facts) && !isWatching && !isElsewhere);
  at("connection").dataset.state = connection;
  put("connection", CONNECTIONS[connection]);
  put("place", !facts ? "Audit" : isWatching && facts.cameras.length > 1 ? `${facts.area}: ${mine.camera}` : facts.area);
  if (!facts) return;
  if (!isWatching) return paintIntro(mine, isSet, now, message);
  paintStatus(facts, mine, now, message);
  paintQuestion(mine);
  paintPad(mine, now);
}

function paintIntro(mine, isSet, now, message) {
  at("start").disabled = !isSet || !chosen();
  put("start-note", isSet
    ? `The next interval begins at ${hour(mine.end(now))}, in ${lasting(mine.end(now) - now)}; taps until then are practice.`
    : "Waiting for the server's time: a connection is needed once.");
  const said = mine.waiting ? `${waits(mine.waiting)} on this phone to be handed in: leave this page open, or open it again where there is a connection.`
    : mine.handed ? "Thank you. All is handed in; you may close this page." : "";
  put("thanks", [message, said].filter(Boolean).join(" "));
}

function paintStatus(facts, mine, now, message) {
  const isCounting = mine.isCounting(now), begins = mine.from - now;
  at("watch").dataset.state = isCounting ? "counting" : "practice";
  put("what", isCounting ? `Counts: ${range(mine.start(now), facts.seconds)}` : "Practice");
  put("detail", isCounting ? `${lasting(mine.end(now) - now)} left. It counts if you watch to the end.`
    : `Counting begins at ${hour(mine.from)}, in ${lasting(begins)}. Taps until then are not kept.`);
  const share = isCounting ? (now - mine.start(now)) / facts.seconds : 1 - Math.min(1, begins / facts.seconds);
  at("bar").style.width = `${(100 * share).toFixed(1)}%`;
  put("note", note(facts, mine, message));
}

function note(facts, mine, message) {
  if (message) return message;
  if (!mine.keeps) return "This browser keeps nothing: do not close or reload the page.";
  if (mine.ready.length) return `${waits(mine.ready.length)} on this phone to be handed in.`;
  const compared = `Compared so far: ${facts.compared}${facts.compared < facts.needed ? ` of ${facts.needed} needed` : ""}.`;
  if (!mine.handed) return "wakeLock" in navigator ? compared : "Set the phone's screen to stay on; this page cannot.";
  if ((facts.released_until ?? 0) >= mine.handed) return `Published up to ${hour(facts.released_until)}: you may stop. ${compared}`;
  return `Handed in up to ${hour(mine.handed)}, not published yet. Stay until it is, if you can: else it may be lost.`;
}

function paintQuestion(mine) {
  const one = mine.question;
  show("question", Boolean(one));
  if (!one) return;
  const { kind, seconds } = one.doubt, when = range(one.start, one.seconds);
  put("asked", kind === "quiet" ? `${when}: nobody for ${lasting(seconds)}. Did you watch all the time?`
    : `${when}: the page was away for ${lasting(seconds)}. Is everybody tapped?`);
}

function paintPad(mine, now) {
  const counts = mine.counts(now);
  for (const button of document.querySelectorAll(".outcome")) {
    const number = String(counts[button.dataset.outcome]);
    if (button.lastElementChild.textContent !== number) button.lastElementChild.textContent = number;
  }
  at("undo").disabled = !mine.canUndo;
  put("undone", mine.canUndo ? NAMES[mine.lastOutcome] : "");
}
