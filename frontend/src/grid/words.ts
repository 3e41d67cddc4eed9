// Small parts of the page: elements, the voice for screen readers, messages that go by themselves.

import { linked } from "../text/linked";

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className = "",
  text = "",
): HTMLElementTagNameMap[K] {
  const found = document.createElement(name);
  if (className !== "") found.className = className;
  if (text !== "") found.textContent = text;
  return found;
}

export function icon(sheet: string, name: string): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${sheet}#${name}`);
  svg.append(use);
  return svg;
}

const STAYS = 9_000;

/** What is said to screen readers, and what is shown for some seconds. */
export class Voice {
  readonly #live = element("p", "visually-hidden");
  readonly #box = element("div", "grid-messages");
  #timer = 0;

  constructor(root: HTMLElement) {
    this.#live.setAttribute("role", "status");
    this.#box.setAttribute("role", "log");
    this.#box.setAttribute("aria-label", "Messages");
    root.append(this.#live, this.#box);
  }

  announce(words: string): void {
    window.clearTimeout(this.#timer);
    // The same words twice are heard twice only if the region was empty in between.
    this.#live.textContent = "";
    this.#timer = window.setTimeout(() => (this.#live.textContent = words), 40);
  }

  /** What the same button of an older message would do, it does not do any more: only the last act is taken back. */
  forget(label: string): void {
    for (const older of this.#box.querySelectorAll<HTMLElement>("[data-action]")) {
      if (older.dataset["action"] === label) older.remove();
    }
  }

  tell(words: string, action?: { label: string; run: () => void }): void {
    // Said once more it is no other message.
    for (const older of this.#box.querySelectorAll(".grid-told")) if (older.firstElementChild?.textContent === words) older.remove();
    const box = element("div", "message grid-told");
    const said = element("p", "", "");
    said.append(linked(words));
    box.append(said);
    if (action !== undefined) {
      this.forget(action.label);
      box.dataset["action"] = action.label;
      const button = element("button", "button button--small", action.label);
      button.type = "button";
      button.addEventListener("click", () => {
        box.remove();
        action.run();
      });
      box.append(button);
    }
    const close = element("button", "button button--small button--quiet", "Close");
    close.type = "button";
    close.addEventListener("click", () => box.remove());
    box.append(close);
    this.#box.append(box);
    while (this.#box.children.length > 3) this.#box.firstElementChild?.remove();
    const leave = (): void => {
      if (box.matches(":hover, :focus-within")) window.setTimeout(leave, STAYS);
      else box.remove();
    };
    window.setTimeout(leave, action === undefined ? STAYS : STAYS * 2);
  }
}
