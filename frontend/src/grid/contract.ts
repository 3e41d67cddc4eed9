// What the panels of the grid may ask of it, and what they give to it. The grid itself implements `Grid`;
// a panel is a function that is handed it once, after the welcome.

import type { Change, Column, Heard, Operation, Place, Row, Said, Text, Totals, ViewSpec } from "./protocol";

export interface Selection {
  /** The cell with the focus. */
  row: number;
  slot: number;
  /** All of the range, in shown order. */
  rows: number[];
  slots: number[];
}

/** What became of a change: kept by the server; refused, with the reason; or waiting for the connection. */
export type Outcome = { state: "stored"; inserted: number[] } | { state: "refused"; reason: string } | { state: "queued" };

export interface Events {
  selection: Selection | null;
  operation: Operation;
  /** Texts or verdicts of loaded rows are others now, by whomever. */
  rows: number[];
  totals: Totals;
  /** So many of the invalid rows are excepted now. */
  excepted: number;
  people: Place[];
  view: ViewSpec;
  columns: readonly Column[];
  /** The pointer rests on a cell, or the person asked for its card by key (Ctrl+.). */
  card: { row: number; slot: number; anchor: DOMRect; by: "pointer" | "key" } | null;
  comment: Extract<Heard, { t: "comment" }>["comment"];
  saved: Extract<Heard, { t: "saved" }>;
  /** Somebody asks for the menu of a column: by its button, the pointer's other button, or a key on its header. */
  header: { slot: number; anchor: DOMRect };
  /** How many of my edits wait to be sent, and whether there is a connection. */
  queue: { waiting: number; is_connected: boolean };
}

type Asking = Extract<Said, { id: number }>;
type WithoutId<T> = T extends { id: number } ? Omit<T, "id"> : never;
/** A question, without the number that the connection gives it. */
export type Question = WithoutId<Asking>;
export type Answer<T extends Heard["t"]> = Extract<Heard, { t: T }>;

export type Move = "down" | "up" | "right" | "left";

export interface EditorHost {
  column: Column;
  row: Row;
  /** Where the cell is on the page. */
  anchor: DOMRect;
  /** What was typed to open the editor; null: the cell's own text is edited. */
  typed: string | null;
  /** Write, at once or when it is known, and move on; `move` in the grid's directions, null to stay. Enter and Tab remember where a row began,
   * arrows do not. */
  commit(text: Text | Promise<Text>, move: Move | null, isArrow?: boolean): void;
  cancel(): void;
}

/** An editor that is open: it is brought to where its cell is by now. */
export interface OpenEditor {
  place(anchor: DOMRect): void;
}

/** Opens an editor over a cell. */
export type Editor = (host: EditorHost) => OpenEditor;

export interface Grid {
  /** The element of the whole island, toolbar and panels included. */
  readonly root: HTMLElement;
  readonly columns: readonly Column[];
  readonly totals: Totals;
  /** How many of the invalid rows are excepted. */
  readonly excepted: number;
  readonly view: ViewSpec;
  readonly may_edit: boolean;
  readonly may_comment: boolean;
  readonly people: readonly Place[];
  on<K extends keyof Events>(event: K, listener: (value: Events[K]) => void): () => void;
  selection(): Selection | null;
  /** A row that is loaded. */
  row(number: number): Row | undefined;
  /** How many rows are shown, which one stands at an index of the shown order (asked for if need be), and where. */
  readonly count: number;
  rowAt(index: number): Promise<Row | undefined>;
  indexOf(number: number): number | undefined;
  /** Where rows stand in the shown order, loaded or not; one that is not shown is absent. */
  where(rows: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /** A line between toolbar and rows, for what is sorted by and left out; empty it has no height. */
  readonly strip: HTMLElement;
  /** Change cells or rows as one act, which one undo takes back. The page shows it at once. */
  edit(change: Change, since?: number): Promise<Outcome>;
  /** The last operation that the page has seen: given to `edit` by who began to write then. */
  readonly seen: number;
  /** Write what is not known yet, once it is: until then it counts as an edit that waits. */
  writeLater(text: Promise<Text>, write: (text: Text) => void): void;
  undo(): Promise<void>;
  redo(): Promise<void>;
  ask<T extends Heard["t"]>(question: Question, answer: T): Promise<Answer<T>>;
  setView(view: ViewSpec): Promise<void>;
  /** Hidden and frozen columns; kept for this person and kind of data. */
  setHidden(slots: number[]): void;
  setFrozen(count: number): void;
  readonly hidden: readonly number[];
  readonly frozen: number;
  /** Scroll to a cell, wherever it is, and give it the focus. */
  focusCell(row: number, slot: number): Promise<void>;
  /** Open the editor of the focused cell. */
  openEditor(typed: string | null): void;
  /** Which editor a kind of column has; the grid has one for plain text itself. */
  useEditor(kinds: Column["kind"][], editor: Editor): void;
  /** A key of the whole grid, such as "Ctrl+F"; shown in the list of keys. Returns what takes it away. */
  useKey(keys: string, what: string, run: () => void): () => void;
  /** A button in the toolbar. `icon` is a name of icons.svg. */
  useButton(button: { label: string; icon: string; keys?: string; run: (pressed: HTMLElement) => void }): HTMLElement;
  /** The panel at the side, one at a time; returns where its content goes. Closing gives the focus back. */
  openPanel(name: string, title: string): HTMLElement;
  closePanel(): void;
  /** Marks of a panel on cells, such as comments: a class and words for screen readers. */
  setMarks(name: string, marks: ReadonlyMap<string, { className: string; words: string }>): void;
  /** Say something to a screen reader. */
  announce(words: string): void;
  /** Say something to everybody, for some seconds; with one thing to do. */
  tell(words: string, action?: { label: string; run: () => void }): void;
}

/** Key of a cell in maps. */
export function cellKey(row: number, slot: number): string {
  return `${row}:${slot}`;
}

export type Panel = (grid: Grid) => void;
