// What is written and not kept yet, in this browser: offered again when the page is opened again.

import { part } from "./parts";

const AFTER = 600;
const PREFIX = "theatrum-wiki:";
const SENT = `${PREFIX}sent`;
// Drafts of pages that nobody came back to.
const FORGET_AFTER = 60 * 24 * 3600 * 1000;

interface Kept {
  title: string;
  text: string;
  etag: string;
  base: string;
  /** Attachments that no page has yet: file handles by name. */
  files: Record<string, number>;
  at: number;
}

export class Draft {
  readonly #key: string;
  #timer = 0;
  #sent = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly title: HTMLInputElement,
    private readonly text: HTMLTextAreaElement,
    private readonly fresh: () => Record<string, number>,
    private readonly changed: (files: Record<string, number>) => void,
  ) {
    this.#key = PREFIX + (form.dataset["draft"] ?? "");
    forgetOld();
    this.#offer();
    form.addEventListener("submit", () => {
      this.#sent = true;
      window.clearTimeout(this.#timer);
      this.#write(); // kept until the server says that it has it
      mark(this.#key);
    });
    form.querySelector("[data-wiki-cancel]")?.addEventListener("click", () => {
      this.#sent = true;
      window.clearTimeout(this.#timer);
      remove(this.#key);
    });
    window.addEventListener("pagehide", () => {
      if (!this.#sent && this.#timer !== 0) this.#write();
    });
  }

  note(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#write(), AFTER);
  }

  #write(): void {
    this.#timer = 0;
    const kept: Kept = {
      title: this.title.value,
      text: this.text.value,
      etag: hidden(this.form, "etag").value,
      base: hidden(this.form, "base").value,
      files: this.fresh(),
      at: Date.now(),
    };
    const told = part(this.form, "[data-wiki-saved]");
    told.textContent = write(this.#key, JSON.stringify(kept)) ? "Draft kept in this browser." : "";
  }

  #offer(): void {
    const kept = read(this.#key);
    // The form that comes back after a refusal has the text itself.
    if (kept === null || "sent" in this.form.dataset) return;
    if (kept.text === this.text.value && kept.title === this.title.value) return remove(this.#key);
    const box = part(this.form, "[data-wiki-draft]");
    part(box, "[data-wiki-draft-time]").textContent = new Date(kept.at).toLocaleString();
    box.hidden = false;
    part(box, "[data-wiki-draft-use]").addEventListener("click", () => {
      this.title.value = kept.title;
      this.text.value = kept.text;
      // It was written on that version: if there is a newer one, the server asks to put both together.
      hidden(this.form, "etag").value = kept.etag;
      hidden(this.form, "base").value = kept.base;
      box.hidden = true;
      this.text.focus();
      this.changed(kept.files);
    });
    part(box, "[data-wiki-draft-drop]").addEventListener("click", () => {
      remove(this.#key);
      box.hidden = true;
      this.text.focus();
    });
  }
}

function hidden(form: HTMLFormElement, name: string): HTMLInputElement {
  return part<HTMLInputElement>(form, `input[name=${name}]`);
}

function read(key: string): Kept | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return isKept(found) ? found : null;
  } catch {
    return null; // a browser that keeps nothing, or what somebody else wrote there
  }
}

function isKept(found: unknown): found is Kept {
  if (typeof found !== "object" || found === null) return false;
  const one = found as Record<string, unknown>;
  const texts = ["title", "text", "etag", "base"];
  const files = one["files"];
  if (typeof files !== "object" || files === null) return false;
  if (!Object.values(files).every((handle) => typeof handle === "number")) return false;
  return texts.every((name) => typeof one[name] === "string") && typeof one["at"] === "number";
}

function write(key: string, text: string): boolean {
  try {
    localStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

function remove(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    return;
  }
}

/** The draft of what was sent last is no longer needed: the server has kept it. */
export function forgetSent(): void {
  try {
    remove(sessionStorage.getItem(SENT) ?? "");
    sessionStorage.removeItem(SENT);
  } catch {
    return;
  }
}

function mark(key: string): void {
  try {
    sessionStorage.setItem(SENT, key);
  } catch {
    return;
  }
}

function forgetOld(): void {
  try {
    for (const key of Object.keys(localStorage)) {
      const kept = key.startsWith(PREFIX) ? read(key) : null;
      if (kept !== null && Date.now() - kept.at > FORGET_AFTER) remove(key);
    }
  } catch {
    return;
  }
}
