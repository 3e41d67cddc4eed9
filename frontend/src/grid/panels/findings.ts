// What is found in a cell, as the card and the form show it: what, why, and what to do about it.

import type { Grid } from "../contract";
import type { Column, Finding, Row, Text } from "../protocol";
import { button, icon, make } from "./dom";
import { quoted, severityIcon, severityWord } from "./words";

const RANKS = { error: 0, warning: 1, pending: 2, note: 3 };

/** Those of a cell, the worst first. */
export function findingsOf(row: Row, slot: number): Finding[] {
  return sorted(row.findings.filter((one) => one.slot === slot));
}

export function sorted(findings: Finding[]): Finding[] {
  return [...findings].sort((one, other) => RANKS[one.severity] - RANKS[other.severity]);
}

/** The first fix of a cell by what is found in it; undefined where none is known. */
export function fixOf(findings: Finding[], text: Text): Finding | undefined {
  return findings.find((one) => one.fix !== null && one.fix !== text);
}

export async function put(grid: Grid, row: number, column: Column, text: Text, since = grid.seen): Promise<void> {
  const outcome = await grid.edit({ cells: [[row, column.slot, text]] }, since);
  if (outcome.state === "refused") grid.tell(outcome.reason);
  else grid.announce(`${column.title}: ${quoted(text)}`);
}

/** A finding with its fixes as buttons, where the person may edit. */
export function findingElement(grid: Grid, row: Row, column: Column | null, finding: Finding, done?: () => void): HTMLElement {
  const fixes = column !== null && grid.may_edit && !column.is_read_only ? offered(row, column, finding) : [];
  return make(
    "div",
    { class: `gp-finding gp-finding--${finding.severity}` },
    make(
      "p",
      { class: "gp-finding__what" },
      icon(severityIcon(finding.severity)),
      make("span", { class: "visually-hidden" }, `${severityWord(finding.severity)}: `),
      make("span", {}, finding.message),
    ),
    finding.requirement === null ? null : make("p", { class: "gp-finding__why" }, finding.requirement),
    fixes.length === 0
      ? null
      : make("div", { class: "row" }, ...fixes.map((text, at) => fixButton(grid, row, column as Column, text, at === 0, done))),
  );
}

function offered(row: Row, column: Column, finding: Finding): string[] {
  const now = row.cells[column.slot] ?? null;
  const texts = [finding.fix, ...finding.suggestions].filter((text) => text !== null);
  return [...new Set(texts)].filter((text) => text !== now).slice(0, 4);
}

function fixButton(grid: Grid, row: Row, column: Column, text: string, isFirst: boolean, done?: () => void): HTMLButtonElement {
  return button(text === "" ? "Empty the cell" : `Use ${quoted(text, 40)}`, {
    ...(isFirst ? { look: "primary" } : {}),
    run: () => {
      void put(grid, row.number, column, text === "" ? null : text);
      done?.();
    },
  });
}
