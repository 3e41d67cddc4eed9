// Writing into the focused cell: which editor opens, and what becomes of what was typed.

import type { Editor, OpenEditor } from "./contract";
import { plainEditor } from "./editor";
import type { Island } from "./island";
import type { Column, Row, Text } from "./protocol";
import { BLANK } from "./viewing";

// Where an editor is while its cell is scrolled away.
const OUT_OF_SIGHT = new DOMRect(0, -10_000, 160, 30);

export class Writing {
  readonly #editors = new Map<Column["kind"], Editor>();
  #opened: { editor: OpenEditor; row: number; slot: number } | null = null;
  /** The cell that is written in is scrolled away. */
  #isAway = false;
  /** What is typed while the cell comes into sight (null: its own text is edited), and where that belongs. */
  #opening: { text: string | null; index: number; row: number | undefined; slot: number } | null = null;

  constructor(private readonly grid: Island) {
    // Whoever scrolled away and types on comes back to their cell.
    document.addEventListener("input", () => this.isEditing && this.#isAway && this.grid.reveal());
  }

  useEditor(kinds: Column["kind"][], editor: Editor): void {
    for (const kind of kinds) this.#editors.set(kind, editor);
  }

  get isEditing(): boolean {
    return this.#opened !== null || this.grid.field.isWritten;
  }

  /** The cell that is being written in. */
  get cell(): { row: number; slot: number } | null {
    return this.#opened === null ? this.grid.field.cell : { row: this.grid.queue.known(this.#opened.row), slot: this.#opened.slot };
  }

  /** Rows came or went, or somebody scrolls: the editor goes with its cell. Of a row that is gone it stays where it is. */
  follow(): void {
    const { cell } = this;
    if (cell === null) return;
    const index = cell.row === BLANK.number ? this.grid.rows.total : this.grid.rows.indexOf(cell.row);
    if (index === undefined) return;
    const sheet = this.grid.adapter.inside;
    const box = this.grid.adapter.cell(index, cell.slot)?.getBoundingClientRect();
    const isSeen = box !== undefined && box.bottom > sheet.top && box.top < sheet.bottom && box.right > sheet.left && box.left < sheet.right;
    this.#isAway = !isSeen;
    const place = isSeen ? box : OUT_OF_SIGHT;
    if (this.#opened === null) this.grid.field.cover(place);
    else this.#opened.editor.place(place);
  }

  open(typed: string | null): void {
    const column = this.grid.activeColumn;
    if (column === undefined || this.grid.viewing.lines === 0 || this.isEditing) return;
    if (!this.grid.may_edit) return void this.grid.mayNot();
    if (column.is_read_only) return this.grid.tell(`${column.title} is filled in by the server, and is not written by hand.`);
    // What is typed while the cell comes into sight is kept for the editor.
    if (this.#opening !== null) {
      if (this.#opening.text !== null) this.#opening.text += typed ?? "";
      return;
    }
    this.grid.reveal();
    const { index } = this.grid.picked.active;
    const open = (text: string | null): void => {
      const [cell, row] = [this.grid.adapter.cell(index, column.slot), this.grid.viewing.at(index)];
      if (row === undefined) return;
      if (cell !== null && !this.isEditing) this.#edit(cell, row, column, text);
      // Somebody moved on meanwhile: it is written where they typed it.
      else if (text !== null && (this.isEditing || this.grid.picked.active.index !== index)) this.#write(row, column, text, this.grid.seen);
    };
    if (this.grid.showing === null && this.grid.activeRow !== undefined) return open(typed);
    const opening = { text: typed, index, row: this.grid.activeRow?.number, slot: column.slot };
    this.#opening = opening;
    void Promise.all([this.grid.showing, this.grid.loader.around(index)]).then(() => {
      if (this.#opening !== opening) return;
      this.#opening = null;
      open(opening.text);
    });
  }

  /** What was typed while the focused cell came into sight, for an input method that goes on in it. */
  takeOpening(row: Row, slot: number): string {
    const opening = this.#opening;
    if (opening === null || opening.index !== this.grid.picked.active.index || opening.slot !== slot) return "";
    this.#opening = null;
    return opening.text ?? this.grid.text(row, slot) ?? "";
  }

  /** Somebody moves on before the editor is there: what they have typed is written where they typed it. */
  settle(): void {
    this.grid.field.settle();
    if (this.#opening === null) return;
    const { text, row, slot } = this.#opening;
    if (text !== null && row === undefined) return;
    this.#opening = null;
    if (text !== null && row !== undefined) void this.grid.edit({ cells: [[row, slot, text === "" ? null : text]] });
  }

  async later(text: Promise<Text>, write: (text: Text) => void): Promise<void> {
    this.grid.coming += 1;
    this.grid.showState();
    const known = await text;
    this.grid.coming -= 1;
    write(known);
    this.grid.showState();
  }

  /** The row that a text will be written into: of the blank line the one that it begins. */
  #begun(row: Row): Row {
    if (row !== BLANK) return row;
    void this.grid.edit({ insert: [{ after: null, cells: {} }] });
    return this.grid.rows.at(this.grid.rows.total - 1) ?? row;
  }

  #write(row: Row, column: Column, text: Text, since: number): void {
    const wanted = text === "" ? null : text;
    const now = this.grid.text({ ...row, number: this.grid.queue.known(row.number) }, column.slot);
    if (wanted !== now) void this.grid.edit({ cells: [[row.number, column.slot, wanted]] }, since);
  }

  #edit(cell: HTMLElement, row: Row, column: Column, typed: string | null): void {
    this.grid.emit("card", null);
    const editor = this.#editors.get(column.kind) ?? plainEditor;
    // Whoever writes into the cell meanwhile is written over: they are told.
    const { seen } = this.grid;
    const cells = [...row.cells];
    while (cells.length <= column.slot) cells.push(null);
    cells[column.slot] = this.grid.text(row, column.slot);
    const finish = (): void => {
      this.#opened = null;
      this.grid.sayHere();
      if (document.activeElement === document.body || document.activeElement === null) this.grid.focus();
    };
    const opened = editor({
      column,
      row: { ...row, cells },
      anchor: cell.getBoundingClientRect(),
      typed,
      commit: (text, move, isArrow = false) => {
        finish();
        this.grid.focus();
        if (text instanceof Promise) {
          const target = this.#begun(row);
          void this.later(text, (known) => this.#write(target, column, known, seen));
        } else this.#write(row, column, text, seen);
        if (move !== null) this.grid.step(move, isArrow);
      },
      cancel: () => {
        finish();
        this.grid.focus();
      },
    });
    this.#opened = { editor: opened, row: row.number, slot: column.slot };
    this.#isAway = false;
    this.grid.sayHere();
  }
}
