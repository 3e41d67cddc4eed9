// What people do to a range: clear, fill, copy, cut, paste; and to rows: insert, delete, duplicate.

import { readTable, writeHtml, writeTsv, type Table } from "./clipboard";
import type { Island } from "./island";
import { count } from "./panels/words";
import { planned, planPaste } from "./pasting";
import type { Inserted, Row, Text } from "./protocol";
import type { Range } from "./selection";
import { seriesOf } from "./series";

// What one act may touch: beyond it, importing a file is the way.
const MOST = 200_000;

type Cells = [row: number, slot: number, text: Text][];

export class Acts {
  constructor(private readonly grid: Island) {}

  async clear(): Promise<void> {
    if (this.#isTooMuch() || this.#isOnlyRead()) return;
    const slots = this.grid.writableSlots();
    const rows = await this.grid.viewing.rowsIn(this.grid.picked.range);
    const cells = rows.flatMap((row) => slots.map((slot): Cells[number] => [row.number, slot, null]));
    await this.#write(rows, cells);
  }

  /** The first row (or column) of the range into all others. */
  async fill(isDown: boolean): Promise<void> {
    const { top, bottom, left, right } = this.grid.picked.range;
    // A single cell takes what is above it, or to its left.
    const from = isDown ? (top === bottom ? top - 1 : top) : left === right ? left - 1 : left;
    if (from < 0) return;
    await this.#fillFrom(isDown ? { top: from, bottom: from, left, right } : { top, bottom, left: from, right: from });
  }

  /** Dragged by the handle: what was selected goes on into what is selected now, a series as one. */
  async fillFrom(source: Range): Promise<void> {
    await this.#fillFrom(source, true);
  }

  /** The series that the first cells of the range begin goes on to its end. */
  async fillSeries(): Promise<void> {
    const { top, bottom, left, right } = this.grid.picked.range;
    const rows = this.#isTooMuch() ? [] : await this.grid.loader.stretch(top, bottom);
    const isEmpty = (row: Row): boolean => this.grid.shown.slice(left, right + 1).every((one) => this.grid.text(row, one.slot) === null);
    const first = rows.findIndex(isEmpty);
    if (first < 2) return this.grid.tell("Select two filled cells and the empty ones below them: the series goes on.");
    await this.#fillFrom({ top, bottom: top + first - 1, left, right }, true);
  }

  async #fillFrom(source: Range, isSeries = false): Promise<void> {
    if (this.#isTooMuch() || this.#isOnlyRead()) return;
    const { grid } = this;
    const { left, right, top } = grid.picked.range;
    const sources = await grid.loader.stretch(source.top, source.bottom);
    const rows = await grid.viewing.linesIn(grid.picked.range);
    const cells: Cells = [];
    const series = new Map(
      grid.shown.slice(source.left, source.right + 1).map((one) => [one.slot, isSeries ? seriesOf(sources.map((row) => grid.text(row, one.slot))) : null]),
    );
    rows.forEach((row, down) => {
      const index = top + down;
      const isSource = index >= source.top && index <= source.bottom;
      const from = sources[mod(index - source.top, sources.length)];
      for (let place = left; place <= right; place += 1) {
        const column = grid.shown[place];
        const like = grid.shown[source.left + mod(place - source.left, source.right - source.left + 1)];
        if (column === undefined || like === undefined || column.is_read_only) continue;
        const next = isSource || like !== column ? null : (series.get(like.slot)?.(index - source.top) ?? null);
        cells.push([row.number, column.slot, next ?? grid.text(from, like.slot)]);
      }
    });
    await this.#write(rows, cells);
  }

  async copy(event: ClipboardEvent): Promise<void> {
    event.preventDefault();
    if (this.#isTooMuch()) return;
    const { top, bottom: last, left, right } = this.grid.picked.range;
    const bottom = Math.min(last, this.grid.rows.total - 1);
    const shown = this.grid.shown.slice(left, right + 1);
    const texts = (rows: Row[]): Text[][] => rows.map((row) => shown.map((one) => this.grid.text(row, one.slot)));
    const loaded: Row[] = [];
    for (let index = top; index <= bottom; index += 1) {
      const row = this.grid.rows.at(index);
      if (row !== undefined) loaded.push(row);
    }
    if (loaded.length === bottom - top + 1 && event.clipboardData !== null) {
      const found = texts(loaded);
      event.clipboardData.setData("text/plain", writeTsv(found));
      event.clipboardData.setData("text/html", writeHtml(found));
    } else {
      // Not all of it is in the page: it comes first, and then goes to the clipboard, where a browser lets us.
      const found = texts(await this.grid.viewing.rowsIn(this.grid.picked.range));
      if (navigator.clipboard === undefined) return this.grid.tell("Scroll through these rows once, then copy again.");
      await navigator.clipboard.writeText(writeTsv(found));
    }
    this.grid.announce(`${count((bottom - top + 1) * shown.length, "cell")} copied.`);
  }

  async cut(event: ClipboardEvent): Promise<void> {
    await this.copy(event);
    await this.clear();
  }

  async paste(event: ClipboardEvent): Promise<void> {
    event.preventDefault();
    const table = event.clipboardData === null ? null : readTable(event.clipboardData);
    if (table === null) return this.grid.tell("There is no text on the clipboard.");
    await this.pasteTable(table);
  }

  async pasteTable(table: Table): Promise<void> {
    if (this.#isOnlyRead()) return;
    const { grid } = this;
    const only = table.length === 1 && table[0]?.length === 1;
    const plan = planPaste(table, {
      range: grid.picked.range,
      shown: grid.shown,
      columns: grid.columns,
      total: grid.rows.total,
      mayInsert: grid.hasFreeRows,
    });
    const size = (plan.height + plan.added) * plan.slots.length;
    if (size > MOST) return this.#tellTooMuch(size);
    const there = plan.height === 0 ? [] : await grid.loader.stretch(plan.first, plan.first + plan.height - 1);
    const { cells, insert, trimmed } = planned(plan, there, (row, slot) => grid.text(row, slot));
    const last = { index: plan.first + Math.max(1, plan.height + plan.added) - 1, place: plan.right };
    const pasting = grid.edit({ cells, insert });
    if (!only) {
      const range = { top: plan.first, bottom: last.index, left: plan.left, right: plan.right };
      grid.picked.span(range, grid.bounds);
      grid.reselected();
    }
    const notes = [...plan.notes];
    if (trimmed > 0) notes.push(`blanks or typographic quotes taken out of ${count(trimmed, "cell")}`);
    if (plan.added > 0) notes.unshift(`${count(plan.added, "row")} added`);
    if (notes.length > 0 || size > 500) grid.tell(`${count(size, "cell")} pasted. ${sentence(notes)}`);
    await pasting;
  }

  async insert(where: "above" | "below"): Promise<void> {
    if (!this.#mayChangeRows()) return;
    const { grid } = this;
    const { top, bottom } = grid.picked.range;
    const number = Math.min(bottom - top + 1, 500);
    const index = where === "above" ? top - 1 : bottom;
    const after = grid.rows.total === 0 || index < 0 ? 0 : (grid.rows.numberAt(index) ?? null);
    const insert = Array.from({ length: number }, (): Inserted => ({ after, cells: {} }));
    const { place } = grid.picked.active;
    const storing = grid.edit({ insert });
    grid.go({ index: index + 1, place: where === "above" ? place : 0 });
    grid.announce(`${count(number, "row")} inserted.`);
    await storing;
  }

  /** A new row at the end, and there. */
  async append(): Promise<void> {
    if (!this.#mayChangeRows()) return;
    const storing = this.grid.edit({ insert: [{ after: null, cells: {} }] });
    this.grid.go({ index: this.grid.rows.total - 1, place: 0 });
    this.grid.focus();
    await storing;
  }

  async duplicate(): Promise<void> {
    if (!this.#mayChangeRows() || this.#isTooMuch()) return;
    const { grid } = this;
    const rows = await grid.viewing.rowsIn(grid.picked.range);
    if (rows.length === 0) return;
    const after = rows.at(-1)?.number ?? null;
    const insert = rows.map((row): Inserted => {
      const cells = grid.columns.map((column) => [String(column.slot), grid.text(row, column.slot)] as const);
      const wanted = cells.filter(([slot, text]) => text !== null && !grid.column(Number(slot))?.is_read_only);
      return { after, cells: Object.fromEntries(wanted) };
    });
    const { bottom } = grid.picked.range;
    const storing = grid.edit({ insert });
    grid.go({ index: bottom + 1, place: grid.picked.active.place });
    grid.announce(`${count(rows.length, "row")} duplicated.`);
    await storing;
  }

  async remove(): Promise<void> {
    if (!this.#mayChangeRows()) return;
    const rows = await this.grid.viewing.rowsIn(this.grid.picked.range);
    const gone = rows.map((row) => row.number);
    if (gone.length === 0) return;
    const storing = this.grid.edit({ delete: gone });
    this.grid.tell(`${count(gone.length, "row")} deleted.`, { label: "Undo", run: () => void this.grid.undo() });
    await storing;
  }

  async #write(rows: Row[], cells: Cells): Promise<void> {
    const known = new Map(rows.map((row) => [row.number, row]));
    const others = cells.filter(([row, slot, text]) => this.grid.text(known.get(row), slot) !== text);
    if (others.length > 0) await this.grid.edit({ cells: others });
  }

  #isTooMuch(): boolean {
    const { top, bottom, left, right } = this.grid.picked.range;
    const size = (Math.min(bottom, this.grid.rows.total - 1) - top + 1) * (right - left + 1);
    if (size > MOST) this.#tellTooMuch(size);
    return size > MOST;
  }

  #tellTooMuch(size: number): void {
    this.grid.tell(`${count(size, "cell")} are more than the ${MOST.toLocaleString("en")} of one act: use import or download.`);
  }

  #isOnlyRead(): boolean {
    if (this.grid.may_edit) return false;
    this.grid.mayNot();
    return true;
  }

  #mayChangeRows(): boolean {
    if (this.#isOnlyRead()) return false;
    if (!this.grid.hasFreeRows) this.grid.tell("The rows of this grid are files: they come and go with these.");
    return this.grid.hasFreeRows;
  }
}

function mod(number: number, by: number): number {
  return ((number % by) + by) % by;
}

function sentence(notes: string[]): string {
  const text = notes.join("; ");
  return text === "" ? "" : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
