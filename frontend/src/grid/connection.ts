// One websocket to one grid: a ticket first, then hello; questions with numbers; it comes back by itself.
//
// What is asked while there is no connection fails at once: edits wait in the queue, not here.

import type { Question } from "./contract";
import { Emitter } from "./emitter";
import type { Heard, Said } from "./protocol";
import { inWords, worded } from "./refusals";

type Welcome = Extract<Heard, { t: "welcome" }>;

interface Happenings {
  welcome: Welcome;
  heard: Heard;
  /** `reason` is null unless coming back is of no use, such as to somebody who is signed out. */
  state: { is_connected: boolean; reason: string | null };
}

/** There is no connection, or it broke before the answer came. */
export class Disconnected extends Error {}

/** The server refused what was asked. */
export class Refused extends Error {
  constructor(readonly answer: Extract<Heard, { t: "refused" }>) {
    super(answer.reason);
  }
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 5_000;
// A server that says nothing to a question for so long is gone, whatever the network says.
const PATIENCE = 45_000;
// How often is looked whether it is there; a look that comes so late was after a sleep, and the answer to it comes soon.
const LOOK = 5_000;
const ASLEEP = 20_000;
const SOON = 8_000;
const NOT_LET_IN = "The server does not let you in any more. Load the page again.";

interface Waiting {
  settle(answer: Heard): void;
  fail(error: Error): void;
  since: number;
}

export class Connection extends Emitter<Happenings> {
  #socket: WebSocket | null = null;
  #is_welcome = false;
  #asked = 0;
  #wait = FIRST_WAIT;
  #looked = Date.now();
  #timer = 0;
  #is_closed = false;
  readonly #waiting = new Map<number, Waiting>();
  /** The last operation that was heard, and the seat: what hello says on a return. */
  since: number | null = null;
  seat: number | null = null;

  constructor(
    private readonly socket: string,
    private readonly ticket: string,
    private readonly csrf: string,
  ) {
    super();
    window.addEventListener("online", () => this.#again(0));
    window.addEventListener("offline", () => this.#drop());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#probe();
    });
    window.setInterval(() => this.#check(), LOOK);
  }

  get is_connected(): boolean {
    return this.#is_welcome;
  }

  async open(): Promise<void> {
    window.clearTimeout(this.#timer);
    if (this.#socket !== null || this.#is_closed) return;
    try {
      const ticket = await this.#take();
      if (ticket !== null && this.#socket === null) this.#connect(ticket);
    } catch {
      this.#again(); // no network, or no server: both end by themselves
    }
  }

  /** Ask, and wait for the answer; fails with `Refused` or `Disconnected`. */
  ask(question: Question): Promise<Heard> {
    const id = ++this.#asked;
    return new Promise((settle, fail) => {
      if (!this.#send({ ...question, id } as Said)) return fail(new Disconnected("There is no connection."));
      this.#waiting.set(id, { settle, fail, since: Date.now() });
    });
  }

  /** Say what needs no answer; lost without a connection. */
  say(message: Extract<Said, { t: "here" }>): void {
    this.#send(message);
  }

  #send(message: Said): boolean {
    if (!this.#is_welcome || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  async #take(): Promise<string | null> {
    const headers = { "X-CSRFToken": this.csrf, "Content-Type": "application/json" };
    const response = await fetch(this.ticket, { method: "POST", headers, body: "{}", credentials: "same-origin" });
    if (response.ok) return ((await response.json()) as { ticket: string }).ticket;
    if (response.status >= 500 || response.status === 429) throw new Disconnected(String(response.status));
    this.#is_closed = true;
    const told = (await response.json().catch(() => ({}))) as { code?: string; reason?: string };
    const reason = told.reason === undefined ? NOT_LET_IN : inWords(told.code ?? "", told.reason);
    this.emit("state", { is_connected: false, reason });
    this.emit("heard", { t: "changed", what: "away", message: reason });
    return null;
  }

  #connect(ticket: string): void {
    const address = new URL(this.socket, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      socket.send(JSON.stringify({ t: "hello", ticket, since: this.since, seat: this.seat } satisfies Said));
    });
    socket.addEventListener("message", (event) => this.#hear(JSON.parse(String(event.data)) as Heard, socket));
    socket.addEventListener("close", () => this.#lost(socket));
  }

  #hear(message: Heard, socket: WebSocket): void {
    if (socket !== this.#socket) return; // it was given up
    if (message.t === "welcome") {
      this.#is_welcome = true;
      this.#wait = FIRST_WAIT;
      this.seat = message.seat;
      this.emit("welcome", message);
      this.emit("state", { is_connected: true, reason: null });
      return;
    }
    const waiting = "id" in message ? this.#waiting.get(message.id) : undefined;
    if (waiting === undefined || !("id" in message)) return this.emit("heard", message);
    this.#waiting.delete(message.id);
    if (message.t === "refused") waiting.fail(new Refused(worded(message)));
    else waiting.settle(message);
  }

  #lost(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.#is_welcome = false;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    this.emit("state", { is_connected: false, reason: null });
    for (const one of waiting) one.fail(new Disconnected("The connection broke."));
    this.#again();
  }

  #again(wait: number = this.#wait * (0.5 + Math.random())): void {
    window.clearTimeout(this.#timer);
    if (this.#socket !== null || this.#is_closed) return;
    this.#timer = window.setTimeout(() => void this.open(), wait);
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
  }

  /** A question that nobody answered means a dead connection that nobody closed. */
  #check(): void {
    const now = Date.now();
    const oldest = Math.min(...[...this.#waiting.values()].map((one) => one.since));
    if (now - oldest > PATIENCE) this.#drop();
    else if (now - this.#looked > ASLEEP) this.#probe();
    this.#looked = now;
  }

  /** After a sleep, or out of sight for long: a dead connection answers nothing, and nobody else says that it is. */
  #probe(): void {
    if (!this.is_connected) return this.#again(0);
    const socket = this.#socket;
    const late = window.setTimeout(() => socket === this.#socket && this.#drop(), SOON);
    const answered = (): void => window.clearTimeout(late);
    void this.ask({ t: "where", view: 0, rows: [] }).then(answered, answered);
  }

  /** The browser would wait for the other end to close it, too. */
  #drop(): void {
    const socket = this.#socket;
    if (socket === null) return;
    socket.close();
    this.#lost(socket);
  }
}
