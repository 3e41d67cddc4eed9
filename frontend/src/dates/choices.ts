// The table in which somebody says what each column is.

import { planOf } from "./planning";
import type { Columns, Request, Unit } from "./request";
import { isBirth } from "./guessing";
import { holdsDate, type Order } from "./writings";

const TO_ATTRIBUTE = new Set(["date", "days", "months"]);
const A_DAY = 86_400_000;

interface Row {
  name: string;
  role: HTMLSelectElement;
  target: HTMLSelectElement;
}

/** The rows of the table, one a column of the file; and the options beside it. */
export class Choices {
  readonly #root: HTMLElement;
  readonly #body: HTMLElement;
  readonly #pattern: HTMLTemplateElement;
  #rows: Row[] = [];

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#body = root.querySelector<HTMLElement>("[data-dates-columns]")!;
    this.#pattern = root.querySelector<HTMLTemplateElement>("[data-dates-column]")!;
  }

  /** Show the columns of a file with what their names and cells say they are. */
  show(columns: Columns): void {
    const birth = [...columns.keys()].find(isBirth) ?? null;
    const plan = planOf(columns, { ...this.request(), birth, isExplicit: false });
    this.#rows = [...columns.keys()].map((name, place) => this.#row(name, place));
    this.#body.replaceChildren(...this.#rows.map((row) => row.role.closest("tr")!));
    for (const row of this.#rows) {
      const target = plan.ages.get(row.name);
      row.role.value = row.name === birth ? "birth" : plan.dropped.has(row.name) ? "drop" : target ? "date" : "stay";
      row.target.value = target ?? "";
      offerTarget(row);
    }
  }

  /** What is asked for; the first column of each role that only one can have. */
  request(): Request {
    const named = (role: string): string[] => this.#rows.filter((row) => row.role.value === role).map((row) => row.name);
    const becoming = (role: string): [string, string][] =>
      this.#rows.filter((row) => row.role.value === role).map((row) => [row.name, row.target.value]);
    const indexed = (["days", "months"] as Unit[]).flatMap((unit) =>
      becoming(unit).map(([name, target]) => [name, { target, unit }] as const),
    );
    const now = new Date();
    const pivot = this.#field("pivot").value;
    return {
      birth: named("birth")[0] ?? null,
      today: Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / A_DAY,
      person: named("person")[0] ?? null,
      death: null,
      mapped: new Map(becoming("date")),
      index: named("index")[0] ?? null,
      indexAge: named("index_age")[0] ?? null,
      indexed: new Map(indexed),
      kept: new Set(named("keep")),
      dropped: new Set(named("drop")),
      reading: {
        order: (this.#field("order").value || null) as Order | null,
        pivot: pivot === "" ? null : Number(pivot),
        takesMiddle: this.#field("incomplete").value === "middle",
      },
      targets: [...this.#pattern.content.querySelectorAll<HTMLOptionElement>("[data-target] option")]
        .map((option) => option.value)
        .filter((value) => value !== ""),
      prefix: this.#root.dataset["prefix"] ?? "",
      isExplicit: true,
    };
  }

  /** What is at odds in the choices themselves. */
  complaint(hasBirths: boolean): string | null {
    const count = (role: string): number => this.#rows.filter((row) => row.role.value === role).length;
    const isBirthless = count("index_age") === 1 && count("date") === 0;
    if (count("birth") > 1 || (count("birth") === 0 && !isBirthless && !hasBirths)) {
      return "Say of one column that it is the date of birth.";
    }
    if (hasBirths && count("person") === 0) return "Say which column tells whose row it is: births are found by it.";
    if (count("person") > 1) return "Say of one column only that it tells whose row it is.";
    const base = count("index") + count("index_age");
    if (base > 1) return "Say of one column only that others are counted from it.";
    if (count("days") + count("months") > 0 && base === 0) return "Say which column days or months are counted from.";
    const open = this.#rows.find((row) => TO_ATTRIBUTE.has(row.role.value) && row.target.value === "");
    return open === undefined ? null : `Say what ${shownName(open.name)} becomes.`;
  }

  #row(name: string, place: number): Row {
    const part = this.#pattern.content.cloneNode(true) as DocumentFragment;
    const shown = shownName(name, place);
    part.querySelector("th")!.textContent = shown;
    const role = part.querySelector<HTMLSelectElement>("[data-role]")!;
    const target = part.querySelector<HTMLSelectElement>("[data-target]")!;
    role.setAttribute("aria-label", `What ${shown} is`);
    target.setAttribute("aria-label", `What ${shown} becomes`);
    const row = { name, role, target };
    role.addEventListener("change", () => offerTarget(row));
    return row;
  }

  #field(name: string): HTMLInputElement | HTMLSelectElement {
    return this.#root.querySelector<HTMLInputElement | HTMLSelectElement>(`[data-dates-${name}]`)!;
  }
}

/** The name of a column as it may be shown: not where it is a date. */
export function shownName(name: string, place?: number): string {
  if (!holdsDate(name)) return name;
  return place === undefined ? "the column named after a date" : `Column ${place + 1}, named after a date`;
}

function offerTarget(row: Row): void {
  row.target.disabled = !TO_ATTRIBUTE.has(row.role.value);
}
