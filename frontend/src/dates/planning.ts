// What becomes of each column: the rules of theatrum/checks/dates/planning.py.

import { guess, isBirth, saysDate } from "./guessing";
import type { Cell, Columns, Finding, Request, Unit } from "./request";
import { holdsDate, isDate, isMissing } from "./writings";

export interface Plan {
  ages: Map<string, string>;
  indexed: Map<string, { target: string; unit: Unit }>;
  dropped: Set<string>;
}

export function planOf(columns: Columns, request: Request): Plan {
  const ages = new Map([...request.mapped].filter(([name]) => columns.has(name)));
  const indexed = new Map([...request.indexed].filter(([name]) => columns.has(name)));
  const decided = new Set([...ages.keys(), ...indexed.keys(), ...request.kept, request.person]);
  const dropped = new Set([...columns.keys()].filter((name) => !ages.has(name) && isLeftOut(name, request)));
  if (!request.isExplicit) {
    for (const [name, cells] of columns) {
      if (decided.has(name) || dropped.has(name) || !isCalendar(name, cells)) continue;
      const target = request.targets.includes(name) ? name : guess(name, request.targets, request.prefix);
      if (target === null || [...ages.values()].includes(target)) dropped.add(name);
      else ages.set(name, target);
    }
  }
  return { ages, indexed, dropped };
}

/** Whether at least half of what a column holds is calendar dates; years count where its name says so, and none at all. */
function isCalendar(name: string, cells: readonly Cell[]): boolean {
  const filled = cells.filter((cell): cell is string => cell !== null && !isMissing(cell));
  const isTold = saysDate(name);
  const found = filled.filter((cell) => isDate(cell) || (isTold && /^(18|19|20)[0-9]{2}$/.test(cell.trim())));
  return filled.length > 0 ? found.length * 2 >= filled.length : isTold;
}

function isLeftOut(name: string, request: Request): boolean {
  if (name === request.birth) return true;
  if (request.kept.has(name)) return false;
  return request.dropped.has(name) || name === request.index || name === request.death || isBirth(name);
}

/** The attribute for each column that becomes one. */
export function targetsOf(plan: Plan): Map<string, string> {
  return new Map([...plan.ages, ...[...plan.indexed].map(([name, one]) => [name, one.target] as const)]);
}

/** What stands in the way before any cell is looked at. */
export function obstacles(columns: Columns, plan: Plan): Finding[] {
  return [...datedNames(columns, plan), ...conflicts(columns, plan)];
}

/** Columns that were named and are not there. */
export function missingColumns(tables: readonly Columns[], request: Request): Finding[] {
  const single = [request.birth, request.person, request.death, request.index, request.indexAge];
  const named = [...single, ...request.mapped.keys(), ...request.indexed.keys(), ...request.kept, ...request.dropped];
  const missing = named.filter((name): name is string => name !== null && !tables.some((columns) => columns.has(name)));
  return [...new Set(missing)].map((column) => ({
    code: "dates.no_column",
    column,
    rows: [],
    message: "There is no column of this name.",
    fix: "Look at the header.",
  }));
}

function datedNames(columns: Columns, plan: Plan): Finding[] {
  const targets = targetsOf(plan);
  return [...columns.keys()].flatMap((name, place) => {
    if (!holdsDate(name) || plan.dropped.has(name) || targets.has(name)) return [];
    const message = `The name of column ${place + 1} has a calendar date in it.`;
    return [{ code: "dates.date_as_name", column: null, rows: [], message, fix: "Rename it." }];
  });
}

function conflicts(columns: Columns, plan: Plan): Finding[] {
  const targets = targetsOf(plan);
  const seen = new Set<string>();
  const found: Finding[] = [];
  for (const [column, target] of targets) {
    const there = target !== column && !targets.has(target) ? columns.get(target) : undefined;
    if (seen.has(target) || there?.some((cell) => cell !== null)) {
      const message = `${target} is to be written from here, but has values already or is written from another column.`;
      const fix = "Map the column to another attribute, or drop one of the two.";
      found.push({ code: "dates.target_taken", column, rows: [], message, fix });
    }
    seen.add(target);
  }
  return found;
}
