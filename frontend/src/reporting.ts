// "Report a problem" on every page: the link takes along what the server refused last in this tab.
//
//   <a data-report href="/help/new?…">   and on pages of refusals   <meta name="theatrum-error" content="CODE STATUS">
//
// Only codes, statuses and paths are remembered: never what a message says, and nothing of what was sent.

const KEY = "theatrum-last-error";
const LONGEST = 200;
const CODE = /^[a-z_]+\.[a-z_]+$/;
const FRESH = 30 * 60 * 1000;

interface Last {
  text: string;
  at: number;
}

function remember(code: string, status: string | number, path: string): void {
  const text = `${code} ${status} ${path}`.replace(/[^A-Za-z0-9 ._:/-]/g, "").slice(0, LONGEST);
  try {
    window.sessionStorage.setItem(KEY, JSON.stringify({ text, at: Date.now() } satisfies Last));
  } catch {
    // storage is switched off: the report goes without it
  }
}

function last(): string {
  try {
    const kept = JSON.parse(window.sessionStorage.getItem(KEY) ?? "null") as Last | null;
    return kept !== null && Date.now() - kept.at < FRESH ? kept.text : "";
  } catch {
    return "";
  }
}

async function note(response: Response): Promise<void> {
  const answer: unknown = await response.json().catch(() => null);
  const told = typeof answer === "object" && answer !== null ? (answer as { code?: unknown }).code : null;
  const code = typeof told === "string" && CODE.test(told) ? told : "answer";
  remember(code, response.status, new URL(response.url, window.location.href).pathname);
}

const before = window.fetch.bind(window);
window.fetch = async (...asked: Parameters<typeof fetch>): Promise<Response> => {
  const response = await before(...asked);
  if (!response.ok && response.status !== 304) void note(response.clone());
  return response;
};
// What came over a socket: a grid's refusals.
window.addEventListener("theatrum-refused", (event) => {
  const told: unknown = event instanceof CustomEvent ? event.detail : null;
  remember(typeof told === "string" && CODE.test(told) ? told : "answer", "socket", window.location.pathname);
});
window.addEventListener("error", (event) => {
  remember("script", event.lineno, new URL(event.filename || "/", window.location.href).pathname);
});

function prepare(): void {
  const told = document.querySelector<HTMLMetaElement>('meta[name="theatrum-error"]')?.content;
  if (told !== undefined) {
    const [code = "page", status = ""] = told.split(" ");
    remember(code, status, window.location.pathname);
  }
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-report]") : null;
    const error = link === null ? "" : last();
    if (link === null || error === "") return;
    const address = new URL(link.href);
    address.searchParams.set("error", error);
    link.href = address.href;
  });
}

prepare();

export {}; // a module: its names are its own
