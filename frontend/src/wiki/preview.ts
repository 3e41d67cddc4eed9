// The text as the page will show it: rendered by the server, a moment after the last key.

import { ask } from "../upload/server";
import { part } from "./parts";

const AFTER = 400;

export class Preview {
  readonly #shown: HTMLElement;
  #timer = 0;
  #running = new AbortController();

  constructor(
    private readonly form: HTMLFormElement,
    private readonly text: HTMLTextAreaElement,
    private readonly fresh: () => Record<string, number>,
  ) {
    this.#shown = part(form, "[data-wiki-shown]");
    part(form, "[data-wiki-preview]").hidden = false;
  }

  soon(wait = AFTER): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#show(), wait);
  }

  async #show(): Promise<void> {
    this.#running.abort();
    this.#running = new AbortController();
    const page = Number(this.form.dataset["page"] ?? "0");
    const body = { text: this.text.value, page, fresh: this.fresh() };
    try {
      const answer = await ask<{ html: string }>(this.form.dataset["preview"] ?? "", body, this.#running.signal);
      // The server has made it safe: the same HTML that the page itself shows.
      this.#shown.innerHTML = answer.html;
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      this.#shown.textContent = error instanceof Error ? error.message : String(error);
    }
  }
}
