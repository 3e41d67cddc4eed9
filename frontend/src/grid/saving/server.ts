// What the server says of saving; doors/web/pages/grids/saving.py is the other end.

import type { Text } from "../protocol";

export interface Block {
  what: "error" | "pending" | "waiting" | "privacy";
  count: number;
}

/** A cell that was changed here and at the source since. */
export interface Dispute {
  row: number;
  slot: number;
  column: string;
  place: string;
  mine: Text;
  theirs: Text;
  by: string;
  version: number | null;
}

export interface Brief {
  unsaved: number;
  version: number | null;
  newest: number | null;
}

export interface Standing extends Brief {
  is_records: boolean;
  source: string;
  source_url: string;
  rows: number;
  blocks: Block[];
  conflicts: Dispute[];
  conflict_count: number;
}

export interface Outcome {
  state: "saved" | "unchanged" | "named" | "conflicts" | "refused";
  version: number | null;
  written: number;
  conflicts: number;
  invalid: number;
  refused: [entity: string, reason: string][];
  messages: string[];
}

export interface Job {
  job: string;
  is_finished: boolean;
  error: string;
  done: number | null;
  total: number | null;
  message: string;
  outcome: Outcome | null;
}

export type Choice = "mine" | "theirs";

// In milliseconds, between two looks at a long save.
const PAUSE = 400;

export class Server {
  constructor(
    private readonly address: string,
    private readonly settleAddress: string,
    private readonly csrf: string,
  ) {}

  brief(): Promise<Brief> {
    return this.#ask<Brief>(`${this.address}?brief=1`);
  }

  standing(): Promise<Standing> {
    return this.#ask<Standing>(this.address);
  }

  settle(choice: { cells: [number, number, Choice][] } | { all: Choice }): Promise<Standing> {
    return this.#ask<Standing>(this.settleAddress, choice);
  }

  /** Save, and wait for its end; `told` hears how far it is. Throws what the server refuses. */
  async save(name: string, comment: string, told: (job: Job) => void): Promise<Outcome> {
    let job = await this.#ask<Job>(this.address, { name, comment });
    while (!job.is_finished) {
      told(job);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      job = await this.#ask<Job>(`${this.address}?job=${encodeURIComponent(job.job)}`);
    }
    if (job.outcome === null) throw new Error(job.error || "The save did not come to its end. Try once more.");
    return job.outcome;
  }

  async #ask<T>(address: string, body?: object): Promise<T> {
    const sent: RequestInit = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(address, {
      ...sent,
      headers: { accept: "application/json", "content-type": "application/json", "x-csrftoken": this.csrf },
    });
    const told = (await answer.json().catch(() => null)) as (T & { reason?: string }) | null;
    if (!answer.ok || told === null) throw new Error(told?.reason ?? "The server did not answer. Try once more.");
    return told;
  }
}
