// Files that are dropped on the text, pasted into it or chosen: sent, listed as attachments, and named in the text.

import { Row } from "../upload/row";
import { Transfer } from "../upload/transfer";
import { part } from "./parts";

export class Attachments {
  readonly #list: HTMLElement;
  readonly #sending: HTMLElement;
  readonly #fresh = new Map<string, number>();
  #running = 0;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly text: HTMLTextAreaElement,
    private readonly changed: () => void,
  ) {
    this.#list = part(form, "[data-wiki-files]");
    this.#sending = part(form, "[data-wiki-sending]");
    const choose = part(form, "[data-wiki-choose]");
    choose.hidden = false;
    const input = part<HTMLInputElement>(choose, "input[type=file]");
    part(choose, "button").addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this.#take(Array.from(input.files ?? []));
      input.value = "";
    });
    text.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      text.dataset["over"] = "";
    });
    text.addEventListener("dragleave", () => delete text.dataset["over"]);
    text.addEventListener("drop", (event) => {
      delete text.dataset["over"];
      this.#fromTransfer(event, event.dataTransfer);
    });
    text.addEventListener("paste", (event) => this.#fromTransfer(event, event.clipboardData));
    window.addEventListener("beforeunload", (event) => {
      if (this.#running > 0) event.preventDefault();
    });
  }

  /** The files that the page does not have yet, by name. */
  fresh(): Record<string, number> {
    return Object.fromEntries(this.#fresh);
  }

  /** List files that were sent before; the text names them already. */
  restore(files: Record<string, number>): void {
    for (const [name, handle] of Object.entries(files)) if (!this.#fresh.has(name)) this.#show(name, handle);
  }

  #fromTransfer(event: Event, data: DataTransfer | null): void {
    const files = Array.from(data?.files ?? []);
    if (files.length === 0) return; // text is text
    event.preventDefault();
    this.#take(files);
  }

  #take(files: File[]): void {
    for (const file of files) void this.#send(file, this.#free(file.name));
  }

  async #send(file: File, name: string): Promise<void> {
    const row = new Row(name, file.size);
    this.#sending.append(row.element);
    const stop = new AbortController();
    row.buttons([["Stop", () => stop.abort()]]);
    this.#running += 1;
    try {
      const transfer = new Transfer(file, { start: this.form.dataset["uploads"] ?? "", name }, row);
      const handle = await transfer.send(await transfer.start(stop.signal), stop.signal);
      row.element.remove();
      this.#add(name, handle, file.type.startsWith("image/"));
    } catch (error) {
      if (stop.signal.aborted) row.element.remove();
      else {
        row.failed(error instanceof Error ? error.message : String(error));
        row.buttons([["Put away", () => row.element.remove()]]);
      }
    } finally {
      this.#running -= 1;
    }
  }

  #add(name: string, handle: number, isPicture: boolean): void {
    this.#show(name, handle);
    const shown = name.replaceAll(/[[\]]/g, "");
    const written = `${isPicture ? "!" : ""}[${shown}](${encodeURIComponent(name)})`;
    this.text.setRangeText(written, this.text.selectionStart, this.text.selectionEnd, "end");
    this.changed();
  }

  #show(name: string, handle: number): void {
    this.#fresh.set(name, handle);
    const item = document.createElement("li");
    item.className = "choice";
    const box = document.createElement("input");
    Object.assign(box, { type: "checkbox", id: `attachment-${handle}`, name: "attachment", value: String(handle) });
    box.dataset["name"] = name;
    box.checked = true;
    const label = document.createElement("label");
    label.htmlFor = box.id;
    label.textContent = name;
    item.append(box, label);
    this.#list.append(item);
  }

  /** A name that no other attachment has: pasted pictures are all called the same. */
  #free(name: string): string {
    const taken = new Set([
      ...Array.from(this.#list.querySelectorAll<HTMLInputElement>("input"), (box) => box.dataset["name"] ?? ""),
      ...Array.from(this.#sending.querySelectorAll("progress"), (bar) => bar.getAttribute("aria-label") ?? ""),
    ]);
    const dot = name.lastIndexOf(".") > 0 ? name.lastIndexOf(".") : name.length;
    let found = name;
    for (let number = 2; taken.has(found); number += 1) found = `${name.slice(0, dot)}-${number}${name.slice(dot)}`;
    return found;
  }
}
