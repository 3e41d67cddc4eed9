// Edits that the server has not confirmed, kept in the browser: a reload, a crash or a sleep loses none.
//
// IndexedDB, since a paste may be larger than localStorage takes. Where it is shut (private windows of
// some browsers), edits are kept in memory only.

import type { Change } from "./protocol";

export interface Entry {
  operation: string;
  group: string;
  since: number;
  change: Change;
  /** The page's own numbers of the rows that it inserts, below zero. */
  temporary: number[];
  /** Its place among the edits of this person, and the key that it is kept under. */
  order: number;
}

const STORE = "edits";

export class Keeping {
  #base: Promise<IDBDatabase | null>;

  constructor(private readonly owner: string) {
    this.#base = open();
  }

  /** The kept edits of this grid and person, in order. */
  async all(): Promise<Entry[]> {
    const range = IDBKeyRange.bound([this.owner, -Infinity], [this.owner, Infinity]);
    return (await this.#run("readonly", (store) => store.getAll(range) as IDBRequest<Entry[]>)) ?? [];
  }

  async put(entry: Entry): Promise<void> {
    await this.#run("readwrite", (store) => store.put(entry, [this.owner, entry.order]));
  }

  async remove(entry: Entry): Promise<void> {
    await this.#run("readwrite", (store) => store.delete([this.owner, entry.order]));
  }

  async #run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
    const base = await this.#base;
    if (base === null) return null;
    return new Promise((settle) => {
      const transaction = base.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => settle(request.result);
      // A full disk: the edit goes on its way, and is kept in memory like any other.
      transaction.onabort = () => settle(null);
    });
  }
}

function open(): Promise<IDBDatabase | null> {
  return new Promise((settle) => {
    if (typeof indexedDB === "undefined") return settle(null);
    const request = indexedDB.open("theatrum-grid", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => settle(request.result);
    request.onerror = () => settle(null);
    request.onblocked = () => settle(null);
  });
}
