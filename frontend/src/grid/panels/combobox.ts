// A field that offers values: type to narrow, arrows to choose, Enter to take the best; or keep what was typed.
//
// The pattern is ARIA's combobox with a list. With several values each is a chip before the field.

import { Chips } from "./chips";
import { freshId, make, placeBeside } from "./dom";
import { join, split } from "./items";
import { type Offer, type Offers } from "./offers";
import { folded, type Option } from "./searching";
import { count, number, quoted } from "./words";

export interface ComboOptions {
  offers: Offers;
  isMultiple: boolean;
  /** What stands in the cell. */
  text: string | null;
  /** What was typed to begin with; null: the cell's own text is edited. */
  typed: string | null;
  label: string;
  /** References are taken as typed, unless somebody chooses: a longer identifier is another one. */
  isLoose: boolean;
  announce(words: string): void;
  changed?(): void;
}

interface Line {
  option: Option | null;
  element: HTMLLIElement;
}

const WAIT = 120;
const PATIENCE = 1_500;
const PAGE = 8;

export class Combo {
  readonly element: HTMLDivElement;
  readonly input: HTMLInputElement;
  readonly popup: HTMLDivElement;
  readonly #list: HTMLUListElement;
  readonly #note: HTMLParagraphElement;
  readonly #chips: Chips;
  #lines: Line[] = [];
  #active = -1;
  /** Whether the active line was chosen by the person, not only offered. */
  #isChosen = false;
  #asked = 0;
  #timer = 0;
  /** The search that is under way. */
  #searching: Promise<void> | null = null;
  /** Items that were taken before their answer came. */
  readonly #better = new Set<Promise<void>>();

  constructor(private readonly options: ComboOptions) {
    const id = freshId("list");
    this.#chips = new Chips({
      label: options.label,
      announce: (words) => options.announce(words),
      changed: (isByHand) => this.#chipsChanged(isByHand),
      takenOut: (isByPointer) => this.#takenOut(isByPointer),
    });
    this.#chips.element.hidden = !options.isMultiple;
    this.input = make("input", {
      type: "text",
      role: "combobox",
      class: "gp-combo__input",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "done",
      "aria-label": options.label,
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": id,
    });
    this.element = make("div", { class: "gp-combo" }, this.#chips.element, this.input);
    this.#list = make("ul", { role: "listbox", id, "aria-label": options.label });
    if (options.isMultiple) this.#list.setAttribute("aria-multiselectable", "true");
    this.#note = make("p", { class: "gp-combo__note" });
    this.popup = make("div", { class: "gp-combo__popup" }, this.#list, this.#note);
    this.popup.hidden = true;
    this.#begin();
    this.#listen();
  }

  /** The cell's text as it would be committed; what was only offered is not taken. */
  get text(): string | null {
    const typed = this.#isChosen ? (this.#lines[this.#active]?.option?.value ?? this.input.value) : this.input.value;
    if (!this.options.isMultiple) return typed.trim() === "" ? null : typed;
    const items = this.#chips.with(this.#split(typed));
    return items.length === 0 ? null : join(items);
  }

  get isOpen(): boolean {
    return !this.popup.hidden;
  }

  open(): void {
    if (this.options.offers.isEmpty || this.isOpen) return;
    this.popup.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.place();
    this.#look();
  }

  close(): void {
    this.popup.hidden = true;
    this.#asked += 1;
    this.input.setAttribute("aria-expanded", "false");
    this.#activate(-1, false);
  }

  /** Put the list where the field is now. */
  place(): void {
    const box = this.element.getBoundingClientRect();
    this.popup.style.minWidth = `${box.width}px`;
    placeBeside(this.popup, box);
  }

  remove(): void {
    this.#asked += 1;
    window.clearTimeout(this.#timer);
    this.popup.remove();
    this.element.remove();
  }

  /** A key that is the combobox's own; tells whether it was. Enter and Tab are left to who holds it. */
  key(event: KeyboardEvent): boolean {
    const { key } = event;
    if (event.altKey && key === "ArrowDown") this.open();
    else if (event.altKey && key === "ArrowUp") this.close();
    else if (key === "ArrowDown") this.#step(1);
    else if (key === "ArrowUp" && this.isOpen) this.#step(-1);
    else if (key === "PageDown" && this.isOpen) this.#step(PAGE);
    else if (key === "PageUp" && this.isOpen) this.#step(-PAGE);
    else if (this.#separates(key)) return true;
    else return this.options.isMultiple && this.input.value === "" && this.#chips.key(event);
    return true;
  }

  /** Take what is offered or typed, for Enter and Tab. Tells whether more may come: of several values one was chosen
   * in the list; who types them ends with Enter, and goes on with a comma. */
  take(): boolean {
    const line = this.#lines[this.#active];
    const option = this.isOpen ? (line?.option ?? null) : null;
    const isTyped = this.input.value.trim() !== "";
    const isMore = this.options.isMultiple && this.#isChosen && option !== null;
    if (option !== null && (this.#isChosen || isTyped)) {
      // What is typed once more stays; only a line of the list takes out what is there.
      if (!isMore && this.#chips.items.includes(option.value)) this.#clear();
      else this.#pick(option);
      return isMore;
    }
    if (!this.options.isMultiple || !isTyped) return false;
    this.#chips.add(this.#split(this.input.value));
    this.#clear();
    return false;
  }

  /** A comma or semicolon ends what is typed of several values, unless a value goes on with it. */
  #separates(sign: string): boolean {
    const typed = this.input.value.trim();
    if (!this.options.isMultiple || (sign !== "," && sign !== ";") || typed === "" || typed.startsWith('"')) return false;
    if (this.#searching !== null && !this.options.isLoose) {
      this.#takeAhead(typed);
      return true;
    }
    const begun = `${typed}${sign}`.toLowerCase();
    const goesOn = this.#lines.some(({ option }) => option !== null && [option.value, option.label].some((one) => one.toLowerCase().startsWith(begun)));
    if (!goesOn) this.take();
    return !goesOn;
  }

  /** Of what is typed the answer is under way: it stands as typed until that comes. */
  #takeAhead(typed: string): void {
    this.#chips.add([typed]);
    this.#clear();
    const better = this.options.offers.search(typed).then(
      ({ options }) => {
        const best = options[this.#best(options, typed, false)];
        if (best !== undefined) this.#chips.set([...new Set(this.#chips.items.map((item) => (item === typed ? best.value : item)))]);
      },
      () => undefined, // no connection: it is kept as typed, and judged when it is sent
    );
    this.#better.add(better);
    void better.then(() => this.#better.delete(better));
  }

  #begin(): void {
    const { text, typed, isMultiple, offers } = this.options;
    if (isMultiple) this.#chips.set(typed === null ? split(text ?? "", offers.whole) : [], false);
    this.input.value = isMultiple ? (typed ?? "") : (typed ?? text ?? "");
  }

  #listen(): void {
    this.input.addEventListener("input", (event) => {
      this.#isChosen = false;
      this.#chips.leave();
      if (this.options.isMultiple && this.#isSeveral()) this.#takeSeveral(event instanceof InputEvent && event.inputType === "insertText");
      this.options.changed?.();
      if (this.isOpen) this.#look();
      else this.open();
    });
    this.element.addEventListener("pointerdown", (event) => {
      if (event.target === this.input && !this.isOpen) this.open();
      else if (event.target !== this.input) event.preventDefault();
    });
    this.popup.addEventListener("pointerdown", (event) => {
      // The field keeps the focus; a finger still scrolls the list.
      if (event.pointerType === "mouse") event.preventDefault();
    });
    this.popup.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const at = this.#lines.findIndex((line) => event.target instanceof Node && line.element.contains(event.target));
      const line = this.#lines[at];
      if (line !== undefined) this.#clicked(line);
    });
  }

  #clicked(line: Line): void {
    if (line.option !== null) this.#pick(line.option);
    else if (this.options.isMultiple) this.take();
    this.input.focus();
    if (!this.options.isMultiple) this.element.dispatchEvent(new CustomEvent("picked"));
  }

  /** Of what is typed the last one is still being typed. */
  #takeSeveral(isTyped: boolean): void {
    const { value } = this.input;
    const items = this.#split(value);
    const rest = isTyped && !/[,;]\s*$/.test(value) ? (items.pop() ?? "") : "";
    this.#chips.add(items);
    this.input.value = rest;
  }

  /** Something with a separator in it was typed or pasted. */
  #isSeveral(): boolean {
    const { value } = this.input;
    return /[;\n]/.test(value) || this.#split(value).length > 1;
  }

  #look(): void {
    const text = this.#isUntouched() ? "" : this.input.value;
    const { offers } = this.options;
    if (offers.isLocal) return this.#show(offers.local(text));
    window.clearTimeout(this.#timer);
    this.#asked += 1;
    const asked = this.#asked;
    // What is shown belongs to what was typed before: it is offered no more.
    this.#activate(-1, false);
    this.#searching = new Promise((settle) => {
      // Waits only where somebody types on; the first list comes at once.
      const wait = this.#lines.length === 0 ? 0 : WAIT;
      this.#timer = window.setTimeout(() => void this.#search(text, asked).then(settle), wait);
    });
  }

  /** What is typed may yet become a value of the list: its answer is under way. References are taken as typed. */
  get isWaiting(): boolean {
    const isSearched = this.#searching !== null && !this.options.isLoose && this.input.value.trim() !== "";
    return isSearched || this.#better.size > 0;
  }

  /** The text once what is typed has its answer; the field may be gone from the page by then. */
  async answered(): Promise<string | null> {
    await this.settled();
    await inTime(Promise.all(this.#better));
    this.take();
    const { text } = this;
    this.close();
    return text;
  }

  /** When what is typed has its answer, or none comes for a while: then it is kept as typed. */
  async settled(): Promise<void> {
    if (this.#searching !== null) await inTime(this.#searching);
  }

  async #search(text: string, asked: number): Promise<void> {
    try {
      const found = await this.options.offers.search(text);
      if (asked === this.#asked) this.#show(found);
    } catch {
      // No connection: what is typed is kept, and judged when it is sent.
      if (asked === this.#asked) this.#show({ options: [], hasMore: false });
    }
  }

  /** The field holds what the cell held: then everything is offered, not only what is like it. */
  #isUntouched(): boolean {
    const { isMultiple, typed, text } = this.options;
    return !isMultiple && typed === null && this.input.value === (text ?? "");
  }

  #show(offer: Offer): void {
    this.#searching = null;
    const typed = this.input.value.trim();
    const untouched = this.#isUntouched();
    const lines = offer.options.map((option) => this.#line(option));
    const isKnown = offer.options.some((one) => one.value === typed);
    if (typed !== "" && !isKnown && !untouched) {
      lines.push({ option: null, element: make("li", { role: "option", class: "gp-combo__own" }, `Keep ${quoted(typed)} as typed`) });
    }
    this.#lines = lines;
    this.#list.replaceChildren(...lines.map((line) => line.element));
    this.#list.hidden = lines.length === 0;
    this.#tellHowMany(offer, typed, untouched);
    this.#activate(this.#best(offer.options, typed, untouched), false);
    this.place();
  }

  #line(option: Option): Line {
    const isSame = option.label === "" || option.label === option.value;
    const isChosen = this.options.isMultiple ? this.#chips.items.includes(option.value) : option.value === this.options.text;
    const element = make(
      "li",
      { role: "option", id: freshId("option"), "aria-selected": String(isChosen), class: isChosen ? "is-chosen" : null },
      make("span", { class: "gp-combo__label" }, isSame ? option.value : option.label),
      isSame ? null : make("code", {}, option.value),
      option.note === "" ? null : make("span", { class: "gp-combo__hint" }, option.note),
    );
    return { option, element };
  }

  /** Which line is offered to Enter: the cell's own value, else the best for what is typed, else none. */
  #best(options: readonly Option[], typed: string, untouched: boolean): number {
    const exact = options.findIndex((one) => one.value === typed);
    if (exact !== -1) return exact;
    if (typed === "" || untouched) return -1;
    const same = options.findIndex((one) => folded(one.value) === folded(typed) || folded(one.label) === folded(typed));
    if (same !== -1) return same;
    return this.options.isLoose || options.length === 0 ? -1 : 0;
  }

  #tellHowMany(offer: Offer, typed: string, untouched: boolean): void {
    const found = offer.options.length;
    if (found === 0) {
      this.#note.textContent = typed === "" || untouched ? "Nothing to choose from: type the value." : "No value is like that.";
    } else if (offer.hasMore) {
      this.#note.textContent = `The first ${number(found)}: type to narrow.`;
    } else this.#note.textContent = "";
    this.#note.hidden = this.#note.textContent === "";
    this.options.announce(offer.hasMore ? `more than ${count(found, "value")}` : count(found, "value"));
  }

  #step(by: number): void {
    if (!this.isOpen) return this.open();
    if (this.#lines.length === 0) return;
    const last = this.#lines.length - 1;
    let next = this.#active + by;
    if (this.#active === -1) next = by > 0 ? 0 : last;
    else if (Math.abs(by) === 1 && next < 0) next = last;
    else if (Math.abs(by) === 1 && next > last) next = 0;
    this.#activate(Math.min(last, Math.max(0, next)), true);
  }

  #activate(at: number, isChosen: boolean): void {
    this.#lines[this.#active]?.element.classList.remove("is-active");
    this.#active = at;
    this.#isChosen = isChosen && at !== -1;
    const line = this.#lines[at];
    if (line === undefined) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    if (line.element.id === "") line.element.id = freshId("option");
    line.element.classList.add("is-active");
    line.element.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", line.element.id);
  }

  #pick(option: Option): void {
    this.options.offers.taken(option);
    if (this.options.isMultiple) {
      const isAdded = this.#chips.toggle(option.value);
      this.options.announce(`${option.value} ${isAdded ? "added" : "taken out"}`);
      this.#clear();
      return;
    }
    this.input.value = option.value;
    this.#isChosen = false;
    this.options.changed?.();
    this.close();
  }

  #clear(): void {
    this.input.value = "";
    this.#isChosen = false;
    this.options.changed?.();
    if (this.isOpen) this.#look();
  }

  /** What is typed, as the values it names. */
  #split(text: string): string[] {
    return split(text.replaceAll("\n", "; "), this.options.offers.whole);
  }

  #chipsChanged(isByHand: boolean): void {
    this.input.placeholder = this.#chips.items.length === 0 ? "" : "and …";
    if (isByHand) this.options.changed?.();
    if (this.isOpen) this.place();
  }

  #takenOut(isByPointer: boolean): void {
    if (this.isOpen && this.#searching === null) this.#look();
    if (isByPointer) this.input.focus();
  }
}

/** What comes in time, or not. */
async function inTime(coming: Promise<unknown>): Promise<void> {
  await Promise.race([coming, new Promise<void>((settle) => window.setTimeout(settle, PATIENCE))]);
}
