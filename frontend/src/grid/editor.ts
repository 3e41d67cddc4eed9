// The editor of plain texts: a field over the cell that grows with what is typed.
//
// Opened by typing, arrows commit and move on; opened by F2, they move within the text. F2 changes between both.

import type { Editor, EditorHost, Move } from "./contract";
import { isComposed } from "./keys";

export const plainEditor: Editor = (host: EditorHost) => {
  let { anchor } = host;
  const field = document.createElement("textarea");
  field.className = "grid-editor";
  field.value = host.typed ?? host.row.cells[host.column.slot] ?? "";
  field.rows = 1;
  field.spellcheck = false;
  field.autocapitalize = "off";
  field.setAttribute("aria-label", `${host.column.title}, ${host.column.help}`.slice(0, 200));
  if (host.column.kind === "number" || host.column.kind === "integer") field.inputMode = "decimal";
  place(field, anchor);
  (document.querySelector("[data-grid]") ?? document.body).append(field);
  grow(field, anchor);
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  let isMoving = host.typed !== null;
  let isOpen = true;

  const close = (): void => {
    isOpen = false;
    field.remove();
  };
  const commit = (move: Move | null, isArrow = false): void => {
    if (!isOpen) return;
    const text = field.value === "" ? null : field.value;
    close();
    host.commit(text, move, isArrow);
  };
  field.addEventListener("input", () => grow(field, anchor));
  field.addEventListener("blur", () => commit(null));
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (isComposed(event)) return;
    const arrows = { ArrowDown: "down", ArrowUp: "up", ArrowRight: "right", ArrowLeft: "left" } as const;
    const arrow = arrows[event.key as keyof typeof arrows];
    if (event.key === "Enter" && event.altKey) {
      field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
      grow(field, anchor);
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      field.dispatchEvent(new CustomEvent("fill", { bubbles: true, detail: field.value }));
      close();
      host.cancel();
    } else if (event.key === "Enter") commit(event.shiftKey ? "up" : "down");
    else if (event.key === "Tab") commit(event.shiftKey ? "left" : "right");
    else if (event.key === "Escape") {
      close();
      host.cancel();
    } else if (event.key === "F2") isMoving = !isMoving;
    else if (arrow !== undefined && isMoving && !event.shiftKey && !event.ctrlKey) commit(arrow, true);
    else return;
    event.preventDefault();
  });
  const follow = (now: DOMRect): void => {
    anchor = now;
    place(field, anchor);
  };
  return { place: follow };
};

/** Put a field over a cell. */
export function place(field: HTMLElement, anchor: DOMRect): void {
  const left = Math.max(0, anchor.left);
  field.style.left = `${left}px`;
  field.style.top = `${anchor.top}px`;
  field.style.minWidth = `${Math.min(anchor.width, window.innerWidth - left)}px`;
  field.style.minHeight = `${anchor.height}px`;
  field.style.maxWidth = `${Math.max(160, window.innerWidth - left - 16)}px`;
}

/** Make a field as large as what stands in it. */
export function grow(field: HTMLTextAreaElement, anchor: DOMRect): void {
  const longest = Math.max(...field.value.split("\n").map((line) => line.length));
  field.style.width = `max(${anchor.width}px, ${Math.min(longest + 3, 70)}ch)`;
  field.style.height = "auto";
  field.style.height = `${Math.max(anchor.height, field.scrollHeight + 2)}px`;
}
