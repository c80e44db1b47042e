// The two charts, drawn by uPlot; what they show stands in the table below each as well.

import { make } from "./dom.js";

const HEIGHTS = { points: 260, trend: 240 };
const PRINT_HEIGHT = 184, PRINT_WIDTHS = { points: 300, trend: 386, alone: 700 }; // between A4's margins
const LEAST_RANGE = 0.3, STEP = 0.1;
const HATCH = 7; // CSS pixels from line to line
const MANY = 120; // days whose points no longer stand apart

const drawn = new Map(); // by host: how to draw it again

const isTold = (value) => value !== null && value !== undefined;

function palette() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  const names = ["ink", "soft", "line", "accent", "band", "usual", "usual-line", "gap", "marked"];
  return Object.fromEntries(names.map((name) => [name, of(name)]));
}

function rangeOf(columns) {
  const told = columns.flat().filter(isTold);
  if (!told.length) return [0, 1];
  let low = Math.floor(Math.min(...told) / STEP - 0.2) * STEP;
  let high = Math.ceil(Math.max(...told) / STEP + 0.2) * STEP;
  if (high - low < LEAST_RANGE) [low, high] = [low - STEP, low - STEP + LEAST_RANGE + STEP];
  return [Math.max(0, low), Math.min(1, high)];
}

function hatch(u, spec, colour) {
  const { ctx, bbox } = u, ratio = uPlot.pxRatio;
  const edge = (at) => u.valToPos(at, "x", true);
  ctx.save();
  ctx.beginPath();
  spec.gap.forEach((isGap, at) => {
    if (isGap) ctx.rect(edge(at - 0.5), bbox.top, edge(at + 0.5) - edge(at - 0.5), bbox.height);
  });
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = ratio;
  ctx.beginPath();
  for (let x = bbox.left - bbox.height; x < bbox.left + bbox.width; x += HATCH * ratio) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
}

function mark(u, spec, colour) {
  const first = spec.marked.indexOf(true), last = spec.marked.lastIndexOf(true);
  if (first < 0 || last - first + 1 === spec.marked.length) return;
  const left = u.valToPos(first - 0.5, "x", true), right = u.valToPos(last + 0.5, "x", true);
  u.ctx.fillStyle = colour;
  u.ctx.fillRect(left, u.bbox.top, right - left, u.bbox.height);
}

function drawUsual(u, spec, colours) {
  const { ctx } = u, y = (value) => u.valToPos(value, "y", true), x = (value) => u.valToPos(value, "x", true);
  const half = Math.min((x(1) - x(0)) * 0.36, 18 * uPlot.pxRatio);
  spec.usual.forEach((rate, at) => {
    if (!isTold(rate)) return;
    const top = y(spec.usual_high[at]), least = 3 * uPlot.pxRatio;
    ctx.fillStyle = colours.usual;
    ctx.fillRect(x(at) - half, top, 2 * half, Math.max(y(spec.usual_low[at]) - top, least));
    ctx.fillStyle = colours["usual-line"];
    ctx.fillRect(x(at) - half, y(rate) - uPlot.pxRatio * 0.75, 2 * half, uPlot.pxRatio * 1.5);
  });
}

function drawWhiskers(u, spec, colour, isDrawn) {
  const { ctx } = u, ratio = uPlot.pxRatio;
  const y = (value) => u.valToPos(value, "y", true), x = (value) => u.valToPos(value, "x", true);
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.lineWidth = 1.75 * ratio;
  spec.rate.forEach((rate, at) => {
    if (spec.withheld[at]) return drawWithheld(u, x(at), x(at + spec.spans[at] - 1));
    if (!isTold(rate) || !isDrawn(at)) return;
    ctx.beginPath();
    ctx.moveTo(x(at), y(spec.low[at]));
    ctx.lineTo(x(at), y(spec.high[at]));
    if (spec.spans[at] > 1) { // released with the slots that follow
      ctx.moveTo(x(at), y(rate));
      ctx.lineTo(x(Math.min(at + spec.spans[at] - 1, spec.rate.length - 1)), y(rate));
    }
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(x(at), y(rate), 4 * ratio, 0, 2 * Math.PI);
    ctx.fill();
  });
  ctx.restore();
}

function drawWithheld(u, from, to) { // at the foot: there is no rate to place it by
  const { ctx, bbox } = u, size = 4 * uPlot.pxRatio, y = bbox.top + bbox.height - 2 * size;
  ctx.beginPath();
  ctx.arc(from, y, size, 0, 2 * Math.PI);
  ctx.moveTo(from + size, y);
  ctx.lineTo(Math.max(to, from + size), y);
  ctx.stroke();
}

function tip(host, spec) {
  const box = make("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  host.append(box);
  return (u) => {
    const { idx, left } = u.cursor;
    box.hidden = !isTold(idx) || left < 0;
    if (box.hidden) return;
    const cells = spec.rows[idx].slice(1).map((cell, at) => make("span", {}, `${spec.head[at + 1]} ${cell}`));
    box.replaceChildren(make("strong", {}, spec.rows[idx][0]), ...cells);
    const room = host.clientWidth - box.offsetWidth;
    box.style.left = `${Math.max(0, Math.min(left + 56, room))}px`;
  };
}

function alone(spec) {
  const has = (at) => isTold(spec.rate[at]);
  return spec.rate.map((_, at) => has(at) && (spec.gap[at] || (!has(at - 1) && !has(at + 1))));
}

function thinned(ticks, n, width) { // so that no two names touch
  const apart = ticks.length > 1 ? ((ticks[1][0] - ticks[0][0]) * width) / n : width;
  const longest = Math.max(0, ...ticks.map(([, name]) => name.length));
  const every = Math.ceil((longest * 7 + 10) / apart);
  return ticks.filter((_, at) => at % every === 0);
}

function options(host, kind, spec, size) {
  const colours = palette(), n = spec.rate.length, isTrend = kind === "trend";
  const font = "12px system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif";
  const axis = { stroke: colours.soft, font, ticks: { show: false }, border: { show: false } };
  const isAlone = alone(spec);
  const ticks = thinned(spec.ticks, n, size.width);
  const edge = { stroke: null, width: 0, points: { show: false } };
  const line = {
    stroke: colours.accent, width: 2,
    points: { show: n <= MANY, size: 5, fill: colours.accent, width: 0 },
  };
  return {
    ...size,
    padding: [10, 12, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: { x: { time: false, range: [-0.5, n - 0.5] }, y: { range: () => rangeOf([spec.low, spec.high, ...(isTrend ? [] : [spec.usual_low, spec.usual_high])]) } },
    axes: [
      { ...axis, grid: { show: false }, size: 28, splits: () => ticks.map(([at]) => at), values: () => ticks.map(([, name]) => name) },
      { ...axis, grid: { stroke: colours.line, width: 1 }, size: 52, incrs: [0.05, 0.1, 0.2], space: 36, values: (_, splits) => splits.map((value) => `${Math.round(100 * value)} %`) },
    ],
    series: isTrend ? [{}, edge, edge, line] : [{}, edge],
    bands: isTrend ? [{ series: [2, 1], fill: colours.band }] : [],
    hooks: {
      drawClear: [(u) => {
        if (isTrend) mark(u, spec, colours.marked);
        hatch(u, spec, colours.gap);
        if (!isTrend) drawUsual(u, spec, colours);
      }],
      draw: [(u) => drawWhiskers(u, spec, colours.accent, isTrend ? (at) => isAlone[at] || spec.spans[at] > 1 : () => true)],
      setCursor: [tip(host, spec)],
    },
  };
}

export function chart(host, kind, spec, { isPrint = false } = {}) {
  drop(host);
  drawn.set(host, {});
  const size = isPrint
    ? { width: PRINT_WIDTHS[drawn.size > 1 ? kind : "alone"], height: PRINT_HEIGHT }
    : { width: Math.max(host.clientWidth, 240), height: HEIGHTS[kind] };
  const x = spec.rate.map((_, at) => at);
  const watched = (column) => column.map((value, at) => (spec.gap[at] ? null : value));
  const data = kind === "trend" ? [x, ...[spec.low, spec.high, spec.rate].map(watched)] : [x, spec.rate];
  const plot = new uPlot(options(host, kind, spec, size), data, host);
  host.setAttribute("role", "img");
  host.setAttribute("aria-label", `${spec.title}. ${spec.says} The table that follows says the same.`);
  drawn.set(host, { plot, kind, spec, width: size.width });
}

export function drop(host) {
  drawn.get(host)?.plot?.destroy();
  drawn.delete(host);
  host.replaceChildren();
}

export function redraw(how = {}) {
  for (const [host, { kind, spec }] of [...drawn]) chart(host, kind, spec, how);
}

export function keepDrawn() {
  const narrower = new ResizeObserver((entries) => {
    if (document.documentElement.classList.contains("is-print")) return;
    for (const { target } of entries) {
      const known = drawn.get(target);
      if (known && Math.abs(known.width - target.clientWidth) > 1) chart(target, known.kind, known.spec);
    }
  });
  for (const host of document.querySelectorAll(".chart")) narrower.observe(host);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw());
  const print = (isPrint) => {
    document.documentElement.classList.toggle("is-print", isPrint);
    redraw({ isPrint });
  };
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
}
