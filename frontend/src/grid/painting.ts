// What stands in the cells that RevoGrid has placed: texts and signs, selection, people, what a screen reader hears.

import { NUMBERS, type Painter } from "./adapter";
import { cellKey } from "./contract";
import type { Island } from "./island";
import { paintCell as look, paintNumber, set } from "./looks";
import type { Place } from "./protocol";
import { element } from "./words";

export class Painting implements Painter {
  constructor(private readonly grid: Island) {}

  paintCell(cell: HTMLElement, index: number, slot: number, place: number): void {
    const row = this.grid.viewing.at(index);
    const { top, bottom, left, right } = this.grid.picked.range;
    const isSpanned = index >= top && index <= bottom;
    cell.id = `g-${index}-${slot}`;
    if (slot === NUMBERS) {
      if (row === undefined) this.grid.loader.soon();
      set(cell, "role", "rowheader");
      set(cell, "aria-colindex", "1");
      return paintNumber(cell, index, row, isSpanned);
    }
    const column = this.grid.shown[place - 1];
    if (column === undefined) return;
    set(cell, "role", "gridcell");
    set(cell, "aria-colindex", String(place + 1));
    const at = place - 1;
    const isSelected = isSpanned && at >= left && at <= right;
    const number = row?.number ?? NaN;
    const { active } = this.grid.picked;
    const edges = !isSelected || this.grid.picked.isSingle ? "" : edgesOf(index, at, { top, bottom, left, right });
    look(cell, {
      row,
      column,
      text: this.grid.text(row, slot),
      draft: this.grid.queue.draft(number, slot),
      isActive: active.index === index && active.place === at,
      isSelected: isSelected && !this.grid.picked.isSingle,
      edges,
      hasHandle: this.grid.may_edit && !this.grid.viewing.isBlank(index) && index === bottom && at === right,
      people: this.grid.people.filter((one) => one.row === number && one.slot === slot),
      theirs: this.grid.people.find((one) => this.#spans(one, index, at)) ?? null,
      marks: [...this.grid.marks.values()].flatMap((marks) => marks.get(cellKey(number, slot)) ?? []),
      mayEdit: this.grid.may_edit,
    });
  }

  /** Whether somebody's range reaches over a cell. */
  #spans(one: Place, index: number, at: number): boolean {
    if (one.to === null || one.row === null) return false;
    const [from, to] = [this.grid.rows.indexOf(one.row), this.grid.rows.indexOf(one.to[0])];
    if (from === undefined || to === undefined || index < Math.min(from, to) || index > Math.max(from, to)) return false;
    const slots = [one.slot, one.to[1]].map((slot) => this.grid.shown.findIndex((column) => column.slot === slot));
    return at >= Math.min(...slots) && at <= Math.max(...slots);
  }

  paintRow(element: HTMLElement, index: number): void {
    set(element, "role", "row");
    set(element, "aria-rowindex", String(index + 2));
  }

  paintHeader(cell: HTMLElement, slot: number, place: number): void {
    set(cell, "role", "columnheader");
    set(cell, "aria-colindex", String(place + 1));
    const row = cell.parentElement;
    if (row !== null) set(row, "role", "row");
    if (row !== null) set(row, "aria-rowindex", "1");
    const column = this.grid.shown[place - 1];
    const { left, right } = this.grid.picked.range;
    const isSelected = place - 1 >= left && place - 1 <= right;
    const sort = this.grid.view.sort.find((one) => one.slot === slot);
    const isFiltered = this.grid.view.filters.some((one) => one.slot === slot);
    const classes = ["rgHeaderCell", "grid-header"];
    if (isSelected && slot !== NUMBERS) classes.push("is-selected");
    if (column?.is_required) classes.push("is-required");
    if (column?.is_key) classes.push("is-key");
    if (isFiltered) classes.push("is-filtered");
    if (sort !== undefined) classes.push(sort.is_descending ? "is-descending" : "is-ascending");
    set(cell, "class", classes.join(" "));
    set(cell, "aria-sort", sort === undefined ? null : sort.is_descending ? "descending" : "ascending");
    const content = cell.querySelector<HTMLElement>(".header-content") ?? cell;
    const title = column?.title ?? "Row";
    const marks = [column?.is_key ? "key" : "", column?.is_required ? "required" : "", isFiltered ? "filtered" : ""];
    const words = [title, ...marks.filter((one) => one !== "")].join(", ");
    set(cell, "aria-label", words);
    set(cell, "title", column === undefined ? "Row" : `${words}\n${column.help}${column.unit && ` (${column.unit})`}`.trim());
    if (content.dataset["title"] === title) return;
    content.dataset["title"] = title;
    content.textContent = title;
    if (column === undefined) return;
    // For the pointer; by keys the same menu opens with Ctrl+Shift+L.
    const button = element("span", "grid-header__button");
    button.setAttribute("aria-hidden", "true");
    content.append(button);
  }

  moved(): void {
    this.grid.loader.soon();
    this.grid.emit("card", null);
    // Once RevoGrid has put its cells where they belong.
    if (this.grid.isEditing) requestAnimationFrame(() => this.grid.follow());
  }

  resized(slot: number, width: number): void {
    this.grid.keepWidth(slot, width);
  }
}

function edgesOf(index: number, at: number, range: { top: number; bottom: number; left: number; right: number }): string {
  const sides = [index === range.top && "t", index === range.bottom && "b", at === range.left && "l", at === range.right && "r"];
  return sides.filter(Boolean).join("");
}

