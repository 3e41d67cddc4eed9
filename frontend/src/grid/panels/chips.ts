// The values that a field of several holds already: each a chip before it, to walk over and to take out.

import { make } from "./dom";
import { count } from "./words";

export interface ChipsHost {
  label: string;
  announce(words: string): void;
  /** There are others now, by a hand or by what the cell holds. */
  changed(isByHand: boolean): void;
  /** One was taken out; the field has the focus again where that was by the pointer. */
  takenOut(isByPointer: boolean): void;
}

export class Chips {
  readonly element: HTMLUListElement;
  #items: readonly string[] = [];
  /** The one that the arrows have come to; -1 for none. */
  #at = -1;

  constructor(private readonly host: ChipsHost) {
    this.element = make("ul", { class: "gp-chips", "aria-label": `Chosen: ${host.label}` });
  }

  get items(): readonly string[] {
    return this.#items;
  }

  /** What stands here with some more, each once. */
  with(items: readonly string[]): string[] {
    return [...new Set([...this.#items, ...items])];
  }

  add(items: readonly string[]): void {
    this.set(this.with(items));
  }

  /** Add a value, or take it out again; tells whether it was added. */
  toggle(value: string): boolean {
    const has = this.#items.includes(value);
    this.set(has ? this.#items.filter((item) => item !== value) : [...this.#items, value]);
    return !has;
  }

  set(items: readonly string[], isByHand = true): void {
    this.#items = items;
    this.#at = Math.min(this.#at, items.length - 1);
    this.element.replaceChildren(...items.map((item, at) => this.#chip(item, at)));
    this.host.changed(isByHand);
  }

  /** Somebody types: no chip is walked over any more. */
  leave(): void {
    this.#at = -1;
  }

  /** Backspace takes the last chip out; arrows walk over chips. Tells whether the key was one of these. */
  key({ key }: KeyboardEvent): boolean {
    if (this.#items.length === 0) return false;
    const last = this.#items.length - 1;
    if (key === "Backspace" || (key === "Delete" && this.#at !== -1)) {
      this.#takeOut(this.#at === -1 ? last : this.#at, false);
      return true;
    }
    if (key === "ArrowLeft") this.#at = this.#at === -1 ? last : Math.max(0, this.#at - 1);
    else if (key === "ArrowRight" && this.#at !== -1) this.#at = this.#at === last ? -1 : this.#at + 1;
    else return false;
    this.set(this.#items, false);
    if (this.#at !== -1) this.host.announce(`${this.#items[this.#at] ?? ""}: Delete takes it out`);
    return true;
  }

  #chip(item: string, at: number): HTMLLIElement {
    const out = make("button", { type: "button", tabindex: "-1", "aria-label": `Take out ${item}` }, "×");
    out.addEventListener("click", () => this.#takeOut(at, true));
    return make("li", { class: at === this.#at ? "gp-chip is-active" : "gp-chip" }, make("span", {}, item), out);
  }

  #takeOut(at: number, isByPointer: boolean): void {
    const item = this.#items[at] ?? "";
    this.set(this.#items.filter((_, place) => place !== at));
    this.host.announce(`${item} taken out, ${count(this.#items.length, "value")} left`);
    this.host.takenOut(isByPointer);
  }
}
