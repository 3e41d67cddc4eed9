// What is found in rows and cells, and what they are worth by it. Of what is excepted nobody has to do anything.

import { severityWord } from "./panels/words";
import type { Finding, Row, Severity } from "./protocol";

export type Worth = Row["verdict"] | "pending" | "excepted";

const RANK: Record<Severity, number> = { error: 0, warning: 1, pending: 2, note: 3 };
const LAST = 4;

/** The findings of one cell, or of the row as a whole (null): the worst first, what is excepted last. */
export function findingsOf(row: Row | undefined, slot: number | null): Finding[] {
  const found = row?.findings.filter((one) => one.slot === slot) ?? [];
  return found.length > 1 ? found.sort((one, other) => rank(one) - rank(other)) : found;
}

function rank(finding: Finding): number {
  return isExcepted(finding) ? LAST : RANK[finding.severity];
}

export function isExcepted(finding: Finding): boolean {
  return finding.excepted !== undefined;
}

/** Whether it is an error that somebody has to mend. */
export function isError(finding: Finding | undefined): boolean {
  return finding?.severity === "error" && !isExcepted(finding);
}

/** How bad a finding is, in words: that it is excepted, and until when. */
export function weight(finding: Finding): string {
  return finding.excepted?.text ?? severityWord(finding.severity);
}

/** A finding as people hear it. */
export function said(finding: Finding): string {
  return `${weight(finding)}: ${finding.message}`;
}

/** What a row is worth: the schema's verdict, unless its errors are excepted, or its links to other rows have one or wait. */
export function worth(row: Row): Worth {
  const isWrong = row.findings.some(isError);
  if (row.verdict === "invalid") return !isWrong && row.findings.some(isExcepted) ? "excepted" : "invalid";
  if (row.verdict === "waiting") return "waiting";
  if (isWrong) return "invalid";
  return row.findings.some((one) => one.severity === "pending") ? "pending" : row.verdict;
}
