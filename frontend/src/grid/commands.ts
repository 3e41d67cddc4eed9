// The grid's own keys, as hands know them from spreadsheets.

import type { Acts } from "./acts";
import { NUMBERS } from "./adapter";
import type { Answer } from "./contract";
import type { Island } from "./island";
import { openMenu, type Item } from "./menu";
import type { Spot } from "./selection";
import { findingsOf, said } from "./verdicts";

export function addCommands(grid: Island, acts: Acts): void {
  const { keys, picked } = grid;
  const add = (names: string, what: string, run: () => void): void => void keys.add({ keys: names, what, run });
  const from = (isExtending: boolean): Spot => (isExtending ? picked.head : picked.active);
  const move = (names: string, what: string, to: (spot: Spot) => Spot): void => {
    add(names, what, () => grid.go(to(from(false))));
    const shifted = names.replace("Ctrl+", "Ctrl+Shift+");
    keys.add({
      keys: shifted === names ? `Shift+${names}` : shifted,
      what,
      run: () => grid.go(to(from(true)), true),
      isExtending: true,
    });
  };
  const step = (down: number, across: number) => ({ index, place }: Spot): Spot => ({ index: index + down, place: place + across });

  move("ArrowDown", "Down", step(1, 0));
  move("ArrowUp", "Up", step(-1, 0));
  move("ArrowRight", "Right", step(0, 1));
  move("ArrowLeft", "Left", step(0, -1));
  for (const [name, across] of [["ArrowRight", 1], ["ArrowLeft", -1]] as const) {
    move(`Ctrl+${name}`, "To the edge of the data in the row", (spot) => edgeAcross(grid, spot, across));
  }
  for (const [name, down] of [["ArrowDown", 1], ["ArrowUp", -1]] as const) {
    const to = async (isExtending: boolean): Promise<void> => {
      const spot = await edgeDown(grid, from(isExtending), down);
      grid.go(spot, isExtending);
    };
    const what = "To the edge of the data in the column";
    add(`Ctrl+${name}`, what, () => void to(false));
    keys.add({ keys: `Ctrl+Shift+${name}`, what, run: () => void to(true), isExtending: true });
  }
  move("Home", "To the first column", ({ index }) => ({ index, place: 0 }));
  move("End", "To the last column", ({ index }) => ({ index, place: grid.bounds.columns - 1 }));
  move("Ctrl+Home", "To the first cell", () => ({ index: 0, place: 0 }));
  move("Ctrl+End", "To the last cell", () => ({ index: grid.viewing.extent.rows - 1, place: grid.bounds.columns - 1 }));
  move("PageDown", "A page down", ({ index, place }) => ({ index: index + grid.adapter.pageSize, place }));
  move("PageUp", "A page up", ({ index, place }) => ({ index: index - grid.adapter.pageSize, place }));
  addRound(grid, add);
  addRanges(grid, add);
  addEditing(grid, acts, add);
  addRows(acts, add);
  addProblems(grid, add);
  add("Ctrl+/, ?", "This list of keys (? where no text can be typed)", () => grid.keys.show(grid.root, () => grid.focus()));
  add("Ctrl+Shift+L", "Sort and filter by this column", () => {
    const slot = grid.activeColumn?.slot;
    if (slot !== undefined) grid.askHeader(slot);
  });
  add("Ctrl+.", "What is the matter with this cell, and what is offered", () => showCard(grid));
  add("ContextMenu, Shift+F10", "The menu of the cell", () => {
    const box = activeBox(grid);
    if (box !== null) cellMenu(grid, acts, box.left + 8, box.bottom);
  });
}

type Add = (names: string, what: string, run: () => void) => void;

/** Enter and Tab: on to the next cell, within a range round and round. */
function addRound(grid: Island, add: Add): void {
  add("Enter", "Down, and back to where Tab began; within a range to its next cell", () => grid.step("down"));
  add("Shift+Enter", "Up", () => grid.step("up"));
  add("Tab", "Right, and on in the next row; within a range to its next cell", () => grid.step("right"));
  add("Shift+Tab", "Left", () => grid.step("left"));
}

function addRanges(grid: Island, add: Add): void {
  const { picked } = grid;
  const span = (rows: boolean, columns: boolean): void => {
    const { range, active } = picked;
    const last = grid.viewing.extent;
    const whole = {
      top: rows ? 0 : range.top,
      bottom: rows ? last.rows - 1 : range.bottom,
      left: columns ? 0 : range.left,
      right: columns ? last.columns - 1 : range.right,
    };
    picked.span(whole, last, active);
    grid.reselected(false);
    grid.announce(`${(whole.bottom - whole.top + 1).toLocaleString("en")} rows, ${whole.right - whole.left + 1} columns selected.`);
  };
  add("Ctrl+A", "Select all", () => span(true, true));
  add("Ctrl+Space", "Select the whole column", () => span(true, false));
  add("Shift+Space", "Select the whole row", () => span(false, true));
}

function addEditing(grid: Island, acts: Acts, add: Add): void {
  add("F2", "Edit the cell", () => grid.openEditor(null));
  add("Alt+ArrowDown", "Open the list of values", () => grid.openEditor(null));
  add("Delete, Backspace", "Clear the cells", () => void acts.clear());
  add("Escape", "Give up a text that was not stored; close the panel", () => {
    if (!grid.discardDraft()) grid.closePanel();
  });
  add("Ctrl+D", "Fill down", () => void acts.fill(true));
  add("Alt+Shift+D", "Go on with the series", () => void acts.fillSeries());
  add("Ctrl+R", "Fill right", () => void acts.fill(false));
  add("Ctrl+Enter", "Fill the range with the text of the first cell", () => {
    const { activeColumn } = grid;
    if (activeColumn !== undefined) void grid.fillRange(grid.text(grid.activeRow, activeColumn.slot));
  });
  add("Ctrl+Z", "Take back my last act", () => void grid.undo());
  add("Ctrl+Y, Ctrl+Shift+Z", "Do again what was taken back", () => void grid.redo());
  add("Ctrl+C, Ctrl+X, Ctrl+V", "Copy, cut, paste, also from and to Excel and Sheets", () => undefined);
}

function addRows(acts: Acts, add: Add): void {
  // Not with Ctrl and a sign alone: these zoom the page.
  add("Ctrl+Alt+=, Ctrl+Alt++", "Insert a row above", () => void acts.insert("above"));
  add("Ctrl+Alt+ArrowDown", "Insert a row below", () => void acts.insert("below"));
  add("Ctrl+Alt+-", "Delete the rows", () => void acts.remove());
  add("Ctrl+Shift+D", "Duplicate the rows", () => void acts.duplicate());
}

function addProblems(grid: Island, add: Add): void {
  const next = async (is_backward: boolean): Promise<void> => {
    const { index, place } = grid.picked.active;
    const slot = grid.shown[place]?.slot ?? 0;
    const after = (from: number, beyond: number): Promise<Answer<"next_problem"> | null> =>
      grid.ask({ t: "next_problem", view: grid.loader.view, index: from, slot: beyond, is_backward }, "next_problem").catch(() => null);
    let answer = await after(index, slot);
    // Past the last one it begins at the other end.
    if (answer?.row === null) answer = await after(is_backward ? grid.rows.total : 0, NUMBERS);
    if (answer === null) return grid.tell("Without a connection only what is in sight is known.");
    if (answer.row === null || answer.index === null) return grid.announce("No problems.");
    await grid.loader.around(answer.index);
    const at = grid.shown.findIndex((column) => column.slot === answer.slot);
    if (answer.slot !== null && at < 0) return grid.focusCell(answer.row, answer.slot);
    grid.go({ index: answer.index, place: Math.max(0, at) });
    grid.focus();
    const found = findingsOf(grid.rows.get(answer.row), answer.slot)[0];
    if (found !== undefined) grid.announce(said(found));
  };
  add("F8", "To the next problem", () => void next(false));
  add("Shift+F8", "To the problem before", () => void next(true));
}

function edgeAcross(grid: Island, { index, place }: Spot, by: number): Spot {
  const row = grid.rows.at(index);
  const isFilled = (at: number): boolean => {
    const column = grid.shown[at];
    return column !== undefined && grid.text(row, column.slot) !== null;
  };
  return { index, place: edge(place, by, grid.bounds.columns, isFilled) };
}

async function edgeDown(grid: Island, { index, place }: Spot, by: number): Promise<Spot> {
  const slot = grid.shown[place]?.slot ?? 0;
  // As far as the page knows the rows; beyond, the end: a hundred thousand rows are not read for one key.
  const isFilled = (at: number): boolean => {
    const row = grid.rows.at(at);
    return row === undefined || grid.text(row, slot) !== null;
  };
  const found = edge(index, by, grid.viewing.extent.rows, isFilled);
  await grid.loader.around(found);
  return { index: found, place };
}

function edge(at: number, by: number, size: number, isFilled: (at: number) => boolean): number {
  const last = by > 0 ? size - 1 : 0;
  if (at === last) return at;
  let next = at + by;
  const isRun = isFilled(at) && isFilled(next);
  while (next !== last && isFilled(isRun ? next + by : next) === isRun) next += by;
  return next;
}

export function activeBox(grid: Island): DOMRect | null {
  const { index, place } = grid.picked.active;
  const slot = grid.shown[place]?.slot;
  return slot === undefined ? null : (grid.adapter.cell(index, slot)?.getBoundingClientRect() ?? null);
}

function showCard(grid: Island): void {
  const anchor = activeBox(grid);
  const number = grid.rows.numberAt(grid.picked.active.index);
  const slot = grid.activeColumn?.slot;
  if (anchor === null || number === undefined || slot === undefined) return;
  grid.emit("card", { row: number, slot, anchor, by: "key" });
}

/** The menu of a cell or range. */
export function cellMenu(grid: Island, acts: Acts, left: number, top: number): void {
  const { range } = grid.picked;
  const rows = range.bottom - range.top + 1;
  const what = rows === 1 ? "row" : `${rows.toLocaleString("en")} rows`;
  const names = grid.shown.slice(range.left, range.right + 1);
  const column = names.length === 1 ? "column" : `${names.length} columns`;
  const key = (start: string): string => grid.keys.all.find((one) => one.what.startsWith(start))?.keys ?? "";
  const clip = (kind: "copy" | "cut") => (): void => {
    grid.focus();
    document.execCommand(kind);
  };
  const edits: (Item | null)[] = [
    { label: "Cut", keys: "Ctrl+X", run: clip("cut") },
    { label: "Copy", keys: "Ctrl+C", run: clip("copy") },
    { label: "Fill down", keys: key("Fill down"), run: () => void acts.fill(true) },
    { label: "Go on with the series", keys: key("Go on with the series"), run: () => void acts.fillSeries() },
    { label: "Clear", keys: key("Clear"), run: () => void acts.clear() },
    null,
  ];
  const lines: (Item | null)[] = [
    { label: `Insert ${what} above`, keys: key("Insert a row above"), run: () => void acts.insert("above") },
    { label: `Insert ${what} below`, keys: key("Insert a row below"), run: () => void acts.insert("below") },
    { label: `Duplicate ${what}`, keys: key("Duplicate"), run: () => void acts.duplicate() },
    { label: `Delete ${what}`, keys: key("Delete the rows"), run: () => void acts.remove() },
    null,
  ];
  const hide = names.map((one) => one.slot);
  const view: (Item | null)[] = [
    { label: `Hide ${column}`, run: () => grid.setHidden([...grid.hidden, ...hide]) },
    ...(grid.hidden.length > 0 ? [{ label: "Show all columns", run: () => grid.setHidden([]) }] : []),
    grid.frozen > 0
      ? { label: "Unfreeze columns", run: () => grid.setFrozen(0) }
      : { label: "Freeze columns up to here", run: () => grid.setFrozen(range.right + 1) },
    null,
    { label: "List of keys", keys: key("This list"), run: () => grid.keys.show(grid.root, () => grid.focus()) },
  ];
  const read: Item = { label: "Copy", keys: "Ctrl+C", run: clip("copy") };
  const offered = grid.may_edit ? [...edits, ...(grid.hasFreeRows ? lines : []), ...view] : [read, null, ...view];
  openMenu(grid.root, offered, { left, top }, () => grid.focus());
}
