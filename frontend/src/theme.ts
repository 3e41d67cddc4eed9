// Light or dark. Without a choice the page follows the system; a choice is kept in this browser.
//
// A page offers it with a button: <button type="button" data-theme-toggle hidden>Dark</button>. The choice
// stands on <html data-theme="light|dark">, which the style sheet reads. Loaded with blocking="render", so
// that no page appears in the wrong colours first.

type Theme = "light" | "dark";

const KEY = "theatrum-theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");

function chosen(): Theme | null {
  try {
    const value = window.localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : null;
  } catch {
    return null; // storage is switched off: the system's colours it is
  }
}

function remember(theme: Theme | null): void {
  try {
    if (theme === null) window.localStorage.removeItem(KEY);
    else window.localStorage.setItem(KEY, theme);
  } catch {
    // storage is switched off: the choice lasts as long as the page
  }
}

function followed(): Theme {
  return system.matches ? "dark" : "light";
}

function current(): Theme {
  const shown = document.documentElement.dataset["theme"];
  return shown === "light" || shown === "dark" ? shown : followed();
}

function show(theme: Theme | null): void {
  if (theme === null) delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-theme-toggle]")) label(button);
}

function label(button: HTMLButtonElement): void {
  const next = current() === "dark" ? "light" : "dark";
  button.hidden = false;
  button.setAttribute("aria-label", `Use ${next} colours`);
  button.title = `Use ${next} colours`;
}

function toggle(): void {
  const next: Theme = current() === "dark" ? "light" : "dark";
  const theme = next === followed() ? null : next; // back at the system's colours: follow it again
  remember(theme);
  show(theme);
}

show(chosen());
system.addEventListener("change", () => show(chosen()));
window.addEventListener("storage", (event) => {
  if (event.key === KEY) show(chosen());
});
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-theme-toggle]")) toggle();
});
document.addEventListener("DOMContentLoaded", () => show(chosen()));

export {}; // a module: its names are its own
