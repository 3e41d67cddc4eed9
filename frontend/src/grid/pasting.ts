// From a table on the clipboard to changes of cells and rows: where it goes, what is left out and why. Pure.

import type { Table } from "./clipboard";
import { cleaned } from "./clipboard";
import type { Change, Column, Inserted, Row, Text } from "./protocol";
import type { Range } from "./selection";
import { stored } from "./store";
import { count } from "./panels/words";

/** Cells and rows of one message: the server takes more, but what it has been sent cannot be cancelled any more. */
const MOST_CELLS = 20_000;
const MOST_ROWS = 10_000;
/** Signs of one message: six bytes of JSON each at most, and the server takes 16 MiB. */
const MOST_SIGNS = 2_500_000;

export interface Target {
  range: Range;
  /** The shown columns in order, and all there are. */
  shown: readonly Column[];
  columns: readonly Column[];
  /** How many rows there are. */
  total: number;
  mayInsert: boolean;
}

export interface Plan {
  /** By column: which of the table goes where; a slot may be hidden. */
  slots: { from: number; slot: number }[];
  /** Rows of the table, header taken off. */
  rows: Table;
  first: number;
  /** How many existing rows are written, and how many come new at the end. */
  height: number;
  added: number;
  left: number;
  right: number;
  /** What people should know. */
  notes: string[];
}

/** Say where a table goes. */
export function planPaste(table: Table, target: Target): Plan {
  const mapped = byNames(table, target);
  const rows = mapped === null ? table : table.slice(1);
  const plan = mapped === null ? byPlace(rows, target) : mapped;
  const height = mapped === null ? tiled(rows.length, target.range.bottom - target.range.top + 1) : rows.length;
  const first = target.range.top;
  const there = Math.max(0, Math.min(height, target.total - first));
  const past = height - there;
  const added = target.mayInsert ? past : 0;
  const notes = [...plan.notes];
  if (past > added) notes.push(`${count(past, "row")} past the end left out: no rows may be added here`);
  const places = plan.slots.map((one) => target.shown.findIndex((column) => column.slot === one.slot));
  const seen = places.filter((place) => place >= 0);
  return {
    slots: plan.slots,
    rows,
    first,
    height: there,
    added,
    left: seen.length === 0 ? target.range.left : Math.min(...seen),
    right: seen.length === 0 ? target.range.left : Math.max(...seen),
    notes,
  };
}

type Slots = Pick<Plan, "slots" | "notes">;

/** A header of known names says which column is which; at least two of them, and all but a fifth. */
function byNames(table: Table, { columns, shown }: Target): Slots | null {
  const header = table[0];
  if (header === undefined || table.length < 2) return null;
  const known = new Map<string, Column>();
  for (const column of columns) known.set(folded(column.title), column);
  for (const column of columns) known.set(folded(column.name), column);
  const found = header.map((name) => known.get(folded(name)));
  const matched = found.filter((column) => column !== undefined);
  const named = header.filter((name) => name.trim() !== "").length;
  const isHeader = matched.length === named ? matched.length > 0 : matched.length >= 2 && matched.length >= named * 0.8;
  if (!isHeader || new Set(matched).size !== matched.length) return null;
  const slots = found.flatMap((column, from) =>
    column === undefined || column.is_read_only ? [] : [{ from, slot: column.slot }],
  );
  const notes = ["columns found by their names"];
  const unknown = named - matched.length;
  if (unknown > 0) notes.push(`${count(unknown, "column")} of other names left out`);
  const hidden = matched.filter((column) => !shown.includes(column)).length;
  if (hidden > 0) notes.push(`${count(hidden, "hidden column")} written, too`);
  return { slots, notes: [...notes, ...readOnly(matched)] };
}

function byPlace(rows: Table, { range, shown, columns }: Target): Slots {
  const width = Math.max(...rows.map((row) => row.length));
  const wanted = tiled(width, range.right - range.left + 1);
  const there = shown.slice(range.left, range.left + wanted);
  const slots = there.flatMap((column, at) => (column.is_read_only ? [] : [{ from: at % width, slot: column.slot }]));
  const notes = readOnly(there);
  if (there.length < wanted) notes.push(`${count(wanted - there.length, "column")} past the last one left out`);
  const hidden = columns.length - shown.length;
  if (hidden > 0 && there.length > 1) notes.push(`${count(hidden, "hidden column")} not touched`);
  return { slots, notes };
}

function readOnly(columns: readonly Column[]): string[] {
  const found = columns.filter((column) => column.is_read_only).length;
  return found === 0 ? [] : [`${count(found, "read-only column")} left as ${found === 1 ? "it is" : "they are"}`];
}

/** The whole of the selection where it is a multiple of what is pasted, else what is pasted. */
function tiled(size: number, selected: number): number {
  return selected % size === 0 ? selected : size;
}

function folded(name: string): string {
  return (cleaned(name) ?? "").toLowerCase().replace(/[\s_*-]+/g, "");
}

export interface Cells {
  cells: [row: number, slot: number, text: Text][];
  insert: Inserted[];
  /** Texts that lost blanks or typographic quotes. */
  trimmed: number;
}

/** The changes of a plan, given the rows that stand there already; what is the same already is left out. */
export function planned(plan: Plan, there: readonly Row[], textOf: (row: Row, slot: number) => Text = stored): Cells {
  const found: Cells = { cells: [], insert: [], trimmed: 0 };
  // A line that ends early says nothing of the cells beyond its end: undefined.
  const text = (index: number, from: number): Text | undefined => {
    const raw = plan.rows[index % plan.rows.length]?.[from];
    if (raw === undefined) return undefined;
    const clean = cleaned(raw);
    if ((clean ?? "") !== raw.trimEnd()) found.trimmed += 1;
    return clean;
  };
  there.forEach((row, index) => {
    for (const { from, slot } of plan.slots) {
      const wanted = text(index, from);
      if (wanted !== undefined && textOf(row, slot) !== wanted) found.cells.push([row.number, slot, wanted]);
    }
  });
  for (let index = plan.height; index < plan.height + plan.added; index += 1) {
    const cells = plan.slots.map(({ from, slot }) => [String(slot), text(index, from) ?? null] as const);
    found.insert.push({ after: null, cells: Object.fromEntries(cells.filter(([, one]) => one !== null)) });
  }
  return found;
}

/** One act as messages that the server takes; new rows after what changes. */
export function inPieces(change: Change): Change[] {
  const cells = cut(change.cells ?? [], ([row, , text], last) => ({ cells: 1, rows: last?.[0] === row ? 0 : 1, signs: signs(text) }));
  const inserts = cut(change.insert ?? [], (row) => ({ cells: breadth(row), rows: 1, signs: Object.values(row.cells).reduce(longer, 0) }));
  // Several after the same row: what is sent last comes to stand first.
  if ((change.insert?.[0]?.after ?? null) !== null) inserts.reverse();
  const deletes = cut(change.delete ?? [], () => A_ROW);
  const restores = cut(change.restore ?? [], () => A_ROW);
  // What is small goes in one message, whatever it consists of.
  const isWhole = Math.max(cells.length, inserts.length, deletes.length, restores.length) <= 1;
  if (isWhole && weight(change) <= MOST_CELLS && length(change) <= MOST_SIGNS) return [change];
  return [
    ...cells.map((some) => ({ cells: some })),
    ...inserts.map((some) => ({ insert: some })),
    ...deletes.map((some) => ({ delete: some })),
    ...restores.map((some) => ({ restore: some })),
  ];
}

interface Size {
  cells: number;
  rows: number;
  signs: number;
}

const A_ROW: Size = { cells: 1, rows: 1, signs: 0 };

/** Stretches of a list that weigh no more than a message may; one item is never cut. An item is weighed after another. */
function cut<T>(items: readonly T[], weigh: (item: T, before: T | undefined) => Size): T[][] {
  const pieces: T[][] = [];
  let size: Size = { cells: 0, rows: 0, signs: 0 };
  for (const item of items) {
    const last = pieces.at(-1);
    const more = weigh(item, last?.at(-1));
    const sum = { cells: size.cells + more.cells, rows: size.rows + more.rows, signs: size.signs + more.signs };
    const fits = sum.cells <= MOST_CELLS && sum.rows <= MOST_ROWS && sum.signs <= MOST_SIGNS;
    if (last !== undefined && fits) {
      last.push(item);
      size = sum;
    } else {
      pieces.push([item]);
      size = more;
    }
  }
  return pieces;
}

/** How many signs a change has in its cells. */
function length(change: Change): number {
  const inserted = (change.insert ?? []).flatMap((row) => Object.values(row.cells)).reduce(longer, 0);
  return (change.cells ?? []).reduce((sum, [, , text]) => longer(sum, text), inserted);
}

function signs(text: Text): number {
  return text?.length ?? 0;
}

function longer(sum: number, text: Text): number {
  return sum + signs(text);
}

function breadth(row: Inserted): number {
  return Math.max(1, Object.values(row.cells).filter((text) => text !== null).length);
}

/** How many cells a change touches, as the server counts; an empty row counts as one. */
export function weight(change: Change): number {
  const inserted = (change.insert ?? []).reduce((sum, one) => sum + breadth(one), 0);
  return (change.cells?.length ?? 0) + inserted + (change.delete?.length ?? 0) + (change.restore?.length ?? 0);
}
