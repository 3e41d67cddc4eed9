// What the server says, brought into the grid: the welcome, operations in their order, verdicts, people.

import type { Island } from "./island";
import { count } from "./panels/words";
import type { Heard, Operation } from "./protocol";
import { isStructural } from "./store";
import { announceVerdict, lookAt, tellOverwritten, tellWriting } from "./telling";

type Welcome = Extract<Heard, { t: "welcome" }>;

export class Hearing {
  /** My seat. */
  #me = -1;
  #isStarted = false;

  constructor(private readonly grid: Island) {}

  get isStarted(): boolean {
    return this.#isStarted;
  }

  welcome(message: Welcome): void {
    this.#me = message.seat;
    this.grid.may_edit = message.you.may_edit;
    this.grid.may_comment = message.you.may_comment;
    this.grid.hasFreeRows = message.has_free_rows;
    this.grid.seats.clear();
    for (const one of message.people) if (one.seat !== this.#me) this.grid.seats.set(one.seat, one);
    this.grid.toolbar.element.classList.toggle("is-read-only", !this.grid.may_edit);
    if (!this.#isStarted) this.grid.rows.total = message.totals.rows;
    this.grid.setColumns(message.columns);
    this.grid.setTotals(message.totals);
    this.grid.showPeople();
    if (this.#isStarted) return this.#returned();
    this.#isStarted = true;
    this.grid.connection.since = message.sequence;
    this.grid.viewing.recount();
    this.grid.picked.put({ index: 0, place: 0 }, this.grid.bounds);
    this.grid.loader.now();
    void this.grid.queue.recover().then((left) => {
      if (left > 0) this.grid.tell(`${count(left, "edit")} of your last visit ${left === 1 ? "is" : "are"} being sent.`);
    });
    this.grid.emit("columns", this.grid.columns);
    this.grid.reselect();
  }

  /** The connection is back; what was missed comes as operations, or as the word to read all anew. */
  #returned(): void {
    if (this.grid.viewing.isPlain) this.grid.loader.view = 0;
    else void this.grid.setView(this.grid.view);
    this.grid.loader.now();
    this.grid.excepting.changed();
    this.grid.queue.send();
  }

  hear(message: Heard): void {
    switch (message.t) {
      case "operation":
        return this.#apply(message);
      case "verdicts":
        this.grid.setTotals(message.totals);
        return this.grid.changed(this.grid.rows.update(message.rows, null));
      case "here":
        this.grid.seats.set(message.seat, message);
        return this.grid.showPeople();
      case "gone":
        this.grid.seats.delete(message.seat);
        return this.grid.showPeople();
      case "reload":
        this.grid.connection.since = message.sequence;
        this.grid.queue.seen(message.sequence);
        return void this.grid.viewing.reload();
      case "refused":
        return this.grid.tell(message.reason);
      case "comment":
        return this.grid.emit("comment", message.comment);
      case "saved":
        return this.grid.emit("saved", message);
      case "changed":
        if (message.what === "exceptions") return this.grid.excepting.changed();
        if (message.what === "closed") return; // why, the connection is told when it comes back, and says it
        return this.grid.tell(message.message, { label: "Load again", run: () => location.reload() });
      default:
        return;
    }
  }

  #apply(operation: Operation): void {
    this.grid.connection.since = operation.sequence;
    const isMine = this.grid.queue.heard(operation);
    if (isStructural(operation)) this.#come(operation, isMine);
    const known = this.grid.rows.update(operation.rows, operation.sequence);
    this.grid.setTotals(operation.totals);
    this.grid.changed(known);
    tellOverwritten(this.grid, operation, isMine);
    if (isMine || operation.seat === this.#me) announceVerdict(this.grid, operation);
    else tellWriting(this.grid, operation);
    if (operation.kind === "undo" && operation.seat === this.#me) lookAt(this.grid, operation.cells[0]);
    this.grid.emit("operation", operation);
  }

  /** Rows that came and went, put where they belong if that is known, else asked for. */
  #come(operation: Operation, isMine: boolean): void {
    const before = this.grid.rows.total;
    this.grid.viewing.remove(operation.deleted);
    const content = new Map(operation.rows.map((row) => [row.number, row]));
    let isKnown = this.grid.viewing.isPlain;
    const mine: number[] = [];
    for (const [number, after] of operation.inserted) {
      if (this.grid.rows.indexOf(number) !== undefined) {
        mine.push(number); // shown already
        continue;
      }
      const above = after === 0 ? -1 : this.grid.rows.indexOf(after);
      const row = content.get(number);
      if (!isKnown || above === undefined || row === undefined) {
        isKnown = false;
        continue;
      }
      this.grid.rows.insert(above + 1, [row]);
      this.grid.picked.move(above + 1, 1, this.grid.bounds);
    }
    // Rows of mine that are on their way stand below those that the server has.
    const total = operation.totals.rows + this.grid.queue.insertedWaiting;
    if (this.grid.viewing.isPlain && this.grid.rows.total !== total && !isMine) this.grid.rows.total = total;
    // Of an operation with many rows the server tells those that it has sent here before: what mine are worth is asked.
    this.grid.rows.doubt(mine.filter((number) => !content.has(number)));
    if (!isKnown) this.grid.rows.stale();
    if (!isKnown || mine.length > 0) this.grid.loader.soon();
    if (before !== this.grid.rows.total) this.grid.viewing.recount();
    this.grid.picked.keepWithin(this.grid.bounds);
    this.grid.reselect();
  }
}
