// A table with dates to a table with ages: the rules of theatrum/checks/dates, held to them by cases.json.

import { BAD, dayReader, disagreeing, findingsOf, knownOf, note, type Value } from "./people";
import { missingColumns, obstacles, planOf, targetsOf, type Plan } from "./planning";
import { isError, type Cell, type Columns, type Finding, type Request, type Unit } from "./request";
import { holdsDate, isMissing, readDay } from "./writings";

const LONGEST_LIFE = 43_830;
const DAYS_OF_MONTH = 30.4375;
const NUMBER = /^[+-]?[0-9]{1,6}(?:\.[0-9]{1,6})?$/;

type Counted = [number | null, string | null];

interface Lives {
  births: Value[];
  deaths: Value[];
  indexAges: Value[];
}

export interface Conversion {
  plan: Plan;
  /** null where an error was found. */
  made: Columns | null;
  findings: Finding[];
}

/** `births` is a table of dates of birth: it is read, not converted. */
export function convert(columns: Columns, request: Request, births: Columns | null = null): Conversion {
  const plan = planOf(columns, request);
  const tables = births === null ? [columns] : [columns, births];
  const missing = missingColumns(tables, request);
  if (missing.length > 0) return { plan, made: null, findings: missing };
  const findings = obstacles(columns, plan);
  const [lives, told] = livesOf(tables, request, plan);
  findings.push(...told);
  const [made, counted] = converted(columns, plan, lives, request);
  findings.push(...counted, ...remaining(made, columns, lives.births, request));
  return { plan, made: findings.some(isError) ? null : made, findings };
}

function livesOf(tables: readonly Columns[], request: Request, plan: Plan): [Lives, Finding[]] {
  const read = dayReader(request.reading, request.today);
  const [births, told] = knownOf(tables, request.birth, request.person, read);
  told.push(...disagreeing(tables, request.birth, request.person, births));
  const death = request.death ?? [...plan.ages].find(([, target]) => target.endsWith("DEATH"))?.[0] ?? null;
  const [deaths, ofDeaths] = knownOf(tables, death, request.person, read);
  if (request.death !== null && !request.mapped.has(request.death)) told.push(...ofDeaths);
  const [indexAges, ofIndex] = indexAgesOf(tables, request, births);
  return [{ births: births[0]!, deaths: deaths[0]!, indexAges: indexAges[0]! }, [...told, ...ofIndex]];
}

function indexAgesOf(
  tables: readonly Columns[],
  request: Request,
  births: readonly Value[][],
): [Value[][], Finding[]] {
  if (request.indexAge !== null) return knownOf(tables, request.indexAge, request.person, readAge);
  const read = dayReader(request.reading, request.today);
  const [days, told] = knownOf(tables, request.index, request.person, read);
  const findings = request.index !== null && request.mapped.has(request.index) ? [] : told;
  const ages = tables.map((columns, table) => {
    const places = new Map<string, number[]>();
    const own = days[table]!.map((day, place): Value => {
      const birth = births[table]![place] ?? null;
      if (day === null) return null;
      if (birth === null) note(places, "dates.no_birth", place + 1);
      if (birth === null || birth === BAD || day === BAD) return BAD;
      const [age, code] = plausible(day - birth);
      if (code !== null) note(places, code, place + 1);
      return age ?? BAD;
    });
    if (request.index !== null && columns.has(request.index)) findings.push(...findingsOf(request.index, places, table));
    return own;
  });
  return [ages, findings];
}

function converted(columns: Columns, plan: Plan, lives: Lives, request: Request): [Columns, Finding[]] {
  const targets = targetsOf(plan);
  const written = new Set(targets.values());
  const made: Columns = new Map();
  const findings: Finding[] = [];
  for (const [name, cells] of columns) {
    const target = targets.get(name);
    if (target === undefined) {
      if (!plan.dropped.has(name) && !written.has(name)) made.set(name, cells);
      continue;
    }
    const unit = plan.indexed.get(name)?.unit;
    const places = new Map<string, number[]>();
    const ages = cells.map((text, place): Cell => {
      if (text === null || isMissing(text)) return text;
      const [age, code] =
        unit === undefined ? ageAt(text, place, lives, request) : rebased(text, unit, lives.indexAges[place] ?? null);
      if (code !== null) note(places, code, place + 1);
      return age === null ? null : String(age);
    });
    made.set(target, ages);
    findings.push(...findingsOf(name, places));
  }
  return [made, findings];
}

function ageAt(text: string, place: number, lives: Lives, request: Request): Counted {
  const found = readDay(text, request.reading);
  if (typeof found === "string") return [null, found];
  if (found.number > request.today) return [null, "dates.future"];
  const birth = lives.births[place] ?? null;
  if (birth === null) return [null, "dates.no_birth"];
  if (birth === BAD) return [null, null];
  const [age, wrong] = plausible(found.number - birth);
  const death = lives.deaths[place];
  if (wrong === null && typeof death === "number" && found.number > death) return [age, "dates.after_death"];
  return [age, wrong ?? (found.isMiddle ? "dates.middle_taken" : null)];
}

function rebased(text: string, unit: Unit, ageAtIndex: Value): Counted {
  const number = numberOf(text);
  if (number === null || (unit === "days" && !Number.isInteger(number))) return [null, "dates.not_a_number"];
  if (ageAtIndex === null) return [null, "dates.no_index"];
  if (ageAtIndex === BAD) return [null, null];
  return plausible(ageAtIndex + (unit === "days" ? number : Math.floor(number * DAYS_OF_MONTH + 0.5)));
}

function readAge(text: string): [Value, string | null] {
  const number = numberOf(text);
  if (number === null || !Number.isInteger(number)) return [BAD, "dates.not_a_number"];
  const [age, code] = plausible(number);
  return [age ?? BAD, code];
}

function numberOf(text: string): number | null {
  const bare = text.trim();
  return NUMBER.test(bare) ? Number(bare) : null;
}

function plausible(age: number): Counted {
  if (age < 0) return [null, "dates.before_birth"];
  return age > LONGEST_LIFE ? [null, "dates.implausible"] : [age, null];
}

/** No calendar date in what stays, and no birth even where dates may stay. */
function remaining(made: Columns, original: Columns, births: Value[], request: Request): Finding[] {
  const findings: Finding[] = [];
  for (const [column, cells] of made) {
    if (cells !== original.get(column)) continue;
    const isIn = request.kept.has(column)
      ? (cell: string, place: number) => isDay(readDay(cell, request.reading), births[place] ?? null)
      : holdsDate;
    const rows = cells.flatMap((cell, place) => (cell !== null && isIn(cell, place) ? [place + 1] : []));
    if (rows.length > 0) findings.push({ code: "dates.remains", column, rows });
  }
  return findings;
}

function isDay(found: ReturnType<typeof readDay>, birth: Value): boolean {
  return typeof found !== "string" && found.number === birth;
}
