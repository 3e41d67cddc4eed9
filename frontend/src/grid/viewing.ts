// Which rows are shown, in which order: all as they stand, or those that somebody sorted and filtered; and below them
// a blank line, where what is written begins a row.

import type { Island } from "./island";
import { count } from "./panels/words";
import type { Change, Row, ViewSpec } from "./protocol";
import type { Bounds, Range } from "./selection";

/** The blank line, as a row: no row that is there has its number. */
export const BLANK: Row = { number: 0, cells: [], verdict: "none", findings: [] };

export class Viewing {
  spec: ViewSpec = { sort: [], filters: [], problems: "all" };

  constructor(private readonly grid: Island) {}

  get isPlain(): boolean {
    return this.spec.sort.length === 0 && this.spec.filters.length === 0 && this.spec.problems === "all";
  }

  /** The rows that there are. */
  get extent(): Bounds {
    return { rows: Math.max(1, this.grid.rows.total), columns: Math.max(1, this.grid.shown.length) };
  }

  /** Wherever somebody can go: these, and the blank line. */
  get bounds(): Bounds {
    return { ...this.extent, rows: Math.max(1, this.lines) };
  }

  /** How many lines are shown. */
  get lines(): number {
    const { hasFreeRows, isStarted, may_edit, rows } = this.grid;
    return rows.total + (hasFreeRows && may_edit && isStarted ? 1 : 0);
  }

  /** What stands in a line: a row, the blank line, or undefined where it is not loaded. */
  at(index: number): Row | undefined {
    return this.isBlank(index) ? BLANK : this.grid.rows.at(index);
  }

  isBlank(index: number): boolean {
    return index >= this.grid.rows.total && index < this.lines;
  }

  /** The rows of a range, loaded or not, without the blank line. */
  rowsIn({ top, bottom }: Range): Promise<Row[]> {
    return this.grid.loader.stretch(top, Math.min(bottom, this.grid.rows.total - 1));
  }

  /** The same with the blank line. */
  async linesIn(range: Range): Promise<Row[]> {
    const rows = await this.rowsIn(range);
    return this.isBlank(range.bottom) ? [...rows, BLANK] : rows;
  }

  async rowAt(index: number): Promise<Row | undefined> {
    if (index < 0 || index >= this.grid.rows.total) return undefined;
    await this.grid.loader.around(index);
    return this.grid.rows.at(index);
  }

  async where(rows: readonly number[]): Promise<ReadonlyMap<number, number>> {
    if (rows.length === 0) return new Map();
    const { places } = await this.grid.ask({ t: "where", view: this.grid.loader.view, rows: [...rows] }, "where");
    return new Map(places.filter((place): place is [number, number] => place[1] !== null));
  }

  async set(view: ViewSpec): Promise<void> {
    const { grid } = this;
    const kept = grid.selection();
    const answer = await grid.ask({ t: "view", view }, "view");
    this.spec = view;
    grid.loader.view = answer.view;
    grid.rows.forget();
    grid.rows.total = answer.total;
    this.recount();
    grid.picked.put({ index: 0, place: grid.picked.active.place }, this.bounds);
    grid.loader.now();
    grid.emit("view", view);
    grid.announce(`${count(answer.total, "row")} shown.`);
    if (kept === null || answer.total === 0) return grid.go(grid.picked.active);
    grid.go({ index: (await this.where([kept.row])).get(kept.row) ?? 0, place: grid.picked.active.place });
  }

  async reload(): Promise<void> {
    this.grid.rows.stale();
    this.recount();
    if (!this.isPlain) await this.set(this.spec);
    this.grid.loader.now();
  }

  /** Rows came from the server, of so many. */
  came(total: number): void {
    const all = total + this.grid.queue.insertedWaiting;
    if (all !== this.grid.rows.total) {
      this.grid.rows.total = all;
      this.recount();
      this.grid.picked.keepWithin(this.bounds);
    }
    this.grid.changed([]);
    this.grid.emit("rows", []);
  }

  /** Rows of the page's own are no more. */
  dropped(rows: readonly number[]): void {
    if (rows.length === 0) return;
    this.remove(rows);
    this.recount();
    this.grid.picked.keepWithin(this.bounds);
  }

  remove(numbers: readonly number[]): void {
    const { picked, rows } = this.grid;
    for (const number of numbers) {
      const index = rows.indexOf(number);
      if (index !== undefined) picked.move(index + 1, -1, this.bounds);
    }
    rows.remove(numbers);
  }

  /** There may be more lines now, or fewer. */
  recount(): void {
    this.grid.adapter.setCount(this.lines);
  }
}

/** What is written into the blank line begins a row. */
export function begun(change: Change): Change {
  const written = (change.cells ?? []).flatMap(([row, slot, text]) => (row === BLANK.number && text !== null ? [[String(slot), text] as const] : []));
  const cells = change.cells?.filter(([row]) => row !== BLANK.number);
  const insert = written.length === 0 ? change.insert : [...(change.insert ?? []), { after: null, cells: Object.fromEntries(written) }];
  return { ...change, ...(cells && { cells }), ...(insert && { insert }) };
}
