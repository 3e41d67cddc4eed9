// Find and replace over all rows, whether they are loaded or not: the server looks, and all is replaced as one act.

import type { Answer, Grid } from "../contract";
import { cellKey } from "../contract";
import type { Text } from "../protocol";
import { button, checkbox, icon, labelled, later, make } from "./dom";
import { reasonOf, Side } from "./opened";
import { replaced, type Search } from "./replacing";
import { count, number } from "./words";

type Found = [row: number, slot: number, text: string];

/** So many places are walked over, and so many are replaced by one act. */
const MOST = 5_000;
const MOST_REPLACED = 100_000;
const WAIT = 250;

export class Finding {
  readonly #side: Side;
  readonly #text = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
  readonly #replacement = make("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  readonly #column = make("select");
  readonly #told = make("p", { class: "gp-find__told", role: "status" });
  readonly #replacing = make("div", { class: "gp-find__replace" });
  #isCase = false;
  #isWhole = false;
  #found: Found[] = [];
  #hasMore = false;
  #at = -1;
  #asked = 0;
  readonly #searchSoon: () => void;

  constructor(private readonly grid: Grid) {
    this.#side = new Side(grid, "find", "Find");
    this.#searchSoon = later(() => void this.#search(), WAIT);
    grid.useButton({ label: "Find", icon: "search", keys: "Ctrl+F", run: () => this.open(false) });
    grid.useKey("Ctrl+F", "Find", () => this.open(false));
    grid.useKey("Ctrl+H", "Find and replace", () => this.open(true));
    grid.useKey("F3", "Next place", () => void this.#step(1));
    grid.useKey("Shift+F3", "Place before", () => void this.#step(-1));
    this.#listen();
  }

  open(isReplacing: boolean): void {
    const isFresh = !this.#side.isOpen;
    if (isFresh) this.#draw();
    const details = this.#replacing.closest("details");
    if (isReplacing && details !== null && this.grid.may_edit) details.open = true;
    this.#text.focus();
    this.#text.select();
    if (isFresh && this.#text.value !== "") void this.#search();
  }

  get #query(): Search {
    return { text: this.#text.value, isCase: this.#isCase, isWhole: this.#isWhole };
  }

  #draw(): void {
    const { grid } = this;
    const chosen = this.#column.value;
    this.#column.replaceChildren(
      make("option", { value: "" }, "All columns"),
      ...grid.columns.map((column) => make("option", { value: String(column.slot) }, column.title)),
    );
    this.#column.value = chosen;
    const changed = (): void => void this.#search();
    const whole = checkbox("Whole cell", this.#isWhole, (is) => {
      this.#isWhole = is;
      changed();
    });
    const cases = checkbox("Match case", this.#isCase, (is) => {
      this.#isCase = is;
      changed();
    });
    this.#replacing.replaceChildren(
      labelled("Replace with", this.#replacement, make("p", { class: "field__help" }, "Empty takes it out.")),
      make(
        "div",
        { class: "row" },
        button("Replace", { run: () => void this.#replaceOne() }),
        button("Replace all", { look: "primary", run: () => void this.#replaceAll() }),
      ),
    );
    const replacing = make("details", {}, make("summary", {}, "Replace"), this.#replacing);
    this.#side.open().append(
      labelled("Find", this.#text),
      labelled("In", this.#column),
      make("div", { class: "row" }, whole, cases),
      make(
        "div",
        { class: "row" },
        button("Previous", { run: () => void this.#step(-1) }),
        button("Next", { run: () => void this.#step(1) }),
      ),
      this.#told,
      ...(grid.may_edit ? [replacing] : []),
    );
    this.#watch(this.#side.body.parentElement);
  }

  #listen(): void {
    this.#text.addEventListener("input", () => this.#searchSoon());
    this.#column.addEventListener("change", () => void this.#search());
    this.#text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      void this.#step(event.shiftKey ? -1 : 1);
    });
    this.#replacement.addEventListener("keydown", (event) => {
      if (event.key === "Enter") void this.#replaceOne();
    });
    this.grid.on("operation", () => {
      if (this.#side.isOpen && this.#text.value !== "") this.#searchSoon();
    });
  }

  /** Marks are of the panel: they go with it. */
  #watch(host: HTMLElement | null): void {
    if (host === null) return;
    const observer = new MutationObserver(() => {
      if (this.#side.isOpen) return;
      observer.disconnect();
      this.#forget();
    });
    observer.observe(host, { childList: true });
  }

  #forget(): void {
    this.#found = [];
    this.#at = -1;
    this.grid.setMarks("find", new Map());
  }

  async #search(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    if (this.#text.value === "") {
      this.#forget();
      this.#told.textContent = "";
      return;
    }
    const before = this.#found[this.#at];
    try {
      const { cells, has_more } = await this.#ask(MOST);
      if (asked !== this.#asked || !this.#side.isOpen) return;
      this.#found = cells;
      this.#hasMore = has_more;
      this.#at = before === undefined ? -1 : cells.findIndex(([row, at]) => row === before[0] && at === before[1]);
      this.#mark();
      this.#tell();
    } catch (error) {
      if (asked === this.#asked) this.#told.replaceChildren(icon("invalid"), ` ${reasonOf(error)}`);
    }
  }

  #ask(limit: number): Promise<Answer<"found">> {
    const { text, isCase, isWhole } = this.#query;
    const slot = this.#column.value === "" ? null : Number(this.#column.value);
    return this.grid.ask({ t: "find", text, slot, is_whole: isWhole, is_case: isCase, limit }, "found");
  }

  #mark(): void {
    const current = this.#found[this.#at];
    const marks = this.#found.map((cell) => {
      const isCurrent = cell === current;
      return [cellKey(cell[0], cell[1]), { className: isCurrent ? "is-found is-current" : "is-found", words: "found" }] as const;
    });
    this.grid.setMarks("find", new Map(marks));
  }

  #tell(): void {
    const rows = new Set(this.#found.map(([row]) => row)).size;
    if (this.#found.length === 0) {
      this.#told.textContent = "Nothing is like that.";
      return;
    }
    const many = this.#hasMore ? `More than ${count(this.#found.length, "cell")}` : count(this.#found.length, "cell");
    const where = this.#at === -1 ? ` in ${count(rows, "row")}` : ` (this is number ${number(this.#at + 1)})`;
    this.#told.textContent = `${many}${where}`;
  }

  async #step(by: number): Promise<void> {
    if (this.#found.length === 0) {
      if (!this.#side.isOpen) return this.open(false);
      await this.#search();
      if (this.#found.length === 0) return;
    }
    const start = this.#at === -1 ? this.#start(by) : this.#at + by;
    this.#at = (start + this.#found.length) % this.#found.length;
    const cell = this.#found[this.#at] as Found;
    this.#mark();
    this.#tell();
    const field = document.activeElement;
    await this.grid.focusCell(cell[0], cell[1]);
    // Who types in the panel goes on there: Enter is the next place.
    if (field instanceof HTMLElement && this.#side.body.contains(field)) field.focus();
  }

  /** The first place after the focused cell, or the last before it. */
  #start(by: number): number {
    const selection = this.grid.selection();
    const here = selection === null ? undefined : this.grid.indexOf(selection.row);
    if (selection === null || here === undefined) return by > 0 ? 0 : this.#found.length - 1;
    const isAfter = ([row, slot]: Found): boolean => {
      const index = this.grid.indexOf(row);
      if (index === undefined) return row > selection.row;
      return index > here || (index === here && slot >= selection.slot);
    };
    const next = this.#found.findIndex(isAfter);
    if (next === -1) return by > 0 ? 0 : this.#found.length - 1;
    return by > 0 ? next : next - 1;
  }

  #become([row, slot, text]: Found): [number, number, Text] | null {
    const column = this.grid.columns.find((one) => one.slot === slot);
    if (column === undefined || column.is_read_only) return null;
    // What is there by now counts, where it is known.
    const loaded = this.grid.row(row);
    const now = loaded === undefined ? text : (loaded.cells[slot] ?? null);
    const wanted = now === null ? null : replaced(now, this.#query, this.#replacement.value);
    return wanted === null || wanted === now ? null : [row, slot, wanted === "" ? null : wanted];
  }

  async #replaceOne(): Promise<void> {
    const cell = this.#found[this.#at];
    if (cell === undefined) return this.#step(1);
    const change = this.#become(cell);
    if (change !== null) {
      const outcome = await this.grid.edit({ cells: [change] });
      if (outcome.state === "refused") return this.grid.tell(outcome.reason);
      this.#found = this.#found.filter((one) => one !== cell);
      this.#at -= 1;
    }
    if (this.#found.length > 0) await this.#step(1);
    else await this.#search();
  }

  async #replaceAll(): Promise<void> {
    if (this.#text.value === "") return;
    const found = await this.#ask(MOST_REPLACED).catch((error: unknown) => reasonOf(error));
    if (typeof found === "string") return this.grid.tell(found);
    const cells = found.cells.map((cell) => this.#become(cell)).filter((cell) => cell !== null);
    const left = found.cells.length - cells.length;
    if (cells.length === 0) return this.grid.tell("There is nothing to replace that may be changed.");
    const outcome = await this.grid.edit({ cells });
    if (outcome.state === "refused") return this.grid.tell(outcome.reason);
    const more = found.has_more ? " There are more: replace all once more." : "";
    const same = left === 0 ? "" : ` ${count(left, "cell")} stayed as they are.`;
    this.grid.tell(`${count(cells.length, "cell")} replaced.${same}${more}`, { label: "Undo", run: () => void this.grid.undo() });
    await this.#search();
  }
}
