// What a conversion is asked to do, and what it has to say.

import type { Reading } from "./writings";

export type Cell = string | null;
export type Columns = Map<string, Cell[]>;
export type Unit = "days" | "months";

/** The fields are those of theatrum/checks/dates/request.py. */
export interface Request {
  birth: string | null;
  today: number;
  person: string | null;
  death: string | null;
  mapped: Map<string, string>;
  index: string | null;
  indexAge: string | null;
  indexed: Map<string, { target: string; unit: Unit }>;
  kept: Set<string>;
  dropped: Set<string>;
  reading: Reading;
  targets: readonly string[];
  prefix: string;
  /** Somebody has said of every column what it is: nothing is guessed, nor left out by itself. */
  isExplicit: boolean;
}

/** Something found: rows count from 1, the first below the header. A finding never holds what stands in a cell. */
export interface Finding {
  code: string;
  column: string | null;
  rows: number[];
  /** Whether it is about the file of dates of birth. */
  isOfBirths?: boolean;
  /** Where the code alone does not say it. */
  message?: string;
  fix?: string;
}

const WARNINGS = new Set(["dates.after_death", "dates.middle_taken", "dates.small", "dates.high"]);

export function isError(finding: Finding): boolean {
  return !WARNINGS.has(finding.code);
}
