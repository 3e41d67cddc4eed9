// The menu of a cell: by right click, by the menu key or by Shift+F10; arrows, Home, End, Enter, Escape.

import { element } from "./words";

export interface Item {
  label: string;
  keys?: string;
  run: () => void;
}

export function openMenu(host: HTMLElement, items: (Item | null)[], at: { left: number; top: number }, closed: () => void): void {
  const menu = element("div", "grid-menu");
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", "Cell");
  const buttons: HTMLButtonElement[] = [];
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    document.removeEventListener("pointerdown", outside, true);
    menu.remove();
    closed();
  };
  const outside = (event: Event): void => {
    if (!(event.target instanceof Node) || !menu.contains(event.target)) close();
  };
  for (const item of items) {
    if (item === null) {
      const line = element("div", "grid-menu__line");
      line.setAttribute("role", "separator");
      menu.append(line);
      continue;
    }
    const button = element("button", "", item.label);
    button.type = "button";
    button.setAttribute("role", "menuitem");
    button.tabIndex = -1;
    if (item.keys !== undefined) {
      button.append(" ", element("kbd", "", item.keys.split(", ")[0]));
      button.setAttribute("aria-keyshortcuts", (item.keys.split(", ")[0] ?? "").replace("Ctrl", "Control"));
    }
    button.addEventListener("click", () => {
      close();
      item.run();
    });
    buttons.push(button);
    menu.append(button);
  }
  menu.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + buttons.length, Home: 0, End: buttons.length - 1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") close();
    else if (to !== undefined) buttons[to % buttons.length]?.focus();
    else return;
    event.preventDefault();
  });
  host.append(menu);
  menu.style.left = `${Math.max(4, Math.min(at.left, window.innerWidth - menu.offsetWidth - 4))}px`;
  menu.style.top = `${Math.max(4, Math.min(at.top, window.innerHeight - menu.offsetHeight - 4))}px`;
  document.addEventListener("pointerdown", outside, true);
  buttons[0]?.focus();
}
