// One file in the list: what it is doing, how far it is, and the buttons that fit its state.

import { linked } from "../text/linked";
import { size, timeLeft } from "./words";

export type Choice = "version" | "rename" | "skip";

/** Speed over the last seconds, so that a pause or a slow start does not spoil the estimate. */
class Pace {
  #points: [number, number][] = [];

  add(bytes: number): void {
    const now = performance.now();
    this.#points.push([now, bytes]);
    while (this.#points.length > 2 && now - (this.#points[0]?.[0] ?? now) > 8000) this.#points.shift();
  }

  perSecond(): number {
    const first = this.#points[0];
    const last = this.#points[this.#points.length - 1];
    if (first === undefined || last === undefined || last[0] - first[0] < 500) return Number.NaN;
    return ((last[1] - first[1]) / (last[0] - first[0])) * 1000;
  }

  clear(): void {
    this.#points = [];
  }
}

export class Row {
  readonly element = document.createElement("li");
  readonly #name = document.createElement("span");
  readonly #note = document.createElement("span");
  readonly #bar = document.createElement("progress");
  readonly #buttons = document.createElement("div");
  readonly #pace = new Pace();

  constructor(
    readonly label: string,
    readonly total: number,
  ) {
    this.element.className = "upload-row";
    const text = document.createElement("p");
    text.className = "progress__text";
    this.#name.textContent = label;
    this.#note.className = "muted";
    text.append(this.#name, this.#note);
    this.#bar.max = Math.max(total, 1);
    this.#bar.value = 0;
    this.#bar.setAttribute("aria-label", label);
    this.#buttons.className = "row upload-row__buttons";
    this.element.append(text, this.#bar, this.#buttons);
    this.say("Waiting");
  }

  say(note: string): void {
    this.#note.textContent = note;
  }

  hashing(done: number): void {
    this.#bar.value = done;
    this.say(`Computing checksums: ${this.#percent(done)}`);
  }

  sending(sent: number): void {
    this.#pace.add(sent);
    this.#bar.value = sent;
    const speed = this.#pace.perSecond();
    const rest = speed > 0 ? ` · ${size(speed)}/s · ${timeLeft((this.total - sent) / speed)}` : "";
    this.say(`${this.#percent(sent)} of ${size(this.total)}${rest}`);
  }

  waiting(seconds: number): void {
    this.#pace.clear();
    this.say(`No connection. Next attempt in ${seconds} s; nothing that was sent is lost.`);
  }

  paused(): void {
    this.#pace.clear();
    this.say(`Paused at ${this.#percent(this.#bar.value)}`);
  }

  done(url: string, note: string): void {
    this.element.dataset["state"] = "done";
    this.#bar.value = this.#bar.max;
    const link = document.createElement("a");
    link.href = url;
    link.textContent = this.label;
    this.#name.replaceChildren(link);
    this.say(note);
    this.buttons([]);
  }

  failed(reason: string): void {
    this.element.dataset["state"] = "failed";
    this.say("");
    const told = document.createElement("p");
    told.className = "field__error";
    told.setAttribute("role", "alert");
    const words = document.createElement("span");
    words.append(linked(reason));
    told.append(words);
    this.element.querySelector(".field__error")?.remove();
    this.element.append(told);
  }

  working(): void {
    delete this.element.dataset["state"];
    this.element.querySelector(".field__error")?.remove();
  }

  /** Show these buttons and no others; the focus stays in the row if it was there. */
  buttons(offered: [string, () => void][]): void {
    const hadFocus = this.#buttons.contains(document.activeElement);
    this.#buttons.replaceChildren(
      ...offered.map(([text, act]) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button button--small";
        button.textContent = text;
        button.setAttribute("aria-label", `${text}: ${this.label}`);
        button.addEventListener("click", act);
        return button;
      }),
    );
    if (hadFocus) this.#buttons.querySelector("button")?.focus();
  }

  choose(question: string, choices: [string, Choice][]): Promise<Choice> {
    this.say(question);
    return new Promise((resolve) => {
      this.buttons(choices.map(([text, choice]) => [text, () => resolve(choice)]));
    });
  }

  #percent(bytes: number): string {
    return `${Math.floor((100 * bytes) / Math.max(this.total, 1))} %`;
  }
}
