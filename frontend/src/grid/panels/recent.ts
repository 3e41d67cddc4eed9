// What was chosen lately in a column, in this browser. Only values of vocabularies: no identifier is kept.

import type { Column } from "../protocol";
import type { Option } from "./searching";

const MOST = 8;

function key(column: Column): string {
  return `theatrum-grid-recent:${column.name}`;
}

export function recent(column: Column): Option[] {
  if (column.kind !== "choice" && column.kind !== "choices") return [];
  try {
    const found: unknown = JSON.parse(window.localStorage.getItem(key(column)) ?? "[]");
    return Array.isArray(found) ? found.filter(isOption) : [];
  } catch {
    return []; // storage that is shut, or holds something else: nothing is known
  }
}

export function remember(column: Column, option: Option): void {
  if (column.kind !== "choice" && column.kind !== "choices") return;
  const others = recent(column).filter((one) => one.value !== option.value);
  try {
    window.localStorage.setItem(key(column), JSON.stringify([option, ...others].slice(0, MOST)));
  } catch {
    return; // full or shut: the next list is in its own order
  }
}

function isOption(value: unknown): value is Option {
  const one = value as Option | null;
  return typeof one === "object" && one !== null && [one.value, one.label, one.note].every((part) => typeof part === "string");
}
