// Which attribute a column of dates is meant for, by its name: the rules of theatrum/checks/dates/guessing.py.

const DATE_WORDS = ["DATE", "DATES", "DT", "DAY", "DATETIME", "TIMESTAMP"];
const YEAR = "YEAR";
const SMALL_WORDS = new Set(["AT", "OF", "ON", "THE", "AND", "OR", "IN", "FOR", ...DATE_WORDS]);
const NOT_OF_BIRTH = new Set(["OF", "THE", "PATIENT", "PARTICIPANT"]);
const MEANT: Record<string, string> = {
  DX: "DIAGNOSIS",
  DIAGNOSED: "DIAGNOSIS",
  DIED: "DEATH",
  DECEASED: "DEATH",
  DOD: "DEATH",
  COLLECTED: "COLLECTION",
  PROCESSED: "PROCESSING",
  STARTED: "START",
  ENDED: "END",
};
const BIRTH = /^(?:DOB|BIRTH(?:DATE|DAY|YEAR|MONTH)|(?:DATE|DAY|YEAR|MONTH|DT)BIRTH|BIRTHDT|YOB)$/;

function wordsOf(name: string): string[] {
  const apart = name.trim().replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_");
  return apart.toUpperCase().split(/[^A-Z0-9]+/).filter((word) => word !== "");
}

/** Whether a name says that the column holds the day, month or year of birth. */
export function isBirth(name: string): boolean {
  return BIRTH.test(wordsOf(name).filter((word) => !NOT_OF_BIRTH.has(word)).join(""));
}

/** Whether a name says that the column holds dates or years. */
export function saysDate(name: string): boolean {
  return wordsOf(name).some((word) => DATE_WORDS.includes(word) || word === YEAR);
}

/** The one attribute of `targets` that a column is meant for; `prefix` matches how all of them begin. */
export function guess(name: string, targets: readonly string[], prefix: string): string | null {
  const wanted = plain(wordsOf(name));
  if (wanted.length === 0 || isBirth(name) || wordsOf(name).includes(YEAR)) return null;
  const called = targets.map((target) => [target, plain(wordsOf(target.replace(new RegExp(prefix), "")))] as const);
  const exact = called.find(([, words]) => words.join("") === wanted.join(""));
  if (exact !== undefined) return exact[0];
  const holding = called.filter(([, words]) => wanted.every((word) => words.includes(word)));
  const same = holding.filter(([, words]) => words.every((word) => wanted.includes(word)));
  const near = same.length > 0 ? same : holding;
  return near.length === 1 ? near[0]![0] : null;
}

function plain(words: string[]): string[] {
  return words.filter((word) => !SMALL_WORDS.has(word)).map((word) => MEANT[word] ?? word);
}
