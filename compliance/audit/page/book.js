// What was seen: totals of the running interval and of those that wait. Never a list of taps, and
// never when one was made.

export const OUTCOMES = ["mask", "incorrect", "no_mask"];
const BEAT_SECONDS = 5; // how finely it is noted that the page lives, tapped or not
const AWAY_SECONDS = 20; // the page was closed or the phone slept for longer: somebody may be missing
const QUIET_SECONDS = 600; // without a tap: is anybody watching?
const UNDO = 3; // last outcomes that can be taken back, in memory alone

const nothing = () => Object.fromEntries(OUTCOMES.map((name) => [name, 0]));
const EMPTY = { camera: null, from: null, now: null, done: [], alive: null, handed: null };

export function book(key, seconds) {
  let state = read();
  let recent = [];
  let practice = nothing();
  let lastTap = null; // of this visit, never kept
  let keeps = true;

  function read() {
    try {
      const found = JSON.parse(localStorage.getItem(key));
      return found && found.seconds === seconds ? found : { ...structuredClone(EMPTY), seconds, done: found?.done ?? [] };
    } catch {
      return { ...structuredClone(EMPTY), seconds };
    }
  }

  function save() {
    try {
      const isEmpty = state.from === null && !state.done.length;
      if (isEmpty) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(state));
    } catch {
      keeps = false;
    }
  }

  const beat = (time) => Math.floor(time / BEAT_SECONDS) * BEAT_SECONDS;
  const slot = (time) => Math.floor(time / seconds) * seconds;
  const isCounting = (time) => state.from !== null && time >= state.from;

  function close() {
    const { now } = state;
    if (now.start >= state.from) state.done.push({ camera: state.camera, ...now });
    state.now = null;
    recent = [];
  }

  function begin(time) {
    practice = nothing();
    state.now = { start: slot(time), seconds, ...nothing(), doubt: null };
  }

  function doubt(why) {
    if (state.now && state.now.start >= state.from) state.now.doubt ??= why;
  }

  // A page that was away from one moment to another, a phone that slept, a tab that was closed.
  function miss(since, time) {
    doubt({ kind: "away", seconds: Math.round(time - since) });
    if (time - since < seconds) return;
    if (state.now) close();
    state.from = Math.max(state.from, slot(time) + seconds);
  }

  return {
    get keeps() { return keeps; },
    get camera() { return state.camera; },
    get from() { return state.from; },
    get isWatching() { return state.from !== null; },
    get handed() { return state.handed; },
    get offset() { return state.offset ?? null; },
    get canUndo() { return recent.length > 0; },
    get lastOutcome() { return recent.at(-1); },
    get waiting() { return state.done.length; },
    get ready() { return state.done.filter((one) => !one.doubt); },
    get question() { return [...state.done, ...(state.now ? [state.now] : [])].find((one) => one.doubt) ?? null; },
    isCounting,
    counts: (time) => (isCounting(time) && state.now ? state.now : practice),
    start: slot,
    end: (time) => slot(time) + seconds,

    watch(camera, time) {
      Object.assign(state, { camera, from: slot(time) + seconds, now: null, alive: beat(time) });
      practice = nothing();
      recent = [];
      lastTap = time;
      save();
    },

    // How far the server's time is from the phone's, for when the page opens without a connection.
    note(offset) {
      state.offset = offset;
      save();
    },

    stop() {
      Object.assign(state, { from: null, now: null });
      recent = [];
      save();
    },

    tap(outcome, time) {
      this.turn(time);
      const where = isCounting(time) ? state.now : practice;
      where[outcome] += 1;
      recent = [...recent, outcome].slice(-UNDO);
      lastTap = time;
      save();
    },

    undo(time) {
      this.turn(time);
      const outcome = recent.pop();
      if (!outcome) return null;
      const where = isCounting(time) ? state.now : practice;
      where[outcome] = Math.max(0, where[outcome] - 1);
      save();
      return outcome;
    },

    // To be called about once a second; says whether an interval has ended.
    turn(time) {
      if (state.from === null) return false;
      lastTap ??= time;
      const before = state.done.length;
      const since = state.alive ?? time;
      const wasAway = time - since > AWAY_SECONDS;
      if (wasAway) miss(since, time);
      if (state.now && time >= state.now.start + seconds) close();
      if (!state.now && isCounting(time)) {
        begin(time);
        recent = [];
        if (wasAway && since < state.now.start) doubt({ kind: "away", seconds: Math.round(time - state.now.start) });
      }
      if (state.now && time - Math.max(lastTap, state.now.start) > QUIET_SECONDS) doubt({ kind: "quiet", seconds: QUIET_SECONDS });
      if (time - since >= BEAT_SECONDS || state.done.length !== before) {
        state.alive = beat(time);
        save();
      }
      return state.done.length !== before;
    },

    answer(isWhole, time) {
      const asked = this.question;
      if (!asked) return;
      if (isWhole) asked.doubt = null;
      else if (asked === state.now) {
        Object.assign(state, { now: null, from: slot(time) + seconds });
        practice = nothing();
      }
      else state.done = state.done.filter((one) => one !== asked);
      lastTap = time;
      recent = [];
      save();
    },

    // Notes that an interval is being sent; says whether it was before.
    tries(one) {
      const isAgain = Boolean(one.tried);
      one.tried = true;
      save();
      return isAgain;
    },

    drop(one, isHandedIn) {
      state.done = state.done.filter((other) => other !== one);
      if (isHandedIn) state.handed = Math.max(state.handed ?? 0, one.start + seconds);
      save();
    },
  };
}
