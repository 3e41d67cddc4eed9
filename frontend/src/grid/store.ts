// The rows that the page has, in windows of the shown order. Whatever the size of the grid, some thousands are
// kept at most; what is far from where somebody looks goes first.

import type { Operation, Row, Text } from "./protocol";

const MOST = 6_000;
/** Rows asked for at once. */
export const WINDOW = 150;

export class Rows {
  readonly #numbers = new Map<number, number>();
  readonly #indexes = new Map<number, number>();
  readonly #rows = new Map<number, Row>();
  /** The last operation that changed a row here: an older answer does not undo it. */
  readonly #changed = new Map<number, number>();
  /** Rows that were read since all were called stale. */
  readonly #fresh = new Set<number>();
  total = 0;

  at(index: number): Row | undefined {
    const number = this.#numbers.get(index);
    return number === undefined ? undefined : this.#rows.get(number);
  }

  numberAt(index: number): number | undefined {
    return this.#numbers.get(index);
  }

  get(number: number): Row | undefined {
    return this.#rows.get(number);
  }

  indexOf(number: number): number | undefined {
    return this.#indexes.get(number);
  }

  /** Keep what came, unless an operation that was heard since knows it better. */
  put(from: number, rows: readonly Row[], sequence: number): void {
    rows.forEach((row, offset) => {
      this.#place(from + offset, row.number);
      this.#fresh.add(row.number);
      if ((this.#changed.get(row.number) ?? 0) <= sequence) this.#rows.set(row.number, row);
    });
  }

  /** Rows with other texts or verdicts, wherever they are shown; returns those that are loaded. */
  update(rows: readonly Row[], sequence: number | null): number[] {
    const known = rows.filter((row) => this.#rows.has(row.number));
    for (const row of known) {
      this.#rows.set(row.number, { ...this.#rows.get(row.number), ...row });
      if (sequence !== null) this.#changed.set(row.number, sequence);
    }
    return known.map((row) => row.number);
  }

  /** The first window to ask for within a stretch, or null where everything is there. */
  missing(from: number, to: number): { from: number; count: number } | null {
    let first = Math.max(0, from);
    while (first <= to && this.#isFresh(first)) first += 1;
    if (first > to || first >= this.total) return null;
    let last = Math.min(to, first + WINDOW - 1, this.total - 1);
    while (last > first && this.#isFresh(last)) last -= 1;
    return { from: first, count: last - first + 1 };
  }

  /** Put rows that came between others; what is below moves down. */
  insert(index: number, rows: readonly Row[]): void {
    this.#shift(index, rows.length);
    this.total += rows.length;
    rows.forEach((row, offset) => {
      this.#rows.set(row.number, row);
      this.#fresh.add(row.number);
      this.#place(index + offset, row.number);
    });
  }

  /** Take rows away; what is below moves up. */
  remove(numbers: readonly number[]): void {
    const indexes = numbers.map((number) => this.#indexes.get(number)).filter((index) => index !== undefined);
    for (const index of indexes.sort((one, other) => other - one)) {
      const number = this.#numbers.get(index);
      this.#numbers.delete(index);
      if (number !== undefined) this.#indexes.delete(number);
      this.#shift(index + 1, -1);
      this.total -= 1;
    }
    for (const number of numbers) this.#rows.delete(number);
  }

  /** A row of the page's own got its number from the server. */
  rename(from: number, to: number): void {
    const index = this.#indexes.get(from);
    const row = this.#rows.get(from);
    this.#indexes.delete(from);
    this.#rows.delete(from);
    if (index === undefined) return;
    const there = this.#indexes.get(to);
    if (there !== undefined) this.#numbers.delete(there);
    this.#place(index, to);
    this.#fresh.add(to);
    if (row !== undefined && !this.#rows.has(to)) this.#rows.set(to, { ...row, number: to });
  }

  /** Show these rows as they are until they were read once more. */
  doubt(numbers: readonly number[]): void {
    for (const number of numbers) this.#fresh.delete(number);
  }

  /** Show what is there until it was read once more. */
  stale(): void {
    this.#fresh.clear();
  }

  /** Other rows are shown now, or the same ones elsewhere. */
  forget(): void {
    this.#numbers.clear();
    this.#indexes.clear();
    this.#rows.clear();
    this.#changed.clear();
    this.#fresh.clear();
  }

  /** Drop what is far from a place. */
  trim(center: number): void {
    if (this.#numbers.size <= MOST) return;
    const indexes = [...this.#numbers.keys()].sort((a, b) => Math.abs(a - center) - Math.abs(b - center));
    for (const index of indexes.slice(MOST / 2)) {
      const number = this.#numbers.get(index) as number;
      this.#numbers.delete(index);
      this.#indexes.delete(number);
      this.#rows.delete(number);
      this.#changed.delete(number);
      this.#fresh.delete(number);
    }
  }

  #isFresh(index: number): boolean {
    const number = this.#numbers.get(index);
    return number !== undefined && this.#fresh.has(number);
  }

  #place(index: number, number: number): void {
    const before = this.#numbers.get(index);
    if (before !== undefined && before !== number) this.#indexes.delete(before);
    const there = this.#indexes.get(number);
    if (there !== undefined && there !== index) this.#numbers.delete(there);
    this.#numbers.set(index, number);
    this.#indexes.set(number, index);
  }

  #shift(from: number, by: number): void {
    const moved = [...this.#numbers].filter(([index]) => index >= from);
    for (const [index] of moved) this.#numbers.delete(index);
    for (const [index, number] of moved) {
      this.#numbers.set(index + by, number);
      this.#indexes.set(number, index + by);
    }
  }
}

/** What stands in a cell by the server; null beyond the end of a row. */
export function stored(row: Row | undefined, slot: number): Text {
  return row?.cells[slot] ?? null;
}

/** Whether an operation changes which rows there are. */
export function isStructural(operation: Operation): boolean {
  return operation.inserted.length > 0 || operation.deleted.length > 0;
}
