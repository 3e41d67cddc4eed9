// The dialog of a save: a name and a comment, and what would keep the rows from being staged.

import { isComposed } from "../keys";
import { button, labelled, make } from "../panels/dom";
import { blockWords, stateWords } from "./words";
import type { Block, Standing } from "./server";

const LONGEST = "256";

export interface Asked {
  save(name: string, comment: string): void;
  /** Show the rows of a block in the grid. */
  look(block: Block): void;
}

export class Dialog {
  readonly #element = make("dialog", { class: "grid-save__dialog", "aria-labelledby": "grid-save-title" });
  readonly #name = make("input", { type: "text", maxlength: LONGEST, autocomplete: "off" });
  readonly #comment = make("textarea", { rows: "2", maxlength: LONGEST });

  constructor(
    parent: HTMLElement,
    private readonly asked: Asked,
  ) {
    parent.append(this.#element);
  }

  open(standing: Standing): void {
    this.#name.value = "";
    this.#comment.value = "";
    const form = make("form", { method: "dialog" }, ...(standing.is_records ? this.#fields() : []), this.#buttons());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#element.close();
      this.asked.save(this.#name.value, this.#comment.value);
    });
    const title = standing.is_records ? "Save as a new version" : "Write annotations to the files";
    this.#element.replaceChildren(
      make("h2", { id: "grid-save-title" }, title),
      make("p", {}, `All edits are kept. ${stateWords(standing)}`, ...behind(standing)),
      ...this.#blocks(standing.blocks),
      form,
    );
    this.#element.showModal();
    (standing.is_records ? this.#comment : form.querySelector("button"))?.focus();
  }

  #fields(): HTMLElement[] {
    // Enter saves; a line of its own in the comment takes Shift and Enter.
    this.#comment.onkeydown = (event) => {
      if (event.key !== "Enter" || event.shiftKey || isComposed(event)) return;
      event.preventDefault();
      this.#comment.form?.requestSubmit();
    };
    return [
      labelled("What changed (optional)", this.#comment),
      labelled("Name of the version (optional)", this.#name, make("p", { class: "field__help" }, "Such as: ready for review. A name is used once.")),
    ];
  }

  #blocks(blocks: Block[]): HTMLElement[] {
    if (blocks.length === 0) return [make("p", {}, "Nothing keeps these rows from being staged.")];
    const items = blocks.map((block) => {
      const words = blockWords(block);
      const shown = block.what === "error" || block.what === "pending";
      return make("li", {}, shown ? button(words, { look: "quiet", run: () => this.#look(block) }) : words);
    });
    return [make("p", {}, "You can save as it is. It could not be staged yet:"), make("ul", {}, ...items)];
  }

  #look(block: Block): void {
    this.#element.close();
    this.asked.look(block);
  }

  #buttons(): HTMLElement {
    const cancel = button("Cancel", { look: "quiet", run: () => this.#element.close() });
    return make("div", { class: "buttons" }, make("button", { type: "submit", class: "button button--primary" }, "Save"), cancel);
  }
}

function behind({ version, newest }: Standing): string[] {
  if (version === null || newest === null || newest === version) return [];
  return [` Somebody saved version ${newest} since: what it changed is taken in first.`];
}
