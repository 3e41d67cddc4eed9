// Findings as a list on the page: where, what, and what to do. Never what stands in a cell.

import { shownName } from "./choices";
import { isError, type Columns, type Finding } from "./request";

const RANGES = 12;
const YEAR = 365;

/** Message and fix of a code, as the server has them. */
export type Words = Record<string, [string, string]>;

export function problemsOf(findings: readonly Finding[], words: Words): HTMLElement[] {
  const errors = findings.filter(isError);
  return [...errors, ...findings.filter((finding) => !isError(finding))].map((finding) => problem(finding, words));
}

/** What is doubtful about ages that were counted right: as `theatrum check` would say of them. */
export function doubts(made: Columns, targets: readonly string[], cap: number, indexedBelow: number): Finding[] {
  const findings: Finding[] = [];
  const ages = [...made].filter(([name]) => targets.includes(name));
  for (const [column, cells] of ages) {
    const rows = cells.flatMap((cell, place) => (cell !== null && Number(cell) > cap ? [place + 1] : []));
    const message = `${column} is an age above ${Math.floor(cap / YEAR)} years, which may say who it is.`;
    const fix = "Have your liaison review it before the data are staged.";
    if (cap > 0 && rows.length > 0) findings.push({ code: "dates.high", column, rows, message, fix });
  }
  const numbers = ages.flatMap(([, cells]) => cells.map((cell) => (cell === null ? NaN : Number(cell)))).filter(isFinite);
  if (numbers.length > 0 && numbers.every((age) => age < indexedBelow)) {
    const years = Math.floor(indexedBelow / YEAR);
    const message = `Nobody is above ${years} years; were the days counted from birth?`;
    const fix = "Count from the day of birth; days since enrolment or diagnosis are something else.";
    findings.push({ code: "dates.small", column: null, rows: [], message, fix });
  }
  return findings;
}

function problem(finding: Finding, words: Words): HTMLElement {
  const [message, fix] = words[finding.code] ?? [finding.message ?? "", finding.fix ?? ""];
  const file = finding.isOfBirths ? "file of births" : "";
  const column = finding.column === null ? "" : shownName(finding.column);
  const where = [file, column, rowsOf(finding.rows)].filter((part) => part !== "");
  const item = element("li", `problem problem--${isError(finding) ? "error" : "warning"}`);
  const what = element("p", "problem__what");
  if (where.length > 0) what.append(element("span", "problem__where", where.join(", ")), " ");
  what.append(element("span", "problem__severity", isError(finding) ? "Error" : "Warning"));
  item.append(what, element("p", "", finding.message ?? message));
  const advice = element("p", "problem__fix");
  advice.append(element("strong", "", "What to do:"), ` ${finding.fix ?? fix}`);
  item.append(advice);
  return item;
}

function rowsOf(rows: readonly number[]): string {
  const ranges: [number, number][] = [];
  let seen = 0;
  for (const row of rows) {
    const last = ranges.at(-1);
    if (last !== undefined && row === last[1] + 1) last[1] = row;
    else if (ranges.length === RANGES) break;
    else ranges.push([row, row]);
    seen += 1;
  }
  if (seen === 0) return "";
  const text = ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(", ");
  const more = rows.length > seen ? ` and ${rows.length - seen} more` : "";
  return `${rows.length > 1 ? "rows" : "row"} ${text}${more}`;
}

function element(name: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(name);
  if (className !== "") made.className = className;
  made.textContent = text;
  return made;
}
