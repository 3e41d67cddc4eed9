// Words of the server in which an address of this site may stand: it becomes a link, in another tab, as what is under
// way here goes on. Addresses of other places stay words.

const ADDRESS = /https?:\/\/[^\s"'<>]+[^\s"'<>.,;:)]/g;

export function linked(words: string): DocumentFragment {
  const made = document.createDocumentFragment();
  let from = 0;
  for (const found of words.matchAll(ADDRESS)) {
    if (!found[0].startsWith(`${window.location.origin}/`)) continue;
    made.append(words.slice(from, found.index), link(found[0]));
    from = found.index + found[0].length;
  }
  made.append(words.slice(from));
  return made;
}

function link(address: string): HTMLAnchorElement {
  const made = document.createElement("a");
  made.href = address;
  made.target = "_blank";
  made.rel = "noopener";
  made.textContent = address;
  return made;
}
