// In and out of the grid: a file dropped on it is imported, and downloads can have only the rows that are shown.
//
// The button and the menu stand on the page (grids/parts/exchange.html) and work without this.

import { sendAndGo } from "../../exchange/sending";
import { fromDrop } from "../../upload/chosen";
import { Row } from "../../upload/row";
import type { Grid } from "../contract";

export function exchanging(grid: Grid): void {
  dropping(grid);
  showing(grid);
}

function dropping(grid: Grid): void {
  const link = document.querySelector<HTMLAnchorElement>("[data-exchange-import]");
  if (link === null || !grid.may_edit) return;
  const addresses = { upload: link.dataset["exchangeImport"] ?? "", begin: link.dataset["exchangeBegin"] ?? "" };
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  grid.root.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    grid.root.dataset["dropping"] = "";
  });
  grid.root.addEventListener("dragleave", (event) => {
    if (!grid.root.contains(event.relatedTarget as Node | null)) delete grid.root.dataset["dropping"];
  });
  grid.root.addEventListener("drop", (event) => {
    if (!hasFiles(event) || event.dataTransfer === null) return;
    event.preventDefault();
    delete grid.root.dataset["dropping"];
    void fromDrop(event.dataTransfer).then(([first, ...more]) => {
      if (first === undefined) return;
      if (more.length > 0) grid.tell(`One table at a time: ${first.file.name} is taken.`);
      const row = new Row(first.file.name, first.file.size);
      const list = document.createElement("ul");
      list.className = "upload__list";
      list.append(row.element);
      grid.openPanel("exchange", "Import").replaceChildren(list);
      grid.announce(`${first.file.name} is sent. Nothing is written before you confirm it.`);
      void sendAndGo(first.file, addresses, row);
    });
  });
  grid.useKey("Ctrl+Shift+I", "Import a table", () => link.click());
}

/** Where the view leaves rows out or sorts them, the menu offers to download just that. */
function showing(grid: Grid): void {
  const choice = document.querySelector<HTMLElement>("[data-exchange-shown]");
  const box = choice?.querySelector<HTMLInputElement>("input") ?? null;
  const fields = document.querySelectorAll<HTMLInputElement>("[data-exchange-view]");
  if (choice === null || box === null) return;
  const update = (): void => {
    const { sort, filters, problems } = grid.view;
    const isPlain = sort.length === 0 && filters.length === 0 && problems === "all";
    choice.hidden = isPlain;
    const view = isPlain || !box.checked ? "" : JSON.stringify(grid.view);
    for (const field of fields) field.value = view;
  };
  box.addEventListener("change", update);
  grid.on("view", update);
  update();
}
