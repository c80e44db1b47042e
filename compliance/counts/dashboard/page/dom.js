// Elements made and filled; text is always text, never markup.

export const byId = (id) => document.getElementById(id);

export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") made.className = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function fill(host, ...children) {
  host.replaceChildren(...children);
  return host;
}

export function show(element, isShown) {
  element.hidden = !isShown;
  return isShown;
}

export function tableOf(head, rows) {
  const first = make("thead", {}, make("tr", {}, ...head.map((name) => make("th", { scope: "col" }, name))));
  const body = rows.map(([name, ...cells]) =>
    make("tr", {}, make("th", { scope: "row" }, name), ...cells.map((cell) => make("td", {}, String(cell)))));
  return [first, make("tbody", {}, ...body)];
}
