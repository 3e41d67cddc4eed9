// The bar above the grid: what can be done, how many rows have problems, who is here, and whether all is stored.

import { set } from "./looks";
import { count, initials } from "./panels/words";
import type { Place, Totals } from "./protocol";
import { element, icon } from "./words";

export interface Button {
  label: string;
  icon: string;
  keys?: string;
  /** Shown as its icon alone; the label is its name. */
  isBare?: boolean;
  run: (pressed: HTMLElement) => void;
}

export class Toolbar {
  readonly element = element("div", "grid-bar");
  readonly #buttons = element("div", "grid-bar__buttons");
  readonly #counts = element("div", "grid-bar__counts");
  readonly #people = element("ul", "grid-bar__people");
  readonly #state = element("p", "grid-bar__state");
  readonly #progress = element("div", "grid-bar__progress");

  constructor(private readonly icons: string) {
    this.element.setAttribute("role", "toolbar");
    this.element.setAttribute("aria-label", "Grid");
    this.#people.setAttribute("aria-label", "Also here");
    this.#state.setAttribute("role", "status");
    this.#progress.hidden = true;
    this.element.append(this.#buttons, this.#counts, this.#progress, this.#people, this.#state);
  }

  add(button: Button): HTMLElement {
    const found = element("button", "button button--small button--quiet");
    found.type = "button";
    if (button.icon !== "") found.append(icon(this.icons, button.icon));
    found.dataset["icon"] = button.icon;
    found.append(element("span", button.isBare === true ? "visually-hidden" : "", button.label));
    // In a narrow bar the icon alone is seen of some.
    found.title = button.label;
    if (button.keys !== undefined) {
      found.title = `${button.label} (${button.keys})`;
      found.setAttribute("aria-keyshortcuts", button.keys.replace("Ctrl", "Control"));
    }
    found.addEventListener("click", () => button.run(found));
    this.#buttons.append(found);
    return found;
  }

  /** Counts of rows; the one with problems leads to the next of them. Of the invalid ones some may be excepted. */
  showTotals(totals: Totals, excepted: number, nextProblem: () => void): void {
    const status = (kind: string, text: string, name: keyof HTMLElementTagNameMap = "span"): HTMLElement => {
      const found = element(name, `status status--${kind}`);
      found.append(icon(this.icons, kind), text);
      return found;
    };
    const number = (count: number): string => count.toLocaleString("en");
    const parts: HTMLElement[] = [element("span", "grid-bar__rows", count(totals.rows, "row"))];
    if (totals.valid > 0) parts.push(status("valid", `${number(totals.valid)} valid`));
    if (excepted > 0) parts.push(status("unknown", `${number(excepted)} excepted`));
    const invalid = totals.invalid - excepted;
    if (invalid > 0) {
      const button = status("invalid", `${number(invalid)} with problems`, "button") as HTMLButtonElement;
      button.type = "button";
      button.title = "Go to the next problem (F8)";
      button.addEventListener("click", nextProblem);
      parts.push(button);
    }
    if (totals.waiting > 0) parts.push(status("pending", `${number(totals.waiting)} being checked`));
    const hadFocus = this.#counts.contains(document.activeElement);
    this.#counts.replaceChildren(...parts);
    if (hadFocus) this.#counts.querySelector("button")?.focus();
  }

  showPeople(people: readonly Place[]): void {
    this.#people.replaceChildren(
      ...people.map((one) => {
        const item = element("li", `seat-${one.seat % 8}`);
        const mark = element("span", "", initials(one.person.name));
        mark.setAttribute("aria-hidden", "true");
        item.append(mark, element("span", "visually-hidden", one.person.name));
        item.title = one.is_editing ? `${one.person.name} is writing` : one.person.name;
        return item;
      }),
    );
    this.#people.hidden = people.length === 0;
  }

  /** Whether there is a connection, and how many of my edits it does not have. */
  showState(state: { is_connected: boolean; waiting: number; unsaved: number; reason: string | null }): void {
    const { is_connected, waiting, unsaved, reason } = state;
    const edits = `${count(waiting, "edit")} ${waiting === 1 ? "waits" : "wait"}`;
    let text = is_connected ? "All edits stored" : "Connecting…";
    let kind = is_connected ? "valid" : "pending";
    if (reason !== null) [text, kind] = [waiting > 0 ? `${reason} ${edits} in this browser.` : reason, "invalid"];
    else if (!is_connected && !navigator.onLine) [text, kind] = [waiting > 0 ? `Offline: ${edits}` : "Offline", "invalid"];
    else if (waiting > 0) [text, kind] = [is_connected ? "Storing…" : `No connection: ${edits}`, "pending"];
    else if (unsaved > 0) [text, kind] = [`${count(unsaved, "cell")} not stored`, "invalid"];
    set(this.#state, "data-state", kind);
    if (this.#state.textContent === text) return;
    this.#state.replaceChildren(icon(this.icons, kind), element("span", "", text));
  }

  /** How far a long act is; null ends it. */
  showProgress(progress: { done: number; of: number; cancel: () => void } | null): void {
    this.#progress.hidden = progress === null;
    if (progress === null) return this.#progress.replaceChildren();
    let bar = this.#progress.querySelector("progress");
    if (bar === null) {
      bar = element("progress");
      bar.setAttribute("aria-label", "Storing cells");
      const cancel = element("button", "button button--small", "Cancel");
      cancel.type = "button";
      cancel.addEventListener("click", progress.cancel);
      this.#progress.append(bar, cancel);
    }
    bar.max = progress.of;
    bar.value = progress.done;
  }
}
