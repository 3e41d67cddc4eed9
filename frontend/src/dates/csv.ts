// A CSV file as columns, and columns as a CSV file.

import type { Cell, Columns, Finding } from "./request";

const SEPARATORS = [",", ";", "\t"];

/** The columns of a file, or what keeps it from being read. */
export function readCsv(content: ArrayBuffer): Columns | Finding {
  const text = decoded(new Uint8Array(content));
  if (text === null) return trouble("The file is not UTF-8 text.", "Save it again as CSV UTF-8.");
  const first = text.slice(0, text.search(/\r|\n|$/));
  const separator = SEPARATORS.reduce((best, one) => (count(first, one) > count(first, best) ? one : best));
  const records = recordsOf(text, separator);
  if (records === null) return trouble("A quotation mark is opened and never closed.", "Save the table again as CSV.");
  return columnsOf(records);
}

/** Comma-separated text in UTF-8. */
export function writeCsv(columns: Columns): string {
  const lines = [[...columns.keys()].map(quoted).join(",")];
  const cells = [...columns.values()];
  const height = cells[0]?.length ?? 0;
  for (let place = 0; place < height; place += 1) {
    const line = cells.map((column) => quoted(column[place] ?? "")).join(",");
    lines.push(line === "" ? '""' : line);
  }
  return `${lines.join("\n")}\n`;
}

export function trouble(message: string, fix: string, rows: number[] = []): Finding {
  return { code: "table.unreadable", column: null, rows, message, fix };
}

function decoded(bytes: Uint8Array): string | null {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const name = !isWide ? "utf-8" : bytes[0] === 0xff ? "utf-16le" : "utf-16be";
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch {
    return null; // other bytes than those of this encoding: told by the caller
  }
}

function count(text: string, sign: string): number {
  return text.split(sign).length;
}

/** Lines of cells; null where a quotation mark is never closed. */
function recordsOf(text: string, separator: string): string[][] | null {
  const records: string[][] = [];
  let record: string[] = [];
  let place = 0;
  while (place <= text.length) {
    const [cell, end] = cellAt(text, place, separator);
    if (end === null) return null;
    record.push(cell);
    if (text[end] === separator) {
      place = end + 1;
      continue;
    }
    records.push(record);
    record = [];
    if (end >= text.length) break;
    place = end + (text[end] === "\r" && text[end + 1] === "\n" ? 2 : 1);
    if (place === text.length) break;
  }
  return records;
}

/** A cell and where it ends: at a separator, the end of a line or of the text; null where it never does. */
function cellAt(text: string, start: number, separator: string): [string, number | null] {
  let cell = "";
  let place = start;
  if (text[place] === '"') {
    for (;;) {
      const close = text.indexOf('"', place + 1);
      if (close < 0) return [cell, null];
      cell += text.slice(place + 1, close);
      place = close + 1;
      if (text[place] !== '"') break;
      cell += '"';
    }
  }
  const rest = place;
  while (place < text.length && text[place] !== separator && text[place] !== "\n" && text[place] !== "\r") place += 1;
  return [cell + text.slice(rest, place), place];
}

export function columnsOf(records: string[][]): Columns | Finding {
  const [header, ...rows] = records;
  while (rows.length > 0 && rows.at(-1)!.every((cell) => cell.trim() === "")) rows.pop();
  if (header === undefined || header.every((name) => name.trim() === "")) {
    return trouble("The table has no header.", "Name the columns in the first line.");
  }
  const nameless = header.findIndex((name) => name.trim() === "");
  if (nameless >= 0) return trouble(`Column ${nameless + 1} has no name.`, "Name it, or delete it.");
  if (new Set(header).size < header.length) return trouble("Two columns have the same name.", "Rename one of them.");
  const long = rows.flatMap((row, place) => (row.length > header.length ? [place + 1] : []));
  if (long.length > 0) return trouble("A row has more cells than the header.", "Put texts with commas in quotation marks.", long);
  return new Map(header.map((name, column) => [name, rows.map((row): Cell => filled(row[column]))]));
}

function filled(cell: string | undefined): Cell {
  return cell === undefined || cell.trim() === "" ? null : cell;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
