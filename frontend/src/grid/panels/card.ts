// The card of a cell: what is found in it and what to do, what the attribute is, comments, its history.
//
// Shown while the pointer rests on a cell that has something to say, without taking the focus; or by key, when it
// has the focus until Escape. It is no dialog that shuts the grid out.

import type { Events, Grid } from "../contract";
import { cellKey } from "../contract";
import type { Column, Row } from "../protocol";
import { findingsOf } from "../verdicts";
import { button, make, placeBeside } from "./dom";
import { findingElement, fixOf, put } from "./findings";
import type { Meant } from "./meant";
import { isOpen, type Thread, type Threads } from "./threads";
import { ago, described, quoted } from "./words";

type Asked = NonNullable<Events["card"]>;

export interface CardActions {
  comment(row: number, slot: number): void;
  history(row: number, slot: number): void;
}

const LEAVES = 250;

export class Card {
  readonly #element: HTMLElement;
  #asked: Asked | null = null;
  #timer = 0;

  constructor(
    private readonly grid: Grid,
    private readonly threads: Threads,
    private readonly meant: Meant,
    private readonly actions: CardActions,
  ) {
    this.#element = make("aside", { class: "gp-card", tabindex: "-1", "aria-label": "About this cell" });
    this.#element.hidden = true;
    grid.root.append(this.#element);
    grid.on("card", (asked) => this.#ask(asked));
    grid.on("rows", (numbers) => {
      if (this.#asked !== null && numbers.includes(this.#asked.row)) this.#draw();
    });
    threads.onChange(() => this.#draw());
    meant.onChange(() => this.#draw());
    grid.useKey("Alt+Enter", "Put the offered fix into the cell", () => void this.fix());
    this.#listen();
  }

  get isShown(): boolean {
    return !this.#element.hidden;
  }

  /** Put the offered fix of the focused cell into it. */
  async fix(): Promise<void> {
    const selection = this.grid.selection();
    const row = selection === null ? undefined : this.grid.row(selection.row);
    const column = this.grid.columns.find((one) => one.slot === selection?.slot);
    if (row === undefined || column === undefined) return;
    const found = fixOf(await this.meant.settled(row, column.slot), row.cells[column.slot] ?? null);
    if (found === undefined || !this.grid.may_edit) this.grid.announce("No fix is offered for this cell");
    else void put(this.grid, row.number, column, found.fix === "" ? null : found.fix);
  }

  close(isBack = false): void {
    const hadFocus = this.#element.contains(document.activeElement);
    const { row, slot } = this.#asked ?? { row: 0, slot: 0 };
    const byKey = this.#asked?.by === "key";
    this.#asked = null;
    this.#element.hidden = true;
    if (isBack && hadFocus && byKey) void this.grid.focusCell(row, slot);
  }

  #listen(): void {
    this.#element.addEventListener("pointerenter", () => window.clearTimeout(this.#timer));
    this.#element.addEventListener("pointerleave", () => this.#leave());
    this.#element.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.close(true);
    });
    this.#element.addEventListener("focusout", (event) => {
      const { relatedTarget } = event;
      if (this.#asked?.by === "key" && relatedTarget instanceof Node && !this.#element.contains(relatedTarget)) this.close();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.isShown) this.close(true);
    });
    this.grid.on("selection", () => {
      if (this.#asked?.by === "pointer") this.close();
    });
  }

  #ask(asked: Events["card"]): void {
    window.clearTimeout(this.#timer);
    if (asked === null) {
      if (this.#asked?.by === "pointer") this.#leave();
      return;
    }
    if (asked.by === "pointer" && (this.#asked?.by === "key" || this.#isRange() || !this.#hasSomething(asked))) {
      // Another cell without anything to say: what is shown goes, unless it was asked for.
      if (this.#asked?.by === "pointer") this.#leave();
      return;
    }
    this.#asked = asked;
    this.#draw();
    if (asked.by === "key") this.#element.focus();
  }

  #leave(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      if (this.#asked?.by === "pointer" && !this.#element.matches(":hover, :focus-within")) this.close();
    }, LEAVES);
  }

  /** Over a range it would cover the handle, and what the range is dragged to. */
  #isRange(): boolean {
    const selection = this.grid.selection();
    return selection !== null && (selection.rows.length > 1 || selection.slots.length > 1);
  }

  #hasSomething({ row, slot }: Asked): boolean {
    const found = this.grid.row(row);
    if (found === undefined) return false;
    const isDerived = found.derived?.[String(slot)] !== undefined;
    return isDerived || findingsOf(found, slot).length > 0 || this.threads.of(row, slot).some(isOpen);
  }

  #draw(): void {
    const asked = this.#asked;
    const row = asked === null ? undefined : this.grid.row(asked.row);
    const column = this.grid.columns.find((one) => one.slot === asked?.slot);
    if (asked === null || row === undefined || column === undefined) return;
    const had = this.#element.contains(document.activeElement) && document.activeElement !== this.#element;
    this.#element.replaceChildren(...this.#content(row, column, asked));
    this.#element.hidden = false;
    this.#element.dataset["cell"] = cellKey(row.number, column.slot);
    placeBeside(this.#element, asked.anchor, 4);
    if (had) this.#element.focus();
  }

  #content(row: Row, column: Column, asked: Asked): Node[] {
    const { grid } = this;
    const findings = this.meant.findingsOf(row, column.slot);
    const derived = row.derived?.[String(column.slot)];
    const done = (): void => {
      if (asked.by === "key") this.close(true);
    };
    const parts: (Node | null)[] = [
      make(
        "header",
        { class: "gp-card__head" },
        make("strong", {}, column.title),
        make("span", { class: "muted" }, column.is_required ? "required" : "optional"),
      ),
      make("p", { class: "gp-card__value" }, quoted(row.cells[column.slot] ?? null, 200)),
      ...findings.map((finding) => findingElement(grid, row, column, finding, done)),
      derived === undefined ? null : make("p", { class: "gp-card__derived" }, `Filled in by the server: ${derived}`),
      ...this.threads.of(row.number, column.slot).filter(isOpen).slice(0, 3).map(threadLine),
      this.#about(column),
      this.#buttons(row, column),
    ];
    return parts.filter((part) => part !== null);
  }

  #about(column: Column): HTMLElement | null {
    const model = this.grid.root.closest<HTMLElement>("[data-model]")?.dataset["model"];
    const text = described(column);
    // A column that the model does not know has no help, and no page.
    if (text === "") return null;
    const page = model === undefined || column.help === "" ? null : make("a", { href: `${model}/${encodeURIComponent(column.name)}`, target: "_blank", rel: "noopener" }, "In the data model");
    return make("p", { class: "gp-card__about" }, text, " ", page);
  }

  #buttons(row: Row, column: Column): HTMLElement {
    const { number } = row;
    const { slot } = column;
    const comment = button("Comment", {
      look: "quiet",
      run: () => {
        this.close();
        this.actions.comment(number, slot);
      },
    });
    const history = button("History", {
      look: "quiet",
      run: () => {
        this.close();
        this.actions.history(number, slot);
      },
    });
    return make("div", { class: "gp-card__buttons" }, this.grid.may_comment ? comment : null, history);
  }
}

function threadLine({ first, replies }: Thread): HTMLElement {
  const said = first.is_suggestion ? `suggests ${quoted(first.suggested, 80)}. ${first.text}` : first.text;
  const more = replies.length === 0 ? "" : ` (${replies.length} more)`;
  return make(
    "p",
    { class: "gp-card__thread" },
    make("strong", {}, first.by.name),
    " ",
    said.trim(),
    make("span", { class: "muted" }, `${more} · ${ago(first.at)}`),
  );
}
