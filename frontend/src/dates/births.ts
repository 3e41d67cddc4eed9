// The other file, in which dates of birth stand: who in it is whom, and which column has the birth.

import { shownName } from "./choices";
import { isBirth } from "./guessing";
import type { Columns, Request } from "./request";

export class Births {
  readonly #step: HTMLElement;
  readonly #person: HTMLSelectElement;
  readonly #birth: HTMLSelectElement;
  #columns: Columns | null = null;

  constructor(root: HTMLElement) {
    this.#step = root.querySelector<HTMLElement>("[data-births-step]")!;
    this.#person = root.querySelector<HTMLSelectElement>("[data-births-person]")!;
    this.#birth = root.querySelector<HTMLSelectElement>("[data-births-birth]")!;
  }

  get isThere(): boolean {
    return this.#columns !== null;
  }

  /** Show which columns there are; null takes the file away. */
  show(columns: Columns | null, others: Columns | null): void {
    this.#columns = columns;
    this.#step.hidden = columns === null;
    const names = [...(columns?.keys() ?? [])];
    const birth = names.find(isBirth) ?? names.at(-1);
    const person = names.find((name) => name !== birth && others?.has(name)) ?? names.find((name) => name !== birth);
    offer(this.#person, names, person);
    offer(this.#birth, names, birth);
  }

  /** The request and the table as the conversion takes them: both files call the two columns alike. */
  join(request: Request, others: Columns): [Request, Columns | null] {
    if (this.#columns === null || request.person === null) return [request, null];
    const persons = this.#columns.get(this.#person.value) ?? [];
    const births = this.#columns.get(this.#birth.value) ?? [];
    let name = request.birth ?? this.#birth.value;
    while (request.birth === null && (others.has(name) || name === request.person)) name += " ";
    const table: Columns = new Map([[request.person, persons]]);
    return [{ ...request, birth: name }, table.set(name, births)];
  }

  /** What is at odds in the choices. */
  complaint(): string | null {
    const isOne = this.#columns !== null && this.#person.value === this.#birth.value;
    return isOne ? "Say which columns of the file of births tell the person and the date of birth." : null;
  }
}

function offer(select: HTMLSelectElement, names: readonly string[], chosen: string | undefined): void {
  select.replaceChildren(...names.map((name, place) => new Option(shownName(name, place), name)));
  select.value = chosen ?? "";
}
