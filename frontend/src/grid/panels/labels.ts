// What people call a row: its place in the shown order, as the first column of the grid says it.

import type { Grid } from "../contract";
import { number } from "./words";

export class Labels {
  #places: ReadonlyMap<number, number> = new Map();
  #asked = 0;

  /** `changed` is called when rows are called otherwise than before. */
  constructor(
    private readonly grid: Grid,
    private readonly changed: () => void,
  ) {}

  /** Find out where rows stand that are not loaded. */
  async learn(rows: Iterable<number>): Promise<void> {
    const missing = [...new Set(rows)].filter((row) => this.grid.indexOf(row) === undefined);
    this.#asked += 1;
    const asked = this.#asked;
    const places = await this.grid.where(missing).catch(() => null);
    // Without an answer rows are called by their numbers.
    if (places === null || asked !== this.#asked) return;
    this.#places = places;
    if (missing.length > 0) this.changed();
  }

  of(row: number): string {
    const index = this.grid.indexOf(row) ?? this.#places.get(row);
    return index === undefined ? `#${number(row)}` : number(index + 1);
  }
}
