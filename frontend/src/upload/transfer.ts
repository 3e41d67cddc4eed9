// One file's way to the server: checksums, start or resume, parts side by side, complete.
//
// What the server holds is never sent again: the same file chosen after a reload, a crash or a lost
// connection goes on where it was. Pausing stops the parts under way; resuming asks the server anew.

import { hashFile, type Checksums } from "./hashing";
import { ask, Refused, sendPart, type UploadState } from "./server";

const MEBIBYTE = 1024 ** 2;
const LEAST_PART = 8 * MEBIBYTE;
const MOST_PARTS = 10_000;
const SIDE_BY_SIDE = 4;
const LONGEST_WAIT = 30_000;

export interface Watcher {
  hashing(done: number): void;
  sending(sent: number): void;
  waiting(seconds: number): void;
}

export interface Destination {
  /** Where the upload is started; names what the file is for. */
  start: string;
  name: string;
}

export class Transfer {
  readonly partSize: number;
  #checksums: Checksums | null = null;
  #sent = new Map<number, number>();

  constructor(
    readonly file: File,
    private readonly destination: Destination,
    private readonly watcher: Watcher,
  ) {
    const needed = Math.ceil(file.size / MOST_PARTS / MEBIBYTE) * MEBIBYTE;
    this.partSize = Math.max(LEAST_PART, needed);
  }

  /** Compute the checksums and start; says whether the name is taken. Can be called again. */
  async start(signal: AbortSignal): Promise<UploadState> {
    this.#checksums ??= await hashFile(this.file, this.partSize, (done) => this.watcher.hashing(done), signal);
    const body = {
      name: this.destination.name,
      contentType: this.file.type || "application/octet-stream",
      md5: this.#checksums.whole,
      size: this.file.size,
      partSize: this.partSize,
    };
    return this.#persist(() => ask<UploadState>(this.destination.start, body, signal), signal);
  }

  /** Send what is missing and complete; returns the number of the file handle. */
  async send(upload: UploadState, signal: AbortSignal): Promise<number> {
    if (upload.isComplete && upload.handle !== null) return upload.handle;
    this.#sent = new Map();
    const missing: number[] = [];
    for (let number = 1; number <= upload.parts.length; number += 1) {
      if (upload.parts[number - 1] === "1") this.#sent.set(number, this.#slice(number).size);
      else missing.push(number);
    }
    this.#tell();
    await this.#sendAll(upload.id, missing, signal);
    const done = await this.#persist(() => ask<UploadState>(`/uploads/${upload.id}/complete`, {}, signal), signal);
    if (done.handle === null) throw new Refused(400, "The server has no file after all parts were sent. Choose it again.");
    return done.handle;
  }

  async #sendAll(id: string, missing: number[], signal: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    const lane = async () => {
      for (let number = missing.shift(); number !== undefined; number = missing.shift()) {
        await this.#sendOne(id, number, either);
      }
    };
    try {
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
    } catch (error) {
      failed.abort(); // the other lanes need not go on for nothing
      throw error;
    }
  }

  async #sendOne(id: string, number: number, signal: AbortSignal): Promise<void> {
    const part = this.#slice(number);
    await this.#persist(async () => {
      // An address lives for minutes only, so each part gets a fresh one, also at each repetition.
      const { urls } = await ask<{ urls: Record<string, string> }>(`/uploads/${id}/parts`, { parts: [number] }, signal);
      const url = urls[String(number)];
      if (url === undefined) throw new Refused(400, "The server gave no address for a part.");
      await sendPart(url, part, (sent) => this.#count(number, sent), signal);
      const md5 = this.#checksums?.parts[number - 1] ?? "";
      const told = await ask<{ isGood: boolean; message: string }>(`/uploads/${id}/parts/${number}`, { md5 }, signal);
      if (!told.isGood) throw new Refused(0, told.message);
    }, signal);
    this.#count(number, part.size);
  }

  /** Repeat what a lost connection broke, with longer and longer pauses; the person can pause or cancel. */
  async #persist<Answer>(work: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
    for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      try {
        return await work();
      } catch (error) {
        if (signal.aborted || !(error instanceof Refused) || !error.mayPass) throw error;
        this.watcher.waiting(Math.round(wait / 1000));
        await pause(wait, signal);
      }
    }
  }

  #slice(number: number): Blob {
    return this.file.slice((number - 1) * this.partSize, number * this.partSize);
  }

  #count(number: number, sent: number): void {
    this.#sent.set(number, sent);
    this.#tell();
  }

  #tell(): void {
    let sum = 0;
    for (const sent of this.#sent.values()) sum += sent;
    this.watcher.sending(Math.min(sum, this.file.size));
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      window.clearTimeout(timer);
      window.removeEventListener("online", go);
      reject(new DOMException("stopped", "AbortError"));
    };
    const go = () => {
      window.clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      window.removeEventListener("online", go);
      resolve();
    };
    const timer = window.setTimeout(go, milliseconds);
    window.addEventListener("online", go); // the network is back: no need to wait for the rest
    signal.addEventListener("abort", stop);
  });
}
