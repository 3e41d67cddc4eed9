// What was probably meant by an identifier that is not there: asked for when somebody looks at its cell.

import type { Grid } from "../contract";
import type { Finding, Row } from "../protocol";
import { findingsOf } from "../verdicts";

// What the checks say of a cell that names what is not there.
const MISSING = ["links.missing_parent", "links.missing_reference"];
const MOST = 500;

export class Meant {
  /** What cells would have to hold, by row, slot and text. */
  readonly #known = new Map<string, string>();
  /** A row is asked about once for the texts that it has. */
  readonly #asked = new Map<string, Promise<void>>();
  readonly #listeners = new Set<() => void>();

  constructor(private readonly grid: Grid) {
    // Whoever writes a row that was missing makes another answer true.
    grid.on("operation", () => this.#forget());
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** The findings of a cell, with what was meant as their fix where that is known by now. */
  findingsOf(row: Row, slot: number): Finding[] {
    return findingsOf(row, slot).map((one) => {
      if (one.fix !== null || !MISSING.includes(one.code)) return one;
      if (!this.#asked.has(textsOf(row))) this.#begin(row);
      return { ...one, fix: this.#known.get(keyOf(row, slot)) ?? null };
    });
  }

  /** The same, once it is known what was meant. */
  async settled(row: Row, slot: number): Promise<Finding[]> {
    const found = this.findingsOf(row, slot);
    if (!found.some((one) => one.fix === null && MISSING.includes(one.code))) return found;
    await this.#asked.get(textsOf(row));
    return this.findingsOf(row, slot);
  }

  #begin(row: Row): void {
    if (this.#asked.size > MOST) this.#forget();
    this.#asked.set(textsOf(row), this.#ask(row));
  }

  async #ask(row: Row): Promise<void> {
    try {
      const { fixes } = await this.grid.ask({ t: "meant", row: row.number }, "meant");
      for (const [slot, from, to] of fixes) this.#known.set(`${row.number}:${slot}:${from}`, to);
      if (fixes.length > 0) for (const listener of this.#listeners) listener();
    } catch {
      this.#asked.delete(textsOf(row)); // without a connection nothing is offered, and asked for again at the next look
    }
  }

  #forget(): void {
    this.#known.clear();
    this.#asked.clear();
  }
}

function textsOf(row: Row): string {
  return `${row.number}:${JSON.stringify(row.cells)}`;
}

function keyOf(row: Row, slot: number): string {
  return `${row.number}:${slot}:${row.cells[slot] ?? ""}`;
}
