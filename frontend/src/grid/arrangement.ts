// Which columns are shown, how wide, and which stay in place; kept for this person and kind of data.

import { NUMBERS } from "./adapter";
import type { Island } from "./island";
import { Preferences } from "./preferences";
import type { Column } from "./protocol";

export class Arrangement {
  readonly #preferences: Preferences;
  #timer = 0;

  constructor(private readonly grid: Island) {
    const { person, kind } = grid.root.dataset;
    this.#preferences = new Preferences(person ?? "", kind ?? "");
  }

  get hidden(): number[] {
    const names = new Set(this.#preferences.kept.hidden);
    return this.grid.columns.filter((column) => names.has(column.name)).map((column) => column.slot);
  }

  get frozen(): number {
    return Math.min(this.#preferences.kept.frozen, this.grid.shown.length);
  }

  /** Show columns; those of before are left where they are scrolled to. */
  set(columns: Column[]): void {
    if (JSON.stringify(columns) === JSON.stringify(this.grid.columns)) return;
    this.grid.columns = columns;
    this.#arrange();
  }

  /** Hide columns; never all of them. */
  hide(slots: number[]): boolean {
    const hidden = this.grid.columns.filter((column) => slots.includes(column.slot)).map((column) => column.name);
    if (hidden.length >= this.grid.columns.length) return false;
    this.#preferences.change({ hidden });
    this.#arrange();
    return true;
  }

  freeze(frozen: number): void {
    this.#preferences.change({ frozen: Math.max(0, Math.min(frozen, this.grid.shown.length - 1)) });
    this.#arrange();
  }

  keepWidth(slot: number, width: number): void {
    const name = this.grid.column(slot)?.name;
    if (name === undefined) return;
    this.#preferences.kept.widths[name] = width;
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#preferences.change({}), 200);
  }

  #arrange(): void {
    const { grid } = this;
    const hidden = new Set(this.hidden);
    const active = grid.shown[grid.picked.active.place]?.slot;
    grid.shown = grid.columns.filter((column) => !hidden.has(column.slot));
    const { widths } = this.#preferences.kept;
    // Wide enough for the number of the last row, and some that will come.
    const numbers = 44 + 9 * Math.max(3, String(grid.rows.total * 2).length);
    grid.adapter.setColumns([
      { slot: NUMBERS, width: numbers, isPinned: true },
      ...grid.shown.map((column, place) => ({
        slot: column.slot,
        width: widths[column.name] ?? usualWidth(column),
        isPinned: place < this.frozen,
      })),
    ]);
    grid.viewing.recount();
    grid.adapter.element.setAttribute("aria-colcount", String(grid.shown.length + 1));
    const place = grid.shown.findIndex((column) => column.slot === active);
    if (place >= 0) grid.picked.put({ ...grid.picked.active, place }, grid.bounds);
    grid.picked.keepWithin(grid.bounds);
  }
}

function usualWidth(column: Column): number {
  const longest = Math.max(column.title.length, Math.min(24, column.example.length));
  return Math.round(Math.max(104, Math.min(300, longest * 9 + 48)));
}
