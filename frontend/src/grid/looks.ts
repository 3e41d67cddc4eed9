// How a cell looks and what a screen reader hears of it. The verdict is a sign and a shape; colour repeats it.

import type { Column, Place, Row, Text } from "./protocol";
import type { Draft } from "./queue";
import { findingsOf, isError, isExcepted, said, worth, type Worth } from "./verdicts";
import { BLANK } from "./viewing";

export interface Mark {
  className: string;
  words: string;
}

export interface Situation {
  row: Row | undefined;
  column: Column;
  text: Text;
  draft: Draft | undefined;
  isActive: boolean;
  isSelected: boolean;
  /** Which sides of the cell the border of the range runs along. */
  edges: string;
  hasHandle: boolean;
  people: readonly Place[];
  /** Whose range reaches over the cell. */
  theirs: Place | null;
  marks: readonly Mark[];
  mayEdit: boolean;
}

/** What is to be said of a cell besides its text. */
export function wordsOf(told: Pick<Situation, "row" | "column" | "draft" | "people" | "marks">): string {
  const { row, column, draft, people, marks } = told;
  if (row === BLANK) return "Write here to begin a row.";
  const words = findingsOf(row, column.slot).map((one) => {
    const fix = one.fix === null || isExcepted(one) ? "" : ` Offered: ${one.fix}.`;
    return `${said(one)}${fix}`;
  });
  if (draft !== undefined) words.unshift(draft.reason === null ? "Not sent yet." : `Not stored: ${draft.reason}`);
  const derived = row?.derived?.[String(column.slot)];
  if (derived !== undefined) words.push(`Filled in from ${derived}.`);
  for (const one of people) words.push(`${one.person.name} is here.`);
  return [...words, ...marks.map((one) => one.words)].join(" ");
}

export function paintCell(cell: HTMLElement, situation: Situation): void {
  const { row, column, text, draft, isActive, isSelected, people, marks } = situation;
  const worst = findingsOf(row, column.slot)[0];
  const person = people[0];
  const classes = ["rgCell"];
  if (row === undefined) classes.push("is-loading");
  if (worst !== undefined) classes.push(isExcepted(worst) ? "is-excepted" : `is-${worst.severity}`);
  if (draft !== undefined) classes.push(draft.reason === null ? "is-waiting" : "is-unsaved");
  if (row?.derived?.[String(column.slot)] !== undefined) classes.push("is-derived");
  if (column.is_read_only) classes.push("is-read-only");
  if (column.kind === "number" || column.kind === "integer") classes.push("is-number");
  if (isSelected) classes.push("is-selected");
  if (isActive) classes.push("is-active");
  if (person !== undefined) classes.push("is-taken", `seat-${person.seat % 8}`);
  else if (situation.theirs !== null) classes.push("is-theirs", `seat-${situation.theirs.seat % 8}`);
  for (const mark of marks) classes.push(mark.className);
  for (const edge of situation.edges) classes.push(`edge-${edge}`);
  set(cell, "class", classes.join(" "));
  // The field has the focus (field.ts); that a cell could have it tells that the scrolled box is reached by keys.
  set(cell, "tabindex", isActive ? "-1" : null);
  const isMissing = column.is_required && text === null;
  set(cell, "aria-selected", isSelected ? "true" : "false");
  set(cell, "aria-invalid", isError(worst) || draft?.reason ? "true" : null);
  const message = isActive && isError(worst) ? "grid-message" : null;
  set(cell, "aria-errormessage", message);
  set(cell, "aria-describedby", message);
  set(cell, "aria-readonly", situation.mayEdit && !column.is_read_only ? null : "true");
  set(cell, "aria-required", isMissing ? "true" : null);
  set(cell, "aria-description", wordsOf(situation) || null);
  fill(cell, text ?? "", person?.person.name ?? null, situation.hasHandle);
}

/** Text, the name of whoever is there, the handle to fill from; touched only where they differ. */
function fill(cell: HTMLElement, text: string, name: string | null, hasHandle: boolean): void {
  const isPlain = name === null && !hasHandle;
  if (isPlain && cell.childElementCount === 0) {
    if (cell.textContent !== text) cell.textContent = text;
    return;
  }
  const kept = `${text}\u0000${name}\u0000${hasHandle}`;
  if (cell.dataset["kept"] === kept && cell.childElementCount > 0) return;
  cell.textContent = text;
  delete cell.dataset["kept"];
  if (isPlain) return;
  cell.dataset["kept"] = kept;
  if (name !== null) cell.append(span("grid-name", name));
  if (hasHandle) cell.append(span("grid-handle", ""));
}

function span(className: string, text: string): HTMLSpanElement {
  const element = document.createElement("span");
  element.className = className;
  element.setAttribute("aria-hidden", "true");
  element.textContent = text;
  return element;
}

const VERDICTS: Record<Worth | "loading" | "blank", string> = {
  blank: "begins where somebody writes here",
  loading: "loading",
  pending: "waits for its parent",
  valid: "valid",
  invalid: "has problems",
  excepted: "has problems, which are excepted",
  waiting: "is being checked",
  none: "not judged",
};

/** The first column: the number of the row and its verdict. */
export function paintNumber(cell: HTMLElement, index: number, row: Row | undefined, isSelected: boolean): void {
  const own = findingsOf(row, null)[0];
  const told = row === undefined ? "loading" : row === BLANK ? "blank" : worth(row);
  set(cell, "class", `rgCell grid-number is-row-${told}${isSelected ? " is-selected" : ""}`);
  const words = VERDICTS[told];
  set(cell, "aria-label", `Row ${index + 1}, ${words}${own === undefined ? "" : `: ${own.message}`}`);
  set(cell, "title", own === undefined ? `Row ${index + 1} ${words}` : own.message);
  const text = row === BLANK ? "+" : String(index + 1);
  if (cell.textContent !== text) cell.textContent = text;
  delete cell.dataset["kept"];
}

export function set(element: HTMLElement, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}
