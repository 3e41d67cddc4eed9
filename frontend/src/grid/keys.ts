// Keys of the grid: which do what, and the list of them. They act only while the grid has the focus.

import { element } from "./words";

export interface Command {
  keys: string;
  what: string;
  run: () => void;
  /** With Shift, what it does extends the range: the list of keys says that once, for all of them. */
  isExtending?: boolean;
}

// With Alt, a Mac writes other signs: what is meant is the key itself.
const SIGNS: Record<string, string> = { Equal: "=", Minus: "-" };
const LETTER = /^Key([A-Z])$/;

/** What a key is called: "Ctrl+Shift+Z", "F2", "?"; the command key of a Mac counts as Ctrl. */
export function keyName(event: KeyboardEvent): string {
  const letter = /^[a-z]$/i.test(event.key) ? undefined : LETTER.exec(event.code)?.[1];
  const sign = event.altKey ? (SIGNS[event.code] ?? letter) : undefined;
  const key = sign ?? (event.key === " " ? "Space" : event.key.length === 1 ? event.key.toUpperCase() : event.key);
  const isSign = key.length === 1 && key.toLowerCase() === key;
  const parts = [
    event.ctrlKey || event.metaKey ? "Ctrl" : "",
    event.altKey ? "Alt" : "",
    event.shiftKey && !isSign ? "Shift" : "",
  ];
  return [...parts.filter((part) => part !== ""), key].join("+");
}

/** Whether a key belongs to an input method; the one that ends a composition does, though Safari says that none is on. */
export function isComposed(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

export class Keys {
  readonly #commands = new Map<string, Command>();

  get all(): Command[] {
    return [...this.#commands.values()];
  }

  add(command: Command): () => void {
    for (const keys of command.keys.split(", ")) this.#commands.set(keys, command);
    return () => {
      for (const keys of command.keys.split(", ")) {
        if (this.#commands.get(keys) === command) this.#commands.delete(keys);
      }
    };
  }

  find(event: KeyboardEvent): Command | undefined {
    return this.#commands.get(keyName(event));
  }

  /** Do what some keys do. */
  run(keys: string): void {
    this.#commands.get(keys)?.run();
  }

  /** The list of all keys, in a dialog. */
  show(root: HTMLElement, closed: () => void): void {
    const dialog = element("dialog", "grid-keys");
    dialog.setAttribute("aria-labelledby", "grid-keys-title");
    const title = element("h2", "", "Keys of the grid");
    title.id = "grid-keys-title";
    const list = element("dl", "grid-keys__list");
    for (const command of new Set(this.all)) {
      if (command.isExtending === true) continue;
      const term = element("dt");
      command.keys.split(", ").forEach((keys, at) => {
        if (at > 0) term.append(" ");
        term.append(element("kbd", "", keys));
      });
      list.append(term, element("dd", "", command.what));
    }
    list.tabIndex = 0;
    list.setAttribute("aria-label", "Keys");
    const credit = element("p", "muted small", "With Shift, keys that move extend the range. On a Mac, Cmd does what Ctrl does here. The grid is drawn with ");
    const link = element("a", "", "RevoGrid");
    link.href = "https://rv-grid.com/";
    credit.append(link, ".");
    const close = element("button", "button button--primary", "Close");
    close.type = "button";
    close.addEventListener("click", () => dialog.close());
    dialog.append(title, list, credit, close);
    dialog.addEventListener("close", () => {
      dialog.remove();
      closed();
    });
    root.append(dialog);
    dialog.showModal();
    close.focus();
  }
}
