// Says of a cell, before it is sent, that the server would refuse it: what identifies a person never leaves the page.
//
// The rules come from the server with the grid. What they are silent on is not decided here: the server judges all.

import { type Known, testOf } from "./privacy/confirming";

interface WritingRule {
  kind: string;
  /** What it is, in words. */
  words: string;
  blocks: boolean;
  pattern: string;
  flags: string;
  part: number;
  test: string | null;
}

interface ColumnRule {
  writings: number[];
  shaped: { pattern: string; kinds: string[] }[];
  is_number: boolean;
  /** Values of the data model that look like something else. */
  values: string[];
}

export interface Rules extends Known {
  numbers: string;
  harmless: string[];
  writings: WritingRule[];
  columns: Record<string, ColumnRule>;
}

interface Hit {
  kind: string;
  words: string;
  blocks: boolean;
  start: number;
  end: number;
  is_sure: boolean;
}

// What is longer is read by the server alone.
const LONGEST = 1_000;

let rules: Rules | null = null;
let compiled: { writings: RegExp[]; harmless: RegExp | null; numbers: RegExp } | null = null;

/** Fetch the rules of a grid; as long as there are none nothing is said of any cell, and the server judges alone. */
export async function loadRules(session: string): Promise<void> {
  const address = `/grid/${encodeURIComponent(session)}/identifying`;
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null); // gone again
  if (answer?.ok === true) useRules((await answer.json()) as Rules);
}

/** Take rules that were fetched. */
export function useRules(given: Rules): void {
  rules = given;
  compiled = {
    writings: given.writings.map((writing) => new RegExp(writing.pattern, `${writing.flags}du`)),
    harmless: given.harmless.length > 0 ? new RegExp(given.harmless.map((one) => `(?:${one})`).join("|"), "g") : null,
    numbers: new RegExp(given.numbers),
  };
}

/** Why a text would be refused in a column, in a sentence; null where it would not, as far as a page knows. */
export function identifying(text: string | null, column: { slot: number }): string | null {
  const rule = rules?.columns[String(column.slot)];
  if (text === null || text.length > LONGEST || rule === undefined || compiled === null) return null;
  if (rule.values.includes(text.trim()) || (rule.is_number && compiled.numbers.test(text))) return null;
  const hits = withoutHarmless(text, withoutShaped(text, rule, rule.writings.flatMap((number) => hitsOf(number, text))));
  if (!hits.some((hit) => hit.blocks && hit.is_sure)) return null;
  // Where only the server knows whether something else stands there, both has to hold.
  const certain = settled(hits.filter((hit) => hit.is_sure)).filter((hit) => hit.blocks);
  const all = new Set(settled(hits));
  const words = certain.find((hit) => all.has(hit))?.words;
  return words === undefined ? null : `It holds ${words}, which may identify a person.`;
}

function hitsOf(number: number, text: string): Hit[] {
  const [writing, expression] = [rules?.writings[number], compiled?.writings[number]];
  if (rules === null || writing === undefined || expression === undefined) return [];
  const test = testOf(writing.test);
  const found: Hit[] = [];
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    const [start, end] = match.indices?.[writing.part] ?? [match.index, match.index + match[0].length];
    if (test === null || test(match, rules)) {
      found.push({ kind: writing.kind, words: writing.words, blocks: writing.blocks, start, end, is_sure: test !== null });
      if (match[0].length === 0) expression.lastIndex += 1;
    } else {
      // What is refused may hide another one that begins later within it.
      expression.lastIndex = match.index + 1;
    }
  }
  return found;
}

function withoutShaped(text: string, rule: ColumnRule, hits: Hit[]): Hit[] {
  if (hits.length === 0) return hits;
  const allowed = rule.shaped.filter((one) => new RegExp(`^(?:${one.pattern})$`).test(text.trim())).flatMap((one) => one.kinds);
  return hits.filter((hit) => !allowed.includes(hit.kind));
}

function withoutHarmless(text: string, hits: Hit[]): Hit[] {
  if (hits.length === 0 || compiled?.harmless == null) return hits;
  const spans = [...text.matchAll(compiled.harmless)].map((found) => [found.index, found.index + found[0].length] as const);
  return hits.filter((hit) => !spans.some(([start, end]) => start <= hit.start && hit.end <= end));
}

/** Of what overlaps the longest. */
function settled(hits: readonly Hit[]): Hit[] {
  const ordered = [...hits].sort((one, other) => other.end - other.start - (one.end - one.start) || one.start - other.start);
  const kept: Hit[] = [];
  for (const hit of ordered) {
    if (kept.every((one) => one.end <= hit.start || hit.end <= one.start)) kept.push(hit);
  }
  return kept;
}
