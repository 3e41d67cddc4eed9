// J and K go through the rows of a list, Enter opens: <tr data-key-row> with a link.
// A key that somebody types into a field is theirs.

let chosen = -1;

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-key-row]")];
}

function go(to: number): void {
  const all = rows();
  if (all.length === 0) return;
  chosen = Math.min(Math.max(to, 0), all.length - 1);
  all.forEach((row, number) => row.toggleAttribute("data-chosen", number === chosen));
  all[chosen]?.querySelector<HTMLElement>("a")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest("input, select, textarea, [contenteditable]")) return;
  if (event.key === "j") go(chosen + 1);
  else if (event.key === "k") go(chosen - 1);
});

export {}; // a module: its names are its own
