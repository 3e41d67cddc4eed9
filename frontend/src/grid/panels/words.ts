// Numbers, times and texts as people read them.

import type { Column, Severity, Text } from "../protocol";

const NUMBERS = new Intl.NumberFormat("en");
const TIMES = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

export function number(value: number): string {
  return NUMBERS.format(value);
}

export function count(value: number, noun: string, several = `${noun}s`): string {
  return `${number(value)} ${value === 1 ? noun : several}`;
}

export function moment(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : TIMES.format(date);
}

/** How long ago, for what is fresh; else when. */
export function ago(at: string, now: number = Date.now()): string {
  const minutes = Math.floor((now - new Date(at).getTime()) / 60_000);
  if (!Number.isFinite(minutes) || minutes >= 24 * 60) return moment(at);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${count(minutes, "minute")} ago`;
  return `${count(Math.floor(minutes / 60), "hour")} ago`;
}

/** Of "Wanda Wrangler" WW. */
export function initials(name: string): string {
  const words = name.split(/\s+/u).filter((word) => word !== "");
  return words.flatMap((word, at) => (at === 0 || at === words.length - 1 ? [[...word][0] ?? ""] : [])).join("").toUpperCase();
}

/** What a column is, as sentences: its help, unit and example. */
export function described(column: Column): string {
  const { help, unit, example } = column;
  const parts = [help, unit === "" ? "" : `Unit: ${unit}`, example === "" ? "" : `Example: ${example}`];
  return parts.filter((part) => part !== "").map((part) => (/[.!?]$/.test(part) ? part : `${part}.`)).join(" ");
}

/** A text in quotes; an empty cell in words. */
export function quoted(text: Text, longest = 60): string {
  if (text === null || text === "") return "empty";
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return `“${short}”`;
}

const SEVERITIES: Record<Severity, string> = {
  error: "Error",
  warning: "Warning",
  note: "Note",
  pending: "Pending",
};

export function severityWord(severity: Severity): string {
  return SEVERITIES[severity];
}

export function severityIcon(severity: Severity): string {
  return { error: "invalid", warning: "warning", note: "info", pending: "pending" }[severity];
}
