// What the server did not store: said, and after a gate was closed the grid is only looked at.

import type { Answer } from "./contract";
import type { Island } from "./island";
import { tellAloud } from "./telling";

type Refusal = Answer<"refused">;

// What the server calls a refusal by a gate before a submission, and of who may not change the grid any more.
const SHUT = ["onboarding.gate_closed", "grids.access_denied"];

export const ROW_GONE = "Somebody deleted the row meanwhile.";

// What programs are told of sessions and rows by number, for people.
const WORDS: Record<string, string> = {
  "grids.access_denied": "You may not change this grid any more. Ask whoever shares with you what it is over.",
  "grids.not_found": "This grid is not there any more.",
  "grids.row_not_found": ROW_GONE,
};

/** The reason of a refusal as people read it. */
export function inWords(code: string, reason: string): string {
  return WORDS[code] ?? reason;
}

/** A refusal with all of its reasons as people read them. */
export function worded(answer: Refusal): Refusal {
  const cells = answer.cells.map((cell) => ({ ...cell, reason: inWords(answer.code, cell.reason) }));
  return { ...answer, reason: inWords(answer.code, answer.reason), cells };
}

export class Refusals {
  constructor(readonly grid: Island) {}

  take(answer: Refusal): void {
    // For "Report a problem": see reporting.ts.
    window.dispatchEvent(new CustomEvent("theatrum-refused", { detail: answer.code }));
    if (SHUT.includes(answer.code)) return this.#shut(answer.reason);
    // What is true of a whole row, or of the grid, is said of no cell.
    const first = answer.code in WORDS ? undefined : answer.cells[0];
    const place = first === undefined ? "" : `${this.grid.column(first.slot)?.title ?? ""}: `;
    const words = `Not stored. ${place}${first?.reason ?? answer.reason}`;
    tellAloud(this.grid, words);
    if (first === undefined) void this.grid.viewing.reload();
  }

  /** A gate was closed meanwhile, or a role was lost; the page says who can help. What was typed stays in its cell. */
  #shut(reason: string): void {
    this.grid.may_edit = false;
    this.grid.toolbar.element.classList.add("is-read-only");
    this.grid.tell(reason, { label: "Load again", run: () => location.reload() });
    void this.grid.viewing.reload();
  }
}
