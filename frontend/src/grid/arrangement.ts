// Which columns are shown, how wide, and which stay in place; kept for this person and kind of data.

import { NUMBERS } from "./adapter";
import type { Island } from "./island";
import { count } from "./panels/words";
import { Preferences } from "./preferences";
import type { Column } from "./protocol";

// The share of the sheet that frozen columns may fill: beside them the others are scrolled.
const MOST_FROZEN = 2 / 3;

export class Arrangement {
  readonly #preferences: Preferences;
  #timer = 0;
  #pinned = 0;
  #room = 0;

  constructor(private readonly grid: Island) {
    const { person, kind } = grid.root.dataset;
    this.#preferences = new Preferences(person ?? "", kind ?? "");
    new ResizeObserver(() => this.#fit()).observe(grid.adapter.element);
  }

  /** The window or a panel takes room, or gives it back: columns are frozen as they fit. */
  #fit(): void {
    this.#room = this.grid.adapter.element.clientWidth;
    if (this.grid.isStarted && this.#fitting() !== this.#pinned) this.#arrange();
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
    if (this.#pinned < this.frozen) this.grid.tell(`There is room here for ${count(this.#pinned, "frozen column")}; on a wider screen all ${this.frozen} are.`);
  }

  /** How many of the frozen columns there is room for. */
  #fitting(): number {
    let room = this.#room * MOST_FROZEN - this.#numbers;
    const fits = (column: Column): boolean => {
      room -= this.#width(column);
      return room >= 0;
    };
    const first = this.grid.shown.slice(0, this.frozen).findIndex((column) => !fits(column));
    return first < 0 ? this.frozen : first;
  }

  /** Wide enough for the number of the last row, and some that will come. */
  get #numbers(): number {
    return 44 + 9 * Math.max(3, String(this.grid.rows.total * 2).length);
  }

  #width(column: Column): number {
    return this.#preferences.kept.widths[column.name] ?? usualWidth(column);
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
    this.#pinned = this.#fitting();
    grid.adapter.setColumns([
      { slot: NUMBERS, width: this.#numbers, isPinned: true },
      ...grid.shown.map((column, place) => ({ slot: column.slot, width: this.#width(column), isPinned: place < this.#pinned })),
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
