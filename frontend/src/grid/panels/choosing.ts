// The editor of cells whose values are chosen: a combobox over the cell.

import type { Editor, EditorHost, Grid, Move } from "../contract";
import { isComposed } from "../keys";
import type { Column } from "../protocol";
import { Combo } from "./combobox";
import { make } from "./dom";
import { Offers } from "./offers";

export const CHOSEN: Column["kind"][] = ["choice", "choices", "list", "boolean", "reference"];

export function isMultiple(column: Column): boolean {
  return column.kind === "choices" || column.kind === "list" || column.separator !== null;
}

/** A combobox for a cell, not placed anywhere yet. */
export function comboFor(grid: Grid, host: Pick<EditorHost, "column" | "row" | "typed">, changed?: () => void): Combo {
  const { column, row, typed } = host;
  return new Combo({
    offers: new Offers(grid, column, row.number),
    isMultiple: isMultiple(column),
    text: row.cells[column.slot] ?? null,
    typed,
    label: column.title,
    isLoose: column.kind === "reference" || column.kind === "list",
    announce: (words) => grid.announce(words),
    ...(changed === undefined ? {} : { changed }),
  });
}

export function choosing(grid: Grid): Editor {
  return (host) => {
    const combo = comboFor(grid, host);
    const frame = make("div", { class: "gp-editor" }, combo.element, combo.popup);
    grid.root.append(frame);
    place(frame, host.anchor);
    let isDone = false;

    const close = (): void => {
      isDone = true;
      combo.remove();
      frame.remove();
    };
    const commit = (move: Move | null): void => {
      if (isDone) return;
      const { text } = combo;
      close();
      host.commit(text, move);
    };
    const enter = (move: Move): void => {
      // Fast hands are in the next cell by now: what they type there is no part of this one.
      if (combo.isWaiting) {
        isDone = true;
        frame.remove();
        return host.commit(combo.answered(), move);
      }
      // Of several values one was chosen in the list: another may follow, and Enter ends it.
      const isMore = combo.take() && (move === "up" || move === "down");
      if (!isMore) commit(move);
    };
    combo.element.addEventListener("picked", () => commit("down"));
    frame.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node && frame.contains(event.relatedTarget))) commit(null);
    });
    frame.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (isComposed(event)) return;
      if (event.key === "Escape") {
        close();
        host.cancel();
      } else if (event.key === "Enter") enter(event.shiftKey ? "up" : "down");
      else if (event.key === "Tab") enter(event.shiftKey ? "left" : "right");
      else if (!combo.key(event)) return;
      event.preventDefault();
    });
    combo.input.focus();
    const end = combo.input.value.length;
    combo.input.setSelectionRange(host.typed === null ? 0 : end, end);
    combo.open();
    const follow = (anchor: DOMRect): void => {
      place(frame, anchor);
      if (combo.isOpen) combo.place();
    };
    return { place: follow };
  };
}

function place(frame: HTMLElement, anchor: DOMRect): void {
  const width = Math.min(Math.max(anchor.width, 160), window.innerWidth - 16);
  frame.style.left = `${Math.max(8, Math.min(anchor.left, window.innerWidth - width - 8))}px`;
  frame.style.top = `${anchor.top}px`;
  frame.style.width = `${width}px`;
  frame.style.minHeight = `${anchor.height}px`;
}
