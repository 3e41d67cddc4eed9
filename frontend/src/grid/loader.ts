// Asks for the rows that are looked at, and a little around them; never much at once, never the same twice.

import { Disconnected, Refused, type Connection } from "./connection";
import type { Heard, Row } from "./protocol";
import { WINDOW, type Rows } from "./store";

const AROUND = 40;
const AT_ONCE = 2;
const REST = 40;
const LONG_REST = 1_000;

interface Hooks {
  visible(): { from: number; to: number };
  came(total: number): void;
}

export class Loader {
  #timer = 0;
  #running = new Map<string, Promise<void>>();
  view = 0;

  constructor(
    private readonly connection: Connection,
    private readonly rows: Rows,
    private readonly hooks: Hooks,
  ) {}

  /** Somebody looks elsewhere: ask, unless they are past it before long. */
  soon(rest = REST): void {
    if (this.#timer === 0) this.#timer = window.setTimeout(() => this.now(), rest);
  }

  now(): void {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    if (!this.connection.is_connected) return;
    const { from, to } = this.hooks.visible();
    const wanted = this.rows.missing(from, to) ?? this.rows.missing(from - AROUND, to + AROUND);
    if (wanted !== null && this.#running.size < AT_ONCE) void this.#load(wanted.from, wanted.count);
  }

  /** The rows of a stretch, also such as nobody looks at; they are not all kept. */
  async stretch(from: number, to: number): Promise<Row[]> {
    const found: Row[] = [];
    for (let index = from; index <= to; ) {
      const row = this.rows.at(index);
      if (row !== undefined) {
        found.push(row);
        index += 1;
        continue;
      }
      const answer = await this.#ask(index, Math.min(500, to - index + 1));
      if (answer.rows.length === 0) break;
      found.push(...answer.rows);
      index += answer.rows.length;
    }
    return found;
  }

  /** Load what stands around a place, and wait for it. */
  async around(index: number): Promise<void> {
    if (this.rows.at(index) !== undefined) return;
    const from = Math.max(0, index - AROUND);
    await this.#load(from, Math.min(WINDOW, Math.max(1, this.rows.total - from)));
  }

  async #load(from: number, count: number): Promise<void> {
    const key = `${this.view} ${from} ${count}`;
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    let rest = REST;
    const loading = this.#keep(from, count)
      .catch((error: unknown) => {
        // Without a connection its return asks once more; what was refused may be there in a moment.
        if (!(error instanceof Refused)) throw error;
        rest = LONG_REST;
      })
      .finally(() => this.#running.delete(key));
    this.#running.set(key, loading);
    await loading;
    this.soon(rest);
  }

  async #keep(from: number, count: number): Promise<void> {
    const view = this.view;
    try {
      const answer = await this.#ask(from, count);
      if (view !== this.view) return;
      this.rows.put(from, answer.rows, answer.sequence);
      this.rows.trim(this.hooks.visible().from);
      this.hooks.came(answer.total);
    } catch (error) {
      if (!(error instanceof Disconnected)) throw error; // asked once more when the connection is back
    }
  }

  async #ask(from: number, count: number): Promise<Extract<Heard, { t: "rows" }>> {
    const answer = await this.connection.ask({ t: "rows", view: this.view, from, count });
    if (answer.t !== "rows") throw new TypeError(`rows were asked for, and ${answer.t} came`);
    return answer;
  }
}
