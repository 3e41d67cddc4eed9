// What a view becomes: sorting and filters put together, taken away, and said in words. Pure.

import type { Column, Filter, Text, ViewSpec } from "../protocol";
import { count, quoted } from "./words";

export const EVERYTHING: ViewSpec = { sort: [], filters: [], problems: "all" };

export function isEverything(view: ViewSpec): boolean {
  return view.sort.length === 0 && view.filters.length === 0 && view.problems === "all";
}

/** Sorted by a column first; by what it was sorted before after that. */
export function sortedBy(view: ViewSpec, slot: number, isDescending: boolean | null): ViewSpec {
  const others = view.sort.filter((one) => one.slot !== slot);
  const sort = isDescending === null ? others : [{ slot, is_descending: isDescending }, ...others].slice(0, 3);
  return { ...view, sort };
}

/** With this filter of its column and no other. */
export function filteredBy(view: ViewSpec, filter: Filter): ViewSpec {
  const others = view.filters.filter((one) => one.slot !== filter.slot);
  const isEmpty = filter.has === undefined && (filter.like ?? "") === "";
  return { ...view, filters: isEmpty ? others : [...others, filter] };
}

export function withoutFilter(view: ViewSpec, slot: number): ViewSpec {
  return { ...view, filters: view.filters.filter((one) => one.slot !== slot) };
}

export interface Chip {
  words: string;
  without: ViewSpec;
}

/** Each thing that a view asks, in words, with the view without it. */
export function chips(view: ViewSpec, columns: readonly Column[]): Chip[] {
  const title = (slot: number): string => columns.find((column) => column.slot === slot)?.title ?? `column ${slot}`;
  const found: Chip[] = view.sort.map((one) => ({
    words: `${title(one.slot)} ${one.is_descending ? "↓ descending" : "↑ ascending"}`,
    without: sortedBy(view, one.slot, null),
  }));
  for (const filter of view.filters) {
    found.push({ words: `${title(filter.slot)}: ${filterWords(filter)}`, without: withoutFilter(view, filter.slot) });
  }
  if (view.problems !== "all") {
    const words = { error: "rows with problems", pending: "rows that are pending", comment: "rows with comments" };
    found.push({ words: `only ${words[view.problems]}`, without: { ...view, problems: "all" } });
  }
  return found;
}

function filterWords(filter: Filter): string {
  const parts: string[] = [];
  if (filter.like !== undefined && filter.like !== "") parts.push(`contains ${quoted(filter.like, 30)}`);
  if (filter.has !== undefined) parts.push(valueWords(filter.has));
  return parts.join(", ");
}

function valueWords(has: readonly Text[]): string {
  if (has.length > 2) return count(has.length, "value");
  return has.map((text) => quoted(text, 30)).join(" or ");
}
