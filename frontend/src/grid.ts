// The grid: <div data-grid data-session data-socket data-ticket>.
//
// The island is built here and nowhere else: the connection, the grid, hands (keys, pointer, clipboard), panels.

import { Acts } from "./grid/acts";
import { addCommands } from "./grid/commands";
import { Conflicts } from "./grid/conflicts";
import { Connection, Disconnected, Refused } from "./grid/connection";
import { identifying, loadRules } from "./grid/identifying";
import { Island } from "./grid/island";
import { isComposed, keyName } from "./grid/keys";
import { panels } from "./grid/panels";
import { Pointer } from "./grid/pointer";

const CLIPBOARD = ["Ctrl+C", "Ctrl+X", "Ctrl+V"];
const MOST_FRAMES = 120;
const TYPED = "input, textarea:not(.grid-field), select, [contenteditable]";

function start(root: HTMLElement): void {
  const csrf = root.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  const connection = new Connection(root.dataset["socket"] ?? "", root.dataset["ticket"] ?? "", csrf);
  const grid = new Island(root, connection, identifying);
  // Columns may be others after each return.
  connection.on("welcome", () => void loadRules(root.dataset["session"] ?? ""));
  const acts = new Acts(grid);
  addCommands(grid, acts);
  new Pointer(grid, acts);
  listen(grid, acts);
  // Hands go on in the rows, as after the button of a spreadsheet.
  const stepping = (step: () => Promise<void>) => (): void => {
    void step();
    grid.focus();
  };
  grid.useButton({ label: "Undo", icon: "undo", keys: "Ctrl+Z", isBare: true, run: stepping(() => grid.undo()) });
  grid.useButton({ label: "Redo", icon: "redo", keys: "Ctrl+Y", isBare: true, run: stepping(() => grid.redo()) });
  const addRow = grid.useButton({ label: "Add row", icon: "add", run: () => void acts.append() });
  const conflicts = new Conflicts(grid);
  grid.openConflicts = () => conflicts.open();
  const stop = connection.on("welcome", () => {
    stop();
    addRow.hidden = !grid.hasFreeRows || !grid.may_edit;
    for (const panel of panels) panel(grid);
    const showKeys = (): void => grid.keys.show(root, () => grid.focus());
    grid.useButton({ label: "Keys", icon: "keyboard", keys: "Ctrl+/", isBare: true, run: showKeys });
    if (document.activeElement === document.body) grid.focus();
    void beginAt(grid, root.dataset);
  });
  tellFailures(grid);
  void connection.open();
}

/** Another page led to a cell: begin there, or say why not. */
async function beginAt(grid: Island, { atRow, atSlot, atNote }: DOMStringMap): Promise<void> {
  if (atNote !== undefined) grid.tell(atNote);
  const slot = atSlot === undefined ? grid.shown[0]?.slot : Number(atSlot);
  if (atRow === undefined || slot === undefined) return;
  await grid.focusCell(Number(atRow), slot);
  // On a fresh page the cell may not be drawn yet; screen readers are told of it once it is.
  for (let frame = 0; frame < MOST_FRAMES && grid.adapter.cell(grid.picked.active.index, slot) === null; frame += 1)
    await new Promise((resolve) => requestAnimationFrame(resolve));
  grid.paint();
}

/** What was asked for and could not be had, wherever in the island: people are told, not the console. */
function tellFailures(grid: Island): void {
  window.addEventListener("unhandledrejection", (event) => {
    const isBroken = event.reason instanceof Disconnected;
    if (!isBroken && !(event.reason instanceof Refused)) return;
    event.preventDefault();
    grid.tell(isBroken ? "Without a connection only what the page has can be worked on." : event.reason.message);
  });
}

/** Keys and clipboard act only while the grid has the focus, not its editors and panels. */
function listen(grid: Island, acts: Acts): void {
  const field = grid.field.element;
  const isTyped = (target: EventTarget | null): boolean => target instanceof Element && target.closest(TYPED) !== null;
  grid.root.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isComposed(event) || isTyped(event.target)) return;
    const isHere = event.target === field;
    const command = grid.keys.find(event);
    if (isHere && isText(event) && grid.may_edit) {
      event.preventDefault();
      return grid.openEditor(event.key);
    }
    if (command === undefined || (!isHere && command.keys !== "Ctrl+/, ?")) return;
    if (CLIPBOARD.includes(keyName(event))) return; // the browser's own events follow
    event.preventDefault();
    command.run();
  });
  const clip = (kind: "copy" | "cut" | "paste"): void =>
    document.addEventListener(kind, (event) => {
      if (document.activeElement !== field || grid.isEditing) return;
      void acts[kind](event);
    });
  clip("copy");
  clip("cut");
  clip("paste");
}

function isText(event: KeyboardEvent): boolean {
  return event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && !(event.key === " " && event.shiftKey);
}

document.querySelectorAll<HTMLElement>("[data-grid]").forEach(start);
