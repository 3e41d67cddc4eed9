// What the server did not store: said, and after a gate was closed the grid is only looked at.

import type { Island } from "./island";
import type { Heard } from "./protocol";

// What the server calls a refusal by a gate before a submission.
const GATE_CLOSED = "onboarding.gate_closed";

export class Refusals {
  constructor(readonly grid: Island) {}

  take(answer: Extract<Heard, { t: "refused" }>): void {
    // For "Report a problem": see reporting.ts.
    window.dispatchEvent(new CustomEvent("theatrum-refused", { detail: answer.code }));
    if (answer.code === GATE_CLOSED) return this.#shut(answer.reason);
    const first = answer.cells[0];
    const place = first === undefined ? "" : `${this.grid.column(first.slot)?.title ?? ""}: `;
    const words = `Not stored. ${place}${first?.reason ?? answer.reason}`;
    this.grid.tell(words);
    this.grid.announce(words);
    if (first === undefined) void this.grid.reload();
  }

  /** A gate was closed meanwhile; the page says who can open it. */
  #shut(reason: string): void {
    this.grid.may_edit = false;
    this.grid.toolbar.element.classList.add("is-read-only");
    this.grid.tell(reason, { label: "Load again", run: () => location.reload() });
    void this.grid.reload();
  }
}
