// Areas drawn with mouse, finger or keyboard; corners are shares of the picture, as configured.

const SVG = "http://www.w3.org/2000/svg";
const KINDS = { include: "Look only here", exclude: "Do not look here" };
const STEP = 0.01, LONG_STEP = 0.05;
const NEAR_PX = 16; // of the first corner: closes the area
const FEWEST = 3;

const within = (value) => Math.min(1, Math.max(0, value));
const rounded = (value) => Math.round(within(value) * 1000) / 1000;
const path = (points, end = "Z") => `M${points.map(([x, y]) => `${x} ${y}`).join("L")}${end}`;

const turn = ([a, b], [c, d], [e, f]) => Math.sign(Math.round(((c - a) * (f - b) - (d - b) * (e - a)) * 1e9));

function crosses(corners, next) { // the line to a next corner, those before
  const last = corners[corners.length - 1];
  return corners.slice(1, -1).some((b, n) => {
    const a = corners[n];
    return turn(a, b, last) * turn(a, b, next) < 0 && turn(last, next, a) * turn(last, next, b) < 0;
  });
}

const LEAST_WAY = 0.03; // a trail shorter than this is mere trembling

function isPath(points) {
  if (points.length < 2) return false;
  const [[x1, y1]] = points, [x2, y2] = points[points.length - 1];
  return Math.hypot(x2 - x1, y2 - y1) > LEAST_WAY;
}

export function drawing({ canvas, shapes, list, toml, told, buttons }) {
  const areas = { include: [], exclude: [] };
  let inForce = null; // as the camera's configuration has them
  let awaited = 0; // the number of what was sent last: looks before it tell of others
  let kind = null; // of the area being drawn
  let corners = [];
  let pointer = [0.5, 0.5];
  let trails = [];

  const say = (text) => { told.textContent = text; };

  function shape(name, data) {
    const made = document.createElementNS(SVG, "path");
    made.setAttribute("class", name);
    made.setAttribute("d", data);
    return made;
  }

  function paint() {
    const made = [];
    if (areas.include.length) {
      const outside = shape("outside", `M0 0H1V1H0Z${areas.include.map((one) => path(one)).join("")}`);
      outside.setAttribute("fill-rule", "evenodd");
      made.push(outside);
    }
    for (const name of Object.keys(KINDS)) made.push(...areas[name].map((one) => shape(`area ${name}`, path(one))));
    if (kind && corners.length) made.push(shape(`area is-open ${kind}`, path([...corners, pointer], "")));
    made.push(...trails.filter(isPath).map((one) => shape("trail", path(one, ""))));
    shapes.replaceChildren(...made);
  }

  function place(name, [x, y]) {
    const made = document.createElement("div");
    made.className = name;
    Object.assign(made.style, { left: `${x * 100}%`, top: `${y * 100}%` });
    return made;
  }

  function paintDrawing() {
    const dots = corners.map((corner, n) => place(n ? "corner" : "corner is-first", corner));
    canvas.replaceChildren(...dots, place("pointer", pointer));
    buttons.finish.hidden = !kind || corners.length < FEWEST;
    buttons.giveUp.hidden = !kind;
    paint();
  }

  function paintList() {
    list.replaceChildren(...Object.keys(KINDS).flatMap((name) => areas[name].map((one, n) => {
      const item = document.createElement("li");
      const swatch = document.createElement("i");
      const remove = document.createElement("button");
      const words = `${KINDS[name]}: ${one.length} corners`;
      swatch.className = `swatch ${name}`;
      remove.type = "button";
      remove.textContent = "Remove";
      remove.setAttribute("aria-label", `Remove: ${words}`);
      remove.addEventListener("click", () => { areas[name].splice(n, 1); send(); });
      item.append(swatch, words, remove);
      return item;
    })));
  }

  async function post(query = "") {
    const answer = await fetch(`areas${query}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(areas) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return { text, number: Number(answer.headers.get("Areas-Number")) };
  }

  async function send(words = "Counting began anew with these areas.") {
    paintList();
    paint();
    try {
      awaited = Infinity;
      const sent = await post();
      inForce = toml.textContent = sent.text;
      awaited = sent.number;
      say(words);
      return true;
    } catch (error) {
      inForce = null;
      awaited = 0;
      say(error.message);
      return false;
    }
  }

  function start(name) {
    kind = kind === name ? null : name;
    corners = [];
    canvas.hidden = !kind;
    for (const other of Object.keys(KINDS)) buttons[other].setAttribute("aria-pressed", String(other === kind));
    say(kind ? "Set corners by click, tap or Space; close at the first corner or with Enter." : "");
    if (kind) canvas.focus();
    paintDrawing();
  }

  function set(corner) {
    pointer = corner.map(rounded);
    if (crosses(corners, pointer)) return say("This line would cross another of the area; set the corner elsewhere, or take corners back.");
    corners.push(pointer);
    say(`Corner ${corners.length} at ${Math.round(pointer[0] * 100)} %, ${Math.round(pointer[1] * 100)} %.`);
    paintDrawing();
  }

  async function finish() {
    if (corners.length < FEWEST) return say(`An area needs ${FEWEST} corners; this one has ${corners.length}.`);
    const name = kind, drawn = corners;
    areas[name].push(drawn);
    start(name);
    buttons[name].focus();
    if (await send()) return;
    const words = told.textContent;
    areas[name] = areas[name].filter((one) => one !== drawn);
    paintList();
    if (kind) return paint(); // another is being drawn already
    start(name); // go on with what was refused
    corners = drawn;
    paintDrawing();
    say(words);
  }

  function takeBack() {
    corners.pop();
    say(`${corners.length} corners.`);
    paintDrawing();
  }

  const shareOf = (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [within((event.clientX - left) / width), within((event.clientY - top) / height)];
  };

  function isAtFirst(corner) {
    if (corners.length < FEWEST) return false;
    const { width, height } = canvas.getBoundingClientRect();
    return Math.hypot((corner[0] - corners[0][0]) * width, (corner[1] - corners[0][1]) * height) < NEAR_PX;
  }

  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const keys = { " ": () => (isAtFirst(pointer) ? finish() : set([...pointer])), Enter: finish, Backspace: takeBack, Delete: takeBack, Escape: () => { const button = buttons[kind]; start(kind); button.focus(); } };

  canvas.addEventListener("pointermove", (event) => { pointer = shareOf(event); paintDrawing(); });
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.focus();
    const corner = shareOf(event);
    if (isAtFirst(corner)) finish(); else set(corner);
  });
  canvas.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    if (!move && !keys[event.key]) return;
    event.preventDefault();
    if (!move) return keys[event.key]();
    const step = event.shiftKey ? LONG_STEP : STEP;
    pointer = [within(pointer[0] + move[0] * step), within(pointer[1] + move[1] * step)];
    paintDrawing();
  });
  for (const name of Object.keys(KINDS)) buttons[name].addEventListener("click", () => start(name));
  buttons.finish.addEventListener("click", finish);
  buttons.giveUp.addEventListener("click", () => start(kind));
  buttons.tell.addEventListener("click", () => post("?is_told=true").then(() => say("Printed in the terminal."), (error) => say(error.message)));
  buttons.copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(toml.textContent);
      say("Copied.");
    } catch {
      getSelection().selectAllChildren(toml);
      say("Selected; copy it with Ctrl-C here.");
    }
  });

  return {
    adopt(told, text, number) { // another page may have drawn
      if (number < awaited || text === inForce) return;
      inForce = toml.textContent = text;
      Object.assign(areas, told);
      paintList();
      paint();
    },
    showTrails(lines) {
      trails = lines;
      paint();
    },
  };
}
