// The members of a ZIP file as text, unpacked by the browser itself.

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const STORED = 0;
const DEFLATED = 8;
// More than a table of a million cells needs.
const MOST_BYTES = 512 * 1024 ** 2;

export type Members = Map<string, () => Promise<string>>;

/** The members by name; null where the file is no ZIP, is damaged, or unpacks to far too much. */
export function membersOf(content: ArrayBuffer): Members | null {
  const view = new DataView(content);
  const end = endOf(view);
  if (end === null) return null;
  try {
    return entriesOf(content, view, end);
  } catch (error) {
    if (error instanceof RangeError) return null; // it points outside of itself
    throw error;
  }
}

function endOf(view: DataView): number | null {
  const last = view.byteLength - END_SIZE;
  for (let place = last; place >= Math.max(0, last - LONGEST_COMMENT); place -= 1) {
    if (view.getUint32(place, true) === END) return place;
  }
  return null;
}

function entriesOf(content: ArrayBuffer, view: DataView, end: number): Members | null {
  const members: Members = new Map();
  let place = view.getUint32(end + 16, true);
  let total = 0;
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (view.getUint32(place, true) !== ENTRY) return null;
    const method = view.getUint16(place + 10, true);
    const size = view.getUint32(place + 20, true);
    total += view.getUint32(place + 24, true);
    const length = view.getUint16(place + 28, true);
    const name = new TextDecoder().decode(new Uint8Array(content, place + 46, length));
    const local = view.getUint32(place + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (total > MOST_BYTES || (method !== STORED && method !== DEFLATED)) return null;
    const bytes = new Uint8Array(content, start, size);
    members.set(name, () => textOf(bytes, method));
    place += 46 + length + view.getUint16(place + 30, true) + view.getUint16(place + 32, true);
  }
  return members;
}

async function textOf(bytes: Uint8Array<ArrayBuffer>, method: number): Promise<string> {
  if (method === STORED) return new TextDecoder().decode(bytes);
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  // What it says of its size may be a lie: more than that is not read.
  const parts: string[] = [];
  const decoder = new TextDecoder();
  let left = MOST_BYTES;
  const reader = unpacked.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return parts.join("") + decoder.decode();
    left -= value.length;
    if (left < 0) throw new RangeError("the member unpacks to far too much");
    parts.push(decoder.decode(value, { stream: true }));
  }
}
