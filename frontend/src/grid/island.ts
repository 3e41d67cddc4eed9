// The grid itself: what the server says, what is shown, and what people and panels do with it.

import { Adapter, NUMBERS, type Painter } from "./adapter";
import { Disconnected, Refused, type Connection } from "./connection";
import {
  cellKey,
  type Answer,
  type Editor,
  type Events,
  type Grid,
  type Outcome,
  type Question,
  type Selection as Selected,
} from "./contract";
import { plainEditor } from "./editor";
import { Emitter } from "./emitter";
import { Keeping } from "./keeping";
import { Keys } from "./keys";
import { Loader } from "./loader";
import { findingsOf, paintCell as look, paintNumber, set, wordsOf, type Mark } from "./looks";
import { count, inPieces, weight } from "./pasting";
import { Preferences } from "./preferences";
import type { Change, Column, Heard, Inserted, Operation, Place, Row, Text, Totals, ViewSpec } from "./protocol";
import { newName, Queue, type Draft } from "./queue";
import { Selection, type Bounds, type Spot } from "./selection";
import { Side } from "./side";
import { isStructural, Rows, stored } from "./store";
import { Toolbar, type Button } from "./toolbar";
import { element, Voice } from "./words";

type Welcome = Extract<Heard, { t: "welcome" }>;

const PLAIN: ViewSpec = { sort: [], filters: [], problems: "all" };
// A paste of more cells shows how far it is, and can be cancelled.
export const LONG = 50_000;

export class Island extends Emitter<Events> implements Grid, Painter {
  columns: Column[] = [];
  /** The columns that are not hidden, frozen ones first. */
  shown: Column[] = [];
  totals: Totals = { rows: 0, valid: 0, invalid: 0, waiting: 0, none: 0 };
  view: ViewSpec = PLAIN;
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
  readonly #voice: Voice;
  readonly #toolbar: Toolbar;
  readonly #side: Side;
  readonly #message = element("p", "visually-hidden");
  readonly #empty = element("p", "grid-empty");
  readonly #editors = new Map<Column["kind"], Editor>();
  readonly #marks = new Map<string, ReadonlyMap<string, Mark>>();
  readonly #people = new Map<number, Place>();
  #preferences: Preferences | null = null;
  #me = -1;
  #isStarted = false;
  #isPainting = false;
  #closeEditor: (() => void) | null = null;
  /** While a cell comes into sight, and what was typed meanwhile. */
  #showing: Promise<void> | null = null;
  #opening: string | null = null;
  #hereTimer = 0;
  #reason: string | null = null;
  #announcing: string | null = null;
  #resizeTimer = 0;

  constructor(
    readonly root: HTMLElement,
    readonly connection: Connection,
    readonly refuses: (text: string, column: Column) => string | null,
  ) {
    super();
    this.#toolbar = new Toolbar(root.dataset["icons"] ?? "");
    const body = element("div", "grid-body");
    const sheet = element("div", "grid-sheet");
    body.append(sheet);
    this.#message.id = "grid-message";
    this.#empty.hidden = true;
    sheet.append(this.#empty);
    root.append(this.#toolbar.element, this.strip, body, this.#message);
    this.#voice = new Voice(root);
    this.#side = new Side(body, () => this.focus());
    this.adapter = new Adapter(sheet, this);
    const table = this.adapter.element;
    for (const [name, value] of Object.entries({ role: "grid", tabindex: "0", "aria-multiselectable": "true" })) {
      table.setAttribute(name, value);
    }
    table.setAttribute("aria-label", root.dataset["label"] ?? "Grid");
    this.loader = new Loader(connection, this.rows, {
      visible: () => this.adapter.visible(),
      came: (total) => this.#came(total),
    });
    const owner = `${root.dataset["session"]} ${root.dataset["person"]}`;
    this.queue = new Queue(connection, new Keeping(owner), {
      changed: (rows) => this.#changed(rows),
      count: () => this.#showState(),
      done: () => undefined,
      refused: (answer) => this.#refused(answer),
      renamed: (from, to) => {
        this.rows.rename(from, to);
        this.paint();
      },
      dropped: (rows) => this.#dropped(rows),
    });
    connection.on("welcome", (message) => this.#welcome(message));
    connection.on("heard", (message) => this.#hear(message));
    connection.on("state", ({ reason }) => {
      this.#reason = reason;
      if (!connection.is_connected) this.#people.clear();
      this.#showState();
      this.#showPeople();
    });
    root.addEventListener("fill", (event) => {
      if (event instanceof CustomEvent) void this.fillRange(String(event.detail) || null);
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.queue.unsaved > 0) event.preventDefault(); // what is not stored anywhere would be lost
    });
  }

  // --- what is shown --------------------------------------------------------------------------------------

  get bounds(): Bounds {
    return { rows: Math.max(1, this.rows.total), columns: Math.max(1, this.shown.length) };
  }

  get isPlain(): boolean {
    return this.view.sort.length === 0 && this.view.filters.length === 0 && this.view.problems === "all";
  }

  get people(): readonly Place[] {
    return [...this.#people.values()];
  }

  get hidden(): readonly number[] {
    const names = new Set(this.#preferences?.kept.hidden);
    return this.columns.filter((column) => names.has(column.name)).map((column) => column.slot);
  }

  get frozen(): number {
    return Math.min(this.#preferences?.kept.frozen ?? 0, this.shown.length);
  }

  get count(): number {
    return this.rows.total;
  }

  row(number: number): Row | undefined {
    return this.rows.get(number);
  }

  async rowAt(index: number): Promise<Row | undefined> {
    if (index < 0 || index >= this.rows.total) return undefined;
    await this.loader.around(index);
    return this.rows.at(index);
  }

  indexOf(number: number): number | undefined {
    return this.rows.indexOf(number);
  }

  async where(rows: readonly number[]): Promise<ReadonlyMap<number, number>> {
    if (rows.length === 0) return new Map();
    const { places } = await this.ask({ t: "where", view: this.loader.view, rows: [...rows] }, "where");
    return new Map(places.filter((place): place is [number, number] => place[1] !== null));
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
      this.#describe();
    });
  }

  paintCell(cell: HTMLElement, index: number, slot: number, place: number): void {
    const row = this.rows.at(index);
    const { top, bottom, left, right } = this.picked.range;
    const isSpanned = index >= top && index <= bottom;
    cell.id = `g-${index}-${slot}`;
    if (slot === NUMBERS) {
      if (row === undefined) this.loader.soon();
      set(cell, "role", "rowheader");
      set(cell, "aria-colindex", "1");
      return paintNumber(cell, index, row, isSpanned);
    }
    const column = this.shown[place - 1];
    if (column === undefined) return;
    set(cell, "role", "gridcell");
    set(cell, "aria-colindex", String(place + 1));
    const at = place - 1;
    const isSelected = isSpanned && at >= left && at <= right;
    const number = row?.number ?? NaN;
    const { active } = this.picked;
    const edges = !isSelected || this.picked.isSingle ? "" : edgesOf(index, at, { top, bottom, left, right });
    look(cell, {
      row,
      column,
      text: this.text(row, slot),
      draft: this.queue.draft(number, slot),
      isActive: active.index === index && active.place === at,
      isSelected: isSelected && !this.picked.isSingle,
      edges,
      hasHandle: this.may_edit && index === bottom && at === right,
      people: this.people.filter((one) => one.row === number && one.slot === slot),
      theirs: this.people.find((one) => this.#spans(one, index, at)) ?? null,
      marks: [...this.#marks.values()].flatMap((marks) => marks.get(cellKey(number, slot)) ?? []),
      mayEdit: this.may_edit,
    });
  }

  /** Whether somebody's range reaches over a cell. */
  #spans(one: Place, index: number, at: number): boolean {
    if (one.to === null || one.row === null) return false;
    const [from, to] = [this.rows.indexOf(one.row), this.rows.indexOf(one.to[0])];
    if (from === undefined || to === undefined || index < Math.min(from, to) || index > Math.max(from, to)) return false;
    const slots = [one.slot, one.to[1]].map((slot) => this.shown.findIndex((column) => column.slot === slot));
    return at >= Math.min(...slots) && at <= Math.max(...slots);
  }

  paintRow(element: HTMLElement, index: number): void {
    set(element, "role", "row");
    set(element, "aria-rowindex", String(index + 2));
  }

  paintHeader(cell: HTMLElement, slot: number, place: number): void {
    set(cell, "role", "columnheader");
    set(cell, "aria-colindex", String(place + 1));
    const row = cell.parentElement;
    if (row !== null) set(row, "role", "row");
    if (row !== null) set(row, "aria-rowindex", "1");
    const column = this.shown[place - 1];
    const { left, right } = this.picked.range;
    const isSelected = place - 1 >= left && place - 1 <= right;
    const sort = this.view.sort.find((one) => one.slot === slot);
    const isFiltered = this.view.filters.some((one) => one.slot === slot);
    const classes = ["rgHeaderCell", "grid-header"];
    if (isSelected && slot !== NUMBERS) classes.push("is-selected");
    if (column?.is_required) classes.push("is-required");
    if (column?.is_key) classes.push("is-key");
    if (isFiltered) classes.push("is-filtered");
    if (sort !== undefined) classes.push(sort.is_descending ? "is-descending" : "is-ascending");
    set(cell, "class", classes.join(" "));
    set(cell, "aria-sort", sort === undefined ? null : sort.is_descending ? "descending" : "ascending");
    const content = cell.querySelector<HTMLElement>(".header-content") ?? cell;
    const title = column?.title ?? "Row";
    const marks = [column?.is_key ? "key" : "", column?.is_required ? "required" : "", isFiltered ? "filtered" : ""];
    const words = [title, ...marks.filter((one) => one !== "")].join(", ");
    set(cell, "aria-label", words);
    set(cell, "title", column === undefined ? "Row" : `${words}\n${column.help}${column.unit && ` (${column.unit})`}`.trim());
    if (content.dataset["title"] === title) return;
    content.dataset["title"] = title;
    content.textContent = title;
    if (column === undefined) return;
    // For the pointer; by keys the same menu opens with Ctrl+Shift+L.
    const button = element("span", "grid-header__button");
    button.setAttribute("aria-hidden", "true");
    content.append(button);
  }

  moved(): void {
    this.loader.soon();
    this.emit("card", null);
  }

  resized(slot: number, width: number): void {
    const name = this.column(slot)?.name;
    if (name === undefined) return;
    const widths = { ...this.#preferences?.kept.widths, [name]: width };
    window.clearTimeout(this.#resizeTimer);
    this.#resizeTimer = window.setTimeout(() => this.#preferences?.change({ widths }), 200);
  }

  // --- the server -----------------------------------------------------------------------------------------

  #welcome(message: Welcome): void {
    this.#me = message.seat;
    this.may_edit = message.you.may_edit;
    this.may_comment = message.you.may_comment;
    this.hasFreeRows = message.has_free_rows;
    this.#people.clear();
    for (const one of message.people) if (one.seat !== this.#me) this.#people.set(one.seat, one);
    this.#toolbar.element.classList.toggle("is-read-only", !this.may_edit);
    if (!this.#isStarted) this.rows.total = message.totals.rows;
    this.#setColumns(message.columns);
    this.#setTotals(message.totals);
    this.#showPeople();
    if (this.#isStarted) return this.#returned();
    this.#isStarted = true;
    this.connection.since = message.sequence;
    this.adapter.setCount(this.rows.total);
    this.picked.put({ index: 0, place: 0 }, this.bounds);
    this.loader.now();
    void this.queue.recover().then((left) => {
      if (left > 0) this.tell(`${count(left, "edit")} of your last visit ${left === 1 ? "is" : "are"} being sent.`);
    });
    this.emit("columns", this.columns);
    this.#selected();
  }

  /** The connection is back; what was missed comes as operations, or as the word to read all anew. */
  #returned(): void {
    if (this.isPlain) this.loader.view = 0;
    else void this.setView(this.view);
    this.loader.now();
    this.queue.send();
  }

  #hear(message: Heard): void {
    switch (message.t) {
      case "operation":
        return this.#apply(message);
      case "verdicts":
        this.#setTotals(message.totals);
        return this.#changed(this.rows.update(message.rows, null));
      case "here":
        this.#people.set(message.seat, message);
        return this.#showPeople();
      case "gone":
        this.#people.delete(message.seat);
        return this.#showPeople();
      case "reload":
        this.connection.since = message.sequence;
        this.queue.seen(message.sequence);
        return void this.#reload();
      case "refused":
        return this.tell(message.reason);
      case "comment":
        return this.emit("comment", message.comment);
      case "saved":
        return this.emit("saved", message);
      case "changed":
        return this.tell(message.message, { label: "Load again", run: () => location.reload() });
      default:
        return;
    }
  }

  #apply(operation: Operation): void {
    this.connection.since = operation.sequence;
    const isMine = this.queue.heard(operation);
    if (isStructural(operation)) this.#come(operation, isMine);
    const known = this.rows.update(operation.rows, operation.sequence);
    this.#setTotals(operation.totals);
    this.#changed(known);
    this.#tellOverwritten(operation, isMine);
    if (isMine || operation.seat === this.#me) this.#announceVerdict(operation);
    else this.#tellWriting(operation);
    if (operation.kind === "undo" && operation.seat === this.#me) this.#goTo(operation.cells[0]);
    this.emit("operation", operation);
  }

  /** Rows that came and went, put where they belong if that is known, else asked for. */
  #come(operation: Operation, isMine: boolean): void {
    const before = this.rows.total;
    this.#remove(operation.deleted);
    const content = new Map(operation.rows.map((row) => [row.number, row]));
    let isKnown = this.isPlain;
    const mine: number[] = [];
    for (const [number, after] of operation.inserted) {
      if (this.rows.indexOf(number) !== undefined) {
        mine.push(number); // shown already
        continue;
      }
      const above = after === 0 ? -1 : this.rows.indexOf(after);
      const row = content.get(number);
      if (!isKnown || above === undefined || row === undefined) {
        isKnown = false;
        continue;
      }
      this.rows.insert(above + 1, [row]);
      this.picked.move(above + 1, 1, this.bounds);
    }
    if (this.isPlain && this.rows.total !== operation.totals.rows && !isMine) this.rows.total = operation.totals.rows;
    // Of an operation with many rows the server tells those that it has sent here before: what mine are worth is asked.
    this.rows.doubt(mine.filter((number) => !content.has(number)));
    if (!isKnown) this.rows.stale();
    if (!isKnown || mine.length > 0) this.loader.soon();
    if (before !== this.rows.total) this.adapter.setCount(this.rows.total);
    this.picked.keepWithin(this.bounds);
    this.#selected();
  }

  #came(total: number): void {
    const waiting = this.queue.insertedWaiting;
    if (total + waiting !== this.rows.total) {
      this.rows.total = total + waiting;
      this.adapter.setCount(this.rows.total);
      this.picked.keepWithin(this.bounds);
    }
    this.paint();
    this.emit("rows", []);
  }

  async #reload(): Promise<void> {
    this.rows.stale();
    if (!this.isPlain) await this.setView(this.view);
    this.loader.now();
  }

  #setTotals(totals: Totals): void {
    this.totals = totals;
    this.#toolbar.showTotals(totals, () => this.keys.run("F8"));
    this.emit("totals", totals);
  }

  #changed(rows: number[]): void {
    this.paint();
    if (rows.length > 0) this.emit("rows", rows);
  }

  /** Whoever was overwritten is told, and so is who wrote over others without having seen it. */
  #tellOverwritten(operation: Operation, isMine: boolean): void {
    const person = Number(this.root.dataset["person"]);
    const told = isMine ? operation.over : operation.over.filter((one) => one.by.id === person);
    const first = told[0];
    if (first === undefined) return;
    const name = this.column(first.slot)?.title ?? "a cell";
    const others = told.length > 1 ? ` and ${count(told.length - 1, "other cell")}` : "";
    const was = first.text === null ? "It was empty." : `It was “${short(first.text)}”.`;
    const words = isMine
      ? `You wrote over what ${first.by.name} had written meanwhile in ${name}${others}. ${was}`
      : `${operation.by.name} wrote over your text in ${name}${others}. ${was}`;
    this.tell(words, { label: "Choose", run: () => this.openConflicts() });
    this.announce(words);
  }

  /** Somebody changed the cell that I am just writing in: mine will win, and I should know. */
  #tellWriting(operation: Operation): void {
    const number = this.activeRow?.number;
    const slot = this.activeColumn?.slot;
    const cell = this.isEditing ? operation.cells.find(([row, column]) => row === number && column === slot) : undefined;
    if (cell === undefined) return;
    const words = `${operation.by.name} has just written ${cell[3] === null ? "nothing" : `“${short(cell[3])}”`} into this cell.`;
    this.tell(words);
    this.announce(words);
  }

  /** What was taken back is looked at. */
  #goTo(cell: Operation["cells"][number] | undefined): void {
    const index = cell === undefined ? undefined : this.rows.indexOf(cell[0]);
    const place = this.shown.findIndex((column) => column.slot === cell?.[1]);
    if (index !== undefined && place >= 0 && !this.isEditing && !this.picked.has(index, place)) this.go({ index, place });
  }

  #announceVerdict(operation: Operation): void {
    const [cell, second] = operation.cells;
    if (cell === undefined) return;
    const invalid = operation.rows.filter((row) => row.verdict === "invalid").length;
    if (second !== undefined) {
      const rows = invalid === 0 ? "no problems" : `${count(invalid, "row")} with problems`;
      return this.announce(`${count(operation.cells.length, "cell")} stored, ${rows}.`);
    }
    const [number, slot, , text] = cell;
    const row = operation.rows.find((one) => one.number === number);
    const found = findingsOf(row, slot).map((one) => `${one.severity}: ${one.message}`);
    const name = this.column(slot)?.title ?? "";
    this.announce(`${name} ${text ?? "empty"}. ${found.length === 0 ? "No problem." : found.join(" ")}`);
  }

  #refused(answer: Extract<Heard, { t: "refused" }>): void {
    const first = answer.cells[0];
    const place = first === undefined ? "" : `${this.column(first.slot)?.title ?? ""}: `;
    const words = `Not stored. ${place}${first?.reason ?? answer.reason}`;
    this.tell(words);
    this.announce(words);
    if (first === undefined) void this.#reload();
  }

  #dropped(rows: number[]): void {
    if (rows.length === 0) return;
    this.#remove(rows);
    this.adapter.setCount(this.rows.total);
    this.picked.keepWithin(this.bounds);
  }

  #remove(numbers: readonly number[]): void {
    for (const number of numbers) {
      const index = this.rows.indexOf(number);
      if (index !== undefined) this.picked.move(index + 1, -1, this.bounds);
    }
    this.rows.remove(numbers);
  }

  // --- columns --------------------------------------------------------------------------------------------

  #setColumns(columns: Column[]): void {
    this.columns = columns;
    this.#preferences ??= new Preferences(this.root.dataset["person"] ?? "", this.root.dataset["kind"] ?? "");
    this.#arrange();
  }

  /** Wide enough for the number of the last row, and some that will come. */
  get #numbersWidth(): number {
    return 44 + 9 * Math.max(3, String(this.rows.total * 2).length);
  }

  #arrange(): void {
    const hidden = new Set(this.hidden);
    const active = this.shown[this.picked.active.place]?.slot;
    this.shown = this.columns.filter((column) => !hidden.has(column.slot));
    const { frozen } = this;
    const widths = this.#preferences?.kept.widths ?? {};
    this.adapter.setColumns([
      { slot: NUMBERS, width: this.#numbersWidth, isPinned: true },
      ...this.shown.map((column, place) => ({
        slot: column.slot,
        width: widths[column.name] ?? usualWidth(column),
        isPinned: place < frozen,
      })),
    ]);
    this.adapter.setCount(this.rows.total);
    const table = this.adapter.element;
    table.setAttribute("aria-colcount", String(this.shown.length + 1));
    const place = this.shown.findIndex((column) => column.slot === active);
    if (place >= 0) this.picked.put({ ...this.picked.active, place }, this.bounds);
    this.picked.keepWithin(this.bounds);
  }

  setHidden(slots: number[]): void {
    const hidden = this.columns.filter((column) => slots.includes(column.slot)).map((column) => column.name);
    if (hidden.length >= this.columns.length) return;
    this.#preferences?.change({ hidden });
    this.#arrange();
    this.emit("columns", this.columns);
    this.#selected();
  }

  setFrozen(frozen: number): void {
    this.#preferences?.change({ frozen: Math.max(0, Math.min(frozen, this.shown.length - 1)) });
    this.#arrange();
    this.emit("columns", this.columns);
  }

  // --- selection ------------------------------------------------------------------------------------------

  get activeRow(): Row | undefined {
    return this.rows.at(this.picked.active.index);
  }

  get activeColumn(): Column | undefined {
    return this.shown[this.picked.active.place];
  }

  selection(): Selected | null {
    const row = this.rows.numberAt(this.picked.active.index);
    const column = this.activeColumn;
    if (row === undefined || column === undefined) return null;
    const { top, bottom, left, right } = this.picked.range;
    const rows: number[] = [];
    for (let index = top; index <= bottom; index += 1) {
      const number = this.rows.numberAt(index);
      if (number !== undefined) rows.push(number);
      else if (index - top > 10_000) break; // nobody has so many rows here
    }
    return { row, slot: column.slot, rows, slots: this.shown.slice(left, right + 1).map((one) => one.slot) };
  }

  /** Move the focus; scrolls as little as needed. */
  go(spot: Spot, isExtending = false): void {
    if (isExtending) this.picked.extend(spot, this.bounds);
    else this.picked.put(spot, this.bounds);
    const { index, place } = isExtending ? this.picked.head : this.picked.active;
    this.#show(index, place);
    this.#selected();
  }

  #show(index: number, place: number): void {
    const showing = this.adapter.show(index, this.shown[place]?.slot ?? null)?.then(() => {
      if (this.#showing === showing) this.#showing = null;
      this.#describe();
    });
    this.#showing = showing ?? this.#showing;
  }

  /** The selection was changed by hand. */
  reselected(isShown = true): void {
    const { index, place } = this.picked.active;
    if (isShown) this.#show(index, place);
    this.#selected();
  }

  #selected(): void {
    this.paint();
    this.emit("selection", this.selection());
    this.#sayHere();
  }

  /** Tell screen readers which cell it is, and what is the matter with it. */
  #describe(): void {
    this.#empty.hidden = !this.#isStarted || this.rows.total > 0;
    const isEmpty = this.isPlain ? "There are no rows yet. Add a row, paste a table, or import a file." : "No row fits the filter.";
    if (this.#empty.textContent !== isEmpty) this.#empty.textContent = isEmpty;
    const { index, place } = this.picked.active;
    const column = this.shown[place];
    const table = this.adapter.element;
    set(table, "aria-rowcount", String(this.rows.total + 1));
    const id = column === undefined ? "" : `g-${index}-${column.slot}`;
    set(table, "aria-activedescendant", document.getElementById(id) === null ? null : id);
    const row = this.rows.at(index);
    if (column === undefined) return;
    const draft = row === undefined ? undefined : this.queue.draft(row.number, column.slot);
    const words = wordsOf({ row, column, draft, people: [], marks: [] });
    if (this.#message.textContent !== words) this.#message.textContent = words;
  }

  #sayHere(): void {
    if (this.#hereTimer !== 0) return;
    this.#hereTimer = window.setTimeout(() => {
      this.#hereTimer = 0;
      const number = this.rows.numberAt(this.picked.active.index);
      const { bottom, right } = this.picked.range;
      const last = this.rows.numberAt(bottom);
      const slot = this.shown[right]?.slot;
      const to: [number, number] | null =
        this.picked.isSingle || last === undefined || last < 0 || slot === undefined ? null : [last, slot];
      const row = number === undefined || number < 0 ? null : number;
      const here = { t: "here", row, slot: row === null ? null : (this.activeColumn?.slot ?? null), to } as const;
      this.connection.say({ ...here, is_editing: this.#closeEditor !== null });
    }, 100);
  }

  async focusCell(number: number, slot: number): Promise<void> {
    let index = this.rows.indexOf(number);
    if (index === undefined) {
      const answer = await this.ask({ t: "where", view: this.loader.view, rows: [number] }, "where");
      index = answer.places[0]?.[1] ?? undefined;
    }
    if (index === undefined) return this.tell("That row is not among those that are shown: take the filter away.");
    if (this.hidden.includes(slot)) this.setHidden(this.hidden.filter((one) => one !== slot));
    const place = Math.max(0, this.shown.findIndex((column) => column.slot === slot));
    await this.loader.around(index);
    this.go({ index, place });
    this.focus();
  }

  /** Somebody wants the menu of a column. */
  askHeader(slot: number): void {
    const header = [...this.adapter.headers()].find((one) => one.dataset["slot"] === String(slot));
    if (header !== undefined) this.emit("header", { slot, anchor: header.getBoundingClientRect() });
  }

  focus(): void {
    this.adapter.element.focus({ preventScroll: true });
  }

  // --- edits ----------------------------------------------------------------------------------------------

  async edit(change: Change): Promise<Outcome> {
    return this.change(change);
  }

  /** Change cells and rows as one act; `progress` hears how far it is. */
  async change(asked: Change, progress?: (done: number, of: number) => void): Promise<Outcome> {
    if (!this.may_edit) return this.#may_not();
    const group = newName();
    const { change, refused, kept } = this.#withoutRefused(asked);
    const pieces = inPieces(change).filter((piece) => weight(piece) > 0);
    const size = weight(change);
    if (pieces.length === 0 && refused !== null) return { state: "refused", reason: refused };
    let done = 0;
    if (size > LONG) this.#showProgress(0, pieces.length, group);
    const outcomes = pieces.map(async (piece) => {
      const temporary = this.#showRows(piece);
      piece.insert?.forEach((one, at) => {
        for (const [slot, text, reason] of kept.get(one) ?? []) this.queue.keepUnsaved(temporary[at] ?? 0, slot, text, reason);
      });
      const outcome = await this.queue.add(piece, group, this.connection.since ?? 0, temporary);
      done += 1;
      progress?.(done, pieces.length);
      if (size > LONG) this.#showProgress(done, pieces.length, group);
      return outcome;
    });
    if (this.#deleted(change)) this.adapter.setCount(this.rows.total);
    this.paint();
    return together(await Promise.all(outcomes));
  }

  /** Cells with text that must not leave the browser stay where they are, marked. */
  #withoutRefused(change: Change): {
    change: Change;
    refused: string | null;
    kept: Map<Inserted, [slot: number, text: Text, reason: string][]>;
  } {
    let refused: string | null = null;
    let found = 0;
    const bad = (slot: number, text: Text): string | null => {
      const column = this.column(slot);
      const reason = text === null || column === undefined ? null : this.refuses(text, column);
      if (reason !== null) [refused, found] = [reason, found + 1];
      return reason;
    };
    const cells = change.cells?.filter(([row, slot, text]) => {
      const reason = bad(slot, text);
      if (reason !== null) this.queue.keepUnsaved(row, slot, text, reason);
      return reason === null;
    });
    const kept = new Map<Inserted, [number, Text, string][]>();
    const insert = change.insert?.map((one) => {
      const left: [number, Text, string][] = [];
      const cells = Object.entries(one.cells).filter(([slot, text]) => {
        const reason = bad(Number(slot), text);
        if (reason !== null) left.push([Number(slot), text, reason]);
        return reason === null;
      });
      const good = { ...one, cells: Object.fromEntries(cells) };
      if (left.length > 0) kept.set(good, left);
      return good;
    });
    if (refused !== null) {
      this.tell(`${count(found, "cell")} not sent: ${refused}`);
      this.announce(`Not sent. ${refused}`);
    }
    return { change: { ...change, ...(cells && { cells }), ...(insert && { insert }) }, refused, kept };
  }

  /** Show new rows at once, under numbers of the page's own. */
  #showRows(piece: Change): number[] {
    const temporary: number[] = [];
    let last: { after: number | null; index: number } | null = null;
    for (const one of piece.insert ?? []) {
      const above = one.after === null ? this.rows.total - 1 : one.after === 0 ? -1 : (this.rows.indexOf(one.after) ?? this.rows.total - 1);
      const index: number = last !== null && last.after === one.after ? last.index + 1 : above + 1;
      last = { after: one.after, index };
      const number = this.queue.temporaryRow();
      temporary.push(number);
      const cells: Text[] = [];
      for (const [slot, text] of Object.entries(one.cells)) cells[Number(slot)] = text;
      const row: Row = { number, cells: Array.from(cells, (text) => text ?? null), verdict: "waiting", findings: [] };
      this.rows.insert(index, [row]);
    }
    if (temporary.length > 0) this.adapter.setCount(this.rows.total);
    return temporary;
  }

  #deleted(change: Change): boolean {
    if (!change.delete?.length) return false;
    this.#remove(change.delete);
    this.picked.keepWithin(this.bounds);
    this.#selected();
    return true;
  }

  #may_not(): Outcome {
    const reason = "You may look at this grid, and not change it.";
    this.tell(reason);
    return { state: "refused", reason };
  }

  #showProgress(done: number, of: number, group: string): void {
    if (done >= of) return this.#toolbar.showProgress(null);
    const cancel = (): void => {
      if (this.queue.cancel(group)) void this.#reload();
      this.#toolbar.showProgress(null);
      this.tell("Cancelled. What was stored already can be taken back with undo.");
    };
    this.#toolbar.showProgress({ done, of, cancel });
  }

  async undo(): Promise<void> {
    await this.#step("undo", "There is nothing of yours to take back.");
  }

  async redo(): Promise<void> {
    await this.#step("redo", "There is nothing to do again.");
  }

  async #step(what: "undo" | "redo", nothing: string): Promise<void> {
    if (!this.may_edit) return;
    if (what === "undo" && !this.connection.is_connected && this.queue.takeBack()) {
      return this.announce("Taken back before it was sent.");
    }
    await this.queue.idle();
    try {
      const answer = await this.ask({ t: what }, "done");
      const left = answer.kept.length;
      if (left > 0) this.tell(`${count(left, "cell")} left alone: somebody else wrote there since.`);
      this.announce(what === "undo" ? "Taken back." : "Done again.");
    } catch (error) {
      if (error instanceof Refused) this.tell(error.answer.reason || nothing);
      else if (error instanceof Disconnected) this.tell("Without a connection only edits that were not sent can be taken back.");
      else throw error;
    }
  }

  /** Write one text into all of the range. */
  async fillRange(text: Text): Promise<void> {
    const found = await this.rangeRows();
    const slots = this.writableSlots();
    const cells = found.flatMap((row) => slots.map((slot): [number, number, Text] => [row.number, slot, text]));
    await this.edit({ cells });
  }

  /** The rows of the selected range, loaded or not. */
  async rangeRows(): Promise<Row[]> {
    const { top, bottom } = this.picked.range;
    return this.loader.stretch(top, Math.min(bottom, this.rows.total - 1));
  }

  writableSlots(): number[] {
    const { left, right } = this.picked.range;
    return this.shown.slice(left, right + 1).flatMap((column) => (column.is_read_only ? [] : [column.slot]));
  }

  // --- editors --------------------------------------------------------------------------------------------

  get isEditing(): boolean {
    return this.#closeEditor !== null;
  }

  openEditor(typed: string | null): void {
    const column = this.activeColumn;
    if (column === undefined || this.rows.total === 0 || this.isEditing) return;
    if (!this.may_edit) return void this.#may_not();
    if (column.is_read_only) return this.tell(`${column.title} is filled in by the server, and is not written by hand.`);
    // What is typed while the cell comes into sight is kept for the editor.
    if (this.#opening !== null) {
      this.#opening += typed ?? "";
      return;
    }
    const { index } = this.picked.active;
    const open = (text: string | null): void => {
      const [cell, row] = [this.adapter.cell(index, column.slot), this.rows.at(index)];
      if (cell !== null && row !== undefined && !this.isEditing) this.#edit(cell, row, column, text);
    };
    if (this.#showing === null && this.activeRow !== undefined) return open(typed);
    this.#opening = typed ?? "";
    void Promise.all([this.#showing, this.loader.around(index)]).then(() => {
      const text = typed === null ? null : this.#opening;
      this.#opening = null;
      open(text);
    });
  }

  #edit(cell: HTMLElement, row: Row, column: Column, typed: string | null): void {
    this.emit("card", null);
    const editor = this.#editors.get(column.kind) ?? plainEditor;
    const cells = [...row.cells];
    while (cells.length <= column.slot) cells.push(null);
    cells[column.slot] = this.text(row, column.slot);
    const finish = (): void => {
      this.#closeEditor = null;
      this.#sayHere();
      if (document.activeElement === document.body || document.activeElement === null) this.focus();
    };
    const close = editor({
      column,
      row: { ...row, cells },
      anchor: cell.getBoundingClientRect(),
      typed,
      commit: (text, move) => {
        finish();
        this.focus();
        const wanted = text === "" ? null : text;
        if (wanted !== this.text({ ...row, number: this.queue.known(row.number) }, column.slot)) void this.edit({ cells: [[row.number, column.slot, wanted]] });
        this.#moveAfter(move);
      },
      cancel: () => {
        finish();
        this.focus();
      },
    });
    this.#closeEditor = close;
    this.#sayHere();
  }

  #moveAfter(move: "down" | "up" | "right" | "left" | null): void {
    if (move === null) return;
    if (!this.picked.isSingle) {
      this.picked.cycle(move === "up" || move === "left" ? -1 : 1, move === "up" || move === "down");
      return this.reselected();
    }
    const { index, place } = this.picked.active;
    const [down, across] = { down: [1, 0], up: [-1, 0], right: [0, 1], left: [0, -1] }[move] as [number, number];
    this.go({ index: index + down, place: place + across });
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

  async setView(view: ViewSpec): Promise<void> {
    const kept = this.selection();
    const answer = await this.ask({ t: "view", view }, "view");
    this.view = view;
    this.loader.view = answer.view;
    this.rows.forget();
    this.rows.total = answer.total;
    this.adapter.setCount(answer.total);
    this.picked.put({ index: 0, place: this.picked.active.place }, this.bounds);
    this.loader.now();
    this.emit("view", view);
    this.announce(`${count(answer.total, "row")} shown.`);
    if (kept === null || answer.total === 0) return this.go(this.picked.active);
    const where = await this.ask({ t: "where", view: answer.view, rows: [kept.row] }, "where");
    this.go({ index: where.places[0]?.[1] ?? 0, place: this.picked.active.place });
  }

  useEditor(kinds: Column["kind"][], editor: Editor): void {
    for (const kind of kinds) this.#editors.set(kind, editor);
  }

  useKey(keys: string, what: string, run: () => void): () => void {
    return this.keys.add({ keys, what, run });
  }

  useButton(button: Button): HTMLElement {
    return this.#toolbar.add(button);
  }

  openPanel(name: string, title: string): HTMLElement {
    return this.#side.open(name, title);
  }

  closePanel(): void {
    this.#side.close();
  }

  setMarks(name: string, marks: ReadonlyMap<string, Mark>): void {
    this.#marks.set(name, marks);
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

  draft(row: number, slot: number): Draft | undefined {
    return this.queue.draft(row, slot);
  }

  #showState(): void {
    const { waiting, unsaved } = this.queue;
    const { is_connected } = this.connection;
    this.#toolbar.showState({ is_connected, waiting, unsaved, reason: this.#reason });
    this.emit("queue", { waiting, is_connected });
  }

  #showPeople(): void {
    this.#toolbar.showPeople(this.people);
    this.paint();
    this.emit("people", [...this.people]);
  }
}

function edgesOf(index: number, at: number, range: { top: number; bottom: number; left: number; right: number }): string {
  const sides = [index === range.top && "t", index === range.bottom && "b", at === range.left && "l", at === range.right && "r"];
  return sides.filter(Boolean).join("");
}

function together(outcomes: Outcome[]): Outcome {
  const refused = outcomes.find((one) => one.state === "refused");
  if (refused !== undefined) return refused;
  if (outcomes.some((one) => one.state === "queued")) return { state: "queued" };
  return { state: "stored", inserted: outcomes.flatMap((one) => (one.state === "stored" ? one.inserted : [])) };
}

function usualWidth(column: Column): number {
  const longest = Math.max(column.title.length, Math.min(24, column.example.length));
  return Math.round(Math.max(104, Math.min(300, longest * 9 + 48)));
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
