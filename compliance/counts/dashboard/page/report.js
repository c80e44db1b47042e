// The page as a file: its figures stand in it.

import { keepDrawn } from "./charts.js";
import { byId } from "./dom.js";
import { view } from "./view.js";

document.body.classList.add("is-report");
for (const id of ["choose", "ask"]) byId(id).remove();
view(JSON.parse(byId("data").textContent));
keepDrawn();
