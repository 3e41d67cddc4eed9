// Which of some values fits what somebody types, and in which order. Pure.

export interface Option {
  value: string;
  label: string;
  note: string;
}

/** Without case and accents, signs as blanks: what is typed quickly is found. */
export function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

const NOT = Number.POSITIVE_INFINITY;

/** How well a value fits: 0 is the same, then its beginning, beginnings of its words, anything in it; Infinity not. */
export function fit(option: Option, typed: string): number {
  const wanted = folded(typed);
  if (wanted === "") return typed.trim() === "" ? 1 : option.value.includes(typed.trim()) ? 1 : NOT;
  return Math.min(_fit(folded(option.value), wanted), _fit(folded(option.label), wanted) + 0.5);
}

function _fit(text: string, wanted: string): number {
  if (text === wanted) return 0;
  if (text.startsWith(wanted)) return 1;
  const words = text.split(" ");
  const parts = wanted.split(" ");
  if (parts.every((part) => words.some((word) => word.startsWith(part)))) return 2;
  return parts.every((part) => text.includes(part)) ? 3 : NOT;
}

/** The values that fit, the best first, in their own order where they fit equally well. */
export function ranked(options: readonly Option[], typed: string, most: number): Option[] {
  return options
    .map((option, index) => ({ option, index, fit: fit(option, typed) }))
    .filter((one) => one.fit !== NOT)
    .sort((one, other) => one.fit - other.fit || one.index - other.index)
    .slice(0, most)
    .map((one) => one.option);
}

/** Recent ones first, as long as they fit; none twice. */
export function recentFirst(recent: readonly Option[], found: readonly Option[], typed: string): Option[] {
  const known = new Set(found.map((one) => one.value));
  const first = recent.filter((one) => fit(one, typed) !== NOT && (typed.trim() === "" || known.has(one.value)));
  const taken = new Set(first.map((one) => one.value));
  return [...first, ...found.filter((one) => !taken.has(one.value))];
}
