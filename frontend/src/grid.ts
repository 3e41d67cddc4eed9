// The grid: <div data-grid data-session data-socket data-ticket>.

import { panels } from "./grid/panels";

document.querySelectorAll<HTMLElement>("[data-grid]").forEach((root) => {
  root.dataset["panels"] = String(panels.length);
});
