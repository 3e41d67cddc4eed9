// What is known of the person of each row: the rules of theatrum/checks/dates/people.py, for one table.

import type { Cell, Columns, Finding } from "./request";
import { isMissing, readDay, type Reading } from "./writings";

/** Something stands there, but what is wrong with it has been told. */
export const BAD = "bad";
export type Value = number | typeof BAD | null;
export type Read = (text: string) => [Value, string | null];

export function dayReader(reading: Reading, today: number): Read {
  return (text) => {
    const found = readDay(text, reading);
    if (typeof found === "string") return [BAD, found];
    if (found.number > today) return [BAD, "dates.future"];
    return [found.number, found.isMiddle ? "dates.middle_taken" : null];
  };
}

/** The values of a column by row, and what there is to say about them. */
export function knownOf(
  columns: Columns,
  column: string | null,
  person: string | null,
  read: Read,
): [Value[], Finding[]] {
  const cells = (column !== null && columns.get(column)) || emptyColumn(columns);
  const places = new Map<string, number[]>();
  const own = cells.map((text, place): Value => {
    if (text === null || isMissing(text)) return null;
    const [value, code] = read(text);
    if (code !== null) note(places, code, place + 1);
    return value;
  });
  const who = personsOf(columns, person);
  const known = byPerson(who, own);
  const values = own.map((value, place) => (value === null && who[place] ? (known.get(who[place]) ?? null) : value));
  return [values, findingsOf(column, places)];
}

/** The rows whose person has another date of birth in an earlier row. */
export function disagreeing(columns: Columns, birth: string | null, person: string | null, births: Value[]): Finding[] {
  const first = new Map<string, number>();
  const rows: number[] = [];
  personsOf(columns, person).forEach((who, place) => {
    const day = births[place];
    if (!who || typeof day !== "number") return;
    if (!first.has(who)) first.set(who, day);
    if (first.get(who) !== day) rows.push(place + 1);
  });
  return rows.length > 0 ? [{ code: "dates.two_births", column: birth, rows }] : [];
}

export function note(places: Map<string, number[]>, code: string, row: number): void {
  const rows = places.get(code);
  if (rows === undefined) places.set(code, [row]);
  else rows.push(row);
}

export function findingsOf(column: string | null, places: Map<string, number[]>): Finding[] {
  return [...places].map(([code, rows]) => ({ code, column, rows }));
}

function personsOf(columns: Columns, person: string | null): Cell[] {
  const cells = person === null ? undefined : columns.get(person);
  return cells?.map((cell) => cell?.trim() ?? null) ?? emptyColumn(columns);
}

function emptyColumn(columns: Columns): Cell[] {
  const [first] = columns.values();
  return (first ?? []).map(() => null);
}

function byPerson(who: readonly Cell[], own: readonly Value[]): Map<string, Value> {
  const found = new Map<string, Value>();
  who.forEach((one, place) => {
    const value = own[place] ?? null;
    if (one === null || value === null) return;
    found.set(one, (found.has(one) ? found.get(one) : value) === value ? value : null);
  });
  return found;
}
