// Changes on their way from a hand to the queue: what must not leave is kept back, long ones go in pieces, and
// undo and redo of one's own.

import { Disconnected, Refused } from "./connection";
import type { Outcome } from "./contract";
import type { Island } from "./island";
import { newName } from "./names";
import { count } from "./panels/words";
import { inPieces, weight } from "./pasting";
import type { Change, Inserted, Row, Text } from "./protocol";

// A change of more cells, or of more rows, takes about a second: it shows how far it is, and can be cancelled.
const LONG = 50_000;
const LONG_ROWS = 15_000;
const ONLY_LOOK = "You may look at this grid, and not change it.";

export class Changing {
  constructor(private readonly grid: Island) {}

  /** Change cells and rows as one act. */
  async change(asked: Change, since: number): Promise<Outcome> {
    if (!this.grid.may_edit) return this.#keepBack(asked);
    this.grid.forgetUndo();
    const group = newName();
    const { change, refused, kept } = this.#withoutRefused(asked);
    const pieces = inPieces(change).filter((piece) => weight(piece) > 0);
    const isLong = weight(change) > LONG || new Set(change.cells?.map(([row]) => row)).size > LONG_ROWS;
    const show = isLong ? this.#progress(pieces.length, group) : (): void => undefined;
    if (pieces.length === 0 && refused !== null) return { state: "refused", reason: refused };
    let done = 0;
    show(0);
    const outcomes = pieces.map(async (piece) => {
      const temporary = this.#showRows(piece);
      piece.insert?.forEach((one, at) => {
        for (const [slot, text, reason] of kept.get(one) ?? []) this.grid.queue.keepUnsaved(temporary[at] ?? 0, slot, text, reason);
      });
      const outcome = await this.grid.queue.add(piece, group, since, temporary);
      done += 1;
      show(done);
      return outcome;
    });
    if (change.delete?.length) {
      this.grid.viewing.dropped(change.delete);
      this.grid.reselect();
    }
    this.grid.paint();
    return together(await Promise.all(outcomes));
  }

  /** Cells with text that must not leave the browser stay where they are, marked. */
  #withoutRefused(change: Change): {
    change: Change;
    refused: string | null;
    kept: Map<Inserted, [slot: number, text: Text, reason: string][]>;
  } {
    let refused: string | null = null;
    let found = 0;
    const bad = (slot: number, text: Text): string | null => {
      const column = this.grid.column(slot);
      const reason = text === null || column === undefined ? null : this.grid.refuses(text, column);
      if (reason !== null) [refused, found] = [reason, found + 1];
      return reason;
    };
    const cells = change.cells?.filter(([row, slot, text]) => {
      const reason = bad(slot, text);
      if (reason !== null) this.grid.queue.keepUnsaved(row, slot, text, reason);
      return reason === null;
    });
    const kept = new Map<Inserted, [number, Text, string][]>();
    const insert = change.insert?.map((one) => {
      const left: [number, Text, string][] = [];
      const cells = Object.entries(one.cells).filter(([slot, text]) => {
        const reason = bad(Number(slot), text);
        if (reason !== null) left.push([Number(slot), text, reason]);
        return reason === null;
      });
      const good = { ...one, cells: Object.fromEntries(cells) };
      if (left.length > 0) kept.set(good, left);
      return good;
    });
    if (refused !== null) {
      this.grid.tell(`${count(found, "cell")} not sent: ${refused}`);
      this.grid.announce(`Not sent. ${refused}`);
    }
    return { change: { ...change, ...(cells && { cells }), ...(insert && { insert }) }, refused, kept };
  }

  /** Show new rows at once, under numbers of the page's own. */
  #showRows(piece: Change): number[] {
    const temporary: number[] = [];
    let last: { after: number | null; index: number } | null = null;
    for (const one of piece.insert ?? []) {
      const above = one.after === null ? this.grid.rows.total - 1 : one.after === 0 ? -1 : (this.grid.rows.indexOf(one.after) ?? this.grid.rows.total - 1);
      const index: number = last !== null && last.after === one.after ? last.index + 1 : above + 1;
      last = { after: one.after, index };
      const number = this.grid.queue.temporaryRow();
      temporary.push(number);
      const cells: Text[] = [];
      for (const [slot, text] of Object.entries(one.cells)) cells[Number(slot)] = text;
      const row: Row = { number, cells: Array.from(cells, (text) => text ?? null), verdict: "waiting", findings: [] };
      this.grid.rows.insert(index, [row]);
    }
    if (temporary.length > 0) this.grid.viewing.recount();
    return temporary;
  }

  /** Who lost their role while they wrote keeps their text in sight. */
  #keepBack({ cells = [] }: Change): Outcome {
    for (const [row, slot, text] of cells) this.grid.queue.keepUnsaved(row, slot, text, ONLY_LOOK);
    return this.mayNot();
  }

  mayNot(): Outcome {
    this.grid.tell(ONLY_LOOK);
    return { state: "refused", reason: ONLY_LOOK };
  }

  /** What shows how far a long act is, until it is done or cancelled. */
  #progress(of: number, group: string): (done: number) => void {
    let isCancelled = false;
    const cancel = (): void => {
      isCancelled = true;
      this.grid.toolbar.showProgress(null);
      this.#cancel(group);
    };
    return (done) => {
      if (!isCancelled) this.grid.toolbar.showProgress(done < of ? { done, of, cancel } : null);
    };
  }

  #cancel(group: string): void {
    const { queue } = this.grid;
    if (queue.cancel(group)) {
      void this.grid.viewing.reload();
      this.grid.tell("Cancelled. What was sent before is stored, and can be taken back with undo.");
    } else if (queue.isLast(group)) {
      this.grid.tell("All of it was sent already: it is taken back as soon as it is stored.");
      void this.undo();
    } else this.grid.tell("All of it was sent already: it can be taken back with undo.");
  }

  async undo(): Promise<void> {
    await this.#step("undo", "There is nothing of yours to take back.");
  }

  async redo(): Promise<void> {
    await this.#step("redo", "There is nothing to do again.");
  }

  async #step(what: "undo" | "redo", nothing: string): Promise<void> {
    if (!this.grid.may_edit) return;
    this.grid.forgetUndo();
    if (what === "undo" && !this.grid.connection.is_connected && this.grid.queue.takeBack()) {
      return this.grid.announce("Taken back before it was sent.");
    }
    await this.grid.queue.idle();
    try {
      const answer = await this.grid.ask({ t: what }, "done");
      const left = answer.kept.length;
      if (left > 0) this.grid.tell(`${count(left, "cell")} left alone: somebody else wrote there since.`);
      this.grid.announce(what === "undo" ? "Taken back." : "Done again.");
    } catch (error) {
      if (error instanceof Refused) this.grid.tell(error.answer.reason || nothing);
      else if (error instanceof Disconnected) this.grid.tell("Without a connection only edits that were not sent can be taken back.");
      else throw error;
    }
  }
}

function together(outcomes: Outcome[]): Outcome {
  const refused = outcomes.find((one) => one.state === "refused");
  if (refused !== undefined) return refused;
  if (outcomes.some((one) => one.state === "queued")) return { state: "queued" };
  return { state: "stored", inserted: outcomes.flatMap((one) => (one.state === "stored" ? one.inserted : [])) };
}
