// The history of a cell: who, when, from what to what; and any of these texts put back.

import type { Grid } from "../contract";
import type { Answer } from "../contract";
import { button, make } from "./dom";
import { put } from "./findings";
import { Labels } from "./labels";
import { reasonOf, redraw, Side } from "./opened";
import type { Threads } from "./threads";
import { moment, quoted } from "./words";

type Item = Answer<"history">["items"][number];

const KINDS: Record<string, string> = { edit: "", import: "by an import", undo: "by undo", merge: "from the source" };

export class Telling {
  readonly #side: Side;
  #cell: { row: number; slot: number } | null = null;
  #asked = 0;

  constructor(
    private readonly grid: Grid,
    private readonly threads: Threads,
  ) {
    this.#side = new Side(grid, "history", "History");
    grid.useKey("Alt+Shift+H", "History of the cell", () => {
      const selection = grid.selection();
      if (selection !== null) this.open(selection.row, selection.slot);
    });
    grid.on("operation", ({ cells }) => {
      const cell = this.#cell;
      if (cell !== null && this.#side.isOpen && cells.some(([row, slot]) => row === cell.row && slot === cell.slot)) void this.#load();
    });
  }

  open(row: number, slot: number): void {
    this.#cell = { row, slot };
    const column = this.grid.columns.find((one) => one.slot === slot);
    this.#side.open(`History of row ${new Labels(this.grid, () => undefined).of(row)}, ${column?.title ?? ""}`).append(make("p", { class: "muted" }, "Looking …"));
    void this.#load();
  }

  async #load(): Promise<void> {
    const cell = this.#cell;
    if (cell === null) return;
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const { items } = await this.grid.ask({ t: "history", ...cell }, "history");
      if (asked === this.#asked && this.#side.isOpen) redraw(this.#side.body, ...this.#content(cell.row, cell.slot, items));
    } catch (error) {
      if (asked === this.#asked) redraw(this.#side.body, make("p", { class: "field__error", role: "alert" }, reasonOf(error)));
    }
  }

  #content(row: number, slot: number, items: Item[]): Node[] {
    const now = this.grid.row(row)?.cells[slot] ?? null;
    const newest = [...items].sort((one, other) => other.sequence - one.sequence);
    const oldest = newest.at(-1);
    if (oldest === undefined) {
      return [make("p", {}, `It holds ${quoted(now)} since this grid was opened.`), make("p", { class: "muted" }, "Earlier versions of the source are in its own history.")];
    }
    const texts = newest.map((item) => this.#item(item, row, slot, now));
    const first = make("li", { class: "gp-past" }, make("p", {}, "When this grid was opened: ", make("strong", {}, quoted(oldest.from)), " "), this.#restore(row, slot, oldest.from, now, "first"));
    return [make("ol", { class: "gp-history" }, ...texts, first)];
  }

  #item(item: Item, row: number, slot: number, now: string | null): HTMLElement {
    const how = KINDS[item.kind] ?? "";
    const suggested = this.threads.of(row, slot).find(({ first }) => first.settled?.sequence === item.sequence);
    const idea = suggested === undefined ? "" : `suggested by ${suggested.first.by.name}`;
    return make(
      "li",
      { class: "gp-past" },
      make("p", { class: "gp-said__by" }, make("strong", {}, item.by.name), " ", make("time", { datetime: item.at, class: "muted" }, moment(item.at))),
      make(
        "p",
        {},
        make("span", { class: "gp-from" }, quoted(item.from)),
        make("span", { "aria-hidden": "true" }, " → "),
        make("span", { class: "visually-hidden" }, "became"),
        make("strong", {}, quoted(item.to)),
        how === "" && idea === "" ? null : make("span", { class: "muted" }, ` ${[how, idea].filter((one) => one !== "").join(", ")}`),
      ),
      this.#restore(row, slot, item.to, now, String(item.sequence)),
    );
  }

  #restore(row: number, slot: number, text: string | null, now: string | null, keep: string): HTMLElement | null {
    const column = this.grid.columns.find((one) => one.slot === slot);
    if (text === now) return make("span", { class: "tag" }, "now");
    if (column === undefined || !this.grid.may_edit || column.is_read_only) return null;
    const element = button(text === null ? "Empty it again" : `Put ${quoted(text, 30)} back`, { look: "quiet", run: () => void put(this.grid, row, column, text) });
    element.dataset["keep"] = keep;
    return element;
  }
}
