// What is found in a cell, as the card and the form show it: what, why, and what to do about it.

import type { Grid } from "../contract";
import type { Column, Finding, Row, Text } from "../protocol";
import { isExcepted, weight } from "../verdicts";
import { button, icon, make } from "./dom";
import { quoted, severityIcon } from "./words";

/** The first fix of a cell by what is found in it; undefined where none is known. */
export function fixOf(findings: Finding[], text: Text): Finding | undefined {
  return findings.find((one) => one.fix !== null && one.fix !== text && !isExcepted(one));
}

export async function put(grid: Grid, row: number, column: Column, text: Text, since = grid.seen): Promise<void> {
  const outcome = await grid.edit({ cells: [[row, column.slot, text]] }, since);
  if (outcome.state === "refused") grid.tell(outcome.reason);
  else grid.announce(`${column.title}: ${quoted(text)}`);
}

/** A finding with its fixes as buttons, where the person may edit. */
export function findingElement(grid: Grid, row: Row, column: Column | null, finding: Finding, done?: () => void): HTMLElement {
  const { excepted } = finding;
  const fixes = excepted === undefined && column !== null && grid.may_edit && !column.is_read_only ? offered(row, column, finding) : [];
  return make(
    "div",
    { class: `gp-finding gp-finding--${excepted === undefined ? finding.severity : "excepted"}` },
    make(
      "p",
      { class: "gp-finding__what" },
      icon(excepted === undefined ? severityIcon(finding.severity) : "valid"),
      make("span", { class: "visually-hidden" }, `${weight(finding)}: `),
      make("span", {}, finding.message),
    ),
    excepted === undefined ? null : make("p", { class: "gp-finding__why" }, make("a", { href: excepted.link, target: "_blank" }, excepted.text)),
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
