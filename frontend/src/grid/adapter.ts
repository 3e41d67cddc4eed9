// RevoGrid, as far as it is asked for: it puts cells where they belong while somebody scrolls. What stands in
// them, what is selected and what keys mean is ours, so that another component could take its place.
//
// RevoGrid has no data of ours: its source is so many times the same nothing, and each time it has placed its
// cells these are painted from the store.

import type { ColumnRegular } from "@revolist/revogrid";
import { defineCustomElements, setNonce } from "@revolist/revogrid/loader";

export const ROW_HEIGHT = 30;
const HEADER_HEIGHT = 34;
/** The slot of the column with row numbers and verdicts. */
export const NUMBERS = -1;

export interface ShownColumn {
  slot: number;
  width: number;
  isPinned: boolean;
}

export interface Painter {
  paintCell(element: HTMLElement, index: number, slot: number, place: number): void;
  paintRow(element: HTMLElement, index: number): void;
  paintHeader(element: HTMLElement, slot: number, place: number): void;
  /** Something else is in sight. */
  moved(): void;
  resized(slot: number, width: number): void;
}

interface Placed {
  slot: number;
  left: number;
  width: number;
  isPinned: boolean;
}

const NOTHING: Record<string, never> = {};

export class Adapter {
  readonly element: HTMLRevoGridElement;
  #columns: Placed[] = [];
  #count = 0;
  #isFresh = false;
  #settling: Promise<void> | null = null;

  constructor(
    host: HTMLElement,
    private readonly painter: Painter,
  ) {
    const nonce = document.querySelector<HTMLMetaElement>("meta[name=csp-nonce]")?.content;
    if (nonce !== undefined) setNonce(nonce);
    void defineCustomElements();
    this.element = document.createElement("revo-grid");
    Object.assign(this.element, {
      readonly: true,
      range: false,
      canFocus: false,
      useClipboard: false,
      filter: false,
      exporting: false,
      canMoveColumns: false,
      canDrag: false,
      accessible: false,
      hideAttribution: true, // named in the list of keys: a link is no part of a grid
      resize: true,
      rowSize: ROW_HEIGHT,
      frameSize: 2,
      theme: "default",
    });
    host.append(this.element);
    this.element.addEventListener("afterrender", (event) => this.#painted(event.target));
    // RevoGrid tells of a scroll before its boxes have moved; the boxes themselves tell when they have.
    this.element.addEventListener("scroll", () => this.painter.moved(), { capture: true, passive: true });
    this.element.addEventListener("aftercolumnresize", (event) => this.#resized(event.detail));
    new ResizeObserver(() => this.painter.moved()).observe(host);
  }

  /** The shown columns in order; pinned ones first. */
  setColumns(columns: ShownColumn[]): void {
    const left = { pinned: 0, free: 0 };
    this.#columns = columns.map(({ slot, width, isPinned }) => {
      const placed = { slot, width, isPinned, left: isPinned ? left.pinned : left.free };
      left[isPinned ? "pinned" : "free"] += width;
      return placed;
    });
    this.element.columns = columns.map(({ slot, width, isPinned }, place): ColumnRegular => {
      const regular: ColumnRegular = {
        prop: String(slot),
        name: "",
        size: width,
        minSize: 48,
        sortable: false,
        columnProperties: () => ({ "data-slot": slot, "data-place": place }),
        cellProperties: () => ({ "data-slot": slot, "data-place": place }),
      };
      return isPinned ? { ...regular, pin: "colPinStart" } : regular;
    });
    this.#isFresh = true;
  }

  setCount(count: number): void {
    if (count === this.#count && this.#isFresh) return this.repaint();
    this.#count = count;
    this.element.source = new Array(count).fill(NOTHING);
    // Before RevoGrid has made room, nothing can be scrolled to.
    const settling = twoFrames().then(() => {
      if (this.#settling === settling) this.#settling = null;
    });
    this.#settling = settling;
  }

  /** Paint what is in sight once more. */
  repaint(): void {
    for (const data of this.element.querySelectorAll("revogr-data")) this.#painted(data);
  }

  /** The first and the last row in sight. */
  visible(): { from: number; to: number } {
    const box = this.#vertical();
    if (box === null) return { from: 0, to: 0 };
    const from = Math.floor(box.scrollTop / ROW_HEIGHT);
    return { from, to: Math.min(this.#count - 1, from + Math.ceil(box.clientHeight / ROW_HEIGHT)) };
  }

  /** How many whole rows are in sight. */
  get pageSize(): number {
    return Math.max(1, Math.floor((this.#vertical()?.clientHeight ?? ROW_HEIGHT) / ROW_HEIGHT) - 1);
  }

  /** Scroll as little as needed to show a cell, if it is not in sight; null leaves that direction alone. */
  show(index: number | null, slot: number | null): Promise<void> | null {
    if (this.#settling !== null) return this.#settling.then(() => this.show(index, slot) ?? undefined);
    const y = index === null ? undefined : this.#wantedTop(index);
    const x = slot === null ? undefined : this.#wantedLeft(slot);
    return x === undefined && y === undefined ? null : this.#scroll(x, y);
  }

  async #scroll(x: number | undefined, y: number | undefined): Promise<void> {
    if (y !== undefined) await this.element.scrollToCoordinate({ y });
    if (x !== undefined) await this.element.scrollToCoordinate({ x });
    await twoFrames();
  }

  /** A cell that is in sight, or null. */
  cell(index: number, slot: number): HTMLElement | null {
    return this.element.querySelector(`revogr-data .rgCell[data-rgrow="${index}"][data-slot="${slot}"]`);
  }

  /** Where cells are seen: below the header. */
  get inside(): DOMRect {
    const { left, top, width, height } = this.element.getBoundingClientRect();
    return new DOMRect(left, top + HEADER_HEIGHT, width, height - HEADER_HEIGHT);
  }

  headers(): NodeListOf<HTMLElement> {
    return this.element.querySelectorAll<HTMLElement>("revogr-header .rgHeaderCell[data-slot]");
  }

  /** Which cell an element belongs to; an index of -1 is the header. */
  place(target: EventTarget | null): { index: number; slot: number } | null {
    if (!(target instanceof Element)) return null;
    const header = target.closest<HTMLElement>("revogr-header .rgHeaderCell[data-slot]");
    if (header !== null) return { index: -1, slot: Number(header.dataset["slot"]) };
    const cell = target.closest<HTMLElement>("revogr-data .rgCell[data-slot]");
    return cell === null ? null : { index: Number(cell.dataset["rgrow"]), slot: Number(cell.dataset["slot"]) };
  }

  #painted(target: EventTarget | null): void {
    if (!(target instanceof HTMLElement)) return;
    for (const row of target.querySelectorAll<HTMLElement>(".rgRow")) {
      this.painter.paintRow(row, Number(row.dataset["rgrow"]));
      for (const cell of row.children) {
        if (!(cell instanceof HTMLElement) || cell.dataset["slot"] === undefined) continue;
        const { rgrow, slot, place } = cell.dataset;
        this.painter.paintCell(cell, Number(rgrow), Number(slot), Number(place));
      }
    }
    for (const one of this.headers()) {
      this.painter.paintHeader(one, Number(one.dataset["slot"]), Number(one.dataset["place"]));
    }
  }

  #resized(changed: Record<number, ColumnRegular>): void {
    for (const column of Object.values(changed)) {
      const slot = Number(column.prop);
      const width = Math.round(column.size ?? 0);
      if (width === 0) continue;
      let left = { pinned: 0, free: 0 };
      this.#columns = this.#columns.map((one) => {
        const side = one.isPinned ? "pinned" : "free";
        const placed = { ...one, width: one.slot === slot ? width : one.width, left: left[side] };
        left = { ...left, [side]: left[side] + placed.width };
        return placed;
      });
      this.painter.resized(slot, width);
    }
  }

  #vertical(): HTMLElement | null {
    return this.element.querySelector("revogr-viewport-scroll.rgCol .vertical-inner");
  }

  #wantedTop(index: number): number | undefined {
    const box = this.#vertical();
    if (box === null) return undefined;
    const top = index * ROW_HEIGHT;
    if (top < box.scrollTop) return top;
    const bottom = top + ROW_HEIGHT - box.clientHeight;
    return bottom > box.scrollTop ? bottom : undefined;
  }

  #wantedLeft(slot: number): number | undefined {
    const box = this.element.querySelector<HTMLElement>("revogr-viewport-scroll.rgCol");
    const column = this.#columns.find((one) => one.slot === slot);
    if (box === null || column === undefined || column.isPinned) return undefined;
    if (column.left < box.scrollLeft) return column.left;
    const right = column.left + column.width - box.clientWidth;
    return right > box.scrollLeft ? Math.min(right, column.left) : undefined;
  }
}

function twoFrames(): Promise<void> {
  return new Promise((settle) => requestAnimationFrame(() => requestAnimationFrame(() => settle())));
}
