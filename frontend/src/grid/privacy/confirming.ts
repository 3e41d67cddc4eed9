// What decides beside a pattern whether something identifying stands there: the tests of theatrum/checks/privacy by
// their names. A test that is not here is left to the server.

export interface Known {
  months: Record<string, number>;
  /** How many digits may follow the number of a country. */
  calling: Record<string, number[]>;
}

type Test = (found: RegExpExecArray, known: Known) => boolean;

const [OLDEST, NEWEST, NEARLY_NOW] = [1850, 2050, 2039];
const PIVOT = 50;
const WEEKS = 53;
const FILES = new Set("png jpg jpeg gif tif tiff svs csv tsv txt json html gz".split(" "));
const ALONE = new Set("jan feb mar apr may jun jul aug sep sept oct nov dec june july mars avril mai juin juni juli".split(" "));
const PUBLIC =
  /^(?:GSE|GSM|GPL|SR[APRSX]|ER[APRSX]|DR[APRSX]|PRJ[A-Z]{2}|SAM[END][A-Z]?|EGA[A-Z]|phs|E-[A-Z]{4}-|PXD|N[CGMPRT]_|X[MPR]_)/i;
const DATE = /^[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4}(?:T.*)?$/;

const digits = (text: string): string => text.replace(/[^0-9]/g, "");
const parts = (found: RegExpExecArray): string[] => found.slice(1).filter((part) => part !== undefined);
const lastPart = (found: RegExpExecArray): string => parts(found).at(-1) ?? found[0];

function isDay(year: number, month: number, day: number): boolean {
  if (year < OLDEST || year > NEWEST || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year + (year > PIVOT ? 1900 : 2000);
}

function isAnyOrder([first, second, third]: readonly string[]): boolean {
  if (first === undefined || second === undefined || third === undefined) return false;
  const orders = [
    [third, first, second],
    [third, second, first],
    [first, second, third],
  ] as const;
  return orders.some(([year, month, day]) => isDay(fullYear(year), Number(month), Number(day)));
}

function isLabelled(found: RegExpExecArray): boolean {
  const numbers = (found[1] ?? "").match(/[0-9]+/g) ?? [];
  const only = numbers[0] ?? "";
  if (numbers.length !== 1) return numbers.length === 3 && isAnyOrder(numbers);
  const cuts: Record<number, [number, number][]> = { 6: [[2, 4]], 8: [[4, 6], [2, 4]] }; // prettier-ignore
  const pieces = (cuts[only.length] ?? []).map(([one, two]) => [only.slice(0, one), only.slice(one, two), only.slice(two)]);
  return pieces.some(isAnyOrder);
}

function isCompact(found: RegExpExecArray): boolean {
  const [start, end] = [found.index, found.index + found[0].length];
  const text = found.input;
  if (/[0-9]?[.]$/.test(text.slice(Math.max(0, start - 2), start)) || /^[.][0-9]/.test(text.slice(end))) return false;
  if (/chr[0-9A-Za-z]{1,2}:$/i.test(text.slice(Math.max(0, start - 8), start))) return false;
  const [year, month, day] = parts(found).map(Number);
  return year !== undefined && year <= NEARLY_NOW && isDay(year, month ?? 0, day ?? 0);
}

function isNamed(found: RegExpExecArray, known: Known): boolean {
  const given = parts(found);
  const month = given.map((part) => known.months[part.toLowerCase()]).find((number) => number !== undefined);
  const numbers = given.filter((part) => /^[0-9]+$/.test(part));
  const [first, second] = numbers;
  if (month === undefined || first === undefined || second === undefined || numbers.length !== 2) return false;
  const [day, year] = first.length < 4 ? [first, second] : [second, first];
  return isDay(fullYear(year), month, Number(day));
}

function isMonth(found: RegExpExecArray, known: Known): boolean {
  const name = (found[1] ?? "").toLowerCase();
  return ALONE.has(name) || (known.months[name] !== undefined && name.length > "sept".length);
}

function isGiven(found: RegExpExecArray): boolean {
  const number = digits(found[0]).slice(-9);
  const [area, group, serial] = [number.slice(0, 3), number.slice(3, 5), number.slice(5)];
  if (area === "000" || area === "666" || group === "00" || serial === "0000") return false;
  const taxed = Number(group);
  if (!area.startsWith("9")) return true;
  return taxed >= 50 && taxed !== 66 && taxed !== 67 && taxed !== 68 && taxed !== 69 && taxed !== 89 && taxed !== 93;
}

function isRecord(found: RegExpExecArray): boolean {
  const value = lastPart(found);
  return digits(value).length >= 3 && !PUBLIC.test(value) && !DATE.test(value);
}

function isAmerican(found: RegExpExecArray): boolean {
  const end = found.index + found[0].length;
  const before = found.input.slice(Math.max(0, found.index - 2), found.index);
  const after = found.input.slice(end, end + 2);
  const isChained = before.length > 1 && /^[0-9][-./]$/.test(before);
  return !isChained && !/^[-./]?[0-9]$/.test(after.length > 1 ? after : "");
}

function isInternational(found: RegExpExecArray, known: Known): boolean {
  const bare = found[0].replaceAll("(0)", "").replace(/^00/, "").replace(/^[+]+/, "");
  const number = digits(bare.split(/[xX#]|ext/)[0] ?? "");
  // Which country's it is is settled by its first digits, as none begins like another.
  const code = [1, 2, 3].map((length) => number.slice(0, length)).find((start) => known.calling[start] !== undefined);
  return code !== undefined && (known.calling[code] ?? []).includes(number.length - code.length);
}

const isWhole = (found: RegExpExecArray): boolean => found[0] === found.input.trim();
const inYearOrder = (found: RegExpExecArray): [number, number, number] => {
  const [first = 0, second = 0, third = 0] = parts(found).map(Number);
  return [first, second, third];
};

const TESTS: Record<string, Test> = {
  is_address: (found) => !FILES.has(found[0].slice(found[0].lastIndexOf(".") + 1).toLowerCase()),
  is_american: isAmerican,
  is_compact: isCompact,
  is_given: isGiven,
  is_international: isInternational,
  is_labelled: isLabelled,
  is_long_enough: (found) => digits(lastPart(found)).length >= 7 && digits(lastPart(found)).length <= 15,
  is_month: isMonth,
  is_named: isNamed,
  is_only_record: (found) => isWhole(found) && isRecord(found),
  is_record: isRecord,
  is_two_digits: (found) => isAnyOrder(parts(found)),
  is_week: (found) => Number(found[1]) >= 1 && Number(found[1]) <= WEEKS,
  is_year_first: (found) => isDay(...inYearOrder(found)),
  is_year_last: (found) => {
    const [first, second, year] = inYearOrder(found);
    return isDay(year, first, second) || isDay(year, second, first);
  },
};

/** The test of a name; null where only the server knows it. */
export function testOf(name: string | null): Test | null {
  if (name === null) return () => true;
  const least = /^(has|is_whole_with)_([0-9]+)_digits$/.exec(name);
  if (least === null) return TESTS[name] ?? null;
  const enough: Test = (found) => digits(lastPart(found)).length >= Number(least[2]);
  return least[1] === "has" ? enough : (found, known) => isWhole(found) && enough(found, known);
}
