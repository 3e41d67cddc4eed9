// The grid itself: what the server says, what is shown, and what people and panels do with it.

import { Adapter } from "./adapter";
import { Arrangement } from "./arrangement";
import { Changing } from "./changing";
import type { Connection } from "./connection";
import {
  type Answer,
  type Editor,
  type Events,
  type Grid,
  type Move,
  type Outcome,
  type Question,
  type Selection as Selected,
} from "./contract";
import { Emitter } from "./emitter";
import { Excepting } from "./excepting";
import { Field } from "./field";
import { Focusing } from "./focusing";
import { Hearing } from "./hearing";
import { Keeping } from "./keeping";
import { Keys } from "./keys";
import { Loader } from "./loader";
import type { Mark } from "./looks";
import { Painting } from "./painting";
import { Presence } from "./presence";
import type { Change, Column, Heard, Place, Row, Text, Totals, ViewSpec } from "./protocol";
import { Queue } from "./queue";
import { Refusals } from "./refusals";
import { Selection, type Bounds, type Spot } from "./selection";
import { Side } from "./side";
import { Rows, stored } from "./store";
import { Toolbar, type Button } from "./toolbar";
import { begun, Viewing } from "./viewing";
import { element, Voice } from "./words";
import { Writing } from "./writing";

export class Island extends Emitter<Events> implements Grid {
  columns: Column[] = [];
  /** The columns that are not hidden, frozen ones first. */
  shown: Column[] = [];
  totals: Totals = { rows: 0, valid: 0, invalid: 0, waiting: 0, none: 0 };
  may_edit = false;
  may_comment = false;
  hasFreeRows = false;
  readonly rows = new Rows();
  readonly picked = new Selection();
  readonly keys = new Keys();
  readonly strip = element("div", "grid-strip");
  readonly adapter: Adapter;
  readonly loader: Loader;
  readonly queue: Queue;
  /** Set by who keeps the list of conflicts. */
  openConflicts: () => void = () => undefined;
  readonly #arrangement: Arrangement;
  readonly #hearing = new Hearing(this);
  readonly #changing = new Changing(this);
  readonly #presence = new Presence(this);
  readonly #refusals = new Refusals(this);
  readonly #writing = new Writing(this);
  readonly #voice: Voice;
  readonly toolbar: Toolbar;
  readonly #side: Side;
  readonly excepting = new Excepting(this);
  readonly #focusing = new Focusing(this);
  readonly field = new Field(this);
  readonly viewing = new Viewing(this);
  readonly marks = new Map<string, ReadonlyMap<string, Mark>>();
  /** Other people, by seat. */
  readonly seats = new Map<number, Place>();
  #isPainting = false;
  /** While a cell comes into sight. */
  showing: Promise<void> | null = null;
  /** Texts of cells that were left, and wait for what is offered for them. */
  coming = 0;
  #reason: string | null = null;
  #announcing: string | null = null;

  constructor(
    readonly root: HTMLElement,
    readonly connection: Connection,
    readonly refuses: (text: string, column: Column) => string | null,
  ) {
    super();
    this.toolbar = new Toolbar(root.dataset["icons"] ?? "");
    const body = element("div", "grid-body");
    const sheet = element("div", "grid-sheet");
    body.append(sheet);
    sheet.append(this.#focusing.empty, this.field.element);
    root.append(this.toolbar.element, this.strip, body, this.#focusing.message);
    this.#voice = new Voice(root);
    this.#side = new Side(body, () => this.focus());
    this.adapter = new Adapter(sheet, new Painting(this));
    this.#arrangement = new Arrangement(this);
    const table = this.adapter.element;
    for (const [name, value] of Object.entries({ role: "grid", id: "grid-table", tabindex: "-1", "aria-multiselectable": "true" })) {
      table.setAttribute(name, value);
    }
    table.setAttribute("aria-label", root.dataset["label"] ?? "Grid");
    this.field.element.setAttribute("aria-controls", table.id);
    table.addEventListener("focus", () => this.focus());
    this.loader = new Loader(connection, this.rows, {
      visible: () => this.adapter.visible(),
      came: (total) => this.viewing.came(total),
    });
    const owner = `${root.dataset["session"]} ${root.dataset["person"]}`;
    this.queue = new Queue(connection, new Keeping(owner), {
      changed: (rows) => this.changed(rows),
      count: () => this.showState(),
      refused: (answer) => this.#refusals.take(answer),
      renamed: (from, to) => {
        this.rows.rename(from, to);
        this.paint();
      },
      dropped: (rows) => this.viewing.dropped(rows),
    });
    connection.on("welcome", (message) => this.#hearing.welcome(message));
    connection.on("heard", (message) => this.#hearing.hear(message));
    connection.on("state", ({ reason }) => {
      this.#reason = reason;
      if (!connection.is_connected) this.seats.clear();
      this.showState();
      this.showPeople();
    });
    root.addEventListener("fill", (event) => {
      if (event instanceof CustomEvent) void this.fillRange(String(event.detail) || null);
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.queue.unsaved + this.coming > 0) event.preventDefault(); // what is not stored anywhere would be lost
    });
  }

  // --- what is shown --------------------------------------------------------------------------------------

  get bounds(): Bounds {
    return this.viewing.bounds;
  }

  get isStarted(): boolean {
    return this.#hearing.isStarted;
  }

  get view(): ViewSpec {
    return this.viewing.spec;
  }

  get people(): readonly Place[] {
    return [...this.seats.values()];
  }

  get hidden(): readonly number[] {
    return this.#arrangement.hidden;
  }

  get frozen(): number {
    return this.#arrangement.frozen;
  }

  get count(): number {
    return this.rows.total;
  }

  row(number: number): Row | undefined {
    return this.rows.get(number);
  }

  rowAt(index: number): Promise<Row | undefined> {
    return this.viewing.rowAt(index);
  }

  indexOf(number: number): number | undefined {
    return this.rows.indexOf(number);
  }

  where(rows: readonly number[]): Promise<ReadonlyMap<number, number>> {
    return this.viewing.where(rows);
  }

  column(slot: number): Column | undefined {
    return this.columns.find((column) => column.slot === slot);
  }

  /** What the person sees in a cell: their own text before the server's. */
  text(row: Row | undefined, slot: number): Text {
    const draft = row === undefined ? undefined : this.queue.draft(row.number, slot);
    return draft === undefined ? stored(row, slot) : draft.text;
  }

  paint(): void {
    if (this.#isPainting) return;
    this.#isPainting = true;
    requestAnimationFrame(() => {
      this.#isPainting = false;
      this.adapter.repaint();
      this.follow();
      this.#focusing.describe();
    });
  }

  keepWidth(slot: number, width: number): void {
    this.#arrangement.keepWidth(slot, width);
  }

  // --- the server -----------------------------------------------------------------------------------------

  setTotals(totals: Totals): void {
    this.totals = totals;
    this.showTotals();
    this.emit("totals", totals);
  }

  showTotals(): void {
    this.toolbar.showTotals(this.totals, this.excepted, () => this.keys.run("F8"));
  }

  /** How many of the invalid rows are excepted. */
  get excepted(): number {
    return Math.min(this.excepting.rows, this.totals.invalid);
  }

  changed(rows: number[]): void {
    this.paint();
    if (rows.length > 0) this.emit("rows", rows);
  }

  // --- columns --------------------------------------------------------------------------------------------

  setColumns(columns: Column[]): void {
    this.#arrangement.set(columns);
  }

  setHidden(slots: number[]): void {
    if (!this.#arrangement.hide(slots)) return;
    this.emit("columns", this.columns);
    this.reselect();
  }

  setFrozen(frozen: number): void {
    this.#arrangement.freeze(frozen);
    this.emit("columns", this.columns);
  }

  // --- selection ------------------------------------------------------------------------------------------

  get activeRow(): Row | undefined {
    return this.viewing.at(this.picked.active.index);
  }

  get activeColumn(): Column | undefined {
    return this.shown[this.picked.active.place];
  }

  selection(): Selected | null {
    return this.#focusing.selection();
  }

  /** Move the focus; scrolls as little as needed. */
  go(spot: Spot, isExtending = false): void {
    this.#writing.settle();
    this.#focusing.go(spot, isExtending);
  }

  /** As Enter and Tab go: within a range round and round, else on, and back to where tabbing began. */
  step(move: Move, isArrow = false): void {
    this.#writing.settle();
    this.#focusing.step(move, isArrow);
  }

  /** The selection was changed by hand. */
  reselected(isShown = true): void {
    this.#focusing.reselected(isShown);
  }

  /** The selection is another: paint it, and tell panels and others. */
  reselect(): void {
    this.#focusing.reselect();
  }

  /** Bring the focused cell into sight; `showing` tells until when. */
  reveal(): void {
    this.#focusing.reveal();
  }

  sayHere(): void {
    this.#presence.say();
  }

  focusCell(number: number, slot: number): Promise<void> {
    return this.#focusing.focusCell(number, slot);
  }

  /** Somebody wants the menu of a column. */
  askHeader(slot: number): void {
    this.#focusing.askHeader(slot);
  }

  focus(): void {
    this.field.element.focus({ preventScroll: true });
  }

  // --- edits ----------------------------------------------------------------------------------------------

  edit(change: Change, since = this.seen): Promise<Outcome> {
    return this.#changing.change(begun(change), since);
  }

  get seen(): number {
    return this.connection.since ?? 0;
  }

  writeLater(text: Promise<Text>, write: (text: Text) => void): void {
    void this.#writing.later(text, write);
  }

  undo(): Promise<void> {
    return this.#changing.undo();
  }

  redo(): Promise<void> {
    return this.#changing.redo();
  }

  /** Write one text into all of the range. */
  async fillRange(text: Text): Promise<void> {
    const found = await this.viewing.linesIn(this.picked.range);
    const slots = this.writableSlots();
    const cells = found.flatMap((row) => slots.map((slot): [number, number, Text] => [row.number, slot, text]));
    await this.edit({ cells });
  }

  writableSlots(): number[] {
    const { left, right } = this.picked.range;
    return this.shown.slice(left, right + 1).flatMap((column) => (column.is_read_only ? [] : [column.slot]));
  }

  // --- editors --------------------------------------------------------------------------------------------

  get isEditing(): boolean {
    return this.#writing.isEditing;
  }

  /** The cell that is being written in. */
  get written(): { row: number; slot: number } | null {
    return this.#writing.cell;
  }

  /** Let the editor go where its cell is by now. */
  follow(): void {
    this.#writing.follow();
  }

  openEditor(typed: string | null): void {
    this.#writing.open(typed);
  }

  takeOpening(row: Row, slot: number): string {
    return this.#writing.takeOpening(row, slot);
  }

  mayNot(): Outcome {
    return this.#changing.mayNot();
  }

  /** What stands unsaved in the focused cell is given up. */
  discardDraft(): boolean {
    const row = this.activeRow;
    const column = this.activeColumn;
    if (row === undefined || column === undefined || !this.queue.discard(row.number, column.slot)) return false;
    this.announce("Your text was given up; the cell shows what is stored.");
    return true;
  }

  // --- what panels use ------------------------------------------------------------------------------------

  async ask<T extends Heard["t"]>(question: Question, answer: T): Promise<Answer<T>> {
    const found = await this.connection.ask(question);
    if (found.t !== answer) throw new TypeError(`${answer} was asked for, and ${found.t} came`);
    return found as Answer<T>;
  }

  setView(view: ViewSpec): Promise<void> {
    return this.viewing.set(view);
  }

  useEditor(kinds: Column["kind"][], editor: Editor): void {
    this.#writing.useEditor(kinds, editor);
  }

  useKey(keys: string, what: string, run: () => void): () => void {
    return this.keys.add({ keys, what, run });
  }

  useButton(button: Button): HTMLElement {
    return this.toolbar.add(button);
  }

  openPanel(name: string, title: string): HTMLElement {
    return this.#side.open(name, title);
  }

  closePanel(): void {
    this.#side.close();
  }

  setMarks(name: string, marks: ReadonlyMap<string, Mark>): void {
    this.marks.set(name, marks);
    this.paint();
  }

  announce(words: string): void {
    if (words === this.#announcing) return;
    this.#announcing = words;
    window.setTimeout(() => (this.#announcing = null), 400);
    this.#voice.announce(words);
  }

  tell(words: string, action?: { label: string; run: () => void }): void {
    this.#voice.tell(words, action);
  }

  /** Another act has begun: what a message offers to take back is the last one no more. */
  forgetUndo(): void {
    this.#voice.forget("Undo");
  }

  showState(): void {
    const { unsaved } = this.queue;
    const waiting = this.queue.waiting + this.coming;
    const { is_connected } = this.connection;
    this.toolbar.showState({ is_connected, waiting, unsaved, reason: this.#reason });
    this.emit("queue", { waiting, is_connected });
  }

  showPeople(): void {
    this.toolbar.showPeople(this.people);
    this.paint();
    this.emit("people", [...this.people]);
  }
}
