// What is said of saving.

import { count, number } from "../panels/words";
import type { Block, Brief, Outcome } from "./server";

/** The line beside the button. Every edit is stored by the server as soon as it is made; that is said by the bar. */
export function stateWords(brief: Brief): string {
  const { unsaved, version } = brief;
  if (unsaved === 0) return version === null ? "All is saved." : `Saved as version ${number(version)}.`;
  return version === null ? `${count(unsaved, "row")} not saved.` : `${count(unsaved, "row")} not saved since version ${number(version)}.`;
}

export function blockWords({ what, count: many }: Block): string {
  switch (what) {
    case "error":
      return `${count(many, "row")} with errors`;
    case "pending":
      return `${count(many, "row")} with a link that is pending`;
    case "waiting":
      return `${count(many, "row")} not checked yet`;
    case "privacy":
      return "The saved file waits for its privacy screening, or is held by it";
  }
}

export function outcomeWords(outcome: Outcome): string {
  const wrong = outcome.invalid === 0 ? "" : ` ${count(outcome.invalid, "row")} with errors would keep it from being staged.`;
  switch (outcome.state) {
    case "saved":
      return outcome.written > 0 ? `${count(outcome.written, "file")} annotated.${wrong}` : `Saved as version ${number(outcome.version ?? 0)}.${wrong}`;
    case "unchanged":
      return outcome.version === null ? "Nothing changed: there is nothing to save." : `Nothing changed since version ${number(outcome.version)}: there is nothing to save.`;
    case "named":
      return `Nothing changed: version ${number(outcome.version ?? 0)} has this name now.`;
    case "conflicts":
      return `${count(outcome.conflicts, "cell")} changed here and at the source: choose which is to stand.`;
    case "refused":
      return "Nothing could be written.";
  }
}
