// A cell with several items, taken apart and put together as the server reads it: commas between, quotes around an
// item that holds a separator, semicolons where there is no comma, JSON arrays as programs write them. Pure.

const SEPARATORS = [",", ";"];

/** The items of a cell. `whole` are permissible values that hold a separator themselves. */
export function split(text: string, whole: ReadonlySet<string> = new Set()): string[] {
  const bare = text.trim();
  if (bare === "") return [];
  if (bare.startsWith("[")) {
    const found = jsonArray(bare);
    if (found !== null) return found;
  }
  if (whole.has(bare)) return [bare];
  const separator = SEPARATORS.find((sign) => bare.includes(sign));
  if (separator === undefined) {
    const one = bare.replace(/^"/, "").replace(/"$/, "").trim();
    return one === "" ? [] : [one];
  }
  return joinedWhole(parts(bare, separator), separator, whole)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

export function join(items: readonly string[]): string {
  return items.map((item) => (needsQuotes(item) ? `"${item.replaceAll('"', '""')}"` : item)).join(", ");
}

function needsQuotes(item: string): boolean {
  return /[,;"]/.test(item) || item.startsWith("[") || item !== item.trim();
}

function jsonArray(text: string): string[] | null {
  try {
    const found: unknown = JSON.parse(text);
    if (!Array.isArray(found)) return null;
    return found
      .filter((item) => item !== null && item !== "")
      .map((item) => (typeof item === "string" ? item : JSON.stringify(item)));
  } catch {
    return null; // a text that begins with a bracket is a text
  }
}

function parts(text: string, separator: string): string[] {
  if ((text.split('"').length - 1) % 2 === 1) return text.split(separator);
  const found: string[] = [];
  let part = "";
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] as string;
    if (isQuoted && sign === '"' && text[at + 1] === '"') {
      part += '"';
      at += 1;
    } else if (isQuoted) {
      if (sign === '"') isQuoted = false;
      else part += sign;
    } else if (sign === '"' && part.trim() === "") {
      isQuoted = true;
      part = "";
    } else if (sign === separator) {
      found.push(part);
      part = "";
    } else part += sign;
  }
  return [...found, part];
}

function joinedWhole(found: string[], separator: string, whole: ReadonlySet<string>): string[] {
  if (whole.size === 0) return found;
  const items: string[] = [];
  let start = 0;
  while (start < found.length) {
    let end = found.length;
    while (end > start + 1 && !whole.has(together(found, start, end, separator))) end -= 1;
    items.push(end > start + 1 ? together(found, start, end, separator) : (found[start] as string));
    start = end;
  }
  return items;
}

function together(found: string[], start: number, end: number, separator: string): string {
  return found
    .slice(start, end)
    .map((part) => part.trim())
    .join(`${separator} `);
}
