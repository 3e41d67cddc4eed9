// A folder as a list of its files, written into the text of a form: <div data-listing> beside <textarea data-list>.
//
// Nothing is sent here. The form sends what stands in the text, which its reader sees: paths, sizes, and the first
// line of tables whose format has one.

const TABLE = /\.(csv|tsv|tab)$/i;
const CROSSWALK = /crosswalk/i;
// A cell that is a number, or has a date in it.
const DATA = /(^|[,;\t|])\s*"?-?[0-9][0-9.]*"?\s*($|[,;\t|])|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2}/;
const LINE_END = /[\r\n]/;
// A header that is longer is no header.
const HEADER_BYTES = 64 * 1024;

/** The first line of a table, if it reads like names of columns: of a table without these it would be data. */
async function firstLine(file: File): Promise<string> {
  const head = new TextDecoder().decode(await file.slice(0, HEADER_BYTES).arrayBuffer());
  const line = head.split(LINE_END, 1)[0] ?? "";
  const isCut = line.length === head.length && file.size > HEADER_BYTES;
  return isCut || DATA.test(line) ? "" : line;
}

async function lineOf(file: File): Promise<string> {
  const path = file.webkitRelativePath || file.name;
  const parts = [path, String(file.size)];
  if (TABLE.test(file.name) && !CROSSWALK.test(file.name)) parts.push(await firstLine(file));
  return parts.join("\t");
}

/** A name with a line break or a tab in it cannot be listed. */
function isListable(file: File): boolean {
  return !/[\t\r\n]/.test(file.webkitRelativePath || file.name);
}

function start(root: HTMLElement): void {
  const input = root.querySelector("input");
  const status = root.querySelector("[data-listing-status]");
  const list = document.querySelector<HTMLTextAreaElement>("textarea[data-list]");
  if (input === null || status === null || list === null) return;
  input.addEventListener("change", async () => {
    const files = Array.from(input.files ?? []);
    const listable = files.filter(isListable);
    const lines = await Promise.all(listable.map(lineOf));
    list.value = lines.sort().join("\n");
    const left = files.length - listable.length;
    const told = `${files.length} ${files.length === 1 ? "file" : "files"} listed below.`;
    status.textContent = left === 0 ? told : `${told} ${left} with a line break or tab in the name left out.`;
  });
  root.hidden = false;
}

document.querySelectorAll<HTMLElement>("[data-listing]").forEach(start);
