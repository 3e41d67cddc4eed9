// What a spreadsheet writes when two or more cells are dragged on: the numbers, or identifiers that end in one, go on.

import type { Text } from "./protocol";

interface Counted {
  before: string;
  value: bigint;
  /** Digits that the text has, for those with zeros before the number; 0 where there are none. */
  width: number;
  decimals: number;
  after: string;
}

const NUMBER = /^([+-]?)(\d+)(?:\.(\d+))?$/;
// The last number of a text: greedy, so that HTA201_1_B2 goes on with B3.
const COUNTED = /^(.*?)(\d+)(\D*)$/s;

/** The text at each place of the series that some texts begin, counted from the first; null where they begin none. */
export function seriesOf(texts: readonly Text[]): ((place: number) => string | null) | null {
  if (texts.length < 2) return null;
  const found = texts.map((text) => (text === null ? null : counted(text)));
  const [first, second] = found;
  if (first == null || second == null) return null;
  const decimals = Math.max(...found.map((one) => one?.decimals ?? 0));
  const values: bigint[] = [];
  for (const one of found) {
    if (one === null || one.before !== first.before || one.after !== first.after || one.width !== first.width) return null;
    values.push(one.value * 10n ** BigInt(decimals - one.decimals));
  }
  const [start, next] = values as [bigint, bigint];
  const step = next - start;
  if (step === 0n || values.some((value, place) => value !== start + step * BigInt(place))) return null;
  return (place) => written({ ...first, value: start + step * BigInt(place), decimals });
}

function counted(text: string): Counted | null {
  const number = NUMBER.exec(text);
  if (number !== null) {
    const [, sign = "", whole = "", rest = ""] = number;
    const value = BigInt(`${whole}${rest}`);
    const width = whole.length > 1 && whole.startsWith("0") ? whole.length : 0;
    // With a plus, or with zeros before a point, it is written as people want it: nothing is guessed.
    if (sign === "+" || (width > 0 && (rest !== "" || sign === "-"))) return null;
    return { before: "", value: sign === "-" ? -value : value, width, decimals: rest.length, after: "" };
  }
  const parts = COUNTED.exec(text);
  if (parts === null) return null;
  const [, before = "", digits = "", after = ""] = parts;
  const width = digits.length > 1 && digits.startsWith("0") ? digits.length : 0;
  return { before, value: BigInt(digits), width, decimals: 0, after };
}

function written({ before, value, width, decimals, after }: Counted): string | null {
  const isBelow = value < 0n;
  // An identifier has no number below 0.
  if (isBelow && (before !== "" || after !== "" || width > 0)) return null;
  const digits = String(isBelow ? -value : value).padStart(Math.max(width, decimals + 1), "0");
  const whole = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return `${before}${isBelow ? "-" : ""}${whole}${after}`;
}
