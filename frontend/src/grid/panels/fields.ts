// One attribute of a row in the form: label, help, editor, what is found, comments. Written when it is left.

import type { Grid } from "../contract";
import { isComposed } from "../keys";
import type { Column, Row, Text } from "../protocol";
import { findingsOf, isError, isExcepted } from "../verdicts";
import { CHOSEN, comboFor } from "./choosing";
import type { Combo } from "./combobox";
import { button, freshId, icon, make } from "./dom";
import { findingElement, put } from "./findings";
import type { Meant } from "./meant";
import { isOpen, type Threads } from "./threads";
import { count, described } from "./words";

export interface FieldHost {
  grid: Grid;
  threads: Threads;
  meant: Meant;
  comment(row: number, slot: number): void;
  /** The next or the one before. */
  move(from: Field, by: number): void;
}

const LONG = 60;

export class Field {
  readonly element: HTMLElement;
  readonly #below = make("div", { class: "gp-field__below" });
  readonly #help: string;
  #plain: HTMLInputElement | HTMLTextAreaElement | null = null;
  #combo: Combo | null = null;
  /** What the page had seen when the person came here. */
  #seen = 0;
  /** Whose list is waited for. */
  #later: Combo | null = null;
  #row: Row;

  constructor(
    private readonly host: FieldHost,
    readonly column: Column,
    row: Row,
  ) {
    this.#row = row;
    this.#help = freshId("help");
    const label = make("label", { for: freshId("field") }, column.title, column.is_required ? make("span", { class: "gp-required" }, " required") : null);
    this.element = make("div", { class: "gp-field", "data-slot": String(column.slot) }, label);
    this.#begin(label.htmlFor);
    this.element.append(this.#helpLine(), this.#below);
    this.update(row, true);
  }

  get input(): HTMLInputElement | HTMLTextAreaElement | null {
    return this.#combo?.input ?? this.#plain;
  }

  get hasProblem(): boolean {
    return findingsOf(this.#row, this.column.slot).some((finding) => finding.severity !== "note" && !isExcepted(finding));
  }

  /** Show what the row is now; what the person is typing stays. */
  update(row: Row, isFirst = false): void {
    const before = this.#row.cells[this.column.slot] ?? null;
    const now = row.cells[this.column.slot] ?? null;
    this.#row = row;
    const isBusy = this.element.contains(document.activeElement);
    if (!isFirst && now !== before && !isBusy) this.#fill(now);
    this.#tell();
  }

  /** Write what was typed, if it is another text. */
  commit(): void {
    if (this.#isChanged && this.#isOpen) void put(this.host.grid, this.#row.number, this.column, this.#typed, this.#seen);
  }

  get #typed(): Text {
    const typed = this.#combo === null ? (this.#plain?.value ?? "") : (this.#combo.text ?? "");
    return typed === "" ? null : typed;
  }

  get #isChanged(): boolean {
    return this.#typed !== (this.#row.cells[this.column.slot] ?? null);
  }

  get #isOpen(): boolean {
    return this.host.grid.may_edit && !this.column.is_read_only;
  }

  #begin(id: string): void {
    if (!this.#isOpen || !CHOSEN.includes(this.column.kind)) {
      this.#plain = this.#plainField();
      this.#plain.id = id;
      this.element.append(this.#plain);
      this.#fill(this.#row.cells[this.column.slot] ?? null);
      this.#listen(this.#plain);
      return;
    }
    this.#makeCombo(id);
  }

  #makeCombo(id: string): void {
    const combo = comboFor(this.host.grid, { column: this.column, row: this.#row, typed: null });
    combo.input.id = id;
    combo.input.removeAttribute("aria-label");
    combo.input.setAttribute("aria-describedby", this.#help);
    const old = this.#combo;
    this.#combo = combo;
    const frame = make("div", { class: "gp-field__combo" }, combo.element, combo.popup);
    if (old === null) this.element.append(frame);
    else old.element.parentElement?.replaceWith(frame);
    combo.element.addEventListener("picked", () => this.commit());
    this.#listen(combo.input);
  }

  #plainField(): HTMLInputElement | HTMLTextAreaElement {
    const { column } = this;
    const isLong = column.kind === "text" && (this.#row.cells[column.slot] ?? "").length > LONG;
    const numeric = column.kind === "number" || column.kind === "integer";
    const attributes = { autocomplete: "off", "aria-describedby": this.#help, spellcheck: "false" };
    const field = isLong
      ? make("textarea", { ...attributes, rows: "3" })
      : make("input", { ...attributes, type: "text", inputmode: numeric ? "decimal" : null });
    field.readOnly = !this.#isOpen;
    return field;
  }

  #fill(text: Text): void {
    if (this.#plain !== null) this.#plain.value = text ?? "";
    else if (this.#combo !== null) this.#makeCombo(this.#combo.input.id);
  }

  #listen(input: HTMLInputElement | HTMLTextAreaElement): void {
    input.addEventListener("focus", () => (this.#seen = this.host.grid.seen));
    input.addEventListener("focusout", (fired) => {
      const event = fired as FocusEvent;
      const frame = input.closest(".gp-field__combo") ?? input;
      if (event.relatedTarget instanceof Node && frame.contains(event.relatedTarget)) return;
      if (this.#later === this.#combo && this.#later !== null) return;
      this.#combo?.close();
      this.commit();
    });
    input.addEventListener("keydown", (event) => this.#key(event as KeyboardEvent, input));
  }

  #key(event: KeyboardEvent, input: HTMLInputElement | HTMLTextAreaElement): void {
    if (isComposed(event)) return;
    const combo = this.#combo;
    if (event.key === "Escape") {
      // First the list goes, then what was typed, then the panel.
      const isOpen = combo?.isOpen === true;
      if (!isOpen && !this.#isChanged) return;
      event.stopPropagation();
      if (isOpen) return combo?.close();
      this.#fill(this.#row.cells[this.column.slot] ?? null);
      this.input?.focus({ preventScroll: true });
    } else if (event.key === "Enter" && !(input instanceof HTMLTextAreaElement && event.shiftKey)) {
      event.preventDefault();
      if (combo?.isWaiting === true) this.#writeLater(combo);
      else if (combo?.take() === true) return;
      this.host.move(this, event.shiftKey ? -1 : 1);
    } else if (event.key === "Tab") {
      combo?.take();
    } else if (combo?.key(event) === true) event.preventDefault();
  }

  /** Somebody goes on before the list has come: what they typed becomes what it offers. */
  #writeLater(combo: Combo): void {
    this.#later = combo;
    const { number } = this.#row;
    const seen = this.#seen;
    this.host.grid.writeLater(combo.answered(), (text) => {
      if (this.#later === combo) this.#later = null;
      if (this.#row.number === number && text !== (this.#row.cells[this.column.slot] ?? null)) void put(this.host.grid, number, this.column, text, seen);
    });
  }

  #helpLine(): HTMLElement {
    return make("p", { class: "field__help", id: this.#help }, described(this.column));
  }

  #tell(): void {
    const { grid, meant, threads } = this.host;
    const { slot } = this.column;
    const findings = meant.findingsOf(this.#row, slot);
    const isWrong = findings.some(isError);
    const input = this.input;
    if (isWrong) input?.setAttribute("aria-invalid", "true");
    else input?.removeAttribute("aria-invalid");
    this.element.classList.toggle("has-error", isWrong);
    const derived = this.#row.derived?.[String(slot)];
    const open = threads.of(this.#row.number, slot).filter(isOpen).length;
    const said = open === 0 && !grid.may_comment ? null : button(open === 0 ? "Comment" : count(open, "comment"), {
      look: "quiet",
      icon: "comment",
      name: `${open === 0 ? "Comment on" : `${count(open, "comment")} on`} ${this.column.title}`,
      run: () => this.host.comment(this.#row.number, slot),
    });
    said?.classList.add("gp-field__said");
    this.#below.replaceChildren(
      ...findings.map((finding) => findingElement(grid, this.#row, this.column, finding)),
      ...(derived === undefined ? [] : [make("p", { class: "gp-card__derived" }, icon("info"), ` Filled in by the server: ${derived}`)]),
      ...(said === null ? [] : [said]),
    );
  }
}
