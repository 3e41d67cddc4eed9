// The field that has the focus while no editor is open: an input method, a dead key or a phone writes into a field
// from its first sign on, or not at all. Unseen until then; what was written goes to the cell's editor.
//
// To screen readers the focused cell is the one that the field names as active.

import { grow, place } from "./editor";
import type { Island } from "./island";
import { isComposed } from "./keys";
import { set } from "./looks";
import { element } from "./words";

// One composition may follow another at once, as in Korean: the focus stays where it is as long.
const SETTLES = 100;
const EDITOR = "grid-editor";

export class Field {
  readonly element = element("textarea", "grid-field");
  /** The cell that is written for. */
  #cell: { row: number; slot: number } | null = null;
  /** What was typed there before the input method goes on. */
  #before = "";
  #timer = 0;

  constructor(private readonly grid: Island) {
    const field = this.element;
    const fixed = { rows: "1", spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-label": "Selected cell" };
    for (const [name, value] of Object.entries(fixed)) field.setAttribute(name, value);
    // Over the cells a finger only selects: the keyboard of the screen comes with the editor.
    if (window.matchMedia("(pointer: coarse)").matches) field.inputMode = "none";
    field.addEventListener("compositionstart", () => this.#begin());
    field.addEventListener("input", (event) => this.#written(event as InputEvent));
    field.addEventListener("compositionend", () => this.#soon());
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("blur", () => this.settle());
  }

  get isWritten(): boolean {
    return this.#cell !== null;
  }

  /** The cell that is being written in. */
  get cell(): { row: number; slot: number } | null {
    return this.#cell === null ? null : { ...this.#cell, row: this.grid.queue.known(this.#cell.row) };
  }

  /** The cell with the focus is another one, or elsewhere. */
  follow(cell: HTMLElement | null): void {
    set(this.element, "aria-activedescendant", cell?.id ?? null);
    this.element.readOnly = !this.grid.may_edit || this.grid.activeColumn?.is_read_only === true;
    if (cell !== null && !this.isWritten) place(this.element, cell.getBoundingClientRect());
  }

  /** Somebody goes on: what they have written stays where they wrote it. */
  settle(): void {
    const { cell } = this;
    const text = this.#take();
    if (cell !== null && text !== "") void this.grid.edit({ cells: [[cell.row, cell.slot, text]] });
  }

  #begin(): void {
    window.clearTimeout(this.#timer);
    const [row, column] = [this.grid.activeRow, this.grid.activeColumn];
    if (this.isWritten || row === undefined || column === undefined) return;
    this.#cell = { row: row.number, slot: column.slot };
    this.#before = this.grid.takeOpening(row, column.slot);
    this.element.classList.add(EDITOR);
    this.grid.emit("card", null);
    this.grid.sayHere();
    this.grid.reveal();
    void Promise.resolve(this.grid.showing).then(() => this.grid.follow());
  }

  /** Over the cell that is written in, as its editor would be. */
  cover(box: DOMRect): void {
    place(this.element, box);
    grow(this.element, box);
  }

  #written(event: InputEvent): void {
    this.#begin();
    this.grid.follow();
    if (!event.isComposing) this.#soon();
  }

  #soon(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#handOver(), SETTLES);
  }

  /** To the editor; where the row or the right to write is gone meanwhile, what was written stays with its cell. */
  #handOver(): void {
    const { cell } = this;
    const { activeRow, activeColumn, may_edit } = this.grid;
    const isHere = cell === null || (cell.row === activeRow?.number && cell.slot === activeColumn?.slot);
    if (!isHere || !may_edit) return this.settle();
    const text = this.#take();
    if (text !== "") this.grid.openEditor(text);
  }

  /** A key that no input method takes belongs to the editor by now. */
  #key(event: KeyboardEvent): void {
    if (!this.isWritten || isComposed(event)) return;
    this.#handOver();
    const editor = document.activeElement;
    if (editor === null || editor === this.element) return;
    event.stopPropagation();
    if (!editor.dispatchEvent(new KeyboardEvent("keydown", event))) event.preventDefault();
  }

  #take(): string {
    window.clearTimeout(this.#timer);
    const text = this.#before + this.element.value;
    this.#before = "";
    this.#cell = null;
    this.element.value = "";
    this.element.classList.remove(EDITOR);
    return text;
  }
}
