// Where a combobox has its values from: the column's own, where they are few; else the server's search.

import type { Grid } from "../contract";
import type { Column } from "../protocol";
import { recent, remember } from "./recent";
import { type Option, ranked, recentFirst } from "./searching";

/** So many values are shown; for more somebody types. */
export const SHOWN = 50;

export interface Offer {
  options: Option[];
  hasMore: boolean;
}

export class Offers {
  readonly #own: Option[] | null;

  constructor(
    private readonly grid: Grid,
    readonly column: Column,
    private readonly row: number | null,
  ) {
    const own = column.choices ?? (column.kind === "boolean" ? ["true", "false"] : null);
    this.#own = own === null ? null : own.map((value) => ({ value, label: value, note: "" }));
  }

  /** Whether what fits is known without asking. */
  get isLocal(): boolean {
    return this.#own !== null;
  }

  /** Whether there is anything to choose from at all. */
  get isEmpty(): boolean {
    return this.column.kind === "list" && this.#own === null;
  }

  /** Values that hold a separator themselves. */
  get whole(): ReadonlySet<string> {
    return new Set((this.#own ?? []).map((one) => one.value).filter((value) => /[,;]/.test(value)));
  }

  local(text: string): Offer {
    const own = this.#own ?? [];
    const found = ranked(own, text, own.length);
    // A handful is shown in its own order; what was used lately helps where there is much to look through.
    const options = own.length > 12 ? recentFirst(recent(this.column), found, text) : found;
    return { options: options.slice(0, Math.max(SHOWN, 100)), hasMore: options.length > 100 };
  }

  async search(text: string): Promise<Offer> {
    const question = { t: "choices", slot: this.column.slot, row: this.row, text, limit: SHOWN } as const;
    const { items, has_more } = await this.grid.ask(question, "choices");
    return { options: recentFirst(recent(this.column), items, text).slice(0, SHOWN), hasMore: has_more };
  }

  taken(option: Option): void {
    remember(this.column, option);
  }
}
