// Dates to ages in days, in this browser alone: <div data-dates data-prefix="^AGE_" data-cap data-indexed-below>.
//
// Once the page is loaded nothing here makes a request, keeps anything, or writes to the console: the file is
// read, converted and offered for saving from memory. tests/browser/test_dates.py cuts the network.

import { Births } from "./dates/births";
import { Choices } from "./dates/choices";
import { convert } from "./dates/converting";
import { readCsv, writeCsv } from "./dates/csv";
import { targetsOf } from "./dates/planning";
import { isError, type Columns, type Finding } from "./dates/request";
import { doubts, problemsOf, type Words } from "./dates/told";
import { isWorkbook, readWorkbook, type Sheet } from "./dates/workbook";
import { holdsDate } from "./dates/writings";

class Panel {
  readonly #root: HTMLElement;
  readonly #choices: Choices;
  readonly #words: Words;
  readonly #births: Births;
  #sheets: Sheet[] = [];
  #columns: Columns | null = null;
  #stem = "";
  #address: string | null = null;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#choices = new Choices(root);
    this.#births = new Births(root);
    this.#words = JSON.parse(document.querySelector("#dates-words")?.textContent ?? "{}") as Words;
    const input = this.#part<HTMLInputElement>("[data-dates-file]");
    input.addEventListener("change", () => void this.#read(input.files?.[0]));
    const births = this.#part<HTMLInputElement>("[data-dates-births]");
    births.addEventListener("change", () => void this.#readBirths(births.files?.[0]));
    const sheet = this.#part<HTMLSelectElement>("[data-dates-sheet]");
    sheet.addEventListener("change", () => this.#choose(this.#sheets[Number(sheet.value)]));
    // So that a file can be chosen again after it was mended.
    for (const one of [input, births]) one.addEventListener("click", () => (one.value = ""));
    const form = this.#part<HTMLFormElement>("form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#convert();
    });
    form.addEventListener("change", (event) => {
      if (![input, births, sheet].includes(event.target as HTMLInputElement)) this.#clear();
    });
    root.hidden = false;
  }

  async #read(file: File | undefined): Promise<void> {
    this.#clear();
    this.#columns = null;
    this.#part("[data-dates-step]").hidden = true;
    if (file === undefined) return;
    const read = await sheetsOf(file);
    if (!Array.isArray(read)) {
      this.#tell("The file cannot be read", [read]);
      return;
    }
    this.#sheets = read;
    this.#stem = file.name.replace(/\.[^.]*$/, "");
    const select = this.#part<HTMLSelectElement>("[data-dates-sheet]");
    select.replaceChildren(...read.map(({ name }, place) => new Option(shownSheet(name, place), String(place))));
    this.#part("[data-dates-sheets]").hidden = read.length < 2;
    this.#choose(read[0]);
  }

  /** Show what the columns of a sheet are taken for. */
  #choose(sheet: Sheet | undefined): void {
    this.#clear();
    this.#columns = null;
    if (sheet === undefined) return;
    if (!(sheet.columns instanceof Map)) {
      this.#part("[data-dates-step]").hidden = this.#sheets.length < 2;
      this.#tell("The table cannot be read", [sheet.columns]);
      return;
    }
    this.#columns = sheet.columns;
    this.#choices.show(sheet.columns);
    this.#part("[data-dates-step]").hidden = false;
    const rows = [...sheet.columns.values()][0]?.length ?? 0;
    const size = `${counted(sheet.columns.size, "column")}, ${counted(rows, "row")}`;
    const name = holdsDate(this.#stem) ? "The table" : this.#part<HTMLInputElement>("[data-dates-file]").files?.[0]?.name;
    this.#part("[data-dates-status]").textContent = `${name}: ${size}. Look at what each column is.`;
  }

  async #readBirths(file: File | undefined): Promise<void> {
    this.#clear();
    this.#births.show(null, this.#columns);
    if (file === undefined) return;
    const read = await sheetsOf(file);
    const columns = Array.isArray(read) ? read[0]?.columns : read;
    if (columns instanceof Map) this.#births.show(columns, this.#columns);
    else if (columns !== undefined) this.#tell("The file of births cannot be read", [columns]);
  }

  #convert(): void {
    this.#clear();
    if (this.#columns === null) return;
    const complaint = this.#choices.complaint(this.#births.isThere) ?? this.#births.complaint();
    if (complaint !== null) {
      this.#tell(complaint, []);
      return;
    }
    const [request, births] = this.#births.join(this.#choices.request(), this.#columns);
    const done = convert(this.#columns, request, births);
    if (done.made === null) {
      const count = done.findings.filter(isError).length;
      this.#tell(`${count === 1 ? "One thing" : `${count} things`} must be mended first`, done.findings);
      return;
    }
    const number = (name: string): number => Number(this.#root.dataset[name] ?? "0");
    const center = this.#part<HTMLSelectElement>("[data-dates-center]").value;
    const hasChildren = (this.#root.dataset["children"] ?? "").split(" ").includes(center);
    const doubtful = doubts(done.made, request.targets, number("cap"), hasChildren ? 0 : number("indexedBelow"));
    this.#offer(done.made);
    const made = targetsOf(done.plan).size;
    const gone = done.plan.dropped.size;
    this.#tell(`Done: ${counted(made, "column")} of ages, ${counted(gone, "column")} left out`, [...done.findings, ...doubtful]);
  }

  /** Show the outcome, and lead there whoever uses the keyboard. */
  #tell(title: string, findings: readonly Finding[]): void {
    const outcome = this.#part("[data-dates-outcome]");
    this.#part("[data-dates-title]").textContent = title;
    this.#part("[data-dates-problems]").replaceChildren(...problemsOf(findings, this.#words));
    this.#part("[data-dates-problems]").hidden = findings.length === 0;
    outcome.hidden = false;
    this.#part("[data-dates-title]").focus();
  }

  #offer(made: Columns): void {
    const link = this.#part<HTMLAnchorElement>("[data-dates-save]");
    this.#address = URL.createObjectURL(new Blob([writeCsv(made)], { type: "text/csv" }));
    const sheet = this.#sheets[Number(this.#part<HTMLSelectElement>("[data-dates-sheet]").value)]?.name ?? "";
    const stem = this.#sheets.length > 1 ? `${this.#stem}-${sheet}` : this.#stem;
    link.href = this.#address;
    link.download = holdsDate(stem) ? "ages.csv" : `${stem}-ages.csv`;
    this.#part("[data-dates-saving]").hidden = false;
  }

  /** Take away an outcome that no longer holds. */
  #clear(): void {
    if (this.#address !== null) URL.revokeObjectURL(this.#address);
    this.#address = null;
    this.#part("[data-dates-outcome]").hidden = true;
    this.#part("[data-dates-saving]").hidden = true;
    this.#part("[data-dates-save]").removeAttribute("href");
  }

  #part<T extends HTMLElement = HTMLElement>(selector: string): T {
    const found = this.#root.querySelector<T>(selector);
    if (found === null) throw new Error(`the page lacks ${selector}`);
    return found;
  }
}

/** The tables of a file; of a CSV one without a name. */
async function sheetsOf(file: File): Promise<Sheet[] | Finding> {
  const content = await file.arrayBuffer();
  if (isWorkbook(content)) return readWorkbook(content);
  const columns = readCsv(content);
  return columns instanceof Map ? [{ name: "", columns }] : columns;
}

function shownSheet(name: string, place: number): string {
  return holdsDate(name) ? `Sheet ${place + 1}, named after a date` : name;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

for (const root of document.querySelectorAll<HTMLElement>("[data-dates]")) new Panel(root);
