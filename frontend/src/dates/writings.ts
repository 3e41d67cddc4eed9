// Calendar dates as people write them: the rules of theatrum/checks/dates/writings.py, held to them by cases.json.

export type Order = "dmy" | "mdy" | "ymd";

/** How dates are read that can be read in several ways; null and false refuse. */
export interface Reading {
  order: Order | null;
  pivot: number | null;
  takesMiddle: boolean;
}

/** A day, counted from 1970-01-01. */
export interface Day {
  number: number;
  isMiddle: boolean;
}

const LONGEST = 40;
const [OLDEST, NEWEST] = [1800, 2199];
const [MIDDLE_DAY, MIDDLE_MONTH] = [15, 7];
const A_DAY = 86_400_000;

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const NAME =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?" +
  "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const TIME =
  "(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?(?: ?[AP]M)?(?: ?Z|[+-][0-9]{2}:?[0-9]{2})?)?";
const UNKNOWN = "(?:00|xx|uu|un|unk|uk|\\?\\?)";

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, "i");
const YEAR_FIRST = whole(`([0-9]{4})([-/.])([0-9]{1,2})\\2([0-9]{1,2})${TIME}`);
const COMPACT = whole("([0-9]{4})([0-9]{2})([0-9]{2})");
const YEAR_LAST = whole(`([0-9]{1,2})([-/.])([0-9]{1,2})\\2([0-9]{4}|[0-9]{2})${TIME}`);
const DAY_NAMED = whole(`([0-9]{1,2})(?:st|nd|rd|th)?[-/., ]*(${NAME})[-/., ]*([0-9]{4}|[0-9]{2})${TIME}`);
const NAMED_FIRST = whole(`(${NAME})[-/. ]*([0-9]{1,2})(?:st|nd|rd|th)?(?:[-/., ]+)([0-9]{4})${TIME}`);
const YEAR_NAMED = whole(`([0-9]{4})[-/., ]*(${NAME})[-/., ]*([0-9]{1,2})${TIME}`);
const YEAR_ALONE = whole(`([0-9]{4})(?:[-/.]${UNKNOWN}(?:[-/.]${UNKNOWN})?)?`);
const YEAR_LAST_ALONE = whole(`${UNKNOWN}[-/. ](?:${UNKNOWN}[-/. ])?([0-9]{4})`);
const YEAR_MONTH = whole(`([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]${UNKNOWN})?`);
const MONTH_YEAR = whole(`(?:${UNKNOWN}[-/.])?([0-9]{1,2})[-/.]([0-9]{4})`);
const NAME_YEAR = whole(`(?:${UNKNOWN}[-/., ]*)?(${NAME})[-/., ]*([0-9]{4})`);
const YEAR_NAME = whole(`([0-9]{4})[-/., ]*(${NAME})(?:[-/., ]*${UNKNOWN})?`);
const SERIAL = whole("[+-]?[0-9]+(?:\\.[0-9]+)?");
const WITHIN = new RegExp(
  "(?<![0-9.])(?:" +
    "(?:1[89]|20)[0-9]{2}([-/.])[0-9]{1,2}\\1[0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}\\2(?:1[89]|20)[0-9]{2}" +
    "|[0-9]{1,2}([-/])[0-9]{1,2}\\3[0-9]{2})(?![0-9]|[-/.][0-9])",
  "gi",
);
const NAMED_WITHIN = new RegExp(
  `(?<![a-z0-9])(?:[0-9]{1,2}(?:st|nd|rd|th)?[-/., ]*${NAME}[-/., ]*(?:1[89]|20)[0-9]{2}` +
    `|${NAME}[-/. ]+[0-9]{1,2}(?:st|nd|rd|th)?[-/., ]+(?:1[89]|20)[0-9]{2}` +
    `|${NAME}[-/., ]+(?:1[89]|20)[0-9]{2})(?![a-z0-9])`,
  "i",
);
const DIGITS = /^[0-9]+$/;
const MISSING = new Set([
  "na", "n/a", "nan", "none", "null", "-", "--", ".", "?", "unknown", "missing", "not reported",
  "not applicable", "not available", "not collected", "not known", "not recorded", "unspecified",
]); // prettier-ignore

/** Whether a text says that nothing is known. */
export function isMissing(text: string): boolean {
  return MISSING.has(text.trim().toLowerCase());
}

/** The day that a text means, or the code of what is wrong with it. */
export function readDay(text: string, reading: Reading): Day | string {
  const bare = folded(text);
  if (bare.length > LONGEST) return "dates.not_a_date";
  const complete = completeDay(bare, reading);
  if (complete !== null) return complete;
  const partial = partialDay(bare);
  if (partial === null) return SERIAL.test(bare) ? "dates.serial" : "dates.not_a_date";
  const [year, month] = partial;
  if (!isYear(year) || !isMonthOrNone(month)) return DIGITS.test(bare) ? "dates.serial" : "dates.impossible";
  if (!reading.takesMiddle) return "dates.incomplete";
  const middle = month === null ? dayOf(year, MIDDLE_MONTH, 1) : dayOf(year, month, MIDDLE_DAY);
  return typeof middle === "string" ? middle : { ...middle, isMiddle: true };
}

/** Whether a whole text is a calendar date or a month of a year; a year alone is none. */
export function isDate(text: string): boolean {
  const bare = folded(text);
  if (bare.length > LONGEST || !/[0-9]/.test(bare)) return false;
  if (COMPACT.test(bare)) return typeof compact(bare) !== "string" && /^(18|19|20)/.test(bare);
  if (DIGITS.test(bare)) return false;
  for (const order of ["dmy", "mdy"] as const) {
    const found = completeDay(bare, { order, pivot: 0, takesMiddle: false });
    if (found !== null && typeof found !== "string") return true;
  }
  const partial = partialDay(bare);
  return partial !== null && isYear(partial[0]) && isMonthOrNone(partial[1]);
}

/** Whether a text is a calendar date or has one in it. */
export function holdsDate(text: string): boolean {
  if (isDate(text)) return true;
  for (const found of text.matchAll(WITHIN)) if (isDate(found[0])) return true;
  return NAMED_WITHIN.test(text);
}

function folded(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

function completeDay(bare: string, reading: Reading): Day | string | null {
  let found = YEAR_FIRST.exec(bare);
  if (found !== null) {
    if (found[3] === "00" || found[4] === "00") return null;
    return dayOf(Number(found[1]), Number(found[3]), Number(found[4]));
  }
  if (COMPACT.test(bare)) return compact(bare);
  found = YEAR_LAST.exec(bare);
  if (found !== null) return ofNumbers(found, reading);
  found = DAY_NAMED.exec(bare);
  if (found !== null) return named(found[3]!, found[2]!, found[1]!, reading);
  found = NAMED_FIRST.exec(bare);
  if (found !== null) return named(found[3]!, found[1]!, found[2]!, reading);
  found = YEAR_NAMED.exec(bare);
  if (found !== null) return named(found[1]!, found[2]!, found[3]!, reading);
  return null;
}

function compact(bare: string): Day | string {
  const day = dayOf(Number(bare.slice(0, 4)), Number(bare.slice(4, 6)), Number(bare.slice(6)));
  return typeof day === "string" ? "dates.serial" : day;
}

/** Three numbers of which the first is not a year of four digits. */
function ofNumbers(found: RegExpExecArray, reading: Reading): Day | string | null {
  const [first, sign, second, third] = [found[1]!, found[2]!, found[3]!, found[4]!];
  const isShort = third.length === 2;
  if (isShort && reading.order === "ymd") return inYear(first, Number(second), Number(third), reading);
  const [one, two] = [Number(first), Number(second)];
  if (one === 0 && !isShort) return null;
  const given = reading.order === "ymd" ? null : reading.order;
  const order = given ?? (sign === "." ? "dmy" : null);
  if (order === null && one !== two && one <= 12 && two <= 12) return "dates.ambiguous";
  if (order === null && isShort && reading.order === null) {
    return reading.pivot !== null ? "dates.ambiguous" : "dates.two_digit_year";
  }
  const isMonthFirst = order === "mdy" || (order === null && two > 12);
  return isMonthFirst ? inYear(third, one, two, reading) : inYear(third, two, one, reading);
}

function named(year: string, name: string, day: string, reading: Reading): Day | string | null {
  return day === "00" ? null : inYear(year, monthNumber(name), Number(day), reading);
}

function inYear(year: string, month: number, day: number, reading: Reading): Day | string {
  const number = Number(year);
  if (year.length > 2) return dayOf(number, month, day);
  if (reading.pivot === null) return "dates.two_digit_year";
  return dayOf(number + (number <= reading.pivot ? 2000 : 1900), month, day);
}

/** A day of the calendar by its number; the browser's own calendar would take the 31st of June for the 1st of July. */
function dayOf(year: number, month: number, day: number): Day | string {
  if (!isYear(year) || month < 1 || month > 12 || day < 1) return "dates.impossible";
  const moment = new Date(Date.UTC(year, month - 1, day));
  if (moment.getUTCMonth() !== month - 1) return "dates.impossible";
  return { number: moment.getTime() / A_DAY, isMiddle: false };
}

/** Year and month of a text without day; null where it is not made so. */
function partialDay(bare: string): [number, number | null] | null {
  let found = YEAR_ALONE.exec(bare) ?? YEAR_LAST_ALONE.exec(bare);
  if (found !== null) return [Number(found[1]), null];
  found = YEAR_MONTH.exec(bare);
  if (found !== null) return [Number(found[1]), Number(found[2])];
  found = MONTH_YEAR.exec(bare);
  if (found !== null) return [Number(found[2]), Number(found[1])];
  found = NAME_YEAR.exec(bare);
  if (found !== null) return [Number(found[2]), monthNumber(found[1]!)];
  found = YEAR_NAME.exec(bare);
  if (found !== null) return [Number(found[1]), monthNumber(found[2]!)];
  return null;
}

function monthNumber(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function isYear(year: number): boolean {
  return OLDEST <= year && year <= NEWEST;
}

function isMonthOrNone(month: number | null): boolean {
  return month === null || (month >= 1 && month <= 12);
}
