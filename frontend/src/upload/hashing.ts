// Checksums of a file, computed in a worker while the page stays quick.

import type { Hashed, Order } from "./hasher.worker";

export interface Checksums {
  whole: string;
  parts: string[];
}

/** Compute the MD5 of a file and of each of its parts; `onBytes` is told how far it is. */
export function hashFile(
  file: Blob,
  partSize: number,
  onBytes: (done: number) => void,
  signal: AbortSignal,
): Promise<Checksums> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./hasher.worker.ts", import.meta.url), { type: "module" });
    const end = () => {
      signal.removeEventListener("abort", stop);
      worker.terminate();
    };
    const stop = () => {
      end();
      reject(new DOMException("stopped", "AbortError"));
    };
    signal.addEventListener("abort", stop);
    worker.onmessage = (event: MessageEvent<Hashed>) => {
      const told = event.data;
      if (told.kind === "progress") return onBytes(told.bytes);
      end();
      if (told.kind === "done") resolve({ whole: told.whole, parts: told.parts });
      else reject(new Error(told.reason));
    };
    worker.onerror = () => {
      end();
      reject(new Error("This browser could not compute the checksum of the file."));
    };
    worker.postMessage({ file, partSize } satisfies Order);
  });
}
