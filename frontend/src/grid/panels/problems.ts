// The problems of the whole grid, grouped as `theatrum check` groups them: what, how often, where, and what mends it.

import type { Grid } from "../contract";
import { newName } from "../names";
import type { ProblemGroup, Totals, ViewSpec } from "../protocol";
import { button, checkbox, icon, later, link, make } from "./dom";
import { Labels } from "./labels";
import { type Go, reasonOf, redraw, Side } from "./opened";
import { count, number, quoted, severityIcon, severityWord } from "./words";

const FIRST_ROWS = 8;
const FIRST_FIXES = 5;
const SETTLES = 600;

export class Problems {
  readonly #side: Side;
  readonly #remembered = new Set<string>();
  readonly #refresh: () => void;
  readonly #labels: Labels;
  #groups: ProblemGroup[] | null = null;
  #reason = "";
  #asked = 0;
  #isFixing = "";

  constructor(
    private readonly grid: Grid,
    private readonly go: Go,
  ) {
    this.#side = new Side(grid, "problems", "Problems");
    this.#labels = new Labels(grid, () => this.#draw());
    this.#refresh = later(() => void this.#load(), SETTLES);
    const button = grid.useButton({ label: "Problems", icon: "warning", keys: "Ctrl+F8", run: () => this.open() });
    button.dataset["gpProblems"] = "";
    grid.useKey("Ctrl+F8", "Show the problems", () => this.open());
    grid.on("operation", () => this.#changed());
    grid.on("totals", () => this.#changed());
    grid.on("excepted", () => {
      this.#draw();
      this.#changed();
    });
    grid.on("view", () => {
      this.#draw();
      this.#changed();
    });
  }

  open(): void {
    this.#side.open();
    this.#draw();
    void this.#load();
  }

  #changed(): void {
    if (this.#side.isOpen) this.#refresh();
  }

  async #load(): Promise<void> {
    if (!this.#side.isOpen) return;
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const { groups } = await this.grid.ask({ t: "problems" }, "problems");
      if (asked !== this.#asked) return;
      this.#groups = groups;
      void this.#labels.learn(groups.flatMap((group) => group.rows.slice(0, FIRST_ROWS)));
      this.#reason = "";
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#reason = reasonOf(error);
    }
    this.#draw();
  }

  #draw(): void {
    if (!this.#side.isOpen) return;
    const parts: (Node | null)[] = [this.#summary(), this.#toggle()];
    if (this.#reason !== "") parts.push(make("p", { class: "field__error", role: "alert" }, icon("invalid"), this.#reason));
    if (this.#groups === null) parts.push(this.#reason === "" ? make("p", { class: "muted" }, "Looking …") : null);
    else if (this.#groups.length === 0) parts.push(this.#nothing());
    else parts.push(make("ol", { class: "gp-groups" }, ...this.#groups.map((group) => this.#group(group))));
    redraw(this.#side.body, ...parts.filter((part) => part !== null));
  }

  #summary(): HTMLElement {
    const { rows, valid, waiting } = this.grid.totals;
    const { excepted } = this.grid;
    const invalid = this.grid.totals.invalid - excepted;
    const parts = [
      status("valid", `${number(valid)} valid`),
      excepted === 0 ? null : status("unknown", `${number(excepted)} excepted`),
      invalid === 0 ? null : status("invalid", `${number(invalid)} with problems`),
      waiting === 0 ? null : status("pending", `${number(waiting)} being judged`),
    ];
    return make("p", { class: "row" }, make("span", {}, `${count(rows, "row")}:`), ...parts);
  }

  #toggle(): HTMLElement | null {
    const { view, totals } = this.grid;
    if (totals.invalid === 0 && view.problems === "all") return null;
    const box = checkbox("Show only rows with problems", view.problems === "error", (isOnly) => {
      const wanted: ViewSpec = { ...this.grid.view, problems: isOnly ? "error" : "all" };
      void this.grid.setView(wanted);
    });
    box.querySelector("input")?.setAttribute("data-keep", "only");
    return box;
  }

  #nothing(): HTMLElement {
    const { rows, waiting, none } = this.grid.totals;
    return make("div", { class: "empty" }, ...nextStep(this.grid.totals, rows === 0, waiting > 0, none === rows));
  }

  #group(group: ProblemGroup): HTMLElement {
    const column = this.grid.columns.find((one) => one.slot === group.slot);
    const rows = group.rows.slice(0, FIRST_ROWS).map((row) => this.#place(row, group, column?.title ?? ""));
    const more = group.count - rows.length;
    const isExcepted = (group.cover?.text ?? "") !== "";
    const look = isExcepted ? "excepted" : group.severity === "pending" ? "note" : group.severity;
    return make(
      "li",
      { class: `problem problem--${look}` },
      make(
        "p",
        { class: "problem__what" },
        icon(isExcepted ? "valid" : severityIcon(group.severity)),
        make("span", { class: "problem__where" }, column?.title ?? "The whole row"),
        make("span", { class: "problem__severity" }, isExcepted ? "Excepted" : severityWord(group.severity)),
      ),
      make("p", {}, group.message),
      make("p", { class: "gp-places" }, `${count(group.count, "row")}: `, ...between(rows), more > 0 ? ` and ${number(more)} more` : ""),
      cover(group),
      group.fixes.length === 0 || isExcepted ? null : this.#fixes(group),
    );
  }

  #place(row: number, group: ProblemGroup, title: string): HTMLElement {
    const go = (): void => this.go(row, group.slot ?? this.grid.columns[0]?.slot ?? 0);
    const label = this.#labels.of(row);
    const element = link(label, go, `Row ${label}${title === "" ? "" : `, ${title}`}`);
    element.dataset["keep"] = `${group.key}:${row}`;
    return element;
  }

  #fixes(group: ProblemGroup): HTMLElement {
    const shown = group.fixes.slice(0, FIRST_FIXES).map(({ from, to, count: times }) =>
      make(
        "li",
        {},
        make("span", { class: "gp-from" }, quoted(from, 40)),
        make("span", { "aria-hidden": "true" }, " → "),
        make("span", { class: "visually-hidden" }, "becomes"),
        make("strong", {}, quoted(to, 40)),
        times > 1 ? make("span", { class: "muted" }, ` ×${number(times)}`) : null,
      ),
    );
    const more = group.fixes.length - shown.length;
    const cells = group.fixes.reduce((sum, fix) => sum + fix.count, 0);
    return make(
      "div",
      { class: "gp-fixes" },
      make("ul", {}, ...shown, more > 0 ? make("li", { class: "muted" }, `and ${count(more, "other text")}`) : null),
      this.grid.may_edit ? this.#fixAll(group, cells) : null,
    );
  }

  #fixAll(group: ProblemGroup, cells: number): HTMLElement {
    const run = button(cells === 1 ? "Fix it" : `Fix all ${number(cells)}`, {
      look: "primary",
      name: cells === 1 ? `Fix it: ${group.message}` : `Fix all ${number(cells)}: ${group.message}`,
      run: () => void this.#fix(group),
    });
    run.dataset["keep"] = `${group.key}:fix`;
    // Not disabled, which would take the focus away.
    run.setAttribute("aria-disabled", String(this.#isFixing !== ""));
    const box = checkbox("Remember for this center’s later imports", this.#remembered.has(group.key), (isKept) => {
      if (isKept) this.#remembered.add(group.key);
      else this.#remembered.delete(group.key);
    });
    box.querySelector("input")?.setAttribute("data-keep", `${group.key}:remember`);
    return make("div", { class: "row" }, run, box);
  }

  async #fix(group: ProblemGroup): Promise<void> {
    if (this.#isFixing !== "") return;
    const isKept = this.#remembered.has(group.key);
    this.#isFixing = group.key;
    this.#draw();
    try {
      const { mended = 0, left = 0 } = await this.grid.ask({ t: "fix", key: group.key, group: newName(), remember: isKept }, "done");
      this.#remembered.delete(group.key);
      const also = isKept && mended > 0 ? " Later imports of this center do the same." : "";
      const others = left > 0 ? ` ${count(left, "cell")} left as ${left === 1 ? "it is" : "they are"}: changed meanwhile, or not mended by it.` : "";
      const undo = { label: "Undo", run: (): void => void this.grid.undo() };
      this.grid.tell(`${count(mended, "cell")} fixed.${others}${also}`, mended > 0 ? undo : undefined);
    } catch (error) {
      this.grid.tell(reasonOf(error));
    } finally {
      this.#isFixing = "";
      await this.#load();
    }
  }
}

/** What covers a group, or where an exception from it is asked for: in another tab, as the grid stays. */
function cover(group: ProblemGroup): HTMLElement | null {
  if (group.cover === null) return null;
  const words = group.cover.text === "" ? "Ask for an exception" : group.cover.text;
  const about = make("span", { class: "visually-hidden" }, `: ${group.message} (opens in another tab)`);
  return make("p", { class: "small" }, make("a", { href: group.cover.link, target: "_blank" }, words, about));
}

function status(kind: string, words: string): HTMLElement {
  return make("span", { class: `status status--${kind}` }, icon(kind), words);
}

function between(elements: HTMLElement[]): Node[] {
  return elements.flatMap((element, at) => (at === 0 ? [element] : [document.createTextNode(" "), element]));
}

/** What somebody does next where there is no problem. */
function nextStep(totals: Totals, isEmpty: boolean, isWaiting: boolean, isUnjudged: boolean): Node[] {
  const say = (title: string, text: string): Node[] => [
    icon(isEmpty || isUnjudged ? "records" : isWaiting ? "pending" : "valid"),
    make("p", {}, make("strong", {}, title)),
    make("p", {}, text),
  ];
  if (isEmpty) return say("There are no rows yet.", "Type into the first row, paste from a spreadsheet, or import a file: each row is judged as it comes.");
  if (isWaiting) return say("No problem so far.", `${count(totals.waiting, "row is", "rows are")} being judged still.`);
  if (isUnjudged) return say("Nothing judges these rows.", "No data model is bound to where they are kept. Ask your Data Liaison.");
  return say("Nothing to mend.", "Every row is valid. Save, and this is the next version.");
}
