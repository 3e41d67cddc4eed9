// Files that go along with a form: chosen, dropped or pasted, and sent before the form is.
//
//   <form data-attach-form> with <div data-attach="ADDRESS"> that has [data-attach-panel], [data-attach-input],
//   [data-attach-choose], [data-attach-list]
//
// Each file that has arrived leaves <input type="hidden" name="handle">. While one is under way the form waits.
// A link with data-queue="KEY" beside the form chooses another queue: what is written and attached goes along.

import { acceptDrops } from "./upload/dropping";
import { Row } from "./upload/row";
import { Transfer } from "./upload/transfer";

const PICTURE = "image/";

class Attaching {
  readonly #list: Element;
  readonly #form: HTMLFormElement;
  readonly #box: HTMLElement;
  #under = 0;

  constructor(form: HTMLFormElement, box: HTMLElement, list: Element) {
    this.#form = form;
    this.#box = box;
    this.#list = list;
  }

  take(files: Iterable<File>): void {
    for (const file of files) void this.#send(file);
  }

  get isBusy(): boolean {
    return this.#under > 0;
  }

  async #send(file: File): Promise<void> {
    const row = new Row(file.name, file.size);
    this.#list.append(row.element);
    await this.#try(file, row);
  }

  async #try(file: File, row: Row): Promise<void> {
    const stop = new AbortController();
    row.working();
    row.buttons([["Cancel", () => stop.abort()]]);
    this.#working(1);
    try {
      const transfer = new Transfer(file, { start: this.#box.dataset["attach"] ?? "", name: file.name }, row);
      const handle = await transfer.send(await transfer.start(stop.signal), stop.signal);
      this.#attached(row, handle);
    } catch (error) {
      if (stop.signal.aborted) row.element.remove();
      else {
        row.failed(error instanceof Error ? error.message : String(error));
        row.buttons([
          ["Try again", () => void this.#try(file, row)],
          ["Leave it out", () => row.element.remove()],
        ]);
      }
    } finally {
      this.#working(-1);
    }
  }

  #attached(row: Row, handle: number): void {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = "handle";
    input.value = String(handle);
    row.element.append(input);
    row.say("Attached");
    row.element.dataset["state"] = "done";
    row.buttons([["Leave it out", () => row.element.remove()]]);
  }

  #working(change: number): void {
    this.#under += change;
    for (const button of this.#form.querySelectorAll<HTMLButtonElement>("button[type=submit]")) {
      button.setAttribute("aria-disabled", String(this.isBusy));
    }
  }
}

/** Name a pasted picture: the clipboard calls all of them the same. */
function named(file: File, number: number): File {
  const ending = file.type.slice(PICTURE.length).replace(/[^a-z0-9]/g, "") || "png";
  return new File([file], `screenshot-${Date.now()}-${number}.${ending}`, { type: file.type });
}

function offer(form: HTMLFormElement): void {
  const box = form.querySelector<HTMLElement>("[data-attach]");
  const panel = box?.querySelector<HTMLElement>("[data-attach-panel]");
  const input = box?.querySelector<HTMLInputElement>("[data-attach-input]");
  const list = box?.querySelector("[data-attach-list]");
  if (!box || !panel || !input || !list) return;
  const attaching = new Attaching(form, box, list);
  panel.hidden = false;
  panel.querySelector("[data-attach-choose]")?.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    attaching.take([...(input.files ?? [])]);
    input.value = "";
  });
  form.addEventListener("paste", (event) => {
    const pictures = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith(PICTURE));
    if (pictures.length === 0) return;
    event.preventDefault();
    attaching.take(pictures.map(named));
  });
  acceptDrops(box, (dropped) => attaching.take([...dropped.files]));
  form.addEventListener("submit", (event) => {
    if (attaching.isBusy) event.preventDefault();
  });
}

function choose(event: MouseEvent, link: HTMLAnchorElement): void {
  const form = document.querySelector<HTMLFormElement>("[data-attach-form]");
  const queue = form?.querySelector<HTMLInputElement>("input[name=queue]");
  if (!form || !queue || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  queue.value = link.dataset["queue"] ?? "";
  const moved = document.createElement("input");
  moved.type = "hidden";
  moved.name = "choose";
  form.append(moved);
  form.requestSubmit();
  // A file is still on its way, and the form waits for it.
  moved.remove();
}

document.querySelectorAll<HTMLFormElement>("[data-attach-form]").forEach(offer);
document.querySelectorAll<HTMLAnchorElement>("a[data-queue]").forEach((link) => {
  link.addEventListener("click", (event) => choose(event, link));
});
