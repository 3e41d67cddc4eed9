// One table's way into a grid: sent like any other file, then an import of it is begun, which has a page.

import type { Row } from "../upload/row";
import { ask } from "../upload/server";
import { Transfer } from "../upload/transfer";

export interface Addresses {
  upload: string;
  begin: string;
}

/** Send a file; returns the address of its import. The row tells how far it is, and offers to stop. */
export async function send(file: File, addresses: Addresses, row: Row, signal: AbortSignal): Promise<string> {
  const transfer = new Transfer(file, { start: addresses.upload, name: file.name }, row);
  const upload = await transfer.start(signal);
  const handle = await transfer.send(upload, signal);
  row.say("Reading it");
  const { url } = await ask<{ url: string }>(addresses.begin, { handle }, signal);
  return url;
}

/** Send a file and go to its import; what goes wrong stands in the row, with a button to try once more. */
export async function sendAndGo(file: File, addresses: Addresses, row: Row): Promise<void> {
  const stop = new AbortController();
  row.working();
  row.buttons([["Cancel", () => stop.abort()]]);
  try {
    window.location.assign(await send(file, addresses, row, stop.signal));
  } catch (error) {
    if (stop.signal.aborted) row.say("Cancelled");
    else row.failed(error instanceof Error ? error.message : String(error));
    row.buttons([["Try again", () => void sendAndGo(file, addresses, row)]]);
  }
}
