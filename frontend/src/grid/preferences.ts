// Widths of columns, how many are frozen, which are hidden: kept in the browser, per person and kind of data.

export interface Kept {
  widths: Record<string, number>;
  hidden: string[];
  frozen: number;
}

export class Preferences {
  readonly #key: string;
  kept: Kept;

  constructor(person: string, kind: string) {
    this.#key = `theatrum-grid ${person} ${kind}`;
    this.kept = read(this.#key);
  }

  change(part: Partial<Kept>): void {
    this.kept = { ...this.kept, ...part };
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.kept));
    } catch {
      // A full or shut storage: the choice holds for this page.
    }
  }
}

function read(key: string): Kept {
  const none: Kept = { widths: {}, hidden: [], frozen: 0 };
  try {
    return { ...none, ...(JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Kept>) };
  } catch {
    return none; // written by something else
  }
}
