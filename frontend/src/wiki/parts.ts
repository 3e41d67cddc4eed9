// Finding the parts of the editor.

export function part<Found extends HTMLElement = HTMLElement>(root: ParentNode, selector: string): Found {
  const found = root.querySelector<Found>(selector);
  if (found === null) throw new Error(`the editor has no ${selector}`);
  return found;
}
