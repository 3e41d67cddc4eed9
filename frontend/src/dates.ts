// Dates to ages in days, in this browser alone: <div data-dates data-prefix="^AGE_" data-cap data-indexed-below>.
//
// Once the page is loaded nothing here makes a request, keeps anything, or writes to the console: the file is
// read, converted and offered for saving from memory. tests/browser/test_dates.py cuts the network.

import { Choices } from "./dates/choices";
import { convert } from "./dates/converting";
import { readCsv, writeCsv } from "./dates/csv";
import { targetsOf } from "./dates/planning";
import { isError, type Columns, type Finding } from "./dates/request";
import { doubts, problemsOf, type Words } from "./dates/told";
import { holdsDate } from "./dates/writings";

class Panel {
  readonly #root: HTMLElement;
  readonly #choices: Choices;
  readonly #words: Words;
  #columns: Columns | null = null;
  #fileName = "";
  #address: string | null = null;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#choices = new Choices(root);
    this.#words = JSON.parse(document.querySelector("#dates-words")?.textContent ?? "{}") as Words;
    const input = this.#part<HTMLInputElement>("[data-dates-file]");
    input.addEventListener("change", () => void this.#read(input.files?.[0]));
    // So that a file can be chosen again after it was mended.
    input.addEventListener("click", () => (input.value = ""));
    const form = this.#part<HTMLFormElement>("form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#convert();
    });
    form.addEventListener("change", (event) => {
      if (event.target !== input) this.#clear();
    });
    root.hidden = false;
  }

  async #read(file: File | undefined): Promise<void> {
    this.#clear();
    this.#columns = null;
    this.#part("[data-dates-step]").hidden = true;
    if (file === undefined) return;
    const read = readCsv(await file.arrayBuffer());
    if (!(read instanceof Map)) {
      this.#tell("The file cannot be read", [read]);
      return;
    }
    [this.#columns, this.#fileName] = [read, file.name];
    this.#choices.show(read);
    this.#part("[data-dates-step]").hidden = false;
    const rows = [...read.values()][0]?.length ?? 0;
    const size = `${counted(read.size, "column")}, ${counted(rows, "row")}`;
    this.#part("[data-dates-status]").textContent = `${file.name}: ${size}. Look at what each column is.`;
  }

  #convert(): void {
    this.#clear();
    if (this.#columns === null) return;
    const complaint = this.#choices.complaint();
    if (complaint !== null) {
      this.#tell(complaint, []);
      return;
    }
    const request = this.#choices.request();
    const done = convert(this.#columns, request);
    if (done.made === null) {
      const count = done.findings.filter(isError).length;
      this.#tell(`${count === 1 ? "One thing" : `${count} things`} must be mended first`, done.findings);
      return;
    }
    const number = (name: string): number => Number(this.#root.dataset[name] ?? "0");
    const doubtful = doubts(done.made, request.targets, number("cap"), number("indexedBelow"));
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
    const stem = this.#fileName.replace(/\.[^.]*$/, "");
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

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

for (const root of document.querySelectorAll<HTMLElement>("[data-dates]")) new Panel(root);
