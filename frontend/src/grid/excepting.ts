// How many of the invalid rows are excepted: asked when others may be, as long as some exception is in force here.

import type { Island } from "./island";
import { later } from "./panels/dom";

const SETTLES = 400;

export class Excepting {
  rows = 0;
  #holds = true;
  #asked = 0;
  readonly #ask = later(() => void this.#load(), SETTLES);

  constructor(private readonly grid: Island) {
    grid.on("totals", (totals) => {
      if (totals.invalid > 0 && this.#holds) this.#ask();
    });
  }

  /** Exceptions came, or are over. */
  changed(): void {
    this.#holds = true;
    this.grid.rows.stale();
    this.grid.loader.now();
    this.#ask();
  }

  async #load(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const { rows, holds } = await this.grid.ask({ t: "excepted" }, "excepted");
      if (asked !== this.#asked) return;
      this.#holds = holds;
      if (rows === this.rows) return;
      this.rows = rows;
      this.grid.showTotals();
      this.grid.emit("excepted", rows);
    } catch {
      // Without a connection, or where the answer is refused, all that is invalid counts as it did.
    }
  }
}
