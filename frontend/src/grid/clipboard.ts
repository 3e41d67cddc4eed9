// Tables on the clipboard, as Excel, Sheets and others write and read them. Pure.

import type { Text } from "./protocol";

export type Table = string[][];

/** Read tab-separated text: quotes around a cell hold tabs, line breaks and doubled quotes. */
export function parseTsv(text: string): Table {
  const rows: Table = [];
  let row: string[] = [];
  let at = 0;
  const end = /[\t\r\n]/g;
  while (at <= text.length) {
    let cell: string;
    const quoted = text[at] === '"' ? readQuoted(text, at) : null;
    if (quoted !== null) {
      cell = quoted.cell;
      at = quoted.end;
    } else {
      end.lastIndex = at;
      const stop = end.exec(text)?.index ?? text.length;
      cell = text.slice(at, stop);
      at = stop;
    }
    row.push(cell);
    if (text[at] === "\t") {
      at += 1;
      continue;
    }
    rows.push(row);
    row = [];
    if (at >= text.length) break;
    at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
    if (at === text.length) break; // the line break at the end is no row of its own
  }
  return rows;
}

/** A quoted cell, if the quotes end where a cell ends; else the quotes are part of the text. */
function readQuoted(text: string, start: number): { cell: string; end: number } | null {
  let at = start + 1;
  let cell = "";
  for (;;) {
    const stop = text.indexOf('"', at);
    if (stop < 0) return null;
    cell += text.slice(at, stop);
    if (text[stop + 1] !== '"') {
      at = stop + 1;
      break;
    }
    cell += '"';
    at = stop + 2;
  }
  const isEnd = at >= text.length || "\t\r\n".includes(text[at] ?? "");
  return isEnd ? { cell, end: at } : null;
}

/** The first table of an HTML clipboard, with spans spread out; null where there is none. */
export function parseHtml(html: string): Table | null {
  if (!/<table/i.test(html)) return null;
  const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (table === null) return null;
  const rows: Table = [];
  const spanned = new Map<string, string>();
  [...table.rows].forEach((line, index) => {
    const row: string[] = [];
    for (const cell of line.cells) {
      while (spanned.has(`${index}:${row.length}`)) row.push("");
      const { rowSpan, colSpan } = cell;
      for (let down = 1; down < Math.min(rowSpan, 1000); down += 1) {
        for (let across = 0; across < colSpan; across += 1) spanned.set(`${index + down}:${row.length + across}`, "");
      }
      row.push(textOf(cell), ...new Array<string>(Math.min(colSpan, 1000) - 1).fill(""));
    }
    rows.push(row);
  });
  return rows.length > 0 ? rows : null;
}

function textOf(cell: HTMLTableCellElement): string {
  for (const line of cell.querySelectorAll("br")) line.replaceWith("\n");
  // Source line breaks are blanks in HTML; those of the author came as <br>.
  return (cell.textContent ?? "").replace(/[ \t]*\r?\n[ \t]*/g, "\n").replace(/^\s+|\s+$/g, "");
}

/** What is on the clipboard: plain text keeps line breaks and blanks best; HTML where there is no other. */
export function readTable(data: DataTransfer): Table | null {
  const plain = data.getData("text/plain");
  if (plain !== "") return parseTsv(plain);
  return parseHtml(data.getData("text/html"));
}

const SPECIAL = /["\t\r\n]/;

export function writeTsv(rows: Text[][]): string {
  const cell = (text: Text): string =>
    text !== null && SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : (text ?? "");
  return rows.map((row) => row.map(cell).join("\t")).join("\r\n");
}

export function writeHtml(rows: Text[][]): string {
  const cell = (text: Text): string => `<td style="mso-number-format:'\\@'">${escaped(text ?? "")}</td>`;
  return `<table>${rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("")}</table>`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/\r?\n/g, "<br>");
}

/** A text without what word processors put in; the same text where there is none of it. */
export function cleaned(text: string): Text {
  const found = text
    .replace(/[\u00a0\u2007\u202f]/g, " ")
    .replace(/[\u200b\ufeff]/g, "")
    .replace(/[\u2018\u2019\u201a]/g, "'")
    .replace(/[\u201c\u201d\u201e]/g, '"')
    .replace(/\r\n?/g, "\n")
    .trim();
  return found === "" ? null : found;
}
