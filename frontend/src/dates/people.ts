// What is known of the person of each row: the rules of theatrum/checks/dates/people.py.

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

/** The values of a column by row of each table, and what there is to say; rows without one get their person's. */
export function knownOf(
  tables: readonly Columns[],
  column: string | null,
  person: string | null,
  read: Read,
): [Value[][], Finding[]] {
  const findings: Finding[] = [];
  const own = tables.map((columns, table) => {
    const cells = (column !== null && columns.get(column)) || emptyColumn(columns);
    const places = new Map<string, number[]>();
    const values = cells.map((text, place): Value => {
      if (text === null || isMissing(text)) return null;
      const [value, code] = read(text);
      if (code !== null) note(places, code, place + 1);
      return value;
    });
    findings.push(...findingsOf(column, places, table));
    return values;
  });
  const known = byPerson(tables, person, own);
  const values = tables.map((columns, table) => {
    const who = personsOf(columns, person);
    return own[table]!.map((value, place) => (value === null && who[place] ? (known.get(who[place]) ?? null) : value));
  });
  return [values, findings];
}

/** The rows whose person has another date of birth in an earlier row, or in an earlier table. */
export function disagreeing(
  tables: readonly Columns[],
  birth: string | null,
  person: string | null,
  births: readonly Value[][],
): Finding[] {
  const first = new Map<string, number>();
  return tables.flatMap((columns, table) => {
    const rows: number[] = [];
    personsOf(columns, person).forEach((who, place) => {
      const day = births[table]![place];
      if (!who || typeof day !== "number") return;
      if (!first.has(who)) first.set(who, day);
      if (first.get(who) !== day) rows.push(place + 1);
    });
    return rows.length > 0 ? findingsOf(birth, new Map([["dates.two_births", rows]]), table) : [];
  });
}

export function note(places: Map<string, number[]>, code: string, row: number): void {
  const rows = places.get(code);
  if (rows === undefined) places.set(code, [row]);
  else rows.push(row);
}

/** `table` is 0 for the one that is converted, 1 for the file of dates of birth. */
export function findingsOf(column: string | null, places: Map<string, number[]>, table = 0): Finding[] {
  const where = table > 0 ? { isOfBirths: true } : {};
  return [...places].map(([code, rows]) => ({ code, column, rows, ...where }));
}

function personsOf(columns: Columns, person: string | null): Cell[] {
  const cells = person === null ? undefined : columns.get(person);
  return cells?.map((cell) => cell?.trim() ?? null) ?? emptyColumn(columns);
}

function emptyColumn(columns: Columns): Cell[] {
  const [first] = columns.values();
  return (first ?? []).map(() => null);
}

function byPerson(
  tables: readonly Columns[],
  person: string | null,
  own: readonly (readonly Value[])[],
): Map<string, Value> {
  const found = new Map<string, Value>();
  tables.forEach((columns, table) => {
    personsOf(columns, person).forEach((one, place) => {
      const value = own[table]![place] ?? null;
      if (one === null || value === null) return;
      found.set(one, (found.has(one) ? found.get(one) : value) === value ? value : null);
    });
  });
  return found;
}
