// My own edits on their way: shown at once, kept in the browser, sent one after the other, gone when the
// server has them. What it refuses stays in its cell for me alone, marked.

import { Refused, type Connection } from "./connection";
import { cellKey, type Answer, type Outcome } from "./contract";
import { Keeping, type Entry } from "./keeping";
import { newName } from "./names";
import { weight } from "./pasting";
import type { Change, Inserted, Operation, Text } from "./protocol";

export interface Draft {
  text: Text;
  /** Why it is not stored; null while it is on its way. */
  reason: string | null;
  operation: string;
}

interface Hooks {
  /** Cells look different now. */
  changed(rows: number[]): void;
  count(): void;
  refused(answer: Answer<"refused">): void;
  /** A row of the page's own is known to the server. */
  renamed(from: number, to: number): void;
  dropped(rows: number[]): void;
}

// Some at a time, so that the server need not wait for the page; not too much, since what is sent is not cancelled.
const AT_ONCE = 4;
const MOST_AT_ONCE = 40_000;
// What the server says where it failed by itself, and how often it is asked.
const FAILED = "grids.failed";
const TRIES = 4;
// The act was taken back in another window: what was not written of it is not wanted any more.
const TAKEN_BACK = "grids.act_taken_back";

type Cell = [row: number, slot: number, text: Text];

export class Queue {
  readonly #drafts = new Map<string, Draft>();
  readonly #entries: Entry[] = [];
  readonly #settling = new Map<string, (outcome: Outcome) => void>();
  /** Stored, but not heard of yet: shown as drafts until the operation comes. */
  #stored: { entry: Entry; sequence: number }[] = [];
  /** New rows that were refused as a whole. */
  readonly lost: { rows: Inserted[]; reason: string }[] = [];
  /** What the page's own numbers became. */
  readonly #names = new Map<number, number>();
  /** Sent, and not answered. The server takes what one seat sends in its order. */
  readonly #flying = new Set<Entry>();
  readonly #tries = new WeakMap<Entry, number>();
  #order = 0;
  #temporary = 0;

  constructor(
    private readonly connection: Connection,
    private readonly keeping: Keeping,
    private readonly hooks: Hooks,
  ) {}

  get waiting(): number {
    return this.#entries.length;
  }

  /** What I wrote into a cell, if the server does not have it. */
  draft(row: number, slot: number): Draft | undefined {
    return this.#drafts.get(cellKey(row, slot));
  }

  /** Cells that were refused and not written anew. */
  get unsaved(): number {
    return [...this.#drafts.values()].filter((one) => one.reason !== null).length;
  }

  unsavedCells(): { row: number; slot: number; reason: string }[] {
    return [...this.#drafts].flatMap(([key, one]) => {
      const [row, slot] = key.split(":").map(Number);
      return one.reason === null || row === undefined || slot === undefined ? [] : [{ row, slot, reason: one.reason }];
    });
  }

  /** Rows that the page shows and the server does not have. */
  get insertedWaiting(): number {
    return this.#entries.reduce((sum, entry) => sum + this.#unnamed(entry).length, 0);
  }

  #unnamed(entry: Entry): number[] {
    return entry.temporary.filter((one) => !this.#names.has(one));
  }

  temporaryRow(): number {
    this.#temporary -= 1;
    return this.#temporary;
  }

  /** What an earlier page of the same person left behind: sent once more under the same names. */
  async recover(): Promise<number> {
    const left = await this.keeping.all();
    for (const entry of left) {
      this.#order = Math.max(this.#order, entry.order);
      this.#temporary = Math.min(this.#temporary, ...entry.temporary);
      if (this.#entries.some((one) => one.operation === entry.operation)) continue;
      this.#entries.push(entry);
      this.#show(entry);
    }
    this.hooks.count();
    this.send();
    return left.length;
  }

  /** The number by which the server knows a row; the page's own where it does not know it yet. */
  known(row: number): number {
    return this.#names.get(row) ?? row;
  }

  /** Take an edit; the outcome comes when the server has spoken, or at once without a connection. */
  add(asked: Change, group: string, since: number, temporary: number[] = []): Promise<Outcome> {
    const change = named(asked, (row) => this.known(row));
    this.#order += 1;
    const entry: Entry = { operation: newName(), group, since, change, temporary, order: this.#order };
    this.#entries.push(entry);
    this.#show(entry);
    void this.keeping.put(entry);
    this.hooks.count();
    return new Promise((settle) => {
      this.#settling.set(entry.operation, settle);
      if (!this.connection.is_connected) this.#settle(entry, { state: "queued" });
      this.send();
    });
  }

  /** Keep a text in its cell for this person alone, and say why. */
  keepUnsaved(row: number, slot: number, text: Text, reason: string): void {
    this.#drafts.set(cellKey(row, slot), { text, reason, operation: "" });
    this.hooks.changed([row]);
    this.hooks.count();
  }

  discard(row: number, slot: number): boolean {
    const found = this.draft(row, slot);
    if (found === undefined || found.reason === null) return false;
    this.#drafts.delete(cellKey(row, slot));
    this.hooks.changed([row]);
    this.hooks.count();
    return true;
  }

  /** Take back the last act that was not sent; tells whether there was one. */
  takeBack(): boolean {
    const last = this.#entries.at(-1);
    return last !== undefined && this.cancel(last.group);
  }

  /** Whether an act is the last one of those that the server does not have. */
  isLast(group: string): boolean {
    return this.#entries.at(-1)?.group === group;
  }

  /** Forget what was not sent of an act; tells whether there was any. */
  cancel(group: string): boolean {
    const gone = this.#entries.filter((one) => one.group === group && !this.#flying.has(one));
    for (const entry of gone) {
      this.#giveUp(entry, "It was taken back before it was sent.");
    }
    this.hooks.count();
    return gone.length > 0;
  }

  /** Nothing waits any more, or there is no connection. */
  async idle(): Promise<void> {
    while (this.#entries.length > 0 && this.connection.is_connected) {
      await new Promise((settle) => window.setTimeout(settle, 20));
    }
  }

  /** An operation was heard: what I showed of it is now what everybody sees. */
  heard(operation: Operation): boolean {
    const entry = [...this.#entries, ...this.#stored.map((one) => one.entry)].find(
      (one) => one.operation === operation.operation,
    );
    if (entry !== undefined) {
      // A long edit comes back in several operations, each with the next of its rows.
      const unnamed = this.#unnamed(entry);
      operation.inserted.forEach(([row], at) => this.#rename(unnamed[at], row));
    }
    this.seen(operation.sequence);
    return entry !== undefined;
  }

  /** All operations up to this one are known. */
  seen(sequence: number): void {
    const known = this.#stored.filter((one) => one.sequence <= sequence);
    this.#stored = this.#stored.filter((one) => one.sequence > sequence);
    for (const one of known) this.#forget(one.entry);
  }

  /** Send what waits, some at a time; what names a row that the server does not know waits for its number. */
  send(): void {
    for (const entry of this.#entries) {
      if (this.#flying.has(entry)) continue;
      if (this.#flying.size >= AT_ONCE || !this.connection.is_connected) return;
      if (this.#flying.size > 0 && (names(entry.change, (row) => row < 0) || this.#weight() + weight(entry.change) > MOST_AT_ONCE)) return;
      this.#flying.add(entry);
      void this.#fly(entry);
    }
  }

  /** How many cells fly. */
  #weight(): number {
    return [...this.#flying].reduce((sum, entry) => sum + weight(entry.change), 0);
  }

  async #fly(entry: Entry): Promise<void> {
    const { operation, group, since, change } = entry;
    try {
      const answer = await this.connection.ask({ t: "edit", operation, group, since, change });
      this.#flying.delete(entry);
      if (answer.t === "done") this.#done(entry, answer);
    } catch (error) {
      if (!(error instanceof Refused)) {
        this.#flying.delete(entry);
        return this.#settle(entry, { state: "queued" }); // sent again when the connection is back
      }
      await this.#refusedOrAgain(entry, error.answer);
    }
    this.send();
  }

  /** A failure of the server's is no refusal: the same operation is sent again, some times. */
  async #refusedOrAgain(entry: Entry, answer: Answer<"refused">): Promise<void> {
    const tries = (this.#tries.get(entry) ?? 0) + 1;
    this.#tries.set(entry, tries);
    const isAgain = answer.code === FAILED && tries < TRIES;
    if (isAgain) await new Promise((settle) => window.setTimeout(settle, 1_000 * tries));
    this.#flying.delete(entry);
    if (!isAgain) this.#refused(entry, answer);
  }

  #done(entry: Entry, answer: Answer<"done">): void {
    this.#take(entry);
    answer.inserted.forEach((row, at) => this.#rename(entry.temporary[at], row));
    if (answer.sequence <= (this.connection.since ?? 0)) this.#forget(entry);
    else this.#stored.push({ entry, sequence: answer.sequence });
    this.#settle(entry, { state: "stored", inserted: answer.inserted });
    this.hooks.count();
  }

  #refused(entry: Entry, answer: Answer<"refused">): void {
    if (answer.code === TAKEN_BACK) return this.#takenBack(entry, answer);
    // What I wrote over since is not written once more.
    const cells = (entry.change.cells ?? []).filter(
      ([row, slot]) => this.draft(row, slot)?.operation === entry.operation,
    );
    this.#take(entry);
    this.#forget(entry);
    const bad = new Map<string, string>();
    for (const { row, index, slot, reason } of answer.cells) {
      bad.set(row === null ? `new ${index}:${slot}` : cellKey(row, slot), reason);
      const temporary = index === null ? undefined : entry.temporary[index];
      if (row === null && index !== null && temporary !== undefined) {
        const text = entry.change.insert?.[index]?.cells[String(slot)] ?? null;
        this.#drafts.set(cellKey(temporary, slot), { text, reason, operation: "" });
      }
    }
    const rest = cells.filter(([row, slot]) => !bad.has(cellKey(row, slot)));
    const inserts = (entry.change.insert ?? []).map((one, index) => without(one.cells, index, bad));
    const named = bad.size > 0;
    this.#keep(named ? cells.filter(([row, slot]) => bad.has(cellKey(row, slot))) : cells, bad, answer.reason);
    if (named) this.#sendRest(entry, rest, inserts);
    else this.#drop(entry, answer.reason);
    this.hooks.refused(answer);
    this.#settle(entry, { state: "refused", reason: answer.reason });
    this.hooks.count();
  }

  #takenBack(entry: Entry, answer: Answer<"refused">): void {
    this.#giveUp(entry, answer.reason);
    this.cancel(entry.group);
    this.hooks.refused(answer);
  }

  /** An edit is wanted no more, nor what the page shows of it. */
  #giveUp(entry: Entry, reason: string): void {
    this.#take(entry);
    this.#forget(entry);
    this.#leave(entry);
    this.#settle(entry, { state: "refused", reason });
  }

  /** Rows that the server does not take leave the page; what stood in them is kept for a choice. */
  #drop(entry: Entry, reason: string): void {
    const rows = (entry.change.insert ?? []).filter((one) => Object.keys(one.cells).length > 0);
    if (rows.length > 0) this.lost.push({ rows, reason });
    this.#leave(entry);
  }

  /** Rows of the page's own are no more, nor what stood unsaved in them. */
  #leave(entry: Entry): void {
    for (const key of [...this.#drafts.keys()]) {
      if (entry.temporary.includes(Number(key.split(":")[0]))) this.#drafts.delete(key);
    }
    this.hooks.dropped(entry.temporary);
  }

  /** Nothing of a refused edit is stored: what was not the reason goes once more. */
  #sendRest(entry: Entry, cells: Cell[], inserts: Record<string, Text>[]): void {
    const insert = (entry.change.insert ?? []).map((one, at) => ({ ...one, cells: inserts[at] ?? {} }));
    const change: Change = { ...entry.change, cells, insert };
    if (cells.length + insert.length + (change.delete?.length ?? 0) + (change.restore?.length ?? 0) === 0) return;
    const again: Entry = { ...entry, operation: newName(), change };
    this.#entries.unshift(again);
    this.#show(again);
    void this.keeping.put(again);
  }

  #keep(cells: Cell[], reasons: Map<string, string>, reason: string): void {
    for (const [row, slot, text] of cells) {
      const why = reasons.get(cellKey(row, slot)) ?? reason;
      this.#drafts.set(cellKey(row, slot), { text, reason: why, operation: "" });
    }
    this.hooks.changed(cells.map(([row]) => row));
  }

  #take(entry: Entry): void {
    const at = this.#entries.indexOf(entry);
    if (at >= 0) this.#entries.splice(at, 1);
    void this.keeping.remove(entry);
  }

  #show(entry: Entry): void {
    const { operation } = entry;
    for (const [row, slot, text] of entry.change.cells ?? []) {
      this.#drafts.set(cellKey(row, slot), { text, reason: null, operation });
    }
    this.hooks.changed((entry.change.cells ?? []).map(([row]) => row));
  }

  #forget(entry: Entry): void {
    const cells = entry.change.cells ?? [];
    for (const [row, slot] of cells) {
      const key = cellKey(row, slot);
      if (this.#drafts.get(key)?.operation === entry.operation) this.#drafts.delete(key);
    }
    void this.keeping.remove(entry);
    this.hooks.changed(cells.map(([row]) => row));
  }

  #rename(from: number | undefined, to: number): void {
    if (from === undefined || from >= 0 || this.#names.has(from)) return;
    this.#names.set(from, to);
    for (const entry of [...this.#entries, ...this.#stored.map((one) => one.entry)]) {
      const change = named(entry.change, (row) => (row === from ? to : row));
      if (change === entry.change) continue;
      entry.change = change;
      if (this.#entries.includes(entry)) void this.keeping.put(entry);
    }
    for (const [key, draft] of [...this.#drafts]) {
      const [row, slot] = key.split(":").map(Number);
      if (row !== from || slot === undefined) continue;
      this.#drafts.delete(key);
      this.#drafts.set(cellKey(to, slot), draft);
    }
    this.hooks.renamed(from, to);
  }

  #settle(entry: Entry, outcome: Outcome): void {
    this.#settling.get(entry.operation)?.(outcome);
    this.#settling.delete(entry.operation);
  }
}

function without(cells: Record<string, Text>, index: number, bad: Map<string, string>): Record<string, Text> {
  return Object.fromEntries(Object.entries(cells).filter(([slot]) => !bad.has(`new ${index}:${slot}`)));
}

/** Whether a change names such a row. */
function names(change: Change, isSuch: (row: number) => boolean): boolean {
  const found =
    change.cells?.some(([row]) => isSuch(row)) ||
    change.insert?.some(({ after }) => after !== null && isSuch(after)) ||
    change.delete?.some((row) => isSuch(row));
  return found === true;
}

/** A change with other numbers of rows; the same change where none is another. */
function named(change: Change, swap: (row: number) => number): Change {
  if (!names(change, (row) => swap(row) !== row)) return change;
  const found: Change = { ...change };
  if (change.cells) found.cells = change.cells.map(([row, slot, text]) => [swap(row), slot, text]);
  if (change.insert) {
    found.insert = change.insert.map((one) => ({ ...one, after: one.after === null ? null : swap(one.after) }));
  }
  if (change.delete) found.delete = change.delete.map(swap);
  return found;
}
