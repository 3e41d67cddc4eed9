// The gallery of files that wait for a reviewer, by keyboard: <div data-review> with cards, boxes and buttons.
//
// Without this script the boxes and buttons work as a form does. Keys act only where nobody types.

const TYPED = "input:not([type=checkbox]), select, textarea";

class Gallery {
  readonly #cards: HTMLElement[];
  readonly #root: HTMLElement;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#cards = Array.from(root.querySelectorAll<HTMLElement>("[data-review-card]"));
    const all = root.querySelector<HTMLInputElement>("[data-review-all]");
    all?.addEventListener("change", () => this.#chooseAll(all.checked));
    root.addEventListener("change", () => this.#count());
    for (const hint of root.querySelectorAll<HTMLElement>("[data-review-keys]")) hint.hidden = false;
    this.#count();
  }

  /** Do what a key says; tells whether it says anything here. */
  press(key: string): boolean {
    if (key === "j") return this.#step(1);
    if (key === "k") return this.#step(-1);
    if (key === "u") return press(document.querySelector<HTMLElement>("[data-review-undo]"));
    const card = this.#cards[this.#at()];
    if (key === "x") return press(card?.querySelector<HTMLElement>("input[type=checkbox]"));
    if (key === "o") return press(card?.querySelector<HTMLElement>("[data-review-open]"));
    return this.#decide(key, card);
  }

  #decide(key: string, card: HTMLElement | undefined): boolean {
    const button = this.#root.querySelector<HTMLButtonElement>(`[data-key="${key}"]`);
    if (button === null) return false;
    // Nothing is chosen: it is about the card that is looked at.
    const box = card?.querySelector<HTMLInputElement>("input[type=checkbox]");
    if (this.#chosen() === 0 && box !== null && box !== undefined) {
      box.checked = true;
      this.#count();
    }
    if (this.#chosen() === 0) return true;
    const reason = this.#root.querySelector<HTMLInputElement>("input[name=reason]");
    if (reason !== null && reason.value.trim() === "") reason.focus();
    else button.click();
    return true;
  }

  #step(by: number): boolean {
    const next = this.#cards[Math.min(this.#cards.length - 1, Math.max(0, this.#at() + by))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return true;
  }

  /** The card that has the focus, or -1. */
  #at(): number {
    return this.#cards.findIndex((card) => card.contains(document.activeElement));
  }

  #boxes(): HTMLInputElement[] {
    return Array.from(this.#root.querySelectorAll<HTMLInputElement>("input[name=file]"));
  }

  #chosen(): number {
    return this.#boxes().filter((box) => box.checked).length;
  }

  #chooseAll(checked: boolean): void {
    for (const box of this.#boxes()) box.checked = checked;
  }

  #count(): void {
    const count = this.#chosen();
    const told = this.#root.querySelector("[data-review-count]");
    if (told !== null) told.textContent = `(${count} chosen)`;
  }
}

function press(element: HTMLElement | null | undefined): boolean {
  element?.click();
  return true;
}

function start(root: HTMLElement): void {
  const gallery = new Gallery(root);
  document.addEventListener("keydown", (event) => {
    const isTyped = event.target instanceof Element && event.target.matches(TYPED);
    if (isTyped || event.ctrlKey || event.metaKey || event.altKey) return;
    if (gallery.press(event.key)) event.preventDefault();
  });
}

document.querySelectorAll<HTMLElement>("[data-review]").forEach(start);

export {}; // a module: its names are its own
