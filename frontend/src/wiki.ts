// The editor of a wiki page: <form data-wiki-editor> with a text, a preview, attachments and a draft.
//
// Without this script the form works as a form does. With it the text is shown beside as it will be, files that are
// dropped or pasted become attachments, and what was not kept yet stays in this browser.

import { Attachments } from "./wiki/attachments";
import { Draft, forgetSent } from "./wiki/draft";
import { Preview } from "./wiki/preview";
import { part } from "./wiki/parts";

class Editor {
  readonly #text: HTMLTextAreaElement;
  readonly #draft: Draft;

  constructor(form: HTMLFormElement) {
    this.#text = part<HTMLTextAreaElement>(form, "textarea[name=text]");
    const title = part<HTMLInputElement>(form, "input[name=title]");
    const preview = new Preview(form, this.#text, () => attachments.fresh());
    const attachments: Attachments = new Attachments(form, this.#text, () => this.#text.dispatchEvent(new Event("input", { bubbles: true })));
    this.#draft = new Draft(form, title, this.#text, () => attachments.fresh(), (files) => {
      attachments.restore(files);
      preview.soon();
    });
    form.addEventListener("input", (event) => {
      if (event.target === this.#text) preview.soon();
      this.#draft.note();
    });
    preview.soon(0);
  }
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-wiki-editor]")) new Editor(form);

// The page that follows a form which was kept.
if (document.querySelector("[data-wiki-kept]") !== null) {
  forgetSent();
  history.replaceState(null, "", location.pathname + location.hash);
}
