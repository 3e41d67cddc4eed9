// The sheets of a workbook (XLSX) as columns of text, as theatrum/checks/tables reads them: dates as ISO text, 5 for 5.0.
//
// Its XML is searched by patterns and never expanded as a document: nothing of a stranger's file can call anything.

import { columnsOf, trouble } from "./csv";
import type { Columns, Finding } from "./request";
import { membersOf, type Members } from "./zip";

export interface Sheet {
  name: string;
  /** Its columns, or what keeps it from being read. */
  columns: Columns | Finding;
}

const A_DAY = 86_400_000;
// Days before 1970 of day 0, by the older and the newer way of counting.
const EPOCH = 25_569;
const EPOCH_1904 = 24_107;
// Formats of dates and times that every spreadsheet knows by number.
const DATE_FORMATS = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 30, 36, 45, 46, 47, 50, 57]);
const OWN_SHEETS = new Set(["Theatrum summary", "How to fill this in", "Theatrum values", "Theatrum lists"]);
const MOST_COLUMNS = 16_384;
const UNREADABLE = "The workbook cannot be read.";
const SAVE_AS = "Save the sheet as CSV UTF-8, or use the command: theatrum dates FILE.xlsx";

/** Whether a file begins as ZIP files do. */
export function isWorkbook(content: ArrayBuffer): boolean {
  const bytes = new Uint8Array(content, 0, Math.min(4, content.byteLength));
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/** The sheets that have anything in them, or what keeps the workbook from being read. */
export async function readWorkbook(content: ArrayBuffer): Promise<Sheet[] | Finding> {
  const members = membersOf(content);
  const book = await textOf(members, "xl/workbook.xml");
  if (members === null || book === null) return trouble(UNREADABLE, SAVE_AS);
  try {
    const sheets = await sheetsOf(members, book);
    return sheets.length > 0 ? sheets : trouble("No sheet has anything in it.", "Add a header and rows.");
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return trouble(UNREADABLE, SAVE_AS); // damaged
    throw error;
  }
}

async function sheetsOf(members: Members, book: string): Promise<Sheet[]> {
  const targets = new Map(
    tags((await textOf(members, "xl/_rels/workbook.xml.rels")) ?? "", "Relationship").map(({ attributes }) => [
      attributes.get("Id"),
      memberOf(attributes.get("Target") ?? ""),
    ]),
  );
  const reader = new Reader(
    textsOf((await textOf(members, "xl/sharedStrings.xml")) ?? ""),
    dateStyles((await textOf(members, "xl/styles.xml")) ?? ""),
    /<(?:\w+:)?workbookPr[^>]*\bdate1904="(?:1|true)"/.test(book) ? EPOCH_1904 : EPOCH,
  );
  const found: Sheet[] = [];
  for (const { attributes } of tags(book, "sheet")) {
    const name = attributes.get("name") ?? "";
    const id = [...attributes].find(([key]) => key.endsWith(":id"))?.[1];
    const xml = await textOf(members, targets.get(id) ?? "");
    if (xml === null || OWN_SHEETS.has(name)) continue;
    const columns = reader.columns(xml);
    if (columns !== null) found.push({ name, columns });
  }
  return found;
}

class Reader {
  readonly #shared: readonly string[];
  readonly #dates: ReadonlySet<number>;
  readonly #epoch: number;

  constructor(shared: readonly string[], dates: ReadonlySet<number>, epoch: number) {
    this.#shared = shared;
    this.#dates = dates;
    this.#epoch = epoch;
  }

  /** The columns of a sheet; null where it has no cell. */
  columns(xml: string): Columns | Finding | null {
    const records: string[][] = [];
    const lost: number[] = [];
    let header: number | null = null;
    let row = 0;
    for (const { attributes, inside } of tags(xml, "row")) {
      row = Number(attributes.get("r") ?? row + 1);
      const [cells, isLost] = this.#row(inside);
      if (header === null && cells.every((cell) => cell.trim() === "")) continue;
      header ??= row;
      while (records.length < row - header) records.push([]);
      records.push(cells);
      if (isLost) lost.push(row - header);
    }
    if (header === null) return null;
    if (lost.length > 0) {
      const message = "Cells hold errors, or formulas without a result.";
      return trouble(message, "Put the values in their place.", lost);
    }
    return columnsOf(trimmed(records));
  }

  #row(xml: string): [string[], boolean] {
    const cells: string[] = [];
    let isLost = false;
    for (const { attributes, inside } of tags(xml, "c")) {
      const place = columnOf(attributes.get("r")) ?? cells.length;
      if (place >= MOST_COLUMNS) throw new RangeError("there is no such column");
      while (cells.length < place) cells.push("");
      const text = this.#cell(attributes, inside);
      if (text === null) isLost = true;
      cells[place] = text ?? "";
    }
    return [cells, isLost];
  }

  /** The text of a cell; null for an error, or for a formula without a result. */
  #cell(attributes: Map<string, string>, inside: string): string | null {
    const kind = attributes.get("t") ?? "n";
    if (kind === "inlineStr") return richText(inside);
    const value = /<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</.exec(inside)?.[1] ?? "";
    if (kind === "e" || (value === "" && kind !== "str" && /<(?:\w+:)?f[\s/>]/.test(inside))) return null;
    if (value === "") return "";
    if (kind === "s") return this.#shared[Number(value)] ?? "";
    if (kind === "b") return value === "1" ? "true" : "false";
    if (kind !== "n") return unescaped(value);
    const number = Number(value);
    if (!Number.isFinite(number)) return unescaped(value);
    return this.#dates.has(Number(attributes.get("s") ?? "0")) ? dayText(number, this.#epoch) : numberText(number);
  }
}

async function textOf(members: Members | null, name: string): Promise<string | null> {
  const read = members?.get(name);
  return read === undefined ? null : read();
}

function memberOf(target: string): string {
  return target.startsWith("/") ? target.slice(1) : `xl/${target}`;
}

interface Tag {
  attributes: Map<string, string>;
  inside: string;
}

/** The elements of a name, whatever their prefix; none stands within another of its name. */
function tags(xml: string, name: string): Tag[] {
  const pattern = new RegExp(`<(?:\\w+:)?${name}(?=[\\s/>])([^>]*?)(?:/>|>([\\s\\S]*?)</(?:\\w+:)?${name}>)`, "g");
  return [...xml.matchAll(pattern)].map((match) => ({ attributes: attributesOf(match[1] ?? ""), inside: match[2] ?? "" }));
}

function attributesOf(text: string): Map<string, string> {
  const found = text.matchAll(/([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  return new Map([...found].map((match) => [match[1]!, unescaped(match[2] ?? match[3] ?? "")]));
}

function textsOf(xml: string): string[] {
  return tags(xml, "si").map(({ inside }) => richText(inside));
}

/** The text of a cell without what tells how it is spoken. */
function richText(xml: string): string {
  const spoken = /<(?:\w+:)?rPh[\s>][\s\S]*?<\/(?:\w+:)?rPh>/g;
  return tags(xml.replace(spoken, ""), "t").map(({ inside }) => unescaped(inside)).join("");
}

/** The styles of cells whose numbers are dates or times. */
function dateStyles(xml: string): Set<number> {
  const formats = tags(xml, "numFmt").filter(({ attributes }) => isDateFormat(attributes.get("formatCode") ?? ""));
  const own = new Set(formats.map(({ attributes }) => Number(attributes.get("numFmtId"))));
  const others = new Set(tags(xml, "numFmt").map(({ attributes }) => Number(attributes.get("numFmtId"))));
  const cells = tags(xml, "cellXfs")[0]?.inside ?? "";
  const found = new Set<number>();
  tags(cells, "xf").forEach(({ attributes }, place) => {
    const format = Number(attributes.get("numFmtId") ?? "0");
    if (own.has(format) || (!others.has(format) && DATE_FORMATS.has(format))) found.add(place);
  });
  return found;
}

/** Whether a format shows days, months, years or times: its letters outside of quotation marks and brackets say so. */
function isDateFormat(code: string): boolean {
  const bare = code.replace(/"[^"]*"|\\.|_.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "").split(";")[0] ?? "";
  return !/general/i.test(bare) && /[dmyhs]/i.test(bare);
}

function dayText(serial: number, epoch: number): string {
  const milliseconds = Math.round((serial - epoch) * A_DAY);
  const text = new Date(milliseconds).toISOString();
  if (serial < 1) return text.slice(11, 19); // a time of day without a day
  return milliseconds % A_DAY === 0 ? text.slice(0, 10) : text.slice(0, 19);
}

function numberText(number: number): string {
  const isWhole = Number.isInteger(number) && Math.abs(number) < 1e21;
  return isWhole ? String(number) : String(Number(number.toPrecision(15)));
}

function columnOf(place: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}/.exec(place ?? "")?.[0];
  if (letters === undefined) return null;
  return [...letters].reduce((position, letter) => position * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** All rows as long as the longest one, without the columns left and right in which nothing stands. */
function trimmed(records: string[][]): string[][] {
  const isFilled = (cell: string): boolean => cell.trim() !== "";
  const filled = records.filter((cells) => cells.some(isFilled));
  const first = filled.reduce((least, cells) => Math.min(least, cells.findIndex(isFilled)), MOST_COLUMNS);
  const end = filled.reduce((most, cells) => Math.max(most, cells.findLastIndex(isFilled) + 1), 0);
  return records.map((cells) => Array.from({ length: end - first }, (_, place) => cells[first + place] ?? ""));
}

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
