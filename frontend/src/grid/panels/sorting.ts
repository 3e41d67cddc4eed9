// Sorting and filtering: a panel for one column at a time, a menu at its header, and chips above the rows.

import type { Grid } from "../contract";
import type { Column, Filter, Text, ViewSpec } from "../protocol";
import { button, checkbox, icon, labelled, later, make, placeBeside } from "./dom";
import { reasonOf, Side } from "./opened";
import { Values } from "./values";
import { chips, EVERYTHING, filteredBy, isEverything, sortedBy } from "./viewing";
import { count, number } from "./words";

const WAIT = 300;

export class Sorting {
  readonly #side: Side;
  readonly #menu = make("div", { class: "menu__sheet gp-menu", role: "menu" });
  readonly #shown = make("p", { class: "muted", role: "status" });
  readonly #counts = make("span", { class: "muted" });
  #slot: number;
  #wanted: ViewSpec;
  readonly #apply: () => void;

  constructor(private readonly grid: Grid) {
    this.#side = new Side(grid, "view", "Sort and filter");
    this.#slot = grid.columns[0]?.slot ?? 0;
    this.#wanted = grid.view;
    this.#apply = later(() => void this.#set(this.#wanted), WAIT);
    grid.useButton({ label: "Sort and filter", icon: "filter", keys: "Ctrl+Shift+L", run: () => this.open() });
    grid.useKey("Ctrl+Shift+L", "Sort and filter", () => this.open());
    grid.on("view", () => this.#viewChanged());
    grid.on("totals", () => this.#tellCounts());
    grid.on("rows", () => this.#tellCounts());
    grid.on("header", ({ slot, anchor }) => this.#openMenu(slot, anchor));
    this.#menu.hidden = true;
    grid.root.append(this.#menu);
    this.#listenToMenu();
    this.#drawChips();
  }

  open(slot: number | null = null): void {
    this.#slot = slot ?? this.grid.selection()?.slot ?? this.#slot;
    this.#draw();
    this.#side.body.querySelector("select")?.focus();
  }

  get #column(): Column | undefined {
    return this.grid.columns.find((column) => column.slot === this.#slot);
  }

  async #set(view: ViewSpec): Promise<void> {
    this.#wanted = view;
    try {
      await this.grid.setView(view);
      this.grid.announce(isEverything(view) ? "All rows are shown" : `${count(this.grid.count, "row")} shown`);
    } catch (error) {
      this.grid.tell(reasonOf(error));
    }
  }

  #viewChanged(): void {
    this.#wanted = this.grid.view;
    this.#drawChips();
    if (this.#side.isOpen) this.#tellShown();
  }

  #tellShown(): void {
    const { rows } = this.grid.totals;
    this.#shown.textContent = isEverything(this.grid.view)
      ? `All ${count(rows, "row")} are shown.`
      : `${number(this.grid.count)} of ${count(rows, "row")} shown.`;
  }

  #draw(): void {
    const column = this.#column;
    if (column === undefined) return;
    const body = this.#side.open();
    body.append(this.#columnField(), this.#sortField(column), this.#likeField(column));
    const values = this.#values(column);
    body.append(values.element, this.#only(), this.#shown, this.#buttons());
    this.#tellShown();
    void values.load();
  }

  #columnField(): HTMLElement {
    const select = make("select");
    select.append(...this.grid.columns.map((one) => make("option", { value: String(one.slot) }, one.title)));
    select.value = String(this.#slot);
    select.addEventListener("change", () => {
      this.#slot = Number(select.value);
      this.#draw();
      this.#side.body.querySelector("select")?.focus();
    });
    return labelled("Column", select);
  }

  #sortField(column: Column): HTMLElement {
    const now = this.#wanted.sort.find((one) => one.slot === column.slot);
    const value = now === undefined ? "none" : now.is_descending ? "down" : "up";
    const radio = (name: string, label: string, is: boolean | null): HTMLElement => {
      const box = make("input", { type: "radio", name: "gp-sort" });
      box.checked = value === name;
      box.addEventListener("change", () => void this.#set(sortedBy(this.#wanted, column.slot, is)));
      return make("label", { class: "gp-check" }, box, make("span", {}, label));
    };
    return make(
      "fieldset",
      {},
      make("legend", {}, "Order"),
      make("div", { class: "row" }, radio("none", "As they stand", null), radio("up", "Ascending", false), radio("down", "Descending", true)),
    );
  }

  #filter(slot: number): Filter {
    return this.#wanted.filters.find((one) => one.slot === slot) ?? { slot };
  }

  #likeField(column: Column): HTMLElement {
    const field = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    field.value = this.#filter(column.slot).like ?? "";
    field.addEventListener("input", () => {
      const { like: _, ...rest } = this.#filter(column.slot);
      this.#wanted = filteredBy(this.#wanted, field.value === "" ? rest : { ...rest, like: field.value });
      this.#apply();
    });
    return labelled("Contains", field);
  }

  #values(column: Column): Values {
    const chosen = this.#filter(column.slot).has ?? [];
    return new Values(this.grid, column.slot, column.title, chosen, (has: Text[]) => {
      const { has: _, ...rest } = this.#filter(column.slot);
      this.#wanted = filteredBy(this.#wanted, has.length === 0 ? rest : { ...rest, has });
      this.#apply();
    });
  }

  #only(): HTMLElement {
    const select = make("select");
    const options: [ViewSpec["problems"], string][] = [
      ["all", "All rows"],
      ["error", "Rows with problems"],
      ["pending", "Rows that are pending"],
      ["comment", "Rows with open comments"],
    ];
    select.append(...options.map(([value, label]) => make("option", { value }, label)));
    select.value = this.#wanted.problems;
    select.addEventListener("change", () => void this.#set({ ...this.#wanted, problems: select.value as ViewSpec["problems"] }));
    return labelled("Show", select);
  }

  #buttons(): HTMLElement {
    const { grid } = this;
    const column = this.#column;
    const hide = checkbox("Hide this column", grid.hidden.includes(this.#slot), (isHidden) => {
      const others = grid.hidden.filter((slot) => slot !== this.#slot);
      grid.setHidden(isHidden ? [...others, this.#slot] : others);
    });
    const clear = button("Clear all", {
      run: () => void this.#set(EVERYTHING).then(() => this.#draw()),
    });
    return make("div", { class: "gp-foot" }, column?.is_key === true ? null : hide, clear);
  }

  #drawChips(): void {
    const found = chips(this.grid.view, this.grid.columns).map(({ words, without }) => {
      const out = make("button", { type: "button", "aria-label": `Take away: ${words}` }, "×");
      out.addEventListener("click", () => void this.#set(without));
      return make("li", { class: "gp-chip" }, make("span", {}, words), out);
    });
    const list = make("ul", { class: "gp-chips", "aria-label": "Sorted and filtered by" }, ...found);
    const clear = button("Clear all", { look: "quiet", run: () => void this.#set(EVERYTHING) });
    // Rows stay where they are while they are edited: somebody says when they are sorted and filtered anew.
    const again = button("Apply again", { look: "quiet", run: () => void this.#set(this.grid.view) });
    this.grid.strip.querySelector(".gp-view")?.remove();
    if (found.length === 0) return;
    this.grid.strip.append(make("div", { class: "gp-view" }, list, this.#counts, again, clear));
    this.#tellCounts();
  }

  #tellCounts(): void {
    const words = `${number(this.grid.count)} of ${count(this.grid.totals.rows, "row")}`;
    if (this.#counts.textContent !== words) this.#counts.textContent = words;
  }

  // --- the menu at a header ---------------------------------------------------------------------------

  #openMenu(slot: number, anchor: DOMRect): void {
    const column = this.grid.columns.find((one) => one.slot === slot);
    if (column === undefined) return;
    const view = this.grid.view;
    const item = (label: string, run: () => void, name: string | null = null, isBack = true): HTMLElement => {
      const element = make("button", { type: "button", role: "menuitem", tabindex: "-1" }, name === null ? null : icon(name), label);
      element.addEventListener("click", () => {
        this.#closeMenu(isBack);
        run();
      });
      return element;
    };
    const isSorted = view.sort.some((one) => one.slot === slot);
    const position = this.grid.columns.filter((one) => !this.grid.hidden.includes(one.slot)).findIndex((one) => one.slot === slot);
    const isFrozen = this.grid.frozen === position + 1;
    const hide = item("Hide", () => this.grid.setHidden([...this.grid.hidden, slot]));
    const items = [
      item("Sort ascending", () => void this.#set(sortedBy(view, slot, false))),
      item("Sort descending", () => void this.#set(sortedBy(view, slot, true))),
      isSorted ? item("Do not sort by it", () => void this.#set(sortedBy(view, slot, null))) : null,
      item("Filter …", () => this.open(slot), "filter", false),
      item(isFrozen ? "Let go of frozen columns" : "Freeze up to here", () => this.grid.setFrozen(isFrozen ? 0 : position + 1)),
      column.is_key ? null : hide,
      this.grid.hidden.length === 0 ? null : item(`Show ${count(this.grid.hidden.length, "hidden column")}`, () => this.grid.setHidden([])),
    ];
    this.#menu.setAttribute("aria-label", column.title);
    this.#menu.replaceChildren(...items.filter((one) => one !== null));
    this.#menu.hidden = false;
    placeBeside(this.#menu, anchor);
    this.#menu.querySelector("button")?.focus();
    this.#from = slot;
  }

  #from = 0;

  #closeMenu(isBack = false): void {
    if (this.#menu.hidden) return;
    this.#menu.hidden = true;
    const row = this.grid.selection()?.row;
    if (isBack && row !== undefined) void this.grid.focusCell(row, this.#from);
  }

  #listenToMenu(): void {
    this.#menu.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node && this.#menu.contains(event.relatedTarget))) this.#closeMenu();
    });
    this.#menu.addEventListener("keydown", (event) => {
      event.stopPropagation();
      const items = Array.from(this.#menu.querySelectorAll("button"));
      const at = items.indexOf(document.activeElement as HTMLButtonElement);
      const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
      if (next !== undefined) items.at(next % items.length)?.focus();
      else if (event.key === "Escape" || event.key === "Tab") this.#closeMenu(true);
      else return;
      event.preventDefault();
    });
  }
}
