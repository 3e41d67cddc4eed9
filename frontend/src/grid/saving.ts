// Saving: the button above the grid, Ctrl+S, the dialog, long saves with their progress, and what came of it.
//
// The elements are those of templates/grids/parts/save.html: [data-save] with [data-save-state], [data-save-open].

import type { Events, Grid } from "./contract";
import { button, later, make } from "./panels/dom";
import { reasonOf, Side } from "./panels/opened";
import { count } from "./panels/words";
import { Choosing } from "./saving/choosing";
import { Dialog } from "./saving/dialog";
import { type Block, type Job, type Outcome, Server } from "./saving/server";
import { outcomeWords, stateWords } from "./saving/words";
import { isOwn } from "./telling";

// In milliseconds, after the last change: then it is asked how many rows are not saved.
const QUIET = 1500;

class Saving {
  readonly #state: HTMLElement;
  readonly #button: HTMLButtonElement;
  readonly #server: Server;
  readonly #dialog: Dialog;
  readonly #choosing: Choosing;
  readonly #side: Side;
  #queue: Events["queue"] = { waiting: 0, is_connected: true };
  #isSaving = false;

  constructor(
    private readonly grid: Grid,
    root: HTMLElement,
  ) {
    this.#state = part(root, "[data-save-state]");
    this.#button = part<HTMLButtonElement>(root, "[data-save-open]");
    const csrf = grid.root.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
    this.#server = new Server(root.dataset["save"] ?? "", root.dataset["saveSettle"] ?? "", csrf);
    this.#dialog = new Dialog(root, { save: (name, comment) => void this.#save(name, comment), look: (block) => void this.#look(block) });
    this.#choosing = new Choosing(grid, this.#server, () => void this.#save("", ""));
    this.#side = new Side(grid, "saved", "What was not written");
    // Who only looks has nothing to save.
    this.#button.hidden = this.#state.hidden = !grid.may_edit;
    this.#button.disabled = false;
    if (!grid.may_edit) return;
    this.#button.addEventListener("click", () => void this.open());
    grid.useKey("Ctrl+S", "Save", () => void this.open());
    // Wherever the focus is, no browser shall save the page instead.
    document.addEventListener("keydown", (event) => this.#press(event));
    const look = later(() => void this.#tellState(), QUIET);
    grid.on("operation", look);
    grid.on("queue", (queue) => (this.#queue = queue));
    grid.on("saved", (saved) => {
      const who = saved.version === null ? `${saved.by.name} wrote the annotations.` : `${saved.by.name} saved version ${saved.version}.`;
      // Whose save it is hears more of it than that.
      if (!isOwn(grid, saved.by)) grid.tell(who);
      look();
    });
    void this.#tellState();
  }

  async open(): Promise<void> {
    if (this.#isSaving || !this.grid.may_edit) return;
    try {
      const standing = await this.#server.standing();
      if (standing.conflict_count > 0) this.#choosing.show(standing);
      else this.#dialog.open(standing);
    } catch (error) {
      this.grid.tell(reasonOf(error));
    }
  }

  #press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.key.toLowerCase() !== "s" || event.shiftKey || event.altKey) return;
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    void this.open();
  }

  async #tellState(): Promise<void> {
    if (document.hidden || this.#isSaving) return;
    try {
      this.#state.textContent = stateWords(await this.#server.brief());
    } catch {
      // The line says what was so when it was asked last; the next change asks again.
    }
  }

  async #save(name: string, comment: string): Promise<void> {
    if (this.#isSaving) return;
    this.#isSaving = true;
    this.#button.disabled = true;
    try {
      await this.#sent();
      this.#state.textContent = "Saving …";
      await this.#tell(await this.#server.save(name, comment, (job) => this.#progress(job)));
    } catch (error) {
      this.grid.tell(`Not saved. ${reasonOf(error)}`, { label: "Try again", run: () => void this.open() });
    } finally {
      this.#isSaving = false;
      this.#button.disabled = false;
      await this.#tellState();
    }
  }

  /** Resolves when every edit of this page is with the server. */
  #sent(): Promise<void> {
    if (this.#queue.waiting === 0) return Promise.resolve();
    this.#state.textContent = `Waiting until ${count(this.#queue.waiting, "edit")} of yours ${this.#queue.waiting === 1 ? "is" : "are"} sent …`;
    return new Promise((resolve) => {
      const stop = this.grid.on("queue", ({ waiting }) => {
        if (waiting > 0) return;
        stop();
        resolve();
      });
    });
  }

  #progress({ done, total, message }: Job): void {
    const share = done !== null && total !== null && total > 0 ? ` ${Math.min(99, Math.floor((100 * done) / total))} %` : "";
    this.#state.textContent = `Saving …${share}${message === "" ? "" : ` (${message})`}`;
  }

  async #tell(outcome: Outcome): Promise<void> {
    const words = outcomeWords(outcome);
    if (outcome.conflicts > 0) {
      this.#choosing.show(await this.#server.standing());
      this.grid.announce(words);
    } else {
      const wrong: Block = { what: "error", count: outcome.invalid };
      this.grid.tell(words, outcome.invalid > 0 ? { label: "Show them", run: () => void this.#look(wrong) } : undefined);
    }
    if (outcome.refused.length > 0 || outcome.messages.length > 0) this.#notWritten(outcome);
  }

  #notWritten({ refused, messages, conflicts }: Outcome): void {
    if (conflicts > 0) return;
    const items = refused.map(([entity, reason]) => make("li", {}, make("a", { href: `/entities/${entity}` }, entity), `: ${reason}`));
    this.#side.open().append(
      ...(items.length === 0 ? [] : [make("p", {}, `${count(items.length, "file")} could not be annotated. Their rows keep what you typed.`), make("ul", {}, ...items)]),
      ...messages.map((message) => make("p", {}, message)),
      make("p", {}, button("Close", { run: () => this.#side.close() })),
    );
  }

  async #look({ what }: Block): Promise<void> {
    if (what !== "error" && what !== "pending") return;
    await this.grid.setView({ ...this.grid.view, problems: what });
  }
}

function part<T extends HTMLElement = HTMLElement>(root: HTMLElement, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (found === null) throw new Error(`no ${selector} in the page`);
  return found;
}

export function saving(grid: Grid): void {
  const root = document.querySelector<HTMLElement>("[data-save]");
  if (root !== null) new Saving(grid, root);
}
