// The panel at the side: one at a time. Closing it gives the focus back to the grid.

import { element } from "./words";

export class Side {
  readonly #box = element("aside", "grid-side");
  readonly #title = element("h2", "grid-side__title");
  readonly #content = element("div", "grid-side__content");
  name: string | null = null;

  constructor(
    host: HTMLElement,
    private readonly closed: () => void,
  ) {
    this.#title.id = "grid-side-title";
    this.#title.tabIndex = -1;
    this.#box.setAttribute("aria-labelledby", this.#title.id);
    this.#box.hidden = true;
    const close = element("button", "button button--small button--quiet", "Close");
    close.type = "button";
    close.addEventListener("click", () => this.close());
    const head = element("div", "grid-side__head");
    head.append(this.#title, close);
    this.#box.append(head, this.#content);
    this.#box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.close();
    });
    host.append(this.#box);
  }

  open(name: string, title: string): HTMLElement {
    this.name = name;
    this.#title.textContent = title;
    this.#content.replaceChildren();
    this.#content.dataset["panel"] = name;
    this.#box.hidden = false;
    this.#title.focus({ preventScroll: true });
    return this.#content;
  }

  close(): void {
    if (this.name === null) return;
    this.name = null;
    this.#box.hidden = true;
    this.#content.replaceChildren();
    this.closed();
  }
}
