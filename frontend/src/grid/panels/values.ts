// The values of a column to choose from, as the server counts them: with a search, and boxes.

import type { Grid } from "../contract";
import type { Text } from "../protocol";
import { freshId, later, make } from "./dom";
import { reasonOf } from "./opened";
import { number, quoted } from "./words";

const LIMIT = 100;
const WAIT = 200;

export class Values {
  readonly element: HTMLElement;
  readonly #list = make("ul", { class: "gp-values" });
  readonly #note = make("p", { class: "field__help", role: "status" });
  readonly #field = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
  readonly #chosen: Set<Text>;
  #asked = 0;

  constructor(
    private readonly grid: Grid,
    private readonly slot: number,
    title: string,
    chosen: readonly Text[],
    private readonly changed: (chosen: Text[]) => void,
  ) {
    this.#chosen = new Set(chosen);
    this.#field.id = freshId("values");
    const soon = later(() => void this.load(), WAIT);
    this.#field.addEventListener("input", soon);
    this.element = make(
      "fieldset",
      { class: "gp-values-of" },
      make("legend", {}, `Only these values of ${title}`),
      make("label", { for: this.#field.id, class: "visually-hidden" }, "Search a value"),
      this.#field,
      this.#list,
      this.#note,
    );
    this.#field.placeholder = "Search a value";
  }

  async load(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const question = { t: "values", slot: this.slot, text: this.#field.value, limit: LIMIT } as const;
      const { items, has_more } = await this.grid.ask(question, "values");
      if (asked !== this.#asked) return;
      this.#list.replaceChildren(...this.#kept(items).map(({ text, count }) => this.#line(text, count)));
      const more = has_more ? `The first ${number(items.length)}: search for others.` : "";
      this.#note.textContent = items.length === 0 ? "No value is like that." : more;
    } catch (error) {
      if (asked === this.#asked) this.#note.textContent = reasonOf(error);
    }
  }

  /** What is chosen stays in sight, though it is none of the first. */
  #kept(items: { text: Text; count: number }[]): { text: Text; count: number | null }[] {
    const known = new Set(items.map((item) => item.text));
    const missing = this.#field.value === "" ? [...this.#chosen].filter((text) => !known.has(text)) : [];
    return [...missing.map((text) => ({ text, count: null })), ...items];
  }

  #line(text: Text, times: number | null): HTMLElement {
    const box = make("input", { type: "checkbox" });
    box.checked = this.#chosen.has(text);
    box.addEventListener("change", () => {
      if (box.checked) this.#chosen.add(text);
      else this.#chosen.delete(text);
      this.changed([...this.#chosen]);
    });
    const shown = text === null ? make("em", {}, "empty") : make("span", {}, text === "" ? quoted(text) : text);
    const label = make("label", { class: "gp-check" }, box, shown);
    return make("li", {}, label, times === null ? null : make("span", { class: "muted number" }, number(times)));
  }
}
