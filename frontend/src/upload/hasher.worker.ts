// MD5 of a whole file and of its parts in one reading, 8 MiB at a time at most.
//
// WebAssembly runs here and not in the page: the page's content security policy need not allow it.
// Measured in one run: hash-wasm 5 times as fast as a plain JavaScript MD5 (@noble/hashes).

import { createMD5 } from "hash-wasm";

export interface Order {
  file: Blob;
  partSize: number;
}

export type Hashed =
  | { kind: "progress"; bytes: number }
  | { kind: "done"; whole: string; parts: string[] }
  | { kind: "failed"; reason: string };

const SLICE = 8 * 1024 ** 2;

async function hash({ file, partSize }: Order): Promise<void> {
  const whole = await createMD5();
  const part = await createMD5();
  const parts: string[] = [];
  whole.init();
  let begin = 0;
  do {
    const end = Math.min(begin + partSize, file.size);
    part.init();
    for (let at = begin; at < end; at += SLICE) {
      const bytes = new Uint8Array(await file.slice(at, Math.min(at + SLICE, end)).arrayBuffer());
      whole.update(bytes);
      part.update(bytes);
      tell({ kind: "progress", bytes: at + bytes.length });
    }
    parts.push(part.digest());
    begin = end;
  } while (begin < file.size);
  tell({ kind: "done", whole: whole.digest(), parts });
}

function tell(message: Hashed): void {
  self.postMessage(message);
}

self.onmessage = (event: MessageEvent<Order>) => {
  hash(event.data).catch(() => {
    tell({ kind: "failed", reason: "The file could not be read. Was it moved, changed or unplugged? Choose it again." });
  });
};
