// Elements in few words. Text is always text: nothing here reads HTML.

import { icon as drawn } from "../words";

export type Child = Node | string | null | undefined | false;
export type Attributes = Record<string, string | boolean | null>;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (typeof value === "string") element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A drawing of icons.svg, whose address stands on the island. */
export function icon(name: string): SVGElement {
  return drawn(document.querySelector<HTMLElement>("[data-icons]")?.dataset["icons"] ?? "", name);
}

export interface ButtonOptions {
  run: (pressed: HTMLButtonElement) => void;
  /** Beside "small": primary, quiet, danger. */
  look?: string;
  icon?: string;
  /** For who does not see what stands around it. */
  name?: string;
  title?: string;
}

export function button(label: string, options: ButtonOptions): HTMLButtonElement {
  const look = options.look === undefined ? "" : ` button--${options.look}`;
  const element = make(
    "button",
    {
      type: "button",
      class: `button button--small${look}`,
      "aria-label": options.name ?? null,
      title: options.title ?? null,
    },
    options.icon === undefined ? null : icon(options.icon),
    label,
  );
  element.addEventListener("click", () => options.run(element));
  return element;
}

/** A button that reads like a link, for places in the grid. */
export function link(label: string, run: () => void, name?: string): HTMLButtonElement {
  const element = make("button", { type: "button", class: "gp-link", "aria-label": name ?? null }, label);
  element.addEventListener("click", run);
  return element;
}

export function checkbox(label: string, isChecked: boolean, changed: (checked: boolean) => void): HTMLLabelElement {
  const box = make("input", { type: "checkbox" });
  box.checked = isChecked;
  box.addEventListener("change", () => changed(box.checked));
  return make("label", { class: "gp-check" }, box, make("span", {}, label));
}

let last = 0;

/** An id that nothing else on the page has. */
export function freshId(name: string): string {
  last += 1;
  return `gp-${name}-${last}`;
}

/** A field with its label above it. */
export function labelled(label: string, field: HTMLElement, ...below: Child[]): HTMLDivElement {
  if (field.id === "") field.id = freshId("field");
  return make("div", { class: "field" }, make("label", { for: field.id }, label), field, ...below);
}

/** Call late, once, when nobody has called for a while. */
export function later(run: () => void, wait: number): () => void {
  let timer = 0;
  return () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(run, wait);
  };
}

/** Place something fixed beside a box: below it, above where there is more room, never out of the window. */
export function placeBeside(element: HTMLElement, anchor: DOMRect, gap = 2): void {
  const { innerWidth, innerHeight } = window;
  const below = innerHeight - anchor.bottom;
  const isAbove = below < Math.min(element.offsetHeight, 240) && anchor.top > below;
  element.style.maxHeight = `${Math.max(120, (isAbove ? anchor.top : below) - gap - 8)}px`;
  const left = Math.min(anchor.left, innerWidth - element.offsetWidth - 8);
  element.style.left = `${Math.max(8, left)}px`;
  element.style.top = isAbove ? "auto" : `${anchor.bottom + gap}px`;
  element.style.bottom = isAbove ? `${innerHeight - anchor.top + gap}px` : "auto";
}
