// Which files a person chose or dropped, those inside dropped folders included, each with its folder path.

export interface Chosen {
  file: File;
  /** Path of folders below the one that files are dropped on; empty for none. */
  path: string;
}

// What operating systems leave in folders, and nobody means to submit.
const LITTER = new Set([".DS_Store", "Thumbs.db", "desktop.ini"]);

export function fromInput(files: FileList | null): Chosen[] {
  return kept(Array.from(files ?? []).map((file) => ({ file, path: folderOf(file.webkitRelativePath) })));
}

export async function fromDrop(data: DataTransfer): Promise<Chosen[]> {
  // Entries must be taken before the first await: the browser empties the list after the event.
  const entries = Array.from(data.items).map((item) => item.webkitGetAsEntry());
  const plain = Array.from(data.files);
  if (entries.every((entry) => entry === null)) return kept(plain.map((file) => ({ file, path: "" })));
  const found: Chosen[] = [];
  for (const entry of entries) if (entry !== null) await walk(entry, "", found);
  return kept(found);
}

async function walk(entry: FileSystemEntry, path: string, found: Chosen[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ file, path });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside = path === "" ? entry.name : `${path}/${entry.name}`;
  // A reader gives at most 100 entries at a time, and none at the end.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return;
    for (const child of batch) await walk(child, inside, found);
  }
}

function folderOf(relative: string): string {
  return relative.split("/").slice(0, -1).join("/");
}

function kept(chosen: Chosen[]): Chosen[] {
  return chosen.filter(({ file }) => !LITTER.has(file.name));
}
