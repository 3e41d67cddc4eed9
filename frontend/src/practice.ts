// What is left to mend of a practice, while its tables are mended in other tabs: the page is asked again every few
// seconds as long as somebody sees it, and what has changed is put in. Without this script "Look again" does the same.
//
//   <div data-practice><div data-practice-left>…</div><p role="status" data-practice-told></p></div>

const EVERY = 4000;

function follow(box: HTMLElement): void {
  const told = box.querySelector("[data-practice-told]");
  let isAsking = false;

  async function look(): Promise<void> {
    // Whoever is about to press a key on a button keeps it.
    if (document.hidden || isAsking || box.querySelector("[data-practice-left] :focus-visible") !== null) return;
    isAsking = true;
    try {
      const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) put(await answer.text());
    } catch {
      // no connection: the next time
    } finally {
      isAsking = false;
    }
  }

  function put(page: string): void {
    const here = box.querySelector("[data-practice-left]");
    const next = new DOMParser().parseFromString(page, "text/html").querySelector("[data-practice-left]");
    if (here === null || next === null || plain(here) === plain(next)) return;
    here.replaceWith(next);
    const words = next.querySelector("[data-practice-words], h2");
    if (told !== null) told.textContent = words?.textContent ?? "";
  }

  window.setInterval(() => void look(), EVERY);
  document.addEventListener("visibilitychange", () => void look());
}

// Each answer has tokens of its own in its forms: only what is read counts.
function plain(part: Element): string {
  return (part.textContent ?? "").replace(/\s+/g, " ");
}

for (const box of document.querySelectorAll<HTMLElement>("[data-practice]")) follow(box);

export {}; // a module: its names are its own
