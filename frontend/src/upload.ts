// The upload panel of a folder: <div data-upload data-folder="syn1" data-annotate="/entities/annotate">.
//
// Files are chosen or dropped, folders too; two files are under way at a time, each in parts. Afterwards
// the panel offers to annotate what came. Leaving the page in between asks first; what was sent is kept.

import { fromDrop, fromInput, type Chosen } from "./upload/chosen";
import { acceptDrops } from "./upload/dropping";
import { Row } from "./upload/row";
import type { Placed } from "./upload/server";
import { Task } from "./upload/task";
import { count } from "./upload/words";

const AT_ONCE = 2;
// The form for several files takes as many at a time.
const FORM_HOLDS = 200;

class Panel {
  readonly #list: HTMLElement;
  readonly #summary: HTMLElement;
  readonly #after: HTMLElement;
  readonly #waiting: Task[] = [];
  readonly #placed: Placed[] = [];
  #running = 0;
  #total = 0;
  #ended = 0;

  constructor(private readonly root: HTMLElement) {
    this.#list = part(root, "[data-upload-list]");
    this.#summary = part(root, "[data-upload-summary]");
    this.#after = part(root, "[data-upload-after]");
    this.#listen();
    part(root, "[data-upload-panel]").hidden = false;
  }

  #listen(): void {
    for (const input of this.root.querySelectorAll<HTMLInputElement>("input[type=file]")) {
      input.addEventListener("change", () => {
        this.#add(fromInput(input.files));
        input.value = ""; // the same file can be chosen again, to resume it
      });
    }
    for (const button of this.root.querySelectorAll<HTMLButtonElement>("[data-upload-choose]")) {
      const input = this.root.querySelector<HTMLInputElement>(`#${button.dataset["uploadChoose"]}`);
      button.addEventListener("click", () => input?.click());
    }
    const zone = part(this.root, "[data-upload-zone]");
    acceptDrops(zone, (dropped) => void fromDrop(dropped).then((chosen) => this.#add(chosen)));
    window.addEventListener("beforeunload", (event) => {
      if (this.#running > 0) event.preventDefault();
    });
  }

  #add(chosen: Chosen[]): void {
    const folder = this.root.dataset["folder"] ?? "";
    for (const one of chosen) {
      const row = new Row(one.path === "" ? one.file.name : `${one.path}/${one.file.name}`, one.file.size);
      this.#list.append(row.element);
      this.#waiting.push(new Task(one, folder, row));
    }
    this.#total += chosen.length;
    this.#next();
  }

  #next(): void {
    this.#tell();
    while (this.#running < AT_ONCE) {
      const task = this.#waiting.shift();
      if (task === undefined) return;
      this.#running += 1;
      void task.run().then((outcome) => {
        this.#running -= 1;
        this.#ended += 1;
        if (outcome.kind === "placed") this.#placed.push(outcome.entity);
        this.#next();
      });
    }
  }

  #tell(): void {
    if (this.#total === 0) return;
    const isDone = this.#ended === this.#total;
    this.#summary.textContent = isDone
      ? `${count(this.#placed.length, "file")} uploaded.`
      : `${this.#ended} of ${count(this.#total, "file")} done.`;
    if (isDone && this.#placed.length > 0) this.#offerToAnnotate();
  }

  #offerToAnnotate(): void {
    const links: HTMLAnchorElement[] = [];
    for (let from = 0; from < this.#placed.length; from += FORM_HOLDS) links.push(this.#annotateLink(from));
    const reload = document.createElement("a");
    reload.className = "button button--quiet";
    reload.href = window.location.pathname;
    reload.textContent = "Show them in the folder";
    this.#after.replaceChildren(...links, reload);
    this.#after.hidden = false;
  }

  #annotateLink(from: number): HTMLAnchorElement {
    const some = this.#placed.slice(from, from + FORM_HOLDS);
    const link = document.createElement("a");
    link.className = "button button--primary";
    link.href = `${this.root.dataset["annotate"]}?ids=${some.map((entity) => entity.id).join(",")}`;
    const isAll = some.length === this.#placed.length;
    link.textContent = `Annotate ${isAll ? count(some.length, "file") : `files ${from + 1} to ${from + some.length}`}`;
    return link;
  }
}

function part(root: HTMLElement, selector: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`the upload panel lacks ${selector}`);
  return found;
}

for (const root of document.querySelectorAll<HTMLElement>("[data-upload]")) new Panel(root);
