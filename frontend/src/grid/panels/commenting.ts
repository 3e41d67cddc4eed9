// Comments and suggestions: open ones of the whole grid, or those of one cell with a form to write another.

import type { Grid } from "../contract";
import type { Column, Comment } from "../protocol";
import { button, checkbox, icon, labelled, link, make } from "./dom";
import { Labels } from "./labels";
import { type Go, reasonOf, redraw, Side } from "./opened";
import { isOpen, type Thread, type Threads } from "./threads";
import { ago, number, quoted } from "./words";

interface Cell {
  row: number;
  slot: number;
}

const STATES = { open: "open", done: "done", accepted: "accepted", rejected: "rejected" };

export class Commenting {
  readonly #side: Side;
  readonly #counter = make("span", { class: "gp-count" });
  readonly #text = make("textarea", { rows: "3" });
  readonly #suggested = make("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  readonly #labels: Labels;
  #cell: Cell | null = null;
  #replying: number | null = null;
  #isSuggesting = false;
  #hasSettled = false;

  constructor(
    private readonly grid: Grid,
    private readonly threads: Threads,
    private readonly go: Go,
  ) {
    this.#side = new Side(grid, "comments", "Comments");
    this.#labels = new Labels(grid, () => this.#draw());
    const pressed = grid.useButton({ label: "Comments", icon: "comment", keys: "Shift+F2", run: () => this.open(null) });
    pressed.append(this.#counter);
    grid.useKey("Shift+F2", "Comment on the cell", () => {
      const selection = grid.selection();
      this.open(selection === null ? null : { row: selection.row, slot: selection.slot });
    });
    threads.onChange(() => {
      this.#count();
      this.#draw();
      if (this.#side.isOpen) this.#learn();
    });
    this.#count();
  }

  /** Show the comments of a cell, with a form; of all cells where it is null. */
  open(cell: Cell | null): void {
    if (cell?.row !== this.#cell?.row || cell?.slot !== this.#cell?.slot) this.#clear();
    this.#cell = cell;
    this.#side.open(cell === null ? "Comments" : `Comments on ${this.#title(cell)}`);
    this.#draw();
    this.#learn();
    if (cell !== null && this.grid.may_comment) this.#text.focus();
    if (!this.threads.isLoaded) void this.threads.load().catch((error: unknown) => this.grid.tell(reasonOf(error)));
  }

  #learn(): void {
    void this.#labels.learn(this.threads.all().map(({ first }) => first.row));
  }

  #count(): void {
    const { open } = this.threads;
    this.#counter.textContent = open === 0 ? "" : number(open);
    this.#counter.hidden = open === 0;
  }

  #column(slot: number): Column | undefined {
    return this.grid.columns.find((one) => one.slot === slot);
  }

  #title({ row, slot }: Cell): string {
    return `row ${this.#labels.of(row)}, ${this.#column(slot)?.title ?? ""}`;
  }

  #clear(): void {
    this.#text.value = "";
    this.#suggested.value = "";
    this.#replying = null;
    this.#isSuggesting = false;
  }

  #draw(): void {
    if (!this.#side.isOpen) return;
    const cell = this.#cell;
    const all = cell === null ? this.threads.all() : this.threads.of(cell.row, cell.slot);
    const shown = all.filter((thread) => this.#hasSettled || cell !== null || isOpen(thread));
    const parts: (Node | null)[] = [
      cell === null ? null : button("All comments", { look: "quiet", run: () => this.open(null) }),
      cell === null ? this.#settledBox(all.length - all.filter(isOpen).length) : null,
      shown.length === 0 ? this.#nothing(cell) : make("ol", { class: "gp-threads" }, ...shown.map((one) => this.#thread(one))),
      cell !== null && this.grid.may_comment ? this.#form(cell) : null,
    ];
    redraw(this.#side.body, ...parts.filter((part) => part !== null));
  }

  #settledBox(settled: number): HTMLElement | null {
    if (settled === 0) return null;
    return checkbox(`Show settled ones too (${number(settled)})`, this.#hasSettled, (is) => {
      this.#hasSettled = is;
      this.#draw();
    });
  }

  #nothing(cell: Cell | null): HTMLElement {
    if (cell !== null) return make("p", { class: "muted" }, "Nobody has said anything about this cell yet.");
    return make(
      "div",
      { class: "empty" },
      icon("comment"),
      make("p", {}, make("strong", {}, "No open comments.")),
      make("p", {}, "Choose a cell and press Shift+F2 to ask about it, or to suggest what it should hold."),
    );
  }

  #thread(thread: Thread): HTMLElement {
    const { first, replies } = thread;
    const go = (): void => this.go(first.row, first.slot);
    const place = link(`Row ${this.#labels.of(first.row)}, ${this.#column(first.slot)?.title ?? ""}`, go);
    place.dataset["keep"] = `${first.comment}:go`;
    return make(
      "li",
      { class: `gp-thread${isOpen(thread) ? "" : " is-settled"}` },
      this.#cell === null ? make("p", { class: "gp-thread__where" }, place) : null,
      said(first),
      first.is_suggestion ? this.#suggestion(first) : null,
      ...replies.map(said),
      isOpen(thread) ? null : settledLine(first),
      this.#buttons(thread),
      this.#replying === first.comment ? this.#replyForm(first) : null,
    );
  }

  #suggestion(first: Comment): HTMLElement {
    const now = this.grid.row(first.row)?.cells[first.slot] ?? null;
    const isOld = first.state === "open" && this.grid.row(first.row) !== undefined && now !== (first.was ?? null);
    return make(
      "p",
      { class: "gp-suggested" },
      make("span", { class: "gp-from" }, quoted(first.was ?? null, 60)),
      make("span", { "aria-hidden": "true" }, " → "),
      make("span", { class: "visually-hidden" }, "should become"),
      make("strong", {}, quoted(first.suggested, 60)),
      isOld ? make("span", { class: "muted" }, ` The cell holds ${quoted(now, 40)} by now.`) : null,
    );
  }

  #buttons({ first }: Thread): HTMLElement {
    const { may_edit: mayEdit, may_comment: mayComment } = this.grid;
    const step = (label: string, how: "done" | "open" | "accept" | "reject", look?: string): HTMLElement => {
      const element = button(label, {
        ...(look === undefined ? {} : { look }),
        name: `${label}: ${first.is_suggestion ? "suggestion" : "comment"} of ${first.by.name} on ${this.#title(first)}`,
        run: () => void this.#settle(first, how),
      });
      element.dataset["keep"] = `${first.comment}:${how}`;
      return element;
    };
    const isFresh = first.state === "open";
    const reply = button("Reply", {
      look: "quiet",
      run: () => {
        this.#replying = first.comment;
        this.#text.value = "";
        this.#draw();
        this.#text.focus();
      },
    });
    reply.dataset["keep"] = `${first.comment}:reply`;
    return make(
      "div",
      { class: "row" },
      isFresh && first.is_suggestion && mayEdit ? step("Accept", "accept", "primary") : null,
      isFresh && first.is_suggestion && mayEdit ? step("Reject", "reject") : null,
      isFresh && (mayEdit || mayComment) && !(first.is_suggestion && mayEdit) ? step("Done", "done") : null,
      !isFresh && first.state !== "accepted" && mayComment ? step("Open again", "open", "quiet") : null,
      mayComment ? reply : null,
    );
  }

  async #settle(first: Comment, how: "done" | "open" | "accept" | "reject"): Promise<void> {
    try {
      await this.grid.ask({ t: "settle", comment: first.comment, how }, "done");
      if (how === "accept") this.grid.tell(`Row ${this.#labels.of(first.row)}: ${this.#column(first.slot)?.title ?? ""} is ${quoted(first.suggested, 40)} now.`, { label: "Undo", run: () => void this.grid.undo() });
    } catch (error) {
      this.grid.tell(reasonOf(error));
    }
  }

  #replyForm(first: Comment): HTMLElement {
    const send = (): void => void this.#send({ row: first.row, slot: first.slot }, first.comment);
    return this.#formOf("Reply", [labelled("Reply", this.#text)], "Send", send, () => {
      this.#replying = null;
      this.#draw();
    });
  }

  #form(cell: Cell): HTMLElement | null {
    if (this.#replying !== null) return null;
    const column = this.#column(cell.slot);
    const box = checkbox("Suggest another text", this.#isSuggesting, (is) => {
      this.#isSuggesting = is;
      if (is && this.#suggested.value === "") this.#suggested.value = this.grid.row(cell.row)?.cells[cell.slot] ?? "";
      this.#draw();
      (is ? this.#suggested : this.#text).focus();
    });
    box.querySelector("input")?.setAttribute("data-keep", "suggest");
    const suggested = labelled("Should be", this.#suggested, make("p", { class: "field__help" }, "Empty suggests to empty the cell. Who may edit accepts it or not."));
    const fields = [
      column?.is_read_only === true ? null : box,
      this.#isSuggesting ? suggested : null,
      labelled(this.#isSuggesting ? "Why (optional)" : "Comment", this.#text),
    ].filter((field) => field !== null);
    return this.#formOf("New comment", fields, this.#isSuggesting ? "Suggest" : "Comment", () => void this.#send(cell, null), null);
  }

  #formOf(name: string, fields: HTMLElement[], label: string, send: () => void, cancel: (() => void) | null): HTMLElement {
    const submit = make("button", { type: "submit", class: "button button--small button--primary" }, label);
    const form = make(
      "form",
      { class: "gp-form", "aria-label": name },
      ...fields,
      make("div", { class: "row" }, submit, cancel === null ? null : button("Cancel", { look: "quiet", run: cancel })),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
    });
    return form;
  }

  async #send(cell: Cell, replyTo: number | null): Promise<void> {
    const isSuggestion = replyTo === null && this.#isSuggesting;
    const suggested = isSuggestion && this.#suggested.value !== "" ? this.#suggested.value : null;
    try {
      const question = { t: "comment", ...cell, text: this.#text.value, suggested, is_suggestion: isSuggestion, reply_to: replyTo } as const;
      await this.grid.ask(question, "done");
      this.#clear();
      this.#draw();
      this.grid.announce(isSuggestion ? "Suggested" : "Said");
    } catch (error) {
      this.grid.tell(reasonOf(error));
    }
  }
}

function said(comment: Comment): HTMLElement {
  return make(
    "div",
    { class: comment.reply_to === null ? "gp-said" : "gp-said gp-said--reply" },
    make("p", { class: "gp-said__by" }, make("strong", {}, comment.by.name), " ", make("time", { datetime: comment.at, class: "muted" }, ago(comment.at))),
    comment.text === "" ? null : make("p", { class: "gp-said__text" }, comment.text),
  );
}

function settledLine(first: Comment): HTMLElement {
  const by = first.settled === undefined ? "" : ` by ${first.settled.by.name}, ${ago(first.settled.at)}`;
  const name = first.state === "rejected" ? "invalid" : "valid";
  return make("p", { class: "muted small" }, icon(name), ` ${STATES[first.state]}${by}`);
}
