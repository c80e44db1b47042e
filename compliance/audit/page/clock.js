// The server's time, whatever the phone's clock says.

const STEP_MS = 2000; // by which the two clocks of the phone may differ between two looks

// Between two answers of the server the time goes on by performance.now(), which nobody sets. It
// may stand still while the phone sleeps: then, and after the page was opened anew, the phone's
// own clock tells how long that was.
export function clock(kept) {
  let offset = kept; // server minus Date.now(), in ms; null before the first answer
  let base = performance.now();
  let wall = Date.now();
  let mayHaveSlept = false;

  document.addEventListener("visibilitychange", () => { if (document.hidden) mayHaveSlept = true; });

  function look() {
    const passed = performance.now() - base, byWall = Date.now() - wall;
    // The phone's clock was set: the server's time did not move with it.
    if (Math.abs(byWall - passed) > STEP_MS && !mayHaveSlept) offset -= byWall - passed;
    base += passed;
    wall += byWall;
    if (!document.hidden) mayHaveSlept = false;
  }

  return {
    get isSet() { return offset !== null; },
    get offset() { return offset; },
    set(serverMs, roundTripMs) {
      look();
      offset = serverMs + roundTripMs / 2 - Date.now();
    },
    seconds() {
      look();
      return (Date.now() + offset) / 1000;
    },
  };
}
