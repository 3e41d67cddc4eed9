// A button that copies the code beside it: <div data-copy><code>…</code><button data-copy-button hidden>.
// Without this script the button stays hidden, and one click selects all of the code.

const BACK_AFTER = 2000;

function offer(box: HTMLElement): void {
  const button = box.querySelector<HTMLButtonElement>("[data-copy-button]");
  const code = box.querySelector("code");
  if (button === null || code === null || navigator.clipboard === undefined) return;
  const label = button.querySelector("span");
  button.hidden = false;
  button.addEventListener("click", () => {
    void navigator.clipboard.writeText(code.textContent ?? "").then(
      () => tell(label, "Copied"),
      () => tell(label, "Press Ctrl+C"),
    );
  });
}

function tell(label: HTMLElement | null, text: string): void {
  if (label === null) return;
  label.setAttribute("role", "status");
  label.textContent = text;
  window.setTimeout(() => (label.textContent = "Copy"), BACK_AFTER);
}

for (const box of document.querySelectorAll<HTMLElement>("[data-copy]")) offer(box);

export {}; // a module: its names are its own
