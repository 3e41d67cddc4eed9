// Where I am, told to the others: not more often than they can look.

import type { Island } from "./island";

const EVERY = 100;

export class Presence {
  #timer = 0;

  constructor(private readonly grid: Island) {}

  say(): void {
    if (this.#timer === 0) this.#timer = window.setTimeout(() => this.#say(), EVERY);
  }

  #say(): void {
    this.#timer = 0;
    const { picked, rows, shown, activeColumn, isEditing } = this.grid;
    const number = rows.numberAt(picked.active.index);
    const last = rows.numberAt(picked.range.bottom);
    const slot = shown[picked.range.right]?.slot;
    // A row of the page's own has no number that others know.
    const row = number === undefined || number < 0 ? null : number;
    const isRange = !picked.isSingle && last !== undefined && last >= 0 && slot !== undefined;
    const to: [number, number] | null = isRange ? [last, slot] : null;
    const here = row === null || activeColumn === undefined ? null : activeColumn.slot;
    this.grid.connection.say({ t: "here", row, slot: here, to, is_editing: isEditing });
  }
}
