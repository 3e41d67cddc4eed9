// The pointer on the grid: select, drag ranges and the handle, whole rows and columns, the menu, the card.

import type { Acts } from "./acts";
import { NUMBERS } from "./adapter";
import { cellMenu } from "./commands";
import type { Island } from "./island";
import type { Range, Spot } from "./selection";

const RESTS = 350;

export class Pointer {
  #drag: { source: Range | null; isRows: boolean; isColumns: boolean } | null = null;
  #restTimer = 0;

  constructor(
    private readonly grid: Island,
    private readonly acts: Acts,
  ) {
    const table: HTMLElement = grid.adapter.element;
    // RevoGrid has a selection of its own: it never hears of these.
    for (const kind of ["mousedown", "touchstart", "dblclick"]) {
      table.addEventListener(kind, (event) => this.#swallow(event), { capture: true });
    }
    table.addEventListener("pointerdown", (event) => this.#down(event), { capture: true });
    window.addEventListener("pointermove", (event) => this.#move(event));
    window.addEventListener("pointerup", () => this.#up());
    table.addEventListener("pointerleave", () => this.#rest(null));
    table.addEventListener("contextmenu", (event) => this.#menu(event));
  }

  #swallow(event: Event): void {
    const place = this.grid.adapter.place(event.target);
    if (place === null || place.index < 0) return;
    event.stopPropagation();
    if (event.type === "mousedown") event.preventDefault(); // no text is selected by dragging
    if (event.type === "dblclick") this.grid.openEditor(null);
  }

  #down(event: PointerEvent): void {
    const { grid } = this;
    const place = grid.adapter.place(event.target);
    if (place === null || event.button > 1 || isGrip(event.target)) return;
    if (event.target instanceof Element && event.target.closest(".grid-header__button") !== null) {
      event.preventDefault();
      return grid.askHeader(place.slot);
    }
    // The press is kept from RevoGrid, and so from the editor, which would not hear that it lost the focus.
    if (grid.isEditing && document.activeElement instanceof HTMLElement) document.activeElement.blur();
    // Who types at once after a click has an editor by then, which keeps the focus.
    if (event.button === 0 && !grid.isEditing) window.setTimeout(() => grid.isEditing || grid.focus());
    const isHandle = event.target instanceof Element && event.target.classList.contains("grid-handle");
    if (isHandle) {
      this.#drag = { source: grid.picked.range, isRows: false, isColumns: false };
      return;
    }
    if (event.pointerType === "touch") return void this.#tap(place, event);
    this.#pick(place, event.shiftKey);
  }

  #pick({ index, slot }: { index: number; slot: number }, isExtending: boolean): void {
    const { grid } = this;
    const at = grid.shown.findIndex((column) => column.slot === slot);
    const isColumns = index < 0;
    const isRows = slot === NUMBERS && !grid.viewing.isBlank(index);
    this.#drag = { source: null, isRows, isColumns };
    if (isRows || isColumns) return this.#span(index, at, isExtending);
    const spot = { index, place: Math.max(0, at) };
    if (isExtending) grid.picked.extend(spot, grid.viewing.extent);
    else grid.picked.put(spot, grid.bounds);
    grid.reselected();
  }

  /** A finger scrolls; only what was a tap selects. */
  #tap(place: { index: number; slot: number }, down: PointerEvent): void {
    const up = (event: PointerEvent): void => {
      window.removeEventListener("pointercancel", cancel);
      const moved = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY);
      if (moved < 10) this.#pick(place, false);
      this.#drag = null;
    };
    const cancel = (): void => window.removeEventListener("pointerup", up);
    window.addEventListener("pointerup", up, { once: true });
    window.addEventListener("pointercancel", cancel, { once: true });
  }

  /** Whole rows, whole columns, or all. */
  #span(index: number, at: number, isExtending: boolean): void {
    const { grid } = this;
    const { rows, columns } = grid.viewing.extent;
    const { range } = grid.picked;
    const isRows = this.#drag?.isRows ?? false;
    const isColumns = this.#drag?.isColumns ?? false;
    const wanted = { ...range };
    if (isRows) {
      wanted.top = isColumns ? 0 : isExtending ? Math.min(range.top, index) : index;
      wanted.bottom = isColumns ? rows - 1 : isExtending ? Math.max(range.bottom, index) : index;
      [wanted.left, wanted.right] = [0, columns - 1];
    } else {
      wanted.left = isExtending ? Math.min(range.left, at) : at;
      wanted.right = isExtending ? Math.max(range.right, at) : at;
      [wanted.top, wanted.bottom] = [0, rows - 1];
    }
    const top = grid.adapter.visible().from;
    grid.picked.span(wanted, grid.viewing.extent, { index: isRows ? wanted.top : top, place: wanted.left });
    grid.reselected(false);
  }

  #move(event: PointerEvent): void {
    if (this.#drag === null) return this.#rest(event);
    const spot = this.#spotAt(event);
    if (spot === null) return;
    const { grid } = this;
    const { source, isRows, isColumns } = this.#drag;
    if (isRows || isColumns) return this.#span(spot.index, spot.place, true);
    if (source === null) {
      if (spot.index === grid.picked.head.index && spot.place === grid.picked.head.place) return;
      return grid.go(spot, true);
    }
    grid.picked.span(stretched(source, spot), grid.viewing.extent);
    grid.reselected(false);
  }

  #up(): void {
    const drag = this.#drag;
    this.#drag = null;
    if (drag?.source == null) return;
    const { range } = this.grid.picked;
    const isSame = JSON.stringify(range) === JSON.stringify(drag.source);
    if (!isSame) void this.acts.fillFrom(drag.source);
  }

  /** The cell under the pointer; beyond the edge the next one, so that dragging scrolls. */
  #spotAt(event: PointerEvent): Spot | null {
    const { grid } = this;
    const box = grid.adapter.element.getBoundingClientRect();
    const x = Math.max(box.left + 4, Math.min(box.right - 20, event.clientX));
    const y = Math.max(box.top + 40, Math.min(box.bottom - 20, event.clientY));
    const place = grid.adapter.place(document.elementFromPoint(x, y));
    if (place === null) return null;
    const at = grid.shown.findIndex((column) => column.slot === place.slot);
    const down = event.clientY > box.bottom - 20 ? 1 : event.clientY < box.top + 34 ? -1 : 0;
    const across = event.clientX > box.right - 12 ? 1 : 0;
    return { index: Math.max(0, place.index + down), place: Math.max(0, at + across) };
  }

  #rest(event: PointerEvent | null): void {
    window.clearTimeout(this.#restTimer);
    const { grid } = this;
    if (event === null || event.pointerType !== "mouse") return;
    const place = grid.adapter.place(event.target);
    if (place === null || place.index < 0 || place.slot === NUMBERS || grid.isEditing) return;
    this.#restTimer = window.setTimeout(() => {
      const row = grid.rows.numberAt(place.index);
      const cell = grid.adapter.cell(place.index, place.slot);
      if (row === undefined || cell === null) return;
      grid.emit("card", { row, slot: place.slot, anchor: cell.getBoundingClientRect(), by: "pointer" });
    }, RESTS);
  }

  #menu(event: MouseEvent): void {
    const { grid } = this;
    const place = grid.adapter.place(event.target);
    if (place === null) return;
    event.preventDefault();
    if (place.index < 0 && place.slot !== NUMBERS) return grid.askHeader(place.slot);
    const at = grid.shown.findIndex((column) => column.slot === place.slot);
    if (!grid.picked.has(Math.max(0, place.index), Math.max(0, at))) {
      this.#pick(place, false);
      this.#drag = null;
    }
    cellMenu(grid, this.acts, event.clientX, event.clientY);
  }
}

function isGrip(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".resizable, .no-resize") !== null;
}

/** The source and where the handle was dragged to: along one direction, as spreadsheets do. */
function stretched(source: Range, { index, place }: Spot): Range {
  const down = index > source.bottom ? index - source.bottom : index < source.top ? index - source.top : 0;
  const across = place > source.right ? place - source.right : place < source.left ? place - source.left : 0;
  if (Math.abs(down) >= Math.abs(across)) {
    return { ...source, top: Math.min(source.top, index), bottom: Math.max(source.bottom, index) };
  }
  return { ...source, left: Math.min(source.left, place), right: Math.max(source.right, place) };
}
