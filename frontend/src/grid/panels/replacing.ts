// What a text becomes when something in it is replaced. Pure.

export interface Search {
  text: string;
  isCase: boolean;
  isWhole: boolean;
}

/** The text with every place replaced; null where nothing of it is searched for. The replacement is taken as it is. */
export function replaced(text: string, search: Search, replacement: string): string | null {
  if (search.text === "") return null;
  if (search.isWhole) return same(text, search) ? replacement : null;
  const escaped = search.text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = new RegExp(escaped, search.isCase ? "gu" : "giu");
  if (text.search(pattern) === -1) return null;
  return text.replace(pattern, () => replacement);
}

function same(text: string, search: Search): boolean {
  return search.isCase ? text === search.text : text.toLowerCase() === search.text.toLowerCase();
}
