// A grid whose rows are still being read: asks how far that is, and loads the page anew when it is open.
//
//   <div data-filling data-address="…"> with [data-filling-bar], a progress, and [data-filling-note]

interface Told {
  state: "filling" | "open" | "failed" | "gone";
  done: number | null;
  total: number | null;
}

// In milliseconds.
const PAUSE = 300;

function show(root: HTMLElement, told: Told): void {
  const bar = root.querySelector<HTMLProgressElement>("[data-filling-bar]");
  const note = root.querySelector<HTMLElement>("[data-filling-note]");
  if (told.done === null) return;
  if (note !== null) note.textContent = `${told.done.toLocaleString("en")} rows`;
  if (bar !== null && told.total !== null) {
    bar.max = told.total;
    bar.value = told.done;
  }
}

async function ask(address: string): Promise<Told | null> {
  try {
    const answer = await fetch(`${address}?brief`, { headers: { accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as Told) : null;
  } catch {
    return null; // no connection for a moment: asked again
  }
}

async function follow(root: HTMLElement): Promise<void> {
  const address = root.dataset.address ?? "";
  for (;;) {
    const told = await ask(address);
    if (told !== null && told.state !== "filling") break;
    if (told !== null) show(root, told);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  location.reload();
}

document.querySelectorAll<HTMLElement>("[data-filling]").forEach((root) => void follow(root));

export {}; // a module: its names are its own
