// One chosen file from waiting to being an entity: transfer, the question of a taken name, pause, cancel.

import type { Chosen } from "./chosen";
import type { Row } from "./row";
import { ask, Refused, type Placed, type UploadState } from "./server";
import { Transfer } from "./transfer";

export type Outcome = { kind: "placed"; entity: Placed } | { kind: "left" };

export class Task {
  #stop = new AbortController();
  #isCancelled = false;
  #wake: (() => void) | null = null;

  constructor(
    private readonly chosen: Chosen,
    private readonly top: string,
    readonly row: Row,
  ) {}

  /** Work until the file is placed or the person gives it up; never throws. */
  async run(): Promise<Outcome> {
    for (;;) {
      this.#stop = new AbortController();
      this.row.working();
      this.#offer(false);
      try {
        return await this.#once(this.#stop.signal);
      } catch (error) {
        if (this.#isCancelled) return this.#leave("Cancelled. What was sent is kept for some days.");
        if (error instanceof DOMException && error.name === "AbortError") this.row.paused();
        else this.row.failed(error instanceof Error ? error.message : String(error));
        await this.#wait();
        if (this.#isCancelled) return this.#leave("Cancelled. What was sent is kept for some days.");
      }
    }
  }

  async #once(signal: AbortSignal): Promise<Outcome> {
    const folder = await this.#folder(signal);
    const name = this.chosen.file.name;
    const transfer = new Transfer(this.chosen.file, { start: `/entities/${folder}/uploads`, name }, this.row);
    const upload = await transfer.start(signal);
    const target = await this.#target(upload, name);
    if (target === null) return this.#leave("Skipped: the file that is there stays as it is.");
    this.#offer(false);
    const handle = await transfer.send(upload, signal);
    this.row.buttons([]);
    const entity = await this.#place(folder, { ...target, handle }, signal);
    const isNew = !("replaces" in target);
    this.row.done(entity.url, isNew ? "Uploaded" : "Uploaded as a new version");
    return { kind: "placed", entity };
  }

  async #folder(signal: AbortSignal): Promise<string> {
    if (this.chosen.path === "") return this.top;
    const made = await ask<{ id: string }>(`/entities/${this.top}/folders`, { path: this.chosen.path }, signal);
    return made.id;
  }

  async #target(upload: UploadState, name: string): Promise<{ name: string; replaces?: string } | null> {
    const existing = upload.existing;
    if (existing === null || existing === undefined) return { name };
    const version: [string, "version"][] = existing.isFile ? [["New version", "version"]] : [];
    const choice = await this.row.choose("There is one of this name already.", [
      ...version,
      ["Keep both", "rename"],
      ["Skip", "skip"],
    ]);
    if (choice === "skip") return null;
    return choice === "version" ? { name, replaces: existing.id } : { name: renamed(name) };
  }

  async #place(folder: string, body: Record<string, unknown>, signal: AbortSignal): Promise<Placed> {
    try {
      return await ask<Placed>(`/entities/${folder}/files`, body, signal);
    } catch (error) {
      // Somebody took the name between the question and now: ask again with another one.
      if (!(error instanceof Refused) || error.status !== 409 || "replaces" in body) throw error;
      return ask<Placed>(`/entities/${folder}/files`, { ...body, name: renamed(String(body["name"])) }, signal);
    }
  }

  #offer(isPaused: boolean): void {
    const first: [string, () => void] = isPaused
      ? ["Resume", () => this.#wake?.()]
      : ["Pause", () => this.#stop.abort()];
    this.row.buttons([first, ["Cancel", () => this.#cancel()]]);
  }

  #cancel(): void {
    this.#isCancelled = true;
    this.#stop.abort();
    this.#wake?.();
  }

  async #wait(): Promise<void> {
    this.#offer(true);
    await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = null;
  }

  #leave(note: string): Outcome {
    this.row.working();
    this.row.say(note);
    this.row.buttons([]);
    return { kind: "left" };
  }
}

/** "reads.fastq.gz" becomes "reads (2026-11-23 14.05.09).fastq.gz": unlike what is there, and readable. */
function renamed(name: string): string {
  const stamp = new Date().toISOString().slice(0, 19).replace("T", " ").replaceAll(":", ".");
  const dot = name.indexOf(".", 1);
  return dot === -1 ? `${name} (${stamp})` : `${name.slice(0, dot)} (${stamp})${name.slice(dot)}`;
}
