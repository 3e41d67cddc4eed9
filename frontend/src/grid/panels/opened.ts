// One panel at the side: drawn when it opens, and drawn again while it is there.

import type { Grid } from "../contract";
import { make } from "./dom";

export class Side {
  #body = make("div");

  constructor(
    private readonly grid: Grid,
    private readonly name: string,
    private readonly title: string,
  ) {}

  get isOpen(): boolean {
    return this.#body.isConnected;
  }

  get body(): HTMLElement {
    return this.#body;
  }

  /** Show the panel, empty; returns where its content goes. */
  open(title: string = this.title): HTMLElement {
    this.#body = make("div", { class: `gp-panel gp-panel--${this.name}`, "data-panel": this.name });
    this.grid.openPanel(this.name, title).replaceChildren(this.#body);
    return this.#body;
  }

  close(): void {
    if (this.isOpen) this.grid.closePanel();
  }
}

/** A screen on which a panel hides the rows. */
export const NARROW = "(max-width: 40rem)";

/** Go to a cell: in the grid, or in the form of its row where the grid is hidden. */
export type Go = (row: number, slot: number) => void;

/** Draw anew, and give the focus back to what had it: the element itself where it is drawn again, or that of the same data-keep. */
export function redraw(body: HTMLElement, ...content: Node[]): void {
  const held = document.activeElement;
  const keep = held instanceof HTMLElement && body.contains(held) ? held.closest<HTMLElement>("[data-keep]") : null;
  const name = keep?.dataset["keep"];
  const hadFocus = held !== null && body.contains(held);
  const top = body.parentElement?.scrollTop ?? 0;
  body.replaceChildren(...content);
  if (body.parentElement !== null) body.parentElement.scrollTop = top;
  if (!hadFocus) return;
  if (held instanceof HTMLElement && body.contains(held)) return held.focus({ preventScroll: true });
  const same = name === undefined ? null : body.querySelector<HTMLElement>(`[data-keep="${CSS.escape(name)}"]`);
  (same ?? body.querySelector<HTMLElement>("button, input, select, textarea, a[href]"))?.focus();
}

/** Say what went wrong in words, where an answer was refused or none came. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && error.message !== "" ? error.message : "The server did not answer. Try once more.";
}
