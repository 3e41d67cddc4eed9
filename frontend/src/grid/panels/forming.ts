// One row as a form: for long records, and for screens on which a table is no help.

import type { Grid } from "../contract";
import type { Column, Row } from "../protocol";
import { findingsOf } from "../verdicts";
import { button, make } from "./dom";
import { Field } from "./fields";
import { findingElement } from "./findings";
import type { Meant } from "./meant";
import { NARROW, Side } from "./opened";
import type { Threads } from "./threads";
import { number } from "./words";

export class Forming {
  readonly #side: Side;
  readonly #where = make("p", { class: "gp-where", role: "status" });
  readonly #whole = make("div");
  #fields: Field[] = [];
  #number: number | null = null;

  constructor(
    private readonly grid: Grid,
    private readonly threads: Threads,
    private readonly meant: Meant,
    private readonly comment: (row: number, slot: number) => void,
  ) {
    this.#side = new Side(grid, "form", "Row");
    grid.useButton({ label: "Form", icon: "form", keys: "Ctrl+Shift+F", run: () => void this.open() });
    grid.useKey("Ctrl+Shift+F", "The row as a form", () => void this.open());
    grid.on("rows", (numbers) => {
      if (this.#number !== null && numbers.includes(this.#number)) this.#update();
    });
    grid.on("operation", (operation) => {
      if (this.#number !== null && operation.deleted.includes(this.#number)) this.#gone();
    });
    threads.onChange(() => this.#update());
    meant.onChange(() => this.#update());
    if (window.matchMedia(NARROW).matches) void this.open();
  }

  /** Show the focused row, or the first. */
  async open(): Promise<void> {
    const selection = this.grid.selection();
    const found = (selection === null ? undefined : this.grid.row(selection.row)) ?? (await this.grid.rowAt(0));
    if (found === undefined) return this.#offerFirst();
    this.#show(found, selection?.row === found.number ? selection.slot : null);
  }

  /** Go to a cell in the grid; where a panel hides it, in the form. */
  async goTo(row: number, slot: number): Promise<void> {
    if (!window.matchMedia(NARROW).matches) return this.grid.focusCell(row, slot);
    const index = (await this.grid.where([row])).get(row);
    const found = index === undefined ? undefined : await this.grid.rowAt(index);
    if (found === undefined) return this.grid.tell("That row is not among those that are shown: take the filter away.");
    this.#show(found, slot);
  }

  #show(row: Row, slot: number | null): void {
    this.#number = row.number;
    const columns = this.grid.columns;
    this.#fields = [];
    // On a small screen nothing else of the page is seen: then it says of what the row is.
    const isNarrow = window.matchMedia(NARROW).matches;
    const body = this.#side.open((isNarrow ? this.grid.root.dataset["label"] : undefined) ?? "Row as a form");
    body.append(
      this.#head(),
      this.#whole,
      this.#group("Required", columns.filter((column) => column.is_required), row, true),
      this.#group("Optional", columns.filter((column) => !column.is_required), row, true),
    );
    if (this.grid.may_edit) body.append(make("div", {}, button("Add a row", { run: () => void this.#add() })));
    body.addEventListener("keydown", (event) => this.#key(event));
    this.#update();
    const field = this.#fields.find((one) => one.column.slot === slot) ?? this.#fields.find((one) => one.hasProblem) ?? this.#fields[0];
    if (slot !== null) field?.input?.focus({ preventScroll: true });
    if (field !== undefined) this.#scrollTo(field.element);
  }

  /** Within the panel: the page stays where it is. */
  #scrollTo(element: HTMLElement): void {
    const box = this.#side.body.parentElement;
    const head = this.#side.body.querySelector<HTMLElement>(".gp-form-head");
    if (box === null) return;
    const top = element.getBoundingClientRect().top - box.getBoundingClientRect().top;
    const room = (head?.offsetHeight ?? 0) + 8;
    if (top < room || top + element.offsetHeight > box.clientHeight) box.scrollTop += top - room;
  }

  #head(): HTMLElement {
    const step = (label: string, by: number, keys: string): HTMLElement =>
      button(label, { title: keys, run: () => void this.#step(by) });
    return make("div", { class: "gp-form-head" }, step("Previous", -1, "Alt+PageUp"), this.#where, step("Next", 1, "Alt+PageDown"));
  }

  #group(name: string, columns: readonly Column[], row: Row, isOpen: boolean): HTMLElement {
    const fields = columns.map((column) => new Field(this.#host, column, row));
    this.#fields.push(...fields);
    const details = make("details", { class: "gp-group" }, make("summary", {}, `${name} (${number(columns.length)})`), ...fields.map((field) => field.element));
    details.open = isOpen;
    details.hidden = columns.length === 0;
    return details;
  }

  get #host(): Field["host"] {
    return {
      grid: this.grid,
      threads: this.threads,
      meant: this.meant,
      comment: this.comment,
      move: (from, by) => {
        const next = this.#fields[this.#fields.indexOf(from) + by];
        const details = next?.element.closest("details");
        if (details !== null && details !== undefined) details.open = true;
        if (next === undefined) from.input?.blur();
        else {
          next.input?.focus({ preventScroll: true });
          this.#scrollTo(next.element);
        }
      },
    };
  }

  #update(): void {
    const row = this.#number === null || !this.#side.isOpen ? undefined : this.grid.row(this.#number);
    if (row === undefined) return;
    const index = this.grid.indexOf(row.number);
    const words = { valid: "valid", invalid: "with problems", waiting: "being judged", none: "not judged" }[row.verdict];
    this.#where.textContent = `${index === undefined ? `Row ${number(row.number)}` : `${number(index + 1)} of ${number(this.grid.count)}`}, ${words}`;
    this.#where.dataset["verdict"] = row.verdict;
    const whole = findingsOf(row, null);
    this.#whole.replaceChildren(...whole.map((finding) => findingElement(this.grid, row, null, finding)));
    for (const field of this.#fields) field.update(row);
  }

  async #step(by: number): Promise<void> {
    this.#commit();
    const index = this.#number === null ? undefined : this.grid.indexOf(this.#number);
    const wanted = (index ?? 0) + by;
    if (wanted < 0 || wanted >= this.grid.count) {
      this.grid.announce(by > 0 ? "This is the last row" : "This is the first row");
      return;
    }
    const row = await this.grid.rowAt(wanted);
    if (row === undefined) return;
    const slot = this.#focused()?.column.slot ?? null;
    this.#show(row, slot);
    this.grid.announce(this.#where.textContent ?? "");
  }

  #focused(): Field | undefined {
    return this.#fields.find((field) => field.element.contains(document.activeElement));
  }

  #commit(): void {
    this.#focused()?.commit();
  }

  #key(event: KeyboardEvent): void {
    if (!event.altKey || (event.key !== "PageDown" && event.key !== "PageUp")) return;
    event.preventDefault();
    void this.#step(event.key === "PageDown" ? 1 : -1);
  }

  async #add(): Promise<void> {
    this.#commit();
    const outcome = await this.grid.edit({ insert: [{ after: null, cells: {} }] });
    if (outcome.state === "refused") return this.grid.tell(outcome.reason);
    const row = await this.grid.rowAt(this.grid.count - 1);
    if (row !== undefined) this.#show(row, this.grid.columns[0]?.slot ?? null);
  }

  #gone(): void {
    this.#number = null;
    if (!this.#side.isOpen) return;
    this.grid.tell("The row was deleted.");
    this.#side.close();
  }

  #offerFirst(): void {
    this.#side.open("Row as a form").append(
      make("div", { class: "empty" }, make("p", {}, make("strong", {}, "There are no rows yet.")), this.grid.may_edit ? button("Add a row", { look: "primary", run: () => void this.#add() }) : null),
    );
  }
}
