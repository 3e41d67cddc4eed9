// The panel of cells that were changed here and at the source since: mine or theirs, one by one or all at once.

import type { Grid } from "../contract";
import { button, link, make } from "../panels/dom";
import { reasonOf, redraw, Side } from "../panels/opened";
import { count, quoted } from "../panels/words";
import type { Choice, Dispute, Server, Standing } from "./server";

export class Choosing {
  readonly #side: Side;

  constructor(
    private readonly grid: Grid,
    private readonly server: Server,
    private readonly settled: () => void,
  ) {
    this.#side = new Side(grid, "saving", "Both sides changed");
  }

  show(standing: Standing): void {
    this.#side.open();
    this.#draw(standing);
  }

  #draw(standing: Standing): void {
    if (standing.conflict_count === 0) {
      const done = make("p", { role: "status" }, "All of them are settled.");
      const again = button("Save now", { look: "primary", run: () => this.#done() });
      redraw(this.#side.body, done, make("p", {}, again));
      again.focus();
      return;
    }
    const lead = make("p", {}, `${count(standing.conflict_count, "cell")} changed here and, since you opened the grid, by somebody else. Choose which is to stand; nothing is written before.`);
    const all = make(
      "div",
      { class: "buttons" },
      button("Mine in all", { run: () => void this.#settle({ all: "mine" }) }),
      button("Theirs in all", { run: () => void this.#settle({ all: "theirs" }) }),
    );
    const list = make("ol", { class: "gp-history" }, ...standing.conflicts.map((one) => this.#item(one)));
    redraw(this.#side.body, lead, all, list);
  }

  #item(one: Dispute): HTMLElement {
    const where = `${one.column}, ${one.place}`;
    const who = one.by === "" ? "Theirs" : `By ${one.by}${one.version === null ? "" : `, version ${one.version}`}`;
    const choose = (label: string, choice: Choice): HTMLElement => {
      const element = button(label, { name: `${label} in ${where}`, run: () => void this.#settle({ cells: [[one.row, one.slot, choice]] }) });
      element.dataset["keep"] = `${choice}-${one.row}-${one.slot}`;
      return element;
    };
    return make(
      "li",
      { class: "gp-past" },
      make("p", {}, link(where, () => void this.grid.focusCell(one.row, one.slot))),
      make("p", {}, make("span", { class: "muted" }, "Mine: "), make("strong", {}, quoted(one.mine))),
      make("p", {}, make("span", { class: "muted" }, `${who}: `), make("strong", {}, quoted(one.theirs))),
      make("div", { class: "buttons" }, choose("Mine", "mine"), choose("Theirs", "theirs")),
    );
  }

  async #settle(choice: { cells: [number, number, Choice][] } | { all: Choice }): Promise<void> {
    try {
      const standing = await this.server.settle(choice);
      if (this.#side.isOpen) this.#draw(standing);
      this.grid.announce(standing.conflict_count === 0 ? "All settled." : `${count(standing.conflict_count, "cell")} left.`);
    } catch (error) {
      this.grid.tell(reasonOf(error));
    }
  }

  #done(): void {
    this.#side.close();
    this.settled();
  }
}
