// What people are told of an operation: the verdict of their own, and what was written over whom.

import type { Island } from "./island";
import { count } from "./panels/words";
import type { Operation, Person } from "./protocol";
import { findingsOf, said } from "./verdicts";

/** Whoever was overwritten is told, and so is who wrote over others without having seen it. */
export function tellOverwritten(grid: Island, operation: Operation, isMine: boolean): void {
  const told = isMine ? operation.over : operation.over.filter((one) => isOwn(grid, one.by));
  const first = told[0];
  if (first === undefined) return;
  const name = grid.column(first.slot)?.title ?? "a cell";
  const others = told.length > 1 ? ` and ${count(told.length - 1, "other cell")}` : "";
  const was = first.text === null ? "It was empty." : `It was “${short(first.text)}”.`;
  const words = isMine
    ? `You wrote over what ${nameOf(grid, first.by)} had written meanwhile in ${name}${others}. ${was}`
    : `${capital(nameOf(grid, operation.by))} wrote over your text in ${name}${others}. ${was}`;
  tellAloud(grid, words, { label: "Choose", run: () => grid.openConflicts() });
}

/** Somebody changed the cell that I am just writing in: mine will win, and I should know. */
export function tellWriting(grid: Island, operation: Operation): void {
  const here = grid.written;
  if (here !== null && operation.deleted.includes(here.row)) return tellDeleted(grid, operation.by);
  const cell = operation.cells.find(([row, slot]) => row === here?.row && slot === here.slot);
  if (cell === undefined) return;
  const text = cell[3] === null ? "nothing" : `“${short(cell[3])}”`;
  const words = `${capital(nameOf(grid, operation.by))} has just written ${text} into this cell.`;
  tellAloud(grid, words);
}

function tellDeleted(grid: Island, by: Person): void {
  const words = `${capital(nameOf(grid, by))} has just deleted the row that you are writing in. Your text is kept among the conflicts, from where the row can be brought back.`;
  tellAloud(grid, words);
}

/** What was taken back is looked at. */
export function lookAt(grid: Island, cell: Operation["cells"][number] | undefined): void {
  const index = cell === undefined ? undefined : grid.rows.indexOf(cell[0]);
  const place = grid.shown.findIndex((column) => column.slot === cell?.[1]);
  if (index !== undefined && place >= 0 && !grid.isEditing && !grid.picked.has(index, place)) grid.go({ index, place });
}

export function announceVerdict(grid: Island, operation: Operation): void {
  const [cell, second] = operation.cells;
  if (cell === undefined) return;
  const invalid = operation.rows.filter((row) => row.verdict === "invalid").length;
  if (second !== undefined) {
    const rows = invalid === 0 ? "no problems" : `${count(invalid, "row")} with problems`;
    return grid.announce(`${count(operation.cells.length, "cell")} stored, ${rows}.`);
  }
  const [number, slot, , text] = cell;
  const row = operation.rows.find((one) => one.number === number);
  const found = findingsOf(row, slot).map(said);
  const name = grid.column(slot)?.title ?? "";
  grid.announce(`${name} ${text === null ? "empty" : short(text)}. ${found.length === 0 ? "No problem." : found.join(" ")}`);
}

/** Tell in the bar, and to those who listen. */
export function tellAloud(grid: Island, words: string, action?: { label: string; run: () => void }): void {
  grid.tell(words, action);
  grid.announce(words);
}

/** Whether somebody is who looks at the page, in whichever window. */
export function isOwn(grid: Pick<Island, "root">, by: Person): boolean {
  return by.id === Number(grid.root.dataset["person"]);
}

/** Whoever wrote; of oneself, in which window. */
function nameOf(grid: Island, by: Person): string {
  return isOwn(grid, by) ? "another window of yours" : by.name;
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
