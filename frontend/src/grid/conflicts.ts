// Cells in which two people wrote without having seen each other, and cells that were not stored: a list that
// stays until somebody has dealt with it, so that nothing is lost silently.

import type { Island } from "./island";
import { count as counted } from "./panels/words";
import type { Inserted, Operation, Text } from "./protocol";
import { ROW_GONE } from "./refusals";
import { isOwn } from "./telling";
import { element } from "./words";

interface Conflict {
  row: number;
  slot: number;
  /** What stands there by now, and what stood there before it. */
  now: Text;
  was: Text;
  /** Who wrote what stands there, and who wrote what was there before. */
  writer: string;
  loser: string;
  isMine: boolean;
}

const NAME = "conflicts";
// So many are listed at once; those that follow come as these are dealt with.
const MOST = 200;

export class Conflicts {
  #list: Conflict[] = [];
  readonly #button: HTMLElement;

  constructor(private readonly grid: Island) {
    this.#button = grid.useButton({ label: "Conflicts", icon: "warning", run: () => this.open() });
    this.#count();
    grid.on("operation", (operation) => this.#hear(operation));
    grid.on("queue", () => this.#count());
  }

  open(): void {
    const box = this.grid.openPanel(NAME, "Conflicts");
    this.#fill(box);
  }

  #hear(operation: Operation): void {
    const isMine = isOwn(this.grid, operation.by);
    for (const { row, slot, text, by } of operation.over) {
      if (!isMine && !isOwn(this.grid, by)) continue;
      const now = operation.cells.find(([number, column]) => number === row && column === slot)?.[3] ?? null;
      this.#list = this.#list.filter((one) => one.row !== row || one.slot !== slot);
      this.#list.push({ row, slot, now, was: text, writer: operation.by.name, loser: by.name, isMine });
    }
    if (operation.over.length > 0) this.#count();
  }

  #count(): void {
    const count = this.#list.length + this.grid.queue.unsaved + this.grid.queue.lost.length;
    this.#button.hidden = count === 0;
    const label = this.#button.querySelector("span");
    if (label !== null) label.textContent = `Conflicts (${count.toLocaleString("en")})`;
    const open = this.grid.root.querySelector<HTMLElement>(`.grid-side:not([hidden]) [data-panel=${NAME}]`);
    if (open !== null) this.#fill(open);
  }

  #fill(box: HTMLElement): void {
    const items: HTMLElement[] = [];
    const unsaved = this.grid.queue.unsavedCells();
    for (const { row, slot, reason } of unsaved.slice(0, MOST)) {
      const text = this.grid.queue.draft(row, slot)?.text ?? null;
      const words = `Not stored: ${quoted(text)}. ${reason}`;
      const back = (): void => void this.#bringBack(row, slot, text);
      const offered: Choice[] = reason === ROW_GONE ? [["Bring the row back with my text", back]] : [];
      items.push(this.#item(row, slot, words, [...offered, ["Give up my text", () => this.grid.queue.discard(row, slot)]]));
    }
    for (const one of this.#list.slice(0, MOST)) items.push(this.#conflict(one));
    for (const one of this.grid.queue.lost) items.push(this.#lost(one));
    const more = Math.max(0, unsaved.length - MOST) + Math.max(0, this.#list.length - MOST);
    if (more > 0) items.push(element("li", "muted", `And ${counted(more, "more cell")}.`));
    const list = element("ul", "problems");
    list.append(...items);
    const hadFocus = box.contains(document.activeElement);
    box.replaceChildren(items.length > 0 ? list : element("p", "muted", "No conflicts."));
    if (hadFocus) (box.querySelector("button") ?? this.grid).focus();
  }

  async #bringBack(row: number, slot: number, text: Text): Promise<void> {
    const outcome = await this.grid.edit({ restore: [row] });
    if (outcome.state !== "refused") await this.grid.edit({ cells: [[row, slot, text]] });
  }

  #conflict(one: Conflict): HTMLElement {
    const { row, slot, now, was, writer, loser, isMine } = one;
    const words = isMine
      ? `You wrote ${quoted(now)} over ${quoted(was)}, which ${loser} had written meanwhile.`
      : `${writer} wrote ${quoted(now)} over your ${quoted(was)}.`;
    const settle = (): void => {
      this.#list = this.#list.filter((other) => other !== one);
      this.#count();
    };
    const back = (): void => {
      settle();
      void this.grid.edit({ cells: [[row, slot, was]] });
    };
    return this.#item(row, slot, words, [
      [isMine ? "Keep mine" : `Keep ${writer}'s`, settle],
      [isMine ? `Take ${loser}'s` : "Put mine back", back],
    ]);
  }

  #lost(one: { rows: Inserted[]; reason: string }): HTMLElement {
    const item = element("li", "problem");
    const { lost } = this.grid.queue;
    const settle = (): void => {
      lost.splice(lost.indexOf(one), 1);
      this.#count();
    };
    const again = (): void => {
      settle();
      void this.grid.edit({ insert: one.rows.map((row) => ({ ...row, after: null })) });
    };
    const words = `${counted(one.rows.length, "new row")} not stored. ${one.reason}`;
    item.append(element("p", "", words), choices([["Add them again", again], ["Give them up", settle]]));
    return item;
  }

  #item(row: number, slot: number, words: string, offered: Choice[]): HTMLElement {
    const item = element("li", "problem problem--warning");
    const index = this.grid.indexOf(row);
    const place = `${index === undefined ? "" : `Row ${(index + 1).toLocaleString("en")}, `}${this.grid.column(slot)?.title ?? ""}`;
    const go = element("button", "button button--small button--quiet problem__where", place);
    go.type = "button";
    go.addEventListener("click", () => void this.grid.focusCell(row, slot));
    item.append(go, element("p", "", words), choices(offered));
    return item;
  }
}

type Choice = [label: string, run: () => void];

function choices(offered: Choice[]): HTMLElement {
  const buttons = element("div", "row");
  for (const [label, run] of offered) {
    const button = element("button", "button button--small", label);
    button.type = "button";
    button.addEventListener("click", run);
    buttons.append(button);
  }
  return buttons;
}

function quoted(text: Text): string {
  return text === null ? "an empty cell" : `“${text.length > 80 ? `${text.slice(0, 79)}…` : text}”`;
}
