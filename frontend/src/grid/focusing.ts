// Where the person is: the selection moves, is shown, told to others, and said to screen readers.

import type { Move, Selection as Selected } from "./contract";
import type { Island } from "./island";
import { set, wordsOf } from "./looks";
import type { Spot } from "./selection";
import { element } from "./words";

const STEPS = { down: [1, 0], up: [-1, 0], right: [0, 1], left: [0, -1] } as const;

export class Focusing {
  readonly message = element("p", "visually-hidden");
  readonly empty = element("p", "grid-empty");
  /** Where somebody began to go to the right by Tab: Enter leads back there, a row below. */
  #tabbedFrom: number | null = null;

  constructor(private readonly grid: Island) {
    this.message.id = "grid-message";
    this.empty.hidden = true;
  }

  selection(): Selected | null {
    const { rows: known, picked, shown, activeColumn: column } = this.grid;
    const row = known.numberAt(picked.active.index);
    if (row === undefined || column === undefined) return null;
    const { top, bottom, left, right } = picked.range;
    const rows: number[] = [];
    for (let index = top; index <= bottom; index += 1) {
      const number = known.numberAt(index);
      if (number !== undefined) rows.push(number);
      else if (index - top > 10_000) break; // nobody has so many rows here
    }
    return { row, slot: column.slot, rows, slots: shown.slice(left, right + 1).map((one) => one.slot) };
  }

  go(spot: Spot, isExtending: boolean): void {
    const { picked, viewing } = this.grid;
    this.#tabbedFrom = null;
    if (isExtending) picked.extend(spot, viewing.extent);
    else picked.put(spot, viewing.bounds);
    const { index, place } = isExtending ? picked.head : picked.active;
    this.#show(index, place);
    this.reselect();
  }

  step(move: Move, isArrow: boolean): void {
    const { picked, bounds } = this.grid;
    if (!picked.isSingle) {
      picked.cycle(move === "up" || move === "left" ? -1 : 1, move === "up" || move === "down");
      return this.reselected();
    }
    const { index, place } = picked.active;
    const [down, across] = STEPS[move];
    if (isArrow) return this.go({ index: index + down, place: place + across }, false);
    const from = this.#tabbedFrom;
    const isBack = move === "down" && from !== null && index + 1 < bounds.rows;
    // Tab goes on in the next row, so that a row after the other can be filled.
    if (place + across < 0) this.go({ index: index - 1, place: bounds.columns - 1 }, false);
    else if (place + across >= bounds.columns) this.go({ index: index + 1, place: 0 }, false);
    else this.go({ index: index + down, place: isBack ? (from ?? 0) : place + across }, false);
    if (move === "right" || (move === "left" && from !== null)) this.#tabbedFrom = Math.min(from ?? place, picked.active.place);
  }

  #show(index: number, place: number): void {
    const { grid } = this;
    const showing = grid.adapter.show(index, grid.shown[place]?.slot ?? null)?.then(() => {
      if (grid.showing === showing) grid.showing = null;
      this.describe();
    });
    grid.showing = showing ?? grid.showing;
  }

  reselected(isShown = true): void {
    this.#tabbedFrom = null;
    if (isShown) this.reveal();
    this.reselect();
  }

  /** Bring the cell with the focus into sight. */
  reveal(): void {
    const { index, place } = this.grid.picked.active;
    this.#show(index, place);
  }

  reselect(): void {
    this.grid.paint();
    this.grid.emit("selection", this.selection());
    this.grid.sayHere();
  }

  /** Tell screen readers which cell it is, and what is the matter with it. */
  describe(): void {
    const { adapter, field, picked, queue, rows, shown, viewing } = this.grid;
    this.empty.hidden = !this.grid.isStarted || rows.total > 0;
    const isEmpty = viewing.isPlain ? "There are no rows yet. Type into the first one, paste a table, or import a file." : "No row fits the filter.";
    if (this.empty.textContent !== isEmpty) this.empty.textContent = isEmpty;
    const { index, place } = picked.active;
    const column = shown[place];
    set(adapter.element, "aria-rowcount", String(viewing.lines + 1));
    field.follow(column === undefined ? null : adapter.cell(index, column.slot));
    const row = viewing.at(index);
    if (column === undefined) return;
    const draft = row === undefined ? undefined : queue.draft(row.number, column.slot);
    const words = wordsOf({ row, column, draft, people: [], marks: [] });
    if (this.message.textContent !== words) this.message.textContent = words;
  }

  async focusCell(number: number, slot: number): Promise<void> {
    const { grid } = this;
    const index = grid.rows.indexOf(number) ?? (await grid.viewing.where([number])).get(number);
    if (index === undefined) return grid.tell("That row is not among those that are shown: take the filter away.");
    if (grid.hidden.includes(slot)) grid.setHidden(grid.hidden.filter((one) => one !== slot));
    const place = Math.max(0, grid.shown.findIndex((column) => column.slot === slot));
    await grid.loader.around(index);
    grid.go({ index, place });
    grid.focus();
  }

  askHeader(slot: number): void {
    const header = [...this.grid.adapter.headers()].find((one) => one.dataset["slot"] === String(slot));
    if (header !== undefined) this.grid.emit("header", { slot, anchor: header.getBoundingClientRect() });
  }
}
