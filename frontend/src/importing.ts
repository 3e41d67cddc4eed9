// Importing a table into a grid: the page where a file is chosen or dropped, and the page that waits for a result.
//
//   <section data-import="…" data-begin="…"> with [data-upload-panel], [data-upload-zone], [data-upload-list]
//   <section data-waiting="…?state" data-state="reading"> with [data-waiting-bar] and [data-waiting-note]

import { sendAndGo } from "./exchange/sending";
import { fromDrop, fromInput, type Chosen } from "./upload/chosen";
import { acceptDrops } from "./upload/dropping";
import { Row } from "./upload/row";

interface Told {
  state: string;
  done: number | null;
  total: number | null;
  note: string;
}

// In milliseconds; each look is a little later than the one before.
const FIRST_PAUSE = 300;
const LONGEST_PAUSE = 3000;

function choosing(root: HTMLElement): void {
  const list = root.querySelector("[data-upload-list]");
  const input = root.querySelector<HTMLInputElement>("input[type=file]");
  const zone = root.querySelector<HTMLElement>("[data-upload-zone]");
  const panel = root.querySelector<HTMLElement>("[data-upload-panel]");
  if (list === null || input === null || zone === null || panel === null) return;
  const take = (chosen: Chosen[]): void => {
    const [one] = chosen;
    if (one === undefined) return;
    const row = new Row(one.file.name, one.file.size);
    list.replaceChildren(row.element);
    const addresses = { upload: root.dataset["import"] ?? "", begin: root.dataset["begin"] ?? "" };
    void sendAndGo(one.file, addresses, row);
  };
  input.addEventListener("change", () => {
    take(fromInput(input.files));
    input.value = "";
  });
  root.querySelector("[data-upload-choose]")?.addEventListener("click", () => input.click());
  acceptDrops(zone, (dropped) => void fromDrop(dropped).then(take));
  panel.hidden = false;
}

async function waiting(root: HTMLElement): Promise<void> {
  const bar = root.querySelector<HTMLProgressElement>("[data-waiting-bar]");
  const note = root.querySelector<HTMLElement>("[data-waiting-note]");
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    await new Promise((resolve) => window.setTimeout(resolve, pause));
    const told = await look(root.dataset["waiting"] ?? "");
    if (told === null) continue;
    if (told.state !== root.dataset["state"]) break;
    if (note !== null && told.done !== null) note.textContent = `${told.note}: ${told.done.toLocaleString("en")}`;
    if (bar !== null && told.total !== null && told.done !== null) {
      bar.max = told.total;
      bar.value = told.done;
    }
  }
  window.location.reload();
}

async function look(address: string): Promise<Told | null> {
  try {
    const answer = await fetch(address, { headers: { accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as Told) : null;
  } catch {
    return null; // no connection for a moment: asked again
  }
}

document.querySelectorAll<HTMLElement>("[data-import]").forEach(choosing);
document.querySelectorAll<HTMLElement>("[data-waiting]").forEach((root) => void waiting(root));
