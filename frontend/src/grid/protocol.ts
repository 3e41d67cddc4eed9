// What a browser and the server say to each other about one grid, as JSON texts over one websocket.
//
// A row is known by its number for ever, a column by its slot; the order of both is only how they are shown.
// Whatever asks for an answer carries an `id` that the answer repeats. Order, close codes and limits:
// docs/reference/grid-protocol.md.

/** Text of a cell; null where it is empty. */
export type Text = string | null;

export type RowVerdict = "waiting" | "valid" | "invalid" | "none";

/** `pending`: the other end of a link has not come yet. */
export type Severity = "error" | "warning" | "note" | "pending";

export interface Finding {
  /** null: about the row as a whole. */
  slot: number | null;
  code: string;
  severity: Severity;
  message: string;
  /** What the cell would have to hold, where that is known. */
  fix: string | null;
  suggestions: string[];
  requirement: string | null;
  /** That an exception covers it, until when, and a path of this server that says more. */
  excepted?: { text: string; link: string };
}

/** A row; `cells` by slot, shorter than there are slots where its end is empty. */
export interface Row {
  number: number;
  cells: Text[];
  verdict: RowVerdict;
  findings: Finding[];
  /** Slots whose text the server filled in by itself (such as facts of a file's header), with where from. */
  derived?: Record<string, string>;
  /** The entity that the row is about, in a grid of files. */
  entity?: string;
}

export type CellKind = "text" | "number" | "integer" | "boolean" | "choice" | "choices" | "list" | "reference";

export interface Column {
  slot: number;
  name: string;
  title: string;
  help: string;
  kind: CellKind;
  is_required: boolean;
  /** Part of what rows are known by. */
  is_key: boolean;
  is_read_only: boolean;
  /** All values, where they are few; more are searched for by `choices`. */
  choices: string[] | null;
  /** Between the items of a cell that has several. */
  separator: string | null;
  example: string;
  unit: string;
}

export interface Person {
  id: number;
  name: string;
}

/** Where somebody is. `to` is the other corner of a range. */
export interface Place {
  seat: number;
  person: Person;
  row: number | null;
  slot: number | null;
  to: [number, number] | null;
  is_editing: boolean;
}

export interface Totals {
  rows: number;
  valid: number;
  invalid: number;
  waiting: number;
  none: number;
}

export interface Comment {
  comment: number;
  row: number;
  slot: number;
  by: Person;
  at: string;
  text: string;
  /** What somebody proposes for the cell. */
  suggested: Text;
  is_suggestion: boolean;
  state: "open" | "done" | "accepted" | "rejected";
  reply_to: number | null;
  /** What stood in the cell when it was suggested. */
  was?: Text;
  /** By whom and when it was settled; `sequence` of the operation that took it into this grid. */
  settled?: { by: Person; at: string; sequence: number | null };
}

export interface Sort {
  slot: number;
  is_descending: boolean;
}

/** `has`: any of these texts (null: empty). `like`: contains, whatever the case. */
export interface Filter {
  slot: number;
  has?: Text[];
  like?: string;
}

/** Which rows are shown, in which order; of one that asks nothing all, as they stand. */
export interface ViewSpec {
  sort: Sort[];
  filters: Filter[];
  problems: "all" | "error" | "pending" | "comment";
}

export interface Inserted {
  /** The row above; 0 for the top, null for the end. */
  after: number | null;
  cells: Record<string, Text>;
}

export interface Change {
  cells?: [row: number, slot: number, text: Text][];
  insert?: Inserted[];
  delete?: number[];
  restore?: number[];
}

export interface ProblemGroup {
  key: string;
  code: string;
  severity: Severity;
  slot: number | null;
  message: string;
  count: number;
  /** The first rows, by number. */
  rows: number[];
  /** Texts that are wrong, with what they would have to be; empty where no fix is known. */
  fixes: { from: Text; to: Text; count: number }[];
  /** What covers it, or, without a text, where an exception is asked for. */
  cover: { text: string; link: string } | null;
}

// --- from the browser -------------------------------------------------------------------------------------

export type Said =
  /** First of all. `since`: the last operation that the browser has seen, on its return. */
  | { t: "hello"; ticket: string; since: number | null; seat: number | null }
  | { t: "rows"; id: number; view: number; from: number; count: number }
  | { t: "view"; id: number; view: ViewSpec }
  /** `operation` is the browser's own name of it: sent again, it is not done again. Cells of one act share a `group`.
   * `since`: what the browser had seen when its person typed. */
  | { t: "edit"; id: number; operation: string; group: string; since: number; change: Change }
  | { t: "undo" | "redo"; id: number }
  | { t: "here"; row: number | null; slot: number | null; to: [number, number] | null; is_editing: boolean }
  | { t: "choices"; id: number; slot: number; row: number | null; text: string; limit: number }
  /** The texts of a column with how often each is there: for filters. */
  | { t: "values"; id: number; slot: number; text: string; limit: number }
  | { t: "find"; id: number; text: string; slot: number | null; is_whole: boolean; is_case: boolean; limit: number }
  /** Where in the shown order rows are. */
  | { t: "where"; id: number; view: number; rows: number[] }
  /** The next cell with a problem, after a place in the shown order. */
  | { t: "next_problem"; id: number; view: number; index: number; slot: number; is_backward: boolean }
  | { t: "problems"; id: number }
  /** How many of the invalid rows are excepted. */
  | { t: "excepted"; id: number }
  /** What cells of a row would have to hold that name what is not there. */
  | { t: "meant"; id: number; row: number }
  /** `remember`: the center's later imports do the same. */
  | { t: "fix"; id: number; key: string; group: string; remember: boolean }
  | { t: "history"; id: number; row: number; slot: number }
  | { t: "comments"; id: number; row: number | null }
  | { t: "comment"; id: number; row: number; slot: number; text: string; suggested: Text; is_suggestion: boolean; reply_to: number | null }
  | { t: "settle"; id: number; comment: number; how: "done" | "open" | "accept" | "reject" };

// --- from the server --------------------------------------------------------------------------------------

/** One operation, in the order of the grid: every seat hears every one, its sender too. */
export interface Operation {
  t: "operation";
  sequence: number;
  by: Person;
  seat: number | null;
  at: string;
  kind: "edit" | "import" | "undo" | "merge";
  group: string;
  /** The sender's name of it. */
  operation: string | null;
  cells: [row: number, slot: number, from: Text, to: Text][];
  /** Rows that came, and rows that came back, each with the row above it. */
  inserted: [row: number, after: number][];
  /** They go before the others come. */
  deleted: number[];
  /** Every touched row that is there, with its verdict; of more than a hundred those that this seat was sent before. */
  rows: Row[];
  totals: Totals;
  /** Cells in which this wrote over what somebody else had written since its sender last looked. */
  over: { row: number; slot: number; text: Text; by: Person }[];
}

export type Heard =
  | {
      t: "welcome";
      seat: number;
      sequence: number;
      columns: Column[];
      totals: Totals;
      people: Place[];
      you: Person & { may_edit: boolean; may_comment: boolean; can_undo: boolean; can_redo: boolean };
      title: string;
      source: string;
      /** Rows may be added and taken away. */
      has_free_rows: boolean;
      comments: number;
    }
  /** After a return: what was missed does not fit; read everything once more. */
  | { t: "reload"; sequence: number }
  | { t: "rows"; id: number; view: number; from: number; total: number; sequence: number; rows: Row[] }
  | { t: "view"; id: number; view: number; total: number; sequence: number }
  | Operation
  /** Rows whose verdict was found out later. */
  | { t: "verdicts"; rows: Row[]; totals: Totals }
  /** An edit that is stored. `inserted`: the numbers of its new rows, in order; of a fix, how many rows it mended. */
  | { t: "done"; id: number; sequence: number; inserted: number[]; can_undo: boolean; can_redo: boolean; kept: [number, number | null][]; mended?: number; left?: number }
  /** Nothing of the edit was stored. `cells`: which of them are the reason. */
  | { t: "refused"; id: number; code: string; reason: string; cells: { row: number | null; index: number | null; slot: number; reason: string }[] }
  | ({ t: "here" } & Place)
  | { t: "gone"; seat: number }
  | { t: "choices"; id: number; items: { value: string; label: string; note: string }[]; has_more: boolean }
  | { t: "values"; id: number; items: { text: Text; count: number }[]; has_more: boolean }
  | { t: "found"; id: number; cells: [row: number, slot: number, text: string][]; has_more: boolean }
  | { t: "where"; id: number; places: [row: number, index: number | null][] }
  | { t: "next_problem"; id: number; row: number | null; slot: number | null; index: number | null }
  | { t: "problems"; id: number; groups: ProblemGroup[]; sequence: number }
  /** `holds`: some exception is in force here, so that rows may be excepted that are not now. */
  | { t: "excepted"; id: number; rows: number; holds: boolean }
  | { t: "meant"; id: number; fixes: [slot: number, from: string, to: string][] }
  | { t: "history"; id: number; items: { sequence: number; at: string; by: Person; from: Text; to: Text; kind: string }[] }
  | { t: "comments"; id: number; items: Comment[] }
  /** Somebody commented, or settled one. */
  | { t: "comment"; comment: Comment }
  /** The grid was written to its source by somebody. */
  | { t: "saved"; by: Person; version: number | null; at: string; invalid: number }
  /** The source was changed by others, or columns came: what the page says of the grid is old. */
  | { t: "changed"; what: "source" | "columns" | "closed" | "away"; message: string }
  /** Exceptions came or are over: other rows may be excepted. */
  | { t: "changed"; what: "exceptions" };
