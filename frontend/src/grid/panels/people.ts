// Who is here, and where: press to go there.

import type { Grid } from "../contract";
import type { Place } from "../protocol";
import { icon, make } from "./dom";
import { Labels } from "./labels";
import { type Go, redraw, Side } from "./opened";
import { initials, number } from "./words";

export class People {
  readonly #side: Side;
  readonly #counter = make("span", { class: "gp-count" });

  readonly #labels: Labels;

  constructor(
    private readonly grid: Grid,
    private readonly go: Go,
  ) {
    this.#labels = new Labels(grid, () => this.#draw());
    this.#side = new Side(grid, "people", "People here");
    const pressed = grid.useButton({ label: "People", icon: "team", run: () => this.open() });
    pressed.append(this.#counter);
    grid.on("people", () => {
      this.#count();
      if (!this.#side.isOpen) return;
      this.#draw();
      void this.#labels.learn(grid.people.flatMap((place) => place.row ?? []));
    });
    this.#count();
  }

  open(): void {
    this.#side.open();
    this.#draw();
  }

  #count(): void {
    const people = new Set(this.grid.people.map((place) => place.person.id)).size;
    this.#counter.textContent = people === 0 ? "" : number(people);
    this.#counter.hidden = people === 0;
  }

  #draw(): void {
    if (!this.#side.isOpen) return;
    const lines = this.grid.people.map((place) => this.#line(place));
    const none = make(
      "div",
      { class: "empty" },
      icon("team"),
      make("p", {}, make("strong", {}, "Nobody else is here.")),
      make("p", {}, "Who opens the same grid is shown here, with the cell they are at. Everybody sees each change at once."),
    );
    redraw(this.#side.body, lines.length === 0 ? none : make("ul", { class: "gp-people" }, ...lines));
  }

  #line(place: Place): HTMLElement {
    const { row, slot } = place;
    const column = this.grid.columns.find((one) => one.slot === slot);
    const doing = place.is_editing ? "editing" : "at";
    const where = row === null || column === undefined ? "looking" : `${doing} row ${this.#labels.of(row)}, ${column.title}`;
    const mark = make("span", { class: `gp-initials seat-${place.seat % 8}`, "aria-hidden": "true" }, initials(place.person.name));
    const words = make("span", { class: "gp-person__words" }, make("strong", {}, place.person.name), make("span", { class: "muted" }, where));
    if (row === null || slot === null) return make("li", {}, make("span", { class: "gp-person" }, mark, words));
    const go = make("button", { type: "button", class: "gp-person", "data-keep": String(place.seat) }, mark, words);
    go.addEventListener("click", () => this.go(row, slot));
    return make("li", {}, go);
  }
}
